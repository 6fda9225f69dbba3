"""Files that the analyst brings: into one folder of deliveries, whole or not at all, and never over another.

What is sent is written, as it comes in, to a private file in that very folder, under a name that reading passes over.
It gets its own name in one step; where a file of that name lies there, the analyst is asked.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from pipelines.errors import WrongUse
from pipelines.intake.readers.text_table import MAX_BYTES
from pipelines.settings import Settings
from pipelines.system import put_new, sync
from pipelines.workbench.folders import get_folder, list_files, list_folders
from pipelines.workbench.forms import FORM_TOKEN, NotOurs
from pipelines.workbench.gate import Gate
from pipelines.workbench.names import clean_name, make_another

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FILES = 200
_ASIDE = ".werkbank-"
_BLOCK = 1024 * 1024
_LONGEST_FIELD = 4_096
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file that came in, aside in the folder that it is for; `name`: under which it is to be kept."""

    path: Path
    name: str
    sha256: str

    @property
    def folder(self) -> Path:
        return self.path.parent


@dataclass(frozen=True)
class Question:
    """A file of a name that lies there already, with other content: replace it, keep both, or leave the new one out."""

    id: str
    folder: str
    received: Received


def open_folder(settings: Settings, folder_id: str) -> Path:
    """A folder of deliveries, made where there is none; WrongUse for another one, and where it leads elsewhere."""
    folder = settings.get_delivery_folder(get_folder(settings, folder_id).id)
    if folder.is_symlink() or settings.aanlevering.is_symlink():
        raise WrongUse("Deze map is een snelkoppeling. Zet de bestanden zelf neer waar die heen wijst.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def sweep(settings: Settings) -> None:
    """Remove what a workbench of before left aside; it never got a name."""
    for folder_id in list_folders(settings):
        for left in settings.get_delivery_folder(folder_id).glob(f"{_ASIDE}*"):
            left.unlink(missing_ok=True)


async def receive_files(request: Request, gate: Gate, folder: Callable[[], Path]) -> list[Received]:
    """The files of a form, each aside in `folder`, which is asked for when the form has proved itself.

    NotOurs for a form that no page of the workbench made: the proof comes before the first file. WrongUse for too many
    or too large ones. In all of these nothing stays.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise NotOurs
    receiver = _Receiver(gate, folder)
    try:
        parser = MultipartParser(options[b"boundary"], receiver.callbacks)
        async for part in request.stream():
            parser.write(part)
        parser.finalize()
        return receiver.finish()
    except (FormParserError, ClientDisconnect):
        receiver.drop()
        raise NotOurs from None
    except BaseException:
        receiver.drop()
        raise


def copy_files(source: str, folder: Path, *, settings: Settings) -> list[Received]:
    """The files at a place on this computer, copied aside in `folder`: one file, or those of a folder (no deeper).

    WrongUse for a place that is not there, cannot be read, holds nothing, or lies in the folders of msa.
    """
    try:
        place = Path(source.strip().strip("\"'")).expanduser()
        if not source.strip() or "\0" in source or not place.is_absolute() or not place.exists():
            raise WrongUse("Die map of dat bestand is er niet. Geef het hele pad, zoals uw bestandsbeheer het toont.")
        place = place.resolve()
        own = (settings.aanlevering, settings.opslag, settings.uitvoer)
        if any(place.is_relative_to(mine) or mine.is_relative_to(place) for mine in own):
            raise WrongUse("Die map is van msa zelf. Kies de map waarin u de bestanden bewaarde.")
        found = [place] if place.is_file() else list_files(place)
    except (OSError, RuntimeError, ValueError):
        raise WrongUse("Die map of dat bestand is niet te lezen. Controleer het pad en uw rechten.") from None
    if not found:
        raise WrongUse("In die map liggen geen bestanden. Liggen ze in een map daarin? Geef dan die map.")
    if len(found) > MOST_FILES:
        raise WrongUse(f"In die map liggen meer dan {MOST_FILES} bestanden. Kies de map van één school.")
    copied: list[Received] = []
    try:
        for path in found:
            copied.append(_copy(path, folder))
    except BaseException:
        drop_all(copied)
        raise
    return copied


def settle(received: Received) -> str:
    """Give the file its name: `nieuw`; `gelijk` when the same file lies there, which then stays; `bezet` for another.

    Of two names that differ in capitals alone some file systems make one, so they are the same here.
    """
    there = find_same_name(received.folder, received.name)
    if there is None:
        return "nieuw" if _place(received.path, received.folder / received.name) else "bezet"
    if _hash(there) == received.sha256:
        received.path.unlink(missing_ok=True)
        return "gelijk"
    return "bezet"


def replace_standing(received: Received) -> None:
    """Put the file in the place of the one with its name, in one step."""
    there = find_same_name(received.folder, received.name) or received.folder / received.name
    os.replace(received.path, there)
    sync(received.folder)


def keep_both(received: Received) -> str:
    """Keep the file beside the one with its name; returns the name it got."""
    while True:
        taken = frozenset(path.name.casefold() for path in received.folder.iterdir())
        name = make_another(received.name, taken)
        if _place(received.path, received.folder / name):
            return name


def drop_all(received: list[Received]) -> None:
    """Remove files that did not get a name."""
    for each in received:
        each.path.unlink(missing_ok=True)


def find_same_name(folder: Path, name: str) -> Path | None:
    """The file that lies there under this name, whatever its capitals."""
    return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == name.casefold()), None)


def _copy(source: Path, folder: Path) -> Received:
    if source.stat().st_size > MAX_BYTES:
        raise _make_too_large()
    handle, aside = tempfile.mkstemp(dir=folder, prefix=_ASIDE)
    try:
        with os.fdopen(handle, "wb") as out, source.open("rb") as content:
            shutil.copyfileobj(content, out, _BLOCK)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        os.unlink(aside)
        raise
    return Received(Path(aside), clean_name(source.name), _hash(Path(aside)))


def _place(aside: Path, target: Path) -> bool:
    """Give a file its name unless something has it: False. A link to it cannot take the place of another file."""
    try:
        put_new(aside, target)
    except FileExistsError:
        return False
    sync(target.parent)
    return True


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _make_too_large() -> WrongUse:
    return WrongUse(
        f"Een bestand is groter dan {MAX_BYTES // _MEGABYTE} MB. Vraag de school om een bestand per maand of per "
        "leerjaar. Er is niets neergezet."
    )


class _Receiver:
    """Takes a form as it comes in: its proof first, then files, each written on as its bytes arrive."""

    def __init__(self, gate: Gate, folder: Callable[[], Path]) -> None:
        self._gate = gate
        self._folder = folder
        self._proved = False
        self._headers: dict[bytes, bytes] = {}
        self._header = (b"", b"")
        self._field: bytearray | None = None
        self._aside: tuple[int, Path, str] | None = None
        self._size = 0
        self._digest = hashlib.sha256()
        self._received: list[Received] = []
        self._ended = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_header_name,
            "on_header_value": self._add_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._add_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def finish(self) -> list[Received]:
        """The files, when the form came to its end and had its proof."""
        if not self._proved or not self._ended:
            self.drop()
            raise NotOurs
        return self._received

    def drop(self) -> None:
        """Leave nothing behind."""
        if self._aside is not None:
            handle, path, _ = self._aside
            with suppress(OSError):
                os.close(handle)
            path.unlink(missing_ok=True)
            self._aside = None
        drop_all(self._received)

    def _begin_part(self) -> None:
        self._headers = {}

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])
        self._refuse_long(len(self._header[0]))

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])
        self._refuse_long(len(self._header[1]))

    def _end_header(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _open_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"")
        if b"filename" not in options:
            if name != FORM_TOKEN.encode():
                raise NotOurs
            self._field = bytearray()
            return
        if not self._proved:
            raise NotOurs
        filename = options[b"filename"].decode("utf-8", "replace")
        if not filename:
            # Nothing was chosen.
            return
        if len(self._received) >= MOST_FILES:
            raise WrongUse(f"Dat zijn meer dan {MOST_FILES} bestanden tegelijk. Er is niets neergezet.")
        handle, aside = tempfile.mkstemp(dir=self._folder(), prefix=_ASIDE)
        self._aside = (handle, Path(aside), clean_name(filename))
        self._size, self._digest = 0, hashlib.sha256()

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._field is not None:
            self._field += data[start:end]
            self._refuse_long(len(self._field))
        elif self._aside is not None:
            self._size += end - start
            if self._size > MAX_BYTES:
                raise _make_too_large()
            self._digest.update(data[start:end])
            _write_all(self._aside[0], data[start:end])

    def _end_part(self) -> None:
        if self._field is not None:
            if not self._gate.allows_form(self._field.decode("utf-8", "replace")):
                raise NotOurs
            self._proved, self._field = True, None
        elif self._aside is not None:
            handle, path, name = self._aside
            os.fsync(handle)
            os.close(handle)
            self._aside = None
            self._received.append(Received(path, name, self._digest.hexdigest()))

    def _end(self) -> None:
        self._ended = True

    @staticmethod
    def _refuse_long(length: int) -> None:
        if length > _LONGEST_FIELD:
            raise NotOurs


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def make_question(folder_id: str, received: Received) -> Question:
    """Ask what to do with a file whose name is taken."""
    return Question(secrets.token_hex(8), folder_id, received)
