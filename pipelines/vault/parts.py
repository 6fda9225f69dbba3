"""Schools as they were read, by their bytes alone: what of `getoetst` and `gelezen` is damaged or gone.

What they hold is for `pipelines.intake.checked` and `pipelines.intake.read_parts`.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from pipelines.vault.folders import remove
from pipelines.vault.places import READ, get_read_part, list_partitions, list_read_lists


def list_damaged_partitions(opslag: Path) -> list[Path]:
    """What is kept of a school to go on from and is not as this version of the program writes it; OSError passes."""
    return [file for _, file in list_partitions(opslag) if unwrap(file.read_bytes()) is None]


def drop_damaged_partitions(opslag: Path) -> int:
    """Remove what is damaged and tell how many schools that were: a run reads them again."""
    damaged = list_damaged_partitions(opslag)
    for file in damaged:
        remove(file)
    return len(damaged)


def count_damaged_parts(opslag: Path) -> int:
    """How many parts of editions are missing or are not what their name says; OSError passes."""
    lying = {file.stem: file for file in (opslag / READ).glob(get_read_part(opslag, "*").name)}
    named: set[str] = set()
    for _, _, file in list_read_lists(opslag):
        # A list that cannot be read is told by itself (`pipelines.vault.stored`).
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            named |= list_named(file)
    broken = {sha256 for sha256, file in lying.items() if hashlib.sha256(file.read_bytes()).hexdigest() != sha256}
    return len((named - lying.keys()) | broken)


def list_named(file: Path) -> set[str]:
    """The parts that the list of an edition names.

    ValueError, KeyError, TypeError or AttributeError when it is no such list.
    """
    return set(json.loads(file.read_bytes().partition(b"\n")[2])["delen"].values())


def wrap(content: bytes) -> bytes:
    """The content with its hash before it, by which damage shows."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def unwrap(wrapped: bytes) -> bytes | None:
    """What `wrap` was given; None for anything else."""
    sha256, _, content = wrapped.partition(b"\n")
    return content if sha256 == hashlib.sha256(content).hexdigest().encode() else None
