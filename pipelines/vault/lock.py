"""One run at a time on one `opslag`: a lock that the system lets go of when its process ends, however it ends."""

import fcntl
import os
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import LOCK_FILE


class StoreLock:
    """The lock of one `opslag`, held until `release()` or the end of the process."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    def release(self) -> None:
        """Let go; safe to call twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def take_lock(opslag: Path) -> StoreLock:
    """Take the lock of `opslag`; StoreUnavailable (exit code 14) when another run holds it or it cannot be written."""
    try:
        handle = os.open(opslag / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        raise _make_unusable(opslag) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreUnavailable(
            f"Er loopt al een verwerking op de opslag '{opslag.name}'. Wacht tot die klaar is en probeer het opnieuw."
        ) from None
    except OSError:
        os.close(handle)
        raise _make_unusable(opslag) from None
    return StoreLock(handle)


def _make_unusable(opslag: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"De opslag '{opslag.name}' is niet te gebruiken. Kies een gewone map waarin u mag schrijven."
    )
