"""The school year of a row bounds it (formats 3.2 and 14): 1 August to 31 July."""

from datetime import date

import pytest

from tests.lib.school_folder import ROOSTER, deliver, list_findings, list_rows, make_school

SHORT = "Schooljaar;Leerlingnummer;Locatie;Klas\n"
WEB = "STAMNR;STUDYPERIOD;CLASS;studiebegindatum;studieeinddatum;vertrekdatum\n"
BOUNDS = ("inschrijfdatum", "uitschrijfdatum")
YEAR = (date(2025, 8, 1), date(2026, 7, 31))


def read_bounds(tmp_path, text):
    delivery = deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}, school=make_school("magister"))
    assert delivery.refused is None, delivery.refused
    return list_rows(delivery, "raw_leerling", *BOUNDS), list_findings(delivery, ernst="quarantaine")


@pytest.mark.parametrize("year", ["2025-2026", "2025/2026", "2025 / 2026", "2025-26", "25/26", "25-26", "2526"])
def test_each_way_of_writing_a_school_year(tmp_path, year):
    assert read_bounds(tmp_path, f"{SHORT}{year};1001;N;4A\n") == ([YEAR], [])


@pytest.mark.parametrize("year", ["2025", "2025-2027", "25/27", "dit jaar", "2026-2025"])
def test_what_is_no_school_year_bounds_nothing_and_is_told(tmp_path, year):
    bounds, told = read_bounds(tmp_path, f"{SHORT}{year};1001;N;4A\n")
    assert bounds == [(None, None)]
    assert told == [("leerlingen-l.csv", 2, "studieperiode", "schooljaar_onleesbaar")]


def test_an_empty_school_year_bounds_nothing(tmp_path):
    assert read_bounds(tmp_path, f"{SHORT};1001;N;4A\n") == ([(None, None)], [])


@pytest.mark.parametrize(
    ("dates", "bounds"),
    [
        (";;", YEAR),
        # Who left earlier, left.
        (";;2026-02-01", (date(2025, 8, 1), date(2026, 2, 1))),
        (";;2026-08-15", YEAR),
        # One of begin and planned end filled: the row's own dates decide.
        ("2025-09-01;;", (date(2025, 9, 1), None)),
        (";2026-03-01;", (None, date(2026, 3, 1))),
        ("2025-09-01;2026-03-01;2026-02-01", (date(2025, 9, 1), date(2026, 2, 1))),
    ],
)
def test_the_web_service_list(tmp_path, dates, bounds):
    assert read_bounds(tmp_path, f"{WEB}1001;2025/2026;4A;{dates}\n") == ([bounds], [])


def test_own_dates_need_no_school_year(tmp_path):
    """Negative control: what is not used is not told."""
    assert read_bounds(tmp_path, f"{WEB}1001;?;4A;2025-09-01;;\n") == ([(date(2025, 9, 1), None)], [])
