"""Figures from contexts: heat maps as tables, the tier bar as SVG, and plotly for the SWV page.

plotly draws only shielded counts, and every figure has a table with the same numbers beside it: `Chart`
feeds both. All drawing is one inline script a page, so that its hash can stand in the content policy.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from reports import palette, wording
from reports.address import DEEL, ROW, Address
from reports.context import TierCounts, WeekClassCell, WeekdayHourCell
from reports.disclosure import Shown
from reports.trimester import PublicSwv, PublicUnit

WEEKS_PER_TABLE = 20
# In an address: the row that the number stands in.
DRAW_SCRIPT = Path(__file__).resolve().parent / "static" / "figures.js"
TIER_KEYS = ("1", "2", "3", "open", "te_weinig_gegevens")
TIER_FIELDS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")
SHARE_TICKS = range(0, 101, 20)
BAR_WIDTH = 1000
BAR_HEIGHT = 28
# Pattern beside colour for every tier, in the bar and in plotly alike.
PLOTLY_PATTERNS = {"1": "", "2": "/", "3": "", "open": ".", "te_weinig_gegevens": ""}
CHART_CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "responsive": True,
}


@dataclass(frozen=True)
class HeatCell:
    """One cell: `tekst` is the rate in whole per cents; no `stap`: too few lessons or no lessons."""

    tekst: str
    stap: int | None
    leeg: bool = False
    """No lessons at all."""
    onbekend: bool = False
    """Part of the time is unknown, so the real rate can be higher."""


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


@dataclass(frozen=True)
class Series:
    """One row of a chart's table, one trace of its figure; None is a hidden or missing value."""

    sleutel: str
    naam: str
    waarden: tuple[float | None, ...]
    teksten: tuple[str, ...]
    """The same values as words; `waarden` and `teksten` go by the categories of the chart."""


@dataclass(frozen=True)
class Chart:
    """Numbers for one figure and its table. `soort`: "balken" (stacked bars) or "lijn"."""

    id: str
    soort: str
    categorieen: tuple[str, ...]
    reeksen: tuple[Series, ...]


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


def chart_tiers(units: Iterable[PublicUnit]) -> Chart:
    """Share of pupils per tier for each unit, from shielded counts only."""
    listed = tuple(units)
    return Chart(
        id="figuur-tiers",
        soort="balken",
        categorieen=tuple(unit.naam for unit in listed),
        reeksen=tuple(
            Series(
                key,
                wording.TIER_WORDS[key],
                tuple(_share(getattr(unit.tiers, field), unit.tiers.totaal) for unit in listed),
                tuple(wording.shown_share(getattr(unit.tiers, field), unit.tiers.totaal) for unit in listed),
            )
            for key, field in zip(TIER_KEYS, TIER_FIELDS, strict=True)
        ),
    )


