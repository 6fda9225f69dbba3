"""A sheet writes each cell as XlsxWriter does."""

from collections.abc import Mapping
from datetime import date

import pytest
from xlsxwriter.worksheet import Worksheet

from pipelines.publish import written_workbook
from pipelines.publish.written_workbook import Book, Column, Value, make_workbook

# One more than the letters: the last column is AA.
WIDTH = 27
VALUES: tuple[Value, ...] = (
    None,
    "",
    "=1+2",
    "a<b&c",
    " spatie ",
    0,
    -5,
    2 / 3,
    1e21,
    123456789012345678,
    date(2025, 11, 3),
)


def write(rows: list[list[Value]]) -> bytes:
    def fill(book: Book) -> None:
        sheet = book.add_table("tabel", [Column(f"kolom {place}", 9, "invullen") for place in range(WIDTH)], rows)
        # Without a format of its own, in a row with one, and of a kind that we never write.
        sheet.set_row(len(rows) + 1, 20, book.styles["titel"])
        sheet.write_number(len(rows) + 1, 0, 7)
        sheet.write_boolean(len(rows) + 2, 0, True, book.styles["tekst"])
        sheet.write_formula(len(rows) + 3, 0, "=1+2", book.styles["tekst"], 3)
        book.add_text("Lezen", [("woord", "a<b&c"), ("", "uitleg")])

    return make_workbook(fill, title="Proef")


def test_the_bytes_are_those_of_xlsxwriter(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[value] * WIDTH for value in VALUES]
    ours = write(rows)
    monkeypatch.setattr(written_workbook, "_Sheet", Worksheet)
    assert ours == write(rows)
    assert ours != write(rows[1:]), "a control"


def test_rows_of_empty_cells_are_those_written_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are empty, full and half full, an empty one last; and a table without rows."""

    def leave_empty(book: Book, sheet: Worksheet, rows: range, styles: Mapping[int, str]) -> None:
        for row in rows:
            for place, style in styles.items():
                book.write(sheet, row, place, None, style=style)

    half: list[list[Value]] = [[value, None] * (WIDTH // 2) + [None] for value in VALUES]
    rows = [*([value] * WIDTH for value in VALUES), *half, [None] * WIDTH]
    ours, without = write(rows), write([])
    monkeypatch.setattr(Book, "leave_empty", leave_empty)
    assert (ours, without) == (write(rows), write([]))
    assert ours != write(rows[:-1]), "a control"
