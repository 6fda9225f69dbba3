"""Files as three schools send them, made from invented pupils.

One Magister with its own column names and a timetable of Zermelo, one SOMtoday, one primary school without a timetable.

From the first school day of 2025-2026 up to the last one before 1 January 2026. Every twelfth pupil is away for long.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST, LAST = date(2025, 9, 1), date(2025, 12, 19)
_PUPILS = 24
_AUTUMN = (date(2025, 10, 18), date(2025, 10, 26))
_ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class SentSchool:
    """A school of `swv.toml`, and what it sends: name of the file -> its bytes."""

    id: str
    naam: str
    sector: str
    lvs: str
    files: dict[str, bytes]


def make_schools() -> tuple[SentSchool, ...]:
    """The three schools, in the order of the settings."""
    return (
        SentSchool("99ZA00", "Verzonnen Lyceum", "VO", "magister", _make_magister()),
        SentSchool("99ZB00", "Verzonnen Mavo", "VO", "somtoday", _make_somtoday()),
        SentSchool("99ZC00", "Verzonnen Basisschool", "PO", "parnassys", _make_parnassys()),
    )


def write_settings(schools: tuple[SentSchool, ...]) -> str:
    """`swv.toml` of an SWV of these schools: all there is before the first file comes."""
    blocks = "".join(
        f'\n[[school]]\nid = "{school.id}"\nnaam = "{school.naam}"\nsector = "{school.sector}"\nlvs = "{school.lvs}"\n'
        for school in schools
    )
    return (
        '[swv]\ncode = "XX0009"\nnaam = "SWV Verzonnen"\nprotocol = "twente"\nvakantieregio = "noord"\n'
        "voorbeeld = true\n"
        f'\n[paden]\naanlevering = "aanlevering"\nuitvoer = "uitvoer"\nopslag = "opslag"\n{blocks}'
    )


def list_days() -> Iterator[date]:
    """School days: no weekends, no autumn holiday of region noord."""
    day = FIRST
    while day <= LAST:
        if day.isoweekday() <= 5 and not _AUTUMN[0] <= day <= _AUTUMN[1]:
            yield day
        day += timedelta(days=1)


def list_absent(number: int) -> Iterator[tuple[date, int]]:
    """Day and lesson hour (1 to 4) of each lesson that a pupil misses: one in three weeks, or all from 1 November."""
    for at, day in enumerate(list_days()):
        if number % 12 == 0 and day >= date(2025, 11, 3):
            yield from ((day, hour) for hour in range(1, 5))
        elif at % 15 == number % 15:
            yield day, 1 + number % 4


def _join(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _make_magister() -> dict[str, bytes]:
    """Own names for the columns of absences, and a code that no table knows."""
    pupils = [f"{1000 + nr};Voornaam{nr} Achternaam{nr};{'H3A' if nr % 2 else 'H3B'}" for nr in range(_PUPILS)]
    absences = [
        f"{1000 + nr};Achternaam{nr};{day:%d-%m-%Y};{hour};{'ZI' if nr % 3 else 'TA'}"
        for nr in range(_PUPILS)
        for day, hour in list_absent(nr)
    ]
    lessons = [
        {
            "start": int(datetime(day.year, day.month, day.day, 8 + hour, tzinfo=_ZONE).timestamp()),
            "end": int(datetime(day.year, day.month, day.day, 8 + hour, 50, tzinfo=_ZONE).timestamp()),
            "startTimeSlot": hour,
            "endTimeSlot": hour,
            "groups": [group],
            "type": "lesson",
            "valid": True,
            "cancelled": False,
            "teachers": ["abc"],
        }
        for day in list_days()
        for hour in range(1, 5)
        for group in ("H3A", "H3B")
    ]
    return {
        "leerlingen.csv": _join("Stamnummer;Naam;Klas", *pupils),
        "absenties.csv": _join("Lln nr;LLNAAM;Dag;Uur;Sis omschr", *absences),
        "rooster zermelo.json": json.dumps({"response": {"status": 200, "data": lessons}}).encode(),
    }


def _make_somtoday() -> dict[str, bytes]:
    pupils = [f"{2000 + nr};Roep{nr};Achter{nr};{'2A' if nr % 2 else '2B'}" for nr in range(_PUPILS)]
    absences = [
        f"{2000 + nr};Roep{nr};{day:%d-%m-%Y} {8 + hour:02d}:00;{day:%d-%m-%Y} {8 + hour:02d}:50;{hour};{hour};"
        f"Absent;{'ZK' if nr % 2 else 'SP'};{'Ziek' if nr % 2 else 'Spijbelen'};{'Ja' if nr % 2 else 'Nee'}"
        for nr in range(_PUPILS)
        for day, hour in list_absent(nr)
    ]
    lessons = [
        f"{group};{day};{hour};{8 + hour:02d}:00;{8 + hour:02d}:50"
        for group in ("2A", "2B")
        for day in range(1, 6)
        for hour in range(1, 5)
    ]
    return {
        "leerlingen.csv": _join("leerlingnummer;roepnaam;achternaam;stamgroep", *pupils),
        "absentiemeldingen.csv": _join(
            "leerlingnummer;roepnaam;beginDatumTijd;eindDatumTijd;beginLesuur;eindLesuur;absentieSoort;afkorting;"
            "omschrijving;geoorloofd",
            *absences,
        ),
        "rooster.csv": _join("groep;weekdag;lesuur;begintijd;eindtijd", *lessons),
    }


def _make_parnassys() -> dict[str, bytes]:
    """No timetable at all: when the school begins and ends is all it has."""
    pupils = [
        f"{3000 + nr};Achter{nr};Roep{nr};{5 + nr % 2};{date(2015, 1, 1) + timedelta(days=nr):%d-%m-%Y}"
        for nr in range(_PUPILS)
    ]
    absences = [
        f"{3000 + nr};Achter{nr};{5 + nr % 2};{day:%d-%m-%Y};{'ochtend' if hour < 3 else 'middag'};Ziek;ja"
        for nr in range(_PUPILS)
        for day, hour in list_absent(nr)
        if hour in (1, 3)
    ]
    times = [f"{day};08:30;14:00;12:00;12:30" for day in range(1, 6)]
    return {
        "leerlingen.csv": _join("Leerlingnummer;Achternaam;Roepnaam;Groep;Geboortedatum", *pupils),
        "verzuim.csv": _join("Leerlingnummer;Achternaam;Groep;Datum;Dagdeel;Reden;Geoorloofd", *absences),
        "schooltijden.csv": _join("weekdag;begintijd;eindtijd;pauze_van;pauze_tot", *times),
    }
