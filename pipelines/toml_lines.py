"""On which line of a TOML file a key stands, for messages about settings that people type, and how a text is written.

The parser of Python tells no lines. Here each line is read by itself, under the last header above it; a value that goes
on over several lines is found at its first.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

# Keys from the top of the file down; a block of a list ([[school]]) by its place, from 0.
Path = tuple[str | int, ...]
# What may not stand in a text of one line, or turns it into something else.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def quote(text: str) -> str:
    """A basic string of TOML: what may not stand in one by itself is written as its number."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def find_lines(text: str) -> dict[Path, int]:
    """Line (from 1) of every header and key of a document, by its path: ("school", 0, "kolommen", "Lln nr")."""
    found: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    current: dict[Path, int] = {}
    above: Path = ()
    for number, line in enumerate(text.split("\n"), start=1):
        document = _read_line(line)
        if document is None:
            continue
        if line.lstrip().startswith("["):
            above = _open_block(document, line.lstrip().startswith("[["), counts, current)
            found.setdefault(above, number)
            continue
        for path in _list_paths(document):
            found.setdefault((*above, *path), number)
    return found


def say_line(lines: Mapping[Path, int], *path: str | int) -> str:
    """`regel 12` of a key, else of the nearest block above it; empty where none is known."""
    for length in range(len(path), 0, -1):
        if number := lines.get(path[:length]):
            return f"regel {number}"
    return ""


def _read_line(line: str) -> dict[str, Any] | None:
    """The document that one line is; of a value that goes on below, its key alone."""
    key, equals, _ = line.partition("=")
    for text in (line, f"{key}= 0" if equals else line):
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def _open_block(document: dict[str, Any], is_list: bool, counts: Counter[Path], current: dict[Path, int]) -> Path:
    """The path of the block that a header opens; `counts` and `current` know the lists so far."""
    names = _list_names(document)
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in current:
            path = (*path, current[path])
    path = (*path, names[-1])
    if is_list:
        current[path] = counts[path]
        counts[path] += 1
        return (*path, current[path])
    return path


def _list_names(document: dict[str, Any]) -> list[str]:
    names = []
    inner: Any = document
    while isinstance(inner, (dict, list)) and inner:
        inner = inner[0] if isinstance(inner, list) else inner
        if not inner:
            break
        name = next(iter(inner))
        names.append(name)
        inner = inner[name]
    return names


def _list_paths(document: dict[str, Any]) -> Iterator[Path]:
    for name, value in document.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *path) for path in _list_paths(value))
