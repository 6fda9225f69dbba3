"""What the search for pupils in an output takes for a pupil, and what not."""

from pathlib import Path

import pytest

from tests.lib.canary import Canaries, find_in_file
from tests.lib.plain_pdf import make_pdf
from tests.lib.text_search import holds

CANARIES = Canaries(names=frozenset({"wopperfisk"}), numbers=frozenset({"633544"}), births=frozenset())


def write(folder: Path, content: bytes) -> Path:
    file = folder / "index.pdf"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    "place", [b"startxref\n633544\n", b"<</Length 633544>>", b"<</Length1 633544>>", b"/Prev 633544"]
)
def test_where_the_parts_of_a_pdf_lie_is_no_pupil(tmp_path: Path, place: bytes) -> None:
    """How long a file is, is chance: one in thousands of numbers of pupils can be the same."""
    assert find_in_file(write(tmp_path, make_pdf() + b"\n%" + place), CANARIES) == set()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (make_pdf(text="633544"), "nummer 633544"),
        (make_pdf() + b"\n% 633544 ", "nummer 633544"),
        (make_pdf(text="Wopperfisk"), "naam wopperfisk"),
    ],
)
def test_a_pupil_in_a_pdf_is_found(tmp_path: Path, content: bytes, found: str) -> None:
    assert find_in_file(write(tmp_path, content), CANARIES) == {found}


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        *((text, "230711", True) for text in ("geboren 230711 te", "verzuim_230711.csv", "klas230711", "230711")),
        *((text, "230711", False) for text in ("7e230711", "230711c0", "1230711", "2307112")),
        # Eight digits are not found by chance.
        ("7e23072011c0", "23072011", True),
        ("verzuim zwaqkebbo.csv", "zwaqkebbo", True),
    ],
)
def test_a_short_number_stands_by_itself(text: str, word: str, found: bool) -> None:
    """A hash holds any six digits now and then: no birth date of a pupil."""
    assert holds(text, word) is found
