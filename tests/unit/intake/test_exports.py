"""Each layout with a tiny invented file: the raw rows worked out by hand (formats 3 to 6)."""

import json
from datetime import date, datetime

import pytest

from tests.lib.school_folder import ROOSTER, deliver, list_findings, list_rows, make_school

PUPILS = "leerlingnummer;klas\n1001;4A\n1002;4B\n"
BASIS = {"a.csv": PUPILS, "r.csv": ROOSTER}
LES = ("leerling_nr", "datum", "lesuur", "code", "soort_rij", "soort_bron")
SPAN = ("leerling_nr", "begin", "begin_is_dag", "eind", "eind_is_dag", "op_een_les", "code", "soort_rij")
ZIEK = {"Code": "ZB", "Omschrijving": "Ziek achteraf bevestigd ", "Verantwoordingtype": 3, "Geoorloofd": True}


def _deliver(tmp_path, lvs, files, **school):
    delivery = deliver(tmp_path, {**BASIS, **files}, school=make_school(lvs, **school))
    assert delivery.refused is None, delivery.refused
    return delivery


def test_magister_pupils_from_the_screen(tmp_path):
    text = (
        "\ufeffStamnummer,Roepnaam,Tussenvoegsel,Achternaam,Klas,Klassenmentor 1,Studie\n"
        '2001,Aap,"",Noot,4A,XYZ,HAVO/4\n'
    )
    delivery = deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}, school=make_school("magister"))
    assert list_rows(delivery, "raw_leerling", "leerling_nr", "klas", "onderwijssoort", "geboortedatum") == [
        (0, "4A", "HAVO/4", None)
    ]
    assert list_rows(delivery, "raw_sleutel", "leerlingnummer", "leerling") == [("2001", "c2001")]


def test_magister_pupils_from_the_web_service(tmp_path):
    text = (
        "STAMNR;FIRSTNAME;LASTNAME;EMAIL;BIRTHDATE;CITY;STUDYPERIOD;CLASS;STUDY;LOCATION;STUDYYEAR;"
        "studiebegindatum;studieeinddatum;vertrekdatum;email\n"
        # Planned end 31 July, left on 1 February: the earlier one counts.
        "2001;Aap;Noot;a@b;11-03-2010;Alkmaar;2025/2026;4A;HAVO;Noord;4;01-08-2025;31-07-2026;01-02-2026;\n"
        # A second enrolment of the same pupil, without dates: the school year of STUDYPERIOD.
        "2001;Aap;Noot;a@b;11-03-2010;Alkmaar;2024/2025;3A;HAVO;Noord;3;;;;\n"
        # One date filled: STUDYPERIOD is not used.
        "2002;Mies;Zuid;;31-02-2010;Alkmaar;2025/2026;4B;VWO;Zuid;4;01-09-2025;;;\n"
    ).encode("cp1252")
    delivery = deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}, school=make_school("magister"))
    columns = ("leerling_nr", "klas", "leerjaar", "geboortedatum", "woongemeente", "inschrijfdatum", "uitschrijfdatum")
    assert list_rows(delivery, "raw_leerling", *columns) == [
        (0, "4A", "4", date(2010, 3, 11), None, date(2025, 8, 1), date(2026, 2, 1)),
        (0, "3A", "3", date(2010, 3, 11), None, date(2024, 8, 1), date(2025, 7, 31)),
        (1, "4B", "4", None, None, date(2025, 9, 1), None),
    ]
    told = list_findings(delivery, ernst="quarantaine")
    assert told == [("leerlingen-l.csv", 4, "geboortedatum", "geboortedatum_onbekend")]
    assert "BIRTHDATE" in next(f for f in delivery.findings if f.kolom == "geboortedatum").omschrijving
    assert "meer_locaties" in {finding.code for finding in delivery.findings}


def test_magister_pupils_short(tmp_path):
    text = "Schooljaar;Leerlingnummer;Voornaam;Tussenvoegsel;Achternaam;Email;Locatie;Klas\n2526;2001;Aap;;Noot;;N;4A\n"
    delivery = deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}, school=make_school("magister"))
    assert list_rows(delivery, "raw_leerling", "klas") == [("4A",)]
    assert delivery.frames["raw_bestand"]["layout"][0] == "magister-leerlingen-kort"


def test_magister_verantwoordingen_a_without_type_uses_the_default_table(tmp_path):
    text = (
        "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code;datum_invoer;opmerking\n"
        "1001;02-09-2025;3;SP;02-09-2025 16:05;let op\n"
        "1002;02-09-2025;4;ZH;;\n"
    )
    delivery = _deliver(tmp_path, "magister", {"v.csv": text})
    assert list_rows(delivery, "raw_absentie_les", *LES, "ingevoerd_op") == [
        (0, date(2025, 9, 2), 3, "SP", "spijbelen", "standaardtabel", datetime(2025, 9, 2, 16, 5)),
        # ZH is only a suggestion: nothing is guessed.
        (1, date(2025, 9, 2), 4, "ZH", None, None, None),
    ]
    assert ("absenties-v.csv", None, "", "layout_aannemelijk") in list_findings(delivery, ernst="let_op")


