"""What the last earlier report knew and a delivery no longer tells: cases cut short, pupils that vanished."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.earlier_findings import tell_shortened, tell_vanished

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

KEY = "0123abcd"


def publish(uitvoer: Path, day: date, cases: list[Case]) -> None:
    tables = uitvoer / day.isoformat() / "tabellen"
    tables.mkdir(parents=True)
    columns = ["school", "leerling", "start", "duur_posities", "op_peildatum"]
    pl.DataFrame(cases, schema=columns, orient="row").write_parquet(tables / "thuiszitter.parquet")
    PUPILS.write_parquet(tables / "leerling_periode.parquet")
    (tables.parent / "manifest.json").write_text(json.dumps({"sleutel": KEY}), encoding="utf-8")


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


# --- pupils that vanished --------------------------------------------------------------------------------------------


def list_vanished(uitvoer: Path, *pupils: tuple[str, str], key_id: str = KEY) -> list[tuple[str, int, str]]:
    delivered = pl.DataFrame(list(pupils), schema=["school", "leerling"], orient="row")
    found = tell_vanished(uitvoer, peildatum=JAN_1, delivered=delivered, key_id=key_id)
    return [(each.school, each.aantal, each.omschrijving) for each in found]


def test_pupils_that_are_not_delivered_any_more(tmp_path: Path) -> None:
    """Of a to e of the first school b and d are gone; f of the second is there, and a new one."""
    publish(tmp_path, SEP_1, [])
    left = [("10AB00", code) for code in "ace"]
    [(school, pupils, text)] = list_vanished(tmp_path, *left, ("20AB00", "f"), ("20AB00", "g"))
    assert (school, pupils) == ("10AB00", 2)
    assert text == "In de levering staan 2 leerlingen niet meer die in het verslag van 1 sep 2025 stonden."
    # The code of another school is another pupil; a school that was not read has no list to be missing from.
    assert list_vanished(tmp_path, *left, ("20AB00", "b"))[1][:2] == ("20AB00", 1)
    assert list_vanished(tmp_path, *((school, code) for school, code in PUPILS.iter_rows() if code != "f")) == []
    assert list_vanished(tmp_path, *PUPILS.iter_rows()) == []


def test_without_a_report_that_can_be_read_nobody_vanished(tmp_path: Path) -> None:
    assert list_vanished(tmp_path, ("10AB00", "a")) == []
    publish(tmp_path, SEP_1, [])
    assert list_vanished(tmp_path, ("10AB00", "a"))
    # Under another key every code is another.
    assert list_vanished(tmp_path, ("10AB00", "a"), key_id="ffffffff") == []
    (tmp_path / "2025-09-01" / "manifest.json").write_text("{", encoding="utf-8")
    assert list_vanished(tmp_path, ("10AB00", "a")) == []
