"""The numbers of a page that carry an address (`data-adres`), as they are printed (see `reports.release.address`)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from reports.release.address import ROW, write_value
from reports.words.wording import CODE_NOT_SHOWN

ATTRIBUTE = "data-adres"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True)
class PrintedNumber:
    """One number on a page. `texts`: what the element itself says and, where that differs, with all that it holds."""

    line: int
    address: str
    texts: tuple[str, ...]


def read_numbers(page: str) -> tuple[PrintedNumber, ...]:
    """Every number of the page with an address, in order.

    An address with ROW on the head of a column stands for the cell of each row below it, with what the head of the
    row says: its code of a pupil (class "code") or else its text.
    """
    reader = _PageReader()
    reader.feed(page)
    reader.close()
    return tuple(sorted(reader.found, key=lambda number: (number.line, number.address)))


@dataclass
class _Open:
    """An element that has not ended yet."""

    name: str
    line: int
    attributes: dict[str, str]
    own: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, ...]:
        own, below = (" ".join("".join(pieces).split()) for pieces in (self.own, self.below))
        return (own, below) if own and own != below else (below,)


@dataclass
class _Cell:
    head: bool
    width: int
    line: int
    address: str
    texts: tuple[str, ...]
    code: str


@dataclass
class _Table:
    heads: dict[int, str] = field(default_factory=dict)
    """The address of each column that has one, by place."""
    row: list[_Cell] = field(default_factory=list)
    part: str = ""


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PrintedNumber] = []
        self._open: list[_Open] = []
        self._tables: list[_Table] = []
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        attributes = {name: value or "" for name, value in attrs}
        self._open.append(_Open(tag, self.getpos()[0], attributes))
        if tag == "table":
            self._tables.append(_Table())
        elif self._tables and tag in ("thead", "tbody", "tfoot"):
            self._tables[-1].part = tag
        elif self._tables and tag == "tr":
            self._tables[-1].row = []
        elif tag in ("th", "td"):
            self._code = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].own.append(data)
        for element in self._open:
            element.below.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.name == tag for element in self._open):
            return
        while True:
            element = self._open.pop()
            self._end(element)
            if element.name == tag:
                return

    def _end(self, element: _Open) -> None:
        address = element.attributes.get(ATTRIBUTE, "")
        if address and ROW not in address:
            self.found.append(PrintedNumber(element.line, address, element.texts))
        if "code" in element.attributes.get("class", "").split():
            self._code = self._code or element.texts[-1]
        if not self._tables:
            return
        if element.name in ("th", "td"):
            self._tables[-1].row.append(self._make_cell(element, address))
        elif element.name == "tr":
            self.found += _read_row(self._tables[-1])
        elif element.name == "table":
            self._tables.pop()

    def _make_cell(self, element: _Open, address: str) -> _Cell:
        width = element.attributes.get("colspan", "1")
        return _Cell(
            head=element.name == "th",
            width=int(width) if width.isdecimal() else 1,
            line=element.line,
            address=address,
            texts=element.texts,
            code=self._code,
        )


def _read_row(table: _Table) -> Iterator[PrintedNumber]:
    """The numbers of one row by the addresses of its columns; a row of heads sets those."""
    if table.part == "thead":
        table.heads |= {place: cell.address for place, cell in _place_cells(table.row) if ROW in cell.address}
        return
    heads = [cell for cell in table.row if cell.head and cell.width == 1]
    if not heads or table.part == "tfoot":
        return
    key = heads[0].code or heads[0].texts[-1]
    if key == CODE_NOT_SHOWN:
        # Several codes can stand under these words, so the row says not whose number it is.
        return
    for place, cell in _place_cells(table.row):
        if place in table.heads and not cell.head and not cell.address:
            yield PrintedNumber(cell.line, table.heads[place].replace(ROW, write_value(key)), cell.texts)


def _place_cells(row: list[_Cell]) -> Iterator[tuple[int, _Cell]]:
    place = 0
    for cell in row:
        yield place, cell
        place += cell.width
