"""The demo data: the same seed gives the same bytes, the figures lie near their sources, every layout is there.

The figures are counted from the written files with a small reader of its own, not from what the generator drew.
"""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from pipelines.demo import make_demo
from pipelines.demo.people import FIRST_SYLLABLES, LAST_SYLLABLES
from pipelines.demo.planted import CASES_PO, CASES_VO, LONG_CASES, REPORTED_CASES, cases_for
from pipelines.demo.profiles import SCHOOLS
from pipelines.demo.timetable import read_free_days
from pipelines.paths import ROOT
from pipelines.settings import load_settings

GA_OA = {"Z", "Zb", "ZH", "M", "VL", "GE", "P", "AO", "VR", "SP", "A", "LX", "ON"}  # absent codes of school 99AA00
OA = {"SP", "A", "LX", "ON"}


@pytest.fixture(scope="session")
def demo(demo_swv: Path) -> Path:
    return demo_swv / "aanlevering"


def read_rows(path: Path, *, encoding: str = "utf-8-sig", sep: str = ";") -> list[dict[str, str]]:
    """Rows with as many cells as the header; the others are the planted faults."""
    with path.open(encoding=encoding, newline="") as file:
        header, *rows = csv.reader(file, delimiter=sep)
    return [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]


def dmy(text: str) -> date:
    """The date, or date.min for a planted date that does not exist."""
    day, month, year = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date.min


def hash_folder(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_gives_same_bytes_whatever_the_hash_order(tmp_path: Path, demo: Path) -> None:
    program = "import sys; from pathlib import Path; from pipelines.demo import make_demo; make_demo(Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    assert hash_folder(tmp_path) == hash_folder(demo.parent)


def test_other_seed_gives_other_absences(tmp_path: Path, demo: Path) -> None:
    make_demo(tmp_path, seed=5)
    name = "99AE00/absenties-2025-2026.csv"
    assert (tmp_path / "aanlevering" / name).read_bytes() != (demo / name).read_bytes()


def test_no_clock_and_no_unseeded_chance_in_the_generator() -> None:
    folder = ROOT / "pipelines" / "demo"
    forbidden = re.compile(
        r"\.now\(|\.today\(|import random|random\.random\(\)|\btime\.time\b|\bset\(|\bhash\(|listdir|glob"
    )
    # Two sets are only asked whether they hold a value, never walked through.
    members_only = ("free: set[date] = set()", "self._taken: set[int] = set()")
    for file in sorted(folder.rglob("*.py")):
        lines = file.read_text(encoding="utf-8").splitlines()
        hits = [line for line in lines if forbidden.search(line.replace("rng.random()", ""))]
        assert [line for line in hits if not line.strip().startswith(members_only)] == [], file.name
    assert forbidden.search("day = date.today()")  # the check sees what it looks for


def test_settings_are_valid_and_name_every_folder(demo: Path) -> None:
    settings = load_settings(demo.parent / "swv.toml")
    folders = sorted(path.name for path in demo.iterdir())
    assert folders == sorted([*(school.id for school in settings.scholen), "leerplicht"])
    assert {school.protocol for school in settings.scholen if school.sector == "PO"} == {"kennemerland"}
    assert {school.protocol for school in settings.scholen if school.sector != "PO"} == {"noord-kennemerland"}


def test_about_six_thousand_pupils_with_numbers_unique_at_their_school() -> None:
    assert 5_900 <= sum(school.pupils for school in SCHOOLS) <= 6_100


# First line of each file, as the layouts of formats.md and contract 1.1 give them; recognition columns only.
HEADERS = {
    "99AA00/tools4ever-leerlingen-actief.csv": ("cp1252", ";", {"STAMNR", "STUDYPERIOD", "CLASS"}, 33),
    "99AA00/verantwoordingen_2025-2026.csv": (
        "cp1252", ";", {"stamnummer", "verantwoording_datum", "verantwoording_lesuur", "absentiereden_code"}, 10),
    "99AA00/absentieredenen.csv": ("cp1252", ";", {"absentiereden_code", "verantwoordingstype_id", "geoorloofd"}, 7),
    "99AB00/leerlingen.csv": ("utf-8-sig", ",", {"Stamnummer", "Klas"}, 6),
    "99AB00/verantwoordingen.csv": ("utf-8-sig", ",", {"stamnummer", "moment", "lesuur", "aanwezigheidsreden_code"}, 9),
    "99AC00/leerlingen.csv": ("utf-8", ";", {"leerlingnummer", "stamgroep"}, 6),
    "99AC00/absentiemeldingen.csv": ("utf-8", ";", {"leerlingnummer", "beginDatumTijd", "absentieSoort"}, 16),
    "99AE00/leerlingen.csv": ("utf-8", ";", {"leerlingnummer", "klas"}, 9),
    "99AE00/absenties-2025-2026.csv": ("utf-8", ";", {"leerlingnummer", "datum", "lesuur", "code"}, 6),
    "99AE00/absenties-ziek.csv": ("utf-8", ";", {"leerlingnummer", "begin", "eind", "code"}, 5),
    "99AE00/codes.csv": ("utf-8", ";", {"code", "soort"}, 5),
    "99AE00/groepen.csv": ("utf-8", ";", {"leerlingnummer", "groep"}, 4),
    "99AE00/msa-register.csv": ("utf-8", ";", {"leerlingnummer", "typologie", "plan_van_aanpak"}, 9),
    "99AE00/duo-meldingen.csv": ("utf-8", ";", {"leerlingnummer", "meldsoort", "begindatum", "gemeld_op"}, 5),
    "99AE00/rooster.csv": ("utf-8", ";", {"groep", "weekdag", "lesuur", "begintijd", "eindtijd"}, 7),
    "99AE00/rooster-wijzigingen.csv": ("utf-8", ";", {"groep", "datum", "lesuur", "begintijd", "eindtijd"}, 5),
    "99AE00/kalender.csv": ("utf-8", ";", {"van", "tot"}, 3),
    "98BA00/leerlingen.csv": ("cp1252", ";", {"Leerlingnummer", "Achternaam", "Groep"}, 5),
    "98BB00/verzuim.csv": ("cp1252", ";", {"Leerlingnummer", "Datum", "Dagdeel", "Reden", "Geoorloofd"}, 10),
    "leerplicht/absoluut-verzuim.csv": ("utf-8", ";", {"volgnummer", "sinds"}, 5),
    "leerplicht/vrijstellingen.csv": ("utf-8", ";", {"volgnummer", "grond", "van"}, 6),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_each_layout_has_its_header(demo: Path, name: str) -> None:
    encoding, sep, columns, width = HEADERS[name]
    with (demo / name).open(encoding=encoding, newline="") as file:
        header = next(csv.reader(file, delimiter=sep))
    assert columns <= set(header)
    assert len(header) == width


def test_json_and_workbook_layouts(demo: Path) -> None:
    pupils = json.loads((demo / "99AD00/connect-leerlingen.json").read_text(encoding="utf-8"))["leerlingen"]
    items = json.loads((demo / "99AD00/absentiemeldingen.json").read_text(encoding="utf-8"))["items"]
    assert all(pupil["plaatsingen"] and pupil["geboortedatum"] for pupil in pupils)
    assert {item["$type"] for item in items} == {"participatie.RAbsentieMelding"}
    sheet = openpyxl.load_workbook(demo / "99AF00/leerlingen.xlsx").worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))][:2] == ["leerlingnummer", "klas"]


