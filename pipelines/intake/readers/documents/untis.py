"""Timetables of Untis: text files without a header, known by the shape of every line (formats 13.2).

`GPU001.TXT` (the weekly timetable), `lesson.txt` (the weeks in which each lesson is held) and `time.txt` (when the
lesson hours begin and end). Teachers, subjects and rooms never leave this module.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pipelines.intake.readers.documents.answer import Json
from pipelines.intake.readers.table import make_refusal
from schemas.exports import Kind, kinds, roosters

SEPARATORS = (",", ";", "\t")
_WEEKLY_FIELDS, _DATED_FIELDS, _TIMES_FIELDS = range(7, 11), 9, 5
_LENGTH = 7
_DAY = re.compile(r"[1-7]")
_HOUR = re.compile(r"[1-9]|1[0-9]|20")
_NUMBER = re.compile(r"[0-9]{1,9}")
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3])[0-5][0-9]")
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
_FLAGS = re.compile(r"[01xX]{52,53}")
_FLAG = re.compile(r"[01xX]")

Row = dict[str, Json]


@dataclass(frozen=True)
class Shape:
    """One of the files: whether a record has its shape, and its row; None where it tells nothing."""

    layout: str
    kind: Kind
    fits: Callable[[Sequence[str]], bool]
    make_row: Callable[[Sequence[str]], Row | None]


@dataclass(frozen=True)
class UntisFile:
    """The rows of a file, each with its line as `#`, and how many records there are."""

    layout: str
    kind: Kind
    rows: list[Row]
    records: int


def _is_weekly(cells: Sequence[str]) -> bool:
    if len(cells) not in _WEEKLY_FIELDS:
        return False
    # Where a class may stand, the import file of absences has a date.
    return bool(_DAY.fullmatch(cells[5]) and _HOUR.fullmatch(cells[6]) and not _DATE.fullmatch(cells[1]))


def _make_weekly(cells: Sequence[str]) -> Row | None:
    if not cells[1]:
        return None
    length = cells[_LENGTH] if len(cells) > _LENGTH else ""
    return {"groep": cells[1], "weekdag": cells[5], "lesuur": cells[6], "duur": length}


def _is_dated(cells: Sequence[str]) -> bool:
    if len(cells) < _DATED_FIELDS or not (_DAY.fullmatch(cells[1]) and _HOUR.fullmatch(cells[2])):
        return False
    return bool(_FLAGS.fullmatch(_get_weeks(cells)))


def _get_weeks(cells: Sequence[str]) -> str:
    """The flags of the weeks, which stand in one field or in a field each; "" where they are no flags."""
    if _FLAGS.fullmatch(cells[8]):
        return cells[8] if not any(cells[9:]) else ""
    flags = list(cells[8:])
    while flags and not flags[-1]:
        flags.pop()
    return "".join(flags) if all(_FLAG.fullmatch(flag) for flag in flags) else ""


def _make_dated(cells: Sequence[str]) -> Row | None:
    if not cells[7]:
        return None
    return {"groep": cells[7], "weekdag": cells[1], "lesuur": cells[2], "weken": _get_weeks(cells)}


def _is_times(cells: Sequence[str]) -> bool:
    if len(cells) < _TIMES_FIELDS or any(cells[5:]):
        return False
    patterns = (_DAY, _NUMBER, _NUMBER, _CLOCK, _CLOCK)
    return all(pattern.fullmatch(cell) for pattern, cell in zip(patterns, cells, strict=False))


def _make_times(cells: Sequence[str]) -> Row:
    begin, end = (f"{clock[:-2]}:{clock[-2:]}" for clock in (cells[3], cells[4]))
    return {"weekdag": cells[0], "lesuur": cells[2], "begintijd": begin, "eindtijd": end}


_SHAPES = (
    Shape(roosters.UNTIS_LESSEN, kinds.ROOSTER_UNTIS_WEKEN, _is_dated, _make_dated),
    Shape(roosters.UNTIS_ROOSTER, kinds.ROOSTER_UNTIS, _is_weekly, _make_weekly),
    Shape(roosters.UNTIS_TIJDEN, kinds.UNTIS_TIJDEN, _is_times, _make_times),
)


def find_shape(line: str) -> tuple[Shape, str] | None:
    """The file that begins with this line, and its separator: only then the whole file is looked at."""
    for shape in _SHAPES:
        for separator in SEPARATORS:
            with suppress(csv.Error):
                if any(shape.fits(cells) for _, cells in _list_records(line, separator)):
                    return shape, separator
    return None


def read_untis(text: str, shape: Shape, separator: str, *, file: str) -> UntisFile | None:
    """The file whose first line has the shape; None when most lines have not, DeliveryRefused when some have not."""
    rows: list[Row] = []
    bad: list[int] = []
    count = 0
    try:
        for line, cells in _list_records(text, separator):
            count += 1
            if not any(cells):
                continue
            if not shape.fits(cells):
                bad.append(line)
            elif (row := shape.make_row(cells)) is not None:
                rows.append({**row, "#": line})
    except csv.Error:
        return None
    if 2 * len(bad) >= count:
        return None
    if bad:
        raise make_refusal("untis_regel", file=file, line=bad[0])
    return UntisFile(shape.layout, shape.kind, rows, count)


def _list_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    last = 0
    for cells in reader:
        first, last = last + 1, reader.line_num
        yield first, [cell.strip() for cell in cells]
