"""Approval (`[swv] vrijgeven = "na akkoord"`): what waits, and to publish it or throw it away.

A run then leaves its finished output in `opslag` and changes nothing that lives from quarter to quarter. To publish it
is to take the same run again, with all that a direct run does and in the same order, and only when it makes what was
looked at. So deliveries, settings, lists or a program that changed since are never approved unseen: then what is new
waits in its place.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipelines.errors import WrongUse
from pipelines.progress import Report, be_silent
from pipelines.run.result import RunResult
from pipelines.run.steps import Quarter, open_quarter
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.waiting import Waiting, find_waiting, list_waiting, list_waiting_folders, remove_waiting


def waiting(settings: Settings) -> list[Waiting]:
    """All output that waits for approval, oldest peildatum first. StoreUnavailable (14) when one cannot be read."""
    return list_waiting(settings.opslag)


def approve(
    settings: Settings,
    peildatum: date,
    *,
    report_progress: Report = be_silent,
    take_steps: Callable[[Quarter], RunResult] | None = None,
) -> RunResult:
    """Publish what waits for this peildatum.

    The result has `waits` when what was counted now is not what was looked at: nothing was published, and the new
    output waits in its place. WrongUse (2) when nothing waits; else raises what a run raises, and what waits stays.
    """
    found = _require_waiting(settings, peildatum)
    quarter = open_quarter(
        replace(settings, pdf=found.pdf),
        peildatum=peildatum,
        toch=found.toch,
        agreed=True,
        report_progress=report_progress,
    )
    try:
        return (take_steps or Quarter.take_all)(quarter)
    finally:
        quarter.close()


def discard(settings: Settings, peildatum: date) -> None:
    """Throw away what waits for this peildatum; what was published stays. WrongUse (2) when nothing waits."""
    if not list_waiting_folders(settings.opslag):
        raise _tell_nothing_waits(settings, peildatum)
    lock = take_lock(settings.opslag)
    try:
        open_key(settings)
        # By the folders alone: what cannot be read can still be thrown away.
        if peildatum not in dict(list_waiting_folders(settings.opslag)):
            raise _tell_nothing_waits(settings, peildatum)
        write_entry(settings.opslag, "niet_akkoord", peildatum=peildatum)
        remove_waiting(settings.opslag, peildatum)
    finally:
        lock.release()


def _require_waiting(settings: Settings, peildatum: date) -> Waiting:
    found = find_waiting(settings.opslag, peildatum)
    if found is None:
        raise _tell_nothing_waits(settings, peildatum)
    return found


def _tell_nothing_waits(settings: Settings, peildatum: date) -> WrongUse:
    days = ", ".join(day.isoformat() for day, _ in list_waiting_folders(settings.opslag))
    there = f"Wel voor: {days}." if days else "Draai eerst 'msa run'."
    return WrongUse(f"Er ligt niets klaar voor peildatum {peildatum.isoformat()}. {there}")
