"""`make same BASE=commit`: does the code as it lies here still make the same bytes as that of a commit?

One delivery and one key; both codes run the four quarters of the demo on copies of them, with Prefect and without,
through their own command line. Every file is compared. `expected.toml` lists what an issue wants to differ,
`left_out.toml` what differs between two runs of the same code. Nothing is told of what stands in a file but where it
differs. Ends with 1 for a difference that was not expected, with 2 when there was nothing to compare.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.same.difference import (
    Difference,
    Rule,
    compare_folders,
    find_unused,
    load_expected,
    load_left_out,
    split_expected,
)

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
# The quarters of `msa demo`, in its order.
PEILDATA = ("2025-01-01", "2025-06-01", "2025-09-01", "2026-01-01")
KEY = "5a" * 32
BASE, TREE = "base", "tree"
DIRECT, PREFECT = "direct", "prefect"
# A school of the demo is refused; a store that cannot be made.
GOOD, NO_STORE = (0, 10), 14
EXIT_CODES = "exit-codes.txt"


class NothingToCompare(Exception):
    """One of the two codes did not get to the end; the text says which and what it said."""


@dataclass(frozen=True)
class Bench:
    """The folder in which all is made: both codes, both deliveries and the runs."""

    folder: Path
    pdf: bool
    engines: tuple[str, ...]

    def get_code(self, side: str) -> Path:
        """The checkout of one side."""
        return self.folder / "code" / side

    def get_delivery(self, side: str) -> Path:
        """What the demo of one side delivers."""
        return self.folder / "delivery" / side

    def get_run(self, side: str, engine: str) -> Path:
        """The folder in which one side runs its quarters."""
        return self.folder / "run" / f"{side}-{engine}"


def check_out(commit: str, target: Path) -> None:
    """The files of a commit in a new folder; git keeps nothing of it."""
    packed = target.with_suffix(".zip")
    target.parent.mkdir(parents=True, exist_ok=True)
    _git("archive", "--format=zip", f"--output={packed}", commit)
    shutil.unpack_archive(packed, target)
    packed.unlink()


def copy_tree(target: Path) -> None:
    """The working tree as it lies here, without what git ignores: one may go on changing it."""
    for name in _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def find_commit(name: str) -> str:
    """The full hash of a commit."""
    return _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NothingToCompare(f"git {' '.join(words)}: {done.stderr.strip() or 'no such commit'}")
    return done.stdout


def run_msa(bench: Bench, side: str, *words: str, good: Sequence[int] = GOOD) -> int:
    """One command with the code of one side, in a process of its own; returns its exit code."""
    code = bench.get_code(side)
    foreign = [ROOT, bench.get_code(TREE if side == BASE else BASE)]
    # -P: this file's own folder is no place to import from.
    command = [sys.executable, "-P", HERE / "side.py", code, *foreign, "--", *words]
    environment = {**os.environ, "PYTHONPATH": str(code)}
    done = subprocess.run(
        [str(word) for word in command], cwd=code, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in good:
        last = "\n  ".join(done.stderr.strip().splitlines()[-20:])
        raise NothingToCompare(f"{side}: msa {words[0]} ended with {done.returncode}\n  {last}")
    return done.returncode


def make_delivery(bench: Bench, side: str) -> None:
    """What `msa demo` delivers, without its runs: a file where the store must come stops it after the delivery."""
    folder = bench.get_delivery(side)
    folder.mkdir(parents=True)
    for name in ("swv.toml", "opslag"):
        (folder / name).touch()
    run_msa(bench, side, "demo", "--map", str(folder), "--direct", "--zonder-pdf", good=(NO_STORE,))
    (folder / "opslag").unlink()
    if not (folder / "aanlevering").is_dir():
        raise NothingToCompare(f"{side}: msa demo made no delivery")


def run_quarters(bench: Bench, engine: str, side: str) -> None:
    """All quarters on a copy of the delivery of the tree; PDFs, if any, of the last quarter as `msa demo` does."""
    folder = bench.get_run(side, engine)
    shutil.copytree(bench.get_delivery(TREE), folder)
    opslag = folder / "opslag"
    opslag.mkdir(mode=0o700)
    (opslag / "sleutel").touch(mode=0o600)
    (opslag / "sleutel").write_text(KEY, encoding="ascii")
    ended = []
    for peildatum in PEILDATA:
        options = ["--direct"] if engine == DIRECT else []
        options += [] if bench.pdf and peildatum == PEILDATA[-1] else ["--zonder-pdf"]
        code = run_msa(bench, side, "run", str(folder / "swv.toml"), "--peildatum", peildatum, *options)
        ended.append(f"{peildatum} {code}\n")
    (folder / EXIT_CODES).write_text("".join(ended), encoding="ascii")


def run_all(bench: Bench, commit: str) -> None:
    """Both codes, side by side, so that each has a processor."""
    check_out(commit, bench.get_code(BASE))
    copy_tree(bench.get_code(TREE))
    with ThreadPoolExecutor(2) as pool:
        for what, work in (
            ("delivery", partial(make_delivery, bench)),
            *((f"four quarters, {engine}", partial(run_quarters, bench, engine)) for engine in bench.engines),
        ):
            started = time.perf_counter()
            list(pool.map(work, (BASE, TREE)))
            print(f"{what}: {time.perf_counter() - started:.0f} s", flush=True)


def compare_all(bench: Bench, left_out: Sequence[Rule], expected: Sequence[Rule]) -> int:
    """Tell every difference; how many of them were not expected."""
    pairs: list[tuple[str, Path, Path, Sequence[Rule]]] = [
        ("delivery", bench.get_delivery(BASE), bench.get_delivery(TREE), expected),
        *((name, bench.get_run(BASE, name), bench.get_run(TREE, name), expected) for name in bench.engines),
    ]
    if len(bench.engines) > 1:
        # The same code twice: no issue wants these to differ.
        direct, prefect = bench.get_run(TREE, DIRECT), bench.get_run(TREE, PREFECT)
        pairs.append(("tree, direct beside prefect", direct, prefect, ()))
    failed = 0
    met: list[Difference] = []
    used: set[str] = set()
    for title, base, tree, rules in pairs:
        comparison = compare_folders(base, tree, left_out)
        unexpected, explained = split_expected(comparison.differences, rules)
        print(f"\n== {title}: {comparison.compared} paths, {len(unexpected)} differ, {len(explained)} as expected")
        for difference in unexpected:
            print(f"  {difference}")
        for difference, reason in explained:
            print(f"  expected {difference} ({reason})")
        failed += len(unexpected)
        used |= comparison.used
        met += comparison.differences if rules else ()
    for rule in find_unused(expected, met):
        print(f"unused in expected.toml: {rule.pattern} ({rule.reason})")
    for rule in left_out:
        print(f"left out: {rule.pattern}{f' {list(rule.keys)}' if rule.keys else ''} ({rule.reason})")
        if rule.pattern not in used:
            print("  … which fits no path")
    return failed


def open_folder(keep: Path | None) -> AbstractContextManager[str]:
    """A folder that is gone afterwards, or a new one that stays."""
    if keep is None:
        return tempfile.TemporaryDirectory(prefix="msa-same-")
    keep.mkdir(parents=True)
    return nullcontext(str(keep))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="the commit to compare with")
    parser.add_argument("--direct", action="store_true", help="only without Prefect: takes half the time")
    parser.add_argument("--pdf", action="store_true", help="print the PDFs of the last quarter too, and compare them")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make everything in this new folder and leave it")
    options = parser.parse_args()
    left_out = load_left_out(HERE / "left_out.toml")
    expected = load_expected(HERE / "expected.toml")
    try:
        commit = find_commit(options.base)
        print(f"base: {commit[:12]}; tree: {ROOT.name} as it lies here", flush=True)
        with open_folder(options.keep) as folder:
            bench = Bench(Path(folder).resolve(), options.pdf, (DIRECT,) if options.direct else (DIRECT, PREFECT))
            run_all(bench, commit)
            failed = compare_all(bench, left_out, expected)
    except NothingToCompare as error:
        print(error, file=sys.stderr)
        return 2
    print("not the same" if failed else "the same")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
