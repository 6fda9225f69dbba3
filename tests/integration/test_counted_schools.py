"""A correction of one school counts that school: the store of the last run is believed only as the log has it.

Two schools that share no pupil were run once; each test works on a copy.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.commands.erase import erase_pupil
from pipelines.run import steps
from pipelines.run.as_of import run_as_of
from pipelines.run.recount import Recount, Stood
from pipelines.settings import NA_AKKOORD, Settings, load_settings
from pipelines.store.counting import Part
from pipelines.store.store import Store
from pipelines.vault.places import STORE_FILE, WORK_FOLDER
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.stored import hash_file, record_stored
from tests.lib.counted import note_parts, note_stood
from tests.lib.erasure import EARLIER, OTHER_SCHOOL, PEILDATUM, SCHOOL, write_deliveries

SAID = "1 school is niet opnieuw geteld: daar is niets veranderd."


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("getelde-scholen") / "swv"
    settings = replace(load_settings(write_deliveries(folder)), pdf=False)
    shutil.rmtree(settings.aanlevering / "swv")
    assert steps.run_quarter(settings, peildatum=PEILDATUM).exit_code == 0
    return folder


@pytest.fixture
def settings(ready: Path, tmp_path: Path) -> Settings:
    """Of the other school one pupil was away for an hour that it had not told of."""
    shutil.copytree(ready, tmp_path / "swv")
    found = replace(load_settings(tmp_path / "swv" / "swv.toml"), pdf=False)
    correct(found)
    return found


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Part | None]:
    return note_parts(monkeypatch)


def correct(settings: Settings, *, day: int = 20) -> None:
    (settings.aanlevering / OTHER_SCHOOL / "absenties-2.csv").write_text(
        f"leerlingnummer;datum;lesuur;code\n600000002;2025-11-{day};1;S\n", encoding="utf-8"
    )


def run(settings: Settings, peildatum: date = PEILDATUM, *, toch: bool = False) -> list[str]:
    said: list[str] = []
    assert steps.run_quarter(settings, peildatum=peildatum, toch=toch, report_progress=said.append).exit_code == 0
    return said


def test_one_school_is_counted_and_it_is_said_of_the_other(settings: Settings, parts: list[Part | None]) -> None:
    number = sorted([SCHOOL, OTHER_SCHOOL]).index(OTHER_SCHOOL)
    assert SAID in run(settings)
    assert parts == [Part(frozenset({number}), frozenset({number}))]
    # And on from the store that was put together.
    correct(settings, day=21)
    assert SAID in run(settings)
    assert parts[1] == parts[0]


def test_of_a_school_that_stands_no_row_is_read(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the store of the run go the lists of the LPA and of moves (-1 and -2) and the school that changed."""
    loaded: list[tuple[str, int]] = []
    for name in ("load_delivery", "replace_delivery"):
        load = getattr(Store, name)
        monkeypatch.setattr(
            Store,
            name,
            lambda self, number, frames, load=load: (
                loaded.append((self._file.parent.name, number)),
                load(self, number, frames),
            )[1],
        )
    number = sorted([SCHOOL, OTHER_SCHOOL]).index(OTHER_SCHOOL)
    run(settings)
    assert sorted(each for place, each in loaded if place == WORK_FOLDER) == [-2, -1, number]


def test_where_nothing_changed_that_is_counted_no_school_is(settings: Settings, parts: list[Part | None]) -> None:
    """What the analyst says on the page of the SWV is no delivery."""
    run(settings)
    (settings.file.parent / "duiding").mkdir(exist_ok=True)
    (settings.file.parent / "duiding" / f"{PEILDATUM.isoformat()}.md").write_text(
        "Een rustig kwartaal.\n", encoding="utf-8"
    )
    assert "2 scholen zijn niet opnieuw geteld: daar is niets veranderd." in run(settings)
    assert parts[1] == Part(frozenset(), frozenset())


def test_with_toch_all_schools_are_counted(settings: Settings, parts: list[Part | None]) -> None:
    assert SAID not in run(settings, toch=True)
    assert parts == [None]


def test_a_run_that_waits_for_approval_counts_all_schools(settings: Settings, parts: list[Part | None]) -> None:
    run(replace(settings, vrijgeven=NA_AKKOORD))
    assert parts == [None]


