"""One delivered file on its way from text cells to checked rows, and its row balance."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import ArrivedFile, MakeMark
from pipelines.intake.erased import Erased, ErasedAnywhere
from pipelines.intake.example_rows import leave_out_examples
from pipelines.intake.guards import Secrets, get_shown_name
from pipelines.intake.readers.documents import Document
from pipelines.intake.readers.table import FORBIDDEN, Header, RowFault, TextTable, get_character_fault, normalise_name
from pipelines.intake.readers.workbook import Worksheet
from pipelines.intake.recognition import Recognised
from pipelines.intake.spellings import spell_group
from pipelines.intake.validation import CellFault
from pipelines.mapping_file import FileMapping
from schemas.exports import Kind, Layout, kinds
from schemas.school_names import looks_like_class

# Headers under which pupil lists and absence lists hold names: read only to keep them out of what is shown.
_NAME_HEADERS = {
    "naam",
    "roepnaam",
    "voornaam",
    "voornamen",
    "achternaam",
    "volledigenaam",
    "leerlingnaam",
    "firstname",
    "lastname",
}


# The kind of a file that was not recognised.
UNKNOWN_KIND = "onbekend"
_NUMBER_HEADERS = {"leerlingnummer", "leerlingnr", "stamnummer", "stamnr"}


@dataclass
class Part:
    """Rows of one kind in a file: text cells by field, line numbers, their faults, and after the check `good`.

    Of absences also `days`, the first day of each row, and `set_aside`: what is known of the bad rows.
    """

    kind: Kind
    text: pl.DataFrame
    lines: pl.Series
    faults: list[CellFault] = field(default_factory=list)
    good: pl.DataFrame | None = None
    days: pl.Series | None = None
    set_aside: pl.DataFrame | None = None

    @property
    def has_type(self) -> bool:
        """The file says of each row what type of absence it is (the cell may be empty)."""
        return "type" in self.text.columns

    @property
    def bad_rows(self) -> set[int]:
        """Places of the rows that go to quarantine."""
        return {fault.row for fault in self.faults if not fault.empties}


@dataclass
class DeliveredFile:
    """One file while it is read; `refusals`, `parts` and the faults fill up as the steps go on.

    Balance: rows read = rows of the parts + `row_faults` + `blank` + `left_out`; of the parts, `not_counted` rows tell
    nothing. `left_out`: rows of erased pupils, who are not in the parts. `names_erased`: such a pupil stands in it.
    `open_line`: the last record, where no line end follows it. `other_sheets`: worksheets beside the one that is read.
    `has_rows_above`: other rows or sheets stand before the header. `is_shared`: a list for several schools, of
    which column `split` says which; only the rows of this one are here.
    `mapped`: what of the school's mapping it was read by. `is_untouched`: a template of ours that nobody filled in.
    """

    nr: int
    arrived: ArrivedFile
    path: Path = field(init=False)
    sha256: str = ""
    shown: str = ""
    header: Header | None = None
    recognised: Recognised | None = None
    mapped: FileMapping | None = None
    document: Document | None = None
    refusals: list[DeliveryRefused] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    row_faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    blank: int = 0
    not_counted: int = 0
    left_out: int = 0
    names_erased: bool = False
    open_line: int | None = None
    other_sheets: tuple[Worksheet, ...] = ()
    is_untouched: bool = False
    has_rows_above: bool = False
    split: int | None = None
    is_shared: bool = False
    secrets: set[str] = field(default_factory=set)
    remarks: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path = self.arrived.path

    @property
    def name(self) -> str:
        return self.arrived.name

    @property
    def layout(self) -> Layout | None:
        if self.document is not None:
            return self.document.layout
        return self.recognised.layout if self.recognised is not None else None

    @property
    def read(self) -> int:
        """Rows read: usable, faulty, blank, and of erased pupils; of a timetable program its items."""
        if self.counts_items:
            return len(self._list_lines()) + len(self.row_faults) + self.blank
        return sum(part.text.height for part in self.parts) + len(self.row_faults) + self.blank + self.left_out

    @property
    def quarantined(self) -> int:
        """Rows in quarantine, each counted once whatever is wrong with it."""
        if self.counts_items:
            bad = {part.lines[row] for part in self.parts for row in part.bad_rows}
            return len(self.row_faults) + len(bad)
        return len(self.row_faults) + sum(len(part.bad_rows) for part in self.parts)

    @property
    def counts_items(self) -> bool:
        return self.document is not None and self.document.counts_items

    @property
    def has_bsn(self) -> bool:
        """A file with a BSN is not read at all."""
        return any(refusal.reason == "bsn_kolom" for refusal in self.refusals)

    def _list_lines(self) -> set[int]:
        return {line for part in self.parts for line in part.lines.to_list()}

    def says(self, soort: str) -> bool:
        """Whether the file is of this kind (the word of contract 1.1)."""
        return self.layout is not None and not self.is_untouched and self.layout.kind.soort == soort

    def show_name(self, secrets: Secrets, make_mark: MakeMark) -> None:
        """Set the name under which the file may be shown, and its hash where nothing was copied."""
        if not self.sha256:
            self.sha256 = _hash_file(self.path)
        soort = self.layout.kind.soort.replace(" ", "-") if self.layout else "bestand"
        self.shown = get_shown_name(self.name, soort=soort, mark=make_mark(self.name), secrets=secrets)

    def make_balance(self) -> tuple[int, str, str, str, str, int, int, int]:
        """The row of `raw_bestand`."""
        soort = self.layout.kind.soort if self.layout else UNKNOWN_KIND
        name = self.layout.name if self.layout else ""
        return (
            self.nr,
            self.shown,
            self.sha256,
            soort,
            name,
            self.read,
            self.quarantined,
            self.blank + self.not_counted + (0 if self.counts_items else self.left_out),
        )


def name_places(files: pl.DataFrame) -> dict[int, str]:
    """bestand_nr -> which file it is in words without its name, for readers who see no names of files (contract 3).

    `files`: `raw_bestand` of one delivery. The kind says it where there is one such file; else also its place in order
    of names: `absenties (bestand 3 van 7 op volgorde van naam)`.
    """
    kinds = files["soort"].to_list()
    places = {}
    for number, kind in files.select("bestand_nr", "soort").iter_rows():
        place = f"bestand {number + 1} van {len(kinds)} op volgorde van naam"
        if kind == UNKNOWN_KIND:
            places[number] = place
        else:
            places[number] = kind if kinds.count(kind) == 1 else f"{kind} ({place})"
    return places


def leave_out_erased(file: DeliveredFile, erased: Erased | ErasedAnywhere) -> None:
    """Take the rows of erased pupils out, before anything is checked or told."""
    for part in file.parts:
        gone = erased.find_rows(part.text)
        if gone.any():
            file.names_erased = True
            file.left_out += int(gone.sum())
            part.text, part.lines = part.text.filter(~gone), part.lines.filter(~gone)


def take_table(file: DeliveredFile, table: TextTable, recognised: Recognised) -> None:
    """Keep only the columns of the layout's fields; everything else of the table ends here."""
    file.row_faults += table.faults
    file.notes += table.notes
    file.blank = table.blank_rows
    file.open_line = table.open_line
    text = table.frame.select_seq(pl.col(str(place)).alias(name) for name, place in recognised.places.items())
    if not text.width:
        text = pl.DataFrame()
    text, lines, examples = leave_out_examples(recognised, text, table.lines)
    if examples:
        file.blank += len(examples)
        file.remarks["voorbeeldrij"] = examples
        file.is_untouched = text.is_empty() and not file.row_faults
    if recognised.layout.kind.name == kinds.ABSENTIES_LIJST.name:
        text = text.with_columns(kolommen=pl.lit(" ".join(sorted(recognised.places))))
    if not file.is_untouched:
        file.parts.append(Part(recognised.layout.kind, text, lines))
    numbers = [place for name, place in recognised.places.items() if name.startswith("leerlingnummer")]
    take_names(file, table, number_places=numbers)


