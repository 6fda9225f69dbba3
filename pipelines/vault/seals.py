"""The seal over what lives on: `publicaties.jsonl`, `gewist.jsonl`, `inspectie.json` and each file of editions.

The sealed log (`pipelines.vault.audit_log`) holds, with every change of one of them, the hash of the content of each,
and how many lines the two lists have that only grow. So a file that is missing, cut, forged or put back from before
does not pass: nobody can write or take away a line of the log without the secrets of the key ring. Marks of erased
pupils stand in the log themselves, so that they can be made again from it.

A change is made ready beside the file, sealed in the log, and then takes the place of the file. A crash anywhere in
between needs no person: what lies beside is ours when the log has its seal, and else never counted. A file of
editions that goes is one that becomes empty: the seal does not name it any more.

An older copy of the whole store is whole by itself. `.zegel/` in `uitvoer` holds the log once more, and gives it away.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import StoreUnavailable
from pipelines.settings import Settings
from pipelines.vault.audit_log import (
    find_last,
    is_whole,
    list_authentic,
    list_foreign,
    read_end,
    refuse_newer_format,
    write_entry,
)
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.keyring import Keyring, load_ring, require_ring
from pipelines.vault.marks import Mark, read_marks
from pipelines.vault.places import (
    EDITIONS,
    ERASED_FILE,
    GROWING,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    REGISTER_FILE,
    SEALED_FILES,
    WITNESS,
    find_peildatum,
    get_name_beside,
    get_upcoming_file,
    list_edition_names,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.stored import refuse_stored_faults
from pipelines.vault.upcoming import make_ready, take_places
from reports.words.wording import counted, listing

_TOLD = {
    LEDGER: "de lijst met publicaties",
    ERASED_FILE: "de merken van gewiste leerlingen",
    REGISTER_FILE: "het register voor de Inspectie",
}
# In a line of the log: how many lines each list has; and the place of a mark, which says whose it is.
_COUNTS = {LEDGER: "publicaties", ERASED_FILE: "gewist"}
# What a file becomes under a key to come, by the name of that file: any key.
_BESIDE = get_name_beside("{name}", "")
_MARK = re.compile(r"merk/(?P<school>[0-9A-Z]{6})/(?P<key>[0-9a-f]{8})/[0-9]+")
RESTORE = (
    "Zet de nieuwste reservekopie van de opslag terug als u die hebt. Draai daarna 'msa doctor SWV.TOML --herstel': "
    "msa maakt dan in orde wat het nog weet. Tot die tijd doet msa niets met deze opslag."
)


@dataclass(frozen=True)
class Sealed:
    """One file as it was or is: how many lines, and the SHA-256 of its bytes. No file is an empty one."""

    lines: int = field(compare=False)
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What a line of the log holds of what is sealed: `counts` and `hashes` of `write_entry`."""

    counts: dict[str, int]
    hashes: dict[str, str]


def measure(content: bytes) -> Sealed:
    """A file by its bytes."""
    return Sealed(content.count(b"\n"), hashlib.sha256(content).hexdigest())


_ABSENT = measure(b"")


def read_list(opslag: Path, name: str) -> bytes:
    """The bytes of one file, none where there is none; OSError passes."""
    file = opslag / name
    return file.read_bytes() if file.exists() else b""


def read_sealed(opslag: Path) -> dict[str, bytes]:
    """All that a seal is over, by name within `opslag`, as it lies there; OSError passes."""
    names = [name for name in list_edition_names(opslag) if find_peildatum(name)]
    return {name: read_list(opslag, name) for name in (*SEALED_FILES, *names)}


def make_facts(contents: Mapping[str, bytes], marks: Iterable[Mark] = ()) -> Facts:
    """The seal over these contents, each by its name, and the marks that it brings in."""
    return _tell({name: measure(content) for name, content in contents.items()}, marks)


def make_first_facts(opslag: Path) -> Facts:
    """The seal of a store in which nothing lies yet; nothing where something does, which `settle_seals` then judges."""
    if any((opslag / name).exists() for name in (LOG_FILE, HEAD_FILE, *SEALED_FILES)) or list_edition_names(opslag):
        return Facts({}, {})
    return make_facts(dict.fromkeys(SEALED_FILES, b""))


def carry_facts(opslag: Path, ring: Keyring) -> Facts:
    """The seal as it stands, to repeat it in a line under another key; nothing where there is none."""
    entry = find_seal(opslag, ring)
    return Facts({}, {}) if entry is None else _tell(_find_state(opslag, entry))


def replace_sealed(
    opslag: Path, name: str, content: bytes, *, marks: Iterable[Mark] = (), peildatum: date | None = None
) -> None:
    """Put `content` in the place of one file, as `replace_all_sealed` does."""
    replace_all_sealed(opslag, {name: content}, marks=marks, peildatum=peildatum)


