"""Which cells of typed columns are bad, and that a frame that is not as declared is told as a bug."""

import polars as pl
import pytest

from pipelines.intake.cell_faults import find_faults
from pipelines.intake.validation import CellFault, type_columns
from schemas.exports import kinds

# A lesson hour is at least 0 and at most 20.
GOOD = {
    "groep": ["1a", "1a"],
    "weekdag": ["1", "5"],
    "lesuur": ["0", "20"],
    "begintijd": ["", ""],
    "eindtijd": ["", ""],
}


def make_typed(**cells: list[str]) -> pl.DataFrame:
    text = pl.DataFrame({**GOOD, **cells})
    return type_columns(kinds.ROOSTER_WEEK, text, pl.Series("lines", range(2, 2 + text.height)))


def test_a_cell_on_its_bound_is_good():
    assert find_faults(kinds.ROOSTER_WEEK, make_typed()) == []


def test_a_table_that_says_nothing_in_any_column_has_no_bad_cell():
    """A register has no column that must be filled: of such a table no column is left to ask."""
    text = pl.DataFrame({field.name: ["", ""] for field in kinds.REGISTER.fields})
    assert find_faults(kinds.REGISTER, type_columns(kinds.REGISTER, text, pl.Series("lines", [2, 3]))) == []


@pytest.mark.parametrize(
    ("column", "cells", "code"),
    [
        ("groep", ["1a", ""], "leeg"),
        ("lesuur", ["20", "21"], "lesuur_buiten_bereik"),
        ("weekdag", ["1", "maandag"], "getal_onleesbaar"),
    ],
)
def test_a_bad_cell_is_told_with_its_row(column: str, cells: list[str], code: str):
    assert find_faults(kinds.ROOSTER_WEEK, make_typed(**{column: cells})) == [CellFault(1, column, code)]


@pytest.mark.parametrize(
    "frame",
    [make_typed().drop("groep"), make_typed().with_columns(pl.col("lesuur").cast(pl.Int16))],
    ids=["without a column", "another type"],
)
def test_a_frame_that_is_not_as_declared_is_a_bug(frame: pl.DataFrame):
    with pytest.raises(TypeError, match="rooster"):
        find_faults(kinds.ROOSTER_WEEK, frame)
