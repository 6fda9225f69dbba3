"""Bad cells of the typed columns of a kind, as pandera judges them.

The pandera schema of a kind is made from its declaration (`schemas.exports`) once. Only the check and the row number of
its failure cases are used: they also hold the values. Imported where a delivery is checked: pandera takes pandas and
pyarrow along, half a second and 100 MB that a process that makes pages has no use for.
"""

from collections.abc import Sequence
from functools import cache

import pandera.polars as pa
import polars as pl

from pipelines.intake.validation import DTYPES, FLAG, CellFault, get_bad_value_code, make_flag
from schemas.columns import allow_cell
from schemas.exports.base import Field, Kind


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


@cache
def _make_quick_schema(kind: Kind) -> pa.DataFrameSchema:
    """The same demands for a frame without raised flags, those on cells in one check: time goes by column and check.

    One answer for all rows: of an answer a row pandera makes the list of what failed, which nobody reads here.
    """

    def allow(data: pa.PolarsData) -> bool:
        there = set(data.lazyframe.collect_schema().names())
        fields = [field for field in kind.fields if field.name in there]
        allowed = pl.all_horizontal(allow_cell(field, filled=field.filled) for field in fields)
        return data.lazyframe.select(allowed.all()).collect().item()

    columns = {field.name: pa.Column(DTYPES[field.type], nullable=True, required=field.filled) for field in kind.fields}
    return pa.DataFrameSchema(columns, checks=pa.Check(allow), strict=False)


def _is_sound(kind: Kind, frame: pl.DataFrame) -> bool:
    """Whether no cell is bad; which one is, and how, is for `make_schema` to tell."""
    if any(FLAG in name for name in frame.columns):
        return False
    try:
        _make_quick_schema(kind).validate(frame)
    except pa.errors.SchemaError:
        return False
    return True


def find_faults(kind: Kind, frame: pl.DataFrame) -> list[CellFault]:
    """Every bad cell of a typed frame, in order of row and column; an empty list when all rows can be used."""
    emptying = {make_flag(field.name, get_bad_value_code(field)) for field in kind.fields if field.empties}
    emptied = [
        CellFault(row, *flag.split(FLAG), empties=True)
        for flag in frame.columns
        if flag in emptying
        for row in frame[flag].arg_true().to_list()
    ]
    told = frame.drop({*emptying.intersection(frame.columns), *_list_silent(kind, frame)})
    if _is_sound(kind, told):
        return emptied
    try:
        make_schema(kind).validate(told, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.select("check", "column", "index")
    else:
        return emptied
    if cases["index"].null_count():
        # Not a cell but the frame itself is not what was declared: a bug, not a fault of the school.
        raise TypeError(f"frame of kind {kind.name} does not have its declared columns") from None
    faults = {_make_fault(row) for row in cases.iter_rows()}
    bad_cells = {(fault.row, fault.column) for fault in faults if fault.code != "leeg"}
    real = [fault for fault in faults if fault.code != "leeg" or (fault.row, fault.column) not in bad_cells]
    return sorted([*emptied, *real], key=lambda fault: (fault.row, fault.column, fault.code))


def _list_silent(kind: Kind, frame: pl.DataFrame) -> list[str]:
    """Columns that say nothing (no flag raised, optional and wholly empty): pandera costs time per column."""
    optional = [field.name for field in kind.fields if not field.filled]
    silent = [name for name in optional if frame[name].null_count() == frame.height]
    return silent + [name for name in frame.columns if FLAG in name and not frame[name].any()]


def _make_fault(case: Sequence) -> CellFault:
    check, column, row = case
    if FLAG in column:
        return CellFault(row, *column.split(FLAG))
    return CellFault(row, column, "leeg" if check == "not_nullable" else check)
