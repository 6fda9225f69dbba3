"""The workbench in a real browser: from nothing at all to a published quarter, with files as schools send them.

It begins on the start page, for a folder that is not there yet: a form makes the settings, and adds the schools.

The quarter is made with scripts off, and through pages alone: nothing here reaches behind them. Then every page is
asked what the reports are asked: axe, contrast, 320 pixels wide, the keyboard, words, and no request to elsewhere.

The contrast of every text is measured here on every page and screen; axe measures it again, which is most of its work,
on one page. `MSA_DEEP=1`: on all.
"""

import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import pyzipper
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError

from pipelines.settings import load_settings
from pipelines.workbench.server import open_start
from tests.lib.browser import find_faint_texts, find_wide_parts, start_browser, unfold, walk_by_keyboard
from tests.lib.open_pages import serve_pages
from tests.lib.sent_files import SentSchool, make_schools
from tests.lib.text_search import hold_any
from tests.unit.reports import test_page_structure as structure
from tests.unit.reports import test_page_words as page_words

TODAY = date(2026, 1, 5)
SCHOOLS = make_schools()
MAGISTER, SOMTODAY, PRIMARY = SCHOOLS
PAGES = {
    "kwartaal": "/",
    "school": f"/school/{MAGISTER.id}",
    "meer scholen": "/map/samen",
    "overstappen": "/map/swv",
    "leerplicht": "/map/leerplicht",
    "koppelen": f"/koppeling/{MAGISTER.id}",
    "bericht": f"/bericht/{PRIMARY.id}",
    "draaien": "/draaien",
    "uitvoer": "/uitvoer",
    "map": "/uitvoer/2026-01-01/tabellen/",
    "opvolging": "/opvolging",
    "geschiedenis": "/geschiedenis",
    "instellingen": "/instellingen",
    "instellingen van een school": f"/instellingen/{MAGISTER.id}",
    "fout": "/school/99ZZ99",
}
# What only the deliveries hold of pupils, and no page may.
NAMES = [f"{word}{number}" for word in ("Voornaam", "Achternaam", "Roep", "Achter") for number in (3, 17)]
_PATIENCE = 120_000
_SCREENS = ((1280, 1), (320, 4))
DEEP = bool(os.environ.get("MSA_DEEP"))
# All that axe looks at but contrast.
_WITHOUT_CONTRAST = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
_ALL_RULES = {"resultTypes": ["violations"]}


@dataclass
class Made:
    """What the browser saw on the way, and where it is now."""

    base: str
    context: BrowserContext
    requests: list[str]
    ends: list[str] = field(default_factory=list)
    """How each command ended that was started."""
    parcel: dict[str, str] = field(default_factory=dict)
    """What the ZIP of one school held: name -> its first characters."""
    figures: str = ""
    """Text of the first page of the SWV."""
    html: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SWV comes to stand; it is not there yet."""
    return tmp_path_factory.mktemp("documenten") / "mijn-swv"


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[str]:
    """The address that the browser was asked to open."""
    with serve_pages(open_start, folder, today=TODAY) as address:
        yield address


@pytest.fixture(scope="module")
def made(browser: Browser, door: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The quarter, by hand: no script runs in this browser."""
    sent = tmp_path_factory.mktemp("ontvangen")
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(door)
    page.get_by_role("button", name="Open de werkbank").click()
    page.get_by_role("heading", name="Begin met een nieuw SWV").wait_for()
    seen = Made(page.url.rstrip("/"), context, requests)
    make_settings(page, seen)
    for school in SCHOOLS:
        bring(page, seen, school, sent / school.id)
    bring_shared(page, seen, sent)
    map_own_names(page, seen)
    replace_one(page, seen, sent)
    ask_a_school(page, seen)
    seen.ends.append(run_and_wait(page, seen, "Draai peildatum"))
    seen.ends.append(run_and_wait(page, seen, "Reken na"))
    seen.parcel = pack(page, seen)
    page.goto(f"{seen.base}/uitvoer")
    page.get_by_role("link", name=re.compile("^Trimesterverslag van")).click()
    seen.figures = page.locator("main").inner_text()
    for name, path in PAGES.items():
        page.goto(f"{seen.base}{path}")
        seen.html[name] = page.content()
    yield seen
    page.goto(f"{seen.base}/")
    page.get_by_role("button", name="Sluit de werkbank").click()
    page.get_by_text("U kunt dit tabblad sluiten").wait_for()
    context.close()


