"""Text deliveries: one broken file per fault (F + number of the fault list), each with the outcome by hand."""

import csv
import io
from pathlib import Path

import pytest

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers import text_lanes
from pipelines.intake.readers.text_lanes import read_strict
from pipelines.intake.readers.text_table import RowFault, TextTable, get_content_kind, read_header, read_text_table
from schemas.findings import FINDINGS, GEWEIGERD, LET_OP, QUARANTAINE

HEADER = b"leerlingnummer;datum;code\n"


def read(folder: Path, data: bytes) -> TextTable:
    path = folder / "levering"
    path.write_bytes(data)
    table = read_text_table(path, read_header(path))
    assert table.lines.len() == table.frame.height
    assert {FINDINGS[fault.code].ernst for fault in table.faults} <= {QUARANTAINE}
    assert {FINDINGS[note.code].ernst for note in table.notes} <= {LET_OP}
    assert table.frame.null_count().sum_horizontal().sum() == 0
    return table


def get_faults(table: TextTable) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in table.faults]


# --- refused files ---------------------------------------------------------------------------------------------------

REFUSED = [
    pytest.param(b"", "bestand_leeg", "leeg", id="F4 zero bytes"),
    pytest.param(b"\xef\xbb\xbf", "bestand_leeg", "leeg", id="F4 a BOM alone"),
    pytest.param((HEADER + b"1;2;3\n").decode().encode("utf-16"), "utf16", "CSV UTF-8", id="F17 UTF-16 with BOM"),
    pytest.param((HEADER + b"1;2;3\n").decode().encode("utf-16-le"), "utf16", "CSV UTF-8", id="F17 UTF-16 LE"),
    pytest.param((HEADER + b"1;2;3\n").decode().encode("utf-16-be"), "utf16", "CSV UTF-8", id="F17 UTF-16 BE"),
    pytest.param(b"a|b|c\n1|2|3\n", "scheidingsteken_streep", "puntkomma", id="F25 pipes"),
    pytest.param(b"sep=;\na;b\n1;2\n", "sep_regel", "sep=", id="F25 a line sep="),
    pytest.param(b"\xef\xbb\xbfsep=,\r\na,b\r\n", "sep_regel", "sep=", id="F25 a line sep= after a BOM"),
    pytest.param(b"a;b,c\n1;2\n", "scheidingsteken_onduidelijk", "evenveel", id="F25 two separators"),
    pytest.param(b'a;"b;c\n1;2;3\n', "kop_aanhalingsteken", "aanhalingsteken", id="F26 unclosed quote in header"),
    pytest.param(b'a;b"x;c\n1;2;3\n', "kop_aanhalingsteken", "aanhalingsteken", id="F26 stray quote in header"),
    pytest.param(b'a;"b\\"x";c\n1;2;3\n', "kop_aanhalingsteken", "aanhalingsteken", id="F28 backslash in header"),
    pytest.param(b"\n\na;b\n1;2\n", "kop_leeg", "eerste regel", id="F30 blank lines above the header"),
    pytest.param(b";;\n1;2;3\n", "kop_leeg", "kolomnamen", id="header of separators only"),
    pytest.param(b"a;b\x00;c\n1;2;3\n", "geen_tekst", "geen tekstbestand", id="F21 NUL in header"),
    pytest.param("a;b\u200b;c\n1;2;3\n".encode(), "kop_teken", "onzichtbaar", id="F22 zero-width in header"),
    pytest.param(b"a;b\x81;c\n1;2;3\n", "kop_teken", "onleesbaar", id="F18 no character of any encoding in header"),
    pytest.param(b";".join([b"k"] * 10_000) + b"\n", "te_veel_kolommen", "kolommen", id="F32 10 000 columns"),
    pytest.param(b"x" * 1_100_000, "regel_te_lang", "miljoen", id="F32 one endless line"),
    pytest.param(HEADER + b"1;2;" + b"x" * 1_100_000 + b"\n", "regel_te_lang", "miljoen", id="F32 endless data line"),
    pytest.param(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "oude_werkmap", ".xlsx", id="old or locked workbook"
    ),
    pytest.param(b"PK\x03\x04" + bytes(60), "geen_werkmap", "zip", id="broken archive"),
]


