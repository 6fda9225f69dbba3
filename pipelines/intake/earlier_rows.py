"""What a school told before of days that its delivery of now does not cover, put with what it delivers now.

Each day goes by one delivery. Rows of a day (absences, dated lessons) stand or fall with it; what holds over days
(enrolments, groups, timetables, codes, free days) is cut at the border, and where both tell the same it becomes one row
again. So a day reads as the delivery that decides it would read alone, and a run of absence goes on over the border.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import polars as pl

from pipelines.intake.day_ranges import ALL, Days, join_days, keep_within, leave_out
from pipelines.intake.delivered import Delivery
from pipelines.intake.succession import follow_delivery
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
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_LEERLING,
    RAW_ROOSTER_WEEK,
    RAW_SCHOOLTIJDEN,
    RAW_SLEUTEL,
    RAW_WOONGEMEENTE,
)

Frames = Mapping[str, pl.DataFrame]
_VALID = ("geldig_van", "geldig_tot")
_SINCE = ("van", "tot")
# What holds over days, with the columns of its first and last day (empty: without a bound).
_OVER_DAYS = {
    RAW_LEERLING.name: ("inschrijfdatum", "uitschrijfdatum"),
    RAW_CODE.name: _VALID,
    RAW_ROOSTER_WEEK.name: _VALID,
    RAW_LESSENTABEL.name: _VALID,
    RAW_LESSEN_PER_WEEK.name: _VALID,
    RAW_SCHOOLTIJDEN.name: _VALID,
    RAW_GROEP.name: _SINCE,
    RAW_ROOSTER_LEERLING.name: _SINCE,
    RAW_KALENDER.name: _SINCE,
    RAW_QUARANTAINE.name: _SINCE,
}
# Of these the row that began last is in force, then the later row (contract 5), among the rows of one pupil or code.
_LAST_BEGUN = {RAW_LEERLING.name: "leerling_nr", RAW_CODE.name: "code"}
_ON_A_DAY = (RAW_ABSENTIE_LES.name, RAW_ROOSTER_DATUM.name)
_EVENTS = (RAW_ABSENTIE_LES.name, RAW_ABSENTIE_SPAN.name)
# Of a pupil, whenever it was told: the last that is known (contract 5).
_OF_A_PUPIL = ("geboortedatum", "woongemeente", "startkwalificatie")
_REPORT = ("leerling_nr", "meldsoort", "begindatum")
_NUMBER, _PUPIL, _PLACE, _LINE, _FROM = "volgnr", "leerling_nr", "bestand_nr", "regelnummer", "uit_bestand_nr"
_OWN = "van_nu"
_DAY = timedelta(days=1)
_MIDNIGHT = time()


@dataclass(frozen=True)
class Division:
    """Which days go by what was told before: `days`. `covered`: all days that are measured now.

    Where nothing of now is told of the days beyond, what was told before says of these too what it says of them:
    `events` (absences) and `decided` (what holds over days) reach further.
    """

    days: Days
    events: Days
    decided: Days
    covered: Days


def find_begin(earlier: Delivery, day: date) -> date:
    """`day`, or the first day of the longest absence over several days that goes on over it."""
    spans = earlier.frames[RAW_ABSENTIE_SPAN.name]
    over = spans.filter(pl.col("begin").dt.date() < day, pl.col("eind").is_null() | (pl.col("eind").dt.date() >= day))
    begins = over["begin"].dt.date().min()
    return begins if isinstance(begins, date) else day


def add_earlier(delivery: Delivery, earlier: Delivery, division: Division) -> Delivery:
    """`delivery` with the rows of `earlier` of the days that go by it."""
    earlier = follow_delivery(earlier, delivery.vroegere_codes)
    old, keys = _renumber_pupils(delivery.frames[RAW_SLEUTEL.name], _restrict(earlier.frames, division), earlier.frames)
    old = _renumber_events(_join_alike(old))
    own = {
        name: _keep_over_days(name, frame, leave_out(ALL, division.decided))
        for name, frame in delivery.frames.items()
        if name in _OVER_DAYS
    }
    own |= _keep_events(delivery.frames, leave_out(ALL, division.decided))
    first = _count_numbers(old, _EVENTS)
    for name in _EVENTS:
        own[name] = own[name].with_columns(pl.col(_NUMBER) + first)
    own = {**delivery.frames, **own}
    old = _leave_out_told(old, own)
    joined = {name: _join(name, old[name], own[name]) for name in _OVER_DAYS}
    joined[RAW_LEERLING.name] = _join(RAW_LEERLING.name, *_spread_last_known(old, own, delivery.frames))
    joined |= {
        name: pl.concat([old[name].with_columns(pl.lit(False).alias(_OWN)), own[name].with_columns(_mark_own())])
        for name in (*_EVENTS, RAW_ROOSTER_DATUM.name, RAW_DUO_MELDING.name)
    }
    frames = {**delivery.frames, **_number_files(joined, after=delivery.frames[RAW_BESTAND.name].height)}
    frames[RAW_SLEUTEL.name] = keys
    frames[RAW_BESTAND.name] = _count_out(delivery.frames, own)
    frames[RAW_LEVERING.name] = _tell_covered(division.covered)
    frames[RAW_WOONGEMEENTE.name] = _join_towns(delivery.frames, earlier.frames, frames[RAW_LEERLING.name])
    # Of a school that is closed all that is known was told before, by its own code table too.
    told = earlier if delivery.frames[RAW_BESTAND.name].is_empty() else delivery
    return replace(
        delivery,
        frames=frames,
        heeft_codetabel=told.heeft_codetabel,
        heeft_duo_meldingen=told.heeft_duo_meldingen,
        hidden_codes=delivery.hidden_codes | earlier.hidden_codes,
        hidden_towns=delivery.hidden_towns | earlier.hidden_towns,
        eerder=_hash(old, keys),
        eerder_dagen=division.days,
        eerder_vanaf=delivery.frames[RAW_SLEUTEL.name].height,
        eerdere_lezingen=_carry_readings(earlier, division.days),
        vroegere_codes={**earlier.vroegere_codes, **delivery.vroegere_codes},
    )


def _carry_readings(earlier: Delivery, days: Days) -> tuple[tuple[date, date, str], ...]:
    """How each of these days of an earlier delivery was read: by itself, or by what it had of before."""
    found, left = [], days
    for first, last, reading in earlier.eerdere_lezingen:
        found += [(*each, reading) for van, tot in days for each in keep_within(((first, last),), van, tot)]
        left = leave_out(left, ((first, last),))
    return tuple(sorted([*found, *((*each, earlier.lezing) for each in left if earlier.lezing)]))


def keep_from(delivery: Delivery, first: date) -> Delivery:
    """The delivery without absences of days before `first`; of one that goes on over it the begin."""
    days = leave_out(ALL, ((date.min, first - _DAY),))
    return replace(delivery, frames={**delivery.frames, **_keep_events(delivery.frames, days)})


# --- the days of each ------------------------------------------------------------------------------------------------


def _restrict(frames: Frames, division: Division) -> dict[str, pl.DataFrame]:
    """The rows of the days that go by what was told before."""
    kept = {name: _keep_over_days(name, frames[name], division.decided) for name in _OVER_DAYS}
    kept |= _keep_events(frames, division.events)
    kept[RAW_ROOSTER_DATUM.name] = _keep_on_a_day(frames[RAW_ROOSTER_DATUM.name], division.decided)
    reports = frames[RAW_DUO_MELDING.name]
    kept[RAW_DUO_MELDING.name] = reports.filter(_lies_in(pl.col("begindatum"), division.decided))
    return kept


def _keep_events(frames: Frames, days: Days) -> dict[str, pl.DataFrame]:
    kept = {name: _keep_on_a_day(frames[name], days) for name in _ON_A_DAY}
    kept[RAW_ABSENTIE_SPAN.name] = _keep_spans(frames[RAW_ABSENTIE_SPAN.name], days)
    return kept


def _keep_on_a_day(frame: pl.DataFrame, days: Days) -> pl.DataFrame:
    return frame.filter(_lies_in(pl.col("datum"), days))


def _lies_in(day: pl.Expr, days: Days) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *(day.is_between(first, last) for first, last in days))


def _keep_over_days(name: str, frame: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The rows cut to these days: one a range that a row reaches into."""
    van, tot = _OVER_DAYS[name]
    if name in _LAST_BEGUN and frame.height:
        # A cut row no longer tells when it began: the order of the rows does.
        order = frame.sort(van, _NUMBER, nulls_last=False)
        frame = order.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(_NUMBER))
    # A row in quarantine of which no begin can be read is of no day in particular.
    loose = frame.filter(pl.col(van).is_null()) if name == RAW_QUARANTAINE.name else frame.clear()
    bound = frame.filter(pl.col(van).is_not_null()) if name == RAW_QUARANTAINE.name else frame
    pieces = [
        bound.filter(pl.col(van).is_null() | (pl.col(van) <= last), pl.col(tot).is_null() | (pl.col(tot) >= first))
        .with_columns(
            pl.max_horizontal(pl.col(van), _write_bound(first, date.min)).alias(van),
            pl.min_horizontal(pl.col(tot), _write_bound(last, date.max)).alias(tot),
        )
        .select(frame.columns)
        for first, last in days
    ]
    return pl.concat([loose, *pieces])


