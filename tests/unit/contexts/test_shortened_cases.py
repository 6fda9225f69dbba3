"""A delivery that begins after an open case of an earlier report began is told, with the number of such cases."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.shortened_cases import tell_shortened

SEP_1, JAN_1, MAR_1 = date(2025, 9, 1), date(2026, 1, 1), date(2026, 3, 1)
VAN = date(2025, 8, 25)
# School, pupil, first day, positions, goes on.
Case = tuple[str, str, date | None, int | None, bool]
CASES: list[Case] = [
    ("10AB00", "a", date(2025, 5, 12), 91, True),
    ("10AB00", "a", date(2025, 5, 12), 91, True),
    ("10AB00", "b", date(2025, 8, 24), 28, True),
    # Began on the first day that is delivered; ended; is no run; is not delivered now; another school reaches back.
    ("10AB00", "c", VAN, 28, True),
    ("10AB00", "d", date(2025, 5, 12), 40, False),
    ("10AB00", "e", date(2025, 5, 12), None, True),
    ("10AB00", "weg", date(2025, 5, 12), 91, True),
    ("20AB00", "f", date(2025, 5, 12), 91, True),
]
MEASURED = pl.DataFrame({"school": ["10AB00", "20AB00"], "gegevens_van": [VAN, date(2024, 8, 1)]})
PUPILS = pl.DataFrame({"school": ["10AB00"] * 5 + ["20AB00"], "leerling": list("abcdef")})


def publish(uitvoer: Path, day: date, cases: list[Case]) -> None:
    tables = uitvoer / day.isoformat() / "tabellen"
    tables.mkdir(parents=True)
    columns = ["school", "leerling", "start", "duur_posities", "op_peildatum"]
    pl.DataFrame(cases, schema=columns, orient="row").write_parquet(tables / "thuiszitter.parquet")
    PUPILS.write_parquet(tables / "leerling_periode.parquet")


def tell(uitvoer: Path, peildatum: date = JAN_1) -> list[tuple[str, int, str]]:
    found = tell_shortened(uitvoer, peildatum=peildatum, measured=MEASURED, pupils=PUPILS)
    return [(each.school, each.aantal, each.omschrijving) for each in found]


def test_open_cases_that_began_before_the_delivery(tmp_path: Path) -> None:
    """Two pupils: a, who has two statuses, and b, whose case began a day too early."""
    publish(tmp_path, SEP_1, CASES)
    [(school, cases, text)] = tell(tmp_path)
    assert (school, cases) == ("10AB00", 2)
    assert text.startswith(
        "De levering begint op 25 aug 2025; 2 gevallen die in het verslag van 1 sep 2025 nog liepen,"
    )


@pytest.mark.parametrize("peildatum", [SEP_1, date(2025, 6, 1)])
def test_only_reports_before_the_peildatum_count(tmp_path: Path, peildatum: date) -> None:
    publish(tmp_path, SEP_1, CASES)
    assert tell(tmp_path, peildatum) == []


def test_the_last_report_counts(tmp_path: Path) -> None:
    publish(tmp_path, SEP_1, CASES)
    publish(tmp_path, JAN_1, CASES[:1])
    [(_, cases, text)] = tell(tmp_path, MAR_1)
    assert cases == 1
    assert "1 geval " in text
    assert "1 jan 2026" in text


def test_no_report_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    assert tell(tmp_path) == []
    publish(tmp_path, SEP_1, CASES)
    (tmp_path / "2025-09-01" / "tabellen" / "thuiszitter.parquet").write_bytes(b"x")
    assert tell(tmp_path) == []
