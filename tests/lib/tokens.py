"""A delivery in which every field that can hold text carries a token of its own, and where a token turns up again.

Tokens are letters, so that they are found by nothing but themselves, and searched in each form in which bytes can hide.
"""

import base64
import hashlib
import html
import re
import urllib.parse
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tests.lib.spellings import spell_birth, spell_name, spell_number
from tests.lib.text_search import hold_any, holds, leave_out_library

# field -> token. Names, numbers and what the program drops may be shown to nobody.
SECRET = {
    "leerlingnummer": "738114952",
    "ander leerlingnummer": "738114953",
    "achternaam": "Zwaqkebbo",
    "voornaam": "Kwilqfnil",
    "geboortedatum": "2011-07-23",
    "telefoon": "qxvtelefoon",
    "mentor": "qxvmentor",
    "onderwijssoort": "qxvonderwijssoort",
    "opmerking bij leerling": "qxvopmerkingeen",
    "opmerking bij absentie": "qxvopmerkingtwee",
    "reden in woorden": "qxvredeninwoorden",
    "ingevoerd door": "qxvingevoerddoor",
    "omschrijving van een code": "qxvomschrijvingcode",
    "omschrijving in de kalender": "qxvomschrijvingkalender",
    "docent in het rooster": "qxvdocent",
    "vak in de groep": "qxvvak",
    "notitie in het register": "qxvnotitie",
    "melder bij duo": "qxvmelder",
    "volgnummer van de gemeente": "qxvvolgnummer",
    "naam op de lijst van de gemeente": "qxvlijstnaam",
    "gemeente die geen school kent": "Qxvonbekendeplaats",
    # No year of school: free text.
    "leerjaar": "Qxvjaar",
}
# What the SWV and the school may see.
# Shaped as a class: two pupils are too few for any other text to be shown as one.
SCHOOL_ONLY = {"klas": "4Qxvk-7wzpq", "groep": "5Qxvg-8wzpq", "geoorloofde code": "Qxvziek"}
# What an attendance officer may see too.
OFFICER_TOO = {"ongeoorloofde code": "Qxvspijbel"}
OFFICER_ONLY = {"woongemeente": "Qxvgemeente"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS = {7: ("jul", "juli"), 10: ("okt", "oktober")}
SICK_DAY = date(2025, 11, 26)
# No Mondays: by those the weeks of a whole SWV are named.
TRUANT_DAYS = (date(2025, 11, 11), date(2025, 11, 12))
PEILDATUM = date(2026, 1, 1)
SCHOOL = "12AB00"


def write_delivery(folder: Path) -> Path:
    """`swv.toml` and the files of one school and of the municipality; returns the toml.

    One pupil is truant for 16 hours on two days and sick on a third; the other is always there.
    """
    number, other = SECRET["leerlingnummer"], SECRET["ander leerlingnummer"]
    klas, groep = SCHOOL_ONLY["klas"], SCHOOL_ONLY["groep"]
    hours = range(1, 9)
    absences = [(day, hour, OFFICER_TOO["ongeoorloofde code"]) for day in TRUANT_DAYS for hour in hours]
    absences += [(SICK_DAY, hour, SCHOOL_ONLY["geoorloofde code"]) for hour in hours]
    pupil = (klas, SECRET["leerjaar"], SECRET["onderwijssoort"], SECRET["geboortedatum"])
    about = (SECRET["voornaam"], SECRET["achternaam"], SECRET["telefoon"], SECRET["mentor"])
    remarks = (SECRET["opmerking bij absentie"], SECRET["reden in woorden"], SECRET["ingevoerd door"])
    files = {
        f"{SCHOOL}/leerlingen.csv": [
            "leerlingnummer;klas;leerjaar;onderwijssoort;geboortedatum;woongemeente;voornaam;achternaam;telefoon;mentor;opmerking",
            *(
                ";".join((who, *pupil, OFFICER_ONLY["woongemeente"], *about, SECRET["opmerking bij leerling"]))
                for who in (number, other)
            ),
        ],
        f"{SCHOOL}/absenties.csv": [
            "leerlingnummer;datum;lesuur;code;achternaam;opmerking;reden;ingevoerd_door",
            *(
                f"{number};{day};{hour};{code};{SECRET['achternaam']};{';'.join(remarks)}"
                for day, hour, code in absences
            ),
        ],
        f"{SCHOOL}/codes.csv": [
            "code;omschrijving;soort",
            f"{OFFICER_TOO['ongeoorloofde code']};{SECRET['omschrijving van een code']};spijbelen",
            f"{SCHOOL_ONLY['geoorloofde code']};{SECRET['omschrijving van een code']};ziek",
        ],
        f"{SCHOOL}/rooster.csv": [
            "groep;weekdag;lesuur;begintijd;eindtijd;docent",
            *(
                f"{klas};{weekday};{hour};{7 + hour:02}:00;{7 + hour:02}:50;{SECRET['docent in het rooster']}"
                for weekday in range(1, 6)
                for hour in hours
            ),
            f"{groep};1;9;16:00;16:50;{SECRET['docent in het rooster']}",
        ],
        f"{SCHOOL}/groepen.csv": ["leerlingnummer;groep;vak", f"{number};{groep};{SECRET['vak in de groep']}"],
        f"{SCHOOL}/kalender.csv": [
            "van;tot;omschrijving",
            f"2025-10-06;2025-10-06;{SECRET['omschrijving in de kalender']}",
        ],
        f"{SCHOOL}/register.csv": [
            "leerlingnummer;plan_van_aanpak;notitie",
            f"{number};J;{SECRET['notitie in het register']}",
        ],
        f"{SCHOOL}/duo.csv": [
            "leerlingnummer;meldsoort;begindatum;einddatum;gemeld_op;melder",
            f"{number};16uur;2025-11-10;2025-11-11;2025-11-12;{SECRET['melder bij duo']}",
        ],
        "leerplicht/vrijstellingen.csv": [
            "volgnummer;woongemeente;geboortejaar;grond;van;tot;naam",
            f"{SECRET['volgnummer van de gemeente']};{OFFICER_ONLY['woongemeente']};2012;5a;2025-08-01;;"
            f"{SECRET['naam op de lijst van de gemeente']}",
            f"7;{SECRET['gemeente die geen school kent']};2012;5b;2025-08-01;;",
        ],
    }
    for name, lines in files.items():
        path = folder / "aanlevering" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    toml = folder / "swv.toml"
    toml.write_text(
        f"""[swv]
code = "VO9901"
naam = "SWV Proefregio"
protocol = "noord-kennemerland"
vakantieregio = "noord"
[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"
[[school]]
id = "{SCHOOL}"
naam = "Proefschool"
sector = "VO"
lvs = "sjabloon"
""",
        encoding="utf-8",
    )
    return toml


@cache
def list_forms(token: str) -> frozenset[str]:
    """How a token can be written, in lower case: as it is, backwards, escaped, in base64, in hexadecimal, as a hash.

    And in each spelling of a name, number or date (`tests.lib.spellings`).
    """
    raw = token.encode("utf-8")
    forms = {
        token,
        token[::-1],
        html.escape(token),
        urllib.parse.quote(token),
        raw.hex(),
        token.encode("utf-16-le").hex(),
        hashlib.sha256(raw).hexdigest(),
        hashlib.sha1(raw, usedforsecurity=False).hexdigest(),
        hashlib.md5(raw, usedforsecurity=False).hexdigest(),
        # Whatever stands before it, one of three shifts of base64 holds these characters.
        *(base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4].decode("ascii") for shift in range(3)),
    }
    if token.isdigit():
        forms |= set(spell_number(token).values())
    elif token.isalpha():
        # A first name before it changes nothing: what holds more than the token is found by the token.
        forms |= {text for way, text in spell_name("X", token).items() if way != "first name alone"}
    if _DAY.fullmatch(token):
        day = date.fromisoformat(token)
        forms |= set(spell_birth(day).values())
        short, long = _MONTHS[day.month]
        forms |= {f"{day:%d-%m-%Y}", f"{day:%Y%m%d}", f"{day.day} {short} {day.year}", f"{day.day} {long} {day.year}"}
    return frozenset(form.casefold() for form in forms)


