"""Regions full of unauthorised absence for the DUO ledger, and what authorised events may do without being felt.

Absences are drawn day by day from a seeded generator, so that runs, pauses of seven days, windows of four lesweken
and notifications meet often.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from tests.lib.oracle import Slot, build_slots, covers_slot, get_free_days
from tests.lib.region import (
    AbsenceFile,
    Enrolment,
    LessonAbsence,
    LocalDays,
    Notification,
    Region,
    School,
    SpanAbsence,
    WeeklyLesson,
)
from tests.lib.strategies import HOLIDAYS, PEILDATA, PUBLIC, make_codes

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


def make_region(seed: int, *, pupils: int = 6, schools: int = 2) -> tuple[Region, date]:
    """Schools full of unauthorised absence, and a peildatum."""
    chance = Random(seed)
    peildatum = chance.choice(PEILDATA)
    region = Region((), vakantieregio=chance.choice(["noord", "midden", "zuid"]))
    made = [make_school(chance, region, peildatum, number, pupils) for number in range(schools)]
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


# --- what authorised events may do -------------------------------------------------------------------------------


def recode(school: School, chance: Random) -> School:
    """Every authorised event gets another authorised code, or becomes present."""
    return map_rows(
        school,
        lambda row: replace(row, code=chance.choice([*GA_CODES, PRESENT])) if row.code in GA_CODES else row,
    )


def add_and_remove(school: School, chance: Random, region: Region, peildatum: date) -> School:
    """Authorised events come and go on slots that no other event touches."""
    slots = build_slots(region, school, peildatum, get_free_days(region, school, HOLIDAYS, PUBLIC))
    places = {(number, slot.datum, slot.lesuur) for number, own in slots.items() for slot in own}
    touched: dict[tuple[str, date, int], int] = {}
    for file in school.absenties:
        for row in file.rows:
            for place in _list_places(row, slots.get(row.leerlingnummer, []), places, peildatum):
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
    kept = map_rows(school, keep)
    # A school of few lessons may have no free slot at all.
    more = (AbsenceFile("z_les.csv", LessonAbsence, added),) if added else ()
    return replace(kept, absenties=(*kept.absenties, *more))


def _list_places(
    row: LessonAbsence | SpanAbsence, own: list[Slot], places: set[tuple[str, date, int]], peildatum: date
) -> list[tuple[str, date, int]]:
    """The slots that a row touches, as (number, day, lesson hour)."""
    if isinstance(row, LessonAbsence):
        place = (row.leerlingnummer, row.datum, row.lesuur)
        return [place] if place in places and row.datum <= peildatum else []
    return [(row.leerlingnummer, slot.datum, slot.lesuur) for slot in own if covers_slot(row, slot, peildatum)]


def map_rows(
    school: School, change: Callable[[LessonAbsence | SpanAbsence], LessonAbsence | SpanAbsence | None]
) -> School:
    files = tuple(
        replace(file, rows=tuple(row for row in map(change, file.rows) if row is not None)) for file in school.absenties
    )
    return replace(school, absenties=files)
