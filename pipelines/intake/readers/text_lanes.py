"""The two lanes of a text file: fast for bytes that are proven plain, strict for everything else.

What counts as a record, the same in both lanes: a physical line (LF, CRLF or CR), or several lines held together by
a quoted field. A record is blank when it holds nothing but blanks and separators; empty lines at the very end are no
records. Both lanes give the same `TextTable`, but for `lane`, on every plain file (tests/property/test_lanes.py).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from pipelines.intake.readers.table import (
    FORBIDDEN,
    Header,
    RowFault,
    TextTable,
    get_character_fault,
    is_repeated_header,
    make_frame,
    make_refusal,
)

MAX_LINE_BYTES = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_ASCII = bytes(range(128))
# Windows-1252 has no character here, so a file with one of these bytes is not plain Windows-1252.
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# "é" saved as UTF-8, read as Windows-1252 and saved as UTF-8 once more.
_DOUBLE_ENCODED = re.compile(
    "[\u00c2\u00c3][\u00a0-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
# A quoted field longer than this is a forgotten quote, not a remark; it also bounds the work on a hostile file.
_MAX_RECORD_LINES = 200
_PACKED_CELLS = 500_000
# Less is cut before polars has begun.
_SMALL_BYTES = 64 * 1024
_MAX_RECORD_CHARACTERS = 64 * 1024


@lru_cache(maxsize=8)
def _grammar(separator: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of RFC 4180: one field, a whole record, and a record whose last quoted field is still open."""
    sep = re.escape(separator)
    # Possessive (`*+`): no field is ever tried twice, so a hostile line costs no more than its length.
    closed = r'"[^"]*+(?:""[^"]*+)*+"'
    bare = rf'[^"{sep}\r\n]*+'
    one = rf"(?:{closed}|{bare})"
    record = re.compile(rf"{one}(?:{sep}{one})*+\Z")
    open_record = re.compile(rf'(?:{one}{sep})*+"[^"]*+(?:""[^"]*+)*+\Z')
    return re.compile(rf"({closed}|{bare}){sep}"), record, open_record


def split_record(text: str, separator: str) -> list[str] | None:
    """Cut one record into its cells by RFC 4180; None when a quote stands where none may."""
    if '"' not in text:
        return text.split(separator)
    one, record, _ = _grammar(separator)
    if not record.match(text):
        return None
    cells = one.findall(text + separator)
    return [cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell for cell in cells]


# --- fast lane ---------------------------------------------------------------------------------------------------