def read_texts(path: Path) -> Iterator[str]:
    """The content of a file in lower case, in the ways in which text can stand in it."""
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).write_csv().casefold()
        return
    raw = leave_out_library(path.read_bytes())
    parts = [raw]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    for part in parts:
        text = part.decode("utf-8", errors="replace")
        yield text.casefold()
        yield html.unescape(text).replace("\u00a0", " ").casefold()
        yield part.replace(b"\0", b"").decode("latin-1").casefold()


def find_in_text(text: str, tokens: Mapping[str, str]) -> set[str]:
    """The fields of which the token stands in a text, in any form."""
    folded = text.casefold()
    return {field for field, token in tokens.items() if any(holds(folded, form) for form in list_forms(token))}


class _Content(NamedTuple):
    """What was searched for what: two folders hold much the same files, and one content is searched once."""

    sha256: str
    suffix: str
    tokens: frozenset[tuple[str, str]]
    read: object

    @classmethod
    def of(cls, path: Path, tokens: Mapping[str, str], read: object) -> "_Content":
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(digest, path.suffix, frozenset(tokens.items()), read)


_SEARCHED: dict[_Content, set[str]] = {}


def find_in_folder(
    folder: Path, tokens: Mapping[str, str], *, read: Callable[[Path], Iterable[str]] = read_texts
) -> dict[str, set[str]]:
    """field -> the files below `folder` that hold its token, in name or content (the texts that `read` gives)."""
    paths = {path: path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))}
    contents = {path: _Content.of(path, tokens, read) for path in paths if path.is_file()}
    unknown = {content: path for path, content in contents.items() if content not in _SEARCHED}
    texts = [(content, text.casefold()) for content, path in unknown.items() for text in read(path)]
    forms = set().union(*(list_forms(token) for token in tokens.values()))
    hits: dict[_Content, set[str]] = {content: set() for content in unknown}
    for (content, text), hit in zip(texts, hold_any([text for _, text in texts], forms), strict=True):
        if hit:
            hits[content] |= find_in_text(text, tokens)
    # A database is read with what lies beside it, so its bytes do not say all.
    _SEARCHED.update({content: fields for content, fields in hits.items() if content.suffix != ".duckdb"})
    found: dict[str, set[str]] = {}
    for path, name in paths.items():
        content = contents.get(path)
        inside = set() if content is None else hits[content] if content in hits else _SEARCHED[content]
        for field in find_in_text(name, tokens) | inside:
            found.setdefault(field, set()).add(name)
    return found
