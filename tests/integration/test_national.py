"""Two SWVs on a real cluster of two workers of which one is killed: the same bytes as when each is run by itself."""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import MappingProxyType

import psutil
import pytest

from pipelines.cli import main
from pipelines.errors import WrongUse
from pipelines.national.country import load_country
from pipelines.national.report import Written
from pipelines.national.run import WORK, CountryResult, describe_result
from pipelines.national.swv_run import GEPUBLICEERD, MISLUKT, SwvEnd, SwvTask, run_swv
from pipelines.national.workers import open_workers
from pipelines.run.flow_server import build_template
from pipelines.settings import load_settings
from pipelines.vault.audit_log import list_authentic
from pipelines.vault.keyring import load_ring
from pipelines.vault.places import KEY_FILE, WORK_FOLDER
from tests.benchmark.make_swv_year import make_swv_year
from tests.lib.certificates import make_certificate
from tests.lib.comparison import TEST_KEY, run_program
from tests.lib.object_store import SECRET, open_store, set_environment

REPOSITORY = Path(__file__).resolve().parents[2]
PEILDATUM = date(2026, 1, 1)
NAMES = ("een", "twee")
_TIMEOUT = 180


def make_country(folder: Path) -> Path:
    """Two invented SWVs of two schools, each with a code of its own, and a third that is not there."""
    for number, name in enumerate(NAMES, start=1):
        toml = make_swv_year(folder / name, seed=number, schools=2, pupils=160)
        text = toml.read_text(encoding="utf-8").replace("BENCH1", f"BENCH{number}")
        toml.write_text(text.replace("voorbeeld = true", "voorbeeld = true\npdf = false"), encoding="utf-8")
        opslag = load_settings(toml).opslag
        opslag.mkdir(mode=0o700)
        key = opslag / KEY_FILE
        key.write_text(TEST_KEY, encoding="ascii")
        key.chmod(0o600)
    land = folder / "land.toml"
    blocks = "".join(f'[[swv]]\nbestand = "{name}/swv.toml"\n' for name in (*NAMES, "weg"))
    land.write_text(
        f'[land]\nnaam = "Proefland"\nuitvoer = "landelijk"\npeildatum = {PEILDATUM}\nwerkers = 2\n{blocks}',
        encoding="utf-8",
    )
    return land


def read_output(folder: Path) -> dict[str, bytes]:
    """Every file of what was published, by name; without the seal, which holds times."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    }


def start_msa(
    land: Path, *arguments: str, environment: Mapping[str, str] = MappingProxyType({})
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "landelijk", str(land), *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_worker(process: subprocess.Popen[str], store: Path) -> None:
    """Kill the worker that runs this SWV, as soon as it does."""
    while process.poll() is None:
        # Asking every process for its files takes long: first there must be something to find.
        if (store / WORK_FOLDER).exists():
            for worker in psutil.Process(process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    if any(Path(file.path).is_relative_to(store) for file in worker.open_files()):
                        worker.send_signal(signal.SIGKILL)
                        return
        time.sleep(0.05)
    raise AssertionError(f"no worker took this SWV: {process.communicate()[1]}")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the country before any run; never changed."""
    return make_country(tmp_path_factory.mktemp("vers")).parent


@pytest.fixture(scope="module")
def apart(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each SWV publishes when it is run by itself."""
    folder = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("apart") / "land"))
    found = {}
    for name in NAMES:
        run_program(folder / name / "swv.toml", PEILDATUM)
        found[name] = read_output(folder / name / "uitvoer")
    return found


@pytest.fixture(scope="module")
def killed(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The whole command with Prefect, of which the worker of the first SWV is killed in the middle."""
    build_template()
    land = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("samen") / "land")) / "land.toml"
    process = start_msa(land)
    kill_worker(process, land.parent / NAMES[0] / "opslag")
    out, err = process.communicate(timeout=_TIMEOUT)
    return land.parent, subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_a_lost_worker_loses_nothing(killed, apart) -> None:
    folder, ended = killed
    assert f"SWV Meting (verzonnen): {GEPUBLICEERD}." in ended.stdout, ended.stderr
    for name in NAMES:
        assert read_output(folder / name / "uitvoer") == apart[name]