@pytest.mark.parametrize(
    ("type_id", "geoorloofd", "code", "soort"),
    [
        ("1", "0", "XX", "overig_ongeoorloofd"),
        ("1", "0", "SP", "spijbelen"),
        ("1", "1", "XX", "overig_geoorloofd"),
        ("1", "1", "SC", "schorsing"),
        # The type decides the group: SP with a reason that is allowed stays allowed, and is told.
        ("1", "1", "SP", "overig_geoorloofd"),
        ("1", "", "Z", "onbekend"),
        ("2", "0", "LO", "te_laat"),
        ("2", "", "LO", "te_laat"),
        ("2", "1", "LO", "te_laat_geoorloofd"),
        ("3", "0", "ZZ", "ziek"),
        ("4", "0", "U", "uit_les"),
        ("5", "", "PR", "aanwezig"),
        ("6", "1", "VR", "vrijstelling"),
        ("7", "0", "BO", "niet_tellen"),
        ("8", "0", "HV", "niet_tellen"),
        ("9", "1", "Z", "onbekend"),
        ("", "1", "Z", "onbekend"),
    ],
)
def test_magister_type_before_geoorloofd(tmp_path, type_id, geoorloofd, code, soort):
    text = (
        "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code;verantwoordingstype_id;geoorloofd\n"
        f"1001;2025-09-02;3;{code};{type_id};{geoorloofd}\n"
    )
    delivery = _deliver(tmp_path, "magister", {"v.csv": text})
    assert list_rows(delivery, "raw_absentie_les", "soort_rij", "soort_bron") == [(soort, "rij_type")]
    codes = {finding.code for finding in delivery.findings}
    assert ("type_en_code_verschillen" in codes) == ((type_id, geoorloofd, code) == ("1", "1", "SP"))
    assert ("ziek_niet_geoorloofd" in codes) == (type_id == "3")


def test_magister_verantwoordingen_b_takes_the_date_of_the_moment(tmp_path):
    text = (
        "stamnummer;moment;lesuur;aanwezigheidsreden_code;aanwezigheidsreden_geoorloofd;genoteerd_op\n"
        "1001;2025-09-02 10:15:00;3;Z;-1;2025-09-02T07:58:00\n"
        # Allowed and SP: no type, so the usual meaning of the code stands, and it is told.
        "1001;2025-09-03 10:15:00;3;SP;-1;\n"
    )
    delivery = _deliver(tmp_path, "magister", {"v.csv": text})
    assert list_rows(delivery, "raw_absentie_les", *LES) == [
        (0, date(2025, 9, 2), 3, "Z", "ziek", "standaardtabel"),
        (0, date(2025, 9, 3), 3, "SP", "spijbelen", "standaardtabel"),
    ]
    told = [finding for finding in delivery.findings if finding.code == "geoorloofd_spreekt_tegen"]
    assert [(finding.regelnummer, finding.aantal) for finding in told] == [(3, 1)]


REDENEN = (
    "absentiereden_id;absentiereden_code;absentiereden_omschrijving;verantwoordingstype_id;"
    "verantwoordingstype_omschrijving;geoorloofd;luxeverzuim\n"
    "1;SP;Gespijbeld;1;Afwezig;0;0\n"
    "2;TA;Tandarts;1;Afwezig;1;0\n"
    "3;LX;Vakantie;1;Afwezig;0;1\n"
    "4;LV;Vreemd;1;Afwezig;1;1\n"
    "5;MD;Medisch ;1;Afwezig;1;0\n"
    "6;PX;Aanwezig;9;Present;0;0\n"
    "7;;Leeg;1;Afwezig;0;0\n"
)


def test_magister_reasons_are_the_schools_own_table(tmp_path):
    absence = "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code\n1001;2025-09-02;3;SP\n"
    delivery = _deliver(tmp_path, "magister", {"redenen.csv": REDENEN, "v.csv": absence})
    assert delivery.heeft_codetabel
    assert list_rows(delivery, "raw_code", "code", "soort", "geldig_van") == [
        ("SP", "spijbelen", None),
        ("TA", "overig_geoorloofd", None),
        ("LX", "luxe", None),
        ("LV", "overig_geoorloofd", None),
        ("MD", "medisch", None),
        # The description "Present" wins over number 9.
        ("PX", "aanwezig", None),
    ]
    # The table decides, so the row itself gets no kind.
    assert list_rows(delivery, "raw_absentie_les", "soort_rij", "soort_bron") == [(None, None)]
    codes = {finding.code for finding in delivery.findings}
    assert {"luxe_en_geoorloofd", "type_omschrijving_wijkt_af", "leeg"} <= codes


