"""Weekday and lesson hour of a sector: attendance and unauthorised absence, on the page of figures alone.

A share of lesson time like those of the weeks: only where enough pupils stand behind it, in steps wider than a pupil.
All cells of a table have the same step, so that they can be compared: the finest one in which three of four hours can
be told. Of a sector of which less than half can be told nothing is: hidden cells say little but where they lie. All
hours together tell what the whole sector tells, so they are told where that may be.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.release.address import DEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.release.time_share import find_share_step
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import HourPoint
from reports.words import wording

NO_LESSONS = "geen lessen"
# In tenths of a per cent: in wider steps hours cannot be told apart, so an hour that needs them is not shown.
WIDEST_STEP = 10
_ATTENDED = "aanwezig"
_ROWS = "alle scholen van de sector samen, in de periode van het verslag, zonder dagen met geschatte lessen"


@dataclass(frozen=True)
class Question:
    """One share of lesson time: which part, and which part of the time it must hide as well."""

    sleutel: str
    """Part of the id of its tables."""
    naam: str
    met_lidwoord: str
    """The same as the first words of a sentence."""
    deel: str
    """Part of the planned time."""
    ook: str
    """The part that tells of it: what is missed tells what is attended."""
    uitleg: str


QUESTIONS = (
    Question(
        "aanwezig",
        "Aanwezigheid",
        "De aanwezigheid",
        _ATTENDED,
        "verzuim",
        "Aanwezige lestijd gedeeld door geplande lestijd. Onbekende tijd telt hier niet als aanwezig.",
    ),
    Question(
        "ongeoorloofd",
        "Ongeoorloofd verzuim",
        "Het ongeoorloofde verzuim",
        "ongeoorloofd",
        "ongeoorloofd",
        "Ongeoorloofde lestijd gedeeld door geplande lestijd. Tijd zonder reden of met een onbekende code telt niet "
        "mee.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """For each sector a table a question, lesson hours down and weekdays across."""
    for sector in sorted({point.sector for point in view.report.lesuren}):
        points = {(point.lesuur, point.weekdag): point for point in view.report.lesuren if point.sector == sector}
        days = sorted({day for _, day in points})
        for question in QUESTIONS:
            text = TableText(
                f"{question.naam} per weekdag en {wording.slot_unit(sector)}, {sector}",
                wording.slot_unit(sector).capitalize(),
                Origin("mart_swv_lesuur", _ROWS, question.uitleg),
            )
            heads = tuple((wording.WEEKDAYS[day - 1], "") for day in days)
            told = _may_be_told(view, sector, question)
            rows = _make_rows(view, points, days, question) if told else [_hide_all(days)]
            yield view.make_table(name_table(sector, question), text, heads, rows)


def name_table(sector: str, question: Question) -> str:
    """Id of the table of one question about a sector."""
    return f"uren-{sector}-{question.sleutel}"


def _may_be_told(view: View, sector: str, question: Question) -> bool:
    """Whether the same share may be told of the sector and of the whole, to which sectors add up."""
    units = (*(unit for unit in view.sectors if unit.sector == sector), view.whole)
    if question.deel == _ATTENDED:
        return all(view.release_unit(unit) is not None for unit in units)
    return not any(question.deel in view.find_untold(unit) for unit in units)


def _hide_all(days: Sequence[int]) -> PublicRow:
    return PublicRow("alle samen", (PublicCell(wording.NOT_SHOWN),) * len(days))


def _make_rows(
    view: View, points: Mapping[tuple[int, int], HourPoint], days: Sequence[int], question: Question
) -> list[PublicRow]:
    found = {
        place: find_share_step(point.spreiding, "gepland", (question.ook,), view.report.regels)
        for place, point in points.items()
    }
    needed = {place: step for place, step in found.items() if step is not None and step <= WIDEST_STEP}
    step = _choose_step(needed.values())
    steps = {place: step for place, least in needed.items() if least <= step}
    if 2 * len(steps) < len(points):
        return [_hide_all(days)]
    return [
        PublicRow(
            str(hour),
            tuple(_make_cell(points.get((hour, day)), question, steps.get((hour, day))) for day in days),
        )
        for hour in sorted({hour for hour, _ in points})
    ]


def _choose_step(needed: Collection[int]) -> int:
    """The finest step that is wide enough for three of four of these; 0 without any."""
    return next((step for step in sorted(needed) if 4 * sum(least <= step for least in needed) >= 3 * len(needed)), 0)


def _make_cell(point: HourPoint | None, question: Question, step: int | None) -> PublicCell:
    if point is None:
        return PublicCell(NO_LESSONS)
    spread = point.spreiding
    planned, part = spread["gepland"].minuten, spread[question.ook].minuten
    told = planned - part if question.deel != question.ook else part
    where = (("sector", point.sector), ("weekdag", str(point.weekdag)), ("lesuur", str(point.lesuur)))
    return text_cell(
        wording.NOT_SHOWN if step is None else wording.percentage(told, planned, step),
        Address("swv_lesuur", DEEL, f"{question.deel}_min/gepland_min", where),
    )
