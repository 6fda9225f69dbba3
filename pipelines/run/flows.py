"""The quarter as a Prefect flow: the only module that imports Prefect.

Thin on purpose. Parameters and results are run ids, school ids and single words: Prefect stores them in clear.
An error stays in this process (`_Session.failures`); Prefect is told which step failed and nothing more.
Import this module only with the environment of `pipelines.run.flow_server` in place.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import Flow, State, flow, serve, task
from prefect.cache_policies import NO_CACHE
from prefect.deployments.runner import EntrypointType
from prefect.events.worker import EventsWorker
from prefect.futures import wait
from prefect.schedules import Cron
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from pipelines.errors import UserError, find_disk_fault
from pipelines.progress import make_reporter
from pipelines.run import schedule
from pipelines.run.scheduled import run_scheduled
from pipelines.run.steps import Quarter, RunResult
from pipelines.settings import Settings, load_settings

GEWEIGERD = "geweigerd"
NIETS_GEMETEN = "niets gemeten"
KLAAR = "klaar"
_WORKERS = 2
_GOODBYE_SECONDS = 30


class StapMislukt(Exception):
    """A run ended without a result; the text names the flow, never what went wrong in it."""


@dataclass
class _Session:
    """What one run keeps in this process, out of Prefect's sight."""

    quarter: Quarter
    failures: list[Exception] = field(default_factory=list)
    result: RunResult | None = None

    def do(self, work: Callable[[], str | None]) -> State[str]:
        """Do `work`; keep its error in this process and tell Prefect no more than that it failed.

        A state, not an exception: Prefect writes the text of an exception to its database and a copy to its files.
        """
        try:
            outcome = work()
        except Exception as error:
            self.failures.append(error)
            return Failed(message="mislukt")
        return Completed(name=GEWEIGERD if outcome == GEWEIGERD else None, data=outcome or KLAAR)

    def publish(self) -> None:
        """Publish, and keep the result here."""
        self.result = self.quarter.publish()


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
    """Wait for the day after each peildatum and run then; returns when stopped."""
    deployment = peildatum_run.to_deployment(
        name="peildatum",
        parameters={"instellingen": str(settings.file)},
        concurrency_limit=1,
        schedules=[Cron(line, timezone=schedule.TIME_ZONE) for line in schedule.list_cron_lines(settings)],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    serve(deployment, print_starting_message=False)  # ty: ignore[invalid-argument-type]


def _make_flow(session: _Session) -> Flow[[str, list[str]], State[str]]:
    """The flow of one run: its tasks reach the run by closure, so Prefect sees its id and those of schools alone."""
    quarter = session.quarter

    @task(
        name="lezen", task_run_name="lezen-{school_id}", cache_policy=NO_CACHE, persist_result=False, log_prints=False
    )
    def read_one(run_id: str, school_id: str) -> State[str]:
        """Read one school; a refused delivery is an outcome that Prefect shows by name, not an error."""
        return session.do(lambda: quarter.read(school_id))

    @task(name="indelen", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
    def classify_all(run_id: str) -> State[str]:
        """Slots, windows, rules and tables of all schools."""
        return session.do(quarter.classify)

    @task(
        name="verslag",
        task_run_name="verslag-{school_id}",
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
    )
    def write_one(run_id: str, school_id: str) -> State[str]:
        """Pages and return sheet of one school, also of a refused one (its return sheet says why)."""
        return session.do(lambda: quarter.report(school_id))

    @task(name="publiceren", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
    def publish_all(run_id: str) -> State[str]:
        """Exchange the whole output in one step; the result stays in this process."""
        return session.do(session.publish)

    @flow(  # ty: ignore[no-matching-overload]
        name="kwartaal",
        flow_run_name="kwartaal-{run_id}",
        task_runner=ThreadPoolTaskRunner(max_workers=_WORKERS),
        persist_result=False,
        log_prints=False,
    )
    def kwartaal(run_id: str, schools: list[str]) -> State[str]:
        """Read each school, classify all, write each school's pages, publish; ends after a step that failed."""
        waves = (
            lambda: [read_one.submit(run_id, school_id) for school_id in schools],
            lambda: [classify_all.submit(run_id)],
            lambda: [write_one.submit(run_id, school_id) for school_id in schools],
            lambda: [publish_all.submit(run_id)],
        )
        refused = 0
        for start in waves:
            futures = start()
            wait(futures)
            if any(not future.state.is_completed() for future in futures):
                return Failed(message="een stap is mislukt")
            refused += sum(future.state.name == GEWEIGERD for future in futures)
        return Completed(message=f"{len(schools) - refused} gelezen, {refused} geweigerd", data=KLAAR)

    return kwartaal


@flow(name="peildatum", persist_result=False, log_prints=False)
def peildatum_run(instellingen: str, peildatum: str = "") -> State[str]:
    """The scheduled run by the settings file `instellingen`: of `peildatum`, else of the last one before today."""
    try:
        result = _run_planned(Path(instellingen), date.fromisoformat(peildatum) if peildatum else None)
    except UserError as error:
        make_reporter()(f"msa: {error}")
    except Exception as error:
        fault = find_disk_fault(error)
        make_reporter()(
            f"msa: {fault}" if fault else f"msa: er ging iets mis in het programma zelf ({type(error).__name__})."
        )
    else:
        if result is None or result.only_returns:
            return Failed(name=NIETS_GEMETEN, message="geen enkele school is gemeten")
        return Completed(name=GEWEIGERD if result.exit_code else None, data=KLAAR)
    return Failed(message="mislukt")


def catch_up(settings: Settings, peildatum: date) -> None:
    """The scheduled run that was missed, now; what came of it is told and stands in its state."""
    try:
        peildatum_run(str(settings.file), peildatum.isoformat(), return_state=True)  # ty: ignore[no-matching-overload]
    finally:
        EventsWorker.drain_all(timeout=_GOODBYE_SECONDS)


def _run_planned(settings_file: Path, peildatum: date | None) -> RunResult | None:
    settings = load_settings(settings_file)
    today = datetime.now(ZoneInfo(schedule.TIME_ZONE)).date()
    return run_scheduled(
        settings,
        peildatum=peildatum or schedule.find_latest_peildatum(settings, today=today),
        today=today,
        report=make_reporter(),
        take_steps=run_steps,
    )


def _take_result(session: _Session) -> RunResult:
    """The result, or the error that stopped the run: a fault of the program before one that the user can mend."""
    if session.failures:
        bugs = [failure for failure in session.failures if not isinstance(failure, UserError)]
        raise (bugs or session.failures)[0]
    if session.result is None:
        raise StapMislukt("de uitvoering door Prefect")
    return session.result
