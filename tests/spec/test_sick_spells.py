"""Sick days, sick spells and sick school days: contract 2.5 (Sick day, Sick spell), 2.4 (school year), domain.md 12.

Region noord, peildatum Friday 28 November 2025; the school year began on 1 August 2025. Class 1A has 5 lessons of 50
minutes a day. Last lessons before the summer: Friday 11 July 2025; first after it: Monday 25 August 2025.
"""

from datetime import date, timedelta

import pytest

from tests.lib.cases import Answers, CaseSchool, away, enrolled, lesson, lessons, pupil, run_cases, stay, weekly

THU, FRI, MON, TUE = (date(2025, 11, day) for day in (6, 7, 10, 11))
BEFORE, AFTER = date(2025, 7, 11), date(2025, 8, 25)
DAY = timedelta(days=1)

CASES = {
    "een dag": pupil(away("Z", THU, THU)),
    "donderdag tot en met dinsdag, opnieuw gemeld": pupil(away("Z", THU, FRI), away("Z", MON, TUE)),
    "donderdag en maandag": pupil(away("Z", THU, THU), away("Z", MON, MON)),
    "een van vijf lessen": pupil(lessons("Z", THU)),
    "een les, twee dagen": pupil(lessons("Z", THU, FRI)),
    "andere codes": pupil(away("M", THU, THU), away("V", FRI, FRI)),
    "ziek en medisch op een dag": pupil(lessons("Z", THU, hours=(1, 2)), lessons("M", THU, hours=(3, 4, 5))),
    "ongelijke lessen": pupil(lessons("Z", THU), klas="ongelijk"),
    "over de herfstvakantie": pupil(
        away("Z", date(2025, 10, 17), date(2025, 10, 17)), away("Z", date(2025, 10, 27), date(2025, 10, 27))
    ),
    "gat in de inschrijving": enrolled(
        stay("1A", None, THU), stay("1A", TUE, None), rows=[away("Z", THU, THU), away("Z", TUE, TUE)]
    ),
    "over de zomer": pupil(away("Z", BEFORE, AFTER)),
    "over de zomer en nog eens": pupil(away("Z", BEFORE, AFTER), away("Z", AFTER + 2 * DAY, AFTER + 2 * DAY)),
    "vier keer voor de zomer": pupil(
        *(away("Z", date(2025, 6, day), date(2025, 6, day)) for day in (2, 10, 16, 23)),
        away("Z", AFTER, AFTER),
    ),
    "voor de periode, in het schooljaar": pupil(away("Z", AFTER, AFTER)),
    "na de peildatum": pupil(away("Z", date(2025, 12, 1), date(2025, 12, 2))),
    "open": pupil(away("Z", date(2025, 11, 26), None)),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    unequal = (lesson("ongelijk", 4, 1, "08:30", "09:00"), lesson("ongelijk", 4, 2, "09:00", "10:30"))
    return run_cases(
        tmp_path_factory.mktemp("sick"),
        date(2025, 11, 28),
        CaseSchool("10AB00", CASES, fields={"rooster": (*weekly("1A", lessen=5), *unequal)}),
    )


@pytest.mark.parametrize(
    ("name", "spells", "days"),
    [
        ("een dag", 1, 1.0),
        # domain.md 12: one episode, 4 school days, whatever was called in again on Monday.
        ("donderdag tot en met dinsdag, opnieuw gemeld", 1, 2 + 2),
        # Present on Friday: two maximal rows of sick days.
        ("donderdag en maandag", 2, 1 + 1),
        # A sick day has at least one sick slot; days are ziek minutes / scheduled minutes.
        ("een van vijf lessen", 1, 50 / 250),
        ("een les, twee dagen", 1, 50 / 250 + 50 / 250),
        ("andere codes", 0, 0.0),
        ("ziek en medisch op een dag", 1, 100 / 250),
        ("ongelijke lessen", 1, 30 / (30 + 90)),
        # Consecutive days with slots: a holiday or a gap in enrolment does not end a spell.
        ("over de herfstvakantie", 1, 1 + 1),
        ("gat in de inschrijving", 1, 1 + 1),
        # Table leerling_periode: spells of the school year by their start, days of the school year.
        ("over de zomer", 0, 1.0),  # began on 11 July; only 25 August lies in this school year
        ("over de zomer en nog eens", 1, 1 + 1),
        ("vier keer voor de zomer", 1, 1.0),  # the count starts anew with the school year
        ("voor de periode, in het schooljaar", 1, 1.0),
        # 2.3: nothing after the peildatum; an open end runs up to it: Wednesday, Thursday, Friday.
        ("na de peildatum", 0, 0.0),
        ("open", 1, 3.0),
    ],
)
def test_sickness(answers: Answers, name: str, spells: int, days: float) -> None:
    row = answers.row("leerling_periode", name)
    assert row["ziekmeldingen"] == spells
    assert row["ziek_schooldagen"] == pytest.approx(days, rel=1e-12, abs=1e-12)


def test_sickness_makes_no_oa(answers: Answers) -> None:
    """2.7: no sick hour may reach what counts as ongeoorloofd."""
    table = answers.output.read("leerling_periode")
    assert table["ongeoorloofd_min"].sum() == 0
    assert table["oa_uren"].sum() == 0
    assert [row for row in answers.output.read("reeks").iter_rows(named=True) if row["groep"] == "oa"] == []
