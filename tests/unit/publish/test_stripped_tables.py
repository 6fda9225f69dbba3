"""Tables of an earlier publication without the rows of an erased pupil."""

from pathlib import Path

import polars as pl

from pipelines.publish.stripped_tables import strip_tables
from schemas.tables import PUBLISHED_TABLES


def write(folder: Path, *, without: str = "") -> None:
    """Each table with a row of pupil `weg` and one of `blijft`."""
    folder.mkdir()
    for table in PUBLISHED_TABLES:
        if "leerling" in table.names and table.name != without:
            pl.DataFrame({"leerling": ["weg", "blijft"]}).write_parquet(folder / f"{table.name}.parquet")
            (folder / f"{table.name}.csv").write_text("leerling\nweg\nblijft\n", encoding="utf-8")


def test_a_table_that_an_earlier_version_did_not_publish_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "tabellen"
    write(folder, without="werklijst")
    assert strip_tables(folder, ["weg"])
    files = [file for file in folder.iterdir() if file.name != "gewist.txt"]
    assert files
    assert not any(file.name.startswith("werklijst") for file in files)
    assert all(b"weg" not in file.read_bytes() for file in files)


def test_half_a_table_is_told(tmp_path: Path) -> None:
    """Negative control: only one of the two files of a table cannot be made whole."""
    folder = tmp_path / "tabellen"
    write(folder)
    (folder / "werklijst.parquet").unlink()
    assert not strip_tables(folder, ["weg"])
