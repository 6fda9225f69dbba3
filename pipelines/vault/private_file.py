"""Small files for the owner alone, written whole or not at all."""

import os
from pathlib import Path

from pipelines.system import open_aside, sync


def write_private(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file` in one step, mode 0600 from the first moment; OSError passes."""
    out, aside = open_aside(file.parent)
    try:
        with out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, file)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(file.parent)
