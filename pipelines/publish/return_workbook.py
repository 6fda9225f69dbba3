"""The return sheet as a workbook (`retour.xlsx`): every finding on its own row, to filter and tick off."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from pipelines.publish.written_workbook import Book, Column, Value, make_workbook
from reports.context.counts import Balance, sum_balance
from reports.context.returns import ReturnSheet
from reports.school.returns import ReturnCause, ReturnCauses, list_touched_words, make_causes
from reports.words import wording
from schemas.lvs import get_lvs

OVERVIEW, MEND, NOTED, SOLVED = "Overzicht", "Te herstellen", "Aannames", "Opgelost"
_FINDING_COLUMNS = (
    Column("nieuw", 8),
    Column("ernst", 14),
    Column("wat er mis is", 46),
    Column("bestand", 28),
    Column("regel", 8, "getal_kaal"),
    Column("kolom", 18),
    Column("aantal", 9, "getal"),
    Column("leerlingen (hele oorzaak)", 13, "getal"),
    Column("tiers open (hele oorzaak)", 13, "getal"),
    Column("gevolg", 46),
    Column("zo herstelt u het", 52),
    Column("waar u het herstelt", 52),
    Column("voorbeeld (verzonnen)", 44),
    Column("code", 24),
)
_FILE_COLUMNS = ("bestand", "soort", "rijen gelezen", "gebruikt", "niet te gebruiken", "vervangen", "telt niet mee")


def write_return_workbook(sheet: ReturnSheet) -> bytes:
    """The workbook of one return sheet; the same causes in the same order as the page."""
    causes = make_causes(sheet)

    def fill(book: Book) -> None:
        _write_overview(book, sheet, causes)
        for name, found in ((MEND, causes.te_herstellen), (NOTED, causes.aannames)):
            rows = [row for cause in found for row in _list_rows(cause)]
            book.add_table(name, _FINDING_COLUMNS, rows).freeze_panes(1, 3)
        solved = [(one.omschrijving, one.soort, one.kolom, one.aantal) for one in sheet.opgelost]
        columns = (
            Column("wat er mis was", 60),
            Column("soort", 18),
            Column("kolom", 18),
            Column("aantal toen", 12, "getal"),
        )
        book.add_table(SOLVED, columns, solved)

    return make_workbook(fill, title=f"Retourblad {sheet.school}")


def _list_rows(cause: ReturnCause) -> list[Sequence[Value]]:
    """One row a place; what belongs to the whole cause stands on each, so that a filtered list stays whole."""
    found, touched = cause.oorzaak, cause.geraakt
    consequence = " ".join((found.gevolg, *list_touched_words(cause)))
    help_text = cause.hulp.tekst if cause.hulp else None
    example = "\n".join(cause.hulp.voorbeeld) if cause.hulp else None
    return [
        (
            "nieuw" if cause.nieuw else None,
            wording.SEVERITY_WORDS.get(found.ernst, found.ernst),
            found.omschrijving,
            place.bestand,
            place.regelnummer,
            place.kolom,
            place.aantal,
            found.leerlingen,
            touched.open_tiers if touched else None,
            consequence,
            found.oplossing,
            help_text,
            example,
            found.code,
        )
        for place in found.plaatsen
    ]


def _write_overview(book: Book, sheet: ReturnSheet, causes: ReturnCauses) -> None:
    """What came in and what to do, then the balance of each file."""
    lines = [
        (f"Retourblad · {sheet.naam} ({sheet.school})", ""),
        ("Peildatum", wording.short_date(sheet.kop.peildatum).replace(wording.NBSP, " ")),
        ("Leerlingadministratie", get_lvs(sheet.lvs).naam),
        ("Aanlevering", "Niet gebruikt: zie het blad Te herstellen." if sheet.geweigerd else "Gebruikt."),
        ("Te herstellen", wording.counted(len(causes.te_herstellen), "oorzaak", "oorzaken").replace(wording.NBSP, " ")),
        ("Aannames", wording.counted(len(causes.aannames), "punt", "punten").replace(wording.NBSP, " ")),
        ("Sinds vorige keer", _say_change(sheet, causes)),
    ]
    page = book.add_text(OVERVIEW, lines, widths=(30, 30))
    page.set_column(2, len(_FILE_COLUMNS) - 1, 16)
    first = len(lines) + 1
    for place, header in enumerate(_FILE_COLUMNS):
        page.write_string(first, place, header, book.styles["kop"])
    for number, file in enumerate(sheet.bestanden, start=first + 1):
        _write_file(book, page, number, (file.bestand, file.soort), file.balans)
    if sheet.bestanden:
        last = first + len(sheet.bestanden) + 1
        _write_file(book, page, last, ("Samen", ""), sum_balance(sheet.bestanden))


def _write_file(book: Book, page: Worksheet, row: int, names: tuple[str, str], balance: Balance) -> None:
    counts = (balance.gelezen, balance.gebruikt, balance.quarantaine, balance.vervangen, balance.niet_geteld)
    for place, value in enumerate((*names, *counts)):
        book.write(page, row, place, value, style="tekst" if isinstance(value, str) else "getal")


def _say_change(sheet: ReturnSheet, causes: ReturnCauses) -> str:
    if not sheet.vergeleken:
        return "Dit is de eerste levering: er is nog niets om mee te vergelijken."
    solved = wording.counted(len(sheet.opgelost), "oorzaak", "oorzaken")
    return f"{solved} opgelost, {wording.number(causes.nieuw)} nieuw.".replace(wording.NBSP, " ")
