"""Timetables of Untis: each sentence of formats 13.2 with a few invented lines, worked out by hand."""

from datetime import date
from typing import Any

import pytest

from pipelines.intake.delivered import Delivery
from tests.lib.school_folder import LEERLINGEN, deliver, list_findings, list_rows, make_school

WEEK = ("groep", "weekdag", "lesuur", "begin_min", "eind_min", "minuten")
DATED = ("groep", "datum", "lesuur", "begin_min", "eind_min", "minuten")
# lesson, class, teacher, subject, room, day, hour, length
ONE = '12,"4A","VOL","D","102",1,3,,\n'
TWO = '12,"4B","VOL","D","102",1,3,,\n'
# weekday, number of lessons, hour, begin, end: Monday 3rd 10:30 to 11:20, 4th 11:20 to 12:10.
TIMES = "1\t9\t3\t1030\t1120\n1\t9\t4\t1120\t1210\n"
COVERAGE = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-12-31\n"
AUTUMN = (date(2025, 9, 2), date(2026, 1, 1))
FLAGS = "1" + "0" * 16 + "x" + "1" + "0" * 34


def read(tmp_path, files: dict[str, str | bytes], *, minutes: int | None = 50, **reading: Any) -> Delivery:
    basis = {"leerlingen.csv": LEERLINGEN}
    if "period" in reading:
        # Both pupils in the class of the lesson, and a school that says what it delivers.
        basis = {"leerlingen.csv": LEERLINGEN.replace("4B", "4A"), "levering.csv": COVERAGE}
    return deliver(tmp_path, {**basis, **files}, school=make_school("magister", minuten=minutes), **reading)


def get_balance(delivery: Delivery, layout: str) -> tuple:
    [row] = delivery.frames["raw_bestand"].filter(layout=layout).rows(named=True)
    assert row["soort"] == "rooster"
    return row["gelezen"], row["quarantaine"], row["niet_geteld"]


@pytest.mark.parametrize(
    "text",
    [
        ONE + TWO,
        # Another separator, Windows line ends, an old character set, no line end, fewer and more fields.
        (ONE + TWO).replace(",", ";").replace("\n", "\r\n"),
        (ONE + TWO).replace("VOL", "MÜL").encode("cp1252"),
        "\ufeff" + ONE + TWO.strip(),
        "12,4A,VOL,D,102,1,3\n12,4B,VOL,D,102,1,3,,,\n",
    ],
)
def test_the_weekly_timetable(tmp_path, text) -> None:
    """Field 2 is the class, 6 the day, 7 the hour; without times a lesson is as long as the school says."""
    delivery = read(tmp_path, {"wat dan ook.dat": text})
    assert delivery.refused is None
    assert list_rows(delivery, "raw_rooster_week", *WEEK) == [
        ("4A", 1, 3, None, None, 50),
        ("4B", 1, 3, None, None, 50),
    ]
    assert get_balance(delivery, "untis-gpu001") == (2, 0, 0)
    told = str(delivery.findings) + str(delivery.frames)
    assert not any(word in told for word in ("VOL", "MÜL", "102"))


@pytest.mark.parametrize("times", [TIMES, TIMES.replace("\t", ","), TIMES.replace("1030", "1030 ")])
def test_the_times_beside_it(tmp_path, times) -> None:
    """They go before the length that the school says. Hour 5 has none: it keeps that length."""
    delivery = read(tmp_path, {"GPU001.TXT": ONE + ONE.replace(",3,", ",5,"), "time.txt": times})
    assert list_rows(delivery, "raw_rooster_week", *WEEK) == [("4A", 1, 3, 630, 680, 50), ("4A", 1, 5, None, None, 50)]
    assert get_balance(delivery, "untis-tijden") == (2, 0, 0)


