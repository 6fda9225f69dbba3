"""What `make bench-land` lays beside the program counts what it says, and what was measured is not measured again."""

from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from pipelines.settings import load_settings
from tests.benchmark import measure_land
from tests.benchmark.dense import FROM, TO
from tests.benchmark.make_swv_year import make_swv_year, school_days
from tests.benchmark.measure_land import DENSE, RESULTS, Results, make_plan

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


@pytest.mark.parametrize("count", DENSE.values(), ids=DENSE)
def test_a_dense_table_gives_tiers_and_four_week_groups(count, tmp_path: Path) -> None:
    """Of 57 days: 2 away is 96,4 %, 3 is 94,7, 5 is 91,2, 6 is 89,4. Of 20 in a row 16 away is 20 % there, 15 is 25."""
    assert len(DAYS) == 57
    away = {1: 2, 2: 3, 3: 5, 4: 6, 5: 16, 6: 15}
    write_school(tmp_path / "12AB00", {pupil: DAYS[20 : 20 + days] for pupil, days in away.items()})
    assert count(tmp_path) == {"tier 1": 1, "tier 2": 2, "tier 3": 3, "vierweken": 1}


@pytest.mark.parametrize("count", DENSE.values(), ids=DENSE)
def test_a_window_is_of_one_pupil_and_may_begin_before_the_period(count, tmp_path: Path) -> None:
    """The first is away the last 10 days of the year, of which 8 are in the period: 49 of 57 is 86,0 %.

    The second is away the first 10 days of the year, outside the period: 100 %. Neither has 16 away in one window.
    The third is away on the 15 days before the period and its first: 16 of the 20 that end there; 56 of 57 is 98,2 %.
    """
    days = school_days()
    before = days.index(DAYS[0])
    write_school(tmp_path / "12AB00", {1: days[-10:], 2: days[:10], 3: days[before - 15 : before + 1]})
    assert [day for day in days[-10:] if day <= TO] == DAYS[-8:]
    assert count(tmp_path) == {"tier 1": 2, "tier 2": 0, "tier 3": 1, "vierweken": 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_all_dense_tables_count_the_same_of_an_invented_year(seed: int, tmp_path: Path) -> None:
    make_swv_year(tmp_path, seed=seed, schools=5, pupils=300)
    pandas, *others = (count(tmp_path / "aanlevering") for count in DENSE.values())
    assert all(other == pandas for other in others)
    assert sum(pandas.values()) - pandas["vierweken"] == 300


def test_what_was_measured_is_written_down_and_known_the_next_time(tmp_path: Path) -> None:
    first = Results(tmp_path)
    assert first.get("jaar: deel 1 van 2") is None
    first.add("jaar: deel 1 van 2", seconden=1.23456)
    again = Results(tmp_path)
    assert again.get("jaar: deel 1 van 2") == {"wat": "jaar: deel 1 van 2", "seconden": 1.235}
    assert again.get("jaar: deel 2 van 2") is None


def test_a_line_that_was_broken_off_is_measured_again(tmp_path: Path) -> None:
    Results(tmp_path).add("jaar: deel 1 van 2", seconden=1)
    with (tmp_path / RESULTS).open("a", encoding="utf-8") as out:
        out.write('{"wat": "jaar: deel 2 v')
    again = Results(tmp_path)
    assert (again.get("jaar: deel 1 van 2") or {})["seconden"] == 1
    assert again.get("jaar: deel 2 van 2") is None
    again.add("jaar: deel 2 van 2", seconden=2)
    assert (Results(tmp_path).get("jaar: deel 2 van 2") or {})["seconden"] == 2


def test_what_is_left_is_estimated_from_what_was_measured() -> None:
    """30 seconds for 1 000 pupils and 90 for 2 000: 120 / 3 000 = 0,04 a pupil; 50 000 are left: 2 000 s, 33,3 minutes.

    1 GB for 1 000 pupils and 1,6 for 2 000: at most 0,001 a pupil, so 20 for a part of 20 000.
    """
    seen = [
        {"leerlingen": 1_000, "duur": 30, "schijf_gb": 1.0},
        {"leerlingen": 2_000, "duur": 90, "schijf_gb": 1.6},
    ]
    plan = make_plan(seen, left=50_000, pupils_a_part=20_000)
    assert (round(plan.minutes, 1), round(plan.gb, 1), round(plan.minutes_a_part, 1)) == (33.3, 20.0, 13.3)


class Clock:
    """Stands still, but when something is measured."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_year_stops_when_its_time_is_over_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five SWVs of 100 pupils, two at a time, six minutes a part: in 13 minutes two parts fit, a third does not."""
    clock, made = Clock(), []

    def measure(_folder: Path, swvs: dict[int, int]) -> dict[str, float]:
        made.append(swvs)
        clock.now += 360
        pupils = sum(swvs.values())
        figures = {"leerlingen": pupils, "duur": 360, "schijf_gb": 0.001, "absentierijen": 86 * pupils, "bodem": 1}
        return {**figures, "zonder_schoolrapporten": 8, "schoolrapporten": 20, "piek_gb": 1}

    monkeypatch.setattr(measure_land, "measure_part", measure)
    monkeypatch.setattr(measure_land, "TRIAL_PUPILS", 100)
    year = partial(measure_land.measure_year, tmp_path, pupils=500, pupils_a_swv=100, minutes=13, beside=2, clock=clock)
    year(Results(tmp_path))
    told = capsys.readouterr().out
    # The trial is a part by itself and is not of the year; it takes none of its time.
    assert made == [{0: 100, 1: 100}, {0: 100, 1: 100}, {2: 100, 3: 100}]
    # 360 s for 200 pupils is 1.8 a pupil; 500 are left: 900 s, 15 minutes.
    assert "nog 3 van 3 delen, naar schatting 15 minuten" in told
    assert "Gestopt na 2 van 3 delen" in told and "landelijk jaar: 5 SWV" not in told
    year(Results(tmp_path))
    told = capsys.readouterr().out
    assert made[3:] == [{4: 100}]
    assert "nog 1 van 3 delen, naar schatting 3 minuten" in told
    # 24 s on a floor of 3 is 8 times.
    assert "landelijk jaar: 5 SWV, 500 leerlingen, 43000 absenties" in told and "(8.0 keer de bodem)" in told


def test_a_year_that_does_not_fit_the_disk_is_not_begun(tmp_path: Path) -> None:
    results = Results(tmp_path)
    results.add("jaar: deel 1 van 2", leerlingen=100, duur=1, schijf_gb=1e6)
    with pytest.raises(SystemExit, match="te weinig ruimte"):
        measure_land.measure_year(tmp_path, results, pupils=200, pupils_a_swv=100, minutes=None, beside=1)


def test_swvs_of_a_part_run_at_the_same_time_on_one_processor_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longest of 1 + 2 + 3 and 2 + 2 + 1 s is 6, of 9 and 11 is 11; 0.5 and 0.25 GB; each waits for the other."""
    both = Barrier(2, timeout=60)
    answers = {
        "0": {"inlezen": 1, "tellen en indelen": 2, "publiceren": 3, "rapporten": 9, "piek (GB)": 0.5},
        "1": {"inlezen": 2, "tellen en indelen": 2, "publiceren": 1, "rapporten": 11, "piek (GB)": 0.25},
    }

    def run(toml: Path, *, processors: int) -> dict[str, float]:
        assert processors == 1
        both.wait()
        return answers[toml.parent.name]

    monkeypatch.setattr(measure_land, "measure_in_new_process", run)
    monkeypatch.setattr(measure_land, "measure_floor", lambda _: 1.5)
    found = measure_land.measure_part(tmp_path / "deel", {0: 40, 1: 60})
    assert (found["leerlingen"], found["bodem"], found["piek_gb"]) == (100, 3, 0.75)
    assert (found["zonder_schoolrapporten"], found["schoolrapporten"]) == (6, 11)
    assert not (tmp_path / "deel").exists()


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
