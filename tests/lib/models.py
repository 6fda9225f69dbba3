"""One SQL model on rows that a test writes down: each table it reads is given, nothing else is there."""

from typing import Any

import duckdb

from pipelines.store.models import read_models
from schemas.columns import ONBEKEND, SOORTEN

Rows = tuple[str, list[tuple[Any, ...]]]
"""Columns with their types, as in `create table`, and the rows."""


def build_model(name: str, **tables: Rows) -> list[tuple[Any, ...]]:
    """The rows of model `name`, in the order it gives them; a table that is not given stops it."""
    # With one thread: of rows without an order the same one comes first every time.
    connection = duckdb.connect(":memory:", config={"threads": 1})
    try:
        # Kinds are an enum in the store (`pipelines.store.store`).
        kinds = ", ".join(f"'{kind}'" for kind in (*SOORTEN, ONBEKEND))
        connection.execute(f"create type soort as enum ({kinds})")
        for table, (columns, rows) in tables.items():
            connection.execute(f"create table {table} ({columns})")
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"insert into {table} values ({marks})", rows)
        return connection.execute(read_models([name])[name]).fetchall()
    finally:
        connection.close()
