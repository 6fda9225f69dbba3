"""What the pages of a school may be compared with: its last work list, and the same period a year earlier.

Read from earlier publications as they were published; only like is compared with like (guide, second edition). What
cannot be read or compared is left out, and the pages say nothing of it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contexts.header import name_rule_set
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.trend import PARTS, add_minutes, list_published
from pipelines.intake.succession import Succession, make_succession
from pipelines.settings import School
from reports.context.counts import Minutes
from reports.context.parts import PastQuarter
from reports.context.school import EarlierList
from schemas.tables import LEERLING_PERIODE, SCHOOL_METING, STAND_GEMETEN, WERKLIJST

# What is read of the tables: a column that this version added must not make an earlier one unreadable.
_PERIOD = ["school", "tier", *(f"{part}_min" for part in PARTS)]
_WORK = ["school", "leerling", "actie", "sinds", "stand", "zwaarte"]
_MEASURED = ["school", "stand"]
# How many publications the history of a pupil goes back: a year and a half.
_QUARTERS = 6
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, pl.exceptions.PolarsError)


@dataclass(frozen=True)
class EarlierSchool:
    """`lijst`: the last work list. `jaar_eerder`: minutes of pupils with a tier in the same period a year earlier.

    `verleden`: by code, what the last publications said of a pupil who was on their work list, oldest first.
    """

    lijst: EarlierList | None = None
    jaar_eerder: Minutes | None = None
    verleden: Mapping[str, tuple[PastQuarter, ...]] = field(default_factory=dict)


NOTHING_EARLIER = EarlierSchool()


@dataclass(frozen=True)
class _OfSchool:
    """Reads what publications say of one school, under whatever number they know it."""

    school: School
    succession: Succession

    def read(self, folder: Path, table: str, columns: list[str]) -> pl.DataFrame:
        frame = pl.read_parquet(folder / "tabellen" / f"{table}.parquet", columns=columns)
        return self.succession.follow(frame).filter(pl.col("school") == self.school.id)

    def pick(self, by_school: Mapping[str, Any]) -> Any:
        """What is said of the school; LookupError where nothing is."""
        return {self.succession.name(number): found for number, found in by_school.items()}[self.school.id]


def read_earlier_school(
    outcome: Outcome, school: School, *, key_id: str, damaged: Collection[date] = ()
) -> EarlierSchool:
    """The parts that may be compared; under another key than `key_id` a pupil has another code.

    A list of another school year may not be compared: what it counts began anew on 1 August. `damaged`: publications
    that are not as they were published, which are not read.
    """
    uitvoer, peildatum = outcome.settings.uitvoer, outcome.period.peildatum
    of = _OfSchool(school, make_succession(outcome.settings, outcome.deliveries))
    days = [day for day in list_published(uitvoer, damaged=damaged) if day < peildatum]
    last = max(days, default=date.min)
    year = _go_back_a_year(peildatum)
    listed = minutes = None
    if last >= outcome.period.schooljaar_van:
        listed = _read_list(
            uitvoer / last.isoformat(), last, of, key_id=key_id, rule_set=name_rule_set(outcome, school)
        )
    if year in days and _is_measured(outcome.tables[SCHOOL_METING.name], school):
        first = _go_back_a_year(outcome.period.van)
        minutes = _read_minutes(uitvoer / year.isoformat(), of, first=first)
    past: dict[str, tuple[PastQuarter, ...]] = {}
    for day in days[-_QUARTERS:]:
        for code, quarter in _read_quarter(uitvoer / day.isoformat(), day, of, key_id=key_id).items():
            past[code] = (*past.get(code, ()), quarter)
    return EarlierSchool(listed, minutes, past)


def _go_back_a_year(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        # 29 February: there is no such day.
        return date.min


def _read_list(
    folder: Path, day: date, of: _OfSchool, *, key_id: str, rule_set: Mapping[str, str]
) -> EarlierList | None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["sleutel"] != key_id or of.pick(manifest["regelsets"]) != rule_set:
            return None
        work = of.read(folder, WERKLIJST.name, _WORK)
        if not _is_measured(of.read(folder, SCHOOL_METING.name, _MEASURED), of.school):
            return None
    except _UNREADABLE:
        return None
    return EarlierList(
        peildatum=day,
        zwaarte=dict(work.select("leerling", "zwaarte").iter_rows()),
        te_laat=frozenset(work.filter(pl.col("stand") == "te_laat").select("leerling", "actie", "sinds").iter_rows()),
    )


def _read_minutes(folder: Path, of: _OfSchool, *, first: date) -> Minutes | None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["periode"]["van"] != first.isoformat():
            return None
        pupils = of.read(folder, LEERLING_PERIODE.name, _PERIOD).filter(pl.col("tier").is_not_null())
        if pupils.is_empty() or not _is_measured(of.read(folder, SCHOOL_METING.name, _MEASURED), of.school):
            return None
    except _UNREADABLE:
        return None
    return add_minutes(pupils)


def _read_quarter(folder: Path, day: date, of: _OfSchool, *, key_id: str) -> dict[str, PastQuarter]:
    """What one publication said of each pupil of its work list; nothing where it cannot be read or has other codes."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["sleutel"] != key_id:
            return {}
        work = of.read(folder, WERKLIJST.name, _WORK)
        pupils = of.read(folder, LEERLING_PERIODE.name, ["school", "leerling", "gepland_min", "aanwezig_min"])
    except _UNREADABLE:
        return {}
    minutes = {code: (planned, present) for _, code, planned, present in pupils.iter_rows()}
    found: dict[str, PastQuarter] = {}
    for row in work.sort("leerling", "actie", "sinds").iter_rows(named=True):
        planned, present = minutes.get(row["leerling"], (0, 0))
        quarter = found.get(row["leerling"]) or PastQuarter(day, row["zwaarte"], planned, present, (), ())
        found[row["leerling"]] = _add_act(quarter, row["actie"], done=row["stand"] == "gedaan")
    return {code: replace(each, gedaan=_leave_out(each.gedaan, each.open)) for code, each in found.items()}


def _add_act(quarter: PastQuarter, act: str, *, done: bool) -> PastQuarter:
    name = "gedaan" if done else "open"
    known: tuple[str, ...] = getattr(quarter, name)
    return quarter if act in known else replace(quarter, **{name: (*known, act)})


def _leave_out(acts: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """An act that was done once and asked again is still open."""
    return tuple(act for act in acts if act not in others)


def _is_measured(states: pl.DataFrame, school: School) -> bool:
    """On nearly all of its school days; on fewer, a part of the season would be compared with the whole of it."""
    return states.filter(pl.col("school") == school.id)["stand"].to_list() == [STAND_GEMETEN]
