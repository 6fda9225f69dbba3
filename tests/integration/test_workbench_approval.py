"""`vrijgeven = "na akkoord"` in a real browser, without script: a run lies unpublished until the analyst says so.

One quarter is approved, after it was looked at; a later run of it is thrown away, and what was published stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from pipelines.workbench.server import open_workbench
from tests.lib.browser import start_browser
from tests.lib.open_pages import serve_pages
from tests.lib.sent_files import make_schools, write_settings

_PATIENCE = 180_000
SCHOOL = make_schools()[1]
_PUPILS = "leerlingen.csv"


@dataclass
class Seen:
    """What the pages said, step by step; of the disk whether `uitvoer` held a publication."""

    told: dict[str, str] = field(default_factory=dict)
    published: dict[str, bool] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SWV of one school that delivered, which publishes after approval."""
    place = tmp_path_factory.mktemp("akkoord")
    text = write_settings((SCHOOL,)).replace("[swv]\n", '[swv]\nvrijgeven = "na akkoord"\npdf = false\n')
    (place / "swv.toml").write_text(text, encoding="utf-8")
    delivery = place / "aanlevering" / SCHOOL.id
    delivery.mkdir(parents=True)
    for name, content in SCHOOL.files.items():
        (delivery / name).write_bytes(content)
    return place


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[str]:
    with serve_pages(open_workbench, folder / "swv.toml", today=date(2026, 1, 5)) as address:
        yield address


@pytest.fixture(scope="module")
def seen(door: str, folder: Path) -> Iterator[Seen]:
    """The way of the analyst, by hand: no script runs in this browser."""
    with start_browser() as browser:
        context = browser.new_context(java_script_enabled=False)
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto(door)
        page.get_by_role("button", name="Open de werkbank").click()
        page.get_by_role("heading", name="Kwartaal tot").wait_for()
        made = Seen()
        walk(page, page.url.rstrip("/"), folder, made)
        yield made


def walk(page: Page, base: str, folder: Path, seen: Seen) -> None:
    press(page, base, "Draai peildatum")
    note(page, base, folder, seen, "gedraaid")
    page.get_by_role("link", name="Bekijk de verslagen").click()
    page.get_by_role("link", name="Trimesterverslag").first.click()
    seen.figures["wacht"] = page.locator("main").inner_text()
    press(page, base, "Akkoord: geef vrij")
    note(page, base, folder, seen, "akkoord")
    seen.figures["vrijgegeven"] = read_figures(page, base)

    # Another pupil: the next run is another one, and this time the analyst does not agree.
    file = folder / "aanlevering" / SCHOOL.id / _PUPILS
    file.write_bytes(SCHOOL.files[_PUPILS] + b"2099;Roep99;Achter99;2A\r\n")
    press(page, base, "Draai peildatum")
    note(page, base, folder, seen, "weer gedraaid")
    seen.figures["nog steeds"] = read_figures(page, base)
    press(page, base, "Gooi weg")
    note(page, base, folder, seen, "weggegooid")
    seen.figures["daarna"] = read_figures(page, base)


def press(page: Page, base: str, button: str) -> None:
    """Press a button of page Draaien and wait for the end of what it starts, which is another thing than before."""
    page.goto(f"{base}/draaien")
    title = page.locator("#taak")
    before = title.inner_text() if title.count() else "\x00"
    page.get_by_role("button", name=button).click()
    title.filter(has_not_text=before).wait_for()
    end = page.locator(".melding", has_text="Uitgangscode")
    end.wait_for()
    assert "Uitgangscode 0." in end.inner_text(), page.locator("main").inner_text()


def note(page: Page, base: str, folder: Path, seen: Seen, step: str) -> None:
    page.goto(f"{base}/uitvoer")
    output = page.locator("main").inner_text()
    page.goto(f"{base}/draaien")
    seen.told[step] = f"{page.locator('main').inner_text()}\n{output}"
    seen.published[step] = (folder / "uitvoer" / "2026-01-01" / "manifest.json").exists()


def read_figures(page: Page, base: str) -> str:
    page.goto(f"{base}/uitvoer")
    page.get_by_role("link", name="Trimesterverslag").first.click()
    return page.locator("main").inner_text()


def test_a_run_lies_unpublished_until_the_analyst_agrees(seen: Seen) -> None:
    assert "Wacht op uw akkoord" in seen.told["gedraaid"]
    assert "Niemand heeft deze verslagen nog." in seen.told["gedraaid"]
    assert "staat er nog geen uitvoer" in seen.told["gedraaid"]
    assert seen.published["gedraaid"] is False
    assert "Wacht op uw akkoord" not in seen.told["akkoord"]
    assert "staat er nog geen uitvoer" not in seen.told["akkoord"]
    assert seen.published["akkoord"] is True


def test_what_was_looked_at_is_what_came_out(seen: Seen) -> None:
    assert "1 van de 1" in seen.figures["wacht"].replace("\u00a0", " ")
    assert seen.figures["vrijgegeven"] == seen.figures["wacht"]


def test_without_agreement_what_was_published_stays(seen: Seen) -> None:
    assert "Wacht op uw akkoord" in seen.told["weer gedraaid"]
    assert "Wacht op uw akkoord" not in seen.told["weggegooid"]
    assert seen.published["weer gedraaid"] is seen.published["weggegooid"] is True
    assert seen.figures["nog steeds"] == seen.figures["daarna"] == seen.figures["vrijgegeven"]
