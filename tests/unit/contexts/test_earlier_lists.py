"""What the pages of a school are compared with: only like with like, and nothing that cannot be read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from pipelines.contexts.earlier_lists import NOTHING_EARLIER, EarlierSchool, read_earlier_school
from pipelines.contexts.outcome import Outcome
from pipelines.settings import School
from pipelines.store.periods import Period
from reports.context.counts import Minutes
from reports.context.parts import PastQuarter
from reports.context.school import EarlierList

LAST, YEAR = date(2025, 9, 1), date(2025, 1, 1)
PERIOD = Period(date(2026, 1, 1), date(2025, 9, 2), date(2025, 8, 1), date(2024, 8, 1))
SINDS = date(2025, 8, 25)
SCHOOL = cast(School, SimpleNamespace(id="10AB00", protocol="noord"))
RULE_SET = {"id": "noord", "versie": "1 augustus 2024"}
WORK = [
    ("10AB00", "la", "mdo", SINDS, "te_laat", 1),
    ("10AB00", "la", "gesprek", SINDS, "te_doen", 1),
    ("10AB00", "lb", "duo_16uur", SINDS, "gedaan", 3),
    ("20AB00", "la", "mdo", SINDS, "te_laat", 2),
]
# The third pupil of the school has no tier: too few days.
MINUTES = [
    ("10AB00", "la", 2, 600, 500, 60, 30, 10),
    ("10AB00", "lc", 1, 400, 400, 0, 0, 0),
    ("10AB00", "ld", None, 50, 0, 50, 0, 0),
    ("20AB00", "la", 1, 9, 9, 0, 0, 0),
]
PARTS = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend")


def make_outcome(
    uitvoer: Path, *, stand: str = "gemeten", period: Period = PERIOD, opvolgers: Mapping[str, str] | None = None
) -> Outcome:
    """The parts of a run that are asked."""
    rule_set = SimpleNamespace(id=RULE_SET["id"], dated=RULE_SET["versie"], sha256="")
    made = SimpleNamespace(
        settings=SimpleNamespace(uitvoer=uitvoer, ids=frozenset(), opvolgers=opvolgers or {}),
        deliveries={},
        period=period,
        rule_sets={"noord": rule_set},
        tables={"school_meting": pl.DataFrame({"school": ["10AB00"], "stand": [stand]})},
    )
    return cast(Outcome, made)


def publish(uitvoer: Path, day: date, *, first: date, **changes: Any) -> Path:
    """A publication of `day` with what is read of it."""
    folder = uitvoer / day.isoformat()
    (folder / "tabellen").mkdir(parents=True)
    manifest = {
        "sleutel": "abc",
        "periode": {"van": first.isoformat()},
        "regelsets": {"10AB00": RULE_SET, "20AB00": RULE_SET},
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    columns = ["school", "leerling", "actie", "sinds", "stand", "zwaarte"]
    write(folder, "werklijst", pl.DataFrame(WORK, schema=columns, orient="row"))
    minutes = pl.DataFrame(
        MINUTES, schema=["school", "leerling", "tier", *(f"{part}_min" for part in PARTS)], orient="row"
    )
    write(folder, "leerling_periode", minutes)
    write(folder, "school_meting", pl.DataFrame({"school": ["10AB00", "20AB00"], "stand": ["gemeten", "verouderd"]}))
    return folder


def write(folder: Path, table: str, frame: pl.DataFrame) -> None:
    frame.write_parquet(folder / "tabellen" / f"{table}.parquet")


@pytest.fixture
def uitvoer(tmp_path: Path) -> Path:
    publish(tmp_path, YEAR, first=date(2024, 9, 2))
    publish(tmp_path, date(2025, 6, 1), first=date(2025, 1, 2))
    publish(tmp_path, LAST, first=date(2025, 6, 2))
    # A later one, and a folder of somebody else, are no earlier publications.
    publish(tmp_path, date(2026, 6, 1), first=date(2026, 1, 2))
    (tmp_path / "van de school").mkdir()
    return tmp_path


def read(uitvoer: Path, school: School = SCHOOL, key_id: str = "abc", **changes: Any) -> EarlierSchool:
    return read_earlier_school(make_outcome(uitvoer, **changes), school, key_id=key_id)


def test_the_last_list_and_the_same_period_a_year_earlier(uitvoer: Path) -> None:
    found = read(uitvoer)
    assert found.lijst == EarlierList(LAST, {"la": 1, "lb": 3}, frozenset({("la", "mdo", SINDS)}))
    # 600 + 400, 500 + 400, 60, 30 and 10.
    assert found.jaar_eerder == Minutes(1_000, 900, 60, 30, 10)


def test_under_another_number_a_school_has_the_lists_of_before(uitvoer: Path) -> None:
    school = cast(School, SimpleNamespace(id="30AB00", protocol="noord"))
    outcome = make_outcome(uitvoer, opvolgers={"10AB00": "30AB00"})
    outcome.tables["school_meting"] = pl.DataFrame({"school": ["30AB00"], "stand": ["gemeten"]})
    assert read_earlier_school(outcome, school, key_id="abc") == read(uitvoer)
    assert read_earlier_school(make_outcome(uitvoer), school, key_id="abc") == NOTHING_EARLIER


def test_without_earlier_publications_there_is_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "uitvoer") == NOTHING_EARLIER


def _with_manifest(key: str, value: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (folder / "manifest.json").write_text(json.dumps({**manifest, key: value}), encoding="utf-8")

    return change


def _without(table: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "tabellen" / f"{table}.parquet").unlink()


def _with_stand(stand: str) -> Callable[[Path], None]:
    return lambda folder: write(folder, "school_meting", pl.DataFrame({"school": ["10AB00"], "stand": [stand]}))


def _damage(folder: Path) -> None:
    (folder / "tabellen" / "werklijst.parquet").write_bytes(b"PAR1")
    (folder / "manifest.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        # Another key gives other codes, another rule set another list.
        _with_manifest("sleutel", "def"),
        _with_manifest("regelsets", {"10AB00": {**RULE_SET, "versie": "1 augustus 2025"}}),
        _with_manifest("regelsets", {"20AB00": RULE_SET}),
        # Made by a version without the table.
        _without("werklijst"),
        # Most of its days were not measured then, or it is not known whether they were.
        _with_stand("verouderd"),
        _without("school_meting"),
        _damage,
    ],
)
def test_a_list_that_is_not_like_this_one_is_left_out(uitvoer: Path, change: Callable[[Path], None]) -> None:
    change(uitvoer / LAST.isoformat())
    found = read(uitvoer)
    assert found.lijst is None
    assert found.jaar_eerder is not None


def test_a_list_of_another_school_year_is_left_out(uitvoer: Path) -> None:
    """On 1 September 2025 the last list is that of 1 June: the counts began anew on 1 August."""
    first = replace(PERIOD, peildatum=LAST, van=date(2025, 6, 2))
    assert read(uitvoer, period=first).lijst is None
    # On the first day of the school year itself it may.
    assert read(uitvoer, period=replace(PERIOD, schooljaar_van=LAST)).lijst is not None
    assert read(uitvoer, period=replace(PERIOD, schooljaar_van=date(2025, 9, 2))).lijst is None


@pytest.mark.parametrize(
    "change",
    [
        # The period began on another day: another season.
        _with_manifest("periode", {"van": "2024-08-01"}),
        _with_stand("verouderd"),
        _without("school_meting"),
        _without("leerling_periode"),
        _damage,
    ],
)
def test_a_year_that_is_not_like_this_one_is_left_out(uitvoer: Path, change: Callable[[Path], None]) -> None:
    change(uitvoer / YEAR.isoformat())
    found = read(uitvoer)
    assert found.jaar_eerder is None
    assert found.lijst is not None


def test_a_school_that_was_not_measured_now_is_not_compared_with_a_whole_period(uitvoer: Path) -> None:
    assert read(uitvoer, stand="verouderd").jaar_eerder is None


def test_a_year_earlier_needs_the_same_day_and_a_school_that_was_there(uitvoer: Path) -> None:
    leap = replace(PERIOD, peildatum=date(2028, 2, 29), van=date(2027, 9, 2))
    assert read(uitvoer, period=leap).jaar_eerder is None
    other = cast(School, SimpleNamespace(id="30AB00", protocol="noord"))
    assert read(uitvoer, school=other).jaar_eerder is None


def test_what_earlier_publications_said_of_a_pupil_is_one_quarter_each(uitvoer: Path) -> None:
    """Of three earlier publications; `lb` stands on the list without a row of minutes, and `lc` is not on it."""
    past = read(uitvoer).verleden
    assert set(past) == {"la", "lb"}
    days = (YEAR, date(2025, 6, 1), LAST)
    assert past["la"] == tuple(PastQuarter(day, 1, 600, 500, (), ("gesprek", "mdo")) for day in days)
    assert past["lb"] == tuple(PastQuarter(day, 3, 0, 0, ("duo_16uur",), ()) for day in days)


def test_an_act_that_was_done_and_asked_again_is_open(uitvoer: Path) -> None:
    columns = ["school", "leerling", "actie", "sinds", "stand", "zwaarte"]
    rows = [
        ("10AB00", "la", "mdo", date(2025, 5, 1), "gedaan", 1),
        ("10AB00", "la", "mdo", date(2025, 6, 1), "gedaan", 1),
        ("10AB00", "la", "mdo", SINDS, "te_laat", 1),
        ("10AB00", "la", "gesprek", date(2025, 5, 1), "gedaan", 1),
        ("10AB00", "la", "gesprek", SINDS, "gedaan", 1),
    ]
    write(uitvoer / LAST.isoformat(), "werklijst", pl.DataFrame(rows, schema=columns, orient="row"))
    assert read(uitvoer).verleden["la"][-1] == PastQuarter(LAST, 1, 600, 500, ("gesprek",), ("mdo",))


@pytest.mark.parametrize("change", [_with_manifest("sleutel", "def"), _without("werklijst"), _damage])
def test_a_publication_with_other_codes_or_that_cannot_be_read_tells_nothing(
    uitvoer: Path, change: Callable[[Path], None]
) -> None:
    change(uitvoer / LAST.isoformat())
    assert [quarter.peildatum for quarter in read(uitvoer).verleden["la"]] == [YEAR, date(2025, 6, 1)]


def test_the_history_goes_back_six_publications(tmp_path: Path) -> None:
    days = [date(2024, month, 1) for month in (1, 3, 5, 7, 9, 11)] + [YEAR]
    for day in days:
        publish(tmp_path, day, first=day)
    assert [quarter.peildatum for quarter in read(tmp_path).verleden["la"]] == days[1:]
