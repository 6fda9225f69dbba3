"""Each LVS (leerlingvolgsysteem) is one folder here; the list of them is read from the folders.

`lvs.yaml`: its name, and how it writes reasons. `layouts.py`: how it writes each kind of file (`LAYOUTS`, empty where
its schools deliver templates). `codes.csv`, `types.csv`: what its codes and types mean (`schemas.lvs.codes`).
`guidance.yaml`: how its schools mend a finding (`schemas.lvs.guidance`). All are read when the settings are, before any
delivery: what is missing or does not fit is refused by file and key.
"""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.exports import lists, roosters, sjabloon
from schemas.exports.base import Layout
from schemas.lvs.codes import APPLIED, SUGGESTED, WITHOUT_TYPE, DefaultCode, TypeKey, read_codes, read_types
from schemas.lvs.guidance import GuidanceBook, SharedGuidance, read_guidance, read_shared_guidance
from schemas.strict_yaml import check_keys, load_yaml

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Lvs:
    """One LVS. `id` is the name of its folder, `naam` what people call it.

    `reden_in_woorden`: a reason is no code but words. `type_woorden`: description of a type -> its usual number.
    """

    id: str
    naam: str
    reden_in_woorden: bool
    type_woorden: Mapping[str, str]
    layouts: tuple[Layout, ...]
    codes: tuple[DefaultCode, ...]
    types: Mapping[TypeKey, str]
    guidance: GuidanceBook

    @cached_property
    def applied_codes(self) -> Mapping[str, str]:
        """code -> soort of the rows that are applied (`toepassen` = ja)."""
        return {row.code: row.soort for row in self.codes if row.toepassen == APPLIED}

    @cached_property
    def suggested_codes(self) -> Mapping[str, str]:
        """code -> soort of the rows that are only shown to the school as a suggestion (`toepassen` = voorstel)."""
        return {row.code: row.soort for row in self.codes if row.toepassen == SUGGESTED}


def load_lvs() -> Mapping[str, Lvs]:
    """Every LVS by id, in order of id; DeclarationInvalid names the file and key that do not fit."""
    return read_lvs(FOLDER)


def get_lvs(name: str) -> Lvs:
    """The LVS called `name`; KeyError when there is none."""
    return load_lvs()[name]


def list_layouts() -> tuple[Layout, ...]:
    """Every layout that a delivery may come in: templates, lists of no LVS, programs of timetables, then each LVS."""
    own = (layout for lvs in load_lvs().values() for layout in lvs.layouts)
    return (*sjabloon.LAYOUTS, *lists.LAYOUTS, *roosters.LAYOUTS, *own)


def get_layout(name: str) -> Layout:
    """The layout called `name`; KeyError when there is none."""
    return {layout.name: layout for layout in list_layouts()}[name]


@cache
def read_lvs(folder: Path) -> Mapping[str, Lvs]:
    """Every LVS in `folder`, one folder each; DeclarationInvalid names the file and key that do not fit."""
    shared = read_shared_guidance(folder)
    places = [place for place in sorted(folder.iterdir()) if place.is_dir() and place.name[0] not in "._"]
    return {place.name: _read_one(place, shared) for place in places}


def _read_one(place: Path, shared: SharedGuidance) -> Lvs:
    document = load_yaml(place / "lvs.yaml", name=f"{place.name}/lvs.yaml")
    _check_facts(f"{place.name}/lvs.yaml", document)
    in_words = document.get("reden_in_woorden", False)
    return Lvs(
        id=place.name,
        naam=document["naam"],
        reden_in_woorden=in_words,
        type_woorden=document.get("type_woorden", {}),
        layouts=_read_layouts(place),
        codes=read_codes(place / "codes.csv", name=f"{place.name}/codes.csv"),
        types=read_types(place / "types.csv", name=f"{place.name}/types.csv", needed=WITHOUT_TYPE if in_words else ()),
        guidance=read_guidance(place, shared),
    )


def _check_facts(where: str, document: Mapping[str, Any]) -> None:
    check_keys(document, where, required={"naam"}, optional={"reden_in_woorden", "type_woorden"})
    if not isinstance(document["naam"], str) or not document["naam"].strip():
        raise DeclarationInvalid(f"{where}: 'naam' is leeg of geen tekst")
    if not isinstance(document.get("reden_in_woorden", False), bool):
        raise DeclarationInvalid(f"{where}: 'reden_in_woorden' is geen ja of nee (true, false)")
    words = document.get("type_woorden", {})
    if not isinstance(words, dict) or not all(isinstance(part, str) for pair in words.items() for part in pair):
        raise DeclarationInvalid(f"{where}: 'type_woorden' is geen tabel van teksten")


def _read_layouts(place: Path) -> tuple[Layout, ...]:
    """`LAYOUTS` of the module, which is run as a file: a folder of an LVS is data, not a package."""
    where = f"{place.name}/layouts.py"
    try:
        layouts = runpy.run_path(str(place / "layouts.py")).get("LAYOUTS")
    except Exception as error:
        raise DeclarationInvalid(f"{where}: ontbreekt of is niet te laden ({type(error).__name__})") from None
    if not isinstance(layouts, tuple) or not all(isinstance(layout, Layout) for layout in layouts):
        raise DeclarationInvalid(f"{where}: 'LAYOUTS' ontbreekt, of is geen rij van Layout")
    for layout in layouts:
        _check_layout(where, layout, place.name)
    return layouts


def _check_layout(where: str, layout: Layout, lvs: str) -> None:
    if layout.lvs != lvs or not layout.name.startswith(f"{lvs}-"):
        raise DeclarationInvalid(f"{where}: layout '{layout.name}' is niet van '{lvs}' of heet niet '{lvs}-…'")
    unknown = sorted(set(layout.columns.values()) - {field.name for field in layout.kind.fields})
    if unknown:
        raise DeclarationInvalid(f"{where}: layout '{layout.name}' noemt een onbekend veld '{unknown[0]}'")
