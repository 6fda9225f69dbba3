"""GLOSSARY.md explains every word in the name of a SQL model, by examples that exist; each rule has a planted fault."""

import re
from pathlib import Path

import pytest

_MODEL = re.compile(r"\b(?:stg|win|cls|mart|chk)_[a-z_]+\b")


def list_entries(root: Path) -> set[str]:
    """What the first cells of the tables explain: each part between commas and brackets, spaces as underscores."""
    rows = [line for line in (root / "GLOSSARY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {
        part.strip(" `").lower().replace(" ", "_")
        for row in rows
        for part in re.split(r"[,()]", row.split("|")[1])
        if part.strip()
    }


def list_models(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "sql").rglob("*.sql"))


def list_unexplained(model: str, entries: set[str]) -> list[str]:
    """Words of a model's name that no entry explains: an entry is one word of it, or several side by side."""
    words = model.split("_")[1:]
    explained = {
        position
        for start in range(len(words))
        for stop in range(start + 1, len(words) + 1)
        if "_".join(words[start:stop]) in entries
        for position in range(start, stop)
    }
    return [word for position, word in enumerate(words) if position not in explained]


def find_unexplained_words(root: Path) -> list[str]:
    entries = list_entries(root)
    return [f"{word} ({model})" for model in list_models(root) for word in list_unexplained(model, entries)]


def find_models_that_are_gone(root: Path) -> list[str]:
    """Models that the glossary gives as an example or a place, and that no file holds."""
    return sorted(set(_MODEL.findall((root / "GLOSSARY.md").read_text(encoding="utf-8"))) - set(list_models(root)))


def find_words_of_no_model(root: Path) -> list[str]:
    """Lines of the table of model names whose word stands in no name any more."""
    table = (root / "GLOSSARY.md").read_text(encoding="utf-8").partition("## Words in the names of SQL models")[2]
    words = {word for model in list_models(root) for word in model.split("_")[1:]}
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")][1:]
    return [cell.strip() for cell in cells if not {part.strip() for part in cell.split(",")} & words]


CHECKS = (find_unexplained_words, find_models_that_are_gone, find_words_of_no_model)


def test_there_are_entries_and_models(repository: Path) -> None:
    assert {"tier", "te_laat", "lpa", "treffer"} <= list_entries(repository)
    assert "win_treffer" in list_models(repository)


@pytest.mark.parametrize("check", CHECKS)
def test_no_violation(check, repository: Path) -> None:
    assert check(repository) == [], "a line in GLOSSARY.md, in the last table"


@pytest.mark.parametrize(
    ("check", "model", "found"),
    [
        (find_unexplained_words, "win_te_laat_dag", []),
        (find_unexplained_words, "win_dag_te_vol", ["te (win_dag_te_vol)", "vol (win_dag_te_vol)"]),
        (find_unexplained_words, "win_treffers", ["treffers (win_treffers)"]),
        (find_models_that_are_gone, "win_dag", ["win_treffer"]),
        (find_words_of_no_model, "win_dag", ["treffer, treffende"]),
        (find_words_of_no_model, "win_treffende_dag", []),
    ],
)
def test_a_planted_violation_is_found(check, model: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "sql" / "windows").mkdir(parents=True)
    (tmp_path / "sql" / "windows" / f"{model}.sql").write_text("select 1 as a\n", encoding="utf-8")
    (tmp_path / "GLOSSARY.md").write_text(
        "| term | meaning |\n|---|---|\n| te laat (TL) | late |\n\n## Words in the names of SQL models\n\n"
        "| word | meaning | for example |\n|---|---|---|\n"
        "| treffer, treffende | hit | `win_treffer` |\n| dag | day | |\n",
        encoding="utf-8",
    )
    assert check(tmp_path) == found
