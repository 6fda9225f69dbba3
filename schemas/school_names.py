"""Which cells look like a class, a year of school or an absence code (`schemas/school_names.yaml`, contract 3).

A cell of these columns is free text to a school. What does not look like one is not shown in its own words.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from schemas.word_lists import PIECE, read_word_lists

_FILE = Path(__file__).resolve().parent / "school_names.yaml"
_CLASSES, _YEARS = "klassen", "leerjaren"
_WORD = re.compile(r"[a-z]+")
# 4#wisa is one part, as 4wisa is.
_PART = re.compile(r"[A-Za-z0-9#]+")
_CLASS = re.compile(r"[A-Za-z0-9 ._/+&()#-]{1,24}")
_YEAR = re.compile(r"[A-Za-z0-9 ./-]{1,20}")
# Letters glued to a digit, as in 4mh or h4bBIO: four in a row and five in all; apart they are capitals, or two: TL, kb.
_MOST_DIGITS, _MOST_NUMBERS = 2, 2
_MOST_GLUED, _MOST_CAPITALS, _MOST_SMALL = 4, 4, 2
# Words that join others and are no class by themselves.
_JOINING = frozenset({"de", "het", "en"})
_YEAR_NUMBER = re.compile(r"[0-8]")
_MOST_YEARS = 2
_SHORT_CODE, _CAPITAL_CODE, _NUMBERED_CODE = 2, 4, 6


def looks_like_class(text: str) -> bool:
    """Whether a cell is shaped as the name of a class: H3A, 3 havo, groep 6, 1-2, TL4b, de Vlinders.

    Its words are known, but for one that is short and those glued to a number of at most two digits; without a number
    one word is known, or all of it is a few capitals.
    """
    if _CLASS.fullmatch(text) is None:
        return False
    known = load_school_words()[_CLASSES]
    parts = _PART.findall(text)
    runs = [run for part in parts for run in PIECE.findall(part)]
    numbers = [run for run in runs if run.isdigit()]
    if not runs or any(len(number) > _MOST_DIGITS for number in numbers):
        return False
    if runs == numbers and len(numbers) > _MOST_NUMBERS:
        return False
    has_word = any(run.lower() in known - _JOINING for run in runs)
    glued = [part for part in parts if any(mark.isdigit() for mark in part)]
    apart = [run for part in parts if part not in glued for run in _list_unknown(part, known)]
    return (
        all(_is_short(_list_unknown(part, known)) for part in glued)
        and sum(len(run) > 1 for run in apart) <= 1
        and all(_is_capitals(run) or len(run) <= _MOST_SMALL for run in apart)
        and (bool(numbers) or has_word or _is_capitals(text))
    )


def _list_unknown(part: str, known: frozenset[str]) -> list[str]:
    return [run for run in PIECE.findall(part) if not run.isdigit() and run.lower() not in known]


def _is_short(runs: list[str]) -> bool:
    return all(len(run) <= _MOST_GLUED for run in runs) and sum(map(len, runs)) <= _MOST_GLUED + 1


def _is_capitals(text: str) -> bool:
    """One letter, or an abbreviation in capitals."""
    return text.isalpha() and (text.isupper() or len(text) == 1) and len(text) <= _MOST_CAPITALS


def looks_like_year(text: str) -> bool:
    """Whether a cell stands on the closed list of years of school: 0 to 8, alone or beside words of the list."""
    if _YEAR.fullmatch(text) is None:
        return False
    known = load_school_words()[_YEARS]
    runs = PIECE.findall(text)
    numbers = [run for run in runs if run.isdigit()]
    words = [run.lower() for run in runs if not run.isdigit()]
    return (
        len(numbers) <= _MOST_YEARS
        and all(_YEAR_NUMBER.fullmatch(number) for number in numbers)
        and all(word in known for word in words)
        and (bool(numbers) or any(len(word) > _MOST_SMALL for word in words))
    )


def looks_like_code(text: str) -> bool:
    """Whether a cell is shaped as a code: one or two signs, four without small letters, six with a digit, no word."""
    letters = sum(mark.isalpha() for mark in text)
    return (
        len(text) <= _SHORT_CODE
        or (len(text) <= _CAPITAL_CODE and not any(mark.islower() for mark in text))
        or (len(text) <= _NUMBERED_CODE and letters <= _SHORT_CODE and any(mark.isdigit() for mark in text))
    )


@cache
def load_school_words() -> Mapping[str, frozenset[str]]:
    """The words by what they are of, from the list that ships with the program."""
    return read_school_words(_FILE)


def read_school_words(file: Path) -> dict[str, frozenset[str]]:
    """The words by what they are of; DeclarationInvalid names the list and word that is wrong."""
    lists = read_word_lists(file, groups={_CLASSES, _YEARS}, word=_WORD)
    return {group: frozenset(words) for group, words in lists.items()}
