"""What was tried: two facts at a time, in bands of released counts; nothing of few pupils, and no claim of cause."""

import re
from dataclasses import replace
from itertools import product

import pytest

from reports.context.shown import Shown
from reports.release.public_table import PublicTable
from reports.render_swv import render_swv
from reports.swv.chapters.tried import list_pairs
from reports.swv.quarter import ActCount, RegisterPair
from reports.swv.trimester import make_figures
from reports.words import wording
from tests.lib import report_samples as samples

NBSP = "\u00a0"


def _texts(table: PublicTable) -> dict[str, list[str]]:
    return {row.kop: [cell.tekst.replace(NBSP, " ") for cell in row.cellen] for row in table.rijen if row.cellen}


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Shown(0, 8), "0"),
        (Shown(None, 8), "minder dan 8"),
        (Shown(None, 8, afgeschermd=True), "afgeschermd"),
        (Shown(10, 8), "8 tot 25"),
        (Shown(20, 8), "8 tot 25"),
        (Shown(25, 8), "25 tot 50"),
        (Shown(45, 8), "25 tot 50"),
        (Shown(50, 8), "50 tot 100"),
        (Shown(495, 8), "200 tot 500"),
        (Shown(500, 8), "500 of meer"),
        # The threshold lies in a band: it begins there.
        (Shown(30, 30), "30 tot 50"),
        (Shown(100, 8), "100 tot 200"),
    ],
)
def test_a_shown_count_is_printed_as_a_band(shown: Shown, words: str) -> None:
    assert wording.band(shown).replace(NBSP, " ") == words


def test_the_counts_of_the_register_close() -> None:
    """40 + 20 pupils; every single field adds up to them, and so does each tier."""
    values = {cell.id: cell.getal for cell in make_figures(samples.make_report()).cellen}
    key = "geprobeerd"
    assert values[f"{key}/register"] == 40 + 20
    assert [values[f"{key}/register/{part}"] for part in ("tier_1", "tier_2", "tier_3", "geen_tier")] == [
        10, 10, 20 + 12, 8,
    ]  # fmt: skip
    assert values[f"{key}/woongemeente/Den%20Helder/tier_3"] == 20
    assert values[f"{key}/interventie/huisbezoek/ziekte"] == 30
    assert values[f"{key}/sector/PO/"] == 20


def test_a_register_that_does_not_close_is_refused() -> None:
    """Negative control: a municipality without its pupils."""
    report = samples.make_report()
    lost = tuple(pair for pair in report.registerparen if pair.waarde != "Den Helder")
    with pytest.raises(ValueError, match="do not add up"):
        make_figures(replace(report, registerparen=lost))


def test_pupils_are_shown_in_bands_and_rare_values_not_at_all() -> None:
    page = samples.release_report(samples.make_report())
    rows = _texts(page.tabellen["geprobeerd"])
    # 60; 10, 10, 32 and 8 are shown as 10, 10, 30 and 10.
    assert rows["Alle leerlingen in het register"] == ["50 tot 100", "8 tot 25", "8 tot 25", "25 tot 50", "8 tot 25"]
    assert rows["Den Helder"][0] == "25 tot 50"
    assert "zeldzaam" not in render_swv(page) + repr(page.cijfers)
    assert "huisbezoek" in _texts(page.tabellen["geprobeerd-typologie"])


