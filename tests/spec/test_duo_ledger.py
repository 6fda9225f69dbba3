"""The DUO ledger: contract 2.7, 5 (DUO ledger; Ledger, once more), D1, D2, D3, D16, D17.

Class 1A has 8 lessons of 50 minutes a day, so a whole day is 8 hours. Region noord, peildatum Sunday 1 February 2026.
Lesweken by Monday: 25 August … 13 October | 27 October, 3, 10, 17, 24 November, 1, 8, 15 December | 5, 12, 19,
26 January. A working day is Monday to Friday, school holidays too, but not Christmas, Easter Monday and the like.
"""

from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

import duckdb
import pytest

from pipelines.vault.places import STORE_FILE
from tests.lib.cases import Answers, Case, CaseSchool, away, enrolled, lessons, pupil, run_cases, weekly, workdays
from tests.lib.region import Enrolment, LessonAbsence, Notification

PEILDATUM = date(2026, 2, 1)
JULY_31, AUG_1 = date(2009, 7, 31), date(2009, 8, 1)
OCT_30, OCT_31 = date(2025, 10, 30), date(2025, 10, 31)
NOV = {day: date(2025, 11, day) for day in range(1, 31)}
DEC = {day: date(2025, 12, day) for day in range(1, 32)}
JAN = {day: date(2026, 1, day) for day in range(1, 32)}
ROOSTER = (
    *weekly("1A", lessen=8),
    *weekly("80", lessen=6, minuten=80),
    *weekly("drie", lessen=3, dagen=(1, 2, 3, 4)),  # with "drie" on Friday: 3 + 3 + 3 + 3 + 4 = 16 lessons a week
    *weekly("drie", lessen=4, dagen=(5,)),
)


def hours(*parts: tuple[date, int], code: str = "S") -> tuple[LessonAbsence, ...]:
    """The first so many lessons of each of the days."""
    return tuple(chain.from_iterable(lessons(code, day, hours=range(1, count + 1)) for day, count in parts))


def truant(*parts: tuple[date, int], klas: str = "1A", tot: date | None = None) -> Case:
    return pupil(hours(*parts), klas=klas, tot=tot)


def whole(first: date, last: date) -> tuple[LessonAbsence, ...]:
    """All 8 lessons of every day: one unbroken run."""
    return hours(*((day, 8) for day in workdays(first, last)))


def born(day: date | None, *, qualified: bool | None = None, rows: tuple[LessonAbsence, ...] = ()) -> Case:
    """Sixteen hours on 10 and 11 November, unless `rows` says otherwise."""
    enrolment = Enrolment("", "1A", geboortedatum=day, startkwalificatie=qualified)
    return enrolled(enrolment, rows=rows or hours((NOV[10], 8), (NOV[11], 8)))


