"""What the school report counts beside the published tables, worked by hand.

Region noord, peildatum Friday 28 November 2025: the report period starts on 2 September 2025, the school year counts
from 1 August. First school day Monday 25 August (summer holiday until the 24th), autumn holiday 18 to 26 October. Class
1A has 6 lessons of 50 minutes a day, 300 minutes. School days: 8 weeks from 25 August to 17 October and 5 weeks from 27
October to 28 November, (8 + 5) * 5 = 65.
"""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.contexts.school_marts import counts_calendar_days
from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import make_leerling
from reports.release.address import DEEL
from schemas.ruleset import load_rule_sets
from tests.lib.cases import UNKNOWN, Answers, CaseSchool, away, lessons, pupil, run_cases, weekly, workdays
from tests.lib.printed_numbers import PrintedNumber, find_numbers, read_number
from tests.lib.store_tables import copy_with

PEILDATUM = date(2025, 11, 28)
ALL = range(1, 7)
OCT = {day: date(2025, 10, day) for day in range(1, 32)}
NOV = {day: date(2025, 11, day) for day in range(1, 29)}
SEP = {day: date(2025, 9, day) for day in range(1, 31)}


def many(*days: date, code: str = "S", hours: range = ALL) -> tuple:
    return lessons(code, *days, hours=hours)