def test_a_codes_file_decides_above_the_reasons(tmp_path):
    codes = "code;omschrijving;soort;geldig_van;geldig_tot\nSP;x;luxe;2025-08-01;\nsp;x;LUXE;;2025-07-31\n"
    delivery = _deliver(tmp_path, "magister", {"codes.csv": codes, "redenen.csv": REDENEN})
    assert list_rows(delivery, "raw_code", "code", "soort", "geldig_van", "geldig_tot", "volgnr") == [
        ("SP", "luxe", date(2025, 8, 1), None, 0),
        ("sp", "luxe", None, date(2025, 7, 31), 1),
    ]
    assert ("redenen.csv", None, "", "redenentabel_niet_gebruikt") in list_findings(delivery, ernst="let_op")


def test_magister_types_help_where_the_number_is_not_constant(tmp_path):
    types = "verantwoordingstype_id;verantwoordingstype_omschrijving\n1;Afwezig\n7;Present\n"
    reasons = "absentiereden_code;verantwoordingstype_id;geoorloofd\nPR;7;0\nSP;1;0\n"
    delivery = _deliver(tmp_path, "magister", {"types.csv": types, "redenen.csv": reasons})
    assert list_rows(delivery, "raw_code", "code", "soort") == [("PR", "aanwezig"), ("SP", "spijbelen")]


def _magister_json(*items, number="1001"):
    return json.dumps({"leerlingnummer": number, "Items": list(items), "TotalCount": len(items)})


def test_magister_absences_json(tmp_path):
    lesson = {
        "Start": "2026-08-19T07:20:00.0000000Z",
        "Einde": "2026-08-19T08:10:00Z",
        "LesuurVan": 4,
        "LesuurTotMet": 5,
    }
    midnight = "2026-08-18T22:00:00.0000000Z"
    text = _magister_json(
        {**ZIEK, "Start": midnight, "Eind": midnight, "Lesuur": 2, "Afspraak": lesson},
        {**ZIEK, "Start": midnight, "Eind": midnight, "Lesuur": None, "Afspraak": lesson},
        # No hour at all: the slot that begins at 07:20Z = 09:20 in summer.
        {**ZIEK, "Start": midnight, "Eind": midnight, "Lesuur": None, "Afspraak": {"Start": lesson["Start"]}},
        {**ZIEK, "Start": midnight, "Eind": midnight, "Lesuur": None, "Afspraak": {}},
    )
    delivery = _deliver(tmp_path, "magister", {"m.json": text})
    day = date(2026, 8, 19)
    assert list_rows(delivery, "raw_absentie_les", *LES, "volgnr", "regelnummer") == [
        (0, day, 2, "ZB", "ziek", "rij_type", 0, 1),
        (0, day, 4, "ZB", "ziek", "rij_type", 1, 2),
        (0, day, 5, "ZB", "ziek", "rij_type", 1, 2),
    ]
    begin = datetime(2026, 8, 19, 9, 20)
    assert list_rows(delivery, "raw_absentie_span", *SPAN, "volgnr", "regelnummer") == [
        (0, begin, False, datetime(2026, 8, 19, 9, 21), False, False, "ZB", "ziek", 2, 3)
    ]
    assert list_findings(delivery, ernst="quarantaine") == [("absenties-m.json", 4, "lesuur_van", "les_zonder_lesuur")]
    balance = delivery.frames["raw_bestand"].filter(layout="magister-absenties-json")
    assert balance.select("gelezen", "quarantaine", "niet_geteld").rows() == [(4, 1, 0)]


def test_magister_absences_json_of_several_pupils(tmp_path):
    item = {**ZIEK, "Start": "2026-01-18T23:00:00Z", "Lesuur": 1, "Afspraak": {}}
    text = f"[{_magister_json(item)},{_magister_json(item, number='1002')},{_magister_json(number='1002')}]"
    delivery = _deliver(tmp_path, "magister", {"m.json": text})
    # 23:00Z in winter is midnight of the 19th; items are numbered through the file.
    assert list_rows(delivery, "raw_absentie_les", "leerling_nr", "datum", "regelnummer") == [
        (0, date(2026, 1, 19), 1),
        (1, date(2026, 1, 19), 2),
    ]


