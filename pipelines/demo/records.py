"""From drawn absences to the rows an export holds: lessons, spans and the notifications a school would have sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from pipelines.demo.behaviour import Absence, Diary
from pipelines.demo.people import Pupil
from pipelines.demo.profiles import ABSENT_OA, Code, SchoolProfile
from pipelines.demo.timetable import Timetable, lesson_times

# contract 2.7 and domain.md 3: sixteen hours, at most one report in seven days, after four weeks an LRV.
HOURS, DAYS_BETWEEN, REPORTS_BEFORE_LRV = 16, 7, 4
FORGOTTEN, IN_TIME = 0.15, 0.65  # shares of what a school reports; the rest comes late


@dataclass(frozen=True)
class SchoolData:
    """One school, drawn: `absences` in order of day; `cases` gives the planted case of a pupil's place."""

    school: SchoolProfile
    timetable: Timetable
    pupils: list[Pupil]
    diaries: list[Diary]
    absences: list[Absence]
    cases: dict[int, str] = field(default_factory=dict)

    @property
    def planted_numbers(self) -> tuple[str, ...]:
        """Numbers of the pupils with a planted case."""
        return tuple(self.pupils[place].nummer for place in sorted(self.cases))


class LessonRecord(NamedTuple):
    """One absence on one lesson hour of one pupil (place in the list)."""

    pupil: int
    index: int
    hour: int
    code: Code
    entered: datetime
    minutes: int


class CodeBook:
    """Draws the code a school would use for a reason; a reason without code is not registered there."""

    def __init__(self, codes: tuple[Code, ...]):
        self._by_reason: dict[str, list[Code]] = {}
        for code in codes:
            self._by_reason.setdefault(code.reason, []).append(code)

    def draw(self, rng: Random, reason: str) -> Code | None:
        codes = self._by_reason.get(reason)
        if codes is None or len(codes) == 1:
            return codes[0] if codes else None
        return rng.choices(codes, [code.share for code in codes])[0]


def each_lesson(rng: Random, data: SchoolData, absences: list[Absence]) -> Iterator[LessonRecord]:
    """Write spans of days out to lessons, with one code for the whole absence."""
    book = CodeBook(data.school.codes)
    for absence in absences:
        code = book.draw(rng, absence.reason)
        if code is None:
            continue
        diary = data.diaries[absence.pupil]
        for index in range(absence.first, absence.last + 1):
            # A sick child is called in each morning, so the rows of later days are entered later.
            entered = absence.entered + timedelta(
                days=(data.timetable.days[index] - data.timetable.days[absence.first]).days
            )
            for hour in diary.hours(index):
                if absence.van_uur == 0 or absence.van_uur <= hour <= absence.tot_uur:
                    yield LessonRecord(absence.pupil, index, hour, code, entered, absence.minutes)


class Notification(NamedTuple):
    """One notification to DUO as the school reported it."""

    pupil: int
    meldsoort: str
    begin: date
    eind: date | None
    gemeld_op: date


def draw_notifications(rng: Random, data: SchoolData) -> list[Notification]:
    """What this school reported: most in time, some late, some forgotten.

    Follows the ledger of contract 2.7 roughly, since a school counts by hand too: sixteen hours within 28 positions,
    then anew; after four reports in one long absence an `lrv` report.
    """
    positions = _positions(data.timetable.days)
    found = []
    for place, hours in _unauthorised_hours(data).items():
        reports = _sixteen_hour_reports(hours, positions, data.timetable.days)
        is_long = data.cases.get(place, "").startswith("home_") and len(reports) >= REPORTS_BEFORE_LRV
        for begin, end in reports[:REPORTS_BEFORE_LRV] if is_long else reports:
            found += _report(rng, data, place, "16uur", begin=begin, eind=data.timetable.days[end])
        if is_long:
            goes_on = max(hours) >= data.diaries[place].end - 1
            end_date = None if goes_on else data.timetable.days[max(hours)]
            found += _report(rng, data, place, "lrv", begin=reports[REPORTS_BEFORE_LRV - 1][1] + 1, eind=end_date)
    return sorted(found, key=lambda report: (report.gemeld_op, report.pupil, report.begin))


def _report(
    rng: Random, data: SchoolData, place: int, meldsoort: str, *, begin: int, eind: date | None
) -> Iterator[Notification]:
    fate = rng.random()
    if fate < FORGOTTEN:
        return
    days = rng.randint(1, 5) if fate < FORGOTTEN + IN_TIME else rng.randint(10, 25)
    begin_date = data.timetable.days[min(begin, len(data.timetable.days) - 1)]
    reported = (eind or begin_date) + timedelta(days=days)
    if reported <= date(2025, 12, 31):
        yield Notification(place, meldsoort, begin_date, eind, reported)


def _positions(days: tuple[date, ...]) -> list[int]:
    """Position of each school day (contract 2.3); a week counts when it has a school day."""
    weeks: dict[tuple[int, int], int] = {}
    for day in days:
        weeks.setdefault(day.isocalendar()[:2], len(weeks))
    return [7 * weeks[day.isocalendar()[:2]] + day.isoweekday() - 1 for day in days]


def _unauthorised_hours(data: SchoolData) -> dict[int, dict[int, float]]:
    """OA hours by pupil and school day: lessons in VO, clock hours in PO."""
    found: dict[int, dict[int, float]] = {}
    for absence in data.absences:
        if absence.reason not in ABSENT_OA:
            continue
        days = found.setdefault(absence.pupil, {})
        for index in range(absence.first, absence.last + 1):
            hours = [
                hour
                for hour in data.diaries[absence.pupil].hours(index)
                if absence.van_uur == 0 or absence.van_uur <= hour <= absence.tot_uur
            ]
            days[index] = days.get(index, 0) + sum(_worth(data.school, hour) for hour in hours)
    return found


def _worth(school: SchoolProfile, hour: int) -> float:
    begin, end = lesson_times(school, hour)
    return (end - begin) / 60 if school.is_po else 1.0


def _sixteen_hour_reports(
    hours: dict[int, float], positions: list[int], days: tuple[date, ...]
) -> list[tuple[int, int]]:
    """First and last school day of each report; the next one ends at least seven days later."""
    reports: list[tuple[int, int]] = []
    counted: list[int] = []
    for index in sorted(hours):
        counted = [day for day in counted if positions[day] >= positions[index] - 27] + [index]
        too_soon = reports and (days[index] - days[reports[-1][1]]).days < DAYS_BETWEEN
        if sum(hours[day] for day in counted) >= HOURS and not too_soon:
            reports.append((counted[0], index))
            counted = []
    return reports
