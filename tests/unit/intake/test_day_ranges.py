"""Sets of days as ranges, at and around each bound."""

from datetime import date

import pytest

from pipelines.intake.day_ranges import ALL, Days, join_days, keep_within, leave_out


def march(*bounds: tuple[int, int]) -> Days:
    return tuple((date(2026, 3, first), date(2026, 3, last)) for first, last in bounds)


@pytest.mark.parametrize(
    ("ranges", "joined"),
    [
        ((), ()),
        (((1, 5), (6, 9)), ((1, 9),)),
        (((1, 5), (7, 9)), ((1, 5), (7, 9))),
        (((7, 9), (1, 8)), ((1, 9),)),
        (((1, 9), (3, 4)), ((1, 9),)),
        # Its last day lies before its first: no day.
        (((5, 4),), ()),
        (((5, 5),), ((5, 5),)),
    ],
)
def test_what_overlaps_or_follows_is_one(ranges: tuple[tuple[int, int], ...], joined: Days) -> None:
    assert join_days(march(*ranges)) == march(*joined)


def test_the_end_of_all_days_is_an_end() -> None:
    assert join_days((*ALL, *march((1, 5)))) == ALL
    assert leave_out(ALL, ALL) == ()
    assert leave_out(ALL, march((2, 3))) == ((date.min, date(2026, 3, 1)), (date(2026, 3, 4), date.max))


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ((), ((5, 10),)),
        (((1, 4), (11, 12)), ((5, 10),)),
        (((1, 5), (10, 12)), ((6, 9),)),
        (((5, 10),), ()),
        (((1, 31),), ()),
        (((7, 8),), ((5, 6), (9, 10))),
        (((6, 6), (9, 9)), ((5, 5), (7, 8), (10, 10))),
    ],
)
def test_days_that_are_left_out(gone: tuple[tuple[int, int], ...], left: tuple[tuple[int, int], ...]) -> None:
    assert leave_out(march((5, 10)), march(*gone)) == march(*left)


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        (1, 4, ()),
        (1, 5, ((5, 5),)),
        (6, 12, ((6, 8), (12, 12))),
        (8, 11, ((8, 8),)),
        (9, 11, ()),
        (14, 20, ((14, 14),)),
    ],
)
def test_days_within(first: int, last: int, kept: tuple[tuple[int, int], ...]) -> None:
    assert keep_within(march((5, 8), (12, 14)), date(2026, 3, first), date(2026, 3, last)) == march(*kept)
