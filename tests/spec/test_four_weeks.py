"""Four-week windows: contract 2.5 (Four-week window), D4, D7, domain.md 12.

Region noord, peildatum Friday 28 November 2025 (horizon Sunday 30 November), period from 2 September 2025. Class 1A has
5 lessons of 50 minutes a day, so 4 * 5 * 5 = 100 in four lesweken. Enrolled from Monday 3 November there is one
complete window: 3 to 30 November. Lesweken by Monday: 23, 30 June, 7 July | 25 August … 6, 13 October | 27 October,
3, 10, 17, 24 November.
"""

import re
from datetime import date

import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.cases import (
    UNKNOWN,
    Answers,
    Case,
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
from tests.lib.region import LessonAbsence

PEILDATUM = date(2025, 11, 28)
FIRST, LAST = date(2025, 11, 3), date(2025, 11, 28)
DAYS = workdays(FIRST, LAST)
SLOTS = [(day, hour) for day in DAYS for hour in range(1, 6)]


def absent(count: int, *, code: str = "Z", unknown: int = 0) -> tuple[LessonAbsence, ...]:
    """The first `count` of the 100 lessons with `code`, the `unknown` lessons after those with an unknown code."""
    known = [LessonAbsence("", day, hour, code) for day, hour in SLOTS[:count]]
    return (*known, *(LessonAbsence("", day, hour, UNKNOWN) for day, hour in SLOTS[count : count + unknown]))


def month(*rows: LessonAbsence | tuple[LessonAbsence, ...], register: tuple[bool | str | None, ...] = ()) -> Case:
    return pupil(*rows, van=FIRST, register=register)


VARIED = {1: 7, 2: 6, 3: 6, 4: 7, 5: 6}  # class 32: 32 lessons a week, 128 in four weeks
VARIED_SLOTS = [(day, hour) for day in DAYS for hour in range(1, VARIED[day.isoweekday()] + 1)]


def varied(count: int) -> Case:
    return pupil(tuple(LessonAbsence("", day, hour, "S") for day, hour in VARIED_SLOTS[:count]), klas="32", van=FIRST)


CASES = {
    "20 aanwezig": month(absent(80)),
    "21 aanwezig": month(absent(79)),
    "19 aanwezig": month(absent(81)),
    "elke dag een les": month(lessons("S", *DAYS, hours=(2, 3, 4, 5))),
    "20 aanwezig, 1 onbekend": month(absent(79, unknown=1)),
    "20 onbekend": month(absent(80, unknown=20)),
    "21 onbekend": month(absent(79, unknown=21)),
    "0 aanwezig": month(absent(100)),
    "0 aanwezig, 1 onbekend": month(absent(99, unknown=1)),
    "1 aanwezig": month(absent(99)),
    "oa en ga": month(absent(50, code="S"), away("Z", date(2025, 11, 17), None)),
    "steeds elders": month(absent(100, code="E")),
    "20 elders": month(lessons("E", *DAYS[:4], hours=range(1, 6)), lessons("Z", *DAYS[4:], hours=range(1, 6))),
    "25 van 128": varied(128 - 25),
    "26 van 128": varied(128 - 26),
    "niet volledig": pupil(away("Z", FIRST, None), van=date(2025, 11, 4)),
    "gat op een schooldag": enrolled(
        stay("1A", FIRST, date(2025, 11, 11)), stay("1A", date(2025, 11, 13), None), rows=[away("Z", FIRST, None)]
    ),
    "gat in het weekend": enrolled(
        stay("1A", FIRST, date(2025, 11, 14)), stay("1A", date(2025, 11, 17), None), rows=[away("Z", FIRST, None)]
    ),
    "weg op donderdag": pupil(away("Z", FIRST, None), van=FIRST, tot=date(2025, 11, 27)),
    "weg op vrijdag": pupil(away("Z", FIRST, None), van=FIRST, tot=LAST),
    "over de herfstvakantie": pupil(away("Z", date(2025, 10, 6), None), van=date(2025, 10, 6), tot=date(2025, 11, 7)),
    "drie lesweken en vakantie": pupil(
        away("Z", date(2025, 10, 6), None), van=date(2025, 10, 6), tot=date(2025, 10, 31)
    ),
    "voor en in de periode": pupil(away("Z", date(2025, 8, 25), date(2025, 9, 19)), van=date(2025, 8, 25)),
    "sinds voor de zomer": pupil(away("Z", date(2025, 6, 2), date(2025, 10, 3))),
    "terug op de eerste dag van de periode": pupil(away("Z", date(2025, 6, 2), date(2025, 9, 1)), tot=date(2025, 9, 2)),
    "geen lessen": pupil(klas="9X", van=FIRST),
}
PLANS = {
    "plan J": month(absent(100), register=(True,)),
    "plan N": month(absent(100), register=(False,)),
    "plan leeg": month(absent(100), register=(None,)),
    "plan J, daarna leeg": month(absent(100), register=(True, None)),
    "plan J, daarna N": month(absent(100), register=(True, False)),
    "plan J, daarna gewist": month(absent(100), register=(True, "-")),
    "niet in het register": month(absent(100)),
}
ROOSTER = (
    *weekly("1A", lessen=5),
    *(row for dag, count in VARIED.items() for row in weekly("32", lessen=count, dagen=(dag,))),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("four_weeks"),
        PEILDATUM,
        # A pupil who is always there: school days do not hang on the cases.
        CaseSchool("10AB00", {**CASES, "altijd aanwezig": pupil()}, fields={"rooster": ROOSTER}),
        CaseSchool("20AB00", PLANS, fields={"rooster": ROOSTER}),
    )


NONE: dict[str, tuple[date, int, int]] = {}


def low(window: date, scheduled: int, present: int) -> dict[str, tuple[date, int, int]]:
    return {"hoogstens_20pct": (window, scheduled * 50, present * 50)}


def gone(window: date, scheduled: int = 100) -> dict[str, tuple[date, int, int]]:
    """D7: `vier_weken_afwezig` is nested in `hoogstens_20pct`."""
    return {**low(window, scheduled, 0), "vier_weken_afwezig": (window, scheduled * 50, 0)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 100 * present <= 20 * scheduled.
        ("20 aanwezig", low(FIRST, 100, 20)),
        ("21 aanwezig", NONE),
        ("19 aanwezig", low(FIRST, 100, 19)),
        ("elke dag een les", low(FIRST, 100, 20)),
        # Unknown is taken as present: 20 + 1 = 21, 0 + 20 = 20, 0 + 21 = 21.
        ("20 aanwezig, 1 onbekend", NONE),
        ("20 onbekend", low(FIRST, 100, 0)),
        ("21 onbekend", NONE),
        ("0 aanwezig", gone(FIRST)),
        ("0 aanwezig, 1 onbekend", low(FIRST, 100, 0)),
        ("1 aanwezig", low(FIRST, 100, 1)),
        # D4: GA and OA together; D7: education elsewhere is present.
        ("oa en ga", gone(FIRST)),
        ("steeds elders", NONE),
        ("20 elders", low(FIRST, 100, 20)),
        # domain.md 12: 25 / 128 = 19,5 %, 26 / 128 = 20,3 %.
        ("25 van 128", low(FIRST, 128, 25)),
        ("26 van 128", NONE),
        # From Tuesday 4 November the window would end on Monday 1 December, past the horizon.
        ("niet volledig", NONE),
        # Enrolled on every date on which the school has a slot for any pupil.
        ("gat op een schooldag", NONE),
        ("gat in het weekend", gone(FIRST)),
        ("weg op donderdag", NONE),
        ("weg op vrijdag", gone(FIRST)),
        # 6, 13, 27 October, 3 November: the holiday week has no positions.
        ("over de herfstvakantie", gone(date(2025, 10, 6))),
        ("drie lesweken en vakantie", NONE),
        # The earliest such s whose window overlaps the period (from 2 September); it may lie before it.
        ("voor en in de periode", gone(date(2025, 8, 25))),
        # From Wednesday 25 June: 23 and 30 June, 7 July, 25 August, so 28 positions end on Tuesday 2 September.
        ("sinds voor de zomer", gone(date(2025, 6, 25))),
        # From Tuesday 24 June it ends on 1 September, before the period; from 25 June on, 2 September is present.
        ("terug op de eerste dag van de periode", low(date(2025, 6, 25), 100, 5)),
        ("geen lessen", NONE),
        ("altijd aanwezig", NONE),
    ],
)
def test_four_week_group(answers: Answers, name: str, expected: dict[str, tuple[date, int, int]]) -> None:
    found = {
        row["groep"]: (row["venster_van"], row["gepland_min"], row["aanwezig_min"])
        for row in answers.rows("vierweken", name)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("name", "plan"),
    [
        ("plan J", True),
        ("plan N", False),
        ("plan leeg", None),
        # 5, Register: an empty cell keeps the last filled value, a single "-" clears it.
        ("plan J, daarna leeg", True),
        ("plan J, daarna N", False),
        ("plan J, daarna gewist", None),
        ("niet in het register", None),
    ],
)
def test_plan_of_action(answers: Answers, name: str, plan: bool | None) -> None:
    assert [row["plan_van_aanpak"] for row in answers.rows("vierweken", name)] == [plan, plan]


