"""Absence lists as they come (formats 14): own column names, times and lesson hours in columns, the import file."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DeliveryRefused
from pipelines.intake.delivered import Delivery
from pipelines.intake.readers.table import make_header
from pipelines.intake.recognition import recognise
from schemas.exports import lists
from schemas.lvs import load_lvs
from tests.lib.school_folder import BASIS, deliver, list_findings, list_rows, make_school

MON, TUE = date(2025, 9, 8), date(2025, 9, 9)
# As people head such lists; each says of whom, from when to when, and why.
READ = [
    "Leerlingnummer;Achternaam;Groep;Begindatum;Begintijd;Einddatum;Eindtijd;Reden;Geoorloofd",
    "Stamnummer;Roepnaam;Achternaam;Klas;Datum;Uur;Absentiereden;Geoorloofd",
    "Stamnr;Naam;Klas;Datum;Lesuur;Reden",
    "Lln nr;Klas;Datum afwezig;Lesuur;Code",
    "Lln.nr;Klas;Datum;1;Lesuur;Absentiecode".replace(";1;", ";"),
    "leerlingnr;datum van;datum t/m;reden",
    "Leerling nr.;Van datum;Tot en met;Reden afwezigheid",
    "Leerlingnummer;Vanaf;T/m;Reden van afwezigheid;Opmerking",
    "Leerlingnummer;Van;Tot;Reden",
    "stamnummer;startdatum;einddatum;absentiereden;omschrijving",
    "Leerling-nummer;Eerste dag;Laatste dag;Oorzaak",
    "LEERLINGNUMMER;DATUM;DAGDEEL;REDEN",
    "Leerlingnummer;Klas;Absentiedatum;Dagdeel;Soort verzuim;Geoorloofd (J/N)",
    "Leerlingnummer;Verzuimdatum;Dagdeel;Verzuimreden",
    "leerlingnummer;datum;begintijd;eindtijd;reden",
    "Leerlingnummer;Datum;Tijd van;Tijd tot;Reden;Geoorloofd",
    "Leerlingnummer;Datum;Van tijd;Tot tijd;Reden;Docent;Vak",
    "Stamnummer;Datum;Starttijd;Eindtijd;Absentiereden code;Absentiereden omschrijving",
    "Leerlingnummer;Begindatum;Einddatum;Begin lesuur;Eind lesuur;Reden",
    "Leerlingnummer;Datum;Lesuur van;Lesuur t/m;Reden",
    "Leerlingnummer;Datum;Eerste lesuur;Laatste lesuur;Absentiesoort",
    "Leerlingnummer;Datum;Lesuur (van);Lesuur (tot);Code;Reden",
    "Leerlingnummer;Begindatum/tijd;Einddatum/tijd;Reden",
    "Leerlingnummer;Begin datum tijd;Eind datum tijd;Absentiereden",
    "Leerlingnummer;Datum/tijd begin;Datum/tijd eind;Reden",
    "Datum;Lesuur;Reden;Leerlingnummer",
    "Reden;Klas;Uur;Datum;Stamnummer",
    "Klas;Mentor;Leerlingnummer;Naam;Datum van afwezigheid;Lesuur;Reden afwezigheid",
    "Leerlingnummer;Datum;Weekdag;Lesuur;Vak;Docent;Reden;Ingevoerd door;Datum invoer",
    "Leerlingnummer;Datum;Dag;Week;Lesuur;Reden",
    "Leerlingnummer;Datum;Lesuur;Code;Minuten te laat",
    "Leerlingnummer;Datum;Lesuur;Soort;Omschrijving",
    "Leerlingnummer;Afwezig vanaf;Afwezig t/m;Reden verzuim",
    "Leerlingnummer;Datum verzuim;Lesuur;Soort absentie;Reden",
    "Leerlingnummer;Begindatum;Einddatum;Begintijd;Eindtijd;Beginlesuur;Eindlesuur;Reden",
    "Leerlingnummer;Begindatum;Einddatum;Dagdeel;Reden",
    "Lln;Datum;Lesuur;Reden",
    "Deelnemernummer;Begindatum;Begintijd;Einddatum;Eindtijd;Reden",
    "Leerlingnummer;Datum;Tijdstip van;Tijdstip tot;Reden",
    "Leerlingnummer;Datum;Lesuur van;Lesuur tot;Aantal lesuren;Reden",
    "Leerlingnummer;Datum;Begintijd;Eindtijd;Duur;Reden;Gemeld door;Status",
    "Leerlingnummer;Datum;Lesuur;Reden;Melding",
    "leerling_nummer;begin_datum;eind_datum;reden_code;reden_omschrijving",
    "Stam nr;Datum les;Lesnummer;Absentie code",
]
# Each leaves something open, so it is asked: how long, which lessons, when, why, of whom.
ASKED = [
    "Leerlingnummer;Klas;Datum;Reden",
    "Leerlingnummer;Datum;Uren;Reden",
    "Leerlingnummer;Datum;Lesuren;Reden",
    "Leerlingnummer;Datum;Aantal uren;Reden",
    "Leerlingnummer;Datum;Lesuur;Aantal lesuren;Reden",
    "Leerlingnummer;Begindatum;Einddatum;Aantal uren;Reden",
    "Leerlingnummer;Datum;Tijd;Reden",
    "Leerlingnummer;Datum;Uur van;Uur tot;Reden",
    "Leerlingnummer;Datum;Begintijd;Reden",
    "Leerlingnummer;Begindatum;Reden",
    "Leerlingnummer;Datum;Lesuur;Lesuur van;Lesuur tot;Reden",
    "Leerlingnummer;Datum;Begindatum;Einddatum;Reden",
    "Leerlingnummer;Einddatum;Tot;Begindatum;Reden",
    "Leerlingnummer;Klas;Datum;Lesuur;Opmerking",
    "Naam;Klas;Datum;Lesuur;Reden",
    "Leerlingnummer;Klas;Datum;Lesuur;Reden;Ongeoorloofd",
    "Leerlingnummer;Datum;Lesuur;Reden;Te laat",
    "Leerlingnummer;Datum;Lesuur;Reden;Reden",
    "Leerlingnummer;Datum;Reden;Ma;Di;Wo",
    "Stamnummer;Klas;Aantal ziek;Aantal spijbelen",
]


def read_kind(header: str, lvs: str) -> str:
    """The kind of rows that a header gives, or the reason of its refusal."""
    try:
        found = recognise(make_header(header.split(";"), separator=";", line=1, file="x"), lvs=lvs, file="x")
    except DeliveryRefused as refusal:
        return refusal.reason
    return found.layout.kind.soort


def test_there_are_forty_headers() -> None:
    assert len(set(READ)) >= 40


@pytest.mark.parametrize("header", READ)
def test_a_list_in_its_own_words_is_read(header: str) -> None:
    assert {read_kind(header, lvs) for lvs in load_lvs()} == {"absenties"}


@pytest.mark.parametrize("header", ASKED)
def test_what_can_mean_two_things_is_asked(header: str) -> None:
    reasons = {read_kind(header, lvs) for lvs in load_lvs()}
    assert reasons <= {"lijkt_absenties", "kolom_ontbreekt", "niet_herkend", "einde_niet_te_lezen"}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(READ), st.data())
def test_the_order_of_columns_changes_nothing(header: str, data: st.DataObject) -> None:
    cells = data.draw(st.permutations(header.split(";")))
    lvs = data.draw(st.sampled_from(sorted(load_lvs())))
    found = recognise(make_header(list(cells), separator=";", line=1, file="x"), lvs=lvs, file="x")
    before = recognise(make_header(header.split(";"), separator=";", line=1, file="x"), lvs=lvs, file="x")
    assert found.cells == before.cells


def test_every_field_of_the_table_is_one_of_the_kind() -> None:
    places = {field for header in READ for field in lists.place_fields(header.lower().split(";")) or {}}
    assert places <= {field.name for field in lists.OWN_NAMES.kind.fields}


# --- rows ----------------------------------------------------------------------------------------------------------


def read(tmp_path: Path, header: str, row: str, *, lvs: str = "sjabloon", more: str = "") -> Delivery:
    return deliver(tmp_path, {**BASIS, "a.csv": f"{header}\n{row}\n{more}"}, school=make_school(lvs))


TIMED = "Leerlingnummer;Begindatum;Begintijd;Einddatum;Eindtijd;Reden"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


@pytest.mark.parametrize(
    ("row", "begin", "end", "days"),
    [
        # Each bound by itself: with a time a moment, without one the whole day.
        ("1001;08-09-2025;08:30;09-09-2025;14:30;Z", at(MON, 8, 30), at(TUE, 14, 30), (False, False)),
        ("1001;08-09-2025;;09-09-2025;14:30;Z", at(MON, 0), at(TUE, 14, 30), (True, False)),
        ("1001;08-09-2025;08:30;09-09-2025;;Z", at(MON, 8, 30), at(TUE, 0), (False, True)),
        ("1001;08-09-2025;;09-09-2025;;Z", at(MON, 0), at(TUE, 0), (True, True)),
        # A system that has no times writes midnight, behind the date or in the column: whole days.
        ("1001;08-09-2025 00:00:00;;09-09-2025 00:00:00;;Z", at(MON, 0), at(TUE, 0), (True, True)),
        ("1001;08-09-2025;00:00;08-09-2025;00:00;Z", at(MON, 0), at(MON, 0), (True, True)),
        # Behind the date and in the column the same: once.
        ("1001;2025-09-08T08:30:00;08:30;2025-09-09;14:30;Z", at(MON, 8, 30), at(TUE, 14, 30), (False, False)),
        # Until further notice.
        ("1001;08-09-2025;08:30;;;Z", at(MON, 8, 30), None, (False, True)),
    ],
)
def test_date_and_time_in_two_columns(tmp_path, row, begin, end, days) -> None:
    delivery = read(tmp_path, TIMED, row)
    assert delivery.quarantine == []
    columns = ("begin", "eind", "begin_is_dag", "eind_is_dag")
    assert list_rows(delivery, "raw_absentie_span", *columns) == [(begin, end, *days)]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("1001;08-09-2025;25:00;09-09-2025;14:30;Z", "begintijd", "tijd_onleesbaar"),
        ("1001;08-09-2025 09:00;08:30;09-09-2025;14:30;Z", "begintijd", "tijd_dubbel"),
        ("1001;08-09-2025;08:30;;14:30;Z", "eindtijd", "tijd_zonder_datum"),
        ("1001;08-09-2025;14:30;08-09-2025;08:30;Z", "eind", "einde_voor_begin"),
        # From a moment to the same one is no time at all.
        ("1001;08-09-2025;08:30;08-09-2025;08:30;Z", "eind", "einde_voor_begin"),
        ("1001;09-09-2025;;08-09-2025;;Z", "eind", "einde_voor_begin"),
        ("1001;31-09-2025;;;;Z", "begin", "datum_onleesbaar"),
        ("9999;08-09-2025;;;;Z", "leerlingnummer", "onbekende_leerling"),
        ("1001;08-09-2025;;;;", "code", "leeg"),
    ],
)
def test_each_fault_sets_its_row_apart(tmp_path, row, column, code) -> None:
    delivery = read(tmp_path, TIMED, row, more="1002;08-09-2025;;08-09-2025;;Z\n")
    assert [(cell.regelnummer, cell.kolom, cell.code) for cell in delivery.quarantine] == [(2, column, code)]
    assert list_rows(delivery, "raw_absentie_span", "leerling_nr") == [(1,)]
    known = column != "leerlingnummer"
    assert delivery.frames["raw_quarantaine"].height == known


@pytest.mark.parametrize(
    ("header", "row", "hours"),
    [
        ("Leerlingnummer;Datum;Lesuur;Reden", "1001;08-09-2025;3-5;Z", [3, 4, 5]),
        ("Leerlingnummer;Datum;Lesuur;Reden", "1001;08-09-2025;2;Z", [2]),
        ("Leerlingnummer;Datum;Lesuur van;Lesuur t/m;Reden", "1001;08-09-2025;3;5;Z", [3, 4, 5]),
        ("Leerlingnummer;Datum;Lesuur van;Lesuur t/m;Reden", "1001;08-09-2025;3;;Z", [3]),
        ("leerlingnummer;datum;lesuur;code", "1001;2025-09-08;1 t/m 3;Z", [1, 2, 3]),
        # Hours decide where both are there; without a last day they are of the first.
        (f"{TIMED};Eerste lesuur;Laatste lesuur", "1001;08-09-2025;08:30;08-09-2025;10:10;Z;1;2", [1, 2]),
        (f"{TIMED};Eerste lesuur;Laatste lesuur", "1001;08-09-2025;;;;Z;1;2", [1, 2]),
    ],
)
def test_each_hour_is_an_event(tmp_path, header, row, hours) -> None:
    delivery = read(tmp_path, header, row)
    assert list_rows(delivery, "raw_absentie_les", "datum", "lesuur", "volgnr") == [(MON, hour, 0) for hour in hours]
    assert list_rows(delivery, "raw_absentie_span", "begin") == []
    # One row of the file, however many events.
    assert delivery.frames["raw_bestand"]["gelezen"].to_list() == [1, 2, 2]


def test_hours_over_more_days_are_asked_unless_the_times_tell(tmp_path) -> None:
    header = f"{TIMED};Eerste lesuur;Laatste lesuur"
    rows = "1001;08-09-2025;;09-09-2025;;Z;1;2\n1002;08-09-2025;08:30;09-09-2025;10:10;Z;1;2"
    delivery = read(tmp_path, header, rows)
    assert [(cell.regelnummer, cell.code) for cell in delivery.quarantine] == [(2, "lijst_lesuren_over_dagen")]
    assert list_rows(delivery, "raw_absentie_span", "leerling_nr", "begin", "eind") == [
        (1, at(MON, 8, 30), at(TUE, 10, 10))
    ]


def test_a_day_without_hours_is_asked(tmp_path) -> None:
    delivery = read(tmp_path, "Leerlingnummer;Datum;Lesuur;Reden", "1001;08-09-2025;;Z\n1001;08-09-2025;heel;Z")
    told = [(cell.regelnummer, cell.code) for cell in delivery.quarantine]
    assert told == [(2, "lijst_zonder_lesuur"), (3, "lesuur_onleesbaar")]
    assert "hele dag weg?" in next(f.omschrijving for f in delivery.findings if f.code == "lijst_zonder_lesuur")


def test_a_day_with_times_that_are_empty_is_a_whole_day(tmp_path) -> None:
    delivery = read(
        tmp_path, "Leerlingnummer;Datum;Tijd van;Tijd tot;Reden", "1001;08-09-2025;;;Z\n1002;08-09-2025;10:30;;Z"
    )
    columns = ("leerling_nr", "begin", "eind", "begin_is_dag", "eind_is_dag")
    assert list_rows(delivery, "raw_absentie_span", *columns) == [
        (0, at(MON, 0), at(MON, 0), True, True),
        (1, at(MON, 10, 30), at(MON, 0), False, True),
    ]


def test_parts_of_a_day(tmp_path) -> None:
    rows = "1001;08-09-2025;;Ochtend;Z\n1001;08-09-2025;09-09-2025;Hele dag;Z\n1002;08-09-2025;09-09-2025;Middag;Z"
    delivery = read(tmp_path, "Leerlingnummer;Begindatum;Einddatum;Dagdeel;Reden", rows)
    assert list_rows(delivery, "raw_absentie_span", "begin", "eind", "dagdeel") == [
        (at(MON, 0), at(MON, 12), "ochtend"),
        (at(MON, 0), at(TUE, 0), None),
    ]
    assert [(cell.regelnummer, cell.code) for cell in delivery.quarantine] == [(4, "dagdeel_over_dagen")]


@pytest.mark.parametrize(
    ("lvs", "reason", "allowed", "soort"),
    [
        # A code of the LVS, else words that are known, else whether it was allowed.
        ("magister", "SP", "N", "spijbelen"),
        ("magister", "Tandarts", "J", "overig_geoorloofd"),
        ("magister", "Tandarts", "N", "overig_ongeoorloofd"),
        ("magister", "Ziek gemeld", "J", "ziek"),
        ("magister", "Ziek gemeld", "N", "overig_ongeoorloofd"),
        ("magister", "Tandarts", "", None),
        ("sjabloon", "Verlof", "", "verlof"),
        ("sjabloon", "spijbelen", "J", "overig_geoorloofd"),
        ("parnassys", "Griep", "J", "ziek"),
        # dapto: Anders stands with both; a new registration is unauthorised until someone says otherwise.
        ("dapto", "Anders", "J", "overig_geoorloofd"),
        ("dapto", "Anders", "N", "overig_ongeoorloofd"),
        ("dapto", "Anders", "", None),
        ("dapto", "Afwezig zonder bericht", "N", "voorlopig_ongeoorloofd"),
        ("dapto", "Ziekte / medische behandeling", "J", "ziek"),
        ("dapto", "Schorsing / verwijdering", "J", "schorsing"),
    ],
)
def test_what_a_reason_means(tmp_path, lvs, reason, allowed, soort) -> None:
    header = "Leerlingnummer;Datum;Lesuur;Reden;Geoorloofd"
    delivery = read(tmp_path, header, f"1001;08-09-2025;1;{reason};{allowed}", lvs=lvs)
    assert list_rows(delivery, "raw_absentie_les", "code", "soort_rij") == [(reason, soort)]


SICK = ["Ziek", "Ziekte", "Ziek gemeld", "ziekmelding", "Ziekte / medische behandeling", "ziek (griep)", "Griep"]
SICK_HEADERS = [
    ("Leerlingnummer;Datum;Lesuur;Reden;Geoorloofd", "1001;08-09-2025;1;{};J"),
    ("Geoorloofd (J/N);Absentiereden;Uur;Datum;Klas;Stamnr", "Ja;{};1;08-09-2025;4A;1001"),
    ("Lln nr;Begindatum;Einddatum;Soort verzuim;Geoorloofd", "1001;08-09-2025;09-09-2025;{};true"),
    ("Leerlingnummer;Code;Reden;Datum;Dagdeel;Geoorloofd", "1001;XQ;{};08-09-2025;Ochtend;1"),
]


@pytest.mark.parametrize("lvs", sorted(load_lvs()))
@pytest.mark.parametrize(("header", "row"), SICK_HEADERS)
def test_sickness_in_any_words_under_any_header(tmp_path, lvs, header, row) -> None:
    rows = "\n".join(row.format(f'"{word}"') for word in SICK)
    delivery = read(tmp_path, header, rows, lvs=lvs)
    kinds = [
        kind
        for table in ("raw_absentie_les", "raw_absentie_span")
        for (kind,) in list_rows(delivery, table, "soort_rij")
    ]
    assert kinds == ["ziek"] * len(SICK)


@pytest.mark.parametrize(
    "totals",
    [
        "leerlingnummer;groep;aantal ongeoorloofd;aantal ziek;percentage",
        "Stamnummer;Klas;Totaal uren;Geoorloofd;Ongeoorloofd",
        "Klas;Leerlingnummer;Ziek;Te laat;Spijbelen",
        "Leerlingnummer;Naam;Klas;Aantal dagen ziek",
        "Stamnr;Klas;Week 36;Week 37;Totaal",
    ],
)
@pytest.mark.parametrize("lvs", sorted(load_lvs()))
def test_totals_are_no_absences_and_no_list_of_pupils(totals, lvs) -> None:
    assert read_kind(totals, lvs) in {"lijkt_absenties", "kolom_ontbreekt", "niet_herkend"}


def test_the_code_table_of_the_school_decides_alone(tmp_path) -> None:
    files = {**BASIS, "a.csv": f"{TIMED};Geoorloofd\n1001;08-09-2025;;;;Z;N\n", "c.csv": "code;soort\nZ;ziek\n"}
    assert list_rows(deliver(tmp_path, files), "raw_absentie_span", "soort_rij") == [(None,)]


def test_the_return_sheet_says_how_each_column_was_read(tmp_path) -> None:
    delivery = read(tmp_path, "Lln nr;Datum van;Datum tot;Reden;Piet", "1001;08-09-2025;09-09-2025;Z;x")
    told = {finding.code: finding.omschrijving for finding in delivery.findings}
    assert "'Datum van' is begin" in told["kolommen_gelezen"]
    assert "'Datum tot' zegt 'tot'" in told["tot_telt_mee"]
    assert "layout_aannemelijk" in told
    assert "Piet" not in str(delivery.findings)
    # Negative control: t/m leaves no doubt.
    sure = read(tmp_path / "b", "Lln nr;Datum van;Datum t/m;Reden", "1001;08-09-2025;09-09-2025;Z")
    assert "tot_telt_mee" not in {finding.code for finding in sure.findings}


# --- the import file -----------------------------------------------------------------------------------------------

LINES = (
    "1001;08-09-2025;08:30;08-09-2025;10:10;1;2;Z;moeder belde",
    "1002;08-09-2025;;09-09-2025;;;;SP;",
    '1001;09-09-2025;;;;3;3;Z;"twee\nregels; en een puntkomma"',
)


def imported(tmp_path: Path, *lines: str, name: str = "a.csv") -> Delivery:
    return deliver(tmp_path, {**BASIS, name: "".join(f"{line}\n" for line in lines)}, school=make_school("somtoday"))


@pytest.mark.parametrize("name", ["a.csv", "absenties.txt", "leerlingen 2.csv"])
def test_the_import_file_is_known_by_its_shape(tmp_path, name) -> None:
    delivery = imported(tmp_path, *LINES, name=name)
    assert delivery.refused is None
    hours = list_rows(delivery, "raw_absentie_les", "leerling_nr", "datum", "lesuur", "regelnummer")
    assert hours == [(0, MON, 1, 1), (0, MON, 2, 1), (0, TUE, 3, 3)]
    spans = list_rows(delivery, "raw_absentie_span", "leerling_nr", "begin", "eind", "regelnummer")
    assert spans == [(1, at(MON, 0), at(TUE, 0), 2)]
    # Remarks are dropped: nothing of them is anywhere.
    assert "belde" not in str([frame.rows() for frame in delivery.frames.values()])
    assert delivery.frames["raw_bestand"].filter(layout="importbestand-absenties")["gelezen"].to_list() == [3]


def test_the_import_file_with_a_mark_in_another_encoding_and_with_quotes(tmp_path) -> None:
    text = '"1001";"08-09-2025";"08:30";"08-09-2025";"10:10";"";"";"Ziek";"één"\r\n'
    for place, data in (("a", b"\xef\xbb\xbf" + text.encode()), ("b", text.encode("cp1252"))):
        delivery = deliver(tmp_path / place, {**BASIS, "a.csv": data}, school=make_school("somtoday"))
        assert list_rows(delivery, "raw_absentie_span", "begin", "eind") == [(at(MON, 8, 30), at(MON, 10, 10))]


def test_a_date_that_does_not_exist_is_a_fault_of_its_row(tmp_path) -> None:
    delivery = imported(tmp_path, *LINES, "1001;31-09-2025;;;;1;1;Z;")
    assert [(cell.regelnummer, cell.code) for cell in delivery.quarantine] == [(5, "datum_onleesbaar")]


@pytest.mark.parametrize(
    "line",
    [
        "1001;08-09-2025;08:30;08-09-2025;10:10;1;2;Z;moeder; belde",
        "1001;08-09-2025;08:30;08-09-2025;10:10;1;2;Z",
        "1001;gisteren;08:30;08-09-2025;10:10;1;2;Z;",
        "Jansen;08-09-2025;08:30;08-09-2025;10:10;1;2;Z;",
        "1001;08-09-2025;half negen;08-09-2025;10:10;1;2;Z;",
        "1001;08-09-2025;08:30;08-09-2025;10:10;eerste;2;Z;",
    ],
)
def test_one_line_of_another_shape_refuses_and_shows_nothing(tmp_path, line) -> None:
    delivery = imported(tmp_path, *LINES, line)
    assert list_findings(delivery, ernst="geweigerd")[0][1:] == (5, "", "importbestand_regel")
    told = f"{delivery.refused} {delivery.findings}"
    for secret in ("1001", "1002", "08-09", "belde", "Jansen", "gisteren"):
        assert secret not in told


@pytest.mark.parametrize(
    "first",
    [
        # Not of this shape from the first line on: an unknown file, which begins with a pupil.
        "Jansen;08-09-2025;08:30;08-09-2025;10:10;1;2;Z;",
        "1001;H3A;08:30;08-09-2025;10:10;1;2;Z;",
        "1001;08-09-2025;08:30;08-09-2025;10:10;1;2;08:30;",
        "1001;08-09-2025;08:30;08-09-2025;10:10;1;2;Z;x;y",
    ],
)
def test_another_file_without_a_header_is_not_read(tmp_path, first) -> None:
    delivery = imported(tmp_path, first, *LINES)
    assert delivery.refused is not None
    assert delivery.refused.reason in ("niet_herkend", "kolom_ontbreekt", "lijkt_absenties")
    for secret in ("1001", "H3A", "08-09", "Jansen", "belde"):
        assert secret not in f"{delivery.refused} {delivery.findings}"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet='0123456789;":-/ abÅé\x00\u200b', max_size=40), max_size=5))
def test_whatever_follows_nothing_is_lost_or_shown(tmp_path_factory, lines: list[str]) -> None:
    """Every record is used, set apart or blank, or the file is refused."""
    delivery = imported(tmp_path_factory.mktemp("import"), LINES[1], *lines)
    if delivery.refused is None:
        [row] = delivery.frames["raw_bestand"].filter(layout="importbestand-absenties").rows(named=True)
        used = {
            line
            for name in ("raw_absentie_les", "raw_absentie_span")
            for line in delivery.frames[name]["regelnummer"].to_list()
        }
        assert row["gelezen"] == len(used) + row["quarantaine"] + row["niet_geteld"]
    assert "1002" not in f"{delivery.refused} {delivery.findings}"
