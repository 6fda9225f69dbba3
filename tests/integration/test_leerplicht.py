"""The folder of an attendance officer from a small delivery, worked by hand: who stands in it, and what does not.

Class 1A has 8 lessons of 50 minutes a day. Region noord, peildatum Sunday 1 February 2026; no school of this test
delivers notifications unless it says so.
"""

import csv
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reports.words.wording import CODE_NOT_SHOWN
from tests.lib.cases import CODES, Answers, Case, CaseSchool, enrolled, lessons, run_cases, weekly, workdays
from tests.lib.region import Code, Enrolment, LessonAbsence

PEILDATUM = date(2026, 2, 1)
NOV = {day: date(2025, 11, day) for day in range(1, 31)}
# The school is closed from 20 December up to and including 4 January.
AWAY = (*workdays(date(2025, 11, 24), date(2025, 12, 19)), *workdays(date(2026, 1, 5), date(2026, 1, 30)))
ROOSTER = weekly("1A", lessen=8)
NOWHERE = Enrolment("", "1A", geboortedatum=date(2012, 3, 4))
SIXTEEN = (*lessons("S", NOV[10], hours=range(1, 9)), *lessons("P", NOV[11], hours=range(1, 9)))


def live(town: str | None, *rows: LessonAbsence) -> Case:
    """Someone of thirteen: Monday 10 November truant, Tuesday provisionally unauthorised, 8 hours each."""
    return enrolled(replace(NOWHERE, woongemeente=town), rows=rows or SIXTEEN)


