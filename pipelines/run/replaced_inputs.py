"""What an edition is counted from, and each kind of input of it replaced by that of another edition.

Pure frames in, frames out: `pipelines.run.difference` counts in between. The pupils and files of both editions of a
school are numbered alike first (`align`), so that rows of the two can stand in one delivery. What the later edition
does not tell of, as days or a school year that its delivery does not reach, stays as the earlier one told it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from schemas.tables import (
    RAW_ABSENTIE_LES,
    RAW_ABSENTIE_SPAN,
    RAW_BESTAND,
    RAW_CODE,
    RAW_DUO_MELDING,
    RAW_GROEP,
    RAW_KALENDER,
    RAW_LEERLING,
    RAW_LESSEN_PER_WEEK,
    RAW_LESSENTABEL,
    RAW_LEVERING,
    RAW_QUARANTAINE,
    RAW_REGISTER,
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_LEERLING,
    RAW_ROOSTER_WEEK,
    RAW_SCHOOLTIJDEN,
    RAW_SLEUTEL,
    RAW_TABLES,
)

Frames = Mapping[str, pl.DataFrame]

_PUPIL = "leerling_nr"
_FILES = ("bestand_nr", "uit_bestand_nr")
_ORDER = "volgnr"
_EVENTS = (RAW_ABSENTIE_LES.name, RAW_ABSENTIE_SPAN.name)
# Timetables by the columns that hold their first and last day; without a day: from the beginning, or for good.
_TIMETABLES: Mapping[str, tuple[str, str]] = {
    RAW_ROOSTER_WEEK.name: ("geldig_van", "geldig_tot"),
    RAW_ROOSTER_DATUM.name: ("datum", "datum"),
    RAW_LESSENTABEL.name: ("geldig_van", "geldig_tot"),
    RAW_LESSEN_PER_WEEK.name: ("geldig_van", "geldig_tot"),
    RAW_SCHOOLTIJDEN.name: ("geldig_van", "geldig_tot"),
    RAW_ROOSTER_LEERLING.name: ("van", "tot"),
}
_FREE_DAYS: Mapping[str, tuple[str, str]] = {RAW_KALENDER.name: ("van", "tot")}
_VALID = ("geldig_van", "geldig_tot")
_ROW_KIND = ["soort_rij", "soort_bron"]
_OWN_KIND = "rij_type"
# Where a row stands, which tells nothing of what it says.
_PLACE = ("bestand_nr", "uit_bestand_nr", "regelnummer", "volgnr")


@dataclass(frozen=True)
class Reach:
    """How two editions lie to each other. `same_day`: of one peildatum; `same_year`: in one school year."""

    same_day: bool
    same_year: bool


@dataclass(frozen=True)
class Measured:
    """The measured range of a school in an edition, both days included."""

    van: date
    tot: date


def align(before: Frames, after: Frames) -> tuple[Frames, Frames]:
    """Both deliveries of a school with one number a pupil, by code, and with files and rows of their own numbers."""
    codes = sorted({*before[RAW_SLEUTEL.name]["leerling"], *after[RAW_SLEUTEL.name]["leerling"]})
    numbers = pl.DataFrame(
        {"leerling": codes, "nieuw": range(len(codes))}, schema={"leerling": pl.String, "nieuw": pl.Int32}
    )
    files = _find_next(before, _FILES)
    rows = _find_next(before, (_ORDER,))
    return _number(before, numbers, files=0, rows=0), _number(after, numbers, files=files, rows=rows)


def _find_next(frames: Frames, columns: Iterable[str]) -> int:
    """One more than the largest number in these columns of any table."""
    found = [
        frame.select(pl.col(column).max().cast(pl.Int64)).item()
        for frame in frames.values()
        for column in columns
        if column in frame.columns
    ]
    return 1 + max((number for number in found if number is not None), default=-1)


def _number(frames: Frames, numbers: pl.DataFrame, *, files: int, rows: int) -> Frames:
    keys = frames[RAW_SLEUTEL.name].select(_PUPIL, "leerling").join(numbers, on="leerling").select(_PUPIL, "nieuw")
    found = {}
    for table in RAW_TABLES:
        frame = frames[table.name]
        if _PUPIL in frame.columns:
            frame = frame.join(keys, on=_PUPIL, maintain_order="left").drop(_PUPIL).rename({"nieuw": _PUPIL})
        shifts = [
            pl.col(column) + shift
            for column, shift in (*((name, files) for name in _FILES), (_ORDER, rows))
            if column in frame.columns
        ]
        found[table.name] = frame.with_columns(shifts).select(table.names).cast(dict(table.polars_schema))  # type: ignore[arg-type]
    # A number of a pupil is kept nowhere: the code stands in its place on both sides.
    found[RAW_SLEUTEL.name] = found[RAW_SLEUTEL.name].with_columns(leerlingnummer="leerling")
    return found


def says_the_same(before: Frames, after: Frames, names: Iterable[str] | None = None) -> bool:
    """Whether two deliveries say the same in these tables, wherever a row stands; in all but the files without."""
    asked = [table.name for table in RAW_TABLES if table is not RAW_BESTAND] if names is None else names
    return all(_strip(before[name]).equals(_strip(after[name])) for name in asked)


def _strip(frame: pl.DataFrame) -> pl.DataFrame:
    left = frame.drop(name for name in _PLACE if name in frame.columns)
    return left.sort(left.columns) if left.columns else left


def replace_codes(before: Frames, after: Frames, reach: Reach) -> Frames:
    """The code table of the later edition, and the kinds that its mapping gives to codes.

    Of another peildatum: what a later table does not tell (a code, days before it holds) stays.
    """
    table = after[RAW_CODE.name]
    if not reach.same_day:
        first = table.group_by("code").agg(
            eerste=pl.when(pl.col("geldig_van").is_null().any()).then(None).otherwise(pl.col("geldig_van").min()),
            in_later=pl.lit(value=True),
        )
        kept = before[RAW_CODE.name].join(first, on="code", how="left", maintain_order="left")
        kept = kept.filter(pl.col("in_later").is_null() | pl.col("eerste").is_not_null())
        last = pl.col("eerste").dt.offset_by("-1d")
        kept = kept.with_columns(geldig_tot=pl.min_horizontal("geldig_tot", last)).filter(
            pl.col("eerste").is_null() | pl.col("geldig_van").is_null() | (pl.col("geldig_van") < pl.col("eerste"))
        )
        table = pl.concat([kept.select(table.columns), table])
    kinds = _list_mapped(after)
    return {**before, RAW_CODE.name: table, **{name: _map_kinds(before[name], kinds) for name in _EVENTS}}


def _list_mapped(frames: Frames) -> pl.DataFrame:
    """One row per code whose rows are all given one kind by the mapping or the table of the LVS, with that kind."""
    rows = pl.concat([frames[name].select("code", *_ROW_KIND) for name in _EVENTS])
    kinds = rows.filter(pl.col("soort_bron").is_null() | (pl.col("soort_bron") != _OWN_KIND)).unique()
    return kinds.filter(pl.len().over("code") == 1).rename({name: f"{name}_nieuw" for name in _ROW_KIND})


def _map_kinds(rows: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    marked = kinds.with_columns(kent=pl.lit(value=True))
    joined = rows.join(marked, on="code", how="left", maintain_order="left")
    changes = pl.col("kent").is_not_null() & (pl.col("soort_bron").is_null() | (pl.col("soort_bron") != _OWN_KIND))
    return joined.with_columns(
        [pl.when(changes).then(pl.col(f"{name}_nieuw")).otherwise(pl.col(name)).alias(name) for name in _ROW_KIND]
    ).select(rows.columns)


def replace_timetables(before: Frames, after: Frames, reach: Reach) -> Frames:
    """The timetables, groups and local free days of the later edition.

    Of another peildatum: what was told of days before those of the later ones stays. A new school year brings new
    timetables and classes: then the free days alone are replaced.
    """
    free = {name: _put_before(before, after, _FREE_DAYS, reach)[name] for name in _FREE_DAYS}
    if not reach.same_year:
        return {**before, **free}
    groups = {RAW_GROEP.name: _of_common(RAW_GROEP.name, before, after)} if reach.same_day else {}
    return {**before, **free, **_put_before(before, after, _TIMETABLES, reach), **groups}


def _put_before(before: Frames, after: Frames, tables: Mapping[str, tuple[str, str]], reach: Reach) -> Frames:
    """The later tables, and before the first day of all of them what the earlier ones told."""
    if reach.same_day:
        return {name: after[name] for name in tables}
    starts = [day for name, (first, _) in tables.items() for day in after[name][first].to_list()]
    if not starts:
        return {name: before[name] for name in tables}
    if None in starts:
        return {name: after[name] for name in tables}
    return {name: pl.concat([_end(before[name], days, min(starts)), after[name]]) for name, days in tables.items()}


def _end(rows: pl.DataFrame, days: tuple[str, str], before: date) -> pl.DataFrame:
    """What these rows tell of the days before one."""
    first, last = days
    kept = rows.filter(pl.col(first).is_null() | (pl.col(first) < before))
    if first == last:
        return kept
    return kept.with_columns(pl.min_horizontal(last, pl.lit(before - timedelta(days=1))).alias(last))


def _of_common(name: str, before: Frames, after: Frames) -> pl.DataFrame:
    """The rows of a table about pupils: of who stands in both deliveries the later ones, of others the earlier ones."""
    common = _list_common(before, after)
    return pl.concat(
        [
            before[name].filter(~pl.col(_PUPIL).is_in(common)),
            after[name].filter(pl.col(_PUPIL).is_in(common)),
        ]
    )


def _list_common(before: Frames, after: Frames) -> list[int]:
    return sorted({*before[RAW_SLEUTEL.name][_PUPIL]} & {*after[RAW_SLEUTEL.name][_PUPIL]})


def replace_corrections(before: Frames, after: Frames, *, reach: Reach, was: Measured, now: Measured) -> Frames:
    """The rows of the later edition about days that the earlier one measured, of the pupils of both.

    `before`: with codes and timetables replaced. `was`, `now`: the measured range then and now. A day that the later
    delivery does not reach keeps its rows. Of another peildatum register and reports to DUO stay: they tell of later.
    """
    common = _list_common(before, after)
    about_pupils = [RAW_REGISTER.name, RAW_DUO_MELDING.name] if reach.same_day else []
    if reach.same_year:
        about_pupils.append(RAW_LEERLING.name)
    lessons, spans, doubts = (
        _mix(name, before, after, common=common, was=was, now=now)
        for name in (RAW_ABSENTIE_LES.name, RAW_ABSENTIE_SPAN.name, RAW_QUARANTAINE.name)
    )
    return {
        **before,
        **{name: _of_common(name, before, after) for name in about_pupils},
        RAW_ABSENTIE_LES.name: lessons,
        RAW_ABSENTIE_SPAN.name: spans,
        RAW_QUARANTAINE.name: doubts,
        # Also the names of files, so that each row has one.
        RAW_BESTAND.name: pl.concat([before[RAW_BESTAND.name], after[RAW_BESTAND.name]]),
        RAW_LEVERING.name: before[RAW_LEVERING.name],
    }


_FIRST_DAY: Mapping[str, pl.Expr] = {
    RAW_ABSENTIE_LES.name: pl.col("datum"),
    RAW_ABSENTIE_SPAN.name: pl.col("begin").dt.date(),
    RAW_QUARANTAINE.name: pl.col("van"),
}
_LAST_DAY: Mapping[str, pl.Expr] = {
    RAW_ABSENTIE_LES.name: pl.col("datum"),
    RAW_ABSENTIE_SPAN.name: pl.col("eind").dt.date(),
    RAW_QUARANTAINE.name: pl.col("tot"),
}


def _mix(name: str, before: Frames, after: Frames, *, common: list[int], was: Measured, now: Measured) -> pl.DataFrame:
    first, last = _FIRST_DAY[name], _LAST_DAY[name]
    is_common = pl.col(_PUPIL).is_in(common)
    outside = (first < now.van) | (first > now.tot)
    earlier = before[name].filter(~is_common | outside.fill_null(value=False))
    if name == RAW_ABSENTIE_SPAN.name:
        earlier = _cut(earlier, common, now.van)
    within = (first <= was.tot) & (last.is_null() | (last >= now.van)) & (first <= now.tot)
    return pl.concat([earlier, after[name].filter(is_common & within.fill_null(value=True))])


def _cut(spans: pl.DataFrame, common: list[int], before: date) -> pl.DataFrame:
    """Spans that run on into the days of the later delivery end on the day before them."""
    runs_on = (
        pl.col(_PUPIL).is_in(common)
        & (pl.col("begin").dt.date() < before)
        & (pl.col("eind").is_null() | (pl.col("eind").dt.date() >= before))
    )
    end = pl.lit(before - timedelta(days=1)).cast(pl.Datetime("us"))
    return spans.with_columns(
        eind=pl.when(runs_on).then(end).otherwise(pl.col("eind")),
        eind_is_dag=pl.when(runs_on).then(statement=True).otherwise(pl.col("eind_is_dag")),
    )


def is_measured_alike(before: Frames, after: Frames, was: Measured, now: Measured) -> bool:
    """Whether two deliveries for one peildatum tell of the same days: then whatever differs is a correction.

    Without a `levering` the range begins on the first school day, which another timetable moves: that tells nothing.
    """
    return (
        was.tot == now.tot
        and says_the_same(before, after, [RAW_LEVERING.name])
        and (was.van == now.van or not says_the_same(before, after, [*_TIMETABLES, *_FREE_DAYS]))
    )
