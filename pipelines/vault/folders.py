"""Folders of our own: for this account alone, and never through a link to somewhere else."""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from pipelines.errors import StoreUnavailable


def make_private_folder(folder: Path) -> None:
    """A folder for this account alone, made or closed where it was open; raises StoreUnavailable (exit code 14).

    A link in it is refused: what is written, replaced or removed there would be so somewhere else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
        links = sorted(entry.name for entry in os.scandir(folder) if entry.is_symlink())
    except OSError:
        raise StoreUnavailable(
            f"De opslag '{folder.name}' is niet te maken. Controleer het pad en de rechten."
        ) from None
    if links:
        raise StoreUnavailable(
            f"In de opslag '{folder.name}' staat een snelkoppeling ({links[0]}). Haal die weg, of zet de map of het "
            "bestand zelf ervoor in de plaats."
        )
    # Where the folder is someone else's the system refuses; `msa doctor` tells about it.
    with suppress(PermissionError):
        if stat.S_IMODE(folder.stat().st_mode) != stat.S_IRWXU:
            folder.chmod(stat.S_IRWXU)


def make_fresh_folder(folder: Path) -> Path:
    """An empty folder for this account alone, in place of what stood there."""
    remove(folder)
    folder.mkdir(mode=stat.S_IRWXU)
    return folder


def remove(path: Path) -> None:
    """Remove a folder with all in it, a file, or a link and not what it leads to; nothing there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
