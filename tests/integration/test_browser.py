"""The pages in a real browser, opened from disk: accessible, quiet, complete without script, by keyboard, on paper.

The variants stand in tests/lib/page_variants.py; what is asked of a page in tests/lib/browser.py.

A page is loaded once for each screen and asked all that does not change it; windows stay open from page to page, but
for what is asked of what a page keeps. The contrast of every text is measured here on every page; axe measures it
again, which is most of its work, on one page of each kind, on the wide screen. For all else axe looks at every page on
the wide screen, and at one of each kind on the narrow one. The page of 400 pupils, which is that of 180 but for its
length, is not shown to axe; one of 30 is printed for both. Two of the pages of figures are shown on the wide screen
alone, and not printed. `MSA_DEEP=1`: every page on every screen and on paper.
"""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from reports.render import render_pupils, render_school
from tests.lib import report_samples as samples
from tests.lib.browser import (
    PAPER_WIDTH,
    REACHABLE,
    Opened,
    find_faint_texts,
    find_wide_parts,
    open_page,
    open_window,
    show,
    start_browser,
    unfold,
    walk_by_keyboard,
)
from tests.lib.page_variants import NORMAL, OURS, PAGES
from tests.lib.pages import find_unprinted, squeeze

# A screen of 1280 dots, and the same enlarged four times: 320 CSS pixels.
WIDE, NARROW = (1280, 1), (320, 4)
DEEP = bool(os.environ.get("MSA_DEEP"))
LONGEST = "leerlingen-groot"
NOT_LONGEST = tuple(name for name in PAGES if DEEP or name != LONGEST)
# Reading what is printed is most of the work of a print: of the page of pupils one of thirty, over some sheets.
LONG, THIRTY = (LONGEST, "leerlingen-normaal"), "leerlingen-dertig"
# The script that draws is most of the work of such a page; these draw no other kinds of figures than the others.
WIDE_ALONE = () if DEEP else ("figuren-eerder", "figuren-klein")
# The pages of pupils are alike for one pupil and for many.
ONE_OF_EACH = tuple("leerlingen-een-leerling" if name == "leerlingen-normaal" else name for name in NORMAL)
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
    (target / f"{THIRTY}.html").write_text(render_pupils(samples.make_school(30)), encoding="utf-8")
    (target / "fout.html").write_text(FAULTY, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(browser: Browser) -> Callable[..., Page]:
    """A window for each use, opened once: for pages that keep nothing, so that the next finds it as it was."""

    @cache
    def find(_use: str, **how: Any) -> Page:
        return open_window(browser, **how)

    return find


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, window: Callable[..., Page], folder: Path) -> Iterator[Opened]:
    """A page on a screen, its folded parts open; never changed but for the focus, which the last test of it moves.

    Pytest puts the tests of one page beside each other.
    """
    name, (width, zoom) = request.param
    with show(window("shown", width=width, zoom=zoom), folder / f"{name}.html") as opened:
        # What would push the page aside while it is folded would be missed below.
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        unfold(opened.page)
        yield opened


def on_screens(wide: Sequence[str], narrow: Sequence[str]) -> pytest.MarkDecorator:
    """`shown` is each of these pages on the screen of that width."""
    pairs = [(name, screen) for names, screen in ((wide, WIDE), (narrow, NARROW)) for name in names]
    return pytest.mark.parametrize("shown", pairs, ids=[f"{name}-{width}" for name, (width, _) in pairs], indirect=True)


CONTRAST = "color-contrast"
ALL_RULES = {"resultTypes": ["violations"]}
WITHOUT_CONTRAST = ALL_RULES | {"rules": {CONTRAST: {"enabled": False}}}
CONTRAST_ALONE = ALL_RULES | {"runOnly": {"type": "rule", "values": [CONTRAST]}}


def find_violations(page: Page, options: dict[str, object]) -> list[tuple[str, str]]:
    """What axe finds, and where. It comes in by the debugger, to which the policy of the page does not apply."""
    violations = Axe().run(page, options=options).response["violations"]
    return [(found["id"], found["nodes"][0]["html"]) for found in violations]


@on_screens(tuple(PAGES), [name for name in PAGES if name not in WIDE_ALONE])
def test_page_is_quiet_fits_and_reads(shown: Opened) -> None:
    """No error and no request; nothing sticks out, also enlarged four times; each text stands out from its ground."""
    page = shown.page
    assert find_wide_parts(page, page.viewport_size["width"]) == []
    measured, faint = find_faint_texts(page)
    assert measured > 5
    assert faint == []
    assert page.evaluate("window.PWNED === undefined")
    assert shown.troubles == []