def test_a_length_of_its_own(tmp_path) -> None:
    """In minute mode field 8 is the length; times go before it; what is none is told, and the lesson counts."""
    lines = (
        '12,"4A","V","D","1",1,3,0:45,\n12,"4A","V","D","1",1,5,01:30,\n'
        '12,"4A","V","D","1",1,6,00:00\n12,"4A","V","D","1",1,7,lang\n'
    )
    delivery = read(tmp_path, {"GPU001.TXT": lines, "time.txt": TIMES})
    assert [row[2:] for row in list_rows(delivery, "raw_rooster_week", *WEEK)] == [
        (3, 630, 680, 50),
        (5, None, None, 90),
        (6, None, None, 50),
        (7, None, None, 50),
    ]
    assert [place[1:] for place in list_findings(delivery, ernst="quarantaine")] == [(4, "duur", "cel_onleesbaar")]


def test_a_line_without_a_class_is_no_slot(tmp_path) -> None:
    delivery = read(tmp_path, {"GPU001.TXT": ONE + '13,,"VOL","D","102",2,4,,\n\n'})
    assert [row[:3] for row in list_rows(delivery, "raw_rooster_week", *WEEK)] == [("4A", 1, 3)]
    # Read: two lines and an empty one.
    assert get_balance(delivery, "untis-gpu001") == (3, 0, 2)


def test_without_any_length_it_is_asked(tmp_path) -> None:
    delivery = read(tmp_path, {"GPU001.TXT": ONE + TWO}, minutes=None)
    assert [place[3] for place in list_findings(delivery, ernst="geweigerd")] == ["untis_zonder_tijden"]
    assert "time.txt" in delivery.refused.message
    assert "minuten_per_lesuur = 50" in delivery.refused.message
    # With the times of some hours only the others are set apart.
    some = {"GPU001.TXT": ONE + ONE.replace(",3,", ",5,"), "time.txt": TIMES}
    delivery = read(tmp_path / "b", some, minutes=None)
    assert delivery.refused is None
    assert list_findings(delivery, ernst="quarantaine") == [("GPU001.TXT", 2, "begintijd", "les_zonder_tijden")]


@pytest.mark.parametrize(
    "line",
    [
        '12,"4A","VOL","D","102",8,3,,\n',
        '12,"4A","VOL","D","102",0,3,,\n',
        '12,"4A","VOL","D","102",1,21,,\n',
        '12,"4A","VOL","D","102",1,0,,\n',
        '12,"4A","VOL","D",1,3\n',
        '12,"4A","VOL","D","102",1,3,,,,\n',
        "Piet Zwart\n",
    ],
)
def test_one_line_of_another_shape(tmp_path, line) -> None:
    """Day 1 to 7, hour 1 to 20, 7 to 10 fields, in every line; nothing of the line is shown."""
    delivery = read(tmp_path, {"GPU001.TXT": ONE + TWO + line})
    assert list_findings(delivery, ernst="geweigerd")[0][1::2] == (3, "untis_regel")
    assert "Piet" not in delivery.refused.message
    # A file that only begins so is something else.
    assert read(tmp_path / "b", {"GPU001.TXT": ONE + line * 2}).refused.reason == "niet_herkend"


def test_what_is_no_timetable_of_untis(tmp_path) -> None:
    """The import file of absences has as many fields, and numbers in the same places, but a date where a class is."""
    absences = "1001;02-09-2025;;02-09-2025;;1;2;Z;\n"
    delivery = read(tmp_path, {"a.txt": absences, "GPU001.TXT": ONE + TWO})
    assert delivery.frames["raw_bestand"]["layout"].to_list() == [
        "untis-gpu001",
        "importbestand-absenties",
        "sjabloon-leerlingen",
    ]


