"""The reference reading of the contract against cases worked out by hand.

Calendar used (region noord, 2026-2027): herfst 10-18 October, kerst 19 December - 3 January, voorjaar 20-28 February.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from pipelines.paths import CALENDAR
from tests.lib.oracle import Result, add_months, compute, get_birthday, read_rows
from tests.lib.region import (
    AbsenceFile,
    Code,
    DatedLesson,
    Enrolment,
    LessonAbsence,
    LocalDays,
    Membership,
    Notification,
    Region,
    RegisterRow,
    School,
    SpanAbsence,
    WeeklyLesson,
)

HOLIDAYS = read_rows(CALENDAR / "schoolvakanties.csv")
PUBLIC = read_rows(CALENDAR / "feestdagen.csv")
CODES = tuple(
    Code(code, soort)
    for code, soort in (
        ("S", "spijbelen"),
        ("P", "voorlopig_ongeoorloofd"),
        ("Z", "ziek"),
        ("V", "verlof"),
        ("L", "te_laat"),
        ("E", "elders"),
        ("A", "aanwezig"),
        ("N", "niet_tellen"),
    )
)
PEILDATUM = date(2027, 1, 1)  # period 2 September 2026 - 1 January 2027
WORKDAYS = (1, 2, 3, 4, 5)


def make_rooster(*minutes: int, weekdays: tuple[int, ...] = WORKDAYS, groep: str = "1A") -> tuple[WeeklyLesson, ...]:
    """Lessons 1, 2, ... of the given lengths one after another from 08:00, on each weekday."""
    rows = []
    for weekday in weekdays:
        start = 8 * 60
        for number, length in enumerate(minutes, start=1):
            rows.append(WeeklyLesson(groep, weekday, number, _time(start), _time(start + length)))
            start += length
    return tuple(rows)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def make_school(
    rooster: tuple[WeeklyLesson, ...],
    *rows: LessonAbsence | SpanAbsence,
    enrolled: Enrolment | None = None,
    **more: object,
) -> School:
    """A VO school with one pupil 1001 in class 1A; `rows` become one file per kind, spans first."""
    files = []
    for name, kind in (("a_span.csv", SpanAbsence), ("b_les.csv", LessonAbsence)):
        chosen = tuple(row for row in rows if isinstance(row, kind))
        if chosen:
            files.append(AbsenceFile(name, kind, chosen))
    school = School(
        id="12AB00",
        sector="VO",
        leerlingen=(enrolled or Enrolment("1001", "1A", geboortedatum=date(2012, 5, 5)),),
        rooster=rooster,
        absenties=tuple(files),
        codes=CODES,
    )
    return replace(school, **more)


def run(school: School, peildatum: date = PEILDATUM, protocol: str = "noord-kennemerland") -> Result:
    return compute(Region((school,), protocol=protocol), peildatum, HOLIDAYS, PUBLIC)


def away(first: date, last: date | None, code: str = "S") -> SpanAbsence:
    return SpanAbsence("1001", first, last, code)


def pick(rows: list[dict[str, object]], *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def get_status(result: Result, *names: str) -> list[tuple[object, ...]]:
    return pick(result.thuiszitter, "status", "grond", *names)


# --- 16 hours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("extra", "hours", "reported"), [(0, 15.0, False), (1, 16.0, True)])
def test_16_hours_are_reached_at_exactly_16_lessons(extra: int, hours: float, reported: bool) -> None:
    # Monday 2 - Wednesday 4 November: 3 days of 5 lessons = 15; Thursday's first lesson is the 16th.
    rows = [LessonAbsence("1001", date(2026, 11, 2 + day), hour, "S") for day in range(3) for hour in range(1, 6)]
    rows += [LessonAbsence("1001", date(2026, 11, 5), 1, "S")] * extra
    result = run(make_school(make_rooster(50, 50, 50, 50, 50), *rows))
    assert result.leerling_periode[0]["oa_uren"] == hours
    reports = pick(result.duo_melding, "meldsoort", "begindatum", "einddatum", "uren", "ernst_precies_16")
    assert reports == ([("16uur", date(2026, 11, 2), date(2026, 11, 5), 16.0, True)] if reported else [])
    expected = [("dreigend", "S3-70", date(2026, 11, 2), False)] if reported else []
    # 75 school days of 5 lessons = 375; 15 or 16 missed is 96 % or 95,7 % present, so S3-16 does not hold.
    assert get_status(result, "start", "op_peildatum") == expected


def test_primary_school_counts_clock_hours() -> None:
    # 16 lessons of 50 minutes = 800 minutes = 13 1/3 clock hours: no report in PO.
    rows = [LessonAbsence("1001", date(2026, 11, 2 + day), hour, "S") for day in range(4) for hour in range(1, 5)]
    school = replace(make_school(make_rooster(50, 50, 50, 50), *rows), sector="PO")
    result = run(school, protocol="kennemerland")
    assert result.leerling_periode[0]["oa_uren"] == pytest.approx(13 + 1 / 3, rel=1e-15)
    assert result.duo_melding == [] and result.thuiszitter == []


def test_a_long_lesson_counts_in_clock_hours() -> None:
    # VO: 90 minutes = 1,5 hour, 60 minutes = 1, 30 minutes = 1 lesson hour.
    rows = [LessonAbsence("1001", date(2026, 11, 2), hour, "S") for hour in (1, 2, 3)]
    assert run(make_school(make_rooster(90, 60, 30), *rows)).leerling_periode[0]["oa_uren"] == 3.5


def test_window_of_16_hours_crosses_the_holiday() -> None:
    # 8 lessons in the week of 14 December, 8 in the week of 4 January: weeks 51 and 1, two lesweken apart: one window.
    days = [date(2026, 12, 14), date(2026, 12, 15), date(2027, 1, 4), date(2027, 1, 5)]
    rows = [LessonAbsence("1001", day, hour, "S") for day in days for hour in range(1, 5)]
    result = run(make_school(make_rooster(50, 50, 50, 50), *rows), date(2027, 3, 1))
    # Present 144 - 8 = 136 of 144 slots in the period from 2 January (36 days of 4) = 94,4 %: S3-16 too, S3-70 decides.
    assert get_status(result, "start", "op_peildatum") == [("dreigend", "S3-70", days[0], True)]
    assert pick(result.duo_melding, "begindatum", "einddatum", "uren") == [(days[0], days[-1], 16.0)]


# --- tiers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lengths", "extra", "absent", "tier", "status"),
    [
        ((94, 5, 1), 0, 75, 1, "zeker"),  # 1425 of 1500 present = 95 %
        ((94, 5, 1), 1, 76, 2, "zeker"),  # 1424 of 1500 = 94,93 %
        ((89, 10, 1), 0, 150, 2, "zeker"),  # 1350 of 1500 = 90 %
        ((89, 10, 1), 1, 151, 3, "zeker"),  # 1349 of 1500 = 89,93 %
    ],
)
def test_tier_turns_on_one_minute(lengths: tuple[int, ...], extra: int, absent: int, tier: int, status: str) -> None:
    # Enrolled 2 - 20 November 2026: 15 school days of 100 minutes = 1500; lesson 2 missed every day.
    days = [date(2026, 11, 2) + timedelta(days=7 * week + day) for week in range(3) for day in range(5)]
    rows = [LessonAbsence("1001", day, 2, "Z") for day in days]
    rows += [LessonAbsence("1001", days[0], 3, "Z")] * extra
    enrolled = Enrolment("1001", "1A", inschrijfdatum=days[0], uitschrijfdatum=days[-1])
    row = run(make_school(make_rooster(*lengths), *rows, enrolled=enrolled)).leerling_periode[0]
    assert (row["lesdagen"], row["gepland_min"], row["geoorloofd_min"]) == (15, 1500, absent)
    assert (row["tier"], row["tier_status"]) == (tier, status)


@pytest.mark.parametrize(("days", "status"), [(9, "te_weinig_gegevens"), (10, "zeker")])
def test_tier_needs_ten_school_days(days: int, status: str) -> None:
    # 2 - 6 and 9 - 13 November are ten school days.
    enrolled = Enrolment("1001", "1A", None, None, None, date(2026, 11, 2), date(2026, 11, 12 if days == 9 else 13))
    row = run(make_school(make_rooster(50), enrolled=enrolled)).leerling_periode[0]
    assert (row["lesdagen"], row["tier_status"]) == (days, status)


def test_unknown_code_opens_the_tier_and_breaks_a_run() -> None:
    # 2 - 13 November: 10 days, 4 of code "?" without an entry: between 60 % and 100 %.
    enrolled = Enrolment("1001", "1A", None, None, None, date(2026, 11, 2), date(2026, 11, 13))
    rows = [LessonAbsence("1001", date(2026, 11, day), 1, "?") for day in (2, 3, 4, 5)]
    result = run(make_school(make_rooster(50), *rows, enrolled=enrolled))
    row = result.leerling_periode[0]
    assert (row["aanwezig_pct_min"], row["aanwezig_pct_max"], row["onbekend_min"]) == (60.0, 100.0, 200)
    assert (row["tier"], row["tier_status"]) == (None, "open")


# --- runs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "positions", "status", "exact"),
    [
        # Lesweek 0 = 2 November. Tuesday 3 (position 1), back Monday 30 (position 28): 27.
        (date(2026, 11, 3), date(2026, 11, 27), 27, ("dreigend", "S3-70"), False),
        (date(2026, 11, 2), date(2026, 11, 27), 28, ("thuiszitter", "S3-72"), True),
        # Back on Tuesday 1 December (position 29).
        (date(2026, 11, 2), date(2026, 11, 30), 29, ("thuiszitter", "S3-72"), False),
    ],
)
def test_four_lesweken_to_the_position(
    first: date, last: date, positions: int, status: tuple[str, str], exact: bool
) -> None:
    result = run(make_school(make_rooster(50), away(first, last)))
    assert pick(result.reeks, "groep", "start", "laatste_dag", "duur_posities", "loopt") == [
        ("oa", first, last, positions, False),
        ("alle", first, last, positions, False),
    ]
    # 19 of 75 school days are missed, 74,7 % present: S3-16 makes `dreigend` hold on the peildatum; the run is over.
    assert get_status(result, "precies_vier_weken", "op_peildatum") == [(*status, exact, status[0] == "dreigend")]


def test_run_over_christmas() -> None:
    # 7 and 14 December, 4 and 11 January are four lesweken; 7 December - 18 January are 42 calendar days.
    school = make_school(make_rooster(50), away(date(2026, 12, 7), date(2027, 1, 15)))
    result = run(school, date(2027, 3, 1))
    oa = result.reeks[0]
    assert (oa["start"], oa["duur_posities"], oa["duur_kalenderdagen"]) == (date(2026, 12, 7), 28, 42)
    assert get_status(result, "precies_vier_weken") == [("thuiszitter", "S3-72", True)]
    # Kennemerland and Dronten show the same run under their own rules (D6).
    assert get_status(run(school, date(2027, 3, 1), "kennemerland"))[0] == ("thuiszitter", "S2-31")
    assert get_status(run(school, date(2027, 3, 1), "dronten"), "precies_vier_weken")[0] == (
        "thuiszitter",
        "S4-02",
        True,
    )


def test_28_calendar_days_with_a_holiday_in_them() -> None:
    # Absent 7 December - 3 January, back 4 January: 28 calendar days (5 + 5 school days), 14 positions.
    # The last absent day is 18 December: no overlap with the period from 2 January, but with one from 2 September.
    school = make_school(make_rooster(50), away(date(2026, 12, 7), date(2027, 1, 3)))
    result = run(school, date(2027, 3, 1), "dronten")
    assert result.reeks == [] and result.thuiszitter == []
    region = Region((school,), protocol="dronten", peildata=("09-01", "03-01"))
    result = compute(region, date(2027, 3, 1), HOLIDAYS, PUBLIC)
    assert pick(result.reeks, "groep", "duur_posities", "duur_kalenderdagen") == [("oa", 14, 28), ("alle", 14, 28)]
    # Two lesweken, whatever the calendar says (D6): 10 lessons of 50 minutes are no 16 either.
    assert result.thuiszitter == []


def test_horizon_on_friday_is_sunday() -> None:
    # From Monday 25 January. Friday 5 February is the last school day of its week: Sunday has position 13, so 14.
    school = make_school(make_rooster(50), away(date(2027, 1, 25), None))
    result = run(school, date(2027, 2, 5))
    assert pick(result.reeks, "groep", "duur_posities", "duur_kalenderdagen", "loopt") == [
        ("oa", 14, 14, True),
        ("alle", 14, 14, True),
    ]
    # Thursday 4 February: Friday's lesson is left, the horizon is Thursday, position 10: duration 11.
    assert run(school, date(2027, 2, 4)).reeks == []


def test_horizon_in_a_holiday_is_the_last_lesweeks_sunday() -> None:
    # Peildatum Friday 1 January 2027 (ISO week 53, kerst): horizon Sunday 20 December; from 7 December 14 positions.
    result = run(make_school(make_rooster(50), away(date(2026, 12, 7), None)))
    assert pick(result.reeks, "duur_posities", "duur_kalenderdagen", "loopt")[0] == (14, 14, True)
    assert get_status(result, "duur_posities", "op_peildatum") == [("dreigend", "S3-71", 14, True)]


def test_run_of_a_leaver_ends_with_the_enrolment() -> None:
    # 16 November is position 0, Wednesday 2 December position 16; classmates have lessons on Thursday: 17, and over.
    school = make_school(make_rooster(50), away(date(2026, 11, 16), None))
    left = Enrolment("1001", "1A", uitschrijfdatum=date(2026, 12, 2))
    result = run(replace(school, leerlingen=(left, Enrolment("1002", "1A"))))
    expected = ("oa", date(2026, 12, 2), 17, 17, False)
    assert pick(result.reeks, "groep", "laatste_dag", "duur_posities", "duur_kalenderdagen", "loopt")[0] == expected
    # 13 of 66 days missed is below 95 %; a leaver never holds at the horizon.
    assert get_status(result, "op_peildatum") == [("dreigend", "S3-71", False)]
    # Alone at the school there is no slot after 2 December: the horizon is Sunday 6 December (position 20): 21.
    alone = run(replace(school, leerlingen=(left,)))
    assert pick(alone.reeks, "duur_posities", "duur_kalenderdagen", "loopt")[0] == (21, 21, False)


def test_longer_than_three_months() -> None:
    # OA from 14 September 2026: 14 December <= Friday 18 December, the last absent day; back on 4 January.
    school = make_school(make_rooster(50), away(date(2026, 9, 14), date(2026, 12, 18)))
    assert get_status(run(school), "start", "op_peildatum") == [
        ("lrv_langer_dan_3_maanden", "S3-06", date(2026, 9, 14), True)
    ]
    # A run that goes on is measured to the meetdatum, Friday 1 January 2027: from Thursday 1 October it is three
    # months, from the day after it is not. The horizon lies before, on Sunday 20 December.
    exact = make_school(make_rooster(50), away(date(2026, 10, 1), None))
    assert get_status(run(exact)) == [("lrv_langer_dan_3_maanden", "S3-06")]
    shorter = make_school(make_rooster(50), away(date(2026, 10, 2), None))
    assert get_status(run(shorter)) == [("thuiszitter", "S3-72")]


def test_run_that_goes_on_through_a_holiday_period_without_lessons() -> None:
    # Period 2 - 3 January 2027 lies in kerst: no lesson. The run of 23 November - 18 December (28 positions, horizon
    # Sunday 20 December) goes on: the status holds on the peildatum, though no run overlaps the period.
    school = make_school(make_rooster(50), away(date(2026, 11, 23), None))
    result = run(school, date(2027, 1, 3))
    assert result.reeks == []
    assert get_status(result, "duur_posities", "op_peildatum") == [("thuiszitter", "S3-72", 28, True)]


def test_permitted_run_beside_dreigend() -> None:
    # 2 - 13 November OA (14 positions), 16 November - 4 December sick: 'alle' 35 positions, 'ga' 21, 'oa' 14.
    school = make_school(
        make_rooster(50), away(date(2026, 11, 2), date(2026, 11, 13)), away(date(2026, 11, 16), date(2026, 12, 4), "Z")
    )
    result = run(school)
    assert pick(result.reeks, "groep", "duur_posities") == [("oa", 14), ("ga", 21), ("alle", 35)]
    assert get_status(result, "start", "duur_posities") == [
        ("dreigend", "S3-71", date(2026, 11, 2), 14),
        ("langdurig_geoorloofd", "S3-69", date(2026, 11, 2), 35),
    ]


def test_gap_in_enrolment_does_not_break_a_run() -> None:
    # Enrolled to 13 November and again from 23 November, absent throughout, back on 30 November: 28 positions.
    enrolments = (
        Enrolment("1001", "1A", uitschrijfdatum=date(2026, 11, 13)),
        Enrolment("1001", "1A", inschrijfdatum=date(2026, 11, 23)),
        Enrolment("1002", "1A"),
    )
    school = replace(make_school(make_rooster(50), away(date(2026, 11, 2), date(2026, 11, 27))), leerlingen=enrolments)
    result = run(school)
    assert pick(result.reeks, "duur_posities")[0] == (28,)
    assert result.vierweken == []  # not enrolled on 16 - 20 November, so no window is complete


# --- windows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("present_again", "rows"), [(0, 1), (1, 0)])
def test_20_percent_of_100_minutes(present_again: int, rows: int) -> None:
    # Four Mondays of 19 + 1 + 5 minutes = 100; lessons 1 and 2 missed: 4 x 5 = 20 present. One minute more is 21.
    mondays = [date(2026, 11, 2) + timedelta(weeks=week) for week in range(4)]
    missed = [LessonAbsence("1001", day, hour, "V") for day in mondays for hour in (1, 2)]
    enrolled = Enrolment("1001", "1A", inschrijfdatum=mondays[0], uitschrijfdatum=mondays[-1])
    school = make_school(
        make_rooster(19, 1, 5, weekdays=(1,)), *missed[: len(missed) - present_again], enrolled=enrolled
    )
    school = replace(school, register=(RegisterRow("1001", True), RegisterRow("1001", None)))
    found = pick(run(school).vierweken, "groep", "venster_van", "gepland_min", "aanwezig_min", "plan_van_aanpak")
    assert found == [("hoogstens_20pct", mondays[0], 100, 20, True)] * rows


def test_four_weeks_absent_is_in_both_groups() -> None:
    school = make_school(make_rooster(50), away(date(2026, 11, 2), date(2026, 11, 27)))
    # Windows of 20 days; from 2 November all 20 are missed. From 9 October - with autumn week 12-16 October out - the
    # window 9, 19-30 October, 2 - 5 November is far above 20 %. Earliest at most 20 % (4 days present of 20):
    # starts Tuesday 27 October: 27-30 October present, then 2 - 20 November and 23 November absent = 4 of 20.
    assert pick(run(school).vierweken, "groep", "venster_van", "gepland_min", "aanwezig_min") == [
        ("vier_weken_afwezig", date(2026, 11, 2), 1000, 0),
        ("hoogstens_20pct", date(2026, 10, 27), 1000, 200),
    ]


# --- slots and events --------------------------------------------------------------------------------------------


def test_colliding_lesson_hours_are_one_slot() -> None:
    # Lesuur 1: class 08:00-08:50, group 08:10-09:50: earliest start, 50 minutes.
    # Lesuur 2: class 09:00-10:40, group 09:00-09:45: earliest end, 45 minutes. Together 95 on one Monday.
    rooster = (
        WeeklyLesson("1A", 1, 1, time(8), time(8, 50)),
        WeeklyLesson("1A", 1, 2, time(9), time(10, 40)),
        WeeklyLesson("extra", 1, 1, time(8, 10), time(9, 50)),
        WeeklyLesson("extra", 1, 2, time(9), time(9, 45)),
    )
    enrolled = Enrolment("1001", "1A", inschrijfdatum=date(2026, 11, 2), uitschrijfdatum=date(2026, 11, 8))
    school = replace(make_school(rooster, enrolled=enrolled), groepen=(Membership("1001", "extra"),))
    row = run(school).leerling_periode[0]
    assert (row["lesdagen"], row["gepland_min"]) == (1, 95)


@pytest.mark.parametrize(
    ("entered", "standing"),
    [
        ((None, None, None), 2),  # unknown: the later row
        ((datetime(2026, 11, 2, 9), datetime(2026, 11, 2, 11), datetime(2026, 11, 2, 10)), 1),  # latest entry
        ((datetime(2026, 11, 2, 11), None, datetime(2026, 11, 2, 10)), 2),  # null gives way, and makes way
        ((datetime(2026, 11, 2, 11), datetime(2026, 11, 2, 10), None), 2),
        ((datetime(2026, 11, 2, 0), date(2026, 11, 2), datetime(2026, 11, 1, 23)), 1),  # a date is 00:00: equal, later
    ],
)
def test_three_events_on_one_slot(entered: tuple[date | None, ...], standing: int) -> None:
    kinds = ("Z", "S", "L")
    rows = [LessonAbsence("1001", date(2026, 11, 2), 1, code, when) for code, when in zip(kinds, entered, strict=True)]
    result = run(make_school(make_rooster(50), *rows))
    row = result.leerling_periode[0]
    assert (row["geoorloofd_min"], row["ongeoorloofd_min"], row["te_laat"]) == [(50, 0, 0), (0, 50, 0), (0, 0, 1)][
        standing
    ]
    assert result.balans["12AB00", "b_les.csv"] == {
        "gelezen": 3,
        "gebruikt": 1,
        "quarantaine": 0,
        "vervangen": 2,
        "niet_geteld": 0,
    }


def test_not_counted_rows_give_way_to_nothing() -> None:
    # niet_tellen after ziek leaves ziek; a Saturday is outside the roster; 4 January is after the peildatum.
    rows = [
        LessonAbsence("1001", date(2026, 11, 2), 1, "Z"),
        LessonAbsence("1001", date(2026, 11, 2), 1, "N"),
        LessonAbsence("1001", date(2026, 11, 7), 1, "S"),
        LessonAbsence("1001", date(2027, 1, 4), 1, "S"),
        LessonAbsence("9999", date(2026, 11, 2), 1, "S"),
        LessonAbsence("1001", date(2026, 11, 2), 21, "S"),
    ]
    result = run(make_school(make_rooster(50), *rows))
    assert result.leerling_periode[0]["geoorloofd_min"] == 50
    balance = result.balans["12AB00", "b_les.csv"]
    assert tuple(balance.values()) == (6, 1, 2, 0, 3)
    assert result.buiten_rooster == {"12AB00": 1}


def test_span_bounds_are_moments_or_whole_days() -> None:
    # Lessons 08:00, 08:50, 09:40. From 08:50 (that lesson begins in it) to 09:40 (that one does not): one lesson.
    span = SpanAbsence("1001", datetime(2026, 11, 2, 8, 50), datetime(2026, 11, 2, 9, 40), "Z")
    assert run(make_school(make_rooster(50, 50, 50), span)).leerling_periode[0]["geoorloofd_min"] == 50
    # To 3 November 00:00 (a moment): lessons 2 and 3 of the 2nd. To 3 November (a day): and three on the 3rd.
    moment = replace(span, eind=datetime(2026, 11, 3))
    assert run(make_school(make_rooster(50, 50, 50), moment)).leerling_periode[0]["geoorloofd_min"] == 100
    whole = replace(span, eind=date(2026, 11, 3))
    assert run(make_school(make_rooster(50, 50, 50), whole)).leerling_periode[0]["geoorloofd_min"] == 250


def test_dated_lessons_local_days_and_advisory_holidays() -> None:
    # Enrolled 9 - 16 October: Friday 9, autumn holiday 12-16 of which 12 and 13 have lessons after all.
    # The 12th is replaced by one lesson of 30 minutes, the 13th has no lessons (lesuur 0): 50 + 30 = 80 on two days.
    enrolled = Enrolment("1001", "1A", inschrijfdatum=date(2026, 10, 8), uitschrijfdatum=date(2026, 10, 16))
    school = replace(
        make_school(make_rooster(50), enrolled=enrolled),
        kalender=(
            LocalDays(date(2026, 10, 12), date(2026, 10, 13), "les"),
            LocalDays(date(2026, 10, 8), date(2026, 10, 8)),
        ),
        rooster_datum=(
            DatedLesson("1A", date(2026, 10, 12), 4, time(9), time(9, 30)),
            DatedLesson("1A", date(2026, 10, 13), 0, None, None),
        ),
    )
    row = run(school).leerling_periode[0]
    assert (row["lesdagen"], row["gepland_min"]) == (2, 80)


def test_sick_spell_over_a_weekend_is_one_report() -> None:
    # Thursday 5, Friday 6, Monday 9 and Tuesday 10 November, two rows; half of Tuesday: 3 + 1/2 school days.
    rows = [
        away(date(2026, 11, 5), date(2026, 11, 6), "Z"),
        away(date(2026, 11, 9), date(2026, 11, 9), "Z"),
        LessonAbsence("1001", date(2026, 11, 10), 1, "Z"),
        LessonAbsence("1001", date(2026, 11, 12), 1, "Z"),  # Wednesday was no sick day: a second spell
    ]
    row = run(make_school(make_rooster(50, 50), *rows)).leerling_periode[0]
    assert (row["ziekmeldingen"], row["ziek_schooldagen"]) == (2, 4.0)


def test_ninth_lateness() -> None:
    # Nine Mondays to Fridays from 2 November: the ninth school day is Thursday 12 November.
    days = [date(2026, 11, 2 + offset) for offset in (0, 1, 2, 3, 4, 7, 8, 9, 10)]
    rows = [LessonAbsence("1001", day, 1, "L") for day in days]
    result = run(make_school(make_rooster(50), *rows))
    assert get_status(result, "start", "op_peildatum") == [("dreigend", "S3-78", date(2026, 11, 12), True)]
    assert run(make_school(make_rooster(50), *rows[:8])).thuiszitter == []


# --- DUO ledger --------------------------------------------------------------------------------------------------


def test_ledger_of_five_weeks_absent() -> None:
    # 6 lessons a day from 2 November to 4 December, back on the 7th. 16 hours on Wednesday 4 (18 hours). The next not
    # before 11 November: 5 days = 30 hours; then 18 and 25 November. Four lesweken are full on Sunday 29 November.
    # LRV from 26 November to 4 December: 7 days = 42 hours; 5 working days after the 29th is Friday 4 December.
    school = make_school(make_rooster(50, 50, 50, 50, 50, 50), away(date(2026, 11, 2), date(2026, 12, 4)))
    expected = [
        ("16uur", date(2026, 11, 2), date(2026, 11, 4), 18.0, date(2026, 11, 11)),
        ("16uur", date(2026, 11, 5), date(2026, 11, 11), 30.0, date(2026, 11, 18)),
        ("16uur", date(2026, 11, 12), date(2026, 11, 18), 30.0, date(2026, 11, 25)),
        ("16uur", date(2026, 11, 19), date(2026, 11, 25), 30.0, date(2026, 12, 2)),
        ("lrv", date(2026, 11, 26), date(2026, 12, 4), 42.0, date(2026, 12, 4)),
    ]
    result = run(school)
    assert pick(result.duo_melding, "meldsoort", "begindatum", "einddatum", "uren", "uiterste_meldatum") == expected
    assert {row["status"] for row in result.duo_melding} == {"onbekend"}
    delivered = (
        Notification("1001", "16uur", date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 11)),  # on the due date
        Notification("1001", "16uur", date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 30)),  # late for the 2nd
        Notification("1001", "lrv", date(2026, 11, 26), None, date(2027, 1, 2)),  # after the peildatum: not read
    )
    result = run(replace(school, duo_meldingen=delivered))
    assert [row["status"] for row in result.duo_melding] == [
        "op_tijd",
        "te_laat",
        "niet_gemeld",
        "niet_gemeld",
        "niet_gemeld",
    ]


def test_waiting_hours_are_reported_when_the_run_ends() -> None:
    # Absent 2 - 9 November, back on the 10th: first report ends on the 4th; 5, 6 and 9 November are 18 waiting hours.
    school = make_school(make_rooster(50, 50, 50, 50, 50, 50), away(date(2026, 11, 2), date(2026, 11, 9), "P"))
    assert pick(run(school).duo_melding, "begindatum", "einddatum", "uren", "waarvan_voorlopig") == [
        (date(2026, 11, 2), date(2026, 11, 4), 18.0, 18.0),
        (date(2026, 11, 5), date(2026, 11, 9), 18.0, 18.0),
    ]


def test_running_lrv_has_an_open_end() -> None:
    # 1 lesson a day from 16 November, peildatum Friday 18 December 2026: horizon Sunday 20 December = 35 positions.
    # 16 lessons on Monday 7 December; 7 days later 14 December lies after four lesweken were full (13 December).
    school = make_school(make_rooster(50), away(date(2026, 11, 16), None))
    found = run(school, date(2026, 12, 18)).duo_melding
    assert pick(found, "meldsoort", "begindatum", "einddatum", "uren", "uiterste_meldatum") == [
        ("16uur", date(2026, 11, 16), date(2026, 12, 7), 16.0, date(2026, 12, 14)),
        ("lrv", date(2026, 12, 8), None, 9.0, date(2026, 12, 18)),
    ]


@pytest.mark.parametrize(
    ("born", "startkwalificatie", "duty"),
    [
        (None, None, "niet_te_bepalen"),
        (date(2021, 10, 31), None, "verplicht"),  # five on 31 October 2026, leerplicht from November
        (date(2021, 11, 1), None, "geen"),  # five on 1 November: from December
        (date(2010, 8, 1), True, "verplicht"),  # sixteen in school year 2026-2027: full leerplicht to 31 July 2027
        (date(2010, 7, 31), True, "geen"),  # sixteen on the last day of 2025-2026, with startkwalificatie
        (date(2010, 7, 31), None, "verplicht"),
        (date(2008, 11, 6), None, "verplicht"),  # eighteen the day after
        (date(2008, 11, 5), None, "rmc"),
        (date(2008, 11, 5), True, "geen"),
        (date(2003, 11, 6), None, "rmc"),  # twenty-two
        (date(2003, 11, 5), None, "geen"),
    ],
)
def test_plicht_on_the_end_date(born: date | None, startkwalificatie: bool | None, duty: str) -> None:
    # 4 lessons on 2 - 5 November 2026: the report ends on Thursday the 5th.
    school = make_school(
        make_rooster(50, 50, 50, 50),
        away(date(2026, 11, 2), date(2026, 11, 5)),
        enrolled=Enrolment("1001", "1A", geboortedatum=born, startkwalificatie=startkwalificatie),
    )
    assert pick(run(school).duo_melding, "einddatum", "plicht") == [(date(2026, 11, 5), duty)]


def test_calendar_arithmetic() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 9, 14), 3) == date(2026, 12, 14)
    assert get_birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert get_birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_ninth_lateness_of_the_previous_school_year() -> None:
    # Peildatum 1 September 2026: period 2 June - 1 September. Late on 2-5, 8-12 June: the ninth is Friday 12 June.
    days = [date(2026, 6, day) for day in (2, 3, 4, 5, 8, 9, 10, 11, 12)]
    rows = [LessonAbsence("1001", day, 1, "L") for day in days]
    result = run(make_school(make_rooster(50), *rows), date(2026, 9, 1))
    # The count of the school year starts anew on 1 August: the column shows 0 and nothing holds on the peildatum.
    assert result.leerling_periode[0]["te_laat"] == 0
    assert get_status(result, "start", "op_peildatum") == [("dreigend", "S3-78", date(2026, 6, 12), False)]


def test_codes_are_dated_exact_and_trimmed() -> None:
    codes = (
        Code("K", "ziek", geldig_van=date(2026, 11, 3)),
        Code("K", "spijbelen"),  # an older first day, though a later row
        Code("K", "te_laat", geldig_van=date(2026, 11, 4), geldig_tot=date(2026, 11, 4)),
        Code("K", "elders", geldig_van=date(2026, 11, 4), geldig_tot=date(2026, 11, 4)),  # equal: the later row
    )
    rows = [LessonAbsence("1001", date(2026, 11, 2 + day), 1, code) for day, code in enumerate(("K", " K ", "K", "k"))]
    row = run(replace(make_school(make_rooster(50), *rows), codes=codes)).leerling_periode[0]
    # 2 November spijbelen, 3 November ziek, 4 November elders (present), 5 November "k" has no entry.
    names = ("ongeoorloofd_min", "geoorloofd_min", "elders_min", "te_laat", "onbekend_min")
    assert tuple(row[name] for name in names) == (50, 50, 50, 0, 50)