def test_each_band_says_which_rows_of_the_mart_it_counts() -> None:
    """Where a municipality is not to be shown its pupils stand with those of others: no row of the mart says which."""
    page = samples.release_report(samples.make_report())
    rows = {row.kop: [cell.adres for cell in row.cellen] for row in page.tabellen["geprobeerd"].rijen}
    base = "swv_register_paar;klasse;leerlingen"
    assert rows["Alle leerlingen in het register"][:2] == [
        f"{base};veld=typologie;tegen=;tegenwaarde=", f"{base};veld=typologie;tegen=tier;tegenwaarde=1",
    ]  # fmt: skip
    assert rows["Den Helder"][3] == f"{base};veld=woongemeente;waarde=Den Helder;tegen=tier;tegenwaarde=3"
    unknown = [row for row in page.tabellen["geprobeerd"].rijen if row.kop == "niet ingevuld of niet bekend"][-1]
    assert [cell.adres for cell in unknown.cellen] == [""] * 5
    [act] = page.tabellen["acties"].rijen
    assert [cell.adres for cell in act.cellen[:2]] == [
        "swv_actie;klasse;leerlingen;actie=mdo", "swv_actie;klasse;leerlingen;actie=mdo;ervoor=1",
    ]  # fmt: skip


def _head(table: PublicTable) -> list[str]:
    """The fields that stand in a table, by the headings between its rows."""
    return [row.kop for row in table.rijen if not row.cellen]


def test_every_two_facts_of_the_register_stand_against_each_other() -> None:
    """Six facts are 5 + 4 + 3 + 2 + 1 = 15 pairs. Two values of each of the first five: 32 kinds of pupils, 10 of each.

    Any two values are shared by a quarter of the 320: 80, in the band from 50 to 100; a value with an intervention that
    all pupils have by half of them, 160.
    """
    values = (("1", "3"), ("ziekte", "angst"), ("geoorloofd", "dreigend"), ("VO", "PO"), ("Den Helder", "Schagen"))
    pupils = [(*kind, ("huisbezoek",)) for kind in product(*values) for _ in range(10)]
    report = replace(samples.make_report(), registerparen=samples.pair_facts(pupils))
    page = samples.release_report(report)
    found = {name: _head(table) for name, table in page.tabellen.items() if name.startswith("geprobeerd")}
    facts = ["Typologie", "Categorie", "Sector", "Woongemeente", "Interventie"]
    assert found == {
        "geprobeerd": facts,
        "geprobeerd-typologie": facts[1:],
        "geprobeerd-categorie": facts[2:],
        "geprobeerd-sector": facts[3:],
        "geprobeerd-woongemeente": facts[4:],
    }
    assert sum(len(fields) for fields in found.values()) == 15
    assert page.geprobeerd_te_klein == ()
    table = page.tabellen["geprobeerd-sector"]
    assert [head for head, _ in table.kolommen] == ["PO", "VO"]
    assert _texts(table) == {
        "Den Helder": ["50 tot 100"] * 2,
        "Schagen": ["50 tot 100"] * 2,
        "huisbezoek": ["100 tot 200"] * 2,
    }
    assert "Te weinig leerlingen om te tonen" not in render_swv(page)


def _count_cells(*cells: int) -> dict[tuple[str, str, str, str], int]:
    """Two sectors against two categories."""
    keys = list(product(("VO", "PO"), ("geoorloofd", "dreigend")))
    counts = {("sector", sector, "categorie", kind): count for (sector, kind), count in zip(keys, cells, strict=True)}
    for at, field in enumerate(("sector", "categorie")):
        for value in sorted({key[at] for key in keys}):
            total = sum(count for key, count in zip(keys, cells, strict=True) if key[at] == value)
            counts[field, value, "", ""] = total
    return counts


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        # Of four cells two hold enough pupils, or nobody; of seven each would be hidden.
        ((8, 7, 7, 8), True),
        ((8, 7, 7, 7), False),
        ((0, 8, 8, 0), True),
        ((0, 9, 7, 7), True),
        ((0, 7, 7, 7), False),
        # A category of seven, or a sector of six, is not shown: of one cell, and of two, each holds twenty.
        ((20, 4, 3, 3), True),
        ((20, 4, 20, 3), True),
        # Nothing is shared by enough pupils.
        ((2, 2, 2, 2), False),
    ],
)
def test_a_table_of_which_most_would_be_hidden_is_not_asked(cells: tuple[int, ...], asked: bool) -> None:
    """With a threshold of 8; the pairs with a typology that were published before stay."""
    pairs = list_pairs(_count_cells(*cells), 8)
    assert (("sector", "categorie") in pairs) is asked
    assert {("sector", "typologie"), ("interventie", "typologie")} <= set(pairs)