def take_names(file: DeliveredFile, table: TextTable, *, number_places: Sequence[int] = ()) -> None:
    """Names and numbers of pupils in the table, only to keep them out of what is shown.

    `number_places`: the columns of leerlingnummers, where a school calls it something of its own.
    """
    for place, name in enumerate(normalise_name(cell) for cell in table.header):
        if name in _NAME_HEADERS:
            file.secrets |= set(table.frame[str(place)].unique().to_list())
        elif name in _NUMBER_HEADERS or place in number_places:
            file.secrets |= _list_numbers(table.frame[str(place)])


def take_document(file: DeliveredFile, document: Document) -> None:
    """The rows of a JSON document; an item that is no such record, or gave no row, is counted as what it is."""
    for part in document.parts:
        file.parts.append(Part(part.kind, part.text, part.lines, faults=list(_find_character_faults(part.text))))
    file.secrets |= document.names
    for part in document.parts:
        # The name of a calendar may be a class; a pupil's number is known from the list of pupils.
        if "leerlingnummer" in part.text.columns and not document.calendar:
            file.secrets |= _list_numbers(part.text["leerlingnummer"])
    numbers = {number for part in document.parts for number in part.lines.to_list()}
    file.row_faults += [RowFault(item, "json_ander_item", "", "") for item in document.strange]
    file.row_faults += document.faults
    file.remarks.update({code: list(lines) for code, lines in document.remarks.items()})
    file.blank = document.items - len(numbers | {fault.line for fault in file.row_faults})


