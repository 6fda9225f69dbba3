"""`[swv] vrijgeven = "na akkoord"`: what a run leaves waiting, and what becomes of it."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines.run.approval import waiting
from pipelines.settings import load_settings
from pipelines.vault.audit_log import read_entries
from pipelines.vault.places import EDITIONS, LEDGER, REGISTER_FILE, RETURN_HISTORY, STORE_FILE, WAITING
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.erasure import EARLIER, PEILDATUM, PUPIL, SCHOOL, Home, find_left, write_deliveries

DAY = PEILDATUM.isoformat()
# What lives from quarter to quarter, and what a run that publishes replaces.
_KEPT = (LEDGER, REGISTER_FILE, EDITIONS, RETURN_HISTORY, "register", STORE_FILE)


@dataclass(frozen=True)
class Place(Home):
    """A region of which the earlier peildatum came out."""

    @property
    def output(self) -> Path:
        return self.folder / "uitvoer" / DAY

    @property
    def waits(self) -> Path:
        return self.opslag / WAITING / DAY

    def run(self, *options: str) -> tuple[int, str]:
        return self.call("run", "--peildatum", DAY, "--direct", "--zonder-pdf", *options)

    def approve(self, *options: str) -> tuple[int, str]:
        return self.call("akkoord", "--peildatum", DAY, *options)

    def ask_approval(self) -> None:
        toml = self.folder / "swv.toml"
        text = toml.read_text(encoding="utf-8")
        toml.write_text(text.replace("[paden]", 'vrijgeven = "na akkoord"\n[paden]', 1), encoding="utf-8")

    def change_delivery(self) -> None:
        file = self.folder / "aanlevering" / SCHOOL / "codes.csv"
        file.write_text(file.read_text(encoding="utf-8") + "Q;ziek\n", encoding="utf-8")


def read_tree(*places: Path) -> dict[str, str]:
    """SHA-256 of every file, by its place."""
    files = (file for place in places for file in (place.rglob("*") if place.is_dir() else [place]))
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


def list_kept(place: Place) -> list[Path]:
    return [place.uitvoer, *(place.opslag / name for name in _KEPT)]


def read_published(place: Place) -> dict[str, str]:
    """The output of both peildata and what is kept beside it, the store left out: its bytes differ by run."""
    found = read_tree(place.folder / "uitvoer" / DAY, *(place.opslag / name for name in _KEPT[:-1]))
    return {name.removeprefix(str(place.folder)): digest for name, digest in found.items()}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never changed."""
    folder = tmp_path_factory.mktemp("akkoord") / "swv"
    write_deliveries(folder)
    code, screen = Home(folder).call("run", "--peildatum", EARLIER.isoformat(), "--direct", "--zonder-pdf")
    assert code == 0, screen
    return folder


def copy(made: Path, target: Path) -> Place:
    return Place(Path(shutil.copytree(made, target / "swv")))


@pytest.fixture
def place(ready: Path, tmp_path: Path) -> Place:
    return copy(ready, tmp_path)


