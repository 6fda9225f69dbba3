"""The trimester report as it may leave the pupil zone: `release_swv` makes all that its template sees.

The total of the tiers of a unit (and of its two four-week groups) follows from the shown parts alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from reports.context import (
    Balance,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    ProtocolUse,
    Reading,
    RefusedSchool,
    ReportHeader,
    SchoolFigures,
    StatusCounts,
    SwvReport,
    TierCounts,
    TrendPoint,
)
from reports.disclosure import Shown, shield, shield_total

Counts = TypeVar("Counts", Minutes, TierCounts, StatusCounts, FourWeekCounts, Balance)


@dataclass(frozen=True)
class ShownTiers:
    tier_1: Shown
    tier_2: Shown
    tier_3: Shown
    open: Shown
    te_weinig_gegevens: Shown
    totaal: Shown


@dataclass(frozen=True)
class ShownStatuses:
    """Statuses of a unit; `thuiszitters` adds both kinds of thuiszitter."""

    lrv_langer_dan_3_maanden: Shown
    thuiszitters: Shown
    thuiszitters_op_peildatum: Shown
    zonder_precies_vier_weken: Shown
    relatief_verzuim: Shown
    dreigend: Shown
    dreigend_alleen_aanwezigheid: Shown
    langdurig_geoorloofd: Shown


@dataclass(frozen=True)
class ShownFourWeeks:
    nul_procent: Shown
    hoogstens_20: Shown
    totaal: Shown
    met_plan: Shown
    zonder_plan: Shown
    plan_onbekend: Shown


@dataclass(frozen=True)
class PublicUnit:
    """A school, a sector or the whole SWV. `minuten` is None where too few pupils stand behind it."""

    naam: str
    sector: str
    leerlingen: Shown
    minuten: Minutes | None
    tiers: ShownTiers
    statussen: ShownStatuses
    vierweken: ShownFourWeeks
    balans: Balance
    onbekende_codes: int
    absenties_buiten_rooster: int


@dataclass(frozen=True)
class PublicTrendPoint:
    peildatum: date
    scholen: int
    minuten: Minutes | None
    tiers: ShownTiers
    thuiszitters: Shown
    vierweken: Shown


@dataclass(frozen=True)
class PublicLpa:
    """None: the list was not delivered."""

    absoluut_verzuim: Shown | None
    vrijstelling_5a: Shown | None
    vrijstelling_5b: Shown | None
    vrijstelling_5c: Shown | None


@dataclass(frozen=True)
class PublicSwv:
    """What the SWV page may say. The only thing its template and figures get."""

    kop: ReportHeader
    geheel: PublicUnit
    sectoren: tuple[PublicUnit, ...]
    scholen: tuple[PublicUnit, ...]
    geweigerd: tuple[RefusedSchool, ...]
    lpa: PublicLpa
    trend: tuple[PublicTrendPoint, ...]
    """Earlier peildata and this one, oldest first."""
    protocollen: tuple[ProtocolUse, ...]
    lezingen: tuple[Reading, ...]
    drempel: int
    synthetisch: bool


def release_swv(report: SwvReport) -> PublicSwv:
    """The public form of the trimester report."""
    sectors = sorted({school.sector for school in report.scholen})
    whole = _sum_schools("Alle scholen", "", report.scholen)
    return PublicSwv(
        kop=report.kop,
        geheel=_release_unit(whole, report.drempel),
        sectoren=tuple(
            _release_unit(
                _sum_schools(sector, sector, [school for school in report.scholen if school.sector == sector]),
                report.drempel,
            )
            for sector in sectors
        ),
        scholen=tuple(_release_unit(school, report.drempel) for school in report.scholen),
        geweigerd=report.geweigerd,
        lpa=_release_lpa(report.lpa, report.drempel),
        trend=tuple(_release_trend(point, report.drempel) for point in (*report.eerder, _this_point(report, whole))),
        protocollen=report.protocollen,
        lezingen=report.lezingen,
        drempel=report.drempel,
        synthetisch=report.synthetisch,
    )


def _release_unit(unit: SchoolFigures, threshold: int) -> PublicUnit:
    tiers = _release_tiers(unit.tiers, threshold)
    return PublicUnit(
        naam=unit.naam,
        sector=unit.sector,
        leerlingen=tiers.totaal,
        minuten=_release_minutes(unit.minuten, unit.tiers.totaal, threshold),
        tiers=tiers,
        statussen=_release_statuses(unit.statussen, unit.statussen_op_peildatum, threshold),
        vierweken=_release_four_weeks(unit.vierweken, threshold),
        balans=unit.balans,
        onbekende_codes=unit.onbekende_codes,
        absenties_buiten_rooster=unit.absenties_buiten_rooster,
    )


def _release_minutes(minutes: Minutes, contributors: int, threshold: int) -> Minutes | None:
    return minutes if contributors >= threshold else None


def _release_tiers(tiers: TierCounts, threshold: int) -> ShownTiers:
    parts = {field.name: shield(getattr(tiers, field.name), threshold) for field in fields(TierCounts)}
    return ShownTiers(**parts, totaal=shield_total(parts.values(), threshold))


def _release_statuses(period: StatusCounts, at_date: StatusCounts, threshold: int) -> ShownStatuses:
    thuiszitters = period.thuiszitter + period.lrv_langer_dan_3_maanden
    return ShownStatuses(
        lrv_langer_dan_3_maanden=shield(period.lrv_langer_dan_3_maanden, threshold),
        thuiszitters=shield(thuiszitters, threshold),
        thuiszitters_op_peildatum=shield(at_date.thuiszitter + at_date.lrv_langer_dan_3_maanden, threshold),
        zonder_precies_vier_weken=shield(thuiszitters - period.precies_vier_weken, threshold),
        relatief_verzuim=shield(period.relatief_verzuim, threshold),
        dreigend=shield(period.dreigend, threshold),
        dreigend_alleen_aanwezigheid=shield(period.dreigend_alleen_aanwezigheid, threshold),
        langdurig_geoorloofd=shield(period.langdurig_geoorloofd, threshold),
    )


def _release_four_weeks(groups: FourWeekCounts, threshold: int) -> ShownFourWeeks:
    none, little = shield(groups.nul_procent, threshold), shield(groups.hoogstens_20, threshold)
    return ShownFourWeeks(
        nul_procent=none,
        hoogstens_20=little,
        totaal=shield_total((none, little), threshold),
        met_plan=shield(groups.met_plan, threshold),
        zonder_plan=shield(groups.zonder_plan, threshold),
        plan_onbekend=shield(groups.plan_onbekend, threshold),
    )


def _release_trend(point: TrendPoint, threshold: int) -> PublicTrendPoint:
    return PublicTrendPoint(
        peildatum=point.peildatum,
        scholen=point.scholen,
        minuten=_release_minutes(point.minuten, point.tiers.totaal, threshold),
        tiers=_release_tiers(point.tiers, threshold),
        thuiszitters=shield(point.thuiszitters, threshold),
        vierweken=shield(point.vierweken, threshold),
    )


def _release_lpa(lpa: LpaCounts, threshold: int) -> PublicLpa:
    def release(count: int | None) -> Shown | None:
        return None if count is None else shield(count, threshold)

    return PublicLpa(
        absoluut_verzuim=release(lpa.absoluut_verzuim),
        vrijstelling_5a=release(lpa.vrijstelling_5a),
        vrijstelling_5b=release(lpa.vrijstelling_5b),
        vrijstelling_5c=release(lpa.vrijstelling_5c),
    )


def _this_point(report: SwvReport, whole: SchoolFigures) -> TrendPoint:
    return TrendPoint(
        peildatum=report.kop.peildatum,
        scholen=len(report.scholen),
        minuten=whole.minuten,
        tiers=whole.tiers,
        thuiszitters=whole.statussen.thuiszitter + whole.statussen.lrv_langer_dan_3_maanden,
        vierweken=whole.vierweken.totaal,
    )


def _sum_schools(name: str, sector: str, schools: Sequence[SchoolFigures]) -> SchoolFigures:
    return SchoolFigures(
        school="",
        naam=name,
        sector=sector,
        protocol="",
        minuten=_sum_fields(Minutes, (school.minuten for school in schools)),
        tiers=_sum_fields(TierCounts, (school.tiers for school in schools)),
        statussen=_sum_fields(StatusCounts, (school.statussen for school in schools)),
        statussen_op_peildatum=_sum_fields(StatusCounts, (school.statussen_op_peildatum for school in schools)),
        vierweken=_sum_fields(FourWeekCounts, (school.vierweken for school in schools)),
        balans=_sum_fields(Balance, (school.balans for school in schools)),
        onbekende_codes=sum(school.onbekende_codes for school in schools),
        absenties_buiten_rooster=sum(school.absenties_buiten_rooster for school in schools),
    )


def _sum_fields(kind: type[Counts], parts: Iterable[Counts]) -> Counts:
    listed = tuple(parts)
    return kind(**{field.name: sum(getattr(part, field.name) for part in listed) for field in fields(kind)})
