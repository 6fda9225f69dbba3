"""The SQL part of `make mutation`: a sample of the changes of `sql/`, and whether the tests that read them notice.

Each change is made in a copy of the tree, never here. Only the tests that name the model or one that reads it run,
eight files at most, the closest ones (`sql_readers`), stopped at the first that fails. A test file that fails must pass
on the unchanged copy, or all of this says nothing. Ends with 1 when the tests notice fewer than 95 % of the changes in
one of the layers of `HELD`. Out of time is not noticed, as in `score`. What changes nothing stands in
`sql_unchanged.toml`, each with the reason; a change that DuckDB does not even read is none.
"""

import argparse
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import duckdb

from pipelines.store.models import read_models
from pipelines.vault.places import STORE_FILE
from tests.lib.store_tables import build_empty
from tests.mutation.score import LEAST
from tests.mutation.sql_mutants import Mutant, find_mutants, list_models
from tests.mutation.sql_readers import Named, measure_distances, pick_tests, rank_tests, read_named

ROOT = Path(__file__).resolve().parents[2]
UNCHANGED = Path(__file__).parent / "sql_unchanged.toml"
HELD = ("windows", "classification", "marts")
# Of the layers without a limit this part of what each of the others gets.
_OTHERS = 5
_LEFT_OUT = (".git", ".venv", "mutants", "msa-demo", "__pycache__", ".*_cache", ".hypothesis")
# So many of the closest test files run for a change: what only a distant one would notice has no test of its own.
_CLOSEST = 8
# Seconds for all the tests of one change.
_LIMIT = 300.0
PASSED, FAILED, OUT_OF_TIME = 0, 1, None


@dataclass(frozen=True)
class Known:
    """A change that changes nothing, and why."""

    model: str
    line: str
    change: str
    turn: int
    reason: str

    def fits(self, mutant: Mutant) -> bool:
        return (self.model, self.line, self.change, self.turn) == (
            mutant.model,
            mutant.text,
            mutant.change,
            mutant.turn,
        )


@dataclass(frozen=True)
class Answer:
    """What became of one change: pytest's exit code (None: out of time) and the first test that failed."""

    mutant: Mutant
    layer: str
    code: int | None
    failed: str

    @property
    def noticed(self) -> bool:
        return self.code == FAILED


