"""The bridge on the pages of a run: with which edition it compares, and that the same input gives the same bytes.

The pupils and absences of `test_difference`: 101 is a thuiszitter, and each of 102, 103 … who was away as long.
"""

import dataclasses
import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from tests.integration.test_difference import (
    BASE,
    CORRECTED,
    DAY,
    HOME,
    LATER_DAY,
    ONE,
    OTHER,
    TWO,
    absent,
    make_corrected,
    make_first,
    of,
    publish,
    read_text,
)

HEAD = "Waarom is het anders dan de vorige keer?"
OTHER_CORRECTED = dataclasses.replace(OTHER, absenties=CORRECTED.absenties)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of BASE; never changed."""
    return make_first(tmp_path_factory)


@pytest.fixture
def first(base: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return copy(base, tmp_path)


@pytest.fixture(scope="module")
def two_schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of BASE and OTHER; never changed."""
    folder = tmp_path_factory.mktemp("twee") / "swv"
    publish(folder, BASE, OTHER)
    return folder


@pytest.fixture(scope="module")
def one_corrected(two_schools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and then the edition in which the first of them is corrected; never changed."""
    folder = copy(two_schools, tmp_path_factory.mktemp("verbeterd"))
    publish(folder, CORRECTED, OTHER)
    return folder


@pytest.fixture(scope="module")
def both_corrected(one_corrected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and then the edition in which the second is corrected too; never changed."""
    folder = copy(one_corrected, tmp_path_factory.mktemp("allebei"))
    publish(folder, CORRECTED, OTHER_CORRECTED)
    return folder


def copy(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target / "swv"))


def read_pages(folder: Path, peildatum: date = DAY) -> dict[str, str]:
    """The text of the internal page and of those of the schools, as it is read."""
    standing = folder / "uitvoer" / peildatum.isoformat()
    files = [standing / "swv-intern" / "index.html", *sorted(standing.glob("school/*/index.html"))]
    pages = {
        file.parent.name: file.read_text(encoding="utf-8").replace("\u00a0", " ") for file in files if file.exists()
    }
    return {name: re.sub(r"\s+", " ", read_text(page)) for name, page in pages.items()}


def read_files(folder: Path, peildatum: date = DAY) -> dict[str, bytes]:
    standing = folder / "uitvoer" / peildatum.isoformat()
    return {path.relative_to(standing).as_posix(): path.read_bytes() for path in standing.rglob("*") if path.is_file()}


