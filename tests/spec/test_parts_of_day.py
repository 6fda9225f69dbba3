"""Parts of the day of a primary school, each pupil's day by hand (contract 1.4 (a) to (d)).

One group a kind of day, the same on each weekday. Of each group one pupil is away a morning (Monday 8 September 2025),
one an afternoon and one a whole day; the minutes away are those of the slots of that part.
"""

from datetime import date

import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.school_folder import make_school, write_swv

SCHOOL = "12AB00"
PEILDATUM = date(2026, 1, 1)
# Group -> its blocks; and the minutes of morning and afternoon, worked out beside them.
DAYS = {
    # (a) The last lesson ends at 13:00: all is morning.
    "A1": ("08:30-10:15 10:30-13:00", 105 + 150, 0),
    "A2": ("08:30-13:00", 270, 0),
    # One minute later it is (c) and (d). A3: 105 of 256, half is 128; the only boundary is after 105.
    "A3": ("08:30-10:15 10:30-13:01", 105, 151),
    "A4": ("08:30-13:01", 271 // 2, 271 - 271 // 2),
    # (b) A lesson begins at 12:00 or later: that is the afternoon.
    "B1": ("08:30-12:00 13:00-15:00", 210, 120),
    "B2": ("08:30-11:59 12:00-14:00", 209, 120),
    "B3": ("08:30-10:15 10:30-12:15 12:45-14:00 14:15-15:00", 105 + 105, 75 + 45),
    # (c) 315 minutes, half is 157.5: 105 is 52.5 away, 180 is 22.5 away.
    "C1": ("08:30-10:15 10:30-11:45 11:45-14:00", 105 + 75, 135),
    # A block over noon: 120 of 330 is 45 away from 165, and 210 too: the earlier.
    "C2": ("08:00-10:00 10:00-11:30 11:30-13:30", 120, 90 + 120),
    # (d) One block of 330 minutes is two of 165; of 331 the first is 165.
    "D1": ("08:30-14:00", 165, 165),
    "D2": ("08:30-14:01", 165, 166),
}
# Without times: by lesuur, 4 of 75 minutes: half is 150, after the second. One of 75: 37 and 38.
UNTIMED = {"E1": (4, 150, 150), "E2": (1, 37, 38)}
# By a lessentabel of lessons of 50 minutes: 4, half is 100, after the second. 3, half is 75: 50 and 100 are 25 away,
# the earlier. One of 50 is two of 25.
ESTIMATED = {"F1": (4, 100, 100), "F2": (3, 50, 100), "F3": (1, 25, 25)}
# By school hours: with a break two slots, of which one begins in the afternoon; without one (d), or (a) on a short day.
HOURS = {
    "G1": ("08:30;14:30;12:00;12:30", 210, 120),
    "G2": ("08:30;14:30;;", 180, 180),
    "G3": ("08:30;12:30;;", 240, 0),
}
EXPECTED = {
    **{group: parts[1:] for group, parts in DAYS.items()},
    **{group: parts[1:] for table in (UNTIMED, ESTIMATED, HOURS) for group, parts in table.items()},
}
PARTS = ("Ochtend", "Middag", "Hele dag")


def make_timetable() -> str:
    lines = ["groep;weekdag;lesuur;begintijd;eindtijd"]
    for group, (blocks, *_) in DAYS.items():
        times = [block.split("-") for block in blocks.split()]
        lines += [
            f"{group};{day};{hour};{begin};{end}" for day in range(1, 6) for hour, (begin, end) in enumerate(times, 1)
        ]
    for group, (hours, *_) in UNTIMED.items():
        lines += [f"{group};{day};{hour};;" for day in range(1, 6) for hour in range(1, hours + 1)]
    return "\n".join(lines) + "\n"


def name_pupil(group: str, part: str) -> str:
    return f"{100 * list(EXPECTED).index(group) + PARTS.index(part) + 1}"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    pupils = [f"{name_pupil(group, part)};x;{group}" for group in EXPECTED for part in PARTS]
    rows = [f"{name_pupil(group, part)};08-09-2025;{part};Ziek;Ja" for group in EXPECTED for part in PARTS]
    files = {
        "leerlingen.csv": "\n".join(["Leerlingnummer;Achternaam;Groep", *pupils]) + "\n",
        "verzuim.csv": "\n".join(["Leerlingnummer;Datum;Dagdeel;Reden;Geoorloofd", *rows]) + "\n",
        "rooster.csv": make_timetable(),
        "lessentabel.csv": "\n".join(
            [
                "groep;weekdag;lessen;minuten_per_les",
                *(f"{group};{day};{count};50" for group, (count, *_) in ESTIMATED.items() for day in range(1, 6)),
            ]
        )
        + "\n",
        "schooltijden.csv": "\n".join(
            [
                "weekdag;begintijd;eindtijd;pauze_van;pauze_tot;groep",
                *(f"{day};{times};{group}" for group, (times, *_) in HOURS.items() for day in range(1, 6)),
            ]
        )
        + "\n",
        "levering.csv": "onderdeel;dekt_van;dekt_tot\nabsenties;2025-08-01;2026-01-01\n",
    }
    school = make_school("parnassys", minuten=75)
    return run_program(write_swv(tmp_path_factory.mktemp("dagdelen"), files, school=school), PEILDATUM)


def read_away(output: Output, number: str) -> int:
    """The minutes away of one pupil."""
    table = output.read("leerling_periode").filter(leerling=make_leerling(output.key, SCHOOL, number))
    return table["geoorloofd_min"].item()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("group", EXPECTED)
def test_minutes_of_a_part_of_the_day(output: Output, group: str, part: str) -> None:
    morning, afternoon = EXPECTED[group]
    minutes = {"Ochtend": morning, "Middag": afternoon, "Hele dag": morning + afternoon}[part]
    assert read_away(output, name_pupil(group, part)) == minutes


def test_an_afternoon_that_the_day_does_not_have_is_told(output: Output) -> None:
    """(a): `Middag` fits nowhere, for the pupils of A1, A2 and G3."""
    outside = [row for row in output.read("bevinding").rows(named=True) if row["code"] == "absentie_buiten_rooster"]
    assert sum(row["aantal"] for row in outside) == 3


def test_where_the_parts_are_a_reading_is_told(output: Output) -> None:
    """A morning and an afternoon each: (c) A3, C1, C2, E1, F1, F2; (d) A4, D1, D2, E2, F3, G2."""
    told = [row for row in output.read("bevinding").rows(named=True) if row["code"] == "dagdeel_onzeker"]
    assert sorted((row["aantal"], row["ernst"]) for row in told) == [(6 * 2, "let_op"), (6 * 2, "let_op")]
    texts = " ".join(row["omschrijving"] for row in told)
    assert "het dichtst bij de helft" in texts
    assert "in twee helften gedeeld" in texts
    assert texts.count("12 absenties met een dagdeel, van 12 leerlingen") == 2
