"""Delivered workbooks (`.xlsx`): one sheet as the same text cells a CSV would have; what the others hold.

The sheet is read with the standard library, cell by cell. A column reader (fastexcel was tried) gives one type to a
whole column: error cells then become empty without a word, a date loses the difference with a date-time, and empty
rows at the top are dropped so that line numbers shift. Source of the format: ECMA-376, part 1, chapter 18.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers import expat

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import (
    MAX_COLUMNS,
    Header,
    RowFault,
    TextTable,
    get_character_fault,
    is_repeated_header,
    make_frame,
    make_header,
    make_refusal,
    make_refusal_with,
)

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2_000
# So many rows of each sheet are looked at for a header; the first filled row always.
HEADER_ROWS = 20
# A cell of one byte in the file can stand for a row of two thousand, or for a text of thirty thousand characters.
MAX_CELLS = 40_000_000
MAX_CHARACTERS = 400_000_000
_DAY_SECONDS = 86_400
# Number formats that Excel has built in (ECMA-376 18.8.30); 27-36 and 50-58 are dates of Asian editions.
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)}
_BUILT_IN_TIMES = {18, 19, 20, 21, 32, 33, 45, 47}
_BUILT_IN_DURATION = 46
# Excel takes 1900 for a leap year: serial 60 is 29 February 1900, and the days before it have another start.
_FALSE_LEAP_DAY = 60
_START_BEFORE_FALSE_LEAP_DAY = date(1899, 12, 31)
_START_1900 = date(1899, 12, 30)
_START_1904 = date(1904, 1, 1)
_LAST_SERIAL = 2_957_003  # up to and including 31-12-9999, also when counted from 1904
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class _Cell:
    """One filled cell: its text, or the finding code of what is wrong with it."""

    column: int
    text: str
    fault: str | None = None


@dataclass(frozen=True)
class Worksheet:
    """A worksheet: its place from 1, its name, its filled rows, its first rows as headers.

    Name and cells are free text of the school: neither may be shown.
    """

    place: int
    name: str = field(repr=False)
    rows: int
    headers: tuple[Header, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Book:
    """What the cells of a sheet refer to; `sheets`: name and part of all of them, `sheet` the part that is read."""

    sheet: str
    sheets: tuple[tuple[str, str], ...]
    shared: list[str]
    styles: list[str]
    from_1904: bool


def read_workbook_header(path: Path) -> Header:
    """The first filled row of the first sheet; raises DeliveryRefused."""
    found: list[tuple[int, list[_Cell]]] = []

    def take(number: int, cells: list[_Cell]) -> bool:
        if any(cell.text.strip() or cell.fault for cell in cells):
            found.append((number, cells))
        return not found

    with open_archive(path) as archive:
        _read_rows(archive, _read_book(archive, path.name), take, path.name)
    if not found:
        raise make_refusal("kop_leeg", file=path.name, line=1)
    return _make_header(*found[0], file=path.name)


def read_workbook(path: Path, header: Header) -> TextTable:
    """The rows below the header; an empty row between two others is a blank row, empty rows at the end are none.

    Merged cells in the table are refused with their place: only the first of them holds what all of them show.
    """
    rows = _Rows(header, path.name)
    with open_archive(path) as archive:
        book = _read_book(archive, path.name)
        if header.sheet > len(book.sheets):
            raise make_refusal("bestand_gewijzigd", file=path.name)
        merged = _read_rows(archive, replace(book, sheet=book.sheets[header.sheet - 1][1]), rows.take, path.name)
    _refuse_merged(merged, header, last=rows.last, file=path.name)
    if not rows.header_seen:
        raise make_refusal("bestand_gewijzigd", file=path.name)
    return TextTable(
        header.cells,
        header.names,
        make_frame(rows.cells, len(header.cells)),
        pl.Series("lines", rows.lines, dtype=pl.Int32),
        tuple(rows.faults),
        rows.blank,
        "workbook",
    )


def _refuse_merged(merged: Iterable[str], header: Header, *, last: int, file: str) -> None:
    """`merged`: references of merged cells, such as B4:B6; those above the header belong to a title."""
    for reference in merged:
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        rows = [int(end[2]) for end in ends if end is not None]
        if not rows or reference.partition(":")[0] == reference.partition(":")[2]:
            continue
        if max(rows) >= header.line and min(rows) <= last:
            place = f"{reference} op werkblad {header.sheet}"
            raise make_refusal_with("samengevoegde_cellen", file=file, line=min(rows), plaats=place)


def read_sheets(path: Path) -> tuple[Worksheet, ...]:
    """Every worksheet with its first rows, but for later ones that cannot be read; raises DeliveryRefused."""
    with open_archive(path) as archive:
        book = _read_book(archive, path.name)
        found = []
        for place, (name, sheet) in enumerate(book.sheets, start=1):
            look = _Look(path.name, place)
            try:
                _read_rows(archive, replace(book, sheet=sheet), look.take, path.name)
            except DeliveryRefused:
                # What is wrong with a sheet behind the first is no fault of the delivery.
                if place == 1:
                    raise
                continue
            found.append(Worksheet(place, name, look.rows, tuple(look.headers)))
    return tuple(found)


@dataclass
class _Look:
    """Counts the filled rows of a sheet, and keeps the first ones that could be a header."""

    file: str
    sheet: int
    rows: int = 0
    headers: list[Header] = field(default_factory=list)

    def take(self, number: int, cells: list[_Cell]) -> bool:
        filled = [cell for cell in cells if cell.text.strip() or cell.fault]
        self.rows += bool(filled)
        if len(filled) > 1 and (number <= HEADER_ROWS or self.rows == 1):
            with suppress(DeliveryRefused):
                self.headers.append(_make_header(number, filled, file=self.file, sheet=self.sheet))
        return True


def _make_header(number: int, cells: list[_Cell], *, file: str, sheet: int = 1) -> Header:
    if any(cell.fault for cell in cells):
        raise make_refusal("kop_teken", file=file, line=number)
    filled = [cell for cell in cells if cell.text.strip()]
    width = filled[-1].column + 1
    if width > MAX_COLUMNS:
        raise make_refusal("te_veel_kolommen", file=file, line=number)
    texts = {cell.column: cell.text for cell in filled}
    return make_header(
        [texts.get(column, "") for column in range(width)], separator="", line=number, file=file, sheet=sheet
    )


@dataclass
class _Rows:
    """Collects the rows of one sheet into cells, faults and a count of blank rows."""

    header: Header
    file: str
    cells: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    blank: int = 0
    last: int = 0
    header_seen: bool = False
    characters: int = 0

    def take(self, number: int, cells: list[_Cell]) -> bool:
        filled = [cell for cell in cells if cell.text.strip() or cell.fault]
        if not filled:
            return True
        if not self.header_seen:
            # Above the header may stand a title, and what is wrong in it is no fault of the table.
            if number < self.header.line:
                return True
            self.header_seen = _make_header(number, cells, file=self.file, sheet=self.header.sheet) == self.header
            return self.header_seen
        # Rows without a filled cell are not written, or written as bare formatting: both are blank rows.
        self.blank += number - max(self.last, self.header.line) - 1
        self.last = number
        texts = [""] * len(self.header.cells)
        for cell in cells:
            if cell.column < len(texts):
                texts[cell.column] = cell.text
        self._count(texts)
        code, column = self._find_fault(filled, texts)
        if code:
            self.faults.append(RowFault(number, code, column, ";".join(cell.text for cell in cells)))
        else:
            self.cells.extend(texts)
            self.lines.append(number)
        return True

    def _count(self, texts: list[str]) -> None:
        self.characters += sum(map(len, texts))
        if len(self.cells) + len(texts) > MAX_CELLS or self.characters > MAX_CHARACTERS:
            raise make_refusal("werkmap_te_groot", file=self.file)

    def _find_fault(self, filled: list[_Cell], texts: list[str]) -> tuple[str | None, str]:
        width = len(texts)
        for cell in filled:
            code = cell.fault or get_character_fault(cell.text)
            if code:
                return code, self.header.cells[cell.column] if cell.column < width else ""
        if filled[-1].column >= width:
            return "te_veel_velden", ""
        return ("kop_herhaald", "") if is_repeated_header(texts, self.header.cells) else (None, "")


# --- the archive ---------------------------------------------------------------------------------------------------


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open the archive after the checks that keep a hostile one from filling memory or pointing elsewhere."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=path.name) from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise make_refusal("geen_werkmap", file=path.name) from None
    members = archive.infolist()
    names = [member.filename for member in members]
    code = None
    is_locked = any(member.flag_bits & 0x1 for member in members)
    if is_locked or len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        code = "werkmap_onveilig"
    elif "xl/workbook.xml" not in names:
        code = "geen_werkmap"
    elif len(members) > MAX_MEMBERS or not _is_small(members):
        code = "werkmap_te_groot"
    if code:
        archive.close()
        raise make_refusal(code, file=path.name)
    return archive


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _is_small(members: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    return unpacked <= MAX_UNPACKED and unpacked <= MAX_RATIO * max(packed, 1)


_DAMAGE = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)


class _StopReading(Exception):
    """Enough of a part has been read."""


def parse_part(archive: zipfile.ZipFile, name: str, handlers: dict[str, Callable[..., Any]], file: str) -> None:
    """Stream one part through expat; a document type (the door to entity bombs) is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for handler, function in handlers.items():
        setattr(parser, handler, function)
    try:
        with archive.open(name) as stream:
            parser.ParseFile(stream)
    except _StopReading:
        return
    except _DAMAGE:
        raise make_refusal("geen_werkmap", file=file) from None


