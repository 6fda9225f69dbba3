"""Days as ranges (first, last), both inclusive: a set of days is a sorted tuple of ranges that do not overlap."""

from collections.abc import Iterable
from datetime import date, timedelta

Range = tuple[date, date]
Days = tuple[Range, ...]
ALL: Days = ((date.min, date.max),)
_DAY = timedelta(days=1)


def join_days(ranges: Iterable[Range]) -> Days:
    """The days of all these ranges; ranges that overlap or follow one another become one."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and (joined[-1][1] == date.max or first <= joined[-1][1] + _DAY):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        elif first <= last:
            joined.append((first, last))
    return tuple(joined)


def leave_out(days: Days, gone: Days) -> Days:
    """The days that are not in `gone`."""
    left = list(days)
    for first, last in gone:
        kept = []
        for van, tot in left:
            if last < van or tot < first:
                kept.append((van, tot))
                continue
            if van < first:
                kept.append((van, first - _DAY))
            if last < tot:
                kept.append((last + _DAY, tot))
        left = kept
    return tuple(left)


def keep_within(days: Days, first: date, last: date) -> Days:
    """The days from `first` up to and including `last`."""
    return tuple((max(van, first), min(tot, last)) for van, tot in days if van <= last and first <= tot)
