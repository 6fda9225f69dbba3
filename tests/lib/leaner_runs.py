"""What a whole run need not make where no test looks at it: most of its time, or of its bytes."""

from collections.abc import Generator
from contextlib import contextmanager
from unittest import mock

from pipelines.contexts.outcome import Outcome
from pipelines.run.opened import OpenRun
from reports import render

STANDS_FOR_IT = "/* plotly */"
_KEPT = (render._read_script, render._encode_script, render._list_map_styles)


@contextmanager
def leave_script_out() -> Generator[None]:
    """Pages with figures without the script of plotly, where none is opened in a browser; made in this process.

    Each is 4.8 MB smaller: to write, hash, pack, copy and search.
    """
    try:
        with mock.patch("plotly.offline.get_plotlyjs", return_value=STANDS_FOR_IT):
            _forget()
            yield
    finally:
        _forget()


def _forget() -> None:
    for kept in _KEPT:
        kept.cache_clear()


@contextmanager
def leave_bridges_out() -> Generator[None]:
    """Without what leads to a run from the editions before it: half of a rerun, for all is counted again for that."""
    with (
        mock.patch("pipelines.run.prepared.add_bridges", _leave_outcome),
        mock.patch("pipelines.run.prepared.find_standing_edition", return_value=None),
    ):
        yield


def _leave_outcome(_: OpenRun, outcome: Outcome, *__: object, **___: object) -> Outcome:
    return outcome
