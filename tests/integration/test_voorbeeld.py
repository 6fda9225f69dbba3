"""The example in `data/voorbeeld`: what a run makes of it is what was worked out by hand beside it (`verwacht`)."""

import csv
import json
import math
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from pipelines.vault.pseudonym import load_key, make_leerling

PEILDATUM = date(2026, 3, 1)
SCHOOLS = {"1": "98ZZ00", "2": "99ZZ00"}  # by the first digit of its pupils
# Each with the columns that tell its rows apart here.
TABLES = {
    "leerling_periode": ("leerling",),
    "thuiszitter": ("leerling", "status"),
    "vierweken": ("leerling", "groep"),
    "reeks": ("leerling", "groep", "start"),
    "duo_melding": ("leerling", "meldsoort", "begindatum"),
    "signaal": ("leerling", "regel"),
    "werklijst": ("leerling", "rol", "actie", "sinds"),
}
PLACE = Path(__file__).parents[2] / "data" / "voorbeeld"


def read_expected(table: str) -> list[dict[str, str]]:
    """The rows that were worked out by hand, as text; a value such as 920/60 is a sum that was left to see."""
    text = (PLACE / "verwacht" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def show(value: object, expected: str) -> str:
    """A cell of a table as the expectations write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "J" if value else "N"
    if isinstance(value, int | float):
        # A double of the table is the sum to its last digits, or it is shown as it is.
        return expected if expected and abs(value - Fraction(expected)) < Fraction(1, 10**9) else str(value)
    return str(value)


def list_differences(found: list[dict[str, Any]], expected: list[dict[str, str]], key: tuple[str, ...]) -> list[str]:
    """Rows and cells of either side that the other does not have, each as a line to read."""
    left = {tuple(show(row[column], "") for column in key): row for row in found}
    right = {tuple(row[column] for column in key): row for row in expected}
    lines = [f"not expected: {row}" for row in sorted(left.keys() - right.keys())]
    lines += [f"not found: {row}" for row in sorted(right.keys() - left.keys())]
    for row in sorted(left.keys() & right.keys()):
        for column, wanted in right[row].items():
            cell = show(left[row][column], wanted)
            if cell != wanted:
                lines.append(f"{row} {column}: {cell}, worked out {wanted}")
    return lines


@dataclass(frozen=True)
class Outcome:
    """One run of the example, pupils by the number they have in the delivery."""

    manifest: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("voorbeeld")
    for name in ("swv.toml", "aanlevering"):
        copy = shutil.copytree if (PLACE / name).is_dir() else shutil.copyfile
        copy(PLACE / name, folder / name)
    settings = load_settings(folder / "swv.toml")
    result = run_quarter(settings, peildatum=PEILDATUM)
    assert result.exit_code == 0
    assert result.output is not None
    numbers = _name_pupils(settings.opslag)
    tables = {
        table: pl.read_parquet(result.output / "tabellen" / f"{table}.parquet")
        .with_columns(leerling=pl.col("leerling").replace_strict(numbers))
        .to_dicts()
        for table in TABLES
    }
    return Outcome(json.loads((result.output / "manifest.json").read_text(encoding="utf-8")), tables)


def _name_pupils(opslag: Path) -> dict[str, str]:
    """Codes to numbers, as `msa key` tells them."""
    key = load_key(opslag)
    numbers = [row["leerling"] for row in read_expected("leerling_periode")]
    return {make_leerling(key, SCHOOLS[number[0]], number): number for number in numbers}


@pytest.mark.parametrize("table", TABLES)
def test_the_table_is_what_was_worked_out(table: str, outcome: Outcome) -> None:
    expected = read_expected(table)
    assert len(expected) == len(outcome.tables[table])
    assert list_differences(outcome.tables[table], expected, TABLES[table]) == []


def test_shares_are_minutes_over_minutes(outcome: Outcome) -> None:
    """Percentages have no column in `verwacht`: they follow from its minutes, without and with the unknown ones."""
    for row in outcome.tables["leerling_periode"]:
        low, high = row["aanwezig_min"], row["aanwezig_min"] + row["onbekend_min"]
        assert row["aanwezig_pct_min"] == pytest.approx(100 * low / row["gepland_min"], abs=1e-9)
        assert row["aanwezig_pct_max"] == pytest.approx(100 * high / row["gepland_min"], abs=1e-9)


def test_every_status_and_group_is_there() -> None:
    """The example shows what it says it shows."""
    assert {row["status"] for row in read_expected("thuiszitter")} == {
        *("lrv_langer_dan_3_maanden", "thuiszitter", "dreigend", "langdurig_geoorloofd", "relatief_verzuim")
    }
    assert {row["groep"] for row in read_expected("vierweken")} == {"vier_weken_afwezig", "hoogstens_20pct"}
    tiers = Counter((row["tier"], row["tier_status"]) for row in read_expected("leerling_periode"))
    assert set(tiers) == {*(("1", "zeker"), ("2", "zeker"), ("3", "zeker"), ("", "open"), ("", "te_weinig_gegevens"))}
    assert {row["ernst_precies_16"] for row in read_expected("duo_melding")} == {"J", "N"}


def test_the_page_says_what_the_rows_say(outcome: Outcome) -> None:
    """`verwacht.md` and `verwacht/*.csv` are one and the same; so are its totals and the row balance of the run."""
    page = [_cells(line) for line in (PLACE / "verwacht.md").read_text(encoding="utf-8").splitlines()]
    pupils = {row["leerling"]: row for row in read_expected("leerling_periode")}
    statuses: dict[str, list[str]] = {}
    for row in read_expected("thuiszitter"):
        statuses.setdefault(row["leerling"], []).append(row["status"])
    written = {cells[0]: cells for cells in page if len(cells) == 5 and cells[0] in pupils}
    assert set(written) == set(pupils)
    for number, row in pupils.items():
        _, _, present, tier, status = written[number]
        assert _outcome_of(present) == int(row["aanwezig_min"]), number
        assert tier == (row["tier"] or row["tier_status"]), number
        assert status == ", ".join(statuses.get(number, [])), number
    for digit, school in SCHOOLS.items():
        kinds = [row["tier"] or row["tier_status"] for row in pupils.values() if row["leerling"][0] == digit]
        counts = [len(kinds), *(kinds.count(kind) for kind in ("1", "2", "3", "open", "te_weinig_gegevens"))]
        assert [school, *map(str, counts)] in page
    for row in outcome.manifest["bestanden"]:
        if row["bestand"].startswith("absenties"):
            [found] = [cells for cells in page if cells[0] == f"{row['school']} {Path(row['bestand']).stem}"]
            balance = (row["gelezen"], row["gebruikt"], row["quarantaine"])
            assert tuple(_outcome_of(cell) for cell in found[1:]) == balance


def test_the_page_says_what_the_work_list_says() -> None:
    """How many things each pupil asks, worked out in the page, with the group of the pupil; and how many in all."""
    text = (PLACE / "verwacht.md").read_text(encoding="utf-8")
    rows = read_expected("werklijst")
    told = [
        cells
        for line in text.splitlines()
        if len(cells := _cells(line)) == 4 and cells[0].isdigit() and cells[2].isdigit()
    ]
    counts, groups = Counter(row["leerling"] for row in rows), {row["leerling"]: row["zwaarte"] for row in rows}
    assert {cells[0]: (_outcome_of(cells[1]), cells[2]) for cells in told} == {
        pupil: (count, groups[pupil]) for pupil, count in counts.items()
    }
    [total] = re.findall(r"^Samen (.*) rijen\.$", text, re.MULTILINE)
    assert _outcome_of(total) == len(rows)
    # Every way in which work can stand is in it, and every group.
    assert {row["stand"] for row in rows} == {"te_doen", "te_laat", "gedaan"}
    assert set(groups.values()) == set("12345")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")] if line.startswith("| ") else [""]


def _outcome_of(text: str) -> int:
    """What a sum comes to, worked out again: `11.200 − 2 × 320 = 10.560` is 10560."""
    sides = [_work_out(side) for side in text.replace(".", "").split("=")]
    assert len(set(sides)) == 1, text
    return sides[0]


def _work_out(side: str) -> int:
    total = 0
    for sign, term in re.findall(r"([+−]?)\s*(\d+(?:\s*×\s*\d+)*)", side):
        value = math.prod(int(factor) for factor in term.split("×"))
        total += -value if sign == "−" else value
    return total


@pytest.mark.parametrize(
    ("column", "value"), [("tier", "2"), ("aanwezig_min", "10600"), ("ziek_schooldagen", "13/8"), ("oa_uren", "1")]
)
def test_another_expectation_is_seen(column: str, value: str, outcome: Outcome) -> None:
    """Negative control: one cell of one pupil that was worked out otherwise."""
    expected = [
        row | ({column: value} if row["leerling"] == "102" else {}) for row in read_expected("leerling_periode")
    ]
    [line] = list_differences(outcome.tables["leerling_periode"], expected, TABLES["leerling_periode"])
    assert line.startswith(f"('102',) {column}: ")
    assert line.endswith(f", worked out {value}")


def test_a_row_too_many_or_too_few_is_seen(outcome: Outcome) -> None:
    expected = read_expected("vierweken")
    found, key = outcome.tables["vierweken"], TABLES["vierweken"]
    assert list_differences(found[1:], expected, key) == [f"not found: {(found[0]['leerling'], found[0]['groep'])}"]
    assert list_differences(found, expected[1:], key) == ["not expected: ('108', 'vier_weken_afwezig')"]


def test_a_sum_that_does_not_close_is_seen() -> None:
    assert _outcome_of("11.200 − 2 × 320 = 10.560") == 10560
    with pytest.raises(AssertionError, match=r"10\.561"):
        _outcome_of("11.200 − 2 × 320 = 10.561")
