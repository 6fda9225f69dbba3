"""What an analyst said that the words of one school mean: `koppeling/<id>.toml` beside `swv.toml`.

A dated file that people may edit by hand, written by `msa koppel` and the workbench, and read strictly. It holds
editions, oldest first, each of them whole: the last one holds, the others tell what held before.

    [[koppeling]]
    datum = 2026-11-28

    [[koppeling.bestand]]               # a file that has these columns is read as this layout
    als = "sjabloon-absenties-les"
    [koppeling.bestand.kolommen]        # column of the school = column of the layout
    "Lln nr" = "leerlingnummer"
    "kolom 4" = "code"                  # by its place: its own name is not written down (then `kop` marks the header)

    [koppeling.codes]                   # code of the school = kind of absence (soort)
    "ZK" = "ziek"

    [koppeling.klassen]                 # class of the pupils = group of the timetable that it has
    "Vlinders" = "groep 4"

It holds no value of a pupil: headers and names of classes that may be shown, and codes.
"""

import hashlib
import itertools
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from pipelines import toml_lines
from pipelines.errors import WrongUse
from pipelines.system import open_aside
from schemas.columns import SOORTEN
from schemas.exports import Layout
from schemas.exports.base import SCHOOLMAP, normalise_name
from schemas.exports.lists import IMPORT_FILE, NEEDED
from schemas.lvs import get_layout, list_layouts

FOLDER = "koppeling"
_BLOCK = "koppeling"
_MOST_BYTES = 1024 * 1024
_LONGEST = 200
# Of a list in its own words: no column, but which columns it has.
_COLUMNS_THERE = "kolommen"
_BY_PLACE = re.compile(r"kolom ([1-9][0-9]{0,3})")
_MARK = re.compile(r"[0-9a-f]{8,64}")
_HEAD = """\
# Koppeling van school {school}: wat de kolommen, codes en klassen van deze school betekenen.
# Gemaakt met 'msa koppel'. U mag dit bestand met de hand wijzigen; 'msa check' zegt op welke regel iets niet klopt.
# Elk blok [[koppeling]] is een hele versie. De laatste geldt; eerdere versies blijven staan.
#   [koppeling.bestand.kolommen]  kolom van de school = kolom van msa ("kolom 4" is de vierde kolom)
#   [koppeling.codes]             code van de school = soort verzuim
#   [koppeling.klassen]           klas van de leerlingen = groep in het rooster
"""


@dataclass(frozen=True)
class FileMapping:
    """One file with columns of the school's own: the layout it is read `als`, and its columns -> those of the layout.

    A column is named as in the header, or `kolom 4` by its place; then `kop` is the keyed mark of the whole header, so
    that a file with another order of columns is not read by it. `line`: where it stands in the file of the mapping; the
    same mapping on another line is the same mapping.
    """

    als: str
    kolommen: Mapping[str, str]
    kop: str = ""
    line: str = field(default="", compare=False)


