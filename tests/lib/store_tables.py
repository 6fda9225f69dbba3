"""Stores with tables that a run lets go of: without rows, or a copy of its store with these made once more."""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb

from pipelines import paths
from pipelines.settings import load_settings
from pipelines.store.models import read_models, read_sources
from pipelines.store.periods import make_period_of
from pipelines.store.reference import load_checked_rule_sets, make_references
from pipelines.store.store import Store
from schemas.tables import RAW_TABLES


def build_empty(file: Path, models: Mapping[str, str]) -> Store:
    """An open store by the settings of the example, without a delivery: with each of the models, which come after what
    they read, but for those that read what only a command makes.
    """
    settings = load_settings(paths.ROOT / "data" / "voorbeeld" / "swv.toml")
    references = make_references(
        settings,
        period=make_period_of(settings, date(2026, 1, 1)),
        rule_sets=load_checked_rule_sets(settings),
        delivered={},
    )
    store = Store(file)
    for name, frame in references.items():
        store.load_reference(name, frame)
    there = {*references, *(table.name for table in RAW_TABLES)}
    makeable: dict[str, str] = {}
    for name, sql in models.items():
        if read_sources(sql) - {name} <= there | makeable.keys():
            makeable[name] = sql
    store.build(makeable)
    return store


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
