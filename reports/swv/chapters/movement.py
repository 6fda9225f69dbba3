"""Where pupils stood at the previous peildatum, and where they stand now."""

from collections.abc import Iterator

from reports.release.address import AANTAL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable
from reports.swv.chapters.book import TOTAL, Book
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.chapters.view import PUPILS, TableText, View, filter_tier
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, TIER_KEYS, SwvReport

FROM_STATES = (*TIER_KEYS, NEW, SCHOOL_OUT)
TO_STATES = (*TIER_KEYS, GONE, SCHOOL_OUT)
_PLACE_WORDS = {
    "tier_1": "tier 1",
    "tier_2": "tier 2",
    "tier_3": "tier 3",
    "open": "tier open",
    "te_weinig_gegevens": "te weinig gegevens",
    NEW: "nieuw ingeschreven",
    GONE: "uitgeschreven",
    SCHOOL_OUT: "school niet beide keren gemeten",
}

_TEXT = TableText(
    "Leerlingen op de vorige peildatum en nu",
    "Vorige peildatum",
    Origin(
        "tabel leerling_periode van deze en van de vorige publicatie",
        "elke leerling van één van beide, op school en code",
        "Wie op een school zit die beide keren helemaal gemeten is, staat één keer in de tabel. Van de andere scholen "
        "staan de leerlingen van toen en die van nu apart. Rijen en kolommen tellen op tot alle leerlingen van toen en "
        "van nu.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """From the previous peildatum to this one. Each row adds up to the tier then, each column to the tier now."""
    if report.beweging is None:
        return
    for start in FROM_STATES:
        row = {end: report.beweging.leerlingen.get((start, end), 0) for end in list_ends(start)}
        # Of a place of the peildatum before, all pupils that stood there: readers know that count from then.
        was = name_tiers(f"{SWV}/{start}") if start in TIER_KEYS else ""
        book.add_parts(f"beweging/{start}", sum(row.values()), row, was=was, since=True)
    for end in TO_STATES:
        column = [f"beweging/{start}/{end}" for start in FROM_STATES if end in list_ends(start)]
        total = name_tiers(f"{SWV}/{end}")
        if end not in TIER_KEYS:
            total = book.add(f"beweging/{TOTAL}/{end}", sum(book.cellen[cell].getal for cell in column), since=True)
        book.add_sum(total, column)


def list_ends(start: str) -> tuple[str, ...]:
    """Where a pupil can go from a place: who was not there before can only have come."""
    return TIER_KEYS if start in (NEW, SCHOOL_OUT) else TO_STATES


def make_tables(view: View) -> Iterator[PublicTable]:
    """Schools that were not measured both times have a row and a column only when there are any."""
    if view.report.beweging is None:
        return
    starts = [start for start in FROM_STATES if start != SCHOOL_OUT or view.shown[f"beweging/{start}"].getal != 0]
    gone = f"beweging/{TOTAL}/{SCHOOL_OUT}"
    ends = [end for end in TO_STATES if end != SCHOOL_OUT or view.shown[gone].getal != 0]
    rows = [
        PublicRow(
            _PLACE_WORDS[start],
            (
                *(
                    view.count(f"beweging/{start}/{end}") if end in list_ends(start) else PublicCell("–")
                    for end in ends
                ),
                view.count(f"beweging/{start}"),
            ),
        )
        for start in starts
    ]
    now = (
        view.count(name_tiers(f"{SWV}/{end}"), Address(PUPILS, AANTAL, "", filter_tier(end)))
        if end in TIER_KEYS
        else view.count(f"beweging/{TOTAL}/{end}")
        for end in ends
    )
    heads = ((f"nu {_PLACE_WORDS[end]}" if end in TIER_KEYS else _PLACE_WORDS[end], "") for end in ends)
    yield view.make_table(
        "beweging", _TEXT, (*heads, ("Samen toen", "")), (*rows, PublicRow("Samen nu", (*now, PublicCell("–"))))
    )
