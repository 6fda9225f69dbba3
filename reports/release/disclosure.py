"""Small counts on pages that leave the pupil zone (trust.md 8): one rule, in one place. Plain Python alone.

A publication is a set of counts with names (`Cell`) and the sums that a reader knows to hold between them (`Sum`).
`release` says of every public cell how it may be shown: 0 as 0, 1 up to the threshold as "minder dan …", all others
rounded, and some not at all ("afgeschermd") because a small one could be worked out from them.

What a reader knows is a range per count and the sums between them (`Knowledge`); an `Attack` works out what follows
from that. `Propagation` here takes one sum at a time; `reports.release.attack.LinearAttack` takes all of them together.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import NamedTuple, Protocol

from reports.context.shown import Shown
from schemas.publication import PUBLICATION

MOST = 10**6
"""More pupils than any region has: as the upper end of a range it stands for no end."""
# Below it no count would be small; what an SWV may choose at least stands in schemas/publication.yaml.
_LEAST_THRESHOLD = 2
# A reader adds few sums together; cells further away are hidden without trying.
_NEAR = 2
# So far from a count that ties it to another peildatum a small one there is looked at.
_REACH = 4
# Before a name: another count of an earlier publication, the growth since one, or a day since which it counts. A count
# of another peildatum has that day before its name. No id holds a space.
_AGAIN, _GROWTH, _SINCE = "eerder", "groei", "sinds"

Range = tuple[int, int]
_ANY: Range = (0, MOST)
# The ends of a range.
_LOW, _HIGH = 0, 1


class Contradiction(Exception):
    """No counts fit all that is known; it holds no value."""


@dataclass(frozen=True)
class Rules:
    """How small counts are protected; settings of the SWV (`[publicatie]` in swv.toml)."""

    drempel: int = PUBLICATION["drempel"]
    """Counts from 1 up to but not including this number are not shown."""
    afronding: int = PUBLICATION["afronding"]
    """All other counts are shown as the nearest multiple of this."""
    speling: int = PUBLICATION["speling"]
    """At least so many whole numbers must remain possible for a hidden count, whatever a reader combines."""
    overheersing: int = PUBLICATION["overheersing"]
    """The two pupils with most of a sum of minutes hold less than this part of it, in per cent."""
    schatting: int = PUBLICATION["schatting"]
    """Of a sum of minutes the others have at least this part of what the pupil with most has, in per cent."""

    @property
    def breedte(self) -> int:
        """Whole numbers that must remain possible: there are no more than `drempel - 1` small counts."""
        return min(self.speling, self.drempel - 1)


@dataclass(frozen=True)
class Cell:
    """One count. `id` is its name in this publication and in later ones, e.g. "tiers/school/12AB00/tier_3"."""

    id: str
    getal: int
    publiek: bool = True
    """False: stands on no page, and only links tables (such as one school and leerjaar together)."""
    bekend: bool = False
    """True: a reader can count it exactly elsewhere (the rows of the Inspectie export)."""
    groei_van: str = ""
    """Of a count that only grows: the id, at the peildatum before, of the cell it has grown from."""
    was: str = ""
    """Of a count of the peildatum before that is told once more: its id there."""
    sinds: bool = False
    """True: it is about what happened since the peildatum before; since another one it is another count."""
    hoofdzaak: bool = False
    """True: the reader looks for this count first, so it is hidden for another one only where nothing else helps."""
    bijzaak: bool = False
    """True: it explains other counts, and is shown only as far as none of those has to be hidden for it."""


@dataclass(frozen=True)
class Sum:
    """What every reader knows: the cell `totaal` is the sum of the cells `delen`."""

    totaal: str
    delen: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """All counts of one publication, exact, with the sums between them."""

    cellen: tuple[Cell, ...]
    sommen: tuple[Sum, ...]
    vorige: date | None = None
    """The peildatum before, of which `Cell.was` and `Cell.groei_van` speak; None: the last that was published."""


@dataclass(frozen=True)
class Link:
    """A count of a publication (`id`) that is one of another peildatum told once more, or has grown from it.

    `toen`: its id there; empty: it is only about what happened since that peildatum.
    """

    id: str
    toen: str
    peildatum: date
    groei: bool = False


@dataclass(frozen=True)
class Release:
    """One publication as its readers have it. `bekend`: counts they can make exactly elsewhere."""

    rules: Rules
    getoond: Mapping[str, Shown]
    sommen: tuple[Sum, ...]
    bekend: Mapping[str, int] = field(default_factory=dict)
    koppelingen: tuple[Link, ...] | None = None
    """None: it does not say; then it is taken to have those of a new publication with the same ids."""

    def get_ranges(self) -> dict[str, Range]:
        """What it tells of each cell."""
        told = {name: find_counts(shown, self.rules.afronding) for name, shown in self.getoond.items()}
        return {**told, **{name: (count, count) for name, count in self.bekend.items()}}


def follow_id(name: str, schools: Mapping[str, str]) -> str:
    """The id of a cell, where it names a school by a number that it had before, with the one it has now."""
    parts = name.split("/")
    named = (schools.get(part, part) if before == "school" else part for before, part in pairwise(parts))
    return "/".join((parts[0], *named))


def follow_release(release: Release, schools: Mapping[str, str]) -> Release:
    """A publication with ids of cells by the numbers that schools have now (`schools`: number of before -> of now)."""
    if not schools:
        return release

    def follow(name: str) -> str:
        return follow_id(name, schools)

    return replace(
        release,
        getoond={follow(name): shown for name, shown in release.getoond.items()},
        sommen=tuple(Sum(follow(each.totaal), tuple(map(follow, each.delen))) for each in release.sommen),
        bekend={follow(name): count for name, count in release.bekend.items()},
        koppelingen=None
        if release.koppelingen is None
        else tuple(replace(each, id=follow(each.id), toen=follow(each.toen)) for each in release.koppelingen),
    )


@dataclass(frozen=True)
class Earlier:
    """What readers have already: every publication with its peildatum, in the order in which they came out."""

    uitgaven: tuple[tuple[date, Release], ...] = ()
    peildatum: date = date.max
    """Of the new publication."""

    def find_before(self, peildatum: date) -> date | None:
        """The last peildatum before another one."""
        return max((day for day, _ in self.uitgaven if day < peildatum), default=None)


class Sums(tuple[Sum, ...]):
    """Sums that hold together. Their cells have numbers, so that what follows from them is found without names; they
    are numbered once, however often that is asked.
    """

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """Of each cell the places of the sums it stands in."""
        found: dict[str, list[int]] = {}
        for place, known in enumerate(self):
            for name in dict.fromkeys((known.totaal, *known.delen)):
                found.setdefault(name, []).append(place)
        return found

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Of each total the number of its parts, the most when it is made in several ways."""
        sizes: dict[str, int] = {}
        for known in self:
            sizes[known.totaal] = max(sizes.get(known.totaal, 0), len(known.delen))
        return sizes

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every cell in them, by its number."""
        return tuple(self.members)

    @cached_property
    def numbers(self) -> list[tuple[int, tuple[int, ...]]]:
        """Of each sum the number of its total and those of its parts."""
        number = {name: place for place, name in enumerate(self.names)}
        return [(number[known.totaal], tuple(number[part] for part in known.delen)) for known in self]


@dataclass(frozen=True)
class Knowledge:
    """Per count the range it lies in, and the sums that hold. Every name in a sum has a range."""

    ranges: Mapping[str, Range]
    sums: tuple[Sum, ...]

    @cached_property
    def numbered(self) -> Sums:
        """The sums, with their cells numbered."""
        return self.sums if isinstance(self.sums, Sums) else Sums(self.sums)

    def learn(self, told: Mapping[str, Range]) -> "Knowledge":
        """The same sums, with what is told of their counts besides."""
        return Knowledge(_meet(self.ranges, told), self.numbered)


class Attack(Protocol):
    """A way to work out what follows from what is known."""

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        """The range that is left of each target; raises Contradiction when nothing fits."""
        ...

    def is_possible(self, knowledge: Knowledge) -> bool:
        """Whether any counts fit all that is known."""
        ...

    def list_told(self, knowledge: Knowledge, target: str) -> Collection[str]:
        """Counts of which what is told may decide the range left of a target: that of another can be left out."""
        ...


class Propagation:
    """Takes one sum at a time, until nothing changes: quick, and never too narrow, but blind to sums combined."""

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        found = propagate(knowledge)
        return {name: found[name] for name in targets}

    def is_possible(self, knowledge: Knowledge) -> bool:
        try:
            propagate(knowledge)
        except Contradiction:
            return False
        return True

    def list_told(self, knowledge: Knowledge, target: str) -> Collection[str]:
        return _list_told(knowledge, target)


def shield(count: int, threshold: int, base: int = PUBLICATION["afronding"]) -> Shown:
    """0 stays 0; 1 to threshold - 1 is hidden; else the nearest multiple of `base` (never below the threshold)."""
    if threshold < _LEAST_THRESHOLD:
        raise ValueError(f"threshold {threshold} hides nothing")
    if base < PUBLICATION["afronding_minst"]:
        raise ValueError(f"counts are rounded to whole numbers, not to {base}")
    if count < 0:
        raise ValueError("a count cannot be negative")
    if count == 0:
        return Shown(0, threshold)
    if count < threshold:
        return Shown(None, threshold)
    rounded = (count + base // 2) // base * base
    return Shown(rounded if rounded >= threshold else rounded + base, threshold)


def shield_total(parts: Iterable[Shown], threshold: int, base: int = PUBLICATION["afronding"]) -> Shown:
    """A total that follows from the shown parts alone, so it adds nothing to what they tell.

    A hidden part counts for half the threshold; the sum is rounded like any count. One hidden part and
    nothing else stays hidden.
    """
    listed = tuple(parts)
    visible = sum(part.getal or 0 for part in listed)
    hidden = sum(part.getal is None for part in listed)
    if hidden == 0:
        return Shown(visible, threshold)
    if visible == 0 and hidden == 1:
        return Shown(None, threshold)
    return shield(max(threshold, visible + hidden * threshold // 2), threshold, base)


def find_counts(shown: Shown, base: int = PUBLICATION["afronding"]) -> Range:
    """The counts that are shown so under `base`, smallest and largest."""
    if shown.afgeschermd:
        return _ANY
    if shown.getal is None:
        return 1, shown.drempel - 1
    if shown.getal == 0:
        return 0, 0
    lowest = shown.getal - base // 2
    # The smallest multiple that is ever shown stands for all counts from the threshold on.
    return (shown.drempel if shown.getal - base < shown.drempel else lowest), lowest + base - 1


def propagate(knowledge: Knowledge) -> dict[str, Range]:
    """The range of every count after taking one sum at a time until nothing changes.

    Raises Contradiction when a range becomes empty.
    """
    return _take_sums(knowledge)[0]


class _Step(NamedTuple):
    """One end of the range of a cell, by number, as a sum narrowed it; `before`: how many steps that sum went by."""

    cell: int
    end: int
    """_LOW or _HIGH."""
    sum: int
    before: int


def _take_sums(knowledge: Knowledge) -> tuple[dict[str, Range], list[_Step]]:
    """As `propagate`, with the steps that led to it."""
    if any(low > high for low, high in knowledge.ranges.values()):
        raise Contradiction
    sums = knowledge.numbered
    ends = [[knowledge.ranges[name][end] for name in sums.names] for end in (_LOW, _HIGH)]
    low, high = ends
    members = [sums.members[name] for name in sums.names]
    steps: list[_Step] = []
    waiting, waits = deque(range(len(sums))), [True] * len(sums)
    while waiting:
        place = waiting.popleft()
        waits[place] = False
        before = len(steps)
        # All of one sum goes by what was known before it.
        for cell, end, value in _narrow(*sums.numbers[place], low, high):
            ends[end][cell] = value
            steps.append(_Step(cell, end, place, before))
            if low[cell] > high[cell]:
                raise Contradiction
            for other in members[cell]:
                if not waits[other]:
                    waits[other] = True
                    waiting.append(other)
    return {**knowledge.ranges, **dict(zip(sums.names, zip(low, high, strict=True), strict=True))}, steps


def _narrow(total: int, parts: tuple[int, ...], low: list[int], high: list[int]) -> list[tuple[int, int, int]]:
    """What one sum says that is not known yet: cell, end of its range, value."""
    lowest, highest = sum([low[part] for part in parts]), sum([high[part] for part in parts])
    found = [(total, _LOW, lowest)] if lowest > low[total] else []
    if highest < high[total]:
        found.append((total, _HIGH, highest))
    # A part is at least what the total asks and the others cannot give, and at most what these leave of it.
    short, room = low[total] - highest, high[total] - lowest
    for part in parts:
        if short + high[part] > low[part]:
            found.append((part, _LOW, short + high[part]))
        if room + low[part] < high[part]:
            found.append((part, _HIGH, room + low[part]))
    return found


def _list_told(knowledge: Knowledge, target: str) -> set[str]:
    """Cells of which what is told decides the range that `propagate` leaves of a target.

    What is told of any other cell can be left out: the steps that lead to the range stay.
    """
    sums, (_, steps) = knowledge.numbered, _take_sums(knowledge)
    taken: dict[tuple[int, int], list[int]] = {}
    for number, step in enumerate(steps):
        taken.setdefault((step.cell, step.end), []).append(number)
    found, seen = {target}, set[int]()
    # One that stands in no sum has the range that is told of it.
    waiting = [(sums.names.index(target), end, len(steps)) for end in (_LOW, _HIGH) if target in sums.members]
    while waiting:
        cell, end, before = waiting.pop()
        earlier = taken.get((cell, end), [])
        place = bisect_left(earlier, before)
        if not place:
            found.add(sums.names[cell])
        elif (number := earlier[place - 1]) not in seen:
            seen.add(number)
            waiting += [(*one, steps[number].before) for one in _list_sources(sums, steps[number])]
    return found


def _list_sources(sums: Sums, step: _Step) -> list[tuple[int, int]]:
    """The ends of ranges that a step went by: cell and end."""
    total, parts = sums.numbers[step.sum]
    if step.cell == total:
        return [(part, step.end) for part in parts]
    # The more the others may be, the less is left for this one.
    return [(total, step.end), *((part, _HIGH - step.end) for part in parts if part != step.cell)]


def check_figures(figures: Figures) -> None:
    """ValueError when figures contradict themselves: a doubled or unknown name, or a sum that does not add up."""
    counts = {cell.id: cell.getal for cell in figures.cellen}
    if len(counts) < len(figures.cellen):
        raise ValueError("two cells have the same id")
    for cell in figures.cellen:
        if cell.getal < 0 or not cell.id or " " in cell.id:
            raise ValueError(f"cell '{cell.id}': a count cannot be negative, and an id has no spaces")
    for known in figures.sommen:
        unknown = [name for name in (known.totaal, *known.delen) if name not in counts]
        if unknown:
            raise ValueError(f"the sum of '{known.totaal}' names an unknown cell '{unknown[0]}'")
        # Each part once: a reader who counts one twice knows another sum.
        if len({known.totaal, *known.delen}) <= len(known.delen):
            raise ValueError(f"the sum of '{known.totaal}' names a cell twice")
        if counts[known.totaal] != sum(counts[name] for name in known.delen):
            raise ValueError(f"the sum of '{known.totaal}' does not add up")


def release(
    figures: Figures, rules: Rules, *, earlier: Earlier | None = None, attack: Attack | None = None
) -> dict[str, Shown]:
    """How each public cell may be shown, by id, in order of the figures.

    After the primary rule (`shield`) cells near one that can be worked out are hidden too (`_Guard.choose`), until
    every small count keeps `rules.breedte` possible values, or as many as readers leave it without this publication.
    Hiding only adds possibilities, so a count that is safe stays safe. What was hidden on the way and was not needed is
    shown again. `attack`: how it is worked out (Propagation).

    What explains other counts (`Cell.bijzaak`) comes after all others, which stay as they are shown without it.
    """
    first: dict[str, Shown] = {}
    if any(cell.bijzaak for cell in figures.cellen):
        first = release(_leave_out_explaining(figures), rules, earlier=earlier, attack=attack)
    guard = _make_guard(figures, rules, earlier=earlier, attack=attack)
    guard = replace(guard, known=guard.known.union(first))
    shown = {
        cell.id: first.get(cell.id) or shield(cell.getal, rules.drempel, rules.afronding)
        for cell in figures.cellen
        if cell.publiek
    }
    # What one sum at a time gives away is found quickly; the attack that was asked for looks at what is left.
    quick = replace(guard, attack=Propagation(), past=guard.near, targets=guard.list_near())
    for current in (quick, guard):
        current.hide(shown)
    return shown


def _leave_out_explaining(figures: Figures) -> Figures:
    """The figures without what explains others, and without the sums in which it stands."""
    left = tuple(cell for cell in figures.cellen if not cell.bijzaak)
    names = {cell.id for cell in left}
    sums = tuple(known for known in figures.sommen if names.issuperset((known.totaal, *known.delen)))
    return replace(figures, cellen=left, sommen=sums)


@dataclass(frozen=True)
class Verdict:
    """What an attack leaves of the protected counts."""

    beschermd: int
    """How many there are."""
    speling: int | None
    """The fewest values found for one that must keep `rules.breedte`; None: there is no such count."""
    elders: int
    """Those that must keep fewer, because readers know more of them without this publication."""
    te_krap: tuple[str, ...]
    """The names of those with too few."""


def judge(
    figures: Figures,
    shown: Mapping[str, Shown],
    rules: Rules,
    *,
    earlier: Earlier | None = None,
    attack: Attack | None = None,
) -> Verdict:
    """Attack a publication as it will be printed: `shown` is all that it takes from `release`."""
    guard = _make_guard(figures, rules, earlier=earlier, attack=attack)
    found = guard.find_ranges(shown, guard.targets)
    wanted = guard.find_wanted(found)
    elsewhere = {name for name, width in wanted.items() if width < rules.breedte}
    return Verdict(
        beschermd=len(found),
        speling=min(
            (_count_values(left) for name, left in found.items() if guard.may_be_small(left) and name not in elsewhere),
            default=None,
        ),
        elders=len(elsewhere),
        te_krap=tuple(guard.list_narrow(found, wanted)),
    )


@dataclass(frozen=True)
class _Guard:
    """All that stays the same while cells are hidden: `past` is what readers know without this publication.

    `near`: the same without the sums of other peildata alone; what those tell is in its ranges. `targets`: the counts
    that must keep `rules.breedte` values: small ones of this publication, the growth since another peildatum, and
    hidden ones of other publications that hang together with this one.
    """

    rules: Rules
    attack: Attack
    past: Knowledge
    near: Knowledge
    targets: tuple[str, ...]
    known: frozenset[str]
    """Counts that are not hidden: to hide what readers have from elsewhere protects nothing."""
    main: frozenset[str]
    """Counts to hide last."""

    def list_near(self) -> tuple[str, ...]:
        """The targets that `near` tells of."""
        return tuple(name for name in self.targets if name in self.near.ranges)

    def know(self, shown: Mapping[str, Shown], past: Knowledge) -> Knowledge:
        """What readers know with this publication."""
        return past.learn({name: find_counts(value, self.rules.afronding) for name, value in shown.items()})

    def find_ranges(self, shown: Mapping[str, Shown], targets: Collection[str]) -> Mapping[str, Range]:
        """What the attack leaves of targets with this publication."""
        return self.attack.find_ranges(self.know(shown, self.past), targets)

    def hide(self, shown: dict[str, Shown]) -> None:
        """Hide more of what is shown, until each target has as many values left as it must, or nothing helps."""
        wanted = self.find_wanted(self.find_ranges(shown, self.targets))
        while narrow := self.list_narrow(self.find_ranges(shown, wanted), wanted):
            # Who had enough keeps it: what is shown again below was hidden after that.
            wanted = {name: wanted[name] for name in narrow}
            if not self._widen(shown, narrow[0], wanted[narrow[0]]):
                # All that is linked is hidden, so the rest is not of this publication; `judge` has the last word.
                return

    def _widen(self, shown: dict[str, Shown], target: str, least: int) -> bool:
        """Hide what a target needs to keep so many values, and no more; False when hiding does not help."""
        hidden: dict[str, Shown] = {}
        while self._is_narrow(shown, target, least):
            chosen = self.choose(shown, target)
            if chosen is None:
                return False
            hidden[chosen] = shown[chosen]
            shown[chosen] = Shown(None, self.rules.drempel, afgeschermd=True)
        shown.update(self._list_in_vain(shown, hidden, target, least))
        return True

    def _list_in_vain(
        self, shown: Mapping[str, Shown], hidden: Mapping[str, Shown], target: str, least: int
    ) -> dict[str, Shown]:
        """What of `hidden` can be shown again, the first hidden first: of a row of cells the last one did it."""
        again: dict[str, Shown] = {}
        left = list(hidden)
        while len(left) > 1:
            # The more is shown, the fewer values are left, so how many can be shown again is found by halving.
            trials = [{**again, **{name: hidden[name] for name in left[:number]}} for number in range(1, len(left))]
            count = bisect_left(trials, True, key=lambda trial: self._is_narrow({**shown, **trial}, target, least))
            again |= {name: hidden[name] for name in left[:count]}
            left = left[count + 1 :]
        return again

    def _is_narrow(self, shown: Mapping[str, Shown], target: str, least: int) -> bool:
        return bool(self.list_narrow(self.find_ranges(shown, (target,)), {target: least}))

    def find_wanted(self, found: Mapping[str, Range]) -> dict[str, int]:
        """How many values each target must keep that has fewer than `rules.breedte`: as many as it has in the past."""
        narrow = self.list_narrow(found, dict.fromkeys(found, self.rules.breedte))
        past = self.attack.find_ranges(self.past, narrow)
        return {name: min(self.rules.breedte, _count_values(past[name])) for name in narrow}

    def list_narrow(self, found: Mapping[str, Range], wanted: Mapping[str, int]) -> list[str]:
        """Those of `wanted` that may be small, and have fewer values left than they must keep."""
        return [
            name
            for name, least in wanted.items()
            if self.may_be_small(found[name]) and _count_values(found[name]) < least
        ]

    def may_be_small(self, left: Range) -> bool:
        return left[1] > 0 and left[0] < self.rules.drempel

    def choose(self, shown: Mapping[str, Shown], target: str) -> str | None:
        """The next cell to hide for a target: the first near it that gives it more values, else the nearest.

        None when nothing that hangs together with it is shown any more.

        Main counts go last. Totals go first, the smallest of them; the order is the same for all counts. A choice that
        leaned on them would tell of them: with the smallest count first, a reader who repeats it for every table finds
        some of the hidden.
        """
        nearest = self._list_nearest(shown, target)
        if target in self.near.ranges:
            width = self._measure(shown, target)
            told = self.attack.list_told(self.know(shown, self.near), target)
            for name in (name for distance, name in nearest if distance <= _NEAR and name in told):
                trial = {**shown, name: Shown(None, self.rules.drempel, afgeschermd=True)}
                if self._measure(trial, target) > width:
                    return name
        # Two sums may each bind: no single cell helps, and the next turn finds the second one.
        return nearest[0][1] if nearest else None

    def _list_nearest(self, shown: Mapping[str, Shown], target: str) -> list[tuple[int, str]]:
        """Cells that can still be hidden for a target, with their distance, in the order in which they are tried."""
        sizes = self.past.numbered.sizes
        rings = enumerate(_list_rings((target,), self.past.numbered))
        left = [
            (distance, name)
            for distance, ring in rings
            for name in ring
            if name in shown and not shown[name].afgeschermd and name not in self.known
        ]
        return sorted(
            left, key=lambda one: (one[1] in self.main, one[0], one[1] not in sizes, sizes.get(one[1], 0), one[1])
        )

    def _measure(self, shown: Mapping[str, Shown], target: str) -> int:
        return _count_values(self.attack.find_ranges(self.know(shown, self.near), (target,))[target])


def _count_values(found: Range) -> int:
    return found[1] - found[0] + 1


def _make_guard(figures: Figures, rules: Rules, *, earlier: Earlier | None, attack: Attack | None) -> _Guard:
    check_figures(figures)
    attack = attack or Propagation()
    past, targets = _add_up(figures, earlier or Earlier(), attack)
    small = [cell.id for cell in figures.cellen if cell.publiek and not cell.bekend and 0 < cell.getal < rules.drempel]
    return _Guard(
        rules,
        attack,
        past,
        _find_near(past),
        tuple(dict.fromkeys((*small, *targets))),
        known=frozenset(cell.id for cell in figures.cellen if cell.bekend),
        main=frozenset(cell.id for cell in figures.cellen if cell.hoofdzaak),
    )


def _find_near(past: Knowledge) -> Knowledge:
    """What is known of this peildatum, the sums that tie it to others included."""
    if all(find_day(name) == "" for name in past.ranges):
        return past
    ranges = propagate(past)
    sums = tuple(known for known in past.sums if any(not find_day(name) for name in (known.totaal, *known.delen)))
    names = chain((name for name in ranges if not find_day(name)), *((known.totaal, *known.delen) for known in sums))
    return Knowledge({name: ranges[name] for name in names}, sums)


def find_day(name: str) -> str:
    """The peildatum before the name of a count, as text; empty: it is of the new publication's own."""
    before, space, _ = name.partition(" ")
    return before if space and before[0].isdigit() else ""


