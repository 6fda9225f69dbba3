"""The store of a run that counts only the schools that changed has the rows of one that counts all, in every table.

Regions of which pupils move between schools, corrected time after time in every way that a delivery or the settings can
change: each run is laid beside one on the same files and editions that finds nothing to take over. `MSA_DEEP=1`: more
regions, and longer histories.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest

from pipelines.errors import DataCheckFailed
from pipelines.run import steps
from pipelines.settings import load_settings
from pipelines.store.counting import Part
from pipelines.vault.places import LAST_RUN, STORE_FILE
from tests.lib.comparison import run_program
from tests.lib.ledger_regions import GA_CODES, OA_CODES, make_region, map_rows
from tests.lib.moved_pupils import add_moves
from tests.lib.region import Region, School, write_region

DEEP = bool(os.environ.get("MSA_DEEP"))
SEEDS = range(60, 72 if DEEP else 62)
CHANGES = 14 if DEEP else 4
SCHOOLS = 6
Tables = dict[str, Counter[tuple[object, ...]]]


@dataclass
class History:
    """One SWV that goes on being corrected. `parts`: what was counted by each run, None for all schools."""

    folder: Path
    peildatum: date
    region: Region
    chance: Random
    unreadable: set[str] = field(default_factory=set)

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


CHANGES_KNOWN = (
    *(mend_codes, mend_codes, mend_two, delete_rows, change_timetable, change_kind, count_late),
    *(move_somebody, be_unreadable, rename),
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
        (folder / "opslag" / name).unlink()
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
    """What each run counted, in turn."""
    found: list[Part | None] = []
    find = steps.find_part
    monkeypatch.setattr(steps, "find_part", lambda *given: found.append(find(*given)) or found[-1])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_over_is_what_would_be_counted(seed: int, tmp_path: Path, parts: list[Part | None]) -> None:
    history = begin(seed, tmp_path / "swv")
    taken = 0
    for _ in range(CHANGES):
        history.chance.choice(CHANGES_KNOWN)(history)
        history.write()
        tables, output = run_from_nothing(history, tmp_path / "leeg")
        assert parts[-1] is None
        run(history.toml, history.peildatum)
        taken += parts[-1] is not None
        found = read_store(history.folder)
        assert found.keys() == tables.keys()
        assert [name for name, rows in tables.items() if found[name] != rows] == []
        assert read_output(history.folder, history.peildatum) == output
    assert taken


def test_a_school_taken_over_wrongly_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same comparison when a school is not counted of which a pupil was at the one that changed."""
    history = begin(60, tmp_path / "swv")
    mend_codes(history)
    history.write()
    tables, _ = run_from_nothing(history, tmp_path / "leeg")
    find = steps.find_part

    def forget_one(*given: object) -> Part | None:
        part = find(*given)
        assert part is not None
        return replace(part, counted=frozenset(sorted(part.counted)[1:]))

    monkeypatch.setattr(steps, "find_part", forget_one)
    run(history.toml, history.peildatum)
    assert read_store(history.folder) != tables
