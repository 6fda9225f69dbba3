"""From timetables to the slots of a day, on rows written down here: which lessons, how long, which part of the day."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

AUG_1, NOV_1, NOV_3, NEXT_AUG = date(2025, 8, 1), date(2025, 11, 1), date(2025, 11, 3), date(2026, 8, 1)
AT_8_30, AT_9_20, AT_10_10 = 510, 560, 610
NOON = 12 * 60

# --- day patterns of a group ------------------------------------------------------------------------------------------

LESSON = "lesuur integer, begin_min integer, eind_min integer, minuten integer"
WEEKLY = f"school_nr smallint, groep varchar, weekdag integer, van date, tot date, {LESSON}"
DATED = f"school_nr smallint, groep varchar, datum date, {LESSON}"
TABLE = "school_nr smallint, groep varchar, weekdag integer, lessen integer, minuten integer, van date, tot date"
PER_WEEK = "school_nr smallint, groep varchar, lessen_per_week integer, minuten integer, van date, tot date"
HOURS = (
    "school_nr smallint, groep varchar, weekdag integer, begin_min integer, eind_min integer, pauze_van_min integer,"
    " pauze_tot_min integer, van date, tot date"
)
SOURCES = "school_nr smallint, bron_nr integer"
DEFINITION: Rows = ("roosterbron integer", [(1,)])
STRETCH = "school_nr smallint, bron_nr integer, groep varchar, van date, tot date"
# The numbers of the sources: which are an estimate, and which know a group whatever the weekday.
KINDS: Rows = (
    "bron_nr integer, noemer varchar, geschat boolean, kent_groep boolean",
    [
        (1, "rooster", False, True),
        (2, "lessentabel", True, True),
        (3, "lessen_per_week", True, True),
        (4, "rooster", False, True),
        (5, "schooltijden", False, False),
        (6, "schooltijden", False, False),
    ],
)


# Numbers of what a school has begin with the number of the school.
OF_1, OF_2 = 1_000_000_000, 2_000_000_000


def _patterns(weekly: list[tuple], dated: list[tuple] = []) -> list[tuple]:  # noqa: B006
    """Without the number of the pattern, which stands last."""
    found = build_model(
        "win_dagrooster_les",
        win_weekles=(f"bron_nr integer, {WEEKLY}", [(1, *row) for row in weekly]),
        stg_rooster_datum=(DATED, dated),
        ref_definitie=DEFINITION,
    )
    return sorted((row[0], *row[2:]) for row in found)


def test_a_day_pattern_lasts_until_a_lesson_comes_or_goes() -> None:
    """On Mondays hour 1 all year, hour 2 from 1 November on: two patterns. Tuesdays have one of their own, another
    group and another school too."""
    found = _patterns(
        [
            (1, "1A", 1, AUG_1, NEXT_AUG, 1, AT_8_30, AT_9_20, 50),
            (1, "1A", 1, NOV_1, NEXT_AUG, 2, AT_9_20, AT_10_10, 50),
            (1, "1A", 2, AUG_1, NEXT_AUG, 1, 480, 530, 50),
            (1, "1B", 1, AUG_1, NEXT_AUG, 1, 490, 540, 50),
            (2, "1A", 1, AUG_1, NEXT_AUG, 1, 470, 520, 50),
        ]
    )
    assert found == [
        (1, "1A", 1, AUG_1, NOV_1, 1, AT_8_30, AT_9_20, 50, OF_1 + 1),
        (1, "1A", 1, NOV_1, NEXT_AUG, 1, AT_8_30, AT_9_20, 50, OF_1 + 2),
        (1, "1A", 1, NOV_1, NEXT_AUG, 2, AT_9_20, AT_10_10, 50, OF_1 + 2),
        (1, "1A", 2, AUG_1, NEXT_AUG, 1, 480, 530, 50, OF_1 + 3),
        (1, "1B", 1, AUG_1, NEXT_AUG, 1, 490, 540, 50, OF_1 + 4),
        (2, "1A", 1, AUG_1, NEXT_AUG, 1, 470, 520, 50, OF_2 + 1),
    ]


def test_days_between_two_timetables_have_no_pattern() -> None:
    found = _patterns(
        [
            (1, "1A", 1, AUG_1, NOV_1, 1, AT_8_30, AT_9_20, 50),
            (1, "1A", 1, NOV_3, NEXT_AUG, 1, AT_8_30, AT_9_20, 50),
        ]
    )
    assert [row[3:5] for row in found] == [(AUG_1, NOV_1), (NOV_3, NEXT_AUG)]


def test_a_date_of_its_own_is_a_pattern_of_one_day() -> None:
    """Weekday 0; a row without minutes says that there are no lessons."""
    found = _patterns([], [(1, "1A", NOV_3, 1, AT_8_30, AT_9_20, 50), (1, "1B", NOV_3, None, None, None, None)])
    assert found == [(1, "1A", 0, NOV_3, NOV_3 + timedelta(days=1), 1, AT_8_30, AT_9_20, 50, OF_1 + 1)]


@pytest.mark.parametrize(
    ("lessons", "kept"),
    [
        # The earliest start, then the earliest end; a time goes before none; then the shortest.
        ([(AT_9_20, AT_10_10, 50), (AT_8_30, AT_10_10, 100)], (AT_8_30, AT_10_10, 100)),
        ([(AT_8_30, AT_10_10, 100), (AT_8_30, AT_9_20, 50)], (AT_8_30, AT_9_20, 50)),
        ([(None, None, 40), (AT_8_30, AT_9_20, 50)], (AT_8_30, AT_9_20, 50)),
        ([(AT_8_30, None, 40), (AT_8_30, AT_9_20, 50)], (AT_8_30, AT_9_20, 50)),
        ([(None, None, 50), (None, None, 40)], (None, None, 40)),
    ],
)
def test_one_lesson_hour_twice_is_one_lesson(lessons: list[tuple], kept: tuple) -> None:
    weekly = [(1, "1A", 1, AUG_1, NEXT_AUG, 1, *lesson) for lesson in lessons]
    dated = [(1, "1A", NOV_3, 1, *lesson) for lesson in lessons]
    assert [row[6:9] for row in _patterns(weekly, dated)] == [kept, kept]


def test_a_source_has_patterns_of_its_own() -> None:
    """One hour of a timetable and of a lessentabel: two patterns, numbered the surest first. A dated timetable has the
    rank that the definition gives it (msa compare)."""
    week = (1, "1A", 1, AUG_1, NEXT_AUG, 1)
    found = build_model(
        "win_dagrooster_les",
        win_weekles=(f"bron_nr integer, {WEEKLY}", [(2, *week, None, None, 45), (1, *week, AT_8_30, AT_9_20, 50)]),
        stg_rooster_datum=(DATED, [(1, "1A", NOV_3, 1, AT_8_30, AT_9_20, 55)]),
        ref_definitie=("roosterbron integer", [(4,)]),
    )
    # School, source, minutes and the number of the pattern.
    assert sorted((row[0], row[1], row[-2], row[-1]) for row in found) == [
        (1, 1, 50, OF_1 + 1),
        (1, 2, 45, OF_1 + 2),
        (1, 4, 55, OF_1 + 3),
    ]


# --- sources of slots -------------------------------------------------------------------------------------------------


def _stretches(rank: int = 1) -> list[tuple]:
    return sorted(
        build_model(
            "win_rooster_stuk",
            stg_rooster_week=("school_nr smallint, groep varchar, van date, tot date", [(1, "1A", AUG_1, NEXT_AUG)]),
            stg_rooster_datum=("school_nr smallint, groep varchar, datum date", [(1, "1B", NOV_3)]),
            stg_lessentabel=("school_nr smallint, groep varchar, van date, tot date", [(2, "1A", AUG_1, NOV_1)]),
            stg_lessen_per_week=("school_nr smallint, groep varchar, van date, tot date", [(2, "1B", AUG_1, NOV_1)]),
            stg_schooltijden=(
                "school_nr smallint, groep varchar, van date, tot date", [(3, "", AUG_1, NOV_1), (3, "8", AUG_1, NOV_1)]
            ),
            ref_definitie=("roosterbron integer", [(rank,)]),
        )
    )  # fmt: skip


def test_every_source_has_its_number() -> None:
    """School hours of a group come before those of every pupil; a date is a stretch of one day."""
    all_of_them = [
        (1, 1, "1A", AUG_1, NEXT_AUG),
        (1, 1, "1B", NOV_3, NOV_3 + timedelta(days=1)),
        (2, 2, "1A", AUG_1, NOV_1),
        (2, 3, "1B", AUG_1, NOV_1),
        (3, 5, "8", AUG_1, NOV_1),
        (3, 6, "", AUG_1, NOV_1),
    ]
    assert _stretches() == all_of_them
    assert _stretches(4) == [(row[0], 4, *row[2:]) if row[1] == 1 else row for row in all_of_them]


def test_sources_of_a_school() -> None:
    stretches = [
        (1, 1, "1A", AUG_1, NOV_1),
        (1, 1, "1B", AUG_1, NOV_1),
        (1, 3, "1A", AUG_1, NOV_1),
        (2, 1, "1A", NOV_1, NOV_3),
    ]
    assert sorted(build_model("win_roosterbron", win_rooster_stuk=(STRETCH, stretches))) == [(1, 1), (1, 3), (2, 1)]


def test_which_groups_a_source_knows() -> None:
    """Only where a school has two sources; school hours know no group beyond the weekday."""
    found = build_model(
        "win_rooster_bekend",
        win_rooster_stuk=(
            STRETCH,
            [(1, 1, "1A", AUG_1, NOV_1), (1, 1, "1A", AUG_1, NOV_1), (1, 5, "1A", AUG_1, NOV_1),
             (2, 1, "1A", AUG_1, NOV_1), (3, 2, "1A", AUG_1, NOV_1), (3, 3, "1A", AUG_1, NOV_1)],
        ),
        win_roosterbron=(SOURCES, [(1, 1), (1, 5), (2, 1), (3, 2), (3, 3)]),
        ref_roosterbron=KINDS,
    )  # fmt: skip
    assert sorted(found) == [(1, 1, "1A", AUG_1, NOV_1), (3, 2, "1A", AUG_1, NOV_1), (3, 3, "1A", AUG_1, NOV_1)]


def test_lessons_of_each_source() -> None:
    """Seven a week: 7 div 5 = 1 each, 7 mod 5 = 2, so two on Monday and Tuesday."""
    year = (AUG_1, NEXT_AUG)
    found = build_model(
        "win_weekles",
        stg_rooster_week=(WEEKLY, [(1, "1A", 1, *year, 3, AT_8_30, AT_9_20, 50)]),
        stg_lessentabel=(TABLE, [(1, "1B", 4, 2, 45, *year), (1, "1B", 5, 0, 45, *year)]),
        stg_lessen_per_week=(PER_WEEK, [(1, "1C", 7, 40, *year)]),
        stg_schooltijden=(HOURS, [(1, "8", 1, 510, 870, 720, 750, *year), (1, "", 2, 510, 780, None, None, *year)]),
        ref_definitie=("werkdagen_per_week integer, roosterbron integer", [(5, 1)]),
    )
    # Source, group, weekday, hour, begin, end and minutes.
    assert sorted((row[1:8] for row in found), key=str) == [
        (1, "1A", 1, 3, AT_8_30, AT_9_20, 50),
        (2, "1B", 4, 1, None, None, 45),
        (2, "1B", 4, 2, None, None, 45),
        *(
            (3, "1C", day, hour, None, None, 40)
            for day, hour in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1), (5, 1)]
        ),
        (5, "8", 1, 1, 510, 720, 720 - 510),
        (5, "8", 1, 2, 750, 870, 870 - 750),
        (6, "", 2, 1, 510, 780, 780 - 510),
    ]
    assert {row[-2:] for row in found} == {year}


# --- day types --------------------------------------------------------------------------------------------------------

PATTERN = (
    "bron_nr integer, school_nr smallint, groep varchar, weekdag integer, van date, tot date, lesuur integer,"
    " dagrooster_nr integer"
)


def test_which_pattern_a_group_has_on_a_day() -> None:
    """Mondays 27 October and 3 November, and Tuesday the 4th. 1A has a timetable of its own on the 4th, 1B none."""
    oct_27, nov_4 = date(2025, 10, 27), date(2025, 11, 4)
    found = build_model(
        "win_groep_rooster",
        win_dagrooster_les=(
            PATTERN,
            [
                (1, 1, "1A", 1, AUG_1, NOV_1, 1, 1),
                (1, 1, "1A", 1, AUG_1, NOV_1, 2, 1),
                (1, 1, "1A", 1, NOV_1, NEXT_AUG, 1, 2),
                (1, 1, "1A", 2, AUG_1, NEXT_AUG, 1, 3),
                (1, 1, "1A", 0, nov_4, date(2025, 11, 5), 1, 4),
                (1, 1, "1B", 2, AUG_1, NEXT_AUG, 1, 5),
                (1, 1, "1C", 2, AUG_1, NEXT_AUG, 1, 6),
                # From the 3rd on, and up to it.
                (1, 1, "1D", 1, NOV_3, NEXT_AUG, 1, 7),
                (1, 1, "1E", 1, AUG_1, NOV_3, 1, 8),
                (1, 2, "1A", 1, AUG_1, NEXT_AUG, 1, 9),
                # A date that is no day of lessons.
                (1, 1, "1F", 0, date(2025, 11, 5), date(2025, 11, 6), 1, 10),
            ],
        ),
        stg_rooster_datum=(
            "school_nr smallint, groep varchar, datum date",
            [(1, "1A", nov_4), (1, "1B", nov_4), (2, "1C", nov_4), (1, "1F", date(2025, 11, 5))],
        ),
        ref_definitie=DEFINITION,
        win_rooster_bekend=(STRETCH, []),
        win_kalenderdag=(
            "school_nr smallint, datum date, weekdag integer",
            [(1, oct_27, 1), (1, NOV_3, 1), (1, nov_4, 2), (2, nov_4, 2)],
        ),
    )  # fmt: skip
    assert sorted(found) == [
        (1, "1A", oct_27, 1, 1),
        (1, "1A", NOV_3, 1, 2),
        (1, "1A", nov_4, 1, 4),
        (1, "1C", nov_4, 1, 6),
        (1, "1D", NOV_3, 1, 7),
        (1, "1E", oct_27, 1, 8),
    ]


def test_the_first_source_that_knows_a_group_decides() -> None:
    """Mondays 27 October and 3 November. A timetable that is in force knows 1A, whatever the weekday; of 1B it ends on
    1 November; 1C is known on the date alone. A surer source of another group or school changes nothing."""
    oct_27 = date(2025, 10, 27)
    every_monday = [(2, 1, groep, 1, AUG_1, NEXT_AUG, 1, number) for number, groep in enumerate(["1A", "1B", "1C"], 1)]
    found = build_model(
        "win_groep_rooster",
        win_dagrooster_les=(PATTERN, [*every_monday, (1, 1, "1B", 1, AUG_1, NOV_1, 1, 9)]),
        stg_rooster_datum=("school_nr smallint, groep varchar, datum date", [(1, "1C", oct_27)]),
        ref_definitie=DEFINITION,
        win_rooster_bekend=(
            STRETCH,
            [(1, 1, "1A", AUG_1, NEXT_AUG), (1, 1, "1B", AUG_1, NOV_1), (1, 1, "1C", oct_27, date(2025, 10, 28)),
             (1, 2, "1B", AUG_1, NEXT_AUG), (2, 1, "1C", AUG_1, NEXT_AUG)],
        ),
        win_kalenderdag=("school_nr smallint, datum date, weekdag integer", [(1, oct_27, 1), (1, NOV_3, 1)]),
    )  # fmt: skip
    # Group, date, source and pattern.
    assert sorted(row[1:] for row in found) == [("1B", oct_27, 1, 9), ("1B", NOV_3, 2, 2), ("1C", NOV_3, 2, 3)]


def test_an_estimate_goes_before_a_timetable_where_msa_compare_asks_so() -> None:
    """Of 1A there is an estimate on both Mondays, and a timetable of the first one alone; of 1B only a timetable."""
    oct_27 = date(2025, 10, 27)
    found = build_model(
        "win_groep_rooster",
        win_dagrooster_les=(
            PATTERN,
            [(2, 1, "1A", 1, AUG_1, NEXT_AUG, 1, 1), (4, 1, "1A", 0, oct_27, date(2025, 10, 28), 1, 2),
             (4, 1, "1B", 1, AUG_1, NEXT_AUG, 1, 3)],
        ),
        stg_rooster_datum=("school_nr smallint, groep varchar, datum date", [(1, "1A", oct_27)]),
        ref_definitie=("roosterbron integer", [(4,)]),
        win_rooster_bekend=(
            STRETCH,
            [(1, 2, "1A", AUG_1, NEXT_AUG), (1, 4, "1A", oct_27, date(2025, 10, 28)), (1, 4, "1B", AUG_1, NEXT_AUG)],
        ),
        win_kalenderdag=("school_nr smallint, datum date, weekdag integer", [(1, oct_27, 1), (1, NOV_3, 1)]),
    )  # fmt: skip
    assert sorted(row[1:] for row in found) == [
        ("1A", oct_27, 2, 1),
        ("1A", NOV_3, 2, 1),
        ("1B", oct_27, 4, 3),
        ("1B", NOV_3, 4, 3),
    ]


def test_a_group_that_is_known_without_lessons() -> None:
    """On Monday 3 November 1A has lessons; 1B is known by two sources and has none: the surest of them is told."""
    found = build_model(
        "win_groep_bekend",
        win_rooster_bekend=(
            STRETCH,
            [(1, 1, "1A", AUG_1, NEXT_AUG), (1, 2, "1B", AUG_1, NEXT_AUG), (1, 1, "1B", NOV_3, NEXT_AUG),
             (1, 1, "1C", AUG_1, NOV_3), (2, 1, "1B", AUG_1, NEXT_AUG)],
        ),
        win_kalenderdag=("school_nr smallint, datum date", [(1, NOV_3)]),
        win_groep_rooster=("school_nr smallint, groep varchar, datum date", [(1, "1A", NOV_3)]),
    )  # fmt: skip
    assert found == [(1, "1B", NOV_3, 1)]


NAMED = "leerling_nr integer, school_nr smallint, datum date, lesuur integer"


@pytest.mark.parametrize(
    ("hours", "lessons"),
    [
        # Two slots that day: two hours named fit, three do not; one hour named twice is one.
        ([1, 9], None),
        ([1, 9, 9], None),
        ([0, 1, 9], 3),
    ],
)
def test_more_hours_named_than_lessons_estimated(hours: list[int], lessons: int | None) -> None:
    found = build_model(
        "win_lessen_erbij",
        stg_absentie_les=(NAMED, [(11, 1, NOV_3, hour) for hour in hours]),
        ref_run=("peildatum date", [(NOV_3,)]),
        win_roosterbron=(SOURCES, [(1, 2)]),
        ref_roosterbron=KINDS,
        win_segment=(
            "leerling_nr integer, groepen varchar[], van date, tot date",
            [(11, ["1A"], AUG_1, NEXT_AUG), (11, ["1B"], AUG_1, NOV_3)],
        ),
        win_groep_rooster=(
            "school_nr smallint, groep varchar, datum date, bron_nr integer, dagrooster_nr integer",
            [(1, "1A", NOV_3, 2, 5), (1, "1B", NOV_3, 2, 6)],
        ),
        win_groep_bekend=("school_nr smallint, groep varchar, datum date, bron_nr integer", []),
        win_dagrooster_les=("dagrooster_nr integer", [(5,), (5,), (6,)]),
    )
    assert found == ([(1, "1A", NOV_3, lessons, 2)] if lessons else [])


def test_hours_named_where_nothing_is_estimated() -> None:
    """After the peildatum, by a timetable, for who is in a group that a surer source knows, or on a day without."""
    nov_4 = NOV_3 + timedelta(days=1)
    found = build_model(
        "win_lessen_erbij",
        stg_absentie_les=(
            NAMED,
            [(number, 1, NOV_3, hour) for number in (11, 12, 13, 14) for hour in (1, 2)]
            + [(15, 1, nov_4, 1), (15, 1, nov_4, 2), (21, 2, NOV_3, 1), (21, 2, NOV_3, 2)],
        ),
        ref_run=("peildatum date", [(NOV_3,)]),
        win_roosterbron=(SOURCES, [(1, 1), (1, 2), (2, 1)]),
        ref_roosterbron=KINDS,
        win_segment=(
            "leerling_nr integer, groepen varchar[], van date, tot date",
            [(11, ["R"], AUG_1, NEXT_AUG), (12, ["T", "R"], AUG_1, NEXT_AUG), (13, ["T", "zonder"], AUG_1, NEXT_AUG),
             (14, ["niets"], AUG_1, NEXT_AUG), (15, ["T"], AUG_1, NEXT_AUG), (21, ["R"], AUG_1, NEXT_AUG)],
        ),
        win_groep_rooster=(
            "school_nr smallint, groep varchar, datum date, bron_nr integer, dagrooster_nr integer",
            [(1, "R", NOV_3, 1, 5), (1, "T", NOV_3, 2, 6), (1, "T", nov_4, 2, 6), (2, "R", NOV_3, 1, 5)],
        ),
        win_groep_bekend=(
            "school_nr smallint, groep varchar, datum date, bron_nr integer",
            [(1, "zonder", NOV_3, 1), (1, "niets", NOV_3, 2)],
        ),
        win_dagrooster_les=("dagrooster_nr integer", [(5,), (6,)]),
    )  # fmt: skip
    assert found == []


def test_the_most_hours_named_in_two_groups() -> None:
    """Pupil 11 is in two groups, of one and of two lessons: his day has two, three named give both three. Pupil 12
    names four in the first: that one gets four."""
    found = build_model(
        "win_lessen_erbij",
        stg_absentie_les=(
            NAMED,
            [*((11, 1, NOV_3, hour) for hour in (1, 2, 3)), *((12, 1, NOV_3, hour) for hour in (5, 6, 7, 8))],
        ),
        ref_run=("peildatum date", [(NOV_3,)]),
        win_roosterbron=(SOURCES, [(1, 3)]),
        ref_roosterbron=KINDS,
        win_segment=(
            "leerling_nr integer, groepen varchar[], van date, tot date",
            [(11, ["1A", "band"], AUG_1, NEXT_AUG), (12, ["1A"], AUG_1, NEXT_AUG)],
        ),
        win_groep_rooster=(
            "school_nr smallint, groep varchar, datum date, bron_nr integer, dagrooster_nr integer",
            [(1, "1A", NOV_3, 3, 5), (1, "band", NOV_3, 3, 6)],
        ),
        win_groep_bekend=("school_nr smallint, groep varchar, datum date, bron_nr integer", []),
        win_dagrooster_les=("dagrooster_nr integer", [(5,), (6,), (6,)]),
    )
    assert sorted(found) == [(1, "1A", NOV_3, 4, 2), (1, "band", NOV_3, 3, 2)]


def test_lessons_that_a_day_gets_instead() -> None:
    columns = "school_nr smallint, groep varchar, datum date, bron_nr integer, dagrooster_nr integer"
    found = build_model(
        "win_groep_dag",
        win_groep_rooster=(columns, [(1, "1A", NOV_3, 2, 5), (1, "1B", NOV_3, 2, 6), (2, "1A", NOV_3, 2, 7)]),
        win_lessen_erbij=(
            "school_nr smallint, groep varchar, datum date, lessen integer",
            [(1, "1A", NOV_3, 3), (1, "1B", AUG_1, 3)],
        ),
    )
    assert sorted(found) == [(1, "1A", NOV_3, 2, 5, 3), (1, "1B", NOV_3, 2, 6, None), (2, "1A", NOV_3, 2, 7, None)]


def test_days_on_which_all_groups_have_the_same_pattern_share_a_type() -> None:
    days = [NOV_3 + timedelta(days=number) for number in range(4)]
    groups: Rows = (
        "bron_nr integer, lessen integer, school_nr smallint, groep varchar, datum date, dagrooster_nr integer",
        [
            (1, None, 1, "1A", days[0], 1),
            (1, None, 1, "1B", days[0], 2),
            # The same, whatever the order of the rows; the third day differs in one group.
            (1, None, 1, "1B", days[1], 2),
            (1, None, 1, "1A", days[1], 1),
            (1, None, 1, "1A", days[2], 1),
            (1, None, 1, "1B", days[2], 3),
            (1, None, 2, "1A", days[0], 1),
            (1, None, 2, "1B", days[0], 2),
        ],
    )
    known: Rows = ("school_nr smallint, groep varchar, datum date, bron_nr integer", [])
    types = sorted(build_model("win_dagtype", win_groep_dag=groups, win_groep_bekend=known))
    assert types == [
        (1, days[0], OF_1 + 1),
        (1, days[1], OF_1 + 1),
        (1, days[2], OF_1 + 2),
        (2, days[0], OF_2 + 1),
    ]
    found = build_model(
        "win_dagtype_groep",
        win_groep_dag=groups,
        win_groep_bekend=known,
        win_dagtype=("school_nr smallint, datum date, dagtype_nr bigint", types),
    )
    assert sorted(found) == [
        (OF_1 + 1, 1, "1A", 1, 1, None),
        (OF_1 + 1, 1, "1B", 1, 2, None),
        (OF_1 + 2, 1, "1A", 1, 1, None),
        (OF_1 + 2, 1, "1B", 1, 3, None),
        (OF_2 + 1, 2, "1A", 1, 1, None),
        (OF_2 + 1, 2, "1B", 1, 2, None),
    ]


def test_days_differ_by_lessons_they_get_and_by_groups_known_without() -> None:
    """Five days with one pattern: as it is, with three lessons, with four, with a group known without lessons by a
    timetable, and by a lessentabel. The sixth is as the first."""
    days = [NOV_3 + timedelta(days=number) for number in range(6)]
    lessons = [None, 3, 4, None, None, None]
    groups: Rows = (
        "bron_nr integer, lessen integer, school_nr smallint, groep varchar, datum date, dagrooster_nr integer",
        [(2, more, 1, "1A", day, 1) for day, more in zip(days, lessons, strict=True)],
    )
    known: Rows = (
        "school_nr smallint, groep varchar, datum date, bron_nr integer", [(1, "1B", days[3], 1), (1, "1B", days[4], 2)]
    )  # fmt: skip
    types = {day: number for _, day, number in build_model("win_dagtype", win_groep_dag=groups, win_groep_bekend=known)}
    assert len(set(types.values())) == 5
    assert types[days[0]] == types[days[5]]
    found = build_model(
        "win_dagtype_groep",
        win_groep_dag=groups,
        win_groep_bekend=known,
        win_dagtype=("school_nr smallint, datum date, dagtype_nr integer", [(1, days[1], 7), (1, days[4], 8)]),
    )
    assert sorted(found, key=str) == [(7, 1, "1A", 2, 1, 3), (8, 1, "1A", 2, 1, None), (8, 1, "1B", 2, None, None)]


# --- slots of a profile on a day type ---------------------------------------------------------------------------------


DAY_TYPE = (
    "dagtype_nr integer, school_nr smallint, groep varchar, bron_nr integer, dagrooster_nr integer, lessen integer"
)
PATTERN_LESSON = f"{LESSON}, dagrooster_nr integer"
ONE_SOURCE: dict[str, Rows] = {
    "win_roosterbron": (SOURCES, [(1, 1), (2, 1)]),
}


def _slots(*lessons: tuple, reports_parts: bool = False, other: list[tuple] = []) -> list[tuple]:  # noqa: B006
    """The slots of a profile with group 1A alone, whose pattern has the lessons (hour, begin, end, minutes). `other`
    lessons are those of group wis, which profile 2 has beside 1A. A morning ends by 13:00, an afternoon begins at
    noon."""
    found = build_model(
        "win_dagprofiel_les",
        win_segment=(
            "profiel_nr integer, school_nr smallint, groepen varchar[]",
            [(1, 1, ["1A"]), (1, 1, ["1A"]), (2, 1, ["1A", "wis"])],
        ),
        win_dagtype_groep=(
            DAY_TYPE, [(7, 1, "1A", 1, 1, None), (7, 1, "wis", 1, 2, None), (8, 2, "1A", 1, 1, None)],
        ),
        **ONE_SOURCE,
        win_dagrooster_les=(
            PATTERN_LESSON, [*((*row, 1) for row in lessons), *((*row, 2) for row in other)]
        ),
        stg_absentie_span=(
            "school_nr smallint, dagdeel varchar",
            [*[(1, "ochtend" if reports_parts else None)] * 2, (2, "ochtend")],
        ),
        ref_definitie=("middag_begint_min integer, ochtend_eindigt_min integer", [(NOON, 13 * 60)]),
    )  # fmt: skip
    # Per hour: begin, end, minutes, part and the rule by which it is that; of the profile asked for.
    profile = 2 if other else 1
    return sorted((row[3:]) for row in found if row[0] == profile)


def test_two_groups_with_the_same_lesson_hour_are_one_slot() -> None:
    """The earliest start, then the earliest end, then the shortest; a time goes before none."""
    at_1 = [row[1:4] for row in _slots((1, AT_9_20, 610, 50), other=[(1, AT_8_30, 610, 100)])]
    assert at_1 == [(AT_8_30, 610, 100)]
    assert [row[3] for row in _slots((1, AT_8_30, 610, 100), other=[(1, AT_8_30, 560, 50)])] == [50]
    assert [row[3] for row in _slots((1, AT_8_30, 560, 50), other=[(1, None, None, 40)])] == [50]
    assert [row[3] for row in _slots((1, AT_8_30, None, 40), other=[(1, AT_8_30, 560, 50)])] == [50]
    assert [row[3] for row in _slots((1, None, None, 50), other=[(1, None, None, 40)])] == [40]
    # Another hour is another slot.
    assert [row[0] for row in _slots((1, AT_8_30, 560, 50), other=[(2, AT_8_30, 560, 50)])] == [1, 2]


def test_only_lessons_of_the_groups_of_a_profile() -> None:
    found = build_model(
        "win_dagprofiel_les",
        win_segment=("profiel_nr integer, school_nr smallint, groepen varchar[]", [(1, 1, ["1A"]), (2, 2, ["1A"])]),
        win_dagtype_groep=(
            DAY_TYPE,
            [(7, 1, "1A", 1, 1, None), (7, 1, "1B", 1, 2, None), (8, 2, "1A", 1, 3, None)],
        ),
        **ONE_SOURCE,
        # Those of other patterns begin earlier.
        win_dagrooster_les=(
            PATTERN_LESSON,
            [(1, 510, 560, 50, 1), (2, 560, 610, 50, 1), (1, 500, 550, 50, 2), (1, 490, 540, 50, 3)],
        ),
        stg_absentie_span=("school_nr smallint, dagdeel varchar", []),
        ref_definitie=("middag_begint_min integer, ochtend_eindigt_min integer", [(NOON, 13 * 60)]),
    )
    # Profile, day type, hour, and last the number of the two together.
    assert sorted((*row[:2], *row[3:5], row[-1]) for row in found) == [
        (1, 7, 1, 510, OF_1 + 1),
        (1, 7, 2, 560, OF_1 + 1),
        (2, 8, 1, 490, OF_2 + 1),
    ]


def test_two_day_types_of_one_profile() -> None:
    """Type 7 has times, type 8 has not: of 7 the middle is after hour 1 (40 of 90), of 8 after hour 2 (60 of 120)."""
    found = build_model(
        "win_dagprofiel_les",
        win_segment=("profiel_nr integer, school_nr smallint, groepen varchar[]", [(1, 1, ["1A"])]),
        win_dagtype_groep=(
            DAY_TYPE, [(7, 1, "1A", 1, 1, None), (8, 1, "1A", 1, 2, None)],
        ),
        **ONE_SOURCE,
        win_dagrooster_les=(
            PATTERN_LESSON,
            [(1, 750 - NOON, 40, 40, 1), (2, 700, 790, 50, 1), (1, None, None, 30, 2), (2, None, None, 30, 2),
             (3, None, None, 60, 2)],
        ),
        stg_absentie_span=("school_nr smallint, dagdeel varchar", []),
        ref_definitie=("middag_begint_min integer, ochtend_eindigt_min integer", [(NOON, 13 * 60)]),
    )  # fmt: skip
    assert sorted((row[1], row[3], row[7], row[8]) for row in found) == [
        (7, 1, "ochtend", "c"),
        (7, 2, "middag", "c"),
        (8, 1, "ochtend", "c"),
        (8, 2, "ochtend", "c"),
        (8, 3, "middag", "c"),
    ]


@pytest.mark.parametrize(
    ("end", "rule", "parts"),
    [
        # The day ends by 13:00: all of it is morning.
        (12 * 60 + 59, "a", ["ochtend", "ochtend"]),
        (13 * 60, "a", ["ochtend", "ochtend"]),
        # It ends later, and no slot begins in the afternoon: two slots, cut where half of the minutes are over.
        (13 * 60 + 1, "c", ["ochtend", "middag"]),
    ],
)
def test_a_day_that_ends_in_the_morning(end: int, rule: str, parts: list[str]) -> None:
    found = _slots((1, AT_8_30, 560, 50), (2, 719, end, 50))
    assert [(row[4], row[5]) for row in found] == [(part, rule) for part in parts]


def test_a_day_of_which_one_end_is_not_known_ends_at_no_time() -> None:
    """Then the afternoon decides, or half of the minutes."""
    found = _slots((1, AT_8_30, 560, 50), (2, 570, None, 50))
    assert [row[4:6] for row in found] == [("ochtend", "c"), ("middag", "c")]


@pytest.mark.parametrize(
    ("begin", "rule", "parts"),
    [
        (NOON - 1, "c", ["ochtend", "middag", "middag"]),
        (NOON, "b", ["ochtend", "ochtend", "middag"]),
        (NOON + 1, "b", ["ochtend", "ochtend", "middag"]),
    ],
)
def test_a_slot_that_begins_in_the_afternoon(begin: int, rule: str, parts: list[str]) -> None:
    """Where none does: 120, 180 and 240 minutes are over after the slots, and half of 240 is 120, after the first."""
    lessons = (1, AT_8_30, 630, 120), (2, 640, 700, 60), (3, begin, 900, 60)
    assert [(row[4], row[5]) for row in _slots(*lessons)] == [(part, rule) for part in parts]


@pytest.mark.parametrize(
    ("minutes", "parts"),
    [
        # 60 of 140 is 10 from half, 100 is 30 from it.
        ((60, 40, 40), ["ochtend", "middag", "middag"]),
        # 40 of 140 is 30 from half, 80 is 10 from it.
        ((40, 40, 60), ["ochtend", "ochtend", "middag"]),
        # 50 and 100 of 150 are both 25 from half: the earlier.
        ((50, 50, 50), ["ochtend", "middag", "middag"]),
        # 30 of 180 is 60 from half. All 180 are 90 from it, but no boundary between slots.
        ((30, 150), ["ochtend", "middag"]),
        ((150, 30), ["ochtend", "middag"]),
    ],
)
def test_the_boundary_nearest_to_half_of_the_day(minutes: tuple[int, ...], parts: list[str]) -> None:
    lessons = [(hour, None, None, length) for hour, length in enumerate(minutes, start=1)]
    assert [(row[4], row[5]) for row in _slots(*lessons)] == [(part, "c") for part in parts]


def test_slots_follow_one_another_by_their_time_where_all_have_one() -> None:
    """Hour 2 comes first, of 40 minutes; then hours 1 and 3 of 50. Of 140 half is 70: 40 is 30 away, 90 is 20."""
    timed = _slots((2, 600, 640, 40), (1, 650, 700, 50), (3, 710, 790, 50))
    assert [row[4] for row in timed] == ["ochtend", "ochtend", "middag"]
    # By hour 50 are over after hour 1, 90 after hour 2: both are 20 away, and the earlier counts.
    untimed = _slots((2, 600, 640, 40), (1, 650, 700, 50), (3, None, None, 50))
    assert [row[4] for row in untimed] == ["ochtend", "middag", "middag"]


@pytest.mark.parametrize(
    ("lesson", "reports_parts", "expected"),
    [
        # A day of one slot is a morning; where a school reports parts of the day two halves, 101 // 2 = 50 and 51.
        ((5, 600, 801, 101), False, [(5, 600, 801, 101, "ochtend", "d")]),
        ((5, 600, 801, 101), True, [(1, 600, 650, 50, "ochtend", "d"), (2, 650, 801, 51, "middag", "d")]),
        ((5, None, None, 2), True, [(1, None, None, 1, "ochtend", "d"), (2, None, None, 1, "middag", "d")]),
        # A minute has no halves.
        ((5, None, None, 1), True, [(5, None, None, 1, "ochtend", "d")]),
        # It ends in the morning, or begins in the afternoon: that is known.
        ((5, 600, 700, 100), True, [(5, 600, 700, 100, "ochtend", "a")]),
        ((5, NOON, 800, 80), True, [(5, NOON, 800, 80, "middag", "b")]),
    ],
)  # fmt: skip
def test_a_day_of_one_slot(lesson: tuple, reports_parts: bool, expected: list[tuple]) -> None:
    assert [row[:6] for row in _slots(lesson, reports_parts=reports_parts)] == expected


def test_a_day_of_two_slots_stays_as_it_is_at_a_school_that_reports_parts() -> None:
    lessons = (1, None, None, 50), (2, None, None, 50)
    assert _slots(*lessons, reports_parts=True) == _slots(*lessons) != []


def test_lessons_and_minutes_of_a_profile() -> None:
    slots: Rows = (
        "profiel_nr integer, dagtype_nr integer, dagprofiel_nr integer, bron_nr integer, minuten integer",
        [(1, 7, 1, 1, 50), (1, 7, 1, 1, 60), (1, 8, 2, 3, 45)],
    )
    found = sorted(build_model("win_dagprofiel", win_dagprofiel_les=slots))
    assert found == [(1, 7, 1, 1, 2, 50 + 60), (1, 8, 2, 3, 1, 45)]


def test_profiles_by_an_estimate() -> None:
    """A lessentabel (2) and lessons per week (3) are one, a timetable (1) and school hours (5 and 6) are none."""
    profiles: Rows = (
        "profiel_nr integer, dagtype_nr integer, dagprofiel_nr integer, bron_nr integer",
        [(1, 7, 1, 1), (1, 8, 2, 2), (2, 7, 3, 3), (2, 8, 3, 3), (3, 7, 5, 5), (3, 8, 6, 6)],
    )
    assert sorted(build_model("win_geschat_dagprofiel", win_dagprofiel=profiles, ref_roosterbron=KINDS)) == [(2,), (3,)]


def _sources(*rows: tuple, lessons: list[tuple]) -> list[tuple]:
    """Source, hour and minutes of the slots of profile 1 (1A and wis) on day type 7, of a school with three sources."""
    found = build_model(
        "win_dagprofiel_les",
        win_segment=("profiel_nr integer, school_nr smallint, groepen varchar[]", [(1, 1, ["1A", "wis"])]),
        win_dagtype_groep=(DAY_TYPE, [(7, 1, *row) for row in rows]),
        win_dagrooster_les=(PATTERN_LESSON, lessons),
        win_roosterbron=(SOURCES, [(1, 1), (1, 2), (1, 6)]),
        stg_absentie_span=("school_nr smallint, dagdeel varchar", []),
        ref_definitie=("middag_begint_min integer, ochtend_eindigt_min integer", [(NOON, 13 * 60)]),
    )
    return sorted((row[2], row[3], row[6]) for row in found)


def test_only_the_surest_source_of_the_groups_of_a_profile() -> None:
    untimed = [(hour, None, None, 45, 2) for hour in (1, 2)]
    lessons = [(1, 500, 560, 60, 1), *untimed, (1, 510, 870, 360, 3)]
    every, table, week = ("", 6, 3, None), ("1A", 2, 2, None), ("wis", 1, 1, None)
    assert _sources(every, table, week, lessons=lessons) == [(1, 1, 60)]
    assert _sources(every, table, lessons=lessons) == [(2, 1, 45), (2, 2, 45)]
    assert _sources(every, lessons=lessons) == [(6, 1, 360)]
    # A timetable that knows wis without a lesson that day leaves the pupil none.
    assert _sources(every, table, ("wis", 1, None, None), lessons=lessons) == []
    # Three lessons instead of two: the third is as long as the last.
    assert _sources(every, ("1A", 2, 2, 3), lessons=lessons) == [(2, 1, 45), (2, 2, 45), (2, 3, 45)]


# --- weeks and horizons -----------------------------------------------------------------------------------------------

DAY = timedelta(days=1)
NOV_10, NOV_17, NOV_24 = date(2025, 11, 10), date(2025, 11, 17), date(2025, 11, 24)


@pytest.mark.parametrize(("all_weeks", "weeks"), [(0, [NOV_3, NOV_17, NOV_24]), (1, [NOV_3, NOV_10, NOV_17, NOV_24])])
def test_weeks_with_lessons_are_numbered(all_weeks: int, weeks: list[date]) -> None:
    """None in the week of the 10th; a gap up to the 25th leaves the 26th of that week, the one of the 18th nothing of
    its own week but the 20th. At the other school the numbers begin again."""
    found = build_model(
        "win_lesweek",
        win_traject_rooster=(
            "school_nr smallint, datum date",
            [(1, NOV_3), (1, NOV_3 + DAY), (1, NOV_17 + DAY), (1, NOV_17 + 3 * DAY),
             (1, NOV_24 + DAY), (1, NOV_24 + 2 * DAY),
             (1, date(2025, 12, 1)), (2, NOV_17)],
        ),
        win_gat=(
            "school_nr smallint, van date, tot date",
            [(1, NOV_17 + DAY, NOV_17 + 2 * DAY), (1, NOV_24, NOV_24 + 2 * DAY),
             (1, date(2025, 12, 1), date(2025, 12, 8)),
             (2, NOV_3, NOV_10)],
        ),
        ref_definitie=("weken_zonder_les integer", [(all_weeks,)]),
    )  # fmt: skip
    assert sorted(found) == [*((1, monday, number) for number, monday in enumerate(weeks)), (2, NOV_17, 0)]


def test_the_position_of_a_day() -> None:
    """Wednesday of lesweek 1 is 7 + 2; measured is a day on which slots of any track exist."""
    wednesday, sunday = NOV_10 + 2 * DAY, date(2025, 7, 27)
    found = build_model(
        "win_schooldag",
        win_traject_rooster=(
            "school_nr smallint, datum date",
            [(1, NOV_3), (1, NOV_3), (1, wednesday), (1, date(2025, 7, 31)), (1, AUG_1), (1, NOV_24), (2, NOV_3)],
        ),
        win_traject_dag=("school_nr smallint, datum date", [(1, wednesday), (1, wednesday), (2, NOV_3)]),
        win_lesweek=(
            "school_nr smallint, maandag date, lesweek_nr integer",
            [(1, NOV_3, 0), (1, NOV_10, 1), (1, sunday + DAY, 5), (2, NOV_3, 9), (2, NOV_24, 8)],
        ),
        ref_schooljaar=(
            "schooljaar_van date, schooljaar_tot date", [(date(2024, 8, 1), AUG_1), (AUG_1, NEXT_AUG)],
        ),
    )  # fmt: skip
    assert sorted(found) == [
        (1, date(2025, 7, 31), sunday + DAY, date(2024, 8, 1), False, 5 * 7 + 3),
        (1, AUG_1, sunday + DAY, AUG_1, False, 5 * 7 + 4),
        (1, NOV_3, NOV_3, AUG_1, False, 0),
        (1, wednesday, NOV_10, AUG_1, True, 7 + 2),
        (2, NOV_3, NOV_3, AUG_1, True, 9 * 7),
    ]


@pytest.mark.parametrize(
    ("looked_at", "horizon", "position"),
    [
        # Lesweek 0 of 3 November ends with lessons on Thursday, lesweek 1 of 17 November with those on Friday.
        (NOV_3, NOV_3, 0),
        (NOV_3 + 2 * DAY, NOV_3 + 2 * DAY, 2),
        (NOV_3 + 3 * DAY, NOV_3 + 6 * DAY, 6),
        (NOV_3 + 6 * DAY, NOV_3 + 6 * DAY, 6),
        # In no lesweek: the Sunday of the last one before.
        (NOV_10, NOV_3 + 6 * DAY, 6),
        (NOV_17 - DAY, NOV_3 + 6 * DAY, 6),
        (NOV_17, NOV_17, 7),
        (NOV_17 + 4 * DAY, NOV_17 + 6 * DAY, 13),
        (NOV_3 - DAY, None, None),
    ],
)
def test_the_horizon_of_a_day(looked_at: date, horizon: date | None, position: int | None) -> None:
    """Of a pupil who is looked at, and of the school on its last measured day."""
    tables: dict[str, Rows] = {
        "win_schooldag": (
            "school_nr smallint, maandag date, datum date",
            [(1, NOV_3, NOV_3 + 3 * DAY), (1, NOV_3, NOV_3), (1, NOV_17, NOV_17 + 4 * DAY),
             (2, NOV_3, NOV_3 + 9 * DAY)],
        ),
        "win_lesweek": (
            "school_nr smallint, maandag date, lesweek_nr integer", [(1, NOV_3, 0), (1, NOV_17, 1), (2, NOV_10, 5)],
        ),
    }  # fmt: skip
    expected = [(1, looked_at, horizon, position)] if horizon else []
    pupil: Rows = ("school_nr smallint, kijkdag date", [(1, looked_at), (1, looked_at)])
    none: Rows = ("school_nr smallint, meetdatum date", [])
    assert build_model("win_horizon", win_laatste_dag=pupil, win_meting=none, **tables) == expected
    school: Rows = ("school_nr smallint, meetdatum date", [(1, looked_at)])
    nobody: Rows = ("school_nr smallint, kijkdag date", [])
    assert build_model("win_horizon", win_laatste_dag=nobody, win_meting=school, **tables) == expected


def test_groups_that_a_timetable_names() -> None:
    """From the begin of the school year in which the period begins."""
    found = build_model(
        "win_groep_met_rooster",
        win_rooster_stuk=(
            "school_nr smallint, groep varchar, tot date",
            [(1, "1A", NEXT_AUG), (1, "1A", NEXT_AUG), (1, "oud", AUG_1), (1, "nog", AUG_1 + DAY), (2, "", NOV_3)],
        ),
        ref_schooljaar=(
            "schooljaar_van date, schooljaar_tot date",
            [(date(2024, 8, 1), AUG_1), (AUG_1, NEXT_AUG), (NEXT_AUG, date(2027, 8, 1))],
        ),
        ref_run=("periode_van date", [(AUG_1,)]),
    )
    assert sorted(found) == [(1, "1A"), (1, "nog"), (2, "")]


YEAR_OF_1A = (1, AUG_1, NEXT_AUG)


@pytest.mark.parametrize(
    "extra",
    [
        [],
        # Of less sure sources: of a group that the timetable knows, of one beside it, and of every pupil.
        [(2, 1, "1A", *YEAR_OF_1A, 8, None, None, 999), (2, 1, "wis", *YEAR_OF_1A, 8, None, None, 999),
         (5, 1, "", *YEAR_OF_1A, 8, 510, 870, 999)],
    ],
)  # fmt: skip
def test_what_the_timetable_would_have_asked_on_free_days(extra: list[tuple]) -> None:
    """Two pupils of profile 1 and one of profile 2, which has group wis beside 1A; on Monday 10 November 1A has hours 1
    and 2 of 50 and 60 minutes, wis hour 1 that begins later, and hour 3 of 40. On the 17th only the one is enrolled."""
    weekly = [
        (1, "1A", 1, AUG_1, NEXT_AUG, 1, 510, 560, 50),
        (1, "1A", 1, AUG_1, NEXT_AUG, 2, 560, 620, 60),
        (1, "wis", 1, AUG_1, NEXT_AUG, 1, 520, 600, 80),
        (1, "wis", 1, AUG_1, NEXT_AUG, 3, 620, 660, 40),
        (1, "1A", 2, AUG_1, NEXT_AUG, 1, 510, 560, 999),
        (1, "1A", 1, AUG_1, NOV_10, 4, 510, 560, 999),
        (1, "1A", 1, NOV_24, NEXT_AUG, 5, 510, 560, 999),
        (2, "1A", 1, AUG_1, NEXT_AUG, 6, 510, 560, 999),
        (1, "1B", 1, AUG_1, NEXT_AUG, 7, 510, 560, 999),
    ]
    found = build_model(
        "win_vrij_rooster",
        win_vrije_dag=(
            "school_nr smallint, datum date, weekdag integer, reden varchar",
            [(1, NOV_10, 1, "feestdag"), (1, NOV_17, 1, "feestdag"), (1, NOV_3, 1, "lokaal_vrij"),
             (1, NOV_24, 1, "lokaal_vrij"), (2, NOV_10, 1, "feestdag")],
        ),
        win_meting=(
            "school_nr smallint, periode_van date, gemeten_van date, gemeten_tot date",
            [(1, AUG_1, NOV_10, NOV_24), (2, NOV_24, NOV_24, NEXT_AUG)],
        ),
        win_segment=(
            "school_nr smallint, profiel_nr integer, groepen varchar[], van date, tot date",
            [(1, 1, ["1A"], AUG_1, NOV_17), (1, 1, ["1A"], AUG_1, NOV_17), (1, 2, ["1A", "wis"], NOV_10, NEXT_AUG),
             (1, 1, ["1A"], NOV_17 + DAY, NEXT_AUG), (2, 3, ["1A"], AUG_1, NEXT_AUG)],
        ),
        win_dagrooster_les=(
            "bron_nr integer, school_nr smallint, groep varchar, weekdag integer, van date, tot date, lesuur integer,"
            " begin_min integer, eind_min integer, minuten integer",
            [*((1, *row) for row in weekly), *extra],
        ),
        win_roosterbron=(SOURCES, [(1, 1), (1, 2), (2, 1)] if extra else [(1, 1), (2, 1)]),
        win_rooster_bekend=(STRETCH, [(1, 1, "1A", AUG_1, NEXT_AUG)] if extra else []),
    )  # fmt: skip
    one, other = 50 + 60, 50 + 60 + 40
    assert sorted(found) == [(1, "feestdag", 2 * one + other + other)]
