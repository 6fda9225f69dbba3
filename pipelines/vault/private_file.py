"""Small files for the owner alone, written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from pipelines.system import sync


def write_private(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file` in one step, mode 0600 from the first moment; OSError passes."""
    # mkstemp gives mode 0600, and a name that no other start can take.
    handle, aside = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, file)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside)
        raise
    sync(file.parent)
