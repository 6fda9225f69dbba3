"""What looks like a class, a year of school or a code, and what is a remark (contract 3)."""

from pathlib import Path

import pytest

from schemas.errors import DeclarationInvalid
from schemas.school_names import (
    load_school_words,
    looks_like_class,
    looks_like_code,
    looks_like_year,
    read_school_words,
)

TABLE = Path(__file__).parents[3] / "schemas" / "school_names.yaml"


@pytest.mark.parametrize(
    "text",
    [
        *("H3A", "h3a", "3 havo", "groep 6", "Groep 1/2", "1-2", "8", "4A", "TL4b", "2 BBL/KBL", "vmbo-t 3a", "H 3-a"),
        *("h3.A", "h_3a", "A", "t", "OPDC", "Roze", "de Vlinders", "Unit 2", "klas1", "brugklas b", "G3.wis2", "1MHV3"),
        *("groep 3 (Vlinders)", "instroomgroep", "kb3", "3 kb", "4#wisa"),
        *("klasA", "h4bBIO", "GROEP 6", "VMBO-T", "2 TL"),
    ],
)
def test_a_class(text: str) -> None:
    assert looks_like_class(text)


@pytest.mark.parametrize(
    "text",
    [
        # A word, a name, a sentence; a name beside a number; in capitals when it is longer than an abbreviation.
        *("weggelopen", "Jansen", "Jan", "jan", "moeder ziek", "Jan Jansen", "3 Jansen", "3 kim", "JANSEN", "4Ajansen"),
        *("3PietWiel", "de klas is JAN", "groep Jan", "JanKim", "3 Jan"),
        # A number of a pupil, a date, a telephone number; signs of a page.
        *("1001", "248109", "23-07-2011", "23-07-11", "06-12345678", "<b>3A</b>", "3A;", "=3A", "3Å", "", " ", "-"),
        *("de", "het en de", "A" * 25, "groep 123"),
    ],
)
def test_no_class(text: str) -> None:
    assert not looks_like_class(text)


@pytest.mark.parametrize(
    "text", ["1", "6", "8", "0", "groep 6", "Groep 1/2", "leerjaar 3", "3 havo", "H3", "4tl", "2e", "brugklas", "1-2"]
)
def test_a_year_of_school(text: str) -> None:
    assert looks_like_year(text)


@pytest.mark.parametrize(
    "text",
    ["9", "10", "2011", "1-2-3", "Jansen", "3 Jansen", "a", "de", "gezakt", "3 is gezakt", "", "-", "1001", "groep 12"],
)
def test_no_year_of_school(text: str) -> None:
    assert not looks_like_year(text)


@pytest.mark.parametrize(
    "text", ["Z", "??", "TL", "zk", "XQ", "TL-2", "ABS", "16", "1234", "A/B", "ab12", "T-10", "X+30m"]
)
def test_a_code(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text", ["weg", "Jan", "ziek", "opname", "OPNAME", "moeder", "jan12", "Jan 12", "abc1234", "12345.0"]
)
def test_no_code(text: str) -> None:
    assert not looks_like_code(text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("leerjaren:\n", "jaren:\n", "onbekende sleutel 'jaren'"),
        ("  betekent: woorden in namen", "  betekend: woorden in namen", "klassen: onbekende sleutel 'betekend'"),
        ("[klas, klassen", "[Klas, klassen", "klassen: 'Klas' is geen woord van kleine letters"),
        ("[klas, klassen", "[klas, klas, klassen", "klassen: 'klas' staat er dubbel in"),
        ("[klas, klassen", "[no, klassen", "klassen: 'False' is geen woord van kleine letters"),
    ],
)
def test_a_list_that_is_wrong_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / "school_names.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationInvalid, match=told):
        read_school_words(file)
    # Negative control: as it is, it is read.
    assert read_school_words(TABLE) == load_school_words()
