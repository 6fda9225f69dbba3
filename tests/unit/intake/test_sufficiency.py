"""Nobody is present because his absences were not delivered or could not be read (contract 1.3 and 2.5)."""

from datetime import date

import pytest

from tests.lib.school_folder import ROOSTER, deliver, list_findings, list_rows, make_school

PERIOD = (date(2025, 9, 2), date(2026, 1, 1))
PUPILS = "leerlingnummer;klas\n" + "".join(f"{number};4A\n" for number in range(1001, 1011))
BASIS = {"l.csv": PUPILS, "r.csv": ROOSTER}
LES = "leerlingnummer;datum;lesuur;code\n"
SPAN = "leerlingnummer;begin;eind;code\n"
GOOD = "1001;2025-09-08;1;Z\n"
BAD = "1001;2025-09-08;99;Z\n"
UNKNOWN = "9999;2025-09-08;1;Z\n"
LEVERING = "onderdeel;dekt_van;dekt_tot\n"


def read(tmp_path, **files):
    named = {f"{name}.csv": text for name, text in files.items()}
    return deliver(tmp_path, {**BASIS, **named}, period=PERIOD)


def get_reason(delivery):
    return delivery.refused.reason if delivery.refused else None


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        # (a) no file, only a header, all rows bad.
        ({}, "geen_absenties"),
        ({"a": LES}, "geen_absenties"),
        ({"a": LES + BAD}, "geen_absenties"),
        ({"a": LES + GOOD}, None),
        # The school says that the period is covered: then none is none.
        ({"v": f"{LEVERING}absenties;2025-08-01;2025-12-31\n"}, None),
        ({"a": LES, "v": f"{LEVERING}absenties;2026-01-01;2026-01-01\n"}, None),
        ({"v": f"{LEVERING}absenties;2025-08-01;2025-09-01\n"}, "geen_absenties"),
        ({"v": f"{LEVERING}absenties;2026-01-02;2026-02-01\n"}, "geen_absenties"),
        # A row of another part covers nothing; it is set aside itself.
        ({"v": f"{LEVERING}rooster;2025-08-01;2025-12-31\n"}, "geen_absenties"),
        # All bad, but covered: then too much is bad.
        ({"a": LES + BAD, "v": f"{LEVERING}absenties;2025-08-01;2025-12-31\n"}, "te_veel_quarantaine"),
        # (b) half is not more than half.
        ({"a": LES + GOOD + BAD}, None),
        ({"a": LES + GOOD + 2 * BAD}, "te_veel_quarantaine"),
        # All files together: 3 of 6 and 4 of 7.
        ({"a": LES + 3 * BAD, "b": LES + 3 * GOOD}, None),
        ({"a": LES + 4 * BAD, "b": LES + 3 * GOOD}, "te_veel_quarantaine"),
        # One file by itself, from 20 rows of the period on: 11 of 20 against 11 of 19 in it, few of all.
        ({"a": LES + 11 * BAD + 9 * GOOD, "b": LES + 90 * GOOD}, "te_veel_quarantaine"),
        ({"a": LES + 11 * BAD + 8 * GOOD, "b": LES + 90 * GOOD}, None),
        ({"a": LES + 10 * BAD + 10 * GOOD, "b": LES + 90 * GOOD}, None),
        # A line that cannot be cut into cells is a row too: 2 of 3.
        ({"a": LES + GOOD + 2 * "Totaal: 3\n"}, "te_veel_quarantaine"),
    ],
)
def test_what_refuses(tmp_path, files, reason):
    assert get_reason(read(tmp_path, **files)) == reason


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            2 * "1001;2-9-25;1;Z\n" + "1001;2025-09-02;99;Z\n",
            ("Alle 3 regels staan in quarantaine.", "'datum'", "2025-09-01"),
        ),
        ("1001;2025-09-02;99;Z\n", ("De regel staat in quarantaine.", "'lesuur'")),
        ("0001;2025-09-02;1;Z\n", ("staat niet in de aangeleverde leerlingen", "'leerlingnummer'")),
        (2 * "Totaal: 3\n", ("Alle 2 regels staan in quarantaine.", "minder velden")),
    ],
)
def test_a_list_of_which_nothing_can_be_used_is_told_why(tmp_path, rows, words):
    """Not that the absences are to be delivered: they were. What most rows have is told, without a value of them."""
    message = read(tmp_path, a=LES + rows).refused.message
    assert all(word in message for word in (*words, "Lever de absenties aan in een vorm die te lezen is."))
    assert "Was er echt niemand afwezig" not in message
    assert "2-9-25" not in message
    assert "0001" not in message


def test_a_list_without_a_row_asks_whether_anybody_was_absent(tmp_path):
    message = read(tmp_path, a=LES).refused.message
    assert "Er is geen enkele bruikbare regel met een absentie. Lever de absenties aan. Was er echt niemand" in message
    assert "quarantaine" not in message


def test_rows_of_before_the_period_do_not_make_a_file_count(tmp_path):
    old = "1001;2025-06-02;99;Z\n"
    delivery = read(tmp_path, a=LES + 11 * old + 9 * GOOD, b=LES + 90 * GOOD)
    # 9 rows of the period only.
    assert get_reason(delivery) is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        # 2 of the 10 pupils have a usable row: one in five, so unknown pupils are left out: 0 bad of 2.
        (2, None),
        # 1 of 10 is less: 5 bad of 6.
        (1, "te_veel_quarantaine"),
    ],
)
def test_unknown_pupils_are_left_out_where_enough_others_have_a_row(tmp_path, told, reason):
    rows = "".join(f"{1001 + place};2025-09-08;1;Z\n" for place in range(told))
    assert get_reason(read(tmp_path, a=LES + rows + 5 * UNKNOWN)) == reason


