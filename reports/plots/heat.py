"""A heat map: steps of colour, the same as in the tables, with a sign where there is no number to colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.plots.base import FONT_SIZE, Plot, make_axis, make_plot, wrap, write_card, write_text
from reports.words import palette

# A lower figure has no room for the words below it, nor for the text beside a cell.
ROW_HEIGHT, FRAME, LEAST_HEIGHT = 24, 80, 200
# So many words fit along the axis of a narrow screen.
MOST_LABELS = 12
SIGN_SIZE, DISC_SIZE = 12, 22


@dataclass(frozen=True)
class HeatMark:
    """One cell: its step of colour (None: it has none), its name and its text when pointed at, and a sign on it."""

    stap: int | None
    naam: str
    kaart: str
    teken: str = ""


Layer = Sequence[Sequence[HeatMark]]
"""The cells of one question, row by row."""


def plot_heat(columns: Sequence[str], rows: Sequence[str], layers: Sequence[Layer], *, below: str = "") -> Plot:
    """Cells, the first layer drawn; the traces of layer n are 2 n and 2 n + 1. `below`: under the columns."""
    every = max(1, -(-len(columns) // MOST_LABELS))
    ticks = range(0, len(columns), every)
    traces = [
        trace
        for number, layer in enumerate(layers)
        for trace in ({**part, "visible": number == 0} for part in (_draw_cells(layer), _draw_signs(layer)))
    ]
    flat = {**make_axis(), "type": "linear", "showgrid": False, "zeroline": False, "ticks": ""}
    return make_plot(
        traces,
        height=max(FRAME + ROW_HEIGHT * len(rows), LEAST_HEIGHT),
        xaxis={
            **flat,
            "tickvals": list(ticks),
            "ticktext": [write_text(columns[at]) for at in ticks],
            "range": [-0.5, len(columns) - 0.5],
            **({"title": {"text": write_text(below), "font": {"size": FONT_SIZE}}} if below else {}),
        },
        yaxis={
            **flat,
            "tickvals": list(range(len(rows))),
            "ticktext": [wrap(name, lines=1) for name in rows],
            # The first row on top.
            "range": [len(rows) - 0.5, -0.5],
            "fixedrange": True,
        },
        # What has no colour of its own is seen as grey.
        plot_bgcolor=palette.BAND,
    )


def _draw_cells(layer: Layer) -> dict[str, Any]:
    steps = len(palette.HEAT)
    colours = [
        [round((step + edge) / steps, 3), swatch.vulling] for step, swatch in enumerate(palette.HEAT) for edge in (0, 1)
    ]
    return {
        "type": "heatmap",
        "z": [[mark.stap for mark in row] for row in layer],
        "zmin": -0.5,
        "zmax": steps - 0.5,
        "colorscale": colours,
        "showscale": False,
        "hovertext": [[write_card(mark.naam, mark.kaart) for mark in row] for row in layer],
        "hoverinfo": "text",
        # Cells without a number have a card too.
        "hoverongaps": True,
        "xgap": 1,
        "ygap": 1,
    }


def _draw_signs(layer: Layer) -> dict[str, Any]:
    """The signs, in ink; on a dark cell on a disc of paper."""
    found = [(at, number, mark) for number, row in enumerate(layer) for at, mark in enumerate(row) if mark.teken]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [at for at, _, _ in found],
        "y": [number for _, number, _ in found],
        "text": [write_text(mark.teken) for _, _, mark in found],
        "textfont": {"color": palette.INK, "size": SIGN_SIZE},
        "hoverinfo": "skip",
        "marker": {
            "color": palette.PAPER,
            "opacity": 1,
            "size": [DISC_SIZE if _is_dark(mark.stap) else 0 for _, _, mark in found],
        },
    }


def _is_dark(step: int | None) -> bool:
    return step is not None and palette.HEAT[step].tekst != palette.INK
