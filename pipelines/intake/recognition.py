"""Which layout a header is (contract 1 and 5; formats 1, "Telling layouts apart"), never by the file's name.

The templates are tried for every school, a layout of an LVS only for its schools. The layout with most recognition
columns wins; two kinds with equally many, and nothing at all, refuse the file.
"""

from dataclasses import dataclass

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import Header, normalise_name
from pipelines.intake.refusals import describe_layouts, get_layouts, make_refusal_with, show_column
from schemas.exports import Layout
from schemas.exports.base import SCHOOLMAP


@dataclass(frozen=True)
class Recognised:
    """A layout, and where its fields stand: `places` field -> place in the header; `cells` field -> its name there.

    `unknown`: headers that no layout knows (their own cells); `doubled`: doubled headers that are not used.
    """

    layout: Layout
    places: dict[str, int]
    cells: dict[str, str]
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()


def recognise(
    header: Header, *, lvs: str, own_columns: dict[str, str] | None = None, folder: str = SCHOOLMAP, file: str = ""
) -> Recognised:
    """The layout of `header` and its columns; raises DeliveryRefused with the kinds and headers that are known.

    `own_columns`: a school's own names -> ours (`kolommen` in swv.toml).
    """
    renamed = {normalise_name(own): normalise_name(ours) for own, ours in (own_columns or {}).items()}
    names = tuple(renamed.get(name, name) for name in header.names)
    candidates = [layout for layout in get_layouts(lvs, folder=folder) if not layout.document]
    scores = [(_score(layout, set(names)), layout) for layout in candidates]
    best = max((score for score, _ in scores), default=0)
    if best == 0:
        raise _refuse_unknown(set(names), candidates, lvs=lvs, folder=folder, file=file)
    winners = [layout for score, layout in scores if score == best]
    if len({layout.kind.name for layout in winners}) > 1:
        raise make_refusal_with(
            "soort_dubbelzinnig",
            file=file,
            line=header.line,
            soorten=" en ".join(layout.label for layout in winners),
        )
    return _place_columns(winners[0], names, header, file=file)


def _score(layout: Layout, names: set[str]) -> int:
    """Recognition columns present; 0 when one is missing or a forbidden one is there."""
    if not names.issuperset(layout.required) or names.intersection(layout.absent):
        return 0
    extra = names.intersection(layout.one_of_extra)
    if layout.one_of_extra and not extra:
        return 0
    return len(layout.required) + len(extra)


def _refuse_unknown(names: set[str], candidates: list[Layout], *, lvs: str, folder: str, file: str) -> DeliveryRefused:
    """Name what is missing where one layout comes near (half of its columns or more); else list all kinds."""

    def missing(layout: Layout) -> list[str]:
        return [name for name in layout.required if name not in names]

    near = [
        layout
        for layout in candidates
        if len(layout.required) > 1 and 0 < len(missing(layout)) * 2 <= len(layout.required)
    ]
    if near:
        nearest = min(near, key=lambda layout: len(missing(layout)) / len(layout.required))
        columns = ", ".join(show_column(nearest, name) for name in missing(nearest))
        return make_refusal_with(
            "kolom_ontbreekt",
            file=file,
            line=1,
            column=columns,
            kolommen=columns,
            soort=nearest.label,
            soorten=describe_layouts(lvs, folder=folder),
        )
    return make_refusal_with("niet_herkend", file=file, line=1, soorten=describe_layouts(lvs, folder=folder))


def _place_columns(layout: Layout, names: tuple[str, ...], header: Header, *, file: str) -> Recognised:
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
        unknown=tuple(cell for cell, name in zip(header.cells, names, strict=True) if name not in known),
        doubled=tuple(
            cell
            for place, (cell, name) in enumerate(zip(header.cells, names, strict=True))
            if name and name in names[:place]
        ),
    )
