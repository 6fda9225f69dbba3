"""The server that Prefect needs: one that runs already (`msa serve`), or one of our own for as long as a run lasts.

Prefect would start a hidden server itself, but later, with its own time-out and its own idea of where to write.
Starting it here lets it warm up while the run is opened, keeps it on this machine and in `<opslag>/.prefect`,
and ends it for certain: it stops when the pipe to this process closes, however this process ends.

This module never imports Prefect: every setting must stand in the environment before that import.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from pipelines.errors import WrongUse
from pipelines.progress import Report, be_silent
from pipelines.vault.leftovers import sweep_beside

HOST = "127.0.0.1"
DATABASE = "prefect.db"
MARKER = "server.json"
PAGE_FILE = "pagina.txt"
TEMPLATE = Path(sys.prefix) / "share" / "msa" / f"prefect-{metadata.version('prefect')}" / DATABASE
# What a page of the server may reach: this server, and nothing else.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    f"connect-src 'self' ws://{HOST}:*; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
)
_CLOSED = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
_START_SECONDS = 120
_STOP_SECONDS = 10
_PROBE_SECONDS = 2


class ServerDidNotStart(Exception):
    """The server of our own did not answer in time; the text holds no data."""


def make_environment(home: Path) -> dict[str, str]:
    """Every Prefect setting that decides what is written, kept or sent; `home` holds all of Prefect's files.

    Set in full, since Prefect also reads `.env`, `prefect.toml` and `pyproject.toml` of the current folder.
    """
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / DATABASE}",
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        # Nothing leaves the machine. DO_NOT_TRACK alone does not stop the server's own telemetry.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        # The client must reach 127.0.0.1 itself, also where a proxy is set for the outside world.
        "NO_PROXY": HOST,
        "no_proxy": HOST,
        # Nothing of a run is stored but ids and states.
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_LOG_PRINTS": "false",
        # Prefect's log lines carry the texts of exceptions; what the user must know, msa says itself.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        # Never a second, hidden server.
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(_START_SECONDS),
        # We use no blocks; registering them costs over a second on a new database.
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    }


def set_environment(home: Path, environ: MutableMapping[str, str]) -> None:
    """Replace whatever Prefect settings the user had by ours; must run before Prefect is imported."""
    for name in [name for name in environ if name.startswith("PREFECT_")]:
        del environ[name]
    environ.update(make_environment(home))


def prepare_home(home: Path, *, template: Path = TEMPLATE) -> bool:
    """Make `home` (mode 0700), with a copy of the prepared database where it has none yet.

    True when the database is there: the server then starts in seconds instead of running all migrations.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    database = home / DATABASE
    sweep_beside(database, f"{DATABASE}.[0-9]*")
    if not database.exists() and template.is_file():
        # Aside first: an interrupted copy must not look like a database.
        aside = home / f"{DATABASE}.{os.getpid()}"
        shutil.copyfile(template, aside)
        aside.chmod(0o600)
        aside.replace(database)
    return database.exists()


def build_template(template: Path = TEMPLATE) -> None:
    """Let a server run its migrations once in an empty home and keep the database (done by `make setup`)."""
    if template.is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server = start_server(home, {**os.environ, **make_environment(home)})
        try:
            server.wait_until_ready()
        finally:
            server.stop()
        _fold_write_ahead_log(home / DATABASE)
        template.parent.mkdir(parents=True, exist_ok=True)
        aside = template.with_name(f"{template.name}.{os.getpid()}")
        shutil.copyfile(home / DATABASE, aside)
        aside.replace(template)


