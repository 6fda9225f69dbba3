"""Answers of Magister: absences of a pupil, and of the staff service."""

from collections.abc import Iterator

from pipelines.intake.readers.documents.answer import (
    DocumentReader,
    Json,
    as_list,
    get_at,
    has_item,
    list_answers,
    to_text,
)
from pipelines.intake.readers.table import make_refusal


def _is_magister_absences(content: Json) -> bool:
    answers = list_answers(content)
    return bool(answers) and all(
        isinstance(get_at(answer, "Items"), list)
        and all(isinstance(item, dict) and "Verantwoordingtype" in item for item in answer["Items"])
        for answer in answers
    )


def _list_magister_absences(content: Json) -> Iterator[Json]:
    for answer in list_answers(content):
        number = to_text(get_at(answer, "leerlingnummer"))
        for item in answer["Items"]:
            yield {**item, "leerlingnummer": number} if number.strip() else make_refusal("json_zonder_leerlingnummer")
        if not number.strip() and not answer["Items"]:
            yield make_refusal("json_zonder_leerlingnummer")


def _make_magister_absence(item: Json) -> dict[str, list[dict[str, Json]]]:
    lesuur = get_at(item, "Lesuur")
    row = {
        "leerlingnummer": item["leerlingnummer"],
        "datum": get_at(item, "Start"),
        "lesuur_van": lesuur if lesuur is not None else get_at(item, "Afspraak", "LesuurVan"),
        "lesuur_tot": lesuur if lesuur is not None else get_at(item, "Afspraak", "LesuurTotMet"),
        "les_begin": get_at(item, "Afspraak", "Start"),
        "code": get_at(item, "Code"),
        "type": get_at(item, "Verantwoordingtype"),
        "geoorloofd": get_at(item, "Geoorloofd"),
        "omschrijving": get_at(item, "Omschrijving"),
    }
    return {"absenties-magister-json": [row]}


def _is_staff_absences(content: Json) -> bool:
    return has_item(content, "items", lambda item: isinstance(get_at(item, "verantwoordingen"), list))


def _list_staff_absences(content: Json) -> Iterator[Json]:
    for answer in list_answers(content):
        number = to_text(get_at(answer, "leerlingnummer"))
        if not number.strip():
            yield make_refusal("json_zonder_leerlingnummer")
        for item in as_list(get_at(answer, "items")):
            yield {**item, "leerlingnummer": number} if isinstance(item, dict) else item


def _make_staff_absences(item: Json) -> dict[str, list[dict[str, Json]]]:
    return {
        "absenties-les": [
            {
                "leerlingnummer": item["leerlingnummer"],
                "datum": get_at(item, "afspraak", "begin") or get_at(given, "moment"),
                "lesuur": get_at(item, "afspraak", "lesuur", "begin"),
                "code": get_at(given, "reden", "code"),
            }
            for given in as_list(get_at(item, "verantwoordingen"))
        ]
    }


READERS = (
    DocumentReader("magister-absenties-json", _is_magister_absences, _list_magister_absences, _make_magister_absence),
    DocumentReader("magister-verantwoordingen-json", _is_staff_absences, _list_staff_absences, _make_staff_absences),
)
