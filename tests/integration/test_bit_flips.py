"""A flipped bit in whatever file is stored: `msa doctor` or the next run names it, or refuses; none is believed."""

import random
import shutil
from pathlib import Path

import pytest

from pipelines.publish.stripped_tables import TABLES
from pipelines.publish.wholeness import Damage, find_damage
from pipelines.settings import load_settings
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    KEY_FILE,
    LEDGER,
    LOG_FILE,
    REGISTER_FILE,
    RING_FILE,
    VAULT,
    WITNESS,
    get_edition_name,
)
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.erasure import EARLIER, PEILDATUM, PUPIL, SCHOOL, Home, write_deliveries

SEED = 20_261_129
DAY, BEFORE = PEILDATUM.isoformat(), EARLIER.isoformat()
RUN = ("run", "--peildatum", DAY, "--direct", "--zonder-pdf")
# Of each one is flipped in every run of the tests, of the rest of the output a tenth.
SEALED = (KEY_FILE, RING_FILE, LOG_FILE, HEAD_FILE, LEDGER, ERASED_FILE, REGISTER_FILE, get_edition_name(DAY))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two peildata published and between them a pupil erased, so that every list has a line; never changed."""
    folder = tmp_path_factory.mktemp("bits") / "swv"
    write_deliveries(folder)
    home = Home(folder)
    assert home.call("run", "--peildatum", BEFORE, "--direct", "--zonder-pdf")[0] == 0
    code = make_leerling(load_key(home.opslag), SCHOOL, PUPIL["leerlingnummer"])
    assert home.call("erase", "--school", SCHOOL, "--leerling", code)[0] == 0
    assert home.call(*RUN)[0] == 0
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(made.folder, tmp_path / "swv")))


def flip(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def list_published(home: Home) -> list[Path]:
    uitvoer = home.folder / "uitvoer"
    folders = [path for path in uitvoer.iterdir() if path.name[0].isdigit()]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def find_in(home: Home) -> list[Damage]:
    return find_damage(load_settings(home.folder / "swv.toml"))


def test_nothing_is_damaged_to_begin_with(made: Home) -> None:
    """Negative control, after an erasure that wrote tables anew and took folders away."""
    assert find_in(made) == []
    assert "goed    Uitvoer: zoals msa haar schreef" in made.call("doctor")[1]


@pytest.mark.parametrize("name", SEALED)
def test_a_bit_of_what_the_log_seals_is_found(home: Home, name: str) -> None:
    file = home.opslag / name
    content = file.read_bytes()
    chance = random.Random(f"{SEED}{name}")
    for _ in range(3):
        file.write_bytes(content)
        flip(file, chance)
        code, screen = home.call("doctor")
        assert (code, "fout " in screen) == (14, True), screen
        # A line of before the last seal is told by the doctor alone: what counts now does not rest on it.
        if name != LOG_FILE:
            code, screen = home.call("key", "--school", SCHOOL)
            assert code == 14, screen


def test_a_bit_of_a_copy_in_the_vault_is_found(home: Home) -> None:
    copies = sorted(path for path in (home.opslag / VAULT).rglob("*") if path.is_file() and path.stat().st_size)
    flip(random.Random(SEED).choice(copies), random.Random(SEED))
    code, screen = home.call("doctor")
    assert (code, "1 van" in screen and "beschadigd" in screen) == (14, True), screen


def test_a_bit_of_what_is_published_is_found(home: Home) -> None:
    """A tenth of all published files, by a fixed seed, each in turn."""
    chance = random.Random(SEED)
    files = list_published(home)
    for file in chance.sample(files, max(len(files) // 10, 5)):
        content = file.read_bytes()
        flip(file, chance)
        inside = file.relative_to(home.folder / "uitvoer").as_posix()
        found = find_in(home)
        assert [each.place for each in found if inside.startswith(f"{each.place}/")] != [], inside
        file.write_bytes(content)
    assert find_in(home) == []


@pytest.mark.parametrize("part", [f"{TABLES}/leerling_periode.parquet", "manifest.json", "swv/cijfers.csv"])
@pytest.mark.parametrize("day", [BEFORE, DAY])
def test_the_next_run_names_what_it_reads_again(home: Home, part: str, day: str) -> None:
    flip(home.folder / "uitvoer" / day / part, random.Random(SEED))
    told = part.split("/", maxsplit=1)[0]
    code, screen = home.call("doctor")
    assert code == 14
    assert f"fout    Uitvoer: niet meer zoals msa haar schreef: {day} ({told})" in screen
    _, screen = home.call(*RUN)
    assert f"Let op: De uitvoer {day} is niet meer zoals msa haar schreef: {told}. Zet haar terug" in screen


def test_a_publication_that_is_gone_is_named_with_how_to_restore_it(home: Home) -> None:
    shutil.rmtree(home.folder / "uitvoer" / BEFORE)
    code, screen = home.call("doctor")
    assert f"let op  Uitvoer: van peildatum {BEFORE} staat er niets meer" in screen
    assert "msa herstel SWV.TOML MAP --toch" in screen
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert f"Let op: Van peildatum {BEFORE} staat in de uitvoer niets meer. Zet haar terug" in screen


def test_a_folder_that_somebody_took_away_is_named(home: Home) -> None:
    """Who was erased takes folders along; what is about nobody goes by no erasure."""
    shutil.rmtree(home.folder / "uitvoer" / DAY / "swv")
    assert find_in(home) == [Damage(DAY, ("swv",))]


def test_who_asks_about_some_publications_hears_of_those_alone(home: Home) -> None:
    settings = load_settings(home.folder / "swv.toml")
    for day in (BEFORE, DAY):
        flip(settings.uitvoer / day / "manifest.json", random.Random(SEED))
    both = [Damage(BEFORE, ("manifest.json",)), Damage(DAY, ("manifest.json",))]
    assert find_damage(settings) == both
    assert find_damage(settings, places=[DAY]) == both[1:]
    assert find_damage(settings, places=[]) == []
    shutil.rmtree(settings.uitvoer / BEFORE)
    assert find_damage(settings) == [Damage(BEFORE), both[1]]
    assert find_damage(settings, places=[DAY]) == both[1:]


def test_what_a_system_puts_in_a_folder_is_no_damage(home: Home) -> None:
    for name in (".DS_Store", "Thumbs.db"):
        (home.folder / "uitvoer" / DAY / "swv" / name).write_bytes(b"x")
    assert find_in(home) == []
    (home.folder / "uitvoer" / DAY / "swv" / "notitie.txt").write_bytes(b"x")
    assert find_in(home) == [Damage(DAY, ("swv",))]


def test_a_break_in_the_log_that_somebody_goes_on_with_is_logged(home: Home) -> None:
    """A line of long ago changed, here and beside the output: the doctor tells it until it is taken for what it is."""
    for folder in (home.opslag, home.folder / "uitvoer" / WITNESS):
        log = folder / LOG_FILE
        first, *rest = log.read_bytes().splitlines(keepends=True)
        log.write_bytes(first.replace(b'"nr":1,', b'"nr":7,') + b"".join(rest))
    assert home.call("doctor")[0] == 14
    code, screen = home.call("doctor", "--herstel")
    assert code == 0, screen
    accepted = [entry for entry in read_entries(home.opslag) if entry["wat"] == "breuk_aanvaard"]
    # The line itself, and the one after it, which does not follow it.
    assert [entry["aantallen"] for entry in accepted] == [{"fouten": len(verify_log(home.opslag))}]
    code, screen = home.call("doctor")
    assert code == 0, screen
    assert "let op  Logboek:" in screen
    # Once is enough; and what changes after it is told again.
    assert home.call("doctor", "--herstel")[0] == 0
    assert len([entry for entry in read_entries(home.opslag) if entry["wat"] == "breuk_aanvaard"]) == 1
    log = home.opslag / LOG_FILE
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([lines[0], lines[1].replace(b'"nr":2,', b'"nr":8,'), *lines[2:]]))
    assert home.call("doctor")[0] == 14


def test_a_whole_log_has_no_break_to_go_on_with(home: Home) -> None:
    """Negative control."""
    assert home.call("doctor", "--herstel")[0] == 0
    assert "breuk_aanvaard" not in [entry["wat"] for entry in read_entries(home.opslag)]