def _refuse_doctype(*_: object) -> None:
    raise ValueError("document type")


def _local(tag: str) -> str:
    """The name of an element or attribute without its name space (the strict variant of the format has other ones)."""
    return tag.rpartition(" ")[2]


def _read_book(archive: zipfile.ZipFile, file: str) -> _Book:
    names = set(archive.namelist())
    sheets: list[tuple[str, str]] = []
    properties: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            name = attributes.get("name", "")
            sheets.extend((name, value) for key, value in attributes.items() if key.endswith(" id"))
        elif _local(tag) == "workbookPr":
            properties.update(attributes)

    parse_part(archive, "xl/workbook.xml", {"StartElementHandler": start}, file)
    targets = _read_targets(archive, file)
    places = [(name, _place_part(targets.get(target))) for name, target in sheets]
    if not places or places[0][1] not in names:
        raise make_refusal("geen_werkmap", file=file)
    shared = _read_shared(archive, file) if "xl/sharedStrings.xml" in names else []
    styles = _read_styles(archive, file) if "xl/styles.xml" in names else []
    there = tuple((name, part) for name, part in places if part in names)
    return _Book(places[0][1], there, shared, styles, properties.get("date1904") in ("1", "true"))


def _place_part(target: str | None) -> str:
    return "" if target is None else posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def _read_targets(archive: zipfile.ZipFile, file: str) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    parse_part(archive, "xl/_rels/workbook.xml.rels", {"StartElementHandler": start}, file)
    return targets