CASES = {
    # Two weeks with every kind of day, then (6 + 1 + 3 + 6) = 16 unauthorised hours on 17 November: on the list.
    "elke soort dag": pupil(
        many(NOV[3]),
        many(NOV[4], hours=range(1, 2)),
        many(NOV[5], code="Z"),
        many(NOV[6], code="Z", hours=range(1, 2)),
        many(NOV[7], code="M"),
        many(NOV[10], code="M", hours=range(1, 2)),
        many(NOV[11], code=UNKNOWN, hours=range(1, 2)),
        many(NOV[12], code="E", hours=range(1, 2)),
        many(NOV[13], code="TL", hours=range(1, 2)),
        many(NOV[14], hours=range(1, 4)),
        many(NOV[14], code="Z", hours=range(4, 7)),
        many(NOV[17]),
    ),
    "later ingeschreven": pupil(many(*workdays(NOV[3], NOV[17])), van=OCT[27]),
    "over de vakantie": pupil(many(*workdays(OCT[13], OCT[31]))),
    "luxe": pupil(lessons("LX", OCT[16], OCT[17], hours=ALL)),
    # 9 times late puts the pupil on the list; 13 unauthorised hours in four lesweken are 3 short of 16.
    "bijna zestien": pupil(
        many(*workdays(NOV[3], NOV[13])[:9], code="TL", hours=range(6, 7)),
        many(NOV[17], NOV[18]),
        many(NOV[19], hours=range(1, 2)),
    ),
    "voorlopig sinds 10 november": pupil(lessons("P", NOV[10], NOV[20], hours=(1,))),
    "voorlopig sinds 20 november": pupil(lessons("P", NOV[20], hours=(1,))),
    "voorlopig sinds 21 november": pupil(lessons("P", NOV[21], hours=(1,))),
    "vijftien en een onbekend": pupil(
        many(NOV[3], NOV[4]), many(NOV[5], hours=range(1, 4)), many(NOV[6], code=UNKNOWN, hours=range(1, 2))
    ),
    "veertien en een onbekend": pupil(
        many(NOV[3], NOV[4]), many(NOV[5], hours=range(1, 3)), many(NOV[6], code=UNKNOWN, hours=range(1, 2))
    ),
    # Monday 3 to Friday 14 November, back on Monday 17: (17 - 3) = 14 positions if 11 November was absence too.
    "reeks met onbekende dag": pupil(
        many(*(day for day in workdays(NOV[3], NOV[14]) if day != NOV[11])), many(NOV[11], code=UNKNOWN)
    ),
    "reeks met een dag op school": pupil(many(*(day for day in workdays(NOV[3], NOV[14]) if day != NOV[11]))),
    # 20 days from 27 October: 3 at school and 2 unknown; (3 + 2) / 20 = 25 %, 3 / 20 = 15 %.
    "vier weken met onbekend": pupil(
        many(*workdays(OCT[30], NOV[19]), code="M"), many(NOV[20], NOV[21], code=UNKNOWN), van=OCT[27]
    ),
}
# Sixteen hours on Monday 24 November: the last day to report is 5 working days later, Monday 1 December.
CASES["net zestien"] = pupil(many(NOV[20], NOV[21], NOV[24]))
# 13 October until back on Wednesday 19 November: 37 calendar days, of which 9 are holiday; 4 lesweken and 2 days: 30.
DRONTEN = {"vijf kalenderweken": pupil(many(*workdays(OCT[13], NOV[18]))), "op school": pupil()}
# 18 hours put the pupil on the list. Two sick spells, of which the first is about two months old on 30 November.
DRONTEN |= {
    f"ziek op {words}": pupil(lessons("Z", first, OCT[27], hours=ALL), many(NOV[10], NOV[11], NOV[12]))
    for words, first in (("29 september", SEP[29]), ("30 september", SEP[30]), ("1 oktober", OCT[1]))
}
# At a bound, just below and just above it, at a school of their own.
JUN_30, JUL_11, AUG_25 = date(2025, 6, 30), date(2025, 7, 11), date(2025, 8, 25)
BOUNDS = {
    # Two lesweken before the summer, then from 25 August up to and including the day named; a day unknown after it.
    f"reeks tot en met {last.day} september": pupil(
        many(*workdays(JUN_30, JUL_11), *workdays(AUG_25, last)), many(unknown, code=UNKNOWN)
    )
    for last, unknown in ((SEP[1], SEP[2]), (SEP[2], SEP[3]), (SEP[3], SEP[4]))
}
BOUNDS |= {
    # Six unauthorised hours; then late in the first lesson from 4 November on, and unknown lessons on the 17th.
    f"{late} keer te laat en {unknown} onbekend": pupil(
        many(NOV[3]),
        lessons("TL", *workdays(NOV[4], NOV[14])[:late]),
        lessons(UNKNOWN, NOV[17], hours=range(1, unknown + 1)),
    )
    for late, unknown in ((7, 1), (8, 1), (8, 2), (9, 1))
}
BOUNDS |= {
    # (6 + 6 + 4) = 16 hours on three school days, the last one as named.
    f"zestien uur op {days[-1].day} november": pupil(many(*days[:2]), many(days[2], hours=range(1, 5)))
    for days in (
        (NOV[18], NOV[19], NOV[20]),
        (NOV[19], NOV[20], NOV[21]),
        (NOV[20], NOV[21], NOV[24]),
    )
}
BOUNDS["altijd op school"] = pupil()
QUIET = {f"1B-{at}": pupil(*([lessons("Z", NOV[4])] if at == 0 else []), klas="1B") for at in range(10)}
SMALL = {f"1C-{at}": pupil(klas="1C") for at in range(9)}
FRIDAYS = (SEP[5], SEP[12], SEP[19], SEP[26], OCT[3])
MONDAYS = (SEP[8], SEP[15], SEP[22], SEP[29], OCT[6])
# From 25 August on: longer than three calendar months on 28 November.
LONG = {"drie maanden weg": pupil(away("S", date(2025, 8, 25), None)), "wel op school": pupil()}
PATTERNS = {
    "vrijdag": pupil(lessons("Z", *FRIDAYS, hours=ALL)),
    "maandag": pupil(lessons("Z", *MONDAYS, hours=ALL)),
    "laatste uur": pupil(lessons("S", *(NOV[day] for day in (3, 5, 7, 11, 13)), hours=(6,)), klas="1D"),
    "eerste uur": pupil(lessons("S", *(NOV[day] for day in (3, 5, 7, 11, 13)), hours=(1,)), klas="1D"),
    "te weinig keer": pupil(lessons("Z", *FRIDAYS[:4], hours=ALL), klas="1D"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("marts"),
        PEILDATUM,
        CaseSchool("10AB00", CASES, fields={"rooster": weekly("1A", lessen=6), "duo_meldingen": ()}),
        CaseSchool("20AB00", {**QUIET, **SMALL}, fields={"rooster": weekly("1B", lessen=6) + weekly("1C", lessen=6)}),
        CaseSchool("30AB00", PATTERNS, fields={"rooster": weekly("1A", lessen=6) + weekly("1D", lessen=6)}),
        CaseSchool("50AB00", LONG, fields={"rooster": weekly("1A", lessen=6)}),
        CaseSchool("40AB00", DRONTEN, fields={"rooster": weekly("1A", lessen=6), "protocol": "dronten"}),
        CaseSchool("60AB00", BOUNDS, fields={"rooster": weekly("1A", lessen=6), "duo_meldingen": ()}),
    )


def test_a_letter_for_every_school_day(answers: Answers) -> None:
    """40 days until the autumn holiday and 5 after it at school; then the two weeks, 17 November away, 9 days back."""
    (row,) = answers.mart("mart_dagbeeld", "elke soort dag")
    assert row["dagen"] == "a" * (40 + 5) + "OoZzG" + "g?ETO" + "O" + "a" * 9
    assert len(row["dagen"]) == 65


def test_days_before_enrolment_are_days_without_lessons(answers: Answers) -> None:
    """Enrolled on 27 October: 40 days none, 5 at school, 11 away (3 to 17 November), 9 back."""
    (row,) = answers.mart("mart_dagbeeld", "later ingeschreven")
    assert row["dagen"] == "-" * 40 + "a" * 5 + "O" * 11 + "a" * 9


@pytest.mark.parametrize(("name", "cards"), [("luxe", 1), ("voorlopig sinds 20 november", 1), ("altijd op school", 0)])
def test_only_pupils_of_the_list_have_a_strip(answers: Answers, name: str, cards: int) -> None:
    """Of luxury leave a report is due, which is work without a status."""
    assert len(answers.mart("mart_dagbeeld", name)) == cards


def test_the_edges_of_holidays(answers: Answers) -> None:
    rows = [(row["datum"], row["vakantie"], row["kant"]) for row in answers.mart_of_school("mart_schooldag", "10AB00")]
    assert len(rows) == 65
    assert [row for row in rows if row[2]] == [
        (date(2025, 8, 25), "zomer", "na"),
        (date(2025, 8, 26), "zomer", "na"),
        (OCT[16], "herfst", "voor"),
        (OCT[17], "herfst", "voor"),
        (OCT[27], "herfst", "na"),
        (OCT[28], "herfst", "na"),
    ]


def test_absence_round_a_holiday(answers: Answers) -> None:
    """16 and 17 October: 14 pupils less 2 who came later, (12 * 2) days. Luxury leave of one pupil 2 * 300, beside
    2 * 300 of the pupil whose absence runs over the holiday and began on the 13th: unauthorised absence begins once."""
    rows = {(row["vakantie"], row["kant"]): row for row in answers.mart_of_school("mart_rond_vakantie", "10AB00")}
    before = rows["herfst", "voor"]
    assert (before["schooldagen"], before["leerlingdagen"], before["gepland_min"]) == (2, 24, 24 * 300)
    assert (before["luxe_min"], before["ongeoorloofd_min"], before["begint_oa"]) == (600, 600 + 600, 1)
    assert rows["herfst", "na"]["begint_oa"] == 0
    # 65 days less 2 after the summer, 2 before and 2 after the autumn holiday.
    assert rows["", "anders"]["schooldagen"] == 65 - 6


def test_late_per_weekday(answers: Answers) -> None:
    """One pupil nine times from 3 to 13 November: two Mondays up to Thursdays, one Friday. Another one on the 13th."""
    late = {row["weekdag"]: row["te_laat"] for row in answers.mart_of_school("mart_te_laat_weekdag", "10AB00")}
    assert late == {1: 2, 2: 2, 3: 2, 4: 2 + 1, 5: 1}


def test_tier_of_each_report_period(answers: Answers) -> None:
    """2 June to 1 September: 29 days until 11 July (Whit Monday is free) and 6 from 25 August, (29 + 6) * 300 minutes.

    From 2 September 65 - 6 = 59 days. Absent: 4 whole days of 300, 14 November of 300, and 3 lessons of 50; unknown 50.
    """
    first, second = answers.mart("mart_tier_kwartaal", "elke soort dag")
    assert (first["van"], first["tot"]) == (date(2025, 6, 2), SEP[1])
    assert (first["gepland_min"], first["aanwezig_min"], first["tier"]) == (35 * 300, 35 * 300, 1)
    absent = 5 * 300 + 3 * 50
    assert (second["van"], second["tot"]) == (SEP[2], PEILDATUM)
    assert (second["gepland_min"], second["aanwezig_min"]) == (59 * 300, 59 * 300 - absent - 50)
    # (17 700 - 1 700) / 17 700 = 90,4 % and, with the unknown lesson, 90,7 %: tier 2 either way.
    assert (second["onbekend_min"], second["tier"], second["tier_status"]) == (50, 2, "zeker")


def test_the_current_period_has_the_published_tier(answers: Answers) -> None:
    for name in CASES:
        published = answers.cells("leerling_periode", name, "tier", "tier_status")
        found = [row for row in answers.mart("mart_tier_kwartaal", name) if row["tot"] == PEILDATUM]
        assert all((row["tier"], row["tier_status"]) == published for row in found)


def test_holiday_days_of_a_run(answers: Answers) -> None:
    """13 October until the pupil is back on 3 November: 21 calendar days, of which 18 to 26 October, 9, are holiday."""
    run = answers.row("reeks", "over de vakantie", groep="oa")
    assert run["duur_kalenderdagen"] == 21
    (row,) = [row for row in answers.mart("mart_reeks_vrij", "over de vakantie") if row["groep"] == "oa"]
    assert row["vrije_dagen"] == 9


def test_a_run_without_a_holiday_has_no_free_days(answers: Answers) -> None:
    assert {row["vrije_dagen"] for row in answers.mart("mart_reeks_vrij", "later ingeschreven")} == {0}


def test_distance_to_a_bound(answers: Answers) -> None:
    """(6 + 6 + 1) = 13 hours, the bound is 16; 9 times late has reached 9, and lacks 3 of 12."""
    found = {row["regel"]: (row["waarde"], row["minimum"]) for row in answers.mart("mart_afstand", "bijna zestien")}
    assert found["S3-70"] == (13, 16)
    assert (9, 12) in found.values()
    assert all(value < minimum for value, minimum in found.values())


@pytest.mark.parametrize(
    ("name", "spells"),
    [
        # Two months later is 29 November: the spell is out, 27 October is left.
        ("ziek op 29 september", 1),
        # Two months later is Sunday 30 November, the horizon itself: the spell is out on that day.
        ("ziek op 30 september", 1),
        # Two months later is 1 December: both count.
        ("ziek op 1 oktober", 2),
    ],
)
def test_distance_is_what_is_counted_at_the_horizon(answers: Answers, name: str, spells: int) -> None:
    """S4-21 of Dronten: three sick spells in two calendar months. One row, also where the count changes that day."""
    rows = [row for row in answers.mart("mart_afstand", name) if row["regel"] == "S4-21"]
    assert [(row["waarde"], row["minimum"]) for row in rows] == [(spells, 3)]


def test_spells_of_the_list(answers: Answers) -> None:
    """5 and 6 November are one spell of two sick days, the 14th is another."""
    spells = [
        (row["start"], row["laatste_dag"], row["ziekdagen"])
        for row in answers.mart("mart_ziekmelding", "elke soort dag")
    ]
    assert spells == [(NOV[5], NOV[6], 2), (NOV[14], NOV[14], 1)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 11 to 14, 17 to 21, 24 to 28 November: 4 + 5 + 5 days after the oldest.
        ("voorlopig sinds 10 november", [(NOV[10], 2, 14)]),
        # The 21st and 24 to 28 November: 6 days, more than 5.
        ("voorlopig sinds 20 november", [(NOV[20], 1, 6)]),
        # 24 to 28 November: 5 days, not more.
        ("voorlopig sinds 21 november", []),
    ],
)
def test_provisional_for_too_long(answers: Answers, name: str, expected: list[tuple]) -> None:
    rows = answers.mart("mart_voorlopig", name)
    assert [(row["oudste_dag"], row["lessen"], row["schooldagen"]) for row in rows] == expected


