"""The states between two editions, counted: the earlier one, with one input after another replaced by the later one's.

What is told of a school hangs on that school alone, and on those where a pupil of it was before or went to: each school
is counted with these beside it (`list_neighbours`), and of what is counted only its own rows are taken. So a school is
told the same whatever others are counted in the same go. One that is given the same in both editions is not counted
again at all, nor is one of which the rows stand (`Stood`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from pipelines.errors import DataCheckFailed, WrongUse
from pipelines.intake.checked import is_packed_alike
from pipelines.intake.delivered import SWV_FOLDER
from pipelines.intake.school import get_delivered_flags
from pipelines.progress import Report
from pipelines.run.edition_side import Side
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
from pipelines.store.counting import count, list_standing
from pipelines.store.models import DIFFERENCE, list_marts
from pipelines.store.periods import Period
from pipelines.store.reference import SWV_NUMBER, get_school_number, make_references
from pipelines.store.store import Store
from pipelines.vault.folders import make_fresh_folder, remove
from pipelines.vault.places import STORE_FILE
from reports.context.difference import CODES, CORRECTIES, PROGRAMMA, REGELS, ROOSTERS, VERANDERING
from reports.words.difference_words import STEP_WORDS
from schemas.ruleset import RuleSet
from schemas.tables import RAW_OVERSTAP, RAW_TABLES

TARGET = "mart_verschil"
# The later edition as this program counts it.
LATER = "later"
# What the rules say and how they are read, of all that the models read besides the deliveries.
_RULES = ("ref_status", "ref_status_tenzij", "ref_rule", "ref_werkregel", "ref_werk")
_OF_RULES = ("protocol", "sector", "te_laat_is_les_vanaf")
_EARLIER = (PROGRAMMA, REGELS, CODES, ROOSTERS, CORRECTIES)
_STATES = (*_EARLIER, LATER)
# In rows of several states: to which one each belongs.
_STEP = "stap"
_SCHOOL_NR = "school_nr"


@dataclass(frozen=True)
class Stood:
    """Schools that would be counted the same, with their rows of each state but the later one (`lay_states`)."""

    schools: frozenset[str] = frozenset()
    rows: pl.DataFrame | None = field(default=None, repr=False)

    def take(self, schools: Sequence[str]) -> dict[str, pl.DataFrame]:
        """Rows of mart_verschil of these schools by state."""
        if self.rows is None:
            return {}
        own = _take(self.rows, schools)
        return {step: own.filter(pl.col(_STEP) == step).drop(_STEP) for step in _EARLIER}


NOTHING_STOOD = Stood()


def lay_states(counted: Mapping[str, pl.DataFrame], schools: Sequence[str]) -> pl.DataFrame | None:
    """The rows of these schools in each state but the later one, with its step; None where none was counted."""
    found = [
        _take(counted[step], schools).with_columns(pl.lit(step).alias(_STEP)) for step in _EARLIER if step in counted
    ]
    return pl.concat(found) if found else None


@dataclass(frozen=True)
class State:
    """All that one count is made from: whose frames, rules and calendar, and the period."""

    settings: Settings
    period: Period
    rules_of: Period
    frames: Mapping[str, Frames] = field(repr=False)
    flags: Mapping[str, Mapping[str, bool]]
    moves: Frames = field(repr=False)


class Counter:
    """Counts one state after another, in stores that are thrown away; what says the same is not counted twice."""

    def __init__(self, folder: Path, rule_sets: Mapping[str, RuleSet], report: Report) -> None:
        self._folder, self._rule_sets, self._report = folder, rule_sets, report
        self._last: tuple[dict[str, pl.DataFrame], State, pl.DataFrame] | None = None

    def make_references(self, state: State) -> dict[str, pl.DataFrame]:
        """The `ref_*` tables of a state: of its period, with the rules that hold on the peildatum of `rules_of`."""
        found, rules = (
            make_references(state.settings, period=period, rule_sets=self._rule_sets, delivered=state.flags)
            for period in (state.period, state.rules_of)
        )
        return {**found, **{name: rules[name] for name in _RULES}}

    def is_same(self, one: State, other: State) -> bool:
        """Whether two states would be counted the same."""
        return _is_same(self.make_references(one), one, self.make_references(other), other)

    def count(self, state: State, step: str) -> pl.DataFrame:
        """Rows of mart_verschil."""
        references = self.make_references(state)
        if self._last is not None and _is_same(self._last[0], self._last[1], references, state):
            return self._last[2]
        self._report(f"Opnieuw tellen: {STEP_WORDS[step][0].lower()}")
        folder = make_fresh_folder(self._folder)
        marts = list_marts(DIFFERENCE)
        store = Store(folder / STORE_FILE, stands=list_standing(marts), passing=True)
        try:
            own = {get_school_number(state.settings, school): frames for school, frames in state.frames.items()}
            coverage = state.settings.coverage
            count(store, {**own, SWV_NUMBER: state.moves}, references, marts=marts, coverage=coverage)
            found = store.read(TARGET)
        finally:
            store.close()
            remove(folder)
        self._last = (references, state, found)
        return found


def _is_same(
    before: Mapping[str, pl.DataFrame], last: State, references: Mapping[str, pl.DataFrame], state: State
) -> bool:
    return (
        all(frame.equals(references[name]) for name, frame in before.items())
        and last.moves is state.moves
        and last.frames.keys() == state.frames.keys()
        and all(frames is state.frames[school] for school, frames in last.frames.items())
    )


class Recount:
    """Counts schools in each state between two editions.

    `countable`: the schools that can be counted in the editions in which figures hold them. `known`: the rows of the
    later edition, where this program just counted them; then those that `stood` are not counted.
    """

    def __init__(
        self,
        before: Side,
        after: Side,
        countable: Sequence[str],
        counter: Counter,
        *,
        known: pl.DataFrame | None,
        stood: Stood = NOTHING_STOOD,
    ) -> None:
        self._before, self._after, self._counter, self._known = before, after, counter, known
        self._stood = stood
        self._countable = countable
        self._beside = list_neighbours(*(side.parts[SWV_FOLDER].frames for side in (before, after)))

    def count(self, schools: Sequence[str]) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
        """Rows of mart_verschil by state, and the schools that cannot be counted in each of them."""
        if self._known is None:
            return self._try(schools)
        same = self._list_same(schools)
        stood = [school for school in schools if school in self._stood.schools and school not in same]
        found, failed = self._try([school for school in schools if school not in {*same, *stood}])
        later = {LATER: _take(self._known, stood)} if stood else {}
        given = dict.fromkeys(_STATES, _take(self._known, sorted(same)))
        return _put_together(found, given, {**self._stood.take(stood), **later}), failed

    def _try(self, schools: Sequence[str]) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
        """Count them together; where that fails, each half by itself."""
        try:
            return self._count_together(schools), ()
        except (DataCheckFailed, WrongUse):
            if len(schools) == 1:
                return {}, tuple(schools)
        middle = len(schools) // 2
        (first, failed), (second, failed_too) = (self._try(half) for half in (schools[:middle], schools[middle:]))
        return _put_together(first, second), (*failed, *failed_too)

    def _count_together(self, schools: Sequence[str]) -> dict[str, pl.DataFrame]:
        if not schools:
            return {}
        steps = Steps(self._before, self._after, self._add_beside(schools))
        counted = {step: self._count_earlier(steps, state, step) for step, state in steps.list_earlier()}
        counted[LATER] = self._counter.count(steps.make_later(), VERANDERING) if self._known is None else self._known
        return {step: _take(frame, schools) for step, frame in counted.items()}

    def _count_earlier(self, steps: "Steps", state: State, step: str) -> pl.DataFrame:
        # Of a correction alone the last step leads to what this program just counted.
        if self._known is not None and step == CORRECTIES and self._counter.is_same(state, steps.make_later()):
            return self._known
        return self._counter.count(state, step)

    def _add_beside(self, schools: Sequence[str]) -> list[str]:
        wanted = {*schools, *(beside for school in schools for beside in self._beside.get(school, ()))}
        return [school for school in self._countable if school in wanted]

    def _list_same(self, schools: Sequence[str]) -> set[str]:
        """Schools that are given the same in both editions, as those beside them: each state is then the later one."""
        if self._before.period != self._after.period or not has_same_moves(self._before, self._after):
            return set()
        given = [self._counter.make_references(state) for state in _list_given(self._before, self._after)]
        read = {
            school
            for school in self._countable
            if is_read_alike(self._before, self._after, school) and _is_counted_alike(*given, school=school)
        }
        return {school for school in schools if read.issuperset(self._add_beside([school]))}


def _take(rows: pl.DataFrame, schools: Sequence[str]) -> pl.DataFrame:
    return rows.filter(pl.col("school").is_in(list(schools)))


def _put_together(*found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows by state, those of one after those of the other."""
    return {state: pl.concat(rows) for state in _STATES if (rows := [each[state] for each in found if state in each])}


