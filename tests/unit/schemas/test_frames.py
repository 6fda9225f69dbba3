"""The one validator: what is as declared passes, what is not is refused without a value."""

import traceback
from datetime import date, datetime

import polars as pl
import pytest

from schemas.columns import Column
from schemas.exports.base import GEHEEL, KEUZE, Field, make_field
from schemas.frames import check_frame
from schemas.tables import LEERPLICHT, LEERPLICHT_BEWIJS, PUBLISHED_TABLES, RAW_TABLES, ROLBLAD, Table

TABLE = Table(
    "proef",
    "one row",
    ("sleutel", "dag"),
    (
        Column("sleutel", pl.String, "key"),
        Column("dag", pl.Date, "day", nullable=True),
        Column("aantal", pl.Int32, "count"),
        Column("waar", pl.Boolean, "yes or no", nullable=True),
    ),
)
BOUNDED = Table(
    "grens",
    "one row",
    (),
    (
        Column("soort", pl.String, "kind", nullable=True, one_of=("luxe", "spijbelen")),
        Column("uur", pl.Int8, "lesson hour", nullable=True, at_least=1, at_most=20),
    ),
)
FRAME = pl.DataFrame(
    {"sleutel": ["a", "b"], "dag": [date(2025, 9, 1), None], "aantal": [1, 2], "waar": [True, None]},
    schema=TABLE.polars_schema,
)


def test_a_frame_as_declared_passes_in_the_declared_order():
    assert check_frame(TABLE, FRAME.select(reversed(FRAME.columns))).equals(FRAME)
    assert check_frame(TABLE, FRAME.clear()).columns == FRAME.columns


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (FRAME.drop("aantal"), "columns are not as declared"),
        (FRAME.with_columns(naam=pl.lit("x")), "columns are not as declared"),
        (FRAME.rename({"aantal": "getal"}), "columns are not as declared"),
        (FRAME.cast({"aantal": pl.Int64}), "column aantal has type Int64"),
        (FRAME.cast({"dag": pl.Datetime("us")}), "column dag has type Datetime"),
        (FRAME.with_columns(aantal=pl.lit(None, pl.Int32)), "column aantal has empty cells"),
        (pl.concat([FRAME, FRAME.head(1)]), "two rows on one sleutel, dag"),
        # An empty cell is a value of the key.
        (pl.concat([FRAME, FRAME.tail(1)]), "two rows on one sleutel, dag"),
    ],
)
def test_a_frame_that_is_not_as_declared_is_refused(frame, words):
    with pytest.raises(ValueError, match="table proef") as refusal:
        check_frame(TABLE, frame)
    assert words in str(refusal.value)


@pytest.mark.parametrize(("kind", "hour"), [("luxe", 1), ("spijbelen", 20), (None, None)])
def test_a_cell_that_is_allowed_passes(kind, hour):
    frame = pl.DataFrame([(kind, hour)], schema=BOUNDED.polars_schema, orient="row")
    assert check_frame(BOUNDED, frame).equals(frame)


@pytest.mark.parametrize(("kind", "hour", "column"), [("ziek", 1, "soort"), ("luxe", 0, "uur"), ("luxe", 21, "uur")])
def test_a_cell_that_is_not_allowed_is_refused_without_its_value(kind, hour, column):
    frame = pl.DataFrame([("luxe", 5), (kind, hour)], schema=BOUNDED.polars_schema, orient="row")
    with pytest.raises(ValueError, match="^table grens: column " + column + " has cells that are not allowed$"):
        check_frame(BOUNDED, frame)


def test_without_a_key_rows_may_be_the_same():
    table = Table("proef", "one row", (), TABLE.columns)
    assert check_frame(table, pl.concat([FRAME, FRAME])).height == 2 * FRAME.height


def test_no_value_of_a_pupil_is_told_nor_chained():
    """pandera's own error holds the cells; nothing of it is left, also not behind the error that is raised."""
    frame = pl.DataFrame([("Geheim-4711", 21)], schema=BOUNDED.polars_schema, orient="row")
    with pytest.raises(ValueError) as refusal:
        check_frame(BOUNDED, frame)
    assert "4711" not in "".join(traceback.format_exception(refusal.value))
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("table", [*RAW_TABLES, *PUBLISHED_TABLES, LEERPLICHT, LEERPLICHT_BEWIJS, ROLBLAD])
def test_every_declared_table_has_a_schema_that_an_empty_frame_passes(table):
    empty = pl.DataFrame(schema=table.polars_schema)
    assert check_frame(table, empty).schema == empty.schema


def _fill(column: Column) -> object:
    """A value that the column allows."""
    if column.one_of is not None:
        return column.one_of[0]
    if column.dtype == pl.String:
        return "a"
    if column.dtype == pl.Boolean:
        return True
    if column.dtype == pl.Date:
        return date(2025, 9, 1)
    if column.dtype == pl.Datetime("us"):
        return datetime(2025, 9, 1)
    return column.at_least if column.at_least is not None else min(1, column.at_most or 1)


def _list_bad(column: Column) -> list[object]:
    """Values just outside what the column allows."""
    bad: list[object] = []
    if column.one_of is not None:
        bad.append(column.one_of[0] + "x")
    if column.at_least is not None:
        bad.append(column.at_least - 1)
    if column.at_most is not None:
        bad.append(column.at_most + 1)
    return bad if column.nullable else [*bad, None]


@pytest.mark.parametrize("table", [*RAW_TABLES, *PUBLISHED_TABLES, LEERPLICHT, LEERPLICHT_BEWIJS, ROLBLAD])
def test_one_bad_cell_in_any_column_of_any_table_is_refused_by_its_name(table):
    """The first look asks everything at once; it may let nothing pass that the look by column does not."""
    good = {column.name: _fill(column) for column in table.columns}
    frame = pl.DataFrame([good], schema=table.polars_schema, orient="row")
    assert check_frame(table, frame).equals(frame)
    for column in table.columns:
        for value in _list_bad(column):
            try:
                bad = frame.with_columns(pl.Series(column.name, [value], column.dtype))
            except (OverflowError, TypeError, pl.exceptions.PolarsError):
                continue  # the type itself does not hold it
            with pytest.raises(ValueError, match=f"column {column.name} "):
                check_frame(table, bad)


def test_a_cell_of_an_export_takes_its_bounds_from_the_column():
    lesson, kind = BOUNDED.columns[1], BOUNDED.columns[0]
    assert make_field(lesson, GEHEEL, filled=True) == Field("uur", GEHEEL, filled=True, at_least=1, at_most=20)
    assert make_field(kind, KEUZE, fault="x") == Field("soort", KEUZE, one_of=("luxe", "spijbelen"), fault="x")
    assert make_field(lesson, GEHEEL, name="tot").name == "tot"
