"""What is counted in a window, and runs, on rows written down here: each bound just below, at and just above it."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
LAST_YEAR, YEAR, NEXT_YEAR = date(2024, 8, 1), date(2025, 8, 1), date(2026, 8, 1)
PERIOD, PEILDATUM = date(2025, 9, 2), date(2025, 11, 28)
NOV_3, NOV_4, NOV_10 = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 10)
SCHOOL_YEARS: Rows = ("schooljaar_van date, schooljaar_tot date", [(LAST_YEAR, YEAR), (YEAR, NEXT_YEAR)])

# --- what counts on a day ---------------------------------------------------------------------------------------------

STAND = (
    "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, positie integer, schooljaar_van date,"
    " oa_zestigsten integer, te_laat integer, spijbeluren integer, ziek_min integer, gepland_min integer,"
    " onbekend_min integer"
)
RECORDED = (
    "leerling_nr integer, school_nr smallint, datum date, lesuur integer, dag_nr integer, soort varchar,"
    " minuten_te_laat integer"
)


def _events(
    measure: str,
    stands: list[tuple] = [],  # noqa: B006
    *,
    counted_from: int = 0,
    parts: float = 1.0,
    spells: list[tuple] = [],  # noqa: B006
    recorded: list[tuple] = [],  # noqa: B006
    unknown: list[tuple] = [],  # noqa: B006
    birthdays: list[tuple] = [],  # noqa: B006
) -> list[tuple]:
    """Day, number, position, amount, beside and unknown of what counts of pupil 11 in window 5 of school 1. `stands`
    are (day, unauthorised sixtieths, times late, truant hours, sick minutes, unknown minutes) of 100 minutes; 3
    November is day 31, position 14. Window 6 is that of another school, window 7 of another measure."""
    days = [
        (11, 1, day, _number(day), _number(day) - 17, YEAR, hours, late, truant, sick, 100, open_minutes)
        for day, hours, late, truant, sick, open_minutes in stands
    ]
    found = build_model(
        "win_gebeurtenis",
        win_leerling_dag=(STAND, days),
        win_maatvenster=(
            "school_nr smallint, maat varchar, vanaf integer, deel double, venster_nr integer",
            [(1, measure, counted_from, parts, 5), (2, measure, counted_from, parts, 6), (1, "andere", 0, 1.0, 7)],
        ),
        win_ziekmelding=(
            "leerling_nr integer, school_nr smallint, start date, start_dag_nr integer, start_positie integer,"
            " schooljaar_van date",
            [(11, 1, day, _number(day), _number(day) - 17, YEAR) for day in spells],
        ),
        win_registratie=(
            RECORDED, [(11, 1, day, hour, _number(day), kind, late) for day, hour, kind, late in recorded]
        ),
        win_schooldag=(
            "school_nr smallint, datum date, positie integer, schooljaar_van date",
            [
                *((1, NOV_3 + at * DAY, 14 + at, YEAR) for at in range(-3, 9)),
                *((2, NOV_3 + at * DAY, 99, YEAR) for at in range(-3, 9)),
                (1, YEAR - DAY, 0, LAST_YEAR),
            ],
        ),
        ref_soort=("soort varchar, groep varchar", [("spijbelen", "oa"), ("luxe", "oa"), ("ziek", "ga")]),
        win_verjaardag=(
            "leerling_nr integer, leeftijd integer, datum date",
            [*((11, *birthday) for birthday in birthdays), (11, 12, YEAR), (12, 18, YEAR)],
        ),
        win_onbekend_dag=(
            "leerling_nr integer, datum date, zestigsten integer, lessen integer",
            [*((11, *row) for row in unknown), (12, NOV_3, 999, 99)],
        ),
    )  # fmt: skip
    # Of the other measure only unknown lessons are known: nobody asks it, and they count there too.
    assert {row[:3] for row in found} <= {(11, 1, 5), (11, 1, 7)}
    return sorted((row[3], row[4], row[5], *row[7:]) for row in found if row[2] == 5)


def _number(day: date) -> int:
    return 31 + (day - NOV_3).days


@pytest.mark.parametrize(
    ("measure", "stand", "expected"),
    [
        # 90 sixtieths unauthorised and two times late: beside it 90 + 2 * 60, but not of hours in a window.
        ("oa_uren_venster", (90, 2, 0, 0, 0), [(90.0, 0.0, 0.0)]),
        ("oa_uren_schooljaar", (90, 2, 0, 0, 0), [(90.0, 210.0, 0.0)]),
        ("te_laat_schooljaar", (90, 2, 0, 0, 0), [(2.0, 210.0, 0.0)]),
        # Late alone, once; absent alone, one minute.
        ("oa_uren_venster", (0, 1, 0, 0, 0), []),
        ("oa_uren_schooljaar", (0, 1, 0, 0, 0), [(0.0, 60.0, 0.0)]),
        ("te_laat_schooljaar", (0, 1, 0, 0, 0), [(1.0, 60.0, 0.0)]),
        ("oa_uren_venster", (1, 0, 0, 0, 0), [(1.0, 0.0, 0.0)]),
        ("oa_uren_schooljaar", (1, 0, 0, 0, 0), [(1.0, 1.0, 0.0)]),
        ("te_laat_schooljaar", (1, 0, 0, 0, 0), [(0.0, 1.0, 0.0)]),
        ("te_laat_schooljaar", (0, 0, 0, 0, 0), []),
        ("oa_uren_schooljaar", (0, 0, 0, 0, 0), []),
        ("spijbeluren_schooljaar", (90, 2, 1, 0, 0), [(1.0, 0.0, 0.0)]),
        ("spijbeluren_schooljaar", (90, 2, 0, 0, 0), []),
        ("oa_uren_venster", (90, 2, 1, 0, 0), [(90.0, 0.0, 0.0)]),
        ("ziek_schooldagen", (0, 0, 0, 1, 0), [(10.0, 0.0, 0.0)]),
        ("ziek_schooldagen", (0, 0, 0, 0, 0), []),
    ],
)
def test_what_counts_of_a_day(measure: str, stand: tuple, expected: list[tuple]) -> None:
    """A sick day in thousandths: 1 of 100 minutes is 10 of them."""
    found = _events(measure, [(NOV_3, *stand)], parts=1000.0 if measure == "ziek_schooldagen" else 60.0)
    assert found == [(NOV_3, 31, 14, *row) for row in expected]


def test_a_sick_spell_counts_on_its_first_day() -> None:
    assert _events("ziekmeldingen_venster", spells=[NOV_4]) == [(NOV_4, 32, 15, 1.0, 0.0, 0.0)]
    assert _events("oa_uren_venster", spells=[NOV_4]) == []


def test_minutes_late_from_a_time_of_the_school_year_on() -> None:
    """From the third time on: the first two are on the 1st and the 3rd, by the hour; on the 4th one is not known. The
    time of the school year before is no time of this one."""
    recorded = [
        (NOV_3 - 2 * DAY, 1, "te_laat", 100),
        (NOV_3, 2, "te_laat", 7),
        (NOV_3, 1, "te_laat", 100),
        (NOV_4, 1, "te_laat", 8),
        (NOV_4, 2, "te_laat", None),
        (NOV_4, 3, "te_laat", 9),
        (NOV_4, 4, "ziek", 50),
        (YEAR - DAY, 1, "te_laat", 3),
    ]
    assert _events("te_laat_minuten", counted_from=3, recorded=recorded) == [
        (NOV_3, 31, 14, 7.0, 0.0, 0.0),
        (NOV_4, 32, 15, 8.0 + 9.0, 1.0, 0.0),
    ]
    assert _events("te_laat_minuten", counted_from=5, recorded=recorded) == [(NOV_4, 32, 15, 9.0, 1.0, 0.0)]
    assert _events("oa_uren_venster", recorded=recorded) == []
    # Of a day on which none is known.
    found = _events("te_laat_minuten", counted_from=1, recorded=[(NOV_3, 1, "te_laat", None)])
    assert found == [(NOV_3, 31, 14, 0.0, 1.0, 0.0)]


@pytest.mark.parametrize(("birthday", "counted"), [(NOV_3, 1), (NOV_3 + DAY, 0), (NOV_3 - DAY, 1)])
def test_days_with_unauthorised_lessons_from_an_age_on(birthday: date, counted: int) -> None:
    """18 on the birthday itself; two lessons of a day are one, and a day of authorised ones is none."""
    recorded = [(NOV_3, 1, "spijbelen", None), (NOV_3, 2, "luxe", None), (NOV_3, 3, "ziek", None)]
    recorded += [(NOV_3 + 2 * DAY, 1, "ziek", None)]
    found = _events("oa_dagen_leeftijd", counted_from=18, recorded=recorded, birthdays=[(18, birthday)])
    assert found == ([(NOV_3, 31, 14, float(counted), 0.0, 0.0)] if counted else [])
    assert _events("oa_uren_venster", counted_from=18, recorded=recorded, birthdays=[(18, birthday)]) == []


@pytest.mark.parametrize(
    ("measure", "sick", "expected"),
    [
        ("oa_uren_venster", 0, [120.0]),
        ("oa_uren_schooljaar", 0, [120.0]),
        ("ziek_schooldagen", 0, [500.0]),
        # A day that is sick already can hold no spell more.
        ("ziekmeldingen_venster", 0, [1.0]),
        ("ziekmeldingen_venster", 1, []),
        ("te_laat_schooljaar", 0, [2.0]),
        ("spijbeluren_schooljaar", 0, [2.0]),
        # Of these nobody can tell.
        ("te_laat_minuten", 0, []),
        ("aanwezig_venster", 0, []),
    ],
)
def test_what_unknown_lessons_can_add(measure: str, sick: int, expected: list[float]) -> None:
    """Two lessons of an hour, 50 of 100 minutes; a sick day in thousandths."""
    found = _events(measure, [(NOV_3, 0, 0, 0, sick, 50)], parts=1000.0, unknown=[(NOV_3, 120, 2)])
    assert [row[3:] for row in found] == [(0.0, 0.0, added) for added in expected]


@pytest.mark.parametrize(
    ("birthday", "hours", "added"), [(NOV_3, 0, [1.0]), (NOV_3 + DAY, 0, []), (NOV_3, 1, []), (NOV_3 - DAY, 0, [1.0])]
)
def test_days_with_unknown_lessons_from_an_age_on(birthday: date, hours: int, added: list[float]) -> None:
    """A day that counts already cannot count once more."""
    stand = [(NOV_3, hours, 0, 0, 0, 50), (NOV_4, 0, 0, 0, 0, 0)]
    found = _events("oa_dagen_leeftijd", stand, counted_from=18, unknown=[(NOV_3, 120, 2)], birthdays=[(18, birthday)])
    assert [row[5] for row in found] == added


# --- windows ----------------------------------------------------------------------------------------------------------

EVENT = (
    "leerling_nr integer, school_nr smallint, venster_nr integer, datum date, dag_nr integer, positie integer,"
    " schooljaar_van date, hoeveelheid double, naast double, onbekend double"
)


def _counts(
    *events: tuple,
    unit: str = "kalenderweek",
    length: int = 1,
    parts: float = 1.0,
    measure: str = "oa_uren_venster",
    last: int = 56,
    period: date = PERIOD,
    weeks: int = 9,
) -> list[tuple]:
    """Stretches from events (day, amount, beside, unknown) of pupil 11 in window 5: from, until, first and last day's
    number, value, at most, beside. Lessons on every day up to 28 November, day 56; position 14 is 3 November, Monday of
    lesweek 2. Slots end with Sunday 30 November."""
    found = build_model(
        "win_telling",
        win_meting=(
            "school_nr smallint, schooljaar_van date, periode_van date",
            [(1, YEAR, period), (2, NEXT_YEAR, NEXT_YEAR)],
        ),
        ref_run=("slots_tot date", [(date(2025, 12, 1),)]),
        win_gebeurtenis=(
            EVENT,
            [
                (11, 1, 5, day, _number(day), _number(day) - 17, YEAR if day >= YEAR else LAST_YEAR, *counted)
                for day, *counted in events
            ],
        ),
        win_maatvenster=(
            "venster_nr integer, school_nr smallint, maat varchar, lengte integer, eenheid varchar, deel double",
            [(5, 1, measure, length, unit, parts), (6, 1, measure, 9, unit, 7.0), (7, 2, measure, 9, unit, 7.0)],
        ),
        win_dagnummer=(
            "leerling_nr integer, traject_nr integer, laatste_dag_nr integer", [(11, 101, last), (12, 102, 7)]
        ),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [*((1, number, NOV_3 + (number - 2) * 7 * DAY) for number in range(weeks)),
             *((2, number, YEAR) for number in range(9))],
        ),
        ref_schooljaar=SCHOOL_YEARS,
        win_traject_dag=(
            "traject_nr integer, datum date, dag_nr integer",
            [*((101, NOV_3 + at * DAY, 31 + at) for at in range(-100, 26)),
             *((102, NOV_3 + at * DAY, 1) for at in range(99))],
        ),
    )  # fmt: skip
    assert {row[:2] for row in found} <= {(5, 11)}
    return sorted(row[2:] for row in found)


END = date(2025, 12, 1)


def test_a_count_changes_where_something_happens_and_where_it_drops_out() -> None:
    """In one calendar week: 2 on the 3rd, 3 on the 5th; the 2 drop out on the 10th, the 3 on the 12th."""
    found = _counts((NOV_3, 2.0, 1.0, 0.0), (NOV_3 + 2 * DAY, 3.0, 0.0, 0.0))
    assert found == [
        (NOV_3, NOV_3 + 2 * DAY, 31, 32, 2.0, 2.0, 1.0),
        (NOV_3 + 2 * DAY, NOV_10, 33, 37, 5.0, 5.0, 1.0),
        (NOV_10, NOV_10 + 2 * DAY, 38, 39, 3.0, 3.0, 0.0),
    ]


def test_what_drops_out_on_the_day_on_which_something_happens_lasts_no_day() -> None:
    found = _counts((NOV_3, 2.0, 0.0, 0.0), (NOV_10, 3.0, 0.0, 0.0))
    assert found == [(NOV_3, NOV_10, 31, 37, 2.0, 2.0, 0.0), (NOV_10, NOV_10 + 7 * DAY, 38, 44, 3.0, 3.0, 0.0)]


@pytest.mark.parametrize(
    ("unit", "length", "day", "until"),
    [
        ("kalenderweek", 1, NOV_3, NOV_10),
        ("kalenderweek", 2, NOV_3, NOV_10 + 7 * DAY),
        # Four days into lesweek 2: four days into the one after it, or the one after that.
        ("lesweek", 1, NOV_3 + 4 * DAY, NOV_10 + 4 * DAY),
        ("lesweek", 2, NOV_3 + 4 * DAY, NOV_10 + 11 * DAY),
        # A month after 10 October is 10 November; three months after 5 August.
        ("maand", 1, date(2025, 10, 10), NOV_10),
        ("maand", 3, date(2025, 8, 5), date(2025, 11, 5)),
        # 31 October: a month before 30 November is the 30th, so it is in; before 1 December the 1st.
        ("maand", 1, date(2025, 9, 30), date(2025, 10, 30)),
        ("maand", 1, date(2025, 8, 31), date(2025, 10, 1)),
    ],
)
def test_when_something_drops_out_of_a_window(unit: str, length: int, day: date, until: date) -> None:
    found = _counts((day, 2.0, 0.0, 0.0), unit=unit, length=length, weeks=20)
    assert found == [(day, until, _number(day), _number(until) - 1, 2.0, 2.0, 0.0)]


def test_what_does_not_drop_out_stands_up_to_the_end_of_the_slots() -> None:
    """The lesweek in which it would is not there; the school year goes on; the week ends with the slots themselves."""
    found = [(NOV_3, END, 31, None, 2.0, 2.0, 0.0)]
    assert _counts((NOV_3, 2.0, 0.0, 0.0), unit="lesweek", weeks=3) == found
    assert _counts((NOV_3, 2.0, 0.0, 0.0), unit="schooljaar") == found
    monday = END - 7 * DAY
    assert _counts((monday, 2.0, 0.0, 0.0)) == [(monday, END, 52, None, 2.0, 2.0, 0.0)]
    assert _counts((monday - DAY, 2.0, 0.0, 0.0)) == [(monday - DAY, END - DAY, 51, 56, 2.0, 2.0, 0.0)]


def test_what_drops_out_after_the_last_day_with_slots() -> None:
    """On Saturday the 29th, of a pupil whose last day is number 40: the next one would be 41."""
    saturday = date(2025, 11, 29)
    [found] = _counts((saturday - 7 * DAY, 2.0, 0.0, 0.0), last=40)
    assert found[1:4] == (saturday, 50, 40)


def test_the_school_year_before_is_dropped_with_it() -> None:
    """In the school year from 1 August on it is gone; the period may begin before that."""
    day = YEAR - 7 * DAY
    assert _counts((day, 2.0, 0.0, 0.0), unit="schooljaar") == []
    [found] = _counts((day, 2.0, 0.0, 0.0), unit="schooljaar", period=YEAR - DAY)
    assert found[:2] == (day, YEAR)


@pytest.mark.parametrize(("first", "kept"), [(YEAR - 8 * DAY, 0), (YEAR - 7 * DAY, 0), (YEAR - 6 * DAY, 1)])
def test_what_dropped_out_before_the_school_year_is_not_kept(first: date, kept: int) -> None:
    """It drops out a week later: on 31 July, on 1 August itself or on the 2nd."""
    assert len(_counts((first, 2.0, 0.0, 0.0))) == kept


@pytest.mark.parametrize(("day", "values"), [(YEAR - DAY, [3.0, 1.0]), (YEAR, [3.0, 1.0]), (YEAR + DAY, [2.0, 1.0])])
def test_a_stretch_that_ended_before_the_school_year_is_not_kept(day: date, values: list[float]) -> None:
    """2 from 26 July up to 2 August, and 1 more from `day` on: until then it is 2, which ends with 31 July if it is the
    1st."""
    found = _counts((YEAR - 6 * DAY, 2.0, 0.0, 0.0), (day, 1.0, 0.0, 0.0))
    assert [row[4] for row in found] == values


def test_unknown_lessons_stand_beside_the_count() -> None:
    """2 known, and 3 that could count too; where only unknown ones could the value is 0."""
    found = _counts((NOV_3, 2.0, 0.0, 0.0), (NOV_4, 0.0, 0.0, 3.0))
    assert found == [
        (NOV_3, NOV_4, 31, 31, 2.0, 2.0, 0.0),
        (NOV_4, NOV_10, 32, 37, 2.0, 5.0, 0.0),
        (NOV_10, NOV_10 + DAY, 38, 38, 0.0, 3.0, 0.0),
    ]


@pytest.mark.parametrize(("measure", "kept"), [("te_laat_minuten", 1), ("te_laat_schooljaar", 0)])
def test_times_late_of_which_no_minute_is_known(measure: str, kept: int) -> None:
    assert len(_counts((NOV_3, 0.0, 1.0, 0.0), measure=measure)) == kept


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        # In billionths times a thousand to one: within one of them a whole number.
        (2e12, 2.0),
        (2e12 + 1000, 2.0),
        (2e12 - 1000, 2.0),
        (2e12 + 2000, (2e12 + 2000) / 1e12),
        (1.5e12, 1.5),
    ],
)
def test_a_sum_of_parts_is_whole_when_it_is_nearly(amount: float, value: float) -> None:
    """One billionth of 1e12 parts is 1 000."""
    [found] = _counts((NOV_3, amount, 0.0, 0.0), parts=1e12)
    assert found[4:6] == (value, value)
    [found] = _counts((NOV_3, 0.0, 0.0, amount), parts=1e12)
    assert found[4:6] == (0.0, value)


# --- runs -------------------------------------------------------------------------------------------------------------

WHOLE = (
    "leerling_nr integer, school_nr smallint, traject_nr integer, datum date, positie integer, dag_nr integer,"
    " gepland_min integer, afwezig_min integer, ongeoorloofd_min integer, geoorloofd_min integer,"
    " onbekend_min integer, reden_onbekend_min integer, ziek_min integer"
)
HORIZON, HORIZON_POSITION = date(2025, 11, 30), 41


def _run_tables(days: dict[date, tuple], *, gone: bool, measured: date) -> dict[str, Rows]:
    """Days of pupil 11 (absent, unauthorised, authorised, unknown, without a reason and sick minutes of 100) from 3
    November (day 31, position 14) on; pupil 12 was absent on the 6th, and lessons go on every weekday."""
    rows = [(11, 1, 101, day, _number(day) - 17, _number(day), 100, *minutes) for day, minutes in sorted(days.items())]
    weekdays = [NOV_3 + at * DAY for at in range(-5, 26)]
    return {
        "win_leerling_dag": (WHOLE, [*rows, (12, 1, 101, NOV_3 + 3 * DAY, 17, 34, 100, 100, 100, 0, 100, 100, 100)]),
        "win_leerling": (
            "leerling_nr integer, horizon_datum date, horizon_positie integer, vertrokken boolean",
            [(11, HORIZON, HORIZON_POSITION, gone), (12, NOV_3, 14, not gone)],
        ),
        "win_traject_dag": (
            "traject_nr integer, datum date, dag_nr integer",
            [*((101, day, _number(day)) for day in weekdays), *((102, NOV_3, number) for number in range(26, 60))],
        ),
        "win_schooldag": (
            "school_nr smallint, datum date, positie integer",
            [*((1, day, _number(day) - 17) for day in weekdays), *((2, day, 99) for day in weekdays)],
        ),
        "win_meting": ("school_nr smallint, meetdatum date", [(1, measured), (2, NOV_3)]),
        "ref_run": ("peildatum date", [(measured,)]),
    }


ABSENT = {"oa": (100, 100, 0), "ga": (100, 0, 100), "mixed": (100, 60, 40), "none": (100, 60, 0), "part": (99, 99, 0)}


def _runs(*kinds: str, gone: bool = False, measured: date = PEILDATUM) -> list[tuple]:
    """Group, first and last day, length in positions and days, goes on, up to and including, wholly unauthorised."""
    days = {NOV_3 + at * DAY: (*ABSENT[kind], 0, 0, 0) for at, kind in enumerate(kinds) if kind != "present"}
    found = build_model("win_eigen_reeks", **_run_tables(days, gone=gone, measured=measured))
    return sorted((row[2], row[3], row[4], row[9], row[10], row[7], row[8], row[6]) for row in found if row[0] == 11)


def test_a_run_ends_on_the_day_that_breaks_it() -> None:
    """Three days, of which the second is mixed: one run of all absence, and two of one day of unauthorised absence."""
    first, second, third, fourth = (NOV_3 + at * DAY for at in range(4))
    assert _runs("oa", "mixed", "oa") == [
        ("alle", first, third, 3, 3, False, third, False),
        ("oa", first, first, 1, 1, False, first, True),
        ("oa", third, third, 1, 1, False, third, True),
    ]
    assert fourth - DAY == third
    assert second == first + DAY


def test_what_is_no_whole_day_of_a_group_is_in_no_run_of_it() -> None:
    assert _runs("part") == []
    assert [row[0] for row in _runs("none")] == ["alle"]
    assert [row[0] for row in _runs("ga")] == ["alle", "ga"]
    assert _runs("oa", "present", "oa")[0][:4] == ("alle", NOV_3, NOV_3, 1)


@pytest.mark.parametrize("gone", [False, True])
def test_a_run_goes_on_up_to_the_horizon(gone: bool) -> None:
    """From 27 and 28 November on: up to Sunday the 30th, position 41. Of who left nothing goes on."""
    days = ("present",) * 24 + ("oa", "oa")
    start = NOV_3 + 24 * DAY
    found = _runs(*days, gone=gone)
    assert [row[0] for row in found] == ["alle", "oa"]
    assert {row[1:] for row in found} == {(start, PEILDATUM, 42 - 38, 31 - 27, not gone, HORIZON, True)}


@pytest.mark.parametrize(("measured", "goes_on"), [(NOV_3, True), (NOV_3 + DAY, False)])
def test_a_day_after_the_last_measured_one_breaks_no_run(measured: date, goes_on: bool) -> None:
    [found] = [row for row in _runs("oa", measured=measured) if row[0] == "oa"]
    assert found[5] is goes_on
    assert found[3:5] == ((HORIZON_POSITION + 1 - 14, 28) if goes_on else (1, 1))


def _possible(*days: tuple, gone: bool = False, measured: date = PEILDATUM) -> list[tuple]:
    """Group, first day, number of days and length, of runs with unknown lessons, from minutes of each day. The last
    day and the number of the first one fit these."""
    rows = {NOV_3 + at * DAY: minutes for at, minutes in enumerate(days) if minutes}
    found = build_model("win_onbekend_reeks", **_run_tables(rows, gone=gone, measured=measured))
    own = [row for row in found if row[0] == 11]
    assert all(row[4:7] == (row[3] + (row[7] - 1) * DAY, _number(row[3]) - 17, _number(row[3])) for row in own)
    return sorted((row[2], row[3], row[7], *row[8:]) for row in own)


@pytest.mark.parametrize(
    ("minutes", "groups"),
    [
        # Absent, unauthorised, authorised, unknown, without a reason, sick.
        ((60, 60, 0, 40, 0, 0), ["alle", "oa", "ziek"]),
        ((60, 0, 60, 40, 0, 0), ["alle", "ga", "ziek"]),
        ((60, 0, 60, 40, 0, 60), ["alle", "ga", "ziek"]),
        ((0, 0, 0, 100, 0, 0), ["alle", "ga", "oa", "ziek"]),
        ((0, 0, 0, 1, 0, 0), ["ziek"]),
        ((60, 60, 0, 39, 0, 0), ["ziek"]),
        ((100, 60, 0, 0, 40, 0), ["oa_zonder_reden"]),
        ((99, 60, 0, 0, 39, 0), []),
        # Nothing is unknown.
        ((100, 100, 0, 0, 0, 0), []),
        ((100, 0, 100, 0, 0, 100), []),
        ((100, 99, 0, 0, 1, 0), ["oa_zonder_reden"]),
    ],
)
def test_runs_that_there_could_be(minutes: tuple, groups: list[str]) -> None:
    found = _possible(minutes)
    assert [row[0] for row in found] == groups
    assert {row[1:] for row in found} <= {(NOV_3, 1, False, NOV_3, 1, 1)}


def test_a_run_that_there_could_be_takes_the_days_beside_it() -> None:
    """Unauthorised, unknown, unauthorised, present: three days; the run after it has nothing unknown."""
    whole, unknown, present = (100, 100, 0, 0, 0, 0), (0, 0, 0, 100, 0, 0), None
    found = _possible(whole, unknown, whole, present, whole)
    assert [row[:3] for row in found if row[0] == "oa"] == [("oa", NOV_3, 3)]
    assert [row[:3] for row in found if row[0] == "ziek"] == [("ziek", NOV_4, 1)]


@pytest.mark.parametrize("gone", [False, True])
def test_a_run_that_could_go_on(gone: bool) -> None:
    found = _possible(*[None] * 24, (0, 0, 0, 100, 0, 0), (0, 0, 0, 100, 0, 0), gone=gone)
    assert [row[0] for row in found] == ["alle", "ga", "oa", "ziek"]
    assert {row[1:] for row in found} == {(NOV_3 + 24 * DAY, 2, not gone, HORIZON, 42 - 38, 31 - 27)}


@pytest.mark.parametrize(("measured", "goes_on"), [(NOV_3, True), (NOV_3 + DAY, False)])
def test_a_day_after_the_last_measured_one_breaks_no_run_that_could_be(measured: date, goes_on: bool) -> None:
    assert {row[3] for row in _possible((0, 0, 0, 100, 0, 0), measured=measured)} == {goes_on}


def test_sick_days_in_a_row_are_one_spell() -> None:
    """On 3 and 4 November, with a minute on the 4th; not on the 5th; on the 6th again."""
    columns = (
        "leerling_nr integer, school_nr smallint, datum date, positie integer, schooljaar_van date, dag_nr integer,"
        " ziek_min integer"
    )
    days = [(NOV_3, 50), (NOV_4, 1), (NOV_4 + DAY, 0), (NOV_4 + 2 * DAY, 50)]
    rows = [(11, 1, day, _number(day) - 17, YEAR, _number(day), minutes) for day, minutes in days]
    # Another pupil was sick on the 5th.
    rows.append((12, 1, NOV_4 + DAY, 16, YEAR, 33, 50))
    found = build_model("win_ziekmelding", win_leerling_dag=(columns, rows))
    assert sorted(found) == [
        (11, 1, NOV_3, NOV_4, 14, 31, YEAR, 2),
        (11, 1, NOV_4 + 2 * DAY, NOV_4 + 2 * DAY, 17, 34, YEAR, 1),
        (12, 1, NOV_4 + DAY, NOV_4 + DAY, 16, 33, YEAR, 1),
    ]


def test_a_sick_spell_is_of_the_school_year_in_which_it_began() -> None:
    columns = (
        "leerling_nr integer, school_nr smallint, datum date, positie integer, schooljaar_van date, dag_nr integer,"
        " ziek_min integer"
    )
    days = [(11, 1, YEAR - DAY, 3, LAST_YEAR, 30, 50), (11, 1, YEAR, 4, YEAR, 31, 50)]
    found = build_model("win_ziekmelding", win_leerling_dag=(columns, days))
    assert found == [(11, 1, YEAR - DAY, YEAR, 3, 30, LAST_YEAR, 2)]


def test_counts_that_rise_with_each_day() -> None:
    """Three sick days from day 31 on: day 30 is nought, day 33 the last. Provisional since day 20, and day 25."""
    found = build_model(
        "win_oploop",
        win_ziekmelding=(
            "leerling_nr integer, school_nr smallint, start date, start_dag_nr integer, ziekdagen integer",
            [(11, 1, NOV_3, 31, 3)],
        ),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, voorlopig_min integer,"
            " gepland_min integer",
            [
                (11, 1, NOV_4, 25, 50, 100),
                (11, 1, NOV_3, 20, 1, 100),
                (11, 1, YEAR, 1, 0, 100),
                (12, 1, YEAR, 1, 0, 100),
            ],
        ),
        win_registratie=("leerling_nr integer, datum date, soort varchar, minuten integer", []),
    )
    assert sorted(found, key=str) == [
        (11, 1, "voorlopig_dagen", NOV_3, 20, None),
        (11, 1, "ziek_aaneengesloten", NOV_3, 30, 33),
    ]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        # Days 31 to 33 as a whole; day 33 in two lessons.
        (
            [(0, "schorsing", 100), (1, "schorsing", 100), (2, "schorsing", 50), (2, "schorsing", 50)],
            [(NOV_3, 30, 33)],
        ),
        # A day that is another thing in part ends it: days 31 and 33 are rows of their own.
        (
            [(0, "schorsing", 100), (1, "schorsing", 99), (1, "ziek", 1), (2, "schorsing", 100)],
            [(NOV_3, 30, 31), (NOV_3 + 2 * DAY, 32, 33)],
        ),
        ([(0, "schorsing", 99)], []),
        ([(0, "ziek", 100)], []),
    ],
)
def test_days_in_a_row_of_suspension_as_a_whole(recorded: list[tuple], expected: list[tuple]) -> None:
    """Day 31 is 3 November, each of 100 minutes. Another pupil is suspended on all of them."""
    days = [(pupil, 1, NOV_3 + at * DAY, 31 + at, 0, 100) for pupil in (11, 12) for at in range(3)]
    found = build_model(
        "win_oploop",
        win_ziekmelding=(
            "leerling_nr integer, school_nr smallint, start date, start_dag_nr integer, ziekdagen integer",
            [],
        ),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, voorlopig_min integer,"
            " gepland_min integer",
            days,
        ),
        win_registratie=(
            "leerling_nr integer, datum date, soort varchar, minuten integer",
            [
                *((11, NOV_3 + at * DAY, kind, minutes) for at, kind, minutes in recorded),
                *((12, NOV_3 + at * DAY, "schorsing", 100) for at in range(3)),
            ],
        ),
    )
    assert sorted(row[3:] for row in found if row[0] == 11) == expected
    assert [row[2:] for row in found if row[0] == 12] == [("schorsing_aaneengesloten", NOV_3, 30, 33)]


# --- minutes of a period ----------------------------------------------------------------------------------------------


def test_minutes_of_the_tier_and_of_each_report_period() -> None:
    """Pupil 11 has lessons from the first day up to the last one of what is asked; 12 has none; 13 missed nothing."""
    first, last = PERIOD, PEILDATUM
    planned: Rows = (
        "traject_nr integer, datum date, minuten integer",
        [
            (101, first - DAY, 1000),
            (101, first, 100),
            (101, NOV_3, 80),
            (101, last, 60),
            (101, last + DAY, 1000),
            (103, NOV_3, 40),
            (104, NOV_3, 7),
        ],
    )
    absent: Rows = (
        "leerling_nr integer, datum date, afwezig_min integer, onbekend_min integer",
        [
            (11, first - DAY, 500, 500),
            (11, first, 30, 1),
            (11, last, 20, 2),
            (11, last + DAY, 500, 500),
            (14, NOV_3, 3, 3),
        ],
    )
    paths: Rows = ("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102), (13, 103), (14, 104)])
    periods: Rows = (
        "leerling_nr integer, school_nr smallint, heeft_rooster boolean, quarantaine_min integer",
        [(11, 1, True, 10), (12, 1, False, 0), (13, 1, True, 41)],
    )
    tables = {
        "win_traject_dag": planned,
        "win_leerling_dag": absent,
        "win_traject": paths,
        "win_leerling_periode": periods,
    }
    whole = build_model("win_tier_minuten", ref_run=("tier_van date, peildatum date", [(first, last)]), **tables)
    minutes = 100 + 80 + 60
    present = minutes - (30 + 20) - (1 + 2)
    assert sorted(whole) == [
        (11, 1, True, 3, minutes, present, 1 + 2, present - 10),
        (12, 1, False, 0, 0, 0, 0, 0),
        # In quarantine is more than there is.
        (13, 1, True, 1, 40, 40, 0, 0),
    ]
    quarters: Rows = ("van date, tot date", [(first, last), (last + DAY, last + DAY)])
    waiting: Rows = (
        "leerling_nr integer, van date, quarantaine_min integer",
        [(11, first, 10), (11, last + DAY, 7), (12, first, 9), (13, last + DAY, 41)],
    )
    found = build_model("win_kwartaal_minuten", ref_kwartaal=quarters, win_quarantaine=waiting, **tables)
    assert sorted(found) == [
        (11, 1, first, last, 3, minutes, present, 1 + 2, present - 10),
        # No less than nothing.
        (11, 1, last + DAY, last + DAY, 1, 1000, 0, 500, 0),
        (13, 1, first, last, 1, 40, 40, 0, 40),
    ]


def test_ways_of_counting_of_a_school() -> None:
    """Each once, whether a rule or a ground of a status asks it; a run is none. It may count from an age on."""
    asked = (
        "protocol varchar, sector varchar, maat varchar, venster_lengte integer, venster_eenheid varchar,"
        " leeftijd_van integer, vanaf integer"
    )
    found = build_model(
        "win_maatvenster",
        ref_school=(
            "school_nr smallint, protocol varchar, sector varchar",
            [(1, "noord", "VO"), (2, "twente", "VO")],
        ),
        ref_rule=(
            asked,
            [
                ("noord", "VO", "oa_uren_venster", 4, "lesweek", None, None),
                ("noord", "VO", "oa_uren_venster", 4, "lesweek", 18, None),
                ("noord", "VO", "oa_uren_schooljaar", 1, "schooljaar", None, None),
                ("noord", "VO", "ziek_schooldagen", 3, "maand", None, None),
                ("noord", "VO", "oa_dagen_leeftijd", 12, "kalenderweek", 18, 5),
                ("noord", "VO", "te_laat_minuten", 1, "schooljaar", 18, 3),
                ("noord", "VO", "reeks", None, "reeks", None, None),
                ("noord", "PO", "oa_uren_venster", 9, "lesweek", None, None),
                ("twente", "VO", "te_laat_schooljaar", 1, "schooljaar", None, None),
            ],
        ),
        ref_status=(
            asked,
            [
                ("noord", "VO", "oa_uren_venster", 4, "lesweek", None, None),
                ("noord", "VO", "aanwezig_venster", 4, "lesweek", None, None),
            ],
        ),
    )
    # Those of each school begin with the number of the school.
    first, second = 1_000_000_000, 2_000_000_000
    assert sorted(found) == [
        (first + 1, 1, "aanwezig_venster", 4, "lesweek", 0, 1.0),
        (first + 2, 1, "oa_dagen_leeftijd", 12, "kalenderweek", 18, 1.0),
        (first + 3, 1, "oa_uren_schooljaar", 1, "schooljaar", 0, 60.0),
        (first + 4, 1, "oa_uren_venster", 4, "lesweek", 0, 60.0),
        (first + 5, 1, "te_laat_minuten", 1, "schooljaar", 3, 1.0),
        (first + 6, 1, "ziek_schooldagen", 3, "maand", 0, 1e13),
        (second + 1, 2, "te_laat_schooljaar", 1, "schooljaar", 0, 1.0),
    ]


# --- four weeks -------------------------------------------------------------------------------------------------------


def _windows(days: list[tuple], windows: list[tuple], *, horizon: int = 60) -> list[tuple]:
    """Four-week windows of pupil 11 from days (position, absent, unknown) and windows of its track (first and last
    position, planned); at most 20 per cent present. Pupil 12, on another track, missed all of its window."""
    found = build_model(
        "win_vierweken",
        win_leerling_dag=(
            "leerling_nr integer, traject_nr integer, positie integer, afwezig_min integer, onbekend_min integer",
            [*((11, 101, *day) for day in days), (12, 102, 33, 1000, 0)],
        ),
        win_traject_venster=(
            "traject_nr integer, school_nr smallint, start date, start_positie integer, eind_positie integer,"
            " gepland_min integer",
            [*((101, 1, NOV_3 + (first - 33) * DAY, first, last, planned) for first, last, planned in windows),
             (102, 2, NOV_3, 33, 60, 5)],
        ),
        win_horizon=(
            "school_nr smallint, kijkdag date, positie integer",
            [(1, PEILDATUM, horizon), (1, NOV_3, 99), (2, NOV_3, 99)],
        ),
        win_meting=("school_nr smallint, meetdatum date", [(1, PEILDATUM), (2, NOV_3)]),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [*((1, number, NOV_3 + number * 7 * DAY) for number in range(12)),
             *((2, number, YEAR) for number in range(12))],
        ),
        ref_definitie=("venster_posities integer, hoogstens_aanwezig_pct integer", [(28, 20)]),
    )  # fmt: skip
    own = [row for row in found if row[0] == 11]
    last = max((first for first, end, _ in windows if end <= horizon), default=None)
    assert all(row[8] == NOV_3 + (last - 33) * DAY for row in own)
    return sorted((*row[3:8], row[9]) for row in own)


@pytest.mark.parametrize(
    ("absent", "unknown", "there"), [(799, 0, False), (800, 0, True), (700, 99, False), (700, 100, True)]
)
def test_a_window_of_who_may_have_missed_enough(absent: int, unknown: int, there: bool) -> None:
    """80 per cent of 1 000 minutes. The window from 33 up to 60 ends on the Friday (4) of lesweek 8."""
    found = _windows([(40, absent, unknown)], [(33, 60, 1000)])
    end = NOV_3 + 8 * 7 * DAY + 4 * DAY
    assert found == [(33, 60, 1000, unknown, 1000 - absent - unknown, end)] * there


def test_what_was_missed_in_a_window() -> None:
    """At 32 and 61 it is out. 80 per cent of 800 is 640: from 32 on 400 + 310 are missed in four weeks, from 33 on
    310 + 520, from 60 on 520 + 70. So windows around 32 and 33 are worked out, and the one that begins at 34 is not."""
    days = [(32, 400, 0), (33, 300, 10), (60, 500, 20), (61, 30, 40)]
    found = _windows(days, [(33, 60, 1000), (32, 59, 900), (34, 61, 800), (29, 56, 5000)], horizon=61)
    assert [row[:5] for row in found] == [
        (29, 56, 5000, 10, 5000 - 400 - 300 - 10),
        (32, 59, 900, 10, 900 - 400 - 300 - 10),
        (33, 60, 1000, 10 + 20, 1000 - 300 - 500 - 10 - 20),
    ]


@pytest.mark.parametrize(("horizon", "there"), [(59, False), (60, True), (61, True)])
def test_only_windows_that_are_complete_at_the_horizon(horizon: int, there: bool) -> None:
    found = _windows([(40, 900, 0)], [(20, 47, 1000), (33, 60, 1000)], horizon=horizon)
    assert [row[0] for row in found] == [20, 33][: 1 + there]


@pytest.mark.parametrize(("second", "there"), [(60, True), (61, False)])
def test_days_that_lie_within_four_weeks_are_added(second: int, there: bool) -> None:
    """400 at position 33 and 400 at the last of the 28 positions from there on, or one later."""
    assert bool(_windows([(33, 400, 0), (second, 400, 0)], [(33, 60, 1000)], horizon=70)) is there


def test_the_smallest_complete_window_decides_who_is_worked_out() -> None:
    """Of 100 and 1 000 planned minutes; one that is not complete yet is no measure."""
    windows = [(20, 47, 100), (33, 60, 1000)]
    assert [row[0] for row in _windows([(40, 80, 0)], windows)] == [20, 33]
    assert _windows([(40, 80, 0)], [(34, 61, 100), (33, 60, 1000)]) == []
    # Position 47 is the Saturday (5) of lesweek 6.
    assert _windows([(20, 80, 0)], [(20, 47, 100), (33, 60, 1000)]) == [(20, 47, 100, 0, 20, NOV_3 + (6 * 7 + 5) * DAY)]


@pytest.mark.parametrize(("first", "last", "there"), [(12, 39, False), (13, 40, True), (41, 68, True), (42, 69, False)])
def test_only_windows_around_days_from_which_most_is_missed(first: int, last: int, there: bool) -> None:
    """Of 1 000 minutes 800 must be missing: from 40 on 450 + 450 + 350 are, from 41 on 450 + 350, from 42 on 350. Of a
    day on which nothing was missed, as 39, it is not asked."""
    days = [(39, 0, 0), (40, 450, 0), (41, 450, 0), (42, 350, 0)]
    assert bool(_windows(days, [(first, last, 1000)], horizon=80)) is there


def test_a_single_minute_is_missed_too() -> None:
    assert len(_windows([(40, 799, 0), (41, 1, 0)], [(33, 60, 1000)])) == 1
    assert len(_windows([(40, 799, 0), (41, 0, 1)], [(33, 60, 1000)])) == 1
