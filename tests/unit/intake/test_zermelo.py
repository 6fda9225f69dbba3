"""The timetable of Zermelo: each sentence of formats 13.1 with a tiny invented answer, worked out by hand."""

import json
from datetime import date
from typing import Any

import pytest

from pipelines.intake.delivered import Delivery
from tests.lib.school_folder import LEERLINGEN, deliver, list_findings, list_rows, make_school

DAY = date(2025, 9, 1)  # a Monday
# 1 September 2025 08:30 in Amsterdam is 06:30 UTC.
AT_8_30 = 1_756_708_200
HOUR = 3600
LESSON = ("groep", "datum", "lesuur", "begin_min", "eind_min", "minuten")
MEMBER = ("leerling_nr", "groep", "van", "tot")


def lesson(**fields: Any) -> dict[str, Any]:
    """A lesson of class 4A on Monday 1 September, lesson hour 1, 08:30 to 09:20."""
    given = {"start": AT_8_30, "end": AT_8_30 + 50 * 60, "startTimeSlot": 1, "endTimeSlot": 1, "groups": ["4A"]}
    given |= {"type": "lesson", "valid": True, "cancelled": False, "teachers": ["doc"], "locations": ["r1"]}
    return {**given, "subjects": ["wi"], "remark": "Piet Zwart komt later", **fields}


def read(tmp_path, *items: Any, bare: bool = False) -> Delivery:
    content = list(items) if bare else {"response": {"status": 200, "data": list(items)}}
    files = {"leerlingen.csv": LEERLINGEN, "rooster.json": json.dumps(content)}
    return deliver(tmp_path, files, school=make_school("magister"))


def get_lessons(delivery: Delivery) -> list[tuple]:
    return list_rows(delivery, "raw_rooster_datum", *LESSON)


def get_balance(delivery: Delivery) -> tuple:
    [row] = delivery.frames["raw_bestand"].filter(layout="zermelo-rooster-json").rows(named=True)
    assert row["soort"] == "rooster"
    return row["gelezen"], row["quarantaine"], row["niet_geteld"]


@pytest.mark.parametrize("bare", [False, True])
def test_a_lesson(tmp_path, bare) -> None:
    """08:30 is 510 minutes after midnight. What the lesson is about stays behind."""
    delivery = read(tmp_path, lesson(), bare=bare)
    assert delivery.refused is None
    assert get_lessons(delivery) == [("4A", DAY, 1, 510, 560, 50)]
    assert get_balance(delivery) == (1, 0, 0)
    told = str(delivery.findings) + str(delivery.frames)
    assert not any(word in told for word in ("Piet", "doc", "r1"))


def test_pages_of_an_answer(tmp_path) -> None:
    pages = [{"response": {"data": [lesson()]}}, {"response": {"data": [lesson(startTimeSlot=2, endTimeSlot=2)]}}]
    delivery = read(tmp_path, *pages, bare=True)
    assert [row[2] for row in get_lessons(delivery)] == [1, 2]
    assert get_balance(delivery) == (2, 0, 0)


def test_winter_and_summer_time(tmp_path) -> None:
    """27 October 2025 08:30 is 07:30 UTC: eight weeks later, and an hour more of seconds."""
    later = AT_8_30 + 8 * 7 * 24 * HOUR + HOUR
    delivery = read(tmp_path, lesson(start=later, end=later + HOUR))
    assert get_lessons(delivery) == [("4A", date(2025, 10, 27), 1, 510, 570, 60)]


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"valid": False}, False),
        ({"cancelled": True}, False),
        ({"type": "exam"}, True),
        ({"type": "choice"}, True),
        ({"type": "activity"}, True),
        ({"type": "talk"}, False),
        ({"type": "other"}, False),
        ({"hidden": True}, True),
        ({"groups": []}, False),
    ],
)
def test_which_items_are_lessons(tmp_path, fields, counts) -> None:
    """Beside a lesson of hour 2 that always counts. What is no lesson is counted as such, and is not lost."""
    delivery = read(tmp_path, lesson(startTimeSlot=2, endTimeSlot=2), lesson(**fields))
    assert [row[2] for row in get_lessons(delivery)] == ([2, 1] if counts else [2])
    assert get_balance(delivery) == (2, 0, 0 if counts else 1)


def test_of_versions_the_latest_that_is_valid(tmp_path) -> None:
    """Lesson 7 was moved from hour 1 to 3, and to 5 in a version that is not valid. Lesson 8 was cancelled."""
    delivery = read(
        tmp_path,
        lesson(appointmentInstance=7, id=2, lastModified=20, startTimeSlot=3, endTimeSlot=3),
        lesson(appointmentInstance=7, id=1, lastModified=10),
        lesson(appointmentInstance=7, id=3, lastModified=30, valid=False, startTimeSlot=5, endTimeSlot=5),
        lesson(appointmentInstance=8, id=4, lastModified=10, startTimeSlot=6, endTimeSlot=6),
        lesson(appointmentInstance=8, id=5, lastModified=11, startTimeSlot=6, endTimeSlot=6, cancelled=True),
    )
    assert [row[2] for row in get_lessons(delivery)] == [3]
    assert get_balance(delivery) == (5, 0, 4)


