"""From a school that nobody can read to a published quarter, by what was mapped alone."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.run.mapping import accept
from pipelines.settings import Settings, load_settings
from tests.unit.run.test_mapping import OWN_HEADER, SCHOOL, TODAY, choose_all, list_absences, make_swv

PEILDATUM = "2026-01-01"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A school with its own columns, codes and classes, mapped and run; never changed."""
    settings = make_swv(tmp_path_factory.mktemp("koppeling"), absences=list_absences(OWN_HEADER))
    run = ["run", str(settings.file), "--peildatum", PEILDATUM, "--direct", "--zonder-pdf"]
    assert cli.main(run) == 10
    accept(settings, SCHOOL, choose_all(settings), TODAY)
    assert cli.main(run) == 0
    return load_settings(settings.file)


def test_every_pupil_is_counted_under_the_mapped_kinds(made: Settings) -> None:
    pupils = pl.read_parquet(made.uitvoer / PEILDATUM / "tabellen" / "leerling_periode.parquet")
    assert pupils.height == 20
    # Twelve weeks from 1 September, one lesson of 50 minutes each, sick or at the doctor: without that of 1 September,
    # which lies before the period (4 of the 20 pupils miss a Monday), and that of the autumn holiday (20-24 October).
    assert sorted(pupils["geoorloofd_min"]) == [50 * (12 - 2)] * 4 + [50 * (12 - 1)] * 16
    assert pupils["onbekend_min"].sum() == 0
    assert pupils["ongeoorloofd_min"].sum() == 0
    assert pupils.filter(pl.col("gepland_min") == 0).is_empty()


def test_the_manifest_holds_the_hash_of_the_mapping(made: Settings) -> None:
    manifest = json.loads((made.uitvoer / PEILDATUM / "manifest.json").read_text(encoding="utf-8"))
    file = made.file.parent / "koppeling" / f"{SCHOOL}.toml"
    [school] = manifest["instellingen"]["scholen"]
    assert school["koppeling"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_return_sheet_tells_what_was_mapped(made: Settings) -> None:
    sheet = (made.uitvoer / PEILDATUM / "school" / SCHOOL / "retour.html").read_text(encoding="utf-8")
    assert "koppeling van 20-12-2025" in sheet
    assert "&#39;ZI&#39; is &#39;ziek&#39;" in sheet
    assert "Jansen" not in sheet


def test_no_output_holds_a_name(made: Settings) -> None:
    for file in Path(made.uitvoer).rglob("*"):
        assert not file.is_file() or b"Jansen" not in file.read_bytes(), file.name
