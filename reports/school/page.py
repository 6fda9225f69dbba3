"""What the template of the school report gets: rows of the discussion list, filters, the picture of the school.

Context in, view out; the words stand in `reports.school.words`, the order of the list in `reports.school.discussion`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports.context.counts import PossibleCounts, TierCounts
from reports.context.parts import SchoolDay, SilentWeek, WithoutReason
from reports.context.school import DueReport, Pupil, SchoolReport, Signal
from reports.school import discussion, figures, patterns
from reports.school.day_strip import Strip, make_recent_strip, make_year_strip
from reports.school.discussion import PupilGroup
from reports.school.words import describe_deadlines, describe_extreme, describe_free_days
from reports.words import wording
from schemas.findings import ON_SCHOOL_REPORT, Finding

STRIP_WEEKS = 12
WORKDAYS = range(1, 6)
_OPEN_REPORTS = ("niet_gemeld", "nog_niet", "onbekend")


@dataclass(frozen=True)
class ListRow:
    """One pupil of the discussion list. `keuze`: classes of the row that the filters look at."""

    leerling: Pupil
    keuze: str
    strook: Strip | None
    termijnen: tuple[tuple[str, bool], ...]
    """By when what must be reported, and whether that day has passed."""
    vragen: tuple[tuple[str, str], ...]
    """Who is asked, and all that is asked of them."""
    vrije_dagen: tuple[str, ...]
    """Where calendar days decide: how many of them were holidays, by status."""


@dataclass(frozen=True)
class ListGroup:
    """One part of the list with its rows."""

    groep: PupilGroup
    keuze: str
    rijen: tuple[ListRow, ...]


@dataclass(frozen=True)
class Filter:
    """One choice above the list: `naam` is what it is about, `waarden` what can be chosen."""

    sleutel: str
    naam: str
    waarden: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """What stands folded behind a pupil of the list."""

    leerling: Pupil
    jaar: Strip | None


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

    lijst: tuple[ListGroup, ...]
    filters: tuple[Filter, ...]
    kaarten: tuple[Card, ...]
    totalen: Totals
    klassen: tuple[ClassTiers, ...]
    kalender: tuple[figures.HeatTable, ...]
    zinnen: Mapping[str, str]
    """A summary sentence per heat map: weken, uren, kalender."""
    school_patronen: patterns.FoundPatterns
    leerling_patronen: patterns.FoundPatterns
    stille_klassen: tuple[Silence, ...]
    regels: tuple[Signal, ...]
    """Each rule that holds for any pupil, once."""
    twijfels: tuple[str, ...]
    """What casts doubt on the figures, in sentences: the first screen says it."""
    onbekend_geraakt: int
    """Pupils whose result unknown slots could change."""
    zonder_reden: tuple[WithoutReason, ...]

    @property
    def erbij_mogelijk(self) -> Mapping[str, int]:
        """How many could come to a group of the list at most, by its key; other groups: none."""
        possible = self.totalen.mogelijk
        counts = {"thuiszitters": possible.thuiszitters, "dreigend": possible.dreigend + possible.relatief_verzuim}
        return {group: counts.get(group, 0) for group in discussion.GROUP_KEYS}

    @property
    def melding_zonder_reden(self) -> int:
        """Pupils of whom a report to DUO would be due if absence without a reason were unauthorised."""
        return sum(row.zou_16uur or row.zou_lrv for row in self.zonder_reden)

    @property
    def te_laat_gemeld(self) -> int:
        """Pupils of the list for whom a report is overdue."""
        rows = [row for group in self.lijst for row in group.rijen]
        return sum(any(overdue for _, overdue in row.termijnen) for row in rows)


def make_view(report: SchoolReport, groups: Sequence[PupilGroup]) -> SchoolView:
    """The view of a report; `groups` as `discussion.group_pupils` gives them."""
    listed = [group for group in groups if not group.gevouwen and group.leerlingen]
    filters = _make_filters(listed)
    hours = patterns.make_school_trials(report.lesuren, report.te_laat, report.vakantieranden, report.grenzen)
    return SchoolView(
        lijst=tuple(_make_group(report, group, filters) for group in listed),
        filters=filters,
        kaarten=tuple(_make_card(report, pupil) for group in listed for pupil in group.leerlingen),
        totalen=_count_totals(report.leerlingen, report.mogelijk),
        klassen=_count_classes(report.leerlingen),
        kalender=heat_calendar(report.dagen, report.grenzen.minimum_leerlingen, report.school),
        zinnen=_summarize(report),
        school_patronen=patterns.find_patterns(hours, report.grenzen),
        leerling_patronen=patterns.find_patterns(
            patterns.make_pupil_trials(report.patronen, report.grenzen), report.grenzen
        ),
        stille_klassen=_group_silence(report.stille_weken),
        regels=_list_rules(report.leerlingen),
        twijfels=list_doubts(report.bevindingen),
        onbekend_geraakt=sum(bool(pupil.onbekend_invloed) for pupil in report.leerlingen),
        zonder_reden=report.zonder_reden,
    )


def make_filter_style(filters: Iterable[Filter]) -> Markup:
    """Style rules that hide what a filter leaves out. They hold numbers only, never a value of the data.

    A rule looks inside the filters, which stand beside the list, and never through the whole page: with `body:has(…)`
    a browser takes a minute and a half to divide a page of 2.8 MB into sheets.
    """
    rules = [
        f"{chosen}~.schuif .rij:not(.{each.sleutel}-{at}),{chosen}~.schuif .groep:not(:has(.{each.sleutel}-{at}))"
        "{display:none}"
        for each in filters
        for at in range(len(each.waarden))
        for chosen in [f".kiezer:has(#kies-{each.sleutel} option:nth-child({at + 2}):checked)"]
    ]
    return Markup("\n".join(rules))


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


def _list_rules(pupils: Iterable[Pupil]) -> tuple[Signal, ...]:
    found = {signal.regel: signal for pupil in pupils for group in pupil.bewijs for signal in group.signalen}
    return tuple(found[rule] for rule in sorted(found))


def _make_filters(groups: Sequence[PupilGroup]) -> tuple[Filter, ...]:
    pupils = [pupil for group in groups for pupil in group.leerlingen]
    return (
        Filter("soort", "Groep", tuple(group.titel for group in groups)),
        Filter("klas", "Klas", tuple(sorted({pupil.klas for pupil in pupils}))),
        Filter("wie", "Wie is aan zet", tuple(sorted({ask.wie for pupil in pupils for ask in pupil.vragen}))),
    )


def _make_group(report: SchoolReport, group: PupilGroup, filters: Sequence[Filter]) -> ListGroup:
    kind = f"soort-{filters[0].waarden.index(group.titel)}"
    rows = tuple(_make_row(report, pupil, kind, filters) for pupil in group.leerlingen)
    return ListGroup(group, kind, rows)


def _make_row(report: SchoolReport, pupil: Pupil, kind: str, filters: Sequence[Filter]) -> ListRow:
    actors = sorted({filters[2].waarden.index(ask.wie) for ask in pupil.vragen})
    classes = [kind, f"klas-{filters[1].waarden.index(pupil.klas)}", *(f"wie-{at}" for at in actors)]
    free = [describe_free_days(pupil, status) for status in pupil.statussen] if report.kalenderdagen_beslissen else []
    return ListRow(
        leerling=pupil,
        keuze=" ".join(classes),
        strook=_make_recent(report, pupil),
        termijnen=_list_deadlines(report.meldingen, pupil, report.kop.peildatum),
        vragen=_group_asks(pupil),
        vrije_dagen=tuple(words for words in free if words),
    )


def _group_asks(pupil: Pupil) -> tuple[tuple[str, str], ...]:
    """A line for each who is asked, most asked first; what the rules behind the status ask stands in front."""
    grounds = {status.grond for status in pupil.statussen}
    asked: dict[str, list[str]] = {}
    for ask in sorted(pupil.vragen, key=lambda ask: ask.regel not in grounds):
        asked.setdefault(ask.wie, []).append(ask.actie)
    return tuple(
        (actor, "; ".join(asked[actor])) for actor in sorted(asked, key=lambda name: (-len(asked[name]), name))
    )


def _list_deadlines(reports: Iterable[DueReport], pupil: Pupil, peildatum: date) -> tuple[tuple[str, bool], ...]:
    mine = [due for due in reports if due.leerling == pupil.leerling and due.status in _OPEN_REPORTS]
    return describe_deadlines(mine, peildatum)


def _make_recent(report: SchoolReport, pupil: Pupil) -> Strip | None:
    if pupil.kaart is None:
        return None
    return make_recent_strip(pupil.kaart.dagen, [day.datum for day in report.dagen], weeks=STRIP_WEEKS)


def _make_card(report: SchoolReport, pupil: Pupil) -> Card:
    if pupil.kaart is None:
        return Card(pupil, None)
    return Card(pupil, make_year_strip(pupil.kaart.dagen, [day.datum for day in report.dagen]))


def list_doubts(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Findings that cast doubt on the figures, each once, in the order of the return sheet; how often, where more."""
    times = Counter(found.omschrijving for found in findings if found.code in ON_SCHOOL_REPORT)
    return tuple(words if count == 1 else f"{words} ({wording.number(count)} keer)" for words, count in times.items())


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
    return tuple(ClassTiers(name, discussion.count_tiers(tuple(classes[name]))) for name in sorted(classes))


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
