"""Layouts of Magister (formats.md 3)."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from pipelines.demo.behaviour import Absence
from pipelines.demo.layouts.files import DMY, draw_remark, write_table
from pipelines.demo.mess import Columns, Row, spoil_absences
from pipelines.demo.people import Pupil, Stay
from pipelines.demo.profiles import SchoolProfile
from pipelines.demo.records import (
    SchoolData,
    each_lesson,
)
from pipelines.demo.timetable import (
    SCHOOL_YEARS,
    moment,
)

WEBSERVICE_HEADER = [
    "STAMNR", "INITIALS", "FIRSTNAME", "PREFIX", "LASTNAME", "EMAIL", "GENDER", "BIRTHDATE", "STREET", "HOUSENR",
    "HOUSENRSUFIX", "POSTALCODE", "CITY", "STUDYPERIOD", "CLASS", "PROFILECODE", "PROFILEDESC", "STUDY", "LOCATION",
    "STUDYYEAR", "PMENTORCODE", "PMENTORNAME", "CMENTORCODE", "CMENTORNAME", "ADJUNCSECTOR", "Aanmelddatum",
    "studiebegindatum", "studieeinddatum", "vertrekdatum", "sis_gebr__login_naam", "email", "gsm", "rfid",
]  # fmt: skip


def write_magister_webservice(folder: Path, rng: Random, data: SchoolData) -> None:
    """formats.md 3.2, 3.3 variant A and 3.4: `;`, Windows-1252, newest absences first."""
    pupils = [_webservice_row(pupil, stay) for pupil in data.pupils if pupil.listed for stay in pupil.stays]
    write_table(folder / "tools4ever-leerlingen-actief.csv", WEBSERVICE_HEADER, pupils, encoding="cp1252")
    _write_reasons(folder, data.school)
    change = data.timetable.first_index(SCHOOL_YEARS[1][0])
    for name, years in (("2024-2025", False), ("2025-2026", True)):
        part = [absence for absence in data.absences if (absence.first >= change) == years]
        rows = _accountabilities_a(rng, data, part)
        spoiled = spoil_absences(rng, rows, VARIANT_A_COLUMNS, other_code="P", planted=data.planted_numbers)
        write_table(folder / f"verantwoordingen_{name}.csv", VARIANT_A, spoiled, encoding="cp1252")


def _webservice_row(pupil: Pupil, stay: Stay) -> Row:
    year = next(number for number, (_, tot) in enumerate(SCHOOL_YEARS) if stay.van <= tot)
    planned = SCHOOL_YEARS[year][1]
    left = f"{stay.tot:{DMY}}" if stay.tot < planned else ""
    login = f"{pupil.nummer}@demo.invalid"
    return [
        pupil.nummer, pupil.voornaam[:1], pupil.voornaam, pupil.tussenvoegsel, pupil.achternaam, login, "",
        f"{pupil.geboortedatum:{DMY}}", "Demostraat", "1", "", "", pupil.woongemeente,
        f"{SCHOOL_YEARS[year][0].year}/{planned.year}", stay.klas, "", "",
        f"{pupil.onderwijssoort.upper()}/{stay.leerjaar}", "Hoofdlocatie", str(stay.leerjaar), "", "", "", "", "",
        f"{stay.van - timedelta(days=120):{DMY}}",
        f"{stay.van:{DMY}}", f"{planned:{DMY}}", left, login, "", "", "",
    ]  # fmt: skip


def _write_reasons(folder: Path, school: SchoolProfile) -> None:
    names = {"1": "Afwezig", "2": "Te laat", "3": "Ziek", "4": "Verwijderd", "5": "Present", "6": "Vrijstelling",
             "7": "Boeken vergeten", "8": "Huiswerk vergeten"}  # fmt: skip
    rows = [
        [str(number), code.code, code.text, code.type, names[code.type], str(bool(code.geoorloofd)), str(code.luxe)]
        for number, code in enumerate(school.codes, start=101)
        if code.in_table
    ]
    header = ["absentiereden_id", "absentiereden_code", "absentiereden_omschrijving", "verantwoordingstype_id",
              "verantwoordingstype_omschrijving", "geoorloofd", "luxeverzuim"]  # fmt: skip
    write_table(folder / "absentieredenen.csv", header, rows, encoding="cp1252")


VARIANT_A = [
    "verantwoording_id", "stamnummer", "verantwoording_datum", "verantwoording_lesuur", "verantwoording_moment",
    "agendaitem_id", "absentiereden_code", "maatregel_getroffen", "opmerking", "datum_invoer",
]  # fmt: skip
VARIANT_A_COLUMNS = Columns(
    nummer=1, datum=2, code=6, date_format=DMY, impossible_date="31-11-2025", lesuur=3, ingevoerd=9,
    ingevoerd_format="%d-%m-%Y %H:%M:%S",
)  # fmt: skip


def _accountabilities_a(rng: Random, data: SchoolData, absences: list[Absence]) -> list[Row]:
    days = [f"{day:{DMY}}" for day in data.timetable.days]
    records = sorted(each_lesson(rng, data, absences), key=lambda one: -one.index)
    return [
        [str(900000 + number), data.pupils[one.pupil].nummer, days[one.index], str(one.hour), days[one.index], "",
         one.code.code, "False", draw_remark(rng, data.pupils[one.pupil]), f"{one.entered:%d-%m-%Y %H:%M:%S}"]
        for number, one in enumerate(records)
    ]  # fmt: skip


EXCEL_UNTIL = date(2025, 1, 1)  # older rows went through Excel
VARIANT_B = [
    "verantwoording_id", "stamnummer", "moment", "lesuur", "agendaitem_id", "aanwezigheidsreden_code", "genoteerd_door",
    "genoteerd_op", "opmerking",
]  # fmt: skip
VARIANT_B_COLUMNS = Columns(
    nummer=1, datum=2, code=5, date_format="%Y-%m-%d %H:%M:%S", impossible_date="2025-02-29 09:20:00", lesuur=3,
    ingevoerd=7, ingevoerd_format="%Y-%m-%d %H:%M:%S",
)  # fmt: skip


def write_magister_screen(folder: Path, rng: Random, data: SchoolData) -> None:
    """formats.md 3.1 and 3.3 variant B: `,`, UTF-8 with BOM; no code table, and Excel's `248109.0`."""
    pupils = [
        [pupil.nummer, f"{pupil.volle_achternaam}, {pupil.voornaam}", pupil.stays[-1].klas, "",
         str(pupil.stays[-1].leerjaar),
         f"{pupil.onderwijssoort.upper()}/{pupil.stays[-1].leerjaar}"]
        for pupil in data.pupils
        if pupil.listed
    ]  # fmt: skip
    header = ["Stamnummer", "Naam", "Klas", "Klassenmentor 1", "Leerjaar", "Studie"]
    write_table(folder / "leerlingen.csv", header, pupils, sep=",", encoding="utf-8-sig")
    records = sorted(each_lesson(rng, data, data.absences), key=lambda one: -one.index)
    rows = []
    for number, one in enumerate(records):
        day = data.timetable.days[one.index]
        pupil = data.pupils[one.pupil]
        rows.append([
            str(500000 + number), f"{pupil.nummer}.0" if day < EXCEL_UNTIL else pupil.nummer,
            f"{moment(data.school, day, one.hour):%Y-%m-%d %H:%M:%S}", str(one.hour), "", one.code.code, "",
            f"{one.entered:%Y-%m-%d %H:%M:%S}", draw_remark(rng, pupil),
        ])  # fmt: skip
    spoiled = spoil_absences(rng, rows, VARIANT_B_COLUMNS, other_code="AG", planted=data.planted_numbers)
    write_table(folder / "verantwoordingen.csv", VARIANT_B, spoiled, sep=",", encoding="utf-8-sig")
    (folder / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1\x00")
    (folder / "~$leerlingen.xlsx").write_bytes(b"demo")