def test_one_that_fails_stops_no_other_and_is_told(killed) -> None:
    folder, ended = killed
    # Code 2: a swv.toml that is not there.
    assert ended.returncode == 2
    assert re.search(r"^weg/swv\.toml: mislukt\. .*bestaat niet", ended.stdout, re.MULTILINE)
    page = (folder / "landelijk" / str(PEILDATUM) / "index.html").read_text(encoding="utf-8")
    assert "de run is mislukt (uitgangscode 2)" in page
    manifest = json.loads((folder / "landelijk" / str(PEILDATUM) / "manifest.json").read_text(encoding="utf-8"))
    assert [swv["code"] for swv in manifest["geteld"]] == ["BENCH1", "BENCH2"]


def test_the_report_counts_what_was_released(killed, apart) -> None:
    folder, _ = killed
    lines = (folder / "landelijk" / str(PEILDATUM) / "cijfers.csv").read_text(encoding="utf-8-sig").splitlines()
    shown = {line.split(";")[5]: line.split(";")[3] for line in lines[1:]}
    for number, name in enumerate(NAMES, start=1):
        own = apart[name][f"{PEILDATUM}/swv/cijfers.csv"].decode("utf-8-sig").splitlines()
        [pupils] = {line.split(";")[3] for line in own if line.endswith(";tiers/swv")}
        assert shown[f"BENCH{number}/tiers/swv"] == pupils
    # 160 pupils each, printed as 160, so 158 to 162; what the tiers add up to may say it closer.
    least, most = map(int, shown["samen/tiers/swv"].split(" t/m "))
    assert 316 <= least <= 320 <= most <= 324


def test_no_pupil_is_in_the_report(killed) -> None:
    folder, _ = killed
    text = "".join(file.read_text(encoding="utf-8-sig") for file in (folder / "landelijk").rglob("*") if file.is_file())
    for name in NAMES:
        table = (folder / name / "uitvoer" / str(PEILDATUM) / "tabellen" / "leerling_periode.csv").read_text(
            "utf-8-sig"
        )
        codes = {line.split(";")[1] for line in table.splitlines()[1:]}
        assert len(codes) == 160
        assert not [code for code in codes if code in text]


def test_a_rerun_takes_up_what_changed_alone(killed) -> None:
    folder, _ = killed
    before = read_output(folder / "landelijk")
    with (folder / NAMES[1] / "swv.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[bewaren]\njaren = 2\n")
    process = start_msa(folder / "land.toml", "--direct")
    out, err = process.communicate(timeout=_TIMEOUT)
    states = re.findall(r"^SWV Meting \(verzonnen\): (.+)\.$", out, re.MULTILINE)
    assert states == ["niets veranderd", GEPUBLICEERD], err
    assert "Het landelijke verslag is gelijk aan wat er stond." in out
    assert read_output(folder / "landelijk") == before
    assert not list((folder / "landelijk").glob("eerder*"))


def test_what_a_command_that_was_killed_left_is_swept_by_the_next(killed) -> None:
    folder, _ = killed
    work = folder / "landelijk" / WORK
    process = start_msa(folder / "land.toml", "--direct")
    while process.poll() is None and not list(work.glob("dask/*")):
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=_TIMEOUT)
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(family, timeout=_TIMEOUT)
    assert list(work.glob("dask/*"))
    out, err = start_msa(folder / "land.toml", "--direct").communicate(timeout=_TIMEOUT)
    assert "Open:" in out, err
    assert not work.exists()


_CLUSTER = """\
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=1, processes=False, host="127.0.0.1", protocol="tcp", dashboard_address="127.0.0.1:0"
                      ) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


@contextmanager
def open_cluster(program: str, *arguments: Path) -> Generator[str]:
    """The address of a cluster of Dask in a process of its own, for as long as something is asked of it."""
    cluster = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert cluster.stdout is not None
        yield cluster.stdout.readline().strip()
    finally:
        cluster.communicate("\n", timeout=_TIMEOUT)


def test_on_a_cluster_by_its_address(killed) -> None:
    folder, _ = killed
    with open_cluster(_CLUSTER) as address:
        out, err = start_msa(without_workers(folder), "--adres", address, "--direct").communicate(timeout=_TIMEOUT)
    assert address.startswith("tcp://127.0.0.1:")
    # Nothing changed since the runs before, whoever made them.
    assert out.count("SWV Meting (verzonnen): niets veranderd.") == 2, err


_CLUSTER_OVER_TLS = """\
import sys
from distributed import LocalCluster, Security

