"""The key through the years: made once, missed when it is gone, replaced on request, and listed for a school.

A rotation is safe to break off: everything for the new key is written beside what holds now, and only then the key
itself is exchanged in one step. Whoever keeps things by the code of a pupil adds a function to `ON_ROTATE`.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.intake.erased import ERASED_FILE
from pipelines.intake.school import read_school
from pipelines.progress import Report, be_silent
from pipelines.settings import Settings
from pipelines.store.store import read_tables
from pipelines.vault.audit_log import LOG_FILE, write_entry
from pipelines.vault.case_register import REGISTER_FILE, dump_register, load_register, make_rekeying, rekey
from pipelines.vault.folders import STORE_FILE, VAULT
from pipelines.vault.keyring import (
    OLD_KEYS,
    RING_FILE,
    Keyring,
    add_key,
    get_table_file,
    load_ring,
    make_key_id,
    make_ring,
    save_ring,
    save_translation,
    settle_ring,
    translate_codes,
)
from pipelines.vault.lock import take_lock
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import KEY_BYTES, KEY_FILE, load_key, load_or_make_key, make_leerling

# What a store that has been used holds beside its key.
_TRACES = (RING_FILE, LOG_FILE, VAULT, STORE_FILE, ERASED_FILE, OLD_KEYS)


@dataclass(frozen=True)
class Rotation:
    """One exchange of keys. `coded`: school id, old code and new code of each pupil delivered now or counted last.

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
_BESIDE = "{name}.bij-{key_id}"


def rekey_cases(opslag: Path, rotation: Rotation) -> Mapping[str, bytes]:
    """The register for the Inspectie: its rows and numbers stay, and who they are about is found under the new key."""
    if not (opslag / REGISTER_FILE).exists():
        return {}
    lookup = make_rekeying(rotation.old_key, rotation.new_key, pupils=rotation.coded, listed=rotation.listed)
    return {REGISTER_FILE: dump_register(rekey(load_register(opslag), lookup)).encode("utf-8")}


ON_ROTATE: tuple[RotateHook, ...] = (rekey_cases,)


def open_key(settings: Settings) -> bytes:
    """The key of this SWV, made on the first run. The caller holds the lock.

    StoreUnavailable (14) when the key is gone from a store or an output that had one, or is another one.
    """
    opslag = settings.opslag
    if not (opslag / KEY_FILE).exists() and has_traces(settings):
        raise StoreUnavailable(
            f"De sleutel van {opslag.name} is weg: het bestand '{KEY_FILE}' ontbreekt, terwijl er al verslagen of "
            "leveringen zijn. Zet het terug uit een reservekopie. Is er geen kopie? Dan maakt 'msa key SWV.TOML "
            "--nieuw' een nieuwe sleutel. Leerlingen krijgen dan andere codes dan in eerdere verslagen."
        )
    key = load_or_make_key(opslag)
    _settle(opslag, key)
    return key


def has_traces(settings: Settings) -> bool:
    """Whether there has been a key: the store was used, or something was published."""
    used = any(_is_filled(settings.opslag / name) for name in _TRACES)
    return used or any(settings.uitvoer.glob("*/manifest.json"))


