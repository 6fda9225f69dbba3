"""From a folder to a checked delivery: refusal, quarantine, balance, and nothing of a pupil in what is told.

The faults carry their number in the list of the guide (trust.md 5); each touches one row, and only that row goes.
"""

import io
import json
import logging
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from pipelines.intake import delivery as delivery_module
from pipelines.intake.delivery import read_lpa_lists
from pipelines.intake.delivery_findings import MAX_TOLD
from pipelines.intake.validation import get_bad_value_code
from schemas.exports.kinds import KINDS
from schemas.findings import FINDINGS
from schemas.tables import RAW_TABLES
from tests.lib.school_folder import BASIS, LEERLINGEN, ROOSTER, deliver, list_findings, list_rows, make_school

LES = "leerlingnummer;datum;lesuur;code;ingevoerd_op;minuten_te_laat\n"
GOOD_LES = "1001;2025-09-02;1;Z;2025-09-02 08:00;\n"
SPAN = "leerlingnummer;begin;eind;code\n"
GOOD_SPAN = "1001;2025-09-02;2025-09-03;Z\n"
PUPILS = "leerlingnummer;klas;geboortedatum;inschrijfdatum;uitschrijfdatum;startkwalificatie\n"
GOOD_PUPILS = "1001;4A;;;;\n1002;4B;;;;\n"
DATED = "groep;datum;lesuur;begintijd;eindtijd\n"
CODES = "code;soort;geldig_van;geldig_tot\n"
DUO = "leerlingnummer;meldsoort;begindatum;einddatum;gemeld_op\n"
GOOD_DUO = "1001;lrv;2025-09-02;;2025-09-03\n"
CALENDAR = "van;tot;soort\n"
GOOD_CALENDAR = "2025-10-01;2025-10-01;\n"
COVERAGE = "onderdeel;dekt_van;dekt_tot\n"
GOOD_COVERAGE = "absenties;2025-08-01;2025-12-31\n"
TABLE = "groep;weekdag;lessen;minuten_per_les\n"
GOOD_TABLE = "4A;1;6;50\n"
PER_WEEK = "groep;lessen_per_week;minuten_per_les;geldig_van;geldig_tot\n"
GOOD_PER_WEEK = "4A;30;50;;\n"
HOURS = "weekdag;begintijd;eindtijd;pauze_van;pauze_tot;groep\n"
GOOD_HOURS = "1;08:30;14:30;12:00;12:30;\n3;08:30;12:30;;;4A\n"
GOOD_DATED = "4A;2025-09-02;1;08:30;09:20\n"
GOOD_REGISTER = "1001;ziekte;;;;\n"
REGISTER = "leerlingnummer;typologie;categorie;plan_van_aanpak;plan_datum;interventies\n"
FOLLOWED = "leerlingnummer;gesprek_datum;jgz_datum;regiehouder;afgesloten_op;resultaat\n"
GOOD_FOLLOWED = "1002;2025-10-01;;oco;;terug\n"


def _check_balance(delivery):
    """Rows read = rows in the raw tables (by line) + quarantine + not counted, for every file that gives rows 1:1."""
    for row in delivery.frames["raw_bestand"].iter_rows(named=True):
        used = {
            (table, line)
            for table, frame in delivery.frames.items()
            if "bestand_nr" in frame.columns and table != "raw_bestand"
            for line in frame.filter(bestand_nr=row["bestand_nr"])["regelnummer"].to_list()
        }
        assert row["gelezen"] == len(used) + row["quarantaine"] + row["niet_geteld"], row["layout"]


