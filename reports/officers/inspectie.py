"""The thuiszittersregistratie as it may leave the SWV: rows without a pupil, dates made coarse, and a neutral workbook.

`release_cases` is the border: what comes out of it holds seven columns, and no date finer than the settings allow.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import xlsxwriter

from reports.words import wording
from schemas.inspectie import (
    DAG,
    KWARTAAL,
    LEEFTIJD_ONBEKEND,
    MAAND,
    SOORT_WOORDEN,
    STAND_UITLEG,
    STAND_WOORDEN,
    THUISZITTERSREGISTRATIE,
    VELDEN,
)

NIET_OFFICIEEL = "Dit is niet het officiële formulier van de Inspectie van het Onderwijs."
KOPPEN = {
    "volgnummer": "Volgnummer",
    "soort": "Soort",
    "begin": "Begin",
    "eind": "Eind",
    "stand": "Stand",
    "sinds": "Sinds",
    "leeftijd": "Leeftijd",
}
_WIDTHS = (12, 56, 20, 20, 22, 20, 20)
_TEXT_STAYS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# A workbook carries the moment it was made; the same input must give the same bytes.
_NO_MOMENT = datetime(2000, 1, 1)
_HEADER_ROW = 6
_MONTHS_A_QUARTER = 3
_DATE_WORDS = {
    DAG: "Datums staan er als dag in.",
    MAAND: "Datums zijn grof gemaakt: alleen de maand staat er.",
    KWARTAAL: "Datums zijn grof gemaakt: alleen het kwartaal staat er.",
}
_FIELD_WORDS = {
    "volgnummer": "Het nummer van het geval. Een geval houdt zijn nummer, elk kwartaal.",
    "soort": "Een van de vier soorten hieronder. De soort kan veranderen als een geval langer dan drie maanden duurt.",
    "begin": "Wanneer het verzuim, het absoluut verzuim of de vrijstelling begon.",
    "eind": "De laatste dag, als het geval voorbij is. Leeg: er is geen laatste dag bekend.",
    "stand": "Hoe het geval ervoor staat op de peildatum.",
    "sinds": "Bij 'niet bevestigd sinds': de laatste dag waarover de school gegevens aanleverde. Anders leeg.",
    "leeftijd": "Bij 'leeftijd onbekend' gaf de school geen geboortedatum. Of er leerplicht is, is niet bekend. Anders "
    "leeg. Wie meerderjarig is, staat niet in deze lijst.",
}
_OWN_FORM = (
    "Hebt u het formulier dat de Inspectie u stuurde? Zet het als .xlsx naast swv.toml en noem het in swv.toml onder "
    "[inspectie] bij 'formulier'. In het bestand bij 'kolommen' staat welk gegeven in welke kolom hoort. "
    "Daarna vult msa uw formulier in, in plaats van deze neutrale werkmap."
)
_NO_PUPILS = (
    "In deze lijst staan geen namen, codes, scholen, klassen, woonplaatsen of leeftijden. "
    "Eén leerling kan meer gevallen hebben, bijvoorbeeld op twee scholen of na een onderbreking."
)


@dataclass(frozen=True)
class Case:
    """One case with its exact dates, before release; `soort` and `stand` by their code in `schemas.inspectie`."""

    nummer: int
    soort: str
    begin: date
    eind: date | None
    stand: str
    sinds: date | None = None
    leeftijd_onbekend: bool = False


@dataclass(frozen=True)
class ReleasedCase:
    """One case as the Inspectie may see it: dates are the first day of the month or quarter they lie in."""

    volgnummer: int
    soort: str
    begin: date
    eind: date | None
    stand: str
    sinds: date | None = None
    leeftijd: str = ""
    """LEEFTIJD_ONBEKEND, or empty."""


@dataclass(frozen=True)
class Registration:
    """All that the workbook and the CSV hold. `datums`: how coarse the dates are; `synthetisch`: invented data."""

    swv: str
    peildatum: date
    datums: str
    gevallen: tuple[ReleasedCase, ...]
    synthetisch: bool


def release_cases(cases: Sequence[Case], *, datums: str) -> tuple[ReleasedCase, ...]:
    """The cases in order of number, each date made as coarse as `datums` asks."""
    return tuple(
        ReleasedCase(
            volgnummer=case.nummer,
            soort=case.soort,
            begin=coarsen(case.begin, datums),
            eind=None if case.eind is None else coarsen(case.eind, datums),
            stand=case.stand,
            sinds=None if case.sinds is None else coarsen(case.sinds, datums),
            leeftijd=LEEFTIJD_ONBEKEND if case.leeftijd_onbekend else "",
        )
        for case in sorted(cases, key=lambda case: case.nummer)
    )


def coarsen(day: date, datums: str) -> date:
    """The first day of the month or quarter in which `day` lies; the day itself where `datums` allows days."""
    if datums == DAG:
        return day
    if datums == MAAND:
        return day.replace(day=1)
    if datums == KWARTAAL:
        return day.replace(month=(day.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1, day=1)
    raise ValueError("not a way to write dates")


def show_date(day: date, datums: str) -> str:
    """A released date in words: "10 mei 2025", "mei 2025" or "2e kwartaal 2025"."""
    if datums == DAG:
        return wording.short_date(day).replace(wording.NBSP, " ")
    return wording.month_and_year(day) if datums == MAAND else wording.quarter(day)


def make_frame(registration: Registration) -> pl.DataFrame:
    """The rows as table THUISZITTERSREGISTRATIE: dates as jjjj-mm-dd, jjjj-mm or jjjj-Kn."""
    rows = [
        {
            "volgnummer": case.volgnummer,
            "soort": SOORT_WOORDEN[case.soort],
            "begin": _write_date(case.begin, registration.datums),
            "eind": None if case.eind is None else _write_date(case.eind, registration.datums),
            "stand": STAND_WOORDEN[case.stand],
            "sinds": None if case.sinds is None else _write_date(case.sinds, registration.datums),
            "leeftijd": case.leeftijd or None,
        }
        for case in registration.gevallen
    ]
    return pl.DataFrame(rows, schema=dict(THUISZITTERSREGISTRATIE.polars_schema))


def _write_date(day: date, datums: str) -> str:
    if datums == DAG:
        return day.isoformat()
    return f"{day:%Y-%m}" if datums == MAAND else f"{day.year}-K{(day.month - 1) // _MONTHS_A_QUARTER + 1}"


def make_workbook(registration: Registration) -> bytes:
    """The neutral workbook (.xlsx): sheet Registratie with the rows, sheet Toelichting with what they mean."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _TEXT_STAYS_TEXT) as book:
        book.set_properties({"title": "Thuiszittersregistratie", "created": _NO_MOMENT})
        _write_cases(book, registration)
        _write_explanation(book, registration)
    return target.getvalue()


