"""A slow reading of what absence without a reason would be if it were unauthorised (contract 2.2, 2.7, 2.9).

Of each pupil with such a lesson in the school year: how many lessons, the oldest of their days, the most hours within
four lesweken, the longest run, and whether a report to DUO is due then and not without them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.lib.oracle import (
    FOUR_LESWEKEN,
    ONE_DAY,
    REDEN_ONBEKEND,
    SIXTIETHS_OF_16_HOURS,
    BuiltCase,
    Case,
    Day,
    Pupil,
    Row,
    Run,
    build_case,
    get_all_days,
    get_runs,
    is_enrolled_in,
)
from tests.lib.region import Region


@dataclass(frozen=True)
class _Window:
    """Hours of the four lesweken that end on a day, in sixtieths."""

    unauthorised: int
    without_reason: int

    @property
    def is_due_then_alone(self) -> bool:
        return self.unauthorised < SIXTIETHS_OF_16_HOURS <= self.unauthorised + self.without_reason


def compute_without_reason(region: Region, peildatum: date, holidays: list[Row], public: list[Row]) -> list[Row]:
    """A row for each pupil of the period with a lesson without a reason in the school year of the meetdatum."""
    found = []
    for school in region.scholen:
        made = build_case(region, school, peildatum, holidays, public)
        for pupil in made.case.pupils if made.case.measured.is_measured else ():
            lessons = list(_find_lessons(made, pupil))
            if lessons and is_enrolled_in(made.case, pupil):
                found.append(_make_row(made.case, pupil, lessons))
    return found


def _find_lessons(made: BuiltCase, pupil: Pupil) -> Iterable[date]:
    dates = {day.datum for day in pupil.days}
    for (number, day, _), kind in made.kinds.items():
        if number == pupil.nummer and kind in REDEN_ONBEKEND and day in dates and day >= made.case.schooljaar:
            yield day


def _make_row(case: Case, pupil: Pupil, lessons: list[date]) -> Row:
    days = get_all_days(case, pupil)
    windows = [window for day in pupil.days if (window := _add_up(days, day)).without_reason]
    runs = [run for run in get_runs(case, pupil, "oa_zonder_reden") if run.zonder_reden and _lasts_into(run, case)]
    full = [run for run in get_runs(case, pupil, "oa") if run.duur_posities >= FOUR_LESWEKEN]
    return {
        "school": case.school.id,
        "leerlingnummer": pupil.nummer,
        "oudste_dag": min(lessons),
        "lessen": len(lessons),
        "uren": max(window.unauthorised + window.without_reason for window in windows) / 60,
        "duur_posities": max((run.duur_posities for run in runs), default=0),
        "zou_16uur": any(window.is_due_then_alone for window in windows),
        "zou_lrv": any(run.duur_posities >= FOUR_LESWEKEN and not _holds_one(run, full) for run in runs),
    }


def _add_up(days: list[Day], end: Day) -> _Window:
    """Nothing on a day without such hours: no report ends there."""
    if not end.oa_zestigsten + end.reden_zestigsten:
        return _Window(0, 0)
    # An earlier school can have its last position on the days here as well: by date too.
    held = [day for day in days if end.positie - 27 <= day.positie <= end.positie and day.datum <= end.datum]
    return _Window(sum(day.oa_zestigsten for day in held), sum(day.reden_zestigsten for day in held))


def _lasts_into(run: Run, case: Case) -> bool:
    """Up to the day before the one that breaks it, in the school year."""
    return run.start_hier + (run.duur_kalenderdagen - run.eerder_kalenderdagen - 1) * ONE_DAY >= case.schooljaar


def _holds_one(run: Run, others: list[Run]) -> bool:
    return any(run.start_hier <= other.start_hier <= run.laatste_dag for other in others)
