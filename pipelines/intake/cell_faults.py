"""Bad cells of the typed columns of a kind: whether there are any, asked of all cells at once.

Which ones they are is for pandera to tell (`pipelines.intake.judged_cells`), which takes far longer.
"""

import polars as pl

from pipelines.intake.validation import DTYPES, FLAG, CellFault, get_bad_value_code, make_flag
from schemas.columns import allow_cell
from schemas.exports.base import Kind


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
    from pipelines.intake.judged_cells import judge_cells

    return sorted([*emptied, *judge_cells(kind, told)], key=lambda fault: (fault.row, fault.column, fault.code))


def _list_silent(kind: Kind, frame: pl.DataFrame) -> list[str]:
    """Columns that say nothing (no flag raised, optional and wholly empty): each costs time."""
    optional = [field.name for field in kind.fields if not field.filled]
    silent = [name for name in optional if frame[name].null_count() == frame.height]
    return silent + [name for name in frame.columns if FLAG in name and not frame[name].any()]


def _is_sound(kind: Kind, frame: pl.DataFrame) -> bool:
    """Whether no flag is raised, all columns are there as declared, and no cell is bad."""
    types = dict(frame.schema)
    fields = [field for field in kind.fields if field.filled or field.name in types]
    if any(FLAG in name for name in types) or any(types.get(each.name) != DTYPES[each.type] for each in fields):
        return False
    # Of a table that says nothing no column is left to ask.
    allowed = pl.all_horizontal(pl.lit(value=True), *(allow_cell(field, filled=field.filled) for field in fields))
    return frame.select_seq(allowed.all()).item()
