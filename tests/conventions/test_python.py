"""Who may import what, and how modules may be called. Each rule also finds a planted violation."""

import ast
from pathlib import Path

import pytest

ROOMS = ("pipelines", "schemas", "reports")
# What each library is kept to: the one module that may import it.
ONLY_IN = {
    "prefect": ("pipelines/run/flows.py", "pipelines/national/flow.py"),
    "duckdb": ("pipelines/store/store.py",),
}
ODDS_AND_ENDS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
MAY_IMPORT = {
    "schemas": {"schemas"},
    "reports": {"reports", "schemas"},
    "pipelines": {"pipelines", "reports", "schemas"},
}


def list_modules(root: Path) -> list[Path]:
    return sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))


def list_imports(path: Path) -> set[str]:
    """Top names of every import in the file, also those inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def find_misplaced_imports(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()} imports {library}"
        for path in list_modules(root)
        for library in sorted(list_imports(path) & set(ONLY_IN))
        if path.relative_to(root).as_posix() not in ONLY_IN[library]
    ]


def find_forbidden_rooms(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()} imports {room}"
        for path in list_modules(root)
        for room in sorted(
            (list_imports(path) & {*ROOMS, "sql", "tests"}) - MAY_IMPORT[path.relative_to(root).parts[0]]
        )
    ]


def find_odds_and_ends(root: Path) -> list[str]:
    return [
        path.relative_to(root).as_posix()
        for path in list_modules(root)
        if {path.stem, *path.relative_to(root).parts[1:-1]} & ODDS_AND_ENDS
    ]


def find_clock_free_violations(root: Path) -> list[str]:
    """Modules of `reports` and `schemas` that read the clock: their output must depend on their input alone."""
    found = []
    for path in list_modules(root):
        if path.relative_to(root).parts[0] == "pipelines":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
                found.append(f"{path.relative_to(root).as_posix()}:{node.lineno} {node.attr}")
    return found


# What adds up or counts the rows of a frame; `len` as a method is the number of rows of a group.
_COUNTS = frozenset({"agg", "group_by", "len", "n_unique", "null_count", "sum", "unique_counts", "value_counts"})
# Rows of an earlier publication stand in no store.
_MAY_COUNT = "trend.py"


def find_counting_contexts(root: Path) -> list[str]:
    """Modules of contexts that count rows of a table: that is for a mart (sql/marts)."""
    return [
        f"{path.relative_to(root).as_posix()}:{node.lineno} {node.func.attr}"
        for path in sorted((root / "pipelines" / "contexts").glob("*.py"))
        if path.name != _MAY_COUNT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _COUNTS
    ]


CHECKS = (
    find_misplaced_imports,
    find_forbidden_rooms,
    find_odds_and_ends,
    find_clock_free_violations,
    find_counting_contexts,
)


def test_there_are_modules(repository: Path) -> None:
    assert len(list_modules(repository)) > 10


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == []


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_misplaced_imports, "pipelines/run/steps.py", "def f():\n    from prefect.flows import flow\n", "prefect"),
        (find_misplaced_imports, "reports/render.py", "import duckdb\n", "duckdb"),
        (find_forbidden_rooms, "schemas/columns.py", "from reports import render\n", "reports"),
        (find_forbidden_rooms, "reports/render.py", "import pipelines.store.store\n", "pipelines"),
        (find_forbidden_rooms, "pipelines/store/store.py", "import sql\n", "sql"),
        (find_odds_and_ends, "pipelines/utils.py", "", "utils"),
        (find_odds_and_ends, "pipelines/helpers/text.py", "", "helpers"),
        (find_clock_free_violations, "reports/render.py", "import datetime\nx = datetime.date.today()\n", "today"),
        (find_counting_contexts, "pipelines/contexts/school.py", "x = frame.group_by('tier')\n", "group_by"),
        (find_counting_contexts, "pipelines/contexts/quarter.py", "x = frame['tier'].sum()\n", "sum"),
    ],
)
def test_a_planted_violation_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    violations = check(tmp_path)
    assert len(violations) == 1
    assert found in violations[0]
