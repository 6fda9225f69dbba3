"""The seal over the two lists that only grow: `publicaties.jsonl` and `gewist.jsonl`.

The sealed log (`pipelines.vault.audit_log`) holds, with every change of one of them, how many lines each has and the
hash of its content. So a list that is missing, cut, forged or put back from before does not pass: nobody can write or
take away a line of the log without the secrets of the key ring. Marks of erased pupils stand in the log themselves, so
that they can be made again from it.

A change is made ready beside the list, sealed in the log, and then takes the place of the list. A crash anywhere in
between needs no person: what lies beside is ours when the log has its seal, and else never counted.

An older copy of the whole store is whole by itself. `.zegel/` in `uitvoer` holds the log once more, and gives it away.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import StoreUnavailable
from pipelines.settings import Settings
from pipelines.vault.audit_log import find_last, list_authentic, list_foreign, read_end, write_entry
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.keyring import Keyring, load_ring, require_ring
from pipelines.vault.marks import Mark, read_marks
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    SEALED_FILES,
    WITNESS,
    get_upcoming_file,
)
from pipelines.vault.private_file import sync, write_private
from reports.words.wording import counted

_TOLD = {LEDGER: "de lijst met publicaties", ERASED_FILE: "de merken van gewiste leerlingen"}
# In a line of the log: how many lines each list has; and the place of a mark, which says whose it is.
_COUNTS = {LEDGER: "publicaties", ERASED_FILE: "gewist"}
_MARK = re.compile(r"merk/(?P<school>[0-9A-Z]{6})/(?P<key>[0-9a-f]{8})/[0-9]+")
RESTORE = (
    "Zet de nieuwste reservekopie van de opslag terug als u die hebt. Draai daarna 'msa doctor SWV.TOML --herstel': "
    "msa maakt dan in orde wat het nog weet. Tot die tijd doet msa niets met deze opslag."
)


@dataclass(frozen=True)
class Sealed:
    """One list as it was or is: how many lines, and the SHA-256 of its bytes. No file is an empty one."""

    lines: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What a line of the log holds of the lists: `counts` and `hashes` of `write_entry`."""

    counts: dict[str, int]
    hashes: dict[str, str]


def measure(content: bytes) -> Sealed:
    """A list by its bytes."""
    return Sealed(content.count(b"\n"), hashlib.sha256(content).hexdigest())


def read_list(opslag: Path, name: str) -> bytes:
    """The bytes of one list, none where there is no file; OSError passes."""
    file = opslag / name
    return file.read_bytes() if file.exists() else b""


def make_facts(contents: Mapping[str, bytes], marks: Iterable[Mark] = ()) -> Facts:
    """The seal over these contents, of both lists, and the marks that it brings in."""
    return _tell({name: measure(contents[name]) for name in SEALED_FILES}, marks)


def make_first_facts(opslag: Path) -> Facts:
    """The seal of a store in which nothing lies yet; nothing where something does, which `settle_seals` then judges."""
    if any((opslag / name).exists() for name in (LOG_FILE, HEAD_FILE, *SEALED_FILES)):
        return Facts({}, {})
    return make_facts(dict.fromkeys(SEALED_FILES, b""))


def carry_facts(opslag: Path, ring: Keyring) -> Facts:
    """The seal as it stands, to repeat it in a line under another key; nothing where there is none."""
    entry = find_seal(opslag, ring)
    return Facts({}, {}) if entry is None else _tell(_read_seal(entry))


def replace_sealed(opslag: Path, name: str, content: bytes, *, marks: Iterable[Mark] = ()) -> None:
    """Put `content` in the place of one list, under seal. OSError and StoreUnavailable (14) leave the list as it was.

    Without a key ring there is no log to seal it in: a store has one from its first command on.
    """
    ring = load_ring(opslag)
    if ring is None:
        write_private(opslag / name, content)
        return
    # A log that is changed while a command runs is not sealed over.
    entry = find_seal(opslag, ring) if any((opslag / name).exists() for name in (LOG_FILE, HEAD_FILE)) else None
    known = _read_seal(entry) if entry else {other: measure(read_list(opslag, other)) for other in SEALED_FILES}
    write_private(get_upcoming_file(opslag, name), content)
    facts = _tell({**known, name: measure(content)}, marks)
    write_entry(opslag, "zegel", counts=facts.counts, hashes=facts.hashes, ring=ring)
    _take_place(opslag, name)


