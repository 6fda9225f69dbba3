"""Schools are made in other processes to the same bytes; one that fails, dies or is left takes nothing along."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import DataCheckFailed
from pipelines.publish.export import make_parquet
from pipelines.publish.school_files import SchoolInput, make_school_files
from pipelines.publish.table_workbook import make_table_workbook, make_workbook_of_files
from pipelines.run import school_workers, steps
from pipelines.run.published import check_tables
from pipelines.run.school_pages import take_school
from pipelines.run.school_workers import ForkingPickler, SchoolWorkers, count_workers
from pipelines.run.steps import Quarter, open_quarter, run_quarter
from pipelines.settings import Settings, load_settings
from tests.lib.erasure import OTHER_SCHOOL, PEILDATUM, PUPIL, SCHOOL, write_deliveries

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    toml = write_deliveries(tmp_path_factory.mktemp("processen") / "swv")
    return replace(load_settings(toml), pdf=False)


@pytest.fixture(scope="module")
def quarter(settings: Settings) -> Iterator[Quarter]:
    """Read and classified; nothing is published."""
    opened = open_quarter(settings, peildatum=PEILDATUM)
    try:
        opened.read_all()
        opened.classify()
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def given(quarter: Quarter) -> SchoolInput:
    """Of the school with the pupil whose every cell is known."""
    return take_school(quarter._run, quarter._classified, SCHOOL)


@pytest.mark.parametrize(
    ("allowed", "schools", "pupils", "expected"),
    [
        (2, 25, 1_999, 1),
        (2, 25, 3_999, 1),  # 3999 // 2000
        (2, 25, 4_000, 2),
        (2, 25, 20_000, 2),
        (4, 25, 20_000, 4),  # 20000 // 2000 = 10 are worth it
        (4, 3, 20_000, 3),
        (4, 25, 7_999, 3),
        (1, 25, 20_000, 1),
        (2, 0, 0, 1),
    ],
)
def test_no_more_processes_than_are_worth_it(allowed: int, schools: int, pupils: int, expected: int) -> None:
    assert count_workers(allowed, schools=schools, pupils=pupils) == expected


def test_what_a_process_is_given_is_of_one_school_and_holds_no_cell_that_could_not_be_read(
    quarter: Quarter, given: SchoolInput
) -> None:
    other = take_school(quarter._run, quarter._classified, OTHER_SCHOOL)
    codes = {each.school: set(each.outcome.tables["leerling_periode"]["leerling"].to_list()) for each in (given, other)}
    assert {school: len(found) for school, found in codes.items()} == {SCHOOL: 9, OTHER_SCHOOL: 3}
    sent = bytes(ForkingPickler.dumps(given))
    assert all(code.encode() in sent for code in codes[SCHOOL])
    assert not any(code.encode() in sent for code in codes[OTHER_SCHOOL])
    assert quarter._classified.deliveries[SCHOOL].quarantine
    assert not any(value.encode() in sent for value in PUPIL.values())


def test_another_process_makes_the_same_bytes(given: SchoolInput) -> None:
    workers = SchoolWorkers(2)
    try:
        made = workers.make(given)
        assert made == make_school_files(given)
        assert {"index.html", "leerlingen.html", "figuren.html", "msa-formulier.xlsx"} <= set(made)
        started = active_children()
        assert started
    finally:
        workers.stop()
    assert not any(process.is_alive() for process in started)


def test_a_whole_run_in_processes_publishes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(school_workers, "_PUPILS_A_PROCESS", 1)
    started: list[tuple[str, int]] = []
    start = SchoolWorkers.start
    monkeypatch.setattr(
        SchoolWorkers,
        "start",
        lambda self, make, given: (started.append((make.__name__, self.processes)), start(self, make, given))[1],
    )
    trees = []
    write_deliveries(tmp_path / "1")
    shutil.copytree(tmp_path / "1", tmp_path / "2")
    for processes in (1, 2):
        again = replace(load_settings(tmp_path / str(processes) / "swv.toml"), pdf=False)
        again.opslag.mkdir(mode=0o700)
        (again.opslag / "sleutel").write_text("ab" * 32, encoding="ascii")
        result = run_quarter(again, peildatum=PEILDATUM, processes=processes)
        assert result.output is not None
        files = (path for path in result.output.rglob("*") if path.is_file())
        trees.append({path.relative_to(result.output).as_posix(): path.read_bytes() for path in files})
    once = ["make_school_files", "make_school_files", "make_workbook_of_files"]
    # The workbook is begun beside the schools, before or after each.
    assert sorted(started) == sorted((made, processes) for processes in (1, 2) for made in once)
    assert "tabellen/tabellen.xlsx" in trees[0]
    assert trees[0] == trees[1]


@pytest.mark.parametrize(("pupils_a_process", "expected"), [(6, 2), (7, 1)])
def test_processes_are_there_before_counting_and_gone_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pupils_a_process: int, expected: int
) -> None:
    """Two schools with 9 + 3 = 12 pupils: two processes of 6 pay, two of 7 do not, and one is this process itself."""
    monkeypatch.setattr(school_workers, "_PUPILS_A_PROCESS", pupils_a_process)
    before = set(active_children())
    seen: list[tuple[int, int]] = []

    def fail(run: object, deliveries: object) -> None:
        seen.append((quarter._workers.processes, len(set(active_children()) - before)))
        raise DataCheckFailed("chk_proef")

    monkeypatch.setattr(steps, "classify", fail)
    settings = replace(load_settings(write_deliveries(tmp_path / "swv")), pdf=False)
    quarter = open_quarter(settings, peildatum=PEILDATUM, processes=2)
    try:
        quarter.read_all()
        with pytest.raises(DataCheckFailed):
            quarter.classify()
    finally:
        quarter.close()
    assert seen == [(expected, 0 if expected == 1 else expected)]
    assert set(active_children()) <= before


def test_for_a_small_school_that_changed_no_process_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for every three pupils: for 12 pupils there would be two of them, for the 3 of the school that changed
    one, which is this process itself; also where the pages are made, as the others are taken over.
    """
    monkeypatch.setattr(school_workers, "_PUPILS_A_PROCESS", 3)
    settings = replace(load_settings(write_deliveries(tmp_path / "swv")), pdf=False)
    shutil.rmtree(settings.aanlevering / "swv")
    assert run_quarter(settings, peildatum=PEILDATUM).exit_code == 0
    (settings.aanlevering / OTHER_SCHOOL / "absenties-2.csv").write_text(
        "leerlingnummer;datum;lesuur;code\n600000002;2025-11-20;1;S\n", encoding="utf-8"
    )
    before = set(active_children())
    quarter = open_quarter(settings, peildatum=PEILDATUM, processes=2)
    try:
        quarter.read_all()
        quarter.classify()
        assert quarter._prepared.taken.keys() == {SCHOOL}
        assert quarter._workers.processes == 1
        assert set(active_children()) <= before
    finally:
        quarter.close()


