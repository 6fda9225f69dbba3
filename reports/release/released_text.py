"""A disclosed count as a cell of a CSV, and back: "35", "minder dan 8", "afgeschermd"."""

import re

from reports.context.shown import Shown

_LESS = re.compile(r"minder dan (\d+)")
_HIDDEN = "afgeschermd"
_RANGE = re.compile(r"tussen (\d{1,3}(?:,\d)?)\sen\s(\d{1,3}(?:,\d)?)\u00a0%")
_SHARE = re.compile(r"(\d{1,3})(?:,(\d))?\u00a0%")


def write_shown(value: Shown) -> str:
    """The cell; never empty, and never 0 for a hidden count."""
    if value.afgeschermd:
        return _HIDDEN
    return f"minder dan {value.drempel}" if value.getal is None else str(value.getal)


def read_shown(cell: str) -> Shown:
    """The count of a cell written by `write_shown`; ValueError for any other text.

    Only a count below the threshold tells it; the others need none.
    """
    if less := _LESS.fullmatch(cell):
        return Shown(None, int(less[1]))
    if cell == _HIDDEN:
        return Shown(None, 0, afgeschermd=True)
    return Shown(int(cell), 0)


def read_range(text: str) -> tuple[float, float] | None:
    """A printed share, or what it could be, as two numbers: "tussen 91,2 en 93,4 %" -> (91.2, 93.4)."""
    found = _RANGE.fullmatch(text)
    ends = (f"{found[1]}\u00a0%", f"{found[2]}\u00a0%") if found else (text, text)
    low, high = map(read_share, ends)
    return None if low is None or high is None else (low, high)


def read_share(text: str) -> float | None:
    """A printed share as a number in per cents, to draw it: "93,4 %" -> 93.4; None for every other text."""
    found = _SHARE.fullmatch(text)
    return None if found is None else int(found[1] + (found[2] or "0")) / 10
