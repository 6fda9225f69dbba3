"""Without a new program: rule sets and a calendar of the SWV itself, and settings that change on a day."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli, paths
from pipelines.contexts.trend import tell_rule_set
from tests.lib.cases import CODES, weekly
from tests.lib.region import Enrolment, Region, School, write_region

PEILDATUM = "2029-01-01"
PUPILS = tuple(Enrolment(str(number), "1A") for number in range(1, 12))
REGION = Region((School("12AB00", "VO", PUPILS, weekly("1A", lessen=2), codes=CODES),), protocol="eigen-2028")
# Invented: one school year in region noord.
HOLIDAYS = """schooljaar,vakantie,regio,eerste_dag,laatste_dag,soort
2028-2029,herfst,noord,2028-10-14,2028-10-22,advies
2028-2029,kerst,noord,2028-12-23,2029-01-07,verplicht
2028-2029,voorjaar,noord,2029-02-17,2029-02-25,advies
2028-2029,mei,noord,2029-04-28,2029-05-06,verplicht
2028-2029,zomer,noord,2029-07-21,2029-09-02,verplicht
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An SWV with a rule set of its own, and no calendar yet."""
    write_region(REGION, tmp_path)
    (tmp_path / "regels").mkdir()
    text = (paths.RULESETS / "noord-kennemerland.yaml").read_text(encoding="utf-8")
    own = text.replace("id: noord-kennemerland", "id: eigen-2028").replace("\ntitle: ", "\ntitle: Eigen ")
    (tmp_path / "regels" / "eigen-2028.yaml").write_text(own, encoding="utf-8")
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main(list(words))
    printed = capsys.readouterr()
    return code, (printed.out + printed.err).replace("\u00a0", " ")


def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return call(capsys, "run", str(folder / "swv.toml"), "--peildatum", PEILDATUM, "--direct", "--zonder-pdf")


def add_calendar(folder: Path, text: str = HOLIDAYS) -> None:
    (folder / "kalender").mkdir(exist_ok=True)
    (folder / "kalender" / "schoolvakanties.csv").write_text(text, encoding="utf-8")


def test_a_quarter_beyond_the_calendar_of_the_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(folder, capsys)
    assert code == 2
    assert "2028-2029,herfst,noord,JJJJ-MM-DD,JJJJ-MM-DD,advies" in told
    assert "kalender/schoolvakanties.csv naast swv.toml" in told

    add_calendar(folder)
    assert run(folder, capsys)[0] == 0
    published = folder / "uitvoer" / PEILDATUM
    # Monday 4 September to Friday 22 December: 16 weeks of 5, without the 5 of the autumn holiday; 2 lessons of 50.
    pupils = pl.read_csv(published / "tabellen" / "leerling_periode.csv", separator=";")
    assert pupils["gepland_min"].to_list() == [(16 * 5 - 5) * 2 * 50] * 11
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("regels/eigen-2028.yaml", "kalender/schoolvakanties.csv")
    }
    assert manifest["regelsets"]["12AB00"]["id"] == "eigen-2028"
    assert manifest["regelsets"]["12AB00"]["sha256"] == hashes["regels/eigen-2028.yaml"]
    assert manifest["instellingen"]["eigen_kalender"] == {
        "kalender/schoolvakanties.csv": hashes["kalender/schoolvakanties.csv"]
    }
    code, told = call(capsys, "rules", str(folder / "swv.toml"), "--protocol", "eigen-2028")
    assert (code, told.startswith("eigen-2028: Eigen ")) == (0, True)
    assert call(capsys, "rules", "--protocol", "eigen-2028")[0] == 2


@pytest.mark.parametrize("command", ["run", "check", "doctor"])
def test_a_fault_in_what_the_swv_adds_ends_with_12(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file and line, whatever is asked; nothing comes out."""
    words = {
        "run": ["--peildatum", PEILDATUM, "--direct"],
        "check": [],
        "doctor": [],
    }[command]
    add_calendar(folder, HOLIDAYS.replace("2028-2029,mei", "2028-2029,meivakantie"))
    code, told = call(capsys, command, str(folder / "swv.toml"), *words)
    assert code == 12
    assert "kalender/schoolvakanties.csv, regel 5: 'vakantie' kent alleen: herfst, kerst" in told

    add_calendar(folder)
    file = folder / "regels" / "eigen-2028.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("\nid: ", "\nregio: x\nid: ", 1), encoding="utf-8")
    line = file.read_text(encoding="utf-8").splitlines().index("regio: x") + 1
    code, told = call(capsys, command, str(folder / "swv.toml"), *words)
    assert code == 12
    assert f"regels/eigen-2028.yaml, regel {line}: bestand: onbekende sleutel 'regio'" in told
    assert not (folder / "uitvoer").exists()


