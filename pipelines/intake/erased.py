"""Marks of erased pupils, in `opslag/gewist.jsonl`: who was erased does not come back with the next delivery.

A mark is an HMAC of the school and a leerlingnummer or code, under a secret derived from the key. It tells nothing
without that secret, and outlives the key it was made under (`pipelines.vault.keyring`).
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.errors import StoreUnavailable
from pipelines.intake.traces import split_words
from pipelines.intake.values import parse_ids
from pipelines.vault.keyring import load_ring, require_ring
from pipelines.vault.marks import Mark, add_new, dump_marks, read_marks
from pipelines.vault.places import ERASED_FILE
from pipelines.vault.seals import replace_sealed

# The fields by which a delivery says whose row it is: by number, or in a form by code.
PUPIL_FIELDS = ("leerlingnummer", "leerling")
_PURPOSE = "gewist"


@dataclass(frozen=True)
class Erased:
    """The marks of one school. `marks`: for each secret under which marks were made, those marks.

    `numbers`: each number under which a pupil of it can have been erased.
    """

    numbers: tuple[str, ...] = ()
    marks: Mapping[bytes, frozenset[str]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return any(self.marks.values())

    def names(self, word: str) -> bool:
        """Whether this is the leerlingnummer or code of an erased pupil."""
        return any(
            _make_mark(secret, number, word) in marks for secret, marks in self.marks.items() for number in self.numbers
        )

    def stands_in(self, texts: Iterable[str]) -> bool:
        """Whether an erased pupil is named anywhere in the texts, as a word or as a whole cell."""
        return any(self.names(word) for word in _list_words(texts))

    def find_rows(self, cells: pl.DataFrame) -> pl.Series:
        """True for each row that is about an erased pupil, by what stands in the PUPIL_FIELDS."""
        found = pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
        for name in PUPIL_FIELDS:
            if name in cells.columns:
                values = parse_ids(cells[name])["value"]
                gone = [value for value in values.drop_nulls().unique().to_list() if self.names(value)]
                found |= values.is_in(gone).fill_null(False)
        return found


@dataclass(frozen=True)
class ErasedAnywhere:
    """The marks of all schools, for a list that names pupils of several: `van` and `naar` say whose number it is.

    By each number of a school.
    """

    schools: Mapping[str, Erased]

    def __bool__(self) -> bool:
        return any(self.schools.values())

    def stands_in(self, texts: Iterable[str]) -> bool:
        """Whether an erased pupil of any school is named anywhere in the texts."""
        words = _list_words(texts)
        return any(erased.names(word) for erased in self.schools.values() for word in words)

    def find_rows(self, cells: pl.DataFrame) -> pl.Series:
        """True for each row that names an erased pupil at its own school."""
        found = pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
        for side in ("van", "naar"):
            numbers = parse_ids(cells[f"leerlingnummer_{side}"])["value"]
            pairs = zip(cells[f"school_{side}"], numbers, strict=True)
            found |= pl.Series([self._names(school, number) for school, number in pairs], dtype=pl.Boolean)
        return found

    def _names(self, school: str | None, number: str | None) -> bool:
        erased = self.schools.get((school or "").strip().upper())
        return erased is not None and number is not None and erased.names(number)


def _list_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in split_words(text)}


def load_erased(opslag: Path, *numbers: str) -> Erased:
    """The marks of one school, by every number of it.

    StoreUnavailable when they cannot be read: nobody may come back by accident.
    """
    return load_erased_anywhere(opslag, (numbers,)).schools[numbers[0]]


def load_erased_anywhere(opslag: Path, schools: Iterable[tuple[str, ...]]) -> ErasedAnywhere:
    """The marks of these schools, each by its numbers, read once for all of them; StoreUnavailable as `load_erased`."""
    ring = load_ring(opslag)
    owners = {number: numbers for numbers in schools for number in numbers}
    marks: dict[tuple[str, ...], dict[bytes, set[str]]] = {numbers: {} for numbers in owners.values()}
    for mark in _read_all(opslag):
        if mark.school in owners:
            if ring is None or mark.sleutel not in ring.ids:
                raise _make_unreadable(opslag)
            secret = ring.derive(_PURPOSE, key_id=mark.sleutel)
            marks[owners[mark.school]].setdefault(secret, set()).add(mark.merk)
    erased = {
        numbers: Erased(numbers, {secret: frozenset(found) for secret, found in of_school.items()})
        for numbers, of_school in marks.items()
    }
    return ErasedAnywhere({number: erased[numbers] for number, numbers in owners.items()})


def add_marks(opslag: Path, school: str, words: Iterable[str]) -> None:
    """Mark a pupil by number and codes; what is marked already is not marked twice."""
    ring = require_ring(opslag)
    known = load_erased(opslag, school)
    new = [
        Mark(school, ring.current, _make_mark(ring.derive(_PURPOSE), school, word))
        for word in sorted(words)
        if not known.names(word)
    ]
    if new:
        # In the sealed log too: a list that is lost is made again from there.
        replace_sealed(opslag, ERASED_FILE, dump_marks(add_new(_read_all(opslag), new)), marks=new)


def _make_mark(secret: bytes, school: str, word: str) -> str:
    return hmac.digest(secret, f"{school}\x1f{word}".encode(), hashlib.sha256).hex()


def _read_all(opslag: Path) -> tuple[Mark, ...]:
    try:
        return read_marks((opslag / ERASED_FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise _make_unreadable(opslag) from None


def _make_unreadable(opslag: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"De merken van gewiste leerlingen in {opslag.name} ('{ERASED_FILE}') zijn niet te lezen. "
        "Draai 'msa doctor SWV.TOML --herstel'. Anders kan een gewiste leerling terugkomen."
    )
