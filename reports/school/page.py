"""What the template of the school report gets: tiles, the list, the picture of the school.

Context in, view out; the words stand in `reports.school.words`, the list in `reports.school.worklist`, the cards of
pupils in `reports.school.pupils`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.context.counts import PossibleCounts, TierCounts
from reports.context.parts import SchoolDay, SilentWeek, WithoutReason
from reports.context.school import DueReport, Pupil, SchoolReport
from reports.plots.bridge import BridgeView
from reports.release.address import make_address
from reports.school import figures, patterns, worklist
from reports.school.day_strip import describe_weeks
from reports.school.verschil import make_school_bridge_view
from reports.school.words import describe_extreme
from reports.words import wording
from schemas.findings import ON_SCHOOL_REPORT

WORKDAYS = range(1, 6)
_OPEN_REPORTS = ("niet_gemeld", "nog_niet", "onbekend")
LOWEST_TIER = 3


@dataclass(frozen=True)
class Tile:
    """One number of the first screen, with its address and what stands below it."""

    naam: str
    groot: str
    adres: str
    regels: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """Pupils of the last list who are on this one no more."""

    peildatum: date
    leerlingen: tuple[str, ...]


@dataclass(frozen=True)
class ClassTiers:
    klas: str
    tiers: TierCounts


@dataclass(frozen=True)
class Silence:
    """Weeks in which nothing was registered for one class."""

    klas: str
    leerlingen: int
    weken: tuple[str, ...]


@dataclass(frozen=True)
class Totals:
    """Statuses and four-week groups as in the tables, with and without runs of exactly four weeks (D5)."""

    thuiszitters: int
    leeftijd_onbekend: int
    """Of the thuiszitters."""
    rmc: int
    """Of 18 and older: not among the thuiszitters."""
    precies_vier_weken: int
    langer: int
    verzuim: int
    dreigend: int
    alleen_aanwezigheid: int
    reden_onbekend: int
    geoorloofd: int
    nul_procent: int
    hoogstens_20: int
    mogelijk: PossibleCounts


@dataclass(frozen=True)
class SchoolView:
    """Everything of the page that is not a field of the context."""

    tegels: tuple[Tile, ...]
    lijst: tuple[worklist.Group, ...]
    weken: str
    """Which weeks the strips of the list show."""
    van_de_lijst: Gone | None
    meldingen: tuple[DueReport, ...]
    """Reports to DUO that must still be made."""
    te_laat_gedaan: int
    """Reports that were made, though too late: nothing is asked of them any more."""
    totalen: Totals
    tiers: TierCounts
    klassen: tuple[ClassTiers, ...]
    kalender: tuple[figures.HeatTable, ...]
    zinnen: Mapping[str, str]
    """A summary sentence per heat map: weken, uren, kalender."""
    school_patronen: patterns.FoundPatterns
    leerling_patronen: patterns.FoundPatterns
    stille_klassen: tuple[Silence, ...]
    twijfels: tuple[str, ...]
    """What casts doubt on the figures, in sentences: the first screen says it."""
    onbekend_geraakt: int
    """Pupils whose result unknown slots could change."""
    zonder_reden: tuple[WithoutReason, ...]
    verschil: BridgeView | None
    """What leads to it from the edition before it."""

    @property
    def melding_zonder_reden(self) -> int:
        """Pupils of whom a report to DUO would be due if absence without a reason were unauthorised."""
        return sum(row.zou_16uur or row.zou_lrv for row in self.zonder_reden)


def make_view(report: SchoolReport, groups: tuple[worklist.Group, ...]) -> SchoolView:
    """The view of the first page. `groups`: its list (`worklist.make_list`)."""
    hours = patterns.make_school_trials(report.lesuren, report.te_laat, report.vakantieranden, report.grenzen)
    due = tuple(row for row in report.meldingen if row.status in _OPEN_REPORTS)
    gone = worklist.list_gone(report)
    return SchoolView(
        tegels=make_tiles(report),
        lijst=groups,
        weken=describe_weeks([day.datum for day in report.dagen], weeks=worklist.WEEKS),
        van_de_lijst=Gone(report.vorige.peildatum, gone) if report.vorige and gone else None,
        meldingen=due,
        te_laat_gedaan=len(report.meldingen) - len(due),
        totalen=_count_totals(report.leerlingen, report.mogelijk),
        tiers=count_tiers(report.leerlingen),
        klassen=_count_classes(report.leerlingen),
        kalender=heat_calendar(report.dagen, report.grenzen.minimum_leerlingen, report.school),
        zinnen=_summarize(report),
        school_patronen=patterns.find_patterns(hours, report.grenzen),
        leerling_patronen=patterns.find_patterns(
            patterns.make_pupil_trials(report.patronen, report.grenzen), report.grenzen
        ),
        stille_klassen=_group_silence(report.stille_weken),
        twijfels=list_doubts(report),
        onbekend_geraakt=sum(bool(pupil.onbekend_invloed) for pupil in report.leerlingen),
        zonder_reden=report.zonder_reden,
        verschil=make_school_bridge_view(report.verschil, everyone=False) if report.verschil else None,
    )


def make_tiles(report: SchoolReport) -> tuple[Tile, ...]:
    """Present, home or nearly home, often or long ill, reports overdue."""
    return (_tell_attendance(report), _tell_home(report), _tell_illness(report), _tell_overdue(report))


def _tell_attendance(report: SchoolReport) -> Tile:
    minutes = report.minuten
    line = f"van de lestijd, {wording.pupils(len(report.leerlingen))}"
    if report.vorig_jaar is not None:
        line = f"een jaar eerder {wording.attendance(report.vorig_jaar)}"
        like = wording.attendance(report.minuten_met_tier)
        if like != wording.attendance(minutes):
            line = f"met een tier: {like}, {line}"
    address = make_address("leerling_periode", "deel", "aanwezig_min/gepland_min", school=report.school)
    estimated = sum(pupil.noemer_geschat for pupil in report.leerlingen)
    doubt = (f"{wording.NOEMER_GESCHAT} van {wording.pupils(estimated)}",) if estimated else ()
    return Tile("Aanwezig", wording.attendance(minutes), address, (line, *doubt))


def _tell_home(report: SchoolReport) -> Tile:
    pupils = [pupil for pupil in report.op_de_lijst if pupil.zwaarte == worklist.HOME]
    more = report.mogelijk.thuiszitters
    doubt = ("niet zeker door onbekende codes of ontbrekende gegevens",) if more else ()
    return Tile(
        worklist.GROUPS[worklist.HOME][0],
        wording.count_range(len(pupils), more),
        _address_of(report, str(worklist.HOME), pupils),
        (_tell_new(report, pupils, worklist.HOME), *doubt),
    )


def _tell_illness(report: SchoolReport) -> Tile:
    pupils = [pupil for pupil in report.op_de_lijst if pupil.zwaarte == worklist.ILL]
    name = worklist.GROUPS[worklist.ILL][0]
    return Tile(
        name,
        wording.number(len(pupils)),
        _address_of(report, str(worklist.ILL), pupils),
        (_tell_new(report, pupils, worklist.ILL),),
    )


def _tell_new(report: SchoolReport, pupils: Sequence[Pupil], group: int) -> str:
    """How many were not in this group on the last list, where there is one to compare with."""
    before = report.vorige
    if before is None:
        return "leerlingen"
    new = sum(before.zwaarte.get(pupil.leerling) != group for pupil in pupils)
    return f"leerlingen, {wording.number(new)} nieuw sinds {wording.day_month(before.peildatum)}"


def _tell_overdue(report: SchoolReport) -> Tile:
    found = {pupil.leerling: worklist.list_overdue_reports(pupil) for pupil in report.op_de_lijst}
    keys = [(code, item.actie, item.sinds) for code, items in found.items() for item in items]
    acts = tuple(sorted({act for _, act, _ in keys}))
    line = f"{wording.pupils(sum(bool(items) for items in found.values()))}"
    if report.vorige is not None:
        new = sum(key not in report.vorige.te_laat for key in keys)
        line = f"{line}, {wording.number(new)} nieuw sinds {wording.day_month(report.vorige.peildatum)}"
    address = make_address("werklijst", school=report.school, actie=acts, stand="te_laat") if keys else ""
    return Tile("Meldingen te laat", wording.number(len(keys)), address, (line,))


def _address_of(report: SchoolReport, kind: str, pupils: Sequence[Pupil]) -> str:
    # Where nobody is counted there is no row.
    return make_address("werktelling", "waarde", "leerlingen", school=report.school, soort=kind) if pupils else ""


def heat_calendar(days: Sequence[SchoolDay], minimum_pupils: int, school: str) -> tuple[figures.HeatTable, ...]:
    """Weekday x week, one row a weekday; a long year is cut into tables of at most WEEKS_PER_TABLE weeks."""
    mondays = sorted({day.datum - timedelta(days=day.datum.isoweekday() - 1) for day in days})
    by_date = {day.datum: day for day in days}
    weekdays = sorted({*WORKDAYS, *(day.datum.isoweekday() for day in days)}) if days else []
    tables = []
    for start in range(0, len(mondays), figures.WEEKS_PER_TABLE):
        part = mondays[start : start + figures.WEEKS_PER_TABLE]
        tables.append(
            figures.HeatTable(
                bijschrift=f"Afwezigheid per dag, {wording.short_date(part[0])} t/m week"
                f" {part[-1].isocalendar().week} (procent van de lestijd)",
                hoek="Week",
                kolommen=tuple((str(monday.isocalendar().week), wording.day_month(monday)) for monday in part),
                rijen=tuple(
                    figures.HeatRow(
                        wording.WEEKDAYS[weekday - 1],
                        tuple(
                            _day_cell(by_date.get(monday + timedelta(days=weekday - 1)), minimum_pupils)
                            for monday in part
                        ),
                        sleutel=str(weekday),
                    )
                    for weekday in weekdays
                ),
                adressen=tuple(
                    figures.heat_address("schooldag", school, "min", maandag=monday.isoformat(), weekdag=figures.ROW)
                    for monday in part
                ),
            )
        )
    return tuple(tables)


def _day_cell(day: SchoolDay | None, minimum: int) -> figures.HeatCell:
    if day is None or day.gepland_min == 0:
        return figures.HeatCell("", None, leeg=True)
    if day.leerlingen < minimum:
        return figures.HeatCell("", None)
    return figures.rate_cell(day.afwezig_min, day.gepland_min, day.onbekend_min)


def list_doubts(report: SchoolReport) -> tuple[str, ...]:
    """Findings that cast doubt on the figures, each once, in the order of the return sheet; what is missing last."""
    times = Counter(found.omschrijving for found in report.bevindingen if found.code in ON_SCHOOL_REPORT)
    told = [words if count == 1 else f"{words} ({wording.number(count)} keer)" for words, count in times.items()]
    if report.leerlingen and not report.register_aangeleverd:
        told.append("Geen MSA-register ontvangen: plannen van aanpak zijn onbekend.")
    return tuple(told)


def _count_totals(pupils: Iterable[Pupil], possible: PossibleCounts) -> Totals:
    pupils = tuple(pupils)
    statuses = [status for pupil in pupils for status in pupil.statussen]
    at_home = [status for status in statuses if status.telt_als_thuiszitter]
    windows = [window.groep for pupil in pupils for window in pupil.vierweken]

    def count(kind: str) -> int:
        return sum(status.status == kind for status in statuses)

    return Totals(
        thuiszitters=len(at_home),
        leeftijd_onbekend=sum(status.plicht == "niet_te_bepalen" for status in at_home),
        rmc=sum(status.zit_thuis and not status.telt_als_thuiszitter for status in statuses),
        precies_vier_weken=sum(status.precies_vier_weken for status in at_home),
        langer=sum(status.status == "lrv_langer_dan_3_maanden" for status in at_home),
        verzuim=count("relatief_verzuim"),
        dreigend=count("dreigend"),
        alleen_aanwezigheid=sum(status.alleen_aanwezigheid for status in statuses),
        reden_onbekend=count("reden_onbekend"),
        geoorloofd=count("langdurig_geoorloofd"),
        nul_procent=windows.count("vier_weken_afwezig"),
        hoogstens_20=windows.count("hoogstens_20pct"),
        mogelijk=possible,
    )


def _count_classes(pupils: Iterable[Pupil]) -> tuple[ClassTiers, ...]:
    classes: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        classes.setdefault(pupil.klas, []).append(pupil)
    return tuple(ClassTiers(name, count_tiers(classes[name])) for name in sorted(classes))


def count_tiers(pupils: Sequence[Pupil]) -> TierCounts:
    """Pupils per tier."""
    sure = [pupil.tier for pupil in pupils]
    return TierCounts(
        tier_1=sure.count(1),
        tier_2=sure.count(2),
        tier_3=sure.count(LOWEST_TIER),
        open=sum(pupil.tier_status == "open" for pupil in pupils),
        te_weinig_gegevens=sum(pupil.tier_status in ("te_weinig_gegevens", "geen_rooster") for pupil in pupils),
    )


def _group_silence(weeks: Iterable[SilentWeek]) -> tuple[Silence, ...]:
    classes: dict[str, list[SilentWeek]] = {}
    for week in weeks:
        classes.setdefault(week.klas, []).append(week)
    return tuple(
        Silence(
            name,
            max(week.leerlingen for week in classes[name]),
            tuple(
                f"week {week.maandag.isocalendar().week} ({wording.short_date(week.maandag)})"
                for week in sorted(classes[name], key=lambda week: week.maandag)
            ),
        )
        for name in sorted(classes)
    )


def _summarize(report: SchoolReport) -> dict[str, str]:
    """A sentence per heat map, over the cells that show a rate."""
    weeks = {
        f"klas {cell.klas} in week {wording.week_number(cell.week)}": (cell.afwezig_min, cell.gepland_min)
        for cell in report.weken
        if cell.gepland_min and cell.leerlingen >= report.grenzen.minimum_leerlingen
    }
    slot = wording.slot_unit(report.sector)
    hours = {
        f"{wording.WEEKDAYS[cell.weekdag - 1]}, {slot} {cell.lesuur}": (cell.afwezig_lessen, cell.gepland_lessen)
        for cell in report.lesuren
        if cell.gepland_lessen >= max(report.grenzen.minimum_lessen, 1)
    }
    days = {
        wording.short_date(day.datum): (day.afwezig_min, day.gepland_min)
        for day in report.dagen
        if day.gepland_min and day.leerlingen >= report.grenzen.minimum_leerlingen
    }
    return {name: describe_extreme(cells) for name, cells in (("weken", weeks), ("uren", hours), ("kalender", days))}
