"""The SWV's own blank form of the Inspectie, filled in: which column holds what stands in a TOML file beside it.

The form is only known to the SWV, so nothing of it is assumed. A case has a fixed place: `eerste_rij` plus its number
minus one. So a form in which somebody wrote more columns by hand can be handed in again next quarter.
"""

import copy
import io
import re
import tomllib
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pipelines.errors import DeliveryRefused, WrongUse
from pipelines.intake.readers.workbook import open_archive, parse_part
from pipelines.settings import Inspection
from reports.officers.inspectie import ReleasedCase, show_date
from schemas.inspectie import (
    SOORT_WOORDEN,
    SOORTEN_GEVAL,
    STAND_WOORDEN,
    STANDEN,
    VELDEN,
)

MAX_FORM = 20 * 1024 * 1024
TEKST, DATUM = "tekst", "datum"
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14
_LETTERS = re.compile(r"[A-Z]{1,3}")
_FORMULA_START = re.compile(r"[\s'\"]*[=+\-@\t\r|%＝＋－＠]")
_WORDS = {"soort": SOORTEN_GEVAL, "stand": STANDEN}
_DATE_FORMAT = "dd-mm-yyyy"
# Every member of the archive and its properties carry this moment: the same input gives the same bytes.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_LOSSES = {"xl/media/": "afbeeldingen", "xl/charts/": "grafieken", "xl/ctrlProps/": "knoppen", "xl/activeX/": "knoppen"}


@dataclass(frozen=True)
class Form:
    """A blank form that was found fit to be filled. `kolommen`: field -> number of its column, from 1."""

    content: bytes
    blad: str
    eerste_rij: int
    kolommen: Mapping[str, int]
    woorden: Mapping[str, Mapping[str, str]]
    datumvorm: str


@dataclass(frozen=True)
class FilledForm:
    """The filled form as bytes, and in words what of the blank one could not be kept."""

    content: bytes
    verloren: tuple[str, ...]


def load_form(inspection: Inspection) -> Form | None:
    """The form that the settings name, checked with its mapping; None when they name none. Raises WrongUse (2)."""
    if inspection.formulier is None or inspection.kolommen is None:
        return None
    mapping = _Mapping(inspection.kolommen.name)
    document = mapping.load(inspection.kolommen)
    content = _read_form(inspection.formulier)
    return mapping.read(document, content=content, form=inspection.formulier.name)


def fill_form(form: Form, cases: Sequence[ReleasedCase], *, datums: str) -> FilledForm:
    """The form with each case on its own row; every other cell, sheet and style stays as it is."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        book = _load_book(form.content)
        _fill_sheet(book[form.blad], form, cases, datums=datums)
        # Who last worked in the form is nobody's business.
        book.properties.lastModifiedBy = None
        target = io.BytesIO()
        book.save(target)
    content = _pack_again(target.getvalue())
    return FilledForm(content, _list_losses(form.content, content, has_warnings=bool(told)))


# --- reading the form ----------------------------------------------------------------------------------------------


def _read_form(path: Path) -> bytes:
    """The bytes of the form, after the checks that a delivered workbook gets; openpyxl itself has no such checks."""
    if path.suffix.lower() != ".xlsx":
        raise WrongUse(f"Het formulier {path.name} is geen .xlsx. Open het in Excel en sla het op als Excel-werkmap.")
    try:
        size = path.stat().st_size
    except OSError:
        raise WrongUse(
            f"Het formulier {path.name} is er niet of is niet te lezen. Controleer 'formulier' onder [inspectie]."
        ) from None
    if size > MAX_FORM:
        raise WrongUse(f"Het formulier {path.name} is groter dan 20 MB. Gebruik het lege formulier van de Inspectie.")
    try:
        with open_archive(path) as archive:
            names = archive.namelist()
            for name in names:
                if name.endswith((".xml", ".rels")):
                    parse_part(archive, name, {}, path.name)
        content = path.read_bytes()
    except DeliveryRefused as refusal:
        raise WrongUse(f"Het formulier {path.name} is niet te gebruiken. {refusal}") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WrongUse(f"Het formulier {path.name} bevat macro's. Sla het op als Excel-werkmap (.xlsx).")
    return content


def _load_book(content: bytes) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(content))


def _list_sheets(content: bytes) -> dict[str, Any]:
    """The sheets of a workbook by name; none when it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {sheet.title: sheet for sheet in _load_book(content).worksheets}
    # openpyxl raises whatever a damaged part leads to; a form that it cannot read cannot be filled.
    except Exception:
        return {}


