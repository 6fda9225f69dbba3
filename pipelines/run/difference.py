"""The bridge between two editions: every difference of a count split into what caused it, exactly.

The earlier edition is counted again with one input after another replaced by that of the later one, in a fixed order
(`reports.context.difference.STAPPEN`). Each part is the difference between two such counts of the same pupil, so the
parts of a pupil, and with them those of a school and of all, always add up. What cannot be counted again is told and
stands in a part of its own: it is never guessed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from pipelines.errors import DataCheckFailed, WrongUse
from pipelines.intake.school import SWV_FOLDER, get_delivered_flags
from pipelines.progress import Report, be_silent
from pipelines.run.edition_side import COUNTED_TABLES, Side
from pipelines.run.replaced_inputs import (
    Frames,
    Reach,
    align,
    is_measured_alike,
    replace_codes,
    replace_corrections,
    replace_timetables,
    says_the_same,
)
from pipelines.settings import School, Settings
from pipelines.store.counting import count
from pipelines.store.models import DIFFERENCE, list_marts, read_models
from pipelines.store.periods import Period
from pipelines.store.reference import SWV_NUMBER, get_school_number, make_references
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
from reports.words.difference_words import STEP_WORDS
from schemas.ruleset import RuleSet

_TARGET = "mart_verschil"
_KEY = ["school", "leerling", "telling"]
# What the rules say and how they are read, of all that the models read besides the deliveries.
_RULES = ("ref_status", "ref_status_tenzij", "ref_rule", "ref_werkregel", "ref_werk")
_OF_RULES = ("protocol", "sector", "te_laat_is_les_vanaf")
_VAN, _LATER, _NAAR = "van", "later", "naar"
_NOT_COUNTED = "Een van de tussenstappen is niet te tellen; daarom staat alles wat daarop rust bij niet te splitsen."
_OTHER_KEY = (
    "Tussen de twee uitgaven kwam er een nieuwe sleutel. Leerlingen zijn dan niet te herkennen, en wie kwam of ging "
    "dus ook niet."
)


@dataclass(frozen=True)
class Split:
    """Rows by school, pupil and count: `van` and `naar`, and by step what it grew by. `telt_swv` tells what counts.

    `school`: the counts of each school about all its pupils. `swv`: as the SWV counts. `doubts`: in sentences.
    """

    school: pl.DataFrame = field(repr=False)
    swv: pl.DataFrame = field(repr=False)
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _State:
    """All that one count is made from: whose frames, rules and calendar, and the period."""

    settings: Settings
    period: Period
    rules_of: Period
    frames: Mapping[str, Frames] = field(repr=False)
    flags: Mapping[str, Mapping[str, bool]]
    moves: Frames = field(repr=False)


class _Counter:
    """Counts one state after another, in stores that are thrown away; what says the same is not counted twice."""

    def __init__(self, folder: Path, rule_sets: Mapping[str, RuleSet], report: Report) -> None:
        self._folder, self._rule_sets, self._report = folder, rule_sets, report
        self._last: tuple[dict[str, pl.DataFrame], _State, pl.DataFrame] | None = None

    def count(self, state: _State, step: str) -> pl.DataFrame:
        """Rows of mart_verschil."""
        references = make_state_references(state, self._rule_sets)
        if self._last is not None and _is_same(self._last[0], self._last[1], references, state):
            return self._last[2]
        self._report(f"Opnieuw tellen: {STEP_WORDS[step][0].lower()}")
        folder = make_fresh_folder(self._folder)
        store = Store(folder / STORE_FILE)
        try:
            own = {get_school_number(state.settings, school): frames for school, frames in state.frames.items()}
            coverage = state.settings.coverage
            count(store, {**own, SWV_NUMBER: state.moves}, references, marts=list_marts(DIFFERENCE), coverage=coverage)
            found = store.read(_TARGET)
        finally:
            store.close()
            remove(folder)
        self._last = (references, state, found)
        return found


def _is_same(
    before: Mapping[str, pl.DataFrame], last: _State, references: Mapping[str, pl.DataFrame], state: _State
) -> bool:
    return (
        all(frame.equals(references[name]) for name, frame in before.items())
        and last.moves is state.moves
        and last.frames.keys() == state.frames.keys()
        and all(frames is state.frames[school] for school, frames in last.frames.items())
    )


def make_state_references(state: _State, rule_sets: Mapping[str, RuleSet]) -> dict[str, pl.DataFrame]:
    """The `ref_*` tables of a state: those of its period, with the rules that hold on the peildatum of `rules_of`."""
    found, rules = (
        make_references(state.settings, period=period, rule_sets=rule_sets, delivered=state.flags)
        for period in (state.period, state.rules_of)
    )
    return {**found, **{name: rules[name] for name in _RULES}}


def count_published(side: Side, folder: Path) -> pl.DataFrame:
    """Rows of mart_verschil by the published tables of an edition."""
    store = Store(make_fresh_folder(folder) / STORE_FILE)
    try:
        for table in COUNTED_TABLES:
            store.load_reference(f"mart_{table.name}", side.tables[table.name])
        store.load_reference("ref_run", pl.DataFrame({"periode_van": [side.period.van]}))
        store.build({_TARGET: read_models([_TARGET])[_TARGET]})
        return store.read(_TARGET)
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
    report_progress: Report = be_silent,
) -> Split:
    """Split what differs between two editions. `folder`: for stores that are thrown away.

    `is_just_counted`: this program just counted the later edition, as its tables say.
    """
    linked = before.key_id == after.key_id
    countable = _list_countable(before, after) if linked else []
    states = {_VAN: count_published(before, folder), _NAAR: count_published(after, folder)}
    doubts = [*before.doubts, *after.doubts, *_tell_unknown(before, after, countable, linked=linked)]
    if countable:
        steps = _Steps(before, after, countable)
        counter = _Counter(folder, rule_sets, report_progress)
        try:
            states |= {step: counter.count(state, step) for step, state in steps.list_earlier()}
            states[_LATER] = states[_NAAR] if is_just_counted else counter.count(steps.make_later(), VERANDERING)
        except (DataCheckFailed, WrongUse):
            doubts.append(_NOT_COUNTED)
            countable = []
            states = {name: states[name] for name in (_VAN, _NAAR)}
    return Split(
        *(
            lay_parts(states, before=before.measured, after=after.measured, countable=countable, linked=linked, swv=swv)
            for swv in (False, True)
        ),
        doubts=tuple(dict.fromkeys(doubts)),
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


class _Steps:
    """The states between two editions: the earlier one, with one input after another replaced by the later one's."""

    def __init__(self, before: Side, after: Side, schools: Sequence[str]) -> None:
        self._before, self._after = before, after
        self._of_earlier = [school for school in schools if school in before.measured]
        self._of_later = [school for school in schools if school in after.measured]
        self._of_both = [school for school in self._of_earlier if school in after.measured]
        self._reach = Reach(
            same_day=before.period.peildatum == after.period.peildatum,
            same_year=before.period.schooljaar_van == after.period.schooljaar_van,
        )
        self._earlier: dict[str, Frames] = {school: before.parts[school].frames for school in self._of_earlier}
        self._later: dict[str, Frames] = {school: after.parts[school].frames for school in self._of_later}
        for school in self._of_both:
            self._earlier[school], self._later[school] = align(self._earlier[school], self._later[school])

    def list_earlier(self) -> Iterator[tuple[str, _State]]:
        """Every state that is counted over the period of the earlier edition, by the step that led to it."""
        state = self._make_first()
        yield PROGRAMMA, state
        state = replace(state, settings=self._settle(rules=self._after.settings), rules_of=self._after.period)
        yield REGELS, state
        state = self._replace(
            state,
            {each: replace_codes(state.frames[each], self._later[each], self._reach) for each in self._of_both},
            ("heeft_codetabel",),
        )
        yield CODES, state
        found = {each: replace_timetables(state.frames[each], self._later[each], self._reach) for each in self._of_both}
        settings = self._settle(rules=self._after.settings, calendar=self._after.settings)
        state = self._replace(replace(state, settings=settings), found, ())
        yield ROOSTERS, state
        found = {each: self._correct(each, state.frames[each]) for each in self._of_both}
        told = ("heeft_register", "heeft_duo_meldingen") if self._reach.same_day else ()
        state = self._replace(state, found, told)
        if self._reach.same_day and not self._has_same_moves():
            state = replace(state, moves=self._after.parts[SWV_FOLDER].frames)
        yield CORRECTIES, state

    def make_later(self) -> _State:
        """The later edition as this program counts it."""
        settings = self._settle(rules=self._after.settings, calendar=self._after.settings, data=self._after.settings)
        return _State(
            settings=settings,
            period=self._after.period,
            rules_of=self._after.period,
            frames=self._later,
            flags={school: get_delivered_flags(self._after.parts[school]) for school in self._of_later},
            moves=self._before.parts[SWV_FOLDER].frames
            if self._has_same_moves()
            else self._after.parts[SWV_FOLDER].frames,
        )

    def _make_first(self) -> _State:
        return _State(
            settings=self._settle(rules=self._before.settings),
            period=self._before.period,
            rules_of=self._before.period,
            frames=self._earlier,
            flags={school: get_delivered_flags(self._before.parts[school]) for school in self._of_earlier},
            moves=self._before.parts[SWV_FOLDER].frames,
        )

    def _has_same_moves(self) -> bool:
        return says_the_same(self._before.parts[SWV_FOLDER].frames, self._after.parts[SWV_FOLDER].frames)

    def _replace(self, state: _State, found: Mapping[str, Frames], flags: Sequence[str]) -> _State:
        """The state with other frames of the schools of both; a school that says the same keeps those it has.

        `flags`: of what was delivered, those that come with these frames.
        """
        frames = {
            school: state.frames[school] if says_the_same(state.frames[school], each) else each
            for school, each in found.items()
        }
        told = {
            school: {
                **state.flags[school],
                **{flag: get_delivered_flags(self._after.parts[school])[flag] for flag in flags},
            }
            for school in found
        }
        return replace(state, frames={**state.frames, **frames}, flags={**state.flags, **told})

    def _correct(self, school: str, frames: Frames) -> Frames:
        """The school with the corrections of the later edition about the days that the earlier one measured."""
        was, now = self._before.measured[school], self._after.measured[school]
        later = self._later[school]
        if self._reach.same_day and is_measured_alike(self._earlier[school], later, was, now):
            if says_the_same(frames, later):
                self._later[school] = frames
            return self._later[school]
        return replace_corrections(frames, later, reach=self._reach, was=was, now=now)

    def _settle(self, *, rules: Settings, calendar: Settings | None = None, data: Settings | None = None) -> Settings:
        """The settings of the earlier edition, or `data`, with every school of both, under these rules and holidays."""
        base = data or self._before.settings
        other = self._after.settings if base is self._before.settings else self._before.settings
        known = {school.id: school for school in (*other.scholen, *base.scholen)}
        schools = [_take_over(school, rules, _OF_RULES) for _, school in sorted(known.items())]
        schools = [_take_over(school, calendar or base, ("vakantieregio",)) for school in schools]
        return replace(base, gemeenten=rules.gemeenten, scholen=tuple(schools))