# The distance of what stands first in a box to where the box begins inside, of each that is seen.
_GAPS = """() => [...document.querySelectorAll(".melding")].filter(box => box.offsetHeight && box.firstElementChild)
.map(box => { const style = getComputedStyle(box);
const inside = box.getBoundingClientRect().top + parseFloat(style.paddingTop) + parseFloat(style.borderTopWidth);
return Math.round(box.firstElementChild.getBoundingClientRect().top - inside) })"""


@on_screens(tuple(PAGES), ())
def test_no_box_begins_with_an_empty_line(shown: Opened) -> None:
    # A label in a line of larger letters may begin a little lower.
    assert [gap for gap in shown.page.evaluate(_GAPS) if gap > 4] == []


@on_screens(OURS, ())
def test_without_script_every_cell_is_there_and_a_fold_opens_by_keyboard(
    shown: Opened, window: Callable[..., Page]
) -> None:
    expected = read_parts(shown.page)
    # The emptiest page has its heads, one sentence and its foot.
    assert len(expected) >= 5
    with show(window("without script", script=False), Path(urlsplit(shown.page.url).path)) as opened:
        assert read_parts(opened.page) == expected
        folded = opened.page.locator("details:not([open])")
        before = folded.count()
        if before:
            opened.page.locator("details:not([open]) > summary:visible").first.focus()
            opened.page.keyboard.press("Enter")
            assert folded.count() == before - 1


def read_parts(page: Page) -> list[str]:
    parts = page.locator("th, td, p, li, dt, dd, caption, summary, h1, h2, h3, h4")
    return [text.strip() for text in parts.all_text_contents()]


@on_screens(NOT_LONGEST, NOT_LONGEST if DEEP else ONE_OF_EACH)
def test_page_is_accessible(shown: Opened) -> None:
    """axe finds nothing, folded parts open."""
    assert find_violations(shown.page, ALL_RULES if DEEP else WITHOUT_CONTRAST) == []


@on_screens(ONE_OF_EACH, ())
def test_each_text_stands_out_for_axe_too(shown: Opened) -> None:
    assert find_violations(shown.page, CONTRAST_ALONE) == []


def test_what_axe_would_find_on_a_page_of_ours_is_noticed(browser: Browser, folder: Path) -> None:
    """Negative control, under the policy of the page: a picture without words and a text that is too faint."""
    with open_page(browser, folder / "school-leeg.html") as opened:
        opened.page.evaluate("document.querySelector('h1').prepend(document.createElement('img'))")
        opened.page.evaluate("document.querySelector('main p').style.color = '#eee'")
        unfold(opened.page)
        found = [{rule for rule, _ in find_violations(opened.page, each)} for each in (ALL_RULES, CONTRAST_ALONE)]
        assert found == [{"image-alt", CONTRAST}, {CONTRAST}]
        assert {rule for rule, _ in find_violations(opened.page, WITHOUT_CONTRAST)} == {"image-alt"}


def test_a_page_with_faults_is_noticed(browser: Browser, folder: Path) -> None:
    """Negative control of every check above and below."""
    with open_page(browser, folder / "fout.html", width=320) as opened:
        page = opened.page
        assert "image-alt" in {rule for rule, _ in find_violations(page, WITHOUT_CONTRAST)}
        assert any("breed" in part for part in find_wide_parts(page, 320))
        measured, faint = find_faint_texts(page)
        # Grey #999 on white is 2,85 to 1, on #eee less.
        assert measured == 3
        assert [text.split()[0] for text in faint] == ["vaag"]
        assert walk_by_keyboard(page) == (1, ['<a href="#x">x</a>'], 1)
    assert any("weg.png" in trouble for trouble in opened.troubles)
    assert "x" in opened.troubles


@pytest.mark.parametrize("name", NORMAL)
def test_the_keyboard_reaches_everything(window: Callable[..., Page], folder: Path, name: str) -> None:
    """Every link, fold and region in turn, the focus always in sight, and out again at the end."""
    with show(window("keyboard"), folder / f"{name}.html") as opened:
        reached, unseen, total = walk_by_keyboard(opened.page)
        assert reached == total > 1
        assert unseen == []


@on_screens((), NORMAL)
def test_the_first_key_leads_past_the_head(shown: Opened) -> None:
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.className") == "overslaan"
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "inhoud"


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


# --- finding pupils, and the school's own key list --------------------------------------------------------------------

WITH_PUPILS = ("school-normaal", "leerlingen-normaal")
# Codes of two pupils of the sample school who are on its list.
FIRST, SECOND = "lkkkkkkkkkkk", "lkkkkkkkkkkm"
NAME = "Fenna Kwaadsma"