def _read_shared(archive: zipfile.ZipFile, file: str) -> list[str]:
    """The texts that cells refer to by number; runs of one text are joined, reading aids (rPh) left out."""
    texts: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "aid": False}

    def start(tag: str, _: dict[str, str]) -> None:
        name = _local(tag)
        state["aid"] = state["aid"] or name == "rPh"
        state["text"] = name == "t" and not state["aid"]

    def end(tag: str) -> None:
        name = _local(tag)
        state["text"] = False
        if name == "rPh":
            state["aid"] = False
        elif name == "si":
            texts.append(_unescape("".join(pieces)))
            pieces.clear()

    def characters(text: str) -> None:
        if state["text"]:
            pieces.append(text)

    parse_part(
        archive,
        "xl/sharedStrings.xml",
        {"StartElementHandler": start, "EndElementHandler": end, "CharacterDataHandler": characters},
        file,
    )
    return texts


def _read_styles(archive: zipfile.ZipFile, file: str) -> list[str]:
    """For each cell style what its numbers are: "getal", "datum", "tijd" or "duur" (hours may pass 24)."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    state = {"cells": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            state["cells"] = True
        elif name == "xf" and state["cells"]:
            number = attributes.get("numFmtId", "0")
            styles.append(_classify_format(number, formats.get(number)))

    def end(tag: str) -> None:
        if _local(tag) == "cellXfs":
            state["cells"] = False

    parse_part(archive, "xl/styles.xml", {"StartElementHandler": start, "EndElementHandler": end}, file)
    return styles


def _classify_format(number: str, code: str | None) -> str:
    if code is None:
        built_in = int(number) if number.isdecimal() else 0
        if built_in == _BUILT_IN_DURATION:
            return "duur"
        return "datum" if built_in in _BUILT_IN_DATES else "tijd" if built_in in _BUILT_IN_TIMES else "getal"
    if re.search(r"\[(h+|m+|s+)\]", code.lower()):
        return "duur"
    # Literal text, escaped characters and colours or locales in brackets say nothing about the kind.
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).lower().replace("general", "")
    if re.search(r"[dy]", bare) or ("m" in bare and not re.search(r"[hs]", bare)):
        return "datum"
    return "tijd" if re.search(r"[hs]", bare) else "getal"


# --- the sheet -----------------------------------------------------------------------------------------------------


def _read_rows(
    archive: zipfile.ZipFile, book: _Book, take: Callable[[int, list[_Cell]], bool], file: str
) -> Sequence[str]:
    """Hand each row of the sheet to `take` (row number, filled cells from left to right) until it returns False.

    Returns the references of merged cells, which stand behind the rows.
    """
    reader = _SheetReader(book, take)
    parse_part(
        archive,
        book.sheet,
        {
            "StartElementHandler": reader.start,
            "EndElementHandler": reader.end,
            "CharacterDataHandler": reader.characters,
        },
        file,
    )
    return reader.merged


class _SheetReader:
    """Builds the rows of a sheet out of expat's events; a ValueError means that the sheet is damaged."""

    def __init__(self, book: _Book, take: Callable[[int, list[_Cell]], bool]):
        self.book = book
        self.take = take
        self.row = 0
        self.column = -1
        self.cells: list[_Cell] = []
        self.merged: list[str] = []
        self.attributes: dict[str, str] = {}
        self.value: list[str] = []
        self.has_formula = False
        self.in_text = False
        self.in_aid = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self.in_aid = True
        elif name in ("v", "t"):
            self.in_text = not self.in_aid
        elif name == "f":
            self.has_formula = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "c":
            self._end_cell()
        elif name == "row":
            if not self.take(self.row, self.cells):
                raise _StopReading
        elif name == "rPh":
            self.in_aid = False
        elif name in ("v", "t"):
            self.in_text = False

    def characters(self, text: str) -> None:
        if self.in_text:
            self.value.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if not self.row < number <= 2**20:
            raise ValueError("row out of order")
        self.row, self.column, self.cells = number, -1, []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column = self.column + 1
        if "r" in attributes:
            found = _REFERENCE.fullmatch(attributes["r"])
            if not found or int(found[2]) != self.row:
                raise ValueError("cell reference")
            column = _get_column(found[1])
        if column <= self.column:
            raise ValueError("cell out of order")
        self.column, self.attributes, self.value, self.has_formula = column, attributes, [], False

    def _end_cell(self) -> None:
        text, fault = self._read_value("".join(self.value))
        if text or fault:
            self.cells.append(_Cell(self.column, text, fault))

    def _read_value(self, value: str) -> tuple[str, str | None]:
        kind = self.attributes.get("t", "n")
        if kind == "s":
            return (self.book.shared[_get_index(value, self.book.shared)], None) if value else ("", None)
        if kind == "e":
            return value, "cel_fout"
        if not value:
            # A text formula may well give an empty text; a number formula without a number was never calculated.
            return "", "formule_zonder_waarde" if self.has_formula and kind != "str" else None
        if kind in ("inlineStr", "str"):
            return _unescape(value), None
        if kind == "b":
            return ("Ja" if value.strip() in ("1", "true") else "Nee"), None
        return _read_iso(value) if kind == "d" else self._read_number(value)

    def _read_number(self, value: str) -> tuple[str, str | None]:
        styles = self.book.styles
        style = self.attributes.get("s")
        kind = styles[_get_index(style, styles)] if style and styles else "getal"
        number = Decimal(value.strip()) if re.fullmatch(r"\s*-?\d*\.?\d+([eE][+-]?\d{1,3})?\s*", value) else None
        if number is None:
            return value, "cel_fout"
        if kind == "getal":
            return _write_number(number), None
        text = _write_moment(number, kind, self.book.from_1904)
        return (value, "cel_fout") if text is None else (text, None)