def test_changed_days_as_zermelo_tells_them(demo: Path) -> None:
    """Lessons on dates, in seconds since 1970; a day without lessons is a lesson that was cancelled."""
    assert not (demo / "99AB00/rooster-wijzigingen.csv").exists()
    answer = json.loads((demo / "99AB00/zermelo-appointments.json").read_text(encoding="utf-8"))
    items = answer["response"]["data"]
    assert items
    assert {len(item["groups"]) for item in items} == {1}
    assert all(item["start"] < item["end"] and item["startTimeSlot"] == item["endTimeSlot"] for item in items)


def test_the_list_of_the_refused_school_does_not_say_who_a_pupil_is(demo: Path) -> None:
    lines = (demo / "99AG00/leerlingen.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Leerlingenoverzicht"
    assert lines[3].startswith("klas;leerjaar;")
    assert "leerlingnummer" not in "".join(lines)


Missed = defaultdict[str, defaultdict[date, set[str]]]  # lesson hours by pupil and day


def lessons_of_99aa00(
    demo: Path,
) -> tuple[dict[str, int], Missed, Missed]:
    """Scheduled lessons in 2024-2025 of each pupil, and missed lesson hours by pupil and day: all, and unauthorised."""
    folder = demo / "99AA00"
    free = read_free_days("noord")
    for line in read_rows(folder / "kalender.csv"):
        first, last = dmy(line["van"]), dmy(line["tot"])
        free |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    days = [date(2024, 8, 1) + timedelta(days=n) for n in range(365)]
    days = [day for day in days if day not in free and day.isoweekday() <= 5]
    lessons: Counter[tuple[str, date]] = Counter()
    by_weekday = defaultdict(list)
    for line in read_rows(folder / "rooster.csv"):
        by_weekday[int(line["weekdag"])].append(line)
    for day in days:
        for line in by_weekday[day.isoweekday()]:
            if line["geldig_van"] <= day.isoformat() <= line["geldig_tot"]:
                lessons[line["groep"], day] += 1
    klas_total = Counter()
    for (klas, _), count in lessons.items():
        klas_total[klas] += count
    pupils = read_rows(folder / "tools4ever-leerlingen-actief.csv", encoding="cp1252")
    scheduled = {
        row["STAMNR"]: klas_total[row["CLASS"]]
        for row in pupils
        if row["STUDYPERIOD"] == "2024/2025" and not row["vertrekdatum"]
    }
    missed: Missed = defaultdict(lambda: defaultdict(set))
    unauthorised: Missed = defaultdict(lambda: defaultdict(set))
    for row in read_rows(folder / "verantwoordingen_2024-2025.csv", encoding="cp1252"):
        day = dmy(row["verantwoording_datum"])
        if day in days and row["stamnummer"] in scheduled and row["absentiereden_code"] in GA_OA:
            missed[row["stamnummer"]][day].add(row["verantwoording_lesuur"])
            if row["absentiereden_code"] in OA:
                unauthorised[row["stamnummer"]][day].add(row["verantwoording_lesuur"])
    return scheduled, missed, unauthorised


def test_vo_attendance_lies_near_its_source(demo: Path) -> None:
    """domain.md 8.3: about a third of pupils below 95 % and about 15 % below 90 % over a year."""
    scheduled, missed, _ = lessons_of_99aa00(demo)
    shares = [sum(len(hours) for hours in missed[pupil].values()) / total for pupil, total in scheduled.items()]
    assert len(shares) > 1_000
    assert 0.28 <= sum(share > 0.05 for share in shares) / len(shares) <= 0.40
    assert 0.11 <= sum(share > 0.10 for share in shares) / len(shares) <= 0.19
    assert min(shares) == 0


def test_sixteen_hour_reports_lie_near_their_source(demo: Path) -> None:
    """domain.md 8.3: 25 to 35 reports a 1,000 pupils a year, here at one school; few pupils cause them."""
    scheduled, _, unauthorised = lessons_of_99aa00(demo)
    reports = Counter()
    for pupil, by_day in unauthorised.items():
        counted: list[date] = []
        for day in sorted(by_day):
            counted = [earlier for earlier in counted if (day - earlier).days < 28] + [day]
            if sum(len(by_day[one]) for one in counted) >= 16:
                reports[pupil] += 1
                counted = []
    per_thousand = 1000 * reports.total() / len(scheduled)
    assert 12 <= per_thousand <= 53
    assert len(reports) / len(scheduled) < 0.04


def test_po_extensive_sickness_lies_near_its_source(demo: Path) -> None:
    """domain.md 8.3 (Pijl 2021): 13 % of PO pupils sick over 9 days or 4 times or more in a year, 75 % at all."""
    pupils, extensive, any_sickness = 0, 0, 0
    for school in ("98BA00", "98BB00"):
        numbers = [
            row["Leerlingnummer"]
            for row in read_rows(demo / school / "leerlingen.csv", encoding="cp1252")
            if row["Groep"][0] != "1"
        ]
        sick = defaultdict(set)
        for row in read_rows(demo / school / "verzuim.csv", encoding="cp1252"):
            day = dmy(row["Datum"])
            if row["Reden"] == "Ziek" and date(2024, 8, 1) <= day <= date(2025, 7, 31):
                sick[row["Leerlingnummer"]].add(day)
        for number in numbers:
            days = sorted(sick[number])
            # A weekend does not end a spell.
            spells = sum(1 for place, day in enumerate(days) if place == 0 or (day - days[place - 1]).days > 3)
            pupils += 1
            any_sickness += bool(days)
            extensive += len(days) > 9 or spells >= 4
    assert 0.08 <= extensive / pupils <= 0.19
    assert 0.65 <= any_sickness / pupils <= 0.85


def test_faults_of_real_exports_are_there(demo: Path) -> None:
    """Each fault once at least: impossible date, unknown pupil, lesson hour 23, no code, a cell too many, doubles."""
    with (demo / "99AE00/absenties-2025-2026.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    whole = [row for row in rows if len(row) == len(header)]
    assert sum(len(row) == len(header) + 1 for row in rows) == 1
    assert sum(row[1] == "2025-11-31" for row in whole) == 1
    assert sum(row[0] == "999999" for row in whole) == 1
    assert sum(row[2] == "23" for row in whole) == 1
    assert sum(row[3] == "" for row in whole) == 1
    assert sum(row[1] == "2024-12-30" for row in whole) == 1  # in the Christmas holiday
    assert any(count > 1 for count in Counter(map(tuple, whole)).values())
    slots = defaultdict(set)
    for row in whole:
        slots[tuple(row[:3])].add(row[4])
    assert any(len(entered) > 1 for entered in slots.values())  # corrected later


def test_exports_are_messy_as_real_ones(demo: Path) -> None:
    screen = (demo / "99AB00/verantwoordingen.csv").read_text(encoding="utf-8-sig")
    assert re.search(r",317\d{3}\.0,", screen) or re.search(
        r",31[89]\d{3}\.0,", screen
    )  # Excel made a fraction of the number
    assert '\nvan de mentor"' in screen  # a line break within quotes
    assert (demo / "99AB00/.DS_Store").exists()
    assert (demo / "99AB00/~$leerlingen.xlsx").exists()
    windows = (demo / "99AA00/tools4ever-leerlingen-actief.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        windows.decode("utf-8")


def test_absences_reach_from_2024_to_after_the_peildatum(demo: Path) -> None:
    years = Counter(row["Datum"][-7:] for row in read_rows(demo / "98BA00/verzuim.csv", encoding="cp1252"))
    assert {"09-2024", "01-2025", "06-2025", "12-2025", "01-2026"} <= set(years)


def test_movers_stand_at_two_schools_with_overlap(demo: Path) -> None:
    left = [
        row
        for row in read_rows(demo / "99AA00/tools4ever-leerlingen-actief.csv", encoding="cp1252")
        if row["vertrekdatum"] == "14-11-2025"
    ]
    entered = [row for row in read_rows(demo / "99AE00/leerlingen.csv") if row["inschrijfdatum"] == "2025-11-10"]
    birthdays = {row["geboortedatum"] for row in entered}
    assert len(left) >= 4
    assert {dmy(row["BIRTHDATE"]).isoformat() for row in left} >= birthdays
    assert len(entered) >= 4


def test_names_are_made_of_invented_syllables(demo: Path) -> None:
    names = {
        (row["FIRSTNAME"], row["LASTNAME"])
        for row in read_rows(demo / "99AA00/tools4ever-leerlingen-actief.csv", encoding="cp1252")
    }
    first = {(one + two).capitalize() for one in FIRST_SYLLABLES for two in FIRST_SYLLABLES}
    last = {(one + two).capitalize() for one in LAST_SYLLABLES for two in LAST_SYLLABLES}
    assert {name for name, _ in names} <= first
    assert {name for _, name in names} <= last


def test_every_planted_case_is_at_a_school_that_is_not_refused() -> None:
    planted = set()
    for place, school in enumerate(SCHOOLS):
        if school.layout != "geweigerd":
            planted.update(cases_for(school.sector, place=place, pupils=school.pupils))
    assert planted == {*LONG_CASES, *REPORTED_CASES, *CASES_VO, *CASES_PO}


ADULT_BORN = datetime(2007, 6, 15)


def test_one_pupil_at_home_is_eighteen(demo: Path) -> None:
    """Born on 15 June 2007, away from Monday 10 November 2025 on: of the RMC, at a school for special education."""
    sheet = openpyxl.load_workbook(demo / "99AF00/leerlingen.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    adults = [pupil for row in rows if (pupil := dict(zip(head, row, strict=True)))["geboortedatum"] == ADULT_BORN]
    # One pupil, with a row for each school year.
    assert len({row["leerlingnummer"] for row in adults}) == 1
    assert all(row["woongemeente"] and row["startkwalificatie"] == "N" for row in adults)
    assert [school.id for school in SCHOOLS if school.adult_case] == ["99AF00"]
    for place, school in enumerate(SCHOOLS):
        names = {case.__name__ for case in cases_for(school.sector, place=place, pupils=school.pupils)}
        assert not school.adult_case or school.adult_case in names


def test_exactly_four_weeks_is_from_monday_to_the_friday_before_the_holiday(demo: Path) -> None:
    """Monday 22 September to Friday 17 October, back on Monday 27 October: four lesweken, 28 positions."""
    days = defaultdict(set)
    for row in read_rows(demo / "99AA00/verantwoordingen_2025-2026.csv", encoding="cp1252"):
        if row["absentiereden_code"] in OA and row["datum_invoer"]:
            days[row["stamnummer"]].add(dmy(row["verantwoording_datum"]))
    exact = [
        number
        for number, absent in days.items()
        if {date(2025, 9, 22), date(2025, 10, 17)} <= absent and len(absent) >= 19
    ]
    assert len(exact) == 1
    assert not days[exact[0]] & {date(2025, 9, 19), date(2025, 10, 27)}
