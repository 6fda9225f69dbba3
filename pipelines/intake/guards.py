"""Two guards of privacy at the door: columns that may not be delivered, and names that may not be shown.

Kept free of polars, so that mutation testing can run on it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.file_names import is_known_file_name

_BSN_PARTS = ("burgerservice", "sofinummer", "sofinr", "onderwijsnummer", "onderwijsnr", "persoonsgebonden")
_BSN_WORDS = {"bsn", "pgn", "sofi", "bsnr", "pgnr"}
# "bsn" glued to another word; the words after "bs" that only begin with an n (BS-naam, BS-niveau) are innocent.
_BSN_GLUED = re.compile(
    r"\A(?:bsn|pgn)(?!aam|iveau|ivo|ota|otitie|orm|ieuw|iet)|(?:bsn|pgn)\Z"
    r"|(?:bsn|pgn)(?:nr|num|nummer|code|leerling|lln|kind|ouder|verzorger|deelnemer|student)"
)
_LONG_ENOUGH = 5
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
    plain = _fold(cell, keep_case=True)
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", plain).lower())
    glued = "".join(words)
    return (
        any(part in glued for part in _BSN_PARTS)
        or not _BSN_WORDS.isdisjoint([*words, glued])
        or bool(_BSN_GLUED.search(glued))
    )


def _fold(text: str, *, keep_case: bool = False) -> str:
    """Without accents, full-width letters and invisible characters, so that look-alikes are equal."""
    if text.isascii():
        return text if keep_case else text.casefold()
    marks = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in marks if unicodedata.category(mark) not in ("Mn", "Cf"))
    return plain if keep_case else plain.casefold()


@dataclass(frozen=True)
class Secrets:
    """Delivered leerlingnummers and names, ready to be looked up: `words` whole, `long` also inside another word."""

    words: frozenset[str]
    long: frozenset[str]
    lengths: frozenset[int]


def make_secrets(values: Iterable[str]) -> Secrets:
    """Prepare leerlingnummers and names (whole cells such as `Jansen, Piet` too) for `get_shown_name`."""
    words: set[str] = set()
    long: set[str] = set()
    for value in set(values):
        every = re.findall(r"\w+", _fold(value).replace("_", " "))
        parts = {"".join(every), *(part for part in every if part not in _PARTICLES)} - {""}
        words.update(parts)
        long.update(part for part in parts if len(part) >= _LONG_ENOUGH and part.isalpha())
    # A number with its leading zeros lost is the same number.
    words.update(word.lstrip("0") for word in list(words) if word.isdigit() and word.strip("0"))
    return Secrets(frozenset(words), frozenset(long), frozenset(len(word) for word in long))


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


def holds_secret(name: str, secrets: Secrets) -> bool:
    """True when a text holds a delivered leerlingnummer or name, as a word or (long names) anywhere."""
    plain = _fold(name, keep_case=True).replace("_", " ")
    # JanJansen2025 holds Jan and Jansen: words end where the case rises and where letters and digits meet.
    split = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", plain).casefold()
    words = set(re.findall(r"\w+", split)) | set(re.findall(r"\w+", plain.casefold()))
    words.update(word.lstrip("0") for word in list(words) if word.isdigit())
    if not words.isdisjoint(secrets.words):
        return True
    letters = "".join(mark for mark in plain.casefold() if mark.isalpha())
    return any(
        letters[start : start + length] in secrets.long
        for length in secrets.lengths
        for start in range(len(letters) - length + 1)
    )
