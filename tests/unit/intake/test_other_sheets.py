"""Where a table begins: title lines, cover sheets, sheets that are not read, merged cells (formats 14)."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publish.msa_form import FORM_SHEET
from schemas.exports.sjabloon import FORM_HELP, FORM_LISTS
from tests.lib.school_folder import BASIS, deliver, list_findings, list_rows, make_school

LES = [["leerlingnummer", "datum", "lesuur", "code"], ["1001", "2025-09-08", "1", "Z"]]
PUPILS = [["leerlingnummer", "klas"], ["1001", "4A"], ["1002", "4B"]]
TOTALS = [["Jaap Jansen", "week 36"], ["12", "13"]]


def make_book(**sheets):
    """A workbook with these sheets in order."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tell(delivery, code):
    return [(found.aantal, found.omschrijving) for found in delivery.findings if found.code == code]


def test_rows_on_other_sheets_are_told(tmp_path):
    """Two rows on sheet 2, none on 3, one on 4."""
    book = make_book(Absenties=LES, Piet=TOTALS, Leeg=[], Klaas=TOTALS[:1])
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": book})
    assert delivery.refused is None
    [(rows, text)] = tell(delivery, "blad_niet_gelezen")
    assert rows == 2 + 1
    assert "werkblad 2 (2 rijen), werkblad 4 (1 rij)" in text
    assert "Piet" not in str(delivery.findings)
    # The header stands where it should.
    assert tell(delivery, "kop_lager") == []


def test_one_sheet_tells_nothing(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": make_book(Absenties=LES, Leeg=[])})
    assert tell(delivery, "blad_niet_gelezen") == []


def test_the_own_sheets_of_the_form_are_no_finding(tmp_path):
    """Only in the form: the same sheets beside absences are told, and another table beside the form is refused."""
    register = [["leerlingnummer", "typologie"], ["1001", "ziekte"]]
    form = {FORM_SHEET: register, FORM_LISTS: [["keuze", "x"]], FORM_HELP: [["zo", "x"]]}
    assert tell(deliver(tmp_path / "a", {**BASIS, "f.xlsx": make_book(**form)}), "blad_niet_gelezen") == []
    more = deliver(tmp_path / "b", {**BASIS, "f.xlsx": make_book(**form, Meer=TOTALS)})
    assert "werkblad 4 (2 rijen)" in tell(more, "blad_niet_gelezen")[0][1]
    other = deliver(tmp_path / "c", {**BASIS, "a.xlsx": make_book(**{**form, FORM_SHEET: LES})})
    assert "werkblad 2 (1 rij), werkblad 3 (1 rij)" in tell(other, "blad_niet_gelezen")[0][1]
    twice = deliver(tmp_path / "d", {**BASIS, "f.xlsx": make_book(**form, Meer=register)})
    assert twice.refused is not None
    assert twice.refused.reason == "twee_tabellen"


@pytest.mark.parametrize(
    "first", [TOTALS, [], [["Absenties van Jaap Jansen"]], [["Klas", "H3A"], [], ["Datum", "vandaag"]]]
)
@pytest.mark.parametrize("above", [0, 1, 19])
def test_a_cover_sheet_and_a_title(tmp_path, first, above):
    """The one place with a header that is known is read, and told by sheet and row."""
    title = [["Overzicht van Jaap Jansen", "week 36"] if row % 2 else [] for row in range(above)]
    delivery = deliver(tmp_path, {**BASIS, "x.xlsx": make_book(Voorblad=first, Data=[*title, *LES])})
    assert delivery.refused is None
    assert list_rows(delivery, "raw_absentie_les", "lesuur", "regelnummer") == [(1, above + 2)]
    assert f"op werkblad 2, regel {above + 1}." in tell(delivery, "kop_lager")[0][1]
    assert "Jaap" not in str(delivery.findings)


def test_beyond_the_first_twenty_rows_nothing_is_looked_for(tmp_path):
    title = [["Overzicht", "x"]] * 20
    delivery = deliver(tmp_path, {**BASIS, "x.xlsx": make_book(Data=[*title, *LES])})
    assert delivery.refused is not None
    assert delivery.refused.reason == "niet_herkend"


def test_two_tables_in_one_workbook(tmp_path):
    book = make_book(Leeg=[], September=LES, Oktober=[["titel", "x"], *LES])
    delivery = deliver(tmp_path, {**BASIS, "x.xlsx": book})
    assert delivery.refused is not None
    assert delivery.refused.reason == "twee_tabellen"
    assert "werkblad 2, regel 1 en werkblad 3, regel 2" in delivery.refused.message
    assert "September" not in delivery.refused.message


def test_two_tables_under_each_other(tmp_path):
    text = "leerlingnummer;klas\n1001;4A\n\nleerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n"
    delivery = deliver(tmp_path, {**BASIS, "x.csv": text})
    assert delivery.refused is not None
    assert delivery.refused.reason == "twee_tabellen"
    assert "regel 1 en regel 4" in delivery.refused.message


def test_the_same_header_once_more_is_a_row_of_the_table(tmp_path):
    text = (
        "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\nleerlingnummer;datum;lesuur;code\n1002;2025-09-08;1;Z\n"
    )
    delivery = deliver(tmp_path, {**BASIS, "x.csv": text})
    assert list_findings(delivery, ernst="quarantaine")[0][3] == "kop_herhaald"
    assert list_rows(delivery, "raw_absentie_les", "regelnummer") == [(2,), (4,)]


LES_TEXT = "leerlingnummer;datum;lesuur;code\n1001;2025-09-08;1;Z\n1002;2025-09-08;1;\n"


@pytest.mark.parametrize(
    "title",
    [
        "Absenties van Jaap Jansen\n",
        "Absenties, week 36; klas H3A\n\n",
        '"Overzicht ""verzuim""\n',
        "\n\n",
        ";;;\nPeriode;01-08-2025;t/m;08-09-2025\n;;;\n",
        "Ziek | Absent\n",
        "Datum: 8 september 2025\r\n",
        "leerlingnummer\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_title_lines_above_a_csv_header(tmp_path, title, end):
    """Lines are counted from the first of the file, also those that are set apart."""
    text = (title + LES_TEXT).replace("\r\n", "\n").replace("\n", end)
    delivery = deliver(tmp_path, {**BASIS, "x.csv": text})
    assert delivery.refused is None
    above = title.count("\n")
    assert list_rows(delivery, "raw_absentie_les", "leerling_nr", "regelnummer") == [(0, above + 2)]
    assert [(cell.regelnummer, cell.code) for cell in delivery.quarantine] == [(above + 3, "leeg")]
    assert f"regel {above + 1}." in tell(delivery, "kop_lager")[0][1]
    [row] = delivery.frames["raw_bestand"].filter(soort="absenties").rows(named=True)
    assert row["gelezen"] == 2
    assert "Jaap" not in str(delivery.findings)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet="abcde ;,\"|\t'é\u200b0123", max_size=20), max_size=19), st.sampled_from("AB"))
