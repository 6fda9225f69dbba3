"""Lessons of a timetable program to text rows: per group, and where the lessons name their pupils per set of pupils.

A set of pupils who have a lesson together stands in the rows under a name of its own (`1`, `2` …); a second part says
which pupils are in it, and which days the file covers: on those days it decides for these pupils (contract 1.4).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipelines.intake.readers.documents.answer import Json
from pipelines.intake.readers.table import RowFault
from pipelines.intake.values import AMSTERDAM
from schemas.exports.kinds import ROOSTER_DATUM, ROOSTER_LEERLINGEN, ROOSTER_LIJST

Moment = TypeVar("Moment", bound=date)
Rows = dict[str, list[dict[str, Json]]]
_ZONE = ZoneInfo(AMSTERDAM)
# A moment in any other year is no moment of a lesson.
FIRST_YEAR, LAST_YEAR = 1990, 2100
# Lesson hours are 0 to 20.
OUT_OF_RANGE = 21
_NO_LESSONS = "0"


@dataclass(frozen=True)
class Lesson:
    """One lesson: the number of its item, who has it, its local begin and end, and its lesson hours where told.

    `pupils` go before `groups`. `hours` empty: numbered by begin within the day. `is_off`: it was cancelled. `shares`:
    several hours share its minutes; else each has its begin and end.
    """

    line: int
    begin: datetime
    end: datetime
    groups: tuple[str, ...] = ()
    pupils: frozenset[str] = frozenset()
    hours: tuple[int, ...] = ()
    is_off: bool = False
    shares: bool = True

    @property
    def day(self) -> date:
        return self.begin.date()


@dataclass(frozen=True)
class Timetable:
    """What a timetable program delivered: how many items, the lessons that stand, every day that an item names.

    `strange`: numbers of items that are no lesson at all; `unread`: items that cannot be used.
    """

    items: int
    lessons: tuple[Lesson, ...]
    days: frozenset[date]
    strange: tuple[int, ...] = ()
    unread: tuple[RowFault, ...] = ()


@dataclass(frozen=True)
class TimetableReader:
    """One layout of a timetable in a document: whether an answer is one, and its lessons."""

    layout: str
    recognises: Callable[[Json], bool]
    read: Callable[[Json], Timetable]


def make_local(moment: Moment) -> Moment:
    """The clock time in the Netherlands, without its zone; a day and a time without a zone are taken as they stand."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    return moment.astimezone(_ZONE).replace(tzinfo=None)


def list_hours(first: int, last: int) -> tuple[int, ...]:
    """From the first to the last lesson hour; where a day cannot have them, one hour that is out of range too."""
    return tuple(range(first, last + 1)) if last < OUT_OF_RANGE else (OUT_OF_RANGE,)


def make_rows(timetable: Timetable) -> Rows:
    """The rows of all lessons by kind, each with the number of its item as `#`."""
    by_pupils = [lesson for lesson in timetable.lessons if lesson.pupils]
    per_group: defaultdict[str, list[Lesson]] = defaultdict(list)
    for lesson in timetable.lessons:
        if not lesson.pupils:
            for group in dict.fromkeys(lesson.groups):
                per_group[group].append(lesson)
    rows: Rows = {ROOSTER_DATUM.name: []}
    for group, found in per_group.items():
        rows[ROOSTER_DATUM.name] += _write(group, found)
    if by_pupils:
        rows[ROOSTER_LIJST.name], rows[ROOSTER_LEERLINGEN.name] = _write_sets(by_pupils, timetable.days)
    return rows


def _write_sets(
    lessons: Sequence[Lesson], days: frozenset[date]
) -> tuple[list[dict[str, Json]], list[dict[str, Json]]]:
    """Lessons per set of pupils, and who is in which set.

    On a day on which a lesson has no hour, each pupil is a set: hours are then numbered within the day of the pupil.
    """
    without_hours = {lesson.day for lesson in lessons if not lesson.hours}
    sets: dict[frozenset[str], list[Lesson]] = {}
    for lesson in lessons:
        alone = lesson.day in without_hours
        for pupils in [frozenset([pupil]) for pupil in sorted(lesson.pupils)] if alone else [lesson.pupils]:
            sets.setdefault(pupils, []).append(lesson)
    first, last = str(min(days)), str(max(days))
    found, members = [], []
    for number, (pupils, own) in enumerate(sets.items(), start=1):
        found += _write(str(number), own)
        members += [
            {"leerlingnummer": pupil, "groep": str(number), "van": first, "tot": last, "#": own[0].line}
            for pupil in sorted(pupils)
        ]
    return found, members


def _write(group: str, lessons: Iterable[Lesson]) -> list[dict[str, Json]]:
    """The rows of one group: a lesson of several hours is as many slots, that share its minutes."""
    per_day: defaultdict[date, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        per_day[lesson.day].append(lesson)
    rows: list[dict[str, Json]] = []
    for day, found in per_day.items():
        held = [lesson for lesson in found if not lesson.is_off]
        for lesson in _number(held):
            rows += _write_hours(group, lesson)
        if not held:
            # All were cancelled: a weekly timetable does not say otherwise.
            rows.append({"groep": group, "datum": str(day), "lesuur": _NO_LESSONS, "#": found[0].line})
    return rows


def _number(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Lessons without an hour numbered by begin among all lessons of the day, on a free number; one begin is one."""
    if all(lesson.hours for lesson in lessons):
        return list(lessons)
    taken = {hour for lesson in lessons for hour in lesson.hours}
    numbers: dict[datetime, int] = {}
    for place, begin in enumerate(sorted({lesson.begin for lesson in lessons}), start=1):
        if any(lesson.begin == begin and not lesson.hours for lesson in lessons):
            free = next(number for number in range(place, place + len(taken) + len(lessons) + 1) if number not in taken)
            numbers[begin] = free
            taken.add(free)
    return [lesson if lesson.hours else replace(lesson, hours=(numbers[lesson.begin],)) for lesson in lessons]


def _write_hours(group: str, lesson: Lesson) -> Iterable[dict[str, Json]]:
    total, count = _count_minutes(lesson), len(lesson.hours)
    start = lesson.begin.hour * 60 + lesson.begin.minute
    for place, hour in enumerate(lesson.hours):
        begin, end = start, start + total
        if lesson.shares:
            begin, end = start + place * total // count, start + (place + 1) * total // count
        yield {
            "groep": group,
            "datum": str(lesson.day),
            "lesuur": str(hour),
            "begintijd": _write_time(begin),
            "eindtijd": _write_time(end),
            "#": lesson.line,
        }


def _count_minutes(lesson: Lesson) -> int:
    """The minutes of a lesson within its day; 0, which is told as a fault, where it ends on another day."""
    if lesson.end.date() != lesson.day or lesson.end < lesson.begin:
        return 0
    return (lesson.end.hour - lesson.begin.hour) * 60 + lesson.end.minute - lesson.begin.minute


def _write_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def list_numbered(timetable: Timetable) -> list[int]:
    """The items whose lesson hour is no more than their place in the day."""
    return sorted({lesson.line for lesson in timetable.lessons if not lesson.hours and not lesson.is_off})
