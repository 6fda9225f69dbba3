"""What else is stored, laid beside the log: a byte that changed since msa wrote it, or a file that is gone, is told.

What the seal of the log is over (`pipelines.vault.seals`), what is named after its own hash, and what is published
(`pipelines.publish.wholeness`) have a check of their own. For all other files that msa reads again, a line `bewaard` of
the log holds the hash of each as it was written; `KINDS` says what each is and how to restore it. What a run makes
again is thrown away when it is damaged; what nobody can make again ends every command (14). A store of before these
lines is taken as it lies, once. Pages beside the publications: `pipelines.vault.pages`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.system import ASIDE
from pipelines.vault.audit_log import list_authentic, write_entry
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.keyring import Keyring, load_ring
from pipelines.vault.places import (
    EDITIONS,
    HEAD_FILE,
    KEPT_REGISTERS,
    KEY_FILE,
    LAST_RUN,
    LOG_FILE,
    OF_THIS_MACHINE,
    OLD_KEYS,
    PARTITIONS,
    QUARANTINE,
    READ,
    RETURN_HISTORY,
    RING_FILE,
    SEALED_FILES,
    STORE_FILE,
    TICKS_FILE,
    VAULT,
    WAITING,
    get_fault_file,
    get_file_beside,
    get_translation_file,
    get_upcoming_file,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.upcoming import make_ready, take_places

_ACTION = "bewaard"
_HERE = "opslag/"
_GONE = hashlib.sha256(b"").hexdigest()
_NOWHERE = Path()
_FROM_BACKUP = "Zet het bestand terug uit een reservekopie (msa herstel)."
_BY_RUN = "Draai 'msa run' opnieuw: die maakt het nieuw."
_MADE_ANEW = "msa heeft het weggehaald; 'msa run' maakt het nieuw."

# What becomes of a damaged file: every command ends, a run throws it away and makes it again, or it is told and whoever
# reads it refuses it.
STOPS, RENEWED, TOLD = "stops", "renewed", "told"
States = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of stored file: its place in `opslag`, what it is in Dutch, how to restore it, and STOPS, RENEWED or
    TOLD.

    `lasts`: no delivery tells it again, so its newest state must lie there. Of the other kinds any state that msa wrote
    will do, and they may be gone.
    """

    pattern: str
    told: str
    restore: str
    care: str
    lasts: bool = False


KINDS = (
    Kind(f"{KEPT_REGISTERS}/*.json", "de lijst van ingeleverde MSA-formulieren", _FROM_BACKUP, STOPS, lasts=True),
    Kind(get_translation_file(_NOWHERE, "*").name, "de lijst van eerdere codes", _FROM_BACKUP, STOPS, lasts=True),
    Kind(f"{RETURN_HISTORY}/*.json", "wat eerdere retourbladen zeiden", _BY_RUN, RENEWED, lasts=True),
    Kind(STORE_FILE, "de opslag van de laatste run", _BY_RUN, RENEWED),
    Kind(LAST_RUN, "wat er van de laatste run is bewaard", _BY_RUN, RENEWED),
    Kind(f"{QUARANTINE}/*.csv", "de lijst van rijen die niet te gebruiken waren", _BY_RUN, RENEWED),
    Kind(f"{WAITING}/????-??-??.json", "de notitie bij klaargezette uitvoer", _BY_RUN, TOLD),
    Kind(TICKS_FILE, "het bestand met vinkjes van de werkbank", f"{_FROM_BACKUP} Of haal het weg.", TOLD),
    Kind(f"{READ}/*.json", "de lijst van wat voor een uitgave gelezen is", _FROM_BACKUP, TOLD),
)

# What else lies there, each with a check of its own, or read by nobody.
_OTHERS = (
    *(KEY_FILE, RING_FILE, f"{OLD_KEYS}/*", LOG_FILE, HEAD_FILE, *SEALED_FILES, f"{EDITIONS}/*.zip", f"{VAULT}/*"),
    *(f"{PARTITIONS}/*.deel", f"{READ}/*.deel", f"{WAITING}/*/*", get_fault_file(_NOWHERE, "*").name),
    *OF_THIS_MACHINE,
    *(f"{name}/*" for name in OF_THIS_MACHINE),
    *(f"*{get_upcoming_file(_NOWHERE, '').name}", get_file_beside(_NOWHERE, "*", "*").name, f"*{ASIDE}*"),
)


@dataclass(frozen=True)
class Fault:
    """One stored file that is not as msa wrote it. `place`: within `opslag`; `gone`: it is missing."""

    kind: Kind
    place: str
    gone: bool = False

    def __str__(self) -> str:
        """What is wrong, in Dutch and without what to do."""
        return f"{self.kind.told} ('{self.place}') {'ontbreekt' if self.gone else 'is beschadigd of veranderd'}"


