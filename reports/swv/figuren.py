"""`swv/figuren.html`: which figures the analyst can explore. All of it comes from what `swv/index.html` shows.

A figure draws the numbers of a public table as they are printed there; where a number is hidden, the row is left out
and named. Nothing here sees an exact count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.plots.base import Choice, Drawing, Plot, Series
from reports.plots.heat import HeatMark, plot_heat
from reports.release.public_table import PublicCell, PublicRow, PublicTable
from reports.release.released_text import read_range, read_share
from reports.school.figuren import NO_LESSONS_SIGN, TOO_FEW_SIGN
from reports.school.figures import TIER_KEYS
from reports.swv import plots
from reports.swv.chapters import hours, years
from reports.swv.chapters.schools import NO_RANGE, describe_range
from reports.swv.charts import WeekChart
from reports.swv.funnel import Funnel, Point
from reports.swv.page import PublicSwv
from reports.swv.plots import YEAR_LOOKS, Mark, Span
from reports.words import palette, wording

TIERS = TIER_KEYS[:3]
NO_MARK = Mark(None, "")
FEWEST_DAYS = 2
YEARS = {years.ATTENDANCE: "Aanwezigheid door de schooljaren", years.OFTEN_ABSENT: "Tier 3 door de schooljaren"}
_READ_YEARS = "Elke lijn is een schooljaar. Punten onder elkaar horen bij dezelfde tijd van het jaar: vergelijk die."
ATTENDED, UNAUTHORISED = hours.QUESTIONS
# What the steps of the colours mean, by key of a question.
_STEPS = {
    ATTENDED.sleutel: tuple(f"{step} niet aanwezig" for step in wording.heat_legend(palette.HEAT_LIMITS)),
    UNAUTHORISED.sleutel: wording.fine_legend(palette.FINE_LIMITS),
}
_HOUR_SIGNS = ((TOO_FEW_SIGN, "niet getoond: te weinig leerlingen"), (NO_LESSONS_SIGN, hours.NO_LESSONS))
_MANY = "dat zijn te veel lijnen"
# More names than this are counted.
MOST_NAMED = 6


@dataclass(frozen=True)
class Theme:
    """One part of the page: figures and the tables with their numbers. Without figures `geen` says why."""

    id: str
    titel: str
    """Other words than the titles of the tables, so that they can be told apart when heard."""
    figuren: tuple[Drawing, ...]
    tabellen: tuple[PublicTable, ...] = ()
    weggelaten: str = ""
    """Which rows of the table are not in the figure, and why; empty: none."""
    geen: str = ""


@dataclass(frozen=True)
class FigurePage:
    """What the page may say. Without a school counted there are no themes."""

    themas: tuple[Theme, ...]

    @property
    def plots(self) -> dict[str, Plot]:
        """Each chart by the name of its place on the page."""
        return {drawing.id: drawing.plot for theme in self.themas for drawing in theme.figuren}


def make_figure_page(report: PublicSwv) -> FigurePage:
    """The figures of a released report."""
    if not report.meegeteld:
        return FigurePage(())
    return FigurePage(
        (
            _show_weeks(report),
            _show_trend(report),
            *(_show_years(report, name) for name in YEARS),
            *_show_hours(report),
            _show_tiers(report),
            _show_schools(report),
        )
    )


def _show_weeks(report: PublicSwv) -> Theme:
    title, table, chart = "Week voor week", report.tabellen.get("weken"), report.weken
    if table is None or chart is None or not any(line.is_shown for line in chart.lijnen):
        return Theme("weken", title, (), _list(table), geen="Van geen enkele week is de aanwezigheid te tonen.")
    drawing = Drawing(
        "figuur-weken",
        report.beelden["weken"].boodschap,
        "Alle scholen samen. Grijs is vakantie. De as begint niet bij nul.",
        plots.plot_weeks(chart, [wording.day_month(monday) for monday in chart.maandagen], _tell_weeks(chart, table)),
        tuple(Series(line.naam, sign) for line, sign in zip(chart.lijnen, ("━", "┅"), strict=True) if line.is_shown),
    )
    hidden = [row.kop for row in table.rijen if any(cell.tekst == wording.NOT_SHOWN for cell in row.cellen)]
    return Theme("weken", title, (drawing,), (table,), _name_left_out(hidden, "week", "weken"))


def _list(table: PublicTable | None) -> tuple[PublicTable, ...]:
    return () if table is None else (table,)


def _tell_weeks(chart: WeekChart, table: PublicTable) -> list[str]:
    """Of each week what its row of the table says; the table leaves out weeks without lessons."""
    rows = {row.kop: row for row in table.rijen}
    found = []
    for day in map(wording.short_date, chart.maandagen):
        cells = rows[day].cellen if day in rows else ()
        said = [f"{small}: {cell.tekst}" for (_, small), cell in zip(table.kolommen, cells, strict=False)]
        found.append("\n".join([f"week van {day}", *said]))
    return found


def _show_trend(report: PublicSwv) -> Theme:
    title, table = "Tiers door de tijd", report.tabellen["verloop"]
    if report.vorige is None:
        return Theme("verloop", title, (), geen="Er is nog geen verslag van een eerdere peildatum.")
    drawn, hidden = _split_rows(table, TIERS)
    if len(drawn) < FEWEST_DAYS:
        return Theme("verloop", title, (), (table,), geen="Er zijn geen twee peildata om naast elkaar te zetten.")
    # A peildatum of which something is hidden keeps its place: there the lines break.
    marks = {
        tier: [_make_mark(row, _find_column(table, tier)) if row in drawn else NO_MARK for row in table.rijen]
        for tier in TIERS
    }
    drawing = Drawing(
        "figuur-verloop",
        _say_trend(report, drawn, _find_column(table, TIERS[-1])),
        "Vergelijk met dezelfde tijd van het jaar. Elke peildatum staat even ver van de vorige.",
        plots.plot_trend([row.kop for row in table.rijen], marks),
        _list_tiers(TIERS),
    )
    return Theme("verloop", title, (drawing,), (table,), _name_left_out(hidden, "peildatum", "peildata"))


def _say_trend(report: PublicSwv, drawn: Sequence[PublicRow], at: int) -> str:
    """Tier 3 of now beside the same day a year ago; without that day nothing is compared."""
    heads = {row.kop: row for row in drawn}
    now = drawn[-1] if drawn[-1].kop.endswith("(nu)") else None
    then = heads.get(wording.short_date(report.jaar_eerder)) if report.jaar_eerder else None
    rows = [row for row in (then, now) if row is not None]
    return " ".join(f"Tier 3 op {row.kop}: {_write_share(row.cellen[at])}." for row in rows)


def _show_years(report: PublicSwv, name: str) -> Theme:
    title, table = YEARS[name], report.figuurtabellen.get(name)
    if table is None:
        return Theme(name, title, (), geen="Er is nog geen verslag van een eerder schooljaar over dezelfde scholen.")
    days = [row.kop for row in table.rijen]
    lines = {
        head: [_make_span(row, head, row.cellen[at]) for row in table.rijen]
        for at, (head, _) in reversed(list(enumerate(table.kolommen)))
    }
    drawn = dict(list(lines.items())[: len(YEAR_LOOKS)])
    if not any(span.laag is not None for spans in drawn.values() for span in spans):
        return Theme(name, title, (), (table,), geen="Van geen enkel schooljaar is er een getal te tonen.")
    from_zero = name == years.OFTEN_ABSENT
    drawing = Drawing(
        f"figuur-{name}",
        _say_years("Tier 3" if from_zero else "Aanwezigheid", drawn),
        _READ_YEARS if from_zero else f"{_READ_YEARS} De as begint niet bij nul.",
        plots.plot_years(days, drawn, from_zero=from_zero),
        tuple(Series(head, sign) for head, (_, sign, _) in zip(drawn, YEAR_LOOKS, strict=False)),
    )
    left_out = [head for head in lines if head not in drawn]
    return Theme(
        name, title, (drawing,), (table,), _name_left_out(left_out, "schooljaar", "schooljaren", because=_MANY)
    )


def _show_hours(report: PublicSwv) -> Iterator[Theme]:
    """A theme a sector: a lesson hour is not the same everywhere."""
    sectors = sorted({name.split("-")[1] for name in report.figuurtabellen if name.startswith("uren-")})
    for sector in sectors:
        slot = wording.slot_unit(sector)
        tables = [report.figuurtabellen[hours.name_table(sector, question)] for question in hours.QUESTIONS]
        told = [
            (question, table)
            for question, table in zip(hours.QUESTIONS, tables, strict=True)
            if any(_read_rate(cell.tekst) is not None for row in table.rijen for cell in row.cellen)
        ]
        name, title = f"uren-{sector}", f"Weekdag en {slot}, {sector}"
        if not told:
            few = f"Er zijn te weinig leerlingen om {wording.slot_units(sector)} van {sector} te tonen."
            yield Theme(name, title, (), tuple(tables), geen=few)
            continue
        first = told[0][1]
        drawing = Drawing(
            f"figuur-{name}",
            "",
            f"Elke kolom is een weekdag, elke rij een {slot}. Het getal is het deel van de lestijd, in procenten.",
            plot_heat(
                [head for head, _ in first.kolommen],
                [row.kop for row in first.rijen],
                [_lay_hours(table, question, slot) for question, table in told],
            ),
            keuzes=tuple(
                Choice(question.naam, _say_hours(table, question, slot), (2 * at, 2 * at + 1), _STEPS[question.sleutel])
                for at, (question, table) in enumerate(told)
            ),
            tekens=_HOUR_SIGNS,
        )
        yield Theme(name, title, (drawing,), tuple(tables))


def _lay_hours(table: PublicTable, question: hours.Question, slot: str) -> list[list[HeatMark]]:
    return [
        [_mark_hour(f"{head}, {slot} {row.kop}", cell.tekst, question) for (head, _), cell in _pair(table, row)]
        for row in table.rijen
    ]


def _pair(table: PublicTable, row: PublicRow) -> Iterable[tuple[tuple[str, str], PublicCell]]:
    return zip(table.kolommen, row.cellen, strict=True)


def _mark_hour(place: str, text: str, question: hours.Question) -> HeatMark:
    rate = _read_rate(text)
    if rate is None:
        sign = NO_LESSONS_SIGN if text == hours.NO_LESSONS else TOO_FEW_SIGN
        return HeatMark(None, place, text, sign)
    number = text.removesuffix(f"{wording.NBSP}%").replace(wording.NBSP, "")
    return HeatMark(_find_step(text, rate, question), place, f"{question.naam.lower()}: {text}", number)


def _find_step(text: str, tenths: int, question: hours.Question) -> int | None:
    """Darker where more is missed; none where the least that is printed could be more than one step."""
    if question is ATTENDED:
        return palette.heat_step(1000 - tenths, 1000)
    least = read_share(text.removeprefix(f"<{wording.NBSP}"))
    is_below = text.startswith("<") and least is not None
    return None if is_below and palette.fine_step(round(10 * least) - 1, 1000) else palette.fine_step(tenths, 1000)


def _read_rate(text: str) -> int | None:
    """A printed share in tenths of a per cent; below the least that is printed it is none."""
    share = 0.0 if text.startswith("<") else read_share(text)
    return None if share is None else round(10 * share)


def _say_hours(table: PublicTable, question: hours.Question, slot: str) -> str:
    """The hour that stands out, as it is printed; where several are alike, one of them."""
    told = [
        (rate, f"{head}, {slot} {row.kop}", cell.tekst)
        for row in table.rijen
        for (head, _), cell in _pair(table, row)
        if (rate := _read_rate(cell.tekst)) is not None
    ]
    extreme = (min if question is ATTENDED else max)(rate for rate, _, _ in told)
    found = [(place, text) for rate, place, text in told if rate == extreme]
    among = "onder andere " if len(found) > 1 else ""
    word = "laagst" if question is ATTENDED else "hoogst"
    return f"{question.met_lidwoord} was het {word} op {among}{found[0][0]}: {found[0][1]}."


def _make_span(row: PublicRow, year: str, cell: PublicCell) -> Span:
    ends = read_range(cell.tekst) or (None, None)
    return Span(*ends, f"{row.kop}\n{year}: {cell.tekst}")


def _say_years(what: str, drawn: Mapping[str, Sequence[Span]]) -> str:
    """The last figure of the newest year beside that of a year before; nothing where one of them is missing."""
    newest, *before = drawn.items()
    at = max((number for number, span in enumerate(newest[1]) if span.laag is not None), default=None)
    if at is None:
        return ""
    told = [
        (name, spans[at].tekst.rpartition(": ")[2])
        for name, spans in (newest, *before[:1])
        if spans[at].laag is not None
    ]
    day = newest[1][at].tekst.partition("\n")[0]
    (year, share), *earlier = told
    beside = "".join(f" In {name} was dat {then}." for name, then in earlier)
    return f"{what} op {day}: {share} in {year}.{beside}"


def _show_tiers(report: PublicSwv) -> Theme:
    title, table = "De tiers naast elkaar", _without_bars(report.tabellen["tiers"])
    rows, hidden = _split_rows(table, TIERS)
    if not rows:
        return Theme("tiers", title, (), (table,), geen="Van geen enkele school of sector zijn alle tiers te tonen.")
    shown = {tier: [_make_mark(row, _find_column(table, tier)) for row in rows] for tier in TIER_KEYS}
    drawn = {tier: marks for tier, marks in shown.items() if tier in TIERS or any(mark.waarde for mark in marks)}
    drawing = Drawing(
        "figuur-tiers",
        "Zet tier 1 uit: dan beginnen tier 2 en tier 3 vooraan, en zijn ze te vergelijken.",
        "De volgorde is vast en geen rangorde. Een balk is niet altijd precies vol: getallen zijn afgerond, "
        "en een klein deel kan ontbreken.",
        plots.plot_tiers([row.kop for row in rows], drawn),
        _list_tiers(drawn),
    )
    return Theme("tiers", title, (drawing,), (table,), _name_left_out(hidden, "rij", "rijen"))


def _show_schools(report: PublicSwv) -> Theme:
    title, table = "Scholen naast elkaar", report.tabellen["scholen"]
    pictures = [picture for name, picture in report.beelden.items() if name != "weken"]
    if not pictures:
        few = "Er zijn te weinig scholen van één sector om een verwacht gebied te tekenen."
        return Theme("scholen", title, (), (table,), geen=few)
    drawings = tuple(
        Drawing(
            f"figuur-{picture.id}",
            picture.boodschap,
            "Elke stip is een school. Hoe hoger, hoe groter het deel in tier 3. "
            "Grijs is te verwachten bij die grootte. Een vierkant ligt daarbuiten. Dit is geen ranglijst.",
            plots.plot_funnel(funnel, [_tell_school(funnel, point) for point in funnel.punten]),
        )
        for picture, funnel in zip(pictures, report.trechters, strict=True)
    )
    hidden = [row.kop for row in table.rijen if any(cell.tekst == NO_RANGE for cell in row.cellen)]
    few = "er zijn te weinig scholen of leerlingen om te vergelijken"
    return Theme("scholen", title, drawings, (table,), _name_left_out(hidden, "rij", "rijen", because=few))


def _tell_school(funnel: Funnel, point: Point) -> str:
    return (
        f"{wording.number(point.geheel)} leerlingen\n"
        f"tier 3: {wording.percentage(point.deel, point.geheel) if point.deel else wording.number(0)}\n"
        f"verwacht gebied: {describe_range(funnel, point)}"
    )


def _split_rows(table: PublicTable, tiers: Iterable[str]) -> tuple[list[PublicRow], list[str]]:
    """Rows of which each of these tiers can be drawn, and the names of the others."""
    columns = [_find_column(table, tier) for tier in tiers]
    rows = [row for row in table.rijen if row.cellen]
    drawn = [row for row in rows if all(_read_cell(row.cellen[at]) is not None for at in columns)]
    # A school of which every tier is 0 has nothing to draw.
    drawn = [row for row in drawn if any(_read_cell(row.cellen[at]) for at in columns)]
    return drawn, [row.kop for row in rows if row not in drawn]


def _find_column(table: PublicTable, tier: str) -> int:
    """Where a tier stands in a table: its head is the sign and the first words of the tier, or its number alone."""
    words = wording.TIER_WORDS[tier].partition(" · ")[0].capitalize()
    heads = [
        head.replace(wording.NBSP, " ").removeprefix(f"{wording.TIER_SYMBOLS[tier]} ") for head, _ in table.kolommen
    ]
    return heads.index(words)


def _read_cell(cell: PublicCell) -> float | None:
    """The share that a cell prints; a printed 0 is none at all."""
    return 0.0 if cell.tekst == wording.number(0) else read_share(cell.onder)


def _make_mark(row: PublicRow, at: int) -> Mark:
    cell = row.cellen[at]
    value = _read_cell(cell)
    return (
        NO_MARK if value is None else Mark(value, f"{cell.tekst} leerlingen{f', {cell.onder}' if cell.onder else ''}")
    )


def _write_share(cell: PublicCell) -> str:
    return cell.onder or cell.tekst


def _list_tiers(tiers: Iterable[str]) -> tuple[Series, ...]:
    return tuple(Series(wording.TIER_WORDS[tier], wording.TIER_SYMBOLS[tier], f"tier-{tier}") for tier in tiers)


def _name_left_out(rows: Sequence[str], one: str, many: str, *, because: str = "een getal is niet te tonen") -> str:
    """Which rows are not in the figure, and why; empty where all of them are."""
    if not rows:
        return ""
    named = wording.listing(rows) if len(rows) <= MOST_NAMED else wording.counted(len(rows), one, many)
    return f"Niet in de figuur, want {because}: {named}"


def _without_bars(table: PublicTable) -> PublicTable:
    """The figure above the table is its bars."""
    return replace(table, rijen=tuple(replace(row, balk=Markup("")) for row in table.rijen))
