"""Names of files that somebody sends: kept recognisable for people, and harmless to a file system."""

import re
import unicodedata

from pipelines.intake.arrival import is_leftover

_LONGEST_BYTES = 120
_LONGEST_END = 10
_KEPT = re.compile(r"[^\w .,()+&=@-]")
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10)))
)
_WITHOUT_NAME = "bestand"


def clean_name(name: str) -> str:
    """The name under which a file is kept: one part, without signs that steer, never one that reading would pass over.

    A name that starts with a dot, or ends as an unfinished download, would leave the file unread in silence.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = "".join(sign for sign in last if _is_visible(sign)).lstrip(".~$ ")
    plain = " ".join(_KEPT.sub("_", visible).split()).lstrip(". ").rstrip(". ")
    plain = _shorten(plain)
    if not plain.strip("._- "):
        plain = _WITHOUT_NAME
    if plain.partition(".")[0].casefold().strip() in _DEVICES:
        plain = f"_{plain}"
    return f"{plain}_" if is_leftover(plain) else plain


def make_another(name: str, taken: frozenset[str]) -> str:
    """The same name with the first number that is free: `lijst (2).csv`. `taken`: names in lower case."""
    stem, dot, end = name.rpartition(".")
    if not stem:
        stem, dot, end = name, "", ""
    number = 2
    while f"{stem} ({number}){dot}{end}".casefold() in taken:
        number += 1
    return f"{stem} ({number}){dot}{end}"


def _is_visible(sign: str) -> bool:
    """Neither a control sign nor one that turns the direction, half of a pair, or of no language."""
    return unicodedata.category(sign)[0] != "C"


def _shorten(name: str) -> str:
    """At most so many bytes, with its end kept: file systems allow 255, and we add to it."""
    if len(name.encode("utf-8")) <= _LONGEST_BYTES:
        return name
    stem, dot, end = name.rpartition(".")
    if not stem or len(end) > _LONGEST_END:
        stem, dot, end = name, "", ""
    room = _LONGEST_BYTES - len((dot + end).encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(". ") + dot + end
