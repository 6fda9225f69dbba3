"""The duty of a pupil on a day (contract 2.9, D17), at and around each bound."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.lib.models import build_model

DAY = timedelta(days=1)
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
# School days of October to January; November 2025 begins on a Saturday, so its first one is Monday the 3rd.
SCHOOLDAYS = tuple(date(2025, 10, 1) + number * DAY for number in range(120))
SCHOOLDAYS = tuple(day for day in SCHOOLDAYS if day.isoweekday() < 6)
NOV_3 = date(2025, 11, 3)
YEARS = tuple(date(year, 8, 1) for year in range(2000, 2031))


def list_stretches(born: date | None, qualified: bool | None = None) -> list[tuple[date, date, str]]:
    """The duties of pupil 11 of school 1, in order of days; school 2 has its first school day on another date."""
    found = build_model(
        "cls_plicht",
        win_geboorte=(
            "leerling_nr integer, school_nr smallint, geboortedatum date, startkwalificatie boolean",
            [(11, 1, born, qualified)],
        ),
        ref_definitie=(
            "leerplicht_vanaf integer, volledige_leerplicht_tot_en_met integer, kwalificatieplicht_tot integer,"
            " rmc_tot integer",
            [(5, 16, 18, 23)],
        ),
        win_schooldag=(
            "school_nr smallint, datum date",
            [*((1, day) for day in SCHOOLDAYS), (2, date(2025, 11, 1)), (2, date(2020, 1, 1))],
        ),
        ref_schooljaar=(
            "schooljaar_van date, schooljaar_tot date",
            list(pairwise(YEARS)),
        ),
    )
    assert {row[:2] for row in found} == {(11, 1)}
    return sorted(row[2:] for row in found)


def get_duty(born: date | None, qualified: bool | None, day: date) -> str:
    [found] = [duty for first, end, duty in list_stretches(born, qualified) if first <= day < end]
    return found


def test_the_duties_of_a_life_hold_every_day_once() -> None:
    """Born on 6 May 2009: five in May 2014, before all school days that are known, so it has begun with June."""
    six_may = date(2009, 5, 6)
    assert list_stretches(six_may) == [
        (FIRST, date(2014, 6, 1), "geen"),
        (date(2014, 6, 1), date(2027, 5, 6), "verplicht"),
        (date(2027, 5, 6), date(2032, 5, 6), "rmc"),
        (date(2032, 5, 6), LAST, "geen"),
    ]
    # Sixteen on 6 May 2025, in the school year that ends on 31 July 2025.
    assert list_stretches(six_may, True) == [
        (FIRST, date(2014, 6, 1), "geen"),
        (date(2014, 6, 1), date(2025, 8, 1), "verplicht"),
        (date(2025, 8, 1), LAST, "geen"),
    ]
    assert list_stretches(six_may, False) == list_stretches(six_may)


@pytest.mark.parametrize("qualified", [True, False, None])
def test_without_a_birth_date_no_duty_is_known(qualified: bool | None) -> None:
    assert list_stretches(None, qualified) == [(FIRST, LAST, "niet_te_bepalen")]


@pytest.mark.parametrize(
    ("born", "day", "duty"),
    [
        # Five on 31 October: from the first school day of November, Monday the 3rd.
        (date(2020, 10, 31), NOV_3 - DAY, "geen"),
        (date(2020, 10, 31), NOV_3, "verplicht"),
        (date(2020, 10, 1), NOV_3 - DAY, "geen"),
        (date(2020, 10, 1), NOV_3, "verplicht"),
        # Five on 1 November: from December on, whose first day is a Monday.
        (date(2020, 11, 1), NOV_3, "geen"),
        (date(2020, 11, 1), date(2025, 11, 30), "geen"),
        (date(2020, 11, 1), date(2025, 12, 1), "verplicht"),
        # Five in December: 1 January is a Thursday with lessons here; the month after December is of the next year.
        (date(2020, 12, 31), date(2025, 12, 31), "geen"),
        (date(2020, 12, 31), date(2026, 1, 1), "verplicht"),
        # Five on 30 September: 1 October is the first school day that is known.
        (date(2020, 9, 30), date(2025, 10, 1), "verplicht"),
        (date(2020, 9, 30), date(2025, 9, 30), "geen"),
        # Five in a month after which no school day is known: not yet.
        (date(2021, 1, 31), date(2026, 2, 2), "geen"),
        # Four years old.
        (date(2021, 9, 1), date(2026, 1, 15), "geen"),
    ],
)
def test_the_first_school_day_of_the_month_after_the_fifth_birthday(born: date, day: date, duty: str) -> None:
    for qualified in (True, False, None):
        assert get_duty(born, qualified, day) == duty


@pytest.mark.parametrize(
    ("born", "day", "qualified", "duty"),
    [
        # Sixteen on 31 July 2025, the last day of a school year, and a day later.
        (date(2009, 7, 31), date(2025, 7, 31), True, "verplicht"),
        (date(2009, 7, 31), date(2025, 8, 1), True, "geen"),
        (date(2009, 8, 1), date(2025, 8, 1), True, "verplicht"),
        (date(2009, 8, 1), date(2026, 7, 31), True, "verplicht"),
        (date(2009, 8, 1), date(2026, 8, 1), True, "geen"),
        # Without one, and where it is not filled in, the kwalificatieplicht goes on.
        (date(2009, 7, 31), date(2025, 8, 1), False, "verplicht"),
        (date(2009, 7, 31), date(2025, 8, 1), None, "verplicht"),
    ],
)
def test_the_end_of_the_full_leerplicht(born: date, day: date, qualified: bool | None, duty: str) -> None:
    assert get_duty(born, qualified, day) == duty


@pytest.mark.parametrize(
    ("years", "before", "after"),
    [(18, "verplicht", "rmc"), (23, "rmc", "geen")],
)
@pytest.mark.parametrize("qualified", [False, None])
def test_the_eighteenth_and_the_twenty_third_birthday(
    years: int, before: str, after: str, qualified: bool | None
) -> None:
    birthday = date(2025, 11, 17)
    born = birthday.replace(year=2025 - years)
    found = [get_duty(born, qualified, day) for day in (birthday - DAY, birthday, birthday + DAY)]
    assert found == [before, after, after]
    assert {get_duty(born, True, day) for day in (birthday - DAY, birthday, birthday + DAY)} == {"geen"}


def test_a_birthday_on_29_february_is_1_march() -> None:
    """Born on 29 February 2008: 18 on 1 March 2026; on the 28th: on 28 February."""
    last = date(2026, 2, 28)
    assert [get_duty(date(2008, 2, 29), None, day) for day in (last, last + DAY)] == ["verplicht", "rmc"]
    assert [get_duty(date(2008, 2, 28), None, day) for day in (last - DAY, last)] == ["verplicht", "rmc"]
    # 23 on 1 March 2031, and 24 in a leap year.
    assert list_stretches(date(2008, 2, 29))[2][1] == date(2031, 3, 1)
    # Five on 1 March 2025, so in the month of March: from April on.
    assert list_stretches(date(2020, 2, 29))[0][1] == date(2025, 4, 1)
