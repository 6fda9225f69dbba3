"""The start page in a real browser, as it is first and after mistakes: axe, contrast, 320 pixels, the keyboard.

That the whole quarter can be made from it without script is tested in test_workbench.py.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipelines.workbench.recent import Recent
from pipelines.workbench.server import open_start
from tests.lib.browser import find_faint_texts, find_wide_parts, start_browser, unfold, walk_by_keyboard
from tests.lib.open_pages import serve_pages
from tests.lib.sent_files import make_schools, write_settings

_SCREENS = ((1280, 1), (320, 4))
_STATES = ("eerst", "met fouten")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that the browser was asked to open; one SWV was open before, and one that is gone."""
    folder = tmp_path_factory.mktemp("begin")
    recent = Recent(folder / "instellingen")
    (folder / "swv.toml").write_text(write_settings(make_schools()), encoding="utf-8")
    for file in (folder / "weg" / "swv.toml", folder / "swv.toml"):
        recent.add(file)
    with serve_pages(open_start, folder / "nieuw", today=date(2026, 1, 5), recent=recent) as address:
        yield address


@pytest.fixture(scope="module")
def look(opened: str) -> Iterator[Callable[..., Page]]:
    """Opens the page in one of its states, in a window of some size; the browser was let in once."""
    with start_browser() as browser:
        first = browser.new_context()
        page = first.new_page()
        page.goto(opened)
        page.get_by_role("heading", name="Begin met een nieuw SWV").wait_for()
        # The private file is gone as soon as it was used.
        assert not Path(opened.removeprefix("file://")).parent.exists()
        yield make_looker(browser, page.url, first.cookies())


def make_looker(browser: Browser, address: str, cookies: list) -> Callable[..., Page]:
    def open_page(state: str, *, width: int = 1280, zoom: int = 1, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, device_scale_factor=zoom, bypass_csp=bypass_csp
        )
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(address)
        if state == "met fouten":
            page.get_by_role("button", name="Maak het SWV").click()
            page.get_by_text("Er is nog niets opgeslagen.").wait_for()
        return page

    return open_page


@pytest.mark.parametrize(("width", "zoom"), _SCREENS)
@pytest.mark.parametrize("state", _STATES)
def test_page_is_accessible(look: Callable[..., Page], state: str, width: int, zoom: int) -> None:
    page = look(state, width=width, zoom=zoom, bypass_csp=True)
    unfold(page)
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


@pytest.mark.parametrize(("width", "zoom"), _SCREENS)
@pytest.mark.parametrize("state", _STATES)
def test_page_fits_and_reads(look: Callable[..., Page], state: str, width: int, zoom: int) -> None:
    page = look(state, width=width, zoom=zoom)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_wide_parts(page, width) == []
    measured, faint = find_faint_texts(page)
    assert measured > 20
    assert faint == []


@pytest.mark.parametrize("state", _STATES)
def test_the_keyboard_reaches_everything(look: Callable[..., Page], state: str) -> None:
    reached, unseen, total = walk_by_keyboard(look(state))
    assert reached == total > 15
    assert unseen == []


def test_a_mistake_leads_to_its_question(look: Callable[..., Page]) -> None:
    page = look("met fouten")
    page.get_by_role("link", name="Naam van de school").click()
    field = page.get_by_label("Naam van de school")
    assert field.get_attribute("aria-invalid") == "true"
    told = page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[-1]}")
    assert told.inner_text() == "Vul een naam in."


def test_what_was_open_before_is_offered(look: Callable[..., Page]) -> None:
    page = look("eerst")
    page.get_by_role("button", name="Open SWV Verzonnen").wait_for()
    page.get_by_text("Dit bestand is er niet meer.").wait_for()
