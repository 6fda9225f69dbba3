"""Which cells of a frame are bad and why, as pandera tells it: by a schema made from the declaration of a kind.

Only the check, the column and the row number of its failure cases are used: they also hold the values. Imported where
something is wrong: pandera takes pandas and pyarrow along, half a second and 100 MB.
"""

from functools import cache

import pandera.polars as pa
import polars as pl

from pipelines.intake.validation import DTYPES, get_bad_value_code
from schemas.exports.base import Field, Kind


def list_failures(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """One row a bad cell: `check`, `column` and `index`, its row; null where the frame itself is not as declared."""
    try:
        make_schema(kind).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return error.failure_cases.select("check", "column", "index")
    return pl.DataFrame(schema={"check": pl.String, "column": pl.String, "index": pl.Int32})


@cache
def make_schema(kind: Kind) -> pa.DataFrameSchema:
    """The pandera schema of `kind`: types, filled cells, ranges, closed lists, and no flag raised."""
    columns = {field.name: _make_column(field) for field in kind.fields}
    pattern = r"^[a-z_]+\|[a-z_0-9]+$"
    flags = pa.Column(pl.Boolean, pa.Check.eq(False, error="vlag"), regex=True, required=False)
    return pa.DataFrameSchema({**columns, pattern: flags}, strict=False)


def _make_column(field: Field) -> pa.Column:
    checks = []
    if field.at_least is not None:
        checks.append(pa.Check.ge(field.at_least, error=field.fault or "buiten_bereik"))
    if field.at_most is not None:
        checks.append(pa.Check.le(field.at_most, error=field.fault or "buiten_bereik"))
    if field.one_of is not None:
        checks.append(pa.Check.isin(field.one_of, error=get_bad_value_code(field)))
    return pa.Column(DTYPES[field.type], checks, nullable=not field.filled, required=field.filled)
