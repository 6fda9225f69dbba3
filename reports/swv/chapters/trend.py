"""The figures of each peildatum and of now, over the schools that were measured over the whole period every time."""

from collections.abc import Iterator, Mapping
from functools import reduce

from reports.context.shown import Shown
from reports.release.address import AANTAL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, count_cell, text_cell
from reports.release.time_share import NOBODY, KeptShare, ReleasedTime, keep_share, release_time
from reports.swv.chapters import four_weeks, statuses
from reports.swv.chapters.likeness import (
    ALL,
    TIERS,
    add_up_minutes,
    count_tiers,
    find_attendance,
    find_basis,
    find_share,
)
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.chapters.view import PUPILS, TableText, View, filter_tier, show_attendance
from reports.swv.quarter import EarlierQuarter
from reports.words import wording

TREND_QUARTERS = 8
OTHER_SCHOOLS = "andere scholen"
NOT_COMPARED = "niet te vergelijken"
_TEXT = TableText(
    "Cijfers op elke peildatum, over dezelfde scholen",
    "Peildatum",
    Origin(
        "de eerdere publicaties, en voor nu dezelfde tabellen als hieronder",
        "één rij per peildatum; leerlingen met een tier, op de scholen die op elke peildatum helemaal gemeten zijn",
        "Een eerder aantal komt uit het verslag van toen, zonder de scholen die niet steeds gemeten zijn. "
        "Staat er “andere scholen”, dan is dat aantal niet over dezelfde scholen te geven.",
    ),
)
_FOUR_WEEKS = f"vierweken/{SWV}"
_AT_HOME = f"status/{SWV}/thuiszitters"
# Of counts that stand on no page by school, where they are about more schools than the row.
_OTHERS = (PublicCell(OTHER_SCHOOLS),) * 3


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a peildatum, oldest first, the last one of now."""
    yield view.make_table(
        "verloop",
        _TEXT,
        (
            ("Scholen", ""),
            ("Leerlingen", "met een tier"),
            ("Aanwezigheid", ""),
            ("Tier 1", ""),
            ("Tier 2", ""),
            ("Tier 3", ""),
            ("Thuiszitters", ""),
            ("Vierwekengroep", ""),
            ("waarvan met plan", ""),
        ),
        make_rows(view, view.quarters[-TREND_QUARTERS:]),
    )


def make_rows(view: View, quarters: list[EarlierQuarter]) -> tuple[PublicRow, ...]:
    """A row for each of these quarters and one of now, over the schools that they have in common."""
    schools = find_common_schools(view, quarters)
    return (*(_past_row(view, quarter, schools) for quarter in quarters), _row_of_now(view, schools))


def find_common_schools(view: View, quarters: list[EarlierQuarter]) -> frozenset[str]:
    """Schools that were measured over the whole period now and on each earlier peildatum that says so."""
    told = [quarter.gemeten for quarter in quarters if quarter.gemeten is not None]
    # Without an earlier peildatum to stand beside it, the row of now is about all schools.
    return reduce(frozenset.intersection, told, view.report.gemeten) if told else _list_counted(view)


def _list_counted(view: View) -> frozenset[str]:
    return frozenset(school.school for school in view.report.scholen)


def _past_row(view: View, quarter: EarlierQuarter, schools: frozenset[str]) -> PublicRow:
    head = wording.short_date(quarter.peildatum)
    if quarter.gemeten is None or not schools:
        return PublicRow(head, (text_cell("niet bekend"), *[PublicCell(NOT_COMPARED)] * 8))
    shown, left_out = view.earlier[quarter.peildatum], frozenset(quarter.scholen) - schools
    then = find_attendance(quarter, schools)
    attendance = wording.NOT_SHOWN if then is None else then.tekst
    return PublicRow(
        head,
        (
            text_cell(wording.number(len(schools))),
            *_tier_cells(view, shown, left_out, attendance),
            *(_group_cells(view, quarter) if not left_out else _OTHERS),
        ),
    )


def _group_cells(view: View, quarter: EarlierQuarter) -> tuple[PublicCell, ...]:
    """Counts that stand on no page by school: as published, where now is about the same schools."""
    if not find_basis(view.report, quarter).alle:
        return _OTHERS
    return (
        _past_cell(view, quarter, _AT_HOME),
        _past_cell(view, quarter, _FOUR_WEEKS),
        _past_cell(view, quarter, f"{_FOUR_WEEKS}/met_plan", _FOUR_WEEKS),
    )


def keep_attendance(view: View) -> dict[str, KeptShare]:
    """Of the pupils with a tier, what later peildata are compared with: of each school, and of all (under `ALL`).

    Only what may be told; of a school without such pupils `NOBODY`.
    """
    with_tier = view.report.met_tier
    kept = dict.fromkeys(_list_counted(view) - with_tier.keys(), NOBODY)
    for unit in view.schools:
        for school in unit.scholen & with_tier.keys():
            own = with_tier[school]
            found = release_time(own.minuten, own.spreiding, view.report.regels)
            if found is not None and view.release_unit(unit) is not None:
                kept[school] = keep_share(found, own.spreiding["gepland"].grootste)
    found = _add_up_now(view, _list_counted(view))
    if found is not None:
        kept[ALL] = keep_share(found, max(each.spreiding["gepland"].grootste for each in with_tier.values()))
    return dict(sorted(kept.items()))


def _add_up_now(view: View, schools: frozenset[str]) -> ReleasedTime | None:
    whole = view.whole.cijfers
    if view.release_unit(view.whole) is None:
        return None
    return add_up_minutes(
        view.report.met_tier, schools, whole.tiers.totaal, whole.minuten.gepland, rules=view.report.regels
    )


def _row_of_now(view: View, schools: frozenset[str]) -> PublicRow:
    left_out, minutes = _list_counted(view) - schools, _add_up_now(view, schools)
    return PublicRow(
        f"{wording.short_date(view.report.kop.peildatum)} (nu)",
        (
            text_cell(wording.number(len(schools))),
            *_tier_cells(view, view.shown, left_out, show_attendance(minutes), now=True),
            *(_OTHERS if left_out else _group_cells_of_now(view)),
        ),
    )


def _group_cells_of_now(view: View) -> tuple[PublicCell, ...]:
    return (
        view.count(_AT_HOME, statuses.find_address(view.report, view.whole, "thuiszitters")),
        view.count(_FOUR_WEEKS, four_weeks.find_address(view.whole)),
        view.count(f"{_FOUR_WEEKS}/met_plan", four_weeks.find_address(view.whole, "met_plan"), whole=_FOUR_WEEKS),
    )


def _tier_cells(
    view: View, shown: Mapping[str, Shown], left_out: frozenset[str], attendance: str, *, now: bool = False
) -> tuple[PublicCell, ...]:
    """Pupils with a tier, their attendance, and those in each tier with their share."""
    names = {tier: f"{name_tiers(SWV)}/{tier}" for tier in TIERS}
    rules = view.report.regels
    if left_out:
        ranges = count_tiers(shown, left_out, rules)
        if ranges is None:
            return PublicCell(wording.NOT_SHOWN), text_cell(attendance), *[PublicCell(wording.NOT_SHOWN)] * 3
        middles = {tier: _round((low + high) // 2, rules.afronding) for tier, (low, high) in ranges.items()}
        shares = {tier: find_share(ranges, tier) for tier in TIERS}
        cells = [
            PublicCell(
                wording.number(middles[tier]),
                onder=share,
                getoond=str(middles[tier]),
                aandeel=share.removesuffix(f"{wording.NBSP}%"),
            )
            for tier, found in shares.items()
            for share in ["" if found is None else wording.share(found.midden)]
        ]
        return text_cell(wording.number(sum(middles.values()))), text_cell(attendance), *cells
    counts = [shown.get(name) for name in names.values()]
    numbers = [count.getal for count in counts if count is not None and count.getal is not None]
    whole = Shown(sum(numbers), rules.drempel) if len(numbers) == len(TIERS) else None
    return (
        text_cell(wording.NOT_SHOWN if whole is None else wording.shown(whole)),
        text_cell(attendance),
        *(
            PublicCell("niet bekend")
            if count is None
            else count_cell(
                count,
                name if now else "",
                Address(PUPILS, AANTAL, "", filter_tier(tier)) if now else None,
                whole=whole,
            )
            for (tier, name), count in zip(names.items(), counts, strict=True)
        ),
    )


def _round(count: int, base: int) -> int:
    return (count + base // 2) // base * base


def _past_cell(view: View, quarter: EarlierQuarter, name: str, whole: str = "") -> PublicCell:
    shown = view.earlier[quarter.peildatum]
    if name not in shown:
        return PublicCell("niet bekend")
    return count_cell(shown[name], "", None, whole=shown.get(whole) if whole else None)
