"""Delivered text files (CSV): the header, and the whole table as text cells without loss.

Two lanes that give the same answer. The fast one is taken only when the bytes prove the file plain; all other files
go through the strict one (`text_lanes`). DuckDB never reads a delivery: its reader shifts and loses rows.
"""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.import_file import add_header, find_import_header, looks_like_import
from pipelines.intake.readers.table import Header, RowFault, TextTable, make_header, make_refusal
from pipelines.intake.readers.text_lanes import (
    MAX_LINE_BYTES,
    get_first_line,
    get_plain_body,
    read_fast,
    read_strict,
    skip_lines,
    split_record,
)
from pipelines.intake.readers.workbook import HEADER_ROWS, read_workbook, read_workbook_header

__all__ = ["Header", "RowFault", "TextTable", "get_content_kind", "read_first_lines", "read_header", "read_text_table"]

MAX_BYTES = 200 * 1024 * 1024
SEPARATORS = (";", ",", "\t")
_BOM = b"\xef\xbb\xbf"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Before its first element a page or a workbook in XML may have a declaration, instructions and comments.
_PROLOGUE = rb"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*"
_PAGE_ELEMENTS = (
    rb"html|head|body|meta|title|style|script|link|table|thead|tbody|tr|div|span|center|font|form|p|br|h[1-6]"
)
_NO_TABLE = {
    "webpagina": re.compile(
        _PROLOGUE + rb"(?:<!doctype\s+html|<(?:" + _PAGE_ELEMENTS + rb")[\s/>])|mime-version:",
        re.IGNORECASE | re.DOTALL,
    ),
    "werkmap_als_xml": re.compile(_PROLOGUE + rb"<(?:\w+:)?Workbook[\s>]", re.DOTALL),
    "icalendar": re.compile(rb"BEGIN:VCALENDAR", re.IGNORECASE),
    "pdf": re.compile(rb"%PDF-"),
}


def get_content_kind(path: Path) -> str:
    """What the first bytes say the file is: "werkmap", "json", "xml" or "tekst"; its name plays no part.

    What only looks like one of these, or can never be read, is the code of its refusal: a web page, a workbook
    written as XML, a calendar, a PDF.
    """
    start = _read_start(path, 4096)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLD_OFFICE)):
        return "werkmap"
    text = start.removeprefix(_BOM).lstrip()
    refused = next((code for code, pattern in _NO_TABLE.items() if pattern.match(text)), None)
    if refused:
        return refused
    if text.startswith((b"{", b"[")):
        return "json"
    return "xml" if text.startswith(b"<") else "tekst"


def read_header(path: Path) -> Header:
    """Read only the first record of a text file or workbook; raises DeliveryRefused with a reason code.

    The separator is the one of `;`, `,` and TAB that gives the header most cells; no data row has a say in it. A
    header without any of them is one cell: no kind has one column, so the layouts refuse it with the list of kinds.
    The import file of absences has none: its columns are known by the shape of every line.
    """
    content = get_content_kind(path)
    if content in _NO_TABLE:
        raise make_refusal(content, file=path.name)
    if content == "werkmap":
        if _read_start(path, 8) == _OLD_OFFICE:
            raise make_refusal("oude_werkmap", file=path.name)
        return read_workbook_header(path)
    start = _read_start(path, MAX_LINE_BYTES + 2)
    _check_is_text(start, path.name)
    return _find_import(path, start) or _parse_header(start, path.name)


def read_first_lines(path: Path) -> list[Header]:
    """Each of the first lines of a text file as if it were the header; a line that can be none is left out."""
    data, start = _read_start(path, MAX_LINE_BYTES + 2), 0
    headers = []
    for line in range(1, HEADER_ROWS + 1):
        record = get_first_line(data, start)
        with suppress(DeliveryRefused):
            headers.append(_cut_header(record, path.name, line=line))
        start += len(record)
    return headers


def _find_import(path: Path, start: bytes) -> Header | None:
    """The header of an import file without one; the whole file is read only where its first line has the shape."""
    if not looks_like_import(_decode_line(get_first_line(start))):
        return None
    return find_import_header(_read_whole(path), file=path.name)


def read_text_table(path: Path, header: Header) -> TextTable:
    """Read the whole file whose header was read before; raises DeliveryRefused (also when the header has changed)."""
    if get_content_kind(path) == "werkmap":
        return read_workbook(path, header)
    data = _read_whole(path)
    if header.line == 0:
        found = find_import_header(data, file=path.name)
        data = add_header(data)
    else:
        found = _parse_header(data[: MAX_LINE_BYTES + 2], path.name, line=header.line)
    if found != header:
        raise make_refusal("bestand_gewijzigd", file=path.name)
    body = get_plain_body(data, header)
    table = read_strict(data, header, file=path.name) if body is None else read_fast(body, header)
    return table if data.endswith((b"\n", b"\r")) else replace(table, open_line=_get_last_line(table))


def _read_whole(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise make_refusal("bestand_te_groot", file=path.name)
    return _read_start(path, MAX_BYTES)


def _get_last_line(table: TextTable) -> int | None:
    lines = [fault.line for fault in table.faults[-1:]] + table.lines.tail(1).to_list()
    return max(lines, default=None)


def _read_start(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(length)
    except FileNotFoundError:
        raise make_refusal("bestand_gewijzigd", file=path.name) from None
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=path.name) from None


def _check_is_text(start: bytes, file: str) -> None:
    if not start.removeprefix(_BOM):
        raise make_refusal("bestand_leeg", file=file)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise make_refusal("utf16", file=file)
    # Without a BOM, UTF-16 of Dutch text has a NUL in every other byte, all at even or all at odd places.
    sample = start[:2000]
    nuls = sample.count(0)
    if nuls * 5 >= len(sample) * 2 and max(sample[0::2].count(0), sample[1::2].count(0)) * 10 >= nuls * 9:
        raise make_refusal("utf16", file=file)
    line = get_first_line(start)
    if b"\x00" in line:
        raise make_refusal("geen_tekst", file=file)
    if len(line) > MAX_LINE_BYTES:
        raise make_refusal("regel_te_lang", file=file, line=1)


def _decode_line(line: bytes) -> str:
    bare = line.removeprefix(_BOM).rstrip(b"\r\n")
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError:
        return bare.decode("cp1252", errors="replace")


def _parse_header(start: bytes, file: str, *, line: int = 1) -> Header:
    """The header on this line of the file."""
    return _cut_header(get_first_line(skip_lines(start, line - 1)), file, line=line)


def _cut_header(record: bytes, file: str, *, line: int) -> Header:
    text = _decode_line(record)
    if text.strip().lower().startswith("sep=") and len(text.strip()) <= len("sep=;"):
        raise make_refusal("sep_regel", file=file, line=line)
    if '\\"' in text:
        raise make_refusal("kop_aanhalingsteken", file=file, line=line)
    found = {separator: split_record(text, separator) for separator in SEPARATORS}
    cut = [(separator, cells) for separator, cells in found.items() if cells is not None]
    most = max((len(cells) for _, cells in cut), default=0)
    best = [(separator, cells) for separator, cells in cut if len(cells) == most]
    if not best:
        raise make_refusal("kop_aanhalingsteken", file=file, line=line)
    if most == 1 and "|" in text:
        raise make_refusal("scheidingsteken_streep", file=file, line=line)
    if most > 1 and len(best) > 1:
        raise make_refusal("scheidingsteken_onduidelijk", file=file, line=line)
    separator, cells = best[0]
    return make_header(cells, separator=separator, line=line, file=file)
