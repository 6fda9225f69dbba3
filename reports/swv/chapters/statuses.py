"""Pupils with a status: per sector, and apart from `dreigend` who is only present too little."""

from collections.abc import Iterator, Sequence

from reports.release.address import AANTAL, SOM, Address
from reports.release.public_table import Origin, PublicRow, PublicTable
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import Unit, list_sectors, list_whole, pick_rows
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording
from schemas.tables import GETELDE_PLICHTEN

STATUS_KEYS = (
    *("lrv_langer_dan_3_maanden", "thuiszitter", "rmc"),
    *("relatief_verzuim", "dreigend", "reden_onbekend", "langdurig_geoorloofd"),
)

_AT_HOME = "thuiszitter|lrv_langer_dan_3_maanden"
# Who is counted among the thuiszitters (contract 2.9).
_COUNTED_DUTIES = (("plicht", "|".join(GETELDE_PLICHTEN)),)
_AT_HOME_COLUMNS = (
    ("thuiszitters", "Thuiszitters", "samen", _AT_HOME),
    ("thuiszitter", "vier weken tot drie maanden", "", "thuiszitter"),
    ("lrv_langer_dan_3_maanden", "langer dan drie maanden", "", "lrv_langer_dan_3_maanden"),
    ("thuiszitters/op_peildatum", "nog op de peildatum", "", _AT_HOME),
    ("thuiszitters/zonder_precies", "zonder precies vier weken", "", _AT_HOME),
    ("thuiszitters/leeftijd_onbekend", "waarvan leeftijd onbekend", "", _AT_HOME),
    ("rmc", "Meerderjarig", "en net zo lang thuis", _AT_HOME),
)
_OTHER_COLUMNS = (
    ("dreigend/andere_grond", "Dreigend thuiszitter", "verzuim of te laat komen", "dreigend"),
    ("relatief_verzuim", "Relatief verzuim", "16 uur in vier weken", "relatief_verzuim"),
    ("reden_onbekend", "Lang afwezig", "reden niet ingevuld", "reden_onbekend"),
    ("langdurig_geoorloofd", "Langdurig geoorloofd", "", "langdurig_geoorloofd"),
)
# Who could come to a count, by the field of PossibleCounts, and the head of the column.
_POSSIBLE_COLUMNS = (
    ("thuiszitters", "Thuiszitters"),
    ("dreigend", "Dreigend thuiszitter"),
    ("relatief_verzuim", "Relatief verzuim"),
)

_EXTRA_FILTER = {
    **dict.fromkeys(("thuiszitters", "thuiszitter", "lrv_langer_dan_3_maanden"), _COUNTED_DUTIES),
    "thuiszitters/op_peildatum": (*_COUNTED_DUTIES, ("op_peildatum", "J")),
    "thuiszitters/zonder_precies": (*_COUNTED_DUTIES, ("precies_vier_weken", "N")),
    "thuiszitters/leeftijd_onbekend": (("plicht", "niet_te_bepalen"),),
    "rmc": (("plicht", "rmc"),),
}

