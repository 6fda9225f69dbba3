"""The head of every page: which SWV and period, and which rule sets and readings decided it."""

from dataclasses import dataclass
from datetime import date

from reports.context.measured import MeasuredSchool


@dataclass(frozen=True)
class ReportHeader:
    """The head of every page. Half-open bounds: a percentage on a limit belongs to the better tier (D13)."""

    swv: str
    """Name of the SWV."""
    peildatum: date
    periode_van: date
    """First day of the report period."""
    periode_tot: date
    """Last day of the report period (= peildatum)."""
    schooljaar_van: date
    """First day of the school year of the peildatum; columns that count the school year are headed with it."""
    versie: str
    """Version of the program."""
    tier_1_vanaf: int
    """Lower limit of tier 1, per cent of scheduled time; from the rule set."""
    tier_2_vanaf: int
    """Lower limit of tier 2, per cent of scheduled time; below it is tier 3."""
    minimum_schooldagen: int
    """Below this number of school days with lessons in the period a pupil gets no tier."""
    meting: tuple[MeasuredSchool, ...] = ()
    """The schools that the page is about, in order of the settings; empty: nothing was counted for it."""


@dataclass(frozen=True)
class ProtocolUse:
    """One rule set that decided figures of the page."""

    id: str
    titel: str
    """Title of the document."""
    versie: str
    """Version or date in force."""
    scholen: tuple[str, ...]
    """Names of the schools it was used for."""


@dataclass(frozen=True)
class Reading:
    """How an open point of a protocol was read (decisions D1-D26)."""

    punt: str
    """Code of the reading, e.g. "D5"."""
    onderwerp: str
    lezing: str
    """The reading in plain Dutch."""
