"""The counts of the SWV page of which is told why they are not what they were, and what their parts are called."""

from collections.abc import Container
from dataclasses import dataclass

from reports.context.difference import CountBridge
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.quarter import QuarterBridge

IN, OUT = "erbij", "eraf"
# Where every pupil stands in one of; and all of them.
PLACES = ("tier_3", "tier_2", "tier_1", "zonder_tier")
PUPILS = "leerlingen"
WITHOUT_TIER = ("open", "te_weinig_gegevens")


@dataclass(frozen=True)
class BridgedCount:
    """A count of the page that is explained: `whole` and `sector` are the ids of it; `known`: as in the Inspectie's.

    `then`: its id at the peildatum before; empty where it had none.
    """

    telling: str
    kop: str
    whole: str
    sector: str
    known: bool = False
    then: str = ""

    @property
    def key(self) -> str:
        return f"verschil/{self.telling}"

    @property
    def was(self) -> str:
        """Id of what it was, where no other table tells it."""
        return f"{self.key}/was"

    @property
    def as_moved(self) -> str:
        """Id of what it was in the table of movement, where that has it."""
        return f"beweging/{self.telling}"

    @property
    def is_place(self) -> bool:
        """Whether it counts where pupils stand: who leaves one place comes in another."""
        return self.telling in (*PLACES, PUPILS)

    def name_part(self, step: str, way: str) -> str:
        """Id of who comes or goes by one step."""
        return f"{self.key}/{step}/{way}"

    def name_sector(self, sector: str) -> str:
        return self.sector.format(sector=sector)

    def name_of_sector(self, sector: str, tail: str) -> str:
        """Id of what happens to it in one sector."""
        return f"{self.key}/sector/{sector}/{tail}"


def _bridge(telling: str, kop: str, whole: str, sector: str, *, known: bool = False) -> BridgedCount:
    return BridgedCount(telling, kop, whole, sector, known, then=whole)


def _bridge_tier(telling: str, kop: str) -> BridgedCount:
    return _bridge(telling, kop, f"{name_tiers(SWV)}/{telling}", f"{name_tiers('sector/{sector}')}/{telling}")


# Who has no tier is no count of the page itself: those of whom it is open, and those of whom there is too little.
WITHOUT = BridgedCount(
    "zonder_tier", "Zonder tier", "verschil/zonder_tier/is", "verschil/zonder_tier/sector/{sector}/is"
)
COUNTS = (
    _bridge(
        "thuiszitters", "Thuiszitters", f"status/{SWV}/thuiszitters", "status/sector/{sector}/thuiszitters", known=True
    ),
    _bridge("vierweken", "Vierwekengroep", f"vierweken/{SWV}", "vierweken/sector/{sector}"),
    _bridge_tier("tier_3", "Tier 3"),
    _bridge(PUPILS, "Alle leerlingen", name_tiers(SWV), name_tiers("sector/{sector}")),
    _bridge_tier("tier_2", "Tier 2"),
    _bridge_tier("tier_1", "Tier 1"),
    WITHOUT,
)


def find_count(telling: str) -> BridgedCount:
    return next(count for count in COUNTS if count.telling == telling)


def find_was(cells: Container[str], count: BridgedCount) -> str:
    """Id of what a count was: its own, or that of the table of movement."""
    return count.was if count.was in cells else count.as_moved


def list_steps(bridge: QuarterBridge, count: BridgedCount) -> tuple[str, ...]:
    """The steps of which sectors have parts: by a step that leaves all in place no sector has any, as all can read."""
    if not count.is_place:
        return bridge.stappen
    found = [change for telling, change in bridge.tellingen.items() if find_count(telling).is_place]
    moves = {step for change in found for sector in change.sectoren.values() for step in sector.delen}
    return tuple(step for step in bridge.stappen if step in moves)


def take(bridge: CountBridge, step: str, way: str) -> int:
    part = bridge.get_part(step)
    return part.erbij if way == IN else part.eraf


def hide(book: Book, name: str, number: int, *, was: str = "") -> str:
    """A count that explains and stands on no page."""
    return book.add(name, number, public=False, was=was, since=True, explains=True)
