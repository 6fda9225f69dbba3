"""Absences of each layout, and the code tables that say what they are, to raw rows."""

from collections.abc import Sequence

import polars as pl

from pipelines.intake.absence_codes import RIJ_TYPE, apply_mapping, classify_rows
from pipelines.intake.rows.building import (
    Built,
    Context,
    Flagger,
    Source,
    add_entry_moment,
    any_flag,
    finish,
    flag_order,
    flag_where,
    number_rows,
)
from pipelines.intake.validation import name_all_hours
from schemas.columns import REDEN_ONBEKEND
from schemas.tables import RAW_ABSENTIE_LES, RAW_ABSENTIE_SPAN, RAW_CODE

_EVERY_HOUR = name_all_hours("lesuur")
_END_OF_DAY = pl.time(23, 59, 59)
_MIDNIGHT = pl.time(0, 0, 0)
_HALF_DAYS = ("ochtend", "middag")
_IS_HALF_DAY = pl.col("dagdeel").is_in(_HALF_DAYS).fill_null(value=False)
_IS_OVER_DAYS = (pl.col("eind").dt.date() != pl.col("begin").dt.date()).fill_null(value=False)


def _classify(
    frame: pl.DataFrame, source: Source, context: Context, *, own_words: bool = False
) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """Add `soort_rij` and `soort_bron`; the school's own table goes before them (formats 6.1).

    With such a table they are null, but for codes that were mapped. Also the moment of entry, which decides between two
    rows.
    """
    if "ingevoerd_op" in frame.columns:
        frame = add_entry_moment(frame)
    if context.has_code_table or frame.is_empty():
        nothing = pl.lit(None, dtype=pl.String)
        rows, remarks = frame.with_columns(nothing.alias("soort_rij"), nothing.alias("soort_bron")), {}
    else:
        typed = _add_type_words(frame, context)
        rows, remarks = classify_rows(typed, lvs=context.lvs, has_type=source.has_type, own_words=own_words)
    return apply_mapping(rows, remarks, context.mapped_codes) if context.mapped_codes else (rows, remarks)


