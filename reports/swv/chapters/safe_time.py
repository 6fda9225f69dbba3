"""Which shares of lesson time of a unit may stand beside its small counts (`reports.release.time_bounds`)."""

from collections.abc import Mapping

from reports.context.counts import Spread
from reports.context.header import ReportHeader
from reports.context.shown import Shown
from reports.release.disclosure import MOST, Rules
from reports.release.time_bounds import Missed, find_narrowed, invert
from reports.release.time_share import ReleasedTime, find_share_step, release_time
from reports.swv.chapters.likeness import find_range
from reports.swv.chapters.units import Unit, name_tiers
from reports.swv.quarter import TIER_KEYS, SwvReport
from reports.words import wording

Counts = Mapping[str, Shown]
UNAUTHORISED, AUTHORISED = "ongeoorloofd", "geoorloofd"
_ALL = 1000
_OTHERS = "anderen"
# Of each group whose members miss much: the ids of its counts, and of the counts that are part of it.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "thuiszitters": (
        "status/{unit}/thuiszitters",
        "status/{unit}/thuiszitter",
        "status/{unit}/lrv_langer_dan_3_maanden",
        "status/{unit}/thuiszitters/op_peildatum",
        "status/{unit}/thuiszitters/zonder_precies",
        "status/{unit}/thuiszitters/leeftijd_onbekend",
    ),
    "vierweken": ("vierweken/{unit}",),
}


def release_unit(report: SwvReport, shown: Counts, unit: Unit, spread: Spread) -> ReleasedTime | None:
    """The time of a unit of which attendance may be told, when neither pupils nor small counts follow from it."""
    found = release_time(unit.cijfers.minuten, spread, report.regels)
    if found is None:
        return None
    low, high = found.tienden
    missed = Missed(max(invert(low) - found.stap, 0), invert(high))
    if _narrows_tiers(report, shown, unit, missed):
        return None
    return None if any(_narrows_group(report, shown, unit, group, missed) for group in _GROUPS) else found


def find_untold(report: SwvReport, shown: Counts, unit: Unit, spread: Spread) -> frozenset[str]:
    """Of authorised and unauthorised time those parts that would tell how many thuiszitters there are."""
    found = release_unit(report, shown, unit, spread)
    most = _ALL if found is None else invert(found.tienden[0])
    for untold in ((), (UNAUTHORISED,), (UNAUTHORISED, AUTHORISED)):
        left = most - (0 if AUTHORISED in untold else _find_least(spread, AUTHORISED, report.regels))
        if UNAUTHORISED not in untold:
            left = min(left, _find_most(spread, UNAUTHORISED, report.regels))
        if not _narrows_group(report, shown, unit, "thuiszitters", Missed(0, left)):
            return frozenset(untold)
    return frozenset((UNAUTHORISED, AUTHORISED))


def _find_least(spread: Spread, part: str, rules: Rules) -> int:
    step = find_share_step(spread, "gepland", (part,), rules)
    return 0 if step is None else wording.tenths(spread[part].minuten, spread["gepland"].minuten, step)


def _find_most(spread: Spread, part: str, rules: Rules) -> int:
    step = find_share_step(spread, "gepland", (part,), rules)
    return _ALL if step is None else _find_least(spread, part, rules) + step


def _narrows_tiers(report: SwvReport, shown: Counts, unit: Unit, missed: Missed) -> bool:
    total = name_tiers(unit.sleutel)
    counts = {tier: find_range(shown[f"{total}/{tier}"], report.regels) for tier in TIER_KEYS}
    targets = [tier for tier in TIER_KEYS if shown[f"{total}/{tier}"].getal is None]
    loss = _list_losses(report.kop)
    whole = find_range(shown[total], report.regels)
    return bool(find_narrowed(counts, whole, loss, missed, targets=targets, rules=report.regels))


def _list_losses(header: ReportHeader) -> dict[str, Missed]:
    first, second = invert(10 * header.tier_1_vanaf), invert(10 * header.tier_2_vanaf)
    limits = {"tier_1": Missed(0, first), "tier_2": Missed(first, second), "tier_3": Missed(second, _ALL)}
    return {tier: limits.get(tier, Missed(0, _ALL)) for tier in TIER_KEYS}


def _narrows_group(report: SwvReport, shown: Counts, unit: Unit, group: str, missed: Missed) -> bool:
    least = [report.minst[school, group] for school in unit.scholen if (school, group) in report.minst]
    if not least:
        return False
    loss = {group: Missed(min(least), _ALL), _OTHERS: Missed(0, _ALL)}
    whole = find_range(shown[name_tiers(unit.sleutel)], report.regels)
    names = [name.format(unit=unit.sleutel) for name in _GROUPS[group]]
    hidden = [shown[name] for name in names if name in shown and shown[name].getal is None]
    return any(
        find_narrowed(
            {group: find_range(count, report.regels), _OTHERS: (0, MOST)},
            whole,
            loss,
            missed,
            targets=(group,),
            rules=report.regels,
        )
        for count in hidden
    )
