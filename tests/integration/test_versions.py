"""What earlier versions of msa stored and published is read by this one; what a later one did is left alone."""

import csv
import json
import tarfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.return_history import read_history
from pipelines.contexts.trend import FORMAT_KEY, PUBLISHED_FORMAT, list_newer
from pipelines.intake.read_parts import load_read
from pipelines.vault import audit_log
from pipelines.vault.audit_log import STORE_FORMAT, find_format, read_entries, verify_log, write_entry
from pipelines.vault.editions import load_editions
from pipelines.vault.kept_forms import list_kept
from pipelines.vault.keyring import require_ring
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.publications import read_ledger
from pipelines.vault.ticks import GEVRAAGD, Tick, read_ticks
from tests.lib.erasure import EARLIER, OTHER_SCHOOL, OTHERS, PEILDATUM, SCHOOL, Home, write_deliveries

FIXTURES = Path(__file__).parents[1] / "fixtures" / "versions"
FORMATS = sorted(int(folder.name) for folder in FIXTURES.iterdir() if folder.name.isdecimal())
DAY, BEFORE = PEILDATUM.isoformat(), EARLIER.isoformat()
RUN = ("run", "--peildatum", DAY, "--direct", "--zonder-pdf")
# Of the four checks that can find something wrong with the machine of the tests, nothing is asked.
STORED = (
    *("Sleutel", "Logboek", "Bestanden onder zegel", "Versie van wat er staat", "Bewaarde bestanden"),
    *("Gelezen scholen", "Kopieën van leveringen", "Eerdere cijfers zonder leerlingen", "Uitvoer"),
    *("Publicaties in de lijst", "Pagina's naast de uitvoer"),
)


def unpack(number: int, folder: Path) -> Home:
    """The home as that version left it, and the deliveries of the next quarter."""
    with tarfile.open(FIXTURES / str(number) / "thuis.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        place.chmod(0o700)
    write_deliveries(folder)
    return Home(folder)


@pytest.fixture(scope="module", params=FORMATS)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str, str]:
    """A home of an earlier version; what the doctor said of it, and what a run on it said. Never changed."""
    home = unpack(request.param, tmp_path_factory.mktemp("versie") / "swv")
    told = home.call("doctor")[1]
    code, screen = home.call(*RUN)
    assert code == 0, screen
    return home, told, screen


def test_every_form_has_its_fixture() -> None:
    """Who raises STORE_FORMAT lays down what the program of that form stores: see `tests/fixtures/versions/make.py`."""
    assert list(range(STORE_FORMAT + 1)) == FORMATS


def test_the_doctor_finds_nothing_wrong_with_it(upgraded: tuple[Home, str, str]) -> None:
    lines = upgraded[1].replace("\xa0", " ").splitlines()
    for name in STORED:
        assert [line for line in lines if line.startswith(f"goed    {name}: ")], name


def test_the_trend_goes_on_from_its_figures(upgraded: tuple[Home, str, str]) -> None:
    """Then 9 pupils at one school and 3 at the other, of whom 3 and 1 missed 20 of 80 hours (a quarter): tier 3.

    So 12 - 4 = 8 in tier 1, to the nearest five 10, and 4 in tier 3, fewer than 8.
    """
    home, _, screen = upgraded
    assert "daarmee wordt niet vergeleken" not in screen
    past = read_trend(home)
    assert (past["Scholen"], past["Tier 1"], past["Tier 2"], past["Tier 3"]) == ("2", "10", "0", "minder dan 8")


def read_trend(home: Home) -> dict[str, str]:
    """The row of 1 November in the figures over all peildata, by heading."""
    with (home.uitvoer / DAY / "swv" / "cijfers.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return {
        row["maat"]: row["getoond"]
        for row in rows
        if row["tabel"].startswith("Cijfers op elke peildatum") and row["eenheid"].replace("\xa0", " ") == "1 nov 2025"
    }


def test_the_trend_goes_on_without_the_tables(tmp_path: Path) -> None:
    """Past the keeping time: of then there is what came out, and nobody can be followed."""
    home = unpack(STORE_FORMAT, tmp_path / "swv")
    code, screen = home.call("erase", "--voor", "2025-12-01")
    assert code == 0, screen
    assert not (home.uitvoer / BEFORE / "tabellen").exists()
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert "De tabellen van peildatum 1 nov 2025 zijn gewist; vergeleken wordt alleen met de cijfers die" in screen
    past = read_trend(home)
    # The same as with the tables: 12 - 4 = 8 pupils in tier 1, and 4 in tier 3.
    assert (past["Scholen"], past["Tier 1"], past["Tier 2"], past["Tier 3"]) == ("2", "10", "0", "minder dan 8")
    assert past["Aanwezigheid"] == "niet getoond"
    page = (home.uitvoer / DAY / "swv" / "index.html").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "de tabellen van toen zijn gewist" in page


