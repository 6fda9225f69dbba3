"""A school that frees days on which it registered absences: the page and the return sheet say so (contract 2.8)."""

from datetime import date

import pytest

from tests.lib.cases import Answers, CaseSchool, enrolled, lessons, run_cases, weekly, workdays
from tests.lib.region import Enrolment, LocalDays

PEILDATUM = date(2026, 2, 1)
# Each of six pupils is away in the first lesson of a weekday, so that a school day has two of them at least.
DAYS = workdays(date(2026, 1, 5), date(2026, 1, 30))
PUPILS = {
    f"{school}{number}": enrolled(
        Enrolment("", "1A"), rows=[*lessons("M", *(day for day in DAYS if (day.day + number) % 3 == 0), hours=(1,))]
    )
    for school in ("vrij", "open")
    for number in range(6)
}
WORDS = "die vrij zijn volgens de kalender of de vakanties, staan absenties zoals op een schooldag"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    rooster = weekly("1A", lessen=4)
    # The second week of the period with lessons, five days with two pupils each: ten.
    free = (LocalDays(date(2026, 1, 12), date(2026, 1, 16)),)
    schools = (
        CaseSchool(school, {name: case for name, case in PUPILS.items() if name.startswith(key)}, fields=fields)
        for school, key, fields in (
            ("12AB00", "vrij", {"rooster": rooster, "kalender": free}),
            ("34CD00", "open", {"rooster": rooster}),
        )
    )
    return run_cases(tmp_path_factory.mktemp("vrij"), PEILDATUM, *schools)


def test_the_first_screen_and_the_return_sheet_tell(answers: Answers) -> None:
    school = answers.output.folder / "school" / "12AB00"
    for name in ("index.html", "retour.html"):
        text = (school / name).read_text(encoding="utf-8").replace("\u00a0", " ")
        assert WORDS in text, name
    assert "Op 5 dagen van 12 jan 2026 t/m 16 jan 2026" in text
    assert "10 meldingen" in text


def test_a_school_that_frees_nothing_is_told_nothing(answers: Answers) -> None:
    text = (answers.output.folder / "school" / "34CD00" / "retour.html").read_text(encoding="utf-8")
    assert WORDS not in text
