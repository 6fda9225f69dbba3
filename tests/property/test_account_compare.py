"""The SWV page and pages of `msa compare` in any order, read together by an outsider.

`MSA_DEEP=1` multiplies the number of orders by ten (60).
"""

import os
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Cell, Earlier, Figures, Release, Rules, Sum, judge, release
from reports.swv.vergelijking import (
    AS_SET,
    GROUPS,
    MEASURES,
    REST,
    TIER,
    Comparison,
    SectorCounts,
    VariantText,
    make_comparison_figures,
)
from tests.lib import report_samples as samples
from tests.lib.sum_reader import Outsider

ORDERS = 60 if os.environ.get("MSA_DEEP") else 6
DAY, RULES = date(2026, 1, 1), (Rules(8, 1, 5), Rules(8, 5, 5))
PAGE = "page"
# The page counts as set; a comparison sets the others against that, or against each other.
DEFINITIONS = (AS_SET, "dronten", "gooi")
ASKED = (PAGE, (AS_SET, "dronten"), (AS_SET, "gooi"), ("dronten", "gooi"))
KEYS = {"1": "tier_1", "2": "tier_2", "3": "tier_3", "open": "open", "te_weinig_gegevens": "te_weinig_gegevens"}
# A pupil: school, and the tier by each definition.
Pupil = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Told:
    asked: object
    rules: Rules
    figures: Figures
    getoond: Mapping[str, Shown]


def draw_pupils(draw: random.Random) -> list[Pupil]:
    """Most are in the same tier by all definitions."""
    found = []
    for _ in range(draw.randint(60, 110)):
        tier = draw.choices("123", (75, 15, 10))[0]
        tiers = {name: draw.choice("123") if draw.random() < 0.12 else tier for name in DEFINITIONS}
        found.append((draw.choice("ab"), tiers))
    return found


def count_page(pupils: Sequence[Pupil]) -> Figures:
    """Tiers of two schools and their sector."""
    now = Counter((school, KEYS[tiers[AS_SET]]) for school, tiers in pupils)
    cells, sums = {}, []
    for unit, schools in (("school/a", "a"), ("school/b", "b"), ("sector/VO", "ab")):
        parts = {f"tiers/{unit}/{key}": sum(now[school, key] for school in schools) for key in KEYS.values()}
        cells |= {**parts, f"tiers/{unit}": sum(parts.values())}
        sums.append(Sum(f"tiers/{unit}", tuple(parts)))
    sums += [
        Sum(f"tiers/sector/VO{tail}", (f"tiers/school/a{tail}", f"tiers/school/b{tail}"))
        for tail in ("", *(f"/{key}" for key in KEYS.values()))
    ]
    return Figures(tuple(Cell(name, count) for name, count in cells.items()), tuple(sums))


def count_comparison(pupils: Sequence[Pupil], first: str, other: str, rules: Rules) -> Figures:
    """One sector; in all measures but the tier nobody is anything."""
    groups = {measure: {REST[measure]: len(pupils)} for measure in MEASURES}
    moves = {measure: {(REST[measure], REST[measure]): len(pupils)} for measure in MEASURES}
    groups[TIER] = {**dict.fromkeys(GROUPS[TIER], 0), **Counter(tiers[first] for _, tiers in pupils)}
    moves[TIER] = dict(Counter((tiers[first], tiers[other]) for _, tiers in pupils))
    texts = tuple(VariantText(name, name) for name in (first, other))
    sector = SectorCounts("VO", len(pupils), groups, (moves,))
    return make_comparison_figures(Comparison(samples.make_header(), texts, (sector,), (), (), rules, synthetisch=True))


def publish(pupils: Sequence[Pupil], order: Sequence[tuple[object, Rules]], *, guarded: bool = True) -> list[Told]:
    told: list[Told] = []
    for asked, rules in order:
        figures = count_page(pupils) if asked == PAGE else count_comparison(pupils, *asked, rules)
        out = tuple((DAY, Release(each.rules, each.getoond, each.figures.sommen)) for each in told)
        earlier, attack = Earlier(out if guarded else (), DAY), LinearAttack(rules.breedte)
        shown = release(figures, rules, earlier=earlier, attack=attack)
        assert judge(figures, shown, rules, earlier=earlier, attack=attack).te_krap == ()
        told.append(Told(asked, rules, figures, shown))
    return told


def look(told: Sequence[Told], pupils: Sequence[Pupil]) -> dict[str, int]:
    """How many values an outsider finds for each small number: all are sums of pupils by school and three tiers."""
    reader, small = Outsider(), {}
    atoms = Counter((school, *(tiers[name] for name in DEFINITIONS)) for school, tiers in pupils)
    places = [(school, *tiers) for school in "ab" for tiers in _list_tiers()]

    def see(name: str, shown: Shown, rules: Rules, **where: str) -> None:
        fits = [
            place for place in places
            if all(place[("school", *DEFINITIONS).index(key)] in value for key, value in where.items())
        ]  # fmt: skip
        reader.see(name, shown, rules)
        reader.add_up(name, [" ".join(place) for place in fits])
        count = sum(atoms[place] for place in fits)
        if 0 < count < rules.drempel:
            small[name] = count

    for each in told:
        for name, shown in each.getoond.items():
            where = _read_name(name, each.asked)
            if where is not None:
                see(str(sorted(where.items())), shown, each.rules, **where)
    found = reader.find(list(small)) if small else {}
    assert all(low <= small[name] <= high for name, (low, high) in found.items())
    return {name: high - low + 1 for name, (low, high) in found.items()}


def _list_tiers() -> list[tuple[str, ...]]:
    return [(one, two, three) for one in "123" for two in "123" for three in "123"]


def _read_name(name: str, asked: object) -> dict[str, str] | None:
    """Whom a number is about, as a reader of the page would say it; None: not about tiers, or about all who go."""
    keys = {key: tier for tier, key in KEYS.items()}
    if name.startswith("tiers/"):
        _, unit, which, *tier = name.split("/")
        where = {"school": which} if unit == "school" else {}
        if tier and keys.get(tier[0], "") not in tuple("123"):
            return None
        return {**where, AS_SET: keys[tier[0]]} if tier else where
    if f"/{TIER}/" not in name or name.endswith("wisselaars") or asked == PAGE:
        return None
    first, other = asked
    parts = name.split(f"/{TIER}/")[1].split("/")
    if any(part not in tuple("123") for part in parts):
        return None
    return dict(zip((first, other), parts, strict=False))


def draw_order(draw: random.Random) -> list[tuple[object, Rules]]:
    return [(asked, draw.choice(RULES)) for asked in draw.sample(ASKED, len(ASKED))]


@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_small_number_follows_from_the_page_and_comparisons_together(seed: int) -> None:
    draw = random.Random(seed)
    pupils = draw_pupils(draw)
    told = publish(pupils, draw_order(draw))
    widths = [look(told[:place], pupils) for place in range(1, len(told) + 1)]
    assert len(widths[-1]) > 3
    for before, after in pairwise(({}, *widths)):
        assert [name for name, width in after.items() if width < 5 <= before.get(name, 5)] == []


def test_by_themselves_they_tell_small_numbers() -> None:
    """The negative control."""
    narrow = 0
    for seed in range(4):
        draw = random.Random(seed)
        pupils = draw_pupils(draw)
        narrow += sum(width < 5 for width in look(publish(pupils, draw_order(draw), guarded=False), pupils).values())
    assert narrow > 4
