"""Which rows of absence files stand on a slot, and what is counted of a day, on rows written down here."""

from datetime import date, timedelta

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
NO_GAPS: Rows = ("school_nr smallint, van date, tot date", [])
DAYS: Rows = ("school_nr smallint, datum date", [(1, NOV_3), (1, NOV_4), (1, PEILDATUM)])


def _states(
    lessons: list[tuple] = [],  # noqa: B006
    hits: list[tuple] = [],  # noqa: B006
    spans: list[tuple] = [],  # noqa: B006
    span_hits: list[tuple] = [],  # noqa: B006
    disputed: list[tuple] = [],  # noqa: B006
    standing: list[tuple] = [],  # noqa: B006
) -> list[tuple]:
    """volgnr, lesson hours outside the timetable and state of the rows that `win_rijstand` lists. `lessons` and `spans`
    are rows of files, `hits` and `span_hits` what these touch, `disputed` (volgnr, stands) and `standing` the slots."""
    files = [(1, row, 0, row + 100) for row in sorted({row[0] for row in (*lessons, *spans)})]
    found = build_model(
        "win_rijstand",
        win_meting=MEASURED,
        win_gat=NO_GAPS,
        win_dagtype=DAYS,
        stg_absentie_les=("school_nr smallint, volgnr bigint, datum date", [(1, *row) for row in lessons]),
        win_treffer_les=(HIT, [(1, *row, NOV_3) for row in hits]),
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
    ("kind", "standing", "expected"),
    [("ziek", [1], []), ("niet_tellen", [], [(1, 0, "niet_geteld")])],
)
def test_a_span_that_touches_slots(kind: str, standing: list[int], expected: list[tuple]) -> None:
    found = _states(spans=[(1, NOV_3, "Z", None)], span_hits=[(1, kind), (1, kind)], standing=standing)
    assert found == expected


# --- several rows on one slot -----------------------------------------------------------------------------------------


def _standing(*entered: date | None) -> list[int]:
    """Which of the rows 1, 2 … on one slot stands (one), by when each was entered; rows 7 to 9 stand alone."""
    slot = "leerling_nr integer, datum date, lesuur integer"
    row = f"{slot}, volgnr bigint, ingevoerd_op timestamp, ingevoerd_utc timestamp"
    rows = [(11, NOV_3, 1, at, moment, moment) for at, moment in enumerate(entered, start=1)]
    found = build_model(
        "win_betwist",
        win_treffer=(
            row,
            [*rows, (11, NOV_3, 2, 8, None, None), (12, NOV_3, 1, 9, None, None), (11, NOV_4, 1, 7, None, None)],
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
