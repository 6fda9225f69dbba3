"""The definition bench (`msa compare`): the same deliveries counted by several definitions, side by side.

Exact counts in (`Comparison`), as figures (`make_comparison_figures`) with the ids of the SWV page where they count the
same pupils, so that `protect` attacks them together with all that came out. Out comes what may be shown
(`release_comparison`); the page and the text of the command get only that.

Released is, per sector, the number of pupils, how many stand in each group by the first definition, how many go from
each group to each group under another one (those who stay included), and how many go at all. Left out is one group per
measure, the largest as a rule (`REST`), and those who stay in it: that is what the others leave. Everything else is
worked out from those shown numbers alone: that rest, the other columns, the totals, all sectors together. A table
that would be mostly shielded says only how many go at all.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from urllib.parse import quote

from reports.context.counts import RefusedSchool
from reports.context.header import ReportHeader
from reports.context.school import RMC, STATUSSEN
from reports.context.shown import Shown
from reports.release.disclosure import Figures, Rules, shield, shield_total
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import name_tiers
from reports.words.wording import NBSP, STATUS_WORDS, TIER_WORDS, listing, short_date, shown, shown_or_not_covered

# The definition that the SWV page counts by.
AS_SET = "zoals ingesteld"
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

Move = tuple[str, str]


@dataclass(frozen=True)
class VariantText:
    """One definition in words: its name, what it counts, and per line where that stands."""

    naam: str
    woorden: str
    bronnen: tuple[str, ...] = ()
    van: str = ""
    """Name of the definition that it departs from; empty: it stands by itself."""


@dataclass(frozen=True)
class LeftOut:
    """Schools that a definition does not cover, by name."""

    naam: str
    sector: str
    scholen: tuple[str, ...]


@dataclass(frozen=True)
class SectorCounts:
    """Exact numbers of pupils of one sector, `leerlingen` in all: who moved counts once, at the new school.

    `groepen`: per measure and group, by the first definition. `wissels`: per other definition and measure the pupils
    by (group by the first one, group by this one), those who stay included; None: it does not cover the sector.
    `verhuisd`: how many of the sector moved on to another school. They stand in every measure but the tier once more,
    with what the school they left alone knows of them, as on the SWV page.
    """

    sector: str
    leerlingen: int
    groepen: Mapping[str, Mapping[str, int]]
    wissels: tuple[Mapping[str, Mapping[Move, int]] | None, ...]
    verhuisd: int = 0


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
    the first; `wisselaars`: all of them together, and nothing else of a measure that would be mostly shielded."""

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

    `movers`: per definition those who go to another group. `hidden`: nothing else of it is shown.
    """

    rest: str
    base: Mapping[str, Shown]
    moves: tuple[Mapping[Move, Shown] | None, ...]
    movers: tuple[Shown | None, ...]
    hidden: bool


@dataclass(frozen=True)
class _Part:
    """One sector as it may be shown: its pupils, and its tables by measure."""

    pupils: Shown
    tables: Mapping[str, _Table]


def make_comparison_figures(comparison: Comparison) -> Figures:
    """Every count of the page, with the sums between them. Counts of the SWV page have their ids there."""
    book = Book(frozenset(), frozenset(_list_movers(comparison)))
    for counts in comparison.sectoren:
        pupils = book.add(name_tiers(f"sector/{counts.sector}"), counts.leerlingen)
        everyone = _add_moved(book, counts, pupils)
        for measure in MEASURES:
            _add_groups(book, comparison, counts, measure, pupils if measure == TIER else everyone)
    return Figures(tuple(book.cellen.values()), tuple(book.sommen))


def _add_moved(book: Book, counts: SectorCounts, pupils: str) -> str:
    """The id of the pupils and those who moved on, on no page; of the pupils alone where nobody did."""
    if not counts.verhuisd:
        return pupils
    key = f"vergelijking/met-verhuisd/sector/{counts.sector}"
    everyone = book.add(key, counts.leerlingen + counts.verhuisd, public=False)
    book.add_sum(everyone, (pupils, book.add(f"{key}/verhuisd", counts.verhuisd, public=False)))
    return everyone


def _list_movers(comparison: Comparison) -> list[str]:
    """The ids of what is shown before anything else."""
    return [
        f"{_name_moves(comparison, place, counts.sector, measure)}/wisselaars"
        for place in range(1, len(comparison.varianten))
        for counts in comparison.sectoren
        for measure in MEASURES
    ]


def _add_groups(book: Book, comparison: Comparison, counts: SectorCounts, measure: str, pupils: str) -> None:
    first, rest = comparison.varianten[0], REST[measure]
    groups = {
        group: book.add(
            _name_group(first, counts.sector, measure, group),
            counts.groepen[measure].get(group, 0),
            public=group != rest,
        )
        for group in GROUPS[measure]
    }
    book.add_sum(pupils, groups.values())
    if measure == "vierweken" and not _name_definition(first):
        parts = [name for group, name in groups.items() if group != rest]
        total = sum(book.cellen[name].getal for name in parts)
        book.add_sum(book.add(f"vierweken/sector/{counts.sector}", total, public=False), parts)
    for place, moves in enumerate(counts.wissels, start=1):
        if moves is not None:
            _add_moves(book, comparison, place, (counts.sector, measure), moves[measure])


def _add_moves(
    book: Book, comparison: Comparison, place: int, table: tuple[str, str], moves: Mapping[Move, int]
) -> None:
    """From group to group under one definition: rows are groups of the first one, columns those of this one.

    `table`: sector and measure.
    """
    sector, measure = table
    key, rest = _name_moves(comparison, place, sector, measure), REST[measure]
    cells = {
        (start, end): book.add(f"{key}/{start}/{end}", count, public=(start, end) != (rest, rest))
        for (start, end), count in moves.items()
    }
    for group in GROUPS[measure]:
        out = [name for (start, _), name in cells.items() if start == group]
        into = [name for (_, end), name in cells.items() if end == group]
        if out:
            book.add_sum(_name_group(comparison.varianten[0], sector, measure, group), out)
        if into:
            total = _name_group(comparison.varianten[place], sector, measure, group)
            book.add_sum(book.add(total, sum(book.cellen[name].getal for name in into), public=False), into)
    moved = [name for (start, end), name in cells.items() if start != end]
    total = book.add(f"{key}/wisselaars", sum(book.cellen[name].getal for name in moved))
    if moved:
        book.add_sum(total, moved)


def _name_definition(variant: VariantText) -> str:
    """A definition as part of an id; empty: that of the SWV page."""
    return "" if variant.naam == AS_SET else quote(f"{variant.van}/{variant.naam}".strip("/"), safe="")


def _name_moves(comparison: Comparison, place: int, sector: str, measure: str) -> str:
    first, other = (_name_definition(variant) for variant in (comparison.varianten[0], comparison.varianten[place]))
    return f"vergelijking/{first or AS_SET.rsplit(maxsplit=1)[-1]}/{other}/sector/{sector}/{measure}"


def _name_group(variant: VariantText, sector: str, measure: str, group: str) -> str:
    """The id of the pupils of a group under a definition."""
    definition = _name_definition(variant)
    if not definition and measure == TIER:
        return f"{name_tiers(f'sector/{sector}')}/{f'tier_{group}' if group.isdigit() else group}"
    if not definition and measure == "status" and group != NONE:
        return f"status/sector/{sector}/{group}"
    if not definition and (measure, group) == (_BESIDE[0], "ja"):
        return f"status/sector/{sector}/{measure}"
    return f"vergelijking/{definition or AS_SET.rsplit(maxsplit=1)[-1]}/sector/{sector}/{measure}/{group}"


def release_comparison(comparison: Comparison, released: Mapping[str, Shown]) -> PublicComparison:
    """The public form of a comparison; `released`: how each of its figures may be shown."""
    found = {counts.sector: _release_sector(comparison, counts, released) for counts in comparison.sectoren}
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


def _release_sector(comparison: Comparison, counts: SectorCounts, released: Mapping[str, Shown]) -> _Part:
    tables = {measure: _make_table(comparison, counts, measure, released) for measure in MEASURES}
    return _Part(released[name_tiers(f"sector/{counts.sector}")], tables)


def _make_table(comparison: Comparison, counts: SectorCounts, measure: str, released: Mapping[str, Shown]) -> _Table:
    rest = REST[measure]
    base = {
        group: released[_name_group(comparison.varianten[0], counts.sector, measure, group)]
        for group in GROUPS[measure]
        if group != rest
    }
    keys = [_name_moves(comparison, place, counts.sector, measure) for place in range(1, len(comparison.varianten))]
    moves = tuple(
        None
        if found is None
        else {move: released[f"{key}/{move[0]}/{move[1]}"] for move in found[measure] if move != (rest, rest)}
        for key, found in zip(keys, counts.wissels, strict=True)
    )
    movers = (None if found is None else released[f"{key}/wisselaars"] for key, found in zip(keys, moves, strict=True))
    cells = [*base.values(), *(cell for found in moves if found is not None for cell in found.values())]
    told = [cell for cell in cells if cell.getal != 0]
    return _Table(rest, base, moves, tuple(movers), hidden=2 * sum(cell.afgeschermd for cell in told) > len(told))


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
    movers = tuple(
        None if None in found else _add([cell for cell in found if cell is not None], rules)
        for found in zip(*(part.movers for part in parts), strict=True)
    )
    if any(part.hidden for part in parts):
        return ComparedMeasure(MEASURES[measure], getoond=False, wisselaars=movers)
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
        wisselaars=movers,
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
    """One part as it is shown, of more what they add up to; with a shielded one that may be anything."""
    listed = list(parts)
    if any(part.afgeschermd for part in listed):
        return Shown(None, rules.drempel, afgeschermd=True)
    return listed[0] if len(listed) == 1 else shield_total(listed, rules.drempel, rules.afronding)


def _make_rest(pupils: Shown, others: Iterable[Shown], rules: Rules) -> Shown:
    """What the shown numbers leave of the shown pupils; a hidden one counts for half the threshold."""
    listed = list(others)
    if pupils.afgeschermd or any(other.afgeschermd for other in listed):
        return Shown(None, rules.drempel, afgeschermd=True)
    hidden = Shown(None, rules.drempel)
    if pupils.getal is None:
        return hidden
    left = pupils.getal - sum(rules.drempel // 2 if other.getal is None else other.getal for other in listed)
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
        f"er als 'minder dan {rules.drempel}'. Afgeschermd is wat een klein aantal zou verraden, ook samen met wat al "
        "eerder is getoond. De kolommen na de eerste, totalen en sectoren samen zijn opgeteld uit "
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
    movers = _write_row("  wisselt van groep", ["", *_show_cells(measure.wisselaars)])
    if not measure.getoond:
        return ["", f"{measure.naam}: niet getoond, te weinig leerlingen", *([movers] if measure.wisselaars else [])]
    lines = ["", _write_row(measure.naam, letters)]
    lines += [_write_row(f"  {row.groep}", _show_cells(row.aantallen)) for row in measure.rijen]
    lines.append(movers)
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
