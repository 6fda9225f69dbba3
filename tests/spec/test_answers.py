"""Where a measure is compared with what is asked (`cls_*`), on rows written down here, at each bound and round it."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.lib.models import Rows, build_model

NOV_3, NOV_10, NOV_28, NOV_30 = (date(2025, 11, day) for day in (3, 10, 28, 30))
PERIOD, PEILDATUM = date(2025, 9, 2), date(2025, 11, 28)
AUG_1, NEXT_AUG = date(2025, 8, 1), date(2026, 8, 1)
RUN: Rows = ("periode_van date, peildatum date", [(PERIOD, PEILDATUM)])
# School 1 was measured up to the peildatum; of school 2 the dates are other ones.
MEASURED: Rows = (
    "school_nr smallint, periode_van date, meetdatum date, schooljaar_van date",
    [(1, PERIOD, PEILDATUM, AUG_1), (2, NOV_3, NOV_10, NOV_3)],
)
IN_PERIOD: Rows = ("leerling_nr integer", [(11,)])
TEST = (
    "school_nr smallint, toets_nr integer, maat varchar, groep varchar, eenheid varchar, venster_nr integer,"
    " venster_eenheid varchar, minimum integer, maximum integer, minder_dan integer, maanden integer,"
    " maanden_onder integer, leeftijd_van integer, leeftijd_tot integer, vereist_plan boolean,"
    " regio varchar"
)
REGION: Rows = (
    "leerling_nr integer, school_nr smallint, regio varchar",
    [(11, 1, "binnen"), (12, 1, "buiten"), (13, 1, "onbekend"), (15, 1, "binnen")],
)


def _ask(measure: str, group: str, unit: str = "", window: int | None = None, of: str = "", **bounds: object) -> Rows:
    """One question (toets 1) of school 1; beside it the same of school 2, and another measure of school 1. Of runs also
    another group: it is no part of what other measures are looked up by."""
    names = (
        "minimum",
        "maximum",
        "minder_dan",
        "maanden",
        "maanden_onder",
        "leeftijd_van",
        "leeftijd_tot",
        "plan",
        "regio",
    )
    rest = (unit, window, of, *(bounds.get(name) for name in names))
    other = (unit, None, of, *rest[3:])
    groups = [(1, 4, measure, "ga" if group == "oa" else "oa", *other)] if measure == "reeks" else []
    return TEST, [
        (1, 1, measure, group, *rest),
        (2, 2, measure, group, *other),
        (1, 3, "een andere", group, *other),
        *groups,
    ]


# --- where a pupil stands ---------------------------------------------------------------------------------------------

COUNTS = "leerling_nr integer, venster_nr integer, van date, tot date, waarde double"
NUMBERS: Rows = (
    "leerling_nr integer, laatste_dag_nr integer, horizon_datum date, schooljaar_kijkdag date",
    [(11, 40, NOV_30, PEILDATUM), (12, 40, NOV_30, PEILDATUM), (15, 40, NOV_30, PEILDATUM)],
)
NO_RUNS: Rows = (
    "leerling_nr integer, school_nr smallint, groep varchar, start date, laatste_dag date, duur_posities integer,"
    " duur_kalenderdagen integer, loopt boolean",
    [],
)
NO_SPELLS: Rows = (
    "leerling_nr integer, school_nr smallint, maat varchar, start date, nul_dag_nr integer, laatste_dag_nr integer",
    [],
)


def _stand(
    asked: Rows, counts: Sequence[tuple], runs: Sequence[tuple] = (), spells: Sequence[tuple] = ()
) -> list[tuple]:
    found = build_model(
        "cls_stand",
        cls_toets=asked,
        win_telling=(COUNTS, list(counts)),
        win_dagnummer=NUMBERS,
        # Pupil 15 is not one of the period.
        win_reeks=(NO_RUNS[0], [*runs, (15, 1, "oa", NOV_3, NOV_28, 26, 33, True)]),
        win_oploop=(NO_SPELLS[0], list(spells)),
        win_leerling_periode=IN_PERIOD,
        win_regio=REGION,
    )
    assert {row[:2] for row in found} <= {(11, 1)}
    return [row[2:] for row in found]


@pytest.mark.parametrize(("region", "pupils"), [(None, [11, 12, 13]), ("binnen", [11, 13]), ("buiten", [12, 13])])
def test_what_is_asked_of_pupils_of_the_region_is_counted_for_no_other(region: str | None, pupils: list[int]) -> None:
    found = build_model(
        "cls_stand",
        cls_toets=_ask("oa_uren_schooljaar", "oa", window=5, of="schooljaar", minimum=6, regio=region),
        win_telling=(COUNTS, [(number, 5, NOV_3, NEXT_AUG, 4.0) for number in (11, 12, 13)]),
        win_dagnummer=(NUMBERS[0], [(number, 40, NOV_30, PEILDATUM) for number in (11, 12, 13)]),
        win_reeks=NO_RUNS,
        win_oploop=NO_SPELLS,
        win_leerling_periode=IN_PERIOD,
        win_regio=REGION,
    )
    assert sorted(row[0] for row in found) == pupils


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, []),
        (0.5, [(0.5, 13.5, None, None, None)]),
        (1.0, [(1.0, 13.0, None, None, None)]),
        (13.0, [(13.0, 1.0, None, None, None)]),
        (14.0, [(14.0, None, None, None, None)]),
        (27.0, [(27.0, None, None, None, None)]),
        (28.0, [(28.0, None, 1.0, None, None)]),
    ],
)
def test_how_far_a_count_is_from_its_bounds(value: float, expected: list[tuple]) -> None:
    """Between 14 and 27."""
    asked = _ask("oa_uren_venster", "oa", window=5, of="lesweek", minimum=14, maximum=27)
    assert _stand(asked, [(11, 5, NOV_3, NEXT_AUG, value)]) == expected


@pytest.mark.parametrize(
    ("window", "first", "until", "there"),
    [
        # A window that rolls is read at the horizon, Sunday 30 November; until: the day on which the count changes.
        ("lesweek", NOV_30, NEXT_AUG, True),
        ("lesweek", date(2025, 12, 1), NEXT_AUG, False),
        ("lesweek", NOV_3, NOV_30, False),
        ("lesweek", NOV_3, date(2025, 12, 1), True),
        # A count of the school year on the day that win_dagnummer gives, 28 November.
        ("schooljaar", NOV_28, NEXT_AUG, True),
        ("schooljaar", date(2025, 11, 29), NEXT_AUG, False),
        ("schooljaar", NOV_3, NOV_28, False),
        ("schooljaar", NOV_3, date(2025, 11, 29), True),
    ],
)
def test_the_count_that_stands_at_the_horizon(window: str, first: date, until: date, there: bool) -> None:
    asked = _ask("te_laat_schooljaar", "te_laat", window=5, of=window, minimum=9)
    assert _stand(asked, [(11, 5, first, until, 4.0)]) == [(4.0, 5.0, None, None, None)] * there


@pytest.mark.parametrize(
    ("unit", "goes_on", "expected"),
    [
        ("duur_posities", True, [(26.0, 2.0, None, NOV_3, NOV_28)]),
        ("duur_kalenderdagen", True, [(33.0, None, None, NOV_3, NOV_28)]),
        # A run that has ended counts nothing.
        ("duur_posities", False, []),
    ],
)
def test_a_run_that_goes_on(unit: str, goes_on: bool, expected: list[tuple]) -> None:
    asked = _ask("reeks", "oa", unit, minimum=28)
    assert _stand(asked, [], runs=[(11, 1, "oa", NOV_3, NOV_28, 26, 33, goes_on)]) == expected


@pytest.mark.parametrize(
    ("zero", "last", "expected"),
    [
        # Day 40 is the last one: 40 - 36 sick days in a row; a spell that ended on day 39 counts nothing.
        (36, 40, [(4.0, 3.0, None, NOV_3, NOV_30)]),
        (36, None, [(4.0, 3.0, None, NOV_3, NOV_30)]),
        (36, 39, []),
    ],
)
def test_sick_days_in_a_row(zero: int, last: int | None, expected: list[tuple]) -> None:
    asked = _ask("ziek_aaneengesloten", "ziek", minimum=7)
    assert _stand(asked, [], spells=[(11, 1, "ziek_aaneengesloten", NOV_3, zero, last)]) == expected


# --- shares of attendance ---------------------------------------------------------------------------------------------


def _share(asked: Rows, present: int, unknown: int = 0, planned: int = 1000) -> list[tuple]:
    """What `cls_stand_aandeel` says of attendance of the period."""
    found = build_model(
        "cls_stand_aandeel",
        cls_toets=asked,
        win_leerling=("leerling_nr integer, school_nr smallint, traject_nr integer, horizon_positie integer", []),
        win_traject_venster=(
            "traject_nr integer, start date, start_positie integer, eind_positie integer, gepland_min integer",
            [],
        ),
        win_lesweek=("school_nr smallint, lesweek_nr integer, maandag date", []),
        win_leerling_dag=("leerling_nr integer, positie integer, afwezig_min integer", []),
        win_leerling_periode=(
            "leerling_nr integer, school_nr smallint, gepland_min integer, aanwezig_min integer, onbekend_min integer",
            [(11, 1, planned, present, unknown)],
        ),
        win_meting=MEASURED,
    )
    return [row[2:5] for row in found]


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        # Below 95 and from 90 on, of 1 000 minutes.
        (960, 0, (96.0, 1.0, None)),
        (950, 0, (95.0, 0.0, None)),
        # What is unknown is taken as present.
        (940, 10, (95.0, 0.0, None)),
        (949, 0, (94.9, None, None)),
        (900, 0, (90.0, None, None)),
        (899, 0, (89.9, None, 90 - 89.9)),
        (890, 0, (89.0, None, 1.0)),
    ],
)
def test_how_far_a_share_is_from_its_bounds(present: int, unknown: int, expected: tuple) -> None:
    [found] = _share(_ask("aanwezigheid_periode", "aanwezig", minimum=90, maximum=94, minder_dan=95), present, unknown)
    assert found == pytest.approx(expected)


def test_without_lessons_there_is_no_share() -> None:
    asked = _ask("aanwezigheid_periode", "aanwezig", minder_dan=95)
    assert _share(asked, 0, planned=0) == []
    assert _share(asked, 1, planned=1) == [(100.0, 5.0, None)]


@pytest.mark.parametrize(
    ("days", "present"),
    [
        # Of 1 000 minutes 100 and 50 are absence; what lies before 25 or after 52 is out, and another pupil's day too.
        ([(11, 24, 400), (11, 25, 100), (11, 52, 50), (11, 53, 300), (12, 30, 200)], 1000 - 100 - 50),
        # Nothing is registered.
        ([], 1000),
    ],
)
def test_the_last_complete_window_speaks(days: list[tuple], present: int) -> None:
    """The horizon is position 52, the Thursday (3) of lesweek 7: the window up to 53 is not complete, the one up to 52
    begins at 25. Pupil 11 is on track 101; on track 102 is another pupil, who has no window yet."""
    found = build_model(
        "cls_stand_aandeel",
        cls_toets=_ask("aanwezig_venster", "aanwezig", maximum=20),
        win_leerling=(
            "leerling_nr integer, school_nr smallint, traject_nr integer, horizon_positie integer",
            [(11, 1, 101, 52), (12, 1, 102, 52)],
        ),
        win_traject_venster=(
            "traject_nr integer, start date, start_positie integer, eind_positie integer, gepland_min integer",
            [
                (101, date(2025, 9, 1), 24, 51, 900),
                (101, date(2025, 9, 2), 25, 52, 1000),
                (101, date(2025, 9, 3), 26, 53, 1100),
            ],
        ),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [(1, 7, NOV_10), (1, 6, NOV_3), (2, 7, NOV_3)],
        ),
        win_leerling_dag=("leerling_nr integer, positie integer, afwezig_min integer", days),
        win_leerling_periode=(
            "leerling_nr integer, school_nr smallint, gepland_min integer, aanwezig_min integer, onbekend_min integer",
            [],
        ),
        win_meting=MEASURED,
    )  # fmt: skip
    share = 100 * present / 1000
    assert found == [(11, 1, share, share - 20, None, date(2025, 9, 2), date(2025, 11, 13))]


# --- attendance of the period -----------------------------------------------------------------------------------------


def _attendance(
    asked: Rows,
    present: int,
    unknown: int,
    *,
    days: int = 10,
    tier: str = "zeker",
    planned: int = 1000,
    gone: bool = False,
    surely: int | None = None,
) -> list[tuple]:
    """What `cls_signaal_periode` says of pupil 11; ten days are enough. `surely`: less than `present` by rows in
    quarantine."""
    return build_model(
        "cls_signaal_periode",
        win_leerling_periode=(
            "leerling_nr integer, school_nr smallint, lesdagen integer, gepland_min integer, aanwezig_min integer,"
            " onbekend_min integer, laagste_min integer",
            [(11, 1, days, planned, present, unknown, present if surely is None else surely)],
        ),
        cls_tier=("leerling_nr integer, tier_status varchar", [(11, tier), (12, "open")]),
        cls_toets=asked,
        win_leerling=("leerling_nr integer, vertrokken boolean", [(11, gone), (12, True)]),
        ref_definitie=("minimum_lesdagen integer", [(10,)]),
        win_meting=MEASURED,
    )


@pytest.mark.parametrize(
    ("surely", "expected"),
    [
        # 850 of 1 000 present: at least 80 per cent, unless the rows in quarantine are absence.
        (850, []),
        (800, []),
        (799, ["onbekend"]),
        (0, ["onbekend"]),
    ],
)
def test_rows_in_quarantine_leave_attendance_undecided(surely: int, expected: list[str]) -> None:
    found = _attendance(_ask("aanwezigheid_periode", "aanwezig", minder_dan=80), 850, 0, surely=surely)
    assert [row[-1] for row in found] == expected


@pytest.mark.parametrize(
    ("present", "unknown", "days", "tier", "expected"),
    [
        # Below 80 per cent of 1 000 minutes, whatever the unknown minutes were.
        (799, 0, 10, "zeker", [None]),
        (800, 0, 10, "zeker", []),
        (789, 10, 10, "zeker", [None]),
        # 79 up to 80 per cent: it holds when the unknown minutes were absence.
        (790, 10, 10, "zeker", ["onbekend"]),
        (799, 10, 10, "zeker", ["onbekend"]),
        (800, 10, 10, "zeker", []),
        # With an open tier that is undecided (contract 5); nine days say too little.
        (790, 10, 10, "open", ["tier"]),
        (800, 10, 10, "open", ["tier"]),
        (700, 0, 9, "zeker", []),
    ],
)
def test_attendance_of_the_period(present: int, unknown: int, days: int, tier: str, expected: list[str | None]) -> None:
    found = _attendance(_ask("aanwezigheid_periode", "aanwezig", minder_dan=80), present, unknown, days=days, tier=tier)
    assert [row[-1] for row in found] == expected


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        (800, 0, [None]),
        (799, 0, []),
        # 79,9 up to 80,9 per cent, and up to 79,9.
        (799, 10, ["onbekend"]),
        (789, 10, []),
        (790, 10, ["onbekend"]),
    ],
)
def test_attendance_from_a_share_on(present: int, unknown: int, expected: list[str | None]) -> None:
    found = _attendance(_ask("aanwezigheid_periode", "aanwezig", minimum=80), present, unknown)
    assert [row[-1] for row in found] == expected


@pytest.mark.parametrize("gone", [False, True])
def test_attendance_speaks_of_the_whole_period(gone: bool) -> None:
    """70 + 5 = 75 per cent; it holds at the horizon for who has not left."""
    found = _attendance(_ask("aanwezigheid_periode", "aanwezig", minder_dan=80), 700, 50, gone=gone)
    assert found == [(11, 1, 1, PERIOD, True, not gone, 75.0, PERIOD, PEILDATUM, None)]


def test_without_a_minute_nothing_is_said_of_attendance() -> None:
    asked = _ask("aanwezigheid_periode", "aanwezig", minder_dan=80)
    assert _attendance(asked, 0, 0, planned=0, tier="open") == []
    assert [row[6] for row in _attendance(asked, 0, 0, planned=1)] == [0.0]


# --- four-week windows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        # group, only with the unknown minutes as absence; 20 per cent of 1 000 minutes is 200.
        (0, 0, [("hoogstens_20pct", False), ("vier_weken_afwezig", False)]),
        (0, 1, [("hoogstens_20pct", False), ("vier_weken_afwezig", True)]),
        (0, 201, [("hoogstens_20pct", True), ("vier_weken_afwezig", True)]),
        (1, 0, [("hoogstens_20pct", False)]),
        (199, 1, [("hoogstens_20pct", False)]),
        (200, 0, [("hoogstens_20pct", False)]),
        (200, 1, [("hoogstens_20pct", True)]),
        (201, 0, []),
        (201, 9, []),
    ],
)
def test_groups_of_four_weeks(present: int, unknown: int, expected: list[tuple]) -> None:
    windows: Rows = (
        "leerling_nr integer, school_nr smallint, start date, eind date, gepland_min integer, aanwezig_min integer,"
        " onbekend_min integer",
        [(11, 1, NOV_3, NOV_30, 1000, present, unknown), (12, 1, NOV_3, NOV_30, 1000, 0, 0)],
    )
    found = build_model(
        "cls_vierweken",
        win_vierweken=windows,
        win_leerling_periode=IN_PERIOD,
        ref_run=RUN,
        ref_definitie=("hoogstens_aanwezig_pct integer", [(20,)]),
    )
    assert sorted((row[2], row[-1]) for row in found) == expected


def _four_weeks(windows: list[tuple], *, gone: bool = False) -> list[tuple]:
    """What `cls_signaal_venster` says of pupil 11 about windows (first day, last day, present and unknown of 1 000
    minutes), asked for 20 per cent at most. Pupil 12 is not one of the period."""
    columns = (
        "leerling_nr integer, school_nr smallint, start date, eind date, gepland_min integer, aanwezig_min integer,"
        " onbekend_min integer, laatste_start date"
    )
    last = max((window[0] for window in windows), default=None)
    rows = [(11, 1, *window[:2], 1000, *window[2:], last) for window in windows]
    found = build_model(
        "cls_signaal_venster",
        win_vierweken=(columns, [*rows, (12, 1, NOV_3, NOV_30, 1000, 0, 0, NOV_3)]),
        win_leerling_periode=IN_PERIOD,
        cls_toets=_ask("aanwezig_venster", "aanwezig", maximum=20),
        win_leerling=("leerling_nr integer, vertrokken boolean", [(11, gone), (12, False)]),
        win_meting=MEASURED,
    )
    assert {row[:3] for row in found} <= {(11, 1, 1)}
    # The last day is told where it does not hold at the horizon: that of the last window.
    assert all(row[-2] == (None if row[5] else row[8]) for row in found)
    return [(*row[:-2], row[-1]) for row in found]


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [(200, 0, [None]), (201, 0, []), (190, 10, [None]), (191, 10, ["onbekend"]), (200, 1, ["onbekend"])],
)
def test_a_rule_on_four_weeks(present: int, unknown: int, expected: list[str | None]) -> None:
    assert [row[-1] for row in _four_weeks([(NOV_3, NOV_30, present, unknown)])] == expected


AUG_3, AUG_30 = (date(2025, 8, 3), date(2025, 8, 30))
AUG_4, AUG_31, SEP_1, SEP_28 = (date(2025, 8, 4), date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 28))
LAST_BUT_NOT_IT = (NOV_3, NOV_30, 300, 0)


@pytest.mark.parametrize(
    ("windows", "gone", "expected"),
    [
        # First day it held, in the period, at the horizon, share, window of that: the last one that qualifies counts.
        (
            [(AUG_4, AUG_31, 100, 0), (SEP_1, SEP_28, 150, 50), LAST_BUT_NOT_IT],
            False,
            [(AUG_31, True, False, 20.0, SEP_1, SEP_28)],
        ),
        # The period begins on 2 September.
        ([(AUG_4, AUG_31, 100, 0), LAST_BUT_NOT_IT], False, []),
        ([(AUG_4, PERIOD, 100, 0), LAST_BUT_NOT_IT], False, [(PERIOD, True, False, 10.0, AUG_4, PERIOD)]),
        # The last complete window qualifies: it holds at the horizon, of who is still there.
        ([(AUG_4, AUG_31, 100, 0)], False, [(AUG_31, False, True, 10.0, AUG_4, AUG_31)]),
        ([(AUG_4, AUG_31, 100, 0)], True, []),
        (
            [(AUG_3, AUG_30, 50, 0), (AUG_4, AUG_31, 100, 0)],
            False,
            [(AUG_30, False, True, 10.0, AUG_4, AUG_31)],
        ),
        ([(SEP_1, SEP_28, 200, 0)], True, [(SEP_28, True, False, 20.0, SEP_1, SEP_28)]),
        # The school year begins on 1 August.
        (
            [(date(2025, 7, 4), date(2025, 7, 31), 100, 0), (SEP_1, SEP_28, 200, 0)],
            False,
            [(SEP_28, True, True, 20.0, SEP_1, SEP_28)],
        ),
        (
            [(date(2025, 7, 5), AUG_1, 100, 0), (SEP_1, SEP_28, 200, 0)],
            False,
            [(AUG_1, True, True, 20.0, SEP_1, SEP_28)],
        ),
    ],
)
def test_which_window_speaks(windows: list[tuple], gone: bool, expected: list[tuple]) -> None:
    assert [row[3:9] for row in _four_weeks(windows, gone=gone)] == expected


# --- runs -------------------------------------------------------------------------------------------------------------

LOST = "leerling_nr integer, school_nr smallint, groep varchar, start date, laatste_dag date, tot_en_met date,"
RUNS = LOST + " start_positie integer, duur_posities integer, duur_kalenderdagen integer, loopt boolean"


def _runs(
    asked: Rows,
    *,
    known: tuple | None = None,
    unknown: tuple | None = None,
    register: bool = True,
    plan: bool | None = None,
    measured: date = NOV_28,
    to_horizon: int = 0,
    before: tuple[date, int, int] = (NOV_3, 0, 0),
) -> list[tuple]:
    """ontbreekt, length and the day on which it was full, of runs (last day, length, goes on) from 3 November.
    `before`: first day, positions and calendar days of the run that is known at an earlier school."""

    def make(run: tuple | None, start: date, earlier: int, *more: object) -> list[tuple]:
        if run is None:
            return []
        last, length, goes_on = run
        days = length + 5 + (before[2] if earlier else 0)
        return [(11, 1, "oa", start, last, last, 14 - earlier, length + earlier, days, goes_on, *more)]

    first, positions, days = before
    found = build_model(
        "cls_reeks",
        win_reeks=(
            f"{RUNS}, geheel_ongeoorloofd boolean, deels_zonder_reden boolean, start_hier date,"
            " eerder_posities integer, eerder_kalenderdagen integer",
            make(known, first, positions, True, False, NOV_3, positions, days),
        ),
        win_onbekend_keten=(
            f"{RUNS}, start_hier date, eerder_posities integer, eerder_kalenderdagen integer",
            make(unknown, first, positions, NOV_3, positions, days),
        ),
        cls_toets=asked,
        ref_school=("school_nr smallint, heeft_register boolean", [(1, register), (2, register)]),
        win_meting=("school_nr smallint, meetdatum date", [(1, measured), (2, NEXT_AUG)]),
        ref_definitie=("maanden_tot_horizon integer", [(to_horizon,)]),
        win_register=(
            "leerling_nr integer, plan_van_aanpak boolean",
            [(12, plan), *([(11, plan)] if plan is not None else [])],
        ),
        # Nobody had lessons in the week of 17 November.
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [(1, 2, NOV_3), (1, 3, NOV_10), (1, 4, date(2025, 11, 24)), *((2, number, AUG_1) for number in range(9))],
        ),
        win_verjaardag=(
            "leerling_nr integer, leeftijd integer, datum date",
            [(11, 18, NOV_10), (12, 18, AUG_1), (13, 18, NEXT_AUG), (11, 12, AUG_1)],
        ),
    )
    assert {row[2] for row in found} <= {1}
    return [(row[3], row[8], row[10]) for row in found]


@pytest.mark.parametrize(
    ("length", "there"), [(13, False), (14, True), (27, True), (28, False)]
)  # fmt: skip
def test_the_length_of_a_run(length: int, there: bool) -> None:
    """From 14 up to 27 positions; the 14th from position 14 (Monday 3 November) on is 27, Sunday 16 November."""
    asked = _ask("reeks", "oa", "duur_posities", minimum=14, maximum=27)
    found = _runs(asked, known=(NOV_28, length, False))
    assert found == [(None, length, date(2025, 11, 16))] * there


@pytest.mark.parametrize(("length", "there"), [(13, False), (14, True), (28, True)])
def test_a_run_with_unknown_slots_may_be_shorter_than_it_can_be(length: int, there: bool) -> None:
    """Of 28 positions with unknown slots 27 may be a run: the upper bound says nothing."""
    asked = _ask("reeks", "oa", "duur_posities", minimum=14, maximum=27)
    assert _runs(asked, unknown=(NOV_28, length, False)) == [("onbekend", length, date(2025, 11, 16))] * there


def test_calendar_days_of_a_run() -> None:
    """14 positions are 14 + 5 calendar days here: the 19th is 21 November. Without a bound the first day is enough. The
    40th is 12 December, where there is no lesweek any more."""
    asked = _ask("reeks", "oa", "duur_kalenderdagen", minimum=19)
    assert _runs(asked, known=(NOV_28, 14, False)) == [(None, 19, date(2025, 11, 21))]
    assert _runs(asked, known=(NOV_28, 13, False)) == []
    assert _runs(_ask("reeks", "oa", "duur_kalenderdagen", maximum=40), known=(NOV_28, 14, False)) == [
        (None, 19, NOV_3)
    ]
    asked = _ask("reeks", "oa", "duur_kalenderdagen", minimum=40)
    assert _runs(asked, known=(NOV_28, 35, False)) == [(None, 40, date(2025, 12, 12))]


@pytest.mark.parametrize(
    ("positions", "full_on"),
    [
        # The 28th of a run with 19 before 3 November is the 9th here, Tuesday 11 November; with 27 it is the first.
        (19, date(2025, 11, 11)),
        (26, date(2025, 11, 4)),
        (27, NOV_3),
        # It was full at the earlier school: it holds from the first day here on.
        (28, NOV_3),
        (60, NOV_3),
    ],
)
def test_a_run_that_began_at_an_earlier_school(positions: int, full_on: date) -> None:
    began = date(2025, 9, 8)
    asked = _ask("reeks", "oa", "duur_posities", minimum=28)
    found = _runs(asked, known=(NOV_28, 21, False), before=(began, positions, 40))
    assert found == [(None, 21 + positions, full_on)]
    # With unknown lessons too: there the known part goes on as well.
    found = _runs(asked, known=(NOV_10, 5, False), unknown=(NOV_28, 21, False), before=(began, positions, 40))
    assert ("onbekend", 21 + positions, full_on) in found


def test_calendar_days_of_a_run_that_began_at_an_earlier_school() -> None:
    """40 days before, 14 + 5 here: the 45th is the 5th here, 7 November; the 40th was before 3 November."""
    run, before = (NOV_28, 14, False), (date(2025, 9, 8), 30, 40)
    for minimum, full_on in ((45, date(2025, 11, 7)), (41, NOV_3), (40, NOV_3), (59, date(2025, 11, 21))):
        asked = _ask("reeks", "oa", "duur_kalenderdagen", minimum=minimum)
        assert _runs(asked, known=run, before=before) == [(None, 40 + 19, full_on)]
    assert _runs(_ask("reeks", "oa", "duur_kalenderdagen", minimum=60), known=run, before=before) == []


def test_months_of_a_run_count_from_its_first_day_at_any_school() -> None:
    """Three months after 8 August is 8 November, after 1 August 1 November: from the first day here on."""
    three = _ask("reeks", "oa", "duur_posities", maanden=3)
    for began, full_on in ((date(2025, 8, 8), date(2025, 11, 8)), (date(2025, 8, 1), NOV_3)):
        assert _runs(three, known=(NOV_10, 8, False), before=(began, 40, 60)) == [(None, 48, full_on)]
    assert _runs(three, known=(NOV_10, 8, False), before=(date(2025, 8, 11), 40, 60)) == []


@pytest.mark.parametrize(
    ("last", "from_months", "below_months"),
    [
        # Three months after 3 November is 3 February.
        (date(2026, 2, 2), False, True),
        (date(2026, 2, 3), True, False),
        (date(2026, 2, 4), True, False),
    ],
)
def test_the_months_of_a_run(last: date, from_months: bool, below_months: bool) -> None:
    run = (last, 90, False)
    three, less = _ask("reeks", "oa", "duur_posities", maanden=3), _ask("reeks", "oa", "duur_posities", maanden_onder=3)
    # Full on the day that is three months later, whatever the bound in days.
    assert _runs(three, known=run) == [(None, 90, date(2026, 2, 3))] * from_months
    assert len(_runs(less, known=run)) == below_months
    # Of a run with unknown slots a part may have lasted less.
    assert len(_runs(three, unknown=run)) == from_months
    assert len(_runs(less, unknown=run)) == 1


@pytest.mark.parametrize(
    ("measured", "from_months"),
    [(date(2026, 2, 2), False), (date(2026, 2, 3), True), (date(2026, 2, 4), True)],
)
def test_the_months_of_a_run_that_goes_on_are_counted_to_the_last_measured_day(
    measured: date, from_months: bool
) -> None:
    """Months run on in a holiday (D25), whatever the last lesson of the run and its horizon."""
    run = (NOV_28, 26, True)
    three, less = _ask("reeks", "oa", "duur_posities", maanden=3), _ask("reeks", "oa", "duur_posities", maanden_onder=3)
    assert _runs(three, known=run, measured=measured) == [(None, 26, date(2026, 2, 3))] * from_months
    assert len(_runs(less, known=run, measured=measured)) == (not from_months)
    # The other reading (msa compare) goes by the last day up to which the run is seen, 28 November.
    assert _runs(three, known=run, measured=measured, to_horizon=1) == []


@pytest.mark.parametrize(
    ("register", "plan", "goes_on", "expected"),
    [
        (True, True, True, [None]),
        (True, False, True, []),
        (True, None, True, []),
        (True, True, False, []),
        (False, None, True, ["msa-register"]),
        (False, None, False, []),
    ],
)
def test_a_run_that_asks_for_a_plan(
    register: bool, plan: bool | None, goes_on: bool, expected: list[str | None]
) -> None:
    asked = _ask("reeks", "oa", "duur_posities", minimum=14, plan=True)
    found = _runs(asked, known=(NOV_28, 20, goes_on), register=register, plan=plan)
    assert [row[0] for row in found] == expected


@pytest.mark.parametrize(
    ("minimum", "older", "younger"),
    [
        # 18 on Monday 10 November, the 8th position from 3 November.
        (7, False, True),
        (8, True, False),
        (9, True, False),
    ],
)
def test_age_on_the_day_on_which_a_run_is_long_enough(minimum: int, older: bool, younger: bool) -> None:
    from_18 = _ask("reeks", "oa", "duur_posities", minimum=minimum, leeftijd_van=18)
    to_18 = _ask("reeks", "oa", "duur_posities", minimum=minimum, leeftijd_tot=18)
    assert len(_runs(from_18, known=(NOV_28, 20, False))) == older
    assert len(_runs(to_18, known=(NOV_28, 20, False))) == younger


# --- where a window begins --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "unit", "day", "position", "first"),
    [
        # Lesweken 0 (3 November) and 1 (10 November). Friday 14 November is position 11: one begins at 5, a Saturday.
        (1, "lesweek", date(2025, 11, 14), 11, date(2025, 11, 8)),
        # Two begin at 11 - 13 = -2, before the first lesweek.
        (2, "lesweek", date(2025, 11, 14), 11, NOV_3),
        (2, "lesweek", date(2025, 11, 16), 13, NOV_3),
        (1, "lesweek", date(2025, 11, 16), 13, NOV_10),
        (1, "kalenderweek", date(2025, 11, 14), 11, date(2025, 11, 8)),
        (12, "kalenderweek", date(2025, 11, 14), 11, date(2025, 8, 23)),
        # The day after two months before; the 31st is clamped to the end of September.
        (2, "maand", date(2025, 11, 14), 11, date(2025, 9, 15)),
        (2, "maand", date(2025, 11, 30), 27, date(2025, 10, 1)),
        (1, "maand", date(2025, 10, 31), 0, date(2025, 10, 1)),
    ],
)
def test_where_a_window_begins(length: int, unit: str, day: date, position: int, first: date) -> None:
    found = build_model(
        "win_vensterbegin",
        # A school year is no length of days.
        win_maatvenster=(
            "school_nr smallint, lengte integer, eenheid varchar",
            [*[(1, length, unit)] * 2, (1, 1, "schooljaar")],
        ),
        win_schooldag=("school_nr smallint, datum date, positie integer", [(1, day, position), (2, day, position)]),
        win_horizon=("school_nr smallint, datum date, positie integer", [(1, day, position)]),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [(1, 0, NOV_3), (1, 1, NOV_10), (2, 0, AUG_1), (2, 1, PERIOD)],
        ),
    )
    assert found == [(1, length, unit, day, first)]


# --- one answer a question --------------------------------------------------------------------------------------------


ANSWER = (
    "leerling_nr integer, school_nr smallint, toets_nr integer, eerste_datum date, eerste_dag date,"
    " in_periode boolean, op_peildatum boolean, waarde double, venster_van date, venster_tot date,"
    " laatste_dag date, ontbreekt varchar"
)


def _decide(rows: list[tuple], asked: Rows) -> list[tuple]:
    """Rows of cls_uitkomst."""
    none: Rows = (ANSWER, [])
    return build_model(
        "cls_uitkomst",
        cls_signaal_telling=(ANSWER, rows),
        cls_signaal_reeks=none,
        cls_signaal_venster=none,
        cls_signaal_periode=none,
        cls_signaal_leeftijd=none,
        cls_signaal_ziekte=none,
        win_laatste_dag=(
            "leerling_nr integer, kijkdag date", [(11, NOV_28), (12, NOV_3), (13, NOV_3)],
        ),
        win_regio=REGION,
        cls_toets=asked,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("region", "inside", "outside", "unknown"),
    [
        (None, "ja", "ja", "ja"),
        ("binnen", "ja", None, "niet_te_bepalen"),
        ("buiten", None, "ja", "niet_te_bepalen"),
    ],
)
def test_what_is_asked_of_pupils_of_the_region_has_no_answer_for_others(
    region: str | None, inside: str | None, outside: str | None, unknown: str
) -> None:
    """Pupil 11 lives inside, 12 outside, of 13 nobody knows it (D28). What unknown lessons could change stays nee."""
    asked = _ask("oa_uren_schooljaar", "oa", minimum=6, regio=region)
    answer = (1, 1, NOV_3, NOV_3, True, True, 8.0, NOV_3, NOV_10, NOV_10)
    found = {row[0]: row for row in _decide([(number, *answer, None) for number in (11, 12, 13)], asked)}
    assert {number: row[3] for number, row in found.items()} == {
        number: outcome for number, outcome in ((11, inside), (12, outside), (13, unknown)) if outcome
    }
    missing = None if region is None else "woongemeente"
    assert found[13][-2] == missing
    [row] = _decide([(13, *answer, "onbekend")], asked)
    assert (row[3], row[-2]) == ("nee", None)


@pytest.mark.parametrize(
    ("missing", "outcome", "told"),
    [
        ([None, "onbekend"], "ja", None),
        ([None, "minuten_te_laat"], "ja", None),
        (["onbekend", "minuten_te_laat"], "niet_te_bepalen", "minuten_te_laat"),
        (["tier"], "niet_te_bepalen", "tier"),
        (["onbekend", "soort ziek"], "niet_te_bepalen", "soort ziek"),
        (["soort ziek", "geboortedatum"], "niet_te_bepalen", "geboortedatum"),
        (["onbekend"], "nee", None),
    ],
)
@pytest.mark.parametrize("last", [NOV_10, None])
def test_ja_goes_before_undecided_and_that_before_nee(
    missing: list, outcome: str, told: str | None, last: date | None
) -> None:
    rows = [(11, 1, 1, NOV_3, NOV_3, True, True, 18.0, NOV_3, NOV_10, last, found) for found in missing]
    [row] = _decide(rows, _ask("oa_uren_venster", "oa", minimum=16))
    shown = (True, True, NOV_3, NOV_3, 18.0, 2.0, NOV_3, NOV_10) if outcome == "ja" else (False, False, *[None] * 6)
    # What does not say when it held last holds, or would, on the day on which the pupil is looked at.
    assert row == (11, 1, 1, outcome, *shown, told, last or NOV_28)
