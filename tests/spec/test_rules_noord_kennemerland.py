"""Every computed rule of `noord-kennemerland` (S3): just below, at and just above; over a holiday; not elsewhere.

Calendar and classes: see tests/lib/rule_cases.py. Class t has twenty lessons in all, one a day from Monday 4 to Friday
29 January; class k twenty from 30 November to 18 December and from 4 to 8 January; class n nine, from 4 to 14 January.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, away, lessons, pupil, run_cases, weekly, workdays
from tests.lib.rule_cases import (
    ALL_DAY,
    AUG_1,
    DEC_18,
    FROM_SEP_7,
    HORIZON,
    HOURS,
    JAN_4,
    JAN_11,
    NOV_2,
    NOV_3,
    NOV_27,
    NOV_30,
    OCT_5,
    OCT_9,
    OCT_19,
    PEILDATA,
    PEILDATUM,
    RUNS,
    SEP_7,
    Cells,
    Check,
    Table,
    assert_check,
    born,
    get_cases,
    get_checks,
    get_prefixes,
    get_rooster,
    get_signals,
    get_undecided,
    late,
    make_counts,
    make_late,
    make_late_over_holiday,
    make_sick_run,
    make_sick_run_over_holiday,
    of_school_year,
    sick,
)

SIXTEEN = ("S3-04", "S3-30", "S3-37", "S3-58", "S3-70")
SEP_1, SEP_2, SEP_28 = date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 28)
DEC_1, DEC_2 = date(2026, 12, 1), date(2026, 12, 2)
OCT_23, OCT_25, SEP_21 = date(2026, 10, 23), date(2026, 10, 25), date(2026, 9, 21)
LATE = make_counts(make_late, "keer te laat", 3, 6, 9, 12, 15)
LATE_OVER_HOLIDAY: dict[int, Table] = {
    count: {f"{count} keer te laat om de vakantie": make_late_over_holiday(count)} for count in (3, 6, 9, 12, 15)
}
SICK_RUN = make_counts(make_sick_run, "dagen ziek aaneen", 7)
OVER_HOLIDAY: Table = {"7 dagen ziek om de herfstvakantie": make_sick_run_over_holiday(7)}
# S3-25: positions pos(d)-83 … pos(d). Lesweken from 5 October on: 0 | 19 October 1 … 14 December 9 | 4 January 10,
# 11 January 11, 18 January 12.
OCT_6, JAN_5, JAN_18 = date(2026, 10, 6), date(2027, 1, 5), date(2027, 1, 18)
SPELLS: Table = {
    "3 keer in 12 lesweken": (sick(OCT_5, NOV_2, JAN_5), None),
    # Position 84 from 5 October: out. From 6 October it is 83: in, on that day only.
    "4e keer op positie 84": (sick(OCT_5, NOV_2, date(2026, 11, 16), JAN_18), None),
    "4e keer op positie 83": (
        sick(OCT_6, NOV_2, date(2026, 11, 16), JAN_18),
        (JAN_18, True, False, 4.0, OCT_6, JAN_18),
    ),
    # domain.md 12: 92 days, but position 71. Up to Friday 15 January (position 81), whose window begins 2 positions
    # before 5 October: Saturday 3 October.
    "4e keer na kerst": (
        sick(OCT_5, NOV_2, date(2026, 11, 16), JAN_5),
        (JAN_5, True, False, 4.0, date(2026, 10, 3), date(2027, 1, 15)),
    ),
    "5e keer na kerst": (
        sick(OCT_5, OCT_19, NOV_2, date(2026, 11, 16), JAN_5),
        # The fourth on 16 November. From Monday 18 January on without 5 October: 4. Position 84 from 19 October (week
        # 1) is Monday of week 13, 25 January: out, so up to Friday 22 January; its window begins on Saturday 17
        # October in real days, but that week has no lessons: 2 positions before Monday 19 is Saturday 10 October.
        (date(2026, 11, 16), True, False, 4.0, date(2026, 10, 10), date(2027, 1, 22)),
    ),
}
# S3-05 and S3-06: 1 September + three months = 1 December (D25). Lesweken from 31 August: 0 … 5 October 5 | 19 October
# 6 … 30 November 12. First position 1.
THREE_MONTHS = {
    # Back on 1 December, position 85: 84. Position 1 + 27 is Monday 28 September.
    "tot en met 30 november": (away("S", SEP_1, NOV_30), (SEP_28, True, False, 84.0, SEP_1, NOV_30), None),
    "tot en met 1 december": (away("S", SEP_1, DEC_1), None, (DEC_1, True, False, 85.0, SEP_1, DEC_1)),
    "tot en met 2 december": (away("S", SEP_1, DEC_2), None, (DEC_1, True, False, 86.0, SEP_1, DEC_2)),
}
FOUR_WEEKS_TO_THREE_MONTHS: Table = {
    **{name: (pupil(span, klas="1"), below) for name, (span, below, _) in THREE_MONTHS.items()},
    **RUNS,
}
MORE_THAN_THREE_MONTHS: Table = {
    **{name: (pupil(span, klas="1"), above) for name, (span, _, above) in THREE_MONTHS.items()},
    # Not three months by 7 February.
    "28 posities loopt": (pupil(away("S", JAN_11, None), klas="1"), None),
    # 2 November + three months is 2 February. To the horizon: 7 lesweken up to kerst and 5 after it, 12 * 7 = 84.
    "drie maanden loopt": (
        pupil(away("S", NOV_2, None), klas="1"),
        (date(2027, 2, 2), True, True, 84.0, NOV_2, PEILDATUM),
    ),
}
# S3-24: group alle, without a bound in positions.
ALL_ABSENCE_THREE_MONTHS: Table = {
    "gemengd tot en met 30 november": (pupil(away("Z", SEP_1, OCT_9), away("S", OCT_19, NOV_30), klas="1"), None),
    "gemengd tot en met 1 december": (
        pupil(away("Z", SEP_1, OCT_9), away("S", OCT_19, DEC_1), klas="1"),
        (DEC_1, True, False, 85.0, SEP_1, DEC_1),
    ),
    "ziek tot en met 2 december": (
        pupil(away("Z", SEP_1, DEC_2), klas="1"),
        (DEC_1, True, False, 86.0, SEP_1, DEC_2),
    ),
}
# S3-12: more than 28 positions, 18 to 22 on the date at pos(f)+28: Monday 30 November.
LONG_RUN: Cells = (NOV_30, True, False, 29.0, NOV_2, NOV_30)
ADULT_RUNS: Table = {
    "18 op 30 november": (born(date(2008, 11, 30), away("S", NOV_2, NOV_30)), LONG_RUN),
    "18 op 1 december": (born(date(2008, 12, 1), away("S", NOV_2, NOV_30)), None),
    "23 op 30 november": (born(date(2003, 11, 30), away("S", NOV_2, NOV_30)), None),
    "23 op 1 december": (born(date(2003, 12, 1), away("S", NOV_2, NOV_30)), LONG_RUN),
    "18 en reeks 28": (born(date(2008, 1, 1), away("S", NOV_2, NOV_27)), None),
    # Back on Wednesday 2 December.
    "18 en reeks 30": (born(date(2008, 1, 1), away("S", NOV_2, DEC_1)), (NOV_30, True, False, 30.0, NOV_2, DEC_1)),
    # Lesweken 21 and 28 September, 5 and 19 October, and Monday 26: 29.
    "18 en reeks over de vakantie": (
        born(date(2008, 1, 1), away("S", SEP_21, date(2026, 10, 26))),
        (date(2026, 10, 26), True, False, 29.0, SEP_21, date(2026, 10, 26)),
    ),
    "18 en ziek": (born(date(2008, 1, 1), away("Z", NOV_2, NOV_30)), None),
}
# S3-60: 16 hours on 2 and 3 November, in sight up to Friday 27 November; 18 on the day, hours from before count.
TWO_DAYS = lessons("S", NOV_2, NOV_3, hours=ALL_DAY)
ADULT_HOURS: Table = {
    "18 op 27 november, 16 uur": (
        born(date(2008, 11, 27), TWO_DAYS, klas="8"),
        (NOV_27, True, False, 16.0, date(2026, 10, 31), NOV_27),
    ),
    "18 op 28 november, 16 uur": (born(date(2008, 11, 28), TWO_DAYS, klas="8"), None),
    "18 op 3 november, 15 uur": (
        born(date(2008, 11, 3), lessons("S", NOV_2, hours=ALL_DAY), lessons("S", NOV_3, hours=range(1, 8)), klas="8"),
        None,
    ),
    "18 op 3 november, 17 uur": (
        born(date(2008, 11, 3), TWO_DAYS, lessons("S", date(2026, 11, 4)), klas="8"),
        (NOV_3, True, False, 17.0, date(2026, 10, 31), NOV_27),
    ),
    "18, 16 uur over kerst": (
        born(date(2008, 1, 1), lessons("S", date(2026, 12, 7), JAN_11, hours=ALL_DAY), klas="8"),
        (JAN_11, True, False, 16.0, date(2026, 12, 5), date(2027, 1, 15)),
    ),
}
# S3-69: group ga, more than 28.
PERMITTED: Table = {
    "ziek 28": (pupil(away("Z", NOV_2, NOV_27), klas="1"), None),
    "ziek 29": (pupil(away("Z", NOV_2, NOV_30), klas="1"), LONG_RUN),
    "ziek en verlof 30": (
        pupil(away("Z", NOV_2, NOV_27), away("V", NOV_30, DEC_1), klas="1"),
        (NOV_30, True, False, 30.0, NOV_2, DEC_1),
    ),
    "gemengd 29": (pupil(away("Z", NOV_2, NOV_27), away("S", NOV_30, NOV_30), klas="1"), None),
    "ziek over de vakantie": (
        pupil(away("Z", SEP_21, date(2026, 10, 26)), klas="1"),
        (date(2026, 10, 26), True, False, 29.0, SEP_21, date(2026, 10, 26)),
    ),
}
NOV_13, NOV_15 = date(2026, 11, 13), date(2026, 11, 15)
# S3-71: an OA run of 14 to 27 positions, final or at the horizon. First holds at pos(f)+13.
SHORT_RUNS: Table = {
    # 3 to 13 November, back on Monday 16.
    "reeks 13": (pupil(away("S", NOV_3, NOV_13), klas="1"), None),
    "reeks 14": (pupil(away("S", NOV_2, NOV_13), klas="1"), (NOV_15, True, False, 14.0, NOV_2, NOV_13)),
    "reeks 15": (
        pupil(away("S", NOV_2, date(2026, 11, 16)), klas="1"),
        (NOV_15, True, False, 15.0, NOV_2, date(2026, 11, 16)),
    ),
    "reeks van 26": (
        pupil(away("S", date(2026, 11, 4), NOV_27), klas="1"),
        (date(2026, 11, 17), True, False, 26.0, date(2026, 11, 4), NOV_27),
    ),
    "reeks van 27": (
        pupil(away("S", NOV_3, NOV_27), klas="1"),
        (date(2026, 11, 16), True, False, 27.0, NOV_3, NOV_27),
    ),
    "reeks van 28": (pupil(away("S", NOV_2, NOV_27), klas="1"), None),
    # Lesweken 5 and 19 October; with the holiday it would be 21.
    "reeks 14 om de vakantie": (
        pupil(away("S", OCT_5, OCT_23), klas="1"),
        (OCT_25, True, False, 14.0, OCT_5, OCT_23),
    ),
    # Lesweken 25 January and 1 February, up to the horizon.
    "reeks 14 loopt": (
        pupil(away("S", date(2027, 1, 25), None), klas="1"),
        (HORIZON, True, True, 14.0, date(2027, 1, 25), PEILDATUM),
    ),
}
JAN_27, JAN_28, JAN_29, DEC_17 = date(2027, 1, 27), date(2027, 1, 28), date(2027, 1, 29), date(2026, 12, 17)
# S3-74: more than 5 days with slots after the day of the oldest voorlopig slot (D26).
PROVISIONAL: Table = {
    # 1 to 5 February.
    "5 dagen voorlopig": (pupil(lessons("P", JAN_29), klas="1"), None),
    "6 dagen voorlopig": (pupil(lessons("P", JAN_28), klas="1"), (PEILDATUM, True, True, 6.0, JAN_28, HORIZON)),
    "7 dagen voorlopig": (
        pupil(lessons("P", JAN_27, JAN_29), klas="1"),
        (date(2027, 2, 4), True, True, 7.0, JAN_27, HORIZON),
    ),
    # 18 December, 4 to 8 January: the sixth is 8 January. Up to the peildatum 1 + 25.
    "voorlopig voor kerst": (
        pupil(lessons("P", DEC_17), klas="1"),
        (date(2027, 1, 8), True, True, 26.0, DEC_17, HORIZON),
    ),
    "gewoon spijbelen": (pupil(lessons("S", DEC_17), klas="1"), None),
}


def of_period(percentage: float) -> Cells:
    """5, Statuses: the period from its first day to the peildatum; both true."""
    return SEP_2, True, True, percentage, SEP_2, PEILDATUM


# Twenty lessons: each is 5 %. None of the rows that are expected is None: no rule of the five.
TIERS: dict[str, tuple[Case, dict[str, Cells], set[str]]] = {
    "20 van 20": (pupil(klas="t"), {"S3-19": of_period(100.0)}, set()),
    "19 van 20": (pupil(lessons("Z", JAN_4), klas="t"), {"S3-19": of_period(95.0)}, set()),
    "18 van 20": (
        pupil(lessons("Z", *workdays(JAN_4, JAN_5)), klas="t"),
        {"S3-20": of_period(90.0), "S3-16": of_period(90.0), "S3-32": of_period(90.0)},
        set(),
    ),
    "17 van 20": (
        pupil(lessons("S", *workdays(JAN_4, date(2027, 1, 6))), klas="t"),
        {"S3-21": of_period(85.0), "S3-16": of_period(85.0), "S3-32": of_period(85.0)},
        set(),
    ),
    "18 van 20 om kerst": (
        pupil(lessons("Z", DEC_18, JAN_4), klas="k"),
        {"S3-20": of_period(90.0), "S3-16": of_period(90.0), "S3-32": of_period(90.0)},
        set(),
    ),
    # Between 90 and 95: tier 1 or 2.
    "18 van 20 en 1 onbekend": (
        pupil(lessons("Z", JAN_4), lessons("??", JAN_5), klas="t"),
        {},
        {"S3-16", "S3-19", "S3-20", "S3-21", "S3-32"},
    ),
    # Between 85 and 90: tier 2 or 3, and below 95 whatever it was (5, Last points).
    "17 van 20 en 1 onbekend": (
        pupil(lessons("Z", JAN_4, JAN_5), lessons("??", date(2027, 1, 6)), klas="t"),
        {"S3-16": of_period(90.0), "S3-32": of_period(90.0)},
        {"S3-19", "S3-20", "S3-21"},
    ),
    # Below 10 school days: nee.
    "0 van 9": (pupil(lessons("Z", *workdays(JAN_4, date(2027, 1, 14))), klas="n"), {}, set()),
    # 5, Last points: a pupil who left has the rule in the period, not at the horizon. 10 of 10 days.
    "vertrokken": (
        pupil(klas="t", tot=date(2027, 1, 15)),
        {"S3-19": (SEP_2, True, False, 100.0, SEP_2, PEILDATUM)},
        set(),
    ),
}
TIER_RULES = ("S3-16", "S3-19", "S3-20", "S3-21", "S3-32")
HOURS_5, HOURS_6 = range(1, 6), range(1, 7)
NOV_WEEK = workdays(NOV_2, date(2026, 11, 6))
# S3-81 and S3-82: 6 to 15 OA hours, 6 to 9 times late, together at most 15 (D19). Late in lesson 1, truant after it.
CONSULTATION: dict[str, tuple[Case, dict[str, Cells]]] = {
    "5 uur": (pupil(lessons("S", SEP_7, hours=HOURS_5), klas="8"), {}),
    "6 uur": (pupil(lessons("S", SEP_7, hours=HOURS_6), klas="8"), {"S3-81": of_school_year(SEP_7, 6)}),
    "7 uur": (pupil(lessons("S", SEP_7, hours=range(1, 8)), klas="8"), {"S3-81": of_school_year(SEP_7, 7)}),
    # 8 + 7 = 15 in September.
    "15 uur": (
        pupil(lessons("S", SEP_7, hours=ALL_DAY), lessons("S", FROM_SEP_7[1], hours=range(1, 8)), klas="8"),
        {"S3-81": of_school_year(SEP_7, 15)},
    ),
    # 8 in September and 8 in November, in no window of four lesweken together: 16, above the bound. Held up to the
    # school day before: Friday 30 October.
    "16 uur verspreid": (
        pupil(lessons("S", SEP_7, NOV_2, hours=ALL_DAY), klas="8"),
        {"S3-81": (SEP_7, True, False, 8.0, AUG_1, date(2026, 10, 30))},
    ),
    "6 uur om de vakantie": (
        pupil(lessons("S", OCT_9, OCT_19, hours=range(1, 4)), klas="8"),
        {"S3-81": of_school_year(OCT_19, 6)},
    ),
    "5 keer": (pupil(late(*FROM_SEP_7[:5]), klas="8"), {}),
    "6 keer": (pupil(late(*FROM_SEP_7[:6]), klas="8"), {"S3-82": of_school_year(FROM_SEP_7[5], 6)}),
    "9 keer": (pupil(late(*FROM_SEP_7[:9]), klas="8"), {"S3-82": of_school_year(FROM_SEP_7[5], 9)}),
    # The tenth on the tenth day: held up to the ninth.
    "10 keer": (
        pupil(late(*FROM_SEP_7[:10]), klas="8"),
        {"S3-82": (FROM_SEP_7[5], True, False, 9.0, AUG_1, FROM_SEP_7[8])},
    ),
    # 9 times in September and 6 hours in November: 15 together.
    "6 uur en 9 keer": (
        pupil(late(*FROM_SEP_7[:9]), lessons("S", NOV_2, hours=HOURS_6), klas="8"),
        {"S3-81": of_school_year(NOV_2, 6), "S3-82": of_school_year(FROM_SEP_7[5], 9)},
    ),
    # 7 + 9 = 16: S3-81 never, S3-82 up to Friday 30 October.
    "7 uur en 9 keer": (
        pupil(late(*FROM_SEP_7[:9]), lessons("S", NOV_2, hours=range(1, 8)), klas="8"),
        {"S3-82": (FROM_SEP_7[5], True, False, 9.0, AUG_1, date(2026, 10, 30))},
    ),
    # 2 July 8 and 3 July 2 hours, 17 August 6: 16 in four lesweken, a report that ends on 17 August. From that day
    # on there is an earlier report in this school year, so no spreekuur in the period.
    "eerdere melding": (
        pupil(
            lessons("S", date(2026, 7, 2), hours=ALL_DAY),
            lessons("S", date(2026, 7, 3), hours=(1, 2)),
            lessons("S", date(2026, 8, 17), hours=HOURS_6),
            klas="8",
        ),
        {},
    ),
    # The report ends on Wednesday 2 September, the first day of the period: position 3 * 7 + 2, and 2 July is 3 of the
    # same count, so 8 + 2 + 6 in four lesweken. Not on the day of the report either (5, settled).
    "melding op de dag zelf": (
        pupil(
            lessons("S", date(2026, 7, 2), hours=ALL_DAY),
            lessons("S", date(2026, 7, 3), hours=(1, 2)),
            lessons("S", SEP_2, hours=HOURS_6),
            klas="8",
        ),
        {},
    ),
    # One hour less in July: 15, so no report.
    "net geen melding op de dag zelf": (
        pupil(
            lessons("S", date(2026, 7, 2), hours=ALL_DAY),
            lessons("S", date(2026, 7, 3), hours=(1,)),
            lessons("S", SEP_2, hours=HOURS_6),
            klas="8",
        ),
        {"S3-81": of_school_year(SEP_2, 6)},
    ),
    # The same without the hours of July: 6 hours from 17 August on.
    "geen eerdere melding": (
        pupil(lessons("S", date(2026, 8, 17), hours=HOURS_6), klas="8"),
        {"S3-81": of_school_year(date(2026, 8, 17), 6)},
    ),
}
# S3-35: group alle, more than 28, going on at the horizon, and plan J. From Friday 8 January: 3 + 28 = 31.
JAN_8 = date(2027, 1, 8)
GOING_ON: Cells = (date(2027, 2, 5), True, True, 31.0, JAN_8, PEILDATUM)
PLAN: Table = {
    "28 met plan": (pupil(away("S", JAN_11, None), klas="1", register=(True,)), None),
    "31 met plan": (pupil(away("S", JAN_8, None), klas="1", register=(True,)), GOING_ON),
    "gemengd 31 met plan": (
        pupil(away("S", JAN_8, JAN_29), away("Z", date(2027, 2, 1), None), klas="1", register=(True,)),
        GOING_ON,
    ),
    # From Friday 18 December: 3 + 5 lesweken.
    "38 over kerst met plan": (
        pupil(away("V", DEC_18, None), klas="1", register=(True,)),
        # Position 28 from 18 December: 3 to the Sunday, then 25 from Monday 4 January: Friday 29 January.
        (JAN_29, True, True, 38.0, DEC_18, PEILDATUM),
    ),
    "31 met plan N": (pupil(away("S", JAN_8, None), klas="1", register=(False,)), None),
    "31 niet in het register": (pupil(away("S", JAN_8, None), klas="1"), None),
    "29 met plan, weer terug": (pupil(away("S", NOV_2, NOV_30), klas="1", register=(True,)), None),
}
WITHOUT_REGISTER = {
    "31 zonder register": pupil(away("S", JAN_8, None), klas="1"),
    "28 zonder register": pupil(away("S", JAN_11, None), klas="1"),
}
CASES = {
    **get_cases(
        *(HOURS, SPELLS, FOUR_WEEKS_TO_THREE_MONTHS, MORE_THAN_THREE_MONTHS, ALL_ABSENCE_THREE_MONTHS, ADULT_RUNS),
        *(ADULT_HOURS, PERMITTED, SHORT_RUNS, PROVISIONAL, PLAN, SICK_RUN[7], OVER_HOLIDAY),
        *LATE.values(),
        *LATE_OVER_HOLIDAY.values(),
    ),
    **{name: case for name, (case, _, _) in TIERS.items()},
    **{f"spreekuur {name}": case for name, (case, _) in CONSULTATION.items()},
}
ROOSTER = (
    *get_rooster(),
    *weekly("t", van=JAN_4, tot=JAN_29),
    *weekly("k", van=NOV_30, tot=JAN_8),
    *weekly("n", van=JAN_4, tot=date(2027, 1, 14)),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    elsewhere = {f"ken {name}": case for name, case in CASES.items()}
    return run_cases(
        tmp_path_factory.mktemp("noord-kennemerland"),
        PEILDATUM,
        CaseSchool("10AB00", CASES, fields={"rooster": ROOSTER}),
        CaseSchool("20AB00", WITHOUT_REGISTER, sector="VSO", fields={"rooster": ROOSTER}),
        CaseSchool("30AB00", elsewhere, fields={"rooster": ROOSTER, "protocol": "kennemerland"}),
        protocol="noord-kennemerland",
        peildata=PEILDATA,
    )


CHECKS = [
    *get_checks(HOURS, *SIXTEEN),
    *get_checks(RUNS, "S3-72"),
    *get_checks(FOUR_WEEKS_TO_THREE_MONTHS, "S3-05"),
    *get_checks(MORE_THAN_THREE_MONTHS, "S3-06"),
    *get_checks(ALL_ABSENCE_THREE_MONTHS, "S3-24"),
    *get_checks(ADULT_RUNS, "S3-12"),
    *get_checks(ADULT_HOURS, "S3-60"),
    *get_checks(SPELLS, "S3-25"),
    *get_checks(SICK_RUN[7], "S3-26"),
    *get_checks(OVER_HOLIDAY, "S3-26"),
    *get_checks(PLAN, "S3-35"),
    *get_checks(PERMITTED, "S3-69"),
    *get_checks(SHORT_RUNS, "S3-71"),
    *get_checks(PROVISIONAL, "S3-74"),
    *(
        check
        for rule, count in (("S3-76", 3), ("S3-77", 6), ("S3-78", 9), ("S3-79", 12), ("S3-80", 15))
        for table in (LATE[count], LATE_OVER_HOLIDAY[count])
        for check in get_checks(table, rule)
    ),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[1][0]} {check[0]}")
def test_a_rule_of_noord_kennemerland(answers: Answers, check: Check) -> None:
    assert_check(answers, check)


@pytest.mark.parametrize("name", TIERS)
def test_the_attendance_of_the_period(answers: Answers, name: str) -> None:
    """S3-16, S3-19, S3-20, S3-21 and S3-32 (D13, D14)."""
    _, expected, open_tier = TIERS[name]
    assert get_signals(answers, name, TIER_RULES) == expected
    missing = {rule: what for rule, what in get_undecided(answers, name).items() if rule in TIER_RULES}
    assert missing == dict.fromkeys(open_tier, "tier")


@pytest.mark.parametrize("name", CONSULTATION)
def test_the_spreekuur(answers: Answers, name: str) -> None:
    """S3-81 and S3-82, with the condition of S3-83 (D19)."""
    assert get_signals(answers, f"spreekuur {name}", ("S3-81", "S3-82")) == CONSULTATION[name][1]


def test_a_register_that_is_missing(answers: Answers) -> None:
    """5, Statuses: no register delivered is niet_te_bepalen; 5, Last points: without such a run it is nee."""
    assert "S3-35" in get_undecided(answers, "31 zonder register")
    assert "S3-35" not in get_undecided(answers, "28 zonder register")
    assert "S3-35" not in get_undecided(answers, "31 niet in het register")


@pytest.mark.parametrize("name", ["15 uur", "reeks ziek", "20 van 20"])
def test_an_unknown_birth_date(answers: Answers, name: str) -> None:
    """5, signaal: the two rules with an age are niet_te_bepalen, also at 0 hours."""
    assert get_undecided(answers, name) == {"S3-12": "geboortedatum", "S3-60": "geboortedatum"}


def test_each_school_has_the_rules_of_its_own_set(answers: Answers) -> None:
    """2.6: nothing is mixed; VSO takes the rules marked VO."""
    assert get_prefixes(answers, "10AB00") == get_prefixes(answers, "20AB00") == {"S3-"}
    assert get_prefixes(answers, "30AB00") == {"S2-"}


def test_steps_of_lateness_are_of_noord_kennemerland(answers: Answers) -> None:
    """Seven times late is two steps here (and the spreekuur), and nothing in kennemerland."""
    rules = {row["regel"] for row in answers.rows("signaal", "7 keer te laat, grens 6") if row["uitkomst"] == "ja"}
    assert rules == {"S3-19", "S3-76", "S3-77", "S3-82"}
    assert answers.rows("signaal", "ken 7 keer te laat, grens 6") == []
