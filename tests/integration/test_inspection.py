"""Folder `inspectie/` of the demo over its four quarters: cumulative, equal to the tables, anonymous, the same again.

Of four of its schools, which have cases of every kind. And what a crash between register and publication, a damaged
register and a bad form lead to.
"""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.cli import DEMO_PEILDATA
from pipelines.errors import DataCheckFailed, StoreUnavailable, WrongUse
from pipelines.publish.inspectorate import COMPARED, open_register
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from pipelines.vault.case_register import EMPTY, load_register
from pipelines.vault.places import REGISTER_FILE
from pipelines.vault.seals import replace_sealed
from schemas.inspectie import SOORT_WOORDEN
from tests.lib.canary import collect_canaries, find_names
from tests.lib.leaner_runs import leave_bridges_out
from tests.lib.outsider import find_numbers, list_workbook_numbers

pytestmark = pytest.mark.usefixtures("small_figures")

LAST = DEMO_PEILDATA[-1]
LRV = {"thuiszitter": "lrv_tot_3_maanden", "lrv_langer_dan_3_maanden": "lrv_langer_dan_3_maanden"}
# Home last year and over three months; six weeks (VSO); last spring; six weeks (PO).
SCHOOLS = ("99AC00", "99AF00", "99AH00", "98BA00")
FILES = ("thuiszittersregistratie.csv", "thuiszittersregistratie.xlsx")


@dataclass(frozen=True)
class Demo:
    """The demo after its four quarters."""

    folder: Path

    def place(self, peildatum: date) -> Path:
        return self.folder / "uitvoer" / peildatum.isoformat()

    def read(self, peildatum: date) -> dict[int, dict[str, str]]:
        with (self.place(peildatum) / "inspectie" / FILES[0]).open(encoding="utf-8-sig", newline="") as stream:
            return {int(row["volgnummer"]): row for row in csv.DictReader(stream, delimiter=";")}

    def read_bytes(self) -> dict[tuple[date, str], bytes]:
        return {
            (day, name): (self.place(day) / "inspectie" / name).read_bytes() for day in DEMO_PEILDATA for name in FILES
        }

    def run(self, peildatum: date, *, toch: bool = False) -> None:
        """With little to hide in the report, and nothing of what changed since the quarter before.

        That takes most of a run, and nothing of it is looked at here.
        """
        settings = load_settings(self.folder / "swv.toml")
        shown = replace(settings.publicatie, drempel=2)
        with leave_bridges_out():
            run_quarter(replace(settings, pdf=False, publicatie=shown), peildatum=peildatum, toch=toch)

    def list_cells(self, peildatum: date) -> Iterator[str]:
        """Every text of the two files, the parts of the workbook that are no cells included."""
        folder = self.place(peildatum) / "inspectie"
        yield (folder / FILES[0]).read_text(encoding="utf-8-sig")
        book = openpyxl.load_workbook(io.BytesIO((folder / FILES[1]).read_bytes()))
        yield from (
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
        yield from (str(value) for value in vars(book.properties).values() if value is not None)


@pytest.fixture(scope="module")
def demo(demo_swv: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    made = Demo(Path(shutil.copytree(demo_swv, tmp_path_factory.mktemp("demo") / "swv")))
    _keep_schools(made.folder)
    for peildatum in DEMO_PEILDATA:
        made.run(peildatum)
    return made


def _keep_schools(folder: Path) -> None:
    """Leave the other schools out of the settings and the deliveries."""
    head, *blocks = (folder / "swv.toml").read_text(encoding="utf-8").split("[[school]]\n")
    schools = {block.split('"')[1]: block for block in blocks}
    kept = [f"[[school]]\n{schools[school]}" for school in SCHOOLS]
    (folder / "swv.toml").write_text(head + "".join(kept), encoding="utf-8")
    for school in schools.keys() - set(SCHOOLS):
        shutil.rmtree(folder / "aanlevering" / school)


def test_the_list_grows_and_a_row_keeps_its_number(demo: Demo) -> None:
    views = [demo.read(peildatum) for peildatum in DEMO_PEILDATA]
    for earlier, later in pairwise(views):
        assert set(earlier) < set(later)
        assert all(later[number]["begin"] == row["begin"] for number, row in earlier.items())
        closed = {number: row for number, row in earlier.items() if row["stand"] == "afgesloten"}
        assert all(later[number] == row for number, row in closed.items())
    assert list(views[-1]) == list(range(1, len(views[-1]) + 1))
    assert {row["soort"] for row in views[-1].values()} == set(SOORT_WOORDEN.values())


@pytest.mark.parametrize("peildatum", DEMO_PEILDATA, ids=str)
def test_the_export_counts_what_the_tables_count(demo: Demo, peildatum: date) -> None:
    """Counted here from the published files themselves: running cases by kind, and the lists as they were delivered."""
    running = [row["soort"] for row in demo.read(peildatum).values() if row["stand"] == "loopt"]
    table = pl.read_parquet(demo.place(peildatum) / "tabellen" / "thuiszitter.parquet").filter("op_peildatum")
    # Who is 18 or older is no case of this list (2.9).
    table = table.filter(pl.col("plicht").is_in(["verplicht", "niet_te_bepalen"]))
    for status, kind in LRV.items():
        assert running.count(SOORT_WOORDEN[kind]) == table.filter(pl.col("status") == status).height
    day = peildatum.isoformat()
    for name, begin, keep, kind in (
        ("absoluut-verzuim.csv", "sinds", lambda row: True, "absoluut"),
        ("vrijstellingen.csv", "van", lambda row: row["grond"] == "5a", "vrijstelling_5_onder_a"),
    ):
        with (demo.folder / "aanlevering" / "leerplicht" / name).open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream, delimiter=";") if keep(row)]
        ends = {"absoluut": lambda row: "9999", "vrijstelling_5_onder_a": lambda row: get_july(row["van"])}[kind]
        inside = [row for row in rows if row[begin] <= day < (row["tot"] or ends(row))]
        assert running.count(SOORT_WOORDEN[kind]) == len(inside)


