"""When a run is due, and which one was missed while `msa serve` was not on (contract 4)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.run.schedule import HOUR, TIME_ZONE, find_latest_peildatum, find_missed
from pipelines.settings import Settings, load_settings
from tests.lib.school_folder import BASIS, make_school, write_swv

HERE = ZoneInfo(TIME_ZONE)
# The default peildata: 1 January, 1 March, 1 June, 1 September. Due at six on the day after.
DUE = datetime(2026, 3, 2, HOUR, tzinfo=HERE)
MARCH, JANUARY = date(2026, 3, 1), date(2026, 1, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(write_swv(tmp_path, BASIS, school=make_school()))


def publish(settings: Settings, day: date) -> None:
    folder = settings.uitvoer / day.isoformat()
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize(
    ("now", "missed"),
    [
        # Just before it is due the run of the peildatum before it is the last one that was.
        (DUE - timedelta(seconds=1), JANUARY),
        (DUE, MARCH),
        (DUE + timedelta(days=60), MARCH),
        (datetime(2026, 6, 2, HOUR, tzinfo=HERE), date(2026, 6, 1)),
        # In winter six o'clock here is five in UTC.
        (datetime(2026, 3, 2, 4, 59, tzinfo=ZoneInfo("UTC")), JANUARY),
        (datetime(2026, 3, 2, 5, 0, tzinfo=ZoneInfo("UTC")), MARCH),
        # On the first days of the year the last one due is of the year before.
        (datetime(2026, 1, 1, 12, tzinfo=HERE), date(2025, 9, 1)),
    ],
)
def test_the_last_run_that_was_due_and_did_not_happen(settings: Settings, now: datetime, missed: date) -> None:
    assert find_missed(settings, now=now, tried=()) == missed


def test_what_stands_or_was_tried_is_not_missed(settings: Settings) -> None:
    assert find_missed(settings, now=DUE, tried=[JANUARY]) == MARCH
    assert find_missed(settings, now=DUE, tried=[MARCH]) is None
    publish(settings, JANUARY)
    assert find_missed(settings, now=DUE, tried=()) == MARCH
    publish(settings, MARCH)
    assert find_missed(settings, now=DUE, tried=()) is None
    # The one before is not caught up any more once a later one was due.
    assert find_missed(settings, now=DUE - timedelta(seconds=1), tried=()) is None


def test_a_scheduled_run_is_of_the_last_peildatum_before_the_day(settings: Settings) -> None:
    assert find_latest_peildatum(settings, today=date(2026, 3, 2)) == MARCH
    assert find_latest_peildatum(settings, today=MARCH) == JANUARY
