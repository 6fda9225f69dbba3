"""The workers of Dask: nobody else comes in, nothing is served but the work, and a fault leaves its text behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.national import swv_run
from pipelines.national.swv_run import GEPUBLICEERD, MISLUKT, NIETS_GEMETEN, ONVERANDERD, WACHT, SwvTask, run_swv
from pipelines.run.result import RunResult
from tests.lib.school_folder import BASIS, make_school, write_swv

REPOSITORY = Path(__file__).resolve().parents[3]
SECRET = "Geheim-Leerling-4711"
# New processes start from the module that the program was started with, so this is one of its own.
_TRY = """\
import json, socket, ssl, sys
from pathlib import Path
from urllib.parse import urlsplit


def look(scratch):
    from pipelines.national.workers import open_workers
    from pipelines.system import count_processors
    import psutil

    with open_workers(1, "", scratch=Path(scratch)) as client:
        address = client.scheduler.address
        place = urlsplit(address)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        told = "binnen"
        with socket.create_connection((place.hostname, place.port), timeout=10) as line:
            try:
                # Whoever is let in is greeted.
                with context.wrap_socket(line) as stranger:
                    told = "binnen" if stranger.recv(1) else "buiten"
            except (ssl.SSLError, ConnectionError):
                told = "buiten"
        own = psutil.Process()
        listens = {
            each.laddr.ip
            for process in (own, *own.children(recursive=True))
            for each in process.net_connections("inet")
            if each.status == "LISTEN"
        }
        with client.get_executor() as executor:
            done = executor.submit(len, "abc").result()
            processors = executor.submit(count_processors).result()
        print(json.dumps([place.scheme, told, sorted(listens), done, processors]))


if __name__ == "__main__":
    look(sys.argv[1])
"""


def make_task(folder: Path) -> SwvTask:
    toml = write_swv(folder, BASIS, school=make_school())
    return SwvTask(str(toml), "2026-01-01", pdf=False, version=swv_run.version("msa"))


def test_nobody_else_comes_in(tmp_path: Path) -> None:
    driver = tmp_path / "kijk.py"
    driver.write_text(_TRY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, driver, tmp_path / "dask"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    scheme, told, listens, length, processors = json.loads(done.stdout)
    assert (scheme, length) == ("tls", 3)
    # Encrypted, but without the certificate.
    assert told == "buiten"
    assert listens == ["127.0.0.1"]
    # Two workers beside each other do not wait for each other.
    assert processors == 1


@pytest.mark.parametrize(
    ("error", "exit_code", "told"),
    [(ValueError(SECRET), 1, "ValueError"), (MemoryError(SECRET), 14, "te weinig geheugen")],
)
def test_a_fault_leaves_its_text_behind(
    error: Exception, exit_code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task(tmp_path)

    def fail(*_args: object, **_named: object) -> RunResult:
        raise error

    monkeypatch.setattr(swv_run, "run_quarter", fail)
    end = run_swv(task)
    assert (end.state, end.exit_code) == (MISLUKT, exit_code)
    assert told in end.told
    assert SECRET not in repr(end)
    left = "".join(file.read_text("utf-8") for file in (tmp_path / "opslag").glob("msa-fout-*"))
    assert ("ValueError" in left) == (exit_code == 1)
    assert SECRET not in left


def test_what_the_user_can_mend_is_told_as_it_is(tmp_path: Path) -> None:
    task = make_task(tmp_path)
    (tmp_path / "aanlevering").rename(tmp_path / "elders")
    end = run_swv(task)
    assert (end.state, end.exit_code) == (MISLUKT, 2)
    assert "De map met aanleveringen 'aanlevering' bestaat niet" in end.told


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (RunResult(0, None, ()), GEPUBLICEERD),
        (RunResult(10, None, (("12AB00", "reden"),)), GEPUBLICEERD),
        (RunResult(0, None, (), unchanged=True), ONVERANDERD),
        (RunResult(0, None, (), waits=True), WACHT),
        (RunResult(10, None, (), only_returns=True), NIETS_GEMETEN),
        # What is let stand may be return sheets alone.
        (RunResult(10, None, (), only_returns=True, unchanged=True), NIETS_GEMETEN),
    ],
)
def test_how_a_run_ended(result: RunResult, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swv_run, "run_quarter", lambda *_args, **_named: result)
    end = run_swv(make_task(tmp_path))
    assert (end.state, end.exit_code, end.refused) == (state, result.exit_code, len(result.refused))