def test_what_is_not_asked_is_named_and_hides_nothing_else() -> None:
    """Eight towns of eight pupils, with the eight typologies once in each: 64 cells of one pupil."""
    kinds, towns = [[f"{name}{at}" for at in range(8)] for name in ("soort", "Plaats ")]
    pupils = [("3", kind, "geoorloofd", "VO", town, ()) for kind, town in product(kinds, towns)]
    report = replace(samples.make_report(), registerparen=samples.pair_facts(pupils))
    page = samples.release_report(report)
    assert page.geprobeerd_te_klein == ("naar typologie: woongemeente",)
    assert "Te weinig leerlingen om te tonen: naar typologie: woongemeente" in render_swv(page)
    ids = [cell.id for cell in make_figures(report).cellen]
    assert not [name for name in ids if name.startswith("geprobeerd/woongemeente/Plaats%200/soort")]
    # All of a town have one category and one sector.
    assert _texts(page.tabellen["geprobeerd-categorie"])["Plaats 0"] == ["8 tot 25"]


def test_a_pair_that_does_not_close_is_refused() -> None:
    """Negative control: nobody in a town has the category that all its pupils have."""
    report = samples.make_report()
    lost = tuple(pair for pair in report.registerparen if (pair.veld, pair.tegen) != ("woongemeente", "categorie"))
    kept = tuple(replace(pair, leerlingen=pair.leerlingen - 1) for pair in report.registerparen if pair not in lost)
    with pytest.raises(ValueError, match="do not add up"):
        make_figures(replace(report, registerparen=(*lost, *kept)))


def test_a_count_in_a_band_has_no_exact_number_beside_it() -> None:
    """Neither in the figures for a spreadsheet, where other counts stand rounded."""
    page = samples.release_report(samples.make_report())
    rows = [row for row in page.cijfers if "MSA-register, naar" in row.tabel or "voor en na een actie" in row.tabel]
    assert len(rows) > 30
    assert not [row for row in rows if row.sleutel or re.fullmatch(r"[1-9]\d*", row.getoond)]


def test_attendance_around_an_act_claims_no_cause() -> None:
    page = samples.release_report(samples.make_report())
    rows = _texts(page.tabellen["acties"])
    # 30 pupils with an MDO, all in tier 3 before; 10, 12 and 8 in tier 1, 2 and 3 after. Of five talks nothing.
    assert rows == {"Overleg met alle betrokkenen (MDO)": ["25 tot 50", "0", "0", "25 tot 50", *["8 tot 25"] * 3]}
    assert "Dit zegt niet dat het door de actie komt." in render_swv(page)


def test_a_case_of_few_pupils_hides_in_what_came_after() -> None:
    """Of 30 pupils 4 are in tier 1 after it: hidden, and one of the others too, so that it is no difference."""
    acts = (ActCount("mdo", "3", "1", 4), ActCount("mdo", "3", "2", 14), ActCount("mdo", "3", "3", 12))
    page = samples.release_report(replace(samples.make_report(), acties=acts))
    [cells] = _texts(page.tabellen["acties"]).values()
    assert cells[4] == "minder dan 8"


def test_a_register_of_few_pupils_has_no_chapter() -> None:
    few = tuple(
        RegisterPair(field, value, against, other, 3)
        for field, value in (("typologie", ""), ("categorie", ""), ("sector", "VO"), ("woongemeente", ""))
        for against, other in (("", ""), ("tier", "3"), *((("typologie", ""),) if field == "sector" else ()))
    )
    page = samples.release_report(replace(samples.make_report(), registerparen=few, acties=()))
    assert not {"geprobeerd", "geprobeerd-typologie", "acties"} & set(page.tabellen)
    assert "Wat is geprobeerd?" not in render_swv(page)