def make_settings(page: Page, seen: Made) -> None:
    """The SWV with its first school, after a mistake that is told; then the others, one by one."""
    page.get_by_label("Naam van het SWV").fill("SWV Verzonnen")
    page.get_by_label("Regels (protocol)").select_option("twente")
    page.get_by_label("Vakantieregio", exact=True).select_option(label="Noord")
    fill_school(page, MAGISTER)
    page.get_by_role("button", name="Maak het SWV").click()
    page.get_by_role("link", name="Code van het SWV").click()
    seen.html["begin"] = page.content()
    page.get_by_label("Code van het SWV").fill("XX0009")
    page.get_by_role("button", name="Maak het SWV").click()
    for school in (SOMTODAY, PRIMARY):
        fill_school(page, school)
        page.get_by_role("button", name="Voeg de school toe").click()
        page.get_by_text(f"{school.naam} staat nu in de instellingen.").wait_for()
    page.get_by_role("link", name="Naar het kwartaal").click()
    page.get_by_role("heading", name="Kwartaal tot").wait_for()


def fill_school(page: Page, school: SentSchool) -> None:
    page.get_by_label("BRIN en vestiging").fill(school.id)
    page.get_by_label("Naam van de school").fill(school.naam)
    page.get_by_label("Soort onderwijs").select_option(school.sector)
    page.get_by_label("Administratiesysteem").select_option(school.lvs)


def bring(page: Page, seen: Made, school: SentSchool, place: Path) -> None:
    """Put the files of one school down, as they came with a mail."""
    place.mkdir(parents=True)
    for name, content in school.files.items():
        (place / name).write_bytes(content)
    page.goto(f"{seen.base}/")
    page.get_by_role("link", name=school.naam, exact=True).click()
    page.get_by_label("Kies bestanden").set_input_files(sorted(place.iterdir()))
    page.get_by_role("button", name="Zet neer").click()
    page.get_by_text("3 bestanden neergezet").wait_for()
    wait_for_check(page)


def bring_shared(page: Page, seen: Made, place: Path) -> None:
    """A list of leerplicht, and a list of a board with a row of a school that is not in this SWV."""
    files = {
        "Lijsten van leerplicht": ("absoluut.csv", "volgnummer;sinds\n1;2025-11-03\n"),
        "Lijsten voor meer scholen": (
            "bestuur.csv",
            "BRIN6;leerlingnummer;datum;lesuur;code\n99ZZ00;1;2025-11-03;1;Z\n",
        ),
    }
    for folder, (name, text) in files.items():
        (place / name).write_text(text, encoding="utf-8")
        page.goto(f"{seen.base}/")
        page.get_by_role("link", name=folder, exact=True).click()
        page.get_by_label("Kies bestanden").set_input_files(place / name)
        page.get_by_role("button", name="Zet neer").click()
        page.get_by_text("1 bestand neergezet").wait_for()
        wait_for_check(page)
    # A list for several schools may have rows of any of them, so all are checked again.
    page.goto(f"{seen.base}/")
    page.locator(".stap.bezig").first.wait_for(state="detached")


def wait_for_check(page: Page) -> None:
    """The page asks itself anew until the school was checked."""
    page.locator(".stap:not(.bezig)").first.wait_for()


def map_own_names(page: Page, seen: Made) -> None:
    """The questions that the delivery of the Lyceum asks: which column is the code, and what TA means."""
    page.goto(f"{seen.base}/school/{MAGISTER.id}")
    wait_for_check(page)
    page.get_by_role("link", name="Koppel ze hier").click()
    page.get_by_label("kolom 5", exact=True).select_option("code")
    page.get_by_role("button", name="Werk de voorstellen bij").click()
    page.get_by_label("TA", exact=True).select_option(label="medische afspraak")
    page.get_by_role("button", name="Bekijk wat dit doet").click()
    page.get_by_role("heading", name="Wat deze keuzes doen").wait_for()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_text("Vastgelegd in koppeling").wait_for()
    wait_for_check(page)


