"""Which column of a file is what: proposed from the words of the header and from the shape of the cells.

Of a header only words that the program knows are shown, any other column as `kolom 3`; of a cell nothing. A file whose
first line holds no names of columns gets no proposal: it begins with a pupil.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.advice import list_unread, serves, show_cell
from pipelines.intake.arrival import MakeMark
from pipelines.intake.delivery_file import DeliveredFile
from pipelines.intake.exclusion import find_excluding, find_unread_end
from pipelines.intake.guards import Secrets, holds_secret
from pipelines.intake.mapping.fitting import mark_header, resolve
from pipelines.intake.mapping.shapes import Cells, Known, look_at
from pipelines.intake.readers.table import Header, TextTable
from pipelines.intake.recognition import Recognised
from pipelines.mapping_file import FileMapping, list_mappable, list_targets
from schemas.exports import Field, Layout
from schemas.exports.base import AANNEMELIJK, normalise_name
from schemas.exports.lists import says_one_thing
from schemas.exports.meanings import DAGWAARDE, Meaning, read_meaning

# How a column of the file can be that of a layout, the surest first: by its name, by what its words mean and how its
# cells look, by its words alone, by its cells alone.
_BY_NAME, _BY_BOTH, _BY_WORDS, _BY_CELLS = 4, 3, 2, 1
# Refusals that say that nobody knows what the columns are.
_UNREAD = frozenset(
    {
        *("niet_herkend", "kolom_ontbreekt", "lijkt_absenties", "einde_niet_te_lezen", "einde_ontbreekt"),
        *("soort_dubbelzinnig", "kolom_dubbel", "eigen_kolom_dubbel"),
    }
)
_SHORTEST_NAME = 3
# What is said of the column that splits a list for several schools.
_SPLITS = "zegt van welke school een rij is"
# Fields for which a word can mean something else besides: lesson hours or how many, up to or up to and including.
_CAN_BE_TWO = frozenset({"lesuur", "lesuur_van", "lesuur_tot", "eind"})
GEWEIGERD, GEKOPPELD, TWIJFEL, GELEZEN = "niet gelezen", "gelezen met koppeling", "gelezen met twijfel", "gelezen"


@dataclass(frozen=True)
class ColumnProposal:
    """One column of a file. `shown`: its name as it may be shown, or `kolom 3`; `plaats` from 1; `gevuld` cells.

    `vorm`: what the cells look like, in fixed words. `nu`, `voorstel`: the column of the layout that it is mapped to
    now, and the one that is proposed; "" for none. `zeker`: name or words say it and no cell contradicts it. `keuzes`:
    what it can be; nothing where it says of which school a row is.
    """

    id: str
    shown: str
    plaats: int
    gevuld: int
    vorm: str
    nu: str
    voorstel: str
    zeker: bool
    keuzes: tuple[str, ...]


@dataclass(frozen=True)
class FileProposal:
    """Files with one and the same header. `waar`: which they are, in words without a name; `rijen`: their rows.

    `stand`: GEWEIGERD, GEKOPPELD, TWIJFEL or GELEZEN. `nu`, `voorstel`: name of the layout that it is read as now, and
    of the one proposed; `keuzes`: name -> words of every layout it can be. `ontbreekt`: required columns of the
    proposed layout that no column was found for. `zeker`: all of them were, each for sure. `uitleg`: why nothing is
    proposed, or that another school has it mapped so; "" otherwise.
    """

    id: str
    waar: tuple[str, ...]
    stand: str
    rijen: int
    nu: str
    voorstel: str
    zeker: bool
    keuzes: Mapping[str, str]
    ontbreekt: tuple[str, ...]
    columns: tuple[ColumnProposal, ...]
    uitleg: str = ""


NO_HEADER = (
    "De eerste regel lijkt geen regel met namen van kolommen, maar een regel met gegevens. Zet er een regel met namen "
    "boven. Zonder namen is niet veilig te zeggen welke kolom wat is."
)
NOTHING_LIKE_IT = "Dit bestand lijkt op niets dat te lezen is. Kies zelf wat het is, of gebruik een sjabloon."
AS_ELSEWHERE = "Zo is het bij een andere school gekoppeld."
UNREADABLE = "Dit bestand is niet als tabel te lezen. Op het retourblad staat waarom."


@dataclass(frozen=True)
class Elsewhere:
    """What another school has mapped of the same header: the layout, and name of a column as compared -> its column."""

    als: str
    kolommen: Mapping[str, str]


# A file that is not read -> what another school has mapped of its header; None where none has.
AskElsewhere = Callable[[DeliveredFile], Elsewhere | None]


@dataclass(frozen=True)
class _Cover:
    """A layout laid on a header: place of a column -> name in the layout and how sure; required names left."""

    layout: Layout
    found: Mapping[int, tuple[str, int]]
    missing: tuple[str, ...]
    is_excluded: bool

    @property
    def rank(self) -> tuple[bool, bool, float, int, int]:
        """The larger the nearer: how much of what it needs is there, and how sure."""
        sure = [sure for name, sure in self.found.values() if _is_required(self.layout, name)]
        return self.is_near, not self.missing, len(sure) / len(self.layout.required), sum(sure), len(self.found)

    @property
    def is_near(self) -> bool:
        return not self.is_excluded and 2 * len(self.missing) <= len(self.layout.required) and len(self.found) > 1


def is_open(file: DeliveredFile) -> bool:
    """Whether it is a table of which somebody could say what its columns are."""
    reasons = {refusal.reason for refusal in file.refusals}
    return file.header is not None and not reasons - _UNREAD - {"leerlingen_herhaald", "te_veel_quarantaine"}


def propose_columns(
    files: Iterable[DeliveredFile],
    *,
    places: Mapping[int, str],
    read: Callable[[DeliveredFile], TextTable],
    lvs: str,
    known: Known,
    secrets: Secrets,
    make_mark: MakeMark,
    chosen: Mapping[str, str],
    own_columns: Mapping[str, str],
    elsewhere: AskElsewhere = lambda file: None,
) -> tuple[FileProposal, ...]:
    """A proposal for each header among the files. `chosen`: id of a file -> the layout that was chosen for it.

    `read`: the rows of a file that are of this school. `own_columns`: names of columns that swv.toml maps already.
    `elsewhere`: what other schools have mapped. It is certain for a list that they share, and else to be looked at.
    """
    groups: dict[str, list[DeliveredFile]] = {}
    for file in files:
        if file.header is not None and is_open(file):
            groups.setdefault(mark_header(file.header, make_mark), []).append(file)
    return tuple(
        _propose(
            f"bestand-{mark}",
            group,
            places=places,
            read=read,
            lvs=lvs,
            known=known,
            secrets=secrets,
            make_mark=make_mark,
            chosen=chosen,
            own_columns=own_columns,
            elsewhere=elsewhere,
        )
        for mark, group in groups.items()
    )


def make_file_mapping(
    proposal: FileProposal, header: Header, chosen: Mapping[str, str], *, als: str, make_mark: MakeMark
) -> FileMapping | None:
    """The mapping of a file by what was chosen (id of a column -> column of the layout); None where nothing was."""
    columns = {
        (column.shown if _has_name(column) else f"kolom {column.plaats}"): chosen[column.id]
        for column in proposal.columns
        if chosen.get(column.id)
    }
    if not als or not columns:
        return None
    by_place = any(not _has_name(column) for column in proposal.columns if chosen.get(column.id))
    return FileMapping(als, columns, mark_header(header, make_mark) if by_place else "")


def _has_name(column: ColumnProposal) -> bool:
    return column.shown != f"kolom {column.plaats}"


def _propose(
    file_id: str,
    group: list[DeliveredFile],
    *,
    places: Mapping[int, str],
    read: Callable[[DeliveredFile], TextTable],
    lvs: str,
    known: Known,
    secrets: Secrets,
    make_mark: MakeMark,
    chosen: Mapping[str, str],
    own_columns: Mapping[str, str],
    elsewhere: AskElsewhere,
) -> FileProposal:
    file = group[0]
    assert file.header is not None
    layouts = list_mappable(lvs)
    empty = FileProposal(
        id=file_id,
        waar=tuple(places[each.nr] for each in group),
        stand=_get_state(file),
        rijen=0,
        nu=file.layout.name if file.layout is not None else "",
        voorstel="",
        zeker=False,
        keuzes={layout.name: layout.label for layout in layouts},
        ontbreekt=(),
        columns=(),
    )
    if _begins_with_data(file.header, known, secrets):
        return replace(empty, uitleg=NO_HEADER)
    try:
        frame = pl.concat([read(each).frame for each in group])
    except DeliveryRefused:
        return replace(empty, uitleg=UNREADABLE)
    empty = replace(empty, rijen=frame.height)
    cells = [look_at(frame[str(place)], known) for place in range(len(file.header.cells))]
    also = elsewhere(file) if empty.stand == GEWEIGERD else None
    if also is not None and (also.als not in empty.keuzes or chosen.get(file_id, also.als) != also.als):
        also = None
    wanted = chosen.get(file_id) or (empty.nu if empty.stand != GEWEIGERD else also.als if also else "")
    asked = [layout for layout in layouts if layout.name == wanted] or layouts
    mapped = {} if file.mapped is None else resolve(file.mapped, file.header, make_mark)
    renamed = {normalise_name(own): normalise_name(ours) for own, ours in {**own_columns, **mapped}.items()}
    renamed |= {own: normalise_name(ours) for own, ours in (also.kolommen if also else {}).items()}
    names = tuple(renamed.get(name, name) for name in file.header.names)
    split = next((each.split for each in group if each.split is not None), None)
    sheet = _Sheet(file.header, names, [read_meaning(cell) for cell in file.header.cells], cells, layouts, split)
    covers = [sheet.cover(layout) for layout in asked]
    ranked = sorted(covers, key=lambda cover: cover.rank, reverse=True)
    best = ranked[0]
    if not wanted and not best.is_near:
        return replace(empty, uitleg=NOTHING_LIKE_IT, columns=_list_bare(file_id, sheet))
    rival = next((cover for cover in ranked[1:] if cover.layout.kind.soort != best.layout.kind.soort), None)
    certain = (
        not best.missing
        and not best.is_excluded
        and (rival is None or rival.rank < best.rank)
        and all(
            sheet.is_sure(best, place) for place, (name, _) in best.found.items() if _is_required(best.layout, name)
        )
    )
    columns = _list_columns(file_id, file.recognised, best, sheet)
    if also is not None and not file.is_shared:
        # The same header of another file: its columns need not say the same.
        certain, columns = False, tuple(replace(column, zeker=False) for column in columns)
    doubt = empty.stand == GELEZEN and any(column.voorstel != column.nu for column in columns)
    return replace(
        empty,
        stand=TWIJFEL if doubt else empty.stand,
        voorstel=best.layout.name,
        zeker=certain,
        ontbreekt=best.missing,
        columns=columns,
        uitleg=AS_ELSEWHERE if also is not None else "",
    )


def _get_state(file: DeliveredFile) -> str:
    if file.mapped is not None:
        return GEKOPPELD if file.recognised is not None else GEWEIGERD
    if file.recognised is None:
        return GEWEIGERD
    return TWIJFEL if file.recognised.layout.mark == AANNEMELIJK else GELEZEN


def _begins_with_data(header: Header, known: Known, secrets: Secrets) -> bool:
    """A date, an hour, a number, a class or a name among the names of columns: what stands there is a row.

    Numbers within a name say nothing (Mentor 1), nor do initials.
    """
    names = frozenset(name for name in secrets.names if len(name) >= _SHORTEST_NAME)
    secrets = replace(secrets, numbers=frozenset(), names=names)
    return any(
        read_meaning(cell).words == DAGWAARDE
        or cell.strip().isdigit()
        or cell in known.groups
        or (show_cell(header, place) != cell and holds_secret(cell, secrets))
        for place, cell in enumerate(header.cells)
        if cell
    )


def _is_required(layout: Layout, name: str) -> bool:
    return normalise_name(name) in layout.required


@dataclass(frozen=True)
class _Sheet:
    """The table of a file (or of several with one header), and what is known of the school besides.

    `names`: of the header, after what swv.toml maps. `meanings`: what each cell of the header says. `split`: the place
    of the column that says of which school a row is.
    """

    header: Header
    names: tuple[str, ...]
    meanings: list[Meaning]
    cells: list[Cells]
    layouts: Collection[Layout]
    split: int | None = None

    def cover(self, layout: Layout) -> _Cover:
        """The layout laid on the header, the surest columns first; each column and each field once."""
        targets = list_targets(layout)
        scored = [
            (sure, place, target)
            for target in targets
            for place in range(len(self.names))
            if (sure := self._score(layout, target, place))
        ]
        found: dict[int, tuple[str, int]] = {}
        for sure, place, target in sorted(scored, key=lambda one: (-one[0], targets.index(one[2]), one[1])):
            fields = {_get_field_name(layout, name) for name, _ in found.values()}
            if place in found or _get_field_name(layout, target) in fields:
                continue
            if sure == _BY_CELLS and not _is_only_one(scored, found, place, target, layout=layout):
                continue
            found[place] = (target, sure)
        taken = {normalise_name(name) for name, _ in found.values()}
        missing = tuple(name for name in targets if _is_required(layout, name) and normalise_name(name) not in taken)
        return _Cover(layout, found, missing, self._is_excluded(layout, found))

    def is_sure(self, cover: _Cover, place: int) -> bool:
        """By its name; or by its words, when no other column of the file has words for the same."""
        name, sure = cover.found[place]
        if sure in (_BY_NAME, _BY_CELLS):
            return sure == _BY_NAME
        field = _get_field(cover.layout, name)
        if field is not None and field.name in _CAN_BE_TWO and not says_one_thing(self.header.cells[place], field.name):
            return False
        also = [other for other, meaning in enumerate(self.meanings) if field and _means(meaning, field.name)]
        return also == [place]

    def _is_excluded(self, layout: Layout, found: Mapping[int, tuple[str, int]]) -> bool:
        """It is something else, or has an end that this layout passes over (contract 1.3)."""
        names = (normalise_name(found[nr][0]) if nr in found else name for nr, name in enumerate(self.names))
        mapped = replace(self.header, names=tuple(names))
        return bool(find_excluding(layout, mapped, self.layouts) or find_unread_end(layout, mapped))

    def _score(self, layout: Layout, target: str, place: int) -> int:
        """How sure a column is that of the layout; 0 where it is not."""
        if place == self.split:
            return 0
        if self.names[place] == normalise_name(target):
            return _BY_NAME
        field = _get_field(layout, target)
        if field is None or self.names[place] in list_unread(self.layouts):
            return 0
        meaning = self.meanings[place]
        if _means(meaning, field.name):
            fit = self.cells[place].fits(field)
            return 0 if fit is False else _BY_BOTH if fit else _BY_WORDS
        if meaning.absence or meaning.person or meaning.field or meaning.known or not _is_required(layout, target):
            return 0
        return _BY_CELLS if self.cells[place].fits(field) else 0


def _means(meaning: Meaning, field: str) -> bool:
    """Whether the words of a column say that it is this field; a time or lesson hour of a begin or an end too."""
    signs = set(meaning.absence)
    for sign, first, last in (("tijd", "begintijd", "eindtijd"), ("lesuur", "lesuur_van", "lesuur_tot")):
        if field in (first, last):
            bound = "eind" if field == last else "begin"
            return sign in signs and bound in signs and "datum" not in signs
    return serves(meaning, field)


def _is_only_one(
    scored: Iterable[tuple[int, int, str]],
    found: Mapping[int, tuple[str, int]],
    place: int,
    target: str,
    *,
    layout: Layout,
) -> bool:
    """Cells alone say it only where one column is left for one name."""
    taken = {_get_field_name(layout, name) for name, _ in found.values()}
    left = [
        (other, name)
        for _, other, name in scored
        if other not in found and _get_field_name(layout, name) not in taken and (other == place or name == target)
    ]
    return set(left) == {(place, target)}


def _get_field_name(layout: Layout, target: str) -> str:
    """The field of a column of the layout; of one that is only known by its name, that name."""
    return layout.columns.get(normalise_name(target), normalise_name(target))


def _get_field(layout: Layout, target: str) -> Field | None:
    name = layout.columns.get(normalise_name(target))
    return None if name is None else layout.kind.get_field(name)


def _list_columns(
    file_id: str, recognised: Recognised | None, cover: _Cover, sheet: _Sheet
) -> tuple[ColumnProposal, ...]:
    now = _list_now(recognised, cover.layout)
    bare = _list_bare(file_id, sheet)
    return tuple(
        replace(
            column,
            nu=now.get(place, ""),
            voorstel=cover.found[place][0] if place in cover.found else "",
            zeker=place in cover.found and sheet.is_sure(cover, place),
            keuzes=list_targets(cover.layout) if place != sheet.split else (),
        )
        for place, column in enumerate(bare)
    )


def _list_now(recognised: Recognised | None, layout: Layout) -> dict[int, str]:
    """Place -> column of the layout, as the file is read now; where it is read as this layout."""
    if recognised is None or recognised.layout.name != layout.name:
        return {}
    names = {_get_field_name(layout, target): target for target in reversed(list_targets(layout))}
    return {place: names[field] for field, place in recognised.places.items()}


def _list_bare(file_id: str, sheet: _Sheet) -> tuple[ColumnProposal, ...]:
    """The columns without what they may be."""
    mark = file_id.partition("-")[2]
    return tuple(
        ColumnProposal(
            id=f"kolom-{mark}-{place + 1}",
            # The column that splits has a name that is known, whatever its cells say.
            shown=show_cell(sheet.header, place) if place != sheet.split else sheet.header.cells[place],
            plaats=place + 1,
            gevuld=sheet.cells[place].filled,
            vorm=sheet.cells[place].describe() if place != sheet.split else _SPLITS,
            nu="",
            voorstel="",
            zeker=False,
            keuzes=(),
        )
        for place in range(len(sheet.header.cells))
    )
