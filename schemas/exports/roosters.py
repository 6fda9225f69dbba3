"""Timetables of the programs that make them, accepted from every school whatever its LVS (formats 13)."""

from schemas.exports import kinds
from schemas.exports.base import AANNEMELIJK, Layout

ZERMELO = "zermelo-rooster-json"
UNTIS_ROOSTER = "untis-gpu001"
UNTIS_LESSEN = "untis-lessen"
UNTIS_TIJDEN = "untis-tijden"
ICALENDAR = "icalendar-rooster"

LAYOUTS = (
    Layout(
        name=ZERMELO,
        label="Zermelo rooster (appointments, JSON)",
        kind=kinds.ROOSTER_DATUM,
        columns={},
        required=("data[].start", "data[].end", "data[].groups of data[].students"),
        document=True,
    ),
    Layout(
        name=UNTIS_ROOSTER,
        label="Untis weekrooster (GPU001)",
        kind=kinds.ROOSTER_UNTIS,
        columns={},
        required=("zonder kolomnamen", "veld 6 is de dag", "veld 7 is het lesuur"),
        document=True,
    ),
    Layout(
        name=UNTIS_LESSEN,
        label="Untis rooster met weken (lesson.txt)",
        kind=kinds.ROOSTER_UNTIS_WEKEN,
        columns={},
        required=("zonder kolomnamen", "veld 2 is de dag", "veld 3 is het lesuur", "veld 9 zijn de weken"),
        document=True,
    ),
    Layout(
        name=UNTIS_TIJDEN,
        label="Untis lestijden (time.txt)",
        kind=kinds.UNTIS_TIJDEN,
        columns={},
        required=("zonder kolomnamen", "veld 1 is de dag", "veld 3 is het lesuur", "veld 4 en 5 zijn tijden"),
        document=True,
    ),
    Layout(
        name=ICALENDAR,
        label="iCalendar rooster (.ics)",
        kind=kinds.ROOSTER_DATUM,
        columns={},
        required=("BEGIN:VCALENDAR",),
        mark=AANNEMELIJK,
        document=True,
    ),
)