def test_whatever_stands_above_the_table_is_the_same(tmp_path_factory, title, kind):
    """Any lines above give the same rows, and a file without them too."""
    folder = tmp_path_factory.mktemp("titel")
    table = LES_TEXT if kind == "A" else "leerlingnummer;begin;code\n1001;2025-09-08;Z\n"
    delivery = deliver(folder, {**BASIS, "x.csv": "".join(f"{line}\n" for line in title) + table})
    assert delivery.refused is None
    name = "raw_absentie_les" if kind == "A" else "raw_absentie_span"
    assert list_rows(delivery, name, "regelnummer") == [(len(title) + 2,)]


def test_the_row_most_like_a_header_says_what_is_missing(tmp_path):
    text = "Verzuim van Jaap Jansen\nStamnummer;Klas;Datum;Uren;Reden\n1001;4A;2025-09-08;3;Z\n"
    delivery = deliver(tmp_path, {**BASIS, "x.csv": text})
    assert delivery.refused is not None
    assert list_findings(delivery, ernst="geweigerd")[0][1:] == (2, "", "niet_herkend")
    assert "'Uren' (een lesuur)" in delivery.refused.message
    assert "Jaap" not in delivery.refused.message


def merge(*ranges, rows, title=0):
    """A workbook of one sheet in which these cells are merged."""
    book = openpyxl.Workbook()
    for row in [["Titel", "x"]] * title + rows:
        book.active.append(row)
    for cells in ranges:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("cells", "line"), [("A2:A3", 2), ("C1:D1", 1), ("B3:C3", 3), ("A1:A2", 1)])
def test_merged_cells_in_a_table_are_refused_with_their_place(tmp_path, cells, line):
    book = merge(cells, rows=[*LES, ["1002", "2025-09-08", "1", "Z"]])
    delivery = deliver(tmp_path, {**BASIS, "x.xlsx": book})
    assert delivery.refused is not None
    # Of a merged header the names are gone.
    if cells != "C1:D1":
        assert list_findings(delivery, ernst="geweigerd")[0][1:] == (line, "", "samengevoegde_cellen")
        assert f"{cells} op werkblad 1" in delivery.refused.message


def test_merged_cells_of_a_title_are_no_fault(tmp_path):
    delivery = deliver(tmp_path, {**BASIS, "x.xlsx": merge("A1:D1", "A2:B2", rows=LES, title=2)})
    assert delivery.refused is None
    # Negative control: one cell merged with itself, and cells below the table.
    below = deliver(tmp_path / "b", {**BASIS, "x.xlsx": merge("A9:B9", rows=LES)})
    assert below.refused is None


@pytest.mark.parametrize("above", [[], [["Titel", "x"]], [["Leerlingnummer", "Klas"]]])
def test_a_bsn_under_a_title_refuses(tmp_path, above):
    rows = [*above, ["leerlingnummer", "klas", "BSN"], ["1001", "4A", "x"]]
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": make_book(Voorblad=[["a", "b"]], Data=rows)})
    assert delivery.refused is not None
    assert delivery.refused.reason == "bsn_kolom"
    assert not (tmp_path / "kluis").exists()


def test_no_sheet_that_can_be_read(tmp_path):
    for place, first, reason in (("a", TOTALS, "niet_herkend"), ("b", [], "kop_leeg")):
        delivery = deliver(tmp_path / place, {**BASIS, "x.xlsx": make_book(Voorblad=first, Data=TOTALS)})
        assert delivery.refused is not None
        assert delivery.refused.reason == reason
        assert "werkblad 2" not in delivery.refused.message


def test_a_bsn_on_another_sheet_refuses(tmp_path):
    book = make_book(Absenties=LES, Namen=[["leerlingnummer", "BSN"], ["1001", "x"]])
    delivery = deliver(tmp_path, {**BASIS, "a.xlsx": book})
    assert delivery.refused is not None
    assert delivery.refused.reason == "bsn_kolom"
    assert not (tmp_path / "kluis").exists()


def test_the_own_column_names_hold_for_other_sheets_too(tmp_path):
    rows = [["Nummer van kind", "datum", "lesuur", "code"], LES[1]]
    book = make_book(Voorblad=[], Data=rows)
    school = make_school(kolommen={"Nummer van kind": "leerlingnummer"})
    assert deliver(tmp_path / "a", {**BASIS, "x.xlsx": book}, school=school).refused is None
    assert deliver(tmp_path / "b", {**BASIS, "x.xlsx": book}).refused is not None
