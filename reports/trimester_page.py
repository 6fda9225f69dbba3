"""The trimester report as it may leave the pupil zone: `release_swv` makes all that its template, charts and CSV see.

Counts come from the released figures (`shown`) and from nowhere else; percentages of pupils are made of those. Minutes
are shown as a percentage only where enough pupils stand behind them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports import charts, wording
from reports.address import AANTAL, DEEL, SOM, Address
from reports.context import Minutes, ProtocolUse, RefusedSchool, ReportHeader, TierCounts
from reports.disclosure import Shown
from reports.figures import tier_bar
from reports.funnel import Funnel, Point, make_funnel
from reports.markdown import Block
from reports.public_table import (
    FigureRow,
    Origin,
    PublicCell,
    PublicRow,
    PublicTable,
    count_cell,
    list_figures,
    text_cell,
)
from reports.quarter import GONE, NEW, SCHOOL_OUT, TIER_KEYS, EarlierQuarter, KindMinutes, SwvReport, WeekPoint
from reports.trimester import (
    FROM_STATES,
    INTERVENTION,
    LEDGER_STATES,
    LPA_KINDS,
    REGISTER_FIELDS,
    SMALL_SCHOOL,
    SWV,
    TO_STATES,
    TOTAL,
    Unit,
    list_ends,
    list_groups,
    list_schools,
    list_sectors,
    list_whole,
    name_tiers,
)

Released = Mapping[str, Shown]
TREND_QUARTERS = 8
DAYS_PER_WEEK = 7
_PUPIL = "leerling_periode"
_STATUS_COLUMNS = (
    ("thuiszitters", "Thuiszitters", "samen", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("thuiszitter", "vier weken tot drie maanden", "", "thuiszitter"),
    ("lrv_langer_dan_3_maanden", "langer dan drie maanden", "", "lrv_langer_dan_3_maanden"),
    ("thuiszitters/op_peildatum", "nog op de peildatum", "", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("thuiszitters/zonder_precies", "zonder precies vier weken", "", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("dreigend", "Dreigend thuiszitter", "", "dreigend"),
    ("relatief_verzuim", "Relatief verzuim", "16 uur in vier weken", "relatief_verzuim"),
    ("langdurig_geoorloofd", "Langdurig geoorloofd", "", "langdurig_geoorloofd"),
)
_EXTRA_FILTER = {
    "thuiszitters/op_peildatum": (("op_peildatum", "J"),),
    "thuiszitters/zonder_precies": (("precies_vier_weken", "N"),),
}
_PLACE_WORDS = {
    "tier_1": "tier 1",
    "tier_2": "tier 2",
    "tier_3": "tier 3",
    "open": "tier open",
    "te_weinig_gegevens": "te weinig gegevens",
    NEW: "nieuw ingeschreven",
    GONE: "uitgeschreven",
    SCHOOL_OUT: "school telde één keer mee",
}
_FALLS = ("schoolvakantie", "feestdag", "lokaal_vrij")
_RECORDED = ("aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")


@dataclass(frozen=True)
class Tile:
    """One figure of the first screen: its name, the number, what it means and how it was before."""

    naam: str
    cel: PublicCell
    uitleg: str
    eerder: tuple[str, ...]
    anker: str
    tier: str = ""
    """Key of a tier, for its badge."""


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
    tegels: tuple[Tile, ...]
    tabellen: Mapping[str, PublicTable]
    beelden: Mapping[str, Picture]
    getallen: Released
    tierminuten: Mapping[str, Minutes | None]
    trechters: tuple[Funnel, ...]
    vorige: date | None
    jaar_eerder: date | None
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
        """All numbers of the page, for its CSV."""
        return tuple(row for table in self.tabellen.values() for row in list_figures(table))


def release_swv(report: SwvReport, shown: Released, earlier: Mapping[date, Released]) -> PublicSwv:
    """The public form. `shown`: the released counts of `make_figures(report)`; `earlier`: those of earlier peildata."""
    maker = _Maker(report, shown, earlier)
    tables = {table.id: table for table in maker.make_tables()} if report.scholen else {}
    tables |= {table.id: table for table in maker.make_lists()}
    return PublicSwv(
        kop=report.kop,
        meegeteld=len(report.scholen),
        geweigerd=report.geweigerd,
        tegels=maker.make_tiles() if report.scholen else (),
        tabellen=tables,
        beelden={picture.id: picture for picture in maker.make_pictures()} if report.scholen else {},
        getallen=shown,
        tierminuten={row.tier: maker.guard(row.minuten, row.leerlingen) for row in report.tierminuten},
        trechters=tuple(maker.make_funnels().values()),
        vorige=maker.previous.peildatum if maker.previous else None,
        jaar_eerder=maker.year_ago.peildatum if maker.year_ago else None,
        wijzigingen=maker.list_changes(),
        protocollen=report.protocollen,
        lezingen=maker.list_readings(),
        duiding=report.duiding,
        duiding_bestand=report.duiding_bestand,
        drempel=report.regels.drempel,
        afronding=report.regels.afronding,
        synthetisch=report.synthetisch,
    )


class _Maker:
    """Makes the parts of one page; holds what all of them read."""

    def __init__(self, report: SwvReport, shown: Released, earlier: Mapping[date, Released]) -> None:
        self.report, self.shown = report, shown
        self.quarters = [quarter for quarter in report.eerder if quarter.peildatum in earlier]
        self.earlier = earlier
        self.whole, self.sectors, self.schools = list_whole(report), list_sectors(report), list_schools(report)
        self.previous = self.quarters[-1] if self.quarters else None
        day = report.kop.peildatum
        self.year_ago = next(
            (then for then in self.quarters if (then.peildatum.year + 1, *then.peildatum.timetuple()[1:3])
             == day.timetuple()[:3] and then is not self.previous),
            None,
        )  # fmt: skip

    # --- what may be shown ------------------------------------------------------------------------------------------

    def guard(self, minutes: Minutes, pupils: int) -> Minutes | None:
        """Minutes, when at least the threshold of pupils stands behind them."""
        return minutes if pupils >= self.report.regels.drempel else None

    def unit_minutes(self, unit: Unit) -> Minutes | None:
        return self.guard(unit.cijfers.minuten, unit.cijfers.tiers.totaal)

    def count(self, name: str, address: Address | None = None, *, whole: str = "") -> PublicCell:
        return count_cell(self.shown[name], name, address, whole=self.shown[whole] if whole else None)

    def attendance(self, unit: Unit) -> PublicCell:
        minutes = self.unit_minutes(unit)
        text = wording.NOT_SHOWN if minutes is None else wording.attendance(minutes)
        return text_cell(text, Address(_PUPIL, DEEL, "aanwezig_min/gepland_min", _pick(unit)))

    def time_share(self, unit: Unit, column: str) -> PublicCell:
        minutes = self.unit_minutes(unit)
        text = wording.NOT_SHOWN if minutes is None else wording.percentage(getattr(minutes, column), minutes.gepland)
        return text_cell(text, Address(_PUPIL, DEEL, f"{column}_min/gepland_min", _pick(unit)))

    # --- the first screen -------------------------------------------------------------------------------------------

    def make_tiles(self) -> tuple[Tile, ...]:
        pupils, groups = name_tiers(SWV), f"vierweken/{SWV}"
        tiles = [
            Tile("Aanwezigheid", self.attendance(self.whole), f"van de geplande lestijd van"
                 f" {wording.shown(self.shown[pupils])} gevolgde leerlingen", self._past_attendance(), "aanwezigheid"),
        ]  # fmt: skip
        for tier in TIER_KEYS[:3]:
            name = f"{pupils}/{tier}"
            cell = self.count(name, Address(_PUPIL, AANTAL, "", _tier_filter(tier)), whole=pupils)
            tiles.append(
                Tile(f"Tier {tier[-1]}", _share_first(cell), f"{cell.tekst} leerlingen", self._past_shares(name, pupils),
                     "aanwezigheid", tier[-1])
            )  # fmt: skip
        key = f"status/{SWV}"
        tiles += [
            self._tile("Thuiszitters", f"{key}/thuiszitters", "thuiszitters",
                       f"vier weken tot drie maanden: {self._words(f'{key}/thuiszitter')}; langer:"
                       f" {self._words(f'{key}/lrv_langer_dan_3_maanden')}"),
            self._tile("Dreigend thuiszitter", f"{key}/dreigend", "thuiszitters",
                       f"waarvan alleen door lage aanwezigheid: {self._words(f'{key}/dreigend/alleen_aanwezigheid')}"),
            self._tile("Vierwekengroep", groups, "thuiszitters",
                       f"met een plan van aanpak: {self._with_share(f'{groups}/met_plan', groups)}"),
            self._lpa_tile(),
        ]  # fmt: skip
        return tuple(tiles)

    def _tile(self, name: str, count: str, anchor: str, meaning: str) -> Tile:
        return Tile(name, self.count(count, self._address_of(count)), meaning, self._past_counts(count), anchor)

    def _lpa_tile(self) -> Tile:
        absent = self.shown.get("lpa/absoluut_verzuim")
        exempt = self.shown.get("lpa/vrijstelling_5a")
        cell = (
            PublicCell("geen lijst")
            if absent is None
            else self.count("lpa/absoluut_verzuim", _lpa_address("absoluut_verzuim"))
        )
        words = "geen lijst" if exempt is None else wording.shown(exempt)
        return Tile("Absoluut verzuim", cell, f"jongeren zonder school; vrijstelling 5 onder a: {words}",
                    self._past_counts("lpa/absoluut_verzuim") if absent is not None else (), "lijsten")  # fmt: skip

    def _words(self, name: str) -> str:
        return wording.shown(self.shown[name])

    def _with_share(self, part: str, whole: str) -> str:
        cell = self.count(part, whole=whole)
        return f"{cell.tekst} ({cell.onder})" if cell.onder else cell.tekst

    def _compared(self) -> list[EarlierQuarter]:
        return [quarter for quarter in (self.previous, self.year_ago) if quarter is not None]

    def _past_counts(self, name: str) -> tuple[str, ...]:
        return tuple(
            f"{wording.short_date(quarter.peildatum)}: {wording.shown(then)}"
            for quarter in self._compared()
            if (then := self.earlier[quarter.peildatum].get(name)) is not None
        )

    def _past_shares(self, part: str, whole: str) -> tuple[str, ...]:
        found = []
        for quarter in self._compared():
            shown = self.earlier[quarter.peildatum]
            if part in shown and whole in shown:
                text = wording.shown_share(shown[part], shown[whole])
                found.append(f"{wording.short_date(quarter.peildatum)}: {text}{self._apart(shown, part, whole)}")
        return tuple(found)

    def _apart(self, then: Released, part: str, whole: str) -> str:
        now = _tenths(self.shown[part], self.shown[whole])
        before = _tenths(then[part], then[whole])
        return "" if now is None or before is None else f" (nu {wording.points_apart(now, before)})"

    def _past_attendance(self) -> tuple[str, ...]:
        now = self.unit_minutes(self.whole)
        found = []
        for quarter in self._compared():
            then = self.guard(quarter.minuten, quarter.leerlingen)
            if then is not None:
                apart = "" if now is None or not now.gepland or not then.gepland else (
                    f" (nu {wording.points_apart(_present_tenths(now), _present_tenths(then))})"
                )  # fmt: skip
                found.append(f"{wording.short_date(quarter.peildatum)}: {wording.attendance(then)}{apart}")
        return tuple(found)

    # --- tables -----------------------------------------------------------------------------------------------------

    def make_tables(self) -> Iterable[PublicTable]:
        yield self._trend_table()
        yield self._tier_table("tiers", "Tiers per sector en school", self._unit_rows())
        for field, words in (("leerjaar", "leerjaar"), ("onderwijssoort", "onderwijssoort")):
            yield self._tier_table(
                f"tiers-{field}", f"Tiers per {words}", self._group_rows(field), hoek=words.capitalize()
            )
        if any(week.schooljaar_van == self.report.kop.schooljaar_van for week in self.report.weken):
            yield self._week_table()
        yield self._absence_table()
        yield self._tier_absence_table()
        yield self._kind_table()
        if self.report.beweging is not None:
            yield self._movement_table()
        yield self._school_table()
        yield self._status_table()
        yield self._threatened_table()
        yield self._four_week_table()
        if self.shown[f"vierweken/{SWV}"].getal != 0:
            yield self._register_table()
        yield self._ledger_table()
        yield self._delivery_table()
        yield self._waterfall_table()

    def _trend_table(self) -> PublicTable:
        quarters = self.quarters[-TREND_QUARTERS:]
        rows = [
            PublicRow(
                wording.short_date(quarter.peildatum),
                (
                    text_cell(wording.number(len(quarter.scholen))),
                    self._past_cell(quarter, name_tiers(SWV)),
                    text_cell(_attendance_or_hidden(self.guard(quarter.minuten, quarter.leerlingen))),
                    *(self._past_cell(quarter, f"{name_tiers(SWV)}/{tier}", name_tiers(SWV)) for tier in TIER_KEYS[:3]),
                    self._past_cell(quarter, f"status/{SWV}/thuiszitters"),
                    self._past_cell(quarter, f"vierweken/{SWV}"),
                    self._past_cell(quarter, f"vierweken/{SWV}/met_plan", f"vierweken/{SWV}"),
                ),
            )
            for quarter in quarters
        ]
        now = PublicRow(
            f"{wording.short_date(self.report.kop.peildatum)} (nu)",
            (
                text_cell(wording.number(len(self.report.scholen))),
                self.count(name_tiers(SWV), Address(_PUPIL)),
                self.attendance(self.whole),
                *(
                    self.count(f"{name_tiers(SWV)}/{tier}", Address(_PUPIL, AANTAL, "", _tier_filter(tier)), whole=name_tiers(SWV))
                    for tier in TIER_KEYS[:3]
                ),
                *(self.count(name, self._address_of(name)) for name in (f"status/{SWV}/thuiszitters", f"vierweken/{SWV}")),
                self.count(f"vierweken/{SWV}/met_plan", self._address_of(f"vierweken/{SWV}/met_plan"), whole=f"vierweken/{SWV}"),
            ),
        )  # fmt: skip
        return PublicTable(
            "verloop", "Cijfers op elke peildatum, zoals toen gepubliceerd", "Peildatum",
            (("Scholen", ""), ("Leerlingen", ""), ("Aanwezigheid", ""), ("Tier 1", ""), ("Tier 2", ""), ("Tier 3", ""),
             ("Thuiszitters", ""), ("Vierwekengroep", ""), ("waarvan met plan", "")),
            (*rows, now),
            Origin("de eerdere publicaties, en voor nu dezelfde tabellen als hieronder", "één rij per peildatum",
                   "Een eerder cijfer is het cijfer dat toen in het verslag stond. Het wordt niet opnieuw uitgerekend."),
        )  # fmt: skip

    def _past_cell(self, quarter: EarlierQuarter, name: str, whole: str = "") -> PublicCell:
        shown = self.earlier[quarter.peildatum]
        if name not in shown:
            return PublicCell("niet bekend")
        cell = count_cell(shown[name], "", None, whole=shown.get(whole) if whole else None)
        return cell

    def _tier_table(self, name: str, title: str, rows: Sequence[PublicRow], *, hoek: str = "Eenheid") -> PublicTable:
        heads = tuple(_head_of_tier(key) for key in ("1", "2", "3", "open", "te_weinig_gegevens"))
        per_kind = name == "tiers-onderwijssoort"
        return PublicTable(
            name, title, hoek, (("Leerlingen", ""), *heads), tuple(rows),
            Origin(
                "mart_swv_tier" if per_kind else "mart_leerling_periode",
                "elke leerling met een inschrijving in de periode; wie op twee scholen zit, telt op elke school",
                f"Tier 1 is {wording.tier_limits('1', self.report.kop)} van de geplande lestijd, tier 2"
                f" {wording.tier_limits('2', self.report.kop)}, tier 3 {wording.tier_limits('3', self.report.kop)}. Open:"
                " de tier hangt af van onbekende codes.",
            ),
        )  # fmt: skip

    def _unit_rows(self) -> list[PublicRow]:
        rows = [self._tier_row(self.whole.naam, self.whole.sleutel, _pick(self.whole))]
        rows += [
            PublicRow("Per sector"),
            *(self._tier_row(unit.naam, unit.sleutel, _pick(unit)) for unit in self.sectors),
        ]
        rows += [
            PublicRow("Per school (in vaste volgorde, geen rangorde)"),
            *(self._tier_row(unit.naam, unit.sleutel, _pick(unit)) for unit in self.schools),
        ]
        return rows

    def _group_rows(self, field: str) -> list[PublicRow]:
        rows: list[PublicRow] = []
        for sector, value, _ in list_groups(self.report, field):
            heading = PublicRow(f"Sector {sector}")
            if heading not in rows:
                rows.append(heading)
            name = f"{field}/{sector}/{value}"
            where = (("sector", sector), (field, value))
            if field == "leerjaar":
                rows.append(
                    self._tier_row(f"leerjaar {value}" if value else "niet bekend", name, where, model="swv_tier")
                )
            else:
                rows.append(self._tier_row(value or "anders of niet bekend", name, where, model="swv_tier"))
        return rows

    def _tier_row(self, label: str, key: str, where: tuple[tuple[str, str], ...], *, model: str = _PUPIL) -> PublicRow:
        total = name_tiers(key)

        def find(tier: str) -> Address:
            if model == _PUPIL:
                return Address(_PUPIL, AANTAL, "", (*where, *(_tier_filter(tier) if tier else ())))
            value = tier.removeprefix("tier_")
            return Address(model, SOM, "leerlingen", (*where, *((("tier", value),) if tier else ())))

        visible = {tier: self.shown[f"{total}/{tier}"].getal or 0 for tier in TIER_KEYS}
        return PublicRow(
            label,
            (
                self.count(total, find("")),
                *(self.count(f"{total}/{tier}", find(tier), whole=total) for tier in TIER_KEYS),
            ),
            tier_bar(TierCounts(**visible), _letters(key)),
        )

    def _week_table(self) -> PublicTable:
        mondays, now, before = self.align_weeks()
        rows = tuple(
            PublicRow(
                wording.short_date(monday),
                (
                    self._week_cell(this),
                    *((self._week_cell(that),) if any(before) else ()),
                ),
            )
            for monday, this, that in zip(mondays, now, before, strict=True)
            if this or that
        )
        heads = (("Aanwezigheid", "dit schooljaar"), *((("Aanwezigheid", "vorig schooljaar"),) if any(before) else ()))
        return PublicTable(
            "weken", "Aanwezigheid per week", "Week van", heads, rows,
            Origin("mart_swv_week", "alle scholen samen, elke week met lessen tot en met de peildatum",
                   "Aanwezige lestijd gedeeld door geplande lestijd. Onbekende tijd telt hier niet als aanwezig. Van vorig"
                   " jaar staat de week met hetzelfde nummer sinds het begin van het schooljaar ernaast."),
        )  # fmt: skip

    def _week_cell(self, week: WeekPoint | None) -> PublicCell:
        if week is None:
            return PublicCell("geen lessen")
        minutes = self.guard(week.minuten, week.leerlingen)
        text = wording.NOT_SHOWN if minutes is None else wording.percentage(minutes.aanwezig, minutes.gepland)
        return text_cell(
            text, Address("swv_week", DEEL, "aanwezig_min/gepland_min", (("maandag", week.maandag.isoformat()),))
        )

    def align_weeks(self) -> tuple[list[date], list[WeekPoint | None], list[WeekPoint | None]]:
        """Mondays of this school year, and for each the week now and the one as far into last school year."""
        year = self.report.kop.schooljaar_van
        by_year: dict[bool, dict[int, WeekPoint]] = {True: {}, False: {}}
        for week in self.report.weken:
            first = _monday(week.schooljaar_van)
            by_year[week.schooljaar_van == year][(week.maandag - first).days // DAYS_PER_WEEK] = week
        now, before = by_year[True], by_year[False]
        numbers = range(min(now), max(now) + 1) if now else range(0)
        mondays = [_monday(year) + timedelta(weeks=number) for number in numbers]
        return mondays, [now.get(number) for number in numbers], [before.get(number) for number in numbers]

    def _absence_table(self) -> PublicTable:
        def row(unit: Unit) -> PublicRow:
            minutes = self.unit_minutes(unit)
            away = 0 if minutes is None else minutes.geoorloofd + minutes.ongeoorloofd
            part = wording.NOT_SHOWN if minutes is None else wording.percentage(minutes.geoorloofd, away)
            shares = (self.time_share(unit, column) for column in ("geoorloofd", "ongeoorloofd", "onbekend"))
            return PublicRow(unit.naam, (self.attendance(unit), *shares, text_cell(part)))

        return PublicTable(
            "verzuim", "Geoorloofd en ongeoorloofd afwezig per sector", "Eenheid",
            (("Aanwezig", ""), ("Geoorloofd", "afwezig"), ("Ongeoorloofd", "afwezig"), ("Onbekend", ""),
             ("Geoorloofd deel", "van de afwezigheid")),
            tuple(row(unit) for unit in (self.whole, *self.sectors)),
            Origin("mart_leerling_periode", f"leerlingen van de sector; getoond vanaf {self.report.regels.drempel} leerlingen",
                   "Minuten van die soort gedeeld door de geplande minuten in de periode."),
        )  # fmt: skip

    def _tier_absence_table(self) -> PublicTable:
        rows = []
        for part in self.report.tierminuten:
            minutes = self.guard(part.minuten, part.leerlingen)
            where = (("tier", part.tier.removeprefix("tier_")),)
            texts = [wording.NOT_SHOWN] * 2
            if minutes is not None:
                away = minutes.geoorloofd + minutes.ongeoorloofd
                texts = [wording.percentage(away, minutes.gepland), wording.percentage(minutes.geoorloofd, away)]
            rows.append(
                PublicRow(
                    wording.TIER_WORDS[part.tier.removeprefix("tier_")],
                    (
                        text_cell(texts[0], Address("swv_tier", DEEL, "afwezig_min/gepland_min", where)),
                        text_cell(texts[1], Address("swv_tier", DEEL, "geoorloofd_min/afwezig_min", where)),
                    ),
                )
            )
        return PublicTable(
            "verzuim-tier", "Afwezigheid per tier", "Tier", (("Afwezig", "van de lestijd"), ("Geoorloofd deel", "van de afwezigheid")),
            tuple(rows),
            Origin("mart_swv_tier", "alle scholen samen, leerlingen met een tier",
                   "Geoorloofd en ongeoorloofd afwezige minuten samen, en welk deel daarvan geoorloofd is."),
        )  # fmt: skip

    def _kind_table(self) -> PublicTable:
        rows: list[PublicRow] = []
        for group in ("ga", "oa"):
            kinds = [kind for kind in self.report.soorten if kind.groep == group]
            if kinds:
                rows.append(PublicRow(f"{wording.GROUP_WORDS[group].capitalize()} afwezig"))
                rows += self._kind_rows(group, kinds)
        return PublicTable(
            "soorten", "Soorten afwezigheid", "Soort", (("Deel van deze groep", ""), ("Van de lestijd", "")), tuple(rows),
            Origin("mart_swv_soort", "alle scholen samen; soorten met weinig leerlingen staan samen",
                   "Minuten van de soort gedeeld door alle minuten van de groep, en door de geplande minuten."),
        )  # fmt: skip

    def _kind_rows(self, group: str, kinds: Sequence[KindMinutes]) -> list[PublicRow]:
        """A kind of few pupils is not shown by itself, and not by subtraction either: it joins the smallest other kind."""
        total = sum(kind.minuten for kind in kinds)
        planned = self.whole.cijfers.minuten.gepland
        few = [kind for kind in kinds if kind.leerlingen < self.report.regels.drempel]
        many = sorted((kind for kind in kinds if kind not in few), key=lambda kind: (kind.leerlingen, kind.soort))
        if few and not many:
            return [PublicRow("alle soorten", (PublicCell(wording.NOT_SHOWN), PublicCell(wording.NOT_SHOWN)))]
        joined = [*few, many[0]] if few else []
        rows = [
            self._kind_row(wording.KIND_WORDS[kind.soort], [kind], total, planned)
            for kind in sorted(kinds, key=lambda kind: (-kind.minuten, kind.soort))
            if kind not in joined
        ]
        if joined:
            names = wording.listing([wording.KIND_WORDS[kind.soort].lower() for kind in joined])
            rows.append(self._kind_row(f"{names} (samen)", joined, total, planned))
        return rows

    def _kind_row(self, label: str, kinds: Sequence[KindMinutes], total: int, planned: int) -> PublicRow:
        minutes = sum(kind.minuten for kind in kinds)
        names = "|".join(kind.soort for kind in kinds)
        return PublicRow(
            label,
            (
                text_cell(
                    wording.percentage(minutes, total), Address("swv_soort", SOM, "minuten", (("soort", names),))
                ),
                text_cell(wording.percentage(minutes, planned)),
            ),
        )

    def _movement_table(self) -> PublicTable:
        rows = [
            PublicRow(
                _PLACE_WORDS[start],
                (
                    *(
                        self.count(f"beweging/{start}/{end}") if end in list_ends(start) else PublicCell("–")
                        for end in TO_STATES
                    ),
                    self.count(f"beweging/{start}"),
                ),
            )
            for start in FROM_STATES
        ]
        ends = [name_tiers(f"{SWV}/{end}") if end in TIER_KEYS else f"beweging/{TOTAL}/{end}" for end in TO_STATES]
        rows.append(PublicRow("Samen nu", (*(self.count(name) for name in ends), PublicCell("–"))))
        return PublicTable(
            "beweging", "Van tier naar tier", "Vorige peildatum", (*((f"nu {_PLACE_WORDS[end]}" if end in TIER_KEYS else _PLACE_WORDS[end], "") for end in TO_STATES), ("Samen toen", "")),
            tuple(rows),
            Origin("tabel leerling_periode van deze en van de vorige publicatie", "elke leerling van één van beide, op school en code",
                   "Elke leerling staat één keer in de tabel. Rijen en kolommen tellen op tot alle leerlingen van toen en van nu."),
        )  # fmt: skip

    def _school_table(self) -> PublicTable:
        funnels = self.make_funnels()
        rows = [PublicRow(unit.naam, self._school_cells(unit, funnels.get(unit.sector))) for unit in self.schools]
        return PublicTable(
            "scholen", "Scholen: aandeel in tier 3, met de kwaliteit van de registratie", "School",
            (("Leerlingen", ""), ("Aanwezigheid", ""), ("Aandeel tier 3", ""), ("Verwacht gebied", ""), ("Valt op", ""),
             ("Tijd onbekend", ""), ("Rijen niet te gebruiken", ""), ("Codes zonder betekenis", ""),
             ("Meldingen buiten het rooster", "")),
            tuple(rows),
            Origin("mart_leerling_periode, bevinding en manifest.json", "scholen in de volgorde van swv.toml",
                   f"Het verwachte gebied hoort bij scholen van dezelfde sector en grootte. Zonder iets bijzonders valt 95 van"
                   f" de 100 scholen erin. Het rekent mee dat scholen altijd wat verschillen. Scholen met minder dan"
                   f" {SMALL_SCHOOL} leerlingen krijgen geen gebied."),
        )  # fmt: skip

    def _school_cells(self, unit: Unit, funnel: Funnel | None) -> tuple[PublicCell, ...]:
        total = name_tiers(unit.sleutel)
        point = self._funnel_point(unit)
        low_high, stands_out = "te weinig om te zeggen", "niet te zeggen"
        if funnel is not None and point is not None:
            low, high = (int(bound * 1000) for bound in funnel.find_range(point.geheel))
            low_high = f"{wording.share(low).removesuffix(f'{wording.NBSP}%')} t/m{wording.NBSP}{wording.share(high)}"
            stands_out = "nee" if funnel.is_expected(point) else "ja"
        balance = unit.cijfers.balans
        return (
            self.count(total, Address(_PUPIL, AANTAL, "", _pick(unit))),
            self.attendance(unit),
            text_cell(
                wording.shown_share(self.shown[f"{total}/tier_3"], self.shown[total]),
                Address(_PUPIL, AANTAL, "", (*_pick(unit), ("tier", "3"))),
            ),
            text_cell(low_high),
            text_cell(stands_out),
            self.time_share(unit, "onbekend"),
            text_cell(wording.percentage(balance.quarantaine, balance.gelezen)),
            text_cell(wording.number(unit.cijfers.onbekende_codes)),
            text_cell(wording.number(unit.cijfers.absenties_buiten_rooster)),
        )

    def _funnel_point(self, unit: Unit) -> Point | None:
        part, whole = self.shown[f"{name_tiers(unit.sleutel)}/tier_3"], self.shown[name_tiers(unit.sleutel)]
        if not unit.gevestigd or len(unit.scholen) > 1 or part.getal is None or not whole.getal:
            return None
        return Point(unit.naam, min(part.getal, whole.getal), whole.getal)

    def make_funnels(self) -> dict[str, Funnel]:
        """The funnel of each sector with enough schools."""
        found = {}
        for sector in self.sectors:
            units = [unit for unit in self.schools if unit.sector == sector.sector]
            points = [point for unit in units if (point := self._funnel_point(unit)) is not None]
            funnel = make_funnel(points)
            if funnel is not None:
                found[sector.sector] = funnel
        return found

    def _status_table(self) -> PublicTable:
        return PublicTable(
            "statussen", "Leerlingen met een status in de periode of op de peildatum", "Eenheid",
            tuple((head, small) for _, head, small, _ in _STATUS_COLUMNS),
            tuple(
                PublicRow(
                    unit.naam,
                    tuple(
                        self.count(f"status/{unit.sleutel}/{name}", _status_address(unit, name, status))
                        for name, _, _, status in _STATUS_COLUMNS
                    ),
                )
                for unit in (self.whole, *self.sectors)
            ),
            Origin("mart_thuiszitter", "één rij per leerling en status, volgens het protocol van de school",
                   "Thuiszitter: vier lesweken of langer aaneengesloten geheel ongeoorloofd afwezig. Een leerling kan dreigend"
                   " thuiszitter en langdurig geoorloofd afwezig tegelijk zijn. Niet elk protocol kent elke status."),
        )  # fmt: skip

    def _threatened_table(self) -> PublicTable:
        rules = (("grond", "|".join(self.report.aanwezigheidsregels)),)
        return PublicTable(
            "dreigend", "Dreigend thuiszitter: samen, en alleen door lage aanwezigheid", "Eenheid",
            (("Dreigend", "samen"), ("waarvan alleen", "door lage aanwezigheid")),
            tuple(
                PublicRow(
                    unit.naam,
                    (
                        self.count(f"status/{unit.sleutel}/dreigend", _status_address(unit, "dreigend", "dreigend")),
                        self.count(
                            f"status/{unit.sleutel}/dreigend/alleen_aanwezigheid",
                            Address("thuiszitter", AANTAL, "", (*_pick(unit), ("status", "dreigend"), *rules)),
                        ),
                    ),
                )
                for unit in (self.whole, *self.sectors)
            ),
            Origin("mart_thuiszitter", "rijen met status dreigend, en daarvan die met lage aanwezigheid als enige grond",
                   f"Aanwezigheid in de periode onder {self.report.kop.tier_1_vanaf} procent, en geen andere reden (D14)."),
        )  # fmt: skip

    def _four_week_table(self) -> PublicTable:
        columns = (
            ("", "Samen"), ("/nul_procent", "0 % aanwezig"), ("/hoogstens_20", "meer dan 0 t/m 20 %"),
            ("/met_plan", "Met plan van aanpak"), ("/zonder_plan", "Zonder plan"), ("/plan_onbekend", "Plan niet bekend"),
        )  # fmt: skip
        return PublicTable(
            "vierweken", "Vierwekengroep: vier lesweken niet of bijna niet op school", "Eenheid",
            tuple((head.replace(" %", f"{wording.NBSP}%"), "") for _, head in columns),
            tuple(
                PublicRow(
                    unit.naam,
                    tuple(
                        self.count(
                            name := f"vierweken/{unit.sleutel}{tail}",
                            self._address_of(name, unit),
                            whole=f"vierweken/{unit.sleutel}" if "plan" in tail else "",
                        )
                        for tail, _ in columns
                    ),
                )
                for unit in (self.whole, *self.sectors)
            ),
            Origin("mart_swv_vierweken", "leerlingen met zo'n venster van vier lesweken in de periode; elk in één groep",
                   "Geoorloofd en ongeoorloofd tellen samen. Het plan van aanpak komt uit het MSA-register van de school."),
        )  # fmt: skip

    def _register_table(self) -> PublicTable:
        rows: list[PublicRow] = []
        for field in (*REGISTER_FIELDS, INTERVENTION):
            values = sorted(
                {row.waarde for row in self.report.register if row.veld == field}, key=lambda word: (not word, word)
            )
            if field == INTERVENTION:
                # The name of an intervention is a word of the school: it is printed only when its number is.
                values = [value for value in values if self.shown[f"register/{field}/{value}"].getal]
            if values:
                rows.append(PublicRow(wording.REGISTER_WORDS[field]))
            rows += [
                PublicRow(
                    wording.REGISTER_WORDS.get(f"{field}/{value}", value or "niet ingevuld"),
                    (
                        self.count(
                            f"register/{field}/{value}",
                            None if field == INTERVENTION else Address("swv_vierweken", AANTAL, "", ((field, value),)),
                            whole=f"vierweken/{SWV}",
                        ),
                    ),
                )
                for value in values
            ]
        return PublicTable(
            "register", "Vierwekengroep in het MSA-register", "Wat in het register staat", (("Leerlingen", ""),), tuple(rows),
            Origin("mart_swv_vierweken", "de leerlingen van de vierwekengroep",
                   f"Wat de school in het MSA-register zette. Een interventie die bij minder dan {self.report.regels.drempel}"
                   " leerlingen voorkomt, staat er niet. Een leerling kan meer interventies hebben."),
        )  # fmt: skip

    def _ledger_table(self) -> PublicTable:
        kinds = [kind for kind in ("16uur", "lrv", TOTAL) if f"meldingen/{kind}" in self.shown]

        def find(kind: str, state: str) -> Address:
            where = ((("meldsoort", kind),) if kind != TOTAL else ()) + ((("status", state),) if state else ())
            return Address("swv_melding", SOM, "meldingen", (*where, ("plicht", "verplicht")))

        return PublicTable(
            "meldingen", "Wat aan DUO gemeld moest worden", "Soort melding",
            (("Te melden", ""), *((wording.LEDGER_WORDS[state], "") for state in LEDGER_STATES)),
            tuple(
                PublicRow(
                    wording.NOTIFICATION_WORDS.get(kind, "Samen"),
                    (
                        self.count(f"meldingen/{kind}", find(kind, "")),
                        *(self.count(f"meldingen/{kind}/{state}", find(kind, state), whole=f"meldingen/{kind}") for state in LEDGER_STATES),
                    ),
                )
                for kind in kinds
            ),
            Origin("mart_swv_melding", "verplichte meldingen waarvan de laatste dag in de periode valt of nog komt",
                   "Te melden volgens de registratie van de school. Niet bekend: de school leverde geen meldingen aan."),
        )  # fmt: skip

    def _delivery_table(self) -> PublicTable:
        names = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")
        rows = [
            PublicRow(unit.naam, tuple(text_cell(wording.number(getattr(unit.cijfers.balans, name))) for name in names))
            for unit in self.schools
        ]
        total = self.whole.cijfers.balans
        rows.append(PublicRow("Samen", tuple(text_cell(wording.number(getattr(total, name))) for name in names)))
        return PublicTable(
            "aanlevering", "Rijen uit de bestanden per school", "School",
            (("Rijen gelezen", ""), ("Gebruikt", ""), ("Niet te gebruiken", ""), ("Vervangen", ""), ("Telt niet mee", "")),
            tuple(rows),
            Origin("manifest.json", "alle bestanden van de school", "Elke gelezen rij staat in precies één van de vier kolommen erna."),
        )  # fmt: skip

    def _waterfall_table(self) -> PublicTable:
        steps = round_waterfall(self.report.waterval)
        hidden = self.unit_minutes(self.whole) is None
        rows = tuple(
            PublicRow(
                wording.WATERFALL_WORDS[step],
                (
                    text_cell(
                        wording.NOT_SHOWN if hidden else f"{'− ' if step in _FALLS else ''}{wording.hours(value)}",
                        Address("waterval", SOM, "minuten", (("stap", step),)),
                    ),
                    text_cell(
                        wording.percentage(value, steps["gepland"]) if step in _RECORDED and not hidden else "–",
                    ),
                ),
            )
            for step, value in steps.items()
        )
        return PublicTable(
            "waterval", "Van lesrooster naar registratie", "Stap", (("Uren", "alle leerlingen samen"), ("Deel van gepland", "")), rows,
            Origin("mart_waterval", "alle dagen van de periode waarop een leerling is ingeschreven",
                   "Het weekrooster op elke dag, min vakanties, feestdagen en vrije dagen van de school, is de geplande tijd. Zij"
                   " valt uiteen in vier delen. Uren zijn op hele uren afgerond; een totaal is de som van zijn delen."),
        )  # fmt: skip

    def make_lists(self) -> Iterable[PublicTable]:
        """The LPA lists, also without any school."""
        rows = tuple(
            PublicRow(
                wording.LIST_WORDS[kind],
                (
                    self.count(f"lpa/{kind}", _lpa_address(kind))
                    if f"lpa/{kind}" in self.shown
                    else PublicCell("geen lijst ontvangen"),
                ),
            )
            for kind in LPA_KINDS
        )
        yield PublicTable(
            "lijst-leerplicht", "Jongeren op de lijsten van leerplicht, op de peildatum", "Lijst", (("Jongeren", ""),), rows,
            Origin("mart_lpa", "wie op de peildatum op de lijst staat", "Uit de lijsten van de leerplichtambtenaren, niet uit de leerlingsystemen."),
        )  # fmt: skip

    def _address_of(self, name: str, unit: Unit | None = None) -> Address:
        """The address of a count of the whole, or of a unit, that stands outside its own table too."""
        unit = unit or self.whole
        kind, _, tail = name.partition(f"/{unit.sleutel}")
        tail = tail.lstrip("/")
        if kind == "status":
            status = next(status for known, _, _, status in _STATUS_COLUMNS if known == tail)
            return _status_address(unit, tail, status)
        plans = {"met_plan": "J", "zonder_plan": "N", "plan_onbekend": ""}
        where = (("plan_van_aanpak", plans[tail]),) if tail in plans else ((("groep", tail),) if tail else ())
        return Address("swv_vierweken", AANTAL, "", (*_pick(unit), *where))

    # --- pictures ---------------------------------------------------------------------------------------------------

    def make_pictures(self) -> Iterable[Picture]:
        mondays, now, before = self.align_weeks()
        if mondays:
            lines = [charts.WeekLine(name, tuple(self._week_tenths(week) for week in weeks))
                     for name, weeks in (("dit schooljaar", now), ("vorig schooljaar", before))]  # fmt: skip
            yield Picture("weken", _say_weeks(lines), charts.draw_weeks(mondays, lines, self._bands(mondays)))
        for sector, funnel in self.make_funnels().items():
            outside = sum(not funnel.is_expected(point) for point in funnel.punten)
            yield Picture(
                f"trechter-{_letters(sector)}", _say_funnel(sector, funnel, outside), charts.draw_funnel(funnel)
            )

    def _week_tenths(self, week: WeekPoint | None) -> int | None:
        if week is None or self.guard(week.minuten, week.leerlingen) is None or not week.minuten.gepland:
            return None
        return _present_tenths(week.minuten)

    def _bands(self, mondays: Sequence[date]) -> list[charts.Band]:
        first = mondays[0]
        return [
            charts.Band(
                holiday.naam,
                (holiday.van - first).days / DAYS_PER_WEEK + 0.5,
                ((holiday.tot - first).days + 1) / DAYS_PER_WEEK + 0.5,
            )
            for holiday in self.report.vakanties
            if holiday.tot >= first and holiday.van <= mondays[-1]
        ]

    # --- method -----------------------------------------------------------------------------------------------------

    def list_changes(self) -> tuple[str, ...]:
        """What differs from the publications that the page compares with, so that no change of method looks real."""
        return tuple(text for quarter in self._compared() for text in self._changes_since(quarter))

    def _changes_since(self, then: EarlierQuarter) -> Iterable[str]:
        day = wording.short_date(then.peildatum)
        now = tuple(school.school for school in self.report.scholen)
        gone = [self._name(school) for school in then.scholen if school not in now]
        new = [self._name(school) for school in now if school not in then.scholen]
        if gone:
            yield f"Op {day} telden ook mee, en nu niet: {wording.listing(gone)}."
        if new:
            yield f"Op {day} telden nog niet mee: {wording.listing(new)}."
        if then.versie != self.report.kop.versie:
            yield f"Het verslag van {day} is gemaakt met msa {then.versie}, dit verslag met msa {self.report.kop.versie}."
        changed = [
            f"{self._name(school)} ({then.regelsets[school]} werd {self.report.regelsets[school]})"
            for school in now
            if school in then.regelsets and then.regelsets[school] != self.report.regelsets.get(school)
        ]
        if changed:
            yield f"Sinds {day} is het protocol of de versie ervan anders voor {wording.listing(changed)}."

    def _name(self, school: str) -> str:
        return self.report.namen.get(school, school)

    def list_readings(self) -> tuple[ReadingUse, ...]:
        effects = self._effects() if self.report.scholen else {}
        return tuple(
            ReadingUse(reading.punt, reading.onderwerp, reading.lezing, effects.get(reading.punt, ""))
            for reading in self.report.lezingen
        )

    def _effects(self) -> dict[str, str]:
        """What a reading decides, where the figures can tell."""
        key = f"status/{SWV}"
        minutes = self.unit_minutes(self.whole)
        found = {
            "D5": f"Thuiszitters: {self._words(f'{key}/thuiszitters')}. Zonder wie op precies vier weken zit:"
            f" {self._words(f'{key}/thuiszitters/zonder_precies')}.",
            "D14": f"Dreigend thuiszitter: {self._words(f'{key}/dreigend')}. Daarvan alleen door lage aanwezigheid:"
            f" {self._words(f'{key}/dreigend/alleen_aanwezigheid')}.",
        }
        if minutes is not None and minutes.ongeoorloofd:
            part = wording.percentage(minutes.voorlopig, minutes.ongeoorloofd)
            found["D16"] = f"Van het ongeoorloofde verzuim is {part} nog voorlopig."
        return found


def round_waterfall(minutes: Mapping[str, int]) -> dict[str, int]:
    """The waterfall in whole hours that add up: the parts are rounded, a total is the sum of its parts."""
    hours = {step: (minutes.get(step, 0) + 30) // 60 for step in (*_FALLS, *_RECORDED)}
    planned = sum(hours[step] for step in _RECORDED)
    return {
        "rooster": planned + sum(hours[step] for step in _FALLS),
        **{step: hours[step] for step in _FALLS},
        "gepland": planned,
        **{step: hours[step] for step in _RECORDED},
    }


def _say_weeks(lines: Sequence[charts.WeekLine]) -> str:
    now, before = (line.waarden for line in lines)
    both = [(this, that) for this, that in zip(now, before, strict=True) if this is not None and that is not None]
    if both:
        lower = sum(this < that for this, that in both)
        weeks = wording.counted(len(both), "week", "weken")
        return f"In {wording.number(lower)} van de {weeks} was de aanwezigheid lager dan in dezelfde week van vorig schooljaar."
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


def _head_of_tier(key: str) -> tuple[str, str]:
    first, _, second = wording.TIER_WORDS[key].partition(" · ")
    return f"{wording.TIER_SYMBOLS[key]} {first.capitalize()}", second


def _pick(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The rows of a unit in a table that has its schools."""
    if unit.sleutel == SWV:
        return ()
    return (("school", "|".join(unit.scholen)),)


