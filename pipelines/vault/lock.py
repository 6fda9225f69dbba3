"""One run, and one workbench, at a time on one `opslag`: locks that go when their process ends, however it ends."""

from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import StoreUnavailable
from pipelines.vault.leftovers import sweep_store
from pipelines.vault.places import LOCK_FILE


class StoreLock:
    """A lock of one `opslag`, held until `release()` or the end of the process."""

    def __init__(self, held: FileLock) -> None:
        self._held = held

    def release(self) -> None:
        """Let go; safe to call twice."""
        self._held.release()


def take_lock(opslag: Path) -> StoreLock:
    """Take the lock of `opslag`; StoreUnavailable (exit code 14) when another run holds it or it cannot be written.

    Then nobody else is at work there: what was left half-done is swept.
    """
    lock = take_lock_of(
        opslag,
        LOCK_FILE,
        busy=f"Er loopt al een verwerking op de opslag '{opslag.name}'. Wacht tot die klaar is en probeer het opnieuw.",
    )
    try:
        sweep_store(opslag)
    except BaseException:
        lock.release()
        raise
    return lock


def take_lock_of(opslag: Path, name: str, *, busy: str) -> StoreLock:
    """Take the lock called `name`; StoreUnavailable with the words `busy`, or when it cannot be written."""
    if not opslag.is_dir():
        # The library would make it.
        raise _make_unusable(opslag)
    # The thread that lets go need not be the one that took it.
    lock = FileLock(opslag / name, mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise StoreUnavailable(busy) from None
    except OSError:
        raise _make_unusable(opslag) from None
    return StoreLock(lock)


def is_locked(opslag: Path) -> bool:
    """Whether a run holds the lock of `opslag`. It is tried and let go at once; none is made. OSError passes."""
    file = opslag / LOCK_FILE
    if not file.is_symlink() and not file.exists():
        return False
    lock = FileLock(file, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def _make_unusable(opslag: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"De opslag '{opslag.name}' is niet te gebruiken. Kies een gewone map waarin u mag schrijven."
    )
