"""One publication: a folder that appears whole or not at all (contract 3).

Everything is written in a folder beside the target and exchanged in one step; what an interrupted run left behind
is repaired at the next start.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.system import exchange, open_private, sync
from pipelines.vault.folders import make_fresh_folder, remove
from pipelines.vault.leftovers import BECOMES, EARLIER, WAS

_SYNCED_AT_ONCE = 8
_HASHED_AT_ONCE = 2
_EDITION = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:-(?P<number>[1-9]\d*))?")
# Folders that hold a folder for each reader.
PER_READER = ("school", "leerplicht", "doorstroompunt")
# Parts that are about no pupil.
ANONYMOUS = ("swv", "inspectie", "manifest.json")


class Publication:
    """The folder of one peildatum under `uitvoer`: write below `folder`, then `finish()`."""

    def __init__(self, uitvoer: Path, name: str) -> None:
        self.target = uitvoer / name
        self.folder = uitvoer / f"{BECOMES}{name}"
        self._before = uitvoer / f"{WAS}{name}"
        self._begun: Future[None] | None = None
        uitvoer.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_fresh_folder(self.folder)
        self._resolved = self.folder.resolve()
        # Of what was written, so that nothing need be read again for it.
        self._hashes: dict[str, str] = {}

    def write_text(self, name: str, text: str) -> None:
        """Write one file below the folder, readable by the owner alone."""
        self.write_bytes(name, text.encode("utf-8"))

    def write_bytes(self, name: str, content: bytes) -> str:
        """Write one file below the folder, readable by the owner alone; `name` uses `/`. Its SHA-256."""
        file = (self.folder / name).resolve()
        if not file.is_relative_to(self._resolved):
            raise ValueError("a file of a publication lies below its folder")
        make_private_folders(file.parent)
        with open_private(file) as out:
            out.write(content)
        sha256 = self._hashes[file.relative_to(self._resolved).as_posix()] = hashlib.sha256(content).hexdigest()
        return sha256

    def make_hashes(self) -> dict[str, str]:
        """SHA-256 of what each reader gets, as `hash_readers` has it of a folder where all lies as it was written."""
        return _hash_by_reader(
            (name, self._hashes.get(name) or _hash_file(self.folder / name)) for name in _list_files(self.folder)
        )

    def keep_standing(self) -> Path | None:
        """Keep what stands as the next earlier edition; None where nothing stands. Before `finish`.

        A copy beside what stands, so that a crash in between takes nothing away; the files are the same on disk.
        """
        if self.target.is_symlink() or not self.target.is_dir():
            return None
        place = self.target.parent / EARLIER
        place.mkdir(mode=0o700, exist_ok=True)
        aside = make_fresh_folder(place / f"{BECOMES}{self.target.name}")
        shutil.copytree(self.target, aside, copy_function=_link_or_copy, dirs_exist_ok=True)
        kept = place / f"{self.target.name}-{_next_number(place, self.target.name)}"
        aside.rename(kept)
        sync(place)
        return kept

    def find_number(self, *, is_same: bool) -> int:
        """The number of the edition that this is; `is_same`: it says what stands, and takes its place as itself."""
        stands = not self.target.is_symlink() and self.target.is_dir()
        return _next_number(self.target.parent / EARLIER, self.target.name) + (stands and not is_same)

    def equals(self, folder: Path) -> bool:
        """Whether what was written is what lies in `folder`, byte for byte. PDFs are left out: a page makes them."""
        ours, theirs = (
            [name for name in _list_files(place) if not name.endswith(".pdf")] for place in (self.folder, folder)
        )
        return ours == theirs and all(
            (self.folder / name).read_bytes() == (folder / name).read_bytes() for name in ours
        )

    def move_to(self, other: "Publication") -> None:
        """Write all of it in the folder of another publication, which may lie on another disk."""
        for file in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            other.write_bytes(file.relative_to(self.folder).as_posix(), file.read_bytes())
        self.discard()

    def begin_sync(self, beside: Executor) -> None:
        """Begin to bring to disk what was written so far, while more is written. Nothing of that may be removed."""
        self._begun = beside.submit(_sync, self.folder)

    def finish(self) -> None:
        """Put the folder in the place of the earlier one, in one step where the system can."""
        if self._begun is not None:
            self._begun.result()
        _sync(self.folder)
        if self.target.is_symlink():
            # Ours is a folder; where the link leads is not our business.
            remove(self.target)
        if not self.target.exists():
            self.folder.rename(self.target)
        elif exchange(self.folder, self.target):
            remove(self.folder)
        else:
            self._take_turns()
        sync(self.target.parent)

    def _take_turns(self) -> None:
        """The exchange in two steps. A crash in between is repaired at the next start (`repair_publications`)."""
        try:
            self.target.rename(self._before)
        except PermissionError:
            # Windows moves no folder in which a program has a file open.
            raise StoreUnavailable(
                f"De map {self.target.name} in uitvoer is niet te vervangen: waarschijnlijk staat er nog een bestand "
                "uit open, bijvoorbeeld in Excel. Sluit het en start opnieuw. Wat er stond, staat er nog."
            ) from None
        try:
            self.folder.rename(self.target)
        except OSError:
            self._before.rename(self.target)
            raise
        remove(self._before)

    def discard(self) -> None:
        """Remove what was written; the earlier publication stays."""
        if self._begun is not None:
            with suppress(CancelledError):
                self._begun.exception()
        remove(self.folder)


def list_editions(uitvoer: Path) -> list[tuple[date, Path]]:
    """Every publication that is kept, with its peildatum: the standing ones and the earlier ones, oldest day first.

    A folder counts by its manifest and its name; folders of others are left alone.
    """
    found = []
    for manifest in [*uitvoer.glob("*/manifest.json"), *uitvoer.glob(f"{EARLIER}/*/manifest.json")]:
        folder = manifest.parent
        name = _EDITION.fullmatch(folder.name)
        if name and (name["number"] is not None) == (folder.parent != uitvoer):
            with suppress(ValueError):
                found.append((date.fromisoformat(name["day"]), folder))
    return sorted(found)


def is_publication(place: str) -> bool:
    """Whether this is the place in `uitvoer` of a publication: the standing one of a peildatum or an earlier one."""
    return _EDITION.fullmatch(place.removeprefix(f"{EARLIER}/")) is not None


def is_aside(name: str) -> bool:
    """Whether something in `uitvoer` with this name is half of a publication, which no reader has."""
    return name.startswith((BECOMES, WAS))


def make_aside(uitvoer: Path, name: str) -> Path:
    """An empty folder beside the publications for what is to stand among them; what a crash leaves of it is swept."""
    uitvoer.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_fresh_folder(uitvoer / f"{BECOMES}{name}")


def get_edition_number(name: str) -> int | None:
    """The number of an earlier edition, by the name of its folder; None of what stands."""
    found = _EDITION.fullmatch(name)
    return int(found["number"]) if found and found["number"] else None


def read_edition_name(name: str) -> tuple[date, int | None] | None:
    """Peildatum and number that a name of an edition tells, without a number for what stands; None for other names."""
    found = _EDITION.fullmatch(name)
    if found is None:
        return None
    try:
        return date.fromisoformat(found["day"]), int(found["number"]) if found["number"] else None
    except ValueError:
        return None


def hash_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file by name."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def hash_readers(folder: Path) -> dict[str, str]:
    """SHA-256 of what each reader gets: by folder (`swv`, `school/<id>` …), and of each file beside them.

    Of a folder: over the names and hashes of its files, in order of name.
    """
    return _hash_by_reader(_list_hashes(folder))


def _hash_by_reader(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    parts: dict[str, list[tuple[str, str]]] = {}
    for name, sha256 in files:
        first, *rest = name.split("/")
        reader = "/".join((first, *rest[:1])) if first in PER_READER else first
        parts.setdefault(reader, []).append((name, sha256))
    return {reader: found[0][1] if reader == found[0][0] else _hash_together(found) for reader, found in parts.items()}


def hash_reader(folder: Path, place: str) -> str:
    """SHA-256 of what the reader of this place gets of a publication, as the log has it of a run (`make_hashes`)."""
    if (folder / place).is_file():
        return _hash_file(folder / place)
    return _hash_together(_list_hashes(folder, place))


def _list_hashes(folder: Path, place: str = "") -> list[tuple[str, str]]:
    """Name below `folder` and SHA-256 of each file that lies at a place in it, in order of name."""
    names = _list_files(folder, place)
    with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
        return list(zip(names, pool.map(lambda name: _hash_file(folder / name), names), strict=True))


def _hash_file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _list_files(folder: Path, place: str = "") -> list[str]:
    """Name below `folder` of each file that lies at a place in it, in order of name.

    Without what a system puts in a folder that somebody looks into.
    """
    files = sorted(path for path in (folder / place).rglob("*") if path.is_file() and not _is_of_the_system(path.name))
    return [file.relative_to(folder).as_posix() for file in files]


def _is_of_the_system(name: str) -> bool:
    return name.startswith(".") or name.lower() in ("thumbs.db", "desktop.ini")


def _hash_together(found: list[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()


def _next_number(place: Path, name: str) -> int:
    """The number after the highest one in use, so that no edition ever takes the place of another."""
    numbers = (get_edition_number(path.name) for path in place.glob(f"{name}-*"))
    return max((number for number in numbers if number), default=0) + 1


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def make_private_folders(folder: Path) -> None:
    """Make the folder and those above it; `mkdir(parents=True)` would give its mode to the last one alone."""
    if not folder.is_dir():
        make_private_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    """Bring every file and folder to disk, so that the exchange never precedes its content."""
    places = [Path(place) / name for place, _, names in os.walk(folder) for name in (*names, "")]
    # Several at a time: a disk writes what waits together in one go.
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as pool:
        list(pool.map(sync, places))
