"""What `msa check` and `msa run` tell of a whole SWV before anyone believes a figure (contract 1.3, 2.8, 4)."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake.unclaimed import WHOLE_SWV
from pipelines.run.steps import check_deliveries, run_quarter
from pipelines.settings import load_settings
from tests.lib.school_folder import BASIS, make_school, write_swv

PEILDATUM = date(2026, 1, 1)
LES = "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n"
LEVERING = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n"


@pytest.fixture
def swv(tmp_path: Path) -> Path:
    return write_swv(tmp_path, {**BASIS, "absenties.csv": LES, "levering.csv": LEVERING}, school=make_school())


def test_a_file_of_no_school_is_told_by_check_and_run(swv: Path) -> None:
    """Beside the folder 12AB00, in order of names the first of two."""
    settings = load_settings(swv)
    assert check_deliveries(settings, today=PEILDATUM).noticed == ()
    file = settings.aanlevering / "11 Jaap Jansen.csv"
    file.write_text(LES, encoding="utf-8")
    checked = check_deliveries(settings, today=PEILDATUM)
    ran = run_quarter(settings, peildatum=PEILDATUM)
    for result in (checked, ran):
        assert result.exit_code == 0
        [text] = result.noticed
        assert "op volgorde van naam 1 van 2." in text
        assert "Jaap" not in text
    assert ran.output is not None
    findings = pl.read_parquet(ran.output / "tabellen" / "bevinding.parquet")
    [row] = findings.filter(pl.col("school") == WHOLE_SWV).rows(named=True)
    assert (row["code"], row["bestand"], row["aantal"]) == ("bestand_zonder_school", None, 1)
    # The name stands in no file of the output.
    assert not [path for path in settings.uitvoer.rglob("*") if path.is_file() and b"Jaap" in path.read_bytes()]
