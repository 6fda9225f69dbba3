"""Rules in windows that no protocol has, and what unknown lessons could change, against the slow reading.

The slow reading knows nothing of unknown lessons that could count. It is read twice: as delivered, and with every
unknown slot of one kind of absence. What holds only then, unknown slots could change (contract 2.6).
"""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import make_leerling
from schemas.ruleset import RULE_SET_FOLDER, load_rule_sets
from tests.lib import oracle
from tests.lib.comparison import Output, compare_signals, run_program
from tests.lib.oracle import Row
from tests.lib.region import Region, write_region
from tests.lib.signal_oracle import RULES, compute_signals
from tests.lib.strategies import ALL_PROTOCOLS, HOLIDAYS, PUBLIC, draw_at_random, signal_regions

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
# In the first of these unknown slots change something, which the negative control below asks.
SEEDS = range(207, 207 + DEEP)
WINDOWS = Path(__file__).resolve().parents[1] / "fixtures" / "window_rulesets"
MEASURES = {rule.id: rule.measure.split()[0] for rules in RULES.values() for rule in rules}
KINDS = {
    "oa_uren_venster": "uren",
    "reeks": "reeks",
    "tier": "tier",
    "vier_weken_afwezig": "vierweken",
    "hoogstens_20pct": "vierweken",
}
# Of minutes late, and of what is still to be settled, nobody can tell from an unknown code.
NOT_TOLD = ("te_laat_minuten", "voorlopig_dagen")
Found = set[tuple[str, str, str]]


@pytest.fixture(autouse=True)
def all_rule_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pipelines.store.reference.load_rule_sets",
        lambda: {**load_rule_sets(RULE_SET_FOLDER), **load_rule_sets(WINDOWS)},
    )


def draw_region(seed: int) -> tuple[Region, date]:
    """A school under each rule set, and three of them once more under the other windows."""
    region, peildatum = draw_at_random(signal_regions(schools=len(ALL_PROTOCOLS)), seed)
    copies = [replace(school, id=f"9{school.id[1:]}", protocol="vensters") for school in region.scholen[:3]]
    return replace(region, scholen=(*region.scholen, *copies)), peildatum


def read_slowly(region: Region, peildatum: date) -> list[Row]:
    return compute_signals(region, peildatum, HOLIDAYS, PUBLIC)


def read_with_unknown_as(kind: str, region: Region, peildatum: date) -> list[Row]:
    resolve = oracle.resolve_events

    def resolve_unknown(*arguments: Any) -> Any:
        kinds, *others = resolve(*arguments)
        return {slot: kind if found == "onbekend" else found for slot, found in kinds.items()}, *others

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "resolve_events", resolve_unknown)
        return read_slowly(region, peildatum)


def list_rows(rows: list[Row], *outcomes: str) -> Found:
    return {
        (str(row["school"]), str(row["leerlingnummer"]), str(row["regel"]))
        for row in rows
        if row["uitkomst"] in outcomes
    }


def read_influence(output: Output) -> Found:
    with duckdb.connect(str(output.folder.parents[1] / "opslag" / STORE_FILE), read_only=True) as connection:
        rows = connection.execute("select school, leerling, soort from mart_onbekend_invloed").fetchall()
    return set(rows)


@pytest.fixture(scope="module")
def influences() -> Generator[list[int]]:
    """How many results unknown slots could change, in all that was drawn."""
    found: list[int] = []
    yield found


@pytest.mark.parametrize("seed", SEEDS)
def test_other_windows_and_unknown_slots_equal_the_slow_reading(
    seed: int, tmp_path: Path, influences: list[int]
) -> None:
    region, peildatum = draw_region(seed)
    output = run_program(write_region(region, tmp_path), peildatum)
    assert output.exit_code == 0
    rows = read_slowly(region, peildatum)
    assert any(row["protocol"] == "vensters" for row in rows)
    assert compare_signals(rows, output) == []
    there = list_rows(rows, "ja", "niet_te_bepalen")
    changed = {
        (school, make_leerling(output.key, school, number), KINDS.get(MEASURES[rule], "telling"), rule)
        for kind in ("spijbelen", "te_laat", "ziek", "medisch")
        for school, number, rule in list_rows(read_with_unknown_as(kind, region, peildatum), "ja") - there
        if MEASURES[rule] not in NOT_TOLD
    }
    influence = read_influence(output)
    missed = {row for row in changed if row[:3] not in influence}
    assert not missed, f"seed {seed}: unknown slots could change {sorted(missed)}"
    # Hours in a window are counted slot by slot: nothing is named that they cannot change.
    hours = {row[:3] for row in changed if row[2] == "uren"}
    assert {row for row in influence if row[2] == "uren"} == hours, f"seed {seed}"
    influences.append(len(changed))


def test_unknown_slots_changed_something(influences: list[int]) -> None:
    """Negative control: the comparison above was not of nothing with nothing."""
    assert sum(influences) > 0
