"""Absent, reason not told (`afwezig_onbekend`): contract 2.2, 2.5, 2.7.

Region noord, peildatum Friday 5 February 2027, period from 2 January. Lesweken round kerst by Monday:
7, 14 December | 4, 11 January. One lesson of 50 minutes a day.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, away, enrolled, lessons, pupil, run_cases, weekly, workdays
from tests.lib.region import Enrolment

PEILDATUM = date(2027, 2, 5)
DEC_7, JAN_6, JAN_15 = date(2026, 12, 7), date(2027, 1, 6), date(2027, 1, 15)
JAN_4, JAN_29 = date(2027, 1, 4), date(2027, 1, 29)
JAN = {day: date(2027, 1, day) for day in range(4, 30)}
DEC = {day: date(2026, 12, day) for day in range(7, 19)}
FOUR_HOURS = range(1, 5)
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
# Four lessons a day, each an hour (VO): what it would be if it were unauthorised.
ASIDE = {
    "15 uur": pupil(
        lessons("S", JAN[11], JAN[12], hours=FOUR_HOURS),
        lessons("AO", JAN[13], hours=FOUR_HOURS),
        lessons("AO", JAN[14], hours=range(1, 4)),
        klas="4L",
    ),
    "16 uur": pupil(
        lessons("S", JAN[11], JAN[12], hours=FOUR_HOURS),
        lessons("AO", JAN[13], JAN[14], hours=FOUR_HOURS),
        klas="4L",
    ),
    "17 uur": pupil(
        lessons("S", JAN[11], JAN[12], hours=FOUR_HOURS),
        lessons("AO", JAN[13], JAN[14], hours=FOUR_HOURS),
        lessons("AO", JAN[15]),
        klas="4L",
    ),
    "16 uur al zonder": pupil(
        lessons("S", *workdays(JAN[11], JAN[14]), hours=FOUR_HOURS),
        lessons("AO", JAN[15], hours=FOUR_HOURS),
        klas="4L",
    ),
    "net binnen vier lesweken": pupil(
        lessons("S", *workdays(DEC[7], DEC[9]), hours=FOUR_HOURS),
        lessons("AO", JAN[15], hours=FOUR_HOURS),
        klas="4L",
    ),
    "net buiten vier lesweken": pupil(
        lessons("S", *workdays(DEC[7], DEC[9]), hours=FOUR_HOURS),
        lessons("AO", JAN[18], hours=FOUR_HOURS),
        klas="4L",
    ),
    "vier lesweken op een dag na": pupil(away("AO", DEC[8], JAN[15])),
    "vier lesweken en twee dagen": pupil(away("S", DEC[7], JAN[15]), away("AO", JAN[18], JAN[19])),
    "vorig schooljaar": pupil(lessons("AO", date(2026, 6, 30))),
}


JAN_18 = JAN[18]
# Lesweken of 7 and 14 December, 4, 11 and 18 January: back on Monday 18 January is position 28, on Tuesday 29.
LONG = {
    "28": pupil(away("AO", DEC_7, JAN_15)),
    "29": pupil(away("AO", DEC_7, JAN_18)),
    "29 ziek": pupil(away("Z", DEC_7, JAN_18)),
    "29 ziek, een dag zonder reden": pupil(away("Z", DEC_7, JAN_18), away("AO", JAN_6, JAN_6)),
    "28 ziek, een dag zonder reden": pupil(away("Z", DEC_7, JAN_15), away("AO", JAN_6, JAN_6)),
    # Back on Tuesday the 19th, away on Wednesday: another run.
    "29 ziek, en los ervan een dag": pupil(away("Z", DEC_7, JAN_18), away("AO", JAN[20], JAN[20])),
    "29 ongeoorloofd, een dag zonder reden": pupil(away("S", DEC_7, JAN_18), away("AO", JAN_6, JAN_6)),
    "thuiszitter, daarna zonder reden": pupil(away("S", DEC_7, JAN_15), away("AO", JAN_18, None)),
    "29, vier jaar": enrolled(Enrolment("", "1A", geboortedatum=date(2022, 9, 1)), rows=[away("AO", DEC_7, JAN_18)]),
    "loopt": pupil(away("AO", DEC_7, None)),
}
LOW, PERMITTED, UNEXPLAINED = ("dreigend", "S3-16"), ("langdurig_geoorloofd", "S3-69"), ("reden_onbekend", "S3-18")
ELSEWHERE = {"kennemerland": "PO", "twente": "VO", "twente-po-2019": "PO", "dronten": "VSO"}


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Noord-Kennemerland with all cases; each other rule set with the two round the bound."""
    schools = [CaseSchool("10AB00", LONG, fields={"rooster": weekly("1A")})]
    for number, (protocol, sector) in enumerate(ELSEWHERE.items(), start=2):
        cases = {f"{name} in {protocol}": LONG[name] for name in ("28", "29")}
        fields = {"rooster": weekly("1A"), "protocol": protocol}
        schools.append(CaseSchool(f"{number}0AB00", cases, sector=sector, fields=fields))
    return run_cases(tmp_path_factory.mktemp("lang"), PEILDATUM, *schools)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        # 25 school days in the period, 10 or 11 of them away: below 95 per cent, and nothing unauthorised.
        ("28", [LOW]),
        ("29", [LOW, UNEXPLAINED]),
        ("loopt", [LOW, UNEXPLAINED]),
        ("29 ziek", [LOW, PERMITTED]),
        ("29 ziek, een dag zonder reden", [LOW, UNEXPLAINED]),
        ("28 ziek, een dag zonder reden", [LOW]),
        ("29 ziek, en los ervan een dag", [LOW, PERMITTED]),
        # 12 hours up to 5 January and 8 from the 7th on: 20 in four lesweken.
        ("29 ongeoorloofd, een dag zonder reden", [("dreigend", "S3-70"), UNEXPLAINED]),
        ("thuiszitter, daarna zonder reden", [("thuiszitter", "S3-72")]),
        ("29, vier jaar", [LOW, UNEXPLAINED]),
    ],
)
def test_long_absence_of_which_some_has_no_reason(long: Answers, name: str, statuses: list[tuple[str, str]]) -> None:
    """More than 28 positions (contract 2.9). langdurig_geoorloofd gives way to it, and it gives way to thuiszitter."""
    assert long.statuses(name) == sorted(statuses)