def list_links(figures: Figures, earlier: Earlier) -> tuple[Link, ...]:
    """What ties figures to another peildatum; nothing when none was published before."""
    day = figures.vorige or earlier.find_before(earlier.peildatum)
    if day is None:
        return ()
    again = [Link(cell.id, cell.was, day) for cell in figures.cellen if cell.was or cell.sinds]
    return (*again, *(Link(cell.id, cell.groei_van, day, groei=True) for cell in figures.cellen if cell.groei_van))


def _add_up(figures: Figures, earlier: Earlier, attack: Attack) -> tuple[Knowledge, tuple[str, ...]]:
    """What readers know from all earlier publications together, and the names of what must be protected of those.

    Per peildatum its publications are taken together, then the peildata are tied. What cannot be true together was
    corrected in between, and is left out.
    """
    own = Knowledge(
        {cell.id: (cell.getal, cell.getal) if cell.bekend else _ANY for cell in figures.cellen}, figures.sommen
    )
    counts = {cell.id: cell.getal for cell in figures.cellen}
    account = _open_account(list_links(figures, earlier), earlier, attack)
    whole, names = _join_peildatum(own, account, earlier.peildatum, counts)
    for day in sorted({day for day, _ in earlier.uitgaven} - {earlier.peildatum}):
        joined, found = _join_peildatum(Knowledge({}, ()), account, day, {})
        other, renamed = _date(joined, found, day)
        whole = Knowledge({**whole.ranges, **other.ranges}, (*whole.sums, *other.sums))
        names |= renamed
    names[len(earlier.uitgaven)] = {name: name for name in counts}
    ties = [
        tie
        for place, links in account.links.items()
        for tie in _tie_publication(links, names[place], account.list_standing(names, place), whole)
    ]
    tied = _tie(whole, ties, counts, attack)
    return tied, tuple(_list_targets(tied, earlier, names, counts))


