"""The own templates (contract 1.1), the folder leerplicht, and a delivery that must be refused."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from pipelines.demo.behaviour import Absence
from pipelines.demo.chance import happens
from pipelines.demo.layouts.files import DMY, ISO, write_table
from pipelines.demo.layouts.zermelo import ZERMELO_LAYOUTS, write_appointments
from pipelines.demo.mess import Columns, Row, spoil_absences
from pipelines.demo.people import Stay
from pipelines.demo.profiles import Code
from pipelines.demo.records import (
    CodeBook,
    LessonRecord,
    SchoolData,
    draw_notifications,
    each_lesson,
)
from pipelines.demo.timetable import (
    DELIVERED,
    SCHOOL_YEARS,
    clock,
    moment,
)


def write_timetable(folder: Path, data: SchoolData) -> None:
    """Weekly and dated roster, and the school's own calendar."""
    table = data.timetable
    years = {stay.klas: stay.leerjaar for pupil in data.pupils for stay in pupil.stays}
    named = {group for group, _ in table.weekly if years.get(group, 0) <= data.school.timetable_up_to}
    weekly = [
        [group, str(lesson.weekday), str(lesson.lesuur), f"{clock(lesson.begin):%H:%M}", f"{clock(lesson.eind):%H:%M}",
         table.periods[number][0].isoformat(), table.periods[number][1].isoformat()]
        for (group, number), lessons in table.weekly.items()
        for lesson in lessons
        if group in named
    ]  # fmt: skip
    header = ["groep", "weekdag", "lesuur", "begintijd", "eindtijd", "geldig_van", "geldig_tot"]
    write_table(folder / "rooster.csv", header, weekly)
    dated = []
    for (group, day), lessons in table.dated.items():
        if group not in named:
            continue
        if not lessons:
            dated.append([group, day.isoformat(), "0", "", ""])
        for lesson in lessons:
            times = [f"{clock(lesson.begin):%H:%M}", f"{clock(lesson.eind):%H:%M}"]
            dated.append([group, day.isoformat(), str(lesson.lesuur), *times])
    if dated and data.school.layout in ZERMELO_LAYOUTS:
        write_appointments(folder, dated)
    elif dated:
        write_table(folder / "rooster-wijzigingen.csv", ["groep", "datum", "lesuur", "begintijd", "eindtijd"], dated)
    local = [[f"{line.van:{DMY}}", f"{line.tot:{DMY}}", line.omschrijving] for line in table.local_days]
    write_table(folder / "kalender.csv", ["van", "tot", "omschrijving"], local)


PUPIL_HEADER = [
    "leerlingnummer", "klas", "leerjaar", "onderwijssoort", "geboortedatum", "woongemeente", "inschrijfdatum",
    "uitschrijfdatum", "startkwalificatie",
]  # fmt: skip


def pupil_rows(data: SchoolData, *, with_faults: bool = True) -> list[Row]:
    """Rows of the template leerlingen, one per enrolment; two cells that cannot be where `with_faults`."""
    rows = [
        [pupil.nummer, stay.klas, str(stay.leerjaar), pupil.onderwijssoort, pupil.geboortedatum.isoformat(),
         pupil.woongemeente, stay.van.isoformat(), _end_or_empty(stay), "N"]
        for pupil in data.pupils
        for stay in pupil.stays
    ]  # fmt: skip
    if with_faults:
        rows[7][4] = "2012-02-30"  # the cell is emptied, the row stands
        rows.append([*rows[20][:6], "31-09-2025", "", "N"])  # the row goes to quarantine
    return rows


def _end_or_empty(stay: Stay) -> str:
    return "" if stay.tot >= SCHOOL_YEARS[1][1] else stay.tot.isoformat()


def write_codes(folder: Path, codes: Iterable[Code], *, encoding: str = "utf-8") -> None:
    """The school's own code table, with one code that changes meaning with the school year."""
    rows = [[code.code, code.text, code.soort, "", ""] for code in codes if code.in_table]
    rows.append(["EXT", "Extern traject", "elders", "", "2025-07-31"])
    rows.append(["EXT", "Extern traject, nog in overleg", "overig_geoorloofd", "2025-08-01", ""])
    write_table(
        folder / "codes.csv", ["code", "omschrijving", "soort", "geldig_van", "geldig_tot"], rows, encoding=encoding
    )


def write_notifications(folder: Path, rng: Random, data: SchoolData) -> None:
    rows = [
        [data.pupils[one.pupil].nummer, one.meldsoort, one.begin.isoformat(), one.eind.isoformat() if one.eind else "",
         one.gemeld_op.isoformat()]
        for one in draw_notifications(rng, data)
    ]  # fmt: skip
    write_table(
        folder / "duo-meldingen.csv", ["leerlingnummer", "meldsoort", "begindatum", "einddatum", "gemeld_op"], rows
    )


