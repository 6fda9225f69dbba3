"""The cumulative register behind the export for the Inspectie: which case has which number, and what a peildatum said.

It lies in `opslag` (`inspectie.json`, for the owner alone) and holds no pupil code: a holder is a keyed hash of
school and code, or of the list of the LPA and its number. Per peildatum it keeps the whole view (a *stand*), so an
earlier peildatum can be run again without touching later ones. Numbers are given once and never again.
"""

import hashlib
import hmac
import itertools
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import REGISTER_FILE
from pipelines.vault.seals import read_list, replace_sealed
from schemas.inspectie import (
    AFGESLOTEN,
    LOOPT,
    NIET_BEVESTIGD,
    SOORTEN_GEVAL,
    STANDEN,
    VERVALLEN,
    VERVOLG_ONBEKEND,
)

FORMAT = 1
_HOLDER_LENGTH = 32
# A holder that is cut loose: no delivery is ever recognised as it again.
_NOBODY = ""


@dataclass(frozen=True)
class Seen:
    """One case as the deliveries of this peildatum tell it. `eind` None: it goes on; `gezien_tot`: its last day so far.

    `in_periode`: in force on at least one day of the period; `telt`: the row on which table thuiszitter (or the list
    of the LPA) counts. A pupil with two runs in one period has two cases, of which one counts. `niet_bevestigd_sinds`:
    the last measured day of a school that was not measured up to the peildatum, else None. `leeftijd_onbekend`: no
    birth date was delivered, so it is not known whether there is a duty.
    """

    houder: str
    soort: str
    begin: date
    eind: date | None
    gezien_tot: date
    in_periode: bool = True
    telt: bool = True
    niet_bevestigd_sinds: date | None = None
    leeftijd_onbekend: bool = False


@dataclass(frozen=True)
class Entry:
    """One row of a stand: a case by its number, with exact dates. Only `reports.officers` makes it fit to be shown.

    `sinds`: of a case that is not confirmed (NIET_BEVESTIGD), the last measured day of its school. Such a case may have
    an `eind` by what was delivered: it is not shown, since nobody confirms it.
    """

    nummer: int
    soort: str
    begin: date
    eind: date | None
    gezien_tot: date
    stand: str
    in_periode: bool
    telt: bool
    sinds: date | None = None
    leeftijd_onbekend: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it goes on by what was delivered, confirmed up to the peildatum or not."""
        return self.stand == LOOPT or (self.stand == NIET_BEVESTIGD and self.eind is None)


@dataclass(frozen=True)
class Register:
    """`houders`: number -> keyed holder of every case ever numbered; `standen`: peildatum -> its rows by number."""

    houders: Mapping[int, str]
    standen: Mapping[date, tuple[Entry, ...]]

    def list_entries_before(self, peildatum: date) -> tuple[Entry, ...]:
        """The rows of the latest peildatum before this one; none when there is none."""
        earlier = [day for day in self.standen if day < peildatum]
        return self.standen[max(earlier)] if earlier else ()


EMPTY = Register({}, {})


def make_holder(key: bytes, bron: str, wie: str) -> str:
    """Who a case is about, under the SWV's key. `bron`: school id or list of the LPA; `wie`: code or number there."""
    digest = hmac.digest(key, f"inspectie\x1f{bron}\x1f{wie}".encode(), hashlib.sha256)
    return digest.hex()[:_HOLDER_LENGTH]


# --- one quarter ---------------------------------------------------------------------------------------------------


