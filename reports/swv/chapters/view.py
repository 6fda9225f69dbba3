"""What the chapters of the trimester report may show: released counts, and minutes with enough pupils behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from reports.context.counts import Contribution, Spread
from reports.context.shown import Shown
from reports.release.address import DEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, count_cell, text_cell
from reports.release.time_share import (
    ReleasedTime,
    find_share_step,
    is_covered,
    pick_spread,
)
from reports.swv.chapters.likeness import Basis, find_basis, is_year_ago
from reports.swv.chapters.safe_time import find_untold, release_unit
from reports.swv.chapters.units import SMALL_SCHOOL, Unit, list_schools, list_sectors, list_whole, pick_rows
from reports.swv.quarter import SwvReport
from reports.words import wording

Released = Mapping[str, Shown]
PUPILS = "leerling_periode"


@dataclass(frozen=True)
class TableText:
    """Title, head of the first column and origin of one table. Names in braces are filled in by `View.make_table`."""

    bijschrift: str
    hoek: str
    herkomst: Origin


class View:
    """What may be shown of one report: its released counts, those of earlier peildata, and the cells made of them."""

    def __init__(self, report: SwvReport, shown: Released, earlier: Mapping[date, Released]) -> None:
        self.report, self.shown = report, shown
        self.quarters = [quarter for quarter in report.eerder if quarter.peildatum in earlier]
        self.earlier = earlier
        self.whole, self.sectors, self.schools = list_whole(report), list_sectors(report), list_schools(report)
        self._times: dict[str, ReleasedTime | None] = {}
        self._untold: dict[str, frozenset[str]] = {}
        self.last = self.quarters[-1] if self.quarters else None
        self.year_ago = next(
            (then for then in self.quarters if is_year_ago(then.peildatum, report.kop.peildatum)), None
        )

    def list_bases(self) -> list[Basis]:
        """What the page compares with: the same season a year ago first, then the last peildatum."""
        compared = [self.year_ago, None if self.last is self.year_ago else self.last]
        return [find_basis(self.report, quarter) for quarter in compared if quarter is not None]

    def spread_of(self, unit: Unit, *tiers: str) -> Spread:
        """Who stands behind the minutes of a unit, or of its pupils in some tiers."""
        return pick_spread(self.report.bijdragen, unit.scholen, tiers)

    def is_covered(self, part: Contribution) -> bool:
        return is_covered(part, self.report.regels)

    def count(self, name: str, address: Address | None = None, *, whole: str = "") -> PublicCell:
        return count_cell(self.shown[name], name, address, whole=self.shown[whole] if whole else None)

    def release_unit(self, unit: Unit) -> ReleasedTime | None:
        """The time of a unit, when its attendance may be told."""
        if unit.sleutel not in self._times:
            self._times[unit.sleutel] = release_unit(self.report, self.shown, unit, self.spread_of(unit))
        return self._times[unit.sleutel]

    def find_untold(self, unit: Unit) -> frozenset[str]:
        """The parts of its lesson time that would tell a small count."""
        if unit.sleutel not in self._untold:
            self._untold[unit.sleutel] = find_untold(self.report, self.shown, unit, self.spread_of(unit))
        return self._untold[unit.sleutel]

    def attendance(self, unit: Unit) -> PublicCell:
        found = self.release_unit(unit)
        return text_cell(show_attendance(found), Address(PUPILS, DEEL, "aanwezig_min/gepland_min", pick_rows(unit)))

    def time_share(self, unit: Unit, column: str) -> PublicCell:
        told = column not in self.find_untold(unit)
        text = self.share(self.spread_of(unit), column, "gepland") if told else wording.NOT_SHOWN
        return text_cell(text, Address(PUPILS, DEEL, f"{column}_min/gepland_min", pick_rows(unit)))

    def share(self, spread: Spread, part: str, whole: str, *others: str) -> str:
        """The share of a part of time in another one; `others`: parts that it tells of too."""
        if whole in spread and not spread[whole].minuten:
            return wording.percentage(0, 0)
        step = find_share_step(spread, whole, (part, *others), self.report.regels)
        if step is None:
            return wording.NOT_SHOWN
        return wording.percentage(spread[part].minuten, spread[whole].minuten, step)

    def make_table(
        self, name: str, text: TableText, columns: Iterable[tuple[str, str]], rows: Iterable[PublicRow]
    ) -> PublicTable:
        """A table with its fixed words; names in braces are filled in."""
        header = self.report.kop
        names = {f"tier_{tier}": wording.tier_limits(tier, header) for tier in ("1", "2", "3")}
        names |= {
            "drempel": str(self.report.regels.drempel),
            "klein": str(SMALL_SCHOOL),
            "grens": str(header.tier_1_vanaf),
        }
        origin = replace(
            text.herkomst,
            rijen=text.herkomst.rijen.format_map(names),
            betekenis=text.herkomst.betekenis.format_map(names),
        )
        return PublicTable(name, text.bijschrift.format_map(names), text.hoek, tuple(columns), tuple(rows), origin)


def show_attendance(found: ReleasedTime | None) -> str:
    return wording.NOT_SHOWN if found is None else wording.attendance(found.minuten, found.stap)


def filter_tier(tier: str) -> tuple[tuple[str, str], ...]:
    """Pupils without a timetable stand with those who have too little data."""
    if tier.startswith("tier_"):
        return (("tier", tier[-1]),)
    return (("tier_status", "te_weinig_gegevens|geen_rooster" if tier == "te_weinig_gegevens" else tier),)