def settle_seals(opslag: Path) -> None:
    """Finish what a crash broke off, seal a store of before the seals, and refuse one whose lists do not fit.

    StoreUnavailable (14) says what is wrong and how to restore it. The caller holds the lock.
    """
    ring = require_ring(opslag)
    entry = find_seal(opslag, ring)
    if entry is None:
        _seal_first(opslag, ring)
        return
    for name, sealed in _read_seal(entry).items():
        upcoming = get_upcoming_file(opslag, name)
        if upcoming.exists():
            if measure(upcoming.read_bytes()) == sealed:
                _take_place(opslag, name)
            else:
                # The log never had its seal: it never counted.
                upcoming.unlink()
    _refuse(find_faults(opslag, entry))


def check_seals(settings: Settings) -> None:
    """Refuse a store whose lists do not fit their seal, or that is older than what lies in `uitvoer`; changes nothing.

    StoreUnavailable (14).
    """
    opslag = settings.opslag
    ring = load_ring(opslag)
    if ring is None:
        return
    entry = find_seal(opslag, ring)
    if entry is not None:
        _refuse(find_faults(opslag, entry))
    if is_older(settings, ring):
        raise StoreUnavailable(
            f"De opslag '{opslag.name}' is ouder dan wat msa in '{settings.uitvoer.name}' heeft vastgelegd: er staat "
            "een oude reservekopie, of er is iets teruggezet. Leerlingen die later zijn gewist, zouden terugkomen. "
            f"{RESTORE}"
        )


def find_faults(opslag: Path, entry: Mapping[str, Any]) -> list[str]:
    """What of the lists does not fit the seal in this line of the log, in Dutch; changes nothing."""
    faults = []
    for name, sealed in _read_seal(entry).items():
        try:
            found = measure(read_list(opslag, name))
            upcoming = get_upcoming_file(opslag, name)
            if found == sealed or (upcoming.exists() and measure(upcoming.read_bytes()) == sealed):
                continue
        except OSError:
            faults.append(f"{_TOLD[name]} ('{name}') is niet te lezen")
            continue
        if not (opslag / name).exists():
            what = "ontbreekt"
        elif found.lines == sealed.lines:
            what = "is veranderd"
        else:
            what = f"heeft {counted(found.lines, 'regel', 'regels')}, en dat moeten er {sealed.lines} zijn"
        faults.append(f"{_TOLD[name]} ('{name}') {what}")
    return faults


def is_older(settings: Settings, ring: Keyring) -> bool:
    """Whether `uitvoer` knows a line of the log that this store does not have. False where nothing lies there."""
    folder = settings.uitvoer / WITNESS
    if not (folder / HEAD_FILE).exists():
        return False
    end = read_end(folder, ring)
    # Sealed under a key that this store does not have yet, or changed.
    return end is None or end[1] not in {entry["hash"] for entry in list_authentic(settings.opslag, ring)}


def keep_witness(settings: Settings) -> None:
    """Lay the log and the ledger of publications beside what is published, the head of the log last."""
    folder = settings.uitvoer / WITNESS
    if folder.is_symlink():
        # Ours is a folder; where the link leads is not our business.
        remove(folder)
    settings.uitvoer.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private_folder(folder)
    for name in (LEDGER, LOG_FILE, HEAD_FILE):
        write_private(folder / name, read_list(settings.opslag, name))


