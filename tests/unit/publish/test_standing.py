"""A run of a peildatum that already stands may not read less in silence (issue: what was published)."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import DataCheckFailed
from pipelines.publish.standing import SchoolReading, count_reading, find_losses, read_standing, refuse_losses

FOUR = ("a", "b", "c", "d")
BEFORE = {"12AB00": SchoolReading(bestanden=FOUR, leerlingen=30, schooldagen=60, bewaard=frozenset("k"))}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (SchoolReading(FOUR, 30, 60), None),
        (SchoolReading((*FOUR, "e"), 31, 61), None),
        # A file that was corrected is another file in the same place.
        (SchoolReading(("a", "b", "c", "x"), 30, 60), None),
        (SchoolReading(("a", "b", "c"), 30, 60), "3 in plaats van 4 bestanden"),
        (SchoolReading(FOUR, 29, 60), "29 in plaats van 30 leerlingen"),
        (SchoolReading(FOUR, 30, 59), "59 in plaats van 60 gemeten schooldagen"),
        # Days were not known then, or are not now: nothing to compare.
        (SchoolReading(FOUR, 30, None), None),
        # d is a form that lies in the folder no longer, but is kept and read: 3 + 1 = 4.
        (SchoolReading(("a", "b", "c"), 30, 60, frozenset("d")), None),
        # k was kept before already: it does not make up for d.
        (SchoolReading(("a", "b", "c"), 30, 60, frozenset("k")), "3 in plaats van 4 bestanden"),
    ],
)
def test_less_of_any_measure_is_a_loss(now: SchoolReading, told: str | None) -> None:
    expected = [] if told is None else [f"school 12AB00: {told}"]
    assert find_losses(BEFORE, {"12AB00": now}) == expected


def test_a_school_less_is_a_loss_and_more_elsewhere_does_not_make_up_for_it() -> None:
    now = {"34CD00": SchoolReading((*FOUR, "e"), 90, 60)}
    assert find_losses(BEFORE, now) == ["school 12AB00 valt weg (30\u00a0leerlingen)"]
    assert find_losses({}, now) == []


def test_losses_refuse_with_how_to_go_on() -> None:
    refuse_losses([], peildatum="2026-01-01")
    with pytest.raises(DataCheckFailed) as refused:
        refuse_losses([f"verlies {number}" for number in range(12)], peildatum="2026-01-01")
    assert refused.value.exit_code == 13
    text = str(refused.value)
    # Ten are shown: 12 - 10 = 2 more.
    assert text.count("- verlies") == 10
    assert "en nog 2" in text.replace("\u00a0", " ")
    assert "--toch" in text
    assert "Er is niets veranderd" in text


def _count(school: str, days: Sequence[tuple[date, date]]) -> int:
    """Days as they come, of A alone."""
    return sum((last - first).days + 1 for first, last in days) if school == "A" else 0


def test_what_stands_is_read_from_the_publication(tmp_path: Path) -> None:
    """School A: 2 files, 2 pupils, 50 days of which 5 in a gap: 50 - 5 = 45. B was refused."""
    tables = tmp_path / "tabellen"
    tables.mkdir()
    pupils = pl.DataFrame({"school": ["A", "A"]})
    pupils.write_parquet(tables / "leerling_periode.parquet")
    measured = pl.DataFrame({"school": ["A", "B"], "gemeten_dagen": [50, None], "gat_dagen": [5, None]})
    measured.write_parquet(tables / "school_meting.parquet")
    files = [("A", "1"), ("A", "2"), ("B", "3")]
    manifest = {
        "bestanden": [{"school": school, "sha256": sha256} for school, sha256 in files],
        "geweigerd": [{"school": "B", "reden": "x"}],
        # Keeping a form of an earlier run ends by itself: it is not what stands.
        "eerdere_registers": [{"school": "A", "sha256": "4"}],
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    expected = {"A": SchoolReading(("1", "2"), 2, 45)}
    assert read_standing(tmp_path, _count) == expected
    assert count_reading(pupils, measured, files=files, refused={"B"}) == expected
    kept = count_reading(pupils, measured, files=files, refused={"B"}, kept=[("A", "4"), ("B", "5")])
    assert kept == {"A": SchoolReading(("1", "2"), 2, 45, frozenset("4"))}
    # Monday 3 to Wednesday 5 November went by an earlier delivery: 45 - 3 = 42 were read from the folder.
    manifest["eerdere_leveringen"] = [{"school": "A", "sha256": "9", "dagen": [["2025-11-03", "2025-11-05"]]}]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert read_standing(tmp_path, _count) == {"A": SchoolReading(("1", "2"), 2, 42)}
    # A publication of before the table of measured days.
    (tables / "school_meting.parquet").unlink()
    assert read_standing(tmp_path, _count) == {"A": SchoolReading(("1", "2"), 2, None)}


@pytest.mark.parametrize("broken", ["", "[]", '{"bestanden": [{}], "geweigerd": []}'])
def test_what_cannot_be_read_is_not_taken_for_nothing(tmp_path: Path, broken: str) -> None:
    assert read_standing(tmp_path, _count) == {}
    assert find_losses(None, BEFORE) == ["wat er staat, is niet te lezen en dus niet te vergelijken"]
    (tmp_path / "tabellen").mkdir()
    pl.DataFrame({"school": ["A"]}).write_parquet(tmp_path / "tabellen" / "leerling_periode.parquet")
    (tmp_path / "manifest.json").write_text(broken, encoding="utf-8")
    assert read_standing(tmp_path, _count) is None
