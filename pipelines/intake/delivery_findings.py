"""What a school is told about one delivered file: findings without any value of a pupil, and its quarantine list."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import polars as pl

from pipelines.intake.absence_codes import SICK_BY_WORDS, says_sick
from pipelines.intake.delivered import QuarantinedCell
from pipelines.intake.delivery_file import DeliveredFile, Part
from pipelines.intake.guards import Secrets, holds_secret
from pipelines.intake.recognition import Recognised
from pipelines.intake.validation import CellFault, find_doubtful_dates
from schemas.exports import kinds
from schemas.exports.base import AANNEMELIJK
from schemas.exports.lists import says_up_to
from schemas.exports.sjabloon import FORM_SHEETS, TEMPLATE_HELP
from schemas.findings import FINDINGS, Finding, count_words, make_finding
from schemas.lvs.codes import load_descriptions

_REASONS = ("code", "omschrijving")
_LONGEST = 40
_MOST_WORDS = 20
# Beyond this many rows with one fault in one column of a file, the rest is told as a number.
MAX_TOLD = 2000
# Whether the last day is inclusive in these exports is not known (formats 5.1).
_PARNASSYS_PUPILS = "parnassys-leerlingen-soap"


def list_quarantine(file: DeliveredFile) -> Iterator[QuarantinedCell]:
    """Every fault of the file with its text, in order of line."""
    cells = [QuarantinedCell(file.shown, fault.line, fault.column, fault.code, fault.raw) for fault in file.row_faults]
    for part in file.parts:
        for fault in part.faults:
            raw = part.text[fault.column][fault.row] if fault.column in part.text.columns else ""
            cells.append(QuarantinedCell(file.shown, part.lines[fault.row], fault.column, fault.code, raw))
    yield from sorted(cells, key=lambda cell: (cell.regelnummer, cell.kolom, cell.code))


def list_file_findings(school: str, file: DeliveredFile) -> list[Finding]:
    """All findings of one file but its refusals: faults of rows in order of line, then notes and remarks."""
    told = [*_tell_rows(school, file), *_tell_file(school, file), *_tell_remarks(school, file)]
    return [*told, *_tell_locations(school, file)]


def tell_left_out(school: str, file: DeliveredFile) -> list[Finding]:
    """That rows of erased pupils were not read, and how many: not which, nor where they stand."""
    if not file.left_out:
        return []
    rows = count_words(file.left_out, "rij", "rijen")
    return [make_finding(school, "gewiste_leerling", bestand=file.shown, aantal=file.left_out, rijen=rows)]


def tell_sick_words(school: str, files: Iterable[DeliveredFile], secrets: Secrets) -> list[Finding]:
    """Which words alone made a row sick, one finding a school (formats 14).

    Shown are single words, and texts made of the words of `omschrijvingen.csv`: any other may be a remark.
    """
    texts: set[str] = set()
    rows = 0
    for file in files:
        lines = set(file.remarks.pop(SICK_BY_WORDS, []))
        rows += len(lines)
        for part in file.parts:
            if part.good is None or not lines:
                continue
            told = part.good.filter(pl.col("regelnummer").is_in(lines))
            texts |= {text for name in _REASONS if name in told.columns for text in told[name].drop_nulls().unique()}
    if not rows:
        return []
    shown = sorted(
        text
        for text in texts
        if says_sick(text) and len(text) <= _LONGEST and _is_plain(text) and not holds_secret(text, secrets)
    )
    words = ", ".join(f"'{text}'" for text in shown[:_MOST_WORDS]) or "woorden die met ziek beginnen"
    return [make_finding(school, SICK_BY_WORDS, aantal=rows, woorden=words)]


def _is_plain(text: str) -> bool:
    return text.isalpha() or set(text.casefold().split()) <= _list_description_words()


@cache
def _list_description_words() -> frozenset[str]:
    return frozenset(word for text in load_descriptions() for word in text.split())


def _tell_rows(school: str, file: DeliveredFile) -> Iterator[Finding]:
    """One finding a fault; of one fault in one column at most MAX_TOLD, then one finding for the rest."""
    count: Counter[tuple[str, str, str]] = Counter()
    faults = [(fault.line, fault.column, fault.code, fault.column, {}) for fault in (*file.row_faults, *file.notes)]
    for part in file.parts:
        faults += [
            (part.lines[fault.row], fault.column, fault.code, _get_header(file, fault), _get_words(part, fault))
            for fault in part.faults
        ]
    for line, column, code, header, words in sorted(faults, key=lambda fault: fault[:3]):
        count[code, column, header] += 1
        if count[code, column, header] <= MAX_TOLD:
            yield make_finding(
                school, code, bestand=file.shown, regelnummer=line, kolom=column, naam=header or column, **words
            )
    for (_, column, header), found in count.items():
        if found > MAX_TOLD:
            yield make_finding(
                school,
                "meer_dan_getoond",
                bestand=file.shown,
                kolom=column,
                aantal=found - MAX_TOLD,
                naam=header or column,
            )


def describe_fault(file: DeliveredFile, part: Part, fault: CellFault) -> str:
    """What is wrong in a cell, in the words of its finding."""
    header = _get_header(file, fault) or fault.column
    return FINDINGS[fault.code].omschrijving.format(naam=header, **_get_words(part, fault))


def _get_header(file: DeliveredFile, fault: CellFault) -> str:
    """The column as the school's own file calls it."""
    return file.recognised.cells.get(fault.column, fault.column) if file.recognised else fault.column


