"""What a header cell means, by the words it is made of (`schemas/exports/meanings.yaml`, contract 1.3).

Recognition asks two things: whether a column belongs to an absence list whatever it is called, and which words of a
header may be shown. A file without a header begins with a pupil, so a word that is not known here is shown nowhere.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.strict_yaml import check_keys, load_yaml

_FILE = Path(__file__).resolve().parent / "meanings.yaml"
# More digits than a lesson hour or week has could be the number of a pupil.
_MOST_DIGITS = 2
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?(?:[T ].*)?")
_SMALL_NUMBER = re.compile(r"\d{1,2}(?:e|ste|de)?")

_KEYS = frozenset(
    {"verzuim", "klein", "rooster_van_dagen", "delen", "behalve", "personen", "velden", "naast_vrije_dagen", "overig"}
)

DAGWAARDE = "dag of uur als kolom"


@dataclass(frozen=True)
class Meaning:
    """What one header cell says.

    `absence`: what it tells about absence, in the order of the table (`eind`, `lesuur`, …); empty when it tells
    nothing of that. `person`: `leerlingnummer`, `naam` or `klas` where it says of whom a row is. `field`: the field
    that its whole name stands for. `words`: what it was taken for, in Dutch; `known`: it may be shown.
    """

    absence: tuple[str, ...] = ()
    person: str = ""
    field: str = ""
    words: str = ""
    known: bool = False


@dataclass(frozen=True)
class _Words:
    """The table, ready for use."""

    signs: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    made_of_words: re.Pattern[str]
    parts: re.Pattern[str]
    days: frozenset[str]
    persons: dict[str, str]
    fields: dict[str, str]
    others: frozenset[str]


@cache
def _load() -> _Words:
    table = load_yaml(_FILE)
    check_keys(table, _FILE.name, required=_KEYS)
    signs = {name: tuple(entry["woorden"]) for name, entry in table["verzuim"].items()}
    every = [word for words in signs.values() for word in words] + table["klein"]
    exceptions = "|".join(re.escape(word) for word in table["behalve"])
    parts = "|".join(re.escape(word) for word in table["delen"])
    return _Words(
        signs=signs,
        labels={name: entry["betekent"] for name, entry in table["verzuim"].items()},
        made_of_words=re.compile(f"(?:{_any_of(every)})+"),
        # An excepted word is taken first, so that no part is found inside it.
        parts=re.compile(f"(?:{exceptions})|({parts})"),
        days=frozenset(table["rooster_van_dagen"]),
        persons=_turn_round(table["personen"]),
        fields=_turn_round(table["velden"]),
        others=frozenset(table["overig"]),
    )


@cache
def list_beside_free_days() -> frozenset[str]:
    """Names, as compared, of columns that a list of free days may have beside its own."""
    return frozenset("".join(name.split()) for name in load_yaml(_FILE)["naast_vrije_dagen"])


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _turn_round(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words}


def squeeze(cell: str) -> str:
    """The letters of a header cell in lower case, without accents, digits, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", cell).casefold()
    return "".join(mark for mark in plain if mark.isalpha())


def read_meaning(cell: str) -> Meaning:
    """What one header cell says; an empty cell says nothing."""
    words, letters = _load(), squeeze(cell)
    if _is_day_or_hour(cell, letters):
        return Meaning(absence=("datum",), words=DAGWAARDE)
    may_show = sum(mark.isdigit() for mark in cell) <= _MOST_DIGITS
    if person := words.persons.get(letters, ""):
        return Meaning(person=person, words=person, known=may_show)
    field = words.fields.get(letters, "")
    signs = _find_signs(letters) if words.made_of_words.fullmatch(letters) else ()
    if signs or field:
        label = field or ", ".join(words.labels[sign] for sign in signs)
        return Meaning(signs, "", field, label, known=may_show)
    if any(found[1] for found in words.parts.finditer(letters)):
        return Meaning(absence=("verzuim",), words=words.labels["verzuim"])
    return Meaning(known=may_show and letters in words.others)


def _is_day_or_hour(cell: str, letters: str) -> bool:
    """A day or an hour as the name of a column: a grid, or a row of data where the header should stand."""
    text = cell.strip()
    return letters in _load().days or bool(_DATE.fullmatch(text) or _SMALL_NUMBER.fullmatch(text))


def _find_signs(letters: str) -> tuple[str, ...]:
    """The meanings of a name made of known words, in the order of the table."""
    found = set(_cut(letters))
    return tuple(name for name, words in _load().signs.items() if found.intersection(words))


def _cut(letters: str) -> list[str]:
    """The words of a name that is made of known words, the longest first at each place."""
    table = _load()
    every = {word for words in table.signs.values() for word in words}
    one = re.compile(table.made_of_words.pattern.removesuffix("+"))
    cuts: dict[int, list[str]] = {len(letters): []}
    # From the end: at each place the first word after which the rest can be cut too.
    for start in range(len(letters) - 1, -1, -1):
        for stop in range(len(letters), start, -1):
            if stop in cuts and one.fullmatch(letters, start, stop):
                cuts[start] = [letters[start:stop], *cuts[stop]]
                break
    return [word for word in cuts.get(0, []) if word in every]
