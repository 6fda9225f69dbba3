"""How pupils are absent: one function for each kind of behaviour, with rates from the domain figures.

The figures are for plausibility only (domain.md 8: never a norm).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from pipelines.demo.chance import draw_count, draw_share, happens
from pipelines.demo.people import Pupil
from pipelines.demo.profiles import SchoolProfile
from pipelines.demo.timetable import CLUSTER_HOUR, DELIVERED, Timetable, moment

A_WEEK = 5  # school days
FULL_DAY = 4  # lessons
DAYS_A_YEAR = 193  # school days in region Noord after local days (domain.md 6: 197 to 207 before local days)
# More sickness in winter: weight of a month, mean about 1.
SEASON = {1: 1.3, 2: 1.35, 3: 1.15, 4: 0.95, 5: 0.8, 6: 0.75, 7: 0.5, 8: 0.5, 9: 0.8, 10: 1.0, 11: 1.2, 12: 1.3}


class Absence(NamedTuple):
    """One registration: a pupil (place in the list), school days `first` to `last`, and lesson hours within one
    day (0 and 0: whole days). `running`: still going on when the delivery was made."""

    pupil: int
    reason: str
    first: int
    last: int
    van_uur: int
    tot_uur: int
    entered: datetime
    minutes: int = 0
    running: bool = False


@dataclass(frozen=True)
class Rates:
    """Mean number a pupil a school year, and how unevenly: a low shape puts most of it with few pupils."""

    sick_spells: float
    sick_shape: float
    sick_lengths: tuple[tuple[int, float], ...]  # school days of a spell and its share
    appointments: float
    leave: float
    luxury: float
    other: float
    sent_out: float
    books: float
    lateness: float
    late_shape: float
    light_truants: float  # share of pupils
    heavy_truants: float


# domain.md 8.3: a third of VO pupils below 95 % and about 15 % below 90 %; 25-35 sixteen-hour reports per 1,000 a year,
# to which the planted cases add; MAZL pupils (Vanneste) have 8.5-9.9 sick days and 3.9-4.5 spells in 12 weeks: the tail
# of the same spread.
# Lateness: no Dutch figure (domain.md 8.3, PISA: 48 % in two weeks is an OECD mean); kept well below that.
VO_RATES = Rates(
    sick_spells=3.5,
    sick_shape=0.85,
    sick_lengths=((1, 0.44), (2, 0.24), (3, 0.13), (4, 0.07), (5, 0.05), (8, 0.04), (13, 0.03)),
    appointments=2.2,
    leave=0.25,
    luxury=0.02,
    other=0.8,
    sent_out=0.5,
    books=1.2,
    lateness=2.4,
    late_shape=0.45,
    light_truants=0.13,
    heavy_truants=0.013,
)
# A VSO school has more of it (domain.md 8.3, Pijl 2021 for PO: sbo 23 % against bao 13 % extensive sickness).
VSO_RATES = Rates(
    sick_spells=4.0,
    sick_shape=0.8,
    sick_lengths=VO_RATES.sick_lengths,
    appointments=4.0,
    leave=0.25,
    luxury=0.01,
    other=1.5,
    sent_out=1.0,
    books=0.5,
    lateness=3.0,
    late_shape=0.5,
    light_truants=0.12,
    heavy_truants=0.03,
)
# domain.md 8.3, Pijl 2021 (bao): 75 % any sickness a year, 13 % more than 9 days or 4 periods or more.
PO_RATES = Rates(
    sick_spells=1.75,
    sick_shape=3.0,
    sick_lengths=((1, 0.46), (2, 0.27), (3, 0.14), (4, 0.07), (5, 0.04), (8, 0.02)),
    appointments=1.0,
    leave=0.3,
    luxury=0.04,
    other=0.25,
    sent_out=0.0,
    books=0.0,
    lateness=1.6,
    late_shape=0.35,
    light_truants=0.01,
    heavy_truants=0.002,
)
RATES = {"VO": VO_RATES, "VSO": VSO_RATES, "PO": PO_RATES}


class Diary:
    """The absences of one pupil while they are being drawn. Whole days are never given out twice."""

    def __init__(self, school: SchoolProfile, timetable: Timetable, place: int, pupil: Pupil):
        self.school = school
        self.timetable = timetable
        self.place = place
        self.absences: list[Absence] = []
        self._taken: set[int] = set()
        self._group = pupil.groep
        self._stays = [
            (timetable.first_index(stay.van), timetable.first_index(stay.tot + timedelta(days=1)), stay.klas)
            for stay in pupil.stays
        ]
        self.first = min(first for first, _, _ in self._stays)
        self.end = min(max(end for _, end, _ in self._stays), timetable.first_index(DELIVERED))
        if not timetable.hours(self._stays[0][2], self.first):
            self.first = timetable.first_index(date(2025, 8, 1))

    @property
    def years(self) -> float:
        """School years drawn for, in parts of a year."""
        return max(0, self.end - self.first) / DAYS_A_YEAR

    def hours(self, index: int) -> tuple[int, ...]:
        """Lesson hours of the pupil on a school day, the cluster group included."""
        klas = ""
        for first, end, name in self._stays:
            if first <= index < end:
                klas = name
        if not klas:
            return ()
        hours = self.timetable.hours(klas, index)
        if self._group and CLUSTER_HOUR in self.timetable.hours(self._group, index):
            return (*hours, CLUSTER_HOUR)
        return hours

    def is_free(self, index: int) -> bool:
        return index not in self._taken and bool(self.hours(index))

    def add_days(
        self, reason: str, first: int, length: int, *, entered: datetime | None = None, cut: bool = True
    ) -> None:
        """Whole days from school day `first`; cut at the pupil's last day (a planned absence: not at the delivery)."""
        last = min(first + length, self.end if cut else len(self.timetable.days)) - 1
        if last < first or any(index in self._taken for index in range(first, last + 1)) or not self.hours(first):
            return
        self._taken.update(range(first, last + 1))
        running = cut and first + length > self.end == self.timetable.first_index(DELIVERED)
        called = entered or datetime.combine(self.timetable.days[first], time(8, 15))
        self.absences.append(Absence(self.place, reason, first, last, 0, 0, called, running=running))

    def add_hours(
        self,
        reason: str,
        index: int,
        hours: tuple[int, ...],
        *,
        minutes: int = 0,
        delay: int = 20,
        entered: datetime | None = None,
    ) -> None:
        """Lesson hours (in order) of one day, entered `delay` minutes after the first of them begins."""
        if hours and index not in self._taken:
            called = entered or moment(self.school, self.timetable.days[index], hours[0]) + timedelta(minutes=delay)
            self.absences.append(Absence(self.place, reason, index, index, hours[0], hours[-1], called, minutes))


