"""What lies in the folder of a school, and what each file was recognised as, and by which columns."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import is_leftover
from pipelines.intake.header_search import find_table
from pipelines.intake.recognition import recognise
from pipelines.run.verdict import CheckedFile
from pipelines.settings import School, Settings
from schemas.lvs import get_layout

_MOST_COLUMNS = 20


@dataclass(frozen=True)
class SeenFile:
    """One file as it lies there. `id`: by what a form names it; `als`: what it was read as (empty: not);
    `kolommen`: by which columns; `gelezen`, `quarantaine`: rows."""

    id: str
    naam: str
    bytes: int
    als: str = ""
    kolommen: tuple[str, ...] = ()
    gelezen: int = 0
    quarantaine: int = 0


def list_seen(settings: Settings, school: School, *, checked: Sequence[CheckedFile]) -> tuple[SeenFile, ...]:
    """The files of a school in order of names; what was read of each comes from its check, by its hash."""
    by_hash = {file.sha256: file for file in checked}
    return tuple(_look(path, school, by_hash) for path in list_delivered(settings, school.id))


def list_delivered(settings: Settings, school_id: str) -> list[Path]:
    """The files in the folder of a school, as reading lists them: no hidden ones, no folders, no links."""
    folder = settings.aanlevering / school_id
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and not is_leftover(path.name)
    )


def find_delivered(settings: Settings, school_id: str, file_id: str) -> Path | None:
    """The file that a form names; None when it lies there no more."""
    return next((path for path in list_delivered(settings, school_id) if make_file_id(path.name) == file_id), None)


def make_file_id(name: str) -> str:
    """By what a form names a file: its name itself can be anything, and stays out of addresses and fields."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _look(path: Path, school: School, by_hash: dict[str, CheckedFile]) -> SeenFile:
    size, read = 0, None
    with suppress(OSError):
        size = path.stat().st_size
        with path.open("rb") as content:
            read = by_hash.get(hashlib.file_digest(content, "sha256").hexdigest())
    # A name that is no text at all would end a page.
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    if read is None or not read.layout:
        return SeenFile(make_file_id(path.name), name, size)
    return SeenFile(
        make_file_id(path.name),
        name,
        size,
        als=get_layout(read.layout).label,
        kolommen=_list_columns(path, school),
        gelezen=read.gelezen,
        quarantaine=read.quarantaine,
    )


def _list_columns(path: Path, school: School) -> tuple[str, ...]:
    """The columns by which a table was recognised, as the program knows them; none for a document without columns."""
    with suppress(DeliveryRefused, OSError):
        found = find_table(
            path,
            recognise_header=lambda header: recognise(header, lvs=school.lvs, own_columns=school.kolommen),
            own_columns=school.kolommen,
            file=path.name,
        )
        if found.recognised is not None:
            return tuple(found.recognised.cells.values())[:_MOST_COLUMNS]
    return ()
