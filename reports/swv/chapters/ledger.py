"""What had to be reported to DUO, and what became of it."""

from collections.abc import Iterator

from reports.release.address import SOM, Address
from reports.release.public_table import Origin, PublicRow, PublicTable
from reports.swv.chapters.book import TOTAL, Book
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

LEDGER_KINDS = ("16uur", "lrv")

LEDGER_STATES = ("op_tijd", "te_laat", "niet_gemeld", "nog_niet", "onbekend")

_TEXT = TableText(
    "Wat aan DUO gemeld moest worden",
    "Soort melding",
    Origin(
        "mart_swv_melding",
        "verplichte meldingen waarvan de laatste dag in de periode valt of nog komt",
        "Te melden volgens de registratie van de school. Niet bekend: de school leverde geen meldingen aan.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """Kinds of report by state, and both together."""
    counts = {(row.meldsoort, row.status): row.meldingen for row in report.meldingen}
    kinds = tuple(kind for kind in LEDGER_KINDS if any(key[0] == kind for key in counts)) or LEDGER_KINDS[:1]
    for kind in kinds:
        states = {state: counts.get((kind, state), 0) for state in LEDGER_STATES}
        book.add_parts(f"meldingen/{kind}", sum(states.values()), states)
    for tail in ("", *(f"/{state}" for state in LEDGER_STATES)):
        parts = [f"meldingen/{kind}{tail}" for kind in kinds]
        total = book.add(f"meldingen/{TOTAL}{tail}", sum(book.cellen[part].getal for part in parts))
        book.add_sum(total, parts)
    book.add_sum(f"meldingen/{TOTAL}", [f"meldingen/{TOTAL}/{state}" for state in LEDGER_STATES])


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a kind of report, and both together."""
    kinds = [kind for kind in (*LEDGER_KINDS, TOTAL) if f"meldingen/{kind}" in view.shown]

    def find(kind: str, state: str) -> Address:
        where = ((("meldsoort", kind),) if kind != TOTAL else ()) + ((("status", state),) if state else ())
        return Address("swv_melding", SOM, "meldingen", (*where, ("plicht", "verplicht")))

    yield view.make_table(
        "meldingen",
        _TEXT,
        (("Te melden", ""), *((wording.LEDGER_WORDS[state], "") for state in LEDGER_STATES)),
        tuple(
            PublicRow(
                wording.NOTIFICATION_WORDS.get(kind, "Samen"),
                (
                    view.count(f"meldingen/{kind}", find(kind, "")),
                    *(
                        view.count(f"meldingen/{kind}/{state}", find(kind, state), whole=f"meldingen/{kind}")
                        for state in LEDGER_STATES
                    ),
                ),
            )
            for kind in kinds
        ),
    )
