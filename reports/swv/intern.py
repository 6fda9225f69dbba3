"""`swv-intern/index.html`: the figures of the SWV page per school, exact, for the one person whom the SWV appoints.

No pupil, no code and no small-count rule: the page is never handed over, and readers of `swv/` never have it. What the
public page hides stands here, so nothing of it may be printed there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from reports.context.counts import RefusedSchool, SchoolFigures
from reports.context.difference import SwvBridge
from reports.context.header import ReportHeader
from reports.context.measured import MeasuredSchool
from reports.release.address import AANTAL, SOM, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.swv.chapters import four_weeks, statuses
from reports.swv.chapters.lists import LPA_KINDS, address_list
from reports.swv.chapters.units import Unit, list_sectors, list_whole, pick_rows
from reports.swv.chapters.view import PUPILS, filter_tier
from reports.swv.quarter import TIER_KEYS, SwvReport
from reports.swv.verschil import SwvBridgePage, make_swv_bridge_page
from reports.words import wording
from reports.words.measured import describe_measured


@dataclass(frozen=True)
class SchoolReports:
    """Reports to DUO that were due of one school, by what became of them."""

    meldingen: int = 0
    op_tijd: int = 0
    te_laat: int = 0
    niet_gemeld: int = 0
    nog_niet: int = 0
    onbekend: int = 0


@dataclass(frozen=True)
class EndingExemption:
    """Exemptions of one kind and municipality that end on the same day."""

    soort: str
    """As in LIST_WORDS."""
    gemeente: str
    """Empty: not known, or not to be shown."""
    schrijfwijzen: tuple[str, ...]
    """How the lists write it; empty where it is not to be shown."""
    laatste_dag: date
    zonder_einde: bool
    """The list told no end."""
    aantal: int


@dataclass(frozen=True)
class InternReport:
    """What the page is made of; exact."""

    verslag: SwvReport
    meldingen: Mapping[str, SchoolReports]
    """By school id."""
    vrijstellingen: tuple[EndingExemption, ...]
    """By last day."""
    verschil: SwvBridge | None = None
    """What leads to it from the edition before it; None: nothing came out before."""


@dataclass(frozen=True)
class InternPage:
    """What the template prints."""

    kop: ReportHeader
    niet_gemeten: tuple[tuple[str, str], ...]
    """(school, why) of each that is in no figure, or not over the whole period."""
    tabellen: Mapping[str, PublicTable]
    verschil: SwvBridgePage | None
    synthetisch: bool


Count = Callable[[Unit], tuple[int, Address]]


@dataclass(frozen=True)
class _Column:
    kop: str
    klein: str
    tel: Count


def make_intern_page(report: InternReport) -> InternPage:
    """The page of a report."""
    found = report.verslag
    return InternPage(
        kop=found.kop,
        niet_gemeten=tuple(_list_unmeasured(found)),
        tabellen={table.id: table for table in _make_tables(report)},
        verschil=make_swv_bridge_page(report.verschil) if report.verschil else None,
        synthetisch=found.synthetisch,
    )


def _list_unmeasured(report: SwvReport) -> Iterator[tuple[str, str]]:
    missing: Sequence[RefusedSchool] = (*report.geweigerd, *report.niet_gemeten)
    yield from ((school.naam, school.reden) for school in missing)
    yield from (
        (school.naam, f"Niet de hele periode gemeten: {describe_measured([school]).removeprefix('▲ ')}.")
        for school in report.kop.meting
        if _is_short(school)
    )


def _is_short(school: MeasuredSchool) -> bool:
    return school.is_gemeten and school.loopt_achter


def _make_tables(report: InternReport) -> Iterator[PublicTable]:
    found = report.verslag
    if found.scholen:
        yield _table("tiers", "Leerlingen per tier", "mart_leerling_periode", _tier_columns(), found)
        yield _table("thuiszitters", "Thuiszitters in de periode", "mart_thuiszitter", _home_columns(found), found)
        yield _table("statussen", "Andere statussen in de periode", "mart_thuiszitter", _other_columns(found), found)
        yield _table("vierweken", "Vierwekengroep", "mart_swv_vierweken", _group_columns(), found)
        yield _table(
            "meldingen", "Verplichte meldingen aan DUO", "mart_swv_school_melding", _report_columns(report), found
        )
    yield _list_table(found)
    if report.vrijstellingen:
        yield _exemption_table(report)


def _table(name: str, title: str, model: str, columns: Sequence[_Column], report: SwvReport) -> PublicTable:
    """The whole, sectors and every school by itself, in the order of the settings."""
    schools = [Unit(f"school/{each.school}", each.naam, each.sector, (each.school,), each) for each in report.scholen]
    rows = [
        _row(list_whole(report), columns),
        PublicRow("Per sector"),
        *(_row(unit, columns) for unit in list_sectors(report)),
        PublicRow("Per school (in vaste volgorde, geen rangorde)"),
        *(_row(unit, columns) for unit in schools),
    ]
    return PublicTable(
        name,
        title,
        "Eenheid",
        tuple((column.kop, column.klein) for column in columns),
        tuple(rows),
        Origin(model, "alle scholen die gemeten zijn", "Precies geteld, zonder afronden."),
    )


def _row(unit: Unit, columns: Sequence[_Column]) -> PublicRow:
    return PublicRow(unit.naam, tuple(_cell(*column.tel(unit)) for column in columns))


def _cell(count: int, address: Address) -> PublicCell:
    return text_cell(wording.number(count), address)


def _tier_columns() -> list[_Column]:
    def count(tier: str) -> Count:
        return lambda unit: (
            getattr(unit.cijfers.tiers, tier),
            Address(PUPILS, AANTAL, "", (*pick_rows(unit), *filter_tier(tier))),
        )

    def count_all(unit: Unit) -> tuple[int, Address]:
        return unit.cijfers.tiers.totaal, Address(PUPILS, AANTAL, "", pick_rows(unit))

    heads = [wording.TIER_WORDS[tier.removeprefix("tier_")].partition(" · ") for tier in TIER_KEYS]
    return [
        _Column(
            "Leerlingen", "", lambda unit: (unit.cijfers.tiers.totaal, Address(PUPILS, AANTAL, "", pick_rows(unit)))
        ),
        *(
            _Column(first.capitalize(), small, count(tier))
            for tier, (first, _, small) in zip(TIER_KEYS, heads, strict=True)
        ),
    ]


def _home_columns(report: SwvReport) -> list[_Column]:
    return [
        _status(report, "Thuiszitters", "thuiszitters", _at_home, small="samen"),
        _status(report, "Vier weken tot drie maanden", "thuiszitter"),
        _status(report, "Langer", "lrv_langer_dan_3_maanden"),
        _status(report, "Nog op de peildatum", "thuiszitters/op_peildatum", _now_at_home),
        _status(report, "Leeftijd onbekend", "thuiszitters/leeftijd_onbekend", small="van alle thuiszitters"),
        _status(report, "Apart: 18 jaar en ouder", "rmc"),
        _possible("Niet zeker", "thuiszitters"),
    ]


def _other_columns(report: SwvReport) -> list[_Column]:
    below = f"Minder dan {report.kop.tier_1_vanaf}{wording.NBSP}% aanwezig"
    return [
        _status(report, "Dreigend thuiszitter", "dreigend/andere_grond", _threatened, small="verzuim of te laat komen"),
        _status(report, below, "dreigend/alleen_aanwezigheid", _present_too_little, small="en verder geen status"),
        _status(report, "Relatief verzuim", "relatief_verzuim"),
        _status(report, "Lang afwezig", "reden_onbekend", small="reden niet ingevuld"),
        _status(report, "Langdurig geoorloofd", "langdurig_geoorloofd"),
        _possible("Dreigend niet zeker", "dreigend"),
    ]


def _status(
    report: SwvReport, head: str, part: str, find: Callable[[SchoolFigures], int] | None = None, *, small: str = ""
) -> _Column:
    """Pupils of the count "status/<unit>/<part>"; without `find` the field of the same name."""

    def count(unit: Unit) -> tuple[int, Address]:
        found = getattr(unit.cijfers.statussen, part.rpartition("/")[2]) if find is None else find(unit.cijfers)
        return found, statuses.find_address(report, unit, part)

    return _Column(head, small, count)


def _at_home(school: SchoolFigures) -> int:
    return school.statussen.thuiszitter + school.statussen.lrv_langer_dan_3_maanden


def _now_at_home(school: SchoolFigures) -> int:
    return school.statussen_op_peildatum.thuiszitter + school.statussen_op_peildatum.lrv_langer_dan_3_maanden


def _threatened(school: SchoolFigures) -> int:
    return school.statussen.dreigend - school.statussen.dreigend_alleen_aanwezigheid


def _present_too_little(school: SchoolFigures) -> int:
    return school.statussen.dreigend_alleen_aanwezigheid


def _possible(head: str, part: str) -> _Column:
    """Who could have the status and does not."""
    return _Column(
        head,
        "kan er nog bij komen",
        lambda unit: (
            getattr(unit.cijfers.mogelijk, part),
            Address("swv_status_mogelijk", SOM, part, pick_rows(unit)),
        ),
    )


def _group_columns() -> list[_Column]:
    def count(field: str, part: str) -> Count:
        return lambda unit: (getattr(unit.cijfers.vierweken, field), four_weeks.find_address(unit, part))

    return [
        _Column("Leerlingen", "", count("totaal", "")),
        *(
            _Column(wording.FOUR_WEEK_PARTS[part].capitalize(), "", count(part, part))
            for part in ("nul_procent", "hoogstens_20")
        ),
        _Column("Met plan", "van aanpak", count("met_plan", "met_plan")),
        _Column("Zonder plan", "", count("zonder_plan", "zonder_plan")),
        _Column("Plan niet bekend", "", count("plan_onbekend", "plan_onbekend")),
    ]


def _report_columns(report: InternReport) -> list[_Column]:
    def count(part: str) -> Count:
        return lambda unit: (
            sum(getattr(report.meldingen[school], part) for school in unit.scholen),
            Address("swv_school_melding", SOM, part, pick_rows(unit)),
        )

    heads = {"meldingen": "Samen", **wording.LEDGER_WORDS}
    return [_Column(heads[field.name], "", count(field.name)) for field in fields(SchoolReports)]


def _list_table(report: SwvReport) -> PublicTable:
    rows = [
        PublicRow(
            wording.LIST_WORDS[kind],
            (PublicCell("geen lijst ontvangen") if count is None else _cell(count, address_list(kind)),),
        )
        for kind in LPA_KINDS
        for count in (getattr(report.lpa, kind),)
    ]
    return PublicTable(
        "lijsten",
        "Jongeren op de lijsten van leerplicht, op de peildatum",
        "Lijst",
        (("Jongeren", ""),),
        tuple(rows),
        Origin("mart_lpa", "wie op de peildatum op de lijst staat", "Precies geteld, zonder afronden."),
    )


def _exemption_table(report: InternReport) -> PublicTable:
    peildatum = report.verslag.kop.peildatum
    over = [each for each in report.vrijstellingen if each.laatste_dag < peildatum]
    rows: list[PublicRow] = []
    for head, listed in (
        ("Afgelopen in deze periode", over),
        ("Lopen nog", [each for each in report.vrijstellingen if each not in over]),
    ):
        if listed:
            rows += [PublicRow(head), *(_exemption_row(each) for each in listed)]
    return PublicTable(
        "vrijstellingen",
        "Vrijstellingen die aflopen",
        "Laatste dag",
        (("Grond", ""), ("Woongemeente", ""), ("Einddatum op de lijst", ""), ("Jongeren", "")),
        tuple(rows),
        Origin(
            "mart_swv_vrijstelling",
            "vrijstellingen die op de peildatum gelden of in de periode afliepen",
            "Staat er geen einddatum op de lijst, dan loopt een vrijstelling af met het schooljaar (D29).",
        ),
    )


def _exemption_row(each: EndingExemption) -> PublicRow:
    where = (
        ("soort", each.soort),
        ("woongemeente", "|".join(each.schrijfwijzen)),
        ("laatste_dag", each.laatste_dag.isoformat()),
        ("zonder_einde", "J" if each.zonder_einde else "N"),
    )
    address = Address("swv_vrijstelling", SOM, "aantal", where) if each.gemeente else None
    return PublicRow(
        wording.short_date(each.laatste_dag),
        (
            PublicCell(wording.LIST_WORDS[each.soort].partition(" (")[0].removeprefix("Vrijstelling ")),
            PublicCell(each.gemeente or "niet bekend"),
            PublicCell("nee" if each.zonder_einde else "ja"),
            text_cell(wording.number(each.aantal), address),
        ),
    )
