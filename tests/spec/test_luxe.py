"""Luxury leave in the school's list of what must still be reported (decisions.md, D4; rules S3-10 and S2-32).

Region noord, peildatum Friday 28 November 2025, school year from 1 August 2025; class 1A has 6 lessons of 50 minutes a
day, Monday to Friday. Each lesson counts as one hour (D3).
"""

import re
from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, lessons, pupil, run_cases, weekly
from tests.lib.region import Notification

MON, TUE, WED = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 5)
FRIDAY_BEFORE = date(2025, 10, 31)
LAST_YEAR = date(2025, 6, 2)
HOURS = range(1, 7)

CASES = {
    "twee dagen over het weekend": pupil(lessons("LX", FRIDAY_BEFORE, MON, hours=HOURS)),
    "met een dag ertussen": pupil(lessons("LX", MON, WED, hours=HOURS)),
    "gemeld": pupil(lessons("LX", TUE, hours=HOURS)),
    "vorig schooljaar": pupil(lessons("LX", LAST_YEAR, hours=HOURS)),
    "spijbelen is geen luxe": pupil(lessons("S", TUE, hours=HOURS)),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    timetable = {"rooster": weekly("1A", lessen=6)}
    silent = {"geen meldingen geleverd": pupil(lessons("LX", TUE, hours=HOURS))}
    number = str(1001 + list(CASES).index("gemeld"))
    reported = (Notification(number, "luxe", TUE, TUE, WED),)
    return run_cases(
        tmp_path_factory.mktemp("luxe"),
        date(2025, 11, 28),
        CaseSchool("10AB00", CASES, fields={**timetable, "duo_meldingen": reported}),
        CaseSchool("20AB00", silent, fields=timetable),
    )


def read_worklist(answers: Answers, school: str) -> str:
    page = (answers.output.folder / "school" / school / "index.html").read_text(encoding="utf-8")
    start = page.index('id="meldingen"')
    section = page[start : page.index("</section>", start)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section)).replace("\u00a0", " ")


def get_code(answers: Answers, name: str) -> str:
    return answers.row("leerling_periode", name)["leerling"]


def test_a_weekend_does_not_cut_luxury_leave(answers: Answers) -> None:
    """Friday and Monday are consecutive days with slots: one report of (6 + 6) = 12 hours."""
    words = f"{get_code(answers, 'twee dagen over het weekend')} luxeverzuim 31 okt 2025 t/m 3 nov 2025 12,0 melden"
    assert words in read_worklist(answers, "10AB00")


def test_a_day_at_school_cuts_it(answers: Answers) -> None:
    """Tuesday was attended: two reports of 6 hours each."""
    code = get_code(answers, "met een dag ertussen")
    page = read_worklist(answers, "10AB00")
    assert f"{code} luxeverzuim 3 nov 2025 t/m 3 nov 2025 6,0 melden" in page
    assert f"{code} luxeverzuim 5 nov 2025 t/m 5 nov 2025 6,0 melden" in page


@pytest.mark.parametrize("name", ["gemeld", "vorig schooljaar", "spijbelen is geen luxe"])
def test_nothing_is_left_to_report(answers: Answers, name: str) -> None:
    assert get_code(answers, name) not in read_worklist(answers, "10AB00")


def test_a_school_without_notifications_must_look_for_itself(answers: Answers) -> None:
    page = read_worklist(answers, "20AB00")
    assert "De school leverde geen meldingen aan" in page
    assert "niet bekend of dit gemeld is" in page
