"""No name, leerlingnummer or birth date of a delivery in any output, on the screen, in a log or at Prefect.

The demo is delivered with more traps in it: a file whose name holds a name and a number, and rows with a name or a
number in every column they do not belong in. See tests/lib/canary.py for what counts as a hit.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.explain import explain_pupil
from pipelines.run.flow_server import DATABASE, build_template
from pipelines.settings import load_settings
from pipelines.vault.places import PREFECT_HOME
from tests.lib.canary import Canaries, collect_canaries, find_in_file, find_in_folder, find_in_text
from tests.lib.plain_pdf import make_pdf

# One flow run at a time on a machine; both runs here use one set of deliveries.

REPOSITORY = Path(__file__).resolve().parents[2]
PEILDATUM = "2026-01-01"
TRAPPED = ("99AC00", "absentiemeldingen.csv")


@dataclass(frozen=True)
class Scene:
    """The deliveries, what identifies their pupils, and where the two runs wrote."""

    folder: Path
    canaries: Canaries
    screens: dict[str, str]
    codes: dict[str, int]

    @property
    def output(self) -> Path:
        return self.folder / "uitvoer" / PEILDATUM

    @property
    def prefect_home(self) -> Path:
        return self.folder / "opslag" / PREFECT_HOME


@pytest.fixture(scope="module")
def scene(demo_swv: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """One run without and one with Prefect on the same deliveries, as a user starts them."""
    build_template()
    folder = Path(shutil.copytree(demo_swv, tmp_path_factory.mktemp("canary") / "swv"))
    set_traps(folder / "aanlevering" / TRAPPED[0])
    canaries = collect_canaries(folder / "aanlevering")
    screens, codes = {}, {}
    for way, options in {"direct": ["--direct"], "prefect": ["--zonder-pdf"]}.items():
        done = run_msa(folder, *options)
        screens[way], codes[way] = done.stdout + done.stderr, done.returncode
        if way == "direct":
            shutil.copytree(folder / "uitvoer" / PEILDATUM, folder / "direct")
    return Scene(folder, canaries, screens, codes)


def set_traps(folder: Path) -> None:
    """Put the name and the number of the first pupil in each column but `afkorting`, and in the name of the file."""
    file = folder / TRAPPED[1]
    lines = file.read_bytes().decode("utf-8").split("\r\n")
    header, first = lines[0].split(";"), lines[1].split(";")
    number, name = first[0], first[header.index("achternaam")]
    traps = [
        ";".join(value if place == column else cell for place, cell in enumerate(first))
        for column in range(len(header))
        if header[column] != "afkorting"
        for value in (name, number)
    ]
    (folder / f"meldingen {name} {number}.csv").write_text(
        "\r\n".join([lines[0], *traps, *lines[1:]]), encoding="utf-8", newline=""
    )
    file.unlink()


def run_msa(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`msa run` with a home and a temporary folder of its own, so that every file it leaves can be searched."""
    places = {"HOME": folder / "thuis", "TMPDIR": folder / "tijdelijk"}
    for place in places.values():
        place.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "run", str(folder / "swv.toml"), "--peildatum", PEILDATUM, *options],
        cwd=REPOSITORY,
        env={**os.environ, **{name: str(place) for name, place in places.items()}},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_there_is_something_to_find(scene: Scene) -> None:
    """Names of all LVS layouts, 6 000 pupils, birth dates; nothing so short that it is found by chance."""
    assert len(scene.canaries.names) >= 100
    assert len(scene.canaries.numbers) >= 5900
    assert len(scene.canaries.births) >= 1000
    assert min(map(len, scene.canaries.numbers)) >= 5
    assert min(map(len, scene.canaries.names)) >= 5
    for school in ("99AB00", "99AC00", "98BA00"):
        assert find_in_folder(scene.folder / "aanlevering" / school, scene.canaries)


