"""One run of a quarter, step by step: open, read each school, classify, report, publish, close.

Plain functions without an engine, each of which returns what it found. A `Quarter` takes them in order and holds what
they return: for `run_quarter` here, and for the Prefect tasks of `pipelines.run.flows`, which pass ids, never rows.
"""

import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from pipelines.calendar import Coverage
from pipelines.contexts.commentary import read_commentary
from pipelines.contexts.earlier_findings import tell_shortened, tell_vanished
from pipelines.contexts.earlier_lists import NOTHING_EARLIER, read_earlier_school
from pipelines.contexts.intern import make_intern_report
from pipelines.contexts.measured_findings import tell_measured
from pipelines.contexts.outcome import (
    Outcome,
    QuarterSplit,
    balance_files,
    collect_findings,
    make_finding_table,
    tell_estimates,
    tell_exemptions,
    tell_moves,
    tell_numbers,
    tell_parts_of_day,
    tell_sickness,
)
from pipelines.contexts.quarter import list_shown, make_swv_report
from pipelines.contexts.return_history import KnownDelivery, add_delivery, compare_with_last, read_history
from pipelines.contexts.returns import make_known_delivery
from pipelines.contexts.trend import (
    FIGURES_FILE,
    EarlierPublication,
    describe_newer,
    follow,
    list_newer,
    read_earlier_publications,
    read_pupils_of_last,
)
from pipelines.errors import DataCheckFailed, WrongUse
from pipelines.intake.checked import (
    find_checked,
    forget_other_schools,
    keep_checked,
    make_mark,
    pack,
    read_kept,
    unpack,
    without_texts,
)
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.quarantine import write_quarantine
from pipelines.intake.read_otherwise import OTHERWISE
from pipelines.intake.read_parts import Covered, keep_read
from pipelines.intake.school import list_taking_part, read_lpa, read_moves, read_school, without_rows
from pipelines.intake.succession import make_succession
from pipelines.intake.unclaimed import WHOLE_SWV, tell_unclaimed
from pipelines.progress import Report, be_silent
from pipelines.publish.attendance_officer import find_unknown_towns, write_officer_folders
from pipelines.publish.edition_list import PublishedEdition, list_published_editions
from pipelines.publish.export import make_csv, make_parquet
from pipelines.publish.inspection_form import Form, load_form
from pipelines.publish.inspectorate import make_inspection, open_register
from pipelines.publish.manifest import make_manifest
from pipelines.publish.pdf import add_pdfs
from pipelines.publish.publication import Publication, hash_files
from pipelines.publish.released import protect
from pipelines.publish.reruns import (
    Rerun,
    Steps,
    keep_edition,
    keep_to_editions,
    look_back,
    read_files,
    tell_carried,
    write_carried,
)
from pipelines.publish.school_files import SchoolInput, complete, make_school_files
from pipelines.publish.standing import count_reading, find_losses, read_standing, refuse_losses
from pipelines.publish.start_page import write_start_page
from pipelines.publish.table_workbook import TABLE_WORKBOOK, make_table_workbook, make_workbook_of_files
from pipelines.publish.wholeness import (
    FIGURES,
    MANIFEST,
    READ_AGAIN,
    describe_damage,
    describe_waiting_damage,
    find_damage,
    find_waiting_damage,
    list_damaged_parts,
)
from pipelines.run.counted_schools import TABLE, describe_rows, find_part, find_same, make_marks
from pipelines.run.earlier import COVERED, add_earlier_rows, count_school_days, list_delivered, read_covered
from pipelines.run.edition_words import say_moment
from pipelines.run.kept_states import MARKS, ROWS, find_stood, make_kept, make_state_marks
from pipelines.run.last_edition import (
    NOTHING_BEFORE,
    EditionsBefore,
    Splitter,
    find_editions_before,
    find_nothing,
    find_standing_edition,
)
from pipelines.run.quarter_bridge import list_pupil_steps, make_quarter_bridge
from pipelines.run.recount import Stood
from pipelines.run.school_workers import MOST, SchoolWorkers, count_workers
from pipelines.run.standing_schools import (
    SchoolMarks,
    StandingSchool,
    describe_bases,
    find_standing,
)
from pipelines.run.successors import add_successors
from pipelines.run.unchanged import (
    LastRun,
    Unchanged,
    describe_inputs,
    find_standing_schools,
    find_unchanged,
    forget_last_run,
    keep_last_run,
)
from pipelines.settings import NA_AKKOORD, Settings
from pipelines.store.counting import Part, count, list_checked, list_standing, read_mart, read_marts
from pipelines.store.models import CHECK, OFFICERS, SCHOOL, SWV, TABLES, list_marts
from pipelines.store.periods import Period, check_peildatum, make_period_of
from pipelines.store.reference import LPA_NUMBER, SWV_NUMBER, get_school_number, load_checked_rule_sets, make_references
from pipelines.store.store import Store
from pipelines.system import count_processors
from pipelines.vault.audit_log import list_authentic, write_entry
from pipelines.vault.case_register import Register, save_register
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.kept_forms import add_delivered
from pipelines.vault.keyring import make_key_id, require_ring
from pipelines.vault.keys import open_key
from pipelines.vault.lock import StoreLock, take_lock
from pipelines.vault.parts import drop_damaged_partitions
from pipelines.vault.places import STORE_FILE, WAITING, WORK_FOLDER, get_partition
from pipelines.vault.private_file import write_private
from pipelines.vault.publications import Released, add_release, read_ledger
from pipelines.vault.seals import keep_witness
from pipelines.vault.stored import drop_stored_faults, hash_file, is_logged, record_stored, replace_stored, tell_in_run
from pipelines.vault.waiting import find_waiting, note_waiting, remove_waiting
from reports.release.public_table import FigureRow
from reports.render_swv import render_figures, render_intern, render_swv
from reports.swv.chapters.likeness import ERASED, NOT_READ, OTHER_CODES, TOO_TELLING
from reports.swv.page import release_swv
from reports.swv.quarter import QuarterBridge, SwvReport
from reports.swv.trimester import keep_attendance, make_figures
from reports.words.wording import counted
from schemas.frames import check_frame
from schemas.ruleset import RuleSet
from schemas.tables import BEVINDING, LEERLING_PERIODE, PUBLISHED_TABLES, RAW_LEERLING, SCHOOL_METING

