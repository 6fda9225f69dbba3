"""A school year as a strip of days: letters into runs of equal days, per month or per week, with a text alternative.

The letters come from `mart_dagbeeld`, one per school day of the school. Every state has a letter, a pattern and a
colour (report.css), and the words beside the strip say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from reports.words import wording

NO_LESSONS = "-"
WHOLE_DAY = "ORZG"
STRETCHES_SHOWN = 3


@dataclass(frozen=True)
class DayKind:
    """One state of a day: what the strip shows, which class styles it, what it means."""

    letter: str
    """As `mart_dagbeeld` writes it."""
    teken: str
    """As the strip shows it."""
    klasse: str
    woorden: str


KINDS = (
    DayKind("a", "·", "aa", "aanwezig"),
    DayKind("T", "T", "tl", "aanwezig, te laat"),
    DayKind("E", "E", "el", "aanwezig op een andere plek"),
    DayKind("Z", "Z", "zk", "ziek"),
    DayKind("z", "z", "zd", "ziek, een deel van de dag"),
    DayKind("G", "G", "ga", "anders geoorloofd afwezig"),
    DayKind("g", "g", "gd", "anders geoorloofd, een deel van de dag"),
    DayKind("O", "O", "oa", "ongeoorloofd, de hele dag weg"),
    DayKind("o", "o", "od", "ongeoorloofd, een deel van de dag"),
    DayKind("R", "R", "ro", "afwezig zonder reden, de hele dag weg"),
    DayKind("r", "r", "rd", "afwezig zonder reden, een deel van de dag"),
    DayKind("?", "?", "on", "code zonder betekenis"),
    DayKind("-", "–", "ge", "geen lessen voor deze leerling"),
)
_BY_LETTER = {kind.letter: kind for kind in KINDS}


@dataclass(frozen=True)
class Stretch:
    """Equal days in a row: `klasse` styles them, `tekens` is what stands there."""

    klasse: str
    tekens: str


@dataclass(frozen=True)
class StripPart:
    """One month or week of a strip."""

    kop: str
    stukken: tuple[Stretch, ...]


@dataclass(frozen=True)
class Strip:
    """A strip with the same in words."""

    delen: tuple[StripPart, ...]
    woorden: str


def make_year_strip(letters: str, days: Sequence[date]) -> Strip:
    """The whole school year, a part per month."""
    listed = list(zip(days, letters, strict=True))
    months = groupby(listed, key=lambda item: (item[0].year, item[0].month))
    parts = tuple(_make_part(wording.month(month[1]), list(items)) for month, items in months)
    return Strip(parts, describe_days(letters, days))


def make_recent_strip(letters: str, days: Sequence[date], *, weeks: int) -> Strip:
    """The last so many weeks with lessons, a part per week."""
    by_week = [(week, list(items)) for week, items in groupby(zip(days, letters, strict=True), key=_get_week)]
    recent = by_week[-weeks:]
    shown = [item for _, items in recent for item in items]
    parts = tuple(_make_part(f"wk{wording.NBSP}{week[1]}", items) for week, items in recent)
    return Strip(parts, describe_days("".join(letter for _, letter in shown), [day for day, _ in shown]))


def describe_days(letters: str, days: Sequence[date]) -> str:
    """ "23 van 55 dagen aanwezig; hele dagen afwezig 12 jan t/m 6 feb 2026".

    A day counts as attended unless the pupil was away all day; days without lessons or with unknown time stand apart.
    """
    planned = len(letters) - letters.count(NO_LESSONS)
    if planned == 0:
        return "geen lessen in deze tijd"
    away = sum(letters.count(letter) for letter in WHOLE_DAY)
    unknown = letters.count("?")
    words = f"{wording.number(planned - away - unknown)} van {wording.counted(planned, 'dag', 'dagen')} aanwezig"
    stretches = find_absent_stretches(letters, days)
    if stretches:
        shown = [_describe_stretch(first, last) for first, last in stretches[-STRETCHES_SHOWN:]]
        before = len(stretches) - len(shown)
        more = f" en {wording.counted(before, 'keer', 'keer')} eerder" if before else ""
        words = f"{words}; hele dagen afwezig {wording.listing(shown)}{more}"
    return f"{words}; {wording.counted(unknown, 'dag', 'dagen')} onbekend" if unknown else words


def find_absent_stretches(letters: str, days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """First and last day of each row of whole days away; days without lessons do not cut one."""
    lessons = [(day, letter) for day, letter in zip(days, letters, strict=True) if letter != NO_LESSONS]
    rows = groupby(lessons, key=lambda item: item[1] in WHOLE_DAY)
    found = [[day for day, _ in items] for away, items in rows if away]
    return tuple((stretch[0], stretch[-1]) for stretch in found)


def _describe_stretch(first: date, last: date) -> str:
    if first == last:
        return wording.day_month(first)
    return f"{wording.day_month(first)} t/m {wording.day_month(last)}"


def _get_week(item: tuple[date, str]) -> tuple[int, int]:
    return item[0].isocalendar()[:2]


def _make_part(head: str, items: Sequence[tuple[date, str]]) -> StripPart:
    stretches = []
    for letter, same in groupby(letter for _, letter in items):
        kind = _BY_LETTER[letter]
        stretches.append(Stretch(kind.klasse, kind.teken * sum(1 for _ in same)))
    return StripPart(head, tuple(stretches))
