"""What a full timetable holds, and who has little of it (contract 2.9, adapted programme)."""

from datetime import date, timedelta

import pytest

from tests.lib.models import build_model

DAY = timedelta(days=1)
PERIOD, PEILDATUM = date(2025, 9, 2), date(2025, 11, 28)
NOV_3 = date(2025, 11, 3)
ALWAYS = (date(2025, 8, 1), date(2026, 8, 1))
# School days: ten in November, one before the period and one after the peildatum.
SCHOOL_DAYS = [PERIOD - DAY, *(NOV_3 + number * DAY for number in range(10)), PEILDATUM + DAY]
FIRST, LAST = NOV_3, NOV_3 + 9 * DAY


def _compare(
    minutes: list[int],
    *,
    elsewhere: dict[int, int] = {},  # noqa: B006
    years: dict[int, str | None] = {},  # noqa: B006
    kinds: dict[int, str | None] = {},  # noqa: B006
    stays: dict[int, list[tuple[date, date]]] = {},  # noqa: B006
    measured: tuple[date, date] = (date(1, 1, 1), PEILDATUM + DAY),
    gaps: list[tuple[date, date]] = [],  # noqa: B006
) -> list[tuple[int | None, bool | None]]:
    """vol_min and weinig_les of pupils 1, 2, 3 … of school 1, of year 2 and kind vmbo; a stay ends before its end."""
    pupils = range(1, len(minutes) + 1)
    days = build_model(
        "win_gemeten_dag",
        win_schooldag_rooster=(
            "school_nr smallint, datum date, schooldag_nr integer",
            [*((1, day, 1) for day in SCHOOL_DAYS), *((2, day, 1) for day in SCHOOL_DAYS), (2, NOV_3 + 20 * DAY, 1)],
        ),
        win_meting=(
            "school_nr smallint, gemeten_van date, gemeten_tot date",
            [(1, *measured), (2, date(1, 1, 1), PEILDATUM + DAY)],
        ),
        win_gat=("school_nr smallint, van date, tot date", [*((1, *gap) for gap in gaps), (2, FIRST, LAST + DAY)]),
    )
    found = build_model(
        "win_vol_rooster",
        win_leerling_periode=(
            "leerling_nr integer, school_nr smallint, leerjaar varchar, onderwijssoort varchar, gepland_min integer,"
            " elders_min integer",
            [
                *(
                    (
                        pupil,
                        1,
                        years.get(pupil, "2"),
                        kinds.get(pupil, "vmbo"),
                        minutes[pupil - 1],
                        elsewhere.get(pupil, 0),
                    )
                    for pupil in pupils
                ),
                # Another school of the same year and kind.
                *((pupil, 2, "2", "vmbo", 9000, 0) for pupil in range(101, 111)),
            ],
        ),
        win_segment=(
            "leerling_nr integer, school_nr smallint, van date, tot date",
            [
                *((pupil, 1, *stay) for pupil in pupils for stay in stays.get(pupil, [ALWAYS])),
                *((pupil, 2, *ALWAYS) for pupil in range(101, 111)),
            ],
        ),
        win_gemeten_dag=("school_nr smallint, datum date, schooldag_nr integer", days),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
        ref_definitie=(
            "vol_rooster_pct integer, vol_rooster_leerlingen integer, weinig_les_pct integer",
            [(75, 5, 60)],
        ),
    )
    return [tuple(row[1:]) for row in sorted(found) if row[0] < 100]


@pytest.mark.parametrize(
    ("minutes", "full"),
    [
        # Nearest rank: of 5 place 3.75, rounded up the 4th; of 8 the 6th; of 9 place 6.75, the 7th.
        ([100, 200, 300, 400, 500], 400),
        ([500, 100, 300, 200, 400], 400),
        ([1, 2, 3, 4, 5, 6, 7, 8], 6),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], 7),
        # Equal ones share places.
        ([100, 100, 400, 400, 400], 400),
    ],
)
def test_a_full_timetable_is_the_upper_quartile(minutes: list[int], full: int) -> None:
    assert {row[0] for row in _compare(minutes)} == {full}


