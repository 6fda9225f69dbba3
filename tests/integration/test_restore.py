"""A backup put back, or a list under seal lost: the run stops and says what to do, and after that who was erased stays
erased.

After each kind of damage that was mended, a run is broken off when it has opened the store and read the deliveries:
past all that refuses. One run goes on to the end, after all lists were mended; `MSA_DEEP=1`: each.
"""

import json
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.keyring import Keyring
from pipelines.vault.losses import refuse_lost
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    REGISTER_FILE,
    WITNESS,
    get_edition_name,
)
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.seals import Sealed, list_changes
from tests.lib.erasure import CLASSMATES, EARLIER, PEILDATUM, PUPIL, SCHOOL, Home, find_left, write_deliveries
from tests.lib.leaner_runs import leave_bridges_out

DEEP = bool(os.environ.get("MSA_DEEP"))
# One definition beside that of the settings: what may come out of a comparison does not depend on which.
COMPARE = ("compare", "--lezing", "zestien_uur=overschreden")


@dataclass(frozen=True)
class Place(Home):
    """What the tests ask of it. `code`: of the pupil who is erased."""

    code: str = ""

    def run(self, *options: str) -> tuple[int, str]:
        return self.call("run", "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf", *options)

    def go_on(self, *, whole: bool = DEEP) -> None:
        """A run is refused no longer; `whole`: and it is done to the end."""
        with pytest.MonkeyPatch.context() as patch:
            if not whole:
                patch.setattr("pipelines.run.steps.classify", _stop)
            code, screen = self.run()
        assert code == (0 if whole else 130), screen

    def find_left(self) -> dict[str, set[str]]:
        """What is left of the pupil in the store and the output."""
        sought = {**PUPIL, "leerling": self.code}
        return {
            field: names for place in (self.opslag, self.uitvoer) for field, names in find_left(place, sought).items()
        }

    def restore(self, *options: str) -> str:
        code, screen = self.call("doctor", "--herstel", *options)
        assert code == 0, screen
        return screen

    def read_pupils(self) -> set[str]:
        return set(
            pl.read_parquet(self.uitvoer / PEILDATUM.isoformat() / "tabellen" / "leerling_periode.parquet")["leerling"]
        )


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two peildata published, a backup of the whole store beside them, then the pupil erased; never changed."""
    folder = tmp_path_factory.mktemp("herstel") / "swv"
    write_deliveries(folder)
    place = Place(folder)
    for day in (EARLIER, PEILDATUM):
        assert place.call("run", "--peildatum", day.isoformat(), "--direct", "--zonder-pdf")[0] == 0
        shutil.copyfile(place.opslag / REGISTER_FILE, folder / f"register-{day.isoformat()}.json")
    place = Place(folder, make_leerling(load_key(place.opslag), SCHOOL, PUPIL["leerlingnummer"]))
    assert place.code in place.read_pupils()
    shutil.copytree(place.opslag, folder / "reservekopie")
    code, screen = place.call("erase", "--school", SCHOOL, "--leerling", place.code)
    assert code == 0, screen
    assert place.find_left() == {}
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """A copy that a test may change."""
    return Place(Path(shutil.copytree(made.folder, tmp_path / "swv")), made.code)


@pytest.fixture
def without_bridges() -> Generator[None]:
    with leave_bridges_out():
        yield


def put_backup_back(place: Place) -> None:
    shutil.rmtree(place.opslag)
    shutil.copytree(place.folder / "reservekopie", place.opslag)


def test_a_backup_of_the_whole_store_keeps_an_erased_pupil_erased(place: Place) -> None:
    put_backup_back(place)
    published = {path: path.read_bytes() for path in place.uitvoer.rglob("*") if path.is_file()}
    for command in (
        ["run", "--peildatum", PEILDATUM.isoformat(), "--direct"],
        ["check"],
        ["explain", "--leerling", place.code],
        ["erase", "--verlopen"],
        ["key", "--rotate"],
        ["key", "--school", SCHOOL],
        ["compare", "--peildatum", PEILDATUM.isoformat()],
    ):
        code, screen = place.call(*command)
        assert code == 14, (command, screen)
        assert "De opslag 'opslag' is ouder dan wat msa in 'uitvoer' heeft vastgelegd" in screen
        assert "Draai daarna 'msa doctor SWV.TOML --herstel'" in screen
    assert {path: path.read_bytes() for path in place.uitvoer.rglob("*") if path.is_file()} == published
    code, screen = place.call("doctor")
    assert code == 14
    assert "fout    Bestanden onder zegel: kloppen niet: de opslag is ouder" in screen
    screen = place.restore()
    assert "1 gewiste leerling stond weer in de opslag of de uitvoer, en is opnieuw gewist." in screen
    for word in (*PUPIL.values(), place.code):
        assert word not in screen
    assert place.find_left() == {}
    code, screen = place.run()
    assert code == 0, screen
    # The deliveries still hold the pupil; the others are all there: 8 classmates and 3 of the other school.
    assert place.find_left() == {}
    assert place.code not in place.read_pupils()
    assert len(place.read_pupils()) == 8 + 3
    assert verify_log(place.opslag) == []
    assert "goed    Bestanden onder zegel: ongeschonden" in place.call("doctor")[1]
    assert "leerling_gewist" in [entry["wat"] for entry in read_entries(place.opslag)]


@pytest.mark.usefixtures("without_bridges")
def test_without_the_witness_in_the_output_the_pupil_would_come_back(place: Place) -> None:
    """Negative control: an older store is whole by itself, and the search does find the pupil."""
    put_backup_back(place)
    shutil.rmtree(place.uitvoer / WITNESS)
    assert place.run()[0] == 0
    assert place.code in place.read_pupils()
    assert set(place.find_left()) == {*PUPIL, "leerling"}


def test_a_backup_of_the_copies_alone_is_cleaned_too(place: Place) -> None:
    """Nothing under seal is wrong; the pupil stands in the vault again."""
    shutil.rmtree(place.opslag / "kluis")
    shutil.copytree(place.folder / "reservekopie" / "kluis", place.opslag / "kluis")
    assert place.find_left() != {}
    assert "1 gewiste leerling stond weer" in place.restore()
    assert place.find_left() == {}


# --- one list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "witness"),
    [
        (lambda file: file.unlink(), False),
        (lambda file: file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[1:])), True),
        (lambda file: file.write_bytes(b"geen merken\n"), False),
    ],
)
def test_marks_that_are_gone_are_made_again_from_the_log(
    damage: Callable[[Path], object], witness: bool, place: Place
) -> None:
    file = place.opslag / ERASED_FILE
    before = file.read_bytes()
    damage(file)
    if not witness:
        shutil.rmtree(place.uitvoer / WITNESS)
    code, screen = place.run()
    assert code == 14
    assert f"de merken van gewiste leerlingen ('{ERASED_FILE}')" in screen
    assert "--herstel" in screen
    assert place.call("doctor")[0] == 14
    place.restore()
    assert file.read_bytes() == before
    place.go_on()
    # In what was read of the deliveries neither.
    assert place.find_left() == {}


def _cut(content: bytes) -> bytes:
    """The last publication left out: its chain of hashes is whole."""
    return b"".join(content.splitlines(keepends=True)[:-1])


def _forge(content: bytes) -> bytes:
    """A count changed and the chain of hashes made anew: it has no key."""
    lines, previous = [], ""
    for line in content.decode().splitlines():
        document = {key: value for key, value in json.loads(line).items() if key != "hash"}
        name = next(name for name, shown in document["getoond"].items() if isinstance(shown, int))
        document["getoond"][name] += 5
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        previous = sha256(f"{previous}{text}".encode()).hexdigest()
        lines.append(json.dumps({**document, "hash": previous}, ensure_ascii=False, separators=(",", ":")) + "\n")
    return "".join(lines).encode()


@pytest.mark.parametrize("change", [_cut, _forge, lambda content: None])
def test_a_ledger_that_is_missing_cut_or_forged_stops_the_run(
    change: Callable[[bytes], bytes | None], place: Place
) -> None:
    file = place.opslag / LEDGER
    before = file.read_bytes()
    assert before.count(b"\n") == 2
    changed = change(before)
    file.unlink() if changed is None else file.write_bytes(changed)
    code, screen = place.run()
    assert code == 14
    assert f"de lijst met publicaties ('{LEDGER}')" in screen
    assert "--herstel" in screen
    code, screen = place.call("doctor")
    assert code == 14
    assert "Bestanden onder zegel: kloppen niet" in screen
    place.restore()
    assert file.read_bytes() == before
    place.go_on()


def test_an_older_ledger_is_taken_only_when_asked(place: Place) -> None:
    file = place.opslag / LEDGER
    file.write_bytes(_cut(file.read_bytes()))
    (place.uitvoer / WITNESS / LEDGER).unlink()
    code, screen = place.call("doctor", "--herstel")
    assert code == 14
    assert "mist 1 publicatie" in screen.replace("\N{NO-BREAK SPACE}", " ")
    assert "--toch" in screen
    assert place.run()[0] == 14
    screen = place.restore("--toch")
    assert "Let op: de lijst met publicaties mist 1 publicatie" in screen
    assert "Van peildatum 1 jan 2026 komen geen nieuwe cijfers" in screen.replace("\N{NO-BREAK SPACE}", " ")
    # The test of what came out of such a peildatum takes a run to its end.
    place.go_on()
    assert "breuk" not in {entry["wat"] for entry in read_entries(place.opslag)}


def lose_last_publication(place: Place) -> None:
    """The ledger of before the last publication, here and beside the output; and somebody goes on all the same."""
    file = place.opslag / LEDGER
    file.write_bytes(_cut(file.read_bytes()))
    (place.uitvoer / WITNESS / LEDGER).unlink()
    place.restore("--toch")


def read_figures(place: Place, day: date = PEILDATUM) -> bytes:
    return (place.uitvoer / day.isoformat() / "swv" / "cijfers.csv").read_bytes()


@pytest.mark.usefixtures("without_bridges")
def test_of_a_peildatum_whose_publication_is_lost_nothing_new_comes_out(place: Place) -> None:
    lose_last_publication(place)
    before, ledger = read_figures(place), (place.opslag / LEDGER).read_bytes()
    tables = place.uitvoer / PEILDATUM.isoformat() / "tabellen" / "leerling_periode.csv"
    tables.write_bytes(b"")
    # The figures that stand stay; the rest is of now, and the account has not a line more. What stands was changed, so
    # whether the run reads less is not known: somebody says that it may.
    code, screen = place.run("--toch")
    assert code == 0, screen
    assert "De cijfers in swv/ blijven die van een eerdere keer" in screen
    assert read_figures(place) == before
    assert tables.stat().st_size
    assert (place.opslag / LEDGER).read_bytes() == ledger
    assert "breuk" not in {entry["wat"] for entry in read_entries(place.opslag)}
    # With the folder gone, nobody knows what readers have: nothing comes out, and a comparison neither.
    shutil.rmtree(place.uitvoer / PEILDATUM.isoformat())
    for command in (("run", "--direct", "--zonder-pdf"), COMPARE):
        code, screen = place.call(*command, "--peildatum", PEILDATUM.isoformat())
        assert code == 14, screen
        assert "kan een publicatie zonder leerlingen bij lezers liggen die msa niet meer kent" in screen
        assert f"--herstel --toch --peildatum {PEILDATUM.isoformat()}" in " ".join(screen.split())
    assert not (place.uitvoer / PEILDATUM.isoformat()).exists()
    assert (place.opslag / LEDGER).read_bytes() == ledger


def test_the_other_peildatum_goes_on(place: Place) -> None:
    """A comparison asks what a run does (the test before this one); `MSA_DEEP=1`: one is made as well."""
    lose_last_publication(place)
    refuse_lost(place.opslag, EARLIER)
    for command in (("run", "--direct", "--zonder-pdf"), *([COMPARE] if DEEP else [])):
        code, screen = place.call(*command, "--peildatum", EARLIER.isoformat())
        assert code == 0, screen


@pytest.mark.usefixtures("without_bridges")
def test_new_figures_beside_a_lost_publication_are_a_choice_that_the_log_remembers(place: Place) -> None:
    lose_last_publication(place)
    shutil.rmtree(place.uitvoer / PEILDATUM.isoformat())
    # Only together, and only where something is lost.
    assert place.call("doctor", "--herstel", "--peildatum", PEILDATUM.isoformat())[0] == 2
    assert place.call("doctor", "--herstel", "--toch", "--peildatum", EARLIER.isoformat())[0] == 2
    # What a run and a comparison ask (the test of such a peildatum): no figures beside those that are lost.
    with pytest.raises(StoreUnavailable, match="die msa niet meer kent"):
        refuse_lost(place.opslag, PEILDATUM)
    assert "kunnen nu weer nieuwe cijfers uitkomen" in place.restore("--toch", "--peildatum", PEILDATUM.isoformat())
    told = [(entry["wat"], entry["peildatum"]) for entry in read_entries(place.opslag)]
    assert ("verlies_aanvaard", PEILDATUM.isoformat()) in told
    for command in (("run", "--direct", "--zonder-pdf"), COMPARE):
        code, screen = place.call(*command, "--peildatum", PEILDATUM.isoformat())
        assert code == 0, screen
    # In the account: the publication of the other peildatum, and the comparison.
    assert (place.opslag / LEDGER).read_bytes().count(b"\n") == 2
    # What is lost after that was not part of the choice.
    refuse_lost(place.opslag, PEILDATUM)
    lose_last_publication(place)
    with pytest.raises(StoreUnavailable, match="die msa niet meer kent"):
        refuse_lost(place.opslag, PEILDATUM)


def test_when_nobody_knows_which_peildatum_is_lost_each_may_be(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of before its lines said of which peildatum a publication was. `MSA_DEEP=1`: a run is refused as well."""
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.commands.restore.list_changes", _list_without_peildata)
        lose_last_publication(place)
    for day in (EARLIER, PEILDATUM):
        with pytest.raises(StoreUnavailable, match="die msa niet meer kent"):
            refuse_lost(place.opslag, day)
    if DEEP:
        shutil.rmtree(place.uitvoer / EARLIER.isoformat())
        assert place.call("run", "--peildatum", EARLIER.isoformat(), "--direct")[0] == 14


