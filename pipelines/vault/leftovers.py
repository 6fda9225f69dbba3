"""What a command that was killed left half-done: swept by the next one, so that nothing of a pupil lies about.

The one place that knows every name under which something is made ready: folders beside a publication, files aside, work
folders. Besides these, each where it is used: what a list under seal becomes (`pipelines.vault.seals`), what a rotation
wrote beside (`pipelines.vault.keys`), uploads and the start page of the workbench and backups, in folders that are the
user's.
"""

import os
import re
import time
from collections.abc import Iterator
from filecmp import cmp
from pathlib import Path

from pipelines.mapping_file import FOLDER as MAPPING_FOLDER
from pipelines.settings import Settings
from pipelines.system import ASIDE
from pipelines.vault.folders import remove
from pipelines.vault.places import EXPLAIN_WORK_FOLDER, PREFECT_HOME, WAITING, WORK_FOLDER

# Beside what is published: a folder that is to take a place there, and one that was moved away from it.
BECOMES, WAS = ".wordt-", ".was-"
# Where a publication stays, as `<peildatum>-<n>`, when another takes its place.
EARLIER = "eerder"
# A file aside of before they had a name of their own; in the store alone, where no other has such a name.
_ASIDE_BEFORE = re.compile(r"\.[a-z0-9_]{8}|\.sleutel-[0-9a-f]{64}")
# Some files are written by who does not hold the lock: one this young may be under way.
_UNDER_WAY = 3600


def sweep_store(opslag: Path) -> None:
    """Sweep `opslag`. The caller holds the lock, so no work folder is in use. OSError passes."""
    for name in (WORK_FOLDER, EXPLAIN_WORK_FOLDER):
        remove(opslag / name)
    for file in _walk(opslag, skip=PREFECT_HOME):
        if file.name.startswith(ASIDE) or _ASIDE_BEFORE.fullmatch(file.name):
            _sweep_file(file)


def sweep_output(settings: Settings) -> None:
    """Sweep what is published, what waits, and the mappings; the caller holds the lock. OSError passes."""
    for place in (settings.uitvoer, settings.opslag / WAITING):
        repair_publications(place)
    for folder in (settings.uitvoer, settings.file.parent / MAPPING_FOLDER):
        for file in _walk(folder):
            if file.name.startswith(ASIDE):
                _sweep_file(file)


def repair_publications(uitvoer: Path) -> None:
    """Undo what was broken off: a publication that was moved away is put back, a half-written one removed.

    One folder down too: return sheets, texts for schools, earlier editions. An edition that was kept for one that never
    came in its place still stands, so it is none of the earlier ones.
    """
    _repair(uitvoer)
    for folder in _list_folders(uitvoer):
        _repair(folder)
    for folder in _list_folders(uitvoer):
        kept = _find_last_kept(uitvoer, folder.name)
        if kept is not None and _holds_the_same(kept, folder):
            remove(kept)


def _find_last_kept(uitvoer: Path, name: str) -> Path | None:
    """The last of the earlier editions of what stands under this name."""
    kept = {path.name.removeprefix(f"{name}-"): path for path in (uitvoer / EARLIER).glob(f"{name}-*")}
    numbers = [number for number in kept if number.isdecimal()]
    return kept[max(numbers, key=int)] if numbers else None


def _holds_the_same(one: Path, other: Path) -> bool:
    """Byte for byte; an empty folder is no edition."""
    files, others = (
        {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()} for folder in (one, other)
    )
    return (
        bool(files)
        and files.keys() == others.keys()
        and all(cmp(path, others[name], shallow=False) for name, path in sorted(files.items()))
    )


def _repair(folder: Path) -> None:
    for before in sorted(folder.glob(f"{WAS}*")):
        target = folder / before.name.removeprefix(WAS)
        if target.exists() or before.is_symlink():
            remove(before)
        else:
            before.rename(target)
    for aside in sorted(folder.glob(f"{BECOMES}*")):
        remove(aside)


def sweep_beside(file: Path, pattern: str) -> None:
    """Sweep the files of this pattern beside one that is there: they were to become it."""
    if file.exists():
        for left in file.parent.glob(pattern):
            _sweep_file(left)


def _sweep_file(file: Path) -> None:
    try:
        age = time.time() - file.stat(follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return
    # One of later than now has nothing to do with now.
    if not 0 <= age < _UNDER_WAY:
        file.unlink(missing_ok=True)


def _list_folders(uitvoer: Path) -> list[Path]:
    if not uitvoer.is_dir():
        return []
    return [Path(entry.path) for entry in os.scandir(uitvoer) if entry.is_dir(follow_symlinks=False)]


def _walk(folder: Path, *, skip: str = "") -> Iterator[Path]:
    """Every file below a folder, through no link."""
    for place, folders, names in os.walk(folder):
        if Path(place) == folder and skip in folders:
            folders.remove(skip)
        yield from (Path(place) / name for name in names)
