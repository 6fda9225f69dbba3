"""Which register files (MSA forms) lay in the folder of a school at its runs: one list a school, in `opslag/register/`.

By hash alone; the copies lie in the vault, and `pipelines.intake.kept_register` reads them. Whether a list is as it was
written is seen when the store is opened (`pipelines.vault.stored`), which puts it in its place too.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import KEPT_REGISTERS

Ledger = Mapping[str, Sequence[str]]


def list_kept(opslag: Path, *numbers: str, peildatum: date) -> tuple[str, ...]:
    """SHA-256 of the register files delivered up to and including this peildatum, in the order in which they count.

    `numbers`: those under which the school delivered, the first one first.
    """
    order: list[str] = []
    told = [
        (day, place, found) for place, each in enumerate(numbers) for day, found in _read_ledger(opslag, each).items()
    ]
    for day, _, delivered in sorted(told):
        if day <= peildatum.isoformat():
            order = [sha256 for sha256 in order if sha256 not in delivered] + list(delivered)
    return tuple(order)


def list_delivered(opslag: Path, school: str) -> dict[date, tuple[str, ...]]:
    """Per peildatum the SHA-256 of the register files that lay in the folder at its runs."""
    return {date.fromisoformat(day): tuple(found) for day, found in sorted(_read_ledger(opslag, school).items())}


def add_delivered(opslag: Path, school: str, *, peildatum: date, delivered: Sequence[str]) -> dict[str, bytes]:
    """What is to lie in `opslag`, by place, to remember the register files in the folder at a run of this peildatum.

    After those of its earlier runs. Nothing where there is nothing to remember.
    """
    ledger = _read_ledger(opslag, school)
    day = peildatum.isoformat()
    now = list(dict.fromkeys(reversed(delivered)))[::-1]
    known = [sha256 for sha256 in ledger.get(day, ()) if sha256 not in now]
    return _dump(school, {**ledger, day: [*known, *now]}) if now or known else {}


def drop_delivered(opslag: Path, school: str, *, before: date) -> dict[str, bytes]:
    """The same, without what lay in the folder at peildata before this day; nothing where nothing did."""
    ledger = _read_ledger(opslag, school)
    left = {day: found for day, found in ledger.items() if date.fromisoformat(day) >= before}
    return _dump(school, left) if left != ledger else {}


def _read_ledger(opslag: Path, school: str) -> dict[str, list[str]]:
    file = opslag / KEPT_REGISTERS / f"{school}.json"
    try:
        return json.loads(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise StoreUnavailable(
            f"De lijst van eerder ingeleverde MSA-formulieren van school {school} is niet te lezen. "
            f"Zet '{KEPT_REGISTERS}/{file.name}' in de opslag terug uit een reservekopie."
        ) from None


def _dump(school: str, ledger: Ledger) -> dict[str, bytes]:
    content = json.dumps(ledger, indent=1, sort_keys=True) + "\n"
    return {f"{KEPT_REGISTERS}/{school}.json": content.encode("ascii")}
