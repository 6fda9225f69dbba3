"""What a school is told of a file that is not read: what was found, the nearest kind, how to map (contract 1.3)."""

import json

import pytest

from pipelines.errors import DeliveryRefused
from pipelines.intake.readers.table import make_header
from pipelines.intake.recognition import recognise
from schemas.exports.meanings import read_meaning
from tests.lib.school_folder import BASIS, LEERLINGEN, ROOSTER, deliver, list_findings, list_rows, make_school


def refuse(header: str, lvs: str = "sjabloon") -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        recognise(make_header(header.split(";"), separator=";", line=1, file="x.csv"), lvs=lvs, file="x.csv")
    return caught.value


def test_each_column_is_told_with_what_it_was_taken_for_and_how_to_map_it() -> None:
    refusal = refuse("Stamnummer;Roepnaam;Klas;Datum;Lesuren;Absentiereden;Kluisje", "magister")
    assert refusal.reason == "lijkt_absenties"
    message = str(refusal)
    assert "'Stamnummer' (leerlingnummer), 'Roepnaam' (naam), 'Klas' (klas), 'Datum' (datum)" in message
    assert "'Lesuren' (een lesuur)" in message
    # A word that the program does not know is not shown.
    assert "kolom 7 (niet bekend)" in message
    assert "Kluisje" not in message
    for line in ('"Stamnummer" = "leerlingnummer"', '"Lesuren" = "lesuur"', '"Absentiereden" = "code"'):
        assert line in message
    assert "[school.kolommen]" in message


def test_what_the_message_says_to_map_is_read_when_it_is_mapped(tmp_path) -> None:
    absences = "Stamnummer;Klas;Datum;Lesuren;Absentiereden\n1001;4A;01-09-2025;1;Z\n"
    mapping = {"Stamnummer": "leerlingnummer", "Lesuren": "lesuur", "Absentiereden": "code"}
    delivery = deliver(tmp_path, {**BASIS, "a.csv": absences}, school=make_school(kolommen=mapping))
    assert delivery.refused is None
    assert list_rows(delivery, "raw_absentie_les", "lesuur", "code") == [(1, "Z")]


def test_the_nearest_kind_says_what_it_lacks() -> None:
    message = str(refuse("Stamnr;Datum;Uur;Opmerking"))
    assert "Het meest lijkt dit op 'sjabloon absenties per les'. Daarvoor ontbreekt: code." in message
    assert '"Stamnr" = "leerlingnummer"' in message


def test_a_column_that_the_lvs_has_for_something_else_is_not_proposed() -> None:
    """Magister's moment of a verantwoording is not the day of the absence."""
    header = "verantwoording_id;stamnummer;verantwoording_moment;verantwoording_lesuur;absentiereden_code"
    refusal = refuse(header, "magister")
    message = str(refusal)
    assert (refusal.reason, refusal.column) == ("kolom_ontbreekt", "verantwoordingdatum")
    assert "verantwoording_moment' (" in message
    assert '"verantwoording_moment" =' not in message
    assert "msa koppel" in message
    # What lacks is told once.
    assert message.count("ontbreekt: verantwoordingdatum") == 1
    assert str(refuse("Stamnr;Naam;Klas")).count("ontbreekt: leerlingnummer") == 1


def test_the_easy_way_comes_first() -> None:
    for header in ("Stamnr;Naam;Klas", "Lln;Datum;Uur;Opmerking", "Kluisje;Fiets"):
        message = str(refuse(header))
        assert "Koppelen in de werkbank, of msa koppel" in message
        assert message.find("msa koppel") < message.find("[school.kolommen]") or "[school.kolommen]" not in message
    # Without names of columns there is nothing to map, and the lists of leerplicht are mapped by nobody.
    assert "koppel" not in str(refuse("10001;H3A;2025-09-08;1;SP"))
    with pytest.raises(DeliveryRefused) as caught:
        recognise(
            make_header(["nr", "reden", "begin"], separator=";", line=1, file="x.csv"),
            lvs="sjabloon",
            folder="leerplicht",
            file="x.csv",
        )
    assert "koppel" not in str(caught.value)
    assert "swv.toml" not in str(caught.value)


