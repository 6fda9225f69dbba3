"""Figures of earlier peildata, read back from what was published then. They feed trends and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

_TABLES = ("leerling_periode", "thuiszitter", "vierweken")


def read_earlier_figures(uitvoer: Path, *, before: date) -> list[dict[str, Any]]:
    """The tables of every publication before `before`, oldest first: {"peildatum": …, table: frame}."""
    found = []
    for folder in sorted(uitvoer.iterdir() if uitvoer.is_dir() else ()):
        day = _read_day(folder.name)
        files = {table: folder / "tabellen" / f"{table}.parquet" for table in _TABLES}
        if day is not None and day < before and all(file.is_file() for file in files.values()):
            found.append({"peildatum": day, **{table: pl.read_parquet(file) for table, file in files.items()}})
    return found


def _read_day(name: str) -> date | None:
    """The peildatum of a publication, None for any other folder; also for another way to write a date."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