def find_kind(place: str) -> Kind | None:
    """The kind of a file by its place in `opslag`; None for what the log has no hash of."""
    return next((kind for kind in KINDS if fnmatchcase(place, kind.pattern)), None)


def find_unknown(opslag: Path) -> list[Path]:
    """Files in `opslag` that msa does not know, so that nobody checks them."""
    places = [(path, path.relative_to(opslag).as_posix()) for path in sorted(opslag.rglob("*")) if path.is_file()]
    return [
        path
        for path, place in places
        if find_kind(place) is None and not any(fnmatchcase(place, pattern) for pattern in _OTHERS)
    ]


def find_stored_faults(opslag: Path) -> list[Fault]:
    """Every stored file that is not as the log has it, in order of place; OSError passes."""
    ring = load_ring(opslag)
    states = read_states(opslag, ring)
    if ring is None or not states:
        return []
    logged = (name.removeprefix(_HERE) for name in states if name.startswith(_HERE))
    found = []
    for place in sorted({*_list_lying(opslag), *logged}):
        kind = find_kind(place)
        if kind is not None and not _is_outdated(place, ring) and not _fits(opslag, place, kind, states):
            found.append(Fault(kind, place, gone=not (opslag / place).exists()))
    return found


def refuse_stored_faults(opslag: Path) -> None:
    """StoreUnavailable (14) when a file that nobody can make again is not as the log has it."""
    faults = [fault for fault in find_stored_faults(opslag) if fault.kind.care == STOPS]
    if faults:
        raise StoreUnavailable(
            f"In de opslag klopt iets niet: {', en '.join(map(str, faults))}. {faults[0].kind.restore} Is er geen "
            "reservekopie? 'msa doctor SWV.TOML --herstel' gaat verder zonder, en zegt wat er weg is."
        )


def drop_stored_faults(opslag: Path) -> list[Fault]:
    """Every fault; what a run makes again is thrown away, or noted as gone. The caller holds the lock."""
    faults = find_stored_faults(opslag)
    _let_go(opslag, [fault for fault in faults if fault.kind.care == RENEWED])
    return faults


def accept_stored(opslag: Path) -> list[Fault]:
    """Go on without what is damaged, as somebody asked; returns it. The caller holds the lock.

    An earlier state that msa wrote holds again; what lies there as it never was is thrown away.
    """
    states, faults = read_states(opslag, load_ring(opslag)), find_stored_faults(opslag)
    earlier = {
        _name(fault.place): sha256
        for fault in faults
        if not fault.gone and (sha256 := hash_file(opslag / fault.place)) in states.get(_name(fault.place), ())
    }
    _let_go(opslag, [fault for fault in faults if _name(fault.place) not in earlier])
    record(opslag, earlier)
    return faults


def tell_in_run(fault: Fault) -> str:
    """For the screen of a run, which goes on: what is wrong, and what becomes of it."""
    return _say(fault, _MADE_ANEW if fault.kind.care == RENEWED else fault.kind.restore)


def settle_stored(opslag: Path) -> None:
    """Finish what a crash broke off, and take a store of before as it lies. The caller holds the lock."""
    ring = load_ring(opslag)
    states = read_states(opslag, ring)
    for kind in KINDS:
        for file in sorted(opslag.glob(get_upcoming_file(_NOWHERE, kind.pattern).as_posix())):
            place = file.relative_to(opslag).as_posix().removesuffix(get_upcoming_file(_NOWHERE, "").name)
            if hash_file(file) == _get_last(states, place):
                take_places(opslag, [place])
            else:
                # The log never had its hash: it never counted.
                file.unlink()
    if ring is not None and not states:
        # At least one hash, so that this is done once.
        lying = {_name(place): hash_file(opslag / place) for place in _list_lying(opslag)}
        record(opslag, lying or {_name(TICKS_FILE): _GONE})


def replace_stored(opslag: Path, contents: Mapping[str, bytes]) -> None:
    """Put each content in its place in `opslag`, once the log has its hash. OSError passes.

    A file without content goes. The caller holds the lock.
    """
    states = read_states(opslag, load_ring(opslag))
    changed = {place: content for place, content in contents.items() if not _stands(opslag, place, content, states)}
    make_ready(opslag, changed)
    record_stored(opslag, {place: hashlib.sha256(content).hexdigest() for place, content in changed.items()})
    take_places(opslag, changed)


def write_stored(opslag: Path, place: str, content: bytes) -> None:
    """As `replace_stored`, for a file of which any state will do: by who need not hold the lock. OSError passes."""
    write_all_stored(opslag, {place: content})