def test_the_oldest_provisional_lesson_comes_first(answers: Answers) -> None:
    days = [row["oudste_dag"] for row in answers.mart_of_school("mart_voorlopig", "10AB00")]
    assert days == [NOV[10], NOV[20]]


def test_weeks_in_which_nothing_was_registered(answers: Answers) -> None:
    """Class 1B has ten pupils and one entry, in the week of 3 November; class 1C has nine pupils and is left out."""
    rows = [(row["klas"], row["maandag"]) for row in answers.mart_of_school("mart_stille_week", "20AB00")]
    mondays = [*(SEP[day] for day in (8, 15, 22, 29)), OCT[6], OCT[13], OCT[27], *(NOV[day] for day in (10, 17, 24))]
    assert rows == [("1B", monday) for monday in mondays]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("vijftien en een onbekend", "uren", True),
        # (12 + 2) + 1 = 15: the bound stays out of reach.
        ("veertien en een onbekend", "uren", False),
        ("reeks met onbekende dag", "reeks", True),
        ("reeks met een dag op school", "reeks", False),
        ("vier weken met onbekend", "vierweken", True),
        ("over de vakantie", "vierweken", False),
    ],
)
def test_what_unknown_lessons_could_change(answers: Answers, name: str, kind: str, expected: bool) -> None:
    assert (kind in {row["soort"] for row in answers.mart("mart_onbekend_invloed", name)}) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # The report period starts on 2 September. Lesweken 30 June, 7 July, 25 August and 1 September: 2 * 7 + 7 = 21
        # positions before Monday 1 September. The run ended before the period; with the unknown Tuesday it is one of
        # the period, of 21 + 2 = 23, and reaches 14.
        ("reeks tot en met 1 september", True),
        # 21 + 2 = 23 positions until the unknown Wednesday, and the last day is the first of the period: 14 is reached
        # as it is, and 24 with the Wednesday does not reach 28.
        ("reeks tot en met 2 september", False),
        # 24 positions, 25 with the unknown Thursday.
        ("reeks tot en met 3 september", False),
    ],
)
def test_a_run_that_reaches_the_period_has_its_result_already(answers: Answers, name: str, expected: bool) -> None:
    assert ("reeks" in {row["soort"] for row in answers.mart("mart_onbekend_invloed", name)}) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Bounds 9 and 12: 7 + 1 = 8, 8 + 1 = 9, 8 + 2 = 10; 9 is reached as it is, and 9 + 1 = 10 is not 12.
        ("7 keer te laat en 1 onbekend", False),
        ("8 keer te laat en 1 onbekend", True),
        ("8 keer te laat en 2 onbekend", True),
        ("9 keer te laat en 1 onbekend", False),
    ],
)
def test_unknown_lessons_that_make_a_count_reach_its_bound(answers: Answers, name: str, expected: bool) -> None:
    """Six unauthorised hours reach the bounds 1 and 6 of the school year; no other count comes near."""
    assert ("telling" in {row["soort"] for row in answers.mart("mart_onbekend_invloed", name)}) is expected


