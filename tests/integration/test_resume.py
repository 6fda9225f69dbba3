"""A run that was killed, wherever it was, is made by the next one to the same bytes; what was checked is not read anew.

A moment is one act on the disk: a file opened, made, moved or removed. Of each twentieth of a run one is drawn.
"""

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


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hervat") / "swv"
    write_deliveries(folder)
    code, screen = Home(folder).call("run", "--peildatum", EARLIER.isoformat(), "--direct", "--zonder-pdf")
    assert code == 0, screen
    return folder


@pytest.fixture(scope="module")
def whole(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], int]:
    """What a run makes that nobody broke off, and how many acts on the disk it took."""
    folder = tmp_path_factory.mktemp("heel") / "swv"
    shutil.copytree(ready, folder)
    done = Place(folder).run_until(0)
    assert done.returncode == 0, done.stderr
    return Place(folder).read_made(), int(done.stdout.rsplit("handelingen: ", 1)[1])


@pytest.fixture
def place(ready: Path, tmp_path: Path) -> Place:
    shutil.copytree(ready, tmp_path / "swv")
    return Place(tmp_path / "swv")


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_run_after_one_that_was_killed_makes_the_same_bytes(
    moment: int, whole: tuple[dict[str, str], int], place: Place
) -> None:
    made, acts = whole
    begin, end = acts * moment // MOMENTS, acts * (moment + 1) // MOMENTS
    last = random.Random(f"{SEED} {moment}").randint(begin + 1, end)
    killed = place.run_until(last)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    code, screen = place.run()
    assert code == 0, screen
    assert place.read_made() == made, f"killed at act {last} of {acts}"
    # What the end broke off is no damage: nothing is told of it, now or to the next run.
    assert find_stored_faults(place.opslag) == []
    assert "beschadigd" not in screen


def test_what_was_checked_before_the_end_is_not_read_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.run.steps.classify", stop)
        code, screen = place.run()
    assert code == 130
    assert WAS_READ not in screen
    # One of the two schools sends another file: that one alone is read.
    file = place.folder / "aanlevering" / OTHER_SCHOOL / "codes.csv"
    file.write_text(file.read_text(encoding="utf-8") + "Q;ziek\n", encoding="utf-8")
    code, screen = place.run()
    assert code == 0, screen
    assert [line for line in screen.splitlines() if "Lezen" in line and WAS_READ in line] != []
    assert screen.count(WAS_READ) == 1


def test_a_damaged_one_is_read_again_to_the_same_bytes(place: Place) -> None:
    assert place.run()[0] == 0
    made = place.read_made()
    (file,) = (place.opslag / PARTITIONS).glob(f"{SCHOOL}-*")
    content = file.read_bytes()
    file.write_bytes(content[:-40] + bytes(40))
    code, screen = place.run()
    assert (code, screen.count(WAS_READ)) == (0, 1), screen
    assert place.read_made() == made


def test_who_is_erased_is_in_none_of_them(place: Place) -> None:
    assert place.run()[0] == 0
    assert len(list((place.opslag / PARTITIONS).iterdir())) == 2
    code = make_leerling(load_key(place.opslag), SCHOOL, PUPIL["leerlingnummer"])
    done, screen = place.call("erase", "--school", SCHOOL, "--leerling", code)
    assert done == 0, screen
    assert not (place.opslag / PARTITIONS).exists()
    done, screen = place.run("--toch")
    assert done == 0, screen
    assert WAS_READ not in screen


def test_they_go_with_their_peildatum_their_key_and_their_school(place: Place) -> None:
    assert place.run()[0] == 0
    assert place.call("erase", "--voor", DAY)[0] == 0
    assert len(list((place.opslag / PARTITIONS).iterdir())) == 2
    assert place.call("erase", "--voor", "2026-01-02")[0] == 0
    assert list((place.opslag / PARTITIONS).iterdir()) == []
    assert place.run()[0] == 0
    assert place.call("key", "--rotate")[0] == 0
    assert list((place.opslag / PARTITIONS).iterdir()) == []
    assert place.run("--toch")[0] == 0
    toml = place.folder / "swv.toml"
    toml.write_text(toml.read_text(encoding="utf-8").split("[[school]]\nid = " + f'"{OTHER_SCHOOL}"')[0])
    place.run("--toch")
    assert [file.name.partition("-")[0] for file in (place.opslag / PARTITIONS).iterdir()] == [SCHOOL]
