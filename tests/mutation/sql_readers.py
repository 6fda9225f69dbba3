"""Which tests should notice a change of a SQL model: those that name it, or a model that reads it; the closest first.

A published table goes by the name of its mart without the prefix, so `"thuiszitter"` names `mart_thuiszitter`. A test
file also names what the parts of `tests/lib` name that it imports, so that what runs the oracle on every table counts
as a reader. The tests of `integration/` start Prefect or a browser, so they must name a model themselves.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.store.models import read_sources
from schemas.tables import PUBLISHED_TABLES
from tests.mutation.sql_mutants import list_models

# Quick ones first.
ROOMS = ("spec", "unit", "property", "integration")
# The tests of this tool itself name models only as examples.
OWN = Path("unit", "tests")
_PUBLISHED = {f"mart_{table.name}": table.name for table in PUBLISHED_TABLES}


def measure_distances(sql: Path) -> dict[str, dict[str, int]]:
    """For each model the models and checks that feel a change of it, with how many steps away they are; itself: 0."""
    files = list_models(sql)
    read_by: dict[str, list[str]] = {name: [] for name in files}
    for name, file in files.items():
        for source in sorted(read_sources(file.read_text(encoding="utf-8")) & files.keys() - {name}):
            read_by[source].append(name)
    return {name: _walk(read_by, name) for name in files}


def _walk(read_by: Mapping[str, list[str]], start: str) -> dict[str, int]:
    distances, waiting = {start: 0}, [start]
    for name in waiting:
        for reader in read_by[name]:
            if reader not in distances:
                distances[reader] = distances[name] + 1
                waiting.append(reader)
    return distances


def find_names(text: str, models: Iterable[str]) -> set[str]:
    """The models that a test's text names."""
    words = set(re.findall(r"\w+", text))
    quoted = set(re.findall(r"[\"'](\w+)[\"']", text))
    return {name for name in models if name in words or _PUBLISHED.get(name) in quoted}


def find_imports(text: str, tests: Path) -> set[Path]:
    """The files of `tests/lib` that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {tests / "lib" / f"{name.removeprefix('tests.lib.')}.py" for name in names if "tests.lib." in name}
    return {file for file in found if file.is_file()}


def read_named(tests: Path, models: Iterable[str]) -> dict[Path, dict[str, bool]]:
    """By test file, relative to `tests`: the models it names, and whether it does so itself."""
    models = tuple(models)
    named: dict[Path, dict[str, bool]] = {}
    for file in sorted(file for room in ROOMS for file in (tests / room).rglob("test_*.py")):
        place = file.relative_to(tests)
        if place.is_relative_to(OWN):
            continue
        text = file.read_text(encoding="utf-8")
        own = find_names(text, models)
        named[place] = dict.fromkeys(own, True)
        if place.parts[0] != "integration":
            named[place] |= dict.fromkeys(_find_lent(text, tests, models) - own, False)
    return named


def _find_lent(text: str, tests: Path, models: Iterable[str]) -> set[str]:
    """The models named in what a test imports from `tests/lib`, and in what that imports."""
    found: set[str] = set()
    waiting = sorted(find_imports(text, tests))
    for file in waiting:
        lent = file.read_text(encoding="utf-8")
        found |= find_names(lent, models)
        waiting += sorted(find_imports(lent, tests) - set(waiting))
    return found


def rank_tests(distances: Mapping[str, int], named: Mapping[Path, Mapping[str, bool]]) -> list[Path]:
    """The test files that read a model, closest first; among equals those that name it themselves, then by room."""
    ranks = {}
    for file, models in named.items():
        felt = [(distances[model], not own) for model, own in models.items() if model in distances]
        if felt:
            ranks[file] = min(felt)
    return sorted(
        ranks,
        key=lambda file: (file.parts[0] == "integration", ranks[file], ROOMS.index(file.parts[0]), file),
    )
