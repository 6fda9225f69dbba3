"""What the report of one school needs: every pupil by code, and what hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from reports.context.counts import FileBalance, Minutes, PossibleCounts, sum_minutes
from reports.context.difference import SchoolBridge
from reports.context.header import ProtocolUse, ReportHeader
from reports.context.parts import (
    Departure,
    HolidayEdge,
    LateWeekday,
    Newcomer,
    PatternCount,
    Provisional,
    PupilCard,
    SchoolDay,
    SchoolLimits,
    SilentWeek,
    WithoutReason,
)
from schemas.findings import Finding
from schemas.tables import DOORSTROOMPUNT_PLICHT

# The statuses of table `thuiszitter`, most urgent first; also the order in which reports show them.
THUISZITTERS = ("lrv_langer_dan_3_maanden", "thuiszitter")
RMC = DOORSTROOMPUNT_PLICHT
STATUSSEN = (*THUISZITTERS, "relatief_verzuim", "dreigend", "reden_onbekend", "langdurig_geoorloofd")


@dataclass(frozen=True)
class Reason:
    """Why a pupil stands on the list: one rule that holds."""

    regel: str
    """Rule id, e.g. "S3-72"."""
    woorden: str
    """The rule in plain Dutch with the pupil's own value, e.g. "32 dagen aaneengesloten ongeoorloofd afwezig"."""
    plaats: str
    """Place in the protocol, e.g. "bijlage 3, regel 972-989"."""


class EvidenceLine(NamedTuple):
    """The lesson hours of one day with one code from one file."""

    datum: date
    lesuren: tuple[int, ...]
    code: str
    """As it may be shown; empty: nothing stands there."""
    soort: str
    bestand: str
    """Name of the file as it may be shown (contract 3)."""
    regels: tuple[int, ...]
    """Lines of the file (header = 1)."""


class Signal(NamedTuple):
    """One row of `signaal`: a rule that holds, or that cannot be decided."""

    regel: str
    """Rule id, e.g. "S3-72"."""
    woorden: str
    """The rule in plain Dutch."""
    plaats: str
    """Document, section and lines."""
    uitkomst: str
    """`ja` or `niet_te_bepalen`."""
    op_peildatum: bool
    waarde: float | None
    drempel: float | None
    eenheid: str
    """Unit of value and bound in words, e.g. "lesuren"."""
    wie: str
    actie: str
    ontbreekt: str = ""
    """What is missing where the rule cannot be decided."""


class Evidence(NamedTuple):
    """Signals that look at the same kinds of absence in the same window, and the lesson hours behind them."""

    signalen: tuple[Signal, ...]
    van: date
    tot: date
    lesuren_totaal: int
    """All lesson hours that count; `regels` may hold only the last ones."""
    regels: tuple[EvidenceLine, ...]

    @property
    def getoond(self) -> int:
        """Lesson hours that are shown."""
        return sum(len(line.lesuren) for line in self.regels)


@dataclass(frozen=True)
class PupilStatus:
    """One row of `thuiszitter`."""

    status: str
    """One of STATUSSEN."""
    grond: str
    """Rule id that decides."""
    start: date | None
    duur_posities: int | None
    """Length of the run in positions (7 = one lesweek); None without a run."""
    op_peildatum: bool
    precies_vier_weken: bool = False
    alleen_aanwezigheid: bool = False
    """`dreigend` with the attendance of the period as its only ground (shown apart, folded)."""
    plicht: str = "verplicht"
    """Duty on the last day on which the ground holds (contract 2.9)."""
    vorige_school: bool = False
    """Its run began at an earlier school (2.9)."""

    @property
    def zit_thuis(self) -> bool:
        """Away as a thuiszitter is, of whatever age."""
        return self.status in THUISZITTERS

    @property
    def telt_als_thuiszitter(self) -> bool:
        """Counted among the thuiszitters: who is 18 or older is counted apart."""
        return self.zit_thuis and self.plicht != RMC


@dataclass(frozen=True)
class PupilFourWeeks:
    """One row of `vierweken`."""

    groep: str
    """`vier_weken_afwezig` or `hoogstens_20pct`."""
    venster_van: date
    gepland_min: int
    aanwezig_min: int


