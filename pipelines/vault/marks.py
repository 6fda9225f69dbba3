"""The file of marks of erased pupils (`opslag/gewist.jsonl`), line by line: what a mark means says `intake.erased`."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SCHOOL = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_MARK = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, order=True)
class Mark:
    """One mark: the school, the id of the key under whose secret it was made, and the keyed hash."""

    school: str
    sleutel: str
    merk: str


def read_marks(content: bytes) -> tuple[Mark, ...]:
    """The marks in the bytes of the file; ValueError, KeyError or TypeError for anything else."""
    entries = [json.loads(line) for line in content.decode("ascii").splitlines()]
    return tuple(_check(Mark(entry["school"], entry["sleutel"], entry["merk"])) for entry in entries)


def dump_marks(marks: Iterable[Mark]) -> bytes:
    """The bytes of the file."""
    lines = [json.dumps({"school": mark.school, "sleutel": mark.sleutel, "merk": mark.merk}) + "\n" for mark in marks]
    return "".join(lines).encode("ascii")


def add_new(known: Sequence[Mark], more: Iterable[Mark]) -> tuple[Mark, ...]:
    """The known marks in their order, then those of `more` that are not among them."""
    return tuple(dict.fromkeys((*known, *more)))


def _check(mark: Mark) -> Mark:
    if not (_SCHOOL.fullmatch(mark.school) and _KEY_ID.fullmatch(mark.sleutel) and _MARK.fullmatch(mark.merk)):
        raise ValueError("not a mark")
    return mark