@dataclass(frozen=True)
class Year:
    """Cumulative season weights of a school's days, to draw a day by."""

    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, timetable: Timetable) -> "Year":
        return cls((0.0, *accumulate(SEASON[day.month] for day in timetable.days)))

    def draw_day(self, rng: Random, diary: Diary) -> int:
        low, high = self.cumulative[diary.first], self.cumulative[diary.end]
        return max(diary.first, bisect_left(self.cumulative, low + rng.random() * (high - low)) - 1)


def draw_absences(rng: Random, school: SchoolProfile, diary: Diary, year: Year) -> None:
    """Everything that happens to one pupil without being planted."""
    if diary.years <= 0:
        return
    rates = RATES[school.sector]
    kind = rng.random()
    heavy = kind < rates.heavy_truants
    light = kind < rates.heavy_truants + rates.light_truants
    add_sickness(rng, diary, year, rates)
    add_appointments(rng, diary, year, rates)
    add_leave(rng, diary, year, rates)
    if heavy:
        add_bouts_of_truancy(rng, diary)
    if light:
        add_single_truancy(rng, diary, year, mean=4.0)
    elif school.sector != "PO":
        add_single_truancy(rng, diary, year, mean=0.25)
    add_lateness(rng, diary, year, mean=rates.lateness * (2 if light else 1), shape=rates.late_shape)
    add_class_incidents(rng, diary, year, rates)


def _draw_days(rng: Random, diary: Diary, year: Year, mean: float) -> Iterator[int]:
    for _ in range(draw_count(rng, mean * diary.years)):
        index = year.draw_day(rng, diary)
        if diary.is_free(index):
            yield index


