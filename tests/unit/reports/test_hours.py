"""Weekday and lesson hour of a sector: what may be told, in which steps, and how it is drawn. Worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from reports.context.counts import Contribution
from reports.release.disclosure import release
from reports.release.public_table import list_figures
from reports.swv.chapters import hours
from reports.swv.chapters.view import View
from reports.swv.figuren import Theme, make_figure_page
from reports.swv.page import PublicSwv, release_swv
from reports.swv.quarter import HourPoint
from reports.swv.trimester import make_figures
from reports.words import palette
from tests.lib import report_samples as samples

NBSP = "\u00a0"
# Nobody is at school less; 1 000 pupils of 600 minutes each, of whom a hundred miss 60 minutes each.
PLANNED = Contribution(600_000, 1_000, 600, 600)
MISSED = Contribution(6_000, 100, 60, 60)
TRUANT = Contribution(600, 10, 60, 60)


def make_hour(
    day: int = 1,
    hour: int = 1,
    *,
    planned: Contribution = PLANNED,
    missed: Contribution = MISSED,
    truant: Contribution = TRUANT,
    sector: str = "VO",
) -> HourPoint:
    return HourPoint(sector, day, hour, {"gepland": planned, "verzuim": missed, "ongeoorloofd": truant})


def publish(*points: HourPoint) -> PublicSwv:
    report = replace(samples.make_report(), lesuren=points)
    return release_swv(report, release(make_figures(report), report.regels), {})


def read_cells(report: PublicSwv, name: str = "uren-VO-aanwezig") -> list[list[str]]:
    return [[cell.tekst.replace(NBSP, " ") for cell in row.cellen] for row in report.figuurtabellen[name].rijen]


def get_theme(report: PublicSwv, name: str = "uren-VO") -> Theme:
    return next(theme for theme in make_figure_page(report).themas if theme.id == name)


def read_layer(theme: Theme, layer: int) -> tuple[list[list[int | None]], list[str], list[list[str]]]:
    """Steps, signs and cards of one question."""
    cells, signs = theme.figuren[0].plot["data"][2 * layer : 2 * layer + 2]
    return cells["z"], signs["text"], [[text.replace(NBSP, " ") for text in row] for row in cells["hovertext"]]


def test_a_share_of_lesson_time_for_each_question() -> None:
    # (600 000 - 6 000) and 600 of 600 000 minutes; all of one pupil is 600 of 600 000, a tenth of a per cent.
    report = publish(make_hour())
    assert read_cells(report) == [["99,0 %"]]
    assert read_cells(report, "uren-VO-ongeoorloofd") == [["0,1 %"]]
    table = report.figuurtabellen["uren-VO-ongeoorloofd"]
    assert table.bijschrift == "Ongeoorloofd verzuim per weekdag en lesuur, VO"
    assert table.rijen[0].cellen[0].adres == (
        "swv_lesuur;deel;ongeoorloofd_min/gepland_min;sector=VO;weekdag=1;lesuur=1"
    )


@pytest.mark.parametrize(
    ("missed", "shown"),
    [
        # Eight pupils are asked.
        (Contribution(480, 8, 60, 60), True),
        (Contribution(420, 7, 60, 60), False),
        # The two largest of eight must have less than 90 % of it: (269 + 270) of 600, and (270 + 270) of 600.
        (Contribution(600, 8, 270, 269), True),
        (Contribution(600, 8, 270, 270), False),
        # Nobody missed anything.
        (Contribution(), True),
    ],
)
def test_enough_pupils_stand_behind_what_is_missed(missed: Contribution, shown: bool) -> None:
    [[text]] = read_cells(publish(make_hour(missed=missed)))
    assert (text != "niet getoond") is shown


@pytest.mark.parametrize(
    ("pupils", "text"),
    [
        # All of one pupil fits in one step: 1 of 1000, of 500, of 200, of 100. Of 99 pupils it is more than 1 %.
        (1_000, "98,9 %"),
        (999, "98,8 %"),
        (500, "98,8 %"),
        (200, "98,5 %"),
        (100, "98 %"),
        (99, "niet getoond"),
    ],
)
def test_one_pupil_fits_in_a_step(pupils: int, text: str) -> None:
    """Of 600 minutes each; nearly 1,1 % is missed: 6,59 minutes of each pupil."""
    planned = Contribution(600 * pupils, pupils, 600, 600)
    missed = Contribution(659 * pupils // 100, pupils, 7, 7)
    assert read_cells(publish(make_hour(planned=planned, missed=missed))) == [[text]]


def test_all_cells_of_a_table_have_one_step() -> None:
    """An hour of 500 pupils takes steps of two tenths, so the other does too: (6 600 of 600 000) is 98,9 %."""
    small = make_hour(2, planned=Contribution(300_000, 500, 600, 600), missed=Contribution(3_000, 100, 60, 60))
    large = make_hour(1, missed=Contribution(6_600, 100, 66, 66))
    assert read_cells(publish(large, small)) == [["98,8 %", "99,0 %"]]
    # With three that take a tenth the fourth is not shown: three of four is enough.
    three = [replace(large, lesuur=hour) for hour in (2, 3, 4)]
    assert read_cells(publish(*three, small))[0] == ["geen lessen", "niet getoond"]
    assert read_cells(publish(*three, small))[1] == ["98,9 %", "geen lessen"]
    assert read_cells(publish(*three[:2], small))[1] == ["98,8 %", "geen lessen"]
    # An hour of few pupils is not shown, and does not widen the others.
    tiny = make_hour(2, planned=Contribution(30_000, 50, 600, 600), missed=Contribution(3_000, 40, 100, 100))
    assert read_cells(publish(large, tiny)) == [["98,9 %", "niet getoond"]]


@pytest.mark.parametrize(("hidden", "shown"), [(0, True), (2, True), (3, False)])
def test_a_table_that_is_hidden_for_the_most_part_is_not_there(hidden: int, shown: bool) -> None:
    """Of four hours."""
    few = Contribution(60, 1, 60, 0)
    report = publish(*(make_hour(1, hour, missed=few if hour <= hidden else MISSED) for hour in range(1, 5)))
    assert len(read_cells(report)) == (4 if shown else 1)
    if not shown:
        assert read_cells(report) == [["niet getoond"]]
        # The other question has its own answer.
        assert len(read_cells(report, "uren-VO-ongeoorloofd")) == 4


def test_hours_tell_no_more_than_the_whole_may() -> None:
    """All hours of a sector together are its attendance: they are told where that is."""
    report = replace(samples.make_report(), lesuren=(make_hour(),))
    shown = release(make_figures(report), report.regels)
    view = View(report, shown, {})
    assert view.release_unit(view.whole) is not None
    # Without a word on who contributes, attendance of the sector is not told.
    quiet = replace(report, bijdragen={})
    hidden = release_swv(quiet, release(make_figures(quiet), quiet.regels), {})
    assert read_cells(hidden) == [["niet getoond"]]
    assert read_cells(release_swv(report, shown, {})) == [["99,0 %"]]


@pytest.mark.parametrize("unit", ["sector/VO", "swv"])
def test_unauthorised_hours_are_not_told_where_they_would_tell_a_small_count(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for the share of the sector and of the whole (test_time_bounds.py); attendance stays."""
    plain = View.find_untold
    monkeypatch.setattr(
        View, "find_untold", lambda view, one: {"ongeoorloofd"} if one.sleutel == unit else plain(view, one)
    )
    report = publish(make_hour())
    assert read_cells(report, "uren-VO-ongeoorloofd") == [["niet getoond"]]
    assert read_cells(report) == [["99,0 %"]]


