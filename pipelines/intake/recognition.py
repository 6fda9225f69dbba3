"""Which layout a header is (contract 1 and 5; formats 1, "Telling layouts apart"), never by the file's name.

The templates are tried for every school, a layout of an LVS only for its schools. The layout with most recognition
columns wins; two kinds with equally many, and nothing at all, refuse the file.
"""

from dataclasses import dataclass
from typing import Any

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import Header, make_refusal, normalise_name
from schemas.exports import Layout
from schemas.exports.base import LEERPLICHTMAP, SCHOOLMAP
from schemas.lvs import list_layouts


class RefusedWithWords(DeliveryRefused):
    """A refusal whose finding text has words to fill: kinds and headers, never a value of a pupil."""

    def __init__(self, message: str, *, words: dict[str, Any], **place: Any):
        super().__init__(message, **place)
        self.words = words


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


def get_layouts(lvs: str, *, folder: str = SCHOOLMAP) -> list[Layout]:
    """The layouts that a school with this LVS may deliver in this folder: templates first."""
    return [layout for layout in list_layouts() if layout.folder == folder and layout.lvs in (None, lvs)]


def make_refusal_with(
    code: str, *, file: str = "", line: int | None = None, column: str = "", **words: Any
) -> RefusedWithWords:
    """As `make_refusal`, for findings whose text has words to fill."""
    message = str(make_refusal(code)).format(**words)
    return RefusedWithWords(message, words=words, reason=code, file=file, line=line, column=column)


def describe_layouts(lvs: str, *, folder: str = SCHOOLMAP) -> str:
    """The kinds with their headers, one a line, for the message that refuses an unknown file."""
    return "\n".join(f"- {layout.label}: {_describe_columns(layout)}" for layout in get_layouts(lvs, folder=folder))


def _describe_columns(layout: Layout) -> str:
    required = ", ".join(_show_column(layout, name) for name in layout.required)
    return f"{required} en nog een kolom" if layout.one_of_extra else required


def _show_column(layout: Layout, name: str) -> str:
    """A column of a template as the template writes it; of an LVS as it is compared."""
    return layout.columns.get(name, name) if layout.lvs is None else name


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
        columns = ", ".join(_show_column(nearest, name) for name in missing(nearest))
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


__all__ = [
    "LEERPLICHTMAP",
    "SCHOOLMAP",
    "Recognised",
    "describe_layouts",
    "get_layouts",
    "make_refusal_with",
    "recognise",
]
