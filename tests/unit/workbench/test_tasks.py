"""A command that the workbench starts: its lines, its end, how it is stopped, and that it is alone."""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.workbench import tasks
from pipelines.workbench.tasks import RUN, Tasks
from tests.unit.workbench.conftest import Browser, Place

PEILDATUM = date(2026, 1, 1)
SLOW = """
import time
print("begonnen")
try:
    time.sleep(60)
except KeyboardInterrupt:
    raise SystemExit(130)
"""


@contextmanager
def hold() -> Generator[None]:
    yield


def use_program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have the workbench start this instead of msa; its arguments follow."""
    monkeypatch.setattr(tasks, "_WITHOUT_ARGUMENTS", (sys.executable, "-u", "-c", code))


def wait_for(holds) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


def test_a_command_of_msa_says_what_it_says(tmp_path: Path) -> None:
    made = Tasks(hold)
    made.start(RUN, ["--version"], peildatum=PEILDATUM, folder=tmp_path)
    made.finish()
    assert made.last is not None
    assert [line.split()[0] for line in made.last.lines] == ["msa"]
    assert (made.last.exit_code, made.last.began, made.is_busy) == (0, True, False)


def test_both_streams_are_shown_and_the_code_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_program(monkeypatch, "import sys; print('één'); print('\\x1b[31mtwee', file=sys.stderr); sys.exit(13)")
    made = Tasks(hold)
    made.start(RUN, [], peildatum=PEILDATUM, folder=tmp_path)
    made.finish()
    assert made.last is not None
    assert list(made.last.lines) == ["één", "\ufffd[31mtwee"]
    assert made.last.exit_code == 13


def test_it_stops_as_with_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_program(monkeypatch, SLOW)
    made = Tasks(hold)
    made.start(RUN, [], peildatum=PEILDATUM, folder=tmp_path)
    assert made.last is not None
    wait_for(lambda: made.last is not None and list(made.last.lines) == ["begonnen"])
    with pytest.raises(WrongUse, match="loopt al iets"):
        made.start(RUN, [], peildatum=PEILDATUM, folder=tmp_path)
    made.stop()
    made.finish()
    assert (made.last.exit_code, made.last.stopped) == (130, True)
    # And then another one can begin.
    use_program(monkeypatch, "print('weer')")
    made.start(RUN, [], peildatum=PEILDATUM, folder=tmp_path)
    made.finish()
    assert list(made.last.lines) == ["weer"]


def test_it_waits_for_a_check_and_can_be_stopped_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_program(monkeypatch, "print('mag niet')")
    checked = threading.Event()

    @contextmanager
    def wait() -> Generator[None]:
        checked.wait()
        yield

    made = Tasks(wait)
    made.start(RUN, [], peildatum=PEILDATUM, folder=tmp_path)
    assert made.last is not None
    assert not made.last.began
    made.stop()
    checked.set()
    made.finish()
    assert (list(made.last.lines), made.last.exit_code) == ([], 130)


SHOW = "import sys; print(*sys.argv[1:])"


@pytest.mark.parametrize(
    ("path", "fields", "arguments"),
    [
        ("/draaien", {"pdf": "ja"}, "run {toml} --peildatum 2026-01-01"),
        ("/draaien", {}, "run {toml} --peildatum 2026-01-01 --zonder-pdf"),
        ("/draaien", {"pdf": "ja", "toch": "ja"}, "run {toml} --peildatum 2026-01-01 --toch"),
        ("/narekenen", {}, "verify {toml} --peildatum 2026-01-01"),
        ("/akkoord", {"peildatum": "2025-09-01"}, "akkoord {toml} --peildatum 2025-09-01"),
        ("/weggooien", {"peildatum": "2025-09-01"}, "akkoord {toml} --peildatum 2025-09-01 --weg"),
    ],
)
def test_each_button_is_a_command(
    place: Place,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    fields: dict[str, str],
    arguments: str,
) -> None:
    use_program(monkeypatch, SHOW)
    assert browser.post("/peildatum", {"peildatum": "2026-01-01"}).status_code == 303
    assert browser.post(path, fields).headers["location"] == f"{place.gate.base}/draaien"
    place.bench.tasks.finish()
    page = browser.get("/draaien").text
    assert f"<li>{arguments.format(toml=place.bench.file)}</li>" in page
    assert "Uitgangscode 0." in page


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (10, "niet elke levering was te gebruiken"),
        (13, "Er is niets vrijgegeven"),
        (14, "De opslag is bezet"),
        (77, "Onverwacht gestopt"),
    ],
)
def test_how_it_ended_is_told(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch, code: int, told: str
) -> None:
    use_program(monkeypatch, f"raise SystemExit({code})")
    browser.post("/draaien", {})
    place.bench.tasks.finish()
    page = browser.get("/draaien").text
    assert told in page
    assert f"Uitgangscode {code}." in page
    # Only a run that would take something away asks whether to go on.
    assert ('name="toch"' in page) == (code == 13)


def test_the_page_asks_itself_anew_while_it_works(
    place: Place, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(monkeypatch, SLOW)
    browser.post("/draaien", {})
    assert 'http-equiv="refresh"' in browser.get("/draaien").text
    # Nobody looks for an hour, and what works goes on.
    assert place.bench.is_busy
    assert browser.post("/stoppen", {}).status_code == 303
    place.bench.tasks.finish()
    page = browser.get("/draaien").text
    assert 'http-equiv="refresh"' not in page
    assert "Gestopt op uw verzoek" in page


def test_what_waits_is_shown_only_where_something_does(browser: Browser) -> None:
    assert "Wacht op uw akkoord" not in browser.get("/draaien").text
    assert browser.get("/wacht/2026-01-01/index.html").status_code == 400
