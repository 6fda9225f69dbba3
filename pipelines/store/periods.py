"""Dates of a run: the report period and the school year around a peildatum, and whether the calendar covers them.

All date arithmetic that is not SQL stands here (tests/unit/store/test_periods.py defends the choices).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.calendar import Coverage, tell_missing
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


def check_peildatum(period: Period, coverage: Coverage) -> None:
    """Refuse a peildatum outside the calendar (exit code 2): its holidays would count as school days."""
    if not coverage.van <= period.peildatum <= period.week_end <= coverage.tot:
        outside = period.week_end if period.week_end > coverage.tot else period.peildatum
        raise WrongUse(
            f"Peildatum {period.peildatum:%d-%m-%Y} valt buiten de vakantiegegevens "
            f"({coverage.van:%d-%m-%Y} t/m {coverage.tot:%d-%m-%Y}). {tell_missing(coverage, outside)}"
        )
