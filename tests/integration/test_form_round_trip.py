"""The MSA form out and back: a school opens it in a spreadsheet, fills it in, delivers it, and nothing is lost."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.run.check import check_deliveries
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings

SCHOOL = "12AB00"
WINTER, LENTE = date(2026, 1, 1), date(2026, 3, 1)
# A class name that a spreadsheet could take for a formula. It has five pupils, so that it is shown; the first of them
# is absent every day.
HOSTILE = "=1+2"
SWV = f"""
[swv]
code = "VO9901"
naam = "SWV Test"
protocol = "noord-kennemerland"
vakantieregio = "noord"
[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"
[[school]]
id = "{SCHOOL}"
naam = "=Testschool"
sector = "VO"
lvs = "sjabloon"
"""
FILES = {
    "leerlingen.csv": f"leerlingnummer;klas\n1001;{HOSTILE}\n1002;4B\n1003;4B\n"
    + "".join(f"{number};{HOSTILE}\n" for number in range(1004, 1008)),
    "rooster.csv": "groep;weekdag;lesuur;begintijd;eindtijd\n"
    + "".join(f"{group};{day};1;08:30;09:20\n" for group in (HOSTILE, "4B") for day in range(1, 6)),
    "codes.csv": "code;soort\nZ;ziek\n",
    # Of 1001 and 1002 every lesson of the autumn is absent; the others are always there.
    "absenties.csv": "leerlingnummer;begin;eind;code\n1001;2025-09-01;;Z\n1002;2025-09-01;;Z\n",
}


@dataclass
class Region:
    """One SWV of one school on disk."""

    place: Path

    @property
    def folder(self) -> Path:
        return self.place / "aanlevering" / SCHOOL

    @property
    def first(self) -> Path:
        """The folder of the school as the first run left it."""
        return self.place / "uitvoer" / WINTER.isoformat() / "school" / SCHOOL

    def run(self, peildatum: date, *, toch: bool = False, pdf: bool = False) -> Path:
        """The folder of the school after a run."""
        settings = replace(load_settings(self.place / "swv.toml"), pdf=pdf)
        result = run_quarter(settings, peildatum=peildatum, toch=toch)
        assert result.exit_code == 0
        assert result.output is not None
        return result.output / "school" / SCHOOL

    def read_register(
        self, columns: Sequence[str] = ("typologie", "plan_van_aanpak", "plan_datum", "interventies")
    ) -> dict[str, tuple]:
        """Class of the pupil -> what the register holds, as the reports read it."""
        with duckdb.connect(str(self.place / "opslag" / "msa.duckdb"), read_only=True) as store:
            register = store.sql("select * from mart_register").pl()
            pupils = store.sql("select leerling, klas from mart_leerling_periode").pl()
        joined = register.join(pupils, on="leerling").sort("klas", "leerling")
        return {row["klas"]: tuple(row[name] for name in columns) for row in joined.iter_rows(named=True)}


def write_deliveries(place: Path) -> Region:
    """The SWV before any run."""
    region = Region(place)
    region.folder.mkdir(parents=True)
    (place / "swv.toml").write_text(SWV, encoding="utf-8")
    for name, text in FILES.items():
        (region.folder / name).write_text(text, encoding="utf-8")
    return region


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """After the first run, of WINTER; never changed."""
    place = write_deliveries(tmp_path_factory.mktemp("formulier") / "swv")
    assert place.run(WINTER) == place.first
    return place


@pytest.fixture
def region(made: Region, tmp_path: Path) -> Region:
    """A copy that a test may change."""
    return Region(Path(shutil.copytree(made.place, tmp_path / "swv")))


def open_form(file: Path) -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    """The workbook, its first sheet, and the place of each column (from 1) by the name of its field."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    return book, sheet, {str(cell.value).lower().replace(" ", "_"): cell.column for cell in sheet[1]}


def fill_in(form: Path, target: Path, **cells: object) -> None:
    """Fill in the row of the pupil of class HOSTILE and save, as a spreadsheet program does."""
    book, sheet, columns = open_form(form)
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, columns["in_klas"]).value == HOSTILE)
    for name, value in cells.items():
        sheet.cell(row, columns[name]).value = value
    book.save(target)


def test_what_is_filled_in_lands_in_the_register_and_in_the_table(region: Region) -> None:
    form = region.first / "msa-formulier.xlsx"
    fill_in(
        form,
        region.folder / "ingevuld door ons.xlsx",
        typologie="ziekte",
        plan_van_aanpak="J",
        plan_datum=datetime(2025, 11, 15),
        interventies="gesprek, jeugdarts",
    )
    output = region.run(WINTER)
    expected = ("ziekte", True, date(2025, 11, 15), "gesprek,jeugdarts")
    # The row of the other pupil on the form is empty: it says nothing.
    assert region.read_register() == {HOSTILE: expected, "4B": (None, None, None, None)}
    windows = pl.read_parquet(output.parents[1] / "tabellen" / "vierweken.parquet")
    assert sorted(windows.filter(pl.col("plan_van_aanpak").is_not_null())["plan_van_aanpak"].unique()) == [True]
    page = (output / "retour.html").read_text(encoding="utf-8")
    # What the form shows beside the cells to fill is known: no note about unknown columns.
    assert "kolom_onbekend" not in page