def replace_all_sealed(
    opslag: Path, contents: Mapping[str, bytes], *, marks: Iterable[Mark] = (), peildatum: date | None = None
) -> None:
    """Put each content in the place of its file, under one seal. OSError and StoreUnavailable (14) leave all as it was.

    A file of editions without content goes. `peildatum`: of which the change tells. Without a key ring there is no log
    to seal it in: a store has one from its first command on.
    """
    ring = load_ring(opslag)
    if ring is None:
        for name, content in contents.items():
            _write_unsealed(opslag, name, content)
        return
    # A log that is changed while a command runs is not sealed over.
    entry = find_seal(opslag, ring) if any((opslag / name).exists() for name in (LOG_FILE, HEAD_FILE)) else None
    known = {} if entry is None else _find_state(opslag, entry)
    if entry is None or not _covers_all(entry):
        known = {name: measure(content) for name, content in read_sealed(opslag).items()} | known
    make_ready(opslag, contents)
    facts = _tell(known | {name: measure(content) for name, content in contents.items()}, marks)
    write_entry(opslag, "zegel", peildatum=peildatum, counts=facts.counts, hashes=facts.hashes, ring=ring)
    take_places(opslag, contents)


def announce_beside(opslag: Path, ring: Keyring, contents: Mapping[str, bytes], *, key_id: str) -> None:
    """Seal what these files become under a new key, before that key takes the place of the old one.

    Until the next seal either passes: a crash in between needs no person.
    """
    if not contents:
        return
    facts = carry_facts(opslag, ring)
    beside = {get_name_beside(name, key_id): measure(content).sha256 for name, content in contents.items()}
    write_entry(opslag, "zegel", counts=facts.counts, hashes={**facts.hashes, **beside}, ring=ring)


def settle_seals(opslag: Path) -> None:
    """Finish what a crash broke off, seal a store of before the seals, and refuse one whose files do not fit.

    StoreUnavailable (14) says what is wrong and how to restore it. The caller holds the lock.
    """
    ring = require_ring(opslag)
    entry = find_seal(opslag, ring)
    if entry is None:
        _seal_first(opslag, ring)
        return
    for name, sealed in _list_judged(opslag, entry).items():
        upcoming = get_upcoming_file(opslag, name)
        if upcoming.exists():
            if measure(upcoming.read_bytes()) == sealed:
                take_places(opslag, [name])
            else:
                # The log never had its seal: it never counted.
                upcoming.unlink()
    _refuse(find_faults(opslag, entry))
    if not _covers_all(entry):
        _seal_first(opslag, ring)


def check_seals(settings: Settings) -> None:
    """Refuse a store whose files do not fit their seal, or that is older than what lies in `uitvoer`; changes nothing.

    StoreUnavailable (14).
    """
    opslag = settings.opslag
    ring = load_ring(opslag)
    if ring is None:
        return
    refuse_newer_format(opslag, ring)
    entry = find_seal(opslag, ring)
    if entry is not None:
        _refuse(find_faults(opslag, entry))
    refuse_stored_faults(opslag)
    if is_older(settings, ring):
        raise StoreUnavailable(
            f"De opslag '{opslag.name}' is ouder dan wat msa in '{settings.uitvoer.name}' heeft vastgelegd: er staat "
            "een oude reservekopie, of er is iets teruggezet. Leerlingen die later zijn gewist, zouden terugkomen. "
            f"{RESTORE}"
        )


def find_faults(opslag: Path, entry: Mapping[str, Any]) -> list[str]:
    """What does not fit the seal in this line of the log, in Dutch; changes nothing."""
    return [fault for name, sealed in _list_judged(opslag, entry).items() for fault in _judge(opslag, name, sealed)]


def _judge(opslag: Path, name: str, sealed: Sealed) -> Iterator[str]:
    """What is wrong with one file, in words with its name; nothing when it is as sealed, or about to be."""
    told = f"{_TOLD.get(name, 'wat er van eerdere cijfers is bewaard')} ('{_show(name)}')"
    try:
        found = measure(read_list(opslag, name))
        upcoming = get_upcoming_file(opslag, name)
        if found == sealed or (upcoming.exists() and measure(upcoming.read_bytes()) == sealed):
            return
    except OSError:
        yield f"{told} is niet te lezen"
        return
    if not (opslag / name).exists():
        yield f"{told} ontbreekt"
    elif sealed == _ABSENT and name not in GROWING:
        yield f"{told} hoort er niet"
    elif name not in GROWING or found.lines == sealed.lines:
        yield f"{told} is veranderd"
    else:
        yield f"{told} heeft {counted(found.lines, 'regel', 'regels')}, en dat moeten er {sealed.lines} zijn"


