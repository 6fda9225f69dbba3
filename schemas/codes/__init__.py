"""Default meaning of absence codes per LVS, as dated CSV tables with their sources (formats 6).

`<lvs>.csv`: codes; `toepassen` is ja (applied where the row has no type), voorstel (only shown to the school) or nee.
`types.csv`: the row's own type, with `*` for any value and empty for "not delivered". `omschrijvingen.csv`: whole
texts. An empty `geldig_van` or `geldig_tot` is unbounded.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from schemas.columns import ONBEKEND, SOORTEN

_FOLDER = Path(__file__).resolve().parent
TOEPASSEN = ("ja", "voorstel", "nee")
ANY = "*"


@dataclass(frozen=True)
class DefaultCode:
    """One code of an LVS's default table; `soort` is empty where `toepassen` is nee."""

    code: str
    soort: str
    toepassen: str
    bron: str
    geldig_van: date | None
    geldig_tot: date | None


@cache
def load_default_codes(lvs: str) -> tuple[DefaultCode, ...]:
    """All rows of an LVS's table, also those that are only a suggestion; empty for `sjabloon`."""
    file = _FOLDER / f"{lvs}.csv"
    if not file.exists():
        return ()
    rows = tuple(
        DefaultCode(
            code=row["code"],
            soort=row["soort"],
            toepassen=row["toepassen"],
            bron=row["bron"],
            geldig_van=_read_date(row["geldig_van"]),
            geldig_tot=_read_date(row["geldig_tot"]),
        )
        for row in _read(file)
    )
    _check(file, [(row.code, row.soort) for row in rows if row.toepassen != "nee"])
    return rows


@cache
def load_applied_codes(lvs: str) -> dict[str, str]:
    """code -> soort of the rows that are applied (`toepassen` = ja)."""
    return {row.code: row.soort for row in load_default_codes(lvs) if row.toepassen == "ja"}


@cache
def load_suggested_codes(lvs: str) -> dict[str, str]:
    """code -> soort of the rows that are only shown to the school as a suggestion (`toepassen` = voorstel)."""
    return {row.code: row.soort for row in load_default_codes(lvs) if row.toepassen == "voorstel"}


@cache
def load_types() -> dict[tuple[str, str, str, str], str]:
    """(lvs, type in lower case, luxeverzuim, geoorloofd) -> soort; flags are J, N, "" (not delivered) or *."""
    file = _FOLDER / "types.csv"
    found = {(row["lvs"], row["type"], row["luxeverzuim"], row["geoorloofd"]): row["soort"] for row in _read(file)}
    _check(file, [("/".join(key), soort) for key, soort in found.items()])
    return found


@cache
def load_descriptions() -> dict[str, str]:
    """Whole description in lower case -> soort."""
    file = _FOLDER / "omschrijvingen.csv"
    found = [(row["omschrijving"], row["soort"]) for row in _read(file)]
    _check(file, found)
    return dict(found)


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";", strict=True))


def _read_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _check(file: Path, rows: list[tuple[str, str]]) -> None:
    """A shipped table with a doubled key or an unknown kind is a bug of ours, told at once."""
    keys = [key for key, _ in rows]
    if len(set(keys)) != len(keys) or any(soort not in (*SOORTEN, ONBEKEND) for _, soort in rows):
        raise ValueError(f"{file.name} holds a doubled key or an unknown soort")