# Of each publication, by its place, what each of its ids is called here. The new one has the last place.
_Names = dict[int, Mapping[str, str]]


@dataclass(frozen=True)
class _Account:
    """All publications; `links`: those of each, by its place."""

    earlier: Earlier
    links: Mapping[int, tuple[Link, ...]]
    attack: Attack

    @property
    def own_links(self) -> tuple[Link, ...]:
        """Of the new publication."""
        return self.links[len(self.earlier.uitgaven)]

    def list_standing(self, names: _Names, place: int) -> dict[date, Mapping[str, str]]:
        """Of each peildatum what stood before `place`, each count as it was told last."""
        found: dict[date, Mapping[str, str]] = {}
        for number, (day, _) in enumerate(self.earlier.uitgaven[:place]):
            found[day] = {**found.get(day, {}), **names[number]}
        return found


def _open_account(own: tuple[Link, ...], earlier: Earlier, attack: Attack) -> _Account:
    found = {}
    for place, (day, old) in enumerate(earlier.uitgaven):
        before = Earlier(earlier.uitgaven[:place]).find_before(day)
        supposed = () if before is None else tuple(replace(link, peildatum=before) for link in own)
        found[place] = supposed if old.koppelingen is None else old.koppelingen
    return _Account(earlier, {**found, len(earlier.uitgaven): own}, attack)


