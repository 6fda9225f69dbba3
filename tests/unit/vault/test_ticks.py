"""What the analyst noted: kept for the owner alone, and nothing but schools, folders, days and hashes."""

import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import TICKS_FILE
from pipelines.vault.ticks import GEVRAAGD, OVERGEDRAGEN, Tick, add_tick, read_ticks, remove_ticks

PEILDATUM = date(2026, 1, 1)
ASKED = Tick(PEILDATUM, GEVRAAGD, "12AB00", date(2025, 12, 11))
HANDED = Tick(PEILDATUM, OVERGEDRAGEN, "school/12AB00", date(2026, 1, 6), "0" * 64)


def test_what_is_noted_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    assert read_ticks(tmp_path) == ()
    add_tick(tmp_path, HANDED)
    add_tick(tmp_path, ASKED)
    assert read_ticks(tmp_path) == (ASKED, HANDED)
    assert stat.S_IMODE((tmp_path / TICKS_FILE).stat().st_mode) == 0o600


def test_the_same_on_the_same_day_is_noted_once(tmp_path: Path) -> None:
    again = Tick(PEILDATUM, OVERGEDRAGEN, "school/12AB00", date(2026, 1, 6), "1" * 64)
    later = Tick(PEILDATUM, OVERGEDRAGEN, "school/12AB00", date(2026, 1, 7), "1" * 64)
    for tick in (HANDED, again, later):
        add_tick(tmp_path, tick)
    assert read_ticks(tmp_path) == (again, later)


def test_it_can_be_taken_back(tmp_path: Path) -> None:
    add_tick(tmp_path, ASKED)
    add_tick(tmp_path, HANDED)
    remove_ticks(tmp_path, peildatum=PEILDATUM, soort=OVERGEDRAGEN, over="school/12AB00")
    assert read_ticks(tmp_path) == (ASKED,)


@pytest.mark.parametrize(
    ("soort", "over", "sha256"),
    [
        ("gezien", "12AB00", ""),
        (GEVRAAGD, "", ""),
        (GEVRAAGD, "Jan de Vries", ""),
        (GEVRAAGD, "a/b/c", ""),
        (GEVRAAGD, "..", ""),
        (GEVRAAGD, "school/..", ""),
        (OVERGEDRAGEN, "swv", "0" * 63),
    ],
)
def test_it_holds_nothing_else(soort: str, over: str, sha256: str) -> None:
    with pytest.raises(ValueError, match="holds nothing else"):
        Tick(PEILDATUM, soort, over, date(2026, 1, 6), sha256)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'[{"soort": "gevraagd"}]', b'{"a": 1}', b"\xff", b"[" * 9_999])
def test_a_file_that_was_damaged_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / TICKS_FILE).write_bytes(content)
    with pytest.raises(StoreUnavailable, match="niet te lezen"):
        read_ticks(tmp_path)
