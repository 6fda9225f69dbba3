"""Every computed rule of `twente` (S0): just below, at and just above; over a holiday; not under another rule set.

Calendar and classes: see tests/lib/rule_cases.py.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, away, lessons, pupil, run_cases, workdays
from tests.lib.rule_cases import (
    HORIZON,
    HOURS,
    JAN_11,
    NOV_2,
    NOV_3,
    NOV_4,
    NOV_27,
    NOV_29,
    NOV_30,
    PEILDATA,
    PEILDATUM,
    RUNS,
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
    make_truant,
)

LATE = make_counts(make_late, "keer te laat", 10)
TRUANT = make_counts(make_truant, "spijbeluren", 10)
SICK_RUN = make_counts(make_sick_run, "dagen ziek aaneen", 7)
OVER_HOLIDAY: Table = {"7 dagen ziek om de herfstvakantie": make_sick_run_over_holiday(7)}
LATE_OVER_HOLIDAY: Table = {"10 keer te laat om de vakantie": make_late_over_holiday(10)}

FRIDAYS = (date(2026, 11, 6), date(2026, 11, 13), date(2026, 11, 20), NOV_27)
NOT_FRIDAYS = tuple(day for day in workdays(NOV_2, NOV_27) if day.isoweekday() != 5)
NOT_MONDAYS = tuple(day for day in workdays(NOV_2, NOV_27) if day.isoweekday() != 1)
# S0-02: nobody present in 20 lessons. Only the window from 2 November, to Sunday 29, has none.
ABSENT: Table = {
    "1 van 20 aanwezig": (
        pupil(away("Z", NOV_2, FRIDAYS[0]), away("Z", date(2026, 11, 9), date(2026, 11, 26)), klas="1"),
        None,
    ),
    "0 van 20 aanwezig": (pupil(away("Z", NOV_2, NOV_27), klas="1"), (NOV_29, True, False, 0.0, NOV_2, NOV_29)),
    # A mix of GA and OA (D4). From 2 and from 3 November; the latter ends on Monday 30.
    "0 van 21 aanwezig": (
        pupil(away("Z", NOV_2, date(2026, 11, 13)), away("S", date(2026, 11, 16), NOV_30), klas="1"),
        (NOV_29, True, False, 0.0, NOV_3, NOV_30),
    ),
    # Lesweken 21 and 28 September, 5 and 19 October.
    "0 van 20 om de herfstvakantie": (
        pupil(away("Z", date(2026, 9, 21), date(2026, 10, 23)), klas="1"),
        (date(2026, 10, 25), True, False, 0.0, date(2026, 9, 21), date(2026, 10, 25)),
    ),
    # The last complete window begins on 11 January: 27 positions before the horizon.
    "0 van 20 op de peildatum": (pupil(away("M", JAN_11, None), klas="1"), (HORIZON, True, True, 0.0, JAN_11, HORIZON)),
    "een les onbekend": (
        pupil(lessons("Z", NOV_2, NOV_3, *workdays(date(2026, 11, 5), NOV_27)), lessons("??", NOV_4), klas="1"),
        None,
    ),
}
# S0-03 and S0-11: at most 4 of 20 lessons present.
AT_MOST_20: Table = {
    # Mondays present and 10 November too: each window holds 4 Mondays and that Tuesday, 5 of 20 = 25 %. Windows that
    # begin after 10 November hold one lesson or more after 27 November for each day they come later.
    "5 van 20 aanwezig": (
        pupil(lessons("S", *(day for day in NOT_MONDAYS if day != date(2026, 11, 10))), klas="1"),
        None,
    ),
    # Only Mondays present: 4 of 20 = 20 %. From 2 November (to Sunday 29); from 3 November Mondays 9, 16, 23, 30;
    # from 4 November Tuesday 1 December comes in: 5.
    "4 van 20 aanwezig": (
        pupil(lessons("S", *NOT_MONDAYS), klas="1"),
        (NOV_29, True, False, 20.0, NOV_3, NOV_30),
    ),
    # Monday 9 absent as well: from Friday 30 October (that day, 2, 16 and 23: 4 of 20), whose end is Thursday 26, up
    # to Wednesday 4 November (16, 23, 30 November and 1 December: 4 of 20).
    "3 van 20 aanwezig": (
        pupil(lessons("S", *NOT_MONDAYS, date(2026, 11, 9)), klas="1"),
        (date(2026, 11, 26), True, False, 20.0, NOV_4, date(2026, 12, 1)),
    ),
    # 5, Last points: unknown taken as present, 20 %; with Mondays present one more is too much.
    "4 van 20 onbekend": (
        pupil(lessons("S", *NOT_FRIDAYS), lessons("??", *FRIDAYS), klas="1"),
        # From 2 November 4 Fridays: 20 %. From Friday 30 October: that day and 3 Fridays (26 November is the end):
        # 4. From Thursday 29 October: 2 and 3 Fridays: 5. From 3 November: 4 Fridays and Monday 30: 5.
        (date(2026, 11, 26), True, False, 20.0, NOV_2, NOV_29),
    ),
}
VO = {
    **get_cases(HOURS, RUNS, ABSENT, AT_MOST_20, SPELLS_84_DAYS, SICK_RUN[7], OVER_HOLIDAY),
    **get_cases(LATE[10], LATE_OVER_HOLIDAY, TRUANT[10]),
}
PO = {
    **{f"po {name}": case for name, case in get_cases(HOURS, RUNS, ABSENT, LATE[10], TRUANT[10]).items()},
    **get_cases(SPELLS_YEAR, SICK_DAYS),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    elsewhere = {f"nk {name}": case for name, case in VO.items()}
    return run_cases(
        tmp_path_factory.mktemp("twente"),
        PEILDATUM,
        CaseSchool("10AB00", VO, fields={"rooster": get_rooster()}),
        CaseSchool("20AB00", PO, sector="PO", fields={"rooster": get_rooster("PO")}),
        CaseSchool("30AB00", elsewhere, fields={"rooster": get_rooster(), "protocol": "noord-kennemerland"}),
        protocol="twente",
        peildata=PEILDATA,
    )


def in_primary(checks: list[Check]) -> list[Check]:
    return [(f"po {name}", rules, cells) for name, rules, cells in checks]


CHECKS = [
    *get_checks(HOURS, "S0-16"),
    *in_primary(get_checks(HOURS, "S0-15")),
    *get_checks(RUNS, "S0-17"),
    *in_primary(get_checks(RUNS, "S0-17")),
    *get_checks(ABSENT, "S0-02"),
    *in_primary(get_checks(ABSENT, "S0-02")),
    *get_checks(AT_MOST_20, "S0-03", "S0-11"),
    *get_checks(SPELLS_84_DAYS, "S0-07"),
    *get_checks(SICK_RUN[7], "S0-08"),
    *get_checks(OVER_HOLIDAY, "S0-08"),
    *get_checks(LATE[10], "S0-13"),
    *get_checks(LATE_OVER_HOLIDAY, "S0-13"),
    *in_primary(get_checks(LATE[10], "S0-13")),
    *get_checks(TRUANT[10], "S0-14"),
    *in_primary(get_checks(TRUANT[10], "S0-14")),
    *get_checks(SPELLS_YEAR, "S0-05"),
    *get_checks(SICK_DAYS, "S0-06"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[1][0]} {check[0]}")
def test_a_rule_of_twente(answers: Answers, check: Check) -> None:
    assert_check(answers, check)


def test_each_school_has_the_rules_of_its_own_set_and_sector(answers: Answers) -> None:
    """2.6: one rule set a school, nothing mixed; the rules marked PO are for PO, those marked VO for VO."""
    assert get_prefixes(answers, "10AB00") == get_prefixes(answers, "20AB00") == {"S0-"}
    assert get_prefixes(answers, "30AB00") == {"S3-"}
    table = answers.output.read("signaal")
    rules = {school: set(table.filter(table["school"] == school)["regel"]) for school in ("10AB00", "20AB00")}
    both = {"S0-02", "S0-03", "S0-11", "S0-13", "S0-14", "S0-17"}
    assert rules == {"10AB00": both | {"S0-07", "S0-08", "S0-16"}, "20AB00": both | {"S0-05", "S0-06", "S0-15"}}


def test_the_fourth_spell_after_kerst_counts_in_lesweken_only(answers: Answers) -> None:
    """domain.md 12: 92 days, outside 12 weken (S0-07); 5 October to 5 January is position 71 of 84 (S3-25)."""
    rules = {row["regel"] for row in answers.rows("signaal", "nk 4e keer na kerst")}
    assert "S3-25" in rules
    assert answers.rows("signaal", "4e keer na kerst") == []