def test_a_day_of_which_all_lessons_were_cancelled(tmp_path) -> None:
    """It says that there are none, also where a weekly timetable has some: hour 0, without a length."""
    tuesday = lesson(start=AT_8_30 + 24 * HOUR, end=AT_8_30 + 25 * HOUR, cancelled=True)
    delivery = read(tmp_path, lesson(), tuesday)
    assert get_lessons(delivery) == [("4A", DAY, 1, 510, 560, 50), ("4A", date(2025, 9, 2), 0, None, None, None)]
    assert get_balance(delivery) == (2, 0, 0)


@pytest.mark.parametrize(
    ("minutes", "first", "second"),
    [(100, (510, 560), (560, 610)), (101, (510, 560), (560, 611)), (2, (510, 511), (511, 512))],
)
def test_hours_share_the_minutes(tmp_path, minutes, first, second) -> None:
    """Hours 3 to 4 from 08:30: two slots of half the minutes, an odd minute to the later."""
    delivery = read(tmp_path, lesson(startTimeSlot=3, endTimeSlot=4, end=AT_8_30 + minutes * 60))
    assert [row[2:5] for row in get_lessons(delivery)] == [(3, *first), (4, *second)]
    assert get_balance(delivery) == (1, 0, 0)


def test_without_hours_the_day_of_the_group_is_numbered(tmp_path) -> None:
    """4A: 08:30, 09:30 (two lessons at once), 10:30; 4B has its first lesson at 09:30. The next day begins anew."""
    none = {"startTimeSlot": None, "endTimeSlot": None}
    later = [lesson(start=AT_8_30 + hours * HOUR, end=AT_8_30 + hours * HOUR + HOUR, **none) for hours in (2, 1, 1, 24)]
    own = lesson(start=AT_8_30 + HOUR, end=AT_8_30 + 2 * HOUR, groups=["4B"], **none)
    delivery = read(tmp_path, lesson(**none), *later, own)
    told = sorted((row[0], str(row[1]), row[2], row[3]) for row in get_lessons(delivery))
    assert told == [
        ("4A", "2025-09-01", 1, 510),
        ("4A", "2025-09-01", 2, 570),
        ("4A", "2025-09-01", 2, 570),
        ("4A", "2025-09-01", 3, 630),
        ("4A", "2025-09-02", 1, 510),
        ("4B", "2025-09-01", 1, 570),
    ]
    assert [finding.aantal for finding in delivery.findings if finding.code == "lesuren_genummerd"] == [6]


def test_a_lesson_without_hour_takes_none_that_is_taken(tmp_path) -> None:
    """At 09:30 hour 2 would follow, but hour 2 is told of the lesson of 10:30: it gets 3, and no slot is lost."""
    none = {"startTimeSlot": None, "endTimeSlot": None}
    delivery = read(
        tmp_path,
        lesson(),
        lesson(start=AT_8_30 + HOUR, end=AT_8_30 + 2 * HOUR, **none),
        lesson(start=AT_8_30 + 2 * HOUR, end=AT_8_30 + 3 * HOUR, startTimeSlot=2, endTimeSlot=2),
    )
    assert sorted((row[2], row[3]) for row in get_lessons(delivery)) == [(1, 510), (2, 630), (3, 570)]


def test_pupils_decide_whatever_their_groups(tmp_path) -> None:
    """The first lesson is of 1001 and 1002, the second of 1002; group 4A has none of them. The file covers 2 days."""
    delivery = read(
        tmp_path,
        lesson(students=["1001", "1002"]),
        lesson(students=[1002], startTimeSlot=2, endTimeSlot=2),
        lesson(groups=["4B"], start=AT_8_30 + 24 * HOUR, end=AT_8_30 + 25 * HOUR),
    )
    tuesday = date(2025, 9, 2)
    # Sets are called after their file (number 1) and place.
    assert get_lessons(delivery) == [
        ("4B", tuesday, 1, 510, 570, 60),
        (" 1.1", DAY, 1, 510, 560, 50),
        (" 1.2", DAY, 2, 510, 560, 50),
    ]
    assert list_rows(delivery, "raw_rooster_leerling", *MEMBER) == [
        (0, " 1.1", DAY, tuesday),
        (1, " 1.1", DAY, tuesday),
        (1, " 1.2", DAY, tuesday),
    ]
    assert get_balance(delivery) == (3, 0, 0)


def test_pupils_without_hours_are_numbered_in_their_own_day(tmp_path) -> None:
    """1001 has 08:30 and 10:30, 1002 has 09:30 and 10:30: each has hours 1 and 2, and none is lost."""
    none = {"startTimeSlot": None, "endTimeSlot": None}
    delivery = read(
        tmp_path,
        lesson(students=["1001"], **none),
        lesson(students=["1002"], start=AT_8_30 + HOUR, end=AT_8_30 + 2 * HOUR, **none),
        lesson(students=["1001", "1002"], start=AT_8_30 + 2 * HOUR, end=AT_8_30 + 3 * HOUR, **none),
    )
    sets = dict(list_rows(delivery, "raw_rooster_leerling", "groep", "leerling_nr"))
    told = sorted((sets[row[0]], row[2], row[3]) for row in get_lessons(delivery))
    assert told == [(0, 1, 510), (0, 2, 630), (1, 1, 570), (1, 2, 630)]


