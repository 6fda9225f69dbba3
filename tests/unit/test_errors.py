"""What is tried again: a file or disk that is busy, never a fault that somebody must mend."""

import errno

import pytest

from pipelines.errors import MEMORY_FULL, StoreUnavailable, find_disk_fault, is_passing


def make_chained(error: Exception) -> Exception:
    try:
        raise ValueError("x") from error
    except ValueError as found:
        return found


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EAGAIN, errno.ETIMEDOUT])
def test_what_is_busy_passes(number: int) -> None:
    assert is_passing(OSError(number, ""))
    assert is_passing(make_chained(OSError(number, "")))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EIO])
def test_what_somebody_must_mend_does_not(number: int) -> None:
    assert not is_passing(OSError(number, ""))


def test_a_file_that_another_program_holds_on_windows_passes() -> None:
    error = PermissionError(errno.EACCES, "")
    error.winerror = 32  # ty: ignore[missing-attribute]
    assert is_passing(error)


def test_a_fault_of_use_never_passes() -> None:
    error = StoreUnavailable("De opslag is bezet.")
    error.__cause__ = OSError(errno.EBUSY, "")
    assert not is_passing(error)
    assert not is_passing(ValueError("x"))


def test_a_full_disk_is_still_told() -> None:
    assert isinstance(find_disk_fault(make_chained(OSError(errno.ENOSPC, ""))), StoreUnavailable)
    assert find_disk_fault(OSError(errno.EBUSY, "")) is None


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ENOMEM, ""), make_chained(MemoryError())])
def test_too_little_memory_is_told_as_such(error: Exception) -> None:
    fault = find_disk_fault(error)
    assert fault is not None
    assert (str(fault), fault.exit_code) == (MEMORY_FULL, 14)
