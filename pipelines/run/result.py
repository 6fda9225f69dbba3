"""What a run ends with, as its commands and flows tell it."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.contexts.outcome import Outcome
from pipelines.intake.unclaimed import WHOLE_SWV


@dataclass(frozen=True)
class RunResult:
    """What a run ended with: the exit code, the folder published, and the refused schools with the reason.

    `noticed`: what was found in the folder of deliveries that is of no school, in sentences. `unmeasured`: schools that
    were read and are in no figure; `only_returns`: no school could be measured, and only return sheets were published.
    `waits`: nothing was published; `output` is the folder that waits for approval. `unchanged`: nothing was made, for
    what stands is what would have been.
    """

    exit_code: int
    output: Path | None
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    only_returns: bool = False
    waits: bool = False
    unchanged: bool = False


def make_result(outcome: Outcome, output: Path) -> RunResult:
    """The result of a run that laid down `output`; exit code 10 when a school was refused or none is measured."""
    return RunResult(
        exit_code=10 if outcome.refused or not outcome.measured else 0,
        output=output,
        refused=outcome.refused_on_screen,
        noticed=list_noticed(outcome),
        unmeasured=outcome.unmeasured,
        only_returns=not outcome.measured,
    )


def list_noticed(outcome: Outcome) -> tuple[str, ...]:
    """What was found in the folder of deliveries that is of no school, in sentences."""
    found = outcome.get_findings(WHOLE_SWV)
    return tuple(f"{each.omschrijving} {each.gevolg} {each.oplossing}" for each in found)
