"""SQL comes from `sql/` or stands in `pipelines/store/store.py`; nowhere is a value put into its text.

`execute()` runs every statement in a text, so a value in it can be a statement of its own. In the store only names and
settings of our own go in, each through a function that refuses or quotes, or from the list below.
"""

import ast
from pathlib import Path
from typing import TypeGuard

import pytest

STORE = "pipelines/store/store.py"
# What may stand between braces in a text of SQL in the store: names that were checked, quoted texts, our constants.
QUOTERS = {"_identifier", "_place", "_quote", "_quote_all", "_column_list", "_is_of"}
OWN = {
    "setting": "a line of _harden",
    "MEMORY_LIMIT": "a constant",
    "_count_threads()": "a number",
    "','.join(_UNSAFE_OPTIMIZERS)": "a constant",
    "kind": "table or view",
    "kinds": "a constant",
    "sql": "the text of a model or a check in sql/",
    "order": "names through _identifier",
    "table.name": "a declared table",
}
_VERBS = (
    "select",
    "insert",
    "create",
    "update",
    "delete",
    "drop",
    "copy",
    "attach",
    "set ",
    "with ",
    "pragma",
    "alter",
)


def list_modules(root: Path) -> list[Path]:
    return sorted(path for room in ("pipelines", "reports", "schemas") for path in (root / room).rglob("*.py"))


def is_sql(text: str) -> bool:
    """Whether a text begins as a statement does; Dutch and English sentences do not."""
    return text == text.lower() and text.lstrip().startswith(_VERBS)


def get_first_text(node: ast.AST) -> str:
    """The text at the start of a literal, an f-string, a sum or a formatted text; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr) and node.values:
        return get_first_text(node.values[0])
    if isinstance(node, ast.BinOp):
        return get_first_text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
        return get_first_text(node.func.value)
    return ""


def is_made(node: ast.AST) -> TypeGuard[ast.expr]:
    """Whether a text is put together while the program runs."""
    formatted = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return isinstance(node, ast.JoinedStr | ast.BinOp) or formatted


def find_made_sql(root: Path) -> list[str]:
    """Texts of SQL put together outside the store; in the store, pieces that are not on the list."""
    found = []
    for path in list_modules(root):
        name = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not is_made(node) or not is_sql(get_first_text(node)):
                continue
            if name != STORE or not isinstance(node, ast.JoinedStr):
                found.append(f"{name}:{node.lineno}")
                continue
            pieces = [piece.value for piece in node.values if isinstance(piece, ast.FormattedValue)]
            found += [f"{name}:{node.lineno} {ast.unparse(piece)}" for piece in pieces if not is_allowed(piece)]
    return found


def is_allowed(piece: ast.expr) -> bool:
    if isinstance(piece, ast.Call) and isinstance(piece.func, ast.Name) and piece.func.id in QUOTERS:
        return True
    return ast.unparse(piece) in OWN


def test_no_violation(repository: Path) -> None:
    assert find_made_sql(repository) == []


def test_the_list_holds_nothing_that_is_gone(repository: Path) -> None:
    text = (repository / STORE).read_text(encoding="utf-8")
    used = {ast.unparse(node.value) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FormattedValue)}
    assert OWN.keys() - used == set()


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("pipelines/run/steps.py", 'store.execute(f"select * from {name}")'),
        ("pipelines/run/steps.py", 'store.execute("select * from " + name)'),
        ("pipelines/run/steps.py", 'store.execute("delete from raw_code where code = %s" % code)'),
        ("pipelines/run/steps.py", 'store.execute("drop table {}".format(name))'),
        ("reports/render.py", 'text = f"with x as (select {value}) select * from x"'),
        (STORE, 'connection.execute(f"select * from {name}")'),
        (STORE, "connection.execute(f\"create table x as select '{code}'\")"),
        (STORE, 'connection.execute("select * from " + name)'),
    ],
)
def test_a_planted_violation_is_found(file: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n", encoding="utf-8")
    (found,) = find_made_sql(tmp_path)
    assert found.startswith(f"{file}:1")


@pytest.mark.parametrize("line", ['print(f"Selecteer {name}")', 'x = f"{name} select"', 'y = "select 1"'])
def test_an_ordinary_text_is_none(line: str, tmp_path: Path) -> None:
    path = tmp_path / "pipelines" / "run.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n", encoding="utf-8")
    assert find_made_sql(tmp_path) == []
