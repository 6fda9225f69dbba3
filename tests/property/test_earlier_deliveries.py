"""Any split of one history over deliveries that each say what they cover gives the tables of the whole.

In any order, and whatever a delivery says of days that it does not cover. `MSA_DEEP=1`: ten times the examples.
"""

import os
import random
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.lib.comparison import COMPARED, Output, run_program
from tests.lib.region import Coverage, LessonAbsence, Region, School, SpanAbsence, write_region
from tests.lib.strategies import regions

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
Days = tuple[date, date]


def split(first: date, last: date, cuts: list[int]) -> list[Days]:
    """Ranges that follow one another; each cut is so many days before the last day."""
    ends = sorted(day for cut in cuts if first < (day := last - timedelta(days=cut)))
    return list(zip([first, *(day + timedelta(days=1) for day in ends)], [*ends, last], strict=True))


def deliver(region: Region, covered: Days, draw: random.Random | None = None) -> Region:
    """The region as it is delivered of these days; with `draw` half of what it says of other days is left out."""
    return replace(region, scholen=tuple(_deliver(school, covered, draw) for school in region.scholen))


def _deliver(school: School, covered: Days, draw: random.Random | None) -> School:
    files = school.absenties
    if draw is not None:
        files = tuple(
            replace(file, rows=tuple(row for row in file.rows if _touches(row, covered) or draw.random() < 0.5))
            for file in files
        )
    return replace(school, absenties=files, levering=(Coverage("absenties", *covered),))


def _touches(row: LessonAbsence | SpanAbsence, covered: Days) -> bool:
    if isinstance(row, LessonAbsence):
        return covered[0] <= row.datum <= covered[1]
    begin, end = (day.date() if isinstance(day, datetime) else day for day in (row.begin, row.eind))
    return begin is None or (begin <= covered[1] and (end is None or end >= covered[0]))


def run(region: Region, folder: Path, day: date) -> Output:
    return run_program(write_region(region, folder), day, toch=True)


@settings(
    max_examples=3 * DEEP,
    deadline=None,
    derandomize=True,
    database=None,
    # No shrinking: every attempt costs some runs of the program.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(
    regions(max_schools=1),
    st.lists(st.integers(1, 300), min_size=1, max_size=2, unique=True),
    st.integers(0, 1_000_000),
)
def test_any_split_of_a_history_gives_the_tables_of_the_whole(
    example: tuple[Region, date], cuts: list[int], seed: int
) -> None:
    region, peildatum = example
    draw = random.Random(seed)
    begin = date(peildatum.year - (1 if peildatum.month >= 8 else 2), 8, 1)
    parts = split(begin, peildatum, cuts)
    draw.shuffle(parts)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole = run(deliver(region, (begin, peildatum)), Path(one), peildatum)
        for covered in parts:
            last = run(deliver(region, covered, draw), Path(other), peildatum)
        assert (whole.exit_code, last.exit_code) == (0, 0)
        for table in (*COMPARED, "signaal", "werklijst"):
            assert last.read(table).equals(whole.read(table)), f"table {table} differs"
        told = last.read_manifest().get("eerdere_leveringen", [])
        assert [each["school"] for each in told] == ([school.id for school in region.scholen] if len(parts) > 1 else [])
