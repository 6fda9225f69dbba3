"""A command of msa that the workbench starts: in a process of its own, as on the command line, with the lines it says.

One at a time, and never beside a check: both take the lock of the store.
"""

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.errors import WrongUse
from pipelines.progress import make_plain
from pipelines.system import interrupt

RUN, VERIFY, APPROVE, DISCARD = "run", "verify", "akkoord", "weg"
_MOST_LINES = 400
_LONGEST_LINE = 2_000
_PATIENCE_SECONDS = 30
_INTERRUPTED = 130
_WITHOUT_ARGUMENTS = (sys.executable, "-P", "-u", "-m", "pipelines.cli")


@dataclass
class Task:
    """One command: what it is about, what it said so far, and its exit code when it ended (None: it has not).

    `began`: it works; before that it waits for a check. `stopped`: the user asked it to stop.
    """

    kind: str
    peildatum: date
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_LINES))
    exit_code: int | None = None
    began: bool = False
    stopped: bool = False


class Tasks:
    """Starts a command when none is under way; the last one stays to be looked at."""

    def __init__(self, hold: Callable[[], AbstractContextManager[None]]) -> None:
        """`hold`: has the store free while something works on it."""
        self._hold = hold
        self._guard = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self.last: Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a command is under way or waits to begin."""
        return self.last is not None and self.last.exit_code is None

    def start(self, kind: str, arguments: Sequence[str], *, peildatum: date, folder: Path) -> None:
        """Start a command of msa in `folder`; WrongUse when another one is under way."""
        with self._guard:
            if self.is_busy:
                raise WrongUse("Er loopt al iets. Wacht tot het klaar is, of stop het.")
            task = self.last = Task(kind, peildatum)
            self._thread = threading.Thread(target=self._work, args=(task, tuple(arguments), folder), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask what is under way to stop, as Ctrl-C does; it ends itself whole. Nothing under way is fine."""
        with self._guard:
            if self.last is None or self.last.exit_code is not None:
                return
            self.last.stopped = True
            process = self._process
        if process is not None:
            _interrupt(process)

    def finish(self) -> None:
        """Return when nothing is under way any more."""
        if (thread := self._thread) is not None:
            thread.join()

    def _work(self, task: Task, arguments: tuple[str, ...], folder: Path) -> None:
        exit_code = 1
        try:
            with self._hold():
                exit_code = self._run(task, arguments, folder)
        finally:
            with self._guard:
                self._process = None
                task.exit_code = exit_code

    def _run(self, task: Task, arguments: tuple[str, ...], folder: Path) -> int:
        with self._guard:
            if task.stopped:
                return _INTERRUPTED
            task.began = True
            self._process = process = subprocess.Popen(
                [*_WITHOUT_ARGUMENTS, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                # Ctrl-C in the window of the workbench is for the workbench, which then stops this.
                start_new_session=True,
            )
        with process:
            for line in process.stdout or ():
                task.lines.append(make_plain(line.rstrip("\n"))[:_LONGEST_LINE])
            return process.wait()


def _interrupt(process: subprocess.Popen[str]) -> None:
    """As Ctrl-C; where that does not help in time, for good: a run leaves nothing half published either way."""
    interrupt(process)

    def end() -> None:
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()

    threading.Thread(target=end, daemon=True).start()
