"""When a run is due: the day after each peildatum, and which peildatum that run is for."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.settings import Settings

TIME_ZONE = "Europe/Amsterdam"
HOUR = 6
# A year without 29 February: the day after 28 February is then 1 March, which exists every year.
_COMMON_YEAR = 2023


def list_cron_lines(settings: Settings) -> list[str]:
    """One cron line per peildatum: early on the day after it, in `TIME_ZONE`."""
    return [f"0 {HOUR} {day.day} {day.month} *" for day in _list_days(settings)]


def describe_days(settings: Settings) -> list[str]:
    """The same days for people, as dd-mm with the hour."""
    return [f"{day.day:02}-{day.month:02} om {HOUR} uur" for day in _list_days(settings)]


def find_latest_peildatum(settings: Settings, *, today: date) -> date:
    """The last peildatum before `today`: the one a scheduled run of today reports on."""
    return max(peildatum for peildatum in _list_peildata(settings, today) if peildatum < today)


def find_missed(settings: Settings, *, now: datetime, tried: Collection[date]) -> date | None:
    """The last peildatum whose run was due by `now`, when nothing stands for it and no scheduled run took it on.

    `now` has a time zone. One at most: the run after the next peildatum is for that one.
    """
    due = [peildatum for peildatum in _list_peildata(settings, now.date()) if _get_due(peildatum) <= now]
    last = max(due)
    stands = (settings.uitvoer / last.isoformat() / "manifest.json").exists()
    return None if stands or last in tried else last


def _get_due(peildatum: date) -> datetime:
    """When the run of a peildatum is due: early on the day after it."""
    return datetime.combine(peildatum + timedelta(days=1), time(HOUR), tzinfo=ZoneInfo(TIME_ZONE))


def _list_peildata(settings: Settings, today: date) -> list[date]:
    """Every listed peildatum of this year and of the year before."""
    return [date(year, month, day) for year in (today.year, today.year - 1) for month, day in settings.peildata]


def _list_days(settings: Settings) -> list[date]:
    return [date(_COMMON_YEAR, month, day) + timedelta(days=1) for month, day in settings.peildata]