def _tier_filter(tier: str) -> tuple[tuple[str, str], ...]:
    return (("tier", tier[-1]),) if tier.startswith("tier_") else (("tier_status", tier),)


def _status_address(unit: Unit, name: str, status: str) -> Address:
    return Address("thuiszitter", AANTAL, "", (*_pick(unit), ("status", status), *_EXTRA_FILTER.get(name, ())))


def _lpa_address(kind: str) -> Address:
    return Address("lpa", SOM, "aantal", (("soort", kind),))


def _share_first(cell: PublicCell) -> PublicCell:
    """The share as the number of a tile."""
    return PublicCell(cell.onder or cell.tekst, cell.adres, sleutel=cell.sleutel)


def _attendance_or_hidden(minutes: Minutes | None) -> str:
    return wording.NOT_SHOWN if minutes is None else wording.attendance(minutes)


def _present_tenths(minutes: Minutes) -> int:
    return wording.tenths(minutes.aanwezig, minutes.gepland)


def _tenths(part: Shown, whole: Shown) -> int | None:
    return None if part.getal is None or not whole.getal else wording.tenths(part.getal, whole.getal)


def _letters(key: str) -> str:
    """A name for an element of the page: letters and digits of the key, the rest as numbers of their signs."""
    return "e" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign)}-" for sign in key)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