SIXTEEN = truant((NOV[10], 8), (NOV[11], 8))
TWICE = truant((NOV[10], 8), (NOV[11], 8), (NOV[13], 8), (NOV[14], 8))
COUNTING = {
    "16 precies": SIXTEEN,
    "15": truant((NOV[10], 8), (NOV[11], 7)),
    "15 en ziek": pupil(hours((NOV[10], 8), (NOV[11], 7)), lessons("Z", NOV[11], hours=(8,))),
    "15 en te laat": pupil(hours((NOV[10], 8), (NOV[11], 7)), lessons("TL", NOV[11], hours=(8,))),
    "alleen ziek": pupil(away("Z", NOV[3], NOV[28])),
    "overschot": truant((NOV[10], 8), (NOV[11], 7), (NOV[12], 8), (NOV[13], 8), (NOV[14], 7)),
    "overschot en een uur": truant((NOV[10], 8), (NOV[11], 7), (NOV[12], 8), (NOV[13], 8), (NOV[14], 7), (NOV[17], 1)),
    "oude uren": truant((NOV[10], 8), (NOV[11], 8), (NOV[14], 8)),
    "opnieuw": TWICE,
    "27 posities": truant((DEC[16], 8), (JAN[26], 8)),
    "28 posities": truant((DEC[16], 8), (JAN[27], 8)),
    "eerste dag uit het venster": truant((NOV[3], 8), (NOV[25], 7), (DEC[1], 1), (DEC[2], 8)),
    "venster na een melding": truant((NOV[10], 8), (NOV[11], 8), (NOV[17], 8), (DEC[15], 8), (DEC[16], 8)),
    "vorig schooljaar": truant((date(2025, 7, 8), 8), (date(2025, 9, 15), 8)),
    "vertrokken voor de periode": truant((NOV[10], 8), (NOV[11], 8), tot=NOV[30]),
    "voorlopig": pupil(hours((NOV[10], 8)), hours((NOV[11], 5), code="P"), lessons("S", NOV[11], hours=(6, 7, 8))),
    "80 minuten": pupil(hours((NOV[10], 6)), hours((NOV[11], 6), code="P"), klas="80"),
}
RUNS = {
    "zeven dagen": pupil(whole(NOV[10], NOV[21])),
    "zeven dagen, rest": pupil(whole(NOV[10], NOV[19]), hours((NOV[28], 8))),
    "onderbroken": pupil(whole(NOV[10], NOV[12]), hours((NOV[13], 7)), whole(NOV[14], NOV[18])),
    "ziek ertussen": pupil(whole(NOV[10], NOV[11]), away("Z", NOV[12], NOV[12]), whole(NOV[13], NOV[14])),
    "loopt een week": pupil(whole(JAN[26], JAN[30])),
    "week en weg": pupil(whole(JAN[26], JAN[30]), tot=JAN[30]),
    "terug voor kerst": pupil(whole(DEC[16], DEC[19])),
    "over kerst": pupil(whole(DEC[18], DEC[19]), whole(JAN[5], JAN[6])),
    "Pasen": truant((date(2025, 4, 11), 8), (date(2025, 4, 14), 8)),
    "27 lang": pupil(whole(NOV[4], NOV[28])),
    "28 lang": pupil(whole(NOV[3], NOV[28])),
    "29 lang en daarna": pupil(whole(NOV[5], DEC[3]), whole(DEC[11], DEC[12])),
    "lrv loopt": pupil(away("S", JAN[5], None)),
    "lrv loopt over kerst": pupil(away("S", DEC[1], None)),
    "lrv loopt, gemeld tot en met vrijdag": pupil(away("S", JAN[5], None), klas="drie"),
    "lrv gemeld en weg": pupil(away("S", JAN[5], None), klas="drie", tot=JAN[30]),
    "lrv zonder 16 uur": pupil(away("S", NOV[3], NOV[28]), klas="maandag"),
    "lrv van 16 uur": pupil(away("S", date(2025, 10, 27), DEC[19]), klas="twee"),
    "vier weken ziek": pupil(away("Z", JAN[5], None)),
}
DRONTEN = {
    "27 lang bij kalenderdagen": pupil(whole(DEC[2], DEC[19]), whole(JAN[5], JAN[9])),
    "28 lang in Dronten": pupil(whole(NOV[3], NOV[28])),
}
AGES = {
    "leerplichtig": born(date(2012, 5, 5)),
    "onbekend": born(None),
    "onbekend met startkwalificatie": born(None, qualified=True),
    "morgen 18": born(date(2007, 11, 12)),
    "vandaag 18": born(date(2007, 11, 11)),
    "vandaag 18 met startkwalificatie": born(date(2007, 11, 11), qualified=True),
    "16 op 31 juli met startkwalificatie": born(JULY_31, qualified=True),
    "16 op 1 augustus met startkwalificatie": born(AUG_1, qualified=True),
    "16 op 31 juli zonder startkwalificatie": born(JULY_31, qualified=False),
    "16 op 31 juli, niet ingevuld": born(JULY_31),
    "morgen 23": born(date(2002, 11, 12)),
    "vandaag 23": born(date(2002, 11, 11)),
}
OPEN_AGES = {
    "18 op de peildatum": born(date(2008, 2, 1), rows=whole(JAN[5], JAN[30])),
    "18 na de peildatum": born(date(2008, 2, 2), rows=whole(JAN[5], JAN[30])),
}
LAST = (date(2025, 3, 28), date(2025, 3, 31))
APRIL = (date(2025, 3, 31), date(2025, 4, 1))
YOUNG = {
    "5 in oktober, 31 oktober": born(date(2020, 10, 15), rows=hours((OCT_30, 8), (OCT_31, 8))),
    "5 in oktober, 3 november": born(date(2020, 10, 15), rows=hours((OCT_31, 8), (NOV[3], 8))),
    "5 op 31 oktober": born(date(2020, 10, 31), rows=hours((OCT_31, 8), (NOV[3], 8))),
    "5 op 1 november": born(date(2020, 11, 1), rows=hours((OCT_31, 8), (NOV[3], 8))),
    "schrikkeldag, 31 maart": born(date(2020, 2, 29), rows=hours(*((day, 8) for day in LAST))),
    "schrikkeldag, 1 april": born(date(2020, 2, 29), rows=hours(*((day, 8) for day in APRIL))),
    "28 februari, 31 maart": born(date(2020, 2, 28), rows=hours(*((day, 8) for day in LAST))),
    "5 in januari, lrv loopt": born(date(2021, 1, 15), rows=whole(JAN[5], JAN[30])),
    "5 in december, lrv loopt": born(date(2020, 12, 15), rows=whole(JAN[5], JAN[30])),
    "16 lessen van 59": pupil(hours((NOV[10], 8), (NOV[11], 8)), klas="59"),
}
# Due: 11 November is a Tuesday, 12, 13, 14, 17, 18 are five working days; for 14 November it is the 21st.
MATCHED: dict[str, tuple[Case, tuple[Notification, ...]]] = {
    "op de laatste dag": (SIXTEEN, (Notification("", "16uur", NOV[10], NOV[11], NOV[18]),)),
    "een dag te laat": (SIXTEEN, (Notification("", "16uur", NOV[10], NOV[11], NOV[19]),)),
    "niets gemeld": (SIXTEEN, ()),
    "gemeld na de peildatum": (SIXTEEN, (Notification("", "16uur", NOV[10], NOV[11], date(2026, 2, 2)),)),
    "andere soort": (
        SIXTEEN,
        tuple(Notification("", kind, NOV[10], NOV[11], NOV[12]) for kind in ("lrv", "luxe", "overig")),
    ),
    "begint op de einddatum": (SIXTEEN, (Notification("", "16uur", NOV[11], NOV[20], NOV[14]),)),
    "begint na de einddatum": (SIXTEEN, (Notification("", "16uur", NOV[12], NOV[20], NOV[14]),)),
    "eindigt op de begindatum": (SIXTEEN, (Notification("", "16uur", NOV[3], NOV[10], NOV[12]),)),
    "eindigt voor de begindatum": (SIXTEEN, (Notification("", "16uur", NOV[3], NOV[9], NOV[12]),)),
    "zonder einddatum": (SIXTEEN, (Notification("", "16uur", NOV[3], None, NOV[12]),)),
    "een voor twee": (TWICE, (Notification("", "16uur", NOV[10], NOV[14], NOV[14]),)),
    "vroegste eerst": (
        TWICE,
        (
            Notification("", "16uur", NOV[10], NOV[14], NOV[24]),
            Notification("", "16uur", NOV[10], NOV[14], NOV[12]),
        ),
    ),
    "eerste past niet": (
        TWICE,
        (
            Notification("", "16uur", NOV[12], NOV[14], NOV[14]),
            Notification("", "16uur", NOV[10], NOV[14], NOV[21]),
        ),
    ),
    "nog even tijd": (truant((JAN[29], 8), (JAN[30], 8)), ()),
    "lrv gemeld": (pupil(away("S", JAN[5], None)), (Notification("", "lrv", JAN[28], None, JAN[30]),)),
    "twee lrv": (
        pupil(away("S", NOV[3], NOV[28]), away("S", JAN[5], None)),
        (Notification("", "lrv", NOV[28], None, DEC[1]),),
    ),
    "16+ zonder plicht": (born(JULY_31, qualified=True), ()),
}
SUMMER = {
    "16 in juli, in augustus": born(date(2010, 7, 31), qualified=True, rows=whole(date(2026, 6, 1), date(2026, 7, 3))),
    "16 in augustus": born(date(2010, 8, 1), qualified=True, rows=whole(date(2026, 6, 1), date(2026, 7, 3))),
}
LAST_CHANCE = {
    "uiterlijk vandaag": truant((NOV[10], 8), (NOV[11], 8)),
    "uiterlijk gisteren": truant((NOV[7], 8), (NOV[10], 8)),
}