def _take_over(school: School, settings: Settings, names: Sequence[str]) -> School:
    """The school with what these settings say of it, where they know it."""
    found = next((each for each in settings.scholen if each.id == school.id), school)
    return replace(school, **{name: getattr(found, name) for name in names})


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
        rest = pl.when("counted").then(pl.col(_LATER) - pl.col(ROOSTERS)).otherwise(rest)
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
        PROGRAMMA: pl.col(PROGRAMMA) - pl.col(_VAN) + pl.col(_NAAR) - pl.col(_LATER),
        REGELS: pl.col(REGELS) - pl.col(PROGRAMMA),
        CODES: pl.col(CODES) - pl.col(REGELS),
        ROOSTERS: pl.col(ROOSTERS) - pl.col(CODES),
        CORRECTIES: pl.when(is_in_both).then(pl.col(CORRECTIES) - pl.col(ROOSTERS)).otherwise(0),
        VERANDERING: pl.when(is_in_both).then(pl.col(_LATER) - pl.col(CORRECTIES)).otherwise(0),
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
    return UnitBridge(school, name, {telling: _bridge_count(own, telling) for telling in TELLINGEN})


def _bridge_count(rows: pl.DataFrame, telling: str) -> CountBridge:
    of_count = rows.filter(pl.col("telling") == telling)
    parts = {
        step: Part(
            erbij=int(of_count.filter(pl.col(step) > 0)[step].sum()),
            eraf=-int(of_count.filter(pl.col(step) < 0)[step].sum()),
        )
        for step in STAPPEN
    }
    return CountBridge(
        telling,
        int(of_count[_VAN].sum()),
        int(of_count[_NAAR].sum()),
        {step: part for step, part in parts.items() if part != Part()},
    )


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
