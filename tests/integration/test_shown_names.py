"""A school's own name for a file is free text: one shown name in what the school and the analyst read, none elsewhere.

On the screen, in `swv/` and in the other folders of readers outside the school stands no name of a file at all, also
not one that is made of known words (contract 3).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines import cli
from pipelines.vault.pseudonym import load_key, make_leerling, make_name_mark
from tests.lib.school_folder import make_school, write_swv
from tests.lib.tokens import read_texts

PEILDATUM = "2026-01-01"
GOOD, REFUSED = "12AB00", "12AC00"
PUPILS = "leerlingnummer;klas\n" + "".join(f"{number};4A\n" for number in range(1001, 1013))
TIMETABLE = "groep;weekdag;lesuur;begintijd;eindtijd\n" + "".join(
    f"4A;{day};{hour};{8 + hour:02}:00;{8 + hour:02}:50\n" for day in range(1, 6) for hour in range(1, 5)
)
# A pupil is away each Monday, so that all weeks are measured; one row of the second file cannot be read.
MONDAYS = [
    *(f"2025-{month:02}-{day:02}" for month in (9, 10, 11) for day in (1, 8, 15, 22)),
    "2025-12-01",
    "2025-12-15",
]
ROWS = "".join(f"{1001 + place};{day};1;S\n" for place, day in enumerate(MONDAYS) for place in range(3))
ABSENCES = f"leerlingnummer;datum;lesuur;code\n{ROWS}"
FREE = "ziekmelding Fenna Dijkgraaf 20-11-2025.csv"
FILES = {
    "leerlingen.csv": PUPILS,
    "rooster.csv": TIMETABLE,
    "codes.csv": "code;soort\nS;spijbelen\nZ;ziek\n",
    "verzuim 2025.csv": ABSENCES,
    FREE: "leerlingnummer;datum;lesuur;code;hobby\n1001;2025-11-20;1;Z;x\n1001;31-02-2025;1;Z;x\n",
}
STRANGE = "lijst van Dijkgraaf.csv"
TOLD_NAMES = ("fenna", "dijkgraaf")


@dataclass(frozen=True)
class Place:
    """Where the runs wrote, and what stood on the screen, by command."""

    folder: Path
    screens: dict[str, str]

    @property
    def output(self) -> Path:
        return self.folder / "uitvoer" / PEILDATUM


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two schools, one of them refused; all commands that read deliveries. Never changed."""
    folder = tmp_path_factory.mktemp("namen") / "samenwerking"
    toml = write_swv(folder, FILES, school=make_school())
    refused = folder / "aanlevering" / REFUSED
    refused.mkdir()
    (refused / STRANGE).write_text("aap;noot\n1;2\n", encoding="utf-8")
    (refused / "rooster.csv").write_text(TIMETABLE, encoding="utf-8")
    with toml.open("a", encoding="utf-8") as out:
        out.write(f'[[school]]\nid = "{REFUSED}"\nnaam = "Proef"\nsector = "VO"\nlvs = "sjabloon"\n')
    return Place(folder, {})


def call(place: Place, capfd: pytest.CaptureFixture[str], name: str, *options: str) -> str:
    """What a command prints, with its exit code at the end."""
    if name not in place.screens:
        capfd.readouterr()
        code = cli.main([name, str(place.folder / "swv.toml"), *options])
        shown = capfd.readouterr()
        place.screens[name] = f"{shown.out}{shown.err}\n{code}"
    return place.screens[name]


@pytest.fixture
def screens(place: Place, capfd: pytest.CaptureFixture[str]) -> dict[str, str]:
    call(place, capfd, "run", "--peildatum", PEILDATUM, "--direct")
    leerling = make_leerling(load_key(place.folder / "opslag"), GOOD, "1001")
    call(place, capfd, "check", "--peildatum", PEILDATUM)
    call(place, capfd, "explain", "--leerling", leerling)
    call(place, capfd, "compare", "--peildatum", PEILDATUM)
    return place.screens


