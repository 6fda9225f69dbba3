"""Schools beside each other without a league table: which share could be chance and usual differences, given the size.

Around the share of the whole lies an expected range that narrows with the number of pupils (a funnel). Schools differ
more than chance alone: the range is widened by what they differ on average (over-dispersion, Spiegelhalter 2005).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Fewer schools say too little about how much schools usually differ.
FEWEST_SCHOOLS = 5
# 95 in 100 schools without anything special lie within so many standard errors.
STANDARD_ERRORS = 1.96
# One in so many, at each end, is drawn in before the differences are measured, so that one school does not hide itself.
WINSORISED_PART = 10


@dataclass(frozen=True)
class Point:
    """One school: shown counts only. `deel` of `geheel` pupils."""

    naam: str
    deel: int
    geheel: int


@dataclass(frozen=True)
class Funnel:
    """`gemiddelde`: share of all together, 0 to 1. `spreiding`: factor of over-dispersion, 1 or more."""

    punten: tuple[Point, ...]
    gemiddelde: float
    spreiding: float

    def find_range(self, pupils: int) -> tuple[float, float]:
        """The expected range of the share at this number of pupils, within 0 and 1."""
        width = STANDARD_ERRORS * math.sqrt(self.spreiding) * _standard_error(self.gemiddelde, pupils)
        return max(0.0, self.gemiddelde - width), min(1.0, self.gemiddelde + width)

    def is_expected(self, point: Point) -> bool:
        low, high = self.find_range(point.geheel)
        return low <= point.deel / point.geheel <= high


def make_funnel(points: Sequence[Point]) -> Funnel | None:
    """The funnel of these schools; None with too few of them, or when all or none of the pupils count."""
    listed = tuple(points)
    part, whole = sum(point.deel for point in listed), sum(point.geheel for point in listed)
    if len(listed) < FEWEST_SCHOOLS or not 0 < part < whole:
        return None
    mean = part / whole
    scores = sorted((point.deel / point.geheel - mean) / _standard_error(mean, point.geheel) for point in listed)
    cut = len(scores) // WINSORISED_PART
    drawn_in = [min(max(score, scores[cut]), scores[-1 - cut]) for score in scores]
    return Funnel(listed, mean, max(1.0, sum(score * score for score in drawn_in) / (len(scores) - 1)))


def _standard_error(share: float, pupils: int) -> float:
    return math.sqrt(share * (1 - share) / pupils)
