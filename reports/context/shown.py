"""A count as it may be shown to everybody; `reports.release.disclosure` decides which."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown: `getal` (0 or a multiple of the base), or None: below `drempel`.

    `afgeschermd`: not shown although it need not be small, because another count could be worked out from it.
    """

    getal: int | None
    drempel: int
    afgeschermd: bool = False
