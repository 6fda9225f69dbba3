"""Every file below `opslag` and `uitvoer`, one at a time: a flipped bit or a cut end is told by `msa doctor`.

Told by what the file is, with how to restore it. A file of which nobody said here what it is fails. What leads from one
edition to the next lies in no file of its own, and is left out.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands import doctor
from pipelines.commands.doctor import FOUT, LET_OP, Check
from pipelines.commands.faults import write_fault
from pipelines.contexts.return_history import read_history
from pipelines.publish.account import Account, lay_account
from pipelines.publish.publication import PER_READER
from pipelines.publish.start_page import PARTS
from pipelines.publish.wholeness import Damage, find_damage, find_waiting_damage
from pipelines.run.cycle import take_moment
from pipelines.settings import Settings, load_settings
from pipelines.vault import places
from pipelines.vault.audit_log import read_entries
from pipelines.vault.kept_forms import add_delivered
from pipelines.vault.places import LEDGER, STORE_FILE, TICKS_FILE
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.seals import replace_sealed
from pipelines.vault.stored import KINDS, find_kind, find_stored_faults, find_unknown, replace_stored
from pipelines.vault.ticks import GEVRAAGD, Tick, add_tick, read_ticks
from schemas.cycle import VRAGEN
from tests.lib.erasure import (
    CLASSMATES,
    EARLIER,
    OTHER_SCHOOL,
    OTHERS,
    PEILDATUM,
    SCHOOL,
    Home,
    fill_in_form,
    find_left,
    write_deliveries,
)
from tests.lib.leaner_runs import leave_bridges_out

DAY = PEILDATUM.isoformat()
RUN = ("run", "--peildatum", DAY, "--direct", "--zonder-pdf")
TODAY = date(2026, 1, 5)
FORMS = f"opslag/register/{SCHOOL}.json"

# What each file is: the name of the check that tells of it, and what that says. None: nobody reads it.
ROLES: dict[str, tuple[str, str] | None] = {
    "opslag/sleutel": ("Sleutel", "hoort niet bij deze opslag|niet van de goede lengte"),
    "opslag/sleutelbos.json": ("Sleutel", "sleutelbos"),
    "opslag/oude-sleutels/*": ("Sleutel", "en die is beschadigd"),
    "opslag/logboek.jsonl": ("Logboek", "klopt niet"),
    "opslag/logboek-kop.json": ("Logboek", "logboek-kop.json"),
    "opslag/publicaties.jsonl": ("Bestanden onder zegel", "de lijst met publicaties"),
    "opslag/gewist.jsonl": ("Bestanden onder zegel", "de merken van gewiste leerlingen"),
    "opslag/inspectie.json": ("Bestanden onder zegel", "het register voor de Inspectie"),
    "opslag/uitgaven/*.zip": ("Bestanden onder zegel", "wat er van eerdere cijfers is bewaard"),
    "opslag/kluis/*/*": ("Kopieën van leveringen", "1 van"),
    "opslag/getoetst/*.deel": ("Gelezen scholen", "1 bewaarde school is beschadigd"),
    "opslag/gelezen/*.deel": ("Gelezen scholen", "1 deel van een uitgave"),
    "opslag/gelezen/*.json": ("Bewaarde bestanden", "de lijst van wat voor een uitgave gelezen is"),
    "opslag/register/*.json": ("Bewaarde bestanden", "de lijst van ingeleverde MSA-formulieren"),
    "opslag/retour/*.json": ("Bewaarde bestanden", "wat eerdere retourbladen zeiden"),
    "opslag/omzetting-*.csv": ("Bewaarde bestanden", "de lijst van eerdere codes"),
    "opslag/quarantaine/*.csv": ("Bewaarde bestanden", "de lijst van rijen die niet te gebruiken waren"),
    "opslag/laatste-run.json": ("Bewaarde bestanden", "wat er van de laatste run is bewaard"),
    "opslag/werkbank.json": ("Bewaarde bestanden", "het bestand met vinkjes"),
    "opslag/wacht/????-??-??.json": ("Bewaarde bestanden", "de notitie bij klaargezette uitvoer"),
    "opslag/wacht/*/*": ("Wacht op akkoord", f"niet meer zoals msa het schreef: {DAY}"),
    "opslag/msa.duckdb": ("Opslag van de laatste run", "beschadigd of niet te lezen"),
    "uitvoer/.zegel/logboek-kop.json": ("Bestanden onder zegel", "ouder dan wat in 'uitvoer' is vastgelegd"),
    "uitvoer/.zegel/*": ("Kopie van het logboek in uitvoer", "klopt niet met het logboek"),
    "uitvoer/????-??-??/*": ("Uitvoer", "niet meer zoals msa haar schreef"),
    "uitvoer/eerder/*/*": ("Uitvoer", "niet meer zoals msa haar schreef"),
    "uitvoer/controle/*": ("Pagina's naast de uitvoer", "1 bestand in controle"),
    "uitvoer/uitleg/*": ("Pagina's naast de uitvoer", "1 bestand in uitleg"),
    "uitvoer/vergelijking/*": ("Pagina's naast de uitvoer", "1 bestand in vergelijking"),
    "uitvoer/zoals-op/*": ("Pagina's naast de uitvoer", "1 bestand in zoals-op"),
    "uitvoer/verschil/*": ("Pagina's naast de uitvoer", "1 bestand in verschil"),
    "uitvoer/berichten/*": ("Pagina's naast de uitvoer", "1 bestand in berichten"),
    # The report of a bug is for people; the locks are empty.
    "opslag/msa-fout-*.txt": None,
    "opslag/.slot*": None,
}
PUBLISHED = ("uitvoer/????-??-??/*", "uitvoer/eerder/*/*")
WAITING = "opslag/wacht/*/*"
EDITION = re.compile(r"^(?:eerder/)?[0-9-]+")


@pytest.fixture(scope="module", autouse=True)
def without_bridges() -> Generator[None]:
    with leave_bridges_out():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which every kind of file lies; never changed but for the byte that a test puts back."""
    folder = tmp_path_factory.mktemp("alles") / "swv"
    toml = write_deliveries(folder)
    home = Home(folder)
    assert home.call("run", "--peildatum", EARLIER.isoformat(), "--direct", "--zonder-pdf")[0] == 0
    assert home.call("key", "--rotate")[0] == 0
    assert home.call(*RUN)[0] == 0
    key = load_key(home.opslag)
    truant = make_leerling(key, SCHOOL, CLASSMATES[3])
    form = home.uitvoer / DAY / "school" / SCHOOL / "msa-formulier.xlsx"
    fill_in_form(form, folder / "aanlevering" / SCHOOL / "formulier.xlsx", {truant: "J"})
    gone = make_leerling(key, OTHER_SCHOOL, OTHERS[2])
    assert home.call("erase", "--school", OTHER_SCHOOL, "--leerling", gone)[0] == 0
    assert home.call(*RUN)[0] == 0
    for command in (
        ("explain", "--leerling", truant),
        ("check",),
        ("compare", "--peildatum", DAY),
        ("verschil", "--van", f"{DAY}-1", "--naar", DAY),
    ):
        code, screen = home.call(*command)
        assert code == 0, screen
    code, screen = home.call(*RUN, "--zoals-op", "2100-01-01")
    assert code == 0, screen
    settings = load_settings(toml)
    take_moment(settings, VRAGEN, peildatum=PEILDATUM, today=TODAY, report=lambda _: None)
    add_tick(home.opslag, Tick(PEILDATUM, GEVRAAGD, SCHOOL, TODAY))
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("[paden]", 'vrijgeven = "na akkoord"\n[paden]', 1), encoding="utf-8")
    assert home.call(*RUN)[0] == 0
    toml.write_text(text, encoding="utf-8")
    write_fault(ValueError("x"), folder=home.opslag)
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(made.folder, tmp_path / "swv")))