def write_all_stored(opslag: Path, contents: Mapping[str, bytes]) -> None:
    """As `write_stored`, of several files under one line of the log."""
    record_stored(opslag, {place: hashlib.sha256(content).hexdigest() for place, content in contents.items()})
    for place, content in contents.items():
        file = opslag / place
        if file.parent != opslag:
            make_private_folder(file.parent)
        write_private(file, content)


def record_stored(opslag: Path, hashes: Mapping[str, str]) -> None:
    """Log the SHA-256 of files by place in `opslag`, before or just after they lie there."""
    record(opslag, {_name(place): sha256 for place, sha256 in hashes.items()})


def hash_file(file: Path) -> str:
    """SHA-256 of what a file holds; OSError passes."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def record_removed(opslag: Path) -> None:
    """Log that a command removed what is gone now, so that nobody misses it."""
    gone = (fault.place for fault in find_stored_faults(opslag) if fault.gone)
    record(opslag, {_name(place): _GONE for place in gone})


def read_stored(opslag: Path, place: str) -> bytes | None:
    """The bytes of one file, None where there is none; StoreUnavailable (14) when it is not as the log has it."""
    file = opslag / place
    if not file.exists():
        return None
    refuse_changed(opslag, place)
    return file.read_bytes()


def refuse_changed(opslag: Path, place: str) -> None:
    """StoreUnavailable (14) when a file lies there that is not as the log has it. OSError passes."""
    kind, states = find_kind(place), read_states(opslag, load_ring(opslag))
    if kind and states and (opslag / place).exists() and not _fits(opslag, place, kind, states):
        raise StoreUnavailable(_say(Fault(kind, place), kind.restore))


def is_logged(opslag: Path, place: str) -> bool:
    """Whether the log has a hash of this file, so that one that msa did not write is a fault (`find_stored_faults`)."""
    return _get_last(read_states(opslag, load_ring(opslag)), place) != _GONE


def read_states(opslag: Path, ring: Keyring | None) -> dict[str, list[str]]:
    """Of each name every hash that the log has of it, oldest first; nothing without a log. OSError passes."""
    states: dict[str, list[str]] = {}
    for entry in list_authentic(opslag, ring) if ring else ():
        if entry["wat"] == _ACTION:
            for name, sha256 in entry["hashes"].items():
                states.setdefault(name, []).append(sha256)
    return states


def record(opslag: Path, hashes: Mapping[str, str]) -> None:
    """Log these hashes by name; nothing without any, or without a key ring."""
    if hashes and (ring := load_ring(opslag)):
        write_entry(opslag, _ACTION, hashes=hashes, ring=ring)


def _say(fault: Fault, what_to_do: str) -> str:
    told = str(fault)
    return f"{told[:1].upper()}{told[1:]}. {what_to_do}"


def _let_go(opslag: Path, faults: Iterable[Fault]) -> None:
    for fault in faults:
        remove(opslag / fault.place)
        if fault.kind.lasts:
            record(opslag, {_name(fault.place): _GONE})


def _fits(opslag: Path, place: str, kind: Kind, states: States) -> bool:
    """Whether a file is as the log has it, or about to be."""
    known = states.get(_name(place), ())
    file, upcoming = opslag / place, get_upcoming_file(opslag, place)
    if kind.lasts and upcoming.exists() and hash_file(upcoming) == _get_last(states, place):
        return True
    if not file.exists():
        return not kind.lasts or not known or known[-1] == _GONE
    return hash_file(file) in (known[-1:] if kind.lasts else known)


def _stands(opslag: Path, place: str, content: bytes, states: States) -> bool:
    """Whether a file holds this already, and the log has it."""
    sha256, file = hashlib.sha256(content).hexdigest(), opslag / place
    there = hash_file(file) if file.exists() else _GONE
    return there == sha256 and _get_last(states, place) == sha256


def _is_outdated(place: str, ring: Keyring) -> bool:
    """Whether it is the list of codes under another key, which goes when a rotation ends."""
    name = get_translation_file(_NOWHERE, "*").name
    return fnmatchcase(place, name) and place != get_translation_file(_NOWHERE, ring.current).name


def _list_lying(opslag: Path) -> list[str]:
    found = {path for kind in KINDS for path in opslag.glob(kind.pattern) if path.is_file()}
    return sorted(path.relative_to(opslag).as_posix() for path in found)


def _get_last(states: States, place: str) -> str:
    return (states.get(_name(place)) or [_GONE])[-1]


def _name(place: str) -> str:
    return f"{_HERE}{place}"