def test_the_next_quarter_keeps_it_without_the_form_and_prefills_it(region: Region) -> None:
    filled = region.folder / "vorm.xlsx"
    fill_in(region.first / "msa-formulier.xlsx", filled, typologie="ziekte", plan_van_aanpak="J")
    region.run(WINTER)
    filled.unlink()
    output = region.run(LENTE)
    assert region.read_register()[HOSTILE] == ("ziekte", True, None, None)
    _, sheet, columns = open_form(output / "msa-formulier.xlsx")
    rows = {sheet.cell(row, columns["in_klas"]).value: row for row in range(2, 4)}
    assert sheet.cell(rows[HOSTILE], columns["plan_van_aanpak"]).value == "J"
    assert sheet.cell(rows[HOSTILE], columns["typologie"]).value == "ziekte"
    # A single - in the new form clears; the other cells of it are as prefilled.
    fill_in(output / "msa-formulier.xlsx", filled, plan_van_aanpak="-")
    region.run(LENTE)
    assert region.read_register()[HOSTILE] == ("ziekte", None, None, None)


def test_a_case_is_followed_over_two_forms(region: Region) -> None:
    """Talk, leader, end and result go out and come back; an empty cell keeps, a dash clears."""
    cells = ("gesprek_datum", "jgz_datum", "spreekuur_datum", "regiehouder", "afgesloten_op", "resultaat")
    filled = region.folder / "vorm.xlsx"
    done = {name: datetime(2025, 11, day) for name, day in zip((*cells[:3], cells[4]), (3, 4, 5, 6), strict=True)}
    fill_in(region.first / "msa-formulier.xlsx", filled, **done, regiehouder="oco", resultaat="deels_terug")
    output = region.run(WINTER)
    expected = (date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 5), "oco", date(2025, 11, 6), "deels_terug")
    assert region.read_register(cells)[HOSTILE] == expected
    # The new form comes prefilled; one cell is emptied, which keeps, one changed, and two cleared.
    fill_in(
        output / "msa-formulier.xlsx", filled, gesprek_datum=None, regiehouder="mt", afgesloten_op="-", resultaat="-"
    )
    region.run(LENTE)
    assert region.read_register(cells)[HOSTILE] == (*expected[:3], "mt", None, None)


