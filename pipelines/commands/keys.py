"""`msa key`: the list of a school, a new key in the place of the old one, and a new key after the old one was lost."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipelines.commands.last_run import read_last_run
from pipelines.errors import WrongUse
from pipelines.intake.checked import forget_checked
from pipelines.intake.read_parts import forget_all_read
from pipelines.intake.school import read_school
from pipelines.progress import Report, be_silent
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keyring import (
    add_key,
    load_ring,
    make_key_id,
    make_ring,
    require_ring,
    save_ring,
    settle_ring,
    translate_codes,
)
from pipelines.vault.keys import Rotation, exchange_key, has_traces, open_ring
from pipelines.vault.lock import take_lock
from pipelines.vault.places import KEY_FILE, OLD_KEYS
from pipelines.vault.pseudonym import KEY_BYTES, load_key, load_or_make_key, make_leerling
from pipelines.vault.seals import carry_facts, check_seals, keep_witness, make_facts, read_sealed, settle_seals
from pipelines.vault.waiting import list_waiting_folders, remove_waiting


def list_key(settings: Settings, *, school_id: str) -> Iterator[tuple[str, str]]:
    """Pairs (leerlingnummer, leerling) of the pupils that the school delivers now, in order of number.

    The list is worked out from the delivery and the key; nothing is kept of it but a line in the log.
    """
    school = settings.get_school(school_id)
    key = load_key(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        ring = open_ring(settings, key)
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
        ring = open_ring(settings, old)
        new = secrets.token_bytes(KEY_BYTES)
        pupils, unread = _list_pupils(settings, old, report_progress)
        # A school that was given another number is known by its first one.
        stems = {number: school.stam for school in settings.scholen for number in school.nummers}
        coded = tuple(
            (school, make_leerling(old, school, number), make_leerling(new, school, number))
            for school, number in sorted({(stems.get(school, school), number) for school, number in pupils})
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
        exchange_key(opslag, ring, rotation)
        # The seal over the lists once more, now under the new key.
        seal = carry_facts(opslag, require_ring(opslag))
        write_entry(
            opslag, "sleutel_vervangen", counts={"leerlingen": rotation.pupils, **seal.counts}, hashes=seal.hashes
        )
        keep_witness(settings)
        # These have the codes of before: no run would believe them, or make them again.
        forget_checked(opslag)
        forget_all_read(opslag)
        for peildatum, _ in list_waiting_folders(opslag):
            remove_waiting(opslag, peildatum)
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
        if lost:
            settle_seals(opslag)
            check_seals(settings)
        key = load_or_make_key(opslag)
        # The secrets of the lost key stay: with them the log and the marks of erased pupils hold on.
        ring = settle_ring(add_key(lost, key), key) if lost else make_ring(key)
        # Without the ring the old seals say nothing any more: all is sealed as it lies there.
        seal = carry_facts(opslag, ring) if lost else make_facts(read_sealed(opslag))
        write_entry(opslag, "sleutel_kwijt", counts=seal.counts, hashes=seal.hashes, ring=ring)
        save_ring(opslag, ring)
        keep_witness(settings)
        # These have the codes of the lost key: no run would believe them, or make them again.
        forget_checked(opslag)
        forget_all_read(opslag)
    finally:
        lock.release()
    return ring.current


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
    counted = read_last_run(settings.opslag, ("raw_sleutel", "ref_school"))
    if counted.keys() >= {"raw_sleutel", "ref_school"}:
        rows = counted["raw_sleutel"].join(counted["ref_school"], on="school_nr").select("school", "leerlingnummer")
        pupils |= set(rows.iter_rows())
    return pupils, tuple(unread)


def _list_listed(opslag: Path) -> tuple[tuple[str, str], ...]:
    """Who stood on the lists of the LPA in the last run: list and number there. Pupils of a school go by their code."""
    counted = read_last_run(opslag, ("mart_inspectie", "ref_school"))
    if not counted.keys() >= {"mart_inspectie", "ref_school"}:
        return ()
    listed = counted["mart_inspectie"].join(counted["ref_school"], left_on="bron", right_on="school", how="anti")
    return tuple(sorted(set(listed.select("bron", "houder").iter_rows())))
