"""What absence without a reason would be if it were unauthorised: the program and the slow reading say the same.

Some pupils move between the schools (contract 2.9). `MSA_DEEP=1` multiplies the number of regions by ten.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from pipelines.store.store import read_tables
from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.ledger_regions import OA_CODES, make_region
from tests.lib.moved_pupils import add_moves
from tests.lib.oracle import Row
from tests.lib.reason_oracle import compute_without_reason
from tests.lib.region import AbsenceFile, Region, School, write_region
from tests.lib.strategies import HOLIDAYS, NO_REASON, PUBLIC

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
NAMES = ("oudste_dag", "lessen", "uren", "duur_posities", "zou_16uur", "zou_lrv")


def take_reasons(school: School, chance: Random) -> School:
    """A third of the unauthorised rows without a reason."""

    def change(file: AbsenceFile) -> AbsenceFile:
        rows = (
            replace(row, code=NO_REASON) if row.code in OA_CODES and chance.random() < 0.3 else row for row in file.rows
        )
        return replace(file, rows=tuple(rows))

    return replace(school, absenties=tuple(change(file) for file in school.absenties))


def make_moved_region(seed: int) -> tuple[Region, date]:
    region, peildatum = make_region(seed, schools=3)
    chance = Random(seed)
    region = add_moves(region, peildatum, chance, codes=(*OA_CODES, NO_REASON))
    return replace(region, scholen=tuple(take_reasons(school, chance) for school in region.scholen)), peildatum


def read_program(output: Output) -> dict[tuple[str, str], Row]:
    mart = read_tables(output.folder.parents[1] / "opslag" / STORE_FILE, ("mart_zonder_reden",))["mart_zonder_reden"]
    return {(row["school"], row["leerling"]): {name: row[name] for name in NAMES} for row in mart.rows(named=True)}


def name_pupils(rows: list[Row], output: Output) -> dict[tuple[str, str], Row]:
    return {
        (str(row["school"]), make_leerling(output.key, str(row["school"]), str(row["leerlingnummer"]))): {
            name: row[name] for name in NAMES
        }
        for row in rows
    }


@pytest.mark.parametrize("seed", range(2 * DEEP))
def test_every_row_equals_the_slow_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = make_moved_region(seed)
    output = run_program(write_region(region, tmp_path), peildatum)
    assert output.exit_code == 0
    rows = compute_without_reason(region, peildatum, HOLIDAYS, PUBLIC)
    assert rows and read_program(output) == name_pupils(rows, output)


def test_moves_of_the_regions_are_felt() -> None:
    """Negative control: without them the slow reading says another thing of some pupil."""
    region, peildatum = make_moved_region(0)
    rows = compute_without_reason(region, peildatum, HOLIDAYS, PUBLIC)
    assert rows != compute_without_reason(replace(region, overstappen=()), peildatum, HOLIDAYS, PUBLIC)
