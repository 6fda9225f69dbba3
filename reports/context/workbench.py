"""What the pages of the workbench show: the state of a quarter by school, in words that are ready.

Names of schools, counts and days; of pupils a code on the page of the work list alone.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Tab:
    """A page of the workbench: its words, its address, and whether it is this one."""

    woorden: str
    adres: str
    hier: bool


@dataclass(frozen=True)
class Frame:
    """What stands around every page of the workbench."""

    swv: str
    basis: str
    """What every address of the workbench begins with."""
    sleutelwoord: str
    """What every form carries, so that a page of somewhere else cannot send one."""
    versie: str
    bladen: tuple[Tab, ...]
    peildatum: date
    gekozen: tuple[tuple[date, bool], ...]
    """The peildata that can be chosen, and which one is."""
    meldingen: tuple[str, ...] = ()
    """What the last button did, in sentences."""
    verversen: int | None = None
    """After how many seconds the page asks itself anew; None: not by itself."""
    synthetisch: bool = False


@dataclass(frozen=True)
class SchoolStep:
    """How far one school is. Empty words where a step is not there yet."""

    school: str
    naam: str
    gevraagd: str
    geleverd: str
    stand: str
    """How its delivery stands, in a few words."""
    klaar: bool
    """Nothing is missing."""
    bezig: bool
    """It is being checked, or waits for that."""
    gegevens_tot: date | None
    ontbreekt: tuple[str, ...]
    """What is missing, a sentence each."""
    retourblad: bool
    """Its return sheet lies there."""


@dataclass(frozen=True)
class FolderStep:
    """How far a folder of what is not of one school is. Empty words where nothing lies there."""

    map: str
    naam: str
    geleverd: str
    stand: str
    klaar: bool
    bezig: bool


@dataclass(frozen=True)
class QuarterPage:
    """Kwartaal: all schools, in order of the settings."""

    periode_van: date
    periode_tot: date
    scholen: tuple[SchoolStep, ...]
    mappen: tuple[FolderStep, ...]
    samenvatting: str
    opgemerkt: tuple[str, ...] = ()
    """What was found among the deliveries that is of no school."""


@dataclass(frozen=True)
class MessagePage:
    """A text to send to a school, and what was asked of it before."""

    school: str
    naam: str
    onderwerp: str
    tekst: str
    soort: str
    """`gevraagd` or `herinnerd`: what the button notes."""
    eerder: tuple[str, ...]
    """What was noted already, a sentence each."""


@dataclass(frozen=True)
class Field:
    """One question of a form: its answer so far, and what is wrong with that.

    `keuzes`: (value, words) to choose from; none: a text. `vink`: a box to tick, ticked where there is a value. `vast`:
    in words why this one cannot be changed here.
    """

    naam: str
    label: str
    waarde: str = ""
    hulp: str = ""
    fout: str = ""
    keuzes: tuple[tuple[str, str], ...] = ()
    vink: bool = False
    vast: str = ""
    mag_leeg: bool = False


@dataclass(frozen=True)
class FormPart:
    """The questions of one form; `meer`: those that are seldom needed, folded."""

    velden: tuple[Field, ...]
    meer: tuple[Field, ...] = ()

    @property
    def fouten(self) -> tuple[Field, ...]:
        """The questions that must be answered otherwise, in order."""
        return tuple(field for field in (*self.velden, *self.meer) if field.fout)

    @property
    def open(self) -> bool:
        """Whether the folded ones were answered, or must be."""
        return any(field.fout or field.waarde or field.vast for field in self.meer)


@dataclass(frozen=True)
class SchoolRow:
    """A school of the settings. `regels`: its rule set, in words."""

    school: str
    naam: str
    sector: str
    lvs: str
    regels: str


@dataclass(frozen=True)
class SettingsPage:
    """Instellingen: the SWV, its schools, and a form for one more. `melding`: why nothing was changed."""

    bestand: str
    scholen: tuple[SchoolRow, ...]
    swv: FormPart
    nieuw: FormPart
    melding: str = ""


@dataclass(frozen=True)
class SchoolSettingsPage:
    """One school of the settings, to change or take out. `enige`: there is no other one, so it stays."""

    school: str
    naam: str
    deel: FormPart
    gekoppeld: bool
    enige: bool
    melding: str = ""


@dataclass(frozen=True)
class KnownSwv:
    """An SWV that was open before. `naam`: empty where its settings cannot be read; `uitleg` then says why."""

    id: str
    naam: str
    bestand: str
    uitleg: str = ""


@dataclass(frozen=True)
class StartPage:
    """The start page. `melding`: why nothing was opened or made; `wenk`: what was named and is not there yet."""

    basis: str
    sleutelwoord: str
    versie: str
    bekend: tuple[KnownSwv, ...]
    plaats: FormPart
    swv: FormPart
    school: FormPart
    open: FormPart
    melding: str = ""
    wenk: str = ""

    @property
    def fouten(self) -> tuple[Field, ...]:
        """The questions about a new SWV that must be answered otherwise."""
        return (*self.plaats.fouten, *self.swv.fouten, *self.school.fouten)


@dataclass(frozen=True)
class FaultPage:
    """Something could not be done: what, and what to do; the words of the command line."""

    kop: str
    zinnen: tuple[str, ...]


@dataclass(frozen=True)
class DeliveredFile:
    """One file in the folder of a school. `als`: what it was read as; `uitleg`: why, or that it was not."""

    id: str
    naam: str
    grootte: str
    als: str
    uitleg: str
    gelezen: int
    quarantaine: int


@dataclass(frozen=True)
class NameQuestion:
    """A new file whose name is taken by another one."""

    id: str
    naam: str


@dataclass(frozen=True)
class SchoolPage:
    """School: what lies there, what came of it, and its return sheet beside it."""

    lvs: str
    stap: SchoolStep
    punten: tuple[str, ...]
    """All that is missing, a sentence each."""
    gekoppeld: bool
    """Whether anything of this school was mapped."""
    gedeeld: str
    """How many lists for several schools have rows of it, in words; empty without any."""
    bestanden: tuple[DeliveredFile, ...]
    vragen: tuple[NameQuestion, ...]
    grootste: str
    """How large a file may be, in words."""


@dataclass(frozen=True)
class FolderList:
    """A list that belongs in a folder, and the columns without which it cannot be read."""

    soort: str
    kolommen: tuple[str, ...]


@dataclass(frozen=True)
class FolderPoint:
    """What is wrong with a file, in sentences. `bestand`: its name; empty where it is about the folder."""

    bestand: str
    tekst: str


@dataclass(frozen=True)
class SchoolRows:
    """How many rows of lists for several schools are of this one, and how many of these cannot be used."""

    school: str
    naam: str
    gelezen: int
    quarantaine: int


@dataclass(frozen=True)
class SharedFolderPage:
    """A folder of what is not of one school: what belongs there, what lies there, what came of it."""

    stap: FolderStep
    uitleg: str
    later: str
    """What this page cannot tell, and where it is told."""
    kolommen: tuple[FolderList, ...]
    punten: tuple[FolderPoint, ...]
    scholen: tuple[SchoolRows, ...]
    bestanden: tuple[DeliveredFile, ...]
    vragen: tuple[NameQuestion, ...]
    grootste: str


@dataclass(frozen=True)
class TaskView:
    """What is under way, or what ended last. `loopt`: not ended; `einde`: how it ended, sentences."""

    titel: str
    regels: tuple[str, ...]
    loopt: bool
    gestopt: bool
    goed: bool
    einde: tuple[str, ...]


@dataclass(frozen=True)
class WaitingView:
    """Output that waits for approval: of which peildatum, since when in words, and its first page."""

    peildatum: date
    sinds: str
    adres: str


@dataclass(frozen=True)
class RunPage:
    """Draaien: what a run would take, what is under way, what waits for approval."""

    samenvatting: str
    niet_klaar: tuple[str, ...]
    """Names of schools that are not usable as they lie there."""
    taak: TaskView | None
    wacht: tuple[WaitingView, ...]
    na_akkoord: bool
    """The settings ask for approval."""
    pdf: bool
    vraagt_toch: bool
    """The last run was refused because it reads less than what stands."""
    staat: bool
    """There is output for the peildatum."""


@dataclass(frozen=True)
class ReaderView:
    """One folder of the output: for whom, what to open, whether it was handed over."""

    plek: str
    titel: str
    voor: str
    mag: str
    mag_weg: bool
    koppelingen: tuple[tuple[str, str], ...]
    """Words and address of each page or file."""
    overgedragen: str
    """When it was handed over, in words; empty: not yet."""
    veranderd: bool
    """What lies there now is not what was handed over."""


@dataclass(frozen=True)
class OutputPage:
    """Uitvoer: what stands for the peildatum, and what goes to whom."""

    staat: bool
    lezers: tuple[ReaderView, ...]
    startpagina: str
    map: str
    """Where it lies on this computer."""


@dataclass(frozen=True)
class ParcelPage:
    """An encrypted ZIP that was made: its password, shown this once."""

    titel: str
    bestand: str
    wachtwoord: str
    pakket: str
    """What the form names it by."""


@dataclass(frozen=True)
class FolderPage:
    """What lies in one folder of the output."""

    naam: str
    koppelingen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WorkRow:
    """One thing that somebody must do for a pupil, by code."""

    school: str
    leerling: str
    klas: str
    rol: str
    wat: str
    sinds: date
    uiterste: date | None
    te_laat: bool


@dataclass(frozen=True)
class OwedRow:
    """What a school still owes: how it was measured, and its largest points in words."""

    school: str
    naam: str
    stand: str
    punten: tuple[str, ...]
    retourblad: str
    """Address of its return sheet; empty where there is none."""


@dataclass(frozen=True)
class FollowUpPage:
    """Opvolging: the work list over schools, overdue first, and what schools still owe."""

    staat: bool
    rijen: tuple[WorkRow, ...]
    totaal: int
    te_laat: int
    van: int
    """Which row is the first one shown, from 1."""
    vorige: str
    volgende: str
    """Addresses of the rows before and after these; empty where there are none."""
    scholen: tuple[tuple[str, str, bool], ...]
    """Words, address and whether it is chosen: of all schools, and of each."""
    schuldig: tuple[OwedRow, ...]


@dataclass(frozen=True)
class LogRow:
    """One line of the log."""

    wanneer: str
    wat: str
    waarover: str
    wie: str


@dataclass(frozen=True)
class EditionRow:
    """One publication that stands or was kept. `verschil`: in what it differs from the one before."""

    peildatum: date
    naam: str
    verschil: str
    adres: str


@dataclass(frozen=True)
class HistoryPage:
    """Geschiedenis: what was done, and the editions as far as they are kept."""

    regels: tuple[LogRow, ...]
    meer: int
    """How many older lines are not shown."""
    uitgaven: tuple[EditionRow, ...]
    prefect: str
    """Address of the page of Prefect; empty where that is not on."""
    gebroken: tuple[str, ...]
    """What is wrong with the log, a sentence each."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its field, what it is about, facts beside it, and the values with their words."""

    veld: str
    naam: str
    feiten: tuple[str, ...]
    keuzes: tuple[tuple[str, str], ...]
    """Value and words; the first one, with an empty value, maps nothing. One alone: nothing can be chosen."""
    gekozen: str
    zeker: bool
    """The proposal is certain."""


