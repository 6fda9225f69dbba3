"""Workbooks: cells arrive as a CSV would have them; damaged, locked and hostile archives are refused."""

import random
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers import workbook
from pipelines.intake.readers.text_table import TextTable, read_header, read_text_table
from schemas.findings import FINDINGS, QUARANTAINE

SHEET = "xl/worksheets/sheet1.xml"


def write_rows(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Lijsten").append(["keuze"])
    book.save(path)
    return path


def write_sheet(path: Path, rows: str, *, parts: dict[str, str] | None = None, style: str = "") -> Path:
    """A minimal workbook with `rows` as the XML of its first sheet; `parts` replaces or adds parts."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    content = {
        "xl/workbook.xml": '<workbook xmlns="x" xmlns:r="rr"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations,
        "xl/styles.xml": f'<styleSheet><cellXfs><xf numFmtId="0"/>{style}</cellXfs></styleSheet>',
        SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


def read(path: Path) -> TextTable:
    return read_text_table(path, read_header(path))


def read_cell(path: Path, cell: str, **rest: str) -> str:
    """The text that one cell below a header `a` arrives as."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    table = read(write_sheet(path, f'{head}<row r="2">{cell}</row>', **rest))
    assert table.faults == ()
    return table.frame.rows()[0][0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (248109, "248109"),
        (248109.0, "248109"),
        (123456.0, "123456"),
        (12345678901234, "12345678901234"),
        (1e15, "1000000000000000"),
        (0.1 + 0.2, "0.3"),
        (-1.5, "-1.5"),
        (0.000001, "0.000001"),
        ("0123", "0123"),
        ("1E5", "1E5"),
        ("  x ", "  x "),
        ("regel 1\nregel 2", "regel 1\nregel 2"),
        ("<é & €>", "<é & €>"),
        (True, "Ja"),
        (False, "Nee"),
        (date(2025, 9, 1), "2025-09-01"),
        (datetime(2025, 9, 1), "2025-09-01"),
        (datetime(2025, 9, 1, 8, 30), "2025-09-01T08:30:00"),
        (datetime(2012, 2, 29, 23, 59, 59), "2012-02-29T23:59:59"),
        (time(8, 30), "08:30"),
        (time(8, 30, 15), "08:30:15"),
        (timedelta(hours=26), "26:00"),
    ],
)
def test_cell_arrives_as_in_a_csv(tmp_path, value, text):
    table = read(write_rows(tmp_path / "w.xlsx", [["a", "b"], ["x", value], ["y", "tekst"]]))
    assert table.frame.rows() == [("x", text), ("y", "tekst")]
    assert (table.lines.to_list(), table.lane, table.faults) == ([2, 3], "workbook", ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2"><v>1.2345678901234E13</v></c>', "12345678901234"),
        ('<c r="A2"><v>248109.0</v></c>', "248109"),
        ('<c r="A2" t="str"><f>1+1</f><v>twee</v></c>', "twee"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A2" t="d"><v>2025-09-01T00:00:00</v></c>', "2025-09-01"),
        ('<c r="A2" t="d"><v>2025-09-01T08:30:00</v></c>', "2025-09-01T08:30:00"),
        ('<c r="A2" t="inlineStr"><is><r><t>Z</t></r><r><t>K</t></r><rPh><t>x</t></rPh></is></c>', "ZK"),
        ('<c r="A2" t="inlineStr"><is><t>a_x000D_\nb</t></is></c>', "a\nb"),
        ("<c><v>7</v></c>", "7"),
    ],
)
def test_raw_cell(tmp_path, cell, text):
    assert read_cell(tmp_path / "w.xlsx", cell) == text


