"""JSON and XML answers of the LVS to text columns, as a file with a header would give them (formats 3.5-5.1).

Only the fields that a kind keeps are taken over: names, notes and addresses never leave this module. A record is one
item of the answer, numbered from 1 through the whole file; it may give several rows (a pupil with several classes).
"""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import make_refusal
from pipelines.intake.readers.text_table import MAX_BYTES
from pipelines.intake.recognition import describe_layouts, make_refusal_with
from pipelines.intake.values import AMSTERDAM, YES
from schemas.exports import Kind, Layout, get_layout
from schemas.exports.kinds import GROEPEN

Json = Any
_NAME_KEYS = {
    *("roepnaam", "voornaam", "voornamen", "achternaam", "Roepnaam", "Achternaam", "Voornaam"),
    *("roepNaam", "achternaamOfficieel", "leerlingRoepnaam", "leerlingAchternaam"),
}
_BOM = b"\xef\xbb\xbf"
_MELDING = "participatie.RAbsentieMelding"
_WAARNEMING = "participatie.RWaarneming"


@dataclass(frozen=True)
class Part:
    """Rows of one kind: text columns named as its fields, and the item number of each row."""

    kind: Kind
    text: pl.DataFrame
    lines: pl.Series


@dataclass(frozen=True)
class Document:
    """A JSON or XML delivery: its layout, its rows per kind, and how many items were read.

    `strange`: numbers of items that are no such record (another type, no object); they go to quarantine.
    `names`: names of pupils in it, only to be kept out of what is shown. `doubtful_births`: items whose birth date
    the LVS itself marks as uncertain.
    """

    layout: Layout
    parts: tuple[Part, ...]
    items: int
    strange: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    doubtful_births: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Reader:
    """One layout of a document: whether an answer is one, its items, and the rows of an item."""

    layout: str
    recognises: Callable[[Json], bool]
    list_items: Callable[[Json], Iterator[Json]]
    make_rows: Callable[[Json], dict[str, list[dict[str, Json]]]]


def read_document(path: Path, *, lvs: str, file: str, is_forbidden_key: Callable[[str], bool]) -> Document:
    """Read a JSON or XML delivery; raises DeliveryRefused when it cannot be read or recognised, or holds a BSN.

    `is_forbidden_key`: whether a name is one of a BSN; such a key is refused when it has a value.
    """
    content = _load(path, file)
    for key in dict.fromkeys(_list_filled_keys(content)):
        if is_forbidden_key(key):
            raise make_refusal("bsn_kolom", file=file)
    for reader in _READERS:
        layout = get_layout(reader.layout)
        if layout.lvs == lvs and reader.recognises(content):
            return _read(reader, layout, content, file)
    raise make_refusal_with("niet_herkend", file=file, line=1, soorten=describe_layouts(lvs))


def _load(path: Path, file: str) -> Json:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise make_refusal("bestand_te_groot", file=file)
        data = path.read_bytes()
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=file) from None
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


def _read(reader: _Reader, layout: Layout, content: Json, file: str) -> Document:
    found: dict[str, list[dict[str, Json]]] = {}
    strange = []
    doubtful = []
    count = 0
    for count, item in enumerate(reader.list_items(content), start=1):
        if isinstance(item, DeliveryRefused):
            raise make_refusal(item.reason, file=file, line=count)
        rows = reader.make_rows(item) if isinstance(item, dict) else {}
        if _to_text(_get(item, "geboortedatumOnzeker")).lower() in YES:
            doubtful.append(count)
        if not rows:
            strange.append(count)
        for kind, made in rows.items():
            found.setdefault(kind, []).extend({**row, "#": count} for row in made)
    kinds = {layout.kind.name: layout.kind, GROEPEN.name: GROEPEN}
    found.setdefault(layout.kind.name, [])
    parts = tuple(_make_part(kinds[name], rows) for name, rows in found.items())
    return Document(layout, parts, count, tuple(strange), frozenset(_list_names(content)), tuple(doubtful))


def _make_part(kind: Kind, rows: list[dict[str, Json]]) -> Part:
    # In one order, so that an unused field gives no column, as in a file without that header.
    used = [field.name for field in kind.fields if any(field.name in row for row in rows)]
    text = pl.DataFrame({name: pl.Series([_to_text(row.get(name)) for row in rows], dtype=pl.String) for name in used})
    return Part(kind, text, pl.Series("regelnummer", [row["#"] for row in rows], dtype=pl.Int32))


