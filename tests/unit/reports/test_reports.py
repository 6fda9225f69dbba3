"""The reports room: Dutch words and numbers, order of the list, inert text, tables beside figures.

Expected values are worked out by hand; the arithmetic stands beside them.
"""

import base64
import gc
import hashlib
import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

import reports
from reports.context.counts import FourWeekCounts, Minutes, count_unsure, sum_balance
from reports.context.returns import Place, group_findings, split_causes
from reports.context.school import Pupil, PupilStatus, SchoolReport, WeekClassCell, WeekdayHourCell
from reports.context.shown import Shown
from reports.render import (
    FIRST_PAGE_BYTES,
    PAGE_BYTES,
    get_environment,
    render_explanation,
    render_officer_report,
    render_pupils,
    render_return_sheet,
    render_school,
    render_school_figures,
)
from reports.render_swv import render_comparison, render_swv
from reports.school import evidence, figures
from reports.words import palette, wording
from schemas.findings import FINDINGS, GEWEIGERD
from tests.lib import officer_samples
from tests.lib import report_samples as samples

NBSP = "\u00a0"
VOID = {"meta", "br", "img", "link", "input", "hr", "col", "path", "rect", "circle"}


@dataclass
class Reader(HTMLParser):
    """Reads a page: tags that do not close, scripts, styles, attributes, text outside script and style."""

    open_tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"doubled attribute in {tag}")
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        inside = self.open_tags[-1] if self.open_tags else ""
        {"script": self.scripts, "style": self.styles}.get(inside, self.texts).append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).replace(NBSP, " ").split())


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


PAGES: dict[str, Callable[[], str]] = {
    "swv": lambda: render_swv(samples.make_swv()),
    "swv-leeg": lambda: render_swv(samples.make_empty_swv()),
    "school": lambda: render_school(samples.make_school()),
    "school-leeg": lambda: render_school(samples.make_empty_school()),
    "leerlingen": lambda: render_pupils(samples.make_school()),
    "leerlingen-leeg": lambda: render_pupils(samples.make_empty_school()),
    "retour": lambda: render_return_sheet(samples.make_return_sheet()),
    "retour-leeg": lambda: render_return_sheet(samples.make_empty_return_sheet()),
    "uitleg": lambda: render_explanation(samples.make_explanation()),
    "vergelijking": lambda: render_comparison(samples.make_comparison()),
    "leerplicht": lambda: render_officer_report(officer_samples.make_officer_report()),
    "leerplicht-onbekend": lambda: render_officer_report(officer_samples.make_report_of_nowhere()),
    "doorstroompunt": lambda: render_officer_report(officer_samples.make_report_of_adults()),
}
HOSTILE_PAGES: dict[str, Callable[[str], str]] = {
    "swv": lambda text: render_swv(samples.make_hostile_swv(text)),
    "school": lambda text: render_school(samples.make_hostile_school(text)),
    "leerlingen": lambda text: render_pupils(samples.make_hostile_school(text)),
    "retour": lambda text: render_return_sheet(samples.make_hostile_return_sheet(text)),
    "uitleg": lambda text: render_explanation(samples.make_hostile_explanation(text)),
    "vergelijking": lambda text: render_comparison(samples.make_comparison(text)),
    "leerplicht": lambda text: render_officer_report(officer_samples.make_officer_report(text)),
}


def count_scripts(name: str) -> int:
    """Of the pages here only those with pupils to find have a script, and it is the same for every school."""
    return int(name in ("school", "leerlingen"))


