"""A pupil written in every spelling, in each place where a school writes freely: names of files, sheets and folders,
headers, codes, classes and years of school. Nothing of it is in any output or on the screen.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from pipelines import cli
from tests.lib.school_folder import make_school, write_swv
from tests.lib.spellings import ACHTERNAAM, BIRTH, NUMBER, VOORNAAM, spell_all
from tests.lib.text_search import holds
from tests.lib.tokens import read_texts

PEILDATUM = "2026-01-01"
SCHOOL, OTHER = "12AB00", "12AC00"
# Shorter than this a spelling also stands elsewhere and shows nothing by itself.
_SHORTEST = 6
_LONGEST_FILE = 250
_LONGEST_SHEET = 31
_NO_SHEET = {ord(sign): None for sign in "[]:*?/\\'"}


def make_csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()


def list_files() -> dict[str, str]:
    """The deliveries of one school: every spelling is a class, a year, a code, a header and part of a file name.

    Signs that cannot be seen refuse a file or set a row apart before anything else: those stand in names of files.
    """
    spelled = [text for text in spell_all().values() if text.isprintable()]
    numbers = [200_001 + place for place in range(len(spelled))]
    absent = ("leerlingnummer", "datum", "lesuur", "code")
    files = {
        "leerlingen.csv": [
            ("leerlingnummer", "voornaam", "achternaam", "geboortedatum", "klas", "leerjaar"),
            (NUMBER, VOORNAAM, ACHTERNAAM, BIRTH.isoformat(), "4A", "4"),
            *((number, "", "", "", text, text) for number, text in zip(numbers, spelled, strict=True)),
        ],
        "rooster.csv": [
            ("groep", "weekdag", "lesuur", "begintijd", "eindtijd"),
            *((klas, day, 1, "08:30", "09:20") for klas in ("4A", *spelled) for day in range(1, 6)),
        ],
        "codes.csv": [("code", "soort"), ("S", "spijbelen")],
        "absenties.csv": [
            (*absent, *(f"{text} x" for text in spelled)),
            *(
                (number, f"2025-{month:02}-0{day}", 1, code, *("" for _ in spelled))
                for month in (9, 10, 11, 12)
                for day in (1, 2, 3, 4)
                for number, code in zip(numbers, spelled, strict=True)
            ),
        ],
    }
    names = {f"verzuim {text}.csv" for text in spell_all().values() if "/" not in text}
    rows = [absent, (NUMBER, "2025-11-03", 1, "S"), (NUMBER, "31-02-2025", 1, "S")]
    files |= {name: rows for name in names if len(name.encode()) < _LONGEST_FILE}
    return {name: make_csv(lines) for name, lines in files.items()}


def write_workbook(file: Path) -> None:
    """A workbook that cannot be read, with a sheet for every spelling."""
    book = openpyxl.Workbook()
    for text in spell_all().values():
        if text.isprintable():
            book.create_sheet(text.translate(_NO_SHEET)[:_LONGEST_SHEET]).append(("aap", "noot"))
    book.save(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SWV: that school, and one that is refused for its folders and sheets. Run and checked; never changed."""
    place = tmp_path_factory.mktemp("gespeld") / "samenwerking"
    toml = write_swv(place, list_files(), school=make_school())
    with toml.open("a", encoding="utf-8") as out:
        out.write(f'[[school]]\nid = "{OTHER}"\nnaam = "Proef"\nsector = "VO"\nlvs = "sjabloon"\n')
    other = place / "aanlevering" / OTHER
    other.mkdir()
    write_workbook(other / "werkmap.xlsx")
    for text in spell_all().values():
        if "/" not in text:
            (place / "aanlevering" / f"{text} map").mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="module")
def screens() -> list[str]:
    return []


@pytest.fixture
def ran(folder: Path, screens: list[str], capfd: pytest.CaptureFixture[str]) -> Path:
    """The folder after `run` and `check`, once; what they printed is in `screens`."""
    if not screens:
        for name, options in (("run", ("--direct",)), ("check", ())):
            capfd.readouterr()
            assert cli.main([name, str(folder / "swv.toml"), "--peildatum", PEILDATUM, *options]) == 10
            shown = capfd.readouterr()
            screens.append(shown.out + shown.err)
    return folder


def find(texts: Iterable[str]) -> set[str]:
    """The ways in which the pupil stands in the texts."""
    sought = {way: text.casefold() for way, text in spell_all().items() if len(text) >= _SHORTEST}
    return {way for text in texts for way, form in sought.items() if holds(text.casefold(), form)}


def test_no_spelling_of_the_pupil_is_in_any_output(ran: Path) -> None:
    files = [path for path in (ran / "uitvoer").rglob("*") if path.is_file()]
    assert len(files) > 20
    found = {path.relative_to(ran).as_posix(): find(read_texts(path)) for path in files}
    assert {name: ways for name, ways in found.items() if ways} == {}


def test_no_spelling_of_the_pupil_is_on_the_screen(ran: Path, screens: list[str]) -> None:
    assert find(screens) == set()


def test_every_pupil_is_counted(ran: Path) -> None:
    """Each spelling was the class of a pupil: who was read stays, each in a class of its own."""
    output = ran / "uitvoer" / PEILDATUM
    table = (output / "tabellen" / "leerling_periode.csv").read_text(encoding="utf-8-sig")
    classes = [line.split(";")[2] for line in table.splitlines()[1:]]
    [pupils] = [
        file
        for file in json.loads((output / "manifest.json").read_text(encoding="utf-8"))["bestanden"]
        if file["bestand"] == "leerlingen.csv"
    ]
    assert len(classes) == len(set(classes)) == pupils["gelezen"] - pupils["quarantaine"]
    # What Excel made of a date or a number is set apart as before; more than forty are left.
    assert len(classes) > 40
    assert [klas for klas in classes if not klas.endswith("(naam niet getoond)")] == ["4A"]


def test_the_search_finds_the_pupil_in_the_deliveries(ran: Path) -> None:
    """Negative control: nearly every spelling stands in the files that were read."""
    found = find(text for path in (ran / "aanlevering" / SCHOOL).iterdir() for text in read_texts(path))
    assert len(found) >= 60
