"""Open cases of the last report that a delivery no longer reaches back to: they look shorter than they are."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contexts.trend import count_shortened, list_published
from reports.words import wording
from schemas.findings import Finding, make_finding


def tell_shortened(uitvoer: Path, *, peildatum: date, measured: pl.DataFrame, pupils: pl.DataFrame) -> list[Finding]:
    """One finding a school whose absences begin after an open case of the last earlier report began.

    `measured`: school_meting; `pupils`: leerling_periode, for a pupil that is not delivered any more has no case now.
    Nothing where there is no earlier report, or none that can be read.
    """
    earlier = [day for day in list_published(uitvoer) if day < peildatum]
    if not earlier:
        return []
    counted = count_shortened(uitvoer / earlier[-1].isoformat(), measured=measured, pupils=pupils)
    return [
        make_finding(
            school,
            "gevallen_korter",
            aantal=cases,
            van=_say(first),
            gevallen=wording.counted(cases, "geval", "gevallen").replace(wording.NBSP, " "),
            verslag=_say(earlier[-1]),
        )
        for school, first, cases in counted
    ]


def _say(day: date) -> str:
    return wording.short_date(day).replace(wording.NBSP, " ")