def test_both_ways_end_with_the_refused_school(scene: Scene) -> None:
    assert scene.codes == {"direct": 10, "prefect": 10}
    assert all("Geweigerd: 99AG00" in screen for screen in scene.screens.values())


@pytest.mark.parametrize("way", ["direct", "prefect"])
def test_nothing_of_a_pupil_on_the_screen(scene: Scene, way: str) -> None:
    assert find_in_text(scene.screens[way], scene.canaries) == set()


@pytest.mark.parametrize("way", ["direct", "prefect"])
def test_no_library_has_the_last_word(scene: Scene, way: str) -> None:
    """DuckDB's binding told pages of leaked objects at the end of Python, below the line with the page to open."""
    assert "leaked" not in scene.screens[way]


def test_nothing_of_a_pupil_in_the_output(scene: Scene) -> None:
    """Every published file: pages, tables, folders of attendance officers, manifest."""
    assert len(list((scene.output / "leerplicht").iterdir())) >= 4
    assert {path.suffix for path in scene.output.rglob("*") if path.is_file()} >= {".html", ".csv", ".parquet", ".json"}
    # The SWV page, and ten of the twelve schools: two are refused.
    assert len(list((scene.folder / "direct").rglob("*.pdf"))) == 1 + 10
    assert find_in_folder(scene.output, scene.canaries) == {}
    assert find_in_folder(scene.folder / "direct", scene.canaries) == {}


def test_an_officer_sees_a_code_only_where_a_code_table_has_it(scene: Scene) -> None:
    """ParnasSys gives a reason in each row and no table: any text could stand there. Magister has a table."""
    codes: dict[str, set[str]] = {}
    for file in sorted((scene.output / "leerplicht").glob("*/bewijs.csv")):
        for school, code in pl.read_csv(file, separator=";", infer_schema=False).select("school", "code").iter_rows():
            codes.setdefault(school, set()).add(code or "")
    assert codes["98BA00"] == codes["98BB00"] == {""}
    assert "" not in codes["99AA00"]


def test_nothing_of_a_pupil_in_an_explanation(scene: Scene) -> None:
    """`msa explain` of the pupil with most signals of each school: what stands on the screen, and the page."""
    settings = load_settings(scene.folder / "swv.toml")
    signals = pl.read_parquet(scene.output / "tabellen" / "signaal.parquet", columns=["school", "leerling"])
    most = signals.group_by("school", "leerling").len().sort("len", "leerling").group_by("school").last()
    for code in most["leerling"].sort():
        explained = explain_pupil(settings, leerling=code)
        assert find_in_text(explained.text, scene.canaries) == set()
    pages = settings.uitvoer / "uitleg"
    assert len(list(pages.iterdir())) == most.height >= 6
    assert find_in_folder(pages, scene.canaries) == {}


def test_nothing_of_a_pupil_at_prefect_or_in_a_log(scene: Scene) -> None:
    """The whole home of Prefect with its database, all that was left in HOME and TMPDIR, and reports of faults."""
    assert (scene.prefect_home / DATABASE).stat().st_size > 0
    assert find_in_folder(scene.prefect_home, scene.canaries) == {}
    assert find_in_folder(scene.folder / "thuis", scene.canaries) == {}
    assert find_in_folder(scene.folder / "tijdelijk", scene.canaries) == {}
    assert [path.name for path in (scene.folder / "opslag").glob("msa-fout-*")] == []


def test_both_ways_publish_the_same_bytes(scene: Scene) -> None:
    """Issue 2: the same steps with and without Prefect."""
    for path in sorted((scene.folder / "direct").rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".parquet", ".json"):
            assert path.read_bytes() == (scene.output / path.relative_to(scene.folder / "direct")).read_bytes()


