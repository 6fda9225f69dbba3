"""The PDF of a report by the browser of this machine: complete, A4, readable aloud, the same bytes, no trace left."""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdf
import pypdf.generic
import pytest

from pipelines.publish import pdf
from pipelines.publish.publication import Publication
from reports.render import render_school
from reports.render_swv import render_swv
from tests.lib import report_samples as samples
from tests.lib.outsider import list_paper_numbers, list_shown_numbers
from tests.lib.pages import find, find_missing, find_unprinted, squeeze
from tests.lib.plain_pdf import make_pdf

PEILDATUM = date(2026, 1, 1)
CANARY = "Kanariecollege"
LARGEST = 2_000_000
SHEETS = {
    "swv/index.html": lambda: render_swv(samples.make_swv()),
    "school/12AB00/index.html": lambda: render_school(replace(samples.make_school(), naam=CANARY)),
    "school/34CD00/index.html": lambda: render_school(samples.make_school(1_400, 44, 60)),
}


@dataclass(frozen=True)
class Printed:
    publication: Publication
    folder: Path
    told: list[str]

    def read(self, page: str) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.get_bytes(page)), strict=True)

    def get_bytes(self, page: str) -> bytes:
        return (self.publication.folder / page).with_suffix(".pdf").read_bytes()


def print_all(folder: Path) -> Printed:
    publication = Publication(folder / "uitvoer", "2026-01-01")
    for page, render in SHEETS.items():
        publication.write_text(page, render())
    told: list[str] = []
    pdf.add_pdfs(publication, list(SHEETS), work=folder / "werk", peildatum=PEILDATUM, report_progress=told.append)
    return Printed(publication, folder, told)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    """All sheets, printed with a HOME and a TMPDIR of their own, so that what is left there can be searched."""
    if pdf.find_browser() is None:
        pytest.fail("Chromium ontbreekt. Typ: apt-get install -y --no-install-recommends chromium")
    folder = tmp_path_factory.mktemp("pdf")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "TMPDIR"):
            (folder / name).mkdir()
            patch.setenv(name, str(folder / name))
        yield print_all(folder)


@pytest.mark.parametrize("page", SHEETS)
def test_every_cell_is_on_paper(printed: Printed, page: str) -> None:
    html = (printed.publication.folder / page).read_text(encoding="utf-8")
    text = squeeze("".join(sheet.extract_text() for sheet in printed.read(page).pages))
    assert len(find(html, "th", "td")) > 100
    assert find_unprinted(html, text) == {}


@pytest.mark.parametrize("page", SHEETS)
def test_paper_holds_no_number_that_the_page_does_not(printed: Printed, page: str) -> None:
    """A reader from outside who has the PDF knows no more than who has the page, but how many sheets it takes."""
    html, document = (printed.publication.folder / page).read_text(encoding="utf-8"), printed.read(page)
    sheets = {str(number) for number in range(1, len(document.pages) + 1)}
    paper = list_paper_numbers(document)
    assert len(paper) > 30
    assert paper - list_shown_numbers(html) - sheets == set()
    # Nothing is attached, and no form holds a value.
    assert not document.attachments
    assert document.get_fields() is None


def test_a_number_that_is_on_paper_alone_is_noticed() -> None:
    """Negative control."""
    document = pypdf.PdfReader(io.BytesIO(make_pdf(text="Aanwezig 1.234 van 7,5")), strict=True)
    assert list_paper_numbers(document) - list_shown_numbers("<p>Aanwezig 1.234</p><script>7,5</script>") >= {"7,5"}


def test_a_missing_cell_is_noticed() -> None:
    """Negative control: one cell less, and two cells in the wrong order."""
    assert find_missing(["een", "twee", "drie"], "eentweedrie") == []
    assert find_missing(["een", "twee", "drie"], "eendrie") == ["twee"]
    assert find_missing(["een", "twee"], "tweeeen") == ["twee"]


@pytest.mark.parametrize("page", SHEETS)
def test_paper_is_a4_numbered_and_small(printed: Printed, page: str) -> None:
    content = printed.get_bytes(page)
    sheets = printed.read(page).pages
    assert len(content) <= LARGEST
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {(595, 842)}
    school = page.split("/")[1] if page.startswith("school") else ""
    foot = squeeze("Samenwerkingsverband" if page.startswith("swv") else "School 12AB00")
    for number, sheet in enumerate(sheets, start=1):
        text = squeeze(sheet.extract_text())
        assert f"pagina{number}van{len(sheets)}" in text, (school, number)
        assert foot + squeeze("· peildatum 1 jan 2026") in text, (school, number)


@pytest.mark.parametrize("page", SHEETS)
def test_paper_can_be_read_aloud(printed: Printed, page: str) -> None:
    """Tagged, in Dutch, with a title and an outline; headings and tables are known as such."""
    document = printed.read(page)
    root = document.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata is not None
    assert document.metadata.title
    assert len(document.outline) > 1
    kinds = {
        found["/S"]
        for number in range(1, int(document.trailer["/Size"]))
        if isinstance(found := document.get_object(number), pypdf.generic.DictionaryObject)
        and found.get("/Type") == "/StructElem"
    }
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds


def test_printing_again_gives_the_same_bytes(printed: Printed, tmp_path: Path) -> None:
    """From another folder too, and with a long path."""
    again = print_all(tmp_path / ("x" * 100) / "met spatie (en haken)")
    assert again.told == printed.told == ["PDF's maken"]
    for page in SHEETS:
        assert again.get_bytes(page) == printed.get_bytes(page)


def test_no_path_of_this_machine(printed: Printed) -> None:
    for page in SHEETS:
        links = {
            link.get_object()["/A"].get("/URI", "")
            for sheet in printed.read(page).pages
            for link in sheet.get("/Annots", [])
            if "/A" in link.get_object()
        }
        assert not [link for link in links if ":" in link or link.startswith("/")]
        assert os.fsencode(printed.folder) not in printed.get_bytes(page)


def test_the_browser_leaves_nothing_behind(printed: Printed) -> None:
    """What it kept of a page is pupil data: its home is gone, and nothing lies where it could have gone instead."""
    assert not (printed.folder / "werk").exists()
    assert [path for name in ("HOME", "TMPDIR") for path in (printed.folder / name).rglob("*")] == []
    kept = {
        path.relative_to(printed.folder).as_posix()
        for path in printed.folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    }
    # Negative control: the canary is found where it belongs.
    assert kept == {"uitvoer/.wordt-2026-01-01/school/12AB00/index.html"}
