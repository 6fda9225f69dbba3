"""The denominator: from the weekly timetable to what was recorded, in hours."""

from collections.abc import Iterator, Mapping

from reports.context.counts import Contribution, Spread
from reports.release.address import SOM, Address
from reports.release.public_table import Origin, PublicRow, PublicTable, text_cell
from reports.release.time_share import find_hours
from reports.swv.chapters.view import TableText, View
from reports.words import wording

_FALLS = ("schoolvakantie", "feestdag", "lokaal_vrij")

_RECORDED = ("aanwezig", "geoorloofd", "ongeoorloofd", "reden_onbekend", "onbekend")

_TEXT = TableText(
    "Van lesrooster naar registratie",
    "Stap",
    Origin(
        "mart_waterval",
        "alle dagen van de periode waarop een leerling is ingeschreven",
        "Het weekrooster op elke dag, min vakanties, feestdagen en vrije dagen van de school, is de geplande "
        "tijd. Zij valt uiteen in vijf delen. Uren zijn afgerond op een stap waar alle lessen van één leerling "
        "in passen. Een totaal is de som van zijn delen.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a step."""
    spread = view.spread_of(view.whole)
    width = find_hours(spread.get("gepland", Contribution()).grootste)
    steps, hidden = round_waterfall(view.report.waterval, width), _list_hidden(view, spread)
    rows = tuple(
        PublicRow(
            wording.WATERFALL_WORDS[step],
            (
                text_cell(
                    wording.NOT_SHOWN
                    if step in hidden
                    else f"{'− ' if step in _FALLS and value else ''}{wording.hours(value)}",
                    Address("waterval", SOM, "minuten", (("stap", step),)),
                ),
                text_cell(_write_share(view, spread, step, hidden)),
            ),
        )
        for step, value in steps.items()
    )
    yield view.make_table(
        "waterval",
        _TEXT,
        (("Uren", "alle leerlingen samen"), ("Deel van gepland", "")),
        rows,
    )


def _write_share(view: View, spread: Spread, step: str, hidden: frozenset[str]) -> str:
    if step not in _RECORDED:
        return "–"
    return wording.NOT_SHOWN if step in hidden else view.share(spread, step, "gepland")


def _list_hidden(view: View, spread: Spread) -> frozenset[str]:
    """Steps without hours. What one of them hides would be left of the total, so presence is not told either then."""
    if not spread or not view.is_covered(spread["gepland"]):
        return frozenset(wording.WATERFALL_WORDS)
    few = frozenset(step for step in _RECORDED if not view.is_covered(spread[step])) | view.find_untold(view.whole)
    return few | {_RECORDED[0]} if few else few


def round_waterfall(minutes: Mapping[str, int], width: int) -> dict[str, int]:
    """The waterfall in multiples of `width` hours that add up: parts are rounded, a total is the sum of its parts."""
    half = width * 30
    hours = {step: (minutes.get(step, 0) + half) // (width * 60) * width for step in (*_FALLS, *_RECORDED)}
    planned = sum(hours[step] for step in _RECORDED)
    return {
        "rooster": planned + sum(hours[step] for step in _FALLS),
        **{step: hours[step] for step in _FALLS},
        "gepland": planned,
        **{step: hours[step] for step in _RECORDED},
    }
