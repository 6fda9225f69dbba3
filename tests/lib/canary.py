"""What identifies a pupil in a set of deliveries, and where it turns up again in files of any kind.

A leerlingnummer is a run of digits and so could be any number. Only a whole run counts as a hit: not a part of a longer
number, of a hexadecimal hash or UUID, of a colour or of a decimal fraction; numbers of fewer than 5 digits are refused.
So it is with a date that is written as eight digits. A database of SQLite lays its values side by side: microseconds of
a moment and a UUID after them make such a date by chance. So its values are read one by one as well.
"""

import csv
import hashlib
import html
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pypdf

from schemas.findings import FINDINGS
from tests.lib.text_search import leave_out_library

NUMBER_COLUMNS = {"leerlingnummer", "stamnr", "stamnummer"}
NAME_COLUMNS = {"firstname", "lastname", "naam", "voornaam", "roepnaam", "achternaam"}
BIRTH_COLUMNS = {"birthdate", "geboortedatum"}
SHORTEST_NAME = 5  # "van" or "Jan" also stand in ordinary words
SHORTEST_NUMBER = 5
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

# Each begins with a set of characters and looks back after it: `re` then skips at once to where a digit stands.
_NUMBER = re.compile(r"[\d](?<![0-9A-Za-z.,#_]\d)\d{4,8}(?![0-9A-Za-z_])")
_ISO = re.compile(r"([\d](?<!\d\d)\d{3})[-/](\d{2})[-/](\d{2})(?!\d)")
_GLUED = re.compile(r"([\d](?<![0-9A-Za-z.,#_]\d)\d{3})(\d{2})(\d{2})(?![0-9A-Za-z_])")
_DUTCH = re.compile(r"([\d](?<!\d\d)\d?)[-/](\d{1,2})[-/](\d{4})(?!\d)")
_WORDED = re.compile(rf"([\d](?<!\d\d)\d?) ({'|'.join(MONTHS)}) (\d{{4}})(?!\d)")
# What was found in a content: by its hash and kind of file, and what was looked for.
_SEARCHED: dict[tuple[str, str, "Canaries"], set[str]] = {}
_PLACES_OF_PDF = re.compile(rb"(startxref|/Length\d?|/Prev)\s+\d+")
_SQLITE = b"SQLite format 3\0"
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Canaries:
    """Everything of pupils that may turn up nowhere: names in lower case, numbers as text, birth dates."""

    names: frozenset[str]
    numbers: frozenset[str]
    births: frozenset[date]


def collect_canaries(deliveries: Path) -> Canaries:
    """Read every delivered file and take the cells of its name, number and birth-date columns."""
    names: set[str] = set()
    numbers: set[str] = set()
    births: set[date] = set()
    for column, value in _iterate_cells(deliveries):
        if column in NAME_COLUMNS:
            names |= {word for word in re.findall(r"[^\W\d_]+", value.casefold()) if len(word) >= SHORTEST_NAME}
        elif column in NUMBER_COLUMNS:
            numbers.add(value.removesuffix(".0"))
        elif column in BIRTH_COLUMNS:
            births |= set(find_dates(value))
    # A message shows by an example how to write a date; a pupil may happen to be born on that day.
    texts = " ".join(kind.omschrijving + kind.gevolg + kind.oplossing for kind in FINDINGS.values())
    births -= set(find_dates(texts))
    short = [number for number in numbers if len(number) < SHORTEST_NUMBER]
    assert not short, "a canary of few digits would be found everywhere"
    return Canaries(frozenset(names), frozenset(numbers), frozenset(births))


