"""Histories of one SWV, and a slow model that keeps every edition in memory. It reads nothing of the program.

What must stand in an edition is what `tests.lib.oracle` finds in all that the schools had told by then: by day what the
last delivery that covers the day said of it, also by leaving out. Two schools with one lesson a day.
"""

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from types import MethodType

from tests.lib.cases import weekly, workdays
from tests.lib.oracle import Result, compute
from tests.lib.region import (
    AbsenceFile,
    Code,
    Coverage,
    Enrolment,
    LessonAbsence,
    Move,
    Region,
    School,
)
from tests.lib.strategies import HOLIDAYS, PUBLIC

SCHOOLS = ("12AB00", "34CD00")
PEILDATA = (date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1))
FIRST_DAY = date(2025, 8, 1)
CLASS, LATE_CLASS = "1A", "1B"
# What means nothing until the school mends its list of codes.
MENDED = "??"
CODES = {"Z": "ziek", "V": "verlof", "OO": "overig_ongeoorloofd", "S": "spijbelen"}
PROTOCOLS = ("noord-kennemerland", "kennemerland")
Pupil = tuple[str, str]
Tables = dict[str, list[dict[str, object]]]


@dataclass
class Told:
    """What a school says: all of it (the truth), or what the SWV has been told. `rows`: code by pupil and day."""

    pupils: dict[str, tuple[Enrolment, ...]] = field(default_factory=dict)
    rows: dict[tuple[str, date], str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=lambda: dict(CODES))


@dataclass
class Delivery:
    """What lies in the folder of a school: what it covers, and its rows; those of other days count for nothing."""

    covers: tuple[date, date]
    rows: dict[tuple[str, date], str]


@dataclass
class Snapshot:
    """What the SWV had been told when a backup was made."""

    told: dict[str, Told]
    moves: int


@dataclass
class KnownEdition:
    """An edition as the model keeps it: its rows by table, without who was erased since."""

    peildatum: date
    tables: Tables