def make_matched_school() -> CaseSchool:
    """Cases with their notifications; `run_cases` numbers the pupils of a school from 1001 on."""
    rows = [
        replace(row, leerlingnummer=str(1001 + place))
        for place, (_, found) in enumerate(MATCHED.values())
        for row in found
    ]
    cases = {name: case for name, (case, _) in MATCHED.items()}
    return CaseSchool("50AB00", cases, fields={"rooster": ROOSTER, "duo_meldingen": tuple(rows)})


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    primary = (*weekly("1A", lessen=8, minuten=60), *weekly("59", lessen=8, minuten=59))
    dronten = {"rooster": ROOSTER, "protocol": "dronten"}
    monday = {"rooster": (*ROOSTER, *weekly("maandag", dagen=(1,)), *weekly("twee", lessen=2, dagen=(1,)))}
    return run_cases(
        tmp_path_factory.mktemp("ledger"),
        PEILDATUM,
        CaseSchool("10AB00", COUNTING, fields={"rooster": ROOSTER}),
        CaseSchool("20AB00", RUNS, fields=monday),
        CaseSchool("30AB00", {**AGES, **OPEN_AGES}, fields={"rooster": ROOSTER}),
        CaseSchool("40AB00", YOUNG, sector="PO", fields={"rooster": primary, "protocol": "kennemerland"}),
        make_matched_school(),
        CaseSchool("60AB00", {"alleen een kop": SIXTEEN}, fields={"rooster": ROOSTER, "duo_meldingen": ()}),
        CaseSchool("70AB00", DRONTEN, fields=dronten),
    )


