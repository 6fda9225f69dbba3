"""Figures from contexts: heat maps as tables and the tier bar as SVG. No script, nothing to load."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from reports.context.counts import TierCounts
from reports.context.school import WeekClassCell, WeekdayHourCell
from reports.release.address import DEEL, ROW, Address
from reports.words import palette, wording

WEEKS_PER_TABLE = 20


TIER_KEYS = ("1", "2", "3", "open", "te_weinig_gegevens")


TIER_FIELDS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")


BAR_WIDTH = 1000


BAR_HEIGHT = 28


class HeatCell(NamedTuple):
    """One cell: `tekst` is the rate in whole per cents; no `stap`: too few lessons or no lessons."""

    tekst: str
    stap: int | None
    leeg: bool = False
    """No lessons at all."""
    onbekend: bool = False
    """Part of the time is unknown, so the real rate can be higher."""
    niet_gemeten: bool = False
    """There were school days of which nothing is known: all of them where there is no rate, else some."""


@dataclass(frozen=True)
class HeatRow:
    kop: str
    cellen: tuple[HeatCell, ...]
    sleutel: str = ""
    """What an address has for this row where `kop` is a word for it; empty: `kop` itself."""


@dataclass(frozen=True)
class HeatTable:
    """A heat map as a table: column heads (text, small text), rows with a head each."""

    bijschrift: str
    hoek: str
    kolommen: tuple[tuple[str, str], ...]
    rijen: tuple[HeatRow, ...]
    adressen: tuple[Address, ...] = ()
    """Address of the numbers of each column; ROW stands for the row."""


def heat_address(mart: str, school: str, unit: str, **where: str) -> Address:
    """The address of a column of rates: absent of scheduled, in minutes ("min") or lessons ("lessen")."""
    return Address(mart, DEEL, f"afwezig_{unit}/gepland_{unit}", (("school", school), *where.items()))


def heat_weeks(cells: Sequence[WeekClassCell], minimum_pupils: int, school: str = "") -> tuple[HeatTable, ...]:
    """Week x class, one row a class; long periods are cut into tables of at most WEEKS_PER_TABLE weeks."""
    weeks = sorted({(cell.maandag, cell.week) for cell in cells})
    classes = sorted({cell.klas for cell in cells})
    by_place = {(cell.klas, cell.maandag): cell for cell in cells}
    tables = []
    for start in range(0, len(weeks), WEEKS_PER_TABLE):
        part = weeks[start : start + WEEKS_PER_TABLE]
        tables.append(
            HeatTable(
                bijschrift=f"Afwezigheid per klas, {wording.short_date(part[0][0])} t/m week"
                f" {wording.week_number(part[-1][1])} (procent van de lestijd)",
                hoek="Klas",
                kolommen=tuple((wording.week_number(label), wording.day_month(monday)) for monday, label in part),
                rijen=tuple(
                    HeatRow(
                        name,
                        tuple(_week_cell(by_place.get((name, monday)), minimum_pupils) for monday, _ in part),
                    )
                    for name in classes
                ),
                adressen=tuple(
                    heat_address("week_klas", school, "min", maandag=monday.isoformat(), klas=ROW) for monday, _ in part
                ),
            )
        )
    return tuple(tables)


def heat_hours(cells: Sequence[WeekdayHourCell], minimum_lessons: int, slot: str, school: str = "") -> HeatTable:
    """Lesson hour x weekday, one row an hour."""
    days = sorted({cell.weekdag for cell in cells})
    hours = sorted({cell.lesuur for cell in cells})
    by_place = {(cell.weekdag, cell.lesuur): cell for cell in cells}
    return HeatTable(
        bijschrift=f"Afwezigheid per weekdag en {slot} in de periode (procent van de geplande lessen)",
        hoek=slot.capitalize(),
        kolommen=tuple((wording.WEEKDAYS[day - 1], "") for day in days),
        rijen=tuple(
            HeatRow(str(hour), tuple(_hour_cell(by_place.get((day, hour)), minimum_lessons) for day in days))
            for hour in hours
        ),
        adressen=tuple(heat_address("weekdag_lesuur", school, "lessen", weekdag=str(day), lesuur=ROW) for day in days),
    )


def _week_cell(cell: WeekClassCell | None, minimum: int) -> HeatCell:
    if cell is None or cell.gepland_min == 0:
        return HeatCell("", None, leeg=True)
    if cell.leerlingen < minimum:
        return HeatCell("", None)
    return rate_cell(cell.afwezig_min, cell.gepland_min, cell.onbekend_min)


def _hour_cell(cell: WeekdayHourCell | None, minimum: int) -> HeatCell:
    if cell is None or cell.gepland_lessen == 0:
        return HeatCell("", None, leeg=True)
    if cell.gepland_lessen < minimum:
        return HeatCell("", None)
    return rate_cell(cell.afwezig_lessen, cell.gepland_lessen, cell.onbekend_lessen)


def rate_cell(absent: int, planned: int, unknown: int) -> HeatCell:
    """The cell of a rate, absent of planned (more than 0)."""
    # Unknown time that cannot lift the shown whole per cent needs no mark.
    raised = (absent + unknown) * 100 // planned > absent * 100 // planned
    return HeatCell(wording.whole_percentage(absent, planned), palette.heat_step(absent, planned), onbekend=raised)


def tier_bar(counts: TierCounts, name: str) -> Markup:
    """A stacked bar of the tiers as SVG without text; the table beside it holds the numbers.

    `name` must be unique on the page and made of letters and digits: it names the patterns.
    """
    total = counts.totaal
    if total == 0:
        return Markup("")
    parts, done = [], 0
    for key, field in zip(TIER_KEYS, TIER_FIELDS, strict=True):
        count = getattr(counts, field)
        left, right = BAR_WIDTH * done // total, BAR_WIDTH * (done + count) // total
        done += count
        if right > left:
            shape = f'x="{left}" y="0" width="{right - left}" height="{BAR_HEIGHT}"'
            parts.append(f'<rect class="vlak vlak-{key}" {shape}/>')
            if key in ("2", "open"):
                parts.append(f'<rect fill="url(#{name}-{key})" {shape}/>')
    return Markup(
        f'<svg class="tierbalk" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false"><defs>'
        f'<pattern id="{name}-2" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="M0 8L8 0" stroke="{palette.ACCENT}" stroke-width="1"/></pattern>'
        f'<pattern id="{name}-open" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<circle cx="3" cy="3" r="1" fill="{palette.OUTLINE}"/></pattern>'
        f"</defs>{''.join(parts)}</svg>"
    )
