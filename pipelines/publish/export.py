"""Tables for the analyst: each as `.parquet` and as `.csv` that a Dutch spreadsheet opens (contract 3)."""

import io

import polars as pl

# A cell that starts with one of these is a formula to a spreadsheet (OWASP, CSV injection); what a reader or a
# spreadsheet passes over at the start (spaces, quotes, characters without width) does not count.
_FORMULA_START = r"^[\s'\"\u{200B}-\u{200F}\u{2060}\u{FEFF}]*[=+\-@\t\r\n|%＝＋－＠｜％−]"


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
