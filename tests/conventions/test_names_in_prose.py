"""Documents, docstrings and comments name files, modules and models that are there; each rule has a planted fault."""

import ast
import functools
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOMS = ("pipelines", "reports", "schemas", "sql", "tests", "data")
_COMMENT = {".sql": re.compile(r"--.*|/\*.*?\*/", re.DOTALL), ".j2": re.compile(r"\{#.*?#\}", re.DOTALL)}
_HASH_COMMENT = re.compile(r"(?:^|\s)#.*")
_HASH_ENDINGS = {".toml", ".yaml", ".yml", ".cfg", ""}
# `*` and `…` stand for anything, `<id>` for a name; a full stop or a comma after a path is no part of it.
_PART = r"(?:[\w*…-]|\.(?=[\w*…])|<\w+>)"
_PATH = re.compile(rf"(?<![\w./<>-])({_PART}+(?:/{_PART}+)*/?)")
_FILE = re.compile(r"\.(?:py|sql|j2)$")
_MODULE = re.compile(rf"(?<![\w./])((?:{'|'.join(ROOMS)})(?:\.\w+)+)(?![\w/])")
_MODEL = re.compile(r"(?<![\w.<-])((?:stg|win|cls|mart|chk)_[a-z0-9_*]+)(?![\w/(])")
_NAME_IN_FILE = re.compile(r"`(\w+)(?:\([^`]*\))?`(?: in | \()`([\w/]+\.py)`")


