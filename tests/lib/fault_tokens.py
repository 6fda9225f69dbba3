"""Deliveries in which every field carries a token of its own, and the search for tokens in files of any kind.

A token is unlike any word of ours, so a hit is no chance: a name is twelve letters, a leerlingnummer nine digits. They
are looked for as they are written and in the forms in which programs keep text (`make_forms`).
"""

import base64
import gzip
import hashlib
import html
import io
import re
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl
import pypdf

from tests.lib.region import EVERY_DAY_LINES
from tests.lib.text_search import hold_any_bytes, leave_out_library

NAAM, NUMMER, GEBOORTE, TEKST = "naam", "nummer", "geboortedatum", "vrije tekst"
KLAS, CODE = "klas", "code"
# These may stand nowhere but in the store; class and code also where the school is talked about.
PERSONAL = (NAAM, NUMMER, GEBOORTE, TEKST)
PUPILS = 6
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True)
class Tokens:
    """Tokens by kind, in the order in which they were drawn."""

    kinds: Mapping[str, tuple[str, ...]]

    def list_forms(self, kinds: Iterable[str]) -> dict[bytes, str]:
        """Each form of each token of these kinds, with what it is."""
        return {form: f"{kind} {token}" for kind in kinds for token in self.kinds[kind] for form in make_forms(token)}


def make_tokens(rng: Random) -> Tokens:
    """Tokens for PUPILS pupils: each two names (one with an accent), number, birth date; texts, classes, codes."""

    def word(length: int = 12) -> str:
        return "".join(rng.choice(_LETTERS) for _ in range(length))

    names = tuple(word(6) + "é" + word(6) if place % 2 else word() for place in range(2 * PUPILS))
    births = tuple(
        f"{rng.randrange(2009, 2013)}-{rng.randrange(1, 13):02d}-{rng.randrange(13, 29)}" for _ in range(PUPILS)
    )
    return Tokens(
        {
            NAAM: tuple(name.capitalize() for name in names),
            NUMMER: tuple(str(rng.randrange(310_000_000, 989_999_999)) for _ in range(PUPILS)),
            GEBOORTE: births,
            TEKST: tuple(word() for _ in range(24)),
            KLAS: tuple(f"k{word(7)}" for _ in range(3)),
            CODE: tuple(f"c{word(6)}" for _ in range(6)),
        }
    )


def make_forms(token: str) -> set[bytes]:
    """The forms in which a token may be kept: encodings, letter cases, escapes, base64, hexadecimal, plain hashes."""
    texts = {token, token.lower(), token.upper(), unicodedata.normalize("NFD", token)}
    texts |= {html.escape(token), token.encode("ascii", "xmlcharrefreplace").decode(), urllib.parse.quote(token)}
    texts |= {token.encode("unicode_escape").decode(), token.encode("ascii", "namereplace").decode()}
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", token):
        year, month, day = token.split("-")
        texts |= {f"{day}-{month}-{year}", f"{day}/{month}/{year}", f"{year}{month}{day}", f"{year}/{month}/{day}"}
    forms = {text.encode(coding, "replace") for text in texts for coding in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {token.encode("cp1252")}
    raw = token.encode()
    # Base64 of a longer text holds that of the token from its second group of three on, at one of three places.
    forms |= {base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3) if len(raw) > 9}
    forms |= {raw.hex().encode(), raw.hex().upper().encode()}
    return forms | {hashlib.new(name, raw).hexdigest().encode() for name in ("sha256", "sha1", "md5")}


def find_tokens(content: bytes, forms: Mapping[bytes, str]) -> set[str]:
    """What of `forms` stands in the bytes."""
    return {what for form, what in forms.items() if form in content}


def find_in_place(place: Path, forms: Mapping[bytes, str]) -> dict[str, set[str]]:
    """Each file below `place` with a token in its name or in its content, packed or not."""
    names, contents = [], []
    for file in sorted(path for path in place.rglob("*") if path.is_file()):
        name = file.relative_to(place).as_posix()
        for content in (name.encode(), *unpack(leave_out_library(file.read_bytes()), suffix=file.suffix)):
            names.append(name)
            contents.append(content)
    found: dict[str, set[str]] = {}
    for name, content, hit in zip(names, contents, hold_any_bytes(contents, forms), strict=True):
        if hit:
            found.setdefault(name, set()).update(find_tokens(content, forms))
    return found


