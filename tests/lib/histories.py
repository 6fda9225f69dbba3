"""Histories of one SWV, and a slow model that keeps every edition in memory. It reads nothing of the program.

What must stand in an edition is what `tests.lib.oracle` finds in all that the schools had told by then: by day what the
last delivery that covers the day said of it, also by leaving out, and by the code table that came with it. What leads
from one edition to another is what `tests.lib.oracle` finds with one input after another of the other edition. Two
schools with one lesson a day. A school is named here by its first number, whatever number it has later.
"""

import copy
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from types import MethodType

from tests.lib.cases import weekly, workdays
from tests.lib.oracle import Result, compute, get_period_start
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
# The number that each school may get.
LATER_NUMBERS = {"12AB00": "56EF00", "34CD00": "78GH00"}
Pupil = tuple[str, str]
Tables = dict[str, list[dict[str, object]]]
Range = tuple[date, date]
# School, pupil and what is counted.
Place = tuple[str, str, str]
DAY = timedelta(days=1)


@dataclass
class Told:
    """What a school says: all of it (the truth), or what the SWV has been told. `rows`: code by pupil and day.

    `codes`: the code table that came last. `tables`: of which days each table that was told holds; the last one holds
    of all days where it is empty.
    """

    pupils: dict[str, tuple[Enrolment, ...]] = field(default_factory=dict)
    rows: dict[tuple[str, date], str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=lambda: dict(CODES))
    tables: list[tuple[Range, dict[str, str]]] = field(default_factory=list)

    def list_codes(self) -> list[Code]:
        """Rows of the code tables."""
        if not self.tables:
            return [Code(code, kind) for code, kind in self.codes.items()]
        return [Code(code, kind, *days) for days, codes in self.tables for code, kind in codes.items()]

    def find_kind(self, code: str, day: date) -> str:
        """What a code means on a day; "" where no table says it."""
        [codes] = [codes for (first, last), codes in self.tables if first <= day <= last] or [{}]
        return codes.get(code, "")


def put_table(
    tables: list[tuple[Range, dict[str, str]]], days: Range, codes: dict[str, str]
) -> list[tuple[Range, dict[str, str]]]:
    """The tables with this one in the place of what they said of these days."""
    first, last = days
    left = []
    for (van, tot), known in tables:
        pieces = ((van, min(tot, first - DAY)), (max(van, last + DAY), tot))
        left += [(piece, known) for piece in pieces if piece[0] <= piece[1]]
    return [*left, (days, dict(codes))]


@dataclass
class Delivery:
    """What lies in the folder of a school: what it covers, and its rows; those of other days count for nothing."""

    covers: tuple[date, date]
    rows: dict[tuple[str, date], str]


@dataclass
class Snapshot:
    """What the SWV had been told when a backup was made, and how many editions had come out."""

    told: dict[str, Told]
    moves: int
    editions: int


@dataclass(frozen=True)
class Known:
    """All that an edition was counted from."""

    told: dict[str, Told]
    protocols: dict[str, str]
    moves: tuple[Move, ...]


