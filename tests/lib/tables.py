"""Invented tables of counts for disclosure control, and attackers that know nothing of the program's own attack.

`list_fits` goes through every table that fits what is shown, one count at a time: slow, and hard to get wrong.
"""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence

from reports.context.shown import Shown
from reports.release.disclosure import Cell, Figures, Rules, Sum

# As in a SWV: most pupils are in tier 1, few in the others; some groups do not occur.
SHARES = (80, 12, 5, 3)


def make_figures(
    counts: Mapping[str, int],
    sums: Sequence[tuple[str, str]] = (),
    *,
    latent: Sequence[str] = (),
    known: Sequence[str] = (),
    main: Sequence[str] = (),
    grown: Mapping[str, str] | None = None,
    again: Mapping[str, str] | None = None,
) -> Figures:
    """Figures from counts by id; a sum as ("total", "part part part")."""
    cells = [
        Cell(
            name,
            count,
            publiek=name not in latent,
            bekend=name in known,
            groei_van=(grown or {}).get(name, ""),
            was=(again or {}).get(name, ""),
            hoofdzaak=name in main,
        )
        for name, count in counts.items()
    ]
    return Figures(tuple(cells), tuple(Sum(total, tuple(parts.split())) for total, parts in sums))


def make_table(rows: Sequence[Sequence[int]], name: str = "t") -> Figures:
    """A table with the totals of its rows, its columns and the whole: "t/0/1", "t/0/n", "t/n/1", "t/n/n"."""
    counts: dict[str, int] = {}
    height, width = len(rows), len(rows[0])
    for row, column in itertools.product(range(height), range(width)):
        counts[f"{name}/{row}/{column}"] = rows[row][column]
    sums = []
    for row in range(height):
        counts[f"{name}/{row}/n"] = sum(rows[row])
        sums.append((f"{name}/{row}/n", " ".join(f"{name}/{row}/{column}" for column in range(width))))
    for column in range(width):
        counts[f"{name}/n/{column}"] = sum(row[column] for row in rows)
        sums.append((f"{name}/n/{column}", " ".join(f"{name}/{row}/{column}" for row in range(height))))
    counts[f"{name}/n/n"] = sum(map(sum, rows))
    sums.append((f"{name}/n/n", " ".join(f"{name}/{row}/n" for row in range(height))))
    sums.append((f"{name}/n/n", " ".join(f"{name}/n/{column}" for column in range(width))))
    return make_figures(counts, sums)


def draw_table(seed: int, *, most: int = 60) -> Figures:
    """A random table of 2 to 6 units by 2 to 4 tiers, with its totals."""
    draw = random.Random(seed)
    height, width = draw.randint(2, 6), draw.randint(2, 4)
    rows = []
    for _ in range(height):
        tiers = draw.choices(range(width), SHARES[:width], k=draw.randint(0, most))
        rows.append([tiers.count(tier) for tier in range(width)])
    return make_table(rows)


def draw_linked(seed: int) -> Figures:
    """Pupils by school, leerjaar and tier, of which three two-way tables are shown; they share their totals."""
    draw = random.Random(seed)
    schools, years, tiers = range(draw.randint(2, 4)), range(draw.randint(2, 3)), range(3)
    counts = {
        f"l/{school}/{year}/{tier}": draw.choice((0, 1, 2, 3, 5, 8, 20)) * (1 if tier else 3)
        for school, year, tier in itertools.product(schools, years, tiers)
    }
    latent = tuple(counts)
    sums: list[tuple[str, str]] = []

    def add(total: str, parts: Iterator[str]) -> None:
        listed = list(parts)
        counts[total] = sum(counts[part] for part in listed)
        sums.append((total, " ".join(listed)))

    for school, tier in itertools.product(schools, tiers):
        add(f"st/{school}/{tier}", (f"l/{school}/{year}/{tier}" for year in years))
    for year, tier in itertools.product(years, tiers):
        add(f"jt/{year}/{tier}", (f"l/{school}/{year}/{tier}" for school in schools))
    for school, year in itertools.product(schools, years):
        add(f"sj/{school}/{year}", (f"l/{school}/{year}/{tier}" for tier in tiers))
    for school in schools:
        add(f"s/{school}", (f"st/{school}/{tier}" for tier in tiers))
        sums.append((f"s/{school}", " ".join(f"sj/{school}/{year}" for year in years)))
    for tier in tiers:
        add(f"t/{tier}", (f"st/{school}/{tier}" for school in schools))
        sums.append((f"t/{tier}", " ".join(f"jt/{year}/{tier}" for year in years)))
    add("alles", (f"t/{tier}" for tier in tiers))
    sums.append(("alles", " ".join(f"s/{school}" for school in schools)))
    return make_figures(counts, sums, latent=latent)


def is_shown_so(count: int, shown: Shown, rules: Rules) -> bool:
    """Whether a count would be printed so: 0, fewer than the threshold, or the nearest multiple."""
    if shown.afgeschermd:
        return True
    if shown.getal is None:
        return 1 <= count < rules.drempel
    if shown.getal == 0:
        return count == 0
    distance = min(multiple for multiple in range(0, 10**4, rules.afronding) if multiple >= rules.drempel)
    nearest = (2 * count + rules.afronding - rules.afronding % 2) // (2 * rules.afronding) * rules.afronding
    return count >= rules.drempel and max(nearest, distance) == shown.getal


def list_fits(figures: Figures, shown: Mapping[str, Shown], rules: Rules, *, most: int) -> list[dict[str, int]]:
    """Every table that fits what is shown, with counts up to `most`: of the cells that are no total, in every way."""
    totals = {known.totaal for known in figures.sommen}
    free = [cell.id for cell in figures.cellen if cell.id not in totals]
    known = {cell.id: cell.getal for cell in figures.cellen if cell.bekend}
    choices = [
        [
            count
            for count in range(most + 1)
            if known.get(name, count) == count and (name not in shown or is_shown_so(count, shown[name], rules))
        ]
        for name in free
    ]
    found = []
    for counts in itertools.product(*choices):
        table = dict(zip(free, counts, strict=True))
        if _complete(table, figures) and all(
            is_shown_so(table[name], value, rules) and known.get(name, table[name]) == table[name]
            for name, value in shown.items()
        ):
            found.append(table)
    return found


def _complete(table: dict[str, int], figures: Figures) -> bool:
    """Add the totals to a table; False when two sums of one total differ. Sums stand below what they add."""
    for known in figures.sommen:
        total = sum(table[part] for part in known.delen)
        if table.setdefault(known.totaal, total) != total:
            return False
    return True
