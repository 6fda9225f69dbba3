"""From which day up to which day a school delivered, and what is silent or left open in between (contract 2.8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
NOV_3, PEILDATUM = date(2025, 11, 3), date(2025, 11, 28)
BEFORE_ALL = date(1, 1, 1)
RUN: Rows = ("periode_van date, peildatum date", [(date(2025, 9, 2), PEILDATUM)])
# Small limits, so that a sum can be done by eye: silent from three school days on, judged by two days beside it, which
# must let expect ten; less than an eighth may be held. A gap must let expect twenty; a holiday of seven days parts.
LIMITS: Rows = (
    "stilte_schooldagen integer, stilte_verwacht integer, stilte_verwacht_dagen integer, einde_deel integer, "
    "gat_verwacht integer, gat_vakantie_dagen integer, melding_open_schooldagen integer",
    [(3, 10, 2, 8, 20, 7, 20)],
)
SCHOOLS: Rows = (
    "school_nr smallint, school varchar, vakantieregio varchar",
    [(1, "10AB00", "noord"), (2, "20AB00", "zuid")],
)


def day(number: int) -> date:
    """School day `number`, from 1; of the calendar too, as the models count school days by number."""
    return NOV_3 + (number - 1) * DAY


def _list_days(activity: str, columns: str) -> Rows:
    """Digits are the activity of school days in a row; in brackets days that are not active although somebody was."""
    rows: list[tuple[Any, ...]] = []
    is_active = True
    for sign in activity:
        if sign in "()":
            is_active = sign == ")"
            continue
        number = len(rows) + 1
        rows.append((1, number, day(number), int(sign), is_active and sign != "0"))
    # Another school, active every day.
    rows += [(2, number, day(number), 9, True) for number in range(1, 9)]
    return columns, rows


ACTIVE = "school_nr smallint, schooldag_nr integer, datum date, activiteit integer, actief boolean"


def _range(activity: str, said: list[tuple[date, date]] = []) -> tuple:  # noqa: B006
    """gegevens_van, gegevens_tot and gemeten_van of school 1; `said`: ranges of a levering, the end inclusive."""
    columns, days = _list_days(activity, ACTIVE)
    found, other = build_model(
        "win_gegevens",
        win_actieve_dag=(columns, days),
        win_schooldag_rooster=("school_nr smallint, datum date", [(row[0], row[2]) for row in days]),
        stg_levering=(
            "school_nr smallint, van date, tot date",
            [*((1, van, tot + DAY) for van, tot in said), (3, NOV_3 - DAY, PEILDATUM)],
        ),
        ref_school=SCHOOLS,
        ref_run=RUN,
        ref_definitie=LIMITS,
    )
    assert other == (2, False, day(1), PEILDATUM, BEFORE_ALL)
    assert found[:2] == (1, any(van <= PEILDATUM for van, _ in said))
    return found[2:]


@pytest.mark.parametrize(
    ("activity", "last"),
    [
        # Days 1 and 2 hold 18, so three silent days let expect 18 x 3 : 2 = 27.
        ("99000", day(2)),
        # Two silent days are no silence, nor are three of which the third is active.
        ("9900", PEILDATUM),
        ("99001", PEILDATUM),
        # Day 1 alone is judged by itself: 2 x 5 silent days is ten, 1 x 5 is less.
        ("200000", day(1)),
        ("100000", PEILDATUM),
        # 34 a two days lets expect 7 x 3 : 2 = 10.5; 33 lets expect 9.
        ("34000", day(2)),
        ("33000", PEILDATUM),
        # After day 1 four days let expect 8 x 4 = 32; held may be 3 (8 x 3 = 24), not 4 (8 x 4 = 32).
        ("8000(3)", day(1)),
        ("8000(4)", PEILDATUM),
        # Held is what all days after it hold, from the first on: five days let expect 5 x 8 = 40; 4 x 8 is less.
        ("8000(23)", PEILDATUM),
        ("8000(22)", day(1)),
        ("8(4)000", PEILDATUM),
        # Of two active days in a row the first is none.
        ("910000", day(2)),
        # Two ends: the first is told.
        ("90000900000", day(1)),
    ],
)
def test_the_last_day_before_a_silence(activity: str, last: date) -> None:
    assert _range(activity) == (day(1), last, BEFORE_ALL)


def test_days_further_back_do_not_count_for_what_is_expected() -> None:
    """The two days up to day 3 hold 1: three silent days let expect 1.5. Nine on day 1 lies too far back."""
    assert _range("901000")[1] == PEILDATUM


@pytest.mark.parametrize(
    ("activity", "first"),
    [
        # Days 4 and 5 hold 18, so the three days before them let expect 27.
        ("00099", 4),
        # Two silent days are no silence.
        ("0099", None),
        # 34: 7 x 3 : 2 = 10.5; 33: 9.
        ("00034", 4),
        ("00033", None),
        # The last day is judged by itself: 2 x 5 is ten, 1 x 5 is less.
        ("000002", 6),
        ("000001", None),
        # Of days that are not active the first is not the begin.
        ("(2)0099", 4),
        # Only the first active day can be the begin.
        ("1000999", None),
        # Days further on do not count for what is expected: 1 and 0 on days 4 and 5.
        ("0001099", None),
    ],
)
def test_the_first_day_after_a_silence(activity: str, first: int | None) -> None:
    """Without a begin the school delivered from its first school day on, and nothing before it is left out."""
    expected = (day(1), BEFORE_ALL) if first is None else (day(first), day(first))
    found = _range(activity)
    assert (found[0], found[2]) == expected


def test_a_school_without_activity() -> None:
    assert _range("(12)000") == (None, None, BEFORE_ALL)
    assert _range("") == (None, None, BEFORE_ALL)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(day(2), day(4))], (day(2), day(4), day(2))),
        # The earliest begin and the latest end; nothing after the peildatum.
        ([(day(6), day(9)), (day(2), day(4))], (day(2), day(9), day(2))),
        ([(day(2), PEILDATUM - DAY)], (day(2), PEILDATUM - DAY, day(2))),
        ([(day(2), PEILDATUM + DAY)], (day(2), PEILDATUM, day(2))),
        # A range that begins on the peildatum is read, one that begins after it is not: then activity decides.
        ([(PEILDATUM, PEILDATUM + DAY)], (PEILDATUM, PEILDATUM, PEILDATUM)),
        ([(PEILDATUM + DAY, PEILDATUM + DAY)], (day(1), day(2), BEFORE_ALL)),
        ([(day(2), day(4)), (PEILDATUM + DAY, PEILDATUM + 9 * DAY)], (day(2), day(4), day(2))),
    ],
)
def test_what_the_school_says_it_delivered(said: list[tuple[date, date]], expected: tuple) -> None:
    assert _range("99000", said) == expected


def _gaps(
    activity: str,
    *,
    first: int = 1,
    last: int = 99,
    said: list[tuple[date, date]] = [],  # noqa: B006
    later: dict[int, int] = {},  # noqa: B006
    holidays: list[tuple[str, date, date]] = [],  # noqa: B006
) -> list[tuple]:
    """van, tot and bron of the gaps of school 1. `later`: from this school day on all lie so many days later;
    `holidays`: region, first day and first day after."""
    columns, days = _list_days(activity, ACTIVE)
    moved = [
        (*row[:2], row[2] + sum(n for since, n in later.items() if row[1] >= since) * DAY, *row[3:]) for row in days
    ]
    # School 2 is silent on days 20 to 27, parted by nothing, and active on as many days before.
    moved += [(2, number, day(number), 9 * (number < 20), number < 20) for number in range(9, 28)]
    found = build_model(
        "win_gat",
        win_actieve_dag=(columns, moved),
        win_gegevens=(
            "school_nr smallint, heeft_levering boolean, gegevens_van date, gegevens_tot date",
            [(1, bool(said), day(first), day(last)), (2, False, day(1), day(99))],
        ),
        stg_levering=("school_nr smallint, van date, tot date", [(1, van, tot + DAY) for van, tot in said]),
        ref_school=SCHOOLS,
        ref_schoolvakantie=("regio varchar, van date, tot date", holidays),
        ref_run=RUN,
        ref_definitie=LIMITS,
    )
    assert [row for row in found if row[0] == 2] == [(2, day(20), day(27) + DAY, "stilte")]
    return sorted(row[1:] for row in found if row[0] == 1)


@pytest.mark.parametrize(
    ("activity", "gap"),
    [
        # 36 on 7 days lets expect 36 x 3 : 7 = 15.4 on three days, 54 on 9 days 18: not twenty; 54 x 4 : 10 = 21.6.
        ("9900099", None),
        ("999000999", None),
        ("9990000999", (4, 7)),
        # Twenty exactly: 36 x 5 : 9; 35 x 5 : 9 is less.
        ("990000099", (3, 7)),
        ("980000099", None),
        # A day with somebody that is not active is silent too.
        ("99000(1)099", (3, 7)),
        # Two days are no silence, however much was expected.
        ("99009999", None),
    ],
)
def test_a_stretch_of_which_nothing_was_delivered(activity: str, gap: tuple[int, int] | None) -> None:
    expected = [] if gap is None else [(day(gap[0]), day(gap[1]) + DAY, "stilte")]
    assert _gaps(activity) == expected


def test_three_days_are_enough_where_much_is_expected() -> None:
    """9 x 9 = 81 on 12 days lets expect 81 x 3 : 12 = 20.25; with an 8 and a 9 less, 80 : 4 = 20; 79 : 4 is less."""
    assert _gaps("999990009999") == [(day(6), day(8) + DAY, "stilte")]
    assert _gaps("899990009999") == [(day(6), day(8) + DAY, "stilte")]
    assert _gaps("799990009999") == []


def test_two_days_are_no_silence_however_much_they_should_hold() -> None:
    """15 on each of ten days and none on two: 150 x 2 : 12 = 25, more than twenty."""
    rows = [(1, number, day(number), 0 if number in (6, 7) else 15, number not in (6, 7)) for number in range(1, 13)]
    found = build_model(
        "win_gat",
        win_actieve_dag=(ACTIVE, rows),
        win_gegevens=(
            "school_nr smallint, heeft_levering boolean, gegevens_van date, gegevens_tot date",
            [(1, False, day(1), day(99))],
        ),
        stg_levering=("school_nr smallint, van date, tot date", []),
        ref_school=SCHOOLS,
        ref_schoolvakantie=("regio varchar, van date, tot date", []),
        ref_run=RUN,
        ref_definitie=LIMITS,
    )
    assert found == []


def test_a_gap_lies_between_begin_and_end() -> None:
    """From day 2 up to 13: 81 on 12 days lets expect 20.25 on the three; a day less at a side: 72 x 3 : 11 = 19.6."""
    activity = "99999" + "000" + "999999"
    assert _gaps(activity, first=2, last=13) == [(day(6), day(8) + DAY, "stilte")]
    assert _gaps(activity, first=3, last=13) == []
    assert _gaps(activity, first=2, last=12) == []


@pytest.mark.parametrize(
    ("region", "begin", "days", "expected"),
    [
        # From day 7 on 7 days later: a holiday of a week between days 6 and 7 parts the silence into 1 and 3 days.
        ("noord", 0, 7, [(day(7) + 7 * DAY, day(9) + 8 * DAY, "stilte")]),
        # It began before the day before it, or reaches over the day after it: as long within.
        ("noord", -3, 10, [(day(7) + 7 * DAY, day(9) + 8 * DAY, "stilte")]),
        ("noord", 0, 12, [(day(7) + 7 * DAY, day(9) + 8 * DAY, "stilte")]),
        # It began on the last school day itself: that day was one of lessons, so six days are left.
        ("noord", -1, 7, [(day(6), day(9) + 8 * DAY, "stilte")]),
        # Six days of holiday, another region, another time: one silence of four school days.
        ("noord", 0, 6, [(day(6), day(9) + 8 * DAY, "stilte")]),
        ("noord", 1, 12, [(day(6), day(9) + 8 * DAY, "stilte")]),
        ("zuid", 0, 7, [(day(6), day(9) + 8 * DAY, "stilte")]),
        ("noord", -30, 20, [(day(6), day(9) + 8 * DAY, "stilte")]),
        ("noord", 30, 20, [(day(6), day(9) + 8 * DAY, "stilte")]),
    ],
)
def test_a_holiday_of_a_week_parts_a_silence(region: str, begin: int, days: int, expected: list[tuple]) -> None:
    """Silent are days 6 to 9. 9 x 10 = 90 on 14 days: three of them let expect 19.3, so 9 x 11 on 15 days: 19.8; with
    12 on 16 days 20.25."""
    van = day(6) + DAY + begin * DAY
    assert _gaps("99999" + "0000" + "9999999", later={7: 7}, holidays=[(region, van, van + days * DAY)]) == expected


def test_two_holidays_in_one_part_a_silence_once() -> None:
    """Silent are day 6 before them and days 7 and 8 after them: two days are no silence, whatever lies before."""
    van = day(7)
    holiday = ("noord", van, van + 7 * DAY)
    assert _gaps("99999" + "000" + "9999999", later={7: 7}, holidays=[holiday, holiday]) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(day(1), day(3)), (day(6), day(9))], [(day(4), day(6), "levering")]),
        ([(day(1), day(3)), (day(4), day(9))], []),
        # A short range inside a long one covers nothing less.
        ([(day(1), day(9)), (day(2), day(3)), (day(12), day(14))], [(day(10), day(12), "levering")]),
        # One that begins on the peildatum is read, one that begins after it is not.
        ([(day(1), day(9)), (PEILDATUM, PEILDATUM)], [(day(10), PEILDATUM, "levering")]),
        ([(day(1), day(9)), (PEILDATUM + DAY, PEILDATUM + DAY)], []),
    ],
)
def test_days_between_two_ranges_that_none_covers(said: list[tuple[date, date]], expected: list[tuple]) -> None:
    """What the school says decides alone: silence of a school that says what it delivered is no gap."""
    assert _gaps("999990009999", said=said) == expected


def _open(school_days: int, *seen: tuple, **changed: Any) -> list[tuple]:
    """volgnr, begin, school days after it and whether contradicted, of an open absence of pupil 11. `seen`: other
    events of pupil, day, row and kind."""
    others = [(2, NOV_3 + n * DAY) for n in range(22)]
    seen = ((21, NOV_3 + DAY, 9, "te_laat"), *seen)
    row = {"tot_nader_order": True, "op_een_les": False, "is_gemeten": True, "meetdatum": PEILDATUM, **changed}
    found = build_model(
        "win_melding_open",
        stg_absentie_span=(
            "leerling_nr integer, school_nr smallint, volgnr bigint, bestand_nr integer, regelnummer integer, "
            "code varchar, begin timestamp, tot_nader_order boolean, op_een_les boolean",
            [
                (11, 1, 5, 0, 6, "Z", datetime(2025, 11, 3), row["tot_nader_order"], row["op_een_les"]),
                # The same row of another school, whose pupil was seen, and another row of this pupil.
                (21, 2, 5, 0, 6, "Z", datetime(2025, 11, 3), True, False),
                (11, 1, 4, 0, 6, "Z", datetime(2025, 11, 3), True, False),
            ],
        ),
        win_meting=(
            "school_nr smallint, is_gemeten boolean, meetdatum date",
            [(1, row["is_gemeten"], row["meetdatum"]), (2, True, PEILDATUM)],
        ),
        win_schooldag_rooster=(
            "school_nr smallint, datum date",
            # The day of the begin itself, `school_days` after it, and one after the last measured day.
            [*((1, NOV_3 + n * DAY) for n in range(school_days + 1)), (1, PEILDATUM + DAY), *others],
        ),
        win_treffer=("leerling_nr integer, datum date, volgnr bigint, soort varchar", list(seen)),
        ref_soort=("soort varchar, groep varchar", [("te_laat", "aanwezig"), ("spijbelen", "oa")]),
        ref_definitie=LIMITS,
    )  # fmt: skip
    assert [row for row in found if row[1] == 2] == [(21, 2, 5, 0, 6, "Z", NOV_3, 21, True)]
    assert all(row[:2] == (11, 1) and row[3:6] == (0, 6, "Z") for row in found if row[1] == 1)
    return [(row[2], *row[6:]) for row in found if row[1:3] == (1, 5)]


def test_an_absence_that_was_never_closed() -> None:
    """More than twenty school days after its begin."""
    assert _open(20) == []
    assert _open(21) == [(5, NOV_3, 21, False)]
    assert _open(21, tot_nader_order=False) == []
    # A lateness without a lesson hour is open too, by its form alone.
    assert _open(21, op_een_les=True) == []
    assert _open(21, is_gemeten=False) == []
    # Of the 21 school days 20 lie up to the last measured day.
    assert _open(21, meetdatum=NOV_3 + 20 * DAY) == []
    assert _open(22, meetdatum=NOV_3 + 21 * DAY) == [(5, NOV_3, 21, False)]


@pytest.mark.parametrize(
    ("seen", "contradicted"),
    [
        ([(11, NOV_3 + DAY, 6, "te_laat")], True),
        # Twice seen is one absence.
        ([(11, NOV_3 + DAY, 6, "te_laat"), (11, NOV_3 + 2 * DAY, 7, "te_laat")], True),
        # On the day it began, another pupil, absent, or the row itself.
        ([(11, NOV_3, 6, "te_laat")], False),
        ([(12, NOV_3 + DAY, 6, "te_laat")], False),
        ([(11, NOV_3 + DAY, 6, "spijbelen")], False),
        ([(11, NOV_3 + DAY, 5, "te_laat")], False),
    ],
)
def test_a_pupil_who_was_seen_after_an_open_absence_began(seen: list[tuple], contradicted: bool) -> None:
    assert _open(21, *seen) == [(5, NOV_3, 21, contradicted)]


def _silences(
    activity: str,
    *,
    measured: tuple[int, int] = (1, 99),
    gaps: list[tuple[int, int]] = [],  # noqa: B006
    lessons: list[int] | None = None,
    class_days: tuple[int, int] = (1, 99),
    later: dict[int, int] = {},  # noqa: B006
    holidays: list[tuple[str, date, date]] = [],  # noqa: B006
) -> list[tuple]:
    """First and last day, number of days and what they should hold, of the silences of class A. `lessons`: where given,
    class A is a group of the timetable with lessons on these school days. Numbers of days include the last."""
    dates = [
        day(number) + sum(n for since, n in later.items() if number >= since) * DAY
        for number in range(1, len(activity) + 1)
    ]
    days = build_model(
        "win_gemeten_dag",
        win_schooldag_rooster=(
            "school_nr smallint, datum date, schooldag_nr integer",
            [
                *((1, when, number) for number, when in enumerate(dates, 1)),
                # Of school 2, where class A is silent on no day and has lessons on all of them.
                *((2, day(number), number) for number in range(1, 40)),
            ],
        ),
        win_meting=(
            "school_nr smallint, gemeten_van date, gemeten_tot date",
            [(1, day(measured[0]), day(measured[1] + 1)), (2, day(1), day(40))],
        ),
        win_gat=(
            "school_nr smallint, van date, tot date",
            [*((1, day(van), day(tot + 1)) for van, tot in gaps), (2, day(6), day(7))],
        ),
    )
    found = build_model(
        "mart_stille_klas",
        win_gemeten_dag=("school_nr smallint, datum date, schooldag_nr integer", days),
        win_segment=(
            "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
            # Pupil 9 comes on day 3 and pupil 8 leaves after day 8: a class is there from its first pupil to its last.
            # Class B is another one, and its pupil is new every day.
            [
                *(
                    (
                        pupil,
                        1,
                        "A",
                        day(class_days[0] if pupil < 9 else 3),
                        day(class_days[1] + 1 if pupil != 8 else 9),
                    )
                    for pupil in range(1, 10)
                ),
                (20, 1, "B", day(1), day(99)),
                (30, 2, "A", day(1), day(99)),
            ],
        ),
        win_groep_dag=(
            "school_nr smallint, groep varchar, datum date",
            [
                *((1, "A", dates[number - 1]) for number in lessons or ()),
                *((1, "C", when) for when in dates),
                *((2, "A", day(number)) for number in range(1, 40)),
            ],
        ),
        win_groep_met_rooster=(
            "school_nr smallint, groep varchar",
            [*([(1, "A")] if lessons is not None else []), (1, "C"), (2, "A")],
        ),
        win_verzuimrij_dag=(
            "leerling_nr integer, school_nr smallint, schooldag_nr integer, telt boolean",
            [
                *((pupil, 1, number, True) for number, n in enumerate(activity, 1) for pupil in range(1, int(n) + 1)),
                # Entered ahead, or absent the day before too: says nothing.
                *((9, 1, number, False) for number in range(1, len(activity) + 1)),
                *((20, 1, number, True) for number in range(1, len(activity) + 1)),
                *((30, 2, number, True) for number in range(1, 40)),
            ],
        ),
        ref_school=SCHOOLS,
        ref_schoolvakantie=("regio varchar, van date, tot date", holidays),
        ref_run=("periode_van date", [(day(5),)]),
        ref_definitie=LIMITS,
    )
    assert all(row[:2] == ("10AB00", "A") for row in found)
    return [row[2:] for row in found]


def test_a_class_of_which_nobody_was_newly_absent() -> None:
    """40 on 11 days lets expect 10.9 on three; 36 on 11: 9.8."""
    assert _silences("55550005555") == [(day(5), day(7), 3, 10)]
    assert _silences("55550005551") == []
    # Ten exactly: 40 x 3 : 12. 39 x 3 : 12 is less.
    assert _silences("55550005555" + "0") == [(day(5), day(7), 3, 10)]
    assert _silences("55550005554" + "0") == []
    # Two days are no silence.
    assert _silences("99990099999") == []


def test_a_class_of_which_hardly_anybody_was_ever_registered() -> None:
    """The one pupil of class B is new on each of 12 days. Class A has 9 pupils, of whom one misses 2 days and one 4: as
    many a pupil is 9 x 12 - 6 = 102 on 12 days."""
    assert _silences("000000000000") == [(day(1), day(12), 12, 102)]
    # 102 x 11 : 12 = 93.5.
    assert _silences("100000000000") == [(day(2), day(12), 11, 93)]
    # Less than an eighth is hardly anybody: 8 x 12 = 96, and 102 x 10 : 12 = 85. 8 x 13 = 104 is enough to go by what
    # the class itself has: 13 x 10 : 12 = 10.8.
    assert _silences("800000000004") == [(day(2), day(11), 10, 85)]
    assert _silences("800000000005") == [(day(2), day(11), 10, 10)]


def test_a_silence_of_a_class_reaches_into_the_period() -> None:
    """The period begins on day 5: a silence up to day 4 is of the one before. The pupil who comes later and the one who
    leaves early miss two days each: 59 on 10 days lets expect 17.7."""
    assert _silences("9000999999") == []
    assert _silences("9900099999") == [(day(3), day(5), 3, 17)]


def test_days_of_a_class_are_measured_days_with_its_lessons() -> None:
    # From day 2 up to 10: 30 on 9 days lets expect 10 on three; with the 9 of day 1 or 11 it would be 39 on 10: 11.
    assert _silences("95550005559", measured=(2, 10)) == [(day(5), day(7), 3, 10)]
    # Day 7 was not measured, or lies in a gap: two silent days are left.
    assert _silences("55550005555", measured=(1, 6)) == []
    assert _silences("55550005555", gaps=[(7, 7)]) == []
    # A gap at its side leaves the silence as it is: 39 on 10 days lets expect 11.7, without day 9 too 30 on 9: 10.
    assert _silences("55550005955", gaps=[(8, 8)]) == [(day(5), day(7), 3, 11)]
    # A class of the timetable without a lesson on day 6.
    with_lessons = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]
    assert _silences("55550005555", lessons=with_lessons) == []
    assert _silences("55550005555", lessons=[*with_lessons, 6]) == [(day(5), day(7), 3, 10)]
    # A class that is there from day 2, or up to day 10.
    assert _silences("05550005555", class_days=(2, 11)) == [(day(5), day(7), 3, 10)]
    assert _silences("55550005550", class_days=(1, 10)) == [(day(5), day(7), 3, 10)]


@pytest.mark.parametrize(
    ("region", "days", "expected"),
    [
        # Days 5 | 6, 7, 8, parted by a holiday of a week: 45 on 9 + 4 days lets expect 10.4 on three.
        ("noord", 7, [(day(6) + 7 * DAY, day(8) + 7 * DAY, 3, 10)]),
        ("noord", 6, [(day(5), day(8) + 7 * DAY, 4, 13)]),
        ("zuid", 7, [(day(5), day(8) + 7 * DAY, 4, 13)]),
    ],
)
def test_a_holiday_of_a_week_parts_the_silence_of_a_class(region: str, days: int, expected: list[tuple]) -> None:
    van = day(6)
    assert _silences("5555" + "0000" + "55555", later={6: 7}, holidays=[(region, van, van + days * DAY)]) == expected
