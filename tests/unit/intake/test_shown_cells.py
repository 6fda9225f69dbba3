"""Classes, years of school and codes that look like none: fixed words, and nobody is lost (contract 3)."""

import polars as pl
import pytest

from pipelines.intake.delivered import Delivery
from tests.lib.school_folder import deliver, list_rows, make_school

HOURS = "groep;weekdag;lesuur;begintijd;eindtijd\n"
FIRST = "klas 1 (naam niet getoond)"
SECOND = "klas 2 (naam niet getoond)"


def read(tmp_path, pupils: list[tuple[str, str]], *, absences: str = "", groups: str = "", **more: str) -> Delivery:
    """One pupil for each (class, year), numbers from 1001; each class has a lesson on Monday."""
    rows = "".join(f"{1001 + place};{klas};{year}\n" for place, (klas, year) in enumerate(pupils))
    classes = dict.fromkeys(klas for klas, _ in pupils)
    files = {
        "leerlingen.csv": f"leerlingnummer;klas;leerjaar\n{rows}",
        "rooster.csv": HOURS + "".join(f"{klas};1;1;08:30;09:20\n" for klas in classes),
        **({"absenties.csv": f"leerlingnummer;datum;lesuur;code\n{absences}"} if absences else {}),
        **({"groepen.csv": f"leerlingnummer;groep\n{groups}"} if groups else {}),
        **more,
    }
    delivery = deliver(tmp_path, files)
    assert delivery.refused is None
    return delivery


def get_told(delivery: Delivery, code: str) -> list[tuple[str, int]]:
    return [(found.omschrijving, found.aantal) for found in delivery.findings if found.code == code]


# --- classes -----------------------------------------------------------------------------------------------------


def test_a_remark_in_the_place_of_a_class_gets_a_number(tmp_path):
    """One class stays one: two pupils with the same text are in the same class, and so is its timetable."""
    delivery = read(tmp_path, [("4A", ""), ("weggelopen", ""), ("moeder ziek", ""), ("weggelopen", "")])
    assert list_rows(delivery, "raw_leerling", "klas") == [("4A",), (SECOND,), (FIRST,), (SECOND,)]
    assert sorted(list_rows(delivery, "raw_rooster_week", "groep")) == [("4A",), (FIRST,), (SECOND,)]
    told = [("De naam van 2 klassen of groepen lijkt geen naam van een klas of groep.", 2)]
    assert get_told(delivery, "klas_niet_getoond") == told
    assert "weggelopen" not in repr(delivery.findings)


def test_ordinary_classes_stay_as_they_are(tmp_path):
    """Negative control."""
    classes = ["H3A", "3 havo", "groep 6", "Roze", "de Vlinders", "1-2", "kb3"]
    delivery = read(tmp_path, [(klas, "") for klas in classes])
    assert list_rows(delivery, "raw_leerling", "klas") == [(klas,) for klas in classes]
    assert get_told(delivery, "klas_niet_getoond") == []


@pytest.mark.parametrize(("pupils", "shown"), [(4, FIRST), (5, "Zandlopers"), (6, "Zandlopers")])
def test_what_five_pupils_have_is_a_class(pupils, shown, tmp_path):
    delivery = read(tmp_path, [("4A", ""), *[("Zandlopers", "")] * pupils])
    assert list_rows(delivery, "raw_leerling", "klas")[1:] == [(shown,)] * pupils


def test_pupils_of_a_class_and_of_a_group_of_that_name_are_counted_together(tmp_path):
    """Two by class and three by group are five; the same pupil twice is one."""
    pupils = [*[("4A", "")] * 3, *[("Zandlopers", "")] * 2]
    five = read(tmp_path / "a", pupils, groups="".join(f"{number};Zandlopers\n" for number in (1001, 1002, 1003)))
    assert set(list_rows(five, "raw_groep", "groep")) == {("Zandlopers",)}
    four = read(tmp_path / "b", pupils, groups="".join(f"{number};Zandlopers\n" for number in (1001, 1002, 1004)))
    assert set(list_rows(four, "raw_groep", "groep")) == {(FIRST,)}


@pytest.mark.parametrize(("pupils", "shown"), [(9, FIRST), (10, "Zilverberg")])
def test_a_class_with_the_name_of_a_pupil_is_shown_from_ten_pupils_on(pupils, shown, tmp_path):
    rows = "".join(f"{1001 + place};Zilverberg;{'Zilverberg' if place == 0 else ''}\n" for place in range(pupils))
    files = {
        "leerlingen.csv": f"leerlingnummer;klas;achternaam\n{rows}",
        "rooster.csv": f"{HOURS}Zilverberg;1;1;08:30;09:20\n",
    }
    delivery = deliver(tmp_path, files)
    assert list_rows(delivery, "raw_leerling", "klas") == [(shown,)] * pupils