def get_plain_body(data: bytes, header: Header) -> bytes | None:
    """The records as bytes that only need cutting at separators and line ends; None when that is not proven.

    Proven is: no control character but TAB, one kind of line end (LF or CRLF), on every line as many separators as in
    the header, valid UTF-8 or Windows-1252 without invisible characters, no blank line, no second header; and either
    no quote at all, or only quotes that wrap a whole cell without separator, line end or quote (they are taken off).
    """
    width = len(header.cells)
    body = _get_body(data, header)
    if width < 2 or not body or not _is_plain_text(data):  # noqa: PLR2004
        return None
    if b'"' in body:
        if b'\\"' in body or not _wraps_cells(header.separator).fullmatch(body):
            return None
        body = body.translate(None, b'"')
    # One sign is found far faster than two.
    end = b"\r\n" if b"\r" in body and b"\r\n" in body[: MAX_LINE_BYTES + 2] else b"\n"
    kept = body.translate(None, _harmless(header.separator)) + end
    line = header.separator.encode() * (width - 1) + end
    if kept != line * (len(kept) // len(line)) or not _has_short_lines(body):
        return None
    first = header.cells[0]
    if not first.isascii() or first.encode() in body:
        return None
    return body if body.isascii() or _is_utf8(data) else body.decode("cp1252").encode()


def read_fast(body: bytes, header: Header) -> TextTable:
    """Read the records that `get_plain_body` gave."""
    frame = _cut_small(body, header) if len(body) < _SMALL_BYTES else _cut_large(body, header)
    lines = pl.int_range(header.line + 1, header.line + 1 + frame.height, dtype=pl.Int32, eager=True).alias("lines")
    filled = _mark_filled(frame)
    blank = int((~filled).sum())
    if blank:
        frame, lines = frame.filter(filled), lines.filter(filled)
    return TextTable(header.cells, header.names, frame, lines, (), blank, "fast")


def _cut_small(body: bytes, header: Header) -> pl.DataFrame:
    cells = body.decode().replace("\r\n", "\n").replace("\n", header.separator).split(header.separator)
    return make_frame(cells, len(header.cells))


def _cut_large(body: bytes, header: Header) -> pl.DataFrame:
    return pl.read_csv(
        body,
        has_header=False,
        new_columns=[str(place) for place in range(len(header.cells))],
        separator=header.separator,
        quote_char=None,
        infer_schema=False,
        empty_string_is_null=False,
        truncate_ragged_lines=False,
    )


def get_first_line(data: bytes, start: int = 0) -> bytes:
    """The physical line that begins at `start`, with its line end; a line ends at LF, CRLF or CR."""
    feed = data.find(b"\n", start)
    carriage = data.find(b"\r", start, feed if feed != -1 else len(data))
    if carriage == -1:
        return data[start:] if feed == -1 else data[start : feed + 1]
    return data[start : carriage + 2 if feed == carriage + 1 else carriage + 1]


def skip_lines(data: bytes, count: int) -> bytes:
    """The file without its first physical lines."""
    start = 0
    for _ in range(count):
        start += len(get_first_line(data, start))
    return data[start:]


def _get_body(data: bytes, header: Header) -> bytes:
    """The records below the header, without the empty lines at the very end. A header of line 0 was put on top."""
    return skip_lines(data, max(header.line, 1)).rstrip(b"\r\n")


@lru_cache(maxsize=8)
def _wraps_cells(separator: str) -> re.Pattern[bytes]:
    """Pattern of a whole file in which a quote only stands at the outer ends of a cell."""
    sep = re.escape(separator.encode())
    cell = rb'(?:"[^"%b\r\n]*+"|[^"%b\r\n]*+)' % (sep, sep)
    return re.compile(rb"(?:%b(?:%b|\r?\n))*+%b" % (cell, sep, cell))


@lru_cache(maxsize=8)
def _harmless(separator: str) -> bytes:
    kept = {*range(32), 127, ord('"'), ord(separator)} - ({9} if separator != "\t" else set())
    return bytes(byte for byte in range(256) if byte not in kept)


def _has_short_lines(body: bytes) -> bool:
    # A line end in every half block means that no line is longer than a whole one; the strict lane counts exactly.
    half = MAX_LINE_BYTES // 2
    return all(body.find(b"\n", start, start + half) != -1 for start in range(0, len(body) - half, half))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_plain_text(data: bytes) -> bool:
    if data.removeprefix(_BOM).isascii():
        return True
    # The bytes beyond ASCII only: few, so that the character checks cost next to nothing.
    rest = data.removeprefix(_BOM).translate(None, _ASCII)
    if _is_utf8(data):
        text = rest.decode("utf-8")
        return not FORBIDDEN.search(text) and not _DOUBLE_ENCODED.search(text)
    if data.startswith(_BOM) or _NOT_CP1252.search(rest) or FORBIDDEN.search(rest.decode("cp1252")):
        return False
    # A lone byte beyond ASCII is never UTF-8; two in a row may be, and then the strict lane looks line by line.
    return not re.search(rb"[\x80-\xff]{2}", data)


def _mark_filled(frame: pl.DataFrame) -> pl.Series:
    """True for the records with at least one cell that is more than blanks."""
    first = frame.to_series(0)
    # A cell that begins with a visible sign of ASCII needs no closer look.
    if (first >= "!").all() and (first <= "~").all():
        return pl.Series([True]).new_from_index(0, frame.height)
    first = first.str.contains(r"\S")
    if first.all():
        return first
    return frame.select(pl.any_horizontal(pl.all().str.contains(r"\S"))).to_series()


# --- strict lane -------------------------------------------------------------------------------------------------


@dataclass
class _Result:
    width: int
    cells: list[str] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    blank: int = 0

    def add_row(self, number: int, cells: list[str]) -> None:
        self.cells.extend(cells)
        self.lines.append(number)
        # A Python string takes some 50 bytes more than its text: pack them before a large file fills the memory.
        if len(self.cells) >= _PACKED_CELLS:
            self.pack()

    def pack(self) -> None:
        self.frames.append(make_frame(self.cells, self.width))
        self.cells = []


def read_strict(data: bytes, header: Header, *, file: str) -> TextTable:
    """Read any text file, record by record. Each record ends in the frame, in `faults` or in `blank_rows`.

    A quote that does not fit makes its own line a fault; reading goes on at the next physical line. Lines that
    could be swallowed by a forgotten quote are all made faults (`_is_suspect`); so is a last record that stops in its
    middle (`afgebroken`). Raises DeliveryRefused for a line of more than 1 MiB.
    """
    result = _StrictReader(data, header, file).read()
    result.pack()
    return TextTable(
        header.cells,
        header.names,
        pl.concat(result.frames),
        pl.Series("lines", result.lines, dtype=pl.Int32),
        tuple(result.faults),
        result.blank,
        "strict",
        tuple(result.notes),
    )


class _StrictReader:
    """Cuts one file; `texts` holds its physical lines after the header, None where a line cannot be decoded."""

    def __init__(self, data: bytes, header: Header, file: str):
        self.header = header
        self.file = file
        self.width = len(header.cells)
        self.separator = header.separator
        self.ends_whole = data.endswith((b"\n", b"\r"))
        self.raw_lines = _get_body(data, header).splitlines(keepends=True)
        if any(len(line) > MAX_LINE_BYTES for line in self.raw_lines):
            raise make_refusal("regel_te_lang", file=file)
        self.texts = _decode_lines(data, self.raw_lines)
        self.next_quoted = self._find_quoted()
        self.result = _Result(self.width)

    def read(self) -> _Result:
        at = 0
        while at < len(self.raw_lines):
            at += self._read_record(at)
        return self.result

    def _find_quoted(self) -> list[int]:
        """For each line the first later line that holds a quote (or the number of lines)."""
        following = len(self.raw_lines)
        found = [following] * len(self.raw_lines)
        for at in range(len(self.raw_lines) - 1, -1, -1):
            found[at] = following
            if b'"' in self.raw_lines[at]:
                following = at
        return found

    def _read_record(self, at: int) -> int:
        """Take the record that begins at line `at`; returns how many physical lines it took."""
        text = self.texts[at]
        if text is None:
            return self._add_fault(at, "tekenset")
        if '\\"' in text:
            return self._add_fault(at, "backslash")
        line = text.rstrip("\r\n")
        cells = split_record(line, self.separator)
        if cells is not None:
            return self._take(at, 1, cells=cells, text=line)
        if not _grammar(self.separator)[2].match(text):
            return self._add_fault(at, "aanhalingsteken")
        return self._read_spanning(at)

    def _read_spanning(self, at: int) -> int:
        """A quoted field that is still open at the end of line `at`: find where it closes."""
        last = at
        while (last := self.next_quoted[last]) < min(len(self.texts), at + _MAX_RECORD_LINES):
            lines = [line for line in self.texts[at : last + 1] if line is not None]
            text = "".join(lines)
            if len(lines) <= last - at or len(text) > _MAX_RECORD_CHARACTERS:
                break
            cells = split_record(text.rstrip("\r\n"), self.separator)
            if cells is not None:
                return self._take_spanning(at, last - at + 1, cells=cells, text=text.rstrip("\r\n"))
            if not _grammar(self.separator)[2].match(text):
                break
        is_cut_off = at == len(self.texts) - 1 and not self.ends_whole
        return self._add_fault(at, "afgebroken" if is_cut_off else "aanhalingsteken")

    def _take_spanning(self, at: int, length: int, *, cells: list[str], text: str) -> int:
        if '\\"' not in text and not _is_suspect(self._split_lines(at, length), self.separator, self.width):
            return self._take(at, length, cells=cells, text=text)
        for offset in range(length):
            self._add_fault(at + offset, "aanhalingsteken")
        return length

    def _split_lines(self, at: int, length: int) -> list[str]:
        return [(line or "").rstrip("\r\n") for line in self.texts[at : at + length]]

    def _take(self, at: int, length: int, *, cells: list[str], text: str) -> int:
        if not any(cell.strip() for cell in cells):
            self.result.blank += 1
        elif code := get_character_fault(text):
            self._add_fault(at, code, column=self._name_column(cells), length=length)
        elif len(cells) != self.width:
            code = "te_veel_velden" if len(cells) > self.width else "te_weinig_velden"
            is_last = at + length == len(self.raw_lines) and not self.ends_whole
            self._add_fault(at, "afgebroken" if is_last and len(cells) < self.width else code, length=length)
        elif is_repeated_header(cells, self.header.cells):
            self._add_fault(at, "kop_herhaald", length=length)
        else:
            if not text.isascii() and _DOUBLE_ENCODED.search(text):
                self.result.notes.append(RowFault(self._number(at), "dubbele_tekenset", "", ""))
            self.result.add_row(self._number(at), cells)
        return length

    def _name_column(self, cells: list[str]) -> str:
        if len(cells) != self.width:
            return ""
        return next((name for name, cell in zip(self.header.cells, cells, strict=True) if FORBIDDEN.search(cell)), "")

    def _add_fault(self, at: int, code: str, *, column: str = "", length: int = 1) -> int:
        texts = self.texts[at : at + length]
        # Latin-1 keeps every byte of a line in doubt: the delivered bytes can be given back exactly.
        pairs = zip(texts, self.raw_lines[at : at + length], strict=True)
        raw = "".join(line.decode("latin-1") if text is None else text for text, line in pairs)
        self.result.faults.append(RowFault(self._number(at), code, column, raw.rstrip("\r\n")))
        return length

    def _number(self, at: int) -> int:
        return self.header.line + 1 + at


def _is_suspect(lines: list[str], separator: str, width: int) -> bool:
    """True when one of the lines under a quoted field could be a record of its own.

    A forgotten quote swallows what follows up to the next quote, and the result can have the right number of cells.
    Then a line below the first is whole by itself: as many separators as a record, and cells of the same form as those
    of the first line (a remark with as many separators has another form). Either the first line is whole too, or the
    quotes hide a separator of the lower one. With one column there is no separator to tell by, so every record over
    several lines is suspect.
    """
    if width == 1:
        return True
    first = lines[0].split(separator)
    is_open = lines[0].count('"') % 2 == 1
    for line in lines[1:]:
        pieces = line.split('"')
        hidden = sum(piece.count(separator) for piece in pieces[0 if is_open else 1 :: 2])
        is_open ^= len(pieces) % 2 == 0
        cells = line.split(separator)
        if len(cells) >= width and (hidden or len(first) >= width) and _is_alike(first, cells):
            return True
    return False


def _is_alike(one: list[str], other: list[str]) -> bool:
    """Whether the first cells have one form, or half of the filled cells of two whole lines have."""
    forms = [(_get_form(cell), _get_form(below)) for cell, below in zip(one, other, strict=False)]
    if forms[0][0] and forms[0][0] == forms[0][1]:
        return True
    alike = [form == below for form, below in forms if form or below]
    return len(one) >= len(other) and any(alike) and 2 * sum(alike) >= len(alike)


def _get_form(cell: str) -> str:
    """The kinds of marks in a cell in order: `08-09-2025` and `1-1-25` are one form, `moeder belt` and `SP` another."""
    plain = cell.replace('"', "").strip()
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", plain))


def _decode_lines(data: bytes, lines: list[bytes]) -> list[str | None]:
    """The lines as text; None for a line whose encoding is in doubt.

    Valid UTF-8 as a whole, or a BOM: UTF-8. Otherwise Windows-1252. When some lines beyond ASCII are UTF-8 and some
    are not, the file was pasted together from two encodings: most of them decide (none do on a tie), and the lines of
    the other encoding are in doubt, because reading them would change a letter without anyone seeing it.
    """
    if data.startswith(_BOM) or _is_utf8(data):
        return [_decode(line, "utf-8") for line in lines]
    beyond = [line for line in [get_first_line(data), *lines] if not line.isascii()]
    in_utf8 = sum(_decode(line, "utf-8") is not None for line in beyond)
    if 2 * in_utf8 > len(beyond):
        return [_decode(line, "utf-8") for line in lines]
    tie = 2 * in_utf8 == len(beyond)
    return [_decode_cp1252(line, in_doubt=tie) for line in lines]


def _decode_cp1252(line: bytes, *, in_doubt: bool) -> str | None:
    if line.isascii():
        return line.decode("ascii")
    return None if in_doubt or _decode(line, "utf-8") is not None else _decode(line, "cp1252")


def _decode(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
