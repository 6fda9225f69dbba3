"""`make mutation`: change the modules that guard the pupils in one place at a time; the tests must notice it.

mutmut makes the changes and runs the tests, in `mutants/`. The modules and their tests stand in `[tool.mutmut]` of
`pyproject.toml`. Ends with 1 when the tests notice fewer than 95 % of the changes in one of the modules. A test that
runs out of time has noticed nothing here: it may hang for another reason. `mutmut show NAME` shows a change.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

LEAST = 95
MUTANTS = Path("mutants")
# What mutmut writes down for a change: the exit code of pytest, where 1 is a failed test and 3 a crash of the tests.
NOTICED = (1, 3)
SURVIVED, NO_TEST = 0, 33


@dataclass(frozen=True)
class Score:
    """What became of the changes in one module."""

    module: str
    codes: Counter[int | None]
    missed: tuple[str, ...]
    """The names of the changes that no test noticed."""

    @property
    def per_cent(self) -> float:
        """0 where nothing was changed: a module without changes is a mistake in the settings."""
        noticed = sum(self.codes[code] for code in NOTICED)
        return 100 * noticed / self.codes.total() if self.codes else 0.0

    def describe(self) -> str:
        """One line."""
        survived, without = self.codes[SURVIVED], self.codes[NO_TEST]
        other = self.codes.total() - survived - without - sum(self.codes[code] for code in NOTICED)
        return (
            f"{self.module:34} {self.codes.total():5} changes, {self.per_cent:5.1f} % noticed; {survived} survived, "
            f"{without} without a test, {other} out of time or not finished"
        )


def read_score(mutants: Path, module: str) -> Score:
    """The score of one module, from what mutmut left."""
    file = mutants / f"{module}.meta"
    codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"] if file.exists() else {}
    return Score(
        module, Counter(codes.values()), tuple(sorted(name for name, code in codes.items() if code not in NOTICED))
    )


def list_modules(pyproject: Path) -> list[str]:
    """The modules that are changed."""
    return tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["mutmut"]["only_mutate"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="go on where the last run stopped; sees no changed test")
    parser.add_argument("--missed", action="store_true", help="name every change that was not noticed")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if not options.keep:
        shutil.rmtree(MUTANTS, ignore_errors=True)
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", str(options.processes)]
    log = MUTANTS / "run.log"
    MUTANTS.mkdir(exist_ok=True)
    with log.open("wb") as out:
        ended = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
    if ended:
        print(f"mutmut stopped with {ended}; its own words stand in {log}")
        return 1
    scores = [read_score(MUTANTS, module) for module in list_modules(Path("pyproject.toml"))]
    for score in scores:
        print(score.describe())
        for name in score.missed if options.missed else ():
            print(f"  {name}")
    low = [score.module for score in scores if score.per_cent < LEAST]
    print(f"{len(low)} of {len(scores)} modules below {LEAST} %")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
