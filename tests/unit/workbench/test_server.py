"""The server itself, on a real port: what it leaves on the disk and the command line, and how it ends."""

import re
import stat
import threading
import time
from collections.abc import Iterator
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
def run_workbench(toml: Path, *, has_browser: bool = True) -> Iterator[Running]:
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
