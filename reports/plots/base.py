"""What every interactive chart has: plain data for plotly, no plotly. Numbers come in as they are printed in a table.

Texts on a chart are pseudo-HTML to plotly, and `$...$` is TeX: `write_text` makes any text inert. Dates are texts of
ours on an axis of categories; plotly formats only the shares along an axis, with the Dutch separators.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
HEIGHT = 380
FONT_SIZE = 14
MOST_DAYS = 8
_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_SUFFIX = f"{wording.NBSP}%"


@dataclass(frozen=True)
class Series:
    """A part of a figure that can be switched off: its word, its sign, and the class of its colours."""

    naam: str
    teken: str
    klasse: str = ""


@dataclass(frozen=True)
class Choice:
    """One of the questions that a figure answers, one at a time: its word, its message, and its traces."""

    naam: str
    boodschap: str
    sporen: tuple[int, ...]
    stappen: tuple[str, ...] = ()
    """What each step of the colours means, where that differs from question to question."""


@dataclass(frozen=True)
class Drawing:
    """One figure: the name of its place on the page, its message, how to read it, and what can be switched."""

    id: str
    boodschap: str
    uitleg: str
    plot: Plot
    reeksen: tuple[Series, ...] = ()
    keuzes: tuple[Choice, ...] = ()
    """The first is drawn first."""
    stappen: tuple[str, ...] = ()
    """What each step of the colours means; empty: no such colours."""
    tekens: tuple[tuple[str, str], ...] = ()
    """The signs in the figure and what they mean."""


def write_text(text: str) -> str:
    """Any text as plotly shows it letter by letter: no tags, no references, no TeX."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("$", "&#36;")):
        text = text.replace(sign, written)
    return text


def write_lines(text: str) -> str:
    """The lines of a text under each other."""
    return "<br>".join(map(write_text, text.split("\n")))


def write_card(name: str, text: str) -> str:
    """What stands beside a mark when it is pointed at: its name in bold, and the text."""
    return f"<b>{wrap(name, lines=CARD_LINES, width=CARD_WIDTH)}</b><br>{write_lines(text)}"


@lru_cache(maxsize=4096)
def wrap(name: str, *, lines: int = LABEL_LINES, width: int = LABEL_WIDTH) -> str:
    """A name over a few short lines, cut off after them."""
    found = textwrap.wrap(name, width)
    cut = "…" if len(found) > lines else ""
    return "<br>".join(map(write_text, found[:lines])) + cut


def make_line(days: Sequence[str], values: Sequence[float | None], texts: Sequence[str]) -> dict[str, Any]:
    """A line with a point a day, and beside each point the words of that day alone."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [write_text(day) for day in days],
        "y": values,
        "hovertext": [write_lines(text) for text in texts],
        "hoverinfo": "text",
    }


def make_axis() -> dict[str, Any]:
    return {
        "automargin": True,
        "gridcolor": palette.LINE,
        "linecolor": palette.OUTLINE,
        "zerolinecolor": palette.OUTLINE,
        "tickcolor": palette.OUTLINE,
        "autotickangles": [0, 45, 90],
    }


def make_percent_axis(**more: Any) -> dict[str, Any]:
    return {**make_axis(), "ticksuffix": _SUFFIX, **more}


def make_category_axis(days: Sequence[str]) -> dict[str, Any]:
    """An axis of texts in this order, each once."""
    order = [write_text(day) for day in days]
    return {
        **make_axis(),
        "type": "category",
        "categoryorder": "array",
        "categoryarray": order,
        "nticks": MOST_DAYS,
        "showgrid": False,
    }


def make_plot(traces: Sequence[Mapping[str, Any]], *, height: int = HEIGHT, **layout: Any) -> Plot:
    """The traces in the frame that all charts have."""
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
