"""Causes of differences over several peildata and reruns, read together by an outsider who knows the field.

Pupils of two sectors, each with or without a status after each step; what a page tells of it is written down by the
chapter itself, and read by `tests.lib.sum_reader`, which has equations of its own. `MSA_DEEP=1` makes ten times as
many.
"""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from reports.context.difference import CORRECTIES, LEERLINGEN, STAPPEN, VERANDERING, CountBridge, Part
from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Earlier, Figures, Release, Rules, judge, list_links, release, shield
from reports.swv.chapters import bridge, bridged
from reports.swv.chapters.book import Book
from reports.swv.quarter import CountChange, QuarterBridge
from tests.lib.sum_reader import Outsider

ORDERS = 60 if os.environ.get("MSA_DEEP") else 6
DAYS = (date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1))
RULES = (Rules(8, 1, 5), Rules(8, 5, 5))
SECTORS = ("PO", "VO")
WAYS = ("erbij", "eraf")
_WIDTH = 5


@dataclass(frozen=True)
class Child:
    """Sector, whether it has the status at the peildatum before, and after each step that changed it."""

    sector: str
    van: int
    delen: Mapping[str, int]

    @property
    def naar(self) -> int:
        return self.van + sum(self.delen.values())


@dataclass(frozen=True)
class Told:
    """A publication: what it counted from, and as it came out; `zonder`: how the same is shown without causes."""

    dag: date
    sinds: date | None
    rules: Rules
    children: tuple[Child, ...]
    figures: Figures
    getoond: Mapping[str, Shown]
    zonder: Mapping[str, Shown]
    telt: int
    """The same in two publications of the same data."""


def draw_children(draw: random.Random, before: Sequence[Child]) -> tuple[Child, ...]:
    """Who was there goes on from where it stood; some change by a step, some by two, and others come."""
    had = [(child.sector, child.naar) for child in before] or [
        (draw.choice(SECTORS), int(draw.random() < 0.5)) for _ in range(110)
    ]
    found, seldom = [], draw.choice((0.0, 0.004))
    often = draw.choice(((VERANDERING,), (CORRECTIES, VERANDERING), (LEERLINGEN,), STAPPEN[1:5]))
    for sector, van in had:
        at, parts = van, {}
        for step in (step for step in STAPPEN if step != "scholen"):
            if draw.random() < (0.2 if step in often else seldom) and not {LEERLINGEN} & set(parts):
                parts[step] = 1 - 2 * at
                at = 1 - at
        found.append(Child(sector, van, parts))
    came = (Child(draw.choice(SECTORS), 0, {LEERLINGEN: 1}) for _ in range(draw.choice((0, 0, 2, 9))))
    return (*found, *came)


def count(children: Sequence[Child], since: date | None, telling: str) -> Figures:
    """What a page tells of one count: of all, of each sector, and since the peildatum before it of each step."""
    explained = next(each for each in bridged.COUNTS if each.telling == telling)
    book = Book(frozenset({explained.whole} if explained.known else ()), frozenset())
    for sector in SECTORS:
        book.add(explained.name_sector(sector), sum(child.naar for child in children if child.sector == sector))
    book.add(explained.whole, sum(child.naar for child in children))
    book.add_sum(explained.whole, [explained.name_sector(sector) for sector in SECTORS])
    if since is not None:
        came = sum(child.delen.get(LEERLINGEN, 0) > 0 for child in children)
        gone = sum(child.delen.get(LEERLINGEN, 0) < 0 for child in children)
        for name, number in (("nieuw", came + 1), ("totaal/weg", gone + 2)):
            book.add(f"beweging/{name}", number, since=True)
        for name in ("school_niet_meegeteld", "totaal/school_niet_meegeteld"):
            book.add(f"beweging/{name}", 0, since=True)
        bridge.add_cells(book, _Report(make_bridge(children, since, telling)))  # type: ignore[arg-type]
    return Figures(tuple(book.cellen.values()), tuple(book.sommen), since)


@dataclass(frozen=True)
class _Report:
    verschil: QuarterBridge


def make_bridge(children: Sequence[Child], since: date, telling: str) -> QuarterBridge:
    sectors = {}
    for sector in SECTORS:
        own = [child for child in children if child.sector == sector]
        parts = {
            step: Part(
                sum(child.delen.get(step, 0) > 0 for child in own), sum(child.delen.get(step, 0) < 0 for child in own)
            )
            for step in STAPPEN
        }
        sectors[sector] = CountBridge(telling, sum(child.van for child in own), sum(child.naar for child in own), parts)
    change = CountChange(
        sectors,
        erbij=sum(child.naar > child.van for child in children),
        eraf=sum(child.naar < child.van for child in children),
    )
    return QuarterBridge(since, {telling: change}, beide=frozenset(SECTORS), gesplitst=False)


def publish(draw: random.Random, telling: str, *, guarded: bool = True) -> list[Told]:
    """The peildata in order, some once more, as they were or with what changed since, in other roundings."""
    told: list[Told] = []
    for day in DAYS:
        for _ in range(draw.choice((1, 1, 2))):
            standing = {each.dag: each for each in told}
            since = max((each for each in standing if each < day), default=None)
            if day in standing and draw.random() < 0.5:
                children, number = standing[day].children, standing[day].telt
            else:
                children, number = draw_children(draw, standing[since].children if since else ()), len(told)
            told.append(_publish_one(told, day, since, children, draw.choice(RULES), telling, number, guarded=guarded))
    return told


