"""Causes of tiers over several peildata, read together with the table of movement by an outsider who knows the field.

Pupils of two sectors walk from tier to tier by steps. What a page tells of it is written down by the chapters
themselves; the outsider of `tests.lib.sum_reader` follows, by sector and by where they began, how many walk from each
place to each by each step, which is all that there is to know. `MSA_DEEP=1` makes twelve times as many, over three
peildata.
"""

import functools
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from reports.context.difference import CODES, CORRECTIES, LEERLINGEN, REGELS, VERANDERING
from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Earlier, Figures, Release, Rules, judge, list_links, release, shield
from reports.swv.chapters import bridge, movement
from reports.swv.chapters.book import Book
from reports.swv.chapters.bridged import PLACES, PUPILS
from reports.swv.quarter import GONE, NEW, TIER_KEYS, Movement, QuarterBridge
from tests.lib.place_samples import NOWHERE, Walk, count_changes, count_movement, counts_in
from tests.lib.sum_reader import Outsider

ORDERS = 12 if os.environ.get("MSA_DEEP") else 1
DAYS = (date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1))[: 3 if os.environ.get("MSA_DEEP") else 2]
RULES = (Rules(8, 1, 5), Rules(8, 5, 5))
SECTORS = ("PO", "VO")
STEPS = (REGELS, CODES, LEERLINGEN, CORRECTIES, VERANDERING)
EVERYWHERE = (*TIER_KEYS, NOWHERE)
_WIDTH = 5


@dataclass(frozen=True)
class Told:
    """A publication: what it counted, and as it came out; `zonder`: how the same is shown without causes."""

    dag: date
    sinds: date | None
    rules: Rules
    walks: tuple[Walk, ...]
    figures: Figures
    getoond: Mapping[str, Shown]
    zonder: Mapping[str, Shown]


@dataclass(frozen=True)
class _Report:
    beweging: Movement | None
    verschil: QuarterBridge


def draw_walks(draw: random.Random, before: Sequence[Walk]) -> tuple[Walk, ...]:
    """Who was there goes on from where it stood; some are moved by a step, some by two, and others come or leave."""
    had = [(walk.sector, walk.end) for walk in before if walk.end] or [
        (draw.choice(SECTORS), draw.choices(TIER_KEYS, (60, 25, 15, 4, 3))[0]) for _ in range(120)
    ]
    often, found = draw.choice(((VERANDERING,), (CORRECTIES, VERANDERING), (CODES, VERANDERING))), []
    for sector, start in had:
        moves: dict[str, str] = {}
        leaves = draw.random() < 0.06
        for step in STEPS:
            if step == LEERLINGEN and leaves:
                moves[step] = NOWHERE
                break
            if draw.random() < (0.15 if step in often else 0.004) and step != LEERLINGEN:
                moves[step] = draw.choice(TIER_KEYS[:4])
        found.append(Walk(sector, start, moves))
    came = [Walk(draw.choice(SECTORS), NOWHERE, {LEERLINGEN: draw.choice(TIER_KEYS[:3])}) for _ in range(9)]
    return (*found, *came[: draw.choice((0, 2, 9))])


def count(walks: Sequence[Walk], since: date | None) -> Figures:
    """The tiers of all and of each sector; since the peildatum before, movement and causes."""
    book = Book(frozenset(), frozenset())
    for unit in ("swv", *(f"sector/{sector}" for sector in SECTORS)):
        own = [walk for walk in walks if unit in ("swv", f"sector/{walk.sector}")]
        parts = {place: sum(walk.end == place for walk in own) for place in TIER_KEYS}
        book.add_parts(f"tiers/{unit}", sum(parts.values()), parts)
    for tail in ("", *(f"/{place}" for place in TIER_KEYS)):
        book.add_sum(f"tiers/swv{tail}", [f"tiers/sector/{sector}{tail}" for sector in SECTORS])
    if since is not None:
        led = QuarterBridge(since, count_changes(walks), beide=frozenset(SECTORS))
        report = _Report(Movement(since, count_movement(walks)), led)
        movement.add_cells(book, report)  # type: ignore[arg-type]
        bridge.add_cells(book, report)  # type: ignore[arg-type]
    return Figures(tuple(book.cellen.values()), tuple(book.sommen), since)


