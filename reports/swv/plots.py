"""Interactive charts as plotly reads them: plain data, no plotly. Numbers come in as they are printed in a table.

Texts on a chart are pseudo-HTML to plotly, and `$...$` is TeX: `write_text` makes any text inert. Dates are texts of
ours on an axis of categories; plotly formats only the shares along an axis, with the Dutch separators.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.swv.charts import WeekChart, list_sizes
from reports.swv.funnel import Funnel
from reports.words import palette, wording

Plot = Mapping[str, Any]
"""A chart: `data` (its traces) and `layout`."""

# Nothing that leaves the page, no texts of plotly's own (its tool bar and its tips are English).
CONFIG: Mapping[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "doubleClick": "reset",
    "plotlyServerURL": "",
    "responsive": True,
    "showSendToCloud": False,
    "showTips": False,
    "typesetMath": False,
}
TENTHS_PER_PERCENT = 10
LABEL_WIDTH, LABEL_LINES = 18, 2
CARD_WIDTH, CARD_LINES = 32, 6
BAR_HEIGHT, HEIGHT = 36, 380
FONT_SIZE = 14
MOST_DAYS = 8
_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_SUFFIX = f"{wording.NBSP}%"
_WEEK_LINES = ({"color": palette.ACCENT, "width": 3}, {"color": palette.MUTED, "width": 2, "dash": "5px,4px"})
# Colour, sign and kind of line tell the tiers apart, each on its own.
_TIER_LINES = {
    "1": ("circle", {"color": palette.MUTED, "width": 2, "dash": "2px,3px"}),
    "2": ("triangle-up", {"color": palette.ACCENT, "width": 2, "dash": "8px,4px"}),
    "3": ("square", {"color": palette.TIERS["3"].vulling, "width": 3}),
}
_PATTERNS = {"2": "/", "open": "."}


@dataclass(frozen=True)
class Mark:
    """One value of a chart: per cents (None: nothing is drawn) and what stands beside it when it is pointed at."""

    waarde: float | None
    tekst: str


def write_text(text: str) -> str:
    """Any text as plotly shows it letter by letter: no tags, no references, no TeX."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;")):
        text = text.replace(sign, written)
    return text


def plot_weeks(chart: WeekChart, days: Sequence[str], texts: Sequence[str]) -> Plot:
    """Attendance per week, a line a school year over the holidays; `days`: the Mondays as text, each once.

    `texts`: what stands beside the points of a week.
    """
    traces = [
        {
            **_line(days, [None if tenths is None else tenths / TENTHS_PER_PERCENT for tenths in line.waarden], texts),
            "name": write_text(line.naam),
            "line": look,
            "marker": {"size": 6, "color": look["color"]},
        }
        for line, look in zip(chart.lijnen, _WEEK_LINES, strict=True)
        if line.is_shown
    ]
    # A holiday reaches from half a week before its first Monday to half a week before the next.
    edges = [(round(max(band.van, 0) - 0.5, 3), round(min(band.tot, len(days)) - 0.5, 3)) for band in chart.vakanties]
    place = {"yref": "paper", "xref": "x"}
    bands = [
        {**place, "type": "rect", "layer": "below", "x0": left, "x1": right, "y0": 0, "y1": 1,
         "fillcolor": palette.BAND, "line": {"width": 0}}
        for left, right in edges
    ]  # fmt: skip
    names = [
        {**place, "x": (left + right) / 2, "y": 1, "yanchor": "bottom", "showarrow": False,
         "text": write_text(textwrap.shorten(band.naam, LABEL_WIDTH, placeholder="…"))}
        for (left, right), band in zip(edges, chart.vakanties, strict=True)
    ]  # fmt: skip
    return _make_plot(traces, xaxis=_category_axis(days), yaxis=_percent_axis(), shapes=bands, annotations=names)


def plot_trend(days: Sequence[str], tiers: Mapping[str, Sequence[Mark]]) -> Plot:
    """The share of each tier, by key of TIER_WORDS, on each peildatum; `days`: as text, each once.

    Beside a point stands what is known of that peildatum, all tiers together.
    """
    told = [
        "\n".join(
            [day, *(f"{wording.TIER_WORDS[tier]}: {mark.tekst}" for tier, mark in zip(tiers, marks, strict=True))]
        )
        for day, *marks in zip(days, *tiers.values(), strict=True)
    ]
    traces = [
        {
            **_line(days, [mark.waarde for mark in marks], told),
            "name": wording.TIER_WORDS[tier],
            "line": _TIER_LINES[tier][1],
            "marker": {
                "symbol": _TIER_LINES[tier][0],
                "size": 12,
                "color": palette.TIERS[tier].vulling,
                "line": {"color": palette.OUTLINE, "width": 1},
            },
        }
        for tier, marks in tiers.items()
    ]
    return _make_plot(traces, xaxis=_category_axis(days), yaxis=_percent_axis(rangemode="tozero"))


