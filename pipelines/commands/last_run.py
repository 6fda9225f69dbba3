"""The store of the last run, as commands read it: never one that changed since that run wrote it."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.store.store import read_tables
from pipelines.vault.places import STORE_FILE
from pipelines.vault.stored import refuse_changed


def read_last_run(opslag: Path, names: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Tables of that store by name, without those that it does not have; none where there is no store.

    StoreUnavailable (14) when it is damaged.
    """
    refuse_changed(opslag, STORE_FILE)
    return read_tables(opslag / STORE_FILE, names)
