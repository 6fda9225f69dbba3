"""`msa open`: the server of the workbench, on this computer alone, from the first page to the last.

The token goes to the browser in a file that only this account can read: what stands on a command line, everybody on the
machine can see.
"""

import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path

import uvicorn

from pipelines.progress import Report
from pipelines.settings import Settings, load_settings
from pipelines.vault.folders import make_private_folder
from pipelines.vault.lock import take_lock_of
from pipelines.vault.places import DOOR_FILE, WORKBENCH_LOCK
from pipelines.vault.private_file import write_private
from pipelines.workbench.app import make_app
from pipelines.workbench.bench import Bench, TellFault, list_peildata
from pipelines.workbench.gate import HOST, Clock, Gate
from pipelines.workbench.guard import ENTRY
from pipelines.workbench.uploads import sweep
from reports.workbench import render_door

_LOOK_SECONDS = 1.0
_GOODBYE_SECONDS = 2

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
) -> None:
    """Serve the workbench until it is closed, not used for an hour, or stopped.

    Raises WrongUse (2) for settings that cannot be used and StoreUnavailable (14) when it is open already.
    """
    settings = load_settings(file)
    make_private_folder(settings.opslag)
    lock = take_lock_of(
        settings.opslag,
        WORKBENCH_LOCK,
        busy=f"De werkbank van {settings.file.name} staat al open. Gebruik die, of sluit hem eerst.",
    )
    try:
        with socket.create_server((HOST, 0)) as listener:
            gate = Gate(listener.getsockname()[1], clock=clock)
            bench = Bench(file=settings.file, gate=gate, tell_fault=tell_fault, today=today)
            # Said before a page is opened that could only say so.
            list_peildata(settings, bench.today())
            sweep(settings)
            _hand_over(settings, gate, report=report, open_page=open_page)
            _serve(bench, listener)
    finally:
        (settings.opslag / DOOR_FILE).unlink(missing_ok=True)
        lock.release()


def _hand_over(settings: Settings, gate: Gate, *, report: Report, open_page: OpenPage) -> None:
    """Write the private file and have a browser open it."""
    door = settings.opslag / DOOR_FILE
    page = render_door(swv=settings.naam, action=f"{gate.origin}{gate.base}{ENTRY}", token=gate.token or "")
    write_private(door, page.encode("utf-8"))
    report(f"De werkbank van {settings.naam} gaat open in uw browser.")
    if not open_page(door.as_uri()):
        report(f"Er is geen browser gevonden. Open dit bestand zelf, op deze computer: {door}")
    report("Stop met Ctrl-C, of met de knop 'Sluit de werkbank'. Na een uur zonder gebruik stopt hij vanzelf.")


def _serve(bench: Bench, listener: socket.socket) -> None:
    ended = threading.Event()
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(bench, close=ended.set),
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
    threading.Thread(target=_watch, args=(bench, server, ended), daemon=True).start()
    try:
        server.run(sockets=[listener])
    finally:
        ended.set()
        bench.close()


def _watch(bench: Bench, server: uvicorn.Server, ended: threading.Event) -> None:
    """End the server when it was asked to, or when nobody used it for an hour and nothing is under way."""
    while not ended.wait(_LOOK_SECONDS):
        if bench.gate.is_idle and not bench.is_busy:
            break
    server.should_exit = True
