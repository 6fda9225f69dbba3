"""What is done for a peildatum before its run: ask the schools, remind them, check each night (`schemas/cycle.yaml`).

Texts are made ready and sent by nobody: they lie in `<uitvoer>/berichten/<peildatum>/`, a file a school.
"""

from datetime import date, datetime
from pathlib import Path

from pipelines.progress import Report
from pipelines.publish.publication import Publication
from pipelines.run.check import check_deliveries
from pipelines.run.messages import write_message
from pipelines.run.schedule import Done
from pipelines.run.verdict import CheckResult, describe_check
from pipelines.settings import School, Settings
from pipelines.store.periods import Period, make_period_of
from pipelines.vault.audit_log import read_entries, write_entry
from pipelines.vault.folders import make_private_folder
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.pages import record_folder
from pipelines.vault.places import MESSAGES_FOLDER
from schemas.cycle import CONTROLEREN, HERINNEREN, VRAGEN

ASKED, REMINDED = "vraag", "herinnering"


def take_moment(settings: Settings, what: str, *, peildatum: date, today: date, report: Report) -> None:
    """Do one moment of the cycle (VRAGEN, HERINNEREN or CONTROLEREN), tell what came of it, and log that it was done.

    Raises what a check raises; then the log does not have it, so the next start makes it up.
    """
    {VRAGEN: _ask, HERINNEREN: _remind, CONTROLEREN: _check}[what](settings, peildatum, today, report)
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        open_key(settings)
        write_entry(settings.opslag, what, schools=[school.id for school in settings.scholen], peildatum=peildatum)
    finally:
        lock.release()


def list_done(settings: Settings) -> list[Done]:
    """Every moment that the log says was done, with when."""
    return [
        Done(entry["wat"], date.fromisoformat(entry["peildatum"]), datetime.fromisoformat(entry["tijd"]))
        for entry in read_entries(settings.opslag)
        if entry.get("wat") in (VRAGEN, HERINNEREN, CONTROLEREN)
    ]


def _ask(settings: Settings, peildatum: date, _today: date, report: Report) -> None:
    place = _write_messages(settings, settings.scholen, peildatum=peildatum, kind=ASKED)
    report(f"De vragen aan de scholen voor peildatum {peildatum.isoformat()} liggen klaar: {place}")


def _remind(settings: Settings, peildatum: date, today: date, report: Report) -> None:
    """Only of schools of which something is missing now."""
    checked = _look(settings, peildatum, today, report)
    lacking = [school for school in settings.scholen if school.id not in _list_usable(checked)]
    place = _write_messages(settings, lacking, peildatum=peildatum, kind=REMINDED)
    if lacking:
        report(f"De herinneringen voor peildatum {peildatum.isoformat()} liggen klaar ({len(lacking)}): {place}")
    else:
        report(f"Alle scholen zijn compleet voor peildatum {peildatum.isoformat()}: er is niemand te herinneren.")


def _check(settings: Settings, peildatum: date, today: date, report: Report) -> None:
    _look(settings, peildatum, today, report)


def _look(settings: Settings, peildatum: date, today: date, report: Report) -> CheckResult:
    checked = check_deliveries(settings, peildatum=peildatum, today=today, report_progress=report)
    for line in describe_check(checked, {school.id: school.naam for school in settings.scholen}):
        report(line)
    return checked


def _list_usable(checked: CheckResult) -> set[str]:
    return {school.school for school in checked.schools if school.is_usable}


def _write_messages(
    settings: Settings, schools: tuple[School, ...] | list[School], *, peildatum: date, kind: str
) -> Path:
    """A text a school, in the place of the earlier ones of this kind; those of the other kind stay."""
    period = make_period_of(settings, peildatum)
    publication = Publication(settings.uitvoer / MESSAGES_FOLDER, peildatum.isoformat())
    other = ASKED if kind == REMINDED else REMINDED
    for file in sorted(publication.target.glob(f"*-{other}.txt")):
        publication.write_bytes(file.name, file.read_bytes())
    for school in schools:
        publication.write_text(f"{school.id}-{kind}.txt", _write_text(settings, school, period, kind=kind))
    record_folder(settings.opslag, publication.folder, folder=MESSAGES_FOLDER)
    publication.finish()
    return publication.target


def _write_text(settings: Settings, school: School, period: Period, *, kind: str) -> str:
    subject, text = write_message(settings, school, period=period, reminds=kind == REMINDED)
    return f"Onderwerp: {subject}\n\n{text}"