@pytest.fixture(scope="module")
def tuesday(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Tuesday 18 November 2025, with a delivery of notifications that holds a header only."""
    school = CaseSchool("10AB00", LAST_CHANCE, fields={"rooster": ROOSTER, "duo_meldingen": ()})
    return run_cases(tmp_path_factory.mktemp("tuesday"), NOV[18], school)


@pytest.fixture(scope="module")
def august(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Peildatum Monday 10 August 2026, in the summer holiday, 10 days into the school year."""
    school = CaseSchool("10AB00", SUMMER, fields={"rooster": ROOSTER})
    return run_cases(tmp_path_factory.mktemp("august"), date(2026, 8, 10), school)


def reports(answers: Answers, name: str) -> list[tuple[Any, ...]]:
    """Kind, first day, last day and hours of each report, in time order (an open end last)."""
    rows = answers.rows("duo_melding", name)
    ordered = sorted(rows, key=lambda row: (row["einddatum"] or date.max, row["meldsoort"]))
    return [(row["meldsoort"], row["begindatum"], row["einddatum"], row["uren"]) for row in ordered]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("16 precies", [("16uur", NOV[10], NOV[11], 8 + 8)]),
        ("15", []),
        ("15 en ziek", []),  # D4: only OA
        ("15 en te laat", []),  # D12
        ("alleen ziek", []),
        # 8 + 7 = 15, so the third day decides: 8 + 7 + 8 = 23. Its surplus of 7 is spent: 8 + 7 = 15 after it.
        ("overschot", [("16uur", NOV[10], NOV[12], 8 + 7 + 8)]),
        # … and one hour more. The run of 12 and 13 November was broken on the 14th, so no pause until the 19th.
        ("overschot en een uur", [("16uur", NOV[10], NOV[12], 23), ("16uur", NOV[13], NOV[17], 8 + 7 + 1)]),
        ("oude uren", [("16uur", NOV[10], NOV[11], 16)]),  # 8 since the 12th
        # Present on the 12th: a new count of 16, and no pause of seven days.
        ("opnieuw", [("16uur", NOV[10], NOV[11], 16), ("16uur", NOV[13], NOV[14], 16)]),
        # D2: weeks of 15 December, 5, 12, 19, 26 January. Tuesday to Monday four lesweken on: 4 * 7 - 1 = 27 apart.
        ("27 posities", [("16uur", DEC[16], JAN[26], 16)]),
        ("28 posities", []),
        # Monday 3 November is 28 positions before 1 December, so that day stands at 7 + 1; on the 2nd 7 + 1 + 8.
        ("eerste dag uit het venster", [("16uur", NOV[25], DEC[2], 7 + 1 + 8)]),
        # The same after a report: Monday 15 December is 28 positions after 17 November.
        ("venster na een melding", [("16uur", NOV[10], NOV[11], 16), ("16uur", DEC[15], DEC[16], 16)]),
        # 7 July, 25 August, 1, 8, 15 September: 8 July is 27 positions before 15 September. No reset at 1 August.
        ("vorig schooljaar", [("16uur", date(2025, 7, 8), date(2025, 9, 15), 16)]),
        ("voorlopig", [("16uur", NOV[10], NOV[11], 8 + 5 + 3)]),
        ("80 minuten", [("16uur", NOV[10], NOV[11], 12 * 80 / 60)]),  # D3: 12 * 80 = 960 minutes
        ("16 lessen van 59", []),  # PO: 16 * 59 = 944 minutes
    ],
)
def test_reports_of_16_hours(answers: Answers, name: str, expected: list[tuple[Any, ...]]) -> None:
    """Step 1: 16 is reached (D1), begin is the first OA day counted, and the count starts anew the day after."""
    assert reports(answers, name) == expected


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("16 precies", [True]),
        ("80 minuten", [True]),
        ("overschot en een uur", [False, True]),  # 23, 16
        ("zeven dagen", [True, False, False]),  # 16, 40, 24
        ("lrv van 16 uur", [False]),
    ],
)
def test_exactly_16_hours_is_told(answers: Answers, name: str, exact: list[bool]) -> None:
    """D1; an lrv never."""
    rows = sorted(answers.rows("duo_melding", name), key=lambda row: row["einddatum"])
    assert [row["ernst_precies_16"] for row in rows] == exact


