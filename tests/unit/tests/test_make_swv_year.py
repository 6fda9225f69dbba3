"""The benchmark data: plain, seeded, of the size and shape asked."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest

from pipelines.demo.timetable import read_free_days
from pipelines.settings import load_settings
from tests.benchmark.make_swv_year import FIRST_DAY, LAST_DAY, LESSONS_AFTER_ALL, make_swv_year, school_days


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    make_swv_year(folder, seed=1, schools=5, pupils=900)
    return folder


def test_two_hundred_school_days_by_the_shipped_holidays() -> None:
    """197 days of region Noord (domain.md 6) and three days of the autumn holiday: 197 + 3 = 200."""
    free = read_free_days("noord")
    days = school_days()
    assert len(days) == 200
    assert (days[0], days[-1]) == (FIRST_DAY, LAST_DAY)
    assert [day for day in days if day in free] == [date(2025, 10, 20), date(2025, 10, 21), LESSONS_AFTER_ALL[1]]


def test_same_seed_gives_same_bytes_and_another_does_not(tmp_path: Path, year: Path) -> None:
    def hash_all(folder: Path) -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.csv"))]

    make_swv_year(tmp_path / "same", seed=1, schools=5, pupils=900)
    make_swv_year(tmp_path / "other", seed=2, schools=5, pupils=900)
    assert hash_all(tmp_path / "same") == hash_all(year)
    assert hash_all(tmp_path / "other") != hash_all(year)


def test_every_file_is_plain(year: Path) -> None:
    """No quote character and as many separators in each line: the fast lane's conditions."""
    for path in year.rglob("*.csv"):
        content = path.read_bytes()
        assert b'"' not in content
        assert len({line.count(b";") for line in content.splitlines()}) == 1


def test_sizes_and_shape(year: Path) -> None:
    """Four VO schools of 200 and one PO school of 100; 1.7 million rows on 18,000 VO pupils is about 94 a pupil."""
    schools = load_settings(year / "swv.toml").scholen
    pupils = {school.id: len(read_rows(year / "aanlevering" / school.id / "leerlingen.csv")) for school in schools}
    assert [school.sector for school in schools] == ["VO", "VO", "VO", "VO", "PO"]
    assert list(pupils.values()) == [200, 200, 200, 200, 100]
    vo = [school.id for school in schools if school.sector == "VO"]
    rows = sum(len(read_rows(year / "aanlevering" / school / "absenties.csv")) for school in vo)
    assert 70 <= rows / 800 <= 120
    assert len(read_rows(year / "aanlevering" / vo[0] / "groepen.csv")) == 200 // 3


def test_every_absence_is_on_a_lesson_of_the_pupil_once(year: Path) -> None:
    school = year / "aanlevering" / "10VQ00"
    klas = {row["leerlingnummer"]: [row["klas"]] for row in read_rows(school / "leerlingen.csv")}
    for row in read_rows(school / "groepen.csv"):
        klas[row["leerlingnummer"]].append(row["groep"])
    lessons = {(row["groep"], row["weekdag"], row["lesuur"]) for row in read_rows(school / "rooster.csv")}
    seen = set()
    for row in read_rows(school / "absenties.csv"):
        weekday = str(date.fromisoformat(row["datum"]).isoweekday())
        assert any((group, weekday, row["lesuur"]) in lessons for group in klas[row["leerlingnummer"]])
        slot = (row["leerlingnummer"], row["datum"], row["lesuur"])
        assert slot not in seen
        seen.add(slot)