ROW_FAULTS = [
    # (fault of the guide, header, good rows, bad row, column, code)
    ("39 type", LES, GOOD_LES, "1001;2025-09-02;2,0;Z;;", "lesuur", "lesuur_onleesbaar"),
    ("39 type", LES, GOOD_LES, "1001;2025-09-02;02:00;Z;;", "lesuur", "lesuur_onleesbaar"),
    ("44 month first", LES, GOOD_LES, "1001;09/13/2025;2;Z;;", "datum", "datum_onleesbaar"),
    ("45 two digits", LES, GOOD_LES, "1001;02-09-25;2;Z;;", "datum", "datum_onleesbaar"),
    ("45 leap day", LES, GOOD_LES, "1001;29-02-2025;2;Z;;", "datum", "datum_onleesbaar"),
    ("45 zeros", LES, GOOD_LES, "1001;00-00-0000;2;Z;;", "datum", "datum_onleesbaar"),
    ("45 far away", PUPILS, GOOD_PUPILS, "1003;4A;;;9999-12-31;", "uitschrijfdatum", "datum_onleesbaar"),
    ("45 enrolment", PUPILS, GOOD_PUPILS, "1003;4A;;31-11-2025;;", "inschrijfdatum", "datum_onleesbaar"),
    ("46 serial", LES, GOOD_LES, "1001;45292;2;Z;;", "datum", "datum_onleesbaar"),
    ("47 24:00", SPAN, GOOD_SPAN, "1001;2025-09-02 24:00;;Z", "begin", "datum_onleesbaar"),
    ("47 negative", SPAN, GOOD_SPAN, "1001;2025-09-02;2025-09-01;Z", "eind", "einde_voor_begin"),
    ("47 negative", SPAN, GOOD_SPAN, "1001;2025-09-02 10:00;2025-09-02 09:59;Z", "eind", "einde_voor_begin"),
    ("49 scientific", LES, GOOD_LES, "1,23E+05;2025-09-02;2;Z;;", "leerlingnummer", "nummer_verminkt"),
    ("49 scientific", PUPILS, GOOD_PUPILS, "1,23E+05;4A;;;;", "leerlingnummer", "nummer_verminkt"),
    ("50 class", PUPILS, GOOD_PUPILS, "1003;1-feb;;;;", "klas", "groep_verminkt"),
    ("50 error", PUPILS, GOOD_PUPILS, "1003;#####;;;;", "klas", "groep_verminkt"),
    ("50 error", LES, GOOD_LES, "1001;2025-09-02;2;#N/B;;", "code", "tekst_verminkt"),
    ("50 boolean", ROOSTER, "", "WAAR;1;2;09:20;10:10", "groep", "groep_verminkt"),
    ("51 hour", LES, GOOD_LES, "1001;2025-09-02;-1;Z;;", "lesuur", "lesuur_buiten_bereik"),
    ("51 hour", LES, GOOD_LES, "1001;2025-09-02;21;Z;;", "lesuur", "lesuur_buiten_bereik"),
    ("51 hour", ROOSTER, "", "4A;1;21;09:20;10:10", "lesuur", "lesuur_buiten_bereik"),
    ("51 hour", DATED, GOOD_DATED, "4A;2025-09-02;0;08:30;", "lesuur", "lesuur_nul_met_tijd"),
    ("54 changed number", LES, GOOD_LES, "10011;2025-09-02;2;Z;;", "leerlingnummer", "onbekende_leerling"),
    ("55 not listed", SPAN, GOOD_SPAN, "9999;2025-09-02;;Z", "leerlingnummer", "onbekende_leerling"),
    ("55 not listed", "leerlingnummer;groep\n", "1001;gym\n", "9999;gym", "leerlingnummer", "onbekende_leerling"),
    ("55 not listed", DUO, GOOD_DUO, "9999;lrv;2025-09-02;;2025-09-03", "leerlingnummer", "onbekende_leerling"),
    ("56 empty", LES, GOOD_LES, "1001;2025-09-02;2; ;;", "code", "leeg"),
    ("56 empty", LES, GOOD_LES, "1001;n.v.t.;2;Z;;", "datum", "leeg"),
    ("56 empty", LES, GOOD_LES, "1001;2025-09-02;-;Z;;", "lesuur", "leeg"),
    ("56 empty", PUPILS, GOOD_PUPILS, "1003; ;;;;", "klas", "leeg"),
    ("order", PUPILS, GOOD_PUPILS, "1003;4A;;2025-09-02;2025-09-01;", "uitschrijfdatum", "einde_voor_begin"),
    ("time", ROOSTER, "", "4A;1;2;8.30;09:20", "begintijd", "tijd_onleesbaar"),
    ("time", ROOSTER, "", "4A;1;2;08:30;24:00", "eindtijd", "tijd_onleesbaar"),
    ("length", ROOSTER, "", "4A;1;2;08:30;08:30", "eindtijd", "les_zonder_duur"),
    ("no times", ROOSTER, "", "4A;1;2;08:30;", "begintijd", "les_zonder_tijden"),
    ("weekday", ROOSTER, "", "4A;8;2;08:30;09:20", "weekdag", "weekdag_buiten_bereik"),
    ("lessons", TABLE, GOOD_TABLE, "4A;2;21;50", "lessen", "lessen_buiten_bereik"),
    ("lessons", TABLE, GOOD_TABLE, "4A;2;-1;50", "lessen", "lessen_buiten_bereik"),
    ("lessons", TABLE, GOOD_TABLE, "4A;2;5,5;50", "lessen", "getal_onleesbaar"),
    ("lessons", TABLE, GOOD_TABLE, "4A;2;;50", "lessen", "leeg"),
    ("lessons", TABLE, GOOD_TABLE, "4A;0;5;50", "weekdag", "weekdag_buiten_bereik"),
    ("lessons", TABLE, GOOD_TABLE, ";2;5;50", "groep", "leeg"),
    ("minutes", TABLE, GOOD_TABLE, "4A;2;5;", "minuten_per_les", "les_zonder_lengte"),
    ("minutes", TABLE, GOOD_TABLE, "4A;2;5;0", "minuten_per_les", "minuten_buiten_bereik"),
    ("minutes", TABLE, GOOD_TABLE, "4A;2;5;1441", "minuten_per_les", "minuten_buiten_bereik"),
    ("minutes", TABLE, GOOD_TABLE, "4A;2;5;vijftig", "minuten_per_les", "getal_onleesbaar"),
    ("lessons", PER_WEEK, GOOD_PER_WEEK, "4B;101;50;;", "lessen_per_week", "lessen_buiten_bereik"),
    ("lessons", PER_WEEK, GOOD_PER_WEEK, "4B;;50;;", "lessen_per_week", "leeg"),
    ("minutes", PER_WEEK, GOOD_PER_WEEK, "4B;30;;;", "minuten_per_les", "les_zonder_lengte"),
    ("validity", PER_WEEK, GOOD_PER_WEEK, "4B;30;50;2025-09-02;2025-09-01", "geldig_tot", "einde_voor_begin"),
    ("hours", HOURS, GOOD_HOURS, "2;08:30;08:30;;;", "eindtijd", "schooldag_zonder_duur"),
    ("hours", HOURS, GOOD_HOURS, "2;;14:30;;;", "begintijd", "leeg"),
    ("hours", HOURS, GOOD_HOURS, "2;08:30;half drie;;;", "eindtijd", "tijd_onleesbaar"),
    ("hours", HOURS, GOOD_HOURS, "2;08:30;14:30;;;#N/B", "groep", "groep_verminkt"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;12:00;;", "pauze_van", "pauze_met_een_tijd"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;;12:30;", "pauze_van", "pauze_met_een_tijd"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;12:00;1230;", "pauze_tot", "tijd_onleesbaar"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;08:30;12:30;", "pauze_van", "pauze_buiten_schooltijd"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;12:00;12:00;", "pauze_van", "pauze_buiten_schooltijd"),
    ("break", HOURS, GOOD_HOURS, "2;08:30;14:30;12:00;14:30;", "pauze_van", "pauze_buiten_schooltijd"),
    ("kind", CODES, "Z;ziek;;\n", "X;zieke;;", "soort", "soort_onbekend"),
    ("kind", CODES, "Z;ziek;;\n", ";ziek;;", "code", "leeg"),
    ("kind", CODES, "Z;ziek;;\n", "X;ziek;2025-08-01;2025-07-31", "geldig_tot", "einde_voor_begin"),
    ("calendar", CALENDAR, GOOD_CALENDAR, "2025-10-02;2025-10-01;", "tot", "einde_voor_begin"),
    ("coverage", COVERAGE, GOOD_COVERAGE, "absenties;2025-10-02;2025-10-01", "dekt_tot", "einde_voor_begin"),
    ("coverage", COVERAGE, GOOD_COVERAGE, "rooster;2025-10-02;2025-10-02", "onderdeel", "keuze_onbekend"),
    ("coverage", COVERAGE, GOOD_COVERAGE, "absenties;;2025-10-02", "dekt_van", "leeg"),
    ("calendar", CALENDAR, GOOD_CALENDAR, "2025-10-02;2025-10-02;feest", "soort", "kalendersoort_onbekend"),
    ("notification", DUO, GOOD_DUO, "1001;RMC;2025-09-02;;2025-09-03", "meldsoort", "meldsoort_onbekend"),
    ("notification", DUO, GOOD_DUO, "1001;lrv;2025-09-02;2025-09-01;2025-09-03", "einddatum", "einde_voor_begin"),
    ("notification", DUO, GOOD_DUO, "1001;lrv;2025-09-02;;", "gemeld_op", "leeg"),
    ("register", REGISTER, GOOD_REGISTER, "1002;verdriet;;;;", "typologie", "keuze_onbekend"),
    ("register", REGISTER, GOOD_REGISTER, "1002;;;;;belt elke week met thuis", "interventies", "interventies_onbekend"),
    ("register", FOLLOWED, GOOD_FOLLOWED, "1001;;;directeur;;", "regiehouder", "keuze_onbekend"),
    ("register", FOLLOWED, GOOD_FOLLOWED, "1001;;;;;beter", "resultaat", "keuze_onbekend"),
    ("register", FOLLOWED, GOOD_FOLLOWED, "1001;31-11-2025;;;;", "gesprek_datum", "datum_onleesbaar"),
    ("register", REGISTER, GOOD_REGISTER, "9999;ziekte;;;;", "leerlingnummer", "onbekende_leerling"),
    ("register", REGISTER, GOOD_REGISTER, ";ziekte;;;;", "leerlingnummer", "leeg"),
]


@pytest.mark.parametrize("case", ROW_FAULTS, ids=lambda case: f"{case[0]}-{case[4]}")
def test_a_bad_row_goes_alone(tmp_path, case):
    """Only the touched row is quarantined, with its line, column and reason; all others are used."""
    _, header, good, bad, column, code = case
    is_pupils = header.startswith("leerlingnummer;klas")
    # Pupils with the same row twice would be no list of pupils.
    again = good.replace("100", "200") if is_pupils else good
    files = {"najaar.csv": f"{header}{good}{bad}\n{again}"}
    if not is_pupils:
        files["leerlingen.csv"] = LEERLINGEN
    if not header.startswith("groep;weekdag"):
        files["rooster.csv"] = ROOSTER
    delivery = deliver(tmp_path, files)
    assert delivery.refused is None
    line = (header + good).count("\n") + 1
    assert list_findings(delivery, ernst="quarantaine") == [("najaar.csv", line, column, code)]
    assert [(cell.regelnummer, cell.kolom, cell.code) for cell in delivery.quarantine] == [(line, column, code)]
    assert not any(
        line in frame["regelnummer"]
        for name, frame in delivery.frames.items()
        if name not in ("raw_leerling", "raw_rooster_week") and "regelnummer" in frame.columns
    )
    if header not in (REGISTER, FOLLOWED):
        _check_balance(delivery)
    balance = delivery.frames["raw_bestand"].filter(bestand="najaar.csv")
    assert balance["quarantaine"].item() == 1
    # Negative control: without the bad row nothing is told.
    clean = deliver(tmp_path / "schoon", {**files, "najaar.csv": f"{header}{good}{again}"})
    assert list_findings(clean, ernst="quarantaine") == []


EMPTIED = [
    # (header, row, column, raw table, column of it)
    (PUPILS, "1003;4A;;;;misschien", "startkwalificatie", "raw_leerling"),
    (LES, "1001;2025-09-02;2;Z;gisteren;", "ingevoerd_op", "raw_absentie_les"),
    (LES, "1001;2025-09-02;2;Z;;1.234", "minuten_te_laat", "raw_absentie_les"),
    (LES, "1001;2025-09-02;2;Z;;-5", "minuten_te_laat", "raw_absentie_les"),
    (REGISTER, "1001;ziekte;;misschien;;", "plan_van_aanpak", "raw_register"),
]


@pytest.mark.parametrize(("header", "row", "column", "table"), EMPTIED, ids=lambda value: str(value)[:30])
def test_a_cell_that_only_helps_is_emptied_and_its_row_counts(tmp_path, header, row, column, table):
    """Contract 5, settled: the finding says quarantaine and names the column, the row is used."""
    files = {**BASIS, "najaar.csv": f"{header}{row}\n"}
    delivery = deliver(tmp_path, files)
    assert delivery.refused is None
    assert list_findings(delivery, ernst="quarantaine") == [("najaar.csv", 2, column, "cel_onleesbaar")]
    assert delivery.frames[table][column].to_list()[-1] is None
    assert delivery.frames["raw_bestand"].filter(bestand="najaar.csv")["quarantaine"].item() == 0


@pytest.mark.parametrize(
    ("text", "soort", "table", "rows"),
    [
        (TABLE + "4A;1;0;\n4A;2;20;1440\n4A;7;1;1\n", "lessentabel", "raw_lessentabel",
         [("4A", 1, 0, 50), ("4A", 2, 20, 1440), ("4A", 7, 1, 1)]),
        (PER_WEEK + "4A;0;;;\n4B;100;45;2025-09-01;\n", "lessen per week", "raw_lessen_per_week",
         [("4A", 0, 50, None), ("4B", 100, 45, date(2025, 9, 1))]),
        (HOURS + GOOD_HOURS + "5;08:30;08:31;;;\n2;08:30;14:30;08:31;14:29;\n", "schooltijden", "raw_schooltijden",
         [(None, 1, 510, 870, 720, 750), ("4A", 3, 510, 750, None, None), (None, 5, 510, 511, None, None),
          (None, 2, 510, 870, 511, 869)]),
    ],
)  # fmt: skip
def test_a_school_with_an_estimate_or_school_hours_alone_has_a_timetable(tmp_path, text, soort, table, rows):
    """Contract 1.3 and 1.4; just at the bounds of each cell. Minutes: those of the row, else of the school."""
    delivery = deliver(tmp_path, {"l.csv": LEERLINGEN, "najaar.csv": text}, school=make_school(minuten=50))
    assert delivery.refused is None
    assert list_findings(delivery, ernst="quarantaine") == []
    names = {
        "raw_lessentabel": ("groep", "weekdag", "lessen", "minuten"),
        "raw_lessen_per_week": ("groep", "lessen_per_week", "minuten", "geldig_van"),
        "raw_schooltijden": ("groep", "weekdag", "begin_min", "eind_min", "pauze_van_min", "pauze_tot_min"),
    }
    assert list_rows(delivery, table, *names[table]) == rows
    assert delivery.frames["raw_bestand"].filter(bestand="najaar.csv")["soort"].to_list() == [soort]


@pytest.mark.parametrize("text", [TABLE, PER_WEEK, HOURS])
def test_a_header_alone_is_no_timetable(tmp_path, text):
    delivery = deliver(tmp_path, {"l.csv": LEERLINGEN, "t.csv": text})
    assert delivery.refused is not None
    assert delivery.refused.reason == "geen_rooster"


def test_lesson_hour_zero(tmp_path):
    """0 to 20 in timetable and absence; a dated row with hour 0 and no times means no lessons that day."""
    dated = f"{DATED}4A;2025-09-02;0;08:00;08:30\n4A;2025-09-03;0;;\n"
    weekly = f"{ROOSTER}4A;2;0;08:00;08:30\n"
    files = {"l.csv": LEERLINGEN, "r.csv": weekly, "d.csv": dated, "a.csv": f"{LES}1001;2025-09-02;0;Z;;\n"}
    delivery = deliver(tmp_path, files, school=make_school(minuten=50))
    assert list_findings(delivery, ernst="quarantaine") == []
    assert list_rows(delivery, "raw_rooster_datum", "lesuur", "minuten") == [(0, 30), (0, None)]
    assert (0, 30) in list_rows(delivery, "raw_rooster_week", "lesuur", "minuten")
    assert list_rows(delivery, "raw_absentie_les", "lesuur") == [(0,)]


def test_an_absence_before_the_holiday_data_is_set_apart(tmp_path):
    absences = f"{LES}1001;2021-07-31;1;Z;;\n1001;2021-08-01;1;Z;;\n"
    spans = f"{SPAN}1001;2021-07-31 23:59;2021-08-02;Z\n1001;2021-08-01;;Z\n"
    files = {**BASIS, "a.csv": absences, "s.csv": spans}
    delivery = deliver(tmp_path, files, eerste_dag=date(2021, 8, 1))
    assert list_findings(delivery, ernst="quarantaine") == [
        ("a.csv", 2, "datum", "voor_vakantiegegevens"),
        ("absenties-s.csv", 2, "begin", "voor_vakantiegegevens"),
    ]
    # Negative control: without holiday data to compare with nothing is told.
    assert list_findings(deliver(tmp_path / "b", files), ernst="quarantaine") == []


def test_two_entry_times_are_compared_as_moments(tmp_path):
    """26 October 2025: 02:50 summer time (00:50 UTC) comes before 02:10 winter time (01:10 UTC)."""
    rows = "1001;2025-09-02;1;Z;2025-10-26T02:50:00+02:00;\n1001;2025-09-02;1;S;2025-10-26T02:10:00+01:00;\n"
    # The clock skips 02:07 on 29 March 2026: it is taken as it stands, 01:07 UTC. 12:00 in summer is 10:00 UTC.
    rows += "1001;2025-09-02;1;S;2026-03-29 02:07:00;\n1001;2025-09-02;1;S;2025-09-02 12:00;\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": LES + rows})
    assert list_rows(delivery, "raw_absentie_les", "ingevoerd_op", "ingevoerd_utc") == [
        (datetime(2025, 10, 26, 2, 50), datetime(2025, 10, 26, 0, 50)),
        (datetime(2025, 10, 26, 2, 10), datetime(2025, 10, 26, 1, 10)),
        (datetime(2026, 3, 29, 2, 7), datetime(2026, 3, 29, 1, 7)),
        (datetime(2025, 9, 2, 12, 0), datetime(2025, 9, 2, 10, 0)),
    ]


