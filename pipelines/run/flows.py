"""The quarter as a Prefect flow: the only module that imports Prefect.

Thin on purpose. Parameters and results are run ids, school ids and single words: Prefect stores them in clear.
An error stays in this process (`_Session.failures`); Prefect is told which step failed and nothing more.
Import this module only with the environment of `pipelines.run.flow_server` in place.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, ParamSpec
from zoneinfo import ZoneInfo

from prefect import Flow, State, Task, flow, serve, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.deployments.runner import EntrypointType
from prefect.events.worker import EventsWorker
from prefect.futures import wait
from prefect.schedules import Cron
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from pipelines.errors import UserError, find_disk_fault, is_passing
from pipelines.progress import Report, make_reporter
from pipelines.run import cycle, schedule
from pipelines.run.alert import send_alert
from pipelines.run.approval import approve, waiting
from pipelines.run.read_schools import count_read_at_once
from pipelines.run.result import RunResult
from pipelines.run.scheduled import run_scheduled
from pipelines.run.steps import Quarter
from pipelines.run.told import ARTIFACT, describe_run
from pipelines.settings import Settings, load_settings
from schemas.cycle import CONTROLEREN, DRAAIEN, HERINNEREN, VRAGEN

GEWEIGERD = "geweigerd"
NIETS_GEMETEN = "niets gemeten"
NIETS_WACHT = "niets wacht"
HAPERT = "hapert"
WACHT_OP_AKKOORD = "wacht op akkoord"
KLAAR = "klaar"
# How often a step that waits for something outside the program is tried again, and after how many seconds.
RETRIES = 2
_DELAYS: list[float] = [1, 5]
P = ParamSpec("P")
_GOODBYE_SECONDS = 30


class StapMislukt(Exception):
    """A run ended without a result; the text names the flow, never what went wrong in it."""


@dataclass
class _Session:
    """What one run keeps in this process, out of Prefect's sight."""

    quarter: Quarter
    failures: list[Exception] = field(default_factory=list)
    result: RunResult | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)

    def do(self, work: Callable[[], str | None], *, again: str = "") -> State[str]:
        """Do `work`; keep its error in this process and tell Prefect no more than that it failed.

        A state, not an exception: Prefect writes the text of an exception to its database and a copy to its files.
        `again`: the name of a step that may be done twice. It is, by Prefect, when something outside was busy.
        """
        try:
            outcome = work()
        except Exception as error:
            if again and is_passing(error) and self.tries[again] < RETRIES:
                self.tries[again] += 1
                return Failed(name=HAPERT, message="even bezet")
            self.failures.append(error)
            return Failed(message="mislukt")
        return Completed(name=GEWEIGERD if outcome == GEWEIGERD else None, data=outcome or KLAAR)

    def publish(self) -> None:
        """Publish, and keep the result here."""
        self.result = self.quarter.publish()

    def let_stand(self) -> None:
        """Let stand what is published, and keep the result here."""
        self.result = self.quarter.let_stand()

    def leave_artifact(self) -> None:
        """Show what came of the run on the page of Prefect. The run is done: a fault here is none of its faults."""
        if self.result is None:
            return
        text = describe_run(self.quarter.schools, self.result, self.seconds)
        with suppress(Exception):
            create_markdown_artifact(text, key=ARTIFACT, description="Wat er van deze run kwam, zonder leerlingen.")


def run_steps(quarter: Quarter) -> RunResult:
    """All steps of an opened run as one flow run; raises the error of a step that failed."""
    session = _Session(quarter)
    kwartaal = _make_flow(session)
    try:
        # A run lives and dies with this process, so nobody listens for its heartbeat; stopping that costs a second.
        with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            kwartaal(quarter.id, quarter.schools, return_state=True)  # ty: ignore[no-matching-overload]
    finally:
        # While the server still lives: what Prefect sends late it would otherwise retry for minutes at the end.
        EventsWorker.drain_all(timeout=_GOODBYE_SECONDS)
    return _take_result(session)


def serve_schedule(settings: Settings) -> None:
    """Wait for the moments of each peildatum and do what is due then; returns when stopped."""
    planned = {ask_schools: VRAGEN, remind_schools: HERINNEREN, check_schools: CONTROLEREN, peildatum_run: DRAAIEN}
    deployments = [_deploy(each, settings, schedule.list_cron_lines(settings, what)) for each, what in planned.items()]
    # By hand alone: it is started on the page of Prefect by who looked at what waits.
    deployments.append(_deploy(publish_waiting, settings, []))
    # One at a time: each takes the lock of the store.
    serve(*deployments, print_starting_message=False, limit=1)


