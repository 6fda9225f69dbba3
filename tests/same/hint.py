"""Where two files differ, in a few words and without a value that stands in them."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import polars as pl

SAME_TABLE = "the same table in other bytes"


def describe(base: Path, tree: Path) -> str:
    """Where two files with other bytes differ: line, part or column, by what their ending says they are."""
    # What cannot be read as its ending says is compared as bytes.
    with suppress(pl.exceptions.PolarsError, zipfile.BadZipFile):
        if base.suffix == ".parquet":
            return _describe_frames(pl.read_parquet(base), pl.read_parquet(tree))
        if base.suffix == ".xlsx":
            return _describe_archives(base, tree)
    return describe_bytes(base.read_bytes(), tree.read_bytes())


def describe_bytes(base: bytes, tree: bytes) -> str:
    """The first line and character that differ, or the first byte of what is no text."""
    try:
        lines, others = base.decode().splitlines(), tree.decode().splitlines()
    except UnicodeDecodeError:
        return f"from byte {_find_first(base, tree)}; {len(base)} and {len(tree)} bytes"
    line = _find_first(lines, others)
    if line == min(len(lines), len(others)):
        return f"from line {line + 1}; {len(lines)} and {len(others)} lines"
    character = _find_first(lines[line], others[line])
    changed = sum(one != other for one, other in zip(lines, others, strict=False))
    return f"line {line + 1}, character {character + 1}; {changed} of {len(lines)} lines, {len(others)} now"


def _find_first(one: bytes | str | list[str], other: bytes | str | list[str]) -> int:
    """The first place where two sequences differ; the length of the shorter when it is the start of the longer."""
    shared = min(len(one), len(other))
    return next((place for place in range(shared) if one[place] != other[place]), shared)


def _describe_archives(base: Path, tree: Path) -> str:
    with zipfile.ZipFile(base) as one, zipfile.ZipFile(tree) as other:
        if one.namelist() != other.namelist():
            parts = sorted(set(one.namelist()) ^ set(other.namelist()))
            return f"parts in one of both: {', '.join(parts)}" if parts else "the same parts in another order"
        for part in one.namelist():
            if one.read(part) != other.read(part):
                return f"part {part}: {describe_bytes(one.read(part), other.read(part))}"
    return "the same parts, packed otherwise"


def _describe_frames(base: pl.DataFrame, tree: pl.DataFrame) -> str:
    if hint := _describe_columns(_list_types(base), _list_types(tree)):
        return hint
    if base.height != tree.height:
        return f"{base.height} and {tree.height} rows"
    changed = [name for name in base.columns if not base[name].equals(tree[name], null_equal=True)]
    return f"columns {', '.join(changed)}" if changed else SAME_TABLE


def _list_types(frame: pl.DataFrame) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in frame.schema.items()}


def _describe_columns(base: dict[str, str], tree: dict[str, str]) -> str:
    """Columns that are gone, new or of another type, or the other order; empty when all are alike."""
    said = {
        "columns gone": [name for name in base if name not in tree],
        "columns new": [name for name in tree if name not in base],
        "columns of another type": [name for name in base if name in tree and base[name] != tree[name]],
    }
    told = "; ".join(f"{what}: {', '.join(names)}" for what, names in said.items() if names)
    return told or ("columns in another order" if list(base) != list(tree) else "")


def describe_stores(base: Path, tree: Path) -> Iterator[tuple[str, str]]:
    """Each table and view of two DuckDB stores with where it differs (empty: nowhere); the order of rows is free.

    The bytes of a store say nothing: they differ between two runs of the same code.
    """
    with duckdb.connect() as connection:
        for name, path in (("base", base), ("tree", tree)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        before, after = _list_relations(connection, "base"), _list_relations(connection, "tree")
        for name in sorted(before | after):
            if name not in before or name not in after:
                yield name, "table gone" if name in before else "table new"
            else:
                yield name, _describe_relations(connection, name, before[name], after[name])


def _list_relations(connection: duckdb.DuckDBPyConnection, store: str) -> dict[str, dict[str, str]]:
    """Columns and types of each table and view."""
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and not internal order by table_name, column_index",
        [store],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for relation, column, kind in rows:
        found.setdefault(relation, {})[column] = kind
    return found


def _describe_relations(
    connection: duckdb.DuckDBPyConnection, name: str, base: dict[str, str], tree: dict[str, str]
) -> str:
    if hint := _describe_columns(base, tree):
        return hint

    def measure(store: str, what: str) -> tuple[int, ...]:
        query = f'select count(*), sum(hash({what})::hugeint) from {store}.main."{name}" as row_of_it'
        return connection.execute(query).fetchall()[0]

    before, after = measure("base", "row_of_it"), measure("tree", "row_of_it")
    if before == after:
        return ""
    if before[0] != after[0]:
        return f"{before[0]} and {after[0]} rows"
    changed = [column for column in base if measure("base", f'"{column}"') != measure("tree", f'"{column}"')]
    return f"columns {', '.join(changed)}" if changed else "rows combined otherwise"


def drop_keys(path: Path, keys: tuple[str, ...]) -> bytes:
    """A JSON file, or one with a JSON object a line, without these keys; as it is when it is not what its name says."""
    content = path.read_bytes()
    parts = content.splitlines() if path.suffix == ".jsonl" else [content]
    try:
        kept = [{key: value for key, value in json.loads(part).items() if key not in keys} for part in parts]
    except (ValueError, AttributeError):
        return content
    return "\n".join(json.dumps(document) for document in kept).encode()
