"""Cells to values: the forms of contract 1, and the faults 44 to 51 of the guide. Nothing is guessed."""

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.intake import values

BAD = "BAD"


def _read(parse, *cells):
    """Results of one cell each: the value, None when empty, BAD when bad."""
    parsed = parse(pl.Series(list(cells), dtype=pl.String))
    return [BAD if bad else value for value, bad in zip(parsed["value"], parsed["bad"], strict=True)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-09-01", date(2025, 9, 1)),
        ("01-09-2025", date(2025, 9, 1)),
        ("1-9-2025", date(2025, 9, 1)),
        ("01/09/2025", date(2025, 9, 1)),
        ("2025-09-01 08:30", date(2025, 9, 1)),
        ("1-9-2025 8:30:15", date(2025, 9, 1)),
        (" 2025-09-01 ", date(2025, 9, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        # UTC midnight trap: local midnight of 19 August is 22:00Z of the 18th in summer, 23:00Z in winter.
        ("2026-08-18T22:00:00.0000000Z", date(2026, 8, 19)),
        ("2026-01-18T23:00:00Z", date(2026, 1, 19)),
        ("2026-01-18T22:00:00Z", date(2026, 1, 18)),
        ("2023-01-09T11:05:00.000+01:00", date(2023, 1, 9)),
        ("", None),
        ("  ", None),
        ("-", None),
        ("NULL", None),
        ("n.v.t.", None),
        ("2025-02-29", BAD),
        ("31-04-2025", BAD),
        ("00-00-0000", BAD),
        ("9999-12-31", BAD),
        ("1899-12-31", BAD),
        ("01-09-25", BAD),
        ("1/9/2025", BAD),
        ("2025-9-1", BAD),
        ("09/13/2025", BAD),
        ("45292", BAD),
        ("45292.0", BAD),
        ("2025-09-01 24:00", BAD),
        ("2025-09-01 8:5", BAD),
        ("20250901", BAD),
        ("+2025-09-01", BAD),
        ("vrijdag", BAD),
        ("#N/B", BAD),
    ],
)
def test_dates(cell, expected):
    assert _read(values.parse_dates, cell) == [expected]


def test_dates_in_one_column_of_mixed_forms_are_read_cell_by_cell():
    cells = ("2025-09-01", "02-09-2025", "x", "", "3-9-2025 10:00")
    assert _read(values.parse_dates, *cells) == [date(2025, 9, 1), date(2025, 9, 2), BAD, None, date(2025, 9, 3)]


def test_a_long_column_of_different_cells_is_read_as_the_short_one():
    """The lane for nearly unique columns gives the same answer as the spread one, also with a bad cell inside."""
    minutes = [
        f"2025-09-{day:02d} {hour:02d}:{minute:02d}"
        for day in range(1, 29)
        for hour in range(24)
        for minute in range(60)
    ]
    cells = [*minutes[:5000], "kapot", "", "1-9-2025"]
    parsed = values.parse_moments(pl.Series(cells))
    assert parsed["bad"].arg_true().to_list() == [5000]
    assert parsed["value"][1] == datetime(2025, 9, 1, 0, 1)
    assert parsed["value"][5001] is None
    assert parsed["has_time"].sum() == 5000
    uniform = values.parse_moments(pl.Series(minutes[:5000]))
    assert uniform["value"].to_list() == parsed["value"].to_list()[:5000]


def test_a_written_time_is_a_moment_also_at_midnight():
    parsed = values.parse_moments(pl.Series(["2025-09-01", "2025-09-01 00:00", "2025-09-01T00:00:00", ""]))
    assert parsed["has_time"].to_list() == [False, True, True, False]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # The clock jumps from 02:00 to 03:00 on 30 March 2025: 02:30 was never shown, and is taken as it stands.
        ("2025-03-30 02:30", datetime(2025, 3, 30, 2, 30)),
        ("2025-03-30 01:59", datetime(2025, 3, 30, 1, 59)),
        ("2025-03-30 03:00", datetime(2025, 3, 30, 3, 0)),
        # With a zone it is a real moment: 00:30Z is 01:30 winter time, 01:30Z is 03:30 summer time.
        ("2025-03-30T01:30:00Z", datetime(2025, 3, 30, 3, 30)),
        # 02:30 happens twice on 26 October 2025: it exists.
        ("2025-10-26 02:30", datetime(2025, 10, 26, 2, 30)),
        ("2025-09-01T10:00:00+0200", datetime(2025, 9, 1, 10, 0)),
        ("2025-09-01T10:00:00-05:00", datetime(2025, 9, 1, 17, 0)),
    ],
)
def test_clock_changes_and_zones(cell, expected):
    assert _read(values.parse_moments, cell) == [expected]


