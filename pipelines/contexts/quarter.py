"""From what a run found to what the trimester report needs: `Outcome` in, exact counts without a pupil out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from pipelines.contexts.commentary import name_commentary, read_commentary
from pipelines.contexts.header import describe_protocol, make_report_header, name_rule_set
from pipelines.contexts.moved import leave_out_moved
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.towns import list_known_towns, show_town
from pipelines.contexts.trend import (
    EarlierPublication,
    count_movement,
    find_measured,
    make_earlier_quarter,
    tell_rule_set,
)
from pipelines.intake.delivered import LPA_FOLDER
from pipelines.settings import School
from reports.context.counts import (
    Contribution,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    PossibleCounts,
    RefusedSchool,
    SchoolFigures,
    StatusCounts,
    TierCounts,
    sum_balance,
)
from reports.context.header import Reading
from reports.context.measured import MeasuredSchool
from reports.release.time_share import pick_spread
from reports.swv.quarter import (
    TIER_KEYS,
    ActCount,
    Holiday,
    HourPoint,
    KindMinutes,
    LedgerCount,
    Movement,
    RegisterCount,
    RegisterPair,
    SchoolMinutes,
    SwvReport,
    TierGroup,
    WeekPoint,
)
from reports.words import wording
from reports.words.measured import describe_unmeasured
from schemas.findings import GEWEIGERD
from schemas.readings import load_readings
from schemas.tables import LEERLING_PERIODE, OVERGESTAPT, SCHOOL_METING, STAND_NIET_GEMETEN

_ATTENDANCE = "aanwezigheid_periode"
_PARTS = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")
_TOWN = "woongemeente"
_PARTS_OF_SCHOOL = (*_PARTS, "voorlopig", "elders")


def make_swv_report(outcome: Outcome, earlier: Sequence[EarlierPublication]) -> SwvReport:
    """`swv/index.html`, exact. `earlier`: earlier publications, oldest first."""
    settings, marts = outcome.settings, outcome.marts
    header = make_report_header(outcome)
    used = [settings.get_school(school_id) for school_id in outcome.measured]
    protocols = sorted({school.protocol for school in used})
    pupils = outcome.tables["leerling_periode"]
    peildatum, bijdragen = outcome.period.peildatum, _list_spreads(marts["swv_bijdrage"])
    return SwvReport(
        kop=header,
        scholen=tuple(_school_figures(outcome, school) for school in used),
        geweigerd=_list_refused(outcome),
        niet_gemeten=_list_unmeasured(outcome, header.meting),
        lpa=_lpa_counts(outcome),
        groepen=tuple(_tier_group(row) for row in marts["swv_groep"].iter_rows(named=True)),
        bijdragen=bijdragen,
        weken=tuple(_week(row) for row in marts["swv_week"].iter_rows(named=True)),
        lesuren=tuple(_hour(row) for row in marts["swv_lesuur"].iter_rows(named=True)),
        vakanties=_holidays(outcome),
        soorten=tuple(
            KindMinutes(row["groep"], row["soort"], _contribution(row))
            for row in marts["swv_soort"].iter_rows(named=True)
        ),
        register=tuple(RegisterCount(**row) for row in marts["swv_register"].iter_rows(named=True)),
        meldingen=tuple(LedgerCount(**row) for row in marts["swv_meldplicht"].iter_rows(named=True)),
        waterval=dict(marts["swv_waterval"].select("stap", "minuten").iter_rows()),
        eerder=tuple(make_earlier_quarter(publication) for publication in earlier),
        beweging=_follow_pupils(earlier[-1], outcome) if earlier else None,
        protocollen=tuple(
            describe_protocol(outcome.rule_sets[protocol], [school for school in used if school.protocol == protocol])
            for protocol in protocols
        ),
        regelsets={school.id: tell_rule_set(name_rule_set(outcome, school)) for school in settings.scholen},
        lezingen=tuple(
            Reading(punt=text.punt, onderwerp=text.onderwerp, lezing=text.lezing)
            for text in load_readings(set(protocols))
        ),
        regels=outcome.settings.publicatie,
        aanwezigheidsregels=tuple(rule for protocol in protocols for rule in _list_attendance_rules(outcome, protocol)),
        dreigendregels=tuple(rule for protocol in protocols for rule in _list_other_grounds(outcome, protocol)),
        duiding=read_commentary(settings, peildatum=peildatum, codes=frozenset(pupils["leerling"])),
        duiding_bestand=name_commentary(peildatum),
        synthetisch=settings.voorbeeld,
        namen={school.id: school.naam for school in settings.scholen},
        registerparen=_list_pairs(outcome),
        acties=tuple(ActCount(**row) for row in marts["swv_actie"].iter_rows(named=True)),
        zonder_register=tuple(school.id for school in used if not outcome.deliveries[school.id].heeft_register),
        zonder_meldingen=tuple(school.id for school in used if not outcome.deliveries[school.id].heeft_duo_meldingen),
        gemeten=find_measured(outcome.tables[SCHOOL_METING.name]),
        met_tier=_list_with_tier(bijdragen),
        minst={(school, group): least for school, group, least in marts["swv_minst"].iter_rows()},
    )


def _list_pairs(outcome: Outcome) -> tuple[RegisterPair, ...]:
    """A municipality that may not be shown is an empty value."""
    known = list_known_towns(outcome)
    rows = [RegisterPair(**row) for row in outcome.marts["swv_register_paar"].iter_rows(named=True)]
    rows = [replace(row, waarde=show_town(row.waarde, known)) if row.veld == _TOWN else row for row in rows]
    return tuple(
        replace(row, tegenwaarde=show_town(row.tegenwaarde, known)) if row.tegen == _TOWN else row for row in rows
    )


def _follow_pupils(before: EarlierPublication, outcome: Outcome) -> Movement | None:
    """From the peildatum before to this one, at the schools that were measured over the whole period both times."""
    measured = find_measured(outcome.tables[SCHOOL_METING.name]) & (before.gemeten or frozenset())
    return count_movement(before.peildatum, before.pupils, list_counted(outcome), measured=measured)


def list_counted(outcome: Outcome) -> pl.DataFrame:
    """The rows of leerling_periode that the SWV counts: who moved once, at the new school."""
    name = LEERLING_PERIODE.name
    return leave_out_moved(name, outcome.tables[name], outcome.tables[OVERGESTAPT.name])


def _school_figures(outcome: Outcome, school: School) -> SchoolFigures:
    """Counts and sums of one school."""
    tiers = _get_row(outcome, "swv_school_tier", school)
    registration = _get_row(outcome, "registratie", school)
    return SchoolFigures(
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        protocol=school.protocol,
        minuten=_minutes(tiers, _PARTS_OF_SCHOOL),
        tiers=_tier_counts(tiers),
        statussen=_statuses(outcome, school, "periode"),
        statussen_op_peildatum=_statuses(outcome, school, "peildatum"),
        vierweken=FourWeekCounts(**_without(_get_row(outcome, "swv_school_vierweken", school), "school")),
        mogelijk=make_possible_counts(outcome, school),
        balans=sum_balance(outcome.files[school.id]),
        onbekende_codes=registration["onbekende_codes"],
        absenties_buiten_rooster=registration["buiten_rooster"],
    )


def make_possible_counts(outcome: Outcome, school: School) -> PossibleCounts:
    """Pupils of one school who could have a status that they do not have."""
    return PossibleCounts(**_without(_get_row(outcome, "swv_status_mogelijk", school), "school"))


def _statuses(outcome: Outcome, school: School, moment: str) -> StatusCounts:
    row = _get_row(outcome, "swv_school_status", school, moment=moment)
    return StatusCounts(**_without(row, "school", "moment"))


def _get_row(outcome: Outcome, mart: str, school: School, **where: str) -> dict[str, Any]:
    """The one row of a mart about a school that takes part."""
    return outcome.marts[mart].row(by_predicate=_matches(school=school.id, **where), named=True)


def _matches(**where: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == value for name, value in where.items())


def _lpa_counts(outcome: Outcome) -> LpaCounts:
    """The LPA lists on the peildatum; None for a list that was not delivered."""
    counts = dict(outcome.marts["lpa"].select("soort", "aantal").iter_rows())
    kinds = set(outcome.deliveries[LPA_FOLDER].frames["raw_bestand"]["soort"])
    absent = counts.get("absoluut_verzuim", 0) if "absoluut verzuim" in kinds else None
    exempt = {ground: counts.get(f"vrijstelling_{ground}", 0) for ground in ("5a", "5b", "5c")}
    if "vrijstellingen" not in kinds:
        return LpaCounts(absoluut_verzuim=absent)
    return LpaCounts(absent, exempt["5a"], exempt["5b"], exempt["5c"])


def _list_refused(outcome: Outcome) -> tuple[RefusedSchool, ...]:
    """Schools that no figure counts, in order of the settings, with the cause."""
    return tuple(
        RefusedSchool(
            school=school.id, naam=school.naam, sector=school.sector, reden=_shorten_refusal(outcome, school.id)
        )
        for school in outcome.settings.scholen
        if outcome.deliveries[school.id].refused
    )


def _list_unmeasured(outcome: Outcome, measured: Iterable[MeasuredSchool]) -> tuple[RefusedSchool, ...]:
    """Schools that no figure counts although their delivery could be read."""
    return tuple(
        RefusedSchool(
            school.school, school.naam, outcome.settings.get_school(school.school).sector, describe_unmeasured(school)
        )
        for school in measured
        if school.stand == STAND_NIET_GEMETEN
    )


def _shorten_refusal(outcome: Outcome, school_id: str) -> str:
    """What kind of thing is wrong; file, class and column are the school's own words, and stand on its return sheet."""
    causes = [wording.refusal(found.code) for found in outcome.get_findings(school_id) if found.ernst == GEWEIGERD]
    return " ".join(dict.fromkeys(causes))


