"""What all kinds of rows share: their context and source, flags, and rows in the columns of a table.

For each kind there are two functions (`handlers`): a `Flagger` adds flag columns for faults that take more than one
cell, or the list of pupils, to see; a `Builder` turns good rows into rows of the `raw_*` tables (`schemas.tables`).
Both work on whole columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.intake.validation import make_flag
from pipelines.intake.values import to_utc
from schemas.tables import Table

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Context:
    """What the rows of one school's file are read against.

    `numbers`: leerlingnummers of the school in order, `codes` their keyed codes; the place in the list is
    `leerling_nr`. `earlier_codes`: codes under a key that was rotated -> the code now. `has_code_table`: the school's
    own table decides, so rows get no kind here. `type_words`: Magister's verantwoordingstypes, number -> description.
    `mapped_codes`: code -> kind as an analyst mapped it. `unknown_pupil`: the finding for a pupil not listed.
    `interventies`: the codes of the SWV's list; without any, no code is looked up. `eerste_dag`: the first day of which
    the holidays are known; None: any.
    `schools` and `make_code`: of the list of the SWV, which names pupils of several schools: each number of a school ->
    its id, and that id and a leerlingnummer -> code. `lestijden`: weekdag, lesuur, begintijd and eindtijd of the lesson
    hours, where a file of the timetable program says so. `schooljaar_van`: first day of the school year in which the
    period begins.
    """

    lvs: str
    minuten_per_lesuur: int | None = None
    schooljaar_begin: tuple[int, int] = (8, 1)
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    earlier_codes: Mapping[str, str] = field(default_factory=dict)
    has_code_table: bool = False
    type_words: dict[str, str] | None = None
    mapped_codes: Mapping[str, str] = field(default_factory=dict)
    unknown_pupil: str = "onbekende_leerling"
    interventies: tuple[str, ...] = ()
    eerste_dag: date | None = None
    schools: Mapping[str, str] = field(default_factory=dict)
    make_code: Callable[[str, str], str] = lambda school, number: ""
    lestijden: pl.DataFrame | None = None
    schooljaar_van: date | None = None


@dataclass(frozen=True)
class Source:
    """Where rows come from: number of the file, place of its first row in the school's sequence, has a type column."""

    bestand_nr: int
    first_volgnr: int
    has_type: bool = False


@dataclass(frozen=True)
class Built:
    """Raw rows per table, line numbers per remark about their codes, and rows that tell nothing (`not_counted`)."""

    frames: Frames
    remarks: dict[str, list[int]]
    not_counted: int = 0


Flagger = Callable[[pl.DataFrame, Context], pl.DataFrame]
Builder = Callable[[pl.DataFrame, Source, Context], Built]


def find_leerling_nr(numbers: pl.Series, known: tuple[str, ...]) -> pl.Series:
    """Places of leerlingnummers in the list of known ones (Int32, null when not known)."""
    return numbers.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int32)


def flag_pupils(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add `leerling_nr`, and a flag where the pupil is not in the school's list.

    Without any list the delivery is refused for that; telling it of each row would hide what else is wrong.
    """
    frame = frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))
    if not context.numbers:
        return frame
    unknown = pl.col("leerling_nr").is_null() & pl.col("leerlingnummer").is_not_null()
    return flag_where(frame, "leerlingnummer", context.unknown_pupil, unknown)


def flag_where(frame: pl.DataFrame, column: str, code: str, wrong: pl.Expr) -> pl.DataFrame:
    """Add the flag of finding `code` in `column`: true where `wrong` holds."""
    return frame.with_columns_seq(wrong.fill_null(False).alias(make_flag(column, code)))


def any_flag(frame: pl.DataFrame, is_asked: Callable[[str], bool]) -> pl.Expr:
    """True where any of the flags with such a name is.

    A cell that could not be read is told as such, not as missing.
    """
    return pl.any_horizontal(pl.lit(False), *(name for name in frame.columns if is_asked(name)))


def flag_order(first: str, last: str) -> Flagger:
    """Flags an end that lies before its begin."""

    def flag(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        return flag_where(frame, last, "einde_voor_begin", pl.col(last) < pl.col(first))

    return flag


def in_turn(*flaggers: Flagger) -> Flagger:
    """Several flaggers as one; without any it flags nothing."""

    def flag(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        for flagger in flaggers:
            frame = flagger(frame, context)
        return frame

    return flag


def finish(frame: pl.DataFrame, table: Table, source: Source) -> pl.DataFrame:
    """Columns of `table` in its order and types; `bestand_nr` from the source, what is missing null."""
    given = frame.with_columns_seq(pl.lit(source.bestand_nr, dtype=pl.Int32).alias("bestand_nr"))
    return given.select_seq(
        (pl.col(column.name) if column.name in given.columns else pl.lit(None)).cast(column.dtype).alias(column.name)
        for column in table.columns
    )


def add_entry_moment(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `ingevoerd_utc`: the moment of entry, so that two rows can be compared whatever zone was written."""
    local, utc = frame["ingevoerd_op"], frame["ingevoerd_op_utc"]
    if utc.null_count() != local.null_count():
        utc = utc.fill_null(to_utc(local))
    return frame.with_columns(utc.alias("ingevoerd_utc"))


def number_rows(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Add `volgnr`: the place of each row among those of its kind in the delivery."""
    return frame.with_columns_seq(volgnr=pl.int_range(pl.len(), dtype=pl.Int64) + source.first_volgnr)


def build_as_is(table: Table) -> Builder:
    """Rows that need no more than the columns of the table."""

    def build(frame: pl.DataFrame, source: Source, context: Context) -> Built:
        return Built({table.name: finish(number_rows(frame, source), table, source)}, {})

    return build
