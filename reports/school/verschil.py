"""`verschil/<van>-naar-<naar>/school/<id>/index.html`: the bridge of one school, exact, with its pupils by code."""

from dataclasses import dataclass

from reports.context.difference import SchoolBridge
from reports.plots.bridge import BridgeView, make_bridge_view

_MANY = ("dreigend", "tier_3")


@dataclass(frozen=True)
class SchoolBridgePage:
    """What the template prints."""

    school: str
    naam: str
    brug: BridgeView
    synthetisch: bool


def make_school_bridge_view(bridge: SchoolBridge, *, everyone: bool) -> BridgeView:
    """What a page of the school prints of its bridge. `everyone`: also who is at risk or in tier 3, who are many."""
    pupils = [each for each in bridge.leerlingen if everyone or each.telling not in _MANY]
    return make_bridge_view(
        bridge.school, before=bridge.van, after=bridge.naar, doubts=bridge.voorbehoud, pupils=pupils
    )


def make_school_bridge_page(bridge: SchoolBridge, *, synthetic: bool) -> SchoolBridgePage:
    """The page of a bridge by itself."""
    return SchoolBridgePage(
        bridge.school.school, bridge.school.naam, make_school_bridge_view(bridge, everyone=True), synthetisch=synthetic
    )
