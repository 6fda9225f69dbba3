"""Where slots come from when there is no export, by hand: contract 1.4, sources in order and estimated slots.

Normal week: Monday 9 to Friday 13 March 2026. A pupil is enrolled for that week only, so `gepland_min` is the sum of
its lessons of that week.
"""

from datetime import date, time

import pytest

from tests.lib.cases import SPAN_FILE, Answers, CaseSchool, at, away, lesson, lessons, pupil, run_cases
from tests.lib.models import Rows, build_model
from tests.lib.region import DatedLesson, LessonsPerDay, LessonsPerWeek, Membership, SchoolHours

MON, TUE, WED, THU, FRI = (date(2026, 3, day) for day in (9, 10, 11, 12, 13))
WEEK = {"van": MON, "tot": FRI}
NEXT_MON, NEXT_FRI = date(2026, 3, 16), date(2026, 3, 20)
EASTER, EASTER_TUE = date(2026, 4, 6), date(2026, 4, 7)
WEEKDAYS = range(1, 6)
AUG_1 = date(2025, 8, 1)


def per_day(groep: str, *counts: int, minuten: int | None = 50, **validity: date) -> tuple[LessonsPerDay, ...]:
    """A lessentabel of a group: so many lessons on Monday, Tuesday …"""
    return tuple(LessonsPerDay(groep, day, count, minuten, **validity) for day, count in enumerate(counts, start=1))


