"""Progress lines: what is being done now, on stderr, one line a step.

A line holds numbers and names of schools, never anything of a pupil.
"""

import sys
import unicodedata
from collections.abc import Callable
from typing import TextIO

Report = Callable[[str], None]
# Control signs, and invisible ones such as those that reverse a line.
_STEERING = ("Cc", "Cf")


def make_reporter(stream: TextIO | None = None) -> Report:
    """A function that writes one line a call; `stream` defaults to stderr as it is at the time of the call."""

    def report(line: str) -> None:
        target = stream or sys.stderr
        # One write a line: two threads must not end up on one line.
        target.write(f"{make_plain(line)}\n")
        target.flush()

    return report


def make_plain(text: str) -> str:
    """The text without signs that steer a terminal or turn its direction: a name in a settings file may hold them."""
    return "".join("\ufffd" if unicodedata.category(sign) in _STEERING and sign != "\n" else sign for sign in text)


def be_silent(_line: str) -> None:
    """A reporter that says nothing."""