@pytest.fixture(scope="module")
def published(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same, of which the peildatum came out without approval; never changed."""
    place = copy(ready, tmp_path_factory.mktemp("direct"))
    assert place.run()[0] == 0
    return place


@pytest.fixture(scope="module")
def left(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, int, str]:
    """The same, of which the peildatum waits for approval, with what the run said; never changed."""
    place = copy(ready, tmp_path_factory.mktemp("wacht"))
    place.ask_approval()
    return place, *place.run()


@pytest.fixture
def asked(left: tuple[Place, int, str], tmp_path: Path) -> Place:
    """A copy of what waits, that a test may change."""
    place, code, screen = left
    assert code == 0, screen
    return copy(place.folder, tmp_path)


def test_nothing_is_published_until_approval_and_then_what_a_direct_run_publishes(
    ready: Path, published: Place, left: tuple[Place, int, str], tmp_path: Path
) -> None:
    made, code, screen = left
    assert code == 0, screen
    assert f"Klaargezet, niet vrijgegeven: {made.waits}" in screen
    assert "Klaar: " not in screen
    # The witness beside the output holds the log, which has a line more.
    before, after = (
        {name.removeprefix(str(each.folder)): digest for name, digest in read_tree(*list_kept(each)).items()}
        for each in (Place(ready), made)
    )
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        f"/uitvoer/.zegel/{name}" for name in ("logboek.jsonl", "logboek-kop.json")
    }
    (found,) = waiting(load_settings(made.folder / "swv.toml"))
    assert (found.peildatum, found.folder, found.toch, found.pdf) == (PEILDATUM, made.waits, False, False)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (made.opslag / WAITING).rglob("*"))

    place = copy(made.folder, tmp_path)
    code, screen = place.approve()
    assert code == 0, screen
    assert f"Klaar: {place.output}" in screen
    assert read_published(place) == read_published(published)
    assert waiting(load_settings(place.folder / "swv.toml")) == []
    assert list((place.opslag / WAITING).iterdir()) == []
    done = [entry["wat"] for entry in read_entries(place.opslag) if entry["wat"] not in ("zegel", "bewaard")]
    assert done[-2:] == ["klaargezet", "run"]
    assert place.approve()[0] == 2


def test_what_changed_since_is_not_published_unseen(asked: Place) -> None:
    looked_at = read_tree(asked.waits)
    asked.change_delivery()
    code, screen = asked.approve()
    assert code == 13
    assert "Niets vrijgegeven: de leveringen" in screen
    assert not asked.output.exists()
    assert read_tree(asked.waits) != looked_at
    # The new output was looked at; nothing changed since.
    assert asked.approve()[0] == 0
    assert asked.output.is_dir()


def test_what_somebody_changed_in_what_waits_is_not_published(asked: Place) -> None:
    page = asked.waits / "swv" / "index.html"
    true = page.read_bytes()
    page.write_bytes(true + b"<!-- -->")
    assert asked.approve()[0] == 13
    assert page.read_bytes() == true
    assert not asked.output.exists()


def test_a_newer_run_takes_the_place_and_a_published_one_leaves_nothing(asked: Place) -> None:
    first = read_tree(asked.waits)
    asked.change_delivery()
    assert asked.run("--toch")[0] == 0
    assert read_tree(asked.waits) != first
    (found,) = waiting(load_settings(asked.folder / "swv.toml"))
    assert found.toch
    toml = asked.folder / "swv.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"na akkoord"', '"direct"'), encoding="utf-8")
    assert asked.run()[0] == 0
    assert asked.output.is_dir()
    assert waiting(load_settings(toml)) == []


def test_what_is_thrown_away_is_gone_and_what_was_published_stays(published: Place, tmp_path: Path) -> None:
    place = copy(published.folder, tmp_path)
    before = read_tree(place.output)
    place.ask_approval()
    assert place.run()[0] == 0
    code, screen = place.approve("--weg")
    assert (code, screen) == (0, f"Wat klaarlag voor peildatum {DAY} is weg.\n")
    assert not place.waits.exists()
    assert read_tree(place.output) == before
    code, screen = place.approve("--weg")
    assert code == 2
    assert f"Er ligt niets klaar voor peildatum {DAY}. Draai eerst 'msa run'." in screen


def test_a_note_that_cannot_be_read_is_told_and_can_be_thrown_away(asked: Place) -> None:
    (asked.opslag / WAITING / f"{DAY}.json").write_text("{", encoding="utf-8")
    code, screen = asked.approve()
    assert code == 14
    assert f"Wat klaarligt voor peildatum {DAY} is niet te lezen." in screen
    assert "Wacht op akkoord: wat klaarligt is niet te lezen" in asked.call("doctor")[1]
    assert asked.approve("--weg")[0] == 0


def test_erasing_takes_what_waits_with_it(asked: Place) -> None:
    code = make_leerling(load_key(asked.opslag), SCHOOL, PUPIL["leerlingnummer"])
    assert find_left(asked.waits, {"code": code})["code"]
    done, screen = asked.call("erase", "--school", SCHOOL, "--leerling", code)
    assert done == 0, screen
    assert not asked.waits.exists()
    assert find_left(asked.opslag, {"code": code, "nummer": PUPIL["leerlingnummer"]}) == {}


def test_what_is_past_its_time_goes(asked: Place) -> None:
    assert asked.call("erase", "--voor", "2026-01-01")[0] == 0
    assert asked.waits.is_dir()
    assert asked.call("erase", "--voor", "2026-01-02")[0] == 0
    assert list((asked.opslag / WAITING).iterdir()) == []


def test_a_new_key_takes_what_waits_with_it(asked: Place) -> None:
    assert "Wacht op akkoord: peildatum 01-01-2026" in asked.call("doctor")[1]
    assert asked.call("key", "--rotate")[0] == 0
    assert waiting(load_settings(asked.folder / "swv.toml")) == []


@pytest.mark.parametrize("value", ['"Na akkoord"', '"ja"', "true", '""'])
def test_the_setting_is_read_strictly(value: str, place: Place) -> None:
    toml = place.folder / "swv.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("[paden]", f"vrijgeven = {value}\n[paden]", 1))
    code, screen = place.run()
    assert code == 2
    assert "'vrijgeven'" in screen


def test_a_day_that_is_no_peildatum_has_nothing_waiting(place: Place) -> None:
    assert waiting(load_settings(place.folder / "swv.toml")) == []
    (place.opslag / WAITING / "2026-13-45").mkdir(parents=True)
    (place.opslag / WAITING / date(2026, 1, 1).isoformat()).with_suffix(".json").write_text("{}", encoding="utf-8")
    assert waiting(load_settings(place.folder / "swv.toml")) == []