def _write_bound(day: date, without: date) -> pl.Expr:
    return pl.lit(None if day == without else day, dtype=pl.Date)


def _keep_spans(frame: pl.DataFrame, days: Days) -> pl.DataFrame:
    """Absences over time, cut to these days at midnight. One that stands on one lesson is of the day of its begin."""
    until = pl.when(pl.col("eind_is_dag")).then(pl.col("eind").dt.offset_by("1d")).otherwise(pl.col("eind"))
    timed = ~pl.col("begin_is_dag") | ~pl.col("eind_is_dag")
    single = frame.filter("op_een_les").filter(_lies_in(pl.col("begin").dt.date(), days))
    several = frame.filter(~pl.col("op_een_les")).with_columns(until.alias("tot"), timed.alias("met_tijd"))
    pieces = []
    for first, last in days:
        piece = several.filter(
            pl.col("begin").dt.date() <= last,
            pl.col("tot").is_null() | (pl.col("tot") > _at_midnight(first)) | (pl.col("begin").dt.date() >= first),
        )
        if first > date.min:
            cut = pl.col("begin") < _at_midnight(first)
            piece = piece.with_columns(
                begin=pl.when(cut).then(_at_midnight(first)).otherwise("begin"),
                begin_is_dag=pl.col("begin_is_dag") | cut,
            )
        if last < date.max:
            cut = pl.col("tot").is_null() | (pl.col("tot") > _at_midnight(last + _DAY))
            piece = piece.with_columns(
                eind=pl.when(cut).then(_at_midnight(last)).otherwise("eind"), eind_is_dag=pl.col("eind_is_dag") | cut
            )
        pieces.append(piece)
    # A span with a written time never covers lessons without times, its middle part neither: midnight is that time.
    lost = pl.col("met_tijd") & pl.col("begin_is_dag") & pl.col("eind_is_dag")
    whole = pl.concat(pieces) if pieces else several.clear()
    return pl.concat([single, whole.with_columns(begin_is_dag=pl.col("begin_is_dag") & ~lost).select(frame.columns)])


