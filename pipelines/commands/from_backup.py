"""`msa herstel`: the store and the output as a backup of `msa backup` has them.

All of the backup is written aside and compared with its list before anything takes its place; the key comes last, and
without a key no command does anything. Where nothing stood the same bytes come to stand. Where something stood, what
was known of it goes before what an older backup tells: the log, the lists under seal, the marks of erased pupils. Then
the store is put in order as `msa doctor --herstel` does, so that who was erased since stays erased.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.commands.backup import find_newest, is_beside
from pipelines.commands.restore import Restored, put_in_order, read_known
from pipelines.commands.restore import describe as describe_restored
from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import (
    EARLIER,
    is_aside,
    is_publication,
    make_aside,
    make_private_folders,
)
from pipelines.settings import Settings, load_settings
from pipelines.system import open_private, sync
from pipelines.vault.audit_log import is_whole, list_authentic
from pipelines.vault.backup_file import (
    BESIDE_SETTINGS,
    OPSLAG,
    UITVOER,
    Backup,
    Contents,
    make_damaged,
    open_backup,
)
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.keyring import Keyring, load_ring, settle_ring
from pipelines.vault.leftovers import sweep_output
from pipelines.vault.lock import take_lock
from pipelines.vault.marks import dump_marks
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    KEY_FILE,
    LOG_FILE,
    OF_THIS_MACHINE,
    WITNESS,
    WORK_FOLDER,
    get_upcoming_file,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import load_key
from pipelines.vault.seals import check_seals, find_newest_seal, measure, read_sealed
from reports.words.wording import counted, listing

_ASIDE = "herstel"
_MEGABYTE = 1024 * 1024
_MOST_BESIDE = 64 * _MEGABYTE


@dataclass(frozen=True)
class PutBack:
    """What was put back. `restored`: how the store was put in order where something stood; None where nothing did.

    `differing`: settings files that stood there and differ from those of the backup. `standing`: parts of the output
    that stood there, and that stayed.
    """

    contents: Contents
    file: Path
    restored: Restored | None
    differing: tuple[str, ...]
    standing: tuple[str, ...]


def find_backup(file: Path, settings_file: Path) -> tuple[Path, Settings | None]:
    """The backup itself, the newest of this SWV where a folder is given; and the settings where there are any."""
    settings = load_settings(settings_file) if settings_file.exists() else None
    if not file.is_dir():
        return file, settings
    return find_newest(file, settings.code if settings else None), settings


def put_back(
    settings_file: Path, file: Path, *, password: str, toch: bool = False, report_progress: Report = be_silent
) -> PutBack:
    """Put a backup in its place. WrongUse (2) and StoreUnavailable (14) leave what stands as it is.

    `toch`: also where a store stands. When it is in place and cannot be put in order, StoreUnavailable says so.
    """
    report_progress(f"Reservekopie openen: {file.name}")
    with open_backup(file, password) as backup:
        beside = _read_beside(backup)
        settings = _settle_settings(settings_file, backup.contents, beside)
        is_there = has_store(settings.opslag)
        if is_there and not toch:
            raise WrongUse(
                f"In '{settings.opslag.name}' staat al een opslag. Er is niets veranderd. Wilt u de reservekopie "
                "ervoor in de plaats, geef dan dezelfde opdracht met --toch. Wie daarna is gewist, blijft gewist."
            )
        made_now = [folder for folder in (settings.opslag, settings.uitvoer) if not folder.exists()]
        make_private_folder(settings.opslag)
        lock = take_lock(settings.opslag)
        try:
            with _unpack(backup, settings, report_progress) as unpacked:
                _refuse_other_key(unpacked, settings)
                differing = _put_beside(settings_file, backup.contents, beside)
                settings = load_settings(settings_file)
                stood = is_there or _was_published(settings)
                report_progress("Op zijn plaats zetten …")
                if is_there:
                    _keep_what_is_known(settings, unpacked.ring)
                _exchange_store(settings.opslag, unpacked.opslag)
                standing = _add_output(settings.uitvoer, unpacked.uitvoer)
            restored = _settle(settings, stood=stood, report=report_progress)
        finally:
            lock.release()
            if not has_store(settings.opslag):
                for folder in made_now:
                    shutil.rmtree(folder, ignore_errors=True)
    return PutBack(backup.contents, file, restored, tuple(differing), tuple(standing))


def has_store(opslag: Path) -> bool:
    """Whether something of a store lies there."""
    return opslag.is_dir() and any(entry.name not in OF_THIS_MACHINE for entry in opslag.iterdir())


def describe(done: PutBack) -> str:
    """What was put back, and what is left to do, in Dutch."""
    made = done.contents.gemaakt.astimezone()
    lines = [
        f"Teruggezet: {counted(len(done.contents.bestanden), 'bestand', 'bestanden')} uit {done.file.name}, gemaakt op "
        f"{made:%d-%m-%Y} om {made:%H:%M}. Elk bestand is vergeleken en klopt."
    ]
    if done.differing:
        lines.append(
            f"Let op: {listing(done.differing)} stond er al en is anders dan in de reservekopie. Wat er stond, is "
            "gebleven."
        )
    if done.standing:
        lines.append(f"In de uitvoer stond al, en bleef staan: {listing(done.standing)}.")
    if done.restored is None:
        lines.append(
            f"Wie na {made:%d-%m-%Y} {made:%H:%M} is gewist, staat er weer in: wis die leerlingen opnieuw met "
            "'msa erase'."
        )
        lines.append("Zet uw aanleveringen zelf terug, en kijk met 'msa doctor' of deze computer klaar is.")
    else:
        lines.append(describe_restored(done.restored))
    return "\n".join(lines)


# --- the settings ------------------------------------------------------------------------------------------------


def _read_beside(backup: Backup) -> dict[str, bytes]:
    """What stands beside swv.toml, by place; a kind of file that has no business there is refused (14)."""
    found, size = {}, 0
    for place, kept in backup.contents.list_below(BESIDE_SETTINGS):
        size += kept.bytes
        if size > _MOST_BESIDE or not (is_beside(place) or str(place) == backup.contents.instellingen):
            raise make_damaged(backup.name)
        content = bytearray()
        backup.read(kept, content.extend)
        found[str(place)] = bytes(content)
    if backup.contents.instellingen not in found:
        raise make_damaged(backup.name)
    return found


def _settle_settings(settings_file: Path, contents: Contents, beside: dict[str, bytes]) -> Settings:
    """The settings that stand there, else those of the backup with its folders below that of the file.

    WrongUse (2) for a backup of another SWV, and for folders elsewhere, which only the user may choose.
    """
    if settings_file.exists():
        settings = load_settings(settings_file)
        if settings.code != contents.swv:
            raise WrongUse(
                f"Deze reservekopie is van {contents.swv}, en {settings_file.name} is van {settings.code}. Er is niets "
                "veranderd."
            )
        return settings
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for place, content in beside.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(content)
        found = load_settings(folder / contents.instellingen)
        if not all(place.is_relative_to(folder) for place in (found.opslag, found.uitvoer)):
            raise WrongUse(
                "In de instellingen van deze reservekopie liggen 'opslag' of 'uitvoer' niet in de map van "
                f"{settings_file.name}. Zet daarom eerst zelf uw {settings_file.name} neer, met de mappen die u wilt, "
                "en geef dezelfde opdracht nog eens."
            )
        home = settings_file.resolve().parent
        home.mkdir(parents=True, exist_ok=True)
        opslag, uitvoer = (home / place.relative_to(folder) for place in (found.opslag, found.uitvoer))
        return replace(found, file=settings_file.resolve(), opslag=opslag, uitvoer=uitvoer)


def _put_beside(settings_file: Path, contents: Contents, beside: dict[str, bytes]) -> list[str]:
    """Put the settings files there that are not there yet, swv.toml last; returns those that differ and stay."""
    home, differing = settings_file.resolve().parent, []
    for place in sorted(beside, key=lambda each: (each == contents.instellingen, each)):
        file = settings_file.resolve() if place == contents.instellingen else home / place
        if not file.resolve().is_relative_to(home):
            # A link leads elsewhere.
            differing.append(place)
            continue
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists() or file.is_symlink():
            if not file.is_file() or file.read_bytes() != beside[place]:
                differing.append(place)
            continue
        write_private(file, beside[place])
    return differing


# --- the store and the output ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Unpacked:
    """The store and the output of the backup, aside, each on the disk where it is to stand."""

    opslag: Path
    uitvoer: Path
    ring: Keyring


@contextmanager
def _unpack(backup: Backup, settings: Settings, report: Report) -> Generator[_Unpacked]:
    """All of it aside, compared with the list of the backup; what is left aside at the end goes."""
    sweep_output(settings)
    work = make_fresh_folder(settings.opslag / WORK_FOLDER)
    outside = make_aside(settings.uitvoer, _ASIDE)
    try:
        _refuse_full(backup.contents, work)
        report(f"Lezen en vergelijken: {counted(len(backup.contents.bestanden), 'bestand', 'bestanden')} …")
        opslag = make_fresh_folder(work / "wordt")
        _extract(backup, OPSLAG, opslag, is_ours=lambda name: name not in OF_THIS_MACHINE)
        _extract(backup, UITVOER, outside, is_ours=lambda name: not is_aside(name))
        key, ring = load_key(opslag), load_ring(opslag)
        if ring is None:
            raise make_damaged(backup.name)
        yield _Unpacked(opslag, outside, settle_ring(ring, key))
    finally:
        remove(work)
        remove(outside)


def _extract(backup: Backup, top: str, folder: Path, *, is_ours: Callable[[str], bool]) -> None:
    for place, kept in backup.contents.list_below(top):
        if not is_ours(place.parts[0]):
            raise make_damaged(backup.name)
        file = folder.joinpath(*place.parts)
        make_private_folders(file.parent)
        with open_private(file, new=True) as out:
            backup.read(kept, out.write)
            out.flush()
            os.fsync(out.fileno())
        # What is kept too long is told by it.
        os.utime(file, ns=(kept.gewijzigd_ns, kept.gewijzigd_ns))


def _refuse_full(contents: Contents, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < contents.bytes:
        raise StoreUnavailable(
            f"Er is te weinig ruimte: de reservekopie is uitgepakt {contents.bytes // _MEGABYTE + 1} MB, en er is "
            f"{free // _MEGABYTE} MB vrij. Er is niets veranderd."
        )


def _refuse_other_key(unpacked: _Unpacked, settings: Settings) -> None:
    """A store that got a new key since has marks and codes that the backup cannot read."""
    try:
        standing = load_ring(settings.opslag)
    except StoreUnavailable:
        return
    if standing is not None and not set(standing.ids) <= set(unpacked.ring.ids):
        raise StoreUnavailable(
            f"De opslag die er staat heeft een sleutel ({standing.current}) die de reservekopie niet kent: die is van "
            "voor 'msa key --rotate', of van een andere opslag. Er is niets veranderd. Neem een nieuwere reservekopie."
        )


def _was_published(settings: Settings) -> bool:
    return any(settings.uitvoer.glob("*/manifest.json")) or (settings.uitvoer / WITNESS / HEAD_FILE).exists()


def _keep_what_is_known(settings: Settings, ring: Keyring) -> None:
    """What the store that stands knows, where it outlives that store: its log and lists beside what is published.

    There `put_in_order` finds them. Of a log that is not whole nothing is taken. Marks of erased pupils always are:
    they stay where they lie, as what their list is to become.
    """
    opslag, witness = settings.opslag, settings.uitvoer / WITNESS
    if known := read_known(opslag, ring):
        write_private(get_upcoming_file(opslag, ERASED_FILE), dump_marks(known))
    with suppress(OSError):
        if not (opslag / LOG_FILE).exists() or not is_whole(opslag, ring):
            return
        here, there = _list_lines(opslag, ring), _list_lines(witness, ring)
        if not there <= here:
            return
        newest = find_newest_seal(opslag, ring) or {}
        for name, content in read_sealed(opslag).items():
            if name != ERASED_FILE and content and measure(content) in newest.get(name, ()):
                make_private_folders((witness / name).parent)
                write_private(witness / name, content)
        make_private_folders(witness)
        for name in (LOG_FILE, HEAD_FILE):
            write_private(witness / name, (opslag / name).read_bytes())


def _list_lines(log: Path, ring: Keyring) -> set[str]:
    return {entry["hash"] for entry in list_authentic(log, ring)} if (log / LOG_FILE).exists() else set()


def _exchange_store(opslag: Path, unpacked: Path) -> None:
    """Each part in the place of the one that stands; the key goes first and comes last: without it nothing is done."""
    before = make_fresh_folder(opslag / WORK_FOLDER / "was")
    stays = {*OF_THIS_MACHINE, get_upcoming_file(opslag, ERASED_FILE).name}
    for entry in _list_key_first(opslag):
        if entry.name not in stays:
            os.replace(entry, before / entry.name)
            sync(opslag)
    for entry in reversed(_list_key_first(unpacked)):
        os.replace(entry, opslag / entry.name)
    sync(opslag)


def _list_key_first(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda entry: (entry.name != KEY_FILE, entry.name))


def _add_output(uitvoer: Path, unpacked: Path) -> list[str]:
    """Add what does not stand yet; returns the names of publications that do, and stay as they are."""
    standing = []
    for entry in sorted(unpacked.iterdir()):
        parts = sorted(entry.iterdir()) if entry.name == EARLIER else [entry]
        for part in parts:
            target = uitvoer / part.relative_to(unpacked)
            for place in (target.parent, target):
                if place.is_symlink() and place != uitvoer:
                    # What is put there would land where the link leads.
                    remove(place)
            if target.exists():
                standing.append(target.relative_to(uitvoer).as_posix())
                continue
            make_private_folders(target.parent)
            os.replace(part, target)
            sync(target.parent)
    # The rest may be files of the user, whose names are not told.
    return [place for place in standing if is_publication(place)]


def _settle(settings: Settings, *, stood: bool, report: Report) -> Restored | None:
    if not stood:
        check_seals(settings)
        return None
    try:
        return put_in_order(settings, report_progress=report)
    except StoreUnavailable as error:
        raise StoreUnavailable(
            f"De reservekopie staat op zijn plaats, maar de opslag is nog niet in orde. {error}"
        ) from None
