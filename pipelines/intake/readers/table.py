"""What every reader of a delivered table hands over, whatever the file was: header, text cells, faults, lines.

Text files (`text_table`) and workbooks (`workbook`) give the same shape, so that the layouts above never need to know
where a cell came from.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.errors import DeliveryRefused
from schemas.exports.base import normalise_name
from schemas.findings import FINDINGS

MAX_COLUMNS = 2000
# Zero-width and direction marks, line and paragraph separators, noncharacters and the replacement character: nobody
# sees them in a cell, and `ZK` with one of them is another code than `ZK`.
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e0fff"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")


@dataclass(frozen=True)
class Header:
    """The first record of a file: `cells` as delivered (BOM and outer blanks stripped), `names` normalised.

    `separator` is "" for a workbook; `line` is the line (row) on which the header stands, `sheet` its worksheet from 1.
    Line 0: the file has no header; these are the columns that it is known to have.
    """

    cells: tuple[str, ...]
    names: tuple[str, ...]
    separator: str
    line: int = 1
    sheet: int = 1


@dataclass(frozen=True)
class RowFault:
    """One record that cannot be used: `line` its first line (header = 1), `code` a finding code, `column` or "".

    `raw` is the record as delivered. It holds pupil data: it may go to the quarantine file and nowhere else.
    """

    line: int
    code: str
    column: str
    raw: str

    def __repr__(self) -> str:
        return f"RowFault(line={self.line}, code={self.code!r}, column={self.column!r})"


@dataclass(frozen=True)
class TextTable:
    """One delivered table, one row of `frame` per usable record; nothing is lost or guessed.

    Rows read = `frame.height` + `len(faults)` + `blank_rows`. Every column of `frame` is String without nulls (""
    is empty, outer blanks kept), named "0", "1" … by its place in the header; `lines` (Int32) holds the first line of
    each record. `notes` are records that do stand in `frame` but deserve a finding. `lane`: fast, strict or workbook.
    `open_line`: first line of the last record, where the file has no line end after it.
    """

    header: tuple[str, ...]
    names: tuple[str, ...]
    frame: pl.DataFrame
    lines: pl.Series
    faults: tuple[RowFault, ...]
    blank_rows: int
    lane: str
    notes: tuple[RowFault, ...] = ()
    open_line: int | None = None

    @property
    def rows_read(self) -> int:
        return self.frame.height + len(self.faults) + self.blank_rows


def make_refusal(code: str, *, file: str = "", line: int | None = None, column: str = "") -> DeliveryRefused:
    """The refusal for finding `code`: what is wrong, what to do. The file name stands in `file`, never in the text."""
    return DeliveryRefused(_fill(code), reason=code, file=file, line=line, column=column)


def _fill(code: str, **words: Any) -> str:
    """What is wrong and what to do. Braces that are meant as such are written twice in the texts."""
    kind = FINDINGS[code]
    text = f"{kind.omschrijving} {kind.oplossing}"
    return text.format(**words) if words else text.replace("{{", "{").replace("}}", "}")


def decode_text(data: bytes) -> str:
    """The text of a whole file: UTF-8 without its BOM, else Windows-1252 as far as that goes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class RefusedWithWords(DeliveryRefused):
    """A refusal whose finding text has words to fill: kinds and headers, never a value of a pupil."""

    def __init__(self, message: str, *, words: dict[str, Any], **place: Any):
        super().__init__(message, **place)
        self.words = words


def make_refusal_with(
    code: str, *, file: str = "", line: int | None = None, column: str = "", **words: Any
) -> RefusedWithWords:
    """As `make_refusal`, for findings whose text has words to fill."""
    return RefusedWithWords(_fill(code, **words), words=words, reason=code, file=file, line=line, column=column)


def make_header(cells: list[str], *, separator: str, line: int, file: str, sheet: int = 1) -> Header:
    """Check the cells of a header record and normalise them; raises DeliveryRefused."""
    # NFC: a Mac writes "é" as two characters, which would make the same name another one.
    stripped = [unicodedata.normalize("NFC", cell.replace("\ufeff", "")).strip() for cell in cells]
    if not any(stripped):
        raise make_refusal("kop_leeg", file=file, line=line)
    if len(stripped) > MAX_COLUMNS:
        raise make_refusal("te_veel_kolommen", file=file, line=line)
    if any(FORBIDDEN.search(cell) for cell in stripped):
        raise make_refusal("kop_teken", file=file, line=line)
    return Header(tuple(stripped), tuple(normalise_name(cell) for cell in stripped), separator, line, sheet)


def make_frame(cells: list[str], width: int) -> pl.DataFrame:
    """Cells of whole records, row after row, as a frame of `width` String columns named by position."""
    return pl.DataFrame({str(place): pl.Series(cells[place::width], dtype=pl.String) for place in range(width)})


def get_character_fault(text: str) -> str | None:
    """The finding code of the worst character in `text` that may not stand in a cell; None when all is well."""
    found = FORBIDDEN.findall(text)
    if not found:
        return None
    if "\x00" in found:
        return "nul_byte"
    if "\ufffd" in found:
        return "tekenset"
    return "besturingsteken" if any(CONTROL.match(mark) for mark in found) else "onzichtbaar_teken"


def is_repeated_header(cells: list[str], header: tuple[str, ...]) -> bool:
    """True for a record that is the header once more (two exports pasted together)."""
    # Nearly every record differs in its first cell already, and this is asked of each.
    if cells and header and cells[0].strip() != header[0]:
        return False
    return tuple(cell.strip() for cell in cells) == header