def open_list(page: Page, content: bytes, name: str = "sleutellijst.csv") -> None:
    page.set_input_files("#sleutellijst", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.wait_for_function("document.querySelector('#sleuteluitkomst p:not([hidden])')")


def make_list(*rows: str, head: str = "leerlingnummer;leerling") -> bytes:
    return "\n".join((head, *rows, "")).encode()


def read_message(page: Page, place: str) -> str:
    return " ".join(page.locator(f"#{place} p:visible").all_inner_texts())


@pytest.mark.parametrize("name", WITH_PUPILS)
def test_a_key_list_puts_the_number_beside_each_code_in_memory_alone(browser: Browser, folder: Path, name: str) -> None:
    file = folder / f"{name}.html"
    with open_page(browser, file) as opened:
        page = opened.page
        before = page.locator("main").inner_text()
        assert "248325" not in page.content()
        open_list(page, make_list(f"248325;{FIRST}", f"248326;{SECOND}", "248327;laaaaaaaaaaa"))
        unfold(page)
        beside = page.locator(".code", has_text=FIRST).all_text_contents()
        assert beside
        assert set(beside) <= {f"{FIRST}248325", f"{FIRST}248325, "}
        assert page.locator(".nummer", has_text="248326").count() > 0
        # Who is on no page here has no number on it.
        assert "248327" not in page.content()
        assert read_message(page, "sleuteluitkomst").startswith("Bij 2 van de ")
        # Found by number; on paper where the school opened it.
        page.locator("#zoek").fill("248325")
        assert read_message(page, "zoekuitkomst") == "1 leerling gevonden."
        page.emulate_media(media="print")
        assert page.locator(".nummer").first.is_visible()
        assert not page.locator(".opzoeken").is_visible()
        page.emulate_media(media="screen")
        # Nothing is kept and nothing was asked of anybody.
        kept = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length, location.href]")
        assert kept == ["", 0, 0, file.as_uri()]
        assert page.evaluate("performance.getEntriesByType('resource').length") == 0
        assert page.evaluate("indexedDB.databases()") == []
        page.locator("#zoek").fill("")
        page.locator("#nummers-weg").click()
        assert page.locator(".nummer").count() == 0
        assert page.evaluate("document.querySelector('#sleutellijst').files.length") == 0
        page.reload()
        assert page.locator("main").inner_text() == before
        assert opened.troubles == []


def test_a_page_that_sends_or_keeps_is_noticed(browser: Browser, folder: Path) -> None:
    """Negative control of what is asked above; the policy of the page refuses a request itself."""
    with open_page(browser, folder / "school-normaal.html") as opened:
        opened.page.evaluate("localStorage.setItem('nummer', '248325')")
        assert opened.page.evaluate("localStorage.length") == 1
        refused = "fetch('https://elders.invalid/248325').then(() => 'sent', () => 'refused')"
        assert opened.page.evaluate(refused) == "refused"
        assert any("Content Security Policy" in trouble for trouble in opened.troubles)


@pytest.mark.parametrize(
    "content",
    [
        make_list(f"248325;{NAME};{FIRST}", head="leerlingnummer;naam;leerling"),
        make_list(f'"{FIRST}","{NAME}","248325"', head='"Leerling","Naam","Leerlingnummer"'),
        # A list that went through a Windows command line, and one that a spreadsheet wrote again.
        make_list(f"248325;{FIRST};{NAME}").decode().encode("utf-16"),
        b"\xef\xbb\xbf" + make_list(f"248325;{FIRST};{NAME}").replace(b"\n", b"\r\n"),
    ],
)
def test_of_a_key_list_the_number_is_read_and_no_name(
    window: Callable[..., Page], folder: Path, content: bytes
) -> None:
    with show(window("keyboard"), folder / "school-normaal.html") as opened:
        open_list(opened.page, content)
        assert set(opened.page.locator(".nummer").all_text_contents()) == {"248325"}
        assert "Kwaadsma" not in opened.page.content()
        # A name can be looked for, and is found nowhere.
        opened.page.locator("#zoek").fill("fenna")
        assert read_message(opened.page, "zoekuitkomst").startswith("Geen leerling gevonden op deze pagina.")
        assert opened.troubles == []


