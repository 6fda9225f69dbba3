"""Why a count is not that of the last peildatum: what of it may be told, and that what is printed adds up.

Eight schools in two sectors (`tests.lib.report_samples`), each there both times. The threshold is 8, rounded to fives.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from reports.context.difference import (
    CORRECTIES,
    LEERLINGEN,
    PROGRAMMA,
    REGELS,
    SCHOLEN,
    STAPPEN,
    VERANDERING,
    CountBridge,
    Part,
)
from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import Rules, Sum, release
from reports.render_swv import render_swv
from reports.swv.chapters.likeness import ERASED
from reports.swv.page import PublicSwv
from reports.swv.quarter import NEW, SCHOOL_OUT, CountChange, Movement, QuarterBridge, SwvReport
from reports.swv.trimester import make_figures
from tests.lib import report_samples as samples
from tests.lib.difference_samples import make_quarter_bridge, make_report_with_causes, make_report_without_causes

EXACT, ROUNDED = Rules(8, 1, 5), Rules()
HIDDEN = Shown(None, 8)
GROUP = "verschil/vierweken"


def make_report_of(parts: Mapping[str, Part], *, telling: str = "vierweken", sector: str = "VO") -> SwvReport:
    report = samples.make_report()
    return replace(report, verschil=make_quarter_bridge(report, {telling: {sector: parts}}))


def show(report: SwvReport, rules: Rules = ROUNDED) -> dict[str, Shown]:
    return release(make_figures(report), rules, attack=LinearAttack(rules.breedte))


def list_hidden(shown: Mapping[str, Shown], prefix: str) -> list[str]:
    """Ids of what is not shown as a number."""
    return [name for name, count in shown.items() if name.startswith(prefix) and count.getal is None]


def list_sums(report: SwvReport) -> set[Sum]:
    return set(make_figures(report).sommen)


def print_table(page: PublicSwv, name: str) -> list[tuple[str, ...]]:
    rows = [(row.kop, *(cell.tekst for cell in row.cellen)) for row in page.tabellen[name].rijen]
    return [tuple(text.replace("\u00a0", " ") for text in row) for row in rows]


@pytest.mark.parametrize(
    ("pupils", "shown"),
    [
        (0, Shown(0, 8)),
        (1, HIDDEN),
        # Just below the threshold, at it and just above; 13 is nearer to 15.
        (7, HIDDEN),
        (8, Shown(10, 8)),
        (9, Shown(10, 8)),
        (12, Shown(10, 8)),
        (13, Shown(15, 8)),
    ],
)
def test_a_part_below_the_threshold_is_no_number(pupils: int, shown: Shown) -> None:
    parts = {CORRECTIES: Part(0, pupils), VERANDERING: Part(30, 20)}
    assert show(make_report_of(parts))[f"{GROUP}/{CORRECTIES}/eraf"] == shown


def test_where_one_part_would_follow_from_the_others_a_second_is_not_shown() -> None:
    """Rounded to ones: what it was, what it is and thirty who came leave three who went."""
    parts = {CORRECTIES: Part(0, 3), VERANDERING: Part(30, 0)}
    shown = show(make_report_of(parts), EXACT)
    hidden = list_hidden(shown, GROUP)
    assert f"{GROUP}/{CORRECTIES}/eraf" in hidden
    assert len(hidden) > 1
    # With roundings it would not follow: was and is are each one of five numbers.
    assert list_hidden(show(make_report_of(parts)), GROUP) == [f"{GROUP}/{CORRECTIES}/eraf"]


def test_who_has_the_lists_of_the_inspectie_knows_how_many_came_and_went() -> None:
    """Of thuiszitters 20 came, printed as 18 to 22, and 3 went. The lists of cases tell both numbers: so at most two
    came and went again, and of the one cause at least 3 and at most 5 went, which are too few values."""
    parts = {CORRECTIES: Part(0, 3), VERANDERING: Part(20, 0)}
    hidden = list_hidden(show(make_report_of(parts, telling="thuiszitters")), "verschil/thuiszitters")
    assert f"verschil/thuiszitters/{CORRECTIES}/eraf" in hidden
    assert len(hidden) > 1
    assert list_hidden(show(make_report_of(parts)), GROUP) == [f"{GROUP}/{CORRECTIES}/eraf"]


@pytest.mark.parametrize("rules", [ROUNDED, EXACT])
def test_no_other_count_of_the_page_is_hidden_for_a_part(rules: Rules) -> None:
    report = make_report_with_causes()
    without = show(replace(report, verschil=None), rules)
    shown = show(report, rules)
    assert {name: shown[name] for name in without} == without


def test_what_is_printed_adds_up() -> None:
    """Thuiszitters: was 36, three of school leavers came and nine went, twelve mended, 18 came and 8 went since: 52."""
    page = samples.release_report(make_report_with_causes())
    table = print_table(page, "verschil-thuiszitters")
    zero = [(word, "0", "0") for word in ("Programma", "Regels", "Codetabellen", "Roosters", "Scholen")]
    assert table == [
        ("Was op 1 sep 2025", "35", "–"),
        *zero,
        ("Leerlingen", "minder dan 8", "10"),
        ("Verbeteringen", "10", "0"),
        ("Echte verandering", "20", "10"),
        # 50 − 35 = 15, and 10 + 20 − 10 − 10 = 10.
        ("Overige oorzaken, samen, en afronding", "5", "0"),
        ("Is op 1 jan 2026", "50", "–"),
    ]
    assert page.oorzaken is not None
    assert page.oorzaken.zinnen[0].replace("\u00a0", " ") == (
        "Thuiszitters, in de periode: was 35 (1 sep 2025), is 50 (1 jan 2026). Dat verschil van +15 bestaat uit −10 "
        "leerlingen, +10 verbeteringen, +10 echte verandering en +5 overige oorzaken."
    )


def test_the_rest_takes_back_what_rounding_added() -> None:
    """Of five causes eight went by each, printed as 10: 50, where 128 is 40 fewer than 168. Printed 130 and 170."""
    parts = {step: Part(0, 8) for step in (PROGRAMMA, REGELS, LEERLINGEN, CORRECTIES, VERANDERING)}
    page = samples.release_report(make_report_of(parts))
    table = {row[0]: row[1:] for row in print_table(page, "verschil-vierweken")}
    assert (table["Was op 1 sep 2025"][0], table["Is op 1 jan 2026"][0]) == ("170", "130")
    # 130 − 170 + 50 = 10.
    assert table["Overige oorzaken, samen, en afronding"] == ("10", "0")


def test_without_both_ends_nothing_is_added_up() -> None:
    """The four-week group of two small schools is less than eight."""
    report = samples.make_report(2)
    few = tuple(replace(school, vierweken=type(school.vierweken)(nul_procent=1)) for school in report.scholen)
    report = replace(report, scholen=few, register=())
    report = replace(report, verschil=make_quarter_bridge(report, {"vierweken": {"VO": {VERANDERING: Part(1, 0)}}}))
    table = {row[0]: row[1:] for row in print_table(samples.release_report(report), "verschil-vierweken")}
    assert table["Is op 1 jan 2026"] == ("minder dan 8", "–")
    assert table["Overige oorzaken, samen, en afronding"] == ("niet te zeggen", "niet te zeggen")


def test_who_came_as_a_pupil_is_among_those_who_came_in_the_table_of_movement() -> None:
    report = make_report_of({LEERLINGEN: Part(2, 1)})
    key, sums = f"{GROUP}/{LEERLINGEN}", list_sums(report)
    for way, whole, other in (
        ("erbij", f"beweging/{NEW}", f"beweging/{SCHOOL_OUT}"),
        ("eraf", "beweging/totaal/weg", f"beweging/totaal/{SCHOOL_OUT}"),
    ):
        assert Sum(f"{key}/{way}/binnen/2", (whole, other)) in sums
        assert Sum(f"{key}/{way}/binnen/2", (f"{key}/{way}", f"{key}/{way}/binnen/2/buiten")) in sums


def test_nobody_came_as_a_pupil_where_the_table_of_movement_says_so() -> None:
    """More of the group came than pupils did, so who still counts at a school that it left is among them."""
    report = make_report_of({LEERLINGEN: Part(1, 0)})
    assert report.beweging is not None
    moves = {place: 0 if NEW in place else count for place, count in report.beweging.leerlingen.items()}
    here = report.beweging.leerlingen
    came = {end: sum(count for (start, to), count in here.items() if start == NEW and to == end) for _, end in here}
    # Who came now stayed, so that the columns still add up.
    for end, count in came.items():
        if count:
            moves["tier_1", end] = moves.get(("tier_1", end), 0) + count
    report = replace(report, beweging=Movement(report.beweging.vorige, moves))
    key = f"{GROUP}/{LEERLINGEN}"
    names = {known.totaal for known in list_sums(report)}
    assert f"{key}/erbij/binnen/2" not in {known.totaal for known in list_sums(report) if f"{key}/erbij" in known.delen}
    assert f"{key}/erbij/binnen/4" in names


def test_a_sector_whose_schools_are_all_new_has_only_who_came_with_them() -> None:
    """What the sector counts now is what came with its schools: whoever knows the one knows the other."""
    report = samples.make_report()
    bridge = make_quarter_bridge(report, {})
    now = bridge.tellingen["vierweken"].sectoren["PO"].naar
    new = CountBridge("vierweken", 0, now, {SCHOLEN: Part(now, 0)})
    change = CountChange({**bridge.tellingen["vierweken"].sectoren, "PO": new}, erbij=now, eraf=0)
    bridge = replace(bridge, tellingen={"vierweken": change}, beide=frozenset({"VO"}), nieuw=frozenset({"PO"}))
    sums = list_sums(replace(report, verschil=bridge))
    assert Sum("vierweken/sector/PO", (f"{GROUP}/sector/PO/{SCHOLEN}/erbij",)) in sums
    assert Sum(f"{GROUP}/{SCHOLEN}/erbij", (f"{GROUP}/sector/PO/{SCHOLEN}/erbij",)) in sums
    assert Sum(f"{GROUP}/was", (f"{GROUP}/sector/VO/was",)) in sums
    # No step of both times, and nobody left with a school.
    assert not [known for known in sums if f"{GROUP}/sector/PO/{VERANDERING}/erbij" in known.delen]
    assert Sum(f"{GROUP}/{SCHOLEN}/eraf", ()) in sums


def test_what_it_was_is_the_count_of_then() -> None:
    figures = make_figures(make_report_of({VERANDERING: Part(9, 0)}))
    cells = {cell.id: cell for cell in figures.cellen}
    assert cells[f"{GROUP}/was"].was == "vierweken/swv"
    assert cells[f"{GROUP}/sector/VO/was"].was == "vierweken/sector/VO"
    assert figures.vorige == date(2025, 9, 1)
    moved = replace(make_report_of({}).verschil or QuarterBridge(date(2025, 9, 1)), zelfde_sectoren=False)
    other = {cell.id: cell for cell in make_figures(replace(samples.make_report(), verschil=moved)).cellen}
    assert other[f"{GROUP}/sector/VO/was"].was == ""


def test_what_cannot_be_split_has_a_row_only_where_there_can_be_any() -> None:
    report = make_report_of({VERANDERING: Part(9, 0)})
    assert report.verschil is not None
    steps = [row[0] for row in print_table(samples.release_report(report), "verschil-vierweken")]
    assert "Niet te splitsen" not in steps
    part = replace(report, verschil=replace(report.verschil, gesplitst=False))
    steps = [row[0] for row in print_table(samples.release_report(part), "verschil-vierweken")]
    assert len(steps) == len(STAPPEN) + 3
    assert "Niet te splitsen" in steps


def test_without_the_tables_of_then_the_page_says_what_was_and_what_is() -> None:
    page = samples.release_report(make_report_without_causes())
    assert page.oorzaken is not None
    assert page.oorzaken.reden == ERASED
    # Then ten fewer came out (`release_report`).
    was, now = (row[1] for row in print_table(page, "verschil-vierweken"))
    assert int(was) == int(now) - 10
    text = re.sub(r"<[^>]*>", " ", render_swv(page))
    assert "Waardoor een aantal veranderde, is niet te zeggen: de tabellen van toen zijn gewist." in text


def test_without_an_earlier_peildatum_there_is_no_section() -> None:
    page = samples.make_swv()
    assert page.oorzaken is None
    assert not [name for name in page.tabellen if name.startswith("verschil-")]
    assert 'id="oorzaken"' not in render_swv(page)
