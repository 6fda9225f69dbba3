"""A mapping laid on a delivery: what it changes, and what is told of what fits no more."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.intake.delivered import Delivery
from pipelines.mapping_file import FileMapping, SchoolMapping
from pipelines.settings import School, load_settings
from tests.lib.school_folder import BASIS, deliver, list_rows, make_school, write_swv

ROWS = "1001;08-09-2025;1;ZI\n1002;08-09-2025;1;Z\n"
FILE = FileMapping(
    "sjabloon-absenties-les", {"Lln nr": "leerlingnummer", "Dag": "datum", "Uur": "lesuur", "Wat": "code"}
)


def make_mapped(lvs: str = "magister", **mapped: object) -> School:
    school = make_school(lvs)
    return School(
        *(school.id, school.naam, school.sector, school.lvs, school.protocol, school.vakantieregio),
        koppeling=SchoolMapping(date(2025, 9, 1), **mapped),
    )


def read(folder: Path, school: School, header: str = "leerlingnummer;datum;lesuur;code", **more: str) -> Delivery:
    files = {**BASIS, "absenties.csv": f"{header}\n{ROWS}", **{f"{name}.csv": text for name, text in more.items()}}
    return deliver(folder, files, school=school)


def list_codes(delivery: Delivery) -> list[str]:
    return [found.code for found in delivery.findings]


def test_columns_of_the_school_are_read_as_mapped(tmp_path: Path) -> None:
    delivery = read(tmp_path, make_mapped(bestanden=(FILE,)), "Lln nr;Dag;Uur;Wat")
    assert delivery.refused is None
    assert list_rows(delivery, "raw_absentie_les", "leerling_nr", "code") == [(0, "ZI"), (1, "Z")]
    told = next(found for found in delivery.findings if found.code == "koppeling_gebruikt")
    assert "koppeling van 01-09-2025): 4 kolommen." in told.omschrijving
    # `Wat` is no word that the program knows: it may be anything.
    assert "Kolommen: 'Lln nr' is 'leerlingnummer', 'Dag' is 'datum', 'Uur' is 'lesuur'." in told.omschrijving


def test_a_column_that_is_gone_is_told_and_the_file_is_asked_about_again(tmp_path: Path) -> None:
    delivery = read(tmp_path, make_mapped(bestanden=(FILE,)), "Lln nr;Dag;Uur;Waarom")
    assert delivery.refused is not None
    assert delivery.refused.reason in ("niet_herkend", "kolom_ontbreekt")
    assert "koppeling_bestand_past_niet" in list_codes(delivery)
    good = read(tmp_path / "goed", make_mapped(bestanden=(FILE,)))
    assert good.refused is None
    assert "koppeling_bestand_past_niet" in list_codes(good)


def test_a_column_by_its_place_holds_for_that_header_alone(tmp_path: Path) -> None:
    """The mark of a name is the name itself here; columns in another order are another header."""
    mark = "\x1f".join(("kop", "lln nr", "dag", "uur", "xyz")).replace(" ", "")
    columns = {"Lln nr": "leerlingnummer", "Dag": "datum", "Uur": "lesuur", "kolom 4": "code"}
    school = make_mapped(bestanden=(FileMapping("sjabloon-absenties-les", columns, mark),))
    assert read(tmp_path / "a", school, "Lln nr;Dag;Uur;xyz").refused is None
    assert read(tmp_path / "b", school, "Lln nr;Dag;Uur;zyx").refused is not None


def test_a_mapped_list_of_pupils_may_still_be_nothing_else(tmp_path: Path) -> None:
    """Contract 1.3 goes before what an analyst says: with columns of absence it is no list of pupils."""
    wrong = FileMapping("sjabloon-leerlingen", {"Lln nr": "leerlingnummer", "Wat": "klas"})
    delivery = read(tmp_path, make_mapped(bestanden=(wrong,)), "Lln nr;Dag;Uur;Wat")
    assert delivery.refused is not None
    assert delivery.refused.reason == "lijkt_absenties"


@pytest.mark.parametrize(
    ("name", "refused"), [("Datum afwezig", True), ("Lesuur", True), ("Datum binnenkomst", False), ("Datum", False)]
)
def test_an_absence_cannot_be_called_an_enrolment(tmp_path: Path, name: str, refused: bool) -> None:
    """The list of pupils with a column that only an absence list has, mapped as the first day at school."""
    columns = {"Lln nr": "leerlingnummer", "Groepje": "klas", name: "inschrijfdatum"}
    school = make_mapped(bestanden=(FileMapping("sjabloon-leerlingen", columns),))
    files = {**BASIS, "leerlingen.csv": f"Lln nr;Groepje;{name}\n1001;4A;01-09-2025\n1002;4B;01-09-2025\n"}
    delivery = deliver(tmp_path, files, school=school)
    assert (delivery.refused.reason if delivery.refused else "") == ("lijkt_absenties" if refused else "")


def test_a_list_in_its_own_words_can_be_mapped_whole(tmp_path: Path) -> None:
    columns = {"Kind": "leerlingnummer", "Dag een": "begin", "Uur een": "lesuur_van", "Uur twee": "lesuur_tot"}
    school = make_mapped(bestanden=(FileMapping("absentielijst", {**columns, "Wat": "code"}),))
    files = {**BASIS, "absenties.csv": "Kind;Dag een;Uur een;Uur twee;Wat\n1001;08-09-2025;1;3;Z\n"}
    delivery = deliver(tmp_path, files, school=school)
    assert delivery.refused is None
    assert sorted(list_rows(delivery, "raw_absentie_les", "lesuur")) == [(1,), (2,), (3,)]


def test_a_mapped_code_has_its_kind(tmp_path: Path) -> None:
    delivery = read(tmp_path, make_mapped(codes={"ZI": "ziek"}))
    assert list_rows(delivery, "raw_absentie_les", "code", "soort_rij", "soort_bron") == [
        ("ZI", "ziek", "koppeling"),
        ("Z", "ziek", "standaardtabel"),
    ]
    assert "Codes: 'ZI' is 'ziek'." in next(f.omschrijving for f in delivery.findings if f.code == "koppeling_gebruikt")


def test_the_mapping_goes_before_what_an_lvs_usually_means_and_tells_it(tmp_path: Path) -> None:
    delivery = read(tmp_path, make_mapped(codes={"Z": "medisch"}))
    assert list_rows(delivery, "raw_absentie_les", "code", "soort_rij")[1] == ("Z", "medisch")
    assert "koppeling_spreekt_tegen" in list_codes(delivery)


def test_the_code_table_of_the_school_goes_before_the_mapping_and_tells_it(tmp_path: Path) -> None:
    school = make_mapped(codes={"ZI": "ziek", "Z": "medisch"})
    delivery = read(tmp_path, school, codes="code;soort\nZI;ziek\nZ;verlof\n")
    assert list_rows(delivery, "raw_code", "code", "soort") == [("ZI", "ziek"), ("Z", "verlof")]
    told = next(found for found in delivery.findings if found.code == "koppeling_code_anders")
    assert told.aantal == 1


def test_a_code_that_the_table_of_the_school_lacks_has_its_mapped_kind(tmp_path: Path) -> None:
    delivery = read(tmp_path, make_mapped(codes={"ZI": "ziek"}), codes="code;soort\nZ;ziek\n")
    assert list_rows(delivery, "raw_absentie_les", "code", "soort_rij") == [("ZI", "ziek"), ("Z", None)]


def test_a_reason_without_a_kind_leaves_it_to_the_mapping(tmp_path: Path) -> None:
    reasons = "absentieredencode;verantwoordingstypeid;geoorloofd\nZI;99;\nZ;3;J\n"
    delivery = read(tmp_path, make_mapped(codes={"ZI": "ziek"}), redenen=reasons)
    assert list_rows(delivery, "raw_code", "code", "soort") == [("Z", "ziek")]
    assert list_rows(delivery, "raw_absentie_les", "code", "soort_rij")[0] == ("ZI", "ziek")


PUPILS = "leerlingnummer;klas;inschrijfdatum;uitschrijfdatum\n1001;Vlinders;01-09-2025;30-09-2025\n1002;4B;;\n"


def test_the_pupils_of_a_mapped_class_are_in_its_group_while_they_are_in_the_class(tmp_path: Path) -> None:
    school = make_mapped(klassen={"Vlinders": "4A"})
    delivery = deliver(tmp_path, {**BASIS, "leerlingen.csv": PUPILS}, school=school)
    assert list_rows(delivery, "raw_groep", "leerling_nr", "groep", "van", "tot") == [
        (0, "4A", date(2025, 9, 1), date(2025, 9, 30))
    ]
    assert list_rows(delivery, "raw_leerling", "klas") == [("Vlinders",), ("4B",)]


def test_classes_that_look_like_one_are_told(tmp_path: Path) -> None:
    pupils = "leerlingnummer;klas\n1001;4C\n1002;4B\n"
    files = {**BASIS, "leerlingen.csv": pupils}
    delivery = deliver(tmp_path, files, school=make_mapped(klassen={"4C": "4A", "Jan Jansen": "4A"}))
    [told] = [found.omschrijving for found in delivery.findings if found.code == "koppeling_gebruikt"]
    assert "2 klassen. Klassen: '4C' is '4A'." in told
    assert "Jansen" not in told


@pytest.mark.parametrize(
    ("klassen", "misfits"),
    [
        ({"Vlinders": "4A", "Bijen": "4A"}, 1),
        ({"Vlinders": "4Z"}, 1),
        # 4B has a timetable of its own.
        ({"4B": "4A"}, 1),
        ({"Vlinders": "4A"}, 0),
    ],
)
def test_a_class_that_fits_no_more_is_told(tmp_path: Path, klassen: dict[str, str], misfits: int) -> None:
    delivery = deliver(tmp_path, {**BASIS, "leerlingen.csv": PUPILS}, school=make_mapped(klassen=klassen))
    assert sum(f.aantal for f in delivery.findings if f.code == "koppeling_klas_past_niet") == misfits
    assert len(list_rows(delivery, "raw_groep", "groep")) == len(klassen) - misfits


def make_settings(folder: Path, columns: str, absences: str) -> School:
    files = {**BASIS, "absenties.csv": absences}
    toml = write_swv(folder, files, school=make_school("magister"))
    toml.write_text(f"{toml.read_text(encoding='utf-8')}[school.kolommen]\n{columns}", encoding="utf-8")
    return load_settings(toml).scholen[0]


def test_a_column_of_the_settings_that_no_file_has_is_told_with_its_line(tmp_path: Path) -> None:
    school = make_settings(tmp_path, '"Lln nr" = "leerlingnummer"\n"Nooit" = "datum"\n', "")
    delivery = read(tmp_path, school, "Lln nr;datum;lesuur;code")
    assert delivery.refused is None
    [told] = [found.omschrijving for found in delivery.findings if found.code == "eigen_kolom_nergens"]
    # [swv] has 6 lines, [paden] 4, [[school]] 5, [school.kolommen] is line 16.
    assert "regel 18" in told
    assert "Nooit" not in told
    assert "'datum'" in told


def test_two_columns_of_a_file_that_the_settings_make_one_refuse_it(tmp_path: Path) -> None:
    school = make_settings(tmp_path, '"Lln nr" = "leerlingnummer"\n"Nummer" = "leerlingnummer"\n', "")
    delivery = read(tmp_path, school, "Lln nr;Nummer;datum;lesuur")
    assert delivery.refused is not None
    assert delivery.refused.reason == "eigen_kolom_dubbel"
    assert "regel 17 en regel 18" in delivery.refused.message


@pytest.mark.parametrize(
    ("columns", "line", "words"),
    [
        ('"Lln nr" = "leerlingnr"\n', 17, "geen kolom die msa kent"),
        ('"a" = "datum"\n"Lln nr" = "leerlingnummer"\nlln_nr = "datum"\n', 19, "staat er twee keer"),
        ('" -" = "datum"\n', 17, "geen naam van een kolom"),
    ],
)
def test_a_fault_in_the_columns_of_the_settings_is_named_by_its_line(
    tmp_path: Path, columns: str, line: int, words: str
) -> None:
    with pytest.raises(WrongUse) as refusal:
        make_settings(tmp_path, columns, "")
    assert words in str(refusal.value)
    assert f"regel {line}:" in str(refusal.value)
