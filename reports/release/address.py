"""The address of a printed number: which table, which rows, which sum. `msa verify` works the number out again from it.

An element that prints a number carries it as `data-adres`; the text behind a footnote tells it in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

AANTAL = "aantal"
SOM = "som"
WAARDE = "waarde"
DEEL = "deel"
AANDEEL = "aandeel"
# A sum that is printed as a band: "25 tot 50".
KLASSE = "klasse"
# Between a table and the peildatum of an earlier publication; the figures of one, as they were shown; and the
# attendance that is kept of it.
EARLIER, FIGURES, ATTENDANCE = "@", "cijfers", "aanwezigheid"
# In the address on the head of a column: what the head of each row says (a code of a pupil, a class).
ROW = "{rij}"
# In this order: what is written for the second has a sign of the first.
_WRITTEN = tuple((sign, quote(sign, safe="")) for sign in "%;")


@dataclass(frozen=True)
class Address:
    """One number: `meting` over `kolom` of the rows of `tabel` that fit `filter` (column, value), all of them.

    `tabel`: a published table (folder `tabellen`) or another mart of the store, without prefix; with `@` and a day
    a table of the publication of that peildatum, `cijfers` being its counts as they were shown and `aanwezigheid` what
    the account has of its attendance. `meting`: AANTAL
    (rows; `kolom` empty), SOM, KLASSE (a SOM as a band), WAARDE (the cell of the one row), DEEL (`kolom` as
    "part/whole": two sums, per cent) or AANDEEL (AANTAL, or SOM of `kolom`, of the rows that fit, of those that fit
    without the last filter, per cent).
    A value is written as in the CSV tables: dates jjjj-mm-dd, J or N, empty for none; "a|b" is either, or just
    that. The signs `;` and `%` of a value itself are written as in web addresses (`%3B`).
    """

    tabel: str
    meting: str = AANTAL
    kolom: str = ""
    filter: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return _join(self.tabel, self.meting, self.kolom, self.filter)


def make_address(tabel: str, meting: str = AANTAL, kolom: str = "", **filter: object) -> str:
    """The address as text, for templates: adres("thuiszitter", status=("thuiszitter", "dreigend"), op_peildatum=True).

    A tuple or list is either of its values; ROW is what the row says.
    """
    # A page has thousands: no object is made for each.
    return _join(tabel, meting, kolom, [(name, write_value(value)) for name, value in filter.items()])


def _join(tabel: str, meting: str, kolom: str, filters: Iterable[tuple[str, str]]) -> str:
    return ";".join([tabel, meting, kolom, *[f"{name}={value}" for name, value in filters]])


def name_earlier(table: str, day: date) -> str:
    """The table of an earlier publication."""
    return f"{table}{EARLIER}{day.isoformat()}"


def list_values(written: str) -> tuple[str, ...]:
    """The values that a filter allows, as in the CSV tables. A class may be called "a|b"."""
    return tuple(unquote(value) for value in dict.fromkeys((*written.split("|"), written)))


def write_value(value: object) -> str:
    """A value as it stands in a filter."""
    if isinstance(value, str):
        return _write_text(str(value))
    if isinstance(value, (tuple, list)):
        return "|".join(write_value(one) for one in value)
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else _write_text(str(value))


def _write_text(text: str) -> str:
    for sign, written in _WRITTEN:
        text = text.replace(sign, written)
    return text


def read_address(text: str) -> Address:
    """The address written by `str`; ValueError when it is none."""
    parts = text.split(";")
    table, measure, column = parts[:3]
    pairs = [part.partition("=") for part in parts[3:]]
    if measure not in (AANTAL, SOM, KLASSE, WAARDE, DEEL, AANDEEL) or not all(sign for _, sign, _ in pairs):
        raise ValueError("not the address of a number")
    return Address(table, measure, column, tuple((name, value) for name, _, value in pairs))