def test_the_weeks_of_a_lesson(tmp_path) -> None:
    """Week 36 of 2025 begins on Monday 1 September, week 54 counted from there is that of 29 December: week 1 of 2026.

    Flags: week 36, and 18 weeks later (16 zeros and an x between). The second lesson is held in no week.
    """
    line = f'VOL,2,4,D,102,12,"","4A",{FLAGS}\n'
    delivery = read(tmp_path, {"lesson.txt": line + line.replace(FLAGS, "0" * 53)}, period=AUTUMN)
    assert delivery.refused is None
    # Tuesdays: 2 September, and 1 September + 18 weeks = 5 January, a day later.
    assert list_rows(delivery, "raw_rooster_datum", *DATED) == [
        ("4A", date(2025, 9, 2), 4, None, None, 50),
        ("4A", date(2026, 1, 6), 4, None, None, 50),
    ]
    assert get_balance(delivery, "untis-lessen") == (2, 0, 1)
    assert "untis_weken" in {finding.code for finding in delivery.findings}


def test_the_weeks_in_a_field_each(tmp_path) -> None:
    line = f"VOL;1;3;D;102;12;;4A;{';'.join(FLAGS)};\n"
    delivery = read(tmp_path, {"lesson.txt": line, "time.txt": TIMES}, period=AUTUMN)
    assert list_rows(delivery, "raw_rooster_datum", *DATED) == [
        ("4A", date(2025, 9, 1), 3, 630, 680, 50),
        ("4A", date(2026, 1, 5), 3, 630, 680, 50),
    ]


def test_the_school_year_is_that_in_which_the_period_begins(tmp_path) -> None:
    """Period 2 June to 1 September 2026: of 2025-2026; from 1 August on the next. Week 36 of 2026 is 31 August."""
    line = f"VOL,1,3,D,102,12,,4A,{FLAGS}\n"
    for begin, first in ((date(2026, 7, 31), date(2025, 9, 1)), (date(2026, 8, 1), date(2026, 8, 31))):
        folder = tmp_path / str(begin)
        delivery = read(folder, {"lesson.txt": line}, period=(begin, date(2026, 9, 1)))
        assert delivery.frames["raw_rooster_datum"]["datum"].min() == first


@pytest.mark.parametrize("flags", [FLAGS + "1", FLAGS[:51], FLAGS[:-1] + "2"])
def test_other_flags_are_no_weeks(tmp_path, flags) -> None:
    delivery = read(tmp_path, {"lesson.txt": f"VOL,1,3,D,102,12,,4A,{flags}\n"}, period=AUTUMN)
    assert delivery.refused is not None


@pytest.mark.parametrize("line", ["8,9,3,1030,1120\n", "1,9,3,2430,1120\n", "1,9,3,10:30,1120\n", "1,9,x,1030,1120\n"])
def test_one_line_of_the_times_of_another_shape(tmp_path, line) -> None:
    times = TIMES.replace("\t", ",")
    delivery = read(tmp_path, {"GPU001.TXT": ONE, "time.txt": times + line})
    assert list_findings(delivery, ernst="geweigerd")[0][1::2] == (3, "untis_regel")


def test_times_that_end_before_they_begin(tmp_path) -> None:
    delivery = read(tmp_path, {"GPU001.TXT": ONE, "time.txt": "1,9,3,1120,1030\n1,9,4,1120,1210\n"})
    assert [place[1:] for place in list_findings(delivery, ernst="quarantaine")] == [(1, "eindtijd", "les_zonder_duur")]
    assert list_rows(delivery, "raw_rooster_week", *WEEK) == [("4A", 1, 3, None, None, 50)]


def test_times_alone_are_no_timetable(tmp_path) -> None:
    assert read(tmp_path, {"time.txt": TIMES}).refused.reason == "geen_rooster"


def test_the_choice_of_courses_is_named(tmp_path) -> None:
    delivery = read(tmp_path, {"GPU001.TXT": ONE, "GPU015.TXT": '"1001",12,"D","4A"\n'})
    assert "GPU015 van Untis" in delivery.refused.message
    assert "1001" not in delivery.refused.message