def test_one_row_with_several_faults_counts_once(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{LES}9999;x;99;;;\n{GOOD_LES}"})
    assert list_findings(delivery, ernst="quarantaine") == [
        ("a.csv", 2, "code", "leeg"),
        ("a.csv", 2, "datum", "datum_onleesbaar"),
        ("a.csv", 2, "leerlingnummer", "onbekende_leerling"),
        ("a.csv", 2, "lesuur", "lesuur_buiten_bereik"),
    ]
    assert delivery.frames["raw_bestand"].filter(bestand="a.csv").select("gelezen", "quarantaine").row(0) == (2, 1)


def test_a_bad_birth_date_empties_only_its_cell(tmp_path):
    """Fault 45, and the contract: the row counts as used."""
    pupils = f"{PUPILS}1001;4A;31-02-2010;;;J\n1002;4B;2010-03-11;;;\n"
    delivery = deliver(tmp_path, {"l.csv": pupils, "r.csv": ROOSTER})
    assert list_rows(delivery, "raw_leerling", "klas", "geboortedatum", "startkwalificatie") == [
        ("4A", None, True),
        ("4B", date(2010, 3, 11), None),
    ]
    assert list_findings(delivery, ernst="quarantaine") == [
        ("leerlingen-l.csv", 2, "geboortedatum", "geboortedatum_onbekend")
    ]
    assert delivery.frames["raw_bestand"]["quarantaine"].to_list() == [0, 0]


def test_mixed_date_forms_and_ids_with_a_point_are_read(tmp_path):
    """Faults 44 and 49 where nothing is in doubt."""
    rows = "1001.0;1-9-2025;1;Z;;\n1001;2025-09-02;2;Z;2025-09-02T06:00:00Z;\n 1002 ;03/09/2025;3.0;Z;;5\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": LES + rows})
    columns = ("leerling_nr", "datum", "lesuur", "ingevoerd_op", "minuten_te_laat")
    assert list_rows(delivery, "raw_absentie_les", *columns) == [
        (0, date(2025, 9, 1), 1, None, None),
        (0, date(2025, 9, 2), 2, datetime(2025, 9, 2, 8), None),
        (1, date(2025, 9, 3), 3, None, 5),
    ]