# Of three schools one waits for Python; more of them only take memory.
_MOST_READ_AT_ONCE = 3
MakeBytes = Callable[[], bytes]
# The folders of marts that the reports of a run read.
_REPORTS = (SCHOOL, SWV, OFFICERS)
_PDF = "index.pdf"
_MART = "mart_"
# Below the work folder: stores of what is counted again.
_ASIDE_STORES = "verschil"
_OTHER_NUMBER = "ander_nummer"


@dataclass(frozen=True)
class RunResult:
    """What a run ended with: the exit code, the folder published, and the refused schools with the reason.

    `noticed`: what was found in the folder of deliveries that is of no school, in sentences. `unmeasured`: schools that
    were read and are in no figure; `only_returns`: no school could be measured, and only return sheets were published.
    `waits`: nothing was published; `output` is the folder that waits for approval. `unchanged`: nothing was made, for
    what stands is what would have been.
    """

    exit_code: int
    output: Path | None
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    only_returns: bool = False
    waits: bool = False
    unchanged: bool = False


@dataclass(frozen=True)
class OpenRun:
    """What a run is opened with; its steps take it and return what they found.

    `toch`: publish also when the run reads less than what stands, which is then kept as an earlier edition.
    `holds`: leave the output waiting for approval. `agreed`: publish what is as it waits, and leave it waiting else.
    `inputs`: by what a later run recognises that it is given the same; empty where none looks. `unchanged`: the last
    run, when this one would publish what it did. `schools`: by what each school that stands is recognised. `told`: what
    was said on the screen of what came out; `said`: what is said once.
    `damaged`: which parts of what stands are not as they were published, by peildatum; none of it is read again.
    `known_folders`: of deliveries, of schools that have another number than in `settings`.
    """

    settings: Settings
    period: Period
    coverage: Coverage
    rule_sets: dict[str, RuleSet]
    key: bytes = field(repr=False)
    lock: StoreLock
    store: Store
    aside: Path
    publication: Publication
    progress: Report
    case_register: Register
    inspection_form: Form | None
    toch: bool = False
    holds: bool = False
    agreed: bool = False
    inputs: str = ""
    unchanged: Unchanged | None = None
    schools: Mapping[str, StandingSchool] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    def tell(self, line: str) -> None:
        """Say something of what came out, which a run that changes nothing says again."""
        self.told.append(line)
        self.progress(line)

    def say_once(self, line: str) -> None:
        """Say what is being done, where the same may be done several times in a run."""
        if line not in self.said:
            self.said.add(line)
            self.progress(line)

    damaged: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    known_folders: frozenset[str] = frozenset()

    @property
    def standing(self) -> Path:
        """Where what is published for this peildatum stands, or will."""
        return self.settings.uitvoer / self.period.peildatum.isoformat()

    def is_standing_damaged(self, *parts: str) -> bool:
        """Whether any of these parts of what stands, or its manifest, is not as it was published."""
        return not {MANIFEST, *parts}.isdisjoint(self.damaged.get(self.period.peildatum, ()))