def _list_without_peildata(log: Path, ring: Keyring, name: str) -> list[tuple[Sealed, date | None]]:
    return [(state, None) for state, _ in list_changes(log, ring, name)]


# --- the register of cases and the editions --------------------------------------------------------------------------

SEALED_TOO = (REGISTER_FILE, get_edition_name(PEILDATUM.isoformat()))


@pytest.mark.parametrize("name", SEALED_TOO)
@pytest.mark.parametrize(
    "change", [lambda content: content[:-20], lambda content: content + b" ", lambda content: None]
)
def test_a_register_or_edition_that_is_missing_cut_or_forged_is_put_back(
    change: Callable[[bytes], bytes | None], name: str, place: Place
) -> None:
    file = place.opslag / name
    before, figures = file.read_bytes(), read_figures(place)
    changed = change(before)
    file.unlink() if changed is None else file.write_bytes(changed)
    for command in (["run", "--peildatum", PEILDATUM.isoformat(), "--direct"], ["check"], ["erase", "--verlopen"]):
        code, screen = place.call(*command)
        assert code == 14, (command, screen)
        assert f"('{name}')" in screen
        assert "msa doctor SWV.TOML --herstel" in screen
    code, screen = place.call("doctor")
    assert code == 14
    assert (
        f"fout    Bestanden onder zegel: kloppen niet: {'het register' if name == REGISTER_FILE else 'wat er'}"
        in screen
    )
    place.restore()
    assert file.read_bytes() == before
    place.go_on()
    assert read_figures(place) == figures


