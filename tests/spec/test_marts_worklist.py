"""The work list (contract 2.10) model by model, on rows written down here: what is asked, by when, and what is done.

Peildatum Thursday 1 January 2026, period from 2 September 2025, school year from 1 August. Pupils 11 and 12 are of a
school under `noord`, 21 of one under `twente`.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.lib.models import Rows, build_model

PEILDATUM, PERIOD, YEAR = date(2026, 1, 1), date(2025, 9, 2), date(2025, 8, 1)
RUN: Rows = ("peildatum date, periode_van date, schooljaar_van date", [(PEILDATUM, PERIOD, YEAR)])
SCHOOLS: Rows = (
    "school_nr smallint, school varchar, protocol varchar, sector varchar",
    [(1, "10AB00", "noord", "VO"), (2, "20AB00", "twente", "PO")],
)
PUPILS: Rows = (
    "leerling_nr integer, leerling varchar, school_nr smallint", [(11, "a", 1), (12, "b", 1), (21, "a", 2)],
)  # fmt: skip
DUTY = "leerling_nr integer, van date, tot date, plicht varchar"
IN_PERIOD: Rows = ("leerling_nr integer", [(11,), (12,), (21,)])
NOV_3, NOV_4, NOV_5, NOV_10, NOV_11 = (date(2025, 11, day) for day in (3, 4, 5, 10, 11))
SEP_1, OCT_1, DEC_1 = date(2025, 9, 1), date(2025, 10, 1), date(2025, 12, 1)
DEFINITIONS: Rows = (
    "duo_termijn_werkdagen integer, mdo_eerste_weken integer, mdo_herhaling_weken integer, evaluatie_weken integer",
    [(5, 3, 6, 6)],
)
ACTS: Rows = (
    "actie varchar, registerkolom varchar, vlagkolom varchar, meldsoort varchar, grootboek boolean, per_keer boolean,"
    " elders_begonnen varchar",
    [
        ("gesprek", "gesprek_datum", None, None, False, False, None),
        ("brief", None, None, None, False, False, None),
        ("plan_van_aanpak", "plan_datum", "plan_van_aanpak", None, False, False, None),
        ("mdo", "mdo_datum", None, None, False, False, "vorige school"),
        ("evaluatie", "evaluatie_datum", None, None, False, False, None),
        ("jgz", "jgz_datum", None, None, False, False, None),
        ("spreekuur", "spreekuur_datum", None, None, False, False, None),
        ("duo_16uur", None, None, "16uur", True, False, None),
        ("duo_lrv", None, None, "lrv", True, False, None),
        ("duo_luxe", None, None, "luxe", False, True, None),
        ("duo_overig", None, None, "overig", False, False, None),
        ("inspectie_schorsing", None, None, None, False, True, None),
        ("opnemen_msa", None, None, None, False, False, None),
    ],
)
# Monday to Friday from 1 September to 31 January, without the two days of Christmas and New Year's Day.
_DAYS = [SEP_1 + timedelta(days=number) for number in range(153)]
_FREE = (date(2025, 12, 25), date(2025, 12, 26), PEILDATUM)
_WORKING = [day for day in _DAYS if day.isoweekday() <= 5 and day not in _FREE]
# Five working days after the last one up to each day.
TERMS: Rows = (
    "datum date, uiterste_meldatum date",
    [(day, [later for later in _WORKING if later > day][4]) for day in _DAYS if day <= PEILDATUM],
)


# --- occasions --------------------------------------------------------------------------------------------------------


def test_a_suspension_is_a_row_of_days() -> None:
    """Days 4, 5 and 7: one lesson of a day makes the day, a day between cuts, another kind is none."""
    recorded: Rows = (
        "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, soort varchar",
        [
            (11, 1, NOV_3, 4, "schorsing"),
            (11, 1, NOV_3, 4, "schorsing"),
            (11, 1, NOV_4, 5, "schorsing"),
            (11, 1, NOV_5, 6, "ziek"),
            (11, 1, NOV_10, 7, "schorsing"),
            (12, 1, NOV_4, 5, "schorsing"),
        ],
    )
    assert sorted(build_model("win_schorsing", win_registratie=recorded)) == [
        (11, 1, NOV_3, NOV_4),
        (11, 1, NOV_10, NOV_10),
        (12, 1, NOV_4, NOV_4),
    ]


def test_what_gives_occasion_to_work() -> None:
    """A run rule tells its run, also one without a signal (D30). What does not hold, or nobody can tell, asks nothing.
    A rule that held before the school year alone: the last day of its window. The duty is that of the last day on which
    it holds: of pupil 11 that changes on 6 November, of 21 on 4 November. Luxury leave of an earlier school year
    counts when it reaches into the period; here that begins later, on 1 August."""
    asked: Rows = (
        "school_nr smallint, toets_nr integer, maat varchar, regel varchar, werkregel varchar",
        [
            (1, 1, "reeks", "A", None),
            (1, 1, "reeks", None, "W"),
            (1, 2, "te_laat_schooljaar", "B", None),
            (1, 3, "te_laat_schooljaar", None, None),
            (2, 4, "reeks", "C", None),
        ],
    )
    outcomes: Rows = (
        "leerling_nr integer, school_nr smallint, toets_nr integer, uitkomst varchar, eerste_datum date,"
        " in_periode boolean, op_peildatum boolean, venster_van date, venster_tot date, laatste_dag date",
        [
            (11, 1, 1, "ja", NOV_10, True, True, OCT_1, DEC_1, PEILDATUM),
            (11, 1, 2, "ja", None, False, True, NOV_3, NOV_5, NOV_5),
            (11, 1, 3, "ja", NOV_3, True, True, NOV_3, NOV_5, NOV_5),
            (12, 1, 1, "niet_te_bepalen", None, False, False, None, None, NOV_5),
            (12, 1, 2, "nee", None, False, False, None, None, NOV_5),
            (21, 2, 4, "ja", NOV_4, True, False, OCT_1, NOV_11, NOV_11),
        ],
    )
    days = "leerling_nr integer, school_nr smallint, begindatum date, einddatum date"
    july, august = date(2025, 7, 31), YEAR
    found = build_model(
        "cls_aanleiding",
        cls_vraag=asked,
        cls_uitkomst=outcomes,
        win_luxe=(days, [(11, 1, july, july), (12, 1, july, august), (99, 1, NOV_3, NOV_3)]),
        win_schorsing=(days, [(21, 2, NOV_3, NOV_4)]),
        ref_run=RUN,
        win_leerling_periode=IN_PERIOD,
        cls_plicht=(
            DUTY,
            [
                (11, date.min, date(2025, 11, 6), "verplicht"),
                (11, date(2025, 11, 6), date.max, "rmc"),
                (12, date.min, august, "geen"),
                (12, august, date.max, "verplicht"),
                (21, date.min, NOV_4, "verplicht"),
                (21, NOV_4, date.max, "rmc"),
            ],
        ),
    )
    assert sorted(found, key=str) == [
        (11, 1, "regel", "A", NOV_10, None, True, True, OCT_1, True, "rmc"),
        (11, 1, "regel", "B", NOV_5, None, False, True, None, False, "verplicht"),
        (11, 1, "regel", "W", NOV_10, None, True, True, OCT_1, True, "rmc"),
        (12, 1, "luxe", None, july, august, False, True, None, False, "verplicht"),
        (21, 2, "regel", "C", NOV_4, None, True, False, OCT_1, False, "rmc"),
        (21, 2, "schorsing", None, NOV_3, NOV_4, True, True, None, False, "rmc"),
    ]


def test_the_period_before_the_new_school_year_keeps_its_luxury_leave() -> None:
    """On 1 September the period reaches back to 2 June: leave in June is told, of before it is not."""
    days = "leerling_nr integer, school_nr smallint, begindatum date, einddatum date"
    first = date(2025, 6, 2)
    found = build_model(
        "cls_aanleiding",
        cls_vraag=("school_nr smallint, toets_nr integer, maat varchar, regel varchar, werkregel varchar", []),
        cls_uitkomst=(
            "leerling_nr integer, school_nr smallint, toets_nr integer, uitkomst varchar, eerste_datum date,"
            " in_periode boolean, op_peildatum boolean, venster_van date, venster_tot date, laatste_dag date",
            [],
        ),
        win_luxe=(days, [(11, 1, first, first), (12, 1, first - timedelta(days=1), first - timedelta(days=1))]),
        win_schorsing=(days, []),
        ref_run=("peildatum date, periode_van date, schooljaar_van date", [(date(2025, 9, 1), first, YEAR)]),
        win_leerling_periode=IN_PERIOD,
        cls_plicht=(DUTY, [(number, date.min, date.max, "verplicht") for number in (11, 12)]),
    )
    assert [row[0] for row in found] == [11]


# --- what is asked ----------------------------------------------------------------------------------------------------

ASKS = (
    "protocol varchar, sector varchar, aanleiding varchar, regel varchar, rol varchar, actie varchar,"
    " hele_periode boolean, per_schooljaar boolean, binnen_regio boolean, zwaarte tinyint, toelichting varchar,"
    " bron varchar"
)
REGION: Rows = (
    "leerling_nr integer, regio varchar", [(11, "binnen"), (12, "buiten"), (13, "onbekend"), (14, "buiten")],
)  # fmt: skip
OCCASIONS = (
    "leerling_nr integer, school_nr smallint, aanleiding varchar, regel varchar, sinds date, tot date,"
    " in_periode boolean, op_peildatum boolean, reeks_van date, reeks_loopt boolean, plicht varchar"
)
# An act of the attendance officer is for who is verplicht, any other for everybody.
DUTIES: Rows = (
    "rol varchar, actie varchar, plicht varchar",
    [
        (role, act[0], duty)
        for role in ("mentor", "oco", "swv", "school", "lpa")
        for act in ACTS[1]
        for duty in ("verplicht", "geen")
        if role != "lpa" or duty == "verplicht"
    ],
)


WITHOUT_RULE = (
    "leerling_nr integer, school_nr smallint, aanleiding varchar, rol varchar, actie varchar, sinds date,"
    " regel varchar, zwaarte tinyint, toelichting varchar, bron varchar"
)


def ask(
    occasions: list[tuple], asks: list[tuple], *, without: tuple[tuple, ...] = (), reports: tuple[int, ...] = ()
) -> list[tuple]:
    """Rows of cls_werk_gevraagd, in order; `reports`: pupils with a report of the ledger."""
    found = build_model(
        "cls_werk_gevraagd",
        cls_aanleiding=(OCCASIONS, occasions),
        cls_werk_zonder_regel=(WITHOUT_RULE, list(without)),
        cls_werk_melding=("leerling_nr integer", [(number,) for number in reports]),
        win_regio=REGION,
        ref_werk_plicht=DUTIES,
        ref_school=SCHOOLS,
        ref_werk=(ASKS, asks),
        ref_actie=ACTS,
    )
    return sorted(found, key=str)


def rule(regel: str, actie: str, *, rol: str = "oco", whole: bool = False, group: int = 5, **cells: Any) -> tuple:
    """One row of ref_werk: a rule of noord, VO, that asks."""
    where = (cells.get("protocol", "noord"), cells.get("sector", "VO"), cells.get("aanleiding", "regel"))
    once, inside = cells.get("once", False), cells.get("inside", False)
    words = (cells.get("woorden"), cells.get("bron", f"bron {regel}"))
    return (*where, regel, rol, actie, whole, once, inside, group, *words)


def holds(regel: str, sinds: date, *, now: bool = True, run: date | None = None, duty: str = "verplicht") -> tuple:
    """Rule `regel` of pupil 11 holds from `sinds`; `run`: the first day of the run it looks at."""
    return (11, 1, "regel", regel, sinds, None, True, now, run, run is not None and now, duty)


def test_what_is_for_who_is_under_a_duty_is_not_asked_of_others() -> None:
    asks = [rule("A", "gesprek", rol="lpa"), rule("A", "gesprek", rol="mentor")]
    assert [row[2] for row in ask([holds("A", NOV_3)], asks)] == ["lpa", "mentor"]
    assert [row[2] for row in ask([holds("A", NOV_3, duty="geen")], asks)] == ["mentor"]


def test_what_two_rules_ask_stands_once_with_the_earliest_days() -> None:
    """B holds first, and its run began first; of the groups the heaviest counts. Another role is other work."""
    found = ask(
        [holds("A", NOV_10, run=NOV_4), holds("B", NOV_5, run=OCT_1), holds("C", NOV_3)],
        [rule("A", "mdo", group=3), rule("B", "mdo", group=2, woorden="w"), rule("C", "mdo", rol="swv")],
    )
    assert found == [
        (11, 1, "oco", "mdo", NOV_5, None, "A,B", 2, "w", "bron A; bron B", OCT_1, True, False),
        (11, 1, "swv", "mdo", NOV_3, None, "C", 5, None, "bron C", None, False, False),
    ]


def test_what_is_for_pupils_of_the_region_is_not_asked_of_others() -> None:
    """Pupil 12 lives outside; of 13 it is not known, and a child may not disappear."""
    occasions = [(number, *holds("A", NOV_3)[1:]) for number in (11, 12, 13)]
    asks = [rule("A", "spreekuur", rol="lpa", inside=True), rule("A", "gesprek")]
    assert [(row[0], row[3]) for row in ask(occasions, asks)] == [
        (11, "spreekuur"),
        (11, "gesprek"),
        (12, "gesprek"),
        (13, "spreekuur"),
        (13, "gesprek"),
    ]


def test_once_in_a_school_year_is_enough_where_one_rule_says_so() -> None:
    once, often = rule("A", "spreekuur", once=True), rule("B", "spreekuur")
    assert [row[12] for row in ask([holds("A", NOV_3), holds("B", NOV_3)], [once, often])] == [True]
    assert [row[12] for row in ask([holds("B", NOV_3)], [often])] == [False]


def test_words_of_two_rules_stand_side_by_side() -> None:
    asks = [rule("A", "brief", woorden="tweede"), rule("B", "brief", woorden="eerste"), rule("C", "brief")]
    found = ask([holds(name, NOV_3) for name in "ABC"], asks)
    assert [row[6:9] for row in found] == [("A,B,C", 5, "eerste; tweede")]


def test_an_act_that_held_in_the_period_alone_stands_only_where_it_is_for_the_whole_period() -> None:
    past, now = holds("A", NOV_3, now=False), holds("A", NOV_3)
    for whole, occasion, count in ((False, past, 0), (True, past, 1), (False, now, 1), (True, now, 1)):
        assert len(ask([occasion], [rule("A", "plan_van_aanpak", whole=whole)])) == count
    # Held neither in the period nor now: nothing, for whatever it is.
    gone = (*past[:6], False, False, None, False, "verplicht")
    assert ask([gone], [rule("A", "plan_van_aanpak", whole=True)]) == []


def test_only_the_rule_set_and_sector_of_the_school_ask() -> None:
    found = ask(
        [holds("A", NOV_3)],
        [rule("A", "brief", protocol="twente"), rule("A", "gesprek", sector="PO"), rule("B", "mdo"), rule("A", "jgz")],
    )
    assert [row[3] for row in found] == ["jgz"]


def test_reports_of_the_ledger_are_not_here_nor_an_occasion_of_another_kind() -> None:
    asks = [rule("A", "duo_16uur"), rule("A", "duo_lrv"), rule("A", "opnemen_msa", aanleiding="tier")]
    assert ask([holds("A", NOV_3)], asks) == []
    assert [row[3] for row in ask([holds("A", NOV_3)], [*asks, rule("A", "duo_overig")])] == ["duo_overig"]


def test_luxury_leave_is_reported_each_time_and_talked_about_once() -> None:
    occasions = [
        (11, 1, "luxe", None, NOV_3, NOV_4, True, True, None, False, "verplicht"),
        (11, 1, "luxe", None, NOV_10, NOV_11, True, True, None, False, "verplicht"),
    ]
    asks = [
        rule("L", "duo_luxe", rol="school", aanleiding="luxe"),
        rule("L", "gesprek", rol="mentor", aanleiding="luxe"),
        rule("S", "inspectie_schorsing", rol="school", aanleiding="schorsing"),
    ]
    assert [row[2:7] for row in ask(occasions, asks)] == [
        ("mentor", "gesprek", NOV_3, NOV_11, "L"),
        ("school", "duo_luxe", NOV_10, NOV_11, "L"),
        ("school", "duo_luxe", NOV_3, NOV_4, "L"),
    ]


def stands(occasion: str, *, pupil: int = 11, since: date = PERIOD, words: str | None = None) -> tuple:
    """What stands without a rule."""
    regel = "tier3" if occasion == "tier" else occasion
    return (pupil, 1, occasion, "oco", "opnemen_msa", since, regel, 5, words, f"bron {regel}")


def test_a_pupil_in_tier_3_of_whom_nothing_is_asked_is_taken_up_in_the_msa() -> None:
    """Of 11 something is asked, of 13 a report is due, of 14 neither."""
    found = ask(
        [holds("A", NOV_3)],
        [rule("A", "gesprek")],
        without=tuple(stands("tier", pupil=number) for number in (11, 13, 14)),
        reports=(13,),
    )
    assert [(row[0], *row[2:5], row[6], row[9]) for row in found] == [
        (11, "oco", "gesprek", NOV_3, "A", "bron A"),
        (14, "oco", "opnemen_msa", PERIOD, "tier3", "bron tier3"),
    ]


def test_little_lesson_time_stands_beside_what_the_rules_ask() -> None:
    """In one row where a rule asks the same of the same role: with the earliest day, all rules and all words."""
    little, away = stands("weinig_les", words="weinig"), stands("elders", words="elders")
    (row,) = ask([holds("A", NOV_3)], [rule("A", "opnemen_msa", group=3, woorden="w")], without=(little, away))
    assert row == (
        *(11, 1, "oco", "opnemen_msa", PERIOD, None, "A,elders,weinig_les", 3),
        *("elders; w; weinig", "bron A; bron elders; bron weinig_les", None, False, False),
    )
    found = ask([holds("A", NOV_3)], [rule("A", "gesprek")], without=(little,), reports=(11,))
    assert [(row[3], row[6]) for row in found] == [("gesprek", "A"), ("opnemen_msa", "weinig_les")]
    # It is no rule: tier 3 is told too.
    (row,) = ask([], [], without=(stands("tier"), little))
    assert (row[6], row[8]) == ("tier3,weinig_les", "weinig")


def build_without_rule(
    *, planned: int = 6000, elsewhere: int = 0, full: int | None = 6000, little: bool | None = False, tier: int = 1
) -> list[tuple]:
    """Rows of cls_werk_zonder_regel of one pupil: aanleiding, regel, toelichting; the others are looked at here."""
    words = {
        "tier": None,
        "weinig_les": "{les} van {vol} uur, minder dan {procent} %",
        "elders": "{elders} van {gepland} uur elders",
    }
    asks = [
        rule("tier3" if name == "tier" else name, "opnemen_msa", aanleiding=name, woorden=words[name]) for name in words
    ]
    # Of another rule set or sector, or on the outcome of a rule.
    others = [
        rule("X", "brief", aanleiding=name, **where)
        for name in (*words, "regel")
        for where in ({"protocol": "twente"}, {"sector": "PO"}, {"protocol": "twente", "sector": "PO"})
    ]
    others.append(rule("X", "brief", aanleiding="regel"))
    found = build_model(
        "cls_werk_zonder_regel",
        cls_tier=("leerling_nr integer, tier integer", [(11, tier), (12, None)]),
        win_vol_rooster=(
            "leerling_nr integer, vol_min integer, weinig_les boolean",
            [(11, full, little), (12, None, None)],
        ),
        win_leerling_periode=(
            "leerling_nr integer, school_nr smallint, gepland_min integer, elders_min integer",
            [(11, 1, planned, elsewhere), (12, 1, 0, 0)],
        ),
        ref_school=SCHOOLS,
        ref_werk=(ASKS, [*asks, *others]),
        ref_definitie=("weinig_les_pct integer", [(60,)]),
        ref_run=RUN,
    )
    for row in found:
        assert row[:2] == (11, 1)
        assert row[3:6] == ("oco", "opnemen_msa", PERIOD)
        assert (row[7], row[9]) == (5, f"bron {row[6]}")
    return sorted((row[2], row[6], row[8]) for row in found)


def test_what_stands_without_a_rule() -> None:
    """6000 minutes are 100 hours; half of 6000 is 3000."""
    assert build_without_rule() == []
    assert build_without_rule(little=None, full=None) == []
    assert build_without_rule(tier=3) == [("tier", "tier3", None)]
    assert build_without_rule(tier=2) == []
    assert build_without_rule(elsewhere=3000) == []
    assert build_without_rule(elsewhere=2999) == []
    # 3001 minutes are 50 hours and one minute.
    assert build_without_rule(elsewhere=3001) == [("elders", "elders", "50 van 100 uur elders")]
    assert build_without_rule(planned=0, elsewhere=0, full=6000, little=True) == [
        ("weinig_les", "weinig_les", "0 van 100 uur, minder dan 60 %")
    ]


@pytest.mark.parametrize(
    ("planned", "elsewhere", "words"),
    [
        # 6000 minutes are 100 hours, 29 more still are, 30 more are 101; so 3600 are 60.
        (6029, 3629, "60 van 100 uur elders"),
        (6030, 3629, "60 van 101 uur elders"),
        (6029, 3630, "61 van 100 uur elders"),
    ],
)
def test_the_figures_of_lessons_elsewhere_are_whole_hours(planned: int, elsewhere: int, words: str) -> None:
    assert build_without_rule(planned=planned, elsewhere=elsewhere) == [("elders", "elders", words)]


@pytest.mark.parametrize(("full", "hours"), [(6029, 100), (6030, 101)])
def test_a_full_timetable_is_told_in_whole_hours(full: int, hours: int) -> None:
    """3000 minutes are 50 hours."""
    (row,) = build_without_rule(planned=3000, full=full, little=True)
    assert row[2] == f"50 van {hours} uur, minder dan 60 %"


@pytest.mark.parametrize(
    ("planned", "elsewhere", "hours"),
    [
        (3000, 0, "50"),  # 50 x 60
        (3029, 0, "50"),
        (3030, 0, "51"),  # half an hour up
        (3000, 600, "40"),  # 2400 at school
    ],
)
def test_the_figures_of_little_lesson_time_are_whole_hours(planned: int, elsewhere: int, hours: str) -> None:
    (row,) = build_without_rule(planned=planned, elsewhere=elsewhere, little=True)
    assert row == ("weinig_les", "weinig_les", f"{hours} van 100 uur, minder dan 60 %")


# --- reports of the ledger --------------------------------------------------------------------------------------------


def test_every_report_that_is_due_is_work_and_a_match_does_it() -> None:
    """Of pupil 11 two reports of sixteen hours and a run that goes on; of 12 a report of an adult: not for the LPA."""
    reports: Rows = (
        "leerling_nr integer, school_nr smallint, meldsoort varchar, einddatum date, uiterste_meldatum date,"
        " plicht varchar",
        [
            (11, 1, "16uur", NOV_3, NOV_10, "verplicht"),
            (11, 1, "16uur", NOV_11, date(2025, 11, 18), "verplicht"),
            (11, 1, "lrv", None, date(2025, 12, 8), "verplicht"),
            (12, 1, "16uur", NOV_3, NOV_10, "rmc"),
            (12, 1, "16uur", NOV_4, NOV_11, "geen"),
            (12, 1, "16uur", NOV_5, NOV_11, "niet_te_bepalen"),
        ],
    )
    ledger: Rows = (
        "leerling_nr integer, meldsoort varchar, datum date, loopt boolean, meldbaar_op date",
        [
            (11, "16uur", NOV_3, False, NOV_3),
            (11, "16uur", NOV_11, False, NOV_11),
            # The run goes on up to the last day, four lesweken were full on 1 December.
            (11, "lrv", date(2025, 12, 19), True, DEC_1),
        ],
    )
    matches: Rows = (
        "leerling_nr integer, meldsoort varchar, einddatum date, gemeld_op date",
        [(11, "16uur", NOV_11, date(2025, 11, 20)), (11, "lrv", NOV_3, DEC_1)],
    )
    asks = [
        rule("R2", "duo_16uur", rol="school"),
        rule("R1", "duo_16uur", rol="school"),
        rule("R3", "duo_lrv", rol="school"),
        rule("T1", "duo_lrv", rol="school", protocol="twente", sector="PO"),
        rule("R1", "gesprek"),
    ]
    found = build_model(
        "cls_werk_melding",
        cls_duo_melding=reports,
        cls_duo_grootboek=ledger,
        cls_duo_treffer=matches,
        ref_werk=(ASKS, asks),
        ref_actie=ACTS,
        ref_school=SCHOOLS,
    )
    both = ("R1,R2", "bron R1; bron R2")
    assert sorted(found, key=str) == [
        (11, 1, "school", "duo_16uur", NOV_11, *both, date(2025, 11, 18), date(2025, 11, 20)),
        (11, 1, "school", "duo_16uur", NOV_3, *both, NOV_10, None),
        (11, 1, "school", "duo_lrv", DEC_1, "R3", "bron R3", date(2025, 12, 8), None),
    ]


# --- by when ----------------------------------------------------------------------------------------------------------

WANTED = (
    "leerling_nr integer, school_nr smallint, rol varchar, actie varchar, sinds date, tot date, regels varchar,"
    " zwaarte tinyint, toelichting varchar, bron varchar, reeks_van date, reeks_loopt boolean, per_schooljaar boolean"
)
REGISTER = (
    "leerling_nr integer, plan_van_aanpak boolean, plan_datum date, mdo_datum date, evaluatie_datum date,"
    " eerste_afmelding date, gesprek_datum date, jgz_datum date, spreekuur_datum date, afgesloten_op date"
)


def register(leerling_nr: int = 11, **cells: Any) -> Rows:
    """The register with one pupil; cells by name."""
    names = [column.split()[0] for column in REGISTER.split(", ")]
    return (REGISTER, [tuple({"leerling_nr": leerling_nr, **cells}.get(name) for name in names)])


def want(
    actie: str,
    sinds: date,
    *,
    run: date | None = None,
    goes_on: bool = True,
    tot: date | None = None,
    once: bool = False,
) -> tuple:
    return (11, 1, "oco", actie, sinds, tot, "A", 5, None, "bron", run, run is not None and goes_on, once)


def test_from_which_day_on_it_counts_as_done() -> None:
    """The school year of the last measured day began on 1 August; a rule can hold since before such a day."""
    wanted = (want("spreekuur", NOV_3, once=True), want("jgz", NOV_3))
    assert {row[3]: row[12] for row in build_work(*wanted)} == {"spreekuur": YEAR, "jgz": NOV_3}
    later: Rows = ("school_nr smallint, schooljaar_van date", [(1, NOV_4)])
    assert [row[12] for row in build_work(want("spreekuur", NOV_3, once=True), win_meting=later)] == [NOV_3]


MOVES = "naar_nr integer, eerste_lesdag date, sluit_aan boolean"


def plan(*wanted: tuple, known: Rows | None = None, **tables: Rows) -> list[tuple]:
    """Rows of cls_werk, in order: actie, sinds, uiterste_datum, na_mdo."""
    return sorted((row[3], row[4], row[10], row[11]) for row in build_work(*wanted, known=known, **tables))


def build_work(*wanted: tuple, known: Rows | None = None, **tables: Rows) -> list[tuple]:
    return build_model(
        "cls_werk",
        **{
            "cls_werk_gevraagd": (WANTED, list(wanted)),
            "ref_actie": ACTS,
            "ref_run": RUN,
            "ref_definitie": DEFINITIONS,
            "win_meldtermijn": TERMS,
            "win_register": known or (REGISTER, []),
            "win_meting": ("school_nr smallint, schooljaar_van date", [(1, YEAR), (2, NOV_10)]),
            "win_overstap_gevolgd": (MOVES, []),
            **tables,
        },
    )


def test_the_first_mdo_is_three_weeks_after_the_first_notice_else_after_the_first_day_of_the_run() -> None:
    """1 October + 21 days = 22 October; 3 November + 21 = 24 November; neither known: no last day."""
    mdo = want("mdo", NOV_10, run=OCT_1)
    assert plan(mdo) == [("mdo", NOV_10, date(2025, 10, 22), False)]
    assert plan(mdo, known=register(eerste_afmelding=NOV_3)) == [("mdo", NOV_10, date(2025, 11, 24), False)]
    assert plan(want("mdo", NOV_10)) == [("mdo", NOV_10, None, False)]
    assert plan(want("mdo", NOV_10), known=register(eerste_afmelding=NOV_3)) == [
        ("mdo", NOV_10, date(2025, 11, 24), False)
    ]
    # The register of another pupil says nothing of this one.
    assert plan(mdo, known=register(12, eerste_afmelding=NOV_3)) == [("mdo", NOV_10, date(2025, 10, 22), False)]


@pytest.mark.parametrize(
    ("came", "words"),
    [
        # The run began on 1 October: before the pupil came, on that day, and after it.
        (date(2025, 10, 2), "vorige school"),
        (OCT_1, None),
        (date(2025, 9, 30), None),
    ],
)
def test_an_mdo_says_that_its_run_began_at_an_earlier_school(came: date, words: str | None) -> None:
    """It can be late on the day the pupil comes (contract 2.9, 2.10)."""
    mdo = want("mdo", NOV_10, run=OCT_1)
    moved: Rows = (MOVES, [(11, came, True), (12, NOV_3, True)])

    def tell(*wanted: tuple, known: Rows | None = None, moves: Rows = moved) -> list[tuple]:
        built = build_work(*wanted, known=known, win_overstap_gevolgd=moves)
        return sorted((row[3], row[11], row[8]) for row in built)

    assert tell(mdo) == [("mdo", False, words)]
    # Beside the words of the protocol; of another act nothing.
    own = (*mdo[:8], "eigen", *mdo[9:])
    assert tell(own) == [("mdo", False, f"eigen; {words}" if words else "eigen")]
    assert tell(want("plan_van_aanpak", NOV_10, run=OCT_1)) == [("plan_van_aanpak", False, None)]
    # Counted from the first notice, or from the last MDO; the move is not followed; no run is known.
    assert tell(mdo, known=register(eerste_afmelding=NOV_3)) == [("mdo", False, None)]
    assert tell(mdo, known=register(mdo_datum=NOV_11)) == [("mdo", False, words), ("mdo", True, None)]
    assert tell(mdo, moves=(MOVES, [(11, came, False)])) == [("mdo", False, None)]
    assert tell(want("mdo", NOV_10)) == [("mdo", False, None)]


@pytest.mark.parametrize(
    ("held", "goes_on", "follows"),
    [
        (date(2025, 11, 9), True, []),  # the day before the rule held: not this one
        (NOV_11, True, [("mdo", NOV_11, date(2025, 12, 23), True)]),  # 11 November + 42 days
        (NOV_11, False, []),  # the child is back
        (PEILDATUM, True, [("mdo", PEILDATUM, date(2026, 2, 12), True)]),  # 1 January + 42 days
        (date(2026, 1, 2), True, []),  # only planned
    ],
)
def test_the_next_mdo_is_six_weeks_after_the_last_while_the_run_goes_on(
    held: date, goes_on: bool, follows: list[tuple]
) -> None:
    mdo = want("mdo", NOV_10, run=OCT_1, goes_on=goes_on)
    first = ("mdo", NOV_10, date(2025, 10, 22), False)
    assert plan(mdo, known=register(mdo_datum=held)) == [first, *follows]


def test_an_mdo_on_the_first_day_gives_way_to_the_next_one() -> None:
    """Both would stand under one key: the open one stands, 10 November + 42 days."""
    found = plan(want("mdo", NOV_10, run=OCT_1), known=register(mdo_datum=NOV_10))
    assert found == [("mdo", NOV_10, date(2025, 12, 22), True)]


@pytest.mark.parametrize(
    ("held", "due"),
    [
        (None, None),
        (date(2025, 9, 30), None),  # before this absence began
        (OCT_1, date(2025, 11, 12)),  # its first day; 1 October + 42 days
        (NOV_11, date(2025, 12, 23)),
        (date(2026, 1, 2), None),  # only planned
    ],
)
def test_an_mdo_is_evaluated_within_six_weeks(held: date | None, due: date | None) -> None:
    found = plan(want("evaluatie", NOV_10, run=OCT_1), known=register(mdo_datum=held))
    assert found == [("evaluatie", NOV_10, due, False)]


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (NOV_3, NOV_10),  # Monday: five working days later is Monday
        (date(2025, 11, 7), date(2025, 11, 14)),  # Friday
        (date(2025, 11, 8), date(2025, 11, 14)),  # Saturday counts from the Friday before
        (date(2025, 12, 22), date(2025, 12, 31)),  # 23, 24, 29, 30, 31: Christmas is no working day
    ],
)
def test_luxury_leave_and_other_absence_are_reported_within_five_working_days(since: date, due: date) -> None:
    for act in ("duo_luxe", "duo_overig"):
        assert plan(want(act, since)) == [(act, since, due, False)]
    assert plan(want("gesprek", since)) == [("gesprek", since, None, False)]


# --- done -------------------------------------------------------------------------------------------------------------

REPORTED = "leerling_nr integer, meldsoort varchar, begindatum date, einddatum date, gemeld_op date"


def find_done(
    actie: str,
    *,
    known: Rows | None = None,
    reported: tuple = (),
    follows: bool = False,
    counts_from: date = NOV_4,
) -> list[date | None]:
    """gedaan_op of the one thing that is asked from 4 up to 5 November on; nothing when it is not done."""
    work = "leerling_nr integer, rol varchar, actie varchar, sinds date, tot date, na_mdo boolean, gedaan_vanaf date"
    found = build_model(
        "cls_werk_gedaan",
        cls_werk=(work, [(11, "oco", actie, NOV_4, NOV_5, follows, counts_from)]),
        ref_actie=ACTS,
        ref_run=RUN,
        win_register=known or (REGISTER, []),
        win_duo_gemeld=(REPORTED, [(11, *reported)] if reported else []),
    )
    return [row[4] for row in found]


@pytest.mark.parametrize(
    ("act", "column"),
    [
        ("gesprek", "gesprek_datum"),
        ("mdo", "mdo_datum"),
        ("evaluatie", "evaluatie_datum"),
        ("jgz", "jgz_datum"),
        ("spreekuur", "spreekuur_datum"),
    ],
)
def test_a_day_of_the_register_does_it_from_the_first_day_on(act: str, column: str) -> None:
    assert find_done(act, known=register(**{column: NOV_3})) == []
    assert find_done(act, known=register(**{column: NOV_4})) == [NOV_4]
    assert find_done(act, known=register(**{column: NOV_5})) == [NOV_5]
    # On the peildatum it is done, the day after it is a plan.
    assert find_done(act, known=register(**{column: PEILDATUM})) == [PEILDATUM]
    assert find_done(act, known=register(**{column: date(2026, 1, 2)})) == []
    assert find_done(act, known=register(12, **{column: NOV_5})) == []
    # No other day does it.
    assert find_done("brief", known=register(**{column: NOV_5})) == []


def test_what_is_enough_once_in_a_school_year_was_done_on_any_day_of_it() -> None:
    """From 1 August on; the day before was of another school year. It is not closed by that."""
    day_before = date(2025, 7, 31)
    assert find_done("spreekuur", known=register(spreekuur_datum=day_before), counts_from=YEAR) == []
    assert find_done("spreekuur", known=register(spreekuur_datum=YEAR), counts_from=YEAR) == [YEAR]
    assert find_done("spreekuur", known=register(afgesloten_op=YEAR), counts_from=YEAR) == []


def test_a_plan_counts_whenever_it_was_made() -> None:
    assert find_done("plan_van_aanpak") == []
    assert find_done("plan_van_aanpak", known=register(plan_datum=SEP_1)) == [SEP_1]
    assert find_done("plan_van_aanpak", known=register(plan_van_aanpak=True)) == [None]
    assert find_done("plan_van_aanpak", known=register(plan_van_aanpak=True, plan_datum=SEP_1)) == [SEP_1]
    # A plan for later is none yet, and a school that says there is none has none.
    assert find_done("plan_van_aanpak", known=register(plan_datum=date(2026, 1, 2))) == []
    assert find_done("plan_van_aanpak", known=register(plan_van_aanpak=False)) == []
    assert find_done("plan_van_aanpak", known=register(plan_van_aanpak=False, plan_datum=SEP_1)) == []


def test_the_next_mdo_is_done_by_a_later_one_only() -> None:
    assert find_done("mdo", known=register(mdo_datum=NOV_4), follows=True) == []
    assert find_done("mdo", known=register(mdo_datum=NOV_5), follows=True) == [NOV_5]


def test_a_notification_of_the_kind_does_it() -> None:
    def report(kind: str, day: date) -> tuple:
        return (kind, SEP_1, None, day)

    assert find_done("duo_overig", reported=report("overig", NOV_3)) == []
    assert find_done("duo_overig", reported=report("overig", NOV_4)) == [NOV_4]
    assert find_done("duo_overig", reported=report("overig", NOV_5)) == [NOV_5]
    assert find_done("duo_overig", reported=report("luxe", NOV_5)) == []
    assert find_done("gesprek", reported=report("overig", NOV_5)) == []


@pytest.mark.parametrize(
    ("begin", "end", "done"),
    [
        (NOV_3, NOV_3, False),
        (NOV_3, NOV_4, True),
        (NOV_5, NOV_5, True),
        (NOV_5, None, True),
        (NOV_10, NOV_11, False),
        (NOV_10, None, False),
    ],
)
def test_luxury_leave_is_reported_by_a_notification_about_those_days(begin: date, end: date | None, done: bool) -> None:
    """4 and 5 November, whenever it was made: before the days too, but not for a holiday at another time."""
    for made in (NOV_3, DEC_1):
        assert find_done("duo_luxe", reported=("luxe", begin, end, made)) == ([made] if done else [])


def test_a_closed_case_closes_all_but_reports() -> None:
    for act in ("gesprek", "brief", "plan_van_aanpak", "mdo", "opnemen_msa", "inspectie_schorsing"):
        assert find_done(act, known=register(afgesloten_op=NOV_3)) == []
        assert find_done(act, known=register(afgesloten_op=NOV_4)) == [NOV_4]
        assert find_done(act, known=register(afgesloten_op=NOV_5)) == [NOV_5]
        assert find_done(act, known=register(afgesloten_op=date(2026, 1, 2))) == []
    for act in ("duo_overig", "duo_luxe"):
        assert find_done(act, known=register(afgesloten_op=NOV_5)) == []
    # The day of the act itself goes before that of the end.
    assert find_done("gesprek", known=register(gesprek_datum=NOV_5, afgesloten_op=NOV_4)) == [NOV_5]


# --- the table --------------------------------------------------------------------------------------------------------

TIERS = "leerling_nr integer, tier integer"
WORK = (
    "leerling_nr integer, school_nr smallint, rol varchar, actie varchar, sinds date, regels varchar,"
    " uiterste_datum date, zwaarte tinyint, toelichting varchar, bron varchar"
)
REPORTS = (
    "leerling_nr integer, school_nr smallint, rol varchar, actie varchar, sinds date, regels varchar, bron varchar,"
    " uiterste_datum date, gemeld_op date"
)
DONE = "leerling_nr integer, rol varchar, actie varchar, sinds date, gedaan_op date"


def build_list(work: list[tuple], **tables: Rows) -> list[tuple]:
    return build_model(
        "mart_werklijst",
        **{
            "cls_werk": (WORK, work),
            "cls_werk_gedaan": (DONE, []),
            "cls_werk_melding": (REPORTS, []),
            "cls_thuiszitter": ("leerling_nr integer, status varchar", []),
            "cls_vierweken": ("leerling_nr integer, met_onbekend boolean", []),
            "cls_tier": (TIERS, []),
            "win_leerling": PUPILS,
            "ref_school": SCHOOLS,
            "ref_run": RUN,
            **tables,
        },
    )


def test_a_row_of_the_work_list() -> None:
    """Late when the last day lies before the peildatum; done, whenever the last day was; without a last day never late.
    In order of school, pupil, role, act and day."""
    before = PEILDATUM - timedelta(days=1)
    after = PEILDATUM + timedelta(days=1)
    work = [
        (21, 2, "oco", "opnemen_msa", NOV_3, "C", None, 5, None, "bron C"),
        (11, 1, "oco", "mdo", NOV_4, "A", before, 5, "w", "bron A"),
        (11, 1, "oco", "mdo", NOV_3, "A", PEILDATUM, 5, None, "bron A"),
        (11, 1, "oco", "mdo", NOV_5, "A", after, 5, None, "bron A"),
        (11, 1, "mentor", "gesprek", NOV_3, "A,B", None, 5, None, "bron A; bron B"),
        (12, 1, "oco", "mdo", NOV_4, "A", before, 5, None, "bron A"),
        (12, 1, "swv", "mdo", NOV_4, "A", before, 5, None, "bron A"),
    ]
    done: Rows = (DONE, [(12, "oco", "mdo", NOV_4, DEC_1), (11, "oco", "mdo", NOV_10, DEC_1)])
    assert build_list(work, cls_werk_gedaan=done) == [
        ("10AB00", "a", "mentor", "gesprek", NOV_3, "A,B", None, "te_doen", None, 5, None, "bron A; bron B"),
        ("10AB00", "a", "oco", "mdo", NOV_3, "A", PEILDATUM, "te_doen", None, 5, None, "bron A"),
        ("10AB00", "a", "oco", "mdo", NOV_4, "A", before, "te_laat", None, 5, "w", "bron A"),
        ("10AB00", "a", "oco", "mdo", NOV_5, "A", after, "te_doen", None, 5, None, "bron A"),
        ("10AB00", "b", "oco", "mdo", NOV_4, "A", before, "gedaan", DEC_1, 5, None, "bron A"),
        ("10AB00", "b", "swv", "mdo", NOV_4, "A", before, "te_laat", None, 5, None, "bron A"),
        ("20AB00", "a", "oco", "opnemen_msa", NOV_3, "C", None, "te_doen", None, 5, None, "bron C"),
    ]


def test_a_report_is_done_when_it_was_matched() -> None:
    before = PEILDATUM - timedelta(days=1)
    reports: Rows = (
        REPORTS,
        [
            (11, 1, "school", "duo_16uur", NOV_3, "R", "bron", before, None),
            (11, 1, "school", "duo_16uur", NOV_4, "R", "bron", PEILDATUM, None),
            (11, 1, "school", "duo_16uur", NOV_5, "R", "bron", before, DEC_1),
        ],
    )
    found = build_list([], cls_werk_melding=reports)
    assert [row[7:10] for row in found] == [("te_laat", None, 3), ("te_doen", None, 3), ("gedaan", DEC_1, 3)]
    # Nothing due any more: no longer the group of unauthorised absence.
    (row,) = build_list([], cls_werk_melding=(REPORTS, [reports[1][2]]))
    assert row[7:10] == ("gedaan", DEC_1, 5)


@pytest.mark.parametrize(
    ("groups", "tier", "status", "window", "weight"),
    [
        ((5,), 1, None, None, 5),
        ((5,), None, None, None, 5),
        ((5,), 3, None, None, 4),
        ((5, 3), 3, None, None, 3),
        ((3, 2), 3, None, None, 2),
        ((2,), 3, "thuiszitter", None, 1),
        ((5,), 1, "lrv_langer_dan_3_maanden", None, 1),
        ((5,), 1, "reden_onbekend", None, 1),
        ((5,), 1, "dreigend", None, 5),
        ((5,), 1, "relatief_verzuim", None, 5),
        ((5,), 1, None, False, 1),
        # A four-week window only when unknown minutes are absence is none.
        ((5,), 1, None, True, 5),
    ],
)
def test_the_group_is_that_of_the_pupil(
    groups: tuple[int, ...], tier: int | None, status: str | None, window: bool | None, weight: int
) -> None:
    work = [
        (11, 1, "oco", "gesprek", NOV_3 + timedelta(days=place), "A", None, group, None, "bron")
        for place, group in enumerate(groups)
    ]
    found = build_list(
        [*work, (12, 1, "oco", "gesprek", NOV_3, "A", None, 5, None, "bron")],
        cls_thuiszitter=("leerling_nr integer, status varchar", [(11, status)] if status else []),
        cls_vierweken=("leerling_nr integer, met_onbekend boolean", [] if window is None else [(11, window)]),
        cls_tier=(TIERS, [(11, tier), (12, 2)]),
    )
    assert [row[9] for row in found] == [weight] * len(groups) + [5]
