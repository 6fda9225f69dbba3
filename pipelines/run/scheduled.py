"""The run that nobody watches (`msa serve`): it checks first, publishes what passes, and says what it did.

Without an engine: `pipelines.run.flows` hands in how the steps of a run are taken.
"""

from collections.abc import Callable
from datetime import date

from pipelines.progress import Report
from pipelines.run import steps
from pipelines.run.check import check_deliveries
from pipelines.run.result import RunResult
from pipelines.run.steps import Quarter
from pipelines.run.verdict import describe_check
from pipelines.settings import Settings
from pipelines.vault.audit_log import read_entries, write_entry

PLANNED = "gepland"


def run_scheduled(
    settings: Settings,
    *,
    peildatum: date,
    today: date,
    report: Report,
    take_steps: Callable[[Quarter], RunResult],
) -> RunResult | None:
    """Check the deliveries and run the peildatum; None when the check could measure no school.

    Then nothing is published but the return sheets of the check, and what stands for the peildatum stays.
    """
    checked = check_deliveries(settings, peildatum=peildatum, today=today, report_progress=report)
    for line in describe_check(checked, {school.id: school.naam for school in settings.scholen}):
        report(line)
    write_entry(settings.opslag, PLANNED, peildatum=peildatum, counts={"gemeten": len(checked.measured)})
    if not checked.measured:
        for school_id, reason in checked.refused:
            _tell_refused(settings, school_id, reason, report)
        report(
            f"Peildatum {peildatum.isoformat()} is niet gedraaid: geen enkele school is gemeten. De retourbladen staan "
            "in de map 'controle' van de uitvoer. Draai 'msa run' als de leveringen er zijn."
        )
        return None
    quarter = steps.open_quarter(settings, peildatum=peildatum, report_progress=report)
    try:
        result = take_steps(quarter)
    finally:
        quarter.close()
    for school_id, reason in result.refused:
        _tell_refused(settings, school_id, reason, report)
    for school_id in result.unmeasured:
        report(f"Niet gemeten: {school_id} {settings.get_school(school_id).naam}. Zie het retourblad.")
    if result.waits:
        report(
            f"Peildatum {peildatum.isoformat()} ligt klaar en is niet vrijgegeven. Bekijk de map 'wacht' in de opslag "
            "en geef 'msa akkoord'."
        )
    for text in result.noticed:
        report(f"Let op: {text}")
    return result


def list_tried(settings: Settings) -> frozenset[date]:
    """The peildata that a scheduled run took on, whatever came of it."""
    entries = read_entries(settings.opslag)
    return frozenset(date.fromisoformat(entry["peildatum"]) for entry in entries if entry.get("wat") == PLANNED)


def _tell_refused(settings: Settings, school_id: str, reason: str, report: Report) -> None:
    report(f"Geweigerd: {school_id} {settings.get_school(school_id).naam}. {reason}")
