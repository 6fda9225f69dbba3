"""An invented blank form, as the Inspectie might send one, with the file that maps its columns: so that it can be seen
filled in. It is not the form of the Inspectie, and says so."""

from datetime import datetime
from pathlib import Path

import xlsxwriter

FORM_FILE = "inspectie/leeg-formulier.xlsx"
COLUMNS_FILE = "inspectie/kolommen.toml"
COLUMNS_TEXT = """\
blad = "Registratie"               # het blad van het formulier dat msa invult
kopregel = 5                       # de rij met de teksten boven de kolommen
eerste_rij = 6                     # de rij van volgnummer 1; volgnummer 2 staat een rij lager, enzovoort
datumvorm = "tekst"                # of "datum": een datum van Excel, de eerste dag van de maand of het kwartaal

[kolommen]                         # ons gegeven = de tekst boven de kolom, of de kolomletter
volgnummer = "Nr."
soort = "Aard van het thuiszitten"
begin = "Begin"
eind = "Einde"
stand = "F"
leeftijd = "Leeftijd"              # noemt uw formulier die niet, dan staat "leeftijd onbekend" achter de soort

[waarden.soort]                    # de woorden van het formulier; zonder deze regels gebruikt msa zijn eigen woorden
lrv_tot_3_maanden = "LRV 4 weken tot 3 maanden"
lrv_langer_dan_3_maanden = "LRV langer dan 3 maanden"
absoluut = "Absoluut verzuim"
vrijstelling_5_onder_a = "Vrijstelling 5 onder a"

[waarden.stand]
loopt = "ja"
afgesloten = "nee"
vervallen = "vervallen"
vervolg_onbekend = "onbekend"
niet_bevestigd = "onbekend"
"""
_KINDS = (
    "LRV 4 weken tot 3 maanden",
    "LRV langer dan 3 maanden",
    "Absoluut verzuim",
    "Vrijstelling 5 onder a",
)
_HEADINGS = (
    *("Nr.", "Aard van het thuiszitten", "Begin", "Einde"),
    *("Wat doet het samenwerkingsverband?", "Thuiszitter?", "Leeftijd"),
)
_WIDTHS = (6, 32, 18, 18, 44, 14, 20)
_HEADER_ROW = 4
_ROWS = 60
_NO_MOMENT = datetime(2000, 1, 1)


def write_inspection_form(folder: Path) -> None:
    """Write the blank form and its column file below `folder` (the one of swv.toml)."""
    (folder / FORM_FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / COLUMNS_FILE).write_text(COLUMNS_TEXT, encoding="utf-8")
    with xlsxwriter.Workbook(folder / FORM_FILE, {"in_memory": True}) as book:
        book.set_properties({"title": "Voorbeeldformulier thuiszitters (verzonnen)", "created": _NO_MOMENT})
        _write_rows(book)
        _write_help(book)


def _write_rows(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Registratie")
    title = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "Registratieformulier thuiszitters: voorbeeld", title)
    sheet.write_string(1, 0, "Verzonnen formulier bij de demo van msa. Dit is niet het formulier van de Inspectie.")
    sheet.write_string(2, 0, "De kolom E vult het samenwerkingsverband zelf in.")
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER_ROW, column, heading, header)
    for row in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + _ROWS):
        for column in range(len(_HEADINGS)):
            sheet.write_blank(row, column, None, cell)
    sheet.data_validation(
        _HEADER_ROW + 1, 1, _HEADER_ROW + _ROWS, 1, {"validate": "list", "source": list(_KINDS), "ignore_blank": True}
    )
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _write_help(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Invulhulp")
    sheet.set_column(0, 0, 100)
    sheet.write_string(
        0, 0, "Een rij is een geval. Haal geen rijen weg, ook niet als een leerling weer naar school gaat."
    )
