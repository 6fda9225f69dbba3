"""When a run is due, and which one was missed while `msa serve` was not on (contract 4)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.run.schedule import (
    TIME_ZONE,
    Done,
    describe_before,
    find_latest_peildatum,
    find_missed,
    find_missed_moments,
    find_next_peildatum,
    list_cron_lines,
)
from pipelines.settings import Settings, load_settings
from schemas.cycle import CONTROLEREN, HERINNEREN, VRAGEN
from tests.lib.school_folder import BASIS, make_school, write_swv

HERE, HOUR = ZoneInfo(TIME_ZONE), 6
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


# --- before a peildatum ----------------------------------------------------------------------------------------------
# Of 1 March 2026: asked on 8 February at 8, reminded on 22 February at 8, checked at 2 in the nights of 22 up to and
# including 28 February.

ASKED = datetime(2026, 2, 8, 8, tzinfo=HERE)
REMINDED = datetime(2026, 2, 22, 8, tzinfo=HERE)
FIRST_NIGHT, LAST_NIGHT = datetime(2026, 2, 22, 2, tzinfo=HERE), datetime(2026, 2, 28, 2, tzinfo=HERE)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (ASKED - SECOND, []),
        (ASKED, [(ASKED, VRAGEN)]),
        (FIRST_NIGHT - SECOND, [(ASKED, VRAGEN)]),
        (FIRST_NIGHT, [(ASKED, VRAGEN), (FIRST_NIGHT, CONTROLEREN)]),
        (REMINDED - SECOND, [(ASKED, VRAGEN), (FIRST_NIGHT, CONTROLEREN)]),
        (REMINDED, [(ASKED, VRAGEN), (FIRST_NIGHT, CONTROLEREN), (REMINDED, HERINNEREN)]),
        # Of nights that were missed the last one alone.
        (LAST_NIGHT, [(ASKED, VRAGEN), (REMINDED, HERINNEREN), (LAST_NIGHT, CONTROLEREN)]),
        # On the peildatum itself nothing of it is asked any more; the next one is in June.
        (datetime(2026, 3, 1, 0, 0, 1, tzinfo=HERE), []),
    ],
)
def test_what_was_due_and_not_done_is_made_up_once(
    settings: Settings, now: datetime, due: list[tuple[datetime, str]]
) -> None:
    found = find_missed_moments(settings, now=now, done=())
    assert [(moment.due, moment.what, moment.peildatum) for moment in found] == [(at, what, MARCH) for at, what in due]


def test_what_was_done_is_not_made_up(settings: Settings) -> None:
    done = [Done(VRAGEN, MARCH, ASKED + SECOND), Done(HERINNEREN, MARCH, ASKED), Done(CONTROLEREN, MARCH, LAST_NIGHT)]
    assert find_missed_moments(settings, now=LAST_NIGHT, done=done) == []
    # A night before the last one, and what was done for another peildatum, are not it.
    early = [*done[:2], Done(CONTROLEREN, MARCH, LAST_NIGHT - SECOND)]
    assert [moment.what for moment in find_missed_moments(settings, now=LAST_NIGHT, done=early)] == [CONTROLEREN]
    other = [Done(each.what, JANUARY, each.at) for each in done]
    assert len(find_missed_moments(settings, now=LAST_NIGHT, done=other)) == 3


def test_schools_are_asked_about_the_next_peildatum(settings: Settings) -> None:
    assert find_next_peildatum(settings, today=date(2026, 2, 28)) == MARCH
    assert find_next_peildatum(settings, today=MARCH) == date(2026, 6, 1)
    # Three weeks before 1 January lies in the year before.
    assert find_next_peildatum(settings, today=date(2025, 12, 11)) == JANUARY
    found = find_missed_moments(settings, now=datetime(2025, 12, 11, 8, tzinfo=HERE), done=())
    assert [(moment.what, moment.peildatum) for moment in found] == [(VRAGEN, JANUARY)]


def test_the_moments_as_cron_lines_and_in_words(settings: Settings) -> None:
    assert list_cron_lines(settings, VRAGEN) == ["0 8 11 12 *", "0 8 8 2 *", "0 8 11 5 *", "0 8 11 8 *"]
    nights = list_cron_lines(settings, CONTROLEREN)
    assert len(nights) == 4 * 7
    assert nights[7:14] == [f"0 2 {day} 2 *" for day in range(22, 29)]
    assert describe_before() == [
        "vragen: 21 dagen voor elke peildatum om 8 uur",
        "herinneren: 7 dagen voor elke peildatum om 8 uur",
        "controleren: 7 tot en met 1 dagen voor elke peildatum om 2 uur",
    ]
