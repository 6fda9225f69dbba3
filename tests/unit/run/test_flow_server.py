"""Where Prefect may write, what it may know, and which server is used; no server is started here."""

import json
import threading
from collections.abc import Generator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.run import flow_server
from pipelines.run.flow_server import MARKER, FlowServer
from pipelines.run.schedule import describe_days, find_latest_peildatum, list_cron_lines
from pipelines.settings import Settings


@pytest.fixture
def fake_server() -> Generator[str]:
    """Something on this machine that answers the version question; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # "msa:geheim" in base64, worked out with the base64 command.
            welcome = self.headers["Authorization"] in (None, "Basic bXNhOmdlaGVpbQ==")
            self.send_response(200 if welcome else 401)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_environment_replaces_all_prefect_settings_of_the_user(tmp_path: Path) -> None:
    environ = {"PREFECT_API_KEY": "sleutel", "PREFECT_HOME": "elders", "PREFECT_LOGGING_LEVEL": "DEBUG", "PATH": "/bin"}
    flow_server.set_environment(tmp_path, environ)
    assert "PREFECT_API_KEY" not in environ
    assert environ["PREFECT_HOME"] == str(tmp_path)
    assert environ["PREFECT_LOGGING_LEVEL"] == "CRITICAL"
    assert environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environ["PREFECT_LOGGING_TO_API_ENABLED"] == "false"
    assert environ["PREFECT_RESULTS_PERSIST_BY_DEFAULT"] == "false"
    assert environ["PATH"] == "/bin"


def test_prefect_knows_every_setting_we_set(tmp_path: Path) -> None:
    """A name that Prefect does not know would be ignored without a word: analytics would then stay on."""
    import importlib.util

    folder = Path(importlib.util.find_spec("prefect").origin).parent
    known = (folder / "settings" / "legacy.py").read_text(encoding="utf-8")
    models = "".join(path.read_text(encoding="utf-8") for path in (folder / "settings" / "models").rglob("*.py"))
    for name in flow_server.make_environment(tmp_path):
        if name.startswith("PREFECT_"):
            last_words = name.removeprefix("PREFECT_").lower().split("_")
            tails = {"_".join(last_words[start:]) for start in range(len(last_words))}
            assert any(f" {tail}: " in models for tail in tails) or name in known, name


def test_a_new_home_gets_the_prepared_database_for_its_owner_only(tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    template.write_bytes(b"voorbereid")
    home = tmp_path / "opslag" / ".prefect"
    assert flow_server.prepare_home(home, template=template)
    assert (home / flow_server.DATABASE).read_bytes() == b"voorbereid"
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / flow_server.DATABASE).stat().st_mode & 0o777 == 0o600


def test_an_existing_database_stays(tmp_path: Path) -> None:
    (tmp_path / "template.db").write_bytes(b"voorbereid")
    (tmp_path / flow_server.DATABASE).write_bytes(b"van ons")
    assert flow_server.prepare_home(tmp_path, template=tmp_path / "template.db")
    assert (tmp_path / flow_server.DATABASE).read_bytes() == b"van ons"


def test_without_a_template_the_home_is_made_all_the_same(tmp_path: Path) -> None:
    assert not flow_server.prepare_home(tmp_path / "nieuw", template=tmp_path / "geen.db")
    assert (tmp_path / "nieuw").is_dir()


def test_the_server_of_msa_serve_is_found(tmp_path: Path, fake_server: str) -> None:
    with flow_server.announce_server(tmp_path, FlowServer(fake_server, "msa:geheim")):
        assert flow_server.find_running_server(tmp_path) == FlowServer(fake_server, "msa:geheim")
        assert (tmp_path / MARKER).stat().st_mode & 0o077 == 0
    assert flow_server.find_running_server(tmp_path) is None
    assert not (tmp_path / MARKER).exists()


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "[]",
        '{"url": "http://127.0.0.1:1/api"}',
        '{"url": "http://127.0.0.1:1/api", "auth": ""}',
        '{"url": "http://10.0.0.1:1/api", "auth": ""}',
        '{"url": 5, "auth": ""}',
    ],
)
def test_a_marker_that_leads_nowhere_is_ignored(marker: str, tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(marker, encoding="utf-8")
    assert flow_server.find_running_server(tmp_path) is None


def test_a_marker_with_a_wrong_password_is_ignored(tmp_path: Path, fake_server: str) -> None:
    (tmp_path / MARKER).write_text(json.dumps({"url": fake_server, "auth": "msa:fout"}), encoding="utf-8")
    assert flow_server.find_running_server(tmp_path) is None


def test_a_server_that_does_not_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    with pytest.raises(WrongUse, match="antwoordt niet"), flow_server.open_server(tmp_path / "home"):
        pass
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("own", [False, True])
def test_the_environment_is_as_it_was_when_the_server_is_done(
    tmp_path: Path, fake_server: str, monkeypatch: pytest.MonkeyPatch, own: bool, fails: bool
) -> None:
    """Else a command that this process starts later looks for a server that is gone, and ends at once."""
    environ = {"PATH": "/bin", "PREFECT_LOGGING_LEVEL": "DEBUG", "no_proxy": "x.nl"}
    environ |= {} if own else {"PREFECT_API_URL": fake_server}
    before = dict(environ)
    monkeypatch.setattr(flow_server.os, "environ", environ)
    monkeypatch.setattr(flow_server, "start_server", lambda *_, **__: FlowServer(fake_server, "msa:geheim"))
    with suppress(KeyboardInterrupt), flow_server.open_server(tmp_path / "home"):
        assert environ["PREFECT_API_URL"] == fake_server
        assert ("PREFECT_API_AUTH_STRING" in environ) == own
        assert (environ["PREFECT_LOGGING_LEVEL"], environ["no_proxy"]) == ("CRITICAL", "127.0.0.1")
        # What is not the server's stays.
        environ["ANDERS"] = "ja"
        if fails:
            raise KeyboardInterrupt
    assert environ == before | {"ANDERS": "ja"}


def make_settings(tmp_path: Path, *peildata: tuple[int, int]) -> Settings:
    return Settings(
        file=tmp_path / "swv.toml",
        code="VO9901",
        naam="SWV",
        peildata=peildata,
        schooljaar_begin=(8, 1),
        aanlevering=tmp_path,
        uitvoer=tmp_path,
        opslag=tmp_path,
        scholen=(),
    )


def test_a_run_is_planned_on_the_day_after_each_peildatum(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, (1, 1), (2, 28), (12, 31))
    # 28 February + 1 = 1 March in a common year, and 1 March exists in a leap year too; 31 December + 1 = 1 January.
    assert list_cron_lines(settings) == ["0 6 2 1 *", "0 6 1 3 *", "0 6 1 1 *"]
    assert describe_days(settings) == ["02-01 om 6 uur", "01-03 om 6 uur", "01-01 om 6 uur"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 2), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2025, 9, 1)),
        (date(2026, 9, 1), date(2026, 1, 1)),
        (date(2026, 9, 2), date(2026, 9, 1)),
    ],
)
def test_the_latest_peildatum_lies_before_today(today: date, expected: date, tmp_path: Path) -> None:
    assert find_latest_peildatum(make_settings(tmp_path, (1, 1), (9, 1)), today=today) == expected
