"""Lessons and the school's own calendar to raw rows."""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, finish, flag_where
from schemas.tables import RAW_KALENDER


def flag_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Begin and end in minutes and the length; one empty time cell is read as two (contract 5)."""
    return _flag_lessons(frame, context, is_lesson=pl.lit(True))


def flag_dated_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """As `flag_times`; but lesuur 0 without times says that the day has no lessons, and has no length."""
    times = pl.col("begintijd").is_null().cast(pl.Int8) + pl.col("eindtijd").is_null().cast(pl.Int8)
    hour_zero = pl.col("lesuur") == 0
    frame = flag_where(frame, "lesuur", "lesuur_nul_met_tijd", hour_zero & (times == 1))
    frame = _flag_lessons(frame, context, is_lesson=~hour_zero | (times == 0))
    return frame.with_columns(minuten=pl.when(~hour_zero | (times == 0)).then("minuten"))


def _flag_lessons(frame: pl.DataFrame, context: Context, *, is_lesson: pl.Expr) -> pl.DataFrame:
    both = pl.col("begintijd").is_not_null() & pl.col("eindtijd").is_not_null()
    frame = frame.with_columns(
        begin_min=pl.when(both).then("begintijd"),
        eind_min=pl.when(both).then("eindtijd"),
        minuten=pl.when(both)
        .then(pl.col("eindtijd") - pl.col("begintijd"))
        .otherwise(pl.lit(context.minuten_per_lesuur, dtype=pl.Int16)),
    )
    frame = flag_where(frame, "eindtijd", "les_zonder_duur", is_lesson & (pl.col("minuten") <= 0))
    # A cell that could not be read is told as such, not as missing.
    unread = [pl.col(name) for name in frame.columns if name.endswith("|tijd_onleesbaar")]
    missing = is_lesson & pl.col("minuten").is_null() & ~pl.any_horizontal(pl.lit(False), *unread)
    return flag_where(frame, "begintijd", "les_zonder_tijden", missing)


def build_calendar(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Days of the school itself; without a kind they are free."""
    rows = frame.with_columns(pl.col("soort").fill_null("vrij"))
    return Built({RAW_KALENDER.name: finish(rows, RAW_KALENDER, source)}, {})
