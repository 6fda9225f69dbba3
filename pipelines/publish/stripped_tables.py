"""Tables of a publication without the rows of an erased pupil: written anew, so that no byte of those rows stays.

The tables of an earlier peildatum cannot be made again from the deliveries of now, and later reports compare with
them. So they keep the other pupils, and `gewist.txt` beside them says that the pages of that peildatum are older.
"""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from pipelines.errors import find_disk_fault
from pipelines.publish.export import make_csv, make_parquet
from pipelines.vault.private_file import write_private
from schemas.tables import LEERLING, PUBLISHED_TABLES

TABLES = "tabellen"
NOTE_FILE = "gewist.txt"
_NOTE = (
    "Uit deze tabellen zijn de rijen van een of meer gewiste leerlingen weg.\n"
    "De pagina's van deze peildatum zijn van daarvoor: hun getallen kunnen anders zijn dan deze tabellen.\n"
)


def is_tables(place: Path) -> bool:
    """Whether this is the folder of tables of a publication."""
    return place.name == TABLES and place.is_dir() and (place.parent / "manifest.json").exists()


def strip_tables(folder: Path, codes: Collection[str]) -> bool:
    """Take the pupil with these codes out of each table; False when a table cannot be read or written.

    OSError when the disk is full or may not be written: no table is given up for that.
    """
    try:
        write_private(folder / NOTE_FILE, _NOTE.encode("utf-8"))
        for table in PUBLISHED_TABLES:
            # An earlier version published fewer tables.
            if LEERLING.name in table.names and _is_there(folder, table.name):
                _strip(folder, table.name, codes)
        _write_workbook(folder)
    except (OSError, pl.exceptions.PolarsError) as error:
        if find_disk_fault(error):
            raise
        return False
    return True


def _write_workbook(folder: Path) -> None:
    """The workbook anew, where there is one, from the tables as they are left."""
    # What writes it is large, and who only asks what a publication holds does without.
    from pipelines.publish.table_workbook import TABLE_WORKBOOK, make_table_workbook

    if not (folder / TABLE_WORKBOOK).exists():
        return
    there = [table.name for table in PUBLISHED_TABLES if _is_there(folder, table.name)]
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in there}
    write_private(folder / TABLE_WORKBOOK, make_table_workbook(frames))


def _is_there(folder: Path, name: str) -> bool:
    return (folder / f"{name}.parquet").exists() or (folder / f"{name}.csv").exists()


def _strip(folder: Path, name: str, codes: Collection[str]) -> None:
    """Both files are written again, also when one of them was so already: a broken-off erasure is made whole."""
    rows = pl.read_parquet(folder / f"{name}.parquet")
    left = rows.filter(~pl.col(LEERLING.name).is_in(list(codes)))
    write_private(folder / f"{name}.parquet", make_parquet(left))
    write_private(folder / f"{name}.csv", make_csv(left))
