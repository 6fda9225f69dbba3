"""A slow, literal reading of contract 2.8: what of one school was measured, with plain loops over its school days.

It shares nothing with the program. All comparisons are of whole numbers: products instead of quotients.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.lib.region import Coverage, LessonAbsence, School, SpanAbsence

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timetable:
    """What the timetable and the calendar of one school say, as far as 2.8 asks.

    `slot_dates`: dates with a slot of any pupil. `eerste`: 1 August of the school year before the peildatum's.
    `vakanties`: school holidays of the region, first and last day.
    """

    slot_dates: frozenset[date]
    free: frozenset[date]
    eerste: date
    peildatum: date
    vakanties: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Measured:
    """What was measured; `gaten` are the days of gaps. None for both dates: nothing shows any measuring."""

    stand: str
    schooldagen: tuple[date, ...]
    gegevens_van: date | None
    gegevens_tot: date | None
    vanaf_begin: bool
    gaten: frozenset[date]
    meetdatum: date
    in_periode: tuple[int, int, int]

    @property
    def is_measured(self) -> bool:
        return self.stand != "niet_gemeten"

    def has_slots(self, day: date) -> bool:
        """Do slots of this day exist for a measure?"""
        if not self.is_measured or self.gegevens_van is None or self.gegevens_tot is None:
            return False
        begun = self.vanaf_begin or self.gegevens_van <= day
        return begun and day <= self.gegevens_tot and day not in self.gaten


def measure(
    school: School, rows: Sequence[LessonAbsence | SpanAbsence], timetable: Timetable, period_start: date
) -> Measured:
    """All of 2.8 for one school; `rows` are its absence rows that are not in quarantine."""
    days = get_school_days(school, timetable)
    told = [row for row in school.levering or () if row.dekt_van <= timetable.peildatum]
    activity = get_activity(days, rows)
    active = [is_active(activity, place) for place in range(len(days))]
    if told:
        first, last = min(row.dekt_van for row in told), min(max(row.dekt_tot for row in told), timetable.peildatum)
        gaps, whole = get_untold_days(told), False
    elif not any(active):
        first, last, gaps, whole = None, None, frozenset(), False
    else:
        begin = find_begin(activity, active)
        first, whole = days[begin or 0], begin is None
        end = find_end(activity, active)
        last = timetable.peildatum if end is None else days[end]
        gaps = find_gaps(days, activity, active, first, last, timetable.vakanties)
    return _judge(days, first, last, whole, gaps, timetable.peildatum, period_start)


def _judge(
    days: Sequence[date],
    first: date | None,
    last: date | None,
    whole: bool,
    gaps: frozenset[date],
    peildatum: date,
    period_start: date,
) -> Measured:
    period = [day for day in days if period_start <= day]
    inside = [day for day in period if first is not None and last is not None and first <= day <= last]
    gap_days = [day for day in inside if day in gaps]
    counts = len(period), len(inside), len(gap_days)
    if last is None or (period and len(inside) == len(gap_days)):
        state = "niet_gemeten"
    elif 10 * (counts[1] - counts[2]) < 9 * (counts[0] - counts[2]):
        state = "verouderd"
    else:
        state = "gemeten"
    return Measured(state, tuple(days), first, last, whole, gaps, last or peildatum, counts)


def get_school_days(school: School, timetable: Timetable) -> list[date]:
    """Dates with a slot; after the last date that any timetable source covers, Monday to Friday without a holiday."""
    ends = [row.datum for row in (*school.rooster_datum, *school.rooster_leerlingen)]
    others = (*school.lessentabel, *school.lessen_per_week, *school.schooltijden)
    ends += [row.geldig_tot or date.max for row in (*school.rooster, *others)]
    last_covered = max(ends)
    found = []
    day = timetable.eerste
    while day <= timetable.peildatum:
        after = day > last_covered and day.isoweekday() <= 5 and day not in timetable.free
        if day in timetable.slot_dates or after:
            found.append(day)
        day += ONE_DAY
    return found


def get_dates(row: LessonAbsence | SpanAbsence) -> set[date]:
    """Days that a row is dated: that of the lesson, or those written as begin and end."""
    if isinstance(row, LessonAbsence):
        return {row.datum}
    begin = _day(row.begin)
    if row.eind is None:
        return {begin}
    # open point: an end at midnight is the end of the day before.
    end = (row.eind - timedelta(microseconds=1)).date() if isinstance(row.eind, datetime) else row.eind
    return {begin, max(begin, end)}


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def get_activity(days: Sequence[date], rows: Iterable[LessonAbsence | SpanAbsence]) -> list[int]:
    """Pupils newly registered on each school day."""
    dated: dict[date, list[LessonAbsence | SpanAbsence]] = {}
    for row in rows:
        for day in get_dates(row):
            dated.setdefault(day, []).append(row)
    counts = []
    for place, day in enumerate(days):
        before = {row.leerlingnummer for row in dated.get(days[place - 1], [])} if place else set()
        counted = set()
        for row in dated.get(day, []):
            if row.ingevoerd_op is None:
                if row.leerlingnummer not in before:
                    counted.add(row.leerlingnummer)
            elif _day(row.ingevoerd_op) >= day:
                counted.add(row.leerlingnummer)
        counts.append(len(counted))
    return counts


def is_active(activity: Sequence[int], place: int) -> bool:
    """Four times the activity reaches the lower median of 60 school days."""
    if activity[place] < 1:
        return False
    around = [count for count in activity[max(place - 59, 0) : place + 1] if count >= 1]
    if len(around) < 10:
        around = [count for count in activity[place : place + 60] if count >= 1]
    return 4 * activity[place] >= sorted(around)[(len(around) - 1) // 2]


def find_end(activity: Sequence[int], active: Sequence[bool]) -> int | None:
    """Place of the first active day after which the delivery stopped."""
    for place, is_on in enumerate(active):
        after = activity[place + 1 :]
        if not is_on or len(after) < 3 or any(active[place + 1 : place + 4]):
            continue
        base = activity[max(place - 39, 0) : place + 1]
        expected = sum(base) * len(after)  # in parts of len(base)
        if expected >= 10 * len(base) and 8 * sum(after) * len(base) < expected:
            return place
    return None


def find_begin(activity: Sequence[int], active: Sequence[bool]) -> int | None:
    """Place of the first active day where the days before it should have held enough; else None."""
    first = list(active).index(True)
    base = activity[first : first + 40]
    return first if first >= 3 and sum(base) * first >= 10 * len(base) else None


def find_gaps(
    days: Sequence[date],
    activity: Sequence[int],
    active: Sequence[bool],
    first: date,
    last: date,
    holidays: Iterable[tuple[date, date]],
) -> frozenset[date]:
    """Days from the first to the last of each silence in which enough was to be expected."""
    places = [place for place, day in enumerate(days) if first <= day <= last]
    total = sum(activity[place] for place in places)
    silences: list[list[date]] = [[]]
    for place in places:
        if active[place] or (place > places[0] and _has_holiday_between(days[place - 1], days[place], holidays)):
            silences.append([])
        if not active[place]:
            silences[-1].append(days[place])
    found: set[date] = set()
    for silence in silences:
        if len(silence) >= 3 and total * len(silence) >= 20 * len(places):
            found |= {silence[0] + number * ONE_DAY for number in range((silence[-1] - silence[0]).days + 1)}
    return frozenset(found)


def _has_holiday_between(before: date, after: date, holidays: Iterable[tuple[date, date]]) -> bool:
    """A week or more of one school holiday lies between two school days."""
    return any((min(end, after - ONE_DAY) - max(start, before + ONE_DAY)).days + 1 >= 7 for start, end in holidays)


def get_untold_days(told: Iterable[Coverage]) -> frozenset[date]:
    """Days between two rows of `levering` that none covers."""
    found: set[date] = set()
    covered: date | None = None
    for row in sorted(told, key=lambda row: (row.dekt_van, row.dekt_tot)):
        if covered is not None:
            day = covered + ONE_DAY
            while day < row.dekt_van:
                found.add(day)
                day += ONE_DAY
        covered = row.dekt_tot if covered is None else max(covered, row.dekt_tot)
    return frozenset(found)
