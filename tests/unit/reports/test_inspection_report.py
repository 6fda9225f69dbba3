"""What leaves for the Inspectie: five columns, coarse dates, and a neutral workbook that does not pretend."""

import io
from dataclasses import fields
from datetime import date

import openpyxl
import pytest

from pipelines.publish.export import make_csv
from reports.officers.inspectie import (
    NIET_OFFICIEEL,
    Case,
    Registration,
    ReleasedCase,
    coarsen,
    make_frame,
    make_workbook,
    release_cases,
    show_date,
)
from schemas.inspectie import (
    ABSOLUUT,
    AFGESLOTEN,
    DATUMS,
    LOOPT,
    LRV_LANGER_DAN_3_MAANDEN,
    NIET_BEVESTIGD,
    SOORT_WOORDEN,
    SOORTEN_GEVAL,
    STAND_UITLEG,
    STAND_WOORDEN,
    STANDEN,
    THUISZITTERSREGISTRATIE,
    VELDEN,
    VRIJSTELLING_5_ONDER_A,
)

CASES = [
    Case(2, LRV_LANGER_DAN_3_MAANDEN, date(2025, 9, 29), date(2026, 2, 3), AFGESLOTEN),
    Case(1, ABSOLUUT, date(2025, 11, 10), None, LOOPT),
]


def make_registration(*cases: Case, datums: str = "maand", synthetisch: bool = False) -> Registration:
    return Registration("SWV Één", date(2026, 3, 1), datums, release_cases(cases, datums=datums), synthetisch)


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 3, 31), date(2025, 3, 1), date(2025, 1, 1)),
        (date(2025, 4, 1), date(2025, 4, 1), date(2025, 4, 1)),
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 1, 1)),
        (date(2025, 12, 31), date(2025, 12, 1), date(2025, 10, 1)),
    ],
)
def test_a_date_becomes_the_first_of_its_month_or_quarter(day: date, month: date, quarter: date) -> None:
    assert (coarsen(day, "maand"), coarsen(day, "kwartaal"), coarsen(day, "dag")) == (month, quarter, day)


def test_another_way_to_write_dates_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not a way"):
        coarsen(date(2025, 1, 1), "week")


@pytest.mark.parametrize(
    ("datums", "begin", "eind", "words"),
    [
        ("dag", "2025-09-29", "2026-02-03", "29 sep 2025"),
        ("maand", "2025-09", "2026-02", "september 2025"),
        ("kwartaal", "2025-K3", "2026-K1", "3e kwartaal 2025"),
    ],
)
def test_the_rows_of_the_csv(datums: str, begin: str, eind: str, words: str) -> None:
    text = make_csv(make_frame(make_registration(*CASES, datums=datums))).decode("utf-8-sig")
    first = {"dag": "2025-11-10", "maand": "2025-11", "kwartaal": "2025-K4"}[datums]
    assert text.splitlines() == [
        "volgnummer;soort;begin;eind;stand;sinds;leeftijd",
        f"1;Absoluut verzuim;{first};;loopt;;",
        f"2;Langdurig relatief verzuim, langer dan drie maanden;{begin};{eind};afgesloten;;",
    ]
    assert show_date(coarsen(CASES[0].begin, datums), datums) == words


def test_only_the_declared_columns_leave() -> None:
    """The border is an allow-list: a field more in the released row is a decision, not an accident."""
    assert THUISZITTERSREGISTRATIE.names == VELDEN == tuple(field.name for field in fields(ReleasedCase))
    assert tuple(make_frame(make_registration(*CASES)).columns) == VELDEN
    assert set(VELDEN) == {"volgnummer", "soort", "begin", "eind", "stand", "sinds", "leeftijd"}


def test_every_kind_and_state_has_words_and_five_onder_a_is_written_out() -> None:
    assert tuple(SOORT_WOORDEN) == SOORTEN_GEVAL
    assert tuple(STAND_WOORDEN) == tuple(STAND_UITLEG) == STANDEN
    assert "5 onder a" in SOORT_WOORDEN[VRIJSTELLING_5_ONDER_A]
    assert "5a" not in SOORT_WOORDEN[VRIJSTELLING_5_ONDER_A]


def read_sheet(registration: Registration, name: str = "Registratie") -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(registration)))
    return list(book[name].iter_rows(values_only=True))


