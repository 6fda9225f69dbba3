"""A believable, wholly invented SWV: what `msa demo` reads.

`make_demo` writes `swv.toml` and the deliveries of twelve schools and of leerplicht, as if made just after 1 January
2026. Nothing in it is real. One SWV with PO and VO together does not exist; it is so here to show both. The same seed
gives the same bytes: no clock, no order of a set.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pipelines.demo.behaviour import Absence, Diary, Year, add_planned, draw_absences
from pipelines.demo.chance import happens
from pipelines.demo.inspection_form import COLUMNS_FILE, FORM_FILE, write_inspection_form
from pipelines.demo.layouts import WRITERS, write_leerplicht, write_notifications, write_timetable
from pipelines.demo.people import MUNICIPALITIES, Pupil, Stay, groups_of, make_pupils
from pipelines.demo.planted import cases_for
from pipelines.demo.profiles import SCHOOLS, SWV_CODE, SWV_NAAM, SchoolProfile
from pipelines.demo.records import SchoolData
from pipelines.demo.timetable import DELIVERED, SCHOOL_YEARS, Timetable, make_timetable

# Pupils who change school: from, to, how many, and the last day at the old school. The new school enrols them some
# days before (domain.md 3: overlap at a move is normal).
MOVES = (("99AA00", "99AE00", 4, date(2025, 11, 14)), ("99AD00", "99AF00", 2, date(2025, 10, 10)))
OVERLAP_DAYS = 4
# Eighteen in the summer before the last school year.
ADULT_BORN = date(2007, 6, 15)


def make_demo(folder: Path, *, seed: int = 20260101) -> Path:
    """Write the demo SWV into `folder` (made when missing) and return the path of its `swv.toml`.

    The same `seed` gives the same bytes; about 6,000 pupils, two school years, up to 31 December 2025.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "swv.toml"
    settings.write_text(_settings_text(), encoding="utf-8")
    pupils = {school.id: make_pupils(Random(f"{seed}:{school.id}:pupils"), school) for school in SCHOOLS}
    _move_pupils(pupils)
    for place, school in enumerate(SCHOOLS):
        target = folder / "aanlevering" / school.id
        target.mkdir(parents=True, exist_ok=True)
        data = draw_school(Random(f"{seed}:{school.id}:absences"), school, place=place, pupils=pupils[school.id])
        write_timetable(target, data)
        WRITERS[school.layout](target, Random(f"{seed}:{school.id}:files"), data)
        if school.delivers_notifications:
            write_notifications(target, Random(f"{seed}:{school.id}:duo"), data)
    target = folder / "aanlevering" / "leerplicht"
    target.mkdir(parents=True, exist_ok=True)
    write_leerplicht(target, Random(f"{seed}:leerplicht"), MUNICIPALITIES)
    write_inspection_form(folder)
    return settings


def draw_school(rng: Random, school: SchoolProfile, *, place: int, pupils: list[Pupil]) -> SchoolData:
    """Draw the timetable and all absences of one school; `place` in the list of schools decides its planted cases."""
    _reduce_timetable(school, pupils)
    _leave_out_leavers(school, pupils)
    timetable = make_timetable(rng, school, groups_of(pupils))
    diaries = [Diary(school, timetable, number, pupil) for number, pupil in enumerate(pupils)]
    cases = _plant(rng, school, place=place, diaries=diaries, pupils=pupils)
    _come_of_age(school, pupils, cases)
    year = Year.of(timetable)
    for number, diary in enumerate(diaries):
        if number not in cases:
            draw_absences(rng, school, diary, year)
        if happens(rng, 0.04) and diary.end == timetable.first_index(DELIVERED):
            add_planned(rng, diary)
    told = [absence for absence in _in_order(diaries) if not _is_left_out(school, timetable, pupils, absence)]
    return SchoolData(school, timetable, pupils, diaries, told, cases)


def _is_left_out(school: SchoolProfile, timetable: Timetable, pupils: list[Pupil], absence: Absence) -> bool:
    """What happened, and the export does not tell: after its last day, or in a class where nobody registers."""
    first = timetable.days[absence.first]
    if school.stops_after is not None and first > school.stops_after:
        return True
    if school.silent_class is None:
        return False
    klas, begin, end = school.silent_class
    return begin <= first <= end and pupils[absence.pupil].klas_on(first) == klas


def _in_order(diaries: list[Diary]) -> list[Absence]:
    return sorted(
        (absence for diary in diaries for absence in diary.absences), key=lambda one: (one.first, one.entered)
    )