def test_hours_of_which_it_is_not_known_what_they_are_are_asked_first() -> None:
    message = str(refuse("Stamnummer;Naam;Datum;Uren;Reden"))
    assert "Kijk eerst wat er in 'Uren' staat" in message
    assert message.index("Kijk eerst") < message.index('"Uren" = "lesuur"')
    # Negative control: a lesson hour is one.
    assert "Kijk eerst" not in str(refuse("Stamnummer;Naam;Datum;Lesuur;Mentor"))


@pytest.mark.parametrize(
    ("lvs", "header", "row"),
    [
        ("magister", "Lln nr;Verantwoording datum;Verantwoording uur;Reden", "1001;01-09-2025;1;ZK"),
        ("somtoday", "Leerling nummer;Naam;Dag;Uur;Soort", "1001;Piet;01-09-2025;1;ZK"),
        ("sjabloon", "Stamnummer;Naam;Datum;Uren;Reden", "1001;Piet;01-09-2025;1;ZK"),
    ],
)
def test_the_lines_for_the_settings_are_enough_to_have_the_file_read(tmp_path, lvs, header, row) -> None:
    lines = str(refuse(header, lvs)).splitlines()
    pairs = [line.strip('"').split('" = "') for line in lines if line.startswith('"')]
    assert len(pairs) >= 3
    school = make_school(lvs, kolommen=dict(pairs))
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{header}\n{row}\n"}, school=school)
    assert delivery.refused is None
    assert list_rows(delivery, "raw_absentie_les", "lesuur", "code") == [(1, "ZK")]


def test_a_morning_away_is_not_advised_as_an_absence_until_further_notice(tmp_path) -> None:
    """As a span without an end the row would be an absence up to the peildatum."""
    header = "Leerling;Datum afwezig;Ochtend/middag;Reden"
    message = str(refuse(header, "parnassys"))
    assert "msa koppel" in message
    assert "[school.kolommen]" not in message
    # Who maps it so all the same is asked; with a name that is known for a part of a day it is read as one.
    own = {"Leerling": "leerlingnummer", "Datum afwezig": "begin", "Reden": "code"}
    row = "1001;01-09-2025;Ochtend;Z"
    for place, name, reason in (
        ("a", header, "einde_niet_te_lezen"),
        ("b", header.replace("Ochtend/middag", "Dagdeel"), ""),
    ):
        files = {**BASIS, "a.csv": f"{name}\n{row}\n"}
        delivery = deliver(tmp_path / place, files, school=make_school("parnassys", kolommen=own))
        assert (delivery.refused.reason if delivery.refused else "") == reason
    [(eind, dagdeel)] = list_rows(delivery, "raw_absentie_span", "eind", "dagdeel")
    assert (eind is not None, dagdeel) == (True, "ochtend")


@pytest.mark.parametrize(
    "header",
    [
        "Leerlingnummer;Datum;Reden",
        "Leerlingnr;Klas;Datum;Aantal lesuren;Reden",
        "Leerlingnummer;Datum;Tijdvak;Reden",
        "leerlingnummer;klas;Wanneer;Waarom",
    ],
)
def test_a_day_away_is_not_advised_as_an_absence_until_further_notice(header) -> None:
    """A column that says on which day is no begin of a span: nothing would end it before the peildatum."""
    message = str(refuse(header))
    assert "Er staat niet bij hoe lang een leerling afwezig was." in message
    assert "[school.kolommen]" not in message


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("Leerlingnr.;Klas;Van;Tot;Status", ('"Van" = "begin"', '"Tot" = "eind"')),
        ("Stamnr;Naam;Begindatum;t/m;Omschrijving", ('"Begindatum" = "begin"', '"t/m" = "eind"')),
    ],
)
def test_the_end_is_mapped_with_the_begin(header, lines) -> None:
    message = str(refuse(header))
    assert all(line in message for line in lines)
    assert "Er staat niet bij" not in message


@pytest.mark.parametrize(
    ("header", "row", "own", "reason"),
    [
        ("Leerlingnummer;Datum;Reden", "1001;01-09-2025;Z", {"Datum": "begin", "Reden": "code"}, "einde_ontbreekt"),
        ("Leerlingnummer;Wanneer;Reden", "1001;01-09-2025;Z", {"Wanneer": "begin", "Reden": "code"}, "einde_ontbreekt"),
        # A begin without an end is one until further notice, where the column itself says that it is a begin …
        ("Leerlingnummer;Ziek sinds;Reden", "1001;01-09-2025;Z", {"Ziek sinds": "begin", "Reden": "code"}, ""),
        # … and a day is one where its end stands beside it, mapped or in words that are known.
        ("Leerlingnummer;Datum;x;Reden", "1001;01-09-2025;;Z", {"Datum": "begin", "x": "eind", "Reden": "code"}, ""),
        ("Leerlingnummer;Datum;t/m;Reden", "1001;01-09-2025;;Z", {"Datum": "begin", "Reden": "code"}, ""),
    ],
)
def test_a_day_mapped_as_a_begin_needs_an_end(tmp_path, header, row, own, reason) -> None:
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{header}\n{row}\n"}, school=make_school(kolommen=own))
    assert (delivery.refused.reason if delivery.refused else "") == reason
    if reason:
        assert header.split(";")[1] in delivery.refused.message