def _at_midnight(day: date) -> pl.Expr:
    return pl.lit(datetime.combine(day, _MIDNIGHT), dtype=pl.Datetime("us"))


# --- numbers ---------------------------------------------------------------------------------------------------------


def _renumber_pupils(
    own: pl.DataFrame, old: Mapping[str, pl.DataFrame], earlier: Frames
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The earlier rows by the numbers of pupils of now, and all pupils: who is told of before alone comes last."""
    codes = earlier[RAW_SLEUTEL.name].select("leerling", vroeger=_PUPIL)
    enrolled = codes.join(old[RAW_LEERLING.name].select(vroeger=_PUPIL).unique(), on="vroeger", how="semi")
    more = enrolled.join(own, on="leerling", how="anti").select("leerling").sort("leerling")
    added = more.with_columns(
        (pl.int_range(pl.len()) + own.height).cast(own.schema[_PUPIL]).alias(_PUPIL), leerlingnummer="leerling"
    )
    keys = pl.concat([own, added.select(own.columns)])
    numbers = codes.join(keys.select("leerling", nu=_PUPIL), on="leerling").select("vroeger", "nu")
    renumbered = {}
    for name, frame in old.items():
        renumbered[name] = frame
        if _PUPIL in frame.columns:
            found = frame.join(numbers, left_on=_PUPIL, right_on="vroeger", maintain_order="left")
            renumbered[name] = found.with_columns(pl.col("nu").alias(_PUPIL)).select(frame.columns)
    return renumbered, keys


def _renumber_events(old: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The places of the earlier absences in one sequence again, without those of rows that went."""
    numbers = pl.concat([old[name].select(_NUMBER) for name in _EVENTS]).unique().sort(_NUMBER)
    numbers = numbers.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("nu"))
    renumbered = {
        name: old[name]
        .join(numbers, on=_NUMBER, maintain_order="left")
        .with_columns(pl.col("nu").alias(_NUMBER))
        .select(old[name].columns)
        for name in _EVENTS
    }
    return {**old, **renumbered}


