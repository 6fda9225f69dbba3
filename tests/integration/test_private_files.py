"""After a run every file is for its owner alone, whatever the umask; and no name of a file leads anywhere else."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.commands.compare import compare
from pipelines.commands.explain import explain_pupil
from pipelines.commands.faults import write_fault
from pipelines.errors import StoreUnavailable
from pipelines.run.check import check_deliveries
from pipelines.run.flow_server import prepare_home
from pipelines.settings import load_settings
from tests.lib.cases import CaseSchool, lessons, pupil, run_cases, weekly, workdays
from tests.lib.hostile_names import HOSTILE
from tests.lib.school_folder import LEERLINGEN, ROOSTER, deliver, make_school, write_swv

PEILDATUM = date(2026, 2, 1)
DAYS = workdays(date(2025, 11, 10), date(2025, 11, 14))
SCHOOL = CaseSchool(
    "12AB00",
    {"truant": pupil(lessons("S", *DAYS, hours=range(1, 9)), klas="1A"), "here": pupil(klas="1A")},
    fields={"rooster": weekly("1A", lessen=8)},
)


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def list_open(folder: Path) -> list[str]:
    """Files and folders that someone else may read, write or enter."""
    return [
        f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in sorted([folder, *folder.rglob("*")])
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


@pytest.mark.usefixtures("open_umask")
def test_everything_a_run_leaves_is_private(tmp_path: Path) -> None:
    """A run, a check, an explanation, a comparison, a fault report and Prefect's home, with umask 000."""
    answers = run_cases(tmp_path, PEILDATUM, SCHOOL)
    settings = load_settings(tmp_path / "swv.toml")
    # The test wrote `opslag` itself, open; the run closed it.
    assert stat.S_IMODE(settings.opslag.stat().st_mode) == 0o700
    check_deliveries(settings, today=PEILDATUM)
    explain_pupil(settings, leerling=answers.row("leerling_periode", "truant")["leerling"])
    compare(settings, peildatum=PEILDATUM, rule_set_ids=[], readings=[])
    assert write_fault(ValueError("x"), folder=settings.opslag)
    prepare_home(settings.opslag / ".prefect")
    for folder, least in ((settings.opslag, 8), (settings.uitvoer, 20)):
        assert len(list(folder.rglob("*"))) >= least
        assert list_open(folder) == []


# A run in a process of its own that is killed when the store is full of rows and nothing is published yet.
_KILLED = """
import os, signal, sys
from pipelines import cli
from pipelines.run import steps
steps.report_school = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
cli.main(sys.argv[1:])
"""


def test_what_a_run_that_is_killed_leaves_is_private(tmp_path: Path) -> None:
    """DuckDB's own file beside the store among it, which it makes by itself."""
    write_swv(tmp_path, {"leerlingen.csv": LEERLINGEN, "rooster.csv": ROOSTER}, school=make_school())
    command = ["run", str(tmp_path / "swv.toml"), "--peildatum", "2026-01-01", "--direct"]
    ended = subprocess.run([sys.executable, "-c", _KILLED, *command], umask=0, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert [path.name for path in (tmp_path / "opslag").rglob("*.wal")] == ["msa.duckdb.wal"]
    assert list_open(tmp_path / "opslag") == []
    assert list_open(tmp_path / "uitvoer") == []


def test_links_in_the_output_and_the_store_lead_nowhere(tmp_path: Path) -> None:
    """An explanation and a comparison replace a link in their way; a link in the store ends both."""
    answers = run_cases(tmp_path / "swv", PEILDATUM, SCHOOL)
    settings = load_settings(tmp_path / "swv" / "swv.toml")
    code = answers.row("leerling_periode", "truant")["leerling"]
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    for name in ("uitleg", "vergelijking"):
        (settings.uitvoer / name).symlink_to(elsewhere)
    explain_pupil(settings, leerling=code)
    compare(settings, peildatum=PEILDATUM, rule_set_ids=[], readings=[])
    assert [(settings.uitvoer / name).is_symlink() for name in ("uitleg", "vergelijking")] == [False, False]
    (settings.opslag / "werk").symlink_to(elsewhere)
    with pytest.raises(StoreUnavailable, match="snelkoppeling"):
        explain_pupil(settings, leerling=code)
    with pytest.raises(StoreUnavailable, match="snelkoppeling"):
        compare(settings, peildatum=PEILDATUM, rule_set_ids=[], readings=[])
    assert list(elsewhere.iterdir()) == []


def test_an_open_file_is_noticed(tmp_path: Path) -> None:
    """Negative control."""
    file = tmp_path / "open.csv"
    file.write_text("a")
    file.chmod(0o640)
    tmp_path.chmod(0o700)
    assert list_open(tmp_path) == ["open.csv 640"]


# --- names of files ----------------------------------------------------------------------------------------------


def make_file_name(name: str) -> str | None:
    """The name as that of a delivered file; None for what no folder can hold and for leftovers (contract 1)."""
    if {"/", "\x00"} & set(name) or name.startswith((".", "~$")) or "\ud800" in name:
        return None
    return f"{name}.csv" if name.strip() and len(os.fsencode(name)) < 240 else None


def test_hostile_file_names_lead_nowhere(tmp_path: Path) -> None:
    """Each in turn is the name of the list of pupils: the same pupils are read, and only the vault is written.

    Beside the folder lies a list of other pupils, under names that a path or a pattern would reach.
    """
    names = [file for name in HOSTILE if (file := make_file_name(name))]
    names += [
        f"{start}{name}" for name in ("[1].csv", "*.csv", "?.csv", "{a,b}.csv", "%s.csv", "~.csv") for start in "abc"
    ]
    assert len(set(names)) >= 100
    for other in ("1.csv", "a1.csv", "geheim.csv"):
        (tmp_path / other).write_text("leerlingnummer;klas\n9999;4A\n")
    outside = sorted(path.name for path in tmp_path.iterdir())
    for place, name in enumerate(names):
        folder = tmp_path / f"levering-{place}"
        delivery = deliver(folder, {name: LEERLINGEN, "rooster.csv": ROOSTER})
        assert delivery.refused is None, ascii(name)
        assert delivery.frames["raw_sleutel"]["leerlingnummer"].to_list() == ["1001", "1002"], ascii(name)
        copies = [path for path in (folder / "kluis").rglob("*") if path.is_file()]
        assert {path.name for path in copies} == {sha256(text.encode()).hexdigest() for text in (LEERLINGEN, ROOSTER)}
        assert {path.name for path in folder.iterdir()} == {"12AB00", "kluis"}
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("levering-")) == outside
