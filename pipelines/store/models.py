"""The SQL models of `sql/`: found in their folders, in an order in which each finds what it reads.

Models take no parameters: what varies stands in `ref_*` tables. Their order is read from their text; a model is a
table of the same name as its file. A mart is built for what its folder in `sql/marts/` is named after.
"""

import re
from collections.abc import Iterable, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from pipelines import paths

LAYERS = ("staging", "windows", "classification", "marts")
# The folders of `sql/marts/`: published tables, what a check tells, pages of the SWV and of a school, officers, one
# pupil, definitions, two editions.
TABLES, CHECK, SWV, SCHOOL, OFFICERS = "tables", "check", "swv", "school", "officers"
EXPLAIN, COMPARE, DIFFERENCE = "explain", "compare", "difference"
_MODEL_NAME = re.compile(r"\b(?:raw|ref|stg|win|cls|mart|chk)_[a-z0-9_]+")
_COMMENT = re.compile(r"--[^\n]*")


def list_marts(*folders: str) -> tuple[str, ...]:
    """Names of the marts in these folders of `sql/marts/`, each folder in order of name."""
    return tuple(file.stem for folder in folders for file in sorted((paths.SQL / "marts" / folder).glob("*.sql")))


def read_models(targets: Iterable[str]) -> dict[str, str]:
    """The SQL of the `targets` and of all they read, by name, in an order in which each finds what it reads."""
    texts = _read_texts(paths.SQL)
    graph: dict[str, Set[str]] = {}
    waiting = sorted(targets)
    while waiting:
        name = waiting.pop()
        if name not in graph:
            graph[name] = read_sources(texts[name]) & texts.keys() - {name}
            waiting += sorted(graph[name])
    try:
        order = list(TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order())
    except CycleError as error:
        raise RuntimeError(f"SQL models read each other in a circle: {error.args[1]}") from None
    return {name: texts[name] for name in order}


def read_checks() -> Mapping[str, str]:
    """The SQL of every data check: a query for rows that should not exist."""
    return _read_check_texts(paths.SQL)


# Read once a process: a run asks for models some twenty times, and the files are those of the program that runs.
@cache
def _read_texts(sql: Path) -> Mapping[str, str]:
    files = [file for layer in LAYERS for file in (sql / layer).rglob("*.sql")]
    return MappingProxyType({file.stem: file.read_text(encoding="utf-8") for file in files})


@cache
def _read_check_texts(sql: Path) -> Mapping[str, str]:
    files = sorted((sql / "checks").glob("*.sql"))
    return MappingProxyType({file.stem: file.read_text(encoding="utf-8") for file in files})


@cache
def read_sources(sql: str) -> frozenset[str]:
    """Names of tables in `sql`. The prefix makes a table name unlike any other word (sql/README.md)."""
    return frozenset(_MODEL_NAME.findall(_COMMENT.sub("", sql)))


def count_readers(sources: Mapping[str, Set[str]]) -> Mapping[str, int]:
    """How many models read each one, directly or through others. `sources`: what each reads, in no circle."""
    readers: dict[str, set[str]] = {name: set() for name in sources}
    # What is read by a model comes before it: backwards, each model knows its own readers when it is met.
    for name in reversed(list(TopologicalSorter(sources).static_order())):
        for source in sources[name]:
            readers[source] |= {name, *readers[name]}
    return {name: len(found) for name, found in readers.items()}
