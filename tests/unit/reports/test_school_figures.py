"""The figures of a school: what is told of each cell, by hand; nothing that is not known looks like presence."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import plotly.graph_objects as go
import pytest

from pipelines.commands.printed_numbers import read_numbers
from reports.context.parts import SilentWeek
from reports.context.school import SchoolReport, UnmeasuredWeek, WeekClassCell, WeekdayHourCell
from reports.plots.heat import HeatMark, plot_heat
from reports.render import put_in_script, render_school, render_school_figures, render_school_pages
from reports.school.figuren import Theme, make_figure_page
from reports.school.figures import HeatCell
from reports.words import palette
from tests.lib import report_samples as samples
from tests.lib.pages import find

NBSP = "\u00a0"
NOV_3, NOV_10, NOV_17 = date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 17)


def make_week(
    name: str, monday: date, absent: int, unknown: int = 0, *, pupils: int = 20, planned: int = 1_000
) -> WeekClassCell:
    week = f"{monday.isocalendar().year}-W{monday.isocalendar().week:02d}"
    return WeekClassCell(name, week, monday, planned, absent, unknown, pupils, planned - absent - unknown)


def make_report(*weeks: WeekClassCell, gone: tuple[UnmeasuredWeek, ...] = ()) -> SchoolReport:
    return replace(samples.make_school(12, 3, 0), weken=weeks, ongemeten=gone, stille_weken=())


def make_hours(*cells: WeekdayHourCell, sector: str = "VO") -> SchoolReport:
    return replace(samples.make_school(12, 3, 0), lesuren=cells, sector=sector)


def get_theme(report: SchoolReport, name: str) -> Theme:
    return next(theme for theme in make_figure_page(report).themas if theme.id == name)


def read_cards(theme: Theme, layer: int = 0) -> list[list[str]]:
    """What stands beside each cell, row by row, without tags."""
    assert theme.figuur is not None
    return [
        [unescape(re.sub("<.*?>", "|", text)).replace(NBSP, " ").strip("|").replace("||", "|") for text in row]
        for row in theme.figuur.plot["data"][2 * layer]["hovertext"]
    ]


def read_signs(theme: Theme, layer: int = 0) -> dict[tuple[int, int], str]:
    """The sign on each cell that has one, by column and row."""
    assert theme.figuur is not None
    trace = theme.figuur.plot["data"][2 * layer + 1]
    return dict(zip(zip(trace["x"], trace["y"], strict=True), trace["text"], strict=True))


def read_steps(theme: Theme, layer: int = 0) -> list[list[int | None]]:
    assert theme.figuur is not None
    return theme.figuur.plot["data"][2 * layer]["z"]


# --- weeks and classes ------------------------------------------------------------------------------------------------


def test_a_week_of_a_class_tells_attendance_and_absence() -> None:
    theme = get_theme(make_report(make_week("1a", NOV_3, 66)), "weken")
    # (1000 - 66) of 1000 minutes present; 6,6 % lies between 5 and 10.
    assert read_cards(theme) == [["1a, week 45 (vanaf 3 nov)|aanwezig: 93,4 %|afwezig: 6,6 %|20 leerlingen"]]
    assert read_steps(theme) == [[2]]
    assert read_signs(theme) == {}


@pytest.mark.parametrize(
    ("absent", "unknown", "step", "sign"),
    [
        # 66 to 99 of 1000: in the step of 5 to 10 %, whatever the unknown time was.
        (66, 33, 2, ""),
        # 100 is the next step; 199 is still in it.
        (66, 34, 2, "?"),
        (66, 133, 2, "?"),
        # From 200 on it could be two steps darker: no colour.
        (66, 134, None, "?"),
        (0, 1_000, None, "?"),
    ],
)
def test_unknown_time_is_never_a_light_colour_alone(absent: int, unknown: int, step: int | None, sign: str) -> None:
    theme = get_theme(make_report(make_week("1a", NOV_3, absent, unknown)), "weken")
    assert read_steps(theme) == [[step]]
    assert read_signs(theme) == ({(0, 0): sign} if sign else {})


def test_both_bounds_stand_beside_a_week_with_unknown_time() -> None:
    # Present (1000 - 66 - 22) = 912 up to 912 + 22 = 934.
    report = make_report(make_week("1a", NOV_3, 66, 22))
    [[card]] = read_cards(get_theme(report, "weken"))
    assert "aanwezig: tussen 91,2 en 93,4 %|afwezig: 6,6 %|onbekend: 2,2 %" in card
    [table] = get_theme(report, "weken").tabellen
    assert table.rijen[0].cellen == (HeatCell("91,2–93,4", 2),)


def test_what_was_not_measured_looks_like_nothing_else() -> None:
    """Class 1a: measured, in part, not at all. Class 1b has lessons in the second week alone."""
    report = make_report(
        make_week("1a", NOV_3, 0),
        make_week("1a", NOV_10, 0),
        make_week("1b", NOV_10, 0),
        gone=(UnmeasuredWeek("1a", NOV_10, 2), UnmeasuredWeek("1a", NOV_17, 5)),
    )
    theme = get_theme(report, "weken")
    assert read_steps(theme) == [[0, 0, None], [None, 0, None]]
    assert read_signs(theme) == {(1, 0): "×", (2, 0): "×", (0, 1): "–", (2, 1): "–"}
    cards = read_cards(theme)
    assert cards[0][1].endswith("|20 leerlingen|niet gemeten: 2 schooldagen")
    assert cards[0][2] == "1a, week 47 (vanaf 17 nov)|niet gemeten: 5 schooldagen|of de klas er was, is niet bekend"
    assert cards[1][0] == "1b, week 45 (vanaf 3 nov)|geen lessen"
    [table] = theme.tabellen
    assert [row.cellen for row in table.rijen] == [
        (HeatCell("100,0", 0), HeatCell("100,0", 0, niet_gemeten=True), HeatCell("", None, niet_gemeten=True)),
        (HeatCell("", None, leeg=True), HeatCell("100,0", 0), HeatCell("", None, leeg=True)),
    ]
    # A cell without a colour is grey: no step of the colours is.
    assert theme.figuur is not None
    assert theme.figuur.plot["layout"]["plot_bgcolor"] not in {swatch.vulling for swatch in palette.HEAT}


def test_a_week_in_which_nothing_was_registered_is_no_presence() -> None:
    """The school page names such weeks too: perhaps everybody was there, perhaps nobody wrote it down."""
    plain = make_report(make_week("1a", NOV_3, 0), make_week("1a", NOV_10, 0))
    report = replace(plain, stille_weken=(SilentWeek("1a", NOV_10, 20),))
    theme = get_theme(report, "weken")
    assert read_steps(theme) == [[0, None]]
    assert read_signs(theme) == {(1, 0): "?"}
    assert read_cards(theme)[0][1].endswith("|20 leerlingen|niets geregistreerd: was iedereen er?")
    assert theme.tabellen[0].rijen[0].cellen == (HeatCell("100,0", 0), HeatCell("100,0", 0, onbekend=True))
    assert theme.figuur is not None
    assert theme.figuur.boodschap.startswith(f"In ten minste 0 van de 2{NBSP}weken")


def test_a_class_of_four_has_no_percentage() -> None:
    """Five are asked."""
    report = make_report(make_week("1a", NOV_3, 500, pupils=4), make_week("1b", NOV_3, 500, pupils=5))
    theme = get_theme(report, "weken")
    assert read_steps(theme) == [[None], [4]]
    assert read_cards(theme)[0] == ["1a, week 45 (vanaf 3 nov)|4 leerlingen: te weinig voor een percentage"]
    assert read_signs(theme) == {(0, 0): "○"}
    assert theme.tabellen[0].rijen[0].cellen == (HeatCell("", None),)


def test_the_message_counts_what_is_sure() -> None:
    weeks = [make_week("1a", NOV_3, 99), make_week("1b", NOV_3, 100), make_week("1c", NOV_3, 101)]
    small = make_week("1d", NOV_3, 900, pupils=4)
    theme = get_theme(make_report(*weeks, small), "weken")
    assert theme.figuur is not None
    assert theme.figuur.boodschap.replace(NBSP, " ") == (
        "In 2 van de 3 weken van een klas werd 10 % of meer van de lestijd gemist."
    )
    # One minute more of which nobody knows, and the first could be a third.
    theme = get_theme(make_report(make_week("1a", NOV_3, 99, 1), *weeks[1:]), "weken")
    assert theme.figuur is not None
    assert theme.figuur.boodschap.startswith(f"In ten minste 2 van de 3{NBSP}weken")


def test_a_long_year_has_tables_that_fit_on_paper() -> None:
    weeks = [make_week("1a", date.fromordinal(NOV_3.toordinal() + 7 * at), 10) for at in range(11)]
    tables = get_theme(make_report(*weeks), "weken").tabellen
    assert [len(table.kolommen) for table in tables] == [10, 1]
    assert tables[1].bijschrift.startswith(f"Aanwezigheid per klas, 12{NBSP}jan{NBSP}2026 t/m week 3")


# --- weekdays and lesson hours ----------------------------------------------------------------------------------------

# 1.200 lessons on Friday's seventh hour: 112 absent, of them 6 unauthorised and 3 without a reason; 9 unknown, 30 late.
FRIDAY = WeekdayHourCell(
    5, 7, 1_200, 112, 9, ongeoorloofd_lessen=6, reden_onbekend_lessen=3, te_laat_lessen=30
)  # fmt: skip


def test_three_questions_each_with_its_bounds() -> None:
    theme = get_theme(make_hours(FRIDAY), "uren")
    # 112 / 1200 = 9,33 % to (112 + 9) / 1200 = 10,08 %: one step darker. 6 / 1200 = 0,5 % to (6 + 3 + 9) / 1200 =
    # 1,5 %: from the step of 0,5 to that of 1,0. 30 / 1200 = 2,5 % to (30 + 9) / 1200 = 3,25 %: both in 2,0 to 4,0.
    assert [read_cards(theme, layer) for layer in range(3)] == [
        [["vrijdag, lesuur 7|afwezig: tussen 9,3 en 10,0 %|112 van de 1.200 lessen|niet bekend: 9 lessen"]],
        [["vrijdag, lesuur 7|ongeoorloofd afwezig: tussen 0,5 en 1,5 %|6 van de 1.200 lessen|niet bekend: 12 lessen"]],
        [["vrijdag, lesuur 7|te laat: tussen 2,5 en 3,2 %|30 van de 1.200 lessen|niet bekend: 9 lessen"]],
    ]
    assert [read_steps(theme, layer) for layer in range(3)] == [[[2]], [[1]], [[3]]]
    assert [read_signs(theme, layer) for layer in range(3)] == [{(0, 0): "9?"}, {(0, 0): "0,5?"}, {(0, 0): "2,5"}]
    assert [table.rijen[0].cellen for table in theme.tabellen] == [
        (HeatCell("9", 2, onbekend=True),),
        (HeatCell("0,5", 1, onbekend=True),),
        (HeatCell("2,5", 3, onbekend=True),),
    ]


def test_the_first_question_is_drawn_and_each_has_its_own_traces() -> None:
    figure = get_theme(make_hours(FRIDAY), "uren").figuur
    assert figure is not None
    assert [choice.sporen for choice in figure.keuzes] == [(0, 1), (2, 3), (4, 5)]
    assert [trace["visible"] for trace in figure.plot["data"]] == [True, True, False, False, False, False]


def test_a_message_says_the_range_where_lessons_are_unknown() -> None:
    figure = get_theme(make_hours(FRIDAY), "uren").figuur
    assert figure is not None
    assert figure.keuzes[0].boodschap.replace(NBSP, " ") == (
        "Alle afwezigheid. Samen tussen 9,3 en 10,0 % van de lessen afwezig: een deel is onbekend."
    )
    sure = get_theme(make_hours(replace(FRIDAY, onbekend_lessen=0), WeekdayHourCell(1, 1, 1_200, 60, 0)), "uren").figuur
    assert sure is not None
    # (112 + 60) of 2400 lessons.
    assert sure.keuzes[0].boodschap.replace(NBSP, " ") == (
        "Alle afwezigheid. Samen 7,1 % afwezig. Het hoogst: vrijdag, lesuur 7, 9,3 %."
    )


def test_fifty_lessons_are_asked_and_an_hour_without_lessons_has_none() -> None:
    theme = get_theme(
        make_hours(WeekdayHourCell(1, 1, 49, 49, 0), WeekdayHourCell(2, 2, 50, 5, 0), sector="PO"), "uren"
    )
    assert theme.titel == "Per weekdag en dagdeel"
    assert read_steps(theme) == [[None, None], [None, 3]]
    assert read_signs(theme) == {(0, 0): "○", (1, 0): "–", (0, 1): "–", (1, 1): "10"}
    assert read_cards(theme)[0] == [
        "maandag, dagdeel 1|49 lessen: te weinig voor een percentage",
        "dinsdag, dagdeel 1|geen lessen",
    ]


# --- the page ---------------------------------------------------------------------------------------------------------


def test_no_pupil_stands_on_the_page() -> None:
    report = samples.make_school()
    page = render_school_figures(report)
    codes = [pupil.leerling for pupil in report.leerlingen]
    assert len(codes) > 100
    assert [code for code in codes if code in page] == []
    # Negative control: the page beside it has them.
    assert any(code in render_school(report) for code in codes)


def test_every_number_of_a_table_has_an_address() -> None:
    page = render_school_figures(make_report(make_week("1a", NOV_3, 66), make_week("1b", NOV_3, 20, 22)))
    found = {number.address: number.texts for number in read_numbers(page) if number.address.startswith("week_klas")}
    school = samples.make_school(12, 3, 0).school
    where = f"week_klas;deel;aanwezig_min/gepland_min;school={school};maandag=2025-11-03"
    assert found == {f"{where};klas=1a": ("93,4",), f"{where};klas=1b": ("95,8–98,0",)}


def test_without_lessons_the_page_says_so_and_has_no_script() -> None:
    page = render_school_figures(samples.make_empty_school())
    assert "er is nog geen les gemeten" in page
    assert find(page, "script", "figure", "button") == []
    assert len(page) < 60_000


def test_plotly_stands_in_the_page_once_and_knows_every_word() -> None:
    report = samples.make_school()
    page = render_school_figures(report)
    assert page.count("<script>") == 1
    plots = make_figure_page(report).plots
    assert list(plots) == ["figuur-weken", "figuur-uren"]
    for plot in plots.values():
        go.Figure(plot)
    assert render_school_figures(report) == page


def test_the_script_of_plotly_is_put_in_last() -> None:
    # A school that is named after the place for the script: only the place itself is taken for it.
    report = replace(samples.make_school(), naam="<plotly>")
    pages = render_school_pages(report)
    page = pages["figuren.html"].encode("utf-8")
    # The script alone is 4.8 MB.
    assert len(page) < 1_000_000
    whole = put_in_script(page).decode("utf-8")
    assert whole == render_school_figures(report)
    assert len(whole) > 4_800_000
    assert "&lt;plotly&gt;" in whole
    # The other pages have no place for it.
    for name in ("index.html", "leerlingen.html"):
        assert put_in_script(pages[name].encode("utf-8")) == pages[name].encode("utf-8")


def test_a_class_with_any_name_stays_text() -> None:
    plot = plot_heat(["45"], ["<b>1a</b> $x$"], [[[HeatMark(1, "<b>1a</b>", "a & b", "<i>")]]])
    texts = json.dumps(plot)
    assert "<b>1a</b> $" not in texts
    assert plot["data"][0]["hovertext"] == [["<b>&lt;b&gt;1a&lt;/b&gt;</b><br>a &amp; b"]]
    assert plot["data"][1]["text"] == ["&lt;i&gt;"]
    assert "template" not in texts


def test_a_sign_on_a_dark_cell_lies_on_a_disc() -> None:
    marks = [HeatMark(step, "x", "x", "?") for step in (None, 0, 1, 2, 3, 4)]
    plot = plot_heat([str(at) for at in range(6)], ["1a"], [[marks]])
    assert [size > 0 for size in plot["data"][1]["marker"]["size"]] == [False, False, False, False, True, True]


def test_the_pages_lead_to_each_other() -> None:
    report = samples.make_school()
    assert 'href="figuren.html"' in render_school(report)
    assert 'href="index.html"' in render_school_figures(report)