def list_files(home: Home) -> dict[str, Path]:
    files = (path for place in (home.opslag, home.uitvoer) for path in sorted(place.rglob("*")) if path.is_file())
    return {path.relative_to(home.folder).as_posix(): path for path in files}


def find_role(name: str) -> str:
    """The first pattern of ROLES that fits; "" when none does."""
    return next((pattern for pattern in ROLES if fnmatchcase(name, pattern)), "")


# The checks of `msa doctor` that look at what is stored, by the name that they tell.
CHECKS: dict[str, Callable[[Settings], Iterable[Check]]] = {
    "Sleutel": lambda settings: [doctor.check_key(settings)],
    "Logboek": lambda settings: [doctor.check_log(settings.opslag)],
    "Bestanden onder zegel": doctor.check_lists,
    "Kopie van het logboek in uitvoer": doctor.check_witness,
    "Bewaarde bestanden": lambda settings: [doctor.check_stored(settings.opslag)],
    "Gelezen scholen": lambda settings: [doctor.check_read_schools(settings.opslag)],
    "Opslag van de laatste run": lambda settings: [doctor.check_store(settings.opslag)],
    "Kopieën van leveringen": lambda settings: [doctor.check_copies(settings.opslag)],
    "Uitvoer": doctor.check_publications,
    "Publicaties in de lijst": lambda settings: [doctor.check_account(settings)],
    "Pagina's naast de uitvoer": lambda settings: [doctor.check_pages(settings)],
    "Wacht op akkoord": lambda settings: [doctor.check_waiting(settings)],
}


