"""Order of statuses and grounds: spec/decisions.md, "Status per rule set"; contract 5, Tables and Statuses.

Region noord, peildatum Friday 5 February 2027 (horizon Sunday 7 February), period from 2 September 2026. Class 1 has
one lesson a day, class 8 has eight. Lesweken by Monday: 17 August … 5 October | 19 October … 14 December | 4 January …
1 February. Four lesweken from Monday 2 November end before Monday 30 November; four from 4 January before 1 February.
"""

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import RuleSetInvalid
from tests.lib.cases import CODES, Answers, Case, CaseSchool, away, lessons, pupil, run_cases, weekly, workdays
from tests.lib.comparison import run_program
from tests.lib.region import Enrolment, Region, School, write_region

PEILDATUM = date(2027, 2, 5)
NOV_2, NOV_27, NOV_30, DEC_18 = date(2026, 11, 2), date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 18)
JAN_4, JAN_29 = date(2027, 1, 4), date(2027, 1, 29)
NINE = workdays(date(2026, 9, 7), date(2026, 9, 17))

SIXTEEN = lessons("S", date(2026, 9, 7), date(2026, 9, 8), hours=range(1, 9))
FOUR_WEEKS = away("S", NOV_2, NOV_27)
TWO_WEEKS = away("S", NOV_2, date(2026, 11, 13))


def make_cases(prefix: str) -> dict[str, Case]:
    """The same pupils for each school that has eight lessons a day and one lesson a day."""
    cases = {
        "niets": pupil(klas="8"),
        "16 uur": pupil(SIXTEEN, klas="8"),
        "vier weken": pupil(FOUR_WEEKS, klas="8"),
        "twee weken zonder 16 uur": pupil(TWO_WEEKS, klas="1"),
        "twee weken met 16 uur": pupil(TWO_WEEKS, klas="8"),
        "16 uur en negen keer te laat": pupil(SIXTEEN, lessons("TL", *NINE, hours=(1,)), klas="8b"),
        "twee weken en negen keer te laat": pupil(TWO_WEEKS, lessons("TL", *NINE), klas="1"),
        "te laat en onder 95": pupil(lessons("TL", *NINE), away("Z", JAN_4, JAN_29), klas="8"),
        "onder 95": pupil(away("Z", JAN_4, date(2027, 1, 22)), klas="8"),
        "vier weken en ziek": pupil(FOUR_WEEKS, away("Z", DEC_18, None), klas="8"),
        "precies 28 ziek": pupil(away("Z", NOV_2, NOV_27), klas="1"),
        "29 ziek": pupil(away("Z", NOV_2, NOV_30), klas="1"),
        "29 ziek met te laat": pupil(lessons("TL", *NINE), away("Z", NOV_2, NOV_30), klas="1"),
        "29 gemengd": pupil(away("S", NOV_2, date(2026, 11, 3)), away("Z", date(2026, 11, 4), NOV_30), klas="1"),
        "29 ongeoorloofd": pupil(away("S", NOV_2, NOV_30), klas="1"),
        "gemengd en dreigend": pupil(
            away("S", NOV_2, date(2026, 11, 13)), away("Z", date(2026, 11, 16), NOV_30), klas="1"
        ),
        "drie maanden": pupil(away("S", date(2026, 9, 1), date(2026, 12, 1)), klas="8"),
        "drie maanden en weer vier weken": pupil(
            away("S", date(2026, 9, 1), date(2026, 12, 1)), away("S", JAN_4, JAN_29), klas="8"
        ),
    }
    return {f"{prefix} {name}": case for name, case in cases.items()}


