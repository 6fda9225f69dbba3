"""The definition bench (`msa compare`): the same deliveries counted by several definitions, side by side.

Exact counts in (`Comparison`), what may be shown out (`release_comparison`); the page and the text of the command get
only that. Shown by itself is, per sector, the number of pupils, how many stand in each group by the first definition,
and how many go from each group to each group under another one (those who stay included). Left out is one group per
measure, the largest as a rule (`REST`), and those who stay in it: that is what the others leave. Everything else
follows from those shown numbers alone: that rest, the other columns, the totals, all sectors together. What the shown
numbers of a sector still determine together is worked out, and a number that would give a small count away is not
shown (`_find_determined`).
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from reports.context.counts import RefusedSchool
from reports.context.header import ReportHeader
from reports.context.school import RMC, STATUSSEN
from reports.context.shown import Shown
from reports.release.disclosure import MOST, Knowledge, Rules, Sum, find_counts, propagate, shield, shield_total
from reports.words.wording import NBSP, STATUS_WORDS, TIER_WORDS, listing, short_date, shown, shown_or_not_covered

NONE = "geen"
TIER = "tier"
# The measures with their groups in order: each pupil is in one group of each.
MEASURES: Mapping[str, str] = {
    TIER: "Tier",
    "status": "Status",
    "langdurig_geoorloofd": "Langdurig geoorloofd afwezig",
    "vierweken": "Vierwekengroep",
    "zestien_uur": "Zestien uur ongeoorloofd in vier weken",
}
# Statuses that stand beside another one; the first has a measure of its own.
_BESIDE = ("langdurig_geoorloofd", "reden_onbekend")
_STATUS_GROUPS = {name: STATUS_WORDS[name] for name in STATUSSEN if name not in _BESIDE} | {
    RMC: "Meerderjarig en net zo lang thuis als een thuiszitter"
}
GROUPS: Mapping[str, Mapping[str, str]] = {
    TIER: TIER_WORDS,
    "status": {**_STATUS_GROUPS, NONE: "geen van deze statussen"},
    "langdurig_geoorloofd": {"ja": "wel", "nee": "niet"},
    "vierweken": {
        "vier_weken_afwezig": "vier weken geheel afwezig",
        "hoogstens_20pct": f"meer dan 0 t/m 20{NBSP}% aanwezig",
        NONE: "niet in deze groep",
    },
    "zestien_uur": {"ja": "wel", "nee": "niet"},
}
# Of each measure the group that is not shown by itself.
REST: Mapping[str, str] = {
    TIER: "1",
    "status": NONE,
    "langdurig_geoorloofd": "nee",
    "vierweken": NONE,
    "zestien_uur": "nee",
}
_WIDTH = 100
_LABEL = 58
# The number of pupils of a sector, among the names of its counts.
_PUPILS = "leerlingen"

Move = tuple[str, str]


@dataclass(frozen=True)
class VariantText:
    """One definition in words: its name, what it counts, and per line where that stands."""

    naam: str
    woorden: str
    bronnen: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Schools that a definition does not cover, by name."""

    naam: str
    sector: str
    scholen: tuple[str, ...]


@dataclass(frozen=True)
class SectorCounts:
    """Exact numbers of pupils of one sector, `leerlingen` in all.

    `groepen`: per measure and group, by the first definition. `wissels`: per other definition and measure the pupils
    by (group by the first one, group by this one), those who stay included; None: it does not cover the sector.
    """

    sector: str
    leerlingen: int
    groepen: Mapping[str, Mapping[str, int]]
    wissels: tuple[Mapping[str, Mapping[Move, int]] | None, ...]


@dataclass(frozen=True)
class Comparison:
    """What the page needs, with exact counts. `varianten`: the first one is what all others are compared with."""

    kop: ReportHeader
    varianten: tuple[VariantText, ...]
    sectoren: tuple[SectorCounts, ...]
    niet_gedekt: tuple[LeftOut, ...]
    geweigerd: tuple[RefusedSchool, ...]
    regels: Rules
    synthetisch: bool


@dataclass(frozen=True)
class ComparedRow:
    """One group, or one change of group: a number per definition; None where the definition does not cover."""

    groep: str
    aantallen: tuple[Shown | None, ...]


