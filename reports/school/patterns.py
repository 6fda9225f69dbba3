"""Which counts stand out, with a bound on how many of them are chance.

A count stands out when it is higher than chance allows among all counts that were tested together (Benjamini and
Hochberg, 1995), and large enough to matter. Each test is exact and one-sided: given how many times something was seen
in all, how likely are so many in this place? Nothing here says why, and nothing is a verdict about a pupil.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scipy.special import bdtrc

from reports.context.parts import HolidayEdge, LateWeekday, PatternCount, SchoolLimits
from reports.context.school import WeekdayHourCell


class Trial(NamedTuple):
    """One count to test: `keren` of `totaal` times, where a share `deel` (0 to 1) is expected."""

    soort: str
    """What is counted, e.g. "weekdag_lesuur"."""
    plaats: tuple[int | str, ...]
    """Which one, e.g. (weekday, lesson hour)."""
    keren: int
    totaal: int
    deel: float
    leerling: str = ""
    klas: str = ""
    leerlingen: int | None = None
    """Pupils behind a count of the school; None where it is about one pupil or not known."""

    @property
    def verwacht(self) -> float:
        """Times expected."""
        return self.totaal * self.deel


@dataclass(frozen=True)
class Finding:
    """A count that stands out."""

    proef: Trial
    kans: float
    """Probability of so many or more by chance."""


@dataclass(frozen=True)
class FoundPatterns:
    """What a family of tests gave: how many were done, and what stands out, the least likely first."""

    toetsen: int
    gevonden: tuple[Finding, ...]


def get_tail(keren: int, totaal: int, deel: float) -> float:
    """P(X >= keren) for X binomial(totaal, deel): the one-sided probability of so many or more."""
    return _get_tails([keren], [totaal], [deel])[0]


def _get_tails(times: Sequence[int], totals: Sequence[int], shares: Sequence[float]) -> list[float]:
    """`get_tail` of each in turn, in one call: a school has thousands."""
    return bdtrc([count - 1 for count in times], totals, shares).tolist()


def adjust(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Benjamini-Hochberg: per probability the lowest level at which it is found; in the order given.

    Of n sorted probabilities the k-th becomes p * n / k, and none is higher than the one that follows.
    """
    count = len(probabilities)
    order = sorted(range(count), key=lambda at: probabilities[at])
    adjusted = [1.0] * count
    lowest = 1.0
    for rank in range(count, 0, -1):
        at = order[rank - 1]
        lowest = min(lowest, probabilities[at] * (count / rank))
        adjusted[at] = lowest
    return tuple(adjusted)


def find_patterns(trials: Sequence[Trial], limits: SchoolLimits) -> FoundPatterns:
    """Test all trials as one family. A difference that is certain but small does not stand out."""
    chances = _get_tails(
        [trial.keren for trial in trials], [trial.totaal for trial in trials], [trial.deel for trial in trials]
    )
    found = [
        Finding(trial, chance)
        for trial, chance, level in zip(trials, chances, adjust(chances), strict=True)
        if 100 * level <= limits.fdr_pct and 100 * trial.keren >= limits.verhouding_pct * trial.verwacht
    ]
    ordered = sorted(found, key=lambda each: (each.kans, each.proef.leerling, each.proef.soort, each.proef.plaats))
    return FoundPatterns(len(trials), tuple(ordered))


def make_pupil_trials(counts: Iterable[PatternCount], limits: SchoolLimits) -> tuple[Trial, ...]:
    """One trial per pupil and feature, where enough times were seen and chance leaves room on both sides."""
    return tuple(
        Trial(count.kenmerk, (count.waarde,), count.keren, count.totaal, count.deel, count.leerling, count.klas)
        for count in counts
        if count.totaal >= limits.minimum_keer and 0 < count.deel < 1
    )


def make_school_trials(
    hours: Sequence[WeekdayHourCell],
    late: Sequence[LateWeekday],
    edges: Sequence[HolidayEdge],
    limits: SchoolLimits,
) -> tuple[Trial, ...]:
    """The trials of the school: weekday x lesson hour, lateness per weekday, days round holidays.

    The expected share of a place is its share of the opportunities: lessons scheduled, or days of pupils.
    """
    return (*_hour_trials(hours, limits), *_late_trials(late, limits), *_edge_trials(edges, limits))


def _hour_trials(cells: Sequence[WeekdayHourCell], limits: SchoolLimits) -> tuple[Trial, ...]:
    used = [cell for cell in cells if cell.deels_gepland >= limits.minimum_lessen]
    planned, missed = sum(cell.deels_gepland for cell in used), sum(cell.deels_gemist for cell in used)
    if missed < limits.minimum_keer or len(used) == 1:
        return ()
    return tuple(
        Trial(
            "weekdag_lesuur",
            (cell.weekdag, cell.lesuur),
            cell.deels_gemist,
            missed,
            cell.deels_gepland / planned,
            leerlingen=cell.leerlingen,
        )
        for cell in used
        # Few pupils make a pattern of pupils; those are tested by themselves.
        if cell.leerlingen >= limits.minimum_leerlingen
    )


def _late_trials(days: Sequence[LateWeekday], limits: SchoolLimits) -> tuple[Trial, ...]:
    used = [day for day in days if day.leerlingdagen >= limits.minimum_lessen]
    chances, late = sum(day.leerlingdagen for day in used), sum(day.te_laat for day in used)
    if late < limits.minimum_keer or len(used) == 1:
        return ()
    return tuple(Trial("te_laat", (day.weekdag,), day.te_laat, late, day.leerlingdagen / chances) for day in used)


def _edge_trials(edges: Sequence[HolidayEdge], limits: SchoolLimits) -> tuple[Trial, ...]:
    chances, begun = sum(edge.leerlingdagen for edge in edges), sum(edge.begint_oa for edge in edges)
    if begun < limits.minimum_keer:
        return ()
    return tuple(
        Trial("vakantierand", (edge.kant, edge.vakantie), edge.begint_oa, begun, edge.leerlingdagen / chances)
        for edge in edges
        if edge.kant != "anders" and edge.leerlingdagen >= limits.minimum_lessen
    )