def test_magister_absences_json_without_number_is_refused(tmp_path):
    item = {**ZIEK, "Start": "2026-01-18T23:00:00Z", "Lesuur": 1, "Afspraak": {}}
    text = json.dumps({"Items": [item]})
    delivery = deliver(tmp_path, {**BASIS, "m.json": text}, school=make_school("magister"))
    assert delivery.refused is not None
    assert delivery.refused.reason == "json_zonder_leerlingnummer"
    # The braces of JSON are shown as they are to be written.
    assert '{"leerlingnummer": "…", "Items": […]} aan' in delivery.refused.message


def test_magister_staff_json(tmp_path):
    text = json.dumps(
        {
            "leerlingnummer": "1001",
            "items": [
                {
                    "afspraak": {"begin": "2025-09-02T09:20:00", "lesuur": {"begin": 2}},
                    "verantwoordingen": [{"moment": "x", "reden": {"code": "SP"}}, {"reden": {"code": "LO"}}],
                },
                {
                    "afspraak": {"lesuur": {"begin": 3}},
                    "verantwoordingen": [{"moment": "2025-09-02T22:30:00Z", "reden": {"code": "Q"}}],
                },
                {"afspraak": {}, "verantwoordingen": []},
            ],
        }
    )
    delivery = _deliver(tmp_path, "magister", {"s.json": text})
    assert list_rows(delivery, "raw_absentie_les", *LES, "regelnummer") == [
        (0, date(2025, 9, 2), 2, "SP", "spijbelen", "standaardtabel", 1),
        (0, date(2025, 9, 2), 2, "LO", "te_laat", "standaardtabel", 1),
        # 22:30Z is half past midnight on the 3rd.
        (0, date(2025, 9, 3), 3, "Q", None, None, 2),
    ]
    balance = delivery.frames["raw_bestand"].filter(layout="magister-verantwoordingen-json")
    assert balance.select("gelezen", "quarantaine", "niet_geteld").rows() == [(4, 0, 1)]


def _melding(begin, eind, *, soort="Absent", geoorloofd=False, van=None, tot=None, code="SP", number=1001):
    return {
        "$type": "participatie.RAbsentieMelding",
        "leerling": {"leerlingnummer": number, "roepnaam": "Aap"},
        "beginDatumTijd": begin,
        "eindDatumTijd": eind,
        "beginLesuur": van,
        "eindLesuur": tot,
        "absentieReden": {"afkorting": code, "omschrijving": "x", "absentieSoort": soort, "geoorloofd": geoorloofd},
        "datumTijdInvoer": "2025-09-02T08:00:00.000+02:00",
        "opmerkingen": "geheim",
    }


def test_somtoday_absentiemeldingen_json(tmp_path):
    day = "2025-09-02T"
    items = [
        _melding(f"{day}08:30:00.000+02:00", f"{day}10:10:00.000+02:00", van=1, tot=2),
        _melding(f"{day}00:00:00.000+02:00", "2025-09-03T23:59:59.000+02:00", geoorloofd=True, code="ZK"),
        _melding(f"{day}09:00:00.000+02:00", None, code="XX"),
        _melding(f"{day}08:30:00.000+02:00", f"{day}08:42:30.000+02:00", soort="Telaat", code="TO"),
        _melding(f"{day}09:45:00.000+02:00", f"{day}10:10:00.000+02:00", soort="Verwijderd", code="LE"),
        _melding(f"{day}08:30:00.000+02:00", f"{day}08:35:00.000+02:00", soort="Telaat", van=1, tot=1, geoorloofd=True),
        _melding(f"{day}08:30:00.000+02:00", "2025-09-03T10:10:00.000+02:00", van=1, tot=2),
        {"$type": "iets.Anders"},
    ]
    delivery = _deliver(tmp_path, "somtoday", {"s.json": json.dumps({"items": items})})
    entered = datetime(2025, 9, 2, 8, 0)
    second = date(2025, 9, 2)
    assert list_rows(delivery, "raw_absentie_les", *LES, "ingevoerd_op", "minuten_te_laat", "volgnr") == [
        (0, second, 1, "SP", "spijbelen", "rij_type", entered, None, 0),
        (0, second, 2, "SP", "spijbelen", "rij_type", entered, None, 0),
        (0, second, 1, "SP", "te_laat_geoorloofd", "rij_type", entered, 5, 5),
    ]
    assert list_rows(delivery, "raw_absentie_span", *SPAN, "minuten_te_laat") == [
        (0, datetime(2025, 9, 2), True, datetime(2025, 9, 3), True, False, "ZK", "overig_geoorloofd", None),
        (0, datetime(2025, 9, 2, 9), False, None, True, False, "XX", "overig_ongeoorloofd", None),
        # 08:30:00 to 08:42:30 is 12 whole minutes.
        (0, datetime(2025, 9, 2, 8, 30), False, datetime(2025, 9, 2, 8, 42, 30), False, True, "TO", "te_laat", 12),
        (0, datetime(2025, 9, 2, 9, 45), False, datetime(2025, 9, 2, 10, 10), False, True, "LE", "uit_les", None),
    ]
    assert list_findings(delivery, ernst="quarantaine") == [
        ("absenties-s.json", 7, "lesuur_van", "lesuren_over_dagen"),
        ("absenties-s.json", 8, "", "json_ander_item"),
    ]


