"""A disk that is full or may not be written, at any place: exit code 14 and what to do, never a fault in msa itself."""

import builtins
import errno
import io
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import cli
from pipelines.errors import DISK_CLOSED, DISK_FULL, MEMORY_FULL, StoreUnavailable, find_disk_fault
from pipelines.run import published
from pipelines.vault.audit_log import read_entries, verify_log, write_entry
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.erasure import CLASSMATES, SCHOOL, Home, write_deliveries

PEILDATUM = date(2026, 1, 1)
RUN = ("run", "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Deliveries, nothing made of them yet; never changed."""
    folder = tmp_path_factory.mktemp("levering") / "swv"
    write_deliveries(folder)
    return Home(folder)


@pytest.fixture(scope="module")
def made(delivered: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same after one run; never changed."""
    home = Home(Path(shutil.copytree(delivered.folder, tmp_path_factory.mktemp("gedaan") / "swv")))
    assert home.call(*RUN)[0] == 0
    return home


def copy_home(home: Home, target: Path) -> Home:
    return Home(Path(shutil.copytree(home.folder, target / "swv")))


def break_disk(home: Home, part: str, code: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on nothing can be written, made or moved in a place with `part` in its path; returns what was tried."""
    tried: list[str] = []

    def look(place: Any) -> None:
        path = os.fspath(place) if not isinstance(place, int) else ""
        inside = os.path.relpath(os.fsdecode(path), home.folder) if path else ".."
        if not inside.startswith("..") and part in inside:
            tried.append(inside)
            raise OSError(code, os.strerror(code), path)

    def guard(real: Callable[..., Any], *places: int) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            for place in places:
                look(arguments[place])
            return real(*arguments, **named)

        return call

    real_open, real_text = os.open, io.open

    def open_low(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            look(path)
        return real_open(path, flags, *more, **named)

    def open_high(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if set(mode) & set("wax+"):
            look(file)
        return real_text(file, mode, *more, **named)

    monkeypatch.setattr(os, "open", open_low)
    monkeypatch.setattr(io, "open", open_high)
    monkeypatch.setattr(builtins, "open", open_high)
    for name in ("mkdir", "unlink"):
        monkeypatch.setattr(os, name, guard(getattr(os, name), 0))
    for name in ("replace", "rename", "link"):
        monkeypatch.setattr(os, name, guard(getattr(os, name), 1))
    return tried


PLACES = (
    "opslag/.slot",
    "opslag/.slot-logboek",
    "opslag/sleutel",
    "opslag/logboek.jsonl",
    "opslag/logboek-kop.json",
    "opslag/sleutelbos.json",
    "opslag/werk",
    "opslag/kluis",
    "opslag/quarantaine",
    "opslag/uitgaven",
    "opslag/retour",
    "opslag/msa.duckdb",
    "opslag/inspectie.json",
    "opslag/publicaties.jsonl",
    "uitvoer/.wordt-2026-01-01/manifest.json",
    "uitvoer/.wordt-2026-01-01/school",
    "uitvoer/.zegel",
    "uitvoer/2026-01-01",
)


@pytest.mark.parametrize(("number", "part"), list(enumerate(PLACES)), ids=PLACES)
def test_a_run_that_cannot_write_says_so(
    number: int, part: str, delivered: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One place of each kind that a run writes; full, over quota or not to be written, in turn."""
    code = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)[number % 3]
    home = copy_home(delivered, tmp_path)
    with monkeypatch.context() as patch:
        tried = break_disk(home, part, code, patch)
        ended, screen = home.call(*RUN)
    assert tried, "this place is not written: the test looks at nothing"
    assert ended == 14, screen
    assert "in het programma zelf" not in screen
    assert list(home.opslag.glob("msa-fout*")) == []
    # Whole or not at all; only where the log stands once more is written after the exchange.
    assert (home.folder / "uitvoer" / "2026-01-01").exists() == (part == "uitvoer/.zegel")


COMMANDS = (
    ("uitvoer/controle", ("check",)),
    ("uitvoer/uitleg", ("explain", "--leerling", "CODE")),
    ("uitvoer/vergelijking", ("compare", "--peildatum", PEILDATUM.isoformat())),
    ("opslag/gewist.jsonl", ("erase", "--school", SCHOOL, "--leerling", "CODE")),
    ("uitvoer/2026-01-01/tabellen", ("erase", "--school", SCHOOL, "--leerling", "CODE")),
    ("opslag/oude-sleutels", ("key", "--rotate")),
    ("opslag/publicaties.jsonl", ("doctor", "--herstel")),
)


@pytest.mark.parametrize(("number", "part", "command"), [(n, *each) for n, each in enumerate(COMMANDS)])
def test_a_command_that_cannot_write_says_so(
    number: int, part: str, command: tuple[str, ...], made: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_home(made, tmp_path)
    pupil = make_leerling(load_key(home.opslag), SCHOOL, CLASSMATES[3])
    with monkeypatch.context() as patch:
        tried = break_disk(home, part, (errno.ENOSPC, errno.EROFS, errno.EDQUOT)[number % 3], patch)
        filled = [pupil if word == "CODE" else word for word in command]
        ended, screen = home.call(*filled)
    assert tried
    assert ended == 14, screen
    assert "in het programma zelf" not in screen
    # With room, the same again does all of it.
    ended, screen = home.call(*filled)
    assert ended == 0, screen


# --- which errors these are ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, DISK_FULL),
        (errno.EDQUOT, DISK_FULL),
        (errno.EFBIG, DISK_FULL),
        (errno.EROFS, DISK_CLOSED),
        (errno.EACCES, DISK_CLOSED),
        (errno.EPERM, DISK_CLOSED),
    ],
)
def test_a_fault_of_the_disk_is_told_without_a_name(code: int, words: str) -> None:
    fault = find_disk_fault(OSError(code, "x", "Jan Jansen.csv"))
    assert isinstance(fault, StoreUnavailable)
    assert (str(fault), fault.exit_code) == (words, 14)


def test_a_fault_of_the_disk_behind_another_error_is_found() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "x")
        except OSError as error:
            raise ValueError from error
    except ValueError as outer:
        assert find_disk_fault(outer) is not None


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "x"), OSError("x"), ValueError("x"), KeyError("x")])
def test_any_other_error_is_none_of_the_disk(error: Exception) -> None:
    assert find_disk_fault(error) is None


def test_a_fault_of_the_program_stays_one(delivered: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    home = copy_home(delivered, tmp_path)
    break_disk(home, "opslag/quarantaine", errno.ENOENT, monkeypatch)
    ended, screen = home.call(*RUN)
    assert ended == cli.BUG
    assert "in het programma zelf" in screen


def test_a_run_without_memory_says_so(delivered: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it happens: nothing is published, and it is no fault of msa."""
    home = copy_home(delivered, tmp_path)

    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(published, "make_csv", fail)
        ended, screen = home.call(*RUN)
    assert (ended, MEMORY_FULL in screen) == (14, True), screen
    assert not (home.folder / "uitvoer" / "2026-01-01").exists()
    assert list(home.opslag.glob("msa-fout*")) == []


# --- the clock -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "code"),
    [(timedelta(minutes=59), 0), (timedelta(hours=1, minutes=1), 14), (timedelta(days=400), 14)],
)
def test_a_clock_that_is_before_the_log_ends_a_command(made: Home, tmp_path: Path, ahead: timedelta, code: int) -> None:
    """The last line was written when the clock was ahead, or is it behind now: an hour between two machines is fine."""
    home = copy_home(made, tmp_path)
    write_entry(home.opslag, "check", clock=lambda: datetime.now(UTC) + ahead)
    lines = len(read_entries(home.opslag))
    ended, screen = home.call("key", "--school", SCHOOL)
    assert ended == code, screen
    assert ("De klok van deze computer staat op" in screen) == (code == 14)
    assert len(read_entries(home.opslag)) == lines + (code == 0)
    told = home.call("doctor")[1]
    assert ("en het logboek heeft een regel van" in told) == (code == 14)
    if code == 14:
        # The way out, when the clock is right now.
        ended, screen = home.call("doctor", "--herstel")
        assert ended == 0, screen
        assert home.call("key", "--school", SCHOOL)[0] == 0
        assert verify_log(home.opslag) == []
