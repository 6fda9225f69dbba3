"""Table `signaal` under all five rule sets: the program and the hand-made reading give the same cells.

`MSA_DEEP=1` multiplies the number of regions by ten. A region is made by a seed (its number is in the message).
"""

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, compare, compare_signals, run_program
from tests.lib.moved_pupils import add_moves
from tests.lib.oracle import OA, ONE_DAY, build_case, compute, get_first_day, get_soort
from tests.lib.region import AbsenceFile, LessonAbsence, Region, School, SpanAbsence, write_region
from tests.lib.signal_oracle import RULES, compute_signals
from tests.lib.strategies import ALL_PROTOCOLS, HOLIDAYS, OA_CODES, PUBLIC, draw_at_random, signal_regions

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
SEEDS = range(3 * DEEP)
PAIRS = tuple(dict.fromkeys((101, 114, *range(102, 102 + 2 * (DEEP - 1)))))
# Rules that an extra OA lesson may end: an upper bound, or another rule takes over.
BOUNDED = frozenset({"S3-05", "S3-71", "S3-81", "S3-82"})
OA_MEASURES = frozenset(
    {"oa_uren_venster", "oa_uren_schooljaar", "te_laat", "te_laat_minuten", "spijbeluren", "voorlopig_dagen"}
    | {"oa_dagen_18", "reeks oa", "reeks oa kalender"}
)
OA_RULES = frozenset(
    rule.id for rules in RULES.values() for rule in rules if rule.measure in OA_MEASURES and rule.id not in BOUNDED
)
Change = Callable[[School, random.Random, Region, date], School]


def run_written(region: Region, peildatum: date, folder: Path) -> Output:
    output = run_program(write_region(region, folder), peildatum)
    assert output.exit_code == 0
    return output


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_equals_the_reference_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = draw_at_random(signal_regions(schools=len(ALL_PROTOCOLS)), seed)
    region = add_moves(region, peildatum, random.Random(seed))
    output = run_written(region, peildatum, tmp_path)
    differences = compare_signals(compute_signals(region, peildatum, HOLIDAYS, PUBLIC), output)
    # The statuses of all five rule sets, and every other table, on the same run.
    differences += compare(region, compute(region, peildatum, HOLIDAYS, PUBLIC), output)
    assert not differences, "\n".join([f"seed {seed}, peildatum {peildatum}", *differences])


def test_an_oa_lesson_more_removes_none_and_one_excused_adds_none(tmp_path: Path) -> None:
    """Each school three times in one run: as drawn, with OA lessons more, and with some of all these excused."""
    gained, lost = 0, 0
    for seed in PAIRS:
        region, peildatum = draw_at_random(signal_regions(schools=4), seed)
        drawn, more, excused = make_variants(region, peildatum, random.Random(seed))
        copies = (*drawn, *more, *excused)
        held = get_oa_signals(
            run_written(replace(region, scholen=copies), peildatum, tmp_path / str(seed)),
            copies,
        )
        for before, added, left in zip(drawn, more, excused, strict=True):
            removed = held[before.id] - held[added.id]
            new = held[left.id] - held[added.id]
            assert not removed, f"seed {seed}, {before.protocol}: a lesson more removed {sorted(removed)}"
            assert not new, f"seed {seed}, {before.protocol}: excusing added {sorted(new)}"
            gained += len(held[added.id] - held[before.id])
            lost += len(held[added.id] - held[left.id])
    assert gained and lost, "the changes moved no signal at all"


def make_variants(region: Region, peildatum: date, rng: random.Random) -> tuple[tuple[School, ...], ...]:
    """The schools as drawn, with OA lessons more, and these with some excused; each with its own id."""
    more = tuple(add_oa_lessons(school, rng, region, peildatum) for school in region.scholen)
    excused = tuple(excuse_oa_events(school, rng) for school in more)
    return tuple(
        tuple(replace(school, id=f"{place}{school.id[1:]}") for school in schools)
        for place, schools in ((1, region.scholen), (2, more), (3, excused))
    )


def get_oa_signals(output: Output, schools: tuple[School, ...]) -> dict[str, set[tuple[str, str]]]:
    """Per school the pupils and OA rules with `ja`."""
    numbers = {
        (school.id, make_leerling(output.key, school.id, row.leerlingnummer)): row.leerlingnummer
        for school in schools
        for row in school.leerlingen
    }
    held: dict[str, set[tuple[str, str]]] = {school.id: set() for school in schools}
    for row in output.read("signaal").iter_rows(named=True):
        if row["uitkomst"] == "ja" and row["regel"] in OA_RULES:
            held[row["school"]].add((numbers[row["school"], row["leerling"]], row["regel"]))
    return held


def add_oa_lessons(school: School, rng: random.Random, region: Region, peildatum: date) -> School:
    """Up to twenty slots without an event, most of them late in time, become truant, provisional, or late."""
    made = build_case(region, school, peildatum, HOLIDAYS, PUBLIC)
    slots, kinds = made.slots, made.kinds
    rows: list[LessonAbsence] = []
    for number in sorted(slots):
        free = [
            slot for slot in slots[number] if slot.datum <= peildatum and (number, slot.datum, slot.lesuur) not in kinds
        ][-rng.choice([25, 60, 1000]) :]
        code = rng.choice(["S", "P", "oo", "L"])
        chosen = rng.sample(free, min(len(free), rng.randint(1, 20)))
        rows += [LessonAbsence(number, slot.datum, slot.lesuur, code) for slot in chosen]
    return replace(school, absenties=(*school.absenties, AbsenceFile("meer.csv", LessonAbsence, tuple(rows))))


def excuse_oa_events(school: School, rng: random.Random) -> School:
    """About half of the events of a kind of OA get a code of GA; their place and entry time stay."""

    def excuse(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence:
        # Code X is of several kinds, by date: left alone.
        is_oa = row.code in OA_CODES and get_soort(school, row.code, get_first_day(row)) in OA and row.code != "X"
        return replace(row, code=rng.choice(["Z", "V", "M"])) if is_oa and rng.randrange(2) else row

    files = tuple(replace(file, rows=tuple(excuse(row) for row in file.rows)) for file in school.absenties)
    return replace(school, absenties=files)


def draw_region_with_a_first_date() -> tuple[Region, date, list[dict[str, Any]]]:
    """The first region in which a rule holds from a day on, with its signals."""
    for seed in range(100):
        region, peildatum = draw_at_random(signal_regions(schools=1), seed)
        expected = compute_signals(region, peildatum, HOLIDAYS, PUBLIC)
        if any(row["eerste_datum"] for row in expected):
            return region, peildatum, expected
    raise AssertionError("no region of a hundred has a rule that holds")


def test_the_comparison_sees_every_changed_cell_and_row(tmp_path: Path) -> None:
    """Negative control: each cell of a row changed once, and each row left out."""
    region, peildatum, expected = draw_region_with_a_first_date()
    output = run_written(region, peildatum, tmp_path)
    assert compare_signals(expected, output) == []
    for row in expected:
        assert compare_signals([other for other in expected if other is not row], output)
    first = next(row for row in expected if row["eerste_datum"])
    for name, value in first.items():
        changed = [{**row, name: make_other(value)} if row is first else row for row in expected]
        assert compare_signals(changed, output), f"a changed {name} was not seen"


def make_other(value: object) -> object:
    """Another value of the same type."""
    if value is None:
        return "iets"
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 1e-9
    return value + ONE_DAY if isinstance(value, date) else f"{value}x"
