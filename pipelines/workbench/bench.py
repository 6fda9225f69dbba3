"""The state of one open workbench: the settings as they are now, the peildatum that is looked at, what is under way."""

import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import UserError, WrongUse
from pipelines.progress import make_plain
from pipelines.run.check import check_deliveries
from pipelines.run.check_folder import FOLDERS, CheckedFolder, check_folder
from pipelines.run.verdict import CheckResult
from pipelines.settings import Settings, load_settings
from pipelines.store.periods import Period, make_period_of
from pipelines.workbench.checks import Checks
from pipelines.workbench.gate import Gate
from pipelines.workbench.parcels import Parcels
from pipelines.workbench.tasks import Tasks
from pipelines.workbench.uploads import Question, drop_all
from reports.context.workbench import Frame, Tab

# How many peildata back can be chosen, beside the one to come.
_PEILDATA_BACK = 6
_REFRESH_SECONDS = 3
TABS = (
    ("", "Kwartaal"),
    ("draaien", "Draaien"),
    ("uitvoer", "Uitvoer"),
    ("opvolging", "Opvolging"),
    ("geschiedenis", "Geschiedenis"),
    ("instellingen", "Instellingen"),
)

TellFault = Callable[[Exception, Path], str]


@dataclass
class Chosen:
    """What was chosen on page Koppelen for one school so far, and whether to count what it does."""

    choices: dict[str, str] = field(default_factory=dict)
    counts: bool = False


@dataclass
class Bench:
    """What the pages share. `file`: the settings; `today`: the day it is, asked anew each time."""

    file: Path
    gate: Gate
    tell_fault: TellFault
    today: Callable[[], date] = date.today
    notices: list[str] = field(default_factory=list)
    """What the last button did; the next page tells it once."""
    questions: dict[str, Question] = field(default_factory=dict)
    """Files that wait for an answer, since their name is taken."""
    mappings: dict[str, Chosen] = field(default_factory=dict)
    """What was chosen for a school and is not written down yet."""
    parcels: Parcels = field(default_factory=Parcels)
    _peildatum: date | None = None

    def __post_init__(self) -> None:
        self.checks = Checks(_check, tell_fault=self.explain)
        self.tasks = Tasks(self.checks.hold)
        # One change of the settings at a time.
        self.editing = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that must not be broken off."""
        return self.checks.is_busy or self.tasks.is_busy

    def close(self) -> None:
        """Leave nothing under way, and no file without a name."""
        self.checks.stop()
        self.tasks.stop()
        self.tasks.finish()
        self.checks.finish()
        drop_all([question.received for question in self.questions.values()])
        self.questions.clear()

    def load(self) -> Settings:
        """The settings as they stand in the file now; WrongUse when they cannot be used any more."""
        return load_settings(self.file)

    def explain(self, error: Exception) -> str:
        """What is told of a fault of the program; its report goes to the store."""
        try:
            folder = self.load().opslag
        except UserError:
            folder = Path(tempfile.gettempdir())
        return self.tell_fault(error, folder)

    def tell(self, sentence: str) -> None:
        """Have the next page say this."""
        self.notices.append(make_plain(sentence))

    def choose(self, settings: Settings, peildatum: date) -> None:
        """Look at another peildatum; WrongUse for one that is not offered."""
        if peildatum not in list_peildata(settings, self.today()):
            raise WrongUse("Deze peildatum staat niet in de lijst. Kies er een uit de lijst bovenaan.")
        self._peildatum = peildatum

    def get_peildatum(self, settings: Settings) -> date:
        """The peildatum that is looked at: the chosen one, else the last one that passed and has no output yet.

        Where that one has, the first of those that began and have not passed. It stays until another one is chosen.
        """
        today = self.today()
        offered = list_peildata(settings, today)
        if self._peildatum is not None and self._peildatum in offered:
            return self._peildatum
        passed = [day for day in offered if day <= today]
        waits = passed and not (settings.uitvoer / passed[0].isoformat() / "manifest.json").exists()
        # Kept: a run of it must not have the pages go on to the next one.
        self._peildatum = passed[0] if waits else offered[0]
        return self._peildatum

    def get_period(self, settings: Settings) -> Period:
        """The period of that peildatum."""
        return make_period_of(settings, self.get_peildatum(settings))

    def make_frame(self, settings: Settings, *, here: str, refresh: bool = False) -> Frame:
        """What stands around a page; `here`: the part of the workbench that it belongs to. Takes the notices."""
        told, self.notices = tuple(self.notices), []
        chosen = self.get_peildatum(settings)
        return Frame(
            swv=make_plain(settings.naam),
            basis=self.gate.base,
            sleutelwoord=self.gate.form_token,
            versie=version("msa"),
            bladen=tuple(Tab(words, f"{self.gate.base}/{place}", place == here) for place, words in TABS),
            peildatum=chosen,
            gekozen=tuple((day, day == chosen) for day in list_peildata(settings, self.today())),
            meldingen=told,
            verversen=_REFRESH_SECONDS if refresh else None,
            synthetisch=settings.voorbeeld,
        )


def list_peildata(settings: Settings, today: date) -> list[date]:
    """The peildata to choose from, the latest first: those whose period began and that the calendar knows.

    WrongUse where there is none.
    """
    coverage = settings.coverage
    years = range(today.year - 3, today.year + 2)
    listed = sorted({date(year, month, day) for year in years for month, day in settings.peildata})
    periods = [make_period_of(settings, day) for day in listed]
    begun = [
        period.peildatum
        for period in periods
        if period.van <= today and coverage.van <= period.peildatum <= period.week_end <= coverage.tot
    ]
    if not begun:
        raise WrongUse("Van geen enkele peildatum zijn de vakanties bekend. Kijk met 'msa doctor' wat er ontbreekt.")
    return begun[::-1][: _PEILDATA_BACK + 1]


def _check(settings: Settings, folder: str, peildatum: date, today: date) -> CheckResult | CheckedFolder:
    if folder in FOLDERS:
        return check_folder(settings, folder)
    return check_deliveries(settings, school_id=folder, peildatum=peildatum, today=today)