class Quarter:
    """One run in progress: holds what each step returned for the steps after it, in this process alone."""

    def __init__(self, run: OpenRun, *, processes: int = 1) -> None:
        self.id = secrets.token_hex(8)
        self.processes = min(processes, MOST)
        self.schools = [school.id for school in run.settings.scholen]
        self._run = run
        self._read: dict[str, ReadSchool] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._pupils: dict[str, int] = {}
        self._changed: set[str] = set()
        self._reported: dict[str, ReportedSchool] = {}
        self._schools: Schools | None = None
        self._workers = SchoolWorkers()
        # For what is waited for only at the end: what is written, and what is made of the SWV beside its schools.
        self._beside = ThreadPoolExecutor(2)
        self._kept: Kept | None = None
        self._tables: MakeBytes | None = None
        self._figures: Callable[[], Written] | None = None

    def read(self, school_id: str) -> str:
        """Read one school: "gelezen", or "geweigerd" when its delivery cannot be used."""
        read = self._read[school_id] = read_one_school(self._run, school_id)
        return "gelezen" if read.delivery.refused is None else "geweigerd"

    def check(self, school_id: str) -> str:
        """Check and load one school that was read; its rows are let go of."""
        read = self._read[school_id]
        self._pupils[school_id] = read.delivery.frames[RAW_LEERLING.name].height
        if not read.is_kept:
            self._changed.add(school_id)
        delivery = self._deliveries[school_id] = check_one_school(self._run, read)
        del self._read[school_id]
        return "getoetst" if delivery.refused is None else "geweigerd"

    def read_all(self) -> None:
        """Read and check several schools at a time: the heavy work is done outside Python's own lock."""

        def take(school_id: str) -> None:
            self.read(school_id)
            self.check(school_id)

        with ThreadPoolExecutor(count_read_at_once()) as pool:
            list(pool.map(take, self.schools))

    def classify(self) -> None:
        """Count and classify what was read; what needs nothing more is made beside what follows."""
        # Of a school that was read before the files mostly stand as well.
        self._take_workers(self._changed)
        # Counting leaves a processor idle at times.
        self._workers.get_ready()
        outcome = classify(self._run, self._deliveries)
        self._schools = prepare_schools(self._run, outcome)
        self._take_workers(set(self.schools).difference(self._schools.taken))
        # First: nothing is asked of the store any more, and what it lets go of is room for the tables.
        covered = read_covered(self._run.store, self._run.settings)
        self._kept = Kept(covered, self._beside.submit(_save_store, self._run))
        if outcome.measured:
            self._tables = self._begin_tables(check_tables(outcome))
            self._figures = self._begin_figures()

    def _take_workers(self, schools: Collection[str]) -> None:
        """As many as pay for these schools; those that are there already where they are as many."""
        pupils = sum(self._pupils[school] for school in schools)
        # The workbook of all tables is one more to make.
        processes = count_workers(self.processes, schools=len(schools) + 1, pupils=pupils)
        if processes != self._workers.processes:
            self._workers.stop()
            self._workers = SchoolWorkers(processes)

    def _begin_tables(self, frames: Mapping[str, pl.DataFrame]) -> MakeBytes:
        def write() -> MakeBytes:
            parquet = {name: make_parquet(frame) for name, frame in frames.items()}
            workbook = self._workers.start(make_workbook_of_files, parquet)
            write_table_files(self._run.publication, frames, parquet)
            if self._workers.processes > 1:
                return workbook
            # Here then, beside the pages of schools: half of it is packing, which does not wait for Python.
            content = workbook()
            return lambda: content

        begun = self._beside.submit(write)

        def take() -> bytes:
            content = begun.result()()
            # The last that they were asked for: what comes after has their memory.
            self._workers.stop()
            return content

        return take

    def _begin_figures(self) -> "Callable[[], Written]":
        write = partial(write_figures, self._run, self._prepared)
        # Where schools are made here too they would only wait for each other.
        return self._beside.submit(write).result if self._workers.processes > 1 else write

    def report(self, school_id: str) -> None:
        """Write the folder of one school."""
        self._reported[school_id] = report_school(self._run, self._prepared, school_id, self._workers)

    def report_all(self) -> None:
        """Write the folders of all schools, as many at a time as there are processes: rendering is Python alone."""
        with ThreadPoolExecutor(self._workers.processes) as pool:
            list(pool.map(self.report, self.schools))

    def publish(self) -> RunResult:
        """Publish the whole output in one step."""
        if self._kept is None:
            raise RuntimeError("a run is classified before it is published")
        return publish(
            self._run,
            self._prepared,
            self._reported,
            kept=self._kept,
            beside=self._beside,
            tables=self._tables,
            figures=self._figures,
        )

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing changed since the last run: then `let_stand` is all there is to do."""
        return self._run.unchanged is not None

    def let_stand(self) -> RunResult:
        """Let stand what is published, and say so."""
        if self._run.unchanged is None:
            raise RuntimeError("what a run would change does not stand")
        return let_stand(self._run, self._run.unchanged)

    def take_all(self) -> RunResult:
        """All steps in their order, in this process alone."""
        if self.is_unchanged:
            return self.let_stand()
        self.read_all()
        self.classify()
        self.report_all()
        return self.publish()

    def close(self) -> None:
        """End the run, however far it came. Safe to call twice."""
        try:
            self._workers.stop()
        finally:
            self._beside.shutdown(cancel_futures=True)
            close_run(self._run)

    @property
    def _prepared(self) -> "Schools":
        if self._schools is None:
            raise RuntimeError("a run is classified before it is reported")
        return self._schools

    @property
    def _classified(self) -> Outcome:
        return self._prepared.outcome


def count_read_at_once() -> int:
    """Schools that are read at a time: on one processor one, where a second would only wait."""
    return min(_MOST_READ_AT_ONCE, 2 * count_processors() - 1)


def run_quarter(
    settings: Settings, *, peildatum: date, toch: bool = False, processes: int = 1, report_progress: Report = be_silent
) -> RunResult:
    """All steps of a run without Prefect, in at most `processes` that make pages."""
    quarter = open_quarter(
        settings, peildatum=peildatum, toch=toch, processes=processes, report_progress=report_progress
    )
    try:
        return quarter.take_all()
    finally:
        quarter.close()


def open_quarter(
    settings: Settings,
    *,
    peildatum: date,
    toch: bool = False,
    agreed: bool = False,
    processes: int = 1,
    report_progress: Report = be_silent,
) -> Quarter:
    """A run that is opened and has done nothing yet; raises what `open_run` raises.

    `processes`: how many may make pages of schools, this one included when it is 1. Others start from the module that
    the program was started with, so only who starts it as a program may ask for more.
    """
    run = open_run(settings, peildatum=peildatum, toch=toch, agreed=agreed, report_progress=report_progress)
    return Quarter(run, processes=processes)


def open_run(
    settings: Settings,
    *,
    peildatum: date,
    toch: bool = False,
    agreed: bool = False,
    place: tuple[Path, str] | None = None,
    report_progress: Report = be_silent,
) -> OpenRun:
    """Take the lock, check rule sets and calendar, make an empty store.

    `agreed`: the run is to publish what waits for approval. Without it the settings say whether a run publishes.
    `place`: folder and name of what is written, where it is no publication.

    Raises WrongUse (2), RuleSetInvalid (12) or StoreUnavailable (14), and then leaves nothing behind.
    """
    settings = settings.get_on(peildatum)
    period = make_period_of(settings, peildatum)
    coverage = settings.coverage
    check_peildatum(period, coverage)
    rule_sets = load_checked_rule_sets(settings)
    inspection_form = load_form(settings.inspectie)
    if not settings.aanlevering.is_dir():
        raise WrongUse(
            f"De map met aanleveringen '{settings.aanlevering.name}' bestaat niet. "
            f"Maak hem naast {settings.file.name}, met daarin een map per school."
        )
    # Refused before anything is read; the codes of this run are looked for when the page is made.
    read_commentary(settings, peildatum=period.peildatum, codes=())
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        # The key first: it puts the register right after a rotation that broke off.
        key = open_key(settings)
        case_register = open_register(settings)
        damage = find_damage(settings, only=READ_AGAIN)
        waiting = describe_waiting_damage(find_waiting_damage(settings))
        newer = list_newer(settings.uitvoer)
        for line in (
            *map(describe_newer, newer.items()),
            *_drop_damaged(settings.opslag),
            *describe_damage(damage),
            *waiting,
        ):
            report_progress(f"Let op: {line}")
        forget_other_schools(settings.opslag, [school.id for school in settings.scholen])
        aside = make_fresh_folder(settings.opslag / WORK_FOLDER)
        holds = settings.vrijgeven == NA_AKKOORD and not agreed
        # Only a run that publishes: what waits is looked at by a person, and what is counted again is no publication.
        inputs = "" if holds or agreed else describe_inputs(settings, peildatum=peildatum, key=key)
        known = {"peildatum": peildatum, "key": key, "inputs": inputs}
        return OpenRun(
            settings=settings,
            period=period,
            coverage=coverage,
            rule_sets=rule_sets,
            key=key,
            lock=lock,
            store=Store(
                aside / STORE_FILE,
                standing=_find_store(settings) if inputs and not toch else None,
                stands=list_standing(_list_targets()),
            ),
            aside=aside,
            publication=Publication(
                *(place or (settings.opslag / WAITING if holds else settings.uitvoer, peildatum.isoformat()))
            ),
            progress=report_progress,
            case_register=case_register,
            inspection_form=inspection_form,
            toch=toch,
            holds=holds,
            agreed=agreed,
            inputs=inputs,
            unchanged=find_unchanged(settings, **known) if inputs and not toch else None,
            schools=find_standing_schools(settings, peildatum=peildatum, key=key) if inputs and not toch else {},
            damaged={**list_damaged_parts(damage), **dict.fromkeys(newer, READ_AGAIN)},
        )
    except BaseException:
        lock.release()
        raise


def _find_store(settings: Settings) -> Path | None:
    """The store that stands, where the log has it; a damaged one was thrown away before."""
    return settings.opslag / STORE_FILE if is_logged(settings.opslag, STORE_FILE) else None


def _drop_damaged(opslag: Path) -> Iterator[str]:
    """What is stored and damaged, in sentences; what a run makes again is thrown away."""
    yield from (tell_in_run(fault) for fault in drop_stored_faults(opslag))
    if dropped := drop_damaged_partitions(opslag):
        told = counted(dropped, "bewaarde school was", "bewaarde scholen waren")
        yield f"{told} beschadigd, of van een andere versie van msa. msa leest die opnieuw."


@dataclass(frozen=True)
class ReadSchool:
    """One school as it was read. `mark`: by what a run recognises that it would be read the same.

    `is_kept`: it was read and checked by an earlier run, and nothing changed since.
    """

    delivery: Delivery
    mark: str
    is_kept: bool


def read_one_school(run: OpenRun, school_id: str) -> ReadSchool:
    """Read one school's delivery, or take it as an earlier run kept it."""
    school, peildatum = run.settings.get_school(school_id), run.period.peildatum
    number = get_school_number(run.settings, school_id)
    told = f"Lezen {number + 1} van {len(run.settings.scholen)}: {school.naam}"
    mark = make_mark(run.settings, school, key=run.key, peildatum=peildatum)
    kept = find_checked(run.settings, school, key=run.key, peildatum=peildatum, mark=mark)
    run.progress(f"{told} (was al gelezen en getoetst)" if kept else told)
    delivery = kept or read_school(run.settings, school, key=run.key, peildatum=peildatum)
    return ReadSchool(delivery, mark, is_kept=kept is not None)


