"""Layouts of SOMtoday (formats.md 4)."""

from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from pipelines.demo.behaviour import Absence
from pipelines.demo.layouts.files import draw_remark, write_json, write_table
from pipelines.demo.layouts.sjabloon import write_codes
from pipelines.demo.mess import Columns, Row, spoil_absences
from pipelines.demo.people import Pupil
from pipelines.demo.profiles import Code
from pipelines.demo.records import (
    CodeBook,
    SchoolData,
)
from pipelines.demo.timetable import (
    SCHOOL_YEARS,
    moment,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def write_somtoday_csv(folder: Path, rng: Random, data: SchoolData) -> None:
    """formats.md 4.4 CSV and 4.6, with the school's own code table in the own template."""
    pupils = [
        [pupil.nummer, pupil.voornaam, pupil.tussenvoegsel, pupil.achternaam, "", pupil.stays[-1].klas]
        for pupil in data.pupils
        if pupil.listed
    ]
    header = ["leerlingnummer", "voornaam", "tussenvoegsel", "achternaam", "mentor", "stamgroep"]
    write_table(folder / "leerlingen.csv", header, pupils)
    write_codes(folder, data.school.codes)
    book = CodeBook(data.school.codes)
    rows = [
        _somtoday_row(rng, data, absence, code)
        for absence in data.absences
        if (code := book.draw(rng, absence.reason)) is not None
    ]
    spoiled = spoil_absences(rng, rows, SOMTODAY_COLUMNS, other_code="MB", planted=data.planted_numbers)
    write_table(folder / "absentiemeldingen.csv", SOMTODAY_HEADER, spoiled)


SOMTODAY_HEADER = [
    "leerlingnummer", "roepnaam", "voorvoegsel", "achternaam", "stamgroep", "beginDatumTijd", "eindDatumTijd",
    "beginLesuur", "eindLesuur", "absentieSoort", "afkorting", "omschrijving", "geoorloofd", "afgehandeld",
    "opmerkingen", "datumTijdInvoer",
]  # fmt: skip
SOMTODAY_COLUMNS = Columns(
    nummer=0, datum=5, eind=6, code=10, date_format="%Y-%m-%d %H:%M:%S", impossible_date="2025-06-31 00:00:00",
    ingevoerd=15, ingevoerd_format="%Y-%m-%d %H:%M:%S",
)  # fmt: skip


def _somtoday_row(rng: Random, data: SchoolData, absence: Absence, code: Code) -> Row:
    pupil = data.pupils[absence.pupil]
    begin, end = _melding_bounds(data, absence, code)
    allowed = "" if code.geoorloofd is None else str(code.geoorloofd).lower()
    hours = [str(absence.van_uur), str(absence.tot_uur)] if absence.van_uur else ["", ""]
    return [
        pupil.nummer, pupil.voornaam, pupil.tussenvoegsel, pupil.achternaam, pupil.stays[-1].klas,
        f"{begin:%Y-%m-%d %H:%M:%S}", f"{end:%Y-%m-%d %H:%M:%S}" if end else "", *hours,
        code.type, code.code, code.text, allowed, "true", draw_remark(rng, pupil),
        f"{absence.entered:%Y-%m-%d %H:%M:%S}",
    ]  # fmt: skip


def _melding_bounds(data: SchoolData, absence: Absence, code: Code) -> tuple[datetime, datetime | None]:
    """Whole days 00:00:00-23:59:59; late: lesson begin to arrival; running: no end (formats.md 4.1)."""
    days = data.timetable.days
    if absence.van_uur == 0:
        end = None if absence.running else datetime.combine(days[absence.last], time(23, 59, 59))
        return datetime.combine(days[absence.first], time(0)), end
    begin = moment(data.school, days[absence.first], absence.van_uur)
    if code.type == "Telaat":
        return begin, begin + timedelta(minutes=min(absence.minutes, data.school.lesson_minutes))
    if code.type == "Verwijderd":
        return begin + timedelta(minutes=20), begin + timedelta(minutes=data.school.lesson_minutes)
    return begin, moment(data.school, days[absence.last], absence.tot_uur) + timedelta(
        minutes=data.school.lesson_minutes
    )


def write_somtoday_json(folder: Path, rng: Random, data: SchoolData) -> None:
    """formats.md 4.1 and 4.4: Connect pupils with birth dates, absentiemeldingen with offsets, no code table."""
    write_json(folder / "connect-leerlingen.json", {"leerlingen": [_connect_pupil(pupil) for pupil in data.pupils]})
    book = CodeBook(data.school.codes)
    items = [
        _melding(data, absence, code)
        for absence in data.absences
        if (code := book.draw(rng, absence.reason)) is not None
    ]
    impossible = dict(items[100], beginDatumTijd="2025-02-30T00:00:00.000+01:00")
    stranger = dict(items[200], leerling={"leerlingnummer": 999999})
    write_json(
        folder / "absentiemeldingen.json", {"items": [*items[:300], impossible, stranger, items[50], *items[300:]]}
    )


def _connect_pupil(pupil: Pupil) -> dict[str, object]:
    named = {"roepnaam": pupil.voornaam, "voorvoegsel": pupil.tussenvoegsel, "achternaam": pupil.achternaam}
    placings = [
        {
            "schooljaar": "2024/2025" if stay.van <= SCHOOL_YEARS[0][1] else "2025/2026",
            "startdatum": stay.van.isoformat(),
            "einddatum": stay.tot.isoformat(),
            "leerjaar": stay.leerjaar,
            "stamgroep": {"naam": stay.klas, "leerjaar": stay.leerjaar, "onderwijssoort": pupil.onderwijssoort.upper()},
        }
        for stay in pupil.stays
    ]
    return {
        "leerlingnummer": int(pupil.nummer),
        **{key: value for key, value in named.items() if value},
        "geboortedatum": pupil.geboortedatum.isoformat(),
        "plaatsingen": placings,
        "isActief": True,
    }


def _melding(data: SchoolData, absence: Absence, code: Code) -> dict[str, object]:
    pupil = data.pupils[absence.pupil]
    begin, end = _melding_bounds(data, absence, code)
    reason: dict[str, object] = {"afkorting": code.code, "omschrijving": code.text, "absentieSoort": code.type}
    if code.geoorloofd is not None:
        reason["geoorloofd"] = code.geoorloofd
    item: dict[str, object] = {
        "$type": "participatie.RAbsentieMelding",
        "leerling": {"leerlingnummer": int(pupil.nummer), "roepnaam": pupil.voornaam, "achternaam": pupil.achternaam},
        "beginDatumTijd": _with_offset(begin),
        "absentieReden": reason,
        "afgehandeld": True,
        "datumTijdInvoer": _with_offset(absence.entered),
    }
    if end:
        item["eindDatumTijd"] = _with_offset(end)
    if absence.van_uur:
        item["beginLesuur"], item["eindLesuur"] = absence.van_uur, absence.tot_uur
    return item


def _with_offset(when: datetime) -> str:
    return when.replace(tzinfo=AMSTERDAM).isoformat(timespec="milliseconds")
