"""Typed rows of each kind to the `raw_*` tables of the store (`schemas.tables`): what is wrong in a row, and its rows.

For each kind two functions: `flag` adds flag columns for faults that take more than one cell, or the list of pupils,
to see; `build` turns good rows into raw rows. Both work on whole columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.absence_codes import RIJ_TYPE, classify_rows
from pipelines.intake.validation import LINE, make_flag
from schemas.columns import ONBEKEND
from schemas.exports import kinds
from schemas.tables import (
    RAW_ABSENTIE_LES,
    RAW_ABSENTIE_SPAN,
    RAW_ABSOLUUT_VERZUIM,
    RAW_CODE,
    RAW_DUO_MELDING,
    RAW_GROEP,
    RAW_KALENDER,
    RAW_LEERLING,
    RAW_LEVERING,
    RAW_REGISTER,
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_WEEK,
    RAW_VRIJSTELLING,
    Table,
)

Frames = dict[str, pl.DataFrame]
_INTERVENTIONS = r"^(?:-|[\w-]{1,30}(?:\s*,\s*[\w-]{1,30})*)$"
_END_OF_DAY = pl.time(23, 59, 59)
_MIDNIGHT = pl.time(0, 0, 0)


@dataclass(frozen=True)
class Context:
    """What the rows of one school's file are read against.

    `numbers`: leerlingnummers of the school in order, `codes` their keyed codes; the place in the list is
    `leerling_nr`. `earlier_codes`: codes under a key that was rotated -> the code now. `has_code_table`: the school's
    own table decides, so rows get no kind here. `type_words`: Magister's verantwoordingstypes, number -> description.
    `unknown_pupil`: the finding for a pupil not listed. `interventies`: the codes of the SWV's list; without any, no
    code is looked up.
    """

    lvs: str
    minuten_per_lesuur: int | None = None
    schooljaar_begin: tuple[int, int] = (8, 1)
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    earlier_codes: Mapping[str, str] = field(default_factory=dict)
    has_code_table: bool = False
    type_words: dict[str, str] | None = None
    unknown_pupil: str = "onbekende_leerling"
    interventies: tuple[str, ...] = ()


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
    distinct = numbers.drop_nulls().unique()
    if distinct.is_empty():
        return pl.repeat(None, numbers.len(), dtype=pl.Int32, eager=True)
    places = {number: place for place, number in enumerate(known)}
    found = pl.Series([places.get(number) for number in distinct.to_list()], dtype=pl.Int32)
    return found.gather(numbers.cast(pl.Enum(distinct)).to_physical())


def _flag_pupils(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add `leerling_nr`, and a flag where the pupil is not in the school's list.

    Without any list the delivery is refused for that; telling it of each row would hide what else is wrong.
    """
    frame = frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))
    if not context.numbers:
        return frame
    unknown = pl.col("leerling_nr").is_null() & pl.col("leerlingnummer").is_not_null()
    return _flag(frame, "leerlingnummer", context.unknown_pupil, unknown)


def _flag(frame: pl.DataFrame, column: str, code: str, wrong: pl.Expr) -> pl.DataFrame:
    return frame.with_columns(wrong.fill_null(False).alias(make_flag(column, code)))


