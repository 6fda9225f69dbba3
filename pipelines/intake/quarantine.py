"""Rows that could not be used, as they were delivered, in `opslag/quarantaine`: one file a school.

They hold pupil data: the folder is private, never shared, and replaced by each run.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from pipelines.intake.delivered import Delivery
from pipelines.vault.folders import make_fresh_folder
from pipelines.vault.places import QUARANTINE
from pipelines.vault.stored import write_all_stored

_COLUMNS = ("bestand", "regelnummer", "kolom", "code", "inhoud")


def write_quarantine(opslag: Path, deliveries: Mapping[str, Delivery]) -> None:
    """Write the quarantined rows of each school that has any; earlier files go."""
    files = {
        f"{QUARANTINE}/{school}.csv": _dump(delivery) for school, delivery in deliveries.items() if delivery.quarantine
    }
    make_fresh_folder(opslag / QUARANTINE)
    write_all_stored(opslag, files)


def _dump(delivery: Delivery) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(_COLUMNS)
    writer.writerows((row.bestand, row.regelnummer, row.kolom, row.code, row.raw) for row in delivery.quarantine)
    return out.getvalue().encode("utf-8-sig")