@functools.cache
def publish(seed: int, *, guarded: bool = True) -> list[Told]:
    """The peildata in order, in other roundings."""
    draw = random.Random(seed)
    told: list[Told] = []
    for day in DAYS:
        walks = draw_walks(draw, told[-1].walks if told else ())
        since = told[-1].dag if told else None
        told.append(_publish_one(told, day, since, walks, draw.choice(RULES), guarded=guarded))
    return told


def _publish_one(
    told: Sequence[Told], day: date, since: date | None, walks: tuple[Walk, ...], rules: Rules, *, guarded: bool
) -> Told:
    earlier = Earlier(tuple((each.dag, to_release(each, told[:place])) for place, each in enumerate(told)), day)
    figures, attack = count(walks, since), LinearAttack(rules.breedte)
    if not guarded:
        shown = {each.id: shield(each.getal, 8, rules.afronding) for each in figures.cellen if each.publiek}
        return Told(day, since, rules, walks, figures, shown, shown)
    shown = release(figures, rules, earlier=earlier, attack=attack)
    assert judge(figures, shown, rules, earlier=earlier, attack=attack).te_krap == ()
    own = [cell for cell in figures.cellen if not cell.bijzaak]
    names = {cell.id for cell in own}
    sums = tuple(known for known in figures.sommen if names.issuperset((known.totaal, *known.delen)))
    alone = release(replace(figures, cellen=tuple(own), sommen=sums), rules, earlier=earlier, attack=attack)
    return Told(day, since, rules, walks, figures, shown, alone)


def to_release(told: Told, before: Sequence[Told]) -> Release:
    earlier = Earlier(tuple((each.dag, Release(each.rules, {}, ())) for each in before), told.dag)
    return Release(told.rules, told.getoond, told.figures.sommen, {}, list_links(told.figures, earlier))


# --- the outsider ----------------------------------------------------------------------------------------------------


def list_ways(step: str, place: str) -> tuple[str, ...]:
    """Where a step can bring who stands in a place: nobody comes or leaves but as a pupil."""
    if step == LEERLINGEN:
        return EVERYWHERE if place == NOWHERE else (place, NOWHERE)
    return (NOWHERE,) if place == NOWHERE else TIER_KEYS


def list_equations(told: Told) -> Iterator[tuple[str, list[str]]]:
    """What a reader of one page adds up."""
    for unit in ("swv", *(f"sector/{sector}" for sector in SECTORS)):
        yield f"tiers/{unit}", [f"tiers/{unit}/{place}" for place in TIER_KEYS]
    for tail in ("", *(f"/{place}" for place in TIER_KEYS)):
        yield f"tiers/swv{tail}", [f"tiers/sector/{sector}{tail}" for sector in SECTORS]
    if told.sinds is None:
        return
    steps = [step for step in STEPS if any(step in walk.moves for walk in told.walks)]
    starts = [(sector, start) for sector in SECTORS for start in EVERYWHERE]
    flows: dict[tuple[str, str, str], list[str]] = {}
    ends: dict[tuple[str, str], list[str]] = {}
    for sector, start in starts:
        own = f"lezer/{sector}/{start}"
        at = {start: f"{own}/toen"}
        for step in steps:
            here: dict[str, list[str]] = {}
            for place, stood in at.items():
                # Who came stays where it came, and who did not come then is no pupil.
                ways = list_ways(step, place) if start != NOWHERE or place == NOWHERE else (place,)
                listed = [(end, f"{own}/{step}/{place}>{end}") for end in ways]
                yield stood, [name for _, name in listed]
                for end, name in listed:
                    here.setdefault(end, []).append(name)
                    flows.setdefault((step, place, end), []).append(name)
            at = {end: f"{own}/{step}/{end}" for end in here}
            for end, names in here.items():
                yield at[end], names
        for end, name in at.items():
            ends.setdefault((sector, end), []).append(name)
            ends.setdefault((start, end), []).append(name)
    for sector in SECTORS:
        for place in TIER_KEYS:
            yield f"tiers/sector/{sector}/{place}", ends.get((sector, place), [])
    for start in EVERYWHERE:
        for end in EVERYWHERE:
            if start or end:
                yield f"beweging/{start or NEW}/{end or GONE}", ends.get((start, end), [])
    for start in TIER_KEYS:
        yield f"beweging/{start}", [f"beweging/{start}/{end or GONE}" for end in EVERYWHERE]
    yield f"beweging/{NEW}", [f"beweging/{NEW}/{end}" for end in TIER_KEYS]
    yield f"beweging/totaal/{GONE}", [f"beweging/{start}/{GONE}" for start in TIER_KEYS]
    for telling in (*PLACES, PUPILS):
        for step in steps:
            came, went = (
                [
                    name
                    for (own, place, end), names in flows.items()
                    if own == step and counts_in(end, telling) - counts_in(place, telling) == grown
                    for name in names
                ]
                for grown in (1, -1)
            )
            yield f"verschil/{telling}/{step}/erbij", came
            yield f"verschil/{telling}/{step}/eraf", went
    yield "verschil/zonder_tier/is", ["tiers/swv/open", "tiers/swv/te_weinig_gegevens"]
    yield "verschil/zonder_tier/was", ["beweging/open", "beweging/te_weinig_gegevens"]
    yield "verschil/leerlingen/was", [f"beweging/{start}" for start in TIER_KEYS]