def chart_trend(report: PublicSwv) -> Chart:
    """Attendance of the SWV at each peildatum, per cent of scheduled time (unknown time not counted as present)."""
    points = report.trend
    return Chart(
        id="figuur-trend",
        soort="lijn",
        categorieen=tuple(wording.short_date(point.peildatum) for point in points),
        reeksen=(
            Series(
                "aanwezig",
                "Aanwezigheid",
                tuple(
                    None
                    if point.minuten is None or point.minuten.gepland == 0
                    else (point.minuten.aanwezig * 1000 // point.minuten.gepland) / 10
                    for point in points
                ),
                tuple(
                    "niet getoond"
                    if point.minuten is None
                    else wording.percentage(point.minuten.aanwezig, point.minuten.gepland)
                    for point in points
                ),
            ),
        ),
    )


def _share(part: Shown, whole: Shown) -> float | None:
    if part.getal is None or not whole.getal:
        return None
    return (part.getal * 1000 // whole.getal) / 10


def make_script(charts: Sequence[Chart]) -> Markup:
    """One script: plotly itself and a call per chart. Data stands in it as JSON without "<"."""
    calls = "".join(_make_call(chart) for chart in charts)
    drawing = DRAW_SCRIPT.read_text(encoding="utf-8")
    return Markup(f"{get_plotlyjs()}\n{drawing}{calls}")


def _make_call(chart: Chart) -> str:
    figure = make_bars(chart) if chart.soort == "balken" else make_line(chart)
    spec = figure.to_plotly_json()
    arguments = (chart.id, spec["data"], spec["layout"], CHART_CONFIG)
    return f"tekenFiguur({','.join(_to_json(argument) for argument in arguments)});\n"


def _to_json(value: Any) -> str:
    """JSON that can stand inside a script element: no "<", no line separators of JavaScript."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def plain_label(text: str) -> str:
    """Text for plotly, which reads labels as a small HTML: angle brackets and "&" as entities, no "$" (MathJax)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "\uff04")


def make_bars(chart: Chart) -> go.Figure:
    """Stacked horizontal bars, one a category, in the given order from the top."""
    labels = [plain_label(name) for name in chart.categorieen]
    positions = list(range(len(labels)))
    traces = [
        go.Bar(
            orientation="h",
            name=f"{wording.TIER_SYMBOLS[series.sleutel]} {plain_label(series.naam)}",
            y=positions,
            x=list(series.waarden),
            customdata=[[label, plain_label(words)] for label, words in zip(labels, series.teksten, strict=True)],
            hovertemplate="%{customdata[0]}<br>%{fullData.name}: %{customdata[1]}<extra></extra>",
            marker={
                "color": palette.TIERS[series.sleutel].vulling,
                "line": {"color": palette.OUTLINE, "width": 1},
                "pattern": {
                    "shape": PLOTLY_PATTERNS[series.sleutel],
                    "bgcolor": palette.TIERS[series.sleutel].vulling,
                    "fgcolor": palette.OUTLINE,
                    "size": 6,
                    "solidity": 0.2,
                },
            },
        )
        for series in chart.reeksen
    ]
    layout = _base_layout(height=110 + 30 * len(labels))
    layout |= {
        "barmode": "stack",
        "bargap": 0.3,
        "xaxis": {
            "range": [0, 100.4],
            "tickvals": list(SHARE_TICKS),
            "ticktext": [f"{tick} %" for tick in SHARE_TICKS],
            "fixedrange": True,
            "gridcolor": palette.LINE,
            "zeroline": False,
        },
        "yaxis": {
            "tickvals": positions,
            "ticktext": [_shorten(label) for label in chart.categorieen],
            "autorange": "reversed",
            "fixedrange": True,
            "automargin": True,
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
        },
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    }
    return go.Figure(data=traces, layout=layout)


def make_line(chart: Chart) -> go.Figure:
    """A line with a mark and its value at each peildatum."""
    series = chart.reeksen[0]
    trace = go.Scatter(
        mode="lines+markers+text",
        name=series.naam,
        x=list(range(len(chart.categorieen))),
        y=list(series.waarden),
        text=[plain_label(words) for words in series.teksten],
        textposition="top center",
        hovertemplate="%{text}<extra></extra>",
        line={"color": palette.ACCENT, "width": 2},
        marker={"color": palette.ACCENT, "size": 8},
        cliponaxis=False,
    )
    seen = [value for value in series.waarden if value is not None]
    low, high = (min(seen) - 2, min(max(seen) + 2, 102)) if seen else (0, 100)
    layout = _base_layout(height=260)
    layout |= {
        "xaxis": {
            "tickvals": list(range(len(chart.categorieen))),
            "ticktext": list(chart.categorieen),
            "fixedrange": True,
            "range": [-0.4, len(chart.categorieen) - 0.6],
            "zeroline": False,
            "showgrid": False,
        },
        "yaxis": {"range": [low, high], "ticksuffix": " %", "fixedrange": True, "gridcolor": palette.LINE},
        "showlegend": False,
    }
    return go.Figure(data=[trace], layout=layout)


def _base_layout(*, height: int) -> dict[str, Any]:
    return {
        "template": "none",
        "height": height,
        "margin": {"l": 56, "r": 28, "t": 40, "b": 36},
        "paper_bgcolor": palette.PAPER,
        "plot_bgcolor": palette.PAPER,
        "separators": ",.",
        "dragmode": False,
        "hoverlabel": {"bgcolor": palette.PAPER, "bordercolor": palette.OUTLINE, "font": {"color": palette.INK}},
        "font": {"family": "system-ui, Segoe UI, Roboto, Arial, sans-serif", "size": 13, "color": palette.INK},
    }


def _shorten(label: str) -> str:
    longest = 28
    return plain_label(label if len(label) <= longest else f"{label[: longest - 1]}…")
