"""What `msa check` says at the end is true: all is usable only when nothing was refused, set aside or not measured."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.run.verdict import CheckedSchool, CheckResult, CodeWithoutKind, describe_check

NAMES = {"10AA00": "Eerste", "20AA00": "Tweede"}
DAY = date(2026, 1, 1)
GOOD = CheckedSchool("10AA00", "gemeten", 0, 0, gegevens_tot=DAY, laatste=date(2025, 12, 19))
RESULT = CheckResult(0, Path("uit"), (), (), DAY, (GOOD, replace(GOOD, school="20AA00")))
ALL_WELL = "Alle gecontroleerde leveringen zijn bruikbaar en gemeten t/m 1 jan 2026."


def tell(**changes: Any) -> list[str]:
    """The lines when the second school differs in this."""
    return describe_check(replace(RESULT, schools=(GOOD, replace(RESULT.schools[1], **changes))), NAMES)


def test_all_is_well() -> None:
    assert describe_check(RESULT, NAMES) == [ALL_WELL]


def test_doubts_are_told_also_when_all_is_usable() -> None:
    """Two kinds at one school and one at the other."""
    doubted = tuple(replace(school, twijfels=number) for school, number in zip(RESULT.schools, (2, 1), strict=True))
    assert describe_check(replace(RESULT, schools=doubted), NAMES) == [
        f"{ALL_WELL} Twijfel is er over 3 punten: zie de retourbladen."
    ]
    assert tell(twijfels=1) == [f"{ALL_WELL} Twijfel is er over 1 punt: zie de retourbladen."]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"stand": "geweigerd"}, ""),
        ({"stand": "niet_gemeten", "ongemeten": 74}, "1 school niet gemeten"),
        ({"stand": "verouderd", "ongemeten": 12}, "1 school verouderd, 12 schooldagen niet gemeten"),
        ({"ongemeten": 1}, "1 schooldag niet gemeten"),
        ({"quarantaine": 1}, "1 regel in quarantaine"),
        ({"cellen": 2}, "2 cellen onleesbaar"),
        (
            {"codes": (CodeWithoutKind("X", 31, 12, 31, 12), CodeWithoutKind("Y", 1, 1, 1, 1))},
            "32 regels met een code zonder betekenis",
        ),
        ({"zonder_rooster": 1}, "1 leerling zonder rooster"),
        ({"naast_rooster": 10}, "10 absenties die op geen les vallen"),
    ],
)
def test_one_thing_is_enough_and_is_named(changes: dict[str, Any], count: str) -> None:
    last = tell(**changes)[-1]
    assert last.startswith("Niet alles is bruikbaar of gemeten t/m 1 jan 2026: ")
    assert last.endswith(f"{count}.")


def test_a_refused_school_and_a_file_of_nobody_are_counted() -> None:
    result = replace(RESULT, refused=(("20AA00", "Leeg."),), noticed=("Los bestand.",))
    refused = replace(RESULT.schools[1], stand="geweigerd")
    last = describe_check(replace(result, schools=(GOOD, refused)), NAMES)[-1]
    assert last.endswith(": 1 school geweigerd, 1 punt bij de map met aanleveringen.")
    # The folder alone is enough too.
    assert describe_check(replace(RESULT, noticed=("Los bestand.",)), NAMES)[-1] != ALL_WELL


def test_stale_and_missing_data_and_codes_have_a_line() -> None:
    stale = tell(stand="verouderd", ongemeten=12, gegevens_tot=date(2025, 11, 28))
    assert stale[0] == "Verouderd: 20AA00 Tweede. De absenties lopen t/m 28 nov 2025; 12 schooldagen zijn niet gemeten."
    short = tell(ongemeten=1, gegevens_tot=date(2025, 12, 18))
    assert short[0].startswith(
        "Niet helemaal gemeten: 20AA00 Tweede. De absenties lopen t/m 18 dec 2025; 1 schooldag is"
    )
    assert tell(stand="niet_gemeten")[0].startswith("Niet gemeten: 20AA00 Tweede.")
    codes = tell(codes=(CodeWithoutKind("X", 31, 12, 31, 12), CodeWithoutKind("Y", 1, 1, 1, 1)))
    assert codes[:2] == [
        "Code zonder betekenis: 20AA00 Tweede. 'X': 31 regels van 12 leerlingen.",
        "Code zonder betekenis: 20AA00 Tweede. 'Y': 1 regel van 1 leerling.",
    ]


def test_a_code_of_before_the_period_is_told_as_that() -> None:
    """A delivery of two school years has more rows than its period: only those can leave a tier of it open."""
    codes = (CodeWithoutKind("X", 1735, 552, 573, 300), CodeWithoutKind("Y", 2, 1, 0, 0))
    assert tell(codes=codes)[:2] == [
        "Code zonder betekenis: 20AA00 Tweede. 'X': 1.735 regels van 552 leerlingen, waarvan in deze periode "
        "573 regels van 300 leerlingen.",
        "Code zonder betekenis: 20AA00 Tweede. 'Y': 2 regels van 1 leerling, alles van voor deze periode.",
    ]


def test_twenty_codes_are_named_and_the_rest_counted() -> None:
    lines = tell(codes=tuple(CodeWithoutKind(f"C{number}", 1, 1, 1, 1) for number in range(21)))
    assert len(lines) == 20 + 1 + 1
    assert "Nog 1 andere code:" in lines[20]


def test_measured_schools_are_those_with_a_figure() -> None:
    states = ("gemeten", "verouderd", "niet_gemeten", "geweigerd")
    schools = tuple(replace(GOOD, school=state, stand=state) for state in states)
    assert replace(RESULT, schools=schools).measured == ("gemeten", "verouderd")
