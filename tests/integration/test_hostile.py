"""Hostile text in every field that a delivery can carry, from the files of a school to the pages in a browser.

None of it is ever executed, asks anything of the network, becomes a formula or steers a terminal; it all stays text.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Error

from pipelines.progress import make_reporter
from pipelines.run.steps import RunResult, run_quarter
from pipelines.settings import load_settings
from tests.lib.browser import open_page, start_browser, unfold
from tests.lib.hostile import PAYLOADS, make_school_id, write_hostile_region
from tests.lib.pages import find, read_page

PEILDATUM = date(2026, 1, 1)
# Each tenth school sends a file that cannot be used; signs that cannot be seen in a header refuse it too.
REFUSED = {
    make_school_id(number) for number, payload in enumerate(PAYLOADS) if number % 10 == 9 or not payload.isprintable()
}
# Move, focus and click on everything, without following a link to another file.
OWN_FIELDS = {"zoek": "search", "sleutellijst": "file"}
# A browser opens no list of files for a script that only says it was clicked, and tells so.
ONLY_BY_HAND = "File chooser dialog can only be shown with a user activation."
TOUCH_ALL = """() => {
    document.addEventListener('click', event => {
        const link = event.target.closest && event.target.closest('a');
        if (link && link.protocol === 'file:') event.preventDefault();
    }, true);
    // plotly's own handlers expect events of a real mouse: see test_browser.py.
    const parts = [...document.querySelectorAll('*')].filter(part => !part.closest('.js-plotly-plot'));
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'focusin', 'toggle', 'click'])
        for (const part of parts) part.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
    return parts.length;
}"""


@dataclass(frozen=True)
class Scene:
    result: RunResult
    folder: Path
    told: str

    @property
    def output(self) -> Path:
        assert self.result.output is not None
        return self.result.output

    def list(self, pattern: str) -> list[Path]:
        return sorted(self.output.rglob(pattern))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("vijandig")
    told = io.StringIO()
    settings = load_settings(write_hostile_region(folder))
    return Scene(
        run_quarter(settings, peildatum=PEILDATUM, report_progress=make_reporter(told)), folder, told.getvalue()
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as opened:
        yield opened


def test_there_is_enough_to_try(scene: Scene) -> None:
    """The goal is 60 strings; each school has a page, but for the refused ones, and each has a return sheet."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    assert {school for school, _ in scene.result.refused} == REFUSED
    assert len(scene.list("index.html")) >= len(PAYLOADS) - len(REFUSED) + 1
    assert len(scene.list("retour.html")) == len(PAYLOADS)


def test_nothing_is_executed_or_asked(scene: Scene, browser: Browser) -> None:
    files = scene.list("*.html")
    with open_page(browser, files[0]) as opened:
        page, own = opened.page, {file.as_uri() for file in files}
        for file in files:
            page.goto(file.as_uri(), wait_until="load")
            unfold(page)
            assert page.evaluate(TOUCH_ALL) > 20, file
            assert page.evaluate("window.PWNED === undefined"), file
            assert [trouble for trouble in opened.troubles if trouble not in own | {ONLY_BY_HAND}] == [], file


def test_the_strings_would_do_harm(browser: Browser, tmp_path: Path) -> None:
    """Negative control: on a page without escaping or policy most of them run, or ask something of the network."""
    harmful = 0
    for number, payload in enumerate(PAYLOADS[:47]):
        file = tmp_path / f"{number}.html"
        file.write_text(
            f"<!DOCTYPE html><body>{payload}<p title=\"{payload}\">x</p><p title='{payload}'>x</p>"
            f'<p title={payload}>x</p><a href="{payload}">x</a>',
            encoding="utf-8",
        )
        with open_page(browser, file) as opened:
            try:
                opened.page.evaluate(TOUCH_ALL)
                opened.page.wait_for_timeout(20)
                harmful += bool(opened.troubles) or opened.page.evaluate("window.PWNED === 1")
            except Error:
                # Taken to another page while it was touched.
                harmful += 1
    assert harmful >= 35


