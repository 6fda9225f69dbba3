"""Dates of a run: the report period and the school year around a peildatum, and what the calendar covers.

All date arithmetic that is not SQL stands here (tests/unit/store/test_periods.py defends the choices).
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines import paths
from pipelines.errors import WrongUse
from pipelines.settings import Settings

MONTH_DAY = tuple[int, int]
# Years a date of this program can lie in; far from both ends of the calendar of Python.
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Period:
    """The period of a peildatum: [van, peildatum], and the school years it needs (contract 2.4, 5)."""

    peildatum: date
    van: date
    schooljaar_van: date
    vorig_schooljaar_van: date

    @property
    def week_end(self) -> date:
        """Sunday of the peildatum's ISO week: lesweken and the horizon look no further."""
        return self.peildatum + timedelta(days=7 - self.peildatum.isoweekday())


@dataclass(frozen=True)
class Coverage:
    """First and last day (inclusive) on which the shipped calendar tells whether there is school."""

    van: date
    tot: date


def make_period(peildatum: date, *, peildata: tuple[MONTH_DAY, ...], schooljaar_begin: MONTH_DAY) -> Period:
    """The period starts the day after the last listed peildatum before `peildatum`; WrongUse on a year out of reach."""
    year = peildatum.year
    if year not in YEARS:
        raise WrongUse(f"Peildatum {peildatum.isoformat()} ligt niet in de jaren {YEARS[0]} tot en met {YEARS[-1]}.")
    listed = [date(when, month, day) for when in (year - 1, year) for month, day in peildata]
    previous = max(day for day in listed if day < peildatum)
    start = school_year_start(peildatum, schooljaar_begin=schooljaar_begin)
    return Period(
        peildatum=peildatum,
        van=previous + timedelta(days=1),
        schooljaar_van=start,
        vorig_schooljaar_van=date(start.year - 1, *schooljaar_begin),
    )


def list_periods(
    period: Period, *, peildata: tuple[MONTH_DAY, ...], schooljaar_begin: MONTH_DAY
) -> tuple[tuple[date, date], ...]:
    """(van, tot) of the report periods that end in the school year up to and including `period`, oldest first."""
    listed = [
        date(year, month, day)
        for year in range(period.schooljaar_van.year, period.van.year + 1)
        for month, day in peildata
    ]
    ended = sorted(day for day in set(listed) if period.schooljaar_van <= day < period.van)
    made = [make_period(day, peildata=peildata, schooljaar_begin=schooljaar_begin) for day in ended]
    return tuple((each.van, each.peildatum) for each in (*made, period))


def make_period_of(settings: Settings, peildatum: date) -> Period:
    """The period of a peildatum of this SWV; raises what `make_period` raises."""
    return make_period(peildatum, peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin)


def make_next_period(today: date, *, settings: Settings) -> Period:
    """The period of the first listed peildatum on or after `today`."""
    listed = [date(when, month, day) for when in (today.year, today.year + 1) for month, day in settings.peildata]
    return make_period_of(settings, min(day for day in listed if day >= today))


def school_year_start(day: date, *, schooljaar_begin: MONTH_DAY) -> date:
    """First day of the school year that holds `day`."""
    start = date(day.year, *schooljaar_begin)
    return start if start <= day else date(day.year - 1, *schooljaar_begin)


def read_holidays() -> list[dict[str, str]]:
    """Rows of the shipped school holidays, by region."""
    with (paths.CALENDAR / "schoolvakanties.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_public_holidays() -> list[dict[str, str]]:
    """Rows of the shipped public holidays."""
    with (paths.CALENDAR / "feestdagen.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def list_free_days(van: date, tot: date, *, vakantieregio: str, local: Iterable[tuple[date, date, str]]) -> set[date]:
    """Days from `van` to `tot` on which there can be no lessons, as win_kalenderdag says it of the store.

    School holidays of the region (an advisory one not on local days of kind `les`), public holidays, and local days
    `vrij`. `local`: first and last day, both inclusive, and the kind.
    """
    local = list(local)
    lessons = {day for first, last, kind in local if kind == "les" for day in _list_days(first, last, van, tot)}
    free = {day for first, last, kind in local if kind == "vrij" for day in _list_days(first, last, van, tot)}
    for row in read_holidays():
        if row["regio"] == vakantieregio:
            first, last = (date.fromisoformat(row[name]) for name in ("eerste_dag", "laatste_dag"))
            days = set(_list_days(first, last, van, tot))
            free |= days - lessons if row["soort"] == "advies" else days
    return free | {
        day
        for row in read_public_holidays()
        if row["schoolvrij"] == "vrij" and van <= (day := date.fromisoformat(row["datum"])) <= tot
    }


def _list_days(first: date, last: date, van: date, tot: date) -> Iterator[date]:
    """Days from `first` to `last` that lie from `van` to `tot`."""
    day = max(first, van)
    while day <= min(last, tot):
        yield day
        day += timedelta(days=1)


def calendar_coverage(holidays: list[dict[str, str]], public_holidays: list[dict[str, str]]) -> Coverage:
    """What the calendar files cover, in every region.

    A summer stands with the school year that ends, so August of the first year is not covered: the first covered
    day is 1 September of the first school year, the last one the last day of the last summer in every region.
    """
    first_years = [int(row["schooljaar"][:4]) for row in holidays]
    last_summers: dict[str, date] = {}
    for row in holidays:
        if row["vakantie"] == "zomer":
            end = date.fromisoformat(row["laatste_dag"])
            last_summers[row["regio"]] = max(end, last_summers.get(row["regio"], end))
    public_years = [int(row["jaar"]) for row in public_holidays]
    return Coverage(
        van=max(date(min(first_years), 9, 1), date(min(public_years), 1, 1)),
        tot=min(*last_summers.values(), date(max(public_years), 12, 31)),
    )


def shipped_coverage() -> Coverage:
    """What the shipped calendar files cover."""
    return calendar_coverage(read_holidays(), read_public_holidays())


def check_peildatum(period: Period, coverage: Coverage) -> None:
    """Refuse a peildatum outside the calendar (exit code 2): its holidays would count as school days."""
    if not coverage.van <= period.peildatum <= period.week_end <= coverage.tot:
        raise WrongUse(
            f"Peildatum {period.peildatum:%d-%m-%Y} valt buiten de vakantiegegevens "
            f"({coverage.van:%d-%m-%Y} t/m {coverage.tot:%d-%m-%Y}). {EXTEND_CALENDAR}"
        )


EXTEND_CALENDAR = (
    "Vul de ontbrekende schoolvakanties en feestdagen aan in schemas/calendar/schoolvakanties.csv "
    "en schemas/calendar/feestdagen.csv."
)