RUNS = {
    "twee lange, de laatste langer": pupil(
        away("Z", date(2026, 9, 7), date(2026, 10, 5)), away("Z", NOV_2, date(2026, 12, 4)), klas="1"
    ),
    "twee lange, even lang": pupil(away("Z", date(2026, 8, 31), date(2026, 9, 28)), away("Z", NOV_2, NOV_30), klas="1"),
    "lange en lopende kortere": pupil(
        away("Z", date(2026, 9, 7), date(2026, 10, 30)), away("Z", JAN_4, None), klas="1"
    ),
    "lopende langste": pupil(away("Z", date(2026, 9, 7), date(2026, 10, 5)), away("Z", DEC_18, None), klas="1"),
    "twee thuiszitterreeksen": pupil(
        away("S", date(2026, 8, 31), date(2026, 9, 28)), away("S", NOV_2, NOV_27), klas="1"
    ),
    "thuiszitter loopt": pupil(
        away("S", date(2026, 8, 31), date(2026, 10, 23)), away("S", date(2027, 1, 11), None), klas="1"
    ),
}
ROOSTER = (
    *weekly("1"),
    *weekly("8", lessen=8),
    # A ninth lesson, so that one can be late on a day that is otherwise truant.
    *weekly("8b", lessen=9),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    fields = {"rooster": ROOSTER}
    late_hour_9 = make_cases("nk")
    late_hour_9["nk 16 uur en negen keer te laat"] = pupil(SIXTEEN, lessons("TL", *NINE, hours=(9,)), klas="8b")
    return run_cases(
        tmp_path_factory.mktemp("statuses"),
        PEILDATUM,
        CaseSchool("10AB00", {**late_hour_9, **RUNS}, fields=fields),
        CaseSchool("20AB00", make_cases("vso"), sector="VSO", fields=fields),
        CaseSchool("30AB00", make_cases("ken"), fields={**fields, "protocol": "kennemerland"}),
        CaseSchool("40AB00", make_cases("po"), sector="PO", fields={**fields, "protocol": "kennemerland"}),
        peildata=("09-01", "06-01"),
    )


LONG_GA = ("langdurig_geoorloofd", "S3-69")
# S3-16: 20 days or more of the 98 of the period (21 + 17 + 21 + 14 + 20 + 5), so attendance is below 95 %.
BELOW_95 = ("dreigend", "S3-16")
NORTH = [
    ("niets", []),
    ("16 uur", [("dreigend", "S3-70")]),
    ("vier weken", [("thuiszitter", "S3-72")]),
    # Ten days of one lesson are 10 hours, so the run decides; with eight lessons a day the 16 hours come first.
    ("twee weken zonder 16 uur", [("dreigend", "S3-71")]),
    ("twee weken met 16 uur", [("dreigend", "S3-70")]),
    ("twee weken en negen keer te laat", [("dreigend", "S3-71")]),
    ("te laat en onder 95", [("dreigend", "S3-78")]),
    ("onder 95", [BELOW_95]),
    # Thuiszitter suppresses dreigend and langdurig_geoorloofd.
    ("vier weken en ziek", [("thuiszitter", "S3-72")]),
    # langdurig_geoorloofd is above 28, and stands beside dreigend.
    ("precies 28 ziek", [BELOW_95]),
    ("29 ziek", [BELOW_95, LONG_GA]),
    ("29 ziek met te laat", [("dreigend", "S3-78"), LONG_GA]),
    ("29 gemengd", [BELOW_95, LONG_GA]),
    ("29 ongeoorloofd", [("thuiszitter", "S3-72")]),
    ("gemengd en dreigend", [("dreigend", "S3-71"), LONG_GA]),
    ("drie maanden", [("lrv_langer_dan_3_maanden", "S3-06")]),
    ("drie maanden en weer vier weken", [("lrv_langer_dan_3_maanden", "S3-06")]),
]
KENNEMERLAND = [
    ("niets", []),
    ("16 uur", [("relatief_verzuim", "S2-28")]),
    ("vier weken", [("thuiszitter", "S2-31")]),
    ("twee weken zonder 16 uur", []),
    ("twee weken met 16 uur", [("relatief_verzuim", "S2-28")]),
    ("te laat en onder 95", []),
    ("onder 95", []),
    ("vier weken en ziek", [("thuiszitter", "S2-31")]),
    ("29 ziek", []),
    ("29 ongeoorloofd", [("thuiszitter", "S2-31")]),
    ("drie maanden", [("lrv_langer_dan_3_maanden", "S3-06")]),
]


@pytest.mark.parametrize(("name", "expected"), NORTH)
@pytest.mark.parametrize("prefix", ["nk", "vso"])
def test_noord_kennemerland(answers: Answers, prefix: str, name: str, expected: list[tuple[str, str]]) -> None:
    """First that holds; VSO takes the rules marked VO (4)."""
    assert answers.statuses(f"{prefix} {name}") == expected


@pytest.mark.parametrize(("name", "expected"), KENNEMERLAND)
def test_kennemerland(answers: Answers, name: str, expected: list[tuple[str, str]]) -> None:
    """relatief_verzuim only where no run of four lesweken stands; no dreigend, no langdurig_geoorloofd."""
    assert answers.statuses(f"ken {name}") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # D3: PO counts clock hours: 16 * 50 = 800 minutes is 13,3 hours; 10 days * 8 * 50 = 4 000 minutes is 66,7.
        ("16 uur", []),
        ("twee weken met 16 uur", [("relatief_verzuim", "S2-28")]),
        ("twee weken zonder 16 uur", []),
        ("vier weken", [("thuiszitter", "S2-31")]),
        ("drie maanden", [("lrv_langer_dan_3_maanden", "S3-06")]),
        ("29 ziek", []),
    ],
)
def test_primary_school_under_kennemerland(answers: Answers, name: str, expected: list[tuple[str, str]]) -> None:
    assert answers.statuses(f"po {name}") == expected


