"""What the bridge between two editions shows: each count of then and of now, and the parts that lead to it.

The parts add up: what it was, with every part, is what it is, for each count, each school and all of them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.context.header import ReportHeader

PROGRAMMA, REGELS, CODES, ROOSTERS = "programma", "regels", "codes", "roosters"
SCHOLEN, LEERLINGEN, CORRECTIES, VERANDERING = "scholen", "leerlingen", "correcties", "verandering"
ONVERDEELD = "onverdeeld"
# In the order in which one input after another is replaced; what cannot be split comes last.
STAPPEN = (PROGRAMMA, REGELS, CODES, ROOSTERS, SCHOLEN, LEERLINGEN, CORRECTIES, VERANDERING, ONVERDEELD)
# Where not every step may be told: what the others are together.
OVERIG = "overig"
# What is counted (mart_verschil), in the order in which it is shown.
TELLINGEN = (
    "thuiszitters",
    "nog_thuis",
    "langer",
    "dreigend",
    "relatief_verzuim",
    "reden_onbekend",
    "langdurig_geoorloofd",
    "vierweken",
    "tier_1",
    "tier_2",
    "tier_3",
    "zonder_tier",
    "meldingen",
    "leerlingen",
)


@dataclass(frozen=True)
class EditionLabel:
    """An edition in words: its `naam` as `msa uitgaven` tells it (peildatum and number), and since when it is out.

    `sinds` is empty on what is published: the same input gives the same bytes, whenever it was made.
    """

    naam: str
    sinds: str = ""


@dataclass(frozen=True)
class Part:
    """What one step does to a count: how much came and how much went, both zero or more."""

    erbij: int = 0
    eraf: int = 0

    @property
    def netto(self) -> int:
        """What the count grows by."""
        return self.erbij - self.eraf


@dataclass(frozen=True)
class CountBridge:
    """One count of one unit. `delen`: by step, in the order of STAPPEN; a step without one did nothing."""

    telling: str
    van: int
    naar: int
    delen: Mapping[str, Part]

    def get_part(self, step: str) -> Part:
        return self.delen.get(step, Part())


@dataclass(frozen=True)
class UnitBridge:
    """All counts of one school, or of all together (`school` empty), by count."""

    school: str
    naam: str
    tellingen: Mapping[str, CountBridge]


@dataclass(frozen=True)
class MovedPupil:
    """One pupil of whom a count changed, and by which steps: step -> what it grew by (never 0)."""

    leerling: str
    telling: str
    van: int
    naar: int
    delen: Mapping[str, int]


@dataclass(frozen=True)
class SchoolBridge:
    """The bridge of one school for the school itself: its own counts, and which pupils came and went."""

    school: UnitBridge
    leerlingen: tuple[MovedPupil, ...]
    van: EditionLabel
    naar: EditionLabel
    voorbehoud: tuple[str, ...]


@dataclass(frozen=True)
class SwvBridge:
    """The bridge of the SWV, exact by school and without a pupil; as the SWV counts: who moved once, at the new school.

    `voorbehoud`: what could not be split, and why, in sentences.
    """

    kop: ReportHeader
    geheel: UnitBridge
    scholen: tuple[UnitBridge, ...]
    van: EditionLabel
    naar: EditionLabel
    voorbehoud: tuple[str, ...]
    synthetisch: bool


@dataclass(frozen=True)
class Bridges:
    """What leads to a run from the edition before it, of the SWV and of each school: which that is may differ.

    `swv`: None where it is of one school alone, or nothing leads to the SWV.
    """

    swv: SwvBridge | None
    scholen: Mapping[str, SchoolBridge]

    def take_school(self, school: str) -> "Bridges":
        """That of one school and nothing of another."""
        return Bridges(None, {name: bridge for name, bridge in self.scholen.items() if name == school})