@pytest.mark.parametrize(
    "header",
    [
        "10001;Zwart, Piet;H3A;2025-09-08;1;SP",
        "Piet Zwart;H3A;08-09-2025;ziek",
        "Absent Piet Zwart;H3A 10001;Datum 10001",
    ],
)
def test_a_file_without_a_header_begins_with_a_pupil_and_shows_nothing_of_him(header) -> None:
    message = str(refuse(header))
    for secret in ("Piet", "Zwart", "10001", "H3A", "2025"):
        assert secret not in message
    assert "kolom 1 (" in message


def test_a_file_without_a_header_is_told_so() -> None:
    assert "Op de eerste regel staan dagen, uren of nummers" in str(refuse("10001;H3A;2025-09-08;1;SP"))


def test_totals_are_told_to_be_no_absences() -> None:
    message = str(refuse("leerlingnummer;groep;aantal ongeoorloofd;aantal ziek;percentage"))
    assert "overzicht met totalen" in message
    # Negative control: a list of days is no list of totals.
    assert "overzicht met totalen" not in str(refuse("leerlingnummer;groep;datum;aantal uren"))


@pytest.mark.parametrize("reported", ["Gemeld op", "Meldingsdatum", "Datum melding"])
@pytest.mark.parametrize("kind", ["Verzuimsoort", "Soort verzuim"])
def test_reports_to_duo_are_no_absences(reported, kind) -> None:
    """Read as absences they would take the place of the lessons that were missed on those days."""
    message = str(refuse(f"leerlingnummer;{kind};Begindatum;Einddatum;{reported}"))
    assert f'"{kind}" = "meldsoort"' in message
    # A list of absences may say when they were reported: by lesson hours, or by a reason of another name.
    for header in (f"leerlingnummer;{kind};Datum;Lesuur;{reported}", f"leerlingnummer;Reden;Begin;Eind;{reported}"):
        found = recognise(make_header(header.split(";"), separator=";", line=1, file="x"), lvs="sjabloon", file="x")
        assert found.layout.kind.soort == "absenties"


def test_reports_to_duo_as_typed_over_get_the_columns_of_that_kind() -> None:
    message = str(refuse("Meldingsnummer;Leerlingnummer;Verzuimsoort;Begindatum;Einddatum;Datum melding;Status"))
    assert "sjabloon duo-meldingen" in message
    assert '"Verzuimsoort" = "meldsoort"' in message
    assert '"Datum melding" = "gemeld_op"' in message
    assert "16uur, lrv, luxe, overig" in message


def test_untis_is_named() -> None:
    assert "Untis" in str(refuse("1;H3A;DOC;wi;R10;1;1;;"))
    # Negative control: a day of the week is 1 to 7.
    assert "Untis" not in str(refuse("1;H3A;DOC;wi;R10;8;1;;"))


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.xls", "<html><body><table><tr><td>leerlingnummer</td></tr></table></body></html>", "webpagina", ".xlsx"),
        ("a.xls", '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE html><html></html>', "webpagina", ".xlsx"),
        ("a.xls", "\n<TABLE border=1><tr></tr></TABLE>", "webpagina", ".xlsx"),
        ("a.csv", "MIME-Version: 1.0\nContent-Type: multipart/related\n", "webpagina", ".xlsx"),
        (
            "a.xls",
            '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="x"></Workbook>',
            "werkmap_als_xml",
            ".xlsx",
        ),
        ("r.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "agenda_onleesbaar", "sjabloon rooster"),
        ("a.pdf", "%PDF-1.7\n", "pdf", "CSV"),
    ],
)
def test_files_that_are_no_table_get_their_own_advice(tmp_path, name, content, code, words) -> None:
    delivery = deliver(tmp_path, {**BASIS, name: content})
    assert list_findings(delivery, ernst="geweigerd")[0][3] == code
    assert words in delivery.refused.message


