"""What the cells of a column look like, in words of a closed list: nothing of a cell comes out of here.

A shape is a number of cells that fit a type, compared with the number that is filled. Each text is judged once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake import values
from schemas.exports.base import CODE, DATUM, GEHEEL, GROEP, JANEE, KEUZE, MOMENT, NUMMER, TIJD, Field

# So many of the filled cells must fit: an export has a stray total or a remark here and there.
_FITS_IN_HUNDRED = 95
# More different texts than this, and longer ones, are no codes.
_MOST_CODES, _LONGEST_CODE = 60, 40
_LESSON_HOURS = 20
_MOST = 10**9


@dataclass(frozen=True)
class Known:
    """What is known of the school already: leerlingnummers and names of classes and groups; empty where nothing is."""

    numbers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass
class Cells:
    """The filled cells of one column: each different text, and how often it stands there."""

    texts: pl.Series
    counts: pl.Series
    known: Known
    judged: dict[tuple[object, ...], bool | None] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return int(self.counts.sum())

    def fits(self, one: Field) -> bool | None:
        """Whether the cells can be this field; None where its type cannot tell, or nothing is filled."""
        key = (one.type, one.at_least, one.at_most, one.one_of)
        if key not in self.judged:
            judge = _JUDGES.get(one.type)
            self.judged[key] = judge(one, self) if judge is not None and self.filled else None
        return self.judged[key]

    def describe(self) -> str:
        """What the column looks like, in fixed words."""
        if not self.filled:
            return "leeg"
        return next((words for words, one in _WORDS if self.fits(one)), "tekst")

    def holds(self, good: pl.Series, *, in_hundred: int = _FITS_IN_HUNDRED) -> bool:
        """Whether enough of the cells are good."""
        return 100 * int(self.counts.filter(good.fill_null(False)).sum()) >= in_hundred * self.filled


def look_at(cells: pl.Series, known: Known) -> Cells:
    """The cells of a column, ready to be judged."""
    stripped = cells.str.strip_chars().alias("cel")
    filled = stripped.filter((stripped != "") & ~stripped.str.to_lowercase().is_in(["null", "-"]))
    counts = filled.value_counts(name="aantal")
    return Cells(counts["cel"], counts["aantal"], known)


def _is_good(parsed: pl.DataFrame) -> pl.Series:
    return ~parsed["bad"] & parsed["value"].is_not_null()


def _is_date(one: Field, cells: Cells) -> bool:
    return cells.holds(_is_good(values.parse_moments(cells.texts)))


def _is_time(one: Field, cells: Cells) -> bool:
    return cells.holds(_is_good(values.parse_times(cells.texts)))


def _is_whole(one: Field, cells: Cells) -> bool:
    parsed = values.parse_integers(cells.texts)
    least = 0 if one.at_least is None else one.at_least
    most = _MOST if one.at_most is None else one.at_most
    return cells.holds(_is_good(parsed) & parsed["value"].is_between(least, most))


def _is_flag(one: Field, cells: Cells) -> bool:
    return cells.holds(_is_good(values.parse_booleans(cells.texts)))


def _is_choice(one: Field, cells: Cells) -> bool:
    return cells.holds(_is_good(values.parse_choices(cells.texts, one.one_of or ())))


def _is_number(one: Field, cells: Cells) -> bool | None:
    """Numbers of the list of pupils: half of them will do, who left may not be on it."""
    if not cells.known.numbers:
        return None
    return cells.holds(values.parse_ids(cells.texts)["value"].is_in(list(cells.known.numbers)), in_hundred=50)


def _is_group(one: Field, cells: Cells) -> bool | None:
    if not cells.known.groups:
        return None
    return cells.holds(cells.texts.is_in(list(cells.known.groups)), in_hundred=50)


def _is_code(one: Field, cells: Cells) -> bool:
    """Few different, short texts that are no dates."""
    longest = cells.texts.str.len_chars().max()
    few = cells.texts.len() <= _MOST_CODES and isinstance(longest, int) and longest <= _LONGEST_CODE
    return few and not _is_date(one, cells)


_JUDGES: dict[str, Callable[[Field, Cells], bool | None]] = {
    NUMMER: _is_number,
    DATUM: _is_date,
    MOMENT: _is_date,
    TIJD: _is_time,
    GEHEEL: _is_whole,
    JANEE: _is_flag,
    KEUZE: _is_choice,
    GROEP: _is_group,
    CODE: _is_code,
}
# The first that fits tells it.
_WORDS = (
    ("nummers van de leerlingenlijst", Field("", NUMMER)),
    ("namen van klassen of groepen", Field("", GROEP)),
    ("ja of nee", Field("", JANEE)),
    (f"hele getallen van 0 t/m {_LESSON_HOURS}", Field("", GEHEEL, at_least=0, at_most=_LESSON_HOURS)),
    ("hele getallen", Field("", GEHEEL)),
    ("tijden", Field("", TIJD)),
    ("datums", Field("", MOMENT)),
    ("enkele verschillende teksten", Field("", CODE)),
)
