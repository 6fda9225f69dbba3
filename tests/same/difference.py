"""Compare two folders file by file, and set what was expected apart from what was not."""

import filecmp
import stat
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.same.hint import describe, describe_bytes, describe_stores, drop_keys

MISSING, EXTRA, CHANGED = "missing", "extra", "changed"
STORE = ".duckdb"


@dataclass(frozen=True)
class Rule:
    """Paths and why they are listed. `*` in a pattern stands for any characters, `/` too.

    `keys`: only these keys of a JSON file are meant, the rest of it is compared.
    """

    pattern: str
    reason: str
    keys: tuple[str, ...] = ()

    def fits(self, path: str) -> bool:
        """Whether the pattern stands for this path."""
        return fnmatchcase(path, self.pattern)


@dataclass(frozen=True, order=True)
class Difference:
    """One path that is not the same; `hint` says where, without a value."""

    path: str
    kind: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.kind:8} {self.path}{f': {self.hint}' if self.hint else ''}"


@dataclass(frozen=True)
class Comparison:
    """What comparing two folders gave; `used`: the patterns of what was left out."""

    compared: int
    differences: tuple[Difference, ...]
    used: frozenset[str]


def load_left_out(file: Path) -> tuple[Rule, ...]:
    """The list of what is not compared: `[[left_out]]`, each with a pattern, a reason and perhaps keys."""
    return _load_rules(file, "left_out", {"pattern", "reason", "keys"})


def load_expected(file: Path) -> tuple[Rule, ...]:
    """The list of what must differ: `[[expected]]`, each with a pattern and a reason."""
    return _load_rules(file, "expected", {"pattern", "reason"})


def _load_rules(file: Path, table: str, known: set[str]) -> tuple[Rule, ...]:
    """Raises ValueError for anything else, and for an entry that is not filled in."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    entries = document.pop(table, [])
    if document:
        raise ValueError(f"{file.name}: unknown {', '.join(document)}")
    for entry in entries:
        if not {"pattern", "reason"} <= set(entry) <= known or not all(entry.values()):
            raise ValueError(f"{file.name}: an entry has {', '.join(sorted(known))}, all filled in: {entry}")
    return tuple(Rule(entry["pattern"], entry["reason"], tuple(entry.get("keys", ()))) for entry in entries)


def compare_folders(base: Path, tree: Path, left_out: Sequence[Rule] = ()) -> Comparison:
    """All files, their rights and empty folders; of a store its tables, as `store.duckdb/table`."""
    before, after = _list_entries(base), _list_entries(tree)
    used: set[str] = set()
    compared = 0
    differences: list[Difference] = []
    for path in sorted(before | after):
        fitting = [rule for rule in left_out if rule.fits(path)]
        used |= {rule.pattern for rule in fitting}
        if any(not rule.keys for rule in fitting):
            continue
        compared += 1
        if path in before and path in after:
            keys = tuple(key for rule in fitting for key in rule.keys)
            differences += _compare_pair(path, before[path], after[path], keys)
        elif _says_something(before.get(path) or after[path]):
            differences.append(Difference(path, MISSING if path in before else EXTRA))
    return Comparison(compared, tuple(differences), frozenset(used))


def _list_entries(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}


def _says_something(path: Path) -> bool:
    """A folder with files in it does not: they say it."""
    return not path.is_dir() or not any(path.iterdir())


def _compare_pair(path: str, base: Path, tree: Path, keys: tuple[str, ...]) -> Iterator[Difference]:
    rights = [stat.filemode(one.stat().st_mode) for one in (base, tree)]
    if rights[0] != rights[1]:
        yield Difference(path, CHANGED, f"rights {rights[0]} and {rights[1]}")
    if not (base.is_file() and tree.is_file()) or filecmp.cmp(base, tree, shallow=False):
        return
    if base.suffix == STORE:
        yield from (Difference(f"{path}/{table}", CHANGED, hint) for table, hint in describe_stores(base, tree) if hint)
    elif not keys:
        yield Difference(path, CHANGED, describe(base, tree))
    elif (one := drop_keys(base, keys)) != (other := drop_keys(tree, keys)):
        yield Difference(path, CHANGED, describe_bytes(one, other))


def split_expected(
    differences: Iterable[Difference], expected: Sequence[Rule]
) -> tuple[list[Difference], list[tuple[Difference, str]]]:
    """The differences that no rule expects, and the others with the reason of the first rule that does."""
    unexpected, explained = [], []
    for difference in differences:
        reason = next((rule.reason for rule in expected if rule.fits(difference.path)), None)
        if reason is None:
            unexpected.append(difference)
        else:
            explained.append((difference, reason))
    return unexpected, explained


def find_unused(expected: Iterable[Rule], differences: Iterable[Difference]) -> list[Rule]:
    """The rules that stand for none of the differences."""
    paths = [difference.path for difference in differences]
    return [rule for rule in expected if not any(rule.fits(path) for path in paths)]
