"""The DUO ledger on generated deliveries: equal to the reference reading, and deaf to every authorised hour.

Absences are drawn day by day from a seeded generator, so that runs, pauses of seven days, windows of four lesweken
and notifications meet often. `MSA_DEEP=1` multiplies the number of regions by ten.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.lib.comparison import Output, compare_table, run_program
from tests.lib.oracle import Slot, build_slots, compute, covers_slot, get_free_days
from tests.lib.region import (
    AbsenceFile,
    Code,
    Enrolment,
    LessonAbsence,
    LocalDays,
    Notification,
    Region,
    School,
    SpanAbsence,
    WeeklyLesson,
    write_region,
)
from tests.lib.strategies import HOLIDAYS, PEILDATA, PUBLIC, make_codes

DEEP = 10 if os.environ.get("MSA_DEEP") else 1
OA_CODES = ("S", "LX", "oo", "P")
# Codes that are authorised on every date, and the one that is present.
GA_CODES = ("Z", "M", "V", "SC", "vr", "og")
PRESENT = "A"
CLASSES = ("1A", "1B", "1C", "1D")
BIRTHS = (
    None,
    date(2012, 5, 5),
    date(2008, 2, 29),
    date(2008, 11, 6),
    date(2010, 7, 31),
    date(2010, 8, 1),
    date(2003, 11, 20),
    date(2020, 2, 29),
    date(2021, 10, 31),
)
Days = list[list[Slot]]


@dataclass(frozen=True)
class Mood:
    """How a pupil goes about a stretch of days: whole days or some lessons, with one code or another."""

    days: int
    whole: bool
    codes: tuple[str, ...]


# --- regions -----------------------------------------------------------------------------------------------------


def make_region(seed: int, *, pupils: int = 6) -> tuple[Region, date]:
    """Two schools full of unauthorised absence, and a peildatum."""
    chance = Random(seed)
    peildatum = chance.choice(PEILDATA)
    region = Region((), vakantieregio=chance.choice(["noord", "midden", "zuid"]))
    made = [make_school(chance, region, peildatum, number, pupils) for number in range(2)]
    return replace(region, scholen=tuple(made)), peildatum


def make_school(chance: Random, region: Region, peildatum: date, number: int, pupils: int) -> School:
    sector, protocol = chance.choice([("VO", "noord-kennemerland"), ("PO", "kennemerland"), ("VO", "dronten")])
    numbers = [str(1001 + place) for place in range(pupils)]
    bare = School(
        id=f"{number + 10}AB00",
        sector=sector,
        protocol=protocol,
        leerlingen=tuple(row for pupil in numbers for row in make_enrolments(chance, pupil, peildatum)),
        rooster=tuple(row for name in CLASSES for row in make_timetable(chance, name)),
        codes=make_codes(peildatum),
        kalender=tuple(make_local_days(chance, peildatum) for _ in range(chance.choice([0, 1, 2]))),
    )
    slots = build_slots(region, bare, peildatum, get_free_days(region, bare, HOLIDAYS, PUBLIC))
    absences, notifications = [], []
    for pupil in numbers:
        days = group_by_day(slots[pupil], peildatum)
        rows = list(draw_absences(chance, pupil, days))
        absences += rows
        notifications += draw_notifications(chance, [row for row in rows if row.code in OA_CODES])
    chance.shuffle(notifications)
    return replace(
        bare,
        absenties=(AbsenceFile("a_les.csv", LessonAbsence, tuple(absences)),),
        duo_meldingen=tuple(notifications) if chance.random() < 0.8 else None,
    )


def make_enrolments(chance: Random, number: str, peildatum: date) -> Iterable[Enrolment]:
    first = Enrolment(
        number,
        chance.choice(CLASSES),
        geboortedatum=chance.choice(BIRTHS),
        startkwalificatie=chance.choice([None, True, False]),
    )
    day = peildatum - timedelta(days=chance.choice([0, 1, 2, 3, 5, 9, 20, 45]))
    mode = chance.choice(["open"] * 4 + ["left", "gap"])
    if mode == "open":
        yield first
        return
    yield replace(first, uitschrijfdatum=day)
    if mode == "gap":
        yield replace(first, klas=chance.choice(CLASSES), inschrijfdatum=day + timedelta(chance.choice([1, 4, 30])))


def make_timetable(chance: Random, name: str) -> Iterable[WeeklyLesson]:
    """Often 16 hours in a week or in two days; one weekday may have a lesson more."""
    weekdays = chance.choice([(1, 2, 3, 4, 5)] * 4 + [(1,), (2, 4), (1, 2, 3, 4)])
    count, length = chance.choice([(3, 50), (8, 50), (8, 50), (4, 60), (8, 60), (6, 80), (5, 64), (1, 50)])
    more = chance.choice([None, weekdays[-1]])
    for weekday in weekdays:
        for hour in range(count + (weekday == more)):
            begin, end = 480 + hour * length, 480 + (hour + 1) * length
            yield WeeklyLesson(name, weekday, hour + 1, time(*divmod(begin, 60)), time(*divmod(end, 60)))


def make_local_days(chance: Random, peildatum: date) -> LocalDays:
    first = peildatum - timedelta(days=chance.choice([-2, 0, 2, 6, 15, 30, 80]))
    return LocalDays(first, first + timedelta(days=chance.choice([0, 1, 4, 8])))


def group_by_day(slots: list[Slot], peildatum: date) -> Days:
    dates = sorted({slot.datum for slot in slots if slot.datum <= peildatum})
    return [[slot for slot in slots if slot.datum == day] for day in dates]


def draw_absences(chance: Random, number: str, days: Days) -> Iterable[LessonAbsence]:
    """One mood after another over the last days; often a long one at the very end."""
    days = days[-chance.choice([40, 80, 120]) :]
    while days:
        mood = draw_mood(chance)
        stretch, days = days[: mood.days], days[mood.days :]
        if len(days) < 6 and chance.random() < 0.5:  # the last mood lasts up to the peildatum
            stretch, days = stretch + days, []
        for day in stretch:
            count = len(day) if mood.whole else chance.randint(0, len(day))
            for slot in day[:count] if mood.codes else []:
                yield LessonAbsence(number, slot.datum, slot.lesuur, chance.choice(mood.codes))


def draw_mood(chance: Random) -> Mood:
    code = chance.choice(OA_CODES)
    kinds: list[tuple[bool, tuple[str, ...]]] = [(True, (code,))] * 5
    kinds += [(True, ("S", "P")), (False, (code,)), (False, ("S", "P", "Z")), (True, ("S", "S", "S", "V"))]
    kinds += [(True, (chance.choice(GA_CODES),)), (True, ()), (True, ()), (True, ("?",))]
    whole, codes = chance.choice(kinds)
    is_long = whole and codes and codes[0] in OA_CODES
    return Mood(chance.choice([1, 2, 3, 4, 5, 8, 12, 19, 20, 21, 27] if is_long else [1, 1, 2, 3, 5]), whole, codes)


def draw_notifications(chance: Random, rows: list[LessonAbsence]) -> Iterable[Notification]:
    for _ in range(chance.choice([0, 1, 2, 4]) if rows else 0):
        row = chance.choice(rows)
        begin = row.datum - timedelta(days=chance.choice([0, 1, 3, 7]))
        length = chance.choice([None, 0, 1, 4, 6, 20])
        yield Notification(
            row.leerlingnummer,
            chance.choice(["16uur", "16uur", "16uur", "lrv", "lrv", "overig"]),
            begin,
            None if length is None else begin + timedelta(days=length),
            begin + timedelta(days=chance.choice([1, 5, 7, 8, 9, 12, 20])),
        )


def run(region: Region, peildatum: date, folder: Path) -> Output:
    output = run_program(write_region(region, folder), peildatum)
    assert output.exit_code == 0
    return output


# --- equal to the reference reading ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3 * DEEP))
def test_the_ledger_equals_the_reference_reading(seed: int, tmp_path: Path) -> None:
    region, peildatum = make_region(seed)
    expected = compute(region, peildatum, HOLIDAYS, PUBLIC).duo_melding
    assert expected
    differences = compare_table("duo_melding", expected, run(region, peildatum, tmp_path))
    assert not differences, "\n".join(differences)


# --- no authorised hour reaches the ledger -----------------------------------------------------------------------


def recode(school: School, chance: Random) -> School:
    """Every authorised event gets another authorised code, or becomes present."""
    return map_rows(
        school,
        lambda row: replace(row, code=chance.choice([*GA_CODES, PRESENT])) if row.code in GA_CODES else row,
    )


def add_and_remove(school: School, chance: Random, region: Region, peildatum: date) -> School:
    """Authorised events come and go on slots that no other event touches."""
    slots = build_slots(region, school, peildatum, get_free_days(region, school, HOLIDAYS, PUBLIC))
    touched: dict[tuple[str, date, int], int] = {}
    for file in school.absenties:
        for row in file.rows:
            for slot in slots.get(row.leerlingnummer, []):
                if covers_slot(row, slot, peildatum):
                    place = (row.leerlingnummer, slot.datum, slot.lesuur)
                    touched[place] = touched.get(place, 0) + 1

    def keep(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence | None:
        alone = isinstance(row, LessonAbsence) and touched.get((row.leerlingnummer, row.datum, row.lesuur)) == 1
        return None if alone and row.code in GA_CODES and chance.random() < 0.5 else row

    added = tuple(
        LessonAbsence(number, slot.datum, slot.lesuur, chance.choice(GA_CODES))
        for number, own in slots.items()
        for slot in own
        if slot.datum <= peildatum and (number, slot.datum, slot.lesuur) not in touched and chance.random() < 0.1
    )
    assert added
    kept = map_rows(school, keep)
    return replace(kept, absenties=(*kept.absenties, AbsenceFile("z_les.csv", LessonAbsence, added)))


def map_rows(
    school: School, change: Callable[[LessonAbsence | SpanAbsence], LessonAbsence | SpanAbsence | None]
) -> School:
    files = tuple(
        replace(file, rows=tuple(row for row in map(change, file.rows) if row is not None)) for file in school.absenties
    )
    return replace(school, absenties=files)


def read_bytes(output: Output) -> list[bytes]:
    return [(output.folder / "tabellen" / f"duo_melding.{kind}").read_bytes() for kind in ("parquet", "csv")]


@pytest.mark.parametrize("seed", range(100, 100 + 3 * DEEP))
def test_authorised_events_change_no_byte(seed: int, tmp_path: Path) -> None:
    region, peildatum = make_region(seed)
    chance = Random(seed)
    before = run(region, peildatum, tmp_path / "before")
    assert before.read("duo_melding").height
    recoded = replace(region, scholen=tuple(recode(school, chance) for school in region.scholen))
    moved = replace(
        region, scholen=tuple(add_and_remove(school, chance, region, peildatum) for school in region.scholen)
    )
    for name, changed in (("recoded", recoded), ("moved", moved)):
        assert changed != region
        after = run(changed, peildatum, tmp_path / name)
        assert read_bytes(after) == read_bytes(before), name
        # The change is felt elsewhere, so it was no empty change.
        assert not after.read("leerling_periode").equals(before.read("leerling_periode"))


@pytest.mark.parametrize(("code", "hours"), [("Z", []), ("S", [16.0])])
def test_an_authorised_event_that_takes_the_place_of_an_unauthorised_one_does(
    code: str, hours: list[float], tmp_path: Path
) -> None:
    """Negative control: 16 lessons on 10 and 11 November; a later row on the last of them leaves 15, when it is GA."""
    days = (date(2026, 11, 10), date(2026, 11, 11))
    rows = [LessonAbsence("1001", day, hour, "S") for day in days for hour in range(1, 9)]
    school = School(
        id="12AB00",
        sector="VO",
        leerlingen=(Enrolment("1001", "1A"),),
        rooster=tuple(
            WeeklyLesson("1A", weekday, hour, time(7 + hour), time(8 + hour))
            for weekday in range(1, 6)
            for hour in range(1, 9)
        ),
        absenties=(AbsenceFile("a_les.csv", LessonAbsence, (*rows, replace(rows[-1], code=code))),),
        codes=(Code("S", "spijbelen"), Code("Z", "ziek")),
    )
    output = run(Region((school,)), date(2027, 1, 1), tmp_path)
    assert output.read("duo_melding")["uren"].to_list() == hours
