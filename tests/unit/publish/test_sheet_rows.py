"""Rows put in by column are read as the cells of a workbook that was written cell by cell."""

import re
from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from pipelines.publish import sheet_rows
from pipelines.publish.sheet_rows import fill_sheets
from pipelines.publish.written_workbook import Book, Column, make_workbook

COLUMNS = (
    Column("code", 10, "tekst_kaal"),
    Column("dag", 12, "datum"),
    Column("keer", 8, "getal_kaal"),
    Column("uren", 9, "decimaal"),
)
ROWS = pl.DataFrame(
    [
        ("0012", date(2025, 11, 3), 0, 2 / 3),
        (None, None, None, None),
        ("=1+2", date(1970, 1, 1), -5, 0.1 + 0.2),
    ],
    schema={"code": pl.String, "dag": pl.Date, "keer": pl.Int32, "uren": pl.Float64},
    orient="row",
)


def write(frame: pl.DataFrame, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """The table on the second sheet, after one that is written cell by cell."""

    def fill(book: Book) -> None:
        book.add_text("Eerst", [("woord", "0012")])
        book.add_frame("tabel", columns, frame)

    return make_workbook(fill, title="Proef")


def write_by_cell(frame: pl.DataFrame) -> bytes:
    def fill(book: Book) -> None:
        book.add_text("Eerst", [("woord", "0012")])
        book.add_table("tabel", COLUMNS, frame.rows())

    return make_workbook(fill, title="Proef")


def write_texts(*texts: str) -> bytes:
    return write(pl.DataFrame({"code": texts}, schema={"code": pl.String}), COLUMNS[:1])


def read_part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as book:
        return book.read(name).decode("utf-8")


def list_values(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content))["tabel"].iter_rows(values_only=True))


def describe_cells(content: bytes) -> list[tuple[object, ...]]:
    return [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, str(cell.alignment), str(cell.font))
        for row in openpyxl.load_workbook(BytesIO(content))["tabel"].iter_rows()
        for cell in row
    ]


def test_every_kind_of_value_is_read_back() -> None:
    assert list_values(write(ROWS)) == [
        ("code", "dag", "keer", "uren"),
        ("0012", datetime(2025, 11, 3), 0, 2 / 3),
        (None, None, None, None),
        # 0.1 + 0.2 is no 0.3: all digits are kept.
        ("=1+2", datetime(1970, 1, 1), -5, 0.30000000000000004),
    ]


def test_a_cell_is_that_of_a_workbook_written_cell_by_cell() -> None:
    """But for the last digits of a fraction, of which XlsxWriter keeps sixteen: 0.5 and 0.25 have fewer."""
    frame = ROWS.with_columns(pl.Series("uren", [0.5, None, 0.25]))
    cells = describe_cells(write(frame))
    assert len(cells) == 4 * 4
    assert cells == describe_cells(write_by_cell(frame))


def test_all_but_the_rows_is_as_xlsxwriter_makes_it() -> None:
    """Filter, frozen row, widths, paper and the range of the sheet among them."""
    ours, theirs = write(ROWS), write_by_cell(ROWS)
    with ZipFile(BytesIO(ours)) as left, ZipFile(BytesIO(theirs)) as right:
        assert left.namelist() == right.namelist()
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"):
        assert read_part(ours, name) == read_part(theirs, name)
    around = [
        re.sub("<sheetData>.*</sheetData>", "", read_part(each, "xl/worksheets/sheet2.xml")) for each in (ours, theirs)
    ]
    assert around[0] == around[1]
    # Four columns; three rows below the header.
    assert '<dimension ref="A1:D4"/>' in around[0]
    assert '<autoFilter ref="A1:D4"/>' in around[0]


@pytest.mark.parametrize(("rows", "filtered"), [(0, "A1:D2"), (1, "A1:D2"), (2, "A1:D3")])
def test_a_table_of_few_rows(rows: int, filtered: str) -> None:
    content = write(ROWS.head(rows))
    assert len(list_values(content)) == 1 + rows
    assert f'<autoFilter ref="{filtered}"/>' in read_part(content, "xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
def test_the_rows_are_the_same_however_many_are_written_at_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows: more than fit at once, and just as many, and fewer."""
    expected = write(ROWS)
    monkeypatch.setattr(sheet_rows, "_ROWS_AT_ONCE", at_once)
    assert write(ROWS) == expected


def test_the_same_rows_give_the_same_bytes() -> None:
    """Whatever order equal texts are found in: a thousand of them, in four columns."""
    frame = pl.DataFrame(
        {
            name: [f"l{number * factor % 1009}" for number in range(1000)]
            for name, factor in zip("abcd", (1, 3, 5, 7), strict=True)
        }
    )
    columns = tuple(Column(name, 9, "tekst_kaal") for name in frame.columns)
    assert len({write(frame, columns) for _ in range(5)}) == 1


def test_columns_go_on_after_the_letter_z() -> None:
    """27 columns: A to Z, and AA."""
    frame = pl.DataFrame({f"k{number}": [number] for number in range(27)})
    book = openpyxl.load_workbook(BytesIO(write(frame, tuple(Column(name, 9, "getal") for name in frame.columns))))
    assert (book["tabel"]["Z2"].value, book["tabel"]["AA2"].value) == (25, 26)


@pytest.mark.parametrize(
    "text", ["<r>x</r>", "a & b", "</t></si></sst>", " voor en na ", "twee\nregels", "é ü 😀", "0012"]
)
def test_a_text_is_what_it_was(text: str) -> None:
    assert list_values(write_texts("x", text))[2] == (text,)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\x00b", "a_x0000_b"),
        ("a\x0bb", "a_x000B_b"),
        ("a\rb", "a_x000D_b"),
        ("a\x1fb", "a_x001F_b"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\uffffb", "a_xFFFF_b"),
        # Would read as the letter A.
        ("_x0041_", "_x005F_x0041_"),
        ("_x0041", "_x0041"),
        ("_xZ041_", "_xZ041_"),
        ("<&>", "&lt;&amp;&gt;"),
    ],
)
def test_signs_that_xml_cannot_hold_are_written_as_excel_does(text: str, written: str) -> None:
    assert f">{written}</t>" in read_part(write_texts(text), "xl/sharedStrings.xml")


@pytest.mark.parametrize(("length", "kept"), [(32_767, 32_767), (32_768, 32_767)])
def test_no_text_is_longer_than_a_cell(length: int, kept: int) -> None:
    assert list_values(write_texts("x" * length))[1] == ("x" * kept,)


def test_texts_are_counted_and_kept_once() -> None:
    """First sheet: "woord", "0012". Header: "code". Rows: "b" twice, "a", an empty one: in all 6 cells, 5 texts."""
    content = write_texts("b", "a", "", "b")
    texts = read_part(content, "xl/sharedStrings.xml")
    assert ' count="6" uniqueCount="5"' in texts
    assert texts.count("<si>") == 5
    assert [value for (value,) in list_values(content)] == ["code", "b", "a", None, "b"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_fraction_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        write(ROWS.with_columns(pl.lit(value).alias("uren")))


def test_a_sheet_without_its_last_row_is_refused() -> None:
    """Its last row has values: they would be lost."""
    with pytest.raises(ValueError, match="last row"):
        fill_sheets(write_by_cell(ROWS.head(1)), {"xl/worksheets/sheet2.xml": ROWS})