def list_earlier(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uitvoer" / "eerder").glob("*"))


def test_the_first_edition_of_all_says_nothing(base: Path) -> None:
    assert sorted(read_pages(base)) == [ONE, "swv-intern"]
    assert not [page for page in read_pages(base).values() if HEAD in page]


def test_a_correction_stands_on_both_pages_and_a_run_again_says_the_same(
    one_corrected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy(one_corrected, tmp_path)
    pages = read_pages(folder)
    # 101 of each school, and then 102 of the first one.
    told = "was 2 (1 jan 2026, uitgave 1), is 3 (1 jan 2026, deze uitgave). Dat verschil van +1 bestaat uit +1"
    assert f"{told} verbeteringen." in pages["swv-intern"]
    assert "was 1 (1 jan 2026, uitgave 1), is 2 (1 jan 2026, deze uitgave)" in pages[ONE]
    # Of the other nothing else ever came out.
    assert HEAD not in pages[TWO]
    before = read_files(folder)
    publish(folder, CORRECTED, OTHER)
    assert read_files(folder) == before
    assert list_earlier(folder) == [f"{DAY}-1"]
    # Counted again as it was known it is the same too, with its bridge.
    capsys.readouterr()
    words = ["run", str(folder / "swv.toml"), "--peildatum", DAY.isoformat(), "--direct", "--zonder-pdf"]
    assert cli.main([*words, "--zoals-op", "2026-12-31"]) == 0
    assert "Alles is byte voor byte gelijk" in capsys.readouterr().out


def test_a_school_is_compared_with_the_last_edition_in_which_it_was_otherwise(
    two_schools: Path, one_corrected: Path, both_corrected: Path, tmp_path: Path
) -> None:
    """Corrected are the first, the second, and the first again; each time the page of the other stays what it was."""
    last = copy(both_corrected, tmp_path)
    publish(last, BASE, OTHER_CORRECTED)
    editions = (two_schools, one_corrected, both_corrected, last)
    told = [read_pages(edition) for edition in editions]
    files = [read_files(edition) for edition in editions]
    assert "was 1 (1 jan 2026, uitgave 1), is 2 (1 jan 2026, deze uitgave)" in told[1][ONE]
    assert "was 1 (1 jan 2026, uitgave 2), is 2 (1 jan 2026, deze uitgave)" in told[2][TWO]
    assert "was 2 (1 jan 2026, uitgave 3), is 1 (1 jan 2026, deze uitgave)" in told[3][ONE]
    whole = [page["swv-intern"] for page in told]
    assert "was 3 (1 jan 2026, uitgave 2), is 4 (1 jan 2026, deze uitgave)" in whole[2]
    assert "was 4 (1 jan 2026, uitgave 3), is 3 (1 jan 2026, deze uitgave)" in whole[3]
    for edition, stays in ((1, TWO), (2, ONE), (3, TWO)):
        assert take(files[edition], f"school/{stays}/") == take(files[edition - 1], f"school/{stays}/")


def take(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    """The files of one folder, of which there are some."""
    found = {name: content for name, content in files.items() if name.startswith(folder)}
    assert found
    return found


def test_back_to_what_it_was_is_a_difference_too(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The third edition is made from what the first was made from: it is compared with the second."""
    folder = copy(make_corrected(tmp_path_factory), tmp_path)
    publish(folder, BASE)
    assert "was 2 (1 jan 2026, uitgave 2), is 1 (1 jan 2026, deze uitgave)" in read_pages(folder)[ONE]


def test_a_quarter_is_compared_with_the_quarter_before_it_until_it_is_corrected_itself(first: Path) -> None:
    """In March nobody is a thuiszitter; January gets 102 too; then March gets a correction of its own."""
    publish(first, BASE, peildatum=LATER_DAY)
    told = "was 1 (1 jan 2026, uitgave 1), is 0 (1 mrt 2026, deze uitgave). Dat verschil van −1 bestaat uit −1"
    assert f"{told} echte verandering." in read_pages(first, LATER_DAY)[ONE]
    publish(first, CORRECTED)
    # What March is made from did not change, what it is compared with did. Once more, and it stays.
    publish(first, BASE, peildatum=LATER_DAY)
    assert "was 2 (1 jan 2026, uitgave 2), is 0 (1 mrt 2026, deze uitgave)" in read_pages(first, LATER_DAY)[ONE]
    before = read_files(first, LATER_DAY)
    publish(first, BASE, peildatum=LATER_DAY)
    assert read_files(first, LATER_DAY) == before
    # 103 was away in January and February after all.
    late = dataclasses.replace(of("103"), begin=date(2026, 1, 12), eind=date(2026, 2, 14))
    publish(first, dataclasses.replace(BASE, absenties=absent(HOME, late)), peildatum=LATER_DAY)
    assert "was 0 (1 mrt 2026, uitgave 2), is 1 (1 mrt 2026, deze uitgave)" in read_pages(first, LATER_DAY)[ONE]


def test_what_is_counted_again_is_said_once(
    two_schools: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """March with one school corrected is compared with March as it stood, and the other school, of which nothing else
    came out in March and whose page is gone, with January: both are counted again."""
    folder = copy(two_schools, tmp_path)
    publish(folder, BASE, OTHER, peildatum=LATER_DAY)
    (folder / "uitvoer" / LATER_DAY.isoformat() / "school" / TWO / "index.html").unlink()
    capsys.readouterr()
    late = dataclasses.replace(of("103"), begin=date(2026, 1, 12), eind=date(2026, 2, 14))
    publish(folder, dataclasses.replace(BASE, absenties=absent(HOME, late)), OTHER, peildatum=LATER_DAY)
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Opnieuw tellen")]
    assert "Opnieuw tellen: programma" in said
    assert len(said) == len(set(said))


def test_what_was_read_then_is_gone(first: Path) -> None:
    shutil.rmtree(first / "opslag" / "gelezen")
    publish(first, CORRECTED)
    pages = read_pages(first)
    for page in (pages[ONE], pages["swv-intern"]):
        assert "Dat verschil van +1 bestaat uit +1 niet te splitsen." in page
        assert "Van uitgave 1 van peildatum 1 jan 2026 is niet bewaard waaruit hij is geteld." in page


def test_tables_that_are_not_as_they_came_out_are_not_compared_with(first: Path) -> None:
    (first / "uitvoer" / DAY.isoformat() / "tabellen" / "thuiszitter.csv").write_bytes(b"")
    publish(first, CORRECTED)
    assert not [page for page in read_pages(first).values() if HEAD in page]


def test_no_pupil_stands_on_the_internal_page_and_none_of_another_school_on_that_of_a_school(
    both_corrected: Path,
) -> None:
    pupils = pl.read_parquet(both_corrected / "uitvoer" / DAY.isoformat() / "tabellen" / "leerling_periode.parquet")
    known = dict(pupils.select("leerling", "school").iter_rows())
    found = {name: {known[code] for code in known if code in page} for name, page in read_pages(both_corrected).items()}
    assert found == {"swv-intern": set(), ONE: {ONE}, TWO: {TWO}}