def _count_numbers(frames: Frames, names: Sequence[str]) -> int:
    """One more than the last place in the sequence of these tables; 0 without any."""
    last = pl.concat([frames[name].select(_NUMBER) for name in names])[_NUMBER].max()
    return last + 1 if isinstance(last, int) else 0


def _number_files(joined: Mapping[str, pl.DataFrame], *, after: int) -> dict[str, pl.DataFrame]:
    """The files of the earlier rows numbered after those of now, which alone are told of; `_OWN` goes."""
    places = {name: _FROM if _FROM in frame.columns else _PLACE for name, frame in joined.items()}
    used = pl.concat([joined[name].filter(~pl.col(_OWN)).select(pl.col(places[name]).alias("oud")) for name in joined])
    numbers = used.unique().sort("oud")
    numbers = numbers.with_columns((pl.int_range(pl.len()) + after).cast(pl.Int32).alias("nieuw"))
    numbered = {}
    for name, frame in joined.items():
        place = places[name]
        found = frame.join(numbers, left_on=place, right_on="oud", how="left", maintain_order="left")
        number = pl.when(_OWN).then(pl.col(place)).otherwise(pl.col("nieuw")).cast(pl.Int32)
        numbered[name] = found.with_columns(number.alias(place)).drop("nieuw", _OWN)
    return numbered


# --- together --------------------------------------------------------------------------------------------------------


def _mark_own() -> pl.Expr:
    return pl.lit(value=True).alias(_OWN)


def _leave_out_told(old: Mapping[str, pl.DataFrame], own: Frames) -> dict[str, pl.DataFrame]:
    """Without what the delivery of now tells itself: a report to DUO, a row in quarantine that is of no day."""
    reports, quarantined = RAW_DUO_MELDING.name, RAW_QUARANTAINE.name
    left = old[reports].join(own[reports], on=list(_REPORT), how="anti", maintain_order="left")
    loose = old[quarantined].filter(pl.col("van").is_null())
    again = own[quarantined].filter(pl.col("van").is_null())
    loose = loose.join(again, on=[_PUPIL, "tot", "hele_dag"], how="anti", nulls_equal=True, maintain_order="left")
    bound = old[quarantined].filter(pl.col("van").is_not_null())
    return {**old, reports: left, quarantined: pl.concat([loose, bound])}


