"""What the search for pupils in an output takes for a pupil, and what not."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.lib.canary import Canaries, find_in_file, find_in_text
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


BORN = Canaries(names=CANARIES.names, numbers=frozenset({"633544"}), births=frozenset({date(2011, 1, 1)}))
HIT = {"geboortedatum 2011-01-01"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *((text, True) for text in ("2011-01-01", "x2011/01/01x", "1-1-2011", "1 januari 2011")),
        *((text, True) for text in ("20110101", "geboren 20110101.", '"20110101"', "a-20110101-b")),
        # Microseconds, and after them a UUID; a part of a hash; a longer number.
        *((text, False) for text in ("15:00:01.20110101a22cf8-5231", "7e20110101c0", "120110101", "201101010")),
    ],
)
def test_a_date_without_marks_stands_by_itself(text: str, found: bool) -> None:
    assert find_in_text(text, BORN) == (HIT if found else set())


def write_database(folder: Path, *values: str) -> Path:
    file = folder / "prefect.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("create table told (a text, b text, c text)")
        database.execute("insert into told values (?, ?, ?)", values)
    return file


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (("Pending", "2026-11-30 15:00:01.201101", "01a22cf8-5231-715d-9842-488a50359909"), set()),
        # Beside letters on both sides, where the bytes alone would not tell.
        (("Pending", "20110101", "Completed"), HIT),
        (("Pending", "633544", "Completed"), {"nummer 633544"}),
    ],
)
def test_a_database_is_searched_value_by_value(tmp_path: Path, values: tuple[str, ...], found: set[str]) -> None:
    assert find_in_file(write_database(tmp_path, *values), BORN) == found
