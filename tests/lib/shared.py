"""What is built once for a whole session of tests, also when several processes run them."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, made by the first process that asks for it while the others wait; it is only read."""
    # A process of xdist has a folder of its own in that of the session.
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder, half = root / name, root / f"{name}.half"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            # Half of one is left where its maker was stopped.
            shutil.rmtree(half, ignore_errors=True)
            make(half)
            half.rename(folder)
    return folder
