"""What the page of an attendance officer says of one report: its days, its school year, and where its numbers stand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.officers.leerplicht import (
    OfficerSchool,
    address_evidence,
    address_hours,
    describe_period,
    split_by_year,
)
from tests.lib.officer_samples import NOTICE
from tests.lib.report_samples import make_header

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 9, 8), None, "sinds 8 sep 2025"),
        (date(2025, 9, 8), date(2025, 9, 8), "8 sep 2025"),
        (date(2025, 9, 8), date(2025, 9, 9), "8 sep 2025 t/m 9 sep 2025"),
    ],
)
def test_the_days_of_a_report(first: date, last: date | None, words: str) -> None:
    assert describe_period(replace(NOTICE, begindatum=first, einddatum=last)).replace(NBSP, " ") == words


def test_a_report_is_of_the_school_year_in_which_it_ends() -> None:
    header = make_header()
    begin = header.schooljaar_van
    before, on, running = (
        replace(NOTICE, leerling=name, einddatum=end)
        for name, end in (("la", begin - timedelta(days=1)), ("lb", begin), ("lc", None))
    )
    now, earlier = split_by_year(OfficerSchool("12AB00", "Eerste", "VO", (running, before, on)), header)
    assert [notice.leerling for notice in now] == ["lb", "lc"]
    assert [notice.leerling for notice in earlier] == ["la"]


def test_a_number_of_a_report_that_goes_on_has_an_empty_last_day() -> None:
    where = "school=12AB00;leerling=labcdefghij2;meldsoort=16uur;einddatum="
    running = replace(NOTICE, einddatum=None)
    assert str(address_hours(running, "12AB00", "uren")) == f"duo_melding;waarde;uren;{where}"
    assert str(address_evidence(running, "12AB00")) == f"leerplicht_bewijs;som;uren;{where}"
    assert str(address_evidence(NOTICE, "12AB00")) == f"leerplicht_bewijs;som;uren;{where}2025-11-11"