def test_no_register_is_an_empty_cell(answers: Answers) -> None:
    """Table `vierweken`: J, N or empty; never N for a school that delivered no register."""
    assert [row["plan_van_aanpak"] for row in answers.rows("vierweken", "0 aanwezig")] == [None, None]


def read_page(answers: Answers, school: str) -> str:
    page = (answers.output.folder / "school" / school / "index.html").read_text(encoding="utf-8")
    return page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 0, 1, 20 and 21 of 100 lessons. Who is in both groups of the table is named in the first one alone (D7).
        ("0 aanwezig", ["Vier lesweken geheel afwezig, vanaf 3 nov 2025 (0,0 % aanwezig)"]),
        ("1 aanwezig", ["Vier lesweken hoogstens 20 % aanwezig, vanaf 3 nov 2025 (1,0 % aanwezig)"]),
        ("20 aanwezig", ["Vier lesweken hoogstens 20 % aanwezig, vanaf 3 nov 2025 (20,0 % aanwezig)"]),
        ("21 aanwezig", []),
    ],
)
def test_the_report_names_a_pupil_in_one_group(answers: Answers, name: str, expected: list[str]) -> None:
    school, number = answers.numbers[name]
    code = make_leerling(answers.output.key, school, number)
    rows = re.findall(rf'data-rij="{code}".*?</tr>', read_page(answers, school), re.DOTALL)
    assert re.findall(r"Vier lesweken [^<]*aanwezig\)", " ".join(rows)) == expected


@pytest.mark.parametrize(
    ("school", "wholly", "mostly"),
    [
        # Of CASES: 0 aanwezig, oa en ga, gat in het weekend, weg op vrijdag, over de herfstvakantie, voor en in de
        # periode, sinds voor de zomer. Then 20, 19, elke dag een les, 20 onbekend, 0 aanwezig en 1 onbekend, 1
        # aanwezig, 20 elders, 25 van 128, terug op de eerste dag.
        ("10AB00", 7, 9),
        # Each pupil of PLANS is absent in all 100 lessons.
        ("20AB00", 7, 0),
    ],
)
def test_the_report_counts_a_pupil_in_one_group(answers: Answers, school: str, wholly: int, mostly: int) -> None:
    text = re.sub(r"<[^>]+>", " ", read_page(answers, school).replace("&nbsp;", " "))
    found = [
        re.findall(rf"{words}\s+(\d+)", text)
        for words in ("Vier lesweken geheel afwezig", "Vier lesweken wel, maar hoogstens 20 % aanwezig")
    ]
    assert found == [[str(wholly)], [str(mostly)]]
