"""A quarter counted again as it was known on a day: the same bytes, without the deliveries of then."""

import functools
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.intake.read_parts import list_read_codes, load_read
from pipelines.run import published
from pipelines.run.as_of import find_edition
from pipelines.settings import load_settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.pseudonym import load_key
from tests.lib.cases import CODES, weekly
from tests.lib.region import AbsenceFile, Enrolment, LessonAbsence, Region, School, write_region

DAY = date(2026, 1, 1)
ONE, TWO = "12AB00", "34CD00"
PUPILS = tuple(Enrolment(str(number), "1A") for number in range(101, 112))
# Both editions come out at noon of these days; the second reads one more absence.
ILL = next(code.code for code in CODES if code.soort == "ziek")
FIRST, SECOND = date(2026, 1, 5), date(2026, 2, 10)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions of one peildatum; then every delivery goes. Never changed."""
    folder = tmp_path_factory.mktemp("swv")

    def publish(day: date, *rows: LessonAbsence) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        timetable = weekly("1A", lessen=2)
        absences = (AbsenceFile("absenties.csv", LessonAbsence, rows),)
        schools = [School(name, "VO", PUPILS, timetable, absenties=absences, codes=CODES) for name in (ONE, TWO)]
        write_region(Region(tuple(schools)), folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(published, "write_entry", functools.partial(write_entry, clock=lambda: moment))
            assert run(folder) == 0

    publish(FIRST, LessonAbsence("101", date(2025, 11, 3), 1, ILL))
    publish(SECOND, LessonAbsence("101", date(2025, 11, 3), 1, ILL), LessonAbsence("102", date(2025, 11, 4), 1, ILL))
    for school in (ONE, TWO):
        shutil.rmtree(folder / "aanlevering" / school)
        (folder / "aanlevering" / school).mkdir()
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "swv"))


def run(folder: Path, *options: str) -> int:
    words = ("run", str(folder / "swv.toml"), "--peildatum", DAY.isoformat(), "--direct", "--zonder-pdf")
    return cli.main([*words, *options])


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def erased(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same after a pupil of one school was erased who was absent, and the code of that pupil. Never changed."""
    place = Path(shutil.copytree(made, tmp_path_factory.mktemp("gewist") / "swv"))
    pupils = pl.read_parquet(place / "uitvoer" / DAY.isoformat() / "tabellen" / "leerling_periode.parquet")
    [code] = pupils.filter(pl.col("school") == ONE, pl.col("geoorloofd_min") > 0)["leerling"].to_list()[:1]
    assert cli.main(["erase", str(place / "swv.toml"), "--school", ONE, "--leerling", code]) == 0
    return place, code


def ask_again(place: Path, day: date, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, Path]:
    """Exit code, what was said, and where the quarter lies as it was known on a day."""
    capsys.readouterr()
    code = run(place, "--zoals-op", day.isoformat())
    printed = capsys.readouterr()
    told = (printed.out + printed.err).replace("\u00a0", " ")
    return code, told, place / "uitvoer" / "zoals-op" / f"{DAY}-op-{day}"


@pytest.fixture
def repeat(place: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[date], tuple[int, str, Path]]:
    return functools.partial(ask_again, place, capsys=capsys)


def count_absent(folder: Path) -> list[int]:
    """Pupils with authorised absence, by school."""
    pupils = pl.read_parquet(folder / "tabellen" / "leerling_periode.parquet")
    return [pupils.filter(pl.col("school") == school, pl.col("geoorloofd_min") > 0).height for school in (ONE, TWO)]


def test_each_day_gives_the_edition_that_stood_then(
    place: Path, repeat: Callable[[date], tuple[int, str, Path]]
) -> None:
    uitvoer = place / "uitvoer"
    editions = {FIRST: uitvoer / "eerder" / f"{DAY}-1", SECOND: uitvoer / DAY.isoformat()}
    before = {day: read_files(folder) for day, folder in editions.items()}
    kept = {name: (place / "opslag" / name).read_bytes() for name in ("publicaties.jsonl", "inspectie.json")}
    settings, last = load_settings(place / "swv.toml"), SECOND - timedelta(days=1)
    days = (FIRST, last, SECOND, date(2026, 6, 1))
    assert [find_edition(settings, DAY, day).number for day in days] == [1, 1, 2, 2]
    # One pupil of each school was absent in the first, two in the second.
    for day, since, absent in ((last, FIRST, [1, 1]), (SECOND, SECOND, [2, 2])):
        code, told, folder = repeat(day)
        assert code == 0
        found = read_files(folder)
        assert "Alles is byte voor byte gelijk" in told
        assert "Anders dan toen" not in told
        assert f"uitgave {list(editions).index(since) + 1} van peildatum 1 jan 2026" in told
        assert {name: before[since][name] for name in found} == found
        assert {"tabellen/leerling_periode.csv", f"school/{ONE}/index.html", f"school/{TWO}/leerlingen.html"} <= set(
            found
        )
        assert not [name for name in found if name.startswith(("swv", "inspectie", "leerplicht", "manifest"))]
        assert count_absent(folder) == absent
    # Nothing that was published, and no account of it, has changed.
    assert {day: read_files(folder) for day, folder in editions.items()} == before
    assert {name: (place / "opslag" / name).read_bytes() for name in kept} == kept