def _get_index(value: str, values: list[str]) -> int:
    index = int(value)
    if not 0 <= index < len(values):
        raise ValueError("index")
    return index


def _get_column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _unescape(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold; a line end is written as one LF."""
    return _ESCAPED.sub(_get_escaped, text).replace("\r\n", "\n").replace("\r", "\n")


def _get_escaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    # Half of a character pair is no character: U+FFFD makes the row a fault instead of a crash at writing.
    return "\ufffd" if number in _SURROGATES else chr(number)


def _write_number(number: Decimal) -> str:
    """As a CSV has it: no exponent, no `.0`; the 15 digits that Excel itself shows (0.30000000000000004 is 0.3)."""
    if number == number.to_integral_value():
        return str(int(number))
    rounded = Decimal(f"{float(number):.15g}")
    return str(int(rounded)) if rounded == rounded.to_integral_value() else format(rounded.normalize(), "f")


def _write_moment(number: Decimal, kind: str, from_1904: bool) -> str | None:
    """A serial number as date, date-time or time, to the second; None when there is no such moment."""
    if not 0 <= number <= _LAST_SERIAL:
        return None
    days, second = divmod(round(number * _DAY_SECONDS), _DAY_SECONDS)
    if kind == "duur" or (days == 0 and kind == "tijd"):
        hours = second // 3600 + (24 * days if kind == "duur" else 0)
        seconds = f":{second % 60:02}" if second % 60 else ""
        return f"{hours:02}:{second // 60 % 60:02}{seconds}"
    if not from_1904 and days in (0, _FALSE_LEAP_DAY):
        return None
    start = _START_1904 if from_1904 else _START_1900 if days > _FALSE_LEAP_DAY else _START_BEFORE_FALSE_LEAP_DAY
    day = start + timedelta(days=days)
    clock = f"T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" if second else ""
    return f"{day.isoformat()}{clock}"


def _read_iso(value: str) -> tuple[str, str | None]:
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return value, "cel_fout"
    if len(value.strip()) <= len("2025-09-01") or moment.time() == datetime.min.time():
        return moment.date().isoformat(), None
    return moment.replace(microsecond=0, tzinfo=None).isoformat(), None