def test_without_unknown_lessons_nothing_could_change(answers: Answers) -> None:
    for name in ("luxe", "over de vakantie", "reeks met een dag op school"):
        assert answers.mart("mart_onbekend_invloed", name) == []


def patterns(answers: Answers, name: str) -> dict[tuple[str, int], tuple[int, int, float]]:
    rows = answers.mart("mart_patroon_leerling", name)
    return {(row["kenmerk"], row["waarde"]): (row["keren"], row["totaal"], row["deel"]) for row in rows}


def test_weekdays_on_which_absence_begins(answers: Answers) -> None:
    """Every weekday has 13 days. Absence begins 5 times on a Monday, 5 + 4 on a Friday, and of the two pupils in 1D on
    3, 5, 7, 11 and 13 November: Monday, Wednesday, Friday, Tuesday, Thursday. So per weekday 5 + 2, 2, 2, 2 and 9 + 2,
    and a pupil with as many days of each expects 11 / 24 on Friday."""
    found = patterns(answers, "vrijdag")
    assert found["weekdag", 5] == (5, 5, pytest.approx(11 / 24))
    assert found["weekdag", 1] == (0, 5, pytest.approx(7 / 24))
    assert sum(share for (kind, _), (_, _, share) in found.items() if kind == "weekdag") == pytest.approx(1)


