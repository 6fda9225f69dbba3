"""Every kind of thing that a command makes ready and that a kill leaves behind is gone after the next command."""

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import system
from pipelines.publish.publication import Publication
from pipelines.run.flow_server import DATABASE, prepare_home
from pipelines.settings import load_settings
from pipelines.vault import leftovers, lock
from pipelines.vault.keyring import load_ring, make_key_id
from pipelines.vault.places import LEDGER, REGISTER_FILE, get_edition_name, get_file_beside, get_upcoming_file
from pipelines.workbench.server import _make_door_folder
from pipelines.workbench.uploads import sweep as sweep_uploads
from tests.lib.erasure import PEILDATUM, SCHOOL, Home, write_deliveries

SECRET = "Sanne Voorbeeld"
DAY = PEILDATUM.isoformat()
AN_HOUR_AGO = time.time() - leftovers._UNDER_WAY - 1
RUN = ("run", "--peildatum", DAY, "--direct", "--zonder-pdf")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One peildatum published; never changed."""
    folder = tmp_path_factory.mktemp("resten") / "swv"
    write_deliveries(folder)
    home = Home(folder)
    assert home.call(*RUN)[0] == 0
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(made.folder, tmp_path / "swv")))


def leave_file(folder: Path, *, name: str = "", when: float = AN_HOUR_AGO) -> Path:
    """A file aside as a kill leaves it; `name`: as a version of before called it."""
    folder.mkdir(parents=True, exist_ok=True)
    if name:
        file = folder / name
        file.write_text(SECRET, encoding="utf-8")
    else:
        out, file = system.open_aside(folder)
        with out:
            out.write(SECRET.encode())
    os.utime(file, (when, when))
    return file


def leave_folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "half.csv").write_text(SECRET, encoding="utf-8")
    return folder


def leave_publication(uitvoer: Path, name: str) -> Path:
    half = Publication(uitvoer, name)
    half.write_text("school/12AB00/index.html", SECRET)
    return half.folder


KINDS: dict[str, Callable[[Home], Path]] = {
    "a small file of the store": lambda home: leave_file(home.opslag),
    "a kept school": lambda home: leave_file(home.opslag / "getoetst"),
    "a copy in the vault": lambda home: leave_file(home.opslag / "kluis" / "ab"),
    "what is told of a school": lambda home: leave_file(home.opslag / "retour"),
    "the witness": lambda home: leave_file(home.folder / "uitvoer" / ".zegel"),
    "an explanation": lambda home: leave_file(home.folder / "uitvoer" / "uitleg"),
    "a stripped table": lambda home: leave_file(home.folder / "uitvoer" / DAY / "tabellen"),
    "a mapping": lambda home: leave_file(home.folder / "koppeling"),
    "a file of an earlier version": lambda home: leave_file(home.opslag / "kluis" / "ab", name=".abc_12xy"),
    "a key of an earlier version": lambda home: leave_file(home.opslag, name=f".sleutel-{'0a' * 32}"),
    "a file of a clock that was wrong": lambda home: leave_file(home.opslag, when=time.time() + 86_400),
    "the work of a run": lambda home: leave_folder(home.opslag / "werk"),
    "the work of an explanation": lambda home: leave_folder(home.opslag / "werk-uitleg"),
    "a publication": lambda home: leave_publication(home.folder / "uitvoer", DAY),
    "a publication of another day": lambda home: leave_publication(home.folder / "uitvoer", "2025-11-01"),
    "an earlier publication": lambda home: leave_folder(home.folder / "uitvoer" / "eerder" / f".wordt-{DAY}"),
    "a publication moved away": lambda home: leave_folder(home.folder / "uitvoer" / f".was-{DAY}"),
    "a backup put back": lambda home: leave_folder(home.folder / "uitvoer" / ".wordt-herstel"),
    "return sheets": lambda home: leave_publication(home.folder / "uitvoer" / "controle", SCHOOL),
    "texts for schools": lambda home: leave_publication(home.folder / "uitvoer" / "berichten", DAY),
    "output that waits": lambda home: leave_publication(home.opslag / "wacht", DAY),
    "what the ledger becomes": lambda home: leave_file(home.opslag, name=get_upcoming_file(home.opslag, LEDGER).name),
    "what an edition becomes": lambda home: leave_file(
        home.opslag / "uitgaven", name=get_upcoming_file(home.opslag, get_edition_name("2025-11-01")).name
    ),
    "what a new key brings": lambda home: leave_file(
        home.opslag, name=get_file_beside(home.opslag, REGISTER_FILE, make_key_id(b"x")).name
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_half_done_is_swept(home: Home, kind: str) -> None:
    left = KINDS[kind](home)
    code, screen = home.call("key", "--school", SCHOOL)
    assert code == 0, screen
    assert not left.exists()
    assert (home.folder / "uitvoer" / DAY / "manifest.json").is_file()


def test_nothing_else_is_swept(home: Home) -> None:
    """Negative control: what is ours and in use, and what the user put there."""
    mine = [home.folder / "uitvoer" / ".notitie.txt", home.folder / "koppeling" / ".notitie"]
    for file in mine:
        file.parent.mkdir(exist_ok=True)
        file.write_text("van mij", encoding="utf-8")
        os.utime(file, (AN_HOUR_AGO, AN_HOUR_AGO))
    under_way = leave_file(home.folder / "uitvoer" / "uitleg", when=time.time())
    before = set(home.folder.rglob("*"))
    assert home.call("key", "--school", SCHOOL)[0] == 0
    assert set(home.folder.rglob("*")) == before
    assert all(file.exists() for file in (*mine, under_way))


def test_nothing_is_swept_while_another_command_is_busy(home: Home) -> None:
    held = lock.take_lock(home.opslag)
    try:
        left = [leave(home) for leave in (KINDS["the work of a run"], KINDS["a publication"])]
        assert home.call("key", "--school", SCHOOL)[0] == 14
        assert all(place.exists() for place in left)
    finally:
        held.release()


def test_an_earlier_publication_that_was_moved_away_comes_back(home: Home) -> None:
    standing = home.folder / "uitvoer" / DAY
    standing.rename(standing.with_name(f".was-{DAY}"))
    assert home.call("key", "--school", SCHOOL)[0] == 0
    assert (standing / "manifest.json").is_file()


def test_what_is_not_under_the_lock_is_swept_by_its_own(home: Home, tmp_path: Path) -> None:
    """Uploads of the workbench, and the database that Prefect starts with."""
    upload = leave_file(home.folder / "aanlevering" / SCHOOL, name=".werkbank-abc")
    sweep_uploads(load_settings(home.folder / "swv.toml"))
    assert not upload.exists()
    prefect = tmp_path / "prefect"
    left = leave_file(prefect, name=f"{DATABASE}.4242")
    database = leave_file(prefect, name=DATABASE)
    prepare_home(prefect)
    assert (left.exists(), database.exists()) == (False, True)


def test_a_start_page_sweeps_what_one_left_that_was_killed(tmp_path: Path) -> None:
    """The private file opens a start page for an hour at most; one that is younger may be of a page that is open."""
    for name in ("msa-begin-oud", "msa-begin-nieuw", "iets-anders"):
        leave_file(tmp_path / name, name="deur.html")
    for name in ("msa-begin-oud", "iets-anders"):
        os.utime(tmp_path / name, (0, 0))
    made = _make_door_folder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([made.name, "msa-begin-nieuw", "iets-anders"])
    assert list(made.iterdir()) == []


def test_every_name_of_a_thing_made_ready_has_one_definition() -> None:
    """Nobody calls mkstemp with a name of its own, which no sweep would know; the workbench has the others: what is
    sent to it, and the folder of a start page, which the next start page sweeps."""
    root = Path(system.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"mkstemp\(|NamedTemporaryFile|mkdtemp\(", path.read_text(encoding="utf-8"))
    }
    assert found == {"system.py", "workbench/server.py", "workbench/uploads.py"}
    asides = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"""["']\.(wordt|was|msa-opzij)-""", path.read_text(encoding="utf-8"))
    }
    assert asides == {"system.py", "vault/leftovers.py"}


def test_the_store_is_whole_after_sweeping(home: Home) -> None:
    for leave in KINDS.values():
        leave(home)
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert load_ring(home.opslag) is not None
    left = [path for path in home.folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert left == []