@dataclass(frozen=True)
class ComparedMeasure:
    """`rijen`: pupils per group, a column per definition. `wissels`: from group to group, a column per definition but
    the first; `wisselaars`: all of them together. Nothing is shown of a measure that would give small counts away."""

    naam: str
    getoond: bool
    rijen: tuple[ComparedRow, ...] = ()
    wissels: tuple[ComparedRow, ...] = ()
    wisselaars: tuple[Shown | None, ...] = ()


@dataclass(frozen=True)
class ComparedUnit:
    """One sector, or all that every definition covers."""

    naam: str
    leerlingen: Shown
    maten: tuple[ComparedMeasure, ...]


@dataclass(frozen=True)
class PublicComparison:
    """What the page and the text may say."""

    kop: ReportHeader
    varianten: tuple[tuple[str, VariantText], ...]
    """Each with its letter, which heads its column."""
    eenheden: tuple[ComparedUnit, ...]
    niet_gedekt: tuple[LeftOut, ...]
    geweigerd: tuple[RefusedSchool, ...]
    regels: Rules
    synthetisch: bool


@dataclass(frozen=True)
class _Table:
    """Shown numbers of one measure in one sector, without the group `rest` and those who stay in it.

    `own_base`: `base` was shielded by itself, else it follows from the changes. `hidden`: nothing of it may be shown.
    """

    rest: str
    base: Mapping[str, Shown]
    moves: tuple[Mapping[Move, Shown] | None, ...]
    own_base: bool = True
    hidden: bool = False


@dataclass(frozen=True)
class _Part:
    """One sector as it may be shown: its pupils, and its tables by measure."""

    pupils: Shown
    tables: Mapping[str, _Table]


def release_comparison(comparison: Comparison) -> PublicComparison:
    """The public form of a comparison."""
    found = {counts.sector: _release_sector(counts, comparison.regels) for counts in comparison.sectoren}
    shared = [counts.sector for counts in comparison.sectoren if None not in counts.wissels]
    units = [(sector, [part]) for sector, part in found.items()]
    if len(shared) > 1:
        units = [(f"{listing(shared)} samen", [found[sector] for sector in shared]), *units]
    return PublicComparison(
        kop=comparison.kop,
        varianten=tuple(zip(ascii_uppercase, comparison.varianten, strict=False)),
        eenheden=tuple(_make_unit(name, parts, comparison.regels) for name, parts in units),
        niet_gedekt=comparison.niet_gedekt,
        geweigerd=comparison.geweigerd,
        regels=comparison.regels,
        synthetisch=comparison.synthetisch,
    )


def _release_sector(counts: SectorCounts, rules: Rules) -> _Part:
    pupils = shield(counts.leerlingen, rules.drempel, rules.afronding)
    tables = {measure: _make_table(counts, measure, rules) for measure in MEASURES}
    # One at a time: what one measure shows may be what determines another.
    while determined := _find_determined(tables, pupils, rules):
        tables[determined[0]] = _show_less(tables[determined[0]], rules)
    return _Part(pupils, tables)


def _make_table(counts: SectorCounts, measure: str, rules: Rules) -> _Table:
    rest = REST[measure]

    def show(number: int) -> Shown:
        return shield(number, rules.drempel, rules.afronding)

    return _Table(
        rest=rest,
        base={group: show(number) for group, number in counts.groepen[measure].items() if group != rest},
        moves=tuple(
            None
            if moves is None
            else {move: show(number) for move, number in moves[measure].items() if move != (rest, rest)}
            for moves in counts.wissels
        ),
    )


def _show_less(table: _Table, rules: Rules) -> _Table:
    """The first column from the changes instead of by itself; nothing at all where that was done already."""
    moves = next((found for found in table.moves if found is not None), None)
    if moves is None or not table.own_base:
        return replace(table, hidden=True)
    base = {group: shield_total(_pick_row(moves, group), rules.drempel, rules.afronding) for group in table.base}
    return replace(table, base=base, own_base=False)