@dataclass
class KnownEdition:
    """An edition as the model keeps it: its rows by table, without who was erased since, and what made it.

    `is_lost`: of the store only a backup of before it is left, so that nobody knows what it was counted from.
    """

    peildatum: date
    tables: Tables
    known: Known
    is_lost: bool = False


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
        self.numbers = {school: school for school in SCHOOLS}
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
        yield from (self.correct, self.delete, self.set_rules, self.rename, self.leave)
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

    def leave(self) -> None:
        """A pupil stands in no list any more, and no absence of that pupil either."""
        school = self.draw.choice(SCHOOLS)
        free = self._list_free(school)
        if len(free) <= 8:
            return
        told, gone = self.truth[school], self.draw.choice(free)
        del told.pupils[gone]
        told.rows = {place: code for place, code in told.rows.items() if place[0] != gone}
        self.must_tell_all.add(school)

    def mend_code(self) -> None:
        """The school says what a code means. What was told before keeps its meaning, unless all is told again."""
        school = self.draw.choice([name for name, told in self.truth.items() if MENDED not in told.codes])
        self.truth[school].codes[MENDED] = self.draw.choice(["ziek", "overig_ongeoorloofd"])
        if self.draw.random() < 0.5:
            self.must_tell_all.add(school)

    def renumber(self) -> None:
        """A school gets another number, and goes on under it."""
        school = self.draw.choice([school for school, number in self.numbers.items() if number == school])
        self.numbers[school] = LATER_NUMBERS[school]

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
        region = self._make_region(
            {school: replace(truth, rows=self.deliveries[school].rows) for school, truth in self.truth.items()},
            {school: each.covers for school, each in self.deliveries.items()},
            protocols=self.protocols,
            moves=self.moves,
        )
        return replace(
            region,
            scholen=tuple(self._number(school) for school in region.scholen),
            overstappen=tuple(
                replace(move, school_van=self.numbers[move.school_van], school_naar=self.numbers[move.school_naar])
                for move in region.overstappen
            ),
        )

    def tell(self, peildatum: date) -> None:
        """The run took the deliveries that were prepared: of the days that each covers up to the peildatum it decides.

        After a run of an earlier quarter the days since go by what was told before, also by another list of codes.
        """
        for school, delivery in self.deliveries.items():
            first, last = delivery.covers[0], min(delivery.covers[1], peildatum)
            stands = {place: code for place, code in self.told[school].rows.items() if not first <= place[1] <= last}
            now = {place: code for place, code in delivery.rows.items() if first <= place[1] <= last}
            truth, tables = (
                self.truth[school],
                put_table(self.told[school].tables, (first, last), self.truth[school].codes),
            )
            self.told[school] = Told(dict(truth.pupils), {**stands, **now}, dict(truth.codes), tables)
        if peildatum == self.peildatum:
            self.must_tell_all.clear()

    def compute(self, peildatum: date) -> Tables:
        """What the edition of now must hold: of all that was told, without who is erased."""
        return self.count(self.describe(), peildatum)

    def describe(self) -> Known:
        """What an edition of now is counted from."""
        return Known(copy.deepcopy(self.told), dict(self.protocols), tuple(self.moves))

    def count(self, known: Known, peildatum: date) -> Tables:
        """The tables that follow from this on a peildatum, without who is erased by now."""
        covers = dict.fromkeys(SCHOOLS, (FIRST_DAY, peildatum))
        told = {school: self._leave_out(school, each, peildatum) for school, each in known.told.items()}
        region = self._make_region(told, covers, protocols=known.protocols, moves=known.moves)
        return list_tables(compute(region, peildatum, HOLIDAYS, PUBLIC))

    def count_read_otherwise(self, peildatum: date) -> dict[str, int]:
        """By school, the rows that were told before of which the table of now says another kind."""
        found: Counter[str] = Counter()
        for school, delivery in self.deliveries.items():
            told = self._leave_out(school, self.told[school], peildatum)
            for (_, day), code in told.rows.items():
                kind = told.codes.get(code, "")
                if day < delivery.covers[0] and kind and kind != told.find_kind(code, day):
                    found[school] += 1
        return dict(found)

    # --- from one edition to another -----------------------------------------------------------------------------

    def split(self, before: KnownEdition, after: KnownEdition) -> dict[Place, dict[str, int]]:
        """By pupil and count what it was, what it is and what each step did, where any of these is not 0."""
        one, other, day = before.known, after.known, before.peildatum
        same_day = day == after.peildatum
        van, naar = (self._count(each.tables, each.peildatum) for each in (before, after))
        if before.is_lost or after.is_lost:
            return _leave_whole(van, naar)
        regels = self._count_known(replace(one, protocols=other.protocols), day)
        by_codes = {
            school: replace(each, tables=_take_tables(each, other.told[school], same_day=same_day))
            for school, each in one.told.items()
        }
        codes = self._count_known(Known(by_codes, other.protocols, one.moves), day)
        corrected = {school: _correct(each, other.told[school], day) for school, each in by_codes.items()}
        # Of one peildatum all of who stands in both is as it is later.
        correcties = naar if same_day else self._count_known(Known(corrected, other.protocols, one.moves), day)
        found = {}
        for place in {*van, *naar, *regels, *codes, *correcties}:
            stays = _stays(place, van, naar)
            parts = {
                "van": van[place],
                "naar": naar[place],
                "regels": regels[place] - van[place],
                "codes": codes[place] - regels[place],
                "leerlingen": 0 if stays else naar[place] - codes[place],
                "correcties": correcties[place] - codes[place] if stays else 0,
                "verandering": naar[place] - correcties[place] if stays else 0,
            }
            if any(parts.values()):
                found[place] = parts
        return found

    def _count_known(self, known: Known, peildatum: date) -> Counter[Place]:
        return self._count(self.count(known, peildatum), peildatum)

    def _count(self, tables: Tables, peildatum: date) -> Counter[Place]:
        """What the bridge counts, of tables of this peildatum."""
        begin = get_period_start(Region(()), peildatum)
        found: Counter[Place] = Counter()
        for row in tables["leerling_periode"]:
            tier = row["tier"]
            found[_place(row, "leerlingen")] += 1
            found[_place(row, "zonder_tier" if tier is None else f"tier_{tier}")] += 1
        for row in tables["thuiszitter"]:
            for telling in _list_statuses(row):
                found[_place(row, telling)] += 1
        for place in {_place(row, "vierweken") for row in tables["vierweken"]}:
            found[place] += 1
        for row in tables["duo_melding"]:
            if row["uiterste_meldatum"] >= begin:  # type: ignore[operator]
                found[_place(row, "meldingen")] += 1
        return found

    # --- what is kept, and what goes -----------------------------------------------------------------------------

    def keep(self) -> Snapshot:
        """What a backup that is made now holds."""
        return Snapshot(copy.deepcopy(self.told), len(self.moves), len(self.editions))

    def go_back(self, snapshot: Snapshot) -> None:
        """The SWV knows again what it knew then. Schools tell all where more changed since than days of absence."""
        self.told = copy.deepcopy(snapshot.told)
        for edition in self.editions[snapshot.editions :]:
            edition.is_lost = True
        for school, truth in self.truth.items():
            told = self.told[school]
            if told.pupils != truth.pupils or snapshot.moves != len(self.moves):
                self.must_tell_all.add(school)

    def erase(self, pupil: Pupil) -> None:
        """Out of every edition, and of what is told from now on."""
        self.erased.add(pupil)
        for edition in self.editions:
            edition.tables = {
                name: [row for row in rows if (row.get("school"), row.get("leerlingnummer")) != pupil]
                for name, rows in edition.tables.items()
            }

    def list_pupils(self) -> Iterator[tuple[str, set[str]]]:
        """By school, everybody who ever was in an edition."""
        for school in SCHOOLS:
            yield school, {number for edition in self.editions for number in edition.known.told[school].pupils}

    def _leave_out(self, school: str, told: Told, last: date) -> Told:
        gone = {number for name, number in self.erased if name == school}
        pupils = {number: each for number, each in told.pupils.items() if number not in gone}
        rows = {place: code for place, code in told.rows.items() if place[0] in pupils and place[1] <= last}
        return replace(told, pupils=pupils, rows=rows)

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

    def _number(self, school: School) -> School:
        """The school by its name and number of now."""
        number = self.numbers[school.id]
        return replace(
            school, id=number, naam=self.names[school.id], vroeger=(school.id,) if number != school.id else ()
        )

    def _make_region(
        self, schools: dict[str, Told], covers: dict[str, Range], *, protocols: Mapping[str, str], moves: Iterable[Move]
    ) -> Region:
        return Region(
            tuple(
                School(
                    school,
                    "VO",
                    tuple(row for _, rows in sorted(told.pupils.items()) for row in rows),
                    (*weekly(CLASS), *weekly(LATE_CLASS)),
                    absenties=(AbsenceFile("absenties.csv", LessonAbsence, _list_rows(told)),),
                    codes=tuple(told.list_codes()),
                    levering=(Coverage("absenties", *covers[school]),),
                    protocol=protocols[school],
                )
                for school, told in schools.items()
            ),
            overstappen=tuple(moves),
        )


