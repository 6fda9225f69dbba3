"""What a page says, read from its HTML with the standard library: cells, texts, headings, tables, forms of writing."""

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SPACE = re.compile(r"\s+")


@dataclass
class Element:
    """An element with its attributes, its parents' names and the text below it, spaces folded."""

    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    line: int
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _SPACE.sub(" ", "".join(self.pieces)).strip()

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


@dataclass(frozen=True)
class Text:
    """One piece of text and the elements it stands in, outermost first."""

    text: str
    within: tuple[Element, ...]

    def is_within(self, *names: str) -> bool:
        return any(element.name in names for element in self.within)

    def has_class_above(self, *names: str) -> bool:
        return any(element.has_class(name) for element in self.within for name in names)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[Text] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parents = tuple(element.name for element in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, parents, self.getpos()[0])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)
        if data.strip():
            self.texts.append(Text(_SPACE.sub(" ", data).strip(), tuple(self._open)))


def read_page(page: str) -> list[Element]:
    """Every element of the page, in order."""
    return _read(page).elements


def read_texts(page: str) -> list[Text]:
    """Every piece of text of the page, in order, without style and script."""
    return [text for text in _read(page).texts if not text.is_within("style", "script")]


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def find(page: str, *names: str) -> list[Element]:
    """The elements with one of these names."""
    return [element for element in read_page(page) if element.name in names]


def squeeze(text: str) -> str:
    """Text without space, hyphen or ligature, to find it again where lines and words are broken elsewhere."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", text))


def find_unprinted(page: str, printed: str) -> dict[int, list[str]]:
    """What of the tables of `page` does not stand in the text of its print, by the line of the table.

    The pieces of a table must follow each other; between tables the order on paper may differ. `printed`: squeezed.
    """
    tables: dict[int, list[str]] = {}
    for piece in read_texts(page):
        if piece.is_within("th", "td", "caption") and not piece.has_class_above("niet-op-papier", "alleen-voorlezen"):
            line = next(element.line for element in piece.within if element.name == "table")
            tables.setdefault(line, []).append(squeeze(piece.text))
    return {line: missing for line, pieces in tables.items() if (missing := find_missing(pieces, printed))}


def find_missing(pieces: list[str], text: str) -> list[str]:
    """Pieces that do not stand in the text, one after the other."""
    missing, place = [], 0
    for piece in pieces:
        found = text.find(piece, place)
        if found < 0:
            missing.append(piece)
        else:
            place = found + len(piece)
    return missing
