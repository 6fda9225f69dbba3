"""Rows in quarantine keep a tier from being sure: contract 2.5 (`quarantaine_rijen`), each bound from both sides.

Class T as in test_tiers: one lesson of 999 minutes and one of 1 minute a day; enrolled Monday 2 to Friday 27 March
2026: 20 school days, 20 000 minutes. The longest slot is 999. Period 2 March to 1 June 2026. A row without a code is
quarantined.
"""

from datetime import date
from pathlib import Path

import pytest

from tests.lib.cases import (
    CODES,
    Answers,
    Case,
    CaseSchool,
    away,
    lesson,
    lessons,
    make_school,
    pupil,
    weekly,
    workdays,
)
from tests.lib.comparison import run_program
from tests.lib.region import Region, write_region

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 27)
PEILDATUM = date(2026, 6, 1)
DAYS = workdays(FIRST, LAST)
SCHEDULED = 20 * (999 + 1)
NO_CODE = ""


def month(*rows: object) -> Case:
    return pupil(*rows, klas="T", van=FIRST, tot=LAST)


def ill(*, long: int = 0, short: int = 0) -> tuple:
    """Sick for so many long and short lessons, from the last day back."""
    return lessons("Z", *DAYS[20 - long :]) + lessons("Z", *DAYS[20 - short :], hours=(2,))


CASES = {
    # A lesson of one minute that cannot be read takes the longest slot: it could have been that one.
    "een les": month(lessons(NO_CODE, FIRST, hours=(2,))),
    "een les, 1 minuut ziek": month(lessons(NO_CODE, FIRST), ill(short=1)),
    "een les, 2 minuten ziek": month(lessons(NO_CODE, FIRST), ill(short=2)),
    "twee lessen": month(lessons(NO_CODE, FIRST, DAYS[1])),
    "een les, tier 2": month(lessons(NO_CODE, FIRST), ill(long=1, short=2)),
    "een les, net tier 2": month(lessons(NO_CODE, FIRST), ill(long=1, short=3)),
    "een les, tier 3": month(lessons(NO_CODE, FIRST), ill(long=3)),
    # A span can be of more than one slot: all.
    "dagen": month(away(NO_CODE, FIRST, FIRST)),
    "dagen, tier 3": month(away(NO_CODE, FIRST, FIRST), ill(long=3)),
    "dagen voor de periode": month(away(NO_CODE, date(2026, 2, 26), date(2026, 2, 27))),
    "dagen tot in de periode": month(away(NO_CODE, date(2026, 2, 26), FIRST)),
    "open einde": month(away(NO_CODE, date(2026, 2, 26), None)),
    "dag voor de periode": month(lessons(NO_CODE, date(2026, 3, 1))),
    "peildatum": month(lessons(NO_CODE, PEILDATUM)),
    "dag na de peildatum": month(lessons(NO_CODE, date(2026, 6, 2))),
    "datum niet te lezen": month(),
    "datum niet te lezen, bestand van februari": month(),
    # Rows of their own school year that can be used: less than half of all is quarantined.
    "gewoon": pupil(lessons("Z", *workdays(date(2026, 3, 2), date(2026, 5, 29)))),
}
ROOSTER = (
    *(lesson("T", dag, 1, "00:00", "16:39") for dag in range(1, 6)),
    *(lesson("T", dag, 2, "16:39", "16:40") for dag in range(1, 6)),
    *weekly("1A"),
)
HEADER = "leerlingnummer;datum;lesuur;code\n"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    numbers: dict[str, tuple[str, str]] = {}
    school = CaseSchool("10AB00", CASES, fields={"rooster": ROOSTER, "codes": CODES})
    folder: Path = tmp_path_factory.mktemp("quarantaine")
    settings = write_region(Region((make_school(school, numbers),)), folder)
    delivery = folder / "aanlevering" / "10AB00"
    ordinary = numbers["gewoon"][1]
    # In each a row that cannot be read, and rows of the period, and of the month before it.
    for name, number, usable in (
        ("maart.csv", numbers["datum niet te lezen"][1], ("2026-02-27", "2026-03-02")),
        ("februari.csv", numbers["datum niet te lezen, bestand van februari"][1], ("2026-02-26", "2026-02-27")),
    ):
        rows = [f"{number};32-13-2026;1;Z\n", *(f"{ordinary};{day};1;Z\n" for day in usable)]
        (delivery / name).write_text(HEADER + "".join(rows), encoding="utf-8")
    output = run_program(settings, PEILDATUM)
    assert output.exit_code == 0
    return Answers(output, numbers)


@pytest.mark.parametrize(
    ("name", "rows", "present", "surely", "tier"),
    [
        # 95 per cent is 19 000 minutes, 90 per cent 18 000.
        ("een les", 1, 20_000, 20_000 - 999, 1),
        ("een les, 1 minuut ziek", 1, 19_999, 19_999 - 999, 1),  # 19 000
        ("een les, 2 minuten ziek", 1, 19_998, 19_998 - 999, None),  # 18 999: tier 1 or 2
        ("twee lessen", 2, 20_000, 20_000 - 2 * 999, None),
        ("een les, tier 2", 1, 20_000 - 1001, 20_000 - 1001 - 999, 2),  # 18 999 and 18 000
        ("een les, net tier 2", 1, 20_000 - 1002, 20_000 - 1002 - 999, None),  # 17 999
        ("een les, tier 3", 1, 20_000 - 2997, 20_000 - 2997 - 999, 3),
        ("dagen", 1, 20_000, 0, None),
        ("dagen, tier 3", 1, 20_000 - 2997, 0, 3),  # not below 0
        ("dagen voor de periode", 0, 20_000, 20_000, 1),
        ("dagen tot in de periode", 1, 20_000, 0, None),
        ("open einde", 1, 20_000, 0, None),
        ("dag voor de periode", 0, 20_000, 20_000, 1),
        ("peildatum", 1, 20_000, 20_000 - 999, 1),
        ("dag na de peildatum", 0, 20_000, 20_000, 1),
        ("datum niet te lezen", 1, 20_000, 20_000 - 999, 1),
        ("datum niet te lezen, bestand van februari", 0, 20_000, 20_000, 1),
    ],
)
def test_rows_in_quarantine_lower_what_is_sure(
    answers: Answers, name: str, rows: int, present: int, surely: int, tier: int | None
) -> None:
    row = answers.row("leerling_periode", name)
    # What was present is as it was; only the lower bound of the share goes down.
    assert (row["quarantaine_rijen"], row["gepland_min"], row["aanwezig_min"]) == (rows, SCHEDULED, present)
    assert row["aanwezig_pct_min"] == pytest.approx(100 * surely / SCHEDULED, abs=1e-12)
    assert row["aanwezig_pct_max"] == pytest.approx(100 * present / SCHEDULED, abs=1e-12)
    assert (row["tier"], row["tier_status"]) == (tier, "open" if tier is None else "zeker")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("een les, 1 minuut ziek", []),
        ("een les, 2 minuten ziek", [("niet_te_bepalen", "tier")]),
        ("een les, tier 3", [("ja", None)]),
    ],
)
def test_a_rule_on_attendance_is_as_sure_as_the_tier(answers: Answers, name: str, found: list[tuple]) -> None:
    """S3-16: attendance below 95 per cent."""
    assert [(row["uitkomst"], row["ontbreekt"]) for row in answers.rows("signaal", name, regel="S3-16")] == found