def _list_rows(told: Told) -> tuple[LessonAbsence, ...]:
    return tuple(LessonAbsence(number, day, 1, code) for (number, day), code in sorted(told.rows.items()))


def _take_tables(before: Told, after: Told, *, same_day: bool) -> list[tuple[Range, dict[str, str]]]:
    """The later tables; of another peildatum with the earlier ones where the later ones say nothing of a code yet."""
    if same_day:
        return after.tables
    day, end = FIRST_DAY, max(last for (_, last), _ in (*before.tables, *after.tables))
    codes = sorted({code for _, each in (*before.tables, *after.tables) for code in each})
    begins = {code: min((days[0] for days, each in after.tables if code in each), default=date.max) for code in codes}
    found = []
    while day <= end:
        told = {code: (after if begins[code] <= day else before).find_kind(code, day) for code in codes}
        found.append(((day, day), {code: kind for code, kind in told.items() if kind}))
        day += DAY
    return found


def _stays(place: Place, van: Counter[Place], naar: Counter[Place]) -> bool:
    """Whether the pupil stands in both, or in neither."""
    pupil = (*place[:2], "leerlingen")
    return (pupil in van) == (pupil in naar)


def _leave_whole(van: Counter[Place], naar: Counter[Place]) -> dict[Place, dict[str, int]]:
    """Where nothing can be counted again only who came and who went is known."""
    found = {}
    for place in {*van, *naar}:
        grown, stays = naar[place] - van[place], _stays(place, van, naar)
        found[place] = {
            **{"van": van[place], "naar": naar[place]},
            **{"leerlingen": 0 if stays else grown, "onverdeeld": grown if stays else 0},
        }
    return found


def _correct(before: Told, after: Told, last: date) -> Told:
    """What the later delivery says up to a day of who stands in both; of others what was told before."""
    both = before.pupils.keys() & after.pupils.keys()
    rows = {place: code for place, code in before.rows.items() if place[0] not in both}
    rows |= {place: code for place, code in after.rows.items() if place[0] in both and place[1] <= last}
    pupils = {number: (after if number in both else before).pupils[number] for number in before.pupils}
    return replace(before, pupils=pupils, rows=rows)


def _place(row: Mapping[str, object], telling: str) -> Place:
    return str(row["school"]), str(row["leerlingnummer"]), telling


def _list_statuses(row: Mapping[str, object]) -> Iterator[str]:
    """What a status counts as: at home only with a duty to go to school."""
    if row["status"] not in ("thuiszitter", "lrv_langer_dan_3_maanden"):
        yield str(row["status"])
    elif row["plicht"] != "rmc":
        yield "thuiszitters"
        if row["op_peildatum"]:
            yield "nog_thuis"
        if row["status"] == "lrv_langer_dan_3_maanden":
            yield "langer"


def list_tables(result: Result) -> Tables:
    """The rows of each table."""
    return {each.name: getattr(result, each.name) for each in fields(result) if each.name not in _NO_TABLES}


_NO_TABLES = ("balans", "buiten_rooster")