def test_online_is_no_event(tmp_path) -> None:
    """Who follows a lesson online has it as well; there is no row of absence."""
    delivery = read(tmp_path, lesson(students=["1001"], onlineStudents=["1002"]))
    assert list_rows(delivery, "raw_rooster_leerling", "leerling_nr") == [(0,), (1,)]
    assert delivery.frames["raw_absentie_les"].is_empty()
    # Without pupils the groups have it.
    assert get_lessons(read(tmp_path / "b", lesson(students=[], onlineStudents=["1002"])))[0][0] == "4A"


def test_unknown_pupils_are_one_finding(tmp_path) -> None:
    """Two numbers, in three places: counted twice, set aside nowhere, and named nowhere."""
    delivery = read(
        tmp_path,
        lesson(students=["1001", "770077"]),
        lesson(students=["770077", "880088"], startTimeSlot=2, endTimeSlot=2),
    )
    told = [finding for finding in delivery.findings if finding.code == "rooster_onbekende_leerling"]
    assert [(finding.aantal, finding.regelnummer) for finding in told] == [(2, 1)]
    assert get_balance(delivery) == (2, 0, 0)
    assert delivery.quarantine == []
    assert "770077" not in str(delivery.findings)


@pytest.mark.parametrize(
    ("fields", "column", "code"),
    [
        ({"start": "morgen"}, "start", "datum_onleesbaar"),
        ({"start": None}, "start", "datum_onleesbaar"),
        ({"end": AT_8_30 * 1000}, "start", "datum_onleesbaar"),
        ({"end": AT_8_30}, "eindtijd", "les_zonder_duur"),
        ({"end": AT_8_30 - 60}, "eindtijd", "les_zonder_duur"),
        ({"end": AT_8_30 + 25 * HOUR}, "eindtijd", "les_zonder_duur"),
        ({"startTimeSlot": 21, "endTimeSlot": 21}, "lesuur", "lesuur_buiten_bereik"),
        ({"startTimeSlot": 1, "endTimeSlot": 10**9}, "lesuur", "lesuur_buiten_bereik"),
        ({"groups": ["4A\u0000"]}, "groep", "nul_byte"),
        ({"type": "verrassing"}, "", "json_ander_item"),
    ],
)
def test_one_fault_sets_its_item_apart(tmp_path, fields, column, code) -> None:
    delivery = read(tmp_path, lesson(startTimeSlot=2, endTimeSlot=2), lesson(**fields))
    assert delivery.refused is None
    assert (2, column, code) in [place[1:] for place in list_findings(delivery, ernst="quarantaine")]
    assert [row[2] for row in get_lessons(delivery)] == [2]
    assert get_balance(delivery) == (2, 1, 0)


def test_another_answer_of_zermelo_is_no_timetable(tmp_path) -> None:
    delivery = read(tmp_path, {"code": "1001", "firstName": "Piet", "isStudent": True})
    assert delivery.refused is not None
    assert "niet_herkend" in [place[3] for place in list_findings(delivery, ernst="geweigerd")]
    assert "Piet" not in delivery.refused.message


def test_an_answer_without_lessons_is_one(tmp_path) -> None:
    """A week of a holiday: read, and nothing in it; the school still needs a timetable."""
    delivery = read(tmp_path)
    assert [place[3] for place in list_findings(delivery, ernst="geweigerd")] == ["geen_rooster"]


@pytest.mark.parametrize(("listed", "refused"), [(5, False), (4, True)])
def test_who_is_listed_nowhere_has_no_timetable(tmp_path, listed, refused) -> None:
    """Six pupils of 4A, lessons of the first of them on twelve days. One of six may be without, two are refused."""
    pupils = [str(2001 + number) for number in range(6)]
    items = [
        lesson(start=AT_8_30 + 24 * HOUR * day, end=AT_8_30 + 24 * HOUR * day + HOUR, students=pupils[:listed])
        for day in (*range(1, 5), *range(7, 12), *range(14, 17))
    ]
    files = {
        "leerlingen.csv": "leerlingnummer;klas\n" + "".join(f"{number};4A\n" for number in pupils),
        "levering.csv": "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-12-31\n",
        "rooster.json": json.dumps(items),
    }
    delivery = deliver(tmp_path, files, school=make_school("magister"), period=(date(2025, 9, 2), date(2025, 9, 17)))
    told = [finding.omschrijving for finding in delivery.findings if finding.code == "klas_zonder_rooster"]
    count = 6 - listed
    assert told == [f"Klas '4A' heeft geen rooster: {count} leerling{'en' if count > 1 else ''}."]
    assert (delivery.refused is not None) == refused
    if refused:
        assert delivery.refused.reason == "rooster_past_niet"