def test_the_text_stays_as_it_was_written(scene: Scene) -> None:
    """The name of each school is the heading of its page, letter by letter."""
    for number, payload in enumerate(PAYLOADS):
        school = make_school_id(number)
        for name in ("index.html", "leerlingen.html", "retour.html"):
            file = scene.output / "school" / school / name
            if school in REFUSED and name != "retour.html":
                continue
            page = file.read_text(encoding="utf-8")
            assert " ".join(payload.split()) in find(page, "h1")[0].text, (school, name)


def test_a_class_and_a_code_stay_as_they_were_written(scene: Scene) -> None:
    """Where a page names them; a code that looks like something else is not shown at all."""
    seen = 0
    for number, payload in enumerate(PAYLOADS):
        file = scene.output / "school" / make_school_id(number) / "index.html"
        if file.is_file():
            texts = [element.text for element in read_page(file.read_text(encoding="utf-8")) if element.name != "h1"]
            seen += any(" ".join(payload.split()) in text for text in texts)
    assert seen == len(PAYLOADS) - len(REFUSED)


def test_pages_hold_no_element_or_event_of_a_delivery(scene: Scene) -> None:
    for file in scene.list("*.html"):
        elements = read_page(file.read_text(encoding="utf-8"))
        # The list of pupils has a field to search and one to open the key list, both of the page itself.
        own = [
            element for element in elements if element.name == "input" and element.attributes.get("id") in OWN_FIELDS
        ]
        assert [field.attributes.get("type") for field in own] == list(OWN_FIELDS.values())[: len(own)], file
        names = {element.name for element in elements if element not in own}
        assert not names & {"img", "iframe", "object", "embed", "form", "input", "base", "link", "video", "marquee"}, (
            file
        )
        assert not [name for element in elements for name in element.attributes if name.startswith("on")], file
        links = [element.attributes.get("href", "") for element in elements]
        assert not [link for link in links if re.match(r"\s*(?:javascript|data|https?):", link, re.IGNORECASE)], file


def list_formulas(file: Path) -> list[str]:
    """Cells that a spreadsheet would take for a formula."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        return [cell.coordinate for cell in cells if cell.data_type == "f"]
    rows = csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    return [cell for row in rows for cell in row if is_formula(cell)]


def is_formula(cell: str) -> bool:
    first = unicodedata.normalize("NFKC", cell.lstrip(" '\"") if not cell.startswith("'") else "x")[:1]
    number = re.fullmatch(r"-?\d+(?:,\d+)?", cell)
    return first in set("=+-@\t\r\n|%") and bool(first) and not number


def test_no_cell_is_a_formula(scene: Scene) -> None:
    files = [*scene.list("*.csv"), *scene.list("*.xlsx")]
    assert len(files) >= 7
    assert {file.name: found for file in files if (found := list_formulas(file))} == {}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "@x", "\t=1", " =1", "＝1", "|x", "-1+1"])
def test_a_formula_is_known(cell: str) -> None:
    assert is_formula(cell)
    assert not is_formula(f"'{cell}")


def test_a_number_is_no_formula() -> None:
    assert not any(map(is_formula, ["-1", "-1,5", "12", "", "a=b", "2026-01-01"]))


def test_the_screen_is_not_steered(scene: Scene) -> None:
    """No escape sequence, no sign that turns the text round: only lines."""
    steering = [sign for sign in scene.told if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"]
    assert steering == []
    assert len(scene.told.splitlines()) >= len(PAYLOADS)


def test_no_file_lies_outside_its_folder(scene: Scene) -> None:
    """Names of files are ours: ids of schools and fixed words."""
    names = {part for file in scene.list("*") for part in file.relative_to(scene.output).parts}
    assert [name for name in sorted(names) if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name)] == []
    assert {path.name for path in scene.folder.iterdir()} == {"aanlevering", "opslag", "swv.toml", "uitvoer"}