@pytest.mark.parametrize(("data", "reason", "words"), REFUSED)
def test_file_is_refused(tmp_path, data, reason, words):
    with pytest.raises(DeliveryRefused) as refusal:
        read(tmp_path, data)
    assert refusal.value.reason == reason
    assert FINDINGS[reason].ernst == GEWEIGERD
    assert words in str(refusal.value)
    assert refusal.value.file == "levering"
    assert refusal.value.__cause__ is None


def test_header_changed_after_it_was_read_is_refused(tmp_path):
    path = tmp_path / "levering"
    path.write_bytes(b"a;b\n1;2\n")
    header = read_header(path)
    path.write_bytes(b"b;a\n1;2\n")
    with pytest.raises(DeliveryRefused, match="veranderde"):
        read_text_table(path, header)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(DeliveryRefused) as refusal:
        read_header(tmp_path / "weg.csv")
    assert refusal.value.reason == "bestand_gewijzigd"


# --- rows in quarantine ----------------------------------------------------------------------------------------------

GOOD_BEFORE = b"1;2025-09-01;ZK\n"
GOOD_AFTER = b"9;2025-09-09;SP\n"
QUARANTINED = [
    pytest.param(b"2;2025-09-02;ZK;\n", [(3, "te_veel_velden")], id="F29 one separator too many"),
    pytest.param(b"2;2025-09-02;;\n", [(3, "te_veel_velden")], id="F29 one too many, last column empty"),
    pytest.param(b"2;2025-09-02\n", [(3, "te_weinig_velden")], id="F29 one too few"),
    pytest.param(b"Totaal: 523\n", [(3, "te_weinig_velden")], id="F30 footer"),
    pytest.param(HEADER, [(3, "kop_herhaald")], id="F30 the header once more"),
    pytest.param(b'"leerlingnummer"; datum ;code\n', [(3, "kop_herhaald")], id="F30 header again, quoted"),
    pytest.param(b'2;2025-09-02;Z"K\n', [(3, "aanhalingsteken")], id="F27 stray quote in a cell"),
    pytest.param(b'2;2025-09-02;"ZK\n', [(3, "aanhalingsteken")], id="F27 unclosed in last column"),
    pytest.param(b'"2;2025-09-02;ZK\n', [(3, "aanhalingsteken")], id="F27 unclosed in first column"),
    pytest.param(b'2;2025-09-02;"ZK"x\n', [(3, "aanhalingsteken")], id="F27 text after a closing quote"),
    pytest.param(b'2;2025-09-02;"Z\\"K"\n', [(3, "backslash")], id="F28 backslash escape"),
    pytest.param(b'2;"a\\";b";ZK\n', [(3, "backslash")], id="F28 backslash hides a separator"),
    pytest.param(b"2;2025-09-02;Z\x00K\n", [(3, "nul_byte")], id="F21 NUL"),
    pytest.param(b"2;2025-09-02;Z\x07K\n", [(3, "besturingsteken")], id="F22 control character"),
    pytest.param("2;2025-09-02;Z\u2028K\n".encode(), [(3, "onzichtbaar_teken")], id="F22 U+2028"),
    pytest.param("2;2025-09-02;Z\u200bK\n".encode(), [(3, "onzichtbaar_teken")], id="F22 zero-width space"),
    pytest.param("2;2025-09-02;Z\u202eK\n".encode(), [(3, "onzichtbaar_teken")], id="F22 bidi override"),
    pytest.param("2;2025-09-02;Z\ufeffK\n".encode(), [(3, "onzichtbaar_teken")], id="F22 BOM inside a cell"),
    pytest.param("2;2025-09-02;Z\x85K\n".encode(), [(3, "besturingsteken")], id="F22 next line (U+0085)"),
    pytest.param("2;2025-09-02;Z\ufffdK\n".encode(), [(3, "tekenset")], id="F18 replacement character"),
    pytest.param(b"2;2025-09-02;Z\x9dK\n", [(3, "tekenset")], id="F18 byte that is no Windows-1252"),
    pytest.param(
        b"2;2025-09-02;\xc3\xa9\xc3\xab\n3;x;\xe9\n", [(3, "tekenset"), (4, "tekenset")], id="F18 one of each"
    ),
]


