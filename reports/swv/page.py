"""The trimester report as it may leave the pupil zone: `release_swv` makes all that its template, charts and CSV see.

Counts come from the released figures (`shown`) and from nowhere else; percentages of pupils are made of those. Minutes
are shown as a percentage only where enough pupils stand behind them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.context.counts import RefusedSchool
from reports.context.header import ProtocolUse, ReportHeader
from reports.release.public_table import (
    FigureRow,
    PublicTable,
    list_figures,
)
from reports.swv import charts
from reports.swv.causes import Causes, make_causes
from reports.swv.chapters.likeness import (
    ERASED,
    OTHER_CODES,
    find_basis,
    find_obstacle,
)
from reports.swv.chapters.schools import make_funnels
from reports.swv.chapters.tiers import make_element_id
from reports.swv.chapters.tried import list_left_out
from reports.swv.chapters.units import SWV
from reports.swv.chapters.view import Released, View
from reports.swv.chapters.weeks import DAYS_PER_WEEK, align_weeks, release_week
from reports.swv.funnel import Funnel
from reports.swv.messages import Decision, Message, make_decisions, make_messages, say_authorised
from reports.swv.quarter import EarlierQuarter, SwvReport, WeekPoint
from reports.swv.tiles import Moved, TierBar, Tile, list_moved, make_tier_bar, make_tiles
from reports.swv.trimester import make_figure_tables, make_tables
from reports.words import wording
from reports.words.markdown import Block


@dataclass(frozen=True)
class Picture:
    """A chart with its message; its numbers stand in the table of the same name."""

    id: str
    boodschap: str
    tekening: Markup


@dataclass(frozen=True)
class ReadingUse:
    """A reading of an open point, and what it decides on this page (empty: not known)."""

    punt: str
    onderwerp: str
    lezing: str
    gevolg: str


@dataclass(frozen=True)
class PublicSwv:
    """What the page, its charts, its sentences and its CSV may say."""

    kop: ReportHeader
    meegeteld: int
    """Schools counted."""
    geweigerd: tuple[RefusedSchool, ...]
    niet_gemeten: tuple[RefusedSchool, ...]
    zinnen: tuple[Message, ...]
    """Better or worse, by how much, since when."""
    tegels: tuple[Tile, ...]
    tierbalk: TierBar | None
    besluiten: tuple[Decision, ...]
    veranderingen: tuple[Moved, ...]
    """How each figure changed."""
    oorzaken: Causes | None
    """By what it changed since the last peildatum."""
    boodschap_verzuim: str
    """Above the chapter on absence; empty: nothing to say."""
    tabellen: Mapping[str, PublicTable]
    geprobeerd_te_klein: tuple[str, ...]
    """Which facts of the register are not set against each other, since most of it would be hidden."""
    figuurtabellen: Mapping[str, PublicTable]
    """Of the page of figures alone."""
    beelden: Mapping[str, Picture]
    getallen: Released
    trechters: tuple[Funnel, ...]
    weken: charts.WeekChart | None
    vorige: date | None
    jaar_eerder: date | None
    beweging_van: date | None
    """The peildatum from which the movement between tiers is followed."""
    geen_beweging: str
    """Why nobody is followed although there is an earlier peildatum."""
    wijzigingen: tuple[str, ...]
    """What differs in method or schools from the publications compared with."""
    protocollen: tuple[ProtocolUse, ...]
    lezingen: tuple[ReadingUse, ...]
    duiding: tuple[Block, ...]
    duiding_bestand: str
    drempel: int
    afronding: int
    synthetisch: bool

    @property
    def cijfers(self) -> tuple[FigureRow, ...]:
        """All numbers of the page and of its figures, for its CSV."""
        tables = (*self.tabellen.values(), *self.figuurtabellen.values())
        return tuple(row for table in tables for row in list_figures(table))


def release_swv(report: SwvReport, shown: Released, earlier: Mapping[date, Released]) -> PublicSwv:
    """The public form. `shown`: the released counts of `make_figures(report)`; `earlier`: those of earlier peildata."""
    maker = _Maker(report, shown, earlier)
    return PublicSwv(
        kop=report.kop,
        meegeteld=len(report.scholen),
        geweigerd=report.geweigerd,
        niet_gemeten=report.niet_gemeten,
        zinnen=make_messages(maker),
        tegels=make_tiles(maker) if report.scholen else (),
        tierbalk=make_tier_bar(maker) if report.scholen else None,
        besluiten=make_decisions(maker),
        veranderingen=list_moved(maker) if report.scholen else (),
        oorzaken=make_causes(maker) if report.scholen else None,
        boodschap_verzuim=say_authorised(maker),
        tabellen={table.id: table for table in make_tables(maker)},
        geprobeerd_te_klein=list_left_out(maker) if report.scholen else (),
        figuurtabellen={table.id: table for table in make_figure_tables(maker)},
        beelden={picture.id: picture for picture in maker.make_pictures()} if report.scholen else {},
        getallen=shown,
        trechters=tuple(make_funnels(maker).values()),
        weken=maker.make_week_chart() if report.scholen else None,
        vorige=maker.last.peildatum if maker.last else None,
        jaar_eerder=maker.year_ago.peildatum if maker.year_ago else None,
        geen_beweging=maker.say_why_not_followed(),
        beweging_van=report.beweging.vorige if report.beweging else None,
        wijzigingen=maker.list_changes(),
        protocollen=report.protocollen,
        lezingen=maker.list_readings(),
        duiding=report.duiding,
        duiding_bestand=report.duiding_bestand,
        drempel=report.regels.drempel,
        afronding=report.regels.afronding,
        synthetisch=report.synthetisch,
    )


class _Maker(View):
    """Makes the parts of one page beside its tables."""

    def say_why_not_followed(self) -> str:
        """Empty where there is a movement table, or nothing to follow from."""
        if self.report.beweging is not None or self.last is None:
            return ""
        if self.last.gewist:
            return ERASED
        return find_obstacle(find_basis(self.report, self.last), "tier") or OTHER_CODES

    # --- pictures ---------------------------------------------------------------------------------------------------

    def make_pictures(self) -> Iterable[Picture]:
        weeks = self.make_week_chart()
        if weeks is not None:
            drawn = charts.draw_weeks(weeks.maandagen, weeks.lijnen, weeks.vakanties)
            unknown = [self._unknown_tenths(week) for week in align_weeks(self)[1]]
            yield Picture("weken", f"{_say_weeks(weeks.lijnen, unknown)} {self._say_schools_of_weeks()}".strip(), drawn)
        for sector, funnel in make_funnels(self).items():
            outside = sum(not funnel.is_expected(point) for point in funnel.punten)
            yield Picture(
                f"trechter-{make_element_id(sector)}", _say_funnel(sector, funnel, outside), charts.draw_funnel(funnel)
            )

    def _say_schools_of_weeks(self) -> str:
        """Which schools the lines are about, where that are not all."""
        counted, of = max(week.scholen for week in self.report.weken), len(self.report.scholen)
        if counted >= of:
            return ""
        verb = "is" if counted == 1 else "zijn"
        return (
            f"Het gaat over {wording.number(counted)} van de {wording.counted(of, 'school', 'scholen')}:"
            f" alleen daarvan {verb} beide schooljaren gemeten."
        )

    def make_week_chart(self) -> charts.WeekChart | None:
        """None without a week of this school year."""
        mondays, now, before = align_weeks(self)
        if not mondays:
            return None
        lines = (
            charts.WeekLine(name, tuple(self._week_tenths(week) for week in weeks))
            for name, weeks in (("dit schooljaar", now), ("vorig schooljaar", before))
        )
        return charts.WeekChart(tuple(mondays), tuple(lines), tuple(self._bands(mondays)))

    def _week_tenths(self, week: WeekPoint | None) -> int | None:
        found = None if week is None else release_week(self, week)
        return None if found is None else found.tienden[0]

    def _unknown_tenths(self, week: WeekPoint | None) -> int:
        """What could come to the share of a week: whole steps, rounded up."""
        found = None if week is None else release_week(self, week)
        if found is None:
            return 0
        return -(-1000 * found.minuten.onbekend // (found.minuten.gepland * found.stap)) * found.stap

    def _bands(self, mondays: Sequence[date]) -> list[charts.Band]:
        first = mondays[0]
        return [
            charts.Band(
                holiday.naam,
                (holiday.van - first).days / DAYS_PER_WEEK,
                ((holiday.tot - first).days + 1) / DAYS_PER_WEEK,
            )
            for holiday in self.report.vakanties
            if holiday.tot >= first and holiday.van <= mondays[-1]
        ]

    # --- method -----------------------------------------------------------------------------------------------------

    def list_changes(self) -> tuple[str, ...]:
        """What differs from the publications that the page compares with, so that no change of method looks real."""
        return tuple(text for basis in self.list_bases() for text in self._changes_since(basis.kwartaal))

    def _changes_since(self, then: EarlierQuarter) -> Iterable[str]:
        day = wording.short_date(then.peildatum)
        now = tuple(school.school for school in self.report.scholen)
        gone = [self._name(school) for school in then.scholen if school not in now]
        new = [self._name(school) for school in now if school not in then.scholen]
        if gone:
            yield f"Op {day} telden ook mee, en nu niet: {wording.listing(gone)}."
        if new:
            yield f"Op {day} telden nog niet mee: {wording.listing(new)}."
        partly = [
            self._name(school) for school in now if school in then.scholen and school not in self._list_measured(then)
        ]
        if then.gemeten is not None and partly:
            verb = "is" if len(partly) == 1 else "zijn"
            yield (
                f"{wording.listing(partly)} {verb} op {day} of nu niet over de hele periode gemeten, en"
                f" {'telt' if len(partly) == 1 else 'tellen'} in geen verschil mee."
            )
        if then.versie != self.report.kop.versie:
            yield f"Het verslag van {day} is gemaakt met msa {then.versie}, dit met msa {self.report.kop.versie}."
        for school in now:
            before, after = then.regelsets.get(school), self.report.regelsets.get(school)
            if before is not None and before != after:
                yield (
                    f"{self._name(school)} telt sinds {day} met een ander protocol of een andere versie. "
                    f"Eerst {before}; nu {after}."
                )

    def _list_measured(self, then: EarlierQuarter) -> frozenset[str]:
        return self.report.gemeten & (then.gemeten or frozenset())

    def _name(self, school: str) -> str:
        return self.report.namen.get(school, school)

    def _words(self, name: str) -> str:
        return wording.shown(self.shown[name])

    def list_readings(self) -> tuple[ReadingUse, ...]:
        effects = self._effects() if self.report.scholen else {}
        return tuple(
            ReadingUse(reading.punt, reading.onderwerp, reading.lezing, effects.get(reading.punt, ""))
            for reading in self.report.lezingen
        )

    def _effects(self) -> dict[str, str]:
        """What a reading decides, where the figures can tell."""
        key = f"status/{SWV}"
        found = {
            "D5": f"Thuiszitters: {self._words(f'{key}/thuiszitters')}. Zonder wie op precies vier weken zit:"
            f" {self._words(f'{key}/thuiszitters/zonder_precies')}.",
            "D27": f"Thuiszitters van wie de leeftijd niet bekend is:"
            f" {self._words(f'{key}/thuiszitters/leeftijd_onbekend')}. Apart, meerderjarig:"
            f" {self._words(f'{key}/rmc')}.",
            "D14": f"Dreigend thuiszitter: {self._words(f'{key}/dreigend/andere_grond')}. Apart daarvan, minder dan"
            f" {self.report.kop.tier_1_vanaf}{wording.NBSP}% aanwezig en verder geen status:"
            f" {self._words(f'{key}/dreigend/alleen_aanwezigheid')}.",
        }
        spread = self.spread_of(self.whole)
        part = self.share(spread, "voorlopig", "ongeoorloofd", "vast")
        if part != wording.NOT_SHOWN and spread["ongeoorloofd"].minuten:
            found["D16"] = f"Van het ongeoorloofde verzuim is {part} nog voorlopig."
        return found


def _say_weeks(lines: Sequence[charts.WeekLine], unknown: Sequence[int]) -> str:
    """`unknown`: what could come to each week of this year, in tenths of a per cent."""
    now, before = (line.waarden for line in lines)
    both = [
        (this, that, more)
        for this, that, more in zip(now, before, unknown, strict=True)
        if this is not None and that is not None
    ]
    if both:
        lower = sum(this + more < that for this, that, more in both)
        weeks = wording.counted(len(both), "week", "weken")
        return f"In {wording.number(lower)} van de {weeks} was de aanwezigheid lager dan vorig schooljaar."
    seen = [value for value in now if value is not None]
    if not seen:
        return ""
    return f"De aanwezigheid lag per week tussen {wording.share(min(seen))} en {wording.share(max(seen))}."


def _say_funnel(sector: str, funnel: Funnel, outside: int) -> str:
    schools = wording.counted(len(funnel.punten), "school", "scholen")
    if outside == 0:
        return f"{sector}: alle {schools} vallen binnen wat bij hun grootte te verwachten is."
    verb = "valt" if outside == 1 else "vallen"
    return f"{sector}: {wording.number(outside)} van de {schools} {verb} buiten wat bij die grootte te verwachten is."
