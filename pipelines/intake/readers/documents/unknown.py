"""What is told of a JSON or XML file that no layout of the school knows: what was found in it, and what to do.

Only names of fields that the program knows are shown: a key can be the number or the name of a pupil.
"""

from collections.abc import Iterator

from pipelines.errors import DeliveryRefused
from pipelines.intake.advice import list_known_names, name_kinds
from pipelines.intake.readers.documents.answer import Json
from pipelines.intake.readers.table import make_refusal_with, normalise_name
from schemas.exports import Layout
from schemas.exports.meanings import read_meaning
from schemas.lvs import list_layouts

_MOST_SHOWN = 20
_DEEPEST = 4
# Any of these says Zermelo; together with groups a lesson slot does too (formats 13.1).
_ZERMELO = frozenset({"appointmentInstance", "startTimeSlot", "endTimeSlot", "branchOfSchool"})
_ENVELOPES = frozenset({"response", "data", "items", "Items", "results", "value", "rooster", "afspraken", "leerlingen"})


def refuse_unknown(content: Json, *, lvs: str, other: Layout | None, file: str) -> DeliveryRefused:
    """The refusal of a document; `other`: the layout of another LVS that it is."""
    keys = list(dict.fromkeys(_list_keys(content, _DEEPEST)))
    shown = [key for key in keys if _is_known(key)]
    found = ", ".join(shown[:_MOST_SHOWN]) or "JSON of XML zonder bekend veld"
    hidden = len(keys) - len(shown[:_MOST_SHOWN])
    return make_refusal_with(
        "niet_herkend",
        file=file,
        line=1,
        gevonden=f"{found} (en {hidden} andere velden)" if hidden else found,
        advies="\n".join(_advise(set(keys), lvs=lvs, other=other)),
    )


def _advise(keys: set[str], *, lvs: str, other: Layout | None) -> Iterator[str]:
    if keys & _ZERMELO:
        yield (
            "Dit lijkt een rooster uit Zermelo (appointments), maar van geen enkele les staan begin en eind (start en "
            "end) erin. Vraag die velden mee op bij Zermelo."
        )
    if other is not None:
        yield (
            f"Dit lijkt '{other.label}', maar voor deze school staat in swv.toml lvs = \"{lvs}\". "
            f'Werkt de school met {other.lvs}? Zet daar dan lvs = "{other.lvs}".'
        )
    readable = [layout for layout in list_layouts() if layout.document and layout.lvs in (None, lvs)]
    yield f"Zonder sjabloon is voor deze school te lezen: {name_kinds(readable)}."
    yield "Een sjabloon kan altijd: CSV of Excel (.xlsx) met de kolomnamen op de eerste regel."


def _list_keys(content: Json, depth: int) -> Iterator[str]:
    """The keys of the outermost levels, in order."""
    if depth and isinstance(content, dict):
        yield from (key for key in content if key != "#xml")
        for value in content.values():
            yield from _list_keys(value, depth - 1)
    elif isinstance(content, list):
        # The first item tells the form of all.
        for value in content[:1]:
            yield from _list_keys(value, depth)


def _is_known(key: str) -> bool:
    return key in _ZERMELO or key in _ENVELOPES or normalise_name(key) in list_known_names() or read_meaning(key).known
