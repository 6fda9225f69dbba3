"""Tiers on whole minutes: contract 2.5 (Tier), decisions D13 and D14, domain.md 12.

Class T: one lesson of 999 minutes and one of 1 minute a day, 1 000 in all. Enrolled Monday 2 to Friday 27 March 2026:
20 school days, 20 * 1 000 = 20 000 minutes. Absence is made of long (999) and short (1) lessons.
"""

from datetime import date, timedelta

import pytest

from tests.lib.cases import UNKNOWN, Answers, Case, CaseSchool, lesson, lessons, pupil, run_cases, weekly, workdays

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 27)
DAYS = workdays(FIRST, LAST)
LONG, SHORT = 999, 1
SCHEDULED = 20 * (LONG + SHORT)


def month(*, long: int = 0, short: int = 0, long_unknown: int = 0, short_unknown: int = 0) -> Case:
    """Sick for so many long and short lessons from the first day on; unknown ones on the days after those."""
    rows = lessons("Z", *DAYS[:long]) + lessons("Z", *DAYS[:short], hours=(2,))
    rows += lessons(UNKNOWN, *DAYS[long : long + long_unknown])
    rows += lessons(UNKNOWN, *DAYS[short : short + short_unknown], hours=(2,))
    return pupil(rows, klas="T", van=FIRST, tot=LAST)


