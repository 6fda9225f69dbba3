"""One backup as a file: a ZIP under AES of 256 bits, whose names tell nothing.

Its members are called by number; `inhoud.json`, encrypted like the rest, says of each where it belongs, its length, its
SHA-256 and when it was changed. So who has no password sees how many files there are and how large, and no hash of a
delivery, code of a pupil or name of a school. Any program that opens such a ZIP can open it with the password.

Nothing in it is believed: not a member without encryption (it needs no password, so anybody can put it there), not a
place outside the three folders, not a byte that the list does not have.
"""

import hashlib
import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pyzipper

from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.system import open_private, sync

# What the places in a backup begin with: beside swv.toml, and the two folders that it names.
BESIDE_SETTINGS, OPSLAG, UITVOER = "instellingen", "opslag", "uitvoer"
_LIST = "inhoud.json"
_FORMAT = 1
_KEY_BITS, _STRENGTH, _SEALED_WITHOUT_CRC, _ENCRYPTED = 256, 3, 2, 0x1
_BLOCK = 1024 * 1024
# The list of a store with a million files; more is not what we wrote.
_MOST_LISTED = 512 * _BLOCK
_LONGEST_PART = 255
_LATEST_NS = 2**62
_MEMBER = re.compile(r"[0-9]{6,9}")
_HASH = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff\\:*?"<>|]')
# What reading bytes can end in that are not what was written.
_BROKEN = (
    *(ValueError, KeyError, TypeError, EOFError, RuntimeError, NotImplementedError, OverflowError, AttributeError),
    *(IndexError, OSError, struct.error, zlib.error, pyzipper.BadZipFile),
)


@dataclass(frozen=True)
class Source:
    """A file to keep: where it lies, and its place in the backup (`opslag/sleutel`)."""

    file: Path
    place: str


