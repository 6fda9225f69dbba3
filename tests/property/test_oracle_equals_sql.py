"""The program and the reference reading give the same cells on generated deliveries; what must not matter does not.

`MSA_DEEP=1` multiplies the number of examples by ten.
"""

import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.lib.comparison import COMPARED, Output, compare, compare_table, run_program
from tests.lib.moved_pupils import add_moves
from tests.lib.oracle import compute
from tests.lib.region import AbsenceFile, Code, Enrolment, Region, School, SpanAbsence, WeeklyLesson, write_region
from tests.lib.strategies import HOLIDAYS, PUBLIC, regions

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
PROFILE = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    # No shrinking: a difference already names school, pupil and cell, and every attempt costs a run of the program.
    "phases": [Phase.explicit, Phase.generate],
    # An example is a whole school year of a few schools: large and slow by design.
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
}
Example = tuple[Region, date]


def run_written(region: Region, peildatum: date, folder: Path, rename: Callable[[str], str] = str) -> Output:
    return run_program(write_region(region, folder, rename=rename), peildatum)


def assert_same_tables(first: Output, second: Output) -> None:
    assert first.exit_code == second.exit_code == 0
    for table in COMPARED:
        assert first.read(table).equals(second.read(table)), f"table {table} differs"


@settings(max_examples=24 * DEEP, **PROFILE)
@given(regions(max_schools=4), st.none() | st.integers(0, 1_000_000))
def test_every_cell_equals_the_reference_reading(example: Example, moving: int | None) -> None:
    """With `moving` some pupils move between the schools."""
    region, peildatum = example
    if moving is not None:
        region = add_moves(region, peildatum, random.Random(moving))
    expected = compute(region, peildatum, HOLIDAYS, PUBLIC)
    with tempfile.TemporaryDirectory() as folder:
        differences = compare(region, expected, run_written(region, peildatum, Path(folder)))
    assert not differences, "\n".join(differences)


@settings(max_examples=2 * DEEP, **PROFILE)
@given(regions(max_schools=3), st.integers(0, 1000))
def test_order_of_rows_is_nothing_when_entry_times_differ(example: Example, seed: int) -> None:
    region, peildatum = example
    stamped = map_absences(region, stamp_all)
    shuffled = map_absences(stamped, lambda files: shuffle_rows(files, seed))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = run_written(stamped, peildatum, Path(one))
        assert_same_tables(first, run_written(shuffled, peildatum, Path(other)))


@settings(max_examples=2 * DEEP, **PROFILE)
@given(regions(max_schools=3), st.sampled_from([0, 5, 30, 100]))
def test_an_enrolment_in_two_adjacent_parts_is_one(example: Example, back: int) -> None:
    region, peildatum = example
    cut = peildatum - timedelta(days=back)
    halved = replace(
        region,
        scholen=tuple(replace(school, leerlingen=split_enrolments(school, cut)) for school in region.scholen),
    )
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = run_written(region, peildatum, Path(one))
        assert_same_tables(first, run_written(halved, peildatum, Path(other)))


@settings(max_examples=2 * DEEP, **PROFILE)
@given(regions(max_schools=3))
def test_running_again_changes_no_byte_and_names_change_only_names(example: Example) -> None:
    region, peildatum = example
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = run_written(region, peildatum, Path(one))
        before = read_bytes(first)
        again = run_program(Path(one) / "swv.toml", peildatum)
        assert read_bytes(again) == before
        renamed = run_written(region, peildatum, Path(other), rename=lambda name: f"levering {name}")
        assert_same_tables(again, renamed)
        assert strip_names(renamed) == strip_names(again)


def test_the_comparison_sees_every_changed_cell_and_row() -> None:
    """Negative control: one school whose pupil is in all four tables; each cell changed once, each row left out."""
    lessons = tuple(WeeklyLesson("1A", weekday, 1, time(8), time(8, 50)) for weekday in range(1, 6))
    away = SpanAbsence("1001", date(2026, 11, 2), date(2026, 11, 27), "S")
    school = School(
        id="12AB00",
        sector="VO",
        leerlingen=(Enrolment("1001", "1A", leerjaar="1"), Enrolment("1002", "1A")),
        rooster=lessons,
        absenties=(AbsenceFile("absenties.csv", SpanAbsence, (away,)),),
        codes=(Code("S", "spijbelen"),),
    )
    region, peildatum = Region((school,)), date(2027, 1, 1)
    expected = compute(region, peildatum, HOLIDAYS, PUBLIC)
    with tempfile.TemporaryDirectory() as folder:
        output = run_written(region, peildatum, Path(folder))
        assert compare(region, expected, output) == []
        for table in COMPARED:
            rows = getattr(expected, table)
            assert rows and compare_table(table, rows[1:], output)
            for name, value in rows[0].items():
                changed = [{**rows[0], name: make_other(value)}, *rows[1:]]
                assert compare_table(table, changed, output), f"a changed {table}.{name} was not seen"


def make_other(value: object) -> object:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int | float):
        return value + (1 if isinstance(value, int) else 1e-9)
    return f"{value}x"


def map_absences(region: Region, change: Callable[[tuple[AbsenceFile, ...]], tuple[AbsenceFile, ...]]) -> Region:
    schools = tuple(replace(school, absenties=change(school.absenties)) for school in region.scholen)
    return replace(region, scholen=schools)


def stamp_all(files: tuple[AbsenceFile, ...]) -> tuple[AbsenceFile, ...]:
    """Give every row of a school its own `ingevoerd_op`."""
    moment = datetime(2026, 1, 1)
    stamped = []
    for file in files:
        rows = []
        for row in file.rows:
            moment += timedelta(minutes=1)
            rows.append(replace(row, ingevoerd_op=moment))
        stamped.append(replace(file, rows=tuple(rows)))
    return tuple(stamped)


def shuffle_rows(files: tuple[AbsenceFile, ...], seed: int) -> tuple[AbsenceFile, ...]:
    """The same rows in another order within each file."""
    order = random.Random(seed)
    return tuple(replace(file, rows=tuple(order.sample(file.rows, len(file.rows)))) for file in files)


def split_enrolments(school: School, cut: date) -> tuple[Enrolment, ...]:
    """Cut the enrolment of each pupil that has just one: up to and including `cut`, and from the day after."""
    numbers = [row.leerlingnummer for row in school.leerlingen]
    rows: list[Enrolment] = []
    for row in school.leerlingen:
        inside = (row.inschrijfdatum is None or row.inschrijfdatum <= cut) and (
            row.uitschrijfdatum is None or cut < row.uitschrijfdatum
        )
        if inside and numbers.count(row.leerlingnummer) == 1:
            rows += [replace(row, uitschrijfdatum=cut), replace(row, inschrijfdatum=cut + timedelta(days=1))]
        else:
            rows.append(row)
    return tuple(rows)


def read_bytes(output: Output) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((output.folder / "tabellen").iterdir())}


def strip_names(output: Output) -> list[dict[str, object]]:
    """The files of the manifest without their names, in order."""
    files = output.read_manifest()["bestanden"]
    return [{name: value for name, value in row.items() if name != "bestand"} for row in files]
