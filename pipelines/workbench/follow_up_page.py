"""Page Opvolging: the work list of the standing output over all schools, and what schools still owe."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polars as pl

from pipelines.errors import StoreUnavailable
from pipelines.settings import Settings
from pipelines.workbench.bench import Bench
from pipelines.workbench.output_page import get_folder
from reports.context.workbench import FollowUpPage, OwedRow, WorkRow
from reports.words.wording import counted, short_date
from schemas.acts import load_acts
from schemas.findings import GEWEIGERD, QUARANTAINE
from schemas.tables import (
    BEVINDING,
    LEERLING_PERIODE,
    SCHOOL_METING,
    STAND_GEMETEN,
    STAND_GEWEIGERD,
    STAND_NIET_GEMETEN,
    STAND_VEROUDERD,
    WERKLIJST,
)

_PAGE = "/opvolging"
ROWS_A_PAGE = 100
_MOST_POINTS = 3
_OVERDUE, _DONE = "te_laat", "gedaan"
_STANDEN = {
    STAND_GEWEIGERD: "geweigerd: telt niet mee",
    STAND_NIET_GEMETEN: "niet gemeten: telt niet mee",
    STAND_VEROUDERD: "verouderd",
    STAND_GEMETEN: "gemeten",
}


def make_follow_up_page(bench: Bench, settings: Settings, *, school_id: str, first: int) -> FollowUpPage:
    """Rows from `first` (from 0) of all schools, or of one; WrongUse for a school that is not there."""
    folder = get_folder(bench, settings)
    stands = (folder / "manifest.json").is_file()
    work = _read_work(folder) if stands else pl.DataFrame()
    if school_id:
        work = work.filter(pl.col("school") == settings.get_school(school_id).id) if work.height else work
    first = first - first % ROWS_A_PAGE if 0 <= first < work.height else 0
    shown = work.slice(first, ROWS_A_PAGE)
    acts = load_acts()
    return FollowUpPage(
        staat=stands,
        rijen=tuple(
            WorkRow(
                school=row["school"],
                leerling=row["leerling"],
                klas=row["klas"] or "",
                rol=acts.roles[row["rol"]],
                wat=acts.acts[row["actie"]].words,
                sinds=row["sinds"],
                uiterste=row["uiterste_datum"],
                te_laat=row["stand"] == _OVERDUE,
            )
            for row in shown.iter_rows(named=True)
        ),
        totaal=work.height,
        te_laat=work.filter(pl.col("stand") == _OVERDUE).height if work.height else 0,
        van=first + 1,
        vorige=_make_address(bench, school_id, first - ROWS_A_PAGE) if first else "",
        volgende=_make_address(bench, school_id, first + ROWS_A_PAGE) if first + ROWS_A_PAGE < work.height else "",
        scholen=(
            ("Alle scholen", _make_address(bench, "", 0), not school_id),
            *((each.naam, _make_address(bench, each.id, 0), each.id == school_id) for each in settings.scholen),
        ),
        schuldig=_list_owed(bench, settings, folder) if stands else (),
    )


def _read_work(folder: Path) -> pl.DataFrame:
    """What is still to be done: overdue first, then by last day, then what has none; a total order."""
    work = _read_table(folder, WERKLIJST.name)
    if not work.height:
        return work
    classes = _read_table(folder, LEERLING_PERIODE.name).select("school", "leerling", "klas")
    return (
        work.filter(pl.col("stand") != _DONE)
        .join(classes, on=("school", "leerling"), how="left")
        .with_columns((pl.col("stand") != _OVERDUE).alias("later"))
        .sort("later", "uiterste_datum", "zwaarte", "school", "leerling", "rol", "actie", "sinds", nulls_last=True)
    )


def _list_owed(bench: Bench, settings: Settings, folder: Path) -> tuple[OwedRow, ...]:
    """Schools that are not measured whole or have points to mend, in order of the settings."""
    measured = {row["school"]: row for row in _read_table(folder, SCHOOL_METING.name).iter_rows(named=True)}
    findings = _read_table(folder, BEVINDING.name)
    rows = []
    for school in settings.scholen:
        points = _list_points(findings, school.id)
        state = measured.get(school.id)
        unmeasured = _say_unmeasured(state)
        if state is not None and state["stand"] == STAND_GEMETEN and not points and not unmeasured:
            continue
        sheet = f"school/{school.id}/retour.html"
        rows.append(
            OwedRow(
                school=school.id,
                naam=school.naam,
                stand=_STANDEN[state["stand"]] if state else "nieuw: stond niet in deze run",
                punten=(*unmeasured, *points),
                retourblad=f"{bench.gate.base}/uitvoer/{folder.name}/{sheet}" if (folder / sheet).is_file() else "",
            )
        )
    return tuple(rows)


def _say_unmeasured(state: Mapping[str, Any] | None) -> tuple[str, ...]:
    if state is None or state["schooldagen"] is None:
        return ()
    days = state["schooldagen"] - (state["gemeten_dagen"] or 0) + (state["gat_dagen"] or 0)
    until = f" De gegevens lopen t/m {short_date(state['gegevens_tot'])}." if state["gegevens_tot"] else ""
    return (f"{counted(days, 'schooldag', 'schooldagen')} niet gemeten.{until}",) if days else ()


def _list_points(findings: pl.DataFrame, school_id: str) -> tuple[str, ...]:
    """What was refused or set aside, the most rows first; the return sheet has all of it."""
    if not findings.height:
        return ()
    wanted = findings.filter((pl.col("school") == school_id) & pl.col("ernst").is_in([GEWEIGERD, QUARANTAINE]))
    found: dict[str, int] = {}
    for words, number in wanted.select("omschrijving", "aantal").iter_rows():
        found[words] = found.get(words, 0) + number
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    told = [f"{words.partition('. ')[0].rstrip('.')} ({number} keer)." for words, number in ordered[:_MOST_POINTS]]
    rest = len(ordered) - _MOST_POINTS
    return (*told, *([f"En nog {counted(rest, 'punt', 'punten')}."] if rest > 0 else []))


def _read_table(folder: Path, name: str) -> pl.DataFrame:
    """A published table; empty where it was erased or never made. StoreUnavailable when it cannot be read."""
    file = folder / "tabellen" / f"{name}.parquet"
    if not file.is_file():
        return pl.DataFrame()
    try:
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError):
        raise StoreUnavailable(
            "De tabellen van deze uitvoer zijn niet te lezen. Draai de peildatum opnieuw: dan zijn ze er weer."
        ) from None


def _make_address(bench: Bench, school_id: str, first: int) -> str:
    asked = {"school": school_id} if school_id else {}
    if first > 0:
        asked["vanaf"] = str(first)
    return f"{bench.gate.base}{_PAGE}" + (f"?{urlencode(asked)}" if asked else "")
