"""A classified run beside what came out before: which schools stand, what leads to it, and the files of a school."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.contexts.outcome import Outcome, QuarterSplit
from pipelines.contexts.return_history import KnownDelivery
from pipelines.contexts.returns import make_known_delivery
from pipelines.contexts.trend import EarlierPublication, follow, read_earlier_publications, read_pupils_of_last
from pipelines.intake.checked import unpack, without_texts
from pipelines.intake.delivered import SWV_FOLDER, Delivery
from pipelines.intake.succession import make_succession
from pipelines.publish.edition_list import PublishedEdition
from pipelines.publish.manifest import make_manifest
from pipelines.publish.reruns import Rerun, Steps, keep_to_editions, look_back
from pipelines.publish.school_files import complete
from pipelines.publish.wholeness import FIGURES
from pipelines.run.counted_schools import TABLE, describe_rows
from pipelines.run.kept_states import MARKS, ROWS, find_stood, make_kept, make_state_marks
from pipelines.run.last_edition import (
    NOTHING_BEFORE,
    EditionsBefore,
    Splitter,
    find_editions_before,
    find_nothing,
    find_standing_edition,
)
from pipelines.run.opened import OpenRun
from pipelines.run.quarter_bridge import list_pupil_steps, make_quarter_bridge
from pipelines.run.read_schools import count_read_at_once, load_counted, pack_parts
from pipelines.run.recount import Stood
from pipelines.run.school_pages import give_school, write_school
from pipelines.run.school_workers import SchoolWorkers
from pipelines.run.standing_schools import SchoolMarks, StandingSchool, describe_bases, find_standing
from pipelines.vault.keyring import make_key_id
from reports.swv.chapters.likeness import ERASED, NOT_READ, OTHER_CODES
from reports.swv.quarter import QuarterBridge

_MART = "mart_"
# Below the work folder: stores of what is counted again.
_ASIDE_STORES = "verschil"


@dataclass(frozen=True)
class Compared:
    """A run beside what came out before. `verschil`: what its page tells of it; None where its figures are carried."""

    earlier: Sequence[EarlierPublication]
    rerun: Rerun
    verschil: QuarterBridge | None


@dataclass(frozen=True)
class Schools:
    """What there is to be made of schools. `outcome`: with the bridges of those that are made.

    `taken`: the schools of which the files are there already, taken over from what stands. `compared`: None where no
    school is measured.
    """

    outcome: Outcome
    marks: SchoolMarks
    taken: Mapping[str, StandingSchool]
    compared: Compared | None


def prepare_schools(run: OpenRun, outcome: Outcome) -> Schools:
    """Take over the schools that would be made the same, and count the bridges of the SWV and of the others."""
    manifest = json.loads(make_manifest(outcome, key_id=make_key_id(run.key)))
    before = find_editions_before(run.settings, run.period.peildatum, manifest) if outcome.measured else NOTHING_BEFORE
    read = _Read(run, outcome)
    bases = describe_bases(outcome, before, read.parts if before.list_all() else {})
    marks = SchoolMarks(
        outcome,
        bases,
        kept=[name.removeprefix(_MART) for name in run.store.list_kept() if name.startswith(_MART)],
        made_from=describe_rows(run.settings, run.store.read(TABLE), load_counted(run, SWV_FOLDER).frames),
        standing=run.schools,
    )
    # Files are read, hashed and written outside Python's own lock.
    with ThreadPoolExecutor(count_read_at_once()) as pool:
        found = pool.map(lambda school: _take_over(run, outcome, school, marks), run.schools)
    taken = {school: each for school, each in zip(run.schools, found, strict=True) if each is not None}
    asked = [school for school in outcome.measured if school not in taken]
    outcome = add_bridges(run, outcome, before, read.unpack, schools=asked, find_stood=read.find_stood)
    return Schools(outcome, marks, taken, _compare(run, outcome, read) if outcome.measured else None)


class _Read:
    """What a run counted from as it will be kept of it, packed once for all that looks back, and what stands of what
    was counted between an edition and the run before.
    """

    def __init__(self, run: OpenRun, outcome: Outcome) -> None:
        self._run, self._outcome = run, outcome
        self._marks: dict[Path, dict[str, str]] = {}

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """By school, and of the list of moves."""
        return {name: without_texts(body) for name, body in pack_parts(self._run, self._outcome).items()}

    def unpack(self) -> dict[str, Delivery]:
        return {name: unpack(body)[0] for name, body in self.parts.items()}

    def find_stood(self, edition: PublishedEdition) -> Stood:
        kept, rows = (self._run.store.read_standing(name) for name in (MARKS, ROWS))
        # Without any, no mark need be made.
        return find_stood({} if rows is None else self.make_marks(edition), kept, rows)

    def make_marks(self, edition: PublishedEdition) -> dict[str, str]:
        """By school, by what is recognised that it would be counted the same from this edition on."""
        if edition.folder not in self._marks:
            made = make_state_marks(self._outcome, edition, self.parts, key_id=make_key_id(self._run.key))
            self._marks[edition.folder] = made
        return self._marks[edition.folder]


def _compare(run: OpenRun, outcome: Outcome, read: _Read) -> Compared:
    """Lay the run beside what came out before. What was counted for that goes into the store, for a later run."""
    earlier = read_earlier_publications(
        run.settings.uitvoer, before=run.period.peildatum, damaged=run.damaged, report_problem=run.tell
    )
    earlier = read_pupils_of_last(
        keep_to_editions(earlier, run.settings), run.settings.uitvoer, report_problem=run.tell
    )
    succession = make_succession(run.settings, outcome.deliveries)
    earlier = [follow(publication, succession) for publication in earlier]
    since = _SinceQuarter(run, outcome, earlier, read)
    rerun = look_back(
        outcome,
        earlier,
        standing=None if run.is_standing_damaged(FIGURES) else run.standing,
        find_steps=since.list_steps,
    )
    verschil = None if rerun.carried else since.make_bridge()
    for name, frame in since.list_kept().items():
        run.store.load_reference(name, frame)
    return Compared(earlier, rerun, verschil)


def _take_over(run: OpenRun, outcome: Outcome, school_id: str, marks: SchoolMarks) -> StandingSchool | None:
    """Write what stands of a school once more, where it would be made the same; None where it would not."""
    if school_id not in run.settings.ids:
        return None
    given = give_school(run, outcome, school_id, make_known_delivery(outcome, school_id))
    folder = run.standing / "school" / school_id
    made = marks.make_standing(given, run.schools[school_id].files)
    files = find_standing(run.schools[school_id], folder, mark=made.mark)
    if files is None:
        return None
    write_school(run, school_id, files)
    return made


def add_bridges(
    run: OpenRun,
    outcome: Outcome,
    before: EditionsBefore,
    load_parts: Callable[[], Mapping[str, Delivery]],
    *,
    schools: Collection[str],
    find_stood: Callable[[PublishedEdition], Stood] = find_nothing,
) -> Outcome:
    """The outcome with what leads to the SWV and to these schools; as it is where nothing came out before.

    `load_parts`: what it read, by school and of the list of moves. `find_stood`: what need not be counted again.
    """
    if not before.list_asked(schools):
        return outcome
    splitter = _make_splitter(run, outcome, load_parts(), find_stood)
    bridges, quarter = splitter.make_bridges(before, schools=schools)
    return replace(outcome, bridges=bridges, since_quarter=quarter)


def _make_splitter(
    run: OpenRun,
    outcome: Outcome,
    parts: Mapping[str, Delivery],
    find_stood: Callable[[PublishedEdition], Stood],
) -> Splitter:
    return Splitter(outcome, parts, run.key, run.aside / _ASIDE_STORES, run.say_once, find_stood=find_stood)


@dataclass(frozen=True)
class ReportedSchool:
    """What is remembered of the folder of a school once it is published. `told`: by its return sheet."""

    told: KnownDelivery
    made: StandingSchool


def report_school(run: OpenRun, schools: Schools, school_id: str, workers: SchoolWorkers) -> ReportedSchool:
    """Write the folder of one school: its report, unless it was refused or not measured, and its return sheet.

    What was taken over is there already.
    """
    known = make_known_delivery(schools.outcome, school_id)
    if school_id in schools.taken:
        return ReportedSchool(known, schools.taken[school_id])
    given = give_school(run, schools.outcome, school_id, known)
    hashes = write_school(run, school_id, complete(workers.make(given)))
    return ReportedSchool(known, schools.marks.make_standing(given, hashes))


class _SinceQuarter:
    """What leads to a run from the last peildatum that its page is compared with. It is split only when asked for, and
    not again where the pages of schools lead from there too."""

    def __init__(self, run: OpenRun, outcome: Outcome, earlier: Sequence[EarlierPublication], read: _Read) -> None:
        self._run, self._outcome, self._read = run, outcome, read
        self._last = earlier[-1] if earlier else None
        self._is_asked = False

    def list_steps(self) -> Steps:
        """By pupil; nothing where nothing can be split."""
        self._is_asked = True
        return list_pupil_steps(self._split) if self._split is not None and self._split.linked else ()

    def make_bridge(self) -> QuarterBridge | None:
        """What the page tells of it; None without an earlier peildatum."""
        if self._last is None:
            return None
        if self._split is None:
            return QuarterBridge(self._last.peildatum, reden=ERASED if self._last.gewist else NOT_READ)
        if not self._split.linked:
            return QuarterBridge(self._last.peildatum, reden=OTHER_CODES)
        return make_quarter_bridge(self._split, self._outcome.settings)

    def list_kept(self) -> dict[str, pl.DataFrame]:
        """By table of the store, what a run that follows need not count again; where nothing was asked, what stands."""
        if self._standing is None:
            return {}
        split = self._split if self._is_asked else self._known
        rows = split.states if split else self._read.find_stood(self._standing).rows
        return {} if rows is None else make_kept(self._read.make_marks(self._standing), rows)

    @cached_property
    def _standing(self) -> PublishedEdition | None:
        if self._last is None or self._last.gewist:
            return None
        return find_standing_edition(self._run.settings, self._last.peildatum)

    @property
    def _known(self) -> QuarterSplit | None:
        """What the pages of schools were split from, where that is the same edition."""
        known, standing = self._outcome.since_quarter, self._standing
        is_same = known and standing and (known.peildatum, known.number) == (standing.peildatum, standing.number)
        return known if is_same else None

    @cached_property
    def _split(self) -> QuarterSplit | None:
        standing = self._standing
        if standing is None:
            return None
        if self._known is not None:
            return self._known
        splitter = _make_splitter(self._run, self._outcome, self._read.unpack(), self._read.find_stood)
        return splitter.split_quarter(standing)
