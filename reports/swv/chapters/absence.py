"""Authorised and unauthorised absence: per sector and per tier, as shares of lesson time."""

from collections.abc import Iterator

from reports.release.address import DEEL, Address
from reports.release.public_table import Origin, PublicRow, PublicTable, text_cell
from reports.swv.chapters.likeness import TIERS
from reports.swv.chapters.units import Unit
from reports.swv.chapters.view import TableText, View
from reports.words import wording

_TEXT = TableText(
    "Geoorloofd en ongeoorloofd afwezig per sector",
    "Eenheid",
    Origin(
        "mart_leerling_periode",
        "leerlingen van de sector; getoond vanaf {drempel} leerlingen die deze tijd hebben",
        "Minuten van die soort gedeeld door de geplande minuten in de periode.",
    ),
)
_TEXT_OF_TIERS = TableText(
    "Afwezigheid per tier",
    "Tier",
    Origin(
        "mart_swv_tier",
        "alle scholen samen, leerlingen met een tier",
        "Alle afwezige minuten samen, ook zonder reden, en welk deel daarvan geoorloofd is.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """Of the whole and each sector, and of each tier."""
    yield _sector_table(view)
    yield _tier_table(view)


def _sector_table(view: View) -> PublicTable:
    def row(unit: Unit) -> PublicRow:
        spread, untold = view.spread_of(unit), view.find_untold(unit)
        part = wording.NOT_SHOWN if untold else view.share(spread, "geoorloofd", "weg", "rest")
        shares = (view.time_share(unit, column) for column in ("geoorloofd", "ongeoorloofd", "onbekend"))
        return PublicRow(unit.naam, (view.attendance(unit), *shares, text_cell(part)))

    return view.make_table(
        "verzuim",
        _TEXT,
        (
            ("Aanwezig", ""),
            ("Geoorloofd", "afwezig"),
            ("Ongeoorloofd", "afwezig"),
            ("Onbekend", ""),
            ("Geoorloofd deel", "van de afwezigheid"),
        ),
        tuple(row(unit) for unit in (view.whole, *view.sectors)),
    )


def _tier_table(view: View) -> PublicTable:
    rows = []
    for tier in TIERS:
        spread, number = view.spread_of(view.whole, tier), tier.removeprefix("tier_")
        if not spread:
            continue
        where = (("tier", number),)
        rows.append(
            PublicRow(
                wording.TIER_WORDS[number],
                (
                    text_cell(
                        view.share(spread, "weg", "gepland"),
                        Address("swv_tier", DEEL, "afwezig_min/gepland_min", where),
                    ),
                    text_cell(
                        view.share(spread, "geoorloofd", "weg", "rest"),
                        Address("swv_tier", DEEL, "geoorloofd_min/afwezig_min", where),
                    ),
                ),
            )
        )
    return view.make_table(
        "verzuim-tier",
        _TEXT_OF_TIERS,
        (("Afwezig", "van de lestijd"), ("Geoorloofd deel", "van de afwezigheid")),
        tuple(rows),
    )
