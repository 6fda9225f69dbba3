"""The list of the SWV of pupils who moved between its schools (folder `swv`, contract 1.1): by code, nothing kept."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.outcome import tell_moves
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_moves_list
from pipelines.intake.erased import ErasedAnywhere, add_marks, load_erased
from pipelines.vault.keyring import make_ring, save_ring
from schemas.tables import RAW_TABLES
from tests.lib.school_folder import list_findings, list_rows

HEADER = "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n"
FIRST, SECOND = "12AB00", "34CD00"
# The number that the second school had before.
FORMER = "33CC00"
COLUMNS = ("school_van", "leerling_van", "school_naar", "leerling_naar", "datum")


def read(folder: Path, text: str, *, name: str = "overstappen.csv", erased: ErasedAnywhere | None = None) -> Delivery:
    """The list; the code of a pupil is the school and the number, the mark of any name `0a1b2c3d`."""
    place = folder / "swv"
    place.mkdir(exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    return read_moves_list(
        place,
        vault=folder / "kluis",
        schools={FIRST: FIRST, SECOND: SECOND, FORMER: SECOND},
        make_code=lambda school, number: f"{school}-{number}",
        make_mark=lambda _: "0a1b2c3d",
        erased=erased or ErasedAnywhere({}),
    )


def test_each_pupil_by_the_code_of_its_own_school(tmp_path: Path) -> None:
    """Numbers keep their zeros; a school may be written in small letters."""
    found = read(tmp_path, f"{HEADER}12ab00 ;0101;34CD00;201;2025-11-01\n34CD00;201;12AB00;102.0;1-12-2025\n")
    assert found.refused is None
    assert list_findings(found, ernst="quarantaine") == []
    assert list_rows(found, "raw_overstap", *COLUMNS) == [
        (FIRST, "12AB00-0101", SECOND, "34CD00-201", date(2025, 11, 1)),
        (SECOND, "34CD00-201", FIRST, "12AB00-102", date(2025, 12, 1)),
    ]
    for table in RAW_TABLES:
        assert dict(found.frames[table.name].schema) == table.polars_schema


def test_a_school_may_be_named_by_the_number_that_it_had(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}33cc00;201;12AB00;101;2025-11-01\n33CC00;201;34CD00;201;2025-11-01\n")
    assert list_rows(found, "raw_overstap", *COLUMNS[:4]) == [(SECOND, "34CD00-201", FIRST, "12AB00-101")]
    assert list_findings(found, ernst="quarantaine") == [
        ("overstappen.csv", 3, "school_naar", "overstap_zelfde_school")
    ]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("99ZZ00;101;34CD00;201;2025-11-01", "school_van", "school_onbekend"),
        ("12AB00;101;99ZZ00;201;2025-11-01", "school_naar", "school_onbekend"),
        ("12AB00;101;12AB00;201;2025-11-01", "school_naar", "overstap_zelfde_school"),
        ("12AB00;;34CD00;201;2025-11-01", "leerlingnummer_van", "leeg"),
        ("12AB00;101;34CD00;;2025-11-01", "leerlingnummer_naar", "leeg"),
        ("12AB00;101;34CD00;201;31-02-2025", "datum", "datum_onleesbaar"),
        ("12AB00;101;34CD00;201;", "datum", "leeg"),
    ],
)
def test_a_row_that_says_no_move_stands_apart(tmp_path: Path, row: str, column: str, code: str) -> None:
    found = read(tmp_path, f"{HEADER}{row}\n12AB00;102;34CD00;202;2025-11-01\n")
    assert list_findings(found, ernst="quarantaine") == [("overstappen.csv", 2, column, code)]
    assert list_rows(found, "raw_overstap", "leerling_van") == [("12AB00-102",)]
    # Of what stands apart the text is not kept: it holds a number.
    assert {cell.raw for cell in found.quarantine} == {""}


def test_no_copy_is_kept_and_no_number_is_shown(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}12AB00;70123;34CD00;80123;2025-11-01\n", name="verhuizing 70123.csv")
    assert not (tmp_path / "kluis").exists()
    ((shown, sha256),) = found.bestanden
    assert len(sha256) == 64
    assert shown == "overstappen-0a1b2c3d"
    assert list_rows(found, "raw_bestand", "bestand") == [(shown,)]


def test_another_list_is_refused_there(tmp_path: Path) -> None:
    found = read(tmp_path, "leerlingnummer;klas\n1001;1A\n")
    assert found.refused is not None
    assert list_rows(found, "raw_overstap", "datum") == []


def test_without_the_folder_nobody_moved(tmp_path: Path) -> None:
    found = read_moves_list(
        tmp_path / "swv",
        vault=tmp_path / "kluis",
        schools={FIRST: FIRST},
        make_code=lambda school, number: number,
        make_mark=str,
        erased=ErasedAnywhere({}),
    )
    assert (found.refused, found.findings, found.frames["raw_overstap"].height) == (None, [], 0)


def test_an_erased_pupil_is_left_out_at_its_own_school(tmp_path: Path) -> None:
    """Number 101 was erased at the first school: the same number at the second one is another pupil."""
    opslag = tmp_path / "opslag"
    opslag.mkdir()
    save_ring(opslag, make_ring(b"\x01" * 32))
    add_marks(opslag, FIRST, {"101"})
    erased = ErasedAnywhere({school: load_erased(opslag, school) for school in (FIRST, SECOND)})
    assert erased
    assert not ErasedAnywhere({SECOND: load_erased(opslag, SECOND)})
    rows = "12ab00;101;34CD00;201;2025-11-01\n34CD00;202;12AB00;101.0;2025-11-01\n34CD00;101;12AB00;102;2025-11-01\n"
    found = read(tmp_path, HEADER + rows, erased=erased)
    assert list_rows(found, "raw_overstap", "leerling_van", "leerling_naar") == [("34CD00-101", "12AB00-102")]
    assert found.places_erased == ("overstappen",)
    assert [(one.code, one.aantal) for one in found.findings if one.code == "gewiste_leerling"] == [
        ("gewiste_leerling", 2)
    ]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0), []),
        ((0, 3), [("overstap_los", 3)]),
        ((2, 1), [("overstap_onbekend", 2), ("overstap_los", 1)]),
        ((2, 0), [("overstap_onbekend", 2)]),
    ],
)
def test_what_is_told_of_the_list(counts: tuple[int, int], told: list[tuple[str, int]]) -> None:
    found = tell_moves(pl.DataFrame([counts], schema=["onbekend", "los"], orient="row"))
    assert [(one.code, one.aantal) for one in found] == told
    assert {one.school for one in found} <= {"swv"}
