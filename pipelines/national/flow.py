"""The runs of all SWVs as one Prefect flow: a task an SWV, which waits for the worker of Dask that runs it.

Prefect stays in this process. A worker would need its server, which listens on this computer alone, and would be handed
the password of it. Parameters and states are codes of SWVs, the day, and single words: Prefect stores them in clear.
Nothing is tried again here: a worker that is lost is replaced by Dask, and a run that failed would fail again.
"""

from collections.abc import Callable, Mapping, Sequence

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.events.worker import EventsWorker
from prefect.futures import wait
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from pipelines.national.swv_run import SwvEnd, SwvTask

_GOODBYE_SECONDS = 30


def run_as_flow(
    tasks: Mapping[str, SwvTask], submit: Callable[[SwvTask], SwvEnd], *, peildatum: str
) -> dict[str, SwvEnd]:
    """How the run of each SWV ended, by its code. `submit`: lets a worker run one and waits for it."""
    ends: dict[str, SwvEnd] = {}

    @task(
        name="swv",
        task_run_name="swv-{code}",
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
    )
    def run_one(code: str) -> State[str]:
        """One SWV; what it ended with stays in this process, but for its state."""
        end = ends[code] = submit(tasks[code])
        return Failed(message="mislukt") if end.failed else Completed(name=end.state, data=end.state)

    @flow(  # ty: ignore[no-matching-overload]
        name="landelijk",
        flow_run_name="landelijk-{peildatum}",
        # A thread only waits for its worker.
        task_runner=ThreadPoolTaskRunner(max_workers=max(1, len(tasks))),
        persist_result=False,
        log_prints=False,
    )
    def landelijk(peildatum: str, codes: Sequence[str]) -> State[str]:
        """All SWVs; one that fails stops no other."""
        futures = [run_one.submit(code) for code in codes]
        wait(futures)
        failed = sum(not future.state.is_completed() for future in futures)
        if failed:
            return Failed(message=f"{failed} van {len(futures)} mislukt")
        return Completed(message=f"{len(futures)} klaar", data="klaar")

    try:
        with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            landelijk(peildatum, list(tasks), return_state=True)
    finally:
        EventsWorker.drain_all(timeout=_GOODBYE_SECONDS)
    return ends
