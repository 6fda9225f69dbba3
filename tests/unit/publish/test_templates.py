"""The empty templates: filled in they are what they say they are, and untouched they are nothing."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from pipelines import cli
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_lpa_lists, read_moves_list
from pipelines.intake.erased import ErasedAnywhere
from pipelines.intake.readers.text_table import read_header, read_text_table
from pipelines.intake.recognition import recognise
from pipelines.publish.templates import READ_ME, make_template_csv, make_template_workbook, write_templates
from schemas.exports import sjabloon
from schemas.exports.base import LEERPLICHTMAP, SCHOOLMAP, SWVMAP
from schemas.exports.templates import EXAMPLE, Template, is_example, list_templates
from tests.lib.school_folder import BASIS, deliver, list_rows

FOLDERS = {"de map van de school": SCHOOLMAP, "de map 'leerplicht'": LEERPLICHTMAP, "de map 'swv'": SWVMAP}
TEMPLATES = {template.naam: template for template in list_templates()}


def write(folder: Path, template: Template, ending: str) -> Path:
    file = folder / f"bestand.{ending}"
    file.write_bytes(make_template_csv(template) if ending == "csv" else make_template_workbook(template))
    return file


def fill_in(file: Path) -> None:
    """Type over the example row: its mark goes."""
    if file.suffix == ".csv":
        file.write_bytes(file.read_bytes().replace(f"{EXAMPLE}: ".encode(), b""))
        return
    book = openpyxl.load_workbook(file)
    cell = book["Invullen"]["A2"]
    cell.value = str(cell.value).removeprefix(f"{EXAMPLE}: ")
    book.save(file)


def test_every_own_kind_has_one() -> None:
    assert set(TEMPLATES) == {layout.kind.name for layout in sjabloon.LAYOUTS}
    assert len(TEMPLATES) >= 14


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_filled_in_it_is_recognised_as_its_kind(tmp_path: Path, name: str, ending: str) -> None:
    template = TEMPLATES[name]
    file = write(tmp_path, template, ending)
    header = read_header(file)
    found = recognise(header, lvs="sjabloon", folder=FOLDERS[template.map])
    assert found.layout.kind.name == name
    assert (found.unknown, found.doubled) == ((), ())
    assert read_text_table(file, header).frame.height == 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_column_is_explained(name: str) -> None:
    template = TEMPLATES[name]
    assert template.uitleg.endswith(".")
    assert [column.naam for column in template.columns if not column.uitleg] == []
    assert any(column.verplicht for column in template.columns)


def test_what_may_stand_in_a_column_is_told() -> None:
    columns = {column.naam: column for column in TEMPLATES["codes"].columns}
    assert "ziek" in columns["soort"].toegestaan
    assert columns["soort"].verplicht
    assert not columns["geldig_van"].verplicht
    assert columns["omschrijving"].uitleg == "Voor uzelf; wordt niet gelezen."


def deliver_template(folder: Path, template: Template, ending: str, *, filled: bool) -> Delivery:
    """The template in the folder where it belongs, beside a list of pupils and a timetable where that is a school's."""
    kind = FOLDERS[template.map]
    (folder / "plek").mkdir(parents=True)
    file = write(folder / "plek", template, ending)
    if filled:
        fill_in(file)
    if kind == SCHOOLMAP:
        return deliver(folder, {**BASIS, f"z-bestand.{ending}": file.read_bytes()})
    if kind == LEERPLICHTMAP:
        return read_lpa_lists(folder / "plek", vault=folder / "kluis", make_mark=str)
    return read_moves_list(
        folder / "plek",
        vault=folder / "kluis",
        schools={"12AB00": "12AB00", "34CD00": "34CD00"},
        make_code=lambda school, number: f"c{number}",
        make_mark=str,
        erased=ErasedAnywhere({}),
    )


def count_rows(delivery: Delivery) -> dict[str, int]:
    return {name: frame.height for name, frame in delivery.frames.items() if name != "raw_bestand" and frame.height}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_untouched_it_counts_for_nothing(tmp_path: Path, name: str, ending: str) -> None:
    untouched = deliver_template(tmp_path / "leeg", TEMPLATES[name], ending, filled=False)
    assert untouched.refused is None
    basis = deliver(tmp_path / "basis", dict(BASIS))
    in_school = FOLDERS[TEMPLATES[name].map] == SCHOOLMAP
    assert count_rows(untouched) == (count_rows(basis) if in_school else {})
    flags = (untouched.heeft_codetabel, untouched.heeft_register, untouched.heeft_duo_meldingen, untouched.registers)
    assert flags == (False, False, False, ())
    told = [found for found in untouched.findings if found.code == "voorbeeldrij"]
    assert [(found.aantal, found.regelnummer) for found in told] == [(1, 2)]
    # Read 1, not counted 1, of the file; nothing in quarantine, and no sheet is told of.
    assert list_rows(untouched, "raw_bestand", "gelezen", "quarantaine", "niet_geteld")[-1] == (1, 0, 1)
    assert "blad_niet_gelezen" not in {found.code for found in untouched.findings}
    # The control: filled in it does count. Pupil 1001 of the example is on the list, 1x is no class there.
    filled = deliver_template(tmp_path / "vol", TEMPLATES[name], ending, filled=True)
    assert "voorbeeldrij" not in {found.code for found in filled.findings}
    assert list_rows(filled, "raw_bestand", "gelezen", "niet_geteld")[-1] == (1, 0)


def test_other_rows_beside_the_example_do_count(tmp_path: Path) -> None:
    text = make_template_csv(TEMPLATES["codes"]).decode("utf-8-sig") + "ZI;ziek;;;\r\n"
    delivery = deliver(tmp_path, {**BASIS, "codes.csv": text})
    assert list_rows(delivery, "raw_code", "code", "soort", "regelnummer") == [("ZI", "ziek", 3)]
    assert delivery.heeft_codetabel


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("VOORBEELD", True),
        (" VOORBEELD: 1001 ", True),
        ("VOORBEELD:", True),
        ("Voorbeeld", False),
        ("VOORBEELDKLAS", False),
        ("3 VOORBEELD", False),
        ("", False),
    ],
)
def test_only_the_marked_row_is_the_example(cell: str, found: bool) -> None:
    assert is_example(cell) is found


def test_the_command_writes_them_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sjablonen"
    assert cli.main(["sjablonen", str(folder)]) == 0
    assert f"{2 * len(TEMPLATES)} bestanden" in capsys.readouterr().out
    names = {file.name for file in folder.iterdir()}
    assert names == {f"{name}.{ending}" for name in TEMPLATES for ending in ("csv", "xlsx")} | {READ_ME}
    text = (folder / READ_ME).read_text(encoding="utf-8")
    assert all(f"\n{name} (" in text for name in TEMPLATES)
    (folder / READ_ME).write_text("van mij", encoding="utf-8")
    assert cli.main(["sjablonen", str(folder)]) == 2
    assert (folder / READ_ME).read_text(encoding="utf-8") == "van mij"


def test_csv_and_workbook_hold_the_same(tmp_path: Path) -> None:
    files = {file.name: file for file in write_templates(tmp_path / "map")}
    for name, template in TEMPLATES.items():
        rows = list(csv.reader(io.StringIO(files[f"{name}.csv"].read_text(encoding="utf-8-sig")), delimiter=";"))
        sheet = openpyxl.load_workbook(files[f"{name}.xlsx"])["Invullen"]
        assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
        assert rows == [list(template.header), list(template.example)]
