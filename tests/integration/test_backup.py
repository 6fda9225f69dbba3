"""`msa backup` and `msa herstel`: the same bytes on another computer, nothing damaged, nobody erased comes back.

A bit is flipped in each kind of place of a backup; `MSA_DEEP=1`: in each kind of place of each kind of file in it.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import pyzipper

from pipelines import cli
from pipelines.commands import from_backup
from pipelines.errors import DISK_FULL
from pipelines.intake.erased import load_erased
from pipelines.vault import backup_file, lock
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.backup_file import Source, write_backup
from pipelines.vault.places import ERASED_FILE, KEY_FILE, LOG_FILE, OF_THIS_MACHINE, RING_FILE, STORE_FILE, WITNESS
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.erasure import CLASSMATES, EARLIER, PEILDATUM, PUPIL, SCHOOL, Home, find_left, write_deliveries

pytestmark = pytest.mark.usefixtures("small_figures")

PASSWORD = "een-lang-wachtwoord-van-30-lang"
OWN_CALENDAR = "jaar,feestdag,datum,schoolvrij\n"
DEEP = bool(os.environ.get("MSA_DEEP"))
OTHER_PASSWORD = "een-ander-wachtwoord-van-de-buren"


@dataclass(frozen=True)
class Place(Home):
    """One computer: `swv/` with all of an SWV, `bewaard/` with its backups, a password beside both."""

    @property
    def backups(self) -> Path:
        return self.folder.parent / "bewaard"

    @property
    def password(self) -> Path:
        file = self.folder.parent / "wachtwoord.txt"
        file.write_text(f"{PASSWORD}\n", encoding="ascii")
        return file

    def run(self) -> tuple[int, str]:
        return self.call("run", "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf")

    def backup(self) -> Path:
        code, screen = self.call("backup", str(self.backups), "--wachtwoord-bestand", str(self.password))
        assert code == 0, screen
        return max(self.backups.glob("*.zip"))

    def put_back(self, file: Path, *options: str) -> tuple[int, str]:
        return self.call("herstel", str(file), "--wachtwoord-bestand", str(self.password), *options)

    def read_pupils(self) -> set[str]:
        table = self.uitvoer / PEILDATUM.isoformat() / "tabellen" / "leerling_periode.parquet"
        return set(pl.read_parquet(table)["leerling"])


def hash_tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file by its name, without what is of one machine."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return {name: sha256 for name, sha256 in named.items() if name.split("/")[0] not in OF_THIS_MACHINE}


def hash_all(place: Place) -> dict[str, dict[str, str]]:
    return {folder.name: hash_tree(folder) for folder in (place.opslag, place.uitvoer)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two peildata published, something mapped and written beside them, and a backup of it all; never changed."""
    place = Place(tmp_path_factory.mktemp("reserve") / "swv")
    place.folder.mkdir()
    write_deliveries(place.folder)
    for day in (EARLIER, PEILDATUM):
        assert place.call("run", "--peildatum", day.isoformat(), "--direct", "--zonder-pdf")[0] == 0
    (place.folder / "duiding").mkdir()
    (place.folder / "duiding" / f"{PEILDATUM.isoformat()}.md").write_text("Rustig kwartaal.\n", encoding="utf-8")
    (place.folder / "kalender").mkdir()
    (place.folder / "kalender" / "feestdagen.csv").write_text(OWN_CALENDAR, encoding="utf-8")
    (place.folder / "kalender" / ".DS_Store").write_text("van het systeem", encoding="utf-8")
    os.utime(place.uitvoer / PEILDATUM.isoformat() / "manifest.json", (1_700_000_000, 1_700_000_000))
    place.backup()
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """A copy that a test may change."""
    shutil.copytree(made.folder.parent, tmp_path / "een")
    return Place(tmp_path / "een" / "swv")


@dataclass(frozen=True)
class Erased:
    """A place of which a pupil was erased after the backup, and the code of that pupil."""

    place: Place
    pupil: str

    def copy(self, target: Path) -> Place:
        """One that a test may change."""
        return Place(Path(shutil.copytree(self.place.folder.parent, target / "gewist")) / "swv")

    def find_left(self, folder: Path) -> dict[str, set[str]]:
        return find_left(folder, {**PUPIL, "leerling": self.pupil})


