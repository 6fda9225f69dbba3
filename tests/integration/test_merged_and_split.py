"""Schools that merge, and one that is split: pupils go along, and no child disappears or is joined with another.

One lesson of 50 minutes a day in region noord, as in `test_other_number`: seven lesweken from the autumn to the
Christmas holiday, and seven from there to the spring holiday. The schools of before tell of autumn and are closed then:
they deliver nothing in winter, and their blocks stay. Eleven pupils beside the cases keep a school from being one.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.erase import describe, erase_pupil
from pipelines.commands.explain import explain_pupil
from pipelines.settings import load_settings
from pipelines.vault.case_register import load_register
from pipelines.vault.pseudonym import make_leerling
from tests.lib.cases import CODES, lessons, weekly, workdays
from tests.lib.comparison import Output, run_program
from tests.lib.region import AbsenceFile, Coverage, Enrolment, LessonAbsence, Move, Region, School, write_region

FIRST, SECOND, NEW, OTHER = "12AB00", "34CD00", "55EF00", "56GH00"
NEW_YEAR, MARCH = date(2026, 1, 1), date(2026, 3, 1)
NOV_3, DEC_19, JAN_5, FEB_20 = date(2025, 11, 3), date(2025, 12, 19), date(2026, 1, 5), date(2026, 2, 20)
AUTUMN, WINTER = (date(2025, 8, 1), NEW_YEAR), (date(2026, 1, 2), MARCH)
CASE, BORN, BORN_LATER = "201", date(2011, 5, 1), date(2012, 6, 2)


def pupils(first: int, *more: Enrolment) -> tuple[Enrolment, ...]:
    return (*(Enrolment(str(number), "1A") for number in range(first, first + 11)), *more)


def skip(first: date, last: date, number: str = CASE) -> tuple[LessonAbsence, ...]:
    return tuple(replace(row, leerlingnummer=number) for row in lessons("OO", *workdays(first, last)))


def make_school(
    school: str, covers: tuple[date, date], enrolled: Sequence[Enrolment], *rows: LessonAbsence, **fields: object
) -> School:
    told = School(
        school,
        "VO",
        tuple(enrolled),
        weekly("1A"),
        absenties=(AbsenceFile("absenties-les.csv", LessonAbsence, rows),),
        codes=CODES,
        levering=(Coverage("absenties", *covers),),
    )
    return replace(told, **fields)


def deliver(folder: Path, *schools: School, closed: Sequence[str] = (), moves: tuple[Move, ...] = ()) -> None:
    """What lies there is this and nothing else; of a school that is closed the block alone stays."""
    shutil.rmtree(folder / "aanlevering", ignore_errors=True)
    write_region(Region((*schools, *(School(each, "VO", ()) for each in closed)), overstappen=moves), folder)
    for each in closed:
        shutil.rmtree(folder / "aanlevering" / each)


def run(folder: Path, day: date) -> Output:
    output = run_program(folder / "swv.toml", day)
    assert output.exit_code == 0
    return output


def code(output: Output, school: str, number: str = CASE) -> str:
    return make_leerling(output.key, school, number)


def runs(output: Output, school: str, number: str = CASE) -> list[tuple[object, ...]]:
    rows = output.read("reeks").filter(pl.col("leerling") == code(output, school, number), pl.col("groep") == "oa")
    return [(row["start"], row["duur_posities"], row["loopt"]) for row in rows.rows(named=True)]


def told(output: Output, school: str) -> dict[str, str]:
    rows = output.read("bevinding").filter(pl.col("school") == school)
    return dict(rows.select("code", "omschrijving").iter_rows())


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two schools, with another child under number 201 at each; both are away from 3 November. Never changed."""
    folder = tmp_path_factory.mktemp("swv")
    deliver(
        folder,
        make_school(FIRST, AUTUMN, pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *skip(NOV_3, DEC_19)),
        make_school(SECOND, AUTUMN, pupils(301, Enrolment("401", "1A")), *skip(NOV_3, DEC_19, "401")),
    )
    run(folder, NEW_YEAR)
    return folder


@pytest.fixture
def place(autumn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(autumn, tmp_path / "swv"))


# --- erasing ---------------------------------------------------------------------------------------------------------


def merge(folder: Path) -> Output:
    """Both schools are one since winter; the run of March."""
    enrolled = [*pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *pupils(301, Enrolment("401", "1A"))]
    rows = (*skip(JAN_5, FEB_20), *skip(JAN_5, FEB_20, "401"))
    deliver(folder, make_school(NEW, WINTER, enrolled, *rows, vroeger=(FIRST, SECOND)), closed=(FIRST, SECOND))
    return run(folder, MARCH)