def look(told: Sequence[Told], *, last: Mapping[str, Shown] | None = None) -> dict[str, int]:
    """How many values an outsider finds for each small count. `last`: the last publication as if it showed this."""
    reader, small = Outsider(), {}
    for place, each in enumerate(told):
        getoond = last if last is not None and place == len(told) - 1 else each.getoond
        for cell in each.figures.cellen:
            name = f"{each.dag} {cell.id}"
            if cell.id in getoond:
                reader.see(name, getoond[cell.id], each.rules)
            if cell.publiek and 0 < cell.getal < each.rules.drempel:
                small[name] = cell.getal
        for total, parts in list_equations(each):
            reader.add_up(f"{each.dag} {total}", [f"{each.dag} {part}" for part in parts])
        for sector in SECTORS if each.sinds else ():
            for start in TIER_KEYS:
                then = f"{each.sinds} tiers/sector/{sector}/{start}"
                reader.add_up(f"{each.dag} lezer/{sector}/{start}/toen", [then])
    found = reader.find(list(small)) if small else {}
    assert all(low <= small[name] <= high for name, (low, high) in found.items())
    return {name: high - low + 1 for name, (low, high) in found.items()}


@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_small_count_follows_from_causes_and_movement_of_several_peildata(seed: int) -> None:
    """No count has fewer values left than it must, or than it has without the causes of the last publication."""
    told = publish(seed)
    for place in range(2, len(told) + 1):
        found, without = look(told[:place]), look(told[:place], last=told[place - 1].zonder)
        assert {name: width for name, width in found.items() if width < min(_WIDTH, without[name])} == {}, place


@pytest.mark.parametrize("seed", range(ORDERS))
def test_no_other_count_is_hidden_for_a_cause_of_a_tier(seed: int) -> None:
    for each in publish(seed):
        assert {name: each.getoond[name] for name in each.zonder} == each.zonder


def test_without_hiding_small_counts_follow() -> None:
    """The negative control: only the limit holds, and what follows from all together is not looked at."""
    narrow = 0
    for seed in range(3):
        told = publish(seed, guarded=False)
        narrow += sum(width < _WIDTH for width in look(told[:2]).values())
    assert narrow > 2


def test_without_what_ties_the_tables_small_counts_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the ties: each count is guarded by itself, and the outsider reads them together."""
    monkeypatch.setattr(bridge, "tie_places", lambda *_: None)
    told = publish.__wrapped__(0)[:2]
    found, without = look(told), look(told, last=told[1].zonder)
    assert [name for name, width in found.items() if width < min(_WIDTH, without[name])]