@pytest.fixture(scope="module")
def erased(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    """Never changed."""
    place = Place(Path(shutil.copytree(made.folder.parent, tmp_path_factory.mktemp("gewist") / "een")) / "swv")
    pupil = make_leerling(load_key(place.opslag), SCHOOL, PUPIL["leerlingnummer"])
    assert pupil in place.read_pupils()
    assert place.call("erase", "--school", SCHOOL, "--leerling", pupil)[0] == 0
    return Erased(place, pupil)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    """Another computer, on which nothing stands."""
    (tmp_path / "twee").mkdir()
    return Place(tmp_path / "twee" / "swv")


def test_another_computer_gets_the_same_bytes_and_makes_the_same_tables(place: Place, elsewhere: Place) -> None:
    file = place.backup()
    before = hash_all(place)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, screen = elsewhere.put_back(file)
    assert code == 0, screen
    assert "Wie na" in screen
    assert hash_all(elsewhere) == before
    assert "msa.duckdb" in before["opslag"]
    assert f"{WITNESS}/{LOG_FILE}" in before["uitvoer"]
    for name in ("swv.toml", "kalender/feestdagen.csv", f"duiding/{PEILDATUM.isoformat()}.md"):
        assert (elsewhere.folder / name).read_bytes() == (place.folder / name).read_bytes()
    # The age of a file says how long it may be kept.
    assert (elsewhere.uitvoer / PEILDATUM.isoformat() / "manifest.json").stat().st_mtime == 1_700_000_000
    for path in (*elsewhere.opslag.rglob("*"), *elsewhere.uitvoer.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert [path.name for path in place.backups.iterdir() if path.suffix != ".zip"] == []
    assert verify_log(elsewhere.opslag) == []

    shutil.copytree(place.folder / "aanlevering", elsewhere.folder / "aanlevering")
    code, screen = elsewhere.call("verify", "--peildatum", PEILDATUM.isoformat())
    assert code == 0, screen
    assert elsewhere.run()[0] == 0
    # It was made anew, and not left as it was put back.
    assert (elsewhere.uitvoer / PEILDATUM.isoformat() / "manifest.json").stat().st_mtime != 1_700_000_000
    tables = [hash_tree(each.uitvoer / PEILDATUM.isoformat() / "tabellen") for each in (place, elsewhere)]
    assert tables[0] == tables[1] != {}


def test_the_backup_tells_nothing_without_its_password(place: Place) -> None:
    file = place.backup()
    with pyzipper.AESZipFile(file) as archive:
        members = archive.infolist()
    assert {member.filename for member in members if not member.filename.isdigit()} == {"inhoud.json"}
    assert all(member.flag_bits & 1 and member.wz_aes_strength == 3 for member in members)
    code = make_leerling(load_key(place.opslag), SCHOOL, PUPIL["leerlingnummer"])
    content = file.read_bytes()
    for word in (*PUPIL.values(), code, SCHOOL, (place.opslag / KEY_FILE).read_text(encoding="ascii"), PASSWORD):
        assert word.encode() not in content
    assert "reservekopie" in [entry["wat"] for entry in read_entries(place.opslag)]


def test_a_store_that_stands_is_not_overwritten_without_being_asked(place: Place) -> None:
    before = hash_all(place)
    code, screen = place.put_back(place.backups)
    assert code == 2
    assert "In 'opslag' staat al een opslag. Er is niets veranderd." in screen
    assert hash_all(place) == before


def test_who_was_erased_since_stays_erased(erased: Erased, tmp_path: Path) -> None:
    """The backup of before the erasure over the store of after it."""
    place = erased.copy(tmp_path)
    marks = (place.opslag / ERASED_FILE).read_bytes()
    code, screen = place.put_back(place.backups, "--toch")
    assert code == 0, screen
    assert "1 gewiste leerling stond weer in de opslag of de uitvoer, en is opnieuw gewist." in screen
    assert (place.opslag / ERASED_FILE).read_bytes() == marks != b""
    assert erased.find_left(place.opslag) == erased.find_left(place.uitvoer) == {}
    code, screen = place.run()
    assert code == 0, screen
    assert erased.pupil not in place.read_pupils()
    assert erased.find_left(place.opslag) == erased.find_left(place.uitvoer) == {}
    assert verify_log(place.opslag) == []


@pytest.mark.parametrize("lost", ["uitvoer", "zegel en logboek"])
def test_the_marks_are_known_by_the_store_or_by_the_output_alone(erased: Erased, lost: str, tmp_path: Path) -> None:
    """Either of the two is enough: without the output, and with a log that is damaged."""
    place = erased.copy(tmp_path)
    marks = (place.opslag / ERASED_FILE).read_bytes()
    if lost == "uitvoer":
        shutil.rmtree(place.uitvoer)
    else:
        shutil.rmtree(place.uitvoer / WITNESS)
        with (place.opslag / LOG_FILE).open("r+b") as log:
            log.truncate(100)
    code, screen = place.put_back(place.backups, "--toch")
    assert code == 0, screen
    assert erased.find_left(place.opslag) == {}
    assert erased.pupil not in place.read_pupils()
    # What a run reads, as in the test above; by it whoever is marked is left out of each delivery.
    assert verify_log(place.opslag) == []
    known = load_erased(place.opslag, SCHOOL)
    assert [known.names(word) for word in (erased.pupil, PUPIL["leerlingnummer"], CLASSMATES[0])] == [True, True, False]
    assert (place.opslag / ERASED_FILE).read_bytes() == marks
    if lost != "uitvoer":
        # A log that was damaged keeps no run from leaving the pupil out; a whole one does not in the test above.
        assert place.run()[0] == 0
        assert erased.pupil not in place.read_pupils()


def test_on_a_computer_that_knows_nothing_the_older_backup_is_as_it_was(erased: Erased, elsewhere: Place) -> None:
    """Negative control: there is no other knowledge of the erasure, which the screen says."""
    code, screen = elsewhere.put_back(erased.place.backups)
    assert code == 0, screen
    assert erased.pupil in elsewhere.read_pupils()
    assert not load_erased(elsewhere.opslag, SCHOOL).names(erased.pupil)
    assert "is gewist, staat er weer in: wis die leerlingen opnieuw met 'msa erase'." in screen


def test_a_store_that_was_lost_comes_back_beside_the_output_that_stands(place: Place) -> None:
    shutil.rmtree(place.opslag)
    published = hash_tree(place.uitvoer / PEILDATUM.isoformat())
    code, screen = place.put_back(place.backups)
    assert code == 0, screen
    assert f"In de uitvoer stond al, en bleef staan: {EARLIER.isoformat()} en {PEILDATUM.isoformat()}." in screen
    assert "De opslag is hersteld." in screen
    assert hash_tree(place.uitvoer / PEILDATUM.isoformat()) == published
    assert place.run()[0] == 0


def test_a_publication_that_is_gone_comes_back(place: Place) -> None:
    published = hash_tree(place.uitvoer / EARLIER.isoformat())
    shutil.rmtree(place.uitvoer / EARLIER.isoformat())
    assert place.put_back(place.backups, "--toch")[0] == 0
    assert hash_tree(place.uitvoer / EARLIER.isoformat()) == published


def test_a_backup_of_before_a_new_key_is_refused(place: Place) -> None:
    assert place.call("key", "--rotate")[0] == 0
    before = hash_all(place)
    code, screen = place.put_back(place.backups, "--toch")
    assert code == 14
    assert "van voor 'msa key --rotate'" in screen
    assert hash_all(place) == before


# --- damage, and a wrong password ------------------------------------------------------------------------------------


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def cut_the_end(content: bytes) -> bytes:
    return content[:-1]


def flip_the_middle(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES = {each.__name__: each for each in (cut, cut_the_end, flip_the_middle)} | {
    "empty": lambda _: b"",
    "another file": lambda _: b"geen reservekopie",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("toch", [True, False])
def test_a_damaged_backup_changes_nothing(place: Place, elsewhere: Place, damage: str, toch: bool) -> None:
    file = max(place.backups.glob("*.zip"))
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    target = place if toch else elsewhere
    before = hash_all(place)
    code, screen = target.put_back(file, *(["--toch"] if toch else []))
    assert code == 14, screen
    assert f"De reservekopie '{file.name}' is beschadigd of niet helemaal gekopieerd" in screen
    assert hash_all(place) == before
    assert not any(elsewhere.folder.rglob("*"))


def list_parts(file: Path) -> dict[str, int]:
    """A byte in each kind of place that such a ZIP has: salt, proof of the password, content, seal, heads, list."""
    found: dict[str, int] = {}
    with pyzipper.AESZipFile(file) as archive:
        listed = {member.filename: member for member in archive.infolist()}
        for name in ("inhoud.json", "000001", max(set(listed) - {"inhoud.json"})):
            start = listed[name].header_offset
            head = file.read_bytes()[start : start + 30]
            content = start + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            end = content + listed[name].compress_size
            found |= {
                f"{name} salt": content,
                f"{name} proof": content + 16,
                f"{name} content": content + 18,
                f"{name} seal": end - 1,
                f"{name} method": start + 8,
                f"{name} flags": start + 6,
            }
        found |= {"directory name": archive.start_dir + 46, "directory flags": archive.start_dir + 8}
        found |= {"directory aes": archive.start_dir + 46 + 6 + 8, "directory size": archive.start_dir + 24}
    return found


def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(made: Place, tmp_path: Path, elsewhere: Place) -> None:
    """Whatever byte: either the backup is refused, or every restored byte is that of the backup.

    The three files take turns: each kind of place in one of them, and the list at the end.
    """
    source = max(made.backups.glob("*.zip"))
    content, expected = source.read_bytes(), hash_all(made)
    parts = list_parts(source)
    if not DEEP:
        # Each file has the same six places, in the same order.
        parts = {part: place for at, (part, place) in enumerate(parts.items()) if at >= 3 * 6 or at % 6 % 3 == at // 6}
    codes = {}
    for part, place in parts.items():
        file = tmp_path / source.name
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        codes[part], screen = elsewhere.put_back(file)
        assert codes[part] in (0, 14), (part, screen)
        if codes[part] == 0:
            assert hash_all(elsewhere) == expected
        shutil.rmtree(elsewhere.folder, ignore_errors=True)
    kinds = {part.split()[-1]: codes[part] for part in parts if "directory" not in part}
    assert len(kinds) == 6
    assert {codes[part] for part in parts if part.split()[-1] in ("salt", "proof", "content", "seal")} == {14}


def test_a_wrong_password_is_told_as_one(place: Place, elsewhere: Place) -> None:
    wrong = place.folder.parent / "ander.txt"
    wrong.write_text(OTHER_PASSWORD, encoding="ascii")
    code, screen = elsewhere.call("herstel", str(place.backups), "--wachtwoord-bestand", str(wrong))
    assert code == 2
    assert "Het wachtwoord past niet op de reservekopie" in screen
    assert OTHER_PASSWORD not in screen
    assert not elsewhere.folder.exists()


# --- hostile backups -------------------------------------------------------------------------------------------------


def write_hostile(file: Path, source: Path, places: Mapping[str, str], *, plain: bool = False) -> None:
    """The backup `source` once more, with some of its places under another name; `plain`: members without password."""
    with pyzipper.AESZipFile(source) as old:
        old.setpassword(PASSWORD.encode())
        contents = {member.filename: old.read(member) for member in old.infolist()}
    listing = json.loads(contents["inhoud.json"])
    for entry in listing["bestanden"]:
        entry[1] = places.get(entry[1], entry[1])
    contents["inhoud.json"] = json.dumps(listing).encode()
    encryption = None if plain else pyzipper.WZ_AES
    with pyzipper.AESZipFile(file, "w", encryption=encryption) as new:
        if not plain:
            new.setpassword(PASSWORD.encode())
        for name, content in contents.items():
            new.writestr(name, content)


HOSTILE_PLACES = (
    "../buiten.txt",
    "opslag/../../buiten.txt",
    "/etc/buiten.txt",
    "opslag//buiten.txt",
    "opslag\\..\\..\\buiten.txt",
    "opslag/C:/buiten.txt",
    "opslag/./buiten.txt",
    "opslag/buiten.",
    "opslag/bui\nten.txt",
    "ergens/buiten.txt",
    "opslag",
    "opslag/.slot",
    "opslag/.prefect/profiles.toml",
    "opslag/werk/buiten.txt",
    "uitvoer/.wordt-2026-01-01/buiten.txt",
    "instellingen/.bashrc",
    "instellingen/.ssh/sleutel.toml",
    "instellingen/start.sh",
    f"opslag/{KEY_FILE}",
    f"opslag/{STORE_FILE.upper()}",
    f"opslag/{KEY_FILE}/buiten.txt",
)


@pytest.mark.parametrize("name", HOSTILE_PLACES)
def test_nothing_is_written_outside_the_folders(made: Place, elsewhere: Place, tmp_path: Path, name: str) -> None:
    file = tmp_path / "kwaad" / "reservekopie-VO9901-20260101-000000.zip"
    file.parent.mkdir()
    kept = {"instellingen/swv.toml": made.folder / "swv.toml", f"opslag/{KEY_FILE}": made.opslag / KEY_FILE}
    kept |= {f"opslag/{STORE_FILE}": made.opslag / RING_FILE, f"opslag/{RING_FILE}": made.opslag / RING_FILE}
    sources = [*(Source(path, where) for where, path in kept.items()), Source(made.folder / "swv.toml", name)]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    write_backup(file, sources, password=PASSWORD, swv="VO9901", instellingen="swv.toml", now=now)
    before = {path for path in tmp_path.rglob("*") if "twee" not in path.parts}
    code, screen = elsewhere.put_back(file)
    assert code == 14, screen
    assert "is beschadigd of niet helemaal gekopieerd" in screen
    after = {path for path in tmp_path.rglob("*") if "twee" not in path.parts}
    assert after == before
    assert not any(path.is_file() for path in elsewhere.folder.rglob("*"))


def test_the_same_with_other_places_is_put_back(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """Negative control: it is the place that is refused, not that the backup was written anew."""
    file = tmp_path / "reservekopie-VO9901-20260101-000000.zip"
    name = f"uitvoer/{PEILDATUM.isoformat()}/manifest.json"
    write_hostile(file, max(place.backups.glob("*.zip")), {name: "uitvoer/controle/anders.json"})
    code, screen = elsewhere.put_back(file)
    assert code == 0, screen
    assert (elsewhere.uitvoer / "controle" / "anders.json").is_file()


def test_a_backup_without_encryption_is_not_believed(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """It would open with any password: anybody can have made it."""
    file = tmp_path / "reservekopie-VO9901-20260101-000000.zip"
    write_hostile(file, max(place.backups.glob("*.zip")), {}, plain=True)
    assert elsewhere.put_back(file)[0] == 14
    assert not elsewhere.folder.exists()


def test_a_link_in_the_output_is_not_written_through(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "buiten"
    outside.mkdir()
    shutil.rmtree(place.uitvoer / EARLIER.isoformat())
    (place.uitvoer / EARLIER.isoformat()).symlink_to(outside)
    assert place.put_back(place.backups, "--toch")[0] == 0
    assert list(outside.iterdir()) == []
    assert not (place.uitvoer / EARLIER.isoformat()).is_symlink()


def test_a_link_beside_the_store_is_not_kept(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """A backup follows no link: what lies behind it is not the output."""
    (tmp_path / "geheim.txt").write_text("van iemand anders", encoding="utf-8")
    (place.uitvoer / "uitleg").mkdir(exist_ok=True)
    (place.uitvoer / "uitleg" / "koppeling.txt").symlink_to(tmp_path / "geheim.txt")
    (place.uitvoer / "map").symlink_to(tmp_path)
    code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(place.password))
    assert code == 0
    assert "Let op: 2 bestanden niet meegenomen: een snelkoppeling" in screen
    assert elsewhere.put_back(place.backups)[0] == 0
    assert not any("van iemand anders" in path.read_text("latin-1") for path in elsewhere.uitvoer.rglob("*.txt"))


def test_folders_elsewhere_are_chosen_by_the_user_alone(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """The settings of a backup do not say where on this computer something is written."""
    toml = place.folder / "swv.toml"
    moved = tmp_path / "een" / "ver weg"
    shutil.move(place.opslag, moved)
    toml.write_text(toml.read_text("utf-8").replace('opslag = "opslag"', f"opslag = '{moved}'"), encoding="utf-8")
    file = place.backup()
    shutil.rmtree(moved)
    code, screen = elsewhere.put_back(file)
    assert code == 2
    assert "Zet daarom eerst zelf uw swv.toml neer" in screen
    assert not moved.exists()
    assert not any(path.is_file() for path in elsewhere.folder.rglob("*"))
    write_deliveries(elsewhere.folder)
    code, screen = elsewhere.put_back(file)
    assert code == 0, screen
    assert "Let op: swv.toml stond er al en is anders" in screen
    assert (elsewhere.opslag / KEY_FILE).is_file()


def test_a_backup_of_another_swv_is_refused(place: Place, elsewhere: Place) -> None:
    toml = write_deliveries(elsewhere.folder)
    toml.write_text(toml.read_text("utf-8").replace("VO9901", "VO9902"), encoding="utf-8")
    code, screen = elsewhere.put_back(max(place.backups.glob("*.zip")))
    assert code == 2
    assert "Deze reservekopie is van VO9901, en swv.toml is van VO9902" in screen
    code, screen = elsewhere.put_back(place.backups)
    assert code == 2
    assert "staat geen reservekopie van VO9902" in screen


# --- making one ------------------------------------------------------------------------------------------------------


def test_a_store_that_does_not_hold_is_not_kept(place: Place) -> None:
    """Else the next good backup would be thrown away for a bad one."""
    (place.opslag / "publicaties.jsonl").write_bytes(b"")
    code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(place.password))
    assert code == 14
    assert "In de opslag klopt iets niet" in screen
    assert len(list(place.backups.iterdir())) == 1


def test_a_damaged_copy_of_a_delivery_is_told(place: Place) -> None:
    copy = next(path for path in (place.opslag / "kluis").rglob("*") if path.is_file())
    copy.write_bytes(copy.read_bytes() + b"x")
    code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(place.password))
    assert code == 0
    assert "Let op: 1 kopie van een levering was al beschadigd." in screen


@pytest.mark.parametrize("inside", ["opslag", "uitvoer", "aanlevering", "opslag/kluis"])
def test_a_backup_does_not_lie_in_what_it_keeps(place: Place, inside: str) -> None:
    code, screen = place.call("backup", str(place.folder / inside), "--wachtwoord-bestand", str(place.password))
    assert code == 2
    assert "Kies een andere plek" in screen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 19, "moet één regel zijn van 20 tot en met 200 tekens"),
        ("x" * 201, "moet één regel zijn"),
        ("x" * 20 + "\n" + "y" * 20, "moet één regel zijn"),
        ("wachtwoord-met-een-\u00e9-erin", "niet te lezen"),
        (None, "is er niet"),
    ],
)
def test_a_password_that_cannot_be_one(place: Place, text: str | None, told: str) -> None:
    file = place.folder.parent / "kort.txt"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(file))
    assert (code, told in screen) == (2, True), screen
    assert len(list(place.backups.iterdir())) == 1


@pytest.mark.parametrize("where", ["bewaard", "swv/opslag", "swv/uitvoer"])
def test_a_password_does_not_lie_with_what_it_protects(place: Place, where: str) -> None:
    file = place.folder.parent / where / "wachtwoord.txt"
    file.write_text(PASSWORD, encoding="ascii")
    code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(file))
    assert code == 2, screen
    assert "plek" in screen


def test_without_a_screen_no_password_is_shown(place: Place) -> None:
    code, screen = place.call("backup", str(place.backups))
    assert code == 2
    assert "Geef een bestand met uw wachtwoord op met --wachtwoord-bestand." in screen


def test_the_password_is_made_shown_once_and_kept_nowhere(
    place: Place, elsewhere: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert cli.main(["backup", str(place.folder / "swv.toml"), str(place.folder.parent / "ander")]) == 0
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Wachtwoord: ")]
    assert len(shown) == 1
    password = shown[0].removeprefix("Wachtwoord: ")
    for path in (path for path in place.folder.parent.rglob("*") if path.is_file()):
        assert password.encode() not in path.read_bytes()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: password)
    arguments = ["herstel", str(elsewhere.folder / "swv.toml"), str(place.folder.parent / "ander")]
    assert cli.main(arguments) == 0
    assert hash_all(elsewhere) == hash_all(place)


def test_a_run_that_is_busy_is_not_disturbed(place: Place) -> None:
    held = lock.take_lock(place.opslag)
    try:
        for command in (("backup", str(place.backups)), ("herstel", str(place.backups), "--toch")):
            code, screen = place.call(*command, "--wachtwoord-bestand", str(place.password))
            assert (code, "Er loopt al een verwerking" in screen) == (14, True)
    finally:
        held.release()


def test_a_full_disk_is_told_of_the_place_that_is_full(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a backup is none, and half of one put back neither."""

    def fail(file: Path, **_: object) -> None:
        raise OSError(errno.ENOSPC, "x", file)

    before = hash_all(place)
    with monkeypatch.context() as patch:
        patch.setattr(backup_file, "open_private", fail)
        code, screen = place.call("backup", str(place.backups), "--wachtwoord-bestand", str(place.password))
    assert (code, "De reservekopie is niet te schrijven in 'bewaard'" in screen) == (14, True), screen
    assert len(list(place.backups.iterdir())) == 1
    # The log tells that it was begun.
    assert hash_all(place)["uitvoer"].keys() == before["uitvoer"].keys()
    before = hash_all(place)
    with monkeypatch.context() as patch:
        patch.setattr(from_backup, "open_private", fail)
        code, screen = place.put_back(place.backups, "--toch")
    assert (code, DISK_FULL in screen) == (14, True), screen
    assert hash_all(place) == before
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
        code, screen = place.put_back(place.backups, "--toch")
    assert (code, "Er is te weinig ruimte: de reservekopie is uitgepakt" in screen) == (14, True), screen
    assert hash_all(place) == before


def test_what_a_killed_backup_left_goes(place: Place) -> None:
    left = place.backups / ".reservekopie-VO9901-20250101-000000.zip.deel"
    other = place.backups / ".reservekopie-VO9902-20250101-000000.zip.deel"
    for file in (left, other):
        file.write_bytes(b"half")
    place.backup()
    # That of another SWV may be under way.
    assert (left.exists(), other.exists()) == (False, True)


def test_a_herstel_that_was_killed_is_finished_by_the_next(place: Place) -> None:
    """Between the two the key is away, and no command does anything."""
    (place.opslag / KEY_FILE).unlink()
    (place.opslag / "werk").mkdir()
    shutil.move(place.opslag / "kluis", place.opslag / "werk" / "kluis")
    code, screen = place.run()
    assert code == 14
    code, screen = place.put_back(place.backups, "--toch")
    assert code == 0, screen
    assert not (place.opslag / "werk").exists()
    assert place.run()[0] == 0


def test_the_code_of_a_pupil_stays_the_same(place: Place, elsewhere: Place) -> None:
    assert elsewhere.put_back(place.backups)[0] == 0
    codes = [make_leerling(load_key(each.opslag), SCHOOL, CLASSMATES[0]) for each in (place, elsewhere)]
    assert codes[0] == codes[1]
