"""The attack on a publication (trust.md 8.3): all sums at once, by linear programming over whole numbers.

The solver only proposes counts. What is reported as possible rests on proposals that were checked in whole numbers, so
a slip of the solver can make a range too narrow, and never too wide: it can hide too much, never too little.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reports.release.disclosure import MOST, Contradiction, Knowledge, Range, Sum, propagate

# Branches of the search for whole numbers, per proposal: a count of work and no clock, so that every run is the same.
_OPTIONS = {"mip_rel_gap": 0, "node_limit": 10_000}
_ROUNDS = 8
# What the solver itself takes for a whole number.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class LinearAttack:
    """The sharpest a reader can do: minimise and maximise each count over all that fits what is known."""

    enough: int = MOST
    """A target with so many possible values needs no more: its range may end before its last value."""

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        """The range left of each target, both ends possible; raises Contradiction when nothing fits."""
        ranges = propagate(knowledge)
        found = {name: ranges[name] for name in targets}
        for group in _split(knowledge, ranges):
            own = [name for name in targets if name in group.place]
            if own:
                found |= group.find_ranges(own, self.enough)
        return found

    def is_possible(self, knowledge: Knowledge) -> bool:
        """Whether any counts fit all that is known."""
        try:
            ranges = propagate(knowledge)
        except Contradiction:
            return False
        return all(group.propose(np.zeros(len(group.place))) is not None for group in _split(knowledge, ranges))


@dataclass(frozen=True)
class _Group:
    """Counts that hang together: none is known exactly, and each sum of `matrix` is about them alone.

    `place`: the column of each count. `matrix @ counts == rest`, and `low <= counts <= high`.
    """

    place: Mapping[str, int]
    matrix: csr_array
    rest: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def find_ranges(self, targets: Sequence[str], enough: int) -> dict[str, Range]:
        """The range of each target: every proposal shows a value of all; first they are asked together, then singly."""
        columns = np.array([self.place[name] for name in targets])
        low, high = self.high[columns], self.low[columns]

        def ask(numbers: np.ndarray, sign: int) -> None:
            nonlocal low, high
            found = self._propose_for(columns[numbers], sign)[columns]
            low, high = np.minimum(low, found), np.maximum(high, found)

        def list_open(sign: int) -> np.ndarray:
            at_end = low == self.low[columns] if sign == 1 else high == self.high[columns]
            return np.flatnonzero(~at_end & (high - low + 1 < enough))

        for _ in range(_ROUNDS):
            before = low, high
            for sign in (1, -1):
                if len(left := list_open(sign)):
                    ask(left, sign)
            if (before[0] == low).all() and (before[1] == high).all():
                break
        for sign in (1, -1):
            for number in list_open(sign):
                if number in list_open(sign):
                    ask(np.array([number]), sign)
        return {name: (int(least), int(most)) for name, least, most in zip(targets, low, high, strict=True)}

    def _propose_for(self, columns: np.ndarray, sign: int) -> np.ndarray:
        weights = np.zeros(len(self.place))
        weights[columns] = sign
        found = self.propose(weights)
        if found is None:
            raise Contradiction
        return found

    def propose(self, weights: np.ndarray) -> np.ndarray | None:
        """Whole counts that fit with the smallest weighted sum; None when nothing fits."""
        found = self._solve(weights, whole=False)
        return self._solve(weights, whole=True) if found is None else found

    def _solve(self, weights: np.ndarray, *, whole: bool) -> np.ndarray | None:
        """One proposal, or None when it is not in whole numbers or does not fit exactly."""
        result = milp(
            weights,
            integrality=np.full(len(weights), int(whole)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(self.matrix, self.rest, self.rest),
            options=_OPTIONS,
        )
        if result.x is None:
            return None
        counts = np.rint(result.x).astype(np.int64)
        # Half-way proposals of the linear programme are no counts; the search for whole ones takes over.
        fits = np.abs(result.x - counts).max() < _TOLERANCE and (self.matrix @ counts == self.rest).all()
        return counts if fits and (self.low <= counts).all() and (counts <= self.high).all() else None


def _split(knowledge: Knowledge, ranges: Mapping[str, Range]) -> list[_Group]:
    """The counts that are not known exactly and stand in a sum, in groups that share none."""
    unknown = [
        (known, names)
        for known in knowledge.sums
        if (names := [name for name in (known.totaal, *known.delen) if ranges[name][0] < ranges[name][1]])
    ]
    roots = {name: name for _, names in unknown for name in names}

    def find(name: str) -> str:
        while roots[name] != name:
            roots[name] = name = roots[roots[name]]
        return name

    for _, names in unknown:
        for name in names[1:]:
            roots[find(name)] = find(names[0])
    members: dict[str, list[str]] = {}
    for name in roots:
        members.setdefault(find(name), []).append(name)
    sums: dict[str, list[Sum]] = {}
    for known, names in unknown:
        sums.setdefault(find(names[0]), []).append(known)
    return [_make_group(names, sums[root], ranges) for root, names in members.items()]


def _make_group(names: Sequence[str], sums: Sequence[Sum], ranges: Mapping[str, Range]) -> _Group:
    place = {name: number for number, name in enumerate(names)}
    entries: list[tuple[int, int, int]] = []
    rest = [0] * len(sums)
    for row, known in enumerate(sums):
        for name, sign in ((known.totaal, 1), *((part, -1) for part in known.delen)):
            if name in place:
                entries.append((row, place[name], sign))
            else:
                rest[row] -= sign * ranges[name][0]
    rows, columns, signs = zip(*entries, strict=True)
    return _Group(
        place=place,
        # Every count stands in a sum and every sum holds one, so the size follows.
        matrix=csr_array((signs, (rows, columns))),
        rest=np.array(rest),
        low=np.array([ranges[name][0] for name in names]),
        high=np.array([ranges[name][1] for name in names]),
    )
