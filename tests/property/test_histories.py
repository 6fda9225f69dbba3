"""Twenty random things happen to an SWV; after each all editions are what a slow model of them says, and none is lost.

Corrections, deletions, movers, who leaves, a late class, a mended code (told of all days or of the new ones alone),
other rules, a school with another name or another number, the next quarter, an earlier quarter once more, an edition as
it was known, an erasure, a backup put back on another computer or when it is old, and a run that is broken off, which
is begun again or is not. What leads from one edition to the next is what the model says too, pupil by pupil.
`MSA_DEEP=1`: thirteen histories, with all that leads from each edition to the next.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, zip_longest
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from pipelines.publish.edition_list import list_published_editions
from pipelines.publish.publication import Publication
from pipelines.run import classified, published, steps
from pipelines.run.difference import split_difference
from pipelines.run.edition_side import follow_side, open_side
from pipelines.settings import load_settings
from pipelines.store.reference import load_checked_rule_sets
from pipelines.vault.pseudonym import load_key, make_leerling
from reports.context.difference import STAPPEN
from tests.lib.comparison import COMPARED, Output, compare_table, run_program
from tests.lib.erasure import Home
from tests.lib.histories import PEILDATA, SCHOOLS, History, KnownEdition, Place, Snapshot, Tables
from tests.lib.leaner_runs import leave_bridges_out
from tests.lib.region import write_region

DEEP = bool(os.environ.get("MSA_DEEP"))
# Chosen as histories in which nearly every kind of event comes, with rows that were read by another code table.
_MANY_KINDS = (79, 124, 282)
SEEDS = (*range(10), *_MANY_KINDS) if DEEP else _MANY_KINDS[:1]
EVENTS = 20
# What a run does one after another: it can be broken off before each.
_NOT_TOLD = (
    (classified, "read_report_marts"),
    (steps, "write_table_files"),
    (published, "write_start_page"),
    (published, "write_entry"),
    (published, "save_register"),
)
# From here on what the schools delivered is kept, and what they say later comes on top of it.
_TOLD = ((Publication, "keep_standing"), (Publication, "finish"))
# Then it is out.
_OUT = ((published, "keep_witness"),)
# Of a count what it was, what it is and each step; what the model does not name did nothing.
_NOTHING = dict.fromkeys(("van", "naar", *STAPPEN), 0)
_TO_COME = "2100-01-01"
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
        self.settled = dict(self.history.numbers), dict(self.history.protocols)
        self.backup: tuple[Path, Snapshot] | None = None

    def run(self, *, breaks_at: tuple[object, str] | None = None, earlier: date | None = None) -> None:
        """One run on what the schools deliver now, and again when it was broken off.

        `earlier`: the peildatum of a quarter before, for which the schools deliver all that they have.
        """
        toml = self.deliver(whole=earlier is not None)
        day, before = earlier or self.history.peildatum, self.list_found()
        if breaks_at is not None:
            self.begin(toml, day, breaks_at)
        output = run_program(toml, day, toch=True)
        assert output.exit_code == 0
        self.history.tell(day)
        self.note(before, day, self.look(self.rename(output), day))

    def deliver(self, *, whole: bool = False) -> Path:
        """What lies in the folder is what the schools deliver now."""
        region = self.history.prepare(whole=whole)
        shutil.rmtree(self.home.folder / "aanlevering", ignore_errors=True)
        self.settled = dict(self.history.numbers), dict(self.history.protocols)
        return write_region(region, self.home.folder)

    def begin(self, toml: Path, day: date, breaks_at: tuple[object, str]) -> bool:
        """A run that is broken off there; whether it was. What stands already is not kept once more, and not broken."""
        with mock.patch.object(*breaks_at, side_effect=Broken) as broken, contextlib.suppress(Broken):
            run_program(toml, day, toch=True)
        return broken.called

    def rename(self, output: Output) -> "Renamed":
        """What came out, with the first number of each school as the model has it."""
        return Renamed(output.exit_code, output.folder, output.key, _turn(self.history.numbers))

    def look(self, output: Output, day: date) -> Tables:
        """The edition that stands holds what the model says, which is returned."""
        expected = self.history.compute(day)
        for table in COMPARED:
            assert not compare_table(table, expected[table], output), (table, self.happened)
        findings = output.read("bevinding").filter(pl.col("code") == "eerdere_codes_anders")
        told = dict(findings.select("school", "aantal").iter_rows())
        assert told == self.history.count_read_otherwise(day), self.happened
        return expected

    def note(self, before: dict[Path, dict[str, str]], day: date, expected: Tables) -> None:
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
        self.history.editions.append(KnownEdition(day, expected, self.history.describe()))

    def list_found(self) -> dict[Path, dict[str, str]]:
        """Every edition on disk: the hash of each of its files, by name.

        Without what a run that was broken off put in its place among the earlier ones, while it stands too: the next
        command takes that away.
        """
        found = {path: hash_files(path) for path in self.list_folders()}
        last = {path.name[: len(_TO_COME)]: path for path in found if path.parent != self.home.uitvoer}
        twice = [path for day, path in last.items() if found.get(self.home.uitvoer / day) == found[path]]
        return {path: files for path, files in found.items() if path not in twice}

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
            output = self.rename(Output(0, folder, self.key))
            assert folder.name.startswith(edition.peildatum.isoformat())
            for table in COMPARED:
                assert not compare_table(table, edition.tables[table], output), (folder, table, self.happened)

    def look_between(self, most: int) -> None:
        """What leads from an edition to the next of its peildatum, and from a quarter to the next, is what the model
        says; of so many pairs, the last of each first."""
        days = sorted({edition.peildatum for edition in self.history.editions})
        known = {day: [each for each in self.history.editions if each.peildatum == day] for day in days}
        standing = [(day, len(known[day]) - 1) for day in days]
        quarters = list(pairwise(standing))
        editions = [((day, at - 1), (day, at)) for day in days for at in range(len(known[day]) - 1, 0, -1)]
        pairs = [pair for both in zip_longest(quarters[::-1], editions[::-1]) for pair in both if pair is not None]
        for (day, at), (later_day, later_at) in pairs[:most]:
            found, doubts = self.split((day, at), (later_day, later_at))
            expected = self.history.split(known[day][at], known[later_day][later_at])
            assert found == {place: {**_NOTHING, **parts} for place, parts in expected.items()}, self.happened
            lost = known[day][at].is_lost or known[later_day][later_at].is_lost
            said = {doubt for doubt in doubts if "is sinds uitgave" not in doubt}
            assert bool(said) == lost, (said, self.happened)
            assert all("is niet bewaard waaruit" in doubt for doubt in said), (said, self.happened)

    def split(
        self, before: tuple[date, int], after: tuple[date, int]
    ) -> tuple[dict[Place, dict[str, int]], tuple[str, ...]]:
        """What the program says of two editions, each by its peildatum and its place among those; and its doubts."""
        settings = load_settings(self.home.folder / "swv.toml")
        rule_sets = load_checked_rule_sets(settings.get_on(after[0]))
        one, other = (
            open_side(settings, list_published_editions(settings, day)[at], key=self.key, rule_sets=rule_sets)
            for day, at in (before, after)
        )
        found = split_difference(
            follow_side(one, other), other, rule_sets=rule_sets, folder=self.home.opslag.with_name("tussen")
        )
        first = _turn(self.history.numbers)
        pupils = {
            (school, make_leerling(self.key, school, number)): (school, number)
            for school, each in self.history.list_pupils()
            for number in each
        }
        parts = {
            (*pupils[first.get(row["school"], row["school"]), row["leerling"]], row["telling"]): {
                name: row[name] for name in _NOTHING
            }
            for row in found.school.iter_rows(named=True)
        }
        return {place: each for place, each in parts.items() if any(each.values())}, found.doubts

    @property
    def key(self) -> bytes:
        return load_key(self.home.opslag)

    # --- what happens ------------------------------------------------------------------------------------------------

    def happen(self, number: int) -> None:
        """One thing, and after some of them a run; a new quarter begins after each third of the history."""
        others = [self.erase, self.restore, self.break_off, self.crash, self.make_backup, self.look_back]
        others += [self.go_back] if self.backup else []
        others += [self.run_earlier] if self.history.at else []
        others += [self.renumber] if any(self.history.numbers[school] == school for school in SCHOOLS) else []
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
        exit_code, screen = self.home.call("erase", "--school", self.settled[0][school], "--leerling", code)
        assert exit_code == 0, screen
        self.history.erase(pupil)
        for folder in self.list_folders():
            for table in folder.glob("tabellen/*.parquet"):
                rows = pl.read_parquet(table)
                assert code not in rows.get_column("leerling", default=pl.Series([""])).to_list()

    def restore(self) -> None:
        """On another computer, from the backup that is made now."""
        place = self.home.folder.parent
        number = int(place.name.removeprefix("swv-")) + 1
        file = self._write_backup(f"verhuizing-{number}")
        known = dict(self._name(self.list_found()))
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

    def renumber(self) -> None:
        """A school gets another number, and delivers under it."""
        self.history.renumber()
        self.run()

    def break_off(self) -> None:
        """A run that is broken off and begun again."""
        self.run(breaks_at=self.draw.choice((*_NOT_TOLD, *_TOLD, *_OUT)))

    def crash(self) -> None:
        """A run that is broken off, after which something else happens."""
        toml, day, before = self.deliver(), self.history.peildatum, self.list_found()
        breaks_at = self.draw.choice((*_NOT_TOLD, *_TOLD, *_OUT))
        broken = self.begin(toml, day, breaks_at)
        if breaks_at not in _NOT_TOLD or not broken:
            self.history.tell(day)
        if breaks_at in _OUT or not broken:
            self.note(before, day, self.history.compute(day))

    def look_back(self) -> None:
        """An edition counted again from what was kept of it, by the rules of now."""
        day = self.draw.choice(PEILDATA[: self.history.at + 1])
        known = [edition for edition in self.history.editions if edition.peildatum == day]
        if not known:
            return
        numbers, protocols = self.settled
        code, screen = self.home.call("run", "--peildatum", day.isoformat(), "--zoals-op", _TO_COME)
        assert code == 0, screen
        output = Renamed(0, self.home.uitvoer / "zoals-op" / f"{day}-op-{_TO_COME}", self.key, _turn(numbers))
        expected = self.history.count(replace(known[-1].known, protocols=protocols), day)
        for table in COMPARED:
            assert not compare_table(table, expected[table], output), (table, self.happened)


@dataclass(frozen=True)
class Renamed(Output):
    """What came out, read with the first number of each school. `first`: number -> the first number."""

    first: dict[str, str]

    def read(self, table: str) -> pl.DataFrame:
        return super().read(table).with_columns(pl.col("school").replace(self.first))


def _turn(numbers: dict[str, str]) -> dict[str, str]:
    return {number: school for school, number in numbers.items()}


def hash_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def without_bridges() -> Generator[None]:
    """What leads from one edition to the next is made with MSA_DEEP alone."""
    with nullcontext() if DEEP else leave_bridges_out():
        yield


@pytest.mark.parametrize("seed", SEEDS)
def test_every_edition_is_what_was_known_then(seed: int, tmp_path: Path) -> None:
    play = Play(seed, tmp_path)
    play.run()
    for number in range(EVENTS):
        play.happen(number)
    play.run()
    play.look_at_all()
    play.look_between(100 if DEEP else 2)


def test_a_lost_edition_a_lesson_more_or_less_and_another_cause_are_noticed(tmp_path: Path) -> None:
    """Negative control: what stood is not kept; and one school had told of a day on which a pupil was there."""
    play = Play(0, tmp_path)
    play.run()
    play.look_at_all()
    number = next(number for number, _ in play.history.told[SCHOOLS[0]].rows)
    school_day = date(2025, 12, 10)
    assert (number, school_day) not in play.history.told[SCHOOLS[0]].rows
    play.history.told[SCHOOLS[0]].rows[number, school_day] = "Z"
    [edition] = play.history.editions
    edition.tables = play.history.compute(play.history.peildatum)
    with pytest.raises(AssertionError, match="leerling_periode"):
        play.look_at_all()
    # What leads from one edition to the next: a child more, of whom the model says that it was there before.
    del play.history.told[SCHOOLS[0]].rows[number, school_day]
    edition.tables = play.history.compute(play.history.peildatum)
    play.history.correct()
    play.run()
    play.look_between(1)
    edition.tables["leerling_periode"].append({**edition.tables["leerling_periode"][0], "leerlingnummer": "199"})
    with pytest.raises(AssertionError, match="leerlingen"):
        play.look_between(1)
    play.history.correct()
    with mock.patch.object(Publication, "keep_standing"), pytest.raises(ValueError, match="unpack"):
        play.run()
