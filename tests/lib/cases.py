"""Hand-worked cases: one pupil a case, several schools in one run of the real program.

A case is what one pupil has: enrolments, groups and absence rows without a number. `run_cases` gives each case a
number, writes the deliveries, runs the program once and hands back the rows of each case by its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pipelines.store.store import read_tables
from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.region import (
    AbsenceFile,
    Code,
    Enrolment,
    LessonAbsence,
    Membership,
    Move,
    Region,
    RegisterRow,
    School,
    SpanAbsence,
    WeeklyLesson,
    write_region,
)

WORKDAYS = (1, 2, 3, 4, 5)
# One code for each kind of contract 2.2.
CODES = (
    Code("A", "aanwezig"),
    Code("TL", "te_laat"),
    Code("TG", "te_laat_geoorloofd"),
    Code("U", "uit_les"),
    Code("E", "elders"),
    Code("N", "niet_tellen"),
    Code("Z", "ziek"),
    Code("M", "medisch"),
    Code("V", "verlof"),
    Code("SC", "schorsing"),
    Code("VR", "vrijstelling"),
    Code("OG", "overig_geoorloofd"),
    Code("S", "spijbelen"),
    Code("LX", "luxe"),
    Code("OO", "overig_ongeoorloofd"),
    Code("P", "voorlopig_ongeoorloofd"),
    Code("AO", "afwezig_onbekend"),
)
UNKNOWN = "??"  # a code without an entry
LESSON_FILE = "absenties-les.csv"
SPAN_FILE = "absenties-span.csv"


@dataclass(frozen=True)
class Case:
    """One pupil: `enrolments`, `groups` and `rows` carry no number yet."""

    enrolments: tuple[Enrolment, ...]
    rows: tuple[LessonAbsence | SpanAbsence, ...] = ()
    groups: tuple[str | Membership, ...] = ()
    register: tuple[RegisterRow | bool | str | None, ...] = ()


@dataclass(frozen=True)
class CaseSchool:
    """One school: its cases by name, and everything else of `School` in `fields`."""

    id: str
    cases: dict[str, Case]
    sector: str = "VO"
    fields: dict[str, Any] = field(default_factory=dict)


def pupil(
    *rows: LessonAbsence | SpanAbsence | tuple[LessonAbsence, ...],
    klas: str = "1A",
    van: date | None = None,
    tot: date | None = None,
    groups: tuple[str | Membership, ...] = (),
    register: tuple[RegisterRow | bool | str | None, ...] = (),
) -> Case:
    """A pupil with one enrolment; a tuple of rows counts as its rows."""
    return enrolled(
        Enrolment("", klas, inschrijfdatum=van, uitschrijfdatum=tot), rows=rows, groups=groups, register=register
    )


def enrolled(
    *enrolments: Enrolment,
    rows: Iterable[LessonAbsence | SpanAbsence | tuple[LessonAbsence, ...]] = (),
    groups: tuple[str | Membership, ...] = (),
    register: tuple[RegisterRow | bool | str | None, ...] = (),
) -> Case:
    """A pupil with the enrolments given, in this order."""
    flat: list[LessonAbsence | SpanAbsence] = []
    for row in rows:
        flat += row if isinstance(row, tuple) else (row,)
    return Case(tuple(enrolments), tuple(flat), groups, register)


def stay(klas: str, van: date | None, tot: date | None) -> Enrolment:
    """One enrolment, both bounds inclusive."""
    return Enrolment("", klas, inschrijfdatum=van, uitschrijfdatum=tot)


def lessons(code: str, *days: date, hours: Iterable[int] = (1,)) -> tuple[LessonAbsence, ...]:
    """The same lesson hours with one code on each of the days."""
    return tuple(LessonAbsence("", day, hour, code) for day in days for hour in hours)


def entered(code: str, day: date, hour: int, moment: date | None) -> LessonAbsence:
    """One lesson row with its `ingevoerd_op`; a `date` is written without a time."""
    return LessonAbsence("", day, hour, code, ingevoerd_op=moment)


def away(code: str, begin: date, eind: date | None) -> SpanAbsence:
    """A span: a `date` is a whole day, a `datetime` a moment, no `eind` until further notice."""
    return SpanAbsence("", begin, eind, code)


def workdays(first: date, last: date) -> tuple[date, ...]:
    """Monday to Friday from `first` up to and including `last`."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if day.isoweekday() in WORKDAYS)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def weekly(
    groep: str,
    *,
    lessen: int = 1,
    minuten: int = 50,
    dagen: Iterable[int] = WORKDAYS,
    begin: time = time(8, 30),
    van: date | None = None,
    tot: date | None = None,
) -> tuple[WeeklyLesson, ...]:
    """Lessons of equal length, one after another, on each of the weekdays."""
    first = begin.hour * 60 + begin.minute
    bounds = [(first + minuten * number, first + minuten * (number + 1)) for number in range(lessen)]
    return tuple(
        WeeklyLesson(groep, dag, number, _time(start), _time(end), van, tot)
        for dag in dagen
        for number, (start, end) in enumerate(bounds, start=1)
    )


