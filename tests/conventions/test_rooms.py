"""Documents name every room, every module of a page and every file of the store; each rule has a planted fault."""

import ast
import re
from pathlib import Path

import pytest


def list_rooms(root: Path) -> list[str]:
    """Folders with code right below the packages, and the layers of the SQL."""
    packages = [path.parent for room in ("pipelines", "reports") for path in root.glob(f"{room}/*/__init__.py")]
    layers = [path for path in root.glob("sql/*") if path.is_dir()]
    return sorted(path.relative_to(root).as_posix() for path in (*packages, *layers))


def find_unnamed_rooms(root: Path) -> list[str]:
    """Rooms that CONTRIBUTING.md does not name; a room of `reports` may stand in its own page."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    pages = (root / "reports" / "README.md").read_text(encoding="utf-8")
    return [room for room in list_rooms(root) if f"`{room}/" not in text and f"`{room[8:]}/" not in pages]


def find_unnamed_pages(root: Path) -> list[str]:
    """Modules of `reports` that the table "Where things are" leaves out; naming a folder names what is in it."""
    text = (root / "reports" / "README.md").read_text(encoding="utf-8")
    table = text.partition("## Where things are")[2].partition("\n## ")[0]
    named = {name.rstrip("/") for name in re.findall(r"`([\w/.]+)`", table)}
    modules = [path for path in sorted(root.glob("reports/**/*.py")) if path.name != "__init__.py"]
    places = [path.relative_to(root / "reports") for path in modules]
    return [
        place.as_posix()
        for place in places
        if not {place.as_posix(), *(folder.as_posix() for folder in place.parents)} & named
    ]


def find_unnamed_places(root: Path) -> list[str]:
    """What lies in `opslag` (pipelines/vault/places.py) and does not stand in pipelines/README.md."""
    tree = ast.parse((root / "pipelines" / "vault" / "places.py").read_text(encoding="utf-8"))
    names = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    text = (root / "pipelines" / "README.md").read_text(encoding="utf-8")
    # Of a name with a part that varies, what stands before it.
    return [name for name in names if (name.partition("{")[0] or name.rpartition("}")[2]) not in text]


CHECKS = (find_unnamed_rooms, find_unnamed_pages, find_unnamed_places)


def test_there_are_rooms(repository: Path) -> None:
    assert {"pipelines/vault", "reports/swv", "sql/marts"} <= set(list_rooms(repository))


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == []


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_unnamed_rooms, "pipelines/attic/__init__.py", "", "pipelines/attic"),
        (find_unnamed_rooms, "reports/attic/__init__.py", "", "reports/attic"),
        (find_unnamed_rooms, "sql/attic/win_dag.sql", "", "sql/attic"),
        (find_unnamed_pages, "reports/attic.py", "", "attic.py"),
        (find_unnamed_pages, "reports/release/attic.py", "", "release/attic.py"),
        (find_unnamed_places, "pipelines/vault/places.py", 'KEY_FILE = "sleutel"\nATTIC = "zolder"\n', "zolder"),
        (find_unnamed_places, "pipelines/vault/places.py", '_ATTIC = "zolder-{id}.csv"\n', "zolder-{id}.csv"),
    ],
)
def test_a_planted_fault_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    for name, content in (
        ("CONTRIBUTING.md", "`pipelines/vault/`, `reports/release/`, `sql/marts/`\n"),
        ("pipelines/README.md", "`sleutel`\n"),
        (
            "reports/README.md",
            "## Where things are\n`render.py`, `school/`\n\n## More\n`attic.py`, `release/attic.py`\n",
        ),
        ("pipelines/vault/__init__.py", ""),
        ("reports/render.py", ""),
        ("reports/school/page.py", ""),
        ("sql/marts/mart_dag.sql", ""),
        (file, text),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert check(tmp_path) == [found]
