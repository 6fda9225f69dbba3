"""What remains of an unexpected error: its type and the places in the code, never its text or a value.

Error texts of polars, duckdb, pandera, int() and the date parsers hold values of pupils. So the text is
dropped and only module, line and function are kept: enough to find a bug, useless to find a pupil.
"""

import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.system import open_private
from pipelines.vault.places import get_fault_file

_MAX_CHAIN = 10


def describe_fault(error: BaseException) -> str:
    """Type and code places of `error` and of the errors behind it, one a line; no text, no source lines, no values."""
    lines = []
    current: BaseException | None = error
    for _ in range(_MAX_CHAIN):
        if current is None:
            break
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        # walk_tb, not extract_tb: the latter also reads source lines.
        lines += [
            f"  {_shorten(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(current.__traceback__)
        ]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines) + "\n"


def write_fault(error: BaseException, *, folder: Path) -> Path | None:
    """Write `describe_fault` to a new file in `folder` (0600); None when the folder cannot be written."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = get_fault_file(folder, f"{stamp}-{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_private(path) as file:
            file.write(describe_fault(error).encode("utf-8"))
    except OSError:
        return None
    return path


@contextmanager
def keep_values_off_the_screen() -> Generator[None]:
    """While a command runs: libraries log and warn nothing, and a thread that dies names only its type.

    Each of these would otherwise print texts of other people's code, with values in them. Where Python was
    started with `-W`, warnings stay as asked.
    """
    thread_hook, disabled = threading.excepthook, logging.root.manager.disable
    threading.excepthook = _say_thread_died
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")
            yield
    finally:
        threading.excepthook = thread_hook
        logging.disable(disabled)


def _say_thread_died(args: threading.ExceptHookArgs) -> None:
    print(f"Een onderdeel stopte onverwacht ({args.exc_type.__name__}).", file=sys.stderr)


def _shorten(filename: str) -> str:
    """Room and file, or package and file: the folders above may hold the name of a person."""
    return "/".join(Path(filename).parts[-2:])
