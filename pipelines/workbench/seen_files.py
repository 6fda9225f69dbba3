"""What lies in a folder of deliveries, and what each file was recognised as, and by which columns."""

import functools
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import DeliveryRefused
from pipelines.intake.header_search import find_table
from pipelines.intake.mapping.fitting import find_file
from pipelines.intake.readers.table import Header
from pipelines.intake.recognition import Recognised, recognise
from pipelines.mapping_file import NO_MAPPING, FileMapping, SchoolMapping
from pipelines.run.verdict import CheckedFile
from pipelines.settings import Settings
from pipelines.workbench.folders import list_files
from schemas.exports.base import SCHOOLMAP
from schemas.lvs import get_layout

_MOST_COLUMNS = 20
_MOST_HASHES = 1024


@dataclass(frozen=True)
class Reader:
    """As whom a table is read: the LVS, own names of columns, the folder, which decides what may lie there, and what
    was mapped."""

    lvs: str
    kolommen: dict[str, str]
    map: str = SCHOOLMAP
    koppeling: SchoolMapping = NO_MAPPING

    def find_mapped(self, header: Header) -> tuple[FileMapping, dict[str, str]] | None:
        """What was mapped of a header; a column by its place is looked for there, whatever the mark of the header."""
        files = tuple(replace(file, kop="") for file in self.koppeling.bestanden)
        return find_file(replace(self.koppeling, bestanden=files), header, str)

    def recognise(self, header: Header) -> Recognised:
        """The layout of a header; DeliveryRefused for none."""
        mapped, columns = self.find_mapped(header) or (None, {})
        return recognise(
            header,
            lvs=self.lvs,
            own_columns={**self.kolommen, **columns},
            folder=self.map,
            only=mapped.als if mapped else "",
        )


@dataclass(frozen=True)
class SeenFile:
    """One file as it lies there. `id`: by what a form names it; `als`: what it was read as (empty: not);
    `kolommen`: by which columns, and `gekoppeld`: because they were mapped to these; `gelezen`, `quarantaine`: rows."""

    id: str
    naam: str
    bytes: int
    sha256: str = ""
    als: str = ""
    kolommen: tuple[str, ...] = ()
    gekoppeld: bool = False
    gelezen: int = 0
    quarantaine: int = 0


def list_seen(
    settings: Settings, folder: str, *, readers: Sequence[Reader], checked: Sequence[CheckedFile]
) -> tuple[SeenFile, ...]:
    """The files of a folder in order of names; what was read of each comes from a check, by its hash.

    `readers`: as whom they are read; the first that knows the header decides.
    """
    by_hash = {file.sha256: file for file in checked}
    return tuple(_look(path, readers, by_hash) for path in list_delivered(settings, folder))


def list_delivered(settings: Settings, folder_id: str) -> list[Path]:
    """The files that lie in a folder of deliveries."""
    folder = settings.get_delivery_folder(folder_id)
    return list_files(folder) if folder.is_dir() else []


def find_delivered(settings: Settings, folder_id: str, file_id: str) -> Path | None:
    """The file that a form names; None when it lies there no more."""
    return next((path for path in list_delivered(settings, folder_id) if make_file_id(path.name) == file_id), None)


def make_file_id(name: str) -> str:
    """By what a form names a file: its name itself can be anything, and stays out of addresses and fields."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _look(path: Path, readers: Sequence[Reader], by_hash: dict[str, CheckedFile]) -> SeenFile:
    size, sha256 = 0, ""
    with suppress(OSError):
        seen = path.stat()
        size = seen.st_size
        sha256 = _hash(path, size, seen.st_mtime_ns, seen.st_ino)
    read = by_hash.get(sha256)
    # A name that is no text at all would end a page.
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    if read is None or not read.layout:
        return SeenFile(make_file_id(path.name), name, size, sha256)
    columns, is_mapped = _list_columns(path, readers)
    return SeenFile(
        make_file_id(path.name),
        name,
        size,
        sha256,
        als=get_layout(read.layout).label,
        kolommen=columns,
        gekoppeld=is_mapped,
        gelezen=read.gelezen,
        quarantaine=read.quarantaine,
    )


@functools.lru_cache(maxsize=_MOST_HASHES)
def _hash(path: Path, _size: int, _moment: int, _inode: int) -> str:
    """SHA-256 of a file, made anew when its size, moment or place changed: a page that waits looks each few seconds."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _list_columns(path: Path, readers: Sequence[Reader]) -> tuple[tuple[str, ...], bool]:
    """The columns by which a table was recognised, as the program knows them, and whether those were mapped.

    None for a document without columns. Of mapped columns the names that they got: their own may be any text.
    """
    for reader in readers:
        with suppress(DeliveryRefused, OSError):
            found = find_table(
                path,
                recognise_header=reader.recognise,
                own_columns=reader.kolommen,
                is_mapped=lambda header, reader=reader: reader.find_mapped(header) is not None,
                file=path.name,
            )
            if found.header is not None and found.recognised is not None:
                is_mapped = reader.find_mapped(found.header) is not None
                names = found.recognised.places if is_mapped else found.recognised.cells.values()
                return tuple(names)[:_MOST_COLUMNS], is_mapped
    return (), False
