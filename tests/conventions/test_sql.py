"""SQL models: names, layers, no clock, readable by DuckDB. Each rule also finds a planted violation."""

import re
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import TokenType, exp

PREFIX = {"staging": "stg", "windows": "win", "classification": "cls", "marts": "mart", "checks": "chk"}
# What each layer may read; a check may read anything.
MAY_READ = {
    "stg": {"raw", "ref"},
    "win": {"stg", "ref", "win"},
    "cls": {"win", "cls", "ref"},
    "mart": {"cls", "win", "mart", "ref"},
    "chk": {"raw", "stg", "win", "cls", "mart", "ref"},
}
CLOCK_AND_CHANCE = {
    "current_date",
    "current_time",
    "current_timestamp",
    "get_current_timestamp",
    "localtime",
    "localtimestamp",
    "now",
    "today",
    "transaction_timestamp",
    "random",
    "uuid",
    "gen_random_uuid",
}


def list_models(root: Path) -> list[Path]:
    return sorted((root / "sql").rglob("*.sql"))


def parse(path: Path) -> exp.Expression:
    """The one statement of a model."""
    statements = sqlglot.parse(path.read_text(encoding="utf-8"), read="duckdb")
    if len(statements) != 1 or statements[0] is None:
        raise ValueError(f"{path.name} holds {len(statements)} statements")
    return statements[0]


def list_tables(path: Path) -> set[str]:
    """Tables that a model reads, its own CTEs left out."""
    tree = parse(path)
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table) if table.name} - own


def find_wrong_names(root: Path) -> list[str]:
    """Models without the prefix of their layer (the first folder below `sql/`), or deeper than a subject in it."""
    return [
        path.name
        for path in list_models(root)
        if len(place := path.relative_to(root / "sql").parts) not in {2, 3}
        or not path.stem.startswith(f"{PREFIX.get(place[0], '?')}_")
    ]


def find_forbidden_reads(root: Path) -> list[str]:
    return [
        f"{path.name} reads {table}"
        for path in list_models(root)
        for table in sorted(list_tables(path))
        if table.split("_")[0] not in MAY_READ[path.stem.split("_")[0]]
    ]


def find_clocks(root: Path) -> list[str]:
    found = []
    for path in list_models(root):
        words = {
            token.text.lower()
            for token in sqlglot.tokenize(path.read_text(encoding="utf-8"), read="duckdb")
            if token.token_type is not TokenType.STRING
        }
        found += [f"{path.name} calls {word}" for word in sorted(words & CLOCK_AND_CHANCE)]
    return found


def find_unreadable(root: Path) -> list[str]:
    """Models that are not exactly one statement to DuckDB's own parser."""
    found = []
    connection = duckdb.connect(":memory:")
    try:
        for path in list_models(root):
            try:
                count = len(connection.extract_statements(path.read_text(encoding="utf-8")))
            except duckdb.Error:
                count = 0
            if count != 1:
                found.append(path.name)
    finally:
        connection.close()
    return found


def find_missing_purpose(root: Path) -> list[str]:
    return [path.name for path in list_models(root) if not path.read_text(encoding="utf-8").startswith("-- ")]


def find_untested_marts(root: Path) -> list[str]:
    """Marts that no test in `tests/spec` or `tests/unit` names."""
    tests = [path for room in ("spec", "unit") for path in (root / "tests" / room).rglob("test_*.py")]
    named = {name for path in tests for name in re.findall(r"\bmart_\w+", path.read_text(encoding="utf-8"))}
    return [path.name for path in list_models(root) if path.stem.startswith("mart_") and path.stem not in named]


CHECKS = (
    find_wrong_names,
    find_forbidden_reads,
    find_clocks,
    find_unreadable,
    find_missing_purpose,
    find_untested_marts,
)


def test_there_are_models_in_each_layer(repository: Path) -> None:
    assert {path.relative_to(repository / "sql").parts[0] for path in list_models(repository)} == set(PREFIX)


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == []


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_wrong_names, "sql/windows/stg_dag.sql", "select 1 as a", "stg_dag"),
        (find_wrong_names, "sql/win_dag.sql", "select 1 as a", "win_dag"),
        (find_forbidden_reads, "sql/windows/win_dag.sql", "select a from raw_dag", "raw_dag"),
        (find_forbidden_reads, "sql/staging/stg_dag.sql", "select a from win_dag", "win_dag"),
        (
            find_forbidden_reads,
            "sql/marts/mart_dag.sql",
            "with x as (select a from stg_dag) select a from x",
            "stg_dag",
        ),
        (find_clocks, "sql/windows/win_dag.sql", "select current_date as dag", "current_date"),
        (find_clocks, "sql/windows/win_dag.sql", "select now() as dag", "now"),
        (find_clocks, "sql/windows/win_dag.sql", "select today() as dag", "today"),
        (find_clocks, "sql/windows/win_dag.sql", "select random() as a", "random"),
        (find_unreadable, "sql/windows/win_dag.sql", "selec 1", "win_dag"),
        (find_unreadable, "sql/windows/win_dag.sql", "select 1; drop table a", "win_dag"),
        (find_missing_purpose, "sql/windows/win_dag.sql", "select 1", "win_dag"),
        (find_untested_marts, "sql/marts/swv/mart_dag.sql", "select 1 as a", "mart_dag"),
    ],
)
def test_a_planted_violation_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    violations = check(tmp_path)
    assert len(violations) == 1, violations
    assert found in violations[0]


@pytest.mark.parametrize(
    ("room", "name", "untested"),
    [
        ("spec", "test_marts", []),
        ("unit", "test_marts", []),
        # A whole run that touches a mart says little about it.
        ("integration", "test_marts", ["mart_dag.sql"]),
        ("spec", "marts", ["mart_dag.sql"]),
    ],
)
def test_a_mart_has_a_test_of_its_own(room: str, name: str, untested: list[str], tmp_path: Path) -> None:
    test = tmp_path / "tests" / room / f"{name}.py"
    for path, text in (
        (tmp_path / "sql" / "marts" / "mart_dag.sql", "select 1 as a"),
        (test, 'build_model("mart_dag")'),
    ):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    assert find_untested_marts(tmp_path) == untested
    test.write_text('build_model("mart_dagen")', encoding="utf-8")
    assert find_untested_marts(tmp_path) == ["mart_dag.sql"]
