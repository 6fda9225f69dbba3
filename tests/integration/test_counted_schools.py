"""A correction of one school counts that school: the store of the last run is believed only as the log has it.

Two schools that share no pupil were run for two quarters once (`ready`), and corrected in a row of runs once
(`corrected`); what is asked of these runs is read of what was noted. A test that changes something else works on a
copy, and goes no further than what it asks about: no page is made there.
"""

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.commands.erase import erase_pupil
from pipelines.run import opened, prepared, steps
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
NUMBER = sorted([SCHOOL, OTHER_SCHOOL]).index(OTHER_SCHOOL)


@dataclass
class Noted:
    """What runs said and did, in turn.

    `stood`: what each had no need to count of what leads to it from the quarter before, and `asked` the schools that it
    counted of that. `loaded`: deliveries by number that went into a store, by its folder; `opened`: what each took over
    of a store that stands.
    """

    parts: list[Part | None]
    stood: list[Stood]
    said: list[str] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    loaded: list[tuple[str, int]] = field(default_factory=list)
    opened: list[Path | None] = field(default_factory=list)


@contextmanager
def note() -> Generator[Noted]:
    """Note what runs do meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        noted = Noted(note_parts(patch), note_stood(patch))
        for name in ("load_delivery", "replace_delivery"):
            load = getattr(Store, name)
            patch.setattr(
                Store,
                name,
                lambda self, number, frames, load=load: (
                    noted.loaded.append((self._file.parent.name, number)),
                    load(self, number, frames),
                )[1],
            )
        count = Recount._try
        patch.setattr(Recount, "_try", lambda self, schools: noted.asked.append(list(schools)) or count(self, schools))
        make = opened.Store
        patch.setattr(
            opened,
            "Store",
            lambda file, standing=None, **more: noted.opened.append(standing) or make(file, standing=standing, **more),
        )
        yield noted


@dataclass(frozen=True)
class Ready:
    """Two quarters that were run. `parts`: what each counted."""

    folder: Path
    parts: list[Part | None]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Never changed."""
    folder = tmp_path_factory.mktemp("getelde-scholen") / "swv"
    settings = load(write_deliveries(folder))
    shutil.rmtree(settings.aanlevering / "swv")
    with note() as noted:
        run(settings, EARLIER)
        run(settings)
    return Ready(folder, noted.parts)


@dataclass(frozen=True)
class Corrected:
    """What was noted of the run after each change, and the settings of what they left."""

    first: Noted
    second: Noted
    settings: Settings


@pytest.fixture(scope="module")
def corrected(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    """The other school told of another day, thrice; at the third nobody asks what leads to the run from the quarter
    before. Never changed.
    """
    folder = tmp_path_factory.mktemp("gecorrigeerd") / "swv"
    shutil.copytree(ready.folder, folder)
    settings = load(folder / "swv.toml")
    found: list[Noted] = []
    for day in (20, 21):
        correct(settings, day=day)
        with note() as noted:
            noted.said += run(settings)
        found.append(noted)
    correct(settings, day=22)
    with pytest.MonkeyPatch.context() as nobody_asks:
        nobody_asks.setattr(prepared._SinceQuarter, "list_steps", lambda _: ())
        run(settings)
    return Corrected(*found, settings)


@pytest.fixture
def settings(ready: Ready, tmp_path: Path) -> Settings:
    """Of the other school one pupil was away for an hour that it had not told of."""
    shutil.copytree(ready.folder, tmp_path / "swv")
    found = load(tmp_path / "swv" / "swv.toml")
    correct(found)
    return found


def load(toml: Path) -> Settings:
    return replace(load_settings(toml), pdf=False)


def correct(settings: Settings, *, day: int = 20) -> None:
    (settings.aanlevering / OTHER_SCHOOL / "absenties-2.csv").write_text(
        f"leerlingnummer;datum;lesuur;code\n600000002;2025-11-{day};1;S\n", encoding="utf-8"
    )


def run(settings: Settings, peildatum: date = PEILDATUM, *, toch: bool = False) -> list[str]:
    said: list[str] = []
    assert steps.run_quarter(settings, peildatum=peildatum, toch=toch, report_progress=said.append).exit_code == 0
    return said


class FarEnoughError(Exception):
    """Ends a run where nothing more is asked about it."""


def stop(*_: object) -> None:
    raise FarEnoughError


def count(settings: Settings, *, toch: bool = False) -> Noted:
    """A run up to what leads to it: its schools are counted, and nothing is published."""
    return _run_up_to(steps, "prepare_schools", settings, toch=toch)


def look_back(settings: Settings) -> Noted:
    """A run up to its pages: what leads to it is counted too."""
    return _run_up_to(steps.Quarter, "report_all", settings)


def _run_up_to(place: object, step: str, settings: Settings, *, toch: bool = False) -> Noted:
    with note() as noted, pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, step, stop)
        with pytest.raises(FarEnoughError):
            steps.run_quarter(settings, peildatum=PEILDATUM, toch=toch, report_progress=noted.said.append)
    return noted