def settle_calendar(file: DeliveredFile, *, numbers: Collection[str], groups: Collection[str]) -> None:
    """Whose timetable a calendar is (formats 13.3): of the pupil or the group with its name, else of nobody.

    `numbers`: leerlingnummers of the school; `groups`: its classes and groups, as `spell_group` writes them. The name
    is that of the calendar, and where nobody has that, of the file.
    """
    names = file.document.calendar if file.document is not None else ()
    lessons = next((part for part in file.parts if part.kind.name == kinds.ROOSTER_LIJST.name), None)
    members = next((part for part in file.parts if part.kind.name == kinds.ROOSTER_LEERLINGEN.name), None)
    if not names or lessons is None or members is None or not lessons.text.height:
        return
    left = members.text["leerlingnummer"].to_list()
    file.parts = [lessons]
    # A name that is gone is that of an erased pupil, whose timetable it was.
    for name in names if len(left) == len(names) else ():
        if name in numbers:
            row = left.index(name)
            file.parts = [lessons, Part(members.kind, members.text[[row]], members.lines[[row]])]
            return
        # A class that no pupil is in is one to map or to mend; any other name may be that of a pupil.
        if spell_group(name) in groups or looks_like_class(name):
            text = lessons.text.with_columns(groep=pl.lit(name))
            file.parts = [Part(kinds.ROOSTER_DATUM, text, lessons.lines, lessons.faults)]
            return
    if len(left) == len(names):
        file.remarks["agenda_zonder_klas"] = []


def _list_numbers(cells: pl.Series) -> set[str]:
    """Cells that are numbers of pupils, also of rows that cannot be used; what Excel spoiled is no number."""
    found = cells.unique().str.strip_chars().str.replace(r"\.0$", "")
    return set(found.filter(found.str.contains(r"^[0-9A-Za-z]+$")).to_list())


def _find_character_faults(text: pl.DataFrame) -> Iterable[CellFault]:
    """Cells of a document with a character that may not stand in a cell (text files are checked by their reader)."""
    for name in text.columns:
        for cell in text[name].unique().to_list():
            if FORBIDDEN.search(cell):
                code = get_character_fault(cell) or "besturingsteken"
                yield from (CellFault(row, name, code) for row in (text[name] == cell).arg_true().to_list())


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