class Worker:
    """A copy of the tree, and a process that runs tests in it."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        shutil.copytree(ROOT, self.tree, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        self.log = (folder / "worker.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutation.sql_worker"],
            cwd=self.tree,
            env={**os.environ, "PYTHONPATH": str(self.tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def run(self, tests: Iterable[str], seconds: float) -> tuple[int | None, str]:
        assert self.process.stdin and self.process.stdout
        order = {"tests": list(tests), "seconds": seconds}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["code"], answer["failed"]

    def try_out(self, mutant: Mutant, file: Path, tests: Iterable[str], seconds: float) -> tuple[int | None, str]:
        """Run the tests with the change in place, and take it back; `file` is relative to the tree."""
        place = self.tree / file
        original = place.read_text(encoding="utf-8")
        place.write_text(mutant.apply(original), encoding="utf-8")
        try:
            return self.run(tests, seconds)
        finally:
            place.write_text(original, encoding="utf-8")

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


def load_known(file: Path) -> list[Known]:
    """The changes that change nothing. ValueError for one without a reason, or with a key that is not known."""
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("change", [])
    return [_make_known(row) for row in rows]


def _make_known(row: Mapping[str, Any]) -> Known:
    keys = {"model", "line", "change", "reason"}
    if not keys <= row.keys() <= keys | {"turn"} or not str(row["reason"]).strip():
        raise ValueError(f"{row.get('model')}: needs model, line, change and reason, and may have turn")
    return Known(row["model"], row["line"], row["change"], row.get("turn", 1), row["reason"])


def find_idle(known: Iterable[Known], mutants: Sequence[Mutant]) -> list[Known]:
    """The entries that fit no change any more."""
    return [entry for entry in known if not any(entry.fits(mutant) for mutant in mutants)]


def get_layer(file: Path, sql: Path) -> str:
    return file.relative_to(sql).parts[0]


def draw(
    mutants: Mapping[str, Sequence[Mutant]], *, each: int, seed: int, can_read: Callable[[Mutant], bool]
) -> list[Mutant]:
    """`each` changes of every layer of `HELD` and a part of that of the others, in turns, the same for a seed."""
    drawn = []
    for layer, found in sorted(mutants.items()):
        most = each if layer in HELD else each // _OTHERS
        shuffled = random.Random(f"{seed} {layer}").sample(found, len(found))
        chosen = list(itertools.islice(filter(can_read, shuffled), most))
        drawn += [(place / len(chosen), layer, mutant) for place, mutant in enumerate(chosen)]
    return [mutant for _, _, mutant in sorted(drawn, key=lambda item: item[:2])]


def make_reader(folder: Path, files: Mapping[str, Path]) -> Callable[[Mutant], bool]:
    """A function that tells whether DuckDB can read a model as changed: names and types fit."""
    store = folder / STORE_FILE
    folder.mkdir()
    make_every_table(store, files)
    connection = duckdb.connect(str(store), read_only=True)

    def can_read(mutant: Mutant) -> bool:
        try:
            connection.execute(f"explain {mutant.apply(files[mutant.model].read_text(encoding='utf-8'))}").fetchall()
        except duckdb.CatalogException:
            return True  # it reads a table that only a command makes
        except duckdb.Error:
            return False
        return True

    return can_read


def make_every_table(file: Path, models: Iterable[str]) -> None:
    """A store with each of the models, without rows, but for those that read what only a command makes."""
    build_empty(file, read_models(name for name in models if not name.startswith("chk_"))).save()


def share_out(workers: Sequence[Worker], work: Callable[[Worker, Any], Any], items: Iterable[Any]) -> list[Any]:
    """Do `work` for each item with a worker that is free; the answers in the order of the items."""
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def do(item: Any) -> Any:
        worker = free.get()
        try:
            return work(worker, item)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        return list(pool.map(do, items))


def _list_felt(named: Mapping[str, Named], distances: Mapping[str, int]) -> dict[str, Named]:
    """The models that a test names and reads, among those that feel a change."""
    return {
        model: how
        for model, how in named.items()
        if model in distances and (distances[model] == 0 or how is not Named.ALONE)
    }


class Judge:
    """Tries changes on copies of the tree."""

    def __init__(self, models: Iterable[str]) -> None:
        self.files = list_models(ROOT / "sql")
        named = read_named(ROOT / "tests", self.files)
        distances = measure_distances(ROOT / "sql")
        self.readers = {model: rank_tests(distances[model], named)[:_CLOSEST] for model in set(models)}
        self.picked = {
            (model, test): pick_tests(test, model, _list_felt(named[test], distances[model]), ROOT / "tests")
            for model, tests in self.readers.items()
            for test in tests
        }
        self.alone = {
            (model, test)
            for model, tests in self.readers.items()
            for test in tests
            if named[test].get(model) is Named.ALONE
        }
        self.passed: set[str] = set()
        self.noticed: Counter[str] = Counter()

    def try_out(self, worker: Worker, mutant: Mutant) -> Answer:
        """Run the readers of the changed model. RuntimeError when one fails without the change as well."""
        file = self.files[mutant.model]
        # First what builds the model on rows of its own, which takes no whole run, then what noticed most until now:
        # only the time depends on it.
        tests = sorted(
            self.readers[mutant.model],
            key=lambda test: ((mutant.model, test) not in self.alone, -self.noticed[str(Path("tests", test))]),
        )
        layer = get_layer(file, ROOT / "sql")
        if not tests:
            return Answer(mutant, layer, PASSED, "")
        picked = [name for test in tests for name in self.picked[mutant.model, test]]
        code, failed = worker.try_out(mutant, file.relative_to(ROOT), picked, _LIMIT)
        if code not in (PASSED, FAILED, OUT_OF_TIME):
            raise RuntimeError(f"{mutant.model}: pytest ended with {code}, no test has run to its end")
        if code == FAILED:
            test = failed.split("::")[0]
            self._check(worker, test)
            self.noticed[test] += 1
        return Answer(mutant, layer, code, failed)

    def _check(self, worker: Worker, test: str) -> None:
        if test not in self.passed:
            code, failed = worker.run([test], _LIMIT)
            if code != PASSED:
                raise RuntimeError(f"without any change {test} ends with {code} as well: {failed}")
            self.passed.add(test)


def judge_all(sample: Sequence[Mutant], *, processes: int, minutes: float, folder: Path) -> list[Answer]:
    """Try every change of the sample, as far as the minutes reach."""
    ends = time.monotonic() + 60 * minutes
    broken = threading.Event()
    judge = Judge(mutant.model for mutant in sample)
    workers = [Worker(folder / str(number)) for number in range(processes)]

    def try_out(worker: Worker, mutant: Mutant) -> Answer | None:
        if time.monotonic() > ends or broken.is_set():
            return None
        try:
            answer = judge.try_out(worker, mutant)
        except BaseException:
            # The others need not go on.
            broken.set()
            raise
        print(describe(answer), flush=True)
        return answer

    try:
        return [answer for answer in share_out(workers, try_out, sample) if answer is not None]
    finally:
        for worker in workers:
            worker.close()


def describe(answer: Answer) -> str:
    """One line: what became of a change."""
    outcome = (
        f"noticed by {answer.failed}" if answer.noticed else "out of time" if answer.code is OUT_OF_TIME else "MISSED"
    )
    return f"{answer.mutant.describe()}  {outcome}"


def summarize(answers: Sequence[Answer]) -> tuple[list[str], list[str]]:
    """A line a layer, and the layers of `HELD` that are below the limit: one that was not tried is one of them."""
    lines, low = [], []
    for layer in sorted({*HELD, *(answer.layer for answer in answers)}):
        own = [answer for answer in answers if answer.layer == layer]
        noticed = sum(answer.noticed for answer in own)
        share = f"{100 * noticed / len(own):.1f} %" if own else "none"
        lines.append(f"{layer:16} {len(own):4} changes, {noticed:4} noticed: {share}")
        if layer in HELD and (not own or 100 * noticed < LEAST * len(own)):
            low.append(layer)
    return lines, low


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="changes of each of the layers that are held to a limit")
    parser.add_argument("--minutes", type=float, default=60, help="no new change is tried after this many")
    parser.add_argument("--seed", type=int, default=1, help="another sample")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--model", action="append", help="all changes of this model instead of a sample")
    options = parser.parse_args()
    files = list_models(ROOT / "sql")
    known = load_known(UNCHANGED)
    mutants = {name: find_mutants(name, file.read_text(encoding="utf-8")) for name, file in files.items()}
    every = [mutant for found in mutants.values() for mutant in found]
    layers: dict[str, list[Mutant]] = {}
    for mutant in every:
        if not any(entry.fits(mutant) for entry in known) and mutant.model in (options.model or files):
            layers.setdefault(get_layer(files[mutant.model], ROOT / "sql"), []).append(mutant)
    with tempfile.TemporaryDirectory() as name:
        can_read = make_reader(Path(name, "reader"), files)
        each = len(every) * _OTHERS if options.model else options.each
        sample = draw(layers, each=each, seed=options.seed, can_read=can_read)
        print(
            f"{len(every)} changes, {len(sample)} of them drawn; {len(known)} are known to change nothing", flush=True
        )
        answers = judge_all(sample, processes=options.processes, minutes=options.minutes, folder=Path(name))
    lines, low = summarize(answers)
    print(f"{len(answers)} of {len(sample)} tried")
    for line in [*lines, *(describe(answer) for answer in answers if not answer.noticed)]:
        print(line)
    idle = find_idle(known, every)
    for entry in idle:
        print(f"{UNCHANGED.name}: {entry.model}, {entry.change}, fits no change of [{entry.line}]")
    print(f"{len(low)} of {len(HELD)} layers below {LEAST} %")
    return 1 if idle or (low and not options.model) else 0


if __name__ == "__main__":
    sys.exit(main())
