"""Who the SWV counts at a later school is left out of what it counts, and of nothing else (contract 2.9)."""

import polars as pl
import pytest

from pipelines.contexts.moved import leave_out_moved

MOVED = pl.DataFrame(
    {
        "school": ["10AB00", "10AB00", "10AB00"],
        "leerling": ["a", "b", "c"],
        "telt_thuiszitter": [False, True, False],
        "telt_vierweken": [False, False, True],
    }
)
ROWS = pl.DataFrame({"school": ["10AB00"] * 4 + ["20AB00"], "leerling": ["d", "c", "b", "a", "a"]})


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("leerling_periode", ["d", "a"]),
        ("thuiszitter", ["d", "b", "a"]),
        ("vierweken", ["d", "c", "a"]),
        ("duo_melding", ["d", "c", "b", "a", "a"]),
        ("signaal", ["d", "c", "b", "a", "a"]),
    ],
)
def test_rows_that_count_for_the_swv(table: str, left: list[str]) -> None:
    found = leave_out_moved(table, ROWS, MOVED)
    assert found["leerling"].to_list() == left
    assert found["school"].to_list()[-1] == "20AB00"


def test_nobody_moved() -> None:
    assert leave_out_moved("leerling_periode", ROWS, MOVED.clear()).equals(ROWS)
