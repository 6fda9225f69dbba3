"""What is to take the place of a file: made ready beside it, told in the log, and then put in its place in one step.

After a crash what lies beside counts when the log tells of it, and else never did.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from pipelines.system import sync
from pipelines.vault.folders import make_private_folder
from pipelines.vault.places import GROWING, get_upcoming_file
from pipelines.vault.private_file import write_private


def make_ready(opslag: Path, contents: Mapping[str, bytes]) -> None:
    """Write each content beside its file, by name within `opslag`; OSError passes."""
    for name, content in contents.items():
        file = get_upcoming_file(opslag, name)
        if file.parent != opslag:
            make_private_folder(file.parent)
        write_private(file, content)


def take_place(opslag: Path, name: str) -> None:
    """Put what was made ready in its place; without content the file goes, unless it is a list that only grows."""
    file = opslag / name
    os.replace(get_upcoming_file(opslag, name), file)
    if name not in GROWING and not file.stat().st_size:
        file.unlink()
    sync(file.parent)
