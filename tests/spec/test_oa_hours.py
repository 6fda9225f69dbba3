"""Sixteen OA hours in four lesweken: contract 2.5 (OA hours, window), D1, D2, D3, rules S2-28 and S3-70.

Rule set kennemerland shows the measure alone (status relatief_verzuim, S2-28); noord-kennemerland shows dreigend.
Class 1A has 8 lessons of 50 minutes a day. Region noord, peildatum Sunday 1 February 2026, period from 2 September
2025. Lesweken around the holidays, by Monday: … 23, 30 June, 7 July | 25 August, 1, 8, 15 September … 6, 13 October |
27 October, 3, 10, 17 November … 15 December | 5, 12, 19, 26 January.
"""

from datetime import date, time
from itertools import chain

import pytest

from tests.lib.cases import UNKNOWN, Answers, Case, CaseSchool, lesson, lessons, pupil, run_cases, weekly
from tests.lib.region import LessonAbsence

PEILDATUM = date(2026, 2, 1)


def truant(*parts: tuple[date, int], klas: str = "1A", code: str = "S", tot: date | None = None) -> Case:
    """The first so many lessons of each of the days."""
    return pupil(rows(*parts, code=code), klas=klas, tot=tot)


def rows(*parts: tuple[date, int], code: str = "S") -> tuple[LessonAbsence, ...]:
    return tuple(chain.from_iterable(lessons(code, day, hours=range(1, count + 1)) for day, count in parts))


MON, TUE = date(2025, 11, 10), date(2025, 11, 11)
LESSONS = {
    "15 + 1": truant((MON, 8), (TUE, 7 + 1)),
    "15": truant((MON, 8), (TUE, 7)),
    "15 en te laat": pupil(rows((MON, 8), (TUE, 7)), lessons("TL", TUE, hours=(8,))),
    "15 en ziek": pupil(rows((MON, 8), (TUE, 7)), lessons("Z", TUE, hours=(8,))),
    "15 en onbekend": pupil(rows((MON, 8), (TUE, 7)), lessons(UNKNOWN, TUE, hours=(8,))),
    "15 en voorlopig": pupil(rows((MON, 8), (TUE, 7)), lessons("P", TUE, hours=(8,))),
    "16 luxe": truant((MON, 8), (TUE, 8), code="LX"),
    "16 ziek": truant((MON, 8), (TUE, 8), code="Z"),
    "60 minuten, 15": truant((MON, 8), (TUE, 7), klas="60"),
    "60 minuten, 16": truant((MON, 8), (TUE, 8), klas="60"),
    "63 minuten, 15": truant((MON, 8), (TUE, 7), klas="63"),
    "64 minuten, 15": truant((MON, 8), (TUE, 7), klas="64"),
    "80 minuten, 11": truant((MON, 6), (TUE, 5), klas="80"),
    "80 minuten, 12": truant((MON, 6), (TUE, 6), klas="80"),
    "zonder tijden, 15": truant((MON, 8), (TUE, 7), klas="leeg"),
    "27 posities uit elkaar": truant((date(2025, 11, 4), 8), (date(2025, 12, 1), 8)),
    "28 posities uit elkaar": truant((date(2025, 11, 4), 8), (date(2025, 12, 2), 8)),
    "kerst, 27": truant((date(2025, 12, 16), 8), (date(2026, 1, 26), 8)),
    "kerst, 28": truant((date(2025, 12, 16), 8), (date(2026, 1, 27), 8)),
    "kerst, week 51 en 2": truant((date(2025, 12, 15), 8), (date(2026, 1, 5), 8)),
    "herfst, 27": truant((date(2025, 10, 14), 8), (date(2025, 11, 17), 8)),
    "herfst, 28": truant((date(2025, 10, 14), 8), (date(2025, 11, 18), 8)),
    "zomer, 27": truant((date(2025, 7, 8), 8), (date(2025, 9, 15), 8)),
    "zomer, 28": truant((date(2025, 7, 8), 8), (date(2025, 9, 16), 8)),
    "voor de periode verlopen": truant((date(2025, 6, 23), 8), (date(2025, 6, 24), 8)),
    "voor de periode begonnen": truant((date(2025, 8, 25), 8), (date(2025, 8, 26), 8)),
    "eerste les van het venster": truant((date(2025, 11, 3), 1), (date(2025, 11, 25), 8), (date(2025, 11, 26), 7)),
    "tweemaal zestien": truant((MON, 8), (TUE, 8), (date(2026, 1, 20), 8), (date(2026, 1, 21), 8)),
    "venster tot de horizon": truant((date(2026, 1, 5), 8), (date(2026, 1, 6), 8)),
    "venster net voorbij": truant((date(2025, 12, 19), 8), (date(2026, 1, 5), 8)),
    "vertrokken": truant((date(2026, 1, 26), 8), (date(2026, 1, 27), 8), tot=date(2026, 1, 30)),
    "nog op school": truant((date(2026, 1, 26), 8), (date(2026, 1, 27), 8)),
}
THREATENED = {
    "dreigend 15": truant((date(2026, 1, 29), 8), (date(2026, 1, 30), 7)),
    "dreigend 16": truant((date(2026, 1, 29), 8), (date(2026, 1, 30), 8)),
    "dreigend 16, voorbij": truant((MON, 8), (TUE, 8)),
}
PRIMARY = {
    "16:00": truant((MON, 1), (TUE, 1), klas="480"),
    "15:59": truant((MON, 1), (TUE, 1), klas="479"),
    "16 lessen van 50": truant((MON, 8), (TUE, 8), klas="1A"),
    "20 lessen van 50": truant((MON, 8), (TUE, 8), (date(2025, 11, 12), 4), klas="1A"),
}
ROOSTER = (
    *weekly("1A", lessen=8),
    *weekly("60", lessen=8, minuten=60),
    *weekly("63", lessen=8, minuten=63),
    *weekly("64", lessen=8, minuten=64),
    *weekly("80", lessen=6, minuten=80),
    *(lesson("leeg", dag, lesuur, "", "") for dag in range(1, 6) for lesuur in range(1, 9)),
)
PRIMARY_ROOSTER = (
    *weekly("1A", lessen=8),
    *weekly("480", minuten=480),
    *weekly("479", minuten=480, dagen=(1,)),
    *weekly("479", minuten=479, dagen=(2, 3, 4, 5)),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("oa_hours"),
        PEILDATUM,
        CaseSchool(
            "10AB00",
            LESSONS,
            fields={"rooster": ROOSTER, "protocol": "kennemerland", "minuten_per_lesuur": 64},
        ),
        CaseSchool("20AB00", THREATENED, fields={"rooster": weekly("1A", lessen=8)}),
        CaseSchool("30AB00", PRIMARY, sector="PO", fields={"rooster": PRIMARY_ROOSTER, "protocol": "kennemerland"}),
        peildata=("09-01", "06-01"),
    )


