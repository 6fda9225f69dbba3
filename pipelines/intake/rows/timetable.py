"""Lessons and the school's own calendar to raw rows."""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, finish, flag_where
from schemas.tables import RAW_KALENDER, RAW_SCHOOLTIJDEN


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


def flag_lengths(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The length of lessons of an estimated timetable: `minuten_per_les`, else `minuten_per_lesuur` (contract 1.4)."""
    default = pl.lit(context.minuten_per_lesuur, dtype=pl.Int64)
    frame = frame.with_columns(minuten=pl.coalesce("minuten_per_les", default))
    # A cell that could not be read is told as such, not as missing.
    unread = [pl.col(name) for name in frame.columns if name.startswith("minuten_per_les|")]
    missing = pl.col("minuten").is_null() & ~pl.any_horizontal(pl.lit(False), *unread)
    return flag_where(frame, "minuten_per_les", "les_zonder_lengte", missing)


def flag_school_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """School hours end after they begin; a break has two times and lies within them."""
    begin, end, pause, resume = (pl.col(name) for name in ("begintijd", "eindtijd", "pauze_van", "pauze_tot"))
    frame = flag_where(frame, "eindtijd", "schooldag_zonder_duur", end <= begin)
    unread = [pl.col(name) for name in frame.columns if name.startswith("pauze_") and "|" in name]
    half = (pause.is_null() != resume.is_null()) & ~pl.any_horizontal(pl.lit(False), *unread)
    frame = flag_where(frame, "pauze_van", "pauze_met_een_tijd", half)
    outside = (begin < end) & ((pause <= begin) | (resume <= pause) | (end <= resume))
    return flag_where(frame, "pauze_van", "pauze_buiten_schooltijd", outside)


def build_school_times(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """School hours of a weekday; without a group they are those of every pupil."""
    names = {
        "begintijd": "begin_min",
        "eindtijd": "eind_min",
        "pauze_van": "pauze_van_min",
        "pauze_tot": "pauze_tot_min",
    }
    return Built({RAW_SCHOOLTIJDEN.name: finish(frame.rename(names), RAW_SCHOOLTIJDEN, source)}, {})


def build_calendar(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Days of the school itself; without a kind they are free."""
    rows = frame.with_columns(pl.col("soort").fill_null("vrij"))
    return Built({RAW_KALENDER.name: finish(rows, RAW_KALENDER, source)}, {})