def test_spans_keep_what_was_written(tmp_path):
    rows = "1001;2025-09-02;;Z\n1001;2025-09-02 00:00;2025-09-02 12:00;Z\n1001;2025-09-02 10:00;2025-09-02;Z\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": SPAN + rows})
    day = datetime(2025, 9, 2)
    assert list_rows(delivery, "raw_absentie_span", "begin", "begin_is_dag", "eind", "eind_is_dag", "op_een_les") == [
        (day, True, None, True, False),
        (day, False, datetime(2025, 9, 2, 12), False, False),
        (datetime(2025, 9, 2, 10), False, day, True, False),
    ]


def test_absence_files_form_one_sequence_in_order_of_names(tmp_path):
    files = {"b.csv": SPAN + GOOD_SPAN, "a.csv": LES + GOOD_LES * 2, "C.csv": LES + GOOD_LES}
    delivery = deliver(tmp_path, {**BASIS, **files})
    # Code points: C before a before b.
    assert list_rows(delivery, "raw_absentie_les", "bestand_nr", "volgnr") == [(0, 0), (1, 1), (1, 2)]
    assert list_rows(delivery, "raw_absentie_span", "bestand_nr", "volgnr") == [(2, 3)]


def test_text_is_only_text(tmp_path):
    """Fault 58: formulas, tags and quotes stay as they are."""
    codes = "code;soort\n=1+1;ziek\n<script>;ziek\n{{7*7}};ziek\n'; drop table;ziek\n"
    delivery = deliver(tmp_path, {**BASIS, "c.csv": codes.replace("'; drop table", '"\'; drop table"')})
    assert delivery.frames["raw_code"]["code"].to_list() == ["=1+1", "<script>", "{{7*7}}", "'; drop table"]