def test_a_name_in_the_column_of_the_numbers_is_not_shown(browser: Browser, folder: Path) -> None:
    with open_page(browser, folder / "school-normaal.html") as opened:
        page = opened.page
        open_list(page, make_list(f"{NAME};{FIRST}", f"<b>1</b>;{FIRST}", f"248326;{SECOND}"))
        assert set(page.locator(".nummer").all_text_contents()) == {"248326"}
        assert "Kwaadsma" not in page.content()
        message = read_message(page, "sleuteluitkomst")
        assert message.startswith("Bij 1 van de ")
        assert message.endswith("Regels van de lijst zonder nummer: 2. Die tonen we niet.")
        assert opened.troubles == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Dit is geen sleutellijst."),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "Dit is geen sleutellijst."),
        (make_list("248325;5b", head="leerlingnummer;klas"), "Dit is geen sleutellijst."),
        (make_list() + b"x" * 2_000_001, "Dit is geen sleutellijst."),
        (make_list("248325;laaaaaaaaaaa"), "In deze lijst staat geen enkele code van deze pagina."),
        (make_list(), "In deze lijst staat geen enkele code van deze pagina."),
    ],
)
def test_a_wrong_file_gives_a_plain_message(
    window: Callable[..., Page], folder: Path, content: bytes, message: str
) -> None:
    with show(window("keyboard"), folder / "school-normaal.html") as opened:
        # After a good list, of which nothing may stay.
        open_list(opened.page, make_list(f"248325;{FIRST}"))
        assert opened.page.locator(".nummer").count() > 0
        opened.page.set_input_files("#sleutellijst", {"name": "iets.csv", "mimeType": "text/csv", "buffer": content})
        opened.page.get_by_text(message).wait_for()
        assert opened.page.locator(".nummer").count() == 0
        assert opened.troubles == []


@pytest.mark.parametrize(("name", "sought"), [("school-normaal", 15 // 5), ("leerlingen-normaal", 180 // 5)])
def test_the_list_is_searched_by_class_and_code_with_the_keyboard(
    browser: Browser, folder: Path, name: str, sought: int
) -> None:
    """The count is told to who cannot see it, and clearing the field folds up what the search opened.

    The sample has five years of three classes each, with as many pupils: 15 on the list, 180 in all.
    """
    with open_page(browser, folder / f"{name}.html") as opened:
        page = opened.page
        folded, seen = page.locator("main details[open]").count(), page.locator(".klas:visible").count()
        page.locator("#zoek").focus()
        page.keyboard.type("Klas 1")
        assert read_message(page, "zoekuitkomst") == f"{sought} leerlingen gevonden."
        assert page.locator("#zoekuitkomst").get_attribute("role") == "status"
        assert {klas.split()[0] for klas in page.locator(".klas:visible").all_inner_texts()} <= {"1a", "1b", "1c"}
        page.locator("#zoek").fill(FIRST)
        assert read_message(page, "zoekuitkomst") == "1 leerling gevonden."
        page.locator("#zoek").fill("bestaat niet")
        assert read_message(page, "zoekuitkomst").startswith("Geen leerling gevonden op deze pagina.")
        assert page.locator(".klas:visible").count() == 0
        # What is printed is whole, whatever was sought.
        page.emulate_media(media="print")
        assert page.locator(".klas:visible").count() > 0
        page.emulate_media(media="screen")
        page.locator("#zoek").fill("")
        assert read_message(page, "zoekuitkomst") == ""
        assert (page.locator("main details[open]").count(), page.locator(".klas:visible").count()) == (folded, seen)
        assert opened.troubles == []


@pytest.mark.parametrize("name", WITH_PUPILS)
def test_without_script_a_page_says_what_it_cannot_do(window: Callable[..., Page], folder: Path, name: str) -> None:
    for page in (window("keyboard"), window("without script", script=False)):
        script = page is window("keyboard")
        with show(page, folder / f"{name}.html") as opened:
            assert opened.page.get_by_text("Leerlingnummers tonen kan dan niet.").is_visible() is not script
            assert opened.page.locator(".opzoeken").is_visible() is script


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


@pytest.fixture
def paper(window: Callable[..., Page]) -> Iterator[Page]:
    """A window to print from, which may be shown as paper; as it was for the next."""
    page = window("paper")
    yield page
    page.emulate_media(media="null")
    page.set_viewport_size({"width": WIDE[0], "height": 900})


@pytest.mark.parametrize("name", OURS if DEEP else (*(name for name in OURS if name not in LONG + WIDE_ALONE), THIRTY))
def test_page_prints(paper: Page, folder: Path, name: str) -> None:
    """On A4 with nothing cut off; every cell of every table is there, folded parts too; in grey nothing gets faint."""
    file = folder / f"{name}.html"
    with show(paper, file) as opened:
        page = opened.page
        content = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH
        assert find_wide_parts(page, PAPER_WIDTH) == []
        assert find_faint_texts(page)[1] == []
        # Another computer has another letter, which may be somewhat wider.
        page.evaluate("document.documentElement.style.letterSpacing = '.03em'")
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH
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
