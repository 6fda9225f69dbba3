"""One form for all spellings of a text, so that a delivered name, number or birth date is found however it is written.

Escapes are resolved, accents and invisible signs dropped, letters of other alphabets taken for those they look like.
Kept free of polars, so that mutation testing can run on it.
"""

import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

# Letters that do not come apart into a letter of ours and a mark.
_OWN = str.maketrans(
    {
        **{"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H"},
        **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "TH", "ŋ": "n"},
        **{"ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʏ": "y", "ʀ": "r", "ɴ": "n", "ʟ": "l", "ɪ": "i"},
    }
)
# Cyrillic, Greek and Armenian letters that look like ours, each with the one that it looks like.
_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏгпиьАВЕКМНОРСТУХІЈЅԌҺӀԚԜαβγεζηικμνοπρστυχωςΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոհ",
    "abekmhopctyxijsdqwhlrnubABEKMHOPCTYXIJSGHIQWabyezniku" + "vonpotuxwsABEZHIKMNOPTYXouhh",
)
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MOST_ESCAPES = 3
# What may stand between the groups of a number: 101.869.793, 101-869 793.
_NUMBER = re.compile(r"[0-9]+(?:[^0-9A-Za-z]{1,3}[0-9]+)*")
_DIGITS = re.compile(r"[0-9]+")
# How a spreadsheet may write a whole number: 1.01869793E8.
_POWER = re.compile(r"([0-9])[.,]?([0-9]*)e\+?([0-9]{1,2})")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHER_MONTHS = {"maa": "mrt", "mar": "mrt", "may": "mei", "oct": "okt"}
_PART = re.compile(r"[0-9]+|[a-z]+")
_LONGEST_NUMBER = 12
# Groups that are shorter together say nothing: "les 3-1".
_SHORTEST_JOINED = 4
_CENTURY = 100


def fold(text: str, *, keep_case: bool = False) -> str:
    """A text without escapes, accents, invisible signs and look-alikes, in lower case; look-alike texts are equal."""
    if text.isascii() and "%" not in text and "&" not in text:
        plain = text
    else:
        plain = "".join(_fold_sign(sign) for sign in unicodedata.normalize("NFKD", _resolve(text).translate(_OWN)))
        plain = plain.translate(_ALIKE)
    return plain if keep_case else plain.casefold()


def fold_letters(text: str) -> str:
    """As `fold`, for names: ij and y are one letter, as in Dijkstra and Dykstra."""
    return fold(text).replace("y", "ij")


def transcribe(text: str) -> str:
    """A name as it is written where there are no such letters: ø and ö as oe, ü as ue, ä as ae, å as aa."""
    pairs = {"ø": "oe", "ö": "oe", "ü": "ue", "ä": "ae", "å": "aa"}
    return "".join(pairs.get(sign, sign) for sign in unicodedata.normalize("NFC", text).lower())


def _resolve(text: str) -> str:
    for _ in range(_MOST_ESCAPES):
        plain = html.unescape(urllib.parse.unquote(text, errors="ignore"))
        if plain == text:
            break
        text = plain
    return text


def _fold_sign(sign: str) -> str:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf") or sign in _FILLERS:
        return ""
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def list_numbers(folded: str) -> Iterator[str]:
    """Every number that a folded text can mean, without leading zeros: of each run of groups all that stand together.

    101.869.793 can mean 101, 101869, 101869793, 869 …: an export writes a number with marks, or two side by side.
    """
    for run in _NUMBER.findall(folded):
        groups = _DIGITS.findall(run)
        for start in range(len(groups)):
            number = ""
            for group in groups[start:]:
                number += group
                if len(number) > _LONGEST_NUMBER:
                    break
                if number == group or len(number) >= _SHORTEST_JOINED:
                    yield number.lstrip("0") or "0"
    for first, rest, power in _POWER.findall(folded):
        if len(rest) <= int(power) <= _LONGEST_NUMBER:
            yield first + rest.ljust(int(power), "0")


def list_dates(folded: str) -> Iterator[date]:
    """Every date that a folded text can mean: year, month and day in any order, parted or not, the month as a word."""
    parts = [_read_month(part) for part in _PART.findall(folded)]
    for part in parts:
        yield from _cut_date(part)
    for first, (second, third) in zip(parts, pairwise(parts[1:]), strict=False):
        yield from _make_dates(first, second, third)


def _read_month(part: str) -> str:
    name = _OTHER_MONTHS.get(part[:3], part[:3])
    return f"{_MONTHS.index(name) + 1:02d}" if name in _MONTHS else part


def _cut_date(digits: str) -> Iterator[date]:
    """A date without marks: 20110723, 23072011, 110723, 230711."""
    if len(digits) == len("20110723"):
        yield from _make_dates(digits[:4], digits[4:6], digits[6:])
        yield from _make_dates(digits[:2], digits[2:4], digits[4:])
    elif len(digits) == len("110723"):
        yield from _make_dates(digits[:2], digits[2:4], digits[4:])


def _make_dates(*parts: str) -> Iterator[date]:
    if not all(part.isdigit() and len(part) in (1, 2, 4) for part in parts):
        return
    first, second, third = (int(part) for part in parts)
    for year, month, day in ((first, second, third), (third, second, first), (third, first, second)):
        for whole in (2000 + year, 1900 + year) if year < _CENTURY else (year,):
            try:
                yield date(whole, month, day)
            except ValueError:
                continue


def spell_group(name: str) -> str:
    """A class or group as it is compared: without case, spaces, `.`, `-` and `_` (contract 1.4)."""
    return re.sub(r"[\s.\-_]", "", name).casefold()
