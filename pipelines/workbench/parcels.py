"""One encrypted ZIP for one reader: AES of 256 bits, with a password that is shown once and kept nowhere.

A parcel is made and held in memory, so that nothing of it is left on a disk; it goes when it was fetched.
"""

import io
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyzipper

from pipelines.workbench.files import list_written

# Without letters and digits that are read as one another.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 5
_KEY_BITS = 256
# How many may wait to be fetched: of more the oldest goes.
_MOST_WAITING = 3


@dataclass(frozen=True)
class Parcel:
    """An encrypted ZIP that waits to be fetched, under the name that it gets."""

    name: str
    content: bytes


class Parcels:
    """The parcels that wait, by what a form names them by."""

    def __init__(self) -> None:
        self._waiting: dict[str, Parcel] = {}

    def add(self, parcel: Parcel) -> str:
        """Have a parcel wait; returns what a form names it by."""
        while len(self._waiting) >= _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        named = secrets.token_hex(8)
        self._waiting[named] = parcel
        return named

    def take(self, named: str) -> Parcel | None:
        """The parcel, which then is gone; None when it is not there any more."""
        return self._waiting.pop(named, None)


def make_password() -> str:
    """25 signs of 31, in groups to read out: 123 bits and more."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def make_parcel(folder: Path, *, name: str, password: str) -> Parcel:
    """Every file of a reader's folder in one encrypted ZIP, under a folder of its own name."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode("ascii"))
        archive.setencryption(pyzipper.WZ_AES, nbits=_KEY_BITS)
        for place, file in list_written(folder).items():
            archive.write(file, f"{name}/{place}")
    return Parcel(f"{name}.zip", out.getvalue())
