"""Days of lessons, free days and the days round holidays, on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
LAST_YEAR, YEAR, NEXT_YEAR = date(2024, 8, 1), date(2025, 8, 1), date(2026, 8, 1)
PERIOD, PEILDATUM = date(2025, 9, 2), date(2025, 11, 28)
# Wednesday 1 October to Sunday 12 October 2025.
OCT = {number: date(2025, 10, number) for number in range(1, 32)}
REACH: Rows = ("school_nr smallint, van date, tot date", [(1, OCT[1], OCT[13]), (2, OCT[1], OCT[3])])
SCHOOLS: Rows = ("school_nr smallint, vakantieregio varchar", [(1, "noord"), (2, "zuid")])


def _free(
    holidays: list[tuple] = [],  # noqa: B006
    public: list[tuple] = [],  # noqa: B006
    local: list[tuple] = [],  # noqa: B006
) -> dict[int, str]:
    """The free days of October of school 1 and why: every day is a day of lessons or a free one, with its weekday."""
    tables: dict[str, Rows] = {
        "win_bereik": REACH,
        "ref_school": SCHOOLS,
        "ref_schoolvakantie": ("regio varchar, soort varchar, van date, tot date", holidays),
        "ref_feestdag": ("datum date, schoolvrij varchar", public),
        "stg_kalender": ("school_nr smallint, van date, tot date, soort varchar", local),
    }
    days = build_model("win_kalenderdag", **tables)
    assert all(row[2] == row[1].isoweekday() for row in days)
    known: Rows = ("school_nr smallint, datum date, weekdag integer", days)
    free = build_model("win_vrije_dag", win_kalenderdag=known, **tables)
    assert all(row[2] == row[1].isoweekday() for row in free)
    both = sorted(row[:2] for row in (*days, *free))
    assert both == [*((1, OCT[day]) for day in range(1, 13)), (2, OCT[1]), (2, OCT[2])]
    assert [row for row in free if row[0] == 2] == []
    return {row[1].day: row[3] for row in sorted(free)}


def test_the_days_of_a_school_holiday_of_the_own_region() -> None:
    """From the 3rd up to the 5th; the first day after it is the 6th. Another region has another one."""
    holidays = [("noord", "verplicht", OCT[3], OCT[6]), ("oost", "verplicht", OCT[8], OCT[10])]
    assert _free(holidays) == dict.fromkeys((3, 4, 5), "schoolvakantie")


def test_local_lessons_undo_an_advised_holiday_and_nothing_else() -> None:
    """On the 4th and 5th; not those of another school."""
    local = [(1, OCT[4], OCT[6], "les"), (2, OCT[3], OCT[4], "les")]
    assert _free([("noord", "advies", OCT[3], OCT[6])], local=local) == {3: "schoolvakantie"}
    assert _free([("noord", "verplicht", OCT[3], OCT[6])], local=local) == dict.fromkeys((3, 4, 5), "schoolvakantie")
    assert _free(public=[(OCT[4], "vrij")], local=local) == {4: "feestdag"}
    assert _free(local=[*local, (1, OCT[4], OCT[5], "vrij")]) == {4: "lokaal_vrij"}


def test_a_lesson_of_another_school_in_an_advised_holiday_is_its_own() -> None:
    """Both schools have the holiday of 1 October; one teaches all the same."""
    both = [("noord", "advies", OCT[1], OCT[2]), ("zuid", "advies", OCT[1], OCT[2])]
    assert _free(both, local=[(2, OCT[1], OCT[2], "les")]) == {1: "schoolvakantie"}


def test_public_holidays_that_are_free() -> None:
    assert _free(public=[(OCT[4], "vrij"), (OCT[6], "les")]) == {4: "feestdag"}


def test_local_free_days() -> None:
    """From the 6th up to the 7th; those of another school are its own."""
    assert _free(local=[(1, OCT[6], OCT[8], "vrij"), (2, OCT[9], OCT[10], "vrij")]) == dict.fromkeys(
        (6, 7), "lokaal_vrij"
    )


def test_a_day_is_free_for_one_reason() -> None:
    """School holiday, then public holiday, then local. A lesson day in the holiday leaves the other reasons."""
    every = {
        "holidays": [("noord", "advies", OCT[3], OCT[6])],
        "public": [(OCT[4], "vrij"), (OCT[5], "vrij"), (OCT[7], "vrij")],
        "local": [(1, OCT[5], OCT[6], "les"), (1, OCT[7], OCT[9], "vrij")],
    }
    assert _free(**every) == {
        3: "schoolvakantie",
        4: "schoolvakantie",
        5: "feestdag",
        7: "feestdag",
        8: "lokaal_vrij",
    }


# --- round holidays ---------------------------------------------------------------------------------------------------


def _edges(days: list[date], holidays: list[tuple], *, width: int = 2) -> list[tuple]:
    """Day, holiday and side of the school days of school 1; holidays are (name, first day, first day after it)."""
    return sorted(
        row[1:]
        for row in build_model(
            "win_vakantierand",
            ref_school=SCHOOLS,
            ref_schoolvakantie=(
                "regio varchar, vakantie varchar, van date, tot date",
                [*(("noord", *holiday) for holiday in holidays), ("zuid", "elders", OCT[1], OCT[2])],
            ),
            ref_run=("vorig_schooljaar_van date, slots_tot date", [(LAST_YEAR, OCT[31])]),
            win_schooldag=(
                "school_nr smallint, datum date", [*((1, day) for day in days), (3, OCT[4]), (3, OCT[14])],
            ),
            ref_definitie=("vakantie_rand_dagen integer", [(width,)]),
        )
    )  # fmt: skip


def test_the_two_school_days_before_and_after_a_holiday() -> None:
    """Days of lessons up to the 5th and from the 14th on; the holiday lasts from the 6th up to the 13th."""
    days = [OCT[1], OCT[2], OCT[3], OCT[5], OCT[14], OCT[16], OCT[17]]
    assert _edges(days, [("herfst", OCT[6], OCT[14])]) == [
        (OCT[3], "herfst", "voor"),
        (OCT[5], "herfst", "voor"),
        (OCT[14], "herfst", "na"),
        (OCT[16], "herfst", "na"),
    ]


def test_a_day_between_two_holidays_goes_with_the_nearest_one() -> None:
    """Holidays on the 6th and the 10th: the 7th is the first day after the one and the third before the other; the 8th
    is the second of both, and goes with the earlier one."""
    days = [OCT[7], OCT[8], OCT[9]]
    holidays = [("een", OCT[6], OCT[7]), ("twee", OCT[10], OCT[11])]
    assert _edges(days, holidays) == [(OCT[7], "een", "na"), (OCT[8], "een", "na"), (OCT[9], "twee", "voor")]
    # The only day between two goes with the earlier one, whichever was written first.
    assert _edges([OCT[8]], [holidays[1], holidays[0]]) == [(OCT[8], "een", "na")]


@pytest.mark.parametrize(
    ("start", "until", "there"),
    [
        # One that ended with the school year before the last is of no day; one more day and it is.
        (LAST_YEAR - 9 * DAY, LAST_YEAR, False),
        (LAST_YEAR - 9 * DAY, LAST_YEAR + DAY, True),
        # Of one that begins after the last built day the days before it are not known yet.
        (OCT[31], OCT[31] + 9 * DAY, True),
        (OCT[31] + DAY, OCT[31] + 9 * DAY, False),
    ],
)
def test_holidays_of_the_days_that_are_built(start: date, until: date, there: bool) -> None:
    assert bool(_edges([LAST_YEAR + 3 * DAY, OCT[30]], [("herfst", start, until)])) is there


# --- which days are built ---------------------------------------------------------------------------------------------


def _reach(lessons: list[tuple], spans: list[tuple], enrolled: list[tuple]) -> list[tuple]:
    return sorted(
        build_model(
            "win_bereik",
            stg_absentie_les=("school_nr smallint, leerling_nr integer, datum date", lessons),
            stg_absentie_span=("school_nr smallint, leerling_nr integer, begin timestamp, eind timestamp", spans),
            stg_inschrijving=("leerling_nr integer, van date, tot date", enrolled),
            ref_school=("school_nr smallint", [(1,), (2,)]),
            ref_run=("vorig_schooljaar_van date, slots_tot date", [(LAST_YEAR, NEXT_YEAR)]),
        )
    )


@pytest.mark.parametrize(
    ("day", "enrolled", "first"),
    [
        # A row of an enrolled pupil before the school year before asks for its day; a later one does not.
        (LAST_YEAR - 9 * DAY, (date(2020, 8, 1), NEXT_YEAR), LAST_YEAR - 9 * DAY),
        (LAST_YEAR, (date(2020, 8, 1), NEXT_YEAR), LAST_YEAR),
        # Enrolled from the day itself on, or up to it: the day before the first and the last one are no days of it.
        (LAST_YEAR - 9 * DAY, (LAST_YEAR - 9 * DAY, NEXT_YEAR), LAST_YEAR - 9 * DAY),
        (LAST_YEAR - 9 * DAY, (LAST_YEAR - 8 * DAY, NEXT_YEAR), LAST_YEAR),
        (LAST_YEAR - 9 * DAY, (date(2020, 8, 1), LAST_YEAR - 9 * DAY), LAST_YEAR),
        (LAST_YEAR - 9 * DAY, (date(2020, 8, 1), LAST_YEAR - 8 * DAY), LAST_YEAR - 9 * DAY),
    ],
)
def test_slots_are_built_from_the_first_day_that_a_row_asks_for(
    day: date, enrolled: tuple[date, date], first: date
) -> None:
    """School 2 has no such row, and another pupil is enrolled all the time."""
    pupils = [(11, *enrolled), (12, date(2020, 8, 1), NEXT_YEAR)]
    expected = [(1, first, NEXT_YEAR), (2, LAST_YEAR, NEXT_YEAR)]
    assert _reach([(1, 11, day)], [], pupils) == expected
    # A span up to the end of the day is the same.
    assert _reach([], [(1, 11, day, day)], pupils) == expected


def test_a_span_asks_for_the_days_of_the_enrolment_that_it_touches() -> None:
    """From far before up to the peildatum, or until further notice; enrolled since nine days before the school year."""
    pupils = [(11, LAST_YEAR - 9 * DAY, NEXT_YEAR)]
    for end in (PEILDATUM, date(9999, 12, 31), LAST_YEAR - 9 * DAY):
        found = _reach([(1, 11, LAST_YEAR - 8 * DAY)], [(1, 11, date(2021, 1, 1), end)], pupils)
        assert found[0] == (1, LAST_YEAR - 9 * DAY, NEXT_YEAR)


def _terms(first: date) -> list[tuple]:
    """By when must be reported what falls due on each day up to Wednesday 8 October, two working days after it.

    Friday 3 is free everywhere, Tuesday 7 is a holiday with lessons.
    """
    found = build_model(
        "win_meldtermijn",
        ref_schooljaar=("schooljaar_van date, schooljaar_tot date", [(first, OCT[5]), (OCT[5], OCT[8])]),
        ref_definitie=("werkdagen_per_week integer, duo_termijn_werkdagen integer", [(5, 2)]),
        ref_feestdag=("datum date, schoolvrij varchar", [(OCT[3], "vrij"), (OCT[7], "les")]),
    )
    return sorted(found)


def test_by_when_must_be_reported() -> None:
    """Working days are 2, 6, 7 and 8 October. Two after the 2nd is the 7th; the 3rd to the 5th count from the 2nd too,
    the last working day before them. Two after the 6th is the 8th; of the 7th and the 8th nobody knows."""
    assert _terms(OCT[2]) == [(OCT[2], OCT[7]), (OCT[3], OCT[7]), (OCT[4], OCT[7]), (OCT[5], OCT[7]), (OCT[6], OCT[8])]
    # Of the weekend that the calendar begins with no working day before it is known.
    assert _terms(OCT[4]) == [(OCT[6], OCT[8])]
