"""Which cells of the typed columns of a kind are bad, as pandera judges them.

The pandera schema of a kind is made from its declaration (`schemas.exports`) once. Only the check and the row number of
its failure cases are used: they also hold the values. Imported where something is wrong: pandera takes pandas and
pyarrow along, half a second and 100 MB.
"""

from collections.abc import Sequence
from functools import cache

import pandera.polars as pa
import polars as pl

from pipelines.intake.validation import DTYPES, FLAG, CellFault, get_bad_value_code
from schemas.exports.base import Field, Kind


def judge_cells(kind: Kind, frame: pl.DataFrame) -> list[CellFault]:
    """Every bad cell of a typed frame, each with what is wrong with it."""
    try:
        make_schema(kind).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.select("check", "column", "index")
    else:
        return []
    if cases["index"].null_count():
        # Not a cell but the frame itself is not what was declared: a bug, not a fault of the school.
        raise TypeError(f"frame of kind {kind.name} does not have its declared columns") from None
    faults = {_make_fault(row) for row in cases.iter_rows()}
    bad_cells = {(fault.row, fault.column) for fault in faults if fault.code != "leeg"}
    return [fault for fault in faults if fault.code != "leeg" or (fault.row, fault.column) not in bad_cells]


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


def _make_fault(case: Sequence) -> CellFault:
    check, column, row = case
    if FLAG in column:
        return CellFault(row, *column.split(FLAG))
    return CellFault(row, column, "leeg" if check == "not_nullable" else check)
