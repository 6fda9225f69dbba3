"""From counts, runs and sick days to the answer to a question (`cls_signaal_*`), on rows written down here."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
YEAR, NEXT_YEAR, PERIOD = date(2025, 8, 1), date(2026, 8, 1), date(2025, 9, 2)
NOV_3, NOV_10, NOV_17, NOV_30 = date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 17), date(2025, 11, 30)
SCHOOL_YEARS: Rows = (
    "schooljaar_van date, schooljaar_tot date", [(date(2024, 8, 1), YEAR), (YEAR, NEXT_YEAR)],
)  # fmt: skip
MEASURED: Rows = (
    "school_nr smallint, schooljaar_van date, periode_van date, meetdatum date",
    [(1, YEAR, PERIOD, date(2025, 11, 28)), (2, NOV_10, NOV_10, NOV_10), (3, *[date(2025, 1, 1)] * 3)],
)


# --- stretches on which a count holds ---------------------------------------------------------------------------------

TEST = (
    "toets_nr integer, school_nr smallint, maat varchar, venster_nr integer, venster_eenheid varchar, minimum integer,"
    " maximum integer, maximum_som integer, leeftijd_van integer, leeftijd_tot integer, plafond boolean"
)
TELLING = (
    "leerling_nr integer, venster_nr integer, van date, tot date, van_dag_nr integer, tot_en_met_dag_nr integer,"
    " waarde double, hoogstens double, naast double"
)


def _stretches(
    counts: list[tuple],
    *,
    measure: str = "te_laat_schooljaar",
    reports: list[tuple] = [],  # noqa: B006
    birthdays: list[tuple] = [],  # noqa: B006
    hours: list[tuple] = [],  # noqa: B006
    ceiling: bool = False,
    **asked: int,
) -> list[tuple]:
    """Stretches of pupil 11 on which a question is answered: `counts` are (from, until, first and last day's number,
    value, at most, beside), `hours` (from, until, hours) of window 7: four lesweken, in which 16 hours are the ceiling.
    Window 6 and pupil 12 are others."""
    names = ("minimum", "maximum", "maximum_som", "leeftijd_van", "leeftijd_tot")
    columns = [asked.get(name) for name in names]
    days = [NOV_3 + number * DAY for number in range(0, 20)]
    found = build_model(
        "cls_signaal_geteld",
        win_telling=(
            TELLING,
            [*((11, 5, *count) for count in counts),
             *((11, 7, *stretch[:2], 1, 9, stretch[2], 99.0, 0.0) for stretch in hours),
             *((11, other, NOV_3, NOV_30, 1, 9, 99.0, 99.0, 0.0) for other in (6, 8, 9)),
             (12, 7, NOV_3, NOV_30, 1, 9, 99.0, 99.0, 0.0)],
        ),
        # Six lesweken, hours of the school year, and times late in four lesweken are no ceiling.
        win_maatvenster=(
            "venster_nr integer, maat varchar, eenheid varchar, lengte integer",
            [(5, measure, "schooljaar", 4), (6, "oa_uren_venster", "lesweek", 6), (7, "oa_uren_venster", "lesweek", 4),
             (8, "oa_uren_venster", "schooljaar", 4), (9, "te_laat_schooljaar", "lesweek", 4)],
        ),
        ref_definitie=("duo_uren integer, venster_posities integer", [(16, 28)]),
        cls_toets=(TEST, [(1, 1, measure, 5, "schooljaar", *columns, ceiling)]),
        cls_duo_melding=(
            "leerling_nr integer, meldsoort varchar, einddatum date",
            [*((11, *report) for report in reports), (12, "16uur", NOV_3)],
        ),
        ref_schooljaar=SCHOOL_YEARS,
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102)]),
        # Day 31 is 3 November; for the other pupil it is the first.
        win_traject_dag=(
            "traject_nr integer, datum date, dag_nr integer",
            [(101, YEAR, 1), (101, YEAR - DAY, 0), (101, NEXT_YEAR, 90),
             *((101, day, 31 + at) for at, day in enumerate(days)),
             *((102, day, 1 + at) for at, day in enumerate(days))],
        ),
        win_verjaardag=(
            "leerling_nr integer, leeftijd integer, datum date, dag_nr integer",
            [*((11, *birthday) for birthday in birthdays), (12, 12, YEAR, 1), (12, 18, NOV_30, 50)],
        ),
    )  # fmt: skip
    assert {row[:3] for row in found} <= {(11, 1, "schooljaar")}
    return sorted(row[3:] for row in found)


def _whole(value: float, most: float | None = None, beside: float = 0.0) -> tuple:
    """A count from 3 November up to the 17th, the days 31 to 44."""
    return (NOV_3, NOV_17, 31, 44, value, value if most is None else most, beside)


@pytest.mark.parametrize(
    ("value", "most", "missing"),
    [(9.0, 9.0, [None]), (10.0, 12.0, [None]), (8.0, 9.0, ["onbekend"]), (8.0, 8.0, []), (0.0, 9.0, ["onbekend"])],
)
def test_a_count_reaches_its_bound_or_could(value: float, most: float, missing: list[str | None]) -> None:
    found = _stretches([_whole(value, most)], minimum=9)
    assert found == [(NOV_3, NOV_17, 31, 44, value, told) for told in missing]


@pytest.mark.parametrize(("value", "there"), [(11.0, True), (12.0, True), (13.0, False)])
def test_a_count_with_an_upper_bound(value: float, there: bool) -> None:
    assert len(_stretches([_whole(value)], minimum=9, maximum=12)) == there


@pytest.mark.parametrize(
    ("value", "most", "beside", "missing"),
    [
        # 60 minutes late: known, too few with some not known, or too few.
        (60.0, 60.0, 1.0, [None]),
        (59.0, 59.0, 1.0, ["minuten_te_laat"]),
        (59.0, 59.0, 0.0, []),
        (59.0, 60.0, 1.0, ["onbekend"]),
    ],
)
def test_minutes_late_that_are_not_known(value: float, most: float, beside: float, missing: list[str | None]) -> None:
    found = _stretches([_whole(value, most, beside)], measure="te_laat_minuten", minimum=60)
    assert [row[-1] for row in found] == missing
    # Of another measure what counts beside it is no reason.
    other = _stretches([_whole(value, most, beside)], minimum=60)
    assert [row[-1] for row in other] == [told for told in missing if told != "minuten_te_laat"]


@pytest.mark.parametrize(("beside", "there"), [(719.0, True), (720.0, True), (721.0, False)])
def test_hours_and_times_together(beside: float, there: bool) -> None:
    """At most twelve, in sixtieths 12 * 60 = 720."""
    assert len(_stretches([_whole(9.0, beside=beside)], minimum=9, maximum_som=12)) == there


@pytest.mark.parametrize(
    ("reports", "until", "last"),
    [
        ([], NOV_17, 44),
        # It ends before the day on which the first report ends, 10 November, day 38.
        ([("16uur", NOV_10)], NOV_10, 37),
        ([("16uur", NOV_10 + DAY), ("16uur", NOV_10)], NOV_10, 37),
        # A run that goes on has no last day yet; another kind of report ends nothing.
        ([("16uur", None), ("lrv", NOV_10)], NOV_17, 44),
        # Of the school year before, or the next one.
        ([("16uur", YEAR - DAY)], NOV_17, 44),
        ([("16uur", NEXT_YEAR)], NOV_17, 44),
        # On the first day of the school year: before it begins.
        ([("16uur", YEAR)], None, None),
        # On the day after its own first day, and on that day.
        ([("16uur", NOV_3 + DAY)], NOV_3 + DAY, 31),
        ([("16uur", NOV_3)], None, None),
    ],
)
def test_the_consultation_ends_with_the_first_report(
    reports: list[tuple], until: date | None, last: int | None
) -> None:
    found = _stretches([_whole(9.0)], minimum=9, ceiling=True, reports=reports)
    assert found == ([(NOV_3, until, 31, last, 9.0, None)] if until else [])


@pytest.mark.parametrize(
    ("start", "cut"), [(YEAR - DAY, False), (YEAR, True), (NOV_3, True), (NEXT_YEAR - DAY, False), (NEXT_YEAR, False)]
)
def test_a_report_ends_what_began_in_its_school_year(start: date, cut: bool) -> None:
    """The report ends on 10 November. What begins on that day or later lasts no day any more."""
    count = (start, NEXT_YEAR + 9 * DAY, 1, 99, 9.0, 9.0, 0.0)
    found = _stretches([count], minimum=9, ceiling=True, reports=[("16uur", NOV_10)])
    until = [NOV_10] if cut else [] if start == NEXT_YEAR - DAY else [NEXT_YEAR + 9 * DAY]
    assert [row[1] for row in found] == until


def test_a_report_of_the_next_school_year_ends_nothing_in_this_one() -> None:
    """Its last day is the first one of that year; the day before it is still one of this year."""
    count = (NOV_3, NEXT_YEAR + 9 * DAY, 31, 99, 9.0, 9.0, 0.0)
    found = _stretches([count], minimum=9, ceiling=True, reports=[("16uur", NEXT_YEAR)])
    assert found == [(NOV_3, NEXT_YEAR + 9 * DAY, 31, 99, 9.0, None)]


def test_a_rule_without_a_ceiling_is_not_ended_by_sixteen_hours() -> None:
    found = _stretches([_whole(9.0)], minimum=9, reports=[("16uur", NOV_10)], hours=[(NOV_10, NOV_17, 16.0)])
    assert found == [(NOV_3, NOV_17, 31, 44, 9.0, None)]


@pytest.mark.parametrize(
    ("hours", "until", "last"),
    [
        # It ends before the first day on which sixteen hours stand in four lesweken, 10 November, day 38.
        ([(NOV_10, NOV_17, 16.0)], NOV_10, 37),
        ([(NOV_10, NOV_17, 17.0)], NOV_10, 37),
        ([(NOV_10, NOV_17, 15.0)], NOV_17, 44),
        ([(NOV_10 + DAY, NOV_17, 16.0), (NOV_10, NOV_10 + DAY, 16.0)], NOV_10, 37),
        # Standing since before: from the first day of the school year on, though it no longer stands.
        ([(YEAR - DAY, YEAR + DAY, 16.0)], None, None),
        # It stood up to the day before the school year, or will from the next one on.
        ([(YEAR - 9 * DAY, YEAR, 16.0)], NOV_17, 44),
        ([(NEXT_YEAR, NEXT_YEAR + DAY, 16.0)], NOV_17, 44),
        # No day with slots from then on: the last day stays.
        ([(date(2026, 7, 1), date(2026, 7, 2), 16.0)], NOV_17, 44),
    ],
)
def test_the_consultation_ends_when_sixteen_hours_stand(
    hours: list[tuple], until: date | None, last: int | None
) -> None:
    found = _stretches([_whole(9.0)], minimum=9, ceiling=True, hours=hours)
    assert found == ([(NOV_3, until, 31, last, 9.0, None)] if until else [])


@pytest.mark.parametrize(
    ("asked", "birthdays", "expected"),
    [
        # 12 on 10 November, day 38; 18 on the 12th, day 40: from the birthday on, and up to the day before.
        ({"leeftijd_van": 12}, [(12, NOV_10, 38), (18, YEAR, 1)], (NOV_10, NOV_17, 38, 44)),
        ({"leeftijd_tot": 18}, [(18, NOV_10 + 2 * DAY, 40), (12, YEAR, 1)], (NOV_3, NOV_10 + 2 * DAY, 31, 39)),
        (
            {"leeftijd_van": 12, "leeftijd_tot": 18},
            [(12, NOV_10, 38), (18, NOV_10 + 2 * DAY, 40)],
            (NOV_10, NOV_10 + 2 * DAY, 38, 39),
        ),
        # Long before and long after: all of it.
        ({"leeftijd_van": 12, "leeftijd_tot": 18}, [(12, YEAR, 1), (18, NOV_30, 50)], (NOV_3, NOV_17, 31, 44)),
        # Too young until the end, too old from the beginning.
        ({"leeftijd_van": 12}, [(12, NOV_17, 45)], None),
        ({"leeftijd_tot": 18}, [(18, NOV_3, 31)], None),
        # Without a birth date nobody knows.
        ({"leeftijd_van": 12}, [], None),
        ({"leeftijd_tot": 18}, [], None),
        ({"leeftijd_van": 12, "leeftijd_tot": 18}, [(12, YEAR, 1)], None),
        ({"leeftijd_van": 12, "leeftijd_tot": 18}, [(18, NOV_30, 50)], None),
    ],
)
def test_a_count_that_asks_an_age(asked: dict[str, int], birthdays: list[tuple], expected: tuple | None) -> None:
    found = _stretches([_whole(9.0)], minimum=9, birthdays=birthdays, **asked)
    assert found == ([(*expected, 9.0, None)] if expected else [])


def test_a_count_without_an_age_asks_for_no_birthday() -> None:
    birthdays = [(12, NOV_10, 38), (18, NOV_10 + 2 * DAY, 40)]
    assert _stretches([_whole(9.0)], minimum=9, birthdays=birthdays) == [(NOV_3, NOV_17, 31, 44, 9.0, None)]


# --- as days with slots -----------------------------------------------------------------------------------------------


def _pieces(
    counts: list[tuple] = [],  # noqa: B006
    *,
    spells: list[tuple] = [],  # noqa: B006
    unknown: list[tuple] = [],  # noqa: B006
    gone: bool = False,
    maximum: int | None = None,
) -> list[tuple]:
    """Pieces of pupil 11: first and last day's number, at the horizon, value, missing. Day 40 is its last one; the
    horizon is Sunday 30 November, a count of the school year is read on the 28th. `counts` are (unit, from, until,
    first and last number), `spells` (number of the day before it, last number) of sick days, `unknown` (first number,
    days) as they could be. From 3 sick days in a row on (toets 2)."""
    found = build_model(
        "cls_signaal_stuk",
        cls_signaal_geteld=(
            "leerling_nr integer, toets_nr integer, venster_eenheid varchar, van date, tot date, van_dag_nr integer,"
            " tot_en_met_dag_nr integer, waarde double, ontbreekt varchar",
            [(11, 1, *count, 9.0, None) for count in counts],
        ),
        win_dagnummer=(
            "leerling_nr integer, school_nr smallint, vertrokken boolean, laatste_dag_nr integer, horizon_datum date,"
            " schooljaar_kijkdag date",
            [(11, 1, gone, 40, NOV_30, date(2025, 11, 28)), (12, 1, not gone, 99, YEAR, YEAR)],
        ),
        win_oploop=(
            "leerling_nr integer, school_nr smallint, maat varchar, start date, nul_dag_nr integer,"
            " laatste_dag_nr integer",
            [(11, 1, "ziek_aaneengesloten", NOV_3, *spell) for spell in spells],
        ),
        win_onbekend_reeks=(
            "leerling_nr integer, school_nr smallint, groep varchar, start date, start_dag_nr integer, dagen integer",
            [*((11, 1, "ziek", NOV_3, *run) for run in unknown), (11, 1, "oa", NOV_3, 1, 40)],
        ),
        cls_toets=(
            "toets_nr integer, school_nr smallint, maat varchar, minimum integer, maximum integer",
            [
                (2, 1, "ziek_aaneengesloten", 3, maximum),
                (3, 2, "ziek_aaneengesloten", 3, maximum),
                (4, 1, "voorlopig_dagen", 3, maximum),
            ],
        ),
    )
    assert {row[:3] for row in found} <= {(11, 1, 1 if counts else 2)}
    assert {row[4] for row in found} <= {None if counts else NOV_3}
    return sorted((*row[5:], row[3]) for row in found)


@pytest.mark.parametrize(
    ("unit", "start", "until", "there"),
    [
        ("lesweek", NOV_30, NEXT_YEAR, True),
        ("lesweek", NOV_30 + DAY, NEXT_YEAR, False),
        ("lesweek", NOV_3, NOV_30, False),
        ("lesweek", NOV_3, NOV_30 + DAY, True),
        ("schooljaar", date(2025, 11, 28), NEXT_YEAR, True),
        ("schooljaar", date(2025, 11, 29), NEXT_YEAR, False),
        ("schooljaar", NOV_3, date(2025, 11, 28), False),
        ("schooljaar", NOV_3, date(2025, 11, 29), True),
    ],
)
def test_a_count_that_holds_at_the_horizon(unit: str, start: date, until: date, there: bool) -> None:
    assert _pieces([(unit, start, until, 31, 39)]) == [(31, 39, there, 9.0, None)]
    # Who left is looked at on its last day: nothing holds any more.
    assert _pieces([(unit, start, until, 31, 39)], gone=True) == [(31, 39, False, 9.0, None)]


@pytest.mark.parametrize(("last", "shown"), [(39, 39), (40, 40), (41, 40), (None, 40)])
def test_days_up_to_the_last_one(last: int | None, shown: int) -> None:
    assert [row[1] for row in _pieces([("lesweek", NOV_3, NEXT_YEAR, 31, last)])] == [shown]


@pytest.mark.parametrize(
    ("zero", "last", "expected"),
    [
        # Sick from day 31 on: the third day is 33.
        (30, 32, []),
        (30, 33, [(33, 33, False, 3.0, None)]),
        (30, 36, [(33, 36, False, 6.0, None)]),
        # Up to the last day of all.
        (36, 40, [(39, 40, True, 4.0, None)]),
        (36, None, [(39, 40, True, 4.0, None)]),
    ],
)
def test_sick_days_in_a_row(zero: int, last: int | None, expected: list[tuple]) -> None:
    assert _pieces(spells=[(zero, last)]) == expected
    assert _pieces(spells=[(zero, last)], gone=True) == [(*row[:2], False, *row[3:]) for row in expected]


def test_sick_days_up_to_an_upper_bound() -> None:
    """From 3 up to 5 days in a row: days 33 to 35 of a spell from 31 to 38."""
    assert _pieces(spells=[(30, 38)], maximum=5) == [(33, 35, False, 5.0, None)]


def test_sick_days_as_they_could_be() -> None:
    """Days 31 to 34, if the unknown ones were sick."""
    assert _pieces(unknown=[(31, 4)]) == [(33, 34, False, 4.0, "onbekend")]
    assert _pieces(unknown=[(31, 2)]) == []


# --- one answer a question --------------------------------------------------------------------------------------------

DAYS = {number: NOV_3 + (number - 31) * DAY for number in range(1, 60)}
PIECE = (
    "leerling_nr integer, school_nr smallint, toets_nr integer, ontbreekt varchar, start date, van_dag_nr integer,"
    " tot_en_met_dag_nr integer, op_peildatum boolean, waarde double"
)


def _answers(
    *pieces: tuple,
    measure: str = "oa_uren_venster",
    unit: str = "lesweek",
    year_from: int = 1,
    period_from: int = 21,
    horizon: date = NOV_30,
    last_days: bool = False,
) -> list[tuple]:
    """Answers (or the last days on which they held) from pieces (first number, last number, at the horizon, value,
    missing, first day); the school year begins with day `year_from`, the period with day `period_from`. Windows of four
    begin 27 days before their last."""
    found = build_model(
        "cls_signaal_telling",
        cls_signaal_stuk=(
            PIECE,
            [*((11, 1, 1, missing, start, first, last, at, value) for first, last, at, value, missing, start in pieces),
             (12, 1, 1, None, None, 21, 59, True, 77.0), (11, 1, 2, None, None, 21, 59, True, 78.0)],
        ),
        win_dagnummer=(
            "leerling_nr integer, traject_nr integer, horizon_datum date, schooljaar_dag_nr integer,"
            " periode_dag_nr integer",
            [(11, 101, horizon, year_from, period_from), (12, 102, YEAR, 1, 1)],
        ),
        cls_toets=(
            "toets_nr integer, maat varchar, venster_eenheid varchar, venster_lengte integer",
            [(1, measure, unit, 4), (2, "andere", "maand", 4)],
        ),
        win_meting=MEASURED,
        win_traject_dag=(
            "traject_nr integer, datum date, dag_nr integer",
            [*((101, day, number) for number, day in DAYS.items()), *((102, YEAR, number) for number in DAYS)],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, schooljaar_van date",
            [*((1, day, date(2024, 8, 1)) for day in DAYS.values()), *((2, day, NOV_3) for day in DAYS.values())],
        ),
        win_vensterbegin=(
            "school_nr smallint, lengte integer, eenheid varchar, dag date, van date",
            [
                *((1, 4, "lesweek", day, day - 27 * DAY) for day in {*DAYS.values(), horizon}),
                *((2, 4, "lesweek", day, YEAR) for day in DAYS.values()),
                *((1, 3, "lesweek", day, YEAR) for day in DAYS.values()),
                *((1, 4, "maand", day, YEAR) for day in DAYS.values()),
            ],
        ),
    )  # fmt: skip
    mine = [row for row in found if row[:3] == (11, 1, 1)]
    return sorted(((row[-2],) if last_days else (*row[3:-2], row[-1]) for row in mine), key=str)


def _piece(first: int, last: int, *, at: bool = False, value: float = 9.0, missing: str | None = None) -> tuple:
    return (first, last, at, value, missing, None)


def test_a_count_of_the_period() -> None:
    """It held on the days 31 to 35 and 38 to 40: first on 31, and what held last is shown, on 40."""
    found = _answers(_piece(31, 35, value=8.0), _piece(38, 40))
    assert found == [(DAYS[31], DAYS[31], True, False, 9.0, DAYS[40] - 27 * DAY, DAYS[40], None)]


@pytest.mark.parametrize(
    ("first", "last", "there", "first_day"),
    [(15, 20, False, None), (15, 21, True, 15), (21, 30, True, 21), (22, 30, True, 22)],
)
def test_a_count_that_held_before_the_period(first: int, last: int, there: bool, first_day: int | None) -> None:
    """The period begins with day 21; a first day before it is one of the school year all the same."""
    found = _answers(_piece(first, last))
    assert [row[:3] for row in found] == ([(DAYS[first_day], DAYS[first_day], True)] if first_day else [])
    assert bool(found) is there


def test_at_the_horizon_the_count_there_is_shown() -> None:
    """Also when another piece ended later among the days with slots, and for a piece without such a day."""
    found = _answers(_piece(31, 30, at=True, value=10.0), _piece(25, 40))
    assert found == [(DAYS[25], DAYS[25], True, True, 10.0, NOV_30 - 27 * DAY, NOV_30, None)]
    # Without any day with slots it first holds on the horizon itself.
    [row] = _answers(_piece(41, 40, at=True))
    assert row == (NOV_30, None, False, True, 9.0, NOV_30 - 27 * DAY, NOV_30, None)


def test_what_began_in_the_school_year_before_begins_again_with_its_first_day() -> None:
    """The school year begins with day 10, the period with day 21."""
    found = _answers(_piece(5, 30), year_from=10)
    assert found == [(DAYS[10], DAYS[10], True, False, 9.0, DAYS[30] - 27 * DAY, DAYS[30], None)]


def test_the_first_day_of_a_count_that_held_before_the_school_year_alone() -> None:
    """The school year begins with day 41, the period with day 21: no first date, but the first day of the period."""
    found = _answers(_piece(15, 30), year_from=41)
    assert found == [(None, DAYS[21], True, False, 9.0, DAYS[30] - 27 * DAY, DAYS[30], None)]
    # Up to its first day, and with it.
    assert [row[:2] for row in _answers(_piece(15, 40), year_from=41)] == [(None, DAYS[21])]
    assert [row[:2] for row in _answers(_piece(15, 41), year_from=41)] == [(DAYS[41], DAYS[41])]


def test_the_first_day_of_several_pieces() -> None:
    """Neither lies in the school year: the first day of the period on which one held, else the last one of all."""
    assert [row[1] for row in _answers(_piece(15, 30), _piece(33, 36), year_from=41)] == [DAYS[21]]
    found = _answers(_piece(3, 5), _piece(9, 9, at=True), year_from=41, period_from=41)
    assert [row[1] for row in found] == [DAYS[9]]


def test_a_count_that_holds_at_the_horizon_without_any_day_before_it() -> None:
    assert _answers(_piece(1, 0, at=True)) == [(NOV_30, None, False, True, 9.0, NOV_30 - 27 * DAY, NOV_30, None)]


def test_a_horizon_before_the_school_year_is_no_first_date() -> None:
    """No day of the school year or the period; the last one before these is the first day that is known."""
    for horizon, first in ((YEAR - DAY, None), (YEAR, YEAR), (YEAR + DAY, YEAR + DAY)):
        [row] = _answers(_piece(5, 9, at=True), year_from=41, period_from=41, horizon=horizon)
        assert row[:2] == (first, DAYS[9])


def test_a_count_of_the_school_year_has_that_as_its_window() -> None:
    """At the horizon the school year that was measured, else that of the last day on which it held."""
    assert [row[5:7] for row in _answers(_piece(31, 40, at=True), unit="schooljaar")] == [(YEAR, NOV_30)]
    found = _answers(_piece(31, 40), unit="schooljaar")
    assert [row[5:7] for row in found] == [(date(2024, 8, 1), DAYS[40])]


def test_the_last_day_of_a_count_is_told_where_it_does_not_hold_at_the_horizon() -> None:
    assert _answers(_piece(31, 35, value=8.0), _piece(38, 40), last_days=True) == [(DAYS[40],)]
    assert _answers(_piece(31, 40, at=True), last_days=True) == [(None,)]
    assert _answers(_piece(31, 40), unit="schooljaar", last_days=True) == [(DAYS[40],)]


@pytest.mark.parametrize("at", [True, False])
def test_sick_days_in_a_row_have_the_days_of_the_spell(at: bool) -> None:
    found = _answers((33, 36, at, 6.0, None, DAYS[31]), measure="ziek_aaneengesloten", unit="reeks")
    assert [row[5:7] for row in found] == [(DAYS[31], DAYS[36])]


def test_what_is_missing_is_answered_apart() -> None:
    found = _answers(_piece(31, 35), _piece(25, 30, at=True, value=3.0, missing="onbekend"))
    assert [(row[0], row[2], row[3], row[4], row[-1]) for row in found] == [
        (DAYS[25], True, True, 3.0, "onbekend"),
        (DAYS[31], True, False, 9.0, None),
    ]


# --- runs -------------------------------------------------------------------------------------------------------------


def _runs(*runs: tuple, first_in_year: date | None = YEAR + 31 * DAY, in_period: bool = True) -> list[tuple]:
    """Answers from runs (first day, last day, goes on, length, full on)."""
    columns = "leerling_nr integer, school_nr smallint, toets_nr integer, start date, laatste_dag date, loopt boolean"
    found = build_model(
        "cls_signaal_reeks",
        cls_reeks=(
            f"{columns}, duur integer, volle_dag date, ontbreekt varchar",
            [*((11, 1, 1, *run, None) for run in runs), (12, 1, 1, NOV_3, NOV_30, True, 99, NOV_3, None)],
        ),
        win_eerste_dag=("leerling_nr integer, eerste_in_schooljaar date", [(11, first_in_year), (12, YEAR)]),
        win_meting=MEASURED,
        win_leerling_periode=("leerling_nr integer", [(11,)] if in_period else [(13,)]),
    )
    assert {row[:3] for row in found} <= {(11, 1, 1)}
    goes_on = any(run[2] for run in runs)
    assert {row[-2] for row in found} <= {None if goes_on else max(run[1] for run in runs)}
    return [row[3:-2] for row in found]


@pytest.mark.parametrize(
    ("last", "goes_on", "there"),
    [(PERIOD - DAY, False, False), (PERIOD, False, True), (PERIOD - DAY, True, True), (PERIOD + DAY, True, True)],
)
def test_a_run_that_reaches_the_period_or_goes_on(last: date, goes_on: bool, there: bool) -> None:
    found = _runs((YEAR, last, goes_on, 20, YEAR + DAY))
    assert found == [(YEAR + DAY, last >= PERIOD, goes_on, 20.0, YEAR, last)] * there
    assert _runs((YEAR, last, goes_on, 20, YEAR + DAY), in_period=False) == []


@pytest.mark.parametrize(
    ("full", "last", "first"),
    [
        # Full in the school year, on its first day, or before it: then it holds again from its first day with slots on.
        (YEAR + DAY, NOV_3, YEAR + DAY),
        (YEAR, NOV_3, YEAR),
        (YEAR - DAY, NOV_3, YEAR + 31 * DAY),
        (YEAR - DAY, YEAR + 31 * DAY, YEAR + 31 * DAY),
    ],
)
def test_the_first_day_on_which_a_run_holds(full: date, last: date, first: date) -> None:
    assert [row[0] for row in _runs((YEAR - 60 * DAY, last, True, 20, full))] == [first]


def test_a_run_that_ended_before_the_first_day_of_the_school_year() -> None:
    """It goes on through a holiday: nothing of it lies in the school year."""
    assert _runs((YEAR - 60 * DAY, YEAR + 30 * DAY, True, 20, YEAR - DAY)) == [
        (None, False, True, 20.0, YEAR - 60 * DAY, YEAR + 30 * DAY)
    ]


def test_of_several_runs_the_one_that_began_last_is_shown() -> None:
    found = _runs((NOV_3, NOV_10, False, 20, NOV_10), (NOV_17, NOV_30, True, 14, NOV_17))
    assert found == [(NOV_10, True, True, 14.0, NOV_17, NOV_30)]
    # One in the period, another that goes on before it.
    found = _runs((YEAR, PERIOD - DAY, True, 20, YEAR), (YEAR + DAY, PERIOD, False, 14, YEAR + DAY))
    assert found == [(YEAR, True, True, 14.0, YEAR + DAY, PERIOD)]
    # Neither is in the period, and one of them goes on.
    found = _runs((YEAR, PERIOD - 2 * DAY, False, 20, YEAR), (YEAR + DAY, PERIOD - DAY, True, 14, YEAR + DAY))
    assert found == [(YEAR, False, True, 14.0, YEAR + DAY, PERIOD - DAY)]
    # Both are, and neither goes on.
    found = _runs((YEAR, PERIOD - DAY, False, 20, YEAR), (YEAR + DAY, PERIOD, False, 14, YEAR + DAY))
    assert found == [(YEAR, True, False, 14.0, YEAR + DAY, PERIOD)]


# --- ages -------------------------------------------------------------------------------------------------------------


def test_without_a_birth_date_a_rule_with_an_age_cannot_be_decided() -> None:
    """Pupil 11 has none; 12 has one, 13 is not of the period; school 2 has no lesweek."""
    found = build_model(
        "cls_signaal_leeftijd",
        win_leerling_periode=("leerling_nr integer, school_nr smallint", [(11, 1), (12, 1), (21, 2)]),
        win_geboorte=(
            "leerling_nr integer, geboortedatum date", [(11, None), (12, YEAR), (13, None), (21, None)],
        ),
        cls_toets=(
            "school_nr smallint, toets_nr integer, leeftijd_van integer, leeftijd_tot integer",
            [(1, 1, 12, None), (1, 2, None, 18), (1, 3, 12, 18), (1, 4, None, None), (2, 5, 12, None)],
        ),
        win_lesweek=("school_nr smallint", [(1,), (1,)]),
    )  # fmt: skip
    assert sorted(found) == [(11, 1, number, "geboortedatum") for number in (1, 2, 3)]


# --- what is asked ----------------------------------------------------------------------------------------------------

ASKED = (
    "protocol varchar, sector varchar, maat varchar, groep varchar, eenheid varchar, venster_lengte integer,"
    " venster_eenheid varchar, minimum integer, maximum integer, minder_dan integer, maanden integer,"
    " maanden_onder integer, maximum_som integer, vanaf integer, leeftijd_van integer, leeftijd_tot integer,"
    " vereist_plan boolean, plafond boolean, regio varchar"
)
HOURS = ("oa_uren_venster", "oa", "uren", 4, "lesweek", 16, *[None] * 8, False, False, None)


def test_rules_and_grounds_that_ask_the_same_share_a_question() -> None:
    """Rule A, ground G and rule W without a signal of noord ask the same, B another bound; at the other school the same
    is another question, and so it is about pupils of the region alone (E)."""
    other = (*HOURS[:5], 20, *HOURS[6:])
    region = (*HOURS[:-1], "binnen")
    found = build_model(
        "cls_vraag",
        ref_school=(
            "school_nr smallint, protocol varchar, sector varchar", [(1, "noord", "VO"), (2, "twente", "VO")],
        ),
        ref_rule=(
            f"{ASKED}, regel varchar",
            [("noord", "VO", *HOURS, "A"), ("noord", "VO", *other, "B"), ("noord", "VO", *region, "E"),
             ("noord", "PO", *HOURS, "C"), ("twente", "VO", *HOURS, "D")],
        ),
        ref_werkregel=(
            f"{ASKED}, werkregel varchar",
            [("noord", "VO", *HOURS, "W"), ("noord", "PO", *HOURS, "X"), ("dronten", "VO", *HOURS, "Y")],
        ),
        ref_status=(
            f"{ASKED}, status varchar, grond varchar",
            [("noord", "VO", *HOURS, "dreigend", "G"), ("noord", "PO", *HOURS, "dreigend", "H"),
             ("dronten", "VO", *HOURS, "dreigend", "I")],
        ),
        win_maatvenster=(
            "school_nr smallint, maat varchar, lengte integer, eenheid varchar, vanaf integer, venster_nr integer",
            [
                (1, "oa_uren_venster", 4, "lesweek", 0, 5),
                (2, "oa_uren_venster", 4, "lesweek", 0, 6),
                (1, "oa_uren_schooljaar", 4, "lesweek", 0, 7),
                (1, "oa_uren_venster", 3, "lesweek", 0, 8),
                (1, "oa_uren_venster", 4, "maand", 0, 9),
                (1, "oa_uren_venster", 4, "lesweek", 1, 10),
            ],
        ),
    )  # fmt: skip
    names = ("regel", "grond", "werkregel", "venster_nr", "toets_nr")
    shown = _by_names(found, names)
    # The questions of each school begin with the number of the school.
    first, second = 1_000_000_000, 2_000_000_000
    assert sorted(shown, key=str) == [
        ("A", None, None, 5, first + 2),
        ("B", None, None, 5, first + 3),
        ("D", None, None, 6, second + 1),
        ("E", None, None, 5, first + 1),
        (None, "G", None, 5, first + 2),
        (None, None, "W", 5, first + 2),
    ]


def test_a_run_has_no_window() -> None:
    asked = ("reeks", "oa", "duur_posities", None, "reeks", 28, *[None] * 8, False, False, None)
    found = build_model(
        "cls_vraag",
        ref_school=("school_nr smallint, protocol varchar, sector varchar", [(1, "noord", "VO")]),
        ref_rule=(f"{ASKED}, regel varchar", [("noord", "VO", *asked, "A")]),
        ref_werkregel=(f"{ASKED}, werkregel varchar", []),
        ref_status=(f"{ASKED}, status varchar, grond varchar", []),
        win_maatvenster=(
            "school_nr smallint, maat varchar, lengte integer, eenheid varchar, vanaf integer, venster_nr integer",
            [(1, "oa_uren_venster", 4, "lesweek", 0, 5)],
        ),
    )
    assert _by_names(found, ("regel", "venster_nr", "toets_nr")) == [("A", None, 1_000_000_001)]


@pytest.mark.parametrize(
    ("measure", "age", "counted_from", "window"),
    [
        ("oa_dagen_leeftijd", 18, 3, 18),
        ("te_laat_minuten", 18, 3, 3),
        ("te_laat_minuten", None, None, 0),
    ],
)
def test_the_window_of_what_counts_from_an_age_or_a_time_on(
    measure: str, age: int | None, counted_from: int | None, window: int
) -> None:
    asked = (measure, "oa", "uren", 1, "schooljaar", 3, *[None] * 5, counted_from, age, None, False, False, None)
    found = build_model(
        "cls_vraag",
        ref_school=("school_nr smallint, protocol varchar, sector varchar", [(1, "noord", "VO")]),
        ref_rule=(f"{ASKED}, regel varchar", [("noord", "VO", *asked, "A")]),
        ref_werkregel=(f"{ASKED}, werkregel varchar", []),
        ref_status=(f"{ASKED}, status varchar, grond varchar", []),
        win_maatvenster=(
            "school_nr smallint, maat varchar, lengte integer, eenheid varchar, vanaf integer, venster_nr integer",
            [(1, measure, 1, "schooljaar", number, 100 + number) for number in (0, 3, 18)],
        ),
    )
    assert _by_names(found, ("venster_nr",)) == [(100 + window,)]


def _by_names(rows: list[tuple], names: tuple[str, ...]) -> list[tuple]:
    """Some columns of `cls_vraag`, whose order is that of the tables it reads."""
    order = ["school_nr", *(column.split()[0] for column in ASKED.split(", ")), "regel", "status", "grond"]
    order += ["werkregel"]
    order += ["venster_nr", "toets_nr"]
    return [tuple(row[order.index(name)] for name in names) for row in rows]


QUESTION = (
    "school_nr smallint, toets_nr integer, maat varchar, groep varchar, eenheid varchar, venster_nr integer,"
    " venster_lengte integer, venster_eenheid varchar, minimum integer, maximum integer, minder_dan integer,"
    " maanden integer, maanden_onder integer, maximum_som integer, leeftijd_van integer, leeftijd_tot integer,"
    " vereist_plan boolean, plafond boolean, regio varchar, regel varchar, status varchar, grond varchar, rang integer,"
    " langste_reeks boolean, niet_geheel_ongeoorloofd boolean, deels_zonder_reden boolean, zonder_plicht boolean,"
    " werkregel varchar"
)
SAME = (1, 1, "reeks", "oa", "duur_posities", None, None, "reeks", 28, *[None] * 7, False, False, "binnen")


def test_rules_grounds_and_questions_are_told_apart() -> None:
    asked: Rows = (
        QUESTION, [(*SAME, "A", *[None] * 8), (*SAME, None, "thuiszitter", "R", 0, False, True, False, True, None),
         (*SAME, *[None] * 8, "W")],
    )  # fmt: skip
    assert [row[-1] for row in build_model("cls_regel", cls_vraag=asked)] == ["A"]
    assert build_model("cls_grond", cls_vraag=asked) == [
        (1, "thuiszitter", "R", 0, "reeks", None, None, "reeks", False, True, False, True, 1)
    ]
    assert build_model("cls_toets", cls_vraag=asked) == [SAME[:19]]


def test_a_signal_is_the_outcome_of_each_rule_that_asks() -> None:
    columns = (
        "leerling_nr integer, school_nr smallint, toets_nr integer, uitkomst varchar, eerste_datum date,"
        " in_periode boolean, op_peildatum boolean, waarde double, ruimte double, venster_van date,"
        " venster_tot date, ontbreekt varchar"
    )
    rest = (NOV_3, True, False, 18.0, 2.0, NOV_3, NOV_10, None)
    found = build_model(
        "cls_signaal",
        cls_uitkomst=(
            columns, [(11, 1, 1, "ja", *rest), (12, 1, 1, "nee", *rest), (12, 1, 2, "niet_te_bepalen", *rest)],
        ),
        cls_regel=("toets_nr integer, regel varchar", [(1, "A"), (1, "B"), (2, "C")]),
    )  # fmt: skip
    assert sorted(found) == [
        (11, 1, "A", "ja", *rest),
        (11, 1, "B", "ja", *rest),
        (12, 1, "C", "niet_te_bepalen", *rest),
    ]