@pytest.mark.parametrize(
    ("planned", "elsewhere", "little"),
    [
        # 60 per cent of 1000 is 600.
        (599, 0, True),
        (600, 0, False),
        (601, 0, False),
        # Lessons elsewhere are none at school.
        (1000, 400, False),
        (1000, 401, True),
        (0, 0, True),
    ],
)
def test_little_of_a_full_timetable(planned: int, elsewhere: int, little: bool) -> None:
    found = _compare([planned, 1000, 1000, 1000, 1000], elsewhere={1: elsewhere})
    assert found == [(1000, little), *[(1000, False)] * 4]


def test_pupils_of_the_same_year_and_kind_are_compared() -> None:
    """Five of year 2 with 500, five of year 3 with 1000: of all ten the 8th has 1000."""
    years: dict[int, str | None] = dict.fromkeys(range(6, 11), "3")
    minutes = [*[500] * 5, *[1000] * 5]
    assert _compare(minutes, years=years) == [*[(500, False)] * 5, *[(1000, False)] * 5]
    assert _compare(minutes, kinds=dict.fromkeys(range(6, 11), "havo")) == [*[(500, False)] * 5, *[(1000, False)] * 5]
    # Empty is a value.
    assert _compare(minutes, years=dict.fromkeys(range(6, 11)))[0] == (500, False)
    assert _compare(minutes, kinds=dict.fromkeys(range(6, 11)))[9] == (1000, False)
    # Four are too few: of all nine the 7th has 1000, and 500 is less than 600.
    assert _compare(minutes[1:], years=dict.fromkeys(range(5, 10), "3")) == [*[(1000, True)] * 4, *[(1000, False)] * 5]


@pytest.mark.parametrize(
    ("stay", "throughout"),
    [
        # From the first measured school day up to the last one.
        ([(FIRST, LAST + DAY)], True),
        ([(FIRST + DAY, LAST + DAY)], False),
        ([(FIRST, LAST)], False),
        # Two stretches, of which one ends where the other begins, or a day before it.
        ([(FIRST, FIRST + 4 * DAY), (FIRST + 4 * DAY, LAST + DAY)], True),
        ([(FIRST, FIRST + 4 * DAY), (FIRST + 5 * DAY, LAST + DAY)], False),
        ([], False),
    ],
)
def test_only_who_is_enrolled_on_all_measured_school_days_is_compared(
    stay: list[tuple[date, date]], throughout: bool
) -> None:
    """Of six pupils with 100 to 600 the 5th has 500; without the one with 600 the 4th of five has 400."""
    found = _compare([600, 100, 200, 300, 400, 500], stays={1: stay})
    assert {row[0] for row in found} == {500 if throughout else 400}
    # Who was not there all the time does not have little, only a shorter time.
    [short, *_] = _compare([1, *[1000] * 5], stays={1: stay})
    assert short == (1000, throughout)


def test_days_that_were_not_measured_are_not_asked() -> None:
    """The pupil is there from the third to the eighth of ten school days."""
    stays = {1: [(FIRST + 2 * DAY, FIRST + 8 * DAY)]}
    minutes = [1, *[1000] * 5]
    assert _compare(minutes, stays=stays)[0] == (1000, False)
    inside = (FIRST + 2 * DAY, FIRST + 8 * DAY)
    assert _compare(minutes, stays=stays, measured=inside)[0] == (1000, True)
    assert _compare(minutes, stays=stays, measured=(FIRST + DAY, inside[1]))[0] == (1000, False)
    assert _compare(minutes, stays=stays, measured=(inside[0], inside[1] + DAY))[0] == (1000, False)
    around = [(FIRST, FIRST + 2 * DAY), (FIRST + 8 * DAY, LAST + DAY)]
    assert _compare(minutes, stays=stays, gaps=around)[0] == (1000, True)
    assert _compare(minutes, stays=stays, gaps=[(FIRST, FIRST + 2 * DAY), (FIRST + 8 * DAY, LAST)])[0] == (1000, False)


def test_where_nobody_can_be_compared_nothing_is_known() -> None:
    late = [(FIRST + DAY, LAST + DAY)]
    assert _compare([100, 200], stays={1: late, 2: late}) == [(None, None), (None, None)]
    # One is enough where the whole school is compared: 100 is less than 60 per cent of 200.
    assert _compare([100, 200], stays={1: late}) == [(200, False), (200, False)]
    assert _compare([100, 200]) == [(200, True), (200, False)]
