"""A file is known by its header, not by its name (contract 1 and 5; formats 1)."""

import pytest

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import make_header
from pipelines.intake.recognition import get_layouts, recognise
from schemas.exports.base import LEERPLICHTMAP, SWVMAP
from schemas.lvs import list_layouts, load_lvs


def _recognise(header, *, lvs="sjabloon", **more):
    cells = make_header(header.split(";"), separator=";", line=1, file="x.csv")
    return recognise(cells, lvs=lvs, file="x.csv", **more)


@pytest.mark.parametrize(
    ("header", "lvs", "layout"),
    [
        ("leerlingnummer;klas", "magister", "sjabloon-leerlingen"),
        ("\ufeffLeerling Nummer;KLAS", "sjabloon", "sjabloon-leerlingen"),
        ("leerling_nummer;Klas;geboorte-datum", "parnassys", "sjabloon-leerlingen"),
        ("leerlingnummer;datum;lesuur;code", "somtoday", "sjabloon-absenties-les"),
        # An absence list that also names the class is no list of pupils: 4 and 3 columns against 2.
        ("leerlingnummer;klas;datum;lesuur;code", "sjabloon", "sjabloon-absenties-les"),
        ("leerlingnummer;klas;begin;eind;code", "sjabloon", "sjabloon-absenties-periode"),
        ("code;omschrijving;soort", "magister", "sjabloon-codes"),
        ("groep;weekdag;lesuur;begintijd;eindtijd", "magister", "sjabloon-rooster-week"),
        ("groep;datum;lesuur;begintijd;eindtijd", "magister", "sjabloon-rooster-datum"),
        ("leerlingnummer;groep", "sjabloon", "sjabloon-groepen"),
        ("leerlingnummer;groep;van;tot", "sjabloon", "sjabloon-groepen"),
        ("van;tot;omschrijving;soort", "sjabloon", "sjabloon-kalender"),
        ("onderdeel;dekt_van;dekt_tot", "sjabloon", "sjabloon-levering"),
        ("leerlingnummer;plan_van_aanpak", "sjabloon", "sjabloon-msa-register"),
        ("leerling;typologie;categorie", "sjabloon", "sjabloon-msa-register-leerling"),
        ("leerlingnummer;meldsoort;begindatum;gemeld_op", "sjabloon", "sjabloon-duo-meldingen"),
        ("Stamnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas;Klassenmentor 1", "magister", "magister-leerlingen"),
        ("STAMNR;STUDYPERIOD;CLASS;EMAIL;email", "magister", "magister-leerlingen-webservice"),
        ("Schooljaar;Leerlingnummer;Voornaam;Locatie;Klas", "magister", "magister-leerlingen-kort"),
        (
            "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code",
            "magister",
            "magister-verantwoordingen-a",
        ),
        ("stamnummer;moment;lesuur;aanwezigheidsreden_code;klas", "magister", "magister-verantwoordingen-b"),
        ("absentiereden_code;verantwoordingstype_id;geoorloofd", "magister", "magister-absentieredenen"),
        ("verantwoordingstype_id;verantwoordingstype_omschrijving", "magister", "magister-verantwoordingstypes"),
        ("leerlingnummer;beginDatumTijd;absentieSoort;afkorting;stamgroep", "somtoday", "somtoday-absenties-csv"),
        ("leerlingnummer;voornaam;stamgroep", "somtoday", "somtoday-leerlingen-csv"),
        ("Leerlingnummer;Achternaam;Groep", "parnassys", "parnassys-leerlingen-csv"),
        ("Leerlingnummer;Achternaam;Groep;Datum;Dagdeel;Reden;Geoorloofd", "parnassys", "parnassys-verzuim-csv"),
        # The same header at a school with another LVS is the template.
        ("Leerlingnummer;Achternaam;Groep", "sjabloon", "sjabloon-groepen"),
    ],
)
def test_header_gives_layout(header, lvs, layout):
    assert _recognise(header, lvs=lvs).layout.name == layout


