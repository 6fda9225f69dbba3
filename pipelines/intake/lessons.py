"""Which groups have lessons on a day, by which source of slots (contract 1.4), in plain Python over the checked rows.

Only what has to be known before anything is counted: whether there is school at all, and on which days the lessons of a
pupil are an estimate.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from schemas.tables import (
    RAW_LESSEN_PER_WEEK,
    RAW_LESSENTABEL,
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_WEEK,
    RAW_SCHOOLTIJDEN,
)

Frames = Mapping[str, pl.DataFrame]
TIMETABLES = (
    RAW_ROOSTER_WEEK.name,
    RAW_ROOSTER_DATUM.name,
    RAW_LESSENTABEL.name,
    RAW_LESSEN_PER_WEEK.name,
    RAW_SCHOOLTIJDEN.name,
)
ESTIMATES = (RAW_LESSENTABEL.name, RAW_LESSEN_PER_WEEK.name)
WORKING_DAYS = range(1, 6)
BEFORE, AFTER = date.min, date.max
# School hours without a group are of this one, which no school can write.
EVERY_PUPIL = ""
# The order of contract 1.4; the estimates lie between the timetable and the school hours.
_TIMETABLE, _LESSENTABEL, _PER_WEEK, _SCHOOL_HOURS = range(1, 5)


class _Row(NamedTuple):
    """One row of a source: for `groep` on [van, tot], both inclusive, with lessons on these weekdays."""

    groep: str
    source: int
    van: date
    tot: date
    weekdays: tuple[int, ...]


class Lessons:
    """Which groups have a lesson on a day; of each group the first source decides that knows it on that day."""

    def __init__(self, frames: Frames):
        self._weekly: defaultdict[int, list[_Row]] = defaultdict(list)
        self._rows: defaultdict[str, list[_Row]] = defaultdict(list)
        for row in _list_rows(frames):
            self._rows[row.groep].append(row)
            for weekday in row.weekdays if row.source == _TIMETABLE else ():
                self._weekly[weekday].append(row)
        self._less_sure = [groep for groep, rows in self._rows.items() if any(row.source != _TIMETABLE for row in rows)]
        self._dated: defaultdict[date, dict[str, bool]] = defaultdict(dict)
        for groep, day, minutes in frames[RAW_ROOSTER_DATUM.name].select("groep", "datum", "minuten").iter_rows():
            self._dated[day][groep] = self._dated[day].get(groep, False) or minutes is not None
        ends = [row.tot for rows in self._rows.values() for row in rows]
        self.last = max([*ends, *self._dated], default=BEFORE)

    def list_groups(self, day: date) -> set[str]:
        """The groups with a lesson on this day; EVERY_PUPIL where school hours are of every pupil."""
        own = self._dated.get(day, {})
        weekly = {row.groep for row in self._weekly[day.isoweekday()] if row.van <= day <= row.tot}
        found = (weekly - set(own)) | {groep for groep, has_lesson in own.items() if has_lesson}
        return found | {groep for groep in self._less_sure if self._decide(groep, day)[1]}

    def are_estimated(self, groups: Collection[str], day: date) -> bool:
        """Whether a pupil in these groups has estimated slots on this day: no group is known to a surer source."""
        decided = [self._decide(groep, day) for groep in groups]
        surest = min((source for source, _ in decided), default=_SCHOOL_HOURS)
        return surest in (_LESSENTABEL, _PER_WEEK) and any(found for source, found in decided if source == surest)

    def _decide(self, groep: str, day: date) -> tuple[int, bool]:
        """The source that decides for a group on a day, and whether the group has a lesson by it."""
        dated = self._dated.get(day, {}).get(groep)
        if dated is not None:
            return _TIMETABLE, dated
        valid = [row for row in self._rows.get(groep, ()) if row.van <= day <= row.tot]
        source = min((row.source for row in valid), default=_SCHOOL_HOURS)
        return source, any(day.isoweekday() in row.weekdays for row in valid if row.source == source)


def _list_rows(frames: Frames) -> Iterator[_Row]:
    """The rows of all sources but the dated timetable."""
    for name, source in ((RAW_ROOSTER_WEEK.name, _TIMETABLE), (RAW_SCHOOLTIJDEN.name, _SCHOOL_HOURS)):
        columns = ("groep", "weekdag", "geldig_van", "geldig_tot")
        for groep, weekday, van, tot in frames[name].select(columns).unique().iter_rows():
            yield _Row(EVERY_PUPIL if groep is None else groep, source, van or BEFORE, tot or AFTER, (weekday,))
    columns = ("groep", "weekdag", "lessen", "geldig_van", "geldig_tot")
    for groep, weekday, lessons, van, tot in frames[RAW_LESSENTABEL.name].select(columns).unique().iter_rows():
        yield _Row(groep, _LESSENTABEL, van or BEFORE, tot or AFTER, (weekday,) if lessons else ())
    columns = ("groep", "lessen_per_week", "geldig_van", "geldig_tot")
    for groep, lessons, van, tot in frames[RAW_LESSEN_PER_WEEK.name].select(columns).unique().iter_rows():
        yield _Row(groep, _PER_WEEK, van or BEFORE, tot or AFTER, tuple(WORKING_DAYS[:lessons]))
