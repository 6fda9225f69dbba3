"""A disclosed count as a cell of a CSV, and back: "35", "minder dan 8", "afgeschermd (8)"."""

import re

from reports.disclosure import Shown

_LESS = re.compile(r"minder dan (\d+)")
_HIDDEN = re.compile(r"afgeschermd \((\d+)\)")


def write_shown(value: Shown) -> str:
    """The cell; never empty, and never 0 for a hidden count."""
    if value.afgeschermd:
        return f"afgeschermd ({value.drempel})"
    return f"minder dan {value.drempel}" if value.getal is None else str(value.getal)


def read_shown(cell: str) -> Shown:
    """The count of a cell written by `write_shown`; ValueError for any other text.

    A number does not tell the threshold; it needs none.
    """
    less, hidden = _LESS.fullmatch(cell), _HIDDEN.fullmatch(cell)
    if less:
        return Shown(None, int(less[1]))
    if hidden:
        return Shown(None, int(hidden[1]), afgeschermd=True)
    return Shown(int(cell), 0)
