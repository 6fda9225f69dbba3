"""Generated pages are what the declarations and models say now; `make docs` writes them."""

from pathlib import Path

import pytest

from pipelines.commands import catalogue


@pytest.mark.parametrize("file", catalogue.GENERATED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_page_is_current(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == catalogue.GENERATED[file](), "run `make docs`"


def test_a_model_without_a_line_of_purpose_is_seen(tmp_path: Path) -> None:
    """Negative control: the catalogue takes its words from the head of the file and from nowhere else."""
    (tmp_path / "win_leeg.sql").write_text("select 1 as een from stg_groep\n", encoding="utf-8")
    assert catalogue.describe_model(tmp_path / "win_leeg.sql") == "| `win_leeg` |  | `stg_groep` |"


def test_every_model_says_what_it_is() -> None:
    rows = [line for line in catalogue.make_model_catalogue().splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.split("|")[2].strip() == ""] == []