def test_before_anything_came_out_there_is_nothing(repeat: Callable[[date], tuple[int, str, Path]]) -> None:
    code, told, folder = repeat(date(2026, 1, 4))
    assert code == 2
    assert "was er op 4 jan 2026 nog niets uitgekomen" in told
    assert not folder.exists()


def test_an_erased_pupil_is_left_out(
    erased: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, code = Path(shutil.copytree(erased[0], tmp_path / "swv")), erased[1]
    ended, told, folder = ask_again(place, FIRST, capsys)
    assert ended == 0
    assert f"School {ONE}: een leerling is sindsdien gewist en telt niet mee." in told
    # Eleven pupils a school, one of the first erased.
    counted = pl.read_parquet(folder / "tabellen" / "leerling_periode.parquet")
    assert counted.group_by("school").len().sort("school").rows() == [(ONE, 10), (TWO, 11)]
    assert not [name for name, content in read_files(folder).items() if code.encode() in content]
    key = load_key(place / "opslag")
    for number in (1, 2):
        read = load_read(place / "opslag", DAY, number, key=key)
        assert read is not None
        assert read.erased == (ONE,)
        for part in read.parts.values():
            for frame in part.frames.values():
                assert code not in {cell for column in frame.select(pl.col(pl.String)) for cell in column}


def test_a_backup_that_is_put_back_keeps_an_erased_pupil_out(
    made: Path, erased: tuple[Path, str], tmp_path: Path
) -> None:
    place, code = Path(shutil.copytree(erased[0], tmp_path / "swv")), erased[1]
    folder = place / "opslag" / "gelezen"
    assert code not in list_read_codes(place / "opslag")
    shutil.rmtree(folder)
    shutil.copytree(made / "opslag" / "gelezen", folder)
    assert code in list_read_codes(place / "opslag")
    assert cli.main(["doctor", str(place / "swv.toml"), "--herstel"]) == 0
    # Eleven pupils of two schools, one of them erased.
    assert len(list_read_codes(place / "opslag") - {code}) == len(list_read_codes(place / "opslag")) == 21


def test_no_number_of_a_pupil_is_kept(place: Path) -> None:
    key = load_key(place / "opslag")
    read = load_read(place / "opslag", DAY, 1, key=key)
    assert read is not None
    assert sorted(read.parts) == [ONE, TWO, "leerplicht", "swv"]
    cells = {
        cell
        for part in read.parts.values()
        for frame in part.frames.values()
        for column in frame.select(pl.col(pl.String))
        for cell in column
    }
    assert cells.isdisjoint({pupil.leerlingnummer for pupil in PUPILS})
    assert all(part.quarantine == [] for part in read.parts.values())


def test_a_damaged_part_is_not_believed(place: Path, repeat: Callable[[date], tuple[int, str, Path]]) -> None:
    for file in (place / "opslag" / "gelezen").glob("*.deel"):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    code, told, folder = repeat(FIRST)
    assert code == 14
    assert "is beschadigd" in told
    assert not folder.exists()


def test_a_list_of_another_hand_is_not_believed(place: Path, repeat: Callable[[date], tuple[int, str, Path]]) -> None:
    lists = place / "opslag" / "gelezen"
    (lists / f"{DAY}-1.json").write_bytes((lists / f"{DAY}-2.json").read_bytes().replace(b'"swv"', b'"swx"'))
    assert repeat(FIRST)[0] == 14


def test_what_is_not_kept_is_said(place: Path, repeat: Callable[[date], tuple[int, str, Path]]) -> None:
    (place / "opslag" / "gelezen" / f"{DAY}-1.json").unlink()
    code, told, _ = repeat(FIRST)
    assert code == 2
    assert "is niet bewaard waaruit hij is geteld" in told
    assert repeat(SECOND)[0] == 0


def test_other_settings_are_named(place: Path, repeat: Callable[[date], tuple[int, str, Path]]) -> None:
    """The name of a school stands on its pages: these differ, the tables do not."""
    file = place / "swv.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(f'id = "{ONE}"\nnaam = "', f'id = "{ONE}"\nnaam = "Ander '),
        encoding="utf-8",
    )
    code, told, folder = repeat(FIRST)
    assert code == 0
    assert "Anders dan toen: andere instellingen of koppelingen." in told
    assert f"school/{ONE}/index.html" in told
    before = read_files(place / "uitvoer" / "eerder" / f"{DAY}-1")
    found = read_files(folder)
    assert all(found[name] == before[name] for name in found if name.startswith("tabellen/"))


def test_the_parts_go_with_their_time(place: Path) -> None:
    folder = place / "opslag" / "gelezen"
    # Two schools of two editions, and the lists of leerplicht and swv, which are the same in both.
    assert len(list(folder.glob("*.deel"))) == 2 * 2 + 2
    assert len(list(folder.glob("*.json"))) == 2
    assert cli.main(["erase", str(place / "swv.toml"), "--voor", "2026-01-02"]) == 0
    assert list(folder.iterdir()) == []
