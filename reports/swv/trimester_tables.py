"""The tables of the trimester report, from released counts: one method a table; fixed words in `table_texts`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from reports.context import Minutes, TierCounts
from reports.release.address import AANDEEL, AANTAL, DEEL, SOM, Address
from reports.release.disclosure import Shown
from reports.release.public_table import (
    PublicCell,
    PublicRow,
    PublicTable,
    count_cell,
    find_share,
    text_cell,
)
from reports.school.figures import tier_bar
from reports.swv.funnel import Funnel, Point, make_funnel
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, TIER_KEYS, EarlierQuarter, KindMinutes, SwvReport, WeekPoint
from reports.swv.table_texts import describe_table
from reports.swv.trimester import (
    FROM_STATES,
    INTERVENTION,
    LEDGER_STATES,
    LPA_KINDS,
    PLAN_KEYS,
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
from reports.words import wording

Released = Mapping[str, Shown]
TREND_QUARTERS = 8
DAYS_PER_WEEK = 7
PUPILS = "leerling_periode"
NO_RANGE = "te weinig om te zeggen"
_STATUS_COLUMNS = (
    ("thuiszitters", "Thuiszitters", "samen", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("thuiszitter", "vier weken tot drie maanden", "", "thuiszitter"),
    ("lrv_langer_dan_3_maanden", "langer dan drie maanden", "", "lrv_langer_dan_3_maanden"),
    ("thuiszitters/op_peildatum", "nog op de peildatum", "", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("thuiszitters/zonder_precies", "zonder precies vier weken", "", "thuiszitter|lrv_langer_dan_3_maanden"),
    ("dreigend/andere_grond", "Dreigend thuiszitter", "niet alleen lage aanwezigheid", "dreigend"),
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
_RECORDED = ("aanwezig", "geoorloofd", "ongeoorloofd", "reden_onbekend", "onbekend")


class PublicTables:
    """What may be shown of one report, and the tables made of it."""

    def __init__(self, report: SwvReport, shown: Released, earlier: Mapping[date, Released]) -> None:
        self.report, self.shown = report, shown
        self.quarters = [quarter for quarter in report.eerder if quarter.peildatum in earlier]
        self.earlier = earlier
        self.whole, self.sectors, self.schools = list_whole(report), list_sectors(report), list_schools(report)
        self.previous = self.quarters[-1] if self.quarters else None
        day = report.kop.peildatum
        self.year_ago = next(
            (
                then
                for then in self.quarters
                if (then.peildatum.year + 1, *then.peildatum.timetuple()[1:3]) == day.timetuple()[:3]
                and then is not self.previous
            ),
            None,
        )

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
        return text_cell(text, Address(PUPILS, DEEL, "aanwezig_min/gepland_min", pick_rows(unit)))

    def time_share(self, unit: Unit, column: str) -> PublicCell:
        minutes = self.unit_minutes(unit)
        text = wording.NOT_SHOWN if minutes is None else wording.percentage(getattr(minutes, column), minutes.gepland)
        return text_cell(text, Address(PUPILS, DEEL, f"{column}_min/gepland_min", pick_rows(unit)))

    # --- tables -----------------------------------------------------------------------------------------------------

    def make_tables(self) -> Iterable[PublicTable]:
        yield self._trend_table()
        yield self._tier_table("tiers", self._unit_rows())
        for field in ("leerjaar", "onderwijssoort"):
            rows = self._group_rows(field)
            if rows:
                yield self._tier_table(f"tiers-{field}", rows)
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

    def _table(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[PublicRow]) -> PublicTable:
        """A table with its fixed words."""
        header = self.report.kop
        names = {f"tier_{tier}": wording.tier_limits(tier, header) for tier in ("1", "2", "3")}
        names |= {
            "drempel": str(self.report.regels.drempel),
            "klein": str(SMALL_SCHOOL),
            "grens": str(header.tier_1_vanaf),
        }
        text = describe_table(name, names)
        return PublicTable(name, text.bijschrift, text.hoek, tuple(columns), tuple(rows), text.herkomst)

    def _trend_table(self) -> PublicTable:
        quarters = self.quarters[-TREND_QUARTERS:]
        rows = [
            PublicRow(
                wording.short_date(quarter.peildatum),
                (
                    text_cell(wording.number(len(quarter.scholen))),
                    self._past_cell(quarter, name_tiers(SWV)),
                    text_cell(show_attendance(self.guard(quarter.minuten, quarter.leerlingen))),
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
                self.count(name_tiers(SWV), Address(PUPILS)),
                self.attendance(self.whole),
                *(
                    self.count(
                        f"{name_tiers(SWV)}/{tier}",
                        Address(PUPILS, AANTAL, "", filter_tier(tier)),
                        whole=name_tiers(SWV),
                    )
                    for tier in TIER_KEYS[:3]
                ),
                *(
                    self.count(name, self.address_of(name))
                    for name in (f"status/{SWV}/thuiszitters", f"vierweken/{SWV}")
                ),
                self.count(
                    f"vierweken/{SWV}/met_plan", self.address_of(f"vierweken/{SWV}/met_plan"), whole=f"vierweken/{SWV}"
                ),
            ),
        )
        return self._table(
            "verloop",
            (
                ("Scholen", ""),
                ("Leerlingen", ""),
                ("Aanwezigheid", ""),
                ("Tier 1", ""),
                ("Tier 2", ""),
                ("Tier 3", ""),
                ("Thuiszitters", ""),
                ("Vierwekengroep", ""),
                ("waarvan met plan", ""),
            ),
            (*rows, now),
        )

    def _past_cell(self, quarter: EarlierQuarter, name: str, whole: str = "") -> PublicCell:
        shown = self.earlier[quarter.peildatum]
        if name not in shown:
            return PublicCell("niet bekend")
        return count_cell(shown[name], "", None, whole=shown.get(whole) if whole else None)

    def _tier_table(self, name: str, rows: Sequence[PublicRow]) -> PublicTable:
        heads = tuple(_head_of_tier(key) for key in ("1", "2", "3", "open", "te_weinig_gegevens"))
        return self._table(name, (("Leerlingen", ""), *heads), rows)

    def _unit_rows(self) -> list[PublicRow]:
        rows = [self._tier_row(self.whole.naam, self.whole.sleutel, pick_rows(self.whole))]
        rows += [
            PublicRow("Per sector"),
            *(self._tier_row(unit.naam, unit.sleutel, pick_rows(unit)) for unit in self.sectors),
        ]
        rows += [
            PublicRow("Per school (in vaste volgorde, geen rangorde)"),
            *(self._tier_row(unit.naam, unit.sleutel, pick_rows(unit)) for unit in self.schools),
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

    def _tier_row(self, label: str, key: str, where: tuple[tuple[str, str], ...], *, model: str = PUPILS) -> PublicRow:
        total = name_tiers(key)

        def find(tier: str) -> Address:
            if model == PUPILS:
                return Address(PUPILS, AANTAL, "", (*where, *(filter_tier(tier) if tier else ())))
            value = tier.removeprefix("tier_")
            return Address(model, SOM, "leerlingen", (*where, *((("tier", value),) if tier else ())))

        parts = {tier: self.shown[f"{total}/{tier}"].getal for tier in TIER_KEYS}
        is_hidden = any(parts[tier] is None for tier in TIER_KEYS[:3])
        return PublicRow(
            label,
            (
                self.count(total, find("")),
                *(self.count(f"{total}/{tier}", find(tier), whole=total) for tier in TIER_KEYS),
            ),
            # Without one of its tiers a bar would show another division.
            Markup("")
            if is_hidden
            else tier_bar(TierCounts(**{tier: count or 0 for tier, count in parts.items()}), make_element_id(key)),
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
        return self._table(
            "weken",
            heads,
            rows,
        )

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
            first = find_monday(week.schooljaar_van)
            by_year[week.schooljaar_van == year][(week.maandag - first).days // DAYS_PER_WEEK] = week
        now, before = by_year[True], by_year[False]
        numbers = range(min(now), max(now) + 1) if now else range(0)
        mondays = [find_monday(year) + timedelta(weeks=number) for number in numbers]
        return mondays, [now.get(number) for number in numbers], [before.get(number) for number in numbers]

    def _absence_table(self) -> PublicTable:
        def row(unit: Unit) -> PublicRow:
            minutes = self.unit_minutes(unit)
            away = 0 if minutes is None else minutes.geoorloofd + minutes.ongeoorloofd
            part = wording.NOT_SHOWN if minutes is None else wording.percentage(minutes.geoorloofd, away)
            shares = (self.time_share(unit, column) for column in ("geoorloofd", "ongeoorloofd", "onbekend"))
            return PublicRow(unit.naam, (self.attendance(unit), *shares, text_cell(part)))

        return self._table(
            "verzuim",
            (
                ("Aanwezig", ""),
                ("Geoorloofd", "afwezig"),
                ("Ongeoorloofd", "afwezig"),
                ("Onbekend", ""),
                ("Geoorloofd deel", "van de afwezigheid"),
            ),
            tuple(row(unit) for unit in (self.whole, *self.sectors)),
        )

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
        return self._table(
            "verzuim-tier",
            (("Afwezig", "van de lestijd"), ("Geoorloofd deel", "van de afwezigheid")),
            tuple(rows),
        )

    def _kind_table(self) -> PublicTable:
        rows: list[PublicRow] = []
        for group in ("ga", "oa"):
            kinds = [kind for kind in self.report.soorten if kind.groep == group]
            if kinds:
                rows.append(PublicRow(f"{wording.GROUP_WORDS[group].capitalize()} afwezig"))
                rows += self._kind_rows(group, kinds)
        return self._table(
            "soorten",
            (("Deel van deze groep", ""), ("Van de lestijd", "")),
            tuple(rows),
        )

    def _kind_rows(self, group: str, kinds: Sequence[KindMinutes]) -> list[PublicRow]:
        """A kind of few pupils joins the smallest other kind, so it is not shown, and not by subtraction either."""
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
            rows.append(self._kind_row(f"Samen: {names}", joined, total, planned))
        return rows

    def _kind_row(self, label: str, kinds: Sequence[KindMinutes], total: int, planned: int) -> PublicRow:
        minutes = sum(kind.minuten for kind in kinds)
        names = "|".join(kind.soort for kind in kinds)
        return PublicRow(
            label,
            (
                text_cell(
                    wording.percentage(minutes, total),
                    Address("swv_soort", AANDEEL, "minuten", (("groep", kinds[0].groep), ("soort", names))),
                ),
                text_cell(wording.percentage(minutes, planned)),
            ),
        )

    def _movement_table(self) -> PublicTable:
        """Schools that were counted only once have a row and a column only when there are any."""
        starts = [start for start in FROM_STATES if start != SCHOOL_OUT or self.shown[f"beweging/{start}"].getal != 0]
        gone = f"beweging/{TOTAL}/{SCHOOL_OUT}"
        ends = [end for end in TO_STATES if end != SCHOOL_OUT or self.shown[gone].getal != 0]
        rows = [
            PublicRow(
                _PLACE_WORDS[start],
                (
                    *(
                        self.count(f"beweging/{start}/{end}") if end in list_ends(start) else PublicCell("–")
                        for end in ends
                    ),
                    self.count(f"beweging/{start}"),
                ),
            )
            for start in starts
        ]
        now = (
            self.count(name_tiers(f"{SWV}/{end}"), Address(PUPILS, AANTAL, "", filter_tier(end)))
            if end in TIER_KEYS
            else self.count(f"beweging/{TOTAL}/{end}")
            for end in ends
        )
        heads = ((f"nu {_PLACE_WORDS[end]}" if end in TIER_KEYS else _PLACE_WORDS[end], "") for end in ends)
        return self._table(
            "beweging", (*heads, ("Samen toen", "")), (*rows, PublicRow("Samen nu", (*now, PublicCell("–"))))
        )

    def _school_table(self) -> PublicTable:
        funnels = self.make_funnels()
        rows = [PublicRow(unit.naam, self._school_cells(unit, funnels.get(unit.sector))) for unit in self.schools]
        return self._table(
            "scholen",
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

    def _school_cells(self, unit: Unit, funnel: Funnel | None) -> tuple[PublicCell, ...]:
        total = name_tiers(unit.sleutel)
        point = self._funnel_point(unit)
        low_high, stands_out = NO_RANGE, "niet te zeggen"
        if funnel is not None and point is not None:
            low_high = describe_range(funnel, point)
            stands_out = "nee" if funnel.is_expected(point) else "ja"
        balance = unit.cijfers.balans
        return (
            self.count(total, Address(PUPILS, AANTAL, "", pick_rows(unit))),
            self.attendance(unit),
            text_cell(
                find_share(self.shown[f"{total}/tier_3"], self.shown[total]) or wording.NOT_SHOWN,
                Address(PUPILS, AANDEEL, "", (*pick_rows(unit), ("tier", "3"))),
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
        return self._table(
            "statussen",
            tuple((head, small) for _, head, small, _ in _STATUS_COLUMNS),
            tuple(
                PublicRow(
                    unit.naam,
                    tuple(
                        self.count(name := f"status/{unit.sleutel}/{part}", self.address_of(name, unit))
                        for part, _, _, _ in _STATUS_COLUMNS
                    ),
                )
                for unit in (self.whole, *self.sectors)
            ),
        )

    def _threatened_table(self) -> PublicTable:
        parts = ("", "/andere_grond", "/alleen_aanwezigheid")
        return self._table(
            "dreigend",
            (
                ("Dreigend", "samen"),
                ("waarvan ook", "om een andere reden"),
                ("waarvan alleen", "door lage aanwezigheid"),
            ),
            [
                PublicRow(
                    unit.naam,
                    tuple(
                        self.count(f"status/{unit.sleutel}/dreigend{part}", self._address_threatened(unit, part))
                        for part in parts
                    ),
                )
                for unit in (self.whole, *self.sectors)
            ],
        )

    def _address_threatened(self, unit: Unit, part: str) -> Address:
        """`dreigend` in all, or by its ground."""
        rules = {
            "/andere_grond": self.report.dreigendregels,
            "/alleen_aanwezigheid": self.report.aanwezigheidsregels,
        }.get(part)
        ground = () if rules is None else (("grond", "|".join(rules)),)
        return Address("thuiszitter", AANTAL, "", (*pick_rows(unit), ("status", "dreigend"), *ground))

    def _four_week_table(self) -> PublicTable:
        total = f"vierweken/{SWV}"
        parts = [
            (wording.FOUR_WEEK_PARTS[part], f"{total}/{part}") for part in ("nul_procent", "hoogstens_20", *PLAN_KEYS)
        ]
        rows = [PublicRow(self.whole.naam, (self.count(total, self.address_of(total)),))]
        for heading, listed in (("Hoe vaak aanwezig", parts[:2]), ("Plan van aanpak", parts[2:])):
            rows.append(PublicRow(heading))
            rows += [PublicRow(head, (self.count(name, self.address_of(name), whole=total),)) for head, name in listed]
        rows.append(PublicRow("Per sector"))
        for unit in self.sectors:
            name = f"vierweken/{unit.sleutel}"
            rows.append(PublicRow(unit.naam, (self.count(name, self.address_of(name, unit), whole=total),)))
        return self._table("vierweken", (("Leerlingen", ""),), rows)

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
        return self._table(
            "register",
            (("Leerlingen", ""),),
            tuple(rows),
        )

    def _ledger_table(self) -> PublicTable:
        kinds = [kind for kind in ("16uur", "lrv", TOTAL) if f"meldingen/{kind}" in self.shown]

        def find(kind: str, state: str) -> Address:
            where = ((("meldsoort", kind),) if kind != TOTAL else ()) + ((("status", state),) if state else ())
            return Address("swv_melding", SOM, "meldingen", (*where, ("plicht", "verplicht")))

        return self._table(
            "meldingen",
            (("Te melden", ""), *((wording.LEDGER_WORDS[state], "") for state in LEDGER_STATES)),
            tuple(
                PublicRow(
                    wording.NOTIFICATION_WORDS.get(kind, "Samen"),
                    (
                        self.count(f"meldingen/{kind}", find(kind, "")),
                        *(
                            self.count(f"meldingen/{kind}/{state}", find(kind, state), whole=f"meldingen/{kind}")
                            for state in LEDGER_STATES
                        ),
                    ),
                )
                for kind in kinds
            ),
        )

    def _delivery_table(self) -> PublicTable:
        names = ("gelezen", "gebruikt", "quarantaine", "vervangen", "niet_geteld")
        rows = [
            PublicRow(unit.naam, tuple(text_cell(wording.number(getattr(unit.cijfers.balans, name))) for name in names))
            for unit in self.schools
        ]
        total = self.whole.cijfers.balans
        rows.append(PublicRow("Samen", tuple(text_cell(wording.number(getattr(total, name))) for name in names)))
        return self._table(
            "aanlevering",
            (
                ("Rijen gelezen", ""),
                ("Gebruikt", ""),
                ("Niet te gebruiken", ""),
                ("Vervangen", ""),
                ("Telt niet mee", ""),
            ),
            tuple(rows),
        )

    def _waterfall_table(self) -> PublicTable:
        steps = round_waterfall(self.report.waterval)
        hidden = self.unit_minutes(self.whole) is None
        rows = tuple(
            PublicRow(
                wording.WATERFALL_WORDS[step],
                (
                    text_cell(
                        wording.NOT_SHOWN
                        if hidden
                        else f"{'− ' if step in _FALLS and value else ''}{wording.hours(value)}",
                        Address("waterval", SOM, "minuten", (("stap", step),)),
                    ),
                    text_cell(
                        wording.percentage(value, steps["gepland"]) if step in _RECORDED and not hidden else "–",
                    ),
                ),
            )
            for step, value in steps.items()
        )
        return self._table(
            "waterval",
            (("Uren", "alle leerlingen samen"), ("Deel van gepland", "")),
            rows,
        )

    def make_lists(self) -> Iterable[PublicTable]:
        """The LPA lists, also without any school."""
        rows = tuple(
            PublicRow(
                wording.LIST_WORDS[kind],
                (
                    self.count(f"lpa/{kind}", address_list(kind))
                    if f"lpa/{kind}" in self.shown
                    else PublicCell("geen lijst ontvangen"),
                ),
            )
            for kind in LPA_KINDS
        )
        yield self._table(
            "lijst-leerplicht",
            (("Jongeren", ""),),
            rows,
        )

    def address_of(self, name: str, unit: Unit | None = None) -> Address:
        """The address of a count of the whole, or of a unit, that stands outside its own table too."""
        unit = unit or self.whole
        kind, _, tail = name.partition(f"/{unit.sleutel}")
        tail = tail.lstrip("/")
        if tail.startswith("dreigend"):
            return self._address_threatened(unit, tail.removeprefix("dreigend"))
        if kind == "status":
            status = next(status for known, _, _, status in _STATUS_COLUMNS if known == tail)
            return address_status(unit, tail, status)
        plans = {"met_plan": "J", "zonder_plan": "N", "plan_onbekend": ""}
        where = (("plan_van_aanpak", plans[tail]),) if tail in plans else ((("groep", tail),) if tail else ())
        return Address("swv_vierweken", AANTAL, "", (*pick_rows(unit), *where))


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


def _head_of_tier(key: str) -> tuple[str, str]:
    first, _, second = wording.TIER_WORDS[key].partition(" · ")
    head = f"{wording.TIER_SYMBOLS[key]} {first.capitalize()}"
    return (head.replace(" ", wording.NBSP) if second else head), second


def pick_rows(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The rows of a unit in a table that has its schools."""
    if unit.sleutel == SWV:
        return ()
    return (("school", "|".join(unit.scholen)),)


def filter_tier(tier: str) -> tuple[tuple[str, str], ...]:
    return (("tier", tier[-1]),) if tier.startswith("tier_") else (("tier_status", tier),)


def address_status(unit: Unit, name: str, status: str) -> Address:
    return Address("thuiszitter", AANTAL, "", (*pick_rows(unit), ("status", status), *_EXTRA_FILTER.get(name, ())))


def address_list(kind: str) -> Address:
    return Address("lpa", SOM, "aantal", (("soort", kind),))


def show_attendance(minutes: Minutes | None) -> str:
    return wording.NOT_SHOWN if minutes is None else wording.attendance(minutes)


def describe_range(funnel: Funnel, point: Point) -> str:
    """The expected range of a school in words."""
    low, high = (int(bound * 1000) for bound in funnel.find_range(point.geheel))
    return wording.share_range(low, high)


def make_element_id(key: str) -> str:
    """A name for an element of the page: letters and digits of the key, the rest as numbers of their signs."""
    return "e" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign)}-" for sign in key)


def find_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