if __name__ == "__main__":
    ca, cert, key = sys.argv[1:]
    one = {f"tls_{who}_{what}": file for who in ("scheduler", "worker", "client") for what, file in
           (("cert", cert), ("key", key))}
    security = Security(require_encryption=True, tls_ca_file=ca, **one)
    with LocalCluster(n_workers=1, processes=False, host="127.0.0.1", protocol="tls", security=security,
                      dashboard_address="127.0.0.1:0") as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


def test_on_a_cluster_over_tls_with_its_certificates_alone(killed, tmp_path: Path) -> None:
    folder, _ = killed
    ours, other = tmp_path / "ons", tmp_path / "ander"
    for place in (ours, other):
        place.mkdir()
        make_certificate(place)
    land = without_workers(folder)

    def ask(address: str, place: Path) -> tuple[int, str, str]:
        """With these certificates in the settings of Dask, as a user would have them."""
        settings = {"CA_FILE": "ca.pem", "CLIENT__CERT": "ca.pem", "CLIENT__KEY": "key.pem"}
        dask = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(place / file) for name, file in settings.items()}
        process = start_msa(land, "--adres", address, "--direct", environment=dask)
        out, err = process.communicate(timeout=_TIMEOUT)
        return process.returncode, out, err

    with open_cluster(_CLUSTER_OVER_TLS, ours / "ca.pem", ours / "ca.pem", ours / "key.pem") as address:
        assert address.startswith("tls://127.0.0.1:")
        code, out, err = ask(address, ours)
        # Code 2 is that of the third SWV, which is not there.
        assert (code, out.count("SWV Meting (verzonnen): niets veranderd.")) == (2, 2), err
        code, out, err = ask(address, other)
        assert (code, out) == (2, "")
        assert f"De Dask op {address} laat msa niet toe. Kijk bij tls:// de certificaten na" in err


def without_workers(folder: Path) -> Path:
    """The same country for a cluster, which has its own workers."""
    land = folder / "cluster.toml"
    land.write_text((folder / "land.toml").read_text("utf-8").replace("werkers = 2\n", ""), encoding="utf-8")
    return land


