"""The denominator: from the weekly timetable to what was recorded, in hours."""

from collections.abc import Iterator, Mapping

from reports.release.address import SOM, Address
from reports.release.public_table import Origin, PublicRow, PublicTable, text_cell
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
        "tijd. Zij valt uiteen in vijf delen. Uren zijn op hele uren afgerond; een totaal is de som van zijn "
        "delen.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a step."""
    steps = round_waterfall(view.report.waterval)
    hidden = view.unit_minutes(view.whole) is None
    rows = tuple(
        PublicRow(
            wording.WATERFALL_WORDS[step],
            (
                text_cell(
                    wording.NOT_SHOWN
                    if hidden
                    else f"{'− ' if step in _FALLS and value else ''}{wording.hours(value)}",
                    Address("waterval", SOM, "minuten", (("stap", step),)),
                ),
                text_cell(
                    wording.percentage(value, steps["gepland"]) if step in _RECORDED and not hidden else "–",
                ),
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


def round_waterfall(minutes: Mapping[str, int]) -> dict[str, int]:
    """The waterfall in whole hours that add up: the parts are rounded, a total is the sum of its parts."""
    hours = {step: (minutes.get(step, 0) + 30) // 60 for step in (*_FALLS, *_RECORDED)}
    planned = sum(hours[step] for step in _RECORDED)
    return {
        "rooster": planned + sum(hours[step] for step in _FALLS),
        **{step: hours[step] for step in _FALLS},
        "gepland": planned,
        **{step: hours[step] for step in _RECORDED},
    }