def test_dreigend_holds_while_one_of_its_grounds_does(answers: Answers) -> None:
    """5, Tables: S3-70 comes first and is over by the horizon; the nine times late of the school year still hold."""
    late = answers.cells("thuiszitter", "nk 16 uur en negen keer te laat", "grond", "start", "op_peildatum")
    assert late == ("S3-70", date(2026, 9, 7), True)
    assert answers.cells("thuiszitter", "nk 16 uur", "grond", "start", "op_peildatum") == (
        "S3-70",
        date(2026, 9, 7),
        False,
    )


@pytest.mark.parametrize(
    ("name", "start", "positions", "flags"),
    [
        ("nk vier weken", NOV_2, 28, (False, True)),
        ("nk 29 ongeoorloofd", NOV_2, 29, (False, False)),
        # 5, Tables: of several runs the one that goes on, else the one that started last.
        ("twee thuiszitterreeksen", NOV_2, 28, (False, True)),
        ("thuiszitter loopt", date(2027, 1, 11), 28, (True, True)),
        ("ken vier weken", NOV_2, 28, (False, True)),
    ],
)
def test_the_run_that_thuiszitter_shows(
    answers: Answers, name: str, start: date, positions: int, flags: tuple[bool, bool]
) -> None:
    cells = answers.cells(
        "thuiszitter", name, "start", "duur_posities", "op_peildatum", "precies_vier_weken", status="thuiszitter"
    )
    assert cells == (start, positions, *flags)


@pytest.mark.parametrize(
    ("name", "start", "positions", "at_end"),
    [
        # Monday 2 to Monday 30 November, back on Tuesday 1 December: 4 * 7 + 1.
        ("nk 29 ziek", NOV_2, 29, False),
        ("nk gemengd en dreigend", NOV_2, 29, False),
        # 5, Tables: the longest such run (back on Monday 7 December: 5 * 7), on a tie the earliest.
        ("twee lange, de laatste langer", NOV_2, 5 * 7, False),
        ("twee lange, even lang", date(2026, 8, 31), 29, False),
        # 7 September to 30 October without the autumn holiday is 7 lesweken; 4 January to 7 February is 5.
        ("lange en lopende kortere", date(2026, 9, 7), 7 * 7, False),
        # Friday 18 December to Sunday 7 February: 3 positions and 5 lesweken.
        ("lopende langste", DEC_18, 3 + 5 * 7, True),
    ],
)
def test_the_run_that_langdurig_geoorloofd_shows(
    answers: Answers, name: str, start: date, positions: int, at_end: bool
) -> None:
    """5, Statuses: `op_peildatum` is that of the run shown."""
    cells = answers.cells("thuiszitter", name, "start", "duur_posities", "op_peildatum", status="langdurig_geoorloofd")
    assert cells == (start, positions, at_end)


def test_a_run_of_two_weeks_as_ground(answers: Answers) -> None:
    """S3-71: start and duration are those of the run; 10 of 98 days is 10,2 %, so S3-16 holds at the horizon."""
    cells = answers.cells("thuiszitter", "nk twee weken zonder 16 uur", "start", "duur_posities", "op_peildatum")
    assert cells == (NOV_2, 14, True)


def test_a_rule_set_that_does_not_cover_the_sector(tmp_path: Path) -> None:
    """5, Input: exit code 12, with the school and what the rule set covers."""
    school = School("10AB00", "PO", (Enrolment("1001", "1"),), rooster=weekly("1"), codes=CODES)
    with pytest.raises(RuleSetInvalid, match=r"10AB00.*Hij geldt voor: VO") as caught:
        run_program(write_region(Region((school,)), tmp_path), PEILDATUM)
    assert caught.value.exit_code == 12
    assert not (tmp_path / "uitvoer").exists()
