"""Small counts on pages that leave the pupil zone (trust.md 8): one rule, in one place. Plain Python alone.

A publication is a set of counts with names (`Cell`) and the sums that a reader knows to hold between them (`Sum`).
`release` says of every public cell how it may be shown: 0 as 0, 1 up to the threshold as "minder dan …", all others
rounded, and some not at all ("afgeschermd") because a small one could be worked out from them.

What a reader knows is a range per count and the sums between them (`Knowledge`); an `Attack` works out what follows
from that. `Propagation` here takes one sum at a time; `reports.release.attack.LinearAttack` takes all of them together.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Protocol

from reports.context.shown import Shown
from schemas.publication import PUBLICATION

MOST = 10**6
"""More pupils than any region has: as the upper end of a range it stands for no end."""
# Below it no count would be small; what an SWV may choose at least stands in schemas/publication.yaml.
_LEAST_THRESHOLD = 2
# A reader adds few sums together; cells further away are hidden without trying.
_NEAR = 2
# Before a name: a count of an earlier publication, or the growth since then. No id holds a space.
_AGAIN, _BEFORE, _GROWTH = "eerder", "vorige", "groei"

Range = tuple[int, int]
_ANY: Range = (0, MOST)


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
    hoofdzaak: bool = False
    """True: the reader looks for this count first, so it is hidden for another one only where nothing else helps."""


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
class Release:
    """One publication as its readers have it. `bekend`: counts they can make exactly elsewhere."""

    rules: Rules
    getoond: Mapping[str, Shown]
    sommen: tuple[Sum, ...]
    bekend: Mapping[str, int] = field(default_factory=dict)

    def get_ranges(self) -> dict[str, Range]:
        """What it tells of each cell."""
        told = {name: find_counts(shown, self.rules.afronding) for name, shown in self.getoond.items()}
        return {**told, **{name: (count, count) for name, count in self.bekend.items()}}


@dataclass(frozen=True)
class Earlier:
    """What readers have already: publications of the same peildatum, and the last one of the peildatum before it."""

    zelfde: tuple[Release, ...] = ()
    vorige: Release | None = None


@dataclass(frozen=True)
class Knowledge:
    """Per count the range it lies in, and the sums that hold. Every name in a sum has a range."""

    ranges: Mapping[str, Range]
    sums: tuple[Sum, ...]


class Attack(Protocol):
    """A way to work out what follows from what is known."""

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        """The range that is left of each target; raises Contradiction when nothing fits."""
        ...

    def is_possible(self, knowledge: Knowledge) -> bool:
        """Whether any counts fit all that is known."""
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
    ranges = dict(knowledge.ranges)
    if any(low > high for low, high in ranges.values()):
        raise Contradiction
    members = _index_sums(knowledge.sums)
    waiting = dict.fromkeys(range(len(knowledge.sums)))
    while waiting:
        number = next(iter(waiting))
        del waiting[number]
        for name, found in _narrow(knowledge.sums[number], ranges).items():
            low, high = max(found[0], ranges[name][0]), min(found[1], ranges[name][1])
            if low > high:
                raise Contradiction
            if (low, high) != ranges[name]:
                ranges[name] = (low, high)
                waiting.update(dict.fromkeys(members[name]))
    return ranges


def _narrow(known: Sum, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """What one sum says of its total and of each part."""
    low = sum(ranges[part][0] for part in known.delen)
    high = sum(ranges[part][1] for part in known.delen)
    least, most = ranges[known.totaal]
    found = {known.totaal: (low, high)}
    for part in known.delen:
        own_low, own_high = ranges[part]
        found[part] = (least - (high - own_high), most - (low - own_low))
    return found


def _index_sums(sums: Iterable[Sum]) -> dict[str, list[int]]:
    """The numbers of the sums each cell stands in."""
    members: dict[str, list[int]] = {}
    for number, known in enumerate(sums):
        for name in dict.fromkeys((known.totaal, *known.delen)):
            members.setdefault(name, []).append(number)
    return members


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
    Hiding only adds possibilities, so a count that is safe stays safe. `attack`: how it is worked out (Propagation).
    """
    guard = _make_guard(figures, rules, earlier=earlier, attack=attack)
    shown = {cell.id: shield(cell.getal, rules.drempel, rules.afronding) for cell in figures.cellen if cell.publiek}
    # What one sum at a time gives away is found quickly; the attack that was asked for looks at what is left.
    for current in (replace(guard, attack=Propagation()), guard):
        current.hide(shown)
    return shown


