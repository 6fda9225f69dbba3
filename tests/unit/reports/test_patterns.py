"""What stands out: the probability, the correction for many comparisons, and what is tested at all. By hand."""

from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest

from reports.context.parts import LateWeekday, PatternCount
from reports.context.school import WeekdayHourCell
from reports.school.patterns import Trial, adjust, find_patterns, get_tail, make_pupil_trials, make_school_trials
from tests.lib.report_samples import LIMITS, make_edges, make_patterns


@pytest.mark.parametrize(
    ("times", "total", "share", "expected"),
    [
        # All three of three in one half: (1/2) ** 3.
        (3, 3, 0.5, 1 / 8),
        # Two or three of three: 3 * (1/2) ** 3 + (1/2) ** 3.
        (2, 3, 0.5, 4 / 8),
        # Four or five of five in one fifth: 5 * (1/5) ** 4 * (4/5) + (1/5) ** 5 = (20 + 1) / 3125.
        (4, 5, 0.2, 21 / 3125),
        (0, 7, 0.3, 1.0),
    ],
)
def test_the_chance_of_so_many_or_more(times: int, total: int, share: float, expected: float) -> None:
    assert get_tail(times, total, share) == pytest.approx(expected)


def test_the_chance_agrees_with_exact_fractions() -> None:
    """The sum of the binomial terms in whole fractions, for every outcome of twelve times with share 3/10."""
    share = Fraction(3, 10)
    for times in range(13):
        exact = sum(comb(12, k) * share**k * (1 - share) ** (12 - k) for k in range(times, 13))
        assert get_tail(times, 12, 0.3) == pytest.approx(float(exact))


def test_the_correction_for_many_comparisons() -> None:
    """Five probabilities, sorted 0,001 0,008 0,039 0,041 0,9: times 5/1, 5/2, 5/3, 5/4, 5/5.

    0,005; 0,02; 0,065 but the next is 0,05125, so that one; 0,05125; 0,9.
    """
    assert adjust((0.9, 0.008, 0.041, 0.001, 0.039)) == pytest.approx((0.9, 0.02, 0.05125, 0.005, 0.05125))
    assert adjust(()) == ()
    assert adjust((0.04,)) == pytest.approx((0.04,))


def make_trial(**changes: object) -> Trial:
    return Trial("weekdag", (5,), 10, 10, 0.2, "lkkkkkkkkkka", "2b")._replace(**changes)


def test_what_is_likely_does_not_stand_out() -> None:
    """10 of 10 where 2 are expected: (1/5) ** 10. 2 of 10 is just what is expected."""
    sure, usual = make_trial(), make_trial(keren=2)
    found = find_patterns((sure, usual), LIMITS)
    assert found.toetsen == 2
    assert [each.proef for each in found.gevonden] == [sure]
    assert found.gevonden[0].kans == pytest.approx(0.2**10)


def test_one_find_among_many_comparisons_is_chance() -> None:
    """4 of 5 in one fifth has a chance of 21/3125 = 0,67 %: found alone, not among a hundred (0,67 % * 100 > 5 %)."""
    odd = make_trial(keren=4, totaal=5)
    others = (make_trial(keren=1, totaal=5),) * 99
    assert [each.proef for each in find_patterns((odd,), LIMITS).gevonden] == [odd]
    assert find_patterns((odd, *others), LIMITS).gevonden == ()


def test_a_sure_but_small_difference_does_not_stand_out() -> None:
    """60 000 of 100 000 where half is expected is no chance, but less than one and a half times as many."""
    small = make_trial(keren=60_000, totaal=100_000, deel=0.5)
    assert find_patterns((small,), LIMITS).gevonden == ()
    assert find_patterns((small._replace(keren=75_000),), LIMITS).gevonden != ()


def test_fewer_than_expected_is_never_named() -> None:
    assert find_patterns((make_trial(keren=0, totaal=500),), LIMITS).gevonden == ()


def test_pupils_with_too_few_times_are_not_tested() -> None:
    counts = (
        PatternCount("a", "2b", "weekdag", 5, 4, 4, 0.2),
        PatternCount("b", "2b", "weekdag", 5, 5, 5, 0.2),
        # Nobody at the school was ever absent then: there is nothing to compare with.
        PatternCount("c", "2b", "rond_vakantie", 1, 0, 6, 0.0),
    )
    assert [trial.leerling for trial in make_pupil_trials(counts, LIMITS)] == ["b"]


def test_the_school_is_compared_by_opportunity() -> None:
    """Two hours, 100 and 300 lessons scheduled, 10 and 30 missed: the expected share of the first is 100 / 400."""
    cells = (WeekdayHourCell(1, 1, 120, 20, 0, 100, 10, 6), WeekdayHourCell(1, 2, 320, 40, 0, 300, 30, 9))
    first, second = make_school_trials(cells, (), (), LIMITS)
    assert (first.keren, first.totaal, first.deel) == (10, 40, 0.25)
    assert (second.verwacht, second.leerlingen) == (30, 9)
    assert find_patterns((first, second), LIMITS).gevonden == ()


def test_an_hour_with_few_lessons_or_few_pupils_is_not_tested() -> None:
    full = WeekdayHourCell(1, 1, 120, 20, 0, 100, 10, 6)
    few_lessons = WeekdayHourCell(1, 2, 60, 20, 0, 49, 10, 6)
    few_pupils = WeekdayHourCell(1, 3, 120, 20, 0, 100, 10, 4)
    trials = make_school_trials((full, few_lessons, few_pupils), (), (), LIMITS)
    assert [trial.plaats for trial in trials] == [(1, 1)]
    # The lessons of the few pupils do count in what is expected: 100 / 200.
    assert trials[0].deel == 0.5
    assert make_school_trials((full,), (), (), LIMITS) == ()


def test_late_and_holidays() -> None:
    """60 of 140 times late on Monday with a fifth of the days; 30 of 122 beginnings on 360 of 12 600 days of pupils."""
    late = tuple(LateWeekday(day, 60 if day == 1 else 20, 1_000) for day in range(1, 6))
    trials = make_school_trials((), late, make_edges(), LIMITS)
    found = {each.proef.plaats: each.proef for each in find_patterns(trials, LIMITS).gevonden}
    assert set(found) == {(1,), ("voor", "herfst")}
    assert found[1,].verwacht == pytest.approx((60 + 4 * 20) / 5)
    assert found["voor", "herfst"].verwacht == pytest.approx((30 + 2 + 90) * 360 / (360 + 360 + 11_880))
    # Without any lateness or unauthorised absence there is nothing to test.
    assert make_school_trials((), tuple(replace(day, te_laat=0) for day in late), (), LIMITS) == ()


def test_the_order_is_fixed() -> None:
    trials = make_pupil_trials(make_patterns(), LIMITS)
    assert find_patterns(trials, LIMITS) == find_patterns(trials[::-1], LIMITS)
