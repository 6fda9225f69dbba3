"""Written times on days of which the lessons of the pupil are an estimate: nobody can tell which lessons they are.

An estimate says how many lessons a day has and not when they begin (contract 1.4), so an absence that begins or ends at
a time on such a day is set aside with that reason. In plain Python: this is asked of the few bounds with a time, before
anything is counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from pipelines.calendar import Calendar
from pipelines.intake.lessons import AFTER, BEFORE, ESTIMATES, Lessons
from pipelines.intake.timetable_fit import find_spellings, rename_groups
from pipelines.intake.validation import LINE, CellFault
from schemas.tables import RAW_GROEP, RAW_KALENDER, RAW_LEERLING, RAW_ROOSTER_LEERLING

Frames = Mapping[str, pl.DataFrame]
TIME_ON_ESTIMATE = "tijd_op_geschatte_dag"
# The columns of which a bound is made, in the order in which a kind may have them.
_BEGINS, _ENDS = ("begin", "les_begin"), ("eind", "begin", "les_begin")


class _Stay(NamedTuple):
    """A pupil in a class or group; both days inclusive."""

    groep: str
    van: date
    tot: date


class EstimatedDays:
    """Of which pupils the lessons of a day are an estimate; made of the rows of the timetables, pupils and calendar."""

    def __init__(self, frames: Frames, *, calendar: Calendar, vakantieregio: str):
        self._lessons = Lessons({**frames, **rename_groups(frames, find_spellings(frames))})
        self._calendar = calendar
        self._vakantieregio = vakantieregio
        self._local: Sequence[tuple[date, date, str]] = frames[RAW_KALENDER.name].select("van", "tot", "soort").rows()
        self._classes = _list_stays(frames[RAW_LEERLING.name], "klas", "inschrijfdatum", "uitschrijfdatum")
        self._groups = _list_stays(frames[RAW_GROEP.name], "groep", "van", "tot")
        self._listed = _list_stays(frames[RAW_ROOSTER_LEERLING.name], "groep", "van", "tot")

    def find(self, bounds: pl.DataFrame) -> set[tuple[int, date]]:
        """Those (`leerling_nr`, `dag`) of `bounds` that lie on a school day with estimated lessons of the pupil."""
        asked = set(bounds.select("leerling_nr", "dag").drop_nulls().iter_rows())
        if not asked:
            return set()
        days = [day for _, day in asked]
        free = self._calendar.list_free_days(min(days), max(days), vakantieregio=self._vakantieregio, local=self._local)
        return {(pupil, day) for pupil, day in asked if day not in free and self._is_estimated(pupil, day)}

    def _is_estimated(self, pupil: int, day: date) -> bool:
        classes = _in_force(self._classes[pupil], day)
        if not classes or _in_force(self._listed[pupil], day):
            return False
        # On overlap the latest inschrijfdatum, then the later row (contract 5).
        klas = max(enumerate(classes), key=lambda numbered: (numbered[1].van, numbered[0]))[1].groep
        groups = {klas, *(stay.groep for stay in _in_force(self._groups[pupil], day))}
        return self._lessons.are_estimated(groups, day)


def has_estimates(frames: Frames) -> bool:
    """Whether a school delivered any estimate; else no day of it is estimated."""
    return any(frames[name].height for name in ESTIMATES)


def _list_stays(frame: pl.DataFrame, groep: str, van: str, tot: str) -> defaultdict[int, list[_Stay]]:
    stays: defaultdict[int, list[_Stay]] = defaultdict(list)
    for pupil, name, first, last in frame.select("leerling_nr", groep, van, tot).iter_rows():
        stays[pupil].append(_Stay(name, first or BEFORE, last or AFTER))
    return stays


def _in_force(stays: Sequence[_Stay], day: date) -> list[_Stay]:
    return [stay for stay in stays if stay.van <= day <= stay.tot]


def find_written_times(typed: pl.DataFrame, spans: pl.DataFrame, estimated: EstimatedDays) -> list[CellFault]:
    """The bounds at a time on an estimated day, each as the fault of its cell.

    `typed`: rows of a kind of absences; `spans`: what is made of them over time (`raw_absentie_span`). A part of a day
    is no time.
    """
    if spans.is_empty():
        return []
    timed = spans.filter(pl.col("dagdeel").is_null())
    begins = timed.filter(~pl.col("begin_is_dag")).select(LINE, "leerling_nr", dag=pl.col("begin").dt.date())
    ends = timed.filter(~pl.col("eind_is_dag") & pl.col("eind").is_not_null()).select(
        LINE, "leerling_nr", dag=pl.col("eind").dt.date()
    )
    found = estimated.find(pl.concat([begins, ends]))
    faults = []
    for bounds, columns in ((begins, _BEGINS), (ends, _ENDS)):
        lines = {line for line, pupil, day in bounds.iter_rows() if (pupil, day) in found}
        # A kind with parts of the day alone has no such column, and no times.
        if not lines:
            continue
        column = next(name for name in columns if name in typed.columns)
        rows = typed[LINE].is_in(sorted(lines)).arg_true().to_list()
        faults += [CellFault(row, column, TIME_ON_ESTIMATE) for row in rows]
    return sorted(set(faults), key=lambda fault: (fault.row, fault.column))