@pytest.mark.parametrize(("name", "provisional"), [("16 precies", 0), ("voorlopig", 5), ("80 minuten", 6 * 80 / 60)])
def test_provisional_hours_are_told(answers: Answers, name: str, provisional: float) -> None:
    """D16: they count, and are counted apart."""
    assert answers.cells("duo_melding", name, "uren", "waarvan_voorlopig") == (16, provisional)


def test_a_pupil_who_left_before_the_period_is_in_the_ledger(answers: Answers) -> None:
    """5: the table holds all reports up to the peildatum; the period starts on 2 January."""
    assert answers.rows("leerling_periode", "vertrokken voor de periode") == []
    assert reports(answers, "vertrokken voor de periode") == [("16uur", NOV[10], NOV[11], 16)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "zeven dagen",
            [
                ("16uur", NOV[10], NOV[11], 16),
                ("16uur", NOV[12], NOV[18], 5 * 8),  # 11 + 7 = 18: 12, 13, 14, 17, 18 November
                ("16uur", NOV[19], NOV[21], 3 * 8),  # not before the 25th, but the run ends on the 21st
            ],
        ),
        (
            "zeven dagen, rest",
            [
                ("16uur", NOV[10], NOV[11], 16),
                ("16uur", NOV[12], NOV[18], 40),
                ("16uur", NOV[19], NOV[28], 16),  # 8 when the run ended on the 19th: they wait for the next 8
            ],
        ),
        # 10, 11 | 12 (8) and 13 (7): the run ends on the 12th with 8. 8 + 7 + 8 = 23 on the 14th, which is no later
        # run of the report before it, so no pause. Then 17 and 18 November lie in the run of the 14th, which is
        # over on the 18th: 16 hours waited.
        (
            "onderbroken",
            [("16uur", NOV[10], NOV[11], 16), ("16uur", NOV[12], NOV[14], 23), ("16uur", NOV[17], NOV[18], 16)],
        ),
        # A day of sickness breaks the unauthorised run, so there is no pause; its hours are in no report.
        ("ziek ertussen", [("16uur", NOV[10], NOV[11], 16), ("16uur", NOV[13], NOV[14], 16)]),
        ("loopt een week", [("16uur", JAN[26], JAN[27], 16)]),  # 24 hours wait until 3 February
        # Left on Friday: the run does not go on, so the waiting 24 hours are reported on its last day.
        ("week en weg", [("16uur", JAN[26], JAN[27], 16), ("16uur", JAN[28], JAN[30], 24)]),
        ("terug voor kerst", [("16uur", DEC[16], DEC[17], 16), ("16uur", DEC[18], DEC[19], 16)]),
        ("over kerst", [("16uur", DEC[18], DEC[19], 16), ("16uur", JAN[5], JAN[6], 16)]),
    ],
)
def test_seven_calendar_days_within_a_run(answers: Answers, name: str, expected: list[tuple[Any, ...]]) -> None:
    """Step 2."""
    assert reports(answers, name) == expected


