"""The moments of a quarter (`schemas/cycle.yaml`): what is done, so many days before a peildatum, at which hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.strict_yaml import load_yaml

CYCLE_FILE = Path(__file__).resolve().parent / "cycle.yaml"
VRAGEN, HERINNEREN, CONTROLEREN, DRAAIEN = "vragen", "herinneren", "controleren", "draaien"
WHAT = (VRAGEN, HERINNEREN, CONTROLEREN, DRAAIEN)
_HOURS, _MOST_DAYS = range(24), 60


@dataclass(frozen=True)
class Step:
    """One thing that is done: on which days before the peildatum (below zero: after it), at which hour."""

    dagen_ervoor: tuple[int, ...]
    uur: int


@dataclass(frozen=True)
class Edition:
    """The steps by name, for peildata from `vanaf`."""

    vanaf: date
    steps: Mapping[str, Step]


@cache
def load_cycle(file: Path = CYCLE_FILE) -> tuple[Edition, ...]:
    """Every edition, oldest first; DeclarationInvalid names the key that cannot be."""
    found = load_yaml(file)["uitgaven"]
    editions = tuple(_read_edition(each, file) for each in found)
    if not editions or [each.vanaf for each in editions] != sorted({each.vanaf for each in editions}):
        raise DeclarationInvalid(f"{file.name}: 'vanaf' van elke uitgave ligt na dat van de uitgave ervoor")
    return editions


def get_steps(peildatum: date) -> Mapping[str, Step]:
    """The steps for this peildatum; those of the first edition for one before it."""
    editions = load_cycle()
    return max((each for each in editions if each.vanaf <= peildatum), key=_get_from, default=editions[0]).steps


def _get_from(edition: Edition) -> date:
    return edition.vanaf


def _read_edition(document: Mapping[str, Any], file: Path) -> Edition:
    steps = {name: _read_step(name, found, file) for name, found in document["momenten"].items()}
    if tuple(steps) != WHAT or not isinstance(document["vanaf"], date):
        raise DeclarationInvalid(f"{file.name}: een uitgave heeft 'vanaf' en de momenten {', '.join(WHAT)}")
    return Edition(document["vanaf"], steps)


def _read_step(name: str, found: Mapping[str, Any], file: Path) -> Step:
    days, hour = found["dagen_ervoor"], found["uur"]
    if hour not in _HOURS or not days or any(type(day) is not int or abs(day) > _MOST_DAYS for day in days):
        raise DeclarationInvalid(f"{file.name}: '{name}' heeft hele dagen en een uur van 0 tot en met 23")
    return Step(tuple(days), hour)
