"""Run the program on a region's deliveries and list every cell in which it and the reference reading differ."""

import json
import math
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from pipelines.vault.places import KEY_FILE
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.oracle import Result, Row
from tests.lib.region import Region
from tests.lib.signal_oracle import TEXTS

KEYS = {
    "leerling_periode": ("school", "leerling"),
    "reeks": ("school", "leerling", "groep", "start"),
    "vierweken": ("school", "leerling", "groep"),
    "thuiszitter": ("school", "leerling", "status"),
    "duo_melding": ("school", "leerling", "meldsoort", "einddatum"),
    "school_meting": ("school",),
}
COMPARED = ("leerling_periode", "reeks", "vierweken", "thuiszitter", "duo_melding", "school_meting")
# One fixed key for all test runs: codes of pupils can be compared between two folders.
TEST_KEY = "5a" * 32


@dataclass(frozen=True)
class Output:
    """What one run of the program left behind."""

    exit_code: int
    folder: Path
    key: bytes

    def read(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "tabellen" / f"{table}.parquet")

    def read_manifest(self) -> dict[str, list[dict[str, object]]]:
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))


def run_program(toml: Path, peildatum: date, *, toch: bool = False) -> Output:
    """Run the program in process on a written region, with the fixed test key."""
    settings = load_settings(toml)
    settings.opslag.mkdir(parents=True, exist_ok=True)
    key_file = settings.opslag / KEY_FILE
    if not key_file.exists():
        key_file.write_text(TEST_KEY, encoding="ascii")
        os.chmod(key_file, 0o600)
    result = run_quarter(settings, peildatum=peildatum, toch=toch)
    return Output(result.exit_code, result.output, load_key(settings.opslag))


def compare(region: Region, expected: Result, output: Output, tables: Iterable[str] = COMPARED) -> list[str]:
    """Every difference in the tables, the row balance and the events outside the roster; empty when all agree."""
    if output.exit_code != 0:
        return [f"exit code {output.exit_code}"]
    found = []
    for table in tables:
        found += compare_table(table, getattr(expected, table), output)
    found += compare_balance(expected, output)
    return found + compare_outside(expected, output)


def compare_table(table: str, rows: list[Row], output: Output) -> list[str]:
    """Differences of one table: columns and their order, keys, every cell (doubles within 1e-12, relative)."""
    frame = output.read(table)
    wanted = {_make_key(table, row, output.key): row for row in rows}
    names = [name if name != "leerlingnummer" else "leerling" for name in rows[0]] if rows else frame.columns
    if frame.columns != names:
        return [f"{table}: columns {frame.columns} instead of {names}"]
    got = {tuple(row[name] for name in KEYS[table]): row for row in frame.iter_rows(named=True)}
    found = [f"{table}: the key is not unique"] if len(got) != frame.height else []
    found += [f"{table}: row missing for {_show(wanted[key])}" for key in wanted if key not in got]
    found += [f"{table}: row too many {got[key]}" for key in got if key not in wanted]
    for key, row in wanted.items():
        for name, value in row.items():
            if key in got and name != "leerlingnummer" and not _is_same(value, got[key][name]):
                found.append(f"{table}.{name}: {got[key][name]!r} instead of {value!r} for {_show(row)}")
    return found


def _make_key(table: str, row: Row, key: bytes) -> tuple[object, ...]:
    return tuple(
        make_leerling(key, str(row["school"]), str(row["leerlingnummer"])) if name == "leerling" else row[name]
        for name in KEYS[table]
    )


def _is_same(expected: object, value: object) -> bool:
    if isinstance(expected, float):
        # Both kinds and values: an integer column where a double is promised is a difference.
        return isinstance(value, float) and math.isclose(expected, value, rel_tol=1e-12, abs_tol=1e-12)
    return type(expected) is type(value) and expected == value


def _show(row: Row) -> str:
    return ", ".join(f"{name}={value}" for name, value in row.items())


def compare_balance(expected: Result, output: Output) -> list[str]:
    """Differences in `manifest.json`: rows of absence files, and the sum that holds for every file."""
    found = []
    delivered = {(str(row["school"]), str(row["bestand"])): row for row in output.read_manifest()["bestanden"]}
    for place, row in expected.balans.items():
        for name, count in row.items():
            value = delivered.get(place, {}).get(name)
            if value != count:
                found.append(f"manifest {place} {name}: {value!r} instead of {count!r}")
    for place, row in delivered.items():
        parts = [row[name] for name in ("gebruikt", "quarantaine", "vervangen", "niet_geteld")]
        if row["gelezen"] != sum(parts):
            found.append(f"manifest {place}: {row['gelezen']} rows read, parts {parts}")
    return found


def compare_outside(expected: Result, output: Output) -> list[str]:
    """Differences in the number of events outside the roster (finding `absentie_buiten_rooster`)."""
    counted: Counter[str] = Counter()
    for row in output.read("bevinding").filter(pl.col("code") == "absentie_buiten_rooster").iter_rows(named=True):
        counted[row["school"]] += row["aantal"]
    return [
        f"outside the roster, school {school}: {counted[school]} instead of {count}"
        for school, count in expected.buiten_rooster.items()
        if counted[school] != count
    ]


def compare_signals(expected: Iterable[Row], output: Output) -> list[str]:
    """Every difference in `signaal`; of the texts only that they are filled."""
    frame = output.read("signaal")
    wanted = {
        (
            str(row["school"]),
            make_leerling(output.key, str(row["school"]), str(row["leerlingnummer"])),
            row["regel"],
        ): row
        for row in expected
    }
    got = {(row["school"], row["leerling"], row["regel"]): row for row in frame.iter_rows(named=True)}
    found = ["the key is not unique"] if len(got) != frame.height else []
    found += [f"row missing: {wanted[key]}" for key in wanted if key not in got]
    found += [f"row too many: {got[key]}" for key in got if key not in wanted]
    for key in wanted.keys() & got.keys():
        for name, value in wanted[key].items():
            if name != "leerlingnummer" and not _is_same(value, got[key][name]):
                found.append(f"{name}: {got[key][name]!r} instead of {value!r} in {wanted[key]}")
        found += [f"{name} is empty for {key[2]}" for name in TEXTS if not got[key][name]]
    return found
