"""What already stands for a peildatum, and whether a new run reads less: then it is not undone in silence (13)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import DataCheckFailed
from pipelines.publish.manifest import EARLIER_KEY
from reports.words.wording import counted
from schemas.tables import LEERLING_PERIODE, SCHOOL_METING

_SHOWN = 10
CountDays = Callable[[str, Sequence[tuple[date, date]]], int]


@dataclass(frozen=True)
class SchoolReading:
    """How much of one school a run read: files, pupils with a row, and measured school days (None: not known then).

    School days that go by earlier deliveries do not count: the folder did not tell of them.

    `bestanden`: SHA-256 of each file in its folder. `bewaard`: of the forms of earlier runs that it read besides.
    """

    bestanden: tuple[str, ...]
    leerlingen: int
    schooldagen: int | None
    bewaard: frozenset[str] = frozenset()


def read_standing(
    folder: Path, count_days: CountDays, *, opvolgers: Mapping[str, str] | None = None
) -> dict[str, SchoolReading] | None:
    """What the publication in `folder` read, by school that counted in it; empty where nothing stands.

    `count_days`: how many school days of the period a school has in ranges of days (both ends included). `opvolgers`:
    earlier number of a school -> the one of now, by which it is told.

    Empty too where its tables were erased because they were past their time. None when something stands that cannot be
    read: whether a run reads less than that is not known.
    """
    if not (folder / "tabellen").exists():
        return {}
    now = opvolgers or {}
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        pupils = pl.read_parquet(folder / "tabellen" / f"{LEERLING_PERIODE.name}.parquet", columns=["school"])
        measured = folder / "tabellen" / f"{SCHOOL_METING.name}.parquet"
        days = pl.read_parquet(measured) if measured.exists() else None
        pupils = pupils.with_columns(pl.col("school").replace(now))
        days = None if days is None else days.with_columns(pl.col("school").replace(now))
        files = [(now.get(file["school"], file["school"]), file["sha256"]) for file in manifest["bestanden"]]
        refused = {now.get(school["school"], school["school"]) for school in manifest["geweigerd"]}
        earlier = {
            (school := now.get(each["school"], each["school"])): count_days(
                school, [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in each["dagen"]]
            )
            for each in manifest.get(EARLIER_KEY, [])
        }
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return count_reading(pupils, days, files=files, refused=refused, earlier=earlier)


def count_reading(
    pupils: pl.DataFrame,
    measured: pl.DataFrame | None,
    *,
    files: Sequence[tuple[str, str]],
    refused: set[str],
    kept: Sequence[tuple[str, str]] = (),
    earlier: Mapping[str, int] | None = None,
) -> dict[str, SchoolReading]:
    """By school that counts: `pupils` is leerling_periode, `measured` school_meting.

    `files` and `kept`, forms of earlier runs, are (school, SHA-256). `earlier`: how many of the measured school days go
    by earlier deliveries; those were not read from the folder.
    """
    heads: Mapping[str, int] = dict(pupils.group_by("school").len().iter_rows())
    days: Mapping[str, int | None] = {}
    if measured is not None:
        days = dict(
            measured.select(
                "school", (pl.col("gemeten_dagen").fill_null(0) - pl.col("gat_dagen").fill_null(0)).alias("dagen")
            ).iter_rows()
        )
    return {
        school: SchoolReading(
            tuple(sha256 for owner, sha256 in files if owner == school),
            heads[school],
            None if (read := days.get(school)) is None else read - (earlier or {}).get(school, 0),
            frozenset(sha256 for owner, sha256 in kept if owner == school),
        )
        for school in sorted(heads)
        if school not in refused
    }


def find_losses(standing: Mapping[str, SchoolReading] | None, now: Mapping[str, SchoolReading]) -> list[str]:
    """What a run would take away from what stands, one Dutch line a school and measure; empty when nothing."""
    if standing is None:
        return ["wat er staat, is niet te lezen en dus niet te vergelijken"]
    losses = []
    for school, before in standing.items():
        after = now.get(school)
        if after is None:
            losses.append(f"school {school} valt weg ({counted(before.leerlingen, 'leerling', 'leerlingen')})")
            continue
        if before.schooldagen is not None and after.schooldagen is not None and after.schooldagen < before.schooldagen:
            losses.append(f"school {school}: {_drop(before.schooldagen, after.schooldagen)} gemeten schooldagen")
        if after.leerlingen < before.leerlingen:
            losses.append(f"school {school}: {_drop(before.leerlingen, after.leerlingen)} leerlingen")
        files = _count_files(before, after)
        if files < len(before.bestanden):
            losses.append(f"school {school}: {_drop(len(before.bestanden), files)} bestanden")
    return losses


def _count_files(before: SchoolReading, after: SchoolReading) -> int:
    """The files in the folder now, and the forms that lay there before and are kept and still read.

    Forms that were only kept before do not count on either side: keeping them ends by itself, as the retention period
    asks, and one that is read besides does not make up for an export that is gone.
    """
    return len(after.bestanden) + len(after.bewaard.intersection(before.bestanden))


def refuse_losses(losses: Sequence[str], *, peildatum: str) -> None:
    """DataCheckFailed (13) with what would be lost, and how to do it all the same."""
    if not losses:
        return
    shown = "\n".join(f"- {line}" for line in losses[:_SHOWN])
    rest = len(losses) - _SHOWN
    more = f"\n- en nog {counted(rest, 'verschil', 'verschillen')}" if rest > 0 else ""
    raise DataCheckFailed(
        f"Van peildatum {peildatum} staat er al uitvoer, en deze run leest minder dan die:\n{shown}{more}\n"
        "Er is niets veranderd. Ligt alles nog in de map met aanleveringen? Klopt het zo, geef dan dezelfde opdracht "
        "met --toch. De oude uitvoer blijft dan bewaard in de map 'eerder'."
    )


def _drop(before: int, after: int) -> str:
    return f"{after} in plaats van {before}"
