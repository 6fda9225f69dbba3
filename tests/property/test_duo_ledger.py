"""The DUO ledger on generated deliveries: equal to the reference reading, and deaf to every authorised hour.

`MSA_DEEP=1` multiplies the number of regions by fifteen.
"""

import os
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from random import Random

import pytest

from tests.lib.comparison import Output, compare_table, run_program
from tests.lib.ledger_regions import OA_CODES, add_and_remove, make_region, recode
from tests.lib.moved_pupils import add_moves
from tests.lib.oracle import compute
from tests.lib.region import AbsenceFile, Code, Enrolment, LessonAbsence, Region, School, WeeklyLesson, write_region
from tests.lib.strategies import HOLIDAYS, PUBLIC

REGIONS = 30 if os.environ.get("MSA_DEEP") else 2


def run(region: Region, peildatum: date, folder: Path) -> Output:
    output = run_program(write_region(region, folder), peildatum)
    assert output.exit_code == 0
    return output


# --- equal to the reference reading ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(REGIONS))
def test_the_ledger_equals_the_reference_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = make_region(seed)
    region = add_moves(region, peildatum, Random(seed), codes=OA_CODES)
    expected = compute(region, peildatum, HOLIDAYS, PUBLIC).duo_melding
    assert expected
    differences = compare_table("duo_melding", expected, run(region, peildatum, tmp_path))
    assert not differences, "\n".join(differences)


# --- no authorised hour reaches the ledger -----------------------------------------------------------------------


def read_bytes(output: Output) -> list[bytes]:
    return [(output.folder / "tabellen" / f"duo_melding.{kind}").read_bytes() for kind in ("parquet", "csv")]


@pytest.mark.parametrize("seed", range(100, 100 + REGIONS))
def test_authorised_events_change_no_byte(seed: int, tmp_path: Path) -> None:
    """Also of pupils who moved: whether the ledger goes on rests on no absence."""
    region, peildatum = make_region(seed)
    chance = Random(seed)
    region = add_moves(region, peildatum, chance)
    before = run(region, peildatum, tmp_path / "before")
    assert before.read("duo_melding").height
    recoded = replace(region, scholen=tuple(recode(school, chance) for school in region.scholen))
    moved = replace(
        region, scholen=tuple(add_and_remove(school, chance, region, peildatum) for school in region.scholen)
    )
    for name, changed in (("recoded", recoded), ("moved", moved)):
        assert changed != region
        after = run(changed, peildatum, tmp_path / name)
        assert read_bytes(after) == read_bytes(before), name
        # The change is felt elsewhere, so it was no empty change.
        assert not after.read("leerling_periode").equals(before.read("leerling_periode"))


@pytest.mark.parametrize(("code", "hours"), [("Z", []), ("S", [16.0])])
def test_an_authorised_event_that_takes_the_place_of_an_unauthorised_one_does(
    code: str, hours: list[float], tmp_path: Path
) -> None:
    """Negative control: 16 lessons on 10 and 11 November; a later row on the last of them leaves 15, when it is GA."""
    days = (date(2026, 11, 10), date(2026, 11, 11))
    rows = [LessonAbsence("1001", day, hour, "S") for day in days for hour in range(1, 9)]
    school = School(
        id="12AB00",
        sector="VO",
        leerlingen=(Enrolment("1001", "1A"),),
        rooster=tuple(
            WeeklyLesson("1A", weekday, hour, time(7 + hour), time(8 + hour))
            for weekday in range(1, 6)
            for hour in range(1, 9)
        ),
        absenties=(AbsenceFile("a_les.csv", LessonAbsence, (*rows, replace(rows[-1], code=code))),),
        codes=(Code("S", "spijbelen"), Code("Z", "ziek")),
    )
    output = run(Region((school,)), date(2027, 1, 1), tmp_path)
    assert output.read("duo_melding")["uren"].to_list() == hours
