"""One run of a quarter, step by step: open, read each school, classify, report, publish, close.

Plain functions without an engine, each of which returns what it found. A `Quarter` takes them in order and holds what
they return: for `run_quarter` here, and for the Prefect tasks of `pipelines.run.flows`, which pass ids, never rows.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import polars as pl

from pipelines.contexts.outcome import Outcome
from pipelines.intake.delivered import Delivery
from pipelines.progress import Report, be_silent
from pipelines.publish.export import make_parquet
from pipelines.publish.table_workbook import make_workbook_of_files
from pipelines.run.classified import classify
from pipelines.run.earlier import read_covered
from pipelines.run.opened import OpenRun, close_run, open_run
from pipelines.run.prepared import ReportedSchool, Schools, prepare_schools, report_school
from pipelines.run.published import (
    Kept,
    MakeBytes,
    Written,
    check_tables,
    let_stand,
    publish,
    save_store,
    write_figures,
    write_table_files,
)
from pipelines.run.read_schools import ReadSchool, check_one_school, count_read_at_once, read_one_school
from pipelines.run.result import RunResult
from pipelines.run.school_workers import MOST, SchoolWorkers, count_workers
from pipelines.settings import Settings
from schemas.tables import RAW_LEERLING


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
        self._kept = Kept(covered, self._beside.submit(save_store, self._run))
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
