"""The answer of ParnasSys: pupils with their groups and enrolments (SOAP)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.intake.readers.documents.answer import (
    DocumentReader,
    Json,
    as_many,
    get_at,
    has_soap_pupil,
    list_soap_pupils,
    to_text,
)
from pipelines.intake.values import AMSTERDAM


def _make_parnassys_pupil(item: Json) -> dict[str, list[dict[str, Json]]]:
    """One row for each group within each enrolment: the dates of the one narrowed by those of the other."""
    enrolments = [value for value in as_many(get_at(item, "inschrijving")) if isinstance(value, dict)] or [{}]
    rows = []
    for group in as_many(get_at(item, "groepsindeling")) or [{}]:
        for enrolment in enrolments:
            first = max(_get_day(enrolment, "datumInschrijving"), _get_day(group, "vanafDatum"))
            ends = [_get_day(enrolment, "datumUitschrijving"), _get_day(group, "totDatum")]
            last = min((end for end in ends if end), default="")
            # A group outside an enrolment belongs to another one; with a single enrolment it is the file that errs.
            if len(enrolments) > 1 and last and first > last:
                continue
            rows.append(
                {
                    "leerlingnummer": get_at(item, "leerlingNummer"),
                    "klas": get_at(group, "groep", "naam"),
                    "leerjaar": get_at(group, "leerjaar"),
                    "geboortedatum": get_at(item, "geboortedatum"),
                    "inschrijfdatum": first,
                    "uitschrijfdatum": last,
                }
            )
    return {"leerlingen": rows}


def _get_day(value: Json, key: str) -> str:
    """A date as `jjjj-mm-dd`, so that texts compare as dates; other text stays as it is, and is told."""
    text = to_text(get_at(value, key)).strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (found.astimezone(ZoneInfo(AMSTERDAM)) if found.tzinfo else found).strftime("%Y-%m-%d")


READERS = (
    DocumentReader(
        "parnassys-leerlingen-soap",
        lambda content: has_soap_pupil(content, "groepsindeling"),
        list_soap_pupils,
        _make_parnassys_pupil,
    ),
)
