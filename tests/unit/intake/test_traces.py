"""Where a word can stand in a file and is found, and what is no word of it."""

import zipfile
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake.traces import holds, list_words, split_words


def test_words_and_cells():
    assert split_words('1001;"Jan Jansen";4A\n') >= {"1001", "Jan", "Jansen", "Jan Jansen", "4A"}
    assert "12-345" in split_words("12-345;4A")
    assert split_words("l2abc_1001") >= {"l2abc", "1001"}
    assert "" not in split_words(";;\n")
    # 7.38114952 x 100 000 000.
    assert "738114952" in split_words("<v>7.38114952E8</v>")


@pytest.mark.parametrize(
    "around", ["1001;4A", '"1001"', "<t>1001</t>", '{"leerlingnummer":1001}', "verslag 1001.", "1001"]
)
def test_a_number_is_found_wherever_it_stands(around: str, tmp_path: Path) -> None:
    file = tmp_path / "kopie"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        file.write_bytes(f"x\n{around}\n".encode(encoding))
        assert holds(file, {"1001"}), encoding
        assert "1001" in list_words(file)


@pytest.mark.parametrize("other", ["10010;4A", "A1001", "01001", "1001a", ""])
def test_a_part_of_another_word_is_not_found(other: str, tmp_path: Path) -> None:
    file = tmp_path / "kopie"
    file.write_text(other)
    assert not holds(file, {"1001"})


def test_an_accent_in_an_old_code_page_is_found(tmp_path: Path) -> None:
    file = tmp_path / "kopie"
    file.write_bytes("é7;4A".encode("cp1252"))
    assert holds(file, {"é7"})


def test_a_workbook_and_a_table_are_unpacked(tmp_path: Path) -> None:
    book = tmp_path / "kopie"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", "<t>738114952</t>" * 3)
    assert b"738114952" not in book.read_bytes()
    number = tmp_path / "getal"
    number.write_text("<v>7.38114952E+8</v>")
    assert holds(number, {"738114952"})
    assert not holds(number, {"738114953"})
    # A page with figures holds powers of ten of others, beside the word or without it.
    number.write_text("<v>2e-16;1E9;738114952</v>")
    assert holds(number, {"738114952"})
    assert holds(number, {"1000000000"})
    assert not holds(number, {"73811495"})
    assert holds(book, {"738114952"})
    table = tmp_path / "tabel.parquet"
    pl.DataFrame({"leerling": ["labcdefghijk"] * 100}).write_parquet(table)
    assert holds(table, {"labcdefghijk"})
    assert not holds(table, {"labcdefghijz"})


def test_a_damaged_workbook_is_read_as_it_is_and_a_damaged_table_is_told(tmp_path: Path) -> None:
    book = tmp_path / "kopie"
    book.write_bytes(b"PK\x03\x04 1001 ")
    assert holds(book, {"1001"})
    table = tmp_path / "tabel.parquet"
    table.write_bytes(b"geen tabel")
    with pytest.raises(OSError, match="not a table"):
        holds(table, {"1001"})