def test_sectors_are_not_added_up() -> None:
    """A part of the day in PO is no lesson hour."""
    report = publish(make_hour(), make_hour(sector="PO", missed=Contribution(12_000, 100, 120, 120)))
    assert read_cells(report, "uren-PO-aanwezig") == [["98,0 %"]]
    assert report.figuurtabellen["uren-PO-aanwezig"].hoek == "Dagdeel"
    assert [theme.titel for theme in make_figure_page(report).themas if theme.id.startswith("uren")] == [
        "Weekdag en dagdeel, PO",
        "Weekdag en lesuur, VO",
    ]


def test_a_number_is_drawn_as_it_is_printed() -> None:
    """97,0 % is present: 3 % is missed, of which 0,6 % unauthorised. On Tuesday the first hour has no lessons."""
    more = make_hour(1, 1, missed=Contribution(18_000, 300, 60, 60), truant=Contribution(3_600, 60, 60, 60))
    theme = get_theme(publish(more, make_hour(1, 2), make_hour(2, 2)))
    assert read_layer(theme, 0) == (
        [[1, None], [0, 0]],
        ["97,0", "–", "99,0", "99,0"],
        [
            ["<b>maandag, lesuur 1</b><br>aanwezigheid: 97,0 %", "<b>dinsdag, lesuur 1</b><br>geen lessen"],
            ["<b>maandag, lesuur 2</b><br>aanwezigheid: 99,0 %", "<b>dinsdag, lesuur 2</b><br>aanwezigheid: 99,0 %"],
        ],
    )
    assert read_layer(theme, 1)[:2] == ([[1, None], [0, 0]], ["0,6", "–", "0,1", "0,1"])
    assert [choice.boodschap.replace(NBSP, " ") for choice in theme.figuren[0].keuzes] == [
        "De aanwezigheid was het laagst op maandag, lesuur 1: 97,0 %.",
        "Het ongeoorloofde verzuim was het hoogst op maandag, lesuur 1: 0,6 %.",
    ]


