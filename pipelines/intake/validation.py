"""Text columns of a kind to typed columns, checked by pandera; bad records are named by line, column and reason.

The pandera schema of a kind is made from its declaration (`schemas.exports`) once. Anything that is wrong in a row
besides an empty or forbidden value stands in a flag column called `column|finding code`, so that pandera judges
everything. Only the check and the row number of its failure cases are used: they also hold the values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pandera.polars as pa
import polars as pl

from pipelines.intake import values
from schemas.columns import allow_cell
from schemas.exports.base import (
    CODE,
    DATUM,
    GEHEEL,
    GROEP,
    JANEE,
    KEUZE,
    LESUREN,
    MOMENT,
    NUMMER,
    TEKST,
    TIJD,
    Field,
    Kind,
)

LINE = "regelnummer"
FLAG = "|"
_DTYPES = {
    NUMMER: pl.String,
    TEKST: pl.String,
    CODE: pl.String,
    GROEP: pl.String,
    KEUZE: pl.String,
    DATUM: pl.Date,
    MOMENT: pl.Datetime("us"),
    TIJD: pl.Int16,
    GEHEEL: pl.Int64,
    LESUREN: pl.Int64,
    JANEE: pl.Boolean,
}
_PARSERS = {
    NUMMER: values.parse_ids,
    TEKST: values.parse_texts,
    CODE: values.parse_texts,
    GROEP: values.parse_groups,
    DATUM: values.parse_dates,
    MOMENT: values.parse_moments,
    TIJD: values.parse_times,
    GEHEEL: values.parse_integers,
    LESUREN: values.parse_lesson_hours,
    JANEE: values.parse_booleans,
}
# A date that may be meant with the month first.
DOUBTFUL_DATE = "datum_twee_volgordes"
_BAD_VALUE = {
    NUMMER: "nummer_verminkt",
    TEKST: "tekst_verminkt",
    CODE: "tekst_verminkt",
    GROEP: "groep_verminkt",
    DATUM: "datum_onleesbaar",
    MOMENT: "datum_onleesbaar",
    TIJD: "tijd_onleesbaar",
    GEHEEL: "getal_onleesbaar",
    LESUREN: "lesuur_onleesbaar",
    JANEE: "janee_onleesbaar",
    KEUZE: "keuze_onbekend",
}


@dataclass(frozen=True)
class CellFault:
    """One bad cell: `row` in the frame that was checked, `column` (our name), finding `code`.

    `empties`: the cell is emptied and its row is used all the same.
    """

    row: int
    column: str
    code: str
    empties: bool = False


def type_columns(kind: Kind, text: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """Typed columns of `kind` from text columns named as its fields; a field that is not there is all null.

    Adds `regelnummer`, for each MOMENT `x_heeft_tijd` and `x_utc`, for LESUREN with several in a cell `x_alle` (a list,
    null where there is one), and a flag column for each field with a bad cell.
    """
    columns = [lines.cast(pl.Int32).alias(LINE)]
    for field in kind.fields:
        columns += _type_column(field, text)
    return pl.DataFrame(columns)


def _type_column(field: Field, text: pl.DataFrame) -> list[pl.Series]:
    if field.name not in text.columns:
        empty = pl.repeat(None, text.height, dtype=_DTYPES[field.type], eager=True).alias(field.name)
        return [empty, *_no_moments(field, text.height)]
    cells = text.get_column(field.name)
    flags: list[pl.Series] = []
    parsed = values.parse_choices(cells, field.one_of or ()) if field.type == KEUZE else _PARSERS[field.type](cells)
    if "hours" in parsed.columns:
        parsed = _show_beyond(parsed, field.at_most)
    if field.empties and field.at_least is not None:
        parsed = _empty_below(parsed, field.at_least)
    doubtful = find_doubtful_dates(field, cells) if parsed["bad"].any() else None
    if doubtful is not None:
        readable = doubtful & ~parsed["bad"]
        parsed = parsed.with_columns(value=pl.when(~doubtful).then("value"))
        if field.empties:
            parsed = parsed.with_columns(bad=pl.col("bad") | doubtful)
        elif readable.any():
            flags.append(readable.alias(make_flag(field.name, DOUBTFUL_DATE)))
    columns = [parsed["value"].cast(_DTYPES[field.type]).alias(field.name), *flags]
    if field.type == MOMENT:
        columns += [parsed["has_time"].alias(f"{field.name}_heeft_tijd"), parsed["utc"].alias(f"{field.name}_utc")]
    if "hours" in parsed.columns:
        columns.append(parsed["hours"].alias(name_all_hours(field.name)))
    if parsed["bad"].any():
        columns.append(parsed["bad"].alias(make_flag(field.name, get_bad_value_code(field))))
    return columns


def find_doubtful_dates(field: Field, cells: pl.Series) -> pl.Series | None:
    """Cells of a column of dates in which the month comes first; None where there is no such doubt."""
    return values.find_month_first(cells) if field.type in (DATUM, MOMENT) else None


def _empty_below(parsed: pl.DataFrame, least: int) -> pl.DataFrame:
    """A number that is too small is unreadable where a bad value only empties its cell."""
    below = (pl.col("value") < least).fill_null(False)
    return parsed.with_columns(value=pl.when(~below).then("value"), bad=pl.col("bad") | below)


def name_all_hours(field: str) -> str:
    """The column with all lesson hours of a cell that names several."""
    return f"{field}_alle"


def _show_beyond(parsed: pl.DataFrame, most: int | None) -> pl.DataFrame:
    """Where one of several lesson hours is too high, that one is the value, so that the bound of the field sees it."""
    highest = pl.col("hours").list.max()
    return parsed.with_columns(value=pl.when(highest > most).then(highest).otherwise("value"))


def _no_moments(field: Field, height: int) -> list[pl.Series]:
    if field.type != MOMENT:
        return []
    return [
        pl.repeat(False, height, dtype=pl.Boolean, eager=True).alias(f"{field.name}_heeft_tijd"),
        pl.repeat(None, height, dtype=pl.Datetime("us"), eager=True).alias(f"{field.name}_utc"),
    ]


def get_bad_value_code(field: Field) -> str:
    """The finding code for a cell that holds no such value."""
    own = field.fault if field.type == KEUZE or field.empties else None
    return own or _BAD_VALUE[field.type]


def make_flag(column: str, code: str) -> str:
    """The name of the flag column for `code` in `column`."""
    return f"{column}{FLAG}{code}"


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
    return pa.Column(_DTYPES[field.type], checks, nullable=not field.filled, required=field.filled)


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

    columns = {
        field.name: pa.Column(_DTYPES[field.type], nullable=True, required=field.filled) for field in kind.fields
    }
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


def drop_rows(frame: pl.DataFrame, rows: Iterable[int]) -> pl.DataFrame:
    """The frame without `rows` and without its flag columns."""
    kept = frame.drop([name for name in frame.columns if FLAG in name])
    bad = sorted(set(rows))
    if not bad:
        return kept
    keep = pl.Series("keep", [True]).new_from_index(0, frame.height).scatter(bad, False)
    return kept.filter(keep)
