"""Tiers, and the steps from runs and counts to statuses (`cls_*`), on rows written down here, round each bound."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
YEAR, PERIOD, PEILDATUM = date(2025, 8, 1), date(2025, 9, 2), date(2025, 11, 28)
NOV_3, NOV_10, NOV_17 = date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 17)
RUN: Rows = ("periode_van date, peildatum date", [(PERIOD, PEILDATUM)])
IN_PERIOD: Rows = ("leerling_nr integer", [(11,), (12,)])
BOUNDS: Rows = ("minimum_lesdagen integer, tier_1_pct integer, tier_2_pct integer", [(10, 95, 90)])


# --- tiers ------------------------------------------------------------------------------------------------------------


def _tiers(
    present: int,
    unknown: int,
    *,
    days: int = 10,
    planned: int = 1000,
    timetable: bool = True,
    lowest: int | None = None,
) -> list[tuple]:
    """Highest and lowest attendance's tier, the tier and its status; in the period and in a report period of it.
    `lowest`: the present minutes whatever stands in quarantine."""
    minutes = (days, planned, present, unknown, present if lowest is None else lowest)
    columns = (
        "leerling_nr integer, school_nr smallint, lesdagen integer, gepland_min integer, aanwezig_min integer,"
        " onbekend_min integer, laagste_min integer"
    )
    [whole] = build_model(
        "cls_tier",
        win_tier_minuten=(f"{columns}, heeft_rooster boolean", [(11, 1, *minutes, timetable)]),
        ref_definitie=BOUNDS,
    )
    [part] = build_model(
        "cls_tier_kwartaal",
        win_kwartaal_minuten=(f"{columns}, van date, tot date", [(11, 1, *minutes, PERIOD, PEILDATUM)]),
        ref_definitie=BOUNDS,
    )
    assert part[:9] == (11, 1, PERIOD, PEILDATUM, *minutes)
    return [whole[2:], part[9:]]


@pytest.mark.parametrize(
    ("present", "unknown", "best", "worst"),
    [
        # Of 1 000 minutes; unknown minutes are first taken as present, then as absent.
        (950, 0, 1, 1),
        (949, 0, 2, 2),
        (900, 0, 2, 2),
        (899, 0, 3, 3),
        (949, 1, 1, 2),
        (940, 9, 2, 2),
        (899, 1, 2, 3),
        (850, 49, 3, 3),
        (800, 150, 1, 3),
    ],
)
def test_the_tier_stands_when_both_bounds_agree(present: int, unknown: int, best: int, worst: int) -> None:
    tier = best if best == worst else None
    status = "zeker" if best == worst else "open"
    assert _tiers(present, unknown) == [(best, worst, tier, status), (tier, status)]


@pytest.mark.parametrize(("lowest", "worst"), [(950, 1), (949, 2), (900, 2), (899, 3)])
def test_rows_in_quarantine_could_be_absence(lowest: int, worst: int) -> None:
    """960 of 1 000 minutes as it is: tier 1 at best."""
    tier = 1 if worst == 1 else None
    status = "zeker" if worst == 1 else "open"
    assert _tiers(960, 0, lowest=lowest) == [(1, worst, tier, status), (tier, status)]


@pytest.mark.parametrize(
    ("days", "planned", "enough"), [(9, 1000, False), (10, 1000, True), (11, 1000, True), (10, 1, True), (10, 0, False)]
)
def test_ten_days_are_enough_for_a_tier(days: int, planned: int, enough: bool) -> None:
    status = "zeker" if enough else "te_weinig_gegevens"
    tier = 1 if enough else None
    assert _tiers(planned, 0, days=days, planned=planned) == [(tier, tier, tier, status), (tier, status)]


def test_without_a_timetable_there_is_no_tier() -> None:
    assert _tiers(0, 0, days=0, planned=0, timetable=False)[0] == (None, None, None, "geen_rooster")


# --- runs that give a status ------------------------------------------------------------------------------------------


def test_a_run_satisfies_the_grounds_that_ask_for_it() -> None:
    """Toets 1 is asked by three grounds, of which one wants no run of unauthorised absence alone, and one a minute
    without a reason."""
    runs: Rows = (
        "leerling_nr integer, school_nr smallint, toets_nr integer, start date, laatste_dag date, tot_en_met date,"
        " loopt boolean, duur integer, duur_posities integer, ontbreekt varchar, geheel_ongeoorloofd boolean,"
        " deels_zonder_reden boolean, volle_dag date",
        [
            (11, 1, 1, NOV_3, NOV_10, NOV_10, False, 8, 6, None, True, False, NOV_10),
            (12, 1, 1, NOV_3, NOV_10, NOV_10, False, 8, 6, None, False, True, NOV_10),
            # With unknown lessons, or for another question.
            (13, 1, 1, NOV_3, NOV_10, NOV_10, False, 8, 6, "onbekend", False, None, NOV_10),
            (11, 1, 3, NOV_3, NOV_10, NOV_10, False, 8, 6, None, True, False, NOV_10),
        ],
    )
    grounds: Rows = (
        "toets_nr integer, status varchar, grond varchar, rang integer, langste_reeks boolean,"
        " niet_geheel_ongeoorloofd boolean, deels_zonder_reden boolean, zonder_plicht boolean",
        [(1, "thuiszitter", "R", 0, False, False, False, False),
         (1, "langdurig_geoorloofd", "G", 0, True, True, False, True),
         (1, "reden_onbekend", "X", 0, False, False, True, True),
         (2, "dreigend", "D", 0, False, False, False, False)],
    )  # fmt: skip
    found = build_model(
        "cls_status_reeks",
        cls_reeks=runs,
        cls_grond=grounds,
        win_laatste_dag=("leerling_nr integer, kijkdag date", [(number, PEILDATUM) for number in (11, 12, 13)]),
        cls_plicht=(
            "leerling_nr integer, van date, tot date, plicht varchar",
            [(number, date.min, date.max, "verplicht") for number in (11, 12, 13)],
        ),
    )
    assert sorted((row[0], *row[8:-1]) for row in found) == [
        (11, "thuiszitter", "R", 0, False, False, "verplicht"),
        (12, "langdurig_geoorloofd", "G", 0, True, True, "verplicht"),
        (12, "reden_onbekend", "X", 0, False, True, "verplicht"),
        (12, "thuiszitter", "R", 0, False, False, "verplicht"),
    ]
    assert {(*row[1:8], row[-1]) for row in found} == {(1, NOV_3, NOV_10, NOV_10, False, 8, 6, NOV_10)}


@pytest.mark.parametrize(
    ("goes_on", "without_duty", "last", "duty"),
    [
        # The run of 3 to 10 November ends on the day before the birthday, on it, and after it.
        (False, False, NOV_10 - DAY, "verplicht"),
        (False, False, NOV_10, "rmc"),
        (False, False, NOV_17, "rmc"),
        # While it goes on, and for a ground that asks no duty, the day on which the pupil is looked at counts.
        (True, False, NOV_3, "rmc"),
        (False, True, NOV_3, "rmc"),
        (False, False, NOV_3, "verplicht"),
    ],
)
def test_the_duty_of_a_run_is_that_of_its_last_day(goes_on: bool, without_duty: bool, last: date, duty: str) -> None:
    """18 on 10 November; the pupil is looked at on 28 November, the peildatum."""
    [row] = build_model(
        "cls_status_reeks",
        cls_reeks=(
            "leerling_nr integer, school_nr smallint, toets_nr integer, start date, laatste_dag date, tot_en_met date,"
            " loopt boolean, duur integer, duur_posities integer, ontbreekt varchar, geheel_ongeoorloofd boolean,"
            " deels_zonder_reden boolean, volle_dag date",
            [(11, 1, 1, YEAR, last, last, goes_on, 30, 30, None, True, False, YEAR)],
        ),
        cls_grond=(
            "toets_nr integer, status varchar, grond varchar, rang integer, langste_reeks boolean,"
            " niet_geheel_ongeoorloofd boolean, deels_zonder_reden boolean, zonder_plicht boolean",
            [(1, "thuiszitter", "R", 0, False, False, False, without_duty)],
        ),
        win_laatste_dag=("leerling_nr integer, kijkdag date", [(11, PEILDATUM), (12, YEAR)]),
        cls_plicht=(
            "leerling_nr integer, van date, tot date, plicht varchar",
            [(11, date.min, NOV_10, "verplicht"), (11, NOV_10, date.max, "rmc"), (12, date.min, date.max, "geen")],
        ),
    )
    assert row[-2] == duty


def _deciding(*runs: tuple, longest: bool = False) -> list[tuple]:
    """First day, goes on and exactly four weeks of the run (first day, last day, goes on, length) that decides. One run
    of another status, of another ground and of another pupil stands beside them."""
    columns = (
        "leerling_nr integer, school_nr smallint, start date, laatste_dag date, loopt boolean, duur integer,"
        " duur_posities integer, status varchar, grond varchar, rang integer, langste_reeks boolean,"
        " zonder_plicht boolean, plicht varchar"
    )
    duty = (False, "rmc")
    other = (NOV_17, PEILDATUM, True, 99, 99)
    found = build_model(
        "cls_grond_reeks",
        cls_status_reeks=(
            columns,
            [
                *((11, 1, *run, run[3] - 2, "thuiszitter", "R", 0, longest, *duty) for run in runs),
                (11, 1, *other, "dreigend", "R", 0, longest, *duty),
                (11, 1, *other, "thuiszitter", "S", 1, longest, *duty),
                (12, 1, *other, "thuiszitter", "R", 0, longest, *duty),
            ],
        ),
        ref_run=RUN,
        ref_definitie=("venster_posities integer", [(28,)]),
    )
    assert {row[:5] for row in found} >= {
        (11, 1, "dreigend", "R", 0),
        (11, 1, "thuiszitter", "S", 1),
        (12, 1, "thuiszitter", "R", 0),
    }
    assert {row[-1] for row in found} == {"rmc"}
    return [(row[5], *row[7:-1]) for row in found if row[:4] == (11, 1, "thuiszitter", "R")]


@pytest.mark.parametrize(
    ("last", "goes_on", "there"),
    [
        (PERIOD - DAY, False, False),
        (PERIOD, False, True),
        (PERIOD + DAY, False, True),
        (PERIOD - DAY, True, True),
    ],
)
def test_a_run_counts_that_reaches_the_period_or_goes_on(last: date, goes_on: bool, there: bool) -> None:
    assert _deciding((YEAR, last, goes_on, 30)) == [(YEAR, goes_on, False)] * there


@pytest.mark.parametrize(("length", "exactly"), [(27, False), (28, True), (29, False)])
def test_exactly_four_weeks(length: int, exactly: bool) -> None:
    assert _deciding((NOV_3, NOV_10, False, length)) == [(NOV_3, False, exactly)]


def test_the_run_that_goes_on_decides_else_the_last_one() -> None:
    early, late = (NOV_3, NOV_10, False, 50), (NOV_17, NOV_17, False, 20)
    assert _deciding(early, late) == [(NOV_17, False, False)]
    assert _deciding((*early[:2], True, 50), late) == [(NOV_3, True, False)]


def test_the_longest_run_decides_where_that_is_asked_on_a_tie_the_earliest() -> None:
    goes_on = (NOV_17, PEILDATUM, True, 20)
    assert _deciding((NOV_10, NOV_10, False, 30), (NOV_3, NOV_3, False, 30), goes_on, longest=True) == [
        (NOV_3, False, False)
    ]
    assert _deciding((NOV_3, NOV_3, False, 19), goes_on, longest=True) == [(NOV_17, True, False)]


@pytest.mark.parametrize(
    ("duties", "without_duty", "starts"),
    [
        (("verplicht", "verplicht"), False, [NOV_17]),
        (("verplicht", "niet_te_bepalen"), False, [NOV_17]),
        # The last run of the period says whether the ground holds; an earlier one does not stand in for it.
        (("verplicht", "geen"), False, []),
        (("geen", "rmc"), False, [NOV_17]),
        (("geen", "geen"), True, [NOV_17]),
    ],
)
def test_a_run_gives_no_status_to_a_pupil_without_a_duty(
    duties: tuple[str, str], without_duty: bool, starts: list[date]
) -> None:
    found = build_model(
        "cls_grond_reeks",
        cls_status_reeks=(
            "leerling_nr integer, school_nr smallint, start date, laatste_dag date, loopt boolean, duur integer,"
            " duur_posities integer, status varchar, grond varchar, rang integer, langste_reeks boolean,"
            " zonder_plicht boolean, plicht varchar",
            [
                (11, 1, start, last, False, 28, 28, "thuiszitter", "R", 0, False, without_duty, duty)
                for (start, last), duty in zip(((NOV_3, NOV_10), (NOV_17, NOV_17)), duties, strict=True)
            ],
        ),
        ref_run=RUN,
        ref_definitie=("venster_posities integer", [(28,)]),
    )
    assert [row[5] for row in found] == starts
    assert [row[-1] for row in found] == [duties[1]] * len(starts)


# --- counts that give a status ----------------------------------------------------------------------------------------


def _counted(
    measure: str,
    unit: str,
    *,
    outcome: str = "ja",
    events: list[tuple] = [],  # noqa: B006
    at_horizon: bool = True,
    duty: str = "verplicht",
    without_duty: bool = False,
) -> list[tuple]:
    """First day and whether it holds at the horizon, of ground U of pupil 11. It held first on 10 November, in the
    window of four from the 3rd on; events are (day, amount). Another pupil, status and ground began at other times."""
    answers = "leerling_nr integer, school_nr smallint, toets_nr integer, uitkomst varchar, eerste_dag date"
    grounds = "toets_nr integer, status varchar, grond varchar, rang integer, maat varchar, venster_nr integer"
    found = build_model(
        "cls_grond_telling",
        cls_uitkomst=(
            f"{answers}, venster_van date, op_peildatum boolean, laatste_dag date",
            [
                (11, 1, 1, outcome, NOV_10, NOV_3, at_horizon, NOV_10),
                (11, 1, 2, "ja", NOV_17, NOV_10, True, NOV_17),
                (12, 1, 1, "ja", NOV_17, NOV_10, True, NOV_17),
                (11, 1, 9, "ja", NOV_17, NOV_10, True, NOV_17),
            ],
        ),
        # Of pupil 11 the duty is the given one on 10 November alone.
        cls_plicht=(
            "leerling_nr integer, van date, tot date, plicht varchar",
            [(11, date.min, NOV_10, "geen"), (11, NOV_10, NOV_10 + DAY, duty), (11, NOV_10 + DAY, date.max, "rmc"),
             (12, date.min, date.max, "verplicht")],
        ),
        win_laatste_dag=("leerling_nr integer, kijkdag date", [(11, NOV_17), (12, NOV_17)]),
        cls_grond=(
            f"{grounds}, venster_lengte integer, venster_eenheid varchar, zonder_plicht boolean",
            [
                (1, "dreigend", "U", 0, measure, 5, 4, unit, without_duty),
                (2, "dreigend", "V", 1, "oa_uren_venster", 6, 4, "lesweek", False),
                (2, "relatief_verzuim", "U", 1, "oa_uren_venster", 6, 4, "lesweek", False),
            ],
        ),
        win_vensterbegin=(
            "school_nr smallint, lengte integer, eenheid varchar, dag date, van date",
            [
                (1, 4, "lesweek", NOV_10, NOV_3),
                (1, 4, "lesweek", NOV_17, NOV_10),
                (2, 4, "lesweek", NOV_10, YEAR),
                (1, 3, "lesweek", NOV_10, YEAR),
                (1, 4, "maand", NOV_10, YEAR),
                (1, 4, "lesweek", PEILDATUM, YEAR),
            ],
        ),
        win_gebeurtenis=(
            "leerling_nr integer, venster_nr integer, datum date, hoeveelheid double",
            [
                *((11, 5, *event) for event in events),
                (11, 6, NOV_3 + DAY, 60.0),
                (11, 6, NOV_17, 60.0),
                (12, 5, NOV_3, 60.0),
                (12, 5, NOV_17, 60.0),
            ],
        ),
    )  # fmt: skip
    mine = [row for row in found if row[:5] == (11, 1, "dreigend", "U", 0)]
    assert {row[7] for row in mine} <= {"rmc" if without_duty else duty}
    return [(row[5], row[6]) for row in mine]


@pytest.mark.parametrize(
    ("events", "first"),
    [
        ([(NOV_3 - DAY, 60.0), (NOV_3, 60.0), (NOV_10, 60.0)], NOV_3),
        ([(NOV_3 - DAY, 60.0), (NOV_3 + 2 * DAY, 1.0), (NOV_10, 60.0)], NOV_3 + 2 * DAY),
        # Unknown lessons alone count for nothing.
        ([(NOV_3, 0.0), (NOV_10, 60.0)], NOV_10),
        ([(NOV_3, 0.0), (NOV_10 + DAY, 60.0)], None),
    ],
)
def test_a_status_begins_with_the_first_day_that_counts_in_the_window(events: list[tuple], first: date | None) -> None:
    assert _counted("oa_uren_venster", "lesweek", events=events) == [(first, True)]


@pytest.mark.parametrize(
    ("measure", "unit", "first"),
    [
        ("aanwezigheid_periode", "periode", None),
        ("te_laat_schooljaar", "schooljaar", NOV_10),
        ("ziek_aaneengesloten", "reeks", NOV_3),
        ("aanwezig_venster", "lesweek", NOV_3),
    ],
)
@pytest.mark.parametrize("at_horizon", [True, False])
def test_where_other_statuses_begin(measure: str, unit: str, first: date | None, at_horizon: bool) -> None:
    """With the day on which a count of the school year held, with the sick days in a row, or with the window."""
    found = _counted(measure, unit, events=[(NOV_3 + DAY, 60.0)], at_horizon=at_horizon)
    assert found == [(first, at_horizon)]


def test_only_a_count_that_holds_gives_a_status() -> None:
    for outcome in ("nee", "niet_te_bepalen"):
        assert _counted("oa_uren_venster", "lesweek", outcome=outcome) == []
    # Runs give theirs by themselves.
    assert _counted("reeks", "reeks") == []


@pytest.mark.parametrize(
    ("duty", "without_duty", "there"),
    [
        *((duty, False, True) for duty in ("verplicht", "rmc", "niet_te_bepalen")),
        ("geen", False, False),
        # The ground asks no duty: its row says that of the day on which the pupil is looked at.
        ("geen", True, True),
    ],
)
def test_a_count_gives_no_status_to_a_pupil_without_a_duty(duty: str, without_duty: bool, there: bool) -> None:
    """On 10 November, the last day on which it holds."""
    found = _counted("te_laat_schooljaar", "schooljaar", duty=duty, without_duty=without_duty)
    assert found == [(NOV_10, True)] * there


# --- one status of a kind ---------------------------------------------------------------------------------------------

RUN_GROUND = (
    "leerling_nr integer, school_nr smallint, status varchar, grond varchar, rang integer, start date,"
    " duur_posities integer, op_peildatum boolean, precies_vier_weken boolean, plicht varchar"
)
COUNT_GROUND = (
    "leerling_nr integer, school_nr smallint, status varchar, grond varchar, rang integer, start date,"
    " op_peildatum boolean, plicht varchar"
)


def _statuses(runs: list[tuple], counts: list[tuple]) -> list[tuple]:
    """At school 1 (noord) thuiszitter gives way to the longer one; at school 2 (twente) dreigend gives way to it."""
    return sorted(
        build_model(
            "cls_thuiszitter",
            cls_grond_reeks=(RUN_GROUND, runs),
            cls_grond_telling=(COUNT_GROUND, counts),
            win_leerling_periode=IN_PERIOD,
            ref_school=("school_nr smallint, protocol varchar", [(1, "noord"), (2, "twente")]),
            ref_status_tenzij=(
                "protocol varchar, status varchar, tenzij varchar",
                [("noord", "thuiszitter", "lrv"), ("twente", "dreigend", "lrv")],
            ),
        )
    )


def test_the_first_ground_in_order_decides_and_any_holds_at_the_horizon() -> None:
    found = _statuses(
        [(11, 1, "dreigend", "R", 1, NOV_3, 20, False, False, "verplicht")],
        [(11, 1, "dreigend", "U", 0, NOV_10, False, "rmc"), (11, 1, "dreigend", "L", 2, NOV_17, True, "geen")],
    )
    # The duty is that of the ground that decides.
    assert found == [(11, 1, "dreigend", "U", NOV_10, None, True, False, "rmc")]
    found = _statuses(
        [(11, 1, "dreigend", "R", 0, NOV_3, 28, False, True, "verplicht")],
        [(11, 1, "dreigend", "U", 1, NOV_10, False, "rmc")],
    )
    assert found == [(11, 1, "dreigend", "R", NOV_3, 28, False, True, "verplicht")]


def test_a_status_gives_way_where_its_rule_set_says_so() -> None:
    longer = (11, 1, "lrv", "L", 0, NOV_3, 90, True, False, "verplicht")
    thuis = (11, 1, "thuiszitter", "R", 0, NOV_3, 90, True, False, "verplicht")
    dreigend = (11, 1, "dreigend", "D", 0, NOV_3, 20, True, False, "verplicht")
    # Another pupil's thuiszitter stands, and dreigend of the same pupil too.
    other = (12, 1, *thuis[2:])
    # Who is not in the period has no status.
    gone = (13, 1, *longer[2:])
    assert [row[:4] for row in _statuses([longer, thuis, dreigend, other, gone], [])] == [
        (11, 1, "dreigend", "D"),
        (11, 1, "lrv", "L"),
        (12, 1, "thuiszitter", "R"),
    ]


# --- absence without a reason -----------------------------------------------------------------------------------------


def _without_reason(
    days: list[tuple],
    *,
    lessons: list[tuple] = [(NOV_3, 5, "afwezig_onbekend")],  # noqa: B006
    possible: list[tuple] = [],  # noqa: B006
    runs: list[tuple] = [],  # noqa: B006
    before: list[tuple] = [],  # noqa: B006
) -> list[tuple]:
    """What `cls_zonder_reden` says of pupil 11: `days` are (position, unauthorised, without a reason) in sixtieths,
    `possible` (first day here, last day, last position's day, length) runs with such lessons, `runs` (first day here,
    length) the unauthorised ones that are there. Pupil 12 has only unauthorised lessons, 13 one without a reason.
    `before` are days of pupil 9, who went on as 11 without a longer pause: position 70 there is 7 here. 8 is who went
    on as 9, with a longer pause."""
    found = build_model(
        "cls_zonder_reden",
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, soort varchar",
            [*((11, 1, *lesson) for lesson in lessons), (12, 1, NOV_3, 5, "spijbelen"),
             (13, 1, NOV_3, 5, "afwezig_onbekend")],
        ),
        ref_soort=("soort varchar, groep varchar", [("afwezig_onbekend", "reden_onbekend"), ("spijbelen", "oa")]),
        win_meting=("school_nr smallint, schooljaar_van date", [(1, YEAR), (2, YEAR - 99 * DAY)]),
        win_leerling_dag=(
            "leerling_nr integer, positie integer, oa_zestigsten integer, reden_zestigsten integer",
            [*((11, *day) for day in days), (12, 30, 2000, 0), (13, 30, 0, 45), *((9, *day) for day in before),
             (8, 30, 2000, 0)],
        ),
        win_overstap_keten=(
            "leerling_nr integer, eerder_nr integer, sluit_aan boolean, verschuiving integer",
            [(11, 9, True, 7 - 70), (11, 8, False, 0), (9, 8, False, 63), (12, 11, True, 0)],
        ),
        win_onbekend_keten=(
            "leerling_nr integer, school_nr smallint, groep varchar, start_hier date, laatste_dag date,"
            " tot_en_met date, duur_posities integer",
            [*((11, 1, "oa_zonder_reden", *run) for run in possible), (11, 1, "oa", NOV_3, NOV_17, NOV_17, 70),
             (12, 1, "oa_zonder_reden", NOV_3, NOV_17, NOV_17, 80)],
        ),
        win_reeks=(
            "leerling_nr integer, groep varchar, start_hier date, duur_posities integer",
            [*((11, "oa", *run) for run in runs), (11, "alle", NOV_3, 28), (12, "oa", NOV_3, 28)],
        ),
        ref_definitie=("venster_posities integer, duo_uren integer", [(28, 16)]),
    )  # fmt: skip
    return [row[2:] for row in found if row[:2] == (11, 1)]


def test_lessons_without_a_reason_of_the_school_year() -> None:
    lessons = [
        (YEAR - DAY, 1, "afwezig_onbekend"),
        (YEAR, 2, "afwezig_onbekend"),
        (NOV_3, 5, "afwezig_onbekend"),
        (NOV_3, 5, "afwezig_onbekend"),
        (NOV_10, 6, "spijbelen"),
    ]
    assert _without_reason([(30, 0, 180)], lessons=lessons) == [(YEAR, 2, 3, 180, False, 0, False)]
    assert _without_reason([(30, 0, 60)], lessons=lessons[:1]) == []


@pytest.mark.parametrize(
    ("days", "sixtieths", "due"),
    [
        # 15 hours and one, and just below; the first is 27 positions before the last, or 28.
        ([(10, 900, 0), (37, 0, 60)], 960, True),
        ([(10, 899, 0), (37, 0, 60)], 959, False),
        ([(10, 900, 0), (38, 0, 60)], 60, False),
        ([(10, 500, 0), (11, 400, 0), (36, 0, 30), (37, 0, 30)], 960, True),
        # A report ends on a day with hours: that of position 20, with sixteen hours that are unauthorised already.
        ([(10, 60, 0), (11, 900, 0), (20, 0, 300), (38, 0, 0)], 1260, False),
        # With sixteen unauthorised hours the report is due without it, with one sixtieth less it is not.
        ([(10, 960, 0), (37, 0, 60)], 1020, False),
        ([(10, 959, 0), (37, 0, 60)], 1019, True),
        # A window without such a lesson does not count.
        ([(10, 1200, 0), (60, 0, 60)], 60, False),
        ([(10, 0, 60), (60, 900, 60)], 960, True),
        ([(10, 0, 1)], 1, False),
    ],
)
def test_the_hours_that_it_would_be(days: list[tuple], sixtieths: int, due: bool) -> None:
    [found] = _without_reason(days)
    assert found[3:5] == (sixtieths, due)


@pytest.mark.parametrize(
    ("before", "days", "sixtieths", "due"),
    [
        # 12 hours at the old school and 4 here, the first 27 positions before the last, or 28: 70 is 7 here.
        ([(70, 720, 0)], [(34, 0, 240)], 960, True),
        ([(70, 719, 0)], [(34, 0, 240)], 959, False),
        ([(70, 720, 0)], [(35, 0, 240)], 240, False),
        # No reason there either; sixteen hours without it.
        ([(70, 0, 720)], [(34, 0, 240)], 960, True),
        ([(70, 960, 0)], [(34, 0, 240)], 1200, False),
        # A report that would end at the old school is not due here.
        ([(69, 900, 0), (70, 0, 60)], [(40, 0, 60)], 60, False),
        ([(69, 900, 0), (70, 0, 60)], [(34, 0, 60)], 120, False),
    ],
)
def test_the_hours_of_the_earlier_school_count(
    before: list[tuple], days: list[tuple], sixtieths: int, due: bool
) -> None:
    """As the ledger takes over the counter (contract 2.9). Position 69 is 6 here, outside a window that ends on 34."""
    [found] = _without_reason(days, before=before)
    assert found[3:5] == (sixtieths, due)


@pytest.mark.parametrize(
    ("possible", "runs", "length", "due"),
    [
        ([(NOV_3, NOV_17, NOV_17, 27)], [], 27, False),
        ([(NOV_3, NOV_17, NOV_17, 28)], [], 28, True),
        ([(NOV_3, NOV_17, NOV_17, 35)], [(NOV_10, 27)], 35, True),
        # There already: it begins on the first day of the run or on the last one.
        ([(NOV_3, NOV_17, NOV_17, 35)], [(NOV_3, 28)], 35, False),
        ([(NOV_3, NOV_17, NOV_17, 35)], [(NOV_17, 28)], 35, False),
        # Another run, before it or after it.
        ([(NOV_3, NOV_17, NOV_17, 35)], [(NOV_3 - DAY, 28)], 35, True),
        ([(NOV_3, NOV_17, NOV_17, 35)], [(NOV_17 + DAY, 28)], 35, True),
        # Of two runs in it one is full: the report is due without it.
        ([(NOV_3, NOV_17, NOV_17, 70)], [(NOV_3, 28), (NOV_17, 7)], 70, False),
        # The longest of two, of the school year alone.
        ([(NOV_3, NOV_3, NOV_3, 28), (NOV_10, NOV_17, NOV_17, 20)], [], 28, True),
        ([(NOV_3, NOV_3, YEAR - DAY, 40)], [], 0, False),
        ([(NOV_3, NOV_3, YEAR, 40)], [], 40, True),
        ([], [], 0, False),
    ],
)
def test_the_run_that_it_would_be(possible: list[tuple], runs: list[tuple], length: int, due: bool) -> None:
    [found] = _without_reason([(30, 0, 60)], possible=possible, runs=runs)
    assert found[5:] == (length, due)
