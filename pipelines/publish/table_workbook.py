"""`tabellen/tabellen.xlsx`: every table on a sheet of its own, with what each column means, for who works in Excel.

The same rows as the `.csv` beside it; percentages and other fractions show two decimals and keep all of them.
"""

import io
from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.publish.written_workbook import Book, Column, Value, make_workbook
from schemas.dictionary import load_dictionary
from schemas.tables import PUBLISHED_TABLES, Table

TABLE_WORKBOOK = "tabellen.xlsx"
MEANING_SHEET = "Kolommen"
# A sheet holds no more rows, its header included.
MOST_ROWS = 1_048_575
_WIDEST = 40
_MEANING = (
    Column("tabel", 18),
    Column("kolom", 22),
    Column("wat het betekent", 70),
    Column("mogelijke waarden", 60),
)
_YES, _NO = "J", "N"


def make_table_workbook(frames: Mapping[str, pl.DataFrame], *, most_rows: int = MOST_ROWS) -> bytes:
    """The workbook of the tables in `frames` (by name), in the order of the tables; what they mean comes first.

    A table with more rows than a sheet can hold is left out, and the first sheet says where it is.
    """
    tables = [table for table in PUBLISHED_TABLES if table.name in frames]
    left_out = {table.name for table in tables if frames[table.name].height > most_rows}

    def fill(book: Book) -> None:
        book.add_table(MEANING_SHEET, _MEANING, list(_list_meanings(tables, left_out)))
        for table in tables:
            if table.name not in left_out:
                frame = frames[table.name]
                book.add_frame(table.name, _make_columns(frame), _tell_booleans(frame))

    return make_workbook(fill, title="Tabellen")


def make_workbook_of_files(files: Mapping[str, bytes]) -> bytes:
    """The same workbook, from the `.parquet` of each table by name: to another process they go in a fraction of the
    memory that the rows take.
    """
    return make_table_workbook({name: pl.read_parquet(io.BytesIO(content)) for name, content in files.items()})


def _list_meanings(tables: Iterable[Table], left_out: set[str]) -> Iterable[list[Value]]:
    words = load_dictionary()
    for table in tables:
        more = " Te groot voor een blad: zie het csv-bestand." if table.name in left_out else ""
        yield [table.name, None, f"{words.tables[table.name]}.{more}", None]
        for column in table.columns:
            values = ", ".join(str(value) for value in column.one_of) if column.one_of else None
            yield [table.name, column.name, words.tell(table.name, column.name), values]


def _make_columns(frame: pl.DataFrame) -> list[Column]:
    return [
        Column(name, min(max(len(name) + 3, _guess_width(kind)), _WIDEST), _get_style(kind))
        for name, kind in frame.schema.items()
    ]


def _guess_width(kind: pl.DataType) -> int:
    return 16 if kind == pl.String else 11


def _get_style(kind: pl.DataType) -> str:
    if kind == pl.Date:
        return "datum"
    if kind.is_float():
        return "decimaal"
    return "getal_kaal" if kind.is_integer() else "tekst_kaal"


def _tell_booleans(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(pl.col(pl.Boolean)).then(pl.lit(_YES)).when(~pl.col(pl.Boolean)).then(pl.lit(_NO)).name.keep()
    )
