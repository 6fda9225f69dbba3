"""A timetable that lists the pupils of each lesson decides for those pupils, whatever their groups (contract 1.4).

Noord, peildatum 1 January 2026: 74 school days from 2 September to 19 December. Class 1A has two lessons of 50 minutes
each of them: 100 minutes. The timetable that lists pupils covers Monday 3 to Monday 10 November: six school days.
"""

from datetime import date, time
from typing import Any

import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.region import (
    AbsenceFile,
    Code,
    Enrolment,
    LessonAbsence,
    ListedLesson,
    Region,
    School,
    WeeklyLesson,
    write_region,
)

NOV_3, NOV_4, NOV_10, NOV_11 = (date(2025, 11, day) for day in (3, 4, 10, 11))
EIGHT, QUARTER = time(8), time(8, 45)
SCHOOL = "12AB00"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """1001 has one lesson of 45 minutes on both Mondays, 1003 on the first; 1002 is listed nowhere. Never changed."""
    rooster = tuple(
        WeeklyLesson("1A", weekday, hour, time(7 + hour), time(7 + hour, 50))
        for weekday in range(1, 6)
        for hour in (1, 2)
    )
    absent = tuple(LessonAbsence("1001", day, 1, "S") for day in (NOV_4, NOV_10, NOV_11))
    school = School(
        id=SCHOOL,
        sector="VO",
        leerlingen=tuple(Enrolment(number, "1A", leerjaar="1") for number in ("1001", "1002", "1003")),
        rooster=rooster,
        rooster_leerlingen=(
            ListedLesson(("1001", "1003"), NOV_3, 1, EIGHT, QUARTER),
            ListedLesson(("1001", "9009"), NOV_10, 1, EIGHT, QUARTER),
        ),
        absenties=(AbsenceFile("absenties.csv", LessonAbsence, absent),),
        codes=(Code("S", "spijbelen"),),
    )
    folder = tmp_path_factory.mktemp("regio")
    return run_program(write_region(Region((school,)), folder), date(2026, 1, 1))


def get_row(made: Output, number: str) -> dict[str, Any]:
    leerling = make_leerling(made.key, SCHOOL, number)
    [row] = made.read("leerling_periode").filter(leerling=leerling).rows(named=True)
    return row


def test_a_pupil_who_is_listed_nowhere_has_the_lessons_of_the_class(made: Output) -> None:
    row = get_row(made, "1002")
    assert (row["lesdagen"], row["gepland_min"], row["ongeoorloofd_min"]) == (74, 74 * 100, 0)


def test_a_listed_pupil_has_only_the_lessons_that_list_it(made: Output) -> None:
    """(74 - 6) days of the class and the two Mondays of 45 minutes. Absent on Tuesday the 4th: no lesson, no hour.

    On Monday the 10th 45 minutes; on the 11th, after the days that it covers, 50 minutes of the class.
    """
    row = get_row(made, "1001")
    assert (row["lesdagen"], row["gepland_min"]) == (68 + 2, 68 * 100 + 2 * 45)
    assert row["ongeoorloofd_min"] == 45 + 50
    assert row["noemer"] == "rooster"


def test_a_pupil_who_is_listed_once_has_no_other_lesson_on_the_days_it_covers(made: Output) -> None:
    row = get_row(made, "1003")
    assert (row["lesdagen"], row["gepland_min"]) == (68 + 1, 68 * 100 + 45)


def test_an_unknown_number_and_an_absence_without_a_lesson_are_told(made: Output) -> None:
    told = {(row["code"], row["aantal"]) for row in made.read("bevinding").iter_rows(named=True)}
    assert ("rooster_onbekende_leerling", 1) in told
    assert ("absentie_buiten_rooster", 1) in told
