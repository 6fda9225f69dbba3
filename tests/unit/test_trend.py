"""Earlier figures come from whole earlier publications, oldest first, and from nothing else."""

from datetime import date

import polars as pl
import pytest

from pipelines.trend import read_earlier_figures
from schemas.tables import PUBLISHED_TABLES

TABLES = ("leerling_periode", "thuiszitter", "vierweken")


def _publish(uitvoer, name, *, tables=TABLES):
    folder = uitvoer / name / "tabellen"
    folder.mkdir(parents=True)
    for table in tables:
        declared = {declared.name: declared for declared in PUBLISHED_TABLES}[table]
        others = {column: kind for column, kind in declared.polars_schema.items() if column != "school"}
        frame = pl.DataFrame({"school": [f"{table} van {name}"]})
        frame = frame.with_columns(pl.lit(None, dtype=kind).alias(column) for column, kind in others.items())
        frame.write_parquet(folder / f"{table}.parquet")


def test_earlier_publications_oldest_first(tmp_path):
    for name in ("2026-01-01", "2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
    found = read_earlier_figures(tmp_path, before=date(2026, 3, 1))
    assert [figures["peildatum"] for figures in found] == [date(2025, 6, 1), date(2025, 9, 1), date(2026, 1, 1)]
    assert set(found[0]) == {"peildatum", *TABLES}
    for table in TABLES:
        assert found[1][table]["school"].to_list() == [f"{table} van 2025-09-01"]


def test_the_peildatum_itself_and_later_ones_are_not_earlier(tmp_path):
    for name in ("2025-09-01", "2026-01-01", "2026-03-01"):
        _publish(tmp_path, name)
    found = read_earlier_figures(tmp_path, before=date(2026, 1, 1))
    assert [figures["peildatum"] for figures in found] == [date(2025, 9, 1)]


@pytest.mark.parametrize(
    "name", [".was-2025-09-01", ".wordt-2025-09-01", "controle", "20250901", "2025-W36-1", "2025-09-31", "2025-9-1"]
)
def test_other_folders_are_no_publication(name, tmp_path):
    _publish(tmp_path, name)
    assert read_earlier_figures(tmp_path, before=date(2026, 1, 1)) == []


@pytest.mark.parametrize("missing", TABLES)
def test_a_publication_without_one_of_the_tables_is_left_out(missing, tmp_path):
    _publish(tmp_path, "2025-09-01", tables=tuple(table for table in TABLES if table != missing))
    assert read_earlier_figures(tmp_path, before=date(2026, 1, 1)) == []


def test_nothing_published_yet(tmp_path):
    assert read_earlier_figures(tmp_path / "weg", before=date(2026, 1, 1)) == []
    (tmp_path / "2025-09-01").write_text("een bestand")
    assert read_earlier_figures(tmp_path, before=date(2026, 1, 1)) == []


@pytest.mark.parametrize("spoil", ["geen parquet", "andere kolommen"])
def test_a_publication_that_cannot_be_read_is_told_and_left_out(spoil, tmp_path):
    for name in ("2025-06-01", "2025-09-01"):
        _publish(tmp_path, name)
    file = next((tmp_path / "2025-06-01").rglob("thuiszitter.parquet"))
    if spoil == "geen parquet":
        file.write_bytes(b"PAR1")
    else:
        pl.DataFrame({"school": ["12AB00"]}).write_parquet(file)
    told = []
    found = read_earlier_figures(tmp_path, before=date(2026, 1, 1), report_problem=told.append)
    assert [figures["peildatum"] for figures in found] == [date(2025, 9, 1)]
    assert len(told) == 1
    assert "2025-06-01" in told[0]
