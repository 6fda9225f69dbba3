"""The packed PDF: the same document, the peildatum for a clock, no path of a machine (`publish/pdf_file.py`)."""

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest

from pipelines.publish.pdf_file import PER_STREAM, UnknownPdf, rewrite_pdf
from tests.lib.plain_pdf import LINK, make_pdf

PAGE = Path("/map van het SWV/.wordt-2026-01-01/school/12AB00/index.html")
PEILDATUM = date(2026, 1, 1)


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def test_page_and_text_stay() -> None:
    packed = read(rewrite_pdf(make_pdf(), page=PAGE, peildatum=PEILDATUM))
    assert [page.extract_text() for page in packed.pages] == ["Aanwezig"]
    assert packed.pages[0].mediabox[2:] == [595, 842]
    assert packed.trailer["/Root"]["/Lang"] == "nl"
    assert packed.metadata is not None
    assert packed.metadata.title == "Verslag (proef)"


def test_the_clock_of_the_printer_leaves_no_trace() -> None:
    at_noon, at_night = (
        rewrite_pdf(make_pdf(clock=clock), page=PAGE, peildatum=PEILDATUM)
        for clock in (b"20261125120000+00'00'", b"20270101030405+00'00'")
    )
    assert at_noon == at_night
    # Negative control: the documents themselves differ.
    assert make_pdf(clock=b"20261125120000+00'00'") != make_pdf(clock=b"20270101030405+00'00'")
    assert read(at_noon).metadata == {
        "/Title": "Verslag (proef)",
        "/Creator": "msa",
        "/Producer": "Skia/PDF m156",
        "/CreationDate": "D:20260101000000Z",
        "/ModDate": "D:20260101000000Z",
    }


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LINK, "retour.html#kop"),
        (LINK.replace(b"/school/12AB00/retour.html#kop", b"/swv/index.html"), "../../swv/index.html"),
        (LINK.replace(b"retour.html#kop", rb"a\(b\).html"), "a%28b%29.html"),
        (b"/URI (https://voorbeeld.example/)", "https://voorbeeld.example/"),
    ],
)
def test_a_link_to_a_file_is_relative(link: bytes, expected: str) -> None:
    packed = rewrite_pdf(make_pdf(link=link), page=PAGE, peildatum=PEILDATUM)
    assert read(packed).pages[0]["/Annots"][0]["/A"]["/URI"] == expected
    assert b"map%20van" not in packed


def test_tags_are_named_in_their_order() -> None:
    """Chromium counts what is on the page, and now and then one more."""
    one, other = (rewrite_pdf(make_pdf(tags=tags), page=PAGE, peildatum=PEILDATUM) for tags in ((7, 9), (128, 129)))
    assert one == other
    # Negative control: the documents themselves differ.
    assert make_pdf(tags=(7, 9)) != make_pdf(tags=(128, 129))
    packed = read(one)
    cell, tree = packed.get_object(9), packed.get_object(10)
    assert cell["/A"][0]["/Headers"] == ["node00000001"]
    assert cell["/ID"] == "node00000002"
    assert tree["/Names"][::2] == tree["/Limits"] == ["node00000001", "node00000002"]


@pytest.mark.parametrize("more", [0, PER_STREAM - 9, PER_STREAM - 8, 2 * PER_STREAM])
def test_every_object_is_found_again(more: int) -> None:
    """Nine small objects (one of ten is a stream) and `more`: just full, just over, three object streams."""
    packed = read(rewrite_pdf(make_pdf(more=more), page=PAGE, peildatum=PEILDATUM))
    numbers = [packed.get_object(number)["/Nummer"] for number in range(11, 11 + more)]
    assert numbers == list(range(more))


def test_small_objects_are_packed() -> None:
    plain = make_pdf(more=2_000)
    assert len(rewrite_pdf(plain, page=PAGE, peildatum=PEILDATUM)) < len(plain) / 5


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"<html>geen pdf</html>",
        make_pdf()[:-200],
        make_pdf().replace(b"/Info 1 0 R", b""),
        make_pdf().replace(b"3 0 obj", b"9 0 obj"),
        make_pdf().replace(b"endobj", b"eindobj", 1),
    ],
)
def test_another_form_is_refused(broken: bytes) -> None:
    with pytest.raises(UnknownPdf):
        rewrite_pdf(broken, page=PAGE, peildatum=PEILDATUM)
