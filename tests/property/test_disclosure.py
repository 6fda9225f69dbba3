"""Random publications under attack: what is hidden stays hidden, and the attack is as sharp as trying every table.

`MSA_DEEP=1` multiplies the number of tables by ten: 500 tables, 8 linked sets and 10 000 pairs of peildata.
"""

import os
import random
from collections.abc import Collection, Mapping
from datetime import date

import pytest

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    MOST,
    Earlier,
    Figures,
    Knowledge,
    Propagation,
    Release,
    Rules,
    Sum,
    find_counts,
    propagate,
    release,
    shield,
)
from tests.lib.tables import draw_linked, draw_table, list_fits, make_figures, make_table

DEEP = bool(os.environ.get("MSA_DEEP"))
TABLES, LINKED, TINY = (500, 8, 200) if DEEP else (50, 1, 40)
PAIRS = 10_000 if DEEP else 1_000
ATTACK = LinearAttack()
RULES = (Rules(8, 5, 5), Rules(8, 1, 5), Rules(5, 5, 5), Rules(10, 3, 7), Rules(5, 1, 5))


def know(figures: Figures, shown: Mapping[str, Shown], rules: Rules, *, most: int = MOST) -> Knowledge:
    """What a reader has, put together here once more."""
    ranges = {}
    for cell in figures.cellen:
        low, high = find_counts(shown[cell.id], rules.afronding) if cell.id in shown else (0, most)
        ranges[cell.id] = (low, min(high, most))
    return Knowledge(ranges, figures.sommen)


def list_small(figures: Figures, rules: Rules) -> list[str]:
    return [cell.id for cell in figures.cellen if cell.publiek and 0 < cell.getal < rules.drempel]


def count_narrow(figures: Figures, shown: Mapping[str, Shown], rules: Rules) -> int:
    """Small counts with fewer values left than asked. Nothing was known before, so all must keep that many."""
    found = ATTACK.find_ranges(know(figures, shown, rules), list_small(figures, rules))
    counts = {cell.id: cell.getal for cell in figures.cellen}
    assert all(low <= counts[name] <= high for name, (low, high) in found.items())
    return sum(high - low + 1 < rules.breedte for low, high in found.values())


# --- one sum at a time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(TINY))
def test_what_is_told_of_another_count_decides_nothing(number: int) -> None:
    """Of each hidden count: its range stays when all that it does not go by is hidden too, one by one and together."""
    figures = draw_table(number)
    told = know(figures, release(figures, RULES[0], attack=Propagation()), RULES[0])
    for name in list_small(figures, RULES[0]):
        found = propagate(told)[name]
        left = told.ranges.keys() - set(Propagation().list_told(told, name))
        for hidden in ({each} for each in left):
            assert propagate(hide(told, hidden))[name] == found
        assert propagate(hide(told, left))[name] == found


def hide(told: Knowledge, names: Collection[str]) -> Knowledge:
    return Knowledge({name: (0, MOST) if name in names else span for name, span in told.ranges.items()}, told.sums)


# --- one publication ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_no_small_count_of_a_table_can_be_worked_out(rules: Rules) -> None:
    narrow = {}
    share = RULES.index(rules)
    for seed in range(share, TABLES, len(RULES)):
        figures = draw_table(seed)
        if found := count_narrow(figures, release(figures, rules, attack=ATTACK), rules):
            narrow[seed] = found
    assert narrow == {}


@pytest.mark.parametrize("seed", range(LINKED))
def test_no_small_count_of_linked_tables_can_be_worked_out(seed: int) -> None:
    figures = draw_linked(seed)
    shown = release(figures, RULES[0], attack=ATTACK)
    assert list_small(figures, RULES[0])
    assert count_narrow(figures, shown, RULES[0]) == 0
    # The tables stay of use: 0 is never hidden by the primary rule, and not everything goes.
    assert any(value.getal for value in shown.values())


def test_the_primary_rule_alone_is_found_out() -> None:
    """The negative control: with exact totals most small counts follow; this attack would see a leak."""
    rules = RULES[1]
    small = narrow = 0
    for seed in range(20):
        figures = draw_table(seed)
        primary = {cell.id: shield(cell.getal, rules.drempel, rules.afronding) for cell in figures.cellen}
        small += len(list_small(figures, rules))
        narrow += count_narrow(figures, primary, rules)
    assert 2 * narrow > small > 100


def test_the_same_figures_are_always_released_alike() -> None:
    figures = draw_linked(3)
    assert list(release(figures, RULES[0]).items()) == list(release(figures, RULES[0]).items())


# --- the attack ------------------------------------------------------------------------------------------------------


def draw_tiny(seed: int) -> Figures:
    """At most four counts of at most 8, so that every table can be tried."""
    draw = random.Random(seed)
    height, width = draw.choice(((1, 2), (2, 2), (1, 3), (2, 2)))
    return make_table([[draw.choice((0, 1, 1, 2, 3, 5, 6, 8)) for _ in range(width)] for _ in range(height)])


