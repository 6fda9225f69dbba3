"""A night that went wrong is told by the command or the address that the SWV set, and by nothing else."""

import json
import sys
from pathlib import Path
from urllib.request import HTTPSHandler, Request

import pytest

from pipelines.run import alert
from pipelines.run.alert import send_alert
from pipelines.settings import Alert

TEXT = "msa: 'draaien' is niet gelukt (uitgangscode 14)."
# Writes its arguments, its input and the names of its environment to the file that is its first argument.
TELL = """
import os, sys
with open(sys.argv[1], "w") as out:
    out.write(repr(sys.argv[2:]) + "\\n" + sys.stdin.read() + " ".join(sorted(os.environ)))
print("gekwetter")
"""


def test_a_command_gets_the_text_as_its_input_and_no_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "msa:geheim")
    told: list[str] = []
    words = ("-s", "$(touch x); *", "a b")
    send_alert(Alert((sys.executable, "-c", TELL, str(tmp_path / "uit"), *words)), TEXT, report=told.append)
    arguments, text, names = (tmp_path / "uit").read_text(encoding="utf-8").split("\n")
    assert (arguments, text) == (repr(list(words)), TEXT)
    assert "PREFECT" not in names
    assert (told, capfd.readouterr()) == ([], ("", ""))


@pytest.mark.parametrize("command", [("/bestaat/niet",), (sys.executable, "-c", "raise SystemExit(3)")])
def test_a_command_that_fails_is_told_and_ends_nothing(command: tuple[str, ...]) -> None:
    told: list[str] = []
    send_alert(Alert(command), TEXT, report=told.append)
    assert told == ["msa: de opdracht van [melding] is niet gelukt."]


def test_a_command_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert, "_SECONDS", 0.2)
    told: list[str] = []
    send_alert(Alert((sys.executable, "-c", "import time; time.sleep(60)")), TEXT, report=told.append)
    assert told == ["msa: de opdracht van [melding] is niet gelukt."]


def test_an_address_gets_the_text_alone() -> None:
    sent: list[Request] = []
    told: list[str] = []

    def send(request: Request) -> int:
        sent.append(request)
        return 202

    send_alert(Alert(webhook="https://swv.voorbeeld.nl/haak"), TEXT, report=told.append, send=send)
    (request,) = sent
    assert (request.full_url, request.get_method()) == ("https://swv.voorbeeld.nl/haak", "POST")
    assert json.loads(request.data or b"") == {"text": TEXT}
    assert told == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_address_that_does_not_take_it_is_told_without_the_address(status: int) -> None:
    told: list[str] = []
    send_alert(Alert(webhook="https://swv.voorbeeld.nl/haak"), TEXT, report=told.append, send=lambda _: status)
    assert told == ["msa: het adres van [melding] heeft het bericht niet aangenomen."]


def test_an_address_that_does_not_answer_is_told() -> None:
    def send(_: Request) -> int:
        raise OSError("https://swv.voorbeeld.nl/haak")

    told: list[str] = []
    send_alert(Alert(webhook="https://swv.voorbeeld.nl/haak"), TEXT, report=told.append, send=send)
    assert told == ["msa: het adres van [melding] heeft het bericht niet aangenomen."]


def test_an_answer_leads_to_no_other_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect is an answer like any other; nothing but https is opened."""

    class Answer:
        status = 302

        def close(self) -> None:
            pass

    asked: list[str] = []

    def open_https(_self: HTTPSHandler, request: Request) -> Answer:
        asked.append(request.full_url)
        return Answer()

    monkeypatch.setattr(HTTPSHandler, "https_open", open_https)
    assert alert._send(Request("https://swv.voorbeeld.nl/haak", data=b"{}")) == 302
    assert asked == ["https://swv.voorbeeld.nl/haak"]


def test_nobody_is_told_where_nothing_is_set() -> None:
    told: list[str] = []
    send_alert(Alert(), TEXT, report=told.append)
    assert (told, bool(Alert())) == ([], False)
