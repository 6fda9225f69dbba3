"""What the marts count of days, weeks and lesson hours, on rows written down here; sums stand beside their parts."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

SCHOOLS: Rows = (
    "school_nr smallint, school varchar, sector varchar, protocol varchar",
    [(1, "10AB00", "VO", "noord"), (2, "20AB00", "PO", "twente")],
)
YEAR, LAST_YEAR = date(2025, 8, 1), date(2024, 8, 1)
PERIOD, PEILDATUM = date(2025, 9, 2), date(2025, 11, 28)
RUN: Rows = (
    "periode_van date, peildatum date, schooljaar_van date, vorig_schooljaar_van date",
    [(PERIOD, PEILDATUM, YEAR, LAST_YEAR)],
)
DAY = timedelta(days=1)
NOV_3, NOV_4, NOV_10, NOV_17 = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 10), date(2025, 11, 17)
# Two pupils of school 1 share a track, the third has its own; pupil 21 is at the other school.
EVERYBODY_BEGAN: Rows = ("leerling_nr integer, zonder_begin boolean", [])
PATHS: Rows = (
    "leerling_nr integer, traject_nr integer, school_nr smallint",
    [(11, 101, 1), (12, 101, 1), (13, 102, 1), (21, 201, 2)],
)
PUPILS: Rows = (
    "leerling_nr integer, leerling varchar, school_nr smallint, vertrokken boolean",
    [(11, "a", 1, False), (12, "b", 1, False), (13, "c", 1, True), (21, "a", 2, False)],
)
KINDS: Rows = (
    "soort varchar, groep varchar",
    [
        ("ziek", "ga"),
        ("spijbelen", "oa"),
        ("luxe", "oa"),
        ("afwezig_onbekend", "reden_onbekend"),
        ("onbekend", "onbekend"),
        ("te_laat", "aanwezig"),
    ],
)
LIST: Rows = (
    "school varchar, leerling varchar, leerling_nr integer, school_nr smallint, traject_nr integer",
    [("10AB00", "a", 11, 1, 101), ("10AB00", "b", 12, 1, 101)],
)


# --- school days ------------------------------------------------------------------------------------------------------


def test_one_row_for_each_school_day() -> None:
    """On 3 November two pupils have 100 minutes and one has 50; on the 4th only the two."""
    days: Rows = (
        "school_nr smallint, traject_nr integer, datum date, minuten integer",
        [
            (1, 101, NOV_3, 100),
            (1, 102, NOV_3, 50),
            (1, 101, NOV_4, 90),
            # From the first day of the school year up to the peildatum.
            (1, 102, YEAR - DAY, 7),
            (1, 102, YEAR, 8),
            (1, 102, PEILDATUM, 9),
            (1, 102, PEILDATUM + DAY, 7),
            (2, 201, NOV_3, 60),
        ],
    )
    absent: Rows = (
        "school_nr smallint, datum date, afwezig_min integer, geoorloofd_min integer, ongeoorloofd_min integer,"
        " onbekend_min integer, te_laat integer",
        [(1, NOV_3, 30, 10, 20, 1, 2), (1, NOV_3, 25, 20, 5, 3, 1), (2, NOV_3, 40, 40, 0, 4, 5)],
    )
    found = build_model(
        "mart_schooldag",
        win_traject=PATHS,
        win_traject_dag=days,
        win_leerling_dag=absent,
        win_registratie=(
            "school_nr smallint, datum date, soort varchar, minuten integer",
            [(1, NOV_3, "luxe", 5), (1, NOV_3, "luxe", 6), (1, NOV_3, "ziek", 50), (2, NOV_3, "luxe", 8)],
        ),
        win_verzuimbegin=(
            "school_nr smallint, datum date, begint_oa boolean",
            [(1, NOV_3, True), (1, NOV_3, True), (1, NOV_3, False), (2, NOV_3, True), (1, NOV_10, True)],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, maandag date",
            [
                *((1, day, NOV_3) for day in (YEAR - DAY, YEAR, NOV_3, NOV_4, PEILDATUM, PEILDATUM + DAY)),
                (2, NOV_3, NOV_10),
            ],
        ),
        win_vakantierand=(
            "school_nr smallint, datum date, vakantie varchar, kant varchar",
            [(1, NOV_4, "herfst", "na"), (2, NOV_3, "kerst", "voor")],
        ),
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    assert found == [
        ("10AB00", YEAR, NOV_3, 5, None, None, 1, 8, *[0] * 7),
        ("10AB00", NOV_3, NOV_3, 1, None, None, 3, 2 * 100 + 50, 30 + 25, 10 + 20, 20 + 5, 5 + 6, 1 + 3, 2 + 1, 1 + 1),
        ("10AB00", NOV_4, NOV_3, 2, "herfst", "na", 2, 2 * 90, *[0] * 7),
        ("10AB00", PEILDATUM, NOV_3, 5, None, None, 1, 9, *[0] * 7),
        ("20AB00", NOV_3, NOV_10, 1, "kerst", "voor", 1, 60, 40, 40, 0, 8, 4, 5, 1),
    ]


SCHOOLDAY = (
    "school varchar, datum date, weekdag tinyint, vakantie varchar, kant varchar, leerlingen integer,"
    " gepland_min bigint, geoorloofd_min bigint, ongeoorloofd_min bigint, luxe_min bigint, begint_oa bigint,"
    " te_laat bigint"
)
SCHOOLDAYS: Rows = (
    SCHOOLDAY,
    [
        ("10AB00", NOV_3, 1, "herfst", "na", 10, 1000, 20, 30, 4, 1, 2),
        ("10AB00", NOV_4, 2, "herfst", "na", 9, 900, 10, 50, 6, 2, 3),
        ("10AB00", NOV_10, 1, None, None, 8, 800, 5, 7, 3, 1, 5),
        ("10AB00", NOV_10 + DAY, 2, None, None, 7, 700, 6, 8, 2, 2, 1),
        ("20AB00", NOV_3, 1, "herfst", "na", 5, 500, 1, 2, 1, 1, 4),
    ],
)


def test_days_round_holidays_and_all_others() -> None:
    assert build_model("mart_rond_vakantie", mart_schooldag=SCHOOLDAYS) == [
        ("10AB00", "herfst", "na", NOV_3, NOV_4, 2, 10 + 9, 1000 + 900, 20 + 10, 30 + 50, 4 + 6, 1 + 2),
        ("10AB00", "", "anders", NOV_10, NOV_10 + DAY, 2, 8 + 7, 800 + 700, 5 + 6, 7 + 8, 3 + 2, 1 + 2),
        ("20AB00", "herfst", "na", NOV_3, NOV_3, 1, 5, 500, 1, 2, 1, 1),
    ]


def test_lateness_by_weekday() -> None:
    assert build_model("mart_te_laat_weekdag", mart_schooldag=SCHOOLDAYS) == [
        ("10AB00", 1, 2 + 5, 10 + 8),
        ("10AB00", 2, 3 + 1, 9 + 7),
        ("20AB00", 1, 4, 5),
    ]


# --- lesson hours -----------------------------------------------------------------------------------------------------


def test_lesson_hours_of_a_weekday() -> None:
    """On Mondays the two pupils of track 101 have lessons 1 and 2, the pupil of track 102 lesson 1. Pupil 11 was away
    all of Monday 3 November, 12 of the first lesson, 13 with a lesson of which nobody knows; on the 10th 11 and 12 miss
    the first lesson, and 12 the second as well: all of that day."""
    first, last = PERIOD, PEILDATUM
    days: Rows = (
        "school_nr smallint, traject_nr integer, datum date, dagprofiel_nr integer",
        [
            (1, 101, NOV_3, 1),
            (1, 102, NOV_3, 2),
            (1, 101, NOV_10, 1),
            (1, 101, NOV_4, 1),
            (1, 102, first - DAY, 2),
            (1, 102, first, 2),
            (1, 102, last, 2),
            (1, 102, last + DAY, 2),
            (2, 201, NOV_3, 3),
        ],
    )
    recorded = [
        (1, 11, NOV_3, 1, "ziek"),
        (1, 11, NOV_3, 2, "ziek"),
        (1, 12, NOV_3, 1, "spijbelen"),
        (1, 13, NOV_3, 1, "onbekend"),
        (1, 11, NOV_10, 1, "afwezig_onbekend"),
        (1, 12, NOV_10, 1, "ziek"),
        (1, 12, NOV_10, 2, "ziek"),
        # At school all the same.
        (1, 11, NOV_10, 2, "te_laat"),
        # Of the period alone, both its days.
        (1, 13, first - DAY, 1, "ziek"),
        (1, 13, first, 1, "spijbelen"),
        (1, 13, last, 1, "onbekend"),
        (1, 13, last + DAY, 1, "ziek"),
        (2, 21, NOV_3, 1, "ziek"),
    ]
    whole = "leerling_nr integer, datum date, afwezig_min integer, gepland_min integer, onbekend_min integer"
    found = build_model(
        "mart_weekdag_lesuur",
        win_traject=PATHS,
        win_traject_dag=days,
        win_dagprofiel_les=("dagprofiel_nr integer, lesuur integer", [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2)]),
        win_geschat_dagprofiel=("dagprofiel_nr integer", []),
        win_geschatte_dag=("leerling_nr integer, datum date", []),
        win_registratie=(
            "school_nr smallint, leerling_nr integer, datum date, lesuur integer, soort varchar", recorded
        ),
        win_leerling_dag=(
            whole,
            [
                (11, NOV_3, 100, 100, 0),
                (12, NOV_3, 50, 100, 0),
                (13, NOV_3, 0, 50, 1),
                (11, NOV_10, 50, 100, 0),
                (12, NOV_10, 100, 100, 0),
                # Tuesday 2 September: in part, of a longer day; Friday 28 November with an unknown lesson.
                (13, first - DAY, 50, 50, 0),
                (13, first, 50, 100, 0),
                (13, last, 0, 50, 50),
                (13, last + DAY, 50, 50, 0),
                (21, NOV_3, 50, 100, 0),
            ],
        ),
        ref_soort=KINDS,
        ref_school=SCHOOLS,
        ref_run=RUN,
    )  # fmt: skip
    # Weekday, hour; lessons, absent, unknown; lessons of who was there in part or wholly, missed of those, by pupils;
    # of the absent unauthorised and without a reason; late.
    assert sorted(found) == [
        # Two of 101 twice and one of 102: 2 + 2 + 1 lessons. 11, 12, 11 and 12 were absent, 13 unknown. Whole days: 11
        # and 13 on the 3rd, 12 on the 10th. Left are 12 on the 3rd and 11 on the 10th.
        ("10AB00", 1, 1, 2 + 2 + 1, 4, 1, 5 - 3, 2, 2, 1, 1, 0),
        # Whole days: 11 on the 3rd, 12 on the 10th.
        ("10AB00", 1, 2, 2 + 2, 2, 0, 4 - 2, 0, 0, 0, 0, 1),
        # Tuesdays: 4 November of 101, 2 September of 102, on which the lesson was missed.
        ("10AB00", 2, 1, 2 + 1, 1, 0, 3, 1, 1, 1, 0, 0),
        ("10AB00", 2, 2, 2, 0, 0, 2, *[0] * 5),
        # Friday 28 November.
        ("10AB00", 5, 1, 1, 0, 1, 0, *[0] * 5),
        ("20AB00", 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0),
        ("20AB00", 1, 2, 1, 0, 0, 1, *[0] * 5),
    ]


def test_a_pupil_who_misses_a_lesson_twice_is_one_pupil() -> None:
    """A day of estimated lessons, the 17th, counts for no lesson hour."""
    found = build_model(
        "mart_weekdag_lesuur",
        win_traject=PATHS,
        win_traject_dag=(
            "school_nr smallint, traject_nr integer, datum date, dagprofiel_nr integer",
            [(1, 102, NOV_3, 1), (1, 102, NOV_10, 1), (1, 102, NOV_10 + 7 * DAY, 2)],
        ),
        win_dagprofiel_les=("dagprofiel_nr integer, lesuur integer", [(1, 1), (2, 1)]),
        win_geschat_dagprofiel=("dagprofiel_nr integer", [(2,)]),
        win_geschatte_dag=("leerling_nr integer, datum date", [(13, NOV_10 + 7 * DAY)]),
        win_registratie=(
            "school_nr smallint, leerling_nr integer, datum date, lesuur integer, soort varchar",
            [(1, 13, NOV_3, 1, "ziek"), (1, 13, NOV_10, 1, "spijbelen"), (1, 13, NOV_10 + 7 * DAY, 1, "ziek")],
        ),
        win_leerling_dag=(
            "leerling_nr integer, datum date, afwezig_min integer, gepland_min integer, onbekend_min integer",
            [(13, NOV_3, 50, 100, 0), (13, NOV_10, 50, 100, 0), (13, NOV_10 + 7 * DAY, 50, 50, 0)],
        ),
        ref_soort=KINDS,
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    assert found == [("10AB00", 1, 1, 2, 2, 0, 2, 2, 1, 1, 0, 0)]


def test_lesson_hours_of_all_schools_of_a_sector() -> None:
    """Schools 1 and 3 are VO, 2 is PO. On Mondays lesson 1 (50 minutes) is held twice for the two pupils of track 101
    and once, of 40 minutes, for the one of 301. 11 misses it twice (once unauthorised) and 12 once; of 12 nobody knows
    the other one; 31 is away unauthorised. Lesson 2 is missed by nobody for sure. Monday 17 November is an estimate for
    track 101, and counts for no lesson hour; for 301 it is none, and counts: planned, and missed by 31 as well."""
    days: Rows = (
        "school_nr smallint, traject_nr integer, datum date, dagprofiel_nr integer",
        [
            (1, 101, NOV_3, 1),
            (1, 101, NOV_10, 1),
            (3, 301, NOV_3, 2),
            (1, 101, NOV_17, 3),
            (3, 301, NOV_17, 2),
            (2, 201, NOV_3, 2),
            # Tuesday 2 September and Friday 28 November, the ends of the period, and the days around it.
            *((2, 201, day, 2) for day in (PERIOD - DAY, PERIOD, PEILDATUM, PEILDATUM + DAY)),
        ],
    )
    recorded = [
        (1, 11, NOV_3, 1, "ziek", 50),
        (1, 11, NOV_10, 1, "spijbelen", 50),
        (1, 12, NOV_10, 1, "afwezig_onbekend", 50),
        (3, 31, NOV_3, 1, "luxe", 40),
        (1, 12, NOV_3, 1, "onbekend", 50),
        # There all the same.
        (1, 12, NOV_3, 2, "te_laat", 50),
        (1, 11, NOV_3, 2, "onbekend", 50),
        (1, 11, NOV_17, 1, "spijbelen", 45),
        (1, 12, NOV_17, 1, "ziek", 45),
        (3, 31, NOV_17, 1, "ziek", 40),
        *((2, 21, day, 1, "ziek", 40) for day in (PERIOD - DAY, PERIOD, PEILDATUM, PEILDATUM + DAY)),
    ]
    found = build_model(
        "mart_swv_lesuur",
        win_traject=(PATHS[0], [*PATHS[1], (31, 301, 3)]),
        win_traject_dag=days,
        win_dagprofiel_les=(
            "dagprofiel_nr integer, lesuur integer, minuten smallint",
            [(1, 1, 50), (1, 2, 50), (2, 1, 40), (3, 1, 45), (3, 9, 45)],
        ),
        win_geschat_dagprofiel=("dagprofiel_nr integer", [(3,)]),
        win_geschatte_dag=("leerling_nr integer, datum date", [(11, NOV_17), (12, NOV_17)]),
        win_registratie=(
            "school_nr smallint, leerling_nr integer, datum date, lesuur integer, soort varchar, minuten smallint",
            recorded,
        ),
        ref_soort=KINDS,
        ref_school=(SCHOOLS[0], [*SCHOOLS[1], (3, "30AB00", "VO", "noord")]),
        ref_run=RUN,
    )  # fmt: skip
    # Pupils, planned, the most of one pupil, present; not present: pupils, the most, the next; unauthorised: minutes,
    # then the same.
    planned, away = 2 * 2 * 50 + 2 * 40, 2 * 50 + 2 * 50 + 2 * 40
    assert found == [
        ("PO", 1, 1, 1, 40, 40, 40, *[0] * 7),
        ("PO", 2, 1, 1, 40, 40, 0, 1, 40, 0, *[0] * 4),
        ("PO", 5, 1, 1, 40, 40, 0, 1, 40, 0, *[0] * 4),
        ("VO", 1, 1, 2 + 1, planned, 2 * 50, planned - away, 3, 2 * 50, 2 * 50, 50 + 40, 2, 50, 40),
        ("VO", 1, 2, 2, 2 * 2 * 50, 2 * 50, 4 * 50 - 50, 1, 50, 0, 0, 0, 0, 0),
    ]


# --- weeks ------------------------------------------------------------------------------------------------------------


def test_attendance_of_a_week_over_all_schools() -> None:
    """The school year begins in the middle of the week of 28 July: a row for each school year. Two schools were
    measured from the first school day of the year before on, and count; the third was not, and does not."""
    monday = date(2025, 7, 28)
    known = [
        # School, day, Monday of its week, school year.
        (1, NOV_3, NOV_3, YEAR),
        (1, NOV_4, NOV_3, YEAR),
        (2, NOV_3, NOV_3, YEAR),
        (1, YEAR - DAY, monday, LAST_YEAR),
        (1, YEAR, monday, YEAR),
        (1, LAST_YEAR - DAY, date(2024, 7, 29), date(2023, 8, 1)),
        (1, LAST_YEAR, date(2024, 7, 29), LAST_YEAR),
        (1, PEILDATUM, date(2025, 11, 24), YEAR),
        (1, PEILDATUM + DAY, date(2025, 11, 24), YEAR),
        # The other school counts this day to another week.
        (2, NOV_4, NOV_10, YEAR),
        (2, LAST_YEAR, date(2024, 7, 29), LAST_YEAR),
        (3, LAST_YEAR, date(2024, 7, 29), LAST_YEAR),
        (3, NOV_3, NOV_3, YEAR),
    ]
    found = build_model(
        "mart_swv_week",
        win_meting=(
            "school_nr smallint, is_gemeten boolean, gemeten_van date",
            [(1, True, LAST_YEAR), (2, True, LAST_YEAR - DAY), (3, True, LAST_YEAR + DAY), (4, False, LAST_YEAR)],
        ),
        win_traject=(PATHS[0], [*PATHS[1], (31, 301, 3)]),
        win_traject_dag=(
            "school_nr smallint, traject_nr integer, datum date, minuten integer",
            [
                (1, 101, NOV_3, 100),
                (1, 101, NOV_4, 90),
                (1, 102, NOV_4, 50),
                (2, 201, NOV_3, 40),
                (3, 301, NOV_3, 900),
                *((1, 102, day, 10) for day in (LAST_YEAR - DAY, LAST_YEAR, YEAR - DAY, YEAR)),
                *((1, 102, day, 10) for day in (PEILDATUM, PEILDATUM + DAY)),
            ],
        ),
        win_schooldag=("school_nr smallint, datum date, maandag date, schooljaar_van date", known),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, schooljaar_van date, afwezig_min integer,"
            " geoorloofd_min integer, ongeoorloofd_min integer, onbekend_min integer",
            [
                (11, 1, NOV_3, YEAR, 30, 10, 15, 1),
                (11, 1, NOV_4, YEAR, 20, 12, 8, 2),
                (21, 2, NOV_3, YEAR, 25, 20, 5, 0),
                (31, 3, NOV_3, YEAR, 900, 900, 0, 0),
                (13, 1, YEAR - DAY, LAST_YEAR, 3, 3, 0, 0),
                (21, 2, LAST_YEAR, LAST_YEAR, 1, 1, 0, 0),
                (13, 1, PEILDATUM, YEAR, 4, 0, 4, 0),
                (13, 1, PEILDATUM + DAY, YEAR, 4, 0, 4, 0),
            ],
        ),
        win_segment=EVERYBODY_BEGAN,
        ref_run=RUN,
    )  # fmt: skip
    planned = 2 * 100 + 2 * 90 + 50 + 40
    # Last: the most planned of one pupil; how many were not present all the time, what the first and the second missed.
    assert sorted(found) == [
        (LAST_YEAR, date(2024, 7, 29), 2, 1, 10, 1, 0, 0, 10 - 1, 10, 1, 1, 0),
        (LAST_YEAR, monday, 2, 1, 10, 3, 0, 0, 10 - 3, 10, 1, 3, 0),
        (YEAR, monday, 2, 1, 10, 0, 0, 0, 10, 10, 0, 0, 0),
        (
            *(YEAR, NOV_3, 2, 2 + 1 + 1, planned, 10 + 12 + 20, 15 + 8 + 5, 1 + 2),
            *(planned - (30 + 20 + 25) - (1 + 2), 100 + 90, 2, 30 + 20 + 1 + 2, 25),
        ),
        (YEAR, date(2025, 11, 24), 2, 1, 10, 0, 4, 0, 10 - 4, 10, 1, 4, 0),
    ]


def test_where_no_school_was_measured_the_year_before_this_year_is_about_all() -> None:
    """Two pupils of school 1 and one of school 2; school 3 was not measured at all, and school 2 had no days then."""
    found = build_model(
        "mart_swv_week",
        win_meting=(
            "school_nr smallint, is_gemeten boolean, gemeten_van date",
            [(1, True, LAST_YEAR + DAY), (2, True, YEAR), (3, False, LAST_YEAR)],
        ),
        win_traject=(PATHS[0], [*PATHS[1], (31, 301, 3)]),
        win_traject_dag=(
            "school_nr smallint, traject_nr integer, datum date, minuten integer",
            [(1, 101, NOV_3, 100), (2, 201, NOV_3, 40), (3, 301, NOV_3, 900), (1, 101, LAST_YEAR + DAY, 100)],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, maandag date, schooljaar_van date",
            [
                *((school, NOV_3, NOV_3, YEAR) for school in (1, 2, 3)),
                (1, LAST_YEAR, date(2024, 7, 29), LAST_YEAR),
                (1, LAST_YEAR + DAY, date(2024, 7, 29), LAST_YEAR),
                (3, LAST_YEAR, date(2024, 7, 29), LAST_YEAR),
            ],
        ),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, schooljaar_van date, afwezig_min integer,"
            " geoorloofd_min integer, ongeoorloofd_min integer, onbekend_min integer",
            [(31, 3, NOV_3, YEAR, 900, 900, 0, 0), (21, 2, NOV_3, YEAR, 10, 10, 0, 0)],
        ),
        win_segment=EVERYBODY_BEGAN,
        ref_run=RUN,
    )
    assert found == [(YEAR, NOV_3, 2, 2 + 1, 2 * 100 + 40, 10, 0, 0, 240 - 10, 100, 1, 10, 0)]


def test_every_step_of_the_waterfall() -> None:
    """A school without pupils has all steps too, of nothing."""
    periods: Rows = (
        "school_nr smallint, gepland_min integer, aanwezig_min integer, geoorloofd_min integer,"
        " ongeoorloofd_min integer, reden_onbekend_min integer, onbekend_min integer",
        # The third moved.
        [(1, 1000, 900, 40, 30, 20, 10), (1, 500, 450, 20, 15, 10, 5), (1, 700, 700, 0, 0, 0, 0)],
    )
    numbered = [(*row, number) for number, row in enumerate(periods[1], start=1)]
    free: Rows = (
        "school_nr smallint, reden varchar, minuten bigint",
        [
            (1, "schoolvakantie", 100),
            (1, "schoolvakantie", 50),
            (1, "feestdag", 20),
            (1, "feestdag", 5),
            (1, "lokaal_vrij", 8),
            (1, "lokaal_vrij", 4),
        ],
    )
    found = build_model(
        "mart_waterval",
        win_leerling_periode=(f"{periods[0]}, leerling_nr integer", numbered),
        win_vrij_rooster=free,
        ref_school=SCHOOLS,
        win_elders_geteld=("leerling_nr integer", [(3,)]),
    )
    steps = {
        "rooster": 1500 + 150 + 25 + 12,
        "schoolvakantie": 100 + 50,
        "feestdag": 20 + 5,
        "lokaal_vrij": 8 + 4,
        "gepland": 1000 + 500,
        "aanwezig": 900 + 450,
        "geoorloofd": 40 + 20,
        "ongeoorloofd": 30 + 15,
        "reden_onbekend": 20 + 10,
        "onbekend": 10 + 5,
    }
    assert sorted(found) == sorted(
        [("10AB00", step, minutes) for step, minutes in steps.items()] + [("20AB00", step, 0) for step in steps]
    )


def test_a_reason_that_no_day_is_free_for_has_no_minutes() -> None:
    periods = (
        "school_nr smallint, gepland_min integer, aanwezig_min integer, geoorloofd_min integer,"
        " ongeoorloofd_min integer, reden_onbekend_min integer, onbekend_min integer, leerling_nr integer"
    )
    for reason in ("schoolvakantie", "feestdag", "lokaal_vrij"):
        found = build_model(
            "mart_waterval",
            win_leerling_periode=(periods, []),
            win_vrij_rooster=("school_nr smallint, reden varchar, minuten bigint", [(1, reason, 7)]),
            ref_school=SCHOOLS,
            win_elders_geteld=("leerling_nr integer", []),
        )
        steps = {step: minutes for school, step, minutes in found if school == "10AB00"}
        assert {step for step, minutes in steps.items() if minutes} == {reason, "rooster"}


@pytest.mark.parametrize(
    ("pupils", "minutes", "monday", "silent"),
    [
        (9, 100, NOV_3, False),
        (10, 100, NOV_3, True),
        (10, 1, NOV_3, True),
        (10, 0, NOV_3, False),
        # The period begins on a Tuesday: that week is not one of it; the next one is.
        (10, 100, date(2025, 9, 1), False),
        (10, 100, date(2025, 9, 8), True),
        # Something was registered in the class.
        (10, 100, NOV_10, False),
    ],
)
def test_a_week_of_which_nothing_is_registered_of_a_class(
    pupils: int, minutes: int, monday: date, silent: bool
) -> None:
    """Of ten pupils or more. Pupil 11 was in 1A up to 10 November, and in 1B from the 11th on."""
    tuesday = NOV_10 + DAY
    segments: Rows = (
        "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
        [(11, 1, "1A", NOV_10, tuesday), (11, 1, "1B", tuesday, tuesday + DAY), (12, 1, "1B", YEAR, PEILDATUM),
         (21, 2, "1A", YEAR, PEILDATUM), (13, 1, "1A", NOV_4, NOV_10)],
    )  # fmt: skip
    found = build_model(
        "mart_stille_week",
        mart_week_klas=(
            "school varchar, klas varchar, maandag date, gepland_min bigint, leerlingen integer",
            [("10AB00", "1A", monday, minutes, pupils)],
        ),
        win_registratie=(
            "leerling_nr integer, datum date",
            # Of pupil 13 on the day before it came and on the day after it went.
            [(11, NOV_10), (11, tuesday), (12, NOV_4), (21, NOV_3), (13, NOV_3), (13, NOV_10), (12, date(2025, 9, 9))],
        ),
        win_segment=segments,
        ref_school=SCHOOLS,
        ref_definitie=("stille_klas_leerlingen integer", [(10,)]),
        ref_run=RUN,
    )
    assert found == [("10AB00", "1A", monday, pupils)] * silent


@pytest.mark.parametrize("day", [NOV_3, NOV_4 + DAY])
def test_a_class_is_what_a_pupil_is_in_on_the_day(day: date) -> None:
    """Pupil 11 is in 1A on 4 November alone: what is registered before it and after it is of 1B."""
    segments: Rows = (
        "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
        [(11, 1, "1B", YEAR, NOV_4), (11, 1, "1A", NOV_4, NOV_4 + DAY), (11, 1, "1B", NOV_4 + DAY, PEILDATUM)],
    )
    weeks = [("10AB00", "1A", NOV_3, 100, 10), ("10AB00", "1B", NOV_3, 100, 10)]
    found = build_model(
        "mart_stille_week",
        mart_week_klas=("school varchar, klas varchar, maandag date, gepland_min bigint, leerlingen integer", weeks),
        win_registratie=("leerling_nr integer, datum date", [(11, day)]),
        win_segment=segments,
        ref_school=SCHOOLS,
        ref_definitie=("stille_klas_leerlingen integer", [(10,)]),
        ref_run=RUN,
    )
    assert found == [("10AB00", "1A", NOV_3, 10)]


def test_a_week_that_begins_with_the_period_is_one_of_it() -> None:
    weeks = [("10AB00", "1A", monday, 100, 10) for monday in (NOV_3 - 7 * DAY, NOV_3)]
    found = build_model(
        "mart_stille_week",
        mart_week_klas=("school varchar, klas varchar, maandag date, gepland_min bigint, leerlingen integer", weeks),
        win_registratie=("leerling_nr integer, datum date", []),
        win_segment=("leerling_nr integer, school_nr smallint, klas varchar, van date, tot date", []),
        ref_school=SCHOOLS,
        ref_definitie=("stille_klas_leerlingen integer", [(10,)]),
        ref_run=("periode_van date", [(NOV_3,)]),
    )
    assert found == [("10AB00", "1A", NOV_3, 10)]


# --- pupils with a card -----------------------------------------------------------------------------------------------

STAND = (
    "leerling_nr integer, traject_nr integer, datum date, gepland_min integer, afwezig_min integer,"
    " ongeoorloofd_min integer, onbekend_min integer, reden_onbekend_min integer, ziek_min integer,"
    " geoorloofd_min integer, elders_min integer, te_laat integer"
)


@pytest.mark.parametrize(
    ("letter", "stand"),
    [
        # Of 100 minutes: absent, unauthorised, unknown, without reason, sick, authorised, elsewhere, times late.
        ("O", (100, 1, 0, 0, 0, 99, 0, 0)),
        ("o", (99, 1, 1, 1, 1, 1, 1, 1)),
        ("?", (0, 0, 1, 1, 1, 1, 1, 1)),
        ("R", (100, 0, 0, 1, 1, 99, 1, 1)),
        ("r", (99, 0, 0, 1, 1, 1, 1, 1)),
        ("Z", (100, 0, 0, 0, 1, 100, 1, 1)),
        ("z", (99, 0, 0, 0, 1, 99, 1, 1)),
        ("G", (100, 0, 0, 0, 0, 100, 1, 1)),
        ("g", (99, 0, 0, 0, 0, 99, 1, 1)),
        ("g", (1, 0, 0, 0, 0, 1, 1, 1)),
        ("E", (0, 0, 0, 0, 0, 0, 1, 1)),
        ("T", (0, 0, 0, 0, 0, 0, 0, 1)),
        ("a", (0, 0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_the_letter_of_a_day(letter: str, stand: tuple) -> None:
    """Nothing stands on the first day of the school year, nobody had lessons on the 3rd, and the day after it is the
    one asked for. What another pupil did that day is no part of it."""
    other = (100, 100, *[0] * 6)
    found = build_model(
        "mart_dagbeeld",
        mart_bespreekleerling=(LIST[0], LIST[1][:1]),
        win_schooldag=(
            "school_nr smallint, datum date, gemeten boolean",
            [
                (1, YEAR - DAY, True),
                (1, YEAR, True),
                (1, NOV_3, True),
                (1, NOV_4, True),
                (1, NOV_10, False),
                (1, PEILDATUM, True),
                (1, PEILDATUM + DAY, True),
                (2, NOV_4, True),
            ],
        ),
        win_traject_dag=(
            "traject_nr integer, datum date, dag_nr integer",
            [
                (102, NOV_3, 1),
                *((101, day, 1) for day in (YEAR - DAY, YEAR, NOV_4, NOV_10, PEILDATUM, PEILDATUM + DAY)),
            ],
        ),
        win_leerling_dag=(
            STAND,
            [(11, 101, NOV_4, 100, *stand), (12, 101, NOV_4, 100, *other), (11, 101, PEILDATUM, 100, *[0] * 7, 1)],
        ),
        ref_run=RUN,
    )  # fmt: skip
    assert found == [("10AB00", "a", f"a-{letter}T")]


def test_the_tier_of_each_report_period() -> None:
    quarters: Rows = (
        "leerling_nr integer, van date, tot date, gepland_min integer, aanwezig_min integer, onbekend_min integer,"
        " laagste_min integer, tier integer, tier_status varchar",
        [(11, PERIOD, PEILDATUM, 100, 90, 5, 80, None, "open"), (13, PERIOD, PEILDATUM, 100, 50, 0, 50, 3, "zeker")],
    )
    found = build_model("mart_tier_kwartaal", cls_tier_kwartaal=quarters, mart_bespreekleerling=LIST)
    assert found == [("10AB00", "a", PERIOD, PEILDATUM, 100, 90, 5, 80, None, "open")]


def test_spells_of_the_school_year() -> None:
    spells: Rows = (
        "leerling_nr integer, start date, laatste_dag date, ziekdagen integer, schooljaar_van date",
        [
            (11, NOV_3, NOV_4, 2, YEAR),
            (11, date(2025, 6, 2), date(2025, 6, 2), 1, LAST_YEAR),
            (13, NOV_3, NOV_3, 1, YEAR),
        ],
    )
    found = build_model("mart_ziekmelding", win_ziekmelding=spells, mart_bespreekleerling=LIST, ref_run=RUN)
    assert found == [("10AB00", "a", NOV_3, NOV_4, 2)]


OWN_RUNS = (
    "leerling_nr integer, school_nr smallint, groep varchar, start date, tot_en_met date, duur_kalenderdagen integer"
)
EARLIER_RUNS = "leerling_nr integer, groep varchar, start date, eerder_nr integer, eerder_start date"


def test_free_days_of_a_run() -> None:
    """From 3 to 14 November, 12 calendar days: on 6 of the days up to the 14th there can be lessons, at the other
    school on more; of `oa` from the 4th on 5 days, on 4 of which there can, and from the 14th on 3, on 1 of which."""
    runs: Rows = (
        f"{OWN_RUNS}, start_hier date",
        [
            (11, 1, "alle", NOV_3, date(2025, 11, 14), 12, NOV_3),
            (11, 1, "oa", NOV_4, date(2025, 11, 8), 5, NOV_4),
            (11, 1, "oa", date(2025, 11, 14), date(2025, 11, 16), 3, date(2025, 11, 14)),
            (11, 1, "ga", NOV_3, NOV_3, 1, NOV_3),
            (12, 1, "alle", NOV_3, NOV_4, 2, NOV_3),
        ],
    )
    can_be = [NOV_3, *(NOV_4 + timedelta(days=number) for number in (0, 1, 2, 3)), date(2025, 11, 14)]
    days = [(1, day) for day in (NOV_3 - DAY, *can_be, date(2025, 11, 17))] + [(2, NOV_10)]
    found = build_model(
        "mart_reeks_vrij",
        win_reeks=runs,
        win_eigen_reeks=(OWN_RUNS, [row[:-1] for row in runs[1]]),
        win_reeks_eerder=(EARLIER_RUNS, []),
        win_kalenderdag=("school_nr smallint, datum date", days),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        # The run of `ga` and that of `b` are too short for the table.
        mart_reeks=(
            "school varchar, leerling varchar, groep varchar, start date",
            [("10AB00", "a", "alle", NOV_3), ("10AB00", "a", "oa", NOV_4), ("20AB00", "b", "alle", NOV_3),
             ("10AB00", "a", "oa", date(2025, 11, 14)),
             ("10AB00", "c", "ga", NOV_3), ("10AB00", "b", "oa", NOV_3), ("10AB00", "b", "alle", NOV_10)],
        ),
    )  # fmt: skip
    assert found == [
        ("10AB00", "a", "alle", NOV_3, 12 - 6, None),
        ("10AB00", "a", "oa", NOV_4, 5 - 4, None),
        ("10AB00", "a", "oa", date(2025, 11, 14), 3 - 1, None),
    ]


def test_free_days_of_a_run_at_two_schools() -> None:
    """Pupil 11 was 21 of the second school: 27 October to 2 November, 7 days of which lessons can be on 4, and here 3
    to 14 November, 12 days with 6. Each school has its own days."""
    there = date(2025, 10, 27)
    can_be = {
        1: (NOV_3, *(NOV_4 + DAY * at for at in range(4)), date(2025, 11, 14)),
        2: (there, *(there + DAY * at for at in (1, 2, 4))),
    }
    # Days of the one school within the run at the other count nowhere.
    others = [(1, there), (2, NOV_4)]
    found = build_model(
        "mart_reeks_vrij",
        win_reeks=(
            f"{OWN_RUNS}, start_hier date",
            [(11, 1, "oa", there, date(2025, 11, 14), 7 + 12, NOV_3), (21, 2, "oa", there, NOV_3 - DAY, 7, there)],
        ),
        win_eigen_reeks=(
            OWN_RUNS,
            [(11, 1, "oa", NOV_3, date(2025, 11, 14), 12), (21, 2, "oa", there, NOV_3 - DAY, 7)],
        ),
        win_reeks_eerder=(EARLIER_RUNS, [(11, "oa", NOV_3, 21, there), (11, "ga", NOV_3, 21, there)]),
        win_kalenderdag=(
            "school_nr smallint, datum date",
            [*((school, day) for school, days in can_be.items() for day in days), *others],
        ),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        mart_reeks=("school varchar, leerling varchar, groep varchar, start date", [("10AB00", "a", "oa", there)]),
    )
    assert found == [("10AB00", "a", "oa", there, 7 - 4 + 12 - 6, NOV_3)]


@pytest.mark.parametrize(("last", "days"), [(14, None), (15, None), (16, 11)])
def test_provisional_lessons_that_stand_too_long(last: int, days: int | None) -> None:
    """More than ten school days since the oldest of them, that on day 5."""
    found = build_model(
        "mart_voorlopig",
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, soort varchar",
            [
                (11, 1, NOV_3, 5, "voorlopig_ongeoorloofd"),
                (11, 1, NOV_4, 6, "voorlopig_ongeoorloofd"),
                (11, 1, YEAR, 1, "spijbelen"),
                # Not one of the period.
                (12, 1, YEAR, 1, "voorlopig_ongeoorloofd"),
            ],
        ),
        win_leerling=PUPILS,
        win_leerling_periode=("leerling_nr integer, klas varchar", [(11, "1A"), (13, "1B")]),
        win_dagnummer=("leerling_nr integer, laatste_dag_nr integer", [(11, last), (12, 99), (13, 99)]),
        ref_school=SCHOOLS,
        ref_definitie=("voorlopig_schooldagen integer", [(10,)]),
    )
    assert found == ([("10AB00", NOV_3, "a", "1A", 2, days)] if days else [])


def test_absence_without_a_reason() -> None:
    reasons: Rows = (
        "leerling_nr integer, school_nr smallint, oudste_dag date, oudste_dag_nr integer, lessen integer,"
        " zestigsten integer, duur_posities integer, zou_16uur boolean, zou_lrv boolean",
        [(11, 1, NOV_4, 5, 3, 990, 7, True, False), (12, 1, NOV_3, 4, 1, 60, 0, False, False),
         (21, 2, NOV_3, 1, 1, 60, 0, False, False)],
    )  # fmt: skip
    found = build_model(
        "mart_zonder_reden",
        cls_zonder_reden=reasons,
        win_leerling=PUPILS,
        win_leerling_periode=("leerling_nr integer, klas varchar", [(11, "1A"), (12, "1B")]),
        win_dagnummer=("leerling_nr integer, laatste_dag_nr integer", [(11, 16), (12, 9), (21, 9)]),
        ref_school=SCHOOLS,
    )
    assert found == [
        ("10AB00", NOV_3, "b", "1B", 1, 9 - 4, 1.0, 0, False, False),
        ("10AB00", NOV_4, "a", "1A", 3, 16 - 5, 16.5, 7, True, False),
    ]