def get_july(start: str) -> str:
    """31 July of the school year in which an exemption without an end began: its last day (D29)."""
    year, month = int(start[:4]), int(start[5:7])
    return f"{year if month < 8 else year + 1}-07-31"


def test_the_filled_form_says_the_same_as_the_csv(demo: Demo) -> None:
    """The demo's own form: number n on row 5 + n, its words for the kinds, nothing in the column of the SWV."""
    sheet = openpyxl.load_workbook(demo.place(LAST) / "inspectie" / FILES[1])["Registratie"]
    rows = [row for row in sheet.iter_rows(min_row=6, max_col=6, values_only=True) if row[0] is not None]
    listed = demo.read(LAST)
    assert [row[0] for row in rows] == list(listed)
    states = {"loopt": "ja", "afgesloten": "nee", "vervallen": "vervallen", "vervolg onbekend": "onbekend"}
    assert [row[5] for row in rows] == [states[row["stand"]] for row in listed.values()]
    assert [row[3] is None for row in rows] == [row["eind"] == "" for row in listed.values()]
    assert {row[4] for row in rows} == {None}


@pytest.mark.parametrize("peildatum", DEMO_PEILDATA, ids=str)
def test_the_workbook_holds_no_number_that_the_csv_does_not(demo: Demo, peildatum: date) -> None:
    """But for those of the blank form. No other file of what is handed over without pupils is a workbook."""
    folder = demo.place(peildatum)
    filled = list_workbook_numbers((folder / "inspectie" / FILES[1]).read_bytes())
    blank = list_workbook_numbers((demo.folder / "inspectie" / "leeg-formulier.xlsx").read_bytes())
    listed = find_numbers((folder / "inspectie" / FILES[0]).read_text(encoding="utf-8-sig"))
    assert filled - blank - listed == set()
    # The form has the months in words.
    assert listed - {f"{month:02}" for month in range(1, 13)} <= filled
    assert {path.suffix for path in (folder / "swv").iterdir()} <= {".html", ".csv", ".pdf"}
    assert sorted(path.name for path in (folder / "inspectie").iterdir()) == sorted(FILES)


def test_nothing_in_the_folder_leads_to_a_pupil_or_a_school(demo: Demo) -> None:
    settings = load_settings(demo.folder / "swv.toml")
    found = collect_canaries(demo.folder / "aanlevering")
    tables = demo.place(LAST) / "tabellen"
    pupils = pl.read_parquet(tables / "leerling_periode.parquet")
    words = {
        *pupils["leerling"],
        *found.numbers,
        *(school.id for school in settings.scholen),
        *(school.naam for school in settings.scholen),
        *("Kwelderstad", "Griendemeer", "Oeverwolde", "Zilverduin aan Zee"),
    }
    classes = set(pupils["klas"])
    text = "\n".join(demo.list_cells(LAST))
    assert [word for word in words if re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text)] == []
    assert find_names(text.casefold(), found.names) == set()
    assert [cell for cell in demo.list_cells(LAST) if cell in classes] == []
    # No day of any case: the settings ask for months. The peildatum and the moment of the file are no days of a case.
    csv_text = (demo.place(LAST) / "inspectie" / FILES[0]).read_text(encoding="utf-8-sig")
    assert re.findall(r"\d{4}-\d{2}-\d{2}", csv_text) == []
    register = json.loads((demo.folder / "opslag" / REGISTER_FILE).read_text(encoding="utf-8"))
    assert not set(register["houders"].values()) & set(re.findall(r"[0-9a-f]{32}", text))
    # Negative control: the same search finds a code, a class and a day where they may stand.
    published = (tables / "reeks.csv").read_text(encoding="utf-8-sig")
    assert re.search(r"\d{4}-\d{2}-\d{2}", published)
    assert any(code in published for code in pupils["leerling"])


