"""Workbooks we write (`.xlsx`): the same bytes for the same content, and no cell that Excel could take for a formula.

Text is always written as text, whatever it begins with; dates and numbers as dates and numbers. The date of making in
the file is fixed: it would tell nothing and change the bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

from pipelines.publish.sheet_rows import LONGEST_TEXT, fill_sheets
from reports.words import palette

_MADE = datetime(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd-mm-yyyy",
}
_A4 = 9

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header, its width in characters, and the format of its cells."""

    header: str
    width: int
    style: str = "tekst"


class _Around(dict[tuple[int, Format], tuple[str, str]]):
    """What stands in a cell before and behind the number of its row, by column and format: the same in every row."""

    def __missing__(self, place: tuple[int, Format]) -> tuple[str, str]:
        column, form = place
        self[place] = f'<c r="{xl_col_to_name(column)}', f'" s="{form._get_xf_index()}"'
        return self[place]


class _Sheet(Worksheet):
    """A sheet that writes the cells we use at once, as XlsxWriter does by way of a list of attributes for each."""

    def __init__(self) -> None:
        super().__init__()
        self.around = _Around()

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind, content = type(cell), ""
        if kind is CellBlankTuple:
            content = "/>"
        elif kind is CellStringTuple:
            content = f' t="s"><v>{cell.string}</v></c>'
        elif kind is CellNumberTuple:
            content = f"><v>{cell.number:.16G}</v></c>"
        if content and cell.format:
            before, behind = self.around[col, cell.format]
            cast(Any, self.fh).write(f"{before}{row + 1}{behind}{content}")
        else:
            super()._write_cell(row, col, cell)


@dataclass(frozen=True)
class Book:
    """A workbook while it is written, with the formats that every sheet shares."""

    workbook: xlsxwriter.Workbook
    styles: dict[str, Format]
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    """What is put in when all else is written: by the file of its sheet."""

    def add_table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Worksheet:
        """A sheet with a header that stays in sight and can be filtered; prints on A4 across."""
        sheet = self._begin_table(name, columns, height=len(rows))
        styles = [column.style for column in columns]
        self.leave_empty(sheet, range(1, 1 + len(rows)), dict(enumerate(styles)))
        for number, row in enumerate(rows, start=1):
            for place, (style, value) in enumerate(zip(styles, row, strict=True)):
                if value is not None:
                    self.write(sheet, number, place, value, style=style)
        return sheet

    def leave_empty(self, sheet: Worksheet, rows: range, styles: Mapping[int, str]) -> None:
        """Rows of empty cells in the style of each column: XlsxWriter makes the last, the others are copies of it."""
        for row in rows[-1:]:
            for place, style in styles.items():
                self.write(sheet, row, place, None, style=style)
        for row in rows[:-1]:
            sheet.table[row] = sheet.table[rows[-1]].copy()

    def add_frame(self, name: str, columns: Sequence[Column], frame: pl.DataFrame) -> None:
        """The same sheet of a table that may be long: its cells are written a column at a time (`fill_sheets`)."""
        sheet = self._begin_table(name, columns, height=frame.height)
        if frame.height:
            for place, column in enumerate(columns):
                self.write(sheet, frame.height, place, None, style=column.style)
            self.frames[f"xl/worksheets/sheet{len(self.workbook.worksheets())}.xml"] = frame

    def _begin_table(self, name: str, columns: Sequence[Column], *, height: int) -> Worksheet:
        sheet = self.workbook.add_worksheet(name, _Sheet)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            header = self.styles["kop_invullen" if column.style.startswith("invullen") else "kop"]
            sheet.write_string(0, place, column.header, header)
        sheet.autofilter(0, 0, max(height, 1), len(columns) - 1)
        sheet.freeze_panes(1, 0)
        _set_print(sheet)
        sheet.repeat_rows(0)
        return sheet

    def protect(self, sheet: Worksheet) -> None:
        """Only the cells to fill in can be changed; without a password. Sorting, filtering and widths stay free."""
        sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})

    def add_text(self, name: str, lines: Sequence[tuple[str, str]], *, widths: tuple[int, int] = (34, 90)) -> Worksheet:
        """A sheet to read: a word and its text on each line; a line with one of them only is a heading or a text."""
        sheet = self.workbook.add_worksheet(name, _Sheet)
        sheet.hide_gridlines(2)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for number, (word, text) in enumerate(lines):
            self.write(sheet, number, 0, word, style="tekst" if text or not word else "titel")
            self.write(sheet, number, 1, text, style="tekst")
        _set_print(sheet)
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, *, style: str) -> None:
        """One typed cell; None is an empty cell in the format of its column."""
        form = self.styles[style]
        if value is None or value == "":
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_TEXT], form)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)
        else:
            sheet.write_number(row, column, value, form)


def make_workbook(fill: Callable[[Book], None], *, title: str) -> bytes:
    """The bytes of a workbook that `fill` writes its sheets in."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties({"title": title, "created": _MADE})
    book = Book(workbook, _make_styles(workbook))
    fill(book)
    workbook.close()
    return fill_sheets(out.getvalue(), book.frames) if book.frames else out.getvalue()


def _make_styles(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    base = {"valign": "top", "text_wrap": True, "font_color": palette.INK}
    framed = {**base, "border": 1, "border_color": palette.LINE}
    shown = {**framed, "bg_color": palette.WASH}
    head = {**framed, "bold": True, "valign": "vcenter"}
    forms = {
        "tekst": base,
        "titel": {**base, "bold": True, "font_size": 14, "text_wrap": False},
        "tekst_kaal": {"valign": "top", "font_color": palette.INK},
        "datum": {**base, "num_format": "dd-mm-yyyy", "align": "left"},
        "decimaal": {**base, "num_format": "0.00"},
        "getal_kaal": {**base, "num_format": "0"},
        "getal": {**base, "num_format": "#,##0"},
        "kop": {**head, "bg_color": palette.LINE},
        "kop_invullen": {**head, "bg_color": palette.ACCENT, "font_color": palette.text_on(palette.ACCENT)},
        "getoond": shown,
        "getoond_getal": {**shown, "num_format": "#,##0"},
        "getoond_decimaal": {**shown, "num_format": "#,##0.0"},
        "invullen": {**framed, "num_format": "@", "locked": False},
        "invullen_datum": {**framed, "num_format": "dd-mm-yyyy", "align": "left", "locked": False},
    }
    return {name: workbook.add_format(form) for name, form in forms.items()}


def _set_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&Rpagina &P van &N")
