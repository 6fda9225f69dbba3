"""`make bench`: how long it takes to protect and attack the counts of a large SWV.

30 schools of 6 leerjaren, each by 4 tiers; with the totals of each school, leerjaar, sector, onderwijssoort and the
whole. Every count is public, which is far more than the trimester report shows.
"""

import itertools
import random
import time
from collections.abc import Iterable

from reports.release.attack import LinearAttack
from reports.release.disclosure import Figures, Rules, judge, release
from tests.lib.tables import SHARES, make_figures

SEED = 20260101
SCHOOLS, YEARS, TIERS = range(30), range(6), range(len(SHARES))
# Most schools are of VO, as in most SWV with a school for each leerjaar.
SECTORS = {"PO": range(6), "SO": range(6, 10), "VO": range(10, 30)}
KINDS = ("vmbo", "havo", "vwo", "praktijk")


def draw_swv(seed: int) -> Figures:
    """Counts of invented pupils, with every sum between them."""
    draw = random.Random(seed)
    counts: dict[str, int] = {}
    for school, year in itertools.product(SCHOOLS, YEARS):
        tiers = draw.choices(TIERS, SHARES, k=draw.choice((12, 25, 60, 110)))
        counts |= {f"s{school}/j{year}/t{tier}": tiers.count(tier) for tier in TIERS}
    sums: list[tuple[str, str]] = []

    def add(total: str, parts: Iterable[str]) -> None:
        """A row of tiers that adds up other rows, and its own total."""
        listed = list(parts)
        for tier in TIERS:
            counts[f"{total}/t{tier}"] = sum(counts[f"{part}/t{tier}"] for part in listed)
            sums.append((f"{total}/t{tier}", " ".join(f"{part}/t{tier}" for part in listed)))
        add_total(total)
        sums.append((total, " ".join(listed)))

    def add_total(row: str) -> None:
        counts[row] = sum(counts[f"{row}/t{tier}"] for tier in TIERS)
        sums.append((row, " ".join(f"{row}/t{tier}" for tier in TIERS)))

    for school, year in itertools.product(SCHOOLS, YEARS):
        add_total(f"s{school}/j{year}")
    for school in SCHOOLS:
        add(f"s{school}", [f"s{school}/j{year}" for year in YEARS])
    for sector, schools in SECTORS.items():
        add(sector, [f"s{school}" for school in schools])
        for year in YEARS:
            add(f"{sector}/j{year}", [f"s{school}/j{year}" for school in schools])
    for number, kind in enumerate(KINDS):
        add(kind, [f"s{school}" for school in SECTORS["VO"] if school % len(KINDS) == number])
    add("swv", SECTORS)
    return make_figures(counts, sums)


def measure(rules: Rules) -> str:
    """One line: what was hidden, the smallest room left, and the seconds of hiding and of the last attack."""
    figures, attack = draw_swv(SEED), LinearAttack(rules.breedte)
    started = time.perf_counter()
    shown = release(figures, rules, attack=attack)
    released = time.perf_counter()
    verdict = judge(figures, shown, rules, attack=attack)
    judged = time.perf_counter()
    shielded = sum(value.afgeschermd for value in shown.values())
    return (
        f"aanvalsproef: {len(shown)} aantallen, {len(figures.sommen)} sommen, {verdict.beschermd} verborgen, "
        f"{shielded} afgeschermd, kleinste speling {verdict.speling}, te krap {len(verdict.te_krap)}; "
        f"afschermen {released - started:.1f} s, proef {judged - released:.1f} s"
    )


if __name__ == "__main__":
    print(measure(Rules()))
