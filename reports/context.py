"""What each report needs: one frozen dataclass per page, filled by `pipelines.publish` from the marts.

Numbers stay numbers here (minutes, counts, dates); `reports.words.wording` alone turns them into Dutch text.
Field names follow the columns of contract 3. Every field says what it is, with its unit.

Privacy: pupils only by `leerling` (the keyed code). No name, leerlingnummer, birth date or free text of a
pupil belongs in any field. What the trimester report needs stands in `quarter.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from reports.school.parts import (
    Ask,
    HolidayEdge,
    LateWeekday,
    PatternCount,
    Provisional,
    PupilCard,
    SchoolDay,
    SchoolLimits,
    SilentWeek,
)
from schemas.findings import LET_OP, Finding

# The statuses of table `thuiszitter`, most urgent first; also the order in which reports show them.
STATUSSEN = ("lrv_langer_dan_3_maanden", "thuiszitter", "relatief_verzuim", "dreigend", "langdurig_geoorloofd")


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


@dataclass(frozen=True)
class TierCounts:
    """Pupils per tier; the five fields are disjoint and add up to all pupils of the unit."""

    tier_1: int = 0
    tier_2: int = 0
    tier_3: int = 0
    open: int = 0
    """Pupils whose two bounds give different tiers (`tier_status` open)."""
    te_weinig_gegevens: int = 0

    @property
    def totaal(self) -> int:
        return self.tier_1 + self.tier_2 + self.tier_3 + self.open + self.te_weinig_gegevens


@dataclass(frozen=True)
class StatusCounts:
    """Pupils per status of table `thuiszitter` (rows; a pupil may also have `langdurig_geoorloofd`)."""

    lrv_langer_dan_3_maanden: int = 0
    thuiszitter: int = 0
    """Thuiszitters not longer than three months."""
    precies_vier_weken: int = 0
    """Those among the thuiszitters whose run is exactly four weeks (D5: totals with and without)."""
    relatief_verzuim: int = 0
    dreigend: int = 0
    dreigend_alleen_aanwezigheid: int = 0
    """Those among `dreigend` whose only ground is the attendance of the period (shown apart)."""
    langdurig_geoorloofd: int = 0


@dataclass(frozen=True)
class FourWeekCounts:
    """The four-week groups of the period, disjoint: 0 % present, and more than 0 up to 20 % present."""

    nul_procent: int = 0
    """Pupils with a row `vier_weken_afwezig`."""
    nul_procent_met_plan: int = 0
    """Of these: `plan_van_aanpak` is J."""
    nul_procent_plan_onbekend: int = 0
    """Of these: `plan_van_aanpak` is empty."""
    hoogstens_20: int = 0
    """Pupils with a row `hoogstens_20pct` and no row `vier_weken_afwezig`."""
    hoogstens_20_met_plan: int = 0
    hoogstens_20_plan_onbekend: int = 0

    @property
    def totaal(self) -> int:
        return self.nul_procent + self.hoogstens_20

    @property
    def met_plan(self) -> int:
        return self.nul_procent_met_plan + self.hoogstens_20_met_plan

    @property
    def plan_onbekend(self) -> int:
        return self.nul_procent_plan_onbekend + self.hoogstens_20_plan_onbekend

    @property
    def zonder_plan(self) -> int:
        """Pupils of whom it is known that there is no plan."""
        return self.totaal - self.met_plan - self.plan_onbekend


@dataclass(frozen=True)
class Minutes:
    """Minutes over slots in the period; present + GA + OA + unknown = scheduled, always (contract 2.2)."""

    gepland: int = 0
    aanwezig: int = 0
    geoorloofd: int = 0
    ongeoorloofd: int = 0
    onbekend: int = 0
    voorlopig: int = 0
    """Part of `ongeoorloofd`."""
    elders: int = 0
    """Part of `aanwezig`."""


@dataclass(frozen=True)
class Balance:
    """Row balance (contract 1.3): read = used + quarantined + superseded + not counted."""

    gelezen: int = 0
    gebruikt: int = 0
    quarantaine: int = 0
    vervangen: int = 0
    niet_geteld: int = 0


@dataclass(frozen=True)
class FileBalance:
    """One delivered file and its row balance, as in `manifest.json`."""

    bestand: str
    """Name as it may be shown (contract 3)."""
    soort: str
    """Kind of contract 1.1."""
    balans: Balance


@dataclass(frozen=True)
class RefusedSchool:
    """A school whose delivery was refused; it is missing from every figure."""

    school: str
    naam: str
    sector: str
    reden: str
    """Why, in Dutch, a whole sentence without pupil data."""


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


@dataclass(frozen=True)
class SchoolFigures:
    """One school on the SWV page: counts and sums only. A pupil at two schools counts at both."""

    school: str
    """BRIN and vestiging."""
    naam: str
    sector: str
    protocol: str
    """Id of the rule set."""
    minuten: Minutes
    tiers: TierCounts
    statussen: StatusCounts
    """Status held in the period or at the peildatum."""
    statussen_op_peildatum: StatusCounts
    """Status holds at the peildatum (`op_peildatum`)."""
    vierweken: FourWeekCounts
    balans: Balance
    """Over all files of the school."""
    onbekende_codes: int = 0
    """Number of different codes without a meaning."""
    absenties_buiten_rooster: int = 0
    """Absence events that cover no slot."""


@dataclass(frozen=True)
class LpaCounts:
    """From the LPA lists (folder `leerplicht`), in force at the peildatum; None: no such list delivered."""

    absoluut_verzuim: int | None = None
    vrijstelling_5a: int | None = None
    vrijstelling_5b: int | None = None
    vrijstelling_5c: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why a pupil stands on the list: one rule that holds."""

    regel: str
    """Rule id, e.g. "S3-72"."""
    woorden: str
    """The rule in plain Dutch with the pupil's own value, e.g. "32 dagen aaneengesloten ongeoorloofd afwezig"."""
    plaats: str
    """Place in the protocol, e.g. "bijlage 3, regel 972-989"."""