ROOSTER = (
    lesson("R1", 1, 1, "08:30", "09:30"),
    lesson("R2", 1, 1, "08:30", "09:30", geldig_tot=TUE),
    lesson("R4", 1, 1, "08:30", "09:30"),
    lesson("wis", 1, 1, "08:30", "09:30"),
)
DATED = (
    DatedLesson("R3", TUE, 1, time(9), time(10)),
    DatedLesson("R3", WED, 0, None, None),
)
LESSENTABEL = (
    *per_day("T1", 6, 5, 0, 1, minuten=45),
    *per_day("T2", 2, minuten=None),
    *per_day("T3", 3, 3, 3, 3, 3, geldig_tot=TUE),
    *per_day("T3", 4, 4, 4, 4, 4, geldig_van=WED),
    *per_day("T4", 2, 2, 2, 2, 2),
    *per_day("T4", 3, geldig_van=NEXT_MON),
    *per_day("R1", 0, 6, 6, 6, 6),
    *per_day("R2", 2, 2, 2, 2, 2),
    *per_day("R3", 3, 3, 3, 3, 3),
    *per_day("W3", 1),
    *per_day("K1", 2, 2, 2, 2, 2),
    *per_day("K2", 2, 2, 2, 2, 2),
    *per_day("M1", 2, 2, 2, 2, 2, minuten=40),
    *per_day("M2", 2, 2, 2, 2, 2, minuten=40),
    *per_day("M3", 2, 2, 2, 2, 2, minuten=40),
    *per_day("B2", 3, 3, 3, 3, 3, minuten=40),
    *per_day("N1", 6, 6, 6, 6, 6),
)
PER_WEEK = (
    LessonsPerWeek("W1", 27, 50),
    LessonsPerWeek("W2", 4, 50),
    LessonsPerWeek("W3", 30, 50),
    LessonsPerWeek("W4", 5, None),
)
CASES = {
    # Lessons 1 to `lessen` on that weekday; without a row no lessons.
    "lessentabel": pupil(klas="T1", **WEEK),
    "lessentabel zonder minuten": pupil(klas="T2", **WEEK),
    "lessentabel, geldigheid": pupil(klas="T3", **WEEK),
    "lessentabel, later meer": pupil(klas="T4", van=MON, tot=NEXT_FRI),
    # Spread over Monday to Friday.
    "27 per week": pupil(klas="W1", **WEEK),
    "27 per week, maandag": pupil(klas="W1", van=MON, tot=MON),
    "27 per week, dinsdag": pupil(klas="W1", van=TUE, tot=TUE),
    "27 per week, woensdag": pupil(klas="W1", van=WED, tot=WED),
    "27 per week, vrijdag": pupil(klas="W1", van=FRI, tot=FRI),
    "4 per week": pupil(klas="W2", **WEEK),
    "4 per week, vrijdag": pupil(klas="W2", van=FRI, tot=FRI),
    "5 per week zonder minuten": pupil(klas="W4", **WEEK),
    # The first source that knows the group decides.
    "rooster voor lessentabel": pupil(klas="R1", **WEEK),
    "rooster tot en met dinsdag": pupil(klas="R2", **WEEK),
    "rooster per datum": pupil(klas="R3", **WEEK),
    "lessentabel voor lessen per week": pupil(klas="W3", **WEEK),
    # An estimate counts only for who is in no group that a surer source knows.
    "klas geschat, groep in het rooster": pupil(klas="K1", groups=("wis",), **WEEK),
    "groep in het rooster vanaf woensdag": pupil(klas="K2", groups=(Membership("", "wis", WED, None),), **WEEK),
    "klas zonder, groep geschat": pupil(klas="9Z", groups=("K1",), **WEEK),
    # Rows on lesson hours are laid on the slots in order.
    "uren op volgorde": pupil(lessons("Z", MON, hours=(3,)), lessons("S", MON, hours=(7, 9)), klas="N1", **WEEK),
    "zelfde uur twee keer": pupil(lessons("Z", MON, hours=(4,)), lessons("S", MON, hours=(4,)), klas="N1", **WEEK),
    "lesuur 0 en 20": pupil(lessons("Z", MON, hours=(0, 20)), klas="N1", **WEEK),
    "hele dag": pupil(away("Z", MON, TUE), klas="N1", **WEEK),
    "tijd als begin": pupil(away("Z", at(MON, 9), TUE), klas="N1", **WEEK),
    "tijd als eind": pupil(away("Z", MON, at(TUE, 11)), klas="N1", **WEEK),
    "middernacht is een tijd": pupil(away("Z", at(MON, 0), at(TUE, 0)), klas="N1", **WEEK),
    "tijd op een dag van het rooster": pupil(away("Z", at(MON, 8), at(MON, 12)), klas="R2", **WEEK),
    "van het rooster tot over de schatting": pupil(away("Z", at(MON, 8), WED), klas="R2", **WEEK),
    "tijd op een dag zonder les": pupil(away("Z", at(FRI, 8), at(FRI, 12)), klas="T1", **WEEK),
    "tijd op een feestdag": pupil(away("Z", at(EASTER, 8), EASTER_TUE), klas="N1", van=EASTER, tot=EASTER_TUE),
    "dag zonder lessen": pupil(lessons("Z", WED, hours=(1,)), klas="T1", **WEEK),
    # More hours named than the day has slots.
    "precies genoeg": pupil(lessons("Z", MON, hours=(4, 8)), klas="M1", **WEEK),
    "klasgenoot van precies genoeg": pupil(klas="M1", **WEEK),
    "een te veel": pupil(lessons("Z", TUE, hours=(1, 4, 8)), klas="M2", **WEEK),
    "klasgenoot van een te veel": pupil(klas="M2", **WEEK),
    "twee klassen": pupil(lessons("Z", TUE, hours=(1, 2, 3, 4)), klas="M3", groups=("B2",), **WEEK),
    "klasgenoot van twee klassen": pupil(klas="M3", **WEEK),
    "bandgenoot van twee klassen": pupil(klas="B2", **WEEK),
}
HOURS = (
    *(SchoolHours(day, time(8, 30), time(14, 30), time(12), time(12, 30)) for day in (1, 2, 4, 5)),
    SchoolHours(3, time(8, 30), time(12, 30)),
    SchoolHours(5, time(8, 30), time(12), groep="P2"),
    SchoolHours(1, time(8, 30), time(14), groep="P3", geldig_tot=date(2026, 3, 8)),
)
LONG, SHORT = 210 + 120, 240
PRIMARY = {
    "schooltijden": pupil(klas="P1", **WEEK),
    "schooltijden van de groep": pupil(klas="P2", **WEEK),
    "schooltijden van de groep voorbij": pupil(klas="P3", **WEEK),
    "schooltijden en rooster": pupil(klas="P4", **WEEK),
    "schooltijden en lessentabel": pupil(klas="P5", **WEEK),
    "schooltijden, klas zonder naam ergens": pupil(klas="P9", **WEEK),
    "ochtend weg": pupil(lessons("Z", MON, hours=(1,)), klas="P1", **WEEK),
}

