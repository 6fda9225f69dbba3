"""Faults of real exports, put into rows that are otherwise right. Each fault is one the program must name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from pipelines.demo.timetable import DELIVERED

Row = list[str]


@dataclass(frozen=True)
class Columns:
    """Where the columns of an absence layout stand, and how its dates are written; None: not in this layout."""

    nummer: int
    datum: int
    code: int
    date_format: str
    impossible_date: str
    lesuur: int | None = None
    eind: int | None = None
    ingevoerd: int | None = None
    ingevoerd_format: str = ""


def spoil_absences(
    rng: Random, rows: list[Row], at: Columns, *, other_code: str, planted: tuple[str, ...]
) -> list[Row]:
    """Return the rows with faults put between them: duplicates, late corrections, rows for quarantine, a holiday.

    At most 1 row in 100 is touched: real exports are messy, not broken. Rows of pupils with a number in `planted` are
    never corrected, so that their cases stay as they are meant.
    """
    extra: list[tuple[int, Row]] = []
    for _ in range(min(25, len(rows) // 200)):
        place = rng.randrange(len(rows))
        extra.append((place, list(rows[place])))
    if at.ingevoerd is not None:
        for _ in range(min(40, len(rows) // 100)):
            place = rng.randrange(len(rows))
            if rows[place][at.nummer].removesuffix(".0") in planted:
                continue
            extra.append((place, _corrected(rng, rows[place], at, entered_at=at.ingevoerd, other_code=other_code)))
    for change in _faults(at):
        place = rng.randrange(len(rows))
        extra.append((place, change(list(rows[place]))))
    spoiled = list(rows)
    for place, row in sorted(extra, key=lambda pair: pair[0], reverse=True):
        spoiled.insert(place, row)
    return spoiled


def _corrected(rng: Random, row: Row, at: Columns, *, entered_at: int, other_code: str) -> Row:
    """The same slot entered again days later with another code."""
    corrected = list(row)
    corrected[at.code] = other_code
    entered = datetime.strptime(row[entered_at], at.ingevoerd_format) + timedelta(days=rng.randint(1, 9))
    entered = min(entered, datetime.combine(DELIVERED, time(9)))
    corrected[entered_at] = entered.strftime(at.ingevoerd_format)
    return corrected


def _in_holiday(row: Row, at: Columns) -> Row:
    """A day in the Christmas holiday: outside the roster."""
    day = datetime(2024, 12, 30, 9, 0).strftime(at.date_format)
    return [day if column in (at.datum, at.eind) else value for column, value in enumerate(row)]


def _faults(at: Columns) -> list[Callable[[Row], Row]]:
    def change(column: int, value: str) -> Callable[[Row], Row]:
        return lambda row: [*row[:column], value, *row[column + 1 :]]

    faults = [
        change(at.datum, at.impossible_date),
        change(at.nummer, "999999"),
        change(at.code, ""),
        lambda row: [*row, "extra"],
        lambda row: _in_holiday(row, at),
    ]
    if at.lesuur is not None:
        faults.append(change(at.lesuur, "23"))
    return faults
