"""A quarter on a system that lacks what Windows lacks: simulated on Linux, and the same bytes come out.

What it shows is that no code of ours asks for a module, function or flag of POSIX. It was not run on Windows itself.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.paths import ROOT
from tests.fixtures.bare_system import MODULES, NAMES

EXAMPLE = ROOT / "data" / "voorbeeld"
DAY = "2026-03-01"


def prepare(place: Path) -> Path:
    place.mkdir(mode=0o700)
    shutil.copy(EXAMPLE / "swv.toml", place)
    shutil.copytree(EXAMPLE / "aanlevering", place / "aanlevering")
    return place


def run(module: str, place: Path, *more: str) -> None:
    command = [sys.executable, "-m", module, "run", str(place / "swv.toml"), "--peildatum", DAY, "--zonder-pdf", *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{DAY}{os.sep}swv" in done.stdout


def read_output(place: Path) -> dict[str, bytes]:
    folder = place / "uitvoer" / DAY
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quarter made on the bare system; never changed."""
    place = prepare(tmp_path_factory.mktemp("kaal") / "swv")
    run("tests.fixtures.bare_system", place, "--direct")
    return place


@pytest.fixture(scope="module")
def expected(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this system makes of the same. The codes of pupils hang on the key."""
    place = prepare(tmp_path_factory.mktemp("heel") / "swv")
    (place / "opslag").mkdir(mode=0o700)
    shutil.copy(bare / "opslag" / "sleutel", place / "opslag")
    run("pipelines.cli", place, "--direct")
    return read_output(place)


def test_a_quarter_without_what_only_posix_has_gives_the_same_bytes(bare: Path, expected: dict[str, bytes]) -> None:
    assert len(expected) > 50
    assert read_output(bare) == expected


def test_the_same_by_prefect_over_what_stands(bare: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """And the exchange in two steps leaves nothing beside it."""
    place = Path(shutil.copytree(bare, tmp_path / "swv"))
    before = (place / "uitvoer" / DAY).stat().st_ino
    run("tests.fixtures.bare_system", place, "--toch")
    # It was made anew, in the place of the other.
    assert (place / "uitvoer" / DAY).stat().st_ino != before
    assert read_output(place) == expected
    assert sorted(entry.name for entry in (place / "uitvoer").iterdir()) == [".zegel", DAY]


def test_the_stripped_system_misses_what_it_says(tmp_path: Path) -> None:
    script = (
        "import importlib, os; from tests.fixtures.bare_system import MODULES, NAMES, strip; strip()\n"
        "left = [name for name in NAMES if hasattr(os, name)]\n"
        "for name in MODULES:\n"
        "    try:\n"
        "        importlib.import_module(name)\n"
        "    except ImportError:\n"
        "        continue\n"
        "    left.append(name)\n"
        "print(left)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    # A control: here, not stripped, they are there.
    assert hasattr(os, "O_NOFOLLOW")
    assert {"fcntl", "pwd"} <= set(MODULES)
    assert {"killpg", "geteuid"} <= set(NAMES)
