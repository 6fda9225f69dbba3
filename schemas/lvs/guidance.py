"""How a school mends a finding in its own LVS, with an invented example that is correct.

`guidance.yaml` beside this file holds what is the same for every LVS, and names what each says in its own folder.
The reader refuses what does not fit, by key: an unknown finding or place, a text that is missing or too many for an
LVS, and a finding that refuses or sets aside without guidance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.findings import FINDINGS, LET_OP
from schemas.strict_yaml import check_keys, load_yaml

_SOURCE = "bron"
_UNKNOWN = "onbekend"
_TEXTS = ("bronnen", "plekken")
_SECTIONS = (*_TEXTS, "voorbeelden")
_FILE = "guidance.yaml"

Texts = Mapping[str, str]
Examples = Mapping[str, tuple[str, ...]]


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
    """All guidance for one LVS: texts by name, examples by kind, and the place of each finding code."""

    bronnen: Texts
    plekken: Texts
    voorbeelden: Examples
    codes: Mapping[str, _Place]

    def find(self, code: str, *, soort: str) -> Guidance | None:
        """Guidance for a finding about a file of kind `soort` ("" for the whole delivery); None for most notes."""
        place = self.codes.get(code)
        if place is None:
            return None
        kind = place.bron or (soort if soort in self.bronnen else _UNKNOWN)
        text = self.bronnen[kind] if place.plek == _SOURCE else self.plekken[place.plek]
        return Guidance(text, self.voorbeelden.get(place.voorbeeld or soort, ()))


@dataclass(frozen=True)
class SharedGuidance:
    """What is the same for every LVS. `per_lvs`: by section, the names that each LVS fills itself."""

    per_lvs: Mapping[str, tuple[str, ...]]
    sections: Mapping[str, Mapping[str, Any]]
    codes: Mapping[str, _Place]


def read_shared_guidance(folder: Path) -> SharedGuidance:
    """`guidance.yaml` of the folder of all LVS; DeclarationInvalid names the key that does not fit."""
    document = load_yaml(folder / _FILE)
    check_keys(document, _FILE, required={"per_lvs", "codes", *_SECTIONS})
    check_keys(document["per_lvs"], f"{_FILE}, per_lvs", required=set(_SECTIONS))
    shared = SharedGuidance(
        {section: tuple(document["per_lvs"][section]) for section in _SECTIONS},
        {section: document[section] for section in _SECTIONS},
        {code: _read_place(code, row) for code, row in document["codes"].items()},
    )
    for section in _SECTIONS:
        _check_section(_FILE, section, shared.sections[section])
    _check_codes(shared)
    return shared


def read_guidance(folder: Path, shared: SharedGuidance) -> GuidanceBook:
    """The guidance of one LVS, with what all share; DeclarationInvalid names the key that does not fit."""
    where = f"{folder.name}/{_FILE}"
    document = load_yaml(folder / _FILE, name=where)
    check_keys(document, where, required=set(_SECTIONS))
    for section in _SECTIONS:
        check_keys(document[section], f"{where}, {section}", required=set(shared.per_lvs[section]))
        _check_section(where, section, document[section])
    merged = {section: {**shared.sections[section], **document[section]} for section in _SECTIONS}
    examples = {name: tuple(lines) for name, lines in merged["voorbeelden"].items()}
    return GuidanceBook(merged["bronnen"], merged["plekken"], examples, shared.codes)


def _check_section(where: str, section: str, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        lines = [value] if section in _TEXTS else value
        if not isinstance(lines, list) or not lines or not all(isinstance(line, str) and line for line in lines):
            raise DeclarationInvalid(f"{where}, {section}.{name}: de tekst ontbreekt of is leeg")


def _read_place(code: str, row: Any) -> _Place:
    check_keys(row, f"{_FILE}, codes.{code}", required={"plek"}, optional={"bron", "voorbeeld"})
    return _Place(**row)


def _check_codes(shared: SharedGuidance) -> None:
    names = {section: {*shared.per_lvs[section], *shared.sections[section]} for section in _SECTIONS}
    places = shared.codes.values()
    _check_known("bevinding", shared.codes, FINDINGS)
    _check_known("plek", (place.plek for place in places), {*names["plekken"], _SOURCE})
    _check_known("bron", (place.bron for place in places if place.bron), names["bronnen"])
    _check_known("voorbeeld", (place.voorbeeld for place in places if place.voorbeeld), names["voorbeelden"])
    for code, kind in FINDINGS.items():
        if kind.ernst != LET_OP and code not in shared.codes:
            raise DeclarationInvalid(f"{_FILE}, codes: '{code}' ontbreekt")
    if _UNKNOWN not in names["bronnen"]:
        raise DeclarationInvalid(f"{_FILE}, bronnen: '{_UNKNOWN}' ontbreekt")


def _check_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise DeclarationInvalid(f"{_FILE}, codes: {what} '{unknown[0]}' is onbekend")
