"""Errors a user can mend, each with its exit code (contract 4).

A message says where, what and what to do, in plain Dutch, and never holds a value of a pupil.
Raise them `from None` at the border: a chained pandera, duckdb or datetime error prints values.
"""

import errno
from collections.abc import Iterator

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
# Somebody else is at it now: a virus scanner, a copy under way, a disk of the network.
_BUSY = (errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ETXTBSY, errno.ETIMEDOUT)
# What Windows calls a file that another program holds.
_HELD_BY_ANOTHER = (32, 33)
_MAX_CHAIN = 10


class UserError(Exception):
    """A fault the user can mend. `str(error)` is what the user reads."""

    exit_code = 2


class WrongUse(UserError):
    """Wrong arguments, settings or dates (exit code 2)."""

    exit_code = 2


class DeliveryRefused(UserError):
    """One school's delivery cannot be used (exit code 10); other schools go on.

    `reason` is a code of `schemas.findings`; the message stands on the return sheet.
    """

    exit_code = 10

    def __init__(self, message: str, *, reason: str, file: str = "", line: int | None = None, column: str = ""):
        super().__init__(message)
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column


class RuleSetInvalid(UserError):
    """A rule set or calendar cannot be read, or a rule set does not cover a school's sector (exit code 12)."""

    exit_code = 12


class DataCheckFailed(UserError):
    """A data check found rows that should not exist; nothing was published (exit code 13)."""

    exit_code = 13


class StoreUnavailable(UserError):
    """The store is locked by another run, missing or unreadable (exit code 14)."""

    exit_code = 14


def find_disk_fault(error: BaseException) -> StoreUnavailable | None:
    """What to tell when a disk that is full, or may not be written, or too little memory stands behind an error.

    None for any other one. The one place for all of them: a disk can be full at any step, and the name of the file is
    not told.
    """
    for fault in _list_behind(error):
        if isinstance(fault, MemoryError) or (isinstance(fault, OSError) and fault.errno == errno.ENOMEM):
            return StoreUnavailable(MEMORY_FULL)
    for fault in _list_disk_errors(error):
        if fault.errno in _FULL:
            return StoreUnavailable(DISK_FULL)
        if fault.errno in _CLOSED:
            return StoreUnavailable(DISK_CLOSED)
    return None


def is_passing(error: BaseException) -> bool:
    """Whether what is behind an error may be over in a moment: a file or disk that is busy. Never a fault of use."""
    if isinstance(error, UserError):
        return False
    return any(
        fault.errno in _BUSY or getattr(fault, "winerror", None) in _HELD_BY_ANOTHER
        for fault in _list_disk_errors(error)
    )


def _list_disk_errors(error: BaseException) -> Iterator[OSError]:
    """The faults of the disk in an error and in what it came from."""
    yield from (fault for fault in _list_behind(error) if isinstance(fault, OSError))


def _list_behind(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from."""
    current: BaseException | None = error
    for _ in range(_MAX_CHAIN):
        if current is None:
            break
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


_WHOLE = "Er is niets half gepubliceerd."
DISK_FULL = (
    "Er is geen ruimte meer op de schijf, of uw deel ervan is op. Maak ruimte waar 'opslag' en 'uitvoer' liggen, en "
    f"geef dezelfde opdracht nog eens. {_WHOLE}"
)
MEMORY_FULL = (
    "Deze computer heeft te weinig geheugen voor wat er te doen is, of te weinig ruimte op de schijf om het over te "
    "nemen. Sluit andere programma's, maak ruimte waar 'opslag' ligt, en geef dezelfde opdracht nog eens. "
    f"{_WHOLE}"
)
DISK_CLOSED = (
    "msa mag niet schrijven of lezen waar dat nodig is: de schijf is alleen te lezen, of u hebt er geen rechten. Geef "
    f"uzelf rechten op 'opslag' en 'uitvoer', en geef dezelfde opdracht nog eens. {_WHOLE}"
)