@dataclass(frozen=True)
class EvidenceLine:
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


@dataclass(frozen=True)
class Signal:
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


@dataclass(frozen=True)
class Evidence:
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


@dataclass(frozen=True)
class PupilFourWeeks:
    """One row of `vierweken`."""

    groep: str
    """`vier_weken_afwezig` or `hoogstens_20pct`."""
    venster_van: date
    gepland_min: int
    aanwezig_min: int


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
    vragen: tuple[Ask, ...] = ()
    """What the protocol asks at the peildatum, each of whom, in the order of the rule set."""
    onbekend_invloed: tuple[str, ...] = ()
    """Kinds of result that unknown slots could change (contract 2.6): tier, uren, reeks, vierweken, telling."""
    kaart: PupilCard | None = None
    """Only for pupils of the discussion list."""


@dataclass(frozen=True)
class WeekClassCell:
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
class SchoolReport:
    """`school/<id>/index.html`: for the consulent and that school."""

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
    dagen: tuple[SchoolDay, ...] = ()
    """School days of the school year up to the peildatum, in order; the strips of the pupils go by these."""
    vakantieranden: tuple[HolidayEdge, ...] = ()
    te_laat: tuple[LateWeekday, ...] = ()
    patronen: tuple[PatternCount, ...] = ()
    voorlopig: tuple[Provisional, ...] = ()
    stille_weken: tuple[SilentWeek, ...] = ()
    kalenderdagen_beslissen: bool = False
    """The rule set measures the thuiszitter in calendar days (D6), so the page tells how many were holidays."""
    synthetisch: bool = False


@dataclass(frozen=True)
class Place:
    """Where a finding is: file, line (header = 1) and column; empty when not known."""

    bestand: str
    regelnummer: int | None
    kolom: str
    aantal: int


@dataclass(frozen=True)
class Cause:
    """Findings with the same cause, together."""

    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str
    rijen: int
    """Sum of `aantal` of the findings."""
    leerlingen: int | None
    """Pupils touched; None = not known."""
    plaatsen: tuple[Place, ...]


