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


def pick_needed(models: Mapping[str, str], asked: Iterable[str], there: Set[str]) -> dict[str, str]:
    """Those of `models` that make what is `asked` and not `there` yet, in their order."""
    needed: set[str] = set()
    waiting = [name for name in asked if name not in there]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += (read_sources(models[name]) & models.keys()) - {name} - there
    return {name: sql for name, sql in models.items() if name in needed}


class Readers:
    """Who still reads what, while models are made one after another.

    `making`: those that are made. `views`: those that hold no rows: who reads one reads what it reads, at that moment.
    """

    def __init__(self, models: Mapping[str, str], making: Set[str], views: Set[str]) -> None:
        sources = {name: read_sources(sql) & models.keys() - {name} for name, sql in models.items()}
        self._through = {name: _look_through(found, sources, views) for name, found in sources.items()}
        self._views = views
        self._readers: dict[str, set[str]] = {name: set() for name in models}
        for name in models.keys() - views:
            for source in self._through[name]:
                self._readers[source].add(name)
        self._left = {name: readers & making for name, readers in self._readers.items()}

    def end(self, name: str) -> list[str]:
        """What nobody reads any more now that this one is made, in order of name."""
        ended = []
        for source in self._through[name]:
            if name in self._left[source]:
                self._left[source].remove(name)
                if not self._left[source]:
                    ended.append(source)
        return sorted(ended)

    def list_unread(self) -> list[str]:
        """What none that is still to be made reads, in order of name."""
        return sorted(name for name, left in self._left.items() if not left)

    def list_read(self, asked: Iterable[str]) -> set[str]:
        """What is asked, with all that its views read."""
        known = [name for name in asked if name in self._through]
        return {*known, *(source for name in known if name in self._views for source in self._through[name])}

    def list_of(self, name: str) -> Set[str]:
        """All that read this one, made or not."""
        return self._readers[name]


def _look_through(found: Set[str], sources: Mapping[str, Set[str]], views: Set[str]) -> set[str]:
    """What a model reads, with what the views among it read."""
    seen: set[str] = set()
    waiting = sorted(found)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += sorted(sources[name]) if name in views else ()
    return seen


def count_readers(sources: Mapping[str, Set[str]]) -> Mapping[str, int]:
    """How many models read each one, directly or through others. `sources`: what each reads, in no circle."""
    readers: dict[str, set[str]] = {name: set() for name in sources}
    # What is read by a model comes before it: backwards, each model knows its own readers when it is met.
    for name in reversed(list(TopologicalSorter(sources).static_order())):
        for source in sources[name]:
            readers[source] |= {name, *readers[name]}
    return {name: len(found) for name, found in readers.items()}