@pytest.mark.parametrize(("rows", "faults"), QUARANTINED)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_only_the_touched_row_is_quarantined(tmp_path, rows, faults, end):
    data = (HEADER + GOOD_BEFORE + rows + GOOD_AFTER).replace(b"\n", end)
    table = read(tmp_path, data)
    assert get_faults(table) == faults
    assert table.frame.rows() == [("1", "2025-09-01", "ZK"), ("9", "2025-09-09", "SP")]
    assert table.lines.to_list() == [2, 3 + len(faults)]
    assert table.rows_read == 2 + len(faults)


@pytest.mark.parametrize(
    ("tail", "faults"),
    [
        # Too few cells or an open quote, and nothing after it, not even a line end: cut off.
        (b"2;2025-0", [(3, "afgebroken")]),
        (b"2", [(3, "afgebroken")]),
        (b'2;"2025', [(3, "afgebroken")]),
        # The same with a line end: a short row, which costs only itself; and a whole row without a line end.
        (b"2;2025-0\n", [(3, "te_weinig_velden")]),
        (b'2;"2025\n', [(3, "aanhalingsteken")]),
        (b"2;2025-09-02;ZK", []),
        (b"2;2025-09-02;ZK;", [(3, "te_veel_velden")]),
    ],
)
def test_a_last_line_that_was_cut_off_costs_itself(tmp_path, tail, faults):
    table = read(tmp_path, HEADER + GOOD_BEFORE + tail)
    assert get_faults(table) == faults
    assert table.rows_read == 2
    assert table.frame.rows()[0] == ("1", "2025-09-01", "ZK")
    assert table.open_line == (None if tail.endswith(b"\n") else 3)


def test_row_fault_does_not_show_its_row():
    assert "geheim" not in repr(RowFault(line=3, code="nul_byte", column="code", raw="geheim"))


def test_fault_names_its_column(tmp_path):
    table = read(tmp_path, HEADER + "1;2025-09-01;Z\u200bK\n".encode())
    assert [(fault.column, fault.raw) for fault in table.faults] == [("code", "1;2025-09-01;Z\u200bK")]


def test_minority_encoding_is_quarantined(tmp_path):
    """F18: two UTF-8 rows and one Windows-1252 row; the majority is read, the other one is in doubt."""
    table = read(tmp_path, HEADER + b"1;x;\xc3\xa9\n2;x;\xc3\xab\n3;x;\xe9\n4;x;e\n")
    assert [row[2] for row in table.frame.rows()] == ["é", "ë", "e"]
    assert get_faults(table) == [(4, "tekenset")]


def test_bom_says_utf8(tmp_path):
    table = read(tmp_path, b"\xef\xbb\xbf" + HEADER + b"1;x;\xe9\n2;x;\xe8\n3;x;ZK\n")
    assert get_faults(table) == [(2, "tekenset"), (3, "tekenset")]
    assert table.frame.rows() == [("3", "x", "ZK")]


def test_double_encoded_letters_are_noted_and_kept(tmp_path):
    """F19: é saved twice; the row stands, with a note."""
    table = read(tmp_path, HEADER + "1;x;JosÃ©\n2;x;José\n".encode())
    assert table.frame.height == 2
    assert [(note.line, note.code) for note in table.notes] == [(2, "dubbele_tekenset")]


