"""The arrival of one school's files: what lies in its folder, and a safe copy of each file in the vault.

Order of use, so that a refused delivery leaves nothing behind: `list_delivery`, then the header of every file
(`pipelines.intake.readers.text_table.read_header`) and `refuse_bsn`, and only then `store_file` for each.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from pipelines.intake.guards import Secrets, find_bsn_column, get_shown_name, make_secrets
from pipelines.intake.readers.table import make_refusal
from pipelines.system import open_aside, open_to_read, sync
from pipelines.vault.places import get_copy
from schemas.findings import Finding, make_finding

__all__ = [
    "Arrival",
    "ArrivedFile",
    "MakeMark",
    "StoredFile",
    "find_copies",
    "get_shown_name",
    "is_leftover",
    "is_sound",
    "list_delivery",
    "look_again",
    "look_at_file",
    "make_ignored_findings",
    "make_secrets",
    "refuse_bsn",
    "store_file",
]

_LEFTOVER_NAMES = {"thumbs.db", "desktop.ini"}
_LEFTOVER_ENDS = (".part", ".crdownload")
_LEFTOVER_STARTS = (".", "~$")
_BLOCK = 1024 * 1024

# A name -> its mark, a keyed hash.
MakeMark = Callable[[str], str]


@dataclass(frozen=True)
class ArrivedFile:
    """One file as it lay in the folder at the moment of listing; a later difference refuses the delivery."""

    path: Path
    bytes: int
    modified_ns: int
    inode: int

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Arrival:
    """The files of one school in code-point order of their names, and the leftovers that are not read."""

    files: tuple[ArrivedFile, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class StoredFile:
    """One file in the vault: where, the SHA-256 of its bytes (hexadecimal) and how many there are."""

    path: Path
    sha256: str
    bytes: int


def list_delivery(folder: Path) -> Arrival:
    """List the files in a school's folder without reading them; raises DeliveryRefused.

    Refused: no folder, a sub-folder, anything that is no regular file, a link that leads outside. Ignored: leftovers
    of the operating system, of Excel and of unfinished downloads, and everything hidden.
    """
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        raise make_refusal("map_ontbreekt", file=folder.name) from None
    except OSError:
        raise make_refusal("map_onleesbaar", file=folder.name) from None
    ignored = tuple(name for name in names if is_leftover(name))
    return Arrival(tuple(_arrive(folder, name) for name in names if not is_leftover(name)), ignored)


def make_ignored_findings(
    arrival: Arrival, *, school: str, make_mark: MakeMark, secrets: Secrets | Iterable[str] = ()
) -> list[Finding]:
    """One finding `genegeerd_bestand` for each leftover, under the name that may be shown."""
    prepared = secrets if isinstance(secrets, Secrets) else make_secrets(secrets)
    shown = [
        get_shown_name(name, soort="genegeerd", mark=make_mark(name), secrets=prepared) for name in arrival.ignored
    ]
    return [make_finding(school, "genegeerd_bestand", bestand=name) for name in shown]


def refuse_bsn(cells: Iterable[str], *, file: str) -> None:
    """Raise DeliveryRefused when one of the header cells looks like a BSN. Call it for all files before any copy."""
    if find_bsn_column(cells) is not None:
        # The column is not named: its header could hold anything.
        raise make_refusal("bsn_kolom", file=file, line=1)


def store_file(file: ArrivedFile, vault: Path) -> StoredFile:
    """Copy one file to `<vault>/<first 2>/<sha256>` (file 0600, folders 0700) unless it is there already.

    The file is hashed first, so that a second run writes nothing; a copy that is there is hashed too, and written anew
    when it is not the same: rows are read from it. A new copy is hashed while it is written and appears under its name
    in one step. Raises DeliveryRefused when the file cannot be read or is not, to the byte
    and the moment, the file that was listed. Errors of the vault itself (OSError) are not the school's: they pass.
    """
    with _open_unchanged(file) as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        target = get_copy(vault, digest)
        if not is_sound(target):
            _make_private(vault)
            _make_private(target.parent)
            source.seek(0)
            _copy(source, target, digest=digest, file=file)
        _check_unchanged(file, os.fstat(source.fileno()))
    return StoredFile(target, digest, file.bytes)


def look_at_file(file: ArrivedFile) -> StoredFile:
    """A file where it lies, with its hash, and nothing copied; DeliveryRefused when it is not the one listed."""
    with _open_unchanged(file) as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        _check_unchanged(file, os.fstat(source.fileno()))
    return StoredFile(file.path, digest, file.bytes)


def look_again(file: ArrivedFile) -> None:
    """After everything was read: DeliveryRefused when the file is no longer the one listed, as one that still grows."""
    try:
        _check_unchanged(file, file.path.stat())
    except OSError:
        raise make_refusal("bestand_gewijzigd", file=file.name) from None


def find_copies(stored: Sequence[StoredFile]) -> dict[int, int]:
    """Files with the same bytes: place of each earlier copy -> place of the last one (both from 0).

    Why the last one counts: contract 5 takes rows in file order and the later row stands, so reading every copy and
    reading only the last give the same rows. The rows of an earlier copy are still read for the balance.
    """
    last = {file.sha256: place for place, file in enumerate(stored)}
    return {place: last[file.sha256] for place, file in enumerate(stored) if last[file.sha256] != place}


def is_leftover(name: str) -> bool:
    """Whether a name is that of a leftover: of the operating system, of Excel or of a download; or hidden."""
    lower = name.lower()
    return lower in _LEFTOVER_NAMES or lower.startswith(_LEFTOVER_STARTS) or lower.endswith(_LEFTOVER_ENDS)


def _arrive(folder: Path, name: str) -> ArrivedFile:
    path = folder / name
    try:
        if path.is_symlink() and path.resolve(strict=True).parent != folder.resolve():
            raise make_refusal("koppeling_buiten_map", file=name)
        state = path.stat()
    except (FileNotFoundError, RuntimeError):
        # A link to nothing, or a file that went away while the folder was listed.
        code = "koppeling_buiten_map" if path.is_symlink() else "bestand_gewijzigd"
        raise make_refusal(code, file=name) from None
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=name) from None
    if stat.S_ISDIR(state.st_mode):
        raise make_refusal("submap", file=name)
    if not stat.S_ISREG(state.st_mode):
        raise make_refusal("geen_gewoon_bestand", file=name)
    return ArrivedFile(path, state.st_size, state.st_mtime_ns, state.st_ino)


def _open_unchanged(file: ArrivedFile) -> BufferedReader:
    try:
        # A FIFO that took the file's place would otherwise wait for ever.
        source = open_to_read(file.path)
    except FileNotFoundError:
        raise make_refusal("bestand_gewijzigd", file=file.name) from None
    except OSError:
        raise make_refusal("bestand_onleesbaar", file=file.name) from None
    try:
        _check_unchanged(file, os.fstat(source.fileno()))
    except BaseException:
        source.close()
        raise
    return source


def _check_unchanged(file: ArrivedFile, state: os.stat_result) -> None:
    if (state.st_size, state.st_mtime_ns, state.st_ino) != (file.bytes, file.modified_ns, file.inode):
        raise make_refusal("bestand_gewijzigd", file=file.name)


def is_sound(copy: Path) -> bool:
    """Whether a copy in the vault is there and holds the bytes it is named after; one that cannot be read is not."""
    try:
        with copy.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == copy.name
    except OSError:
        return False


def _make_private(folder: Path) -> None:
    """Make the folder for this account alone, whatever the umask; one that was left open is closed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != stat.S_IRWXU:
        folder.chmod(stat.S_IRWXU)


def _copy(source: BufferedReader, target: Path, *, digest: str, file: ArrivedFile) -> None:
    sink, aside = open_aside(target.parent)
    try:
        copied = hashlib.sha256()
        with sink:
            while block := source.read(_BLOCK):
                copied.update(block)
                sink.write(block)
            sink.flush()
            os.fsync(sink.fileno())
        if copied.hexdigest() != digest:
            raise make_refusal("bestand_gewijzigd", file=file.name)
        os.replace(aside, target)
        sync(target.parent)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
