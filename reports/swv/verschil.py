"""`verschil/<van>-naar-<naar>/swv-intern/index.html`: the bridge of the SWV, exact by school and without a pupil.

For the one person whom the SWV appoints, as `reports.swv.intern`: never handed over.
"""

from dataclasses import dataclass

from reports.context.difference import TELLINGEN, SwvBridge
from reports.plots.bridge import BridgeTable, BridgeView, list_steps, make_bridge_view, make_heads, make_row
from reports.words.difference_words import name_count


@dataclass(frozen=True)
class SwvBridgePage:
    """What the template prints. `scholen`: per count of which any school has one a table of the schools."""

    geheel: BridgeView
    scholen: tuple[BridgeTable, ...]
    synthetisch: bool


def make_swv_bridge_page(bridge: SwvBridge) -> SwvBridgePage:
    """The page of a bridge."""
    return SwvBridgePage(
        make_bridge_view(bridge.geheel, before=bridge.van, after=bridge.naar, doubts=bridge.voorbehoud),
        tuple(
            _make_table(bridge, name)
            for name in TELLINGEN
            if any(
                found.van or found.naar or found.delen for found in (each.tellingen[name] for each in bridge.scholen)
            )
        ),
        bridge.synthetisch,
    )


def _make_table(bridge: SwvBridge, name: str) -> BridgeTable:
    """One count: all schools together, and each by itself in the order of the settings."""
    steps = list_steps([bridge.geheel, *bridge.scholen])
    return BridgeTable(
        f"verschil-{name}",
        name_count(name),
        "Eenheid",
        make_heads(bridge.van, bridge.naar, steps),
        tuple(
            make_row(unit.tellingen[name], steps, unit.naam, unit.school) for unit in (bridge.geheel, *bridge.scholen)
        ),
    )