def list_neighbours(*moves: Frames) -> dict[str, set[str]]:
    """By school, the schools where one of its pupils was before or went to, over all moves; itself among them."""
    rows = pl.concat([frames[RAW_OVERSTAP.name] for frames in moves])
    homes: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows.select("school_van", "leerling_van", "school_naar", "leerling_naar").iter_rows():
        one, other = row[:2], row[2:]
        known = homes.get(one, {one}) | homes.get(other, {other})
        homes |= dict.fromkeys(known, known)
    found: dict[str, set[str]] = {}
    for (school, _), known in homes.items():
        found.setdefault(school, set()).update(place for place, _ in known)
    return found


def has_same_moves(before: Side, after: Side) -> bool:
    """Whether both editions were told the same of who moved."""
    return says_the_same(before.parts[SWV_FOLDER].frames, after.parts[SWV_FOLDER].frames)


def is_read_alike(before: Side, after: Side, school: str) -> bool:
    """Whether the rows of a school are the same in both editions, one by one, and so are the days that they tell of."""
    if not all(school in side.measured and school in side.parts for side in (before, after)):
        return False
    was, now = before.parts[school], after.parts[school]
    return (
        before.measured[school] == after.measured[school]
        and get_delivered_flags(was) == get_delivered_flags(now)
        and (
            is_packed_alike(was.frames, now.frames)
            or all(was.frames[table.name].equals(now.frames[table.name]) for table in RAW_TABLES)
        )
    )


