"""The pages in a real browser, opened from disk: accessible, quiet, complete without script, by keyboard, on paper.

The variants stand in tests/lib/page_variants.py; what is asked of a page in tests/lib/browser.py.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.render import render_pupils, render_school
from tests.lib import report_samples as samples
from tests.lib.browser import (
    PAPER_WIDTH,
    REACHABLE,
    find_faint_texts,
    find_wide_parts,
    open_page,
    start_browser,
    unfold,
    walk_by_keyboard,
)
from tests.lib.page_variants import NORMAL, OURS, PAGES
from tests.lib.pages import find_unprinted, squeeze

# A screen of 1280 dots, and the same enlarged four times: 320 CSS pixels.
SCREENS = ((1280, 1), (320, 4))
LARGEST_PRINT = 2_000_000
FAULTY = """<!DOCTYPE html><html><head><style>
.vaag{color:#999;background:linear-gradient(#fff,#eee)} a:focus{outline:0} .breed{width:900px}
</style></head><body><img src="weg.png"><p class="vaag">vaag</p><p class="breed">breed</p><a href="#x">x</a>
<script>throw new Error("x")</script></body></html>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("paginas")
    for name, render in PAGES.items():
        (target / f"{name}.html").write_text(render(), encoding="utf-8")
    (target / "fout.html").write_text(FAULTY, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as opened:
        yield opened


@pytest.mark.parametrize(("width", "zoom"), SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(browser: Browser, folder: Path, name: str, width: int, zoom: int) -> None:
    """axe finds nothing, folded parts open."""
    # axe needs a script of its own, which the policy of the page rightly refuses: only this context bypasses it.
    with open_page(browser, folder / f"{name}.html", width=width, bypass_csp=True) as opened:
        unfold(opened.page)
        violations = Axe().run(opened.page).response["violations"]
        assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


@pytest.mark.parametrize(("width", "zoom"), SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_fits_and_reads(browser: Browser, folder: Path, name: str, width: int, zoom: int) -> None:
    """No error and no request; nothing sticks out, also enlarged four times; each text stands out from its ground."""
    with open_page(browser, folder / f"{name}.html", width=width, zoom=zoom) as opened:
        page = opened.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        unfold(page)
        assert find_wide_parts(page, width) == []
        measured, faint = find_faint_texts(page)
        assert measured > 5
        assert faint == []
        assert page.evaluate("window.PWNED === undefined")
        assert opened.troubles == []


def test_a_page_with_faults_is_noticed(browser: Browser, folder: Path) -> None:
    """Negative control of every check above and below."""
    with open_page(browser, folder / "fout.html", width=320, bypass_csp=True) as opened:
        page = opened.page
        assert "image-alt" in {found["id"] for found in Axe().run(page).response["violations"]}
        assert any("breed" in part for part in find_wide_parts(page, 320))
        measured, faint = find_faint_texts(page)
        # Grey #999 on white is 2,85 to 1, on #eee less.
        assert measured == 3
        assert [text.split()[0] for text in faint] == ["vaag"]
        assert walk_by_keyboard(page) == (1, ['<a href="#x">x</a>'], 1)
    assert any("weg.png" in trouble for trouble in opened.troubles)
    assert "x" in opened.troubles


@pytest.mark.parametrize("name", OURS)
def test_without_script_every_cell_is_there(browser: Browser, folder: Path, name: str) -> None:
    texts = []
    for script in (True, False):
        with open_page(browser, folder / f"{name}.html", script=script) as opened:
            parts = opened.page.locator("th, td, p, li, dt, dd, caption, summary, h1, h2, h3, h4")
            texts.append([text.strip() for text in parts.all_text_contents()])
    # The emptiest page has its heads, one sentence and its foot.
    assert len(texts[0]) >= 5
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", NORMAL)
def test_the_keyboard_reaches_everything(browser: Browser, folder: Path, name: str) -> None:
    """Every link, fold and region in turn, the focus always in sight, and out again at the end."""
    with open_page(browser, folder / f"{name}.html") as opened:
        reached, unseen, total = walk_by_keyboard(opened.page)
        assert reached == total > 1
        assert unseen == []


@pytest.mark.parametrize("name", NORMAL)
def test_the_first_key_leads_past_the_head(browser: Browser, folder: Path, name: str) -> None:
    with open_page(browser, folder / f"{name}.html", width=320) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.className") == "overslaan"
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "inhoud"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two pages of a school as large as that of the demo: 1 108 pupils, of whom 487 are on the list."""
    target = tmp_path_factory.mktemp("groot")
    school = samples.make_school(1_108, 15, 487)
    (target / "index.html").write_text(render_school(school), encoding="utf-8")
    (target / "leerlingen.html").write_text(render_pupils(school), encoding="utf-8")
    return target


def test_the_pages_of_a_large_school_are_light(large: Path) -> None:
    assert (large / "index.html").stat().st_size <= 1_200_000
    assert (large / "leerlingen.html").stat().st_size <= 3_000_000


def test_tiles_and_five_rows_stand_on_the_first_screen(browser: Browser, large: Path) -> None:
    with open_page(browser, large / "index.html", width=1100) as opened:
        # The window is 900 dots high.
        boxes = [opened.page.locator(".tegel").last.bounding_box(), opened.page.locator(".rij").nth(4).bounding_box()]
        assert [box is not None and box["y"] + box["height"] <= 900 for box in boxes] == [True, True]


def test_a_large_school_has_few_places_for_the_keyboard_while_all_is_closed(browser: Browser, large: Path) -> None:
    with open_page(browser, large / "index.html") as opened:
        assert opened.page.evaluate(REACHABLE) <= 150
        # Negative control: opened, each pupil of the list is such a place.
        unfold(opened.page)
        assert opened.page.evaluate(REACHABLE) > 487


def test_a_large_school_prints_what_cannot_wait_on_three_sheets_and_all_on_request(
    browser: Browser, large: Path
) -> None:
    with open_page(browser, large / "index.html", script=False) as opened:
        page = opened.page
        names = page.locator(".tegel .naam").all_text_contents()
        codes = page.locator(".rij a.code").all_text_contents()[:5]
        sheets = read_sheets(page.pdf(prefer_css_page_size=True))
        assert len(sheets) <= 3
        assert [text for text in (*names, *codes) if squeeze(text) not in sheets[0]] == []
        # What is not on paper is told, with how many.
        assert "Opditpapier" in "".join(sheets)
        assert "Hoeisergeteld?" not in "".join(sheets)
        page.locator("#papier").select_option(index=1)
        everything = read_sheets(page.pdf(prefer_css_page_size=True))
        assert len(everything) > 3
        assert "Hoeisergeteld?" in "".join(everything)
        codes = page.locator(".rij a.code").all_text_contents()
        assert len(codes) == 487 + 1
        assert [code for code in codes if code not in "".join(everything)] == []


def read_sheets(content: bytes) -> list[str]:
    """The text of each printed sheet, without space."""
    return [squeeze(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_charts_are_drawn_and_fit_the_printed_page(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "swv-groot.html", script=False) as opened:
        page = opened.page
        # The weeks, and one funnel a sector: 18 schools of VO, 7 of PO; every school is one mark.
        assert page.locator(".grafiek").count() == 3
        assert page.locator(".punt, .punt-buiten").count() == 18 + 7
        assert page.locator(".lijn-nu").first.evaluate("e => getComputedStyle(e).fill") == "none"
        page.emulate_media(media="print")
        # A4 less the margins of 13 mm: 184 mm = 695 CSS pixels.
        page.set_viewport_size({"width": 695, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 695
        widths = page.locator(".schuif").evaluate_all("all => all.map(e => [e.scrollWidth, e.clientWidth])")
        assert [pair for pair in widths if pair[0] > pair[1]] == []


def test_an_own_text_cannot_bring_an_element_onto_the_page(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "swv-vijandig.html", script=False) as opened:
        page = opened.page
        assert page.locator("script, img, iframe, [onerror]").count() == 0
        assert "<script>window.PWNED=1</script>" in page.locator("section:has(#duiding)").inner_text()


@pytest.mark.parametrize("name", NORMAL)
def test_a_fold_opens_by_keyboard(browser: Browser, folder: Path, name: str) -> None:
    with open_page(browser, folder / f"{name}.html", script=False) as opened:
        folded = opened.page.locator("details:not([open])")
        before = folded.count()
        if before:
            opened.page.locator("details:not([open]) > summary:visible").first.focus()
            opened.page.keyboard.press("Enter")
            assert folded.count() == before - 1


@pytest.mark.parametrize("name", OURS)
def test_page_prints(browser: Browser, folder: Path, name: str) -> None:
    """On A4 with nothing cut off; every cell of every table is there, folded parts too; in grey nothing gets faint."""
    file = folder / f"{name}.html"
    with open_page(browser, file) as opened:
        page = opened.page
        content = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH
        assert find_wide_parts(page, PAPER_WIDTH) == []
        assert find_faint_texts(page)[1] == []
    document = pypdf.PdfReader(io.BytesIO(content))
    sizes = {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in document.pages}
    assert sizes <= {(595, 842), (596, 842)}
    text = squeeze("".join(sheet.extract_text() for sheet in document.pages))
    assert find_unprinted(file.read_text(encoding="utf-8"), text) == {}


def test_folded_parts_are_printed_open(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "leerlingen-normaal.html") as opened:
        last = opened.page.locator("details td").last
        assert not last.is_visible()
        opened.page.emulate_media(media="print")
        box = last.bounding_box()
        assert box is not None
        assert box["height"] > 0


def test_a_link_to_a_folded_part_opens_it_without_script(browser: Browser, folder: Path) -> None:
    """Each link to a place on the page brings that place into sight."""
    with open_page(browser, folder / "school-normaal.html", script=False) as opened:
        page = opened.page
        targets = {link.get_attribute("href") for link in page.locator("main a[href^='#']:visible").all()}
        assert targets
        for target in sorted(target for target in targets if target)[:5]:
            page.locator(f"main a[href='{target}']:visible").first.click()
            assert page.locator(target).is_visible(), target
