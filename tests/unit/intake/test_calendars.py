"""A timetable as a calendar (.ics): each sentence of formats 13.3 with a few invented events, worked out by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from pipelines.intake.delivered import Delivery
from pipelines.intake.readers.documents.calendars import read_calendar
from tests.lib.school_folder import LEERLINGEN, deliver, list_findings, list_rows, make_school

# Monday 1 September 2025; the period is the autumn, so that two school years are read: up to 31 July 2026.
MONDAY = date(2025, 9, 1)
AUTUMN = (date(2025, 9, 2), date(2026, 1, 1))
COVERAGE = "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-12-31\n"
LESSON = ("groep", "datum", "lesuur", "begin_min", "eind_min", "minuten")
TITLE = ("SUMMARY:Gesprek met Piet Zwart", "DESCRIPTION:Piet Zwart\\, zijn moeder", "LOCATION:lokaal 12")
AT_8_30 = ("DTSTART;TZID=Europe/Amsterdam:20250901T083000", "DTEND;TZID=Europe/Amsterdam:20250901T092000")


def event(*lines: str, uid: str = "") -> str:
    own = (f"UID:{uid}",) if uid else ()
    return "\r\n".join(["BEGIN:VEVENT", *own, *TITLE, *lines, "END:VEVENT"])


def calendar(*events: str, name: str = "4A") -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//NL"]
    return "\r\n".join([*head, *([f"X-WR-CALNAME:{name}"] if name else []), *events, "END:VCALENDAR", ""])


def read(tmp_path, text: str | bytes, *, file: str = "agenda.ics", others: dict[str, str] | None = None, **more: Any):
    pupils = LEERLINGEN.replace("4B", "4A")
    files = {"leerlingen.csv": pupils, "levering.csv": COVERAGE, file: text, **(others or {})}
    return deliver(tmp_path, files, school=make_school("somtoday"), **{"period": AUTUMN, **more})


def get_lessons(delivery: Delivery) -> list[tuple]:
    return list_rows(delivery, "raw_rooster_datum", *LESSON)


def get_days(delivery: Delivery) -> list[date]:
    return [row[1] for row in get_lessons(delivery)]


def hide(name: str) -> str:
    """A mark that says nothing of the name of the file."""
    return f"merk{len(name)}"


def get_balance(delivery: Delivery) -> tuple:
    [row] = delivery.frames["raw_bestand"].filter(layout="icalendar-rooster").rows(named=True)
    assert row["soort"] == "rooster"
    return row["gelezen"], row["quarantaine"], row["niet_geteld"]


@pytest.mark.parametrize(
    "times",
    [
        AT_8_30,
        ("DTSTART:20250901T063000Z", "DTEND:20250901T072000Z"),
        ("DTSTART:20250901T083000", "DTEND:20250901T092000"),
        (AT_8_30[0], "DURATION:PT50M"),
        # A zone under the name of another system, one that nobody knows, and one far away: 02:30 in New York.
        ("DTSTART;TZID=W. Europe Standard Time:20250901T083000", "DTEND:20250901T072000Z"),
        ("DTSTART;TZID=Piet:20250901T083000", "DTEND;TZID=Piet:20250901T092000"),
        ("DTSTART;TZID=America/New_York:20250901T023000", "DURATION:PT50M"),
    ],
)
def test_a_lesson(tmp_path, times) -> None:
    """08:30 is 510 minutes after midnight, and the first lesson of the day. What it is about stays behind."""
    delivery = read(tmp_path, calendar(event(*times)))
    assert delivery.refused is None
    assert get_lessons(delivery) == [("4A", MONDAY, 1, 510, 560, 50)]
    assert get_balance(delivery) == (1, 0, 0)
    codes = {finding.code for finding in delivery.findings}
    assert {"lesuren_genummerd", "layout_aannemelijk"} <= codes
    told = str(delivery.findings) + str(delivery.frames)
    assert not any(word in told for word in ("Piet", "moeder", "lokaal"))


def test_hours_are_numbered_by_begin(tmp_path) -> None:
    """Delivered in another order; two lessons at 09:30 have one number, and the next day begins anew."""
    later = [("09", "02"), ("09", "01"), ("10", "01"), ("09", "01"), ("08", "01")]
    events = [
        event(f"DTSTART:202509{day}T{hour}3000", f"DTEND:202509{day}T{int(hour) + 1}0000".replace("T9", "T09"))
        for hour, day in later
    ]
    rows = get_lessons(read(tmp_path, calendar(*events)))
    assert sorted((row[1].day, row[2], row[3]) for row in rows) == [
        (1, 1, 510),
        (1, 2, 570),
        (1, 2, 570),
        (1, 3, 630),
        (2, 1, 570),
    ]


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        ((), True),
        (("STATUS:CONFIRMED",), True),
        (("STATUS:CANCELLED",), False),
        (("TRANSP:TRANSPARENT",), False),
        (("TRANSP:OPAQUE",), True),
    ],
)
def test_which_events_are_lessons(tmp_path, lines, counts) -> None:
    """Beside one at 10:30 that always counts. What is no lesson is counted as such."""
    other = event("DTSTART:20250901T103000", "DTEND:20250901T112000")
    delivery = read(tmp_path, calendar(event(*AT_8_30, *lines), other))
    assert [row[3] for row in get_lessons(delivery)] == ([510, 630] if counts else [630])
    assert get_balance(delivery) == (2, 0, 0 if counts else 1)


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20250901", "DTEND;VALUE=DATE:20250908"),
        ("DTSTART;VALUE=DATE:20250901",),
        ("DTSTART;VALUE=DATE:20250901", "RRULE:FREQ=WEEKLY"),
        # Before and after the school years that are asked: 1 August 2024 to 31 July 2026.
        ("DTSTART:20240731T083000", "DTEND:20240731T092000"),
        ("DTSTART:20260801T083000", "DTEND:20260801T092000"),
    ],
)
def test_whole_days_and_other_years_are_no_lessons(tmp_path, lines) -> None:
    delivery = read(tmp_path, calendar(event(*AT_8_30), event(*lines)))
    assert len(get_lessons(delivery)) == 1
    assert get_balance(delivery) == (2, 0, 1)


def test_the_first_and_the_last_day_that_are_asked(tmp_path) -> None:
    first = event("DTSTART:20240801T083000", "DTEND:20240801T092000")
    last = event("DTSTART:20260731T083000", "DTEND:20260731T092000")
    assert get_days(read(tmp_path, calendar(first, last, event(*AT_8_30)))) == [
        date(2024, 8, 1),
        date(2026, 7, 31),
        MONDAY,
    ]


def test_a_lesson_of_every_week(tmp_path) -> None:
    """Ten Mondays from 1 September, also over the change of the clock on 26 October: 08:30 stays 08:30."""
    delivery = read(tmp_path, calendar(event(*AT_8_30, "RRULE:FREQ=WEEKLY;COUNT=10")))
    weeks = [MONDAY + timedelta(weeks=number) for number in range(10)]
    assert get_lessons(delivery) == [("4A", day, 1, 510, 560, 50) for day in weeks]
    assert get_balance(delivery) == (1, 0, 0)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        # Up to and with Monday 15 September 08:30 (06:30 UTC); a second earlier it is not.
        ("FREQ=WEEKLY;UNTIL=20250915T063000Z", (1, 8, 15)),
        ("FREQ=WEEKLY;UNTIL=20250915T062959Z", (1, 8)),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", (1, 15, 29)),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", (1, 3, 8, 10)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=6", (1, 2, 3, 4, 5, 8)),
        ("freq=weekly;count=2;", (1, 8)),
    ],
)
def test_rules(tmp_path, rule, days) -> None:
    delivery = read(tmp_path, calendar(event(*AT_8_30, f"RRULE:{rule}")))
    assert get_days(delivery) == [date(2025, 9, day) for day in days]


def test_lessons_that_fall_out_are_moved_or_are_added(tmp_path) -> None:
    """Mondays 1 to 29 September: the 8th falls out, the 15th is at 10:30, the 22nd is cancelled, and the 25th is added.

    The 22nd has no other lesson: it says that there are none, hour 0.
    """
    zone = ";TZID=Europe/Amsterdam"
    delivery = read(
        tmp_path,
        calendar(
            event(
                *AT_8_30,
                "RRULE:FREQ=WEEKLY;COUNT=5",
                f"EXDATE{zone}:20250908T083000",
                f"RDATE{zone}:20250925T083000",
                uid="a",
            ),
            event(
                f"RECURRENCE-ID{zone}:20250915T083000",
                "DTSTART:20250915T083000Z",
                "DTEND:20250915T092000Z",
                uid="a",
            ),
            event(
                f"RECURRENCE-ID{zone}:20250922T083000",
                *(line.replace("20250901", "20250922") for line in AT_8_30),
                "STATUS:CANCELLED",
                uid="a",
            ),
        ),
    )
    assert sorted((row[1].day, row[2], row[3]) for row in get_lessons(delivery)) == [
        (1, 1, 510),
        (15, 1, 630),
        (22, 0, None),
        (25, 1, 510),
        (29, 1, 510),
    ]
    assert get_balance(delivery) == (3, 0, 0)


def test_versions_of_one_event(tmp_path) -> None:
    """Of one UID the highest SEQUENCE; without one they are two lessons, and none is lost."""
    second = ("DTSTART:20250902T083000", "DTEND:20250902T092000")
    delivery = read(tmp_path, calendar(event(*second, "SEQUENCE:2", uid="a"), event(*AT_8_30, "SEQUENCE:1", uid="a")))
    assert get_days(delivery) == [date(2025, 9, 2)]
    assert get_balance(delivery) == (2, 0, 1)
    both = read(tmp_path / "b", calendar(event(*second, uid="a"), event(*AT_8_30, uid="a")))
    assert sorted(get_days(both)) == [MONDAY, date(2025, 9, 2)]


@pytest.mark.parametrize(
    ("name", "file", "groep"),
    [
        ("4A", "x.ics", "4A"),
        ("", "4A.ics", "4A"),
        ("4a", "x.ics", "4A"),
        ("\u200b4A\u202c", "x.ics", "4A"),
        ("Rooster van Piet", "4A.ics", "4A"),
        ("biologie\\, 4", "x.ics", "biologie, 4"),
    ],
)
def test_the_name_is_that_of_the_group(tmp_path, name, file, groep) -> None:
    """Of the calendar, else of the file; another spelling of a class is that class."""
    others = {"groepen.csv": 'leerlingnummer;groep\n1001;"biologie, 4"\n1002;"biologie, 4"\n'}
    delivery = read(tmp_path, calendar(event(*AT_8_30), name=name), file=file, others=others, period=None)
    told = [row[0] for row in get_lessons(delivery)]
    # A group whose name is not shown has a number in its place.
    assert told == [groep] or (groep.startswith("bio") and "naam niet getoond" in told[0])
    assert "agenda_zonder_klas" not in {finding.code for finding in delivery.findings}


@pytest.mark.parametrize(("name", "file"), [("1001", "x.ics"), ("", "1001.ics"), ("Piet Zwart", "1001.ics")])
def test_the_timetable_of_a_pupil(tmp_path, name, file) -> None:
    """From its first lesson to its last it decides for pupil 1001, who is number 0."""
    lessons = calendar(event(*AT_8_30, "RRULE:FREQ=WEEKLY;COUNT=3"), name=name)
    others = {"rooster.csv": "groep;weekdag;lesuur;begintijd;eindtijd\n4A;1;1;08:30;09:20\n"}
    delivery = read(tmp_path, lessons, file=file, others=others, make_mark=hide)
    assert delivery.refused is None
    [groep] = {row[0] for row in get_lessons(delivery)}
    assert groep.startswith(" ")
    members = list_rows(delivery, "raw_rooster_leerling", "leerling_nr", "groep", "van", "tot")
    assert members == [(0, groep, MONDAY, date(2025, 9, 15))]
    told = str(delivery.findings)
    assert "1001" not in told
    assert "Piet" not in told


def test_a_class_that_no_pupil_is_in_stays_a_group(tmp_path) -> None:
    """It is told as such, so that it can be mapped."""
    others = {"rooster.csv": "groep;weekdag;lesuur;begintijd;eindtijd\n4A;1;1;08:30;09:20\n"}
    delivery = read(tmp_path, calendar(event(*AT_8_30), name="H4C"), others=others)
    assert [row[0] for row in get_lessons(delivery)] == ["H4C"]


def test_a_calendar_of_nobody_is_told(tmp_path) -> None:
    """Its name may be that of a pupil who is in no list: it is shown nowhere."""
    others = {"rooster.csv": "groep;weekdag;lesuur;begintijd;eindtijd\n4A;1;1;08:30;09:20\n"}
    delivery = read(
        tmp_path, calendar(event(*AT_8_30), name="Piet Zwart"), file="9009.ics", others=others, make_mark=hide
    )
    assert delivery.refused is None
    assert "agenda_zonder_klas" in {finding.code for finding in delivery.findings}
    assert delivery.frames["raw_rooster_leerling"].is_empty()
    told = str(delivery.findings) + str(delivery.frames)
    assert "Piet" not in told
    assert "9009" not in told


BAD = [
    (("DTSTART:20250931T083000",), "DTSTART", "datum_onleesbaar"),
    (("DTSTART:morgen",), "DTSTART", "datum_onleesbaar"),
    (("SEQUENCE:1",), "DTSTART", "datum_onleesbaar"),
    (("DTSTART:00010101T083000", "RRULE:FREQ=DAILY"), "DTSTART", "datum_onleesbaar"),
    (("DTSTART:20250901T083000", "DTEND:20250901T082900"), "DTEND", "les_zonder_duur"),
    (("DTSTART:20250901T083000", "DTEND:20250903T083000"), "DTEND", "les_zonder_duur"),
    (("DTSTART:20250901T083000", "DTEND:20250902T093000"), "eindtijd", "les_zonder_duur"),
    (("DTSTART:20250901T083000",), "eindtijd", "les_zonder_duur"),
    (("DTSTART:20250901T083000", "DURATION:P99999999999D"), "DURATION", "les_zonder_duur"),
    (("DTSTART:20250901T083000", "DURATION:-PT5M"), "DURATION", "les_zonder_duur"),
    ((*AT_8_30, "RRULE:FREQ=SECONDLY"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=MINUTELY;COUNT=1000000000"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY;INTERVAL=0"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY;FREQ=DAILY"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RRULE:"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "EXRULE:FREQ=DAILY"), "RRULE", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RDATE;VALUE=PERIOD:20250901T083000/PT9999H"), "RDATE", "datum_onleesbaar"),
    (("DTSTART:20200901T083000", "DTEND:20200901T092000", "RRULE:FREQ=DAILY"), "DTSTART", "herhaling_niet_gelezen"),
    ((*AT_8_30, "RECURRENCE-ID:20990901T083000"), "RECURRENCE-ID", "herhaling_niet_gelezen"),
]


@pytest.mark.parametrize(("lines", "column", "code"), BAD)
def test_one_fault_sets_its_event_apart(tmp_path, lines, column, code) -> None:
    """The event begins on line 13: after four lines of the calendar and eight of the lesson before it."""
    good = event("DTSTART:20250902T083000", "DTEND:20250902T092000", "CLASS:PUBLIC")
    assert good.count("\r\n") == 7
    delivery = read(tmp_path, calendar(good, event(*lines)))
    assert delivery.refused is None
    assert [place[1:] for place in list_findings(delivery, ernst="quarantaine")] == [(13, column, code)]
    assert get_days(delivery) == [date(2025, 9, 2)]
    assert get_balance(delivery) == (2, 1, 0)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=MONTHLY;INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28",
        "FREQ=MONTHLY;BYDAY=5MO",
    ],
)
def test_endless_recurrences_end_with_the_school_year(rule) -> None:
    """A rule that is read gives lessons of the days that are asked alone: at most one for each of 334 days."""
    window = (MONDAY, MONDAY + timedelta(days=333))
    lessons = read_calendar(calendar(event(*AT_8_30, f"RRULE:{rule}")), window=window, file="x").timetable.lessons
    assert 0 < len(lessons) <= 334
    assert all(window[0] <= lesson.day <= window[1] for lesson in lessons)


@pytest.mark.parametrize(
    "text",
    [
        calendar(event(*AT_8_30)).removesuffix("END:VCALENDAR\r\n"),
        calendar(event(*AT_8_30))[:120],
        calendar("BEGIN:VEVENT", *AT_8_30),
        calendar("END:VEVENT"),
    ],
)
def test_a_calendar_that_is_not_whole_is_refused(tmp_path, text) -> None:
    delivery = read(tmp_path, text)
    assert "agenda_onleesbaar" in [place[3] for place in list_findings(delivery, ernst="geweigerd")]


@pytest.mark.parametrize(
    "text",
    [
        calendar(*[event(*AT_8_30, "RRULE:FREQ=DAILY")] * 1000),
        calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 20_001),
    ],
)
def test_a_calendar_that_asks_too_much_is_refused(tmp_path, text) -> None:
    """1,000 lessons a day for two school years, and more events than a school has."""
    delivery = read(tmp_path, text)
    assert "agenda_te_groot" in [place[3] for place in list_findings(delivery, ernst="geweigerd")]


def test_alarms_and_zones_in_the_file_are_not_read(tmp_path) -> None:
    """An alarm has a time and a repeat too; a zone of the file's own can ask for any number of changes of the clock."""
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT15M", "REPEAT:1000000000", "END:VALARM")
    zone = ("BEGIN:VTIMEZONE", "TZID:eigen", "BEGIN:STANDARD", "DTSTART:16010101T000000", "RRULE:FREQ=SECONDLY")
    zone += ("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE")
    times = ("DTSTART;TZID=eigen:20250901T083000", "DTEND;TZID=eigen:20250901T092000")
    delivery = read(tmp_path, calendar(*zone, event(*times, *alarm)))
    assert get_lessons(delivery) == [("4A", MONDAY, 1, 510, 560, 50)]


def test_folded_lines_and_an_old_character_set(tmp_path) -> None:
    text = calendar(event("DTSTART;TZID=Europe/\r\n Amsterdam:2025\r\n\t0901T083000", AT_8_30[1]), name="4\r\n A")
    assert get_lessons(read(tmp_path, text.replace("Zwart", "Müller").encode("cp1252")))[0][0] == "4A"