WEEKLY = [("16uur", NOV[12], NOV[18], 40), ("16uur", NOV[19], NOV[25], 40)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 4 November to the return on 1 December: 4 * 7 - 1 = 27 positions, so no lrv. 16 on the 5th, then weekly.
        (
            "27 lang",
            [
                ("16uur", NOV[4], NOV[5], 16),
                ("16uur", NOV[6], NOV[12], 40),
                ("16uur", NOV[13], NOV[19], 40),
                ("16uur", NOV[20], NOV[26], 40),
                ("16uur", NOV[27], NOV[28], 16),
            ],
        ),
        # 28 positions, full on Sunday 30 November. The last 24 hours are reported on the run's last day, and the
        # lrv is that day.
        (
            "28 lang",
            [
                ("16uur", NOV[3], NOV[4], 16),
                ("16uur", NOV[5], NOV[11], 40),
                *WEEKLY,
                ("16uur", NOV[26], NOV[28], 24),
                ("lrv", NOV[28], NOV[28], 8),
            ],
        ),
        # From Wednesday 5 November, position 2; full at position 29, Tuesday 2 December; back on 4 December, 31:
        # 29 positions. 27 November + 7 = 4 December is past the full day, and so is the run's last day, the 3rd:
        # what waits (28 November, 1, 2, 3 December) goes into the lrv. The count starts anew on the 4th.
        (
            "29 lang en daarna",
            [
                ("16uur", NOV[5], NOV[6], 16),
                ("16uur", NOV[7], NOV[13], 40),
                ("16uur", NOV[14], NOV[20], 40),
                ("16uur", NOV[21], NOV[27], 40),
                ("lrv", NOV[28], DEC[3], 4 * 8),
                ("16uur", DEC[11], DEC[12], 16),
            ],
        ),
        # Full on Sunday 1 February, the horizon: 28 positions. Open end; 28, 29 and 30 January.
        (
            "lrv loopt",
            [
                ("16uur", JAN[5], JAN[6], 16),
                ("16uur", JAN[7], JAN[13], 40),
                ("16uur", JAN[14], JAN[20], 40),
                ("16uur", JAN[21], JAN[27], 40),
                ("lrv", JAN[28], None, 3 * 8),
            ],
        ),
        # 1, 8, 15 December and 5 January: full on Sunday 11 January. 16 + 7 = 23 December lies in the holiday, so
        # 5 January: 17, 18, 19 December and that day. 12 January is past the full day. lrv: 4 + 5 + 5 + 5 days.
        (
            "lrv loopt over kerst",
            [
                ("16uur", DEC[1], DEC[2], 16),
                ("16uur", DEC[3], DEC[9], 40),
                ("16uur", DEC[10], DEC[16], 40),
                ("16uur", DEC[17], JAN[5], 4 * 8),
                ("lrv", JAN[6], None, 19 * 8),
            ],
        ),
        # 16 lessons a week: a report each Friday, also on the last absent day so far.
        (
            "lrv loopt, gemeld tot en met vrijdag",
            [
                ("16uur", JAN[5], JAN[9], 16),
                ("16uur", JAN[12], JAN[16], 16),
                ("16uur", JAN[19], JAN[23], 16),
                ("16uur", JAN[26], JAN[30], 16),
                ("lrv", JAN[31], None, 0),
            ],
        ),
        # The same pupil, but gone after that Friday (4 lessons): the run is over.
        (
            "lrv gemeld en weg",
            [
                ("16uur", JAN[5], JAN[9], 16),
                ("16uur", JAN[12], JAN[16], 16),
                ("16uur", JAN[19], JAN[23], 16),
                ("16uur", JAN[26], JAN[30], 16),
                ("lrv", JAN[30], JAN[30], 4),
            ],
        ),
        # One lesson on Monday: 3, 10, 17, 24 November, back on 1 December. 4 hours, and yet four lesweken.
        ("lrv zonder 16 uur", [("lrv", NOV[3], NOV[24], 4)]),
        # Two lessons on eight Mondays, never more than 8 hours in four lesweken.
        ("lrv van 16 uur", [("lrv", date(2025, 10, 27), DEC[15], 8 * 2)]),
        ("vier weken ziek", []),
        # Contract 5: positions in Dronten too. 2 to 19 December and 5 to 9 January, back on the 12th: 27 positions,
        # 41 calendar days.
        (
            "27 lang bij kalenderdagen",
            [
                ("16uur", DEC[2], DEC[3], 16),
                ("16uur", DEC[4], DEC[10], 40),
                ("16uur", DEC[11], DEC[17], 40),
                ("16uur", DEC[18], JAN[5], 24),
                ("16uur", JAN[6], JAN[9], 32),
            ],
        ),
    ],
)
def test_long_runs(answers: Answers, name: str, expected: list[tuple[Any, ...]]) -> None:
    """Step 3."""
    assert reports(answers, name) == expected


def test_the_rule_set_changes_nothing(answers: Answers) -> None:
    assert reports(answers, "28 lang in Dronten") == reports(answers, "28 lang")


