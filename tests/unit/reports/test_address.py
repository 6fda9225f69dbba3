"""The address of a number: what parts it is written so that reading gives the same value back."""

import pytest

from reports.release.address import list_values, make_address, read_address, write_value


@pytest.mark.parametrize(
    ("value", "written"),
    [("4A", "4A"), ("a;b", "a%3Bb"), ("50%", "50%25"), ("%3B", "%253B"), (";%;", "%3B%25%3B"), ("", ""), (None, "")],
)
def test_signs_that_part_an_address_are_written_otherwise(value: str | None, written: str) -> None:
    assert write_value(value) == written
    address = read_address(make_address("leerling_periode", klas=value))
    assert address.filter == (("klas", written),)
    assert list_values(written) == (value or "",)