@dataclass(frozen=True)
class SchoolMapping:
    """The mapping of one school that holds; empty where there is none. `sha256`: of the whole file (manifest)."""

    datum: date | None = None
    bestanden: tuple[FileMapping, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    klassen: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing is mapped."""
        return not (self.bestanden or self.codes or self.klassen)

    @property
    def size(self) -> int:
        """How many columns, codes and classes are mapped."""
        return sum(len(file.kolommen) for file in self.bestanden) + len(self.codes) + len(self.klassen)


NO_MAPPING = SchoolMapping()


def get_place(folder: Path, school_id: str) -> Path:
    """The file of one school. `folder`: the one in which swv.toml lies."""
    return folder / FOLDER / f"{school_id}.toml"


def get_place_number(name: str) -> int | None:
    """The number of `kolom 4`, from 1; None for any other name."""
    found = _BY_PLACE.fullmatch(name)
    return int(found[1]) if found else None


def list_mappable(lvs: str) -> tuple[Layout, ...]:
    """The layouts that a table of a school with this LVS can be read as.

    Of a list in its own words the columns are its fields.
    """
    return tuple(
        get_mappable(layout.name)
        for layout in list_layouts()
        if layout.folder == SCHOOLMAP and layout.lvs in (None, lvs) and not (layout.document or layout == IMPORT_FILE)
    )


def get_mappable(name: str) -> Layout:
    """The layout called `name`, with the columns that can be mapped."""
    layout = get_layout(name)
    if not layout.own_names:
        return layout
    fields = {normalise_name(field.name): field.name for field in layout.kind.fields if field.name != _COLUMNS_THERE}
    return replace(layout, columns=fields, required=NEEDED)


def list_targets(layout: Layout) -> tuple[str, ...]:
    """The columns of a layout that a column of a school can be, as they are written: those of templates as declared."""
    names = layout.columns if layout.lvs is not None else layout.columns.values()
    return tuple(dict.fromkeys((*names, *(name for name in layout.required if name not in layout.columns))))


def load_mapping(file: Path, *, lvs: str) -> SchoolMapping:
    """Read the mapping of a school; an empty one where the file is not there. WrongUse (2) names the line."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return NO_MAPPING
    except OSError:
        raise WrongUse(f"{FOLDER}/{file.name} is niet te openen. Geef uzelf leesrecht op het bestand.") from None
    return _MappingReader(f"{FOLDER}/{file.name}", lvs).read(data)


def add_edition(file: Path, school: str, mapping: SchoolMapping, *, today: date, lvs: str) -> None:
    """Write `mapping` as the edition of today behind the earlier ones, whole or not at all; a second one replaces it.

    `school`: what the head of a new file calls the school. WrongUse when the last edition is of a later day.
    """
    earlier = file.read_text(encoding="utf-8-sig") if file.exists() else _HEAD.format(school=_on_one_line(school))
    standing = load_mapping(file, lvs=lvs)
    if standing.datum is not None and standing.datum > today:
        raise WrongUse(
            f"In {FOLDER}/{file.name} staat een koppeling van {standing.datum:%d-%m-%Y}, een latere dag dan vandaag. "
            "Verbeter die datum, of de klok van deze computer."
        )
    if standing.datum == today:
        earlier = _cut_last(earlier)
    text = earlier.rstrip("\n") + "\n\n" + _write_edition(mapping, today)
    written = _MappingReader(f"{FOLDER}/{file.name}", lvs).read(text.encode())
    if replace(written, sha256="") != replace(mapping, datum=today, sha256=""):
        raise RuntimeError("a mapping reads back as another one")
    file.parent.mkdir(mode=0o700, exist_ok=True)
    out, aside = open_aside(file.parent)
    try:
        with out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)


def _on_one_line(text: str) -> str:
    return " ".join(toml_lines.CONTROL.sub(" ", text).split())


def _cut_last(text: str) -> str:
    """The text up to its last block."""
    last = max(line for path, line in toml_lines.find_lines(text).items() if path[:-1] == (_BLOCK,))
    return "\n".join(text.split("\n")[: last - 1])


def _write_edition(mapping: SchoolMapping, today: date) -> str:
    lines = [f"[[{_BLOCK}]]", f"datum = {today.isoformat()}  # de dag waarop dit is vastgelegd"]
    for file in mapping.bestanden:
        lines += ["", f"[[{_BLOCK}.bestand]]", f"als = {toml_lines.quote(file.als)}"]
        lines += (
            [f"kop = {toml_lines.quote(file.kop)}  # kenmerk van de kolomnamen; laat dit staan"] if file.kop else []
        )
        lines += [f"[{_BLOCK}.bestand.kolommen]", *_write_table(file.kolommen)]
    for name, table in (("codes", mapping.codes), ("klassen", mapping.klassen)):
        if table:
            lines += ["", f"[{_BLOCK}.{name}]", *_write_table(table)]
    return "\n".join(lines) + "\n"


def _write_table(table: Mapping[str, str]) -> list[str]:
    return [f"{toml_lines.quote(name)} = {toml_lines.quote(value)}" for name, value in table.items()]


