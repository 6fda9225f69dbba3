"""`msa open`: the server of the workbench, on this computer alone, from the first page to the last.

The token goes to the browser in a file that only this account can read: what stands on a command line, everybody on the
machine can see.
"""

import socket
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

from pipelines.errors import WrongUse
from pipelines.progress import Report
from pipelines.settings import load_settings
from pipelines.system import find_home
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.lock import StoreLock, take_lock_of
from pipelines.vault.places import DOOR_FILE, WORKBENCH_LOCK
from pipelines.vault.private_file import write_private
from pipelines.workbench.app import make_pages, make_start_pages
from pipelines.workbench.bench import Bench, TellFault, list_peildata
from pipelines.workbench.gate import HOST, IDLE_SECONDS, Clock, Gate
from pipelines.workbench.guard import ENTRY, Guard
from pipelines.workbench.recent import Recent
from pipelines.workbench.start import Start
from pipelines.workbench.uploads import sweep
from reports.workbench import render_door

_LOOK_SECONDS = 1.0
_GOODBYE_SECONDS = 2
_DOOR_FOLDER = "msa-begin-"

# Opens the page in a browser; whether it could.
OpenPage = Callable[[str], bool]


def open_workbench(
    file: Path,
    *,
    report: Report,
    tell_fault: TellFault,
    open_page: OpenPage = webbrowser.open,
    clock: Clock = time.monotonic,
    today: Callable[[], date] = date.today,
    recent: Recent | None = None,
) -> None:
    """Serve the workbench until it is closed, not used for an hour, or stopped. `recent`: where it is remembered.

    Raises WrongUse (2) for settings that cannot be used and StoreUnavailable (14) when it is open already.
    """
    settings = load_settings(file)
    with socket.create_server((HOST, 0)) as listener:
        gate = Gate(listener.getsockname()[1], clock=clock)
        session = Session(gate, tell_fault=tell_fault, today=today, recent=recent or Recent(None))
        try:
            # What is wrong is said before a page is opened that could only say so.
            session.open_swv(settings.file)
            door = settings.opslag / DOOR_FILE
            _hand_over(door, gate, swv=settings.naam, report=report, open_page=open_page)
            session.serve(listener)
        finally:
            (settings.opslag / DOOR_FILE).unlink(missing_ok=True)
            session.close()


def open_start(
    place: Path | None,
    *,
    report: Report,
    tell_fault: TellFault,
    open_page: OpenPage = webbrowser.open,
    clock: Clock = time.monotonic,
    today: Callable[[], date] = date.today,
    recent: Recent | None = None,
) -> None:
    """Serve the start page, and the workbench of the SWV that is chosen or made there, as `open_workbench`.

    `place`: a folder, or the settings in it, that are not there yet. The private file lies in a folder of its own in
    the home of the user until it was used: browsers of some systems open nothing from elsewhere.
    """
    folder = _make_door_folder(find_home() or Path(tempfile.gettempdir()))
    session: Session | None = None
    try:
        with socket.create_server((HOST, 0)) as listener:
            gate = Gate(listener.getsockname()[1], clock=clock)
            session = Session(
                gate,
                tell_fault=tell_fault,
                today=today,
                recent=recent or Recent(None),
                place=place,
                entered=lambda: remove(folder),
            )
            _hand_over(folder / DOOR_FILE, gate, swv="msa", report=report, open_page=open_page)
            session.serve(listener)
    finally:
        remove(folder)
        if session is not None:
            session.close()


def _make_door_folder(place: Path) -> Path:
    """A new folder for this account alone; what a start page left that was killed before it was used goes."""
    for left in place.glob(f"{_DOOR_FOLDER}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > IDLE_SECONDS:
                remove(left)
    return Path(tempfile.mkdtemp(prefix=_DOOR_FOLDER, dir=place))


class Session:
    """One browser session: the start page until an SWV was chosen, its workbench from then on."""

    def __init__(
        self,
        gate: Gate,
        *,
        tell_fault: TellFault,
        today: Callable[[], date],
        recent: Recent,
        place: Path | None = None,
        entered: Callable[[], None] = lambda: None,
    ) -> None:
        self.gate = gate
        self._tell_fault, self._today, self._recent = tell_fault, today, recent
        self._ended = threading.Event()
        self._opening = threading.Lock()
        self._bench: Bench | None = None
        self._lock: StoreLock | None = None
        start = Start(gate, recent, self.open_swv, entered, today, place)
        self._pages = make_start_pages(start, explain=self._explain, close=self._ended.set)

    def open_swv(self, file: Path) -> Bench:
        """Go on with the workbench of an SWV. Raises as `open_workbench`; then nothing changed."""
        with self._opening:
            if self._bench is not None:
                raise WrongUse("Er is al een SWV open. Sluit de werkbank eerst.")
            settings = load_settings(file)
            make_private_folder(settings.opslag)
            lock = take_lock_of(
                settings.opslag,
                WORKBENCH_LOCK,
                busy=f"De werkbank van {settings.file.name} staat al open. Gebruik die, of sluit hem eerst.",
            )
            try:
                bench = Bench(file=settings.file, gate=self.gate, tell_fault=self._tell_fault, today=self._today)
                list_peildata(settings, bench.today())
                sweep(settings)
                pages = make_pages(bench, close=self._ended.set)
            except BaseException:
                lock.release()
                raise
            self._recent.add(settings.file)
            self._bench, self._lock, self._pages = bench, lock, pages
            return bench

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that must not be broken off."""
        return self._bench is not None and self._bench.is_busy

    def serve(self, listener: socket.socket) -> None:
        """Answer until it is closed, not used for an hour, or stopped."""
        server = uvicorn.Server(
            uvicorn.Config(
                Guard(self._answer, self.gate),
                access_log=False,
                log_config=None,
                log_level="critical",
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GOODBYE_SECONDS,
            )
        )
        threading.Thread(target=self._watch, args=(server,), daemon=True).start()
        try:
            server.run(sockets=[listener])
        finally:
            self._ended.set()

    def close(self) -> None:
        """Leave nothing under way and nothing locked."""
        if self._bench is not None:
            self._bench.close()
        if self._lock is not None:
            self._lock.release()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages(scope, receive, send)

    def _explain(self, error: Exception) -> str:
        return self._tell_fault(error, Path(tempfile.gettempdir()))

    def _watch(self, server: uvicorn.Server) -> None:
        """End the server when it was asked to, or when nobody used it for an hour and nothing is under way."""
        while not self._ended.wait(_LOOK_SECONDS):
            if self.gate.is_idle and not self.is_busy:
                break
        server.should_exit = True


def _hand_over(door: Path, gate: Gate, *, swv: str, report: Report, open_page: OpenPage) -> None:
    """Write the private file and have a browser open it."""
    page = render_door(swv=swv, action=f"{gate.origin}{gate.base}{ENTRY}", token=gate.token or "")
    write_private(door, page.encode("utf-8"))
    report(f"De werkbank van {swv} gaat open in uw browser.")
    if not open_page(door.as_uri()):
        report(f"Er is geen browser gevonden. Open dit bestand zelf, op deze computer: {door}")
    report("Stop met Ctrl-C, of met de knop 'Sluit de werkbank'. Na een uur zonder gebruik stopt hij vanzelf.")
