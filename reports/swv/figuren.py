"""`swv/figuren.html`: which figures the analyst can explore. All of it comes from what `swv/index.html` shows.

A figure draws the numbers of a public table as they are printed there; where a number is hidden, the row is left out
and named. Nothing here sees an exact count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.plots.base import Drawing, Plot, Series
from reports.release.public_table import PublicCell, PublicRow, PublicTable
from reports.release.released_text import read_share
from reports.school.figures import TIER_KEYS
from reports.swv import plots
from reports.swv.chapters.schools import NO_RANGE, describe_range
from reports.swv.charts import WeekChart
from reports.swv.funnel import Funnel, Point
from reports.swv.page import PublicSwv
from reports.swv.plots import Mark
from reports.words import wording

TIERS = TIER_KEYS[:3]
NO_MARK = Mark(None, "")
FEWEST_DAYS = 2
# More names than this are counted.
MOST_NAMED = 6


@dataclass(frozen=True)
class Theme:
    """One part of the page: figures and the table with their numbers. Without figures `geen` says why."""

    id: str
    titel: str
    """Other words than the title of the table, so that both can be told apart when heard."""
    figuren: tuple[Drawing, ...]
    tabel: PublicTable | None
    weggelaten: str = ""
    """Which rows of the table are not in the figure, and why; empty: none."""
    geen: str = ""


@dataclass(frozen=True)
class FigurePage:
    """What the page may say. Without a school counted there are no themes."""

    themas: tuple[Theme, ...]

    @property
    def plots(self) -> dict[str, Plot]:
        """Each chart by the name of its place on the page."""
        return {drawing.id: drawing.plot for theme in self.themas for drawing in theme.figuren}


def make_figure_page(report: PublicSwv) -> FigurePage:
    """The figures of a released report."""
    if not report.meegeteld:
        return FigurePage(())
    return FigurePage((_show_weeks(report), _show_trend(report), _show_tiers(report), _show_schools(report)))


def _show_weeks(report: PublicSwv) -> Theme:
    title, table, chart = "Week voor week", report.tabellen.get("weken"), report.weken
    if table is None or chart is None or not any(line.is_shown for line in chart.lijnen):
        return Theme("weken", title, (), table, geen="Van geen enkele week is de aanwezigheid te tonen.")
    drawing = Drawing(
        "figuur-weken",
        report.beelden["weken"].boodschap,
        "Alle scholen samen. Grijs is vakantie. De as begint niet bij nul.",
        plots.plot_weeks(chart, [wording.day_month(monday) for monday in chart.maandagen], _tell_weeks(chart, table)),
        tuple(Series(line.naam, sign) for line, sign in zip(chart.lijnen, ("━", "┅"), strict=True) if line.is_shown),
    )
    hidden = [row.kop for row in table.rijen if any(cell.tekst == wording.NOT_SHOWN for cell in row.cellen)]
    return Theme("weken", title, (drawing,), table, _name_left_out(hidden, "week", "weken"))


def _tell_weeks(chart: WeekChart, table: PublicTable) -> list[str]:
    """Of each week what its row of the table says; the table leaves out weeks without lessons."""
    rows = {row.kop: row for row in table.rijen}
    found = []
    for day in map(wording.short_date, chart.maandagen):
        cells = rows[day].cellen if day in rows else ()
        said = [f"{small}: {cell.tekst}" for (_, small), cell in zip(table.kolommen, cells, strict=False)]
        found.append("\n".join([f"week van {day}", *said]))
    return found


def _show_trend(report: PublicSwv) -> Theme:
    title, table = "Tiers door de tijd", report.tabellen["verloop"]
    if report.vorige is None:
        return Theme("verloop", title, (), None, geen="Er is nog geen verslag van een eerdere peildatum.")
    drawn, hidden = _split_rows(table, TIERS)
    if len(drawn) < FEWEST_DAYS:
        return Theme("verloop", title, (), table, geen="Er zijn geen twee peildata om naast elkaar te zetten.")
    # A peildatum of which something is hidden keeps its place: there the lines break.
    marks = {
        tier: [_make_mark(row, _find_column(table, tier)) if row in drawn else NO_MARK for row in table.rijen]
        for tier in TIERS
    }
    drawing = Drawing(
        "figuur-verloop",
        _say_trend(report, drawn, _find_column(table, TIERS[-1])),
        "Vergelijk met dezelfde tijd van het jaar. Elke peildatum staat even ver van de vorige.",
        plots.plot_trend([row.kop for row in table.rijen], marks),
        _list_tiers(TIERS),
    )
    return Theme("verloop", title, (drawing,), table, _name_left_out(hidden, "peildatum", "peildata"))


def _say_trend(report: PublicSwv, drawn: Sequence[PublicRow], at: int) -> str:
    """Tier 3 of now beside the same day a year ago; without that day nothing is compared."""
    heads = {row.kop: row for row in drawn}
    now = drawn[-1] if drawn[-1].kop.endswith("(nu)") else None
    then = heads.get(wording.short_date(report.jaar_eerder)) if report.jaar_eerder else None
    rows = [row for row in (then, now) if row is not None]
    return " ".join(f"Tier 3 op {row.kop}: {_write_share(row.cellen[at])}." for row in rows)


def _show_tiers(report: PublicSwv) -> Theme:
    title, table = "De tiers naast elkaar", _without_bars(report.tabellen["tiers"])
    rows, hidden = _split_rows(table, TIERS)
    if not rows:
        return Theme("tiers", title, (), table, geen="Van geen enkele school of sector zijn alle tiers te tonen.")
    shown = {tier: [_make_mark(row, _find_column(table, tier)) for row in rows] for tier in TIER_KEYS}
    drawn = {tier: marks for tier, marks in shown.items() if tier in TIERS or any(mark.waarde for mark in marks)}
    drawing = Drawing(
        "figuur-tiers",
        "Zet tier 1 uit: dan beginnen tier 2 en tier 3 vooraan, en zijn ze te vergelijken.",
        "De volgorde is vast en geen rangorde. Een balk is niet altijd precies vol: getallen zijn afgerond, "
        "en een klein deel kan ontbreken.",
        plots.plot_tiers([row.kop for row in rows], drawn),
        _list_tiers(drawn),
    )
    return Theme("tiers", title, (drawing,), table, _name_left_out(hidden, "rij", "rijen"))


def _show_schools(report: PublicSwv) -> Theme:
    title, table = "Scholen naast elkaar", report.tabellen["scholen"]
    pictures = [picture for name, picture in report.beelden.items() if name != "weken"]
    if not pictures:
        few = "Er zijn te weinig scholen van één sector om een verwacht gebied te tekenen."
        return Theme("scholen", title, (), table, geen=few)
    drawings = tuple(
        Drawing(
            f"figuur-{picture.id}",
            picture.boodschap,
            "Elke stip is een school. Hoe hoger, hoe groter het deel in tier 3. "
            "Grijs is te verwachten bij die grootte. Een vierkant ligt daarbuiten. Dit is geen ranglijst.",
            plots.plot_funnel(funnel, [_tell_school(funnel, point) for point in funnel.punten]),
        )
        for picture, funnel in zip(pictures, report.trechters, strict=True)
    )
    hidden = [row.kop for row in table.rijen if any(cell.tekst == NO_RANGE for cell in row.cellen)]
    few = "er zijn te weinig scholen of leerlingen om te vergelijken"
    return Theme("scholen", title, drawings, table, _name_left_out(hidden, "rij", "rijen", because=few))


def _tell_school(funnel: Funnel, point: Point) -> str:
    return (
        f"{wording.number(point.geheel)} leerlingen\n"
        f"tier 3: {wording.percentage(point.deel, point.geheel) if point.deel else wording.number(0)}\n"
        f"verwacht gebied: {describe_range(funnel, point)}"
    )


def _split_rows(table: PublicTable, tiers: Iterable[str]) -> tuple[list[PublicRow], list[str]]:
    """Rows of which each of these tiers can be drawn, and the names of the others."""
    columns = [_find_column(table, tier) for tier in tiers]
    rows = [row for row in table.rijen if row.cellen]
    drawn = [row for row in rows if all(_read_cell(row.cellen[at]) is not None for at in columns)]
    # A school of which every tier is 0 has nothing to draw.
    drawn = [row for row in drawn if any(_read_cell(row.cellen[at]) for at in columns)]
    return drawn, [row.kop for row in rows if row not in drawn]


def _find_column(table: PublicTable, tier: str) -> int:
    """Where a tier stands in a table: its head is the sign and the first words of the tier, or its number alone."""
    words = wording.TIER_WORDS[tier].partition(" · ")[0].capitalize()
    heads = [
        head.replace(wording.NBSP, " ").removeprefix(f"{wording.TIER_SYMBOLS[tier]} ") for head, _ in table.kolommen
    ]
    return heads.index(words)


def _read_cell(cell: PublicCell) -> float | None:
    """The share that a cell prints; a printed 0 is none at all."""
    return 0.0 if cell.tekst == wording.number(0) else read_share(cell.onder)


def _make_mark(row: PublicRow, at: int) -> Mark:
    cell = row.cellen[at]
    value = _read_cell(cell)
    return (
        NO_MARK if value is None else Mark(value, f"{cell.tekst} leerlingen{f', {cell.onder}' if cell.onder else ''}")
    )


def _write_share(cell: PublicCell) -> str:
    return cell.onder or cell.tekst


def _list_tiers(tiers: Iterable[str]) -> tuple[Series, ...]:
    return tuple(Series(wording.TIER_WORDS[tier], wording.TIER_SYMBOLS[tier], f"tier-{tier}") for tier in tiers)


def _name_left_out(rows: Sequence[str], one: str, many: str, *, because: str = "een getal is niet te tonen") -> str:
    """Which rows are not in the figure, and why; empty where all of them are."""
    if not rows:
        return ""
    named = wording.listing(rows) if len(rows) <= MOST_NAMED else wording.counted(len(rows), one, many)
    return f"Niet in de figuur, want {because}: {named}"


def _without_bars(table: PublicTable) -> PublicTable:
    """The figure above the table is its bars."""
    return replace(table, rijen=tuple(replace(row, balk=Markup("")) for row in table.rijen))
