"""The SWV's own blank form: one broken file for each fault, and what is filled in where."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.demo.inspection_form import COLUMNS_FILE, COLUMNS_TEXT, FORM_FILE, write_inspection_form
from pipelines.errors import WrongUse
from pipelines.publish.inspection_form import MAX_FORM, fill_form, load_form
from pipelines.settings import Inspection
from reports.officers.inspectie import ReleasedCase
from schemas.inspectie import ABSOLUUT, AFGESLOTEN, LOOPT, LRV_TOT_3_MAANDEN, VRIJSTELLING_5_ONDER_A

MAPPING = """
blad = "Lijst"
kopregel = 3
eerste_rij = 4
[kolommen]
volgnummer = "A"
soort = "Soort verzuim"
begin = "C"
eind = "D"
stand = "E"
"""
CASES = (
    ReleasedCase(1, LRV_TOT_3_MAANDEN, date(2025, 11, 1), None, LOOPT),
    ReleasedCase(3, ABSOLUUT, date(2025, 10, 1), date(2026, 2, 1), AFGESLOTEN),
)


@dataclass(frozen=True)
class Place:
    """A folder with a form and its mapping."""

    folder: Path

    @property
    def form(self) -> Path:
        return self.folder / "formulier.xlsx"

    @property
    def columns(self) -> Path:
        return self.folder / "kolommen.toml"

    @property
    def inspection(self) -> Inspection:
        return Inspection(formulier=self.form, kolommen=self.columns)

    def fill(self, cases=CASES, *, datums: str = "maand"):
        form = load_form(self.inspection)
        assert form is not None
        return fill_form(form, cases, datums=datums)

    def open_filled(self, cases=CASES, *, datums: str = "maand"):
        return openpyxl.load_workbook(io.BytesIO(self.fill(cases, datums=datums).content))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small form: a title, headings on row 3, four laid-out rows, one cell that somebody wrote by hand."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lijst"
    sheet["A1"] = "Registratieformulier"
    sheet["A1"].font = Font(bold=True, size=20)
    for column, heading in enumerate(("Nr.", "Soort\n verzuim", "Van", "Tot", "Loopt?", "Wat doet u?"), start=1):
        sheet.cell(3, column, heading)
    for row in range(4, 8):
        for column in range(1, 7):
            sheet.cell(row, column).fill = PatternFill("solid", start_color="FFEEEEEE")
    sheet["F4"] = "Met de hand geschreven"
    sheet["F4"].comment = Comment("Kijk hiernaar", "iemand")
    sheet["G1"] = "=1+1"
    check = DataValidation(type="list", formula1='"ja,nee"')
    check.add("E4:E99")
    sheet.add_data_validation(check)
    sheet.column_dimensions["B"].width = 44
    book.create_sheet("Uitleg")["A1"] = "Zo vult u dit in"
    made = Place(tmp_path)
    book.properties.lastModifiedBy = "J. de Schrijver"
    book.save(made.form)
    made.columns.write_text(MAPPING, encoding="utf-8")
    return made


def row_of(sheet, number: int) -> list:
    return [sheet.cell(number, column).value for column in range(1, 7)]


def test_without_a_form_in_the_settings_there_is_none() -> None:
    assert load_form(Inspection()) is None


def test_each_case_stands_on_its_own_row_and_all_else_stays(place: Place) -> None:
    book = place.open_filled()
    sheet = book["Lijst"]
    # Row of number n: 4 + n - 1. Number 2 is not in this view: its row stays empty.
    assert row_of(sheet, 4) == [
        *(1, "Langdurig relatief verzuim, vier weken tot drie maanden", "november 2025", None, "loopt"),
        "Met de hand geschreven",
    ]
    assert row_of(sheet, 5) == [None] * 6
    assert row_of(sheet, 6) == [3, "Absoluut verzuim", "oktober 2025", "februari 2026", "afgesloten", None]
    assert row_of(sheet, 7) == [None] * 6
    assert (sheet["A1"].value, sheet["A1"].font.size, sheet["G1"].value) == ("Registratieformulier", 20, "=1+1")
    assert sheet["F4"].comment.text == "Kijk hiernaar"
    assert sheet["B6"].fill.start_color.rgb == "FFEEEEEE"
    assert sheet.column_dimensions["B"].width == 44
    assert str(sheet.data_validations.dataValidation[0].sqref) == "E4:E99"
    assert book["Uitleg"]["A1"].value == "Zo vult u dit in"
    assert book.properties.lastModifiedBy is None


def test_below_the_rows_that_were_laid_out_the_first_row_is_the_model(place: Place) -> None:
    many = [ReleasedCase(number, ABSOLUUT, date(2025, 10, 1), None, LOOPT) for number in range(1, 7)]
    sheet = place.open_filled(many)["Lijst"]
    # Rows 4 to 7 are laid out; number 6 stands on row 9.
    assert sheet["B9"].value == "Absoluut verzuim"
    assert sheet["B9"].fill.start_color.rgb == "FFEEEEEE"


def test_a_filled_form_can_be_filled_again(place: Place) -> None:
    place.form.write_bytes(place.fill().content)
    first = ReleasedCase(1, LRV_TOT_3_MAANDEN, date(2025, 11, 1), date(2026, 1, 1), AFGESLOTEN)
    sheet = place.open_filled([first, CASES[1]])["Lijst"]
    assert row_of(sheet, 4)[2:] == ["november 2025", "januari 2026", "afgesloten", "Met de hand geschreven"]


def test_the_same_cases_give_the_same_bytes(place: Place) -> None:
    assert place.fill().content == place.fill().content
    with zipfile.ZipFile(io.BytesIO(place.fill().content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_words_of_the_form_and_real_dates(place: Place) -> None:
    book = openpyxl.load_workbook(place.form)
    book["Lijst"]["D6"].number_format = "mmm yyyy"
    book.save(place.form)
    own = 'datumvorm = "datum"\n' + MAPPING + '[waarden.soort]\nabsoluut = "A"\n[waarden.stand]\nafgesloten = ""\n'
    place.columns.write_text(own, encoding="utf-8")
    sheet = place.open_filled()["Lijst"]
    assert row_of(sheet, 6) == [3, "A", datetime(2025, 10, 1), datetime(2026, 2, 1), None, None]
    assert (sheet["C6"].number_format, sheet["D6"].number_format) == ("dd-mm-yyyy", "mmm yyyy")


@pytest.mark.parametrize(
    ("datums", "text"), [("dag", "1 nov 2025"), ("maand", "november 2025"), ("kwartaal", "4e kwartaal 2025")]
)
def test_dates_in_words(place: Place, datums: str, text: str) -> None:
    assert place.open_filled(datums=datums)["Lijst"]["C4"].value == text


def test_what_cannot_be_kept_is_told(place: Place) -> None:
    assert place.fill().verloren == ()
    with zipfile.ZipFile(place.form, "a") as archive:
        archive.writestr("xl/media/logo.png", b"no picture")
    assert place.fill().verloren == ("afbeeldingen",)


def test_a_heading_that_looks_like_a_letter_is_a_heading_first(place: Place) -> None:
    book = openpyxl.load_workbook(place.form)
    book["Lijst"]["F3"] = "A"
    book.save(place.form)
    form = load_form(place.inspection)
    assert form is not None
    assert (form.kolommen["volgnummer"], form.kolommen["soort"]) == (6, 2)


FAULTS = [
    # (what the mapping holds instead, words that the message must hold)
    (MAPPING.replace("[kolommen]", "[kolommen"), "geen geldig TOML-bestand"),
    (f"x = {'9' * 5000}\n" + MAPPING, "geen geldig TOML-bestand"),
    (f"x = {'[' * 5000}{']' * 5000}\n" + MAPPING, "geen geldig TOML-bestand"),
    (
        MAPPING + "extra = 1\n",
        "[kolommen] heeft een onbekende sleutel 'extra'. Toegestaan: begin, eind, leeftijd, sinds, soort, stand",
    ),
    ('naam = "x"\n' + MAPPING, "het bestand heeft een onbekende sleutel 'naam'"),
    (MAPPING.replace('blad = "Lijst"', ""), "'blad' noemt geen blad van het formulier. Kies uit: Lijst, Uitleg"),
    (MAPPING.replace('"Lijst"', '"Blad1"'), "'blad' noemt geen blad van het formulier. Kies uit: Lijst, Uitleg"),
    (MAPPING.replace("kopregel = 3", "kopregel = 0"), "'kopregel' is het nummer van een rij"),
    (MAPPING.replace("kopregel = 3", 'kopregel = "3"'), "'kopregel' is het nummer van een rij"),
    (MAPPING.replace("eerste_rij = 4", ""), "'eerste_rij' is het nummer van een rij"),
    (MAPPING.replace("eerste_rij = 4", "eerste_rij = true"), "'eerste_rij' is het nummer van een rij"),
    (MAPPING.replace("eerste_rij = 4", "eerste_rij = 3"), "'eerste_rij' is 3, maar de kopregel is 3"),
    ('datumvorm = "dag"\n' + MAPPING, "'datumvorm' is niet bekend. Kies uit: tekst, datum"),
    (MAPPING.partition("[kolommen]")[0], "het blok [kolommen] ontbreekt of noemt geen 'soort'"),
    (MAPPING.replace('soort = "Soort verzuim"', ""), "het blok [kolommen] ontbreekt of noemt geen 'soort'"),
    (MAPPING.replace('begin = "C"', "begin = 3"), "[kolommen]: 'begin' is een kolomletter of de tekst boven de kolom"),
    (MAPPING.replace('begin = "C"', 'begin = "Vanaf"'), "'begin' is geen kolomletter; is het de tekst boven een kolom"),
    (MAPPING.replace('begin = "C"', 'begin = "Vanaf"'), "die staat niet in rij 3 van het formulier"),
    (MAPPING.replace("kopregel = 3", ""), "geef dan ook 'kopregel'"),
    (MAPPING.replace('begin = "C"', 'begin = "XFE"'), "'begin' is geen kolomletter"),
    (MAPPING.replace('begin = "C"', 'begin = "D"'), "[kolommen]: begin en eind wijzen naar dezelfde kolom"),
    ("waarden = 1\n" + MAPPING, "'waarden' is een blok"),
    (MAPPING + '[waarden]\nbegin = "x"\n', "[waarden] heeft een onbekende sleutel 'begin'. Toegestaan: soort, stand"),
    (MAPPING + '[waarden]\nsoort = "x"\n', "[waarden.soort] is een blok met een regel per waarde"),
    (
        MAPPING + '[waarden.soort]\nlrv = "x"\n',
        "[waarden.soort] heeft een onbekende sleutel 'lrv'. Toegestaan: absoluut",
    ),
    (MAPPING + "[waarden.soort]\nabsoluut = 1\n", "[waarden.soort]: 'absoluut' is een tekst"),
    (MAPPING + '[waarden.stand]\nloopt = " =1+1"\n', "[waarden.stand]: 'loopt' is een tekst die niet begint met"),
    (MAPPING + '[waarden.stand]\nloopt = "＠x"\n', "[waarden.stand]: 'loopt' is een tekst die niet begint met"),
]


@pytest.mark.parametrize(("text", "words"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_of_the_mapping_is_refused_with_its_place(place: Place, text: str, words: str) -> None:
    place.columns.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse) as refusal:
        load_form(place.inspection)
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("kolommen.toml: ")
    assert refusal.value.__cause__ is None


def test_a_mapping_that_is_not_there_or_no_text(place: Place) -> None:
    place.columns.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(WrongUse, match=r"kolommen\.toml: dit bestand is er niet of is niet te lezen"):
        load_form(place.inspection)
    place.columns.unlink()
    with pytest.raises(WrongUse, match="Controleer 'kolommen' onder"):
        load_form(place.inspection)


def test_a_heading_twice_and_cells_that_are_merged(place: Place) -> None:
    book = openpyxl.load_workbook(place.form)
    book["Lijst"]["F3"] = "soort verzuim"
    book.save(place.form)
    with pytest.raises(WrongUse, match=r"'soort' past op 2 kolommen van rij 3\. Geef de kolomletter"):
        load_form(place.inspection)
    book["Lijst"]["F3"] = "x"
    book["Lijst"].merge_cells("C6:D6")
    book.save(place.form)
    with pytest.raises(WrongUse, match="de kolom van 'begin' heeft samengevoegde cellen onder rij 3"):
        load_form(place.inspection)


def _add_part(place: Place, name: str, content: bytes) -> None:
    with zipfile.ZipFile(place.form, "a") as archive:
        archive.writestr(name, content)


def _damage(place: Place, part: bytes) -> None:
    with zipfile.ZipFile(place.form) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(place.form, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, part if name == "xl/workbook.xml" else content)


def _bomb(place: Place) -> None:
    with zipfile.ZipFile(place.form, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bom.xml", bytes(30_000_000))


# Well-formed, but a sheet without the relation that says where it is.
VREEMD = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheets><sheet name="Lijst" sheetId="een"/></sheets></workbook>'
)
FORM_FAULTS = {
    "is er niet": (lambda place: place.form.unlink(), "is er niet of is niet te lezen. Controleer 'formulier'"),
    "geen zip": (lambda place: place.form.write_bytes(b"PK geen zip"), "maar geen Excel-werkmap (.xlsx)"),
    "te groot": (lambda place: place.form.write_bytes(bytes(MAX_FORM + 1)), "groter dan 20 MB"),
    "zipbom": (_bomb, "uitgepakt te groot"),
    "macro": (lambda place: _add_part(place, "xl/vbaProject.bin", b"x"), "bevat macro's"),
    "doctype": (
        lambda place: _add_part(place, "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "b">]><a/>'),
        "die te lezen is",
    ),
    "doctype in UTF-16": (
        lambda place: _add_part(place, "xl/x.xml", '<!DOCTYPE a [<!ENTITY b "b">]><a/>'.encode("utf-16")),
        "die te lezen is",
    ),
    "geen XML": (lambda place: _add_part(place, "xl/x.xml", b"<a>"), "die te lezen is"),
    "buiten": (lambda place: _add_part(place, "../a.xml", b"<a/>"), "delen die er niet in horen"),
    "zonder bladen": (lambda place: _damage(place, b"<workbook/>"), "niet te lezen als werkmap"),
    "vreemd deel": (lambda place: _damage(place, VREEMD), "niet te lezen als werkmap"),
}


@pytest.mark.parametrize("fault", FORM_FAULTS)
def test_each_fault_of_the_form_is_refused(place: Place, fault: str) -> None:
    damage, words = FORM_FAULTS[fault]
    damage(place)
    with pytest.raises(WrongUse) as refusal:
        load_form(place.inspection)
    assert words in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_form_with_macros_by_its_name_is_refused(place: Place) -> None:
    other = place.form.rename(place.folder / "formulier.xlsm")
    with pytest.raises(WrongUse, match=r"formulier\.xlsm is geen \.xlsx"):
        load_form(Inspection(formulier=other, kolommen=place.columns))


def test_the_worked_example_is_the_one_of_the_demo_and_works(tmp_path: Path, repository: Path) -> None:
    """pipelines/README.md shows the column file that the demo writes."""
    write_inspection_form(tmp_path)
    readme = (repository / "pipelines" / "README.md").read_text(encoding="utf-8")
    assert f"```toml\n{COLUMNS_TEXT}```" in readme
    form = load_form(Inspection(formulier=tmp_path / FORM_FILE, kolommen=tmp_path / COLUMNS_FILE))
    assert form is not None
    exempt = ReleasedCase(2, VRIJSTELLING_5_ONDER_A, date(2025, 8, 1), None, LOOPT)
    filled = fill_form(form, [exempt], datums="maand")
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["Registratie"]
    assert filled.verloren == ()
    assert row_of(sheet, 7) == [2, "Vrijstelling 5 onder a", "augustus 2025", None, None, "ja"]
    assert sheet["G7"].value is None
    unknown = ReleasedCase(1, LRV_TOT_3_MAANDEN, date(2025, 11, 1), None, LOOPT, leeftijd="leeftijd onbekend")
    filled = fill_form(form, [unknown], datums="maand")
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["Registratie"]
    assert (sheet["B6"].value, sheet["G6"].value) == ("LRV 4 weken tot 3 maanden", "leeftijd onbekend")


def test_a_form_without_a_column_for_it_marks_an_unknown_age_behind_the_kind(place: Place) -> None:
    unknown = ReleasedCase(1, ABSOLUUT, date(2025, 11, 1), None, LOOPT, leeftijd="leeftijd onbekend")
    known = ReleasedCase(2, ABSOLUUT, date(2025, 11, 1), None, LOOPT)
    sheet = place.open_filled([unknown, known])["Lijst"]
    assert (sheet["B4"].value, sheet["B5"].value) == ("Absoluut verzuim (leeftijd onbekend)", "Absoluut verzuim")