def test_columns_in_another_order_and_writing(tmp_path):
    """Faults 34 and 35: by name, whatever case, spaces, underscores and order."""
    pupils = "\ufeffKLAS,Geboorte_Datum,Leerling-Nummer\n4A,2010-03-11,1001\n"
    delivery = deliver(tmp_path, {"l.csv": pupils, "r.csv": ROOSTER})
    assert list_rows(delivery, "raw_leerling", "klas", "geboortedatum") == [("4A", date(2010, 3, 11))]


def test_an_unknown_column_is_told_and_not_kept(tmp_path):
    """Fault 37."""
    pupils = "leerlingnummer;klas;mentor;hobby\n1001;4A;geheim;geheim\n"
    delivery = deliver(tmp_path, {"l.csv": pupils, "r.csv": ROOSTER})
    told = [finding for finding in delivery.findings if finding.code == "kolom_onbekend"]
    assert len(told) == 1
    # Of a header only words that the program knows are shown: any other could be a pupil.
    assert told[0].omschrijving == "Het bestand heeft kolommen die niet worden gebruikt: mentor, kolom 4."
    assert "geheim" not in repr(delivery)


@pytest.mark.parametrize(
    ("files", "reasons"),
    [
        ({**BASIS, "zomer.csv": "naam;adres\nAap;Noot\n"}, ["niet_herkend"]),
        # Fault 33 and 38: a required column is missing, or cut in two.
        ({**BASIS, "zomer.csv": "leerlingnummer;datum;lesuur\n1001;2025-09-02;1\n"}, ["kolom_ontbreekt"]),
        ({**BASIS, "zomer.csv": "leerlingnummer;dag;maand;lesuur;code\n1001;2;9;1;Z\n"}, ["kolom_ontbreekt"]),
        # Fault 36: a doubled column that is used.
        ({**BASIS, "zomer.csv": "leerlingnummer;datum;datum;lesuur;code\n"}, ["kolom_dubbel"]),
        ({"rooster.csv": ROOSTER}, ["geen_leerlingen"]),
        ({"leerlingen.csv": LEERLINGEN}, ["geen_rooster"]),
        ({}, ["geen_leerlingen", "geen_rooster"]),
        ({"leerlingen.csv": "leerlingnummer;klas\n", "rooster.csv": ROOSTER}, ["geen_leerlingen"]),
        ({"leerlingen.csv": "leerlingnummer;klas\n;4A\n", "rooster.csv": ROOSTER}, ["geen_leerlingen"]),
        ({"leerlingen.csv": LEERLINGEN, "rooster.csv": "groep;weekdag;lesuur;begintijd;eindtijd\n"}, ["geen_rooster"]),
        ({**BASIS, "x.json": '{"half'}, ["json_onleesbaar"]),
        # More in each other than Python can follow, and less than that.
        ({**BASIS, "x.json": "[" * 5000 + "]" * 5000}, ["json_onleesbaar"]),
        ({**BASIS, "x.json": "[" * 900 + "]" * 900}, ["niet_herkend"]),
        ({**BASIS, "x.json": '{"a": ' + "9" * 5000 + "}"}, ["niet_herkend"]),
        ({**BASIS, "x.xml": "<a>" * 5000 + "</a>" * 5000}, ["xml_onleesbaar"]),
        ({**BASIS, "x.json": "[]"}, ["niet_herkend"]),
        ({**BASIS, "x.xml": "<a/>"}, ["niet_herkend"]),
        ({**BASIS, "x.xml": "<a><b></a>"}, ["xml_onleesbaar"]),
        ({**BASIS, "x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, ["xml_onleesbaar"]),
        ({**BASIS, "x.xml": "<a><leerlingNummer>1</leerlingNummer><leerlingBSN>1</leerlingBSN></a>"}, ["bsn_kolom"]),
        ({**BASIS, "zomer.csv": "leerlingnummer;klas;BSN\n1001;4A;1\n"}, ["bsn_kolom"]),
        ({**BASIS, "x.json": '{"leerlingen":[{"leerlingnummer":1,"BSN":"1"}]}'}, ["bsn_kolom"]),
        # All problems at once.
        (
            {"zomer.csv": "naam;adres\n", "zomer2.csv": "leerlingnummer;klas;groep\n"},
            ["niet_herkend", "soort_dubbelzinnig", "geen_leerlingen", "geen_rooster"],
        ),
    ],
)
def test_what_refuses_a_delivery(tmp_path, files, reasons):
    delivery = deliver(tmp_path, files)
    assert delivery.refused is not None
    assert [code for _, _, _, code in list_findings(delivery, ernst="geweigerd")] == reasons
    assert delivery.refused.reason == reasons[0]
    # Nothing of it can reach the store, but every file is in the manifest.
    assert [name for name, frame in delivery.frames.items() if frame.height] == (["raw_bestand"] if files else [])
    assert delivery.frames["raw_bestand"].height == len(files)
    assert all(len(sha) == 64 for _, sha in delivery.bestanden)


def test_an_unrecognised_file_says_which_kinds_there_are(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "zomer.csv": "naam;adres\n"})
    assert delivery.refused is not None
    assert "zomer.csv" in delivery.refused.message
    assert "leerlingnummer, datum, lesuur, code" in delivery.refused.message


def test_a_missing_folder_is_a_refused_delivery(tmp_path):
    school = make_school()
    found = delivery_module.read_delivery(
        school, tmp_path / "weg", vault=tmp_path / "kluis", make_codes=list, make_mark=str
    )
    assert found.refused is not None
    assert found.refused.reason == "map_ontbreekt"


def test_a_refused_delivery_leaves_nothing_in_the_vault(tmp_path):
    deliver(tmp_path, {**BASIS, "zomer.csv": "leerlingnummer;klas;BSN\n1001;4A;1\n"})
    deliver(tmp_path / "b", {**BASIS, "zomer.csv": "naam;adres\n"})
    assert not (tmp_path / "kluis").exists()
    assert not (tmp_path / "b" / "kluis").exists()
    deliver(tmp_path / "c", BASIS)
    assert len([path for path in (tmp_path / "c" / "kluis").rglob("*") if path.is_file()]) == 2


def test_findings_about_rows_are_told_also_when_another_file_is_refused(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{LES}1001;x;1;Z;;\n", "zomer.csv": "naam;adres\n"})
    assert delivery.refused is not None
    assert ("a.csv", 2, "datum", "datum_onleesbaar") in list_findings(delivery, ernst="quarantaine")


def test_a_json_bsn_key_without_value_is_no_bsn(tmp_path):
    pupils = '{"leerlingen":[{"leerlingnummer":1001,"BSN":null,"plaatsingen":[{"stamgroep":{"naam":"4A"}}]}]}'
    delivery = deliver(tmp_path, {"l.json": pupils, "r.csv": ROOSTER}, school=make_school("somtoday"))
    assert delivery.refused is None


def test_a_header_only_file_is_a_delivery(tmp_path):
    """Fault 5: nothing to report is something to know."""
    delivery = deliver(tmp_path, {**BASIS, "d.csv": DUO, "c.csv": CODES, "a.csv": LES})
    assert delivery.refused is None
    assert delivery.heeft_duo_meldingen
    assert delivery.heeft_codetabel
    assert not delivery.heeft_register
    told = [place for place in list_findings(delivery, ernst="let_op") if place[3] == "alleen_kopregel"]
    assert [place[0] for place in told] == ["a.csv", "c.csv", "d.csv"]


def test_blank_rows_are_read_and_not_counted(tmp_path):
    """Fault 31."""
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{LES};;;;;\n{GOOD_LES}\n{GOOD_LES}"})
    balance = delivery.frames["raw_bestand"].filter(bestand="a.csv")
    assert balance.select("gelezen", "quarantaine", "niet_geteld").row(0) == (4, 0, 2)
    assert delivery.frames["raw_absentie_les"]["regelnummer"].to_list() == [3, 5]


def test_rows_that_cannot_be_cut_are_in_the_balance(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{LES}{GOOD_LES}1001;2025-09-02\n{GOOD_LES}"})
    assert list_findings(delivery, ernst="quarantaine") == [("a.csv", 3, "", "te_weinig_velden")]
    balance = delivery.frames["raw_bestand"].filter(bestand="a.csv")
    assert balance.select("gelezen", "quarantaine").row(0) == (3, 1)


def test_rooster_times_and_lengths(tmp_path):
    rooster = "groep;weekdag;lesuur;begintijd;eindtijd\n4A;1;1;08:30;09:20\n4A;1;2;;\n4A;1;3;10:00;\n"
    dated = f"{DATED}4A;2025-09-02;0;;\n4A;2025-09-03;1;;\n"
    files = {"l.csv": LEERLINGEN, "r.csv": rooster, "d.csv": dated}
    delivery = deliver(tmp_path, files, school=make_school(minuten=45))
    assert list_rows(delivery, "raw_rooster_week", "lesuur", "begin_min", "eind_min", "minuten") == [
        (1, 8 * 60 + 30, 9 * 60 + 20, 50),
        (2, None, None, 45),
        # One empty time cell is read as two.
        (3, None, None, 45),
    ]
    assert list_rows(delivery, "raw_rooster_datum", "datum", "lesuur", "minuten") == [
        (date(2025, 9, 2), 0, None),
        (date(2025, 9, 3), 1, 45),
    ]


def test_register_folds_its_rows(tmp_path):
    """An empty cell keeps, a dash clears, the last filled value wins; by number or by code."""
    first = REGISTER + "1001;ziekte;geoorloofd;J;2025-09-02;BEL, GESPREK\n1002;spijbelen;;N;;\n1001;;-;;;\n"
    second = "leerling;plan_van_aanpak;plan_datum\nc1001;N;-\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": first, "b.csv": second})
    assert delivery.heeft_register
    columns = ("leerling_nr", "typologie", "categorie", "plan_van_aanpak", "plan_datum", "interventies")
    assert list_rows(delivery, "raw_register", *columns) == [
        (0, "ziekte", None, False, None, "BEL,GESPREK"),
        (1, "spijbelen", None, False, None, None),
    ]
    assert delivery.frames["raw_bestand"]["gelezen"].to_list() == [3, 1, 2, 2]


def test_the_register_follows_a_case(tmp_path):
    """What was done, who leads and what came of it fold like the other cells; a first form knows nothing of it."""
    first = FOLLOWED + "1001;2025-10-01;02-10-2025;oco;;\n1002;;;mt;2025-11-03;deels_terug\n"
    second = "leerling;spreekuur_datum;regiehouder;afgesloten_op\nc1001;2025-10-09;swv;\nc1002;;;-\n"
    old = REGISTER + "1001;ziekte;;;;\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": first, "b.csv": second, "c.csv": old})
    columns = ("gesprek_datum", "jgz_datum", "spreekuur_datum", "regiehouder", "afgesloten_op", "resultaat")
    assert list_rows(delivery, "raw_register", "leerling_nr", *columns) == [
        (0, date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 9), "swv", None, None),
        (1, None, None, None, "mt", None, "deels_terug"),
    ]


