"""On noise alone, what stands out is chance; it must stay within the level that was set (Benjamini and Hochberg)."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.school.patterns import Trial, adjust, find_patterns
from tests.lib.report_samples import LIMITS

SCHOOLS = 400
PUPILS = 60
# With pure noise every find is false, so the share of false finds is 1 in a school with any, else 0. Its mean over 400
# schools may pass the level by chance: three standard errors of sqrt(0.05 * 0.95 / 400) are 0.033.
ALLOWED = LIMITS.fdr_pct / 100 + 0.033
# The size of the difference must not hide what the test finds.
ANY_SIZE = replace(LIMITS, verhouding_pct=0)


def make_noise(seed: random.Random) -> tuple[Trial, ...]:
    """Pupils of whom absence begins 5 to 20 times, on five weekdays by lot."""
    trials = []
    for pupil in range(PUPILS):
        total = seed.randint(5, 20)
        days = [seed.randrange(5) for _ in range(total)]
        trials += [Trial("weekdag", (day + 1,), days.count(day), total, 0.2, f"l{pupil}") for day in range(5)]
    return tuple(trials)


def test_on_noise_false_finds_stay_under_the_level() -> None:
    seed = random.Random(20260101)
    schools = [find_patterns(make_noise(seed), ANY_SIZE).gevonden for _ in range(SCHOOLS)]
    assert sum(bool(found) for found in schools) / SCHOOLS <= ALLOWED


def test_a_planted_pattern_is_found_among_noise() -> None:
    """Negative control: one pupil of whom all ten times begin on a Friday, (1/5) ** 10."""
    seed = random.Random(7)
    planted = Trial("weekdag", (5,), 10, 10, 0.2, "l999")
    for _ in range(20):
        assert planted in [each.proef for each in find_patterns((*make_noise(seed), planted), LIMITS).gevonden]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_correcting_never_makes_anything_more_likely_to_be_found(chances: list[float]) -> None:
    adjusted = adjust(chances)
    assert all(0 <= after <= 1 and after >= before for before, after in zip(chances, adjusted, strict=True))
    # The order stays: what was less likely is not found later than what was more likely.
    ordered = sorted(zip(chances, adjusted, strict=True))
    assert [after for _, after in ordered] == sorted(after for _, after in ordered)
