"""The figures to explore: the same numbers as the report and no other, texts that stay text, a policy by hash."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import plotly.graph_objects as go
import pytest

from reports.context.shown import Shown
from reports.plots.base import CONFIG, write_text
from reports.release.disclosure import release
from reports.release.public_table import FigureRow
from reports.release.released_text import read_share
from reports.render_swv import render_figures, render_swv
from reports.swv.figuren import FigurePage, Theme, make_figure_page
from reports.swv.page import PublicSwv, release_swv
from reports.swv.plots import Mark, plot_tiers
from reports.swv.quarter import SwvReport
from reports.swv.trimester import make_figures
from reports.words import palette
from tests.lib import report_samples as samples
from tests.lib.page_variants import make_few, make_hidden_report, make_small_report
from tests.lib.pages import find

NBSP = "\u00a0"
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_YEAR = re.compile(r"\d{4}-\d{4}")
_TIER = re.compile(r"tier \d")


def get_theme(page: FigurePage, name: str) -> Theme:
    return next(theme for theme in page.themas if theme.id == name)


def list_cards(page: FigurePage) -> list[str]:
    """What stands beside every point and bar, without tags; only where something is drawn. Cells: test_hours.py."""
    return [
        unescape(text.replace("<br>", "\n").replace("<b>", "").replace("</b>", "")).replace(NBSP, " ")
        for plot in page.plots.values()
        for trace in plot["data"]
        if "hovertext" in trace and trace["type"] != "heatmap"
        for text, value in zip(trace["hovertext"], _values(trace), strict=True)
        if value is not None
    ]


def _values(trace: dict[str, Any]) -> list[float | None]:
    return trace["x"] if trace["type"] == "bar" else trace["y"]


def find_strangers(cards: list[str], figures: tuple[FigureRow, ...]) -> list[str]:
    """Numbers that stand beside a point, and that the CSV does not have for that school, week or peildatum."""
    found = []
    for card in cards:
        name, _, told = card.partition("\n")
        rows = [row for row in figures if row.eenheid == name.removeprefix("week van ")]
        # A school year is the head of a column.
        told = _YEAR.sub("", told)
        known = {number for row in rows for number in _NUMBER.findall(row.getoond)}
        numbers = [number.replace(".", "") for number in _NUMBER.findall(_TIER.sub("", told))]
        found += [f"{name}: {number}" for number in numbers if number not in known]
    return found


# --- the same numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("schools", [4, 8, 25])
def test_every_number_stands_in_the_figures_of_the_report(schools: int) -> None:
    report = samples.make_swv(schools)
    cards = list_cards(make_figure_page(report))
    assert len(cards) > 25
    assert find_strangers(cards, report.cijfers) == []


def test_a_number_of_no_table_is_found() -> None:
    """Negative control."""
    report = samples.make_swv()
    # De Linde has 255 pupils in tier 1, 79,6 %; 450 is another school.
    assert find_strangers(["De Linde\ntier 1: 255 leerlingen, 79,6 %"], report.cijfers) == []
    assert find_strangers(["De Linde\ntier 1: 450 leerlingen, 79,7 %"], report.cijfers) == [
        "De Linde: 450",
        "De Linde: 79,7",
    ]


def test_a_bar_is_as_long_as_the_printed_share() -> None:
    report = samples.make_swv()
    # De Linde: 320 pupils, of whom 255, 40 and 15 in the tiers: 79,68 %, 12,5 % and 4,68 %, rounded down.
    row = next(row for row in report.tabellen["tiers"].rijen if row.kop == "De Linde")
    assert [cell.tekst for cell in row.cellen[:4]] == ["320", "255", "40", "15"]
    traces = make_figure_page(report).plots["figuur-tiers"]["data"]
    # The rows: all schools, PO, VO, and then De Linde.
    assert [trace["x"][3] for trace in traces[:3]] == [79.6, 12.5, 4.6]
    assert traces[2]["hovertext"][3] == f"<b>De Linde</b><br>■ tier 3 · intensief<br>15 leerlingen, 4,6{NBSP}%"


def test_a_week_is_drawn_as_it_is_printed() -> None:
    report = samples.make_swv()
    now, before = make_figure_page(report).plots["figuur-weken"]["data"]
    # Of 1000 minutes 950 - 3 and 950 are present in the first week of this year and of the one before; 900 pupils make
    # steps of two tenths.
    assert (now["x"][0], now["y"][0], before["y"][0]) == (f"1{NBSP}sep", 94.6, 95.0)
    assert now["hovertext"][0] == (
        f"week van 1{NBSP}sep{NBSP}2025<br>dit schooljaar: 94,6{NBSP}%<br>vorig schooljaar: 95,0{NBSP}%"
    )
    # The eighth week has no lessons.
    assert (now["y"][7], before["y"][7]) == (None, None)


def test_a_peildatum_is_drawn_as_it_was_published() -> None:
    report = samples.make_swv()
    plot = make_figure_page(report).plots["figuur-verloop"]
    rows = report.tabellen["verloop"].rijen
    assert plot["data"][0]["x"] == [row.kop for row in rows]
    assert [trace["y"] for trace in plot["data"]] == [
        [read_share(row.cellen[at].onder) for row in rows] for at in (3, 4, 5)
    ]


def test_a_school_is_where_its_shown_counts_put_it() -> None:
    report = samples.make_swv(25)
    for funnel, name in zip(report.trechters, ("PO", "VO"), strict=True):
        schools = next(
            plot for key, plot in make_figure_page(report).plots.items() if key.endswith(f"trechter-e{name}")
        )["data"][-1]
        assert schools["x"] == [point.geheel for point in funnel.punten]
        assert schools["y"] == [point.deel * 1000 // point.geheel / 10 for point in funnel.punten]
        for point, card in zip(funnel.punten, schools["hovertext"], strict=True):
            texts = [cell.tekst for row in report.tabellen["scholen"].rijen if row.kop == point.naam
                     for cell in (row.cellen[0], *row.cellen[2:4])]  # fmt: skip
            assert re.sub("<.*?>", "|", card) == (
                f"|{point.naam}||{texts[0]} leerlingen|tier 3: {texts[1]}|verwacht gebied: {texts[2]}"
            )


def test_a_printed_share_is_read_back() -> None:
    texts = ["93,4\u00a0%", "0,0\u00a0%", "100,0\u00a0%", "niet getoond", "", "<\u00a00,1\u00a0%", "93,4 %", "12"]
    assert [read_share(text) for text in texts] == [93.4, 0.0, 100.0, None, None, None, None, None]
    # In steps of whole per cents.
    assert read_share("93\u00a0%") == 93.0


def test_the_table_stands_beside_each_figure() -> None:
    report = samples.make_swv()
    page = render_figures(report)
    for name in ("weken", "verloop", "tiers", "scholen"):
        printed = re.search(rf'<table [^>]*id="tabel-{name}">.*?</table>', page, re.DOTALL)
        there = re.search(rf'<table [^>]*id="tabel-{name}">.*?</table>', render_swv(report), re.DOTALL)
        assert printed is not None
        assert there is not None
        # The report has a bar in each row of tiers; here the figure is those bars.
        cells = [re.findall(r'<td class="getal".*?</td>', found[0]) for found in (printed, there)]
        assert cells[0] == cells[1] != []


# --- nothing but what is shown ---------------------------------------------------------------------------------------


def test_exact_counts_change_nothing() -> None:
    """With the same shown counts, other counts behind them give the same figures."""
    report = samples.make_report()
    shown = release(make_figures(report), report.regels)
    # A pupil more in tier 3 and one less in tier 1, in each school.
    moved = tuple(
        replace(school, tiers=replace(school.tiers, tier_1=school.tiers.tier_1 - 1, tier_3=school.tiers.tier_3 + 1))
        for school in report.scholen
    )
    other = replace(report, scholen=moved)
    assert make_figures_plots(report, shown) == make_figures_plots(other, shown)
    # Negative control: another shown count is seen.
    name = f"tiers/school/{report.scholen[0].school}/tier_3"
    assert make_figures_plots(report, {**shown, name: Shown(25, 8)}) != make_figures_plots(report, shown)


def make_figures_plots(report: SwvReport, shown: dict[str, Shown]) -> dict[str, Any]:
    return dict(make_figure_page(release_swv(report, shown, {})).plots)


def test_a_hidden_row_is_left_out_and_named() -> None:
    report = samples.make_report()
    shown = release(make_figures(report), report.regels)
    school = report.scholen[1]
    for hidden in (Shown(None, 8), Shown(None, 8, afgeschermd=True)):
        page = make_figure_page(release_swv(report, {**shown, f"tiers/school/{school.school}/tier_2": hidden}, {}))
        theme = get_theme(page, "tiers")
        assert theme.weggelaten == f"Niet in de figuur, want een getal is niet te tonen: {school.naam}"
        ticks = theme.figuren[0].plot["layout"]["yaxis"]["ticktext"]
        assert school.naam not in ticks
        assert report.scholen[0].naam in ticks
        assert school.naam in [row.kop for row in theme.tabellen[0].rijen]


def test_a_hidden_week_is_a_gap_and_named() -> None:
    report = samples.make_report()
    weeks = tuple(
        replace(week, spreiding=make_few(week.spreiding)) if at == 15 + 2 else week
        for at, week in enumerate(report.weken)
    )
    theme = get_theme(make_figure_page(samples.release_report(replace(report, weken=weeks))), "weken")
    assert theme.weggelaten.endswith(f": 15{NBSP}sep{NBSP}2025")
    now, before = theme.figuren[0].plot["data"]
    # 945 and 941 of 1000, in steps of two tenths.
    assert now["y"][1:4] == [94.4, None, 94.0]
    assert before["y"][2] == 94.6
    assert f"dit schooljaar: niet getoond<br>vorig schooljaar: 94,6{NBSP}%" in before["hovertext"][2]


def test_a_hidden_peildatum_keeps_its_place() -> None:
    report = samples.make_report()
    shown = release(make_figures(report), report.regels)
    days = [quarter.peildatum for quarter in report.eerder]
    earlier = {day: dict(shown) for day in days}
    earlier[days[1]]["tiers/swv/tier_3"] = Shown(None, 8)
    theme = get_theme(make_figure_page(release_swv(report, shown, earlier)), "verloop")
    assert [value is None for value in theme.figuren[0].plot["data"][0]["y"]] == [False, True, False, False]
    assert theme.weggelaten.endswith(f": 1{NBSP}jun{NBSP}2025")


def test_many_hidden_rows_are_counted() -> None:
    report = samples.make_report(25)
    shown = release(make_figures(report), report.regels)
    hidden = {f"tiers/school/{school.school}/tier_1": Shown(None, 8) for school in report.scholen[:7]}
    theme = get_theme(make_figure_page(release_swv(report, {**shown, **hidden}, {})), "tiers")
    assert theme.weggelaten == f"Niet in de figuur, want een getal is niet te tonen: 7{NBSP}rijen"


def test_without_a_figure_the_page_says_so_and_has_no_script() -> None:
    empty = render_figures(samples.make_empty_swv())
    assert "Er zijn dus geen figuren." in empty
    nothing = render_figures(samples.release_report(make_hidden_report()))
    assert "Er is geen figuur te tekenen" in nothing
    # Weeks, tiers, schools, and the lesson hours of two sectors.
    assert nothing.count("De cijfers</summary>") == 3 + 2
    for page in (empty, nothing):
        assert find(page, "script", "figure", "button") == []
        assert "unsafe-inline" not in page
        assert len(page) < 60_000


def test_what_cannot_be_drawn_says_why() -> None:
    page = make_figure_page(samples.release_report(make_small_report()))
    assert [(theme.id, len(theme.figuren), theme.geen == "") for theme in page.themas] == [
        ("weken", 1, True),
        ("verloop", 0, False),
        ("jaren-aanwezig", 1, True),
        # Of a year ago there is enough to show.
        ("jaren-tier3", 1, True),
        ("uren-PO", 1, True),
        ("uren-VO", 1, True),
        ("tiers", 0, False),
        ("scholen", 0, False),
    ]


# --- what plotly gets ------------------------------------------------------------------------------------------------


def make_plots(report: PublicSwv) -> list[Any]:
    return list(make_figure_page(report).plots.values())


def test_plotly_knows_every_word_of_a_chart() -> None:
    found = make_plots(samples.make_swv(25))
    # Weeks, trend, tiers and two funnels; two of school years; lesson hours of two sectors.
    assert len(found) == 5 + 2 + 2
    for plot in found:
        go.Figure(plot)


def test_plotly_refuses_a_word_it_does_not_know() -> None:
    """Negative control."""
    plot = plot_tiers(["De Linde"], {"1": [Mark(50.0, "x")]})
    with pytest.raises(ValueError, match="Invalid property"):
        go.Figure({**plot, "layout": {**plot["layout"], "hovermodus": "x"}})


def test_colours_come_from_the_palette() -> None:
    known = {colour for colour in vars(palette).values() if isinstance(colour, str)}
    known |= {swatch.vulling for swatch in (*palette.TIERS.values(), *palette.HEAT)}
    used = set(_COLOUR.findall(json.dumps(make_plots(samples.make_swv(25)))))
    assert len(used) > 5
    assert used <= known


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>vet</b>", "&lt;b&gt;vet&lt;/b&gt;"),
        ("A & B", "A &amp; B"),
        ("&lt;", "&amp;lt;"),
        ("$\\alpha$", "&#36;\\alpha&#36;"),
        ("%{x}", "%{x}"),
    ],
)
def test_a_text_is_no_markup(text: str, written: str) -> None:
    assert write_text(text) == written
    assert unescape(written) == text


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_no_markup_of_a_name_reaches_plotly(text: str) -> None:
    plots_of_it = make_plots(samples.make_hostile_swv(text))
    assert len(plots_of_it) == 3 + 2 + 2
    texts = [found for plot in plots_of_it for found in list_texts(plot)]
    ours = re.compile(r"</?b>|<br>")
    assert [found for found in texts if re.search(r"[<>$]", ours.sub("", found))] == []
    # No templates, in which a text could ask for a value.
    assert "template" not in json.dumps(plots_of_it)


def list_texts(part: Any) -> list[str]:
    """Every text in a chart."""
    if isinstance(part, dict):
        return [text for value in part.values() for text in list_texts(value)]
    if isinstance(part, list | tuple):
        return [text for value in part for text in list_texts(value)]
    return [part] if isinstance(part, str) else []


def test_a_long_name_is_cut_beside_its_bar_and_whole_when_pointed_at() -> None:
    name = "Openbare Scholengemeenschap voor Voortgezet Onderwijs"
    plot = plot_tiers([name], {"1": [Mark(50.0, "x")]})
    assert plot["layout"]["yaxis"]["ticktext"] == ["Openbare<br>Scholengemeenschap…"]
    card = "<b>Openbare Scholengemeenschap voor<br>Voortgezet Onderwijs</b><br>● tier 1 · universeel<br>x"
    assert plot["data"][0]["hovertext"] == [card]


def test_nothing_of_plotly_leaves_the_page() -> None:
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["plotlyServerURL"] == ""
    assert CONFIG["displaylogo"] is False
    assert CONFIG["displayModeBar"] is False
    # Its tips are English.
    assert CONFIG["showTips"] is False
    assert CONFIG["typesetMath"] is False


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_policy_allows_one_script_by_its_bytes() -> None:
    page = render_figures(samples.make_swv())
    policy = find(page, "meta")[0].attributes["content"]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest_of_style, empty = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style[0], "")
    )
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest}'; "
        f"style-src 'sha256-{digest_of_style}' 'sha256-{empty}'; style-src-attr 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "</script" not in scripts[0].lower()
    assert "<!--" not in scripts[0]


def test_data_cannot_leave_its_script() -> None:
    for text in samples.HOSTILE:
        page = render_figures(samples.make_hostile_swv(text))
        # The data, and the script.
        assert [element.attributes.get("type", "") for element in find(page, "script")] == ["application/json", ""]
        data = page.partition('id="figuur-gegevens">')[2].partition("</script>")[0]
        assert not set("<>&'") & set(data)
        assert set(json.loads(data)) == {"config", "figures"}


def test_plotly_stands_in_the_page_once() -> None:
    page = render_figures(samples.make_swv(25))
    assert page.count("* plotly.js v") == 1
    # The whole bundle is 4.8 MB; what we add stays small.
    assert 4_700_000 < len(page.encode()) < 5_100_000


def test_same_figures_same_bytes() -> None:
    assert render_figures(samples.make_swv()) == render_figures(samples.make_swv())


def test_report_and_figures_lead_to_each_other() -> None:
    report = samples.make_swv()
    assert '<a href="figuren.html">' in render_swv(report)
    assert '<a href="index.html">' in render_figures(report)
    # Without a school there are no figures to go to.
    assert "figuren.html" not in render_swv(samples.make_empty_swv())
