"""The moments of a quarter, read strictly (`schemas/cycle.yaml`)."""

from datetime import date
from pathlib import Path

import pytest

from schemas.cycle import CONTROLEREN, DRAAIEN, HERINNEREN, VRAGEN, get_steps, load_cycle
from schemas.errors import DeclarationInvalid

MOMENTS = """
    momenten:
      vragen: {dagen_ervoor: [21], uur: 8}
      herinneren: {dagen_ervoor: [7], uur: 8}
      controleren: {dagen_ervoor: [1], uur: 2}
      draaien: {dagen_ervoor: [-1], uur: 6}
"""


def test_three_weeks_one_week_each_night_and_the_day_after() -> None:
    steps = get_steps(date(2026, 3, 1))
    assert (steps[VRAGEN].dagen_ervoor, steps[HERINNEREN].dagen_ervoor) == ((21,), (7,))
    assert (steps[CONTROLEREN].dagen_ervoor, steps[DRAAIEN].dagen_ervoor) == ((7, 6, 5, 4, 3, 2, 1), (-1,))
    assert (steps[DRAAIEN].uur, get_steps(date(2000, 1, 1))) == (6, steps)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("uitgaven: []", "na dat van de uitgave ervoor"),
        (f"uitgaven:\n  - vanaf: 2025-01-01{MOMENTS}  - vanaf: 2025-01-01{MOMENTS}", "na dat van de uitgave ervoor"),
        (f"uitgaven:\n  - vanaf: nu{MOMENTS}", "'vanaf' en de momenten"),
        ("uitgaven:\n  - {vanaf: 2025-01-01, momenten: {}}", "'vanaf' en de momenten"),
        (f"uitgaven:\n  - vanaf: 2025-01-01{MOMENTS}".replace("uur: 2", "uur: 24"), "'controleren'"),
        (f"uitgaven:\n  - vanaf: 2025-01-01{MOMENTS}".replace("[21]", "[]"), "'vragen'"),
        (f"uitgaven:\n  - vanaf: 2025-01-01{MOMENTS}".replace("[21]", "[61]"), "'vragen'"),
        (f"uitgaven:\n  - vanaf: 2025-01-01{MOMENTS}".replace("[21]", "[2.5]"), "'vragen'"),
    ],
)
def test_a_fault_is_refused(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "cycle.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationInvalid, match=words):
        load_cycle(file)