class WorkItem(NamedTuple):
    """One row of table `werklijst` (contract 2.10)."""

    rol: str
    """Key of a role in schemas/acts.yaml."""
    actie: str
    """Key of an act there."""
    sinds: date
    stand: str
    """`te_doen`, `te_laat` or `gedaan`."""
    uiterste_datum: date | None = None
    gedaan_op: date | None = None
    """None for what is done: on a day that is not known."""
    toelichting: str = ""
    """The protocol's own words beside the act."""


@dataclass(frozen=True)
class EarlierList:
    """The work list of the last earlier publication, where it may be compared with this one."""

    peildatum: date
    zwaarte: Mapping[str, int]
    """The group of each pupil on it, by code."""
    te_laat: frozenset[tuple[str, str, date]] = frozenset()
    """What was overdue then: pupil, act and `sinds`."""


@dataclass(frozen=True)
class Pupil:
    """One row of `leerling_periode` with what hangs on it."""

    leerling: str
    klas: str
    leerjaar: str
    lesdagen: int
    """Days with slots in the period."""
    minuten: Minutes
    tier: int | None
    tier_status: str
    """`zeker`, `open` or `te_weinig_gegevens`."""
    oa_uren: float
    """OA hours in the period (VO/VSO lesson hours, PO clock hours)."""
    te_laat: int
    """Times late, school year up to the peildatum."""
    spijbeluren: int
    ziekmeldingen: int
    ziek_schooldagen: float
    statussen: tuple[PupilStatus, ...] = ()
    vierweken: tuple[PupilFourWeeks, ...] = ()
    redenen: tuple[Reason, ...] = ()
    plan_van_aanpak: bool | None = None
    """None: not known (no register, or the cell is empty)."""
    plan_datum: date | None = None
    bewijs: tuple[Evidence, ...] = ()
    """Rules that hold (`ja`), with the lesson hours behind them."""
    mdo_datum: date | None = None
    evaluatie_datum: date | None = None
    werk: tuple[WorkItem, ...] = ()
    """What each role must do or did, as in table `werklijst`."""
    zwaarte: int | None = None
    """Group of the work list, 1 to 5; None: not on it."""
    ingeschreven: bool = True
    """False: not in the period, so that there is no row of `leerling_periode`; work is left all the same."""
    onbekend_invloed: tuple[str, ...] = ()
    """Kinds of result that unknown slots could change (contract 2.6): tier, uren, reeks, vierweken, telling."""
    noemer_geschat: bool = False
    """Lessons of the period are an estimate (contract 1.4), so the share and the hours are one too."""
    kaart: PupilCard | None = None
    """Only for pupils of the work list, or with a status or four-week group."""


class WeekClassCell(NamedTuple):
    """Mart week x class: one class in one ISO week."""

    klas: str
    week: str
    """ISO year and week, e.g. "2026-W03"."""
    maandag: date
    gepland_min: int
    afwezig_min: int
    """GA + OA."""
    onbekend_min: int
    leerlingen: int
    """Pupils of the class with slots in the week."""
    aanwezig_min: int = 0


@dataclass(frozen=True)
class UnmeasuredWeek:
    """Days of a class in one week on which nothing was measured: whether the class was there is not known."""

    klas: str
    maandag: date
    schooldagen: int


@dataclass(frozen=True)
class WeekdayHourCell:
    """Mart weekday x lesson hour over the period."""

    weekdag: int
    """1 = Monday."""
    lesuur: int
    gepland_lessen: int
    """Slots scheduled (pupil x lesson)."""
    afwezig_lessen: int
    onbekend_lessen: int
    deels_gepland: int = 0
    """Slots scheduled on days on which the pupil was not away altogether."""
    deels_gemist: int = 0
    """Of these: absent."""
    leerlingen: int = 0
    """Pupils who missed such a slot."""
    ongeoorloofd_lessen: int = 0
    """Of the absent slots."""
    reden_onbekend_lessen: int = 0
    """Of the absent slots: could be unauthorised."""
    te_laat_lessen: int = 0
    """At school, and late."""


@dataclass(frozen=True)
class UnmappedCode:
    """A code of the school without a meaning: its slots are `onbekend`."""

    code: str
    lessen: int
    """Slots that hang on it in the period."""
    leerlingen: int
    open_tiers: int
    """Pupils with an open tier who have slots with this code."""