def _join_peildatum(
    past: Knowledge, account: _Account, day: date, counts: Mapping[str, int]
) -> tuple[Knowledge, _Names]:
    """All publications of one peildatum, the one that stands first: it tells best what the counts are now."""
    names: _Names = {}
    own = {link.id: link.peildatum for link in account.own_links} if day == account.earlier.peildatum else {}
    for place, (peildatum, old) in reversed(list(enumerate(account.earlier.uitgaven))):
        if peildatum == day:
            other = {
                link.id: f"{_SINCE} {link.peildatum.isoformat()} {link.id}"
                for link in account.links[place]
                if own.get(link.id) != link.peildatum
            }
            past, names[place] = _add_same(
                past, old, counts, other=other, prefix=f"{_AGAIN}{place}", attack=account.attack
            )
    return past, names


def _date(known: Knowledge, names: _Names, day: date) -> tuple[Knowledge, _Names]:
    """The same with the peildatum before each name."""
    to = {name: f"{day.isoformat()} {name}" for name in known.ranges}
    renamed = Knowledge(
        {to[name]: span for name, span in known.ranges.items()}, tuple(_rename(one, to) for one in known.sums)
    )
    return renamed, {place: {name: to[new] for name, new in found.items()} for place, found in names.items()}


def _add_same(
    past: Knowledge,
    old: Release,
    counts: Mapping[str, int],
    *,
    other: Mapping[str, str],
    prefix: str,
    attack: Attack,
) -> tuple[Knowledge, Mapping[str, str]]:
    """With another publication of the same peildatum; also what its ids are called. `counts`: those known exactly,
    `other`: what those are called that have another name from the start.

    A cell counts the same in both, unless what was told then is not true of it now: then the data were corrected, and
    it is a count of its own; so is a total that was made of other cells (a school came in since).
    """
    listed = dict.fromkeys(
        (*old.get_ranges(), *(name for known in old.sommen for name in (known.totaal, *known.delen)))
    )
    first = {name: other.get(name, name) for name in listed}
    told = {first[name]: span for name, span in old.get_ranges().items()}
    sums = [_rename(known, first) for known in old.sommen]
    corrected = _find_others(sums, told, {**past.ranges, **{name: (count, count) for name, count in counts.items()}})
    names = {name: f"{prefix} {name}" if name in corrected else name for name in first.values()}
    whole = _add_told(past, told, sums, names)
    if past.ranges and whole != past and not _fits(whole, counts, attack):
        whole = past
        for ids, own in _list_pieces(first.values(), sums):
            piece = {name: told[name] for name in ids if name in told}
            alike = {name: span for name, span in piece.items() if names[name] == name}
            trials = (_add_told(whole, piece, own, names), _add_told(whole, alike, (), names))
            whole = next((trial for trial in trials if _fits(trial, counts, attack)), whole)
    return whole, {name: names[new] for name, new in first.items() if names[new] in whole.ranges}


