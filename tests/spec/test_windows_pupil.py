"""What is known of pupils and of young people on the lists of the LPA, on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

PEILDATUM = date(2025, 11, 28)
BEFORE, AFTER = PEILDATUM - timedelta(days=1), PEILDATUM + timedelta(days=1)
YEAR = date(2025, 8, 1)
RUN: Rows = ("schooljaar_van date, peildatum date", [(YEAR, PEILDATUM)])
OPEN_END = date(9999, 12, 31)


@pytest.mark.parametrize(
    ("start", "until", "counted"),
    [
        # [van, tot): from the peildatum on; until the day after it is still there on the peildatum.
        (BEFORE, OPEN_END, True),
        (PEILDATUM, OPEN_END, True),
        (AFTER, OPEN_END, False),
        (YEAR, AFTER, True),
        (YEAR, PEILDATUM, False),
    ],
)
def test_young_people_on_the_lists_on_the_peildatum(start: date, until: date, counted: bool) -> None:
    """Beside two others of another kind, who are always there."""
    lists: Rows = (
        "soort varchar, van date, tot date",
        [("vrijstelling_5a", YEAR, OPEN_END)] * 2 + [("absoluut_verzuim", start, until)],
    )
    found = build_model("win_lpa", win_lpa_lijst=lists, ref_run=RUN)
    assert sorted(found) == [("absoluut_verzuim", 1)] * counted + [("vrijstelling_5a", 2)]


def test_the_kinds_of_the_lists() -> None:
    found = build_model(
        "win_lpa_lijst",
        stg_absoluut_verzuim=("volgnummer integer, van date, tot date", [(1, YEAR, OPEN_END)]),
        stg_vrijstelling=("volgnummer integer, grond varchar, van date, tot date", [(1, "5b", BEFORE, AFTER)]),
    )
    assert sorted(found) == [("absoluut_verzuim", 1, YEAR, OPEN_END), ("vrijstelling_5b", 1, BEFORE, AFTER)]


@pytest.mark.parametrize(("last", "until"), [(PEILDATUM, AFTER), (None, OPEN_END)])
def test_a_last_day_is_part_of_what_is_on_a_list(last: date | None, until: date) -> None:
    found = build_model(
        "stg_vrijstelling",
        raw_vrijstelling=(
            "volgnummer integer, woongemeente varchar, geboortejaar integer, grond varchar, van date, tot date",
            [(1, "Heiloo", 2012, "5a", YEAR, last)],
        ),
    )
    assert found == [(1, "Heiloo", 2012, "5a", YEAR, until)]
    found = build_model(
        "stg_absoluut_verzuim",
        raw_absoluut_verzuim=(
            "volgnummer integer, woongemeente varchar, geboortejaar integer, sinds date, tot date",
            [(1, "Heiloo", 2012, YEAR, last)],
        ),
    )
    assert found == [(1, "Heiloo", 2012, YEAR, until)]


def test_a_last_day_is_part_of_what_the_files_cover() -> None:
    found = build_model(
        "stg_levering",
        raw_levering=("school_nr smallint, dekt_van date, dekt_tot date", [(1, YEAR, PEILDATUM)]),
    )
    assert found == [(1, YEAR, AFTER)]
