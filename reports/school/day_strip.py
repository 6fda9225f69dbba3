"""A school year as a strip of days: letters into runs of equal days, per month or per week, with a text alternative.

The letters come from `mart_dagbeeld`, one per school day of the school. Every state has a letter, a pattern and a
colour (report.css), and the words beside the strip say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from reports.words import wording

NO_LESSONS = "-"
WHOLE_DAY = "ORZG"
PART_OF_DAY = "orzg"
AT_SCHOOL = "aTE"
STRETCHES_SHOWN = 3
# A page has a strip of each pupil: what is done a day is done by expressions, and what days alone decide once.
_EQUAL = re.compile(r"(.)\1*", re.DOTALL)
_AWAY = re.compile(f"[{WHOLE_DAY}](?:{NO_LESSONS}*[{WHOLE_DAY}])*")


@dataclass(frozen=True)
class DayKind:
    """One state of a day: what the strip shows, which class styles it, what it means."""

    letter: str
    """As `mart_dagbeeld` writes it."""
    teken: str
    """As the strip shows it."""
    klasse: str
    woorden: str

    @property
    def deel(self) -> bool:
        """Of a part of a day."""
        return self.letter in PART_OF_DAY


KINDS = (
    DayKind("a", "·", "aa", "aanwezig"),
    DayKind("T", "T", "tl", "te laat"),
    DayKind("E", "E", "el", "op een andere plek"),
    DayKind("Z", "Z", "zk", "ziek"),
    DayKind("z", "z", "zd", "ziek, een deel van de dag"),
    DayKind("G", "G", "ga", "anders geoorloofd"),
    DayKind("g", "g", "gd", "anders geoorloofd, een deel van de dag"),
    DayKind("O", "O", "oa", "ongeoorloofd"),
    DayKind("o", "o", "od", "ongeoorloofd, een deel van de dag"),
    DayKind("R", "R", "ro", "reden niet ingevuld"),
    DayKind("r", "r", "rd", "reden niet ingevuld, een deel van de dag"),
    DayKind("?", "?", "on", "code zonder betekenis"),
    DayKind("-", "–", "ge", "geen lessen"),
)
SIGNS = {kind.letter: kind for kind in KINDS}


@dataclass(frozen=True)
class Stretch:
    """Equal days in a row: `klasse` styles them, `tekens` is what stands there."""

    klasse: str
    tekens: str

    @cached_property
    def geschreven(self) -> str:
        """As a page shows it; none of its signs and classes means anything to a browser."""
        return f'<s class="{self.klasse}">{self.tekens}</s>'


@dataclass(frozen=True)
class StripPart:
    """One month or week of a strip."""

    kop: str
    stukken: tuple[Stretch, ...]

    @cached_property
    def geschreven(self) -> str:
        """As a page shows it beside others."""
        return f"<i><u>{escape(self.kop)}</u>{write_stretches(self.stukken)}</i>"


@dataclass(frozen=True)
class Strip:
    """A strip with the same in words."""

    delen: tuple[StripPart, ...]
    woorden: str


def make_year_strip(letters: str, days: Sequence[date]) -> Strip:
    """The whole school year, a part per month."""
    _check_length(letters, days)
    months = _split_months(tuple(days))
    parts = tuple([_make_part(month, letters[start:end]) for month, start, end in months])
    return Strip(parts, describe_days(letters, days))


def make_week_strip(letters: str, days: Sequence[date], *, weeks: int) -> Strip:
    """The last so many weeks with lessons as one part, a sign a week: what was most often in it.

    Whole days away go before parts of a day, and those before days at school: a week of which something is not known
    or was missed never reads as present.
    """
    _check_length(letters, days)
    head, recent = _find_last_weeks(tuple(days), weeks)
    signs = "".join([_choose_sign(letters[start:end]) for start, end in recent])
    first = recent[0][0] if recent else len(days)
    part = _make_part(head, signs)
    return Strip((part,), describe_days(letters[first:], days[first:]))


def describe_weeks(days: Sequence[date], *, weeks: int) -> str:
    """ "week 40 t/m 51": the last so many weeks of these days."""
    head, _ = _find_last_weeks(tuple(days), weeks)
    return head


def write_stretches(stretches: Sequence[Stretch]) -> Markup:
    """The stretches of a part as a page shows them."""
    return Markup("".join([each.geschreven for each in stretches]))


def write_parts(parts: Sequence[StripPart]) -> Markup:
    """The parts of a strip as a page shows them beside each other."""
    return Markup("".join([each.geschreven for each in parts]))


def _check_length(letters: str, days: Sequence[date]) -> None:
    if len(letters) != len(days):
        raise ValueError("the letters of a strip are shorter or longer than its days")


@lru_cache(maxsize=64)
def _split_months(days: tuple[date, ...]) -> tuple[tuple[str, int, int], ...]:
    """Each month in a row of days: its name, and from which place up to which it goes."""
    rows = [list(places) for _, places in groupby(range(len(days)), key=lambda place: _get_month(days[place]))]
    return tuple((wording.month(days[places[0]].month), places[0], places[-1] + 1) for places in rows)


@lru_cache(maxsize=64)
def _find_last_weeks(days: tuple[date, ...], weeks: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The last so many weeks in a row of days, in words, and from which place up to which each goes."""
    rows = [list(places) for _, places in groupby(range(len(days)), key=lambda place: _get_week(days[place]))][-weeks:]
    words = _name_weeks([days[places[0]].isocalendar().week for places in rows])
    return words, tuple((places[0], places[-1] + 1) for places in rows)


