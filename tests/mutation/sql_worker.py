"""Runs tests in a tree of which the SQL changes between two orders; started and fed by `sql_score`.

Most of what tests import is imported once (not the plugins of pytest, which it wants to load itself); each order is
then carried out by a fork, so that nothing is remembered between two. polars does not survive a fork of a process in
which it has worked: this one only imports. An order is a line of JSON on the input, `{"tests": [...], "seconds": n}`;
the answer a line of JSON: pytest's exit code (null: out of time) and the first test that failed.
"""

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import duckdb  # noqa: F401
import pandera.polars  # noqa: F401
import polars  # noqa: F401
import pytest

import pipelines.run.steps  # noqa: F401

_PAUSE = 0.05


class FirstFailure:
    """A plugin that writes the name of the first failed test to a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.file.read_text(encoding="utf-8"):
            self.file.write_text(report.nodeid, encoding="utf-8")


def carry_out(tests: list[str], seconds: float, folder: Path) -> tuple[int | None, str]:
    """Run the tests, stopped at the first that fails; pytest's exit code, None when `seconds` were not enough."""
    note = folder / "failed.txt"
    note.write_text("", encoding="utf-8")
    child = os.fork()
    if child == 0:
        _run(tests, note, folder)
    ends = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > ends:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None, ""
        time.sleep(_PAUSE)
    return os.waitstatus_to_exitcode(status), note.read_text(encoding="utf-8")


def _run(tests: list[str], note: Path, folder: Path) -> None:
    """The fork: a group of its own, its words in a file, and no way back."""
    code = 3
    try:
        os.setpgid(0, 0)
        log = os.open(folder / "pytest.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(log, stream)
        options = ["-x", "-q", "-m", "not deep", "-p", "no:cacheprovider", f"--basetemp={folder / 'tests'}"]
        code = int(pytest.main([*options, *tests], plugins=[FirstFailure(note)]))
    finally:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            order = json.loads(line)
            code, failed = carry_out(order["tests"], order["seconds"], Path(folder))
            print(json.dumps({"code": code, "failed": failed}), flush=True)


if __name__ == "__main__":
    main()