def test_after_all_lists_were_mended_a_run_goes_on_to_its_end(place: Place) -> None:
    """The marks and what is sealed with them are gone, and of the ledger the last line."""
    names = (ERASED_FILE, LEDGER, *SEALED_TOO)
    before = {name: (place.opslag / name).read_bytes() for name in names}
    figures = read_figures(place)
    for name in names:
        (place.opslag / name).unlink()
    (place.opslag / LEDGER).write_bytes(_cut(before[LEDGER]))
    assert place.run()[0] == 14
    place.restore()
    assert {name: (place.opslag / name).read_bytes() for name in names} == before
    place.go_on(whole=True)
    assert read_figures(place) == figures
    assert place.find_left() == {}


def test_an_older_register_is_taken_only_when_asked(place: Place) -> None:
    """One that was sealed once, and a forged one never: without the newest the numbers may be others."""
    file, backup = place.opslag / REGISTER_FILE, place.folder / f"register-{EARLIER.isoformat()}.json"
    assert file.read_bytes() != backup.read_bytes()
    shutil.copyfile(backup, file)
    (place.uitvoer / WITNESS / REGISTER_FILE).write_bytes(b"{}")
    assert place.run()[0] == 14
    code, screen = place.call("doctor", "--herstel")
    assert code == 14
    assert "is niet het nieuwste" in screen
    assert "Let op: het register voor de Inspectie is er een van eerder" in place.restore("--toch")
    assert file.read_bytes() == backup.read_bytes()
    place.go_on()
    assert place.find_left() == {}


