"""The server itself, on a real port: what it leaves on the disk and the command line, and how it ends."""

import os
import re
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import DOOR_FILE
from pipelines.workbench.gate import COOKIE, IDLE_SECONDS
from pipelines.workbench.guard import ENTRY, REFUSED
from pipelines.workbench.server import open_workbench
from tests.lib.school_folder import BASIS, make_school, write_swv
from tests.unit.workbench.conftest import Clock

_PATIENCE = 30.0
_ACTION = re.compile(r'action="([^"]*)"')
_TOKEN = re.compile(r'name="bewijs" value="([^"]*)"')


@dataclass
class Running:
    """A workbench in a thread: what it asked of the browser and said on the screen, and its private file."""

    toml: Path
    clock: Clock
    opened: list[str]
    said: list[str]
    thread: threading.Thread

    @property
    def door(self) -> Path:
        return self.toml.parent / "opslag" / DOOR_FILE

    def wait_until_closed(self) -> None:
        self.thread.join(_PATIENCE)
        assert not self.thread.is_alive()


@contextmanager
def run_workbench(toml: Path, *, has_browser: bool = True) -> Generator[Running]:
    clock, opened, said = Clock(), [], []

    def open_page(address: str) -> bool:
        opened.append(address)
        return has_browser

    thread = threading.Thread(
        target=open_workbench,
        args=(toml,),
        kwargs={
            "report": said.append,
            "tell_fault": lambda error, _folder: type(error).__name__,
            "open_page": open_page,
            "clock": clock,
        },
    )
    thread.start()
    running = Running(toml, clock, opened, said, thread)
    wait_for(lambda: bool(opened))
    try:
        yield running
    finally:
        clock.seconds += IDLE_SECONDS
        running.wait_until_closed()


def wait_for(holds) -> None:
    for _ in range(int(_PATIENCE * 20)):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


