"""Lessons and the school's own calendar to raw rows."""

from datetime import date, timedelta

import polars as pl

from pipelines.intake.rows.building import (
    Built,
    Context,
    Source,
    any_flag,
    build_as_is,
    find_leerling_nr,
    finish,
    flag_where,
)
from pipelines.intake.validation import LINE
from schemas.tables import RAW_KALENDER, RAW_ROOSTER_DATUM, RAW_ROOSTER_LEERLING, RAW_SCHOOLTIJDEN, SET_OF_PUPILS

WITHOUT_TIMES = "les_zonder_tijden"
NO_TIMES = pl.DataFrame(
    schema={"weekdag": pl.Int64, "lesuur": pl.Int64, "begintijd": pl.Int16, "eindtijd": pl.Int16},
)
# The weeks of Untis' lesson.txt, and what says that a lesson is held in one.
_FIRST_WEEK, _WEEKS, _HELD = 36, 53, "1"


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


def flag_untis(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """As `flag_times`, with the times of `time.txt` where it has them; else the length in the row (formats 13.2)."""
    if context.lestijden is not None:
        hours = context.lestijden.unique(["weekdag", "lesuur"], keep="first", maintain_order=True)
        frame = frame.drop("begintijd", "eindtijd").join(
            hours, on=["weekdag", "lesuur"], how="left", maintain_order="left"
        )
    # 0:00 is no length.
    own = pl.when(pl.col("duur") > 0).then("duur") if "duur" in frame.columns else None
    return _flag_lessons(frame, context, is_lesson=pl.lit(True), own_length=own)


def read_times(frame: pl.DataFrame) -> pl.DataFrame:
    """The times of lesson hours in the columns of `NO_TIMES`."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in NO_TIMES.schema.items())


def build_weeks(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A row for each week in which the lesson is held: the flags run from calendar week 36 on (formats 13.2)."""
    if context.schooljaar_van is None:
        return Built({}, {}, not_counted=frame.height)
    first = date.fromisocalendar(context.schooljaar_van.year, _FIRST_WEEK, 1)
    weeks = pl.DataFrame(
        {"week": range(_WEEKS), "maandag": [first + timedelta(weeks=week) for week in range(_WEEKS)]},
        schema={"week": pl.Int64, "maandag": pl.Date},
    )
    rows = frame.join(weeks, how="cross", maintain_order="left").filter(
        pl.col("weken").str.slice(pl.col("week"), 1) == _HELD
    )
    rows = rows.with_columns(datum=pl.col("maandag") + pl.duration(days=pl.col("weekdag") - 1))
    held = frame["weken"].str.contains(_HELD, literal=True)
    built = build_as_is(RAW_ROOSTER_DATUM)(rows, source, context)
    remarks = {"untis_weken": rows[LINE].unique().to_list()} if rows.height else {}
    return Built(built.frames, remarks, not_counted=int((~held).sum()))


def _flag_lessons(
    frame: pl.DataFrame,
    context: Context,
    *,
    is_lesson: pl.Expr,
    own_length: pl.Expr | None = None,
) -> pl.DataFrame:
    length = pl.lit(context.minuten_per_lesuur, dtype=pl.Int16)
    both = pl.col("begintijd").is_not_null() & pl.col("eindtijd").is_not_null()
    frame = frame.with_columns(
        begin_min=pl.when(both).then("begintijd"),
        eind_min=pl.when(both).then("eindtijd"),
        minuten=pl.when(both)
        .then(pl.col("eindtijd") - pl.col("begintijd"))
        .otherwise(length if own_length is None else pl.coalesce(own_length, length)),
    )
    frame = flag_where(frame, "eindtijd", "les_zonder_duur", is_lesson & (pl.col("minuten") <= 0))
    unread = any_flag(frame, lambda name: name.endswith("|tijd_onleesbaar"))
    missing = is_lesson & pl.col("minuten").is_null() & ~unread
    return flag_where(frame, "begintijd", WITHOUT_TIMES, missing)


def build_listed(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Lessons of a timetable that lists its pupils."""
    return build_as_is(RAW_ROOSTER_DATUM)(_name_sets(frame, source), source, context)


def flag_listed(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add `leerling_nr`; a pupil who is in no list of pupils is counted, not set aside (formats 13.1)."""
    return frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))


def build_members(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Who is in which set of pupils of such a timetable; numbers that no list of pupils has are told, once each."""
    unknown = frame.filter(pl.col("leerling_nr").is_null()).unique("leerlingnummer", keep="first", maintain_order=True)
    known = _name_sets(frame.drop_nulls("leerling_nr"), source)
    lines = unknown[LINE].to_list() if context.numbers else []
    return Built(
        {RAW_ROOSTER_LEERLING.name: finish(known, RAW_ROOSTER_LEERLING, source)},
        {"rooster_onbekende_leerling": lines} if lines else {},
    )


def _name_sets(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    return frame.with_columns(groep=SET_OF_PUPILS + pl.lit(f"{source.bestand_nr}.") + pl.col("groep"))


def flag_lengths(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The length of lessons of an estimated timetable: `minuten_per_les`, else `minuten_per_lesuur` (contract 1.4)."""
    default = pl.lit(context.minuten_per_lesuur, dtype=pl.Int64)
    frame = frame.with_columns(minuten=pl.coalesce("minuten_per_les", default))
    unread = any_flag(frame, lambda name: name.startswith("minuten_per_les|"))
    return flag_where(frame, "minuten_per_les", "les_zonder_lengte", pl.col("minuten").is_null() & ~unread)


def flag_school_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """School hours end after they begin; a break has two times and lies within them."""
    begin, end, pause, resume = (pl.col(name) for name in ("begintijd", "eindtijd", "pauze_van", "pauze_tot"))
    frame = flag_where(frame, "eindtijd", "schooldag_zonder_duur", end <= begin)
    unread = any_flag(frame, lambda name: name.startswith("pauze_") and "|" in name)
    half = (pause.is_null() != resume.is_null()) & ~unread
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
