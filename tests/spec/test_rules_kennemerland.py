"""Every computed rule of `kennemerland` (S2): just below, at and just above; over a holiday; not under another set.

Calendar and classes: see tests/lib/rule_cases.py.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, lessons, pupil, run_cases
from tests.lib.rule_cases import (
    ALL_DAY,
    FROM_SEP_7,
    HOURS,
    OCT_9,
    OCT_19,
    PEILDATA,
    PEILDATUM,
    RUNS,
    SEP_7,
    SICK_DAYS,
    SPELLS_84_DAYS,
    SPELLS_YEAR,
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
    of_school_year,
)

# S2-27: "8 of 9", the lower of the two (D19).
LATE = make_counts(make_late, "keer te laat", 8)
LATE_OVER_HOLIDAY: Table = {"8 keer te laat om de vakantie": make_late_over_holiday(8)}
SICK_RUN = make_counts(make_sick_run, "dagen ziek aaneen", 7)
OVER_HOLIDAY: Table = {"7 dagen ziek om de herfstvakantie": make_sick_run_over_holiday(7)}
# S2-26: OA hours of the school year, whatever the window (5, signaal).
SEP_14, SEP_15 = date(2026, 9, 14), date(2026, 9, 15)
HOURS_YEAR: Table = {
    "7 uur in het jaar": (pupil(lessons("S", SEP_7, hours=range(1, 8)), klas="8"), None),
    "8 uur in het jaar": (pupil(lessons("S", SEP_7, hours=ALL_DAY), klas="8"), of_school_year(SEP_7, 8)),
    "9 uur in het jaar": (
        pupil(lessons("S", SEP_7, hours=ALL_DAY), lessons("S", FROM_SEP_7[1]), klas="8"),
        of_school_year(SEP_7, 9),
    ),
    # 4 before and 4 after the autumn holiday.
    "8 uur om de vakantie": (
        pupil(lessons("S", OCT_9, OCT_19, hours=range(1, 5)), klas="8"),
        of_school_year(OCT_19, 8),
    ),
    # D19's ceiling: 16 hours on 14 and 15 September; held in the period, up to the day before. 15 hours: no ceiling.
    "16 uur in vier lesweken": (
        pupil(lessons("S", SEP_14, SEP_15, hours=ALL_DAY), klas="8"),
        (SEP_14, True, False, 8.0, date(2026, 8, 1), SEP_14),
    ),
    "15 uur in vier lesweken": (
        pupil(lessons("S", SEP_14, hours=ALL_DAY), lessons("S", SEP_15, hours=range(1, 8)), klas="8"),
        of_school_year(SEP_14, 15),
    ),
    # 8 hours on 7 September and on 19 October: five lesweken apart, so they never stand together.
    "16 uur in vijf lesweken": (
        pupil(lessons("S", SEP_7, OCT_19, hours=ALL_DAY), klas="8"),
        of_school_year(SEP_7, 16),
    ),
    "8 uur ziek in het jaar": (pupil(lessons("Z", SEP_7, hours=ALL_DAY), klas="8"), None),
}
VO = get_cases(HOURS, RUNS, HOURS_YEAR, SPELLS_84_DAYS, SICK_RUN[7], OVER_HOLIDAY, LATE[8], LATE_OVER_HOLIDAY)
PO = {
    **{f"po {name}": case for name, case in get_cases(HOURS, RUNS, HOURS_YEAR).items()},
    **get_cases(SPELLS_YEAR, SICK_DAYS),
}
SIXTEEN = ("S2-24", "S2-28", "S2-37", "S2-38")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    elsewhere = {f"twente {name}": case for name, case in VO.items()}
    return run_cases(
        tmp_path_factory.mktemp("kennemerland"),
        PEILDATUM,
        CaseSchool("10AB00", VO, fields={"rooster": get_rooster()}),
        CaseSchool("20AB00", PO, sector="PO", fields={"rooster": get_rooster("PO")}),
        CaseSchool("30AB00", elsewhere, fields={"rooster": get_rooster(), "protocol": "twente"}),
        protocol="kennemerland",
        peildata=PEILDATA,
    )


def in_primary(checks: list[Check]) -> list[Check]:
    return [(f"po {name}", rules, cells) for name, rules, cells in checks]


CHECKS = [
    *get_checks(HOURS, *SIXTEEN),
    *in_primary(get_checks(HOURS, *SIXTEEN)),
    *get_checks(RUNS, "S2-31"),
    *in_primary(get_checks(RUNS, "S2-31")),
    *get_checks(HOURS_YEAR, "S2-26"),
    *get_checks(LATE[8], "S2-27"),
    *get_checks(LATE_OVER_HOLIDAY, "S2-27"),
    *get_checks(SPELLS_84_DAYS, "S2-12"),
    *get_checks(SICK_RUN[7], "S2-13"),
    *get_checks(OVER_HOLIDAY, "S2-13"),
    *get_checks(SPELLS_YEAR, "S2-10"),
    *get_checks(SICK_DAYS, "S2-11"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[1][0]} {check[0]}")
def test_a_rule_of_kennemerland(answers: Answers, check: Check) -> None:
    assert_check(answers, check)


def test_each_school_has_the_rules_of_its_own_set_and_sector(answers: Answers) -> None:
    """2.6: nothing is mixed; the spreekuur and MAZL in VO are marked VO, spells and days of the year PO."""
    assert get_prefixes(answers, "10AB00") == get_prefixes(answers, "20AB00") == {"S2-"}
    assert get_prefixes(answers, "30AB00") == {"S0-"}
    table = answers.output.read("signaal")
    rules = {school: set(table.filter(table["school"] == school)["regel"]) for school in ("10AB00", "20AB00")}
    both = {*SIXTEEN, "S2-31"}
    assert rules == {"10AB00": both | {"S2-12", "S2-13", "S2-26", "S2-27"}, "20AB00": both | {"S2-10", "S2-11"}}


@pytest.mark.parametrize("name", ["8 uur in het jaar", "9 keer te laat, grens 8"])
def test_the_spreekuur_is_of_kennemerland_only(answers: Answers, name: str) -> None:
    assert answers.rows("signaal", f"twente {name}") == []
