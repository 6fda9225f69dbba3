"""What was measured of a school (contract 2.8), each model on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
YEAR, NEXT_YEAR, PERIOD, PEILDATUM = date(2025, 8, 1), date(2026, 8, 1), date(2025, 9, 2), date(2025, 11, 28)
NOV_3 = date(2025, 11, 3)
BEFORE_ALL = date(1, 1, 1)


def test_which_rows_are_new_absence() -> None:
    """3 to 7 November are school days 1 to 5. A row counts that was entered on its day or later; without entry time,
    when the pupil has no row on the school day before."""
    lessons = [
        (11, NOV_3, NOV_3),
        (12, NOV_3, NOV_3 - DAY),
        (13, NOV_3, None),
        (13, NOV_3 + DAY, None),
        (14, NOV_3, None),
        (14, NOV_3 + 2 * DAY, None),
        # Entered ahead on the first day: a row all the same.
        (15, NOV_3, NOV_3 - DAY),
        (15, NOV_3 + DAY, None),
        # Two rows of one day, of which one without entry time.
        (16, NOV_3 + DAY, NOV_3),
        (16, NOV_3 + DAY, None),
        (17, NOV_3 + 5 * DAY, NOV_3 + 9 * DAY),
        (18, NOV_3, NOV_3 + 9 * DAY),
    ]
    spans = [
        # Up to the end of the 5th, entered on that day; until further notice; and of a single moment.
        (21, NOV_3, NOV_3 + 3 * DAY, NOV_3 + 2 * DAY, False),
        (22, NOV_3, NOV_3 + 3 * DAY, NOV_3, True),
        (23, NOV_3, NOV_3, NOV_3, False),
    ]
    rows = build_model(
        "win_verzuimrij",
        stg_absentie_les=(
            "leerling_nr integer, school_nr smallint, datum date, ingevoerd_op timestamp",
            [(pupil, 1, *rest) for pupil, *rest in lessons],
        ),
        stg_absentie_span=(
            "leerling_nr integer, school_nr smallint, begin timestamp, eind timestamp, ingevoerd_op timestamp,"
            " tot_nader_order boolean",
            [(pupil, 1, *rest) for pupil, *rest in spans],
        ),
    )
    # The end of the span of pupil 21 is no begin.
    assert sorted((row[0], row[2], row[4]) for row in rows if row[0] > 20) == [
        (21, NOV_3, True),
        (21, NOV_3 + 2 * DAY, False),
        (22, NOV_3, True),
        (23, NOV_3, False),
        (23, NOV_3, True),
    ]
    found = build_model(
        "win_verzuimrij_dag",
        win_verzuimrij=(
            "leerling_nr integer, school_nr smallint, datum date, ingevoerd_op timestamp, begint boolean",
            rows,
        ),
        win_schooldag_rooster=(
            "school_nr smallint, datum date, schooldag_nr integer",
            [*((1, NOV_3 + number * DAY, number + 1) for number in range(5)), (2, NOV_3, 9)],
        ),
    )
    assert sorted((row[0], row[2], row[3]) for row in found) == [
        (11, 1, True),
        (12, 1, False),
        (13, 1, True),
        (13, 2, False),
        (14, 1, True),
        (14, 3, True),
        (15, 1, False),
        (15, 2, False),
        (16, 2, True),
        (18, 1, True),
        (21, 1, True),
        (21, 3, True),
        (22, 1, True),
        (23, 1, True),
    ]


def test_the_activity_of_a_day() -> None:
    """Two of three pupils are newly absent on day 1, nobody on day 2; the other school has its own."""
    found = build_model(
        "win_activiteit",
        win_verzuimrij_dag=(
            "school_nr smallint, schooldag_nr integer, telt boolean",
            [(1, 1, True), (1, 1, True), (1, 1, False), (2, 2, True)],
        ),
        win_schooldag_rooster=(
            "school_nr smallint, datum date, schooldag_nr integer",
            [(1, NOV_3, 1), (1, NOV_3 + DAY, 2), (2, NOV_3, 1), (2, NOV_3 + DAY, 2)],
        ),
    )
    assert sorted(found) == [(1, NOV_3, 1, 2), (1, NOV_3 + DAY, 2, 0), (2, NOV_3, 1, 0), (2, NOV_3 + DAY, 2, 1)]


def _registered_on_free_days(rows: list[tuple[int, date, date | None, bool]], *, school: int = 1) -> list[tuple]:
    """Activity of the school days: 12, 8, 0, 4 and 8; the lower median of 4, 8, 8 and 12 is 8, and a quarter of that 2.
    Free: Monday to Friday 10 to 14 November, and 1 September, the day before the period. Ten in all are told."""
    return build_model(
        "mart_vrij_gemeld",
        win_verzuimrij=(
            "school_nr smallint, leerling_nr integer, datum date, ingevoerd_op timestamp, begint boolean",
            [(school, *row) for row in rows],
        ),
        win_vrije_dag=(
            "school_nr smallint, datum date",
            [(1, PERIOD - DAY), *((1, FREE + number * DAY) for number in range(5)), (1, PEILDATUM + DAY)],
        ),
        win_activiteit=(
            "school_nr smallint, activiteit integer",
            [*((1, number) for number in (12, 8, 0, 4, 8)), (2, 1), (2, 1)],
        ),
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
        ref_definitie=("activiteit_mediaan_deel integer, stilte_verwacht integer", [(4, 10)]),
    )


FREE = date(2025, 11, 10)


@pytest.mark.parametrize(("pupils", "told"), [(7, []), (8, [("10AB00", FREE, FREE + 2 * DAY, 2, 10)])])
def test_free_days_on_which_pupils_were_registered(pupils: int, told: list[tuple]) -> None:
    """Two pupils on Monday, which is just enough for the day, one on Tuesday, and eight on Wednesday: ten in all."""
    monday = [(1, FREE, None, True), (2, FREE, FREE, True)]
    wednesday = [(number, FREE + 2 * DAY, None, True) for number in range(pupils)]
    assert _registered_on_free_days([*monday, (1, FREE + DAY, None, True), *wednesday]) == told


def test_what_does_not_make_a_free_day_one_of_lessons() -> None:
    """Ten pupils on a day are told: not when one was entered ahead, stands there twice, or only ends there."""
    nine = [(number, FREE, None, True) for number in range(9)]
    others = [
        (9, FREE, FREE - DAY, True),
        (8, FREE, None, True),
        (9, FREE, None, False),
        # On a day before the period, a day with lessons, and a day after the peildatum.
        (9, PERIOD - DAY, None, True),
        (9, FREE + 7 * DAY, None, True),
        (9, PEILDATUM + DAY, None, True),
    ]
    assert _registered_on_free_days([*nine, *others]) == []
    assert _registered_on_free_days([*nine, (9, FREE, FREE, True)]) == [("10AB00", FREE, FREE, 1, 10)]
    # At the other school nothing is free.
    assert _registered_on_free_days([*nine, (9, FREE, FREE, True)], school=2) == []


SCHOOL_YEARS: Rows = (
    "schooljaar_van date, schooljaar_tot date",
    [(date(2024, 8, 1), YEAR), (YEAR, NEXT_YEAR)],
)


def _measured(
    first: date | None,
    last: date | None,
    *,
    gaps: list[tuple[date, date]] = [],  # noqa: B006
    days: int = 10,
) -> tuple:
    """State, school days, measured days, days in gaps, last measured day, first day after it and its school year. Of
    the ten school days from 3 November on; at least 90 per cent must be measured."""
    lessons = [NOV_3 + number * DAY for number in range(days)]
    [found] = build_model(
        "win_meting",
        win_schooldag_rooster=(
            "school_nr smallint, datum date",
            [*((1, day) for day in lessons), (1, PERIOD - DAY), (1, PEILDATUM + DAY), (2, NOV_3)],
        ),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
        win_gegevens=(
            "school_nr smallint, heeft_levering boolean, gegevens_van date, gegevens_tot date, gemeten_van date",
            [(1, False, first, last, BEFORE_ALL)],
        ),
        win_gat=("school_nr smallint, van date, tot date", [*((1, *gap) for gap in gaps), (2, NOV_3, PEILDATUM)]),
        ref_definitie=("verouderd_pct integer", [(90,)]),
        ref_schooljaar=SCHOOL_YEARS,
    )
    assert found[2] is (found[1] != "niet_gemeten")
    # Confirmed up to the last school day before the peildatum.
    assert found[3] is (
        last is not None and last >= max([day for day in lessons if day < PEILDATUM], default=PERIOD - DAY)
    )
    assert (found[0], *found[4:7], found[11], *found[14:]) == (1, False, first, last, BEFORE_ALL, PERIOD, PEILDATUM)
    return (found[1], *found[7:11], *found[12:14])


@pytest.mark.parametrize(
    ("first", "last", "state", "measured"),
    [
        (NOV_3, PEILDATUM, "gemeten", 10),
        (NOV_3, NOV_3 + 9 * DAY, "gemeten", 10),
        # 9 of 10 is 90 per cent, 8 is not.
        (NOV_3, NOV_3 + 8 * DAY, "gemeten", 9),
        (NOV_3 + DAY, NOV_3 + 9 * DAY, "gemeten", 9),
        (NOV_3, NOV_3 + 7 * DAY, "verouderd", 8),
    ],
)
def test_how_much_of_the_period_was_measured(first: date, last: date, state: str, measured: int) -> None:
    assert _measured(first, last) == (state, 10, measured, 0, last, last + DAY, YEAR)


def test_days_in_gaps_count_neither_as_measured_nor_as_to_be_measured() -> None:
    """(9 - 2) of (10 - 2) is less than 90 per cent, (10 - 2) of (10 - 2) is not. A gap on a day that was not measured
    is none."""
    last = NOV_3 + 8 * DAY
    gap = (NOV_3 + DAY, NOV_3 + 3 * DAY)
    assert _measured(NOV_3, last, gaps=[gap]) == ("verouderd", 10, 9, 2, last, last + DAY, YEAR)
    assert _measured(NOV_3, PEILDATUM, gaps=[gap])[:4] == ("gemeten", 10, 10, 2)
    assert _measured(NOV_3, last, gaps=[(NOV_3 + 9 * DAY, NOV_3 + 10 * DAY)])[:4] == ("gemeten", 10, 9, 0)


def test_a_school_of_which_nothing_was_measured() -> None:
    """No date, no measured day, or only days in a gap: no slot exists then. Without school days nothing is missing."""
    assert _measured(None, None) == ("niet_gemeten", 10, 0, 0, PEILDATUM, BEFORE_ALL, YEAR)
    assert _measured(YEAR - 9 * DAY, YEAR - DAY)[:4] == ("niet_gemeten", 10, 0, 0)
    assert _measured(NOV_3, NOV_3, gaps=[(NOV_3, NOV_3 + DAY)])[:4] == ("niet_gemeten", 10, 1, 1)
    assert _measured(YEAR, YEAR, days=0) == ("gemeten", 0, 0, 0, YEAR, YEAR + DAY, YEAR)
    assert _measured(YEAR, YEAR - DAY, days=0)[-1] == date(2024, 8, 1)


# --- absences and timetable that do not fit ------------------------------------------------------------------------


def _beside(
    lessons: list[tuple[int, int, date, bool, str]], spans: list[tuple[int, int, date, bool]] | None = None
) -> list[tuple]:
    """What is told of school 1. `lessons`: (volgnr, pupil, day, whether a slot is touched, soort); `spans`: the same,
    from that day on. Pupils 1 to 20 are enrolled up to 28 November, pupil 99 up to 2 November."""
    spans = spans or []
    return build_model(
        "mart_naast_rooster",
        win_rij_soort=(
            "school_nr smallint, volgnr integer, leerling_nr integer, datum date, soort soort, op_lesuur boolean",
            [
                *((1, number, pupil, day, soort, True) for number, pupil, day, _, soort in lessons),
                *((1, number, pupil, day, "ziek", False) for number, pupil, day, _ in spans),
            ],
        ),
        win_treffer_les=(
            "school_nr smallint, leerling_nr integer, datum date, minuten integer, soort soort",
            [(1, pupil, day, 50 if hit else None, soort) for _, pupil, day, hit, soort in lessons],
        ),
        # A span touches several slots.
        win_treffer_span=(
            "school_nr smallint, volgnr integer",
            [(1, number) for number, _, _, hit in spans if hit] * 2,
        ),
        win_segment=(
            "leerling_nr integer, van date, tot date",
            [*((pupil, date(2025, 8, 1), PEILDATUM + DAY) for pupil in range(1, 21)), (99, date(2025, 8, 1), LESSONS)],
        ),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
        win_meting=(
            "school_nr smallint, gemeten_van date, gemeten_tot date",
            [(1, PERIOD - 7 * DAY, PEILDATUM - 7 * DAY)],
        ),
        win_vrije_dag=("school_nr smallint, datum date", [(1, FREE)]),
        win_gat=("school_nr smallint, van date, tot date", [(1, LESSONS + 14 * DAY, LESSONS + 17 * DAY)]),
        ref_definitie=("stilte_verwacht integer, naast_rooster_deel integer", [(10, 5)]),
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
    )


LESSONS = date(2025, 11, 3)


def _some(count: int, *, hit: bool, first: int = 1) -> list[tuple[int, int, date, bool, str]]:
    """As many absences, each of another pupil, on the same day."""
    return [(number, number % 20 + 1, LESSONS, hit, "ziek") for number in range(first, first + count)]


def test_absences_on_no_lesson_of_the_timetable() -> None:
    """Ten of fifty is one in five; ten of 51, and nine of nine, say nothing."""
    assert _beside([*_some(10, hit=False), *_some(40, hit=True, first=11)]) == [("10AB00", 50, 10, 10, 0, 0)]
    assert _beside([*_some(10, hit=False), *_some(41, hit=True, first=11)]) == []
    assert _beside(_some(9, hit=False)) == []
    assert _beside(_some(10, hit=False)) == [("10AB00", 10, 10, 10, 0, 0)]
    # A span that touches no slot is one.
    span, other = (10, 12, LESSONS, False), (10, 11, LESSONS, True)
    assert _beside(_some(9, hit=False), [span]) == [("10AB00", 10, 10, 10, 0, 0)]
    assert _beside(_some(9, hit=False), [other]) == []


def test_what_is_no_absence_beside_the_timetable() -> None:
    """Forgotten books, a free day, days that were not measured, and a day before the period or after the peildatum."""
    nine = _some(9, hit=False)
    assert _beside([*nine, (10, 12, LESSONS, False, "niet_tellen")]) == []
    for day in (FREE, LESSONS + 14 * DAY, PEILDATUM - 7 * DAY, PERIOD - DAY, PEILDATUM + DAY):
        assert _beside([*nine, (10, 12, day, False, "ziek")]) == []
    # Just beside the gap, and the last day that was measured.
    for day in (LESSONS + 13 * DAY, LESSONS + 17 * DAY, PEILDATUM - 8 * DAY, PERIOD):
        assert _beside([*nine, (10, 12, day, False, "ziek")]) == [("10AB00", 10, 10, 10, 0, 0)]


def test_absences_of_who_is_not_enrolled() -> None:
    """One is enough: a child that left on paper alone would be nowhere. It does not say that the timetable is wrong."""
    gone = (50, 99, LESSONS, False, "ziek")
    assert _beside([gone, (51, 99, LESSONS + DAY, False, "ziek")]) == [("10AB00", 2, 0, 0, 2, 1)]
    assert _beside([*_some(9, hit=False), gone]) == [("10AB00", 10, 0, 0, 1, 1)]
    # On the last day of the enrolment the pupil is there.
    assert _beside([(50, 99, LESSONS - DAY, False, "ziek")]) == []


@pytest.mark.parametrize(("without", "told"), [(2, []), (3, [("10AB00", LESSONS, LESSONS + 2 * DAY, 3)])])
def test_measured_days_after_the_last_lesson_of_the_timetable(without: int, told: list[tuple]) -> None:
    """Three days in the period; the day before it, and a day on which one group has a lesson, are none."""
    days = [PERIOD - DAY, *(LESSONS + number * DAY for number in range(without)), LESSONS + 7 * DAY]
    rows = build_model(
        "mart_rooster_einde",
        win_gemeten_dag=("school_nr smallint, datum date", [*((1, day) for day in days), (2, LESSONS + 7 * DAY)]),
        win_groep_dag=(
            "school_nr smallint, datum date",
            [(1, LESSONS + 7 * DAY), (2, LESSONS + 7 * DAY), (2, LESSONS)],
        ),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
        ref_definitie=("stilte_schooldagen integer", [(3,)]),
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
    )
    assert rows == told