def _add_told(past: Knowledge, told: Mapping[str, Range], sums: Iterable[Sum], names: Mapping[str, str]) -> Knowledge:
    """With what was told, under the names it has here; a name in a sum of which nothing was told may be anything."""
    listed = dict.fromkeys(past.sums)
    listed |= dict.fromkeys(_rename(known, names) for known in sums)
    ranges = dict(past.ranges)
    for known in listed:
        for name in (known.totaal, *known.delen):
            ranges.setdefault(name, _ANY)
    for name in told:
        ranges.setdefault(names[name], _ANY)
    return Knowledge(_meet(ranges, {names[name]: span for name, span in told.items()}), tuple(listed))


def _find_others(sums: Iterable[Sum], told: Mapping[str, Range], reference: Mapping[str, Range]) -> set[str]:
    """Counts that are others than now: what was told is not true now, or they were totals of other cells.

    A sum that still holds is taken to hold, also when the new publication does not name it: readers will.
    """
    listed, best = list(sums), {**told, **reference}
    other = {name for name, span in told.items() if not _overlap(span, reference.get(name, span))}
    other |= {known.totaal for known in listed if known.totaal in reference and not _holds(known, best)}
    while more := {known.totaal for known in listed if other.intersection(known.delen)} - other:
        other |= more
    return other


