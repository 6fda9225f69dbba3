"""What the MSA register says of the pupils of the four-week groups."""

from collections.abc import Iterator

from reports.release.address import AANTAL, Address
from reports.release.public_table import Origin, PublicRow, PublicTable
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import SWV
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

# Fields of the register that say one thing of each pupil; of interventions a pupil may have several.
REGISTER_FIELDS = ("typologie", "categorie", "mdo")

INTERVENTION = "interventie"

_TEXT = TableText(
    "Vierwekengroep in het MSA-register",
    "Wat in het register staat",
    Origin(
        "mart_swv_vierweken",
        "de leerlingen van de vierwekengroep",
        "Wat de school in het MSA-register zette. Een interventie die bij minder dan {drempel} leerlingen "
        "voorkomt, staat er niet. Een leerling kan meer interventies hebben.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """Each value of each field; of interventions a pupil may have several, so these do not add up."""
    for field in (*REGISTER_FIELDS, INTERVENTION):
        values = {row.waarde: row.leerlingen for row in report.register if row.veld == field}
        names = [book.add(f"register/{field}/{value}", count) for value, count in sorted(values.items())]
        if field != INTERVENTION and names:
            book.add_sum(f"vierweken/{SWV}", names)


def make_tables(view: View) -> Iterator[PublicTable]:
    """None without a pupil in the four-week groups."""
    if view.shown[f"vierweken/{SWV}"].getal == 0:
        return
    rows: list[PublicRow] = []
    for field in (*REGISTER_FIELDS, INTERVENTION):
        values = sorted(
            {row.waarde for row in view.report.register if row.veld == field}, key=lambda word: (not word, word)
        )
        if field == INTERVENTION:
            # The name of an intervention is a word of the school: it is printed only when its number is.
            values = [value for value in values if view.shown[f"register/{field}/{value}"].getal]
        if values:
            rows.append(PublicRow(wording.REGISTER_WORDS[field]))
        rows += [
            PublicRow(
                wording.REGISTER_WORDS.get(f"{field}/{value}", value or "niet ingevuld"),
                (
                    view.count(
                        f"register/{field}/{value}",
                        None if field == INTERVENTION else Address("swv_vierweken", AANTAL, "", ((field, value),)),
                        whole=f"vierweken/{SWV}",
                    ),
                ),
            )
            for value in values
        ]
    yield view.make_table("register", _TEXT, (("Leerlingen", ""),), rows)