def _fold_write_ahead_log(database: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(database)
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("vacuum")
    finally:
        connection.close()


@dataclass
class FlowServer:
    """A server on this machine: `url` of its API, `auth` the password for it; `process` when it is our own."""

    url: str
    auth: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def page(self) -> str:
        """Where Prefect's page is, when it is on."""
        return self.url.removesuffix("api")

    @property
    def client_settings(self) -> dict[str, str]:
        """What the client needs in its environment to find this server."""
        settings = {"PREFECT_API_URL": self.url}
        return {**settings, "PREFECT_API_AUTH_STRING": self.auth} if self.auth else settings

    def wait_until_ready(self) -> None:
        """Return when the server answers; ServerDidNotStart when it ended or took too long."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if answers(self.url, self.auth):
                return
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise ServerDidNotStart("de eigen server van Prefect start niet")

    def stop(self) -> None:
        """End our own server; a server of someone else stays."""
        if self.process is None:
            return
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def start_server(
    home: Path, environ: Mapping[str, str], *, with_services: bool = False, with_page: bool = False
) -> FlowServer:
    """Start a server of our own on a free port; it is not yet ready. `with_services`: scheduler and the like too.

    `with_page`: Prefect's own page as well, which asks for the password of the server.
    """
    auth = f"msa:{secrets.token_urlsafe(24)}"
    port = _find_free_port()
    environment = {**environ, "PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT__SERVER_FINAL": "1"}
    if not with_services:
        environment["PREFECT__SERVER_EPHEMERAL"] = "1"
    if with_page:
        environment |= {
            "PREFECT_SERVER_UI_ENABLED": "true",
            "PREFECT_SERVER_UI_API_URL": f"http://{HOST}:{port}/api",
            # Prefect writes its page anew for this address: in our own folder, not in that of the program.
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "pagina"),
        }
    with open(home / "server.log", "wb", opener=_open_private) as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.run.flow_server", "server", str(port)],
            env=environment,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl-C is for the run; the server must live until the run has said goodbye.
            start_new_session=True,
        )
    return FlowServer(f"http://{HOST}:{port}/api", auth, process)


@contextmanager
def open_server(
    home: Path, *, report: Report = be_silent, with_services: bool = False, with_page: bool = False
) -> Generator[FlowServer]:
    """A server for one run: the one that runs, else one of our own that is stopped at the end.

    `with_services`: our own server also schedules; `with_page`: it has Prefect's page, which a server that runs cannot
    be given (WrongUse). Sets the environment for the client, and puts it back at the end: a command that this process
    starts later would look for a server that is gone. Raises WrongUse when `PREFECT_API_URL` is of another computer.
    """
    wanted = _read_wanted_server(os.environ)
    server = wanted or find_running_server(home)
    if server is not None and with_page:
        raise WrongUse("Er draait al een server van Prefect. Stop die eerst: alleen een eigen server krijgt de pagina.")
    if server is None:
        report(
            "Prefect start …"
            if prepare_home(home)
            else "Prefect start voor het eerst, dat duurt ongeveer 20 seconden …"
        )
    else:
        prepare_home(home)
    with _borrow_environment(os.environ):
        set_environment(home, os.environ)
        if server is None:
            server = start_server(home, os.environ, with_services=with_services, with_page=with_page)
        try:
            os.environ.update(server.client_settings)
            yield server
        finally:
            server.stop()


@contextmanager
def _borrow_environment(environ: MutableMapping[str, str]) -> Generator[None]:
    """At the end what a server has set is gone again, and what was taken away is back; all else stays as it is then."""
    before = dict(environ)
    try:
        yield
    finally:
        ours = make_environment(Path())
        for name in {*before, *environ}:
            if name in ours or name.startswith("PREFECT_"):
                environ.pop(name, None)
                environ.update({name: before[name]} if name in before else {})


def find_running_server(home: Path) -> FlowServer | None:
    """The server of `msa serve` on this store, when its marker is there and it answers."""
    try:
        marker = json.loads((home / MARKER).read_text(encoding="utf-8"))
        url, auth = marker["url"], marker["auth"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return FlowServer(url, auth) if _is_on_this_machine(url) and answers(url, auth) else None


@contextmanager
def announce_server(home: Path, server: FlowServer) -> Generator[None]:
    """While `msa serve` runs: its address in the home, so that `msa run` uses the same server."""
    marker = home / MARKER
    with open(marker, "w", encoding="utf-8", opener=_open_private) as file:
        json.dump({"url": server.url, "auth": server.auth}, file)
    try:
        yield
    finally:
        marker.unlink(missing_ok=True)


def find_page(home: Path) -> str:
    """The address of Prefect's page while it is on, else empty."""
    try:
        first = (home / PAGE_FILE).read_text(encoding="utf-8").splitlines()[0]
    except (OSError, ValueError, IndexError):
        return ""
    address = first.removeprefix("Adres: ")
    return address if _is_on_this_machine(address) else ""


@contextmanager
def announce_page(home: Path, server: FlowServer) -> Generator[Path]:
    """While the page is on: the file for this account alone with its address and password."""
    file = home / PAGE_FILE
    with open(file, "w", encoding="utf-8", opener=_open_private) as out:
        out.write(f"Adres: {server.page}\nWachtwoord: {server.auth}\n")
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def answers(url: str, auth: str) -> bool:
    """Whether a Prefect server answers at `url` and lets us in."""
    request = Request(f"{url}/admin/version")
    if auth:
        request.add_header("Authorization", "Basic " + base64.b64encode(auth.encode()).decode())
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=_PROBE_SECONDS) as response:
            return response.status == 200  # noqa: PLR2004
    except (OSError, ValueError):
        return False


def _read_wanted_server(environ: Mapping[str, str]) -> FlowServer | None:
    """The server the user names in `PREFECT_API_URL`; only one on this machine may be used."""
    url = environ.get("PREFECT_API_URL", "").rstrip("/")
    if not url:
        return None
    if not _is_on_this_machine(url):
        raise WrongUse(
            "PREFECT_API_URL wijst naar een andere computer. msa stuurt niets naar buiten. "
            "Haal de instelling weg, of draai met --direct."
        )
    server = FlowServer(url, environ.get("PREFECT_API_AUTH_STRING", ""))
    if not answers(server.url, server.auth):
        raise WrongUse(
            "De server van PREFECT_API_URL antwoordt niet. Start hem, haal de instelling weg, of draai met --direct."
        )
    return server


def _is_on_this_machine(url: str) -> bool:
    try:
        return isinstance(url, str) and urlsplit(url).hostname in {HOST, "localhost", "::1"}
    except ValueError:
        return False


def _find_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def make_closed_app() -> App:
    """Prefect's server, of which no page may reach another computer: its own would, to tell how it is used."""
    from uvicorn.importer import import_from_string

    # By name: only `pipelines.run.flows` imports Prefect.
    inner: App = import_from_string("prefect.server.api.server:create_app")()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_closed(message: Scope) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_CLOSED]
            await send(message)

        await inner(scope, receive, send_closed if scope["type"] == "http" else send)

    return app


def _run_server(port: int) -> None:
    """The server process itself: ends when the pipe from its starter closes."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(
            "pipelines.run.flow_server:make_closed_app",
            factory=True,
            host=HOST,
            port=port,
            log_level="critical",
            timeout_graceful_shutdown=2,
        )
    )

    def stop_when_starter_is_gone() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    threading.Thread(target=stop_when_starter_is_gone, daemon=True).start()
    server.run()


def main(arguments: list[str]) -> int:
    """`prepare`: build the template database; `server PORT`: be the server."""
    match arguments:
        case ["prepare"]:
            build_template()
        case ["server", port]:
            _run_server(int(port))
        case _:
            print("python -m pipelines.run.flow_server prepare", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
