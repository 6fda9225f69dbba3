"""A reader who wants to know small counts: all that is printed as equations in whole numbers, solved by HiGHS.

Written apart from `reports.release`: it takes what stands on the pages, and knows nothing of how that was chosen.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, lil_array

from reports.context.shown import Shown
from reports.release.disclosure import Rules

# More than any count in a test.
_END = 100_000


class Outsider:
    """Collects what is seen of counts, each by a name of the reader's own, and what must add up."""

    def __init__(self) -> None:
        self._spans: dict[str, tuple[int, int]] = {}
        self._sums: list[tuple[str, tuple[str, ...]]] = []

    def see(self, name: str, shown: Shown, rules: Rules) -> None:
        """One printed number."""
        low, high = read_printed(shown, rules)
        least, most = self._spans.get(name, (0, _END))
        self._spans[name] = max(low, least), min(high, most)

    def know(self, name: str, count: int) -> None:
        """A count that can be made exactly elsewhere."""
        self._spans[name] = count, count

    def add_up(self, total: str, parts: Iterable[str]) -> None:
        listed = tuple(parts)
        for name in (total, *listed):
            self._spans.setdefault(name, (0, _END))
        self._sums.append((total, listed))

    def find(self, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The least and the most that each count can be."""
        place = {name: column for column, name in enumerate(self._spans)}
        lines = lil_array((max(len(self._sums), 1), len(place)))
        for row, (total, parts) in enumerate(self._sums):
            lines[row, place[total]] += 1
            for part in parts:
                lines[row, place[part]] -= 1
        matrix = csr_array(lines)
        low, high = (np.array(ends) for ends in zip(*self._spans.values(), strict=True))
        least, most = np.full(len(place), _END), np.zeros(len(place), dtype=int)
        for name in names:
            for sign, found, end in ((1, least, low), (-1, most, high)):
                # Any table that fits shows values of all counts; no value lies outside of what is printed.
                if found[place[name]] != end[place[name]]:
                    table = _solve(matrix, low, high, sign * np.eye(len(place))[place[name]])
                    least, most = np.minimum(least, table), np.maximum(most, table)
        return {name: (int(least[place[name]]), int(most[place[name]])) for name in names}


def _solve(matrix: csr_array, low: np.ndarray, high: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The table that fits with the smallest weighted sum."""
    result = milp(
        weights,
        integrality=np.ones(len(weights)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, 0, 0),
        options={"mip_rel_gap": 0},
    )
    # What is printed is true, so something fits.
    assert result.x is not None
    return np.rint(result.x).astype(int)


def read_printed(shown: Shown, rules: Rules) -> tuple[int, int]:
    """What a printed count can be, by the words beneath the page."""
    if shown.afgeschermd:
        return 0, _END
    if shown.getal is None:
        return 1, rules.drempel - 1
    if shown.getal == 0:
        return 0, 0
    fits = [
        count
        for count in range(rules.drempel, shown.getal + rules.afronding + 1)
        if _round(count, rules) == shown.getal
    ]
    return fits[0], fits[-1]


def _round(count: int, rules: Rules) -> int:
    """The nearest multiple, halves up, and the first multiple from the threshold on for all below it."""
    nearest = (2 * count + rules.afronding) // (2 * rules.afronding) * rules.afronding
    while nearest < rules.drempel:
        nearest += rules.afronding
    return nearest
