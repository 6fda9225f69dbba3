"""The rows of long tables in a workbook (`.xlsx`) that is made but for these: whole columns at a time.

XlsxWriter makes the workbook: formats, widths, filters, headers, and the last row of a long table, without values. What
comes in the place of that row are the cells that XlsxWriter would write itself, without an object for each. Standard:
ECMA-376 part 1, 18.3.1.4 (`c`), 18.3.1.73 (`row`), 18.4.8 (`si`), 18.4.9 (`sst`), 22.9.2.19 (`_xHHHH_`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
from polars import selectors as cs

# Excel keeps no more in one cell; the rest would make the file unreadable.
LONGEST_TEXT = 32_767
_TEXTS_FILE = "xl/sharedStrings.xml"
# Rows that are written out at the same time: some 7 MB of the widest table.
_ROWS_AT_ONCE = 10_000
_ROW = "rij"
# 1 January 1970 as Excel counts days; it counts those before March 1900 in another way.
_FIRST_DAY = 25_569
_LAST_ROW = re.compile(r'<row r="\d+"([^>]*)>((?:<c r="[A-Z]+\d+" s="\d+"/>)+)</row>(?=</sheetData>)')
_EMPTY_CELL = re.compile(r'r="([A-Z]+)\d+" s="(\d+)"')
_COUNTS = re.compile(r' count="(\d+)" uniqueCount="(\d+)"')
_READS_AS_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What XML cannot hold, or gives back as something else.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def fill_sheets(workbook: bytes, frames: Mapping[str, pl.DataFrame]) -> bytes:
    """The workbook with the rows of `frames`, by the file of their sheet within it; the same bytes for the same rows.

    Columns are text, whole numbers, finite fractions and dates. Text is text, whatever it begins with; null and "" are
    empty cells. The format of a cell is that of the last row. ValueError for a sheet without such a row.
    """
    cleaned = {file: _clean(frame) for file, frame in frames.items()}
    texts = _list_texts(cleaned.values())
    filled = BytesIO()
    with ZipFile(BytesIO(workbook)) as made, ZipFile(filled, "w", ZIP_DEFLATED) as target:
        shared = made.read(_TEXTS_FILE).decode("utf-8")
        known = _count_known(shared)
        for entry in made.infolist():
            parts = [made.read(entry)]
            if entry.filename in cleaned:
                parts = _fill_sheet(parts[0].decode("utf-8"), cleaned[entry.filename], texts, first_text=known)
            elif entry.filename == _TEXTS_FILE:
                parts = [_add_texts(shared, texts, used=sum(map(_count_texts, cleaned.values())))]
            with target.open(_copy_entry(entry), "w") as written:
                written.writelines(parts)
    return filled.getvalue()


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Text as it comes in a cell. ValueError for a fraction that no cell can hold."""
    if not frame.select(pl.all_horizontal(cs.float().is_finite().all())).to_series().all():
        raise ValueError("a fraction that is no number")
    return frame.with_columns(pl.when(cs.string() != "").then(cs.string().str.slice(0, LONGEST_TEXT)).name.keep())


def _list_texts(frames: Iterable[pl.DataFrame]) -> pl.Series:
    """Each text once, in an order that hangs on nothing else."""
    found = [column.unique() for frame in frames for column in frame.select(cs.string())]
    return pl.concat([pl.Series(dtype=pl.String), *found]).unique().drop_nulls().sort()


def _count_texts(frame: pl.DataFrame) -> int:
    return sum(column.len() - column.null_count() for column in frame.select(cs.string()))


def _copy_entry(entry: ZipInfo) -> ZipInfo:
    copy = ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = ZIP_DEFLATED
    return copy


# --- texts, which cells name by their number -----------------------------------------------------------------------


def _count_known(shared: str) -> int:
    [(_, known)] = _COUNTS.findall(shared)
    return int(known)


def _add_texts(shared: str, texts: pl.Series, *, used: int) -> bytes:
    """`used`: in how many cells."""
    [(count, known)] = _COUNTS.findall(shared)
    counted = _COUNTS.sub(f' count="{int(count) + used}" uniqueCount="{int(known) + texts.len()}"', shared)
    items = "".join(map(_write_text, texts.to_list()))
    return counted.replace("</sst>", f"{items}</sst>").encode("utf-8")


def _write_text(text: str) -> str:
    safe = _NOT_IN_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _READS_AS_ESCAPE.sub("_x005F_", text))
    return f'<si><t xml:space="preserve">{escape(safe)}</t></si>'


# --- rows ----------------------------------------------------------------------------------------------------------


def _fill_sheet(sheet: str, frame: pl.DataFrame, texts: pl.Series, *, first_text: int) -> Iterator[bytes]:
    """The sheet in parts, with the rows of the frame for its last row."""
    last = _LAST_ROW.search(sheet)
    if last is None:
        raise ValueError("a sheet without its last row")
    row = _write_row(frame, last, pl.Enum(texts), first_text=first_text)
    yield sheet[: last.start()].encode("utf-8")
    # The header is the first row.
    numbered = frame.with_row_index(_ROW, offset=2).with_columns(pl.col(_ROW).cast(pl.String))
    for part in numbered.iter_slices(_ROWS_AT_ONCE):
        yield part.select(row.str.join("")).item().encode("utf-8")
    yield sheet[last.end() :].encode("utf-8")


def _write_row(frame: pl.DataFrame, last: re.Match[str], texts: pl.Enum, *, first_text: int) -> pl.Expr:
    attributes, cells = last.groups()
    places = _EMPTY_CELL.findall(cells)
    written = [
        part
        for (letters, style), (name, kind) in zip(places, frame.schema.items(), strict=True)
        for part in (
            pl.lit(f'<c r="{letters}'),
            pl.col(_ROW),
            _write_value(pl.col(name), kind, texts, style=style, first_text=first_text),
        )
    ]
    return pl.concat_str(pl.lit('<row r="'), pl.col(_ROW), pl.lit(f'"{attributes}>'), *written, pl.lit("</row>"))


def _write_value(column: pl.Expr, kind: pl.DataType, texts: pl.Enum, *, style: str, first_text: int) -> pl.Expr:
    """A cell from behind its place on."""
    value, type_ = column, ""
    if kind == pl.String:
        value, type_ = column.cast(texts).to_physical() + first_text, ' t="s"'
    elif kind == pl.Date:
        value = column.to_physical() + _FIRST_DAY
    full = pl.concat_str(pl.lit(f'" s="{style}"{type_}><v>'), value.cast(pl.String), pl.lit("</v></c>"))
    return full.fill_null(pl.lit(f'" s="{style}"/>'))
