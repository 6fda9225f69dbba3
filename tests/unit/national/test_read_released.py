"""What an SWV released is read as it lies there, and not at all when it cannot be believed."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.national.read_released import (
    DAMAGED,
    NEWER,
    NOT_MEASURED,
    NOTHING,
    UNREADABLE,
    NotReleased,
    read_released,
)
from pipelines.settings import load_settings
from reports.context.shown import Shown
from reports.release.disclosure import Rules
from tests.lib.school_folder import BASIS, make_school, write_swv

DAY = date(2026, 1, 1)
HEAD = "\ufefftabel;eenheid;maat;getoond;toelichting;sleutel\n"
MANIFEST = {
    "periode": {"van": "2025-09-02", "tot": "2026-01-01"},
    "vorm": 1,
    "instellingen": {
        "publicatie": {"drempel": 8, "afronding": 5, "speling": 5, "overheersing": 90, "schatting": 10},
        "scholen": [{"id": "12AB00"}, {"id": "34CD00"}],
    },
    "gemeten": ["12AB00"],
    "cijfers_van": None,
}


def publish(folder: Path, rows: str | None, **changed: object):
    """An SWV of which these rows came out, without a log that tells of it; its settings."""
    settings = load_settings(write_swv(folder, BASIS, school=make_school()))
    place = settings.uitvoer / DAY.isoformat()
    (place / "swv").mkdir(parents=True)
    (place / "manifest.json").write_text(json.dumps({**MANIFEST, **changed}), encoding="utf-8")
    if rows is not None:
        (place / "swv" / "cijfers.csv").write_text(HEAD + rows, encoding="utf-8")
    return settings


def test_what_is_read(tmp_path: Path) -> None:
    rows = 't;e;Leerlingen;45;"";tiers/swv\nt;e;Tier 2;minder dan 8;"";tiers/swv/tier_2\nt;e;Aanwezigheid;93,4;"";""\n'
    found = read_released(publish(tmp_path, rows, cijfers_van="2026-01-05"), DAY)
    assert found.getoond == {"tiers/swv": Shown(45, 0), "tiers/swv/tier_2": Shown(None, 8)}
    assert (found.code, found.scholen, found.gemeten) == ("VO9901", 2, 1)
    assert (found.van, found.since) == (date(2025, 9, 2), date(2026, 1, 5))
    assert found.regels == Rules(drempel=8, afronding=5, speling=5, overheersing=90, schatting=10)


@pytest.mark.parametrize(
    ("rows", "changed", "told"),
    [
        (None, {}, NOT_MEASURED),
        ("t;e;m;45;;tiers/swv\n", {"vorm": 2}, NEWER),
        ("t;e;m;veel;;tiers/swv\n", {}, UNREADABLE),
        # Printed under other rules than the manifest has: no multiple of 5, another threshold.
        ("t;e;m;44;;tiers/swv\n", {}, UNREADABLE),
        ("t;e;m;minder dan 5;;tiers/swv\n", {}, UNREADABLE),
        ("t;e;m;45;;tiers/swv\n", {"periode": {}}, UNREADABLE),
    ],
)
def test_what_cannot_be_counted(rows: str | None, changed: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(NotReleased, match=told):
        read_released(publish(tmp_path, rows, **changed), DAY)


def test_nothing_and_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    settings = publish(tmp_path, "t;e;m;45;;tiers/swv\n")
    with pytest.raises(NotReleased, match=NOTHING):
        read_released(settings, date(2025, 9, 1))
    (settings.uitvoer / DAY.isoformat() / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(NotReleased, match=DAMAGED):
        read_released(settings, DAY)
