"""Shares of lesson time on pages that leave the pupil zone (trust.md 8.1): when one may be shown, and how fine.

A sum of minutes tells of a pupil where few stand behind it, or where one of them makes most of it. So a share is shown
only when what is in it and what is not each come from enough pupils (`is_covered`), in steps that are wider than all
lessons of one pupil (`find_step`): two pages that differ by one pupil can differ by one step and never by its minutes,
and a share that is found by subtraction is as wide as the steps of those it is made of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import count
from math import floor

from reports.context.counts import Contribution, Minutes, Spread
from reports.release.disclosure import Range, Rules
from reports.words import wording

_PER_CENT, _PER_MILLE = 100, 1000
STEPS = (1, 2, 5, 10, 20, 50)
"""In tenths of a per cent. A group of which one pupil can move the share by more has no share."""


@dataclass(frozen=True)
class TimeShare:
    """Attendance as it is shown, in tenths of a per cent rounded down to multiples of `stap`.

    `laag`: unknown time as absent; `hoog`: as present.
    """

    laag: int
    hoog: int
    stap: int

    @property
    def tekst(self) -> str:
        return wording.attendance(Minutes(_PER_MILLE, self.laag, onbekend=self.hoog - self.laag), self.stap)


@dataclass(frozen=True)
class KeptShare(TimeShare):
    """Attendance as it came out, to be compared with later, and without the minutes of any pupil.

    `uren`: planned time to the nearest multiple of `per`, in which all lessons of one pupil fit; 0 and 0 where there
    was nobody.
    """

    uren: int
    per: int

    @property
    def planned(self) -> Range:
        """Twice the planned hours, the least and the most that they can be."""
        return max(2 * self.uren - self.per, 0), 2 * self.uren + self.per


NOBODY = KeptShare(0, 0, 1, 0, 0)
KEPT_COLUMNS = tuple(each.name for each in fields(KeptShare))


@dataclass(frozen=True)
class ReleasedTime:
    """Minutes that may be shown as shares, each rounded down to a multiple of `stap` tenths of a per cent."""

    minuten: Minutes
    stap: int

    @property
    def tienden(self) -> tuple[int, int]:
        """Attendance as it is shown, in tenths of a per cent: with unknown time as absent, and as present."""
        low, high = self.minuten.aanwezig, self.minuten.aanwezig + self.minuten.onbekend
        planned = self.minuten.gepland
        return wording.tenths(low, planned, self.stap), wording.tenths(high, planned, self.stap)

    @property
    def deel(self) -> TimeShare:
        return TimeShare(*self.tienden, self.stap)


def add_contributions(parts: Iterable[Contribution]) -> Contribution:
    """What several groups of different pupils contribute together."""
    listed = tuple(parts)
    top = sorted((most for part in listed for most in (part.grootste, part.tweede)), reverse=True)[:2]
    largest, second = (*top, 0, 0)[:2]
    return Contribution(sum(part.minuten for part in listed), sum(part.leerlingen for part in listed), largest, second)


def add_spreads(spreads: Iterable[Spread]) -> dict[str, Contribution]:
    """Part by part, of groups that share no pupil."""
    found: dict[str, list[Contribution]] = {}
    for spread in spreads:
        for name, part in spread.items():
            found.setdefault(name, []).append(part)
    return {name: add_contributions(parts) for name, parts in found.items()}


def is_covered(part: Contribution, rules: Rules) -> bool:
    """Whether a sum of minutes hides each pupil in it: nobody has any, or enough pupils have, and none leads.

    With n and k of the dominance rule 2 and `overheersing`: the two largest hold less than that share. By the p % rule,
    with p `schatting`: who knows the second largest cannot come closer to the largest than that.
    """
    if part.minuten == 0:
        return True
    rest = part.minuten - part.grootste - part.tweede
    return (
        part.leerlingen >= rules.drempel
        and (part.grootste + part.tweede) * _PER_CENT < rules.overheersing * part.minuten
        and rest * _PER_CENT >= rules.schatting * part.grootste
    )


def find_step(whole: Contribution) -> int | None:
    """The finest step, in tenths of a per cent, that all of one pupil in `whole` fits in; None: there is none."""
    return next((step for step in STEPS if step * whole.minuten >= whole.grootste * _PER_MILLE > 0), None)


def find_hours(most: int) -> int:
    """Hours to round to, so that all lessons of one pupil (`most` minutes) fit in one step: 1, 2, 5, 10, 20, 50 …"""
    steps = (first * 10**power for power in count() for first in (1, 2, 5))
    return next(step for step in steps if step * 60 >= most)


def find_share_step(spread: Spread, whole: str, parts: Iterable[str], rules: Rules) -> int | None:
    """The step of shares of `whole`, when it and each of `parts` are covered; None: nothing may be shown."""
    if any(name not in spread or not is_covered(spread[name], rules) for name in (whole, *parts)):
        return None
    return find_step(spread[whole])


def release_time(minutes: Minutes, spread: Spread, rules: Rules) -> ReleasedTime | None:
    """Minutes of which attendance may be shown: those present and those missed are both covered."""
    step = find_share_step(spread, "gepland", ("aanwezig", "verzuim"), rules)
    return None if step is None else ReleasedTime(minutes, step)


def keep_share(found: ReleasedTime, most: int) -> KeptShare:
    """What is kept of it. `most`: the planned minutes of the pupil with most."""
    per = find_hours(most)
    hours = (found.minuten.gepland + 30 * per) // (60 * per) * per
    return KeptShare(*found.tienden, found.stap, hours, per)


def leave_out(whole: KeptShare, parts: Iterable[KeptShare]) -> TimeShare | None:
    """Attendance of the whole without these parts, as it follows from what came out of each.

    As wide as rounding leaves it. None where a pupil could move it by more than a step, or nothing is left.
    """
    listed = [part for part in parts if part.uren]
    if not listed:
        return TimeShare(whole.laag, whole.hoog, whole.stap)
    left = whole.planned[0] - sum(part.planned[1] for part in listed)
    step = next((step for step in STEPS if step * left >= whole.stap * whole.planned[1] > 0), None)
    if step is None:
        return None
    low, high = whole.laag, whole.hoog + whole.stap
    lower = _find_shift(whole, [(part, low - part.laag - part.stap) for part in listed], upward=False)
    upper = _find_shift(whole, [(part, high - part.hoog) for part in listed], upward=True)
    ends = (max(0, floor(low + lower)), min(_PER_MILLE, floor(high + upper)))
    return TimeShare(*(end // step * step for end in ends), step)


def _find_shift(whole: KeptShare, apart: Sequence[tuple[KeptShare, int]], *, upward: bool) -> Fraction:
    """How far leaving out parts can move a share at most. `apart`: by how much the whole lies above each part."""
    moved = sum(part.planned[(above > 0) == upward] * above for part, above in apart)
    narrow = (moved > 0) == upward
    sizes = [part.planned[narrow] for part, _ in apart]
    return Fraction(moved, whole.planned[not narrow] - sum(sizes))


def pick_spread(spreads: Mapping[tuple[str, str], Spread], schools: Iterable[str], tiers: Iterable[str]) -> Spread:
    """The contributions of some schools and tiers together."""
    wanted, levels = frozenset(schools), frozenset(tiers)
    return add_spreads(
        spread for (school, tier), spread in spreads.items() if school in wanted and (not levels or tier in levels)
    )
