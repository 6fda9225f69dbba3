"""Processes that make the files of schools, and the workbook of all tables: Python alone, one processor a process.

What these are made from goes to a process through a pipe, and files come back the same way: nothing of a pupil stands
in an argument, in a file aside or on a screen. A process that cannot make something gives nothing back, whatever went
wrong there; it is then made here, where a fault has its place in the program and no text. When this
process ends, however it ends, the others see their pipe closed and end at once.
"""

import gc
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import Any, TypeVar

from pipelines.memory import collect_by_hand
from pipelines.publish.school_files import SchoolInput, make_school_files
from pipelines.run.worker_begin import begin

Given = TypeVar("Given")
Made = TypeVar("Made")

# Each holds one school at a time and all libraries: some 250 MB.
MOST = 4
# Below this the start of a process takes longer than what it makes.
_PUPILS_A_PROCESS = 2000


def _freeze(found: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(found)


# Rule sets hold mappings that nobody can change, which do not go through a pipe by themselves.
ForkingPickler.register(MappingProxyType, lambda found: (_freeze, (dict(found),)))


def count_workers(allowed: int, *, schools: int, pupils: int) -> int:
    """In how many processes to make schools: no more than are `allowed`, than there are schools, or than pays."""
    return max(1, min(allowed, schools, pupils // _PUPILS_A_PROCESS))


class SchoolWorkers:
    """`processes` that make schools; with one it is this process itself, and nothing is started."""

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._end: Connection | None = None
        if processes > 1:
            context = multiprocessing.get_context("spawn")
            seen, self._end = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(processes, mp_context=context, initializer=begin, initargs=(seen,))

    def get_ready(self) -> None:
        """Start the processes, which load their libraries while something else is done here."""
        if self._pool is not None:
            with suppress(Exception):
                for _ in range(self.processes):
                    self._pool.submit(_rest)

    def make(self, given: SchoolInput) -> dict[str, bytes]:
        """The files of a school by name. To be called from as many threads as there are processes."""
        return self.start(make_school_files, given)()

    def start(self, make: Callable[[Given], Made], given: Given) -> Callable[[], Made]:
        """Begin to make something; who calls what is returned waits for it. With one process it is made only then."""
        begun: Future[Any] | None = None
        if self._pool is not None:
            with suppress(Exception):
                begun = self._pool.submit(_make, make, given)

        def take() -> Made:
            made = None
            if begun is not None:
                # Too little memory, a process that was killed, a fault of the program: here it is told as it should be.
                with suppress(Exception):
                    made = begun.result()
            return make(given) if made is None else made

        return take

    def stop(self) -> None:
        """End the processes at once, whatever they are making. Safe to call twice."""
        if self._end is not None:
            self._end.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = self._end = None


def _rest() -> None:
    """Nothing: to be asked for it a process must be there, with all libraries."""


def _make(make: Callable[[Any], Any], given: Any) -> Any:
    """In another process, which has loaded all by now."""
    collect_by_hand()
    return _try(make, given)


def _try(make: Callable[[Any], Any], given: Any) -> Any:
    """What was made; None for whatever went wrong."""
    try:
        return make(given)
    except Exception:
        # Not raised: its text and its traceback would be written down on the way.
        return None
    finally:
        # The few circles of one school (its workbooks): a page lets go of its own.
        gc.collect()