def _write_cases(book: xlsxwriter.Workbook, registration: Registration) -> None:
    sheet = book.add_worksheet("Registratie")
    bold, title = book.add_format({"bold": True}), book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    header = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, wrapped)
    peildatum = show_date(registration.peildatum, DAG)
    sheet.write_string(0, 0, f"Thuiszittersregistratie {registration.swv}", title)
    sheet.write_string(1, 0, NIET_OFFICIEEL, bold)
    sheet.write_string(2, 0, "Op het blad Toelichting staat hoe u uw eigen formulier laat invullen.", book.add_format())
    sheet.write_string(3, 0, f"Peildatum {peildatum}. {_DATE_WORDS[registration.datums]}", book.add_format())
    if registration.synthetisch:
        sheet.write_string(4, 0, "Verzonnen gegevens: deze gevallen bestaan niet.", bold)
    for column, name in enumerate(VELDEN):
        sheet.write_string(_HEADER_ROW, column, KOPPEN[name], header)
    for row, case in enumerate(registration.gevallen, start=_HEADER_ROW + 1):
        sheet.write_number(row, 0, case.volgnummer)
        for column, text in enumerate(_texts(case, registration.datums), start=1):
            if text:
                sheet.write_string(row, column, text)
    if not registration.gevallen:
        sheet.write_string(_HEADER_ROW + 1, 0, "Er zijn geen gevallen.", book.add_format())
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + max(1, len(registration.gevallen)), len(VELDEN) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer("&LThuiszittersregistratie&RBlad &P van &N")


def _texts(case: ReleasedCase, datums: str) -> tuple[str, ...]:
    return (
        SOORT_WOORDEN[case.soort],
        show_date(case.begin, datums),
        "" if case.eind is None else show_date(case.eind, datums),
        STAND_WOORDEN[case.stand],
        "" if case.sinds is None else show_date(case.sinds, datums),
        case.leeftijd,
    )


def _write_explanation(book: xlsxwriter.Workbook, registration: Registration) -> None:
    sheet = book.add_worksheet("Toelichting")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26, bold)
    sheet.set_column(1, 1, 90, wrapped)
    lines = [
        ("Let op", NIET_OFFICIEEL),
        ("Uw eigen formulier", _OWN_FORM),
        ("Wie erin staat", _NO_PUPILS),
        ("Datums", _DATE_WORDS[registration.datums]),
        *((KOPPEN[name], words) for name, words in _FIELD_WORDS.items()),
        *(("Soort", words) for words in SOORT_WOORDEN.values()),
        *((f"Stand: {STAND_WOORDEN[state]}", words) for state, words in STAND_UITLEG.items()),
    ]
    for row, (name, words) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, words)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
