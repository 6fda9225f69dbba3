"""The attack on a publication (trust.md 8.3): all sums at once, by linear programming over whole numbers.

The solver only proposes counts. What is reported as possible rests on proposals that were checked in whole numbers, so
a slip of the solver can make a range too narrow, and never too wide: it can hide too much, never too little.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reports.release.disclosure import MOST, Contradiction, Knowledge, Range, Sum, find_day, propagate

# Imported where it is used: a process that makes pages of schools has no use for the solver, which takes 40 MB.
if TYPE_CHECKING:
    from scipy.sparse import csr_array

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
    _memory: "_Memory" = field(default_factory=lambda: _Memory({}, []), compare=False, repr=False)

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        """The range left of each target, both ends possible; raises Contradiction when nothing fits."""
        ranges = propagate(knowledge)
        self._memory.keep_exact(ranges)
        found = {name: ranges[name] for name in targets}
        for group in _split(knowledge, ranges):
            own = [name for name in targets if name in group.place]
            if own:
                found |= self._find_in(group, own)
        return found

    def _find_in(self, group: "_Group", targets: Sequence[str]) -> dict[str, Range]:
        """The range left of each target of a group; of several peildata one at a time first, the others as they are.

        Whatever is possible so is possible. Only for a target with too few values so its neighbours may change too,
        and then all.
        """
        days = {name: find_day(name) for name in group.place}
        if len(set(days.values())) == 1:
            return group.find_ranges(targets, self.enough, self._memory)
        table = self._propose_table(group)
        found = self._memory.find_ranges(group, targets)
        left = [name for name in targets if name not in found or not self._is_done(group, name, found[name])]
        for reach in (0, 1):
            for day in dict.fromkeys(days[name] for name in left):
                free = {day}
                if reach:
                    free |= group.list_beside(day, days)
                part = group.hold(table, [name for name in group.place if days[name] not in free])
                own = [name for name in left if days[name] == day]
                found |= part.find_ranges(own, self.enough, self._memory)
            left = [name for name in left if not self._is_done(group, name, found[name])]
        return found | (group.find_ranges(left, self.enough, self._memory) if left else {})

    def _is_done(self, group: "_Group", name: str, found: Range) -> bool:
        ends = group.low[group.place[name]], group.high[group.place[name]]
        return found[1] - found[0] + 1 >= self.enough or found == ends

    def _propose_table(self, group: "_Group") -> np.ndarray:
        """Counts of a whole group that fit: those of before, where they still do."""
        known = self._memory.recall(group)
        if group.fits(known):
            return known
        table = group.propose(np.zeros(len(group.place)))
        if table is None:
            raise Contradiction
        self._memory.values.update(zip(group.place, map(int, table), strict=True))
        return table

    def is_possible(self, knowledge: Knowledge) -> bool:
        """Whether any counts fit all that is known."""
        try:
            ranges = propagate(knowledge)
        except Contradiction:
            return False
        self._memory.keep_exact(ranges)
        for group in _split(knowledge, ranges):
            try:
                self._propose_table(group)
            except Contradiction:
                return False
        return True

    def list_told(self, knowledge: Knowledge, target: str) -> Collection[str]:
        """All of them: the solver does not say what it went by."""
        return knowledge.ranges.keys()


@dataclass(frozen=True)
class _Memory:
    """Tables that were possible before. Whether one still is, is looked at anew: hiding a count leaves it possible."""

    values: dict[str, int]
    """The last possible value of each count."""
    tables: list[dict[str, int]]

    def keep_exact(self, ranges: Mapping[str, Range]) -> None:
        self.values.update((name, low) for name, (low, high) in ranges.items() if low == high)

    def recall(self, group: "_Group", table: Mapping[str, int] | None = None) -> np.ndarray:
        """A table of before as counts of a group; -1 for one that it does not know."""
        known = table or {}
        return np.array([known.get(name, self.values.get(name, -1)) for name in group.place])

    def list_possible(self, group: "_Group", targets: Collection[str]) -> list[np.ndarray]:
        """The tables with one of some counts that fit a group."""
        wanted = set(targets)
        found = (self.recall(group, table) for table in self.tables if not wanted.isdisjoint(table))
        return [table for table in found if group.fits(table)]

    def find_ranges(self, group: "_Group", targets: Sequence[str]) -> dict[str, Range]:
        """What they show of some counts; nothing when none fits."""
        possible = self.list_possible(group, targets)
        if not possible:
            return {}
        columns = np.array([group.place[name] for name in targets])
        shown = np.array([table[columns] for table in possible])
        ends = zip(shown.min(axis=0), shown.max(axis=0), strict=True)
        return {name: (int(low), int(high)) for name, (low, high) in zip(targets, ends, strict=True)}


@dataclass(frozen=True)
class _Group:
    """Counts that hang together: none is known exactly, and each sum of `matrix` is about them alone.

    `place`: the column of each count. `matrix @ counts == rest`, and `low <= counts <= high`.
    """

    place: Mapping[str, int]
    matrix: "csr_array"
    rest: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def list_beside(self, day: str, days: Mapping[str, str]) -> set[str]:
        """The peildata that share a sum with one."""
        listed = np.array([days[name] == day for name in self.place])
        rows = np.flatnonzero(abs(self.matrix) @ listed)
        names = list(self.place)
        return {days[names[column]] for column in np.unique(self.matrix[rows].indices)}

    def hold(self, table: np.ndarray, names: Iterable[str]) -> "_Group":
        """The group with some counts as they are in a table."""
        held = np.zeros(len(self.place), dtype=bool)
        held[[self.place[name] for name in names]] = True
        rest = self.rest - self.matrix[:, held] @ table[held]
        free = self.matrix[:, ~held]
        rows = np.diff(free.indptr) > 0
        left = [name for name, column in self.place.items() if not held[column]]
        return _Group(
            {name: number for number, name in enumerate(left)},
            free[rows],
            rest[rows],
            self.low[~held],
            self.high[~held],
        )

    def fits(self, table: np.ndarray) -> bool:
        """Whether whole counts fit exactly."""
        return bool(
            (self.low <= table).all() and (table <= self.high).all() and (self.matrix @ table == self.rest).all()
        )

    def find_ranges(self, targets: Sequence[str], enough: int, memory: _Memory) -> dict[str, Range]:
        """The range of each target: every proposal shows a value of all; first they are asked together, then singly."""
        columns = np.array([self.place[name] for name in targets], dtype=int)
        low, high = self.high[columns], self.low[columns]

        def see(table: np.ndarray) -> None:
            nonlocal low, high
            low, high = np.minimum(low, table[columns]), np.maximum(high, table[columns])

        def ask(numbers: np.ndarray, sign: int) -> None:
            table = self._propose_for(columns[numbers], sign)
            memory.tables.append(dict(zip(self.place, map(int, table), strict=True)))
            see(table)

        def list_open(sign: int) -> np.ndarray:
            at_end = low == self.low[columns] if sign == 1 else high == self.high[columns]
            return np.flatnonzero(~at_end & (high - low + 1 < enough))

        for table in memory.list_possible(self, targets):
            see(table)
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
        """Whole counts that fit with the smallest weighted sum; None when nothing fits.

        The linear programme first. Where its proposal is half-way, whole numbers are sought among the counts that are
        half-way and those beside them, with the others as proposed: no fit has a smaller sum than the linear programme
        rounded up, so one that reaches it is as good as one sought among all, in half the time.
        """
        relaxed = self._solve(weights, self.low, self.high, whole=False)
        if relaxed is None:
            return self._seek(weights, self.low, self.high)
        counts = np.rint(relaxed).astype(np.int64)
        half_way = np.abs(relaxed - counts) >= _TOLERANCE
        if not half_way.any() and self.fits(counts):
            return counts
        free = self._list_around(half_way)
        if not free.all():
            near = self._seek(weights, np.where(free, self.low, counts), np.where(free, self.high, counts))
            if near is not None and weights @ near < weights @ relaxed + 1 - _TOLERANCE:
                return near
        return self._seek(weights, self.low, self.high)

    def _list_around(self, marked: np.ndarray) -> np.ndarray:
        """Which counts share a sum with one that is marked."""
        rows = np.flatnonzero(abs(self.matrix) @ marked)
        around = marked.copy()
        around[self.matrix[rows].indices] = True
        return around

    def _seek(self, weights: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        """The search for whole counts between these; None when none are found that fit exactly."""
        found = self._solve(weights, low, high, whole=True)
        counts = None if found is None else np.rint(found).astype(np.int64)
        # Half-way counts are none.
        return None if counts is None or np.abs(found - counts).max() >= _TOLERANCE or not self.fits(counts) else counts

    def _solve(self, weights: np.ndarray, low: np.ndarray, high: np.ndarray, *, whole: bool) -> np.ndarray | None:
        """What the solver proposes, or None when it finds nothing."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        result = milp(
            weights,
            integrality=np.full(len(weights), int(whole)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self.matrix, self.rest, self.rest),
            options=_OPTIONS,
        )
        return result.x


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
    from scipy.sparse import csr_array

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
