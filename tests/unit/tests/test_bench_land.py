"""What `make bench-land` lays beside the program counts what it says, and what was measured is not measured again."""

from datetime import date
from pathlib import Path

import pytest

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
    make_swv_year(tmp_path, seed=1, schools=101, pupils=303, number=2)
    schools = {place.name for place in (tmp_path / "aanlevering").iterdir()}
    assert len(schools) == 101
    assert {len(school) for school in schools} == {6}
    assert 'code = "BENCH3"' in (tmp_path / "swv.toml").read_text(encoding="utf-8")
