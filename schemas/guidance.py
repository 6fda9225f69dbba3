"""How a school mends a finding in its own LVS (`schemas/guidance.yaml`), with an invented example that is correct.

The loader refuses what does not fit: an unknown finding or place, a text that is missing for an LVS, and a finding
that refuses or sets aside without guidance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas.columns import LVS
from schemas.findings import FINDINGS, LET_OP

_FILE = Path(__file__).resolve().parent / "guidance.yaml"
_EVERY = "alle"
_SOURCE = "bron"
_UNKNOWN = "onbekend"
_SECTIONS = {"bronnen", "plekken", "voorbeelden", "codes"}

Texts = Mapping[str, Mapping[str, Any]]


class GuidanceInvalid(ValueError):
    """The guidance file does not say what it must: a fault in the program, found by its tests."""


@dataclass(frozen=True)
class Guidance:
    """What to do in this LVS, in Dutch, and an example: header and line, or nothing where none helps."""

    tekst: str
    voorbeeld: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """One row of `codes`: the place, and source and example where they are not those of the file's own kind."""

    plek: str
    bron: str | None = None
    voorbeeld: str | None = None


@dataclass(frozen=True)
class GuidanceBook:
    """The whole file: texts by name and LVS, examples by kind and LVS, and the place of each finding code."""

    bronnen: Texts
    plekken: Texts
    voorbeelden: Texts
    codes: Mapping[str, _Place]

    def find(self, code: str, *, lvs: str, soort: str) -> Guidance | None:
        """Guidance for a finding about a file of kind `soort` ("" for the whole delivery); None for most notes."""
        place = self.codes.get(code)
        if place is None:
            return None
        kind = place.bron or (soort if soort in self.bronnen else _UNKNOWN)
        texts = self.bronnen[kind] if place.plek == _SOURCE else self.plekken[place.plek]
        example = self.voorbeelden.get(place.voorbeeld or soort, {})
        return Guidance(_pick(texts, lvs), tuple(_pick(example, lvs) or ()))


@cache
def load_guidance() -> GuidanceBook:
    """The guidance that comes with the program, checked."""
    return read_guidance(_FILE)


def read_guidance(file: Path) -> GuidanceBook:
    """Read and check a guidance file; raises GuidanceInvalid with the name that does not fit."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    if set(document) != _SECTIONS:
        raise GuidanceInvalid(f"sections are {sorted(_SECTIONS)}")
    for section in ("bronnen", "plekken", "voorbeelden"):
        for name, texts in document[section].items():
            _check_texts(f"{section}.{name}", texts)
    book = GuidanceBook(
        document["bronnen"],
        document["plekken"],
        document["voorbeelden"],
        {code: _read_place(code, row) for code, row in document["codes"].items()},
    )
    _check_codes(book)
    return book


def _check_texts(where: str, texts: Mapping[str, Any]) -> None:
    if set(texts) not in ({_EVERY}, set(LVS)):
        raise GuidanceInvalid(f"{where}: give '{_EVERY}', or each of {', '.join(LVS)}")
    if not all(texts.values()):
        raise GuidanceInvalid(f"{where}: a text is empty")


def _read_place(code: str, row: Mapping[str, str]) -> _Place:
    if not {"plek"} <= set(row) <= {"plek", "bron", "voorbeeld"}:
        raise GuidanceInvalid(f"codes.{code}: keys are plek, bron, voorbeeld")
    return _Place(**row)


def _check_codes(book: GuidanceBook) -> None:
    _check_known("finding", book.codes, FINDINGS)
    _check_known("place", (place.plek for place in book.codes.values()), {*book.plekken, _SOURCE})
    _check_known("source", (place.bron for place in book.codes.values() if place.bron), book.bronnen)
    _check_known("example", (place.voorbeeld for place in book.codes.values() if place.voorbeeld), book.voorbeelden)
    needed = {code for code, kind in FINDINGS.items() if kind.ernst != LET_OP}
    missing = sorted(needed - set(book.codes))
    if missing:
        raise GuidanceInvalid(f"no guidance for finding '{missing[0]}'")
    if _UNKNOWN not in book.bronnen:
        raise GuidanceInvalid(f"bronnen: '{_UNKNOWN}' is missing")


def _check_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise GuidanceInvalid(f"unknown {what} '{unknown[0]}'")


def _pick(texts: Mapping[str, Any], lvs: str) -> Any:
    return texts[_EVERY] if _EVERY in texts else texts.get(lvs)
