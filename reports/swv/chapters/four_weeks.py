"""The four-week groups: how often present, and with which plan."""

from collections.abc import Iterator

from reports.release.address import AANTAL, Address
from reports.release.public_table import Origin, PublicRow, PublicTable
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import SWV, Unit, list_sectors, list_whole, pick_rows
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

PLAN_KEYS = ("met_plan", "zonder_plan", "plan_onbekend")
_GROUPS = ("nul_procent", "hoogstens_20")
_TEXT = TableText(
    "Vierwekengroep: vier lesweken niet of bijna niet op school",
    "Eenheid",
    Origin(
        "mart_swv_vierweken",
        "leerlingen met zo'n venster van vier lesweken in de periode; elk in één groep",
        "Geoorloofd en ongeoorloofd tellen samen. Het plan van aanpak komt uit het MSA-register van de school.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """Kinds and plans of the whole SWV, and the number alone per sector: more would hide the whole."""
    key, groups = f"vierweken/{SWV}", list_whole(report).cijfers.vierweken
    book.add_parts(key, groups.totaal, {"nul_procent": groups.nul_procent, "hoogstens_20": groups.hoogstens_20})
    plans = {name: getattr(groups, name) for name in PLAN_KEYS}
    book.add_sum(key, [book.add(f"{key}/{name}", count) for name, count in plans.items()])
    sectors = list_sectors(report)
    book.add_sum(key, [book.add(f"vierweken/{unit.sleutel}", unit.cijfers.vierweken.totaal) for unit in sectors])


def make_tables(view: View) -> Iterator[PublicTable]:
    """Of the whole by presence and plan; of each sector the number alone."""
    total = f"vierweken/{SWV}"
    rows = [PublicRow(view.whole.naam, (view.count(total, find_address(view.whole)),))]
    for heading, parts in (("Hoe vaak aanwezig", _GROUPS), ("Plan van aanpak", PLAN_KEYS)):
        rows.append(PublicRow(heading))
        rows += [
            PublicRow(
                wording.FOUR_WEEK_PARTS[part],
                (view.count(f"{total}/{part}", find_address(view.whole, part), whole=total),),
            )
            for part in parts
        ]
    rows.append(PublicRow("Per sector"))
    rows += [
        PublicRow(unit.naam, (view.count(f"vierweken/{unit.sleutel}", find_address(unit), whole=total),))
        for unit in view.sectors
    ]
    yield view.make_table("vierweken", _TEXT, (("Leerlingen", ""),), rows)


def find_address(unit: Unit, part: str = "") -> Address:
    """The address of a count "vierweken/<unit>/<part>", without a part of all in the groups."""
    plans = {"met_plan": "J", "zonder_plan": "N", "plan_onbekend": ""}
    where = (("plan_van_aanpak", plans[part]),) if part in plans else ((("groep", part),) if part else ())
    return Address("swv_vierweken", AANTAL, "", (*pick_rows(unit), *where))
