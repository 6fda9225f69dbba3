"""The bridge as it is printed: words, a table whose rows add up, and a picture that says the same."""

import dataclasses
import re

from reports.context.difference import (
    CODES,
    CORRECTIES,
    ONVERDEELD,
    STAPPEN,
    TELLINGEN,
    VERANDERING,
    CountBridge,
    Part,
    UnitBridge,
)
from reports.plots.bridge import draw_bridge, list_steps, make_bridge_view, make_row
from reports.render import render_school, render_school_bridge
from reports.render_swv import render_intern, render_swv_bridge
from reports.words.difference_words import COUNT_WORDS, STEP_WORDS, head_of, signed, tell_difference
from tests.lib import report_samples as samples
from tests.lib.difference_samples import JAN, MAR, THUIS, make_school_bridge, make_swv_bridge, make_unit

HOSTILE = "<b>School</b>"


def plain(page: str) -> str:
    text = re.sub(r"<(style|script|svg).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).replace("\u00a0", " ")


def test_every_step_and_count_has_words() -> None:
    assert tuple(STEP_WORDS) == STAPPEN
    assert tuple(COUNT_WORDS) == TELLINGEN


def test_the_head_of_a_column_breaks_within_its_own_word() -> None:
    assert [head_of(step).replace("\u00ad", "") for step in STAPPEN] == [word for word, _ in STEP_WORDS.values()]
    assert head_of(CODES) == "Code\u00adtabellen"


def test_a_number_with_its_sign() -> None:
    assert [signed(count) for count in (1234, 1, 0, -1, -1234)] == ["+1.234", "+1", "0", "−1", "−1.234"]


def test_the_director_gets_an_answer_in_one_sentence() -> None:
    assert tell_difference(THUIS, JAN, MAR).replace("\u00a0", " ") == (
        "Thuiszitters, in de periode: was 35 (1 jan 2026, uitgave 1), is 41 (1 mrt 2026, uitgave 2). Dat verschil van "
        "+6 bestaat uit +2 leerlingen, +2 verbeteringen en +2 echte verandering."
    )


def test_what_comes_and_goes_as_much_is_told_too() -> None:
    level = CountBridge("thuiszitters", 35, 35, {CORRECTIES: Part(2, 0), VERANDERING: Part(0, 2)})
    told = tell_difference(level, JAN, MAR).replace("\u00a0", " ")
    assert told.endswith("Dat is gelijk, en bestaat uit +2 verbeteringen en −2 echte verandering.")
    same = dataclasses.replace(level, delen={})
    assert tell_difference(same, JAN, MAR).endswith("Dat is gelijk.")


def test_more_than_four_parts_take_another_sentence() -> None:
    """35 + 1 + 1 + 1 + 1 = 39 in one sentence, and + 1 = 40 in two."""
    steps = [step for step in STAPPEN if step != ONVERDEELD]
    four, five = (
        CountBridge("thuiszitters", 35, 35 + many, dict.fromkeys(steps[:many], Part(1, 0))) for many in (4, 5)
    )
    assert (
        tell_difference(four, JAN, MAR)
        .replace("\u00a0", " ")
        .endswith("Dat verschil van +4 bestaat uit +1 programma, +1 regels, +1 codetabellen en +1 roosters.")
    )
    assert (
        tell_difference(five, JAN, MAR)
        .replace("\u00a0", " ")
        .endswith(
            "Dat verschil van +5 bestaat uit +1 programma, +1 regels, +1 codetabellen en +1 roosters. "
            "Verder uit +1 scholen."
        )
    )


def test_a_row_goes_from_then_over_each_step_to_now() -> None:
    row = make_row(THUIS, list_steps([make_unit()]), "Thuiszitters", "")
    assert [(text, small.replace("\u00a0", " ")) for text, small in row.cellen] == [
        ("35", ""),
        *[("0", "")] * 5,
        ("+2", "+3 −1"),
        ("+2", ""),
        ("+2", "+5 −3"),
        ("41", ""),
    ]


def test_what_cannot_be_split_has_a_column_only_where_there_is_any() -> None:
    assert ONVERDEELD not in list_steps([make_unit()])
    assert list_steps([make_unit(), make_unit(unsplit=1)]) == STAPPEN


def test_the_picture_has_a_bar_for_then_each_step_and_now() -> None:
    picture = draw_bridge(THUIS, list_steps([make_unit()]), JAN, MAR)
    assert picture.count("<rect") == 1 + 8 + 1
    assert picture.count("brug-stand") == 2
    # Nothing changed: no picture.
    same = UnitBridge("", "", {name: CountBridge(name, 3, 3, {}) for name in TELLINGEN})
    assert not make_bridge_view(same, before=JAN, after=MAR, doubts=()).figuur


def test_the_page_of_the_swv_is_of_one_person_and_says_the_order() -> None:
    page = render_swv_bridge(make_swv_bridge(HOSTILE))
    text = plain(page)
    assert "Niet doorgeven" in text
    assert "in deze volgorde" in text
    assert "Eerste uitgave: 1 jan 2026, uitgave 1, sinds 5 jan 2026" in text
    assert HOSTILE not in page
    assert "data-adres" not in page


def test_the_page_of_a_school_lists_its_pupils_and_what_is_doubtful() -> None:
    text = plain(render_school_bridge(make_school_bridge(), samples.make_header(), synthetic=True))
    assert "laaaaaaaaaaaa 0 1 verbeteringen +1" in text
    assert "lbbbbbbbbbbbb 0 1 echte verandering +1" in text
    assert "Een zin vooraf." in text
    assert "verzonnen gegevens" in text


def test_the_school_report_has_the_section_from_the_second_edition_on() -> None:
    report = samples.make_school()
    head = "Waarom is het anders dan de vorige keer?"
    assert head not in render_school(report)
    text = plain(render_school(dataclasses.replace(report, verschil=make_school_bridge())))
    assert head in text
    assert "laaaaaaaaaaaa" in text
    # Who came into tier 3 is on the page of `msa verschil` alone: they are many.
    assert "lbbbbbbbbbbbb" not in text


def test_the_internal_page_has_the_section_from_the_second_edition_on() -> None:
    report = samples.make_intern()
    head = "Waarom is het anders dan de vorige keer?"
    assert head not in render_intern(report)
    text = plain(render_intern(dataclasses.replace(report, verschil=make_swv_bridge(HOSTILE))))
    assert head in text
    assert "Per school: Thuiszitters, in de periode" in text