def check_one_school(run: OpenRun, read: ReadSchool) -> Delivery:
    """Check each table as it is declared, load it, and keep the school for a run that goes on from here.

    Returned without its rows, which the store holds; those of a school that was kept are loaded where they are asked.
    """
    school, delivery = run.settings.get_school(read.delivery.school), read.delivery
    if not read.is_kept:
        if delivery.refused is None:
            run.store.load_delivery(get_school_number(run.settings, school.id), delivery.frames)
        keep_checked(run.settings, school, delivery, key=run.key, peildatum=run.period.peildatum, mark=read.mark)
    kept = get_partition(run.settings.opslag, school.id, run.period.peildatum.isoformat())
    if delivery.refused is None and not kept.is_file():
        # It changed while it was read: kept for this run alone.
        write_private(run.aside / _name_read(school.id), pack(delivery))
    return without_rows(delivery)


def classify(run: OpenRun, deliveries: Mapping[str, Delivery]) -> Outcome:
    """Read the lists of the LPA and the SWV, build the tables, check them, then build what the reports read.

    DataCheckFailed (13) when a check finds rows, or when less was read than what stands for the peildatum.
    """
    lists = read_lpa(run.settings, key=run.key)
    deliveries, moves, part = _settle(run, deliveries, lists, read_moves(run.settings, key=run.key))
    outcome = count_read(run, deliveries, lists=lists, moves=moves, part=part)
    if part is not None:
        taken = len(run.settings.scholen) - len(part.counted)
        is_are = "school is" if taken == 1 else "scholen zijn"
        run.progress(f"{taken} {is_are} niet opnieuw geteld: daar is niets veranderd.")
    if not run.toch:
        refuse_losses(_find_losses(run, outcome), peildatum=run.period.peildatum.isoformat())
    return read_report_marts(run, outcome)


def _settle(
    run: OpenRun, deliveries: Mapping[str, Delivery], lists: Delivery, moves: Delivery
) -> tuple[Mapping[str, Delivery], Delivery, Part | None]:
    """What is counted: the deliveries with what was told before, the list of moves, and which schools, where the others
    stand as they were counted. In the store are all rows that counting asks for then.
    """
    for name, delivery in ((LPA_FOLDER, lists), (SWV_FOLDER, moves)):
        write_private(run.aside / _name_part(name), pack(delivery))
    marks, standing = _make_marks(run, deliveries), run.store.read_standing(TABLE)
    same = find_same(marks, standing) or frozenset()
    _load_kept(run, deliveries, run.store.load_delivery, without=same)
    with_earlier = _add_earlier(run, deliveries, same)
    settled, followed = _add_successors(run, with_earlier, moves, same)
    if followed is not moves or any(settled[name] is not delivery for name, delivery in deliveries.items()):
        write_private(run.aside / _name_part(SWV_FOLDER), pack(followed))
        marks = _make_marks(run, settled)
    # What a later run asks for.
    run.store.load_reference(TABLE, marks)
    part = find_part(run.settings, marks, standing, followed.frames)
    # In the place of what was made of the others alone.
    _load_kept(run, settled, run.store.replace_delivery, without=frozenset() if part is None else same - part.beside)
    return settled, followed, part


def _load_kept(
    run: OpenRun,
    deliveries: Mapping[str, Delivery],
    load: Callable[[int, Mapping[str, pl.DataFrame]], None],
    *,
    without: frozenset[int],
) -> None:
    """Load the rows of schools that were read before and are not there yet, but for these schools by number."""
    numbers = {get_school_number(run.settings, school): school for school in list_taking_part(run.settings, deliveries)}
    for number in sorted(numbers.keys() - without - run.store.loaded):
        load(number, _load_counted(run, numbers[number]).frames)


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
        made_from=describe_rows(run.settings, run.store.read(TABLE), _load_counted(run, SWV_FOLDER).frames),
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
        return {name: without_texts(body) for name, body in _pack_parts(self._run, self._outcome).items()}

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
    given = _give_school(run, outcome, school_id, make_known_delivery(outcome, school_id))
    folder = run.standing / "school" / school_id
    made = marks.make_standing(given, run.schools[school_id].files)
    files = find_standing(run.schools[school_id], folder, mark=made.mark)
    if files is None:
        return None
    _write_school(run, school_id, files)
    return made