class CauseKey(NamedTuple):
    """What makes findings one cause on the return sheet: what is wrong, in which kind of file and in which column."""

    code: str
    soort: str
    """Kind of the file; empty for the whole delivery."""
    kolom: str
    omschrijving: str


@dataclass(frozen=True)
class Touched:
    """How far a cause reaches. Counts only."""

    leerlingen: int
    open_tiers: int = 0
    """Pupils whose tier stays open, because of this or partly because of this."""
    voorstel: str = ""
    """Code without a meaning: the kind of absence it has at another school; empty when not known."""


@dataclass(frozen=True)
class SolvedCause:
    """A cause of the last other delivery that is gone now."""

    omschrijving: str
    soort: str
    kolom: str
    aantal: int
    """How often it occurred then."""


@dataclass(frozen=True)
class ReturnSheet:
    """`school/<id>/retour.html` and `retour.xlsx`: what came in, what could not be used, how to mend it, what was
    assumed, what was solved."""

    kop: ReportHeader
    school: str
    naam: str
    geweigerd: str
    """Reason of refusal in Dutch; empty when the delivery was used."""
    bestanden: tuple[FileBalance, ...]
    bevindingen: tuple[Finding, ...]
    """All rows of `bevinding` of this school."""
    lvs: str = "sjabloon"
    """The school's student-information system, for the words about mending."""
    geraakt: Mapping[CauseKey, Touched] = field(default_factory=lambda: MappingProxyType({}))
    """How far each cause reaches; of a cause that is absent it is not known."""
    nieuw: frozenset[CauseKey] = frozenset()
    """Causes that the last other delivery did not have."""
    opgelost: tuple[SolvedCause, ...] = ()
    vergeleken: bool = False
    """True when there was another delivery before this one to compare with."""
    rapport: bool = True
    """True when index.html of the school exists beside the sheet."""
    synthetisch: bool = False


def group_findings(findings: Sequence[Finding], pupils_per_code: Mapping[str, int]) -> tuple[Cause, ...]:
    """Findings with the same texts as one cause; most rows first, then by code (so the order is fixed)."""
    groups: dict[tuple[str, str, str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.ernst, finding.omschrijving, finding.gevolg, finding.oplossing)
        groups.setdefault(key, []).append(finding)
    causes = [_make_cause(key, group, pupils_per_code.get(key[0])) for key, group in groups.items()]
    return tuple(sorted(causes, key=lambda cause: (-cause.rijen, cause.code, cause.omschrijving)))


def split_causes(causes: Sequence[Cause]) -> tuple[tuple[Cause, ...], tuple[Cause, ...]]:
    """(could not be used, was assumed or noticed): refusals and quarantine against notes."""
    unusable = tuple(cause for cause in causes if cause.ernst != LET_OP)
    noticed = tuple(cause for cause in causes if cause.ernst == LET_OP)
    return unusable, noticed


def sum_balance(files: Sequence[FileBalance]) -> Balance:
    """The balance over several files."""
    return Balance(
        gelezen=sum(file.balans.gelezen for file in files),
        gebruikt=sum(file.balans.gebruikt for file in files),
        quarantaine=sum(file.balans.quarantaine for file in files),
        vervangen=sum(file.balans.vervangen for file in files),
        niet_geteld=sum(file.balans.niet_geteld for file in files),
    )


def _make_cause(key: tuple[str, str, str, str, str], group: Sequence[Finding], pupils: int | None) -> Cause:
    code, ernst, omschrijving, gevolg, oplossing = key
    places = sorted(
        (Place(finding.bestand, finding.regelnummer, finding.kolom, finding.aantal) for finding in group),
        key=lambda place: (place.bestand, place.regelnummer or 0, place.kolom),
    )
    return Cause(
        code=code,
        ernst=ernst,
        omschrijving=omschrijving,
        gevolg=gevolg,
        oplossing=oplossing,
        rijen=sum(finding.aantal for finding in group),
        leerlingen=pupils,
        plaatsen=tuple(places),
    )
