"""Weeks, horizon and periods: contract 2.3, 2.4 and 5 (Time; Register, forms, calendar)."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import WrongUse
from tests.lib.cases import Answers, CaseSchool, away, lessons, make_school, pupil, run_cases, weekly, workdays
from tests.lib.comparison import run_program
from tests.lib.region import LocalDays, Region, write_region

ROOSTER = {"rooster": weekly("1A")}
WEDNESDAY = date(2025, 11, 19)
SINCE = date(2025, 11, 3)  # Monday; 3, 10 and 17 November are lesweken in a row


def free(first: date, last: date) -> dict[str, object]:
    return {**ROOSTER, "kalender": (LocalDays(first, last),)}


@pytest.fixture(scope="module")
def midweek(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Wednesday 19 November 2025: six schools, each with a pupil away since Monday 3 November."""
    gone = away("S", SINCE, None)
    return run_cases(
        tmp_path_factory.mktemp("midweek"),
        WEDNESDAY,
        CaseSchool("10AB00", {"gewone week": pupil(gone)}, fields=ROOSTER),
        CaseSchool(
            "20AB00", {"donderdag en vrijdag vrij": pupil(gone)}, fields=free(date(2025, 11, 20), date(2025, 11, 21))
        ),
        CaseSchool("30AB00", {"hele week vrij": pupil(gone)}, fields=free(date(2025, 11, 17), date(2025, 11, 21))),
        CaseSchool("40AB00", {"niemand meer na woensdag": pupil(gone, tot=WEDNESDAY)}, fields=ROOSTER),
        CaseSchool("60AB00", {"maandag en woensdag": pupil(gone)}, fields={"rooster": weekly("1A", dagen=(1, 3))}),
        CaseSchool(
            "70AB00",
            {"ander heeft nog les": pupil(gone, klas="MA"), "heeft donderdag les": pupil()},
            fields={"rooster": (*weekly("1A", dagen=(4,)), *weekly("MA", dagen=(1,)))},
        ),
    )


@pytest.mark.parametrize(
    ("name", "positions", "days"),
    [
        # Lessons are left on Thursday and Friday: the horizon is Wednesday 19 November, 2 * 7 + 2 + 1.
        ("gewone week", 2 * 7 + 3, 17),
        # No slot left in the week: Sunday 23 November.
        ("donderdag en vrijdag vrij", 3 * 7, 21),
        ("niemand meer na woensdag", 3 * 7, 21),
        ("maandag en woensdag", 3 * 7, 21),
        # No lesweek: Sunday of the last lesweek before, 16 November.
        ("hele week vrij", 2 * 7, 14),
        # Lesweken and slots left are those of the school, not of the pupil.
        ("ander heeft nog les", 2 * 7 + 3, 17),
    ],
)
def test_horizon(midweek: Answers, name: str, positions: int, days: int) -> None:
    cells = midweek.cells("reeks", name, "start", "duur_posities", "duur_kalenderdagen", "loopt", groep="oa")
    assert cells == (SINCE, positions, days, True)


def test_a_school_without_a_lesweek_is_refused(tmp_path: Path) -> None:
    """1.3 (c): a timetable that begins after the peildatum gives nobody a slot, so nobody may be counted."""
    late = CaseSchool("50AB00", {"leerling": pupil()}, fields={"rooster": weekly("1A", van=date(2026, 1, 5))})
    other = CaseSchool("10AB00", {"ander": pupil()}, fields=ROOSTER)
    region = Region(tuple(make_school(school, {}) for school in (late, other)))
    output = run_program(write_region(region, tmp_path), WEDNESDAY)
    assert output.exit_code == 10
    assert [refused["school"] for refused in output.read_manifest()["geweigerd"]] == ["50AB00"]
    assert set(output.read("leerling_periode")["school"]) == {"10AB00"}


def test_peildatum_that_is_not_in_the_list(midweek: Answers) -> None:
    """5, Time: the period starts after the last listed date before it, 1 September."""
    manifest = midweek.output.read_manifest()
    assert manifest["peildatum"] == "2025-11-19"
    assert manifest["periode"] == {"van": "2025-09-02", "tot": "2025-11-19"}