def test_a_forged_register_is_never_taken(place: Place) -> None:
    """Nor is a new one begun over it: the Inspectie has its numbers."""
    for folder in (place.opslag, place.uitvoer / WITNESS):
        (folder / REGISTER_FILE).write_bytes(b'{"formaat": 1, "houders": {}, "standen": {}}')
    assert place.call("doctor", "--herstel")[0] == 14
    place.restore("--toch")
    assert not (place.opslag / REGISTER_FILE).exists()
    code, screen = place.run()
    assert code == 14
    assert "is weg, maar er zijn al lijsten gemaakt" in screen


@pytest.mark.usefixtures("without_bridges")
def test_an_edition_that_is_nowhere_keeps_its_figures_and_where_none_stand_nothing_comes_out(place: Place) -> None:
    name = get_edition_name(PEILDATUM.isoformat())
    for folder in (place.opslag, place.uitvoer / WITNESS):
        (folder / name).unlink()
    screen = place.restore()
    assert "Van peildatum 1 jan 2026 komen geen nieuwe cijfers" in screen.replace("\N{NO-BREAK SPACE}", " ")
    figures = read_figures(place)
    assert place.run()[0] == 0
    assert read_figures(place) == figures
    shutil.rmtree(place.uitvoer / PEILDATUM.isoformat())
    assert place.run()[0] == 14


