"""The numbers of a page with their addresses, and what the store has at an address: written apart from the program."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import duckdb

from reports.release.address import AANTAL, DEEL, SOM, Address, read_address

ROW = "{rij}"
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")


@dataclass(frozen=True)
class PrintedNumber:
    """The text of an element with an address, the address filled in for the row it stands in."""

    adres: Address
    tekst: str

    @property
    def waarde(self) -> float | None:
        """The first number of the text; None where there is none, such as "te weinig lessen"."""
        found = _NUMBER.search(self.tekst.replace("\u00a0", " "))
        return float(found[0].replace(".", "").replace(",", ".")) if found else None


@dataclass
class _Page(HTMLParser):
    """Collects (address, text); an address on the head of a column goes for each cell below it."""

    found: list[tuple[str, str]] = field(default_factory=list)
    heads: list[str | None] = field(default_factory=list)
    in_head: bool = False
    column: int = 0
    row: str = ""
    opened: list[tuple[str, dict[str, str | None], list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "thead":
            self.in_head, self.heads = True, []
        elif tag == "tbody":
            self.in_head = False
        elif tag == "tr":
            self.column = 0
        if tag in ("th", "td", "p", "span", "dd"):
            self.opened.append((tag, dict(attrs), []))

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.opened:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened[-1][0] != tag:
            return
        _, attributes, texts = self.opened.pop()
        text, address = "".join(texts).strip(), attributes.get("data-adres")
        if tag in ("th", "td"):
            address = self._place_cell(tag, attributes, text, address)
        if address:
            self.found.append((address.replace(ROW, self.row), text))

    def _place_cell(self, tag: str, attributes: dict[str, str | None], text: str, address: str | None) -> str | None:
        at, self.column = self.column, self.column + 1
        if self.in_head:
            self.heads.append(address)
            return None
        if tag == "th":
            self.row = attributes.get("data-rij") or text
        return address or (self.heads[at] if tag == "td" and at < len(self.heads) else None)


def find_numbers(page: str) -> list[PrintedNumber]:
    """Every number of the page that has an address."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return [PrintedNumber(read_address(address), text) for address, text in reader.found]


def read_number(connection: duckdb.DuckDBPyConnection, address: Address) -> float | None:
    """What the store has there; None without rows or value. More than one row for one cell is an AssertionError."""
    conditions = [_make_condition(column, wanted) for column, wanted in address.filter]
    where = " and ".join(conditions)
    match address.meting:
        case str(kind) if kind == AANTAL:
            chosen = "count(*)"
        case str(kind) if kind == SOM:
            chosen = f"sum({address.kolom})"
        case str(kind) if kind == DEEL:
            part, whole = address.kolom.split("/")
            chosen = f"100.0 * sum({part}) / sum({whole})"
        case _:
            chosen = address.kolom
    rows = connection.execute(f"select {chosen} from mart_{address.tabel} where {where}").fetchall()
    assert len(rows) <= 1, f"{address} has {len(rows)} rows"
    return None if not rows or rows[0][0] is None else float(rows[0][0])


def _make_condition(column: str, wanted: str) -> str:
    if not wanted:
        return f"coalesce({column}::varchar, '') = ''"
    values = [{"J": "true", "N": "false"}.get(value, value) for value in wanted.split("|")]
    return f"{column}::varchar in ({', '.join(repr(value) for value in values)})"
