"""The key through the years: made once, missed when it is gone, exchanged in one step.

A rotation is safe to break off: everything for the new key is written beside what holds now, and only then the key
itself is exchanged. Whoever keeps things by the code of a pupil adds a function to `ON_ROTATE`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.settings import Settings
from pipelines.vault.audit_log import refuse_newer_format, refuse_wrong_clock, write_entry
from pipelines.vault.case_register import dump_register, load_register, make_rekeying, rekey
from pipelines.vault.keyring import Keyring, add_key, load_ring, make_ring, make_translation, save_ring, settle_ring
from pipelines.vault.leftovers import sweep_output
from pipelines.vault.pages import settle_pages
from pipelines.vault.places import (
    ERASED_FILE,
    KEY_FILE,
    LEDGER,
    LOG_FILE,
    OLD_KEYS,
    REGISTER_FILE,
    RING_FILE,
    STORE_FILE,
    VAULT,
    get_file_beside,
    get_translation_file,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import load_or_make_key
from pipelines.vault.seals import announce_beside, check_seals, make_first_facts, settle_seals
from pipelines.vault.stored import replace_stored, settle_stored

# What a store that has been used holds beside its key.
_TRACES = (RING_FILE, LOG_FILE, VAULT, STORE_FILE, ERASED_FILE, LEDGER, OLD_KEYS)


@dataclass(frozen=True)
class Rotation:
    """One exchange of keys. `coded`: number by which codes of the school are made, old code and new code of each pupil
    delivered now or counted last.

    `codes`: old code -> new code, those from before earlier rotations too. `listed`: list of the LPA and number there
    of who was counted last. `old_key_file`: where the old key lies now. `unread`: schools that could not be read.
    """

    old_id: str
    new_id: str
    old_key: bytes = field(repr=False)
    new_key: bytes = field(repr=False)
    coded: tuple[tuple[str, str, str], ...] = field(repr=False)
    codes: Mapping[str, str] = field(repr=False)
    listed: tuple[tuple[str, str], ...] = field(repr=False)
    old_key_file: Path
    unread: tuple[str, ...] = ()

    @property
    def pupils(self) -> int:
        """How many pupils have a new code."""
        return len(self.coded)


# What lies in `opslag` and is made with the key: gives such files, by name, as they must be under the new one.
RotateHook = Callable[[Path, Rotation], Mapping[str, bytes]]


def rekey_cases(opslag: Path, rotation: Rotation) -> Mapping[str, bytes]:
    """The register for the Inspectie: its rows and numbers stay, and who they are about is found under the new key."""
    if not (opslag / REGISTER_FILE).exists():
        return {}
    lookup = make_rekeying(rotation.old_key, rotation.new_key, pupils=rotation.coded, listed=rotation.listed)
    return {REGISTER_FILE: dump_register(rekey(load_register(opslag), lookup)).encode("utf-8")}


ON_ROTATE: tuple[RotateHook, ...] = (rekey_cases,)


def open_key(settings: Settings) -> bytes:
    """The key of this SWV, made on the first run. The caller holds the lock.

    StoreUnavailable (14) when the key is gone from a store or an output that had one, or is another one, and when what
    the log seals is not as it was sealed.
    """
    opslag = settings.opslag
    if not (opslag / KEY_FILE).exists() and has_traces(settings):
        raise StoreUnavailable(
            f"De sleutel van {opslag.name} is weg: het bestand '{KEY_FILE}' ontbreekt, terwijl er al verslagen of "
            "leveringen zijn. Zet het terug uit een reservekopie. Is er geen kopie? Dan maakt 'msa key SWV.TOML "
            "--nieuw' een nieuwe sleutel. Leerlingen krijgen dan andere codes dan in eerdere verslagen."
        )
    key = load_or_make_key(opslag)
    open_ring(settings, key)
    return key


def open_ring(settings: Settings, key: bytes) -> Keyring:
    """The ring of a store whose seals hold; StoreUnavailable (14) where they do not. The caller holds the lock."""
    if known := load_ring(settings.opslag):
        # Before anything is put right: a newer version may have other ways.
        refuse_newer_format(settings.opslag, known)
    sweep_output(settings)
    ring = settle_key(settings.opslag, key)
    settle_seals(settings.opslag)
    # The pages first: what is stored is taken as it lies once.
    settle_pages(settings)
    settle_stored(settings.opslag)
    check_seals(settings)
    refuse_wrong_clock(settings.opslag, ring)
    return ring


def has_traces(settings: Settings) -> bool:
    """Whether there has been a key: the store was used, or something was published."""
    used = any(_is_filled(settings.opslag / name) for name in _TRACES)
    return used or any(settings.uitvoer.glob("*/manifest.json"))


def settle_key(opslag: Path, key: bytes) -> Keyring:
    """The ring that belongs to the key: made where there is none yet, put right after a broken-off rotation."""
    found = load_ring(opslag)
    if found is None:
        ring = make_ring(key)
        # Logged first: a ring without a log would look as if the log had been removed.
        first = make_first_facts(opslag)
        write_entry(opslag, "sleutel_gemaakt", counts=first.counts, hashes=first.hashes, ring=ring)
    else:
        ring = settle_ring(found, key)
    # Before the ring: a crash in between is put right at the next start.
    _take_over(opslag, ring)
    if ring != found:
        save_ring(opslag, ring)
        _remove_other_tables(opslag, ring)
    return ring


def exchange_key(opslag: Path, ring: Keyring, rotation: Rotation) -> None:
    """Everything beside what holds now; then the key, in one step; then what is left of the old one goes."""
    rotation.old_key_file.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(rotation.old_key_file, rotation.old_key.hex().encode("ascii"))
    replace_stored(opslag, make_translation(rotation.codes, key_id=rotation.new_id))
    renewed = {name: content for hook in ON_ROTATE for name, content in hook(opslag, rotation).items()}
    for name, content in renewed.items():
        write_private(get_file_beside(opslag, name, rotation.new_id), content)
    announce_beside(opslag, ring, renewed, key_id=rotation.new_id)
    save_ring(opslag, add_key(ring, rotation.new_key))
    write_private(opslag / KEY_FILE, rotation.new_key.hex().encode("ascii"))
    settle_key(opslag, rotation.new_key)


def _take_over(opslag: Path, ring: Keyring) -> None:
    """Files that a rotation wrote beside those that hold: of the current key they come in their place, others go."""
    mark = get_file_beside(opslag, "", ring.current).name
    for file in sorted(opslag.glob(get_file_beside(opslag, "*", "*").name)):
        if file.name.endswith(mark):
            os.replace(file, opslag / file.name.removesuffix(mark))
        else:
            file.unlink()


def _remove_other_tables(opslag: Path, ring: Keyring) -> None:
    for file in sorted(opslag.glob(get_translation_file(opslag, "*").name)):
        if file != get_translation_file(opslag, ring.current):
            file.unlink()


def _is_filled(place: Path) -> bool:
    return any(place.iterdir()) if place.is_dir() else place.exists()
