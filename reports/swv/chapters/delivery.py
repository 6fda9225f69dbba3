"""The rows that the schools delivered, and what became of them, rounded: a row is one absence of one pupil."""

from collections.abc import Iterator

from reports.release.public_table import Origin, PublicRow, PublicTable, text_cell
from reports.swv.chapters.view import TableText, View
from reports.words import wording

_TEXT = TableText(
    "Rijen uit de bestanden per school",
    "School",
    Origin(
        "manifest.json",
        "alle bestanden van de school",
        "Elke gelezen rij staat in precies één van de vier kolommen erna. Aantallen zijn afgerond op twee cijfers.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a school, and all together."""
    names = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")
    rows = [
        PublicRow(
            unit.naam, tuple(text_cell(wording.rounded_rows(getattr(unit.cijfers.balans, name))) for name in names)
        )
        for unit in view.schools
    ]
    total = view.whole.cijfers.balans
    rows.append(PublicRow("Samen", tuple(text_cell(wording.rounded_rows(getattr(total, name))) for name in names)))
    yield view.make_table(
        "aanlevering",
        _TEXT,
        (
            ("Rijen gelezen", ""),
            ("Gebruikt", ""),
            ("Niet te gebruiken", ""),
            ("Vervangen", ""),
            ("Telt niet mee", ""),
        ),
        tuple(rows),
    )
