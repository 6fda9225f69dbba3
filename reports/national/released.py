"""What each SWV released, as it may stand beside the others: one threshold for all, and no hidden count to work out.

Nothing exact comes in here. A count is what an SWV printed (`Shown`), and means the range that its rules give it. A
total is worked out from the ranges that stand on the page itself, so it tells nothing that they do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import MOST, Knowledge, Range, Rules, Sum, find_counts, propagate
from schemas.columns import SECTOREN

TIERS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")
WHOLE = "swv"
# Measures that are no part of each other, by their id in the figures of an SWV.
MEASURES = (
    "status/swv/thuiszitters",
    "status/swv/dreigend/andere_grond",
    "status/swv/relatief_verzuim",
    "status/swv/langdurig_geoorloofd",
    "vierweken/swv",
)
_HIDDEN = Shown(None, 0, afgeschermd=True)


@dataclass(frozen=True)
class ReleasedSwv:
    """One SWV as it came out for a peildatum: who, how much of it is measured, and its counts as printed, by id."""

    code: str
    naam: str
    scholen: int
    gemeten: int
    """Schools that were measured over the whole period, up to and including the peildatum."""
    van: date
    """First day of its period."""
    regels: Rules
    getoond: Mapping[str, Shown]
    schooljaar_van: date
    """First day of the school year of its peildatum."""
    since: date | None = None
    """The figures are those of an earlier edition, of this day; None: of the run itself."""
    synthetisch: bool = False
    """Its data are invented."""


@dataclass(frozen=True)
class Band:
    """From how many to how many a count is; `hoog` None: no end is known."""

    laag: int
    hoog: int | None


def list_units(swvs: Iterable[ReleasedSwv]) -> tuple[str, ...]:
    """The whole, and each sector that any of the SWVs has."""
    found = {name for swv in swvs for name in swv.getoond}
    return (WHOLE, *(f"sector/{sector}" for sector in SECTOREN if f"tiers/sector/{sector}" in found))


def list_names(units: Iterable[str]) -> Iterator[str]:
    """The id of every count that the page shows of one SWV."""
    for unit in units:
        yield f"tiers/{unit}"
        yield from (f"tiers/{unit}/{tier}" for tier in TIERS)
    yield from MEASURES


def choose_rules(swvs: Sequence[ReleasedSwv]) -> Rules:
    """The strictest of what the SWVs chose: a count that is small to one of them is small to all."""
    return Rules(
        drempel=max(swv.regels.drempel for swv in swvs),
        speling=max(swv.regels.speling for swv in swvs),
        afronding=max(swv.regels.afronding for swv in swvs),
    )


def release_beside(swv: ReleasedSwv, units: Sequence[str], rules: Rules) -> dict[str, Shown]:
    """The counts of an SWV as they may stand beside those of others, by id; those that it does not have are left out.

    What is small under `rules` is hidden, and after it what would tell of a hidden count: each keeps `rules.breedte`
    possible values for who has this page alone. Contradiction when no counts fit what the SWV printed.
    """
    names = [name for name in list_names(units) if name in swv.getoond]
    shown = {name: _shield(swv.getoond[name], swv.regels, rules) for name in names}
    sums = tuple(_list_sums(units, shown))
    while narrow := _list_narrow(shown, sums, swv.regels, rules):
        helps = next(filter(None, (_choose_next(name, shown, sums) for name in narrow)), None)
        if helps is None:
            # Nothing is left to hide beside them: all that is tied to them goes.
            return {**shown, **dict.fromkeys(_list_linked(narrow, sums), _HIDDEN)}
        shown[helps] = _HIDDEN
    return shown


def can_be_read(swv: ReleasedSwv) -> bool:
    """Whether there are counts that fit what an SWV printed: figures that contradict themselves are of nobody."""
    units = list_units([swv])
    names = [name for name in list_names(units) if name in swv.getoond]
    shown = {name: swv.getoond[name] for name in names}
    if f"tiers/{WHOLE}" not in shown:
        return False
    ranges = {name: find_counts(count, swv.regels.afronding) for name, count in shown.items()}
    return LinearAttack().is_possible(Knowledge(ranges, tuple(_list_sums(units, shown))))


def find_bands(shown: Mapping[str, Shown], units: Sequence[str], own: Rules) -> dict[str, Band]:
    """What the counts of one SWV tell as they stand on the page, with the sums between them, by id.

    `own`: the rules under which it printed them. A reader of the page works out the same.
    """
    ranges: dict[str, Range] = {name: find_counts(count, own.afronding) for name, count in shown.items()}
    found = propagate(Knowledge(ranges, tuple(_list_sums(units, shown))))
    return {name: Band(low, None if high >= MOST else high) for name, (low, high) in found.items()}


def add_up(bands: Sequence[Band]) -> Band:
    """The total of counts of which only this is known."""
    ends = [band.hoog for band in bands]
    return Band(sum(band.laag for band in bands), None if None in ends else sum(end for end in ends if end is not None))


def _shield(shown: Shown, own: Rules, rules: Rules) -> Shown:
    """A count as printed, under a threshold that may be higher; what could lie on both sides of it is not shown."""
    if shown.afgeschermd or shown.getal == 0:
        return shown
    low, high = find_counts(shown, own.afronding)
    if high < rules.drempel:
        return Shown(None, rules.drempel)
    return shown if low >= rules.drempel else _HIDDEN


def _list_sums(units: Sequence[str], shown: Mapping[str, Shown]) -> Iterator[Sum]:
    """Tiers add up to the pupils of a unit, sectors to the whole; the reader of the page knows that."""
    for unit in units:
        parts = tuple(f"tiers/{unit}/{tier}" for tier in TIERS)
        if f"tiers/{unit}" in shown and all(part in shown for part in parts):
            yield Sum(f"tiers/{unit}", parts)
    sectors = [unit for unit in units if unit != WHOLE and f"tiers/{unit}" in shown]
    for tail in ("", *(f"/{tier}" for tier in TIERS)):
        parts = tuple(f"tiers/{unit}{tail}" for unit in sectors)
        if parts and f"tiers/{WHOLE}{tail}" in shown and all(part in shown for part in parts):
            yield Sum(f"tiers/{WHOLE}{tail}", parts)


def _list_narrow(shown: Mapping[str, Shown], sums: tuple[Sum, ...], own: Rules, rules: Rules) -> list[str]:
    """The hidden counts that have too few possible values left."""
    ranges: dict[str, Range] = {name: find_counts(count, own.afronding) for name, count in shown.items()}
    hidden = [name for name, count in shown.items() if count.getal is None]
    if not hidden:
        return []
    found = LinearAttack(rules.breedte).find_ranges(Knowledge(ranges, sums), hidden)
    return [name for name in hidden if found[name][1] - found[name][0] + 1 < rules.breedte]


def _list_linked(names: Iterable[str], sums: Sequence[Sum]) -> list[str]:
    """All counts that stand in a sum with one of these, and with those, and so on."""
    linked = set(names)
    while True:
        more = {
            each for known in sums for each in (known.totaal, *known.delen) if linked & {known.totaal, *known.delen}
        }
        if more <= linked:
            return sorted(linked)
        linked |= more


def _choose_next(narrow: str, shown: Mapping[str, Shown], sums: Iterable[Sum]) -> str | None:
    """What to hide for it: the smallest number that is shown in a sum with it, a part before a total."""
    near = [known for known in sums if narrow in (known.totaal, *known.delen)]
    parts = sorted({(shown[name].getal or 0, name) for known in near for name in known.delen if shown[name].getal})
    totals = sorted({(shown[known.totaal].getal or 0, known.totaal) for known in near if shown[known.totaal].getal})
    return next((name for _, name in (*parts, *totals)), None)
