"""The bridge between two editions: every difference of a count split into what caused it, exactly.

The earlier edition is counted again with one input after another replaced by that of the later one, in a fixed order
(`reports.context.difference.STAPPEN`). Each part is the difference between two such counts of the same pupil, so the
parts of a pupil, and with them those of a school and of all, always add up. What cannot be counted again is told and
stands in a part of its own: it is never guessed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.intake.delivered import SWV_FOLDER
from pipelines.progress import Report, be_silent
from pipelines.run.edition_side import COUNTED_TABLES, Side
from pipelines.run.recount import LATER, NOTHING_STOOD, TARGET, Counter, Recount, Stood, lay_states
from pipelines.store.models import read_models
from pipelines.store.store import Store
from pipelines.vault.folders import make_fresh_folder, remove
from pipelines.vault.places import STORE_FILE
from reports.context.difference import (
    CODES,
    CORRECTIES,
    LEERLINGEN,
    ONVERDEELD,
    PROGRAMMA,
    REGELS,
    ROOSTERS,
    SCHOLEN,
    STAPPEN,
    TELLINGEN,
    VERANDERING,
    CountBridge,
    MovedPupil,
    Part,
    UnitBridge,
)
from schemas.ruleset import RuleSet

_KEY = ["school", "leerling", "telling"]
_VAN, _NAAR = "van", "naar"
_DOWN = "eraf_"
_NOT_COUNTED = (
    "School {school}: een van de tussenstappen is niet te tellen. Wat daarop rust, staat bij niet te splitsen."
)
_OTHER_KEY = (
    "Tussen de twee uitgaven kwam er een nieuwe sleutel. Leerlingen zijn dan niet te herkennen, en wie kwam of ging "
    "dus ook niet."
)


@dataclass(frozen=True)
class Split:
    """Rows by school, pupil and count: `van` and `naar`, and by step what it grew by. `telt_swv` tells what counts.

    `school`: the counts of each school about all its pupils. `swv`: as the SWV counts. `doubts`: in sentences.
    `counted`: schools that could be counted again, of which nothing stands with what cannot be split. `states`: their
    rows in each state but the later one (`lay_states`); None where none was counted.
    """

    school: pl.DataFrame = field(repr=False)
    swv: pl.DataFrame = field(repr=False)
    doubts: tuple[str, ...]
    counted: frozenset[str] = frozenset()
    states: pl.DataFrame | None = field(default=None, repr=False)


def count_published(side: Side, folder: Path) -> pl.DataFrame:
    """Rows of mart_verschil by the published tables of an edition."""
    store = Store(make_fresh_folder(folder) / STORE_FILE, passing=True)
    try:
        for table in COUNTED_TABLES:
            store.load_reference(f"mart_{table.name}", side.tables[table.name])
        store.load_reference("ref_run", pl.DataFrame({"periode_van": [side.period.van]}))
        store.build({TARGET: read_models([TARGET])[TARGET]})
        return store.read(TARGET)
    finally:
        store.close()
        remove(folder)


def split_difference(
    before: Side,
    after: Side,
    *,
    rule_sets: Mapping[str, RuleSet],
    folder: Path,
    is_just_counted: bool = False,
    asked: Collection[str] | None = None,
    stood: Stood = NOTHING_STOOD,
    report_progress: Report = be_silent,
) -> Split:
    """Split what differs between two editions. `folder`: for stores that are thrown away.

    `is_just_counted`: this program just counted the later edition, as its tables say; a school that is given the same
    in both is then not counted again, nor is one of which the rows `stood`. `asked`: the schools whose rows are wanted;
    all where it is None.
    """
    linked = before.key_id == after.key_id
    countable = _list_countable(before, after) if linked else []
    states = {_VAN: count_published(before, folder), _NAAR: count_published(after, folder)}
    doubts = [*before.doubts, *after.doubts, *_tell_unknown(before, after, countable, linked=linked)]
    schools = [school for school in countable if asked is None or school in asked]
    counted: Mapping[str, pl.DataFrame] = {}
    if schools:
        counter = Counter(folder, rule_sets, report_progress)
        known = states[_NAAR] if is_just_counted else None
        recount = Recount(before, after, countable, counter, known=known, stood=stood)
        counted, failed = recount.count(schools)
        states |= counted
        schools = [school for school in schools if school not in failed]
        doubts += [_NOT_COUNTED.format(school=school) for school in failed]
    if asked is not None:
        states = {name: frame.filter(pl.col("school").is_in(list(asked))) for name, frame in states.items()}
    return Split(
        *(
            lay_parts(states, before=before.measured, after=after.measured, countable=schools, linked=linked, swv=swv)
            for swv in (False, True)
        ),
        doubts=tuple(dict.fromkeys(doubts)),
        counted=frozenset(countable),
        states=lay_states(counted, schools),
    )


def _list_countable(before: Side, after: Side) -> list[str]:
    """Schools that can be counted again in each edition in which figures hold them."""
    if any(SWV_FOLDER not in side.parts for side in (before, after)):
        return []
    schools = sorted({*before.measured, *after.measured})
    return [
        school
        for school in schools
        if all(school not in side.measured or _is_read(side, school) for side in (before, after))
    ]


def _is_read(side: Side, school: str) -> bool:
    return school in side.parts and side.parts[school].refused is None


def _tell_unknown(before: Side, after: Side, both: Sequence[str], *, linked: bool) -> Iterator[str]:
    if not linked:
        yield _OTHER_KEY
    yield from (side.unknown for side in (before, after) if side.unknown)
    if not before.unknown and not after.unknown and linked:
        for school in sorted({*before.measured, *after.measured} - {*both}):
            yield (
                f"School {school}: wat er van een van de uitgaven is gelezen, is niet bewaard. Wat daar verschilt, is "
                "niet te splitsen."
            )


def lay_parts(
    states: Mapping[str, pl.DataFrame],
    *,
    before: Collection[str],
    after: Collection[str],
    countable: Collection[str],
    linked: bool,
    swv: bool,
) -> pl.DataFrame:
    """One row per school, pupil and count: `van`, `naar`, and by step what it grew by; these add up in every row.

    `before`, `after`: schools that figures hold; `countable`: those that were counted again, in every state. `linked`:
    a code is the same pupil in both. `swv`: of what the SWV counts.
    """
    rows = _lay_beside({name: frame.filter("telt_swv") if swv else frame for name, frame in states.items()})
    present = _find_present(states, swv=swv)
    came_or_went = pl.col(f"present_{_VAN}").fill_null(value=False) != pl.col(f"present_{_NAAR}").fill_null(value=False)
    cause = (
        pl.when(pl.col("school").is_in({*before} ^ {*after}))
        .then(pl.lit(SCHOLEN))
        .when(came_or_went)
        .then(pl.lit(LEERLINGEN if linked else ONVERDEELD))
    )
    rows = rows.join(present, on=["school", "leerling"], how="left").with_columns(
        cause=cause, counted=pl.col("school").is_in(list(countable))
    )
    parts = _list_parts() if countable else {}
    # What is left after the steps that say nothing of which pupil or school it is.
    rest = pl.col(_NAAR) - pl.col(_VAN)
    if countable:
        rest = pl.when("counted").then(pl.col(LATER) - pl.col(ROOSTERS)).otherwise(rest)
    unknown = (pl.col("cause") == ONVERDEELD).fill_null(value=False) | (pl.col("cause").is_null() & ~pl.col("counted"))
    found = {
        **{step: pl.when("counted").then(part).otherwise(0) for step, part in parts.items()},
        **{name: pl.when(pl.col("cause") == name).then(rest).otherwise(0) for name in (SCHOLEN, LEERLINGEN)},
        ONVERDEELD: pl.when(unknown).then(rest).otherwise(0),
    }
    columns = [found.get(step, pl.lit(0)).cast(pl.Int32).alias(step) for step in STAPPEN]
    return rows.select(*_KEY, _VAN, _NAAR, *columns).sort(_KEY)


def _list_parts() -> dict[str, pl.Expr]:
    """Each step as the difference between two states; the last two of who is in both editions."""
    is_in_both = pl.col("cause").is_null()
    return {
        PROGRAMMA: pl.col(PROGRAMMA) - pl.col(_VAN) + pl.col(_NAAR) - pl.col(LATER),
        REGELS: pl.col(REGELS) - pl.col(PROGRAMMA),
        CODES: pl.col(CODES) - pl.col(REGELS),
        ROOSTERS: pl.col(ROOSTERS) - pl.col(CODES),
        CORRECTIES: pl.when(is_in_both).then(pl.col(CORRECTIES) - pl.col(ROOSTERS)).otherwise(0),
        VERANDERING: pl.when(is_in_both).then(pl.col(LATER) - pl.col(CORRECTIES)).otherwise(0),
    }


def _lay_beside(states: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Each state a column, 0 where it does not count the pupil."""
    keys = pl.concat([frame.select(_KEY) for frame in states.values()]).unique()
    for name, frame in states.items():
        keys = keys.join(frame.select(*_KEY, pl.col("aantal").alias(name)), on=_KEY, how="left")
    return keys.with_columns(pl.col(name).fill_null(0) for name in states)