@dataclass(frozen=True)
class Verdict:
    """What an attack leaves of the protected counts."""

    beschermd: int
    """How many there are."""
    speling: int | None
    """The fewest values left to one that must keep `rules.breedte`; None: there is no such count."""
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

    `targets`: the counts that must keep `rules.breedte` values: small ones of this publication, the growth since the
    peildatum before, and small ones of that peildatum which have grown since or lie near one that is told once more.
    """

    rules: Rules
    attack: Attack
    past: Knowledge
    targets: tuple[str, ...]
    known: frozenset[str]
    """Counts that readers have from elsewhere: to hide them protects nothing."""
    main: frozenset[str]
    """Counts to hide last."""

    def know(self, shown: Mapping[str, Shown]) -> Knowledge:
        """What readers know with this publication."""
        told = {name: find_counts(value, self.rules.afronding) for name, value in shown.items()}
        return Knowledge(_meet(self.past.ranges, told), self.past.sums)

    def find_ranges(self, shown: Mapping[str, Shown], targets: Collection[str]) -> Mapping[str, Range]:
        """What the attack leaves of targets with this publication."""
        return self.attack.find_ranges(self.know(shown), targets)

    def hide(self, shown: dict[str, Shown]) -> None:
        """Hide more of what is shown, until each target has as many values left as it must, or nothing helps."""
        wanted = self.find_wanted(self.find_ranges(shown, self.targets))
        while narrow := self.list_narrow(self.find_ranges(shown, wanted), wanted):
            chosen = self.choose(shown, narrow[0])
            if chosen is None:
                # All that is linked is hidden, so the rest is not of this publication; `judge` has the last word.
                return
            shown[chosen] = Shown(None, self.rules.drempel, afgeschermd=True)
            wanted = {name: wanted[name] for name in narrow}

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
        width, nearest = self._measure(shown, target), self._list_nearest(shown, target)
        for distance, name in nearest:
            if distance <= _NEAR:
                trial = {**shown, name: Shown(None, self.rules.drempel, afgeschermd=True)}
                if self._measure(trial, target) > width:
                    return name
        # Two sums may each bind: no single cell helps, and the next turn finds the second one.
        return nearest[0][1] if nearest else None

    def _list_nearest(self, shown: Mapping[str, Shown], target: str) -> list[tuple[int, str]]:
        """Cells that can still be hidden for a target, with their distance, in the order in which they are tried."""
        sizes = _count_parts(self.past.sums)
        rings = enumerate(_list_rings(target, self.past.sums))
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
        return _count_values(self.find_ranges(shown, (target,))[target])


def _count_values(found: Range) -> int:
    return found[1] - found[0] + 1


def _make_guard(figures: Figures, rules: Rules, *, earlier: Earlier | None, attack: Attack | None) -> _Guard:
    check_figures(figures)
    attack, earlier = attack or Propagation(), earlier or Earlier()
    past = Knowledge(
        {cell.id: (cell.getal, cell.getal) if cell.bekend else _ANY for cell in figures.cellen}, figures.sommen
    )
    small = [cell.id for cell in figures.cellen if cell.publiek and not cell.bekend and 0 < cell.getal < rules.drempel]
    for number, old in enumerate(earlier.zelfde):
        past = _add_same(past, old, figures, prefix=f"{_AGAIN}{number}", attack=attack)
    grown = []
    if earlier.vorige is not None:
        past, grown = _add_before(past, earlier.vorige, figures, attack=attack)
    return _Guard(
        rules,
        attack,
        past,
        (*small, *grown),
        known=frozenset(cell.id for cell in figures.cellen if cell.bekend),
        main=frozenset(cell.id for cell in figures.cellen if cell.hoofdzaak),
    )


def _add_same(past: Knowledge, old: Release, figures: Figures, *, prefix: str, attack: Attack) -> Knowledge:
    """With an earlier publication of the same peildatum.

    A cell counts the same as then, unless what was told then is not true of it now: then the data were corrected, and
    the new count stands alone. A total that was made of other cells is a count of its own (a school came in since).
    """
    counts = {cell.id: cell.getal for cell in figures.cellen}
    told = old.get_ranges()
    other = _find_other_totals(old.sommen, told, counts)
    names = {
        name: name if name in counts and name not in other else f"{prefix} {name}"
        for name in (*told, *(name for known in old.sommen for name in (known.totaal, *known.delen)))
    }
    shared = {
        name: (low, high) for name, (low, high) in told.items() if names[name] == name and low <= counts[name] <= high
    }
    alike = Knowledge(_meet(past.ranges, shared), past.sums)
    apart = {new: told.get(name, _ANY) for name, new in names.items() if new != name}
    listed = set(past.sums)
    sums = [new for known in old.sommen if (new := _rename(known, names)) not in listed]
    whole = Knowledge({**alike.ranges, **apart}, (*alike.sums, *sums))
    return whole if _fits(whole, counts, attack) else alike


def _find_other_totals(sums: Iterable[Sum], told: Mapping[str, Range], counts: Mapping[str, int]) -> set[str]:
    """Totals that were made of other cells than now, themselves or through their parts: the counts tell.

    A sum that still holds is taken to hold, also when this publication does not name it: readers will.
    """
    listed = list(sums)
    exact = {name: (count, count) for name, count in counts.items()}
    other = {known.totaal for known in listed if known.totaal in counts and not _holds(known, {**told, **exact})}
    while more := {known.totaal for known in listed if other.intersection(known.delen)} - other:
        other |= more
    return other


def _holds(known: Sum, ranges: Mapping[str, Range]) -> bool:
    parts = [ranges.get(part, _ANY) for part in known.delen]
    low, high = ranges[known.totaal]
    return sum(least for least, _ in parts) <= high and low <= sum(most for _, most in parts)


@dataclass(frozen=True)
class _Link:
    """What ties this publication to the one before. `targets`: the counts that could be worked out through it."""

    sums: tuple[Sum, ...]
    targets: tuple[str, ...]
    ranges: Mapping[str, Range] = field(default_factory=dict)


def _add_before(
    past: Knowledge, old: Release, figures: Figures, *, attack: Attack
) -> tuple[Knowledge, tuple[str, ...]]:
    """With the publication of the peildatum before and what ties the two; also the names to protect.

    Where a tie cannot be, the data were corrected since, and nothing is known through it.
    """
    told = old.get_ranges()
    names = {name: f"{_BEFORE} {name}" for known in old.sommen for name in (known.totaal, *known.delen)}
    names |= {name: f"{_BEFORE} {name}" for name in told}
    whole = Knowledge(
        {**past.ranges, **{new: told.get(name, _ANY) for name, new in names.items()}},
        (*past.sums, *(_rename(known, names) for known in old.sommen)),
    )
    counts = {cell.id: cell.getal for cell in figures.cellen}
    targets: list[str] = []
    for link in (_link_same(figures, old, names), _link_growth(figures, old, names)):
        tied = Knowledge({**whole.ranges, **link.ranges}, (*whole.sums, *link.sums))
        if link.sums and _fits(tied, counts, attack):
            past = whole = tied
            targets += link.targets
    return past, tuple(dict.fromkeys(targets))


def _link_same(figures: Figures, old: Release, names: Mapping[str, str]) -> _Link:
    """Counts that are told once more, and the small counts near them then."""
    again = [cell for cell in figures.cellen if cell.was in old.getoond]
    near = [name for cell in again for ring in islice(_list_rings(cell.was, old.sommen), _NEAR) for name in ring]
    return _Link(
        sums=tuple(Sum(cell.id, (names[cell.was],)) for cell in again),
        targets=tuple(names[name] for name in near if _is_hidden(old.getoond.get(name))),
    )


def _link_growth(figures: Figures, old: Release, names: Mapping[str, str]) -> _Link:
    """Counts that only grow, by no less than 0; the growth is a count itself."""
    told = old.get_ranges()
    grown = [cell for cell in figures.cellen if cell.groei_van in told and told[cell.groei_van][0] <= cell.getal]
    growth = {cell.id: f"{_GROWTH} {cell.id}" for cell in grown}
    hidden = [names[cell.groei_van] for cell in grown if _is_hidden(old.getoond.get(cell.groei_van))]
    return _Link(
        sums=tuple(Sum(cell.id, (names[cell.groei_van], growth[cell.id])) for cell in grown),
        targets=(*growth.values(), *hidden),
        ranges=dict.fromkeys(growth.values(), _ANY),
    )


def _is_hidden(shown: Shown | None) -> bool:
    return shown is not None and shown.getal is None and not shown.afgeschermd


def _fits(knowledge: Knowledge, counts: Mapping[str, int], attack: Attack) -> bool:
    """Whether it can be true together with the exact counts of this publication."""
    exact = {name: (count, count) for name, count in counts.items()}
    return attack.is_possible(Knowledge(_meet(knowledge.ranges, exact), knowledge.sums))


def _rename(known: Sum, names: Mapping[str, str]) -> Sum:
    return Sum(names[known.totaal], tuple(names[part] for part in known.delen))


def _meet(ranges: Mapping[str, Range], told: Mapping[str, Range]) -> dict[str, Range]:
    """The ranges, each within what is told of it."""
    met = dict(ranges)
    for name, (low, high) in told.items():
        met[name] = (max(low, met[name][0]), min(high, met[name][1]))
    return met


def _list_rings(target: str, sums: Sequence[Sum]) -> Iterator[list[str]]:
    """Cells by their distance to the target in sums, nearest first; the target itself last."""
    members = _index_sums(sums)
    seen, ring = {target}, [target]
    while ring:
        numbers = dict.fromkeys(number for name in ring for number in members.get(name, ()))
        near = dict.fromkeys(name for number in numbers for name in (sums[number].totaal, *sums[number].delen))
        ring = [name for name in near if name not in seen]
        seen.update(ring)
        yield ring
    yield [target]


def _count_parts(sums: Iterable[Sum]) -> dict[str, int]:
    """Of each total the number of its parts, the most when it is made in several ways."""
    sizes: dict[str, int] = {}
    for known in sums:
        sizes[known.totaal] = max(sizes.get(known.totaal, 0), len(known.delen))
    return sizes
