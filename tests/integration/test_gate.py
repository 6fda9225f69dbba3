"""What `msa check` and `msa run` tell of a whole SWV before anyone believes a figure (contract 1.3, 2.8, 4)."""

import html
import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.errors import WrongUse
from pipelines.intake.unclaimed import WHOLE_SWV
from pipelines.run.check import check_deliveries
from pipelines.run.result import RunResult
from pipelines.run.scheduled import list_tried, run_scheduled
from pipelines.run.steps import Quarter, run_quarter
from pipelines.run.verdict import CheckResult, describe_check
from pipelines.settings import load_settings
from tests.lib.school_folder import BASIS, make_school, write_swv

PEILDATUM = date(2026, 1, 1)
LES = "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n"
LEVERING = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n"


@pytest.fixture
def swv(tmp_path: Path) -> Path:
    files = {**BASIS, "codes.csv": "code;soort\nZ;ziek\n", "absenties.csv": LES, "levering.csv": LEVERING}
    return write_swv(tmp_path, files, school=make_school())


def test_a_file_of_no_school_is_told_by_check_and_run(swv: Path) -> None:
    """Beside the folder 12AB00, in order of names the first of two."""
    settings = load_settings(swv)
    assert check_deliveries(settings, today=PEILDATUM).noticed == ()
    file = settings.aanlevering / "11 Jaap Jansen.csv"
    file.write_text(LES, encoding="utf-8")
    checked = check_deliveries(settings, today=PEILDATUM)
    ran = run_quarter(settings, peildatum=PEILDATUM)
    for result in (checked, ran):
        assert result.exit_code == 0
        [text] = result.noticed
        assert "op volgorde van naam 1 van 2." in text
        assert "Jaap" not in text
    assert ran.output is not None
    findings = pl.read_parquet(ran.output / "tabellen" / "bevinding.parquet")
    [row] = findings.filter(pl.col("school") == WHOLE_SWV).rows(named=True)
    assert (row["code"], row["bestand"], row["aantal"]) == ("bestand_zonder_school", None, 1)
    # The name stands in no file of the output.
    assert not [path for path in settings.uitvoer.rglob("*") if path.is_file() and b"Jaap" in path.read_bytes()]


# --- what a check measures -------------------------------------------------------------------------------------------
# The timetable has one lesson, on Mondays. Noord has school on the Mondays 8, 15, 22, 29 September, 6, 13, 27 October,
# 3, 10, 17, 24 November, 1, 8 and 15 December 2025: 4 + 3 + 4 + 3 = 14 school days in the period.


def deliver(swv: Path, name: str, text: str) -> None:
    (swv.parent / "aanlevering" / "12AB00" / name).write_text(text, encoding="utf-8")


def cover(swv: Path, tot: str) -> None:
    deliver(swv, "levering.csv", f"onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;{tot}\n")


def check(swv: Path, **asked: Any) -> CheckResult:
    return check_deliveries(load_settings(swv), **{"peildatum": PEILDATUM, "today": PEILDATUM, **asked})


def tell(result: CheckResult) -> list[str]:
    return describe_check(result, {"12AB00": "Voorbeeldschool"})


