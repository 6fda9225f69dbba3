"""The pages in a real browser, opened from disk: accessible, quiet, complete without script, printable.

Needs Debian's Chromium (`apt-get install chromium`); a missing browser fails with that command.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from reports.render import render_comparison, render_explanation, render_return_sheet, render_school, render_swv
from tests.lib import report_samples as samples

WIDTHS = (1280, 320)
PAGES = {
    "swv-normaal": lambda: render_swv(samples.make_swv()),
    "swv-leeg": lambda: render_swv(samples.make_empty_swv()),
    "swv-groot": lambda: render_swv(samples.make_swv(25)),
    "swv-vijandig": lambda: render_swv(samples.make_hostile_swv(samples.HOSTILE[0] + samples.HOSTILE[2])),
    "school-normaal": lambda: render_school(samples.make_school()),
    "school-leeg": lambda: render_school(samples.make_empty_school()),
    "school-groot": lambda: render_school(samples.make_school(400, 44, 30)),
    "school-vijandig": lambda: render_school(samples.make_hostile_school(samples.HOSTILE[0] + samples.HOSTILE[2])),
    "retour-normaal": lambda: render_return_sheet(samples.make_return_sheet()),
    "retour-leeg": lambda: render_return_sheet(samples.make_empty_return_sheet()),
    "uitleg-normaal": lambda: render_explanation(samples.make_explanation()),
    "uitleg-vijandig": lambda: render_explanation(samples.make_hostile_explanation(samples.HOSTILE[0])),
    "vergelijking-normaal": lambda: render_comparison(samples.make_comparison()),
    "vergelijking-vijandig": lambda: render_comparison(samples.make_comparison(samples.HOSTILE[0])),
    "retour-vijandig": lambda: render_return_sheet(samples.make_hostile_return_sheet(samples.HOSTILE[3])),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("paginas")
    for name, render in PAGES.items():
        (target / f"{name}.html").write_text(render(), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail("Chromium ontbreekt. Typ: apt-get install -y --no-install-recommends chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()


def _open(browser: Browser, file: Path, *, width: int, troubles: list[str], script: bool = True) -> Page:
    """Open a page and collect what should not happen: console errors, page errors, requests beside the page itself."""
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri(), wait_until="load")
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(browser: Browser, folder: Path, name: str, width: int) -> None:
    troubles: list[str] = []
    # axe needs a script of its own, which the policy of the page rightly refuses: only this context bypasses it.
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    checked = context.new_page()
    checked.goto((folder / f"{name}.html").as_uri())
    found = Axe().run(checked).response["violations"]
    context.close()
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []

    page = _open(browser, folder / f"{name}.html", width=width, troubles=troubles)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.PWNED === undefined")
    page.close()
    assert troubles == []


def test_a_page_with_faults_is_noticed(browser: Browser, tmp_path: Path) -> None:
    """Negative control: a picture without text, a request and an error are all seen."""
    file = tmp_path / "fout.html"
    file.write_text("<html><img src='weg.png'><script>throw new Error('x')</script></html>", encoding="utf-8")
    troubles: list[str] = []
    page = _open(browser, file, width=320, troubles=troubles)
    assert "image-alt" in {violation["id"] for violation in Axe().run(page).response["violations"]}
    page.close()
    assert any("weg.png" in trouble for trouble in troubles)
    assert any(trouble == "x" for trouble in troubles)


@pytest.mark.parametrize("name", ["swv-normaal", "school-normaal", "retour-normaal"])
def test_without_script_every_cell_is_there(browser: Browser, folder: Path, name: str) -> None:
    texts = []
    for script in (True, False):
        page = _open(browser, folder / f"{name}.html", width=1280, troubles=[], script=script)
        # Folded parts belong to the content: open them as a reader would.
        for summary in page.locator("summary").all():
            summary.click()
        texts.append([cell.strip() for cell in page.locator("th:visible, td:visible, p:visible").all_inner_texts()])
        page.close()
    assert len(texts[0]) > 20
    assert texts[0] == texts[1]


def test_charts_are_drawn_and_fit_the_printed_page(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder / "swv-groot.html", width=1280, troubles=[], script=False)
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
    page.close()


def test_an_own_text_cannot_bring_an_element_onto_the_page(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder / "swv-vijandig.html", width=1280, troubles=[], script=False)
    assert page.locator("script, img, iframe, [onerror]").count() == 0
    assert "<script>window.PWNED=1</script>" in page.locator("section:has(#duiding)").inner_text()
    page.close()


@pytest.mark.parametrize("name", ["swv-normaal", "school-normaal", "retour-normaal"])
def test_page_prints(browser: Browser, folder: Path, tmp_path: Path, name: str) -> None:
    page = _open(browser, folder / f"{name}.html", width=1280, troubles=[])
    content = page.pdf(prefer_css_page_size=True)
    page.close()
    assert content.startswith(b"%PDF")
    assert len(content) < 2_000_000
    # A4 is 595 x 842 points: the page size of the style sheet was used.
    assert re.search(rb"/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", content)


def test_folded_parts_are_printed_open(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder / "school-normaal.html", width=1280, troubles=[])
    last = page.locator("details td").last
    assert not last.is_visible()
    page.emulate_media(media="print")
    assert last.bounding_box() is not None
    assert last.bounding_box()["height"] > 0
    page.close()


def test_a_link_to_a_folded_part_opens_it_without_script(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder / "school-normaal.html", width=1280, troubles=[], script=False)
    assert not page.locator("#groep-tier3").is_visible()
    page.locator("a[href='#groep-tier3']").click()
    assert page.locator("#groep-tier3").is_visible()
    page.close()


def test_keyboard_reaches_the_content_first(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder / "school-normaal.html", width=320, troubles=[])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "overslaan"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    page.close()
