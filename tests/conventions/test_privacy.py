"""PRIVACY.md is true: every function, model and test it names is there, and every border has all three cells."""

import ast
import re
from pathlib import Path

import pytest

BORDERS = "| border | held by | test |"
_HELD_BY = re.compile(r"`(\w+)` in `([\w/.]+)`")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def list_borders(root: Path) -> list[list[str]]:
    """The cells of each row below a head of borders."""
    rows: list[list[str]] = []
    inside = False
    for line in (root / "PRIVACY.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
        elif line == BORDERS:
            inside = True
        elif inside and not line.startswith("|---"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def is_defined(name: str, file: Path) -> bool:
    """Whether a module defines a function, method or class of that name, or the file is the model itself."""
    if not file.is_file():
        return False
    if file.suffix == ".sql":
        return file.stem == name
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name for node in nodes
    )


def find_faults(root: Path) -> list[str]:
    """Borders whose function or test is not there, or is not named as it should be."""
    faults = []
    for row in list_borders(root):
        held = _HELD_BY.fullmatch(row[1]) if len(row) == 3 else None
        test = _TEST.fullmatch(row[2]) if len(row) == 3 else None
        if held is None or test is None:
            faults.append(f"{row[0]}: not a function and a test")
            continue
        if not is_defined(held[1], root / held[2]):
            faults.append(f"{row[0]}: {held[2]} has no {held[1]}")
        if not is_defined(test[2], root / test[1]):
            faults.append(f"{row[0]}: {test[1]} has no {test[2]}")
    return faults


def test_every_border_is_held_and_tested(repository: Path) -> None:
    assert len(list_borders(repository)) >= 30
    assert find_faults(repository) == []


def test_every_folder_of_the_contract_is_a_zone(repository: Path) -> None:
    text = (repository / "PRIVACY.md").read_text(encoding="utf-8")
    folders = (
        "aanlevering/",
        "opslag/",
        "tabellen/",
        "school/<id>/",
        "leerplicht/<woongemeente>/",
        "doorstroompunt/<woongemeente>/",
        "swv/",
        "swv-intern/",
        "inspectie/",
    )
    assert [folder for folder in folders if f"| `{folder}` |" not in text] == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| a | `keep` in `a.py` | `tests/proef.py::test_it` |", None),
        ("| a | `keep` in `sql/keep.sql` | `tests/proef.py::test_it` |", None),
        ("| a | `gone` in `a.py` | `tests/proef.py::test_it` |", "a.py has no gone"),
        ("| a | `keep` in `gone.py` | `tests/proef.py::test_it` |", "gone.py has no keep"),
        ("| a | `other` in `sql/keep.sql` | `tests/proef.py::test_it` |", "sql/keep.sql has no other"),
        ("| a | `keep` in `a.py` | `tests/proef.py::test_gone` |", "tests/proef.py has no test_gone"),
        ("| a | `keep` in `a.py` | |", "not a function and a test"),
        ("| a | somewhere | `tests/proef.py::test_it` |", "not a function and a test"),
        ("| a | `keep` in `a.py` |", "not a function and a test"),
    ],
)
def test_a_planted_fault_is_found(row: str, found: str | None, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "sql").mkdir()
    (tmp_path / "a.py").write_text("def keep():\n    pass\n", encoding="utf-8")
    (tmp_path / "sql" / "keep.sql").write_text("select 1\n", encoding="utf-8")
    (tmp_path / "tests" / "proef.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    (tmp_path / "PRIVACY.md").write_text(f"# Privacy\n\n{BORDERS}\n|---|---|---|\n{row}\n", encoding="utf-8")
    faults = find_faults(tmp_path)
    assert faults == ([] if found is None else [f"a: {found}"])