@pytest.mark.parametrize(
    ("header", "lvs", "reason"),
    [
        ("naam;adres", "sjabloon", "niet_herkend"),
        ("leerlingnummer", "sjabloon", "kolom_ontbreekt"),
        ("leerlingnummer;datum;lesuur", "sjabloon", "kolom_ontbreekt"),
        ("leerlingnummer;klas;lesuur", "sjabloon", "lijkt_absenties"),
        ("leerlingnummer;klas;groep", "sjabloon", "soort_dubbelzinnig"),
        ("groep;weekdag;datum;lesuur;begintijd;eindtijd", "sjabloon", "soort_dubbelzinnig"),
        ("leerlingnummer;klas;klas", "sjabloon", "kolom_dubbel"),
        # A layout of an LVS is only for its schools.
        ("stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code", "somtoday", "niet_herkend"),
        # The lists of the LPA are not for a school's folder.
        ("volgnummer;sinds", "sjabloon", "niet_herkend"),
        # A name-only list of ParnasSys has no number.
        ("Voornaam;Achternaam;Groep", "parnassys", "kolom_ontbreekt"),
    ],
)
def test_header_is_refused(header, lvs, reason):
    with pytest.raises(DeliveryRefused) as caught:
        _recognise(header, lvs=lvs)
    assert caught.value.reason == reason


def test_an_unknown_file_is_told_the_kinds_and_their_headers():
    with pytest.raises(DeliveryRefused) as caught:
        _recognise("a;b", lvs="magister")
    message = str(caught.value)
    for words in ("leerlingnummer, klas", "groep, weekdag, lesuur, begintijd, eindtijd", "Magister leerlingen"):
        assert words in message
    assert "dagdeel" not in message
    # Neither cell is a word that the program knows.
    assert "kolom 1 (niet bekend), kolom 2 (niet bekend)" in message


def test_a_near_miss_names_the_missing_column():
    with pytest.raises(DeliveryRefused) as caught:
        _recognise("leerlingnummer;datum;lesuur")
    assert "ontbreekt: code." in str(caught.value)
    assert caught.value.column == "code"


def test_own_column_names_are_mapped_before_recognition():
    found = _recognise("Lln nr;Stamklas", own_columns={"lln-nr": "Leerlingnummer", "STAMKLAS": "klas"})
    assert found.layout.name == "sjabloon-leerlingen"
    assert found.cells["leerlingnummer"] == "Lln nr"


def test_mapping_two_columns_to_one_name_is_a_doubled_column():
    with pytest.raises(DeliveryRefused) as caught:
        _recognise("leerlingnummer;nr;klas", own_columns={"nr": "leerlingnummer"})
    assert caught.value.reason == "kolom_dubbel"


def test_a_doubled_column_that_is_not_used_is_only_told():
    found = _recognise("STAMNR;STUDYPERIOD;CLASS;EMAIL;email", lvs="magister")
    assert found.doubled == ("email",)


def test_unknown_columns_are_told_and_names_are_not_taken():
    found = _recognise("Stamnummer;Roepnaam;Klas;Kluisje", lvs="magister")
    assert found.unknown == ("kolom 4",)
    assert "Roepnaam" not in found.cells.values()


def test_lists_of_the_lpa():
    assert _recognise("volgnummer;sinds;tot", folder=LEERPLICHTMAP).layout.kind.name == "absoluut-verzuim"
    assert _recognise("volgnummer;grond;van;tot", folder=LEERPLICHTMAP).layout.kind.name == "vrijstellingen"


def test_the_list_of_the_swv():
    header = "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum"
    assert _recognise(header, folder=SWVMAP).layout.kind.name == "overstappen"
    # In the folder of a school it is no such list.
    with pytest.raises(DeliveryRefused):
        _recognise(header)


def test_every_layout_maps_its_recognition_columns_and_fields_that_exist():
    for layout in list_layouts():
        fields = {field.name for field in layout.kind.fields}
        assert set(layout.columns.values()) <= fields, layout.name
        assert not set(layout.columns) & set(layout.dropped), layout.name
        if layout.is_by_columns:
            assert set(layout.required) <= {*layout.columns, *layout.dropped}, layout.name
            filled = {field.name for field in layout.kind.fields if field.filled}
            assert filled <= set(layout.columns.values()), layout.name


def test_templates_are_for_every_school():
    names = {layout.name for layout in get_layouts("sjabloon")}
    for lvs in load_lvs():
        assert names <= {layout.name for layout in get_layouts(lvs)}
