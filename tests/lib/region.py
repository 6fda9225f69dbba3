"""One SWV as plain typed objects, and the deliveries (own templates, contract 1.1) that say the same in files.

Rows hold real Python values. A moment and a whole day differ by type: `datetime` is a moment, `date` a day.
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Enrolment:
    """One row of `leerlingen`: one enrolment of a pupil, bounds inclusive, None = unbounded."""

    leerlingnummer: str
    klas: str
    leerjaar: str | None = None
    geboortedatum: date | None = None
    woongemeente: str | None = None
    inschrijfdatum: date | None = None
    uitschrijfdatum: date | None = None
    startkwalificatie: bool | None = None


@dataclass(frozen=True)
class LessonAbsence:
    """One row of `absenties`, per lesson; with `lesuur_tot` its cell says from which hour up to which, such as 3-5."""

    leerlingnummer: str
    datum: date
    lesuur: int
    code: str
    ingevoerd_op: date | None = None
    minuten_te_laat: int | None = None
    lesuur_tot: int | None = None


@dataclass(frozen=True)
class SpanAbsence:
    """One row of `absenties`, span; `eind` None = until further notice."""

    leerlingnummer: str
    begin: date
    eind: date | None
    code: str
    ingevoerd_op: date | None = None


@dataclass(frozen=True)
class AbsenceFile:
    """One delivered file of absences, all rows of one kind (`kind` is the row's class)."""

    naam: str
    kind: type[LessonAbsence] | type[SpanAbsence]
    rows: tuple[LessonAbsence | SpanAbsence, ...]


@dataclass(frozen=True)
class Code:
    """One row of `codes`, validity inclusive, None = unbounded."""

    code: str
    soort: str
    geldig_van: date | None = None
    geldig_tot: date | None = None


@dataclass(frozen=True)
class WeeklyLesson:
    """One row of `rooster`, weekly (1 = Monday); times None = `minuten_per_lesuur` minutes and no start."""

    groep: str
    weekdag: int
    lesuur: int
    begintijd: time | None
    eindtijd: time | None
    geldig_van: date | None = None
    geldig_tot: date | None = None


@dataclass(frozen=True)
class DatedLesson:
    """One row of `rooster`, dated; `lesuur` 0 = no lessons that day."""

    groep: str
    datum: date
    lesuur: int
    begintijd: time | None
    eindtijd: time | None


@dataclass(frozen=True)
class LessonsPerDay:
    """One row of `lessentabel`: so many lessons of a group on a weekday (1 = Monday)."""

    groep: str
    weekdag: int
    lessen: int
    minuten_per_les: int | None = None
    geldig_van: date | None = None
    geldig_tot: date | None = None


@dataclass(frozen=True)
class LessonsPerWeek:
    """One row of `lessen per week`."""

    groep: str
    lessen_per_week: int
    minuten_per_les: int | None = None
    geldig_van: date | None = None
    geldig_tot: date | None = None


@dataclass(frozen=True)
class SchoolHours:
    """One row of `schooltijden`; `groep` None = every pupil."""

    weekdag: int
    begintijd: time
    eindtijd: time
    pauze_van: time | None = None
    pauze_tot: time | None = None
    groep: str | None = None
    geldig_van: date | None = None
    geldig_tot: date | None = None


@dataclass(frozen=True)
class ListedLesson:
    """One lesson of a timetable that lists its pupils (1.4); all of a school are one delivered file of Zermelo."""

    leerlingen: tuple[str, ...]
    datum: date
    lesuur: int
    begintijd: time
    eindtijd: time


@dataclass(frozen=True)
class Membership:
    """One row of `groepen`, bounds inclusive, None = unbounded."""

    leerlingnummer: str
    groep: str
    van: date | None = None
    tot: date | None = None


@dataclass(frozen=True)
class LocalDays:
    """One row of `kalender`: `soort` is `vrij` or `les`, bounds inclusive."""

    van: date
    tot: date
    soort: str = "vrij"


@dataclass(frozen=True)
class Coverage:
    """One row of `levering`: the school's absence files cover these days, bounds inclusive."""

    onderdeel: str
    dekt_van: date
    dekt_tot: date


# A small hand-worked delivery cannot show by its rows which days it covers, so it says so (contract 2.8).
EVERY_DAY = Coverage("absenties", date(2000, 1, 1), date(2099, 12, 31))
EVERY_DAY_LINES = ("onderdeel;dekt_van;dekt_tot", "absenties;2000-01-01;2099-12-31")


@dataclass(frozen=True)
class RegisterRow:
    """One row of `msa-register`: True J, False N, None an empty cell, "-" clears."""

    leerlingnummer: str
    plan_van_aanpak: bool | str | None = None
    plan_datum: date | None = None
    mdo_datum: date | None = None
    evaluatie_datum: date | None = None
    eerste_afmelding: date | None = None
    gesprek_datum: date | None = None
    jgz_datum: date | None = None
    spreekuur_datum: date | None = None
    afgesloten_op: date | None = None


@dataclass(frozen=True)
class Notification:
    """One row of `duo-meldingen`; `einddatum` None = open."""

    leerlingnummer: str
    meldsoort: str
    begindatum: date
    einddatum: date | None
    gemeld_op: date


@dataclass(frozen=True)
class School:
    """One school and its delivery. None for a whole table = no such file; an empty tuple = a header only."""

    id: str
    sector: str
    leerlingen: tuple[Enrolment, ...]
    rooster: tuple[WeeklyLesson, ...] = ()
    rooster_datum: tuple[DatedLesson, ...] = ()
    lessentabel: tuple[LessonsPerDay, ...] = ()
    lessen_per_week: tuple[LessonsPerWeek, ...] = ()
    schooltijden: tuple[SchoolHours, ...] = ()
    absenties: tuple[AbsenceFile, ...] = ()
    codes: tuple[Code, ...] | None = ()
    groepen: tuple[Membership, ...] = ()
    rooster_leerlingen: tuple[ListedLesson, ...] = ()
    kalender: tuple[LocalDays, ...] = ()
    levering: tuple[Coverage, ...] | None = (EVERY_DAY,)
    register: tuple[RegisterRow, ...] | None = None
    duo_meldingen: tuple[Notification, ...] | None = None
    protocol: str | None = None
    vakantieregio: str | None = None
    minuten_per_lesuur: int | None = None
    te_laat_is_les_vanaf: int | None = None
    vroeger: tuple[str, ...] = ()
    naam: str | None = None


@dataclass(frozen=True)
class Move:
    """One row of `overstappen`, the list of the SWV."""

    school_van: str
    leerlingnummer_van: str
    school_naar: str
    leerlingnummer_naar: str
    datum: date


@dataclass(frozen=True)
class Region:
    """One SWV: the settings of `swv.toml`, its schools, and what it says of pupils who moved."""

    scholen: tuple[School, ...]
    protocol: str = "noord-kennemerland"
    vakantieregio: str = "noord"
    peildata: tuple[str, ...] = ("09-01", "01-01", "03-01", "06-01")
    schooljaar_begin: str = "08-01"
    gemeenten: tuple[str, ...] = ()
    overstappen: tuple[Move, ...] = ()

    def get_protocol(self, school: School) -> str:
        return school.protocol or self.protocol

    def get_vakantieregio(self, school: School) -> str:
        return school.vakantieregio or self.vakantieregio


def write_region(region: Region, folder: Path, *, rename: Callable[[str], str] = str) -> Path:
    """Write `swv.toml` and every delivery below `folder`; `rename` gives each file its name. Returns the toml."""
    folder.mkdir(parents=True, exist_ok=True)
    for school in region.scholen:
        _write_school(school, folder / "aanlevering" / school.id, rename)
    if region.overstappen:
        place = folder / "aanlevering" / "swv"
        place.mkdir(exist_ok=True)
        _write_csv(place / rename("overstappen.csv"), Move, region.overstappen)
    toml = folder / "swv.toml"
    toml.write_text(_settings_text(region), encoding="utf-8")
    return toml


def _write_school(school: School, folder: Path, rename: Callable[[str], str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    optional: list[tuple[str, type, Sequence[object] | None]] = [
        ("leerlingen.csv", Enrolment, school.leerlingen),
        ("codes.csv", Code, school.codes),
        ("rooster.csv", WeeklyLesson, school.rooster or None),
        ("rooster_datum.csv", DatedLesson, school.rooster_datum or None),
        ("lessentabel.csv", LessonsPerDay, school.lessentabel or None),
        ("lessen_per_week.csv", LessonsPerWeek, school.lessen_per_week or None),
        ("schooltijden.csv", SchoolHours, school.schooltijden or None),
        ("groepen.csv", Membership, school.groepen or None),
        ("kalender.csv", LocalDays, school.kalender or None),
        ("levering.csv", Coverage, school.levering),
        ("msa-register.csv", RegisterRow, school.register),
        ("duo-meldingen.csv", Notification, school.duo_meldingen),
    ]
    for name, kind, rows in optional:
        if rows is not None:
            _write_csv(folder / rename(name), kind, rows)
    if school.rooster_leerlingen:
        place = folder / rename("appointments.json")
        place.write_text(json.dumps([_make_appointment(row) for row in school.rooster_leerlingen]), encoding="utf-8")
    for file in school.absenties:
        _write_csv(folder / rename(file.naam), file.kind, file.rows)


def _write_csv(path: Path, kind: type, rows: Iterable[object]) -> None:
    names = [column.name for column in fields(kind) if column.name != "lesuur_tot"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(names)
        writer.writerows([_cell(_get_value(row, name)) for name in names] for row in rows)


def _get_value(row: object, name: str) -> object:
    if name == "lesuur" and isinstance(row, LessonAbsence) and row.lesuur_tot is not None:
        return f"{row.lesuur}-{row.lesuur_tot}"
    return getattr(row, name)


def _make_appointment(row: ListedLesson) -> dict[str, object]:
    """The lesson as Zermelo writes it, with a group that may not count beside its pupils."""
    zone = ZoneInfo("Europe/Amsterdam")
    begin, end = (datetime.combine(row.datum, clock, zone) for clock in (row.begintijd, row.eindtijd))
    return {
        "start": int(begin.timestamp()),
        "end": int(end.timestamp()),
        "startTimeSlot": row.lesuur,
        "groups": ["1A"],
        "students": list(row.leerlingen),
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return str(value)


def _settings_text(region: Region) -> str:
    lines = [
        "[swv]",
        'code = "VO9901"',
        'naam = "SWV Proefregio"',
        f'protocol = "{region.protocol}"',
        f'vakantieregio = "{region.vakantieregio}"',
        f"peildata = [{', '.join(chr(34) + day + chr(34) for day in region.peildata)}]",
        f'schooljaar_begin = "{region.schooljaar_begin}"',
        *([f"gemeenten = {json.dumps(region.gemeenten, ensure_ascii=False)}"] if region.gemeenten else []),
        "pdf = false",
        "",
        "[paden]",
        'aanlevering = "aanlevering"',
        'uitvoer = "uitvoer"',
        'opslag = "opslag"',
    ]
    for school in region.scholen:
        lines += ["", "[[school]]", f'id = "{school.id}"', f'naam = "{school.naam or f"School {school.id}"}"']
        lines += [f'sector = "{school.sector}"', 'lvs = "sjabloon"']
        if school.protocol:
            lines.append(f'protocol = "{school.protocol}"')
        if school.vakantieregio:
            lines.append(f'vakantieregio = "{school.vakantieregio}"')
        if school.minuten_per_lesuur:
            lines.append(f"minuten_per_lesuur = {school.minuten_per_lesuur}")
        if school.te_laat_is_les_vanaf:
            lines.append(f"te_laat_is_les_vanaf = {school.te_laat_is_les_vanaf}")
        if school.vroeger:
            lines.append(f"vroeger = {json.dumps(school.vroeger)}")
    return "\n".join(lines) + "\n"