def test_the_workbook_of_all_tables_is_made_in_a_process_from_what_is_published(quarter: Quarter) -> None:
    """A fault there is told as one of this process: the table has no columns."""
    frames = check_tables(quarter._classified)
    files = {name: make_parquet(frame) for name, frame in frames.items()}
    sent = bytes(ForkingPickler.dumps(files))
    assert not any(value.encode() in sent for value in PUPIL.values())
    workers = SchoolWorkers(2)
    try:
        begun, broken = (
            workers.start(make_workbook_of_files, files),
            workers.start(make_workbook_of_files, {"leerling_periode": b"geen tabel"}),
        )
        assert begun() == make_table_workbook(frames)
        with pytest.raises(pl.exceptions.ComputeError) as found:
            broken()
        assert found.value.__cause__ is None
    finally:
        workers.stop()


def break_a_table(given: SchoolInput) -> SchoolInput:
    """A fault of the program: the message of the error would hold a code of a pupil."""
    tables = {**given.outcome.tables, "leerling_periode": pl.DataFrame({"school": [SCHOOL]})}
    return replace(given, outcome=replace(given.outcome, tables=tables))


def test_a_fault_in_a_process_is_told_as_one_of_this_process(given: SchoolInput) -> None:
    """Nothing of it comes through the pipe: no text and no traceback; the school is made here, and fails here."""
    broken = break_a_table(given)
    assert school_workers._try(make_school_files, broken) is None
    workers = SchoolWorkers(2)
    try:
        with pytest.raises(Exception) as found:
            workers.make(broken)
        assert found.value.__cause__ is None
        assert workers.make(given) == make_school_files(given)
    finally:
        workers.stop()


