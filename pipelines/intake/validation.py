"""Text columns of a kind to typed columns, and what is wrong with a cell: bad records go by line, column and reason.

Anything that is wrong in a row besides an empty or forbidden value stands in a flag column called
`column|finding code`; `pipelines.intake.cell_faults` judges everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.intake import values
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
DTYPES = {
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
        return [_repeat(field.name, None, DTYPES[field.type], text.height), *_no_moments(field, text.height)]
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
    columns = [parsed["value"].cast(DTYPES[field.type]).alias(field.name), *flags]
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
        _repeat(f"{field.name}_heeft_tijd", False, pl.Boolean(), height),
        _repeat(f"{field.name}_utc", None, pl.Datetime("us"), height),
    ]


def _repeat(name: str, value: bool | None, dtype: pl.DataType | type[pl.DataType], height: int) -> pl.Series:
    return pl.Series(name, [value], dtype=dtype).new_from_index(0, height)


def get_bad_value_code(field: Field) -> str:
    """The finding code for a cell that holds no such value."""
    own = field.fault if field.type == KEUZE or field.empties else None
    return own or _BAD_VALUE[field.type]


def make_flag(column: str, code: str) -> str:
    """The name of the flag column for `code` in `column`."""
    return f"{column}{FLAG}{code}"


def drop_rows(frame: pl.DataFrame, rows: Iterable[int]) -> pl.DataFrame:
    """The frame without `rows` and without its flag columns."""
    flags = [name for name in frame.columns if FLAG in name]
    kept = frame.drop(flags) if flags else frame
    bad = sorted(set(rows))
    if not bad:
        return kept
    keep = pl.Series("keep", [True]).new_from_index(0, frame.height).scatter(bad, False)
    return kept.filter(keep)