def _flag_order(first: str, last: str) -> Flagger:
    def flag(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        return _flag(frame, last, "einde_voor_begin", pl.col(last) < pl.col(first))

    return flag


def _in_turn(*flaggers: Flagger) -> Flagger:
    def flag(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        for flagger in flaggers:
            frame = flagger(frame, context)
        return frame

    return flag


def _finish(frame: pl.DataFrame, table: Table, source: Source) -> pl.DataFrame:
    """Columns of `table` in its order and types; `bestand_nr` from the source, what is missing null."""
    given = frame.with_columns(pl.lit(source.bestand_nr, dtype=pl.Int32).alias("bestand_nr"))
    return given.select(
        (pl.col(column.name) if column.name in given.columns else pl.lit(None)).cast(column.dtype).alias(column.name)
        for column in table.columns
    )


def _number_rows(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    return frame.with_columns(volgnr=pl.int_range(pl.len(), dtype=pl.Int64) + source.first_volgnr)


def _straight(table: Table) -> Builder:
    """Rows that need no more than the columns of the table."""

    def build(frame: pl.DataFrame, source: Source, context: Context) -> Built:
        return Built({table.name: _finish(_number_rows(frame, source), table, source)}, {})

    return build


# --- pupils --------------------------------------------------------------------------------------------------------


def _flag_enrolments(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
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
    return _flag(frame, "uitschrijfdatum", "einde_voor_begin", pl.col("uitschrijfdatum") < pl.col("inschrijfdatum"))


def _build_pupils(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    frame = frame.with_columns(find_leerling_nr(frame["leerlingnummer"], context.numbers).alias("leerling_nr"))
    return _straight(RAW_LEERLING)(frame, source, context)


# --- absences ------------------------------------------------------------------------------------------------------


def _classify(frame: pl.DataFrame, source: Source, context: Context) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """Add `soort_rij` and `soort_bron`; both stay null when the school's own table decides (formats 6.1)."""
    if context.has_code_table or frame.is_empty():
        nothing = pl.lit(None, dtype=pl.String)
        return frame.with_columns(nothing.alias("soort_rij"), nothing.alias("soort_bron")), {}
    return classify_rows(_add_type_words(frame, context), lvs=context.lvs, has_type=source.has_type)


def _add_type_words(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The delivered description of each type, where the file itself has none."""
    if not context.type_words or "type" not in frame.columns:
        return frame
    words = pl.col("type").replace_strict(context.type_words, default=None, return_dtype=pl.String)
    if "type_omschrijving" in frame.columns:
        words = pl.coalesce("type_omschrijving", words)
    return frame.with_columns(type_omschrijving=words)


def _build_lessons(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    rows, remarks = _classify(_number_rows(frame, source), source, context)
    return Built({RAW_ABSENTIE_LES.name: _finish(rows, RAW_ABSENTIE_LES, source)}, remarks)


def _flag_span(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """An end without a time is a whole day: it may lie on the day of a begin with a time."""
    begin = pl.when("eind_heeft_tijd").then("begin").otherwise(pl.col("begin").dt.truncate("1d"))
    return _flag(frame, "eind", "einde_voor_begin", pl.col("eind") < begin)


def _build_span(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    rows, remarks = _classify(_number_rows(frame, source), source, context)
    rows = rows.with_columns(
        begin_is_dag=~pl.col("begin_heeft_tijd"), eind_is_dag=~pl.col("eind_heeft_tijd"), op_een_les=pl.lit(False)
    )
    return Built({RAW_ABSENTIE_SPAN.name: _finish(rows, RAW_ABSENTIE_SPAN, source)}, remarks)


def _build_parts_of_day(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Ochtend up to 12:00, Middag from 12:00, both as moments; Hele dag as a whole day (formats 5.2)."""
    rows, remarks = _classify(_number_rows(frame, source), source, context)
    day = pl.col("datum").cast(pl.Datetime("us"))
    noon = day + pl.duration(hours=12)
    rows = rows.with_columns(
        begin=pl.when(pl.col("dagdeel") == "middag").then(noon).otherwise(day),
        eind=pl.when(pl.col("dagdeel") == "ochtend")
        .then(noon)
        .when(pl.col("dagdeel") == "middag")
        .then(day + pl.duration(days=1))
        .otherwise(day),
        begin_is_dag=~pl.col("dagdeel").is_in(["ochtend", "middag"]),
        eind_is_dag=~pl.col("dagdeel").is_in(["ochtend", "middag"]),
        op_een_les=pl.lit(False),
    )
    return Built({RAW_ABSENTIE_SPAN.name: _finish(rows, RAW_ABSENTIE_SPAN, source)}, remarks)


def _flag_lesson_range(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    frame = frame.with_columns(
        lesuur_van=pl.coalesce("lesuur_van", "lesuur_tot"), lesuur_tot=pl.coalesce("lesuur_tot", "lesuur_van")
    )
    return _flag_order("lesuur_van", "lesuur_tot")(frame, context)


def _explode_lessons(rows: pl.DataFrame) -> pl.DataFrame:
    hours = pl.int_ranges(pl.col("lesuur_van"), pl.col("lesuur_tot") + 1)
    return rows.with_columns(lesuur=hours).explode("lesuur")


def _flag_magister(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    frame = _flag_lesson_range(frame, context)
    nowhere = pl.col("lesuur_van").is_null() & ~pl.col("les_begin_heeft_tijd")
    return _flag(frame, "lesuur_van", "les_zonder_lesuur", nowhere)


def _build_magister(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """An hour without number is the slot that begins at the lesson's begin: a span of one minute from there."""
    rows, remarks = _classify(_number_rows(frame, source), source, context)
    moments = rows.filter(pl.col("lesuur_van").is_null()).with_columns(
        begin=pl.col("les_begin"),
        eind=pl.col("les_begin") + pl.duration(minutes=1),
        begin_is_dag=pl.lit(False),
        eind_is_dag=pl.lit(False),
        op_een_les=pl.lit(False),
    )
    lessons = _explode_lessons(rows.filter(pl.col("lesuur_van").is_not_null()))
    frames = {
        RAW_ABSENTIE_LES.name: _finish(lessons, RAW_ABSENTIE_LES, source),
        RAW_ABSENTIE_SPAN.name: _finish(moments, RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, remarks)


def _flag_somtoday(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    frame = _flag_span(_flag_lesson_range(frame, context), context)
    other_day = pl.col("lesuur_van").is_not_null() & (pl.col("eind").dt.date() != pl.col("begin").dt.date())
    return _flag(frame, "lesuur_van", "lesuren_over_dagen", other_day)


def _build_somtoday(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Lesuren give one event each, else a span; te laat and verwijderd always fall on one lesson (formats 4.1)."""
    rows, remarks = _classify(_number_rows(frame, source), source, context)
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
        RAW_ABSENTIE_LES.name: _finish(_explode_lessons(lessons), RAW_ABSENTIE_LES, source),
        RAW_ABSENTIE_SPAN.name: _finish(spans, RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, remarks)


def _build_observations(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A waarneming says only that a pupil was away: `onbekend`, unless a melding on the hour says why.

    So its `ingevoerd_op` stays empty and it stands before all meldingen in the sequence: any melding replaces it.
    Present is what a lesson without an event is already; those rows are not counted.
    """
    away = _number_rows(frame.filter(pl.col("waarneming") == "afwezig"), source)
    kind = None if context.has_code_table else ONBEKEND
    rows = away.with_columns(
        datum=pl.col("begin").dt.date(),
        code=pl.lit("Afwezig"),
        soort_rij=pl.lit(kind, dtype=pl.String),
        soort_bron=pl.lit(kind and RIJ_TYPE, dtype=pl.String),
        begin_is_dag=~pl.col("begin_heeft_tijd"),
        eind_is_dag=~pl.col("eind_heeft_tijd"),
        op_een_les=pl.lit(False),
    )
    frames = {
        RAW_ABSENTIE_LES.name: _finish(
            _explode_lessons(rows.filter(pl.col("lesuur_van").is_not_null())), RAW_ABSENTIE_LES, source
        ),
        RAW_ABSENTIE_SPAN.name: _finish(rows.filter(pl.col("lesuur_van").is_null()), RAW_ABSENTIE_SPAN, source),
    }
    return Built(frames, {}, not_counted=frame.height - away.height)


# --- code tables ---------------------------------------------------------------------------------------------------


def _build_reasons(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """A reason table of the LVS: its type, geoorloofd and luxeverzuim give the kind (formats 6.2)."""
    if frame.is_empty():
        return Built({}, {})
    typed = _add_type_words(_number_rows(frame, source), context)
    rows, remarks = classify_rows(typed, lvs=context.lvs, has_type=True)
    return Built({RAW_CODE.name: _finish(rows.rename({"soort_rij": "soort"}), RAW_CODE, source)}, remarks)


def _build_nothing(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    return Built({}, {})


# --- timetable -----------------------------------------------------------------------------------------------------


def _flag_times(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
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
    frame = _flag(frame, "eindtijd", "les_zonder_duur", is_lesson & (pl.col("minuten") <= 0))
    # A cell that could not be read is told as such, not as missing.
    unread = [pl.col(name) for name in frame.columns if name.endswith("|tijd_onleesbaar")]
    missing = is_lesson & pl.col("minuten").is_null() & ~pl.any_horizontal(pl.lit(False), *unread)
    return _flag(frame, "begintijd", "les_zonder_tijden", missing)


def _flag_empty_day(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    timed = pl.col("begintijd").is_not_null() | pl.col("eindtijd").is_not_null()
    frame = _flag(frame, "lesuur", "lesuur_nul_met_tijden", (pl.col("lesuur") == 0) & timed)
    return frame.with_columns(minuten=pl.when(pl.col("lesuur") != 0).then("minuten"))


# --- other kinds ---------------------------------------------------------------------------------------------------


def _build_calendar(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    rows = frame.with_columns(pl.col("soort").fill_null("vrij"))
    return Built({RAW_KALENDER.name: _finish(rows, RAW_KALENDER, source)}, {})


def _build_duo(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    rows = frame.with_columns(pl.col("meldsoort").replace(kinds.DUO_CODES))
    return Built({RAW_DUO_MELDING.name: _finish(rows, RAW_DUO_MELDING, source)}, {})


def _flag_register(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """By leerlingnummer or by code; `leerling_nr` where one of them is known."""
    by_number = find_leerling_nr(frame["leerlingnummer"], context.numbers)
    by_code = find_leerling_nr(_renew_codes(frame["leerling"], context.earlier_codes), context.codes)
    frame = frame.with_columns(by_number.alias("nr"), by_code.alias("nr_code"))
    if not context.numbers:
        return frame.with_columns(leerling_nr=pl.coalesce("nr", "nr_code"))
    number, code = pl.col("leerlingnummer"), pl.col("leerling")
    frame = _flag(frame, "leerlingnummer", context.unknown_pupil, number.is_not_null() & pl.col("nr").is_null())
    unknown = code.is_not_null() & (pl.col("nr_code").is_null() | (pl.col("nr") != pl.col("nr_code")))
    frame = _flag(frame, "leerling", "onbekende_leerling", unknown)
    unreadable = (make_flag("leerlingnummer", "nummer_verminkt"), make_flag("leerling", "tekst_verminkt"))
    spoiled = [pl.col(name) for name in frame.columns if name in unreadable]
    nobody = number.is_null() & code.is_null() & ~pl.any_horizontal(pl.lit(False), *spoiled)
    frame = _flag(frame, "leerlingnummer", "leeg", nobody)
    frame = _flag(frame, "interventies", "interventies_onbekend", ~pl.col("interventies").str.contains(_INTERVENTIONS))
    return frame.with_columns(leerling_nr=pl.coalesce("nr", "nr_code"))


def _renew_codes(codes: pl.Series, earlier: Mapping[str, str]) -> pl.Series:
    """A form may have been made before the key was rotated."""
    return codes.replace(earlier) if earlier else codes


def fold_register(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a pupil: an empty cell keeps the last filled value, a single `-` clears it (contract 5).

    `rows`: the good rows of all files in order, with the typed cells and for each cell `wist_<cell>` (a `-` stood
    there). Result: RAW_REGISTER, in order of `leerling_nr`.
    """
    cells = [column.name for column in RAW_REGISTER.columns if column.name != "leerling_nr"]
    pupils: dict[int, dict[str, object]] = {}
    for row in rows.iter_rows(named=True):
        pupil = pupils.setdefault(row["leerling_nr"], dict.fromkeys(cells))
        for cell in cells:
            if row[f"wist_{cell}"]:
                pupil[cell] = None
            elif row[cell] is not None:
                pupil[cell] = row[cell]
    folded = [{"leerling_nr": number, **pupils[number]} for number in sorted(pupils)]
    return pl.DataFrame(folded, schema=RAW_REGISTER.polars_schema)


def _build_register(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Rows for `fold_register`: it needs the rows of all files. A code that is not on the list stays, with a remark."""
    without_clear = pl.col("interventies") != "-"
    listed = {code.casefold(): code for code in context.interventies}
    tidy = {
        cell: ",".join(listed.get(code.casefold(), code) for code in "".join(cell.split()).split(","))
        for cell in frame["interventies"].drop_nulls().unique().to_list()
    }
    rows = frame.with_columns(
        interventies=pl.when(without_clear).then(pl.col("interventies").replace(tidy)),
    )
    strange = [
        cell
        for cell, codes in tidy.items()
        if listed and cell != "-" and not set(codes.split(",")) <= set(context.interventies)
    ]
    lines = frame.filter(pl.col("interventies").is_in(strange))[LINE].to_list()
    return Built({RAW_REGISTER.name: rows}, {"interventie_niet_op_lijst": lines} if lines else {})


def mark_cleared(kind_text: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Add `wist_<cell>` to typed register rows: whether the text cell is a single `-`."""
    cells = [column.name for column in RAW_REGISTER.columns if column.name != "leerling_nr"]
    nothing = pl.repeat("", frame.height, dtype=pl.String, eager=True)
    return frame.with_columns(
        ((kind_text[cell] if cell in kind_text.columns else nothing).str.strip_chars() == "-").alias(f"wist_{cell}")
        for cell in cells
    )


_NO_FLAG: Flagger = _in_turn()
HANDLERS: dict[str, tuple[Flagger, Builder]] = {
    kinds.LEERLINGEN.name: (_flag_enrolments, _build_pupils),
    kinds.ABSENTIES_LES.name: (_flag_pupils, _build_lessons),
    kinds.ABSENTIES_SPAN.name: (_in_turn(_flag_pupils, _flag_span), _build_span),
    kinds.ABSENTIES_DAGDEEL.name: (_flag_pupils, _build_parts_of_day),
    kinds.ABSENTIES_SOMTODAY.name: (_in_turn(_flag_pupils, _flag_somtoday), _build_somtoday),
    kinds.ABSENTIES_MAGISTER.name: (_in_turn(_flag_pupils, _flag_magister), _build_magister),
    kinds.WAARNEMINGEN.name: (_in_turn(_flag_pupils, _flag_somtoday), _build_observations),
    kinds.CODES.name: (_flag_order("geldig_van", "geldig_tot"), _straight(RAW_CODE)),
    kinds.REDENEN.name: (_NO_FLAG, _build_reasons),
    kinds.VERANTWOORDINGSTYPES.name: (_NO_FLAG, _build_nothing),
    kinds.ROOSTER_WEEK.name: (
        _in_turn(_flag_times, _flag_order("geldig_van", "geldig_tot")),
        _straight(RAW_ROOSTER_WEEK),
    ),
    kinds.ROOSTER_DATUM.name: (_in_turn(_flag_times, _flag_empty_day), _straight(RAW_ROOSTER_DATUM)),
    kinds.GROEPEN.name: (_in_turn(_flag_pupils, _flag_order("van", "tot")), _straight(RAW_GROEP)),
    kinds.KALENDER.name: (_flag_order("van", "tot"), _build_calendar),
    kinds.LEVERING.name: (_flag_order("dekt_van", "dekt_tot"), _straight(RAW_LEVERING)),
    kinds.REGISTER.name: (_flag_register, _build_register),
    kinds.DUO_MELDINGEN.name: (_in_turn(_flag_pupils, _flag_order("begindatum", "einddatum")), _build_duo),
    kinds.ABSOLUUT_VERZUIM.name: (_flag_order("sinds", "tot"), _straight(RAW_ABSOLUUT_VERZUIM)),
    kinds.VRIJSTELLINGEN.name: (_flag_order("van", "tot"), _straight(RAW_VRIJSTELLING)),
}
__all__ = ["HANDLERS", "Built", "Context", "Source", "find_leerling_nr", "fold_register", "mark_cleared"]