def test_running_again_gives_the_same_bytes(region: Region) -> None:
    fill_in(region.first / "msa-formulier.xlsx", region.folder / "vorm.xlsx", typologie="ziekte")
    first = region.run(WINTER, pdf=True)
    once = {path.name: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    assert {"index.html", "index.pdf", "retour.html", "retour.xlsx", "msa-formulier.xlsx"} <= set(once)
    again = region.run(WINTER, pdf=True, toch=True)
    assert {path.name: path.read_bytes() for path in again.rglob("*") if path.is_file()} == once


def test_no_workbook_holds_a_formula(made: Region) -> None:
    output = made.first
    for name in ("msa-formulier.xlsx", "retour.xlsx"):
        book = openpyxl.load_workbook(BytesIO((output / name).read_bytes()))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    # The hostile class is there, as text.
    _, sheet, columns = open_form(output / "msa-formulier.xlsx")
    assert HOSTILE in {sheet.cell(row, columns["in_klas"]).value for row in (2, 3)}


def test_the_form_lists_who_asks_for_attention_and_offers_the_choices(made: Region) -> None:
    book, sheet, columns = open_form(made.first / "msa-formulier.xlsx")
    assert book.sheetnames == ["MSA-formulier", "Lijsten", "Uitleg"]
    # 1003 was always present: two pupils, both in tier 3.
    codes = [sheet.cell(row, columns["leerling"]).value for row in range(2, sheet.max_row + 1)]
    assert len([code for code in codes if code]) == 2
    assert [sheet.cell(row, columns["tier"]).value for row in (2, 3)] == [3, 3]
    assert [sheet.cell(row, columns["aanwezig_procent"]).value for row in (2, 3)] == [0, 0]
    kinds = [validation.type for validation in sheet.data_validations.dataValidation]
    # Six lists; dates of plan, MDO, evaluation, first notice, talk, JGZ, consulting hour and end of the case.
    assert (kinds.count("list"), kinds.count("custom")) == (6, 8)
    lists = [[cell.value for cell in column if cell.value] for column in book["Lijsten"].iter_cols(max_col=6)]
    assert lists[2:5] == [
        ["plan_van_aanpak", "J", "N", "-"],
        ["regiehouder", "mentor", "oco", "mt", "swv", "-"],
        ["resultaat", "terug", "deels_terug", "ander_onderwijs", "geen_verandering", "-"],
    ]
    assert "jeugdarts" in lists[5]
    # Each drop-down takes its own column of the second sheet, from the first word to the dash.
    sources = {
        columns[name]: validation.formula1
        for validation in sheet.data_validations.dataValidation
        for name in ("regiehouder", "resultaat")
        if validation.type == "list" and sheet.cell(2, columns[name]).coordinate in validation.sqref
    }
    assert sources == {columns["regiehouder"]: "Lijsten!$D$2:$D$6", columns["resultaat"]: "Lijsten!$E$2:$E$6"}


def test_the_form_holds_the_first_three_groups_and_who_is_in_the_register(tmp_path: Path) -> None:
    """1004 has leave each Monday: 80 % present, tier 3 without a signal, so group 4. A form brings that pupil in."""
    region = write_deliveries(tmp_path / "swv")
    folder = region.folder
    # The autumn holiday of `noord` is the week of Monday 20 October.
    mondays = [date(2025, 9, 1) + timedelta(weeks=week) for week in range(16) if week != 7]
    rows = "".join(f"1004;{day};{day};V\n" for day in mondays)
    for name, more in (("leerlingen.csv", "1004;4B\n"), ("codes.csv", "V;verlof\n"), ("absenties.csv", rows)):
        (folder / name).write_text(FILES[name] + more, encoding="utf-8")
    output = region.run(WINTER)
    work = pl.read_parquet(output.parents[1] / "tabellen" / "werklijst.parquet")
    # By its attendance alone the pupil is dreigend thuiszitter (S3-16).
    (other,) = work.filter(pl.col("zwaarte") == 4)["leerling"].unique()
    book, sheet, columns = open_form(output / "msa-formulier.xlsx")
    listed = [sheet.cell(row, columns["leerling"]).value for row in (2, 3, 4)]
    assert set(listed[:2]) == set(work.filter(pl.col("zwaarte") == 1)["leerling"])
    assert listed[2] is None
    # Added by code in the first empty row, as the sheet says; then it stands below the others.
    sheet.cell(4, columns["leerling"]).value = other
    sheet.cell(4, columns["regiehouder"]).value = "oco"
    book.save(folder / "vorm.xlsx")
    _, sheet, columns = open_form(region.run(WINTER) / "msa-formulier.xlsx")
    assert sheet.cell(4, columns["leerling"]).value == other
    assert sheet.cell(4, columns["waarom_op_de_lijst"]).value == "Dreigend thuiszitter"


def test_only_the_cells_to_fill_in_are_open(made: Region) -> None:
    """Two pupils; the third row is the first to add one in, by code."""
    _, sheet, columns = open_form(made.first / "msa-formulier.xlsx")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    shown = (
        "in_klas",
        "waarom_op_de_lijst",
        "tier",
        "aanwezig_procent",
        "uren_ongeoorloofd",
        "schooldagen_ziek",
        "keer_te_laat",
    )
    for name, place in columns.items():
        locked = [sheet.cell(row, place).protection.locked for row in (1, 2, 3, 4)]
        assert locked == [True, *[name in (*shown, "leerling")] * 2, name in shown], name


def test_names_and_notes_of_the_form_come_no_further(region: Region) -> None:
    """Read is what is chosen beside them; the columns are known, so nobody is asked about them."""
    words = {"naam": "Eefje Zandstra", "notitie": "Moeder Zwaantje", "ingevuld_door": "mw. Kroezen"}
    filled = region.folder / "vorm.xlsx"
    fill_in(region.first / "msa-formulier.xlsx", filled, typologie="ziekte", **words, ingevuld_op=datetime(2026, 1, 5))
    output = region.run(WINTER)
    assert region.read_register()[HOSTILE][0] == "ziekte"
    published = b"".join(
        path.read_bytes() for path in output.parents[1].rglob("*") if path.suffix in {".html", ".csv", ".json"}
    )
    assert [
        word for text in words.values() for word in text.split() if word != "Moeder" and word.encode() in published
    ] == []
    assert "kolom_onbekend" not in (output / "retour.html").read_text(encoding="utf-8")
    _, sheet, columns = open_form(output / "msa-formulier.xlsx")
    assert [sheet.cell(row, columns[name]).value for name in words for row in (2, 3)] == [None] * 6


def test_a_mended_delivery_says_what_was_solved(tmp_path: Path) -> None:
    region = write_deliveries(tmp_path / "swv")
    bad = region.folder / "extra.csv"
    bad.write_text("leerlingnummer;begin;code\n1001;31-02-2026;Z\n1002;31-02-2026;Z\n", encoding="utf-8")
    first = (region.run(WINTER) / "retour.html").read_text(encoding="utf-8")
    assert "eerste levering" in first
    # Two rows with a date that does not exist, of 1001 and 1002.
    assert "2\u00a0keer" in first
    assert "2\u00a0leerlingen" in first
    bad.unlink()
    check_deliveries(load_settings(region.place / "swv.toml"), today=WINTER)
    checked = (region.place / "uitvoer" / "controle" / SCHOOL / "retour.html").read_text(encoding="utf-8")
    assert (region.place / "uitvoer" / "controle" / SCHOOL / "retour.xlsx").is_file()
    # A file less is asked about first; here it is meant.
    mended = (region.run(WINTER, toch=True) / "retour.html").read_text(encoding="utf-8")
    for page in (checked, mended):
        assert "Deze punten stonden op het vorige retourblad" in page
        assert "staat geen datum of tijdstip dat bestaat" in page
