"""Progress lines: what is being done now, on stderr, one line a step.

A line holds numbers and names of schools, never anything of a pupil.
"""

import sys
from collections.abc import Callable
from typing import TextIO

Report = Callable[[str], None]


def make_reporter(stream: TextIO | None = None) -> Report:
    """A function that writes one line a call; `stream` defaults to stderr as it is at the time of the call."""

    def report(line: str) -> None:
        target = stream or sys.stderr
        # One write a line: two threads must not end up on one line.
        target.write(f"{line}\n")
        target.flush()

    return report


def be_silent(_line: str) -> None:
    """A reporter that says nothing."""
