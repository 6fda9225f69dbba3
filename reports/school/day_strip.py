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
PART_OF_DAY = "orzg"
AT_SCHOOL = "aTE"
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


def make_week_strip(letters: str, days: Sequence[date], *, weeks: int) -> Strip:
    """The last so many weeks with lessons as one part, a sign a week: what was most often in it.

    Whole days away go before parts of a day, and those before days at school: a week of which something is not known
    or was missed never reads as present.
    """
    recent = _list_weeks(list(zip(days, letters, strict=True)), weeks)
    shown = [item for items in recent for item in items]
    signs = [(items[0][0], _choose_sign("".join(letter for _, letter in items))) for items in recent]
    part = _make_part(describe_weeks([day for day, _ in shown], weeks=weeks), signs)
    return Strip((part,), describe_days("".join(letter for _, letter in shown), [day for day, _ in shown]))


def describe_weeks(days: Sequence[date], *, weeks: int) -> str:
    """ "week 40 t/m 51": the last so many weeks of these days."""
    numbers = [items[0][0].isocalendar().week for items in _list_weeks([(day, "") for day in days], weeks)]
    if not numbers:
        return ""
    return f"week {numbers[0]}" if len(numbers) == 1 else f"week {numbers[0]} t/m {numbers[-1]}"


def _list_weeks(items: Sequence[tuple[date, str]], weeks: int) -> list[list[tuple[date, str]]]:
    return [list(same) for _, same in groupby(items, key=_get_week)][-weeks:]


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
        kind = SIGNS[letter]
        stretches.append(Stretch(kind.klasse, kind.teken * sum(1 for _ in same)))
    return StripPart(head, tuple(stretches))