def test_an_initial_or_a_short_number_hides_no_class(tmp_path):
    """Pupils 3 and 14 called A and Bo; the classes 3A and 14Bo are classes."""
    pupils = "leerlingnummer;klas;voornaam;achternaam\n3;3A;A;E\n14;14Bo;Bo;X\n"
    files = {"leerlingen.csv": pupils, "rooster.csv": f"{HOURS}3A;1;1;08:30;09:20\n14Bo;1;1;08:30;09:20\n"}
    assert list_rows(deliver(tmp_path, files), "raw_leerling", "klas") == [("3A",), ("14Bo",)]
    # Negative control: a name of three letters does.
    other = {name: text.replace("14Bo", "14Kim").replace(";Bo;", ";Kim;") for name, text in files.items()}
    assert list_rows(deliver(tmp_path / "b", other), "raw_leerling", "klas") == [("3A",), (FIRST,)]


def test_the_fixed_words_never_meet_a_class_of_that_name(tmp_path):
    """Two classes would become one."""
    delivery = read(tmp_path, [(FIRST, "")] * 5 + [("weggelopen", "")])
    assert list_rows(delivery, "raw_leerling", "klas") == [*[(FIRST,)] * 5, (SECOND,)]


def test_another_spelling_of_a_hidden_class_is_that_class(tmp_path):
    pupils = "leerlingnummer;klas\n1001;Weg gelopen\n"
    delivery = deliver(tmp_path, {"leerlingen.csv": pupils, "rooster.csv": f"{HOURS}weggelopen;1;1;08:30;09:20\n"})
    assert list_rows(delivery, "raw_rooster_week", "groep") == list_rows(delivery, "raw_leerling", "klas") == [(FIRST,)]
    assert "gelopen" not in repr(delivery.findings)


# --- years of school ---------------------------------------------------------------------------------------------


def test_what_is_no_year_of_school_is_emptied_and_told(tmp_path):
    delivery = read(tmp_path, [("4A", "4"), ("4A", "depressief"), ("4A", ""), ("4A", "3 havo"), ("4A", "2011")])
    assert list_rows(delivery, "raw_leerling", "leerjaar") == [("4",), (None,), (None,), ("3 havo",), (None,)]
    told = [found for found in delivery.findings if found.code == "leerjaar_onbekend"]
    # Lines 3 and 6 of the file; every row counts.
    assert [(found.bestand, found.regelnummer, found.aantal, found.ernst) for found in told] == [
        ("leerlingen.csv", 3, 2, "let_op")
    ]
    assert delivery.frames["raw_bestand"]["quarantaine"].to_list() == [0, 0]
    assert "depressief" not in repr(delivery.findings)


def test_without_a_strange_year_nothing_is_told(tmp_path):
    """Negative control."""
    assert get_told(read(tmp_path, [("4A", "4"), ("4A", "")]), "leerjaar_onbekend") == []


# --- codes -------------------------------------------------------------------------------------------------------


def absences_of(code: str, pupils: int) -> str:
    return "".join(f"{1001 + place};2025-09-01;1;{code}\n" for place in range(pupils))


@pytest.mark.parametrize(
    ("code", "pupils", "hidden"),
    [
        ("opname", 1, True),
        ("opname", 4, True),
        ("opname", 5, False),
        ("XQ", 1, False),
        ("??", 1, False),
        # In the code table of the school, or a description that the LVS knows.
        ("bezoek", 1, False),
        ("Luxe verzuim", 1, False),
    ],
)
def test_a_word_that_few_pupils_have_is_no_code(code, pupils, hidden, tmp_path):
    delivery = read(
        tmp_path, [("4A", "")] * 6, absences=absences_of(code, pupils), **{"codes.csv": "code;soort\nbezoek;medisch\n"}
    )
    assert delivery.hidden_codes == (frozenset({code}) if hidden else frozenset())
    # The row counts all the same.
    assert delivery.frames["raw_absentie_les"].height == pupils


def test_many_rows_of_one_pupil_are_one_pupil(tmp_path):
    rows = "".join(f"1001;2025-09-{day:02};1;opname\n" for day in range(1, 21))
    assert read(tmp_path, [("4A", "")] * 6, absences=rows).hidden_codes == {"opname"}


def test_a_reason_in_words_that_few_pupils_have_is_not_told(tmp_path):
    """Words by which a row was read as sick: a single word is shown, a sentence that is no known description is not."""
    pupils = "leerlingnummer;klas\n" + "".join(f"{number};3A\n" for number in (1001, 1002, 1003))
    rows = "Leerlingnummer;Datum;Dagdeel;Reden;Geoorloofd\n" + "".join(
        f"{number};01-09-2025;Hele dag;{reason};Ja\n"
        for number, reason in ((1001, "Ziekjes"), (1002, "Ziek door scheiding"), (1003, "ziek naar huis"))
    )
    files = {"leerlingen.csv": pupils, "verzuim.csv": rows, "rooster.csv": f"{HOURS}3A;1;1;08:30;09:20\n"}
    delivery = deliver(tmp_path, files, school=make_school("parnassys"))
    [told] = [found.omschrijving for found in delivery.findings if found.code == "ziek_uit_omschrijving"]
    assert "'Ziekjes'" in told
    assert "scheiding" not in told
    frames = [
        delivery.frames[name].select("leerling_nr", "soort_rij") for name in ("raw_absentie_les", "raw_absentie_span")
    ]
    assert sorted(pl.concat(frames).rows()) == [(0, "ziek"), (1, "ziek"), (2, "ziek")]
