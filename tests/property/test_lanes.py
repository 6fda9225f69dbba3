"""The two lanes give the same table, and no byte of a delivery is ever lost without a count."""

import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers import text_lanes
from pipelines.intake.readers.text_lanes import get_plain_body, read_fast, read_strict
from pipelines.intake.readers.text_table import TextTable, read_header, read_text_table

PIECES = [b";", b"\n", b"\r\n", b"a", b"1", b" ", b'"', b'""', b"\t", b"\xe9", b"\xc3\xa9", b"\x00"]
CELL = st.text(alphabet="abZ09 ,.-:/|'é€ÃŸ\u00a0", max_size=6)


@st.composite
def plain_files(draw) -> bytes:
    """Files of mostly plain rows, in drawn dialects, with blank lines, separator-only rows and wrapped cells."""
    separator = draw(st.sampled_from([";", "\t"]))
    width = draw(st.integers(1, 5))
    rows = [[f"kop{place}" for place in range(width)]]
    rows += draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))
    if draw(st.booleans()):
        rows.insert(draw(st.integers(1, len(rows))), [""] * width)
    wrap = draw(st.sampled_from(["{}", "{}", '"{}"']))
    lines = [separator.join(wrap.format(cell) for cell in row) for row in rows]
    if draw(st.integers(0, 3)) == 0:
        odd = st.sampled_from(["", "  ", separator, '""', lines[0], '"a'])
        lines.insert(draw(st.integers(1, len(lines))), draw(odd))
    end = draw(st.sampled_from(["\n", "\r\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from(["", end, end * 3]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    return text.encode(encoding)


def read_both(data: bytes) -> tuple[TextTable, TextTable] | None:
    """Both lanes on one file, the fast one as of a large file too; None when it is refused or not plain."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "levering"
        path.write_bytes(data)
        try:
            header = read_header(path)
        except DeliveryRefused:
            return None
    body = get_plain_body(data, header)
    if body is None:
        return None
    fast = read_fast(body, header)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_lanes, "_SMALL_BYTES", 0)
        assert_equal(read_fast(body, header), fast)
    return fast, read_strict(data, header, file="levering")


def assert_equal(fast: TextTable, strict: TextTable) -> None:
    assert fast.frame.schema == strict.frame.schema
    assert fast.frame.equals(strict.frame, null_equal=False)
    assert fast.lines.equals(strict.lines, check_dtypes=True, check_names=True)
    assert (fast.header, fast.names, fast.blank_rows) == (strict.header, strict.names, strict.blank_rows)
    assert fast.faults == strict.faults == ()
    assert fast.notes == strict.notes == ()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(plain_files())
def test_lanes_agree_on_files_that_are_mostly_plain(data):
    both = read_both(data)
    event("fast" if both else "strict or refused")
    if both:
        assert_equal(*both)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES)))
def test_lanes_agree_whenever_the_bytes_are_found_plain(pieces):
    both = read_both(b"a1;b1\n" + b"".join(pieces))
    if both:
        assert_equal(*both)


def test_fast_lane_is_really_taken():
    """Negative control of the two above: the usual export does take the fast lane."""
    assert read_both(b"kop0;kop1\r\n1;2\r\n3;\r\n") is not None
    assert read_both(b'kop0;kop1\r\n1;2\r\n"3;x\r\n') is None


# --- conservation ----------------------------------------------------------------------------------------------------

ROWS = [f'{number};2025-09-{number % 28 + 1:02};{number % 8 + 1};ZK;"op;merking";Zoë' for number in range(100, 140)]
CLEAN = ("leerlingnummer;datum;lesuur;code;opmerking;naam\r\n" + "".join(row + "\r\n" for row in ROWS)).encode()
DICTIONARY = [
    b'"',
    b'""',
    b";",
    b"\r",
    b"\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"=",
    b"\xff",
    b"\xe2\x80\xae",
    b'\\"',
    b"\xe9",
]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One to three byte faults: flip, delete, insert, double a piece, swap two pieces."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data))
        length = rng.randint(1, 60)
        kind = rng.randrange(5)
        if kind == 0:
            data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + length :]
        elif kind == 2:
            data = data[:at] + rng.choice(DICTIONARY) + data[at:]
        elif kind == 3:
            data = data[:at] + data[at : at + length] * 2 + data[at + length :]
        else:
            data = data[:at] + data[at + length : at + 2 * length] + data[at : at + length] + data[at + 2 * length :]
    return data


def count_lines(data: bytes) -> int:
    """Physical lines below the header by an independent count, without the empty ones at the very end."""
    return len(re.split(rb"\r\n|\r|\n", data.rstrip(b"\r\n"))) - 1


def count_covered_lines(table: TextTable) -> int:
    """Lines that the table accounts for: one for each record, and one for each line end inside a record."""
    texts = ["".join(row) for row in table.frame.rows()] + [fault.raw for fault in table.faults]
    return table.rows_read + sum(len(re.findall(r"\r\n|\r|\n", text)) for text in texts)


@pytest.mark.parametrize("seed", range(300))
def test_mutated_bytes_are_refused_or_accounted_for(tmp_path, seed):
    rng = random.Random(seed)
    data = mutate(CLEAN, rng)
    path = tmp_path / "levering"
    path.write_bytes(data)
    try:
        header = read_header(path)
        table = read_text_table(path, header)
    except DeliveryRefused as refusal:
        assert refusal.__cause__ is None
        return
    assert count_covered_lines(table) == count_lines(data)
    starts = sorted([*table.lines.to_list(), *(fault.line for fault in table.faults)])
    assert len(set(starts)) == len(starts) == table.frame.height + len(table.faults)


@pytest.mark.parametrize("seed", range(300))
def test_a_fault_in_one_row_changes_no_other_row(tmp_path, seed):
    """One byte put into one row: every other row is used with its own values, or set apart; none is changed."""
    rng = random.Random(seed)
    touched = rng.randrange(len(ROWS))
    row = ROWS[touched].encode()
    at = rng.randrange(len(row) + 1)
    lines = [line.encode() for line in ROWS]
    lines[touched] = row[:at] + rng.choice(DICTIONARY) + row[at:]
    path = tmp_path / "levering"
    path.write_bytes(CLEAN.split(b"\r\n")[0] + b"\r\n" + b"".join(line + b"\r\n" for line in lines))
    table = read_text_table(path, read_header(path))
    truth = {tuple(line.replace('"', "").replace("op;merking", "op,merking").split(";")) for line in ROWS}
    used = [tuple(cell.replace("op;merking", "op,merking") for cell in cells) for cells in table.frame.rows()]
    assert sum(cells not in truth for cells in used) <= 2
    assert len(truth.intersection(used)) >= len(ROWS) - 2


def add_stray_quotes(rng: random.Random) -> tuple[list[tuple[str, ...]], set[int], bytes]:
    """30 rows, some cells quoted, with one to four quotes put where none belongs: truth, touched rows, bytes."""
    width = rng.randint(2, 5)
    truth = [tuple(f"{row}c{place}" for place in range(width)) for row in range(30)]
    lines = [";".join(rng.choice(["{}", "{}", '"{}"']).format(cell) for cell in row) for row in truth]
    touched = set()
    for _ in range(rng.randint(1, 4)):
        row = rng.randrange(30)
        starts = [place + 1 for place, mark in enumerate(lines[row]) if mark == ";"]
        at = rng.choice([0, len(lines[row]), rng.randrange(len(lines[row]) + 1), *starts])
        lines[row] = lines[row][:at] + '"' + lines[row][at:]
        touched.add(row)
    header = ";".join(f"k{place}" for place in range(width))
    return truth, touched, "".join(line + "\n" for line in [header, *lines]).encode()


def read_with_stray_quotes(folder: Path, seed: int) -> list[tuple[str, ...]]:
    """The rows that are used although they are not in the truth and do not come from one touched line alone."""
    truth, touched, data = add_stray_quotes(random.Random(seed))
    path = folder / "levering"
    path.write_bytes(data)
    table = read_text_table(path, read_header(path))
    assert count_covered_lines(table) == count_lines(data)
    used = zip(table.frame.rows(), table.lines.to_list(), strict=True)
    return [row for row, line in used if row not in truth and (line - 2 not in touched or "\n" in "".join(row))]


@pytest.mark.parametrize("seed", range(300))
def test_stray_quotes_never_swallow_rows(tmp_path, seed):
    assert read_with_stray_quotes(tmp_path, seed) == []


def test_without_the_suspicion_rows_would_be_swallowed(tmp_path, monkeypatch):
    """Negative control: the same files show swallowed rows once the rule for suspect records is gone."""
    monkeypatch.setattr(text_lanes, "_is_suspect", lambda *_: False)
    assert any(read_with_stray_quotes(tmp_path, seed) for seed in range(300))


def test_clean_file_is_read_whole(tmp_path):
    """Negative control: without a fault all 40 rows are used."""
    path = tmp_path / "levering"
    path.write_bytes(CLEAN)
    table = read_text_table(path, read_header(path))
    assert (table.frame.height, table.faults, table.blank_rows) == (40, (), 0)
    assert count_covered_lines(table) == count_lines(CLEAN) == 40


# --- well-formed quotes ----------------------------------------------------------------------------------------------

NOTE = st.text(alphabet='ab ;,"\n\r\t', max_size=12)


def _write_cell(cell: str, quote: bool) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if quote or re.search(r'[;"\r\n]', cell) else cell


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(NOTE, min_size=1, max_size=6), st.integers(0, 3), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_well_formed_quotes_are_read_back(notes, place, end, quote_all):
    """Separators, line breaks and doubled quotes in the cells of any column, written as RFC 4180 says."""
    rows = [[f"{1000 + number}", "08-09-2025", "SP"] for number in range(len(notes))]
    for row, note in zip(rows, notes, strict=True):
        row.insert(place, note)
    text = end.join(";".join(_write_cell(cell, quote_all) for cell in row) for row in [["k0", "k1", "k2", "k3"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "levering"
        path.write_bytes(f"{text}{end}".encode())
        table = read_text_table(path, read_header(path))
    assert table.faults == ()
    assert [list(row) for row in table.frame.rows()] == rows
