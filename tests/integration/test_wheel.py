"""Set up without make: the wheel in an empty environment, as the README says, and the demo from any folder."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from pipelines.paths import ROOT

PARTS = ("pipelines", "schemas", "reports", "sql", "pyproject.toml", "README.md", "requirements.lock")


def run(*command: str | Path, cwd: Path) -> str:
    # Nothing of this checkout or of the environment that runs the tests may help.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel, and of this checkout nothing."""
    place = tmp_path_factory.mktemp("wiel")
    source = place / "bron"
    source.mkdir()
    for name in PARTS:
        part = ROOT / name
        (shutil.copytree if part.is_dir() else shutil.copy)(part, source / name)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", place, source, cwd=place)
    (wheel,) = place.glob("msa-*.whl")
    venv.create(place / "env", with_pip=True)
    programs = place / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    fresh = (programs / "python", "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*fresh, "install", "--no-deps", "--require-hashes", "-r", source / "requirements.lock", cwd=place)
    run(*fresh, "install", "--no-deps", wheel, cwd=place)
    shutil.rmtree(source)
    return programs


def test_the_demo_runs_from_any_folder(program: Path, tmp_path: Path) -> None:
    told = run(program / "msa", "demo", "--direct", "--zonder-pdf", cwd=tmp_path)
    page = Path(told.strip().splitlines()[-1].removeprefix("Open eerst: "))
    assert page.is_relative_to(tmp_path / "msa-demo")
    assert "Trimesterverslag" in page.read_text(encoding="utf-8")
    assert {entry.name for entry in tmp_path.iterdir()} == {"msa-demo"}


def test_the_doctor_knows_the_versions_that_belong_to_the_wheel(program: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "data" / "voorbeeld" / "swv.toml", tmp_path)

    def read_line() -> str:
        done = subprocess.run(
            [program / "msa", "doctor", "swv.toml"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        (line,) = [line for line in done.stdout.splitlines() if "Versies van pakketten" in line]
        return line

    assert re.search(r"goed .*alle \d+ zoals vastgelegd", read_line())
    # A control: another version of one of them is told.
    (described,) = (program.parent / "lib").glob("python*/site-packages/babel-*.dist-info/METADATA")
    text = described.read_text(encoding="utf-8")
    described.write_text(re.sub(r"(?m)^Version: .*$", "Version: 0.1", text, count=1), encoding="utf-8")
    assert "niet zoals vastgelegd: babel" in read_line()
    described.write_text(text, encoding="utf-8")


def test_every_part_that_is_read_lies_in_the_wheel(program: Path, tmp_path: Path) -> None:
    listing = run(
        program / "python",
        "-c",
        "import pipelines, pathlib; top = pathlib.Path(pipelines.__file__).parents[1]\n"
        "for room in ('pipelines', 'schemas', 'reports', 'sql'):\n"
        "    for file in sorted((top / room).rglob('*')):\n"
        "        if file.is_file() and '__pycache__' not in file.parts: print(file.relative_to(top).as_posix())",
        cwd=tmp_path,
    )
    here = run("git", "ls-files", "pipelines", "schemas", "reports", "sql", cwd=ROOT)
    assert sorted(listing.split()) == sorted(here.split())
