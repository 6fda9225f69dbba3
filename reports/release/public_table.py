"""A table as it stands on an anonymous page and in its CSV: texts made from shown counts, each with its address."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from reports.context.shown import Shown
from reports.release.address import Address
from reports.release.released_text import write_shown
from reports.words import wording

# Of a smaller number one step of rounding is six per cent or more: then a share says more than is known.
FEWEST_FOR_SHARE = 40


@dataclass(frozen=True)
class PublicCell:
    """One printed number."""

    tekst: str
    adres: str = ""
    """Of the number, as `reports.release.address` writes it; empty: worked out from other cells."""
    onder: str = ""
    """A share of the same number, in small print under it."""
    sleutel: str = ""
    """Id of the count in this publication and later ones."""
    getoond: str = ""
    """The number for a spreadsheet, when that differs from the text."""
    aandeel: str = ""
    """The share for a spreadsheet."""


@dataclass(frozen=True)
class PublicRow:
    """One row; without cells it is a heading between rows. `balk`: a bar of the same numbers."""

    kop: str
    cellen: tuple[PublicCell, ...] = ()
    balk: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Origin:
    """Where the numbers of a table come from, in words: SQL model, which rows, what is counted."""

    model: str
    rijen: str
    betekenis: str


@dataclass(frozen=True)
class PublicTable:
    """`hoek`: head of the first column. `kolommen`: heads of the others; a head may hold a line of small print."""

    id: str
    bijschrift: str
    hoek: str
    kolommen: tuple[tuple[str, str], ...]
    rijen: tuple[PublicRow, ...]
    herkomst: Origin


@dataclass(frozen=True)
class FigureRow:
    """One number of the page as a row of its CSV."""

    tabel: str
    eenheid: str
    maat: str
    getoond: str
    toelichting: str
    sleutel: str


def find_share(part: Shown, whole: Shown) -> str:
    """The share of two disclosed counts as text; empty where it would say nothing, or more than rounding allows."""
    if not part.getal or whole.getal is None or whole.getal < FEWEST_FOR_SHARE:
        return ""
    return wording.shown_share(part, whole)


def count_cell(count: Shown, name: str, address: Address | None, *, whole: Shown | None = None) -> PublicCell:
    """A disclosed count; with `whole` its share of that count beneath, from shown counts alone."""
    share = "" if whole is None else find_share(count, whole)
    return PublicCell(
        tekst=wording.shown(count),
        adres="" if address is None else str(address),
        onder=share,
        sleutel=name,
        getoond=write_shown(count),
        aandeel=_plain(share),
    )


def text_cell(text: str, address: Address | None = None) -> PublicCell:
    """A number that is already a text, such as a percentage of time."""
    return PublicCell(tekst=text, adres="" if address is None else str(address), getoond=_plain(text))


def list_figures(table: PublicTable) -> Iterator[FigureRow]:
    """Every number of the table, a share as a row of its own."""
    heading = ""
    for row in table.rijen:
        if not row.cellen:
            heading = _soften(row.kop)
            continue
        for (head, small), cell in zip(table.kolommen, row.cellen, strict=True):
            name = _soften(f"{head} {small}".strip())
            yield FigureRow(
                table.bijschrift, _soften(row.kop), name, cell.getoond or _plain(cell.tekst), heading, cell.sleutel
            )
            if cell.aandeel:
                yield FigureRow(
                    table.bijschrift, _soften(row.kop), f"{name}, aandeel in procenten", cell.aandeel, heading, ""
                )


def _soften(text: str) -> str:
    """Hard spaces become plain ones."""
    return text.replace(wording.NBSP, " ")


def _plain(text: str) -> str:
    """Without hard spaces, and a percentage as a bare number."""
    plain = _soften(text)
    return plain.removesuffix(" %") if plain.endswith(" %") and "t/m" not in plain and "<" not in plain else plain
