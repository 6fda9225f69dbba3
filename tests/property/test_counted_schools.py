"""The store of a run that counts only the schools that changed has the rows of one that counts all, in every table.

Regions of which pupils move between schools, corrected time after time in every way that a delivery or the settings can
change, in a quarter, the next one and the next school year, with pupils who are erased and backups that are put back:
each run is laid beside one on the same files and editions that finds nothing to take over. `MSA_DEEP=1`: more regions,
and longer histories.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from pipelines.commands.backup import make_backup
from pipelines.commands.erase import erase_pupil
from pipelines.commands.from_backup import put_back
from pipelines.errors import DataCheckFailed
from pipelines.run import classified, steps
from pipelines.run.kept_states import MARKS, ROWS
from pipelines.run.recount import Stood
from pipelines.settings import load_settings
from pipelines.store.counting import Part
from pipelines.vault.places import LAST_RUN, STORE_FILE
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.comparison import run_program
from tests.lib.counted import note_parts, note_stood
from tests.lib.leaner_runs import leave_bridges_out
from tests.lib.ledger_regions import GA_CODES, OA_CODES, make_region, make_school, map_rows
from tests.lib.moved_pupils import add_moves, list_numbers
from tests.lib.region import Region, School, write_region

DEEP = bool(os.environ.get("MSA_DEEP"))
SEEDS = range(60, 72 if DEEP else 61)
CHANGES = 20 if DEEP else 3
SCHOOLS = 6
PUPILS = 3
PASSWORD = "een-lang-wachtwoord-van-30-lang"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
Tables = dict[str, Counter[tuple[object, ...]]]


@dataclass
class History:
    """One SWV that goes on being corrected. `parts`: what was counted by each run, None for all schools."""

    folder: Path
    peildatum: date
    region: Region
    chance: Random
    unreadable: set[str] = field(default_factory=set)
    backup: Path | None = None

    @property
    def toml(self) -> Path:
        return self.folder / "swv.toml"

    def write(self) -> None:
        shutil.rmtree(self.folder / "aanlevering", ignore_errors=True)
        write_region(self.region, self.folder)
        for school in self.unreadable:
            (self.folder / "aanlevering" / school / "leerlingen.csv").write_text("klas\n1A\n", encoding="utf-8")

    def change_school(self, change: Callable[[School], School]) -> None:
        schools = list(self.region.scholen)
        place = self.chance.randrange(len(schools))
        schools[place] = change(schools[place])
        self.region = replace(self.region, scholen=tuple(schools))


def mend_codes(history: History) -> None:
    """Half of the unauthorised absence of a school was something else."""
    chance = history.chance
    codes = (*OA_CODES, *GA_CODES)
    history.change_school(
        lambda school: map_rows(
            school,
            lambda row: (
                replace(row, code=chance.choice(codes)) if row.code in OA_CODES and chance.random() < 0.5 else row
            ),
        )
    )


def mend_two(history: History) -> None:
    mend_codes(history)
    mend_codes(history)


def delete_rows(history: History) -> None:
    chance = history.chance
    history.change_school(lambda school: map_rows(school, lambda row: None if chance.random() < 0.2 else row))


def change_timetable(history: History) -> None:
    """A class of a school has its last lesson no more."""
    history.change_school(lambda school: replace(school, rooster=school.rooster[:-1]))


def change_kind(history: History) -> None:
    """A code of a school means something else."""
    history.change_school(
        lambda school: replace(
            school,
            codes=tuple(replace(code, soort="ziek") if code.code == "P" else code for code in school.codes or ()),
        )
    )


def count_late(history: History) -> None:
    """A setting of one school that reaches the counting."""
    history.change_school(lambda school: replace(school, te_laat_is_les_vanaf=10 + history.chance.randrange(20)))


def move_somebody(history: History) -> None:
    """The SWV takes the last move back, or tells of one more."""
    moves = history.region.overstappen
    if moves:
        history.region = replace(history.region, overstappen=moves[:-1])
    else:
        history.region = add_moves(history.region, history.peildatum, history.chance, codes=OA_CODES)


def be_unreadable(history: History) -> None:
    """A school is refused; or can be read again."""
    if history.unreadable:
        history.unreadable = set()
    else:
        history.unreadable = {history.chance.choice(history.region.scholen).id}


def rename(history: History) -> None:
    """A school goes by another name, which is one of the references of that school alone."""
    history.change_school(lambda school: replace(school, naam=f"De {history.chance.choice('abcdefg')}"))


def add_school(history: History) -> None:
    """A school more, after all others in the order of their numbers."""
    _add_school(history, range(60, 90))


def add_in_front(history: History) -> None:
    """A school more, before others: all that come after it get another number in the store."""
    _add_school(history, range(10))


def _add_school(history: History, numbers: range) -> None:
    known = {school.id for school in history.region.scholen}
    number = next(number for number in numbers if f"{number + 10}AB00" not in known)
    school = make_school(history.chance, history.region, history.peildatum, number, PUPILS)
    history.region = replace(history.region, scholen=(*history.region.scholen, school))


def leave(history: History) -> None:
    """A school takes no part any more, nor does who went to it or came from it."""
    schools = history.region.scholen
    if len(schools) > SCHOOLS - 1:
        gone = history.chance.choice(schools)
        moves = [move for move in history.region.overstappen if gone.id not in (move.school_van, move.school_naar)]
        rest = tuple(school for school in schools if school is not gone)
        history.region = replace(history.region, scholen=rest, overstappen=tuple(moves))


def begin_quarter(history: History) -> None:
    """The next peildatum: what stands is of the one before."""
    history.peildatum += timedelta(days=70)


def begin_year(history: History) -> None:
    """A year later schools deliver what is of that school year alone, and nobody moved yet."""
    history.peildatum += timedelta(days=364)
    schools = tuple(
        replace(
            make_school(history.chance, history.region, history.peildatum, number, PUPILS),
            id=school.id,
            sector=school.sector,
            protocol=school.protocol,
        )
        for number, school in enumerate(history.region.scholen)
    )
    history.region = replace(history.region, scholen=schools, overstappen=())


def erase_somebody(history: History) -> None:
    """A pupil is erased, who stands in what is delivered."""
    settings = load_settings(history.toml)
    school = history.chance.choice([each for each in history.region.scholen if each.id not in history.unreadable])
    number = history.chance.choice(list_numbers(school))
    code = make_leerling(load_key(settings.opslag), school.id, number)
    erase_pupil(settings, school_id=school.id, leerling=code)


def keep_backup(history: History) -> None:
    """A backup is made, which may be put back when it is old."""
    folder = history.folder.with_name("kopie")
    folder.mkdir(exist_ok=True)
    moment = NOW + timedelta(days=len(list(folder.iterdir())))
    history.backup = make_backup(load_settings(history.toml), folder, password=PASSWORD, now=moment).file


def go_back(history: History) -> None:
    """The backup is put back: the store that stands is of then, what came out since is there."""
    if history.backup is None:
        keep_backup(history)
    else:
        put_back(history.toml, history.backup, password=PASSWORD, toch=True)


CORRECTIONS = (
    *(mend_codes, mend_codes, mend_two, delete_rows, change_timetable, change_kind, count_late),
    *(move_somebody, be_unreadable, rename),
)
# What is more than a correction: the next run counts all, and the one after it goes on from that.
TURNS = (add_school, add_in_front, leave, begin_quarter, begin_year, erase_somebody, keep_backup, go_back)
# The same in fewer runs: what is done before the first run of a round, and the correction after it.
ROUNDS = (
    # An erasure looks through every edition, and what is put back is erased again: of few there are few.
    (add_in_front, erase_somebody, keep_backup),
    (go_back,),
    (add_school, leave, begin_quarter),
    (begin_year,),
)


def begin(seed: int, folder: Path) -> History:
    region, peildatum = make_region(seed, pupils=3, schools=SCHOOLS)
    history = History(folder, peildatum, add_moves(region, peildatum, Random(seed), codes=OA_CODES), Random(seed))
    history.write()
    assert run_program(history.toml, peildatum).exit_code == 0
    return history


def run(toml: Path, peildatum: date) -> None:
    """As a user does: what reads less than before is published when it is asked for."""
    settings = load_settings(toml)
    try:
        steps.run_quarter(settings, peildatum=peildatum)
    except DataCheckFailed:
        steps.run_quarter(settings, peildatum=peildatum, toch=True)


def run_from_nothing(history: History, folder: Path) -> tuple[Tables, dict[str, bytes]]:
    """The same run beside the same editions, of which nothing was kept that may be taken over."""
    shutil.copytree(history.folder, folder)
    for name in (STORE_FILE, LAST_RUN):
        (folder / "opslag" / name).unlink(missing_ok=True)
    run(folder / "swv.toml", history.peildatum)
    found = read_store(folder), read_output(folder, history.peildatum)
    shutil.rmtree(folder)
    return found


def read_store(folder: Path) -> Tables:
    """The rows of every table of the store, with its columns and their types."""
    with duckdb.connect(str(folder / "opslag" / STORE_FILE), read_only=True) as connection:
        names = connection.execute("select table_name from information_schema.tables where table_schema = 'main'")
        found = {}
        for (name,) in names.fetchall():
            rows = connection.sql(f"from {name}")
            head = tuple(zip(rows.columns, map(str, rows.types), strict=True))
            found[name] = Counter([head, *(tuple(map(repr, row)) for row in rows.fetchall())])
    return found


def read_output(folder: Path, peildatum: date) -> dict[str, bytes]:
    place = folder / "uitvoer" / peildatum.isoformat()
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Part | None]:
    return note_parts(monkeypatch)


@pytest.fixture
def without_bridges() -> Generator[None]:
    """It is looked at elsewhere."""
    with leave_bridges_out():
        yield


def compare(history: History, folder: Path) -> None:
    """The next run has the rows and the output of one that finds nothing to take over."""
    history.write()
    tables, output = run_from_nothing(history, folder)
    run(history.toml, history.peildatum)
    found = read_store(history.folder)
    assert found.keys() == tables.keys()
    assert [name for name, rows in tables.items() if found[name] != rows] == []
    assert read_output(history.folder, history.peildatum) == output


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> list[Stood]:
    return note_stood(monkeypatch)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_over_is_what_would_be_counted(
    seed: int, tmp_path: Path, parts: list[Part | None], stood: list[Stood]
) -> None:
    history = begin(seed, tmp_path / "swv")
    begin_quarter(history)
    history.write()
    run(history.toml, history.peildatum)
    assert {ROWS, MARKS} <= read_store(history.folder).keys()
    taken = 0
    for _ in range(CHANGES):
        history.chance.choice((*CORRECTIONS, *TURNS) if DEEP else CORRECTIONS)(history)
        compare(history, tmp_path / "leeg")
        assert parts[-2] is None
        taken += parts[-1] is not None
    assert taken
    assert any(each.schools for each in stood)


@pytest.mark.usefixtures("without_bridges")
def test_a_correction_after_a_turn_goes_on_from_what_stands(tmp_path: Path, parts: list[Part | None]) -> None:
    history = begin(60, tmp_path / "swv")
    for turns in ROUNDS:
        for turn in turns:
            turn(history)
        history.write()
        run(history.toml, history.peildatum)
        assert parts[-1] is None, turns
        mend_codes(history)
        compare(history, tmp_path / "leeg")
        assert parts[-1] is not None, turns


@pytest.mark.usefixtures("without_bridges")
def test_a_school_taken_over_wrongly_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same comparison when a school is not counted of which a pupil was at the one that changed."""
    history = begin(60, tmp_path / "swv")
    mend_codes(history)
    history.write()
    tables, _ = run_from_nothing(history, tmp_path / "leeg")
    find = classified.find_part

    def forget_one(*given: object) -> Part | None:
        part = find(*given)
        assert part is not None
        return replace(part, counted=frozenset(sorted(part.counted)[1:]))

    monkeypatch.setattr(classified, "find_part", forget_one)
    run(history.toml, history.peildatum)
    assert read_store(history.folder) != tables