@dataclass
class _MappingReader:
    """Turns the bytes of the file into the edition that holds; WrongUse at the first fault, with its line."""

    name: str
    lvs: str
    lines: dict[toml_lines.Path, int] = field(default_factory=dict)

    def read(self, data: bytes) -> SchoolMapping:
        if len(data) > _MOST_BYTES:
            self._fail("", "het bestand is veel te groot voor een koppeling")
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self._fail("", "het bestand is niet te lezen. Sla het op als tekst (UTF-8)")
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            self._fail(
                f"regel {line[1]}" if line else "", "dit is geen geldig TOML. Controleer de aanhalingstekens en haken"
            )
        except (ValueError, RecursionError):
            self._fail("", "het bestand is niet te lezen: er staat een veel te lang getal in, of te veel haken")
        self.lines = toml_lines.find_lines(text)
        return replace(self._read(document), sha256=hashlib.sha256(data).hexdigest())

    def _read(self, document: dict[str, Any]) -> SchoolMapping:
        self._only_keys(document, (), {_BLOCK})
        editions = document.get(_BLOCK, [])
        if not isinstance(editions, list) or not all(isinstance(edition, dict) for edition in editions):
            self._fail(self._say(_BLOCK), f"'{_BLOCK}' is een blok [[{_BLOCK}]]")
        found = [self._edition(edition, (_BLOCK, number)) for number, edition in enumerate(editions)]
        for number, (earlier, later) in enumerate(itertools.pairwise(found), start=1):
            if earlier.datum is None or later.datum is None or earlier.datum >= later.datum:
                self._fail(self._say(_BLOCK, number, "datum"), "de versies staan niet op volgorde van datum")
        return found[-1] if found else NO_MAPPING

    def _edition(self, edition: dict[str, Any], at: toml_lines.Path) -> SchoolMapping:
        self._only_keys(edition, at, {"datum", "bestand", "codes", "klassen"})
        day = edition.get("datum")
        if not isinstance(day, date) or isinstance(day, datetime):
            self._fail(self._say(*at, "datum"), "'datum' is een datum zonder aanhalingstekens, zoals 2026-11-28")
        files = edition.get("bestand", [])
        if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
            self._fail(self._say(*at, "bestand"), f"'bestand' is een blok [[{_BLOCK}.bestand]]")
        return SchoolMapping(
            datum=day,
            bestanden=tuple(self._file(file, (*at, "bestand", number)) for number, file in enumerate(files)),
            codes=self._codes(self._table(edition, (*at, "codes")), (*at, "codes")),
            klassen=self._table(edition, (*at, "klassen")),
        )

    def _file(self, file: dict[str, Any], at: toml_lines.Path) -> FileMapping:
        self._only_keys(file, at, {"als", "kop", "kolommen"})
        layouts = {layout.name: layout for layout in list_mappable(self.lvs)}
        name = file.get("als")
        if not isinstance(name, str) or name not in layouts:
            self._fail(self._say(*at, "als"), f"'als' is een van: {', '.join(layouts)}")
        mark = file.get("kop", "")
        if not isinstance(mark, str) or (mark and not _MARK.fullmatch(mark)):
            self._fail(self._say(*at, "kop"), "'kop' is het kenmerk dat 'msa koppel' er zette. Wijzig het niet")
        columns = self._table(file, (*at, "kolommen"))
        if not columns:
            self._fail(self._say(*at, "kolommen"), "'kolommen' ontbreekt of is leeg")
        allowed = {normalise_name(target): target for target in list_targets(layouts[name])}
        for own, ours in columns.items():
            if normalise_name(ours) not in allowed:
                self._fail(self._say(*at, "kolommen", own), f"kies uit: {', '.join(allowed.values())}")
            if get_place_number(own) is not None and not mark:
                self._fail(
                    self._say(*at, "kolommen", own),
                    "een kolom op haar plaats ('kolom 4') heeft 'kop' nodig. Gebruik 'msa koppel'",
                )
        self._refuse_doubled(columns.values(), list(columns), at, "twee kolommen wijzen naar dezelfde kolom van msa")
        self._refuse_doubled(columns, list(columns), at, "dezelfde kolom staat er twee keer")
        return FileMapping(name, columns, mark, self._say(*at))

    def _refuse_doubled(self, names: Any, own: list[str], at: toml_lines.Path, what: str) -> None:
        seen: set[str] = set()
        for name, column in zip(names, own, strict=True):
            if normalise_name(name) in seen:
                self._fail(self._say(*at, "kolommen", column), what)
            seen.add(normalise_name(name))

    def _codes(self, table: Mapping[str, str], at: toml_lines.Path) -> Mapping[str, str]:
        for code, soort in table.items():
            if soort not in SOORTEN:
                self._fail(self._say(*at, code), f"een code is een van: {', '.join(SOORTEN)}")
        return table

    def _table(self, section: dict[str, Any], at: toml_lines.Path) -> dict[str, str]:
        table = section.get(str(at[-1]), {})
        if not isinstance(table, dict):
            self._fail(self._say(*at), f"'{at[-1]}' is een tabel van teksten")
        for name, value in table.items():
            texts = (name, value)
            if not all(isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST for text in texts):
                self._fail(self._say(*at, name), f"links en rechts staat een tekst van 1 tot en met {_LONGEST} tekens")
        return dict(table)

    def _only_keys(self, section: dict[str, Any], at: toml_lines.Path, allowed: set[str]) -> None:
        for key in section:
            if key not in allowed:
                self._fail(self._say(*at, key), f"onbekende sleutel. Toegestaan: {', '.join(sorted(allowed))}")

    def _say(self, *path: str | int) -> str:
        return toml_lines.say_line(self.lines, *path)

    def _fail(self, line: str, what: str) -> NoReturn:
        raise WrongUse(f"{self.name}{f', {line}' if line else ''}: {what}.") from None
