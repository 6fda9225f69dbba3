"""The scheduled run as a flow on the real embedded server: its state says what came of it, and nothing of a pupil.

One school that says that its absences run up to 1 January 2026: of that peildatum it is measured, of 1 March it is not.
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.run.approval import waiting
from pipelines.run.flow_server import DATABASE, PAGE_FILE, build_template
from pipelines.settings import load_settings
from tests.lib.browser import start_browser
from tests.lib.school_folder import BASIS, make_school, write_swv

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = {
    **BASIS,
    "codes.csv": "code;soort\nZ;ziek\n",
    "absenties.csv": "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n",
    "levering.csv": "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n",
}


# Adds what it is told to the file that is its argument.
TELL = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"


def read_states(folder: Path) -> list[tuple[str, str, str]]:
    """Flow, type and name of the state of each run of `msa serve`, in order."""
    with closing(sqlite3.connect(folder / "opslag" / ".prefect" / DATABASE)) as database:
        query = """
            select flow.name, state_type, state_name from flow_run join flow on flow.id = flow_run.flow_id
            where flow_run.parameters like '%peildatum%' order by flow_run.created
        """
        return database.execute(query).fetchall()


def test_a_cycle_with_approval_and_a_night_that_fails(tmp_path: Path) -> None:
    """The schools are asked, the run waits and is told, an unmeasured peildatum and a busy store are told too."""
    build_template()
    toml = write_swv(tmp_path, FILES, school=make_school())
    told = tmp_path / "gemeld.txt"
    command = json.dumps([sys.executable, "-c", TELL, str(told)])
    text = toml.read_text(encoding="utf-8").replace("[paden]", 'vrijgeven = "na akkoord"\n[paden]', 1)
    toml.write_text(f"{text}\n[melding]\nopdracht = {command}\n", encoding="utf-8")
    settings = load_settings(toml)
    moments = ["vragen:2026-03-01", "2026-01-01", "2026-03-01", "controleren:2030-03-01"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.scheduled_driver", str(toml), *moments],
        cwd=REPOSITORY,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    assert read_states(tmp_path) == [
        ("vragen", "COMPLETED", "Completed"),
        ("peildatum", "COMPLETED", "wacht op akkoord"),
        ("peildatum", "FAILED", "niets gemeten"),
        ("controleren", "FAILED", "Failed"),
    ]
    assert told.read_text(encoding="utf-8").splitlines() == [
        "msa: peildatum 2026-01-01 ligt klaar en wacht op akkoord.",
        "msa: peildatum 2026-03-01: geen enkele school is gemeten.",
        "msa: 'controleren' is niet gelukt (uitgangscode 2). Kijk op de computer waar 'msa serve' draait.",
    ]
    assert (settings.uitvoer / "berichten" / "2026-03-01" / "12AB00-vraag.txt").is_file()
    assert [each.peildatum.isoformat() for each in waiting(settings)] == ["2026-01-01"]
    assert not (settings.uitvoer / "2026-01-01").exists()


def list_planned(folder: Path) -> list[str]:
    """The deployments, in order of name."""
    with closing(sqlite3.connect(folder / "opslag" / ".prefect" / DATABASE)) as database:
        return [name for (name,) in database.execute("select name from deployment order by name")]


def look_at_the_page(home: Path) -> dict[str, str]:
    """What who has the password reads on the page of Prefect: without it there is a form that asks for it."""
    lines = (home / PAGE_FILE).read_text(encoding="utf-8").splitlines()
    place, password = lines[0].removeprefix("Adres: "), lines[1].removeprefix("Wachtwoord: ")
    with start_browser() as browser:
        page = browser.new_page()
        page.set_default_timeout(90_000)
        page.goto(place)
        page.locator("input").first.fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/dashboard**")
        shown = {}
        for name, awaited in (("deployments", "vrijgeven"), ("runs", "kwartaal-"), ("artifacts", "kwartaal")):
            page.goto(f"{place}{name}")
            page.get_by_text(re.compile(f"^{awaited}")).first.wait_for()
            shown[name] = page.locator("body").inner_text()
    return shown


@pytest.mark.parametrize(("way", "more"), [(signal.SIGINT, ()), (signal.SIGTERM, ("--pagina",))])
def test_a_schedule_that_is_stopped_says_so_and_nothing_after_it(
    tmp_path: Path, way: signal.Signals, more: tuple[str, ...]
) -> None:
    """Ctrl-C, and the way of a container: neither ends with a page of what a library has to say at its own end.

    What was missed is made up first, so that a store was open in the process that is stopped.
    """
    build_template()
    toml = write_swv(tmp_path, FILES, school=make_school())
    said = tmp_path / "scherm.txt"
    with said.open("w") as screen:
        serve = subprocess.Popen(
            [sys.executable, "-P", "-c", "from pipelines.cli import start; start()", "serve", str(toml), *more],
            cwd=REPOSITORY,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
        try:
            for _ in range(1200):
                waits = "Stop met Ctrl-C." in said.read_text(encoding="utf-8") and len(list_planned(tmp_path)) == 5
                if waits or serve.poll() is not None:
                    break
                time.sleep(0.1)
            # Asked to be there five times: four kinds of moment, and what is published by hand.
            assert list_planned(tmp_path) == ["controleren", "herinneren", "peildatum", "vragen", "vrijgeven"]
            if more:
                # The schedule, a run, which takes the server that is on, and what came of it.
                command = [sys.executable, "-m", "pipelines.cli", "run", str(toml), "--peildatum", "2026-01-01"]
                subprocess.run([*command, "--zonder-pdf"], cwd=REPOSITORY, capture_output=True, check=True)
                shown = look_at_the_page(tmp_path / "opslag" / ".prefect")
                assert all(name in shown["deployments"] for name in list_planned(tmp_path))
                assert re.search(r"^kwartaal-[0-9a-f]+$", shown["runs"], re.MULTILINE)
                assert "Wat er van deze run kwam, zonder leerlingen." in shown["artifacts"]
            serve.send_signal(way)
            assert serve.wait(90) == 0
        finally:
            serve.kill()
            serve.wait()
    lines = said.read_text(encoding="utf-8").splitlines()
    assert any("is nog niet gedraaid: msa stond niet aan" in line for line in lines)
    assert lines[-1] == "Gestopt. Zolang msa niet aan staat, draait er niets vanzelf."


def test_the_state_of_a_scheduled_run(tmp_path: Path) -> None:
    build_template()
    toml = write_swv(tmp_path, FILES, school=make_school())
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.scheduled_driver", str(toml), "2026-01-01", "2026-03-01"],
        cwd=REPOSITORY,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    uitvoer = tmp_path / "uitvoer"
    assert (uitvoer / "2026-01-01" / "swv" / "index.html").is_file()
    assert not (uitvoer / "2026-03-01").exists()
    assert (uitvoer / "controle" / "12AB00" / "retour.html").is_file()
    assert "Peildatum 2026-03-01 is niet gedraaid: geen enkele school is gemeten." in done.stderr
    assert [state[1:] for state in read_states(tmp_path)] == [("COMPLETED", "Completed"), ("FAILED", "niets gemeten")]
