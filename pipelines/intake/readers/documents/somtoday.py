"""Answers of SOMtoday: absences, observations, reasons, pupils and lessons; pupils of UmService (SOAP) too."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from pipelines.intake.readers.documents.answer import (
    DocumentReader,
    Json,
    as_list,
    as_many,
    get_at,
    has_item,
    has_soap_pupil,
    list_answers,
    list_soap_pupils,
    to_text,
)
from pipelines.intake.readers.documents.lessons import (
    FIRST_YEAR,
    LAST_YEAR,
    OUT_OF_RANGE,
    Lesson,
    Timetable,
    TimetableReader,
    list_hours,
    make_local,
)
from pipelines.intake.readers.table import RowFault
from schemas.exports.kinds import GROEPEN

_MELDING = "participatie.RAbsentieMelding"
_WAARNEMING = "participatie.RWaarneming"
_TITLE_PARTS = 3


def _list_pages(content: Json, key: str) -> Iterator[Json]:
    """Items of one page, of a list of pages, or a bare list of items."""
    for answer in list_answers(content):
        if isinstance(get_at(answer, key), list):
            yield from answer[key]
        else:
            yield answer


def _is_melding(item: Json) -> bool:
    return get_at(item, "$type") == _MELDING


def _make_melding(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_melding(item):
        return {}
    row = {
        "leerlingnummer": get_at(item, "leerling", "leerlingnummer"),
        "begin": get_at(item, "beginDatumTijd"),
        "eind": get_at(item, "eindDatumTijd"),
        "lesuur_van": get_at(item, "beginLesuur"),
        "lesuur_tot": get_at(item, "eindLesuur"),
        "code": get_at(item, "absentieReden", "afkorting"),
        "omschrijving": get_at(item, "absentieReden", "omschrijving"),
        "type": get_at(item, "absentieReden", "absentieSoort"),
        "geoorloofd": get_at(item, "absentieReden", "geoorloofd"),
        "ingevoerd_op": get_at(item, "datumTijdInvoer"),
    }
    return {"absentiemeldingen": [row]}


def _is_observation(item: Json) -> bool:
    return get_at(item, "$type") == _WAARNEMING


def _make_observation(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_observation(item):
        return {}
    row = {
        "leerlingnummer": get_at(item, "leerling", "leerlingnummer"),
        "begin": get_at(item, "beginDatumTijd"),
        "eind": get_at(item, "eindDatumTijd"),
        "lesuur_van": get_at(item, "beginLesuur"),
        "lesuur_tot": get_at(item, "eindLesuur"),
        "waarneming": get_at(item, "waarnemingSoort"),
    }
    return {"waarnemingen": [row]}


def _is_reason(item: Json) -> bool:
    return isinstance(item, dict) and {"afkorting", "absentieSoort", "geoorloofd"}.issubset(item)


def _make_reason(item: Json) -> dict[str, list[dict[str, Json]]]:
    if not _is_reason(item):
        return {}
    row = {
        "code": get_at(item, "afkorting"),
        "omschrijving": get_at(item, "omschrijving"),
        "type": get_at(item, "absentieSoort"),
        "geoorloofd": get_at(item, "geoorloofd"),
    }
    return {"absentieredenen": [row]}


def _make_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    number = get_at(item, "leerlingnummer")
    # A field without permission is left out: a pupil without placements still stands in the list, and is told.
    placements = as_list(get_at(item, "plaatsingen")) or [{}]
    pupils = [
        {
            "leerlingnummer": number,
            "klas": get_at(placement, "stamgroep", "naam"),
            "leerjaar": get_at(placement, "leerjaar"),
            "onderwijssoort": get_at(placement, "stamgroep", "onderwijssoort") or get_at(placement, "opleiding"),
            "geboortedatum": get_at(item, "geboortedatum"),
            "inschrijfdatum": get_at(placement, "startdatum"),
            "uitschrijfdatum": get_at(placement, "einddatum"),
        }
        for placement in placements
    ]
    groups = [
        {"leerlingnummer": number, "groep": get_at(group, "naam")} for group in as_list(get_at(item, "lesgroepen"))
    ]
    return {"leerlingen": pupils, GROEPEN.name: groups} if groups else {"leerlingen": pupils}


def _is_timetable(content: Json) -> bool:
    return any(isinstance(get_at(answer, "rooster", "afspraken"), list) for answer in list_answers(content))


def _read_timetable(content: Json) -> Timetable:
    """The lessons of a lesgroep, or of a pupil: then they are those of that pupil (formats 4.5)."""
    reading = _Reading()
    for answer in list_answers(content):
        group, pupil = (to_text(get_at(answer, key)).strip() for key in ("groep", "leerlingnummer"))
        reading.cover(get_at(answer, "rooster", "begindatum"), get_at(answer, "rooster", "einddatum"))
        for item in as_list(get_at(answer, "rooster", "afspraken")):
            hours = _read_hours(as_list(get_at(item, "lesuren")))
            span = get_at(item, "begintijd"), get_at(item, "eindtijd")
            reading.add(item, span, hours, groups=(group,), pupils=frozenset({pupil} - {""}), shares=False)
    return reading.finish()


def _is_appointment(item: Json) -> bool:
    return isinstance(item, dict) and "afspraakStatus" in item and "beginDatumTijd" in item


def _read_appointments(content: Json) -> Timetable:
    """Lessons of the unofficial interface, with their pupils where these were asked (formats 4.5).

    Without pupils the group is the middle one of the three parts of the title: room, group, teacher.
    """
    reading = _Reading()
    for item in _list_pages(content, "items"):
        if not _is_appointment(item):
            reading.add_strange()
            continue
        first, last = (to_text(get_at(item, key)).strip() for key in ("beginLesuur", "eindLesuur"))
        hours = _read_hours([first, last or first] if first else [])
        pupils = as_list(get_at(item, "additionalObjects", "leerlingen", "items")) or as_list(
            get_at(item, "leerlingen")
        )
        numbers = {to_text(get_at(pupil, "leerlingnummer")).strip() for pupil in pupils} - {""}
        title = to_text(get_at(item, "titel")).split(" - ")
        reading.add(
            item,
            (get_at(item, "beginDatumTijd"), get_at(item, "eindDatumTijd")),
            list_hours(hours[0], max(hours)) if hours else (),
            groups=(title[1].strip() if len(title) == _TITLE_PARTS else "",),
            pupils=frozenset(numbers),
            is_off=to_text(get_at(item, "afspraakStatus")).strip().upper() != "ACTIEF",
        )
    return reading.finish()


class _Reading:
    """The lessons of an answer as they are read, item by item."""

    def __init__(self) -> None:
        self.items = 0
        self.lessons: list[Lesson] = []
        self.days: set[date] = set()
        self.strange: list[int] = []
        self.unread: list[RowFault] = []

    def add_strange(self) -> None:
        self.items += 1
        self.strange.append(self.items)

    def add(
        self,
        item: Json,
        span: tuple[Json, Json],
        hours: tuple[int, ...],
        *,
        groups: tuple[str, ...],
        pupils: frozenset[str],
        is_off: bool = False,
        shares: bool = True,
    ) -> None:
        """One lesson; a lesson of nobody is counted and is none."""
        if not isinstance(item, dict):
            self.add_strange()
            return
        self.items += 1
        begin, end = _read_moment(span[0]), _read_moment(span[1])
        if begin is None or end is None:
            column = "begintijd" if begin is None else "eindtijd"
            self.unread.append(RowFault(self.items, "datum_onleesbaar", column, ""))
            return
        self.days.add(begin.date())
        groups = tuple(group for group in groups if group)
        if groups or pupils:
            self.lessons.append(Lesson(self.items, begin, end, groups, pupils, hours, is_off=is_off, shares=shares))

    def cover(self, *moments: Json) -> None:
        self.days |= {found.date() for moment in moments if (found := _read_moment(moment)) is not None}

    def finish(self) -> Timetable:
        days = frozenset(self.days)
        return Timetable(self.items, tuple(self.lessons), days, tuple(self.strange), tuple(self.unread))


def _read_hours(hours: list[Json]) -> tuple[int, ...]:
    """Lesson hours; what is none is out of range, so that it is told."""
    texts = [to_text(hour).strip().removesuffix(".0") for hour in hours]
    return tuple(int(text) if re.fullmatch(r"[0-9]{1,2}", text) else OUT_OF_RANGE for text in texts)


def _read_moment(moment: Json) -> datetime | None:
    """The local time of `2025-09-01T08:30:00.000+02:00`; None for text that is no moment, or in a far year."""
    try:
        found = datetime.fromisoformat(to_text(moment).strip())
    except ValueError:
        return None
    return make_local(found) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _make_umservice_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    number = get_at(item, "leerlingNummer")
    pupil = {
        "leerlingnummer": number,
        "klas": get_at(item, "leerlingStamgroep"),
        "leerjaar": get_at(item, "leerlingLeerjaar"),
        "onderwijssoort": get_at(item, "leerlingOpleidingCode"),
        "geboortedatum": get_at(item, "leerlingGeboortedatum"),
    }
    groups = get_at(item, "leerlingLesgroepen")
    # The list is one text with commas, or elements of their own below it.
    inner = [group for value in groups.values() for group in as_many(value)] if isinstance(groups, dict) else [groups]
    names = [name.strip() for group in inner for name in to_text(group).split(",") if name.strip()]
    rows = {"leerlingen": [pupil]}
    return {**rows, GROEPEN.name: [{"leerlingnummer": number, "groep": name} for name in names]} if names else rows


READERS = (
    DocumentReader(
        "somtoday-leerlingen-soap",
        lambda content: has_soap_pupil(content, "leerlingStamgroep"),
        list_soap_pupils,
        _make_umservice_pupil,
    ),
    DocumentReader(
        "somtoday-absentiemeldingen-json",
        lambda content: any(_is_melding(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_melding,
    ),
    DocumentReader(
        "somtoday-waarnemingen-json",
        lambda content: any(_is_observation(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_observation,
    ),
    DocumentReader(
        "somtoday-absentieredenen-json",
        lambda content: any(_is_reason(item) for item in _list_pages(content, "items")),
        lambda content: _list_pages(content, "items"),
        _make_reason,
    ),
    DocumentReader(
        "somtoday-leerlingen-json",
        lambda content: has_item(content, "leerlingen", lambda item: get_at(item, "leerlingnummer") is not None),
        lambda content: _list_pages(content, "leerlingen"),
        _make_pupil,
    ),
)

TIMETABLES = (
    TimetableReader("somtoday-rooster-json", _is_timetable, _read_timetable),
    TimetableReader(
        "somtoday-afspraken-json",
        lambda content: any(_is_appointment(item) for item in _list_pages(content, "items")),
        _read_appointments,
    ),
)