# --- Dutch words and numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (wording.number(1234), "1.234"),
        (wording.number(0), "0"),
        (wording.percentage(934, 1000), "93,4 %"),
        # 9 499 of 10 000 = 94,99 %: below 95, so never "95,0".
        (wording.percentage(9_499, 10_000), "94,9 %"),
        (wording.percentage(9_500, 10_000), "95,0 %"),
        # 89 999 999 of 100 000 000 = 89,999999 %.
        (wording.percentage(89_999_999, 100_000_000), "89,9 %"),
        (wording.percentage(1, 100_000), "< 0,1 %"),
        (wording.percentage(0, 100), "0,0 %"),
        (wording.percentage(100, 100), "100,0 %"),
        (wording.percentage(0, 0), "n.v.t."),
        (wording.whole_percentage(49, 1000), "4"),
        (wording.whole_percentage(1, 1000), "<1"),
        (wording.whole_percentage(0, 1000), "0"),
        (wording.one_decimal(18.25), "18,3"),
        (wording.short_date(date(2026, 1, 12)), "12 jan 2026"),
        (wording.short_date(None), "onbekend"),
        (wording.day_month(date(2025, 9, 1)), "1 sep"),
        (wording.week_number("2026-W03"), "3"),
        (wording.week_number("2020-W53"), "53"),
        (wording.pupils(1), "1 leerling"),
        (wording.pupils(1234), "1.234 leerlingen"),
        (wording.school_weeks(6), "minder dan 1 lesweek"),
        (wording.school_weeks(7), "1 lesweek"),
        # 28 = 4 x 7; 30 = 4 x 7 + 2.
        (wording.school_weeks(28), "4 lesweken"),
        (wording.school_weeks(30), "ruim 4 lesweken"),
        (wording.plan(True), "J"),
        (wording.plan(False), "N"),
        (wording.plan(None), "onbekend"),
        (wording.listing(("a", "b", "c")), "a, b en c"),
        (wording.listing(("a",)), "a"),
        (wording.listing(()), ""),
        (wording.hour_unit("PO"), "klokuren"),
        (wording.hour_unit("VSO"), "lesuren"),
        (wording.shown(Shown(None, 5)), "minder dan 5"),
        (wording.shown(Shown(0, 5)), "0"),
        (wording.shown_share(Shown(25, 5), Shown(200, 5)), "12,5 %"),
        (wording.shown_share(Shown(None, 5), Shown(200, 5)), "niet getoond"),
        (wording.heat_legend((0, 2, 5)), ("minder dan 2 %", "2 tot 5 %", "5 % of meer")),
    ],
)
def test_dutch_form(got: str | tuple[str, ...], expected: str | tuple[str, ...]) -> None:
    plain = got.replace(NBSP, " ") if isinstance(got, str) else tuple(text.replace(NBSP, " ") for text in got)
    assert plain == expected


def test_attendance_shows_the_range_of_unknown_time() -> None:
    # present 912 of 1000 = 91,2 %; with 22 unknown (912 + 22) = 93,4 %.
    assert wording.attendance(Minutes(1000, 912, 66, 0, 22)).replace(NBSP, " ") == "tussen 91,2 en 93,4 %"
    assert wording.attendance(Minutes(1000, 912, 88, 0, 0)).replace(NBSP, " ") == "91,2 %"
    assert wording.attendance(Minutes()) == "n.v.t."
    # 12 of the minutes present could be absence: (912 - 12) = 90,0 %, with and without the unknown ones.
    assert wording.attendance(Minutes(1000, 912, 88, niet_zeker=12)).replace(NBSP, " ") == "tussen 90,0 en 91,2 %"
    assert (
        wording.attendance(Minutes(1000, 912, 66, 0, 22, niet_zeker=12)).replace(NBSP, " ") == "tussen 90,0 en 93,4 %"
    )


@pytest.mark.parametrize(
    ("present", "scheduled", "share", "unsure"),
    [
        (912, 1000, 91.2, 0),
        (912, 1000, 90.0, 12),
        (1, 3, 0.0, 1),
        # 2 of 3 and 1 of 3: no share is a whole number.
        (2, 3, 100 / 3, 1),
        (2, 3, 200 / 3, 0),
        (0, 0, None, 0),
    ],
)
def test_what_rows_in_quarantine_could_take_off(present: int, scheduled: int, share: float | None, unsure: int) -> None:
    assert count_unsure(present, scheduled, share) == unsure


