"""Weekday and lesson hour of a sector: attendance and unauthorised absence, on the page of figures alone.

A share of lesson time like those of the weeks: only where enough pupils stand behind it, in steps wider than a pupil. Of a
sector of which less than half can be told nothing is: a table of hidden cells says little, and where they lie.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.release.address import DEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.release.time_share import find_share_step
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import HourPoint
from reports.words import wording

NO_LESSONS = "geen lessen"
_ROWS = "alle scholen van de sector samen, in de periode van het verslag"


@dataclass(frozen=True)
class Question:
    """One share of lesson time: which part, and which part of the time it must hide as well."""

    sleutel: str
    """Part of the id of its tables."""
    naam: str
    deel: str
    """Part of the planned time."""
    ook: str
    """The part that tells of it: what is missed tells what is attended."""
    uitleg: str


QUESTIONS = (
    Question(
        "aanwezig",
        "Aanwezigheid",
        "aanwezig",
        "verzuim",
        "Aanwezige lestijd gedeeld door geplande lestijd. Onbekende tijd telt hier niet als aanwezig.",
    ),
    Question(
        "ongeoorloofd",
        "Ongeoorloofd verzuim",
        "ongeoorloofd",
        "ongeoorloofd",
        "Ongeoorloofde lestijd gedeeld door geplande lestijd. Tijd zonder reden of met een onbekende code telt niet mee.",
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
            yield view.make_table(name_table(sector, question), text, heads, _make_rows(view, points, days, question))


def name_table(sector: str, question: Question) -> str:
    """Id of the table of one question about a sector."""
    return f"uren-{sector}-{question.sleutel}"


def _make_rows(
    view: View, points: Mapping[tuple[int, int], HourPoint], days: Sequence[int], question: Question
) -> list[PublicRow]:
    steps = {place: _find_step(view, point, question) for place, point in points.items()}
    if 2 * sum(step is None for step in steps.values()) > len(steps):
        return [PublicRow("alle samen", (PublicCell(wording.NOT_SHOWN),) * len(days))]
    return [
        PublicRow(
            str(hour),
            tuple(_make_cell(points.get((hour, day)), steps.get((hour, day)), question) for day in days),
        )
        for hour in sorted({hour for hour, _ in points})
    ]


def _find_step(view: View, point: HourPoint, question: Question) -> int | None:
    return find_share_step(point.spreiding, "gepland", (question.ook,), view.report.regels)


def _make_cell(point: HourPoint | None, step: int | None, question: Question) -> PublicCell:
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
