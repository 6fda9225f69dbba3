"""Which tests read a SQL model: by name, by what the model is published as, and by what reads the model."""

from pathlib import Path

import pytest

from tests.mutation.sql_readers import (
    OWN,
    Named,
    find_builders,
    find_built,
    find_imports,
    find_names,
    measure_distances,
    pick_tests,
    rank_tests,
    read_named,
)

# Made-up files: the name of a test that is not there, in one piece, would be a dead reference.
SPEC, FAR = "spec/test", "integration/test"
MODELS = ("win_reeks", "win_reeks_lang", "mart_thuiszitter", "cls_toets")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('read("win_reeks")', {"win_reeks"}),
        ('read("select * from win_reeks_lang")', {"win_reeks_lang"}),
        # A published table goes by its own name, between quotes.
        ('answers.row("thuiszitter", name)', {"mart_thuiszitter"}),
        ('read("a thuiszitter of the region")', set()),
        ('read("toets")  # is published by no one', set()),
        # What is said of a model, and what is given as its rows, is not read.
        ('"""As win_reeks."""\nread()  # not win_reeks', set()),
        ('build_model("cls_toets", win_reeks=("leerling_nr integer", []))', set()),
    ],
)
def test_what_a_text_names(text: str, named: set[str]) -> None:
    assert find_names(text, MODELS) == named


def test_what_a_test_builds_alone() -> None:
    assert find_built('build_model("cls_toets", win_reeks=rows)\nread("win_reeks_lang")') == {"cls_toets"}


SEVERAL = """
def _build(): return build_model("win_b", stg_a=ROWS)
def test_one(): assert _build()
def test_two(): assert build_model("win_b")
def test_three(): assert build_model("win_c")
"""


def test_only_the_functions_that_build_a_model_need_to_run(tmp_path: Path) -> None:
    """By a helper too. What also reads a model that feels the change runs as a whole."""
    assert find_builders(SEVERAL, "win_b") == ["test_one", "test_two"]
    file = Path(f"{SPEC}_b.py")
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(SEVERAL, encoding="utf-8")
    whole = f"tests/{file.as_posix()}"
    assert pick_tests(file, "win_b", {"win_b": Named.ALONE}, tmp_path) == [f"{whole}::test_one", f"{whole}::test_two"]
    for felt in ({"win_b": Named.ALONE, "mart_c": Named.ITSELF}, {"win_b": Named.ITSELF}, {"mart_c": Named.LENT}):
        assert pick_tests(file, "win_b", felt, tmp_path) == [whole]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A mart and a check that read windows, which read staging; and a model by itself."""
    for name, sql in {
        "staging/stg_a": "select * from raw_a",
        "windows/win_b": "select * from stg_a -- not from win_e",
        "marts/mart_c": "select * from win_b",
        "checks/chk_d": "select * from win_b",
        "windows/win_e": "select * from ref_run",
    }.items():
        file = tmp_path / "sql" / f"{name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql, encoding="utf-8")
    for name, text in {
        "lib/shared.py": "from tests.lib import deeper\nTABLE = 'win_b'",
        "lib/deeper.py": "TABLE = 'mart_c'",
        f"{SPEC}_alone.py": "build_model('win_b', stg_a=('n integer', []))",
        f"{SPEC}_c.py": "read('mart_c')",
        f"{SPEC}_lent.py": "from tests.lib.shared import TABLE",
        f"{SPEC}_own.py": "read('win_b')",
        f"{SPEC}_none.py": "x",
        f"{OWN.as_posix()}/test_tool.py": "read('win_b')",
        f"{FAR}_far.py": "from tests.lib.shared import TABLE",
        f"{FAR}_near.py": "read('stg_a')",
    }.items():
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_change_is_felt_downstream(place: Path) -> None:
    distances = measure_distances(place / "sql")
    assert distances["stg_a"] == {"stg_a": 0, "win_b": 1, "mart_c": 2, "chk_d": 2}
    assert distances["mart_c"] == {"mart_c": 0}
    assert distances["win_e"] == {"win_e": 0}


def test_imports_of_the_library_are_followed(place: Path) -> None:
    tests = place / "tests"
    text = (tests / f"{SPEC}_lent.py").read_text(encoding="utf-8")
    assert find_imports(text, tests) == {tests / "lib" / "shared.py"}
    assert find_imports("from tests.lib import deeper", tests) == {tests / "lib" / "deeper.py"}
    assert find_imports("import json", tests) == set()


def test_the_closest_tests_come_first(place: Path) -> None:
    """Those that build it alone, those that name it, by way of the library, then those of its reader; last those that
    start a browser. What builds a reader alone reads no change of the model."""
    named = read_named(place / "tests", measure_distances(place / "sql"))
    distances = measure_distances(place / "sql")

    def rank(model: str) -> list[str]:
        return [file.as_posix() for file in rank_tests(distances[model], named)]

    assert rank("win_b") == [f"{SPEC}_alone.py", f"{SPEC}_own.py", f"{SPEC}_lent.py", f"{SPEC}_c.py"]
    # The tests of this tool name models as examples; those of `integration` count only what they name themselves.
    assert rank("stg_a") == [f"{SPEC}_own.py", f"{SPEC}_lent.py", f"{SPEC}_c.py", f"{FAR}_near.py"]
    assert rank("mart_c") == [f"{SPEC}_c.py", f"{SPEC}_lent.py"]
    assert rank("win_e") == []


def test_every_model_that_ships_is_read_by_a_test(repository: Path) -> None:
    distances = measure_distances(repository / "sql")
    named = read_named(repository / "tests", distances)
    # What only renames and casts, and checks of data that no run can have, may be left to what reads them.
    held = [model for model in distances if model.startswith(("win_", "cls_", "mart_"))]
    assert [model for model in held if not rank_tests(distances[model], named)] == []