def test_notifications(tmp_path):
    rows = "1001;16uur;2025-09-02;2025-09-20;2025-09-22\n1001;V4;2025-10-02;;2025-10-03\n"
    rows += "1002;LRV;2025-10-02;;2025-10-03\n"
    delivery = deliver(tmp_path, {**BASIS, "d.csv": DUO + rows})
    assert list_rows(delivery, "raw_duo_melding", "leerling_nr", "meldsoort", "einddatum", "gemeld_op") == [
        (0, "16uur", date(2025, 9, 20), date(2025, 9, 22)),
        (0, "16uur", None, date(2025, 10, 3)),
        (1, "lrv", None, date(2025, 10, 3)),
    ]


def test_own_column_names_of_the_school(tmp_path):
    school = make_school(kolommen={"Lln nr": "leerlingnummer", "Stamklas": "klas"})
    delivery = deliver(tmp_path, {"l.csv": "Lln nr;Stamklas\n1001;4A\n;4B\n", "r.csv": ROOSTER}, school=school)
    assert list_rows(delivery, "raw_leerling", "klas") == [("4A",)]
    told = next(finding for finding in delivery.findings if finding.code == "leeg")
    assert (told.kolom, "Lln nr" in told.omschrijving) == ("leerlingnummer", True)


def test_a_workbook_reads_as_the_csv(tmp_path):
    book = openpyxl.Workbook()
    header = ("leerlingnummer", "datum", "lesuur", "code")
    for row in (header, (1001, datetime(2025, 9, 2), 1, "Z"), (1001, "x", 2, "Z")):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": data.getvalue()})
    assert list_rows(delivery, "raw_absentie_les", "datum", "lesuur", "regelnummer") == [(date(2025, 9, 2), 1, 2)]
    assert list_findings(delivery, ernst="quarantaine") == [("a.xlsx", 3, "datum", "datum_onleesbaar")]


