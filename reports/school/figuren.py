"""`school/<id>/figuren.html`: the heat maps of a school to explore. No pupil, no code; tables hold the same numbers.

What was not measured, or is not known, never looks like presence: it has no colour of its own, or a sign on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reports.context.counts import Minutes
from reports.context.school import SchoolReport, UnmeasuredWeek, WeekClassCell, WeekdayHourCell
from reports.plots.base import TENTHS_PER_PERCENT, Choice, Drawing, Plot
from reports.plots.heat import HeatMark, plot_heat
from reports.release.address import DEEL, ROW, Address
from reports.school.day_strip import NO_LESSONS, SIGNS
from reports.school.figures import HeatCell, HeatRow, HeatTable
from reports.school.words import describe_extreme
from reports.words import palette, wording

UNKNOWN_SIGN = "?"
TOO_FEW_SIGN = wording.TIER_SYMBOLS["te_weinig_gegevens"]
NO_LESSONS_SIGN = SIGNS[NO_LESSONS].teken
# So many weeks fit on paper beside each other, ranges too.
WEEKS_PER_TABLE = 10
# From here on a week of a class is counted in the message.
MUCH_PERCENT = palette.HEAT_LIMITS[3]
_NO_LESSONS = HeatCell("", None, leeg=True)
_TOO_FEW = HeatCell("", None)


@dataclass(frozen=True)
class Theme:
    """One heat map with its tables. Without a figure `geen` says why."""

    id: str
    titel: str
    figuur: Drawing | None
    tabellen: tuple[HeatTable, ...] = ()
    geen: str = ""


@dataclass(frozen=True)
class FigurePage:
    themas: tuple[Theme, ...]

    @property
    def plots(self) -> dict[str, Plot]:
        """Each chart by the name of its place on the page."""
        return {theme.figuur.id: theme.figuur.plot for theme in self.themas if theme.figuur is not None}


@dataclass(frozen=True)
class _Question:
    """What one map of weekday and lesson hour shows: how many lessons for sure, and how many could come to them."""

    naam: str
    woord: str
    """After the share: "… van de lessen afwezig"."""
    kolom: str
    erbij: tuple[str, ...]
    zeldzaam: bool = False
    """Coloured in the fine steps."""

    def count(self, cell: WeekdayHourCell) -> tuple[int, int]:
        sure = getattr(cell, self.kolom)
        return sure, sure + sum(getattr(cell, name) for name in self.erbij)

    def find_step(self, part: int, whole: int) -> int:
        return palette.fine_step(part, whole) if self.zeldzaam else palette.heat_step(part, whole)


QUESTIONS = (
    _Question("Alle afwezigheid", "afwezig", "afwezig_lessen", ("onbekend_lessen",)),
    _Question(
        "Ongeoorloofd",
        "ongeoorloofd afwezig",
        "ongeoorloofd_lessen",
        ("reden_onbekend_lessen", "onbekend_lessen"),
        zeldzaam=True,
    ),
    _Question("Te laat", "te laat", "te_laat_lessen", ("onbekend_lessen",), zeldzaam=True),
)


def make_figure_page(report: SchoolReport) -> FigurePage:
    """The heat maps of the school."""
    return FigurePage((_show_weeks(report), _show_hours(report)))


# --- weeks and classes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Weeks:
    """Weeks by class: what was measured, and what was not."""

    maandagen: tuple[date, ...]
    klassen: tuple[str, ...]
    gemeten: Mapping[tuple[str, date], WeekClassCell]
    ongemeten: Mapping[tuple[str, date], UnmeasuredWeek]
    stil: frozenset[tuple[str, date]]
    """Where nothing at all was registered of a class: everybody was there, or nobody wrote it down."""


def _show_weeks(report: SchoolReport) -> Theme:
    title, weeks = "Per week en klas", _sort_weeks(report)
    if not weeks.maandagen:
        return Theme("weken", title, None, geen="Dit schooljaar zijn er nog geen lessen.")
    minimum = report.grenzen.minimum_leerlingen
    marks = [[_mark_week(weeks, name, monday, minimum) for monday in weeks.maandagen] for name in weeks.klassen]
    drawing = Drawing(
        "figuur-weken",
        _say_weeks(weeks, minimum),
        "Elke rij is een klas, elke kolom een lesweek van dit schooljaar. Vakantieweken staan er niet in.",
        plot_heat(
            [str(monday.isocalendar().week) for monday in weeks.maandagen], weeks.klassen, [marks], below="weeknummer"
        ),
        stappen=_say_absent(wording.heat_legend(palette.HEAT_LIMITS)),
        tekens=(
            (UNKNOWN_SIGN, "een deel is onbekend; zonder kleur: veel, of die week is niets geregistreerd"),
            (wording.NOT_MEASURED_SIGN, "niet gemeten, helemaal of voor een deel: daar is niets van bekend"),
            (TOO_FEW_SIGN, f"te weinig leerlingen (minder dan {wording.number(minimum)})"),
            (NO_LESSONS_SIGN, "geen lessen"),
        ),
    )
    return Theme("weken", title, drawing, tuple(_table_weeks(weeks, minimum, report.school)))


_UNKNOWN_LEGEND = ((f"{UNKNOWN_SIGN}", "een deel is onbekend: het kan meer zijn, en zonder kleur veel meer"),)


def _say_absent(steps: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{step} afwezig" for step in steps)


def _sort_weeks(report: SchoolReport) -> _Weeks:
    measured = {(cell.klas, cell.maandag): cell for cell in report.weken if cell.gepland_min}
    unmeasured = {(week.klas, week.maandag): week for week in report.ongemeten}
    places = {*measured, *unmeasured}
    return _Weeks(
        tuple(sorted({monday for _, monday in places})),
        tuple(sorted({name for name, _ in places})),
        measured,
        unmeasured,
        frozenset((week.klas, week.maandag) for week in report.stille_weken),
    )


def _mark_week(weeks: _Weeks, name: str, monday: date, minimum: int) -> HeatMark:
    cell, gap = weeks.gemeten.get((name, monday)), weeks.ongemeten.get((name, monday))
    title = f"{name}, week {monday.isocalendar().week} (vanaf {wording.day_month(monday)})"
    gone = f"niet gemeten: {wording.school_days(gap.schooldagen)}" if gap else ""
    if cell is None:
        said = f"{gone}\nof de klas er was, is niet bekend" if gap else "geen lessen"
        return HeatMark(None, title, said, wording.NOT_MEASURED_SIGN if gap else NO_LESSONS_SIGN)
    pupils = wording.pupils(cell.leerlingen)
    if cell.leerlingen < minimum:
        said = "\n".join(filter(None, (f"{pupils}: te weinig voor een percentage", gone)))
        return HeatMark(None, title, said, TOO_FEW_SIGN)
    silent = (name, monday) in weeks.stil
    step, sign = _colour(
        palette.heat_step(cell.afwezig_min, cell.gepland_min),
        len(palette.HEAT) if silent else palette.heat_step(cell.afwezig_min + cell.onbekend_min, cell.gepland_min),
    )
    said = "\n".join(
        filter(
            None,
            (
                f"aanwezig: {wording.attendance(_minutes(cell))}",
                f"afwezig: {wording.percentage(cell.afwezig_min, cell.gepland_min)}",
                f"onbekend: {wording.percentage(cell.onbekend_min, cell.gepland_min)}" if cell.onbekend_min else "",
                pupils,
                gone,
                "niets geregistreerd: was iedereen er?" if silent else "",
            ),
        )
    )
    return HeatMark(step, title, said, sign or (wording.NOT_MEASURED_SIGN if gap else ""))


def _colour(low: int, high: int) -> tuple[int | None, str]:
    """The step of what is sure and its sign; no colour where what is unknown could make it two steps darker or more."""
    return (low if high <= low + 1 else None), ("" if high == low else UNKNOWN_SIGN)


def _minutes(cell: WeekClassCell) -> Minutes:
    return Minutes(gepland=cell.gepland_min, aanwezig=cell.aanwezig_min, onbekend=cell.onbekend_min)


def _say_weeks(weeks: _Weeks, minimum: int) -> str:
    shown = [cell for cell in weeks.gemeten.values() if cell.leerlingen >= minimum]
    if not shown:
        return "Van geen enkele klas zijn er genoeg leerlingen gemeten voor een percentage."
    much = sum(100 * cell.afwezig_min >= MUCH_PERCENT * cell.gepland_min for cell in shown)
    maybe = sum(
        (cell.klas, cell.maandag) in weeks.stil
        or 100 * (cell.afwezig_min + cell.onbekend_min) >= MUCH_PERCENT * cell.gepland_min
        for cell in shown
    )
    least = "ten minste " if maybe > much else ""
    return (
        f"In {least}{wording.number(much)} van de {wording.counted(len(shown), 'week', 'weken')} van een klas werd"
        f" {MUCH_PERCENT}{wording.NBSP}% of meer van de lestijd gemist."
    )


def _table_weeks(weeks: _Weeks, minimum: int, school: str) -> Iterable[HeatTable]:
    for start in range(0, len(weeks.maandagen), WEEKS_PER_TABLE):
        part = weeks.maandagen[start : start + WEEKS_PER_TABLE]
        yield HeatTable(
            bijschrift=f"Aanwezigheid per klas, {wording.short_date(part[0])} t/m week {part[-1].isocalendar().week}"
            " (procent van de lestijd)",
            hoek="Klas",
            kolommen=tuple((str(monday.isocalendar().week), wording.day_month(monday)) for monday in part),
            rijen=tuple(
                HeatRow(name, tuple(_cell_of_week(weeks, name, monday, minimum) for monday in part))
                for name in weeks.klassen
            ),
            adressen=tuple(
                Address(
                    "week_klas",
                    DEEL,
                    "aanwezig_min/gepland_min",
                    (("school", school), ("maandag", monday.isoformat()), ("klas", ROW)),
                )
                for monday in part
            ),
        )


def _cell_of_week(weeks: _Weeks, name: str, monday: date, minimum: int) -> HeatCell:
    cell, gap = weeks.gemeten.get((name, monday)), (name, monday) in weeks.ongemeten
    if cell is None:
        return HeatCell("", None, niet_gemeten=True) if gap else _NO_LESSONS
    if cell.leerlingen < minimum:
        return _TOO_FEW
    step = palette.heat_step(cell.afwezig_min, cell.gepland_min)
    silent = (name, monday) in weeks.stil
    return HeatCell(wording.short_attendance(_minutes(cell)), step, onbekend=silent, niet_gemeten=gap)


# --- weekdays and lesson hours ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Hours:
    """Cells by lesson hour and weekday, and how many lessons a rate needs."""

    cellen: Mapping[tuple[int, int], WeekdayHourCell]
    dagen: tuple[int, ...]
    uren: tuple[int, ...]
    slot: str
    """What one of them is called."""
    minimum: int

    def list_shown(self) -> list[WeekdayHourCell]:
        """Those that have a rate."""
        return [cell for cell in self.cellen.values() if cell.gepland_lessen >= self.minimum]

    def write_place(self, day: int, hour: int) -> str:
        return f"{wording.WEEKDAYS[day - 1]}, {self.slot} {hour}"


def _sort_hours(report: SchoolReport) -> _Hours:
    cells = {(cell.lesuur, cell.weekdag): cell for cell in report.lesuren if cell.gepland_lessen}
    return _Hours(
        cells,
        tuple(sorted({day for _, day in cells})),
        tuple(sorted({hour for hour, _ in cells})),
        wording.slot_unit(report.sector),
        max(report.grenzen.minimum_lessen, 1),
    )


def _show_hours(report: SchoolReport) -> Theme:
    hours = _sort_hours(report)
    title = f"Per weekdag en {hours.slot}"
    if not hours.cellen:
        return Theme("uren", title, None, geen="In deze periode zijn er geen lessen gemeten.")
    layers = [
        [[_mark_hour(hours, day, hour, question) for day in hours.dagen] for hour in hours.uren]
        for question in QUESTIONS
    ]
    drawing = Drawing(
        "figuur-uren",
        "",
        f"Elke kolom is een weekdag, elke rij een {hours.slot}. Het getal is het deel van de lessen, in procenten.",
        plot_heat([wording.WEEKDAYS[day - 1] for day in hours.dagen], [str(hour) for hour in hours.uren], layers),
        keuzes=tuple(
            Choice(
                question.naam,
                f"{question.naam}. {_say_hours(hours, question)}",
                (2 * number, 2 * number + 1),
                wording.fine_legend(palette.FINE_LIMITS)
                if question.zeldzaam
                else wording.heat_legend(palette.HEAT_LIMITS),
            )
            for number, question in enumerate(QUESTIONS)
        ),
        tekens=(
            *_UNKNOWN_LEGEND,
            (TOO_FEW_SIGN, f"te weinig lessen (minder dan {wording.number(hours.minimum)})"),
            (NO_LESSONS_SIGN, "geen lessen"),
        ),
    )
    return Theme("uren", title, drawing, tuple(_table_hours(hours, question, report.school) for question in QUESTIONS))


def _mark_hour(hours: _Hours, day: int, hour: int, question: _Question) -> HeatMark:
    title, cell = hours.write_place(day, hour), hours.cellen.get((hour, day))
    if cell is None:
        return HeatMark(None, title, "geen lessen", NO_LESSONS_SIGN)
    planned = cell.gepland_lessen
    if planned < hours.minimum:
        few = wording.counted(planned, "les", "lessen")
        return HeatMark(None, title, f"{few}: te weinig voor een percentage", TOO_FEW_SIGN)
    sure, most = question.count(cell)
    low, high = (wording.percentage(part, planned) for part in (sure, most))
    step, sign = _colour(question.find_step(sure, planned), question.find_step(most, planned))
    said = [
        f"{question.woord}: {low if low == high else wording.between(low, high)}",
        f"{wording.number(sure)} van de {wording.counted(planned, 'les', 'lessen')}",
    ]
    if most > sure:
        said.append(f"niet bekend: {wording.counted(most - sure, 'les', 'lessen')}")
    return HeatMark(step, title, "\n".join(said), f"{_rate(cell, question)}{sign}")


def _rate(cell: WeekdayHourCell, question: _Question) -> str:
    """The number in a cell: whole per cents, of what is rare tenths."""
    sure, _ = question.count(cell)
    if question.zeldzaam:
        return wording.percentage(sure, cell.gepland_lessen).removesuffix(f"{wording.NBSP}%")
    return wording.whole_percentage(sure, cell.gepland_lessen)


def _say_hours(hours: _Hours, question: _Question) -> str:
    """The whole and the highest, where nothing that is unknown could change them."""
    shown = hours.list_shown()
    if not shown:
        return "Nergens zijn er genoeg lessen voor een percentage."
    planned = sum(cell.gepland_lessen for cell in shown)
    low, high = (wording.percentage(sum(question.count(cell)[end] for cell in shown), planned) for end in (0, 1))
    if low != high:
        return f"Samen {wording.between(low, high)} van de lessen {question.woord}: een deel is onbekend."
    return describe_extreme(
        {
            hours.write_place(cell.weekdag, cell.lesuur): (question.count(cell)[0], cell.gepland_lessen)
            for cell in shown
        },
        question.woord,
    )


def _table_hours(hours: _Hours, question: _Question, school: str) -> HeatTable:
    return HeatTable(
        bijschrift=f"{question.naam}, per weekdag en {hours.slot} (procent van de geplande lessen)",
        hoek=hours.slot.capitalize(),
        kolommen=tuple((wording.WEEKDAYS[day - 1], "") for day in hours.dagen),
        rijen=tuple(
            HeatRow(str(hour), tuple(_cell_of_hour(hours, day, hour, question) for day in hours.dagen))
            for hour in hours.uren
        ),
        adressen=tuple(
            Address(
                "weekdag_lesuur",
                DEEL,
                f"{question.kolom}/gepland_lessen",
                (("school", school), ("weekdag", str(day)), ("lesuur", ROW)),
            )
            for day in hours.dagen
        ),
    )


def _cell_of_hour(hours: _Hours, day: int, hour: int, question: _Question) -> HeatCell:
    cell = hours.cellen.get((hour, day))
    if cell is None:
        return _NO_LESSONS
    if cell.gepland_lessen < hours.minimum:
        return _TOO_FEW
    sure, most = question.count(cell)
    per = 1 if question.zeldzaam else TENTHS_PER_PERCENT
    tenths = [wording.tenths(part, cell.gepland_lessen) // per for part in (sure, most)]
    return HeatCell(
        _rate(cell, question), question.find_step(sure, cell.gepland_lessen), onbekend=tenths[1] > tenths[0]
    )