def test_times():
    cells = ("8:30", "08:30", "08:30:00", "00:00", "23:59", "", "24:00", "8.30", "08:60", "08:30:15", "0,354", "830")
    expected = [510, 510, 510, 0, 23 * 60 + 59, None, BAD, BAD, BAD, BAD, BAD, BAD]
    assert _read(values.parse_times, *cells) == expected


def test_booleans():
    yes = ("J", "j", "Ja", "JA", "True", "true", "1", "-1")
    no = ("N", "nee", "False", "0")
    assert _read(values.parse_booleans, *yes) == [True] * len(yes)
    assert _read(values.parse_booleans, *no) == [False] * len(no)
    assert _read(values.parse_booleans, "", "-", "misschien", "2", "x") == [None, None, BAD, BAD, BAD]


def test_whole_numbers():
    cells = ("2", "02", "2.0", "-3", "", "2,0", "02:00", "1.234", "1e3", "twee", "99999999999")
    assert _read(values.parse_integers, *cells) == [2, 2, 2, -3, None, BAD, BAD, BAD, BAD, BAD, BAD]


def test_numbers_of_pupils():
    cells = (
        "248109.0",
        "248109",
        "00123",
        " 12 ",
        "A12",
        "12E4",
        "1,23E+05",
        "1.23E5",
        "248.109",
        "248109,0",
        "#####",
        "",
    )
    expected = ["248109", "248109", "00123", "12", "A12", "12E4", BAD, BAD, BAD, BAD, BAD, None]
    assert _read(values.parse_ids, *cells) == expected


def test_texts_keep_their_case_and_dashes():
    assert _read(values.parse_texts, " Zb ", "-", "A+", "=1+1", "#N/B", "#####", "") == [
        "Zb",
        "-",
        "A+",
        "=1+1",
        BAD,
        BAD,
        None,
    ]


def test_classes_that_excel_took_for_something_else():
    cells = ("1-2", "1/2A", "5", "1-feb", "12-mrt", "WAAR", "#N/B", "feb")
    assert _read(values.parse_groups, *cells) == ["1-2", "1/2A", "5", BAD, BAD, BAD, BAD, "feb"]


def test_choices_are_compared_without_case():
    parsed = values.parse_choices(pl.Series(["Ziek", " ziek ", "", "luxe", "zieke"]), ("ziek", "luxe"))
    assert parsed["value"].to_list() == ["ziek", "ziek", None, "luxe", None]
    assert parsed["bad"].to_list() == [False, False, False, False, True]


def test_digits_of_other_scripts_are_no_digits_here():
    """Arabic-Indic digits match a careless pattern; they must not become an empty cell without a word."""
    cell = "\u0661\u0662"
    assert _read(values.parse_integers, cell) == [BAD]
    assert _read(values.parse_times, f"{cell}:30") == [BAD]


def test_an_empty_column_is_read():
    assert values.parse_dates(pl.Series([], dtype=pl.String)).height == 0
    assert values.parse_ids(pl.Series(["", ""]))["bad"].to_list() == [False, False]


def test_years_run_from_1900_to_2100():
    parsed = values.parse_dates(pl.Series(["1899-12-31", "1900-01-01", "2100-12-31", "2101-01-01"]))
    assert parsed["bad"].to_list() == [True, False, False, True]


# The clock goes from 2:00 to 3:00 on 30 March 2025, and from 3:00 back to 2:00 on 26 October.
IN_UTC = {
    datetime(2025, 3, 30, 1, 30): datetime(2025, 3, 30, 0, 30),
    datetime(2025, 3, 30, 2, 30): datetime(2025, 3, 30, 1, 30),  # skipped: by winter time
    datetime(2025, 3, 30, 3, 30): datetime(2025, 3, 30, 1, 30),
    datetime(2025, 10, 26, 1, 30): datetime(2025, 10, 25, 23, 30),
    datetime(2025, 10, 26, 2, 30): datetime(2025, 10, 26, 0, 30),  # comes twice: the first
    datetime(2025, 10, 26, 3, 30): datetime(2025, 10, 26, 2, 30),
}


@pytest.mark.parametrize("month", [3, 10])
def test_moments_of_a_column_with_more_rows_than_hours_in_utc(month: int):
    """Six moments and a cell without one, over three hours."""
    local = [moment for moment in IN_UTC if moment.month == month]
    found = values.to_utc(pl.Series([*reversed(local), None, *local], dtype=pl.Datetime("us")))
    expected = [IN_UTC[moment] for moment in local]
    assert found.to_list() == [*reversed(expected), None, *expected]


def test_moments_of_a_column_with_more_hours_than_rows_in_utc():
    assert values.to_utc(pl.Series(list(IN_UTC), dtype=pl.Datetime("us"))).to_list() == list(IN_UTC.values())
    assert values.to_utc(pl.Series([None], dtype=pl.Datetime("us"))).to_list() == [None]