@pytest.mark.parametrize(
    ("pupils", "text", "step"),
    [
        # 1 of 200 pupils is 0,5 %: below it lies the first step of the colours alone. 1 of 100 is 1 %: it could be two.
        (200, "< 0,5 %", 0),
        (100, "< 1 %", None),
    ],
)
def test_below_the_least_that_is_printed_is_no_light_colour(pupils: int, text: str, step: int | None) -> None:
    planned = Contribution(600 * pupils, pupils, 600, 600)
    truant = Contribution(3 * pupils, pupils // 10, 30, 30)
    missed = Contribution(6 * pupils, pupils // 2, 12, 12)
    report = publish(make_hour(planned=planned, missed=missed, truant=replace(truant, minuten=2 * pupils + 80)))
    assert read_cells(report, "uren-VO-ongeoorloofd") == [[text]]
    assert read_layer(get_theme(report), 1)[0] == [[step]]


def test_alike_hours_share_the_message() -> None:
    theme = get_theme(publish(make_hour(1), make_hour(2)))
    assert theme.figuren[0].keuzes[0].boodschap.replace(NBSP, " ") == (
        "De aanwezigheid was het laagst op onder andere maandag, lesuur 1: 99,0 %."
    )


def test_a_sector_of_which_nothing_can_be_told_says_so() -> None:
    few = Contribution(60, 1, 60, 0)
    theme = get_theme(publish(make_hour(missed=few, truant=few)))
    assert theme.figuren == ()
    assert theme.geen == "Er zijn te weinig leerlingen om lesuren van VO te tonen."


def test_the_numbers_stand_in_the_csv() -> None:
    report = publish(make_hour(), make_hour(2))
    rows = [row for row in report.cijfers if row.tabel == "Aanwezigheid per weekdag en lesuur, VO"]
    assert [(row.eenheid, row.maat, row.getoond, row.sleutel) for row in rows] == [
        ("1", "maandag", "99,0", ""),
        ("1", "dinsdag", "99,0", ""),
    ]
    assert rows == list(list_figures(report.figuurtabellen["uren-VO-aanwezig"]))


def test_the_colours_are_those_of_the_tables() -> None:
    theme = get_theme(publish(make_hour()))
    scale: Sequence[tuple[float, Any]] = theme.figuren[0].plot["data"][0]["colorscale"]
    assert [colour for _, colour in scale] == [swatch.vulling for swatch in palette.HEAT for _ in range(2)]
    assert hours.QUESTIONS[0].naam == theme.figuren[0].keuzes[0].naam
