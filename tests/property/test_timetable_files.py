"""Timetables as programs write them, with anything in any cell: read to the end, nothing lost, nothing told of a value.

Every item that is read is used, set apart or not counted; no message holds what stood in a cell.
"""

import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.intake.delivered import Delivery
from tests.lib.school_folder import BASIS, deliver, make_school

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
PROFILE: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
# A word that no message may hold: it stands in cells that are read and in cells that are not.
SECRET = "Pietzwart"
HOSTILE = st.sampled_from(
    [
        *(
            "",
            " ",
            "0",
            "-1",
            "1e9",
            "99999999999999999999",
            "1.0",
            "01-09-2025",
            "NaN",
            "null",
            "\u202e",
            "\ufffd",
            "é",
        ),
        *(
            SECRET,
            f"=HYPERLINK({SECRET})",
            f"<script>{SECRET}</script>",
            f"{SECRET}\x00",
            f'"{SECRET}',
            f"{SECRET};,\t|",
        ),
    ]
)
BALANCE = ("gelezen", "quarantaine", "niet_geteld")


def read(name: str, content: str) -> tuple[Delivery, tuple[int, int, int]]:
    """The delivery with this file beside a sound one, and the balance of the file."""
    with tempfile.TemporaryDirectory() as folder:
        delivery = deliver(
            Path(folder),
            {**BASIS, name: content.encode("utf-8", "surrogatepass")},
            school=make_school("somtoday", minuten=50),
            make_mark=lambda text: f"merk{len(text)}",
        )
    messages = [str(finding) for finding in delivery.findings]
    messages += [delivery.refused.message, delivery.refused.on_screen] if delivery.refused else []
    assert not any(SECRET in message for message in messages)
    assert delivery.frames["raw_bestand"].height == len(BASIS) + 1
    rows = delivery.frames["raw_bestand"].filter(~delivery.frames["raw_bestand"]["bestand"].is_in(list(BASIS)))
    [balance] = rows.select(BALANCE).rows()
    assert min(balance) >= 0
    assert balance[0] >= balance[1] + balance[2]
    return delivery, balance


# --- Zermelo ---------------------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["naam", "x"]), inner, max_size=2),
    max_leaves=4,
)
SOUND = {
    "start": st.integers(1_756_700_000, 1_756_900_000),
    "end": st.integers(1_756_700_000, 1_756_900_000),
    "startTimeSlot": st.none() | st.integers(0, 12),
    "endTimeSlot": st.none() | st.integers(0, 12),
    "groups": st.lists(st.sampled_from(["4A", "4B", "4a"]), max_size=2),
    "students": st.lists(st.sampled_from(["1001", "1002", "9009"]), max_size=3),
    "type": st.sampled_from(["lesson", "exam", "talk"]),
    "valid": st.booleans(),
    "cancelled": st.booleans(),
    "appointmentInstance": st.integers(1, 4),
    "lastModified": st.integers(1, 4),
    "onlineStudents": st.just([]),
}


@st.composite
def appointments(draw: st.DrawFn) -> dict[str, Any]:
    item = {key: draw(values) for key, values in SOUND.items()}
    for key in draw(st.lists(st.sampled_from(sorted(SOUND)), max_size=2)):
        item[key] = draw(ANYTHING)
    for key in draw(st.lists(st.sampled_from(sorted(SOUND)), max_size=1)):
        del item[key]
    return {**item, "remark": SECRET, "teachers": [SECRET]}


@settings(max_examples=40 * DEEP, **PROFILE)
@given(st.lists(appointments() | ANYTHING, max_size=8))
def test_zermelo_reads_anything(items: list[Any]) -> None:
    sound = {"start": 1_756_708_200, "end": 1_756_711_200, "groups": ["4A"], "type": "lesson"}
    delivery, balance = read("rooster.json", json.dumps({"response": {"data": [sound, *items]}}))
    if delivery.refused is None:
        assert balance[0] == len(items) + 1


# --- Untis -----------------------------------------------------------------------------------------------------------

