"""Page Draaien: check, run, work printed numbers out again, publish what waits. Each button is a command of msa."""

from datetime import date
from zoneinfo import ZoneInfo

from pipelines.errors import WrongUse
from pipelines.run.approval import waiting
from pipelines.run.schedule import TIME_ZONE
from pipelines.settings import NA_AKKOORD, Settings
from pipelines.workbench.bench import Bench
from pipelines.workbench.forms import Form
from pipelines.workbench.quarter_page import make_quarter_page
from pipelines.workbench.tasks import APPROVE, DISCARD, RUN, VERIFY, Task
from reports.context.workbench import RunPage, TaskView, WaitingView
from reports.words.wording import short_date

_PAGE = "/draaien"
_TITLES = {
    RUN: "Draaien van peildatum",
    VERIFY: "Narekenen van peildatum",
    APPROVE: "Vrijgeven van peildatum",
    DISCARD: "Weggooien van wat klaarligt voor peildatum",
}
_GOOD, _REFUSED, _LOST, _INTERRUPTED = 0, 10, 13, 130
_ENDS = {
    _GOOD: "Gelukt.",
    1: "Er ging iets mis in msa zelf. Stuur het bestand dat hierboven staat naar wie msa voor u beheert.",
    2: "Dat kan zo niet. Lees de regel hierboven: daar staat wat er moet veranderen.",
    _REFUSED: "Klaar, maar niet elke levering was te gebruiken. Stuur die school haar retourblad.",
    12: "Een regelset past niet. Pas 'protocol' aan in uw instellingen.",
    _LOST: "Er is niets vrijgegeven. Lees hierboven wat er niet klopt of wat er zou verdwijnen.",
    14: "De opslag is bezet of niet te lezen. Lees de regel hierboven en probeer het daarna opnieuw.",
    _INTERRUPTED: "Gestopt op uw verzoek. De uitvoer van eerdere runs is niet veranderd.",
}


def make_run_page(bench: Bench, settings: Settings) -> RunPage:
    """What a run of the chosen peildatum would take, and what is under way."""
    quarter = make_quarter_page(bench, settings)
    peildatum, task = bench.get_peildatum(settings), bench.tasks.last
    return RunPage(
        samenvatting=quarter.samenvatting,
        niet_klaar=tuple(school.naam for school in quarter.scholen if not school.klaar),
        taak=None if task is None else _describe(task),
        wacht=tuple(
            WaitingView(
                each.peildatum,
                f"{each.since.astimezone(ZoneInfo(TIME_ZONE)):%d-%m-%Y, %H.%M uur}",
                f"{bench.gate.base}/wacht/{each.peildatum.isoformat()}/index.html",
            )
            for each in waiting(settings)
        ),
        na_akkoord=settings.vrijgeven == NA_AKKOORD,
        pdf=settings.pdf,
        vraagt_toch=task is not None and (task.kind, task.exit_code, task.peildatum) == (RUN, _LOST, peildatum),
        staat=(settings.uitvoer / peildatum.isoformat() / "manifest.json").is_file(),
    )


def start_run(bench: Bench, form: Form) -> str:
    """`msa run`."""
    options = ([] if form.get("pdf") else ["--zonder-pdf"]) + (["--toch"] if form.get("toch") else [])
    return _start(bench, RUN, options)


def start_verify(bench: Bench, _form: Form) -> str:
    """`msa verify`."""
    return _start(bench, VERIFY, [])


def start_approval(bench: Bench, form: Form) -> str:
    """`msa akkoord`, of the peildatum that stands beside the button."""
    return _start(bench, APPROVE, [], peildatum=_read_day(form))


def start_discard(bench: Bench, form: Form) -> str:
    """`msa akkoord --weg`."""
    return _start(bench, DISCARD, ["--weg"], peildatum=_read_day(form))


def stop_task(bench: Bench, _form: Form) -> str:
    """Ctrl-C."""
    bench.tasks.stop()
    return _PAGE


def _start(bench: Bench, kind: str, options: list[str], *, peildatum: date | None = None) -> str:
    settings = bench.load()
    day = peildatum or bench.get_peildatum(settings)
    command = APPROVE if kind == DISCARD else kind
    arguments = [command, str(settings.file), "--peildatum", day.isoformat(), *options]
    bench.tasks.start(kind, arguments, peildatum=day, folder=settings.file.parent)
    return _PAGE


def _read_day(form: Form) -> date:
    try:
        return date.fromisoformat(form.get("peildatum"))
    except ValueError:
        raise WrongUse("Dat is geen peildatum. Gebruik de knop op de pagina Draaien.") from None


def _describe(task: Task) -> TaskView:
    ended = task.exit_code
    lines = tuple(task.lines)
    if not lines and ended is None:
        lines = ("Wordt gestart …" if task.began else "Wacht op de controle van een school …",)
    return TaskView(
        titel=f"{_TITLES[task.kind]} {short_date(task.peildatum)}",
        regels=lines,
        loopt=ended is None,
        gestopt=task.stopped,
        goed=ended in (_GOOD, _REFUSED),
        einde=() if ended is None else _say_end(task, ended),
    )


def _say_end(task: Task, ended: int) -> tuple[str, ...]:
    code = _INTERRUPTED if task.stopped and ended not in (_GOOD, _REFUSED) else ended
    if task.kind == VERIFY and code == _LOST:
        return ("Niet elk getal klopt met de tabellen. Deel de verslagen niet, en meld dit.", _say_code(ended))
    return (_ENDS.get(code, "Onverwacht gestopt. Er is niets half gepubliceerd."), _say_code(ended))


def _say_code(ended: int) -> str:
    return f"Uitgangscode {ended}." if ended >= 0 else "Het programma werd beëindigd."
