"""Two guards of privacy at the door: columns that may not be delivered, and names that may not be shown.

Kept free of polars, so that mutation testing can run on it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.intake.spellings import fold, fold_letters, list_dates, list_numbers, transcribe
from schemas.file_names import is_known_file_name, is_known_word

_BSN_PARTS = ("burgerservice", "sofinummer", "sofinr", "onderwijsnummer", "onderwijsnr", "persoonsgebonden")
_BSN_WORDS = {"bsn", "pgn", "sofi", "bsnr", "pgnr"}
# "bsn" glued to another word; the words after "bs" that only begin with an n (BS-naam, BS-niveau) are innocent.
_BSN_GLUED = re.compile(
    r"\A(?:bsn|pgn)(?!aam|iveau|ivo|ota|otitie|orm|ieuw|iet)|(?:bsn|pgn)\Z"
    r"|(?:bsn|pgn)(?:nr|num|nummer|code|leerling|lln|kind|ouder|verzorger|deelnemer|student)"
)
_LONG_ENOUGH = 5
_SHORTEST_GLUED = 3
_LONGEST_SHOWN = 120
# Words of a name that say nothing about whose name it is.
_PARTICLES = frozenset(
    (
        "van",
        "de",
        "der",
        "den",
        "het",
        "ten",
        "ter",
        "te",
        "in",
        "t",
        "d",
        "el",
        "al",
        "la",
        "le",
        "du",
        "von",
        "bin",
        "ben",
    )
)


def find_bsn_column(cells: Iterable[str]) -> str | None:
    """The first header cell that looks like a BSN, PGN, sofinummer or onderwijsnummer; None when there is none.

    Contract 5: such a column refuses the school. The name may be part of a longer one (`bsnleerling`, `Ouder BSN`).
    """
    return next((cell for cell in cells if _is_bsn_name(cell)), None)


def _is_bsn_name(cell: str) -> bool:
    plain = fold(cell, keep_case=True)
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", plain).lower())
    glued = "".join(words)
    return (
        any(part in glued for part in _BSN_PARTS)
        or not _BSN_WORDS.isdisjoint([*words, glued])
        or bool(_BSN_GLUED.search(glued))
    )


@dataclass(frozen=True)
class Secrets:
    """What was delivered of pupils, ready to be looked up.

    `numbers`: without leading zeros. `names`: words of names, and whole names written as one word; `long` of them are
    found inside another word too, by the `lengths` that they have. `births`: birth dates.
    """

    numbers: frozenset[str]
    names: frozenset[str]
    long: frozenset[str]
    lengths: frozenset[int]
    births: frozenset[date]


def make_secrets(values: Iterable[str], births: Iterable[date] = (), *, shortest: int = 1) -> Secrets:
    """Prepare leerlingnummers, names (whole cells such as `Jansen, Piet` too) and birth dates for `holds_secret`.

    `shortest`: words and numbers of fewer signs are left out.
    """
    numbers: set[str] = set()
    names: set[str] = set()
    for value in set(values):
        # Most are numbers, and have one spelling.
        if value.isascii() and value.isdigit():
            if len(value) >= shortest:
                numbers.add(value.lstrip("0") or value)
            continue
        for writing in _list_writings(value):
            every = re.findall(r"\w+", writing.replace("_", " "))
            parts = {"".join(every), *(part for part in every if part not in _PARTICLES)}
            parts = {part for part in parts if len(part) >= shortest}
            numbers.update(part.lstrip("0") or part for part in parts if part.isdigit())
            names.update(part for part in parts if not part.isdigit())
    long = frozenset(name for name in names if len(name) >= _LONG_ENOUGH and name.isalpha())
    return Secrets(frozenset(numbers), frozenset(names), long, frozenset(len(name) for name in long), frozenset(births))


def get_shown_name(name: str, *, soort: str, mark: str, secrets: Secrets | Iterable[str] = ()) -> str:
    """The one name under which a file is shown, in whatever output (contract 3).

    Its own name where all its words are known (`schemas.file_names`) and none of them is a delivered leerlingnummer or
    name of a pupil, as a pupil called April is; else `<soort>-<mark>`. `mark`: of the keyed hash of the name, so that
    names cannot be tried one after the other.
    """
    prepared = secrets if isinstance(secrets, Secrets) else make_secrets(secrets)
    return name if is_known_file_name(name) and not holds_secret(name, prepared) else f"{soort}-{mark}"


def is_safe_name(name: str) -> bool:
    """False for names with control, direction, separator or broken characters, and for very long ones."""
    unsafe = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return len(name) <= _LONGEST_SHOWN and not any(unicodedata.category(mark) in unsafe for mark in name)


def _list_writings(value: str) -> set[str]:
    """A name without accents, and as it is written where there are no such letters: Løvås is lovas and loevaas."""
    return {fold_letters(value)} if value.isascii() else {fold_letters(value), fold_letters(transcribe(value))}


def holds_secret(text: str, secrets: Secrets) -> bool:
    """True when a text holds a delivered leerlingnummer, name or birth date, in any spelling (`spellings`).

    A number is held when it is a whole run of digits, whatever marks stand in it: 251001 is not held by 20251001. A
    name is held as a word of any length, as two words glued, and from 5 letters on anywhere.
    """
    folded = fold(text)
    return (
        not secrets.numbers.isdisjoint(list_numbers(folded))
        or (bool(secrets.births) and not secrets.births.isdisjoint(list_dates(folded)))
        or _holds_name(text, secrets)
    )


def _holds_name(text: str, secrets: Secrets) -> bool:
    plain = fold(text, keep_case=True).replace("_", " ")
    # JanJansen2025 holds Jan and Jansen: words end where the case rises and where letters and digits meet.
    split = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", plain)
    words = {word for form in (split, plain) for word in re.findall(r"\w+", fold_letters(form))}
    if not words.isdisjoint(secrets.names) or any(_is_glued(word, secrets.names) for word in words):
        return True
    letters = "".join(mark for mark in fold_letters(plain) if mark.isalpha())
    return any(
        letters[start : start + length] in secrets.long
        for length in secrets.lengths
        for start in range(len(letters) - length + 1)
    )


def _is_glued(word: str, names: Collection[str]) -> bool:
    """Whether a word that is no other word we know is two names without a space between: Piet Wiel as pietwiel."""
    if is_known_word(word):
        return False
    cuts = range(_SHORTEST_GLUED, len(word) - _SHORTEST_GLUED + 1)
    return any(word[:cut] in names and word[cut:] in names for cut in cuts)
