"""Which rows of absence files stand on a slot, and what is counted of a day, on rows written down here."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.lib.models import Rows, build_model

PEILDATUM = date(2025, 11, 28)
NOV_3, NOV_4, NOV_29 = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 29)
YEAR, NEXT_YEAR = date(2025, 8, 1), date(2026, 8, 1)


# --- rows that stand on no slot ---------------------------------------------------------------------------------------

HIT = "school_nr smallint, volgnr bigint, soort varchar, minuten integer, datum date"
# All days up to the peildatum were measured.
MEASURED: Rows = (
    "school_nr smallint, schooljaar_van date, peildatum date, meetdatum date, gemeten_van date, gemeten_tot date",
    [(1, YEAR, PEILDATUM, PEILDATUM, YEAR, NOV_29)],
)
DAYS: Rows = ("school_nr smallint, datum date", [(1, NOV_3), (1, NOV_4), (1, PEILDATUM)])


def _states(
    lessons: list[tuple] = [],  # noqa: B006
    hits: list[tuple] = [],  # noqa: B006
    spans: list[tuple] = [],  # noqa: B006
    span_hits: list[tuple] = [],  # noqa: B006
    disputed: list[tuple] = [],  # noqa: B006
    standing: list[tuple] = [],  # noqa: B006
    measured: tuple[date, date] = (YEAR, PEILDATUM),
    gaps: list[tuple[date, date]] = [],  # noqa: B006
) -> list[tuple]:
    """volgnr, lesson hours outside the timetable and state of the rows that `win_rijstand` lists. `lessons` and `spans`
    are rows of files, `hits` and `span_hits` what these touch, `disputed` (volgnr, stands) and `standing` the slots."""
    files = [(1, row, 0, row + 100) for row in sorted({row[0] for row in (*lessons, *spans)})]
    found = build_model(
        "win_rijstand",
        win_meting=(MEASURED[0], [(1, YEAR, PEILDATUM, measured[1], measured[0], measured[1] + timedelta(days=1))]),
        win_gat=("school_nr smallint, van date, tot date", [(1, *gap) for gap in gaps]),
        win_dagtype=DAYS,
        stg_absentie_les=("school_nr smallint, volgnr bigint, datum date", [(1, *row) for row in lessons]),
        win_treffer_les=(HIT, [(1, *row, *([NOV_3] if len(row) == 3 else [])) for row in hits]),
        stg_absentie_span=(
            "school_nr smallint, volgnr bigint, begin timestamp, code varchar, soort_rij varchar, eind timestamp",
            [(1, *row, row[1] + timedelta(days=1)) for row in spans],
        ),
        win_treffer_span=("school_nr smallint, volgnr bigint, soort varchar", [(1, *row) for row in span_hits]),
        win_betwist=("school_nr smallint, volgnr bigint, staat boolean", [(1, *row) for row in disputed]),
        # Row 1 of another school stands.
        win_registratie=("school_nr smallint, volgnr bigint", [(2, 1), *((1, row) for row in standing)]),
        win_code=(
            "school_nr smallint, code varchar, soort varchar, van date, tot date",
            [(1, "N", "niet_tellen", YEAR, NOV_4), (1, "N", "ziek", NOV_4, NEXT_YEAR),
             (1, "M", "ziek", YEAR, NOV_4), (1, "M", "niet_tellen", NOV_4, NEXT_YEAR),
             (2, "Z", "niet_tellen", YEAR, NEXT_YEAR)],
        ),
        win_bron=(
            "school_nr smallint, volgnr bigint, bestand_nr integer, regelnummer integer",
            # A row that names several lesson hours has one row for each; row 1 of another school is another row.
            [*files, *files, (2, 1, 9, 900)],
        ),
    )  # fmt: skip
    assert all((row[0], *row[2:4]) == (1, 0, row[1] + 100) for row in found)
    return sorted((row[1], *row[4:]) for row in found)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 11, 27), []), (PEILDATUM, []), (NOV_29, [(1, 0, "niet_geteld")])],
)
def test_a_lesson_row_after_the_peildatum_is_not_counted(day: date, expected: list[tuple]) -> None:
    assert _states(lessons=[(1, day)]) == expected


@pytest.mark.parametrize(
    ("hits", "standing", "expected"),
    [
        # No slot at that hour.
        ([(1, "spijbelen", None)], [], [(1, 1, "niet_geteld")]),
        # Of two lesson hours both, or one: then the row is used, and the other hour lies outside the timetable.
        ([(1, "spijbelen", None), (1, "spijbelen", None)], [], [(1, 2, "niet_geteld")]),
        ([(1, "spijbelen", None), (1, "spijbelen", 50)], [1], [(1, 1, "gebruikt")]),
        ([(1, "spijbelen", 50)], [1], []),
        # What is not to be counted lies nowhere, slot or not.
        ([(1, "niet_tellen", 50)], [], [(1, 0, "niet_geteld")]),
        ([(1, "niet_tellen", None)], [], [(1, 0, "niet_geteld")]),
    ],
)
def test_lesson_hours_outside_the_timetable(hits: list[tuple], standing: list[int], expected: list[tuple]) -> None:
    assert _states(lessons=[(1, NOV_3)], hits=hits, standing=standing) == expected


@pytest.mark.parametrize(
    ("disputed", "standing", "expected"),
    [
        # Row 1 gave way to row 2 on its only slot.
        ([(1, False), (2, True)], [2], [(1, 0, "vervangen")]),
        # It stands on another slot.
        ([(1, False), (2, True)], [1, 2], [(1, 0, "gebruikt")]),
        ([(1, False), (1, True), (2, False), (2, True)], [1, 2], [(1, 0, "gebruikt"), (2, 0, "gebruikt")]),
    ],
)
def test_a_row_that_gave_way(disputed: list[tuple], standing: list[int], expected: list[tuple]) -> None:
    assert _states(lessons=[(1, NOV_3), (2, NOV_3)], disputed=disputed, standing=standing) == expected


def test_a_row_that_gave_way_on_one_hour_and_has_no_slot_on_another() -> None:
    found = _states(lessons=[(1, NOV_3)], hits=[(1, "spijbelen", None)], disputed=[(1, False)])
    assert found == [(1, 1, "vervangen")]


def test_a_span_that_gave_way_on_one_slot_and_is_not_to_be_counted_on_another() -> None:
    found = _states(spans=[(1, NOV_3, "Z", None)], span_hits=[(1, "niet_tellen")], disputed=[(1, False)])
    assert found == [(1, 0, "vervangen")]


@pytest.mark.parametrize(
    ("begin", "code", "kind", "expected"),
    [
        # A span without a slot is one row outside the timetable, up to and including the peildatum.
        (NOV_3, "Z", None, [(1, 1, "niet_geteld")]),
        (PEILDATUM, "Z", None, [(1, 1, "niet_geteld")]),
        (NOV_29, "Z", None, [(1, 0, "niet_geteld")]),
        # N is not to be counted up to 3 November, and sickness from the 4th on.
        (YEAR, "N", None, [(1, 0, "niet_geteld")]),
        (NOV_3, "N", None, [(1, 0, "niet_geteld")]),
        (NOV_4, "N", None, [(1, 1, "niet_geteld")]),
        (NOV_3, "M", None, [(1, 1, "niet_geteld")]),
        (NOV_4, "M", None, [(1, 0, "niet_geteld")]),
        # The code table goes before the kind of the row.
        (NOV_4, "N", "niet_tellen", [(1, 1, "niet_geteld")]),
        (NOV_3, "?", "niet_tellen", [(1, 0, "niet_geteld")]),
        (NOV_3, "?", "ziek", [(1, 1, "niet_geteld")]),
        (NOV_3, "?", None, [(1, 1, "niet_geteld")]),
    ],
)
def test_a_span_without_a_slot(begin: date, code: str, kind: str | None, expected: list[tuple]) -> None:
    assert _states(spans=[(1, begin, code, kind)]) == expected


@pytest.mark.parametrize(
    ("measured", "gaps", "outside"),
    [
        # Measured from that day on, or up to it.
        ((NOV_4, PEILDATUM), [], 1),
        ((YEAR, NOV_4), [], 1),
        # From the day after it on, or in a gap, which ends before the day that it names as its end.
        ((date(2025, 11, 5), PEILDATUM), [], 0),
        ((YEAR, PEILDATUM), [(NOV_4, date(2025, 11, 5))], 0),
        ((YEAR, PEILDATUM), [(NOV_3, NOV_4)], 1),
        ((YEAR, PEILDATUM), [(date(2025, 11, 5), PEILDATUM)], 1),
    ],
)
def test_a_row_without_a_slot_on_a_day_that_was_not_measured_is_not_outside_the_timetable(
    measured: tuple[date, date], gaps: list[tuple[date, date]], outside: int
) -> None:
    """On 4 November, as a span and as a lesson hour."""
    expected = [(1, outside, "niet_geteld")]
    assert _states(spans=[(1, NOV_4, "Z", None)], measured=measured, gaps=gaps) == expected
    hit = [(1, "spijbelen", None, NOV_4)]
    assert _states(lessons=[(1, NOV_4)], hits=hit, measured=measured, gaps=gaps) == expected


def test_a_span_that_touches_the_peildatum_alone_which_was_not_measured() -> None:
    """From noon on 27 November, the last measured day and no school day here, to noon on the peildatum."""
    row = (1, datetime(2025, 11, 27, 12), "Z", None)
    assert _states(spans=[row], measured=(YEAR, date(2025, 11, 27))) == [(1, 0, "niet_geteld")]


@pytest.mark.parametrize(
    ("kind", "standing", "expected"),
    [("ziek", [1], []), ("niet_tellen", [], [(1, 0, "niet_geteld")])],
)
def test_a_span_that_touches_slots(kind: str, standing: list[int], expected: list[tuple]) -> None:
    found = _states(spans=[(1, NOV_3, "Z", None)], span_hits=[(1, kind), (1, kind)], standing=standing)
    assert found == expected


# --- several rows on one slot -----------------------------------------------------------------------------------------


def _standing(*entered: date | None) -> list[int]:
    """Which of the rows 1, 2 … on one slot stands (one), by when each was entered; rows 7 to 9 stand alone."""
    found = build_model(
        "win_betwist",
        win_treffer=(
            "leerling_nr integer, datum date, lesuur integer, volgnr bigint, school_nr smallint",
            [
                *((11, NOV_3, 1, at, 1) for at in range(1, len(entered) + 1)),
                *((11, NOV_3, 2, 8, 1), (12, NOV_3, 1, 9, 1), (11, NOV_4, 1, 7, 1)),
                # Lesson hours 64 apart are two all the same.
                *((12, NOV_3, 65, 10, 1), (12, NOV_3, 129, 11, 1)),
            ],
        ),
        win_bron=(
            "school_nr smallint, volgnr bigint, ingevoerd_op timestamp, ingevoerd_utc timestamp",
            [
                # A row that names two lesson hours is there twice; the first row of another school is another one.
                *((1, at, moment, moment) for at, moment in enumerate(entered, start=1) for _ in range(2)),
                *((1, at, None, None) for at in (7, 8, 9, 10, 11)),
                (2, 1, None, None),
            ],
        ),
    )  # fmt: skip
    assert sorted(row[3] for row in found) == list(range(1, len(entered) + 1))
    return [row[3] for row in found if row[-1]]


@pytest.mark.parametrize(
    ("entered", "stands"),
    [
        # The later row, unless the earlier one was entered later.
        ((None, None), 2),
        ((NOV_3, NOV_4), 2),
        ((NOV_4, NOV_3), 1),
        ((NOV_4, NOV_4), 2),
        # A row without a moment goes before all rows above it, and opens a new round.
        ((NOV_4, None), 2),
        ((None, NOV_3), 2),
        ((NOV_4, None, NOV_3), 3),
        ((NOV_4, None, None), 3),
        ((None, NOV_4, NOV_3), 2),
    ],
)
def test_which_of_several_rows_on_a_slot_stands(entered: tuple[date | None, ...], stands: int) -> None:
    assert _standing(*entered) == [stands]


# --- what an event touches --------------------------------------------------------------------------------------------

MORNING, LATER = "08:30", "09:20"
LATE = "school_nr smallint, soort varchar, wordt varchar, vanaf smallint"
NEVER_A_LESSON: Rows = (LATE, [])
CODES: Rows = (
    "school_nr smallint, code varchar, soort varchar, van date, tot date",
    [(1, "X", "ziek", YEAR, NOV_4), (1, "X", "verlof", NOV_4, NEXT_YEAR), (2, "X", "luxe", YEAR, NEXT_YEAR),
     (1, "Y", "luxe", YEAR, NEXT_YEAR)],
)  # fmt: skip
PATHS: Rows = ("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102)])
LAID = "leerling_nr integer, datum date, lesuur integer, slot_lesuur integer"
PROFILE_LESSONS = (
    "dagprofiel_nr integer, lesuur integer, begin_min integer, eind_min integer, minuten integer, dagdeel varchar"
)


@pytest.mark.parametrize(
    ("day", "hour", "code", "own", "expected"),
    [
        # The kind of the code on the day, else that of the row, else unknown. Hour 1 has 50 minutes on day 31.
        (NOV_3, 1, "X", "medisch", (50, 31, "ziek")),
        (NOV_4, 1, "X", None, (50, 32, "verlof")),
        (NOV_3, 1, "Z", "medisch", (50, 31, "medisch")),
        (NOV_3, 1, "Z", None, (50, 31, "onbekend")),
        # No lesson at that hour, or on that day.
        (NOV_3, 3, "X", None, (None, 31, "ziek")),
        (NOV_4 + timedelta(days=1), 1, "X", None, (None, None, "verlof")),
        (PEILDATUM, 1, "Y", None, (50, 50, "luxe")),
        # After the last measured day nothing is read.
        (NOV_29, 1, "Y", None, None),
    ],
)
def test_what_a_lesson_row_touches(day: date, hour: int, code: str, own: str | None, expected: tuple | None) -> None:
    columns = (
        "leerling_nr integer, school_nr smallint, datum date, lesuur integer, code varchar, soort_rij varchar,"
        " ingevoerd_op timestamp, ingevoerd_utc timestamp, minuten_te_laat integer, volgnr bigint"
    )
    days = [(NOV_3, 31), (NOV_4, 32), (PEILDATUM, 50), (NOV_29, 51)]
    found = build_model(
        "win_treffer_les",
        stg_absentie_les=(columns, [(11, 1, day, hour, code, own, NOV_4, NOV_4, 7, 1)]),
        win_meting=(MEASURED[0], [*MEASURED[1], (2, *[NOV_29 + timedelta(days=9)] * 5)]),
        win_traject=PATHS,
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer, dag_nr integer",
            [*((101, at, 1, number) for at, number in days), *((102, at, 2, 99) for at, _ in days)],
        ),
        win_dagprofiel_les=(
            PROFILE_LESSONS, [(1, 1, 510, 560, 50, "ochtend"), (1, 2, 560, 610, 55, ""), (2, 1, 0, 0, 9, "")],
        ),
        win_code=CODES,
        ref_te_laat=NEVER_A_LESSON,
        # Of another pupil, day and hour.
        win_lesuur_gelegd=(LAID, [(12, day, hour, 2), (11, day, hour + 1, 2), (11, YEAR, hour, 2)]),
    )  # fmt: skip
    assert [(*row[6:],) for row in found] == ([expected] if expected else [])
    assert all(row[:4] == (11, 1, day, hour) and row[4:6] == (7, 1) for row in found)


@pytest.mark.parametrize(
    ("minutes", "own", "expected"),
    [
        (19, "te_laat", "te_laat"),
        (20, "te_laat", "spijbelen"),
        (21, "te_laat", "spijbelen"),
        (20, "te_laat_geoorloofd", "overig_geoorloofd"),
        # How late is not known; and what is no lateness stays what it is.
        (None, "te_laat", "te_laat"),
        (20, "ziek", "ziek"),
        (20, None, "onbekend"),
    ],
)
def test_a_lateness_that_counts_as_a_missed_lesson(minutes: int | None, own: str | None, expected: str) -> None:
    """From 20 minutes on, at school 1; school 2 counts none so. By the row and by the table of the school alike."""
    late: Rows = (LATE, [(1, "te_laat", "spijbelen", 20), (1, "te_laat_geoorloofd", "overig_geoorloofd", 20)])
    table = "school_nr smallint, code varchar, soort varchar, van date, tot date"
    shared: dict[str, Rows] = {
        "win_meting": (MEASURED[0], [*MEASURED[1], (2, *[NOV_29] * 5)]),
        "win_traject": PATHS,
        "win_traject_dag": (
            "traject_nr integer, datum date, dagprofiel_nr integer, dag_nr integer",
            [(path, NOV_3, 1, 31) for path in (101, 102)],
        ),
        "win_dagprofiel_les": (f"{PROFILE_LESSONS}, bron_nr integer", [(1, 1, 510, 560, 50, "ochtend", 1)]),
        "ref_te_laat": late,
    }
    pupils = {1: 11, 2: 12}
    for by_table in (False, True):
        codes: Rows = (table, [(school, "C", own, YEAR, NEXT_YEAR) for school in pupils] if by_table and own else [])
        row = (None if by_table else own, NOV_3, NOV_3, minutes, 1)
        lessons = build_model(
            "win_treffer_les",
            stg_absentie_les=(
                "leerling_nr integer, school_nr smallint, datum date, lesuur integer, code varchar, soort_rij varchar,"
                " ingevoerd_op timestamp, ingevoerd_utc timestamp, minuten_te_laat integer, volgnr bigint",
                [(pupil, school, NOV_3, 1, "C", *row) for school, pupil in pupils.items()],
            ),
            win_code=codes,
            win_lesuur_gelegd=(LAID, []),
            **shared,
        )
        unchanged = own or "onbekend"
        assert sorted((found[1], found[8]) for found in lessons) == [(1, expected), (2, unchanged)]
        spans = build_model(
            "win_treffer_span",
            stg_absentie_span=(
                "leerling_nr integer, school_nr smallint, begin timestamp, eind timestamp, op_een_les boolean,"
                " dagdeel varchar, met_tijd boolean, code varchar, soort_rij varchar, ingevoerd_op timestamp,"
                " ingevoerd_utc timestamp, minuten_te_laat integer, volgnr bigint",
                [
                    (pupil, school, at(NOV_3, 8, 40), at(NOV_3, 9), True, None, True, "C", *row)
                    for school, pupil in pupils.items()
                ],
            ),
            win_bereik=("school_nr smallint, van date", [(1, YEAR), (2, YEAR)]),
            win_code=codes,
            ref_roosterbron=("bron_nr integer, geschat boolean", [(1, False)]),
            **shared,
        )
        assert sorted((found[1], found[8]) for found in spans) == [(1, expected), (2, unchanged)]


def test_a_lesson_row_touches_the_slot_that_it_is_laid_on() -> None:
    """On a day of estimated slots: hour 9 is the second that was named, hour 2 the first."""
    columns = (
        "leerling_nr integer, school_nr smallint, datum date, lesuur integer, code varchar, soort_rij varchar,"
        " ingevoerd_op timestamp, ingevoerd_utc timestamp, minuten_te_laat integer, volgnr bigint"
    )
    found = build_model(
        "win_treffer_les",
        stg_absentie_les=(columns, [(11, 1, NOV_3, hour, "X", "ziek", NOV_4, NOV_4, 7, hour) for hour in (9, 2)]),
        win_meting=MEASURED,
        win_traject=PATHS,
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer, dag_nr integer", [(101, NOV_3, 1, 31)],
        ),
        win_dagprofiel_les=(PROFILE_LESSONS, [(1, 1, None, None, 50, "ochtend"), (1, 2, None, None, 55, "middag")]),
        win_code=CODES,
        ref_te_laat=NEVER_A_LESSON,
        win_lesuur_gelegd=(LAID, [(11, NOV_3, 2, 1), (11, NOV_3, 9, 2)]),
    )  # fmt: skip
    # Line of the file, hour of the slot and its minutes.
    assert sorted((row[5], row[3], row[6]) for row in found) == [(2, 1, 50), (9, 2, 55)]


def test_days_of_estimated_slots() -> None:
    """Of the two pupils of path 101, on the day of a profile by a lessentabel; path 102 has it on no measured day."""
    found = build_model(
        "win_geschatte_dag",
        win_geschat_dagprofiel=("dagprofiel_nr integer", [(2,)]),
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer",
            [(101, NOV_3, 2), (101, NOV_4, 1), (101, NOV_29, 5), (102, NOV_3, 1)],
        ),
        win_traject=(
            "leerling_nr integer, school_nr smallint, traject_nr integer", [(11, 1, 101), (12, 1, 101), (13, 1, 102)],
        ),
    )  # fmt: skip
    assert sorted(found) == [(11, 1, NOV_3), (12, 1, NOV_3)]


def test_hours_named_are_laid_in_order() -> None:
    """Hours 0, 4 and 9, of which 4 is named twice, are slots 1, 2 and 3; another day, and another pupil, begin anew."""
    found = build_model(
        "win_lesuur_gelegd",
        stg_absentie_les=(
            "leerling_nr integer, datum date, lesuur integer",
            [*((11, NOV_3, hour) for hour in (9, 4, 0, 4)), (11, NOV_4, 7), (12, NOV_3, 5), (12, NOV_4, 5)],
        ),
        win_geschatte_dag=("leerling_nr integer, datum date", [(11, NOV_3), (11, NOV_4), (12, NOV_3)]),
    )
    assert sorted(found) == [
        (11, NOV_3, 0, 1),
        (11, NOV_3, 4, 2),
        (11, NOV_3, 9, 3),
        (11, NOV_4, 7, 1),
        (12, NOV_3, 5, 1),
    ]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _touched(
    begin: date | datetime,
    end: date | datetime,
    *,
    timed: bool = False,
    one: bool = False,
    part: str | None = None,
    reach: date = YEAR,
    untimed: bool = False,
    estimated: bool = False,
) -> list[tuple]:
    """Day and hour of the slots that a span touches. On 3, 4 and 28 November and the 29th there are hours 1 (8:30 to
    9:20) and 2 (9:20 to 10:10) in the morning, 3 (from 12:30, of 50 minutes, without an end) in the afternoon, and 4
    without times if `untimed`, which are an estimate if `estimated`."""
    days = [(NOV_3, 31), (NOV_4, 32), (PEILDATUM, 50), (NOV_29, 51)]
    columns = (
        "leerling_nr integer, school_nr smallint, begin timestamp, eind timestamp, op_een_les boolean, dagdeel varchar,"
        " met_tijd boolean, code varchar, soort_rij varchar, ingevoerd_op timestamp, ingevoerd_utc timestamp,"
        " minuten_te_laat integer, volgnr bigint"
    )
    lessons = [
        (1, 1, 510, 560, 50, "ochtend"),
        (1, 2, 560, 610, 50, "ochtend"),
        (1, 3, 750, None, 50, "middag"),
        *([(1, 4, None, None, 45, "middag")] if untimed else []),
        (2, 9, 510, 560, 50, "ochtend"),
    ]
    found = build_model(
        "win_treffer_span",
        stg_absentie_span=(columns, [(11, 1, begin, end, one, part, timed, "X", None, NOV_4, NOV_4, 7, 1)]),
        win_bereik=("school_nr smallint, van date", [(1, reach), (2, YEAR)]),
        win_meting=(MEASURED[0], [*MEASURED[1], (2, *[NOV_29 + timedelta(days=9)] * 5)]),
        win_traject=PATHS,
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer, dag_nr integer",
            [*((101, day, 1, number) for day, number in days), *((102, day, 2, 99) for day, _ in days)],
        ),
        win_dagprofiel_les=(f"{PROFILE_LESSONS}, bron_nr integer", [(*row, 3 if estimated else 1) for row in lessons]),
        ref_roosterbron=("bron_nr integer, geschat boolean", [(1, False), (3, True)]),
        win_code=CODES,
        ref_te_laat=NEVER_A_LESSON,
    )
    for row in found:
        assert row[8] == ("ziek" if row[2] < NOV_4 else "verlof")
        assert (row[0], row[1], *row[4:6]) == (11, 1, 7, 1)
        assert row[6:8] == (45 if row[3] == 4 else 50, dict(days)[row[2]])
    return sorted((row[2].day, row[3]) for row in found)


DAY_5 = date(2025, 11, 5)


def test_whole_days_touch_all_their_slots() -> None:
    """Up to the last measured day, 28 November, and from the first day that is built; hour 4 has no times."""
    three = [1, 2, 3]
    assert _touched(NOV_3, NOV_4) == [(3, hour) for hour in three]
    assert _touched(NOV_3, DAY_5) == [(day, hour) for day in (3, 4) for hour in three]
    assert _touched(NOV_3, DAY_5, untimed=True) == [(day, hour) for day in (3, 4) for hour in (1, 2, 3, 4)]
    assert _touched(NOV_4, date(9999, 12, 31)) == [(day, hour) for day in (4, 28) for hour in three]
    assert _touched(PEILDATUM, date(9999, 12, 31)) == [(28, hour) for hour in three]
    assert _touched(NOV_29, date(9999, 12, 31)) == []
    assert _touched(NOV_3, DAY_5, reach=NOV_4) == [(4, hour) for hour in three]


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        # A slot is touched that begins in it: from its begin on, and before its end.
        (at(NOV_3, 8, 30), at(NOV_3, 9, 20), [1]),
        (at(NOV_3, 8, 31), at(NOV_3, 9, 21), [2]),
        (at(NOV_3, 9, 20), at(NOV_3, 12, 30), [2]),
        (at(NOV_3, 9, 20), at(NOV_3, 12, 31), [2, 3]),
        (at(NOV_3, 8, 0), at(NOV_3, 8, 30), []),
    ],
)
def test_a_span_with_times_touches_the_slots_that_begin_in_it(begin: datetime, end: datetime, hours: list[int]) -> None:
    """Never one without times."""
    assert _touched(begin, end, timed=True, untimed=True) == [(3, hour) for hour in hours]


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        # The whole of the 4th: from its midnight, or before it, up to its last minute.
        (at(NOV_3, 10), at(DAY_5, 0), [4]),
        (at(NOV_4, 0), at(DAY_5, 0), [4]),
        (at(NOV_4, 0) + timedelta(minutes=1), at(DAY_5, 0), []),
        (at(NOV_4, 0), at(DAY_5, 0) - timedelta(minutes=1), []),
    ],
)
def test_a_span_with_times_touches_estimated_slots_by_whole_days(
    begin: datetime, end: datetime, days: list[int]
) -> None:
    found = _touched(begin, end, timed=True, untimed=True, estimated=True)
    assert [day for day, hour in found if hour == 4] == days
    assert [day for day, hour in _touched(begin, end, timed=True, untimed=True) if hour == 4] == []


def test_a_span_up_to_midnight_does_not_touch_the_day_after_it() -> None:
    assert _touched(at(NOV_3, 12, 30), NOV_4, timed=True) == [(3, 3)]
    assert _touched(at(NOV_3, 12, 30), at(NOV_4, 8, 31), timed=True) == [(3, 3), (4, 1)]


def test_a_part_of_the_day_touches_the_slots_of_that_part() -> None:
    assert _touched(NOV_3, NOV_4, part="ochtend", untimed=True) == [(3, 1), (3, 2)]
    assert _touched(NOV_3, NOV_4, part="middag", untimed=True) == [(3, 3), (3, 4)]


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        # The slot that goes on at the moment; where one ends another begins. 12:30 with its 50 minutes ends at 13:20.
        (at(NOV_3, 8, 29), []),
        (at(NOV_3, 8, 30), [1]),
        (at(NOV_3, 9, 19), [1]),
        (at(NOV_3, 9, 20), [2]),
        (at(NOV_3, 10, 10), []),
        (at(NOV_3, 13, 19), [3]),
        (at(NOV_3, 13, 20), []),
    ],
)
def test_a_lateness_without_an_hour_is_on_the_lesson_of_its_moment(moment: datetime, hours: list[int]) -> None:
    """Its end says nothing."""
    assert _touched(moment, moment + timedelta(days=9), timed=True, one=True) == [(3, hour) for hour in hours]


@pytest.mark.parametrize(("second_begin", "second_hour", "kept"), [(500, 2, 1), (520, 2, 2), (510, 2, 2), (510, 0, 1)])
def test_of_two_overlapping_slots_the_one_that_began_last(second_begin: int, second_hour: int, kept: int) -> None:
    """At 8:40 hour 1 (from 8:30) goes on, and another one; on a tie the later hour. Two rows are two events."""
    columns = (
        "leerling_nr integer, school_nr smallint, begin timestamp, eind timestamp, op_een_les boolean, dagdeel varchar,"
        " met_tijd boolean, code varchar, soort_rij varchar, ingevoerd_op timestamp, ingevoerd_utc timestamp,"
        " minuten_te_laat integer, volgnr bigint"
    )
    rest = (True, None, True, "Z", None, None, None, None)
    found = build_model(
        "win_treffer_span",
        stg_absentie_span=(columns, [(11, 1, at(NOV_3, 8, 40), NOV_4, *rest, number) for number in (1, 2)]),
        win_bereik=("school_nr smallint, van date", [(1, YEAR)]),
        win_meting=MEASURED,
        win_traject=PATHS,
        win_traject_dag=(
            "traject_nr integer, datum date, dagprofiel_nr integer, dag_nr integer", [(101, NOV_3, 1, 31)],
        ),
        win_dagprofiel_les=(
            f"{PROFILE_LESSONS}, bron_nr integer",
            [(1, 1, 510, 560, 50, "ochtend", 1), (1, second_hour, second_begin, 560, 40, "ochtend", 1)],
        ),
        ref_roosterbron=("bron_nr integer, geschat boolean", [(1, False)]),
        win_code=CODES,
        ref_te_laat=NEVER_A_LESSON,
    )  # fmt: skip
    expected = second_hour if kept == 2 else 1
    assert sorted((row[3], row[5], row[8]) for row in found) == [(expected, 1, "onbekend"), (expected, 2, "onbekend")]


def test_events_on_slots_are_those_that_count() -> None:
    """Without a slot, or not to be counted, an event is none; what is not disputed stands, and one of what is."""
    hit = "leerling_nr integer, datum date, lesuur integer, volgnr bigint, soort varchar, minuten integer"
    found = build_model(
        "win_treffer",
        win_treffer_les=(
            hit,
            [
                (11, NOV_3, 1, 1, "ziek", 50),
                (11, NOV_3, 2, 2, "ziek", None),
                (11, NOV_3, 3, 3, "niet_tellen", 50),
                (11, NOV_4, 1, 6, "ziek", 50),
            ],
        ),
        win_treffer_span=(hit, [(11, NOV_3, 1, 4, "luxe", 50), (11, NOV_3, 1, 5, "niet_tellen", 50)]),
    )
    assert sorted(row[3] for row in found) == [1, 4, 6]
    # Rows 1 and 4 are on one slot, of which the later one stands.
    disputed = [(*row, None, None, row[3] == 4) for row in found if row[1:3] == (NOV_3, 1)]
    others = [(12, NOV_3, 1, 7, "ziek", 50), (11, NOV_3, 2, 8, "ziek", 50)]
    standing = build_model(
        "win_registratie",
        win_treffer=(hit, [*found, *others]),
        win_betwist=(f"{hit}, ingevoerd_op timestamp, ingevoerd_utc timestamp, staat boolean", disputed),
    )
    # As an event was, without when it was entered.
    assert {len(row) for row in standing} == {6}
    assert sorted(row[3] for row in standing) == [4, 6, 7, 8]


# --- codes ------------------------------------------------------------------------------------------------------------


def test_the_kind_of_a_code_on_each_day() -> None:
    """The latest geldig_van counts, then the later row; after its end the earlier row counts again."""
    columns = "school_nr smallint, code varchar, van date, tot date, soort varchar, volgnr bigint"
    mid = date(2025, 11, 10)
    found = build_model(
        "win_code",
        stg_code=(
            columns,
            [
                (1, "X", YEAR, NEXT_YEAR, "ziek", 3),
                (1, "X", NOV_4, mid, "verlof", 1),
                (1, "Y", YEAR, NEXT_YEAR, "luxe", 4),
                (1, "Y", YEAR, NEXT_YEAR, "medisch", 5),
                (2, "X", YEAR, NOV_4, "spijbelen", 6),
                # Days between two rows have no kind.
                (1, "Z", YEAR, NOV_3, "ziek", 7),
                (1, "Z", NOV_4, NEXT_YEAR, "ziek", 8),
            ],
        ),
    )
    assert sorted(found) == [
        (1, "X", YEAR, NOV_4, "ziek"),
        (1, "X", NOV_4, mid, "verlof"),
        (1, "X", mid, NEXT_YEAR, "ziek"),
        (1, "Y", YEAR, NEXT_YEAR, "medisch"),
        (1, "Z", YEAR, NOV_3, "ziek"),
        (1, "Z", NOV_4, NEXT_YEAR, "ziek"),
        (2, "X", YEAR, NOV_4, "spijbelen"),
    ]


# --- a day of a pupil -------------------------------------------------------------------------------------------------

KINDS: Rows = (
    "soort varchar, groep varchar",
    [
        ("ziek", "ga"),
        ("verlof", "ga"),
        ("spijbelen", "oa"),
        ("luxe", "oa"),
        ("voorlopig_ongeoorloofd", "oa"),
        ("afwezig_onbekend", "reden_onbekend"),
        ("onbekend", "onbekend"),
        ("te_laat", "aanwezig"),
        ("elders", "aanwezig"),
    ],
)
SECTORS: Rows = ("school_nr smallint, sector varchar", [(1, "VO"), (2, "PO")])


def test_minutes_of_a_day_by_kind() -> None:
    """Lessons of 50, 70, 40 and other minutes. In VO a lesson of 50 is an hour and one of 70 is 70 sixtieths; in PO
    minutes count. A day of which the timetable knows nothing has no row."""
    recorded = [
        ("ziek", 50), ("ziek", 45), ("verlof", 40),
        ("spijbelen", 50), ("spijbelen", 70), ("luxe", 50), ("luxe", 80), ("voorlopig_ongeoorloofd", 30),
        ("voorlopig_ongeoorloofd", 35),
        ("afwezig_onbekend", 50), ("afwezig_onbekend", 65), ("onbekend", 20), ("onbekend", 25),
        ("te_laat", 50), ("te_laat", 50), ("elders", 10), ("elders", 15),
    ]  # fmt: skip
    rows = [(11, 1, NOV_3, 31, kind, minutes, None) for kind, minutes in recorded]
    rows += [(21, 2, NOV_3, 7, kind, minutes, None) for kind, minutes in (("luxe", 50), ("afwezig_onbekend", 40))]
    rows += [(11, 1, NOV_4, 32, "ziek", 50, None), (11, 1, NOV_29, 33, "ziek", 50, None)]
    found = build_model(
        "win_leerling_dag",
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, soort varchar, minuten integer,"
            " minuten_te_laat integer",
            rows,
        ),
        ref_soort=KINDS,
        ref_school=SECTORS,
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (21, 201)]),
        win_traject_dag=(
            "traject_nr integer, school_nr smallint, datum date, minuten integer",
            [(101, 1, NOV_3, 900), (101, 1, NOV_4, 300), (201, 2, NOV_3, 200), (201, 2, NOV_4, 5)],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, positie integer, schooljaar_van date",
            [(1, NOV_3, 14, YEAR), (1, NOV_4, 15, YEAR), (2, NOV_3, 7, YEAR), (2, NOV_4, 8, YEAR)],
        ),
    )
    ga, oa, reason, unknown = 50 + 45 + 40, 50 + 70 + 50 + 80 + 30 + 35, 50 + 65, 20 + 25
    assert sorted(found) == [
        (
            *(11, 1, NOV_3, 31, ga, oa, reason, ga + oa + reason, unknown, 50 + 45, 30 + 35, 10 + 15),
            *(60 + 70 + 60 + 80 + 60 + 60, 60 + 80, 60 + 65, 2, 2, 14, YEAR, 900, 101),
        ),
        (11, 1, NOV_4, 32, 50, 0, 0, 50, 0, 50, *[0] * 7, 15, YEAR, 300, 101),
        (21, 2, NOV_3, 7, 0, 50, 40, 90, 0, 0, 0, 0, 50, 50, 40, 0, 0, 7, YEAR, 200, 201),
    ]


def test_unknown_lessons_of_a_day() -> None:
    """In VO 60 and 70 sixtieths for lessons of 50 and 70 minutes; in PO the minutes."""
    recorded: Rows = (
        "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, soort varchar, minuten integer",
        [(11, 1, NOV_3, 31, "onbekend", 50), (11, 1, NOV_3, 31, "onbekend", 70), (11, 1, NOV_3, 31, "ziek", 50),
         (21, 2, NOV_3, 7, "onbekend", 50), (11, 1, NOV_4, 32, "onbekend", 50)],
    )  # fmt: skip
    assert sorted(build_model("win_onbekend_dag", win_registratie=recorded, ref_school=SECTORS)) == [
        (11, 1, NOV_3, 31, 2, 60 + 70),
        (11, 1, NOV_4, 32, 1, 60),
        (21, 2, NOV_3, 7, 1, 50),
    ]


MEASURED_FROM: Rows = ("school_nr smallint, schooljaar_van date", [(1, NOV_3), (2, YEAR)])


@pytest.mark.parametrize(
    ("minutes", "there"),
    [((50, 100, 0), True), ((1, 100, 0), True), ((99, 100, 0), True), ((0, 100, 0), False), ((100, 100, 0), False),
     ((50, 100, 1), False)],
)  # fmt: skip
def test_days_absent_in_part(minutes: tuple[int, int, int], there: bool) -> None:
    """Of lessons 1 to 4 the second and the fourth were missed: the last one, and not the first."""
    found = _part_days([(NOV_3, *minutes)], [(NOV_3, 2, "ziek"), (NOV_3, 4, "spijbelen"), (NOV_3, 1, "te_laat")])
    assert found == [(11, 1, NOV_3, False, True)] * there


def _part_days(days: list[tuple], missed: list[tuple], estimated: list[date] = []) -> list[tuple]:  # noqa: B006
    """Days of pupil 11 (day, absent, planned, unknown minutes), some of estimated lessons; pupil 12 missed other
    lessons, of another timetable."""
    stand = (
        "leerling_nr integer, school_nr smallint, traject_nr integer, datum date, afwezig_min integer,"
        " gepland_min integer, onbekend_min integer"
    )
    dates = [day for day, *_ in days]
    return sorted(
        build_model(
            "win_deeldag",
            win_leerling_dag=(stand, [(11, 1, 101, *day) for day in days]),
            win_meting=MEASURED_FROM,
            win_traject_dag=(
                "traject_nr integer, datum date, dagprofiel_nr integer",
                [*((101, day, 1) for day in dates), *((102, day, 2) for day in dates)],
            ),
            win_dagprofiel_les=(
                "dagprofiel_nr integer, lesuur integer", [*((1, hour) for hour in (1, 2, 3, 4)), (2, 2), (2, 9)],
            ),
            win_registratie=(
                "leerling_nr integer, datum date, lesuur integer, soort varchar",
                [*((11, *row) for row in missed), (12, NOV_3, 1, "ziek"), (12, NOV_3, 9, "ziek")],
            ),
            ref_soort=KINDS,
            win_geschatte_dag=("leerling_nr integer, datum date", [(12, NOV_3), *((11, day) for day in estimated)]),
        )
    )  # fmt: skip


def test_the_first_and_the_last_lesson_of_a_day_absent_in_part() -> None:
    """Absence without a reason is absence; from the first day of the school year on."""
    before = NOV_3 - timedelta(days=1)
    missed = [
        (before, 1, "ziek"),
        (NOV_3, 1, "afwezig_onbekend"),
        (NOV_3, 3, "ziek"),
        (NOV_4, 1, "spijbelen"),
        (NOV_4, 4, "ziek"),
        (DAY_5, 2, "ziek"),
    ]
    days = [(day, 50, 100, 0) for day in (before, NOV_3, NOV_4, DAY_5)]
    assert _part_days(days, missed) == [
        (11, 1, NOV_3, True, False),
        (11, 1, NOV_4, True, True),
        (11, 1, DAY_5, False, False),
    ]
    # Which lessons of an estimated day were missed is not known.
    assert [row[2] for row in _part_days(days, missed, [NOV_3, DAY_5])] == [NOV_4]


def _begins(*days: tuple, other: list[tuple] = []) -> list[tuple]:  # noqa: B006
    """Day, absence begins, unauthorised begins; `days` are (day, number, absent, unauthorised minutes) of pupil 11."""
    stand = (
        "leerling_nr integer, school_nr smallint, traject_nr integer, datum date, dag_nr integer, afwezig_min integer,"
        " ongeoorloofd_min integer"
    )
    found = build_model(
        "win_verzuimbegin",
        win_leerling_dag=(stand, [*((11, 1, 101, *day) for day in days), *((12, 1, 101, *day) for day in other)]),
        win_meting=MEASURED_FROM,
    )
    assert all(row[4] == row[3].isoweekday() for row in found)
    return sorted((row[3], *row[5:]) for row in found if row[0] == 11)


def test_absence_begins_where_the_day_before_had_none() -> None:
    """Days 31 to 33 are one time; day 35 another. A day without absence is none."""
    days = [NOV_3 + timedelta(days=number) for number in range(6)]
    found = _begins(
        (days[0], 31, 50, 0),
        (days[1], 32, 1, 0),
        (days[2], 33, 50, 50),
        (days[3], 34, 0, 0),
        (days[4], 35, 50, 1),
        (days[5], 36, 50, 50),
        other=[(days[3], 34, 50, 50)],
    )
    # On day 33 unauthorised absence begins in the middle of other absence.
    assert found == [(days[0], True, False), (days[2], False, True), (days[4], True, True)]


def test_unauthorised_absence_begins_again_after_a_day_without_it() -> None:
    days = [NOV_3 + timedelta(days=number) for number in range(4)]
    found = _begins((days[0], 31, 50, 50), (days[1], 32, 50, 0), (days[2], 33, 50, 50), (days[3], 35, 50, 50))
    assert found == [(days[0], True, True), (days[2], False, True), (days[3], True, True)]


def test_what_began_before_the_school_year_does_not_begin_on_its_first_day() -> None:
    """3 November is the first day here."""
    before = NOV_3 - timedelta(days=3)
    assert _begins((before, 30, 50, 50), (NOV_3, 31, 50, 50)) == []
    assert _begins((before, 29, 50, 50), (NOV_3, 31, 50, 50)) == [(NOV_3, True, True)]
