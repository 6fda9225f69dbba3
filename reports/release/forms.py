"""Every way in which a page may print a number: `msa verify` compares what is printed with these.

The forms are made by the same functions that make the pages (`reports.words`), so this module knows no rounding.
"""

import re
from collections.abc import Iterable
from datetime import date
from math import floor

from reports.context.counts import Minutes
from reports.release.disclosure import Rules, shield
from reports.release.time_share import STEPS
from reports.words import wording

HIDDEN_SHARE = "niet getoond"
# Half a step for each of at most eight parts.
STEPS_ASIDE = 4
SHIELDED = "afgeschermd"
# A cell of a heat map without a number, with the sign before it; the second one is of earlier versions.
TOO_FEW = frozenset({"○te weinig lessen", "–te weinig lessen"})
NOT_MEASURED = frozenset({f"{wording.NOT_MEASURED_SIGN}niet gemeten"})
NO_LESSONS = frozenset({"–geen lessen", "·geen lessen"})
# A count to which others could come (`wording.count_range`).
_RANGE = re.compile(r"^([\d.]+) tot [\d.]+$")
NONE = frozenset({"", "-", "–", "·", "onbekend", "n.v.t."})


def list_forms(value: object, *, per_cent: bool = False) -> frozenset[str]:
    """The forms of one exact value: a count, hours, a date, yes or no, a text, or nothing at all."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return frozenset({wording.plan(value), "ja" if value else "nee"})
    if isinstance(value, date):
        return frozenset({wording.short_date(value), wording.day_month(value)})
    if isinstance(value, int):
        return frozenset({wording.number(value)})
    if isinstance(value, float):
        return _list_share_of_column(value) if per_cent else _list_decimal(value)
    return frozenset({str(value)})


def _list_decimal(value: float) -> frozenset[str]:
    return frozenset({wording.one_decimal(value), wording.amount(value), wording.amount(value, up=True)})


def _list_share_of_column(value: float) -> frozenset[str]:
    # A column holds the quotient; nine digits first, as for any other stored fraction.
    tenths = floor(round(value * 10, 9))
    return _list_share(tenths, 1000)


def list_share_forms(part: int, whole: int, steps: Iterable[int] = (1,)) -> frozenset[str]:
    """The forms of a share, with and without its sign; a heat map says in words where it has none.

    `steps`: what it may be rounded down to, in tenths of a per cent.
    """
    return _list_share(part, whole, steps) | _list_signs(whole)


def _list_signs(whole: int) -> frozenset[str]:
    return TOO_FEW if whole > 0 else NO_LESSONS | NOT_MEASURED


def _list_share(part: int, whole: int, steps: Iterable[int] = (1,)) -> frozenset[str]:
    if whole <= 0:
        return frozenset({wording.percentage(part, whole)})
    shares = {wording.percentage(part, whole, step) for step in steps}
    shares.add(f"{wording.whole_percentage(part, whole)}{wording.NBSP}%")
    return frozenset(shares | {share.removesuffix(f"{wording.NBSP}%") for share in shares})


def list_stepped_forms(minutes: Minutes) -> frozenset[str]:
    """The forms of attendance, and of a share of lesson time, on a page without pupils: in steps, or not shown."""
    shares = list_share_forms(minutes.aanwezig, minutes.gepland, STEPS)
    return shares | {wording.attendance(minutes, step) for step in STEPS} | {wording.NOT_SHOWN}


def list_attendance_forms(minutes: Minutes) -> frozenset[str]:
    """Attendance with its range, beside the share itself."""
    low = wording.percentage(minutes.aanwezig - minutes.niet_zeker, minutes.gepland)
    high = wording.percentage(minutes.aanwezig + minutes.onbekend, minutes.gepland)
    # Publications of earlier versions, which stay to be verified, wrote a range as "91,2 t/m 93,4 %".
    before = f"{low.removesuffix(f'{wording.NBSP}%')} t/m {high}"
    ranges = {wording.attendance(minutes), wording.short_attendance(minutes), before, f"{low} t/m {high}"}
    # With unknown time the lower bound alone is half of the truth.
    shown = ranges if low != high else _list_share(minutes.aanwezig, minutes.gepland)
    return frozenset(shown) | _list_signs(minutes.gepland)


def list_hour_forms(minutes: int, width: int = 1) -> frozenset[str]:
    """Multiples of `width` hours; a total of that table is the sum of rounded parts, and may lie some steps aside."""
    middle = minutes // (60 * width)
    near = range(middle - STEPS_ASIDE, middle + STEPS_ASIDE + 2)
    hours = {wording.hours(number * width) for number in near if number >= 0}
    return frozenset(hours | {f"− {text}" for text in hours} | {wording.NOT_SHOWN})


def list_public_forms(count: int, rules: Rules) -> frozenset[str]:
    """The forms of a count of pupils on a page without pupils: shielded, or not shown at all."""
    return frozenset({wording.shown(shield(count, rules.drempel, rules.afronding)), SHIELDED})


def list_band_forms(count: int, rules: Rules) -> frozenset[str]:
    """The forms of a count of pupils that is printed as a band on a page without pupils."""
    return frozenset({wording.band(shield(count, rules.drempel, rules.afronding)), SHIELDED})


def list_public_share_forms(part: int, whole: int, rules: Rules) -> frozenset[str]:
    """The forms of a share of two shielded counts."""
    shown_part, shown_whole = (shield(count, rules.drempel, rules.afronding) for count in (part, whole))
    if shown_part.getal is None or shown_whole.getal is None:
        return frozenset({HIDDEN_SHARE, SHIELDED})
    return _list_share(shown_part.getal, shown_whole.getal) | {HIDDEN_SHARE, SHIELDED}


def is_printed(text: str, forms: Iterable[str]) -> bool:
    """Whether the text is one of the forms, alone or with a unit in words behind it ("12 leerlingen").

    Of a range ("10 tot 20") the first number is the count; what could come to it has no address. A band is all of it.
    """
    if _fold(text) in map(_fold, forms):
        return True
    plain = _RANGE.sub(r"\1", _fold(text))
    for form in map(_fold, forms):
        unit = plain.removeprefix(f"{form} ") if form else plain
        if plain == form or (unit != plain and unit[:1].isalpha() and not any(sign.isdigit() for sign in unit)):
            return True
    return False


def _fold(text: str) -> str:
    return " ".join(text.split())