def test_the_workbook_says_that_it_is_not_the_official_form() -> None:
    rows = read_sheet(make_registration(*CASES))
    assert rows[0][0] == "Thuiszittersregistratie SWV Één"
    assert rows[1][0] == NIET_OFFICIEEL
    assert rows[3][0] == "Peildatum 1 mrt 2026. Datums zijn grof gemaakt: alleen de maand staat er."
    assert rows[4][0] is None
    assert rows[6] == ("Volgnummer", "Soort", "Begin", "Eind", "Stand", "Sinds", "Leeftijd")
    assert rows[7] == (1, "Absoluut verzuim", "november 2025", None, "loopt", None, None)
    told = dict(read_sheet(make_registration(*CASES), "Toelichting"))
    assert told["Let op"] == NIET_OFFICIEEL
    assert "[inspectie]" in told["Uw eigen formulier"]
    assert told["Datums"] == "Datums zijn grof gemaakt: alleen de maand staat er."
    names = [row[0] for row in read_sheet(make_registration(*CASES), "Toelichting")]
    assert names[:4] == ["Let op", "Uw eigen formulier", "Wie erin staat", "Datums"]
    # Four kinds, and the column of that name.
    assert names.count("Soort") == 4 + 1


def test_a_case_that_is_not_confirmed_says_since_when_as_coarsely_as_the_rest() -> None:
    case = Case(3, ABSOLUUT, date(2025, 11, 10), None, NIET_BEVESTIGD, date(2026, 1, 30))
    (row,) = (row for row in read_sheet(make_registration(case)) if row[0] == 3)
    assert row[2:] == ("november 2025", None, "niet bevestigd sinds", "januari 2026", None)
    frame = make_frame(make_registration(case, datums="kwartaal"))
    assert frame.row(0)[2:] == ("2025-K4", None, "niet bevestigd sinds", "2026-K1", None)


def test_a_case_of_which_the_age_is_not_known_is_marked() -> None:
    case = Case(3, ABSOLUUT, date(2025, 11, 10), None, LOOPT, leeftijd_onbekend=True)
    (row,) = (row for row in read_sheet(make_registration(case)) if row[0] == 3)
    assert row[4:] == ("loopt", None, "leeftijd onbekend")
    assert make_frame(make_registration(case)).row(0)[4:] == ("loopt", None, "leeftijd onbekend")


def test_the_last_day_of_a_case_that_is_over_stands_in_its_row() -> None:
    (row,) = (row for row in read_sheet(make_registration(*CASES)) if row[0] == 2)
    assert row[2:] == ("september 2025", "februari 2026", "afgesloten", None, None)


def test_heads_are_bold_and_long_texts_wrap() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(make_registration(*CASES, synthetisch=True))))
    sheet = book["Registratie"]
    assert [sheet[place].font.b for place in ("A1", "A2", "A3", "A4", "A5")] == [True, True, False, False, True]
    assert (sheet["A1"].font.sz, sheet["A2"].font.sz) == (14, 11)
    assert all(cell.font.b for cell in sheet[7])
    assert [cell.alignment.wrap_text for cell in sheet[8] if cell.value is not None] == [True] * 4
    told = book["Toelichting"]
    assert all(name.font.b and words.alignment.wrap_text for name, words in told.iter_rows())


def test_invented_data_say_so_and_no_cases_too() -> None:
    rows = read_sheet(make_registration(synthetisch=True))
    assert rows[4][0] == "Verzonnen gegevens: deze gevallen bestaan niet."
    assert rows[7][0] == "Er zijn geen gevallen."
    assert make_frame(make_registration()).height == 0


@pytest.mark.parametrize("datums", DATUMS)
def test_the_same_cases_give_the_same_bytes_in_any_order(datums: str) -> None:
    one, other = make_registration(*CASES, datums=datums), make_registration(*reversed(CASES), datums=datums)
    assert make_workbook(one) == make_workbook(other)
    # Negative control: another date is another file.
    later = Case(1, ABSOLUUT, date(2026, 1, 1), None, LOOPT)
    assert make_workbook(one) != make_workbook(make_registration(CASES[0], later, datums=datums))


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    hostile = Registration("=cmd|' /C calc'!A0", date(2026, 3, 1), "maand", (), False)
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(hostile)))
    assert [
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