def examine(settings: Settings) -> list[Check]:
    return [check for name in CHECKS for check in look(settings, name)]


def look(settings: Settings, name: str) -> list[Check]:
    found = CHECKS[name](settings)
    return [replace(check, uitkomst=check.uitkomst.replace("\xa0", " ")) for check in found]


@contextmanager
def damage(file: Path, change: Callable[[bytes], bytes]) -> Generator[None]:
    content = file.read_bytes()
    file.write_bytes(change(content))
    try:
        yield
    finally:
        file.write_bytes(content)


def flip(at: float) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        place = min(int(len(content) * at), len(content) - 1)
        return content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]

    return change


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


CHANGES = {"begin": flip(0), "midden": flip(0.5), "einde": flip(1), "afgekapt": cut}


def test_every_file_has_a_role_and_every_role_a_file(made: Home) -> None:
    roles = Counter(find_role(name) for name in list_files(made))
    assert roles.pop("", 0) == 0, [name for name in list_files(made) if not find_role(name)]
    assert set(roles) == set(ROLES)
    assert {find_kind(name.removeprefix("opslag/")) for name in list_files(made)} - {None} == set(KINDS)
    empty = [name for name, file in list_files(made).items() if not file.stat().st_size]
    assert {find_role(name) for name in empty} <= {"opslag/.slot*"}


def list_lacking(files: Iterable[str]) -> set[str]:
    """Names of `pipelines.vault.places` under which nothing lies among these files."""
    public = {name: value for name, value in vars(places).items() if name.isupper() and not name.startswith("_")}
    names = {value for value in public.values() if isinstance(value, str)}
    return names - {*places.OF_THIS_MACHINE} - {part for file in files for part in file.split("/")}


def test_under_every_name_that_msa_gives_lies_a_file(made: Home) -> None:
    """So that a kind of file that is new cannot be left out above; and every reader has one. Negative control."""
    files = list(list_files(made))
    assert list_lacking(files) == set()
    without = [name for name in files if not name.startswith("opslag/retour/")]
    assert list_lacking(without) == {places.RETURN_HISTORY}
    readers = {name.split("/")[2] for name in files if find_role(name) == PUBLISHED[0]}
    assert {part.folder for part in PARTS} | {"school"} <= readers


def test_nothing_is_told_of_what_is_whole(made: Home) -> None:
    """Negative control: what waits and an old key are told as such."""
    told = [check for check in examine(load_settings(made.folder / "swv.toml")) if check.stand != doctor.GOED]
    assert [(check.naam, "beschadigd" in check.uitkomst) for check in told] == [
        ("Sleutel", False),
        ("Wacht op akkoord", False),
    ]
    assert find_unknown(made.opslag) == []


@pytest.mark.parametrize("role", [role for role, told in ROLES.items() if told and role not in PUBLISHED])
def test_a_changed_byte_is_told_by_what_the_file_is(made: Home, role: str) -> None:
    settings = load_settings(made.folder / "swv.toml")
    name, told = ROLES[role] or ("", "")
    files = {each: file for each, file in list_files(made).items() if find_role(each) == role}
    assert files
    if role == WAITING:
        # Of an edition the test below changes each file.
        files = dict(list(files.items())[:1])
    for number, (each, file) in enumerate(files.items()):
        # The first in each way, the others in one way each.
        ways = CHANGES if number == 0 else {what: CHANGES[what] for what in [list(CHANGES)[number % len(CHANGES)]]}
        for what, change in ways.items():
            with damage(file, change):
                checks = look(settings, name)
            assert [
                check
                for check in checks
                if check.stand in (FOUT, LET_OP) and re.search(told, check.uitkomst) and check.doen
            ], (each, what, checks)


def find_reader(inside: str) -> str:
    """The folder of a reader, or the file beside them, in which a file of an edition lies, below its edition."""
    parts = inside.split("/")
    return "/".join(parts[: 2 if parts[0] in PER_READER else 1])


