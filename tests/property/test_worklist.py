"""Table `werklijst` under all five rule sets: the program and the hand-made reading give the same cells.

`MSA_DEEP=1` multiplies the number of regions by ten. A region is made by a seed (its number is in the message); its
registers get dates around the days on which things happen, so that much is done, late and closed.
"""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.moved_pupils import add_moves
from tests.lib.oracle import Row
from tests.lib.region import Region, RegisterRow, School, write_region
from tests.lib.strategies import ALL_PROTOCOLS, HOLIDAYS, PUBLIC, draw_at_random, signal_regions
from tests.lib.work_oracle import compute_work

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
SEEDS = range(3 * DEEP)
KEY = ("school", "leerling", "rol", "actie", "sinds")
DATES = ("plan_datum", "mdo_datum", "evaluatie_datum", "eerste_afmelding", "gesprek_datum", "jgz_datum")
DATES += ("spreekuur_datum", "afgesloten_op")


def fill_register(school: School, chance: random.Random, work: list[Row], peildatum: date) -> School:
    """A register with dates on, just before and just after the days from which work of the school stands."""
    pupils = sorted({row.leerlingnummer for row in school.leerlingen})
    since = sorted({row["sinds"] for row in work if row["school"] == school.id} | {peildatum})
    rows = []
    for number in pupils:
        own = [row["sinds"] for row in work if (row["school"], row["leerlingnummer"]) == (school.id, number)] or since
        cells = {
            name: chance.choice(own) + timedelta(days=chance.choice((-30, -1, 0, 0, 1, 10, 60)))
            for name in DATES
            if chance.random() < (0.15 if name == "afgesloten_op" else 0.5)
        }
        rows.append(RegisterRow(number, chance.choice((True, False, None)), **cells))
    return replace(school, register=tuple(rows))


def compare(expected: list[Row], output: Output) -> list[str]:
    """Every row and cell in which the two differ; the texts are only filled."""
    frame = output.read("werklijst")
    wanted = {
        (
            row["school"],
            make_leerling(output.key, str(row["school"]), str(row["leerlingnummer"])),
            *(row[name] for name in KEY[2:]),
        ): row
        for row in expected
    }
    got = {tuple(row[name] for name in KEY): row for row in frame.iter_rows(named=True)}
    assert len(got) == frame.height
    found = ["the key of the reading is not unique"] if len(wanted) != len(expected) else []
    found += [f"row missing: {wanted[key]}" for key in wanted.keys() - got.keys()]
    found += [f"row too many: {got[key]}" for key in got.keys() - wanted.keys()]
    for key in wanted.keys() & got.keys():
        found += [
            f"{name}: {got[key][name]!r} instead of {value!r} in {wanted[key]}"
            for name, value in wanted[key].items()
            if name != "leerlingnummer" and got[key][name] != value
        ]
        found += [f"no bron in {key}"] if not got[key]["bron"] else []
    return found


def make_region(seed: int) -> tuple[Region, date]:
    region, peildatum = draw_at_random(signal_regions(schools=len(ALL_PROTOCOLS)), seed)
    chance = random.Random(seed)
    region = add_moves(region, peildatum, random.Random(seed))
    work = compute_work(region, peildatum, HOLIDAYS, PUBLIC)
    schools = tuple(fill_register(school, chance, work, peildatum) for school in region.scholen)
    return replace(region, scholen=schools), peildatum


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_equals_the_reference_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = make_region(seed)
    output = run_program(write_region(region, tmp_path), peildatum)
    assert output.exit_code == 0
    differences = compare(compute_work(region, peildatum, HOLIDAYS, PUBLIC), output)
    assert not differences, "\n".join([f"seed {seed}, peildatum {peildatum}", *sorted(differences)])


def test_much_happens_in_the_regions() -> None:
    """Otherwise the comparison would say little."""
    rows = [row for seed in range(3) for row in compute_work(*make_region(seed), HOLIDAYS, PUBLIC)]
    counts = Counter(str(row["stand"]) for row in rows)
    assert min(counts[stand] for stand in ("te_doen", "te_laat", "gedaan")) >= 20
    assert {row["zwaarte"] for row in rows} >= {1, 2, 3, 5}
    assert len({row["actie"] for row in rows}) >= 12
