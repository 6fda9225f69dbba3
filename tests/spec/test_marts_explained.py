"""What the marts say of rules, patterns and doubts about one pupil or class, on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

SCHOOLS: Rows = (
    "school_nr smallint, school varchar, sector varchar, vakantieregio varchar",
    [(1, "10AB00", "VO", "noord"), (2, "20AB00", "PO", "zuid")],
)
DAY = timedelta(days=1)
YEAR, PERIOD, PEILDATUM = date(2025, 8, 1), date(2025, 9, 2), date(2025, 11, 28)
RUN: Rows = ("schooljaar_van date, periode_van date, peildatum date", [(YEAR, PERIOD, PEILDATUM)])
NOV_3, NOV_4, NOV_10, NOV_30 = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 10), date(2025, 11, 30)
PUPILS: Rows = (
    "leerling_nr integer, leerling varchar, school_nr smallint, vertrokken boolean, horizon_datum date",
    [(11, "a", 1, False, NOV_30), (12, "b", 1, False, NOV_10), (13, "c", 1, True, NOV_10), (21, "d", 2, False, NOV_30)],
)


# --- what each rule says (msa explain) --------------------------------------------------------------------------------

RULE = (
    "school_nr smallint, toets_nr integer, regel varchar, protocol varchar, maat varchar, groep varchar,"
    " eenheid varchar, venster_nr integer, venster_lengte integer, venster_eenheid varchar, minimum integer,"
    " maximum integer, minder_dan integer, maanden integer, vanaf integer, vereist_plan boolean, drempel double,"
    " wie varchar, actie varchar, bestemming varchar, bron varchar"
)
REST = (None, 0, False, 16.0, "school", "bel", "duo", "p. 1")
STAND = (
    "leerling_nr integer, toets_nr integer, waarde double, tekort double, te_veel double, van date, tot date"
)  # fmt: skip
SIGNAL = (
    "leerling_nr integer, regel varchar, uitkomst varchar, eerste_datum date, in_periode boolean,"
    " op_peildatum boolean, waarde double, ruimte double, venster_van date, venster_tot date, ontbreekt varchar"
)
FOUND = (
    *("uitkomst", "eerste_datum", "in_periode", "op_peildatum", "waarde", "ruimte", "venster_van", "venster_tot"),
    *("ontbreekt", "waarde_nu", "nu_van", "nu_tot", "tekort", "te_veel", "nabij"),
)
UNDECIDED = dict.fromkeys(FOUND) | {"uitkomst": "nee", "in_periode": False, "op_peildatum": False, "nabij": 0.0}


def _explain(
    rule: tuple,
    counted: tuple | None = None,
    shared: tuple | None = None,
    signal: tuple | None = None,
    *,
    asked: str = "a",
) -> dict[str, object]:
    """What is said of rule A of pupil `a` (measure, group, window, length, unit, minimum, maximum, less than); stands
    are (value, lacking, too much, from, to). Pupil `d` has the same rule at another school, `b` has left the period."""
    values = (rule[0], rule[1], "uren", *rule[2:])
    found = build_model(
        "mart_uitleg_regel",
        win_leerling=PUPILS,
        ref_leerling=("leerling varchar", [(asked,)]),
        win_leerling_periode=("leerling_nr integer", [(11,), (21,)]),
        cls_stand=(STAND, [(12, 1, 99.0, 9.0, 9.0, YEAR, YEAR), (11, 2, 98.0, 8.0, 8.0, YEAR, YEAR),
                           *([(11, 1, *counted)] if counted else [])]),
        cls_stand_aandeel=(STAND, [(12, 1, 97.0, 7.0, 7.0, YEAR, YEAR), *([(11, 1, *shared)] if shared else [])]),
        cls_regel=(RULE, [(1, 1, "A", "noord", *values, *REST), (2, 3, "A", "twente", *values, *REST)]),
        win_vensterbegin=(
            "school_nr smallint, lengte integer, eenheid varchar, dag date, van date",
            [(1, 4, "lesweek", NOV_30, NOV_3), (2, 4, "lesweek", NOV_30, YEAR), (1, 3, "lesweek", NOV_30, YEAR),
             (1, 4, "maand", NOV_30, YEAR), (1, 4, "lesweek", NOV_10, YEAR)],
        ),
        cls_signaal=(SIGNAL, [(12, "A", "ja", YEAR, True, True, 1.0, 1.0, YEAR, YEAR, None),
                              (11, "B", "ja", YEAR, True, True, 1.0, 1.0, YEAR, YEAR, None),
                              *([(11, "A", *signal)] if signal else [])]),
        ref_run=RUN,
    )  # fmt: skip
    [row] = found
    assert row[0] == "A"
    bound = row[8]
    assert bound == (rule[7] if rule[7] is not None else rule[6])
    return dict(zip(FOUND, row[17:], strict=True))


HOURS = ("oa_uren_venster", "oa", 5, 4, "lesweek", 16, None, None)


def test_a_count_in_a_window_is_that_at_the_horizon() -> None:
    """The window of four lesweken up to 30 November begins on the 3rd. 12 of 16 hours."""
    found = _explain(HOURS, counted=(12.0, 4.0, None, None, None))
    assert found == UNDECIDED | {
        "waarde_nu": 12.0,
        "nu_van": NOV_3,
        "nu_tot": NOV_30,
        "tekort": 4.0,
        "nabij": 12 / 16,
    }


def test_where_nothing_is_counted_all_is_lacking() -> None:
    found = _explain(HOURS)
    assert found == UNDECIDED | {"waarde_nu": 0.0, "nu_van": NOV_3, "nu_tot": NOV_30, "tekort": 16.0}


def test_a_count_of_the_school_year_begins_with_it() -> None:
    found = _explain(("te_laat_schooljaar", "te_laat", 6, 1, "schooljaar", 9, None, None), (9.0, None, 1.0, None, None))
    assert found == UNDECIDED | {
        "waarde_nu": 9.0,
        "nu_van": YEAR,
        "nu_tot": NOV_30,
        "te_veel": 1.0,
        "nabij": 1.0,
    }


def test_a_run_has_its_own_days() -> None:
    rule = ("reeks", "oa", None, None, "reeks", 28, None, None)
    found = _explain(rule, counted=(14.0, 14.0, None, NOV_3, NOV_10))
    assert found == UNDECIDED | {
        "waarde_nu": 14.0,
        "nu_van": NOV_3,
        "nu_tot": NOV_10,
        "tekort": 14.0,
        "nabij": 14 / 28,
    }
    # Without a run there is no value, and no day.
    assert _explain(rule) == UNDECIDED | {"tekort": 28.0}


def test_a_share_of_attendance_is_near_from_100_down() -> None:
    """Less than 95 per cent: at 97 three of five per cent are missed. At 80 all that is asked and more."""
    rule = ("aanwezigheid_periode", "aanwezig", None, None, "periode", None, 94, 95)
    found = _explain(rule, shared=(97.0, 2.0, None, PERIOD, PEILDATUM))
    assert found == UNDECIDED | {
        "waarde_nu": 97.0,
        "nu_van": PERIOD,
        "nu_tot": PEILDATUM,
        "tekort": 2.0,
        "nabij": (100 - 97) / (100 - 95),
    }
    assert _explain(rule, shared=(80.0, None, None, PERIOD, PEILDATUM))["nabij"] == 1.0
    # Of an attendance that is not known nothing can be said to lack.
    assert _explain(rule) == UNDECIDED


def test_a_share_in_a_window_has_the_days_of_that_window() -> None:
    rule = ("aanwezig_venster", "aanwezig", 7, 4, "lesweek", None, 20, None)
    found = _explain(rule, shared=(60.0, 40.0, None, YEAR, PERIOD))
    assert found == UNDECIDED | {
        "waarde_nu": 60.0,
        "nu_van": YEAR,
        "nu_tot": PERIOD,
        "tekort": 40.0,
        "nabij": (100 - 60) / (100 - 20),
    }


def test_what_may_not_happen_once_is_near_when_it_does() -> None:
    """Without a lower bound: 0.5 is half way, 3 is there."""
    rule = ("oa_uren_venster", "oa", 5, 4, "lesweek", None, 9, None)
    assert _explain(rule, counted=(0.5, None, None, None, None))["nabij"] == 0.5
    assert _explain(rule, counted=(3.0, None, None, None, None))["nabij"] == 1.0


def test_bounds_next_to_nothing_and_to_all() -> None:
    """Less than 99 per cent: 99.5 is half way. From 1 time on: 0.5 is half way."""
    rule = ("aanwezigheid_periode", "aanwezig", None, None, "periode", None, 98, 99)
    assert _explain(rule, shared=(99.5, 0.5, None, PERIOD, PEILDATUM))["nabij"] == 0.5
    assert _explain((*HOURS[:5], 1, None, None), counted=(0.5, 0.5, None, None, None))["nabij"] == 0.5


@pytest.mark.parametrize("at_horizon", [True, False])
def test_a_rule_that_holds_shows_the_value_with_which_it_did(at_horizon: bool) -> None:
    """18 hours in the window up to 10 November, 12 of which are left at the horizon."""
    signal = ("ja", NOV_4, not at_horizon, at_horizon, 18.0, 2.0, NOV_3, NOV_10, None)
    found = _explain(HOURS, counted=(12.0, 4.0, None, None, None), signal=signal)
    shown = dict(zip(FOUND, signal, strict=False))
    assert found == UNDECIDED | shown | {
        "waarde_nu": 12.0,
        "nu_van": NOV_3,
        "nu_tot": NOV_30,
        "tekort": 4.0,
        "nabij": 18 / 16,
    }


def test_of_who_is_not_in_the_period_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        _explain(HOURS, asked="b")


# --- near a bound -----------------------------------------------------------------------------------------------------


def _distances(**asked: object) -> list[tuple]:
    """What pupils a to d are from rule A (toets 1), of which 3 of 9 are counted with each; `c` has left, `d` is not on
    the list. Of rule B nothing lacks."""
    columns = {"maanden": None, "leeftijd_van": None, "leeftijd_tot": None, "vereist_plan": False} | asked
    return build_model(
        "mart_afstand",
        mart_bespreekleerling=(
            "school varchar, leerling varchar, leerling_nr integer",
            [("10AB00", "a", 11), ("10AB00", "b", 12), ("10AB00", "c", 13)],
        ),
        win_leerling=PUPILS,
        cls_stand=(
            "leerling_nr integer, toets_nr integer, waarde double, tekort double",
            [(11, 1, 3.0, 6.0), (11, 2, 9.0, None), (13, 1, 3.0, 6.0), (21, 1, 3.0, 6.0)],
        ),
        cls_regel=(
            "regel varchar, toets_nr integer, minimum integer, maanden integer, leeftijd_van integer,"
            " leeftijd_tot integer, vereist_plan boolean",
            [("A", 1, 9, *columns.values()), ("B", 2, 9, None, None, None, None)],
        ),
    )


@pytest.mark.parametrize("plan", [False, None])
def test_how_far_pupils_of_the_list_are_from_a_rule(plan: bool | None) -> None:
    assert _distances(vereist_plan=plan) == [("10AB00", "a", "A", 3.0, 9)]


@pytest.mark.parametrize("asked", [{"maanden": 3}, {"leeftijd_van": 18}, {"leeftijd_tot": 18}, {"vereist_plan": True}])
def test_a_rule_that_asks_more_than_a_count_has_no_distance(asked: dict[str, object]) -> None:
    assert _distances(**asked) == []


# --- what unknown lessons could change --------------------------------------------------------------------------------


def _influence(
    days: list[tuple],
    *,
    tier: str = "zeker",
    window: bool = False,
    outcomes: list[tuple] = [],  # noqa: B006
    period: date = PERIOD,
) -> list[tuple]:
    """Of pupil `a` with unknown lessons (day, number); `b` has no unknown lesson, and everything else."""
    measures = (
        "aanwezigheid_periode",
        "oa_uren_venster",
        "reeks",
        "aanwezig_venster",
        "te_laat_schooljaar",
        "ziekmeldingen_venster",
    )
    found = build_model(
        "mart_onbekend_invloed",
        win_onbekend_dag=("leerling_nr integer, datum date, lessen integer", [(11, *day) for day in days]),
        cls_tier=("leerling_nr integer, tier_status varchar", [(11, tier), (12, "open")]),
        cls_vierweken=("leerling_nr integer, met_onbekend boolean", [(11, window), (12, True)]),
        cls_uitkomst=(
            "leerling_nr integer, toets_nr integer, uitkomst varchar",
            [(12, 1, "nee"), *((11, *row) for row in outcomes)],
        ),
        cls_toets=("toets_nr integer, maat varchar", list(enumerate(measures, start=1))),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        ref_run=("schooljaar_van date, periode_van date", [(YEAR, period)]),
    )  # fmt: skip
    assert {row[:2] for row in found} <= {("10AB00", "a")}
    return [row[2:] for row in found]


@pytest.mark.parametrize(
    ("days", "lessons"),
    [
        # Those of the school year, from 1 August on; where there are none, all of them.
        ([(YEAR, 2), (NOV_3, 3)], 2 + 3),
        ([(YEAR - DAY, 2), (NOV_3, 3)], 3),
        ([(YEAR - DAY, 2), (YEAR - 2 * DAY, 1)], 2 + 1),
    ],
)
def test_how_many_lessons_are_unknown(days: list[tuple], lessons: int) -> None:
    assert _influence(days, tier="open") == [("tier", lessons)]


def test_a_period_may_begin_before_the_school_year() -> None:
    assert _influence([(YEAR - DAY, 2), (YEAR, 3)], tier="open", period=YEAR - DAY) == [("tier", 2 + 3)]


def test_what_unknown_lessons_could_change() -> None:
    """An open tier, a window and each measure that would hold (nee); what holds or cannot be decided is left out."""
    assert _influence([(NOV_3, 1)]) == []
    assert _influence([(NOV_3, 1)], window=True) == [("vierweken", 1)]
    kinds = {1: "tier", 2: "uren", 3: "reeks", 4: "vierweken", 5: "telling", 6: "telling"}
    for test, kind in kinds.items():
        assert _influence([(NOV_3, 1)], outcomes=[(test, "nee")]) == [(kind, 1)]
        assert _influence([(NOV_3, 1)], outcomes=[(test, "ja"), (test % 6 + 1, "niet_te_bepalen")]) == []
    # Two counts are one kind.
    assert _influence([(NOV_3, 1)], outcomes=[(5, "nee"), (6, "nee")]) == [("telling", 1)]


# --- tiers of the SWV -------------------------------------------------------------------------------------------------


def test_pupils_and_minutes_of_each_tier() -> None:
    """A leerjaar is one digit and a kind of education one of a list: free text does not get out."""
    periods: Rows = (
        "leerling_nr integer, school_nr smallint, leerjaar varchar, onderwijssoort varchar, gepland_min integer,"
        " aanwezig_min integer, geoorloofd_min integer, ongeoorloofd_min integer, onbekend_min integer,"
        " afwezig_min integer",
        [
            (11, 1, " 1 ", "HAVO 1", 100, 90, 4, 3, 1, 9),
            (12, 1, "1", "havo", 200, 170, 14, 8, 6, 24),
            (13, 1, "Jan", "Jan", 10, 5, 1, 1, 3, 2),
            (14, 1, "1", "havo", 50, 50, 0, 0, 0, 0),
            (21, 2, None, None, 7, 7, 0, 0, 0, 0),
            (22, 2, "10", "havoklas", 9, 9, 0, 0, 0, 0),
        ],
    )
    tiers: Rows = (
        "leerling_nr integer, tier integer, tier_status varchar",
        [(11, 2, "zeker"), (12, 2, "zeker"), (14, 2, "zeker"), (13, None, "open"), (21, None, "geen_rooster"),
         (22, None, "te_weinig_gegevens")],
    )  # fmt: skip
    found = build_model(
        "mart_swv_tier",
        win_leerling_periode=periods,
        cls_tier=tiers,
        ref_school=SCHOOLS,
        # Pupil 14 moved, and is counted at the new school.
        win_elders_geteld=("leerling_nr integer", [(14,)]),
    )
    assert sorted(found) == [
        ("10AB00", "VO", "", "", "open", 1, 10, 5, 1, 1, 3, 2),
        ("10AB00", "VO", "1", "havo", "2", 2, 100 + 200, 90 + 170, 4 + 14, 3 + 8, 1 + 6, 9 + 24),
        ("20AB00", "PO", "", "", "te_weinig_gegevens", 2, 7 + 9, 7 + 9, 0, 0, 0, 0),
    ]


# --- patterns ---------------------------------------------------------------------------------------------------------


def _patterns(
    begins: list[tuple],
    parts: list[tuple] = [],  # noqa: B006
    *,
    least: int = 2,
    edges: list[tuple] = [],  # noqa: B006
    days: list[tuple] = [],  # noqa: B006
) -> list[tuple]:
    """Pupils a and b are on track 101 and c on 102 of school 1, d on 201 of school 2. Each track has two Mondays and a
    Tuesday; more of them in `days`. `begins` (pupil, day, absence of any kind begins), `parts` (pupil, first and last
    lesson missed), `edges` days of school 1 that border on a holiday."""
    monday, tuesday, next_monday = NOV_3, NOV_4, NOV_10
    usual = [
        (track, school, day)
        for track, school in ((101, 1), (102, 1), (201, 2))
        for day in (monday, tuesday, next_monday)
    ]
    school = {11: 1, 12: 1, 13: 1, 21: 2}
    found = build_model(
        "mart_patroon_leerling",
        win_traject_dag=("traject_nr integer, school_nr smallint, datum date", [*usual, *days]),
        win_vakantierand=("school_nr smallint, datum date", edges),
        win_verzuimbegin=(
            "leerling_nr integer, school_nr smallint, datum date, weekdag integer, begint boolean",
            [(pupil, school[pupil], day, day.isoweekday(), begint) for pupil, day, begint in begins],
        ),
        win_traject=(
            "leerling_nr integer, school_nr smallint, traject_nr integer",
            [(11, 1, 101), (12, 1, 101), (13, 1, 102), (21, 2, 201)],
        ),
        win_deeldag=(
            "leerling_nr integer, school_nr smallint, eerste_lesuur boolean, laatste_lesuur boolean",
            [(pupil, school[pupil], *missed) for pupil, *missed in parts],
        ),
        win_leerling=PUPILS,
        win_leerling_periode=("leerling_nr integer, klas varchar", [(11, "1A"), (12, "1B"), (13, "1C"), (21, "8")]),
        ref_school=SCHOOLS,
        ref_definitie=("patroon_minimum_keer integer", [(least,)]),
        ref_run=RUN,
    )
    return [(*row[1:-1], pytest.approx(row[-1])) for row in found]


def test_times_that_absence_began_by_weekday() -> None:
    """`a` three times, on Monday, Tuesday and Monday, `b` once on Monday, `d` of the other school on Tuesdays. At
    school 1 absence began 3 times on 2 + 2 + 3 Mondays of a pupil, so 3 / 7, and once on 3 Tuesdays, so 1 / 3. Of the
    days of `a` the Mondays weigh 2 * 3 / 7 = 18 / 21 and the Tuesday 1 / 3 = 7 / 21: 18 and 7 of 25 of what is
    expected. That one of the Mondays borders on a holiday changes nothing."""
    begins = [
        (11, NOV_3, True),
        (11, NOV_4, True),
        (11, NOV_10, True),
        (12, NOV_3, True),
        # No absence begins: only that without leave does.
        (13, NOV_4, False),
        (21, NOV_4, True),
        (21, NOV_4, True),
        (21, NOV_4, True),
    ]
    found = _patterns(begins, least=3, days=[(102, 1, date(2025, 11, 17))], edges=[(1, NOV_3)])
    assert [row for row in found if row[2] == "weekdag"] == [
        ("a", "1A", "weekdag", 1, 2, 3, 18 / 25),
        ("a", "1A", "weekdag", 2, 1, 3, 7 / 25),
        # At the other school never on a Monday.
        ("d", "8", "weekdag", 1, 0, 3, 0.0),
        ("d", "8", "weekdag", 2, 3, 3, 1.0),
    ]


@pytest.mark.parametrize(("least", "tested"), [(1, True), (2, True), (3, False)])
def test_who_was_seen_too_few_times_is_not_tested(least: int, tested: bool) -> None:
    """Two times each."""
    begins = [(11, NOV_3, True), (11, NOV_10, True)]
    parts = [(12, True, False), (12, True, False)]
    found = {row[0] for row in _patterns(begins, parts, least=least)}
    assert found == ({"a", "b"} if tested else set())


def test_days_of_the_school_year_up_to_the_peildatum_are_chances() -> None:
    """Track 101 also has lessons on its first day and on the peildatum, and on the days before and after these."""
    run_days = [YEAR - DAY, YEAR, PEILDATUM, PEILDATUM + DAY]
    days = [(101, 1, day) for day in run_days]
    begins = [(11, NOV_3, True), (11, NOV_3, True), (11, YEAR, True), (11, PEILDATUM, True)]
    # Per day at school 1: Mondays 2 / 6. 1 August and 28 November are Fridays: two of each of two pupils, 2 / 4.
    # Weights of `a`: Mondays 2 * 2 / 6 = 2 / 3, Tuesday 0, Fridays 2 * 2 / 4 = 1: together 5 / 3.
    assert _patterns(begins, days=days) == [
        ("a", "1A", "weekdag", 1, 2, 4, (2 / 3) / (5 / 3)),
        ("a", "1A", "weekdag", 2, 0, 4, 0.0),
        ("a", "1A", "weekdag", 5, 2, 4, 1 / (5 / 3)),
    ]


def test_times_that_absence_began_next_to_a_holiday() -> None:
    """4 November borders on one at school 1: 3 days of pupils, on which absence began once; 2 + 2 + 3 others, 3 times.
    `a` has one such day, that weighs 1 / 3 = 7 / 21, and two others, 2 * 3 / 7 = 18 / 21. At the other school the 4th
    is a day like all, and the 3rd is not."""
    begins = [(11, NOV_3, True), (11, NOV_4, True), (11, NOV_10, True), (12, NOV_3, True),
              (21, NOV_3, True), (21, NOV_4, True)]  # fmt: skip
    found = _patterns(begins, edges=[(1, NOV_4), (2, NOV_3)], days=[(102, 1, date(2025, 11, 5))])
    assert [row for row in found if row[2] == "rond_vakantie"] == [
        ("a", "1A", "rond_vakantie", 1, 1, 3, 7 / 25),
        # The other school: 1 on 1 day, and 1 on 2 days.
        ("d", "8", "rond_vakantie", 1, 1, 2, 1 / 2),
    ]


def test_first_and_last_lessons_missed() -> None:
    """At school 1 the first lesson was missed on 3 of 5 days in part, the last one on 1 of 5."""
    parts = [
        (11, True, False),
        (11, True, True),
        (12, False, False),
        (12, True, False),
        (13, False, False),
        (21, False, True),
        (21, False, True),
    ]
    assert _patterns([], parts) == [
        ("a", "1A", "eerste_lesuur", 0, 2, 2, 3 / 5),
        ("a", "1A", "laatste_lesuur", 0, 1, 2, 1 / 5),
        ("b", "1B", "eerste_lesuur", 0, 1, 2, 3 / 5),
        ("b", "1B", "laatste_lesuur", 0, 0, 2, 1 / 5),
        ("d", "8", "eerste_lesuur", 0, 0, 2, 0.0),
        ("d", "8", "laatste_lesuur", 0, 2, 2, 1.0),
    ]
