"""What a test replaces by name is there: a name in a text is seen by no type checker, and by that one test alone."""

import ast
import functools
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def list_imports(tree: ast.Module) -> dict[str, str]:
    """Names of a module of tests that stand for a module or a class of ours, with the dotted path of each."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
        if isinstance(node, ast.Import):
            names.update({alias.asname: alias.name for alias in node.names if alias.asname})
    return {name: path for name, path in names.items() if path.startswith("pipelines.")}


def list_replaced(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted path of what `setattr` and `mock.patch` replace; `raising=False` may add what is not there."""
    imports = list_imports(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(word.arg == "raising" for word in node.keywords):
            continue
        match node.args:
            case [ast.Constant(value=str(path)), *_] if path.startswith("pipelines."):
                if ast.unparse(node.func).split(".")[-1] in {"setattr", "patch", "delattr"}:
                    yield node.lineno, path
            case [place, ast.Constant(value=str(name)), *_]:
                if ast.unparse(node.func).split(".")[-1] in {"setattr", "delattr", "object"}:
                    first, *rest = ast.unparse(place).split(".")
                    if first in imports:
                        yield node.lineno, ".".join((imports[first], *rest, name))


@functools.cache
def is_there(path: str) -> bool:
    try:
        pkgutil.resolve_name(path)
    except (ImportError, AttributeError):
        return False
    return True


def find_gone(files: list[Path], root: Path) -> list[str]:
    return [
        f"{file.relative_to(root).as_posix()}:{line} {path}"
        for file in files
        for line, path in list_replaced(ast.parse(file.read_text(encoding="utf-8")))
        if not is_there(path)
    ]


def test_tests_replace_what_is_there() -> None:
    files = sorted(TESTS.rglob("*.py"))
    assert sum(len(list(list_replaced(ast.parse(file.read_text(encoding="utf-8"))))) for file in files) > 100
    assert not find_gone(files, TESTS)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('monkeypatch.setattr("pipelines.run.steps.run_all", None)', ["pipelines.run.steps.run_all"]),
        ('monkeypatch.setattr(steps, "run_all", None)', ["pipelines.run.steps.run_all"]),
        ('monkeypatch.setattr(steps.Quarter, "run_all", None)', ["pipelines.run.steps.Quarter.run_all"]),
        ('mock.patch.object(steps, "run_all")', ["pipelines.run.steps.run_all"]),
        ('mock.patch("pipelines.run.gone.run_all")', ["pipelines.run.gone.run_all"]),
        ('monkeypatch.setattr("pipelines.run.steps.run_quarter", None)', []),
        ('monkeypatch.setattr(steps.Quarter, "finish", None)', ["pipelines.run.steps.Quarter.finish"]),
        ('monkeypatch.setattr(steps, "run_all", None, raising=False)', []),
    ],
)
def test_a_name_that_is_gone_is_found(line: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(f"from pipelines.run import steps\n{line}\n", encoding="utf-8")
    assert [told.split(" ")[1] for told in find_gone([tmp_path / "test_one.py"], tmp_path)] == found
