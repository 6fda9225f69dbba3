"""JSON and XML answers of the LVS to text columns, as a file with a header would give them (formats 3.5-5.1).

Only the fields that a kind keeps are taken over: names, notes and addresses never leave this module. A record is one
item of the answer, numbered from 1 through the whole file; it may give several rows (a pupil with several classes).
"""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.documents import magister, parnassys, somtoday, untis, zermelo
from pipelines.intake.readers.documents.answer import DocumentReader, Json, get_at, to_text
from pipelines.intake.readers.documents.lessons import Timetable, TimetableReader, list_numbered, make_rows
from pipelines.intake.readers.documents.unknown import refuse_unknown
from pipelines.intake.readers.table import FORBIDDEN, RowFault, decode_text, make_refusal
from pipelines.intake.readers.text_table import MAX_BYTES
from pipelines.intake.values import YES
from schemas.exports import Kind, Layout, kinds, roosters
from schemas.exports.kinds import GROEPEN
from schemas.lvs import get_layout

_NAME_KEYS = {
    *("roepnaam", "voornaam", "voornamen", "achternaam", "Roepnaam", "Achternaam", "Voornaam"),
    *("roepNaam", "achternaamOfficieel", "leerlingRoepnaam", "leerlingAchternaam"),
}
# The first line of a timetable is far shorter.
_FIRST_BYTES = 4096
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class DocumentPart:
    """Rows of one kind: text columns named as its fields, and the item number of each row."""

    kind: Kind
    text: pl.DataFrame
    lines: pl.Series


@dataclass(frozen=True)
class Document:
    """A JSON or XML delivery: its layout, its rows per kind, and how many items were read.

    `strange`: numbers of items that are no such record (another type, no object); they go to quarantine.
    `names`: names of pupils in it, only to be kept out of what is shown. `doubtful_births`: items whose birth date
    the LVS itself marks as uncertain. `faults`: items that cannot be used, and why. `remarks`: finding -> its items.
    `calendar`: the names that a calendar may go by, that of itself first; its lessons are of one group or pupil.
    `counts_items`: an item is one row of the balance, however many rows it gives (a timetable).
    """

    layout: Layout
    parts: tuple[DocumentPart, ...]
    items: int
    strange: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    doubtful_births: tuple[int, ...] = ()
    faults: tuple[RowFault, ...] = ()
    remarks: Mapping[str, list[int]] = field(default_factory=dict)
    counts_items: bool = False
    calendar: tuple[str, ...] = ()


def read_document(path: Path, *, lvs: str, file: str, is_forbidden_key: Callable[[str], bool]) -> Document:
    """Read a JSON or XML delivery; raises DeliveryRefused when it cannot be read or recognised, or holds a BSN.

    `is_forbidden_key`: whether a name is one of a BSN; such a key is refused when it has a value.
    """
    content = _load(path, file)
    for key in dict.fromkeys(_list_filled_keys(content)):
        if is_forbidden_key(key):
            raise make_refusal("bsn_kolom", file=file)
    other = None
    for reader in (*_TIMETABLES, *_READERS):
        if not reader.recognises(content):
            continue
        layout = get_layout(reader.layout)
        if layout.lvs not in (None, lvs):
            other = layout
        elif isinstance(reader, TimetableReader):
            return make_timetable(reader.read(content), reader.layout)
        else:
            return _read(reader, layout, content, file)
    raise refuse_unknown(content, lvs=lvs, other=other, file=file)


def read_headless(path: Path, *, file: str) -> Document | None:
    """Read a text file without a header that a timetable program made; None when it is no such file."""
    found = untis.find_shape(decode_text(_read_bytes(path, file, _FIRST_BYTES)).split("\n", 1)[0].rstrip("\r"))
    if found is None:
        return None
    read = untis.read_untis(decode_text(_read_bytes(path, file)), *found, file=file)
    if read is None:
        return None
    return Document(get_layout(read.layout), (_make_part(read.kind, read.rows),), read.records, counts_items=True)


def read_calendar_file(path: Path, *, file: str, window: tuple[date, date] | None) -> Document:
    """Read a calendar: its lessons, and the names of which one may be a pupil's number. Raises DeliveryRefused."""
    # Loading the libraries takes longer than reading most deliveries.
    from pipelines.intake.readers.documents import calendars

    data = _read_bytes(path, file, calendars.MAX_BYTES + 1)
    if len(data) > calendars.MAX_BYTES:
        raise make_refusal("agenda_te_groot", file=file)
    read = calendars.read_calendar(decode_text(data), window=window, file=file)
    made = make_timetable(read.timetable, roosters.ICALENDAR)
    [lessons] = made.parts
    # A sign that nobody sees would make the name of a class another one.
    told = (FORBIDDEN.sub("", name).strip() for name in (read.name, Path(file).stem))
    names = tuple(dict.fromkeys(name for name in told if name))
    days = read.timetable.days
    bounds = {"van": str(min(days)), "tot": str(max(days))} if days else {"van": "", "tot": ""}
    members = [
        {"leerlingnummer": name, "groep": calendars.NO_NAME, **bounds, "#": line}
        for name in names
        for line in lessons.lines.head(1)
    ]
    own = DocumentPart(kinds.ROOSTER_LIJST, lessons.text, lessons.lines)
    return replace(made, parts=(own, _make_part(kinds.ROOSTER_LEERLINGEN, members)), calendar=names)