@pytest.mark.parametrize(("first", "then"), [(NEW, FIRST), (FIRST, NEW)])
def test_who_is_erased_at_one_school_is_told_at_the_other_with_the_command(first: str, then: str, place: Path) -> None:
    """A parent's request is done when the child is gone from both: after the second command nothing is left to tell."""
    output = merge(place)
    settings = load_settings(place / "swv.toml")
    erased = erase_pupil(settings, school_id=first, leerling=code(output, first))
    assert erased.elsewhere == ((then, code(output, then)),)
    told = describe(erased, settings.file).splitlines()
    assert told[-2] == f'  msa erase "{settings.file}" --school {then} --leerling {code(output, then)}'
    assert "u bent nog niet klaar" in told[-3] and "een andere school" in told[-3]
    again = erase_pupil(settings, school_id=then, leerling=code(output, then))
    assert again.elsewhere == ()
    assert "nog niet klaar" not in describe(again, settings.file)
    for table in (place / "uitvoer").glob("*/tabellen/*.parquet"):
        rows = pl.read_parquet(table)
        found = rows.get_column("leerling", default=pl.Series([""])).to_list()
        assert not {code(output, first), code(output, then)} & {*found}


def test_who_did_not_go_along_is_erased_at_one_school_alone(place: Path) -> None:
    output = run(place, NEW_YEAR)
    settings = load_settings(place / "swv.toml")
    erased = erase_pupil(settings, school_id=FIRST, leerling=code(output, FIRST))
    assert erased.elsewhere == ()
    assert "msa erase" not in describe(erased, settings.file)


# --- merging ---------------------------------------------------------------------------------------------------------


def test_two_schools_become_one_and_their_cases_go_on(place: Path) -> None:
    """Seven lesweken of autumn and seven of winter are 14 * 7 = 98 positions, for a child of either school."""
    enrolled = [*pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *pupils(301, Enrolment("401", "1A"))]
    rows = (*skip(JAN_5, FEB_20), *skip(JAN_5, FEB_20, "401"))
    deliver(place, make_school(NEW, WINTER, enrolled, *rows, vroeger=(FIRST, SECOND)), closed=(FIRST, SECOND))
    numbers = load_register(place / "opslag").standen[NEW_YEAR]
    output = run(place, MARCH)
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert runs(output, NEW, "401") == [(NOV_3, 98, True)]
    # Each child counts once, at the new school: 24 of 24 pupils went along.
    assert output.read("leerling_periode").filter(pl.col("school") == NEW).height == 24
    assert "gingen 24 leerlingen mee" in told(output, NEW)["leerlingen_mee"]
    assert not {"leerling_botsing", "leerling_verdwenen"} & told(output, NEW).keys()
    assert not {"leerling_kwijt", "leerling_verdwenen"} & told(output, FIRST).keys()
    # At the Inspectie both cases keep their number.
    stand = load_register(place / "opslag").standen[MARCH]
    assert {each.nummer for each in stand if each.is_open} == {each.nummer for each in numbers if each.is_open}
    assert [each["vroeger"] for each in output.read_manifest()["instellingen"]["scholen"] if "vroeger" in each] == [
        [FIRST, SECOND]
    ]
    explained = explain_pupil(load_settings(place / "swv.toml"), leerling=code(output, NEW), peildatum=MARCH)
    assert "3 nov 2025" in explained.text.replace("\u00a0", " ")


def test_nobody_came_or_left_by_a_merger(place: Path) -> None:
    """The schools of before and the one of now were not measured both times: they stand in rows of their own."""
    enrolled = [*pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *pupils(301, Enrolment("401", "1A"))]
    other = [make_school(OTHER, days, pupils(501)) for days in (AUTUMN, WINTER)]
    deliver(
        place,
        make_school(FIRST, AUTUMN, pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *skip(NOV_3, DEC_19)),
        make_school(SECOND, AUTUMN, pupils(301, Enrolment("401", "1A")), *skip(NOV_3, DEC_19, "401")),
        other[0],
    )
    run(place, NEW_YEAR)
    deliver(place, make_school(NEW, WINTER, enrolled, vroeger=(FIRST, SECOND)), other[1], closed=(FIRST, SECOND))
    output = run(place, MARCH)
    with (output.folder / "swv" / "cijfers.csv").open(encoding="utf-8-sig") as stream:
        lines = [line for line in stream if "beweging" in line]
    assert lines
    assert not [line for line in lines if "/nieuw/" in line and ";0;" not in line and not line.rstrip().endswith("0")]


