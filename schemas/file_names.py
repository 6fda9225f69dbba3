"""Which names of files say nothing but what a delivery is (`schemas/file_names.yaml`, contract 3)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from schemas.errors import DeclarationInvalid
from schemas.word_lists import PIECE, name_group, read_word_lists

_FILE = Path(__file__).resolve().parent / "file_names.yaml"
_GROUPS = frozenset(
    ("soorten", "lvs", "school", "maanden", "seizoenen", "soort_bestand", "versie", "tussen", "letters", "resten")
)
_WORD = re.compile(r"[a-z]+(?:[0-9]+[a-z]*)?")
# Signs between words; any other sign, and any letter with an accent or of another alphabet, is no part of such a name.
_NAME = re.compile(r"[A-Za-z0-9 _.,()+&~$-]{1,120}")
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(r"[0-9]{1,2}|(?:19|20)[0-9]{2}")
_MOST_SMALL = 3


def is_known_file_name(name: str) -> bool:
    """Whether all words of a name stand in the list, its numbers being of a year or of two digits; it has a word.

    Of one-letter words it may hold one, and of small numbers no more than dates have: with more of them a name can be
    spelled and a long number written.
    """
    if _NAME.fullmatch(name) is None:
        return False
    groups = load_file_words()
    pieces = [piece for token in _TOKEN.findall(name) for piece in _split(token, groups)]
    numbers = [piece for piece in pieces if piece.isdigit()]
    letters = [piece for piece in pieces if groups.get(piece) == "letters"]
    return (
        len(numbers) < len(pieces)
        and len(letters) <= 1
        and not _is_long(numbers)
        and all(piece in groups or _NUMBER.fullmatch(piece) for piece in pieces)
    )


def is_known_word(word: str) -> bool:
    """Whether a word in small letters stands in the list."""
    return word in load_file_words()


def _is_long(numbers: Sequence[str]) -> bool:
    """Whether small numbers stand in a row that is longer than that of dates: a long number, cut into pieces."""
    years = sum(len(number) == len("2026") for number in numbers)
    return len(numbers) - years > max(_MOST_SMALL, 2 * years)


def _split(token: str, groups: Mapping[str, str]) -> list[str]:
    """A run of letters and digits as one word of the list (`tools4ever`), else as the words it is made of."""
    whole = token.lower()
    return [whole] if whole in groups else [piece.lower() for piece in PIECE.findall(token)]


@cache
def load_file_words() -> Mapping[str, str]:
    """Word -> its group in the list that ships with the program."""
    return read_file_words(_FILE)


def read_file_words(file: Path) -> dict[str, str]:
    """Word -> its group; DeclarationInvalid names the group and word that is wrong."""
    found: dict[str, str] = {}
    for group, words in read_word_lists(file, groups=_GROUPS, word=_WORD).items():
        for word in words:
            if word in found:
                raise DeclarationInvalid(f"{name_group(file, group)}: '{word}' staat er dubbel in")
            if (len(word) == 1) != (group == "letters"):
                raise DeclarationInvalid(f"{name_group(file, group)}: '{word}' hoort niet in deze groep")
            found[word] = group
    return found