ALONE = {
    "alleen geschat": pupil(lessons("S", MON, TUE, WED, hours=(1, 2)), klas="A1"),
    "alleen geschat, ziek": pupil(away("Z", MON, FRI), klas="A1"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """One run: period 2 February to 1 June 2026."""
    return run_cases(
        tmp_path_factory.mktemp("estimated"),
        date(2026, 6, 1),
        CaseSchool(
            "10AB00",
            CASES,
            fields={
                "rooster": ROOSTER,
                "rooster_datum": DATED,
                "lessentabel": LESSENTABEL,
                "lessen_per_week": PER_WEEK,
                "minuten_per_lesuur": 55,
            },
        ),
        CaseSchool(
            "20AB00",
            PRIMARY,
            sector="PO",
            fields={
                "protocol": "kennemerland",
                "schooltijden": HOURS,
                "rooster": (lesson("P4", 1, 1, "08:30", "09:30"),),
                "lessentabel": per_day("P5", 5, minuten=45),
            },
        ),
        CaseSchool("30AB00", ALONE, fields={"lessen_per_week": (LessonsPerWeek("A1", 25, 50),)}),
        peildata=("02-01", "06-01"),
    )


def test_of_all_schools_together_estimated_lessons_have_no_lesson_hour(answers: Answers) -> None:
    """By the timetable VO has lesson 1 on Monday (R1, R2 and wis) and, by its date, on Tuesday (R3). In PO schooltijden
    make a morning (1) and an afternoon (2); the five lessons of P5 are an estimate. A day of R2 that is one, and
    absences laid on it, add nothing."""
    told = {(row["sector"], row["weekdag"], row["lesuur"]) for row in answers.mart_of_swv("mart_swv_lesuur")}
    assert sorted((day, hour) for sector, day, hour in told if sector == "VO") == [(1, 1), (2, 1)]
    assert {hour for sector, _, hour in told if sector == "PO"} == {1, 2}
    [monday] = [row for row in answers.mart_of_swv("mart_swv_lesuur") if (row["sector"], row["weekdag"]) == ("VO", 1)]
    # R1, three of R2 and one of K1, an hour each: one of R2 was away from 8 to 12, one from 8 on.
    assert (monday["leerlingen"], monday["gepland_min"], monday["aanwezig_min"]) == (1 + 3 + 1, 5 * 60, (5 - 2) * 60)


def test_a_school_with_an_estimate_alone_has_its_pages(answers: Answers) -> None:
    """Every page says so in its head, each pupil beside its share; there is no lesson hour to tell of."""
    assert answers.mart_of_school("mart_weekdag_lesuur", "30AB00") == []
    school = answers.output.folder / "school" / "30AB00"
    for page in ("index.html", "leerlingen.html", "retour.html"):
        assert "noemer geschat" in (school / page).read_text(encoding="utf-8").lower(), page
    pupils = (school / "leerlingen.html").read_text(encoding="utf-8")
    assert pupils.count("noemer geschat") >= 1 + len(ALONE)
    swv = (answers.output.folder / "swv" / "index.html").read_text(encoding="utf-8")
    assert "Noemer geschat, uit een lessentabel of lessen per week: School 10AB00, School 20AB00 en School 30AB00." in (
        swv.replace("\u00a0", " ")
    )


@pytest.mark.parametrize(
    ("name", "lesdagen", "gepland", "noemer"),
    [
        ("lessentabel", 3, (6 + 5 + 0 + 1) * 45, "lessentabel"),
        ("lessentabel zonder minuten", 1, 2 * 55, "lessentabel"),
        ("lessentabel, geldigheid", 5, (3 + 3 + 4 + 4 + 4) * 50, "lessentabel"),
        # Two rows for one Monday: lessons 1 to 2 and 1 to 3 are three slots.
        ("lessentabel, later meer", 10, (5 * 2 + 3 + 4 * 2) * 50, "lessentabel"),
        # 27 div 5 = 5 each, 27 mod 5 = 2: Monday and Tuesday one more.
        ("27 per week", 5, 27 * 50, "lessen_per_week"),
        ("27 per week, maandag", 1, 6 * 50, "lessen_per_week"),
        ("27 per week, dinsdag", 1, 6 * 50, "lessen_per_week"),
        ("27 per week, woensdag", 1, 5 * 50, "lessen_per_week"),
        ("27 per week, vrijdag", 1, 5 * 50, "lessen_per_week"),
        # 4 div 5 = 0, 4 mod 5 = 4: none on Friday.
        ("4 per week", 4, 4 * 50, "lessen_per_week"),
        ("4 per week, vrijdag", 0, 0, None),
        ("5 per week zonder minuten", 5, 5 * 55, "lessen_per_week"),
        # A timetable knows the group on every weekday, also where it has no lesson: no estimate beside it.
        ("rooster voor lessentabel", 1, 60, "rooster"),
        # By the timetable Monday 60 and Tuesday nothing; from Wednesday on the estimate.
        ("rooster tot en met dinsdag", 4, 60 + 3 * 2 * 50, "lessentabel"),
        # A dated timetable knows its dates: Tuesday one lesson, Wednesday none; the other days are an estimate.
        ("rooster per datum", 4, 60 + 3 * 3 * 50, "lessentabel"),
        # One lesson on Monday by the lessentabel; the 30 of the week count on no day.
        ("lessentabel voor lessen per week", 1, 50, "lessentabel"),
        ("klas geschat, groep in het rooster", 1, 60, "rooster"),
        # Monday and Tuesday the class, then the group, which has no lesson before Friday.
        ("groep in het rooster vanaf woensdag", 2, 2 * 2 * 50, "lessentabel"),
        ("klas zonder, groep geschat", 5, 5 * 2 * 50, "lessentabel"),
        ("precies genoeg", 5, 5 * 2 * 40, "lessentabel"),
        ("klasgenoot van precies genoeg", 5, 5 * 2 * 40, "lessentabel"),
        # Three hours named on a Tuesday of two slots: three slots, for all of the class.
        ("een te veel", 5, (5 * 2 + 1) * 40, "lessentabel"),
        ("klasgenoot van een te veel", 5, (5 * 2 + 1) * 40, "lessentabel"),
        # Of two groups, of two and three lessons, the day has three slots. Four hours named: both have four that day.
        ("twee klassen", 5, (5 * 3 + 1) * 40, "lessentabel"),
        ("klasgenoot van twee klassen", 5, (5 * 2 + 2) * 40, "lessentabel"),
        ("bandgenoot van twee klassen", 5, (5 * 3 + 1) * 40, "lessentabel"),
        ("schooltijden", 5, 4 * LONG + SHORT, "schooltijden"),
        # On Friday its own row, 08:30 to 12:00; on other days those of every pupil.
        ("schooltijden van de groep", 5, 3 * LONG + SHORT + 210, "schooltijden"),
        ("schooltijden van de groep voorbij", 5, 4 * LONG + SHORT, "schooltijden"),
        ("schooltijden en rooster", 1, 60, "rooster"),
        ("schooltijden en lessentabel", 1, 5 * 45, "lessentabel"),
        ("schooltijden, klas zonder naam ergens", 5, 4 * LONG + SHORT, "schooltijden"),
    ],
)
def test_scheduled_lessons(answers: Answers, name: str, lesdagen: int, gepland: int, noemer: str | None) -> None:
    cells = answers.cells("leerling_periode", name, "lesdagen", "gepland_min", "noemer")
    assert cells == (lesdagen, gepland, noemer)


@pytest.mark.parametrize(
    ("name", "geoorloofd", "ongeoorloofd"),
    [
        # Hours 3, 7 and 9 of six slots: the first, the second and the third.
        ("uren op volgorde", 50, 2 * 50),
        # One hour twice is one slot; the later row stands.
        ("zelfde uur twee keer", 0, 50),
        ("lesuur 0 en 20", 2 * 50, 0),
        ("hele dag", 2 * 6 * 50, 0),
        ("dag zonder lessen", 0, 0),
        # A bound at a time on an estimated day: the row is set aside.
        ("tijd als begin", 0, 0),
        ("tijd als eind", 0, 0),
        ("middernacht is een tijd", 0, 0),
        # Monday is by the timetable: 60 minutes. Wednesday is an estimate of two lessons, wholly in the span.
        ("tijd op een dag van het rooster", 60, 0),
        ("van het rooster tot over de schatting", 60 + 2 * 50, 0),
        ("tijd op een dag zonder les", 0, 0),
        ("tijd op een feestdag", 6 * 50, 0),
        ("precies genoeg", 2 * 40, 0),
        ("een te veel", 3 * 40, 0),
        ("klasgenoot van een te veel", 0, 0),
        ("twee klassen", 4 * 40, 0),
        ("ochtend weg", 210, 0),
    ],
)
def test_absence_on_estimated_slots(answers: Answers, name: str, geoorloofd: int, ongeoorloofd: int) -> None:
    assert answers.cells("leerling_periode", name, "geoorloofd_min", "ongeoorloofd_min") == (geoorloofd, ongeoorloofd)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("tijd als begin", 1),
        ("tijd als eind", 1),
        ("middernacht is een tijd", 1),
        ("tijd op een dag van het rooster", 0),
        ("van het rooster tot over de schatting", 0),
        ("tijd op een dag zonder les", 0),
        ("tijd op een feestdag", 0),
        ("hele dag", 0),
    ],
)
def test_a_time_on_an_estimated_day_is_set_aside(answers: Answers, name: str, rows: int) -> None:
    """And keeps the tier of the pupil from being sure: the row could be all of its lessons (2.5)."""
    assert answers.cells("leerling_periode", name, "quarantaine_rijen") == (rows,)
    if rows:
        assert answers.cells("leerling_periode", name, "aanwezig_pct_min", "aanwezig_pct_max") == (0.0, 100.0)