def _show(name: str) -> str:
    """The name of a file, that of editions only where it is one of ours: another may hold anything."""
    return name if name in SEALED_FILES or find_peildatum(name) else EDITIONS


def is_older(settings: Settings, ring: Keyring) -> bool:
    """Whether `uitvoer` knows a line of the log that this store does not have. False where nothing lies there."""
    folder = settings.uitvoer / WITNESS
    if not (folder / HEAD_FILE).exists():
        return False
    end = read_end(folder, ring)
    # Sealed under a key that this store does not have yet, or changed.
    return end is None or end[1] not in {entry["hash"] for entry in list_authentic(settings.opslag, ring)}


def is_witness_whole(settings: Settings, ring: Keyring) -> bool:
    """Whether all that lies beside what is published is what this store once had; True where nothing lies there."""
    folder, opslag = settings.uitvoer / WITNESS, settings.opslag
    if not folder.is_dir():
        return True
    log = read_list(folder, LOG_FILE)
    copies = {name: measure(content) for name, content in read_sealed(folder).items() if content}
    return (
        bool(log)
        and read_list(opslag, LOG_FILE).startswith(log)
        and is_whole(folder, ring)
        and all(sealed in list_seals(opslag, ring, name) for name, sealed in copies.items())
    )


def keep_witness(settings: Settings) -> None:
    """Lay the log, and what it seals, beside what is published, the head of the log last.

    Not the marks of erased pupils, which stand in the log.
    """
    folder = settings.uitvoer / WITNESS
    if folder.is_symlink():
        # Ours is a folder; where the link leads is not our business.
        remove(folder)
    settings.uitvoer.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private_folder(folder)
    sealed = {name: content for name, content in read_sealed(settings.opslag).items() if name != ERASED_FILE}
    _keep_copies(folder, sealed)
    for name in (LOG_FILE, HEAD_FILE):
        write_private(folder / name, read_list(settings.opslag, name))


def _keep_copies(folder: Path, contents: Mapping[str, bytes]) -> None:
    """These files and no other editions; one that is there already is not written again."""
    if (folder / EDITIONS).is_symlink():
        remove(folder / EDITIONS)
    if any(find_peildatum(name) for name in contents):
        make_private_folder(folder / EDITIONS)
    for name in list_edition_names(folder):
        if name not in contents:
            remove(folder / name)
    for name, content in contents.items():
        if (folder / name).is_symlink() or not (folder / name).exists() or read_list(folder, name) != content:
            write_private(folder / name, content)


def list_marks(log: Path, ring: Keyring) -> tuple[Mark, ...]:
    """Every mark that the log in this folder holds in a line that msa sealed, oldest first."""
    return tuple(dict.fromkeys(mark for entry in list_authentic(log, ring) for mark in _read_entry(entry)))


def list_lost_schools(log: Path, ring: Keyring) -> tuple[str, ...]:
    """Schools of which the log in this folder holds marks under a key that the ring does not have: they name nobody."""
    return tuple(sorted({mark.school for entry in list_foreign(log, ring) for mark in _read_entry(entry)}))


def find_newest_seal(log: Path, ring: Keyring) -> dict[str, list[Sealed]] | None:
    """What the last line that seals says of each file: as it is, and as a new key makes it. None without one."""
    entries = [entry for entry in list_authentic(log, ring) if _holds_seal(entry)]
    return {name: _read_states(entries[-1], name) for name in _read_seal(entries[-1])} if entries else None


def list_seals(log: Path, ring: Keyring, name: str) -> list[Sealed]:
    """Every state of one file that the log in this folder has sealed, oldest first; a later key may have renewed it."""
    return [sealed for entry in list_authentic(log, ring) for sealed in _read_states(entry, name)]


def list_changes(log: Path, ring: Keyring, name: str) -> list[tuple[Sealed, date | None]]:
    """Each state of one file that the log has sealed, oldest first, and of which peildatum it tells, if it says."""
    changes: list[tuple[Sealed, date | None]] = []
    for entry in list_authentic(log, ring):
        for sealed in _read_states(entry, name):
            if not changes or changes[-1][0] != sealed:
                told = entry["peildatum"] if entry["wat"] == "zegel" else ""
                changes.append((sealed, date.fromisoformat(told) if told else None))
    return changes


def put_lists(
    opslag: Path, contents: Mapping[str, bytes], *, marks: Iterable[Mark], hashes: Mapping[str, str] | None = None
) -> None:
    """Put all that is sealed in its place under a line that says that somebody asked for it.

    `contents`: by name; a file of editions without content goes. `hashes`: what else that line holds.
    """
    make_ready(opslag, contents)
    facts = make_facts(contents, marks)
    write_entry(opslag, "opslag_hersteld", counts=facts.counts, hashes={**facts.hashes, **(hashes or {})})
    take_places(opslag, contents)