# --- unclosed quotes that could swallow rows -------------------------------------------------------------------------


def test_two_unclosed_quotes_swallow_nothing(tmp_path):
    """F27: the two quotes hold lines 3 to 5 together as one record of three cells; all three lines are set apart."""
    data = HEADER + b'1;a;ZK\n"2;b;ZK\n3;c;ZK\n4;d;ZK";x;y\n5;e;ZK\n'
    table = read(tmp_path, data)
    assert get_faults(table) == [(3, "aanhalingsteken"), (4, "aanhalingsteken"), (5, "aanhalingsteken")]
    assert [row[0] for row in table.frame.rows()] == ["1", "5"]
    assert table.rows_read == 5


def test_two_unclosed_quotes_in_the_last_column(tmp_path):
    """F27: `"ZK` on line 2 up to `"` at the end of line 4: three lines set apart, none used."""
    table = read(tmp_path, HEADER + b'1;a;"ZK\n2;b;ZK\n3;c;ZK"\n4;d;ZK\n')
    assert [line for line, _ in get_faults(table)] == [2, 3, 4]
    assert table.frame.rows() == [("4", "d", "ZK")]


def test_swallowing_that_breaks_the_grammar_costs_one_row(tmp_path):
    """F27: the next quote (line 4) cannot close the one of line 2, so reading goes on at line 3."""
    table = read(tmp_path, HEADER + b'1;a;"ZK\n2;b;ZK\n3;"c";ZK\n')
    assert get_faults(table) == [(2, "aanhalingsteken")]
    assert [row[0] for row in table.frame.rows()] == ["2", "3"]


def test_newline_in_a_quoted_remark_is_accepted(tmp_path):
    """F24; line numbers stay those of the file."""
    data = b'leerlingnummer;code;opmerking\n1;ZK;"regel 1\r\nregel ""2"""\n2;SP;x\n'
    table = read(tmp_path, data)
    assert table.frame.rows() == [("1", "ZK", 'regel 1\r\nregel "2"'), ("2", "SP", "x")]
    assert table.lines.to_list() == [2, 4]
    assert table.faults == ()


REMARK = '"moeder belt;\nkomt ""later"" dan; of niet"'
RECORDS = [
    # A remark in the first, a middle and the last column; its second line holds separators too.
    f"{REMARK};2025-09-01;ZK",
    f"1;{REMARK};ZK",
    f"1;2025-09-01;{REMARK}",
    # As many separators as a record: another form than the line above, so no record of its own.
    '1;2025-09-01;"ziek;\nbelt; ma; wo; vr"',
    # Line ends of three kinds and an empty line inside one cell.
    '1;2025-09-01;"a\n\nb\rc\r\nd"',
    '"1\n";"a;b\n""c""";"d\n"',
]


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_well_formed_quotes_are_read_in_any_column(tmp_path, record, end):
    """RFC 4180: separators, line breaks and doubled quotes; rows of one line before and after, in any line end."""
    data = HEADER.decode().replace("\n", end) + f"7;2025-09-02;SP{end}{record}\n8;2025-09-03;SP{end}"
    table = read(tmp_path, data.encode())
    assert table.faults == ()
    expected = next(csv.reader(io.StringIO(record, newline=""), delimiter=";"))
    assert table.frame.rows() == [("7", "2025-09-02", "SP"), tuple(expected), ("8", "2025-09-03", "SP")]


def test_a_broken_record_among_sound_ones_costs_only_itself(tmp_path):
    """Ten records over two lines; the quote of the fourth is never closed, so both its lines are set apart."""
    rows = [f'{number};2025-09-01;"belt;\nkomt ""later"""\n' for number in range(10)]
    rows[3] = '3;2025-09-01;"belt;\nkomt later\n'
    table = read(tmp_path, HEADER + "".join(rows).encode())
    assert [row[0] for row in table.frame.rows()] == [str(number) for number in range(10) if number != 3]
    # Line 1 is the header, and each record takes two: the fourth stands on lines 8 and 9.
    assert [line for line, _ in get_faults(table)] == [8, 9]