def _deploy(each: Flow[Any, State[str]], settings: Settings, lines: list[str]) -> Any:
    return each.to_deployment(
        name=each.name,
        parameters={"instellingen": str(settings.file)},
        concurrency_limit=1,
        schedules=[Cron(line, timezone=schedule.TIME_ZONE) for line in lines],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _make_flow(session: _Session) -> Flow[[str, list[str]], State[str]]:
    """The flow of one run: its tasks reach the run by closure, so Prefect sees its id and those of schools alone."""
    quarter = session.quarter
    # Rows that are being read take memory; pages are made as many at a time as there are processes for them.
    reading = threading.BoundedSemaphore(count_read_at_once())

    @_step("lezen", per_school=True, again=True)
    def read_one(run_id: str, school_id: str) -> State[str]:
        """Read one school; a refused delivery is an outcome that Prefect shows by name, not an error."""
        return session.do(lambda: quarter.read(school_id), again=f"lezen {school_id}")

    @_step("toetsen", per_school=True)
    def check_one(run_id: str, school_id: str) -> State[str]:
        """Check the tables of one school that was read, load them, and keep them for a run that goes on from here."""
        return session.do(lambda: quarter.check(school_id))

    @_step("school", per_school=True)
    def take_one(run_id: str, school_id: str) -> State[str]:
        """Read and check one school: its rows are let go of before the next one is read."""
        with reading:
            read: State[Any] = read_one(run_id, school_id, return_state=True)
            if not read.is_completed():
                return read
            checked: State[Any] = check_one(run_id, school_id, return_state=True)
            return checked

    @_step("indelen")
    def classify_all(run_id: str) -> State[str]:
        """Slots, windows, rules and tables of all schools."""
        return session.do(quarter.classify)

    @_step("verslagen", per_school=True, again=True)
    def write_one(run_id: str, school_id: str) -> State[str]:
        """Pages and return sheet of one school, also of a refused one (its return sheet says why)."""
        return session.do(lambda: quarter.report(school_id), again=f"verslagen {school_id}")

    @_step("vrijgeven")
    def publish_all(run_id: str) -> State[str]:
        """Exchange the whole output in one step, or leave it waiting; the result stays in this process."""
        return session.do(session.publish)

    @_step("niets veranderd")
    def confirm_all(run_id: str) -> State[str]:
        """Nothing changed since the last run: what stands is let stand, and logged."""
        return session.do(session.let_stand)

    @flow(  # ty: ignore[no-matching-overload]
        name="kwartaal",
        flow_run_name="kwartaal-{run_id}",
        task_runner=ThreadPoolTaskRunner(max_workers=max(count_read_at_once(), quarter.processes)),
        persist_result=False,
        log_prints=False,
    )
    def kwartaal(run_id: str, schools: list[str]) -> State[str]:
        """Read and check each school, classify all, write each school's pages, publish; a step that fails ends it."""
        waves = {
            "lezen en toetsen": lambda: [take_one.submit(run_id, school_id) for school_id in schools],
            "indelen": lambda: [classify_all.submit(run_id)],
            "verslagen": lambda: [write_one.submit(run_id, school_id) for school_id in schools],
            "vrijgeven": lambda: [publish_all.submit(run_id)],
        }
        if quarter.is_unchanged:
            waves = {"niets veranderd": lambda: [confirm_all.submit(run_id)]}
        refused = 0
        for name, start in waves.items():
            begin = time.monotonic()
            futures = start()
            wait(futures)
            session.seconds[name] = time.monotonic() - begin
            if any(not future.state.is_completed() for future in futures):
                return Failed(message="een stap is mislukt")
            refused += sum(future.state.name == GEWEIGERD for future in futures)
        session.leave_artifact()
        told = "niets veranderd" if quarter.is_unchanged else f"{len(schools) - refused} gelezen, {refused} geweigerd"
        waits = session.result is not None and session.result.waits
        return Completed(name=WACHT_OP_AKKOORD if waits else None, message=told, data=KLAAR)

    return kwartaal


def _step(
    name: str, *, per_school: bool = False, again: bool = False
) -> Callable[[Callable[P, State[str]]], Task[P, State[str]]]:
    """A task by this name, of which nothing is kept. `again`: it is tried again when its state is HAPERT."""
    return task(
        name=name,
        task_run_name=f"{name}-{{school_id}}" if per_school else None,
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
        retries=RETRIES if again else 0,
        retry_delay_seconds=_DELAYS,
        # Without it a step that failed for good would be tried again too.
        retry_condition_fn=lambda _task, _run, state: state.name == HAPERT,
    )


# --- what `msa serve` does; the parameters are the settings file and, when something is caught up, the peildatum


@flow(name="vragen", persist_result=False, log_prints=False)
def ask_schools(instellingen: str, peildatum: str = "") -> State[str]:
    """Make the texts ready that ask the schools for their files."""
    return _take_moment(VRAGEN, instellingen, peildatum)


@flow(name="herinneren", persist_result=False, log_prints=False)
def remind_schools(instellingen: str, peildatum: str = "") -> State[str]:
    """Make the texts ready that remind the schools of which something is missing."""
    return _take_moment(HERINNEREN, instellingen, peildatum)


@flow(name="controleren", persist_result=False, log_prints=False)
def check_schools(instellingen: str, peildatum: str = "") -> State[str]:
    """Check what was delivered so far, and write the return sheets."""
    return _take_moment(CONTROLEREN, instellingen, peildatum)


@flow(name="peildatum", persist_result=False, log_prints=False)
def peildatum_run(instellingen: str, peildatum: str = "") -> State[str]:
    """The scheduled run: of `peildatum`, else of the last one before today. It publishes, or waits for approval."""

    def run(settings: Settings, report: Report) -> State[str]:
        today = _get_today()
        day = _read_day(peildatum) or schedule.find_latest_peildatum(settings, today=today)
        result = run_scheduled(settings, peildatum=day, today=today, report=report, take_steps=run_steps)
        if result is None or result.only_returns:
            send_alert(settings.melding, f"msa: peildatum {day}: geen enkele school is gemeten.", report=report)
            return Failed(name=NIETS_GEMETEN, message="geen enkele school is gemeten")
        if result.waits:
            send_alert(settings.melding, f"msa: peildatum {day} ligt klaar en wacht op akkoord.", report=report)
            return Completed(name=WACHT_OP_AKKOORD, data=KLAAR)
        return Completed(name=GEWEIGERD if result.exit_code else None, data=KLAAR)

    return _guard(DRAAIEN, instellingen, run)


@flow(name="vrijgeven", persist_result=False, log_prints=False)
def publish_waiting(instellingen: str, peildatum: str = "") -> State[str]:
    """Publish what waits for approval: of `peildatum`, else of the first one that waits."""

    def publish(settings: Settings, report: Report) -> State[str]:
        waits = [each.peildatum for each in waiting(settings)]
        if not waits and not peildatum:
            return Completed(name=NIETS_WACHT, data=KLAAR)
        day = _read_day(peildatum) or waits[0]
        result = approve(settings, day, report_progress=report, take_steps=run_steps)
        if result.waits:
            return Failed(name=WACHT_OP_AKKOORD, message="er veranderde iets: het nieuwe ligt klaar")
        return Completed(name=GEWEIGERD if result.exit_code else None, data=KLAAR)

    return _guard("vrijgeven", instellingen, publish)


def _take_moment(what: str, instellingen: str, peildatum: str) -> State[str]:
    def take(settings: Settings, report: Report) -> State[str]:
        today = _get_today()
        day = _read_day(peildatum) or schedule.find_next_peildatum(settings, today=today)
        cycle.take_moment(settings, what, peildatum=day, today=today, report=report)
        return Completed(data=KLAAR)

    return _guard(what, instellingen, take)


def _guard(what: str, instellingen: str, work: Callable[[Settings, Report], State[str]]) -> State[str]:
    """Do what is due; a fault is told on the screen and to whom `[melding]` names, and Prefect knows that it failed."""
    report, settings = make_reporter(), None
    try:
        settings = load_settings(Path(instellingen))
        return work(settings, report)
    except UserError as error:
        told, code = str(error), error.exit_code
    except Exception as error:
        fault = find_disk_fault(error)
        told = str(fault or f"er ging iets mis in het programma zelf ({type(error).__name__}).")
        code = fault.exit_code if fault else 1
    report(f"msa: {told}")
    if settings is not None:
        # Of the fault its code alone: what a message says may name a school's file.
        text = f"msa: '{what}' is niet gelukt (uitgangscode {code}). Kijk op de computer waar 'msa serve' draait."
        send_alert(settings.melding, text, report=report)
    return Failed(message="mislukt")


def catch_up(settings: Settings, peildatum: date, what: str = DRAAIEN) -> None:
    """What was missed, now; what came of it is told and stands in its state."""
    flows = {VRAGEN: ask_schools, HERINNEREN: remind_schools, CONTROLEREN: check_schools, DRAAIEN: peildatum_run}
    try:
        flows[what](str(settings.file), peildatum.isoformat(), return_state=True)  # ty: ignore[no-matching-overload]
    finally:
        EventsWorker.drain_all(timeout=_GOODBYE_SECONDS)


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _get_today() -> date:
    return datetime.now(ZoneInfo(schedule.TIME_ZONE)).date()


def _take_result(session: _Session) -> RunResult:
    """The result, or the error that stopped the run: a fault of the program before one that the user can mend."""
    if session.failures:
        bugs = [failure for failure in session.failures if not isinstance(failure, UserError)]
        raise (bugs or session.failures)[0]
    if session.result is None:
        raise StapMislukt("de uitvoering door Prefect")
    return session.result