def _get_words(part: Part, fault: CellFault) -> dict[str, object]:
    choices = next((field.one_of for field in part.kind.fields if field.name == fault.column), None)
    return {"keuzes": ", ".join(choices)} if choices else {}


def _tell_file(school: str, file: DeliveredFile) -> Iterator[Finding]:
    layout = file.layout
    if layout is None or file.refusals:
        return
    if layout.mark == AANNEMELIJK:
        yield make_finding(school, "layout_aannemelijk", bestand=file.shown, soort=layout.label)
    if layout.own_names and file.recognised is not None:
        yield from _tell_own_names(school, file, file.recognised)
    if layout.name == _PARNASSYS_PUPILS:
        yield make_finding(school, "einddatum_telt_mee", bestand=file.shown, kolom="uitschrijfdatum")
    if not file.read:
        yield make_finding(school, "alleen_kopregel", bestand=file.shown)
    yield from _tell_date_orders(school, file)
    yield from _tell_end(school, file)
    if file.has_rows_above and file.header is not None:
        place = f"op werkblad {file.header.sheet}, regel {file.header.line}"
        yield make_finding(school, "kop_lager", bestand=file.shown, regelnummer=file.header.line, plaats=place)
    yield from _tell_other_sheets(school, file)
    if file.document is not None and file.document.doubtful_births:
        lines = file.document.doubtful_births
        yield make_finding(
            school,
            "geboortedatum_onzeker",
            bestand=file.shown,
            regelnummer=lines[0],
            kolom="geboortedatum",
            aantal=len(lines),
        )
    if file.document is not None and layout.kind.soort == "absenties":
        yield make_finding(school, "oogst_onbekend", bestand=file.shown)
    if file.recognised is not None:
        for code, cells in (
            ("kolom_onbekend", file.recognised.unknown),
            ("kolom_dubbel_ongebruikt", file.recognised.doubled),
        ):
            if cells:
                shown = ", ".join(cells)
                yield make_finding(school, code, bestand=file.shown, regelnummer=1, aantal=len(cells), kolommen=shown)


def _tell_own_names(school: str, file: DeliveredFile, recognised: Recognised) -> Iterator[Finding]:
    """What each column of a list in its own words was taken for, and whether `tot` was read as up to and including."""
    shown = ", ".join(f"'{cell}' is {field}" for field, cell in recognised.cells.items())
    yield make_finding(school, "kolommen_gelezen", bestand=file.shown, aantal=len(recognised.cells), kolommen=shown)
    for field in ("eind", "lesuur_tot"):
        cell = recognised.cells.get(field, "")
        if says_up_to(cell):
            yield make_finding(school, "tot_telt_mee", bestand=file.shown, kolom=field, naam=cell)


def _tell_date_orders(school: str, file: DeliveredFile) -> Iterator[Finding]:
    """Columns in which dates stand with the month first (contract 2.8): one finding a column."""
    for part in file.parts:
        for column in dict.fromkeys(fault.column for fault in part.faults if fault.column in part.text.columns):
            doubtful = find_doubtful_dates(part.kind.get_field(column), part.text[column])
            if doubtful is not None:
                header = file.recognised.cells.get(column, column) if file.recognised else column
                yield make_finding(
                    school, "datumvolgorde", bestand=file.shown, kolom=column, aantal=int(doubtful.sum()), naam=header
                )


def _tell_end(school: str, file: DeliveredFile) -> Iterator[Finding]:
    """A last record whose last cell is broken, without a line end: the file may have been cut off in that cell."""
    if file.open_line is None or file.recognised is None or file.header is None:
        return
    last = len(file.header.cells) - 1
    broken = (
        part.lines[fault.row] == file.open_line and file.recognised.places.get(fault.column) == last
        for part in file.parts
        for fault in part.faults
    )
    if any(broken):
        yield make_finding(school, "laatste_regel_kapot", bestand=file.shown, regelnummer=file.open_line)


def _tell_other_sheets(school: str, file: DeliveredFile) -> Iterator[Finding]:
    """Worksheets with rows beside the one that is read; those that our own form has are no part of what it asks."""
    is_form = file.says(kinds.REGISTER.soort)
    ours = {TEMPLATE_HELP, *(FORM_SHEETS if is_form else ())}
    found = [sheet for sheet in file.other_sheets if sheet.rows and sheet.name not in ours]
    if found:
        shown = ", ".join(f"werkblad {sheet.place} ({count_words(sheet.rows, 'rij', 'rijen')})" for sheet in found)
        rows = sum(sheet.rows for sheet in found)
        yield make_finding(school, "blad_niet_gelezen", bestand=file.shown, aantal=rows, bladen=shown)


def _tell_remarks(school: str, file: DeliveredFile) -> Iterator[Finding]:
    """One finding a cause: the first line, and on how many rows it happens."""
    for code, lines in sorted(file.remarks.items()):
        yield make_finding(
            school,
            code,
            bestand=file.shown,
            regelnummer=min(lines) if lines else None,
            aantal=max(len(lines), 1),
        )


def _tell_locations(school: str, file: DeliveredFile) -> Iterator[Finding]:
    for part in file.parts:
        if part.kind.name == kinds.LEERLINGEN.name and part.good is not None:
            found = part.good["locatie"].drop_nulls().n_unique()
            if found > 1:
                yield make_finding(school, "meer_locaties", bestand=file.shown, kolom="locatie", locaties=found)
