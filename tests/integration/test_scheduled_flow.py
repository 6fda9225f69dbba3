"""The scheduled run as a flow on the real embedded server: its state says what came of it, and nothing of a pupil.

One school that says that its absences run up to 1 January 2026: of that peildatum it is measured, of 1 March it is not.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from pipelines.run.flow_server import DATABASE, build_template
from tests.lib.school_folder import BASIS, make_school, write_swv

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = {
    **BASIS,
    "codes.csv": "code;soort\nZ;ziek\n",
    "absenties.csv": "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n",
    "levering.csv": "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n",
}


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
    with closing(sqlite3.connect(tmp_path / "opslag" / ".prefect" / DATABASE)) as database:
        query = (
            "select state_type, state_name from flow_run where flow_run.parameters like '%peildatum%' order by created"
        )
        states = database.execute(query).fetchall()
    assert states == [("COMPLETED", "Completed"), ("FAILED", "niets gemeten")]
