"""When a run is due: the day after each peildatum, and which peildatum that run is for."""

from datetime import date, timedelta

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
    years = (today.year, today.year - 1)
    return max(
        peildatum
        for peildatum in (date(year, month, day) for year in years for month, day in settings.peildata)
        if peildatum < today
    )


def _list_days(settings: Settings) -> list[date]:
    return [date(_COMMON_YEAR, month, day) + timedelta(days=1) for month, day in settings.peildata]
