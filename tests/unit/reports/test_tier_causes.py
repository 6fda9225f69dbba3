"""Why tiers are not what they were: each kind of cause, what ties the tables, and that what is printed adds up.

Eight schools in two sectors (`tests.lib.report_samples`). In tier 3 are now 16 + 27 + 40 + 56 + 42 + 58 + 77 + 98 = 414
pupils. The threshold is 8, rounded to fives: 414 is printed as 415.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reports.context.difference import (
    CODES,
    CORRECTIES,
    LEERLINGEN,
    ONVERDEELD,
    PROGRAMMA,
    REGELS,
    ROOSTERS,
    SCHOLEN,
    STAPPEN,
    VERANDERING,
)
from reports.release.attack import LinearAttack
from reports.release.disclosure import Rules, Sum, release
from reports.render_swv import render_swv
from reports.swv.chapters.bridged import PLACES, PUPILS
from reports.swv.page import PublicSwv
from reports.swv.quarter import Movement, QuarterBridge, SwvReport
from reports.swv.trimester import make_figures
from reports.words.difference_words import name_step
from tests.lib import report_samples as samples
from tests.lib.difference_samples import make_report_with_causes
from tests.lib.place_samples import BEFORE, NOWHERE, Walk, walk_report

SECTORS = frozenset({"PO", "VO"})


def make_report(*walks: Walk, schools: int = 8, whole: bool = True) -> SwvReport:
    """`whole`: nothing stands with what cannot be split. In VO a school came and another went."""
    bridge = QuarterBridge(BEFORE, beide=SECTORS, weg=frozenset({"VO"}), nieuw=frozenset({"VO"}), gesplitst=whole)
    return walk_report(replace(samples.make_report(schools), verschil=bridge), walks)


def print_table(page: PublicSwv, name: str) -> list[tuple[str, ...]]:
    rows = [(row.kop, *(cell.tekst for cell in row.cellen)) for row in page.tabellen[name].rijen]
    return [tuple(text.replace("\u00a0", " ") for text in row) for row in rows]


def list_counts(report: SwvReport) -> dict[str, int]:
    return {cell.id: cell.getal for cell in make_figures(report).cellen}


def walk_both_ways(step: str) -> list[Walk]:
    """By one cause 23 come in tier 3 and 12 leave it: who has a tier both times changes it, others come or go."""
    other = NOWHERE if step in (SCHOLEN, LEERLINGEN) else "tier_2"
    came, went = Walk("VO", other, {step: "tier_3"}, 23), Walk("VO", "tier_3", {step: other}, 12)
    return [replace(walk, followed=step != SCHOLEN) for walk in (came, went)]


@pytest.mark.parametrize("step", STAPPEN)
def test_each_cause_stands_in_its_row_and_the_table_adds_up(step: str) -> None:
    """414 − 23 + 12 = 403 was printed as 405; 23 came, printed as 25, and 12 went, printed as 10.

    405 + 25 − 10 = 420, which is 5 more than 415: rounding takes 5 off.
    """
    page = samples.release_report(make_report(*walk_both_ways(step), whole=step != ONVERDEELD))
    steps = [each for each in STAPPEN if each != ONVERDEELD or step == ONVERDEELD]
    assert print_table(page, "verschil-tier_3") == [
        ("Was op 1 sep 2025", "405", "–"),
        *((name_step(each), "25", "10") if each == step else (name_step(each), "0", "0") for each in steps),
        ("Overige oorzaken, samen, en afronding", "0", "5"),
        ("Is op 1 jan 2026", "415", "–"),
    ]


def test_who_leaves_one_tier_comes_in_another() -> None:
    """Twenty of tier 2 and nine of tier 1 come in tier 3, and nobody else moves."""
    report = make_report(
        Walk("VO", "tier_2", {VERANDERING: "tier_3"}, 20), Walk("VO", "tier_1", {VERANDERING: "tier_3"}, 9)
    )
    counts, sums = list_counts(report), make_figures(report).sommen
    key = f"sector/VO/{VERANDERING}"
    moved = f"verschil/plaatsen/{key}"
    assert counts[moved] == 29
    ways = {way: [f"verschil/{place}/{key}/{way}" for place in PLACES] for way in ("erbij", "eraf")}
    assert [counts[name] for name in ways["erbij"]] == [29, 0, 0, 0]
    assert [counts[name] for name in ways["eraf"]] == [0, 20, 9, 0]
    # Who comes in a place left another one, or came as a pupil; who leaves a place comes in another, or left as one.
    assert Sum(moved, (*ways["erbij"], f"verschil/{PUPILS}/{key}/eraf")) in sums
    assert Sum(moved, (*ways["eraf"], f"verschil/{PUPILS}/{key}/erbij")) in sums
    # Of the 29 none neither comes in tier 3 nor leaves it; nine do not touch tier 2.
    assert counts[f"{moved}/buiten/tier_3"] == 0
    assert counts[f"{moved}/buiten/tier_2"] == 9


def test_who_comes_as_a_pupil_was_in_no_tier() -> None:
    report = make_report(Walk("VO", NOWHERE, {LEERLINGEN: "tier_3"}, 9), Walk("VO", NOWHERE, {LEERLINGEN: "tier_1"}, 8))
    key = f"sector/VO/{LEERLINGEN}/erbij"
    assert Sum(f"verschil/{PUPILS}/{key}", tuple(f"verschil/{place}/{key}" for place in PLACES)) in set(
        make_figures(report).sommen
    )


def test_what_a_tier_was_is_the_cell_of_the_table_of_movement() -> None:
    report = make_report(*walk_both_ways(VERANDERING))
    counts = list_counts(report)
    assert "verschil/tier_3/was" not in counts
    assert counts["beweging/tier_3"] == 403
    # Where the two were not counted from the same pupils it is a cell of its own, and nothing ties them.
    moved = Movement(BEFORE, {("tier_3", "tier_3"): 414, ("tier_2", "tier_2"): counts["tiers/swv/tier_2"]})
    rest = {(place, place): counts[f"tiers/swv/{place}"] for place in ("tier_1", "open", "te_weinig_gegevens")}
    other = list_counts(replace(report, beweging=replace(moved, leerlingen={**moved.leerlingen, **rest})))
    assert other["verschil/tier_3/was"] == 403
    assert "verschil/tier_3/heen_en_weer" not in other


def test_who_came_in_a_tier_as_a_pupil_is_the_cell_of_who_is_new_in_it() -> None:
    """Every school is measured both times, so nobody can have come otherwise."""
    report = make_report(Walk("VO", NOWHERE, {LEERLINGEN: "tier_3"}, 9))
    counts, sums = list_counts(report), set(make_figures(report).sommen)
    assert Sum(f"verschil/tier_3/{LEERLINGEN}/erbij", ("beweging/nieuw/tier_3",)) in sums
    # There are no other schools, whether the table of movement can show that it has none of them or not.
    assert not [name for name in counts if name.startswith("verschil/tier_3/los/")]
    page = samples.release_report(report)
    # 9 is nearer to 10.
    assert (LEERLINGEN.capitalize(), "10", "0") in print_table(page, "verschil-tier_3")
    assert next(row for row in print_table(page, "beweging") if row[0] == "nieuw ingeschreven")[3] == "10"


def test_pupils_of_a_school_that_came_are_those_of_schools_that_are_not_followed() -> None:
    """Nine came with their school, and two as pupils of a school of which only a part was measured."""
    report = make_report(
        Walk("VO", NOWHERE, {SCHOLEN: "tier_3"}, 9, followed=False),
        Walk("VO", NOWHERE, {LEERLINGEN: "tier_3"}, 2, followed=False),
        # Of the same school, there both times.
        Walk("VO", "tier_3", number=4, followed=False),
    )
    counts = list_counts(report)
    assert counts["beweging/school_niet_meegeteld/tier_3"] == 15
    # 15 = 2 + 9 + 4.
    assert counts[f"verschil/tier_3/{LEERLINGEN}/erbij/los"] == 2
    assert counts[f"verschil/tier_3/{LEERLINGEN}/erbij/los/ander"] == 4
    assert counts["verschil/tier_3/los/blijft"] == 4


def test_who_goes_and_comes_back_is_in_no_cell_of_movement() -> None:
    """Three are mended from tier 1 to tier 2 and were in tier 1 again since; seven went for good."""
    report = make_report(
        Walk("VO", "tier_1", {CORRECTIES: "tier_2", VERANDERING: "tier_1"}, 3),
        Walk("VO", "tier_1", {VERANDERING: "tier_2"}, 7),
    )
    counts = list_counts(report)
    assert [counts[f"verschil/{place}/heen_en_weer"] for place in PLACES] == [0, 3, 3, 0]
    assert counts["beweging/tier_1/tier_2"] == 7
    # Of tier 1, what happened by another step than the corrections: 7 went and 3 came.
    assert counts[f"verschil/tier_1/{CORRECTIES}/elders"] == 10
    assert counts[f"verschil/tier_1/{CORRECTIES}/elders/ander"] == 7


@pytest.mark.parametrize("step", [PROGRAMMA, REGELS, CODES, ROOSTERS])
def test_who_is_counted_anew_and_leaves_may_leave_from_another_tier(step: str) -> None:
    """Four of tier 2 were counted in tier 3 by other rules and left then; five left from tier 3 as it was."""
    report = make_report(
        Walk("VO", "tier_2", {step: "tier_3", LEERLINGEN: NOWHERE}, 4),
        Walk("VO", "tier_3", {LEERLINGEN: NOWHERE}, 5),
    )
    counts = list_counts(report)
    assert (counts["beweging/tier_2/weg"], counts["beweging/tier_3/weg"]) == (4, 5)
    assert counts[f"verschil/tier_3/{LEERLINGEN}/eraf"] == 9
    # Who left is among the five and the four that came before; the five are among the nine.
    assert (counts["verschil/tier_3/weg/later"], counts["verschil/tier_3/weg/later/buiten"]) == (9, 0)
    assert (counts["verschil/tier_3/weg/eerder"], counts["verschil/tier_3/weg/eerder/buiten"]) == (9, 4)


def test_a_step_that_moves_nobody_has_no_counts_of_its_own() -> None:
    counts = list_counts(make_report(*walk_both_ways(VERANDERING)))
    assert f"verschil/tier_3/sector/VO/{VERANDERING}/erbij" in counts
    assert f"verschil/tier_3/sector/VO/{REGELS}/erbij" not in counts
    assert counts[f"verschil/tier_3/{REGELS}/erbij"] == 0


def test_nobody_moved_at_all() -> None:
    page = samples.release_report(make_report())
    assert [row[1:] for row in print_table(page, "verschil-tier_3")[1:-1]] == [("0", "0")] * 9
    assert page.oorzaken is not None
    assert page.oorzaken.zinnen[-1].replace("\u00a0", " ") == (
        "Tier 3, intensief: was 415 (1 sep 2025), is 415 (1 jan 2026). Dat is gelijk."
    )


@pytest.mark.parametrize("walks", [(), (Walk("VO", "tier_2", {CORRECTIES: "tier_3"}, 3), *walk_both_ways(VERANDERING))])
def test_no_other_count_of_the_page_is_hidden_for_a_tier(walks: Sequence[Walk]) -> None:
    report, rules = make_report(*walks), Rules()
    shown, without = (
        release(make_figures(each), rules, attack=LinearAttack(rules.breedte))
        for each in (report, replace(report, verschil=None))
    )
    assert {name: shown[name] for name in without} == without
    assert "verschil/tier_3/verandering/erbij" in shown


def test_the_page_tells_tier_3_in_a_sentence_and_a_table_and_the_others_beneath() -> None:
    """14 came as pupils and 11 left, 3 and 2 were mended, 25 came since and 9 went: 414 − 14 + 11 − 1 − 16 = 394."""
    page = samples.release_report(make_report_with_causes())
    assert page.oorzaken is not None
    # 395, then 15 − 10 pupils, nothing of the corrections, 25 − 10 since: 415, so the rest is 0.
    assert page.oorzaken.zinnen[1].replace("\u00a0", " ") == (
        "Tier 3, intensief: was 395 (1 sep 2025), is 415 (1 jan 2026). Dat verschil van +20 bestaat uit +5 leerlingen "
        "en +15 echte verandering."
    )
    assert [name for name, _ in page.oorzaken.tabellen] == [
        "Thuiszitters", "Vierwekengroep", "Tier 3", "Alle leerlingen",
    ]  # fmt: skip
    assert [name for name, _ in page.oorzaken.vouwen] == ["Tier 2", "Tier 1", "Zonder tier"]
    assert ("Verbeteringen", "minder dan 8", "minder dan 8") in print_table(page, "verschil-tier_3")
    text = render_swv(page)
    assert text.count("<summary>Tier 2: toen, nu en waardoor</summary>") == 1
    for _, table in (*page.oorzaken.tabellen, *page.oorzaken.vouwen):
        assert f'id="tabel-{table}"' in text
