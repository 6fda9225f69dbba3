"""A bridge between two editions with figures that are worked out: 35 thuiszitters in January, 41 in March."""

import dataclasses
from collections.abc import Mapping
from datetime import date

from reports.context.difference import (
    CODES,
    CORRECTIES,
    LEERLINGEN,
    ONVERDEELD,
    STAPPEN,
    TELLINGEN,
    VERANDERING,
    CountBridge,
    EditionLabel,
    MovedPupil,
    Part,
    SchoolBridge,
    SwvBridge,
    UnitBridge,
)
from reports.swv.chapters.bridged import COUNTS
from reports.swv.chapters.likeness import ERASED
from reports.swv.quarter import CountChange, QuarterBridge, SwvReport
from reports.swv.trimester import make_figures
from tests.lib import report_samples as samples
from tests.lib.place_samples import NOWHERE, Walk, walk_report

JAN, MAR = EditionLabel("1 jan 2026, uitgave 1", "sinds 5 jan 2026"), EditionLabel("1 mrt 2026, uitgave 2")
# 35 + (3 - 1) + 2 + (5 - 3) = 41.
THUIS = CountBridge("thuiszitters", 35, 41, {LEERLINGEN: Part(3, 1), CORRECTIES: Part(2, 0), VERANDERING: Part(5, 3)})
# Who went from tier to tier, came or left, and by what.
WALKS = (
    *(Walk("VO", "tier_2", {VERANDERING: "tier_3"}, 20), Walk("VO", "tier_1", {VERANDERING: "tier_3"}, 5)),
    *(Walk("VO", "tier_3", {VERANDERING: "tier_2"}, 9), Walk("VO", "tier_1", {CORRECTIES: "tier_3"}, 3)),
    *(Walk("VO", "tier_3", {CORRECTIES: "tier_1"}, 2), Walk("VO", NOWHERE, {LEERLINGEN: "tier_3"}, 14)),
    *(Walk("VO", NOWHERE, {LEERLINGEN: "tier_1"}, 30), Walk("VO", "tier_3", {LEERLINGEN: NOWHERE}, 11)),
    *(Walk("VO", "tier_1", {LEERLINGEN: NOWHERE}, 14), Walk("PO", "tier_1", {VERANDERING: "tier_2"}, 6)),
    *(Walk("PO", "tier_2", {VERANDERING: "tier_1"}, 8), Walk("PO", "tier_1", {CODES: "open"}, 2)),
    *(Walk("PO", NOWHERE, {LEERLINGEN: "tier_1"}, 12), Walk("VO", "tier_2", {VERANDERING: "tier_1"}, 40)),
    *(Walk("VO", "tier_1", {VERANDERING: "tier_2"}, 25),),
    Walk("VO", "tier_1", {CORRECTIES: "tier_2", VERANDERING: "tier_1"}, 3),
)


def make_unit(school: str = "", name: str = "Alle scholen samen", *, unsplit: int = 0) -> UnitBridge:
    """All counts of a unit: THUIS, and 0 of every other."""
    other = {name: CountBridge(name, 0, 0, {}) for name in TELLINGEN}
    left = {ONVERDEELD: Part(unsplit, 0)} if unsplit else {}
    first = dataclasses.replace(THUIS, naar=THUIS.naar + unsplit, delen={**THUIS.delen, **left})
    return UnitBridge(school, name, {**other, "thuiszitters": first})


def make_large_bridge() -> SwvBridge:
    """Figures of five digits in every cell, both ways: 27 345 + 8 x (13 456 - 12 345) + 13 456 = 49 689."""
    both = {step: Part(13_456, 12_345) for step in STAPPEN if step != ONVERDEELD}
    counts = {name: CountBridge(name, 27_345, 49_689, {**both, ONVERDEELD: Part(13_456, 0)}) for name in TELLINGEN}
    whole = UnitBridge("", "Alle scholen samen", counts)
    return SwvBridge(samples.make_header(), whole, (), JAN, MAR, (), synthetisch=False)


def make_school_bridge(name: str = "School 12AB00") -> SchoolBridge:
    """One school of which the correction of one pupil and the change of another are told, and a doubt."""
    moved = (
        MovedPupil("laaaaaaaaaaaa", "thuiszitters", 0, 1, {CORRECTIES: 1}),
        MovedPupil("lbbbbbbbbbbbb", "tier_3", 0, 1, {VERANDERING: 1}),
    )
    return SchoolBridge(make_unit("12AB00", name), moved, JAN, MAR, ("Een zin vooraf.",))


def make_swv_bridge(name: str = "School 12AB00", *, unsplit: int = 0) -> SwvBridge:
    """All schools together and one by itself; `unsplit`: so many more that could not be split."""
    whole, school = make_unit(unsplit=unsplit), make_unit("12AB00", name, unsplit=unsplit)
    doubts = ("Van een van de twee is niet bewaard waaruit hij is geteld.",) if unsplit else ()
    return SwvBridge(samples.make_header(), whole, (school,), JAN, MAR, doubts, synthetisch=False)


def make_quarter_bridge(
    report: SwvReport, parts: Mapping[str, Mapping[str, Mapping[str, Part]]], *, vorige: date = date(2025, 9, 1)
) -> QuarterBridge:
    """What leads to a report of which every school was there then too, but for tiers. `parts`: by count and sector."""
    counts = {cell.id: cell.getal for cell in make_figures(report).cellen}
    sectors = sorted({school.sector for school in report.scholen})
    changes = {}
    for count in (each for each in COUNTS if not each.is_place):
        told = parts.get(count.telling, {})
        bridges = {}
        for sector in sectors:
            steps = told.get(sector, {})
            now = counts[count.name_sector(sector)]
            was = now - sum(part.netto for part in steps.values())
            bridges[sector] = CountBridge(count.telling, was, now, steps)
        steps = [part for bridge in bridges.values() for part in bridge.delen.values()]
        # Nobody goes both ways.
        changes[count.telling] = CountChange(
            bridges, sum(part.erbij for part in steps), sum(part.eraf for part in steps)
        )
    return QuarterBridge(vorige, changes, beide=frozenset(sectors))


def make_report_with_causes() -> SwvReport:
    """A report of eight schools in two sectors: thuiszitters, the four-week group and tiers changed by causes."""
    report = samples.make_report()
    parts = {
        "thuiszitters": {
            "VO": {LEERLINGEN: Part(3, 9), CORRECTIES: Part(12, 0), VERANDERING: Part(16, 8)},
            "PO": {VERANDERING: Part(2, 0)},
        },
        "vierweken": {"VO": {LEERLINGEN: Part(9, 8), VERANDERING: Part(31, 12)}, "PO": {CORRECTIES: Part(1, 1)}},
    }
    return walk_report(dataclasses.replace(report, verschil=make_quarter_bridge(report, parts)), WALKS)


def make_report_without_causes() -> SwvReport:
    """The same when the tables of the last peildatum were erased."""
    report = samples.make_report()
    return dataclasses.replace(report, verschil=QuarterBridge(date(2025, 9, 1), reden=ERASED))
