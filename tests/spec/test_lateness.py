"""Coming late: contract 2.5 (Lateness, Spijbeluren), D12, D21, rule S3-78.

Region noord, peildatum Friday 28 November 2025, period from 2 September 2025, school year from 1 August 2025. Class 1A
has 8 lessons a day; late by one lesson on one of the school days counted from Monday 3 November.
"""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, lessons, pupil, run_cases, weekly, workdays
from tests.lib.region import LessonAbsence

DAYS = workdays(date(2025, 11, 3), date(2025, 11, 28))
NINTH = date(2025, 11, 13)
EIGHT_BEFORE = workdays(date(2025, 6, 2), date(2025, 6, 6)) + workdays(date(2025, 6, 10), date(2025, 6, 12))


def late(minutes: int, day: date, *, code: str = "TL") -> LessonAbsence:
    """So many minutes late at the first lesson of the day."""
    return LessonAbsence("", day, 1, code, minuten_te_laat=minutes)


CASES = {
    "8 keer": pupil(lessons("TL", *DAYS[:8])),
    "9 keer": pupil(lessons("TL", *DAYS[:9])),
    "10 keer": pupil(lessons("TL", *DAYS[:10])),
    "8 keer en 1 geoorloofd": pupil(lessons("TL", *DAYS[:8]), lessons("TG", DAYS[8])),
    "8 keer en 1 spijbelen": pupil(lessons("TL", *DAYS[:8]), lessons("S", DAYS[8])),
    "twee op een dag": pupil(lessons("TL", *DAYS[:8]), lessons("TL", DAYS[7], hours=(2,))),
    "8 voor de zomer, 1 erna": pupil(lessons("TL", *EIGHT_BEFORE), lessons("TL", DAYS[0])),
    "8 voor de periode, 1 erin": pupil(
        lessons("TL", *workdays(date(2025, 8, 25), date(2025, 9, 1)), hours=(1,)),
        lessons("TL", date(2025, 8, 25), date(2025, 8, 26), hours=(2,)),
        lessons("TL", date(2025, 9, 2)),
    ),
    "9 voor de periode": pupil(
        lessons("TL", *workdays(date(2025, 8, 25), date(2025, 9, 1)), hours=(1,)),
        lessons("TL", date(2025, 8, 25), date(2025, 8, 26), date(2025, 8, 27), hours=(2,)),
    ),
    "9e na de peildatum": pupil(lessons("TL", *DAYS[:8]), lessons("TL", date(2025, 12, 1))),
    "vertrokken": pupil(lessons("TL", *DAYS[:9]), tot=date(2025, 11, 20)),
    "3 uur spijbelen op een dag": pupil(lessons("S", DAYS[0], hours=(1, 2, 3))),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("late"),
        date(2025, 11, 28),
        CaseSchool("10AB00", CASES, fields={"rooster": weekly("1A", lessen=8)}),
        CaseSchool(
            "20AB00",
            {"kennemerland 9 keer": pupil(lessons("TL", *DAYS[:9]))},
            fields={"rooster": weekly("1A", lessen=8), "protocol": "kennemerland"},
        ),
        CaseSchool(
            "30AB00",
            {
                "19, 20 en 21 minuten": pupil(late(19, DAYS[0]), late(20, DAYS[1]), late(21, DAYS[2])),
                "geoorloofd": pupil(late(19, DAYS[0], code="TG"), late(20, DAYS[1], code="TG")),
                "zonder minuten": pupil(lessons("TL", DAYS[0])),
            },
            fields={"rooster": weekly("1A", lessen=8), "te_laat_is_les_vanaf": 20},
        ),
    )


@pytest.mark.parametrize(
    ("name", "count", "start"),
    [
        # S3-78: the 9th; `start` is the date of the 9th (5, Tables): 3-7, 10, 11, 12, 13 November.
        ("8 keer", 8, None),
        ("9 keer", 9, NINTH),
        ("10 keer", 10, NINTH),
        # 2.2: te_laat_geoorloofd is present and no lateness; spijbelen is OA and no lateness.
        ("8 keer en 1 geoorloofd", 8, None),
        ("8 keer en 1 spijbelen", 8, None),
        # Slots are counted, not days: the 9th comes on the 8th day, 12 November.
        ("twee op een dag", 8 + 1, date(2025, 11, 12)),
        # D12: over the school year, so the eight of June do not count; those of August do.
        ("8 voor de zomer, 1 erna", 1, None),
        ("8 voor de periode, 1 erin", 6 + 2 + 1, date(2025, 9, 2)),
        ("9 voor de periode", 6 + 3, date(2025, 9, 1)),
        # Nothing after the peildatum is read.
        ("9e na de peildatum", 8, None),
    ],
)
def test_nine_times_late(answers: Answers, name: str, count: int, start: date | None) -> None:
    assert answers.cells("leerling_periode", name, "te_laat") == (count,)
    if start is None:
        assert answers.statuses(name) == []
        return
    assert answers.statuses(name) == [("dreigend", "S3-78")]
    cells = answers.cells("thuiszitter", name, "start", "duur_posities", "op_peildatum", "precies_vier_weken")
    assert cells == (start, None, True, False)


