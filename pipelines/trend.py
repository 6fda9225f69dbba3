"""Figures of earlier peildata, read back from what was published then. They feed trends and nothing else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schemas.tables import LEERLING_PERIODE, THUISZITTER, VIERWEKEN

_TABLES = {table.name: table for table in (LEERLING_PERIODE, THUISZITTER, VIERWEKEN)}


def read_earlier_figures(
    uitvoer: Path, *, before: date, report_problem: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """The tables of every publication before `before`, oldest first: {"peildatum": …, table: frame}.

    One that cannot be read (damaged, or made by a version with other columns) is left out of the trend and told to
    `report_problem`; this quarter does not depend on it.
    """
    found = []
    for folder in sorted(uitvoer.iterdir() if uitvoer.is_dir() else ()):
        day = read_peildatum(folder.name)
        files = {table: folder / "tabellen" / f"{table}.parquet" for table in _TABLES}
        if day is not None and day < before and all(file.is_file() for file in files.values()):
            try:
                tables = {table: _read_table(table, file) for table, file in files.items()}
            except (OSError, ValueError, pl.exceptions.PolarsError):
                report_problem(f"De cijfers van peildatum {day} zijn niet te lezen; zij staan niet in de trend.")
                continue
            found.append({"peildatum": day, **tables})
    return found


def _read_table(table: str, file: Path) -> pl.DataFrame:
    return pl.read_parquet(file).select(_TABLES[table].names)


def list_published(uitvoer: Path) -> list[date]:
    """Peildata with published tables, oldest first; folders of others in `uitvoer` are left alone."""
    tables = uitvoer.glob(f"*/tabellen/{LEERLING_PERIODE.name}.parquet")
    days = [read_peildatum(path.parents[1].name) for path in tables]
    return sorted(day for day in days if day is not None)


def read_peildatum(name: str) -> date | None:
    """The peildatum of a publication, None for any other folder; also for another way to write a date."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
