"""A run that was killed, wherever it was, is made by the next one to the same bytes; what was checked is not read anew.

A moment is one act on the disk: a file opened, made, moved or removed. Of each twentieth of a run one is drawn, and
tried with `MSA_DEEP=1`; without it one twentieth of each quarter is, and the last, in which the output is exchanged.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.vault.places import EDITIONS, LEDGER, PARTITIONS, REGISTER_FILE, RETURN_HISTORY
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.stored import find_stored_faults
from tests.integration.test_approval import read_tree
from tests.lib.erasure import EARLIER, OTHER_SCHOOL, PEILDATUM, PUPIL, SCHOOL, Home, write_deliveries

DAY = PEILDATUM.isoformat()
_KEPT = (LEDGER, REGISTER_FILE, EDITIONS, RETURN_HISTORY, "register", "quarantaine")
WAS_READ = "(was al gelezen en getoetst)"
SEED, MOMENTS = 13, 20
_QUARTERS = (range(begin, begin + MOMENTS // 4) for begin in range(0, MOMENTS, MOMENTS // 4))
_DRAWN = sorted({*(random.Random(f"{SEED} {quarter}").choice(quarter) for quarter in _QUARTERS), MOMENTS - 1})
TRIED = range(MOMENTS) if os.environ.get("MSA_DEEP") else _DRAWN
# Counts what the program does on the disk, below the folder of the SWV, and ends at one of these without a word.
_WATCHED = """
import os, signal, sys
folder, last = sys.argv[1], int(sys.argv[2])
from pipelines import cli
acts = 0
def watch(event, arguments):
    global acts
    watched = event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link")
    if watched and str(arguments[0]).startswith(folder):
        acts += 1
        if acts == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
code = cli.main(sys.argv[3:])
print(f"handelingen: {acts}")
sys.exit(code)
"""


@dataclass(frozen=True)
class Place(Home):
    """A region of which the earlier peildatum came out."""

    def run(self, *options: str) -> tuple[int, str]:
        return self.call("run", "--peildatum", DAY, "--direct", "--zonder-pdf", *options)

    def read(self, *options: str) -> str:
        """A run that is broken off when every delivery is read and checked; what it said."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("pipelines.run.steps.classify", _stop)
            code, screen = self.run(*options)
        assert code == 130, screen
        return screen

    def run_until(self, last: int) -> subprocess.CompletedProcess[str]:
        command = ["run", str(self.folder / "swv.toml"), "--peildatum", DAY, "--direct", "--zonder-pdf"]
        return subprocess.run(
            [sys.executable, "-c", _WATCHED, str(self.folder), str(last), *command],
            capture_output=True,
            text=True,
            check=False,
        )

    def read_made(self) -> dict[str, str]:
        """What a run makes: the output of the peildatum, and what is kept of it."""
        found = read_tree(self.folder / "uitvoer" / DAY, *(self.opslag / name for name in (*_KEPT, PARTITIONS)))
        return {name.removeprefix(str(self.folder)): digest for name, digest in found.items()}


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hervat") / "swv"
    write_deliveries(folder)
    code, screen = Home(folder).call("run", "--peildatum", EARLIER.isoformat(), "--direct", "--zonder-pdf")
    assert code == 0, screen
    return folder


@pytest.fixture(scope="module")
def finished(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, int]:
    """A run that nobody broke off, and how many acts on the disk it took; never changed."""
    folder = tmp_path_factory.mktemp("heel") / "swv"
    shutil.copytree(ready, folder)
    done = Place(folder).run_until(0)
    assert done.returncode == 0, done.stderr
    return Place(folder), int(done.stdout.rsplit("handelingen: ", 1)[1])


@pytest.fixture(scope="module")
def whole(finished: tuple[Place, int]) -> dict[str, str]:
    """What that run made."""
    return finished[0].read_made()


@pytest.fixture
def place(ready: Path, tmp_path: Path) -> Place:
    shutil.copytree(ready, tmp_path / "swv")
    return Place(tmp_path / "swv")


@pytest.fixture
def ran(finished: tuple[Place, int], tmp_path: Path) -> Place:
    """A copy of what was run to the end."""
    shutil.copytree(finished[0].folder, tmp_path / "swv")
    return Place(tmp_path / "swv")


@pytest.mark.parametrize("moment", TRIED)
def test_a_run_after_one_that_was_killed_makes_the_same_bytes(
    moment: int, finished: tuple[Place, int], whole: dict[str, str], place: Place
) -> None:
    _, acts = finished
    begin, end = acts * moment // MOMENTS, acts * (moment + 1) // MOMENTS
    last = random.Random(f"{SEED} {moment}").randint(begin + 1, end)
    killed = place.run_until(last)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    code, screen = place.run()
    assert code == 0, screen
    assert place.read_made() == whole, f"killed at act {last} of {acts}"
    # What the end broke off is no damage: nothing is told of it, now or to the next run.
    assert find_stored_faults(place.opslag) == []
    assert "beschadigd" not in screen


def test_what_was_checked_before_the_end_is_not_read_again(place: Place) -> None:
    assert WAS_READ not in place.read()
    # One of the two schools sends another file: that one alone is read.
    file = place.folder / "aanlevering" / OTHER_SCHOOL / "codes.csv"
    file.write_text(file.read_text(encoding="utf-8") + "Q;ziek\n", encoding="utf-8")
    screen = place.read()
    assert [line for line in screen.splitlines() if "Lezen" in line and WAS_READ in line] != []
    assert screen.count(WAS_READ) == 1


def test_a_damaged_one_is_read_again_to_the_same_bytes(whole: dict[str, str], ran: Place) -> None:
    (file,) = (ran.opslag / PARTITIONS).glob(f"{SCHOOL}-*")
    content = file.read_bytes()
    file.write_bytes(content[:-40] + bytes(40))
    code, screen = ran.run()
    assert (code, screen.count(WAS_READ)) == (0, 1), screen
    assert ran.read_made() == whole


def test_who_is_erased_is_in_none_of_them(ran: Place) -> None:
    assert len(list((ran.opslag / PARTITIONS).iterdir())) == 2
    code = make_leerling(load_key(ran.opslag), SCHOOL, PUPIL["leerlingnummer"])
    done, screen = ran.call("erase", "--school", SCHOOL, "--leerling", code)
    assert done == 0, screen
    assert not (ran.opslag / PARTITIONS).exists()
    assert WAS_READ not in ran.read("--toch")


def test_they_go_with_their_peildatum_their_key_and_their_school(ran: Place) -> None:
    assert ran.call("erase", "--voor", DAY)[0] == 0
    assert len(list((ran.opslag / PARTITIONS).iterdir())) == 2
    assert ran.call("erase", "--voor", "2026-01-02")[0] == 0
    assert list((ran.opslag / PARTITIONS).iterdir()) == []
    ran.read()
    assert len(list((ran.opslag / PARTITIONS).iterdir())) == 2
    assert ran.call("key", "--rotate")[0] == 0
    assert list((ran.opslag / PARTITIONS).iterdir()) == []
    ran.read("--toch")
    assert len(list((ran.opslag / PARTITIONS).iterdir())) == 2
    toml = ran.folder / "swv.toml"
    toml.write_text(toml.read_text(encoding="utf-8").split("[[school]]\nid = " + f'"{OTHER_SCHOOL}"')[0])
    ran.read("--toch")
    assert [file.name.partition("-")[0] for file in (ran.opslag / PARTITIONS).iterdir()] == [SCHOOL]
