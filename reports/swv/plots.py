"""Interactive charts of the SWV as plotly reads them; the frame and the texts are those of `reports.plots`."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.plots.base import (
    FONT_SIZE,
    LABEL_WIDTH,
    TENTHS_PER_PERCENT,
    Plot,
    make_axis,
    make_category_axis,
    make_line,
    make_percent_axis,
    make_plot,
    wrap,
    write_card,
    write_text,
)
from reports.swv.charts import WeekChart, list_sizes
from reports.swv.funnel import Funnel
from reports.words import palette, wording

BAR_HEIGHT = 36
FEWEST_POINTS = 5
_WEEK_LINES = ({"color": palette.ACCENT, "width": 3}, {"color": palette.MUTED, "width": 2, "dash": "5px,4px"})
# Colour, sign and kind of line tell the tiers apart, each on its own.
_TIER_LINES = {
    "1": ("circle", {"color": palette.MUTED, "width": 2, "dash": "2px,3px"}),
    "2": ("triangle-up", {"color": palette.ACCENT, "width": 2, "dash": "8px,4px"}),
    "3": ("square", {"color": palette.TIERS["3"].vulling, "width": 3}),
}
# The newest school year first. Symbol of plotly, the same as a letter, and kind of line; each tells a year by itself.
YEAR_LOOKS = (
    ("circle", "●", {"color": palette.ACCENT, "width": 3}),
    ("square", "■", {"color": palette.MUTED, "width": 2, "dash": "8px,4px"}),
    ("triangle-up", "▲", {"color": palette.MUTED, "width": 2, "dash": "2px,3px"}),
    ("diamond", "◆", {"color": palette.OUTLINE, "width": 2, "dash": "8px,3px,2px,3px"}),
    ("triangle-down", "▼", {"color": palette.OUTLINE, "width": 1}),
)
_PATTERNS = {"2": "/", "open": "."}


@dataclass(frozen=True)
class Mark:
    """One value of a chart: per cents (None: nothing is drawn) and what stands beside it when it is pointed at."""

    waarde: float | None
    tekst: str


@dataclass(frozen=True)
class Span:
    """One value of which a range may be all that is known: per cents (None: nothing is drawn), and its text."""

    laag: float | None
    hoog: float | None
    tekst: str


def plot_years(days: Sequence[str], years: Mapping[str, Sequence[Span]], *, from_zero: bool) -> Plot:
    """A line a school year over the peildata of a year; `years`: newest first, at most as many as there are looks.

    A range is drawn from its lower end up. Without `from_zero` the axis shows at least FEWEST_POINTS per cents.
    """
    traces = [
        {
            **make_line(days, [span.laag for span in spans], [span.tekst for span in spans]),
            "name": write_text(name),
            "line": line,
            "marker": {"symbol": symbol, "size": 11, "color": line["color"]},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": [0 if span.hoog is None or span.laag is None else span.hoog - span.laag for span in spans],
                "arrayminus": [0 for _ in spans],
                "color": line["color"],
            },
        }
        for (name, spans), (symbol, _, line) in zip(years.items(), YEAR_LOOKS, strict=False)
    ]
    frame = {"rangemode": "tozero"} if from_zero else {"range": _find_frame(years.values())}
    return make_plot(traces, xaxis=make_category_axis(days), yaxis=make_percent_axis(**frame))


def _find_frame(lines: Iterable[Sequence[Span]]) -> list[float]:
    """So wide that a small difference looks small."""
    ends = [end for spans in lines for span in spans for end in (span.laag, span.hoog) if end is not None]
    aside = max(0.5, (FEWEST_POINTS - (max(ends) - min(ends))) / 2)
    return [round(max(0.0, min(ends) - aside), 1), round(min(100.5, max(ends) + aside), 1)]


def plot_weeks(chart: WeekChart, days: Sequence[str], texts: Sequence[str]) -> Plot:
    """Attendance per week, a line a school year over the holidays; `days`: the Mondays as text, each once.

    `texts`: what stands beside the points of a week.
    """
    traces = [
        {
            **make_line(
                days, [None if tenths is None else tenths / TENTHS_PER_PERCENT for tenths in line.waarden], texts
            ),
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
    return make_plot(traces, xaxis=make_category_axis(days), yaxis=make_percent_axis(), shapes=bands, annotations=names)


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
            **make_line(days, [mark.waarde for mark in marks], told),
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
    return make_plot(traces, xaxis=make_category_axis(days), yaxis=make_percent_axis(rangemode="tozero"))


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
                write_card(name, f"{wording.TIER_SYMBOLS[tier]} {wording.TIER_WORDS[tier]}\n{mark.tekst}")
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
    ticks = {"tickvals": rows, "ticktext": [wrap(name) for name in names], "range": [len(names) - 0.4, -0.6]}
    return make_plot(
        traces,
        xaxis=make_percent_axis(rangemode="tozero"),
        yaxis={**make_axis(), **ticks, "type": "linear", "fixedrange": True, "showgrid": False, "zeroline": False},
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
        "hovertext": [write_card(point.naam, text) for point, text in zip(funnel.punten, texts, strict=True)],
        "hoverinfo": "text",
        "marker": {
            "opacity": 1,
            "size": [12 if expected else 14 for expected in inside],
            "symbol": ["circle" if expected else "square" for expected in inside],
            "color": [palette.ACCENT if expected else palette.PAPER for expected in inside],
            "line": {"color": palette.INK, "width": [1 if expected else 3 for expected in inside]},
        },
    }
    return make_plot(
        [
            {**edge, "y": lower},
            {**edge, "y": upper, "fill": "tonexty", "fillcolor": palette.BAND},
            {**edge, "x": [sizes[0], sizes[-1]], "y": [mean, mean], "line": _WEEK_LINES[1]},
            schools,
        ],
        xaxis={
            **make_axis(),
            "title": {"text": "aantal leerlingen", "font": {"size": FONT_SIZE}},
            "tickformat": ",",
            "rangemode": "tozero",
            "zeroline": False,
        },
        yaxis=make_percent_axis(rangemode="tozero"),
    )
