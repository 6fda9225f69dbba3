"""Attendance per week of this school year, beside the same week of the year before."""

from collections.abc import Iterator
from datetime import date, timedelta

from reports.release.address import DEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.release.time_share import ReleasedTime, find_share_step
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import WeekPoint
from reports.words import wording

DAYS_PER_WEEK = 7
_TEXT = TableText(
    "Aanwezigheid per week",
    "Week van",
    Origin(
        "mart_swv_week",
        "alle scholen samen, elke week met lessen tot en met de peildatum",
        "Aanwezige lestijd gedeeld door geplande lestijd. Onbekende tijd telt hier niet als aanwezig. Van "
        "vorig jaar staat de week met hetzelfde nummer sinds het begin van het schooljaar ernaast.",
    ),
)


def make_tables(view: View) -> Iterator[PublicTable]:
    """None without a week of this school year; one row a week with lessons."""
    if not any(week.schooljaar_van == view.report.kop.schooljaar_van for week in view.report.weken):
        return
    mondays, now, before = align_weeks(view)
    rows = tuple(
        PublicRow(
            wording.short_date(monday),
            (
                _week_cell(view, this),
                *((_week_cell(view, that),) if any(before) else ()),
            ),
        )
        for monday, this, that in zip(mondays, now, before, strict=True)
        if this or that
    )
    heads = (("Aanwezigheid", "dit schooljaar"), *((("Aanwezigheid", "vorig schooljaar"),) if any(before) else ()))
    yield view.make_table("weken", _TEXT, heads, rows)


def _week_cell(view: View, week: WeekPoint | None) -> PublicCell:
    if week is None:
        return PublicCell("geen lessen")
    found = release_week(view, week)
    text = wording.NOT_SHOWN
    if found is not None:
        text = wording.percentage(found.minuten.aanwezig, found.minuten.gepland, found.stap)
    return text_cell(
        text, Address("swv_week", DEEL, "aanwezig_min/gepland_min", (("maandag", week.maandag.isoformat()),))
    )


def release_week(view: View, week: WeekPoint) -> ReleasedTime | None:
    """The minutes of a week, when enough pupils stand behind what was missed in it."""
    step = find_share_step(week.spreiding, "gepland", ("verzuim",), view.report.regels)
    return None if step is None else ReleasedTime(week.minuten, step)


def align_weeks(view: View) -> tuple[list[date], list[WeekPoint | None], list[WeekPoint | None]]:
    """Mondays of this school year, and for each the week now and the one as far into last school year."""
    year = view.report.kop.schooljaar_van
    by_year: dict[bool, dict[int, WeekPoint]] = {True: {}, False: {}}
    for week in view.report.weken:
        first = find_monday(week.schooljaar_van)
        by_year[week.schooljaar_van == year][(week.maandag - first).days // DAYS_PER_WEEK] = week
    now, before = by_year[True], by_year[False]
    numbers = range(min(now), max(now) + 1) if now else range(0)
    mondays = [find_monday(year) + timedelta(weeks=number) for number in numbers]
    return mondays, [now.get(number) for number in numbers], [before.get(number) for number in numbers]


def find_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