@pytest.mark.parametrize(
    ("name", "start"),
    [
        # D1: 16 is reached at exactly 16 lessons; D3: a VO lesson is an hour.
        ("15 + 1", MON),
        ("15", None),
        ("15 en te laat", None),  # D12: lateness is no part of the 16 hours
        ("15 en ziek", None),  # D4: only OA
        ("15 en onbekend", None),  # 2.6: unknown counts as not absent
        ("15 en voorlopig", MON),  # D16
        ("16 luxe", MON),
        ("16 ziek", None),
        # 2.5: a slot longer than 60 minutes counts minutes / 60.
        ("60 minuten, 15", None),
        ("60 minuten, 16", MON),
        ("63 minuten, 15", None),  # 15 * 63 = 945 minutes = 15,75 hours
        ("64 minuten, 15", MON),  # 15 * 64 = 960 minutes = 16 hours exactly
        ("zonder tijden, 15", MON),  # minuten_per_lesuur = 64
        ("80 minuten, 11", None),  # 11 * 80 = 880 minutes
        ("80 minuten, 12", MON),  # 12 * 80 = 960 minutes; 1,333… twelve times must not fall short
        # 2.5: positions pos(d)-27 … pos(d); Tuesday week n, Monday week n+4: 4 * 7 - 1 = 27 apart.
        ("27 posities uit elkaar", date(2025, 11, 4)),
        ("28 posities uit elkaar", None),
        # 2.3: weeks without lessons have no positions.
        ("kerst, 27", date(2025, 12, 16)),
        ("kerst, 28", None),
        ("kerst, week 51 en 2", date(2025, 12, 15)),
        ("herfst, 27", date(2025, 10, 14)),
        ("herfst, 28", None),
        # The summer neither: 7 July, 25 August, 1, 8, 15 September. The window is not reset by the school year.
        ("zomer, 27", date(2025, 7, 8)),
        ("zomer, 28", None),
        # Decisions: on the peildatum or at any time in the period. From 2 September the window starts on 25 June.
        ("voor de periode verlopen", None),
        ("voor de periode begonnen", date(2025, 8, 25)),
        # 5, Tables: start is the first OA day of the first window in the school year that holds.
        ("eerste les van het venster", date(2025, 11, 3)),  # 1 + 8 + 7 on 26 November
        ("tweemaal zestien", MON),
    ],
)
def test_sixteen_hours_in_lessons(answers: Answers, name: str, start: date | None) -> None:
    """S2-28; `start` None: no status. No run of two weeks here, so the run columns are empty."""
    if start is None:
        assert answers.statuses(name) == []
        return
    assert answers.statuses(name) == [("relatief_verzuim", "S2-28")]
    cells = answers.cells("thuiszitter", name, "start", "duur_posities", "precies_vier_weken")
    assert cells == (start, None, False)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        # The horizon is Sunday 1 February: the window is 5 January to 1 February.
        ("venster tot de horizon", True),
        ("venster net voorbij", False),  # held on 5 January; 19 December is out of the window by now
        ("tweemaal zestien", True),
        ("15 + 1", False),
        ("nog op school", True),
        ("vertrokken", False),  # 5, Statuses: left before the peildatum, nothing holds at the horizon
    ],
)
def test_sixteen_hours_at_the_horizon(answers: Answers, name: str, holds: bool) -> None:
    assert answers.cells("thuiszitter", name, "status", "op_peildatum") == ("relatief_verzuim", holds)


