"""Runs that say nothing of what leads to them from an edition before: half of a rerun goes into that."""

import pytest

from pipelines.contexts.outcome import Outcome
from pipelines.run import steps


def leave_out_bridges(patch: pytest.MonkeyPatch) -> None:
    """For as long as this patch holds. For tests that look at nothing that the pages say of it."""
    patch.setattr(steps, "add_bridges", _leave_outcome)


def _leave_outcome(_: steps.OpenRun, outcome: Outcome, *__: object, **___: object) -> Outcome:
    return outcome