def _read_bytes(path: Path, file: str, most: int = MAX_BYTES) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise make_refusal("bestand_te_groot", file=file)
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=file) from None


def _load(path: Path, file: str) -> Json:
    data = _read_bytes(path, file)
    if data.removeprefix(_BOM).lstrip().startswith(b"<"):
        return _load_xml(data, file)
    try:
        # Numbers stay as written: 248109.0 must reach the id rule, not become a float.
        return json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise make_refusal("json_onleesbaar", file=file) from None


def _load_xml(data: bytes, file: str) -> Json:
    """XML as nested objects by local name; a repeated element is a list. Own entities are refused, never expanded."""
    try:
        text = data.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise make_refusal("xml_onleesbaar", file=file)
        return {"#xml": _to_object(ET.fromstring(text))}
    except (ET.ParseError, ValueError, RecursionError):
        raise make_refusal("xml_onleesbaar", file=file) from None


def _to_object(element: ET.Element) -> Json:
    if not len(element):
        return element.text or ""
    found: dict[str, list[Json]] = {}
    for child in element:
        found.setdefault(child.tag.rpartition("}")[2], []).append(_to_object(child))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _list_filled_keys(content: Json) -> Iterator[str]:
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from (key for key, inner in value.items() if inner not in (None, "", [], {}))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _list_names(content: Json) -> Iterator[str]:
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from (inner for key, inner in value.items() if key in _NAME_KEYS and isinstance(inner, str))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _read(reader: DocumentReader, layout: Layout, content: Json, file: str) -> Document:
    found: dict[str, list[dict[str, Json]]] = {}
    strange = []
    doubtful = []
    count = 0
    for count, item in enumerate(reader.list_items(content), start=1):
        if isinstance(item, DeliveryRefused):
            raise make_refusal(item.reason, file=file, line=count)
        rows = reader.make_rows(item) if isinstance(item, dict) else {}
        if to_text(get_at(item, "geboortedatumOnzeker")).lower() in YES:
            doubtful.append(count)
        if not rows:
            strange.append(count)
        for kind, made in rows.items():
            found.setdefault(kind, []).extend({**row, "#": count} for row in made)
    kinds = {layout.kind.name: layout.kind, GROEPEN.name: GROEPEN}
    found.setdefault(layout.kind.name, [])
    parts = tuple(_make_part(kinds[name], rows) for name, rows in found.items())
    return Document(layout, parts, count, tuple(strange), frozenset(_list_names(content)), tuple(doubtful))


def make_timetable(timetable: Timetable, layout: str) -> Document:
    """The lessons of a timetable program as rows of the kinds of a timetable."""
    parts = tuple(_make_part(_TIMETABLE_KINDS[name], rows) for name, rows in make_rows(timetable).items())
    numbered = list_numbered(timetable)
    return Document(
        layout=get_layout(layout),
        parts=parts,
        items=timetable.items,
        strange=timetable.strange,
        faults=timetable.unread,
        remarks={"lesuren_genummerd": numbered} if numbered else {},
        counts_items=True,
    )


def _make_part(kind: Kind, rows: list[dict[str, Json]]) -> DocumentPart:
    # In one order, so that an unused field gives no column, as in a file without that header.
    used = [field.name for field in kind.fields if any(field.name in row for row in rows)]
    text = pl.DataFrame({name: pl.Series([to_text(row.get(name)) for row in rows], dtype=pl.String) for name in used})
    return DocumentPart(kind, text, pl.Series("regelnummer", [row["#"] for row in rows], dtype=pl.Int32))


_TIMETABLE_KINDS = {kind.name: kind for kind in (kinds.ROOSTER_DATUM, kinds.ROOSTER_LIJST, kinds.ROOSTER_LEERLINGEN)}
_TIMETABLES = (
    TimetableReader(roosters.ZERMELO, zermelo.is_timetable, zermelo.read_timetable),
    *somtoday.TIMETABLES,
)
_READERS = (*somtoday.READERS, *parnassys.READERS, *magister.READERS)