@pytest.fixture(scope="module")
def new_year(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Friday 1 January 2027, in ISO week 53 of 2026 and in the Christmas holiday."""
    return run_cases(
        tmp_path_factory.mktemp("new_year"),
        date(2027, 1, 1),
        CaseSchool(
            "10AB00",
            {
                "sinds 7 december": pupil(away("S", date(2026, 12, 7), None)),
                "sinds 1 oktober": pupil(away("S", date(2026, 10, 1), None)),
                "sinds 2 oktober": pupil(away("S", date(2026, 10, 2), None)),
            },
            fields=ROOSTER,
        ),
    )


def test_peildatum_in_week_53(new_year: Answers) -> None:
    """The horizon is Sunday 20 December: 7 and 14 December = 2 * 7 positions; the run goes on."""
    assert date(2027, 1, 1).isocalendar()[:2] == (2026, 53)
    cells = new_year.cells(
        "reeks", "sinds 7 december", "laatste_dag", "duur_posities", "duur_kalenderdagen", "loopt", groep="oa"
    )
    assert cells == (date(2026, 12, 18), 2 * 7, 14, True)


@pytest.mark.parametrize(
    ("name", "status"), [("sinds 1 oktober", "lrv_langer_dan_3_maanden"), ("sinds 2 oktober", "thuiszitter")]
)
def test_three_months_run_on_in_a_holiday(new_year: Answers, name: str, status: str) -> None:
    """D25: three months after 1 October is the peildatum, 1 January, though the horizon is 20 December."""
    assert new_year.cells("thuiszitter", name, "status", "op_peildatum") == (status, True)


@pytest.fixture(scope="module")
def after_week_53(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Friday 15 January 2027, ISO week 2, the second lesweek after the Christmas holiday."""
    return run_cases(
        tmp_path_factory.mktemp("after_53"),
        date(2027, 1, 15),
        CaseSchool(
            "10AB00",
            {"over week 53": pupil(away("S", date(2026, 12, 14), date(2027, 1, 8))), "op tijd terug": pupil()},
            fields=ROOSTER,
        ),
    )


def test_week_53_has_no_position(after_week_53: Answers) -> None:
    """Weeks 51 and 1: Monday 14 December to Monday 11 January = 2 * 7 positions, 28 real days."""
    cells = after_week_53.cells("reeks", "over week 53", "duur_posities", "duur_kalenderdagen", "loopt", groep="oa")
    assert cells == (2 * 7, 28, False)


@pytest.fixture(scope="module")
def september(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Monday 1 September 2025: period from 2 June, over the summer of noord (12 July to 24 August)."""
    nine = workdays(date(2025, 6, 2), date(2025, 6, 6)) + workdays(date(2025, 6, 10), date(2025, 6, 13))
    return run_cases(
        tmp_path_factory.mktemp("september"),
        date(2025, 9, 1),
        CaseSchool(
            "10AB00",
            {
                "over de zomer": pupil(away("S", date(2025, 6, 30), None)),
                "ziek over de zomer": pupil(away("Z", date(2025, 7, 10), date(2025, 8, 26))),
                "negen keer te laat in juni": pupil(lessons("TL", *nine)),
                "zestien lessen in juni": pupil(
                    lessons("S", date(2025, 6, 3), date(2025, 6, 4), hours=range(1, 9)), klas="10"
                ),
            },
            fields={"rooster": (*weekly("1A"), *weekly("10", lessen=10))},
        ),
        CaseSchool("20AB00", {"sinds mei 2024": pupil(away("S", date(2024, 5, 6), None))}, fields=ROOSTER),
    )


def test_summer_has_no_positions(september: Answers) -> None:
    """30 June, 7 July, 25 August = 3 * 7, and Monday 1 September itself: 22; lessons are left that week."""
    cells = september.cells(
        "reeks", "over de zomer", "start", "duur_posities", "duur_kalenderdagen", "loopt", groep="oa"
    )
    days = (date(2025, 9, 2) - date(2025, 6, 30)).days
    assert cells == (date(2025, 6, 30), 3 * 7 + 1, days, True)


def test_a_run_that_began_before_the_slots_that_are_always_built(september: Answers) -> None:
    """5, Time: slots from 1 August 2024, earlier where an absence row asks for it: here from Monday 6 May 2024."""
    # Lesweken of noord by Monday: 6 May to 15 July; 2 September to 21 October; 4 November to 16 December;
    # 6 January to 10 February; 24 February to 21 April; 5 May to 7 July; 25 August; and Monday 1 September itself.
    lesweken = 11 + 8 + 7 + 6 + 9 + 10 + 1
    cells = september.cells("reeks", "sinds mei 2024", "start", "duur_posities", "duur_kalenderdagen", groep="oa")
    assert cells == (date(2024, 5, 6), lesweken * 7 + 1, (date(2025, 9, 2) - date(2024, 5, 6)).days)
    assert september.statuses("sinds mei 2024") == [("lrv_langer_dan_3_maanden", "S3-06")]


def test_period_over_two_school_years(september: Answers) -> None:
    """2.4 and 5, Time: period figures over both, school-year figures of the peildatum's school year only."""
    # 2 June to 11 July: 6 weeks of 5 days less Whit Monday (9 June); 25 August to 1 September: 5 + 1.
    lesdagen = (6 * 5 - 1) + (5 + 1)
    assert september.cells("leerling_periode", "negen keer te laat in juni", "lesdagen", "te_laat") == (lesdagen, 0)
    # Sick on 10 and 11 July, 25 and 26 August: one spell, begun last school year; two of its days lie in this one.
    cells = september.cells(
        "leerling_periode", "ziek over de zomer", "geoorloofd_min", "ziekmeldingen", "ziek_schooldagen"
    )
    assert cells == (4 * 50, 0, 2.0)


def test_what_held_only_in_the_previous_school_year(september: Answers) -> None:
    """5, Time and Statuses: on a day the school year is that of the day, at the horizon that of the peildatum."""
    late = september.cells("thuiszitter", "negen keer te laat in juni", "grond", "start", "op_peildatum")
    assert late == ("S3-78", date(2025, 6, 13), False)
    # 35 days of 10 lessons: 16 / 350 = 4,6 % absent, so that S3-16 does not hold beside it.
    hours = september.cells("thuiszitter", "zestien lessen in juni", "grond", "start", "op_peildatum")
    assert hours == ("S3-70", date(2025, 6, 3), False)


@pytest.mark.parametrize("peildatum", [date(2022, 9, 1), date(2030, 1, 1)])
def test_peildatum_outside_the_calendar(peildatum: date, tmp_path: Path) -> None:
    """5, Register, forms, calendar: exit code 2, and the message names the calendar file to extend."""
    with pytest.raises(WrongUse, match=r"schemas/calendar/\w+\.csv") as caught:
        run_cases(tmp_path, peildatum, CaseSchool("10AB00", {"leerling": pupil()}, fields=ROOSTER))
    assert caught.value.exit_code == 2
    assert not (tmp_path / "uitvoer").exists() or list((tmp_path / "uitvoer").iterdir()) == []


def test_absence_before_the_calendar(tmp_path: Path) -> None:
    """5, settled: such a row is set aside with that reason, and counts nowhere; exit 2 is for the peildatum alone."""
    rows = (*lessons("S", date(2021, 9, 6)), *lessons("S", date(2025, 11, 3)))
    answers = run_cases(tmp_path, date(2026, 1, 1), CaseSchool("10AB00", {"leerling": pupil(rows)}, fields=ROOSTER))
    findings = answers.output.read("bevinding").filter(pl.col("code") == "voor_vakantiegegevens")
    assert findings.select("ernst", "kolom", "aantal").rows() == [("quarantaine", "datum", 1)]
    # One of the two lessons stands: that of 3 November.
    assert answers.cells("leerling_periode", "leerling", "oa_uren") == (1.0,)
