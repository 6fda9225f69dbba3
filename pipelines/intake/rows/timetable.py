"""Lessons and the school's own calendar to raw rows."""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, finish, flag_where
from schemas.tables import RAW_KALENDER


def flag_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Begin and end in minutes and the length; one empty time cell is read as two (contract 5)."""
    both = pl.col("begintijd").is_not_null() & pl.col("eindtijd").is_not_null()
    frame = frame.with_columns(
        begin_min=pl.when(both).then("begintijd"),
        eind_min=pl.when(both).then("eindtijd"),
        minuten=pl.when(both)
        .then(pl.col("eindtijd") - pl.col("begintijd"))
        .otherwise(pl.lit(context.minuten_per_lesuur, dtype=pl.Int16)),
    )
    is_lesson = pl.col("lesuur") != 0
    frame = flag_where(frame, "eindtijd", "les_zonder_duur", is_lesson & (pl.col("minuten") <= 0))
    # A cell that could not be read is told as such, not as missing.
    unread = [pl.col(name) for name in frame.columns if name.endswith("|tijd_onleesbaar")]
    missing = is_lesson & pl.col("minuten").is_null() & ~pl.any_horizontal(pl.lit(False), *unread)
    return flag_where(frame, "begintijd", "les_zonder_tijden", missing)


def flag_empty_day(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Lesuur 0 says that the day has no lessons, so it has no times and no length."""
    timed = pl.col("begintijd").is_not_null() | pl.col("eindtijd").is_not_null()
    frame = flag_where(frame, "lesuur", "lesuur_nul_met_tijden", (pl.col("lesuur") == 0) & timed)
    return frame.with_columns(minuten=pl.when(pl.col("lesuur") != 0).then("minuten"))


def build_calendar(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Days of the school itself; without a kind they are free."""
    rows = frame.with_columns(pl.col("soort").fill_null("vrij"))
    return Built({RAW_KALENDER.name: finish(rows, RAW_KALENDER, source)}, {})
