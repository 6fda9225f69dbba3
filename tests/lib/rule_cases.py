"""The pupils that the specification of several rule sets shares, and what `signaal` says of each of them.

Region noord, peildatum Friday 5 February 2027, so the horizon is Sunday 7 February; period from 2 September 2026,
school year from 1 August. Lesweken by Monday: 17 August … 5 October | 19 October … 14 December | 4 January …
1 February; autumn holiday 10 to 18 October, kerst 19 December to 3 January. Class 1 has one lesson a day, class 8
has eight; PO lessons last 60 minutes, so that a lesson is a clock hour.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.lib.cases import Answers, Case, away, enrolled, lessons, pupil, weekly, workdays
from tests.lib.region import Enrolment, LessonAbsence, WeeklyLesson

PEILDATUM = date(2027, 2, 5)
HORIZON = date(2027, 2, 7)
PEILDATA = ("09-01", "06-01")
AUG_1, SEP_7 = date(2026, 8, 1), date(2026, 9, 7)
OCT_9, OCT_19 = date(2026, 10, 9), date(2026, 10, 19)
NOV_2, NOV_3, NOV_4 = (date(2026, 11, day) for day in (2, 3, 4))
NOV_27, NOV_29, NOV_30 = (date(2026, 11, day) for day in (27, 29, 30))
DEC_18, JAN_4, JAN_11 = date(2026, 12, 18), date(2027, 1, 4), date(2027, 1, 11)
# School days from 7 September, and sick school days from 2 November (no holiday for six weeks).
FROM_SEP_7 = workdays(SEP_7, OCT_9)
FROM_NOV_2 = workdays(NOV_2, DEC_18)
ALL_DAY = range(1, 9)
Cells = tuple[date | None, bool, bool, float | None, date | None, date | None]
Expected = dict[str, Cells]


def get_rooster(sector: str = "VO") -> tuple[WeeklyLesson, ...]:
    minutes = 60 if sector == "PO" else 50
    return (*weekly("1", minuten=minutes), *weekly("8", lessen=8, minuten=minutes))


def born(day: date | None, *rows: Any, klas: str = "1") -> Case:
    """A pupil with a birth date."""
    return enrolled(Enrolment("", klas, geboortedatum=day), rows=rows)


def late(*days: date, minutes: Iterable[int | None] = ()) -> tuple[LessonAbsence, ...]:
    """Late in the first lesson of each day; minutes in the same order, None where not given."""
    known = [*minutes, *([None] * len(days))]
    return tuple(LessonAbsence("", day, 1, "TL", None, known[place]) for place, day in enumerate(days))


def get_signals(answers: Answers, name: str, rules: Iterable[str] | None = None) -> Expected:
    """The cells of each rule that is `ja` for a case."""
    rows = [row for row in answers.rows("signaal", name) if row["uitkomst"] == "ja"]
    wanted = set(rules) if rules is not None else {row["regel"] for row in rows}
    return {
        row["regel"]: (
            row["eerste_datum"],
            row["in_periode"],
            row["op_peildatum"],
            row["waarde"],
            row["venster_van"],
            row["venster_tot"],
        )
        for row in rows
        if row["regel"] in wanted
    }


def get_undecided(answers: Answers, name: str) -> dict[str, str]:
    """What is missing for each rule that is `niet_te_bepalen`; such a row has no value, first day or window."""
    rows = [row for row in answers.rows("signaal", name) if row["uitkomst"] == "niet_te_bepalen"]
    for row in rows:
        assert {row[key] for key in ("eerste_datum", "waarde", "venster_van", "venster_tot")} == {None}
    return {row["regel"]: row["ontbreekt"] for row in rows}


def of_school_year(first: date, count: float) -> Cells:
    """A count of the school year that holds up to the horizon: 1 August to that day (contract 5, Statuses)."""
    return first, True, True, float(count), AUG_1, HORIZON


def spread(rules: Iterable[str], cells: Cells) -> Expected:
    """The same cells for several rules."""
    return dict.fromkeys(rules, cells)


# --- 16 hours in four lesweken -------------------------------------------------------------------------------------

HOURS: dict[str, tuple[Case, Cells | None]] = {
    "15 uur": (pupil(lessons("S", NOV_2, hours=ALL_DAY), lessons("S", NOV_3, hours=range(1, 8)), klas="8"), None),
    # 8 + 8 on 2 and 3 November. Window at Friday 27 November: 27 positions back is Saturday 31 October; at Monday
    # 30 November it begins on Tuesday 3 November and holds 8.
    "16 uur": (
        pupil(lessons("S", NOV_2, NOV_3, hours=ALL_DAY), klas="8"),
        (NOV_3, True, False, 16.0, date(2026, 10, 31), NOV_27),
    ),
    "17 uur": (
        pupil(lessons("S", NOV_2, NOV_3, hours=ALL_DAY), lessons("S", NOV_4), klas="8"),
        (NOV_3, True, False, 17.0, date(2026, 10, 31), NOV_27),
    ),
    # Lesweken 7 December, 14 December, 4 January, 11 January: 21 positions apart. Friday 15 January is position 25
    # from 7 December, so its window begins on Saturday 5 December.
    "16 uur over kerst": (
        pupil(lessons("S", date(2026, 12, 7), JAN_11, hours=ALL_DAY), klas="8"),
        (JAN_11, True, False, 16.0, date(2026, 12, 5), date(2027, 1, 15)),
    ),
    # 2 and 30 November are 28 positions apart: 8 + 8 in no window of 28.
    "16 uur in meer dan vier weken": (pupil(lessons("S", NOV_2, NOV_30, hours=ALL_DAY), klas="8"), None),
    # Horizon Sunday 7 February: 27 positions back is Monday 11 January.
    "16 uur op de peildatum": (
        pupil(lessons("S", date(2027, 2, 1), date(2027, 2, 2), hours=ALL_DAY), klas="8"),
        (date(2027, 2, 2), True, True, 16.0, JAN_11, HORIZON),
    ),
    # No hour of GA counts (D4).
    "16 uur ziek": (pupil(lessons("Z", NOV_2, NOV_3, hours=ALL_DAY), klas="8"), None),
}

# --- runs of four lesweken -----------------------------------------------------------------------------------------

RUNS: dict[str, tuple[Case, Cells | None]] = {
    # Tuesday 3 November to Friday 27 November, back on Monday 30: 27 positions.
    "reeks 27": (pupil(away("S", NOV_3, NOV_27), klas="1"), None),
    # Monday 2 November, back on Monday 30: 28. First holds at pos(f)+27: Sunday 29 November.
    "reeks 28": (pupil(away("S", NOV_2, NOV_27), klas="1"), (NOV_29, True, False, 28.0, NOV_2, NOV_27)),
    # Back on Tuesday 1 December.
    "reeks 29": (pupil(away("S", NOV_2, NOV_30), klas="1"), (NOV_29, True, False, 29.0, NOV_2, NOV_30)),
    # Lesweken 21 and 28 September, 5 and 19 October: 28 positions, the autumn holiday not counted.
    "reeks over de herfstvakantie": (
        pupil(away("S", date(2026, 9, 21), date(2026, 10, 23)), klas="1"),
        (date(2026, 10, 25), True, False, 28.0, date(2026, 9, 21), date(2026, 10, 23)),
    ),
    # Lesweken 14 December and 4 January: 14 positions, though 28 calendar days.
    "reeks over kerst": (pupil(away("S", date(2026, 12, 14), date(2027, 1, 8)), klas="1"), None),
    # Monday 11 January up to the horizon: 4 lesweken; the last absent day is the peildatum.
    "reeks loopt": (pupil(away("S", JAN_11, None), klas="1"), (HORIZON, True, True, 28.0, JAN_11, PEILDATUM)),
    "reeks ziek": (pupil(away("Z", NOV_2, NOV_30), klas="1"), None),
}

# --- sick spells, sick runs, sick days -----------------------------------------------------------------------------


def sick(*days: date) -> Case:
    """Sick for whole days in class 1."""
    return pupil(*(away("Z", day, day) for day in days), klas="1")


def make_sick_run(length: int, minimum: int) -> tuple[Case, Cells | None]:
    """`length` sick school days from 2 November: the last one is the last day on which the rule holds."""
    days = FROM_NOV_2[:length]
    if length < minimum:
        return sick(*days), None
    return sick(*days), (days[minimum - 1], True, False, float(length), NOV_2, days[-1])


OCT_5, NOV_16, DEC_7 = date(2026, 10, 5), date(2026, 11, 16), date(2026, 12, 7)
SEP_11 = date(2026, 9, 11)
# Four spells in 12 calendar weeks: the day and the 83 before it (D8).
SPELLS_84_DAYS: dict[str, tuple[Case, Cells | None]] = {
    "3 keer in 12 weken": (sick(SEP_11, NOV_2, date(2026, 12, 3)), None),
    # 11 September + 83 days = 3 December; on 4 December the first one is out.
    "4e keer op dag 83": (
        sick(SEP_11, NOV_2, NOV_16, date(2026, 12, 3)),
        (date(2026, 12, 3), True, False, 4.0, SEP_11, date(2026, 12, 3)),
    ),
    "4e keer op dag 84": (sick(SEP_11, NOV_2, NOV_16, date(2026, 12, 4)), None),
    # Five up to 30 November. Fifth in sight up to 3 December; then four since 5 October, up to 27 December: the last
    # day with lessons before that is 18 December, whose window begins on 26 September.
    "5 keer in 12 weken": (
        sick(SEP_11, OCT_5, NOV_2, NOV_16, NOV_30),
        (NOV_16, True, False, 4.0, date(2026, 9, 26), DEC_18),
    ),
    # domain.md 12: 5 October to 5 January is 92 days, outside; in lesweken it is inside.
    "4e keer na kerst": (sick(OCT_5, NOV_2, NOV_16, date(2027, 1, 5)), None),
    # Friday 9 and Monday 19 October lie on both sides of the holiday: one spell, so three in all.
    "ziek tot en na de herfstvakantie": (sick(OCT_9, OCT_19, NOV_2, NOV_16), None),
}
# Five spells in the school year.
SPELL_DAYS = (SEP_7, date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28), OCT_5, NOV_2)
SPELLS_YEAR: dict[str, tuple[Case, Cells | None]] = {
    "4 keer ziek": (sick(*SPELL_DAYS[:4]), None),
    "5 keer ziek": (sick(*SPELL_DAYS[:5]), of_school_year(OCT_5, 5)),
    "6 keer ziek": (sick(*SPELL_DAYS), of_school_year(OCT_5, 6)),
    # 9 and 19 October are one spell: 7, 14, 21 September and that one are four.
    "4 keer ziek, een over de vakantie": (sick(*SPELL_DAYS[:3], OCT_9, OCT_19), None),
    "5 keer ziek, een over de vakantie": (sick(*SPELL_DAYS[:3], OCT_9, OCT_19, NOV_2), of_school_year(NOV_2, 5)),
}
# Ten sick school days in the school year: minutes ziek / minutes scheduled, day by day.
SICK_DAYS: dict[str, tuple[Case, Cells | None]] = {
    # 9 whole days and 7 of 8 lessons: 9,875.
    "9,875 dagen ziek": (
        pupil(away("Z", NOV_2, FROM_NOV_2[8]), lessons("Z", FROM_NOV_2[9], hours=range(1, 8)), klas="8"),
        None,
    ),
    "10 dagen ziek": (pupil(away("Z", NOV_2, FROM_NOV_2[9]), klas="8"), of_school_year(FROM_NOV_2[9], 10)),
    "10,125 dagen ziek": (
        pupil(away("Z", NOV_2, FROM_NOV_2[9]), lessons("Z", FROM_NOV_2[10]), klas="8"),
        of_school_year(FROM_NOV_2[9], 10.125),
    ),
    # 5 to 9 and 19 to 23 October: 5 + 5, nothing in the holiday between.
    "10 dagen ziek om de vakantie": (
        pupil(away("Z", OCT_5, date(2026, 10, 23)), klas="8"),
        of_school_year(date(2026, 10, 23), 10),
    ),
}


def make_sick_run_over_holiday(length: int) -> tuple[Case, Cells]:
    """`length` sick school days of which two lie before the autumn holiday: 8, 9, 19, 20 … October."""
    days = (date(2026, 10, 8), OCT_9, *workdays(OCT_19, DEC_18))[:length]
    return sick(*days), (days[-1], True, False, float(length), days[0], days[-1])


def make_late(count: int, threshold: int) -> tuple[Case, Cells | None]:
    """`count` times late from 7 September, once a day; the rule first holds on the day of the threshold."""
    days = FROM_SEP_7[:count]
    case = pupil(late(*days), klas="1")
    return case, of_school_year(days[threshold - 1], count) if count >= threshold else None


def make_late_over_holiday(threshold: int) -> tuple[Case, Cells]:
    """All times but one before the autumn holiday, the last after it."""
    days = (*FROM_SEP_7[: threshold - 1], OCT_19)
    return pupil(late(*days), klas="1"), of_school_year(OCT_19, threshold)


def make_truant(count: int, threshold: int) -> tuple[Case, Cells | None]:
    """`count` lessons of spijbelen from 7 September, two a day."""
    days = FROM_SEP_7[: (count + 1) // 2]
    rows = [LessonAbsence("", day, hour, "S") for day in days for hour in (1, 2)][:count]
    case = pupil(tuple(rows), klas="8")
    return case, of_school_year(days[(threshold + 1) // 2 - 1], count) if count >= threshold else None


# --- what a specification file does with them ----------------------------------------------------------------------

Table = dict[str, tuple[Case, Cells | None]]
Check = tuple[str, tuple[str, ...], Cells | None]


def get_cases(*tables: Table) -> dict[str, Case]:
    """The pupils of several tables by name."""
    return {name: case for table in tables for name, (case, _) in table.items()}


def get_checks(table: Table, *rules: str) -> list[Check]:
    """For each pupil of a table: these rules say these cells, or none of them does."""
    return [(name, rules, cells) for name, (_, cells) in table.items()]


def make_counts(make: Any, word: str, *thresholds: int) -> dict[int, Table]:
    """Per threshold the pupils just below, at and just above it."""
    return {
        threshold: {
            f"{threshold + step} {word}, grens {threshold}": make(threshold + step, threshold) for step in (-1, 0, 1)
        }
        for threshold in thresholds
    }


def assert_check(answers: Answers, check: Check) -> None:
    """Each of the rules has the cells, or no row."""
    name, rules, cells = check
    assert get_signals(answers, name, rules) == (spread(rules, cells) if cells else {})


def get_prefixes(answers: Answers, school: str) -> set[str]:
    """The first letters of the rules a school has rows for: those of its own rule set only."""
    rows = answers.output.read("signaal").iter_rows(named=True)
    return {row["regel"][:3] for row in rows if row["school"] == school}
