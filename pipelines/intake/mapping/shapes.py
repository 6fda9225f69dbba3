"""What the cells of a column look like, in words of a closed list: nothing of a cell comes out of here.

A shape is a number of cells that fit a type, compared with the number that is filled.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from pipelines.intake import values
from schemas.exports.base import CODE, DATUM, GEHEEL, GROEP, JANEE, KEUZE, MOMENT, NUMMER, TIJD, Field

# So many of the filled cells must fit: an export has a stray total or a remark here and there.
_FITS_IN_HUNDRED = 95
# More different texts than this, and longer ones, are no codes.
_MOST_CODES, _LONGEST_CODE = 60, 40
_LESSON_HOURS = 20
_MOST = 10**9
_DATE_PARSERS = {DATUM: values.parse_moments, MOMENT: values.parse_moments, TIJD: values.parse_times}


@dataclass(frozen=True)
class Known:
    """What is known of the school already: leerlingnummers and names of classes and groups; empty where nothing is."""

    numbers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def fits(field: Field, cells: pl.Series, known: Known) -> bool | None:
    """Whether the filled cells of a column can be this field; None where the type cannot tell, or nothing is filled."""
    filled = _list_filled(cells)
    if filled.is_empty():
        return None
    judge = _JUDGES.get(field.type)
    return None if judge is None else judge(field, filled, known)


def describe(cells: pl.Series, known: Known) -> str:
    """What a column looks like, in fixed words."""
    filled = _list_filled(cells)
    if filled.is_empty():
        return "leeg"
    for words, looks in _WORDS:
        if looks(filled, known):
            return words
    return "tekst"


def count_filled(cells: pl.Series) -> int:
    """How many cells hold anything."""
    return _list_filled(cells).len()


def _list_filled(cells: pl.Series) -> pl.Series:
    stripped = cells.str.strip_chars().alias("cel")
    return stripped.filter((stripped != "") & ~stripped.str.to_lowercase().is_in(["null", "-"]))


def _enough(right: int, of: int) -> bool:
    return 100 * right >= _FITS_IN_HUNDRED * of


def _count_good(parsed: pl.DataFrame) -> int:
    return int((~parsed["bad"] & parsed["value"].is_not_null()).sum())


def _is_dates(field: Field, filled: pl.Series, known: Known) -> bool:
    return _enough(_count_good(_DATE_PARSERS[field.type](filled)), filled.len())


def _is_whole(field: Field, filled: pl.Series, known: Known) -> bool:
    return _is_within(filled, field.at_least, field.at_most)


def _is_within(filled: pl.Series, least: int | None, most: int | None) -> bool:
    parsed = values.parse_integers(filled)
    numbers = parsed["value"].filter(~parsed["bad"]).drop_nulls()
    inside = numbers.is_between(0 if least is None else least, _MOST if most is None else most)
    return _enough(int(inside.sum()), filled.len())


def _is_flag(field: Field, filled: pl.Series, known: Known) -> bool:
    return _enough(_count_good(values.parse_booleans(filled)), filled.len())


def _is_choice(field: Field, filled: pl.Series, known: Known) -> bool:
    return _enough(_count_good(values.parse_choices(filled, field.one_of or ())), filled.len())


def _is_number(field: Field, filled: pl.Series, known: Known) -> bool | None:
    return _is_of_pupils(filled, known) if known.numbers else None


def _is_of_pupils(filled: pl.Series, known: Known) -> bool:
    """Numbers of the list of pupils: half of them will do, who left may not be on it."""
    numbers = values.parse_ids(filled)["value"]
    return 2 * int(numbers.is_in(list(known.numbers)).fill_null(False).sum()) >= filled.len()


def _is_group(field: Field, filled: pl.Series, known: Known) -> bool | None:
    return _is_of_groups(filled, known) if known.groups else None


def _is_of_groups(filled: pl.Series, known: Known) -> bool:
    return 2 * int(filled.is_in(list(known.groups)).sum()) >= filled.len()


def _is_codes(field: Field, filled: pl.Series, known: Known) -> bool:
    """Few different, short texts that are no dates."""
    distinct = filled.unique()
    longest = distinct.str.len_chars().max()
    few = distinct.len() <= _MOST_CODES and isinstance(longest, int) and longest <= _LONGEST_CODE
    return few and not _enough(_count_good(values.parse_moments(filled)), filled.len())


_JUDGES: dict[str, Callable[[Field, pl.Series, Known], bool | None]] = {
    NUMMER: _is_number,
    DATUM: _is_dates,
    MOMENT: _is_dates,
    TIJD: _is_dates,
    GEHEEL: _is_whole,
    JANEE: _is_flag,
    KEUZE: _is_choice,
    GROEP: _is_group,
    CODE: _is_codes,
}


def _as(kind: str) -> Field:
    return Field("", kind)


def _holds_some(names: Collection[str]) -> bool:
    return bool(names)


_WORDS: tuple[tuple[str, Callable[[pl.Series, Known], bool]], ...] = (
    ("nummers van de leerlingenlijst", lambda cells, known: _holds_some(known.numbers) and _is_of_pupils(cells, known)),
    ("namen van klassen of groepen", lambda cells, known: _holds_some(known.groups) and _is_of_groups(cells, known)),
    ("ja of nee", lambda cells, known: _is_flag(_as(JANEE), cells, known)),
    (f"hele getallen van 0 t/m {_LESSON_HOURS}", lambda cells, known: _is_within(cells, 0, _LESSON_HOURS)),
    ("hele getallen", lambda cells, known: _is_within(cells, None, None)),
    ("tijden", lambda cells, known: _is_dates(_as(TIJD), cells, known)),
    ("datums", lambda cells, known: _is_dates(_as(MOMENT), cells, known)),
    ("enkele verschillende teksten", lambda cells, known: _is_codes(_as(CODE), cells, known)),
)