def _make_pupil(**changes: object) -> Pupil:
    pupil = Pupil("lpqrstuvwxyz", "2b", "2", 70, Minutes(1000, 1000), 1, "zeker", 0.0, 0, 0, 0, 0.0)
    return replace(pupil, **changes)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        # 899 / 1000 is tier 3, (899 + 1) / 1000 = 90 % is tier 2.
        (Minutes(1000, 899, 100, 0, 1), "tier 2 of 3"),
        # 949 / 1000 is tier 2, 950 / 1000 = 95 % is tier 1.
        (Minutes(1000, 949, 50, 0, 1), "tier 1 of 2"),
        # 800 / 1000 is tier 3, 1000 / 1000 is tier 1.
        (Minutes(1000, 800, 0, 0, 200), "tier 1, 2 of 3"),
        # The same by rows in quarantine: 950 - 1 is tier 2, 900 - 1 tier 3.
        (Minutes(1000, 950, 50, niet_zeker=1), "tier 1 of 2"),
        (Minutes(1000, 1000, niet_zeker=101), "tier 1, 2 of 3"),
    ],
)
def test_an_open_tier_names_what_it_can_be(minutes: Minutes, expected: str) -> None:
    pupil = _make_pupil(minuten=minutes, tier=None, tier_status="open")
    assert wording.tier_bounds(pupil, samples.make_header()) == expected
    assert wording.tier_bounds(_make_pupil(), samples.make_header()) == ""


def test_status_in_words() -> None:
    now = PupilStatus("thuiszitter", "S3-72", date(2026, 1, 12), 42, op_peildatum=True)
    assert wording.status_phrase(now).replace(NBSP, " ") == "Thuiszitter sinds 12 jan 2026, 6 lesweken"
    over = replace(now, op_peildatum=False, duur_posities=28, precies_vier_weken=True)
    assert wording.status_phrase(over).replace(NBSP, " ") == (
        "Thuiszitter in deze periode, nu niet meer; vanaf 12 jan 2026, 4 lesweken (precies vier weken)"
    )
    assert wording.status_phrase(replace(now, vorige_school=True)).endswith(", begonnen op de vorige school")
    bare = PupilStatus("dreigend", "S3-16", None, None, op_peildatum=True, alleen_aanwezigheid=True)
    assert wording.status_phrase(bare) == "Dreigend thuiszitter"


def test_places_are_grouped_by_file_and_column() -> None:
    found = [Place("a.csv", line, "datum", 1) for line in (140, 141, 142, 150)] + [Place("b.csv", None, "", 3)]
    assert wording.line_ranges([2011, 2011]) == ("2011",)
    assert wording.places(found) == ("a.csv, kolom datum: regel 140 t/m 142, 150", "b.csv")
    many = [Place("a.csv", 2 * at, "", 1) for at in range(1, 24)]
    # 23 separate lines, 20 shown, 3 left.
    assert wording.places(many)[0].replace(NBSP, " ").endswith("40 en nog 3 plekken")


def test_four_week_groups_without_plan() -> None:
    # 10 + 6 pupils, 4 + 2 with a plan, 1 + 3 unknown: 16 - 6 - 4 = 6 without.
    assert FourWeekCounts(10, 4, 1, 6, 2, 3).zonder_plan == 6


# --- findings --------------------------------------------------------------------------------------------------------


def test_causes_with_most_rows_first() -> None:
    causes = group_findings(samples.make_findings(), {"datum_onleesbaar": 12})
    # 35 lines of one row each (140 up to 174); one finding of 4 rows; one note.
    assert [(cause.code, cause.rijen, cause.leerlingen) for cause in causes] == [
        ("datum_onleesbaar", 35, 12),
        ("onbekende_leerling", 4, None),
        ("standaardtabel", 1, None),
    ]
    unusable, noticed = split_causes(causes)
    assert [cause.code for cause in unusable] == ["datum_onleesbaar", "onbekende_leerling"]
    assert [cause.code for cause in noticed] == ["standaardtabel"]


def test_balance_is_the_sum_of_the_files() -> None:
    balance = sum_balance(samples.make_files())
    # 12 480 + 742 + 1 310 read; 38 + 1 + 0 in quarantine.
    assert (balance.gelezen, balance.quarantaine) == (14_532, 39)
    assert balance.gelezen == balance.gebruikt + balance.quarantaine + balance.vervangen + balance.niet_geteld


# --- figures ---------------------------------------------------------------------------------------------------------


