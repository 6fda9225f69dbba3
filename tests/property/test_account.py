"""Publications of several peildata in any order, reruns and other roundings among them, read together by an outsider.

`MSA_DEEP=1` multiplies the number of orders by ten (80).
"""

import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Cell, Earlier, Figures, Release, Rules, Sum, judge, list_links, release
from tests.lib.sum_reader import Outsider

ORDERS = 80 if os.environ.get("MSA_DEEP") else 8
DAYS = (date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1))
EXACT, ROUNDED = Rules(8, 1, 5), Rules(8, 5, 5)
SCHOOLS, TIERS = ("a", "b"), ("t1", "t2", "t3")
# A pupil at each peildatum: school and tier, or nothing.
Life = tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True)
class Told:
    """A publication as it came out, with the peildatum that its movement is about."""

    dag: date
    sinds: date | None
    rules: Rules
    figures: Figures
    getoond: dict[str, Shown]


def draw_lives(draw: random.Random) -> list[Life]:
    """Pupils who mostly stay where they are."""
    lives = []
    for _ in range(draw.randint(50, 90)):
        places: list[tuple[str, str] | None] = []
        for number in range(len(DAYS)):
            if number and draw.random() < 0.8:
                places.append(places[-1])
            else:
                new = (draw.choice(SCHOOLS), draw.choices(TIERS, (70, 20, 10))[0])
                places.append(None if draw.random() < 0.15 else new)
        lives.append(tuple(places))
    return lives


def count(lives: Sequence[Life], day: date, since: date | None) -> Figures:
    """Tiers by school, and from where to where since another peildatum."""
    at = DAYS.index(day)
    now = Counter(life[at] for life in lives)
    cells = {f"{school}/{tier}": Cell(f"{school}/{tier}", now[school, tier]) for school in SCHOOLS for tier in TIERS}
    sums = []

    def add(total: str, parts: Sequence[str], **marks: object) -> None:
        cell = Cell(total, sum(cells[part].getal for part in parts), **marks)
        cells.setdefault(total, cell)
        sums.append(Sum(total, tuple(parts)))

    for school in SCHOOLS:
        add(school, [f"{school}/{tier}" for tier in TIERS])
    for tier in TIERS:
        add(f"swv/{tier}", [f"{school}/{tier}" for school in SCHOOLS])
    add("swv", [f"swv/{tier}" for tier in TIERS])
    if since is not None:
        before = DAYS.index(since)
        moves = Counter(tuple(place and place[1] for place in (life[before], life[at])) for life in lives)
        for start in (*TIERS, None):
            row = [f"van/{start}/{end}" for end in (*TIERS, None) if start or end]
            for name in row:
                _, _, end = name.rpartition("/")
                found = moves[start, None if end == "None" else end]
                cells[name] = Cell(name, found, sinds=True)
            add(f"van/{start}", row, was=f"swv/{start}" if start else "", sinds=True)
        for end in (*TIERS, None):
            column = [f"van/{start}/{end}" for start in (*TIERS, None) if start or end]
            if end:
                sums.append(Sum(f"swv/{end}", tuple(column)))
            else:
                add("van/weg", column, sinds=True)
    return Figures(tuple(cells.values()), tuple(sums), since)


def publish(lives: Sequence[Life], order: Sequence[tuple[date, Rules]], *, guarded: bool = True) -> list[Told]:
    """Each with all that came out before it."""
    told: list[Told] = []
    for day, rules in order:
        out = tuple((each.dag, to_release(each, told[:place])) for place, each in enumerate(told))
        since = max((each.dag for each in told if each.dag < day), default=None)
        figures, earlier = count(lives, day, since), Earlier(out, day)
        attack = LinearAttack(rules.breedte)
        shown = release(figures, rules, earlier=earlier if guarded else None, attack=attack)
        assert not guarded or judge(figures, shown, rules, earlier=earlier, attack=attack).te_krap == ()
        told.append(Told(day, since, rules, figures, shown))
    return told


def to_release(told: Told, before: Sequence[Told]) -> Release:
    # Of what came out before only the peildata matter for the links.
    earlier = Earlier(tuple((each.dag, Release(each.rules, {}, ())) for each in before), told.dag)
    return Release(told.rules, told.getoond, told.figures.sommen, koppelingen=list_links(told.figures, earlier))


def count_narrow(told: Sequence[Told]) -> tuple[int, int, int]:
    """Small counts of all publications; those with too few values left, and those that had them before the last."""
    found, before = look(told), look(told[:-1])
    narrow = [name for name, width in found.items() if width < 5]
    return len(found), len(narrow), sum(before.get(name, 5) >= 5 for name in narrow)


def look(told: Sequence[Told]) -> dict[str, int]:
    """How many values an outsider finds for each small count."""
    reader, small = Outsider(), {}
    for each in told:
        names = {cell.id: f"{each.dag} {each.sinds if cell.sinds else ''} {cell.id}" for cell in each.figures.cellen}
        for cell in each.figures.cellen:
            reader.see(names[cell.id], each.getoond[cell.id], each.rules)
            if 0 < cell.getal < each.rules.drempel:
                small[names[cell.id]] = cell.getal
            if cell.was and each.sinds:
                reader.add_up(names[cell.id], [f"{each.sinds}  {cell.was}"])
        for known in each.figures.sommen:
            reader.add_up(names[known.totaal], [names[part] for part in known.delen])
    found = reader.find(list(small)) if small else {}
    assert all(low <= small[name] <= high for name, (low, high) in found.items())
    return {name: high - low + 1 for name, (low, high) in found.items()}


def draw_order(draw: random.Random) -> list[tuple[date, Rules]]:
    """Four to six publications; some peildata twice or more, later ones before earlier ones."""
    return [(draw.choice(DAYS), draw.choice((EXACT, ROUNDED))) for _ in range(draw.randint(4, 6))]


@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_small_count_follows_from_all_publications_together(seed: int) -> None:
    draw = random.Random(seed)
    told = publish(draw_lives(draw), draw_order(draw))
    for place in range(1, len(told) + 1):
        small, _, new = count_narrow(told[:place])
        assert small > 0
        assert new == 0, place


def test_the_order_of_the_issue() -> None:
    """Rounded to 1, then to 5, then the next peildatum."""
    for seed in range(3):
        told = publish(draw_lives(random.Random(seed)), [(DAYS[1], EXACT), (DAYS[1], ROUNDED), (DAYS[2], ROUNDED)])
        assert count_narrow(told)[1] == 0


def test_without_the_account_small_counts_follow() -> None:
    """The negative control: each publication is safe by itself."""
    narrow = 0
    for seed in range(4):
        draw = random.Random(seed)
        narrow += count_narrow(publish(draw_lives(draw), draw_order(draw), guarded=False))[1]
    assert narrow > 4


def test_lines_of_before_links_were_kept_have_those_of_now() -> None:
    """The same figures are protected alike."""
    draw = random.Random(1)
    lives = draw_lives(draw)
    told = publish(lives, [(DAYS[0], ROUNDED), (DAYS[1], ROUNDED)])
    out = [(each.dag, to_release(each, told[:place])) for place, each in enumerate(told)]
    old = [(day, replace(each, koppelingen=None)) for day, each in out]
    figures = count(lives, DAYS[2], DAYS[1])
    shown = [
        release(figures, EXACT, earlier=Earlier(tuple(found), DAYS[2]), attack=LinearAttack(5)) for found in (out, old)
    ]
    assert shown[0] == shown[1]
