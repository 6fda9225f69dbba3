"""What was published is not undone in silence: a run that reads less asks first, and keeps what stood."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import cli
from tests.lib.cases import CODES, weekly
from tests.lib.region import Enrolment, Region, School, write_region

PEILDATUM = date(2026, 1, 1)
PUPILS = tuple(Enrolment(str(number), "1A") for number in range(1, 12))


def make_region(*schools: str) -> Region:
    timetable = weekly("1A", lessen=2)
    return Region(tuple(School(name, "VO", PUPILS, timetable, codes=CODES) for name in schools))


def run(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    words = ("run", str(folder / "swv.toml"), "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf")
    code = cli.main([*words, *options])
    printed = capsys.readouterr()
    return code, (printed.out + printed.err).replace("\u00a0", " ")


def list_published(folder: Path) -> dict[str, bytes]:
    standing = folder / "uitvoer" / PEILDATUM.isoformat()
    return {path.relative_to(standing).as_posix(): path.read_bytes() for path in standing.rglob("*") if path.is_file()}


def test_a_school_that_falls_away_is_asked_about_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_region(make_region("12AB00", "34CD00"), tmp_path)
    assert run(tmp_path, capsys)[0] == 0
    before = list_published(tmp_path)
    # The same again takes nothing away, and gives the same bytes.
    assert run(tmp_path, capsys)[0] == 0
    assert list_published(tmp_path) == before

    for file in (tmp_path / "aanlevering" / "34CD00").iterdir():
        file.unlink()
    code, told = run(tmp_path, capsys)
    assert code == 13
    assert "school 34CD00 valt weg (11 leerlingen)" in told
    assert "--toch" in told
    assert list_published(tmp_path) == before
    assert not (tmp_path / "uitvoer" / "eerder").exists()

    # Asked for: the school is refused (10), and what stood is kept to the byte.
    assert run(tmp_path, capsys, "--toch")[0] == 10
    kept = tmp_path / "uitvoer" / "eerder" / "2026-01-01-1"
    assert {
        path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()
    } == before
    assert list_published(tmp_path) != before


def test_a_run_that_reads_as_much_keeps_no_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--toch` is permission, no habit: without a loss nothing is put aside."""
    write_region(make_region("12AB00"), tmp_path)
    assert run(tmp_path, capsys, "--toch")[0] == 0
    assert run(tmp_path, capsys, "--toch")[0] == 0
    assert not (tmp_path / "uitvoer" / "eerder").exists()