def _name_weeks(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    return f"week {numbers[0]}" if len(numbers) == 1 else f"week {numbers[0]} t/m {numbers[-1]}"


@lru_cache(maxsize=4096)
def _choose_sign(letters: str) -> str:
    for kinds in (WHOLE_DAY, PART_OF_DAY):
        found = [kind for kind in kinds if kind in letters]
        if found:
            return max(found, key=lambda kind: (letters.count(kind), -kinds.index(kind)))
    return next((kind for kind in "?ETa" if kind in letters), NO_LESSONS)


def describe_days(letters: str, days: Sequence[date]) -> str:
    """ "aanwezig 20 dagen helemaal, 38 dagen deels, 1 dag niet; hele dagen afwezig 12 jan".

    A day attended in part is no day present; days without lessons count nowhere, days with unknown time stand apart.
    """
    if len(letters) == letters.count(NO_LESSONS):
        return "geen lessen in deze tijd"
    counts = [(AT_SCHOOL, "helemaal"), (PART_OF_DAY, "deels"), (WHOLE_DAY, "niet")]
    told = [(sum(letters.count(letter) for letter in kinds), word) for kinds, word in counts]
    known = ", ".join(f"{wording.counted(count, 'dag', 'dagen')} {word}" for count, word in told if count)
    parts = [f"aanwezig {known}"] if known else []
    stretches = find_absent_stretches(letters, days)
    if stretches:
        shown = [_describe_stretch(first, last) for first, last in stretches[-STRETCHES_SHOWN:]]
        before = len(stretches) - len(shown)
        more = f" en {wording.counted(before, 'keer', 'keer')} eerder" if before else ""
        parts.append(f"hele dagen afwezig {wording.listing(shown)}{more}")
    unknown = letters.count("?")
    if unknown:
        parts.append(f"{wording.counted(unknown, 'dag', 'dagen')} onbekend")
    return "; ".join(parts)


def find_absent_stretches(letters: str, days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """First and last day of each row of whole days away; days without lessons do not cut one."""
    _check_length(letters, days)
    return tuple((days[found.start()], days[found.end() - 1]) for found in _AWAY.finditer(letters))


def _describe_stretch(first: date, last: date) -> str:
    if first == last:
        return wording.day_month(first)
    return f"{wording.day_month(first)} t/m {wording.day_month(last)}"


def _get_week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _get_month(day: date) -> tuple[int, int]:
    return day.year, day.month


# Four in ten are the same month of another pupil.
@lru_cache(maxsize=8192)
def _make_part(head: str, letters: str) -> StripPart:
    return StripPart(head, tuple([_make_stretch(found[0]) for found in _EQUAL.finditer(letters)]))


@lru_cache(maxsize=4096)
def _make_stretch(letters: str) -> Stretch:
    """Of equal letters."""
    kind = SIGNS[letters[0]]
    return Stretch(kind.klasse, kind.teken * len(letters))
