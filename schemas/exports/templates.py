"""The templates that a school can fill in (`msa sjablonen`): for every own kind its columns, an example row and words.

Made from the declarations: a kind that gets a template in `schemas.exports.sjabloon` appears here by itself. The
example row is marked in its first cell, so that a template that comes back as it went out is never taken for data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.exports import sjabloon
from schemas.exports.base import (
    CODE,
    DATUM,
    GEHEEL,
    GROEP,
    JANEE,
    KEUZE,
    LEERPLICHTMAP,
    MOMENT,
    NUMMER,
    SCHOOLMAP,
    SWVMAP,
    TIJD,
    Field,
    Layout,
    normalise_name,
)
from schemas.strict_yaml import check_keys, load_yaml

# The first cell of an example row is this word alone, or this word, a colon and the example.
EXAMPLE = "VOORBEELD"
_FILE = Path(__file__).resolve().parent / "templates.yaml"
# A column for whoever fills it in; it is not read.
_NOTE = "omschrijving"
_FORMS = {
    NUMMER: "een nummer",
    CODE: "een code",
    GROEP: "de naam van een klas of groep",
    DATUM: "een datum, zoals 01-09-2025",
    MOMENT: "een datum, met of zonder tijd, zoals 01-09-2025 08:30",
    TIJD: "een tijd, zoals 08:30",
    GEHEEL: "een heel getal",
    JANEE: "J of N",
    KEUZE: "een woord van de lijst hiernaast",
}
_EXAMPLES = {
    NUMMER: "1001",
    CODE: "Z",
    GROEP: "1x",
    DATUM: "01-09-2025",
    MOMENT: "01-09-2025 08:30",
    TIJD: "08:30",
    GEHEEL: "1",
    JANEE: "J",
}
_FOLDERS = {
    SCHOOLMAP: "de map van de school",
    LEERPLICHTMAP: f"de map '{LEERPLICHTMAP}'",
    SWVMAP: f"de map '{SWVMAP}'",
}


@dataclass(frozen=True)
class TemplateColumn:
    """One column of a template: whether it must be filled, what it says, its form, what may stand there, an example."""

    naam: str
    verplicht: bool
    uitleg: str
    vorm: str
    toegestaan: str
    voorbeeld: str


@dataclass(frozen=True)
class Template:
    """A file to fill in. `naam`: its file name without ending; `map`: where it goes; `uitleg`: what it is for."""

    naam: str
    soort: str
    map: str
    uitleg: str
    columns: tuple[TemplateColumn, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.naam for column in self.columns)

    @property
    def example(self) -> tuple[str, ...]:
        """The example row, with its mark in the first cell."""
        first, *rest = (column.voorbeeld for column in self.columns)
        return (f"{EXAMPLE}: {first}" if first else EXAMPLE, *rest)


def is_example(cell: str) -> bool:
    """Whether the first cell of a row of a template says that it is the example row."""
    text = cell.strip()
    return text == EXAMPLE or text.startswith(f"{EXAMPLE}:")


@cache
def list_templates() -> tuple[Template, ...]:
    """Every own kind once, in the order of the declarations."""
    words = load_yaml(_FILE)
    check_keys(words, _FILE.name, required={"soorten", "kolommen", "per_soort"})
    first: dict[str, Layout] = {}
    for layout in sjabloon.LAYOUTS:
        first.setdefault(layout.kind.name, layout)
    return tuple(_make_template(layout, words) for layout in first.values())


def _make_template(layout: Layout, words: Mapping[str, Any]) -> Template:
    name = layout.kind.name
    known = {**words["kolommen"], **words["per_soort"].get(name, {})}
    fields = dict.fromkeys(layout.columns.values())
    columns = [_make_column(layout.kind.get_field(field), layout, known.get(field, {})) for field in fields]
    if _NOTE in layout.dropped:
        note = known[_NOTE]
        columns.append(TemplateColumn(_NOTE, False, note["uitleg"], "een tekst", "", note["voorbeeld"]))
    return Template(
        naam=name,
        soort=layout.kind.label,
        map=_FOLDERS[layout.folder],
        uitleg=words["soorten"].get(name, f"Het sjabloon {layout.kind.label}."),
        columns=tuple(columns),
    )


def _make_column(field: Field, layout: Layout, words: Mapping[str, str]) -> TemplateColumn:
    return TemplateColumn(
        naam=field.name,
        verplicht=normalise_name(field.name) in layout.required,
        uitleg=words.get("uitleg", ""),
        vorm=_FORMS.get(field.type, "een tekst"),
        toegestaan=_say_allowed(field),
        voorbeeld=words.get("voorbeeld", field.one_of[0] if field.one_of else _EXAMPLES.get(field.type, "")),
    )


def _say_allowed(field: Field) -> str:
    if field.one_of:
        return ", ".join(field.one_of)
    if field.at_least is not None and field.at_most is not None:
        return f"{field.at_least} t/m {field.at_most}"
    return "" if field.at_least is None else f"{field.at_least} of meer"
