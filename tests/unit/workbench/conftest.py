"""A workbench without a server or a network: its application, and a browser that was let in."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from pipelines.workbench.app import make_app
from pipelines.workbench.bench import Bench
from pipelines.workbench.gate import HOST, Gate
from pipelines.workbench.guard import ENTRY
from tests.lib.school_folder import BASIS, make_school, write_swv

PORT = 43210
TODAY = date(2026, 1, 5)


@dataclass
class Clock:
    """Seconds that a test turns."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Client:
    """What sends requests to an application in this process; `address`: of which computer. It keeps cookies."""

    app: ASGIApp
    base: str
    address: str
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, **sent))

    def get(self, path: str, **sent: Any) -> httpx.Response:
        return self.request("GET", path, **sent)

    def post(self, path: str, **sent: Any) -> httpx.Response:
        return self.request("POST", path, **sent)

    async def _request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.address, 50000))
        async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
            answer = await client.request(method, path, **sent)
            self.cookies = client.cookies
            return answer


@dataclass
class Place:
    """An open workbench of one school, and where its things lie."""

    folder: Path
    bench: Bench
    app: ASGIApp
    clock: Clock
    closed: list[bool]

    @property
    def gate(self) -> Gate:
        return self.bench.gate

    def make_client(self, *, host: str = f"{HOST}:{PORT}", client: str = HOST) -> Client:
        """A browser that nobody let in yet."""
        return Client(self.app, f"http://{host}", client)

    def enter(self, client: Client, token: str | None = None, **headers: str) -> int:
        """Hand over the token as the private file does; the status of the answer."""
        answer = client.post(
            f"{self.gate.base}{ENTRY}",
            data={"bewijs": token or self.gate.token or ""},
            headers={"origin": "null", "sec-fetch-site": "cross-site", **headers},
        )
        return answer.status_code

    def make_browser(self) -> "Browser":
        client = self.make_client()
        assert self.enter(client) == 200
        return Browser(self, client)


@dataclass
class Browser:
    """A browser that was let in: asks and sends as one does."""

    place: Place
    client: Client

    def get(self, path: str, **headers: str):
        own = {"sec-fetch-site": "same-origin", **headers}
        return self.client.get(f"{self.place.gate.base}{path}", headers=own)

    def post(self, path: str, fields: dict[str, str], *, token: str | None = None, **headers: str):
        """A form with the proof of its page; `token`: another one."""
        proof = self.place.gate.form_token if token is None else token
        own = {"origin": self.place.gate.origin, "sec-fetch-site": "same-origin", **headers}
        data = {"sleutelwoord": proof, **fields}
        return self.client.post(f"{self.place.gate.base}{path}", data=data, headers=own)


def make_place(folder: Path, *, files: dict[str, str] = BASIS) -> Place:
    """An SWV of one school that delivered `files`, and its workbench."""
    return make_workbench(write_swv(folder, files, school=make_school()))


def make_workbench(toml: Path, *, today: date = TODAY) -> Place:
    """The workbench of an SWV that is there."""
    (toml.parent / "opslag").mkdir(mode=0o700, exist_ok=True)
    clock, closed = Clock(), []
    bench = Bench(
        file=toml,
        gate=Gate(PORT, clock=clock),
        tell_fault=lambda error, _folder: f"fout {type(error).__name__}",
        today=lambda: today,
    )
    return Place(toml.parent, bench, make_app(bench, close=lambda: closed.append(True)), clock, closed)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path / "swv")


@pytest.fixture
def browser(place: Place):
    opened = place.make_browser()
    yield opened
    place.bench.checks.stop()
    place.bench.checks.finish()