def test_nothing_holds_for_a_leaver(answers: Answers) -> None:
    """5, Statuses: for a pupil whose last enrolled day lies before the peildatum nothing holds at the horizon."""
    assert answers.cells("thuiszitter", "vertrokken", "grond", "start", "op_peildatum") == ("S3-78", NINTH, False)


def test_late_is_present(answers: Answers) -> None:
    """2.2: present, so attendance is 100 % and no OA hour is counted (D12: not in the 16 hours)."""
    cells = answers.cells("leerling_periode", "10 keer", "aanwezig_pct_min", "ongeoorloofd_min", "oa_uren", "tier")
    assert cells == (100.0, 0, 0.0, 1)


def test_truant_lessons(answers: Answers) -> None:
    """D21: one lesson hour is one time."""
    assert answers.cells("leerling_periode", "3 uur spijbelen op een dag", "spijbeluren", "oa_uren") == (3, 3.0)


def test_lateness_is_no_ground_in_kennemerland(answers: Answers) -> None:
    """Decisions, Status per rule set: relatief_verzuim there is the 16 hours only."""
    assert answers.cells("leerling_periode", "kennemerland 9 keer", "te_laat") == (9,)
    assert answers.statuses("kennemerland 9 keer") == []


# Peildatum Monday 1 September 2025: the period began on Monday 2 June, in the school year before. Nine school days from
# Monday 12 May end on Thursday 22 May.
BEFORE = {
    "9e voor de periode": pupil(lessons("TL", *workdays(date(2025, 5, 12), date(2025, 5, 22)))),
    "9e in de periode": pupil(
        lessons("TL", *workdays(date(2025, 5, 12), date(2025, 5, 21)), date(2025, 6, 3)),
    ),
    "9e voor de periode, en 9 daarna": pupil(
        lessons("TL", *workdays(date(2025, 5, 12), date(2025, 5, 22))),
        lessons("TL", date(2025, 8, 25), hours=range(1, 9)),
        lessons("TL", date(2025, 8, 26)),
    ),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run_cases(
        tmp_path_factory.mktemp("before"),
        date(2025, 9, 1),
        CaseSchool("10AB00", BEFORE, fields={"rooster": weekly("1A", lessen=8)}),
    )


@pytest.mark.parametrize(
    ("name", "start", "at_horizon"),
    [
        # 5: what held only in the school year before starts on the first day with slots in the period on which it held.
        ("9e voor de periode", date(2025, 6, 2), False),
        # 12 to 16 and 19 to 21 May are 8; the 9th on 3 June.
        ("9e in de periode", date(2025, 6, 3), False),
        # Eight on 25 August and one on the 26th: the 9th of the school year of the peildatum.
        ("9e voor de periode, en 9 daarna", date(2025, 8, 26), True),
    ],
)
def test_lateness_of_the_school_year_before(before: Answers, name: str, start: date, at_horizon: bool) -> None:
    assert before.cells("thuiszitter", name, "grond", "start", "op_peildatum") == ("S3-78", start, at_horizon)


@pytest.mark.parametrize(
    ("name", "times", "hours", "allowed"),
    [
        # From 20 minutes on a missed lesson (formats 14): a lesson of 50 minutes is one hour of unauthorised absence.
        ("19, 20 en 21 minuten", 1, 2, 0),
        ("geoorloofd", 0, 0, 50),
        # How late is not known: late.
        ("zonder minuten", 1, 0, 0),
    ],
)
def test_so_late_that_the_lesson_was_missed(answers: Answers, name: str, times: int, hours: int, allowed: int) -> None:
    cells = answers.cells("leerling_periode", name, "te_laat", "oa_uren", "geoorloofd_min")
    assert cells == (times, hours, allowed)