def test_the_commands_did_what_they_were_asked(screens: dict[str, str]) -> None:
    """Exit code 10: one school is refused."""
    codes = {name: text.splitlines()[-1] for name, text in screens.items()}
    assert codes == {"run": "10", "check": "10", "explain": "0", "compare": "10"}


@pytest.mark.parametrize("name", ["run", "check", "explain", "compare"])
def test_the_screen_names_no_file_of_a_school(name: str, screens: dict[str, str]) -> None:
    text = screens[name].casefold()
    assert [file for file in (*FILES, STRANGE) if file.casefold() in text] == []
    assert not any(word in text for word in TOLD_NAMES)


def test_the_screen_says_school_kind_and_where_to_look(screens: dict[str, str]) -> None:
    for name in ("run", "check"):
        told = f"Geweigerd: {REFUSED} Proef. Bestand 1 van 2 op volgorde van naam: Dit bestand is niet herkend."
        assert told in screens[name]
    assert f"{REFUSED}/retour.html" in screens["run"]
    assert "lesuur 1, code Z (ziek), absenties (bestand 5 van 5 op volgorde van naam) regel 2" in " ".join(
        screens["explain"].split()
    )


def list_rooms(place: Place, holds: Callable[[str], bool]) -> set[str]:
    """The folders of readers in which a text is found."""
    return {
        path.relative_to(place.folder / "uitvoer").parts[1 if path.is_relative_to(place.output) else 0]
        for path in (place.folder / "uitvoer").rglob("*")
        if path.is_file() and any(holds(text) for text in read_texts(path))
    }


def test_no_word_of_a_free_name_is_anywhere(place: Place, screens: dict[str, str]) -> None:
    assert list_rooms(place, lambda text: any(word in text for word in TOLD_NAMES)) == set()
    # Negative control: the search finds what is there.
    assert "school" in list_rooms(place, lambda text: "proef" in text)


@pytest.mark.parametrize("name", ["leerlingen.csv", "verzuim 2025.csv"])
def test_a_name_of_known_words_is_for_the_school_and_the_analyst(
    name: str, place: Place, screens: dict[str, str]
) -> None:
    assert list_rooms(place, lambda text: name in text) <= {"school", "tabellen", "manifest.json", "controle", "uitleg"}
    assert "manifest.json" in list_rooms(place, lambda text: name in text)


def test_one_shown_name_everywhere(place: Place, screens: dict[str, str]) -> None:
    """Table, manifest, return sheet and workbook, the check's return sheet, and the page of an explanation."""
    mark = make_name_mark(load_key(place.folder / "opslag"), GOOD, FREE)
    shown = f"absenties-{mark}"
    table = pl.read_parquet(place.output / "tabellen" / "bevinding.parquet")
    assert (shown, 3) in table.select("bestand", "regelnummer").rows()
    manifest = json.loads((place.output / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(file["bestand"] for file in manifest["bestanden"] if file["school"] == GOOD) == [
        *(shown, "codes.csv", "leerlingen.csv", "rooster.csv", "verzuim 2025.csv"),
    ]
    strange = f"bestand-{make_name_mark(load_key(place.folder / 'opslag'), REFUSED, STRANGE)}"
    assert [row["reden"].split(":")[0] for row in manifest["geweigerd"]] == [strange]
    for sheet in (place.output / "school", place.folder / "uitvoer" / "controle"):
        assert shown in (sheet / GOOD / "retour.html").read_text(encoding="utf-8")
        book = openpyxl.load_workbook(sheet / GOOD / "retour.xlsx")
        cells = {cell for page in book for row in page.iter_rows(values_only=True) for cell in row}
        assert shown in cells
        assert strange in (sheet / REFUSED / "retour.html").read_text(encoding="utf-8")
    [page] = (place.folder / "uitvoer" / "uitleg").iterdir()
    assert f"{shown}, regel 2" in page.read_text(encoding="utf-8")