def test_a_record_over_two_lines_with_a_field_too_many_is_one_fault(tmp_path):
    table = read(tmp_path, HEADER + b'1;a;"b\nc";d\n2;b;SP\n')
    assert get_faults(table) == [(2, "te_veel_velden")]
    assert table.frame.rows() == [("2", "b", "SP")]


def test_a_whole_row_between_two_stray_quotes_is_not_swallowed(tmp_path):
    """The first line is short; the quotes would make three cells of the three lines."""
    table = read(tmp_path, HEADER + b'1;"a\n5;e;f\n2;b";c\n')
    assert [line for line, _ in get_faults(table)] == [2, 3, 4]


def test_one_column_table_takes_no_record_over_several_lines(tmp_path):
    table = read(tmp_path, b'code\n"ZK\nSP"\nTL\n')
    assert [line for line, _ in get_faults(table)] == [2, 3]
    assert table.frame.rows() == [("TL",)]


# --- accepted forms --------------------------------------------------------------------------------------------------

ACCEPTED = [
    pytest.param(b"\xef\xbb\xbfkop;b\n\xc3\xa9;2\n", "fast", id="F15 UTF-8 with BOM"),
    pytest.param(b"kop;b\n\xc3\xa9;2\n", "fast", id="F15 UTF-8 without BOM"),
    pytest.param(b"kop;b\n\xe9;2\n", "fast", id="F16 Windows-1252"),
    pytest.param(b"kop,b\n\xe9,2\n", "fast", id="F25 comma"),
    pytest.param(b"kop\tb\n\xe9\t2\n", "fast", id="F25 TAB"),
    pytest.param(b"kop;b\r\n\xe9;2\r\n", "fast", id="F23 CRLF"),
    pytest.param(b"kop;b\r\xe9;2\r", "fast", id="F23 CR alone, one row"),
    pytest.param(b"kop;b\n\xe9;2", "fast", id="F23 no final line end"),
    pytest.param(b"kop;b\n\xe9;2\n\n\n", "fast", id="F23 doubled final line end"),
    pytest.param(b"kop;b\r\n\xe9;2\n", "fast", id="F23 mixed, header apart"),
    pytest.param(b'"kop";"b"\n"\xe9";"2"\n', "fast", id="all cells quoted"),
    pytest.param(b'"k""op";b\n\xe9;2\n', "fast", id="doubled quote in the header"),
]


@pytest.mark.parametrize(("data", "lane"), ACCEPTED)
def test_form_is_accepted(tmp_path, data, lane):
    table = read(tmp_path, data)
    assert (table.frame.rows(), table.lines.to_list(), table.lane) == ([("é", "2")], [2], lane)
    assert table.rows_read == 1


def test_mixed_line_ends_are_accepted(tmp_path):
    """F23: LF, CRLF and CR in one file: four rows on lines 2 to 5."""
    table = read(tmp_path, b"a;b\n1;x\r\n2;x\r3;x\n4;x")
    assert [row[0] for row in table.frame.rows()] == ["1", "2", "3", "4"]
    assert table.lines.to_list() == [2, 3, 4, 5]


@pytest.mark.parametrize("extra", [b"", b'5;"q;q"\n'], ids=["fast", "strict"])
def test_rows_of_separators_are_counted_as_blank(tmp_path, extra):
    """F31: two rows without content among three; line numbers keep counting them."""
    table = read(tmp_path, b"a;b\n1;x\n;\n2;\n ; \t\n;3\n" + extra)
    assert table.blank_rows == 2
    assert table.lines.to_list()[:3] == [2, 4, 6]
    assert table.frame.rows()[:3] == [("1", "x"), ("2", ""), ("", "3")]


