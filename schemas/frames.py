"""The one validator of tables: a frame against its declaration, on the way into the store and on the way out."""

import polars as pl

from schemas.columns import allow_cell
from schemas.tables import Table


def check_frame(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the declared order of columns; ValueError when columns, types, values or key are not as declared."""
    if not _is_as_declared(table, frame):
        from schemas.frame_faults import describe_fault

        told = describe_fault(table, frame)
        if told is not None:
            raise ValueError(told)
    return frame.select_seq(table.names)


def _is_as_declared(table: Table, frame: pl.DataFrame) -> bool:
    """Whether all is well, asked of all cells at once; what is wrong is for pandera to tell, which takes far longer."""
    if dict(frame.schema) != {column.name: column.dtype for column in table.columns}:
        return False
    allowed = pl.all_horizontal(allow_cell(column, filled=not column.nullable) for column in table.columns)
    return frame.select_seq(allowed.all()).item() and not (table.key and frame.select(table.key).is_duplicated().any())