def list_files(root: Path) -> dict[str, Path]:
    """Files that are or would be committed, by their path from the root."""
    if not (root / ".git").exists():
        return {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {name: root / name for name in sorted(set(listed)) if (root / name).is_file()}


def read_python_prose(text: str) -> str:
    """Docstrings and comments of a module."""
    docstrings = [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join([*docstrings, *(token.string for token in tokens if token.type == tokenize.COMMENT)])


@functools.cache
def read_prose(path: Path) -> str:
    """What a file tells its reader; of code that is the comments."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".md":
        return text
    if path.suffix == ".py":
        return read_python_prose(text)
    if path.suffix in _COMMENT:
        return "\n".join(_COMMENT[path.suffix].findall(text))
    return "\n".join(_HASH_COMMENT.findall(text)) if path.suffix in _HASH_ENDINGS else ""


def list_prose(root: Path) -> Iterator[tuple[str, str]]:
    for name, path in list_files(root).items():
        yield name, read_prose(path)


def find_dead_paths(root: Path) -> list[str]:
    """Paths below one of the rooms, and names of Python, SQL and template files, that lead to nothing.

    A path may leave out the folders before it: `words/wording.py` is `reports/words/wording.py`. Only what is or would
    be committed counts, so a place in `data` that git ignores does not.
    """
    files = list_files(root)
    places = {place for name in files for place in _list_endings(name)}
    found = []
    for name, text in list_prose(root):
        for written in sorted(set(_PATH.findall(text))):
            path = written.rstrip("/")
            if (path.split("/")[0] in ROOMS and "/" in written) or _FILE.search(path):
                pattern = re.sub(r"<\w+>|…", "*", path)
                if not any(fnmatchcase(place, pattern) for place in (places if "*" in pattern else places & {path})):
                    found.append(f"{name}: {written}")
    return found


def _list_endings(name: str) -> list[str]:
    """The folders above a file, and every way to write its path with folders left out before it."""
    parts = name.split("/")
    folders = ["/".join(parts[:stop]) for stop in range(1, len(parts))]
    return [*folders, *("/".join(parts[start:]) for start in range(len(parts)))]


def find_dead_modules(root: Path) -> list[str]:
    """Dotted names below a room of which the module, or what is named in it, is not there."""
    files = list_files(root)
    found = []
    for name, text in list_prose(root):
        found += [f"{name}: {dotted}" for dotted in sorted(set(_MODULE.findall(text))) if not _is_there(dotted, files)]
    return found


def _is_there(dotted: str, files: dict[str, Path]) -> bool:
    parts = dotted.split(".")
    for stop in range(len(parts), 0, -1):
        stem = "/".join(parts[:stop])
        module = files.get(f"{stem}.py") or files.get(f"{stem}/__init__.py")
        if module:
            rest = parts[stop:]
            return not rest or re.search(rf"\b{rest[0]}\b", module.read_text(encoding="utf-8")) is not None
    return any(file.startswith("/".join(parts) + "/") for file in files)


def find_dead_models(root: Path) -> list[str]:
    """Names with the prefix of a layer that no SQL file has; `cls_signaal_*` needs one that fits."""
    models = {path.stem for name, path in list_files(root).items() if name.startswith("sql/") and path.suffix == ".sql"}
    return [
        f"{name}: {model}"
        for name, text in list_prose(root)
        for model in sorted(set(_MODEL.findall(text)))
        if not any(fnmatchcase(known, model) for known in models)
    ]


def find_names_not_in_their_file(root: Path) -> list[str]:
    """A name in backticks that is said to be in a file, or has it behind it in brackets, and is not in that file."""
    files = list_files(root)
    found = []
    for name, text in list_prose(root):
        for word, place in _NAME_IN_FILE.findall(text):
            holders = [path for known, path in files.items() if f"/{known}".endswith(f"/{place}")]
            if holders and not any(re.search(rf"\b{word}\b", path.read_text(encoding="utf-8")) for path in holders):
                found.append(f"{name}: {word} in {place}")
    return found


CHECKS = (find_dead_paths, find_dead_modules, find_dead_models, find_names_not_in_their_file)


def test_prose_is_read(repository: Path) -> None:
    prose = dict(list_prose(repository))
    assert "pipelines/store/store.py" in prose["CONTRIBUTING.md"]
    assert "the files: " not in prose["tests/conventions/test_names_in_prose.py"]
    assert "Every absence event on every slot" in prose["sql/windows/events/win_treffer.sql"]


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == []


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_dead_paths, "a.md", "see `pipelines/gone.py`.", "pipelines/gone.py"),
        (find_dead_paths, "a.md", "see pipelines/store/gone/, and more", "pipelines/store/gone/"),
        (find_dead_paths, "a.md", "see `here.py` and gone.py.", "gone.py"),
        (find_dead_paths, "a.md", "see `other/here.py`", "other/here.py"),
        (find_dead_paths, "a.md", "see `schemas/*.yaml`", "schemas/*.yaml"),
        (find_dead_paths, "a.md", "see `schemas/<lvs>/codes.csv`", "schemas/<lvs>/codes.csv"),
        (find_dead_paths, "a.py", "# see gone.py\n", "gone.py"),
        (find_dead_paths, "a.py", 'def f():\n    """See gone.py."""\n', "gone.py"),
        (find_dead_paths, "a.toml", "a = 1  # see gone.py\n", "gone.py"),
        (find_dead_paths, "a.j2", "{# see\n`gone.py` #}", "gone.py"),
        (find_dead_paths, "sql/win_dag.sql", "-- see gone.py\nselect 1", "gone.py"),
        (find_dead_modules, "a.md", "see `pipelines.gone`.", "pipelines.gone"),
        (find_dead_modules, "a.md", "see `pipelines.store.here.gone`", "pipelines.store.here.gone"),
        (find_dead_modules, "a.py", "# see schemas.gone: it is there\n", "schemas.gone"),
        (find_dead_models, "a.md", "see `win_gone`", "win_gone"),
        (find_dead_models, "a.md", "see `cls_here_*`", "cls_here_*"),
        (find_dead_models, "sql/cls_dag.sql", "-- see mart_gone\nselect 1", "mart_gone"),
        (find_names_not_in_their_file, "a.md", "`gone` in `store/here.py`", "gone in store/here.py"),
        (find_names_not_in_their_file, "a.md", "`gone` (`here.py`)", "gone in here.py"),
        (find_names_not_in_their_file, "a.md", "`gone(a)` (`here.py`)", "gone in here.py"),
    ],
)
def test_a_planted_fault_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    _plant(tmp_path, file, text)
    assert check(tmp_path) == [f"{file}: {found}"]


@pytest.mark.parametrize(
    "text",
    [
        "`pipelines/store/here.py`, pipelines/store/, `store/here.py`, `here.py` and `pipelines/*/here.py`",
        "`pipelines.store`, `pipelines.store.here`, `pipelines.store.here.known` and `here:known`",
        "`win_here`, `win_*`, `known` in `here.py` and `known(a, b)` (`pipelines/store/here.py`)",
        "`<opslag>/logboek.jsonl`, `uitvoer/x.csv`, `swv.toml`, pipelines and/or sql",
    ],
)
def test_what_is_there_is_no_fault(text: str, tmp_path: Path) -> None:
    _plant(tmp_path, "a.md", text)
    assert [fault for check in CHECKS for fault in check(tmp_path)] == []


def test_code_is_no_prose(tmp_path: Path) -> None:
    _plant(tmp_path, "a.py", 'PATH = "pipelines/gone.py win_gone"\n')
    _plant(tmp_path, "sql/win_dag.sql", "select win_gone.a from win_gone")
    assert [fault for check in CHECKS for fault in check(tmp_path)] == []


def _plant(root: Path, file: str, text: str) -> None:
    """A checkout with one module that holds `known`, one model, and a file with `text`."""
    here = root / "pipelines" / "store" / "here.py"
    here.parent.mkdir(parents=True, exist_ok=True)
    here.write_text("known = 1\n", encoding="utf-8")
    (root / "sql").mkdir(exist_ok=True)
    (root / "sql" / "win_here.sql").write_text("select 1", encoding="utf-8")
    (root / file).write_text(text, encoding="utf-8")
