"""YAML that is read strictly: one table of keys and values, and no key twice."""

from collections.abc import Set
from pathlib import Path
from typing import Any

import yaml

from schemas.errors import DeclarationInvalid

# The reader in C is ten times as fast, where it is there.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE = "niet te lezen als YAML in UTF-8"


class _StrictLoader(_SafeLoader):
    """YAML without doubled keys: a second one would silently win."""


def _build_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise DeclarationInvalid(f"sleutel '{key}' staat er dubbel in (blok dat begint op regel {_get_line(node)})")
    return loader.construct_mapping(node, deep=True)


def _get_line(node: yaml.Node) -> int:
    return 0 if node.start_mark is None else node.start_mark.line + 1


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
