"""Takes on the scheduled run of a peildatum as `msa serve` does, in its own process (see test_scheduled_flow.py)."""

import sys
from datetime import date
from pathlib import Path

from pipelines.run import flow_server
from pipelines.settings import load_settings
from pipelines.vault.places import PREFECT_HOME
from schemas.cycle import DRAAIEN


def main(settings_file: str, *moments: str) -> None:
    """Each moment as a flow run on one server: a peildatum, or `what:peildatum`."""
    settings = load_settings(Path(settings_file))
    with flow_server.open_server(settings.opslag / PREFECT_HOME) as server:
        server.wait_until_ready()
        # Only now: every setting must stand in the environment before Prefect is imported.
        from pipelines.run.flows import catch_up

        for moment in moments:
            what, _, peildatum = moment.rpartition(":")
            catch_up(settings, date.fromisoformat(peildatum), what or DRAAIEN)


if __name__ == "__main__":
    main(*sys.argv[1:])
