"""When something is due: the moments of the cycle of each peildatum (`schemas/cycle.yaml`), and what was missed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.settings import Settings
from schemas.cycle import DRAAIEN, WHAT, get_steps

TIME_ZONE = "Europe/Amsterdam"
# A year without 29 February: the day after 28 February is then 1 March, which exists every year.
_COMMON_YEAR = 2023


@dataclass(frozen=True, order=True)
class Moment:
    """What is due when, for which peildatum. `due` has a time zone."""

    due: datetime
    what: str
    peildatum: date


@dataclass(frozen=True)
class Done:
    """What was done for which peildatum, and when (with a time zone)."""

    what: str
    peildatum: date
    at: datetime


def list_cron_lines(settings: Settings, what: str = DRAAIEN) -> list[str]:
    """The cron lines of one thing that is done, in `TIME_ZONE`: the same days each year."""
    return list(dict.fromkeys(f"0 {hour} {day.day} {day.month} *" for day, hour in _list_days(settings, what)))


def describe_days(settings: Settings, what: str = DRAAIEN) -> list[str]:
    """The same days for people, as dd-mm with the hour."""
    days = (f"{day.day:02}-{day.month:02} om {hour} uur" for day, hour in _list_days(settings, what))
    return list(dict.fromkeys(days))


def describe_before() -> list[str]:
    """What is done before each peildatum, for people: one line a thing."""
    lines = []
    for what, step in get_steps(date.max).items():
        if what != DRAAIEN:
            first, last = max(step.dagen_ervoor), min(step.dagen_ervoor)
            days = f"{first} dagen" if first == last else f"{first} tot en met {last} dagen"
            lines.append(f"{what}: {days} voor elke peildatum om {step.uur} uur")
    return lines


def find_latest_peildatum(settings: Settings, *, today: date) -> date:
    """The last peildatum before `today`: the one a scheduled run of today reports on."""
    return max(peildatum for peildatum in _list_peildata(settings, today) if peildatum < today)


def find_next_peildatum(settings: Settings, *, today: date) -> date:
    """The first peildatum after `today`: the one that schools are asked about and checked for."""
    return min(peildatum for peildatum in _list_peildata(settings, today) if peildatum > today)


def find_missed(settings: Settings, *, now: datetime, tried: Collection[date]) -> date | None:
    """The last peildatum whose run was due by `now`, when nothing stands for it and no scheduled run took it on.

    `now` has a time zone. One at most: the run after the next peildatum is for that one.
    """
    due = [moment.peildatum for moment in _list_moments(settings, now, (DRAAIEN,)) if moment.due <= now]
    last = max(due)
    stands = (settings.uitvoer / last.isoformat() / "manifest.json").exists()
    return None if stands or last in tried else last


def find_missed_moments(settings: Settings, *, now: datetime, done: Collection[Done]) -> list[Moment]:
    """What of the peildatum to come was due by `now` and not done, once each, in order. Runs: see `find_missed`.

    Of what is done night after night the last time counts. What was due for a peildatum that is past is of no use now.
    """
    coming = find_next_peildatum(settings, today=now.astimezone(ZoneInfo(TIME_ZONE)).date())
    last: dict[str, Moment] = {}
    for moment in _list_moments(settings, now, [what for what in WHAT if what != DRAAIEN]):
        if moment.peildatum == coming and moment.due <= now:
            last[moment.what] = moment
    return [moment for moment in sorted(last.values()) if not _is_done(moment, done)]


def _is_done(moment: Moment, done: Collection[Done]) -> bool:
    """Done for this peildatum, at or after its hour; a moment that comes once also counts from any time before."""
    times = [each.at for each in done if (each.what, each.peildatum) == (moment.what, moment.peildatum)]
    if len(get_steps(moment.peildatum)[moment.what].dagen_ervoor) == 1:
        return bool(times)
    return any(at >= moment.due for at in times)


def _list_moments(settings: Settings, now: datetime, kinds: Collection[str]) -> Iterator[Moment]:
    """Every moment of these kinds, of each peildatum from the year before to the year after, in order of time."""
    moments = []
    for peildatum in _list_peildata(settings, now.date()):
        for what in kinds:
            step = get_steps(peildatum)[what]
            for days in step.dagen_ervoor:
                due = datetime.combine(peildatum - timedelta(days=days), time(step.uur), tzinfo=ZoneInfo(TIME_ZONE))
                moments.append(Moment(due, what, peildatum))
    yield from sorted(moments)


def _list_peildata(settings: Settings, today: date) -> list[date]:
    """Every listed peildatum of this year, of the year before and of the year after."""
    years = (today.year - 1, today.year, today.year + 1)
    return [date(year, month, day) for year in years for month, day in settings.peildata]


def _list_days(settings: Settings, what: str) -> Iterator[tuple[date, int]]:
    """Day and hour of one thing for each peildatum, in a common year: a cron line has no year."""
    for month, day in settings.peildata:
        peildatum = date(_COMMON_YEAR, month, day)
        # Of the newest edition: a schedule is made for what is to come.
        step = get_steps(date.max)[what]
        yield from ((peildatum - timedelta(days=days), step.uur) for days in step.dagen_ervoor)
