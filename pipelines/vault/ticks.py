"""What the analyst noted by hand (`opslag/werkbank.json`): which school was asked, which folder was handed over, when.

A tick holds a day, a school or a folder of the output, and the hash of what that folder held: nothing of a pupil.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import TICKS_FILE
from pipelines.vault.stored import read_stored, write_stored

GEVRAAGD, HERINNERD, OVERGEDRAGEN = KINDS = ("gevraagd", "herinnerd", "overgedragen")
# A school, or a folder of the output: slugs alone.
_ABOUT = re.compile(r"[a-zA-Z0-9._-]{1,80}(?:/[a-zA-Z0-9._-]{1,80})?")
_HASH = re.compile(r"(?:[0-9a-f]{64})?")


@dataclass(frozen=True, order=True)
class Tick:
    """One note: of which peildatum, what, about which school or folder, on which day. `sha256`: of the folder then."""

    peildatum: date
    soort: str
    over: str
    op: date
    sha256: str = ""

    def __post_init__(self) -> None:
        fits = self.soort in KINDS and _ABOUT.fullmatch(self.over) and _HASH.fullmatch(self.sha256)
        if not fits or ".." in self.over:
            raise ValueError("a tick is about a school or a folder of the output, and holds nothing else")


def read_ticks(opslag: Path) -> tuple[Tick, ...]:
    """All ticks in order; none where nothing was noted. StoreUnavailable when the file is not as msa wrote it."""
    try:
        content = read_stored(opslag, TICKS_FILE)
        return () if content is None else tuple(sorted(_read(entry) for entry in json.loads(content)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise _make_unreadable() from None


def add_tick(opslag: Path, tick: Tick) -> None:
    """Note it, in the place of what was noted of the same on the same day; OSError passes."""
    kept = [each for each in read_ticks(opslag) if _key(each) != _key(tick)]
    _write(opslag, [*kept, tick])


def remove_ticks(opslag: Path, *, peildatum: date, soort: str, over: str) -> None:
    """Take back what was noted of this; OSError passes."""
    kept = [each for each in read_ticks(opslag) if (each.peildatum, each.soort, each.over) != (peildatum, soort, over)]
    _write(opslag, kept)


def _key(tick: Tick) -> tuple[date, str, str, date]:
    return tick.peildatum, tick.soort, tick.over, tick.op


def _read(entry: dict[str, str]) -> Tick:
    return Tick(
        date.fromisoformat(entry["peildatum"]),
        entry["soort"],
        entry["over"],
        date.fromisoformat(entry["op"]),
        entry["sha256"],
    )


def _write(opslag: Path, ticks: list[Tick]) -> None:
    entries = [
        {**asdict(tick), "peildatum": tick.peildatum.isoformat(), "op": tick.op.isoformat()} for tick in sorted(ticks)
    ]
    write_stored(opslag, TICKS_FILE, json.dumps(entries, indent=1).encode("ascii") + b"\n")


def _make_unreadable() -> StoreUnavailable:
    return StoreUnavailable(
        f"De vinkjes van de werkbank ({TICKS_FILE} in de opslag) zijn niet te lezen. Zet het bestand terug uit een "
        "reservekopie, of haal het weg: dan begint u met lege vinkjes."
    )
