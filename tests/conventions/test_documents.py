"""Documents tell the truth: help texts, commands, test paths, addresses. Each rule also finds a planted violation."""

import ast
import inspect
import re
import subprocess
from pathlib import Path

import pytest

from pipelines import cli, errors, settings

COMMANDS = (
    "",
    "run",
    "akkoord",
    "check",
    "koppel",
    "sjablonen",
    "demo",
    "explain",
    "rules",
    "compare",
    "uitgaven",
    "verschil",
    "verify",
    "key",
    "erase",
    "open",
    "snelkoppeling",
    "serve",
    "landelijk",
    "afgeven",
    "backup",
    "herstel",
    "doctor",
)
# Folders that are not ours, for trees outside git (the planted ones).
TEXT_ENDINGS = {
    ".py",
    ".md",
    ".toml",
    ".sql",
    ".yaml",
    ".yml",
    ".csv",
    ".lock",
    ".cfg",
    ".css",
    ".j2",
    ".html",
    ".js",
    "",
}
_TEST_PATH = re.compile(r"\b((?:tests|unit|spec|property|integration|conventions)/[\w/.-]*?test_\w+\.py)(?:::(\w+))?")
_NAMED_TEST = re.compile(r"`(test_\w+)` \((tests/[\w/]+\.py)\)")
_MACHINE_PATH = re.compile(r"(?<![\w.<>…/-])/(?:work|home|root|tmp|Users|mnt)/\w")
_REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|registry\.npmjs|--index-url|--extra-index-url|index-url\s*=", re.IGNORECASE
)
_BARE_PACKAGE = re.compile(
    r"^(?:[A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==[^\s;]+(?: ; .+?)?(?: \\)?|    --hash=sha256:[0-9a-f]{64}(?: \\)?)$"
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
# This file names what it forbids.
_SELF = "tests/conventions/test_documents.py"


def list_files(root: Path) -> list[Path]:
    """Files that are or would be committed."""
    if not (root / ".git").exists():
        return sorted(path for path in root.rglob("*") if path.is_file())
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [root / name for name in sorted(set(listed)) if (root / name).is_file()]


def read_texts(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in list_files(root)
        if path.suffix in TEXT_ENDINGS
    }


def render_help(command: str) -> str:
    """The help text as a terminal of 80 columns shows it."""
    parser = cli.make_parser()
    if command:
        parser = next(action for action in parser._subparsers._group_actions).choices[command]
    return parser.format_help()


def find_outdated_help(root: Path) -> list[str]:
    readme = (root / "README.md").read_text(encoding="utf-8")
    return [command or "msa" for command in COMMANDS if f"```text\n{render_help(command)}```" not in readme]


def find_dead_test_paths(root: Path) -> list[str]:
    """Files of tests, and functions in them, that comments and documents name and that no longer exist."""
    texts = read_texts(root)
    dead = set()
    for name, text in texts.items():
        places = [(match[1], match[2]) for match in _TEST_PATH.finditer(text)]
        places += [(match[2], match[1]) for match in _NAMED_TEST.finditer(text)]
        for file, function in places:
            path = file if file.startswith("tests/") else f"tests/{file}"
            # A made-up path inside a test of this very rule is data, not a reference.
            if name == _SELF:
                continue
            if path not in texts:
                dead.add(f"{name}: {path}")
            elif function and f"def {function}(" not in texts[path]:
                dead.add(f"{name}: {path}::{function}")
    return sorted(dead)


def find_machine_paths(root: Path) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in read_texts(root).items()
        if name != _SELF
        for number, line in enumerate(text.splitlines(), start=1)
        if _MACHINE_PATH.search(line)
    ]


def find_registries(root: Path) -> list[str]:
    return [name for name, text in read_texts(root).items() if name != _SELF and _REGISTRY.search(text)]


def find_lock_faults(root: Path) -> list[str]:
    """Lines of a lock that are neither `name==version` nor a hash: an address would be one."""
    return [
        f"{path.name}:{number}"
        for path in sorted(root.glob("requirements*.lock"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if not _BARE_PACKAGE.match(line)
    ]


def make_anchor(heading: str) -> str:
    """The name of a heading in an address: small letters, words with dashes between, other signs left out."""
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def find_dead_links(root: Path) -> list[str]:
    """Links between documents to a file or a heading that is not there."""
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in list_files(root) if path.suffix == ".md"}
    headings = {
        path: {make_anchor(line.lstrip("#")) for line in _FENCE.sub("", text).splitlines() if line.startswith("#")}
        for path, text in texts.items()
    }
    dead = []
    for path, text in texts.items():
        for file, anchor in _LINK.findall(_FENCE.sub("", text)):
            target = (path.parent / file).resolve() if file else path
            if not target.exists() or (anchor and anchor not in headings.get(target, ())):
                dead.append(f"{path.relative_to(root.resolve()).as_posix()}: {file}{'#' if anchor else ''}{anchor}")
    return sorted(dead)


CHECKS = (
    find_outdated_help,
    find_dead_test_paths,
    find_machine_paths,
    find_registries,
    find_lock_faults,
    find_dead_links,
)


@pytest.fixture(autouse=True)
def terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_there_are_documents_and_locks(repository: Path) -> None:
    names = {path.relative_to(repository).as_posix() for path in list_files(repository)}
    assert {"README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md", "tests/README.md"} <= names
    assert {"requirements.lock", "requirements-dev.lock"} <= names


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == []


def test_every_command_is_in_the_readme(repository: Path) -> None:
    actions = next(action for action in cli.make_parser()._subparsers._group_actions)
    assert set(COMMANDS) - {""} == set(actions.choices), "a new command: name it in COMMANDS and in README.md"
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert [name for name in actions.choices if f"`msa {name}" not in readme] == []


def list_settings() -> set[str]:
    """Every block and key that `swv.toml` may hold, from the calls that refuse all others."""
    tree = ast.parse(inspect.getsource(settings))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 3]
    allowed = [node.args[2] for node in calls if getattr(node.func, "attr", "") == "_only_keys"]
    found = {leaf.value for keys in allowed for leaf in ast.walk(keys) if isinstance(leaf, ast.Constant)}
    return {*found, "drempel", "afronding", "speling", "overheersing", "schatting"}


