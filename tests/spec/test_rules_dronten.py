"""Every computed rule of `dronten` (S4): just below, at and just above; over a holiday; not under another rule set.

Calendar and classes: see tests/lib/rule_cases.py.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, away, lessons, pupil, run_cases
from tests.lib.rule_cases import (
    FROM_SEP_7,
    HOURS,
    NOV_2,
    NOV_3,
    NOV_4,
    NOV_30,
    OCT_5,
    OCT_9,
    OCT_19,
    PEILDATA,
    PEILDATUM,
    RUNS,
    SPELLS_84_DAYS,
    Check,
    Table,
    assert_check,
    born,
    get_cases,
    get_checks,
    get_prefixes,
    get_rooster,
    get_undecided,
    late,
    make_counts,
    make_late,
    make_late_over_holiday,
    make_sick_run,
    make_sick_run_over_holiday,
    make_truant,
    of_school_year,
    sick,
)

# S4-21: 30 November minus two months is 30 September, so the window is 1 October to 30 November.
OCT_1, DEC_1 = date(2026, 10, 1), date(2026, 12, 1)
SPELLS: Table = {
    "2 keer ziek in 2 maanden": (sick(OCT_1, NOV_30), None),
    "3e keer op de laatste dag": (sick(OCT_1, NOV_2, NOV_30), (NOV_30, True, False, 3.0, OCT_1, NOV_30)),
    "3e keer een dag later": (sick(OCT_1, NOV_2, DEC_1), None),
    # Third on 4 November: 1 and 5 October, 4 November; with 30 November four. From 1 December without 1 October: 5
    # October, 4 and 30 November, up to 4 December (minus two months: 4 October).
    "4 keer ziek in 2 maanden": (
        sick(OCT_1, OCT_5, NOV_4, NOV_30),
        (NOV_4, True, False, 3.0, OCT_5, date(2026, 12, 4)),
    ),
    # 9 and 19 October are one spell; 9 October, 4 and 30 November: up to 8 December (minus two months: 8 October).
    "3 keer ziek om de vakantie": (
        sick(OCT_9, OCT_19, NOV_4, NOV_30),
        (NOV_30, True, False, 3.0, OCT_9, date(2026, 12, 8)),
    ),
}
SICK_RUN = make_counts(make_sick_run, "dagen ziek aaneen", 4, 6, 7)
SICK_OVER_HOLIDAY: dict[int, Table] = {
    count: {f"{count} dagen ziek om de vakantie": make_sick_run_over_holiday(count)} for count in (4, 6, 7)
}
LATE = make_counts(make_late, "keer te laat", 3, 6, 9)
LATE_OVER_HOLIDAY: dict[int, Table] = {
    count: {f"{count} keer te laat om de vakantie": make_late_over_holiday(count)} for count in (3, 6, 9)
}
TRUANT = make_counts(make_truant, "keer spijbelen", 3, 6, 9)
TRUANT_OVER_HOLIDAY: Table = {
    "9 keer spijbelen om de vakantie": (
        pupil(lessons("S", OCT_9, hours=range(1, 9)), lessons("S", OCT_19), klas="8"),
        of_school_year(OCT_19, 9),
    ),
}
NINE, TEN, ELEVEN = FROM_SEP_7[:9], FROM_SEP_7[:10], FROM_SEP_7[:11]
# S4-33: minutes of the 10th and later lateness in the school year, 50 or more (D23).
MINUTES: Table = {
    "9 keer van 50 minuten": (pupil(late(*NINE, minutes=[50] * 9), klas="1"), None),
    "10e keer 49 minuten": (pupil(late(*TEN, minutes=[50] * 9 + [49]), klas="1"), None),
    "10e keer 50 minuten": (pupil(late(*TEN, minutes=[None] * 9 + [50]), klas="1"), of_school_year(TEN[9], 50)),
    "10e keer 51 minuten": (pupil(late(*TEN, minutes=[None] * 9 + [51]), klas="1"), of_school_year(TEN[9], 51)),
    "10e keer 30 en 11e 20 minuten": (
        pupil(late(*ELEVEN, minutes=[0] * 9 + [30, 20]), klas="1"),
        of_school_year(ELEVEN[10], 50),
    ),
    "10e keer zonder en 11e 50 minuten": (
        pupil(late(*ELEVEN, minutes=[0] * 9 + [None, 50]), klas="1"),
        of_school_year(ELEVEN[10], 50),
    ),
    "10e keer zonder minuten": (pupil(late(*TEN, minutes=[50] * 9 + [None]), klas="1"), None),
    "10e keer zonder en 11e 49 minuten": (pupil(late(*ELEVEN, minutes=[0] * 9 + [None, 49]), klas="1"), None),
    "9 keer zonder minuten": (pupil(late(*NINE), klas="1"), None),
    # Nine before the autumn holiday, the 10th and its minutes after it.
    "10e keer na de vakantie": (
        pupil(late(*NINE, OCT_19, minutes=[0] * 9 + [50]), klas="1"),
        of_school_year(OCT_19, 50),
    ),
}
# S4-42: days with an OA slot on or after the 18th birthday in the school year (D24).
EIGHTEENTH = date(2008, 11, 3)  # 18 on Tuesday 3 November 2026
NOV_5 = date(2026, 11, 5)
MAJOR: Table = {
    # Monday 2 November is before the birthday; four lessons on two days.
    "2 dagen na 18": (
        born(EIGHTEENTH, lessons("S", NOV_2, NOV_3, hours=(1, 2)), lessons("S", NOV_4, hours=(1, 2)), klas="8"),
        None,
    ),
    "3 dagen na 18": (
        born(EIGHTEENTH, lessons("S", NOV_3, hours=(1, 2)), lessons("P", NOV_4), lessons("LX", NOV_5), klas="8"),
        of_school_year(NOV_5, 3),
    ),
    "4 dagen na 18": (
        born(EIGHTEENTH, lessons("S", NOV_3, NOV_4, NOV_5, date(2026, 11, 6)), klas="8"),
        of_school_year(NOV_5, 4),
    ),
    "3 dagen na 18 om kerst": (
        born(EIGHTEENTH, lessons("S", date(2026, 12, 17), date(2026, 12, 18), date(2027, 1, 4)), klas="8"),
        of_school_year(date(2027, 1, 4), 3),
    ),
    # 18 on 4 November: 3 November does not count.
    "3e dag op 17": (born(date(2008, 11, 4), lessons("S", NOV_3, NOV_4, NOV_5), klas="8"), None),
    "3 dagen ziek na 18": (born(EIGHTEENTH, lessons("Z", NOV_3, NOV_4, NOV_5), klas="8"), None),
    "3 dagen, geboren onbekend": (born(None, lessons("S", NOV_3, NOV_4, NOV_5), klas="8"), None),
}
# S4-07: the sixth school day in a row that is suspension as a whole (D11), Monday 9 November from the 2nd on.
NOV_9, NOV_10 = date(2026, 11, 9), date(2026, 11, 10)
SUSPENDED: Table = {
    "5 dagen geschorst": (pupil(away("SC", NOV_2, date(2026, 11, 6)), klas="8"), None),
    "6 dagen geschorst": (pupil(away("SC", NOV_2, NOV_9), klas="8"), (NOV_9, True, False, 6.0, NOV_2, NOV_9)),
    "7 dagen geschorst": (pupil(away("SC", NOV_2, NOV_10), klas="8"), (NOV_9, True, False, 7.0, NOV_2, NOV_10)),
    # One lesson at school on the Friday between.
    "6 dagen geschorst, 1 les niet": (
        pupil(
            away("SC", NOV_2, NOV_5),
            lessons("SC", date(2026, 11, 6), hours=range(1, 8)),
            away("SC", NOV_9, NOV_9),
            klas="8",
        ),
        None,
    ),
    # 5 February is the peildatum and the last day with lessons.
    "6 dagen geschorst tot de peildatum": (
        pupil(away("SC", date(2027, 1, 29), None), klas="8"),
        (PEILDATUM, True, True, 6.0, date(2027, 1, 29), PEILDATUM),
    ),
    "6 dagen ziek, niet geschorst": (pupil(away("Z", NOV_2, NOV_9), klas="8"), None),
}
CASES = get_cases(
    *(SUSPENDED, HOURS, RUNS, SPELLS, SPELLS_84_DAYS, TRUANT_OVER_HOLIDAY, MINUTES, MAJOR),
    *(table for tables in (SICK_RUN, SICK_OVER_HOLIDAY, LATE, LATE_OVER_HOLIDAY, TRUANT) for table in tables.values()),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    elsewhere = {f"twente {name}": case for name, case in CASES.items()}
    return run_cases(
        tmp_path_factory.mktemp("dronten"),
        PEILDATUM,
        CaseSchool("10AB00", CASES, fields={"rooster": get_rooster()}),
        CaseSchool("20AB00", elsewhere, fields={"rooster": get_rooster(), "protocol": "twente"}),
        protocol="dronten",
        peildata=PEILDATA,
    )


CHECKS = [
    *get_checks(HOURS, "S4-01", "S4-11", "S4-12", "S4-38"),
    # Lesweken, whatever the calendar says (D6): over Christmas 28 calendar days are 14 positions.
    *get_checks(RUNS, "S4-02"),
    *get_checks(SUSPENDED, "S4-07"),
    *get_checks(SICK_RUN[4], "S4-19"),
    *get_checks(SICK_OVER_HOLIDAY[4], "S4-19"),
    *get_checks(SICK_RUN[6], "S4-20"),
    *get_checks(SICK_OVER_HOLIDAY[6], "S4-20"),
    *get_checks(SICK_RUN[7], "S4-23"),
    *get_checks(SICK_OVER_HOLIDAY[7], "S4-23"),
    *get_checks(SPELLS, "S4-21"),
    *get_checks(SPELLS_84_DAYS, "S4-22"),
    *get_checks(LATE[3], "S4-30"),
    *get_checks(LATE_OVER_HOLIDAY[3], "S4-30"),
    *get_checks(LATE[6], "S4-31"),
    *get_checks(LATE_OVER_HOLIDAY[6], "S4-31"),
    *get_checks(LATE[9], "S4-32"),
    *get_checks(LATE_OVER_HOLIDAY[9], "S4-32"),
    *get_checks(MINUTES, "S4-33"),
    *get_checks(TRUANT[3], "S4-35"),
    *get_checks(TRUANT[6], "S4-36"),
    *get_checks(TRUANT[9], "S4-37"),
    *get_checks(TRUANT_OVER_HOLIDAY, "S4-37"),
    *get_checks(MAJOR, "S4-42"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[1][0]} {check[0]}")
def test_a_rule_of_dronten(answers: Answers, check: Check) -> None:
    assert_check(answers, check)


@pytest.mark.parametrize(
    ("name", "undecided"),
    [
        # 5, signaal: only from the 10th lateness on, when known minutes are below 50 and some are missing.
        ("10e keer zonder minuten", True),
        ("10e keer zonder en 11e 49 minuten", True),
        ("9 keer zonder minuten", False),
        ("10e keer 49 minuten", False),
        ("10e keer zonder en 11e 50 minuten", False),
    ],
)
def test_minutes_that_are_missing(answers: Answers, name: str, undecided: bool) -> None:
    assert ("S4-33" in get_undecided(answers, name)) is undecided


@pytest.mark.parametrize("name", ["3 dagen, geboren onbekend", "15 uur", "reeks ziek"])
def test_an_unknown_birth_date(answers: Answers, name: str) -> None:
    """5, signaal: niet_te_bepalen, also at 0 hours; S4-42 is the only rule of dronten with an age."""
    assert get_undecided(answers, name) == {"S4-42": "geboortedatum"}


def test_each_school_has_the_rules_of_its_own_set(answers: Answers) -> None:
    """2.6: one rule set a school, nothing mixed."""
    assert get_prefixes(answers, "10AB00") == {"S4-"}
    assert get_prefixes(answers, "20AB00") == {"S0-"}


def test_28_calendar_days_are_no_four_weeks_anywhere(answers: Answers) -> None:
    """domain.md 12: 14 positions over Christmas are four lesweken nowhere: S4-02 of dronten, S0-17 of twente."""
    for name in ("reeks over kerst", "twente reeks over kerst"):
        assert not {"S4-02", "S0-17"} & {row["regel"] for row in answers.rows("signaal", name)}