def _to_text(value: Json) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    return value if isinstance(value, str) else ""


def _get(value: Json, *path: str) -> Json:
    """The value at a path of keys; None where the path ends early."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _any_item(content: Json, key: str, test: Callable[[Json], bool]) -> bool:
    return any(test(item) for answer in _answers(content) for item in _as_list(_get(answer, key)))


def _answers(content: Json) -> list[Json]:
    """One answer, or a list of them (pages, or one per pupil)."""
    return content if isinstance(content, list) else [content]


# --- Magister ------------------------------------------------------------------------------------------------------


def _is_magister_absences(content: Json) -> bool:
    answers = _answers(content)
    return bool(answers) and all(
        isinstance(_get(answer, "Items"), list)
        and all(isinstance(item, dict) and "Verantwoordingtype" in item for item in answer["Items"])
        for answer in answers
    )


def _list_magister_absences(content: Json) -> Iterator[Json]:
    for answer in _answers(content):
        number = _to_text(_get(answer, "leerlingnummer"))
        for item in answer["Items"]:
            yield {**item, "leerlingnummer": number} if number.strip() else make_refusal("json_zonder_leerlingnummer")
        if not number.strip() and not answer["Items"]:
            yield make_refusal("json_zonder_leerlingnummer")


def _make_magister_absence(item: Json) -> dict[str, list[dict[str, Json]]]:
    lesuur = _get(item, "Lesuur")
    row = {
        "leerlingnummer": item["leerlingnummer"],
        "datum": _get(item, "Start"),
        "lesuur_van": lesuur if lesuur is not None else _get(item, "Afspraak", "LesuurVan"),
        "lesuur_tot": lesuur if lesuur is not None else _get(item, "Afspraak", "LesuurTotMet"),
        "les_begin": _get(item, "Afspraak", "Start"),
        "code": _get(item, "Code"),
        "type": _get(item, "Verantwoordingtype"),
        "geoorloofd": _get(item, "Geoorloofd"),
        "omschrijving": _get(item, "Omschrijving"),
    }
    return {"absenties-magister-json": [row]}


def _is_staff_absences(content: Json) -> bool:
    return _any_item(content, "items", lambda item: isinstance(_get(item, "verantwoordingen"), list))


def _list_staff_absences(content: Json) -> Iterator[Json]:
    for answer in _answers(content):
        number = _to_text(_get(answer, "leerlingnummer"))
        if not number.strip():
            yield make_refusal("json_zonder_leerlingnummer")
        for item in _as_list(_get(answer, "items")):
            yield {**item, "leerlingnummer": number} if isinstance(item, dict) else item


def _make_staff_absences(item: Json) -> dict[str, list[dict[str, Json]]]:
    return {
        "absenties-les": [
            {
                "leerlingnummer": item["leerlingnummer"],
                "datum": _get(item, "afspraak", "begin") or _get(given, "moment"),
                "lesuur": _get(item, "afspraak", "lesuur", "begin"),
                "code": _get(given, "reden", "code"),
            }
            for given in _as_list(_get(item, "verantwoordingen"))
        ]
    }


# --- SOMtoday ------------------------------------------------------------------------------------------------------


def _list_pages(content: Json, key: str) -> Iterator[Json]:
    """Items of one page, of a list of pages, or a bare list of items."""
    for answer in _answers(content):
        if isinstance(_get(answer, key), list):
            yield from answer[key]
        else:
            yield answer


def _is_melding(item: Json) -> bool:
    return _get(item, "$type") == _MELDING


def _make_melding(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_melding(item):
        return {}
    row = {
        "leerlingnummer": _get(item, "leerling", "leerlingnummer"),
        "begin": _get(item, "beginDatumTijd"),
        "eind": _get(item, "eindDatumTijd"),
        "lesuur_van": _get(item, "beginLesuur"),
        "lesuur_tot": _get(item, "eindLesuur"),
        "code": _get(item, "absentieReden", "afkorting"),
        "omschrijving": _get(item, "absentieReden", "omschrijving"),
        "type": _get(item, "absentieReden", "absentieSoort"),
        "geoorloofd": _get(item, "absentieReden", "geoorloofd"),
        "ingevoerd_op": _get(item, "datumTijdInvoer"),
    }
    return {"absentiemeldingen": [row]}


def _is_observation(item: Json) -> bool:
    return _get(item, "$type") == _WAARNEMING


def _make_observation(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_observation(item):
        return {}
    row = {
        "leerlingnummer": _get(item, "leerling", "leerlingnummer"),
        "begin": _get(item, "beginDatumTijd"),
        "eind": _get(item, "eindDatumTijd"),
        "lesuur_van": _get(item, "beginLesuur"),
        "lesuur_tot": _get(item, "eindLesuur"),
        "waarneming": _get(item, "waarnemingSoort"),
    }
    return {"waarnemingen": [row]}


def _is_reason(item: Json) -> bool:
    return isinstance(item, dict) and {"afkorting", "absentieSoort", "geoorloofd"}.issubset(item)


def _make_reason(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_reason(item):
        return {}
    row = {
        "code": _get(item, "afkorting"),
        "omschrijving": _get(item, "omschrijving"),
        "type": _get(item, "absentieSoort"),
        "geoorloofd": _get(item, "geoorloofd"),
    }
    return {"absentieredenen": [row]}


def _make_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    number = _get(item, "leerlingnummer")
    # A field without permission is left out: a pupil without placements still stands in the list, and is told.
    placements = _as_list(_get(item, "plaatsingen")) or [{}]
    pupils = [
        {
            "leerlingnummer": number,
            "klas": _get(placement, "stamgroep", "naam"),
            "leerjaar": _get(placement, "leerjaar"),
            "onderwijssoort": _get(placement, "stamgroep", "onderwijssoort") or _get(placement, "opleiding"),
            "geboortedatum": _get(item, "geboortedatum"),
            "inschrijfdatum": _get(placement, "startdatum"),
            "uitschrijfdatum": _get(placement, "einddatum"),
        }
        for placement in placements
    ]
    groups = [{"leerlingnummer": number, "groep": _get(group, "naam")} for group in _as_list(_get(item, "lesgroepen"))]
    return {"leerlingen": pupils, GROEPEN.name: groups} if groups else {"leerlingen": pupils}


def _list_lessons(content: Json) -> Iterator[Json]:
    for answer in _answers(content):
        group = _get(answer, "groep")
        for item in _number_lessons(_as_list(_get(answer, "rooster", "afspraken"))):
            yield {**item, "#groep": group} if isinstance(item, dict) else item


def _number_lessons(lessons: list[Json]) -> list[Json]:
    """A school without lesuren: the lessons of a day are numbered by begin time (formats 4.5)."""
    if any(_as_list(_get(lesson, "lesuren")) for lesson in lessons):
        return lessons
    per_day: dict[str, list[str]] = {}
    for lesson in lessons:
        begin = _to_text(_get(lesson, "begintijd"))
        per_day.setdefault(begin[:10], []).append(begin)
    numbers = {
        begin: str(number) for begins in per_day.values() for number, begin in enumerate(sorted(set(begins)), start=1)
    }
    return [
        {**lesson, "lesuren": [numbers[_to_text(_get(lesson, "begintijd"))]]} if isinstance(lesson, dict) else lesson
        for lesson in lessons
    ]


def _make_lesson(item: Json) -> dict[str, list[dict[str, Json]]]:
    return {
        "rooster-datum": [
            {
                "groep": _get(item, "#groep"),
                "datum": _get(item, "begintijd"),
                "lesuur": hour,
                "begintijd": _get_time(_get(item, "begintijd")),
                "eindtijd": _get_time(_get(item, "eindtijd")),
            }
            for hour in _as_list(_get(item, "lesuren"))
        ]
    }


def _get_time(moment: Json) -> str:
    """The local clock time of `2025-09-01T08:30:00.000+02:00`; text that is no moment stays as it is, and is told."""
    text = _to_text(moment)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(ZoneInfo(AMSTERDAM)) if found.tzinfo else found).strftime("%H:%M")


# --- SOAP: UmService of SOMtoday, ParnasSys ------------------------------------------------------------------------


def _list_soap_pupils(content: Json) -> Iterator[Json]:
    """Objects with a `leerlingNummer`, in the order of the file, however deep the envelope is."""
    if isinstance(content, dict):
        if "leerlingNummer" in content:
            yield content
        else:
            for value in content.values():
                yield from _list_soap_pupils(value)
    elif isinstance(content, list):
        for value in content:
            yield from _list_soap_pupils(value)


def _has_soap_pupil(content: Json, key: str) -> bool:
    return isinstance(content, dict) and "#xml" in content and any(key in pupil for pupil in _list_soap_pupils(content))


def _as_many(value: Json) -> list[Json]:
    """XML gives one object where there is one, a list where there are more."""
    return value if isinstance(value, list) else [value] if value else []


def _make_umservice_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    number = _get(item, "leerlingNummer")
    pupil = {
        "leerlingnummer": number,
        "klas": _get(item, "leerlingStamgroep"),
        "leerjaar": _get(item, "leerlingLeerjaar"),
        "onderwijssoort": _get(item, "leerlingOpleidingCode"),
        "geboortedatum": _get(item, "leerlingGeboortedatum"),
    }
    groups = _get(item, "leerlingLesgroepen")
    # The list is one text with commas, or elements of their own below it.
    inner = [group for value in groups.values() for group in _as_many(value)] if isinstance(groups, dict) else [groups]
    names = [name.strip() for group in inner for name in _to_text(group).split(",") if name.strip()]
    rows = {"leerlingen": [pupil]}
    return {**rows, GROEPEN.name: [{"leerlingnummer": number, "groep": name} for name in names]} if names else rows


def _make_parnassys_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    """One row for each group within each enrolment: the dates of the one narrowed by those of the other."""
    enrolments = [value for value in _as_many(_get(item, "inschrijving")) if isinstance(value, dict)] or [{}]
    rows = []
    for group in _as_many(_get(item, "groepsindeling")) or [{}]:
        for enrolment in enrolments:
            first = max(_get_day(enrolment, "datumInschrijving"), _get_day(group, "vanafDatum"))
            ends = [_get_day(enrolment, "datumUitschrijving"), _get_day(group, "totDatum")]
            last = min((end for end in ends if end), default="")
            # A group outside an enrolment belongs to another one; with a single enrolment it is the file that errs.
            if len(enrolments) > 1 and last and first > last:
                continue
            rows.append(
                {
                    "leerlingnummer": _get(item, "leerlingNummer"),
                    "klas": _get(group, "groep", "naam"),
                    "leerjaar": _get(group, "leerjaar"),
                    "geboortedatum": _get(item, "geboortedatum"),
                    "inschrijfdatum": first,
                    "uitschrijfdatum": last,
                }
            )
    return {"leerlingen": rows}


def _get_day(value: Json, key: str) -> str:
    """A date as `jjjj-mm-dd`, so that texts compare as dates; other text stays as it is, and is told."""
    text = _to_text(_get(value, key)).strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(ZoneInfo(AMSTERDAM)) if found.tzinfo else found).strftime("%Y-%m-%d")


_READERS = (
    _Reader(
        "somtoday-leerlingen-soap",
        lambda content: _has_soap_pupil(content, "leerlingStamgroep"),
        _list_soap_pupils,
        _make_umservice_pupil,
    ),
    _Reader(
        "parnassys-leerlingen-soap",
        lambda content: _has_soap_pupil(content, "groepsindeling"),
        _list_soap_pupils,
        _make_parnassys_pupil,
    ),
    _Reader("magister-absenties-json", _is_magister_absences, _list_magister_absences, _make_magister_absence),
    _Reader("magister-verantwoordingen-json", _is_staff_absences, _list_staff_absences, _make_staff_absences),
    _Reader(
        "somtoday-absentiemeldingen-json",
        lambda content: any(_is_melding(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_melding,
    ),
    _Reader(
        "somtoday-waarnemingen-json",
        lambda content: any(_is_observation(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_observation,
    ),
    _Reader(
        "somtoday-absentieredenen-json",
        lambda content: any(_is_reason(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_reason,
    ),
    _Reader(
        "somtoday-leerlingen-json",
        lambda content: _any_item(content, "leerlingen", lambda item: _get(item, "leerlingnummer") is not None),
        lambda content: _list_pages(content, "leerlingen"),
        _make_pupil,
    ),
    _Reader(
        "somtoday-rooster-json",
        lambda content: any(isinstance(_get(answer, "rooster", "afspraken"), list) for answer in _answers(content)),
        _list_lessons,
        _make_lesson,
    ),
)
