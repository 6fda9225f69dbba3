"""What a card may show of the register: words of known lists, and no text of a school."""

from datetime import date

from pipelines.contexts.case_notes import make_case_notes
from reports.context.parts import CaseNotes

LIST = {"gesprek": "Verzuimgesprek", "HALT": "HALT-interventie"}
EMPTY = {"regiehouder": None, "interventies": None, "resultaat": None, "afgesloten_op": None}


def test_known_codes_become_words_in_the_order_of_the_register() -> None:
    row = {
        "regiehouder": "oco",
        "interventies": "halt, Gesprek",
        "resultaat": "terug",
        "afgesloten_op": date(2025, 12, 3),
    }
    words = ("HALT-interventie", "Verzuimgesprek")
    assert make_case_notes(row, LIST) == CaseNotes("oco", words, "terug", date(2025, 12, 3))


def test_a_text_that_is_no_code_of_the_list_is_not_shown() -> None:
    """A name or a remark in the column stays in the store."""
    row = {**EMPTY, "interventies": "gesprek met Robin thuis,gesprek, ,,halt2"}
    assert make_case_notes(row, LIST) == CaseNotes(interventies=("Verzuimgesprek",))


def test_who_is_not_in_the_register_has_no_notes() -> None:
    assert make_case_notes({}, LIST) is None
    assert make_case_notes(EMPTY, LIST) == CaseNotes()
