"""What a whole run need not make where no test looks at it: most of its time, or of its bytes."""

from collections.abc import Generator
from contextlib import contextmanager
from unittest import mock

from pipelines.run.last_edition import NOTHING_BEFORE
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
    """Without what leads to a run from the editions before it, for which all is counted again up to ten times."""
    with mock.patch("pipelines.run.steps.find_editions_before", return_value=NOTHING_BEFORE):
        yield
