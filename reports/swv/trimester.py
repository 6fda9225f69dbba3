"""The counts of the trimester report, exact, with the sums that a reader knows between them: `make_figures`.

Every count on the page is a cell here; the page itself (`trimester_page`) sees only what `disclosure.release` makes of
them. Ids stay the same from quarter to quarter: they name a count in later publications too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from reports.context import Balance, FourWeekCounts, Minutes, SchoolFigures, StatusCounts, TierCounts
from reports.release.disclosure import Cell, Figures, Sum
from reports.release.public_table import FEWEST_FOR_SHARE
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, TIER_KEYS, Movement, SwvReport

Counts = TypeVar("Counts", Minutes, TierCounts, StatusCounts, FourWeekCounts, Balance)

SWV = "swv"
TOTAL = "totaal"
# A school with fewer pupils has no share of its own (public_table).
SMALL_SCHOOL = FEWEST_FOR_SHARE
STATUS_KEYS = ("lrv_langer_dan_3_maanden", "thuiszitter", "relatief_verzuim", "dreigend", "langdurig_geoorloofd")
LEDGER_KINDS = ("16uur", "lrv")
LEDGER_STATES = ("op_tijd", "te_laat", "niet_gemeld", "nog_niet", "onbekend")
PLAN_KEYS = ("met_plan", "zonder_plan", "plan_onbekend")
# Fields of the register that say one thing of each pupil; of interventions a pupil may have several.
REGISTER_FIELDS = ("typologie", "categorie", "mdo")
INTERVENTION = "interventie"
LPA_KINDS = ("absoluut_verzuim", "vrijstelling_5a", "vrijstelling_5b", "vrijstelling_5c")
# The rows of the export for the Inspectie tell these exactly; whoever holds both must learn nothing else from the page.
KNOWN_ELSEWHERE = frozenset(
    (
        f"status/{SWV}/thuiszitter",
        f"status/{SWV}/lrv_langer_dan_3_maanden",
        f"status/{SWV}/thuiszitters",
        f"status/{SWV}/thuiszitters/op_peildatum",
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
        *(f"lpa/{kind}" for kind in LPA_KINDS),
    )
)
FROM_STATES = (*TIER_KEYS, NEW, SCHOOL_OUT)
TO_STATES = (*TIER_KEYS, GONE, SCHOOL_OUT)


@dataclass(frozen=True)
class Unit:
    """The whole SWV, a sector, a school, or the small schools of a sector together, with its exact figures."""

    sleutel: str
    """Middle part of the ids of its counts, e.g. "sector/VO"."""
    naam: str
    sector: str
    scholen: tuple[str, ...]
    """Ids of the schools in it."""
    cijfers: SchoolFigures
    gevestigd: bool = True
    """False: too small for a share of its own in the comparison of schools."""


def list_whole(report: SwvReport) -> Unit:
    """All schools together."""
    return _join_schools(SWV, "Alle scholen", "", report.scholen)


def list_sectors(report: SwvReport) -> tuple[Unit, ...]:
    """The sectors, by name."""
    return tuple(
        _join_schools(
            f"sector/{sector}", sector, sector, [school for school in report.scholen if school.sector == sector]
        )
        for sector in sorted({school.sector for school in report.scholen})
    )


def list_schools(report: SwvReport) -> tuple[Unit, ...]:
    """Schools in the order of the settings; after them, per sector, two or more small schools as one unit."""
    small = {
        sector.sector: [school for school in report.scholen if school.sector == sector.sector and is_small(school)]
        for sector in list_sectors(report)
    }
    pooled = {school.school for schools in small.values() if len(schools) > 1 for school in schools}
    single = tuple(
        Unit(f"school/{school.school}", school.naam, school.sector, (school.school,), school, not is_small(school))
        for school in report.scholen
        if school.school not in pooled
    )
    return single + tuple(
        _join_schools(f"klein/{sector}", f"Kleine scholen {sector} samen ({len(schools)})", sector, schools)
        for sector, schools in small.items()
        if len(schools) > 1
    )


def is_small(school: SchoolFigures) -> bool:
    return school.tiers.totaal < SMALL_SCHOOL


def list_groups(report: SwvReport, field: str) -> tuple[tuple[str, str, TierCounts], ...]:
    """(sector, value, tiers) for each leerjaar or onderwijssoort of each sector, by name; "" (not known) last.

    A sector with one value is left out: that row would say what the row of the sector says.
    """
    found: dict[tuple[str, str], list[TierCounts]] = {}
    for group in report.groepen:
        found.setdefault((group.sector, getattr(group, field)), []).append(group.tiers)
    values = Counter(sector for sector, _ in found)
    order = sorted((key for key in found if values[key[0]] > 1), key=lambda key: (key[0], key[1] == "", key[1]))
    return tuple((sector, value, sum_fields(TierCounts, found[sector, value])) for sector, value in order)


@dataclass(frozen=True)
class _Book:
    """Collects cells and sums; a sum is checked as it is written down."""

    cellen: dict[str, Cell]
    sommen: list[Sum]

    def add(self, name: str, count: int, *, public: bool = True, was: str = "") -> str:
        if name in self.cellen:
            raise ValueError(f"two counts are called {name}")
        self.cellen[name] = Cell(
            name, count, publiek=public, bekend=name in KNOWN_ELSEWHERE, hoofdzaak=name in MAIN, was=was
        )
        return name

    def add_sum(self, total: str, parts: Iterable[str]) -> None:
        listed = tuple(parts)
        if self.cellen[total].getal != sum(self.cellen[part].getal for part in listed):
            raise ValueError(f"the parts of {total} do not add up")
        self.sommen.append(Sum(total, listed))

    def add_parts(self, total: str, count: int, parts: Mapping[str, int], *, was: str = "") -> None:
        """A total and all its parts, as cells "<total>/<part>", that add up to it."""
        self.add(total, count, was=was)
        self.add_sum(total, [self.add(f"{total}/{part}", number) for part, number in parts.items()])


def make_figures(report: SwvReport) -> Figures:
    """Every count of the page, once, and the sums between them; ValueError when a sum does not close."""
    book = _Book({}, [])
    if report.scholen:
        _add_tiers(book, report)
        _add_statuses(book, report)
        _add_four_weeks(book, report)
        _add_register(book, report)
        _add_ledger(book, report)
        if report.beweging is not None:
            _add_movement(book, report.beweging)
    for kind in LPA_KINDS:
        count = getattr(report.lpa, kind)
        if count is not None:
            book.add(f"lpa/{kind}", count)
    return Figures(
        tuple(book.cellen.values()), tuple(book.sommen), report.beweging.vorige if report.beweging is not None else None
    )


def name_tiers(key: str) -> str:
    """Id of the number of pupils of a unit; its tiers are "<id>/tier_1" and so on."""
    return f"tiers/{key}"


def _add_tiers(book: _Book, report: SwvReport) -> None:
    whole, sectors, schools = list_whole(report), list_sectors(report), list_schools(report)
    for unit in (whole, *sectors, *schools):
        _add_tier_parts(book, unit.sleutel, unit.cijfers.tiers)
    _link_tiers(book, SWV, [unit.sleutel for unit in sectors])
    for sector in sectors:
        _link_tiers(book, sector.sleutel, [unit.sleutel for unit in schools if unit.sector == sector.sector])
    for field in ("leerjaar", "onderwijssoort"):
        groups = list_groups(report, field)
        for sector, value, tiers in groups:
            _add_tier_parts(book, f"{field}/{sector}/{value}", tiers)
        for unit in (unit for unit in sectors if any(sector == unit.sector for sector, _, _ in groups)):
            _link_tiers(
                book,
                unit.sleutel,
                [f"{field}/{sector}/{value}" for sector, value, _ in groups if sector == unit.sector],
            )


def _add_tier_parts(book: _Book, key: str, tiers: TierCounts) -> None:
    book.add_parts(name_tiers(key), tiers.totaal, {tier: getattr(tiers, tier) for tier in TIER_KEYS})


def _link_tiers(book: _Book, total: str, parts: Sequence[str]) -> None:
    for tail in ("", *(f"/{tier}" for tier in TIER_KEYS)):
        book.add_sum(name_tiers(total) + tail, [name_tiers(part) + tail for part in parts])


def _add_statuses(book: _Book, report: SwvReport) -> None:
    """Statuses of the period. What is part of another count is its own cell, the rest of that count a hidden one."""
    units = (list_whole(report), *list_sectors(report))
    for unit in units:
        key, period, now = f"status/{unit.sleutel}", unit.cijfers.statussen, unit.cijfers.statussen_op_peildatum
        for status in STATUS_KEYS:
            book.add(f"{key}/{status}", getattr(period, status))
        both = period.thuiszitter + period.lrv_langer_dan_3_maanden
        present = now.thuiszitter + now.lrv_langer_dan_3_maanden
        book.add(f"{key}/thuiszitters", both)
        book.add_sum(f"{key}/thuiszitters", (f"{key}/thuiszitter", f"{key}/lrv_langer_dan_3_maanden"))
        _split(book, f"{key}/thuiszitters", both, part="op_peildatum", count=present)
        _split(book, f"{key}/thuiszitters", both, part="zonder_precies", count=both - period.precies_vier_weken)
        alone = period.dreigend_alleen_aanwezigheid
        grounds = {"andere_grond": period.dreigend - alone, "alleen_aanwezigheid": alone}
        book.add_sum(f"{key}/dreigend", [book.add(f"{key}/dreigend/{name}", count) for name, count in grounds.items()])
    _link_sectors(book, units, "status")


def _split(book: _Book, total: str, whole: int, *, part: str, count: int) -> None:
    """A part of a count that stands on the page, and the rest, which does not."""
    shown = book.add(f"{total}/{part}", count)
    book.add_sum(total, (shown, book.add(f"{total}/niet_{part}", whole - count, public=False)))


def _add_four_weeks(book: _Book, report: SwvReport) -> None:
    """Kinds and plans of the whole SWV, and the number alone per sector: more would hide the whole."""
    key, groups = f"vierweken/{SWV}", list_whole(report).cijfers.vierweken
    book.add_parts(key, groups.totaal, {"nul_procent": groups.nul_procent, "hoogstens_20": groups.hoogstens_20})
    plans = {name: getattr(groups, name) for name in PLAN_KEYS}
    book.add_sum(key, [book.add(f"{key}/{name}", count) for name, count in plans.items()])
    sectors = list_sectors(report)
    book.add_sum(key, [book.add(f"vierweken/{unit.sleutel}", unit.cijfers.vierweken.totaal) for unit in sectors])


def _link_sectors(book: _Book, units: Sequence[Unit], table: str) -> None:
    """Each count of the whole is the sum of the same count of the sectors."""
    whole, *sectors = (f"{table}/{unit.sleutel}" for unit in units)
    tails = [name.removeprefix(whole) for name in book.cellen if name == whole or name.startswith(f"{whole}/")]
    for tail in tails:
        book.add_sum(whole + tail, [sector + tail for sector in sectors])


def _add_register(book: _Book, report: SwvReport) -> None:
    for field in (*REGISTER_FIELDS, INTERVENTION):
        values = {row.waarde: row.leerlingen for row in report.register if row.veld == field}
        names = [book.add(f"register/{field}/{value}", count) for value, count in sorted(values.items())]
        if field != INTERVENTION and names:
            book.add_sum(f"vierweken/{SWV}", names)


def _add_ledger(book: _Book, report: SwvReport) -> None:
    counts = {(row.meldsoort, row.status): row.meldingen for row in report.meldingen}
    kinds = tuple(kind for kind in LEDGER_KINDS if any(key[0] == kind for key in counts)) or LEDGER_KINDS[:1]
    for kind in kinds:
        states = {state: counts.get((kind, state), 0) for state in LEDGER_STATES}
        book.add_parts(f"meldingen/{kind}", sum(states.values()), states)
    for tail in ("", *(f"/{state}" for state in LEDGER_STATES)):
        parts = [f"meldingen/{kind}{tail}" for kind in kinds]
        total = book.add(f"meldingen/{TOTAL}{tail}", sum(book.cellen[part].getal for part in parts))
        book.add_sum(total, parts)
    book.add_sum(f"meldingen/{TOTAL}", [f"meldingen/{TOTAL}/{state}" for state in LEDGER_STATES])


def _add_movement(book: _Book, movement: Movement) -> None:
    """From the previous peildatum to this one. Each row adds up to the tier then, each column to the tier now."""
    for start in FROM_STATES:
        row = {end: movement.leerlingen.get((start, end), 0) for end in list_ends(start)}
        # Of a place of the peildatum before, all pupils that stood there: readers know that count from then.
        was = name_tiers(f"{SWV}/{start}") if start in TIER_KEYS else ""
        book.add_parts(f"beweging/{start}", sum(row.values()), row, was=was)
    for end in TO_STATES:
        column = [f"beweging/{start}/{end}" for start in FROM_STATES if end in list_ends(start)]
        total = name_tiers(f"{SWV}/{end}")
        if end not in TIER_KEYS:
            total = book.add(f"beweging/{TOTAL}/{end}", sum(book.cellen[cell].getal for cell in column))
        book.add_sum(total, column)


def list_ends(start: str) -> tuple[str, ...]:
    """Where a pupil can go from a place: who was not there before can only have come."""
    return TIER_KEYS if start in (NEW, SCHOOL_OUT) else TO_STATES


def _join_schools(key: str, name: str, sector: str, schools: Sequence[SchoolFigures]) -> Unit:
    joined = SchoolFigures(
        school="",
        naam=name,
        sector=sector,
        protocol="",
        minuten=sum_fields(Minutes, (school.minuten for school in schools)),
        tiers=sum_fields(TierCounts, (school.tiers for school in schools)),
        statussen=sum_fields(StatusCounts, (school.statussen for school in schools)),
        statussen_op_peildatum=sum_fields(StatusCounts, (school.statussen_op_peildatum for school in schools)),
        vierweken=sum_fields(FourWeekCounts, (school.vierweken for school in schools)),
        balans=sum_fields(Balance, (school.balans for school in schools)),
        onbekende_codes=sum(school.onbekende_codes for school in schools),
        absenties_buiten_rooster=sum(school.absenties_buiten_rooster for school in schools),
    )
    return Unit(
        key, name, sector, tuple(school.school for school in schools), joined, joined.tiers.totaal >= SMALL_SCHOOL
    )


def sum_fields(kind: type[Counts], parts: Iterable[Counts]) -> Counts:
    """One `kind` whose every field is the sum over the parts."""
    listed = tuple(parts)
    return kind(**{field.name: sum(getattr(part, field.name) for part in listed) for field in fields(kind)})
