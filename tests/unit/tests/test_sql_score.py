"""The score of the SQL: the sample, what counts as noticed, and the list of changes that change nothing."""

from pathlib import Path

import pytest

from pipelines import paths
from pipelines.store.store import read_tables
from tests.mutation import sql_score
from tests.mutation.sql_mutants import Mutant, find_mutants, list_models
from tests.mutation.sql_score import (
    Answer,
    Judge,
    Worker,
    draw,
    find_idle,
    load_known,
    make_every_table,
    make_reader,
    summarize,
)

TEST = "test_x.py"
KNOWN = """
[[change]]
model = "win_x"
line = "select a > b"
change = "> -> >="
turn = 2
reason = "b is never a"
"""


def make_mutants(model: str, count: int) -> list[Mutant]:
    return find_mutants(model, "select " + ", ".join(f"a{number} > b" for number in range(count)))


def make_answers(layer: str, codes: list[int | None]) -> list[Answer]:
    mutants = make_mutants("win_x", len(codes))
    return [Answer(mutant, layer, code, "") for mutant, code in zip(mutants, codes, strict=True)]


def test_each_layer_has_its_part_and_a_seed_gives_the_same() -> None:
    """10 of each held layer, 10 // 5 = 2 of another, all 3 where there are no more."""
    layers = {
        "windows": make_mutants("win_x", 40),
        "marts": make_mutants("mart_x", 3),
        "staging": make_mutants("stg_x", 40),
    }
    drawn = draw(layers, each=10, seed=1, can_read=lambda mutant: True)
    count = {model: sum(mutant.model == model for mutant in drawn) for model in ("win_x", "mart_x", "stg_x")}
    assert count == {"win_x": 10, "mart_x": 3, "stg_x": 2}
    assert draw(layers, each=10, seed=1, can_read=lambda mutant: True) == drawn
    assert draw(layers, each=10, seed=2, can_read=lambda mutant: True) != drawn


def test_a_change_that_cannot_be_read_is_replaced_by_another() -> None:
    layers = {"windows": make_mutants("win_x", 40)}
    drawn = draw(layers, each=20, seed=1, can_read=lambda mutant: mutant.turn == 1 and mutant.start % 2 == 0)
    assert len(drawn) == sum(mutant.turn == 1 and mutant.start % 2 == 0 for mutant in layers["windows"]) < 20


@pytest.mark.parametrize(
    ("codes", "low"),
    [
        ([1] * 95 + [0] * 5, False),
        ([1] * 94 + [0] * 6, True),
        # Out of time has noticed nothing.
        ([1] * 94 + [None] * 6, True),
        # A layer of which nothing was tried is not in order.
        ([], True),
    ],
)
def test_only_a_failed_test_has_noticed_a_change(codes: list[int | None], low: bool) -> None:
    answers = [*make_answers("windows", codes), *make_answers("classification", [1]), *make_answers("marts", [1])]
    assert summarize(answers)[1] == (["windows"] if low else [])


def test_other_layers_are_shown_and_not_held() -> None:
    lines, low = summarize([answer for layer in sql_score.HELD for answer in make_answers(layer, [1])])
    assert (len(lines), low) == (3, [])
    answers = [answer for layer in (*sql_score.HELD, "staging") for answer in make_answers(layer, [1])]
    lines, low = summarize([*answers[:-1], *make_answers("staging", [0, 1])])
    assert lines[2].split() == ["staging", "2", "changes,", "1", "noticed:", "50.0", "%"]
    assert low == []


def test_a_known_change_fits_its_line_change_and_turn(tmp_path: Path) -> None:
    file = tmp_path / "known.toml"
    file.write_text(KNOWN, encoding="utf-8")
    (known,) = load_known(file)
    mutants = find_mutants("win_x", "select a > b\nunion\nselect a > b")
    assert [known.fits(mutant) for mutant in mutants] == [False, True]
    assert find_idle([known], mutants) == []
    assert find_idle([known], mutants[:1]) == [known]


def test_each_entry_of_the_list_is_a_change_that_is_still_made() -> None:
    """Or a model was rewritten since, and what the entry says of it was never looked at again."""
    every = [each for name, file in list_models(paths.SQL).items() for each in find_mutants(name, file.read_text())]
    assert every
    assert find_idle(load_known(sql_score.UNCHANGED), every) == []


