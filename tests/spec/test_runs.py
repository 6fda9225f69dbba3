"""Runs of whole days of absence: contract 2.5 (Run), 2.3 (lesweken, horizon), D5, D6, D25, domain.md 12.

Region noord, peildatum Friday 5 February 2027 (horizon Sunday 7 February), period from 2 September 2026. Lesweken by
Monday: 17, 24, 31 August … 30 November, 7, 14 December | 4, 11, 18, 25 January, 1 February. One lesson a day, unless
said.
"""

from datetime import date, timedelta

import pytest

from tests.lib.cases import (
    UNKNOWN,
    Answers,
    CaseSchool,
    away,
    enrolled,
    lessons,
    pupil,
    run_cases,
    stay,
    weekly,
    workdays,
)

PEILDATUM = date(2027, 2, 5)
DEC_7, DEC_18, JAN_4, JAN_15 = date(2026, 12, 7), date(2026, 12, 18), date(2027, 1, 4), date(2027, 1, 15)
YEAR = {"van": date(2026, 8, 1)}

CASES = {
    "27": pupil(away("S", date(2026, 12, 8), JAN_15)),
    "28 over kerst": pupil(away("S", DEC_7, JAN_15)),
    "29": pupil(away("S", DEC_7, date(2027, 1, 18))),
    "13": pupil(away("S", date(2026, 11, 10), date(2026, 11, 20))),
    "14": pupil(away("S", date(2026, 11, 9), date(2026, 11, 20))),
    "7 december tot en met 3 januari": pupil(away("S", DEC_7, date(2027, 1, 3))),
    "onbekend midden in": pupil(away("S", DEC_7, JAN_15), away(UNKNOWN, date(2027, 1, 6), date(2027, 1, 6))),
    "aanwezig midden in": pupil(away("S", DEC_7, JAN_15), away("A", date(2027, 1, 6), date(2027, 1, 6))),
    "eerst oa dan ga": pupil(away("S", DEC_7, DEC_18), away("Z", JAN_4, JAN_15)),
    "oa en ga op een dag": pupil(
        lessons("S", *workdays(DEC_7, JAN_15)), lessons("Z", *workdays(DEC_7, JAN_15), hours=(2,)), klas="2L"
    ),
    "een van twee lessen": pupil(lessons("S", *workdays(DEC_7, JAN_15)), klas="2L"),
    "gat in de inschrijving": enrolled(
        stay("1A", None, DEC_18), stay("1A", date(2027, 1, 11), None), rows=[away("S", DEC_7, JAN_15)]
    ),
    "alleen op maandag": pupil(away("S", DEC_7, date(2027, 1, 11)), klas="MA"),
    "vertrokken op woensdag": pupil(away("S", date(2026, 11, 30), None), tot=date(2026, 12, 16)),
    "vertrokken op vrijdag": pupil(away("S", date(2026, 11, 30), None), tot=DEC_18),
    "vertrokken in de vakantie": pupil(away("S", date(2026, 11, 30), None), tot=date(2027, 1, 1)),
    "loopt 28": pupil(away("S", date(2027, 1, 11), None)),
    "loopt 27": pupil(away("S", date(2027, 1, 12), None)),
    "loopt, alleen op maandag": pupil(away("S", date(2027, 1, 11), None), klas="MA"),
    "terug op de peildatum": pupil(away("S", date(2027, 1, 11), date(2027, 2, 4))),
    "geheel voor de periode": pupil(away("S", date(2026, 8, 17), date(2026, 9, 1)), **YEAR),
    "tot in de periode": pupil(away("S", date(2026, 8, 17), date(2026, 9, 2)), **YEAR),
    "drie maanden precies": pupil(away("S", date(2026, 9, 1), date(2026, 12, 1))),
    "drie maanden min een dag": pupil(away("S", date(2026, 9, 1), date(2026, 11, 30))),
    "drie maanden, 31 augustus": pupil(away("S", date(2026, 8, 31), date(2026, 11, 30))),
    "drie maanden, 31 augustus, min een dag": pupil(away("S", date(2026, 8, 31), date(2026, 11, 27))),
    "drie maanden tot de meetdatum": pupil(away("S", date(2026, 11, 5), None)),
    "drie maanden na de meetdatum": pupil(away("S", date(2026, 11, 6), None)),
    "drie maanden ziek": pupil(away("Z", date(2026, 9, 1), date(2026, 12, 1))),
}
ROOSTER = (*weekly("1A"), *weekly("2L", lessen=2), *weekly("MA", dagen=(1,)))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("runs"),
        PEILDATUM,
        CaseSchool("10AB00", CASES, fields={"rooster": ROOSTER}),
        peildata=("09-01", "06-01"),
    )


def runs(answers: Answers, name: str) -> list[tuple[object, ...]]:
    columns = ("groep", "start", "laatste_dag", "duur_posities", "duur_kalenderdagen", "loopt")
    return [tuple(row[column] for column in columns) for row in answers.rows("reeks", name)]


