"""From the marts of the school report to its parts: pupil cards, the picture of the school, what to register better.

Counting was done in SQL; this only gives rows of `Outcome.marts` the shape of `reports.context.parts`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any, TypeVar

import polars as pl

from pipelines.contexts.outcome import Outcome
from pipelines.settings import School
from reports.context.parts import (
    CaseNotes,
    Departure,
    Distance,
    HolidayEdge,
    LateWeekday,
    Newcomer,
    PastQuarter,
    PatternCount,
    Provisional,
    PupilCard,
    QuarterTier,
    Run,
    SchoolDay,
    SchoolLimits,
    SickSpell,
    SilentWeek,
    WithoutReason,
)
from reports.context.school import DueReport, Incomplete
from schemas.measures import BOOK
from schemas.municipalities import is_known_town
from schemas.ruleset import RuleSet, load_definitions

Part = TypeVar("Part")

_CALENDAR_DAYS = "duur_kalenderdagen"
_NEAREST_SHOWN = 4
_LIMITS = {
    "fdr_pct": "patroon_fdr_pct",
    "verhouding_pct": "patroon_verhouding_pct",
    "minimum_keer": "patroon_minimum_keer",
    "minimum_lessen": "patroon_minimum_lessen",
    "minimum_leerlingen": "patroon_minimum_leerlingen",
    "voorlopig_schooldagen": "voorlopig_schooldagen",
    "stille_klas_leerlingen": "stille_klas_leerlingen",
    "vakantie_rand_dagen": "vakantie_rand_dagen",
}


@dataclass(frozen=True)
class PupilParts:
    """What the marts know of the pupils of one school, each by code."""

    kaarten: Mapping[str, PupilCard]
    onbekend: Mapping[str, tuple[str, ...]]


def make_limits() -> SchoolLimits:
    """The limits of the school report, from schemas/definitions.yaml."""
    definitions = load_definitions()
    return SchoolLimits(**{name: definitions[source] for name, source in _LIMITS.items()})


def make_school_parts(outcome: Outcome, school: School) -> dict[str, Any]:
    """Fields of `SchoolReport` that the marts fill, by name."""
    return {
        "grenzen": make_limits(),
        "dagen": tuple(_make_day(row) for row in _rows(outcome.marts["schooldag"], school)),
        "vakantieranden": tuple(sorted(_make_parts(outcome, school, "rond_vakantie", HolidayEdge), key=_order_of_edge)),
        "te_laat": _make_parts(outcome, school, "te_laat_weekdag", LateWeekday),
        "patronen": _make_parts(outcome, school, "patroon_leerling", PatternCount),
        "voorlopig": _make_parts(outcome, school, "voorlopig", Provisional),
        "zonder_reden": _make_parts(outcome, school, "zonder_reden", WithoutReason),
        "vertrokken": _list_departures(outcome, school),
        "nieuw": _list_newcomers(outcome, school),
        "stille_weken": _make_parts(outcome, school, "stille_week", SilentWeek),
        "kalenderdagen_beslissen": counts_calendar_days(outcome.rule_sets[school.protocol]),
    }


def make_pupil_parts(
    outcome: Outcome,
    school: School,
    *,
    past: Mapping[str, tuple[PastQuarter, ...]],
    notes: Mapping[str, CaseNotes | None],
) -> PupilParts:
    """Cards of the pupils that have one; of all pupils what unknown slots could change.

    `past` and `notes`, by code: what earlier publications and the register say on their cards.
    """
    return PupilParts(
        kaarten=_make_cards(outcome, school, past, notes),
        onbekend=_by_pupil(_rows(outcome.marts["onbekend_invloed"], school), lambda row: row["soort"]),
    )


def list_due_reports(outcome: Outcome, school: School) -> tuple[DueReport, ...]:
    """The worklist: reports to DUO that are overdue, then those whose last day is the peildatum or later."""
    return tuple(
        DueReport(**_own(row, "volgnr", "lijst"))
        for row in _rows(outcome.marts["duo_werklijst"], school)
        if row["lijst"] != "eerder"
    )


def list_incomplete(outcome: Outcome, school: School) -> tuple[Incomplete, ...]:
    """Pupils with a report that cannot be handed over before the school completes what is missing of them."""
    hidden = outcome.deliveries[school.id].hidden_towns
    found = (
        Incomplete(
            leerling=row["leerling"],
            geboortedatum=row["zonder_geboortedatum"],
            woongemeente=not is_known_town(row["woongemeente"], hidden=hidden),
        )
        for row in _rows(outcome.marts["duo_aanvullen"], school)
    )
    return tuple(row for row in found if row.geboortedatum or row.woongemeente)


def get_number_of_earlier_reports(outcome: Outcome, school: School) -> int:
    """Reports of the worklist that fell due in earlier school years."""
    rows = _rows(outcome.marts["duo_eerder"], school)
    return rows[0]["meldingen"] if rows else 0


def _make_parts(outcome: Outcome, school: School, mart: str, kind: type[Part]) -> tuple[Part, ...]:
    return tuple(_fill_parts(kind, _select(outcome.marts[mart], school)))


def _fill_parts(kind: type[Part], frame: pl.DataFrame) -> Iterator[Part]:
    """One part a row, each field from the column of its name; a large school has thousands of them.

    Columns that are no field are refused, and so are fields without a column, but for the last ones of a kind.
    """
    names: tuple[str, ...] = kind.__match_args__  # ty: ignore[missing-attribute]
    return starmap(kind, frame.select(names[: frame.width]).rows())


def _fill_by_pupil(kind: type[Part], frame: pl.DataFrame) -> dict[str, tuple[Part, ...]]:
    groups: dict[str, list[Part]] = {}
    for leerling, part in zip(frame["leerling"].to_list(), _fill_parts(kind, frame.drop("leerling")), strict=True):
        groups.setdefault(leerling, []).append(part)
    return {leerling: tuple(found) for leerling, found in groups.items()}


def _list_departures(outcome: Outcome, school: School) -> tuple[Departure, ...]:
    """The longest absence first."""
    found = _make_parts(outcome, school, "vertrokken_afwezig", Departure)
    return tuple(sorted(found, key=lambda pupil: (-pupil.duur_posities, pupil.leerling)))


def _list_newcomers(outcome: Outcome, school: School) -> tuple[Newcomer, ...]:
    """Who is still away first, then the longest absence."""
    found = _make_parts(outcome, school, "nieuw_afwezig", Newcomer)
    return tuple(sorted(found, key=lambda pupil: (not pupil.loopt, -pupil.duur_posities, pupil.leerling)))


def _order_of_edge(edge: HolidayEdge) -> tuple[bool, date]:
    """In order of time; the other days last."""
    return (edge.vakantie == "", edge.van)


def _make_day(row: Mapping[str, Any]) -> SchoolDay:
    return SchoolDay(
        datum=row["datum"],
        gepland_min=row["gepland_min"],
        afwezig_min=row["afwezig_min"],
        onbekend_min=row["onbekend_min"],
        leerlingen=row["leerlingen"],
    )


def _make_cards(
    outcome: Outcome,
    school: School,
    past: Mapping[str, tuple[PastQuarter, ...]],
    notes: Mapping[str, CaseNotes | None],
) -> dict[str, PupilCard]:
    quarters = _fill_by_pupil(QuarterTier, _select(outcome.marts["tier_kwartaal"], school))
    spells = _fill_by_pupil(SickSpell, _select(outcome.marts["ziekmelding"], school))
    runs = _fill_by_pupil(Run, _list_runs(outcome, school))
    distances = _make_distances(outcome, school)
    return {
        code: PupilCard(
            dagen=days,
            kwartalen=quarters.get(code, ()),
            ziekmeldingen=spells.get(code, ()),
            reeksen=runs.get(code, ()),
            afstanden=distances.get(code, ()),
            eerder=past.get(code, ()),
            zaak=notes.get(code),
        )
        for code, days in _select(outcome.marts["dagbeeld"], school).select("leerling", "dagen").rows()
    }


def _list_runs(outcome: Outcome, school: School) -> pl.DataFrame:
    """Runs of the period with their free days; a run of `alle` that is one of `oa` or `ga` too stands there alone."""
    keys = ["school", "leerling", "groep", "start"]
    runs = outcome.tables["reeks"].filter(pl.col("school") == school.id)
    joined = runs.join(outcome.marts["reeks_vrij"], on=keys, how="left").sort("leerling", "start", "groep")
    rows = joined.select("groep", "leerling", "start", "laatste_dag").rows()
    named = {tuple(run) for groep, *run in rows if groep != "alle"}
    return joined.filter([groep != "alle" or tuple(run) not in named for groep, *run in rows]).drop("school")


def _make_distances(outcome: Outcome, school: School) -> dict[str, tuple[Distance, ...]]:
    """The bounds that are nearest, each count once: rules that ask the same of the same count are one distance."""
    rule_set = outcome.rule_sets[school.protocol]
    found: dict[str, dict[tuple[Any, ...], Distance]] = {}
    for row in _rows(outcome.marts["afstand"], school):
        rule = rule_set.rules[row["regel"]]
        distance = Distance(
            regel=rule.id,
            woorden=rule.description,
            waarde=row["waarde"],
            minimum=row["minimum"],
            eenheid=BOOK.tell(rule.measure, rule.unit, sector=school.sector),
        )
        same = (rule.measure, rule.counts, rule.unit, row["minimum"], row["waarde"])
        found.setdefault(row["leerling"], {}).setdefault(same, distance)
    return {leerling: _get_nearest(tuple(distances.values())) for leerling, distances in found.items()}


def _get_nearest(distances: tuple[Distance, ...]) -> tuple[Distance, ...]:
    ordered = sorted(distances, key=lambda found: (-found.waarde / found.minimum, found.regel))
    return tuple(ordered[:_NEAREST_SHOWN])


def counts_calendar_days(rule_set: RuleSet) -> bool:
    """Does a status of the rule set rest on a run in calendar days (D6)?"""
    grounds = [ground for status in rule_set.statuses for ground in status.grounds]
    rules = [
        rule_set.rules[name] for ground in grounds for name in (ground.rule, ground.runs_of) if name in rule_set.rules
    ]
    return any(rule.unit == _CALENDAR_DAYS for rule in rules)


def _by_pupil(rows: list[dict[str, Any]], make: Callable[[Mapping[str, Any]], Any]) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row["leerling"], []).append(make(row))
    return {leerling: tuple(found) for leerling, found in groups.items()}


def _select(frame: pl.DataFrame, school: School) -> pl.DataFrame:
    return frame.filter(pl.col("school") == school.id).drop("school")


def _rows(frame: pl.DataFrame, school: School) -> list[dict[str, Any]]:
    return frame.filter(pl.col("school") == school.id).rows(named=True)


def _own(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The row without its school and without `names`."""
    return {name: value for name, value in row.items() if name != "school" and name not in names}