class History:
    """What happened so far. Each method that draws changes the truth alone; `tell` is what a run takes from it."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.at = 0
        self.truth = {school: Told() for school in SCHOOLS}
        self.told = {school: Told() for school in SCHOOLS}
        self.deliveries: dict[str, Delivery] = {}
        self.must_tell_all = set(SCHOOLS)
        self.late = set(SCHOOLS)
        self.moves: list[Move] = []
        self.moved: set[Pupil] = set()
        self.erased: set[Pupil] = set()
        self.protocols = dict.fromkeys(SCHOOLS, PROTOCOLS[0])
        self.names = {school: f"School {school}" for school in SCHOOLS}
        self.editions: list[KnownEdition] = []
        for at, school in enumerate(SCHOOLS):
            self._add_pupils(school, CLASS, range(100 + 100 * at, 112 + 100 * at))
            self._miss_lessons(school, FIRST_DAY + timedelta(days=31), self.peildatum)

    @property
    def peildatum(self) -> date:
        return PEILDATA[self.at]

    # --- what happens ------------------------------------------------------------------------------------------------

    def list_events(self) -> Iterator[MethodType]:
        """What can happen to the deliveries now."""
        yield from (self.correct, self.delete, self.set_rules, self.rename)
        if any(MENDED not in told.codes for told in self.truth.values()):
            yield self.mend_code
        if self.late:
            yield self.add_late_class
        yield self.move

    def correct(self) -> None:
        """Another code on some days, and some days more."""
        school = self.draw.choice(SCHOOLS)
        told = self.truth[school]
        for place in self.draw.sample(sorted(told.rows), min(3, len(told.rows))):
            told.rows[place] = self.draw.choice([*CODES, MENDED])
        self._miss_lessons(school, FIRST_DAY + timedelta(days=31), self.peildatum, times=1)

    def delete(self) -> None:
        """All that was said of a pupil is taken back, or of some days."""
        told = self.truth[self.draw.choice(SCHOOLS)]
        numbers = sorted({number for number, _ in told.rows})
        if numbers:
            gone, part = self.draw.choice(numbers), self.draw.choice((1.0, 0.5))
            told.rows = {
                place: code for place, code in told.rows.items() if place[0] != gone or self.draw.random() >= part
            }

    def move(self) -> None:
        """A pupil goes to the other school, where it has another number."""
        origin, target = self.draw.sample(SCHOOLS, 2)
        free = [number for number in self._list_free(origin) if len(self.truth[origin].pupils[number]) == 1]
        if len(free) <= 8:
            return
        number, day = self.draw.choice(free), self.peildatum - timedelta(days=self.draw.randint(20, 60))
        new = str(900 + len(self.moves))
        old = self.truth[origin]
        old.pupils[number] = tuple(
            replace(each, uitschrijfdatum=day - timedelta(days=1)) for each in old.pupils[number]
        )
        gone = {place for place in old.rows if place[0] == number and place[1] >= day}
        told = self.truth[target]
        told.pupils[new] = (Enrolment(new, CLASS, inschrijfdatum=day),)
        told.rows |= {(new, place[1]): old.rows.pop(place) for place in gone}
        self.moves.append(Move(origin, number, target, new, day))
        self.moved |= {(origin, number), (target, new)}
        self.must_tell_all |= set(SCHOOLS)

    def add_late_class(self) -> None:
        """A class that the first deliveries did not have."""
        school = self.draw.choice(sorted(self.late))
        first = 150 + 100 * SCHOOLS.index(school)
        self._add_pupils(school, LATE_CLASS, range(first, first + 4))
        self.late.remove(school)
        self.must_tell_all.add(school)

    def mend_code(self) -> None:
        school = self.draw.choice([name for name, told in self.truth.items() if MENDED not in told.codes])
        self.truth[school].codes[MENDED] = self.draw.choice(["ziek", "overig_ongeoorloofd"])
        self.must_tell_all.add(school)

    def set_rules(self) -> None:
        self.protocols[self.draw.choice(SCHOOLS)] = self.draw.choice(PROTOCOLS)

    def rename(self) -> None:
        self.names[self.draw.choice(SCHOOLS)] = f"College {self.draw.randint(1, 99)}"

    def go_on(self) -> None:
        """The next quarter, in which lessons are missed too."""
        before = self.peildatum
        self.at += 1
        for school in SCHOOLS:
            self._miss_lessons(school, before, self.peildatum)

    def choose_to_erase(self) -> Pupil | None:
        """A pupil who never moved, and of whom the SWV was told."""
        found = [
            (school, number)
            for school in SCHOOLS
            for number in self._list_free(school)
            if number in self.told[school].pupils
        ]
        return self.draw.choice(found) if len(found) > 16 else None

    # --- what is told ------------------------------------------------------------------------------------------------

    def prepare(self, *, whole: bool = False) -> Region:
        """The folder of deliveries as the next run finds it: of all days, or of those since the peildatum before."""
        for school, truth in self.truth.items():
            begin = FIRST_DAY
            if self.at and not whole and school not in self.must_tell_all and self.draw.random() < 0.6:
                begin = PEILDATA[self.at - 1] + timedelta(days=1)
            covers = (begin, self.peildatum)
            rows = {
                place: code
                for place, code in truth.rows.items()
                if covers[0] <= place[1] <= covers[1] or self.draw.random() < 0.5
            }
            self.deliveries[school] = Delivery(covers, rows)
        return self._make_region(
            {school: replace(truth, rows=self.deliveries[school].rows) for school, truth in self.truth.items()},
            {school: each.covers for school, each in self.deliveries.items()},
        )

    def tell(self, peildatum: date) -> None:
        """The run took the deliveries that were prepared: of the days that each covers up to the peildatum it decides.

        After a run of an earlier quarter the days since go by what was told before, also by another list of codes.
        """
        for school, delivery in self.deliveries.items():
            first, last = delivery.covers[0], min(delivery.covers[1], peildatum)
            stands = {place: code for place, code in self.told[school].rows.items() if not first <= place[1] <= last}
            now = {place: code for place, code in delivery.rows.items() if first <= place[1] <= last}
            truth = self.truth[school]
            self.told[school] = Told(dict(truth.pupils), {**stands, **now}, dict(truth.codes))
        if peildatum == self.peildatum:
            self.must_tell_all.clear()

    def compute(self, peildatum: date) -> Tables:
        """What the edition of now must hold: of all that was told, without who is erased."""
        covers = dict.fromkeys(SCHOOLS, (FIRST_DAY, peildatum))
        region = self._make_region({school: self._leave_out(school, peildatum) for school in SCHOOLS}, covers)
        return list_tables(compute(region, peildatum, HOLIDAYS, PUBLIC))

    def keep(self) -> Snapshot:
        """What a backup that is made now holds."""
        return Snapshot(copy.deepcopy(self.told), len(self.moves))

    def go_back(self, snapshot: Snapshot) -> None:
        """The SWV knows again what it knew then. Schools tell all where more changed since than days of absence."""
        self.told = copy.deepcopy(snapshot.told)
        for school, truth in self.truth.items():
            told = self.told[school]
            if (told.pupils, told.codes) != (truth.pupils, truth.codes) or snapshot.moves != len(self.moves):
                self.must_tell_all.add(school)

    def erase(self, pupil: Pupil) -> None:
        """Out of every edition, and of what is told from now on."""
        self.erased.add(pupil)
        for edition in self.editions:
            edition.tables = {
                name: [row for row in rows if (row.get("school"), row.get("leerlingnummer")) != pupil]
                for name, rows in edition.tables.items()
            }

    def _leave_out(self, school: str, last: date) -> Told:
        told, gone = self.told[school], {number for name, number in self.erased if name == school}
        return replace(
            told,
            pupils={number: each for number, each in told.pupils.items() if number not in gone},
            rows={place: code for place, code in told.rows.items() if place[0] not in gone and place[1] <= last},
        )

    # --- of what it is made ------------------------------------------------------------------------------------------

    def _add_pupils(self, school: str, group: str, numbers: range) -> None:
        self.truth[school].pupils |= {str(number): (Enrolment(str(number), group),) for number in numbers}

    def _miss_lessons(self, school: str, first: date, last: date, *, times: int = 6) -> None:
        """Some pupils miss a number of days in a row: a few, or weeks."""
        told, days = self.truth[school], workdays(first, last)
        for number in self.draw.choices(self._list_free(school), k=times):
            begin, length = self.draw.randrange(len(days)), self.draw.choice((1, 3, 10, 25, 40))
            code = self.draw.choice([*CODES, MENDED])
            told.rows |= {(number, day): code for day in days[begin : begin + length]}

    def _list_free(self, school: str) -> list[str]:
        return [
            number
            for number in self.truth[school].pupils
            if (school, number) not in self.moved and (school, number) not in self.erased
        ]

    def _make_region(self, schools: dict[str, Told], covers: dict[str, tuple[date, date]]) -> Region:
        return Region(
            tuple(
                School(
                    school,
                    "VO",
                    tuple(row for _, rows in sorted(told.pupils.items()) for row in rows),
                    (*weekly(CLASS), *weekly(LATE_CLASS)),
                    absenties=(AbsenceFile("absenties.csv", LessonAbsence, _list_rows(told)),),
                    codes=tuple(Code(code, kind) for code, kind in told.codes.items()),
                    levering=(Coverage("absenties", *covers[school]),),
                    protocol=self.protocols[school],
                )
                for school, told in schools.items()
            ),
            overstappen=tuple(self.moves),
        )


def _list_rows(told: Told) -> tuple[LessonAbsence, ...]:
    return tuple(LessonAbsence(number, day, 1, code) for (number, day), code in sorted(told.rows.items()))


def list_tables(result: Result) -> Tables:
    """The rows of each table."""
    return {each.name: getattr(result, each.name) for each in fields(result) if each.name not in _NO_TABLES}


_NO_TABLES = ("balans", "buiten_rooster")