def test_the_same_bytes_twice_is_told(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.csv": LES + GOOD_LES, "b.csv": LES + GOOD_LES})
    assert ("a.csv", None, "", "dubbel_bestand") in list_findings(delivery, ernst="let_op")


def test_unknown_pupils_of_a_web_service_list_get_the_hint(tmp_path):
    pupils = "STAMNR;STUDYPERIOD;CLASS\n1001;2025/2026;4A\n"
    files = {"l.csv": pupils, "r.csv": ROOSTER, "a.csv": f"{LES}9999;2025-09-02;1;Z;;\n"}
    delivery = deliver(tmp_path, files, school=make_school("magister"))
    assert ("a.csv", 2, "leerlingnummer", "onbekende_leerling_180") in list_findings(delivery, ernst="quarantaine")
    assert "180 dagen" in FINDINGS["onbekende_leerling_180"].omschrijving


def test_many_rows_with_one_fault_are_told_as_a_number(tmp_path):
    rows = "9999;2025-09-02;1;Z;;\n" * (MAX_TOLD + 3)
    delivery = deliver(tmp_path, {**BASIS, "a.csv": LES + rows})
    told = [finding for finding in delivery.findings if finding.ernst == "quarantaine"]
    assert len(told) == MAX_TOLD + 1
    assert (told[-1].code, told[-1].aantal) == ("meer_dan_getoond", 3)
    assert sum(finding.aantal for finding in told) == MAX_TOLD + 3
    assert len(delivery.quarantine) == MAX_TOLD + 3


def test_every_raw_table_is_there_with_its_types(tmp_path):
    for delivery in (deliver(tmp_path, BASIS), deliver(tmp_path / "weg", {})):
        assert list(delivery.frames) == [table.name for table in RAW_TABLES]
        for table in RAW_TABLES:
            assert dict(delivery.frames[table.name].schema) == table.polars_schema


def test_a_full_delivery_has_every_table_with_its_types(tmp_path):
    files = {
        "l.csv": "leerlingnummer;klas;woongemeente\n1001;4A;Alkmaar\n1002;4B;alkmaar\n1003;4A;12\n",
        "r.csv": ROOSTER,
        "d.csv": DATED + "4A;2025-09-02;1;08:30;09:20\n",
        "g.csv": "leerlingnummer;groep\n1001;gym\n",
        "a.csv": LES + GOOD_LES,
        "s.csv": SPAN + GOOD_SPAN,
        "c.csv": CODES + "Z;ziek;;\n",
        "t.csv": TABLE + GOOD_TABLE,
        "w.csv": PER_WEEK + GOOD_PER_WEEK,
        "h.csv": HOURS + GOOD_HOURS,
        "k.csv": "van;tot\n2025-10-01;2025-10-02\n",
        "v.csv": COVERAGE + GOOD_COVERAGE,
        "m.csv": REGISTER + "1001;ziekte;;;;\n",
        "n.csv": DUO + "1001;lrv;2025-09-02;;2025-09-03\n",
        "z.json": json.dumps([{"start": 1_756_708_200, "end": 1_756_711_200, "students": ["1001"]}]),
    }
    delivery = deliver(tmp_path, files)
    for table in RAW_TABLES:
        assert dict(delivery.frames[table.name].schema) == table.polars_schema
    # Of each spelling what it is compared by; what can be no municipality is left out.
    assert list_rows(delivery, "raw_woongemeente", "woongemeente", "sleutel") == [
        ("Alkmaar", "alkmaar"),
        ("alkmaar", "alkmaar"),
    ]
    empty = {name for name, frame in delivery.frames.items() if frame.is_empty()}
    # A delivery without a fault has nothing set aside.
    assert empty == {"raw_absoluut_verzuim", "raw_vrijstelling", "raw_overstap", "raw_quarantaine"}


def test_lists_of_the_lpa(tmp_path):
    folder = tmp_path / "leerplicht"
    assert read_lpa_lists(folder, vault=tmp_path / "kluis", make_mark=str).refused is None
    folder.mkdir()
    absent = "volgnummer;woongemeente;geboortejaar;sinds;tot\n1;Alkmaar;2012;2025-09-02;\n2;;12;2025-09-02;\n"
    (folder / "a.csv").write_text(absent)
    (folder / "v.csv").write_text("volgnummer;grond;van;tot\n1;5A;2025-09-02;\n2;5d;2025-09-02;\n")
    found = read_lpa_lists(folder, vault=tmp_path / "kluis", make_mark=str)
    assert found.refused is None
    assert list_rows(found, "raw_absoluut_verzuim", "volgnummer", "woongemeente", "geboortejaar", "sinds") == [
        ("1", "Alkmaar", 2012, date(2025, 9, 2))
    ]
    assert list_rows(found, "raw_vrijstelling", "volgnummer", "grond", "tot") == [("1", "5a", None)]
    assert list_findings(found, ernst="quarantaine") == [
        ("a.csv", 3, "geboortejaar", "buiten_bereik"),
        ("vrijstellingen-v.csv", 3, "grond", "keuze_onbekend"),
    ]


def test_a_file_name_with_a_number_or_name_of_a_pupil_is_not_shown(tmp_path):
    pupils = "Stamnummer;Roepnaam;Achternaam;Klas\n1001;Zebedeus;Kanariepiet;4A\n"
    files = {
        "l.csv": pupils,
        "rooster.csv": ROOSTER,
        "van_1001.csv": SPAN + GOOD_SPAN,
        "Kanariepiet.csv": SPAN + GOOD_SPAN,
    }
    marks = {"Kanariepiet.csv": "00000001", "l.csv": "00000002", "van_1001.csv": "00000003", "april.csv": "00000004"}
    files["april.csv"] = SPAN + GOOD_SPAN
    delivery = deliver(
        tmp_path, files, school=make_school("magister"), make_mark=lambda name: marks.get(name, "00000000")
    )
    assert [name for name, _ in delivery.bestanden] == [
        *("absenties-00000001", "april.csv", "leerlingen-00000002", "rooster.csv", "absenties-00000003"),
    ]
    assert "1001" not in repr(delivery.findings)


CANARIES = ("730001", "Kanariepiet", "Zebedeus", "14-07-2011", "2011-07-14", "geheimtaal", "7,3E+05", "31-02-2011")


def test_no_value_of_a_pupil_is_told_or_logged(tmp_path, caplog, capfd):
    """Fault 88 and 89: every validator fails on canary data, and nothing of it stands in a finding, error or log."""
    caplog.set_level(logging.DEBUG)
    pupils = (
        "Stamnummer;Roepnaam;Achternaam;Klas;Kanariepiet\n"
        "730001;Zebedeus;Kanariepiet;4A;x\n730001;Zebedeus;Kanariepiet;#N/B geheimtaal;x\n"
        "7,3E+05;Zebedeus;Kanariepiet;4A;x\n"
    )
    extra = PUPILS + "730001;4A;31-02-2011;14-07-2011x;;geheimtaal\n"
    absences = LES + "730001;geheimtaal;geheimtaal;#N/B;geheimtaal;geheimtaal\n730001;14-07-2011;99;Z;;\n7,3E+05;;;;;\n"
    spans = SPAN + "730001;2011-07-14;2011-07-13;Z\n730001;31-02-2011;;Z\n"
    register = REGISTER + "730001;geheimtaal;geheimtaal;geheimtaal;31-02-2011;geheimtaal geheimtaal\n"
    duo = DUO + "730001;geheimtaal;31-02-2011;31-02-2011;31-02-2011\n"
    cut = LES + '730001;Kanariepiet\n730001;"Kanariepiet;x\n'
    files = {
        "l.csv": pupils,
        "m.csv": extra,
        "r.csv": ROOSTER,
        "a.csv": absences,
        "s.csv": spans,
        "f.csv": cut,
        "reg.csv": register,
        "duo.csv": duo,
        "Kanariepiet 730001.csv": LES,
    }
    marked = {"make_mark": lambda name: "0a1b2c3d"}
    delivery = deliver(tmp_path, files, school=make_school("magister"), **marked)
    more = {"x.json": '{"730001": "Kanariepiet"', "y.csv": "730001;Kanariepiet\n"}
    broken = deliver(tmp_path / "b", {**files, **more}, **marked)
    out, err = capfd.readouterr()
    told = "\n".join(
        [
            repr(delivery.findings),
            repr(broken.findings),
            repr(broken.refused),
            repr(delivery.quarantine),
            repr(delivery.frames["raw_bestand"].rows()),
            caplog.text,
            out,
            err,
        ]
    )
    assert len(delivery.findings) > 15
    for canary in CANARIES:
        assert canary not in told, canary
    # Negative control: the quarantine list for `opslag` does hold the text, so there was something to leak.
    assert any("geheimtaal" in cell.raw for cell in delivery.quarantine)


def test_a_large_file_reads_as_its_small_parts(tmp_path):
    """Long columns take another path than short ones: the rows must be the same."""
    days = [f"2025-09-{i % 28 + 1:02d}" for i in range(4000)]
    rows = [
        f"100{i % 2 + 1};{day};{i % 9 + 1};Z;{day} {i % 24:02d}:{i % 60:02d}:{i % 59:02d};"
        for i, day in enumerate(days)
    ]
    rows[1234] = "1001;2025-02-30;1;Z;;"
    whole = deliver(tmp_path, {**BASIS, "a.csv": LES + "\n".join(rows) + "\n"})
    parts = {f"a{i}.csv": LES + "\n".join(rows[i * 500 : (i + 1) * 500]) + "\n" for i in range(8)}
    cut = deliver(tmp_path / "b", {**BASIS, **parts})
    columns = pl.all().exclude("bestand_nr", "regelnummer")
    assert whole.frames["raw_absentie_les"].select(columns).equals(cut.frames["raw_absentie_les"].select(columns))
    assert list_findings(whole, ernst="quarantaine") == [("a.csv", 1236, "datum", "datum_onleesbaar")]


def test_without_a_list_of_pupils_only_that_is_told(tmp_path):
    """A refused list of pupils makes every absence unknown: one cause, told once, beside what else is wrong."""
    files = {"l.csv": "nummer;groepsnaam\n1001;4A\n", "r.csv": ROOSTER, "a.csv": f"{LES}{GOOD_LES}1001;x;1;Z;;\n"}
    delivery = deliver(tmp_path, {**files, "m.csv": REGISTER + "1001;ziekte;;;;\n", "d.csv": DUO + GOOD_DUO})
    assert list_findings(delivery, ernst="geweigerd") == [
        ("bestand-l.csv", 1, "", "niet_herkend"),
        ("", None, "", "geen_leerlingen"),
    ]
    assert list_findings(delivery, ernst="quarantaine") == [("a.csv", 3, "datum", "datum_onleesbaar")]


def test_every_fault_of_a_declared_field_has_its_words():
    fields = [field for kind in KINDS for field in kind.fields]
    codes = {get_bad_value_code(field) for field in fields} | {field.fault for field in fields if field.fault}
    assert {"leeg", "buiten_bereik", *codes} <= set(FINDINGS)


def test_a_file_that_grows_while_the_delivery_is_read_refuses_it(tmp_path, monkeypatch):
    """A writer that pauses: the copy was made of the first half, and the rest arrives before the reading is done."""
    grown = tmp_path / "12AB00" / "absenties.csv"
    build = delivery_module._Reading._build

    def build_and_write_on(reading):
        with grown.open("a", encoding="utf-8") as file:
            file.write("1001;2025-09-03;1;Z;;\n")
        build(reading)

    monkeypatch.setattr(delivery_module._Reading, "_build", build_and_write_on)
    delivery = deliver(tmp_path, {**BASIS, "absenties.csv": LES + GOOD_LES})
    assert delivery.refused is not None
    assert delivery.refused.reason == "bestand_gewijzigd"