def read_sheet(swv: Path) -> str:
    page = (swv.parent / "uitvoer" / "controle" / "12AB00" / "retour.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def test_a_sound_delivery_is_told_as_sound(swv: Path) -> None:
    result = check(swv)
    [school] = result.schools
    assert (result.exit_code, school.stand, school.ongemeten, school.is_usable) == (0, "gemeten", 0, True)
    assert tell(result) == ["Alle gecontroleerde leveringen zijn bruikbaar en gemeten t/m 1 jan 2026."]


@pytest.mark.parametrize(
    ("tot", "stand", "missing", "words"),
    [
        # 11 of 14: 110 is less than 9 x 14 = 126; 13 of 14: 130 is not.
        ("2025-11-30", "verouderd", 3, "Verouderd: 12AB00 Voorbeeldschool. De absenties lopen t/m 30 nov 2025; 3"),
        ("2025-12-14", "gemeten", 1, "Niet helemaal gemeten: 12AB00 Voorbeeldschool. De absenties lopen t/m 14 dec"),
        ("2025-08-31", "niet_gemeten", 14, "Niet gemeten: 12AB00 Voorbeeldschool."),
    ],
)
def test_stale_and_missing_data(swv: Path, tot: str, stand: str, missing: int, words: str) -> None:
    cover(swv, tot)
    result = check(swv)
    [school] = result.schools
    assert (result.exit_code, school.stand, school.ongemeten) == (0, stand, missing)
    lines = tell(result)
    assert lines[0].startswith(words)
    assert lines[-1].startswith("Niet alles is bruikbaar of gemeten t/m 1 jan 2026: ")
    told = (
        "Van geen van de 14 schooldagen"
        if stand == "niet_gemeten"
        else "De laatste schooldag tot nu toe is 15 dec 2025"
    )
    assert told in read_sheet(swv)


def test_a_code_without_a_meaning_is_told_with_rows_and_pupils(swv: Path) -> None:
    """Three rows of two pupils, one of them where no lesson is; a row of after the peildatum does not count."""
    rows = ("1001;2025-09-08", "1001;2025-09-09", "1002;2025-09-15", "1002;2026-01-05")
    deliver(swv, "absenties.csv", LES + "".join(f"{row};1;QQ\n" for row in rows))
    result = check(swv)
    [school] = result.schools
    assert [(code.code, code.rijen, code.leerlingen) for code in school.codes] == [("QQ", 3, 2)]
    assert tell(result) == [
        "Code zonder betekenis: 12AB00 Voorbeeldschool. 'QQ': 3 regels van 2 leerlingen.",
        "Niet alles is bruikbaar of gemeten t/m 1 jan 2026: 3 regels met een code zonder betekenis.",
    ]
    assert "Code 'QQ' heeft geen betekenis in de codetabel van de school: 3 regels van 2 leerlingen." in read_sheet(swv)


def test_a_row_in_quarantine_keeps_all_from_being_usable(swv: Path) -> None:
    deliver(swv, "absenties.csv", LES + LES.splitlines()[1] + "\n1001;2025-09-08;99;Z\n")
    assert tell(check(swv)) == ["Niet alles is bruikbaar of gemeten t/m 1 jan 2026: 1 regel in quarantaine."]


def test_a_check_looks_up_to_today(swv: Path) -> None:
    """On 1 October four Mondays have passed; without a peildatum it is for the next one, 1 January."""
    for asked in ({}, {"peildatum": None}):
        result = check(swv, today=date(2025, 10, 1), **asked)
        assert tell(result) == ["Alle gecontroleerde leveringen zijn bruikbaar en gemeten t/m 1 okt 2025."]
    cover(swv, "2025-09-21")
    [school] = check(swv, today=date(2025, 10, 1)).schools
    assert school.ongemeten == 2


def test_a_period_that_has_not_begun_is_refused(swv: Path) -> None:
    """The period of 1 March 2026 begins on 2 January."""
    with pytest.raises(WrongUse, match="begint pas op 2026-01-02"):
        check(swv, peildatum=date(2026, 3, 1))
    check(swv, peildatum=date(2026, 3, 1), today=date(2026, 1, 2))


# --- a run of which nothing was measured, and the run that nobody watches ---------------------------------------------


def list_output(swv: Path, name: str = "2026-01-01") -> list[str]:
    folder = swv.parent / "uitvoer" / name
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


ONLY_RETURNS = ["index.html", "manifest.json", "school/12AB00/retour.html", "school/12AB00/retour.xlsx"]


def test_a_run_that_could_measure_nothing_publishes_return_sheets_alone(swv: Path) -> None:
    cover(swv, "2025-08-31")
    result = run_quarter(load_settings(swv), peildatum=PEILDATUM)
    assert (result.exit_code, result.refused, result.unmeasured, result.only_returns) == (10, (), ("12AB00",), True)
    assert list_output(swv) == ONLY_RETURNS
    start = (swv.parent / "uitvoer" / "2026-01-01" / "index.html").read_text(encoding="utf-8")
    assert "Daarom zijn er alleen retourbladen." in start
    sheet = (swv.parent / "uitvoer" / "2026-01-01" / "school" / "12AB00" / "retour.html").read_text(encoding="utf-8")
    assert "index.html" not in sheet


def test_a_refused_school_alone_gets_its_return_sheet_alone(swv: Path) -> None:
    deliver(swv, "rooster.csv", "x\n")
    result = run_quarter(load_settings(swv), peildatum=PEILDATUM)
    assert (result.exit_code, result.unmeasured, result.only_returns) == (10, (), True)
    assert list_output(swv) == ONLY_RETURNS


def test_a_school_that_is_not_measured_is_in_no_figure(swv: Path) -> None:
    """Two schools with the same files, of which the second covers the summer alone."""
    text = swv.read_text(encoding="utf-8")
    second = text[text.index("[[school]]") :].replace("12AB00", "12AB01").replace("Voorbeeldschool", "Zomerschool")
    swv.write_text(text + second, encoding="utf-8")
    place = swv.parent / "aanlevering"
    shutil.copytree(place / "12AB00", place / "12AB01")
    summer = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2025-08-31\n"
    (place / "12AB01" / "levering.csv").write_text(summer, encoding="utf-8")
    result = run_quarter(load_settings(swv), peildatum=PEILDATUM)
    assert (result.exit_code, result.refused, result.unmeasured) == (0, (), ("12AB01",))
    assert result.output is not None
    pupils = pl.read_parquet(result.output / "tabellen" / "leerling_periode.parquet")
    assert set(pupils["school"]) == {"12AB00"}
    states = pl.read_parquet(result.output / "tabellen" / "school_meting.parquet").sort("school")
    assert states["stand"].to_list() == ["gemeten", "niet_gemeten"]
    files = list_output(swv)
    assert "school/12AB00/index.html" in files
    assert [name for name in files if name.startswith("school/12AB01/")] == [
        "school/12AB01/retour.html",
        "school/12AB01/retour.xlsx",
    ]
    page = (result.output / "swv" / "index.html").read_text(encoding="utf-8")
    assert "Niet gemeten: Zomerschool." in page.replace("\u00a0", " ")
    manifest = json.loads((result.output / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["geweigerd"], manifest["niet_gemeten"]) == ([], ["12AB01"])


def take_steps(quarter: Quarter) -> RunResult:
    quarter.read_all()
    quarter.classify()
    quarter.report_all()
    return quarter.publish()


def run_planned(swv: Path) -> tuple[RunResult | None, list[str]]:
    said: list[str] = []
    settings = load_settings(swv)
    day = PEILDATUM + timedelta(days=1)
    result = run_scheduled(settings, peildatum=PEILDATUM, today=day, report=said.append, take_steps=take_steps)
    return result, said


def test_a_scheduled_run_checks_first_and_publishes(swv: Path) -> None:
    settings = load_settings(swv)
    assert list_tried(settings) == frozenset()
    result, said = run_planned(swv)
    assert result is not None
    assert result.exit_code == 0
    assert said.index("Alle gecontroleerde leveringen zijn bruikbaar en gemeten t/m 1 jan 2026.") < said.index(
        "Publiceren"
    )
    assert "swv/index.html" in list_output(swv)
    assert list_tried(settings) == {PEILDATUM}


def test_a_scheduled_run_stops_when_nothing_could_be_measured(swv: Path) -> None:
    """What stands for the peildatum stays; the return sheet of the check is there; it is not tried again."""
    settings = load_settings(swv)
    run_quarter(settings, peildatum=PEILDATUM)
    # Else the days that this delivery does not cover would stand as they were told before.
    shutil.rmtree(settings.opslag / "gelezen")
    stands = list_output(swv)
    cover(swv, "2025-08-31")
    result, said = run_planned(swv)
    assert result is None
    assert "Peildatum 2026-01-01 is niet gedraaid: geen enkele school is gemeten." in said[-1]
    assert list_output(swv) == stands
    assert list_output(swv, "controle") == ["12AB00/retour.html", "12AB00/retour.xlsx"]
    assert list_tried(load_settings(swv)) == {PEILDATUM}


def test_a_scheduled_run_says_who_was_refused(swv: Path) -> None:
    deliver(swv, "rooster.csv", "x\n")
    result, said = run_planned(swv)
    assert result is None
    assert any(line.startswith("Geweigerd: 12AB00 Voorbeeldschool.") for line in said)


# --- against the last report ------------------------------------------------------------------------------------------


def test_a_pupil_that_vanished_is_told_by_check_and_run(swv: Path) -> None:
    """1002 was in the report of 1 January and is in no list now; with its last day it is."""
    march = date(2026, 3, 1)
    cover(swv, "2026-03-01")
    settings = load_settings(swv)
    run_quarter(settings, peildatum=PEILDATUM)
    pupils = "leerlingnummer;klas;uitschrijfdatum\n1001;4A;\n"
    words = "1 leerling niet meer die in het verslag van 1 jan 2026"
    for rows, told in (("", True), ("1002;4B;2025-12-19\n", False)):
        deliver(swv, "leerlingen.csv", pupils + rows)
        check(swv, peildatum=march, today=march)
        assert (words in read_sheet(swv)) == told
        result = run_quarter(settings, peildatum=march, toch=True)
        assert result.output is not None
        findings = pl.read_parquet(result.output / "tabellen" / "bevinding.parquet")
        assert findings.filter(code="leerling_verdwenen")["aantal"].to_list() == ([1] if told else [])