def add_sickness(rng: Random, diary: Diary, year: Year, rates: Rates) -> None:
    """Spells of whole days; one in twelve begins with going home during the day."""
    lengths, shares = zip(*rates.sick_lengths, strict=True)
    for index in _draw_days(rng, diary, year, rates.sick_spells * draw_share(rng, rates.sick_shape)):
        length = rng.choices(lengths, shares)[0]
        length = diary.timetable.until_holiday(index, length + (rng.randrange(3) if length > A_WEEK else 0))
        hours = diary.hours(index)
        if happens(rng, 1 / 12) and len(hours) >= FULL_DAY:
            diary.add_hours("ziek_naar_huis", index, hours[rng.randrange(1, 4) :])
            if length > 1:
                diary.add_days("ziek", index + 1, length - 1)
        else:
            diary.add_days("ziek", index, length)


def add_appointments(rng: Random, diary: Diary, year: Year, rates: Rates) -> None:
    """Doctor and dentist: one to three lessons."""
    for index in _draw_days(rng, diary, year, rates.appointments):
        diary.add_hours("medisch", index, _some_hours(rng, diary.hours(index), 3), delay=20 - 1440 * rng.randrange(5))


def add_leave(rng: Random, diary: Diary, year: Year, rates: Rates) -> None:
    """Leave and, for few, a holiday without consent around a weekend."""
    for index in _draw_days(rng, diary, year, rates.leave):
        entered = datetime.combine(diary.timetable.days[index], time(9, 30)) - timedelta(days=rng.randrange(3, 20))
        diary.add_days("verlof", index, rng.choice((1, 1, 1, 2)), entered=entered)
    for index in _draw_days(rng, diary, year, rates.luxury):
        diary.add_days("luxe", index, rng.choice((1, 2, 3)))


def add_bouts_of_truancy(rng: Random, diary: Diary) -> None:
    """Few pupils skip much, in bouts of three to four weeks: these give the sixteen-hour reports."""
    for _ in range(draw_count(rng, 1.4 * diary.years)):
        start = rng.randrange(diary.first, max(diary.first + 1, diary.end - 10))
        for index in range(start, min(start + 20, diary.end)):
            if happens(rng, 0.45) and diary.is_free(index):
                reason = "voorlopig" if happens(rng, 0.08) else "spijbelen"
                diary.add_hours(reason, index, _some_hours(rng, diary.hours(index), 4))


def add_single_truancy(rng: Random, diary: Diary, year: Year, *, mean: float) -> None:
    for index in _draw_days(rng, diary, year, mean):
        reason = rng.choices(("spijbelen", "overig_oa", "voorlopig"), (0.8, 0.17, 0.03))[0]
        diary.add_hours(reason, index, _some_hours(rng, diary.hours(index), 2))


def add_lateness(rng: Random, diary: Diary, year: Year, *, mean: float, shape: float) -> None:
    """Mostly in the first lesson of the day, a few minutes."""
    for index in _draw_days(rng, diary, year, mean * draw_share(rng, shape)):
        hours = diary.hours(index)
        hour = hours[0] if happens(rng, 0.7) else rng.choice(hours)
        reason = "te_laat_ga" if happens(rng, 0.08) else "te_laat"
        diary.add_hours(reason, index, (hour,), minutes=1 + int(rng.expovariate(1 / 6)), delay=rng.randrange(3, 30))


def add_class_incidents(rng: Random, diary: Diary, year: Year, rates: Rates) -> None:
    """Sent out of class, books forgotten, other authorised absence, exemption for one lesson."""
    for reason, mean in (
        ("uit_les", rates.sent_out),
        ("boeken", rates.books),
        ("overig_ga", rates.other),
        ("vrijstelling", rates.other / 8),
    ):
        for index in _draw_days(rng, diary, year, mean):
            diary.add_hours(reason, index, (rng.choice(diary.hours(index)),))


def add_planned(rng: Random, diary: Diary) -> None:
    """Absences entered ahead: after the peildatum, so they must not count yet (contract 2.3)."""
    index = diary.timetable.first_index(DELIVERED) + rng.randrange(1, 18)
    if diary.is_free(index):
        entered = datetime(2025, 12, 15, 10, 0) + timedelta(days=rng.randrange(5), minutes=rng.randrange(300))
        if happens(rng, 0.3):
            diary.add_days("verlof", index, 1, entered=entered, cut=False)
        else:
            diary.add_hours("medisch", index, _some_hours(rng, diary.hours(index), 2), entered=entered)


def _some_hours(rng: Random, hours: tuple[int, ...], most: int) -> tuple[int, ...]:
    """One to `most` lessons in a row."""
    length = min(len(hours), rng.randint(1, most))
    start = rng.randint(0, len(hours) - length)
    return hours[start : start + length]
