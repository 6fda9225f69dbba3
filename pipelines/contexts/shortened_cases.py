"""Open cases of the last report that a delivery no longer reaches back to: they look shorter than they are."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contexts.trend import list_published
from reports.words import wording
from schemas.findings import Finding, make_finding
from schemas.tables import THUISZITTER

_COLUMNS = ("school", "leerling", "start", "duur_posities", "op_peildatum")


def tell_shortened(uitvoer: Path, *, peildatum: date, measured: pl.DataFrame, pupils: pl.DataFrame) -> list[Finding]:
    """One finding a school whose absences begin after an open case of the last earlier report began.

    `measured`: school_meting; `pupils`: leerling_periode, for a pupil that is not delivered any more has no case now. A
    case is a run that goes on; nothing where there is no earlier report, or none that can be read.
    """
    earlier = [day for day in list_published(uitvoer) if day < peildatum]
    if not earlier:
        return []
    cases = _read_open_cases(uitvoer / earlier[-1].isoformat())
    counted = (
        cases.join(measured.select("school", "gegevens_van"), on="school")
        .join(pupils.select("school", "leerling"), on=["school", "leerling"], how="semi")
        .filter(pl.col("start") < pl.col("gegevens_van"))
        .group_by("school", "gegevens_van")
        .agg(pl.col("leerling").n_unique().alias("gevallen"))
        .sort("school")
    )
    return [
        make_finding(
            school,
            "gevallen_korter",
            aantal=cases,
            van=_say(first),
            gevallen=wording.counted(cases, "geval", "gevallen").replace(wording.NBSP, " "),
            verslag=_say(earlier[-1]),
        )
        for school, first, cases in counted.iter_rows()
    ]


def _read_open_cases(folder: Path) -> pl.DataFrame:
    """Runs that went on at the peildatum of a publication; none where its table cannot be read."""
    try:
        rows = pl.read_parquet(folder / "tabellen" / f"{THUISZITTER.name}.parquet", columns=list(_COLUMNS))
    except (OSError, pl.exceptions.PolarsError):
        rows = pl.DataFrame(schema=THUISZITTER.polars_schema).select(_COLUMNS)
    return rows.filter("op_peildatum", pl.col("duur_posities").is_not_null())


def _say(day: date) -> str:
    return wording.short_date(day).replace(wording.NBSP, " ")