def test_somtoday_absences_csv_reads_as_the_json(tmp_path):
    text = (
        "leerlingnummer;roepnaam;beginDatumTijd;eindDatumTijd;beginLesuur;eindLesuur;absentieSoort;afkorting;"
        "omschrijving;geoorloofd;opmerkingen;datumTijdInvoer\n"
        "1001;Aap;02-09-2025 08:30;02-09-2025 10:10;1;2;Absent;ZK;Ziek;Ja;geheim;02-09-2025 08:00\n"
        "1001;Aap;02-09-2025;03-09-2025;;;Absent;QQ;;;;\n"
    )
    delivery = _deliver(tmp_path, "somtoday", {"s.csv": text})
    second = date(2025, 9, 2)
    assert list_rows(delivery, "raw_absentie_les", *LES) == [
        # ZK is only a suggestion, but the description says it within the group.
        (0, second, 1, "ZK", "ziek", "rij_type"),
        (0, second, 2, "ZK", "ziek", "rij_type"),
    ]
    assert list_rows(delivery, "raw_absentie_span", *SPAN) == [
        (0, datetime(2025, 9, 2), True, datetime(2025, 9, 3), True, False, "QQ", "onbekend")
    ]
    assert ("absenties-s.csv", None, "", "layout_aannemelijk") in list_findings(delivery, ernst="let_op")


def test_somtoday_reasons_json(tmp_path):
    items = [
        {"afkorting": "ZK", "omschrijving": "Ziek", "absentieSoort": "Absent", "geoorloofd": True},
        {"afkorting": "TL", "omschrijving": "Te laat", "absentieSoort": "Telaat", "geoorloofd": False},
    ]
    delivery = _deliver(tmp_path, "somtoday", {"redenen.json": json.dumps({"items": items})})
    assert delivery.heeft_codetabel
    assert list_rows(delivery, "raw_code", "code", "soort") == [("ZK", "ziek"), ("TL", "te_laat")]


def test_somtoday_pupils_json(tmp_path):
    pupils = [
        {
            "leerlingnummer": 2002,
            "roepnaam": "Aap",
            "geboortedatum": "2010-03-11",
            "plaatsingen": [
                {
                    "startdatum": "2025-08-01",
                    "einddatum": "2026-07-31",
                    "leerjaar": 4,
                    "opleiding": "H4",
                    "stamgroep": {"naam": "H4D", "onderwijssoort": "HAVO"},
                },
                {"startdatum": "2024-08-01", "einddatum": "2025-07-31", "leerjaar": 3, "stamgroep": {"naam": "H3D"}},
            ],
            "lesgroepen": [{"naam": "h4bBIO"}],
        },
        {"leerlingnummer": 2001, "lesgroepen": []},
    ]
    delivery = deliver(
        tmp_path, {"l.json": json.dumps({"leerlingen": pupils}), "r.csv": ROOSTER}, school=make_school("somtoday")
    )
    assert delivery.refused is None
    columns = ("klas", "leerjaar", "onderwijssoort", "geboortedatum", "inschrijfdatum", "uitschrijfdatum")
    assert list_rows(delivery, "raw_leerling", *columns) == [
        ("H4D", "4", "HAVO", date(2010, 3, 11), date(2025, 8, 1), date(2026, 7, 31)),
        ("H3D", "3", None, date(2010, 3, 11), date(2024, 8, 1), date(2025, 7, 31)),
    ]
    assert list_rows(delivery, "raw_groep", "leerling_nr", "groep") == [(0, "h4bBIO")]
    # A pupil without placement has no class: told, not dropped.
    assert list_findings(delivery, ernst="quarantaine") == [("leerlingen-l.json", 2, "klas", "leeg")]


def test_somtoday_pupils_csv(tmp_path):
    text = "leerlingnummer;voornaam;tussenvoegsel;achternaam;mentor;stamgroep\n2001;Aap;;Noot;XYZ;H4D\n"
    delivery = deliver(tmp_path, {"l.csv": text, "r.csv": ROOSTER}, school=make_school("somtoday"))
    assert list_rows(delivery, "raw_leerling", "klas") == [("H4D",)]