def _add_type_words(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The delivered description of each type, where the file itself has none."""
    if not context.type_words or "type" not in frame.columns:
        return frame
    words = pl.col("type").replace_strict(context.type_words, default=None, return_dtype=pl.String)
    if "type_omschrijving" in frame.columns:
        words = pl.coalesce("type_omschrijving", words)
    return frame.with_columns(type_omschrijving=words)


def flag_before_calendar(column: str) -> Flagger:
    """An absence before the holiday data: whether there was school that day is not known (contract 5)."""

    def flag(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        if context.eerste_dag is None:
            return frame
        return flag_where(frame, column, "voor_vakantiegegevens", pl.col(column).cast(pl.Date) < context.eerste_dag)

    return flag


def build_lessons(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Absences that name their lesuur; of several in one cell each is an event."""
    rows, remarks = _classify(number_rows(frame, source), source, context)
    if _EVERY_HOUR in rows.columns:
        rows = _explode_named(rows)
    return Built({RAW_ABSENTIE_LES.name: finish(rows, RAW_ABSENTIE_LES, source)}, remarks)


def flag_span(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """An end without a time is a whole day: it may lie on the day of a begin with a time."""
    return flag_where(frame, "eind", "einde_voor_begin", _ends_before(pl.col("eind")))


def _ends_before(end: pl.Expr) -> pl.Expr:
    begin = pl.when("eind_heeft_tijd").then("begin").otherwise(pl.col("begin").dt.truncate("1d"))
    return end < begin


def build_span(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Absences from a moment or day to another; without a time a whole day."""
    rows, remarks = _classify(number_rows(frame, source), source, context)
    rows = rows.with_columns(
        begin_is_dag=~pl.col("begin_heeft_tijd"), eind_is_dag=~pl.col("eind_heeft_tijd"), op_een_les=pl.lit(False)
    )
    return Built({RAW_ABSENTIE_SPAN.name: finish(rows, RAW_ABSENTIE_SPAN, source)}, remarks)


def build_parts_of_day(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Ochtend and Middag keep their name: which lessons they are is told by the pupil's day (contract 1.4).

    Hele dag is a whole day (formats 5.2).
    """
    rows, remarks = _classify(number_rows(frame, source), source, context)
    day = pl.col("datum").cast(pl.Datetime("us"))
    no_time = pl.lit(value=False)
    rows = rows.with_columns(
        begin=day, eind=day, begin_heeft_tijd=no_time, eind_heeft_tijd=no_time, op_een_les=pl.lit(False)
    )
    return Built({RAW_ABSENTIE_SPAN.name: finish(_place_half_days(rows), RAW_ABSENTIE_SPAN, source)}, remarks)


def _place_half_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Ochtend and Middag as moments, which meet at 12:00; any other row has its own bounds, and no part of the day."""
    day = pl.col("begin").dt.truncate("1d")
    noon, night = day + pl.duration(hours=12), day + pl.duration(days=1)
    is_morning = pl.col("dagdeel") == "ochtend"
    return rows.with_columns(
        begin=pl.when(~_IS_HALF_DAY).then("begin").when(is_morning).then(day).otherwise(noon),
        eind=pl.when(~_IS_HALF_DAY).then("eind").when(is_morning).then(noon).otherwise(night),
        begin_is_dag=~_IS_HALF_DAY & ~pl.col("begin_heeft_tijd"),
        eind_is_dag=~_IS_HALF_DAY & ~pl.col("eind_heeft_tijd"),
        dagdeel=pl.when(_IS_HALF_DAY).then("dagdeel"),
    )


def _flag_lesson_range(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    frame = frame.with_columns(
        lesuur_van=pl.coalesce("lesuur_van", "lesuur_tot"), lesuur_tot=pl.coalesce("lesuur_tot", "lesuur_van")
    )
    return flag_order("lesuur_van", "lesuur_tot")(frame, context)


def _explode_lessons(rows: pl.DataFrame) -> pl.DataFrame:
    hours = pl.int_ranges(pl.col("lesuur_van"), pl.col("lesuur_tot") + 1)
    return rows.with_columns(lesuur=hours).explode("lesuur")


def _explode_named(rows: pl.DataFrame) -> pl.DataFrame:
    """Each lesson hour that a cell names, in its turn."""
    hours = pl.coalesce(_EVERY_HOUR, pl.concat_list("lesuur"))
    return rows.with_columns(lesuur=hours).explode("lesuur")


# --- a list in its own words ---------------------------------------------------------------------------------------


def flag_list(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Date and time in two columns are one moment; then what is said twice, not at all, or over more days than one.

    A list without a column for the end is of days: its rows end on the day on which they begin.
    """
    there = frame["kolommen"][0].split() if frame.height else []
    frame = _flag_lesson_range(_join_times(frame, there), context)
    named = pl.col("lesuur").is_not_null() | pl.col("lesuur_van").is_not_null()
    # Lesson hours without a last day are of the day on which they begin.
    ends_at_once = named & pl.col("eind").is_null()
    frame = frame.with_columns(
        pl.when(ends_at_once).then(pl.col("begin").dt.truncate("1d")).otherwise("eind").alias("eind")
    )
    timed = pl.col("begin_heeft_tijd") & pl.col("eind_heeft_tijd")
    frame = flag_where(frame, "eind", "lijst_lesuren_over_dagen", named & _IS_OVER_DAYS & ~timed)
    frame = flag_where(frame, "dagdeel", "dagdeel_over_dagen", _IS_HALF_DAY & _IS_OVER_DAYS & ~named)
    first = next((name for name in ("lesuur", "lesuur_van", "dagdeel", "begintijd") if name in there), "begin")
    says_nothing = ~named & pl.col("dagdeel").is_null() & ~pl.col("begin_heeft_tijd") & ~pl.col("eind_heeft_tijd")
    if "eind" not in there and "begintijd" not in there:
        frame = flag_where(frame, first, "lijst_zonder_lesuur", says_nothing & ~any_flag(frame, _is_unread))
    # Hours decide where there are any; then a moment that is its own end is no stretch of time.
    no_time = timed & (pl.col("eind") <= pl.col("begin")) & ~named
    return flag_where(frame, "eind", "einde_voor_begin", no_time | _ends_before(pl.col("eind")))


def _is_unread(column: str) -> bool:
    return column.endswith(("|lesuur_onleesbaar", "|getal_onleesbaar", "|dagdeel_onbekend", "|tijd_onleesbaar"))


def _join_times(frame: pl.DataFrame, there: Sequence[str]) -> pl.DataFrame:
    """Add the time of its own column to each bound; flags a second time, and one without a date."""
    if "eind" not in there:
        frame = frame.with_columns(eind=pl.col("begin").dt.truncate("1d"), eind_heeft_tijd=pl.lit(value=False))
    if "begintijd" not in there:
        return frame
    # A system without times of its own fills both with midnight, or leaves it behind the date.
    no_times = ((pl.col("begintijd") == 0) & (pl.col("eindtijd") == 0)).fill_null(value=False)
    for bound, time in (("begin", "begintijd"), ("eind", "eindtijd")):
        own = pl.col(f"{bound}_heeft_tijd") & (pl.col(bound).dt.time() != _MIDNIGHT)
        day = pl.col(bound).dt.truncate("1d")
        moment = day + pl.duration(minutes=pl.col(time))
        is_timed = pl.col(time).is_not_null() & ~no_times
        frame = flag_where(frame, time, "tijd_dubbel", own & is_timed & (pl.col(bound) != moment))
        frame = flag_where(frame, time, "tijd_zonder_datum", is_timed & pl.col(bound).is_null())
        frame = frame.with_columns(
            pl.when(own).then(pl.col(bound)).when(is_timed).then(moment).otherwise(day).alias(bound),
            (own | is_timed).alias(f"{bound}_heeft_tijd"),
        )
    return frame


def build_list(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Lesson hours give one event each, else a part of the day, else a stretch of time."""
    rows, remarks = _classify(number_rows(frame, source), source, context, own_words=True)
    rows = rows.with_columns(datum=pl.col("begin").dt.date(), op_een_les=pl.lit(value=False))
    named = pl.col(_EVERY_HOUR) if _EVERY_HOUR in rows.columns else pl.lit(None, dtype=pl.List(pl.Int64))
    rows = rows.with_columns(
        pl.coalesce(
            named,
            pl.when(pl.col("lesuur").is_not_null()).then(pl.concat_list("lesuur")),
            pl.when(pl.col("lesuur_van").is_not_null()).then(
                pl.int_ranges(pl.col("lesuur_van"), pl.col("lesuur_tot") + 1)
            ),
        ).alias(_EVERY_HOUR)
    )
    is_lesson = pl.col(_EVERY_HOUR).is_not_null() & ~_IS_OVER_DAYS
    lessons = rows.filter(is_lesson).with_columns(lesuur=_EVERY_HOUR).explode("lesuur")
    spans = _place_half_days(rows.filter(~is_lesson))
    frames = {
        RAW_ABSENTIE_LES.name: finish(lessons, RAW_ABSENTIE_LES, source),
        RAW_ABSENTIE_SPAN.name: finish(spans, RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, remarks)


def flag_magister(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Also an absence that tells neither its lesuur nor when the lesson began."""
    frame = _flag_lesson_range(frame, context)
    nowhere = pl.col("lesuur_van").is_null() & ~pl.col("les_begin_heeft_tijd")
    return flag_where(frame, "lesuur_van", "les_zonder_lesuur", nowhere)


def build_magister(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """An hour without number is the slot that begins at the lesson's begin: a span of one minute from there."""
    rows, remarks = _classify(number_rows(frame, source), source, context)
    moments = rows.filter(pl.col("lesuur_van").is_null()).with_columns(
        begin=pl.col("les_begin"),
        eind=pl.col("les_begin") + pl.duration(minutes=1),
        begin_is_dag=pl.lit(False),
        eind_is_dag=pl.lit(False),
        op_een_les=pl.lit(False),
    )
    lessons = _explode_lessons(rows.filter(pl.col("lesuur_van").is_not_null()))
    frames = {
        RAW_ABSENTIE_LES.name: finish(lessons, RAW_ABSENTIE_LES, source),
        RAW_ABSENTIE_SPAN.name: finish(moments, RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, remarks)


def flag_somtoday(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Also lesuren of an absence that goes over more than one day."""
    frame = flag_span(_flag_lesson_range(frame, context), context)
    other_day = pl.col("lesuur_van").is_not_null() & (pl.col("eind").dt.date() != pl.col("begin").dt.date())
    return flag_where(frame, "lesuur_van", "lesuren_over_dagen", other_day)


def build_somtoday(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Lesuren give one event each, else a span; te laat and verwijderd always fall on one lesson (formats 4.1)."""
    rows, remarks = _classify(number_rows(frame, source), source, context)
    kind = pl.col("type").str.to_lowercase()
    both_timed = pl.col("begin_heeft_tijd") & pl.col("eind_heeft_tijd")
    late_minutes = (pl.col("eind") - pl.col("begin")).dt.total_minutes()
    rows = rows.with_columns(
        datum=pl.col("begin").dt.date(),
        op_een_les=kind.is_in(["telaat", "verwijderd"]).fill_null(False),
        minuten_te_laat=pl.when((kind == "telaat") & both_timed).then(late_minutes),
    )
    lessons = rows.filter(pl.col("lesuur_van").is_not_null()).with_columns(
        lesuur_tot=pl.when("op_een_les").then("lesuur_van").otherwise("lesuur_tot")
    )
    spans = rows.filter(pl.col("lesuur_van").is_null())
    # Begin 00:00:00 and end 23:59:59 are how SOMtoday writes whole days; a removal at midnight is no whole day.
    whole_begin = ~pl.col("begin_heeft_tijd") | (pl.col("begin").dt.time() == _MIDNIGHT)
    whole_end = ~pl.col("eind_heeft_tijd") | (pl.col("eind").dt.time() >= _END_OF_DAY)
    spans = spans.with_columns(
        begin_is_dag=whole_begin & ~pl.col("op_een_les"),
        eind_is_dag=(whole_end & ~pl.col("op_een_les")) | pl.col("eind").is_null(),
    ).with_columns(eind=pl.when("eind_is_dag").then(pl.col("eind").dt.truncate("1d")).otherwise("eind"))
    frames = {
        RAW_ABSENTIE_LES.name: finish(_explode_lessons(lessons), RAW_ABSENTIE_LES, source),
        RAW_ABSENTIE_SPAN.name: finish(spans, RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, remarks)


def build_observations(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A waarneming says only that a pupil was away, not why: `afwezig_onbekend`, unless a melding on the hour says it.

    A code table of the school decides only where it has this word as a code (formats 14).

    So its `ingevoerd_op` stays empty and it stands before all meldingen in the sequence: any melding replaces it.
    Present is what a lesson without an event is already; those rows are not counted.
    """
    away = number_rows(frame.filter(pl.col("waarneming") == "afwezig"), source)
    rows = away.with_columns(
        datum=pl.col("begin").dt.date(),
        code=pl.lit("Afwezig"),
        soort_rij=pl.lit(REDEN_ONBEKEND),
        soort_bron=pl.lit(RIJ_TYPE),
        begin_is_dag=~pl.col("begin_heeft_tijd"),
        eind_is_dag=~pl.col("eind_heeft_tijd"),
        op_een_les=pl.lit(False),
    )
    frames = {
        RAW_ABSENTIE_LES.name: finish(
            _explode_lessons(rows.filter(pl.col("lesuur_van").is_not_null())), RAW_ABSENTIE_LES, source
        ),
        RAW_ABSENTIE_SPAN.name: finish(rows.filter(pl.col("lesuur_van").is_null()), RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, {}, not_counted=frame.height - away.height)


# --- code tables ---------------------------------------------------------------------------------------------------


def build_reasons(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A reason table of the LVS: its type, geoorloofd and luxeverzuim give the kind (formats 6.2)."""
    if frame.is_empty():
        return Built({}, {})
    typed = _add_type_words(number_rows(frame, source), context)
    rows, remarks = classify_rows(typed, lvs=context.lvs, has_type=True)
    return Built({RAW_CODE.name: finish(rows.rename({"soort_rij": "soort"}), RAW_CODE, source)}, remarks)


def build_nothing(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """For rows that only explain other rows."""
    return Built({}, {})
