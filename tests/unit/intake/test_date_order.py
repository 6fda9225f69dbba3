"""Dates in two orders (contract 2.8): a column in which the month comes first is not read as day and month."""

import pytest

from tests.lib.school_folder import BASIS, deliver, list_findings, list_rows

LES = "leerlingnummer;datum;lesuur;code\n"
SPAN = "leerlingnummer;begin;eind;code\n"
PUPILS = "leerlingnummer;klas;geboortedatum\n"


def read(tmp_path, header, rows):
    delivery = deliver(tmp_path, {**BASIS, "x.csv": header + "".join(f"{row}\n" for row in rows)})
    bad = [(line, column, code) for _, line, column, code in list_findings(delivery, ernst="quarantaine")]
    told = [found for found in delivery.findings if found.code == "datumvolgorde"]
    return bad, [(found.kolom, found.aantal) for found in told], delivery


def _lessons(*days):
    return [f"1001;{day};1;Z" for day in days]


@pytest.mark.parametrize(
    ("days", "bad", "told"),
    [
        # One only fits month/day and none only day/month: the whole column, also the one that fits both.
        (
            ("09/15/2025", "09/01/2025"),
            [(2, "datum", "datum_onleesbaar"), (3, "datum", "datum_twee_volgordes")],
            [("datum", 2)],
        ),
        # Another one only fits day/month: the one that does not fit alone.
        (("09/15/2025", "09/01/2025", "15/09/2025"), [(2, "datum", "datum_onleesbaar")], [("datum", 1)]),
        # Written with dashes, or the year first, is in no doubt.
        (("09/15/2025", "01-09-2025", "2025-09-01"), [(2, "datum", "datum_onleesbaar")], [("datum", 1)]),
        # Negative controls: no such date, and a date that exists in neither order.
        (("09/01/2025", "15/09/2025"), [], []),
        (("32/13/2025", "09/01/2025"), [(2, "datum", "datum_onleesbaar")], []),
        (("13/13/2025", "09/01/2025"), [(2, "datum", "datum_onleesbaar")], []),
    ],
)
def test_a_column_of_days(tmp_path, days, bad, told):
    assert read(tmp_path, LES, _lessons(*days))[:2] == (bad, told)


def test_each_column_by_itself(tmp_path):
    """Begin with the month first, end with the day first: only the begins are in doubt."""
    rows = ["1001;09/15/2025 08:30;16/09/2025;Z", "1001;09/01/2025 08:30;02/09/2025;Z"]
    bad, told, _ = read(tmp_path, SPAN, rows)
    assert bad == [(2, "begin", "datum_onleesbaar"), (3, "begin", "datum_twee_volgordes")]
    assert told == [("begin", 2)]


def test_birth_dates_in_doubt_are_emptied(tmp_path):
    bad, told, delivery = read(tmp_path, PUPILS, ["1003;4A;09/15/2010", "1004;4A;09/01/2010"])
    assert bad == [(2, "geboortedatum", "geboortedatum_onbekend"), (3, "geboortedatum", "geboortedatum_onbekend")]
    assert told == [("geboortedatum", 2)]
    assert list_rows(delivery, "raw_leerling", "geboortedatum")[-2:] == [(None,), (None,)]
