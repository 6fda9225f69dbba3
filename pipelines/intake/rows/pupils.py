"""Enrolments of pupils to raw rows."""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, build_as_is, find_leerling_nr, flag_where
from schemas.tables import RAW_LEERLING

_SHORT_YEARS = len("2526")
_ENROLMENT = ("leerlingnummer", "klas", "inschrijfdatum", "uitschrijfdatum", "studieperiode")


def flag_enrolments(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The earlier of planned end and leaving; the school year only where begin and planned end are empty.

    Formats 3.2 and 14: `STUDYPERIOD` and `Schooljaar` bound the row, and who left earlier left (contract 5). A school
    year that cannot be read bounds nothing, and is told.
    """
    years = pl.col("studieperiode")
    # Most lists name no school year.
    begin_year = _read_school_year(years) if frame["studieperiode"].count() else years.cast(pl.Int32)
    month, day = context.schooljaar_begin
    unbounded = pl.col("inschrijfdatum").is_null() & pl.col("uitschrijfdatum").is_null()
    last = pl.date(begin_year + 1, month, day) - pl.duration(days=1)
    unread = unbounded & pl.col("studieperiode").is_not_null() & begin_year.is_null()
    frame = flag_where(frame, "studieperiode", "schooljaar_onleesbaar", unread)
    frame = frame.with_columns_seq(
        inschrijfdatum=pl.when(unbounded).then(pl.date(begin_year, month, day)).otherwise("inschrijfdatum"),
        uitschrijfdatum=pl.min_horizontal(
            pl.when(unbounded).then(last).otherwise("uitschrijfdatum"), pl.col("vertrekdatum")
        ),
    )
    return flag_where(
        frame, "uitschrijfdatum", "einde_voor_begin", pl.col("uitschrijfdatum") < pl.col("inschrijfdatum")
    )


def _read_school_year(text: pl.Expr) -> pl.Expr:
    """The year in which a school year begins: 2025/2026, 2025-26, 25/26 and 2526 are all 2025; else null."""
    squeezed = text.str.replace_all(r"[\s/-]", "")
    begin, end = squeezed.str.slice(0, squeezed.str.len_chars() // 2), squeezed.str.slice(-2)
    # 2025-26 and 2025-2026: the first four are the year; 25/26 and 2526: the first two, of this century.
    full = squeezed.str.contains(r"^20\d{2}(?:20)?\d{2}$") & (squeezed.str.len_chars() > _SHORT_YEARS)
    short = squeezed.str.contains(r"^\d{4}$")
    year = (
        pl.when(full)
        .then(squeezed.str.slice(0, 4).cast(pl.Int32, strict=False))
        .when(short)
        .then(2000 + begin.cast(pl.Int32, strict=False))
    )
    return pl.when((year + 1) % 100 == end.cast(pl.Int32, strict=False)).then(year)


def count_repeats(frame: pl.DataFrame) -> int:
    """Rows of a pupil who already has a row with the same class, dates and school year (contract 1.3)."""
    return frame.height - frame.select(_ENROLMENT).n_unique()


def build_pupils(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A row for each enrolment, with the number of its pupil."""
    frame = frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))
    return build_as_is(RAW_LEERLING)(frame, source, context)
