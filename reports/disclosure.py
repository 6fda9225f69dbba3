"""Small counts on pages that leave the pupil zone (trust.md 8): one rule, in one place. Plain Python alone.

A publication is a set of counts with names (`Cell`) and the sums that a reader knows to hold between them (`Sum`).
`release` says of every public cell how it may be shown: 0 as 0, 1 up to the threshold as "minder dan …", all others
rounded, and some not at all ("afgeschermd") because a small one could be worked out from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FLOOR = 5
BASE = 5


@dataclass(frozen=True)
class Rules:
    """How small counts are protected; settings of the SWV (`[publicatie]` in swv.toml)."""

    drempel: int = 8
    """Counts from 1 up to but not including this number are not shown; at least FLOOR."""
    afronding: int = BASE
    """All other counts are shown as the nearest multiple of this."""
    speling: int = 5
    """At least so many whole numbers must remain possible for a hidden count, whatever a reader combines."""


@dataclass(frozen=True)
class Cell:
    """One count. `id` is its name in this publication and in later ones, e.g. "tiers/school/12AB00/tier_3"."""

    id: str
    getal: int
    publiek: bool = True
    """False: stands on no page, and only links tables (such as one school and leerjaar together)."""
    bekend: bool = False
    """True: a reader can count it exactly elsewhere (the rows of the Inspectie export)."""


@dataclass(frozen=True)
class Sum:
    """What every reader knows: the cell `totaal` is the sum of the cells `delen`."""

    totaal: str
    delen: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """All counts of one publication, exact, with the sums between them."""

    cellen: tuple[Cell, ...]
    sommen: tuple[Sum, ...]


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown: `getal` (0 or a multiple of the base), or None: below `drempel`.

    `afgeschermd`: not shown although it need not be small, because another count could be worked out from it.
    """

    getal: int | None
    drempel: int
    afgeschermd: bool = False


def release(figures: Figures, rules: Rules) -> Mapping[str, Shown]:
    """How each public cell may be shown, by id."""
    return {cell.id: shield(cell.getal, rules.drempel) for cell in figures.cellen if cell.publiek}


def shield(count: int, threshold: int) -> Shown:
    """0 stays 0; 1 to threshold - 1 is hidden; else the nearest multiple of five (never below the threshold)."""
    if threshold < FLOOR:
        raise ValueError(f"threshold {threshold} is below {FLOOR}")
    if count < 0:
        raise ValueError("a count cannot be negative")
    if count == 0:
        return Shown(0, threshold)
    if count < threshold:
        return Shown(None, threshold)
    rounded = (count + BASE // 2) // BASE * BASE
    return Shown(rounded if rounded >= threshold else rounded + BASE, threshold)


def shield_total(parts: Iterable[Shown], threshold: int) -> Shown:
    """A total that follows from the shown parts alone, so it adds nothing to what they tell.

    A hidden part counts for half the threshold; the sum is rounded like any count. One hidden part and
    nothing else stays hidden.
    """
    listed = tuple(parts)
    visible = sum(part.getal or 0 for part in listed)
    hidden = sum(part.getal is None for part in listed)
    if hidden == 0:
        return Shown(visible, threshold)
    if visible == 0 and hidden == 1:
        return Shown(None, threshold)
    return shield(max(threshold, visible + hidden * threshold // 2), threshold)
