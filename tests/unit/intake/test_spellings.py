"""A delivered name, number or birth date is found in every spelling, and what is none of them is not.

The spellings are those of `tests/lib/spellings.py`, which are tried themselves first.
"""

from datetime import date

import pytest

from pipelines.intake.guards import get_shown_name, holds_secret, make_secrets
from pipelines.intake.spellings import fold, fold_letters, list_dates, list_numbers, transcribe
from tests.lib.spellings import ACHTERNAAM, BIRTH, NUMBER, VOORNAAM, spell_all, spell_birth, spell_name, spell_number

SECRETS = make_secrets([VOORNAAM, ACHTERNAAM, NUMBER, "Wiel", "Piet"], [BIRTH])


# --- the generator -----------------------------------------------------------------------------------------------


def test_each_spelling_is_another_text() -> None:
    """The issue names 44; no two of one kind are the same, and each way does what it says."""
    assert len(spell_all()) >= 44
    for spelled in (spell_name(VOORNAAM, ACHTERNAAM), spell_number(NUMBER), spell_birth(BIRTH)):
        assert len(set(spelled.values())) == len(spelled)


def test_spellings_as_they_are_written_by_hand() -> None:
    name, number = spell_name("Sørine", "Løvås-Dijkgraaf"), spell_number("101869793")
    assert name["without accents"] == "Sorine Lovas-Dijkgraaf"
    assert name["transcribed"] == "Loevaas-Dijkgraaf"
    assert name["y for ij"] == "Lovas-Dykgraaf"
    assert name["last name first"] == "Løvås-Dijkgraaf, Sørine"
    assert name["one word"] == "SorineLovasDijkgraaf"
    assert name["percent-encoding"] == "L%C3%B8v%C3%A5s-Dijkgraaf"
    assert name["named entities"] == "L&oslash;v&aring;s-Dijkgraaf"
    # о, а and с of the Cyrillic alphabet.
    assert name["Cyrillic look-alikes"][1] == "\u043e"
    assert (number["points"], number["hyphens"], number["spaces"]) == ("101.869.793", "101-869-793", "101 869 793")
    assert number["power of ten"] == "1.01869793E8"
    birth = spell_birth(date(2011, 7, 23))
    assert (birth["glued, short year"], birth["month in short"]) == ("230711", "23 jul 2011")


# --- what is found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", spell_all())
def test_every_spelling_is_found(way: str) -> None:
    text = spell_all()[way]
    assert holds_secret(text, SECRETS)
    assert holds_secret(f"verzuim {text} week 3", SECRETS)
    # A date is made of known words: there only what was delivered tells that it is of a pupil.
    known = SECRETS if way.startswith("birth date") else ()
    shown = get_shown_name(f"verzuim {text}.csv", soort="absenties", mark="0a1b2c3d", secrets=known)
    assert shown == "absenties-0a1b2c3d"


@pytest.mark.parametrize("way", spell_all())
def test_without_the_pupil_nothing_is_found(way: str) -> None:
    """Negative control: it is the pupil that is found, not the way of writing."""
    assert not holds_secret(spell_all()[way], make_secrets(["Zilverberg", "Kwint", "555666777"], [date(2012, 8, 24)]))


@pytest.mark.parametrize(
    "text",
    [
        *("H3A", "3 havo", "groep 6", "TL-2", "Z", "??", "ziek", "rooster-2025-10-01", "Lo", "Dijk", "graaf"),
        # Another number that holds the same digits, and another date.
        *("1018697931", "2101869793", "101.869.794", "24-07-2011", "23-08-2011", "23-07-2012", "2011"),
        # The two short names apart in other words.
        *("wielen", "pieterse", "spiet"),
    ],
)
def test_what_is_not_the_pupil_is_not_found(text: str) -> None:
    assert not holds_secret(text, SECRETS)


@pytest.mark.parametrize("text", ["pietwiel", "WielPiet", "wiel", "p.wiel", "piet wiel"])
def test_two_short_names_written_as_one_are_found(text: str) -> None:
    assert holds_secret(text, SECRETS)


def test_a_known_word_that_two_names_could_make_is_no_name() -> None:
    """Les Sen is not meant by lessen; with another name there is no such word."""
    assert not holds_secret("lessen", make_secrets(["Les", "Sen"]))
    assert holds_secret("lessan", make_secrets(["Les", "San"]))


# --- the parts ---------------------------------------------------------------------------------------------------


def test_look_alikes_become_one_text() -> None:
    assert fold("Стrаße %41 &amp; \u00ad\uff11\u0662") == "ctrasse a & 12"
    assert fold_letters("Dykstra") == fold_letters("Dijkstra") == fold_letters("D\u0133kstra") == "dijkstra"
    assert transcribe("Løvås Müller") == "loevaas mueller"


def test_the_numbers_that_groups_can_mean() -> None:
    """12-345: each group, and both together from four digits on."""
    assert set(list_numbers("12-345")) == {"12", "12345", "345"}
    assert set(list_numbers("3-1")) == {"3", "1"}
    assert set(list_numbers("0012")) == {"12"}
    assert set(list_numbers("12 a 345")) == {"12", "345"}
    assert "101869793" in set(list_numbers("1.01869793e8"))


def test_the_dates_that_a_text_can_mean() -> None:
    assert set(list_dates("3-4-2011")) == {date(2011, 4, 3), date(2011, 3, 4)}
    assert set(list_dates("31 februari 2011")) == set()
    assert date(2011, 5, 8) in set(list_dates("8mei2011"))
    assert set(list_dates("2011")) == set()