_TEXT_OF_AT_HOME = TableText(
    "Thuiszitters in de periode of op de peildatum",
    "Eenheid",
    Origin(
        "mart_thuiszitter",
        "één rij per leerling en status, volgens het protocol van de school",
        "Vier lesweken of langer aaneengesloten geheel ongeoorloofd afwezig, met leerplicht of "
        "kwalificatieplicht. Is de leeftijd niet bekend, dan telt de leerling mee. Wie meerderjarig is, staat "
        "apart: daar gaat het Doorstroompunt (RMC) over. Wie op de lijst met overstappen staat, telt één keer.",
    ),
)
_TEXT_OF_OTHERS = TableText(
    "Leerlingen met een andere status in de periode of op de peildatum",
    "Eenheid",
    Origin(
        "mart_thuiszitter",
        "één rij per leerling en status, volgens het protocol van de school",
        "Een leerling kan dreigend thuiszitter en langdurig geoorloofd afwezig tegelijk zijn. Niet elk protocol kent "
        "elke status.",
    ),
)
_TEXT_OF_POSSIBLE = TableText(
    "Niet zeker: leerlingen die deze status nog kunnen hebben",
    "Eenheid",
    Origin(
        "mart_swv_status_mogelijk",
        "leerlingen zonder de status, voor wie een regel met de onbekende lessen als afwezig wel zou gelden",
        "Zij tellen hierboven niet mee. Door codes zonder betekenis of ontbrekende gegevens is het niet te zeggen.",
    ),
)
_TEXT_OF_THREATENED = TableText(
    "Minder dan {grens} procent aanwezig, en verder geen status",
    "Eenheid",
    Origin(
        "mart_thuiszitter",
        "rijen met status dreigend waarvan lage aanwezigheid de enige grond is",
        "In de periode onder {grens} procent aanwezig, en geen andere reden (D14). Zij tellen niet mee bij dreigend "
        "thuiszitter.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """Statuses of the period. What is part of another count is its own cell, the rest of that count a hidden one."""
    units = (list_whole(report), *list_sectors(report))
    for unit in units:
        key, period, now = f"status/{unit.sleutel}", unit.cijfers.statussen, unit.cijfers.statussen_op_peildatum
        for status in STATUS_KEYS:
            # The two groups under `dreigend` have names of their own and are never added up (D14).
            book.add(f"{key}/{status}", getattr(period, status), public=status != "dreigend")
        both = period.thuiszitter + period.lrv_langer_dan_3_maanden
        present = now.thuiszitter + now.lrv_langer_dan_3_maanden
        book.add(f"{key}/thuiszitters", both)
        book.add_sum(f"{key}/thuiszitters", (f"{key}/thuiszitter", f"{key}/lrv_langer_dan_3_maanden"))
        _split(book, f"{key}/thuiszitters", both, part="op_peildatum", count=present)
        _split(book, f"{key}/thuiszitters", both, part="zonder_precies", count=both - period.precies_vier_weken)
        _split(book, f"{key}/thuiszitters", both, part="leeftijd_onbekend", count=period.leeftijd_onbekend)
        for part, _ in _POSSIBLE_COLUMNS:
            book.add(name_possible(unit, part), getattr(unit.cijfers.mogelijk, part))
        alone = period.dreigend_alleen_aanwezigheid
        grounds = {"andere_grond": period.dreigend - alone, "alleen_aanwezigheid": alone}
        book.add_sum(f"{key}/dreigend", [book.add(f"{key}/dreigend/{name}", count) for name, count in grounds.items()])
        below = {"tier_2": period.dreigend_alleen_tier_2, "tier_3": period.dreigend_alleen_tier_3}
        below["open"] = alone - sum(below.values())
        total = f"{key}/dreigend/alleen_aanwezigheid"
        book.add_sum(total, [book.add(f"{total}/{tier}", count) for tier, count in below.items()])
    _link_sectors(book, units, "status")


def name_possible(unit: Unit, part: str) -> str:
    """Id of the count of those who do not have a status and could have it."""
    return f"status/{unit.sleutel}/mogelijk/{part}"


def name_threatened(unit: Unit, tier: str) -> str:
    """Id of the count of those who are only present too little, in one tier."""
    return f"status/{unit.sleutel}/dreigend/alleen_aanwezigheid/{tier}"


def _split(book: Book, total: str, whole: int, *, part: str, count: int) -> None:
    """A part of a count that stands on the page, and the rest, which does not."""
    shown = book.add(f"{total}/{part}", count)
    book.add_sum(total, (shown, book.add(f"{total}/niet_{part}", whole - count, public=False)))


def _link_sectors(book: Book, units: Sequence[Unit], table: str) -> None:
    """Each count of the whole is the sum of the same count of the sectors."""
    whole, *sectors = (f"{table}/{unit.sleutel}" for unit in units)
    tails = [name.removeprefix(whole) for name in book.cellen if name == whole or name.startswith(f"{whole}/")]
    for tail in tails:
        book.add_sum(whole + tail, [sector + tail for sector in sectors])


def make_tables(view: View) -> Iterator[PublicTable]:
    """All statuses, who could have one, then who is only present too little."""
    yield _status_table(view, "thuiszitters", _TEXT_OF_AT_HOME, _AT_HOME_COLUMNS)
    yield _status_table(view, "statussen", _TEXT_OF_OTHERS, _OTHER_COLUMNS)
    yield _possible_table(view)
    yield _threatened_table(view)


def _status_table(view: View, name: str, text: TableText, columns: Sequence[tuple[str, str, str, str]]) -> PublicTable:
    return view.make_table(
        name,
        text,
        tuple((head, small) for _, head, small, _ in columns),
        tuple(
            PublicRow(
                unit.naam,
                tuple(
                    view.count(f"status/{unit.sleutel}/{part}", find_address(view.report, unit, part))
                    for part, _, _, _ in columns
                ),
            )
            for unit in (view.whole, *view.sectors)
        ),
    )


def _possible_table(view: View) -> PublicTable:
    return view.make_table(
        "mogelijk",
        _TEXT_OF_POSSIBLE,
        tuple((head, "") for _, head in _POSSIBLE_COLUMNS),
        tuple(
            PublicRow(
                unit.naam,
                tuple(
                    view.count(name_possible(unit, part), Address("swv_status_mogelijk", SOM, part, pick_rows(unit)))
                    for part, _ in _POSSIBLE_COLUMNS
                ),
            )
            for unit in (view.whole, *view.sectors)
        ),
    )


def _threatened_table(view: View) -> PublicTable:
    tiers = ("tier_2", "tier_3", "open")
    return view.make_table(
        "dreigend",
        _TEXT_OF_THREATENED,
        (("Leerlingen", ""), *((wording.TIER_WORDS[tier.removeprefix("tier_")].capitalize(), "") for tier in tiers)),
        [
            PublicRow(
                unit.naam,
                (
                    view.count(total, _address_threatened(view.report, unit, "/alleen_aanwezigheid")),
                    *(view.count(f"{total}/{tier}") for tier in tiers),
                ),
            )
            for unit in (view.whole, *view.sectors)
            for total in (f"status/{unit.sleutel}/dreigend/alleen_aanwezigheid",)
        ],
    )


def find_address(report: SwvReport, unit: Unit, part: str) -> Address:
    """The address of a count "status/<unit>/<part>"."""
    if part.startswith("dreigend"):
        return _address_threatened(report, unit, part.removeprefix("dreigend"))
    status = next(status for known, _, _, status in (*_AT_HOME_COLUMNS, *_OTHER_COLUMNS) if known == part)
    return Address("thuiszitter", AANTAL, "", (*pick_rows(unit), ("status", status), *_EXTRA_FILTER.get(part, ())))


def _address_threatened(report: SwvReport, unit: Unit, part: str) -> Address:
    """`dreigend` in all, or by its ground."""
    rules = {
        "/andere_grond": report.dreigendregels,
        "/alleen_aanwezigheid": report.aanwezigheidsregels,
    }.get(part)
    ground = () if rules is None else (("grond", "|".join(rules)),)
    return Address("thuiszitter", AANTAL, "", (*pick_rows(unit), ("status", "dreigend"), *ground))
