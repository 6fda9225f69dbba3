"""Which SWVs were open on this account before: the paths of their settings, and nothing else, in a private file.

It is a help to find them again, no more: where it cannot be read or written, nothing is offered.
"""

import hashlib
import json
import stat
from contextlib import suppress
from pathlib import Path

from pipelines.vault.private_file import write_private

NAME = "geopend.json"
MOST = 8
_KEY = "swv"
_MOST_BYTES = 64 * 1024


class Recent:
    """The list in `folder`, the last one opened first; without a folder it is empty and stays so."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def list_files(self) -> list[Path]:
        """The settings that were open, whether or not they are still there."""
        if self._folder is None:
            return []
        try:
            with (self._folder / NAME).open("rb") as file:
                told = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            return []
        listed = told.get(_KEY) if isinstance(told, dict) else None
        paths = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        return [Path(each) for each in paths if "\0" not in each and Path(each).is_absolute()][:MOST]

    def add(self, file: Path) -> None:
        """Put the settings first."""
        self._write([file, *(each for each in self.list_files() if each != file)][:MOST])

    def forget(self, mark: str) -> None:
        """Leave the settings with this mark out from now on; the file itself stays."""
        self._write([each for each in self.list_files() if make_mark(each) != mark])

    def _write(self, files: list[Path]) -> None:
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
            text = json.dumps({_KEY: [str(each) for each in files]}, indent=1)
            write_private(self._folder / NAME, f"{text}\n".encode())


def make_mark(file: Path) -> str:
    """By what a form names the settings: not a path, which anybody could have typed."""
    return hashlib.sha256(str(file).encode("utf-8", "surrogateescape")).hexdigest()[:16]
