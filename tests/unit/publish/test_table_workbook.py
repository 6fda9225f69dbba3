"""The workbook of the tables: the same cells as the tables, text stays text, and what does not fit is told."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import polars as pl
import pytest

from pipelines.publish.table_workbook import MEANING_SHEET, make_table_workbook
from schemas.tables import REEKS, VIERWEKEN

RUNS = pl.DataFrame(
    [
        ("12AB00", "laaaaaaaaaaa", "oa", date(2025, 11, 3), date(2025, 11, 28), 28, 26, True),
        ("12AB00", "=1+2", "ga", date(2025, 9, 1), date(2025, 9, 19), 21, 19, False),
    ],
    schema=REEKS.polars_schema,
    orient="row",
)
WINDOWS = pl.DataFrame(
    [("12AB00", "laaaaaaaaaaa", "hoogstens_20pct", date(2025, 11, 3), 3000, 500, None)],
    schema=VIERWEKEN.polars_schema,
    orient="row",
)


def read(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Sheet -> rows of values."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_sheets_hold_the_tables() -> None:
    sheets = read(make_table_workbook({"vierweken": WINDOWS, "reeks": RUNS}))
    assert list(sheets) == [MEANING_SHEET, "reeks", "vierweken"]
    assert sheets["reeks"] == [
        REEKS.names,
        ("12AB00", "laaaaaaaaaaa", "oa", datetime(2025, 11, 3), datetime(2025, 11, 28), 28, 26, "J"),
        ("12AB00", "=1+2", "ga", datetime(2025, 9, 1), datetime(2025, 9, 19), 21, 19, "N"),
    ]
    assert sheets["vierweken"][1][-3:] == (3000, 500, None)


def test_a_text_is_no_formula_and_a_fraction_keeps_its_digits() -> None:
    frame = RUNS.with_columns(pl.lit(2 / 3).alias("duur_kalenderdagen"))
    book = openpyxl.load_workbook(BytesIO(make_table_workbook({"reeks": frame})))
    assert {cell.data_type for row in book["reeks"].iter_rows() for cell in row} == {"s", "n", "d"}
    (cell,) = (row[6] for row in book["reeks"].iter_rows(min_row=2, max_row=2))
    assert cell.value == pytest.approx(2 / 3, rel=1e-15)
    assert cell.number_format == "0.00"


def test_every_column_of_the_tables_is_explained() -> None:
    rows = read(make_table_workbook({"reeks": RUNS}))[MEANING_SHEET][1:]
    assert rows[0][0] == "reeks"
    assert tuple(row[1] for row in rows[1:]) == REEKS.names
    assert all(row[2] for row in rows)
    # The closed list of the column, as declared.
    assert next(row[3] for row in rows if row[1] == "groep") == "oa, ga, alle"


@pytest.mark.parametrize(("most", "there"), [(1, False), (2, True)])
def test_a_table_too_long_for_a_sheet_is_left_out_and_told(most: int, there: bool) -> None:
    """Two rows."""
    sheets = read(make_table_workbook({"reeks": RUNS}, most_rows=most))
    assert ("reeks" in sheets) == there
    assert ("csv-bestand" in sheets[MEANING_SHEET][1][2]) != there


def test_the_same_tables_give_the_same_bytes() -> None:
    assert make_table_workbook({"reeks": RUNS}) == make_table_workbook({"reeks": RUNS})
