"""The address of a printed number: which table, which rows, which sum. `msa verify` works the number out again from it.

An element that prints a number carries it as `data-adres`; the text behind a footnote tells it in words.
"""

from dataclasses import dataclass

AANTAL = "aantal"
SOM = "som"
WAARDE = "waarde"
DEEL = "deel"


@dataclass(frozen=True)
class Address:
    """One number: `meting` over `kolom` of the rows of `tabel` that fit `filter` (column, value), all of them.

    `tabel`: a published table (folder `tabellen`) or another mart of the store, without prefix. `meting`: AANTAL
    (rows; `kolom` empty), SOM, WAARDE (the cell of the one row) or DEEL (`kolom` as "part/whole": two sums, per cent).
    A value is written as in the CSV tables: dates jjjj-mm-dd, J or N, empty for none; "a|b" is either.
    """

    tabel: str
    meting: str = AANTAL
    kolom: str = ""
    filter: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ";".join((self.tabel, self.meting, self.kolom, *(f"{name}={value}" for name, value in self.filter)))


def read_address(text: str) -> Address:
    """The address written by `str`; ValueError when it is none."""
    parts = text.split(";")
    table, measure, column = parts[:3]
    pairs = [part.partition("=") for part in parts[3:]]
    if measure not in (AANTAL, SOM, WAARDE, DEEL) or not all(sign for _, sign, _ in pairs):
        raise ValueError("not the address of a number")
    return Address(table, measure, column, tuple((name, value) for name, _, value in pairs))
