"""The analyst's own text beside the figures of one peildatum: `duiding/<peildatum>.md` beside swv.toml.

The page it lands on is anonymous, so a text that could point at a pupil is refused.
"""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

from pipelines.errors import WrongUse
from pipelines.settings import Settings
from reports.words.markdown import Block, read_markdown

FOLDER = "duiding"
_LONGEST = 200_000
# A number of a pupil has five digits or more; a date or an amount with dots has not.
_LONG_NUMBER = re.compile(r"\d{5,}")
_WORD = re.compile(r"[a-z][a-z2-7]{11}")
_WORDS = re.compile(r"[A-Za-z0-9]+")


def name_commentary(peildatum: date) -> str:
    """Where the text is looked for, relative to the folder of the settings file."""
    return f"{FOLDER}/{peildatum.isoformat()}.md"


def read_commentary(settings: Settings, *, peildatum: date, codes: Collection[str]) -> tuple[Block, ...]:
    """The text as blocks, none without a file. `codes`: the `leerling` codes of this run.

    Raises WrongUse for a file that cannot be read, or whose text holds what could be a pupil: five digits in a row, a
    code of this run, or a word that looks like one (twelve letters with a digit among them).
    """
    name = name_commentary(peildatum)
    file = settings.file.parent / name
    text = _read_text(file, name)
    for number, line in enumerate(text.splitlines(), start=1):
        if _LONG_NUMBER.search(line):
            _refuse(name, number, "een getal van vijf of meer cijfers")
        if any(_is_code(word.lower(), codes) for word in _WORDS.findall(line)):
            _refuse(name, number, "een leerlingcode")
    return read_markdown(text)


def _read_text(file: Path, name: str) -> str:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            text = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise WrongUse(f"{name} is niet te lezen. Sla het bestand op als tekst (UTF-8).") from None
    if len(text) > _LONGEST:
        raise WrongUse(f"{name} is te lang. Maak de tekst korter dan {_LONGEST:_} tekens.".replace("_", "."))
    return text


def _is_code(word: str, codes: Collection[str]) -> bool:
    return word in codes or (_WORD.fullmatch(word) is not None and any(sign.isdigit() for sign in word))


def _refuse(name: str, line: int, what: str) -> None:
    raise WrongUse(
        f"{name}, regel {line}: hier staat {what}. Het verslag is anoniem, dus dat mag er niet in. Haal het weg. "
        "Schrijf een groot bedrag of aantal met een punt, bijvoorbeeld 12.500."
    )