def unpack(content: bytes, *, suffix: str) -> Iterator[bytes]:
    """The bytes themselves, and what is packed in them."""
    yield content
    if suffix == ".parquet":
        yield pl.read_parquet(io.BytesIO(content)).write_csv().encode()
    elif suffix == ".pdf":
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            yield page.extract_text().encode()
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.namelist():
                yield packed.read(member)
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:1] == b"\x78":
        with suppress(zlib.error):
            yield zlib.decompress(content)


def make_files(tokens: Tokens) -> dict[str, str]:
    """One school's delivery by our own templates; every column that is not used is there too, with a token in it."""
    text = iter(tokens.kinds[TEKST])
    first, second, _ = tokens.kinds[KLAS]
    codes = tokens.kinds[CODE]
    rows = [
        f"{number};{first if place % 2 else second};3;havo;{tokens.kinds[GEBOORTE][place]};Kreekdam;2024-08-01;;"
        f"{tokens.kinds[NAAM][2 * place]};{tokens.kinds[NAAM][2 * place + 1]}"
        for place, number in enumerate(tokens.kinds[NUMMER])
    ]
    pupils = "leerlingnummer;klas;leerjaar;onderwijssoort;geboortedatum;woongemeente;inschrijfdatum;uitschrijfdatum;"
    numbers = tokens.kinds[NUMMER]
    timetable = [
        f"{group};{day};{hour};{8 + hour:02d}:30;{9 + hour:02d}:20"
        for group in (first, second)
        for day in range(1, 6)
        for hour in (1, 2, 3)
    ]
    lessons = [
        f"{numbers[place % PUPILS]};2025-{11 if place < 20 else 12:02d}-{3 + place % 20:02d};{1 + place % 3};"
        f"{codes[place % 5]};2025-12-20 10:00;{next(text) if place % 8 == 0 else ''}"
        for place in range(40)
        if (3 + place % 20) % 7 not in (1, 2)
    ]
    return {
        "leerlingen.csv": "\n".join([f"{pupils}achternaam;roepnaam", *rows]) + "\n",
        "rooster.csv": "\n".join(["groep;weekdag;lesuur;begintijd;eindtijd", *timetable]) + "\n",
        "absenties.csv": "\n".join(["leerlingnummer;datum;lesuur;code;ingevoerd_op;opmerking", *lessons]) + "\n",
        "ziek.csv": "leerlingnummer;begin;eind;code;toelichting\n"
        f"{numbers[0]};2025-10-27;2025-12-19;{codes[0]};{next(text)}\n"
        f"{numbers[1]};2025-11-03 09:30;2025-12-12 12:20;{codes[1]};{next(text)}\n",
        "codes.csv": "code;omschrijving;soort\n"
        + "".join(
            f"{code};{next(text)};{soort}\n"
            for code, soort in zip(codes, ("ziek", "spijbelen", "te_laat", "verlof", "elders"), strict=False)
        ),
        "levering.csv": "\n".join(EVERY_DAY_LINES) + "\n",
        "groepen.csv": f"leerlingnummer;groep;van;tot\n{numbers[2]};{tokens.kinds[KLAS][2]};2025-08-20;\n",
        "kalender.csv": f"van;tot;omschrijving;soort\n2025-11-20;2025-11-20;{next(text)};vrij\n",
        "register.csv": "leerlingnummer;typologie;plan_van_aanpak;plan_datum;opmerking\n"
        f"{numbers[0]};ziekte;J;2025-12-01;{next(text)}\n",
        "meldingen.csv": "leerlingnummer;meldsoort;begindatum;einddatum;gemeld_op;toelichting\n"
        f"{numbers[1]};16uur;2025-11-03;2025-11-07;2025-11-12;{next(text)}\n",
    }


def write_swv(folder: Path, schools: Mapping[str, Mapping[str, str | bytes]]) -> Path:
    """An SWV of these schools, each with its files; returns the settings file."""
    lines = ['[swv]\ncode = "VO9901"\nnaam = "SWV Kreekland"\nprotocol = "noord-kennemerland"\nvakantieregio = "noord"']
    lines.append('[paden]\naanlevering = "aanlevering"\nuitvoer = "uitvoer"\nopslag = "opslag"')
    for school, files in schools.items():
        lines.append(f'[[school]]\nid = "{school}"\nnaam = "School {school}"\nsector = "VO"\nlvs = "sjabloon"')
        place = folder / "aanlevering" / school
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    settings = folder / "swv.toml"
    settings.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return settings
