"""What a share of lesson time says of how many pupils there are: whoever missed much cannot be many.

A reader knows how much a pupil of tier 3 misses at the least and one of tier 1 at the most, and about how much a
thuiszitter misses. So a share of time that was missed bounds the counts of its unit, and where it would leave a small
count fewer values than it must keep, it is not shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from reports.release.disclosure import Range, Rules

_WHOLE = 1000


@dataclass(frozen=True)
class Missed:
    """A share of lesson time that was missed, in tenths of a per cent: it lies between `laagst` and `hoogst`."""

    laagst: int
    hoogst: int


def find_narrowed(
    counts: Mapping[str, Range],
    total: Range,
    loss: Mapping[str, Missed],
    missed: Missed,
    *,
    targets: Collection[str],
    rules: Rules,
) -> list[str]:
    """Those of `targets` to which `missed` leaves fewer values than they must keep, or fewer than they had.

    `counts`: what is told of each group of the unit, together `total` pupils. `loss`: what a pupil of a group misses.
    Every pupil is taken to have as many lessons as another one.
    """
    names = list(counts)
    free = _Groups(names, counts, total, loss)
    narrowed = []
    for name in targets:
        before, after = free.count_values(name), free.count_values(name, missed)
        if after < min(before, rules.breedte):
            narrowed.append(name)
    return narrowed


@dataclass(frozen=True)
class _Groups:
    names: list[str]
    counts: Mapping[str, Range]
    total: Range
    loss: Mapping[str, Missed]

    def count_values(self, target: str, missed: Missed | None = None) -> int:
        """How many counts of `target` fit with all that is told."""
        place = self.names.index(target)
        ends = [self._reach(place, sign, missed) for sign in (1, -1)]
        return 0 if None in ends else ends[1] - ends[0] + 1  # ty: ignore[unsupported-operator]

    def _reach(self, place: int, sign: int, missed: Missed | None) -> int | None:
        # Here: a process that makes pages of schools has no use for the solver.
        from scipy.optimize import Bounds, LinearConstraint, milp

        weights = np.zeros(len(self.names))
        weights[place] = sign
        rows, low, high = [np.ones(len(self.names))], [float(self.total[0])], [float(self.total[1])]
        if missed is not None:
            # All that is missed is a part of all lessons, so each pupil pulls it up or down.
            rows.append(np.array([self.loss[name].laagst - missed.hoogst for name in self.names]))
            rows.append(np.array([missed.laagst - self.loss[name].hoogst for name in self.names]))
            low, high = [*low, -np.inf, -np.inf], [*high, 0.0, 0.0]
        bounds = Bounds([self.counts[name][0] for name in self.names], [self.counts[name][1] for name in self.names])
        found = milp(
            weights,
            integrality=np.ones(len(self.names)),
            bounds=bounds,
            constraints=LinearConstraint(np.array(rows), low, high),
        )
        return None if found.x is None else round(found.x[place])


def invert(share: int) -> int:
    """What is missed where `share` tenths of a per cent is present, and the other way round."""
    return _WHOLE - share
