"""The words on a page with the figures of an earlier edition: where they stand, and that they give no small number."""

from datetime import date

import pytest

from reports.swv.carried import Carried, has_place, tell_band, tell_on_page, tell_readers

SINCE = date(2026, 1, 5)
NEW = '<h2>Cijfers</h2>\n<p class="melding" id="cijfers-van" hidden></p>\n<p class="melding">12</p>\n'


@pytest.mark.parametrize(
    ("carried", "words"),
    [
        (
            Carried(SINCE, 8, many=False),
            "Deze cijfers staan zo sinds 5 jan 2026. Daarna zijn gegevens veranderd van minder dan 8 leerlingen.",
        ),
        (
            Carried(SINCE, 10, many=True),
            "Deze cijfers staan zo sinds 5 jan 2026. Daarna zijn gegevens veranderd van 10 of meer leerlingen.",
        ),
        (
            Carried(None, 8, many=None),
            "Deze cijfers zijn van een eerdere keer. Of er daarna gegevens zijn veranderd, is niet na te gaan.",
        ),
    ],
)
def test_what_readers_are_told(carried: Carried, words: str) -> None:
    told = tell_readers(carried).replace("\u00a0", " ")
    assert told == f"{words} Wat veranderd is, telt mee vanaf de volgende peildatum."


def test_nobody_knows_has_no_band() -> None:
    assert [tell_band(Carried(SINCE, 8, many)) for many in (True, False, None)] == [
        "8 of meer leerlingen",
        "minder dan 8 leerlingen",
        "",
    ]


def test_the_words_take_the_place_of_the_empty_place_and_of_earlier_words() -> None:
    first = tell_on_page(NEW, Carried(SINCE, 8, many=False))
    assert "hidden" not in first
    assert first.count("Deze cijfers staan zo sinds") == 1
    assert (first.startswith("<h2>Cijfers</h2>\n"), first.endswith('</p>\n<p class="melding">12</p>\n')) == (True, True)
    later = tell_on_page(first, Carried(None, 8, many=None))
    assert later == tell_on_page(NEW, Carried(None, 8, many=None))
    assert has_place(NEW) and has_place(later)


def test_a_page_without_the_place_stays_as_it_is() -> None:
    page = '<p class="melding" hidden></p>'
    assert not has_place(page)
    assert tell_on_page(page, Carried(SINCE, 8, many=False)) == page