def update_register(
    register: Register,
    *,
    peildatum: date,
    seen: Sequence[Seen],
    reach: Mapping[str, Sequence[tuple[date, date]]],
) -> Register:
    """The register with the stand of this peildatum, in place of an earlier one of the same date.

    `reach`: holder -> first and last day of each stretch about which the deliveries tell. A known case that they do not
    name is taken back (VERVALLEN) where they tell of its first day; else one that went on has an unknown sequel. A
    school that was not measured up to the peildatum closes no case; one that was closed before stays so.
    """
    seen = sorted(seen, key=_order_of_seen)
    numbers = _match(register, seen)
    before = {entry.nummer: entry for entry in register.list_entries_before(peildatum)}
    known = {entry.nummer: entry for entry in register.standen.get(peildatum, ())} | before
    houders = dict(register.houders)
    entries = {}
    for place, case in enumerate(seen):
        number = numbers.get(place)
        if number is None and case.in_periode:
            number = max(houders, default=0) + 1
            houders[number] = case.houder
        if number is not None and (case.in_periode or number in known):
            entries[number] = _make_entry(number, case, before.get(number))
    for number, entry in known.items():
        if number not in entries:
            entries[number] = _carry(entry, reach.get(houders[number], ()))
    stand = tuple(entries[number] for number in sorted(entries))
    return Register(houders, {**register.standen, peildatum: stand})


