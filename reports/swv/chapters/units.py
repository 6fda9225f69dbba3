"""The whole SWV, its sectors and its schools: of what the trimester report counts, and the ids of these counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from reports.context.counts import (
    Balance,
    FourWeekCounts,
    Minutes,
    PossibleCounts,
    SchoolFigures,
    StatusCounts,
    TierCounts,
)
from reports.release.public_table import FEWEST_FOR_SHARE
from reports.swv.quarter import SwvReport

Counts = TypeVar("Counts", Minutes, TierCounts, StatusCounts, PossibleCounts, FourWeekCounts, Balance)

SWV = "swv"
# A school with fewer pupils has no share of its own (public_table).
SMALL_SCHOOL = FEWEST_FOR_SHARE


@dataclass(frozen=True)
class Unit:
    """The whole SWV, a sector, a school, or the small schools of a sector together, with its exact figures."""

    sleutel: str
    """Middle part of the ids of its counts, e.g. "sector/VO"."""
    naam: str
    sector: str
    scholen: tuple[str, ...]
    """Ids of the schools in it."""
    cijfers: SchoolFigures
    gevestigd: bool = True
    """False: too small for a share of its own in the comparison of schools."""


def list_whole(report: SwvReport) -> Unit:
    """All schools together."""
    return _join_schools(SWV, "Alle scholen", "", report.scholen)


def list_sectors(report: SwvReport) -> tuple[Unit, ...]:
    """The sectors, by name."""
    return tuple(
        _join_schools(
            f"sector/{sector}", sector, sector, [school for school in report.scholen if school.sector == sector]
        )
        for sector in sorted({school.sector for school in report.scholen})
    )


def list_schools(report: SwvReport) -> tuple[Unit, ...]:
    """Schools in the order of the settings; after them, per sector, two or more small schools as one unit."""
    small = {
        sector.sector: [school for school in report.scholen if school.sector == sector.sector and is_small(school)]
        for sector in list_sectors(report)
    }
    pooled = {school.school for schools in small.values() if len(schools) > 1 for school in schools}
    single = tuple(
        Unit(f"school/{school.school}", school.naam, school.sector, (school.school,), school, not is_small(school))
        for school in report.scholen
        if school.school not in pooled
    )
    return single + tuple(
        _join_schools(f"klein/{sector}", f"Kleine scholen {sector} samen ({len(schools)})", sector, schools)
        for sector, schools in small.items()
        if len(schools) > 1
    )


def is_small(school: SchoolFigures) -> bool:
    return school.tiers.totaal < SMALL_SCHOOL


def list_groups(report: SwvReport, field: str) -> tuple[tuple[str, str, TierCounts], ...]:
    """(sector, value, tiers) for each leerjaar or onderwijssoort of each sector, by name; "" (not known) last.

    A sector with one value is left out: that row would say what the row of the sector says.
    """
    found: dict[tuple[str, str], list[TierCounts]] = {}
    for group in report.groepen:
        found.setdefault((group.sector, getattr(group, field)), []).append(group.tiers)
    values = Counter(sector for sector, _ in found)
    order = sorted((key for key in found if values[key[0]] > 1), key=lambda key: (key[0], key[1] == "", key[1]))
    return tuple((sector, value, sum_fields(TierCounts, found[sector, value])) for sector, value in order)


def list_crossings(report: SwvReport, unit: Unit) -> tuple[tuple[str, str, TierCounts], ...]:
    """(leerjaar, onderwijssoort, tiers) of each group of a unit, by name. Everybody there knows which it has."""
    found: dict[tuple[str, str], list[TierCounts]] = {}
    for group in report.groepen:
        if group.school in unit.scholen:
            found.setdefault((group.leerjaar, group.onderwijssoort), []).append(group.tiers)
    return tuple((*key, sum_fields(TierCounts, found[key])) for key in sorted(found))


def name_tiers(key: str) -> str:
    """Id of the number of pupils of a unit; its tiers are "<id>/tier_1" and so on."""
    return f"tiers/{key}"


def pick_rows(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The rows of a unit in a table that has its schools."""
    if unit.sleutel == SWV:
        return ()
    return (("school", "|".join(unit.scholen)),)


def _join_schools(key: str, name: str, sector: str, schools: Sequence[SchoolFigures]) -> Unit:
    joined = SchoolFigures(
        school="",
        naam=name,
        sector=sector,
        protocol="",
        minuten=sum_fields(Minutes, (school.minuten for school in schools)),
        tiers=sum_fields(TierCounts, (school.tiers for school in schools)),
        statussen=sum_fields(StatusCounts, (school.statussen for school in schools)),
        statussen_op_peildatum=sum_fields(StatusCounts, (school.statussen_op_peildatum for school in schools)),
        vierweken=sum_fields(FourWeekCounts, (school.vierweken for school in schools)),
        mogelijk=sum_fields(PossibleCounts, (school.mogelijk for school in schools)),
        balans=sum_fields(Balance, (school.balans for school in schools)),
        onbekende_codes=sum(school.onbekende_codes for school in schools),
        absenties_buiten_rooster=sum(school.absenties_buiten_rooster for school in schools),
    )
    return Unit(
        key, name, sector, tuple(school.school for school in schools), joined, joined.tiers.totaal >= SMALL_SCHOOL
    )


def sum_fields(kind: type[Counts], parts: Iterable[Counts]) -> Counts:
    """One `kind` whose every field is the sum over the parts."""
    listed = tuple(parts)
    return kind(**{field.name: sum(getattr(part, field.name) for part in listed) for field in fields(kind)})