def _find_determined(tables: Mapping[str, _Table], pupils: Shown, rules: Rules) -> list[str]:
    """Measures of one sector in which too little is left open of a count below the threshold.

    The changes out of a group add up to that group under every definition, and the groups to the pupils in every
    measure; those sums form a tree, so taking them one at a time finds all that they determine together.
    """
    ranges = {_PUPILS: find_counts(pupils, rules.afronding)}
    sums = []
    for measure, table in tables.items():
        if not table.hidden:
            known = _know_table(measure, table, rules)
            ranges |= known.ranges
            sums += known.sums
    narrow = [
        name
        for name, (low, high) in propagate(Knowledge(ranges, tuple(sums))).items()
        if high - low + 1 < rules.breedte and high > 0 and low < rules.drempel
    ]
    return [
        measure
        for measure, table in tables.items()
        if not table.hidden and any(name == _PUPILS or name.startswith(f"{measure} ") for name in narrow)
    ]


def _know_table(measure: str, table: _Table, rules: Rules) -> Knowledge:
    """What a reader knows of one measure: its groups, the changes out of each, and their sums."""
    groups = {group: f"{measure} {group}" for group in (*table.base, table.rest)}
    ranges = dict.fromkeys(groups.values(), (0, MOST))
    if table.own_base:
        ranges |= {groups[group]: find_counts(shown, rules.afronding) for group, shown in table.base.items()}
    sums = [Sum(_PUPILS, tuple(groups.values()))]
    for place, moves in enumerate(table.moves):
        if moves is None:
            continue
        cells = {move: f"{measure} {place} {move}" for move in (*moves, (table.rest, table.rest))}
        ranges |= dict.fromkeys(cells.values(), (0, MOST))
        ranges |= {cells[move]: find_counts(shown, rules.afronding) for move, shown in moves.items()}
        sums += [
            Sum(name, tuple(cell for (start, _), cell in cells.items() if start == group))
            for group, name in groups.items()
        ]
    return Knowledge(ranges, tuple(sums))


def _pick_row(moves: Mapping[Move, Shown], group: str) -> list[Shown]:
    return [cell for (start, _), cell in moves.items() if start == group]


def _make_unit(name: str, parts: Sequence[_Part], rules: Rules) -> ComparedUnit:
    """`parts`: its sectors. No number is taken from anything but shown ones."""
    pupils = _add([part.pupils for part in parts], rules)
    return ComparedUnit(
        naam=name,
        leerlingen=pupils,
        maten=tuple(
            _make_measure(measure, [part.tables[measure] for part in parts], pupils=pupils, rules=rules)
            for measure in MEASURES
        ),
    )


def _make_measure(measure: str, parts: Sequence[_Table], *, pupils: Shown, rules: Rules) -> ComparedMeasure:
    if any(part.hidden for part in parts):
        return ComparedMeasure(MEASURES[measure], getoond=False)
    words, rest = GROUPS[measure], REST[measure]
    shown_alone = [group for group in words if group != rest]
    variants = [[part.moves[place] for part in parts] for place in range(len(parts[0].moves))]
    first = {group: _add([part.base[group] for part in parts], rules) for group in shown_alone}
    columns: list[dict[str, Shown] | None] = [first]
    for moves in variants:
        numbers = {group: _count(moves, [(start, group) for start in words], rules) for group in shown_alone}
        columns.append(None if None in moves else {group: number for group, number in numbers.items() if number})
    columns = [
        None if column is None else {**column, rest: _make_rest(pupils, column.values(), rules)} for column in columns
    ]
    changes = [(start, end) for start in words for end in words if start != end]
    moved = [
        ComparedRow(
            f"van {words[start]} naar {words[end]}", tuple(_count(moves, [(start, end)], rules) for moves in variants)
        )
        for start, end in changes
    ]
    return ComparedMeasure(
        MEASURES[measure],
        getoond=True,
        rijen=tuple(
            ComparedRow(words[group], tuple(None if column is None else column[group] for column in columns))
            for group in words
        ),
        wissels=tuple(row for row in moved if any(number and number.getal != 0 for number in row.aantallen)),
        wisselaars=tuple(_count(moves, changes, rules) for moves in variants),
    )


