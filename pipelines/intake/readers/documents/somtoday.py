"""Answers of SOMtoday: absences, observations, reasons, pupils and lessons; pupils of UmService (SOAP) too."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

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
from pipelines.intake.values import AMSTERDAM
from schemas.exports.kinds import GROEPEN

_MELDING = "participatie.RAbsentieMelding"
_WAARNEMING = "participatie.RWaarneming"


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


def _list_lessons(content: Json) -> Iterator[Json]:
    for answer in list_answers(content):
        group = get_at(answer, "groep")
        for item in _number_lessons(as_list(get_at(answer, "rooster", "afspraken"))):
            yield {**item, "#groep": group} if isinstance(item, dict) else item


def _number_lessons(lessons: list[Json]) -> list[Json]:
    """A school without lesuren: the lessons of a day are numbered by begin time (formats 4.5)."""
    if any(as_list(get_at(lesson, "lesuren")) for lesson in lessons):
        return lessons
    per_day: dict[str, list[str]] = {}
    for lesson in lessons:
        begin = to_text(get_at(lesson, "begintijd"))
        per_day.setdefault(begin[:10], []).append(begin)
    numbers = {
        begin: str(number) for begins in per_day.values() for number, begin in enumerate(sorted(set(begins)), start=1)
    }
    return [
        {**lesson, "lesuren": [numbers[to_text(get_at(lesson, "begintijd"))]]} if isinstance(lesson, dict) else lesson
        for lesson in lessons
    ]


def _make_lesson(item: Json) -> dict[str, list[dict[str, Json]]]:
    return {
        "rooster-datum": [
            {
                "groep": get_at(item, "#groep"),
                "datum": get_at(item, "begintijd"),
                "lesuur": hour,
                "begintijd": _get_time(get_at(item, "begintijd")),
                "eindtijd": _get_time(get_at(item, "eindtijd")),
            }
            for hour in as_list(get_at(item, "lesuren"))
        ]
    }


def _get_time(moment: Json) -> str:
    """The local clock time of `2025-09-01T08:30:00.000+02:00`; text that is no moment stays as it is, and is told."""
    text = to_text(moment)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(ZoneInfo(AMSTERDAM)) if found.tzinfo else found).strftime("%H:%M")


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
    DocumentReader(
        "somtoday-rooster-json",
        lambda content: any(
            isinstance(get_at(answer, "rooster", "afspraken"), list) for answer in list_answers(content)
        ),
        _list_lessons,
        _make_lesson,
    ),
)
