"""Which file names are made of known words (contract 3), and a list of words that is refused."""

from pathlib import Path

import pytest

from schemas.errors import DeclarationInvalid
from schemas.file_names import is_known_file_name, load_file_words, read_file_words

TABLE = Path(__file__).parents[3] / "schemas" / "file_names.yaml"


@pytest.mark.parametrize(
    "name",
    [
        *("leerlingen.csv", "LEERLINGEN.CSV", "Absenties-2025-2026.xlsx", "verantwoordingen_2025-2026.csv"),
        *("tools4ever-leerlingen-actief.csv", "GPU001.TXT", "connect-leerlingen.json", "msa-register.xlsx"),
        *("VerzuimLijst2025.csv", "absenties les.csv", "rooster (2).csv", "magister export havo winter.xls"),
        *("ziekmeldingen mei 2026.csv", "absenties 01-10-2025 tot 31-12-2025.csv", "rooster 3a.csv", "a.csv"),
        *("absenties", "duo-meldingen.csv", ".DS_Store", "~$leerlingen.xlsx"),
    ],
)
def test_a_name_of_known_words(name: str) -> None:
    assert is_known_file_name(name)


@pytest.mark.parametrize(
    "name",
    [
        # A word outside the list, glued or not, in another alphabet, with an accent, escaped.
        *("Jansen.csv", "verzuim Jansen.csv", "verzuimJansen.csv", "jansenverzuim.csv", "VERZUIMJANSEN.csv"),
        *(
            "verzuím.csv",
            "verzuіm.csv",
            "\uff4ceerlingen.csv",
            "verzuim%20.csv",
            "verzuim&amp;.csv",
            "ver\u00adzuim.csv",
        ),
        # Names that are words elsewhere: months in short or in English.
        *("verzuim jan.csv", "absence may.csv", "absence june.csv"),
        # Numbers of three digits or of more than four, or no year; small numbers in a long row.
        *("verzuim 123.csv", "verzuim 12345.csv", "verzuim 1850.csv", "verzuim 2101869793.csv", "rooster20251001.csv"),
        *("verzuim 12 34 56 78.csv", "verzuim 1.2.3.4.csv", "verzuim 2012 3 4 5 6 7.csv"),
        # A name spelled in letters, and names without a word.
        *("a b.csv", "verzuim b e a.csv", "2025", "12", "...", "-", "", " ", "2025-10-01"),
        # Signs of a shell, a path, a formula or a page.
        *("../leerlingen.csv", "=leerlingen.csv", "<leerlingen>.csv", "leerlingen;codes.csv", "leerlingen\n.csv"),
    ],
)
def test_any_other_name(name: str) -> None:
    assert not is_known_file_name(name)


def test_as_many_small_numbers_as_dates_have() -> None:
    """Three without a year, as in 3a of week 12; with two years four: two dates."""
    assert is_known_file_name("rooster 1 2 3.csv")
    assert not is_known_file_name("rooster 1 2 3 4.csv")
    assert is_known_file_name("rooster 2025-01-02 2025-03-04.csv")
    assert not is_known_file_name("rooster 2025-01-02 2025-03-04-05.csv")


def test_a_name_of_120_signs_and_of_one_more() -> None:
    assert is_known_file_name("absenties" + "-" * 107 + ".csv")
    assert not is_known_file_name("absenties" + "-" * 108 + ".csv")


def test_the_list_holds_what_the_contract_names() -> None:
    words = load_file_words()
    assert {words[month] for month in ("januari", "mei", "december")} == {"maanden"}
    assert {words[season] for season in ("lente", "zomer", "herfst", "winter")} == {"seizoenen"}
    assert {words[lvs] for lvs in ("magister", "somtoday", "parnassys")} == {"lvs"}
    assert {words[kind] for kind in ("leerlingen", "absenties", "rooster", "codes", "overstappen")} == {"soorten"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  betekent: maanden", "  betekend: maanden", "maanden: onbekende sleutel 'betekend'"),
        ("seizoenen:\n", "jaargetijden:\n", "onbekende sleutel 'jaargetijden'"),
        ("  betekent: seizoenen", "  betekent: ''", "seizoenen: 'betekent' is geen tekst"),
        ("[lente,", "[Lente,", "seizoenen: 'Lente' is geen woord van kleine letters"),
        ("[lente,", "[léntè,", "seizoenen: 'léntè' is geen woord van kleine letters"),
        ("[lente,", "[no,", "seizoenen: 'False' is geen woord van kleine letters"),
        ("[lente,", "[mei,", "seizoenen: 'mei' staat er dubbel in"),
        ("[lente,", "[l,", "seizoenen: 'l' hoort niet in deze groep"),
        ("[a, b,", "[aa, b,", "letters: 'aa' hoort niet in deze groep"),
        ("[lente, voorjaar, zomer, herfst, najaar, winter]", "lente", "seizoenen: 'woorden' is geen lijst"),
    ],
)
def test_a_list_that_is_wrong_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / "file_names.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationInvalid, match=told):
        read_file_words(file)
    # Negative control: as it is, it is read.
    assert read_file_words(TABLE) == load_file_words()
