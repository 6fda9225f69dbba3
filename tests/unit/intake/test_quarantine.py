"""Rows that could not be used, as delivered: one private file a school, replaced by each run."""

import csv
import stat

from pipelines.intake.delivered import Delivery, QuarantinedCell
from pipelines.intake.quarantine import write_quarantine

CELLS = [
    QuarantinedCell("absenties.csv", 2, "datum", "datum_onleesbaar", "31-11-2025"),
    QuarantinedCell("absenties.csv", 3, "code", "leeg", ""),
    QuarantinedCell("rooster.csv", 9, "lesuur", "getal_onleesbaar", 'twee;"drie"\nvier é'),
]


def _delivery(school, cells):
    return Delivery(school, None, {}, [], list(cells))


def test_the_rows_as_they_were_delivered(tmp_path):
    write_quarantine(tmp_path, {"12AB00": _delivery("12AB00", CELLS), "12AB01": _delivery("12AB01", [])})
    folder = tmp_path / "quarantaine"
    assert [file.name for file in folder.iterdir()] == ["12AB00.csv"]  # nothing for a school without such rows
    with (folder / "12AB00.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows == [
        ["bestand", "regelnummer", "kolom", "code", "inhoud"],
        ["absenties.csv", "2", "datum", "datum_onleesbaar", "31-11-2025"],
        ["absenties.csv", "3", "code", "leeg", ""],
        ["rooster.csv", "9", "lesuur", "getal_onleesbaar", 'twee;"drie"\nvier é'],
    ]
    assert (folder / "12AB00.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_it_is_for_the_owner_alone(tmp_path):
    write_quarantine(tmp_path, {"12AB00": _delivery("12AB00", CELLS)})
    folder = tmp_path / "quarantaine"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "12AB00.csv").stat().st_mode) == 0o600


def test_each_run_replaces_the_one_before(tmp_path):
    write_quarantine(tmp_path, {"12AB00": _delivery("12AB00", CELLS)})
    write_quarantine(tmp_path, {"12AB00": _delivery("12AB00", []), "leerplicht": _delivery("leerplicht", CELLS[:1])})
    assert [file.name for file in (tmp_path / "quarantaine").iterdir()] == ["leerplicht.csv"]
    write_quarantine(tmp_path, {})
    assert list((tmp_path / "quarantaine").iterdir()) == []


def test_a_cell_never_shows_what_it_holds():
    assert "31-11-2025" not in repr(CELLS)