def _spread_last_known(old: Frames, own: Frames, delivered: Frames) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Enrolments with what is known of a pupil on every row: of now, else of before."""
    enrolments = old[RAW_LEERLING.name], own[RAW_LEERLING.name]
    known = pl.concat(
        [
            frame.sort(_NUMBER).select(_PUPIL, *_OF_A_PUPIL)
            for frame in (old[RAW_LEERLING.name], delivered[RAW_LEERLING.name])
        ]
    )
    last = known.group_by(_PUPIL, maintain_order=True).agg(pl.col(*_OF_A_PUPIL).drop_nulls().last())
    before, now = (
        frame.drop(_OF_A_PUPIL).join(last, on=_PUPIL, how="left", maintain_order="left").select(frame.columns)
        for frame in enrolments
    )
    return before, now


def _join_alike(old: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """With rows that tell the same joined, as they are once they were put with others: so they are the same again."""
    return {**old, **{name: _join(name, old[name], old[name].clear()).drop(_OWN) for name in _OVER_DAYS}}


def _join(name: str, old: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Both, with `_OWN`; rows that tell the same of days that follow one another are one row, with the place of now."""
    van, tot = _OVER_DAYS[name]
    if name in _LAST_BEGUN:
        own = own.with_columns(pl.col(_NUMBER) + _count_numbers({name: old}, (name,)))
    both = pl.concat([old.with_columns(pl.lit(value=False).alias(_OWN)), own.with_columns(_mark_own())])
    if both.is_empty():
        return both
    places = [column for column in (_NUMBER, _PLACE, _LINE, _FROM) if column in both.columns]
    same = [column for column in both.columns if column not in {van, tot, _OWN, *places}]
    first, last = pl.col(van).fill_null(date.min), pl.col(tot).fill_null(date.max)
    ordered = both.sort(*same, first, last, _OWN, *places, nulls_last=False)
    before = last.shift(1).over(same)
    follows = (before < date.max) & (first == before.clip(upper_bound=date.max - _DAY) + _DAY)
    if owner := _LAST_BEGUN.get(name):
        # Where rows overlap, which began last decides: joining would change that.
        alone = pl.col("_einde").shift(1).over(owner).cum_max().over(owner) < pl.col("_begin")
        bounds = ordered.select(owner, first.alias("_begin"), last.alias("_einde")).sort(owner, "_begin", "_einde")
        apart = bounds.select(owner, alone.fill_null(value=True).alias("_los"))
        ordered = ordered.join(apart.group_by(owner).agg(pl.col("_los").all()), on=owner, maintain_order="left")
        follows &= pl.col("_los")
    islands = ordered.with_columns((~follows.fill_null(value=False)).cum_sum().over(same).alias("_stuk"))
    # Of the places those of now, where the row is delivered now too.
    joined = islands.group_by(*same, "_stuk", maintain_order=True).agg(
        pl.col(van).first(),
        pl.col(tot).last(),
        *(pl.col(column).sort_by(_OWN).last() for column in places),
        pl.col(_OWN).any(),
    )
    return joined.select(both.columns)


def _count_out(delivered: Frames, own: Frames) -> pl.DataFrame:
    """The balance of the files of now: absences of days that go by what was told before are not counted."""
    files = delivered[RAW_BESTAND.name]
    left = pl.concat([own[name].select(_PLACE, _LINE) for name in _EVENTS]).unique()
    lines = pl.concat([delivered[name].select(_PLACE, _LINE) for name in _EVENTS]).unique()
    gone = lines.join(left, on=[_PLACE, _LINE], how="anti").group_by(_PLACE).agg(pl.len().cast(pl.Int64).alias("weg"))
    counted = files.join(gone, on=_PLACE, how="left", maintain_order="left")
    return counted.with_columns(pl.col("niet_geteld") + pl.col("weg").fill_null(0)).select(files.columns)


def _tell_covered(covered: Days) -> pl.DataFrame:
    rows = [(first, last, 0, line) for line, (first, last) in enumerate(join_days(covered), start=1)]
    return pl.DataFrame(rows, schema=RAW_LEVERING.polars_schema, orient="row")


def _join_towns(own: Frames, earlier: Frames, enrolments: pl.DataFrame) -> pl.DataFrame:
    towns = pl.concat([frames[RAW_WOONGEMEENTE.name] for frames in (own, earlier)]).unique(
        "woongemeente", keep="first", maintain_order=True
    )
    used = enrolments.select("woongemeente").drop_nulls().unique()
    return towns.join(used, on="woongemeente", how="semi").sort("woongemeente")


def _hash(old: Mapping[str, pl.DataFrame], keys: pl.DataFrame) -> str:
    """By what the rows that were added are recognised: the same for the same rows, wherever they stood."""
    digest = hashlib.sha256()
    codes = keys.select(_PUPIL, "leerling")
    for name, frame in sorted(old.items()):
        told = frame.drop(_NUMBER, _PLACE, _LINE, _FROM, *_OF_A_PUPIL, strict=False)
        if _PUPIL in told.columns:
            told = told.join(codes, on=_PUPIL).drop(_PUPIL)
        digest.update(f"{name}\n{told.sort(told.columns).write_csv()}".encode())
    return digest.hexdigest()