def test_other_faults_come_first(tmp_path):
    """The order of the contract: what cannot be read, pupils, timetable, and only then absences."""
    delivery = deliver(tmp_path, {"l.csv": PUPILS, "a.csv": LES}, period=PERIOD)
    assert [code for *_, code in list_findings(delivery, ernst="geweigerd")] == ["geen_rooster"]


def test_without_a_period_nothing_is_asked(tmp_path):
    delivery = deliver(tmp_path, BASIS)
    assert delivery.refused is None
    assert ("", None, "", "nul_absenties") in list_findings(delivery, ernst="let_op")


def test_the_refusal_tells_how_much(tmp_path):
    delivery = read(tmp_path, a=LES + 4 * BAD, b=LES + 3 * GOOD)
    assert "4 van de 7 regels" in delivery.refused.message
    one = read(tmp_path / "b", a=LES + 11 * BAD + 9 * GOOD, b=LES + 90 * GOOD)
    assert "11 van de 20 regels" in one.refused.message
    assert ("a.csv", None, "", "te_veel_quarantaine") in list_findings(one, ernst="geweigerd")


# --- what is known of the rows that were set aside -----------------------------------------------------------------

MON, TUE, WED = (date(2025, 9, day) for day in (8, 9, 10))


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        # (pupil, first day, last day, more than one lesson)
        (LES, "1002;2025-09-08;99;Z", (1, MON, MON, False)),
        (LES, "1002;2025-09-08;1;", (1, MON, MON, False)),
        # Several hours, and what may be several: 3-5, heel, nothing.
        (LES, "1002;2025-09-08;3-5;", (1, MON, MON, True)),
        (LES, "1002;2025-09-08;heel;Z", (1, MON, MON, True)),
        (LES, "1002;2025-09-08;;Z", (1, MON, MON, True)),
        (LES, "1002;morgen;1;Z", (1, None, None, False)),
        # A span is of more than one; an end before its begin means the days in between; no end is none.
        (SPAN, "1002;2025-09-08;2025-09-09;", (1, MON, TUE, True)),
        (SPAN, "1002;2025-09-10;2025-09-08;Z", (1, MON, WED, True)),
        (SPAN, "1002;2025-09-08;;", (1, MON, None, True)),
        (SPAN, "1002;2025-09-08;morgen;Z", (1, MON, None, True)),
        (SPAN, "1002;morgen;2025-09-09;Z", (1, None, TUE, True)),
        # A line with a field too many, too few, or a stray quote: number and date stand in their place.
        (LES, "1002;2025-09-08;1;Z;x", (1, MON, MON, False)),
        (LES, "1002;2025-09-08;1", (1, MON, MON, False)),
        (LES, '1002;2025-09-08;1;"Z', (1, MON, MON, False)),
        # Nobody that is known.
        (LES, "9999;2025-09-08;1;Z", None),
        (LES, "Totaal: 3", None),
    ],
)
def test_a_row_that_was_set_aside_keeps_pupil_and_days(tmp_path, header, row, expected):
    delivery = deliver(tmp_path, {**BASIS, "a.csv": f"{header}{row}\n", "b.csv": LES + GOOD})
    columns = ("leerling_nr", "van", "tot", "hele_dag", "uit_bestand_nr")
    assert list_rows(delivery, "raw_quarantaine", *columns) == ([] if expected is None else [(*expected, 0)])


@pytest.mark.parametrize(
    ("dagdeel", "more"), [("Ochtend", False), ("Middag", False), ("Hele dag", True), ("vroeg", True)]
)
def test_parts_of_the_day_that_were_set_aside(tmp_path, dagdeel, more):
    text = f"Leerlingnummer;Datum;Dagdeel;Reden;Geoorloofd\n1002;08-09-2025;{dagdeel};;Ja\n"
    delivery = deliver(tmp_path, {**BASIS, "v.csv": text}, school=make_school("parnassys"))
    assert list_rows(delivery, "raw_quarantaine", "van", "hele_dag") == [(MON, more)]


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        ("1;1;Absent", False),
        ("1;2;Absent", True),
        (";;Absent", True),
        (";;Telaat", False),
    ],
)
def test_reports_of_somtoday_that_were_set_aside(tmp_path, cells, more):
    text = "leerlingnummer;beginDatumTijd;eindDatumTijd;beginLesuur;eindLesuur;absentieSoort;afkorting\n"
    text += f"1002;2025-09-08 08:30;2025-09-08 10:10;{cells};\n"
    delivery = deliver(tmp_path, {**BASIS, "s.csv": text}, school=make_school("somtoday"))
    assert list_rows(delivery, "raw_quarantaine", "van", "tot", "hele_dag") == [(MON, MON, more)]


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        # Cut in the last cell: too short a row, or a lesson hour that is not there; a whole file tells nothing.
        ("1001;2025-09-09", [("a.csv", 3, "", "afgebroken")]),
        ("1001;2025-09-09;1;", [("a.csv", 3, "code", "leeg"), ("a.csv", 3, "", "laatste_regel_kapot")]),
        ("1001;2025-09-09;1;\n", [("a.csv", 3, "code", "leeg")]),
        ("1001;2025-09-09;99;Z", [("a.csv", 3, "lesuur", "lesuur_buiten_bereik")]),
        ("1001;2025-09-09;1;Z", []),
    ],
)
def test_a_file_that_stops_in_its_last_line(tmp_path, last, codes):
    delivery = read(tmp_path, a=LES + GOOD + last)
    assert get_reason(delivery) is None
    told = [*list_findings(delivery, ernst="quarantaine"), *list_findings(delivery, ernst="let_op")]
    assert [found for found in told if found[0] == "a.csv"] == codes
    assert len(delivery.quarantine) == (0 if last.endswith("1;Z") else 1)
