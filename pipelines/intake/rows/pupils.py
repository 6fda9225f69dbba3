"""Enrolments of pupils to raw rows."""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, build_as_is, find_leerling_nr, flag_where
from schemas.tables import RAW_LEERLING


def flag_enrolments(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The earlier of planned end and leaving; the school year only where begin and end are empty (formats 3.2)."""
    year = pl.col("studieperiode").str.extract(r"^(\d{4}|\d{2})\s*[/-]\s*(?:\d{4}|\d{2})$", 1)
    # A short year is of this century; the column is Magister's own, so no birth year can stand here.
    century = pl.when(year.str.contains(r"^\d{2}$")).then(2000).otherwise(0)
    begin_year = century + year.cast(pl.Int32, strict=False)
    month, day = context.schooljaar_begin
    end = pl.min_horizontal("uitschrijfdatum", "vertrekdatum")
    unbounded = pl.col("inschrijfdatum").is_null() & end.is_null()
    frame = frame.with_columns(
        inschrijfdatum=pl.when(unbounded).then(pl.date(begin_year, month, day)).otherwise("inschrijfdatum"),
        uitschrijfdatum=pl.when(unbounded)
        .then(pl.date(begin_year + 1, month, day) - pl.duration(days=1))
        .otherwise(end),
    )
    return flag_where(
        frame, "uitschrijfdatum", "einde_voor_begin", pl.col("uitschrijfdatum") < pl.col("inschrijfdatum")
    )


def build_pupils(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A row for each enrolment, with the number of its pupil."""
    frame = frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))
    return build_as_is(RAW_LEERLING)(frame, source, context)
