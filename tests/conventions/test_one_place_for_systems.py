"""Only `pipelines/system.py` asks for what one system has: no such import, flag or function elsewhere."""

import ast

from pipelines.paths import ROOT
from tests.fixtures.bare_system import MODULES, NAMES

ALLOWED = ROOT / "pipelines" / "system.py"
SOURCES = sorted(file for room in ("pipelines", "reports", "schemas") for file in (ROOT / room).rglob("*.py"))


def find_asked(text: str) -> list[str]:
    """What a module imports or takes from `os` that not every system has."""
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if name.name.split(".")[0] in MODULES]
            case ast.ImportFrom(module=str(module), names=names):
                found += [module] if module.split(".")[0] in MODULES else []
                found += [f"os.{name.name}" for name in names if module == "os" and name.name in NAMES]
            case ast.Attribute(value=ast.Name(id="os"), attr=attribute) if attribute in NAMES:
                found.append(f"os.{attribute}")
            case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
                found.append("sys.platform")
            case _:
                pass
    return found


def test_nothing_is_asked_of_one_system_alone() -> None:
    asked = {
        file.relative_to(ROOT).as_posix(): found
        for file in SOURCES
        if file != ALLOWED and (found := find_asked(file.read_text(encoding="utf-8")))
    }
    assert asked == {}


def test_what_is_asked_is_found() -> None:
    text = (
        "import os, fcntl\nfrom pwd import getpwuid\nfrom os import killpg\nos.open('x', os.O_NOFOLLOW)\nos.geteuid()\n"
    )
    assert sorted(find_asked(text)) == ["fcntl", "os.O_NOFOLLOW", "os.geteuid", "os.killpg", "pwd"]
    assert find_asked("import sys\nsys.platform == 'win32'\n") == ["sys.platform"]
    assert find_asked(ALLOWED.read_text(encoding="utf-8"))