def _plant(
    rng: Random, school: SchoolProfile, *, place: int, diaries: list[Diary], pupils: list[Pupil]
) -> dict[int, str]:
    """Give each planted case to a pupil who is at the school in both years."""
    both_years = [
        number
        for number, pupil in enumerate(pupils)
        if pupil.listed and pupil.stays[0].van == SCHOOL_YEARS[0][0] and pupil.stays[-1].tot == SCHOOL_YEARS[1][1]
    ]
    cases = cases_for(school.sector, place=place, pupils=len(pupils))
    chosen = sorted(rng.sample(both_years, len(cases)))
    for number, case in zip(chosen, cases, strict=True):
        case(rng, diaries[number])
    return {number: case.__name__ for number, case in zip(chosen, cases, strict=True)}


def _come_of_age(school: SchoolProfile, pupils: list[Pupil], cases: dict[int, str]) -> None:
    """Whoever has the adult case of this school turned 18 in the summer before it."""
    for number, case in cases.items():
        if case == school.adult_case:
            pupils[number] = replace(pupils[number], geboortedatum=ADULT_BORN)


def _move_pupils(pupils: dict[str, list[Pupil]]) -> None:
    """Let pupils leave one demo school and enter another, where they are new pupils with a new number."""
    for source, target, count, last_day in MOVES:
        movers = [number for number, pupil in enumerate(pupils[source]) if _stays_on(pupil)][10 : 10 + count]
        for number in movers:
            pupil = pupils[source][number]
            old, newest = pupil.stays[-1], pupils[target][-1]
            pupils[source][number] = replace(pupil, stays=(*pupil.stays[:-1], replace(old, tot=last_day)))
            klas = next(one.stays[-1].klas for one in pupils[target] if one.stays[-1].leerjaar == old.leerjaar)
            entry = Stay(klas, old.leerjaar, last_day - timedelta(days=OVERLAP_DAYS), SCHOOL_YEARS[1][1])
            moved = replace(pupil, nummer=str(int(newest.nummer) + 3), stays=(entry,), groep="")
            pupils[target].append(replace(moved, onderwijssoort=newest.onderwijssoort))


def _stays_on(pupil: Pupil) -> bool:
    return len(pupil.stays) == len(SCHOOL_YEARS) and pupil.stays[-1].tot == SCHOOL_YEARS[1][1]


def _reduce_timetable(school: SchoolProfile, pupils: list[Pupil]) -> None:
    """Two pupils of a school with dated enrolments get a class of their own with ten lessons a week; the two
    enrolments overlap by two days, as happens."""
    if school.cohort_classes:
        return
    for number in [number for number, pupil in enumerate(pupils) if _stays_on(pupil)][20:22]:
        old = pupils[number].stays[-1]
        reduced = Stay("mw1", old.leerjaar, date(2025, 11, 3), old.tot)
        stays = (*pupils[number].stays[:-1], replace(old, tot=date(2025, 11, 4)), reduced)
        pupils[number] = replace(pupils[number], stays=stays, groep="")


def _leave_out_leavers(school: SchoolProfile, pupils: list[Pupil]) -> None:
    """Some pupils left long ago: the list of pupils no longer has them, the absences still do (formats.md 3.2)."""
    if school.lvs == "sjabloon" or school.layout == "somtoday_json":
        return
    left = date(2025, 3, 31)
    early = [number for number, pupil in enumerate(pupils) if pupil.stays[0].van == SCHOOL_YEARS[0][0]]
    for number in early[5:8]:
        stay = pupils[number].stays[0]
        pupils[number] = replace(pupils[number], stays=(replace(stay, tot=left),), listed=False)


def _settings_text() -> str:
    lines = [
        "# Verzonnen gegevens. Scholen, BRIN's, namen en leerlingen bestaan niet.",
        "# PO en VO in één samenwerkingsverband is alleen om beide te laten zien.",
        "[swv]",
        f'code = "{SWV_CODE}"',
        f'naam = "{SWV_NAAM}"',
        'protocol = "noord-kennemerland"',
        'vakantieregio = "noord"',
        "voorbeeld = true",
        "",
        "[paden]",
        'aanlevering = "aanlevering"',
        'uitvoer = "uitvoer"',
        'opslag = "opslag"',
        "",
        "[inspectie]",
        f'formulier = "{FORM_FILE}"',
        f'kolommen = "{COLUMNS_FILE}"',
    ]
    for school in SCHOOLS:
        lines += ["", "[[school]]", f'id = "{school.id}"', f'naam = "{school.naam}"']
        lines += [f'sector = "{school.sector}"', f'lvs = "{school.lvs}"']
        lines += [f'protocol = "{school.protocol}"'] if school.protocol else []
        lines += [] if school.is_po else [f"minuten_per_lesuur = {school.lesson_minutes}"]
    return "\n".join(lines) + "\n"
