"""What `make bench-land` lays beside the program counts what it says, and what was measured is not measured again."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import load_settings
from tests.benchmark.dense import FROM, TO, count_in_duckdb, count_in_polars
from tests.benchmark.make_swv_year import make_swv_year, school_days
from tests.benchmark.measure_land import Results

# 2 + 4 + 5 + 5 days in April, 5 + 4 + 5 + 4 in May, 20 + 2 in June and one in July.
DAYS = [day for day in school_days() if FROM <= day <= TO]


def write_school(folder: Path, absences: dict[int, list[date]]) -> None:
    """A lesson of an hour each working day for one class; the days that each pupil was ill."""
    folder.mkdir(parents=True)
    pupils = [f"{number};1a" for number in absences]
    (folder / "leerlingen.csv").write_text("\n".join(["leerlingnummer;klas", *pupils, ""]), encoding="utf-8")
    hours = [f"1a;{day};1;09:00;10:00" for day in range(1, 6)]
    heads = "groep;weekdag;lesuur;begintijd;eindtijd"
    (folder / "rooster.csv").write_text("\n".join([heads, *hours, ""]), encoding="utf-8")
    rows = [f"{number};{day};1;Z" for number, days in absences.items() for day in days]
    heads = "leerlingnummer;datum;lesuur;code"
    # A lateness is no absence.
    late = f"1;{DAYS[-1]};1;TL"
    (folder / "absenties.csv").write_text("\n".join([heads, *rows, late, ""]), encoding="utf-8")


@pytest.mark.parametrize("count", [count_in_polars, count_in_duckdb])
def test_a_dense_table_gives_tiers_and_four_week_groups(count, tmp_path: Path) -> None:
    """Of 57 days: 2 away is 96,4 %, 3 is 94,7, 5 is 91,2, 6 is 89,4. Of 20 in a row 16 away is 20 % there, 15 is 25."""
    assert len(DAYS) == 57
    away = {1: 2, 2: 3, 3: 5, 4: 6, 5: 16, 6: 15}
    write_school(tmp_path / "12AB00", {pupil: DAYS[20 : 20 + days] for pupil, days in away.items()})
    assert count(tmp_path) == {"tier 1": 1, "tier 2": 2, "tier 3": 3, "vierweken": 1}


def test_what_was_measured_is_written_down_and_known_the_next_time(tmp_path: Path) -> None:
    first = Results(tmp_path)
    assert first.get("jaar: SWV 1 van 2") is None
    first.add("jaar: SWV 1 van 2", seconden=1.23456)
    again = Results(tmp_path)
    assert again.get("jaar: SWV 1 van 2") == {"wat": "jaar: SWV 1 van 2", "seconden": 1.235}
    assert again.get("jaar: SWV 2 van 2") is None


def test_an_swv_of_more_than_ninety_schools_has_as_many_numbers(tmp_path: Path) -> None:
    """120 schools of which 24 PO, half as large: 2 a share of 3000 / 216 = 13.9, so 27 or 28, and 13 or 14."""
    make_swv_year(tmp_path, seed=1, schools=120, pupils=3_000, number=2)
    schools = load_settings(tmp_path / "swv.toml").scholen
    assert len({school.id for school in schools}) == 120
    assert {school.id for school in schools} == {place.name for place in (tmp_path / "aanlevering").iterdir()}
    files = [tmp_path / "aanlevering" / school.id / "leerlingen.csv" for school in schools]
    sizes = [file.read_bytes().count(b"\n") - 1 for file in files]
    assert (set(sizes[:96]), set(sizes[96:]), sum(sizes)) == ({27, 28}, {13, 14}, 3_000)
    assert 'code = "BENCH3"' in (tmp_path / "swv.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("pupils", [9, 10])
def test_no_school_is_without_pupils(pupils: int, tmp_path: Path) -> None:
    if pupils == 9:
        with pytest.raises(ValueError, match="a school has pupils"):
            make_swv_year(tmp_path, seed=1, schools=5, pupils=pupils)
        return
    make_swv_year(tmp_path, seed=1, schools=5, pupils=pupils)
    assert len(list(tmp_path.glob("aanlevering/*/leerlingen.csv"))) == 5