def test_the_same_number_of_two_children_is_told_and_joined_with_neither(place: Path) -> None:
    """At each school of before there was a 201; whose birth date is not known now is nobody's for sure."""
    deliver(
        place,
        make_school(FIRST, AUTUMN, pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN)), *skip(NOV_3, DEC_19)),
        make_school(SECOND, AUTUMN, pupils(301, Enrolment(CASE, "1A", geboortedatum=BORN_LATER)), *skip(NOV_3, DEC_19)),
    )
    run_program(place / "swv.toml", NEW_YEAR, toch=True)
    enrolled = [*pupils(101), *pupils(301), Enrolment(CASE, "1A")]
    new = make_school(NEW, WINTER, enrolled, *skip(JAN_5, FEB_20), vroeger=(FIRST, SECOND))
    deliver(place, new, closed=(FIRST, SECOND))
    output = run(place, MARCH)
    assert runs(output, NEW) == [(JAN_5, 49, True)]
    assert "Van 1 leerling had" in told(output, NEW)["leerling_botsing"]
    # Neither child is gone: each stands at its school, and is told.
    assert "Van 1 leerling van deze school zegt geen levering" in told(output, FIRST)["leerling_kwijt"]
    assert "Van 1 leerling van deze school zegt geen levering" in told(output, SECOND)["leerling_kwijt"]
    # The case of 401 was taken back: that child is in no delivery of autumn any more.
    stand = [each for each in load_register(place / "opslag").standen[MARCH] if each.begin == NOV_3]
    assert len([each for each in stand if each.is_open]) == 2
    # With a birth date it is known whose number it is.
    with_birth = replace(new, leerlingen=(*enrolled[:-1], Enrolment(CASE, "1A", geboortedatum=BORN_LATER)))
    deliver(place, with_birth, closed=(FIRST, SECOND))
    output = run(place, MARCH)
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert "leerling_botsing" not in told(output, NEW)
    assert "leerling_kwijt" in told(output, FIRST)
    assert "leerling_kwijt" not in told(output, SECOND)


def test_a_school_that_goes_on_keeps_its_own_children(place: Path) -> None:
    """The second school goes on and takes in the first one; its own 401 stays, and 101 to 111 and 201 come."""
    enrolled = [*pupils(301, Enrolment("401", "1A")), *pupils(101, Enrolment(CASE, "1A", geboortedatum=BORN))]
    come = [replace(each, inschrijfdatum=date(2026, 1, 2)) for each in enrolled[12:]]
    rows = (*skip(JAN_5, FEB_20), *skip(JAN_5, FEB_20, "401"))
    deliver(place, make_school(SECOND, WINTER, [*enrolled[:12], *come], *rows, vroeger=(FIRST,)), closed=(FIRST,))
    output = run(place, MARCH)
    assert runs(output, SECOND) == [(NOV_3, 98, True)]
    assert runs(output, SECOND, "401") == [(NOV_3, 98, True)]
    assert "gingen 12 leerlingen mee" in told(output, SECOND)["leerlingen_mee"]


# --- splitting -------------------------------------------------------------------------------------------------------


def test_each_part_takes_its_own_pupils_and_who_is_in_neither_is_told(place: Path) -> None:
    """Of the twelve of the first school six are in one part and five in the other; 111 is in neither."""
    of_one = [*pupils(101)[:5], Enrolment(CASE, "1A", geboortedatum=BORN)]
    of_other = [*pupils(101)[5:10], *pupils(501)]
    rows = (*skip(JAN_5, FEB_20),)
    deliver(
        place,
        make_school(NEW, WINTER, [*of_one, *pupils(601)], *rows, vroeger=(FIRST,)),
        make_school(OTHER, WINTER, of_other, vroeger=(FIRST,)),
        make_school(SECOND, WINTER, pupils(301, Enrolment("401", "1A"))),
        closed=(FIRST,),
    )
    output = run(place, MARCH)
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert "gingen 6 leerlingen mee" in told(output, NEW)["leerlingen_mee"]
    assert "gingen 5 leerlingen mee" in told(output, OTHER)["leerlingen_mee"]
    assert "Van 1 leerling van deze school zegt geen levering" in told(output, FIRST)["leerling_kwijt"]


def test_what_the_list_of_moves_says_goes_before(place: Path) -> None:
    """201 has number 701 now: the list says so, and nobody is missing."""
    enrolled = [*pupils(101), *pupils(301, Enrolment("401", "1A")), Enrolment("701", "1A")]
    deliver(
        place,
        make_school(NEW, WINTER, enrolled, *skip(JAN_5, FEB_20, "701"), vroeger=(FIRST, SECOND)),
        closed=(FIRST, SECOND),
        moves=(Move(FIRST, CASE, NEW, "701", date(2026, 1, 5)),),
    )
    output = run(place, MARCH)
    assert "gingen 23 leerlingen mee" in told(output, NEW)["leerlingen_mee"]
    assert "leerling_kwijt" not in told(output, FIRST)
