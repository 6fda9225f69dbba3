"""A timetable that is not that of the pupils, and groups that are a class under another spelling (contract 1.3, 1.4).

Peildatum 1 January 2026: the period runs from 2 September 2025, region noord.
"""

from datetime import date

import pytest

from tests.lib.school_folder import deliver, list_findings, list_rows

PERIOD = (date(2025, 9, 2), date(2026, 1, 1))
ABSENCE = "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n"
WEEKLY = "groep;weekdag;lesuur;begintijd;eindtijd;geldig_van;geldig_tot\n"
DATED = "groep;datum;lesuur;begintijd;eindtijd\n"


def make_pupils(*classes, begin="", end=""):
    rows = [f"{1001 + place};{klas};{begin};{end}\n" for place, klas in enumerate(classes)]
    return "leerlingnummer;klas;inschrijfdatum;uitschrijfdatum\n" + "".join(rows)


def make_weekly(*groups, van="", tot=""):
    return WEEKLY + "".join(f"{group};{day};1;08:30;09:20;{van};{tot}\n" for group in groups for day in range(1, 6))


def read(tmp_path, pupils, timetable, **more):
    files = {"l.csv": pupils, "r.csv": timetable, "a.csv": ABSENCE}
    files |= {f"{name}.csv": text for name, text in more.items()}
    return deliver(tmp_path, files, period=PERIOD)


def get_classes(delivery):
    return [(row.omschrijving, row.aantal) for row in delivery.findings if row.code == "klas_zonder_rooster"]


@pytest.mark.parametrize(
    ("classes", "refused"),
    [
        (["4A"] * 5, False),
        # 1 of 5 is one in five; 2 of 9 is more (10 > 9), 2 of 10 is not.
        (["4A"] * 4 + ["4B"], False),
        (["4A"] * 7 + ["4B"] * 2, True),
        (["4A"] * 8 + ["4B"] * 2, False),
        (["4B"] * 3, True),
    ],
)
def test_more_than_one_pupil_in_five_without_a_timetable(tmp_path, classes, refused):
    delivery = read(tmp_path, make_pupils(*classes), make_weekly("4A"))
    assert (delivery.refused is not None) == refused
    if refused:
        assert delivery.refused.reason == "rooster_past_niet"
        assert "Klassen zonder rooster: 4B." in delivery.refused.message
    absent = classes.count("4B")
    words = f"Klas '4B' heeft geen rooster: {absent} leerling{'en' if absent > 1 else ''}."
    assert get_classes(delivery) == ([(words, absent)] if absent else [])


def test_the_message_names_the_groups_that_no_pupil_is_in(tmp_path):
    delivery = read(tmp_path, make_pupils("4B", "4C"), make_weekly("H4", "V4"))
    assert "Klassen zonder rooster: 4B, 4C." in delivery.refused.message
    assert "Groepen in het rooster zonder leerlingen: H4, V4." in delivery.refused.message


def test_a_class_that_is_a_number_of_a_pupil_is_not_named(tmp_path):
    delivery = read(tmp_path, make_pupils("4A", "4A", "4A", "4A", "4A", "1003"), make_weekly("4A"))
    assert get_classes(delivery) == [("Klas 'klas 1 (naam niet getoond)' heeft geen rooster: 1 leerling.", 1)]


@pytest.mark.parametrize(
    ("begin", "end", "refused"),
    [
        # Ten school days: 2 to 15 September 2025 are Tuesday to Monday two weeks later.
        ("", "2025-09-15", True),
        ("", "2025-09-12", False),
        ("2026-01-02", "", False),
    ],
)
def test_pupils_of_less_than_ten_school_days_are_not_counted(tmp_path, begin, end, refused):
    many = make_pupils("4B", "4B", "4B", begin=begin, end=end)
    pupils = many + "1010;4A;;\n1011;4A;;\n"
    assert (read(tmp_path, pupils, make_weekly("4A")).refused is not None) == refused


@pytest.mark.parametrize(
    ("timetable", "refused"),
    [
        # A row valid on any date from 1 August of the school year: the period begins in 2025-2026.
        (make_weekly("4A") + make_weekly("4B", tot="2025-08-01").removeprefix(WEEKLY), False),
        (make_weekly("4A") + make_weekly("4B", tot="2025-07-31").removeprefix(WEEKLY), True),
        # Nobody has a lesson at all: only on a Saturday and on a Sunday in the autumn holiday of noord.
        (WEEKLY + "4A;6;1;08:30;09:20;2025-10-18;2025-10-18\n4B;7;1;08:30;09:20;2025-10-19;2025-10-19\n", True),
    ],
)
def test_which_rows_name_a_group(tmp_path, timetable, refused):
    delivery = read(tmp_path, make_pupils("4A", "4B"), timetable)
    assert (delivery.refused is not None) == refused


