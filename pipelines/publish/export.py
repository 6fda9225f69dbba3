"""Tables for the analyst: each as `.parquet` and as `.csv` that a Dutch spreadsheet opens (contract 3)."""

import io

import polars as pl

from schemas.columns import Column
from schemas.tables import Table

# A cell that starts with one of these is a formula to a spreadsheet (OWASP, CSV injection); what a reader or a
# spreadsheet passes over at the start (spaces, quotes, characters without width) does not count.
_FORMULA_START = r"^[\s'\"\u{200B}-\u{200F}\u{2060}\u{FEFF}]*[=+\-@\t\r\n|%＝＋－＠｜％−]"


def check_frame(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the declared order of columns; ValueError when columns, types, values or key are not as declared."""
    if set(frame.columns) != set(table.names):
        raise ValueError(f"table {table.name}: columns are not as declared")
    frame = frame.select(table.names)
    for column in table.columns:
        if frame.schema[column.name] != column.dtype:
            raise ValueError(f"table {table.name}: column {column.name} has type {frame.schema[column.name]}")
        if not column.nullable and frame[column.name].null_count():
            raise ValueError(f"table {table.name}: column {column.name} has empty cells")
        if _has_forbidden(column, frame[column.name].drop_nulls()):
            raise ValueError(f"table {table.name}: column {column.name} has cells that are not allowed")
    if table.key and frame.select(table.key).is_duplicated().any():
        raise ValueError(f"table {table.name}: two rows on one {', '.join(table.key)}")
    return frame


def _has_forbidden(column: Column, cells: pl.Series) -> bool:
    """Whether a filled cell is none of the values, or outside the bounds, that the column declares."""
    return (
        (column.one_of is not None and not cells.is_in(column.one_of).all())
        or (column.at_least is not None and bool((cells < column.at_least).any()))
        or (column.at_most is not None and bool((cells > column.at_most).any()))
    )


def make_parquet(frame: pl.DataFrame) -> bytes:
    """Parquet with the frame's own types: dates as dates, doubles unrounded, yes/no as booleans."""
    target = io.BytesIO()
    frame.write_parquet(target, compression="zstd")
    return target.getvalue()


def make_csv(frame: pl.DataFrame) -> bytes:
    """CSV with `;`, UTF-8 with BOM, decimal comma, J/N or empty, dates as jjjj-mm-dd, full precision."""
    shown = frame.with_columns(
        pl.when(pl.col(pl.Boolean)).then(pl.lit("J")).when(~pl.col(pl.Boolean)).then(pl.lit("N")).name.keep(),
        pl.when(pl.col(pl.String).str.contains(_FORMULA_START))
        .then(pl.lit("'") + pl.col(pl.String))
        .otherwise(pl.col(pl.String))
        .name.keep(),
    )
    text = shown.write_csv(separator=";", decimal_comma=True, date_format="%Y-%m-%d", include_bom=True)
    return text.encode("utf-8")
