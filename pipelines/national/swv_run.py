"""The run of one SWV by a worker: what goes in is a path and a day, what comes out says how it ended.

Plain functions without Prefect or Dask: a worker imports this module and nothing of either. Nothing is raised, since a
worker would send the text of an error over the network, with values in it.
"""

import os
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipelines.commands.faults import keep_values_off_the_screen, write_fault
from pipelines.errors import StoreUnavailable, UserError, find_disk_fault
from pipelines.memory import collect_seldom
from pipelines.run.result import RunResult
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings

GEPUBLICEERD = "gepubliceerd"
ONVERANDERD = "niets veranderd"
WACHT = "wacht op akkoord"
NIETS_GEMETEN = "niets gemeten"
MISLUKT = "mislukt"
LOST = StoreUnavailable.exit_code


@dataclass(frozen=True)
class SwvTask:
    """What a worker is given. `version`: of the program that asks, which must be its own."""

    file: str
    peildatum: str
    pdf: bool
    version: str


@dataclass(frozen=True)
class SwvEnd:
    """How the run of one SWV ended. `told`: why it failed, as the user of that SWV would read it; no pupil."""

    state: str
    exit_code: int
    told: str = ""
    refused: int = 0

    @property
    def failed(self) -> bool:
        return self.state == MISLUKT


def run_swv(task: SwvTask) -> SwvEnd:
    """Run one SWV for a peildatum as `msa run --direct` does; an unchanged one is let stand."""
    if task.version != version("msa"):
        return SwvEnd(MISLUKT, 2, f"Deze werker heeft msa {version('msa')}, en niet {task.version}.")
    collect_seldom()
    before = os.umask(0o077)
    opslag: Path | None = None
    try:
        with keep_values_off_the_screen():
            settings = load_settings(Path(task.file))
            opslag = settings.opslag
            settings = settings if task.pdf else replace(settings, pdf=False)
            return _describe(run_quarter(settings, peildatum=date.fromisoformat(task.peildatum)))
    except UserError as error:
        return SwvEnd(MISLUKT, error.exit_code, str(error))
    except Exception as error:
        if (fault := find_disk_fault(error)) is not None:
            return SwvEnd(MISLUKT, fault.exit_code, str(fault))
        place = write_fault(error, folder=opslag) if opslag else None
        where = f" Waar het misging staat in {place.name}, in de opslag." if place else ""
        return SwvEnd(MISLUKT, 1, f"Er ging iets mis in het programma zelf ({type(error).__name__}).{where}")
    finally:
        os.umask(before)


def _describe(result: RunResult) -> SwvEnd:
    state = GEPUBLICEERD
    if result.waits:
        state = WACHT
    elif result.only_returns:
        state = NIETS_GEMETEN
    elif result.unchanged:
        state = ONVERANDERD
    return SwvEnd(state, result.exit_code, refused=len(result.refused))