def test_first_and_last_lesson(answers: Answers) -> None:
    """Of (5 + 5) days absent in part, the last lesson was missed on 5 and the first on the other 5."""
    found = patterns(answers, "laatste uur")
    assert found["laatste_lesuur", 0] == (5, 5, 0.5)
    assert found["eerste_lesuur", 0] == (0, 5, 0.5)


def test_a_pupil_seen_too_few_times_is_not_tested(answers: Answers) -> None:
    """Four times; five are asked."""
    assert patterns(answers, "te weinig keer") == {}


def test_lessons_missed_by_who_is_at_school(answers: Answers) -> None:
    """12 Fridays from 5 September to 28 November, 24 October left out, of 5 pupils each. On (5 + 4) of these days a
    pupil was away all day, so (12 * 5 - 9) lessons of the sixth hour were left, and 1 was missed (7 November)."""
    rows = {(row["weekdag"], row["lesuur"]): row for row in answers.mart_of_school("mart_weekdag_lesuur", "30AB00")}
    friday = rows[5, 6]
    assert (friday["gepland_lessen"], friday["afwezig_lessen"]) == (60, 9 + 1)
    assert (friday["deels_gepland"], friday["deels_gemist"], friday["leerlingen"]) == (60 - 9, 1, 1)


def read_page(answers: Answers, school: str, name: str = "index.html") -> str:
    page = (answers.output.folder / "school" / school / name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("</style>")[2])).replace("\u00a0", " ")


