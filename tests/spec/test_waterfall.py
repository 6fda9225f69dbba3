"""The waterfall of the denominator: from the weekly timetable on every enrolled day to what was recorded.

Peildatum 1 June 2026, so the period is Monday 2 March up to and including Monday 1 June: 13 weeks and a day, 66
weekdays. Free for region noord: mei 25 April to 3 May (5 weekdays; Koningsdag is one of them), Easter Monday 6 April,
Ascension Day 14 May, Whit Monday 25 May (3 weekdays), and of the school itself Friday 15 May.
66 - 5 - 3 - 1 = 57 days of lessons.
"""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.lib.cases import UNKNOWN, CaseSchool, enrolled, lesson, lessons, pupil, run_cases, weekly
from tests.lib.region import Enrolment, LocalDays
from tests.lib.store_tables import copy_with

PEILDATUM = date(2026, 6, 1)
DAY = 50 + 50  # class 1A: two lessons of 50 minutes a day
ROOSTER = (
    *weekly("1A", lessen=2),
    lesson("wis", 1, 3, "10:30", "11:30"),
    lesson("later", 1, 1, "08:40", "10:10"),
)
WHIT_MONDAY = date(2026, 5, 25)

CASES = {
    "heel": pupil(
        lessons("Z", date(2026, 3, 2), hours=(1, 2)),
        lessons("S", date(2026, 3, 3)),
        lessons(UNKNOWN, date(2026, 3, 4)),
    ),
    "een week": pupil(van=date(2026, 5, 11), tot=date(2026, 5, 15)),
    # Hour 1 of `later` starts after hour 1 of the class: one slot, that of the class.
    "groepen": pupil(van=WHIT_MONDAY, tot=WHIT_MONDAY, groups=("wis", "later")),
    "leerjaar 3": enrolled(Enrolment("", "1A", leerjaar="3", inschrijfdatum=date(2026, 6, 1))),
    "vreemd leerjaar": enrolled(Enrolment("", "1A", leerjaar="Jan de Wit", inschrijfdatum=date(2026, 6, 1))),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("waterval")
    free = (LocalDays(date(2026, 5, 15), date(2026, 5, 15)),)
    run_cases(folder, PEILDATUM, CaseSchool("12AB00", CASES, fields={"rooster": ROOSTER, "kalender": free}))
    return copy_with(
        folder / "opslag" / "msa.duckdb",
        folder / "met alles.duckdb",
        ("win_bereik", "win_kalenderdag", "win_vrije_dag"),
    )


def _read(store: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(store), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_step_is_worked_out(store: Path) -> None:
    steps = dict(_read(store, "select stap, minuten from mart_waterval"))
    # heel 66 days; een week 5 days; groepen one Monday of 50 + 50 + 60; the last two one day each.
    assert steps["rooster"] == 66 * DAY + 5 * DAY + (50 + 50 + 60) + 2 * DAY
    assert steps["schoolvakantie"] == 5 * DAY
    # heel 3 days; een week Ascension Day; groepen Whit Monday.
    assert steps["feestdag"] == 3 * DAY + DAY + (50 + 50 + 60)
    # heel and een week: Friday 15 May.
    assert steps["lokaal_vrij"] == DAY + DAY
    # heel 57 days; een week Monday to Wednesday; the last two Monday 1 June.
    assert steps["gepland"] == 57 * DAY + 3 * DAY + 0 + 2 * DAY
    assert (steps["geoorloofd"], steps["ongeoorloofd"], steps["onbekend"]) == (2 * 50, 50, 50)
    assert steps["aanwezig"] == 62 * DAY - (2 * 50 + 50 + 50)


def test_the_steps_close(store: Path) -> None:
    steps = dict(_read(store, "select stap, minuten from mart_waterval"))
    free = steps["schoolvakantie"] + steps["feestdag"] + steps["lokaal_vrij"]
    assert steps["rooster"] - free == steps["gepland"]
    recorded = steps["aanwezig"] + steps["geoorloofd"] + steps["ongeoorloofd"] + steps["onbekend"]
    assert recorded == steps["gepland"]


def test_each_day_of_reach_is_a_day_of_lessons_or_free_for_one_reason(store: Path) -> None:
    [(days, kinds)] = _read(
        store,
        """
        select (select sum(tot - van) from win_bereik),
               (select count(*) from win_kalenderdag) + (select count(*) from win_vrije_dag)
        """,
    )
    assert days == kinds
    assert _read(store, "select reden from win_vrije_dag where datum = date '2026-04-27'") == [("schoolvakantie",)]
    assert _read(store, "select reden from win_vrije_dag where datum = date '2026-04-06'") == [("feestdag",)]
    assert _read(store, "select reden from win_vrije_dag where datum = date '2026-05-15'") == [("lokaal_vrij",)]


def test_a_leerjaar_is_one_digit_or_not_known(store: Path) -> None:
    """Free text of a delivery gets no further than the store."""
    years = _read(store, "select leerjaar, sum(leerlingen) from mart_swv_tier group by leerjaar order by leerjaar")
    # Not known: heel, een week, groepen and vreemd leerjaar.
    assert years == [("", 4), ("3", 1)]


def test_weeks_add_up_to_the_period(store: Path) -> None:
    """From 2 March on a week is a week of the period; heel was enrolled before, so earlier weeks count too."""
    [(planned, present, away)] = _read(
        store,
        """
        select sum(gepland_min), sum(aanwezig_min), sum(geoorloofd_min + ongeoorloofd_min + onbekend_min)
        from mart_swv_week
        where maandag >= date '2026-03-02'
        """,
    )
    assert (planned, present, away) == (62 * DAY, 62 * DAY - 200, 200)
