"""What earlier return sheets of a school said, so that a mended cause is told as solved and a new one as new.

Kept in `opslag/retour/<school>.json`: for each delivery, known by the hashes of its files, its causes with counts. No
pupil data, and no output but the return sheet reads it. A sheet is compared with the last delivery before its own that
had other files, so running again on the same files gives the same sheet.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.vault.places import RETURN_HISTORY
from reports.context.returns import CauseKey, SolvedCause
from schemas.findings import COUNTING_KINDS, GEWEIGERD

_MOST_KEPT = 20
_COUNTED = frozenset(kind.code for kind in COUNTING_KINDS)
_BSN = "bsn_kolom"
# A count in a text, and the word it counts, change with each delivery; a code or column between quotes does not.
_QUOTED_OR_COUNT = re.compile(r"('[^']*')|\d[\d.]*(?: \w+)?")


@dataclass(frozen=True)
class KnownCause:
    """One cause as it was told. `aantal`: how often it occurred."""

    code: str
    ernst: str
    soort: str
    kolom: str
    omschrijving: str
    aantal: int

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same cause in another delivery: all but its counts."""
        return self.code, self.soort, self.kolom, _QUOTED_OR_COUNT.sub(r"\1", self.omschrijving)

    @property
    def key(self) -> CauseKey:
        return CauseKey(self.code, self.soort, self.kolom, self.omschrijving)


@dataclass(frozen=True)
class KnownDelivery:
    """One delivery: `levering` is the mark of its files, `oorzaken` what was told about it."""

    levering: str
    geweigerd: bool
    oorzaken: tuple[KnownCause, ...]


@dataclass(frozen=True)
class Change:
    """Against the last other delivery; `vergeleken` is False when there was none."""

    vergeleken: bool = False
    nieuw: frozenset[CauseKey] = frozenset()
    opgelost: tuple[SolvedCause, ...] = ()


def mark_delivery(sha256s: Iterable[str]) -> str:
    """The mark of a delivery: the same files, whatever their names and order, give the same mark."""
    return hashlib.sha256("\n".join(sorted(sha256s)).encode()).hexdigest()


def read_history(opslag: Path, *numbers: str) -> tuple[KnownDelivery, ...]:
    """Earlier deliveries under these numbers of a school, oldest first.

    A file that cannot be read is as no history: nothing but words hang on it.
    """
    return tuple(known for number in numbers for known in _read_history(opslag, number))


def _read_history(opslag: Path, school: str) -> tuple[KnownDelivery, ...]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        rows = json.loads((opslag / RETURN_HISTORY / f"{school}.json").read_text(encoding="utf-8"))
        return tuple(
            KnownDelivery(row["levering"], row["geweigerd"], tuple(KnownCause(**cause) for cause in row["oorzaken"]))
            for row in rows
        )
    return ()


def compare_with_last(now: KnownDelivery, history: Iterable[KnownDelivery], *, counted: bool = True) -> Change:
    """What is new and what was solved since the last delivery with other files.

    `counted`: False for a check, which counts nothing and so can say nothing about findings of counting.
    """
    last = None
    for known in history:
        if known.levering == now.levering:
            break
        last = known
    if last is None:
        return Change()
    before, after = _list_visible(last, now, counted=counted), _list_visible(now, last, counted=counted)
    known_before = {cause.identity for cause in before}
    known_now = {cause.identity for cause in after}
    return Change(
        vergeleken=True,
        nieuw=frozenset(cause.key for cause in after if cause.identity not in known_before),
        opgelost=tuple(
            SolvedCause(cause.omschrijving, cause.soort, cause.kolom, cause.aantal)
            for cause in before
            if cause.identity not in known_now
        ),
    )


def add_delivery(opslag: Path, school: str, now: KnownDelivery) -> dict[str, bytes]:
    """What is to lie in `opslag`, by place, to remember what the sheet of this delivery says.

    At its place when it was seen before, else as the last one.
    """
    history = list(read_history(opslag, school))
    places = [place for place, known in enumerate(history) if known.levering == now.levering]
    if places:
        history[places[0]] = now
    else:
        history.append(now)
    rows = [asdict(known) for known in history[-_MOST_KEPT:]]
    return {f"{RETURN_HISTORY}/{school}.json": (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8")}


def _list_visible(told: KnownDelivery, other: KnownDelivery, *, counted: bool) -> list[KnownCause]:
    """Causes that the other delivery could have shown too: of a refused one only the refusals are known."""
    causes = list(told.oorzaken)
    if not counted:
        causes = [cause for cause in causes if cause.code not in _COUNTED]
    if told.geweigerd or other.geweigerd:
        causes = [cause for cause in causes if cause.ernst == GEWEIGERD]
    # After a column with a BSN nothing else is read.
    if any(cause.code == _BSN for cause in other.oorzaken):
        causes = [cause for cause in causes if cause.code == _BSN]
    return causes