def test_a_planted_pupil_is_found(scene: Scene, tmp_path: Path) -> None:
    """Negative control: in a copy of a real page, in each writing in which it could hide."""
    page = (scene.output / "school" / "99AC00" / "retour.html").read_text(encoding="utf-8")
    accented = next(name for name in sorted(scene.canaries.names) if "é" in name)
    number, born = min(scene.canaries.numbers), min(scene.canaries.births)
    escaped = "".join(f"&#{ord(letter)};" for letter in accented)
    plants = {
        "gewoon.html": f"<td>{accented.title()}</td>".encode(),
        "html.html": f"<td>{escaped}</td>".encode(),
        "json.json": ('{"x": "' + accented.replace("é", "\\u00e9") + '"}').encode(),
        "cp1252.csv": f";{accented};".encode("cp1252"),
        "utf16.db": f"leerling {accented}".encode("utf-16-le"),
        "utf16be.db": f"leerling {accented}".encode("utf-16-be"),
        "nummer.html": f"<td>{number}</td>".encode(),
        "iso.html": f"<td>{born}</td>".encode(),
        "datum.html": f"<td>{born:%d-%m-%Y}</td>".encode(),
        "kort.csv": f";{born:%Y%m%d};".encode(),
        "verslag.pdf": make_pdf(text=number),
    }
    assert find_in_text(page, scene.canaries) == set()
    for name, plant in plants.items():
        (tmp_path / name).write_bytes(plant if name.endswith(".pdf") else page.encode() + plant)
    assert sorted(find_in_folder(tmp_path, scene.canaries)) == sorted(plants)
    (tmp_path / f"verzuim-{number}.csv").write_bytes(b"")
    assert find_in_file(tmp_path / f"verzuim-{number}.csv", scene.canaries) == {f"nummer {number}"}


def test_a_number_inside_another_number_is_no_hit(scene: Scene) -> None:
    number = min(scene.canaries.numbers)
    for text in (f"1{number}", f"{number}0", f"0.{number}", f"a{number}", f"{number}f", f"#{number}"):
        assert find_in_text(text, scene.canaries) == set()


SETTINGS = """\
[swv]
code = "VO9901"
naam = "SWV Voorbeeld"
protocol = "noord-kennemerland"
vakantieregio = "noord"

[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"

[[school]]
id = "12AB00"
naam = "Voorbeeld"
sector = "VO"
lvs = "somtoday"
"""


def test_a_name_typed_as_a_code(tmp_path: Path) -> None:
    """3 and 2.2: an unknown code is told to the school, but names and numbers appear in no output."""
    school = tmp_path / "aanlevering" / "12AB00"
    school.mkdir(parents=True)
    (tmp_path / "swv.toml").write_text(SETTINGS, encoding="utf-8")
    (school / "leerlingen.csv").write_text(
        "leerlingnummer;voornaam;tussenvoegsel;achternaam;mentor;stamgroep\n24680135;Zwilfnil;;Woppworst;;1A\n",
        encoding="utf-8",
    )
    (school / "rooster.csv").write_text(
        "groep;weekdag;lesuur;begintijd;eindtijd\n1A;1;1;08:30;09:20\n", encoding="utf-8"
    )
    (school / "codes.csv").write_text("code;soort\nZ;ziek\n", encoding="utf-8")
    (school / "absenties.csv").write_text(
        "leerlingnummer;datum;lesuur;code\n"
        "24680135;2025-11-03;1;Woppworst\n24680135;2025-11-10;1;24680135\n24680135;2025-11-17;1;XQ\n",
        encoding="utf-8",
    )
    done = run_msa(tmp_path, "--direct")
    assert done.returncode == 0, done.stderr
    canaries = Canaries(frozenset({"zwilfnil", "woppworst"}), frozenset({"24680135"}), frozenset())
    assert find_in_text(done.stdout + done.stderr, canaries) == set()
    findings = (tmp_path / "uitvoer" / PEILDATUM / "tabellen" / "bevinding.csv").read_text(encoding="utf-8")
    assert "Code 'XQ'" in findings
    assert find_in_folder(tmp_path / "uitvoer", canaries) == {}