def _list_attendance_rules(outcome: Outcome, protocol: str) -> list[str]:
    """Ids of the rules of a protocol that look at the attendance of the period."""
    return [rule.id for rule in outcome.rule_sets[protocol].rules.values() if rule.measure == _ATTENDANCE]


def _list_other_grounds(outcome: Outcome, protocol: str) -> list[str]:
    """Rules that make a pupil `dreigend` for something else than its attendance."""
    attendance = _list_attendance_rules(outcome, protocol)
    grounds = [
        ground.rule
        for status in outcome.rule_sets[protocol].statuses
        if status.status == "dreigend"
        for ground in status.grounds
    ]
    return [rule for rule in grounds if rule not in attendance]


def _tier_group(row: Mapping[str, Any]) -> TierGroup:
    return TierGroup(row["school"], row["sector"], row["leerjaar"], row["onderwijssoort"], _tier_counts(row))


def _tier_counts(row: Mapping[str, Any]) -> TierCounts:
    return TierCounts(**{tier: row[tier] for tier in TIER_KEYS})


def _list_spreads(rows: pl.DataFrame) -> dict[tuple[str, str], dict[str, Contribution]]:
    """By school and tier, of each part of lesson time."""
    found: dict[tuple[str, str], dict[str, Contribution]] = {}
    for row in rows.iter_rows(named=True):
        tier = f"tier_{row['tier']}" if row["tier"].isdecimal() else row["tier"]
        found.setdefault((row["school"], tier), {})[row["deel"]] = _contribution(row)
    return found