def test_which_bound_is_told(answers: Answers) -> None:
    """Of a row with two such bounds both are told; the row is counted once."""
    told = answers.findings("10AB00", "tijd_op_geschatte_dag")
    assert sorted(row["kolom"] for row in told) == ["begin", "begin", "eind", "eind"]
    assert {row["ernst"] for row in told} == {"quarantaine"}
    assert answers.balance("10AB00", SPAN_FILE)["quarantaine"] == 3


def test_what_is_told_of_an_estimate(answers: Answers) -> None:
    """Of school 10AB00 all cases have a lesson but one, and three of the others by a timetable alone; of school 20AB00
    one of seven pupils has an estimate."""
    with_lessons = [name for name in CASES if answers.row("leerling_periode", name)["gepland_min"]]
    by_timetable = {"rooster voor lessentabel", "klas geschat, groep in het rooster"}
    [told] = answers.findings("10AB00", "noemer_geschat")
    assert told["aantal"] == len(with_lessons) - len(by_timetable)
    assert f"van {told['aantal']} van de {len(with_lessons)} leerlingen met les" in told["omschrijving"]
    [other] = answers.findings("20AB00", "noemer_geschat")
    assert "van 1 van de 7 leerlingen met les" in other["omschrijving"]


def test_more_hours_than_the_estimate_has_lessons_is_told(answers: Answers) -> None:
    """One finding a group, with its first day: M2, M3 and B2 on Tuesday 10 March. At N1 and M1 all hours fit."""
    told = answers.findings("10AB00", "meer_lessen_dan_lessentabel")
    assert sorted(row["omschrijving"].split("'")[1] for row in told) == ["B2", "M2", "M3"]
    [row] = [row for row in told if "'M2'" in row["omschrijving"]]
    assert "op 1 dag" in row["omschrijving"]
    assert "Voor het eerst op 10 mrt 2026: 3 lesuren, 2 lessen." in row["omschrijving"]
    assert answers.findings("20AB00", "meer_lessen_dan_lessentabel") == []


