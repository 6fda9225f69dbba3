"""Twenty random things happen to an SWV; after each all editions are what a slow model of them says, and none is lost.

Corrections, deletions, movers, a late class, a mended code, other rules, a school with another name, the next quarter,
an earlier quarter once more, an erasure, a backup put back on another computer or when it is old, and a run that is
broken off. `MSA_DEEP=1`: ten times the histories.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from pipelines.publish.publication import Publication
from pipelines.run import steps
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.comparison import COMPARED, Output, compare_table, run_program
from tests.lib.erasure import Home
from tests.lib.histories import PEILDATA, SCHOOLS, History, KnownEdition, Snapshot
from tests.lib.region import write_region

SEEDS = range(10 if os.environ.get("MSA_DEEP") else 1)
EVENTS = 20
# What a run does one after another: it can be broken off before each. After the last one it is out.
_BREAKS = (
    (steps, "read_report_marts"),
    (steps, "write_tables"),
    (steps, "write_start_page"),
    (steps, "write_entry"),
    (steps, "save_register"),
    (Publication, "keep_standing"),
    (Publication, "finish"),
    (steps, "keep_witness"),
)
_EARLIER = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d+)")


class Broken(BaseException):
    """The computer goes out."""


class Play:
    """Does to an SWV on disk what happens in a history, and lays the two beside each other."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.history = History(seed)
        self.draw = self.history.draw
        self.home = Home(folder / "swv-0" / "swv")
        self.happened: list[str] = []
        self.backup: tuple[Path, Snapshot] | None = None

    def run(self, *, breaks_at: tuple[object, str] | None = None, earlier: date | None = None) -> None:
        """One run on what the schools deliver now, and again when it was broken off.

        `earlier`: the peildatum of a quarter before, for which the schools deliver all that they have.
        """
        region = self.history.prepare(whole=earlier is not None)
        shutil.rmtree(self.home.folder / "aanlevering", ignore_errors=True)
        toml = write_region(region, self.home.folder)
        text = toml.read_text(encoding="utf-8")
        for school, name in self.history.names.items():
            text = text.replace(f'naam = "School {school}"', f'naam = "{name}"')
        toml.write_text(text, encoding="utf-8")
        day, before = earlier or self.history.peildatum, self.list_found()
        if breaks_at is not None:
            with mock.patch.object(*breaks_at, side_effect=Broken), contextlib.suppress(Broken):
                run_program(toml, day, toch=True)
        output = run_program(toml, day, toch=True)
        assert output.exit_code == 0
        self.history.tell(day)
        self.look(output, day)
        self.note(before, day)

    def look(self, output: Output, day: date) -> None:
        """The edition that stands holds what the model says."""
        expected = self.history.compute(day)
        for table in COMPARED:
            assert not compare_table(table, expected[table], output), (table, self.happened)

    def note(self, before: dict[Path, dict[str, str]], day: date) -> None:
        """Remember the edition that came out, unless it is what stood."""
        standing = self.home.uitvoer / day.isoformat()
        found = self.list_found()
        if found[standing] == before.get(standing):
            assert found == before, self.happened
            return
        # What stood is kept as it was, as the last of the earlier ones; all others are where they were.
        moved = {path: files for path, files in found.items() if path not in before}
        if standing in before:
            [kept] = [path for path in moved if path != standing]
            assert found[kept] == before[standing], self.happened
        for path, files in before.items():
            assert path == standing or found[path] == files, self.happened
        self.history.editions.append(KnownEdition(day, self.history.compute(day)))

    def list_found(self) -> dict[Path, dict[str, str]]:
        """Every edition on disk: the hash of each of its files, by name."""
        return {path: hash_files(path) for path in self.list_folders()}

    def list_folders(self) -> list[Path]:
        """Of each peildatum the earlier editions in their order, then the one that stands."""
        earlier = [
            (found[1], int(found[2]), path)
            for path in (self.home.uitvoer / "eerder").glob("*")
            if (found := _EARLIER.fullmatch(path.name))
        ]
        standing = [(path.name, 10**6, path) for path in self.home.uitvoer.glob("????-??-??")]
        return [path for _, _, path in sorted([*earlier, *standing])]

    def look_at_all(self) -> None:
        """Every edition that ever came out is there, with the rows of then and without who was erased since."""
        folders = self.list_folders()
        known = sorted(self.history.editions, key=lambda edition: edition.peildatum)
        assert len(folders) == len(known), self.happened
        for folder, edition in zip(folders, known, strict=True):
            output = Output(0, folder, self.key)
            assert folder.name.startswith(edition.peildatum.isoformat())
            for table in COMPARED:
                assert not compare_table(table, edition.tables[table], output), (folder, table, self.happened)

    @property
    def key(self) -> bytes:
        return load_key(self.home.opslag)

    # --- what happens ------------------------------------------------------------------------------------------------

    def happen(self, number: int) -> None:
        """One thing, and after some of them a run; a new quarter begins after each third of the history."""
        others = [self.erase, self.restore, self.break_off, self.make_backup]
        others += [self.go_back] if self.backup else []
        others += [self.run_earlier] if self.history.at else []
        event = self.draw.choice([*self.history.list_events(), *others])
        if number in (EVENTS // 3, 2 * EVENTS // 3):
            event = self.history.go_on
        self.happened.append(event.__name__)
        event()
        if event == self.history.go_on or (event not in others and self.draw.random() < 0.25):
            self.run()

    def erase(self) -> None:
        pupil = self.history.choose_to_erase()
        if pupil is None:
            return
        school, number = pupil
        code = make_leerling(self.key, school, number)
        exit_code, screen = self.home.call("erase", "--school", school, "--leerling", code)
        assert exit_code == 0, screen
        self.history.erase(pupil)
        for folder in self.list_folders():
            for table in folder.glob("tabellen/*.parquet"):
                rows = pl.read_parquet(table)
                assert code not in rows.get_column("leerling", default=pl.Series([""])).to_list()

    def restore(self) -> None:
        """On another computer, from the backup that is made now."""
        place = self.home.folder.parent
        known = dict(self._name(self.list_found()))
        number = int(place.name.removeprefix("swv-")) + 1
        file = self._write_backup(f"verhuizing-{number}")
        other = Home(place.with_name(f"swv-{number}") / "swv")
        other.folder.parent.mkdir()
        self._put_back(other, file)
        self.home = other
        assert dict(self._name(self.list_found())) == known
        shutil.rmtree(place)

    def make_backup(self) -> None:
        """One that may be put back later, when it is old."""
        self.backup = self._write_backup(f"na-{len(self.happened)}"), self.history.keep()

    def go_back(self) -> None:
        """On the same computer from an older backup: what came out since stays, and who was erased since is erased."""
        assert self.backup is not None
        file, snapshot = self.backup
        before = self.list_found()
        self._put_back(self.home, file, "--toch")
        self.history.go_back(snapshot)
        assert self.list_found() == before, self.happened

    def run_earlier(self) -> None:
        """A quarter of before once more, with what is known now."""
        self.run(earlier=self.draw.choice(PEILDATA[: self.history.at]))

    def _write_backup(self, name: str) -> Path:
        """A backup of now, beside the folders of all computers."""
        target = self.home.folder.parents[1] / "kopie" / name
        target.mkdir(parents=True)
        code, screen = self.home.call("backup", str(target), "--wachtwoord-bestand", str(self._write_password()))
        assert code == 0, screen
        [file] = target.glob("*.zip")
        return file

    def _put_back(self, home: Home, file: Path, *options: str) -> None:
        password = str(self._write_password())
        code, screen = home.call("herstel", str(file), "--wachtwoord-bestand", password, *options)
        assert code == 0, screen

    def _write_password(self) -> Path:
        password = self.home.folder.parents[1] / "wachtwoord.txt"
        password.write_text("een-lang-wachtwoord-van-30-lang\n", encoding="ascii")
        return password

    def _name(self, found: dict[Path, dict[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
        for path, files in found.items():
            yield path.relative_to(self.home.uitvoer).as_posix(), files

    def break_off(self) -> None:
        self.run(breaks_at=self.draw.choice(_BREAKS))


def hash_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def leave_out_bridges(monkeypatch: pytest.MonkeyPatch) -> None:
    """What leads from one edition to the next is most of the time of a run; it is made with MSA_DEEP alone."""
    if not os.environ.get("MSA_DEEP"):
        monkeypatch.setattr(steps, "add_bridges", lambda _, outcome, *__, **___: outcome)
        monkeypatch.setattr(steps, "find_standing_edition", lambda *_: None)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_edition_is_what_was_known_then(seed: int, tmp_path: Path) -> None:
    play = Play(seed, tmp_path)
    play.run()
    for number in range(EVENTS):
        play.happen(number)
    play.run()
    play.look_at_all()


def test_a_lost_edition_and_a_lesson_more_or_less_are_noticed(tmp_path: Path) -> None:
    """Negative control: what stood is not kept; and one school had told of a day on which a pupil was there."""
    play = Play(0, tmp_path)
    play.run()
    play.look_at_all()
    number = next(number for number, _ in play.history.told[SCHOOLS[0]].rows)
    school_day = date(2025, 12, 10)
    assert (number, school_day) not in play.history.told[SCHOOLS[0]].rows
    play.history.told[SCHOOLS[0]].rows[number, school_day] = "Z"
    play.history.editions = [KnownEdition(play.history.peildatum, play.history.compute(play.history.peildatum))]
    with pytest.raises(AssertionError, match="leerling_periode"):
        play.look_at_all()
    play.history.correct()
    with mock.patch.object(Publication, "keep_standing"), pytest.raises(ValueError, match="unpack"):
        play.run()
