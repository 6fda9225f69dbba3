"""Names of files that somebody sends: kept recognisable, and harmless."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.arrival import is_leftover
from pipelines.workbench.names import clean_name, make_another
from tests.lib.hostile import PAYLOADS


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("absenties 2025-2026.csv", "absenties 2025-2026.csv"),
        ("Leerlingen (élève).xlsx", "Leerlingen (élève).xlsx"),
        # A browser of long ago sends the whole path.
        ("C:\\Users\\x\\leerlingen.csv", "leerlingen.csv"),
        ("../../opslag/sleutel", "sleutel"),
        ("..", "bestand"),
        ("", "bestand"),
        ("leerlingen\u202evsc.exe", "leerlingenvsc.exe"),
        ("a\x00b.csv", "ab.csv"),
        ("a:b*c?.csv", "a_b_c_.csv"),
        # Reading passes over each of these: the file would be missing and nobody would know.
        (".leerlingen.csv", "leerlingen.csv"),
        ("~$leerlingen.xlsx", "leerlingen.xlsx"),
        ("leerlingen.csv.part", "leerlingen.csv.part_"),
        ("leerlingen.crdownload", "leerlingen.crdownload_"),
        ("Thumbs.db", "Thumbs.db_"),
        # A device, to Windows.
        ("CON.csv", "_CON.csv"),
        ("lpt1", "_lpt1"),
        # 120 bytes at most: 116 and the four of its end.
        ("h" * 200 + ".csv", "h" * 116 + ".csv"),
        ("é" * 100 + ".csv", "é" * 58 + ".csv"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_harmless(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def is_harmless(name: str) -> bool:
    return (
        0 < len(name.encode()) <= 125
        and Path(name).name == name
        and name.isprintable()
        and not is_leftover(name)
        and not set("<>:\"/\\|?*'`") & set(name)
        and name.strip(" .") == name
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_name_becomes_harmless(payload: str) -> None:
    assert is_harmless(clean_name(payload))


@given(st.text())
def test_any_name_becomes_harmless_and_stays(name: str) -> None:
    clean = clean_name(name)
    assert is_harmless(clean)
    assert clean_name(clean) == clean


def test_the_first_number_that_is_free() -> None:
    assert make_another("lijst.csv", frozenset({"lijst.csv"})) == "lijst (2).csv"
    assert make_another("Lijst.csv", frozenset({"lijst.csv", "lijst (2).csv"})) == "Lijst (3).csv"
    assert make_another("lijst", frozenset({"lijst"})) == "lijst (2)"