def plot_tiers(names: Sequence[str], tiers: Mapping[str, Sequence[Mark]]) -> Plot:
    """A bar a row, a part for each tier by key of TIER_WORDS; a tier switched off lets the others start at nought."""
    rows = list(range(len(names)))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": wording.TIER_WORDS[tier],
            "y": rows,
            "x": [mark.waarde for mark in marks],
            "hovertext": [
                _write_card(name, f"{wording.TIER_SYMBOLS[tier]} {wording.TIER_WORDS[tier]}\n{mark.tekst}")
                for name, mark in zip(names, marks, strict=True)
            ],
            "hoverinfo": "text",
            "marker": {
                "color": palette.TIERS[tier].vulling,
                "line": {"color": palette.OUTLINE, "width": 1},
                "pattern": {
                    "shape": _PATTERNS.get(tier, ""),
                    "fgcolor": palette.OUTLINE,
                    "bgcolor": palette.TIERS[tier].vulling,
                    "size": 7,
                    "solidity": 0.15,
                },
            },
        }
        for tier, marks in tiers.items()
    ]
    ticks = {"tickvals": rows, "ticktext": [_wrap(name) for name in names], "range": [len(names) - 0.4, -0.6]}
    return _make_plot(
        traces,
        xaxis=_percent_axis(rangemode="tozero"),
        yaxis={**_axis(), **ticks, "type": "linear", "fixedrange": True, "showgrid": False, "zeroline": False},
        height=90 + BAR_HEIGHT * len(names),
        barmode="stack",
        bargap=0.25,
    )


def plot_funnel(funnel: Funnel, texts: Sequence[str]) -> Plot:
    """Schools by size and share, with the expected range; `texts`: of each school, what stands beside its name."""
    sizes = list_sizes(funnel)
    ranges = [funnel.find_range(max(1, round(size))) for size in sizes]
    lower, upper = ([round(100 * pair[side], 3) for pair in ranges] for side in (0, 1))
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": sizes,
        "hoverinfo": "skip",
        "line": {"color": palette.OUTLINE, "width": 1},
    }
    mean = round(100 * funnel.gemiddelde, 3)
    inside = [funnel.is_expected(point) for point in funnel.punten]
    schools = {
        "type": "scatter",
        "mode": "markers",
        "x": [point.geheel for point in funnel.punten],
        "y": [wording.tenths(point.deel, point.geheel) / TENTHS_PER_PERCENT for point in funnel.punten],
        "hovertext": [_write_card(point.naam, text) for point, text in zip(funnel.punten, texts, strict=True)],
        "hoverinfo": "text",
        "marker": {
            "opacity": 1,
            "size": [12 if expected else 14 for expected in inside],
            "symbol": ["circle" if expected else "square" for expected in inside],
            "color": [palette.ACCENT if expected else palette.PAPER for expected in inside],
            "line": {"color": palette.INK, "width": [1 if expected else 3 for expected in inside]},
        },
    }
    return _make_plot(
        [
            {**edge, "y": lower},
            {**edge, "y": upper, "fill": "tonexty", "fillcolor": palette.BAND},
            {**edge, "x": [sizes[0], sizes[-1]], "y": [mean, mean], "line": _WEEK_LINES[1]},
            schools,
        ],
        xaxis={
            **_axis(),
            "title": {"text": "aantal leerlingen", "font": {"size": FONT_SIZE}},
            "tickformat": ",",
            "rangemode": "tozero",
            "zeroline": False,
        },
        yaxis=_percent_axis(rangemode="tozero"),
    )


def _line(days: Sequence[str], values: Sequence[float | None], texts: Sequence[str]) -> dict[str, Any]:
    """A line with a point a day, and beside each point the words of that day alone."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [write_text(day) for day in days],
        "y": values,
        "hovertext": [_write_lines(text) for text in texts],
        "hoverinfo": "text",
    }


def _write_card(name: str, text: str) -> str:
    return f"<b>{_wrap(name, lines=CARD_LINES, width=CARD_WIDTH)}</b><br>{_write_lines(text)}"


def _write_lines(text: str) -> str:
    return "<br>".join(map(write_text, text.split("\n")))


def _wrap(name: str, *, lines: int = LABEL_LINES, width: int = LABEL_WIDTH) -> str:
    """A name over a few short lines, cut off after them."""
    found = textwrap.wrap(name, width)
    cut = "…" if len(found) > lines else ""
    return "<br>".join(map(write_text, found[:lines])) + cut


def _axis() -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": palette.LINE,
        "linecolor": palette.OUTLINE,
        "zerolinecolor": palette.OUTLINE,
        "tickcolor": palette.OUTLINE,
        "autotickangles": [0, 45, 90],
    }


def _percent_axis(**more: Any) -> dict[str, Any]:
    return {**_axis(), "ticksuffix": _SUFFIX, **more}


def _category_axis(days: Sequence[str]) -> dict[str, Any]:
    order = [write_text(day) for day in days]
    return {
        **_axis(),
        "type": "category",
        "categoryorder": "array",
        "categoryarray": order,
        "nticks": MOST_DAYS,
        "showgrid": False,
    }


def _make_plot(traces: Sequence[Mapping[str, Any]], *, height: int = HEIGHT, **layout: Any) -> Plot:
    font = {"family": _FONT, "size": FONT_SIZE, "color": palette.INK}
    return {
        "data": list(traces),
        "layout": {
            "autosize": True,
            "font": font,
            "height": height,
            # The point that is meant tells its own row; other modes would add the values of a row beside it.
            "hovermode": "closest",
            "hoverlabel": {
                "align": "left",
                "bgcolor": palette.PAPER,
                "bordercolor": palette.OUTLINE,
                "font": font,
                "namelength": -1,
            },
            "margin": {"l": 8, "r": 16, "t": 24, "b": 8},
            "paper_bgcolor": palette.PAPER,
            "plot_bgcolor": palette.PAPER,
            "separators": ",.",
            "showlegend": False,
            **layout,
        },
    }