CASES = {
    "19 001": month(long=1),
    "19 000": month(long=1, short=1),
    "18 999": month(long=1, short=2),
    "18 001": month(long=2, short=1),
    "18 000": month(long=2, short=2),
    "17 999": month(long=2, short=3),
    "aanwezig": month(),
    "onbekend houdt tier 1": month(long_unknown=1, short_unknown=1),
    "onbekend opent tier 1": month(long_unknown=1, short_unknown=2),
    "onbekend houdt tier 2": month(long=1, short=2, long_unknown=1),
    "onbekend opent tier 2": month(long=1, short=2, long_unknown=1, short_unknown=1),
    "onbekend vanaf precies 95": month(long=1, short=1, short_unknown=1),
    "9 dagen": pupil(lessons("Z", *DAYS[:9]), klas="T", van=FIRST, tot=date(2026, 3, 12)),
    "10 dagen": pupil(lessons("Z", *DAYS[:10]), klas="T", van=FIRST, tot=date(2026, 3, 13)),
    "9 dagen rond pasen": pupil(klas="T", van=date(2026, 3, 30), tot=date(2026, 4, 10)),
    "10 dagen rond pasen": pupil(klas="T", van=date(2026, 3, 30), tot=date(2026, 4, 13)),
    "19 van 20": pupil(lessons("Z", FIRST), klas="1A", van=FIRST, tot=LAST),
    "18 van 20": pupil(lessons("Z", FIRST, FIRST + timedelta(days=1)), klas="1A", van=FIRST, tot=LAST),
}
ROOSTER = (
    *(lesson("T", dag, 1, "00:00", "16:39") for dag in range(1, 6)),
    *(lesson("T", dag, 2, "16:39", "16:40") for dag in range(1, 6)),
    *weekly("1A"),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """One run: period 2 March to 1 June 2026, rule set noord-kennemerland."""
    return run_cases(
        tmp_path_factory.mktemp("tiers"), date(2026, 6, 1), CaseSchool("10AB00", CASES, fields={"rooster": ROOSTER})
    )


@pytest.mark.parametrize(
    ("name", "present", "unknown", "tier", "status"),
    [
        # 95 %: 0,95 * 20 000 = 19 000; 90 %: 18 000. Half-open bounds (D13).
        ("19 001", 20_000 - 999, 0, 1, "zeker"),
        ("19 000", 20_000 - (999 + 1), 0, 1, "zeker"),
        ("18 999", 20_000 - (999 + 1 + 1), 0, 2, "zeker"),
        ("18 001", 20_000 - (2 * 999 + 1), 0, 2, "zeker"),
        ("18 000", 20_000 - (2 * 999 + 2), 0, 2, "zeker"),
        ("17 999", 20_000 - (2 * 999 + 3), 0, 3, "zeker"),
        ("aanwezig", 20_000, 0, 1, "zeker"),
        # Bounds: present / scheduled and (present + unknown) / scheduled; one tier for both, else open.
        ("onbekend houdt tier 1", 19_000, 999 + 1, 1, "zeker"),
        ("onbekend opent tier 1", 18_999, 999 + 2, None, "open"),
        ("onbekend houdt tier 2", 20_000 - (999 + 2) - 999, 999, 2, "zeker"),  # 18 000 and 18 999
        ("onbekend opent tier 2", 20_000 - (999 + 2) - (999 + 1), 999 + 1, None, "open"),  # 17 999 and 18 999
        ("onbekend vanaf precies 95", 18_999, 1, None, "open"),  # 18 999 and 19 000
    ],
)
def test_tier(answers: Answers, name: str, *, present: int, unknown: int, tier: int | None, status: str) -> None:
    row = answers.row("leerling_periode", name)
    assert (row["lesdagen"], row["gepland_min"]) == (20, SCHEDULED)
    assert (row["aanwezig_min"], row["onbekend_min"]) == (present, unknown)
    assert (row["tier"], row["tier_status"]) == (tier, status)
    assert row["aanwezig_pct_min"] == pytest.approx(100 * present / SCHEDULED, abs=1e-12)
    assert row["aanwezig_pct_max"] == pytest.approx(100 * (present + unknown) / SCHEDULED, abs=1e-12)


def test_94_995_is_not_rounded_to_95(answers: Answers) -> None:
    """domain.md 12: 18 999 / 20 000 = 94,995 %, which rounds to 95,0 at one decimal and is tier 2 all the same."""
    row = answers.row("leerling_periode", "18 999")
    assert row["aanwezig_pct_max"] == pytest.approx(94.995, abs=1e-9)
    assert round(row["aanwezig_pct_max"], 1) == 95.0
    assert row["tier"] == 2


@pytest.mark.parametrize(
    ("name", "lesdagen", "tier", "status"),
    [
        ("9 dagen", 9, None, "te_weinig_gegevens"),
        ("10 dagen", 10, 3, "zeker"),
        # Good Friday has lessons, Easter Monday has none: 5 + 4 = 9, and Monday 13 April is the tenth.
        ("9 dagen rond pasen", 5 + 4, None, "te_weinig_gegevens"),
        ("10 dagen rond pasen", 5 + 4 + 1, 1, "zeker"),
        # domain.md 12: 19 of 20 and 18 of 20 lessons.
        ("19 van 20", 20, 1, "zeker"),
        ("18 van 20", 20, 2, "zeker"),
    ],
)
def test_ten_school_days(answers: Answers, name: str, lesdagen: int, tier: int | None, status: str) -> None:
    """2.5: below 10 school days with slots in the period the tier is empty."""
    assert answers.cells("leerling_periode", name, "lesdagen", "tier", "tier_status") == (lesdagen, tier, status)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # D14: dreigend below 95 %, both bounds below, with 10 school days or more (5, Tables; 5, Last points).
        ("19 000", []),
        ("18 999", [("dreigend", "S3-16")]),
        ("onbekend opent tier 1", []),
        ("onbekend vanaf precies 95", []),
        ("onbekend houdt tier 2", [("dreigend", "S3-16")]),
        ("onbekend opent tier 2", [("dreigend", "S3-16")]),
        ("9 dagen", []),
        ("10 dagen", [("dreigend", "S3-16")]),
    ],
)
def test_below_95_percent_is_dreigend(answers: Answers, name: str, expected: list[tuple[str, str]]) -> None:
    assert answers.statuses(name) == expected


def test_dreigend_by_attendance_has_no_start_and_no_run(answers: Answers) -> None:
    """5, Tables and 5, Statuses: `start` empty for attendance, `duur_posities` empty without a run."""
    cells = answers.cells("thuiszitter", "onbekend opent tier 2", "start", "duur_posities", "precies_vier_weken")
    assert cells == (None, None, False)