def test_blank_lines_inside_count_and_at_the_end_do_not(tmp_path):
    """F31: lines 3 (empty), 4 (blanks) and 5 (too many separators) are blank rows; the last two lines are no rows."""
    table = read(tmp_path, b"a;b\n1;x\n\n   \n;;;;\n2;y\n\n\n")
    assert (table.blank_rows, table.frame.height, table.rows_read) == (3, 2, 5)
    assert table.lines.to_list() == [2, 6]


def test_header_only(tmp_path):
    """F5: a delivery of 0 rows."""
    for data in (HEADER, HEADER.rstrip(b"\n")):
        table = read(tmp_path, data)
        assert (table.frame.height, table.frame.width, table.rows_read) == (0, 3, 0)


def test_outer_blanks_of_cells_are_kept_and_headers_are_normalised(tmp_path):
    """F34: case, space, underscore and hyphen do not matter in a header; cells are handed on as they came."""
    table = read(tmp_path, b"\xef\xbb\xbf Leerling_Nummer ;IN-GEVOERD op\n 1 ;x \n")
    assert table.header == ("Leerling_Nummer", "IN-GEVOERD op")
    assert table.names == ("leerlingnummer", "ingevoerdop")
    assert table.frame.rows() == [(" 1 ", "x ")]


def test_separator_comes_from_the_header_alone(tmp_path):
    table = read(tmp_path, b"a;b\n1,2,3,4;x\n")
    assert table.frame.rows() == [("1,2,3,4", "x")]


def test_separator_in_a_quoted_header_cell_does_not_count(tmp_path):
    table = read(tmp_path, b'"a,b,c,d";e\n1;2\n')
    assert table.header == ("a,b,c,d", "e")


def test_doubled_and_decomposed_headers(tmp_path):
    """F36 and F20: doubled names are handed on; é as two characters is the same name as é."""
    assert read(tmp_path, b"EMAIL;email\n1;2\n").names == ("email", "email")
    assert read(tmp_path, "e\u0301\u0301n;b\n1;2\n".encode()).names[0].startswith("é")


def test_very_long_quoted_text_does_not_hang(tmp_path):
    """A quote that opens on every line and never closes: work stays in proportion to the file."""
    rows = b"".join(b'%d;"a;""\n' % number for number in range(3000))
    table = read(tmp_path, b"a;b;c\n" + rows)
    assert table.rows_read == 3000
    assert table.frame.height == 0


def test_strict_lane_packs_its_cells_without_losing_the_order(tmp_path, monkeypatch):
    monkeypatch.setattr(text_lanes, "_PACKED_CELLS", 4)
    table = read(tmp_path, b"a;b\n" + b"".join(b'%d;"x;y"\n' % number for number in range(5)))
    assert table.frame.rows() == [(str(number), "x;y") for number in range(5)]


def test_strict_lane_agrees_on_a_plain_file(tmp_path):
    path = tmp_path / "levering"
    path.write_bytes(HEADER + b"1;2025-09-01;ZK\n;;\n2;2025-09-02;SP\n")
    header = read_header(path)
    fast, strict = read_text_table(path, header), read_strict(path.read_bytes(), header, file="x")
    assert (fast.lane, strict.lane) == ("fast", "strict")
    assert fast.frame.equals(strict.frame)
    assert fast.lines.equals(strict.lines)
    assert (fast.blank_rows, strict.blank_rows) == (1, 1)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'\xef\xbb\xbf {"Items": []}', "json"),
        (b"[1]", "json"),
        (b"\n<?xml version='1.0'?>", "xml"),
        (b"PK\x03\x04", "werkmap"),
        (b"a;b\n", "tekst"),
        (b"", "tekst"),
    ],
)
def test_content_kind_is_told_by_the_first_bytes(tmp_path, data, kind):
    path = tmp_path / "naam.xlsx"
    path.write_bytes(data)
    assert get_content_kind(path) == kind
