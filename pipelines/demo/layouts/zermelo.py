"""Changed days of a timetable as the portal of Zermelo answers them (formats 13.1)."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

# The demo schools that make their timetable with Zermelo.
ZERMELO_LAYOUTS = ("magister_scherm",)
_ZONE = ZoneInfo("Europe/Amsterdam")
_NO_LESSONS = "0"


def write_appointments(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """Rows of the dated template (groep, datum, lesuur, begintijd, eindtijd); a day without lessons: one cancelled."""
    items = [_make_appointment(number, row) for number, row in enumerate(rows, start=1)]
    answer = {"response": {"status": 200, "startRow": 0, "endRow": len(items), "totalRows": len(items), "data": items}}
    (folder / "zermelo-appointments.json").write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")


def _make_appointment(number: int, row: Sequence[str]) -> dict[str, object]:
    groep, day, hour, begin, end = row
    cancelled = hour == _NO_LESSONS
    slot = 1 if cancelled else int(hour)
    return {
        "id": 100 + number,
        "appointmentInstance": number,
        "start": _count_seconds(day, begin or "08:30"),
        "end": _count_seconds(day, end or "09:20"),
        "startTimeSlot": slot,
        "endTimeSlot": slot,
        "subjects": ["les"],
        "teachers": ["xyz"],
        "locations": ["101"],
        "groups": [groep],
        "type": "lesson",
        "valid": True,
        "cancelled": cancelled,
        "lastModified": _count_seconds(day, "07:00"),
    }


def _count_seconds(day: str, clock: str) -> int:
    return int(datetime.combine(datetime.fromisoformat(day), time.fromisoformat(clock), _ZONE).timestamp())