def list_marks(log: Path, ring: Keyring) -> tuple[Mark, ...]:
    """Every mark that the log in this folder holds in a line that msa sealed, oldest first."""
    return tuple(dict.fromkeys(mark for entry in list_authentic(log, ring) for mark in _read_entry(entry)))


def list_lost_schools(log: Path, ring: Keyring) -> tuple[str, ...]:
    """Schools of which the log in this folder holds marks under a key that the ring does not have: they name nobody."""
    return tuple(sorted({mark.school for entry in list_foreign(log, ring) for mark in _read_entry(entry)}))


def list_seals(log: Path, ring: Keyring, name: str) -> list[Sealed]:
    """Every state of one list that the log in this folder has sealed, oldest first."""
    return [_read_seal(entry)[name] for entry in list_authentic(log, ring) if _holds_seal(entry)]


def put_lists(opslag: Path, contents: Mapping[str, bytes], *, marks: Iterable[Mark]) -> None:
    """Put both lists in their place and seal them in a line that says that somebody asked for it."""
    for name in SEALED_FILES:
        write_private(get_upcoming_file(opslag, name), contents[name])
    facts = make_facts(contents, marks)
    write_entry(opslag, "opslag_hersteld", counts=facts.counts, hashes=facts.hashes)
    for name in SEALED_FILES:
        _take_place(opslag, name)


def find_seal(opslag: Path, ring: Keyring) -> dict[str, Any] | None:
    """The line of the log that holds the seal, None in a store of before the seals; 14 when the log is not whole."""
    try:
        entry, sound = find_last(opslag, ring, _holds_seal)
    except OSError:
        sound, entry = False, None
    if not sound:
        raise StoreUnavailable(
            f"Het logboek in '{opslag.name}' klopt niet: er ontbreken regels, of er is iets veranderd. Zo is niet na "
            f"te gaan of {' en '.join(_TOLD.values())} nog heel zijn. {RESTORE}"
        )
    return entry


def _seal_first(opslag: Path, ring: Keyring) -> None:
    """A store of before the seals: what lies there is sealed as it is, and a line says so."""
    contents = {name: read_list(opslag, name) for name in SEALED_FILES}
    if not any(contents.values()):
        return
    try:
        marks = read_marks(contents[ERASED_FILE])
    except (ValueError, KeyError, TypeError, RecursionError):
        _refuse([f"{_TOLD[ERASED_FILE]} ('{ERASED_FILE}') is niet te lezen"])
        return
    facts = make_facts(contents, marks)
    write_entry(opslag, "eerste_zegel", counts=facts.counts, hashes=facts.hashes, ring=ring)


def _holds_seal(entry: Mapping[str, Any]) -> bool:
    return all(_COUNTS[name] in entry["aantallen"] and name in entry["hashes"] for name in SEALED_FILES)


def _read_seal(entry: Mapping[str, Any]) -> dict[str, Sealed]:
    return {name: Sealed(entry["aantallen"][_COUNTS[name]], entry["hashes"][name]) for name in SEALED_FILES}


def _read_entry(entry: Mapping[str, Any]) -> list[Mark]:
    places = ((_MARK.fullmatch(name), digest) for name, digest in entry["hashes"].items())
    return [Mark(place["school"], place["key"], digest) for place, digest in places if place]


def _tell(state: Mapping[str, Sealed], marks: Iterable[Mark] = ()) -> Facts:
    places = {f"merk/{mark.school}/{mark.sleutel}/{number}": mark.merk for number, mark in enumerate(marks, start=1)}
    return Facts(
        {_COUNTS[name]: sealed.lines for name, sealed in state.items()},
        {**{name: sealed.sha256 for name, sealed in state.items()}, **places},
    )


def _take_place(opslag: Path, name: str) -> None:
    os.replace(get_upcoming_file(opslag, name), opslag / name)
    sync(opslag)


def _refuse(faults: Iterable[str]) -> None:
    told = ", en ".join(faults)
    if told:
        raise StoreUnavailable(f"In de opslag klopt iets niet: {told}. {RESTORE}")
