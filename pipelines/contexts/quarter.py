"""From what a run found to what the trimester report needs: `Outcome` in, exact counts without a pupil out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from pipelines.contexts.commentary import name_commentary, read_commentary
from pipelines.contexts.header import describe_protocol, make_header
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.school import (
    count_lpa,
    count_school,
    list_attendance_rules,
    list_refused,
)
from pipelines.contexts.trend import EarlierPublication
from pipelines.store.reference import read_holidays
from reports.context import Minutes, Reading, TierCounts
from reports.swv.quarter import (
    GONE,
    NEW,
    SCHOOL_OUT,
    TIER_KEYS,
    EarlierQuarter,
    Holiday,
    KindMinutes,
    LedgerCount,
    Movement,
    RegisterCount,
    SwvReport,
    TierGroup,
    TierMinutes,
    WeekPoint,
)
from schemas.readings import load_readings

# What is counted as due to be reported: not what is left to the RMC or not decided (contract 2.7).
_DUTY = "verplicht"
_PARTS = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")


def make_swv_report(outcome: Outcome, earlier: Sequence[EarlierPublication]) -> SwvReport:
    """`swv/index.html`, exact. `earlier`: earlier publications, oldest first."""
    settings, marts = outcome.settings, outcome.marts
    used = [school for school in settings.scholen if outcome.deliveries[school.id].refused is None]
    protocols = sorted({school.protocol for school in used})
    pupils = outcome.tables["leerling_periode"]
    peildatum = outcome.period.peildatum
    return SwvReport(
        kop=make_header(outcome),
        scholen=tuple(count_school(outcome, school) for school in used),
        geweigerd=list_refused(outcome),
        lpa=count_lpa(outcome),
        groepen=_tier_groups(marts["swv_tier"]),
        tierminuten=_tier_minutes(marts["swv_tier"]),
        weken=tuple(_week(row) for row in marts["swv_week"].iter_rows(named=True)),
        vakanties=_holidays(outcome),
        soorten=tuple(KindMinutes(**row) for row in marts["swv_soort"].iter_rows(named=True)),
        register=_register(marts["swv_vierweken"]),
        meldingen=_ledger(marts["swv_melding"]),
        waterval=dict(marts["waterval"].group_by("stap").agg(pl.col("minuten").sum()).sort("stap").iter_rows()),
        eerder=tuple(_earlier_quarter(publication) for publication in earlier),
        beweging=count_movement(earlier[-1].peildatum, earlier[-1].pupils, pupils) if earlier else None,
        protocollen=tuple(
            describe_protocol(outcome.rule_sets[protocol], [school for school in used if school.protocol == protocol])
            for protocol in protocols
        ),
        regelsets={
            school.id: f"{school.protocol}, {outcome.rule_sets[school.protocol].dated}" for school in settings.scholen
        },
        lezingen=tuple(
            Reading(punt=text.punt, onderwerp=text.onderwerp, lezing=text.lezing)
            for text in load_readings(set(protocols))
        ),
        regels=outcome.settings.publicatie,
        aanwezigheidsregels=tuple(rule for protocol in protocols for rule in list_attendance_rules(outcome, protocol)),
        dreigendregels=tuple(rule for protocol in protocols for rule in _list_other_grounds(outcome, protocol)),
        duiding=read_commentary(settings, peildatum=peildatum, codes=frozenset(pupils["leerling"])),
        duiding_bestand=name_commentary(peildatum),
        synthetisch=settings.voorbeeld,
        namen={school.id: school.naam for school in settings.scholen},
    )


def count_movement(day: date, before: pl.DataFrame, now: pl.DataFrame) -> Movement | None:
    """Pupils by place at `day` and now, by school and code; None when no school has a code in common.

    `before`, `now`: rows of leerling_periode. A pupil of a school that was counted only once did not come or go.
    """
    places = [frame.select("school", "leerling", place=_place()) for frame in (before, now)]
    joined = places[0].join(places[1], on=["school", "leerling"], how="full", coalesce=True, suffix="_nu")
    if joined.filter(pl.col("place").is_not_null() & pl.col("place_nu").is_not_null()).is_empty():
        return None
    schools = [set(frame["school"]) for frame in places]
    counts: dict[tuple[str, str], int] = {}
    for school, start, end, number in (
        joined.group_by("school", "place", "place_nu").len().sort("school", "place", "place_nu").iter_rows()
    ):
        start_key = start or (NEW if school in schools[0] else SCHOOL_OUT)
        end_key = end or (GONE if school in schools[1] else SCHOOL_OUT)
        counts[start_key, end_key] = counts.get((start_key, end_key), 0) + number
    return Movement(day, dict(sorted(counts.items())))


def _list_other_grounds(outcome: Outcome, protocol: str) -> list[str]:
    """Rules that make a pupil `dreigend` for something else than its attendance."""
    attendance = list_attendance_rules(outcome, protocol)
    grounds = [
        ground.rule
        for status in outcome.rule_sets[protocol].statuses
        if status.status == "dreigend"
        for ground in status.grounds
    ]
    return [rule for rule in grounds if rule not in attendance]


def _place() -> pl.Expr:
    tier = pl.col("tier").cast(pl.String)
    return pl.when(tier.is_not_null()).then(pl.lit("tier_") + tier).otherwise(pl.col("tier_status"))


def _tier_groups(rows: pl.DataFrame) -> tuple[TierGroup, ...]:
    keys = ["sector", "leerjaar", "onderwijssoort"]
    counts = rows.group_by(*keys, "tier").agg(pl.col("leerlingen").sum()).sort(*keys, "tier")
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for *key, tier, number in counts.iter_rows():
        found.setdefault(tuple(key), {})[_tier_key(tier)] = number
    return tuple(TierGroup(*key, TierCounts(**tiers)) for key, tiers in found.items())


def _tier_minutes(rows: pl.DataFrame) -> tuple[TierMinutes, ...]:
    """Tiers 1, 2 and 3, in order; a tier without pupils has no row."""
    columns = ["leerlingen", *(f"{part}_min" for part in _PARTS)]
    sums = rows.group_by("tier").agg(pl.col(columns).sum()).sort("tier")
    return tuple(
        TierMinutes(key, row["leerlingen"], _minutes(row))
        for row in sums.iter_rows(named=True)
        if (key := _tier_key(row["tier"])) in TIER_KEYS[:3]
    )


def _tier_key(tier: str) -> str:
    return f"tier_{tier}" if tier.isdigit() else tier


def _week(row: Mapping[str, Any]) -> WeekPoint:
    return WeekPoint(row["schooljaar_van"], row["maandag"], row["leerlingen"], _minutes(row))


def _minutes(row: Mapping[str, Any]) -> Minutes:
    return Minutes(**{part: row[f"{part}_min"] for part in _PARTS})


def _holidays(outcome: Outcome) -> tuple[Holiday, ...]:
    """School holidays of this school year in the regions of the schools; equal ones once."""
    regions = {school.vakantieregio for school in outcome.settings.scholen}
    start = outcome.period.schooljaar_van
    found = {
        (date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"]), row["vakantie"])
        for row in read_holidays()
        if row["regio"] in regions
    }
    end = start + timedelta(days=366)
    return tuple(Holiday(name, first, last) for first, last, name in sorted(found) if first >= start and first < end)


def _register(rows: pl.DataFrame) -> tuple[RegisterCount, ...]:
    with_mdo = rows.with_columns(mdo=pl.when("mdo").then(pl.lit("J")).otherwise(pl.lit("N")))
    found = [
        RegisterCount(field, value, number)
        for field in ("typologie", "categorie", "mdo")
        for value, number in with_mdo.group_by(field).len().sort(field).iter_rows()
    ]
    named = rows.select(pl.col("interventies").str.split(",").list.unique()).explode("interventies")
    named = named.select(pl.col("interventies").str.strip_chars().str.to_lowercase())
    counts = named.filter(pl.col("interventies") != "").group_by("interventies").len().sort("interventies")
    return (*found, *(RegisterCount("interventie", value, number) for value, number in counts.iter_rows()))


def _ledger(rows: pl.DataFrame) -> tuple[LedgerCount, ...]:
    due = rows.filter(pl.col("plicht") == _DUTY)
    counts = due.group_by("meldsoort", "status").agg(pl.col("meldingen").sum()).sort("meldsoort", "status")
    return tuple(LedgerCount(*row) for row in counts.iter_rows())


def _earlier_quarter(publication: EarlierPublication) -> EarlierQuarter:
    pupils = publication.pupils
    return EarlierQuarter(
        peildatum=publication.peildatum,
        scholen=tuple(sorted(set(pupils["school"]))),
        versie=publication.versie,
        regelsets=publication.regelsets,
        leerlingen=pupils.height,
        minuten=Minutes(**{part: int(pupils[f"{part}_min"].sum()) for part in _PARTS}),
    )


def list_shown(earlier: Iterable[EarlierPublication]) -> dict[date, Mapping[str, Any]]:
    """The counts of earlier publications as they were published, by peildatum."""
    return {publication.peildatum: publication.shown for publication in earlier}
