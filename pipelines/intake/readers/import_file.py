"""The import file for absences of EduArte and SOMtoday (formats 14): no header, nine fields with `;` between them.

It is known by the shape of every line, never by its name. What a line holds is a pupil's, so nothing of it is told: a
file in which a few lines have another shape is refused with the number of the first.
"""

import csv
import io
import re

from pipelines.intake.readers.table import Header, decode_text, make_refusal, normalise_name

SEPARATOR = ";"
# As the importer's own source names them; the last is free text, which is dropped.
COLUMNS = (
    "leerlingnummer",
    "begindatum",
    "begintijd",
    "einddatum",
    "eindtijd",
    "beginlesuur",
    "eindlesuur",
    "reden",
    "opmerkingen",
)
_DATE = r"\d{1,2}[-/]\d{1,2}[-/]\d{4}|\d{4}-\d{1,2}-\d{1,2}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_HOUR = r"\d{1,2}"
_SHAPE = tuple(
    re.compile(pattern)
    for pattern in (
        r"[0-9A-Za-z]{1,20}",
        _DATE,
        f"(?:{_TIME})?",
        f"(?:{_DATE})?",
        f"(?:{_TIME})?",
        f"(?:{_HOUR})?",
        f"(?:{_HOUR})?",
        # A reason: not one more number, date or time. Empty is a fault of its row, not of the file.
        rf"(?!(?:{_DATE}|{_TIME})$).*",
    )
)


def make_import_header() -> Header:
    """The header that the file does not have: line 0, so that its first record stands on line 1."""
    return Header(COLUMNS, tuple(normalise_name(name) for name in COLUMNS), SEPARATOR, 0)


def looks_like_import(line: str) -> bool:
    """Whether the first line has the shape: only then the whole file is looked at."""
    return _fits(next(csv.reader([line], delimiter=SEPARATOR), []))


def find_import_header(data: bytes, *, file: str) -> Header | None:
    """The header to read the file with; None when it is no such file. DeliveryRefused when one line has another shape.

    `data`: the whole file, whose first line has the shape.
    """
    records = csv.reader(io.StringIO(decode_text(data), newline=""), delimiter=SEPARATOR)
    bad: list[int] = []
    count = last = 0
    try:
        for cells in records:
            first, last = last + 1, records.line_num
            if any(cell.strip() for cell in cells):
                count += 1
                bad += [] if _fits(cells) else [first]
    except csv.Error:
        return None
    if not bad:
        return make_import_header()
    # With most of its lines in the shape the file is meant as one.
    if 2 * len(bad) < count:
        raise make_refusal("importbestand_regel", file=file, line=bad[0])
    return None


def add_header(data: bytes) -> bytes:
    """The file with the header that it lacks, so that it is read as any other."""
    mark = b"\xef\xbb\xbf"
    start = mark if data.startswith(mark) else b""
    return start + SEPARATOR.join(COLUMNS).encode() + b"\n" + data.removeprefix(mark)


def _fits(cells: list[str]) -> bool:
    if len(cells) != len(COLUMNS):
        return False
    return (
        all(shape.fullmatch(cell.strip()) is not None for shape, cell in zip(_SHAPE, cells, strict=False))
        and not cells[0].strip().isalpha()
    )
