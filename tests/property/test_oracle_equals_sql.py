"""The program and the reference reading give the same cells on generated deliveries; what must not matter does not.

`MSA_DEEP=1` multiplies the number of examples by ten.
"""

import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lib.comparison import COMPARED, Output, compare, run_program
from tests.lib.oracle import compute
from tests.lib.region import AbsenceFile, Enrolment, Region, School, write_region
from tests.lib.strategies import HOLIDAYS, PUBLIC, regions

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
PROFILE = {
    "deadline": None,
    "derandomize": True,
    "database": None,
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


@settings(max_examples=30 * DEEP, **PROFILE)
@given(regions(max_schools=4))
def test_every_cell_equals_the_reference_reading(example: Example) -> None:
    region, peildatum = example
    expected = compute(region, peildatum, HOLIDAYS, PUBLIC)
    with tempfile.TemporaryDirectory() as folder:
        differences = compare(region, expected, run_written(region, peildatum, Path(folder)))
    assert not differences, "\n".join(differences)


@settings(max_examples=3 * DEEP, **PROFILE)
@given(regions(max_schools=3), st.integers(0, 1000))
def test_order_of_rows_is_nothing_when_entry_times_differ(example: Example, seed: int) -> None:
    region, peildatum = example
    stamped = map_absences(region, stamp_all)
    shuffled = map_absences(stamped, lambda files: shuffle_rows(files, seed))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = run_written(stamped, peildatum, Path(one))
        assert_same_tables(first, run_written(shuffled, peildatum, Path(other)))


@settings(max_examples=3 * DEEP, **PROFILE)
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


@settings(max_examples=3 * DEEP, **PROFILE)
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


@settings(max_examples=1, **PROFILE)
@given(regions(max_schools=2))
def test_the_comparison_sees_one_lesson_less(example: Example) -> None:
    region, peildatum = example
    school = region.scholen[0]
    smaller = replace(school, leerlingen=(*school.leerlingen, Enrolment("7777", "1A")))
    expected = compute(replace(region, scholen=(smaller, *region.scholen[1:])), peildatum, HOLIDAYS, PUBLIC)
    with tempfile.TemporaryDirectory() as folder:
        differences = compare(region, expected, run_written(region, peildatum, Path(folder)))
    assert any("7777" in difference for difference in differences)


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