def _add_earlier(run: OpenRun, deliveries: Mapping[str, Delivery], same: frozenset[int]) -> Mapping[str, Delivery]:
    """The deliveries, each with what its school told before of days that it does not cover, in the store too.

    `same`: schools by number that stand as they were counted.
    """
    delivered = list_taking_part(run.settings, deliveries)
    both = dict(deliveries)
    for delivery in add_earlier_rows(
        run.store,
        run.settings,
        {school: partial(_load_read, run, school) for school in delivered},
        partial(_make_references, run, delivered),
        period=run.period,
        coverage=run.coverage,
        key=run.key,
        same=same,
    ):
        write_private(run.aside / _name_part(delivery.school), pack(delivery))
        both[delivery.school] = without_rows(delivery)
        for found in delivery.findings:
            if found.code in OTHERWISE:
                run.tell(f"Let op: school {found.school}: {found.omschrijving} Het retourblad zegt wat u kunt doen.")
    return both


def _add_successors(
    run: OpenRun, deliveries: Mapping[str, Delivery], moves: Delivery, same: frozenset[int]
) -> tuple[Mapping[str, Delivery], Delivery]:
    """The deliveries and the list of moves, with what follows where schools merged or were split.

    `same`: schools by number that stand as they were counted.
    """
    delivered = list_taking_part(run.settings, deliveries)
    followed = add_successors(
        run.store,
        run.settings,
        {school: partial(_load_counted, run, school) for school in delivered},
        moves,
        partial(_make_references, run, delivered),
        same=same - run.store.loaded,
    )
    for name, delivery in followed.deliveries.items():
        write_private(run.aside / _name_part(name), pack(delivery))
    return {**deliveries, **{name: without_rows(each) for name, each in followed.deliveries.items()}}, followed.moves


def _load_counted(run: OpenRun, school: str) -> Delivery:
    """The delivery of a school with all rows that the store holds of it."""
    return unpack(_read_counted(run, school))[0]


def _load_read(run: OpenRun, school: str) -> Delivery:
    """The delivery of a school as it was read in this run, with its rows."""
    return unpack(_read_read(run, school))[0]


def _read_counted(run: OpenRun, school: str) -> bytes:
    """As `_load_counted`, packed."""
    part = run.aside / _name_part(school)
    return part.read_bytes() if part.is_file() else _read_read(run, school)


def _read_read(run: OpenRun, school: str) -> bytes:
    kept = read_kept(run.settings.opslag, school, run.period.peildatum)
    return (run.aside / _name_read(school)).read_bytes() if kept is None else kept


def _make_marks(run: OpenRun, deliveries: Mapping[str, Delivery]) -> pl.DataFrame:
    """By what each school is recognised that it would be counted the same."""
    delivered = list_taking_part(run.settings, deliveries)
    return make_marks(
        run.settings,
        {school: _read_counted(run, school) for school in delivered},
        {name: (run.aside / _name_part(name)).read_bytes() for name in (LPA_FOLDER, SWV_FOLDER)},
        _make_references(run, delivered),
        key_id=make_key_id(run.key),
    )


def _make_references(run: OpenRun, delivered: Mapping[str, Mapping[str, bool]]) -> dict[str, pl.DataFrame]:
    return make_references(run.settings, period=run.period, rule_sets=run.rule_sets, delivered=delivered)


def count_read(
    run: OpenRun,
    deliveries: Mapping[str, Delivery],
    *,
    lists: Delivery,
    moves: Delivery,
    part: Part | None = None,
) -> Outcome:
    """Build and check the tables of what was read and loaded. DataCheckFailed (13) when a check finds rows.

    `part`: the schools to count, where the others stand as they were counted.
    """
    run.progress("Tellen en indelen")
    references = _make_references(run, list_taking_part(run.settings, deliveries))
    own = {LPA_NUMBER: lists.frames, SWV_NUMBER: moves.frames}
    count(run.store, own, references, marts=_list_targets(), coverage=run.coverage, part=part)
    return _make_outcome(run, {**deliveries, LPA_FOLDER: without_rows(lists), SWV_FOLDER: without_rows(moves)})


def _list_targets() -> tuple[str, ...]:
    """What a run asks of the store. Also for the reports: the more models are made in one go, the less one waits for
    another, and what is asked later would be made from nothing.
    """
    return (*list_marts(TABLES, CHECK, *_REPORTS), *COVERED, *list_checked())


def read_report_marts(run: OpenRun, outcome: Outcome) -> Outcome:
    """The outcome with all that the reports read."""
    run.progress("Rapporten maken")
    marts = read_marts(run.store, *_REPORTS)
    return replace(outcome, marts={name.removeprefix("mart_"): frame for name, frame in marts.items()})


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
    given = _give_school(run, schools.outcome, school_id, known)
    hashes = _write_school(run, school_id, complete(workers.make(given)))
    return ReportedSchool(known, schools.marks.make_standing(given, hashes))


def _give_school(run: OpenRun, outcome: Outcome, school_id: str, known: KnownDelivery) -> SchoolInput:
    """What the files of a school are made from. `known`: what its return sheet tells."""
    change = compare_with_last(known, read_history(run.settings.opslag, *run.settings.get_school(school_id).nummers))
    return replace(_take_school(run, outcome, school_id), change=change)


def write_school_pages(run: OpenRun, outcome: Outcome, school_id: str) -> None:
    """The folder of a school that is measured, without its return sheet."""
    _write_school(run, school_id, complete(make_school_files(_take_school(run, outcome, school_id))))


def _take_school(run: OpenRun, outcome: Outcome, school_id: str) -> SchoolInput:
    earlier = NOTHING_EARLIER
    if school_id in outcome.measured:
        earlier = read_earlier_school(
            outcome, run.settings.get_school(school_id), key_id=make_key_id(run.key), damaged=run.damaged
        )
    return SchoolInput(school_id, outcome.take_school(school_id), earlier)


