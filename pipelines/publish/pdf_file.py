"""A PDF as Chromium writes it, written again: smaller, without a clock, without a path of this machine.

Chromium (Skia) writes each object by itself, in clear, with the moment of printing, and makes a file address of each
link. Here the small objects, such as the tags for screen readers, are packed together (PDF 1.5, object streams), the
dates become the peildatum and links to neighbouring files become relative. Tags are named in their order: the count by
which Chromium names them differs now and then from one printing to the next. Pages and their content stay as they were.
"""

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

PER_STREAM = 500
_XREF_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf]) ?\r?\n")
_HEAD = re.compile(rb"(\d+) 0 obj\s+")
_STREAM_END = b"endstream"
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_CREATOR = re.compile(rb"/Creator \((?:[^()\\]|\\.)*\)")
_FILE_LINK = re.compile(rb"/URI \((file:(?:[^()\\]|\\.)*)\)")
_TAG = re.compile(rb"(?<!\\)\((node\d{8})\)")
_REFERENCE = {name: re.compile(rb"/%s (\d+) 0 R" % name.encode("ascii")) for name in ("Root", "Info")}


class UnknownPdf(ValueError):
    """Not a PDF of the plain form that Chromium writes."""


@dataclass(frozen=True)
class _Object:
    number: int
    body: bytes

    @property
    def is_stream(self) -> bool:
        return self.body.endswith(_STREAM_END)


def rewrite_pdf(content: bytes, *, page: Path, peildatum: date) -> bytes:
    """The same document, packed: made on `peildatum`, with links relative to the folder of `page`.

    Raises UnknownPdf for a file of another form.
    """
    info = _find_reference(content, "Info")
    root = _find_reference(content, "Root")
    objects = [
        _Object(found.number, _clean(found, info=info, page=page, peildatum=peildatum)) for found in _objects(content)
    ]
    return _write(_rename_tags(objects), root=root, info=info)


def _find_reference(content: bytes, name: str) -> int:
    trailer = content[content.rfind(b"trailer") :]
    found = _REFERENCE[name].search(trailer)
    if not content.startswith(b"%PDF-1.") or found is None:
        raise UnknownPdf(f"no {name} in the trailer")
    return int(found[1])


def _objects(content: bytes) -> Iterator[_Object]:
    """Every object in order of number; the table of places says where each begins and so where the one before ends."""
    start = int(content[content.rfind(b"startxref") + len(b"startxref") :].split()[0])
    rows = _XREF_ROW.findall(content, start)
    places = {number: int(place) for number, (place, _, kind) in enumerate(rows) if kind == b"n"}
    ends = dict(zip(sorted(places.values()), [*sorted(places.values())[1:], start], strict=True))
    for number, place in places.items():
        head = _HEAD.match(content, place)
        body, sign, _ = content[place : ends[place]].rpartition(b"endobj")
        if head is None or int(head[1]) != number or not sign:
            raise UnknownPdf("the table of places does not fit")
        yield _Object(number, body[head.end() - place :].rstrip(b"\r\n"))


def _clean(found: _Object, *, info: int, page: Path, peildatum: date) -> bytes:
    if found.is_stream:
        return found.body
    if found.number == info:
        made = rf"/\1 (D:{peildatum:%Y%m%d}000000Z)".encode("ascii")
        return _CREATOR.sub(b"/Creator (msa)", _DATE.sub(made, found.body))
    return _FILE_LINK.sub(lambda link: b"/URI (" + _make_relative(link[1], page) + b")", found.body)


def _rename_tags(objects: list[_Object]) -> list[_Object]:
    """Tags numbered from one, in the order in which they were: the tree that finds them by name stays sorted."""
    small = [found for found in objects if not found.is_stream]
    names = sorted({name for found in small for name in _TAG.findall(found.body)})
    new = {name: b"(node%08d)" % number for number, name in enumerate(names, start=1)}
    return [
        found if found.is_stream else replace(found, body=_TAG.sub(lambda tag: new[tag[1]], found.body))
        for found in objects
    ]


def _make_relative(link: bytes, page: Path) -> bytes:
    parts = urlsplit(re.sub(rb"\\(.)", rb"\1", link).decode("ascii"))
    target = quote(os.path.relpath(unquote(parts.path), page.parent))
    safe = f"{target}#{parts.fragment}" if parts.fragment else target
    return re.sub(rb"([()\\])", rb"\\\1", safe.encode("ascii"))


def _write(objects: list[_Object], *, root: int, info: int) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    # Kind, and then place and generation, or number of the object stream and rank in it.
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for found in objects:
        if found.is_stream:
            places[found.number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (found.number, found.body)
    small = [found for found in objects if not found.is_stream]
    number = max((found.number for found in objects), default=0)
    for first in range(0, len(small), PER_STREAM):
        number += 1
        part = small[first : first + PER_STREAM]
        places |= {found.number: (2, number, rank) for rank, found in enumerate(part)}
        places[number] = (1, len(out), 0)
        out += _pack(number, part)
    number += 1
    start = len(out)
    places[number] = (1, start, 0)
    rows = b"".join(_table_row(places.get(at, (0, 0, 0))) for at in range(number + 1))
    names = b"/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R" % (number + 1, root, info)
    out += _stream(number, names, rows)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _pack(number: int, objects: list[_Object]) -> bytes:
    heads, bodies, place = [], [], 0
    for found in objects:
        heads.append(b"%d %d" % (found.number, place))
        bodies.append(found.body)
        place += len(found.body) + 1
    table = b" ".join(heads) + b"\n"
    names = b"/Type /ObjStm /N %d /First %d" % (len(objects), len(table))
    return _stream(number, names, table + b"\n".join(bodies))


def _stream(number: int, names: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = b"%d 0 obj\n<<%s /Filter /FlateDecode /Length %d>> stream\n" % (number, names, len(packed))
    return head + packed + b"\nendstream\nendobj\n"


def _table_row(place: tuple[int, int, int]) -> bytes:
    kind, first, second = place
    return kind.to_bytes(1) + first.to_bytes(4) + second.to_bytes(2)
