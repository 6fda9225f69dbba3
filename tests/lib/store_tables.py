"""Tables of which the store of a run keeps nothing, made once more beside it in a copy."""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import duckdb

from pipelines.store.models import read_models


def copy_with(store: Path, copy: Path, targets: Iterable[str], *, more: Mapping[str, str] | None = None) -> Path:
    """A copy of a store at `copy`, with these models and all that they read.

    `more`: tables that only a command makes, by name, each as the SQL of its rows.
    """
    shutil.copyfile(store, copy)
    with closing(duckdb.connect(str(copy))) as connection:
        found = connection.execute("select table_name from information_schema.tables").fetchall()
        there = {name for (name,) in found}
        for name, sql in {**(more or {}), **read_models(targets)}.items():
            if name not in there:
                connection.execute(f"create table {name} as {sql}")
    return copy
