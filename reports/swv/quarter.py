"""What the trimester report needs: exact counts of one quarter, filled by `pipelines.contexts`. No pupil in any field.

`reports.swv.trimester` makes the publishable form of it; nothing else may print these numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from reports.context.counts import Contribution, LpaCounts, Minutes, RefusedSchool, SchoolFigures, Spread, TierCounts
from reports.context.difference import ONVERDEELD, STAPPEN, CountBridge
from reports.context.header import ProtocolUse, Reading, ReportHeader
from reports.release.disclosure import Rules
from reports.release.time_share import KeptShare
from reports.words.markdown import Block

# Where a pupil stands at a peildatum, for the movement between two: tiers, or why there is none.
TIER_KEYS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")
NEW = "nieuw"
GONE = "weg"
SCHOOL_OUT = "school_niet_meegeteld"


@dataclass(frozen=True)
class TierGroup:
    """Pupils of one school, leerjaar and kind of education, per tier. Empty: not known."""

    school: str
    sector: str
    leerjaar: str
    onderwijssoort: str
    tiers: TierCounts


@dataclass(frozen=True)
class WeekPoint:
    """All schools together in one ISO week."""

    schooljaar_van: date
    maandag: date
    leerlingen: int
    """Pupils with slots in the week."""
    minuten: Minutes
    scholen: int
    """Schools that the week tells of."""
    spreiding: Spread = field(default_factory=lambda: MappingProxyType({}))
    """Of `gepland` and `verzuim`."""


@dataclass(frozen=True)
class HourPoint:
    """All schools of a sector together in one lesson hour of one weekday of the period."""

    sector: str
    weekdag: int
    """1 = Monday."""
    lesuur: int
    spreiding: Spread
    """Of `gepland`, `verzuim` (all that is not known as present) and `ongeoorloofd`."""


@dataclass(frozen=True)
class Holiday:
    """A school holiday of a region of the SWV in the school year; both days inclusive."""

    naam: str
    van: date
    tot: date


@dataclass(frozen=True)
class KindMinutes:
    """Absent minutes of the period by kind of contract 2.2."""

    groep: str
    """`ga` or `oa`."""
    soort: str
    bijdrage: Contribution
    """Of the pupils with such absence."""


@dataclass(frozen=True)
class RegisterCount:
    """Pupils of the four-week group with one value in one field of the register (empty: not filled in)."""

    veld: str
    """`typologie`, `categorie`, `mdo` or `interventie`; of the last a pupil may have several."""
    waarde: str
    leerlingen: int


@dataclass(frozen=True)
class RegisterPair:
    """Pupils in the register, of whatever tier, with one value in one field, and one in another (or none)."""

    veld: str
    """`typologie`, `categorie`, `sector`, `woongemeente` or `interventie`; of the last a pupil may have several."""
    waarde: str
    """Empty: not filled in, or not to be shown."""
    tegen: str
    """`tier`, a field that comes before it in this list, or empty: all with that value."""
    tegenwaarde: str
    leerlingen: int


@dataclass(frozen=True)
class ActCount:
    """Pupils by the tier of the lesweken before an act, and of those after it."""

    actie: str
    """`gesprek`, `plan`, `mdo`, `jgz` or `spreekuur`."""
    ervoor: str
    erna: str
    leerlingen: int


@dataclass(frozen=True)
class LedgerCount:
    """Reports to DUO whose last day lies in the period or later (contract 2.7)."""

    meldsoort: str
    status: str
    meldingen: int


@dataclass(frozen=True)
class Movement:
    """Pupils by where they stood at the previous peildatum and where they stand now; all pupils of both, once."""

    vorige: date
    leerlingen: Mapping[tuple[str, str], int]
    """(from, to): TIER_KEYS, from NEW, to GONE, or SCHOOL_OUT where the school was not wholly measured both times."""


@dataclass(frozen=True)
class CountChange:
    """One count at the previous peildatum and now, by sector, each part of the difference exact."""

    sectoren: Mapping[str, CountBridge]
    """By sector: of every school that figures of either hold."""
    erbij: int
    """How many it counts now and did not count then, whatever the steps were in between."""
    eraf: int


@dataclass(frozen=True)
class QuarterBridge:
    """What leads from the previous peildatum to this one: each part of the difference of a count, without a pupil.

    `beide`, `weg`, `nieuw`: sectors with a school that figures hold both times, only then, and only now.
    """

    vorige: date
    tellingen: Mapping[str, CountChange] = field(default_factory=lambda: MappingProxyType({}))
    """By count (mart_verschil); empty where `reden` says why there are none."""
    beide: frozenset[str] = frozenset()
    weg: frozenset[str] = frozenset()
    nieuw: frozenset[str] = frozenset()
    gesplitst: bool = True
    """Nothing stands with what cannot be split."""
    zelfde_sectoren: bool = True
    """Each school was in the sector in which it is now."""
    reden: str = ""

    @property
    def toen(self) -> frozenset[str]:
        """Sectors with a school that figures held then."""
        return self.beide | self.weg

    @property
    def stappen(self) -> tuple[str, ...]:
        """The steps in their order; what cannot be split only where there can be any."""
        return tuple(step for step in STAPPEN if step != ONVERDEELD or not self.gesplitst)


@dataclass(frozen=True)
class SchoolMinutes:
    """Minutes of the period of the pupils of one school who have a tier."""

    leerlingen: int
    minuten: Minutes
    spreiding: Spread = field(default_factory=lambda: MappingProxyType({}))
    """Of `gepland`, `aanwezig` and `verzuim` at least."""


@dataclass(frozen=True)
class EarlierQuarter:
    """An earlier publication: what it was made of. Its counts are taken as they were published then."""

    peildatum: date
    periode_van: date | None
    """First day of its period; None: it does not say."""
    scholen: tuple[str, ...]
    """Ids of the schools counted."""
    gemeten: frozenset[str] | None
    """Ids of the schools that were measured over the whole period; None: it does not say (no table school_meting)."""
    versie: str
    """Version of the program."""
    regelsets: Mapping[str, str]
    """Rule set with its version, by school id."""
    aanwezigheid: Mapping[str, KeptShare] = field(default_factory=lambda: MappingProxyType({}))
    """Of its pupils with a tier, as it came out: by school id, and of all under ""."""
    gewist: bool = False
    """Its tables were erased: nobody can be followed from it."""


@dataclass(frozen=True)
class SwvReport:
    """`swv/index.html`: the trimester report, exact."""

    kop: ReportHeader
    scholen: tuple[SchoolFigures, ...]
    """In the order of the settings file; reports never rank schools."""
    geweigerd: tuple[RefusedSchool, ...]
    niet_gemeten: tuple[RefusedSchool, ...]
    """Delivered, but nothing of the period was measured: in no figure either."""
    lpa: LpaCounts
    groepen: tuple[TierGroup, ...]
    """Add up to the tiers of the sectors."""
    bijdragen: Mapping[tuple[str, str], Spread]
    """By id of a school and tier (one of TIER_KEYS); only those that have pupils."""
    weken: tuple[WeekPoint, ...]
    """This school year and the one before, oldest first."""
    vakanties: tuple[Holiday, ...]
    soorten: tuple[KindMinutes, ...]
    register: tuple[RegisterCount, ...]
    meldingen: tuple[LedgerCount, ...]
    waterval: Mapping[str, int]
    """Minutes by step of mart_waterval, all schools together."""
    eerder: tuple[EarlierQuarter, ...]
    """Oldest first."""
    beweging: Movement | None
    """None: no earlier publication, no school was wholly measured both times, or codes do not match (other key)."""
    protocollen: tuple[ProtocolUse, ...]
    regelsets: Mapping[str, str]
    """Rule set with its version, by school id."""
    lezingen: tuple[Reading, ...]
    """Only the readings that decide a figure on the page."""
    regels: Rules
    """How small counts are protected."""
    aanwezigheidsregels: tuple[str, ...] = ()
    """Ids of the rules that make a pupil `dreigend` for its attendance alone."""
    dreigendregels: tuple[str, ...] = ()
    """Ids of the other rules that make a pupil `dreigend`."""
    duiding: tuple[Block, ...] = ()
    """The analyst's own text."""
    duiding_bestand: str = ""
    """Where that text is looked for, relative to the settings file."""
    synthetisch: bool = False
    """True for demonstration data: the page says so in its head."""
    namen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Names of all schools of the settings, by id."""
    registerparen: tuple[RegisterPair, ...] = ()
    acties: tuple[ActCount, ...] = ()
    lesuren: tuple[HourPoint, ...] = ()
    zonder_register: tuple[str, ...] = ()
    """Ids of the counted schools that delivered no MSA register."""
    zonder_meldingen: tuple[str, ...] = ()
    """Ids of the counted schools that delivered no list of reports to DUO."""
    gemeten: frozenset[str] = frozenset()
    """Ids of the schools that were measured over the whole period."""
    minst: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    """By id of a school and group (`thuiszitters`, `vierweken`): tenths of a per cent of its lessons that the pupil of
    the group who missed least has missed."""
    met_tier: Mapping[str, SchoolMinutes] = field(default_factory=lambda: MappingProxyType({}))
    """By id of the schools that have such pupils."""
    verschil: QuarterBridge | None = None
    """None: no earlier publication."""
