"""Pupils of a generated region made to move between its schools, absent round the move, with the list of the SWV.

Pauses lie around 28 calendar days, lengths around four lesweken; some go on to a third school; some rows cannot be
followed: nobody known, two rows about one pupil, still enrolled at the old school, a move after the peildatum.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.lib.region import AbsenceFile, Enrolment, Move, Region, School, SpanAbsence
from tests.lib.strategies import NO_REASON

FILE = "verzuim_span.csv"
OA, GA = ("S", "S", "P", "oo"), ("Z", "Z", "V")
_MOVES = 3

Pupil = tuple[int, str]
"""Place of the school in the region, and the number there."""


def add_moves(region: Region, peildatum: date, chance: Random, *, codes: Sequence[str] = ()) -> Region:
    """The region with up to three moves and the absence round them; as it was where it has one school.

    The first pupil of each school stays as it was, so that no school is left without lessons.
    """
    if len(region.scholen) < 2:
        return region
    schools = list(region.scholen)
    moves: list[Move] = []
    free = [(place, number) for place, school in enumerate(schools) for number in list_numbers(school)[1:]]
    chance.shuffle(free)
    last: tuple[Pupil, date] | None = None
    for _ in range(_MOVES):
        goes_on = last is not None and chance.random() < 0.5
        if not goes_on and not free:
            break
        old = last[0] if last and goes_on else free.pop()
        others = [pupil for pupil in free if pupil[0] != old[0]]
        if not others:
            break
        new = others[0]
        free.remove(new)
        came = last[1] if last and old == last[0] else None
        left = draw_last_day(chance, peildatum, came)
        begin = left + timedelta(days=chance.choice([1, 1, 1, 1, 2, 3, 3, 4, 10, 17, 26, 27, 28, 29, 30, 31]))
        if begin > peildatum:
            break
        _leave(schools, old, left, came, stays=chance.random() < 0.1)
        _come(schools, new, begin)
        code = chance.choice(codes or (*OA, *GA, NO_REASON))
        other = code if chance.random() < 0.75 else chance.choice(codes or (*OA, *GA))
        _be_absent(schools, old, code, draw_before(chance, left))
        _be_absent(schools, new, other, draw_after(chance, begin))
        moves += draw_rows(chance, schools, old, new, begin, peildatum)
        last = (new, begin)
    chance.shuffle(moves)
    return replace(region, scholen=tuple(schools), overstappen=tuple(moves))


def list_numbers(school: School) -> list[str]:
    return sorted({row.leerlingnummer for row in school.leerlingen})


def draw_last_day(chance: Random, peildatum: date, came: date | None) -> date:
    """Of who came from another school a few weeks later."""
    if came is not None:
        return came + timedelta(days=chance.choice([0, 4, 6, 13, 20, 27]))
    return peildatum - timedelta(days=chance.choice([10, 20, 30, 45, 60, 75, 90, 120]))


def draw_before(chance: Random, left: date) -> tuple[date, date]:
    """A span that often lasts up to the last day."""
    first = left - timedelta(days=chance.choice([0, 2, 4, 6, 7, 13, 20, 27, 40, 70]))
    return first, left - timedelta(days=chance.choice([0, 0, 0, 0, 0, 1, 3]))


def draw_after(chance: Random, begin: date) -> tuple[date, date | None]:
    """A span that often begins on the first day."""
    first = begin + timedelta(days=chance.choice([0, 0, 0, 0, 0, 1, 3]))
    length = chance.choice([None, None, 0, 4, 6, 13, 18, 19, 20, 21, 22, 27, 40])
    return first, None if length is None else first + timedelta(days=length)


def draw_rows(
    chance: Random, schools: list[School], old: Pupil, new: Pupil, begin: date, peildatum: date
) -> list[Move]:
    """The row of a move, mostly alone."""
    row = Move(schools[old[0]].id, old[1], schools[new[0]].id, new[1], begin)
    kind = chance.choice(["alone"] * 9 + ["twice", "nobody", "from two", "to two", "later"])
    if kind == "twice":
        return [row, replace(row, datum=begin + timedelta(days=1))]
    if kind == "nobody":
        return [row, replace(row, leerlingnummer_naar="9999")]
    if kind == "later":
        return [replace(row, datum=peildatum + timedelta(days=1))]
    if kind == "from two":
        return [row, replace(row, leerlingnummer_van=chance.choice(list_numbers(schools[old[0]])))]
    if kind == "to two":
        return [row, replace(row, leerlingnummer_naar=chance.choice(list_numbers(schools[new[0]])))]
    return [row]


def _leave(schools: list[School], pupil: Pupil, left: date, came: date | None, *, stays: bool) -> None:
    """The pupil is enrolled up to `left`, or goes on being so."""
    place, number = pupil
    school = schools[place]
    own = [row for row in school.leerlingen if row.leerlingnummer == number]
    until = replace(own[-1], inschrijfdatum=came, uitschrijfdatum=None if stays else left)
    schools[place] = replace(school, leerlingen=_put(school.leerlingen, until))


def _come(schools: list[School], pupil: Pupil, begin: date) -> None:
    place, number = pupil
    school = schools[place]
    own = [row for row in school.leerlingen if row.leerlingnummer == number]
    since = replace(own[-1], inschrijfdatum=begin, uitschrijfdatum=None)
    schools[place] = replace(school, leerlingen=_put(school.leerlingen, since))


def _put(rows: tuple[Enrolment, ...], one: Enrolment) -> tuple[Enrolment, ...]:
    """The rows with this one in the place of all rows of its pupil."""
    return (*(row for row in rows if row.leerlingnummer != one.leerlingnummer), one)


def _be_absent(schools: list[School], pupil: Pupil, code: str, days: tuple[date, date | None]) -> None:
    place, number = pupil
    school = schools[place]
    files = {file.naam: file for file in school.absenties}
    earlier = files[FILE].rows if FILE in files else ()
    if days[1] is not None and days[1] < days[0]:
        return
    files[FILE] = AbsenceFile(FILE, SpanAbsence, (*earlier, SpanAbsence(number, *days, code)))
    schools[place] = replace(school, absenties=tuple(files.values()))