@pytest.mark.parametrize(
    ("number", "code", "value", "text"),
    [
        (14, "", "45901", "2025-09-01"),
        (22, "", "45901.5", "2025-09-01T12:00:00"),
        (20, "", "0.5", "12:00"),
        (46, "", "1.5", "36:00"),
        (164, "dd\\-mm\\-yyyy", "45901", "2025-09-01"),
        (164, "[$-413]d mmmm yyyy;@", "45901", "2025-09-01"),
        (164, 'h:mm "uur"', "0.25", "06:00"),
        (164, "mm:ss", "0.25", "06:00"),
        (164, "[h]:mm", "1.25", "30:00"),
        (164, '0 "dagen"', "45901", "45901"),
        (164, "[Red]#,##0.00", "45901", "45901"),
        (164, "General", "45901", "45901"),
        (9, "", "0.5", "0.5"),
        (14, "", "1", "1900-01-01"),
        (14, "", "59", "1900-02-28"),
        (14, "", "61", "1900-03-01"),
        (20, "", "45901.5", "2025-09-01T12:00:00"),
        (14, "", "45900.9999999999", "2025-09-01"),
    ],
)
def test_number_format_decides_between_number_date_and_time(tmp_path, number, code, value, text):
    style = f'<xf numFmtId="{number}"/>'
    styles = (
        f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{style}</cellXfs></styleSheet>'
    )
    cell = f'<c r="A2" s="1"><v>{value}</v></c>'
    assert read_cell(tmp_path / "w.xlsx", cell, parts={"xl/styles.xml": styles}) == text


def test_dates_counted_from_1904(tmp_path):
    """Serial 1 is 2 January 1904 in such a workbook (older ones from a Mac)."""
    book = '<workbook xmlns:r="rr"><workbookPr date1904="1"/><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
    cell = '<c r="A2" s="1"><v>1</v></c>'
    parts = {"xl/workbook.xml": book}
    assert read_cell(tmp_path / "w.xlsx", cell, parts=parts, style='<xf numFmtId="14"/>') == "1904-01-02"


HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        pytest.param('<c r="A2" t="e"><v>#N/A</v></c>', "cel_fout", "a", id="F50 error cell"),
        pytest.param('<c r="B2" t="e"><v>#DIV/0!</v></c>', "cel_fout", "b", id="F50 error in the second column"),
        pytest.param('<c r="A2" s="1"><v>60</v></c>', "cel_fout", "a", id="29 February 1900"),
        pytest.param('<c r="A2" s="1"><v>-1</v></c>', "cel_fout", "a", id="date before the calendar"),
        pytest.param('<c r="A2" s="1"><v>9999999</v></c>', "cel_fout", "a", id="date after the calendar"),
        pytest.param('<c r="A2"><v>NaN</v></c>', "cel_fout", "a", id="not a number"),
        pytest.param('<c r="A2" t="d"><v>gisteren</v></c>', "cel_fout", "a", id="not a date"),
        pytest.param('<c r="A2"><f>1+1</f></c>', "formule_zonder_waarde", "a", id="formula never calculated"),
        pytest.param('<c r="A2"><v>1</v></c><c r="C2"><v>1</v></c>', "te_veel_velden", "", id="F29 beyond the header"),
        pytest.param('<c r="A2" t="str"><v>Z_x0007_K</v></c>', "besturingsteken", "a", id="F22 control character"),
        pytest.param('<c r="A2" t="str"><v>Z_xD800_K</v></c>', "tekenset", "a", id="half a character"),
        pytest.param('<c r="A2" t="str"><v>Z\u200bK</v></c>', "onzichtbaar_teken", "a", id="F22 zero-width"),
        pytest.param(
            '<c r="A2" t="str"><v>a</v></c><c r="B2" t="str"><v>b</v></c>', "kop_herhaald", "", id="F30 header again"
        ),
    ],
)
def test_bad_row_is_quarantined(tmp_path, row, code, column):
    rows = f'{HEAD}<row r="2">{row}</row><row r="3"><c r="A3"><v>5</v></c></row>'
    table = read(write_sheet(tmp_path / "w.xlsx", rows, style='<xf numFmtId="14"/>'))
    assert [(fault.line, fault.code, fault.column) for fault in table.faults] == [(2, code, column)]
    assert (table.frame.rows(), table.lines.to_list()) == ([("5", "")], [3])
    assert table.rows_read == 2
    assert FINDINGS[code].ernst == QUARANTAINE


def test_blank_rows_keep_the_row_numbers(tmp_path):
    """Header on row 3; rows 5 (not written) and 7 (blanks) count as blank, the empty row 9 at the end is no row."""
    cell = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
    filled = {"A4": "1", "B6": "2", "A7": " ", "A8": "3", "A9": ""}
    rows = f'<row r="3">{cell.format("A3", "a")}{cell.format("B3", "b")}</row>'
    rows += "".join(f'<row r="{place[1]}">{cell.format(place, text)}</row>' for place, text in filled.items())
    path = write_sheet(tmp_path / "w.xlsx", rows)
    assert read_header(path).line == 3
    table = read(path)
    assert table.frame.rows() == [("1", ""), ("", "2"), ("3", "")]
    assert (table.lines.to_list(), table.blank_rows, table.rows_read) == ([4, 6, 8], 2, 5)


