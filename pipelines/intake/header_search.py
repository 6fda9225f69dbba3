"""Where the table of a file begins (formats 14): the one row, in the first 20 of any sheet, with a header we know.

Title lines may stand above it and a cover sheet before it. Two such places are refused: what stands at the second would
be read by nobody. Where there is none, the row that is most like a header says what is wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import DeliveryRefused
from pipelines.intake.advice import list_known_names
from pipelines.intake.arrival import refuse_bsn
from pipelines.intake.readers.table import Header, make_refusal, make_refusal_with
from pipelines.intake.readers.text_table import get_content_kind, read_first_lines, read_header
from pipelines.intake.readers.workbook import Worksheet, read_sheets
from pipelines.intake.recognition import Recognised
from schemas.exports import kinds
from schemas.exports.base import normalise_name
from schemas.exports.lists import is_list_name
from schemas.exports.sjabloon import FORM_SHEETS

RecogniseHeader = Callable[[Header], Recognised]
# A row is taken for a header from this many names of columns on: a title is seldom made of two.
_LEAST_NAMES = 2
# What is wrong with the first row of a file, where another row may still be its header.
_OF_A_TITLE = frozenset(
    {
        "kop_leeg",
        "kop_aanhalingsteken",
        "kop_teken",
        "scheidingsteken_streep",
        "scheidingsteken_onduidelijk",
        "te_veel_kolommen",
    }
)


@dataclass(frozen=True)
class FoundTable:
    """The header of a file with its layout, or why there is none: then `refusal`, and the row most like a header.

    `others`: the sheets of a workbook that are not read. `moved`: other rows or sheets stand before the header.
    """

    header: Header | None = None
    recognised: Recognised | None = None
    refusal: DeliveryRefused | None = None
    others: tuple[Worksheet, ...] = field(default=(), repr=False)
    moved: bool = False


def find_table(
    path: Path,
    *,
    recognise_header: RecogniseHeader,
    own_columns: Iterable[str] = (),
    is_mapped: Callable[[Header], bool] = lambda header: False,
    file: str,
) -> FoundTable:
    """Search one text file or workbook; raises DeliveryRefused for what is wrong with the file as a whole.

    `recognise_header`: the layout of a header, or DeliveryRefused. `own_columns`: names that the school gives columns.
    `is_mapped`: an analyst said of this header what its columns are.
    """
    fault: DeliveryRefused | None = None
    first: Header | None = None
    try:
        first = read_header(path)
    except DeliveryRefused as refusal:
        if refusal.reason not in _OF_A_TITLE:
            raise
        fault = refusal
    sheets = read_sheets(path) if get_content_kind(path) == "werkmap" else ()
    rows = [header for sheet in sheets for header in sheet.headers] if sheets else _list_lines(path, first)
    if first is not None and first not in rows:
        rows.insert(0, first)
    known = list_known_names() | {normalise_name(name) for name in own_columns}
    search = _Search(rows, recognise_header, known, is_mapped, file)
    for header in _list_like_headers(rows, search):
        try:
            refuse_bsn(header.cells, file=file)
        except DeliveryRefused as refusal:
            return FoundTable(header=header, refusal=refusal)
    places = search.find_places(sheets)
    if len(places) > 1:
        told = " en ".join(_name_place(header, sheets) for header, _ in places)
        refusal = make_refusal_with("twee_tabellen", file=file, line=places[0][0].line, plaatsen=told)
        return FoundTable(header=places[0][0], refusal=refusal, others=sheets)
    if not places:
        likely = search.find_likely(first)
        return FoundTable(header=likely, refusal=search.refuse(likely, fault), others=sheets[1:])
    [(header, recognised)] = places
    others = tuple(sheet for sheet in sheets if sheet.place != header.sheet)
    moved = header is not rows[0] or header.sheet > 1 or (not sheets and header.line > 1)
    return FoundTable(header, recognised, None, others, moved)


def _list_lines(path: Path, first: Header | None) -> list[Header]:
    # The import file has no header: none of its lines is one.
    return [] if first is not None and first.line == 0 else read_first_lines(path)


def _list_like_headers(rows: Sequence[Header], search: "_Search") -> Iterator[Header]:
    """The rows that may be a header: the first of each sheet, and those with known names of columns."""
    seen: set[int] = set()
    for header in rows:
        if header.sheet not in seen or search.count_names(header) >= _LEAST_NAMES:
            yield header
        seen.add(header.sheet)


def _name_place(header: Header, sheets: Sequence[Worksheet]) -> str:
    return f"werkblad {header.sheet}, regel {header.line}" if len(sheets) > 1 else f"regel {header.line}"


@dataclass(frozen=True)
class _Search:
    """The rows that may be a header, and what a header is for this school. `known`: names of columns."""

    rows: Sequence[Header]
    recognise: RecogniseHeader
    known: frozenset[str]
    is_mapped: Callable[[Header], bool]
    file: str

    def count_names(self, header: Header) -> int:
        """How many of its cells are a name of a column that is known here."""
        if self.is_mapped(header):
            return len(header.names)
        return sum(bool(name) and (name in self.known or is_list_name(name)) for name in header.names)

    def find_places(self, sheets: Sequence[Worksheet]) -> list[tuple[Header, Recognised]]:
        """Every row with a header that is known; the same header once more in its own sheet is a row of the table."""
        found: list[tuple[Header, Recognised]] = []
        for header in self.rows:
            if header.line and header is not self.rows[0] and self.count_names(header) < _LEAST_NAMES:
                continue
            if any((one.sheet, one.names) == (header.sheet, header.names) for one, _ in found):
                continue
            try:
                found.append((header, self.recognise(header)))
            except DeliveryRefused:
                continue
        return _leave_out_form_sheets(found, sheets)

    def find_likely(self, first: Header | None) -> Header | None:
        """The row most like a header; the first one unless another has more known names of columns."""
        likely, most = first, self.count_names(first) if first is not None else 0
        for header in self.rows:
            names = self.count_names(header)
            if names >= _LEAST_NAMES and names > most:
                likely, most = header, names
        return likely

    def refuse(self, likely: Header | None, fault: DeliveryRefused | None) -> DeliveryRefused:
        """Why the file is not read: by its likely header, or by what is wrong with its first row."""
        if likely is None:
            return fault or make_refusal("kop_leeg", file=self.file)
        try:
            self.recognise(likely)
        except DeliveryRefused as refusal:
            return refusal
        raise AssertionError("a header that is known is a place")


def _leave_out_form_sheets(
    found: list[tuple[Header, Recognised]], sheets: Sequence[Worksheet]
) -> list[tuple[Header, Recognised]]:
    """Our own form has sheets beside the one to fill: none of them is a table."""
    if not any(recognised.layout.kind.name == kinds.REGISTER.name for _, recognised in found):
        return found
    ours = {sheet.place for sheet in sheets if sheet.name in FORM_SHEETS}
    return [(header, recognised) for header, recognised in found if header.sheet not in ours]
