"""What is wrong with a table, as pandera tells it: by a schema made from the columns of its declaration.

What pandera found holds values of pupils, so only the kind of fault and the name of the column are told. Imported where
something is wrong: pandera takes pandas and pyarrow along, half a second and 100 MB.
"""

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrorReason as Reason
from pandera.errors import SchemaErrors

from schemas.columns import Column
from schemas.tables import Table

# What is told of a column, the first of these first: what comes later may follow from what comes before.
_WORDS = {
    Reason.WRONG_DATATYPE: "has type {dtype}",
    Reason.SERIES_CONTAINS_NULLS: "has empty cells",
    Reason.DATAFRAME_CHECK: "has cells that are not allowed",
}
_COLUMNS = (Reason.COLUMN_NOT_IN_DATAFRAME, Reason.COLUMN_NOT_IN_SCHEMA)


def describe_fault(table: Table, frame: pl.DataFrame) -> str | None:
    """The first fault of the frame in words without a value; None where pandera finds none."""
    try:
        make_schema(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return _describe(table, frame, errors)
    return None


@cache
def make_schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a table: no other columns, types, filled cells, ranges, closed lists and its key."""
    columns = {column.name: _make_column(column) for column in table.columns}
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.key) or None)


def _make_column(column: Column) -> pa.Column:
    checks = []
    if column.at_least is not None:
        checks.append(pa.Check.ge(column.at_least))
    if column.at_most is not None:
        checks.append(pa.Check.le(column.at_most))
    if column.one_of is not None:
        checks.append(pa.Check.isin(column.one_of))
    return pa.Column(column.dtype, checks, nullable=column.nullable)


def _describe(table: Table, frame: pl.DataFrame, errors: SchemaErrors) -> str:
    """The first fault, without a value: the failure cases hold them, so they are not looked at."""
    found = {error.reason_code: error.column_name for error in reversed(errors.schema_errors)}
    if found.keys() & set(_COLUMNS):
        return f"table {table.name}: columns are not as declared"
    for reason, words in _WORDS.items():
        if reason in found:
            column = str(found[reason])
            return f"table {table.name}: column {column} {words.format(dtype=frame.schema[column])}"
    return f"table {table.name}: two rows on one {', '.join(table.key)}"
