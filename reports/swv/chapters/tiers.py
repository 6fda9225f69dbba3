"""Pupils per tier: of the whole, each sector, school, leerjaar and kind of education."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from reports.context.counts import TierCounts
from reports.release.address import AANTAL, SOM, Address
from reports.release.public_table import Origin, PublicRow, PublicTable
from reports.school.figures import tier_bar
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import (
    SWV,
    Unit,
    list_crossings,
    list_groups,
    list_schools,
    list_sectors,
    list_whole,
    name_tiers,
    pick_rows,
)
from reports.swv.chapters.view import PUPILS, TableText, View, filter_tier
from reports.swv.quarter import TIER_KEYS, SwvReport
from reports.words import wording

_GROUPED = ("leerjaar", "onderwijssoort")
_TEXTS = {
    "tiers": TableText(
        "Tiers per sector en school",
        "Eenheid",
        Origin(
            "mart_leerling_periode",
            "elke leerling met een inschrijving in de periode; wie op twee scholen zit, telt op elke school",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes. Wie overstapte binnen de regio, telt op de nieuwe school.",
        ),
    ),
    "leerjaar": TableText(
        "Tiers per leerjaar",
        "Leerjaar",
        Origin(
            "mart_swv_tier",
            "elke leerling met een inschrijving in de periode, in sectoren met meer dan één leerjaar",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes.",
        ),
    ),
    "onderwijssoort": TableText(
        "Tiers per onderwijssoort",
        "Onderwijssoort",
        Origin(
            "mart_swv_tier",
            "elke leerling met een inschrijving in de periode, in sectoren met meer dan één onderwijssoort",
            "Tier 1 is {tier_1} van de geplande lestijd. Tier 2 is {tier_2}. Tier 3 is {tier_3}."
            " Open: de tier hangt af van onbekende codes.",
        ),
    ),
}


def add_cells(book: Book, report: SwvReport) -> None:
    """Each count of tiers; sectors add up to the whole, schools and groups to their sector."""
    whole, sectors, schools = list_whole(report), list_sectors(report), list_schools(report)
    for unit in (whole, *sectors, *schools):
        _add_tier_parts(book, unit.sleutel, unit.cijfers.tiers)
    _link_tiers(book, SWV, [unit.sleutel for unit in sectors])
    for sector in sectors:
        _link_tiers(book, sector.sleutel, [unit.sleutel for unit in schools if unit.sector == sector.sector])
    for field in _GROUPED:
        groups = list_groups(report, field)
        for sector, value, tiers in groups:
            _add_tier_parts(book, f"{field}/{sector}/{value}", tiers)
        for unit in (unit for unit in sectors if any(sector == unit.sector for sector, _, _ in groups)):
            _link_tiers(
                book,
                unit.sleutel,
                [f"{field}/{sector}/{value}" for sector, value, _ in groups if sector == unit.sector],
            )
    _add_crossings(book, report, schools)


def _add_tier_parts(book: Book, key: str, tiers: TierCounts) -> None:
    book.add_parts(name_tiers(key), tiers.totaal, {tier: getattr(tiers, tier) for tier in TIER_KEYS})


def _link_tiers(book: Book, total: str, parts: Sequence[str]) -> None:
    for tail in ("", *(f"/{tier}" for tier in TIER_KEYS)):
        book.add_sum(name_tiers(total) + tail, [name_tiers(part) + tail for part in parts])


def _add_crossings(book: Book, report: SwvReport, schools: Sequence[Unit]) -> None:
    """Each group of each school by tier, on no page: a school that is a leerjaar or a kind of education, by itself or
    with others, stands in both tables, and its neighbours know that."""
    rows: dict[str, list[str]] = {}
    for unit in schools:
        crossings = list_crossings(report, unit)
        for year, kind, tiers in crossings:
            printed = [
                name_tiers(f"{field}/{unit.sector}/{value}")
                for field, value in zip(_GROUPED, (year, kind), strict=True)
                if name_tiers(f"{field}/{unit.sector}/{value}") in book.cellen
            ]
            if not printed:
                continue
            # A unit of one group is that group.
            own = name_tiers(unit.sleutel if len(crossings) == 1 else f"groep/{unit.sleutel}/{year}/{kind}")
            for tier in TIER_KEYS:
                if len(crossings) > 1:
                    book.add(f"{own}/{tier}", getattr(tiers, tier), public=False)
                    rows.setdefault(f"{name_tiers(unit.sleutel)}/{tier}", []).append(f"{own}/{tier}")
                for row in printed:
                    rows.setdefault(f"{row}/{tier}", []).append(f"{own}/{tier}")
    for total, parts in rows.items():
        book.add_sum(total, parts)


def make_tables(view: View) -> Iterator[PublicTable]:
    """The whole, sectors and schools; then leerjaren and kinds of education, where a sector has several."""
    yield _tier_table(view, "tiers", _TEXTS["tiers"], _unit_rows(view))
    for field in _GROUPED:
        rows = _group_rows(view, field)
        if rows:
            yield _tier_table(view, f"tiers-{field}", _TEXTS[field], rows)


def _tier_table(view: View, name: str, text: TableText, rows: Sequence[PublicRow]) -> PublicTable:
    heads = tuple(_head_of_tier(key) for key in ("1", "2", "3", "open", "te_weinig_gegevens"))
    return view.make_table(name, text, (("Leerlingen", ""), *heads), rows)


def _unit_rows(view: View) -> list[PublicRow]:
    rows = [_tier_row(view, view.whole.naam, view.whole.sleutel, pick_rows(view.whole))]
    rows += [
        PublicRow("Per sector"),
        *(_tier_row(view, unit.naam, unit.sleutel, pick_rows(unit)) for unit in view.sectors),
    ]
    rows += [
        PublicRow("Per school (in vaste volgorde, geen rangorde)"),
        *(_tier_row(view, unit.naam, unit.sleutel, pick_rows(unit)) for unit in view.schools),
    ]
    return rows


def _group_rows(view: View, field: str) -> list[PublicRow]:
    rows: list[PublicRow] = []
    for sector, value, _ in list_groups(view.report, field):
        heading = PublicRow(f"Sector {sector}")
        if heading not in rows:
            rows.append(heading)
        name = f"{field}/{sector}/{value}"
        where = (("sector", sector), (field, value))
        if field == "leerjaar":
            rows.append(_tier_row(view, f"leerjaar {value}" if value else "niet bekend", name, where, model="swv_tier"))
        else:
            rows.append(_tier_row(view, value or "anders of niet bekend", name, where, model="swv_tier"))
    return rows


def _tier_row(
    view: View, label: str, key: str, where: tuple[tuple[str, str], ...], *, model: str = PUPILS
) -> PublicRow:
    total = name_tiers(key)

    def find(tier: str) -> Address:
        if model == PUPILS:
            return Address(PUPILS, AANTAL, "", (*where, *(filter_tier(tier) if tier else ())))
        value = tier.removeprefix("tier_")
        return Address(model, SOM, "leerlingen", (*where, *((("tier", value),) if tier else ())))

    parts = {tier: view.shown[f"{total}/{tier}"].getal for tier in TIER_KEYS}
    is_hidden = any(parts[tier] is None for tier in TIER_KEYS[:3])
    return PublicRow(
        label,
        (
            view.count(total, find("")),
            *(view.count(f"{total}/{tier}", find(tier), whole=total) for tier in TIER_KEYS),
        ),
        # Without one of its tiers a bar would show another division.
        Markup("")
        if is_hidden
        else make_bar({tier: count or 0 for tier, count in parts.items()}, make_element_id(key)),
    )


def make_bar(counts: Mapping[str, int], name: str) -> Markup:
    """The tiers as a bar; `name` as in `tier_bar`."""
    return tier_bar(TierCounts(**counts), name)


def _head_of_tier(key: str) -> tuple[str, str]:
    first, _, second = wording.TIER_WORDS[key].partition(" · ")
    head = f"{wording.TIER_SYMBOLS[key]} {first.capitalize()}"
    return (head.replace(" ", wording.NBSP) if second else head), second


def make_element_id(key: str) -> str:
    """A name for an element of the page: letters and digits of the key, the rest as numbers of their signs."""
    return "e" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign)}-" for sign in key)