def test_forms_marks_and_notes_hold_on(upgraded: tuple[Home, str, str]) -> None:
    home = upgraded[0]
    key = load_key(home.opslag)
    # The one form that lay in the folder then: it does not any more, and still counts.
    [form] = list_kept(home.opslag, SCHOOL, peildatum=EARLIER)
    manifest = json.loads((home.uitvoer / DAY / "manifest.json").read_bytes())
    assert {"school": SCHOOL, "sha256": form} in manifest["eerdere_registers"]
    # The pupil who was erased stands in the deliveries again.
    pupils = pl.read_parquet(home.uitvoer / DAY / "tabellen" / "leerling_periode.parquet")
    assert make_leerling(key, OTHER_SCHOOL, OTHERS[2]) not in set(pupils["leerling"])
    assert make_leerling(key, OTHER_SCHOOL, OTHERS[1]) in set(pupils["leerling"])
    assert read_ticks(home.opslag) == (Tick(EARLIER, GEVRAAGD, SCHOOL, date(2025, 10, 13)),)


def test_every_kept_thing_can_be_read(upgraded: tuple[Home, str, str]) -> None:
    home = upgraded[0]
    assert verify_log(home.opslag) == []
    assert read_history(home.opslag, SCHOOL)[0].geweigerd is False
    assert "swv/cijfers.csv" in load_editions(home.opslag, EARLIER)[0].files
    assert read_ledger(home.opslag)[0].peildatum == EARLIER
    read = load_read(home.opslag, EARLIER, 1, key=load_key(home.opslag))
    assert read is not None
    # Nine pupils and three, of whom one was erased since.
    assert [read.parts[school].frames["raw_sleutel"].height for school in (SCHOOL, OTHER_SCHOOL)] == [9, 3 - 1]


def test_from_now_on_it_is_of_this_version(upgraded: tuple[Home, str, str]) -> None:
    home = upgraded[0]
    assert find_format(home.opslag, require_ring(home.opslag)) == STORE_FORMAT
    assert json.loads((home.uitvoer / DAY / "manifest.json").read_bytes())[FORMAT_KEY] == PUBLISHED_FORMAT
    assert read_entries(home.opslag)[-1][FORMAT_KEY] == STORE_FORMAT


# --- of a newer version ----------------------------------------------------------------------------------------------


def list_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.stat().st_size}


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = unpack(STORE_FORMAT, tmp_path / "swv")
    with monkeypatch.context() as newer:
        newer.setattr(audit_log, "STORE_FORMAT", STORE_FORMAT + 1)
        write_entry(home.opslag, "check")
    before = list_bytes(home.opslag)
    for command in (RUN, ("check",), ("key", "--school", SCHOOL), ("erase", "--verlopen")):
        code, screen = home.call(*command)
        assert code == 14, screen
        assert f"van een nieuwere versie van msa (vorm {STORE_FORMAT + 1}; deze versie kent vorm" in screen
        assert "Installeer de nieuwste versie van msa" in screen
    assert list_bytes(home.opslag) == before
    code, screen = home.call("doctor")
    assert (code, "fout    Versie van wat er staat: opslag van een nieuwere versie" in screen) == (14, True)


def test_a_publication_of_a_newer_version_is_not_read(tmp_path: Path) -> None:
    home = unpack(STORE_FORMAT, tmp_path / "swv")
    file = home.uitvoer / BEFORE / "manifest.json"
    assert list_newer(home.uitvoer) == {}
    document = {**json.loads(file.read_bytes()), FORMAT_KEY: PUBLISHED_FORMAT + 1, "programma": {"versie": "9.9.9"}}
    file.write_text(json.dumps(document), encoding="utf-8")
    code, screen = home.call("doctor")
    assert (code, "uitvoer van een nieuwere versie van msa: 01-11-2025" in screen) == (14, True)
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert "De uitvoer van peildatum 1 nov 2025 is gemaakt door een nieuwere versie van msa (9.9.9)." in screen
    assert "daarmee wordt niet vergeleken" in screen
