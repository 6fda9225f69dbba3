"""Schools whose absences come in patterns that contract 2.8 looks at, drawn with a seed.

Exports that begin late or stop, weeks without a row, holidays and free days in between, entry times that are missing,
ahead or after the day, timetables that end, and what the school itself says (`levering`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from tests.lib.cases import weekly
from tests.lib.oracle import get_free_days
from tests.lib.region import (
    AbsenceFile,
    Coverage,
    DatedLesson,
    Enrolment,
    LessonAbsence,
    LocalDays,
    Region,
    School,
    SpanAbsence,
)
from tests.lib.strategies import HOLIDAYS, PUBLIC, make_codes

PEILDATA = (date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 18))
CODES = ("Z", "Z", "Z", "S", "S", "L", "V", "P", "AO", "A", "?")
KLASSEN = ("1A", "1B")
LAST = "1008"  # only in the larger schools
_DAY = timedelta(days=1)


def draw_activity_region(seed: int, *, schools: int = 3) -> tuple[Region, date]:
    """An SWV of small schools, and a peildatum."""
    chance = Random(seed)
    peildatum = chance.choice(PEILDATA)
    region = Region((), protocol="noord-kennemerland", vakantieregio=chance.choice(("noord", "midden", "zuid")))
    made = tuple(_make_school(chance, region, peildatum, f"{number + 10}AB00") for number in range(schools))
    return replace(region, scholen=made), peildatum


def _make_school(chance: Random, region: Region, peildatum: date, school_id: str) -> School:
    numbers = [str(1001 + number) for number in range(chance.choice((4, 8, 12)))]
    first = date(peildatum.year - (2 if peildatum.month < 8 else 1), 8, 1)
    bare = School(
        id=school_id,
        sector=chance.choice(("VO", "VSO")),
        leerlingen=tuple(_enrolment(chance, number, first, peildatum) for number in numbers),
        rooster=_timetable(chance, peildatum),
        codes=make_codes(peildatum - timedelta(days=30)),
        kalender=tuple(_free(chance, peildatum) for _ in range(chance.choice((0, 0, 1)))),
    )
    if chance.random() < 0.2:
        bare = _with_dated_timetable(chance, region, bare, peildatum)
    rows = list(_rows(chance, region, bare, first, peildatum))
    chance.shuffle(rows)
    files = (
        AbsenceFile("les.csv", LessonAbsence, tuple(row for row in rows if isinstance(row, LessonAbsence))),
        AbsenceFile("span.csv", SpanAbsence, tuple(row for row in rows if isinstance(row, SpanAbsence))),
    )
    said = _coverage(chance, first, peildatum)
    return replace(bare, absenties=tuple(file for file in files if file.rows), levering=said)


def _enrolment(chance: Random, number: str, first: date, peildatum: date) -> Enrolment:
    begin = chance.choice((None, None, first, first + timedelta(days=chance.randrange(500))))
    end = chance.choice((None, None, None, None, peildatum - timedelta(days=chance.randrange(150))))
    if begin is not None and end is not None and end < begin:
        end = None
    # One pupil at most without a timetable: of more the delivery is refused (1.3 c).
    klas = "9z" if number == LAST and chance.random() < 0.5 else chance.choice(KLASSEN)
    return Enrolment(number, klas, inschrijfdatum=begin, uitschrijfdatum=end)


def _timetable(chance: Random, peildatum: date) -> tuple:
    ends = chance.choice((None, None, None, peildatum - timedelta(days=chance.choice((3, 20, 60)))))
    days = chance.choice(((1, 2, 3, 4, 5), (1, 2, 3, 4, 5), (1, 2, 4, 5)))
    return tuple(lesson for klas in KLASSEN for lesson in weekly(klas, lessen=2, dagen=days, tot=ends))


def _with_dated_timetable(chance: Random, region: Region, school: School, peildatum: date) -> School:
    """The same days one by one, up to some days before the peildatum."""
    free = get_free_days(region, school, HOLIDAYS, PUBLIC)
    day, rows = peildatum - timedelta(days=200), []
    last = peildatum - timedelta(days=chance.choice((0, 5, 40)))
    while day <= last:
        if day.isoweekday() <= 5 and day not in free:
            rows += [DatedLesson(klas, day, 1, time(9), time(9, 50)) for klas in KLASSEN]
        day += _DAY
    return replace(school, rooster=(), rooster_datum=tuple(rows))


def _free(chance: Random, peildatum: date) -> LocalDays:
    first = peildatum - timedelta(days=chance.randrange(120))
    return LocalDays(first, first + timedelta(days=chance.choice((0, 2, 8))), chance.choice(("vrij", "vrij", "les")))


def _coverage(chance: Random, first: date, peildatum: date) -> tuple[Coverage, ...] | None:
    """Mostly nothing said; else one range or two, that may begin late, stop early, overlap or leave days out."""
    if chance.random() < 0.7:
        return None
    begin = first + timedelta(days=chance.choice((0, 40, 200)))
    end = peildatum + timedelta(days=chance.choice((-200, -30, -9, -1, 0, 12)))
    begin = min(begin, end)
    middle = begin + timedelta(days=chance.randrange((end - begin).days + 1))
    after = middle + timedelta(days=chance.choice((-5, 1, 2, 10, 60)))
    parts = [Coverage("absenties", begin, middle)]
    if after <= end:
        parts.append(Coverage("absenties", after, end))
    return tuple(parts)


def _rows(
    chance: Random, region: Region, school: School, first: date, peildatum: date
) -> Iterator[LessonAbsence | SpanAbsence]:
    """Each pupil starts an absence on a day with a small chance, unless the school is silent that day."""
    rate = chance.choice((0.02, 0.08, 0.15, 0.3))
    begin = first + timedelta(days=chance.choice((0, 0, 30, 120, 330)))
    end = peildatum + timedelta(days=chance.choice((5, 5, 0, -1, -4, -9, -16, -30, -60, -120)))
    silences = [_silence(chance, begin, end) for _ in range(chance.choice((0, 0, 1, 2)))]
    mode = chance.choice(("none", "none", "same", "ahead", "mixed"))
    day = begin
    if chance.random() < 0.1:  # a test week long before
        yield from (LessonAbsence(row.leerlingnummer, begin - 60 * _DAY, 1, "Z") for row in school.leerlingen[:3])
    while day <= end:
        quiet = any(start <= day <= stop for start, stop in silences)
        if day.isoweekday() <= 5:
            for row in school.leerlingen:
                if chance.random() < (rate / 40 if quiet else rate):
                    yield from _absence(chance, row.leerlingnummer, day, mode)
        day += _DAY


def _silence(chance: Random, begin: date, end: date) -> tuple[date, date]:
    start = begin + timedelta(days=chance.randrange(max((end - begin).days, 1)))
    return start, start + timedelta(days=chance.choice((2, 4, 9, 13, 20, 34)))


def _absence(chance: Random, number: str, day: date, mode: str) -> Iterator[LessonAbsence | SpanAbsence]:
    """One lesson, some days of lessons, or a span."""
    code, kind = chance.choice(CODES), chance.choice(("lesson", "lesson", "days", "span", "open", "moments"))
    if kind == "span":
        yield SpanAbsence(
            number, day, day + timedelta(days=chance.choice((0, 1, 4, 9))), code, _stamp(chance, day, mode)
        )
    elif kind == "open" and chance.random() < 0.1:
        yield SpanAbsence(number, day, None, code, _stamp(chance, day, mode))
    elif kind == "moments":
        moment = datetime.combine(day, time(8))
        later = moment + timedelta(hours=chance.choice((2, 16, 30)))
        yield SpanAbsence(number, moment, later, code, _stamp(chance, day, mode))
    else:
        for step in range(chance.choice((2, 3, 8)) if kind == "days" else 1):
            each = day + step * _DAY
            yield LessonAbsence(number, each, chance.choice((1, 2)), code, _stamp(chance, day, mode))


def _stamp(chance: Random, day: date, mode: str) -> date | None:
    if mode == "none" or (mode == "mixed" and chance.random() < 0.4):
        return None
    if mode == "ahead" and chance.random() < 0.6:
        return day - timedelta(days=chance.choice((1, 7, 60)))
    return chance.choice((day, datetime.combine(day, time(8, 5)), day + timedelta(days=chance.choice((1, 14)))))
