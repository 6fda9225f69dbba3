"""The national report: small counts stay hidden beside others, and a total tells no more than what stands under it."""

from dataclasses import replace
from datetime import date

import pytest

from reports.context.shown import Shown
from reports.national.page import TOGETHER, make_national_report, write_band
from reports.national.released import Band, ReleasedSwv, add_up, can_be_read, find_bands, list_units, release_beside
from reports.release.disclosure import Knowledge, Rules, Sum, propagate
from reports.release.public_table import list_figures
from tests.lib.national_samples import RULES, make_counts, make_national, make_swvs
from tests.lib.report_samples import make_header

HIDDEN = Shown(None, 0, afgeschermd=True)
# Prints every count from 3 on exactly.
EXACT = Rules(drempel=3, afronding=1, speling=1)


def make_swv(code: str, tiers: tuple[int, ...], rules: Rules = RULES) -> ReleasedSwv:
    """An SWV without sectors, of these counts in tier 1, 2, 3, open and without enough data."""
    counts = make_counts({"swv": tiers}, (0, 0, 0, 0, 0), rules)
    return ReleasedSwv(code, f"SWV {code}", 3, 3, date(2025, 9, 2), rules, counts, date(2025, 8, 1))


@pytest.mark.parametrize(
    ("rules", "count", "shown"),
    [
        # Under rounding to 5 a printed 10 stands for 8 to 12 (8 is the threshold), 15 for 13 to 17.
        (replace(RULES, drempel=8), 9, Shown(10, 8)),
        # To a threshold of 10 it lies on both sides of it.
        (replace(RULES, drempel=10), 9, HIDDEN),
        # To one of 12 it may still be 12.
        (replace(RULES, drempel=12), 9, HIDDEN),
        (replace(RULES, drempel=13), 9, Shown(None, 13)),
        (replace(RULES, drempel=13), 15, Shown(15, 8)),
        # "Minder dan 8" is less than 13 too; nothing is nothing.
        (replace(RULES, drempel=13), 4, Shown(None, 13)),
        (replace(RULES, drempel=13), 0, Shown(0, 8)),
    ],
)
def test_the_strictest_threshold_holds_for_all(rules: Rules, count: int, shown: Shown) -> None:
    # No sum: the measure stands by itself.
    counts = make_counts({}, (count, 0, 0, 0, 0))
    swv = ReleasedSwv("VO9901", "SWV", 3, 3, date(2025, 9, 2), RULES, counts, date(2025, 8, 1))
    assert release_beside(swv, ("swv",), rules)["status/swv/thuiszitters"] == shown


def test_a_count_that_the_others_give_away_is_hidden_with_one_of_them() -> None:
    # 50 pupils: 40 + 5 + 5. Printed exactly by an SWV with threshold 3; under threshold 8 each 5 is hidden. Then
    # 50 - 40 = 10 is left for two counts of 1 to 7: 3 to 7, which is five values, enough for a room of 5.
    enough = make_swv("VO9901", (40, 5, 5, 0, 0), EXACT)
    shown = release_beside(enough, ("swv",), RULES)
    assert (shown["tiers/swv/tier_1"].getal, shown["tiers/swv"].getal) == (40, 50)
    assert shown["tiers/swv/tier_2"] == shown["tiers/swv/tier_3"] == Shown(None, 8)
    # 45 pupils: 40 + 5. Hidden alone, 45 - 40 = 5 would tell it: tier 1 goes too, and then 5 may be 1 to 7.
    alone = make_swv("VO9902", (40, 5, 0, 0, 0), EXACT)
    shown = release_beside(alone, ("swv",), RULES)
    assert shown["tiers/swv/tier_1"] == HIDDEN
    assert shown["tiers/swv/tier_2"] == Shown(None, 8)
    assert shown["tiers/swv"].getal == 45
    assert find_bands(shown, ("swv",), EXACT)["tiers/swv/tier_2"] == Band(1, 7)


def test_one_small_count_that_is_the_whole_needs_no_other() -> None:
    # 4 pupils, all in tier 2: total and part are the same small count, and both may be 1 to 7.
    shown = release_beside(make_swv("VO9901", (0, 4, 0, 0, 0), EXACT), ("swv",), RULES)
    assert shown["tiers/swv"] == shown["tiers/swv/tier_2"] == Shown(None, 8)
    assert find_bands(shown, ("swv",), EXACT)["tiers/swv"] == Band(1, 7)


