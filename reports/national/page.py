"""The national report: what many SWVs released, side by side and added up; no pupil, no school."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.context.header import ReportHeader
from reports.context.shown import Shown
from reports.national.released import (
    MEASURES,
    TIERS,
    WHOLE,
    Band,
    ReleasedSwv,
    add_up,
    choose_rules,
    find_bands,
    list_units,
    release_beside,
)
from reports.release.disclosure import Rules
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable
from reports.release.released_text import write_shown
from reports.words import wording

TOGETHER = "Alle getelde SWV's samen"
_TIER_HEADS = (
    ("Leerlingen", ""),
    *(
        (f"{wording.TIER_SYMBOLS[key]} {word}", small)
        for key, word, small in (
            ("1", "Tier 1", "universeel"),
            ("2", "Tier 2", "gericht"),
            ("3", "Tier 3", "intensief"),
            ("open", "Tier nog open", ""),
            ("te_weinig_gegevens", "Te weinig gegevens", ""),
        )
    ),
)
_MEASURE_HEADS = (
    ("Thuiszitters", "samen"),
    ("Dreigend thuiszitter", "verzuim of te laat komen"),
    ("Relatief verzuim", "16 uur in vier weken"),
    ("Langdurig geoorloofd", ""),
    ("Vierwekengroep", "vier lesweken niet of bijna niet"),
)
_TIERS_MEAN = "Leerlingen met een inschrijving in de periode, naar hoeveel van de lestijd zij er waren."
_MEASURES_MEAN = (
    "Leerlingen met deze status in de periode of op de peildatum, volgens het protocol van hun school. Een leerling "
    "kan in meer kolommen staan. Niet elk protocol kent elke status."
)
_FROM = "cijfers.csv in de map swv van elk samenwerkingsverband"
_ROWS = "wat dat samenwerkingsverband zelf vrijgaf, afgerond en met kleine aantallen verborgen"


@dataclass(frozen=True)
class UncountedSwv:
    """An SWV that is not in the figures, and why, as a sentence."""

    naam: str
    reden: str


@dataclass(frozen=True)
class CountedSwv:
    """How much of an SWV is measured, in words."""

    naam: str
    meting: str
    rest: str
    """What is not measured; empty: nothing."""
    cijfers: str


@dataclass(frozen=True)
class NationalReport:
    """What the template gets. `regels`: under which all counts on the page are shown."""

    kop: ReportHeader
    geteld: tuple[CountedSwv, ...]
    niet_geteld: tuple[UncountedSwv, ...]
    delen: tuple[tuple[str, PublicTable], ...]
    """Each table with its heading."""
    regels: Rules
    synthetisch: bool

    @property
    def tabellen(self) -> tuple[PublicTable, ...]:
        """Every table, in the order of the page."""
        return tuple(table for _, table in self.delen)


def make_national_report(
    header: ReportHeader,
    swvs: Sequence[ReleasedSwv],
    uncounted: Sequence[UncountedSwv],
    *,
    synthetic: bool,
) -> NationalReport:
    """The report of at least one SWV. Contradiction when no counts fit what one of them printed."""
    rules = choose_rules(swvs)
    units = list_units(swvs)
    shown = {swv.code: release_beside(swv, units, rules) for swv in swvs}
    bands = {swv.code: find_bands(shown[swv.code], units, swv.regels) for swv in swvs}
    return NationalReport(
        kop=header,
        geteld=tuple(_describe(swv, header) for swv in swvs),
        niet_geteld=tuple(uncounted),
        delen=tuple(_make_tables(_Beside(swvs, units, rules, shown, bands))),
        regels=rules,
        synthetisch=synthetic,
    )


def write_band(band: Band, rules: Rules) -> str:
    """What is known of a total: "0", "minder dan 8", "35", "33 t/m 47", "minstens 20" or "afgeschermd"."""
    if band.hoog is None:
        return f"minstens{wording.NBSP}{wording.number(band.laag)}" if band.laag else "afgeschermd"
    if band.hoog == 0:
        return "0"
    if band.hoog < rules.drempel:
        return f"minder dan{wording.NBSP}{rules.drempel}"
    if band.laag == band.hoog:
        return wording.number(band.laag)
    return f"{wording.number(band.laag)} t/m {wording.number(band.hoog)}"


def _describe(swv: ReleasedSwv, header: ReportHeader) -> CountedSwv:
    day = wording.short_date(header.peildatum)
    schools = wording.counted(swv.scholen, "school", "scholen")
    measured = f"{wording.number(swv.gemeten)} van de {schools} gemeten t/m {day}"
    rest = "De andere zijn niet gemeten, of niet tot die dag" if swv.gemeten < swv.scholen else ""
    since = "" if swv.since is None else f"de cijfers zijn van een eerdere uitgave, van {wording.short_date(swv.since)}"
    return CountedSwv(swv.naam, measured, rest, since)


@dataclass(frozen=True)
class _Beside:
    """The counts of all SWVs as they stand on the page, and what each tells, by code and id."""

    swvs: Sequence[ReleasedSwv]
    units: Sequence[str]
    rules: Rules
    shown: Mapping[str, Mapping[str, Shown]]
    bands: Mapping[str, Mapping[str, Band]]

    def make_table(
        self, name: str, title: str, heads: tuple[tuple[str, str], ...], names: Sequence[str], meaning: str
    ) -> PublicTable:
        """A row of totals, and a row an SWV that has any of the counts."""
        has = [swv for swv in self.swvs if any(each in self.shown[swv.code] for each in names)]
        rows = [
            PublicRow(TOGETHER, tuple(self._make_total(each, has) for each in names)),
            PublicRow("Per samenwerkingsverband (in vaste volgorde, geen rangorde)"),
            *(PublicRow(swv.naam, tuple(self._make_cell(swv, each) for each in names)) for swv in has),
        ]
        return PublicTable(name, title, "Samenwerkingsverband", heads, tuple(rows), Origin(_FROM, _ROWS, meaning))

    def _make_cell(self, swv: ReleasedSwv, name: str) -> PublicCell:
        count = self.shown[swv.code].get(name)
        if count is None:
            return PublicCell("n.v.t.")
        return PublicCell(wording.shown(count), sleutel=f"{swv.code}/{name}", getoond=write_shown(count))

    def _make_total(self, name: str, swvs: Sequence[ReleasedSwv]) -> PublicCell:
        """What follows from the counts on the page, and from nothing else."""
        bands = [self.bands[swv.code][name] for swv in swvs if name in self.bands[swv.code]]
        if not bands:
            return PublicCell("n.v.t.")
        text = write_band(add_up(bands), self.rules)
        return PublicCell(text, sleutel=f"samen/{name}", getoond=text.replace(wording.NBSP, " ").replace(".", ""))


def _make_tables(beside: _Beside) -> Iterator[tuple[str, PublicTable]]:
    each = "per samenwerkingsverband"
    for unit in beside.units:
        sector = unit.removeprefix("sector/")
        head = "Tiers" if unit == WHOLE else f"Tiers in het {sector}"
        names = [f"tiers/{unit}", *(f"tiers/{unit}/{tier}" for tier in TIERS)]
        yield head, beside.make_table(f"tiers-{sector.lower()}", f"{head}, {each}", _TIER_HEADS, names, _TIERS_MEAN)
    head = "Thuiszitters en andere statussen"
    yield head, beside.make_table("statussen", f"{head}, {each}", _MEASURE_HEADS, MEASURES, _MEASURES_MEAN)