def _iterate_cells(folder: Path) -> Iterator[tuple[str, str]]:
    """(column in lower case, text) of each filled cell of each delivered file."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".csv":
            yield from _iterate_csv(path)
        elif path.suffix == ".json":
            yield from _iterate_json(json.loads(path.read_text(encoding="utf-8")))
        elif path.suffix == ".xlsx" and not path.name.startswith("~$"):
            book = openpyxl.load_workbook(path)
            rows = book.worksheets[0].iter_rows(values_only=True)
            header = [str(cell).casefold() for cell in next(rows)]
            for row in rows:
                yield from ((name, str(cell)) for name, cell in zip(header, row, strict=True) if cell is not None)


def _iterate_csv(path: Path) -> Iterator[tuple[str, str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    # A list of pupils with title lines above its header: the header is the first line with a number column.
    lines = text.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines[:10]) if _is_header(line)), 0)
    sep = ";" if ";" in lines[start] else ","
    for row in csv.DictReader(lines[start:], delimiter=sep):
        for name, value in row.items():
            if isinstance(name, str) and isinstance(value, str) and value:
                yield name.casefold(), value


def _is_header(line: str) -> bool:
    return not NUMBER_COLUMNS.isdisjoint(re.split(r"[;,]", line.strip().casefold()))


def _iterate_json(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _iterate_json(inner, key.casefold())
    elif isinstance(value, list):
        for inner in value:
            yield from _iterate_json(inner, name)
    elif value is not None:
        yield name, str(value)


def find_dates(text: str) -> Iterator[date]:
    """Dates in the text as 2010-05-08, 20100508, 08-05-2010, 8/5/2010 or 8 mei 2010."""
    for year, month, day in {*_ISO.findall(text), *_GLUED.findall(text)}:
        yield from _make_date(int(year), int(month), int(day))
    for day, month, year in set(_DUTCH.findall(text)):
        yield from _make_date(int(year), int(month), int(day))
    for day, month, year in set(_WORDED.findall(text)):
        yield from _make_date(int(year), MONTHS.index(month) + 1, int(day))


def _make_date(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def find_in_text(text: str, canaries: Canaries) -> set[str]:
    """The kinds of canary in a text, with the canary: for a message of a test on invented data."""
    lower = text.casefold()
    found = {f"naam {name}" for name in find_names(lower, canaries.names)}
    found |= {f"nummer {number}" for number in set(_NUMBER.findall(text)) & canaries.numbers}
    return found | {f"geboortedatum {born}" for born in set(find_dates(lower)) & canaries.births}


def find_names(lower: str, names: frozenset[str]) -> set[str]:
    """The names that stand anywhere in a text, in one pass of polars for all of them."""
    # Half a character, of an escape that was resolved, is no text to polars.
    whole = pl.Series([lower.encode("utf-8", "replace").decode("utf-8")])
    return set(whole.str.extract_many(sorted(names), overlapping=True).explode(empty_as_null=True).drop_nulls())


def find_in_file(path: Path, canaries: Canaries) -> set[str]:
    """Search one file: its bytes as UTF-8 and Windows-1252, UTF-16 (its zero bytes left out), escapes resolved."""
    return find_in_text(path.name, canaries) | _find_in_content(path, canaries)


def _find_in_content(path: Path, canaries: Canaries) -> set[str]:
    """Two runs write much the same: what has been searched for the same canaries is not searched again."""
    content = path.read_bytes()
    key = (hashlib.sha256(content).hexdigest(), path.suffix, canaries)
    # A database is read with what lies beside it, so its bytes do not say all.
    if key not in _SEARCHED or content.startswith(_SQLITE):
        _SEARCHED[key] = set().union(*(find_in_text(text, canaries) for text in _read_as_texts(path, content)))
    return set(_SEARCHED[key])


def _read_as_texts(path: Path, content: bytes) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).write_csv()
        return
    if content.startswith(_SQLITE):
        yield from _read_values(path)
    if path.suffix == ".pdf":
        document = pypdf.PdfReader(path)
        yield "\n".join([str(document.metadata), *(page.extract_text() for page in document.pages)])
    raw = leave_out_library(content)
    if path.suffix == ".pdf":
        # Where its parts lie and how long they are: numbers of the file's own, of which one can be like a pupil's.
        raw = _PLACES_OF_PDF.sub(rb"\1", raw)
    forms = [raw.decode("utf-8", errors="replace")]
    if not raw.isascii():
        forms.append(raw.decode("latin-1"))
    if b"\0" in raw:
        forms.append(raw.replace(b"\0", b"").decode("latin-1"))
    for form in forms:
        yield form
        # Only where there is something to resolve: these files can be large.
        if "&" in form or "\\u" in form:
            yield html.unescape(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), form))


def _read_values(path: Path) -> Iterator[str]:
    """Every value of a database, a line each, a table at a time."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            rows = database.execute(f'select * from "{table}"')
            yield "\n".join(str(value) for row in rows for value in row if value is not None)


def find_in_folder(folder: Path, canaries: Canaries) -> dict[str, set[str]]:
    """Each file below `folder` in which a canary turns up, with what was found."""
    found = {
        path.relative_to(folder).as_posix(): find_in_file(path, canaries)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: hits for name, hits in found.items() if hits}