def test_heat_cells() -> None:
    monday = date(2025, 9, 1)
    cells = (
        WeekClassCell("1a", "2025-W36", monday, 1000, 50, 0, 10),
        WeekClassCell("1b", "2025-W36", monday, 1000, 50, 0, 4),
        WeekClassCell("1a", "2025-W37", monday + timedelta(weeks=1), 1000, 49, 1, 10),
    )
    (table,) = figures.heat_weeks(cells, 5)
    # 50 / 1000 = 5 %: step "5 tot 10 %" (index 2). 49 / 1000 = 4,9 %: index 1, and unknown time lifts it to 5.
    assert table.rijen[0].cellen == (figures.HeatCell("5", 2), figures.HeatCell("4", 1, onbekend=True))
    assert table.rijen[1].cellen == (figures.HeatCell("", None), figures.HeatCell("", None, leeg=True))


def test_heat_hours_need_a_minimum_of_lessons() -> None:
    cells = (WeekdayHourCell(1, 1, 50, 10, 0), WeekdayHourCell(2, 1, 49, 10, 0), WeekdayHourCell(2, 2, 0, 0, 0))
    table = figures.heat_hours(cells, 50, "lesuur")
    # 10 / 50 = 20 %: the last step; 49 lessons are too few.
    assert table.rijen[0].cellen == (figures.HeatCell("20", 4), figures.HeatCell("", None))
    assert [cell.leeg for cell in table.rijen[1].cellen] == [True, True]


def test_a_long_period_is_cut_into_tables_that_fit_a_page() -> None:
    school = samples.make_school(30, 44, 0)
    assert [len(table.kolommen) for table in figures.heat_weeks(school.weken, 5)] == [20, 20, 4]


def test_the_steps_of_the_heat_map_agree_with_the_number_in_the_cell() -> None:
    for absent in range(0, 1001):
        shown = wording.whole_percentage(absent, 1000)
        value = 0 if shown == "<1" else int(shown)
        step = palette.heat_step(absent, 1000)
        assert palette.HEAT_LIMITS[step] <= value
        assert step == len(palette.HEAT_LIMITS) - 1 or value < palette.HEAT_LIMITS[step + 1]


# --- colours ---------------------------------------------------------------------------------------------------------


def test_every_pair_of_colours_reads() -> None:
    swatches = (*palette.TIERS.values(), *palette.HEAT)
    assert all(palette.contrast(swatch.vulling, swatch.tekst) >= palette.TEXT_RATIO for swatch in swatches)
    inks = (palette.INK, palette.MUTED, palette.ACCENT)
    for paper in (palette.PAPER, palette.WASH):
        assert all(palette.contrast(ink, paper) >= palette.TEXT_RATIO for ink in inks)
        assert palette.contrast(palette.OUTLINE, paper) >= palette.MARK_RATIO


def test_contrast_of_known_pairs() -> None:
    # WCAG: black on white is 21 : 1; equal colours are 1 : 1.
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#777777") == pytest.approx(1)


def test_colours_stay_apart_in_grey() -> None:
    tiers = sorted(palette.luminance(palette.TIERS[key].vulling) for key in ("1", "2", "3"))
    assert all(after - before >= 0.08 for before, after in pairwise(tiers))
    heat = [palette.luminance(swatch.vulling) for swatch in palette.HEAT]
    assert heat == sorted(heat, reverse=True)


def test_a_tier_is_never_colour_alone() -> None:
    assert len(set(wording.TIER_SYMBOLS.values())) == len(palette.TIERS) == len(wording.TIER_WORDS)
    page = render_pupils(samples.make_school())
    badges = re.findall(r'<span class="tier tier-([^"]+)"><span aria-hidden="true">(.)</span> ([^<]+)</span>', page)
    assert len(badges) == page.count('class="tier tier-') > 100
    for key, symbol, words in badges:
        assert (symbol, words) == (wording.TIER_SYMBOLS[key], wording.TIER_WORDS[key])