def replace_one(page: Page, seen: Made, sent: Path) -> None:
    """The Mavo sends a file again under the same name, with another pupil in it."""
    file = sent / SOMTODAY.id / "leerlingen.csv"
    file.write_bytes(SOMTODAY.files["leerlingen.csv"] + b"2099;Roep99;Achter99;2A\r\n")
    page.goto(f"{seen.base}/school/{SOMTODAY.id}")
    page.get_by_label("Kies bestanden").set_input_files(file)
    page.get_by_role("button", name="Zet neer").click()
    page.get_by_role("button", name="Vervang het oude").click()
    page.get_by_text("Het nieuwe bestand staat nu in de plaats").wait_for()
    wait_for_check(page)


def ask_a_school(page: Page, seen: Made) -> None:
    page.goto(f"{seen.base}/bericht/{PRIMARY.id}")
    page.get_by_role("button", name="Ik heb het de school gevraagd").click()
    page.get_by_text(f"Genoteerd: {PRIMARY.naam} is gevraagd").wait_for()


def run_and_wait(page: Page, seen: Made, button: str) -> str:
    """Press a button of page Draaien; how it ended."""
    page.goto(f"{seen.base}/draaien")
    box = page.get_by_label("Maak ook PDF")
    if box.count():
        box.uncheck()
    title = page.locator("#taak")
    before = title.inner_text() if title.count() else ""
    page.get_by_role("button", name=button).click()
    # Of the command of before the end stands there until the page is another one.
    page.locator("#taak").filter(has_not_text=before or "\x00").wait_for()
    end = page.locator(".melding", has_text="Uitgangscode")
    try:
        end.wait_for()
    except TimeoutError:
        pytest.fail(f"it did not end: {page.locator('main').inner_text()}")
    told = end.inner_text()
    assert "Uitgangscode 0." in told, page.locator("main").inner_text()
    return told


def pack(page: Page, seen: Made) -> dict[str, str]:
    """The ZIP of the Mavo, fetched and opened with the password of the page; then ticked."""
    page.goto(f"{seen.base}/uitvoer")
    page.get_by_role("button", name=re.compile(f"Maak ZIP.*{SOMTODAY.naam}")).click()
    password = page.locator(".kort-vak").inner_text()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Bewaar").click()
    content = io.BytesIO(Path(fetched.value.path()).read_bytes())
    with pyzipper.AESZipFile(content) as archive:
        archive.setpassword(password.encode())
        held = {name: archive.read(name)[:15].decode("utf-8", "replace") for name in archive.namelist()}
    page.goto(f"{seen.base}/uitvoer")
    page.get_by_role("button", name=re.compile(f"Overgedragen.*{SOMTODAY.naam}")).click()
    page.get_by_text(f"Genoteerd: {SOMTODAY.naam} is overgedragen").wait_for()
    return held


# --- the quarter ---------------------------------------------------------------------------------------------------


def test_every_school_is_read_and_the_quarter_is_published(made: Made) -> None:
    assert [re.findall(r"Uitgangscode \d+", end) for end in made.ends] == [["Uitgangscode 0"], ["Uitgangscode 0"]]
    page = made.html["kwartaal"].replace("&nbsp;", " ")
    for school in SCHOOLS:
        assert f'school/{school.id}">{school.naam}</a>' in page
    # The files end on 19 December, and no school day follows: up to the peildatum (contract 2.8).
    assert page.count("<td>1 jan 2026</td>") == len(SCHOOLS)
    assert "gevraagd 5 jan" in page
    assert "3 van de 3" in made.figures.replace("\u00a0", " ")


def test_what_is_not_of_one_school_is_told_on_its_own_page(made: Made) -> None:
    assert "Alles in deze map is te gebruiken." in made.html["leerplicht"]
    assert "van geen school in swv.toml zijn: 1 regel. Onder meer: 99ZZ00." in made.html["meer scholen"]
    assert "Nog niets." in made.html["overstappen"]


def test_the_mapping_made_the_file_of_the_school_readable(made: Made) -> None:
    page = made.html["school"]
    assert "niet herkend" not in page
    assert "Zermelo" in page
    # And what was mapped can be looked at again, now that nothing is wrong.
    assert "Alles van deze school is te gebruiken." in page
    assert f'koppeling/{MAGISTER.id}">Bekijk of verander dat</a>' in page
    assert re.findall(r'<select [^>]*name="kolom\|', made.html["koppelen"])


