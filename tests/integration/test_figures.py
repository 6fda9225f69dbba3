"""The figures to explore in a real browser: drawn, pointed at, zoomed, switched, printed; and with hostile names.

What holds for every page (axe, network, console, script off, paper) is asked in test_browser.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reports.render import render_school_figures
from reports.render_swv import render_figures
from tests.lib import report_samples as samples
from tests.lib.browser import open_page, start_browser

HOSTILE_NAME = "<b>A</b> & <img src=x onerror=window.PWNED=1> $\\href{javascript:alert(1)}{x}$ &lt;"
NBSP = "\u00a0"
# Each fourth school of the sample is PO.
PO = {"De Linde", "De Brug", "De Linde 8", "De Brug 12", "De Linde 16", "De Brug 20", "De Linde 24"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("figuren")
    (target / "gewoon.html").write_text(render_figures(samples.make_swv(25)), encoding="utf-8")
    (target / "school.html").write_text(render_school_figures(samples.make_school()), encoding="utf-8")
    hostile = samples.make_hostile_school(HOSTILE_NAME)
    (target / "school-vijandig.html").write_text(render_school_figures(hostile), encoding="utf-8")
    (target / "vijandig.html").write_text(render_figures(samples.make_hostile_swv(HOSTILE_NAME)), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as opened:
        yield opened


def point_at(page: Page, mark: str, number: int) -> str:
    """Move the mouse to a mark; what then stands beside it."""
    found = page.locator(mark).nth(number)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(at[0] - 4, at[1])
    page.mouse.move(*at, steps=3)
    # plotly waits a twentieth of a second between two answers.
    page.wait_for_timeout(120)
    return "|".join(page.locator(".hovertext .nums tspan.line").all_text_contents())


def point_in(page: Page, figure: str, column: int, row: int) -> str:
    """Move the mouse to a cell of a heat map; what then stands beside it."""
    at = page.evaluate(
        """([figure, column, row]) => {
            const place = document.getElementById(figure), axes = place._fullLayout;
            place.scrollIntoView({block: 'center'});
            const box = place.getBoundingClientRect();
            const measure = (axis, number) => axis._offset + axis.c2p(number);
            return [box.x + measure(axes.xaxis, column), box.y + measure(axes.yaxis, row)];
        }""",
        [figure, column, row],
    )
    page.mouse.move(at[0] - 4, at[1])
    page.mouse.move(*at, steps=3)
    page.wait_for_timeout(120)
    return "|".join(page.locator(".hovertext .nums tspan.line").all_text_contents())


def list_images(page: Page) -> list[str]:
    """Where the pictures in the figures come from: plotly draws the cells of a heat map as one."""
    return page.locator(".figuur image").evaluate_all("list => list.map(i => i.href.baseVal)")


def read_axis(page: Page, figure: str, axis: str) -> list[str]:
    """The numbers along an axis; plotly does not keep them in order."""
    return sorted(page.locator(f"#{figure} .{axis}tick text").all_text_contents())


def test_every_figure_is_drawn(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "gewoon.html") as opened:
        page = opened.page
        # Weeks, trend, tiers and two funnels; two of school years; lesson hours of two sectors.
        assert page.locator(".figuur .main-svg:first-child").count() == 5 + 2 + 2
        # 25 schools, two sectors and the whole; three tiers and those still open.
        assert page.locator("#figuur-tiers .trace").count() == 5
        assert page.locator("#figuur-tiers .ytick text").count() == 25 + 2 + 1
        assert page.locator("[id^=figuur-trechter] .points path").count() == 18 + 7
        # No tool bar, no logo, no legend of plotly, nothing that the keyboard could get lost in.
        assert page.locator(".modebar-btn, .legend, .figuur :is(a, button, [tabindex])").count() == 0
        assert page.locator(".melding.zonder-script").is_hidden()
        assert page.locator(".knoppen[hidden]").count() == 0
        assert opened.troubles == []


def test_pointing_tells_the_printed_number(browser: Browser, folder: Path) -> None:
    """Each mark tells of its own row, and of no row beside it."""
    with open_page(browser, folder / "gewoon.html") as opened:
        page = opened.page
        names = page.locator("#figuur-tiers .ytick text").all_text_contents()
        told = [point_at(page, "#figuur-tiers .trace:nth-child(3) .point path", number) for number in range(28)]
        assert [text.partition("|")[0] for text in told] == names
        # De Linde is the fourth bar; 15 of 320 pupils are in tier 3: 4,68 %.
        assert told[3] == f"De Linde|■ tier 3 · intensief|15 leerlingen, 4,6{NBSP}%"
        days = [point_at(page, "#figuur-weken .trace:nth-child(1) .point", number) for number in range(15)]
        assert len(set(days)) == 15
        assert days[1].startswith(f"week van 8{NBSP}sep{NBSP}2025|dit schooljaar: 94,4{NBSP}%|")
        schools = [point_at(page, "#figuur-trechter-ePO .point", number) for number in range(7)]
        assert [text.partition("|")[0] for text in schools] == [name for name in names if name in PO]
        assert opened.troubles == []


def test_numbers_along_an_axis_are_dutch(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "gewoon.html") as opened:
        assert f"94,5{NBSP}%" in read_axis(opened.page, "figuur-weken", "y")
        assert "1.000" in read_axis(opened.page, "figuur-trechter-ePO", "x")


def test_a_tier_is_switched_off_by_keyboard(browser: Browser, folder: Path) -> None:
    """Then the others start at nought, and the axis ends near what is left."""
    with open_page(browser, folder / "gewoon.html") as opened:
        page = opened.page
        first = page.locator("#figuur-tiers-knoppen [data-reeks='0']")
        assert f"100{NBSP}%" in read_axis(page, "figuur-tiers", "x")
        first.focus()
        page.keyboard.press("Space")
        assert first.get_attribute("aria-pressed") == "false"
        assert page.locator("#figuur-tiers .trace").count() == 4
        assert f"100{NBSP}%" not in read_axis(page, "figuur-tiers", "x")
        page.keyboard.press("Enter")
        assert first.get_attribute("aria-pressed") == "true"
        assert page.locator("#figuur-tiers .trace").count() == 5


def test_a_dragged_part_is_enlarged_until_the_whole_is_asked_for(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "gewoon.html") as opened:
        page = opened.page
        before = read_axis(page, "figuur-weken", "y")
        box = page.locator("#figuur-weken .nsewdrag").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 100, box["y"] + 50)
        page.mouse.down()
        page.mouse.move(box["x"] + 400, box["y"] + 150, steps=5)
        page.mouse.up()
        page.wait_for_timeout(200)
        assert read_axis(page, "figuur-weken", "y") != before
        # Plotly would say in English how to get back.
        assert page.locator(".plotly-notifier").count() == 0
        page.locator("#figuur-weken-knoppen .alles").click()
        assert read_axis(page, "figuur-weken", "y") == before
        assert opened.troubles == []


def test_a_hostile_name_is_shown_letter_by_letter(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "vijandig.html") as opened:
        page = opened.page
        bars = page.locator("#figuur-tiers .trace:nth-child(1) .point path").count()
        # Three schools, two sectors and the whole.
        assert bars == 3 + 2 + 1
        told = [point_at(page, "#figuur-tiers .trace:nth-child(1) .point path", number) for number in range(bars)]
        # The name is broken off over the lines of the card; its letters are all there.
        assert "".join(HOSTILE_NAME.split()) in "".join("".join(told[-1].split("|")).split())
        assert page.locator(".figuur :is(img, a)").count() == 0
        assert all(link.startswith("data:image/png;") for link in list_images(page))
        assert page.evaluate("window.PWNED === undefined")
        assert opened.troubles == []


def test_without_script_a_line_says_what_is_missing(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "gewoon.html", script=False) as opened:
        page = opened.page
        assert page.locator(".melding.zonder-script").is_visible()
        assert page.locator(".met-script").is_hidden()
        assert page.locator(".knoppen:visible").count() == 0
        assert page.locator(".figuur svg").count() == 0
        # Each table opens.
        page.locator("summary").first.click()
        assert page.locator("#tabel-weken").is_visible()


def test_on_paper_a_figure_is_redrawn_to_fit(browser: Browser, folder: Path) -> None:
    """Not made smaller: its letters stay as large as on the screen. Afterwards it is as wide as before."""
    with open_page(browser, folder / "gewoon.html") as opened:
        page = opened.page
        page.evaluate("window.SEEN = []; addEventListener('beforeprint', () => window.SEEN.push("
                      "...[...document.querySelectorAll('.figuur .main-svg:first-child')]"
                      ".map(e => [+e.getAttribute('width'), +e.getAttribute('height')])))")  # fmt: skip
        page.pdf(prefer_css_page_size=True)
        drawn = page.evaluate("window.SEEN")
        assert [width for width, _ in drawn] == [690] * 9
        # A4 has room for 1 005 dots, and the words above a figure need some.
        assert max(height for _, height in drawn) == 880
        page.wait_for_timeout(200)
        assert page.locator("#figuur-tiers .main-svg").first.get_attribute("width") == "1160"


def test_a_finger_scrolls_the_page(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((folder / "gewoon.html").as_uri())
    assert page.evaluate("document.getElementById('figuur-weken').layout.dragmode") is False
    context.close()


# --- a school ---------------------------------------------------------------------------------------------------------


def test_the_heat_maps_of_a_school_are_drawn(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "school.html") as opened:
        page = opened.page
        assert page.locator("#figuur-weken .ytick text").count() == 15
        assert page.locator(".figuur .hm image").count() == 2
        # Week 51 of each of the 15 classes was not measured, and a part of week 50 of the first.
        signs = page.locator("#figuur-weken .textpoint text").all_text_contents()
        assert signs.count("×") == 15 + 1
        assert page.locator(".modebar-btn, .legend, .figuur :is(a, button, [tabindex])").count() == 0
        assert opened.troubles == []


def test_pointing_at_a_cell_tells_what_is_known_of_it(browser: Browser, folder: Path) -> None:
    report = samples.make_school()
    with open_page(browser, folder / "school.html") as opened:
        page = opened.page
        weeks = sorted({cell.maandag for cell in report.weken if cell.gepland_min})
        for column, monday in ((0, weeks[0]), (7, weeks[7])):
            [cell] = [cell for cell in report.weken if (cell.klas, cell.maandag) == ("1b", monday)]
            low = f"{cell.aanwezig_min * 1000 // cell.gepland_min / 10:.1f}".replace(".", ",")
            told = point_in(page, "figuur-weken", column, 1)
            assert told.startswith(f"1b, week {monday.isocalendar().week} (vanaf")
            assert f"aanwezig: {'tussen ' if cell.onbekend_min else ''}{low}" in told
            assert told.endswith(f"12{NBSP}leerlingen")
        # A cell without a colour has its card too.
        assert point_in(page, "figuur-weken", len(weeks), 1) == (
            f"1b, week 51 (vanaf 15{NBSP}dec)|niet gemeten: 5{NBSP}schooldagen|of de klas er was, is niet bekend"
        )
        assert opened.troubles == []


def test_a_question_is_chosen_by_keyboard(browser: Browser, folder: Path) -> None:
    """Its figure, its message and its legend; the others go."""
    with open_page(browser, folder / "school.html") as opened:
        page = opened.page
        figure = page.locator("figure", has=page.locator("#figuur-uren"))
        assert "Alle afwezigheid." in figure.locator("figcaption").inner_text()
        assert point_in(page, "figuur-uren", 0, 0).startswith("maandag, lesuur 1|afwezig: ")
        late = page.locator("#figuur-uren-knoppen [data-keuze='2']")
        late.focus()
        page.keyboard.press("Enter")
        pressed = page.locator("#figuur-uren-knoppen .keuze").evaluate_all("list => list.map(b => b.ariaPressed)")
        assert pressed == ["false", "false", "true"]
        caption = figure.locator("figcaption").inner_text()
        assert "Te laat." in caption
        assert "Alle afwezigheid." not in caption
        assert figure.locator(".legenda:visible").count() == 1
        # 2 400 // 30 of 2 400 lessons, and three with an unknown code: (80 + 3) / 2400 = 3,45 %.
        assert point_in(page, "figuur-uren", 0, 0).split("|") == [
            *("maandag, lesuur 1", f"te laat: tussen 3,3 en{NBSP}3,4{NBSP}%"),
            *(f"80 van de 2.400{NBSP}lessen", f"niet bekend: 3{NBSP}lessen"),
        ]
        assert opened.troubles == []


def test_a_class_with_a_hostile_name_is_shown_letter_by_letter(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "school-vijandig.html") as opened:
        page = opened.page
        told = point_in(page, "figuur-weken", 0, 0)
        assert "".join(HOSTILE_NAME.split()) in "".join(told.replace("|", "").split())
        assert page.locator(".figuur :is(img, a)").count() == 0
        assert all(link.startswith("data:image/png;") for link in list_images(page))
        assert page.evaluate("window.PWNED === undefined")
        assert opened.troubles == []


def test_without_script_all_messages_of_a_school_are_there(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "school.html", script=False) as opened:
        page = opened.page
        assert page.locator(".melding.zonder-script").is_visible()
        assert page.locator("figcaption span[data-bij]:visible").count() == 3
        assert page.locator(".figuur svg").count() == 0


def test_the_figures_of_a_school_fit_on_paper(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "school.html") as opened:
        page = opened.page
        page.evaluate("window.SEEN = []; addEventListener('beforeprint', () => window.SEEN.push("
                      "...[...document.querySelectorAll('.figuur .main-svg:first-child')]"
                      ".map(e => +e.getAttribute('width'))))")  # fmt: skip
        page.pdf(prefer_css_page_size=True)
        assert page.evaluate("window.SEEN") == [690, 690]
        assert opened.troubles == []