@dataclass(frozen=True)
class DueReport:
    """One row of the DUO worklist: a report that falls due, and is not known to have been made in time."""

    leerling: str
    meldsoort: str
    """`16uur`, `lrv` or `luxe`."""
    begindatum: date
    einddatum: date | None
    """None: the run still goes on (LRV)."""
    uren: float
    uiterste_meldatum: date | None
    """Last day on which it would have been in time; None for luxury leave."""
    status: str
    """`niet_gemeld`, `te_laat`, `nog_niet` or `onbekend` (the school delivered no notifications)."""


@dataclass(frozen=True)
class Incomplete:
    """A pupil with a report to DUO that goes to no officer yet, and what is missing for that (contract 2.9)."""

    leerling: str
    geboortedatum: bool
    """True: it is missing."""
    woongemeente: bool
    """True: it is missing, or what was written cannot be one."""


@dataclass(frozen=True)
class SchoolReport:
    """`school/<id>/index.html` and `leerlingen.html`: for the consulent and that school."""

    kop: ReportHeader
    school: str
    naam: str
    sector: str
    """PO, VO or VSO; decides between "lesuur" and "klokuur"."""
    protocol: ProtocolUse
    leerlingen: tuple[Pupil, ...]
    """Every row of `leerling_periode` of the school."""
    weken: tuple[WeekClassCell, ...]
    lesuren: tuple[WeekdayHourCell, ...]
    bestanden: tuple[FileBalance, ...]
    grenzen: SchoolLimits
    onbekende_codes: tuple[UnmappedCode, ...] = ()
    absenties_buiten_rooster: int = 0
    bevindingen: tuple[Finding, ...] = ()
    """All findings of the school; the page counts them and refers to the return sheet."""
    register_aangeleverd: bool = True
    """False: no msa-register, so plans of action are unknown for all."""
    meldingen: tuple[DueReport, ...] = ()
    """The DUO worklist of this school year, oldest due date first; unauthorised absence alone."""
    meldingen_eerder: int = 0
    """Rows of the worklist that fell due in earlier school years: counted, not listed."""
    aanvullen: tuple[Incomplete, ...] = ()
    """By pupil code."""
    dagen: tuple[SchoolDay, ...] = ()
    """School days of the school year up to the peildatum, in order; the strips of the pupils go by these."""
    vakantieranden: tuple[HolidayEdge, ...] = ()
    te_laat: tuple[LateWeekday, ...] = ()
    patronen: tuple[PatternCount, ...] = ()
    voorlopig: tuple[Provisional, ...] = ()
    zonder_reden: tuple[WithoutReason, ...] = ()
    """The oldest first."""
    vertrokken: tuple[Departure, ...] = ()
    """The longest absence first."""
    nieuw: tuple[Newcomer, ...] = ()
    """Who is still away first."""
    stille_weken: tuple[SilentWeek, ...] = ()
    kalenderdagen_beslissen: bool = False
    """The rule set measures the thuiszitter in calendar days (D6), so the page tells how many were holidays."""
    mogelijk: PossibleCounts = field(default_factory=PossibleCounts)
    """Pupils who could have a status that they do not have."""
    uitgeschreven: tuple[Pupil, ...] = ()
    """On the work list without a row of `leerling_periode`: a report that is due of who has left. In no other count."""
    ongemeten: tuple[UnmeasuredWeek, ...] = ()
    rollen: tuple[str, ...] = ()
    """Keys of the roles for which a sheet stands beside the page (`rol/<rol>.html`)."""
    vorige: EarlierList | None = None
    """None: there is no earlier list that may be compared."""
    vorig_jaar: Minutes | None = None
    """Of pupils with a tier, in the same period a year earlier, as published then; None: nothing like this one."""
    verschil: SchoolBridge | None = None
    """What leads to it from the edition before it; None: nothing came out before."""
    synthetisch: bool = False

    @property
    def op_de_lijst(self) -> tuple[Pupil, ...]:
        """Who can stand on the list: pupils of the period, and who has left."""
        return (*self.leerlingen, *self.uitgeschreven)

    @property
    def minuten(self) -> Minutes:
        """Of all pupils together; `niet_zeker` is of one pupil alone."""
        return sum_minutes(pupil.minuten for pupil in self.leerlingen)

    @property
    def minuten_met_tier(self) -> Minutes:
        """Of the pupils who have a tier: only they are compared with another year."""
        return sum_minutes(pupil.minuten for pupil in self.leerlingen if pupil.tier is not None)