def test_a_forged_ledger_is_never_put_before_one_that_was_sealed(place: Place) -> None:
    """The forged one is as long, and its chain is whole."""
    file = place.opslag / LEDGER
    before = file.read_bytes()
    file.write_bytes(_forge(before))
    (place.uitvoer / WITNESS / LEDGER).write_bytes(_cut(before))
    place.restore("--toch")
    assert file.read_bytes() == _cut(before)


def test_the_other_list_is_wrong_use(place: Place) -> None:
    assert place.call("doctor", "--toch")[0] == 2


# --- the log ---------------------------------------------------------------------------------------------------------


def test_a_log_that_was_cut_is_put_back_from_the_output(place: Place) -> None:
    """The erasure and all that tells of it are taken out of the log, with the marks."""
    log = place.opslag / LOG_FILE
    whole, marks = log.read_bytes(), (place.opslag / ERASED_FILE).read_bytes()
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:-2]))
    (place.opslag / ERASED_FILE).unlink()
    code, screen = place.run()
    assert code == 14
    assert "Het logboek in 'opslag' klopt niet" in screen
    place.restore()
    assert log.read_bytes().startswith(whole)
    assert verify_log(place.opslag) == []
    assert (place.opslag / ERASED_FILE).read_bytes() == marks
    place.go_on()
    assert place.find_left() == {}


def test_a_log_that_is_lost_everywhere_begins_again_with_a_line_that_says_so(place: Place) -> None:
    for folder in (place.opslag, place.uitvoer / WITNESS):
        (folder / LOG_FILE).unlink()
        (folder / HEAD_FILE).unlink()
    assert place.run()[0] == 14
    place.restore()
    place.go_on()
    assert place.find_left() == {}
    assert read_entries(place.opslag)[0]["wat"] == "opslag_hersteld"


def test_a_store_that_is_in_order_is_left_as_it_is(place: Place) -> None:
    both = {name: (place.opslag / name).read_bytes() for name in (LEDGER, ERASED_FILE)}
    screen = place.restore()
    assert "opnieuw gewist" not in screen
    assert {name: (place.opslag / name).read_bytes() for name in both} == both
    place.go_on()


def test_after_a_new_key_a_backup_of_before_it_goes_on_only_when_asked(place: Place) -> None:
    """Erased under the second key: the first store knows nothing of that key, so its marks recognise nobody."""
    shutil.rmtree(place.folder / "reservekopie")
    shutil.copytree(place.opslag, place.folder / "reservekopie")
    assert place.call("key", "--rotate")[0] == 0
    other = make_leerling(load_key(place.opslag), SCHOOL, CLASSMATES[0])
    assert place.call("erase", "--school", SCHOOL, "--leerling", other)[0] == 0
    put_backup_back(place)
    assert place.run()[0] == 14
    told = f"ij {SCHOOL} zijn leerlingen gewist onder een sleutel die deze opslag niet kent"
    code, screen = place.call("doctor", "--herstel")
    assert code == 14
    assert told in screen
    assert place.run()[0] == 14
    assert told in place.restore("--toch")
    code, screen = place.run()
    assert code == 0, screen
    # Who was erased under the first key stays away.
    assert place.find_left() == {}