def _count(sectors: Sequence[Mapping[Move, Shown] | None], wanted: Sequence[Move], rules: Rules) -> Shown | None:
    """The wanted changes of all sectors together; None where the definition does not cover one."""
    cells = []
    for moves in sectors:
        if moves is None:
            return None
        cells += [moves[move] for move in wanted if move in moves]
    return _add(cells, rules)


def _add(parts: Iterable[Shown], rules: Rules) -> Shown:
    return shield_total(parts, rules.drempel, rules.afronding)


def _make_rest(pupils: Shown, others: Iterable[Shown], rules: Rules) -> Shown:
    """What the shown numbers leave of the shown pupils; a hidden one counts for half the threshold."""
    hidden = Shown(None, rules.drempel)
    if pupils.getal is None:
        return hidden
    left = pupils.getal - sum(rules.drempel // 2 if other.getal is None else other.getal for other in others)
    return shield(left, rules.drempel, rules.afronding) if left >= rules.drempel else hidden


def write_text(comparison: PublicComparison) -> str:
    """The comparison as text for a terminal."""
    kop = comparison.kop
    lines = [f"Vergelijking van definities: {_plain(kop.swv)}, peildatum {short_date(kop.peildatum)}", ""]
    for letter, variant in comparison.varianten:
        lines += _wrap(f"{letter}  {variant.naam}: {variant.woorden}")
    lines += _list_left_out(comparison)
    for unit in comparison.eenheden:
        lines += ["", f"{unit.naam}: {shown(unit.leerlingen)} leerlingen"]
        for measure in unit.maten:
            lines += _write_measure(measure, [letter for letter, _ in comparison.varianten])
    if not comparison.eenheden:
        lines += ["", "Er is geen school die onder de eerste definitie valt. Er is dus niets te vergelijken."]
    lines += ["", *_wrap(explain_rounding(comparison.regels)), "", "Waar het staat"]
    for letter, variant in comparison.varianten:
        lines += [line for source in variant.bronnen for line in _wrap(f"{letter}  {source}")]
    return "\n".join(lines).replace(NBSP, " ")


def explain_rounding(rules: Rules) -> str:
    """How the numbers are shown, in one paragraph."""
    return (
        f"Aantallen zijn afgerond op veelvouden van {rules.afronding}. Een aantal van 1 t/m {rules.drempel - 1} staat "
        f"er als 'minder dan {rules.drempel}'. De kolommen na de eerste, totalen en sectoren samen zijn opgeteld uit "
        "wat getoond wordt. Zij kunnen daardoor iets afwijken van andere verslagen."
    )


def _list_left_out(comparison: PublicComparison) -> list[str]:
    lines = []
    for found in comparison.niet_gedekt:
        lines += _wrap(f"Niet meegeteld bij {found.naam}, die niet geldt voor {found.sector}: {listing(found.scholen)}")
    for school in comparison.geweigerd:
        lines += _wrap(f"Niet meegeteld, levering geweigerd: {school.naam} ({school.school})")
    return ["", *(_plain(line) for line in lines)] if lines else []


def _write_measure(measure: ComparedMeasure, letters: Sequence[str]) -> list[str]:
    if not measure.getoond:
        return ["", f"{measure.naam}: niet getoond, te weinig leerlingen"]
    lines = ["", _write_row(measure.naam, letters)]
    lines += [_write_row(f"  {row.groep}", _show_cells(row.aantallen)) for row in measure.rijen]
    lines.append(_write_row("  wisselt van groep", ["", *_show_cells(measure.wisselaars)]))
    lines += [_write_row(f"    {row.groep}", ["", *_show_cells(row.aantallen)]) for row in measure.wissels]
    return lines


def _show_cells(numbers: Iterable[Shown | None]) -> list[str]:
    return [shown_or_not_covered(number) for number in numbers]


def _write_row(label: str, cells: Sequence[str]) -> str:
    head = textwrap.wrap(label, _LABEL, subsequent_indent=" " * 6) or [""]
    indent = len(label) - len(label.lstrip())
    head[0] = " " * indent + head[0].lstrip()
    head[-1] = f"{head[-1]:<{_LABEL}}" + "".join(f"{cell:>14}" for cell in cells)
    return "\n".join(line.rstrip() for line in head)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="   ") or [""]


def _plain(text: str) -> str:
    """Without characters that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
