"""School days and timetables of the demo schools, from the shipped holiday data."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from pipelines.demo.chance import happens
from pipelines.demo.profiles import SchoolProfile
from pipelines.paths import CALENDAR

SCHOOL_YEARS = ((date(2024, 8, 1), date(2025, 7, 31)), (date(2025, 8, 1), date(2026, 7, 31)))
DELIVERED = date(2026, 1, 2)  # the day the deliveries are made, just after peildatum 1 January 2026
LAST_DAY = date(2026, 7, 3)  # rosters run to the summer
FIRST_BELL = 8 * 60 + 30
BREAKS = ((2, 15), (4, 30), (6, 15))  # after this lesson hour, so many minutes
LONG_WEEKEND = 4  # days between two school days that are no holiday yet
WEDNESDAY, FRIDAY = 3, 5
SHORT_DAY = 6  # lessons; such a day may begin an hour later
CLUSTER_HOUR = 9  # after every class's own last hour
CLUSTER_DAYS = (1, 2, 4)


@dataclass(frozen=True)
class LocalDays:
    """One line of a school's own calendar, inclusive."""

    van: date
    tot: date
    omschrijving: str


def read_free_days(region: str) -> set[date]:
    """Every date that is a school holiday of the region or a public holiday marked `vrij`, from the shipped files."""
    free: set[date] = set()
    with (CALENDAR / "schoolvakanties.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["regio"] == region:
                first, last = date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"])
                free.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    with (CALENDAR / "feestdagen.csv").open(encoding="utf-8", newline="") as file:
        free.update(date.fromisoformat(row["datum"]) for row in csv.DictReader(file) if row["schoolvrij"] == "vrij")
    return free


def draw_local_days(rng: Random) -> tuple[LocalDays, ...]:
    """A second May week and a few study days a school year (domain.md 6: most schools add these)."""
    lines = [
        LocalDays(date(2025, 5, 5), date(2025, 5, 9), "Tweede meiweek"),
        LocalDays(date(2026, 5, 4), date(2026, 5, 8), "Tweede meiweek"),
    ]
    for candidates in (
        (date(2024, 10, 7), date(2024, 11, 26), date(2025, 2, 13), date(2025, 3, 20), date(2025, 6, 18)),
        (date(2025, 9, 30), date(2025, 11, 18), date(2026, 1, 22), date(2026, 3, 19), date(2026, 6, 17)),
    ):
        lines += [LocalDays(day, day, "Studiedag") for day in sorted(rng.sample(candidates, 3))]
    return tuple(sorted(lines, key=lambda line: line.van))


@dataclass(frozen=True)
class Lesson:
    """A weekly lesson of a class: weekday (1 = Monday), lesson hour, times in minutes after midnight."""

    weekday: int
    lesuur: int
    begin: int
    eind: int


@dataclass(frozen=True)
class Timetable:
    """All a school teaches: its days in order, the weekly pattern of each group per period, and changed dates.

    `weekly[group, period]` are lessons; `dated[group, date]` replaces them (no lessons: an empty tuple).
    """

    days: tuple[date, ...]
    local_days: tuple[LocalDays, ...]
    periods: tuple[tuple[date, date], ...]
    weekly: dict[tuple[str, int], tuple[Lesson, ...]]
    dated: dict[tuple[str, date], tuple[Lesson, ...]]
    _hours: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def hours(self, group: str, index: int) -> tuple[int, ...]:
        """Lesson hours of a group on school day `index`, in order."""
        found = self._hours.get((group, index))
        if found is None:
            found = self._hours[group, index] = tuple(
                lesson.lesuur for lesson in self._lessons(group, self.days[index])
            )
        return found

    def until_holiday(self, first: int, length: int) -> int:
        """`length` school days from `first`, or fewer when a holiday comes before: nobody calls in sick then."""
        for step in range(1, length):
            if (
                first + step >= len(self.days)
                or (self.days[first + step] - self.days[first + step - 1]).days > LONG_WEEKEND
            ):
                return step
        return length

    def _lessons(self, group: str, day: date) -> tuple[Lesson, ...]:
        if (group, day) in self.dated:
            return self.dated[group, day]
        for number, (van, tot) in enumerate(self.periods):
            if van <= day <= tot:
                weekly = self.weekly.get((group, number), ())
                return tuple(lesson for lesson in weekly if lesson.weekday == day.isoweekday())
        return ()

    def first_index(self, day: date) -> int:
        """Index of the first school day on or after `day`."""
        return next((index for index, school_day in enumerate(self.days) if school_day >= day), len(self.days))


def lesson_times(school: SchoolProfile, lesuur: int) -> tuple[int, int]:
    """Begin and end of a lesson hour in minutes after midnight; in PO hour 1 is the morning, 2 the afternoon."""
    if school.is_po:
        return (8 * 60 + 30, 12 * 60) if lesuur == 1 else (12 * 60 + 45, 14 * 60 + 45)
    begin = FIRST_BELL + (lesuur - 1) * school.lesson_minutes + sum(pause for hour, pause in BREAKS if lesuur > hour)
    return begin, begin + school.lesson_minutes


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def moment(school: SchoolProfile, day: date, lesuur: int) -> datetime:
    return datetime.combine(day, clock(lesson_times(school, lesuur)[0]))


def roster_periods(school: SchoolProfile) -> tuple[tuple[date, date], ...]:
    """One roster a school year, or two where the school changes it after the first half."""
    if not school.two_rosters_a_year:
        return SCHOOL_YEARS
    periods = []
    for van, tot in SCHOOL_YEARS:
        change = date(tot.year, 2, 1)
        periods += [(van, change - timedelta(days=1)), (change, tot)]
    return tuple(periods)


def make_timetable(rng: Random, school: SchoolProfile, groups: dict[str, tuple[int, ...]]) -> Timetable:
    """Draw a roster for each group; `groups` gives the school years (0, 1) in which the group has lessons."""
    local_days = draw_local_days(rng)
    free = read_free_days("noord")
    free.update(line.van + timedelta(days=n) for line in local_days for n in range((line.tot - line.van).days + 1))
    span = (LAST_DAY - SCHOOL_YEARS[0][0]).days + 1
    all_days = (SCHOOL_YEARS[0][0] + timedelta(days=n) for n in range(span))
    days = tuple(day for day in all_days if day.isoweekday() <= FRIDAY and day not in free)
    periods = roster_periods(school)
    weekly = {}
    for group, years in groups.items():
        for number, (van, _) in enumerate(periods):
            if (0 if van < SCHOOL_YEARS[1][0] else 1) in years:
                weekly[group, number] = _draw_week(rng, school, group)
    return Timetable(days, local_days, periods, weekly, _changed_dates(school, groups))


def _draw_week(rng: Random, school: SchoolProfile, group: str) -> tuple[Lesson, ...]:
    if school.is_po:
        # domain.md 9: 25 clock hours a week, Wednesday afternoon free.
        return tuple(
            Lesson(
                weekday,
                lesuur,
                *((8 * 60 + 30, 11 * 60 + 30) if weekday == WEDNESDAY else lesson_times(school, lesuur)),
            )
            for weekday in range(1, 6)
            for lesuur in ((1,) if weekday == WEDNESDAY else (1, 2))
        )
    if group.startswith("mw"):  # a reduced timetable: two lessons a day
        return tuple(Lesson(weekday, hour, *lesson_times(school, hour)) for weekday in range(1, 6) for hour in (3, 4))
    if "#" in group:  # a cluster group beside the class
        return tuple(Lesson(weekday, CLUSTER_HOUR, *lesson_times(school, CLUSTER_HOUR)) for weekday in CLUSTER_DAYS)
    counts = list(school.week)
    rng.shuffle(counts)
    lessons = []
    for weekday, count in enumerate(counts, start=1):
        late_start = count <= SHORT_DAY and happens(rng, 0.35)
        lessons += [
            Lesson(weekday, hour + late_start, *lesson_times(school, hour + late_start)) for hour in range(1, count + 1)
        ]
    return tuple(lessons)


def _changed_dates(
    school: SchoolProfile, groups: dict[str, tuple[int, ...]]
) -> dict[tuple[str, date], tuple[Lesson, ...]]:
    """A shortened day for all classes in both years, and one day without lessons for the upper half."""
    if school.is_po:
        return {}
    short = tuple((hour, *lesson_times(school, hour)) for hour in (1, 2, 3))
    dated: dict[tuple[str, date], tuple[Lesson, ...]] = {}
    for group, years in groups.items():
        if "#" in group or group.startswith("mw"):
            continue
        for year, day in ((0, date(2024, 12, 20)), (1, date(2025, 12, 19))):
            if year in years:
                dated[group, day] = tuple(Lesson(day.isoweekday(), *times) for times in short)
        if 1 in years and group[-1] == "a":
            dated[group, date(2025, 11, 5)] = ()
    return dated
