"""What is known of pupils and of young people on the lists of the LPA, on rows written down here."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

PEILDATUM = date(2025, 11, 28)
BEFORE, AFTER = PEILDATUM - timedelta(days=1), PEILDATUM + timedelta(days=1)
YEAR = date(2025, 8, 1)
RUN: Rows = ("schooljaar_van date, peildatum date", [(YEAR, PEILDATUM)])
OPEN_END = date(9999, 12, 31)


@pytest.mark.parametrize(
    ("start", "until", "counted"),
    [
        # [van, tot): from the peildatum on; until the day after it is still there on the peildatum.
        (BEFORE, OPEN_END, True),
        (PEILDATUM, OPEN_END, True),
        (AFTER, OPEN_END, False),
        (YEAR, AFTER, True),
        (YEAR, PEILDATUM, False),
    ],
)
def test_young_people_on_the_lists_on_the_peildatum(start: date, until: date, counted: bool) -> None:
    """Beside two others of another kind, who are always there."""
    lists: Rows = (
        "soort varchar, van date, tot date",
        [("vrijstelling_5a", YEAR, OPEN_END)] * 2 + [("absoluut_verzuim", start, until)],
    )
    found = build_model("win_lpa", win_lpa_lijst=lists, ref_run=RUN)
    assert sorted(found) == [("absoluut_verzuim", 1)] * counted + [("vrijstelling_5a", 2)]


def test_the_kinds_of_the_lists() -> None:
    found = build_model(
        "win_lpa_lijst",
        stg_absoluut_verzuim=(
            "volgnummer integer, woongemeente varchar, van date, tot date",
            [(1, "Schagen", YEAR, OPEN_END)],
        ),
        stg_vrijstelling=(
            "volgnummer integer, woongemeente varchar, grond varchar, van date, tot date",
            [(1, None, "5b", BEFORE, AFTER)],
        ),
        ref_schooljaar=SCHOOL_YEARS,
    )
    assert sorted(found) == [
        ("absoluut_verzuim", 1, "Schagen", YEAR, OPEN_END, False),
        ("vrijstelling_5b", 1, None, BEFORE, AFTER, False),
    ]


SCHOOL_YEARS: Rows = (
    "schooljaar_van date, schooljaar_tot date",
    [(date(2024, 8, 1), date(2025, 8, 1)), (date(2025, 8, 1), date(2026, 8, 1))],
)


@pytest.mark.parametrize(
    ("start", "until"),
    [
        # The first and the last day of a school year, and the first of the next one.
        (date(2024, 8, 1), date(2025, 8, 1)),
        (date(2025, 7, 31), date(2025, 8, 1)),
        (date(2025, 8, 1), date(2026, 8, 1)),
    ],
)
def test_an_exemption_without_an_end_ends_with_its_school_year(start: date, until: date) -> None:
    """2.9, D29: up to and including 31 July; an end that is given stands, also one in a later school year."""
    rows = [(1, "Schagen", "5a", start, None), (2, "Schagen", "5a", start, date(2029, 1, 1))]
    found = build_model(
        "win_lpa_lijst",
        stg_absoluut_verzuim=("volgnummer integer, woongemeente varchar, van date, tot date", []),
        stg_vrijstelling=("volgnummer integer, woongemeente varchar, grond varchar, van date, tot date", rows),
        ref_schooljaar=SCHOOL_YEARS,
    )
    assert sorted(found) == [
        ("vrijstelling_5a", 1, "Schagen", start, until, True),
        ("vrijstelling_5a", 2, "Schagen", start, date(2029, 1, 1), False),
    ]


@pytest.mark.parametrize(
    ("peildatum", "expected"),
    [
        # On 31 July they count, on 1 August they are over.
        (date(2025, 7, 31), []),
        (date(2025, 8, 1), [("vrijstelling_5a", 2), ("vrijstelling_5b", 1)]),
        (date(2026, 7, 31), [("vrijstelling_5a", 2), ("vrijstelling_5b", 1)]),
        (date(2026, 8, 1), [("vrijstelling_5a", 3), ("vrijstelling_5b", 1)]),
    ],
)
def test_exemptions_that_ended_with_their_school_year_are_told(peildatum: date, expected: list[tuple]) -> None:
    first, second = date(2025, 8, 1), date(2026, 8, 1)
    rows = [("vrijstelling_5a", first, True), ("vrijstelling_5a", first, True), ("vrijstelling_5b", first, True)]
    rows.append(("vrijstelling_5a", second, True))
    # One with an end says itself when it is over.
    rows.append(("vrijstelling_5c", date(2024, 9, 1), False))
    found = build_model(
        "mart_vrijstelling_verlopen",
        win_lpa_lijst=("soort varchar, tot date, zonder_einde boolean", rows),
        ref_run=("peildatum date", [(peildatum,)]),
    )
    assert sorted(found) == expected


@pytest.mark.parametrize(("last", "until", "open_until"), [(PEILDATUM, AFTER, AFTER), (None, OPEN_END, None)])
def test_a_last_day_is_part_of_what_is_on_a_list(last: date | None, until: date, open_until: date | None) -> None:
    """An exemption without an end has none yet."""
    found = build_model(
        "stg_vrijstelling",
        raw_vrijstelling=(
            "volgnummer integer, woongemeente varchar, geboortejaar integer, grond varchar, van date, tot date",
            [(1, "Heiloo", 2012, "5a", YEAR, last)],
        ),
    )
    assert found == [(1, "Heiloo", 2012, "5a", YEAR, open_until)]
    found = build_model(
        "stg_absoluut_verzuim",
        raw_absoluut_verzuim=(
            "volgnummer integer, woongemeente varchar, geboortejaar integer, sinds date, tot date",
            [(1, "Heiloo", 2012, YEAR, last)],
        ),
    )
    assert found == [(1, "Heiloo", 2012, YEAR, until)]


def test_a_last_day_is_part_of_what_the_files_cover() -> None:
    found = build_model(
        "stg_levering",
        raw_levering=("school_nr smallint, dekt_van date, dekt_tot date", [(1, YEAR, PEILDATUM)]),
    )
    assert found == [(1, YEAR, AFTER)]


# --- enrolments -------------------------------------------------------------------------------------------------------

DAY = timedelta(days=1)
PERIOD, NEXT_YEAR, LAST_YEAR = date(2025, 9, 2), date(2026, 8, 1), date(2024, 8, 1)
NOV_3, NOV_10 = date(2025, 11, 3), date(2025, 11, 10)
# School 1 was measured up to the peildatum; of school 2 the dates are other ones.
MEASURED: Rows = (
    "school_nr smallint, is_gemeten boolean, schooljaar_van date, periode_van date, peildatum date, meetdatum date,"
    " gemeten_van date, gemeten_tot date",
    [
        (1, True, YEAR, PERIOD, PEILDATUM, PEILDATUM, YEAR, AFTER),
        (2, False, LAST_YEAR, LAST_YEAR, LAST_YEAR, LAST_YEAR, LAST_YEAR, LAST_YEAR),
    ],
)
ENROLMENT = (
    "leerling_nr integer, school_nr smallint, van date, tot date, klas varchar, leerjaar varchar,"
    " onderwijssoort varchar, volgnr bigint, zonder_begin boolean"
)


def make_definition(rank: int) -> tuple[str, list[tuple]]:
    """The rank of a timetable among the sources of slots."""
    return "roosterbron integer", [(rank,)]


LISTED = "leerling_nr integer, school_nr smallint, groep varchar, van date, tot date"


def _segments(
    enrolments: list[tuple], groups: Sequence[tuple] = (), own: Sequence[tuple] = (), rank: int = 1
) -> list[tuple]:
    """Stretches of pupil 11 from enrolments (from, until, class), groups and lessons of its own (name, from, until):
    first day, first day after it, class and groups. Slots are built from 1 August up to the peildatum; another pupil
    is in 1C all year."""
    rows = [(11, 1, *bounds, klas, "1", "havo", at, False) for at, (*bounds, klas) in enumerate(enrolments)]
    found = build_model(
        "win_segment",
        stg_inschrijving=(ENROLMENT, [*rows, (12, 1, LAST_YEAR, NEXT_YEAR, "1C", "1", "vwo", 99, False)]),
        stg_groep=(
            "leerling_nr integer, school_nr smallint, groep varchar, van date, tot date",
            [*((11, 1, *group) for group in groups), (12, 1, "muziek", LAST_YEAR, NEXT_YEAR)],
        ),
        stg_rooster_leerling=(LISTED, [(11, 1, *lessons) for lessons in own]),
        ref_definitie=make_definition(rank),
        win_bereik=(
            "school_nr smallint, van date, tot date", [(1, YEAR, PEILDATUM), (2, LAST_YEAR, LAST_YEAR + DAY)],
        ),
    )  # fmt: skip
    columns = (
        "leerling_nr integer, van date, tot date, school_nr smallint, klas varchar, leerjaar varchar,"
        " onderwijssoort varchar, zonder_begin boolean, groepen varchar[], profiel_nr integer"
    )
    names = [column.split()[0] for column in columns.split(", ")]
    rows = [dict(zip(names, row, strict=True)) for row in found if row[0] == 11]
    return sorted((row["van"], row["tot"], row["klas"], row["groepen"]) for row in rows)


def test_an_enrolment_is_cut_to_the_days_that_are_built() -> None:
    assert _segments([(LAST_YEAR, NEXT_YEAR, "1A")]) == [(YEAR, PEILDATUM, "1A", ["1A"])]
    # One that ended on the first day that is built, or begins after the last one, has none of them.
    assert _segments([(LAST_YEAR, YEAR, "1A"), (PEILDATUM, NEXT_YEAR, "1B"), (NOV_3, NOV_10, "1D")]) == [
        (NOV_3, NOV_10, "1D", ["1D"])
    ]
    assert _segments([(LAST_YEAR, YEAR + DAY, "1A"), (BEFORE, NEXT_YEAR, "1B")]) == [
        (YEAR, YEAR + DAY, "1A", ["1A"]),
        (BEFORE, PEILDATUM, "1B", ["1B"]),
    ]


def test_of_two_enrolments_the_latest_is_in_force() -> None:
    """1B begins in the middle of 1A; two that begin on one day: the later row."""
    assert _segments([(NOV_3, NEXT_YEAR, "1B"), (LAST_YEAR, NEXT_YEAR, "1A")]) == [
        (YEAR, NOV_3, "1A", ["1A"]),
        (NOV_3, PEILDATUM, "1B", ["1B"]),
    ]
    assert _segments([(LAST_YEAR, NEXT_YEAR, "1B"), (LAST_YEAR, NEXT_YEAR, "1A")]) == [(YEAR, PEILDATUM, "1A", ["1A"])]


def test_a_group_begins_and_ends_within_an_enrolment() -> None:
    """wis from the 3rd up to the 9th; a group before the first day that is built is none."""
    groups = [("wis", NOV_3, NOV_10), ("oud", LAST_YEAR, YEAR), ("later", PEILDATUM, NEXT_YEAR)]
    assert _segments([(YEAR, PEILDATUM, "1A")], groups) == [
        (YEAR, NOV_3, "1A", ["1A"]),
        (NOV_3, NOV_10, "1A", ["1A", "wis"]),
        (NOV_10, PEILDATUM, "1A", ["1A"]),
    ]
    # All the time, and its own class once more.
    groups = [("wis", LAST_YEAR, NEXT_YEAR), ("1A", LAST_YEAR, NEXT_YEAR), ("1A", LAST_YEAR, NEXT_YEAR)]
    assert _segments([(YEAR, PEILDATUM, "1A")], groups) == [(YEAR, PEILDATUM, "1A", ["1A", "wis"])]
    # From the last day of a reach that is one day long at either end.
    assert _segments([(YEAR, PEILDATUM, "1A")], [("wis", LAST_YEAR, YEAR + DAY), ("fr", BEFORE, NEXT_YEAR)]) == [
        (YEAR, YEAR + DAY, "1A", ["1A", "wis"]),
        (YEAR + DAY, BEFORE, "1A", ["1A"]),
        (BEFORE, PEILDATUM, "1A", ["1A", "fr"]),
    ]


def test_a_timetable_that_lists_the_pupil_decides_on_the_days_it_covers() -> None:
    """From the 3rd up to the 9th the pupil has the lessons of sets 1 and 2 and no others: not of its class, nor wis."""
    groups = [("wis", LAST_YEAR, NEXT_YEAR)]
    own = [(" 2", NOV_3, NOV_10), (" 1", NOV_3, NOV_10)]
    assert _segments([(YEAR, PEILDATUM, "1A")], groups, own) == [
        (YEAR, NOV_3, "1A", ["1A", "wis"]),
        (NOV_3, NOV_10, "1A", [" 1", " 2"]),
        (NOV_10, PEILDATUM, "1A", ["1A", "wis"]),
    ]
    # Where an estimate goes before a timetable (msa compare), the class may have one: the source decides.
    compared = _segments([(YEAR, PEILDATUM, "1A")], groups, own, rank=4)
    assert [row[3] for row in compared] == [["1A", "wis"], [" 1", " 2", "1A", "wis"], ["1A", "wis"]]
    # Who is not enrolled has no lessons, listed or not; one that covers no day that is built decides nothing.
    own = [(" 1", NOV_3, NOV_10), (" 2", LAST_YEAR, YEAR), (" 3", PEILDATUM, NEXT_YEAR)]
    assert _segments([(YEAR, NOV_3 + DAY, "1A")], [], own) == [
        (YEAR, NOV_3, "1A", ["1A"]),
        (NOV_3, NOV_3 + DAY, "1A", [" 1"]),
    ]


def test_pupils_with_the_same_groups_share_a_profile_and_a_track() -> None:
    found = build_model(
        "win_segment",
        stg_inschrijving=(
            ENROLMENT,
            [(number, school, YEAR, PEILDATUM, klas, "1", "havo", number, False)
             for number, school, klas in ((11, 1, "1A"), (12, 1, "1A"), (13, 1, "1B"), (21, 2, "1A"))],
        ),
        stg_groep=("leerling_nr integer, school_nr smallint, groep varchar, van date, tot date", []),
        stg_rooster_leerling=(LISTED, []),
        ref_definitie=make_definition(1),
        win_bereik=("school_nr smallint, van date, tot date", [(1, YEAR, PEILDATUM), (2, YEAR, PEILDATUM)]),
    )  # fmt: skip
    numbers = {row[0]: row[-1] for row in found}
    # Those of each school begin with the number of the school.
    first, second = 1_000_000_000, 2_000_000_000
    assert numbers == {11: first + 1, 12: first + 1, 13: first + 2, 21: second + 1}
    tracks = build_model(
        "win_traject",
        win_segment=(
            "leerling_nr integer, school_nr smallint, profiel_nr integer, van date, tot date",
            [(11, 1, 1, YEAR, NOV_3), (11, 1, 2, NOV_3, PEILDATUM),
             (12, 1, 2, NOV_3, PEILDATUM), (12, 1, 1, YEAR, NOV_3),
             (13, 1, 1, YEAR, PEILDATUM), (14, 1, 2, YEAR, PEILDATUM), (21, 2, 1, YEAR, PEILDATUM)],
        ),
    )  # fmt: skip
    assert {row[0]: row[-1] for row in tracks} == {
        **{11: first + 1, 12: first + 1, 13: first + 2, 14: first + 3},
        21: second + 1,
    }


SEGMENT = (
    "leerling_nr integer, school_nr smallint, klas varchar, leerjaar varchar, onderwijssoort varchar, van date,"
    " tot date, groepen varchar[], zonder_begin boolean"
)


def _enrolled(*stretches: tuple, groups: tuple[str, ...] = ("1A",)) -> list[tuple]:
    """Class and timetable of pupil 11, from stretches (class, from, until, groups, no begin); a timetable names
    `groups` of school 1, and 1B of another school."""
    found = build_model(
        "win_ingeschreven",
        win_segment=(
            SEGMENT,
            [(11, 1, klas, klas[0], f"soort {klas}", *rest) for klas, *rest in stretches],
        ),
        win_meting=MEASURED,
        win_groep_met_rooster=(
            "school_nr smallint, groep varchar", [*((1, group) for group in groups), (2, "1B"), (2, "2A")],
        ),
    )  # fmt: skip
    assert all(row[:2] == (11, 1) and (row[3], row[4]) == (row[2][0], f"soort {row[2]}") for row in found)
    return [(row[2], row[5]) for row in found]


@pytest.mark.parametrize(
    ("start", "until", "there"),
    [
        (YEAR, PERIOD, False),
        (YEAR, PERIOD + DAY, True),
        (PEILDATUM, NEXT_YEAR, True),
        (AFTER, NEXT_YEAR, False),
    ],
)
def test_who_is_enrolled_on_a_day_of_the_period(start: date, until: date, there: bool) -> None:
    assert _enrolled(("1A", start, until, ["1A"], False)) == [("1A", True)] * there


@pytest.mark.parametrize(
    ("start", "until", "without", "there"),
    [
        # Measured from 1 August on: a stretch that ended until then, of who has no inschrijfdatum, is none.
        (LAST_YEAR, PERIOD + DAY, True, True),
        (LAST_YEAR, PERIOD, True, False),
    ],
)
def test_without_a_begin_an_enrolment_begins_with_what_was_measured(
    start: date, until: date, without: bool, there: bool
) -> None:
    assert bool(_enrolled(("1A", start, until, ["1A"], without))) is there


def test_an_enrolment_that_ended_before_what_was_measured() -> None:
    """The school was measured from 10 November on: up to the 10th, and up to the 11th."""
    measured: Rows = (
        "school_nr smallint, peildatum date, periode_van date, gemeten_van date", [(1, PEILDATUM, PERIOD, NOV_10)],
    )  # fmt: skip
    for until, without, there in (
        (NOV_10, True, False),
        (NOV_10 + DAY, True, True),
        (NOV_10, False, True),
    ):
        found = build_model(
            "win_ingeschreven",
            win_segment=(SEGMENT, [(11, 1, "1A", "1", "havo", YEAR, until, ["1A"], without)]),
            win_meting=measured,
            win_groep_met_rooster=("school_nr smallint, groep varchar", [(1, "1A")]),
        )
        assert bool(found) is there


def test_the_last_class_of_a_pupil_and_whether_it_had_a_timetable() -> None:
    """Any group of the period will do; what it had before the period is nothing."""
    assert _enrolled(("1A", YEAR, NOV_3, ["1A"], False), ("2B", NOV_3, NEXT_YEAR, ["2B"], False)) == [("2B", True)]
    assert _enrolled(("1A", YEAR, PERIOD, ["1A"], False), ("2B", PERIOD, NEXT_YEAR, ["2B"], False)) == [("2B", False)]
    assert _enrolled(("1B", YEAR, NEXT_YEAR, ["1B"], False)) == [("1B", False)]
    assert _enrolled(("1B", YEAR, NEXT_YEAR, ["1B", "1A"], False)) == [("1B", True)]
    # No timetable at all.
    assert _enrolled(("1A", YEAR, NEXT_YEAR, ["1A"], False), groups=()) == [("1A", False)]


@pytest.mark.parametrize(
    ("until", "last", "gone", "looked_at"),
    [
        (PEILDATUM, BEFORE, True, BEFORE),
        (AFTER, PEILDATUM, False, PEILDATUM),
        (AFTER + DAY, AFTER, False, PEILDATUM),
    ],
)
def test_the_last_day_of_a_pupil(until: date, last: date, gone: bool, looked_at: date) -> None:
    """The last of its enrolments counts, and for the first day the first."""
    found = build_model(
        "win_laatste_dag",
        stg_inschrijving=(
            "leerling_nr integer, school_nr smallint, van date, tot date",
            [(11, 1, YEAR - 2 * DAY, until), (11, 1, YEAR - DAY, YEAR)],
        ),
        win_meting=MEASURED,
    )
    assert found == [(11, 1, last, gone, looked_at, YEAR - 2 * DAY)]


def test_a_pupil_with_its_track_and_its_horizon() -> None:
    """Pupil 12 has no track; the horizon is that of the own school on the day on which it is looked at."""
    found = build_model(
        "win_leerling",
        stg_leerling=(
            "leerling_nr integer, school_nr smallint, leerling varchar", [(11, 1, "a"), (12, 1, "b"), (13, 1, "c")],
        ),
        win_laatste_dag=(
            "leerling_nr integer, school_nr smallint, laatste_dag date, vertrokken boolean, kijkdag date",
            [(11, 1, NEXT_YEAR, False, PEILDATUM), (12, 1, NOV_3, True, NOV_3)],
        ),
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (13, 103)]),
        win_horizon=(
            "school_nr smallint, kijkdag date, datum date, positie integer",
            [(1, PEILDATUM, PEILDATUM + 2 * DAY, 41), (2, PEILDATUM, AFTER, 42), (2, NOV_3, AFTER, 43)],
        ),
    )  # fmt: skip
    assert sorted(found) == [
        (11, 1, "a", 101, NEXT_YEAR, False, PEILDATUM + 2 * DAY, 41),
        (12, 1, "b", None, NOV_3, True, None, None),
    ]


def test_the_last_row_with_a_birth_date_counts() -> None:
    """Of each column the last row that has one; an earlier row may stand later."""
    columns = (
        "leerling_nr integer, school_nr smallint, volgnr bigint, geboortedatum date, woongemeente varchar,"
        " startkwalificatie boolean"
    )
    first, second = date(2010, 1, 1), date(2011, 1, 1)
    found = build_model(
        "win_geboorte",
        stg_inschrijving=(
            columns,
            [(11, 1, 2, second, "Alkmaar", True), (11, 1, 1, first, "Bergen", False), (11, 1, 3, None, None, None),
             (12, 1, 4, None, None, None)],
        ),
    )  # fmt: skip
    assert sorted(found) == [(11, 1, second, "Alkmaar", True), (12, 1, None, None, None)]


# --- numbers of days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("horizon", "looked_at"),
    [
        (PEILDATUM - DAY, PEILDATUM),
        (PEILDATUM + 2 * DAY, PEILDATUM + 2 * DAY),
        # The school year ends with 31 July.
        (NEXT_YEAR - DAY, NEXT_YEAR - DAY),
        (NEXT_YEAR + 2 * DAY, NEXT_YEAR - DAY),
    ],
)
def test_the_days_that_frame_the_school_year_and_the_period(horizon: date, looked_at: date) -> None:
    """Days on 31 July, 1 August, 1 and 2 September, 28 November: the first of the year is number 2, of the period 4."""
    days = [YEAR - DAY, YEAR, PERIOD - DAY, PERIOD, PEILDATUM]
    tables: dict[str, Rows] = {
        "win_traject_dag": (
            "traject_nr integer, school_nr smallint, datum date",
            [*((101, 1, day) for day in days), (102, 1, YEAR - DAY), (201, 2, LAST_YEAR)],
        ),
        "win_meting": MEASURED,
    }
    leerling = (
        "leerling_nr integer, school_nr smallint, traject_nr integer, vertrokken boolean, horizon_datum date,"
        " horizon_positie integer"
    )
    found = build_model(
        "win_dagnummer",
        win_leerling=(
            leerling,
            [(11, 1, 101, False, horizon, 41), (12, 1, 102, True, horizon, 7), (13, 1, 101, False, horizon, 41)],
        ),
        ref_schooljaar=("schooljaar_van date, schooljaar_tot date", [(LAST_YEAR, YEAR), (YEAR, NEXT_YEAR)]),
        win_leerling_periode=("leerling_nr integer", [(11,), (12,)]),
        **tables,
    )
    assert sorted(found) == [
        (11, 1, 101, False, horizon, 41, 2, 4, 5, looked_at),
        (12, 1, 102, True, horizon, 7, 2, 2, 1, looked_at),
    ]
    firsts = build_model(
        "win_eerste_dag",
        win_traject=("leerling_nr integer, school_nr smallint, traject_nr integer", [(11, 1, 101), (12, 1, 102)]),
        **tables,
    )
    assert sorted(firsts) == [(11, 1, YEAR, PERIOD), (12, 1, None, None)]


def test_the_day_on_which_an_age_is_reached() -> None:
    """12 on 3 November 2025, 18 on 1 March 2026: who was born on 29 February. Days with slots are number 7 (31 October)
    and 8 (4 November); 9 would be the next one."""
    asked = "protocol varchar, sector varchar, leeftijd_van integer, leeftijd_tot integer"
    found = build_model(
        "win_verjaardag",
        ref_school=("school_nr smallint, protocol varchar, sector varchar", [(1, "noord", "VO"), (2, "twente", "VO")]),
        ref_rule=(
            asked,
            [("noord", "VO", 12, 18), ("noord", "VO", 18, None), ("noord", "VO", None, None), ("noord", "PO", 4, 5),
             ("twente", "VO", 16, None)],
        ),
        win_geboorte=(
            "leerling_nr integer, school_nr smallint, geboortedatum date",
            [(11, 1, date(2013, 11, 3)), (12, 1, date(2008, 2, 29)), (13, 1, None)],
        ),
        win_dagnummer=(
            "leerling_nr integer, traject_nr integer, laatste_dag_nr integer",
            [(11, 101, 8), (12, 101, 8), (13, 102, 3)],
        ),
        win_traject_dag=(
            "traject_nr integer, datum date, dag_nr integer",
            [(101, date(2025, 10, 31), 7), (101, date(2025, 11, 4), 8), (102, NOV_3, 1), (102, date(2030, 1, 1), 2)],
        ),
    )  # fmt: skip
    assert sorted(found) == [
        (11, 12, NOV_3, 8),
        (11, 18, date(2031, 11, 3), 9),
        (12, 12, date(2020, 2, 29), 7),
        (12, 18, date(2026, 3, 1), 9),
    ]


def test_an_age_that_is_reached_on_a_day_with_slots() -> None:
    """And the day on which it is counted lies no further than one past the last one of the pupil."""
    for last, number in ((5, 5), (4, 5), (3, 4)):
        [found] = build_model(
            "win_verjaardag",
            ref_school=("school_nr smallint, protocol varchar, sector varchar", [(1, "noord", "VO")]),
            ref_rule=(
                "protocol varchar, sector varchar, leeftijd_van integer, leeftijd_tot integer",
                [("noord", "VO", 12, None)],
            ),
            win_geboorte=(
                "leerling_nr integer, school_nr smallint, geboortedatum date", [(11, 1, date(2013, 11, 3))],
            ),
            win_dagnummer=("leerling_nr integer, traject_nr integer, laatste_dag_nr integer", [(11, 101, last)]),
            win_traject_dag=(
                "traject_nr integer, datum date, dag_nr integer", [(101, NOV_3, 5), (101, NOV_3 + DAY, 6)],
            ),
        )  # fmt: skip
        assert found == (11, 12, NOV_3, number)


# --- tracks -----------------------------------------------------------------------------------------------------------


def test_the_days_of_a_track() -> None:
    """Profile 1 up to 3 November and profile 2 from then on; two pupils share the track. Days of another day type are
    no days of it; those that were not measured, or lie in a gap, are days by the timetable alone."""
    pieces = "struct(profiel_nr integer, van date, tot date)[]"
    own = [
        {"profiel_nr": 1, "van": YEAR, "tot": NOV_3},
        {"profiel_nr": 2, "van": NOV_3, "tot": PEILDATUM},
    ]
    days = [YEAR - DAY, YEAR, NOV_3 - DAY, NOV_3, NOV_10, PEILDATUM - DAY, PEILDATUM]
    by_timetable = build_model(
        "win_traject_rooster",
        win_traject=(f"traject_nr integer, school_nr smallint, stukken {pieces}", [(101, 1, own), (101, 1, own)]),
        win_dagprofiel=(
            "profiel_nr integer, dagtype_nr integer, dagprofiel_nr integer, lessen integer, minuten integer",
            [(1, 7, 1, 2, 100), (2, 7, 2, 3, 150), (3, 7, 3, 4, 200), (1, 8, 4, 9, 900)],
        ),
        win_dagtype=("dagtype_nr integer, datum date", [*((7, day) for day in days), (9, NOV_3 + DAY)]),
    )
    assert sorted(by_timetable) == [
        (101, 1, YEAR, 1, 2, 100),
        (101, 1, NOV_3 - DAY, 1, 2, 100),
        (101, 1, NOV_3, 2, 3, 150),
        (101, 1, NOV_10, 2, 3, 150),
        (101, 1, PEILDATUM - DAY, 2, 3, 150),
    ]
    rooster = (
        "traject_nr integer, school_nr smallint, datum date, dagprofiel_nr integer, lessen integer, minuten integer"
    )
    rows = [
        (track, 1, day, 1, 2, 100)
        for track in (101, 102)
        for day in (YEAR - DAY, YEAR, NOV_3, NOV_10, PEILDATUM, AFTER)
    ]
    found = build_model(
        "win_traject_dag",
        win_traject_rooster=(rooster, rows),
        win_meting=MEASURED,
        win_gat=(
            "school_nr smallint, van date, tot date",
            [(1, NOV_3, NOV_10), (2, YEAR, NEXT_YEAR), (1, NOV_3 - 5 * DAY, NOV_3)],
        ),
    )  # fmt: skip
    assert sorted((row[0], row[2], row[6]) for row in found) == [
        (track, day, number) for track in (101, 102) for number, day in enumerate((YEAR, NOV_10, PEILDATUM), start=1)
    ]


def test_the_first_and_the_last_day_with_lessons_of_a_path() -> None:
    days = [(101, NOV_10), (101, NOV_3), (101, PEILDATUM), (102, NOV_10)]
    found = build_model("win_traject_grens", win_traject_dag=("traject_nr integer, datum date", days))
    assert sorted(found) == [(101, NOV_3, PEILDATUM), (102, NOV_10, NOV_10)]


def _outside(pieces: list[tuple], days: list[tuple]) -> list[int | None]:
    """The first position outside of each piece (from, until) of track 101; days are (day, position, measured)."""
    found = build_model(
        "win_traject_stuk",
        win_traject=(
            "traject_nr integer, school_nr smallint, stukken struct(profiel_nr integer, van date, tot date)[]",
            [
                (101, 1, [{"profiel_nr": 1, "van": first, "tot": until} for first, until in pieces]),
                (102, 2, [{"profiel_nr": 2, "van": YEAR, "tot": NOV_3}]),
            ],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, positie integer, gemeten boolean",
            [*((1, *day) for day in days), (2, NOV_3, 99, True)],
        ),
    )
    return [row[-1] for row in sorted(found) if row[0] == 101]


def test_the_first_school_day_on_which_a_pupil_is_not_enrolled() -> None:
    days = [(NOV_3, 14, True), (NOV_3 + DAY, 15, True), (NOV_10, 21, True), (PEILDATUM, 39, True)]
    # Up to the 3rd: that day itself is the first one outside.
    assert _outside([(YEAR, NOV_3)], days) == [14]
    assert _outside([(YEAR, NOV_3 + DAY)], days) == [15]
    # Days that were not measured are no days to be outside on.
    assert _outside([(YEAR, NOV_3)], [(NOV_3, 14, False), *days[1:]]) == [15]
    # After the last day there is none.
    assert _outside([(YEAR, AFTER)], days) == [None]


def test_a_break_without_school_days_is_none() -> None:
    """From the 5th up to the 9th there is no school: who comes back on the 10th was not away, on the 11th it was."""
    days = [(NOV_3, 14, True), (NOV_3 + DAY, 15, True), (NOV_10, 21, True), (PEILDATUM, 39, True)]
    assert _outside([(YEAR, NOV_3 + 2 * DAY), (NOV_10, PEILDATUM)], days) == [39, 39]
    assert _outside([(YEAR, NOV_3 + 2 * DAY), (NOV_10 - DAY, PEILDATUM)], days) == [39, 39]
    assert _outside([(YEAR, NOV_3 + 2 * DAY), (NOV_10 + DAY, PEILDATUM)], days) == [21, 39]
    assert _outside([(YEAR, NOV_3), (NOV_3, AFTER)], days) == [None, None]


def test_the_window_of_four_weeks_from_each_day() -> None:
    """28 positions: from 14 up to 41. Of days at 14, 20, 41 and 42 of 100, 90, 80 and 70 minutes."""
    days = {14: 100, 20: 90, 41: 80, 42: 70}
    for outside, starts in ((None, [14, 20, 41, 42]), (41, []), (42, [14]), (47, [14]), (48, [14, 20])):
        found = build_model(
            "win_traject_venster",
            win_traject_dag=(
                "traject_nr integer, school_nr smallint, datum date, minuten integer",
                [*((101, 1, NOV_3 + (at - 14) * DAY, minutes) for at, minutes in days.items()), (102, 1, NOV_3, 1000)],
            ),
            win_schooldag=(
                "school_nr smallint, datum date, positie integer",
                [(school, NOV_3 + (at - 14) * DAY, at if school == 1 else 99) for at in days for school in (1, 2)],
            ),
            win_traject_stuk=(
                "traject_nr integer, van date, tot date, eerste_positie_buiten integer",
                [(101, YEAR, NOV_3, 1), (101, NOV_3, NOV_3 + 29 * DAY, outside), (101, NOV_3 + 29 * DAY, NEXT_YEAR, 1)],
            ),
            ref_definitie=("venster_posities integer", [(28,)]),
        )  # fmt: skip
        planned = {14: 100 + 90 + 80, 20: 90 + 80 + 70, 41: 80 + 70, 42: 70}
        assert sorted(row[2:] for row in found) == [
            (NOV_3 + (at - 14) * DAY, at, at + 27, planned[at]) for at in starts
        ]


# --- minutes and counts of a pupil ------------------------------------------------------------------------------------


def test_minutes_and_counts_of_a_pupil() -> None:
    """The minutes of the period, the counts of the school year. A sick day of 50 of 100 minutes, one of 30 of 90, and
    one of 45 of 90. Pupil 12 has lessons and nothing else, 13 not even these; the other school was not measured."""
    stand = (
        "leerling_nr integer, school_nr smallint, datum date, schooljaar_van date, gepland_min integer,"
        " geoorloofd_min integer, ongeoorloofd_min integer, reden_onbekend_min integer, afwezig_min integer,"
        " onbekend_min integer, voorlopig_min integer, elders_min integer, oa_zestigsten integer, te_laat integer,"
        " spijbeluren integer, ziek_min integer"
    )
    found = build_model(
        "win_leerling_periode",
        win_ingeschreven=(
            "leerling_nr integer, school_nr smallint, klas varchar, leerjaar varchar, onderwijssoort varchar,"
            " heeft_rooster boolean",
            [(11, 1, "1A", "1", "havo", True), (12, 1, "1B", "1", "vwo", True), (13, 1, "1C", "1", "vwo", False),
             (21, 2, "8", "8", "", True)],
        ),
        win_meting=MEASURED,
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102), (13, 103), (21, 201)]),
        win_noemer=("traject_nr integer, noemer varchar", [(102, "schooltijden"), (103, "lessentabel")]),
        win_traject_dag=(
            "traject_nr integer, datum date, minuten integer",
            [(101, PERIOD - DAY, 100), (101, PERIOD, 100), (101, NOV_3, 90), (101, PEILDATUM, 90), (101, AFTER, 90),
             (102, NOV_3, 70)],
        ),
        win_leerling_dag=(
            stand,
            [
                (11, 1, LAST_YEAR, LAST_YEAR, 100, *[77] * 8, 8, 9, 100),
                (11, 1, PERIOD - DAY, YEAR, 100, *[77] * 8, 1, 2, 50),
                (11, 1, PERIOD, YEAR, 100, 5, 6, 7, 18, 4, 3, 2, 60, 3, 4, 0),
                (11, 1, NOV_3, YEAR, 90, 1, 2, 3, 6, 5, 4, 1, 30, 0, 1, 30),
                (11, 1, PEILDATUM, YEAR, 90, 2, 1, 1, 4, 6, 7, 8, 15, 1, 0, 45),
                (11, 1, AFTER, YEAR, 90, *[77] * 8, 1, 1, 0),
            ],
        ),
        win_ziekmelding=(
            "leerling_nr integer, school_nr smallint, schooljaar_van date",
            [(11, 1, YEAR), (11, 1, YEAR), (11, 1, LAST_YEAR), (12, 2, YEAR)],
        ),
        # Of another period, and of a pupil who has less.
        win_quarantaine=(
            "leerling_nr integer, van date, quarantaine_rijen integer, quarantaine_min integer",
            [(11, PERIOD, 2, 50), (11, YEAR, 9, 99), (12, PERIOD, 1, 71)],
        ),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
    )  # fmt: skip
    present = 100 + 90 + 90 - (18 + 6 + 4) - (4 + 5 + 6)
    planned, absent, unknown = 100 + 90 + 90, 18 + 6 + 4, 4 + 5 + 6
    assert sorted(found) == [
        (
            *(11, 1, "1A", "1", "havo", True, 3, planned, "rooster"),
            *(5 + 1 + 2, 6 + 2 + 1, 7 + 3 + 1, absent, unknown, 3 + 4 + 7, 2 + 1 + 8, 60 + 30 + 15),
            *(1 + 3 + 0 + 1 + 1, 2 + 4 + 1 + 0 + 1, 2, (30 + 45) / 90 + 50 / 100, 2, 50, present, present - 50),
        ),
        (12, 1, "1B", "1", "vwo", True, 1, 70, "schooltijden", *[0] * 8, 0, 0, 0, 0.0, 1, 71, 70, 0),
        (13, 1, "1C", "1", "vwo", False, 0, 0, None, *[0] * 8, 0, 0, 0, 0.0, 0, 0, 0, 0),
    ]


def test_the_source_of_most_of_the_minutes() -> None:
    """Of 101 the timetable has 100 and 50 of 240 minutes, one of school hours 90. Of 102 both have 100: the least sure.
    School hours of a group and of every pupil go together: 60 + 60 against 110. Days outside the period count not, a
    school with timetables alone has no row."""
    found = build_model(
        "win_noemer",
        win_roosterbron=("school_nr smallint, bron_nr integer", [(1, 1), (1, 2), (1, 6), (2, 1)]),
        ref_roosterbron=(
            "bron_nr integer, noemer varchar, geschat boolean",
            [(1, "rooster", False), (2, "lessentabel", True), (5, "schooltijden", False), (6, "schooltijden", False)],
        ),
        win_traject_dag=(
            "traject_nr integer, school_nr smallint, datum date, dagprofiel_nr integer, minuten integer",
            [(101, 1, PERIOD, 1, 100), (101, 1, NOV_3, 1, 50), (101, 1, PEILDATUM, 5, 90), (101, 1, AFTER, 5, 900),
             (101, 1, PERIOD - DAY, 5, 900), (102, 1, PERIOD, 1, 100), (102, 1, NOV_3, 2, 100),
             (103, 1, PERIOD, 4, 60), (103, 1, NOV_3, 5, 60), (103, 1, PEILDATUM, 2, 110), (201, 2, NOV_3, 1, 50)],
        ),
        win_dagprofiel=("dagprofiel_nr integer, bron_nr integer", [(1, 1), (2, 2), (4, 5), (5, 6)]),
        ref_run=("periode_van date, peildatum date", [(PERIOD, PEILDATUM)]),
    )  # fmt: skip
    assert sorted(found) == [(101, "rooster", False), (102, "lessentabel", True), (103, "schooltijden", True)]