def test_somtoday_timetable_json(tmp_path):
    lessons = [
        {"begintijd": "2025-09-02T08:30:00.000+02:00", "eindtijd": "2025-09-02T10:10:00.000+02:00", "lesuren": [1, 2]},
        {"begintijd": "2025-09-02T08:10:00Z", "eindtijd": "2025-09-02T09:00:00Z", "lesuren": [3]},
    ]
    text = json.dumps({"groep": "h4bBIO", "rooster": {"weeknummer": 36, "afspraken": lessons}})
    delivery = _deliver(tmp_path, "somtoday", {"rooster.json": text})
    # 08:10Z is 10:10 in summer: 610 minutes after midnight.
    assert list_rows(delivery, "raw_rooster_datum", "groep", "datum", "lesuur", "begin_min", "eind_min", "minuten") == [
        ("h4bBIO", date(2025, 9, 2), 1, 510, 610, 100),
        ("h4bBIO", date(2025, 9, 2), 2, 510, 610, 100),
        ("h4bBIO", date(2025, 9, 2), 3, 610, 660, 50),
    ]


def test_somtoday_timetable_without_hours_is_numbered_by_begin(tmp_path):
    lessons = [
        {"begintijd": "2025-09-02T10:00:00", "eindtijd": "2025-09-02T10:50:00", "lesuren": []},
        {"begintijd": "2025-09-02T08:30:00", "eindtijd": "2025-09-02T09:20:00"},
        {"begintijd": "2025-09-03T09:00:00", "eindtijd": "2025-09-03T09:50:00"},
    ]
    text = json.dumps({"groep": "4A", "rooster": {"afspraken": lessons}})
    delivery = _deliver(tmp_path, "somtoday", {"rooster.json": text})
    assert list_rows(delivery, "raw_rooster_datum", "datum", "lesuur", "begin_min") == [
        (date(2025, 9, 2), 2, 600),
        (date(2025, 9, 2), 1, 510),
        (date(2025, 9, 3), 1, 540),
    ]


def test_somtoday_lessons_with_and_without_an_hour(tmp_path):
    """The lesson of 09:00 has no hour, and is not lost: hour 1 is taken, so it is the second of the day."""
    lessons = [
        {"begintijd": "2025-09-02T08:30:00", "eindtijd": "2025-09-02T09:00:00", "lesuren": [1]},
        {"begintijd": "2025-09-02T09:00:00", "eindtijd": "2025-09-02T09:50:00", "lesuren": []},
        {"begintijd": "2025-09-02", "eindtijd": "gauw", "lesuren": [3]},
        {"begintijd": "2025-09-02T11:00:00", "eindtijd": "2025-09-02T11:50:00", "lesuren": ["x"]},
        "geen les",
    ]
    text = json.dumps({"groep": "4A", "rooster": {"afspraken": lessons}})
    delivery = _deliver(tmp_path, "somtoday", {"rooster.json": text})
    assert list_rows(delivery, "raw_rooster_datum", "lesuur", "begin_min") == [(1, 510), (2, 540)]
    assert [place[1:] for place in list_findings(delivery, ernst="quarantaine")] == [
        (3, "eindtijd", "datum_onleesbaar"),
        (4, "lesuur", "lesuur_buiten_bereik"),
        (5, "", "json_ander_item"),
    ]
    [row] = delivery.frames["raw_bestand"].filter(layout="somtoday-rooster-json").rows(named=True)
    assert (row["gelezen"], row["quarantaine"], row["niet_geteld"]) == (5, 3, 0)


def test_somtoday_timetable_of_a_pupil(tmp_path):
    """The week that was asked is covered, also its days without a lesson."""
    lessons = [{"begintijd": "2025-09-02T08:30:00+02:00", "eindtijd": "2025-09-02T09:20:00+02:00", "lesuren": [1]}]
    week = {"weeknummer": 36, "begindatum": "2025-09-01", "einddatum": "2025-09-05", "afspraken": lessons}
    text = json.dumps([{"leerlingnummer": 1001, "rooster": week}])
    delivery = _deliver(tmp_path, "somtoday", {"rooster.json": text})
    [groep] = delivery.frames["raw_rooster_datum"]["groep"].to_list()
    assert list_rows(delivery, "raw_rooster_leerling", "leerling_nr", "groep", "van", "tot") == [
        (0, groep, date(2025, 9, 1), date(2025, 9, 5))
    ]