@pytest.mark.parametrize(
    ("root", "find", "least"), [("uitvoer", find_damage, 50), ("opslag/wacht", find_waiting_damage, 25)]
)
def test_a_changed_byte_of_each_file_of_an_edition_is_told(
    root: str, find: Callable[[Settings], list[Damage]], least: int, made: Home
) -> None:
    """By the folder of its reader: each file at one place, in turn, and of each folder one file at a time.

    The manifest goes by itself: it says by which run the others are judged.
    """
    settings = load_settings(made.folder / "swv.toml")
    roles = {*PUBLISHED, WAITING}
    names = [name for name in list_files(made) if name.startswith(f"{root}/") and find_role(name) in roles]
    readers: dict[str, list[str]] = {}
    for name in names:
        inside = name.removeprefix(f"{root}/")
        place = EDITION.findall(inside)[0]
        readers.setdefault(f"{place}/{find_reader(inside.removeprefix(f'{place}/'))}", []).append(name)
    assert len(names) > least
    assert len(readers) > 8
    manifests = {reader: files for reader, files in readers.items() if reader.endswith("/manifest.json")}
    others = {reader: files for reader, files in readers.items() if reader not in manifests}
    assert find(settings) == []
    rounds = [{reader: file for reader, [file] in manifests.items()}]
    for number in range(max(map(len, others.values()))):
        rounds.append({reader: files[number] for reader, files in others.items() if number < len(files)})
    for changed in rounds:
        with ExitStack() as stack:
            for name in changed.values():
                way = list(CHANGES)[names.index(name) % len(CHANGES)]
                stack.enter_context(damage(made.folder / name, CHANGES[way]))
            found = {f"{each.place}/{part}" for each in find(settings) for part in each.parts}
        assert found == set(changed)


def test_a_file_that_msa_does_not_know_is_told(home: Home) -> None:
    (home.opslag / "register" / "kopie van register.txt").write_text("x")
    [check] = look(load_settings(home.folder / "swv.toml"), "Bewaarde bestanden")
    assert (check.stand, check.uitkomst) == (LET_OP, "1 bestand dat msa niet kent")


def test_the_log_names_no_page_by_its_pupil(made: Home) -> None:
    """A page of `msa explain` is named by a code: the log has its hash alone."""
    truant = make_leerling(load_key(made.opslag), SCHOOL, CLASSMATES[3])
    assert [file.stem for file in (made.uitvoer / "uitleg").iterdir()] == [truant]
    names = {name for entry in read_entries(made.opslag) for name in entry["hashes"]}
    assert len([name for name in names if name.startswith("uitvoer/uitleg/")]) == 1
    assert not [name for name in names if truant in name]


# --- what becomes of it ------------------------------------------------------------------------------------------


def test_what_nobody_can_make_again_ends_every_command(home: Home) -> None:
    with damage(home.folder / FORMS, flip(0.5)):
        for command in (RUN, ("check",), ("key", "--school", SCHOOL)):
            code, screen = home.call(*command)
            assert (code, "de lijst van ingeleverde MSA-formulieren ('register/12AB00.json')" in screen) == (14, True)
            assert "msa herstel" in screen
    # Put back from a backup nothing is refused any more: the run comes to its count.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipelines.run.steps.classify", _stop)
        assert home.call(*RUN)[0] == 130


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_list_of_forms_that_is_gone_is_missed(home: Home) -> None:
    (home.folder / FORMS).unlink()
    code, screen = home.call(*RUN)
    assert (code, "('register/12AB00.json') ontbreekt" in screen) == (14, True)
    code, screen = home.call("doctor", "--herstel")
    assert (code, "('register/12AB00.json') ontbreekt. msa gaat verder" in screen) == (0, True)
    assert find_stored_faults(home.opslag) == []


def test_an_earlier_list_of_forms_is_taken_when_somebody_asks(home: Home) -> None:
    """Put back from a backup of before the last form: it holds again, and is told."""
    file = home.folder / FORMS
    older = file.read_bytes()
    newer = add_delivered(home.opslag, SCHOOL, peildatum=PEILDATUM, delivered=["a" * 64])
    replace_stored(home.opslag, newer)
    assert file.read_bytes() == newer[f"register/{SCHOOL}.json"]
    file.write_bytes(older)
    assert home.call(*RUN)[0] == 14
    code, screen = home.call("doctor", "--herstel")
    assert (code, "is beschadigd of veranderd. msa gaat verder met een eerdere versie" in screen) == (0, True)
    assert file.read_bytes() == older
    assert find_stored_faults(home.opslag) == []


