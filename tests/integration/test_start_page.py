"""The first page of a publication: every file a reader opens is behind a link, and every link leads to a file."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.lib import tokens
from tests.lib.cases import Answers, CaseSchool, away, enrolled, run_cases, weekly
from tests.lib.comparison import run_program
from tests.lib.region import Enrolment, Region, School, write_region

PEILDATUM = date(2026, 2, 1)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """A truant pupil of Schagen: every folder has something to hold."""
    pupil = enrolled(
        Enrolment("", "1A", geboortedatum=date(2013, 5, 5), woongemeente="Schagen"),
        rows=[away("S", date(2026, 1, 5), None)],
    )
    school = CaseSchool("12AB00", {"spijbelt": pupil}, fields={"rooster": weekly("1A", lessen=8), "duo_meldingen": ()})
    return run_cases(tmp_path_factory.mktemp("start"), PEILDATUM, school)


def list_links(folder: Path) -> list[str]:
    page = (folder / "index.html").read_text(encoding="utf-8")
    return re.findall(r'<a href="([^"#]+)"', page)


def test_every_link_leads_somewhere_and_every_reader_is_named(answers: Answers) -> None:
    folder = answers.output.folder
    links = list_links(folder)
    assert [link for link in links if not (folder / link).exists()] == []
    assert len(links) == len(set(links))
    # Each folder of the publication is behind a link, and each page of the school: none was forgotten.
    linked = {link.split("/")[0] for link in links}
    assert linked == {path.name for path in folder.iterdir() if path.is_dir()}
    pages = {path.relative_to(folder).as_posix() for path in (folder / "school").rglob("*.html")}
    assert pages - set(links) == set()


def test_what_may_be_handed_over_holds_no_manifest_and_no_hash_of_a_delivery(answers: Answers) -> None:
    """`manifest.json` tells exact counts and plain hashes, of tiny files too: it is the analyst's alone."""
    folder = answers.output.folder
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*manifest*")] == ["manifest.json"]
    hashes = {str(file["bestand"]): str(file["sha256"]) for file in answers.output.read_manifest()["bestanden"]}
    assert {"leerlingen.csv", "rooster.csv"} <= set(hashes)
    found = tokens.find_in_folder(folder, hashes)
    # The manifest itself is the control: there they all are.
    assert found == {name: {"manifest.json"} for name in hashes}


def test_no_pupil_and_no_municipality(answers: Answers) -> None:
    page = (answers.output.folder / "index.html").read_text(encoding="utf-8")
    assert answers.row("leerling_periode", "spijbelt")["leerling"] not in page
    assert "schagen" not in page.lower()


def test_a_refused_school_has_its_return_sheet_alone(answers: Answers, tmp_path: Path) -> None:
    """Without a timetable it is refused; the other school keeps all its links."""
    whole = School(id="34CD00", sector="VO", leerlingen=(Enrolment("1001", "1A"),), rooster=weekly("1A", lessen=8))
    region = Region((whole, replace(whole, id="56EF00", rooster=())))
    output = run_program(write_region(region, tmp_path), PEILDATUM)
    assert output.exit_code == 10
    links = list_links(output.folder)
    assert [link for link in links if link.startswith("school/56EF00/")] == [
        "school/56EF00/retour.html",
        "school/56EF00/retour.xlsx",
    ]
    assert "school/34CD00/index.html" in links