@pytest.mark.parametrize(
    ("name", "kind", "due"),
    [
        ("16 precies", "16uur", [NOV[18]]),  # Tuesday 11 November; 12, 13, 14, 17, 18
        # Friday 19 December; 22, 23, 24, then Christmas on Thursday and Friday, 29, 30. The holiday has working days.
        ("terug voor kerst", "16uur", [DEC[24], DEC[30]]),  # Wednesday 17 December; 18, 19, 22, 23, 24
        # Monday 14 April 2025; 15, 16, 17, 18 (Good Friday: for schools to decide), not Easter Monday, 22.
        ("Pasen", "16uur", [date(2025, 4, 22)]),
        ("28 lang", "lrv", [DEC[5]]),  # full on Sunday 30 November; 1, 2, 3, 4, 5 December
        ("29 lang en daarna", "lrv", [DEC[9]]),  # full on Tuesday 2 December, not the last day
        ("lrv loopt", "lrv", [date(2026, 2, 6)]),
        ("lrv loopt over kerst", "lrv", [JAN[16]]),
    ],
)
def test_due_dates(answers: Answers, name: str, kind: str, due: list[date]) -> None:
    """Step 4: five working days after the end date; of an lrv, after the day on which four lesweken were full."""
    assert [row["uiterste_meldatum"] for row in answers.rows("duo_melding", name, meldsoort=kind)] == due


@pytest.mark.parametrize(
    ("name", "duty"),
    [
        # On 11 November 2025.
        ("leerplichtig", "verplicht"),
        ("onbekend", "niet_te_bepalen"),
        ("onbekend met startkwalificatie", "niet_te_bepalen"),
        ("morgen 18", "verplicht"),
        ("vandaag 18", "rmc"),
        # With a startkwalificatie nobody has to look after who is 18 (contract 2.9).
        ("vandaag 18 met startkwalificatie", "geen"),
        # D17: 16 on the last day of school year 2024-2025, or on the first of the next.
        ("16 op 31 juli met startkwalificatie", "geen"),
        ("16 op 1 augustus met startkwalificatie", "verplicht"),
        ("16 op 31 juli zonder startkwalificatie", "verplicht"),
        ("16 op 31 juli, niet ingevuld", "verplicht"),
        ("morgen 23", "rmc"),
        ("vandaag 23", "geen"),
        # D17: leerplicht starts on the first school day of the month after the fifth birthday, Monday 3 November.
        ("5 in oktober, 31 oktober", "geen"),
        ("5 in oktober, 3 november", "verplicht"),
        ("5 op 31 oktober", "verplicht"),
        ("5 op 1 november", "geen"),
        # A birthday on 29 February is 1 March, so leerplicht starts in April.
        ("schrikkeldag, 31 maart", "geen"),
        ("schrikkeldag, 1 april", "verplicht"),
        ("28 februari, 31 maart", "verplicht"),
    ],
)
def test_duty(answers: Answers, name: str, duty: str) -> None:
    assert answers.cells("duo_melding", name, "plicht") == (duty,)


@pytest.mark.parametrize(
    ("name", "before", "duty"),
    [
        # The last 16uur report ends on 27 January, the peildatum is Sunday 1 February.
        ("18 op de peildatum", "verplicht", "rmc"),
        ("18 na de peildatum", "verplicht", "verplicht"),
        # The first school day of the month after January is Monday 2 February.
        ("5 in januari, lrv loopt", "geen", "geen"),
        ("5 in december, lrv loopt", "verplicht", "verplicht"),
    ],
)
def test_duty_of_an_open_report_is_that_on_the_peildatum(answers: Answers, name: str, before: str, duty: str) -> None:
    assert answers.cells("duo_melding", name, "einddatum", "plicht", meldsoort="lrv") == (None, duty)
    assert {row["plicht"] for row in answers.rows("duo_melding", name, meldsoort="16uur")} == {before}