def list_key(settings: Settings, *, school_id: str) -> Iterator[tuple[str, str]]:
    """Pairs (leerlingnummer, leerling) of the pupils that the school delivers now, in order of number.

    The list is worked out from the delivery and the key; nothing is kept of it but a line in the log.
    """
    school = settings.get_school(school_id)
    key = load_key(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        ring = _settle(settings.opslag, key)
        pupils = read_school(settings, school, key=key).frames["raw_sleutel"]
        if pupils.is_empty():
            raise WrongUse(
                f"Van school {school.id} zijn geen leerlingen te lezen. "
                "Draai 'msa check': die opdracht vertelt wat er mis is met de aanlevering."
            )
        write_entry(
            settings.opslag, "sleutellijst", schools=[school.id], counts={"leerlingen": pupils.height}, ring=ring
        )
    finally:
        lock.release()
    yield from pupils.select("leerlingnummer", "leerling").iter_rows()


def rotate_key(settings: Settings, *, report_progress: Report = be_silent) -> Rotation:
    """Put a new key in the place of the old one, which is kept apart for the user to take away."""
    opslag = settings.opslag
    old = load_key(opslag)
    lock = take_lock(opslag)
    try:
        ring = _settle(opslag, old)
        new = secrets.token_bytes(KEY_BYTES)
        pupils, unread = _list_pupils(settings, old, report_progress)
        coded = tuple(
            (school, make_leerling(old, school, number), make_leerling(new, school, number))
            for school, number in sorted(pupils)
        )
        rotation = Rotation(
            old_id=ring.current,
            new_id=make_key_id(new),
            old_key=old,
            new_key=new,
            coded=coded,
            codes=_pair_codes(coded, earlier=translate_codes(opslag)),
            listed=_list_listed(opslag),
            old_key_file=opslag / OLD_KEYS / f"{KEY_FILE}-{ring.current}",
            unread=unread,
        )
        _exchange(opslag, ring, rotation)
        write_entry(opslag, "sleutel_vervangen", counts={"leerlingen": rotation.pupils})
    finally:
        lock.release()
    return rotation


def accept_new_key(settings: Settings) -> str:
    """Make a new key after the old one was lost; returns its id. WrongUse when there is a key, or never was one."""
    opslag = settings.opslag
    if (opslag / KEY_FILE).exists():
        raise WrongUse(
            "Er is een sleutel. --nieuw is alleen voor als hij weg is. Wilt u hem vervangen? Gebruik dan --rotate."
        )
    if not has_traces(settings):
        raise WrongUse("Er is nog geen sleutel geweest: 'msa run' maakt hem vanzelf bij de eerste keer.")
    opslag.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = take_lock(opslag)
    try:
        lost = load_ring(opslag)
        key = load_or_make_key(opslag)
        # The secrets of the lost key stay: with them the log and the marks of erased pupils hold on.
        ring = settle_ring(add_key(lost, key), key) if lost else make_ring(key)
        write_entry(opslag, "sleutel_kwijt", ring=ring)
        save_ring(opslag, ring)
    finally:
        lock.release()
    return ring.current


def _settle(opslag: Path, key: bytes) -> Keyring:
    """The ring that belongs to the key: made where there is none yet, put right after a broken-off rotation."""
    found = load_ring(opslag)
    if found is None:
        ring = make_ring(key)
        # Logged first: a ring without a log would look as if the log had been removed.
        write_entry(opslag, "sleutel_gemaakt", ring=ring)
    else:
        ring = settle_ring(found, key)
    # Before the ring: a crash in between is put right at the next start.
    _take_over(opslag, ring)
    if ring != found:
        save_ring(opslag, ring)
        _remove_other_tables(opslag, ring)
    return ring


def _exchange(opslag: Path, ring: Keyring, rotation: Rotation) -> None:
    """Everything beside what holds now; then the key, in one step; then what is left of the old one goes."""
    rotation.old_key_file.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(rotation.old_key_file, rotation.old_key.hex().encode("ascii"))
    save_translation(opslag, rotation.codes, key_id=rotation.new_id)
    for hook in ON_ROTATE:
        for name, content in hook(opslag, rotation).items():
            write_private(opslag / _BESIDE.format(name=name, key_id=rotation.new_id), content)
    save_ring(opslag, add_key(ring, rotation.new_key))
    write_private(opslag / KEY_FILE, rotation.new_key.hex().encode("ascii"))
    _settle(opslag, rotation.new_key)


def _pair_codes(coded: Iterable[tuple[str, str, str]], *, earlier: Mapping[str, str]) -> dict[str, str]:
    """Code under the old key -> under the new one; codes from before that are carried on."""
    codes = {old: new for _, old, new in coded}
    return codes | {code: codes[now] for code, now in earlier.items() if now in codes}


def _list_pupils(settings: Settings, key: bytes, report: Report) -> tuple[set[tuple[str, str]], tuple[str, ...]]:
    """(school id, leerlingnummer) of every pupil delivered now or counted in the last run, and the schools not read."""
    pupils: set[tuple[str, str]] = set()
    unread = []
    for school in settings.scholen:
        report(f"Lezen: {school.naam}")
        delivery = read_school(settings, school, key=key)
        if delivery.refused is not None:
            unread.append(school.id)
        pupils |= {(school.id, number) for number in delivery.frames["raw_sleutel"]["leerlingnummer"]}
    counted = read_tables(settings.opslag / STORE_FILE, ("raw_sleutel", "ref_school"))
    if counted.keys() >= {"raw_sleutel", "ref_school"}:
        rows = counted["raw_sleutel"].join(counted["ref_school"], on="school_nr").select("school", "leerlingnummer")
        pupils |= set(rows.iter_rows())
    return pupils, tuple(unread)


def _list_listed(opslag: Path) -> tuple[tuple[str, str], ...]:
    """Who stood on the lists of the LPA in the last run: list and number there. Pupils of a school go by their code."""
    counted = read_tables(opslag / STORE_FILE, ("mart_inspectie", "ref_school"))
    if not counted.keys() >= {"mart_inspectie", "ref_school"}:
        return ()
    listed = counted["mart_inspectie"].join(counted["ref_school"], left_on="bron", right_on="school", how="anti")
    return tuple(sorted(set(listed.select("bron", "houder").iter_rows())))


def _take_over(opslag: Path, ring: Keyring) -> None:
    """Files that a rotation wrote beside those that hold: of the current key they come in their place, others go."""
    for file in sorted(opslag.glob(_BESIDE.format(name="*", key_id="*"))):
        if file.name.endswith(_BESIDE.format(name="", key_id=ring.current)):
            os.replace(file, opslag / file.name.removesuffix(_BESIDE.format(name="", key_id=ring.current)))
        else:
            file.unlink()


def _remove_other_tables(opslag: Path, ring: Keyring) -> None:
    for file in sorted(opslag.glob(get_table_file(opslag, "*").name)):
        if file != get_table_file(opslag, ring.current):
            file.unlink()


def _is_filled(place: Path) -> bool:
    return any(place.iterdir()) if place.is_dir() else place.exists()