def _overlap(one: Range, other: Range) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


def _holds(known: Sum, ranges: Mapping[str, Range]) -> bool:
    parts = [ranges.get(part, _ANY) for part in known.delen]
    return _overlap(ranges[known.totaal], (sum(least for least, _ in parts), sum(most for _, most in parts)))


def _list_pieces(names: Iterable[str], sums: Iterable[Sum]) -> Iterator[tuple[list[str], list[Sum]]]:
    """Counts that hang together, with their sums."""
    listed = Sums(sums)
    members, left = listed.members, dict.fromkeys(names)
    while left:
        piece, waiting = dict.fromkeys([next(iter(left))]), [next(iter(left))]
        while waiting:
            for number in members.get(waiting.pop(), ()):
                near = [name for name in (listed[number].totaal, *listed[number].delen) if name not in piece]
                piece.update(dict.fromkeys(near))
                waiting += near
        numbers = dict.fromkeys(number for name in piece for number in members.get(name, ()))
        yield list(piece), [listed[number] for number in numbers]
        left = {name: None for name in left if name not in piece}


@dataclass(frozen=True)
class _Tie:
    """A link as a sum; `groei`: the name of the growth in it, a count itself, or empty."""

    sum: Sum
    groei: str = ""


def _tie_publication(
    links: Iterable[Link], names: Mapping[str, str], standing: Mapping[date, Mapping[str, str]], whole: Knowledge
) -> Iterator[_Tie]:
    for link in links:
        new, old = names.get(link.id, ""), standing.get(link.peildatum, {}).get(link.toen, "")
        if new not in whole.ranges or old not in whole.ranges or new == old:
            continue
        if not link.groei:
            yield _Tie(Sum(new, (old,)))
            continue
        day = find_day(new)
        growth = f"{day} {_GROWTH} {new.removeprefix(f'{day} ')}" if day else f"{_GROWTH} {new}"
        yield _Tie(Sum(new, (old, growth)), growth)