# Planted case -> typologie and categorie that a school would enter (D15).
TYPOLOGY = {
    "home_six_weeks": ("schoolweigering", "ongeoorloofd"),
    "home_over_three_months": ("schoolonthouding", "ongeoorloofd"),
    "home_exactly_four_weeks": ("spijbelen", "ongeoorloofd"),
    "home_since_december": ("schoolweigering", "dreigend"),
    "sick_since_october": ("ziekte", "geoorloofd"),
    "present_one_lesson_a_day": ("ziekte", "geoorloofd"),
    "sick_then_unauthorised": ("schoolweigering", "dreigend"),
    "suspended_six_days": ("schooluitsluiting", "geoorloofd"),
    "late_twelve_times": ("spijbelen", "dreigend"),
}


def write_register(folder: Path, rng: Random, data: SchoolData) -> None:
    """MSA register: the planted cases that a school knows; not all have a plan yet."""
    rows = []
    for place in sorted(data.cases):
        if data.cases[place] not in TYPOLOGY:
            continue
        typology, category = TYPOLOGY[data.cases[place]]
        has_plan = happens(rng, 0.6)
        start = date(2025, 11, 3) + timedelta(days=rng.randrange(40))
        plan = start.isoformat() if has_plan else ""
        review = (start + timedelta(days=42)).isoformat() if has_plan else ""
        work = rng.choice(("mentorgesprek", "mentorgesprek,jeugdarts", "gesprek,mdo"))
        rows.append([data.pupils[place].nummer, typology, category, "J" if has_plan else "N", plan,
                     (start + timedelta(days=7)).isoformat(), review, (start - timedelta(days=20)).isoformat(),
                     work])  # fmt: skip
    header = ["leerlingnummer", "typologie", "categorie", "plan_van_aanpak", "plan_datum", "mdo_datum",
              "evaluatie_datum", "eerste_afmelding", "interventies"]  # fmt: skip
    write_table(folder / "msa-register.csv", header, rows)


LESSON_HEADER = ["leerlingnummer", "datum", "lesuur", "code", "ingevoerd_op", "minuten_te_laat"]


def lesson_rows(data: SchoolData, records: Iterable[LessonRecord]) -> list[Row]:
    days = [day.isoformat() for day in data.timetable.days]
    return [
        [data.pupils[one.pupil].nummer, days[one.index], str(one.hour), one.code.code, f"{one.entered:%Y-%m-%d %H:%M}",
         str(one.minutes) if one.minutes else ""]
        for one in records
    ]  # fmt: skip


LESSON_COLUMNS = Columns(
    nummer=0, datum=1, code=3, date_format=ISO, impossible_date="2025-11-31", lesuur=2, ingevoerd=4,
    ingevoerd_format="%Y-%m-%d %H:%M",
)  # fmt: skip
SPAN_HEADER = ["leerlingnummer", "begin", "eind", "code", "ingevoerd_op"]
SPAN_COLUMNS = Columns(
    nummer=0,
    datum=1,
    eind=2,
    code=3,
    date_format=ISO,
    impossible_date="2025-02-30",
    ingevoerd=4,
    ingevoerd_format="%Y-%m-%d %H:%M",
)


def span_rows(rng: Random, data: SchoolData, absences: Iterable[Absence]) -> list[Row]:
    """Template absenties, span: whole days as dates, lesson hours as moments, running ones without an end."""
    book = CodeBook(data.school.codes)
    rows = []
    for absence in absences:
        code = book.draw(rng, absence.reason)
        if code:
            begin, end = _span_bounds(data, absence)
            if absence.van_uur == 0:
                begin, end = begin[:10], end[:10]
            rows.append([data.pupils[absence.pupil].nummer, begin, "" if absence.running else end, code.code,
                         f"{absence.entered:%Y-%m-%d %H:%M}"])  # fmt: skip
    return rows


def _span_bounds(data: SchoolData, absence: Absence) -> tuple[str, str]:
    days = data.timetable.days
    begin = moment(data.school, days[absence.first], max(1, absence.van_uur))
    end = moment(data.school, days[absence.last], max(1, absence.tot_uur)) + timedelta(
        minutes=data.school.lesson_minutes
    )
    return f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