def test_one_school_is_counted_and_it_is_said_of_the_other(corrected: Corrected) -> None:
    assert SAID in corrected.first.said
    assert corrected.first.parts == [Part(frozenset({NUMBER}), frozenset({NUMBER}))]
    # And on from the store that was put together.
    assert SAID in corrected.second.said
    assert corrected.second.parts == corrected.first.parts


def test_of_a_school_that_stands_no_row_is_read(corrected: Corrected) -> None:
    """Into the store of the run go the lists of the LPA and of moves (-1 and -2) and the school that changed."""
    assert sorted(each for place, each in corrected.first.loaded if place == WORK_FOLDER) == [-2, -1, NUMBER]


def test_where_nothing_changed_that_is_counted_no_school_is(corrected: Corrected, tmp_path: Path) -> None:
    """What the analyst says on the page of the SWV is no delivery."""
    shutil.copytree(corrected.settings.file.parent, tmp_path / "swv")
    (tmp_path / "swv" / "duiding").mkdir()
    (tmp_path / "swv" / "duiding" / f"{PEILDATUM.isoformat()}.md").write_text(
        "Een rustig kwartaal.\n", encoding="utf-8"
    )
    noted = count(load(tmp_path / "swv" / "swv.toml"))
    assert "2 scholen zijn niet opnieuw geteld: daar is niets veranderd." in noted.said
    assert noted.parts == [Part(frozenset(), frozenset())]


def test_with_toch_all_schools_are_counted(settings: Settings) -> None:
    noted = count(settings, toch=True)
    assert SAID not in noted.said
    assert noted.parts == [None]


def test_a_run_that_waits_for_approval_counts_all_schools(settings: Settings) -> None:
    assert count(replace(settings, vrijgeven=NA_AKKOORD)).parts == [None]


def test_another_peildatum_counts_all_schools(ready: Ready) -> None:
    """The second run found the store of the first, of the same deliveries."""
    assert ready.parts == [None, None]


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
    settings: Settings, change: Callable[[Path], None]
) -> None:
    change(settings.opslag / STORE_FILE)
    assert count(settings).parts == [None]


def test_a_store_without_marks_is_not_believed(settings: Settings) -> None:
    """As a version before them left it."""
    with duckdb.connect(str(settings.opslag / STORE_FILE)) as connection:
        connection.execute("drop table ref_afdruk")
    record_stored(settings.opslag, {STORE_FILE: hash_file(settings.opslag / STORE_FILE)})
    assert count(settings).parts == [None]


def test_an_edition_counted_again_as_it_was_known_takes_nothing_over(corrected: Corrected, settings: Settings) -> None:
    assert corrected.first.opened == [corrected.settings.opslag / STORE_FILE]
    with note() as noted:
        run_as_of(settings, peildatum=PEILDATUM, known_on=date(2999, 1, 1))
    assert noted.opened == [None]


# --- what leads to a run from the quarter before ---------------------------------------------------------------------


def test_of_what_leads_to_a_run_only_the_corrected_school_is_counted(corrected: Corrected) -> None:
    for noted in (corrected.first, corrected.second):
        assert noted.stood[-1].schools == {SCHOOL}
        assert noted.asked[-1] == [OTHER_SCHOOL]


def test_nothing_stays_of_what_a_school_took_back(corrected: Corrected) -> None:
    """The rows that stand go along while nobody asks for them, but for those of a school that says something else."""
    with duckdb.connect(str(corrected.settings.opslag / STORE_FILE), read_only=True) as connection:
        for table in ("ref_tussenstand", "ref_tussenstand_afdruk"):
            assert connection.execute(f"select distinct school from {table}").fetchall() == [(SCHOOL,)]


@pytest.mark.parametrize("change", ["rules", "peildatum before", "erased"])
def test_what_is_of_all_schools_makes_all_of_it_be_counted(settings: Settings, change: str) -> None:
    if change == "rules":
        text = settings.file.read_text(encoding="utf-8")
        settings.file.write_text(text.replace("[swv]", '[swv]\nschooljaar_begin = "08-02"', 1), encoding="utf-8")
        settings = load(settings.file)
    elif change == "peildatum before":
        correct(settings, day=19)
        run(settings, EARLIER, toch=True)
    else:
        number = "600000002"
        code = make_leerling(load_key(settings.opslag), OTHER_SCHOOL, number)
        erase_pupil(settings, school_id=OTHER_SCHOOL, leerling=code)
    correct(settings, day=21)
    stood = look_back(settings).stood
    assert stood
    assert not any(each.schools for each in stood)
