"""Default meaning of absence codes per LVS, as dated CSV tables with their sources (formats 6).

`codes.csv`: codes; `toepassen` is ja (applied where the row has no type), voorstel (only shown to the school) or nee.
`types.csv`: the row's own type, with `*` for any value and empty for "not delivered". `omschrijvingen.csv`, the same
for every LVS: whole texts. An empty `geldig_van` or `geldig_tot` is unbounded.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from schemas.columns import ONBEKEND, SOORTEN
from schemas.errors import DeclarationInvalid

APPLIED, SUGGESTED, LEFT_OUT = "ja", "voorstel", "nee"
ANY = "*"
_PERIOD = ("bron", "geldig_van", "geldig_tot")
_DESCRIPTIONS = Path(__file__).resolve().parent / "omschrijvingen.csv"

# Type in lower case, luxeverzuim and geoorloofd; a flag is J, N, "" (not delivered) or *.
TypeKey = tuple[str, str, str]
_FLAGS = ("J", "N", "", ANY)
# What an LVS needs whose reasons are words: there, only `geoorloofd` is left to decide.
WITHOUT_TYPE: tuple[TypeKey, ...] = (("", ANY, "J"), ("", ANY, "N"), ("", ANY, ""))


@dataclass(frozen=True)
class DefaultCode:
    """One code of an LVS's default table; `soort` is empty where `toepassen` is nee."""

    code: str
    soort: str
    toepassen: str
    bron: str
    geldig_van: date | None
    geldig_tot: date | None


def read_codes(file: Path, *, name: str) -> tuple[DefaultCode, ...]:
    """All rows of an LVS's table, also those that are only a suggestion; DeclarationInvalid names file and fault."""
    rows = tuple(
        DefaultCode(
            code=row["code"],
            soort=row["soort"],
            toepassen=row["toepassen"],
            bron=row["bron"],
            geldig_van=_read_date(row["geldig_van"], name),
            geldig_tot=_read_date(row["geldig_tot"], name),
        )
        for row in _read(file, ("code", "soort", "toepassen", *_PERIOD), name)
    )
    _check_choices(name, "toepassen", (row.toepassen for row in rows), (APPLIED, SUGGESTED, LEFT_OUT))
    _check(name, [(row.code, row.soort) for row in rows if row.toepassen != LEFT_OUT])
    return rows


def read_types(file: Path, *, name: str, needed: tuple[TypeKey, ...] = ()) -> dict[TypeKey, str]:
    """The kind of each type of an LVS; DeclarationInvalid names file and fault, also for a `needed` row not there."""
    rows = _read(file, ("type", "luxeverzuim", "geoorloofd", "soort", *_PERIOD), name)
    for flag in ("luxeverzuim", "geoorloofd"):
        _check_choices(name, flag, (row[flag] for row in rows), _FLAGS)
    found = [((row["type"].lower(), row["luxeverzuim"], row["geoorloofd"]), row["soort"]) for row in rows]
    _check(name, [(";".join(key), soort) for key, soort in found])
    missing = [";".join(key) for key in needed if key not in dict(found)]
    if missing:
        raise DeclarationInvalid(f"{name}: de rij '{missing[0]}' ontbreekt")
    return dict(found)


@cache
def load_descriptions() -> dict[str, str]:
    """Whole description in lower case -> soort."""
    name = _DESCRIPTIONS.name
    found = [
        (row["omschrijving"], row["soort"]) for row in _read(_DESCRIPTIONS, ("omschrijving", "soort", *_PERIOD), name)
    ]
    _check(name, found)
    return dict(found)


def _read(file: Path, columns: tuple[str, ...], name: str) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream, delimiter=";", strict=True)
    except (OSError, ValueError, csv.Error):
        raise DeclarationInvalid(f"{name}: ontbreekt, is leeg of is niet te lezen") from None
    missing = [column for column in columns if column not in header]
    if missing:
        raise DeclarationInvalid(f"{name}: kolom '{missing[0]}' ontbreekt; verplicht: {', '.join(columns)}")
    if header != list(columns) or any(len(row) != len(columns) for row in rows):
        raise DeclarationInvalid(f"{name}: de kolommen zijn niet precies {', '.join(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _read_date(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DeclarationInvalid(f"{name}: '{text}' is geen datum (jjjj-mm-dd)") from None


def _check(name: str, rows: list[tuple[str, str]]) -> None:
    keys = [key for key, _ in rows]
    for key in keys:
        if keys.count(key) > 1:
            raise DeclarationInvalid(f"{name}: '{key}' staat er dubbel in")
    _check_choices(name, "soort", (soort for _, soort in rows), (*SOORTEN, ONBEKEND))


def _check_choices(name: str, column: str, values: Iterable[str], allowed: tuple[str, ...]) -> None:
    for value in values:
        if value not in allowed:
            raise DeclarationInvalid(f"{name}: '{column}' is '{value}'; toegestaan: {', '.join(allowed)}")
