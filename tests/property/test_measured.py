"""What was measured (contract 2.8): the program and the slow reading agree on random patterns of activity.

`MSA_DEEP=1` multiplies the number of examples by ten.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.lib.activity_regions import draw_activity_region
from tests.lib.comparison import compare, compare_signals, run_program
from tests.lib.oracle import Row, compute
from tests.lib.region import write_region
from tests.lib.signal_oracle import compute_signals
from tests.lib.strategies import HOLIDAYS, PUBLIC

SEEDS = range(12 * (10 if os.environ.get("MSA_DEEP") else 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_equals_the_reference_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = draw_activity_region(seed)
    output = run_program(write_region(region, tmp_path), peildatum)
    differences = compare(region, compute(region, peildatum, HOLIDAYS, PUBLIC), output)
    differences += compare_signals(compute_signals(region, peildatum, HOLIDAYS, PUBLIC), output)
    assert not differences, "\n".join(differences)


def test_the_patterns_reach_every_state() -> None:
    """Negative control: patterns that never stop, begin late or leave a gap would compare nothing."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        region, peildatum = draw_activity_region(seed)
        for row in compute(region, peildatum, HOLIDAYS, PUBLIC).school_meting:
            seen.update(_describe(row, peildatum))
    assert set(seen) == {"gemeten", "verouderd", "niet_gemeten", "gat", "eerder gestopt", "zonder rooster"}


def _describe(row: Row, peildatum: object) -> set[str]:
    found = {str(row["stand"])}
    found |= {"gat"} if row["gat_dagen"] else set()
    found |= {"zonder rooster"} if row["zonder_rooster"] else set()
    stopped = row["gegevens_tot"] is not None and row["gegevens_tot"] != peildatum
    return found | ({"eerder gestopt"} if stopped else set())
