"""Hostile text in every field that a delivery can carry, from the files of a school to the pages in a browser.

None of it is ever executed, asks anything of the network, becomes a formula or steers a terminal; it all stays text.

Every page of every string is read. A browser opens those of a seeded string of each kind, of one refused school and
all that are of no school, and sees a quarter of the strings do harm; `MSA_DEEP=1`: all.
"""

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from playwright.sync_api import Browser, Error

from pipelines.progress import make_reporter
from pipelines.run.result import RunResult
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from tests.lib.browser import open_page, start_browser, unfold
from tests.lib.hostile import KINDS, PAYLOADS, make_school_id, write_hostile_region
from tests.lib.pages import read_page
from tests.lib.text_search import leave_out_library

PEILDATUM = date(2026, 1, 1)
# Each tenth school sends a file that cannot be used; signs that cannot be seen in a header refuse it too.
REFUSED = {
    make_school_id(number) for number, payload in enumerate(PAYLOADS) if number % 10 == 9 or not payload.isprintable()
}
USABLE = [number for number in range(len(PAYLOADS)) if make_school_id(number) not in REFUSED]
_CHOSEN = Random(81)
# One string of each kind.
OPENED = [_CHOSEN.choice([number for number in USABLE if PAYLOADS[number] in kind]) for kind in KINDS.values()]
DEEP = bool(os.environ.get("MSA_DEEP"))
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

    def list_opened(self) -> list[Path]:
        """The pages that a browser opens."""
        pages, place = self.list("*.html"), self.output / "school"
        schools = {place / make_school_id(number) for number in OPENED} | {place / min(REFUSED)}
        return [page for page in pages if DEEP or place not in page.parents or not schools.isdisjoint(page.parents)]

    def list(self, pattern: str) -> list[Path]:
        return sorted(self.output.rglob(pattern))


@dataclass(frozen=True)
class Shown:
    """What one page holds: the text of its first heading, whether what else it says holds the string of its school."""

    heading: str
    names_payload: bool
    inputs: tuple[tuple[str | None, str | None], ...]
    """Of each field: its id and its type."""
    names: frozenset[str]
    attributes: frozenset[str]
    links: frozenset[str]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("vijandig")
    told = io.StringIO()
    settings = load_settings(write_hostile_region(folder))
    return Scene(
        run_quarter(settings, peildatum=PEILDATUM, report_progress=make_reporter(told)), folder, told.getvalue()
    )


@pytest.fixture(scope="module")
def shown(scene: Scene) -> dict[Path, Shown]:
    """Every page, read once."""
    payloads = {make_school_id(number): " ".join(payload.split()) for number, payload in enumerate(PAYLOADS)}
    return {
        file: look_at(leave_out_library(file.read_bytes()).decode("utf-8"), payloads.get(file.parent.name))
        for file in scene.list("*.html")
    }


def look_at(page: str, payload: str | None) -> Shown:
    elements = read_page(page)
    headings = [element.text for element in elements if element.name == "h1"]
    return Shown(
        headings[0] if headings else "",
        payload is not None and any(payload in element.text for element in elements if element.name != "h1"),
        tuple((each.attributes.get("id"), each.attributes.get("type")) for each in elements if each.name == "input"),
        frozenset(element.name for element in elements),
        frozenset(name for element in elements for name in element.attributes),
        frozenset(element.attributes.get("href", "") for element in elements),
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
    files = scene.list_opened()
    assert len({file.parent for file in files if file.name == "figuren.html"}) > (len(USABLE) if DEEP else len(OPENED))
    with open_page(browser, files[0]) as opened:
        page, own = opened.page, {file.as_uri() for file in files}
        for file in files:
            page.goto(file.as_uri(), wait_until="load")
            unfold(page)
            assert page.evaluate(TOUCH_ALL) > 20, file
            assert page.evaluate("window.PWNED === undefined"), file
            assert [trouble for trouble in opened.troubles if trouble not in own | {ONLY_BY_HAND}] == [], file


def test_the_strings_would_do_harm(browser: Browser, tmp_path: Path) -> None:
    """Negative control: on a page without escaping or policy most of them run, or ask something of the network.

    But for those of templates, formulas and signs.
    """
    harmful, files = 0, []
    for number, payload in enumerate(PAYLOADS[: 47 : 1 if DEEP else 4]):
        file = tmp_path / f"{number}.html"
        file.write_text(
            f"<!DOCTYPE html><body>{payload}<p title=\"{payload}\">x</p><p title='{payload}'>x</p>"
            f'<p title={payload}>x</p><a href="{payload}">x</a>',
            encoding="utf-8",
        )
        files.append(file)
    with open_page(browser, files[0]) as opened:
        for file in files:
            try:
                opened.page.goto("about:blank")
                opened.troubles.clear()
                opened.page.goto(file.as_uri(), wait_until="load")
                opened.page.evaluate(TOUCH_ALL)
                opened.page.wait_for_timeout(20)
                asked = [trouble for trouble in opened.troubles if trouble != file.as_uri()]
                harmful += bool(asked) or opened.page.evaluate("window.PWNED === 1")
            except Error:
                # Taken to another page while it was touched.
                harmful += 1
    # Of 47, or of every fourth of them.
    assert harmful >= (35 if DEEP else 9)


def test_the_text_stays_as_it_was_written(scene: Scene, shown: dict[Path, Shown]) -> None:
    """The name of each school is the heading of its page, letter by letter."""
    for number, payload in enumerate(PAYLOADS):
        school = make_school_id(number)
        for name in ("index.html", "leerlingen.html", "retour.html"):
            if school in REFUSED and name != "retour.html":
                continue
            assert " ".join(payload.split()) in shown[scene.output / "school" / school / name].heading, (school, name)


def test_a_class_and_a_code_stay_as_they_were_written(scene: Scene, shown: dict[Path, Shown]) -> None:
    """Where a page names them; a code that looks like something else is not shown at all."""
    pages = [scene.output / "school" / make_school_id(number) / "index.html" for number in range(len(PAYLOADS))]
    seen = sum(shown[page].names_payload for page in pages if page in shown)
    assert seen == len(PAYLOADS) - len(REFUSED)


def test_pages_hold_no_element_or_event_of_a_delivery(shown: dict[Path, Shown]) -> None:
    assert len(shown) >= 5 * len(USABLE)
    for file, page in shown.items():
        # The list of pupils has a field to search and one to open the key list, both of the page itself.
        own = [kind for name, kind in page.inputs if name in OWN_FIELDS]
        assert own == list(OWN_FIELDS.values())[: len(own)], file
        assert len(page.inputs) == len(own), file
        assert not page.names & {"img", "iframe", "object", "embed", "form", "base", "link", "video", "marquee"}, file
        assert not [name for name in page.attributes if name.startswith("on")], file
        assert not [link for link in page.links if re.match(r"\s*(?:javascript|data|https?):", link, re.IGNORECASE)], (
            file
        )


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
