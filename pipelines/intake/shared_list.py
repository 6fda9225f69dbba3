"""Lists for several schools, in folder `samen` (formats 14): a column says of each row of which school it is.

A school reads only its own rows, as if they lay in its folder. What has the name of no school is read by nobody: it is
counted and told (`pipelines.intake.shared_rest`), and its value is not shown, for it is free text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines.intake.advice import show_cell
from pipelines.intake.erased import ErasedAnywhere
from pipelines.intake.readers.table import Header, RowFault, TextTable, make_refusal
from pipelines.intake.readers.text_lanes import split_record
from pipelines.intake.recognition import Recognised
from pipelines.settings import School

# Names, as compared, of the column that says which school; the first that is there decides.
_COLUMNS = ("brin6", "vestiging", "locatie", "school", "brin")
_BRIN = len("12AB")


@dataclass(frozen=True)
class SharedFolder:
    """What a school is given of the folder. `owners`: name of a school in the lists, as compared -> its id.

    `takes_part`: a list that cannot be split may hold rows of this school. `erased`: the marks of all schools, since a
    copy is of the whole file.
    """

    folder: Path
    owners: Mapping[str, str]
    takes_part: bool
    erased: ErasedAnywhere


def make_owners(schools: Iterable[School]) -> dict[str, str]:
    """Name of a school in a list, as compared -> its id: its id, what `locatie` says, and a BRIN that no other has.

    Of a school with another number now that number too.
    """
    schools = tuple(schools)
    own = [(school.id, {number[:_BRIN] for number in school.nummers}) for school in schools]
    brins = Counter(brin for _, found in own for brin in found)
    owners = {brin.casefold(): school for school, found in own for brin in found if brins[brin] == 1}
    for school in schools:
        owners |= {name.casefold(): school.id for name in (*school.nummers, *school.locatie)}
    return owners


def takes_part(school: School, schools: Iterable[School]) -> bool:
    """A school that says what lists call it; where none does, every one."""
    return bool(school.locatie) or not any(other.locatie for other in schools)


def find_split(header: Header, *, file: str) -> int:
    """The place of the column that says which school; DeliveryRefused without one."""
    for name in _COLUMNS:
        if name in header.names:
            return header.names.index(name)
    raise make_refusal("samen_zonder_kolom", file=file, line=header.line or None)


def without_column(recognised: Recognised, header: Header, place: int) -> Recognised:
    """The layout of a list without the column that says which school among those that are not used."""
    shown = show_cell(header, place)
    return replace(recognised, unknown=tuple(name for name in recognised.unknown if name != shown))


def find_owners(cells: pl.Series, owners: Mapping[str, str]) -> pl.Series:
    """The school of each row, null where its cell names none."""
    names = {cell: owners.get(cell.strip().casefold()) for cell in cells.unique().to_list()}
    return cells.replace_strict(names, return_dtype=pl.String) if names else cells


def take_own(
    table: TextTable, place: int, *, school: str | None, owners: Mapping[str, str], header: Header
) -> TextTable:
    """The rows of one school, also those that cannot be used; `school` None: what no school has."""
    found = find_owners(table.frame[str(place)], owners)
    mine = found.is_null() if school is None else (found == school).fill_null(value=False)
    lines = table.lines.filter(mine)
    faults = tuple(fault for fault in table.faults if _find_owner(fault, place, owners, header) == school)
    kept = set(lines.to_list())
    return replace(
        table,
        frame=table.frame.filter(mine),
        lines=lines,
        faults=faults,
        notes=tuple(note for note in table.notes if note.line in kept),
        blank_rows=table.blank_rows if school is None else 0,
        open_line=None,
    )


def has_rows(table: TextTable) -> bool:
    """Whether a school has any row in its part of a list."""
    return bool(table.frame.height or table.faults)


def _find_owner(fault: RowFault, place: int, owners: Mapping[str, str], header: Header) -> str | None:
    """The school of a record that could not be cut well, where its cell still names one."""
    separator = header.separator or ";"
    cells = split_record(fault.raw, separator) or fault.raw.split(separator)
    return owners.get(cells[place].strip().casefold()) if place < len(cells) else None