CASES = {
    "helder": live("Den Helder"),
    "klein geschreven": live("den  helder"),
    "ander": live("Schagen"),
    "nergens": live(None),
    "geen naam": live("1786 AB"),
    # Contract 5: the last row that has one.
    "verhuisd": enrolled(
        replace(NOWHERE, woongemeente="Schagen", uitschrijfdatum=NOV[2]),
        replace(NOWHERE, woongemeente="Den Helder", inschrijfdatum=NOV[3]),
        replace(NOWHERE, inschrijfdatum=date(2026, 1, 5)),
        rows=SIXTEEN,
    ),
    # No report: 15 hours; and any amount of sick leave.
    "vijftien": live("Texel", *SIXTEEN[:15]),
    "ziek": live("Texel", *lessons("Z", *(NOV[day] for day in (10, 11, 12, 13, 14)), hours=range(1, 9))),
    # Sick between the two days, and on the last hour of the second: that one was truancy at first.
    "beide": live(
        "Hollands Kroon",
        *lessons("S", NOV[10], NOV[12], hours=range(1, 9)),
        *lessons("Z", NOV[11], hours=range(1, 9)),
        *lessons("S", NOV[13], hours=(1,)),
        *lessons("Z", NOV[12], hours=(8,)),
    ),
    # Away from Monday 24 November up to the peildatum, with a code that looks like a number of a pupil.
    "loopt": live("Heiloo", *lessons("20081234", *AWAY, hours=range(1, 9))),
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    fields = {"rooster": ROOSTER, "codes": (*CODES, Code("20081234", "spijbelen"))}
    return run_cases(
        tmp_path_factory.mktemp("leerplicht"),
        PEILDATUM,
        CaseSchool("12AB00", CASES, fields=fields),
        CaseSchool("34CD00", {"elders op school": live("DEN HELDER")}, fields=fields),
    )


def folder_of(answers: Answers, town: str) -> Path:
    return answers.output.folder / "leerplicht" / town


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def code_of(answers: Answers, name: str) -> str:
    return answers.row("leerling_periode", name)["leerling"]


def text_of(page: Path) -> str:
    """What a reader sees, in one line."""
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(words.split())


def test_one_folder_for_each_municipality_with_a_report(answers: Answers) -> None:
    """Nobody in Texel has a report: 15 hours are too few, and sick leave counts for nothing here."""
    found = {path.name for path in (answers.output.folder / "leerplicht").iterdir()}
    assert found == {"den-helder", "heiloo", "hollands-kroon", "onbekend", "schagen"}
    for name in found:
        assert {path.name for path in folder_of(answers, name).iterdir()} == {
            "index.html",
            "duo_melding.csv",
            "bewijs.csv",
        }


@pytest.mark.parametrize(
    ("town", "names"),
    [
        ("den-helder", {"helder", "klein geschreven", "verhuisd", "elders op school"}),
        ("schagen", {"ander"}),
        ("hollands-kroon", {"beide"}),
        ("heiloo", {"loopt"}),
        ("onbekend", {"nergens", "geen naam"}),
    ],
)
def test_each_pupil_stands_where_it_lives(answers: Answers, town: str, names: set[str]) -> None:
    expected = {code_of(answers, name) for name in names}
    for file in ("duo_melding.csv", "bewijs.csv"):
        assert {row["leerling"] for row in read_csv(folder_of(answers, town) / file)} == expected
    text = text_of(folder_of(answers, town) / "index.html")
    shown = set(re.findall(r"\bl[a-z2-7]{11}\b", text))
    assert shown == expected


def test_a_report_and_the_hours_behind_it(answers: Answers) -> None:
    """16 hours on 10 and 11 November; five working days after Tuesday 11 November is Tuesday 18 November."""
    place = folder_of(answers, "schagen")
    pupil = code_of(answers, "ander")
    assert read_csv(place / "duo_melding.csv") == [
        {
            "school": "12AB00",
            "leerling": pupil,
            "meldsoort": "16uur",
            "einddatum": "2025-11-11",
            "begindatum": "2025-11-10",
            "uren": "16,0",
            "waarvan_voorlopig": "8,0",
            "plicht": "verplicht",
            "uiterste_meldatum": "2025-11-18",
            "status": "onbekend",
            "ernst_precies_16": "J",
        }
    ]
    evidence = read_csv(place / "bewijs.csv")
    assert [(row["datum"], row["lesuur"], row["uren"], row["soort"], row["code"]) for row in evidence] == [
        *(("2025-11-10", str(hour), "1,0", "spijbelen", "S") for hour in range(1, 9)),
        *(("2025-11-11", str(hour), "1,0", "voorlopig_ongeoorloofd", "P") for hour in range(1, 9)),
    ]
    text = text_of(place / "index.html").replace("\u00a0", " ")
    assert "Gemeente Schagen: ongeoorloofd verzuim" in text
    assert "1 leerling, 1 melding. Niet bekend of dit gemeld is: 1." in text
    assert f"{pupil} 16 uur in vier lesweken 10 nov 2025 t/m 11 nov 2025 16,0 8,0 18 nov 2025" in text
    assert "ma 10 nov 2025: lesuur 1 t/m 8, code S (spijbelen)" in text
    assert "di 11 nov 2025: lesuur 1 t/m 8, code P (voorlopig ongeoorloofd)" in text
    assert "Samen 16,0 lesuren." in text


def test_sick_hours_are_nowhere_and_take_none_with_them(answers: Answers) -> None:
    """8 on 10 November, 7 on 12 November (the 8th became sick leave) and 1 on 13 November: 16 on that day."""
    place = folder_of(answers, "hollands-kroon")
    (report,) = read_csv(place / "duo_melding.csv")
    assert (report["begindatum"], report["einddatum"], report["uren"]) == ("2025-11-10", "2025-11-13", "16,0")
    days = [row["datum"] for row in read_csv(place / "bewijs.csv")]
    assert [days.count(f"2025-11-{day}") for day in (10, 11, 12, 13)] == [8, 0, 7, 1]
    assert {row["soort"] for row in read_csv(place / "bewijs.csv")} == {"spijbelen"}
    text = text_of(place / "index.html").casefold()
    assert not re.findall(r"\bziek|medisch|verlof|schors|vrijstell|\bgeoorloofd|\btier\b|aanwezigheid ?\d|%", text)


def test_a_run_that_goes_on_has_its_hours(answers: Answers) -> None:
    """A report without an end: its hours are those from its begin up to the peildatum, no more and no fewer.

    Four reports of 16 hours end on 25 November and on 2, 9 and 16 December, a week apart (2.7 step 2). Four lesweken
    are full on Sunday 21 December. So the LRV starts on 17 December: 3 days then and 20 in January, 8 hours each.
    """
    place = folder_of(answers, "heiloo")
    reports = read_csv(place / "duo_melding.csv")
    assert [row["einddatum"] for row in reports if row["meldsoort"] == "16uur"] == [
        *("2025-11-25", "2025-12-02", "2025-12-09", "2025-12-16"),
    ]
    (running,) = (row for row in reports if row["meldsoort"] == "lrv")
    assert (running["begindatum"], running["einddatum"], running["uren"]) == ("2025-12-17", "", f"{(3 + 20) * 8},0")
    hours = [row for row in read_csv(place / "bewijs.csv") if row["meldsoort"] == "lrv"]
    assert len(hours) == (3 + 20) * 8
    assert (hours[0]["datum"], hours[-1]["datum"]) == ("2025-12-17", "2026-01-30")


def test_a_code_that_looks_like_a_number_is_not_shown(answers: Answers) -> None:
    place = folder_of(answers, "heiloo")
    assert {row["code"] for row in read_csv(place / "bewijs.csv")} == {CODE_NOT_SHOWN}
    assert "20081234" not in text_of(place / "index.html")


def test_no_file_and_no_line_of_a_delivery(answers: Answers) -> None:
    for page in (answers.output.folder / "leerplicht").rglob("*"):
        if page.is_file():
            text = page.read_text(encoding="utf-8-sig")
            assert not re.search(r"absenties|leerlingen\.csv|regelnummer|bestand_nr|\b1A\b", text), page


def test_the_folder_of_nowhere_is_for_nobody(answers: Answers) -> None:
    text = text_of(folder_of(answers, "onbekend") / "index.html")
    assert "Geef deze map aan niemand." in text
    assert "niet om te overhandigen" in text
    (finding,) = answers.findings("12AB00", "woongemeente_onbekend")
    # The one without and the one with a postcode.
    assert (finding["aantal"], finding["ernst"]) == (2, "let_op")
    assert answers.findings("34CD00", "woongemeente_onbekend") == []
    assert "Geef deze map" not in text_of(folder_of(answers, "schagen") / "index.html")