def test_somtoday_appointments(tmp_path):
    """Hours 3 to 4 of 1001 share 100 minutes; the second is cancelled; the third has a group in its title alone."""
    base = {"beginDatumTijd": "2025-09-02T10:00:00.000+02:00", "eindDatumTijd": "2025-09-02T11:40:00.000+02:00"}
    base |= {"beginLesuur": 3, "eindLesuur": 4, "afspraakStatus": "ACTIEF", "titel": "217 - A5wisB_2 - Stk"}
    pupils = {"leerlingen": {"items": [{"leerlingnummer": 1001, "roepnaam": "Piet"}]}}
    later = {"beginDatumTijd": "2025-09-03T10:00:00.000+02:00", "eindDatumTijd": "2025-09-03T10:50:00.000+02:00"}
    items = [
        {**base, "additionalObjects": pupils},
        {**base, **later, "afspraakStatus": "VERVALLEN", "titel": "overleg", "additionalObjects": {}},
        {**base, **later, "eindLesuur": None},
    ]
    delivery = _deliver(tmp_path, "somtoday", {"rooster.json": json.dumps({"items": items})})
    assert list_rows(delivery, "raw_rooster_datum", "groep", "datum", "lesuur", "begin_min", "eind_min") == [
        ("A5wisB_2", date(2025, 9, 3), 3, 600, 650),
        (" 2.1", date(2025, 9, 2), 3, 600, 650),
        (" 2.1", date(2025, 9, 2), 4, 650, 700),
    ]
    assert list_rows(delivery, "raw_rooster_leerling", "leerling_nr") == [(0,)]
    assert not any(word in str(delivery.findings) for word in ("Piet", "Stk", "217", "overleg"))


def test_parnassys(tmp_path):
    pupils = "Leerlingnummer;Achternaam;Voorletters;Geboortedatum;Groep\n2001;Noot;A;11-03-2018;1/2A\n"
    absences = (
        "Leerlingnummer;Roepnaam;Groep;Datum;Dagdeel;Reden;Geoorloofd;Opmerking\n"
        "2001;Aap;1/2A;02-09-2025;Ochtend;Ziek;J;\n"
        "2001;Aap;1/2A;03-09-2025;middag;Tandarts;J;\n"
        "2001;Aap;1/2A;04-09-2025;Hele dag;Weg;N;\n"
        "2001;Aap;1/2A;05-09-2025;Dag;Spijbelen;J;\n"
        "2001;Aap;1/2A;08-09-2025;Dag;Iets;;\n"
        "2001;Aap;1/2A;09-09-2025;Nacht;Iets;N;\n"
    )
    files = {"l.csv": pupils, "v.csv": absences, "r.csv": ROOSTER}
    delivery = deliver(tmp_path, files, school=make_school("parnassys"))
    assert delivery.refused is None
    assert list_rows(delivery, "raw_leerling", "klas", "geboortedatum") == [("1/2A", date(2018, 3, 11))]
    noon = datetime(2025, 9, 2, 12)
    assert list_rows(delivery, "raw_absentie_span", *SPAN) == [
        (0, datetime(2025, 9, 2), False, noon, False, False, "Ziek", "ziek"),
        (0, datetime(2025, 9, 3, 12), False, datetime(2025, 9, 4), False, False, "Tandarts", "overig_geoorloofd"),
        (0, datetime(2025, 9, 4), True, datetime(2025, 9, 4), True, False, "Weg", "overig_ongeoorloofd"),
        # Geoorloofd decides above the reason, and it is told.
        (0, datetime(2025, 9, 5), True, datetime(2025, 9, 5), True, False, "Spijbelen", "overig_geoorloofd"),
        (0, datetime(2025, 9, 8), True, datetime(2025, 9, 8), True, False, "Iets", "onbekend"),
    ]
    assert list_findings(delivery, ernst="quarantaine") == [("absenties-v.csv", 7, "dagdeel", "dagdeel_onbekend")]
    assert "geoorloofd_spreekt_tegen" in {finding.code for finding in delivery.findings}


def test_parnassys_soap(tmp_path):
    text = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="urn:voorbeeld"><s:Body><p:antwoord>
