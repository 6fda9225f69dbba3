"""The ways in which a name, a number or a birth date of a pupil can be written, to look for and to try.

Each way has a name, so that a test can say which one was missed.
"""

import html
import urllib.parse
from collections.abc import Mapping
from datetime import date
from functools import cache

VOORNAAM, ACHTERNAAM = "Sørine", "Løvås-Dijkgraaf"
NUMBER = "101869793"
BIRTH = date(2011, 7, 23)
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni")
MONTHS += ("juli", "augustus", "september", "oktober", "november", "december")
_PLAIN = str.maketrans("øåØÅéëü", "oaOAeeu")
_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_GREEK = str.maketrans("oυivAEIKMOT", "ουινΑΕΙΚΜΟΤ")
_WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
_WIDE_LETTERS = {
    ord(first) + place: ord(wide) + place for first, wide in (("a", "ａ"), ("A", "Ａ")) for place in range(26)
}


def spell_name(first: str, last: str) -> dict[str, str]:
    """A name of a pupil in each of its spellings; `last` has more than one word."""
    plain = last.translate(_PLAIN)
    glued = plain.replace("-", "").replace(" ", "")
    decomposed = last.replace("å", "a\u030a").replace("é", "e\u0301")
    return {
        "as it is": f"{first} {last}",
        "lower case": f"{first} {last}".lower(),
        "upper case": f"{first} {last}".upper(),
        "last name first": f"{last}, {first}",
        "last name alone": last,
        "first name alone": first,
        "initial and last name": f"{first[0]}. {last}",
        "without accents": f"{first.translate(_PLAIN)} {plain}",
        "accents apart": decomposed,
        "transcribed": last.replace("ø", "oe").replace("å", "aa").replace("ö", "oe").replace("ü", "ue"),
        "y for ij": plain.replace("ij", "y"),
        "ÿ for ij": plain.replace("ij", "ÿ"),
        "ligature for ij": plain.replace("ij", "\u0133"),
        "one word": f"{first.translate(_PLAIN)}{glued}",
        "one word, last name first": f"{glued}{first.translate(_PLAIN)}".lower(),
        "one word, with another": f"verzuim{glued.lower()}",
        "underscores": f"{first}_{last}".replace("-", "_").replace(" ", "_"),
        "points": f"{first}.{last}".replace("-", ".").replace(" ", "."),
        "spaced": " ".join(glued),
        "hyphens": "-".join(glued),
        "Cyrillic look-alikes": plain.translate(_CYRILLIC),
        "Greek look-alikes": plain.translate(_GREEK),
        "wide letters": plain.translate(_WIDE_LETTERS),
        "soft hyphen": f"{plain[:3]}\u00ad{plain[3:]}",
        "zero-width space": f"{plain[:3]}\u200b{plain[3:]}",
        "zero-width joiner": "\u200d".join(plain),
        "no-break space": f"{first}\u00a0{last}",
        "direction marks": f"\u202e{last}\u202c",
        "percent-encoding": urllib.parse.quote(last),
        "every sign in per cent": "".join(f"%{byte:02X}" for byte in plain.encode()),
        "HTML entities": "".join(f"&#{ord(letter)};" for letter in last),
        "hexadecimal entities": "".join(f"&#x{ord(letter):x};" for letter in last),
        "named entities": last.replace("ø", "&oslash;").replace("å", "&aring;"),
        "entities of entities": html.escape("".join(f"&#{ord(letter)};" for letter in plain)),
        "with a year": f"{plain}2025",
    }


def spell_number(number: str) -> dict[str, str]:
    """A leerlingnummer of nine digits in each of its spellings."""
    groups = (number[:3], number[3:6], number[6:])
    return {
        "as it is": number,
        "points": ".".join(groups),
        "hyphens": "-".join(groups),
        "spaces": " ".join(groups),
        "no-break spaces": "\u00a0".join(groups),
        "thin spaces": "\u202f".join(groups),
        "underscores": "_".join(groups),
        "slashes": "/".join(groups),
        "commas": ",".join(groups),
        "two digits at a time": " ".join(number[place : place + 2] for place in range(0, len(number), 2)),
        "digit by digit": " ".join(number),
        "leading zeros": f"000{number}",
        "of a spreadsheet": f"{number}.0",
        "power of ten": f"{number[0]}.{number[1:]}E{len(number) - 1}",
        "glued to letters": f"lln{number}",
        "before letters": f"{number}verzuim",
        "beside a year": f"{number}-2025",
        "wide digits": number.translate(_WIDE),
        "Arabic digits": number.translate(_ARABIC),
        "zero-width space": f"{number[:4]}\u200b{number[4:]}",
        "soft hyphen": f"{number[:4]}\u00ad{number[4:]}",
        "percent-encoding": "".join(f"%{byte:02X}" for byte in number.encode()),
        "HTML entities": "".join(f"&#{ord(digit)};" for digit in number),
    }


def spell_birth(born: date) -> dict[str, str]:
    """A birth date in each of its spellings."""
    month = MONTHS[born.month - 1]
    return {
        "ISO": f"{born:%Y-%m-%d}",
        "Dutch": f"{born:%d-%m-%Y}",
        "slashes": f"{born.day}/{born.month}/{born.year}",
        "points": f"{born:%d.%m.%Y}",
        "spaces": f"{born:%d %m %Y}",
        "American": f"{born:%m/%d/%Y}",
        "short year": f"{born:%d-%m-%y}",
        "glued, year first": f"{born:%Y%m%d}",
        "glued, day first": f"{born:%d%m%Y}",
        "glued, short year": f"{born:%d%m%y}",
        "glued, short year first": f"{born:%y%m%d}",
        "month as a word": f"{born.day} {month} {born.year}",
        "month in short": f"{born.day} {month[:3]} {born.year}",
        "month as a word, glued": f"{born.day}{month}{born.year}",
        "underscores": f"{born:%d_%m_%Y}",
        "wide digits": f"{born:%d-%m-%Y}".translate(_WIDE),
    }


@cache
def spell_all() -> Mapping[str, str]:
    """Every spelling of the pupil of this module, by what it is of and how it is written."""
    return {
        **{f"name, {way}": text for way, text in spell_name(VOORNAAM, ACHTERNAAM).items()},
        **{f"number, {way}": text for way, text in spell_number(NUMBER).items()},
        **{f"birth date, {way}": text for way, text in spell_birth(BIRTH).items()},
    }
