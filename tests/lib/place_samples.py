"""Pupils who walk from one place to another by causes: what the bridge and the table of movement count of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from reports.context.counts import TierCounts
from reports.context.difference import STAPPEN, CountBridge, Part
from reports.swv.chapters.bridged import PLACES, PUPILS, WITHOUT_TIER
from reports.swv.chapters.units import sum_fields
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, TIER_KEYS, CountChange, Movement, QuarterBridge, SwvReport

NOWHERE = ""
BEFORE = date(2025, 9, 1)


@dataclass(frozen=True)
class Walk:
    """So many pupils of a sector who stood in `start` and were moved by steps: step -> where they stand after it.

    A place is one of TIER_KEYS, or NOWHERE. `followed`: their school was wholly measured both times.
    """

    sector: str
    start: str
    moves: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    followed: bool = True

    @property
    def end(self) -> str:
        return self.stands[-1]

    @property
    def stands(self) -> list[str]:
        """Where they stand, then and after each step."""
        found = [self.start]
        for step in STAPPEN:
            found.append(self.moves.get(step, found[-1]))
        return found


def counts_in(place: str, telling: str) -> int:
    """Whether who stands there is counted."""
    if telling == PUPILS:
        return int(place != NOWHERE)
    return int(place == telling or (telling == "zonder_tier" and place in WITHOUT_TIER))


def count_changes(walks: Sequence[Walk]) -> dict[str, CountChange]:
    sectors = sorted({walk.sector for walk in walks})
    return {
        telling: CountChange(
            {sector: _count_bridge(telling, [walk for walk in walks if walk.sector == sector]) for sector in sectors},
            erbij=sum(walk.number for walk in walks if _grow(walk, telling) > 0),
            eraf=sum(walk.number for walk in walks if _grow(walk, telling) < 0),
        )
        for telling in (*PLACES, PUPILS)
    }


def _grow(walk: Walk, telling: str) -> int:
    return counts_in(walk.end, telling) - counts_in(walk.start, telling)


def _count_bridge(telling: str, walks: Iterable[Walk]) -> CountBridge:
    came, went, van, naar = Counter[str](), Counter[str](), 0, 0
    for walk in walks:
        van += walk.number * counts_in(walk.start, telling)
        naar += walk.number * counts_in(walk.end, telling)
        for step, (before, after) in zip(STAPPEN, pairwise(walk.stands), strict=True):
            grown = counts_in(after, telling) - counts_in(before, telling)
            (came if grown > 0 else went)[step] += walk.number * abs(grown)
    parts = {step: Part(came[step], went[step]) for step in STAPPEN if came[step] or went[step]}
    return CountBridge(telling, van, naar, parts)


def count_movement(walks: Iterable[Walk]) -> dict[tuple[str, str], int]:
    found = Counter[tuple[str, str]]()
    for walk in walks:
        if walk.followed:
            found[walk.start or NEW, walk.end or GONE] += walk.number
            continue
        if walk.start:
            found[walk.start, SCHOOL_OUT] += walk.number
        if walk.end:
            found[SCHOOL_OUT, walk.end] += walk.number
    found.pop((NEW, GONE), None)
    return dict(found)


def walk_report(report: SwvReport, walks: Sequence[Walk]) -> SwvReport:
    """A report of which these pupils walked, and all others stayed where they are."""
    stayed = []
    for sector in sorted({school.sector for school in report.scholen}):
        tiers = sum_fields(TierCounts, (school.tiers for school in report.scholen if school.sector == sector))
        for place in TIER_KEYS:
            ended = sum(walk.number for walk in walks if (walk.sector, walk.end) == (sector, place))
            stayed.append(Walk(sector, place, number=getattr(tiers, place) - ended))
    every = (*walks, *stayed)
    bridge = report.verschil or QuarterBridge(BEFORE, beide=frozenset(walk.sector for walk in every))
    changes = {**bridge.tellingen, **count_changes(every)}
    return replace(
        report, verschil=replace(bridge, tellingen=changes), beweging=Movement(bridge.vorige, count_movement(every))
    )