def test_a_process_that_is_killed_takes_no_school_along(given: SchoolInput) -> None:
    """As a system does that is short of memory."""
    workers = SchoolWorkers(2)
    try:
        assert workers.make(given)
        for process in active_children():
            process.kill()
            process.join()
        assert workers.make(given) == make_school_files(given)
    finally:
        workers.stop()


LEFT_ALONE = """
import sys, time
from multiprocessing import active_children
from pipelines.run.school_workers import SchoolWorkers

if __name__ == "__main__":
    workers = SchoolWorkers(2)
    futures = [workers._pool.submit(time.sleep, 600) for _ in range(2)]
    while not all(future.running() for future in futures):
        time.sleep(0.05)
    print(*(process.pid for process in active_children()), flush=True)
    {end}
"""
ENDS: dict[str, tuple[str, Callable[[subprocess.Popen[str]], object]]] = {
    "it is killed": ("time.sleep(600)", lambda process: process.kill()),
    "it stops them": ("workers.stop()", lambda process: None),
    "somebody stops it": ("time.sleep(600)", lambda process: process.send_signal(signal.SIGTERM)),
}


@pytest.mark.parametrize("how", ENDS)
def test_no_process_outlives_the_first_one(how: str, tmp_path: Path) -> None:
    """Both are at work, and would be for ten minutes."""
    end, act = ENDS[how]
    script = tmp_path / "eerste.py"
    script.write_text(LEFT_ALONE.replace("{end}", end), encoding="utf-8")
    first = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with first:
        assert first.stdout is not None
        others = first.stdout.readline().split()
        assert len(others) == 2
        act(first)
        first.wait()
    for _ in range(600):
        if not any(map(is_running, others)):
            return
        time.sleep(0.1)
    pytest.fail("a process goes on")


def is_running(process: str) -> bool:
    """Whether it is there; one that has ended and that nobody asked after is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_process_says_nothing_on_a_screen() -> None:
    """Libraries would write texts of their own there, with values in them."""
    text = (
        "import multiprocessing, os, sys\n"
        "from pipelines.run.worker_begin import begin\n"
        "seen, end = multiprocessing.Pipe(duplex=False)\n"
        "begin(seen)\n"
        "print('Geheim', flush=True)\n"
        "print('Geheim', file=sys.stderr, flush=True)\n"
        "os.write(2, b'Geheim')\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_making_a_school_loads_nothing_that_only_another_step_needs(given: SchoolInput) -> None:
    """What checks deliveries, counts, or seeks small counts takes more memory than all that makes a page."""
    code = (
        "import pickle, sys\n"
        "from pipelines.run import school_workers\n"
        "assert school_workers.make_school_files(pickle.load(sys.stdin.buffer))\n"
        "heavy = {'pandera', 'pandas', 'pyarrow', 'duckdb', 'prefect', 'scipy.optimize', 'scipy.sparse'}\n"
        # A control: what it does need.
        "print(*(heavy | {'polars', 'scipy.special'}) & set(sys.modules))\n"
    )
    sent = bytes(ForkingPickler.dumps(given))
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, cwd=ROOT, check=True)
    assert set(done.stdout.decode().split()) == {"polars", "scipy.special"}


def is_looking(_: None) -> bool:
    return gc.isenabled()


class Circle:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


def make_circles(_: None) -> int:
    """How many are left of the one that was made."""
    school_workers._try(lambda _: bool(Circle()), None)
    return sum(isinstance(each, Circle) for each in gc.get_objects())


def test_a_process_looks_for_circles_between_schools_alone() -> None:
    """While it makes one, a tenth of its time went into that."""
    workers = SchoolWorkers(2)
    try:
        assert workers.start(is_looking, None)() is False
        assert workers.start(make_circles, None)() == 0
    finally:
        workers.stop()