@pytest.mark.parametrize(("name", "duty"), [("16 in juli, in augustus", "geen"), ("16 in augustus", "verplicht")])
def test_the_school_year_is_that_of_the_peildatum(august: Answers, name: str, duty: str) -> None:
    """The run of June goes on in the holiday; the full leerplicht of the first pupil ended on 31 July."""
    assert august.cells("duo_melding", name, "einddatum", "plicht", meldsoort="lrv") == (None, duty)
    assert {row["plicht"] for row in august.rows("duo_melding", name, meldsoort="16uur")} == {"verplicht"}


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("op de laatste dag", ["op_tijd"]),
        ("een dag te laat", ["te_laat"]),
        ("niets gemeld", ["niet_gemeld"]),
        ("gemeld na de peildatum", ["niet_gemeld"]),
        ("andere soort", ["niet_gemeld"]),
        ("begint op de einddatum", ["op_tijd"]),
        ("begint na de einddatum", ["niet_gemeld"]),
        ("eindigt op de begindatum", ["op_tijd"]),
        ("eindigt voor de begindatum", ["niet_gemeld"]),
        ("zonder einddatum", ["op_tijd"]),
        # Each notification is used once, by the report that ended first.
        ("een voor twee", ["op_tijd", "niet_gemeld"]),
        # 12 November for the first (due the 18th), 24 November for the second (due the 21st).
        ("vroegste eerst", ["op_tijd", "te_laat"]),
        # The one of 14 November starts after the first report, which takes that of the 21st; it is left for the second.
        ("eerste past niet", ["te_laat", "op_tijd"]),
        ("nog even tijd", ["nog_niet"]),  # Friday 30 January; due 6 February
        ("lrv gemeld", ["niet_gemeld"] * 3 + ["nog_niet", "op_tijd"]),  # 27 January: due 3 February
        # One notification without an end overlaps both; the open end comes last. Its due date is 6 February.
        ("twee lrv", ["niet_gemeld"] * 5 + ["op_tijd"] + ["niet_gemeld"] * 3 + ["nog_niet"] * 2),
        ("alleen een kop", ["niet_gemeld"]),  # a file with only a header is a delivery
        ("16 precies", ["onbekend"]),  # this school delivered no such file
    ],
)
def test_matching_with_notifications(answers: Answers, name: str, statuses: list[str]) -> None:
    rows = sorted(answers.rows("duo_melding", name), key=lambda row: row["einddatum"] or date.max)
    assert [row["status"] for row in rows] == statuses


@pytest.mark.parametrize(
    ("name", "due", "status"),
    [("uiterlijk vandaag", NOV[18], "nog_niet"), ("uiterlijk gisteren", NOV[17], "niet_gemeld")],
)
def test_the_last_day_itself_is_in_time(tuesday: Answers, name: str, due: date, status: str) -> None:
    assert tuesday.cells("duo_melding", name, "uiterste_meldatum", "status") == (due, status)


def test_worklist(answers: Answers) -> None:
    """Missing and late reports of a school, the longest overdue first; nothing that is in time or owes nothing."""
    store = answers.output.folder.parents[1] / "opslag" / STORE_FILE
    with duckdb.connect(str(store), read_only=True) as connection:
        found = connection.sql("from mart_duo_werklijst").pl()
    names = {}
    for name in MATCHED:
        names.update(dict.fromkeys((row["leerling"] for row in answers.rows("duo_melding", name)), name))
    here = found.filter(found["school"] == "50AB00")
    assert here["volgnr"].to_list() == list(range(1, here.height + 1))
    # Due on the 3rd of February (27 January) or the 6th (30 January, and the run that still goes on): still to come.
    coming = here.filter(here["lijst"] == "komt").rows(named=True)
    assert sorted((names[row["leerling"]], row["einddatum"] or date.max) for row in coming) == [
        ("lrv gemeld", JAN[27]),
        ("nog even tijd", JAN[30]),
        ("twee lrv", JAN[27]),
        ("twee lrv", date.max),
    ]
    assert here.height == len(coming) + here.filter(here["lijst"] == "open").height
    school = here.filter(here["lijst"] == "open").rows(named=True)
    assert sorted((names[row["leerling"]], row["status"], row["einddatum"]) for row in school) == [
        ("andere soort", "niet_gemeld", NOV[11]),
        ("begint na de einddatum", "niet_gemeld", NOV[11]),
        ("een dag te laat", "te_laat", NOV[11]),
        ("een voor twee", "niet_gemeld", NOV[14]),
        ("eerste past niet", "te_laat", NOV[11]),
        ("eindigt voor de begindatum", "niet_gemeld", NOV[11]),
        ("gemeld na de peildatum", "niet_gemeld", NOV[11]),
        ("lrv gemeld", "niet_gemeld", JAN[6]),
        ("lrv gemeld", "niet_gemeld", JAN[13]),
        ("lrv gemeld", "niet_gemeld", JAN[20]),
        ("niets gemeld", "niet_gemeld", NOV[11]),
        *(("twee lrv", "niet_gemeld", NOV[day]) for day in (4, 11, 18, 25, 28)),
        *(("twee lrv", "niet_gemeld", JAN[day]) for day in (6, 13, 20)),
        ("vroegste eerst", "te_laat", NOV[14]),
    ]
    dates = [row["uiterste_meldatum"] for row in school]
    assert dates == sorted(dates)
    assert found.filter(found["school"] == "10AB00")["status"].unique().to_list() == ["onbekend"]
