"""What is to take the place of a file: made ready beside it, told in the log, and then put in its place in one step.

After a crash what lies beside counts when the log tells of it, and else never did.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.system import sync
from pipelines.vault.folders import make_private_folder
from pipelines.vault.places import GROWING, get_upcoming_file
from pipelines.vault.private_file import write_private

# Each waits for the disk.
_AT_ONCE = 4


def make_ready(opslag: Path, contents: Mapping[str, bytes]) -> None:
    """Write each content beside its file, by name within `opslag`; OSError passes."""
    files = {get_upcoming_file(opslag, name): content for name, content in contents.items()}
    for folder in sorted({file.parent for file in files} - {opslag}):
        make_private_folder(folder)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(write_private, files.keys(), files.values()))


def take_places(opslag: Path, names: Iterable[str]) -> None:
    """Put what was made ready in its place; a file without content goes, unless it is a list that only grows."""
    files = {name: opslag / name for name in names}
    for name, file in files.items():
        os.replace(get_upcoming_file(opslag, name), file)
        if name not in GROWING and not file.stat().st_size:
            file.unlink()
    for folder in sorted({file.parent for file in files.values()}):
        sync(folder)
