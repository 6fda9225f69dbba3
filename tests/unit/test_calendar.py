"""What the calendar covers, that the shipped one has no hole, and what an SWV may add to it."""

import hashlib
import re
from collections import Counter
from datetime import date, timedelta

import pytest

from pipelines.calendar import (
    Calendar,
    Coverage,
    calendar_coverage,
    load_calendar,
    load_shipped_calendar,
    tell_missing,
)
from pipelines.errors import RuleSetInvalid

SHIPPED = load_shipped_calendar()
HEADER = "schooljaar,vakantie,regio,eerste_dag,laatste_dag,soort"
# Invented dates of one school year in one region.
AUTUMN = "2028-2029,herfst,noord,2028-10-14,2028-10-22,advies"
CHRISTMAS = "2028-2029,kerst,noord,2028-12-23,2029-01-07,verplicht"
SPRING = "2028-2029,voorjaar,noord,2029-02-17,2029-02-25,advies"
MAY = "2028-2029,mei,noord,2029-04-28,2029-05-06,verplicht"
SUMMER = "2028-2029,zomer,noord,2029-07-21,2029-09-02,verplicht"
YEAR = (HEADER, AUTUMN, CHRISTMAS, SPRING, MAY, SUMMER)
PUBLIC_HEADER = "jaar,feestdag,datum,schoolvrij"
# Easter of 2041 is 21 April: Good Friday two days before, Ascension 39 and Pentecost 49 days later.
PUBLIC = (
    PUBLIC_HEADER,
    "2041,Nieuwjaarsdag,2041-01-01,vrij",
    "2041,Goede Vrijdag,2041-04-19,school beslist zelf",
    "2041,Eerste Paasdag,2041-04-21,vrij",
    "2041,Tweede Paasdag,2041-04-22,vrij",
    "2041,Koningsdag,2041-04-27,vrij",
    "2041,Bevrijdingsdag,2041-05-05,school beslist zelf",
    "2041,Hemelvaartsdag,2041-05-30,vrij",
    "2041,Eerste Pinksterdag,2041-06-09,vrij",
    "2041,Tweede Pinksterdag,2041-06-10,vrij",
    "2041,Eerste Kerstdag,2041-12-25,vrij",
    "2041,Tweede Kerstdag,2041-12-26,vrij",
)