@dataclass(frozen=True)
class MappedFile:
    """Files with one header: what they can be read as, and their columns for what is chosen."""

    titel: str
    feiten: tuple[str, ...]
    als: Choice
    bij: tuple[str, str]
    """Field and value that say for which layout the columns below were made."""
    kolommen: tuple[Choice, ...]


@dataclass(frozen=True)
class TierRow:
    """Pupils of one tier before and after."""

    naam: str
    voor: int
    na: int


@dataclass(frozen=True)
class CodeRow:
    """One code accepted alone: as what, and what that does to the tiers, in words."""

    code: str
    als: str
    gevolg: str


@dataclass(frozen=True)
class MappingPage:
    """Koppelen: what the words of a school mean, and what accepting it does to the tiers."""

    school: str
    naam: str
    geweigerd: str
    """Why the delivery cannot be read as it is chosen; empty when it can."""
    datum: date | None
    """Of the mapping that holds now."""
    bestanden: tuple[MappedFile, ...]
    codes: tuple[Choice, ...]
    klassen: tuple[Choice, ...]
    niets: bool
    """There is nothing to ask."""
    vooruit: bool
    """Nothing is chosen yet: codes and classes are as they will be once the proposals are taken."""
    tiers: tuple[TierRow, ...]
    """What the choices do; empty: not asked, or not to be counted."""
    tellen: tuple[str, ...]
    """What is told beside those, sentences."""
    per_code: tuple[CodeRow, ...] = ()
    """What each code does alone."""
    per_code_rest: str = ""
    """How many codes were not counted alone, and why; empty when all were."""