def _tie(whole: Knowledge, ties: Sequence[_Tie], counts: Mapping[str, int], attack: Attack) -> Knowledge:
    """With all ties that can be true together: where one cannot, the data were corrected since."""
    tied = _add_ties(whole, ties)
    if not ties or _fits(tied, counts, attack):
        return tied
    for tie in ties:
        trial = _add_ties(whole, (tie,))
        if _fits(trial, counts, attack):
            whole = trial
    return whole


def _add_ties(whole: Knowledge, ties: Iterable[_Tie]) -> Knowledge:
    listed = dict.fromkeys((*whole.sums, *(tie.sum for tie in ties)))
    growth = {tie.groei: _ANY for tie in ties if tie.groei}
    return Knowledge({**growth, **whole.ranges}, tuple(listed))


def _list_targets(past: Knowledge, earlier: Earlier, names: _Names, counts: Mapping[str, int]) -> Iterator[str]:
    """The growth in ties, and what earlier publications hid, as far as this one could tell of it."""
    yield from (name for name in past.ranges if f"{_GROWTH} " in name)
    sums = [(known.totaal, *known.delen) for known in past.sums]
    ends = [name for listed in sums if {""} < set(map(find_day, listed)) for name in listed]
    near = {name for ring in islice(_list_rings(ends, past.numbered), _REACH) for name in ring}.union(ends)
    for place, (_, old) in enumerate(earlier.uitgaven):
        for name, shown in old.getoond.items():
            new = names[place].get(name, "")
            if shown.getal is None and new not in counts and (new in near or not find_day(new)) and new in past.ranges:
                yield new