def _write(folder, *, holidays=None, public=None):
    place = folder / "kalender"
    place.mkdir(exist_ok=True)
    for name, lines in (("schoolvakanties.csv", holidays), ("feestdagen.csv", public)):
        if lines is not None:
            (place / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _summer(year, regio, last):
    return {"schooljaar": f"{year}-{year + 1}", "vakantie": "zomer", "regio": regio, "laatste_dag": last}


def test_coverage_ends_where_the_first_region_ends():
    holidays = [
        _summer(2024, "noord", "2025-08-24"),
        _summer(2025, "noord", "2026-08-16"),
        _summer(2024, "zuid", "2025-08-17"),
        _summer(2025, "zuid", "2026-08-23"),
        # Another holiday never ends what is covered.
        {"schooljaar": "2025-2026", "vakantie": "mei", "regio": "zuid", "laatste_dag": "2026-05-03"},
    ]
    public = [{"jaar": "2024"}, {"jaar": "2026"}]
    assert calendar_coverage(holidays, public) == Coverage(date(2024, 9, 1), date(2026, 8, 16))
    # Public holidays known for fewer years cover less, at both ends.
    assert calendar_coverage(holidays, [{"jaar": "2025"}]) == Coverage(date(2025, 1, 1), date(2025, 12, 31))
    # A region that begins a year later is not known before.
    later = [row for row in holidays if (row["regio"], row["schooljaar"]) != ("zuid", "2024-2025")]
    assert calendar_coverage(later, public).van == date(2025, 9, 1)


def test_the_shipped_calendar_has_no_hole():
    """Each school year has its five holidays in three regions: a hole would count as school days."""
    rows = SHIPPED.holidays
    years = sorted({row["schooljaar"] for row in rows})
    assert [int(year[:4]) for year in years] == list(range(int(years[0][:4]), int(years[-1][:4]) + 1))
    wanted = {
        (year, holiday, region)
        for year in years
        for holiday in ("herfst", "kerst", "voorjaar", "mei", "zomer")
        for region in ("noord", "midden", "zuid")
    }
    assert Counter((row["schooljaar"], row["vakantie"], row["regio"]) for row in rows) == Counter(wanted)
    for row in rows:
        first, last = date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"])
        assert timedelta(0) < last - first < timedelta(days=60)


def _find_easter(year):
    """The Sunday after the first full moon on or after 21 March, by the tables of Gauss for 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    day = date(year, 3, 22) + timedelta(days=moon + sunday)
    late = (moon, sunday) == (29, 6) or ((moon, sunday) == (28, 6) and year % 19 > 10)
    return day - timedelta(days=7) if late else day


def test_the_public_holidays_are_those_of_the_rules():
    """Every year without a hole, five years and more after the last school year; Easter by another way of counting."""
    found = {(row["jaar"], row["feestdag"]): (row["datum"], row["schoolvrij"]) for row in SHIPPED.public_holidays}
    wanted = {}
    for year in range(2022, 2041):
        easter, king = _find_easter(year), date(year, 4, 27)
        days = {
            "Nieuwjaarsdag": date(year, 1, 1),
            "Goede Vrijdag": easter - timedelta(days=2),
            "Eerste Paasdag": easter,
            "Tweede Paasdag": easter + timedelta(days=1),
            # A day earlier when it falls on a Sunday.
            "Koningsdag": king - timedelta(days=1) if king.isoweekday() == 7 else king,
            "Bevrijdingsdag": date(year, 5, 5),
            "Hemelvaartsdag": easter + timedelta(days=39),
            "Eerste Pinksterdag": easter + timedelta(days=49),
            "Tweede Pinksterdag": easter + timedelta(days=50),
            "Eerste Kerstdag": date(year, 12, 25),
            "Tweede Kerstdag": date(year, 12, 26),
        }
        for name, day in days.items():
            choice = name in ("Goede Vrijdag", "Bevrijdingsdag")
            wanted[str(year), name] = (day.isoformat(), "school beslist zelf" if choice else "vrij")
    assert found == wanted
    assert len(SHIPPED.public_holidays) == 19 * 11
    # Two days from an almanac: Easter of 2031 is 13 April, and 27 April 2031 is a Sunday.
    assert (found["2031", "Eerste Paasdag"][0], found["2031", "Koningsdag"][0]) == ("2031-04-13", "2031-04-26")


def test_what_the_shipped_calendar_covers():
    # From the first school year in the file (2022-2023) to the summer of 2028, which ends first in region midden.
    assert SHIPPED.get_coverage(["noord"]) == Coverage(date(2022, 9, 1), date(2028, 8, 20))


def test_what_is_missing_is_told_as_a_line_to_add():
    coverage = Coverage(date(2022, 9, 1), date(2028, 8, 20), regions=("midden", "zuid"))
    told = tell_missing(coverage, date(2028, 9, 3))
    assert "De schoolvakanties van 2028-2029 ontbreken voor midden en zuid." in told
    assert "kalender/schoolvakanties.csv naast swv.toml" in told
    assert "2028-2029,herfst,midden,JJJJ-MM-DD,JJJJ-MM-DD,advies" in told
    assert f"Bovenaan staat: {HEADER}." in told
    assert "2021-2022,herfst" in tell_missing(coverage, date(2022, 8, 31))
    # Where the public holidays end first, they are what is missing.
    told = tell_missing(Coverage(date(2022, 9, 1), date(2040, 12, 31)), date(2041, 1, 6))
    assert "kalender/feestdagen.csv" in told
    assert "2041,Nieuwjaarsdag,2041-01-01,vrij" in told


def test_without_a_folder_the_calendar_is_that_of_the_program(tmp_path):
    assert load_calendar(tmp_path) is SHIPPED


def test_a_school_year_that_the_swv_adds(tmp_path):
    calendar = load_calendar(_write(tmp_path, holidays=YEAR))
    # All that region noord needs is there; region midden ends with the shipped file.
    assert calendar.get_coverage(["noord"]) == Coverage(date(2022, 9, 1), date(2029, 9, 2))
    assert calendar.get_coverage(["noord", "midden"]) == Coverage(date(2022, 9, 1), date(2028, 8, 20))
    sha256 = hashlib.sha256((tmp_path / "kalender" / "schoolvakanties.csv").read_bytes()).hexdigest()
    assert calendar.own == {"kalender/schoolvakanties.csv": sha256}
    # Saturday 14 to Sunday 22 October: nine days; the Friday and the Monday around them have lessons.
    asked = {"van": date(2028, 10, 13), "tot": date(2028, 10, 23), "vakantieregio": "noord"}
    free = calendar.list_free_days(**asked, local=())
    assert free == {date(2028, 10, day) for day in range(14, 23)}
    assert SHIPPED.list_free_days(**asked, local=()) == set()
    # It is an advice, so the school's own calendar may undo a day of it.
    lesson = (date(2028, 10, 16), date(2028, 10, 16), "les")
    assert free - calendar.list_free_days(**asked, local=[lesson]) == {date(2028, 10, 16)}


def test_a_line_that_the_program_has_too_may_stay(tmp_path):
    """After an upgrade; also as a spreadsheet of a Dutch computer writes it."""
    known = [";".join(line.split(",")) for line in YEAR]
    known.append("2027-2028;herfst;noord;2027-10-16;2027-10-24;advies")
    calendar = load_calendar(_write(tmp_path, holidays=known))
    assert len(calendar.holidays) == len(SHIPPED.holidays) + 5


REFUSED = {
    "replaced": ((*YEAR, "2027-2028,herfst,noord,2027-10-09,2027-10-17,advies"), 7, "staat al in het programma"),
    "doubled": ((*YEAR, AUTUMN), 7, "staat er twee keer in, ook op regel 2"),
    "hole": (YEAR[:4] + YEAR[5:], 2, "ontbreekt de vakantie 'mei'. Voeg een regel toe die begint met 2028-2029,mei,no"),
    "year left out": (
        [re.sub(r"20\d\d", lambda year: str(int(year[0]) + 1), line) for line in YEAR],
        2,
        "van regio noord ontbreekt schooljaar 2028-2029",
    ),
    "no date": ((HEADER, AUTUMN.replace("2028-10-14", "14-10-2028")), 2, "'eerste_dag' is geen datum als JJJJ-MM-DD"),
    "no day": ((HEADER, AUTUMN.replace("2028-10-14", "2028-10-32")), 2, "'eerste_dag' is geen datum"),
    "turned round": ((HEADER, AUTUMN.replace("2028-10-22", "2028-10-13")), 2, "'laatste_dag' hoort na 'eerste_dag'"),
    "one day": ((HEADER, AUTUMN.replace("2028-10-22", "2028-10-14")), 2, "'laatste_dag' hoort na 'eerste_dag'"),
    "too long": ((HEADER, AUTUMN.replace("2028-10-22", "2028-12-13")), 2, "hoogstens 60 dagen later"),
    "other year": ((HEADER, AUTUMN.replace("-10-", "-08-")), 2, "de dagen liggen niet in schooljaar 2028-2029"),
    "no year": ((HEADER, AUTUMN.replace("2028-2029", "2028-2030")), 2, "'schooljaar' is geen schooljaar"),
    "region": ((HEADER, AUTUMN.replace("noord", "oost")), 2, "'regio' kent alleen: noord, midden, zuid"),
    "holiday": ((HEADER, AUTUMN.replace("herfst", "najaar")), 2, "'vakantie' kent alleen: herfst, kerst"),
    "kind": ((HEADER, AUTUMN.replace("advies", "vrij")), 2, "'soort' kent alleen: advies, verplicht"),
    "cells": ((HEADER, AUTUMN + ","), 2, "er staan 7 cellen, verwacht: 6"),
    "columns": (("schooljaar,vakantie", "2028-2029,herfst"), 1, f"Bovenaan hoort: {HEADER}"),
    "empty": (("",), 1, "het bestand is leeg"),
    "quotes": ((HEADER, '"2028'), 2, "de aanhalingstekens kloppen niet"),
    "order": (
        (HEADER, AUTUMN, CHRISTMAS, SPRING, "2028-2029,mei,noord,2029-02-20,2029-03-01,verplicht", SUMMER),
        5,
        "de vakantie 'mei' begint niet na 'voorjaar'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_calendar_that_cannot_be_right_is_refused_with_its_line(name, tmp_path):
    lines, number, words = REFUSED[name]
    with pytest.raises(RuleSetInvalid) as refusal:
        load_calendar(_write(tmp_path, holidays=lines))
    assert str(refusal.value).startswith(f"kalender/schoolvakanties.csv, regel {number}: ")
    assert words in str(refusal.value)
    assert refusal.value.exit_code == 12


def test_sixty_days_is_the_bound(tmp_path):
    # From 21 July on 59 days reach 18 September: less than sixty. One day more is refused.
    good = (*YEAR[:5], SUMMER.replace("2029-09-02", "2029-09-18"))
    assert load_calendar(_write(tmp_path, holidays=good)).get_coverage(["noord"]).tot == date(2029, 9, 18)
    with pytest.raises(RuleSetInvalid, match="hoogstens 60 dagen"):
        load_calendar(_write(tmp_path, holidays=(*YEAR[:5], SUMMER.replace("2029-09-02", "2029-09-19"))))


def test_public_holidays_that_the_swv_adds(tmp_path):
    calendar = load_calendar(_write(tmp_path, public=PUBLIC))
    assert max(row["jaar"] for row in calendar.public_holidays) == "2041"
    free = calendar.list_free_days(date(2041, 4, 19), date(2041, 4, 22), vakantieregio="noord", local=())
    # Good Friday is for the school itself.
    assert free == {date(2041, 4, 21), date(2041, 4, 22)}


@pytest.mark.parametrize(
    ("lines", "number", "words"),
    [
        ((PUBLIC_HEADER, "2030,Koningsdag,2030-04-26,vrij"), 2, "staat al in het programma met andere gegevens"),
        (PUBLIC[:-1], 2, "van 2041 ontbreekt Tweede Kerstdag. Voeg een regel toe die begint met 2041,Tweede Kerstdag"),
        ((PUBLIC_HEADER, "2041,Nieuwjaarsdag,2042-01-01,vrij"), 2, "'jaar' is niet het jaar van 'datum'"),
        ((*PUBLIC, PUBLIC[3]), 13, "staat er twee keer in, ook op regel 4"),
        ((PUBLIC_HEADER, "2041,Nieuwjaarsdag,2041-01-01,ja"), 2, "'schoolvrij' kent alleen: vrij, school beslist zelf"),
        ((PUBLIC_HEADER, "2041,,2041-01-01,vrij"), 2, "'feestdag' is een naam"),
        ([line.replace("2041", "2042") for line in PUBLIC], 2, "de feestdagen van 2041 ontbreken"),
    ],
)
def test_public_holidays_that_cannot_be_right_are_refused(lines, number, words, tmp_path):
    with pytest.raises(RuleSetInvalid) as refusal:
        load_calendar(_write(tmp_path, public=lines))
    assert str(refusal.value).startswith(f"kalender/feestdagen.csv, regel {number}: ")
    assert words in str(refusal.value)


def test_a_file_that_nobody_would_read_is_refused(tmp_path):
    """A misspelled name would be a calendar that counts for nothing, without a word."""
    (_write(tmp_path, holidays=YEAR) / "kalender" / "schoolvakantie.csv").write_text("x")
    with pytest.raises(RuleSetInvalid, match=r"staat iets dat msa niet leest\. Daar horen alleen schoolvakanties\.csv"):
        load_calendar(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (_write(tmp_path) / "kalender" / "feestdagen.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleSetInvalid, match=r"kalender/feestdagen\.csv is niet te lezen"):
        load_calendar(tmp_path)


def test_a_calendar_says_in_full_what_it_holds():
    """Negative control: coverage follows from the rows."""
    rows = tuple(row for row in SHIPPED.holidays if row["schooljaar"] < "2026")
    assert Calendar(rows, SHIPPED.public_holidays).get_coverage().tot == date(2026, 8, 16)