def _write_school(run: OpenRun, school_id: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, by name."""
    return {name: run.publication.write_bytes(f"school/{school_id}/{name}", content) for name, content in files.items()}


@dataclass(frozen=True)
class Kept:
    """What is asked of a store that is closed: the measured days of each school, and the SHA-256 of its file."""

    covered: Mapping[str, Covered]
    saved: Future[str]


def publish(
    run: OpenRun,
    schools: Schools,
    reported: Mapping[str, ReportedSchool],
    *,
    kept: Kept,
    beside: Executor,
    tables: MakeBytes | None,
    figures: "Callable[[], Written] | None",
) -> RunResult:
    """Write what is left of the SWV and the manifest, and exchange the whole folder in one step.

    `kept`: of the store, which is saved by then; StoreUnavailable (14) when it could not be, and nothing is published.
    `beside`: does what waits for the disk. `tables`: waits until the tables lie there, and gives their workbook.
    `figures`: waits until all else of the SWV lies there. Both are None when no school could be measured.

    When no school could be measured only the return sheets and the manifest are published (contract 2.8).
    """
    outcome = schools.outcome
    # What was written of schools goes to disk beside what is made here.
    run.publication.begin_sync(beside)
    if schools.taken:
        which = counted(len(schools.taken), "school", "scholen")
        run.progress(f"Bij {which} is niets veranderd. Die verslagen zijn niet opnieuw gemaakt.")
    run.progress("Klaarzetten" if run.holds else "Publiceren")
    written = figures() if figures is not None else None
    if tables is not None:
        _write_workbook(run.publication, tables())
    if outcome.measured:
        _add_pdfs(run, outcome)
    carried = written.rerun.carried if written is not None else None
    manifest = make_manifest(outcome, key_id=make_key_id(run.key), carried=carried.told if carried else None)
    run.publication.write_text("manifest.json", manifest)
    write_start_page(run.publication, outcome)
    write_quarantine(run.settings.opslag, outcome.deliveries)
    if run.holds or (run.agreed and not _is_what_waits(run)):
        return _hold(run, outcome)
    forget_last_run(run.settings.opslag)
    _keep_told(run, outcome, {school: each.told for school, each in reported.items()})
    store_hash = kept.saved.result()
    _log_numbers(run.settings)
    _log_run(run, outcome, "run", hashes=run.publication.make_hashes(), taken=len(schools.taken))
    record_stored(run.settings.opslag, {STORE_FILE: store_hash})
    os.replace(run.aside / STORE_FILE, run.settings.opslag / STORE_FILE)
    if written is not None:
        # Before the exchange: what was published must be known. A crash in between only repeats it.
        save_register(written.register, run.settings.opslag)
        _keep_released(run, written)
    is_same = run.publication.equals(run.publication.target)
    _keep_read(run, outcome, run.publication.find_number(is_same=is_same), kept.covered)
    if not is_same:
        # What came out is never overwritten: it stays as an earlier edition.
        run.publication.keep_standing()
    run.publication.finish()
    keep_witness(run.settings)
    # Whatever waited for this peildatum: it is out, or out of date.
    remove_waiting(run.settings.opslag, run.period.peildatum)
    result = _make_result(outcome, run.standing)
    if run.inputs:
        _keep_last_run(run, result, {school: _add_pdf(run, school, each.made) for school, each in reported.items()})
    return result


def _save_store(run: OpenRun) -> str:
    """Say in the store what its rows are, and close it with all that is in it; the SHA-256 of its file."""
    run.store.describe()
    run.store.save()
    return hash_file(run.aside / STORE_FILE)


def _log_numbers(settings: Settings) -> None:
    """Say once in the log that a school goes on under another number, which every run tells on its return sheet."""
    renumbered = [school for school in settings.scholen if school.oude_nummers]
    if not renumbered:
        return
    ring = require_ring(settings.opslag)
    said = {tuple(entry["scholen"]) for entry in list_authentic(settings.opslag, ring) if entry["wat"] == _OTHER_NUMBER}
    for school in renumbered:
        if tuple(sorted(school.nummers)) not in said:
            write_entry(settings.opslag, _OTHER_NUMBER, schools=school.nummers, ring=ring)


def let_stand(run: OpenRun, unchanged: Unchanged) -> RunResult:
    """What a run does of which nothing changed: log it, and say again what the last one told."""
    last = unchanged.last
    write_entry(
        run.settings.opslag,
        "run",
        schools=unchanged.schools,
        peildatum=run.period.peildatum,
        counts=unchanged.counts,
        hashes=unchanged.hashes,
    )
    keep_witness(run.settings)
    run.progress(f"Er is niets veranderd; de uitgave{_say_of_when(run)} staat er nog. Toch opnieuw maken? Geef --toch.")
    for line in last.told:
        run.progress(line)
    return RunResult(
        exit_code=last.exit_code,
        output=run.standing,
        refused=last.refused,
        noticed=last.noticed,
        unmeasured=last.unmeasured,
        only_returns=last.only_returns,
        unchanged=True,
    )


def _say_of_when(run: OpenRun) -> str:
    """When what stands came out; nothing where the log does not say."""
    moments = [each.since for each in list_published_editions(run.settings, run.period.peildatum) if each.stands]
    return f" van {say_moment(moments[0])}" if moments and moments[0] else ""


def _add_pdf(run: OpenRun, school_id: str, made: StandingSchool) -> StandingSchool:
    """What was made of a school with its printed report, where it has one."""
    pdf = run.standing / "school" / school_id / _PDF
    printed = hash_files({_PDF: pdf.read_bytes()}) if pdf.is_file() else {}
    return replace(made, files={**made.files, **printed})


def _keep_last_run(run: OpenRun, result: RunResult, schools: Mapping[str, StandingSchool]) -> None:
    last = LastRun(
        exit_code=result.exit_code,
        refused=result.refused,
        noticed=result.noticed,
        unmeasured=result.unmeasured,
        only_returns=result.only_returns,
        told=tuple(run.told),
    )
    keep_last_run(run.settings, last, peildatum=run.period.peildatum, key=run.key, inputs=run.inputs, schools=schools)


def _keep_read(run: OpenRun, outcome: Outcome, number: int, covered: Mapping[str, Covered]) -> None:
    """Keep what this edition was counted from, and of which days each school is measured."""
    parts = _pack_parts(run, outcome)
    keep_read(run.settings.opslag, run.period.peildatum, number, parts, key=run.key, covered=covered)


def _pack_parts(run: OpenRun, outcome: Outcome) -> dict[str, bytes]:
    """What this run counted from, packed, by folder; of a school that changed while it was read there is nothing."""
    packed = {
        school.id: read_kept(run.settings.opslag, school.id, run.period.peildatum)
        for school in run.settings.scholen
        if outcome.deliveries[school.id].refused is None
    }
    packed |= {name: pack(each) for name, each in outcome.deliveries.items() if each.refused is not None}
    parts = {name: body for name, body in packed.items() if body is not None}
    counted = [LPA_FOLDER, SWV_FOLDER, *(name for name in parts if (run.aside / _name_part(name)).is_file())]
    return parts | {name: (run.aside / _name_part(name)).read_bytes() for name in counted}


def _name_part(folder: str) -> str:
    """What a folder is counted from, where that is not what was kept of it when it was read."""
    return f"{folder}.deel"


def _name_read(folder: str) -> str:
    return f"{folder}.gelezen"


def _is_what_waits(run: OpenRun) -> bool:
    found = find_waiting(run.settings.opslag, run.period.peildatum)
    return found is not None and run.publication.equals(found.folder)


def _hold(run: OpenRun, outcome: Outcome) -> RunResult:
    """Leave the output waiting in the store. Nothing is kept of it elsewhere: no reader has had it."""
    publication = run.publication
    if not run.holds:
        publication = Publication(run.settings.opslag / WAITING, run.period.peildatum.isoformat())
        run.publication.move_to(publication)
    _log_run(run, outcome, "klaargezet", hashes=publication.make_hashes())
    note_waiting(run.settings.opslag, run.period.peildatum, toch=run.toch, pdf=run.settings.pdf)
    publication.finish()
    return replace(_make_result(outcome, publication.target), waits=True)


@dataclass(frozen=True)
class Written:
    """What is kept of the figures that were written. `released`: None when they are those of an earlier edition."""

    register: Register
    rerun: Rerun
    released: Released | None


def write_figures(run: OpenRun, schools: Schools) -> Written:
    """All that holds a figure but the tables and what is of schools: the SWV report, the lists of the Inspectie and of
    the officers. Some school is measured.
    """
    outcome, compared = schools.outcome, schools.compared
    if compared is None:
        raise RuntimeError("where nothing is measured there are no figures")
    rerun, report = compared.rerun, make_swv_report(outcome, compared.earlier)
    inspection = make_inspection(
        outcome,
        report=report,
        key=run.key,
        register=run.case_register,
        form=run.inspection_form,
        report_progress=run.tell,
    )
    for name, content in inspection.files.items():
        run.publication.write_bytes(name, content)
    released = None
    if not rerun.carried:
        released = _write_swv_report(run, replace(report, verschil=compared.verschil), compared.earlier)
    if rerun.carried:
        write_carried(run.publication, rerun.carried)
        tell_carried(rerun.carried, run.settings, run.tell)
    run.publication.write_text("swv-intern/index.html", render_intern(make_intern_report(outcome, report)))
    write_officer_folders(run.publication, outcome)
    return Written(inspection.register, rerun, released)


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


def check_tables(outcome: Outcome) -> dict[str, pl.DataFrame]:
    """Every published table by name, as it is declared."""
    return {table.name: check_frame(table, outcome.tables[table.name]) for table in PUBLISHED_TABLES}


def write_tables(publication: Publication, outcome: Outcome) -> None:
    """Every published table, checked, in its three forms."""
    frames = check_tables(outcome)
    write_table_files(publication, frames, {name: make_parquet(frame) for name, frame in frames.items()})
    _write_workbook(publication, make_table_workbook(frames))


def write_table_files(
    publication: Publication, frames: Mapping[str, pl.DataFrame], parquet: Mapping[str, bytes]
) -> None:
    """Every table by name as a file of its own, in two forms; `parquet`: the first of them."""
    for name, frame in frames.items():
        publication.write_bytes(f"tabellen/{name}.parquet", parquet[name])
        publication.write_bytes(f"tabellen/{name}.csv", make_csv(frame))


def _write_workbook(publication: Publication, content: bytes) -> None:
    publication.write_bytes(f"tabellen/{TABLE_WORKBOOK}", content)


def _keep_released(run: OpenRun, written: Written) -> None:
    """The ledger first: an edition that is carried later must be in the account."""
    if written.released is None:
        return
    add_release(run.settings.opslag, written.released)
    files = read_files(run.publication.folder)
    keep_edition(run.settings.opslag, run.period.peildatum, written.rerun, files=files)


def _make_result(outcome: Outcome, output: Path) -> RunResult:
    return RunResult(
        exit_code=10 if outcome.refused or not outcome.measured else 0,
        output=output,
        refused=outcome.refused_on_screen,
        noticed=list_noticed(outcome),
        unmeasured=outcome.unmeasured,
        only_returns=not outcome.measured,
    )


def list_noticed(outcome: Outcome) -> tuple[str, ...]:
    """What was found in the folder of deliveries that is of no school, in sentences."""
    found = outcome.get_findings(WHOLE_SWV)
    return tuple(f"{each.omschrijving} {each.gevolg} {each.oplossing}" for each in found)


def _find_losses(run: OpenRun, outcome: Outcome) -> list[str]:
    """What of the publication that stands for this peildatum this run does not read from the folder any more."""
    count_days = partial(count_school_days, run.store, run.settings, period=run.period)
    now = count_reading(
        outcome.tables[LEERLING_PERIODE.name],
        outcome.tables.get(SCHOOL_METING.name),
        files=[(school, file.bestand) for school, files in outcome.files.items() for file in files],
        refused={school for school, _ in outcome.refused},
        kept=[(school, kept) for school, delivery in outcome.deliveries.items() for kept in delivery.kept_registers],
        earlier={school: count_days(school, each.eerder_dagen) for school, each in outcome.deliveries.items()},
    )
    if run.is_standing_damaged("tabellen"):
        return find_losses(None, now)
    return find_losses(read_standing(run.standing, count_days, opvolgers=run.settings.opvolgers), now)


def _log_run(run: OpenRun, outcome: Outcome, action: str, *, hashes: Mapping[str, str], taken: int = 0) -> None:
    """Before the output appears: what cannot be logged is not published. `taken`: schools that were not made again."""
    write_entry(
        run.settings.opslag,
        action,
        schools=[school.id for school in run.settings.scholen],
        peildatum=run.period.peildatum,
        counts={"geweigerd": len(outcome.refused), "leerlingen": outcome.tables["leerling_periode"].height}
        | ({"scholen_onveranderd": taken} if taken else {}),
        hashes=hashes,
    )


def _keep_told(run: OpenRun, outcome: Outcome, told: Mapping[str, KnownDelivery]) -> None:
    """Remember for later runs the register files, of a refused delivery none, and what the return sheets say."""
    opslag, kept = run.settings.opslag, {}
    for school in run.settings.scholen:
        delivery = outcome.deliveries[school.id]
        if delivery.refused is None:
            kept |= add_delivered(opslag, school.id, peildatum=run.period.peildatum, delivered=delivery.registers)
    for school_id, known in sorted(told.items()):
        kept |= add_delivery(opslag, school_id, known)
    replace_stored(opslag, kept)


def _add_pdfs(run: OpenRun, outcome: Outcome) -> None:
    """The reports once more, for paper; `[swv] pdf = false` leaves them out."""
    if not run.settings.pdf:
        return
    pages = ["swv/index.html", *(f"school/{school_id}/index.html" for school_id in outcome.measured)]
    add_pdfs(
        run.publication,
        # Of a school that was taken over it lies there.
        [page for page in pages if not (run.publication.folder / page).with_suffix(".pdf").is_file()],
        work=run.aside / "pdf",
        peildatum=run.period.peildatum,
        report_progress=run.progress,
    )


def _write_swv_report(run: OpenRun, report: SwvReport, earlier: Sequence[EarlierPublication]) -> Released:
    """The trimester report, its figures to explore and its numbers, all from the same released counts."""
    report, released = _protect(run, report)
    released = replace(released, aanwezigheid=keep_attendance(report, released.getoond))
    page = release_swv(report, released.getoond, list_shown(earlier))
    run.publication.write_text("swv/index.html", render_swv(page))
    run.publication.write_text("swv/figuren.html", render_figures(page))
    figures = pl.DataFrame(
        [astuple(row) for row in page.cijfers], schema=[field.name for field in fields(FigureRow)], orient="row"
    )
    run.publication.write_bytes(FIGURES_FILE, make_csv(figures))
    return released


def _protect(run: OpenRun, report: SwvReport) -> tuple[SwvReport, Released]:
    """The report with how its counts may be shown. Where its causes would tell a small count in spite of all that is
    hidden it has none: they explain other counts, which come out without them too."""
    protect_figures = partial(protect, settings=run.settings, peildatum=run.period.peildatum)
    if report.verschil is None or not report.verschil.tellingen:
        return report, protect_figures(make_figures(report), report_progress=run.progress)
    figures = make_figures(report)
    try:
        if _came_out(run):
            # What came out without causes leaves less to protect: that is no reason to tell them in a run after it.
            protect_figures(figures, anew=True)
        return report, protect_figures(figures, report_progress=run.progress)
    except DataCheckFailed:
        report = replace(report, verschil=QuarterBridge(report.verschil.vorige, reden=TOO_TELLING))
    return report, protect_figures(make_figures(report), report_progress=run.progress)


def _came_out(run: OpenRun) -> bool:
    """Whether readers have a publication of this peildatum."""
    return any(found.peildatum == run.period.peildatum for found in read_ledger(run.settings.opslag))


def close_run(run: OpenRun) -> None:
    """Let go of the store and the lock, and remove what was not published. Safe to call twice."""
    try:
        run.store.close()
        run.publication.discard()
        remove(run.aside)
    finally:
        run.lock.release()


def _make_outcome(run: OpenRun, deliveries: Mapping[str, Delivery]) -> Outcome:
    tables = {
        table.name: read_mart(run.store, f"mart_{table.name}", order_by=table.key)
        for table in PUBLISHED_TABLES
        if table is not BEVINDING
    }
    succession = make_succession(run.settings, deliveries)
    findings = collect_findings(
        deliveries,
        row_states=read_mart(run.store, "mart_rijstand"),
        code_use=read_mart(run.store, "mart_codegebruik"),
        more=[
            *find_unknown_towns(read_mart(run.store, "mart_leerplicht"), deliveries),
            *tell_unclaimed(run.settings, known=run.known_folders),
            *tell_parts_of_day(read_mart(run.store, "mart_dagdeel_lezing")),
            *tell_estimates(
                read_mart(run.store, "mart_noemer_geschat"), read_mart(run.store, "mart_lessen_erbij"), deliveries
            ),
            *tell_sickness(read_mart(run.store, "mart_ziekte_niet_herkend")),
            *tell_exemptions(read_mart(run.store, "mart_vrijstelling_verlopen")),
            *tell_moves(read_mart(run.store, "mart_overstap")),
            *tell_measured(lambda name: read_mart(run.store, name), deliveries, period=run.period),
            *tell_vanished(
                run.settings.uitvoer,
                peildatum=run.period.peildatum,
                delivered=list_delivered(read_mart(run.store, "mart_leerling_geleverd"), deliveries, run.settings),
                key_id=make_key_id(run.key),
                damaged=run.damaged,
                succession=succession,
            ),
            *tell_shortened(
                run.settings.uitvoer,
                peildatum=run.period.peildatum,
                measured=tables[SCHOOL_METING.name],
                pupils=tables[LEERLING_PERIODE.name],
                damaged=run.damaged,
                succession=succession,
            ),
            *tell_numbers(run.settings, deliveries),
        ],
    )
    return Outcome(
        settings=run.settings,
        period=run.period,
        rule_sets=run.rule_sets,
        deliveries=deliveries,
        findings=findings,
        files=balance_files(deliveries, read_mart(run.store, "mart_rijtelling")),
        tables={**tables, BEVINDING.name: make_finding_table(findings)},
        marts={},
    )