<p:leerling><p:leerlingNummer>2001</p:leerlingNummer><p:achternaam>Noot</p:achternaam>
<p:geboortedatum>2018-03-11</p:geboortedatum><p:geboortedatumOnzeker>true</p:geboortedatumOnzeker>
<p:groepsindeling><p:vanafDatum>2025-08-01</p:vanafDatum><p:totDatum>2026-07-31</p:totDatum>
<p:groep><p:id>7</p:id><p:naam>1/2A</p:naam></p:groep><p:leerjaar>2</p:leerjaar></p:groepsindeling>
<p:inschrijving><p:datumInschrijving>2025-09-15T00:00:00+02:00</p:datumInschrijving></p:inschrijving></p:leerling>
<p:leerling><p:leerlingNummer>2002</p:leerlingNummer>
<p:groepsindeling><p:vanafDatum>2024-08-01</p:vanafDatum><p:totDatum>2025-07-31</p:totDatum><p:groep><p:naam>5</p:naam></p:groep></p:groepsindeling>
<p:groepsindeling><p:vanafDatum>2025-08-01</p:vanafDatum><p:groep><p:naam>6</p:naam></p:groep></p:groepsindeling>
<p:inschrijving><p:datumInschrijving>2023-08-01</p:datumInschrijving><p:datumUitschrijving>2025-10-01</p:datumUitschrijving></p:inschrijving>
<p:inschrijving><p:datumInschrijving>2026-01-05</p:datumInschrijving></p:inschrijving></p:leerling>
</p:antwoord></s:Body></s:Envelope>"""
    delivery = deliver(tmp_path, {"l.xml": text, "r.csv": ROOSTER}, school=make_school("parnassys"))
    assert delivery.refused is None, delivery.refused
    columns = ("leerling_nr", "klas", "leerjaar", "geboortedatum", "inschrijfdatum", "uitschrijfdatum", "regelnummer")
    assert list_rows(delivery, "raw_leerling", *columns) == [
        (0, "1/2A", "2", date(2018, 3, 11), date(2025, 9, 15), date(2026, 7, 31), 1),
        # Group 5 ended before the second enrolment began: one row. Group 6 lies in both.
        (1, "5", None, None, date(2024, 8, 1), date(2025, 7, 31), 2),
        (1, "6", None, None, date(2025, 8, 1), date(2025, 10, 1), 2),
        (1, "6", None, None, date(2026, 1, 5), None, 2),
    ]
    codes = {finding.code for finding in delivery.findings}
    assert {"geboortedatum_onzeker", "einddatum_telt_mee"} <= codes


def test_somtoday_umservice(tmp_path):
    text = (
        "<a><leerling><leerlingNummer>2001</leerlingNummer><leerlingStamgroep>H4D</leerlingStamgroep>"
        "<leerlingGeboortedatum>2010-03-11</leerlingGeboortedatum><leerlingBSN/>"
        "<leerlingLesgroepen>h4bBIO, h4aNE</leerlingLesgroepen></leerling></a>"
    )
    delivery = deliver(tmp_path, {"l.xml": text, "r.csv": ROOSTER}, school=make_school("somtoday"))
    assert delivery.refused is None, delivery.refused
    assert list_rows(delivery, "raw_leerling", "klas", "geboortedatum") == [("H4D", date(2010, 3, 11))]
    assert list_rows(delivery, "raw_groep", "groep") == [("h4bBIO",), ("h4aNE",)]


def test_somtoday_observations_stand_before_any_melding(tmp_path):
    day = "2025-09-02T"
    seen = {
        "$type": "participatie.RWaarneming",
        "leerling": {"leerlingnummer": 1001},
        "beginDatumTijd": f"{day}09:20:00.000+02:00",
        "eindDatumTijd": f"{day}10:10:00.000+02:00",
        "beginLesuur": 2,
        "eindLesuur": 2,
        "laatstGewijzigdDatum": f"{day}23:00:00.000+02:00",
    }
    items = [
        {**seen, "waarnemingSoort": "Afwezig"},
        {**seen, "waarnemingSoort": "Aanwezig"},
        {**seen, "waarnemingSoort": "Afwezig", "beginLesuur": None, "eindLesuur": None},
        {**seen, "waarnemingSoort": "Misschien"},
    ]
    melding = _melding(f"{day}09:20:00.000+02:00", f"{day}10:10:00.000+02:00", van=2, tot=2)
    files = {"m.json": json.dumps({"items": [melding]}), "w.json": json.dumps({"items": items})}
    delivery = _deliver(tmp_path, "somtoday", files)
    second = date(2025, 9, 2)
    # The file of observations comes later by name, but its rows come first and have no time of entry.
    rows = list_rows(delivery, "raw_absentie_les", *LES, "ingevoerd_op", "volgnr")
    assert sorted(rows, key=lambda row: row[-1]) == [
        (0, second, 2, "Afwezig", "afwezig_onbekend", "rij_type", None, 0),
        (0, second, 2, "SP", "spijbelen", "rij_type", datetime(2025, 9, 2, 8), 3),
    ]
    assert list_rows(delivery, "raw_absentie_span", *SPAN) == [
        (
            0,
            datetime(2025, 9, 2, 9, 20),
            False,
            datetime(2025, 9, 2, 10, 10),
            False,
            False,
            "Afwezig",
            "afwezig_onbekend",
        )
    ]
    assert list_findings(delivery, ernst="quarantaine") == [("absenties-w.json", 4, "waarneming", "keuze_onbekend")]
    balance = delivery.frames["raw_bestand"].filter(layout="somtoday-waarnemingen-json")
    assert balance.select("gelezen", "quarantaine", "niet_geteld").rows() == [(4, 1, 1)]