def test_xml_of_an_lvs_is_no_web_page(tmp_path) -> None:
    """Negative control: an element that only begins as one of a page is not one."""
    delivery = deliver(tmp_path, {**BASIS, "a.xml": "<tabel><rij/></tabel>"})
    assert list_findings(delivery, ernst="geweigerd")[0][3] == "niet_herkend"


def test_zermelo_is_named(tmp_path) -> None:
    lesson = {"id": 1, "appointmentInstance": 2, "start": 1757313000, "groups": ["h3a"], "Piet Zwart": "x"}
    text = json.dumps({"response": {"data": [lesson]}})
    delivery = deliver(tmp_path, {**BASIS, "r.json": text})
    assert "Zermelo" in delivery.refused.message
    assert "(start en end)" in delivery.refused.message
    assert "Piet" not in delivery.refused.message


def test_a_document_of_another_lvs_says_which(tmp_path) -> None:
    item = {"$type": "participatie.RWaarneming", "leerling": {"leerlingnummer": 1001}}
    text = json.dumps({"items": [item]})
    delivery = deliver(tmp_path, {**BASIS, "w.json": text}, school=make_school("magister"))
    assert 'lvs = "somtoday"' in delivery.refused.message
    assert "Magister absenties (JSON)" in delivery.refused.message
    # Negative control: at its own school it is read.
    assert deliver(tmp_path / "b", {**BASIS, "w.json": text}, school=make_school("somtoday")).refused is None


@pytest.mark.parametrize(
    ("cell", "absence", "person"),
    [
        ("Datum afwezig", ("datum", "verzuim"), ""),
        ("Lesuur t/m", ("eind", "lesuur"), ""),
        ("Muziekles", (), ""),
        ("Ziekmeldingen 2025", ("verzuim",), ""),
        ("Datum inschrijving", (), ""),
        ("Lln.nr", (), "leerlingnummer"),
        ("Café", (), ""),
        ("", (), ""),
    ],
)
def test_a_cell_means_what_its_words_mean(cell, absence, person) -> None:
    meaning = read_meaning(cell)
    assert (meaning.absence, meaning.person) == (absence, person)


# --- a list of pupils in which pupils come back --------------------------------------------------------------------


def _pupils(count: int, repeats: int, tail: str = "") -> str:
    rows = [f"{1001 + place};4A{tail}" for place in range(count)]
    return "leerlingnummer;klas;inschrijfdatum\n" + "".join(f"{row};\n" for row in [*rows, *rows[:repeats]])


@pytest.mark.parametrize(
    ("count", "repeats", "refused"),
    [
        (10, 0, False),
        # 1 of 10 rows is one in ten, 1 of 9 and 2 of 19 are more.
        (9, 1, False),
        (8, 1, True),
        (17, 2, True),
        (18, 2, False),
    ],
)
def test_more_than_one_row_in_ten_of_a_pupil_who_was_there_already(tmp_path, count, repeats, refused) -> None:
    delivery = deliver(tmp_path, {"l.csv": _pupils(count, repeats), "r.csv": ROOSTER})
    assert (delivery.refused is not None) == refused
    if refused:
        assert delivery.refused.reason == "leerlingen_herhaald"
        assert f"{repeats} van de {count + repeats} regels" in delivery.refused.message


def test_other_classes_dates_and_school_years_are_no_repeats(tmp_path) -> None:
    rows = "1001;4A;2025-08-01\n1001;4B;2025-08-01\n1001;4A;2025-10-01\n"
    text = "leerlingnummer;klas;inschrijfdatum\n" + rows
    assert deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}).refused is None
    short = "Schooljaar;Leerlingnummer;Locatie;Klas\n2024-2025;1001;N;4A\n2025-2026;1001;N;4A\n"
    delivery = deliver(tmp_path / "b", {"l.csv": short, "r.csv": ROOSTER}, school=make_school("magister"))
    assert delivery.refused is None


def test_an_unrecognised_list_beside_good_ones_is_told_alone(tmp_path) -> None:
    delivery = deliver(tmp_path, {"a.csv": "Stamnr;Klas;Datum\n1001;4A;2025-09-01\n", "l.csv": LEERLINGEN})
    assert [code for *_, code in list_findings(delivery, ernst="geweigerd")] == ["niet_herkend", "geen_rooster"]