@pytest.mark.parametrize("protocol", ELSEWHERE)
def test_it_is_a_status_in_every_rule_set(long: Answers, protocol: str) -> None:
    assert long.statuses(f"29 in {protocol}") == [UNEXPLAINED]
    assert long.statuses(f"28 in {protocol}") == []


def test_what_the_status_says(long: Answers) -> None:
    columns = ("start", "duur_posities", "op_peildatum", "precies_vier_weken", "plicht")
    asked = {"status": "reden_onbekend"}
    assert long.cells("thuiszitter", "29", *columns, **asked) == (DEC_7, 29, False, False, "niet_te_bepalen")
    # It asks no duty. Up to Sunday 7 February, position 7 * 7 - 1 = 48.
    assert long.cells("thuiszitter", "29, vier jaar", *columns, **asked) == (DEC_7, 29, False, False, "geen")
    assert long.cells("thuiszitter", "loopt", *columns, **asked) == (DEC_7, 49, True, False, "niet_te_bepalen")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    timetable = (*weekly("1A"), *weekly("2L", lessen=2), *weekly("4L", lessen=4))
    school = CaseSchool("10AB00", CASES | ASIDE, fields={"rooster": timetable})
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


@pytest.mark.parametrize(
    ("name", "hours", "report"),
    [
        # 8 unauthorised hours and 4 + 3 without a reason; 4 + 4; 4 + 4 + 1.
        ("15 uur", 8 + 7, False),
        ("16 uur", 8 + 8, True),
        ("17 uur", 8 + 9, True),
        # 16 unauthorised ones are reported whatever the reason of the other 4 turns out to be.
        ("16 uur al zonder", 16 + 4, False),
        # 7 December is position 1, Friday 15 January 3 * 7 + 5 = 26: 12 hours and 4 within 28 positions.
        ("net binnen vier lesweken", 12 + 4, True),
        # Monday 18 January is position 29: 2 to 29 hold those of 8 and 9 December.
        ("net buiten vier lesweken", 8 + 4, False),
        # All lessons of a month: 4 weeks of 5 hours.
        ("vier weken", 20, True),
    ],
)
def test_hours_that_it_would_be(answers: Answers, name: str, hours: int, report: bool) -> None:
    """16 hours in four lesweken, of kind 16uur (contract 2.7)."""
    (row,) = answers.mart("mart_zonder_reden", name)
    assert (row["uren"], row["zou_16uur"]) == (hours, report)


@pytest.mark.parametrize(
    ("name", "positions", "report"),
    [
        ("vier weken", 4 * 7, True),
        # From Tuesday 8 December: 28 - 1.
        ("vier lesweken op een dag na", 27, False),
        # A day without a reason in the middle of an unauthorised run, which it cuts in two.
        ("in een reeks oa", 4 * 7, True),
        # The unauthorised run has 28 positions by itself.
        ("vier lesweken en twee dagen", 4 * 7 + 2, False),
        # Sick before and after: one day.
        ("in een reeks ga", 1, False),
        # The other lesson is unauthorised: both together are the whole day.
        ("een van twee lessen", 4 * 7, True),
        # Monday to Wednesday; at one of the four lessons on Thursday.
        ("15 uur", 3, False),
    ],
)
def test_the_run_that_it_would_be(answers: Answers, name: str, positions: int, report: bool) -> None:
    """A run of four lesweken, of kind lrv (contract 2.7)."""
    (row,) = answers.mart("mart_zonder_reden", name)
    assert (row["duur_posities"], row["zou_lrv"]) == (positions, report)


def test_the_list_of_what_has_no_reason_begins_with_the_oldest(answers: Answers) -> None:
    """Of the school year of the peildatum: a lesson of June is no longer asked for."""
    (row,) = answers.mart("mart_zonder_reden", "16 uur")
    # After 13 January: Thursday and Friday, then the weeks of 18, 25 January and 1 February.
    assert (row["klas"], row["oudste_dag"], row["lessen"], row["schooldagen"]) == ("4L", JAN[13], 8, 2 + 3 * 5)
    assert answers.mart("mart_zonder_reden", "vorig schooljaar") == []
    oldest = [row["oudste_dag"] for row in answers.mart_of_school("mart_zonder_reden", "10AB00")]
    assert oldest[0] == DEC_7
    assert oldest == sorted(oldest)
