"""Movers without a link between two schools (contract 2.9): who left while absent, and who is new and absent.

In a whole run: peildatum 1 January 2026, a Thursday without lessons; period from 2 September 2025. Region noord: autumn
holiday 11 to 19 October 2025, kerst from 20 December on. Two schools with a lesson a day.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, away, enrolled, lessons, make_school, run_cases, weekly
from tests.lib.comparison import run_program
from tests.lib.models import Rows, build_model
from tests.lib.region import Enrolment, Region, write_region

DAY = timedelta(days=1)
PEILDATUM, PERIOD, YEAR = date(2026, 1, 1), date(2025, 9, 2), date(2025, 8, 1)
OCT_6, OCT_31, NOV_1, NOV_3, NOV_21 = (
    *(date(2025, 10, day) for day in (6, 31)),
    *(date(2025, 11, day) for day in (1, 3, 21)),
)


def make(*rows: Any, since: date | None = YEAR, until: date | None = None) -> Case:
    return enrolled(Enrolment("", "1", inschrijfdatum=since, uitschrijfdatum=until), rows=rows)


# Monday 27 October to Friday 31 October: that week has no more lessons, so the horizon is Sunday: 7 positions.
OLD_SCHOOL = {
    "verhuisd": make(away("S", OCT_6, OCT_31), until=OCT_31),
    "een week ziek": make(away("Z", date(2025, 10, 27), OCT_31), until=OCT_31),
    "een dag korter": make(away("S", date(2025, 10, 28), OCT_31), until=OCT_31),
    "laatste dag terug": make(away("S", OCT_6, date(2025, 10, 30)), until=OCT_31),
    "nog ingeschreven": make(away("S", OCT_6, date(2025, 12, 19))),
    "in zomer vertrokken": make(until=date(2025, 9, 1)),
    "aanwezig vertrokken": make(until=OCT_31),
}
NEW_SCHOOL = {
    "ook verhuisd": make(away("S", NOV_1, NOV_21), since=NOV_1),
    "nog weg": make(away("Z", NOV_3, None), since=NOV_1),
    "eerste dag": make(away("V", NOV_3, NOV_3), since=NOV_3),
    "tweede dag": make(away("S", date(2025, 11, 4), NOV_21), since=NOV_3),
    "al ingeschreven": make(away("S", NOV_3, NOV_21), since=date(2025, 9, 1)),
    "zonder inschrijfdatum": make(away("S", NOV_3, NOV_21), since=None),
    "aanwezig begonnen": make(lessons("S", date(2025, 11, 10)), since=NOV_1),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    fields = {"rooster": weekly("1")}
    return run_cases(
        tmp_path_factory.mktemp("verhuisd"),
        PEILDATUM,
        CaseSchool("10AB00", OLD_SCHOOL, fields=fields),
        CaseSchool("20AB00", NEW_SCHOOL, fields=fields),
    )


def get_cells(answers: Answers, mart: str, name: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values())[2:] for row in answers.mart(mart, name)]


def test_who_left_while_absent(answers: Answers) -> None:
    """From 6 October: lesweken of 6, 20 and 27 October are 21 positions."""
    assert get_cells(answers, "mart_vertrokken_afwezig", "verhuisd") == [("1", OCT_31, OCT_6, 21)]
    assert get_cells(answers, "mart_vertrokken_afwezig", "een week ziek") == [("1", OCT_31, date(2025, 10, 27), 7)]
    assert len(answers.mart_of_school("mart_vertrokken_afwezig", "10AB00")) == 2
    assert answers.mart_of_school("mart_nieuw_afwezig", "10AB00") == []


def test_who_is_new_and_absent(answers: Answers) -> None:
    """Back on Monday 24 November: three lesweken. 3 November to Sunday 21 December, the horizon: seven of them."""
    assert get_cells(answers, "mart_nieuw_afwezig", "ook verhuisd") == [("1", NOV_1, NOV_3, NOV_21, 21, False)]
    assert get_cells(answers, "mart_nieuw_afwezig", "nog weg") == [("1", NOV_1, NOV_3, date(2025, 12, 19), 49, True)]
    assert get_cells(answers, "mart_nieuw_afwezig", "eerste dag") == [("1", NOV_3, NOV_3, NOV_3, 1, False)]
    assert len(answers.mart_of_school("mart_nieuw_afwezig", "20AB00")) == 3
    assert answers.mart_of_school("mart_vertrokken_afwezig", "20AB00") == []


def test_the_page_of_each_school_tells_its_own(answers: Answers) -> None:
    pages = [
        (answers.output.folder / "school" / school / "index.html").read_text(encoding="utf-8")
        for school in ("10AB00", "20AB00")
    ]
    left, new = "<h3>Vertrokken tijdens verzuim</h3>", "<h3>Nieuw en vanaf de eerste dag afwezig</h3>"
    assert [(left in page, new in page) for page in pages] == [(True, False), (False, True)]


# --- the list of the SWV ----------------------------------------------------------------------------------------------


def test_a_run_reads_the_list_and_says_what_cannot_be_followed(tmp_path: Path) -> None:
    """Pupil 1001 of the first school is 1001 of the second; 9999 is nobody. Who is of no school stands apart. 1002 is
    still enrolled at the first school."""
    numbers: dict[str, tuple[str, str]] = {}
    schools = [
        CaseSchool(
            "10AB00",
            {name: OLD_SCHOOL[name] for name in ("verhuisd", "nog ingeschreven")},
            fields={"rooster": weekly("1")},
        ),
        CaseSchool(
            "20AB00",
            {name: NEW_SCHOOL[name] for name in ("ook verhuisd", "eerste dag")},
            fields={"rooster": weekly("1")},
        ),
    ]
    toml = write_region(Region(tuple(make_school(school, numbers) for school in schools)), tmp_path)
    place = tmp_path / "aanlevering" / "swv"
    place.mkdir()
    (place / "overstappen.csv").write_text(
        "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n"
        "10AB00;1001;20AB00;1001;2025-11-01\n10AB00;9999;20AB00;1001;2025-11-01\n30AB00;1;20AB00;1001;2025-11-01\n"
        "10AB00;1002;20AB00;1002;2025-11-03\n"
    )
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    told = [row for row in output.read("bevinding").iter_rows(named=True) if row["school"] == "swv"]
    assert sorted((row["code"], row["aantal"]) for row in told) == [
        ("overstap_los", 1),
        ("overstap_onbekend", 1),
        ("school_onbekend", 1),
    ]
    (file,) = [row for row in output.read_manifest()["bestanden"] if row["school"] == "swv"]
    assert [file[name] for name in ("soort", "gelezen", "gebruikt", "quarantaine")] == ["overstappen", 4, 3, 1]


@pytest.mark.parametrize(
    ("rows", "pairs", "unknown"),
    [
        ([], [], 0),
        # Pupil x of the first school (1) is y of the second (2); on the peildatum it counts, the day after not yet.
        ([("10AB00", "x", "20AB00", "y", PEILDATUM)], [(1, 2)], 0),
        ([("10AB00", "x", "20AB00", "y", PEILDATUM + DAY)], [], 0),
        # Each must be a pupil of its own school.
        ([("20AB00", "x", "10AB00", "y", NOV_1)], [(None, None)], 1),
        (
            [("10AB00", "x", "20AB00", "x", NOV_1), ("10AB00", "x", "20AB00", "y", NOV_1)],
            [(1, 2), (1, None)],
            1,
        ),
        ([("10AB00", "y", "20AB00", "y", NOV_1)], [(None, 2)], 1),
    ],
)
def test_what_the_swv_says_of_pupils_who_moved(
    rows: list[tuple], pairs: list[tuple[int | None, int | None]], unknown: int
) -> None:
    told: Rows = (
        "school_van varchar, leerling_van varchar, school_naar varchar, leerling_naar varchar, datum date", rows,
    )  # fmt: skip
    assert build_model("stg_overstap", raw_overstap=told) == rows
    moves = build_model(
        "win_overstap",
        stg_overstap=told,
        stg_leerling=("leerling_nr integer, school_nr smallint, leerling varchar", [(1, 1, "x"), (2, 2, "y")]),
        ref_school=("school_nr smallint, school varchar", [(1, "10AB00"), (2, "20AB00")]),
        ref_run=RUN,
    )
    assert sorted((row[:2] for row in moves), key=str) == pairs
    shape = "van_nr integer, naar_nr integer, datum date"
    followed = "van_nr integer, naar_nr integer, overlapt boolean"
    for kinds, loose in (([(1, 2, False)], 0), ([(1, 2, True), (9, 9, False)], 1), ([(1, 3, False)], 1)):
        found = build_model("mart_overstap", win_overstap=(shape, moves), win_overstap_gevolgd=(followed, kinds))
        assert found == [(unknown, loose if (1, 2) in pairs else 0)]


# --- the two marts, on rows written down here -------------------------------------------------------------------------

RUN: Rows = ("periode_van date, peildatum date", [(PERIOD, PEILDATUM)])
SCHOOLS: Rows = ("school_nr smallint, school varchar", [(1, "10AB00")])
RUNS = (
    "leerling_nr integer, groep varchar, start date, laatste_dag date, duur_posities integer, loopt boolean,"
    " start_hier date"
)
NOV_7 = date(2025, 11, 7)


def build(mart: str, days: tuple[date, date], runs: list[tuple], moves: tuple[tuple[int, int], ...] = ()) -> Any:
    """The rows of pupil 11, enrolled on these days; beside it 12, who never left, came early and was never absent.

    Each has its first lesson on 3 November and its last on 7 November. `moves`: that the SWV tells.
    """
    return build_model(
        mart,
        win_laatste_dag=(
            "leerling_nr integer, school_nr smallint, laatste_dag date, eerste_dag date",
            [(11, 1, days[1], days[0]), (12, 1, date.max, date.min)],
        ),
        ref_run=RUN,
        win_leerling=("leerling_nr integer, traject_nr integer, leerling varchar", [(11, 101, "a"), (12, 102, "b")]),
        win_leerling_periode=("leerling_nr integer, klas varchar", [(11, "1A"), (12, "1B")]),
        win_traject_grens=(
            "traject_nr integer, eerste_lesdag date, laatste_lesdag date",
            [(101, NOV_3, NOV_7), (102, NOV_3, NOV_7)],
        ),
        win_reeks=(RUNS, [(*run, run[2]) for run in runs]),
        win_overstap_gevolgd=("van_nr integer, naar_nr integer", list(moves)),
        ref_definitie=("vertrokken_posities integer", [(7,)]),
        ref_school=SCHOOLS,
    )


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (PERIOD - DAY, False),
        (PERIOD, True),
        (NOV_7, True),
        (PEILDATUM, True),
        (PEILDATUM + DAY, False),
    ],
)
def test_left_in_the_period_up_to_the_peildatum(left: date, told: bool) -> None:
    found = build("mart_vertrokken_afwezig", (YEAR, left), [(11, "alle", NOV_3, NOV_7, 7, False)])
    assert found == ([("10AB00", "a", "1A", left, NOV_3, 7)] if told else [])


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (("alle", NOV_3, NOV_7, 6, False), False),
        (("alle", NOV_3, NOV_7, 8, False), True),
        # Somebody who leaves on the peildatum itself: the run goes on.
        (("alle", NOV_3, NOV_7, 7, True), True),
        # Back on the last day with lessons.
        (("alle", NOV_3, NOV_7 - DAY, 7, False), False),
        # The run of all absence says it, not that of a part.
        (("oa", NOV_3, NOV_7, 7, False), False),
    ],
)
def test_absent_for_a_lesweek_up_to_the_last_lesson(run: tuple, told: bool) -> None:
    assert len(build("mart_vertrokken_afwezig", (YEAR, NOV_7), [(11, *run)])) == told


@pytest.mark.parametrize(
    ("came", "told"),
    [(PERIOD - DAY, False), (PERIOD, True), (NOV_3, True), (PEILDATUM, True), (PEILDATUM + DAY, False)],
)
def test_new_in_the_period(came: date, told: bool) -> None:
    found = build("mart_nieuw_afwezig", (came, date.max), [(11, "alle", NOV_3, NOV_7, 7, True)])
    assert found == ([("10AB00", "a", "1A", came, NOV_3, NOV_7, 7, True)] if told else [])


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (("alle", NOV_3, NOV_3, 1, False), True),
        (("alle", NOV_3 + DAY, NOV_7, 7, True), False),
        (("ga", NOV_3, NOV_7, 7, True), False),
    ],
)
def test_absent_from_the_first_lesson_on(run: tuple, told: bool) -> None:
    assert len(build("mart_nieuw_afwezig", (NOV_3, date.max), [(11, *run)])) == told


def test_a_move_that_is_followed_needs_no_list() -> None:
    """Pupil 11 went on as 99, or came from 99; what others did is nothing to it."""
    runs = [(11, "alle", NOV_3, NOV_7, 7, False)]
    for mart, days, own in (
        ("mart_vertrokken_afwezig", (YEAR, NOV_7), (11, 99)),
        ("mart_nieuw_afwezig", (NOV_3, date.max), (99, 11)),
    ):
        assert len(build(mart, days, runs, (own[::-1], (12, 98)))) == 1
        assert build(mart, days, runs, (own,)) == []
