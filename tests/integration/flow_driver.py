"""Runs `msa` with a stand-in for `pipelines.run.steps`, in a process of its own (see test_flow.py).

The stand-in does nothing but note its calls, so that the flow, its server and its silence are tested and nothing else.
`MSA_TEST_CASE` says what goes wrong; `SECRET` is what may then stand nowhere.
"""

import errno
import os
import sys
import time
import types
from dataclasses import dataclass
from pathlib import Path

SECRET = "Geheim-Leerling-4711"
SCHOOLS = ("99AA00", "99AB00", "99AC00")


@dataclass(frozen=True)
class RunResult:
    exit_code: int
    output: Path | None
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    only_returns: bool = False
    waits: bool = False
    unchanged: bool = False


def make_stand_in(case: str) -> types.ModuleType:
    from pipelines.errors import DataCheckFailed, StoreUnavailable
    from pipelines.run import steps as run

    # Names of folders and the like stay; every step is replaced.
    stand_in = types.ModuleType("pipelines.run.steps")
    vars(stand_in).update(vars(run))

    def say(step: str) -> str:
        sys.stdout.write(f"stap {step}\n")  # one write: two threads must not share a line
        return ""

    class Quarter:
        def __init__(self):
            self.id = "run-1"
            self.processes = 1
            self.schools = list(SCHOOLS)
            self.tried = False
            self.is_unchanged = case == "onveranderd"

        def read(self, school_id):
            say(f"lezen {school_id}")
            if case in ("bezet", "steeds bezet") and school_id == SCHOOLS[0] and (case != "bezet" or not self.tried):
                self.tried = True
                raise OSError(errno.EBUSY, SECRET, SECRET)
            if case == "fout" and school_id == SCHOOLS[1]:
                int(SECRET)
            return "geweigerd" if school_id == SCHOOLS[2] else "gelezen"

        def check(self, school_id):
            say(f"toetsen {school_id}")
            return "geweigerd" if school_id == SCHOOLS[2] else "getoetst"

        def classify(self):
            say("indelen")
            if case == "controle":
                try:
                    int(SECRET)
                except ValueError:
                    # On purpose without `from None`: the worst that a step can do.
                    raise DataCheckFailed("Een gegevenscontrole vond 1 rij.")  # noqa: B904

        def report(self, school_id):
            say(f"verslag {school_id}")

        def publish(self):
            say("publiceren")
            return RunResult(10, Path("uitvoer"), ((SCHOOLS[2], "Het rooster ontbreekt."),))

        def let_stand(self):
            say("laten staan")
            return RunResult(10, Path("uitvoer"), ((SCHOOLS[2], "Het rooster ontbreekt."),), unchanged=True)

        def close(self):
            say("sluiten")

    def open_quarter(settings, *, peildatum, toch, processes, report_progress):
        if case == "opslag_bezet":
            raise StoreUnavailable("De opslag is bezet door een andere run.")
        say(f"open {peildatum}")
        return Quarter()

    def run_quarter(settings, *, peildatum, toch, processes, report_progress):
        say("direct")
        return RunResult(0, Path("uitvoer"), ())

    vars(stand_in).update(RunResult=RunResult, Quarter=Quarter, open_quarter=open_quarter, run_quarter=run_quarter)
    return stand_in


def main() -> int:
    import pipelines.run
    from pipelines import cli

    stand_in = make_stand_in(os.environ.get("MSA_TEST_CASE", ""))
    sys.modules["pipelines.run.steps"] = stand_in
    vars(pipelines.run)["steps"] = stand_in
    begin = time.perf_counter()
    code = cli.main(sys.argv[1:])
    print(f"prefect geladen: {'prefect' in sys.modules}")
    print(f"seconden: {time.perf_counter() - begin:.2f}")
    return code


if __name__ == "__main__":
    sys.exit(main())
