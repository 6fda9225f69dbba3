"""Absent, reason not told (`afwezig_onbekend`): contract 2.2, 2.5, 2.7.

Region noord, peildatum Friday 5 February 2027, period from 2 January. Lesweken round kerst by Monday:
7, 14 December | 4, 11 January. One lesson of 50 minutes a day.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, away, lessons, pupil, run_cases, weekly, workdays

PEILDATUM = date(2027, 2, 5)
DEC_7, JAN_6, JAN_15 = date(2026, 12, 7), date(2027, 1, 6), date(2027, 1, 15)
JAN_4, JAN_29 = date(2027, 1, 4), date(2027, 1, 29)
MONTH = {"van": JAN_4, "tot": JAN_29}  # four weeks of five days

CASES = {
    "vier weken": pupil(away("AO", DEC_7, JAN_15)),
    "in een reeks oa": pupil(away("S", DEC_7, JAN_15), away("AO", JAN_6, JAN_6)),
    "in een reeks ga": pupil(away("Z", DEC_7, JAN_15), away("AO", JAN_6, JAN_6)),
    "een van twee lessen": pupil(
        lessons("S", *workdays(DEC_7, JAN_15)), lessons("AO", *workdays(DEC_7, JAN_15), hours=(2,)), klas="2L"
    ),
    "1 dag van 20": pupil(lessons("AO", JAN_4), **MONTH),
    "2 dagen van 20": pupil(lessons("AO", JAN_4, JAN_6), **MONTH),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    school = CaseSchool("10AB00", CASES, fields={"rooster": (*weekly("1A"), *weekly("2L", lessen=2))})
    return run_cases(tmp_path_factory.mktemp("reden"), PEILDATUM, school)


def test_it_is_absence_of_neither_group(answers: Answers) -> None:
    columns = ("reden_onbekend_min", "geoorloofd_min", "ongeoorloofd_min", "onbekend_min", "oa_uren", "ziekmeldingen")
    # Two weeks lie in the period: 2 * 5 days of 50 minutes.
    assert answers.cells("leerling_periode", "vier weken", *columns) == (2 * 5 * 50, 0, 0, 0, 0.0, 0)


def test_a_run_of_it_is_one_of_all_absence_alone(answers: Answers) -> None:
    runs = answers.rows("reeks", "vier weken")
    # 7 December up to the day of return, Monday 18 January: lesweken of 7, 14 December, 4 and 11 January.
    assert [(run["groep"], run["duur_posities"]) for run in runs] == [("alle", 4 * 7)]
    assert answers.cells("vierweken", "vier weken", "venster_van", groep="vier_weken_afwezig") == (DEC_7,)


def test_it_reaches_no_duo_count_and_no_status_on_hours(answers: Answers) -> None:
    assert answers.rows("duo_melding", "vier weken") == []
    # 20 lessons without a reason in four lesweken, where 16 unauthorised ones would be a status.
    assert not {"S3-70", "S3-71", "S3-72"} & {row["grond"] for row in answers.rows("thuiszitter", "vier weken")}


@pytest.mark.parametrize("group", ["oa", "ga"])
def test_a_day_of_it_breaks_the_run_of_one_group(answers: Answers, group: str) -> None:
    runs = {
        (run["groep"], run["start"]): run["duur_posities"] for run in answers.rows("reeks", f"in een reeks {group}")
    }
    # Up to Wednesday 6 January: two weeks before kerst and Monday and Tuesday. After it 7 to 17 January is 11: no row.
    assert runs == {(group, DEC_7): 2 * 7 + 2, ("alle", DEC_7): 4 * 7}


def test_one_lesson_of_it_a_day_breaks_the_run_of_oa_too(answers: Answers) -> None:
    runs = answers.rows("reeks", "een van twee lessen")
    assert [(run["groep"], run["duur_posities"]) for run in runs] == [("alle", 4 * 7)]
    # The other lesson is unauthorised all the same: 20 hours in four lesweken, a report on the 16th.
    assert answers.cells("duo_melding", "een van twee lessen", "meldsoort", "uren") == ("16uur", 16.0)


def test_the_tier_takes_it_as_absence_and_is_sure(answers: Answers) -> None:
    # 19 of 20 days is 95 %: tier 1; 18 of 20 is 90 %: tier 2.
    assert answers.cells("leerling_periode", "1 dag van 20", "tier", "tier_status") == (1, "zeker")
    assert answers.cells("leerling_periode", "2 dagen van 20", "tier", "tier_status") == (2, "zeker")
    assert answers.cells("leerling_periode", "2 dagen van 20", "aanwezig_pct_min", "aanwezig_pct_max") == (90.0, 90.0)
