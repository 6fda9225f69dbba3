"""Every computed rule of `twente-po-2019` (S1): just below, at and just above; over a holiday; not under another set.

Calendar and classes: see tests/lib/rule_cases.py.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, run_cases
from tests.lib.rule_cases import (
    HOURS,
    NOV_2,
    NOV_30,
    OCT_5,
    OCT_9,
    OCT_19,
    PEILDATA,
    PEILDATUM,
    RUNS,
    Check,
    Table,
    assert_check,
    get_cases,
    get_checks,
    get_prefixes,
    get_rooster,
    make_counts,
    make_late,
    make_late_over_holiday,
    make_sick_run,
    make_sick_run_over_holiday,
    sick,
)

# S1-10 is "more than 10": 11.
LATE = make_counts(make_late, "keer te laat", 5, 10, 11)
# S1-13 is "more than 2 weeks": more than 10 sick school days, so 11 (D9).
SICK_RUN = make_counts(make_sick_run, "dagen ziek aaneen", 11)
OVER_HOLIDAY: Table = {"11 dagen ziek om de herfstvakantie": make_sick_run_over_holiday(11)}
LATE_OVER_HOLIDAY: dict[int, Table] = {
    count: {f"{count} keer te laat om de vakantie": make_late_over_holiday(count)} for count in (5, 10, 11)
}
AUG_31, DEC_1 = date(2026, 8, 31), date(2026, 12, 1)
# S1-14: 30 November minus three months is 30 August, so the window is 31 August to 30 November (D9).
SPELLS: Table = {
    "2 keer ziek in 3 maanden": (sick(AUG_31, NOV_30), None),
    "3e keer op de laatste dag": (sick(AUG_31, OCT_5, NOV_30), (NOV_30, True, False, 3.0, AUG_31, NOV_30)),
    # 1 December minus three months is 1 September: 31 August is out.
    "3e keer een dag later": (sick(AUG_31, OCT_5, DEC_1), None),
    # Third on 2 November. Four on 30 November; from 1 December three without 31 August, up to 4 January, whose window
    # begins on 5 October (4 January minus three months is 4 October).
    "4 keer ziek in 3 maanden": (
        sick(AUG_31, OCT_5, NOV_2, NOV_30),
        (NOV_2, True, False, 3.0, OCT_5, date(2027, 1, 4)),
    ),
    # 9 and 19 October are one spell.
    "2 keer ziek, een over de vakantie": (sick(OCT_9, OCT_19, NOV_30), None),
    # 9 October, 2 and 30 November: up to 8 January (minus three months: 8 October), 9 October just in.
    "3 keer ziek om de vakantie": (
        sick(OCT_9, OCT_19, NOV_2, NOV_30),
        (NOV_30, True, False, 3.0, OCT_9, date(2027, 1, 8)),
    ),
}
CASES = {
    **get_cases(HOURS, RUNS, *LATE.values(), *LATE_OVER_HOLIDAY.values(), SICK_RUN[11], OVER_HOLIDAY, SPELLS),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    elsewhere = {f"ken {name}": case for name, case in CASES.items()}
    return run_cases(
        tmp_path_factory.mktemp("twente-po-2019"),
        PEILDATUM,
        CaseSchool("10AB00", CASES, sector="PO", fields={"rooster": get_rooster("PO")}),
        CaseSchool("20AB00", elsewhere, sector="PO", fields={"rooster": get_rooster("PO"), "protocol": "kennemerland"}),
        protocol="twente-po-2019",
        peildata=PEILDATA,
    )


CHECKS = [
    *get_checks(HOURS, "S1-02"),
    *get_checks(RUNS, "S1-03"),
    *get_checks(LATE[5], "S1-08"),
    *get_checks(LATE_OVER_HOLIDAY[5], "S1-08"),
    *get_checks(LATE[10], "S1-09"),
    *get_checks(LATE_OVER_HOLIDAY[10], "S1-09"),
    *get_checks(LATE[11], "S1-10"),
    *get_checks(LATE_OVER_HOLIDAY[11], "S1-10"),
    *get_checks(SICK_RUN[11], "S1-13"),
    *get_checks(OVER_HOLIDAY, "S1-13"),
    *get_checks(SPELLS, "S1-14"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[1][0]} {check[0]}")
def test_a_rule_of_twente_po_2019(answers: Answers, check: Check) -> None:
    assert_check(answers, check)


def test_each_school_has_the_rules_of_its_own_set(answers: Answers) -> None:
    """2.6: one rule set a school, nothing mixed."""
    assert get_prefixes(answers, "10AB00") == {"S1-"}
    assert get_prefixes(answers, "20AB00") == {"S2-"}


def test_lateness_alone_is_nothing_in_kennemerland_po(answers: Answers) -> None:
    """No rule of kennemerland counts lateness in PO: S2-27 is marked VO."""
    assert answers.rows("signaal", "ken 12 keer te laat, grens 11") == []
    assert {row["regel"] for row in answers.rows("signaal", "12 keer te laat, grens 11")} == {"S1-08", "S1-09", "S1-10"}