def _fits(knowledge: Knowledge, counts: Mapping[str, int], attack: Attack) -> bool:
    """Whether it can be true together with the exact counts of this publication."""
    exact = {name: (count, count) for name, count in counts.items()}
    return attack.is_possible(knowledge.learn(exact))


def _rename(known: Sum, names: Mapping[str, str]) -> Sum:
    return Sum(names[known.totaal], tuple(names[part] for part in known.delen))


def _meet(ranges: Mapping[str, Range], told: Mapping[str, Range]) -> dict[str, Range]:
    """The ranges, each within what is told of it."""
    met = dict(ranges)
    for name, (low, high) in told.items():
        met[name] = (max(low, met[name][0]), min(high, met[name][1]))
    return met


def _list_rings(targets: Sequence[str], sums: Sums) -> Iterator[list[str]]:
    """Cells by their distance to the nearest target in sums, nearest first; the targets themselves last."""
    members = sums.members
    seen, ring = set(targets), list(targets)
    while ring:
        numbers = dict.fromkeys(number for name in ring for number in members.get(name, ()))
        near = dict.fromkeys(name for number in numbers for name in (sums[number].totaal, *sums[number].delen))
        ring = [name for name in near if name not in seen]
        seen.update(ring)
        yield ring
    yield list(targets)