def test_what_runs_elsewhere_is_counted_from_what_it_handed_over(
    killed, apart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both SWVs hand over to a bucket; a country that has only these says the same, in a bucket too."""
    folder, _ = killed
    text = '[land]\nnaam = "Proefland"\nuitvoer = "s3://emmer/land"\npeildatum = 2026-01-01\n'
    land = tmp_path / "land.toml"
    land.write_text(
        text + "".join(f'[[swv]]\nuitgave = "s3://emmer/{name}"\n' for name in (*NAMES, "weg", NAMES[0] + "-nog-eens")),
        encoding="utf-8",
    )
    with open_store() as store:
        set_environment(monkeypatch, store.address)
        for name, place in (("een", "een"), ("twee", "twee"), ("een", "een-nog-eens")):
            toml = folder / name / "swv.toml"
            assert main(["afgeven", str(toml), "--peildatum", str(PEILDATUM), "--naar", f"s3://emmer/{place}"]) == 0
        assert main(["landelijk", str(land)]) == 0
        told = capsys.readouterr()
        names = store.list_names()
    assert "Afgegeven: s3://emmer/een/2026-01-01/vrijgave.json" in told.out
    assert "Niet meegeteld: weg: er is niets afgegeven voor deze peildatum." in told.out
    assert "Niet meegeteld: een-nog-eens: het heeft dezelfde code als SWV Meting (verzonnen)" in told.out
    assert "Open: s3://emmer/land/2026-01-01/index.html" in told.out
    assert SECRET not in told.out + told.err
    assert sorted(names) == [
        *(f"emmer/{name}/2026-01-01/vrijgave.json" for name in ("een-nog-eens", "een")),
        *(f"emmer/land/2026-01-01/{name}" for name in ("cijfers.csv", "index.html", "manifest.json")),
        "emmer/twee/2026-01-01/vrijgave.json",
    ]
    day = folder / "landelijk" / str(PEILDATUM)
    assert store.objects["emmer/land/2026-01-01/cijfers.csv"] == (day / "cijfers.csv").read_bytes()
    # The log of the SWV says what left, by its hash.
    log = list_authentic(folder / "een" / "opslag", load_ring(folder / "een" / "opslag"))
    handed = store.objects["emmer/een/2026-01-01/vrijgave.json"]
    assert {entry["hashes"].get("landelijk") for entry in log if entry["wat"] == "overgedragen"} == {
        hashlib.sha256(handed).hexdigest()
    }
    codes = (folder / "een" / "uitvoer" / str(PEILDATUM) / "tabellen" / "leerling_periode.csv").read_text("utf-8-sig")
    assert not [line for line in codes.splitlines()[1:] if line.split(";")[1].encode() in handed]


def test_a_bucket_that_cannot_be_reached_is_told_before_anything_runs(
    killed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = killed
    land = folder / "emmer.toml"
    land.write_text((folder / "land.toml").read_text("utf-8").replace('"landelijk"', '"s3://emmer/land"'), "utf-8")
    with open_store() as store:
        address = store.address
    set_environment(monkeypatch, address)
    assert main(["landelijk", str(land)]) == 14
    assert "msa kan niet bij s3://emmer/land." in capsys.readouterr().err
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert main(["landelijk", str(land)]) == 2
    assert "Zet AWS_ACCESS_KEY_ID in de omgeving" in capsys.readouterr().err


def test_what_was_not_released_is_not_handed_over(
    fresh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = Path(shutil.copytree(fresh, tmp_path / "land")) / "een" / "swv.toml"
    arguments = ["afgeven", str(toml), "--peildatum", str(PEILDATUM), "--naar"]
    assert main([*arguments, str(tmp_path / "af")]) == 2
    assert "Er is niets af te geven: er is niets gepubliceerd voor deze peildatum." in capsys.readouterr().err
    assert main([*arguments, "s3://sleutel:geheim@emmer"]) == 2
    told = capsys.readouterr().err
    assert "--naar is een map, of een adres zoals" in told and "geheim" not in told
    assert not (tmp_path / "af").exists()


def hang_up(server: socket.socket) -> None:
    line, _ = server.accept()
    line.close()


def test_at_an_address_where_no_cluster_is() -> None:
    def enter(address: str, scratch: Path) -> str:
        with pytest.raises(WrongUse) as told, open_workers(1, address, scratch=scratch):
            pass
        return str(told.value)

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{server.getsockname()[1]}"
        # Nobody listens; then somebody does, who hangs up without a word.
        assert f"Op tcp://{place} antwoordt geen Dask." in enter(f"tcp://{place}", Path("dask"))
        server.listen()
        threading.Thread(target=hang_up, args=(server,), daemon=True).start()
        assert f"Op tcp://{place} antwoordt geen Dask." in enter(f"tcp://{place}", Path("dask"))
    assert f"Voor tls://{place} horen de certificaten" in enter(f"tls://{place}", Path("dask"))


def test_a_worker_with_another_version_refuses() -> None:
    end = run_swv(SwvTask("swv.toml", "2026-01-01", pdf=False, version="0.0.0"))
    assert (end.state, end.exit_code) == (MISLUKT, 2)
    assert "en niet 0.0.0" in end.told


@pytest.mark.parametrize(
    ("codes", "exit_code"),
    [((0, 0), 0), ((0, 10), 10), ((10, 13), 13), ((2, 14), 14), ((1, 14), 1)],
)
def test_the_exit_code_is_of_the_worst(codes: tuple[int, int], exit_code: int, fresh: Path) -> None:
    country = load_country(fresh / "land.toml")
    ends = tuple(
        (swv, SwvEnd(GEPUBLICEERD if code in (0, 10) else MISLUKT, code))
        for swv, code in zip(country.swvs[:2], codes, strict=True)
    )
    result = CountryResult(ends, Written(None, (), ()))
    assert result.exit_code == exit_code
    assert list(describe_result(result))[-1].endswith("Er is geen landelijk verslag gemaakt.")