def test_what_a_run_makes_again_is_thrown_away_and_made_again(home: Home) -> None:
    # Without what earlier return sheets said, a sheet cannot say what was solved since.
    pages = {
        name: file.read_bytes()
        for name, file in list_files(home).items()
        if find_role(name) in PUBLISHED and f"{SCHOOL}/retour." not in name
    }
    for name in (STORE_FILE, f"retour/{SCHOOL}.json", f"quarantaine/{SCHOOL}.csv"):
        file = home.opslag / name
        file.write_bytes(flip(0.5)(file.read_bytes()))
    partition = next((home.opslag / "getoetst").iterdir())
    partition.write_bytes(cut(partition.read_bytes()))
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert "Let op: De opslag van de laatste run ('msa.duckdb') is beschadigd of veranderd. msa heeft het" in screen
    assert f"('retour/{SCHOOL}.json') is beschadigd of veranderd. msa heeft het weggehaald" in screen
    assert f"('quarantaine/{SCHOOL}.csv') is beschadigd of veranderd. msa heeft het weggehaald" in screen
    assert "1 bewaarde school was beschadigd" in screen
    assert find_stored_faults(home.opslag) == []
    assert pages.items() <= {name: file.read_bytes() for name, file in list_files(home).items()}.items()


def test_no_command_believes_a_store_that_changed(home: Home) -> None:
    file = home.opslag / STORE_FILE
    file.write_bytes(flip(0.5)(file.read_bytes()))
    truant = make_leerling(load_key(home.opslag), SCHOOL, CLASSMATES[3])
    for command in (("verify",), ("key", "--rotate"), ("erase", "--school", SCHOOL, "--leerling", truant)):
        code, screen = home.call(*command)
        assert (code, "De opslag van de laatste run ('msa.duckdb') is beschadigd" in screen) == (14, True), screen
        assert "Draai 'msa run' opnieuw" in screen


def test_ticks_that_changed_are_not_read_and_stop_no_run(home: Home) -> None:
    file = home.opslag / TICKS_FILE
    # Another day, as good as the one that was noted.
    file.write_bytes(file.read_bytes().replace(b"2026-01-05", b"2026-01-04"))
    with pytest.raises(Exception, match="is beschadigd of veranderd"):
        read_ticks(home.opslag)
    code, screen = home.call(*RUN)
    assert (code, "Let op: Het bestand met vinkjes" in screen) == (0, True)
    file.unlink()
    assert read_ticks(home.opslag) == ()


def test_a_store_of_before_is_taken_as_it_lies_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "swv"
    write_deliveries(folder)
    home = Home(folder)
    with monkeypatch.context() as before:
        # As a version did that logged no hash of what it stored.
        before.setattr("pipelines.vault.stored.record", lambda *_: None)
        before.setattr("pipelines.vault.pages.record", lambda *_: None)
        assert home.call(*RUN)[0] == 0
        assert home.call("check")[0] == 0
    assert "bewaard" not in [entry["wat"] for entry in read_entries(home.opslag)]
    assert doctor.check_stored(home.opslag).stand == doctor.GOED
    assert home.call("key", "--school", SCHOOL)[0] == 0
    for name in (f"opslag/retour/{SCHOOL}.json", f"uitvoer/controle/{SCHOOL}/retour.html"):
        with damage(folder / name, flip(0.5)):
            checks = examine(load_settings(folder / "swv.toml"))
            assert [check.naam for check in checks if check.stand != doctor.GOED] != [], name
    assert read_history(home.opslag, SCHOOL) != ()


# --- what is damaged is not read again -----------------------------------------------------------------------------


