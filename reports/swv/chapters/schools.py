"""The schools beside each other: share of tier 3 with the expected range, and the quality of the registration."""

from collections.abc import Iterator

from reports.release.address import AANDEEL, AANTAL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, find_share, text_cell
from reports.swv.chapters.units import Unit, name_tiers, pick_rows
from reports.swv.chapters.view import PUPILS, TableText, View
from reports.swv.funnel import Funnel, Point, make_funnel
from reports.words import wording

NO_RANGE = "te weinig om te zeggen"
# In tenths of a per cent: whole per cents, which no single row moves far.
_STEP_OF_ROWS = 10
_TEXT = TableText(
    "Scholen: aandeel in tier 3, met de kwaliteit van de registratie",
    "School",
    Origin(
        "mart_leerling_periode, bevinding en manifest.json",
        "scholen in de volgorde van swv.toml",
        "Het verwachte gebied hoort bij scholen van dezelfde sector en grootte. Zonder iets bijzonders valt "
        "95 van de 100 scholen erin. Het rekent mee dat scholen altijd wat verschillen. Scholen met minder "
        "dan {klein} leerlingen krijgen geen gebied.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """One row a school, in the order of the settings."""
    funnels = make_funnels(view)
    rows = [PublicRow(unit.naam, _school_cells(view, unit, funnels.get(unit.sector))) for unit in view.schools]
    yield view.make_table(
        "scholen",
        _TEXT,
        (
            ("Leerlingen", ""),
            ("Aanwezigheid", ""),
            ("Aandeel tier 3", ""),
            ("Verwacht gebied", ""),
            ("Buiten het gebied", ""),
            ("Tijd onbekend", ""),
            ("Rijen niet te gebruiken", ""),
            ("Codes zonder betekenis", ""),
            ("Meldingen buiten het rooster", ""),
        ),
        tuple(rows),
    )


def _school_cells(view: View, unit: Unit, funnel: Funnel | None) -> tuple[PublicCell, ...]:
    total = name_tiers(unit.sleutel)
    point = _funnel_point(view, unit)
    low_high, stands_out = NO_RANGE, "niet te zeggen"
    if funnel is not None and point is not None:
        low_high = describe_range(funnel, point)
        stands_out = "nee" if funnel.is_expected(point) else "ja"
    balance = unit.cijfers.balans
    return (
        view.count(total, Address(PUPILS, AANTAL, "", pick_rows(unit))),
        view.attendance(unit),
        text_cell(
            find_share(view.shown[f"{total}/tier_3"], view.shown[total]) or wording.NOT_SHOWN,
            Address(PUPILS, AANDEEL, "", (*pick_rows(unit), ("tier", "3"))),
        ),
        text_cell(low_high),
        text_cell(stands_out),
        view.time_share(unit, "onbekend"),
        text_cell(wording.percentage(balance.quarantaine, balance.gelezen, _STEP_OF_ROWS)),
        text_cell(wording.number(unit.cijfers.onbekende_codes)),
        text_cell(wording.rounded_rows(unit.cijfers.absenties_buiten_rooster)),
    )


def _funnel_point(view: View, unit: Unit) -> Point | None:
    part, whole = view.shown[f"{name_tiers(unit.sleutel)}/tier_3"], view.shown[name_tiers(unit.sleutel)]
    if not unit.gevestigd or len(unit.scholen) > 1 or part.getal is None or not whole.getal:
        return None
    return Point(unit.naam, min(part.getal, whole.getal), whole.getal)


def make_funnels(view: View) -> dict[str, Funnel]:
    """The funnel of each sector with enough schools."""
    found = {}
    for sector in view.sectors:
        units = [unit for unit in view.schools if unit.sector == sector.sector]
        points = [point for unit in units if (point := _funnel_point(view, unit)) is not None]
        funnel = make_funnel(points)
        if funnel is not None:
            found[sector.sector] = funnel
    return found


def describe_range(funnel: Funnel, point: Point) -> str:
    """The expected range of a school in words."""
    low, high = (int(bound * 1000) for bound in funnel.find_range(point.geheel))
    return wording.share_range(low, high)
