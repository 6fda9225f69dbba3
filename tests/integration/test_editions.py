"""What was published is not undone in silence: a run that reads less asks first, and keeps what stood."""

from datetime import date
from pathlib import Path

import polars as pl
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


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        # 74 school days: 34 from 2 September to 17 October, autumn holiday, eight weeks of 5 up to 19 December.
        ("2025-08-01;2025-12-19", None),
        ("2025-08-01;2025-12-18", "73 in plaats van 74 gemeten schooldagen"),
        ("2025-09-03;2026-01-01", "73 in plaats van 74 gemeten schooldagen"),
        # Nothing is said of Monday 3 to Wednesday 5 November: a gap.
        ("2025-08-01;2025-11-02 2025-11-06;2026-01-01", "71 in plaats van 74 gemeten schooldagen"),
        # None of its days is measured any more: it has no pupils in any table.
        ("2025-08-01;2025-08-31", "school 12AB00 valt weg (11 leerlingen)"),
    ],
)
def test_fewer_measured_days_are_asked_about_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ranges: str, told: str | None
) -> None:
    """The same files, but the school says that they cover less. With --toch those days stand as they were told before,
    and the run after it, which reads as much, asks nothing."""
    write_region(make_region("12AB00", "34CD00"), tmp_path)
    assert run(tmp_path, capsys)[0] == 0
    rows = "".join(f"absenties;{days}\n" for days in ranges.split())
    (tmp_path / "aanlevering" / "12AB00" / "levering.csv").write_text(
        f"onderdeel;dekt_van;dekt_tot\n{rows}", encoding="utf-8"
    )
    code, printed = run(tmp_path, capsys)
    assert code == (0 if told is None else 13)
    assert (told or "") in printed
    assert "- school 34CD00" not in printed
    if "schooldagen" in (told or ""):
        assert run(tmp_path, capsys, "--toch")[0] == 0
        measured = pl.read_parquet(tmp_path / "uitvoer" / "2026-01-01" / "tabellen" / "school_meting.parquet")
        assert measured.filter(pl.col("school") == "12AB00")["gemeten_dagen"].to_list() == [74]
        assert run(tmp_path, capsys)[0] == 0


def test_a_run_that_says_the_same_keeps_no_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--toch` is permission, no habit: where nothing changes nothing is put aside."""
    write_region(make_region("12AB00"), tmp_path)
    assert run(tmp_path, capsys, "--toch")[0] == 0
    assert run(tmp_path, capsys, "--toch")[0] == 0
    assert not (tmp_path / "uitvoer" / "eerder").exists()


def test_a_correction_keeps_what_stood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It reads no less, so nothing is asked; and what came out before is not overwritten, however often."""
    write_region(make_region("12AB00"), tmp_path)
    register = tmp_path / "aanlevering" / "12AB00" / "levering.csv"
    standing = []
    # Every range covers all 74 school days of the period: only the file differs.
    for until in ("2026-01-01", "2025-12-31", "2025-12-30"):
        register.write_text(f"onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;{until}\n", encoding="utf-8")
        assert run(tmp_path, capsys)[0] == 0
        standing.append(list_published(tmp_path))
    earlier = tmp_path / "uitvoer" / "eerder"
    assert sorted(path.name for path in earlier.iterdir()) == ["2026-01-01-1", "2026-01-01-2"]
    for number, before in enumerate(standing[:2], start=1):
        kept = earlier / f"2026-01-01-{number}"
        assert {
            path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()
        } == before
    assert standing[0]["manifest.json"] != standing[1]["manifest.json"] != standing[2]["manifest.json"]
