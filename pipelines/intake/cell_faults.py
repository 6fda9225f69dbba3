"""Bad cells of the typed columns of a kind: whether there are any is asked of all cells at once.

Which ones, and how, is told by the schema that pandera makes of the declaration of the kind (`cell_schema`).
"""

from collections.abc import Sequence

import polars as pl

from pipelines.intake.validation import DTYPES, FLAG, CellFault, get_bad_value_code, make_flag
from schemas.columns import allow_cell
from schemas.exports.base import Kind


def find_faults(kind: Kind, frame: pl.DataFrame) -> list[CellFault]:
    """Every bad cell of a typed frame, in order of row and column; an empty list when all rows can be used."""
    emptying = [make_flag(field.name, get_bad_value_code(field)) for field in kind.fields if field.empties]
    emptied = [
        CellFault(row, *flag.split(FLAG), empties=True)
        for flag in emptying
        if flag in frame.columns
        for row in frame[flag].arg_true().to_list()
    ]
    told = _leave_out_silent(kind, frame.drop(emptying, strict=False))
    if _is_sound(kind, told):
        return emptied
    from pipelines.intake.cell_schema import list_failures

    cases = list_failures(kind, told)
    if cases["index"].null_count():
        # Not a cell but the frame itself is not what was declared: a bug, not a fault of the school.
        raise TypeError(f"frame of kind {kind.name} does not have its declared columns")
    faults = {_make_fault(row) for row in cases.iter_rows()}
    bad_cells = {(fault.row, fault.column) for fault in faults if fault.code != "leeg"}
    real = [fault for fault in faults if fault.code != "leeg" or (fault.row, fault.column) not in bad_cells]
    return sorted([*emptied, *real], key=lambda fault: (fault.row, fault.column, fault.code))


def _is_sound(kind: Kind, frame: pl.DataFrame) -> bool:
    """Whether no cell is bad, asked of all cells at once; which one is, and how, is for pandera to tell."""
    schema = frame.schema
    if any(FLAG in name for name in schema):
        return False
    there = [field for field in kind.fields if field.name in schema]
    if any(field.filled for field in kind.fields if field.name not in schema):
        return False
    if any(schema[field.name] != DTYPES[field.type] for field in there):
        return False
    allowed = pl.all_horizontal(allow_cell(field, filled=field.filled) for field in there)
    return frame.select(allowed.all()).item()


def _leave_out_silent(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """Without columns that say nothing (no flag raised, optional and wholly empty): pandera costs time per column."""
    optional = [field.name for field in kind.fields if not field.filled]
    silent = [name for name in optional if frame[name].null_count() == frame.height]
    silent += [name for name in frame.columns if FLAG in name and not frame[name].any()]
    return frame.drop(silent)


def _make_fault(case: Sequence) -> CellFault:
    check, column, row = case
    if FLAG in column:
        return CellFault(row, *column.split(FLAG))
    return CellFault(row, column, "leeg" if check == "not_nullable" else check)
