"""The kinds of absence, as shares of their group and of lesson time."""

from collections.abc import Iterator, Sequence

from reports.release.address import AANDEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import KindMinutes
from reports.words import wording

_TEXT = TableText(
    "Soorten afwezigheid",
    "Soort",
    Origin(
        "mart_swv_soort",
        "alle scholen samen; soorten met weinig leerlingen staan samen",
        "Minuten van de soort gedeeld door alle minuten van de groep, en door de geplande minuten.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """Authorised kinds, then unauthorised ones."""
    rows: list[PublicRow] = []
    for group in ("ga", "oa"):
        kinds = [kind for kind in view.report.soorten if kind.groep == group]
        if kinds:
            rows.append(PublicRow(f"{wording.GROUP_WORDS[group].capitalize()} afwezig"))
            rows += _kind_rows(view, kinds)
    yield view.make_table(
        "soorten",
        _TEXT,
        (("Deel van deze groep", ""), ("Van de lestijd", "")),
        tuple(rows),
    )


def _kind_rows(view: View, kinds: Sequence[KindMinutes]) -> list[PublicRow]:
    """A kind of few pupils joins the smallest other kind, so it is not shown, and not by subtraction either."""
    total = sum(kind.minuten for kind in kinds)
    planned = view.whole.cijfers.minuten.gepland
    few = [kind for kind in kinds if kind.leerlingen < view.report.regels.drempel]
    many = sorted((kind for kind in kinds if kind not in few), key=lambda kind: (kind.leerlingen, kind.soort))
    if few and not many:
        return [PublicRow("alle soorten", (PublicCell(wording.NOT_SHOWN), PublicCell(wording.NOT_SHOWN)))]
    joined = [*few, many[0]] if few else []
    rows = [
        _kind_row(wording.KIND_WORDS[kind.soort], [kind], total, planned)
        for kind in sorted(kinds, key=lambda kind: (-kind.minuten, kind.soort))
        if kind not in joined
    ]
    if joined:
        names = wording.listing([wording.KIND_WORDS[kind.soort].lower() for kind in joined])
        rows.append(_kind_row(f"Samen: {names}", joined, total, planned))
    return rows


def _kind_row(label: str, kinds: Sequence[KindMinutes], total: int, planned: int) -> PublicRow:
    minutes = sum(kind.minuten for kind in kinds)
    names = "|".join(kind.soort for kind in kinds)
    return PublicRow(
        label,
        (
            text_cell(
                wording.percentage(minutes, total),
                Address("swv_soort", AANDEEL, "minuten", (("groep", kinds[0].groep), ("soort", names))),
            ),
            text_cell(wording.percentage(minutes, planned)),
        ),
    )