def both(start: date, last: date, positions: int, days: int, *, goes_on: bool = False) -> list[tuple[object, ...]]:
    """An OA run is one of `alle` too (2.5)."""
    return [(group, start, last, positions, days, goes_on) for group in ("alle", "oa")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Monday 7 December to Monday 18 January: weeks 7 and 14 December, 4 and 11 January = 4 * 7; 42 real days.
        ("28 over kerst", both(DEC_7, JAN_15, 4 * 7, 42)),
        ("27", both(date(2026, 12, 8), JAN_15, 4 * 7 - 1, 42 - 1)),
        ("29", both(DEC_7, date(2027, 1, 18), 4 * 7 + 1, 42 + 1)),
        # The table starts at 14 positions: Tuesday 10 to Monday 23 November is 13.
        ("13", []),
        ("14", both(date(2026, 11, 9), date(2026, 11, 20), 2 * 7, 14)),
        # domain.md 12: two lesweken, 28 calendar days (7 December to 4 January).
        ("7 december tot en met 3 januari", both(DEC_7, DEC_18, 2 * 7, 28)),
        # 2.5: a day with unknown minutes breaks every run. Monday 7 December to Wednesday 6 January = 2 * 7 + 2; the
        # rest, Thursday 7 to Monday 18 January, is 7 + 4 = 11 and not listed.
        ("onbekend midden in", both(DEC_7, date(2027, 1, 5), 2 * 7 + 2, 28 + 2)),
        ("aanwezig midden in", both(DEC_7, date(2027, 1, 5), 2 * 7 + 2, 28 + 2)),
        ("een van twee lessen", []),
        # A mix of OA and GA is `alle` only; its parts are runs of their own.
        (
            "eerst oa dan ga",
            [
                ("alle", DEC_7, JAN_15, 28, 42, False),
                ("ga", JAN_4, JAN_15, 14, 14, False),
                ("oa", DEC_7, DEC_18, 14, 28, False),
            ],
        ),
        ("oa en ga op een dag", [("alle", DEC_7, JAN_15, 28, 42, False)]),
        # A gap in enrolment or days without lessons never break a run.
        ("gat in de inschrijving", both(DEC_7, JAN_15, 28, 42)),
        ("alleen op maandag", both(DEC_7, date(2027, 1, 11), 28, 42)),
        # A leaver: the horizon taken with the last enrolled day; on Wednesday others still have lessons that week, so
        # q = position of that Wednesday + 1: 2 * 7 + 3 = 17; on Friday none are left: the Sunday, 3 * 7 = 21.
        ("vertrokken op woensdag", both(date(2026, 11, 30), date(2026, 12, 16), 2 * 7 + 3, 17)),
        ("vertrokken op vrijdag", both(date(2026, 11, 30), DEC_18, 3 * 7, 21)),
        ("vertrokken in de vakantie", both(date(2026, 11, 30), DEC_18, 3 * 7, 21)),
        # Still going on: up to Sunday 7 February; 11, 18, 25 January, 1 February = 4 * 7.
        ("loopt 28", both(date(2027, 1, 11), PEILDATUM, 4 * 7, 28, goes_on=True)),
        ("loopt 27", both(date(2027, 1, 12), PEILDATUM, 4 * 7 - 1, 27, goes_on=True)),
        ("loopt, alleen op maandag", both(date(2027, 1, 11), date(2027, 2, 1), 4 * 7, 28, goes_on=True)),
        ("terug op de peildatum", both(date(2027, 1, 11), date(2027, 2, 4), 3 * 7 + 4, 25)),
        # 5, Tables: a run spans start to laatste_dag and is listed when that overlaps the period (from 2 September).
        ("geheel voor de periode", []),
        ("tot in de periode", both(date(2026, 8, 17), date(2026, 9, 2), 2 * 7 + 3, 17)),
    ],
)
def test_run(answers: Answers, name: str, expected: list[tuple[object, ...]]) -> None:
    assert runs(answers, name) == expected


@pytest.mark.parametrize(
    ("name", "start", "positions", "is_exact"),
    [
        # D5: 28 positions or more; exactly 28 sets precies_vier_weken.
        ("28 over kerst", DEC_7, 28, True),
        ("29", DEC_7, 29, False),
        ("loopt 28", date(2027, 1, 11), 28, True),
        ("gat in de inschrijving", DEC_7, 28, True),
    ],
)
def test_thuiszitter(answers: Answers, name: str, start: date, positions: int, is_exact: bool) -> None:
    assert answers.statuses(name) == [("thuiszitter", "S3-72")]
    cells = answers.cells("thuiszitter", name, "start", "duur_posities", "precies_vier_weken", "op_peildatum")
    assert cells == (start, positions, is_exact, name.startswith("loopt"))


@pytest.mark.parametrize("name", ["27", "loopt 27", "eerst oa dan ga", "7 december tot en met 3 januari", "14"])
def test_no_thuiszitter(answers: Answers, name: str) -> None:
    assert "thuiszitter" not in [status for status, _ in answers.statuses(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # D25: run start + 3 calendar months <= last absent day: 1 September + 3 months = 1 December.
        ("drie maanden precies", ("lrv_langer_dan_3_maanden", "S3-06")),
        ("drie maanden min een dag", ("thuiszitter", "S3-72")),
        # 31 August + 3 months = 30 November (clamped to the month's end).
        ("drie maanden, 31 augustus", ("lrv_langer_dan_3_maanden", "S3-06")),
        ("drie maanden, 31 augustus, min een dag", ("thuiszitter", "S3-72")),
        # Still going on: measured to the meetdatum, Friday 5 February, not to the horizon on the 7th. 5 November + 3
        # months is 5 February, 6 November + 3 months the 6th.
        ("drie maanden tot de meetdatum", ("lrv_langer_dan_3_maanden", "S3-06")),
        ("drie maanden na de meetdatum", ("thuiszitter", "S3-72")),
        # D4: only OA.
        ("drie maanden ziek", ("langdurig_geoorloofd", "S3-69")),
    ],
)
def test_three_months(answers: Answers, name: str, expected: tuple[str, str]) -> None:
    others = [pair for pair in answers.statuses(name) if pair[0] != "dreigend"]
    assert others == [expected]


def test_dates_of_the_example() -> None:
    """18 January 2027 is 42 days after 7 December 2026, both Mondays (domain.md 12)."""
    assert date(2027, 1, 18) - DEC_7 == timedelta(days=42)
    assert DEC_7.isoweekday() == date(2027, 1, 18).isoweekday() == 1
