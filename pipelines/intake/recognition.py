"""Which layout a header is (contract 1 and 5; formats 1, "Telling layouts apart"), never by the file's name.

The templates are tried for every school, a layout of an LVS only for its schools. The layout with most recognition
columns wins; two kinds with equally many, and nothing at all, refuse the file. A list of pupils, groups, codes or free
days is one only if it is nothing else (`pipelines.intake.exclusion`): nobody is present because his absences were
taken for something else. What is none of these may be a list of absences in its own words (`schemas.exports.lists`).
"""

from dataclasses import dataclass, replace

from pipelines.errors import DeliveryRefused
from pipelines.intake.advice import advise, refuse_other, show_cell, show_columns
from pipelines.intake.exclusion import find_disguised, find_excluding, find_single_days, find_unread_end
from pipelines.intake.readers.table import Header, make_refusal_with, normalise_name
from schemas.exports import Layout
from schemas.exports.base import LEERPLICHTMAP, SCHOOLMAP
from schemas.exports.lists import OWN_NAMES, place_fields, says_enough
from schemas.lvs import list_layouts

# Why a header fits no layout, where it may still be a list of absences in its own words.
_MAY_BE_A_LIST = ("niet_herkend", "kolom_ontbreekt", "lijkt_absenties", "einde_niet_te_lezen", "einde_ontbreekt")


@dataclass(frozen=True)
class Recognised:
    """A layout, and where its fields stand: `places` field -> place in the header; `cells` field -> its name there.

    `unknown`: headers that no layout knows, `doubled`: doubled ones that are not used; both as they may be shown.
    """

    layout: Layout
    places: dict[str, int]
    cells: dict[str, str]
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()


def recognise(
    header: Header,
    *,
    lvs: str,
    own_columns: dict[str, str] | None = None,
    folder: str = SCHOOLMAP,
    file: str = "",
    only: str = "",
) -> Recognised:
    """The layout of `header` and its columns; raises DeliveryRefused with what was found and what is wanted.

    `own_columns`: a school's own names -> ours (`kolommen` in swv.toml, or a mapping). `only`: the name of the layout
    as which an analyst said that the file is to be read.
    """
    renamed = {normalise_name(own): normalise_name(ours) for own, ours in (own_columns or {}).items()}
    names = tuple(renamed.get(name, name) for name in header.names)
    mapped = replace(header, names=names)
    if only == OWN_NAMES.name:
        return _take_as_list(mapped, file=file)
    try:
        found = _recognise_layout(mapped, lvs=lvs, folder=folder, file=file, only=only)
        if disguised := find_disguised(found.layout, header, mapped):
            raise refuse_other(found.layout, disguised, header, get_layouts(lvs, folder=folder), file=file)
        if days := find_single_days(found.layout, header, mapped):
            shown = show_columns(header, only=days)
            raise make_refusal_with("einde_ontbreekt", file=file, line=header.line, kolommen=shown)
        return found
    except DeliveryRefused as refusal:
        if folder == SCHOOLMAP and not only and refusal.reason in _MAY_BE_A_LIST and (found := _recognise_list(mapped)):
            return found
        raise


def _recognise_list(header: Header) -> Recognised | None:
    """A list of absences in its own words; None where its columns leave a doubt."""
    places = place_fields(header.names)
    if places is None:
        return None
    columns = {header.names[place]: field for field, place in places.items()}
    return _place_columns(replace(OWN_NAMES, columns=columns), header, file="")


def _take_as_list(header: Header, *, file: str) -> Recognised:
    """A list of absences of which an analyst said what its columns are: they stand under the names of the fields."""
    fields = {normalise_name(field.name): field.name for field in OWN_NAMES.kind.fields}
    columns = {name: fields[name] for name in header.names if name in fields}
    if not says_enough({field: header.names.index(name) for name, field in columns.items()}):
        raise advise(header, get_layouts("sjabloon"), file=file)
    return _place_columns(replace(OWN_NAMES, columns=columns), header, file=file)


def _recognise_layout(header: Header, *, lvs: str, folder: str, file: str, only: str) -> Recognised:
    """The layout of which the header has the columns by name."""
    layouts = get_layouts(lvs, folder=folder)
    asked = [each for each in layouts if each.is_by_columns and only in ("", each.name)]
    matches = [(_score(layout, set(header.names)), layout) for layout in asked]
    matches = [(score, layout) for score, layout in matches if score]
    excluding = {layout.name: find_excluding(layout, header, layouts) for _, layout in matches}
    scores = [(score, layout) for score, layout in matches if not excluding[layout.name]]
    if not scores:
        if matches:
            taken = max(matches, key=lambda match: match[0])[1]
            raise refuse_other(taken, excluding[taken.name], header, layouts, file=file)
        raise advise(header, layouts, file=file)
    best = max(score for score, _ in scores)
    winners = [layout for score, layout in scores if score == best]
    if len({layout.kind.name for layout in winners}) > 1:
        raise make_refusal_with(
            "soort_dubbelzinnig",
            file=file,
            line=header.line,
            soorten=" en ".join(layout.label for layout in winners),
        )
    if unread := find_unread_end(winners[0], header):
        shown = show_columns(header, only=unread)
        raise make_refusal_with(
            "einde_niet_te_lezen", file=file, line=header.line, kolommen=shown, soort=winners[0].label
        )
    return _place_columns(winners[0], header, file=file)


def get_layouts(lvs: str, *, folder: str = SCHOOLMAP) -> list[Layout]:
    """The layouts that a school with this LVS may deliver in this folder: templates first."""
    return [layout for layout in list_layouts() if layout.folder == folder and layout.lvs in (None, lvs)]


def _score(layout: Layout, names: set[str]) -> int:
    """Recognition columns present; 0 when one is missing or a forbidden one is there."""
    if not names.issuperset(layout.required) or names.intersection(layout.absent):
        return 0
    extra = names.intersection(layout.one_of_extra)
    if layout.one_of_extra and not extra:
        return 0
    return len(layout.required) + len(extra)


def _place_columns(layout: Layout, header: Header, *, file: str) -> Recognised:
    names = header.names
    places: dict[str, int] = {}
    # Declared order decides where two headers serve one field (Studie before Niveau).
    for name, field in layout.columns.items():
        if name not in names or field in places:
            continue
        if names.count(name) > 1:
            raise make_refusal_with(
                "kolom_dubbel", file=file, line=header.line, column=field, naam=header.cells[names.index(name)]
            )
        places[field] = names.index(name)
    known = {*layout.columns, *layout.dropped, ""}
    return Recognised(
        layout=layout,
        places=places,
        cells={field: header.cells[place] for field, place in places.items()},
        unknown=tuple(show_cell(header, place) for place, name in enumerate(names) if name not in known),
        doubled=tuple(show_cell(header, place) for place, name in enumerate(names) if name and name in names[:place]),
    )


__all__ = [
    "LEERPLICHTMAP",
    "SCHOOLMAP",
    "Recognised",
    "get_layouts",
    "recognise",
]
