"""What the school report needs beside the rows of the published tables: pupil cards, days, patterns, registration.

Frozen dataclasses without any text for readers; `SchoolReport` (`reports.context.school`) holds them and
`reports.school.words` says them in Dutch. Pupils by code alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class QuarterTier(NamedTuple):
    """The tier of one report period, counted anew from the slots of today's delivery."""

    van: date
    tot: date
    gepland_min: int
    aanwezig_min: int
    onbekend_min: int
    laagste_min: int
    """Present whatever stands in quarantine."""
    tier: int | None
    tier_status: str


class SickSpell(NamedTuple):
    """One sick spell that started in the school year."""

    start: date
    laatste_dag: date
    ziekdagen: int
    """School days with sickness in it."""


@dataclass(frozen=True)
class Run:
    """One row of table `reeks`."""

    groep: str
    """`oa`, `ga` or `alle`."""
    start: date
    laatste_dag: date
    duur_posities: int
    duur_kalenderdagen: int
    vrije_dagen: int
    """Of the calendar days: in a school holiday, on a public holiday or a local free day."""
    loopt: bool
    hier_vanaf: date | None = None
    """First day at this school of a run that began at an earlier one (contract 2.9)."""


class Distance(NamedTuple):
    """How far a count is from the lower bound of a rule that it has not reached."""

    regel: str
    woorden: str
    """The rule in plain Dutch."""
    waarde: float
    minimum: int
    eenheid: tuple[str, str]
    """Unit for one and for more: ("lesuur", "lesuren")."""


@dataclass(frozen=True)
class PastQuarter:
    """What an earlier publication said of one pupil, as it was published then."""

    peildatum: date
    zwaarte: int
    """Group of its work list."""
    gepland_min: int
    aanwezig_min: int
    gedaan: tuple[str, ...]
    """Acts that were done, as keys of schemas/acts.yaml, each once."""
    open: tuple[str, ...]
    """Acts that were asked then and not done."""


@dataclass(frozen=True)
class CaseNotes:
    """What the register says of a case beside the days of its acts."""

    regiehouder: str = ""
    """Key of a role, or empty."""
    interventies: tuple[str, ...] = ()
    """In the words of the list of the SWV."""
    resultaat: str = ""
    """As the register writes it, or empty."""
    afgesloten_op: date | None = None


@dataclass(frozen=True)
class PupilCard:
    """What stands folded behind a pupil: the parts of the card."""

    dagen: str
    """One letter per day of `SchoolReport.dagen` (see `reports.school.day_strip`)."""
    kwartalen: tuple[QuarterTier, ...] = ()
    ziekmeldingen: tuple[SickSpell, ...] = ()
    reeksen: tuple[Run, ...] = ()
    afstanden: tuple[Distance, ...] = ()
    eerder: tuple[PastQuarter, ...] = ()
    """What earlier publications said, oldest first."""
    zaak: CaseNotes | None = None
    """None: not in the register."""


@dataclass(frozen=True)
class SchoolDay:
    """One school day of the school year up to the peildatum, over all pupils."""

    datum: date
    gepland_min: int
    afwezig_min: int
    """GA + OA."""
    onbekend_min: int
    leerlingen: int


@dataclass(frozen=True)
class HolidayEdge:
    """The last days before or the first days after a holiday, or all other days."""

    vakantie: str
    """`herfst`, `kerst` …; empty for the other days."""
    kant: str
    """`voor`, `na` or `anders`."""
    van: date
    tot: date
    schooldagen: int
    leerlingdagen: int
    """Pupils with lessons, added over the days."""
    gepland_min: int
    geoorloofd_min: int
    ongeoorloofd_min: int
    luxe_min: int
    """Part of `ongeoorloofd_min`."""
    begint_oa: int
    """Times that unauthorised absence of a pupil began."""


@dataclass(frozen=True)
class LateWeekday:
    """Lateness on one weekday of the school year."""

    weekdag: int
    te_laat: int
    leerlingdagen: int


class PatternCount(NamedTuple):
    """How often something was seen of one pupil, and which share is expected (mart_patroon_leerling)."""

    leerling: str
    klas: str
    kenmerk: str
    """`weekdag`, `eerste_lesuur`, `laatste_lesuur` or `rond_vakantie`."""
    waarde: int
    """1 = Monday for `weekdag`."""
    keren: int
    totaal: int
    deel: float
    """Expected share of `totaal`, 0 to 1."""


@dataclass(frozen=True)
class SchoolLimits:
    """What the school report leaves out or sets apart; values, units and sources: schemas/definitions.yaml."""

    fdr_pct: int
    """Of what stands out, at most this share is chance on average."""
    verhouding_pct: int
    """Per cent of what is expected from which a difference matters."""
    minimum_keer: int
    """Times seen in all below which nothing is tested."""
    minimum_lessen: int
    """Lessons scheduled below which a place shows no rate."""
    minimum_leerlingen: int
    """Pupils below which a class or place shows no rate."""
    voorlopig_schooldagen: int
    """School days within which a provisional entry should be settled."""
    stille_klas_leerlingen: int
    """Pupils from which on a week without any entry is named."""
    vakantie_rand_dagen: int
    """School days before and after a holiday that are set apart."""


@dataclass(frozen=True)
class Provisional:
    """Provisionally unauthorised lessons of one pupil that stand for too long."""

    leerling: str
    klas: str
    oudste_dag: date
    lessen: int
    schooldagen: int
    """School days of the pupil since the oldest one."""


@dataclass(frozen=True)
class WithoutReason:
    """Absence of one pupil of which no reason was told, and what it would be if it were unauthorised."""

    leerling: str
    klas: str
    oudste_dag: date
    """Of the school year."""
    lessen: int
    schooldagen: int
    """School days of the pupil since the oldest one."""
    uren: float
    """Most hours within four lesweken, unauthorised ones with them (VO/VSO lesson hours, PO clock hours)."""
    duur_posities: int
    """The longest run (7 = one lesweek); 0: no whole day."""
    zou_16uur: bool
    """A report to DUO of 16 hours would be due that is not due now."""
    zou_lrv: bool
    """A report to DUO of four lesweken would be due that is not due now."""


@dataclass(frozen=True)
class Departure:
    """A pupil who left the school in the period while absent for a whole lesweek or more."""

    leerling: str
    klas: str
    vertrokken_op: date
    """The last enrolled day."""
    afwezig_vanaf: date
    duur_posities: int
    """7 = one lesweek."""


@dataclass(frozen=True)
class Newcomer:
    """A pupil who is new at the school in the period and was absent from the first day with lessons on."""

    leerling: str
    klas: str
    ingeschreven_op: date
    afwezig_vanaf: date
    laatste_dag: date
    """The last absent day so far."""
    duur_posities: int
    """7 = one lesweek."""
    loopt: bool


@dataclass(frozen=True)
class SilentWeek:
    """A week in which nothing was registered for a class with lessons."""

    klas: str
    maandag: date
    leerlingen: int
