"""YAML that is read strictly: one table of keys and values, and no key twice."""

import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

import yaml

from schemas.errors import DeclarationInvalid

# The reader in C is ten times as fast, where it is there.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What a table in a list is called by.
_NAMES = ("id", "status")
_UNREADABLE = "niet te lezen als YAML in UTF-8"


class _StrictLoader(_SafeLoader):
    """YAML without doubled keys: a second one would silently win."""


def _build_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise DeclarationInvalid(f"sleutel '{key}' staat er dubbel in (blok dat begint op regel {_get_line(node)})")
    return loader.construct_mapping(node, deep=True)


def _get_line(node: yaml.Node | None) -> int:
    return 0 if node is None or node.start_mark is None else node.start_mark.line + 1


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _build_mapping)


def load_yaml(file: Path, *, name: str = "") -> dict[str, Any]:
    """The table in `file`; DeclarationInvalid with `name` (else the file name) and the line or key that is wrong."""
    name = name or file.name
    return parse_yaml(read_text(file, name=name), name=name)


def read_text(file: Path, *, name: str) -> str:
    """What `file` holds; DeclarationInvalid with `name` when it cannot be read as UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise DeclarationInvalid(f"{name}: {_UNREADABLE}") from None


def parse_yaml(text: str, *, name: str) -> dict[str, Any]:
    """The table in `text`; DeclarationInvalid with `name` and the line or key that is wrong."""
    try:
        document = yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DeclarationInvalid(f"{name}: geen geldige YAML, zie regel {line}") from None
    except DeclarationInvalid as error:
        raise DeclarationInvalid(f"{name}: {error}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        # Also what Python cannot hold: a number of thousands of digits, thousands of brackets, a date that is none.
        raise DeclarationInvalid(f"{name}: {_UNREADABLE}") from None
    if not isinstance(document, dict):
        raise DeclarationInvalid(f"{name}: geen tabel van sleutels en waarden")
    return document


def find_line(text: str, told: str) -> int:
    """The line that a fault in a table is about, by what is told of it: the key it names in the item it names, else the
    item, else the key at the top, else the first line. `told` names an item by its `id` or `status`.
    """
    numbered = re.search(r"regel ([0-9]+)", told)
    if numbered:
        return int(numbered[1])
    try:
        root = yaml.compose(text, Loader=_SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return 1
    words = re.findall(r"[\w-]+", told)
    named = [(words.index(name), node) for node, name in _list_items(root) if name in words]
    item = min(named, key=lambda found: found[0])[1] if named else root
    # "X-01.window: ..." is about the windows of that item.
    places: list[yaml.Node | None] = [item]
    for part in re.findall(r"\.([a-z_]+)", told.partition(":")[0]):
        places = [value for place in places for key, value in _list_keys(place) if key.value == part] or places
    quoted = re.findall(r"'([^']*)'", told)
    named_keys = [(key, value) for place in places for key, value in _list_keys(place) if key.value in quoted]
    # The one that has the value that is told, else the first of the first key that is told.
    exact = [key for key, value in named_keys if value.value in quoted]
    first = sorted(named_keys, key=lambda pair: quoted.index(pair[0].value))
    return _get_line(exact[0] if exact else first[0][0] if first else places[0]) or 1


def _list_items(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, str]]:
    """Every table that has a name of its own, with that name."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in _NAMES and isinstance(value, yaml.ScalarNode):
                yield node, value.value
            yield from _list_items(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _list_items(each)


def _list_keys(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Every key of a table with its value; then those of what the table holds."""
    inner: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        yield from node.value
        inner = [value for _, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inner = node.value
    for each in inner:
        yield from _list_keys(each)


def check_keys(item: Any, where: str, *, required: Set[str] = frozenset(), optional: Set[str] = frozenset()) -> None:
    """Refuse what is no table, a key that is not known, and a required one that is not there; `where` leads."""
    if not isinstance(item, dict):
        raise DeclarationInvalid(f"{where}: geen tabel van sleutels en waarden")
    unknown = sorted(str(key) for key in set(item) - required - optional)
    if unknown:
        allowed = ", ".join(sorted(required | optional))
        raise DeclarationInvalid(f"{where}: onbekende sleutel '{unknown[0]}'; toegestaan: {allowed}")
    missing = sorted(required - set(item))
    if missing:
        raise DeclarationInvalid(f"{where}: '{missing[0]}' ontbreekt; verplicht: {', '.join(sorted(required))}")