@dataclass(frozen=True)
class _Mapping:
    """Reads the TOML file that maps our fields to columns; every fault names the file, the key and what to do."""

    file: str

    def load(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            self._fail(
                "dit bestand is er niet of is niet te lezen. Controleer 'kolommen' onder [inspectie] in swv.toml"
            )
        # Of text that is no TOML, or holds what Python cannot: a number of thousands of digits, as many brackets.
        except (ValueError, RecursionError):
            self._fail("dit is geen geldig TOML-bestand. Controleer de aanhalingstekens en de haken")

    def read(self, document: dict[str, Any], *, content: bytes, form: str) -> Form:
        self._only(document, "het bestand", {"blad", "kopregel", "eerste_rij", "datumvorm", "kolommen", "waarden"})
        sheet = self._find_sheet(document, content, form)
        header = self._row(document, "kopregel") if "kopregel" in document else None
        first = self._row(document, "eerste_rij")
        if header is not None and first <= header:
            self._fail(f"'eerste_rij' is {first}, maar de kopregel is {header}. De eerste rij ligt onder de kopregel")
        columns = self._columns(document, sheet, header)
        self._refuse_merged(sheet, first, columns)
        form_of_dates = document.get("datumvorm", TEKST)
        if form_of_dates not in (TEKST, DATUM):
            self._fail(f"'datumvorm' is niet bekend. Kies uit: {TEKST}, {DATUM}")
        return Form(content, sheet.title, first, columns, self._words(document), form_of_dates)

    def _find_sheet(self, document: dict[str, Any], content: bytes, form: str) -> Any:
        name = document.get("blad")
        sheets = _list_sheets(content)
        if not sheets:
            raise WrongUse(f"Het formulier {form} is niet te lezen als werkmap. Vraag het opnieuw op.")
        if not isinstance(name, str) or name not in sheets:
            self._fail(f"'blad' noemt geen blad van het formulier. Kies uit: {', '.join(sheets)}")
        return sheets[name]

    def _row(self, document: dict[str, Any], key: str) -> int:
        row = document.get(key)
        if isinstance(row, bool) or not isinstance(row, int) or not 1 <= row < _LAST_ROW:
            self._fail(f"'{key}' is het nummer van een rij in het formulier, bijvoorbeeld 7")
        return row

    def _columns(self, document: dict[str, Any], sheet: Any, header: int | None) -> dict[str, int]:
        named = document.get("kolommen")
        if not isinstance(named, dict) or "soort" not in named:
            self._fail("het blok [kolommen] ontbreekt of noemt geen 'soort'. Zet er bijvoorbeeld soort = \"B\" in")
        self._only(named, "[kolommen]", set(VELDEN))
        columns = {
            field: self._column(field, named[field], sheet=sheet, header=header) for field in VELDEN if field in named
        }
        doubled = [field for field in columns if list(columns.values()).count(columns[field]) > 1]
        if doubled:
            self._fail(f"[kolommen]: {' en '.join(doubled)} wijzen naar dezelfde kolom")
        return columns

    def _column(self, field: str, name: Any, *, sheet: Any, header: int | None) -> int:
        if not isinstance(name, str) or not name.strip():
            self._fail(f"[kolommen]: '{field}' is een kolomletter of de tekst boven de kolom")
        headings = [] if header is None else [(cell.column, _flat(cell.value)) for cell in sheet[header]]
        found = [column for column, text in headings if text == _flat(name)]
        if len(found) > 1:
            self._fail(f"[kolommen]: '{field}' past op {len(found)} kolommen van rij {header}. Geef de kolomletter")
        if found:
            return found[0]
        if _LETTERS.fullmatch(name):
            number = sum((ord(letter) - ord("A") + 1) * 26**place for place, letter in enumerate(reversed(name)))
            if number <= _LAST_COLUMN:
                return number
        where = "geef dan ook 'kopregel'" if header is None else f"die staat niet in rij {header} van het formulier"
        self._fail(f"[kolommen]: '{field}' is geen kolomletter; is het de tekst boven een kolom, {where}")

    def _refuse_merged(self, sheet: Any, row: int, columns: dict[str, int]) -> None:
        for field, column in columns.items():
            areas = sheet.merged_cells.ranges
            if any(area.min_col <= column <= area.max_col and area.max_row >= row for area in areas):
                self._fail(f"[kolommen]: de kolom van '{field}' heeft samengevoegde cellen onder rij {row - 1}")

    def _words(self, document: dict[str, Any]) -> dict[str, dict[str, str]]:
        given = document.get("waarden", {})
        if not isinstance(given, dict):
            self._fail("'waarden' is een blok, bijvoorbeeld [waarden.soort]")
        self._only(given, "[waarden]", set(_WORDS))
        words = {"soort": dict(SOORT_WOORDEN), "stand": dict(STAND_WOORDEN)}
        for field, table in given.items():
            where = f"[waarden.{field}]"
            if not isinstance(table, dict):
                self._fail(f"{where} is een blok met een regel per waarde")
            self._only(table, where, set(_WORDS[field]))
            for value, word in table.items():
                if not isinstance(word, str) or _FORMULA_START.match(word):
                    self._fail(f"{where}: '{value}' is een tekst die niet begint met een teken als = + - of @")
                words[field][value] = word
        return words

    def _only(self, table: dict[str, Any], where: str, allowed: set[str]) -> None:
        unknown = sorted(set(table) - allowed)
        if unknown:
            self._fail(f"{where} heeft een onbekende sleutel '{unknown[0]}'. Toegestaan: {', '.join(sorted(allowed))}")

    def _fail(self, what: str) -> NoReturn:
        raise WrongUse(f"{self.file}: {what}.") from None


def _flat(value: object) -> str:
    """A heading without the difference of case, line breaks and double spaces."""
    return " ".join(value.split()).casefold() if isinstance(value, str) else ""


# --- filling it ----------------------------------------------------------------------------------------------------


def _fill_sheet(sheet: Any, form: Form, cases: Sequence[ReleasedCase], *, datums: str) -> None:
    by_number = {case.volgnummer: case for case in cases}
    for number in range(1, max(by_number, default=0) + 1):
        row = form.eerste_rij + number - 1
        for field, column in form.kolommen.items():
            cell = sheet.cell(row, column)
            if not cell.has_style:
                # Below the rows that the form laid out, its first row is the model.
                cell._style = copy.copy(sheet.cell(form.eerste_rij, column)._style)
            case, laid_out = by_number.get(number), cell.number_format
            # A real date changes the format of the cell; the one of the form stays where it is for dates.
            cell.value = None if case is None else _make_value(case, field, form, datums)
            if cell.is_date:
                cell.number_format = laid_out if _is_date_format(laid_out) else _DATE_FORMAT


def _make_value(case: ReleasedCase, field: str, form: Form, datums: str) -> object:
    value = getattr(case, field)
    if value is None or field == "volgnummer":
        return value
    if field == "leeftijd":
        return value or None
    if field in form.woorden:
        word = form.woorden[field][value]
        # A form without a column for it says it all the same (contract 2.9).
        if field == "soort" and case.leeftijd and "leeftijd" not in form.kolommen:
            word = f"{word} ({case.leeftijd})".strip()
        return word or None
    return value if form.datumvorm == DATUM else show_date(value, datums)


def _is_date_format(code: str) -> bool:
    from openpyxl.styles.numbers import is_date_format

    return is_date_format(code)


def _pack_again(content: bytes) -> bytes:
    """The same archive without the moment at which it was written."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            member = zipfile.ZipInfo(name, _NO_MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(member, part)
    return target.getvalue()


def _list_losses(before: bytes, after: bytes, *, has_warnings: bool) -> tuple[str, ...]:
    """What the blank form held and the filled one does not, in words."""
    lost = set()
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        for folder, word in _LOSSES.items():
            counts = [sum(name.startswith(folder) for name in book.namelist()) for book in (old, new)]
            if counts[1] < counts[0]:
                lost.add(word)
    if has_warnings:
        lost.add("onderdelen van nieuwere Excel-versies, zoals keuzelijsten die naar een ander blad wijzen")
    return tuple(sorted(lost))