CELL = HOSTILE.map(lambda cell: cell.replace("\x00", "").replace('"', ""))
WEEKLY = st.tuples(
    *(st.just("12"), st.sampled_from(["4A", "4B", ""]) | CELL, CELL, CELL, CELL),
    *(st.integers(1, 7).map(str), st.integers(1, 20).map(str), st.sampled_from(["", "0:50"]) | CELL),
)
DATED = st.tuples(
    *(CELL, st.integers(1, 7).map(str), st.integers(1, 20).map(str), CELL, CELL, st.just("12"), st.just("")),
    *(st.sampled_from(["4A", ""]) | CELL, st.text("01x", min_size=53, max_size=53)),
)
TIMES = st.tuples(
    *(st.integers(1, 7).map(str), st.just("9"), st.integers(0, 30).map(str)),
    *(st.sampled_from(["0830", "920", "2359"]), st.sampled_from(["0830", "920", "2359"])),
)


@settings(max_examples=40 * DEEP, **PROFILE)
@given(
    st.sampled_from([WEEKLY, DATED, TIMES]).flatmap(lambda lines: st.lists(lines, min_size=1, max_size=8)),
    st.sampled_from(["\n", "\r\n"]),
    st.none() | st.tuples(CELL, CELL),
)
def test_untis_reads_anything(records: list[tuple[str, ...]], end: str, strange: tuple[str, ...] | None) -> None:
    """`strange`: a line of another shape."""
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in [*records, *([strange] if strange else [])]]
    delivery, balance = read("rooster.txt", end.join(lines) + end)
    if delivery.refused is None and strange is None:
        assert balance[0] == len(records)


# --- calendars -------------------------------------------------------------------------------------------------------

MOMENTS = st.sampled_from(
    ["20250901T083000", "20250901T092000Z", "20250901", "20250931T083000", "00010101T000000", "99991231T235959", ""]
)
ZONES = st.sampled_from(
    ["", ";TZID=Europe/Amsterdam", ";TZID=Pacific/Kiritimati", f";TZID={SECRET}", ";VALUE=DATE", ";"]
)
RULES = st.builds(
    ";".join,
    st.lists(
        st.sampled_from(
            [
                *("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=SECONDLY", "INTERVAL=0"),
                *(
                    "INTERVAL=3",
                    "COUNT=1000000000",
                    "UNTIL=20251001",
                    "UNTIL=20251001T000000Z",
                    "BYDAY=MO,TU",
                    "BYDAY=5MO",
                ),
                *("BYMONTH=2", "BYMONTHDAY=30", "BYMONTHDAY=-1", "BYSETPOS=1", "WKST=SU", "BYHOUR=1", "", SECRET),
            ]
        ),
        max_size=4,
        unique=True,
    ),
)
LINES = st.one_of(
    st.builds("DTSTART{}:{}".format, ZONES, MOMENTS),
    st.builds("DTEND{}:{}".format, ZONES, MOMENTS),
    st.builds("EXDATE{}:{}".format, ZONES, MOMENTS),
    st.builds("RDATE{}:{}".format, ZONES, MOMENTS),
    st.builds("RECURRENCE-ID{}:{}".format, ZONES | st.just(";RANGE=THISANDFUTURE"), MOMENTS),
    st.builds("RRULE:{}".format, RULES),
    st.sampled_from(
        ["DURATION:PT50M", "DURATION:P9999999999D", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "UID:a", "UID:b"]
    ),
    st.builds("SUMMARY:{}".format, HOSTILE),
    st.builds("SEQUENCE:{}".format, HOSTILE),
)


@settings(max_examples=80 * DEEP, **PROFILE)
@given(st.lists(st.lists(LINES, max_size=7), max_size=6), st.sampled_from(["4A", "1001", SECRET, "", "x" * 5000]))
def test_calendars_read_anything(events: list[list[str]], name: str) -> None:
    blocks = ["\r\n".join(["BEGIN:VEVENT", "DTSTART:20250901T083000", *lines, "END:VEVENT"]) for lines in events]
    text = "\r\n".join(["BEGIN:VCALENDAR", f"X-WR-CALNAME:{name}", *blocks, "END:VCALENDAR", ""])
    delivery, balance = read("rooster.ics", text)
    if delivery.refused is None:
        assert balance[0] == len(events)
    days = delivery.frames["raw_rooster_datum"]["datum"]
    assert days.is_empty() or (date(1990, 1, 1) <= days.min() and days.max() <= date(2100, 12, 31))
