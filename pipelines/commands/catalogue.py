"""Generated pages: the data dictionary (schemas/README.md), the catalogue of SQL models (sql/README.md) and the rules
of the protocols (schemas/rulesets/README.md).

`python -m pipelines.commands.catalogue` writes them (`make docs`); tests/conventions/test_generated.py compares.
"""

from pathlib import Path
from typing import Any

import polars as pl

from pipelines import paths
from pipelines.commands.rules import make_rule_page
from pipelines.store.models import LAYERS, read_sources
from schemas.columns import Column
from schemas.exports.base import Layout
from schemas.lvs import list_layouts
from schemas.tables import LEERPLICHT, LEERPLICHT_BEWIJS, PUBLISHED_TABLES, RAW_TABLES, ROLBLAD, Table

_DTYPE_WORDS: dict[Any, str] = {
    pl.String: "text",
    pl.Boolean: "yes/no",
    pl.Date: "date",
    pl.Datetime("us"): "moment",
    pl.Int8: "whole number",
    pl.Int16: "whole number",
    pl.Int32: "whole number",
    pl.Int64: "whole number",
    pl.Float64: "double",
}
_LAYER_WORDS = {
    "staging": "rename and cast, one row per thing; no join, no rule (views)",
    "windows": "slots, lesweken, runs, windows, counts; no threshold",
    "classification": "counts against the limits of `ref_*`; no literal number",
    "marts": "the tables of contract 3 and what a report reads",
    "checks": "queries for rows that should not exist",
}


def make_dictionary() -> str:
    """schemas/README.md: every published table, raw table and layout, from the declarations."""
    parts = [
        "# Data dictionary",
        "Generated from the declarations in this folder (`make docs`); do not edit by hand.",
        "`schemas/` says what things must look like and reads nothing but its own YAML and CSV: columns and tables "
        "(`columns.py`, `tables.py`), kinds of files and templates (`exports/`), what each LVS writes and means "
        "(`lvs/`), the calendar (`calendar/`), rule sets (`rulesets/`), measures (`measures.yaml`), shared limits "
        "(`definitions.yaml`), readings (`readings.yaml`) and the words of findings (`findings/`).",
        "## Published tables",
        *(_describe_table(table) for table in PUBLISHED_TABLES),
        "## For the attendance officer and the Doorstroompunt",
        "All that the folders `leerplicht/` (duty `verplicht`) and `doorstroompunt/` (`rmc`) are made from; their "
        "files leave out `woongemeente`, which is the folder.",
        *(_describe_table(table) for table in (LEERPLICHT, LEERPLICHT_BEWIJS)),
        "## For each role",
        "All that the sheets `school/<id>/rol/<rol>.html` are made from.",
        _describe_table(ROLBLAD),
        "## Raw tables",
        "What ingest hands to the store. Columns marked *stays inside* never leave `opslag`.",
        *(_describe_table(table) for table in RAW_TABLES),
        "## Layouts of deliveries",
        "A file is recognised by these columns (compared without case, spaces, `_` and `-`).",
        _describe_layouts(),
    ]
    return "\n\n".join(parts) + "\n"


def make_model_catalogue() -> str:
    """sql/README.md: every model with its purpose and what it reads, from the files."""
    parts = [
        "# SQL models",
        "Generated from the files in this folder (`make docs`); do not edit by hand.",
        "One file is one table of the same name, read from top to bottom. Models take no parameters: what varies "
        "stands in `ref_*` tables (`pipelines/store/reference.py`). The order of building is read from the text: a "
        "word that starts with `raw_`, `ref_`, `stg_`, `win_`, `cls_` or `mart_` is a table. To add a model, add a "
        "file in the folder of its layer and subject; nothing else lists it.",
        "A number that a model gives to what a school has (a timetable, a path, a question) is counted within the "
        "school, with the number of the school in front (times 1,000,000,000): what another school has changes no "
        "number, so that rows can be kept per school (`pipelines/store/per_school.py`).",
    ]
    for layer in (*LAYERS, "checks"):
        parts += [f"## {layer}", _LAYER_WORDS[layer].capitalize() + ".", _describe_models(paths.SQL / layer)]
    return "\n\n".join(parts) + "\n"


def _describe_table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key) or "none"
    head = f"### `{table.name}`\n\nOne row: {table.grain}. Key: {key}.\n\n| column | type | meaning |\n|---|---|---|\n"
    return head + "\n".join(_describe_column(column) for column in table.columns)


def _describe_column(column: Column) -> str:
    notes = [column.meaning]
    if column.one_of:
        notes.append("one of " + ", ".join(f"`{value}`" for value in column.one_of))
    if column.at_least is not None or column.at_most is not None:
        notes.append(f"from {_bound(column.at_least)} to {_bound(column.at_most)}")
    if column.nullable:
        notes.append("may be empty")
    if column.sensitive:
        notes.append("*stays inside*")
    return f"| `{column.name}` | {_DTYPE_WORDS[column.dtype]} | {'; '.join(notes)} |"


def _bound(value: int | None) -> str:
    return "…" if value is None else str(value)


def _describe_layouts() -> str:
    rows = [_describe_layout(layout) for layout in list_layouts()]
    return "| layout | kind | recognised by | mark |\n|---|---|---|---|\n" + "\n".join(rows)


def _describe_layout(layout: Layout) -> str:
    columns = " ".join(f"`{name}`" for name in layout.required)
    if layout.own_names:
        columns = "what its columns say (`exports/list_columns.yaml`)"
    return f"| `{layout.name}` | {layout.kind.soort} | {columns} | {layout.mark} |"


def _describe_models(folder: Path) -> str:
    """The models of a folder, then those of each folder in it under its name."""
    rows = [describe_model(file) for file in sorted(folder.glob("*.sql"))]
    tables = ["| model | what it is | reads |\n|---|---|---|\n" + "\n".join(rows)] if rows else []
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        tables += [f"### {folder.name}/{inner.name}", _describe_models(inner)]
    return "\n\n".join(tables)


def describe_model(file: Path) -> str:
    """One row of the catalogue: name, the comment at the head of the file, and what it reads."""
    sql = file.read_text(encoding="utf-8")
    comment = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        if not line.startswith("-- materialized"):
            comment.append(line.removeprefix("--").strip())
    reads = ", ".join(f"`{name}`" for name in sorted(read_sources(sql) - {file.stem}))
    return f"| `{file.stem}` | {' '.join(comment)} | {reads} |"


GENERATED = {
    paths.SCHEMAS / "README.md": make_dictionary,
    paths.SQL / "README.md": make_model_catalogue,
    paths.RULESETS / "README.md": make_rule_page,
}


def main() -> None:
    """Write every generated page."""
    for file, make in GENERATED.items():
        file.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