@pytest.mark.parametrize(
    "changed", [KNOWN.replace("b is never a", " "), KNOWN.replace("turn", "beurt"), KNOWN.replace("change = ", "x = ")]
)
def test_a_known_change_needs_a_reason_and_no_other_key(changed: str, tmp_path: Path) -> None:
    file = tmp_path / "known.toml"
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(ValueError, match="win_x: needs model, line, change and reason"):
        load_known(file)


def test_a_change_is_read_beside_every_model_a_run_makes(tmp_path: Path) -> None:
    """Also beside one of which the store of a run keeps nothing; only what `msa explain` asks about a pupil is left."""
    files = list_models(paths.ROOT / "sql")
    make_every_table(tmp_path / "proef.duckdb", files)
    made = read_tables(tmp_path / "proef.duckdb", ["win_telling", "cls_uitkomst", "mart_werklijst", "mart_uitleg_slot"])
    assert {name: frame.height for name, frame in made.items()} == {
        "win_telling": 0,
        "cls_uitkomst": 0,
        "mart_werklijst": 0,
    }


@pytest.mark.parametrize(("column", "fits"), [("waarde", True), ("geen_kolom", False)])
def test_only_a_change_that_fits_is_read(tmp_path: Path, column: str, fits: bool) -> None:
    file = tmp_path / "cls_stand.sql"
    file.write_text(f"select {column} > 1 from win_telling", encoding="utf-8")
    mutants = find_mutants("cls_stand", file.read_text(encoding="utf-8"))
    can_read = make_reader(tmp_path / "leest", list_models(paths.ROOT / "sql") | {"cls_stand": file})
    assert {can_read(mutant) for mutant in mutants} == {fits}


def test_the_list_that_ships_can_be_read() -> None:
    assert all(entry.turn >= 1 for entry in load_known(sql_score.UNCHANGED))


@pytest.fixture
def small_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with one model, and tests that read its text: one notices a change of it, one does not."""
    tree = tmp_path / "huis"
    (tree / "sql" / "windows").mkdir(parents=True)
    (tree / "sql" / "windows" / "win_x.sql").write_text("select a > b from win_y\n", encoding="utf-8")
    (tree / "tests" / "spec").mkdir(parents=True)
    monkeypatch.setattr(sql_score, "ROOT", tree)
    return tree


def try_out(tree: Path, folder: Path, test: str) -> Answer:
    """What the one test says about the one comparison of the model; the model is as it was afterwards."""
    (tree / "tests" / "spec" / TEST).write_text(
        f"from pathlib import Path\nSQL = Path('sql/windows/win_x.sql').read_text()\ndef test_win_x():\n    {test}\n",
        encoding="utf-8",
    )
    sql = (tree / "sql" / "windows" / "win_x.sql").read_text(encoding="utf-8")
    (mutant,) = find_mutants("win_x", sql)
    worker = Worker(folder)
    try:
        answer = Judge(["win_x"]).try_out(worker, mutant)
        assert (worker.tree / "sql" / "windows" / "win_x.sql").read_text(encoding="utf-8") == sql
    finally:
        worker.close()
    assert (tree / "sql" / "windows" / "win_x.sql").read_text(encoding="utf-8") == sql
    return answer


def test_a_change_is_tried_in_a_copy_and_taken_back(small_tree: Path, tmp_path: Path) -> None:
    noticed = try_out(small_tree, tmp_path / "een", "assert '>=' not in SQL")
    assert (noticed.noticed, noticed.failed) == (True, f"tests/spec/{TEST}::test_win_x")
    assert not try_out(small_tree, tmp_path / "twee", "assert 'a >' in SQL").noticed


def test_a_test_that_fails_without_a_change_stops_everything(small_tree: Path, tmp_path: Path) -> None:
    """Negative control: with a red test every change would be noticed."""
    with pytest.raises(RuntimeError, match=f"without any change tests/spec/{TEST} ends with 1"):
        try_out(small_tree, tmp_path / "een", "assert False")


def test_a_test_that_does_not_run_stops_everything(small_tree: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="win_x: pytest ended with"):
        try_out(small_tree, tmp_path / "een", "pass\n\nimport bestaat_niet")
