"""Which tests should notice a change of a SQL model: those that name it, or a model that reads it; the closest first.

A published table goes by the name of its mart without the prefix, so `"thuiszitter"` names `mart_thuiszitter`. A test
file also names what the parts of `tests/lib` name that it imports, so that what runs the oracle on every table counts
as a reader. What builds one model on rows of its own reads that model alone. The tests of `integration/` start Prefect
or a browser, so they must name a model themselves.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from pipelines.store.models import read_sources
from schemas.tables import PUBLISHED_TABLES
from tests.mutation.sql_mutants import list_models

# Quick ones first.
ROOMS = ("spec", "unit", "property", "integration")
# The tests of this tool itself name models only as examples.
OWN = Path("unit", "tests")
_PUBLISHED = {f"mart_{table.name}": table.name for table in PUBLISHED_TABLES}
# Of tests.lib.models.
_BUILDER = "build_model"
_T = TypeVar("_T")


class Named(IntEnum):
    """How a test names a model, the surest first."""

    ALONE = 0
    """It builds this one model on rows of its own."""
    ITSELF = 1
    LENT = 2
    """In what it imports from `tests/lib`."""


def measure_distances(sql: Path) -> dict[str, dict[str, int]]:
    """For each model the models and checks that feel a change of it, with how many steps away they are; itself: 0."""
    files = list_models(sql)
    read_by: dict[str, list[str]] = {name: [] for name in files}
    for name, file in files.items():
        for source in sorted(read_sources(file.read_text(encoding="utf-8")) & files.keys() - {name}):
            read_by[source].append(name)
    return {name: _walk(read_by, name) for name in files}


def _walk(steps: Mapping[_T, Iterable[_T]], start: _T) -> dict[_T, int]:
    """All that can be reached from `start`, with the number of steps."""
    distances, waiting = {start: 0}, [start]
    for place in waiting:
        for other in steps[place]:
            if other not in distances:
                distances[other] = distances[place] + 1
                waiting.append(other)
    return distances


def find_built(text: str) -> set[str]:
    """The models that a test builds alone, on rows that it writes down: it reads nothing of what these read."""
    return {call.args[0].value for call in _list_builds(ast.parse(text)) if isinstance(call.args[0], ast.Constant)}


def find_builders(text: str, model: str) -> list[str]:
    """The test functions that build a model alone, themselves or through functions of the same file."""
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    calls = {
        name: [call.id for call in ast.walk(node) if isinstance(call, ast.Name) and call.id in functions]
        for name, node in functions.items()
    }
    building = {
        name
        for name, node in functions.items()
        if any(getattr(call.args[0], "value", None) == model for call in _list_builds(node))
    }
    return [name for name in functions if name.startswith("test_") and building & _walk(calls, name).keys()]


def find_names(text: str, models: Iterable[str]) -> set[str]:
    """The models that strings of a test name otherwise: not in docstrings, and not as what is built alone."""
    tree = ast.parse(text)
    aside = {id(call.args[0]) for call in _list_builds(tree)}
    aside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
    }
    words = {word for string in strings for word in re.findall(r"\w+", string)}
    return {name for name in models if name in words or _PUBLISHED.get(name) in strings}


def _list_builds(tree: ast.AST) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == _BUILDER and call.args]


def find_imports(text: str, tests: Path) -> set[Path]:
    """The files of `tests/lib` that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {tests / "lib" / f"{name.removeprefix('tests.lib.')}.py" for name in names if "tests.lib." in name}
    return {file for file in found if file.is_file()}


def read_named(tests: Path, models: Iterable[str]) -> dict[Path, dict[str, Named]]:
    """By test file, relative to `tests`: the models it names, and how."""
    models = tuple(models)
    lent = _read_library(tests, models)
    named: dict[Path, dict[str, Named]] = {}
    for file in sorted(file for room in ROOMS for file in (tests / room).rglob("test_*.py")):
        place = file.relative_to(tests)
        if place.is_relative_to(OWN):
            continue
        text = file.read_text(encoding="utf-8")
        imports = set() if place.parts[0] == "integration" else find_imports(text, tests)
        named[place] = {
            **dict.fromkeys((name for file in imports for name in lent[file]), Named.LENT),
            **dict.fromkeys(find_built(text), Named.ALONE),
            **dict.fromkeys(find_names(text, models), Named.ITSELF),
        }
    return named


def _read_library(tests: Path, models: Iterable[str]) -> dict[Path, set[str]]:
    """By file of `tests/lib`: the models named in it, and in what it imports from there."""
    texts = {file: file.read_text(encoding="utf-8") for file in (tests / "lib").glob("*.py")}
    named = {file: find_names(text, models) for file, text in texts.items()}
    imports = {file: find_imports(text, tests) for file, text in texts.items()}
    return {file: set().union(*(named[other] for other in _walk(imports, file))) for file in texts}


def rank_tests(distances: Mapping[str, int], named: Mapping[Path, Mapping[str, Named]]) -> list[Path]:
    """The test files that read a model, closest first; among equals those that name it most surely, then by room."""
    ranks = {}
    for file, models in named.items():
        felt = [
            (distances[model], how)
            for model, how in models.items()
            if distances.get(model) == 0 or (model in distances and how is not Named.ALONE)
        ]
        if felt:
            ranks[file] = min(felt)
    return sorted(
        ranks,
        key=lambda file: (file.parts[0] == "integration", ranks[file], ROOMS.index(file.parts[0]), file),
    )


def pick_tests(file: Path, model: str, felt: Mapping[str, Named], tests: Path) -> list[str]:
    """What pytest is asked to run of a test file: the functions that build the model alone, where that is all it does
    with `felt`, the models that feel the change; else the whole file."""
    place = Path("tests", file).as_posix()
    if set(felt) != {model} or felt[model] is not Named.ALONE:
        return [place]
    return [f"{place}::{name}" for name in find_builders((tests / file).read_text(encoding="utf-8"), model)]
