"""Rows that could not be used, as they were delivered, in `opslag/quarantaine`: one file a school.

They hold pupil data: the folder is private, never shared, and replaced by each run.
"""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from pipelines.intake.delivery import Delivery
from pipelines.vault.folders import make_fresh_folder
from pipelines.vault.places import QUARANTINE

_COLUMNS = ("bestand", "regelnummer", "kolom", "code", "inhoud")


def write_quarantine(opslag: Path, deliveries: Mapping[str, Delivery]) -> None:
    """Write the quarantined rows of each school that has any; earlier files go."""
    folder = make_fresh_folder(opslag / QUARANTINE)
    for school, delivery in deliveries.items():
        if delivery.quarantine:
            handle = os.open(folder / f"{school}.csv", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out, delimiter=";")
                writer.writerow(_COLUMNS)
                writer.writerows(
                    (row.bestand, row.regelnummer, row.kolom, row.code, row.raw) for row in delivery.quarantine
                )