@dataclass(frozen=True)
class Kept:
    """A file in a backup: the member that holds it, its place, length in bytes, SHA-256 and moment of change."""

    deel: str
    plaats: str
    bytes: int
    sha256: str
    gewijzigd_ns: int


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself: of which SWV, when it was made, what its settings file is called, and its files."""

    swv: str
    gemaakt: datetime
    instellingen: str
    bestanden: tuple[Kept, ...]

    @property
    def bytes(self) -> int:
        return sum(kept.bytes for kept in self.bestanden)

    def list_below(self, top: str) -> list[tuple[PurePosixPath, Kept]]:
        """The files of one of the three folders, with their place in it."""
        found = ((PurePosixPath(kept.plaats), kept) for kept in self.bestanden)
        return [(PurePosixPath(*place.parts[1:]), kept) for place, kept in found if place.parts[0] == top]


class _WrongPassword(Exception):
    """A member does not open with this password."""


class Backup:
    """A backup that was opened with its password: its list, and each file as it is read and checked."""

    def __init__(self, archive: "pyzipper.AESZipFile", name: str) -> None:
        self._archive, self.name = archive, name
        _refuse_unsealed(archive, name)
        self.contents = _read_contents(archive, name)

    def read(self, kept: Kept, write: Callable[[bytes], Any]) -> None:
        """Give a file, part by part, to `write`; StoreUnavailable (14) when it is not what the list says."""
        digest, size = hashlib.sha256(), 0
        for block in self._blocks(kept):
            size += len(block)
            if size > kept.bytes:
                raise make_damaged(self.name)
            digest.update(block)
            write(block)
        if (size, digest.hexdigest()) != (kept.bytes, kept.sha256):
            raise make_damaged(self.name)

    def _blocks(self, kept: Kept) -> Iterator[bytes]:
        try:
            yield from _read_blocks(self._archive, kept.deel)
        except _WrongPassword:
            raise make_damaged(self.name) from None


def make_damaged(name: str) -> StoreUnavailable:
    """What is told of a backup that is not as it was written."""
    return StoreUnavailable(
        f"De reservekopie '{name}' is beschadigd of niet helemaal gekopieerd: zij is niet meer wat msa schreef. Er is "
        "niets van teruggezet. Kopieer het bestand opnieuw, of neem een andere reservekopie."
    )


@contextmanager
def open_backup(file: Path, password: str) -> Generator[Backup]:
    """Open a backup. WrongUse (2) for a wrong password or no file, StoreUnavailable (14) for one that is damaged."""
    try:
        stream = file.open("rb")
    except (FileNotFoundError, IsADirectoryError):
        raise WrongUse(f"De reservekopie '{file.name}' is er niet. Geef de map of het bestand op.") from None
    with stream:
        try:
            archive = pyzipper.AESZipFile(stream)
        except _BROKEN:
            raise make_damaged(file.name) from None
        with archive:
            archive.setpassword(password.encode("utf-8"))
            yield Backup(archive, file.name)


def write_backup(
    file: Path, sources: Sequence[Source], *, password: str, swv: str, instellingen: str, now: datetime
) -> Contents:
    """Write a new backup, each file read once; returns what it says of itself. OSError passes."""
    kept = []
    with (
        open_private(file, new=True) as stream,
        pyzipper.AESZipFile(stream, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive,
    ):
        archive.setpassword(password.encode("utf-8"))
        archive.setencryption(pyzipper.WZ_AES, nbits=_KEY_BITS)
        for number, source in enumerate(sources, start=1):
            kept.append(_write_member(archive, f"{number:06}", source))
        contents = Contents(swv, now.astimezone(UTC), instellingen, tuple(kept))
        archive.writestr(_LIST, _dump(contents))
    sync(file)
    return contents


def is_safe_place(place: str) -> bool:
    """Whether a place lies below one of the three folders on every system, named in one way."""
    top, *parts = place.split("/")
    return top in (BESIDE_SETTINGS, OPSLAG, UITVOER) and bool(parts) and all(map(_is_safe_part, parts))


def fold(place: str) -> str:
    """What two places have in common that are one file on a system without capitals."""
    return unicodedata.normalize("NFC", place).casefold()


def _is_safe_part(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and len(part) <= _LONGEST_PART
        and not _FORBIDDEN.search(part)
        # Windows leaves these out, so that another name comes out.
        and not part.endswith((".", " "))
    )


# --- writing -----------------------------------------------------------------------------------------------------


def _write_member(archive: "pyzipper.AESZipFile", deel: str, source: Source) -> Kept:
    digest, size = hashlib.sha256(), 0
    with source.file.open("rb") as stream, archive.open(deel, "w", force_zip64=True) as member:
        state = source.file.stat()
        while block := stream.read(_BLOCK):
            size += len(block)
            digest.update(block)
            member.write(block)
    return Kept(deel, source.place, size, digest.hexdigest(), state.st_mtime_ns)


def _dump(contents: Contents) -> bytes:
    document = {
        "formaat": _FORMAT,
        "swv": contents.swv,
        "gemaakt": contents.gemaakt.isoformat(timespec="seconds"),
        "instellingen": contents.instellingen,
        "bestanden": [astuple(kept) for kept in contents.bestanden],
    }
    return json.dumps(document, ensure_ascii=True, indent=0).encode("ascii")


# --- reading -----------------------------------------------------------------------------------------------------


def _read_blocks(archive: "pyzipper.AESZipFile", deel: str) -> Iterator[bytes]:
    """A member in parts. `_WrongPassword` where it does not open, StoreUnavailable (14) where it is damaged."""
    try:
        with archive.open(deel) as member:
            while block := member.read(_BLOCK):
                yield block
    except RuntimeError as error:
        if "password" in str(error).lower():
            raise _WrongPassword from None
        raise make_damaged(_get_name(archive)) from None
    except _BROKEN:
        raise make_damaged(_get_name(archive)) from None


def _get_name(archive: "pyzipper.AESZipFile") -> str:
    return Path(str(getattr(archive.fp, "name", ""))).name


def _refuse_unsealed(archive: "pyzipper.AESZipFile", name: str) -> None:
    """Every member is one of ours, once, and under encryption: one without opens with any password."""
    found = archive.infolist()
    names = [member.filename for member in found]
    is_ours = all(each == _LIST or _MEMBER.fullmatch(each) for each in names) and _LIST in names
    is_sealed = all(
        member.flag_bits & _ENCRYPTED
        and (member.wz_aes_version, member.wz_aes_strength) == (_SEALED_WITHOUT_CRC, _STRENGTH)
        for member in found
    )
    if not (is_ours and is_sealed and len(names) == len(set(names))):
        raise make_damaged(name)


def _read_contents(archive: "pyzipper.AESZipFile", name: str) -> Contents:
    content = _read_list(archive, name)
    try:
        document = json.loads(content)
        if document["formaat"] > _FORMAT:
            raise WrongUse(f"De reservekopie '{name}' is van een nieuwere versie van msa. Werk msa eerst bij.")
        contents = Contents(
            str(document["swv"]),
            datetime.fromisoformat(document["gemaakt"]),
            str(document["instellingen"]),
            tuple(Kept(*entry) for entry in document["bestanden"]),
        )
        is_whole = _is_possible(contents, {member.filename for member in archive.infolist()} - {_LIST})
    except WrongUse:
        raise
    except (*_BROKEN, RecursionError):
        raise make_damaged(name) from None
    if not is_whole:
        raise make_damaged(name)
    return contents


def _read_list(archive: "pyzipper.AESZipFile", name: str) -> bytes:
    """The list; a password counts as wrong when it opens nothing at all, so that a damaged list is not taken for it."""
    try:
        return _read_whole(archive, _LIST, name)
    except (_WrongPassword, StoreUnavailable) as error:
        smallest = sorted(archive.infolist(), key=lambda member: (member.file_size, member.filename))[:3]
        judged = [error, *(_try(archive, member.filename, name) for member in smallest if member.filename != _LIST)]
        if all(judged) and any(isinstance(each, _WrongPassword) for each in judged):
            raise WrongUse(
                f"Het wachtwoord past niet op de reservekopie '{name}'. Er is niets veranderd. Let op streepjes en "
                "hoofdletters, en kijk of het wachtwoord bij deze reservekopie hoort."
            ) from None
        raise make_damaged(name) from None


def _try(archive: "pyzipper.AESZipFile", deel: str, name: str) -> Exception | None:
    """What goes wrong with a member; None when it opens to its last byte."""
    try:
        _read_whole(archive, deel, name)
    except (_WrongPassword, StoreUnavailable) as error:
        return error
    return None


def _read_whole(archive: "pyzipper.AESZipFile", deel: str, name: str) -> bytes:
    content = bytearray()
    for block in _read_blocks(archive, deel):
        content += block
        if len(content) > _MOST_LISTED:
            raise make_damaged(name)
    return bytes(content)


def _is_possible(contents: Contents, members: set[str]) -> bool:
    """Whether a list names each member once, each at a safe place of its own, none of them inside another."""
    kept = contents.bestanden
    if not all(_is_entry(each) for each in kept) or not _is_safe_part(contents.instellingen):
        return False
    folded = [fold(each.plaats) for each in kept]
    folders = {str(parent) for place in folded for parent in PurePosixPath(place).parents}
    parts = [each.deel for each in kept]
    return set(parts) == members and len(parts) == len(members) == len(set(folded)) and folders.isdisjoint(folded)


def _is_entry(kept: Kept) -> bool:
    return (
        all(isinstance(value, str) for value in (kept.deel, kept.plaats, kept.sha256))
        and all(type(value) is int for value in (kept.bytes, kept.gewijzigd_ns))
        and kept.bytes >= 0
        and abs(kept.gewijzigd_ns) < _LATEST_NS
        and _HASH.fullmatch(kept.sha256) is not None
        and is_safe_place(kept.plaats)
    )
