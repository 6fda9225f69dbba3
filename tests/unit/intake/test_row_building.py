"""What all kinds of rows share."""

import polars as pl

from pipelines.intake.rows.building import find_leerling_nr


def test_a_pupil_has_the_number_of_its_place_in_the_list():
    numbers = pl.Series(["20", None, "30", "10"])
    assert find_leerling_nr(numbers, ("10", "20")).to_list() == [1, None, None, 0]


def test_without_a_list_nobody_is_known():
    assert find_leerling_nr(pl.Series(["20", None]), ()).to_list() == [None, None]
    assert find_leerling_nr(pl.Series([], dtype=pl.String), ()).dtype == pl.Int32