def find_seal(opslag: Path, ring: Keyring) -> dict[str, Any] | None:
    """The line of the log that holds the seal, None in a store of before the seals; 14 when the log is not whole."""
    try:
        entry, sound = find_last(opslag, ring, _holds_seal)
    except OSError:
        sound, entry = False, None
    if not sound:
        raise StoreUnavailable(
            f"Het logboek in '{opslag.name}' klopt niet: er ontbreken regels, of er is iets veranderd. Zo is niet na "
            f"te gaan of {listing(list(_TOLD.values()))} nog heel zijn. {RESTORE}"
        )
    return entry


def _seal_first(opslag: Path, ring: Keyring) -> None:
    """A store of before the seals, or of before the later of them: it is sealed as it lies, and a line says so."""
    contents = read_sealed(opslag)
    if not any(contents.values()):
        return
    try:
        name = ERASED_FILE
        marks = read_marks(contents[name])
        name = REGISTER_FILE
        json.loads(contents[name] or b"{}")
    except (ValueError, KeyError, TypeError, RecursionError):
        _refuse([f"{_TOLD[name]} ('{name}') is niet te lezen"])
        return
    facts = make_facts(contents, marks)
    write_entry(opslag, "eerste_zegel", counts=facts.counts, hashes=facts.hashes, ring=ring)


def _holds_seal(entry: Mapping[str, Any]) -> bool:
    return all(_COUNTS[name] in entry["aantallen"] and name in entry["hashes"] for name in GROWING)


def _covers_all(entry: Mapping[str, Any]) -> bool:
    """Whether the seal is over the register and the editions too: one of before these is over the two lists alone."""
    return REGISTER_FILE in entry["hashes"]


def _read_seal(entry: Mapping[str, Any]) -> dict[str, Sealed]:
    """What a line seals, by name."""
    hashes = entry["hashes"]
    names = [name for name in hashes if name in SEALED_FILES or find_peildatum(name)]
    return {name: Sealed(entry["aantallen"].get(_COUNTS.get(name, ""), 0), hashes[name]) for name in names}


def _read_states(entry: Mapping[str, Any], name: str) -> list[Sealed]:
    """The states of one file that this line seals: as it is, and as it becomes under a new key."""
    if not _holds_seal(entry):
        return []
    renewed = [digest for place, digest in entry["hashes"].items() if place.startswith(_BESIDE.format(name=name))]
    known = _read_seal(entry).get(name)
    return [*([known] if known else []), *(Sealed(0, digest) for digest in renewed)]


def _find_state(opslag: Path, entry: Mapping[str, Any]) -> dict[str, Sealed]:
    """What this line seals, a file that a new key renewed as it became; the file tells which of the two holds."""
    state = _read_seal(entry)
    for name in SEALED_FILES:
        found = measure(read_list(opslag, name))
        if found in _read_states(entry, name)[1:]:
            state[name] = found
    return state


def _list_judged(opslag: Path, entry: Mapping[str, Any]) -> dict[str, Sealed]:
    """What each file must be by this line, those that lie there without being named among them."""
    try:
        state = _find_state(opslag, entry)
    except OSError:
        # Told at the file itself.
        state = _read_seal(entry)
    return dict.fromkeys(list_edition_names(opslag), _ABSENT) | state if _covers_all(entry) else state


def _read_entry(entry: Mapping[str, Any]) -> list[Mark]:
    places = ((_MARK.fullmatch(name), digest) for name, digest in entry["hashes"].items())
    return [Mark(place["school"], place["key"], digest) for place, digest in places if place]


def _tell(state: Mapping[str, Sealed], marks: Iterable[Mark] = ()) -> Facts:
    places = {f"merk/{mark.school}/{mark.sleutel}/{number}": mark.merk for number, mark in enumerate(marks, start=1)}
    named = {name: sealed for name, sealed in state.items() if name in SEALED_FILES or sealed != _ABSENT}
    return Facts(
        {_COUNTS[name]: sealed.lines for name, sealed in named.items() if name in GROWING},
        {**{name: sealed.sha256 for name, sealed in named.items()}, **places},
    )


def _write_unsealed(opslag: Path, name: str, content: bytes) -> None:
    if content or name in GROWING:
        write_private(opslag / name, content)
    else:
        (opslag / name).unlink(missing_ok=True)


def _refuse(faults: Iterable[str]) -> None:
    told = ", en ".join(faults)
    if told:
        raise StoreUnavailable(f"In de opslag klopt iets niet: {told}. {RESTORE}")
