"""Numbers of pupils in the store beyond 32 bits: what comes out is the same bytes."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.run import earlier
from pipelines.settings import load_settings
from pipelines.store import store
from pipelines.vault.places import STORE_FILE
from tests.benchmark.make_swv_year import make_swv_year
from tests.lib.comparison import run_program

PEILDATUM = date(2026, 1, 1)


def run_with(numbers: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], int]:
    """What is published, by name, and the highest number of a pupil, with so many numbers a school."""
    for module in (store, earlier):
        monkeypatch.setattr(module, "PUPILS_PER_SCHOOL", numbers)
    toml = make_swv_year(folder, seed=3, schools=5, pupils=100)
    text = toml.read_text("utf-8").replace("voorbeeld = true", "voorbeeld = true\npdf = false")
    toml.write_text(text, encoding="utf-8")
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    rows = store.read_tables(load_settings(toml).opslag / STORE_FILE, ["raw_sleutel"])["raw_sleutel"]
    published = folder / "uitvoer" / PEILDATUM.isoformat()
    files = [file for file in published.rglob("*") if file.is_file() and not file.name.startswith(".")]
    highest = rows["leerling_nr"].max()
    assert isinstance(highest, int)
    return {file.relative_to(published).as_posix(): file.read_bytes() for file in files}, highest


def test_numbers_beyond_32_bits_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, low = run_with(1_000_000, tmp_path / "gewoon", monkeypatch)
    # The fifth school has number 4, and 11 pupils: 100 / 9 = 11.1.
    large, high = run_with(1_000_000_000, tmp_path / "groot", monkeypatch)
    assert (low, high) == (4_000_010, 4_000_000_010)
    assert high > 2**31
    assert plain == large
