"""Rows that could not be used, as they were delivered, in `opslag/quarantaine`: one file a school.

They hold pupil data: the folder is private, never shared, and replaced by each run.
"""

import csv
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path

from pipelines.intake.delivery import Delivery
from pipelines.system import open_private
from pipelines.vault.folders import make_fresh_folder
from pipelines.vault.places import QUARANTINE

_COLUMNS = ("bestand", "regelnummer", "kolom", "code", "inhoud")


def write_quarantine(opslag: Path, deliveries: Mapping[str, Delivery]) -> None:
    """Write the quarantined rows of each school that has any; earlier files go."""
    folder = make_fresh_folder(opslag / QUARANTINE)
    for school, delivery in deliveries.items():
        if delivery.quarantine:
            with (
                open_private(folder / f"{school}.csv", new=True) as raw,
                TextIOWrapper(raw, encoding="utf-8-sig", newline="") as out,
            ):
                writer = csv.writer(out, delimiter=";")
                writer.writerow(_COLUMNS)
                writer.writerows(
                    (row.bestand, row.regelnummer, row.kolom, row.code, row.raw) for row in delivery.quarantine
                )