def test_a_dated_timetable_and_groups_beside_the_class_count(tmp_path):
    days = [f"gym;2025-09-{day:02};1;08:30;09:20\n" for day in range(2, 30)]
    groups = "leerlingnummer;groep\n1001;gym\n1002;gym\n"
    assert read(tmp_path, make_pupils("4A", "4B"), DATED + "".join(days), g=groups).refused is None
    # Negative control: without the groups nobody is in `gym`.
    assert read(tmp_path / "b", make_pupils("4A", "4B"), DATED + "".join(days)).refused is not None


def test_after_the_last_dated_lesson_working_days_are_school_days(tmp_path):
    """The timetable ends on 2 September; the pupils of 4B still have ten school days and no lesson."""
    dated = DATED + "4A;2025-09-02;1;08:30;09:20\n"
    assert read(tmp_path, make_pupils("4A", "4B", "4B"), dated).refused.reason == "rooster_past_niet"


# --- spellings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "klas", "same"),
    [
        ("h3a", "H3A", True),
        ("H 3-a", "h3.A", True),
        ("h_3a", "H3A", True),
        # Another letter or sign is another group.
        ("h3b", "H3A", False),
        ("h3/a", "H3A", False),
    ],
)
def test_a_group_is_a_class_under_another_spelling(tmp_path, group, klas, same):
    delivery = read(tmp_path, make_pupils(klas), make_weekly(group))
    told = [row.omschrijving for row in delivery.findings if row.code == "groep_anders_geschreven"]
    assert (delivery.refused is None) == same
    assert bool(told) == same
    if same:
        assert f"'{group}' is '{klas}'" in told[0]
        assert set(list_rows(delivery, "raw_rooster_week", "groep")) == {(klas,)}


@pytest.mark.parametrize(
    ("classes", "groups"),
    [
        # Two that are alike on one side: nothing is certain.
        (["H3A", "h3a"], ["H3a"]),
        (["H3A"], ["h3a", "H-3A"]),
        # One of them is the class itself.
        (["H3A"], ["h3a", "H3A"]),
    ],
)
def test_with_two_alike_nothing_is_taken_for_the_other(tmp_path, classes, groups):
    delivery = read(tmp_path, make_pupils(*classes), make_weekly(*groups))
    assert "groep_anders_geschreven" not in {row.code for row in delivery.findings}
    assert list_findings(delivery, ernst="quarantaine") == []


def test_a_group_beside_the_class_can_be_spelt_otherwise_too(tmp_path):
    groups = "leerlingnummer;groep\n1001;Gym.1\n"
    delivery = read(tmp_path, make_pupils("4A"), make_weekly("4A", "gym 1"), g=groups)
    assert {name for (name,) in list_rows(delivery, "raw_rooster_week", "groep")} == {"4A", "Gym.1"}


@pytest.mark.parametrize(
    ("table", "files"),
    [
        ("raw_rooster_week", {"r.csv": "groep;weekdag;lesuur;begintijd;eindtijd\nh 3-a;1;1;08:30;09:20\n"}),
        ("raw_rooster_datum", {"r.csv": "groep;datum;lesuur;begintijd;eindtijd\nh 3-a;2025-09-08;1;08:30;09:20\n"}),
        ("raw_rooster_week", {"GPU001.TXT": '12,"h 3-a","VOL","D","102",1,3,,\n', "time.txt": "1\t9\t3\t1030\t1120\n"}),
        ("raw_lessentabel", {"t.csv": "groep;weekdag;lessen;minuten_per_les\nh 3-a;1;6;50\n"}),
        ("raw_lessen_per_week", {"t.csv": "groep;lessen_per_week;minuten_per_les\nh 3-a;30;50\n"}),
        ("raw_schooltijden", {"t.csv": "weekdag;begintijd;eindtijd;groep\n1;08:30;14:30;h 3-a\n"}),
    ],
)
def test_another_spelling_is_that_class_whatever_made_the_timetable(tmp_path, table, files):
    delivery = deliver(tmp_path, {"leerlingen.csv": "leerlingnummer;klas\n1001;H3A\n", **files})
    assert set(delivery.frames[table]["groep"]) == {"H3A"}
    told = [row.omschrijving for row in delivery.findings if row.code == "groep_anders_geschreven"]
    assert told == ["Groepen in het rooster zijn anders geschreven dan de klassen van de leerlingen: 'h 3-a' is 'H3A'."]
