"""The score of a module: what counts as noticed, and which modules are asked."""

import json
from pathlib import Path

import pytest

from tests.mutation.score import LEAST, list_modules, read_score


def leave(folder: Path, codes: dict[str, int | None]) -> None:
    (folder / "reports").mkdir()
    (folder / "reports" / "a.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")


@pytest.mark.parametrize(
    ("codes", "per_cent"),
    [
        ([1] * 95 + [0] * 5, 95),
        ([1] * 94 + [0] * 6, 94),
        ([1, 3, 1, 3], 100),
        # Survived, no test, out of time (two ways), killed by the system, not looked at.
        ([1, 0], 50),
        ([1, 33], 50),
        ([1, 36, 152, -9], 25),
        ([1, None], 50),
        ([], 0),
    ],
)
def test_only_a_failed_test_has_noticed_a_change(codes: list[int | None], per_cent: float, tmp_path: Path) -> None:
    leave(tmp_path, {f"reports.a.x__mutmut_{number}": code for number, code in enumerate(codes)})
    assert read_score(tmp_path, "reports/a.py").per_cent == per_cent


def test_a_line_counts_every_change_once(tmp_path: Path) -> None:
    leave(tmp_path, {"b": 0, "a": 33, "c": 1, "d": 36, "e": None})
    score = read_score(tmp_path, "reports/a.py")
    assert score.missed == ("a", "b", "d", "e")
    assert " ".join(score.describe().split()) == (
        "reports/a.py 5 changes, 20.0 % noticed; 1 survived, 1 without a test, 2 out of time or not finished"
    )


def test_a_module_that_was_not_changed_at_all_is_below_the_least(tmp_path: Path) -> None:
    assert read_score(tmp_path, "reports/elders.py").per_cent < LEAST


def test_every_module_and_test_of_the_settings_exists(repository: Path) -> None:
    modules = list_modules(repository / "pyproject.toml")
    assert {"reports/release/disclosure.py", "reports/release/attack.py", "pipelines/publish/released.py"} <= set(
        modules
    )
    assert [module for module in modules if not (repository / module).is_file()] == []
