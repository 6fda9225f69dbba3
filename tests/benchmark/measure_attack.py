"""`make bench`: how long it takes to protect and attack the counts of a large SWV.

30 schools of 6 leerjaren, each by 4 tiers; with the totals of each school, leerjaar, sector, onderwijssoort and the
whole. Every count is public, which is far more than the trimester report shows. Then once more after twelve others: a
peildatum each, tied by who went from tier to tier.
"""

import itertools
import random
import time
from collections.abc import Iterable
from datetime import date

from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    Cell,
    Earlier,
    Figures,
    Release,
    Rules,
    Sum,
    judge,
    list_links,
    release,
)
from tests.lib.tables import SHARES, make_figures

SEED = 20260101
SCHOOLS, YEARS, TIERS = range(30), range(6), range(len(SHARES))
# Most schools are of VO, as in most SWV with a school for each leerjaar.
SECTORS = {"PO": range(6), "SO": range(6, 10), "VO": range(10, 30)}
# Pupils who go from each tier to the next.
MOVED = 3
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


def add_moves(figures: Figures, before: Figures, vorige: date) -> Figures:
    """Of each tier then: who is still there, who went on, and who left; of each tier now also who came."""
    then, now = ({cell.id: cell.getal for cell in each.cellen} for each in (before, figures))
    cells: dict[str, int] = {}
    for tier in TIERS:
        stay = min(then[f"swv/t{tier}"], now[f"swv/t{tier}"]) - MOVED
        cells |= {f"van/t{tier}/t{tier}": stay, f"van/t{tier}/t{(tier + 1) % len(TIERS)}": MOVED}
        cells[f"van/t{tier}/weg"] = then[f"swv/t{tier}"] - stay - MOVED
        cells[f"van/nieuw/t{tier}"] = now[f"swv/t{tier}"] - stay - MOVED
    rows = [Sum(f"van/t{tier}", tuple(name for name in cells if name.startswith(f"van/t{tier}/"))) for tier in TIERS]
    columns = [Sum(f"swv/t{tier}", tuple(name for name in cells if name.endswith(f"/t{tier}"))) for tier in TIERS]
    totals = [Cell(f"van/t{tier}", then[f"swv/t{tier}"], was=f"swv/t{tier}", sinds=True) for tier in TIERS]
    return Figures(
        (*figures.cellen, *totals, *(Cell(name, count, sinds=True) for name, count in cells.items())),
        (*figures.sommen, *rows, *columns),
        vorige,
    )


def publish_before(number: int, rules: Rules) -> tuple[Figures, Earlier]:
    """A SWV after so many publications of the same counts, each of a peildatum of its own, and what came out."""
    plain, attack = draw_swv(SEED), LinearAttack(rules.breedte)
    days = [date(2020 + each // 4, 1 + each % 4 * 3, 1) for each in range(number + 1)]
    out: list[tuple[date, Release]] = []
    figures, shown = plain, {}
    for each in range(number):
        earlier = Earlier(tuple(out), days[each])
        # From the second on all are alike.
        shown = release(figures, rules, earlier=earlier, attack=attack) if each < 2 else shown
        out.append((days[each], Release(rules, shown, figures.sommen, koppelingen=list_links(figures, earlier))))
        figures = add_moves(plain, plain, days[each])
    return figures, Earlier(tuple(out), days[number])


def measure(rules: Rules, *, before: int = 0) -> str:
    """One line: what was hidden, the smallest room left, and the seconds of hiding and of the last attack."""
    figures, earlier = publish_before(before, rules)
    attack = LinearAttack(rules.breedte)
    started = time.process_time()
    shown = release(figures, rules, earlier=earlier, attack=attack)
    released = time.process_time()
    verdict = judge(figures, shown, rules, earlier=earlier, attack=attack)
    judged = time.process_time()
    shielded = sum(value.afgeschermd for value in shown.values())
    return (
        f"aanvalsproef na {before}: {len(shown)} aantallen, {len(figures.sommen)} sommen, "
        f"{verdict.beschermd} verborgen, {shielded} afgeschermd, kleinste speling {verdict.speling}, "
        f"te krap {len(verdict.te_krap)}; afschermen {released - started:.1f} s, proef {judged - released:.1f} s"
    )


if __name__ == "__main__":
    for number in (0, 12):
        print(measure(Rules(), before=number))
