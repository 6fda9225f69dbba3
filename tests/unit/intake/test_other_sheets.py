"""Worksheets that are not read: told with place and rows, never by name; and where the data do stand (contract 1.3)."""

import io

import openpyxl

from pipelines.publish.msa_form import FORM_SHEET
from schemas.exports.sjabloon import FORM_HELP, FORM_LISTS
from tests.lib.school_folder import BASIS, deliver, make_school

LES = [["leerlingnummer", "datum", "lesuur", "code"], ["1001", "2025-09-08", "1", "Z"]]
PUPILS = [["leerlingnummer", "klas"], ["1001", "4A"], ["1002", "4B"]]
TOTALS = [["Jaap Jansen", "week 36"], ["12", "13"]]


def make_book(**sheets):
    """A workbook with these sheets in order."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tell(delivery, code):
    return [(found.aantal, found.omschrijving) for found in delivery.findings if found.code == code]


def test_rows_on_other_sheets_are_told(tmp_path):
    """Two rows on sheet 2, none on 3, one on 4."""
    book = make_book(Absenties=LES, Piet=PUPILS[:2], Leeg=[], Klaas=PUPILS[:1])
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": book})
    assert delivery.refused is None
    [(rows, text)] = tell(delivery, "blad_niet_gelezen")
    assert rows == 2 + 1
    assert "werkblad 2 (2 rijen), werkblad 4 (1 rij)" in text
    assert "Piet" not in str(delivery.findings)


def test_one_sheet_tells_nothing(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": make_book(Absenties=LES, Leeg=[])})
    assert tell(delivery, "blad_niet_gelezen") == []


def test_the_own_sheets_of_the_form_are_no_finding(tmp_path):
    """Only in the form: the same sheets beside absences are told, and so is another sheet beside the form."""
    register = [["leerlingnummer", "typologie"], ["1001", "ziekte"]]
    form = {FORM_SHEET: register, FORM_LISTS: [["keuze", "x"]], FORM_HELP: [["zo", "x"]]}
    assert tell(deliver(tmp_path / "a", {**BASIS, "f.xlsx": make_book(**form)}), "blad_niet_gelezen") == []
    more = deliver(tmp_path / "b", {**BASIS, "f.xlsx": make_book(**form, Meer=register)})
    assert "werkblad 4 (2 rijen)" in tell(more, "blad_niet_gelezen")[0][1]
    other = deliver(tmp_path / "c", {**BASIS, "a.xlsx": make_book(**{**form, FORM_SHEET: LES})})
    assert "werkblad 2 (1 rij), werkblad 3 (1 rij)" in tell(other, "blad_niet_gelezen")[0][1]


def test_data_on_the_second_sheet(tmp_path):
    """A cover sheet that is unknown, and one that is empty: both say which sheet to put in front."""
    for place, first in (("a", TOTALS), ("b", [])):
        delivery = deliver(tmp_path / place, {**BASIS, "x.xlsx": make_book(Voorblad=first, Data=[[], *LES])})
        assert delivery.refused is not None
        assert delivery.refused.reason == ("niet_herkend" if first else "ander_werkblad")
        assert (
            "Op werkblad 2 staan wel kolomnamen die te lezen zijn, op regel 2: sjabloon absenties per les"
            in delivery.refused.message
        )
        assert "Zet dat werkblad vooraan" in delivery.refused.message
        assert "Jaap" not in delivery.refused.message


def test_no_sheet_that_can_be_read(tmp_path):
    for place, first, reason in (("a", TOTALS, "niet_herkend"), ("b", [], "kop_leeg")):
        delivery = deliver(tmp_path / place, {**BASIS, "x.xlsx": make_book(Voorblad=first, Data=TOTALS)})
        assert delivery.refused is not None
        assert delivery.refused.reason == reason
        assert "werkblad 2" not in delivery.refused.message


def test_a_bsn_on_another_sheet_refuses(tmp_path):
    book = make_book(Absenties=LES, Namen=[["leerlingnummer", "BSN"], ["1001", "x"]])
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": book})
    assert delivery.refused is not None
    assert delivery.refused.reason == "bsn_kolom"
    assert not (tmp_path / "kluis").exists()


def test_the_own_column_names_hold_for_other_sheets_too(tmp_path):
    rows = [["Nummer van kind", "datum", "lesuur", "code"], LES[1]]
    book = make_book(Voorblad=[], Data=rows)
    school = make_school(kolommen={"Nummer van kind": "leerlingnummer"})
    assert "Op werkblad 2" in str(deliver(tmp_path / "a", {**BASIS, "x.xlsx": book}, school=school).refused)
    assert "Op werkblad 2" not in str(deliver(tmp_path / "b", {**BASIS, "x.xlsx": book}).refused)