def _find_present(states: Mapping[str, pl.DataFrame], *, swv: bool) -> pl.DataFrame:
    """Who was, and who is, a pupil of the period: one row per school and pupil of either."""
    found = [
        states[name]
        .filter(pl.col("telling") == "leerlingen", pl.col("telt_swv") | (not swv))
        .select("school", "leerling", pl.lit(value=True).alias(f"present_{name}"))
        for name in (_VAN, _NAAR)
    ]
    return found[0].join(found[1], on=["school", "leerling"], how="full", coalesce=True)


def bridge_unit(rows: pl.DataFrame, *, school: str, name: str) -> UnitBridge:
    """The counts of one school, or of all schools where `school` is empty, from rows of a split."""
    own = rows.filter(pl.col("school") == school) if school else rows
    up = {step: pl.col(step).clip(lower_bound=0).sum() for step in STAPPEN}
    down = {_DOWN + step: -pl.col(step).clip(upper_bound=0).sum() for step in STAPPEN}
    sums = own.group_by("telling").agg(pl.col(_VAN, _NAAR).sum(), **up, **down)
    found = {row["telling"]: row for row in sums.iter_rows(named=True)}
    return UnitBridge(school, name, {telling: _bridge_count(found.get(telling), telling) for telling in TELLINGEN})


def _bridge_count(sums: Mapping[str, int] | None, telling: str) -> CountBridge:
    """`sums`: of the rows of this count, None where it has none."""
    if sums is None:
        return CountBridge(telling, 0, 0, {})
    parts = {step: Part(erbij=sums[step], eraf=sums[_DOWN + step]) for step in STAPPEN}
    return CountBridge(telling, sums[_VAN], sums[_NAAR], {step: part for step, part in parts.items() if part != Part()})


def list_moved(rows: pl.DataFrame, school: str) -> tuple[MovedPupil, ...]:
    """Each pupil of a school of whom a count changed in any step, in order of the counts and of the codes."""
    changed = rows.filter(pl.col("school") == school, pl.any_horizontal(pl.col(step) != 0 for step in STAPPEN))
    found = [
        MovedPupil(
            row["leerling"],
            row["telling"],
            row[_VAN],
            row[_NAAR],
            {step: row[step] for step in STAPPEN if row[step]},
        )
        for row in changed.iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda each: (TELLINGEN.index(each.telling), each.leerling)))
