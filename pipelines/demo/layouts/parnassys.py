"""Layouts of ParnasSys (formats.md 5)."""

from pathlib import Path
from random import Random

from pipelines.demo.behaviour import Absence
from pipelines.demo.layouts.files import DMY, draw_remark, write_table
from pipelines.demo.mess import Columns, Row, spoil_absences
from pipelines.demo.profiles import Code
from pipelines.demo.records import (
    CodeBook,
    SchoolData,
)

PARNASSYS_HEADER = [
    "Leerlingnummer", "Roepnaam", "Tussenvoegsel", "Achternaam", "Groep", "Datum", "Dagdeel", "Reden", "Geoorloofd",
    "Opmerking",
]  # fmt: skip
PARNASSYS_COLUMNS = Columns(nummer=0, datum=5, code=7, date_format=DMY, impossible_date="31-06-2025")


def write_parnassys(folder: Path, rng: Random, data: SchoolData) -> None:
    """formats.md 5.2: pupils and absences by part of the day; no moment of entry, no enrolment dates."""
    pupils = [
        [
            pupil.nummer,
            pupil.volle_achternaam,
            f"{pupil.voornaam[:1]}.",
            f"{pupil.geboortedatum:{DMY}}",
            pupil.stays[-1].klas,
        ]
        for pupil in data.pupils
        if pupil.listed
    ]
    write_table(
        folder / "leerlingen.csv", ["Leerlingnummer", "Achternaam", "Voorletters", "Geboortedatum", "Groep"], pupils,
        encoding="cp1252",
    )  # fmt: skip
    book = CodeBook(data.school.codes)
    rows: list[Row] = []
    for absence in data.absences:
        code = book.draw(rng, absence.reason)
        if code is not None:
            rows += [_part_of_day(rng, data, absence, code, index) for index in range(absence.first, absence.last + 1)]
    spoiled = spoil_absences(rng, rows, PARNASSYS_COLUMNS, other_code="Medisch", planted=data.planted_numbers)
    spoiled[40] = [*spoiled[40][:6], "Nacht", *spoiled[40][7:]]
    contradiction = next(number for number, row in enumerate(spoiled[60:], start=60) if row[7] == "Ziek")
    spoiled[contradiction] = [*spoiled[contradiction][:8], "N", *spoiled[contradiction][9:]]
    write_table(folder / "verzuim.csv", PARNASSYS_HEADER, spoiled, encoding="cp1252")


def _part_of_day(rng: Random, data: SchoolData, absence: Absence, code: Code, index: int) -> Row:
    pupil = data.pupils[absence.pupil]
    if absence.van_uur == 0 or absence.van_uur != absence.tot_uur:
        part = "Hele dag"
    else:
        part = "Ochtend" if absence.van_uur == 1 else "Middag"
    allowed = "" if code.geoorloofd is None else "J" if code.geoorloofd else "N"
    return [
        pupil.nummer, pupil.voornaam, pupil.tussenvoegsel, pupil.achternaam, pupil.stays[-1].klas,
        f"{data.timetable.days[index]:{DMY}}", part, code.code, allowed, draw_remark(rng, pupil),
    ]  # fmt: skip