def lesson(groep: str, dag: int, lesuur: int, begin: str, eind: str, **validity: date) -> WeeklyLesson:
    """One lesson of a weekly timetable, times as "08:30"; empty = no time."""
    times = [time.fromisoformat(text) if text else None for text in (begin, eind)]
    return WeeklyLesson(groep, dag, lesuur, times[0], times[1], **validity)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@dataclass(frozen=True)
class Answers:
    """What one run says about each case."""

    output: Output
    numbers: dict[str, tuple[str, str]]

    def rows(self, table: str, name: str, **where: object) -> list[dict[str, Any]]:
        """All rows of the case `name` in a published table, in the table's order."""
        school, number = self.numbers[name]
        code = make_leerling(self.output.key, school, number)
        found = [row for row in self.output.read(table).iter_rows(named=True) if row.get("leerling") == code]
        return [row for row in found if all(row[key] == value for key, value in where.items())]

    def row(self, table: str, name: str, **where: object) -> dict[str, Any]:
        """The one row there must be."""
        found = self.rows(table, name, **where)
        assert len(found) == 1, f"{table}: {len(found)} rows for {name!r} instead of 1"
        return found[0]

    def cells(self, table: str, name: str, *columns: str, **where: object) -> tuple[Any, ...]:
        """Some cells of the one row there must be."""
        row = self.row(table, name, **where)
        return tuple(row[column] for column in columns)

    def statuses(self, name: str) -> list[tuple[str, str]]:
        """`status` and `grond` of a case, by status in alphabetical order."""
        return sorted((row["status"], row["grond"]) for row in self.rows("thuiszitter", name))

    def findings(self, school: str, code: str) -> list[dict[str, Any]]:
        found = self.output.read("bevinding").iter_rows(named=True)
        return [row for row in found if row["school"] == school and row["code"] == code]

    def mart(self, mart: str, name: str) -> list[dict[str, Any]]:
        """The rows of the case `name` in a mart, as the store of the run holds them."""
        school, number = self.numbers[name]
        code = make_leerling(self.output.key, school, number)
        return [row for row in self.mart_of_school(mart, school) if row["leerling"] == code]

    def mart_of_school(self, mart: str, school: str) -> list[dict[str, Any]]:
        """The rows of one school in a mart, in the order in which pages get them: by all columns."""
        return [row for row in self.mart_of_swv(mart) if row["school"] == school]

    def mart_of_swv(self, mart: str) -> list[dict[str, Any]]:
        """All rows of a mart, in that same order."""
        store = self.output.folder.parents[1] / "opslag" / STORE_FILE
        frame = read_tables(store, (mart,))[mart]
        return frame.sort(frame.columns).rows(named=True)

    def balance(self, school: str, bestand: str) -> dict[str, Any]:
        files = self.output.read_manifest()["bestanden"]
        return next(row for row in files if row["school"] == school and row["bestand"] == bestand)


def run_cases(
    folder: Path,
    peildatum: date,
    *schools: CaseSchool,
    moves: Iterable[tuple[str, str, date]] = (),
    **region: Any,
) -> Answers:
    """Write the deliveries of all schools below `folder`, run the program once, and refuse a run that fails.

    `moves`: the case that a pupil was, the one it is since, and the date that the SWV tells.
    """
    numbers: dict[str, tuple[str, str]] = {}
    made = tuple(make_school(school, numbers) for school in schools)
    told = tuple(Move(*numbers[old], *numbers[new], day) for old, new, day in moves)
    output = run_program(write_region(Region(made, overstappen=told, **region), folder), peildatum)
    assert output.exit_code == 0
    return Answers(output, numbers)


def _join(number: str, group: str | Membership) -> Membership:
    return Membership(number, group) if isinstance(group, str) else replace(group, leerlingnummer=number)


def make_school(school: CaseSchool, numbers: dict[str, tuple[str, str]]) -> School:
    """The school with its cases numbered from 1001; `numbers` gets the school and number of each name."""
    own: dict[str, str] = {}
    for place, name in enumerate(school.cases):
        assert name not in numbers, f"two cases are called {name!r}"
        own[name] = str(1001 + place)
        numbers[name] = (school.id, own[name])
    rows = [replace(row, leerlingnummer=own[name]) for name, case in school.cases.items() for row in case.rows]
    files = {
        LESSON_FILE: AbsenceFile(
            LESSON_FILE, LessonAbsence, tuple(row for row in rows if isinstance(row, LessonAbsence))
        ),
        SPAN_FILE: AbsenceFile(SPAN_FILE, SpanAbsence, tuple(row for row in rows if isinstance(row, SpanAbsence))),
    }
    register = tuple(
        replace(value, leerlingnummer=own[name]) if isinstance(value, RegisterRow) else RegisterRow(own[name], value)
        for name, case in school.cases.items()
        for value in case.register
    )
    fields: dict[str, Any] = {"codes": CODES, **school.fields}
    return School(
        id=school.id,
        sector=school.sector,
        leerlingen=tuple(
            replace(row, leerlingnummer=own[name]) for name, case in school.cases.items() for row in case.enrolments
        ),
        absenties=tuple(file for file in files.values() if file.rows),
        groepen=tuple(_join(own[name], group) for name, case in school.cases.items() for group in case.groups),
        register=register or None,
        **fields,
    )
