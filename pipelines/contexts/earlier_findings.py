"""What the last earlier report knew and a delivery no longer tells: pupils that vanished, cases cut short."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contexts.trend import count_shortened, count_vanished, list_published
from pipelines.intake.succession import NOBODY, Succession
from reports.words import wording
from schemas.findings import Finding, make_finding


def tell_vanished(
    uitvoer: Path,
    *,
    peildatum: date,
    delivered: pl.DataFrame,
    key_id: str,
    damaged: Collection[date] = (),
    succession: Succession = NOBODY,
) -> list[Finding]:
    """One finding a school of which pupils of the last earlier report are not in the list of pupils any more.

    `delivered`: rows of mart_leerling_geleverd. Nothing where there is no earlier report, none that can be read, or one
    that was made under another key than `key_id`: its codes say nothing now.
    """
    earlier = _find_last(uitvoer, peildatum, damaged)
    if earlier is None:
        return []
    counted = count_vanished(uitvoer / earlier.isoformat(), delivered=delivered, key_id=key_id, succession=succession)
    return [
        make_finding(
            school,
            "leerling_verdwenen",
            aantal=pupils,
            leerlingen=_count(pupils, "leerling", "leerlingen"),
            verslag=_say(earlier),
        )
        for school, pupils in counted
    ]


def tell_shortened(
    uitvoer: Path,
    *,
    peildatum: date,
    measured: pl.DataFrame,
    pupils: pl.DataFrame,
    damaged: Collection[date] = (),
    succession: Succession = NOBODY,
) -> list[Finding]:
    """One finding a school whose absences begin after an open case of the last earlier report began.

    `measured`: school_meting; `pupils`: leerling_periode, for a pupil that is not delivered any more has no case now.
    Nothing where there is no earlier report, or none that can be read.
    """
    earlier = _find_last(uitvoer, peildatum, damaged)
    if earlier is None:
        return []
    counted = count_shortened(uitvoer / earlier.isoformat(), measured=measured, pupils=pupils, succession=succession)
    return [
        make_finding(
            school,
            "gevallen_korter",
            aantal=cases,
            van=_say(first),
            gevallen=_count(cases, "geval", "gevallen"),
            verslag=_say(earlier),
        )
        for school, first, cases in counted
    ]


def _find_last(uitvoer: Path, peildatum: date, damaged: Collection[date]) -> date | None:
    """The last report that is whole."""
    return max((day for day in list_published(uitvoer, damaged=damaged) if day < peildatum), default=None)


def _say(day: date) -> str:
    return wording.short_date(day).replace(wording.NBSP, " ")


def _count(number: int, one: str, more: str) -> str:
    return wording.counted(number, one, more).replace(wording.NBSP, " ")
