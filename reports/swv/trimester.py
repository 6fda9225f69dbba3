"""The trimester report from its chapters: its exact counts (`make_figures`) and its published tables (`make_tables`).

Every count on the page is a cell of one chapter; the page itself (`reports.swv.page`) sees only what
`disclosure.release` makes of them. Ids stay the same from quarter to quarter: they name a count in later publications
too.
"""

from collections.abc import Iterator
from datetime import date

from reports.release.disclosure import Figures
from reports.release.public_table import PublicTable
from reports.release.time_share import KeptShare
from reports.swv.chapters import (
    absence,
    alike,
    bridge,
    delivery,
    four_weeks,
    hours,
    kinds,
    ledger,
    lists,
    movement,
    register,
    schools,
    statuses,
    tiers,
    trend,
    tried,
    waterfall,
    weeks,
    years,
)
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import SWV
from reports.swv.chapters.view import Released, View
from reports.swv.quarter import TIER_KEYS, SwvReport

# The rows of the export for the Inspectie tell these exactly; whoever holds both must learn nothing else from the page.
KNOWN_ELSEWHERE = frozenset(
    (
        f"status/{SWV}/thuiszitter",
        f"status/{SWV}/lrv_langer_dan_3_maanden",
        f"status/{SWV}/thuiszitters",
        f"status/{SWV}/thuiszitters/op_peildatum",
        f"status/{SWV}/thuiszitters/leeftijd_onbekend",
        f"status/{SWV}/thuiszitters/niet_leeftijd_onbekend",
        "lpa/absoluut_verzuim",
        "lpa/vrijstelling_5a",
    )
)

# The first screen of the page.
MAIN = frozenset(
    (
        f"tiers/{SWV}",
        *(f"tiers/{SWV}/{tier}" for tier in TIER_KEYS),
        f"status/{SWV}/thuiszitters",
        f"status/{SWV}/dreigend/andere_grond",
        f"vierweken/{SWV}",
        f"vierweken/{SWV}/met_plan",
        *(f"lpa/{kind}" for kind in lists.LPA_KINDS),
    )
)

# The chapters with counts of their own, in the order in which small ones are hidden; without a school only the lists.
_COUNTED = (tiers, statuses, four_weeks, register, ledger, movement, tried, alike, bridge)
# The chapters in the order of the page.
_SHOWN = (
    trend,
    bridge,
    tiers,
    weeks,
    absence,
    kinds,
    movement,
    schools,
    statuses,
    four_weeks,
    register,
    tried,
    ledger,
    delivery,
    waterfall,
)
# The chapters that stand on the page of figures alone.
_IN_FIGURES = (hours, years)


def make_figures(report: SwvReport) -> Figures:
    """Every count of the page, once, and the sums between them; ValueError when a sum does not close."""
    book = Book(KNOWN_ELSEWHERE, MAIN)
    for chapter in (*(_COUNTED if report.scholen else ()), lists):
        chapter.add_cells(book, report)
    return Figures(tuple(book.cellen.values()), tuple(book.sommen), _find_before(report))


def _find_before(report: SwvReport) -> date | None:
    """The peildatum that movement and causes are about; they are about the same one."""
    return next((each.vorige for each in (report.beweging, report.verschil) if each is not None), None)


def keep_attendance(report: SwvReport, shown: Released) -> dict[str, KeptShare]:
    """What later peildata compare their attendance with; `shown`: the released counts of the report."""
    return trend.keep_attendance(View(report, shown, {})) if report.scholen else {}


def make_figure_tables(view: View) -> Iterator[PublicTable]:
    """Every table that stands on the page of figures alone."""
    for chapter in _IN_FIGURES if view.report.scholen else ():
        yield from chapter.make_tables(view)


def make_tables(view: View) -> Iterator[PublicTable]:
    """Every table of the page, in its order."""
    for chapter in (*(_SHOWN if view.report.scholen else ()), lists):
        yield from chapter.make_tables(view)