@pytest.mark.parametrize(
    ("name", "is_reached"),
    [
        ("16:00", True),  # 480 + 480 = 960 minutes
        ("15:59", False),  # 480 + 479 = 959 minutes
        ("16 lessen van 50", False),  # domain.md 12: 800 minutes = 13,3 hours
        ("20 lessen van 50", True),  # 20 * 50 = 1 000 minutes
    ],
)
def test_sixteen_hours_in_clock_hours(answers: Answers, name: str, is_reached: bool) -> None:
    """D3: PO counts minutes / 60."""
    assert answers.statuses(name) == ([("relatief_verzuim", "S2-28")] if is_reached else [])


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("15 + 1", 15 + 1),
        ("64 minuten, 15", 15 * 64 / 60),
        ("80 minuten, 11", 11 * 80 / 60),
        ("15 en te laat", 15),
        ("15:59", (480 + 479) / 60),
        ("16 lessen van 50", 16 * 50 / 60),
        ("zomer, 27", 8),  # of the period only: the 8 lessons of 8 July lie before it
    ],
)
def test_oa_hours_of_the_period(answers: Answers, name: str, hours: float) -> None:
    assert answers.row("leerling_periode", name)["oa_uren"] == pytest.approx(hours, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dreigend 15", []),
        ("dreigend 16", [("dreigend", "S3-70", date(2026, 1, 29), True)]),
        ("dreigend 16, voorbij", [("dreigend", "S3-70", MON, False)]),
    ],
)
def test_dreigend_by_sixteen_hours(answers: Answers, name: str, expected: list[tuple[object, ...]]) -> None:
    """Decisions, noord-kennemerland: S3-70. 16 of some 800 lessons is 2 %, so S3-16 is out of the question."""
    found = [
        (row["status"], row["grond"], row["start"], row["op_peildatum"]) for row in answers.rows("thuiszitter", name)
    ]
    assert found == expected


def test_the_timetable_of_the_example() -> None:
    """The lengths in the class names are those of the lessons."""
    minutes = {
        row.groep: (row.eindtijd.hour - row.begintijd.hour) * 60 + row.eindtijd.minute - row.begintijd.minute
        for row in ROOSTER
        if row.begintijd and row.eindtijd and row.begintijd == time(8, 30)
    }
    assert minutes == {"1A": 50, "60": 60, "63": 63, "64": 64, "80": 80}
