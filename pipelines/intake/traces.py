"""Whether a file names a pupil: its text in every way in which it can stand there, and the words of it."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.workbook import open_archive

# Runs of letters and digits, and whole cells: a number may hold a dash or a space.
_WORD = re.compile(r"[^\W_]+")
_CELL_ENDS = re.compile(r"[;,\t|\"\r\n<>]+")
# How a workbook may write a whole number: 7.38114952E8.
_POWER = re.compile(r"\b[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{1,2}\b")
_DAMAGE = (OSError, DeliveryRefused, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, NotImplementedError)


def read_texts(path: Path) -> Iterator[str]:
    """The text of a file: UTF-8 or else Windows-1252, UTF-16 where it has zero bytes, and each part of a workbook.

    OSError when it cannot be read. A file that is no sound workbook is read as it is, without unpacking.
    """
    content = path.read_bytes()
    if path.suffix == ".parquet":
        yield _read_parquet(path)
    yield from _decode(content)
    if content[:2] == b"PK":
        for part in _unpack(path):
            yield from _decode(part)


def split_words(text: str) -> set[str]:
    """Every word of a text and every cell of it, without the spaces around; a power of ten is written out too."""
    cells = {*_WORD.findall(text), *(cell.strip() for cell in _CELL_ENDS.split(text))} - {""}
    return cells | {_write_out(number) for number in _POWER.findall(text)}


def list_words(path: Path) -> set[str]:
    """Every word and cell of a file; OSError when it cannot be read."""
    return {word for text in read_texts(path) for word in split_words(text)}


def holds(path: Path, words: Iterable[str]) -> bool:
    """Whether one of the words is a word or a cell of the file; OSError when it cannot be read."""
    wanted = set(words)
    return any(_holds(text, wanted) for text in read_texts(path))


def _holds(text: str, wanted: set[str]) -> bool:
    # A page with figures has millions of words and some powers of ten: it is split only where a word may stand in it.
    if any(_write_out(number) in wanted for number in _POWER.findall(text)):
        return True
    return any(word in text for word in wanted) and not wanted.isdisjoint(split_words(text))


def _write_out(number: str) -> str:
    return f"{Decimal(number):f}"


def _decode(content: bytes) -> Iterator[str]:
    try:
        yield content.decode("utf-8")
    except UnicodeDecodeError:
        yield content.decode("utf-8", errors="replace")
        yield content.decode("cp1252", errors="replace")
    if b"\0" in content:
        yield content.decode("utf-16-le", errors="replace")
        yield content.decode("utf-16-be", errors="replace")


def _unpack(path: Path) -> Iterator[bytes]:
    try:
        with open_archive(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    except _DAMAGE:
        return


def _read_parquet(path: Path) -> str:
    try:
        return pl.read_parquet(path).write_csv()
    except pl.exceptions.PolarsError:
        raise OSError("not a table") from None