def ask(address: str, *, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, text and cookie of an answer over the network."""
    request = Request(address, data=body, headers=headers)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=_PATIENCE) as answer:
            return answer.status, answer.read().decode(), answer.headers.get("set-cookie", "")
    except HTTPError as error:
        return error.code, error.read().decode(), ""


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return write_swv(tmp_path / "swv", BASIS, school=make_school())


def test_the_token_goes_through_a_file_of_this_account_alone(toml: Path) -> None:
    with run_workbench(toml) as running:
        assert running.opened == [running.door.as_uri()]
        assert stat.S_IMODE(running.door.stat().st_mode) == 0o600
        assert stat.S_IMODE(running.door.parent.stat().st_mode) == 0o700
        page = running.door.read_text(encoding="utf-8")
        token, action = _TOKEN.findall(page)[0], _ACTION.findall(page)[0]
        place = urlsplit(action).path.split("/")[1]
        for lines in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = lines.read_bytes()
            except OSError:
                continue
            assert token.encode() not in line
            assert place.encode() not in line
        assert not any(token in line or place in line for line in running.said)

        status, _, cookie = ask(action, body=f"bewijs={token}".encode(), Origin="null")
        assert status == 200
        assert not running.door.exists()
        own = cookie.partition(";")[0]
        assert own.startswith(f"{COOKIE}=")
        base = action.rpartition("/")[0]
        assert ask(f"{base}/", Cookie=own)[0] == 200
        assert ask(f"{base}/")[0] == 403
        assert ask(f"{base}/", Cookie=own, Host="kwaad.example")[0] == 403
        assert ask(f"{base}/", Cookie=own, Upgrade="websocket", Connection="upgrade")[0] == 403
    assert not running.door.exists()


@dataclass(frozen=True)
class Stranger:
    """Another account of this computer, where this one may become it (root may); `nobody` owns nothing."""

    number: int = 65534

    def do(self, *command: str | Path) -> tuple[bool, str]:
        """Whether a program ended well, and what it said."""
        done = subprocess.run(
            command,
            user=self.number,
            group=self.number,
            extra_groups=[],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def ask(self, port: int, method: str, path: str, *, body: str = "", origin: str = "") -> str:
        """The answer over the network, from its first line on; the shell needs no other program for it."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        lines += [f"Origin: {origin}"] if origin else []
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"] if body else []
        request = "\r\n".join([*lines, "", body])
        # Who is refused is cut off once answered, which `cat` may complain of after the answer.
        script = f'exec 3<>/dev/tcp/127.0.0.1/{port} && printf "%s" "$1" >&3 && cat <&3 2>/dev/null'
        return self.do("bash", "-c", script, "vraag", request)[1]


@pytest.fixture
def shared_place() -> Iterator[Path]:
    """A folder that every account may enter: what keeps others out is then what the workbench itself does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "voor iedereen.txt").write_text("te lezen", encoding="utf-8")
        (folder / "voor iedereen.txt").chmod(0o644)
        yield folder


def test_another_account_of_this_computer_gets_nothing(shared_place: Path) -> None:
    """By the account itself where the tests may become another one, else by the rights that keep it out."""
    toml = write_swv(shared_place / "swv", BASIS, school=make_school())
    toml.parent.chmod(0o755)
    with run_workbench(toml) as running:
        page = running.door.read_text(encoding="utf-8")
        token, action = _TOKEN.findall(page)[0], _ACTION.findall(page)[0]
        if os.geteuid() == 0:
            find_nothing(Stranger(), running, token=token, action=action, shared=shared_place)
        else:
            assert stat.S_IMODE(running.door.stat().st_mode) == 0o600
            assert stat.S_IMODE(running.door.parent.stat().st_mode) == 0o700
            assert running.door.stat().st_uid == os.geteuid()
        # And who started it comes in all the same, before and after the other one knocked.
        assert ask(action, body=f"bewijs={token}".encode(), Origin="null")[0] == 200


def find_nothing(stranger: Stranger, running: Running, *, token: str, action: str, shared: Path) -> None:
    """What the other account tries: the file, the memory and words of the process, and the address, were it known."""
    # Controls: it can read, list and ask what is for all.
    assert stranger.do("cat", shared / "voor iedereen.txt") == (True, "te lezen")
    assert stranger.do("ls", running.toml.parent) == (True, "aanlevering\nopslag\nswv.toml\n")
    for command in (("cat", running.door), ("ls", running.door.parent), ("cat", f"/proc/{os.getpid()}/environ")):
        went, said = stranger.do(*command)
        assert not went
        assert "Permission denied" in said
        assert token not in said
    went, said = stranger.do("cat", f"/proc/{os.getpid()}/cmdline")
    assert went
    assert token not in said
    port, base = urlsplit(action).port or 0, urlsplit(action).path.rpartition("/")[0]
    own = f"http://127.0.0.1:{port}"
    for answer in (
        stranger.ask(port, "GET", f"{base}/"),
        stranger.ask(port, "GET", "/"),
        stranger.ask(port, "POST", f"{base}/sluiten", body="sleutelwoord=x", origin=own),
        stranger.ask(port, "POST", f"{base}{ENTRY}", body="bewijs=x", origin="null"),
    ):
        assert answer.startswith("HTTP/1.1 403 "), answer
        assert answer.endswith(REFUSED)
        assert "Voorbeeldschool" not in answer


def test_it_listens_on_this_computer_alone(toml: Path) -> None:
    with run_workbench(toml) as running:
        action = _ACTION.findall(running.door.read_text(encoding="utf-8"))[0]
        port = urlsplit(action).port
        assert urlsplit(action).hostname == "127.0.0.1"
        listening = [
            line.split()[1]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) == port
        ]
        # 127.0.0.1, its bytes from the last to the first.
        assert listening == [f"0100007F:{port:04X}"]


def test_it_is_open_once(toml: Path) -> None:
    with run_workbench(toml), pytest.raises(StoreUnavailable, match="staat al open"):
        open_workbench(toml, report=lambda _: None, tell_fault=lambda *_: "", open_page=lambda _: True)


def test_an_hour_without_use_closes_it(toml: Path) -> None:
    with run_workbench(toml) as running:
        running.clock.seconds = IDLE_SECONDS - 1
        time.sleep(1.5)
        assert running.thread.is_alive()
        running.clock.seconds = IDLE_SECONDS
        running.wait_until_closed()


def test_without_a_browser_it_says_which_file_to_open(toml: Path) -> None:
    with run_workbench(toml, has_browser=False) as running:
        assert any(str(running.door) in line for line in running.said)
