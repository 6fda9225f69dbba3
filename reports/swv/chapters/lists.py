"""The lists of the attendance officers. They come from no school, so this chapter is there without any school too."""

from collections.abc import Iterator

from reports.release.address import SOM, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable
from reports.swv.chapters.book import Book
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

LPA_KINDS = ("absoluut_verzuim", "vrijstelling_5a", "vrijstelling_5b", "vrijstelling_5c")

_TEXT = TableText(
    "Jongeren op de lijsten van leerplicht, op de peildatum",
    "Lijst",
    Origin(
        "mart_lpa",
        "wie op de peildatum op de lijst staat",
        "Uit de lijsten van de leerplichtambtenaren, niet uit de leerlingsystemen.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """Each list that was delivered."""
    for kind in LPA_KINDS:
        count = getattr(report.lpa, kind)
        if count is not None:
            book.add(f"lpa/{kind}", count)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a list; one that was not delivered says so."""
    rows = tuple(
        PublicRow(
            wording.LIST_WORDS[kind],
            (
                view.count(f"lpa/{kind}", address_list(kind))
                if f"lpa/{kind}" in view.shown
                else PublicCell("geen lijst ontvangen"),
            ),
        )
        for kind in LPA_KINDS
    )
    yield view.make_table("lijst-leerplicht", _TEXT, (("Jongeren", ""),), rows)


def address_list(kind: str) -> Address:
    return Address("lpa", SOM, "aantal", (("soort", kind),))
