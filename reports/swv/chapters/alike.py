"""Counts of several chapters about the same pupils: who knows the field knows which are among which.

A mavo is its own row among the kinds of education (`tiers`); a typology that belongs to one category has no pupils
outside it. What such a reader could add up is written down here, so that it is protected too. Nothing is printed.
"""

from collections.abc import Iterator

from reports.swv.chapters.book import Book
from reports.swv.chapters.statuses import name_threatened
from reports.swv.chapters.tried import SINGLE, count_pairs, list_values, name_tier, name_value
from reports.swv.chapters.units import list_sectors, list_whole, name_tiers
from reports.swv.quarter import SwvReport

_WITH_TIER = ("1", "2", "3")


def add_cells(book: Book, report: SwvReport) -> None:
    """Each count that lies within another one; it needs the cells of all chapters."""
    for whole, part in dict.fromkeys((*_list_threatened(report), *_list_four_weeks(report), *_list_register(report))):
        if whole in book.cellen and part in book.cellen and 0 < book.cellen[part].getal <= book.cellen[whole].getal:
            book.add_within(whole, part)


def _list_threatened(report: SwvReport) -> Iterator[tuple[str, str]]:
    """Who is only present too little, and is in a tier, is among the pupils of that tier."""
    for unit in (list_whole(report), *list_sectors(report)):
        for tier in ("tier_2", "tier_3"):
            yield f"{name_tiers(unit.sleutel)}/{tier}", name_threatened(unit, tier)


def _list_four_weeks(report: SwvReport) -> Iterator[tuple[str, str]]:
    """The register tells of the four-week group what it tells of all."""
    for row in report.register:
        if row.waarde and row.veld in SINGLE:
            yield name_value(row.veld, row.waarde), f"register/{row.veld}/{row.waarde}"


def _list_register(report: SwvReport) -> Iterator[tuple[str, str]]:
    """The register within the pupils of a sector, and a value of it within the one value that all with it share."""
    counts = count_pairs(report)
    for sector in list_values(counts, "sector"):
        for tier in _WITH_TIER:
            yield f"{name_tiers(f'sector/{sector}')}/tier_{tier}", f"{name_value('sector', sector)}/{name_tier(tier)}"
    for (field, value, other, shared), number in counts.items():
        here, there = (field, value), (other, shared)
        # Each two facts stand in the register once, so both are looked at; a tier has its own cells.
        for part, whole in ((here, there), (there, here)) if other in SINGLE else ():
            if number == counts.get((*part, "", "")):
                for tail in ("", *(f"/{name_tier(tier)}" for tier in (*_WITH_TIER, ""))):
                    yield name_value(*whole) + tail, name_value(*part) + tail