def _publish_one(
    told: Sequence[Told],
    day: date,
    since: date | None,
    children: tuple[Child, ...],
    rules: Rules,
    telling: str,
    number: int,
    *,
    guarded: bool,
) -> Told:
    earlier = Earlier(tuple((each.dag, to_release(each, told[:place])) for place, each in enumerate(told)), day)
    figures, attack = count(children, since, telling), LinearAttack(rules.breedte)
    known = earlier if guarded else None
    shown = release(figures, rules, earlier=known, attack=attack)
    if guarded:
        assert judge(figures, shown, rules, earlier=earlier, attack=attack).te_krap == ()
    own = [cell for cell in figures.cellen if not cell.bijzaak]
    names = {cell.id for cell in own}
    sums = tuple(known for known in figures.sommen if names.issuperset((known.totaal, *known.delen)))
    alone = release(replace(figures, cellen=tuple(own), sommen=sums), rules, earlier=known, attack=attack)
    return Told(day, since, rules, children, figures, shown, alone, number)


def to_release(told: Told, before: Sequence[Told]) -> Release:
    earlier = Earlier(tuple((each.dag, Release(each.rules, {}, ())) for each in before), told.dag)
    known = {cell.id: cell.getal for cell in told.figures.cellen if cell.bekend}
    return Release(told.rules, told.getoond, told.figures.sommen, known, list_links(told.figures, earlier))


def list_equations(told: Told, telling: str) -> Iterator[tuple[str, list[str]]]:
    """What a reader adds up: of each sector and of all, what was and came is what is and went."""
    explained = next(each for each in bridged.COUNTS if each.telling == telling)
    key = explained.key
    yield explained.whole, [explained.name_sector(sector) for sector in SECTORS]
    if told.sinds is None:
        return
    for sector in SECTORS:
        own = f"lezer/{sector}"
        yield f"{own}/ooit", [f"{own}/was", *(f"{own}/{step}/erbij" for step in STAPPEN)]
        yield f"{own}/ooit", [explained.name_sector(sector), *(f"{own}/{step}/eraf" for step in STAPPEN)]
    for tail in ("was", *(f"{step}/{way}" for step in STAPPEN for way in WAYS)):
        yield f"{key}/{tail}", [f"lezer/{sector}/{tail}" for sector in SECTORS]
    yield "beweging/nieuw", [f"{key}/leerlingen/erbij", "lezer/nieuw zonder"]
    yield "beweging/totaal/weg", [f"{key}/leerlingen/eraf", "lezer/weg zonder"]
    if explained.known:
        for way in WAYS:
            yield f"lezer/{way}", [f"{key}/{step}/{way}" for step in STAPPEN]
            yield f"lezer/{way}", [f"lezer/gevallen/{way}", "lezer/heen en weer"]


def look(told: Sequence[Told], telling: str, *, last: Mapping[str, Shown] | None = None) -> dict[str, int]:
    """How many values an outsider finds for each small count. `last`: the last publication as if it showed this."""
    explained = next(each for each in bridged.COUNTS if each.telling == telling)
    reader, small = Outsider(), {}
    for place, each in enumerate(told):

        def name(cell: str, own: Told = each) -> str:
            return f"{own.dag} {own.telt} {cell}"

        getoond = last if last is not None and place == len(told) - 1 else each.getoond
        for cell in each.figures.cellen:
            if cell.id in getoond:
                reader.see(name(cell.id), getoond[cell.id], each.rules)
            if cell.publiek and 0 < cell.getal < each.rules.drempel and not cell.bekend:
                small[name(cell.id)] = cell.getal
        for total, parts in list_equations(each, telling):
            reader.add_up(name(total), [name(part) for part in parts])
        if explained.known:
            reader.know(name(explained.whole), sum(child.naar for child in each.children))
        if each.sinds is not None:
            if explained.known:
                grown = [child.naar - child.van for child in each.children]
                reader.know(name("lezer/gevallen/erbij"), sum(one > 0 for one in grown))
                reader.know(name("lezer/gevallen/eraf"), sum(one < 0 for one in grown))
            then = next(other for other in reversed(told[:place]) if other.dag == each.sinds)
            before = f"{each.sinds} {then.telt} "
            reader.add_up(name(f"{explained.key}/was"), [before + explained.whole])
            for sector in SECTORS:
                reader.add_up(name(f"lezer/{sector}/was"), [before + explained.name_sector(sector)])
    found = reader.find(list(small)) if small else {}
    assert all(low <= small[name] <= high for name, (low, high) in found.items())
    return {name: high - low + 1 for name, (low, high) in found.items()}


@pytest.mark.parametrize("telling", [each.telling for each in bridged.COUNTS if not each.is_place])
@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_small_count_follows_from_causes_of_several_peildata(seed: int, telling: str) -> None:
    """No count has fewer values left than it must, or than it has without the causes of the last publication."""
    told = publish(random.Random(seed), telling)
    for place in range(1, len(told) + 1):
        found, without = look(told[:place], telling), look(told[:place], telling, last=told[place - 1].zonder)
        assert {name: width for name, width in found.items() if width < min(_WIDTH, without[name])} == {}, place


@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_other_count_is_hidden_for_a_cause(seed: int) -> None:
    for each in publish(random.Random(seed), "vierweken"):
        assert {name: each.getoond[name] for name in each.zonder} == each.zonder


def test_without_hiding_more_small_counts_follow() -> None:
    """The negative control: only the limit holds, and what follows from all together is not looked at."""
    narrow = 0
    for seed in range(8):
        told = publish(random.Random(seed), "vierweken", guarded=False)
        bare = [replace(each, rules=RULES[0], getoond=_shield_alone(each)) for each in told]
        narrow += sum(width < _WIDTH for width in look(bare, "vierweken").values())
    assert narrow > 2


def _shield_alone(told: Told) -> dict[str, Shown]:
    return {
        cell.id: shield(cell.getal, RULES[0].drempel, RULES[0].afronding)
        for cell in told.figures.cellen
        if cell.publiek
    }
