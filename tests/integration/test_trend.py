"""The trend is of what came out then: the same bytes whether the tables of then stand, were erased or were changed.

Two schools of 24 pupils in three quarters. Fifteen of each were ill for ten school days of the first, from 3 to 14
November. The third quarter is made from three copies of the same store and output.
"""

import csv
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.run import opened
from pipelines.vault.publications import read_ledger
from reports.release.time_share import KeptShare
from tests.integration.test_reruns import ILL, NUMBERS, ONE, OTHER, make_school
from tests.lib.erasure import Home
from tests.lib.region import Region, write_region

FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
_TABLE = re.compile(r'<table[^>]*id="tabel-(verloop|jaren-aanwezig|jaren-tier3)".*?</table>', re.DOTALL)


def run(home: Home, day: date) -> str:
    code, screen = home.call("run", "--peildatum", day.isoformat(), "--direct", "--zonder-pdf")
    assert code == 0, screen
    return screen


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Never changed."""
    home = Home(tmp_path_factory.mktemp("verloop") / "swv")
    write_region(Region(tuple(make_school(name, NUMBERS, ill=ILL) for name in (ONE, OTHER))), home.folder)
    for day in (FIRST, SECOND):
        run(home, day)
    return home


@pytest.fixture
def home(two_quarters: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(two_quarters.folder, tmp_path / "swv")))


@pytest.fixture(scope="module")
def standing(two_quarters: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The third quarter while all tables stand."""
    home = Home(Path(shutil.copytree(two_quarters.folder, tmp_path_factory.mktemp("staat") / "swv")))
    run(home, THIRD)
    return home


@pytest.fixture(scope="module")
def erased(two_quarters: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The third quarter after the tables of the first two were erased."""
    home = Home(Path(shutil.copytree(two_quarters.folder, tmp_path_factory.mktemp("gewist") / "swv")))
    assert home.call("erase", "--voor", "2026-03-02")[0] == 0
    run(home, THIRD)
    return home


def read_page(home: Home) -> str:
    return (home.uitvoer / THIRD.isoformat() / "swv" / "index.html").read_text(encoding="utf-8")


def read_tables(home: Home) -> list[str]:
    """Every table over several peildata, as it stands on the pages of the third quarter."""
    folder = home.uitvoer / THIRD.isoformat() / "swv"
    pages = [(folder / name).read_text(encoding="utf-8") for name in ("index.html", "figuren.html")]
    return [found.group() for page in pages for found in _TABLE.finditer(page)]


def read_rows(home: Home) -> dict[str, dict[str, str]]:
    """The figures over all peildata: by peildatum, by heading."""
    file = home.uitvoer / THIRD.isoformat() / "swv" / "cijfers.csv"
    rows: dict[str, dict[str, str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            if row["tabel"].startswith("Cijfers op elke peildatum"):
                told = (row[name].replace("\u00a0", " ") for name in ("eenheid", "maat", "getoond"))
                peildatum, heading, shown = told
                rows.setdefault(peildatum, {})[heading] = shown
    return rows


def change_tables(home: Home, days: Iterable[date]) -> None:
    """Nobody was there, and all are in tier 3."""
    for day in days:
        file = home.uitvoer / day.isoformat() / "tabellen" / "leerling_periode.parquet"
        rows = pl.read_parquet(file)
        changed = {"aanwezig_min": 0, "tier": 3}
        rows.with_columns(pl.lit(to, rows.schema[name]).alias(name) for name, to in changed.items()).write_parquet(file)


def test_attendance_of_then_is_what_came_out_then(standing: Home) -> None:
    """Of 74 school days 15 of every 24 pupils missed ten: 15 / 24 x 10 / 74 = 8,4 %, so 91,6 % were there.

    All lessons of one of 48 pupils are 2,1 %: in steps of 5 %. In the second quarter nobody was ill.
    """
    rows = read_rows(standing)
    assert rows["1 jan 2026"]["Aanwezigheid"] == "90"
    assert rows["1 mrt 2026"]["Aanwezigheid"] == "100"
    assert rows["1 jan 2026"]["Leerlingen met een tier"] == "50"


def test_the_account_keeps_attendance_without_the_minutes_of_a_pupil(standing: Home) -> None:
    """Two lessons of 50 minutes on each of 74 days are 123 hours a pupil: rounded to 200 hours.

    24 pupils have 2,960 hours, to the nearest 200 that is 3,000; 48 have 5,920, so 6,000.
    """
    first = next(found for found in read_ledger(standing.opslag) if found.peildatum == FIRST)
    assert first.aanwezigheid == {
        "": KeptShare(900, 900, 50, 6_000, 200),
        ONE: KeptShare(900, 900, 50, 3_000, 200),
        OTHER: KeptShare(900, 900, 50, 3_000, 200),
    }


def test_erasing_the_tables_of_then_changes_nothing(standing: Home, erased: Home) -> None:
    for day in (FIRST, SECOND):
        assert not (erased.uitvoer / day.isoformat() / "tabellen").exists()
    assert len(read_tables(standing)) == 2
    assert read_tables(erased) == read_tables(standing)
    # Who moved can be followed no more, and the page says so.
    page = read_page(erased)
    assert "de tabellen van toen zijn gewist" in page
    assert 'id="tabel-beweging"' not in page


def test_other_tables_of_then_change_nothing(standing: Home, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if they were whole: nothing holds them to the log."""
    monkeypatch.setattr(opened, "find_damage", lambda *_, **__: [])
    change_tables(home, (FIRST, SECOND))
    run(home, THIRD)
    assert read_tables(home) == read_tables(standing)
    # Negative control: the movement since the last peildatum does read its pupils.
    (table,) = re.findall(r'<table[^>]*id="tabel-beweging".*?</table>', read_page(home), re.DOTALL)
    assert table not in read_page(standing)


def test_verify_works_them_out_again_from_what_was_kept(erased: Home, standing: Home) -> None:
    for place in (erased, standing):
        code, screen = place.call("verify", "--aantal", "0")
        assert code == 0, screen