def test_without_the_folders_nothing_of_them_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Negative control: the manifest of who adds nothing has no key for it."""
    write_region(replace(REGION, protocol="noord-kennemerland"), tmp_path)
    words = ("--peildatum", "2026-01-01", "--direct", "--zonder-pdf")
    assert call(capsys, "run", str(tmp_path / "swv.toml"), *words)[0] == 0
    text = (tmp_path / "uitvoer" / "2026-01-01" / "manifest.json").read_text(encoding="utf-8")
    assert "eigen_kalender" not in text
    assert "sha256" not in json.dumps(json.loads(text)["regelsets"])


def test_a_protocol_that_changes_on_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each run takes what held on its peildatum, also when done again; page and bench say what changed."""
    write_region(replace(REGION, protocol="noord-kennemerland"), tmp_path)
    toml = tmp_path / "swv.toml"
    dated = '[{is = "noord-kennemerland"}, {vanaf = 2026-03-01, is = "twente"}]'
    toml.write_text(toml.read_text(encoding="utf-8").replace('"noord-kennemerland"', dated), encoding="utf-8")

    def make(day: str) -> Path:
        code, told = call(capsys, "run", str(toml), "--peildatum", day, "--direct", "--zonder-pdf")
        assert code == 0, told
        return tmp_path / "uitvoer" / day

    def read_protocol(published: Path) -> str:
        manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["instellingen"]["scholen"][0]["protocol"] == manifest["regelsets"]["12AB00"]["id"]
        return manifest["regelsets"]["12AB00"]["id"]

    first = make("2026-01-01")
    assert read_protocol(first) == "noord-kennemerland"
    later = make("2026-03-01")
    assert read_protocol(later) == "twente"
    page = (later / "swv" / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "telt sinds 1 jan 2026 met een ander protocol of een andere versie. Eerst noord-kennemerland" in page
    before = {path: path.read_bytes() for path in sorted(first.rglob("*")) if path.is_file()}
    make("2026-01-01")
    assert {path: path.read_bytes() for path in sorted(first.rglob("*")) if path.is_file()} == before

    words = "Dit schooljaar veranderde het protocol: School 12AB00 op 1 mrt 2026 van noord-kennemerland naar twente."
    code, told = call(capsys, "compare", str(toml), "--peildatum", "2026-03-01")
    assert (code, words in " ".join(told.split())) == (0, True), told
    code, told = call(capsys, "compare", str(toml), "--peildatum", "2026-02-28")
    assert (code, "veranderde het protocol" in told) == (0, False), told


def test_which_file_an_own_rule_set_was_is_told_beside_its_name() -> None:
    """Two versions of one file may have the same date in them."""
    own = {"id": "eigen-2028", "versie": "2028", "sha256": "0123456789abcdef"}
    assert tell_rule_set(own) == "eigen-2028, 2028, bestand 01234567"
    assert tell_rule_set({"id": "twente", "versie": "maart 2019"}) == "twente, maart 2019"


def test_a_later_protocol_that_does_not_exist_is_told_by_doctor(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = folder / "swv.toml"
    dated = '[{is = "eigen-2028"}, {vanaf = 2099-08-01, is = "eigen-2099"}]'
    toml.write_text(toml.read_text(encoding="utf-8").replace('"eigen-2028"', dated), encoding="utf-8")
    code, told = call(capsys, "doctor", str(toml))
    assert "noemt protocol 'eigen-2099', maar die regelset bestaat niet" in " ".join(told.split())
    assert code == 12