def test_header_only_and_second_sheet(tmp_path):
    table = read(write_rows(tmp_path / "w.xlsx", [["Leerling_Nummer ", "KLAS"]]))
    assert (table.names, table.rows_read) == (("leerlingnummer", "klas"), 0)


def test_what_stands_on_other_sheets(tmp_path):
    """The first sheet is read; of the others the filled rows are counted, empty ones not."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    for name, rows in (("Leeg", []), ("Meer", [["kop", None], [], ["x", 1], ["y", 2]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "w.xlsx")
    sheets = workbook.read_sheets(tmp_path / "w.xlsx")[1:]
    assert [(sheet.place, sheet.name, sheet.rows) for sheet in sheets] == [(2, "Leeg", 0), (3, "Meer", 3)]
    # A row of one cell is a title, not a header.
    assert [header.cells for header in sheets[1].headers] == [("x", "1"), ("y", "2")]
    assert "Meer" not in repr(sheets)


def test_a_workbook_of_one_sheet_has_no_others(tmp_path):
    assert workbook.read_sheets(write_sheet(tmp_path / "w.xlsx", "<row><c><v>7</v></c></row>"))[1:] == ()


def test_a_damaged_second_sheet_leaves_the_first_alone(tmp_path):
    parts = {
        "xl/workbook.xml": '<workbook xmlns="x" xmlns:r="rr"><sheets><sheet name="a" r:id="r1"/>'
        '<sheet name="b" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="p"><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet2.xml": "<worksheet><row",
    }
    path = write_sheet(tmp_path / "w.xlsx", '<row><c t="inlineStr"><is><t>a</t></is></c></row>', parts=parts)
    assert read(path).header == ("a",)
    assert workbook.read_sheets(path)[1:] == ()


def test_shared_texts_of_another_program(tmp_path):
    """Shared strings with runs and a reading aid, cells without references."""
    shared = "<sst><si><t>a</t></si><si><r><t>Z</t></r><r><t>K</t></r><rPh><t>weg</t></rPh></si></sst>"
    rows = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'
    table = read(write_sheet(tmp_path / "w.xlsx", rows, parts={"xl/sharedStrings.xml": shared}))
    assert (table.header, table.frame.rows()) == (("a",), [("ZK",)])


def test_header_changed_after_it_was_read_is_refused(tmp_path):
    header = read_header(write_rows(tmp_path / "w.xlsx", [["a", "b"], [1, 2]]))
    path = write_rows(tmp_path / "w.xlsx", [["b", "a"], [1, 2]])
    with pytest.raises(DeliveryRefused, match="veranderde"):
        read_text_table(path, header)


# --- refused workbooks -----------------------------------------------------------------------------------------------


def get_reason(path: Path) -> str:
    with pytest.raises(DeliveryRefused) as refusal:
        read(path)
    assert refusal.value.__cause__ is None
    assert refusal.value.file == path.name
    return refusal.value.reason


@pytest.mark.parametrize(
    ("rows", "parts", "reason"),
    [
        pytest.param("", {}, "kop_leeg", id="F4 empty sheet"),
        pytest.param('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>', {}, "kop_teken", id="error in the header"),
        pytest.param("<row", {}, "geen_werkmap", id="F2 damaged XML"),
        pytest.param('<row r="2"/><row r="1"/>', {}, "geen_werkmap", id="rows out of order"),
        pytest.param('<row r="1"><c r="B1"><v>1</v></c><c r="A1"/></row>', {}, "geen_werkmap", id="cells out of order"),
        pytest.param('<row r="1"><c r="A7"><v>1</v></c></row>', {}, "geen_werkmap", id="cell of another row"),
        pytest.param('<row r="1"><c t="s"><v>5</v></c></row>', {}, "geen_werkmap", id="text that is not there"),
        pytest.param('<row r="1"><c t="s"><v>-1</v></c></row>', {}, "geen_werkmap", id="text before the first"),
        pytest.param('<row r="9999999"/>', {}, "geen_werkmap", id="row beyond the sheet"),
        pytest.param(HEAD, {"/etc/x": "x"}, "werkmap_onveilig", id="absolute path"),
        pytest.param(HEAD, {"../x": "x"}, "werkmap_onveilig", id="path to outside"),
        pytest.param(HEAD, {"x.bin": "0" * 5_000_000}, "werkmap_te_groot", id="zip bomb"),
        pytest.param(HEAD, {"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "geen_werkmap", id="no first sheet"),
        pytest.param(
            HEAD,
            {SHEET: f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>{HEAD}</sheetData></worksheet>'},
            "geen_werkmap",
            id="entity bomb",
        ),
        pytest.param(
            '<row r="1">' + "".join(f'<c t="str"><v>k{n}</v></c>' for n in range(2001)) + "</row>",
            {},
            "te_veel_kolommen",
            id="F32 too many columns",
        ),
    ],
)
def test_workbook_is_refused(tmp_path, rows, parts, reason):
    assert get_reason(write_sheet(tmp_path / "w.xlsx", rows, parts=parts)) == reason


def test_other_archives_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("levering.csv", "a;b")
    assert get_reason(path) == "geen_werkmap"


def test_doubled_member_is_refused(tmp_path):
    path = write_sheet(tmp_path / "w.xlsx", HEAD)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, "<worksheet/>")
    assert get_reason(path) == "werkmap_onveilig"


def test_encrypted_member_is_refused(tmp_path):
    """Bit 0 of the flags in the central directory, offset 8 of each entry there."""
    path = write_sheet(tmp_path / "w.xlsx", HEAD)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert get_reason(path) == "werkmap_onveilig"


def test_too_large_when_unpacked_is_refused(tmp_path, monkeypatch):
    path = write_sheet(tmp_path / "w.xlsx", HEAD)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 100)
    assert get_reason(path) == "werkmap_te_groot"


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "MAX_CELLS", "MAX_CHARACTERS"])
def test_one_more_than_a_limit_is_refused(tmp_path, monkeypatch, limit):
    """Two rows of two cells, of 2 + 3 and 3 + 4 characters; the archive has as many members as zipfile lists."""
    path = write_rows(tmp_path / "w.xlsx", [["a", "b"], ["xx", "yyy"], ["xxx", "yyyy"]])
    with zipfile.ZipFile(path) as archive:
        used = {"MAX_MEMBERS": len(archive.infolist()), "MAX_CELLS": 2 + 2, "MAX_CHARACTERS": 2 + 3 + 3 + 4}[limit]
    monkeypatch.setattr(workbook, limit, used)
    assert read(path).frame.height == 2
    monkeypatch.setattr(workbook, limit, used - 1)
    assert get_reason(path) == "werkmap_te_groot"


def test_a_text_that_many_cells_share_is_counted_for_each(tmp_path, monkeypatch):
    """A bomb of shared texts: 20 kB of file, 1 000 cells of 30 000 characters, so 30 million."""
    monkeypatch.setattr(workbook, "MAX_CHARACTERS", 29_000_000)
    monkeypatch.setattr(workbook, "MAX_RATIO", 10_000)
    shared = f"<sst><si><t>a</t></si><si><t>{'x' * 30_000}</t></si></sst>"
    rows = '<row><c t="s"><v>0</v></c></row>' + '<row><c t="s"><v>1</v></c></row>' * 1_000
    path = write_sheet(tmp_path / "w.xlsx", rows, parts={"xl/sharedStrings.xml": shared})
    assert path.stat().st_size < 20_000
    assert get_reason(path) == "werkmap_te_groot"


def test_a_size_that_the_archive_lies_about_ends_where_it_says(tmp_path):
    """The directory says that the sheet is a byte long when unpacked: no more is read than that."""
    path = write_sheet(tmp_path / "w.xlsx", HEAD + "<row><c><v>1</v></c></row>" * 10_000)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[entry + 24 : entry + 28] = (1).to_bytes(4, "little")
    path.write_bytes(data)
    assert get_reason(path) == "geen_werkmap"


@pytest.mark.parametrize("seed", range(60))
def test_damaged_bytes_raise_nothing_but_a_refusal(tmp_path, seed):
    rng = random.Random(seed)
    rows = [["leerlingnummer", "datum", "code"], *([n, date(2025, 9, 1), "ZK"] for n in range(20))]
    path = write_rows(tmp_path / "w.xlsx", rows)
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data[: rng.randrange(len(data))] if seed % 3 == 0 else data)
    try:
        table = read(path)
    except DeliveryRefused as refusal:
        assert refusal.__cause__ is None
    else:
        assert table.rows_read == 20