def test_what_a_sector_gives_away_is_hidden_too() -> None:
    # One sector: its 40 + 5 is the whole. Each 5 is told by 45 - 40 of either, so tier 1 of both goes.
    counts = make_counts({"swv": (40, 5, 0, 0, 0), "sector/VO": (40, 5, 0, 0, 0)}, (0, 0, 0, 0, 0), EXACT)
    swv = ReleasedSwv("VO9901", "SWV", 3, 3, date(2025, 9, 2), EXACT, counts, date(2025, 8, 1))
    units = list_units([swv])
    shown = release_beside(swv, units, RULES)
    assert shown["tiers/swv/tier_1"] == shown["tiers/sector/VO/tier_1"] == HIDDEN
    bands = find_bands(shown, units, EXACT)
    assert bands["tiers/swv/tier_2"] == bands["tiers/sector/VO/tier_2"] == Band(1, 7)


def test_a_total_is_the_sum_of_what_is_printed() -> None:
    # Printed 10 is 8 to 12, "minder dan 8" is 1 to 7, 35 is 33 to 37: together 42 to 56.
    assert add_up([Band(8, 12), Band(1, 7), Band(33, 37)]) == Band(42, 56)
    assert add_up([Band(8, 12), Band(0, None)]) == Band(8, None)


@pytest.mark.parametrize(
    ("band", "text"),
    [
        (Band(0, 0), "0"),
        (Band(1, 7), "minder dan\u00a08"),
        (Band(1, 8), "1 t/m 8"),
        (Band(35, 35), "35"),
        (Band(1200, 1234), "1.200 t/m 1.234"),
        (Band(40, None), "minstens\u00a040"),
        (Band(0, None), "afgeschermd"),
    ],
)
def test_what_is_printed_of_a_total(band: Band, text: str) -> None:
    assert write_band(band, RULES) == text


def test_the_totals_of_the_page_give_no_hidden_count_away() -> None:
    # With the printed totals as knowledge no count is known better than without.
    swvs = make_swvs()
    units = list_units(swvs)
    rules = Rules(drempel=10, afronding=5, speling=5)
    bands = {swv.code: find_bands(release_beside(swv, units, rules), units, swv.regels) for swv in swvs}
    for name in bands["VO9901"]:
        own = {swv.code: bands[swv.code][name] for swv in swvs if name in bands[swv.code]}
        total = add_up(list(own.values()))
        most = 10**6
        ranges = {code: (band.laag, most if band.hoog is None else band.hoog) for code, band in own.items()}
        known = {**ranges, "samen": (total.laag, 10 * most if total.hoog is None else total.hoog)}
        found = propagate(Knowledge(known, (Sum("samen", tuple(own)),)))
        assert {code: found[code] for code in own} == ranges, name


def test_the_first_thing_said_is_who_is_measured() -> None:
    report = make_national()
    assert [swv.meting for swv in report.geteld] == [
        "12 van de 12\u00a0scholen gemeten t/m 1\u00a0jan\u00a02026",
        "2 van de 3\u00a0scholen gemeten t/m 1\u00a0jan\u00a02026",
        "4 van de 4\u00a0scholen gemeten t/m 1\u00a0jan\u00a02026",
    ]
    assert [swv.rest for swv in report.geteld] == ["", "De andere zijn niet gemeten, of niet tot die dag", ""]
    assert report.geteld[1].cijfers == "de cijfers zijn van een eerdere uitgave, van 5\u00a0jan\u00a02026"


def test_an_swv_without_a_sector_has_no_row_in_its_table() -> None:
    tables = {table.id: table for table in make_national().tabellen}
    assert list(tables) == ["tiers-swv", "tiers-po", "tiers-vo", "statussen"]
    assert [row.kop for row in tables["tiers-po"].rijen if row.cellen] == [TOGETHER, "SWV Noord", "SWV West"]
    assert len([row for row in tables["tiers-vo"].rijen if row.cellen]) == 4


def test_figures_by_hand() -> None:
    # Pupils 60 (58 to 62) and 20 (18 to 22): 76 to 84. Tier 2: 10 (8 to 12) and "minder dan 8" (1 to 7): 9 to 19.
    first, second = make_swv("VO9901", (50, 10, 0, 0, 0)), make_swv("VO9902", (15, 3, 0, 0, 0))
    report = make_national_report(make_header(), (first, second), (), synthetic=False)
    figures = {row.sleutel: row.getoond for row in list_figures(report.tabellen[0])}
    assert figures["samen/tiers/swv"] == "76 t/m 84"
    assert figures["VO9902/tiers/swv/tier_2"] == "minder dan 8"
    assert figures["samen/tiers/swv/tier_3"] == "0"
    assert figures["samen/tiers/swv/tier_2"] == "9 t/m 19"


def test_figures_that_contradict_themselves_are_not_counted() -> None:
    good = make_swv("VO9901", (50, 10, 0, 0, 0))
    assert can_be_read(good)
    # 50 and 10 are at least 48 + 8 = 56 pupils; 35 is at most 37.
    assert not can_be_read(replace(good, getoond={**good.getoond, "tiers/swv": Shown(35, 8)}))
    assert not can_be_read(replace(good, getoond={}))