def write_template_vo(folder: Path, rng: Random, data: SchoolData) -> None:
    """Everything in own templates: sickness as spans, the rest per lesson, cluster groups, register, notifications."""
    write_table(folder / "leerlingen.csv", PUPIL_HEADER, pupil_rows(data))
    write_codes(folder, data.school.codes)
    whole = [absence for absence in data.absences if absence.reason == "ziek"]
    rest = [absence for absence in data.absences if absence.reason != "ziek"]
    spans = spoil_absences(
        rng, span_rows(rng, data, whole), SPAN_COLUMNS, other_code="MED", planted=data.planted_numbers
    )
    write_table(folder / "absenties-ziek.csv", SPAN_HEADER, spans)
    change = data.timetable.first_index(SCHOOL_YEARS[1][0])
    for name, part in (
        ("2024-2025", [absence for absence in rest if absence.first < change]),
        ("2025-2026", [absence for absence in rest if absence.first >= change]),
    ):
        rows = lesson_rows(data, each_lesson(rng, data, part))
        if name == "2024-2025":
            rows[50][3] = rows[90][3] = "EXT"
        write_table(
            folder / f"absenties-{name}.csv",
            LESSON_HEADER,
            spoil_absences(rng, rows, LESSON_COLUMNS, other_code="GO", planted=data.planted_numbers),
        )
    groups = [[pupil.nummer, pupil.groep, SCHOOL_YEARS[1][0].isoformat(), ""] for pupil in data.pupils if pupil.groep]
    write_table(folder / "groepen.csv", ["leerlingnummer", "groep", "van", "tot"], groups)
    write_register(folder, rng, data)


def write_template_vso(folder: Path, rng: Random, data: SchoolData) -> None:
    """Own templates again, now all absences as spans, in Windows-1252, and the pupils as a workbook."""
    _write_workbook(folder / "leerlingen.xlsx", PUPIL_HEADER, pupil_rows(data, with_faults=False))
    write_codes(folder, data.school.codes, encoding="cp1252")
    rows = spoil_absences(
        rng, span_rows(rng, data, data.absences), SPAN_COLUMNS, other_code="MED", planted=data.planted_numbers
    )
    rows.insert(500, [""] * len(SPAN_HEADER))  # a row that somebody emptied in Excel
    write_table(folder / "absenties.csv", SPAN_HEADER, rows, encoding="cp1252")
    write_register(folder, rng, data)


def _write_workbook(path: Path, header: Row, rows: list[Row]) -> None:
    """Cells as Excel would hold them: numbers as numbers, dates as dates."""
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.set_properties({"created": datetime.combine(DELIVERED, time(9))})  # no clock: the same bytes each time
    sheet = book.add_worksheet("leerlingen")
    as_date = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if header[column] in ("leerlingnummer", "leerjaar"):
                sheet.write_number(number, column, int(value))
            elif value and header[column].endswith("datum"):
                sheet.write_datetime(number, column, datetime.fromisoformat(value), as_date)
            else:
                sheet.write_string(number, column, value)
    book.close()


def write_refused(folder: Path, rng: Random, data: SchoolData) -> None:
    """A delivery that must be refused: the list of pupils is a printed report, and leaves out who a pupil is."""
    number = PUPIL_HEADER.index("leerlingnummer")
    rows = [
        ["Leerlingenoverzicht"],
        [f"Peildatum {DELIVERED:{DMY}}"],
        [],
        *([*row[:number], *row[number + 1 :]] for row in (PUPIL_HEADER, *pupil_rows(data, with_faults=False))),
    ]
    write_table(folder / "leerlingen.csv", rows[0], rows[1:])
    write_codes(folder, data.school.codes)
    rows = lesson_rows(data, each_lesson(rng, data, data.absences))
    write_table(folder / "absenties.csv", LESSON_HEADER, rows)


def write_leerplicht(folder: Path, rng: Random, municipalities: tuple[str, ...]) -> None:
    """Lists of the LPA: absolute absence and exemptions under article 5 (domain.md 8.3: 0.4 to 3.8 a 1,000, 0.31 %)."""
    absolute = [
        [str(number), rng.choice(municipalities), str(rng.randint(2008, 2018)),
         (date(2024, 9, 2) + timedelta(days=rng.randrange(480))).isoformat(), "2025-11-15" if number % 3 == 0 else ""]
        for number in range(1, 10)
    ]  # fmt: skip
    write_table(
        folder / "absoluut-verzuim.csv", ["volgnummer", "woongemeente", "geboortejaar", "sinds", "tot"], absolute
    )
    exempt = [
        [str(number), rng.choice(municipalities), str(rng.randint(2008, 2018)),
         rng.choices(("5a", "5b", "5c"), (8, 2, 1))[0],
         f"{2024 + number % 2}-08-01", "" if number % 4 else "2025-07-31"]
        for number in range(1, 19)
    ]  # fmt: skip
    write_table(
        folder / "vrijstellingen.csv", ["volgnummer", "woongemeente", "geboortejaar", "grond", "van", "tot"], exempt
    )