def _list_with_tier(spreads: Mapping[tuple[str, str], Mapping[str, Contribution]]) -> dict[str, SchoolMinutes]:
    """By school, of its pupils who have a tier; each of them has lessons."""
    found = {school: pick_spread(spreads, [school], TIER_KEYS[:3]) for school, _ in spreads}
    return {
        school: SchoolMinutes(
            spread["gepland"].leerlingen, Minutes(**{part: spread[part].minuten for part in _PARTS}), spread
        )
        for school, spread in found.items()
        if spread
    }


def _contribution(row: Mapping[str, Any]) -> Contribution:
    return Contribution(row["minuten"], row["leerlingen"], row["grootste_min"], row["tweede_min"])


def _week(row: Mapping[str, Any]) -> WeekPoint:
    return WeekPoint(
        row["schooljaar_van"],
        row["maandag"],
        row["leerlingen"],
        _minutes(row),
        row["scholen"],
        _spread(row, verzuim=row["gepland_min"] - row["aanwezig_min"]),
    )


def _hour(row: Mapping[str, Any]) -> HourPoint:
    missed = row["gepland_min"] - row["aanwezig_min"]
    return HourPoint(
        row["sector"],
        row["weekdag"],
        row["lesuur"],
        _spread(row, verzuim=missed, ongeoorloofd=row["ongeoorloofd_min"]),
    )


def _spread(row: Mapping[str, Any], **parts: int) -> dict[str, Contribution]:
    """Who stands behind the planned minutes of a week or lesson hour, and behind the minutes of each of `parts`."""
    planned, most = row["gepland_min"], row["gepland_grootste_min"]
    found = {
        part: Contribution(minutes, row[f"{part}_leerlingen"], row[f"{part}_grootste_min"], row[f"{part}_tweede_min"])
        for part, minutes in parts.items()
    }
    return {"gepland": Contribution(planned, row["leerlingen"], most, min(most, planned - most)), **found}


def _minutes(row: Mapping[str, Any], parts: Iterable[str] = _PARTS) -> Minutes:
    return Minutes(**{part: row[f"{part}_min"] for part in parts})


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _holidays(outcome: Outcome) -> tuple[Holiday, ...]:
    """School holidays of this school year in the regions of the schools; equal ones once."""
    regions = {school.vakantieregio for school in outcome.settings.scholen}
    start = outcome.period.schooljaar_van
    found = {
        (date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"]), row["vakantie"])
        for row in outcome.settings.kalender.holidays
        if row["regio"] in regions
    }
    end = start + timedelta(days=366)
    return tuple(Holiday(name, first, last) for first, last, name in sorted(found) if first >= start and first < end)


def list_shown(earlier: Iterable[EarlierPublication]) -> dict[date, Mapping[str, Any]]:
    """The counts of earlier publications as they were published, by peildatum."""
    return {publication.peildatum: publication.shown for publication in earlier}