def _order_of_seen(case: Seen) -> tuple[Any, ...]:
    """New cases are numbered by the quarter of their begin, and within it by the keyed holder, which says nothing.

    In the order of their begin, the numbers would tell what coarse dates leave out.
    """
    quarter = (case.begin.year, (case.begin.month - 1) // 3)
    return quarter, case.houder, case.begin, case.gezien_tot, case.soort, case.eind or date.max


def _make_entry(number: int, case: Seen, before: Entry | None) -> Entry:
    was_closed = before is not None and before.stand == AFGESLOTEN and before.eind == case.eind
    stand = LOOPT if case.eind is None else AFGESLOTEN
    unconfirmed = case.niet_bevestigd_sinds is not None and not was_closed
    return Entry(
        nummer=number,
        soort=case.soort,
        begin=case.begin,
        eind=case.eind,
        gezien_tot=case.gezien_tot,
        stand=NIET_BEVESTIGD if unconfirmed else stand,
        in_periode=case.in_periode,
        telt=case.telt,
        sinds=case.niet_bevestigd_sinds if unconfirmed else None,
        leeftijd_onbekend=case.leeftijd_onbekend,
    )


def _carry(entry: Entry, reach: Sequence[tuple[date, date]]) -> Entry:
    """A known case that no delivery names now: it stays, with what is known of it."""
    stand = entry.stand
    if any(first <= entry.begin <= last for first, last in reach):
        return replace(entry, stand=VERVALLEN, in_periode=False, telt=False, sinds=None)
    if stand == LOOPT:
        stand = VERVOLG_ONBEKEND
    return replace(entry, stand=stand, in_periode=False, telt=False)


def _match(register: Register, seen: Sequence[Seen]) -> dict[int, int]:
    """Which known case each seen one is: place in `seen` -> number, each number at most once.

    The same holder, and the same begin, or else the most days in common with any telling of the case. What this very
    peildatum told before is among those tellings, so a run that is done again gives the same numbers.
    """
    told = _list_tellings(register)
    pairs = []
    for place, case in enumerate(seen):
        for number, begin, last in told.get(case.houder, ()):
            overlap = (min(last, case.gezien_tot) - max(begin, case.begin)).days + 1
            if overlap > 0:
                pairs.append((begin != case.begin, not case.in_periode, -overlap, number, place))
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for *_, number, place in sorted(pairs):
        if place not in numbers and number not in taken:
            numbers[place] = number
            taken.add(number)
    return numbers


def _list_tellings(register: Register) -> dict[str, set[tuple[int, date, date]]]:
    """Per holder every telling of its cases: number, first and last day."""
    told: dict[str, set[tuple[int, date, date]]] = defaultdict(set)
    for entry in itertools.chain.from_iterable(register.standen.values()):
        houder = register.houders[entry.nummer]
        if houder != _NOBODY:
            told[houder].add((entry.nummer, entry.begin, entry.gezien_tot))
    return told


# --- a new key, and erasing ----------------------------------------------------------------------------------------


def make_rekeying(
    old_key: bytes,
    new_key: bytes,
    *,
    pupils: Iterable[tuple[str, str, str]],
    listed: Iterable[tuple[str, str]],
) -> dict[str, str]:
    """Old holder -> new holder, for `rekey`.

    `pupils`: school, old code, new code; `listed`: list of the LPA and number (`bron`, `houder` of mart_inspectie).
    """
    lookup = {
        make_holder(old_key, school, old): make_holder(new_key, school, new) for school, old, new in sorted(pupils)
    }
    lookup |= {
        make_holder(old_key, bron, number): make_holder(new_key, bron, number) for bron, number in sorted(listed)
    }
    return lookup


def rekey(register: Register, lookup: Mapping[str, str]) -> Register:
    """The register under another key: rows and numbers stay.

    A holder that `lookup` does not know is cut loose: its case stays, and is not recognised again.
    """
    houders = {number: lookup.get(houder, _NOBODY) for number, houder in register.houders.items()}
    return replace(register, houders=houders)


def follow(register: Register, lookup: Mapping[str, str]) -> Register:
    """The register with other holders in the place of these; rows and numbers stay."""
    houders = {number: lookup.get(houder, houder) for number, houder in register.houders.items()}
    return replace(register, houders=houders) if lookup else register


def forget(register: Register, holders: Collection[str]) -> Register:
    """The register in which nothing leads to these holders any more; their rows stay, for the Inspectie has them."""
    houders = {number: _NOBODY if houder in holders else houder for number, houder in register.houders.items()}
    return replace(register, houders=houders)


# --- on disk -------------------------------------------------------------------------------------------------------


def load_register(opslag: Path) -> Register:
    """The register of this store, an empty one before the first run; StoreUnavailable when it cannot be read.

    Never guessed anew: new numbers would contradict what the Inspectie already has.
    """
    try:
        document = json.loads((opslag / REGISTER_FILE).read_text(encoding="utf-8"))
        return _read_document(document)
    except FileNotFoundError:
        return EMPTY
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StoreUnavailable(
            f"Het register voor de Inspectie ('{REGISTER_FILE}' in {opslag.name}) is niet te lezen. "
            "Zet het terug uit een reservekopie. Zonder dat bestand krijgen gevallen andere volgnummers dan eerder."
        ) from None


def save_register(register: Register, opslag: Path) -> None:
    """Put the register in the place of the earlier one, in one step and under seal; nothing when it is the same."""
    content = dump_register(register).encode("utf-8")
    if content != read_list(opslag, REGISTER_FILE):
        replace_sealed(opslag, REGISTER_FILE, content)


def dump_register(register: Register) -> str:
    """The register as JSON text: the same register gives the same bytes."""
    document = {
        "formaat": FORMAT,
        "houders": {str(number): register.houders[number] for number in sorted(register.houders)},
        "standen": {
            day.isoformat(): [asdict(entry) for entry in register.standen[day]] for day in sorted(register.standen)
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=date.isoformat) + "\n"


def _read_document(document: dict[str, Any]) -> Register:
    if document["formaat"] != FORMAT:
        raise ValueError("another format")
    register = Register(
        houders={int(number): str(houder) for number, houder in document["houders"].items()},
        standen={
            date.fromisoformat(day): tuple(_read_entry(entry) for entry in entries)
            for day, entries in document["standen"].items()
        },
    )
    if any(entry.nummer not in register.houders for stand in register.standen.values() for entry in stand):
        raise ValueError("a row without a case")
    return register


def _read_entry(entry: dict[str, Any]) -> Entry:
    if entry["soort"] not in SOORTEN_GEVAL or entry["stand"] not in STANDEN:
        raise ValueError("not a kind or state")
    return Entry(
        nummer=int(entry["nummer"]),
        soort=entry["soort"],
        begin=date.fromisoformat(entry["begin"]),
        eind=None if entry["eind"] is None else date.fromisoformat(entry["eind"]),
        gezien_tot=date.fromisoformat(entry["gezien_tot"]),
        stand=entry["stand"],
        in_periode=bool(entry["in_periode"]),
        telt=bool(entry["telt"]),
        # A register of before these two has none.
        sinds=None if entry.get("sinds") is None else date.fromisoformat(entry["sinds"]),
        leeftijd_onbekend=bool(entry.get("leeftijd_onbekend", False)),
    )