def test_a_coloured_cell_has_a_number_and_an_uncoloured_one_words() -> None:
    page = render_school(samples.make_school())
    assert re.findall(r'<td class="stap-\d"></td>', page) == []
    coloured = re.findall(r'<td class="stap-\d">([^<]*)', page)
    assert len(coloured) > 100
    assert all(re.fullmatch(r"<?\d+|&lt;1", text) for text in coloured)
    assert "te weinig lessen" in read(page).text


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_page_is_well_formed_and_complete(name: str) -> None:
    content = PAGES[name]()
    page = read(content)
    assert page.faults == []
    assert page.open_tags == []
    tags = [tag for tag, _ in page.tags]
    assert tags[:4] == ["html", "head", "meta", "meta"]
    assert page.tags[0][1]["lang"] == "nl"
    assert page.tags[2][1]["http-equiv"] == "Content-Security-Policy"
    assert (tags.count("h1"), tags.count("main"), tags.count("header"), tags.count("footer")) == (1, 1, 1, 1)
    assert ("meta", {"name": "referrer", "content": "no-referrer"}) in page.tags
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "None" not in page.text
    assert content == PAGES[name]()


@pytest.mark.parametrize("name", PAGES)
def test_policy_allows_exactly_what_stands_in_the_page(name: str) -> None:
    page = read(PAGES[name]())
    policy = page.tags[2][1]["content"] or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    hashes = re.findall(r"'sha256-([^']+)'", policy.partition("script-src")[2].partition(";")[0])
    found = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in page.scripts]
    assert found == hashes
    assert len(found) == count_scripts(name)
    assert "style-src-attr" not in policy
    style = base64.b64encode(hashlib.sha256(page.styles[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{style}'" in policy


BESIDE = (
    *("index.html", "figuren.html", "leerlingen.html", "retour.html", "retour.xlsx"),
    *("rol/mentor.html", "rol/oco.html", "rol/school.html"),
)


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_nothing_of_the_network(name: str) -> None:
    page = read(PAGES[name]())
    for _, attributes in page.tags:
        assert not {"src", "srcset", "action", "style"} & set(attributes)
        assert not any(key.startswith("on") for key in attributes)
        href = attributes.get("href") or "#"
        assert href.partition("#")[0] in ("", *BESIDE)
    assert not re.search(r"url\(|@import|https?:", " ".join(page.styles))


@pytest.mark.parametrize("text", samples.HOSTILE)
@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_hostile_text_stays_text(name: str, text: str) -> None:
    content = HOSTILE_PAGES[name](text)
    page = read(content)
    assert page.faults == []
    assert page.open_tags == []
    assert " ".join(text.split()) in page.text
    tags = {tag for tag, _ in page.tags}
    assert not {"img", "b", "iframe", "object"} & tags
    assert [tag for tag, _ in page.tags].count("script") == count_scripts(name)
    assert all((attributes.get("href") or "#")[:1] in "#irfl" for _, attributes in page.tags)
    assert "window.PWNED" not in "".join(page.styles)


def test_an_officer_reads_what_to_ask_for_first() -> None:
    text = read(PAGES["leerplicht"]()).text.replace(NBSP, " ")
    # Of seven reports earlier and running are not reported either: 1 + 1 + 1, and one elsewhere.
    assert (
        "8 meldingen. Niet gemeld: 4. Te laat gemeld: 1. Niet bekend of dit gemeld is: 1. Nog te melden: 1. "
        "Op tijd gemeld: 1." in text
    )
    rows = re.findall(r'<th scope="row" class="code">(\w+)</th>', PAGES["leerplicht"]())
    # Not reported by due date, too late, not known, still to report, in time; then earlier years.
    assert rows == [
        *("labcdefghij2", "labcdefghij2", "labcdefghij3", "labcdefghica", "labcdefghiba", "labcdefghiaa"),
        *("labcdefghij2", "labcdefghij2"),
    ]
    assert "sinds 1 dec 2025" in text
    assert "di 11 nov 2025: lesuur 1 t/m 3 en 6 t/m 7, code P (voorlopig ongeoorloofd)" in text
    assert "di 11 nov 2025: lesuur 4 t/m 5 en 8, luxeverzuim" in text
    assert "ma 10 nov 2025: dagdeel 1 t/m 8, code S (spijbelen)" in text
    assert "Nog geen uren na de vorige melding." in text


def test_the_two_officers_read_the_same_form_in_their_own_words() -> None:
    pages = (officer_samples.make_officer_report(), officer_samples.make_report_of_adults())
    officer, adults = (read(render_officer_report(report)).text.replace(NBSP, " ") for report in pages)
    assert "Leerplicht · voor de leerplichtambtenaar" in officer
    assert "Het gaat om leerlingen met leerplicht of kwalificatieplicht." in officer
    assert "Doorstroompunt · voor het Doorstroompunt (RMC)" in adults
    assert "Het gaat om meerderjarige leerlingen zonder startkwalificatie." in adults
    assert "leerplicht" not in adults.casefold()


def test_the_numbers_of_an_officer_have_an_address() -> None:
    page = PAGES["leerplicht"]()
    where = "school=12AB00;leerling=labcdefghij2;meldsoort=16uur;einddatum=2025-11-11"
    assert f'data-adres="duo_melding;waarde;uren;{where}">16,0<' in page
    assert f'data-adres="duo_melding;waarde;waarvan_voorlopig;{where}">5,0<' in page
    assert f'data-adres="leerplicht_bewijs;som;uren;{where}">16,0<' in page


def test_a_template_that_misses_a_value_fails_loudly() -> None:
    """Negative control for StrictUndefined."""
    with pytest.raises(UndefinedError):
        get_environment().from_string("{{ bestaat_niet }}").render()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("""<a href='x' title="&">""", "&lt;a href=&#39;x&#39; title=&#34;&amp;&#34;&gt;"),
        (Markup("<b>&amp;</b>"), "<b>&amp;</b>"),
        (12, "12"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_each_piece_of_a_page_is_escaped_once(value: object, expected: str) -> None:
    assert get_environment().from_string("{{ waarde }}").render(waarde=value) == expected


@pytest.mark.parametrize("render", [render_school, render_pupils, render_school_figures])
def test_a_page_lets_go_of_what_it_is_made_from(render: Callable[[SchoolReport], str]) -> None:
    """At once: a process that makes schools looks for what holds itself only after each."""
    report = samples.make_school(pupils=3, weeks=2, statuses=1)
    seen = weakref.ref(report)
    gc.disable()
    try:
        assert render(report)
        assert seen() is not None, "a control"
        del report
        assert seen() is None
    finally:
        gc.enable()


def test_templates_leave_formatting_to_wording() -> None:
    folder = Path(reports.__file__).parent / "templates"
    for file in sorted(folder.glob("*.j2")):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*(safe|round|format|int|float|string|tojson|striptags)\b", source), file.name
        assert "style=" not in source, file.name
        # Data in an attribute always stands between quotes.
        assert not re.search(r"=\{\{", source), file.name


def test_the_page_of_cards_stays_within_three_megabytes() -> None:
    school = samples.make_school(2_000, 44, 80)
    assert len(render_pupils(school).encode()) <= PAGE_BYTES
    # Two signals each, with more lines than a page can hold.
    many = replace(
        school, leerlingen=tuple(replace(pupil, bewijs=samples.make_evidence(8)) for pupil in school.leerlingen)
    )
    page = render_pupils(many)
    assert len(page.encode()) <= PAGE_BYTES
    # 6 000 lines are those of 6 000 / 8 = 750 pupils; the other 2 000 - 750 say where theirs are.
    assert page.count("te veel voor deze pagina") == 1_250


def test_a_school_with_a_very_long_list_shows_less_evidence_and_says_so() -> None:
    school = samples.make_school(2_000, 44, 450)
    many = replace(
        school, leerlingen=tuple(replace(pupil, bewijs=samples.make_evidence(8)) for pupil in school.leerlingen)
    )
    page = render_pupils(many)
    assert len(page.encode()) <= PAGE_BYTES
    assert "Het zijn er te veel voor deze pagina. Ze staan in tabel signaal" in page
    # Every pupil of the list still has a card with its signals: 450 with a status, and one with a four-week group.
    assert page.count('<details class="kaart">') == 450 + 1


def test_the_first_page_of_a_very_large_school_leaves_the_last_groups_to_the_second() -> None:
    """1.2 MB: of 1 150 with a status every sixth is in the fourth group; those stand on the page of cards."""
    page = render_school(samples.make_school(1_250, 15, 1_150))
    assert len(page.encode()) <= FIRST_PAGE_BYTES
    assert '<a href="leerlingen.html#kaarten-4">' in page
    # Numbers 5, 11 … 1 145: (1 145 - 5) / 6 + 1 = 191; and one with a four-week group.
    assert page.count('<tr class="rij">') == 1_150 - 191 + 1
    small = render_school(samples.make_school())
    assert "leerlingen.html#kaarten-4" not in small
    # 14 with a status and one with a four-week group.
    assert small.count('<tr class="rij">') == 14 + 1


def test_evidence_stands_behind_each_signal() -> None:
    text = read(render_pupils(samples.make_school(12, 3, 6))).text
    # 18 hours against a bound of 16; four days of four lesson hours.
    assert "vier lesweken: 18 lesuren (grens 16), geldt op de peildatum (S3-70)" in text
    # Where the rule stands and what it asks is told once, in the table of rules.
    assert "S3-70Zestien uur ongeoorloofd in vier lesweken" + "bijlage 3, regel 910-934mentorgesprek met ouders" in text
    assert "1 sep t/m 28 sep 2025, 16 lessen" in text
    assert "ma 1 sep 2025: lesuur 1 t/m 4, code S (spijbelen), verzuim-najaar.csv regel 12 t/m 13 en 15 t/m 16" in text


def test_evidence_that_is_cut_says_so() -> None:
    (found,) = samples.make_evidence(4)
    assert evidence.describe_window(found).endswith("16\u00a0lessen")
    cut = evidence.describe_window(found._replace(lesuren_totaal=60))
    assert cut.endswith("60\u00a0lessen; hieronder de laatste 16")


def test_school_page_says_what_is_sure_and_what_not() -> None:
    text = read(render_school(replace(samples.make_school(), register_aangeleverd=False))).text
    assert "3 bestanden, 14.532 rijen. 39 rijen niet te gebruiken. 2 codes zonder betekenis." in text
    assert "Geen MSA-register ontvangen" in text
    assert "peildatum 1 jan 2026" in text


def test_return_sheet_says_where_and_how() -> None:
    text = read(render_return_sheet(samples.make_return_sheet())).text
    assert "absenties-najaar.csv, kolom datum: regel 140 t/m 174" in text
    assert "35 keer · 12 leerlingen" in text
    # 39 of 14 532 rows were not used: (14 532 - 39) / 14 532 = 99,73 %, rounded down.
    assert "99,7 % van de rijen" in text


def test_context_fields_cannot_be_changed() -> None:
    header = samples.make_header()
    assert all(field.name for field in fields(header))
    with pytest.raises(AttributeError):
        header.swv = "anders"


def test_the_worklist_says_by_when_it_should_have_been_reported():
    page = render_school(samples.make_school()).replace("\u00a0", " ")
    # One was made, too late: nothing is asked of it any more.
    assert "te laat gemeld" not in page
    assert "Van 1 melding is bekend dat de school ze te laat deed." in page
    assert "niet gemeld; had gemeld moeten zijn op 5 nov 2025" in page
    assert "1 okt 2025 tot nu toe" in page
    assert "Uit eerdere schooljaren staat nog 1 melding open" in page


def test_an_empty_worklist_says_so():
    page = render_school(replace(samples.make_school(), meldingen=(), meldingen_eerder=0))
    assert "Geen meldingen die dit schooljaar gedaan hadden moeten zijn en ontbreken." in page


@pytest.mark.parametrize("code", [code for code, kind in FINDINGS.items() if kind.ernst == GEWEIGERD])
def test_a_refusal_is_told_in_fixed_words(code: str) -> None:
    """Nothing is filled in: no file, column or class of a school."""
    words = wording.refusal(code)
    assert words.endswith(".")
    assert "{" not in words


def test_causes_that_matter_most_have_words_of_their_own() -> None:
    codes = ("geen_leerlingen", "geen_rooster", "geen_absenties", "te_veel_quarantaine", "rooster_past_niet")
    assert len({wording.refusal(code) for code in (*codes, "niet_herkend", "bestand_leeg")}) == len(codes) + 2
    assert wording.refusal("bestand_leeg") == wording.refusal("pdf") == "Een bestand is niet te lezen."
