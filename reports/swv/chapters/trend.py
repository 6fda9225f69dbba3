"""The figures of each peildatum, as they were published then, and of now."""

from collections.abc import Iterator

from reports.context.counts import Minutes
from reports.release.address import AANTAL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, count_cell, text_cell
from reports.swv.chapters import four_weeks, statuses
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.chapters.view import PUPILS, TableText, View, filter_tier
from reports.swv.quarter import TIER_KEYS, EarlierQuarter
from reports.words import wording

TREND_QUARTERS = 8
_TEXT = TableText(
    "Cijfers op elke peildatum, zoals toen gepubliceerd",
    "Peildatum",
    Origin(
        "de eerdere publicaties, en voor nu dezelfde tabellen als hieronder",
        "één rij per peildatum",
        "Een eerder cijfer is het cijfer dat toen in het verslag stond. Het wordt niet opnieuw uitgerekend.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a peildatum, oldest first, the last one of now."""
    quarters = view.quarters[-TREND_QUARTERS:]
    yield view.make_table(
        "verloop",
        _TEXT,
        (
            ("Scholen", ""),
            ("Leerlingen", ""),
            ("Aanwezigheid", ""),
            ("Tier 1", ""),
            ("Tier 2", ""),
            ("Tier 3", ""),
            ("Thuiszitters", ""),
            ("Vierwekengroep", ""),
            ("waarvan met plan", ""),
        ),
        (*(_past_row(view, quarter) for quarter in quarters), _row_of_now(view)),
    )


def _past_row(view: View, quarter: EarlierQuarter) -> PublicRow:
    return PublicRow(
        wording.short_date(quarter.peildatum),
        (
            text_cell(wording.number(len(quarter.scholen))),
            _past_cell(view, quarter, name_tiers(SWV)),
            text_cell(show_attendance(view.guard(quarter.minuten, quarter.leerlingen))),
            *(_past_cell(view, quarter, f"{name_tiers(SWV)}/{tier}", name_tiers(SWV)) for tier in TIER_KEYS[:3]),
            _past_cell(view, quarter, f"status/{SWV}/thuiszitters"),
            _past_cell(view, quarter, f"vierweken/{SWV}"),
            _past_cell(view, quarter, f"vierweken/{SWV}/met_plan", f"vierweken/{SWV}"),
        ),
    )


def _row_of_now(view: View) -> PublicRow:
    groups = f"vierweken/{SWV}"
    return PublicRow(
        f"{wording.short_date(view.report.kop.peildatum)} (nu)",
        (
            text_cell(wording.number(len(view.report.scholen))),
            view.count(name_tiers(SWV), Address(PUPILS)),
            view.attendance(view.whole),
            *(
                view.count(
                    f"{name_tiers(SWV)}/{tier}", Address(PUPILS, AANTAL, "", filter_tier(tier)), whole=name_tiers(SWV)
                )
                for tier in TIER_KEYS[:3]
            ),
            view.count(f"status/{SWV}/thuiszitters", statuses.find_address(view, view.whole, "thuiszitters")),
            view.count(groups, four_weeks.find_address(view.whole)),
            view.count(f"{groups}/met_plan", four_weeks.find_address(view.whole, "met_plan"), whole=groups),
        ),
    )


def _past_cell(view: View, quarter: EarlierQuarter, name: str, whole: str = "") -> PublicCell:
    shown = view.earlier[quarter.peildatum]
    if name not in shown:
        return PublicCell("niet bekend")
    return count_cell(shown[name], "", None, whole=shown.get(whole) if whole else None)


def show_attendance(minutes: Minutes | None) -> str:
    return wording.NOT_SHOWN if minutes is None else wording.attendance(minutes)
