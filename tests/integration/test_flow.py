"""The quarter as a flow on the real embedded server: order, refusals, exit codes, and silence about values.

`flow_driver.py` runs the command line with a stand-in for the steps, since only the flow is on trial here.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.run.flow_server import DATABASE, build_template
from tests.integration.flow_driver import SCHOOLS, SECRET

REPOSITORY = Path(__file__).resolve().parents[2]
SETTINGS = """\
[swv]
code = "VO9901"
naam = "SWV Voorbeeld"
protocol = "noord-kennemerland"
vakantieregio = "noord"

[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"
""" + "".join(
    f'\n[[school]]\nid = "{school}"\nnaam = "{school}"\nsector = "VO"\nlvs = "sjabloon"\n' for school in SCHOOLS
)


@pytest.fixture(scope="module", autouse=True)
def prepared_database() -> None:
    """What `make setup` does; here too, for who runs the tests without it."""
    build_template()


def run_msa(folder: Path, *arguments: str, case: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    (folder / "swv.toml").write_text(SETTINGS, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tests.integration.flow_driver", "run", str(folder / "swv.toml"), *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "MSA_TEST_CASE": case, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def list_steps(output: str) -> list[str]:
    return re.findall(r"^stap (.+)$", output, re.MULTILINE)


def find_secret(folder: Path) -> list[str]:
    """Files below `folder` that hold the secret, as text in one of the usual encodings."""
    forms = [SECRET.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    # base64 in each of its three alignments, as a pickled result would hold it.
    import base64

    forms += [base64.b64encode(b" " * shift + SECRET.encode())[4:20] for shift in (0, 1, 2)]
    return [
        path.name for path in folder.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_what_is_busy_is_tried_again_and_a_refused_school_does_not_stop_the_rest(tmp_path: Path) -> None:
    """The first school is busy once, the last is refused."""
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", case="bezet")
    assert done.returncode == 10, done.stderr
    steps = list_steps(done.stdout)
    # Schools of one step go side by side, so in any order; the steps themselves never overlap.
    taken, pages = steps[1:8], steps[9:12]
    assert steps[0] == "open 2026-01-01"
    tried = [f"lezen {SCHOOLS[0]}", *(f"{step} {school}" for step in ("lezen", "toetsen") for school in SCHOOLS)]
    assert sorted(taken) == sorted(tried)
    read = {school: max(at for at, step in enumerate(taken) if step == f"lezen {school}") for school in SCHOOLS}
    assert all(read[school] < taken.index(f"toetsen {school}") for school in SCHOOLS)
    assert steps[8] == "indelen"
    assert sorted(pages) == [f"verslag {school}" for school in SCHOOLS]
    assert steps[12:] == ["publiceren", "sluiten"]
    assert find_secret(tmp_path) == []
    assert f"Geweigerd: {SCHOOLS[2]} {SCHOOLS[2]}. Het rooster ontbreekt." in done.stdout
    home = tmp_path / "opslag" / ".prefect"
    assert home.stat().st_mode & 0o077 == 0
    assert (home / DATABASE).stat().st_mode & 0o077 == 0
    assert "prefect geladen: True" in done.stdout
    # What Prefect shows of it: each school, its state, each step and the folder.
    (text,) = read_artifacts(home)
    assert [line for line in text.splitlines() if line.startswith("| 99")] == [
        f"| {SCHOOLS[0]} | gemeten |",
        f"| {SCHOOLS[1]} | gemeten |",
        f"| {SCHOOLS[2]} | geweigerd |",
    ]
    assert [name for name in ("lezen en toetsen", "indelen", "verslagen", "vrijgeven") if f"| {name} |" in text] != []
    assert f"[uitvoer]({(REPOSITORY / 'uitvoer').as_uri()})" in text
    assert_server_is_gone(home)


def test_of_a_run_of_which_nothing_changed_prefect_has_one_step_and_the_artifact(tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", case="onveranderd")
    assert done.returncode == 10, done.stderr
    assert list_steps(done.stdout) == ["open 2026-01-01", "laten staan", "sluiten"]
    (text,) = read_artifacts(tmp_path / "opslag" / ".prefect")
    assert "Er is niets veranderd. Wat er stond, staat er nog" in text
    assert f"| {SCHOOLS[2]} | geweigerd |" in text
    assert_server_is_gone(tmp_path / "opslag" / ".prefect")


def read_artifacts(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / DATABASE)) as database:
        return [json.loads(data) for (data,) in database.execute("select data from artifact order by created")]


def test_what_stays_busy_ends_the_run(tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", case="steeds bezet")
    assert done.returncode == 1
    assert list_steps(done.stdout).count(f"lezen {SCHOOLS[0]}") == 3
    assert "toetsen 99AA00" not in list_steps(done.stdout)
    assert find_secret(tmp_path) == []


@pytest.mark.parametrize(("case", "code"), [("fout", 1), ("controle", 13)])
def test_an_error_with_a_value_leaves_no_trace_of_the_value(case: str, code: int, tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", case=case)
    assert done.returncode == code
    assert "publiceren" not in list_steps(done.stdout)
    assert list_steps(done.stdout)[-1] == "sluiten"
    assert SECRET not in done.stdout + done.stderr
    assert (tmp_path / "opslag" / ".prefect" / DATABASE).is_file()
    assert find_secret(tmp_path) == []
    # One bad school does not keep the others from being read.
    assert sorted(step for step in list_steps(done.stdout) if step.startswith("lezen")) == [
        f"lezen {school}" for school in SCHOOLS
    ]


def test_the_search_for_the_secret_finds_it(tmp_path: Path) -> None:
    import base64
    import pickle

    (tmp_path / "a.txt").write_text(f"x {SECRET} y", encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(base64.b64encode(pickle.dumps({"naam": SECRET})))
    (tmp_path / "c.txt").write_text("niets", encoding="utf-8")
    assert sorted(find_secret(tmp_path)) == ["a.txt", "b.bin"]


def test_a_busy_store_is_told_before_prefect_is_loaded(tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", case="opslag_bezet")
    assert done.returncode == 14
    assert "De opslag is bezet door een andere run." in done.stderr
    assert "prefect geladen: False" in done.stdout
    assert_server_is_gone(tmp_path / "opslag" / ".prefect")


def test_a_direct_run_never_loads_prefect(tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", "--direct")
    assert done.returncode == 0
    assert list_steps(done.stdout) == ["direct"]
    assert "prefect geladen: False" in done.stdout
    assert not (tmp_path / "opslag" / ".prefect").exists()


def test_a_server_elsewhere_is_refused(tmp_path: Path) -> None:
    done = run_msa(tmp_path, "--peildatum", "2026-01-01", PREFECT_API_URL="https://prefect.voorbeeld.nl/api")
    assert done.returncode == 2
    assert "PREFECT_API_URL wijst naar een andere computer" in done.stderr
    assert list_steps(done.stdout) == []


def assert_server_is_gone(home: Path) -> None:
    """No process is left that writes to `home` (Linux: by the environment of each process)."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if f"PREFECT_HOME={home}\0".encode() in environment:
            left.append(process.name)
    assert left == []
