"""The page of Prefect (`msa serve --pagina`): on this machine, behind a password, and off unless it is asked for."""

import base64
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Browser, Route

from pipelines.errors import WrongUse
from pipelines.run import flow_server
from pipelines.run.flow_server import (
    FlowServer,
    announce_page,
    announce_server,
    build_template,
    find_page,
    open_server,
)
from tests.lib.browser import start_browser


def ask(address: str, auth: str = "") -> tuple[int, str]:
    request = Request(address)
    if auth:
        request.add_header("Authorization", "Basic " + base64.b64encode(auth.encode()).decode())
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, ""


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the server puts in the environment goes with the test."""
    build_template()
    environ = {name: value for name, value in flow_server.os.environ.items() if not name.startswith("PREFECT")}
    monkeypatch.setattr(flow_server.os, "environ", environ)


def test_the_page_asks_for_the_password_that_stands_in_a_private_file(tmp_path: Path) -> None:
    home = tmp_path / ".prefect"
    with open_server(home, with_services=True, with_page=True) as server:
        server.wait_until_ready()
        assert server.url.startswith("http://127.0.0.1:")
        with announce_page(home, server) as file:
            lines = file.read_text(encoding="utf-8").splitlines()
            assert lines == [f"Adres: {server.page}", f"Wachtwoord: {server.auth}"]
            assert file.stat().st_mode & 0o077 == 0
        assert not file.exists()
        status, page = ask(server.page)
        assert status == 200
        assert "<html" in page.lower()
        # The page itself holds nothing: all that it shows comes from here.
        for path in ("/flow_runs/filter", "/artifacts/filter", "/admin/version", "/deployments/filter"):
            assert ask(f"{server.url}{path}")[0] == 401
            assert ask(f"{server.url}{path}", "msa:verkeerd")[0] == 401
        assert ask(f"{server.url}/admin/version", server.auth)[0] == 200
        assert (home / "pagina").is_dir()
        # A second one cannot be had, and the one that runs cannot be given another page.
        told = pytest.raises(WrongUse, match="Er draait al een server")
        with announce_server(home, server), told, open_server(home, with_page=True):
            pass


def list_reached(browser: Browser, address: str, *, bypass_csp: bool) -> list[str]:
    """What the page asks of another computer, and gets past its own rules; a stand-in answers."""
    context = browser.new_context(bypass_csp=bypass_csp)
    page = context.new_page()
    reached: list[str] = []

    def answer(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            reached.append(route.request.url)
            route.fulfill(status=200, body="{}")

    page.route("**/*", answer)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(2000)
    context.close()
    return reached


def test_the_page_reaches_no_other_computer(tmp_path: Path) -> None:
    """Prefect's page would tell how it is used: without our rule it does (the control), with it it cannot."""
    with open_server(tmp_path / ".prefect", with_services=True, with_page=True) as server, start_browser() as browser:
        server.wait_until_ready()
        assert list_reached(browser, server.page, bypass_csp=False) == []
        assert list_reached(browser, server.page, bypass_csp=True) != []


def test_the_workbench_can_find_the_page_while_it_is_on(tmp_path: Path) -> None:
    server = FlowServer("http://127.0.0.1:4200/api", "msa:geheim")
    assert find_page(tmp_path) == ""
    with announce_page(tmp_path, server):
        assert find_page(tmp_path) == "http://127.0.0.1:4200/"
    assert find_page(tmp_path) == ""
    (tmp_path / "pagina.txt").write_text("Adres: https://elders.nl/\n", encoding="utf-8")
    assert find_page(tmp_path) == ""


def test_without_it_there_is_no_page(tmp_path: Path) -> None:
    with open_server(tmp_path / ".prefect", with_services=True) as server:
        server.wait_until_ready()
        assert ask(server.page)[0] in (401, 404)
        assert not (tmp_path / ".prefect" / "pagina").exists()
