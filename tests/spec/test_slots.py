"""Which lessons a pupil has: contract 2.1, 1.1 (rooster, groepen, kalender) and 5, Input.

Normal week: Monday 9 to Friday 13 March 2026. A pupil is enrolled for that week only, so `gepland_min` is the sum of
its lessons. Holidays (schemas/calendar): voorjaar noord 21 February to 1 March, zuid 14 to 22 February; mei 25 April
to 3 May; Good Friday 3 April and 5 May are for the school to decide.
"""

from datetime import date, time

import pytest

from tests.lib.cases import (
    Answers,
    CaseSchool,
    at,
    away,
    enrolled,
    lesson,
    pupil,
    run_cases,
    stay,
    weekly,
)
from tests.lib.region import DatedLesson, LocalDays, Membership

MON, TUE, WED, THU, FRI = (date(2026, 3, day) for day in (9, 10, 11, 12, 13))
WEEK = {"van": MON, "tot": FRI}
NEXT_MON, NEXT_FRI = date(2026, 3, 16), date(2026, 3, 20)
DAY = 50 + 50  # class 1A: two lessons of 50 minutes a day

ROOSTER = (
    *weekly("1A", lessen=2),
    *weekly("1B", minuten=40),
    lesson("wis", 1, 3, "10:30", "11:30"),
    lesson("vroeg", 1, 1, "08:00", "09:30"),
    lesson("later", 1, 1, "08:40", "10:10"),
    lesson("korter", 1, 1, "08:30", "09:00"),
    lesson("langer", 1, 1, "08:30", "10:00"),
    lesson("datum", 2, 4, "11:00", "12:00"),
    lesson("vervalt", 3, 4, "11:00", "12:00"),
    *weekly("2Z"),
    *(lesson("elke dag", dag, 5, "13:00", "13:20") for dag in range(1, 6)),
    lesson("geldig", 1, 1, "08:30", "09:20", geldig_van=NEXT_MON),
    lesson("geldig", 2, 1, "08:30", "09:20", geldig_tot=TUE),
    lesson("zonder", 1, 1, "", ""),
    lesson("zonder", 1, 2, "09:20", "10:10"),
    lesson("zonder", 1, 3, "10:30", ""),
    lesson("zonder", 2, 1, "", ""),
    lesson("nul", 1, 1, "09:00", "09:00"),
    lesson("nul", 1, 2, "09:00", "09:01"),
)
DATED = (
    DatedLesson("datum", TUE, 5, time(13), time(13, 20)),
    DatedLesson("vervalt", WED, 0, None, None),
    DatedLesson("2Z", WED, 0, None, None),
)
CASES = {
    "klas": pupil(**WEEK),
    "klas en groep": pupil(groups=("wis",), **WEEK),
    "zelfde lesuur, eerder begin": pupil(groups=("vroeg",), **WEEK),
    "zelfde lesuur, later begin": pupil(groups=("later",), **WEEK),
    "zelfde begin, eerder eind": pupil(groups=("korter",), **WEEK),
    "zelfde begin, later eind": pupil(groups=("langer",), **WEEK),
    "rooster per datum": pupil(groups=("datum",), **WEEK),
    "rooster per datum, week erna": pupil(groups=("datum",), van=NEXT_MON, tot=NEXT_FRI),
    "lesuur 0 van een groep": pupil(groups=("vervalt",), **WEEK),
    "lesuur 0 van de klas": pupil(klas="2Z", **WEEK),
    "geldigheid": pupil(klas="geldig", van=MON, tot=NEXT_FRI),
    "midden in de week": pupil(van=TUE, tot=THU),
    "één dag": pupil(van=WED, tot=WED),
    "gat": enrolled(stay("1A", MON, TUE), stay("1A", THU, FRI)),
    "overlap": enrolled(stay("1A", MON, FRI), stay("1B", WED, THU)),
    "overlap, andere volgorde": enrolled(stay("1B", WED, THU), stay("1A", MON, FRI)),
    "overlap, zelfde inschrijfdatum": enrolled(stay("1A", MON, FRI), stay("1B", MON, FRI)),
    "klas zonder rooster": pupil(klas="9X", **WEEK),
    "voorjaar noord in noord": pupil(van=date(2026, 2, 23), tot=date(2026, 2, 27)),
    "voorjaar zuid in noord": pupil(van=date(2026, 2, 16), tot=date(2026, 2, 20)),
    "tweede paasdag": pupil(van=date(2026, 4, 6), tot=date(2026, 4, 10)),
    "hemelvaart": pupil(van=date(2026, 5, 11), tot=date(2026, 5, 15)),
    "goede vrijdag": pupil(van=date(2026, 3, 30), tot=date(2026, 4, 3)),
    "bevrijdingsdag": pupil(van=date(2026, 5, 4), tot=date(2026, 5, 8)),
    "zonder tijden": pupil(klas="zonder", **WEEK),
    "zonder tijden, hele dag": pupil(away("Z", MON, MON), klas="zonder", **WEEK),
    "zonder tijden, met tijd": pupil(away("Z", at(MON, 0), at(TUE, 0)), klas="zonder", **WEEK),
    "les van nul minuten": pupil(klas="nul", **WEEK),
    "groep van dinsdag tot donderdag": pupil(groups=(Membership("", "elke dag", TUE, THU),), **WEEK),
    "groep vanaf donderdag": pupil(groups=(Membership("", "elke dag", THU, None),), **WEEK),
    "tot de dag voor de periode": pupil(tot=date(2026, 2, 1)),
    "tot de eerste dag van de periode": pupil(tot=date(2026, 2, 2)),
    "vanaf de peildatum": pupil(van=date(2026, 6, 1)),
    "vanaf de dag na de peildatum": pupil(van=date(2026, 6, 2)),
    "alleen in de vakantie": pupil(van=date(2026, 2, 24), tot=date(2026, 2, 25)),
}
SOUTH = {
    "voorjaar noord in zuid": pupil(van=date(2026, 2, 23), tot=date(2026, 2, 27)),
    "voorjaar zuid in zuid": pupil(van=date(2026, 2, 16), tot=date(2026, 2, 20)),
}
LOCAL = {
    "eigen vrije dagen": pupil(van=NEXT_MON, tot=NEXT_FRI),
    "goede vrijdag vrij gegeven": pupil(van=date(2026, 3, 30), tot=date(2026, 4, 3)),
    "les in een adviesvakantie": pupil(van=date(2026, 2, 23), tot=date(2026, 2, 27)),
    "les in een verplichte vakantie": pupil(van=date(2026, 4, 28), tot=date(2026, 5, 1)),
    "les op een feestdag": pupil(van=date(2026, 5, 11), tot=date(2026, 5, 15)),
}
ONLY_DATED = {"alleen rooster per datum": pupil(**WEEK)}
CALENDAR = (
    LocalDays(date(2026, 3, 17), date(2026, 3, 18)),
    LocalDays(date(2026, 4, 3), date(2026, 4, 3)),
    LocalDays(date(2026, 2, 23), date(2026, 2, 24), "les"),
    LocalDays(date(2026, 4, 28), date(2026, 5, 1), "les"),
    LocalDays(date(2026, 5, 14), date(2026, 5, 14), "les"),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """One run: period 2 February to 1 June 2026."""
    return run_cases(
        tmp_path_factory.mktemp("slots"),
        date(2026, 6, 1),
        CaseSchool("10AB00", CASES, fields={"rooster": ROOSTER, "rooster_datum": DATED, "minuten_per_lesuur": 45}),
        CaseSchool("20AB00", SOUTH, fields={"rooster": weekly("1A", lessen=2), "vakantieregio": "zuid"}),
        CaseSchool("30AB00", LOCAL, fields={"rooster": weekly("1A", lessen=2), "kalender": CALENDAR}),
        CaseSchool("40AB00", ONLY_DATED, fields={"rooster_datum": (DatedLesson("1A", TUE, 1, time(9), time(9, 45)),)}),
        peildata=("02-01", "06-01"),
    )


@pytest.mark.parametrize(
    ("name", "lesdagen", "gepland"),
    [
        # 2.1: a slot for each row of each group; the class is a group too (1.1, groepen).
        ("klas", 5, 5 * DAY),
        ("klas en groep", 5, 5 * DAY + 60),
        # 2.1 and 5, Input: one date and lesuur twice is one slot, the earliest start, then the earliest end.
        ("zelfde lesuur, eerder begin", 5, (90 + 50) + 4 * DAY),
        ("zelfde lesuur, later begin", 5, 5 * DAY),
        ("zelfde begin, eerder eind", 5, (30 + 50) + 4 * DAY),
        ("zelfde begin, later eind", 5, 5 * DAY),
        # 1.1: a dated row replaces the weekly pattern of that group on that date, and of no other group.
        ("rooster per datum", 5, 5 * DAY + 20),
        ("rooster per datum, week erna", 5, 5 * DAY + 60),
        # 1.1: lesuur 0 and empty times = no lessons that day.
        ("lesuur 0 van een groep", 5, 5 * DAY + 0),
        ("lesuur 0 van de klas", 5 - 1, (5 - 1) * 50),
        # geldig_van and geldig_tot inclusive: Tuesday 10 and Monday 16 count, Monday 9 and Tuesday 17 do not.
        ("geldigheid", 1 + 1, (1 + 1) * 50),
        # 2.1: inschrijfdatum and uitschrijfdatum inclusive.
        ("midden in de week", 3, 3 * DAY),
        ("één dag", 1, DAY),
        ("gat", 2 + 2, (2 + 2) * DAY),
        # 5, Input and Recognition: on overlap the latest inschrijfdatum, on equal ones the later row.
        ("overlap", 5, 3 * DAY + 2 * 40),
        ("overlap, andere volgorde", 5, 3 * DAY + 2 * 40),
        ("overlap, zelfde inschrijfdatum", 5, 5 * 40),
        # 5, Tables: a row also without slots.
        ("klas zonder rooster", 0, 0),
        # 2.1: no lessons in a holiday of the school's own region.
        ("voorjaar noord in noord", 0, 0),
        ("voorjaar zuid in noord", 5, 5 * DAY),
        ("voorjaar noord in zuid", 5, 5 * DAY),
        ("voorjaar zuid in zuid", 0, 0),
        # 2.1 and 5, Input: a public holiday is free, one for the school to decide only through `kalender`.
        ("tweede paasdag", 5 - 1, (5 - 1) * DAY),
        ("hemelvaart", 5 - 1, (5 - 1) * DAY),
        ("goede vrijdag", 5, 5 * DAY),
        ("bevrijdingsdag", 5, 5 * DAY),
        ("goede vrijdag vrij gegeven", 5 - 1, (5 - 1) * DAY),
        # 1.1, kalender: `vrij` is inclusive; `les` only lifts days marked advies.
        ("eigen vrije dagen", 5 - 2, (5 - 2) * DAY),
        ("les in een adviesvakantie", 2, 2 * DAY),
        ("les in een verplichte vakantie", 0, 0),
        ("les op een feestdag", 5 - 1, (5 - 1) * DAY),
        # 5, Input and Recognition: without times minuten_per_lesuur; one empty time cell is read as two.
        ("zonder tijden", 2, (45 + 50 + 45) + 45),
        # 5, Input: a slot of 0 minutes is quarantined, one of 1 minute is not.
        ("les van nul minuten", 1, 1),
        # 1.1, groepen: van and tot inclusive, empty = unbounded.
        ("groep van dinsdag tot donderdag", 5, 5 * DAY + 3 * 20),
        ("groep vanaf donderdag", 5, 5 * DAY + 2 * 20),
        # 5, Tables: every pupil enrolled on at least one day of the period, 2 February to 1 June.
        ("tot de eerste dag van de periode", 1, DAY),
        ("vanaf de peildatum", 1, DAY),
        ("alleen in de vakantie", 0, 0),
        # 1.1: a school may deliver dated rows only.
        ("alleen rooster per datum", 1, 45),
    ],
)
def test_scheduled_lessons(answers: Answers, name: str, lesdagen: int, gepland: int) -> None:
    assert answers.cells("leerling_periode", name, "lesdagen", "gepland_min") == (lesdagen, gepland)


@pytest.mark.parametrize("name", ["tot de dag voor de periode", "vanaf de dag na de peildatum"])
def test_not_enrolled_in_the_period_is_no_row(answers: Answers, name: str) -> None:
    """5, Tables: no row in leerling_periode, and so none in the tables that follow it."""
    for table in ("leerling_periode", "vierweken", "thuiszitter"):
        assert answers.rows(table, name) == []


def test_no_scheduled_minutes_is_no_percentage(answers: Answers) -> None:
    """5, Tables: percentages empty without slots, never 0 or 100 (domain.md 12, "0 scheduled lessons")."""
    cells = answers.cells("leerling_periode", "klas zonder rooster", "aanwezig_pct_min", "aanwezig_pct_max", "tier")
    assert cells == (None, None, None)


def test_class_of_the_last_enrolled_day(answers: Answers) -> None:
    """5, Tables: `klas` of the last enrolled day up to the peildatum; Friday is in force for 1A only."""
    assert answers.cells("leerling_periode", "overlap", "klas") == ("1A",)
    assert answers.cells("leerling_periode", "overlap, zelfde inschrijfdatum", "klas") == ("1B",)


def test_a_whole_day_covers_slots_without_times(answers: Answers) -> None:
    """5, Input: no span with times covers a slot without times; a whole day covers all."""
    assert answers.cells("leerling_periode", "zonder tijden, hele dag", "geoorloofd_min") == (45 + 50 + 45,)
    assert answers.cells("leerling_periode", "zonder tijden, met tijd", "geoorloofd_min") == (50,)


def test_a_lesson_without_minutes_is_in_quarantine(answers: Answers) -> None:
    """1.3 and 5, Input: file and line of the bad row; header = 1, so the row before the last is line len(ROOSTER)."""
    finding = answers.findings("10AB00", "les_zonder_duur")
    assert [(row["bestand"], row["regelnummer"], row["ernst"]) for row in finding] == [
        ("rooster.csv", len(ROOSTER) - 1 + 1, "quarantaine")
    ]