def test_another_peildatum_counts_all_schools(settings: Settings, parts: list[Part | None]) -> None:
    run(settings, EARLIER)
    assert parts == [None]


def lose(store: Path) -> None:
    store.unlink()


def damage(store: Path) -> None:
    """One byte in the middle is another one."""
    body = bytearray(store.read_bytes())
    body[len(body) // 2] ^= 1
    store.write_bytes(body)


def change_a_row(store: Path) -> None:
    """A store that can be read, and says something else."""
    with duckdb.connect(str(store)) as connection:
        connection.execute("delete from win_leerling")


@pytest.mark.parametrize("change", [lose, damage, change_a_row])
def test_a_store_that_is_not_as_the_log_has_it_is_not_believed(
    settings: Settings, parts: list[Part | None], change: Callable[[Path], None]
) -> None:
    change(settings.opslag / STORE_FILE)
    run(settings)
    assert parts == [None]


def test_a_store_without_marks_is_not_believed(settings: Settings, parts: list[Part | None]) -> None:
    """As a version before them left it."""
    with duckdb.connect(str(settings.opslag / STORE_FILE)) as connection:
        connection.execute("drop table ref_afdruk")
    record_stored(settings.opslag, {STORE_FILE: hash_file(settings.opslag / STORE_FILE)})
    run(settings)
    assert parts == [None]


def test_an_edition_counted_again_as_it_was_known_takes_nothing_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []
    make = steps.Store
    monkeypatch.setattr(
        steps,
        "Store",
        lambda file, standing=None, **more: opened.append(standing) or make(file, standing=standing, **more),
    )
    run(settings)
    run_as_of(settings, peildatum=PEILDATUM, known_on=date(2999, 1, 1))
    assert opened == [settings.opslag / STORE_FILE, None]


# --- what leads to a run from the quarter before ---------------------------------------------------------------------


@pytest.fixture
def stood(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Stood]:
    """What each run had no need to count of it, in turn, after two quarters."""
    found = note_stood(monkeypatch)
    run(settings, EARLIER)
    run(settings)
    found.clear()
    return found


def test_of_what_leads_to_a_run_only_the_corrected_school_is_counted(
    settings: Settings, stood: list[Stood], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    count = Recount._try
    monkeypatch.setattr(Recount, "_try", lambda self, schools: asked.append(list(schools)) or count(self, schools))
    for day in (21, 22):
        correct(settings, day=day)
        run(settings)
        assert stood.pop().schools == {SCHOOL}
        assert asked[-1] == [OTHER_SCHOOL]


def test_nothing_stays_of_what_a_school_took_back(settings: Settings, stood: list[Stood]) -> None:
    """The rows that stand go along while nobody asks for them, but for those of a school that says something else."""
    correct(settings, day=21)
    with pytest.MonkeyPatch.context() as nobody_asks:
        nobody_asks.setattr(steps._SinceQuarter, "list_steps", lambda _: ())
        run(settings)
    with duckdb.connect(str(settings.opslag / STORE_FILE), read_only=True) as connection:
        for table in ("ref_tussenstand", "ref_tussenstand_afdruk"):
            assert connection.execute(f"select distinct school from {table}").fetchall() == [(SCHOOL,)]


@pytest.mark.parametrize("change", ["rules", "peildatum before", "erased"])
def test_what_is_of_all_schools_makes_all_of_it_be_counted(settings: Settings, stood: list[Stood], change: str) -> None:
    if change == "rules":
        text = settings.file.read_text(encoding="utf-8")
        settings.file.write_text(text.replace("[swv]", '[swv]\nschooljaar_begin = "08-02"', 1), encoding="utf-8")
        settings = replace(load_settings(settings.file), pdf=False)
    elif change == "peildatum before":
        correct(settings, day=19)
        run(settings, EARLIER, toch=True)
    else:
        number = "600000002"
        code = make_leerling(load_key(settings.opslag), OTHER_SCHOOL, number)
        erase_pupil(settings, school_id=OTHER_SCHOOL, leerling=code)
    stood.clear()
    correct(settings, day=21)
    run(settings)
    assert stood
    assert not any(each.schools for each in stood)