def test_the_parcel_holds_the_folder_of_the_school_alone(made: Made) -> None:
    name = f"msa-2026-01-01-school-{SOMTODAY.id}"
    assert made.parcel[f"{name}/index.html"] == "<!DOCTYPE html>"
    assert all(entry.startswith(f"{name}/") for entry in made.parcel)


def test_what_must_be_done_and_what_was_done_is_shown(made: Made) -> None:
    # Two pupils of each school are away from 3 November on: for them something must be done.
    assert re.findall(r'<span class="code">l[a-z0-9]+</span>', made.html["opvolging"])
    assert "uitvoer overgedragen" in made.html["geschiedenis"]
    assert "overgedragen op" in made.html["uitvoer"]


def test_no_name_or_number_of_a_pupil_is_shown(made: Made) -> None:
    for name, html in made.html.items():
        assert not any(token in html for token in (*NAMES, ">1003<", ">2017<")), name


def test_nothing_of_a_pupil_stands_in_an_address(made: Made) -> None:
    """And no address leads elsewhere."""
    assert len(made.requests) > 50
    place = made.base.rpartition("/")[0]
    own = [url for url in made.requests if not url.startswith("file:")]
    assert all(url.startswith(f"{place}/") for url in own)
    assert not any(hold_any(own, (*NAMES, "leerlingen.csv", "absenties.csv")))


def test_the_settings_were_made_by_the_form_alone(made: Made, folder: Path) -> None:
    settings = load_settings(folder / "swv.toml")
    assert (settings.code, settings.naam) == ("XX0009", "SWV Verzonnen")
    assert [(each.id, each.naam, each.sector, each.lvs) for each in settings.scholen] == [
        (school.id, school.naam, school.sector, school.lvs) for school in SCHOOLS
    ]
    assert "Gebruik alleen letters en cijfers" in made.html["begin"]


# --- every page ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def look(browser: Browser, made: Made) -> Iterator[Callable[..., Page]]:
    """Loads a page in a window of the same browser, of another size, with scripts for what measures it.

    A window stays open from page to page: it is a process, which costs more than most pages do.
    """
    windows: dict[tuple[int, int], Page] = {}

    def open_page(path: str, *, width: int = 1280, zoom: int = 1) -> Page:
        if (width, zoom) not in windows:
            context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=zoom)
            context.add_cookies(made.context.cookies())
            windows[width, zoom] = context.new_page()
        page = windows[width, zoom]
        page.goto(f"{made.base}{path}")
        return page

    yield open_page
    for page in windows.values():
        page.context.close()


@pytest.mark.parametrize(("width", "zoom"), _SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(look: Callable[..., Page], name: str, width: int, zoom: int) -> None:
    page = look(PAGES[name], width=width, zoom=zoom)
    unfold(page)
    by_axe = DEEP or (name, width) == ("kwartaal", 1280)
    options = _ALL_RULES if by_axe else _WITHOUT_CONTRAST
    violations = Axe().run(page, options=options).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


@pytest.mark.parametrize(("width", "zoom"), _SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_reads(look: Callable[..., Page], name: str, width: int, zoom: int) -> None:
    page = look(PAGES[name], width=width, zoom=zoom)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_wide_parts(page, width) == []
    measured, faint = find_faint_texts(page)
    assert measured > 5
    assert faint == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "school"])
def test_the_keyboard_reaches_everything(look: Callable[..., Page], name: str) -> None:
    """The page of a school has its return sheet in a frame: that page is walked by itself (test_browser)."""
    reached, unseen, total = walk_by_keyboard(look(PAGES[name]))
    assert reached == total > 1
    assert unseen == []


@pytest.mark.parametrize("check", structure.CHECKS)
@pytest.mark.parametrize("name", (*PAGES, "begin"))
def test_page_is_sound(made: Made, name: str, check: Callable[[str], list[str]]) -> None:
    # What leads into the workbench itself begins with its place, and is an address of our own.
    assert check(made.html[name].replace(f'="/{made.base.rpartition("/")[2]}', '="')) == []


@pytest.mark.parametrize("name", (*PAGES, "begin"))
def test_words_are_plain_and_dutch(made: Made, name: str) -> None:
    words = page_words.read_words(made.html[name])
    assert page_words.find_forms(words.texts) == []
    text = " ".join(words.texts)
    assert page_words._FORBIDDEN.findall(text) == []
    long = [each for each in words.sentences if page_words.count_words(each) > page_words.LONGEST_SENTENCE]
    assert long == []