def test_the_register_holds_no_code_and_is_private(demo: Demo) -> None:
    file = demo.folder / "opslag" / REGISTER_FILE
    text = file.read_text(encoding="utf-8")
    pupils = pl.read_parquet(demo.place(LAST) / "tabellen" / "leerling_periode.parquet")
    assert [code for code in pupils["leerling"] if code in text] == []
    assert file.stat().st_mode & 0o777 == 0o600
    assert all(path.stat().st_mode & 0o077 == 0 for path in (demo.place(LAST) / "inspectie").iterdir())


def test_again_in_another_order_gives_the_same_bytes(demo: Demo) -> None:
    """Backwards; the last quarter is made again after a crash, below."""
    before = demo.read_bytes()
    register = (demo.folder / "opslag" / REGISTER_FILE).read_bytes()
    for peildatum in (DEMO_PEILDATA[1], DEMO_PEILDATA[0]):
        demo.run(peildatum)
    assert demo.read_bytes() == before
    assert (demo.folder / "opslag" / REGISTER_FILE).read_bytes() == register


def test_a_crash_between_register_and_publication_loses_no_number(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last quarter as if it had never been: the run dies just before the exchange, then is done again."""
    copy = Demo(tmp_path / "kopie")
    shutil.copytree(demo.folder, copy.folder)
    shutil.rmtree(copy.place(LAST))
    document = json.loads((copy.folder / "opslag" / REGISTER_FILE).read_text(encoding="utf-8"))
    del document["standen"][LAST.isoformat()]
    kept = {str(entry["nummer"]) for stand in document["standen"].values() for entry in stand}
    document["houders"] = {number: houder for number, houder in document["houders"].items() if number in kept}
    replace_sealed(copy.folder / "opslag", REGISTER_FILE, json.dumps(document).encode())

    def crash(_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.publish.publication.Publication.finish", crash)
        with pytest.raises(RuntimeError):
            copy.run(LAST)
    assert not copy.place(LAST).exists()
    copy.run(LAST)
    assert copy.read_bytes() == demo.read_bytes()
    assert load_register(copy.folder / "opslag") == load_register(demo.folder / "opslag")


def test_counts_that_differ_publish_nothing_and_change_no_register(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    before, register = demo.read_bytes(), (demo.folder / "opslag" / REGISTER_FILE).read_bytes()
    monkeypatch.setattr("pipelines.publish.inspectorate.count_report", lambda _: dict.fromkeys(COMPARED, 0))
    with pytest.raises(DataCheckFailed, match="lrv_tot_3_maanden/in_periode"):
        demo.run(LAST, toch=True)
    assert demo.read_bytes() == before
    assert (demo.folder / "opslag" / REGISTER_FILE).read_bytes() == register


def test_a_bad_form_or_register_stops_the_run_before_it_reads_anything(demo: Demo, tmp_path: Path) -> None:
    shutil.copy(demo.folder / "swv.toml", tmp_path)
    shutil.copytree(demo.folder / "inspectie", tmp_path / "inspectie")
    (tmp_path / "aanlevering").mkdir()
    columns = tmp_path / "inspectie" / "kolommen.toml"
    text = columns.read_text(encoding="utf-8")
    columns.write_text(text.replace('"Registratie"', '"Blad1"'), encoding="utf-8")
    with pytest.raises(WrongUse, match=r"kolommen\.toml: 'blad'"):
        Demo(tmp_path).run(LAST)
    assert not (tmp_path / "opslag").exists()
    columns.write_text(text, encoding="utf-8")
    (tmp_path / "opslag").mkdir(mode=0o700)
    (tmp_path / "opslag" / REGISTER_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="register voor de Inspectie"):
        Demo(tmp_path).run(LAST)
    # Nothing is left behind, and nothing was made anew.
    assert not (tmp_path / "uitvoer").exists()
    assert not (tmp_path / "opslag" / "msa.duckdb").exists()


def test_a_register_that_is_gone_stops_the_run_once_there_are_lists(demo: Demo, tmp_path: Path) -> None:
    shutil.copytree(demo.place(LAST) / "inspectie", tmp_path / "uitvoer" / LAST.isoformat() / "inspectie")
    shutil.copytree(demo.folder / "inspectie", tmp_path / "inspectie")
    shutil.copy(demo.folder / "swv.toml", tmp_path)
    (tmp_path / "aanlevering").mkdir()
    with pytest.raises(
        StoreUnavailable, match=f"is weg, maar er zijn al lijsten gemaakt, het laatst voor peildatum {LAST}"
    ):
        Demo(tmp_path).run(LAST)
    shutil.rmtree(tmp_path / "uitvoer")
    assert open_register(load_settings(tmp_path / "swv.toml")) == EMPTY