def test_the_attack_is_as_sharp_as_trying_every_table() -> None:
    """Ranges of all counts, after the primary rule and after a random part of it is hidden, against all that fits."""
    rules, most = Rules(5, 1, 5), 12
    for seed in range(TINY):
        figures, draw = draw_tiny(seed), random.Random(seed)
        shown = {cell.id: shield(cell.getal, rules.drempel, rules.afronding) for cell in figures.cellen}
        for name in draw.sample(sorted(shown), draw.randint(0, 2)):
            shown[name] = Shown(None, rules.drempel, afgeschermd=True)
        fits = list_fits(figures, shown, rules, most=most)
        free = [cell.id for cell in figures.cellen if "n" not in cell.id]
        assert fits, seed
        knowledge = know(figures, shown, rules)
        bounded = Knowledge(
            {name: (low, min(high, most) if name in free else high) for name, (low, high) in knowledge.ranges.items()},
            knowledge.sums,
        )
        by_trying = {
            cell.id: (min(table[cell.id] for table in fits), max(table[cell.id] for table in fits))
            for cell in figures.cellen
        }
        assert ATTACK.find_ranges(bounded, list(by_trying)) == by_trying, seed
        wide = Propagation().find_ranges(bounded, list(by_trying))
        assert all(wide[name][0] <= low and high <= wide[name][1] for name, (low, high) in by_trying.items()), seed


# --- from one peildatum to the next ----------------------------------------------------------------------------------


def draw_quarters(seed: int, *, quarters: int = 4) -> list[dict[str, int]]:
    """Counts that only grow, by school and tier, at each peildatum."""
    draw = random.Random(seed)
    counts = {f"{school}/{tier}": draw.choice((0, 1, 4, 7, 8, 9, 30)) for school in range(4) for tier in range(3)}
    found = [dict(counts)]
    for _ in range(quarters - 1):
        counts = {name: count + draw.choice((0, 0, 0, 1, 2, 4, 7, 8, 20)) for name, count in counts.items()}
        found.append(dict(counts))
    return found


def make_quarter(counts: Mapping[str, int]) -> Figures:
    """With the total of each school; each count has grown from the same one a peildatum earlier."""
    totals: dict[str, list[str]] = {}
    for name in counts:
        totals.setdefault(name.split("/")[0], []).append(name)
    sums = [(school, " ".join(parts)) for school, parts in totals.items()]
    whole = {**counts, **{school: sum(counts[part] for part in parts) for school, parts in totals.items()}}
    return make_figures(whole, sums, grown={name: name for name in whole})


def attack_pair(first: Release, second: Release, names: list[str]) -> dict[str, tuple[int, int]]:
    """The range of each growth for a reader who lays two publications side by side."""
    ranges, sums = {}, []
    for number, told in enumerate((first, second)):
        ranges |= {f"{number} {name}": span for name, span in told.get_ranges().items()}
        sums += [
            Sum(f"{number} {known.totaal}", tuple(f"{number} {part}" for part in known.delen)) for known in told.sommen
        ]
    ranges |= {f"+ {name}": (0, MOST) for name in names}
    sums += [Sum(f"1 {name}", (f"0 {name}", f"+ {name}")) for name in names]
    found = ATTACK.find_ranges(Knowledge(ranges, tuple(sums)), [f"+ {name}" for name in names])
    return {name: found[f"+ {name}"] for name in names}


def simulate(rules: Rules, *, pairs: int, guarded: bool) -> tuple[int, int]:
    """Pairs of peildata, and how many of them have a small growth with too few values left."""
    seen = narrow = seed = 0
    while seen < pairs:
        seed += 1
        before: Release | None = None
        counts_before: Mapping[str, int] = {}
        for counts in draw_quarters(seed):
            figures = make_quarter(counts)
            earlier = (
                Earlier(((date(2026, 1, 1), before),), date(2026, 3, 1)) if guarded and before is not None else None
            )
            told = Release(rules, release(figures, rules, earlier=earlier, attack=ATTACK), figures.sommen)
            exact = {cell.id: cell.getal for cell in figures.cellen}
            if before is not None:
                found = attack_pair(before, told, list(exact))
                seen += len(found)
                narrow += sum(
                    0 < exact[name] - counts_before[name] < rules.drempel and high - low + 1 < rules.breedte
                    for name, (low, high) in found.items()
                )
            before, counts_before = told, exact
    return seen, narrow


@pytest.mark.parametrize("rules", RULES[:2], ids=str)
def test_no_small_growth_can_be_worked_out_from_two_peildata(rules: Rules) -> None:
    seen, narrow = simulate(rules, pairs=PAIRS // 2, guarded=True)
    assert seen >= PAIRS // 2
    assert narrow == 0


def test_without_the_publication_before_small_growth_is_found() -> None:
    """The negative control: each publication by itself is safe, and their difference is not."""
    seen, narrow = simulate(RULES[1], pairs=200, guarded=False)
    assert narrow > seen / 10