def test_a_run_reads_nothing_of_a_publication_that_changed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables are whole files still, of other pupils: only the log tells that they are not what was published."""
    earlier = home.uitvoer / EARLIER.isoformat() / "tabellen"
    table = earlier / "leerling_periode.parquet"
    pl.read_parquet(table).head(1).write_parquet(table)
    read: list[str] = []
    real = pl.read_parquet
    monkeypatch.setattr(pl, "read_parquet", lambda file, **more: (read.append(str(file)), real(file, **more))[1])
    code, screen = home.call(*RUN)
    assert code == 0, screen
    assert "Let op: De uitvoer 2025-11-01 is niet meer zoals msa haar schreef: tabellen." in screen
    assert "De uitvoer van peildatum 1 nov 2025 is beschadigd of te nieuw; daarmee wordt niet vergeleken." in screen
    assert [file for file in read if file.startswith(str(earlier))] == []


def test_what_stands_and_changed_is_not_taken_for_what_was_read(home: Home) -> None:
    """Whether the run reads less is not known: without a person it does not publish."""
    table = home.uitvoer / DAY / "tabellen" / "leerling_periode.parquet"
    pl.read_parquet(table).head(1).write_parquet(table)
    assert home.call("verify")[0] == 14
    code, screen = home.call(*RUN)
    assert (code, "wat er staat, is niet te lezen en dus niet te vergelijken" in screen) == (13, True)
    assert home.call(*RUN, "--toch")[0] == 0
    assert home.call("verify")[0] == 0


def test_the_ledger_is_laid_beside_the_publications_one_by_one(home: Home) -> None:
    settings = load_settings(home.folder / "swv.toml")
    lines = (home.opslag / LEDGER).read_bytes().splitlines(keepends=True)
    figures = (home.uitvoer / DAY / "swv" / "cijfers.csv").read_bytes()
    assert lay_account(settings) == Account((), ())
    # As an older ledger that somebody went on with: it lacks all of the last peildatum.
    of_day = [line for line in lines if f'"peildatum":"{DAY}"'.encode() in line and b'"soort"' not in line]
    replace_sealed(home.opslag, LEDGER, b"".join(line for line in lines[:1]))
    stand = [DAY, *(f"eerder/{folder.name}" for folder in (home.uitvoer / "eerder").glob(f"{DAY}-*"))]
    assert sorted(lay_account(settings).unknown) == sorted(stand)
    [check] = look(settings, "Publicaties in de lijst")
    assert (check.stand, check.exit_code, DAY in check.uitkomst) == (FOUT, 14, True)
    replace_sealed(home.opslag, LEDGER, b"".join(lines))
    # The other way: figures of the ledger that no folder shows.
    for folder in (home.uitvoer / DAY, *(home.uitvoer / "eerder").glob(f"{DAY}-*")):
        if (folder / "swv" / "cijfers.csv").read_bytes() == figures:
            shutil.rmtree(folder)
    assert lay_account(settings).unknown == ()
    assert set(lay_account(settings).lost) == {PEILDATUM}
    assert len(of_day) >= 1
    [check] = look(settings, "Publicaties in de lijst")
    assert (check.stand, "cijfers van 01-01-2026" in check.uitkomst) == (LET_OP, True)


# --- past the keeping time -------------------------------------------------------------------------------------------


def test_past_the_keeping_time_only_what_is_anonymous_remains(home: Home) -> None:
    """Of all pupils no number and no code under any key is left, in whatever file; the figures of both days stay."""
    pupils = [(SCHOOL, number) for number in CLASSMATES] + [(OTHER_SCHOOL, number) for number in OTHERS[:2]]
    keys = [load_key(home.opslag), *map(read_old_key, (home.opslag / "oude-sleutels").iterdir())]
    sought = {
        f"{number} {place}": make_leerling(key, school, number)
        for place, key in enumerate(keys)
        for school, number in pupils
    }
    sought |= {number: number for _, number in pupils}
    figures = {day: (home.uitvoer / day / "swv" / "cijfers.csv").read_bytes() for day in (EARLIER.isoformat(), DAY)}
    # As if all was written on the day of the last report: pages and explanations are as old as their file.
    moment = datetime(PEILDATUM.year, PEILDATUM.month, PEILDATUM.day, tzinfo=UTC).timestamp()
    for file in list_files(home).values():
        os.utime(file, (moment, moment))
    for place in (home.opslag, home.uitvoer):
        assert find_left(place, sought) != {}, place.name
    code, screen = home.call("erase", "--voor", (PEILDATUM + timedelta(days=2)).isoformat())
    assert code == 0, screen
    assert {place.name: find_left(place, sought) for place in (home.opslag, home.uitvoer)} == {
        "opslag": {},
        "uitvoer": {},
    }
    for day, content in figures.items():
        assert (home.uitvoer / day / "swv" / "cijfers.csv").read_bytes() == content
        assert sorted(path.name for path in (home.uitvoer / day).iterdir()) == ["inspectie", "manifest.json", "swv"]
    told = [check for check in examine(load_settings(home.folder / "swv.toml")) if check.stand == FOUT]
    assert told == []


def read_old_key(file: Path) -> bytes:
    return bytes.fromhex(file.read_text(encoding="ascii"))