def test_which_pupils_have_an_estimate(answers: Answers) -> None:
    """Also who has most lessons by a timetable, or none of the estimate in the period."""
    assert [row["leerling"] for row in answers.mart("mart_geschat", "rooster tot en met dinsdag")] != []
    assert answers.mart("mart_geschat", "rooster voor lessentabel") == []
    assert answers.mart("mart_geschat", "4 per week, vrijdag") == []
    assert answers.mart("mart_geschat", "schooltijden") == []
    [doubt] = answers.mart_of_school("mart_meting_twijfel", "10AB00")
    assert doubt["noemer_geschat"]


PUPILS: Rows = ("leerling_nr integer, school_nr smallint", [(11, 1), (12, 1), (13, 1), (14, 1), (21, 2)])
PATHS: Rows = (
    "leerling_nr integer, school_nr smallint, traject_nr integer",
    [(11, 1, 101), (12, 1, 101), (13, 1, 102), (14, 1, 103), (21, 2, 201)],
)
SOURCES: Rows = ("traject_nr integer, deels_geschat boolean", [(101, True), (102, False), (201, False)])
SCHOOLS: Rows = ("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")])


def test_pupils_of_a_school_with_an_estimate() -> None:
    """Two of the three with lessons; a school without any is left out."""
    found = build_model(
        "mart_noemer_geschat", win_ingeschreven=PUPILS, win_traject=PATHS, win_noemer=SOURCES, ref_school=SCHOOLS
    )
    assert found == [("10AB00", 3, 2)]


def test_each_pupil_with_an_estimate() -> None:
    found = build_model(
        "mart_geschat",
        win_leerling_periode=PUPILS,
        win_leerling=(
            "leerling_nr integer, leerling varchar, traject_nr integer",
            [(11, "b", 101), (12, "a", 101), (13, "c", 102), (14, "d", 103), (21, "e", 201)],
        ),
        win_noemer=SOURCES,
        ref_school=SCHOOLS,
    )
    assert found == [("10AB00", "a"), ("10AB00", "b")]


def test_groups_that_got_more_lessons() -> None:
    """Of the period alone; the numbers are those of the first day."""
    found = build_model(
        "mart_lessen_erbij",
        win_lessen_erbij=(
            "school_nr smallint, groep varchar, datum date, lessen integer, lessen_geschat integer",
            [(1, "1A", TUE, 7, 5), (1, "1A", MON, 3, 2), (1, "1A", AUG_1, 9, 1), (2, "1A", FRI, 4, 3)],
        ),
        ref_run=("periode_van date", [(MON,)]),
        ref_school=SCHOOLS,
    )
    assert found == [("10AB00", "1A", 2, MON, 3, 2), ("20AB00", "1A", 1, FRI, 4, 3)]
