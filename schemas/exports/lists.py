"""Absence lists that are no template and no export of one LVS (formats 14): in their own words, or without a header.

A list in its own words is known by what its columns say (`list_columns.yaml`), and only where that leaves no doubt: of
whom, from when to when, and why. The import file of EduArte and SOMtoday has no header; its shape tells it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.exports import kinds
from schemas.exports.base import AANNEMELIJK, Layout
from schemas.exports.meanings import read_meaning, squeeze
from schemas.strict_yaml import check_keys, load_yaml

_FILE = Path(__file__).resolve().parent / "list_columns.yaml"

_IMPORT_COLUMNS = {
    "leerlingnummer": "leerlingnummer",
    "begindatum": "begin",
    "begintijd": "begintijd",
    "einddatum": "eind",
    "eindtijd": "eindtijd",
    "beginlesuur": "lesuur_van",
    "eindlesuur": "lesuur_tot",
    "reden": "code",
}
IMPORT_FILE = Layout(
    name="importbestand-absenties",
    label="importbestand absenties (EduArte, SOMtoday)",
    kind=kinds.ABSENTIES_LIJST,
    columns=_IMPORT_COLUMNS,
    required=tuple(_IMPORT_COLUMNS),
    dropped=("opmerkingen",),
)
OWN_NAMES = Layout(
    name="absentielijst",
    label="absentielijst met eigen kolomnamen",
    kind=kinds.ABSENTIES_LIJST,
    columns={},
    required=(),
    mark=AANNEMELIJK,
    own_names=True,
)
# What such a list has at least.
NEEDED = ("leerlingnummer", "begin", "code")
LAYOUTS = (IMPORT_FILE, OWN_NAMES)


@dataclass(frozen=True)
class _Names:
    """The table, ready for use: name -> field and its place in the order of names."""

    fields: Mapping[str, str]
    order: Mapping[str, int]
    beside: frozenset[str]
    amounts: frozenset[str]
    up_to: frozenset[str]
    reported: tuple[frozenset[str], frozenset[str]]


@cache
def _load() -> _Names:
    table = load_yaml(_FILE)
    check_keys(table, _FILE.name, required={"velden", "ernaast", "hoeveel", "tot", "meldsoort", "gemeld"})
    pairs = [(name, field) for field, names in table["velden"].items() for name in names]
    return _Names(
        fields=dict(pairs),
        order={name: place for place, (name, _) in enumerate(pairs)},
        beside=frozenset(table["ernaast"]),
        amounts=frozenset(table["hoeveel"]),
        up_to=frozenset(table["tot"]),
        reported=(frozenset(table["meldsoort"]), frozenset(table["gemeld"])),
    )


def place_fields(cells: Sequence[str]) -> dict[str, int] | None:
    """Field -> place of its column in a header, where the header is a list of absences beyond doubt; else None.

    In doubt is a list that does not say of whom, why, or from when to when; that says one of these twice; one with a
    column about absence that is not known here: it may change what a row means; and one that may be of reports to DUO.
    """
    names = [_get_name(cell) for cell in cells]
    places = _choose(names)
    if not says_enough(places) or _may_be_reports(names, places):
        return None
    days = sum(_load().fields.get(name) == "begin" for name in names)
    if days > 1 or any(names.count(names[place]) > 1 for place in places.values()):
        return None
    known = _load().beside | (_load().amounts if {"lesuur_tot", "eindtijd"} & set(places) else frozenset())
    taken = set(places.values())
    beside = [place for place in range(len(cells)) if place not in taken]
    return (
        places if all(names[place] in known or _says_no_more(cells[place], names[place]) for place in beside) else None
    )


def _may_be_reports(names: Sequence[str], places: Mapping[str, int]) -> bool:
    """Whether the list has what a list of reports to DUO has, and nothing that only a list of absences has."""
    kinds_of_report, days_of_report = _load().reported
    within_a_day = {"lesuur", "lesuur_van", "dagdeel", "begintijd"}.intersection(places)
    return names[places["code"]] in kinds_of_report and not days_of_report.isdisjoint(names) and not within_a_day


def is_list_name(cell: str) -> bool:
    """Whether a column of a list of absences may be called so."""
    return _get_name(cell) in _load().fields


def says_enough(places: Mapping[str, int]) -> bool:
    """Whether the fields of a list tell of whom it is, why, and from when to when."""
    return set(NEEDED) <= set(places) and _says_how_long(places)


def says_one_thing(cell: str, field: str) -> bool:
    """Whether a column that could be this field can be nothing else: `Uren` are which, or how many."""
    return _load().fields.get(_get_name(cell)) == field and not says_up_to(cell)


def says_up_to(cell: str) -> bool:
    """Whether a column says `tot`, which leaves open whether the last one is in it."""
    return _get_name(cell) in _load().up_to


def _get_name(cell: str) -> str:
    """The letters of a name; one with a digit in it is the second of its kind, and is no name here."""
    return "" if any(mark.isdigit() for mark in cell) else squeeze(cell)


def _choose(names: Sequence[str]) -> dict[str, int]:
    """For each field the column whose name comes first in the table; a second name of a reason is its description."""
    table = _load()
    found: dict[str, list[int]] = {}
    for place, name in sorted(enumerate(names), key=lambda pair: table.order.get(pair[1], 0)):
        if field := table.fields.get(name):
            found.setdefault(field, []).append(place)
    places = {field: several[0] for field, several in found.items()}
    if "omschrijving" not in places and len(found.get("code", ())) > 1:
        places["omschrijving"] = found["code"][1]
    return places


def _says_how_long(places: Mapping[str, int]) -> bool:
    """From when to when: lesson hours or a part of a day, or an end; of a pair both, and not in two ways."""
    for one, other in (("lesuur_van", "lesuur_tot"), ("begintijd", "eindtijd")):
        if (one in places) != (other in places):
            return False
    if "lesuur" in places and "lesuur_van" in places:
        return False
    return bool({"lesuur", "lesuur_van", "dagdeel", "begintijd", "eind"} & set(places))


def _says_no_more(cell: str, name: str) -> bool:
    """A column that need not be read: of a person, without a word about absence, or a second name of a reason."""
    field = _load().fields.get(name)
    if field in ("code", "omschrijving", "leerlingnummer"):
        return True
    return field is None and not read_meaning(cell).absence