def _list_given(before: Side, after: Side) -> Iterator[State]:
    """The first and the last state without their rows: what is counted by."""
    flags = {school: get_delivered_flags(after.parts[school]) for school in after.measured if school in after.parts}
    for settings in (_settle_first(before, after), _settle_later(before, after)):
        yield State(settings, after.period, after.period, frames={}, flags=flags, moves={})


def _is_counted_alike(before: Frames, after: Frames, *, school: str) -> bool:
    """Whether the references say the same of a school, under the same number, and of what is of no school."""
    numbers = {
        number
        for frames in (before, after)
        for number, name in frames["ref_swv_school"].select(_SCHOOL_NR, "school").iter_rows()
        if name == school
    }
    return len(numbers) == 1 and all(
        _pick(frame, *numbers).equals(_pick(after[name], *numbers)) for name, frame in before.items()
    )


def _pick(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    return frame.filter(pl.col(_SCHOOL_NR) == number) if _SCHOOL_NR in frame.columns else frame


class Steps:
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

    def list_earlier(self) -> Iterator[tuple[str, State]]:
        """Every state that is counted over the period of the earlier edition, by the step that led to it."""
        state = self._make_first()
        yield PROGRAMMA, state
        state = replace(
            state, settings=_settle(self._before, self._after, rules=self._after), rules_of=self._after.period
        )
        yield REGELS, state
        state = self._replace(
            state,
            {each: replace_codes(state.frames[each], self._later[each], self._reach) for each in self._of_both},
            ("heeft_codetabel",),
        )
        yield CODES, state
        found = {each: replace_timetables(state.frames[each], self._later[each], self._reach) for each in self._of_both}
        settings = _settle(self._before, self._after, rules=self._after, calendar=self._after)
        state = self._replace(replace(state, settings=settings), found, ())
        yield ROOSTERS, state
        found = {each: self._correct(each, state.frames[each]) for each in self._of_both}
        told = ("heeft_register", "heeft_duo_meldingen") if self._reach.same_day else ()
        state = self._replace(state, found, told)
        if self._reach.same_day and not has_same_moves(self._before, self._after):
            state = replace(state, moves=self._after.parts[SWV_FOLDER].frames)
        yield CORRECTIES, state

    def make_later(self) -> State:
        """The later edition as this program counts it."""
        settings = _settle_later(self._before, self._after)
        return State(
            settings=settings,
            period=self._after.period,
            rules_of=self._after.period,
            frames=self._later,
            flags={school: get_delivered_flags(self._after.parts[school]) for school in self._of_later},
            moves=self._before.parts[SWV_FOLDER].frames
            if has_same_moves(self._before, self._after)
            else self._after.parts[SWV_FOLDER].frames,
        )

    def _make_first(self) -> State:
        return State(
            settings=_settle_first(self._before, self._after),
            period=self._before.period,
            rules_of=self._before.period,
            frames=self._earlier,
            flags={school: get_delivered_flags(self._before.parts[school]) for school in self._of_earlier},
            moves=self._before.parts[SWV_FOLDER].frames,
        )

    def _replace(self, state: State, found: Mapping[str, Frames], flags: Sequence[str]) -> State:
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


def _settle_first(before: Side, after: Side) -> Settings:
    return _settle(before, after, rules=before)


def _settle_later(before: Side, after: Side) -> Settings:
    return _settle(before, after, rules=after, calendar=after, data=after)


def _settle(
    before: Side, after: Side, *, rules: Side, calendar: Side | None = None, data: Side | None = None
) -> Settings:
    """The settings of `data` or else of the earlier edition, with all schools of both, by these rules and holidays."""
    base = data or before
    other = after if base is before else before
    known = {school.id: school for school in (*other.settings.scholen, *base.settings.scholen)}
    schools = [_take_over(school, rules.settings, _OF_RULES) for _, school in sorted(known.items())]
    schools = [_take_over(school, (calendar or base).settings, ("vakantieregio",)) for school in schools]
    return replace(base.settings, gemeenten=rules.settings.gemeenten, scholen=tuple(schools))


def _take_over(school: School, settings: Settings, names: Sequence[str]) -> School:
    """The school with what these settings say of it, where they know it."""
    found = next((each for each in settings.scholen if each.id == school.id), school)
    return replace(school, **{name: getattr(found, name) for name in names})
