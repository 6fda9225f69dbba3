"""Planted cases, so that each status, group and signal of the rule sets has at least one pupil to show."""

from datetime import date
from random import Random
from typing import Protocol

from pipelines.demo.behaviour import FULL_DAY, Diary


class Case(Protocol):
    """Writes one planted case into a pupil's diary; its name is the case's."""

    __name__: str

    def __call__(self, rng: Random, diary: Diary, /) -> None: ...


ONLINE_DAYS = (4, 5)  # Thursday and Friday
_UNTIL_NOW = 999  # cut at the day of the delivery


def _days(diary: Diary, reason: str, van: date, tot: date | None = None) -> None:
    """Whole days from `van` to `tot` inclusive; None: still going on."""
    first = diary.timetable.first_index(van)
    length = _UNTIL_NOW if tot is None else diary.timetable.first_index(tot) + (tot in diary.timetable.days) - first
    diary.add_days(reason, first, length)


def home_six_weeks(rng: Random, diary: Diary) -> None:
    """Thuiszitter: unauthorised since November, still going on."""
    _days(diary, "overig_oa", date(2025, 11, 10))


def home_over_three_months(rng: Random, diary: Diary) -> None:
    _days(diary, "overig_oa", date(2025, 9, 10))


def home_exactly_four_weeks(rng: Random, diary: Diary) -> None:
    """Monday to the Friday before the autumn holiday, back on the Monday after it: 28 positions (contract 2.3)."""
    _days(diary, "overig_oa", date(2025, 9, 22), date(2025, 10, 17))


def home_last_year(rng: Random, diary: Diary) -> None:
    """Over Christmas 2024, so that the earlier peildata have a case too."""
    _days(diary, "overig_oa", date(2024, 11, 25), date(2025, 1, 24))


def home_last_spring(rng: Random, diary: Diary) -> None:
    _days(diary, "overig_oa", date(2025, 3, 3), date(2025, 4, 15))


def home_since_december(rng: Random, diary: Diary) -> None:
    """Two to four lesweken unauthorised, into the Christmas holiday."""
    _days(diary, "voorlopig", date(2025, 12, 3))


def sick_since_october(rng: Random, diary: Diary) -> None:
    """Long authorised run."""
    _days(diary, "ziek", date(2025, 10, 27))


def sick_then_unauthorised(rng: Random, diary: Diary) -> None:
    """A run of group `alle`: neither part alone is four weeks."""
    _days(diary, "ziek", date(2025, 11, 10), date(2025, 11, 28))
    _days(diary, "overig_oa", date(2025, 12, 1))


def present_one_lesson_a_day(rng: Random, diary: Diary) -> None:
    """At most 20 % present: the first lesson of each day only."""
    first = diary.timetable.first_index(date(2025, 10, 27))
    for index in range(first, diary.end):
        hours = diary.hours(index)
        if len(hours) > FULL_DAY:
            diary.add_hours("overig_ga", index, hours[1:])
        elif hours:
            diary.add_days("ziek", index, 1)


def late_twelve_times(rng: Random, diary: Diary) -> None:
    first = diary.timetable.first_index(date(2025, 9, 2))
    for index in range(first, min(first + 72, diary.end), 6):
        if diary.hours(index):
            diary.add_hours("te_laat", index, diary.hours(index)[:1], minutes=rng.randint(2, 20))


def four_spells_in_twelve_weeks(rng: Random, diary: Diary) -> None:
    for van in (date(2025, 10, 1), date(2025, 10, 15), date(2025, 11, 5), date(2025, 11, 26)):
        diary.add_days("ziek", diary.timetable.first_index(van), 2)


def sick_nine_days(rng: Random, diary: Diary) -> None:
    diary.add_days("ziek", diary.timetable.first_index(date(2025, 12, 4)), 9)


def provisional_for_weeks(rng: Random, diary: Diary) -> None:
    """Provisionally unauthorised lessons that nobody has settled."""
    for day in (date(2025, 11, 27), date(2025, 12, 9)):
        index = diary.timetable.first_index(day)
        diary.add_hours("voorlopig", index, diary.hours(index)[:2])


def education_elsewhere(rng: Random, diary: Diary) -> None:
    """Online or elsewhere on Thursdays and Fridays."""
    first = diary.timetable.first_index(date(2025, 10, 6))
    for index in range(first, diary.end):
        if diary.timetable.days[index].isoweekday() in ONLINE_DAYS:
            diary.add_days("elders", index, 1)


def suspended_six_days(rng: Random, diary: Diary) -> None:
    diary.add_days("schorsing", diary.timetable.first_index(date(2025, 11, 10)), 6)


def luxury_week(rng: Random, diary: Diary) -> None:
    """A week away before the autumn holiday."""
    _days(diary, "luxe", date(2025, 10, 13), date(2025, 10, 17))


def sixteen_lessons(rng: Random, diary: Diary) -> None:
    """Exactly sixteen lessons skipped in four weeks."""
    for day in (date(2025, 11, 13), date(2025, 11, 20), date(2025, 11, 27), date(2025, 12, 4)):
        index = diary.timetable.first_index(day)
        diary.add_hours("spijbelen", index, diary.hours(index)[:4])


def five_spells(rng: Random, diary: Diary) -> None:
    """PO: five spells in the school year (MAZL)."""
    for day in (date(2025, 9, 8), date(2025, 9, 24), date(2025, 10, 8), date(2025, 11, 3), date(2025, 12, 1)):
        diary.add_days("ziek", diary.timetable.first_index(day), 1)


def skipped_four_days(rng: Random, diary: Diary) -> None:
    """PO: four days unauthorised within four weeks is over 16 clock hours."""
    for day in (date(2025, 11, 6), date(2025, 11, 13), date(2025, 11, 20), date(2025, 11, 27)):
        diary.add_days("overig_oa", diary.timetable.first_index(day), 1)


# Unauthorised for four weeks or longer: 1-2 a 1,000 pupils a year (domain.md 8.3), so two kinds a large VO school.
LONG_CASES: tuple[Case, ...] = (
    home_six_weeks,
    home_exactly_four_weeks,
    home_last_year,
    home_over_three_months,
    home_last_spring,
)
# Cases that each give several sixteen-hour reports: one a school.
REPORTED_CASES: tuple[Case, ...] = (home_since_december, sick_then_unauthorised)
CASES_VO: tuple[Case, ...] = (
    sick_since_october,
    present_one_lesson_a_day,
    late_twelve_times,
    four_spells_in_twelve_weeks,
    sick_nine_days,
    provisional_for_weeks,
    suspended_six_days,
    luxury_week,
    sixteen_lessons,
    education_elsewhere,
)
CASES_PO: tuple[Case, ...] = (five_spells, sick_nine_days, skipped_four_days, luxury_week, late_twelve_times)
SMALL_SCHOOL = 600


def cases_for(sector: str, *, place: int, pupils: int) -> tuple[Case, ...]:
    """Cases of the school at `place` in the list of schools; a small school has one long case, a large one two."""
    if sector == "PO":
        return (*CASES_PO, home_six_weeks) if not place % 2 else CASES_PO
    long_cases = [LONG_CASES[(place + step) % len(LONG_CASES)] for step in range(1 if pupils < SMALL_SCHOOL else 2)]
    return (*long_cases, REPORTED_CASES[place % len(REPORTED_CASES)], *CASES_VO)