def test_every_setting_is_in_the_readme(repository: Path) -> None:
    found = list_settings()
    # A control: a block, a key of each of two blocks.
    assert {"melding", "te_laat_is_les_vanaf", "schooljaar_begin"} <= found
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert sorted(key for key in found if not re.search(rf"[`\[]{key}[`\]]", readme)) == []


def test_the_settings_in_the_readme_can_be_used(repository: Path, tmp_path: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    whole, *parts = re.findall(r"^```toml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    file = tmp_path / "swv.toml"
    file.write_text(whole, encoding="utf-8")
    assert [school.id for school in settings.load_settings(file).scholen] == ["12AB00", "34CD00"]
    # Each block that is shown by itself goes on from there, under the heading that it names.
    for part in parts:
        if "[[koppeling]]" in part:
            (tmp_path / "koppeling").mkdir()
            (tmp_path / "koppeling" / "12AB00.toml").write_text(part, encoding="utf-8")
            text = whole
        else:
            text = whole.replace("[swv]\n", f"[swv]\n{part}") if "# onder [swv]" in part else f"{whole}\n{part}"
        file.write_text(text, encoding="utf-8")
        settings.load_settings(file)
    assert settings.load_settings(file).get_school("12AB00").koppeling != settings.NO_MAPPING


def test_the_readme_says_where_it_ran_and_whose_data_it_holds(repository: Path) -> None:
    readme = " ".join((repository / "README.md").read_text(encoding="utf-8").split())
    assert "Niet gedraaid op Windows of macOS" in readme
    assert "ODbL" in readme
    steps = ("make demo", "make test", "msa open", "pip install --no-deps --require-hashes -r requirements.lock")
    assert [step for step in steps if step not in readme] == []


def test_every_exit_code_is_in_the_readme(repository: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.UserError)]
    assert {str(kind.exit_code) for kind in kinds} <= set(told)
    assert told == ["0", "1", "2", "10", "12", "13", "14"]


def test_every_make_target_is_documented(repository: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "demo" in targets
    text = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"`make {target}`" not in text] == []


@pytest.mark.parametrize(
    ("check", "file", "text", "found"),
    [
        (find_dead_test_paths, "a.py", "# see tests/unit/test_gone.py::test_it\n", "test_gone"),
        (find_dead_test_paths, "a.md", "guarded by unit/test_gone.py\n", "test_gone"),
        (find_dead_test_paths, "a.py", "# `test_it` (tests/unit/test_gone.py)\n", "test_gone"),
        (find_machine_paths, "a.md", "open /home/jan/uitvoer\n", "a.md:1"),
        (find_registries, "a.toml", 'index-url = "x"\n', "a.toml"),
        (find_dead_links, "a.md", "# One: `x.y`\n[here](#one-xy) [a](a.md#one-xy) [gone](#two)\n", "a.md: #two"),
        (find_dead_links, "a.md", "[gone](b.md)\n", "a.md: b.md"),
        (find_lock_faults, "requirements.lock", "a==1.0 \\\n    --hash=md5:00\n", "requirements.lock:2"),
        (find_lock_faults, "requirements.lock", "--index-url somewhere\n", "requirements.lock:1"),
        (find_lock_faults, "requirements.lock", "a @ git+ssh://b\n", "requirements.lock:1"),
    ],
)
def test_a_planted_violation_is_found(check, file: str, text: str, found: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    violations = check(tmp_path)
    assert len(violations) == 1, violations
    assert found in violations[0]


def test_a_test_path_without_its_function_is_found(tmp_path: Path) -> None:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "unit" / "test_here.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    (tmp_path / "a.py").write_text(
        "# tests/unit/test_here.py::test_one and unit/test_here.py::test_two\n", encoding="utf-8"
    )
    assert find_dead_test_paths(tmp_path) == ["a.py: tests/unit/test_here.py::test_two"]


def test_outdated_help_is_found(tmp_path: Path) -> None:
    current = "\n".join(f"```text\n{render_help(command)}```" for command in COMMANDS if command != "run")
    (tmp_path / "README.md").write_text(current, encoding="utf-8")
    assert find_outdated_help(tmp_path) == ["run"]