def read_card(answers: Answers, name: str) -> str:
    """The card of a pupil of the list, as text."""
    school, number = answers.numbers[name]
    code = make_leerling(answers.output.key, school, number)
    page = (answers.output.folder / "school" / school / "leerlingen.html").read_text(encoding="utf-8")
    card = page.partition(f'<div id="bewijs-{code}"')[2].partition("</details>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card)).replace("\u00a0", " ")


def test_a_card_tells_distance_spells_runs_and_periods(answers: Answers) -> None:
    assert "nog 3 lesuren (13 van 16) tot:" in read_card(answers, "bijna zestien")
    card = read_card(answers, "elke soort dag")
    assert "5 nov t/m 6 nov 2025 (2 schooldagen) en 14 nov 2025 (1 schooldag)" in card
    assert "2 jun 2025 t/m 1 sep 2025 ● tier 1 · universeel 100,0 %" in card
    # 16 000 and 16 050 of 17 700 minutes, rounded down.
    assert "2 sep 2025 t/m 28 nov 2025 ▲ tier 2 · gericht tussen 90,3 en 90,6 %" in card
    # Two lesweken with lessons: (13 to 17 October) and (27 to 31 October).
    assert "13 okt t/m 31 okt 2025: 2 lesweken, geheel ongeoorloofd; 21 kalenderdagen, waarvan 9" in read_card(
        answers, "over de vakantie"
    )


def test_a_bound_in_months_is_not_written_as_days(answers: Answers) -> None:
    """14 weeks until 28 November, the autumn holiday week left out: (14 - 1) * 7 = 91 days in lesweken."""
    assert ("lrv_langer_dan_3_maanden", "S3-06") in answers.statuses("drie maanden weg")
    card = read_card(answers, "drie maanden weg")
    assert "91 dagen in lesweken, geldt op de peildatum (S3-06)" in card.replace("( S3-06 )", "(S3-06)")
    assert "(grens 3)" not in card
    # Bounds in days of lesweken stay.
    assert "91 dagen in lesweken (grens 28)" in card


def test_a_run_that_is_also_one_of_any_kind_stands_there_once(answers: Answers) -> None:
    card = read_card(answers, "over de vakantie")
    assert card.count("kalenderdagen") == 1
    assert len(answers.rows("reeks", "over de vakantie")) == 2


def test_reports_that_are_still_in_time_are_on_the_worklist(answers: Answers) -> None:
    assert answers.cells("duo_melding", "net zestien", "uiterste_meldatum", "status") == (date(2025, 12, 1), "nog_niet")
    page = read_page(answers, "10AB00")
    assert "nog melden, uiterlijk 1 dec 2025" in page
    # 16 hours on 17 November: the last day was Monday 24 November.
    assert "▲ te laat: niet gemeld; had gemeld moeten zijn op 24 nov 2025" in page


@pytest.mark.parametrize(
    ("name", "due", "status", "words"),
    [
        # Five working days after the last hour: 21 and 24 to 27 November.
        (
            "zestien uur op 20 november",
            NOV[27],
            "niet_gemeld",
            "te laat: niet gemeld; had gemeld moeten zijn op 27 nov",
        ),
        # 24 to 28 November: the peildatum itself is in time.
        ("zestien uur op 21 november", NOV[28], "nog_niet", "nog melden, uiterlijk 28 nov"),
        # 25 to 28 November and 1 December.
        ("zestien uur op 24 november", date(2025, 12, 1), "nog_niet", "nog melden, uiterlijk 1 dec"),
    ],
)
def test_a_report_due_on_the_peildatum_is_still_to_be_made(
    answers: Answers, name: str, due: date, status: str, words: str
) -> None:
    assert answers.cells("duo_melding", name, "uiterste_meldatum", "status") == (due, status)
    assert read_page(answers, "60AB00").count(f"{words} 2025") == 1


def test_calendar_days_of_a_run_stand_in_its_card_with_the_holidays_in_them(answers: Answers) -> None:
    """No rule set counts calendar days any more (D6): from 18 to 26 October, 9 of 37 days, nobody had lessons."""
    assert answers.statuses("vijf kalenderweken")[0][1] == "S4-02"
    cards = read_page(answers, "40AB00", "leerlingen.html")
    assert "37 kalenderdagen, waarvan 9 in een vakantie of op een vrije dag" in cards
    assert "kalenderdagen" not in read_page(answers, "40AB00").partition("Wat moet nog gemeld bij DUO?")[0]


def test_no_rule_set_counts_calendar_days() -> None:
    assert not any(counts_calendar_days(rule_set) for rule_set in load_rule_sets().values())


@pytest.mark.parametrize("school", ["10AB00", "20AB00", "30AB00", "40AB00"])
@pytest.mark.parametrize(
    ("name", "least", "tables"),
    [
        ("index.html", 50, {"leerling_periode", "rond_vakantie", "te_laat_weekdag", "werktelling"}),
        ("leerlingen.html", 10, {"leerling_periode", "tier_kwartaal"}),
    ],
)
def test_every_number_is_what_its_address_says(
    answers: Answers, school: str, name: str, least: int, tables: set[str]
) -> None:
    """Printed numbers are rounded down to tenths or whole per cents, hours to the nearest tenth."""
    page = (answers.output.folder / "school" / school / name).read_text(encoding="utf-8")
    # Findings are made in Python, so their table is no model of the store.
    numbers = [
        number for number in find_numbers(page) if number.adres.tabel != "bevinding" and number.waarde is not None
    ]
    store = answers.output.folder.parents[1] / "opslag" / STORE_FILE
    with duckdb.connect(str(store), read_only=True) as connection:
        found = [(number, read_number(connection, number.adres)) for number in numbers]
    assert len(found) > least
    # At 20AB00 nobody is on the list.
    listed = {"werktelling", "tier_kwartaal"} if school == "20AB00" else set()
    assert {number.adres.tabel for number in numbers} >= tables - listed
    wrong = [(number, value) for number, value in found if value is None or not _is_printed(number, value)]
    assert wrong == []


def _is_printed(number: PrintedNumber, value: float) -> bool:
    assert number.waarde is not None
    if "<" in number.tekst:
        return 0 < value < number.waarde
    tenths = number.adres.meting != DEEL or "%" in number.tekst
    return -0.051 <= value - number.waarde < (0.1 if tenths else 1)


def test_a_wrong_number_is_noticed() -> None:
    """Negative control: the cell says 7, the address says 5; a head gives its address to the cells below."""
    page = (
        '<table><thead><tr><th>Klas</th><th data-adres="proef;waarde;aantal;klas={rij}">Leerlingen</th></tr></thead>'
        '<tbody><tr><th data-rij="2b">klas 2b</th><td>7</td></tr></tbody></table>'
    )
    (number,) = find_numbers(page)
    with duckdb.connect(":memory:") as connection:
        connection.execute("create table mart_proef as select '2b' as klas, 5 as aantal")
        value = read_number(connection, number.adres)
    assert (number.waarde, value) == (7, 5)
    assert not _is_printed(number, 5)


# --- what a rule says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "outcome", "hours"),
    [
        ("bijna zestien", "nee", 6 + 6 + 1),
        # (6 + 6 + 6) hours on 20, 21 and 24 November.
        ("net zestien", "ja", 6 + 6 + 6),
        # 16 and 17 October lie before the window.
        ("luxe", "nee", 0),
    ],
)
def test_what_the_rule_of_sixteen_hours_says_of_a_pupil(
    answers: Answers, tmp_path: Path, name: str, outcome: str, hours: int
) -> None:
    """mart_uitleg_regel: the last school day of the week is over, so the horizon is Sunday 30 November; four lesweken
    back begin on Monday 3 November."""
    school, number = answers.numbers[name]
    pupil = make_leerling(answers.output.key, school, number)
    copy = copy_with(
        answers.output.folder.parents[1] / "opslag" / STORE_FILE,
        tmp_path / STORE_FILE,
        ("mart_uitleg_regel",),
        more={"ref_leerling": f"select '{pupil}' as leerling"},
    )
    with duckdb.connect(str(copy), read_only=True) as connection:
        found = connection.execute(
            "select uitkomst, waarde_nu, nu_van, nu_tot from mart_uitleg_regel where regel = 'S3-70'"
        ).fetchall()
    assert found == [(outcome, hours, date(2025, 11, 3), date(2025, 11, 30))]
