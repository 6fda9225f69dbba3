"""Errors a user can mend, each with its exit code (contract 4).

A message says where, what and what to do, in plain Dutch, and never holds a value of a pupil.
Raise them `from None` at the border: a chained pandera, duckdb or datetime error prints values.
"""


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
    """A rule set cannot be read or does not cover a school's sector (exit code 12)."""

    exit_code = 12


class DataCheckFailed(UserError):
    """A data check found rows that should not exist; nothing was published (exit code 13)."""

    exit_code = 13


class StoreUnavailable(UserError):
    """The store is locked by another run, missing or unreadable (exit code 14)."""

    exit_code = 14
