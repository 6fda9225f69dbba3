"""What a share of missed time says of small counts beside it. Worked out by hand."""

from dataclasses import replace

import pytest

from reports.context.counts import Contribution, Minutes, TierCounts
from reports.release.disclosure import MOST, Rules
from reports.release.time_bounds import Missed, find_narrowed, invert
from reports.swv.quarter import SwvReport
from tests.lib import report_samples as samples

RULES = Rules()
ALL = Missed(0, 1000)
TIERS = {"tier_1": Missed(0, 50), "tier_3": Missed(100, 1000)}


def test_what_is_not_present_is_missed() -> None:
    assert (invert(934), invert(0), invert(1000)) == (66, 1000, 0)


@pytest.mark.parametrize(("least", "narrowed"), [(78, False), (79, True)])
def test_much_absence_needs_pupils_who_are_often_absent(least: int, narrowed: bool) -> None:
    """100 pupils in tier 1 or 3; of tier 3 there are 1 to 7. In tier 1 nobody misses more than 50 tenths.

    7,8 % of all lessons is 7,800 tenths of one pupil: 5,000 + 950 x n >= 7,800 gives n >= 2,9, so 3 to 7: five values.
    7,9 %: 950 x n >= 2,900, n >= 3,05, so 4 to 7: four.
    """
    found = find_narrowed(
        {"tier_1": (0, MOST), "tier_3": (1, 7)},
        (100, 100),
        TIERS,
        Missed(least, 1000),
        targets=("tier_3",),
        rules=RULES,
    )
    assert found == (["tier_3"] if narrowed else [])


@pytest.mark.parametrize(("most", "narrowed"), [(23, False), (22, True), (10, True)])
def test_little_absence_leaves_room_for_few_who_miss_much(most: int, narrowed: bool) -> None:
    """58 pupils; a thuiszitter misses 98 of 370 hours, 264 tenths. Five of them miss 1,320: 58 x 23 = 1,334 leaves room
    for five, 58 x 22 = 1,276 for four."""
    counts, loss = {"thuiszitters": (1, 7), "anderen": (0, MOST)}, {"thuiszitters": Missed(264, 1000), "anderen": ALL}
    found = find_narrowed(counts, (58, 58), loss, Missed(0, most), targets=("thuiszitters",), rules=RULES)
    assert found == (["thuiszitters"] if narrowed else [])


def test_a_count_that_is_narrow_already_is_not_blamed_on_time() -> None:
    """Of a total of 3 there are at most three values without any time."""
    counts, loss = {"thuiszitters": (1, 7), "anderen": (0, 0)}, {"thuiszitters": ALL, "anderen": ALL}
    assert find_narrowed(counts, (1, 3), loss, ALL, targets=("thuiszitters",), rules=RULES) == []


def _report(unauthorised: int, least: int) -> SwvReport:
    """A school of VO with 400 pupils of 1,000 minutes, beside one of PO. `least`: what thuiszitters missed."""
    plain = samples.make_report(2)
    minutes = Minutes(400_000, 380_000, 20_000 - unauthorised, unauthorised)
    school = replace(plain.scholen[1], tiers=TierCounts(tier_1=300, tier_2=50, tier_3=50), minuten=minutes)
    spread = samples.make_spread(minutes, 400)
    spread["ongeoorloofd"] = spread["rest"] = Contribution(unauthorised, 20, 100, 100)
    group = replace(plain.groepen[1], tiers=school.tiers)
    return replace(
        plain,
        scholen=(plain.scholen[0], school),
        groepen=(plain.groepen[0], group),
        bijdragen={("11AB00", "tier_1"): spread},
        minst={("11AB00", "thuiszitters"): least},
        beweging=None,
        eerder=(),
    )


@pytest.mark.parametrize(("least", "told"), [(250, True), (600, False)])
def test_unauthorised_time_is_not_told_where_it_counts_thuiszitters(least: int, told: bool) -> None:
    """1,000 minutes of 400,000 are 2,5 tenths, told as less than 5 tenths: 400 x 5 = 2,000 tenths of one pupil. That is
    eight thuiszitters who miss a quarter, and three who miss six tenths. Attendance is told all the same."""
    report = _report(1_000, least)
    assert report.scholen[0].statussen.thuiszitter < 8
    page = samples.release_report(report)
    [row] = [row for row in page.tabellen["verzuim"].rijen if row.kop == "VO"]
    assert (row.cellen[2].tekst != "niet getoond") is told
    assert row.cellen[0].tekst != "niet getoond"
