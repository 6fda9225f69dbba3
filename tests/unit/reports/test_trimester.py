"""The trimester report: sums that close, numbers from released counts alone, sentences that are true for any data.

Expected values are worked out by hand; the arithmetic stands beside them.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.trend import count_movement
from reports.context.counts import (
    Contribution,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    PossibleCounts,
    RefusedSchool,
    StatusCounts,
    TierCounts,
)
from reports.context.shown import Shown
from reports.release.address import read_address
from reports.release.disclosure import Cell, Sum, release
from reports.release.public_table import PublicTable, count_cell
from reports.release.released_text import read_shown, write_shown
from reports.render_swv import render_swv
from reports.swv.chapters.book import Book
from reports.swv.chapters.units import list_schools
from reports.swv.chapters.waterfall import round_waterfall
from reports.swv.charts import Band, WeekLine, draw_weeks
from reports.swv.funnel import Point, make_funnel
from reports.swv.page import PublicSwv, release_swv
from reports.swv.quarter import (
    GONE,
    NEW,
    SCHOOL_OUT,
    KindMinutes,
    LedgerCount,
    Movement,
    RegisterCount,
    SwvReport,
    TierGroup,
)
from reports.swv.tiles import write_one_in
from reports.swv.trimester import make_figures
from reports.words import wording
from tests.lib import report_samples as samples
from tests.lib.cases import CaseSchool, pupil, run_cases, weekly
from tests.lib.region import LocalDays

NBSP = "\u00a0"


def _values(report: SwvReport) -> dict[str, int]:
    return {cell.id: cell.getal for cell in make_figures(report).cellen}


def _texts(table: PublicTable) -> dict[str, list[str]]:
    return {row.kop: [cell.tekst.replace(NBSP, " ") for cell in row.cellen] for row in table.rijen}


def _one_school(**changes: object) -> SwvReport:
    """One school of VO; its groups and movement follow its tiers."""
    report = samples.make_report(2)
    school = replace(report.scholen[1], **changes)
    return replace(
        report,
        scholen=(school,),
        groepen=(replace(report.groepen[1], sector="VO", tiers=school.tiers),),
        register=(),
        beweging=None,
    )


# --- counts and sums -------------------------------------------------------------------------------------------------


def test_every_sum_closes_and_every_count_has_one_name() -> None:
    figures = make_figures(samples.make_report(25))
    values = {cell.id: cell.getal for cell in figures.cellen}
    assert len(values) == len(figures.cellen)
    assert len(figures.sommen) > 100
    for total in figures.sommen:
        assert values[total.totaal] == sum(values[part] for part in total.delen)


def test_a_sum_that_does_not_close_is_refused() -> None:
    """Negative control: a group without its pupils, and a movement that lost one."""
    report = samples.make_report()
    with pytest.raises(ValueError, match="do not add up"):
        make_figures(replace(report, groepen=report.groepen[:-1]))
    assert report.beweging is not None
    lost = {**report.beweging.leerlingen, (NEW, "tier_1"): 9}
    with pytest.raises(ValueError, match="do not add up"):
        make_figures(replace(report, beweging=Movement(report.beweging.vorige, lost)))


def test_where_pupils_came_from_is_a_count_of_then() -> None:
    """What the page of then did not show must not follow from the movement now."""
    report = samples.make_report()
    figures = make_figures(report)
    assert report.beweging is not None
    assert figures.vorige == report.beweging.vorige
    again = {cell.id: cell.was for cell in figures.cellen if cell.was}
    tiers = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")
    assert again == {f"beweging/{tier}": f"tiers/swv/{tier}" for tier in tiers}
    assert make_figures(replace(report, beweging=None)).vorige is None


def test_tiers_add_up_to_sector_and_whole() -> None:
    values = _values(samples.make_report(4))
    # Four schools: 320, 450, 580 and 710 pupils; the first is PO.
    assert values["tiers/swv"] == 320 + 450 + 580 + 710
    assert values["tiers/sector/PO"] == values["tiers/school/10AB00"] == 320
    assert values["tiers/sector/VO"] == 450 + 580 + 710
    # The sample gives VO a leerjaar by its place: 1 % 3, 2 % 3 and 3 % 3, so leerjaar 2, 3 and 1.
    assert [values[f"tiers/leerjaar/VO/{year}"] for year in "123"] == [710, 450, 580]


def test_the_groups_of_a_school_tie_it_to_its_leerjaar_and_kind() -> None:
    """A school of one group is that group; of another each group stands on no page."""
    report = samples.make_report(3)
    # The schools of VO have 450 and 580 pupils, of leerjaar 2 and 3; the second gets a leerjaar 2 of 40 as well.
    first, second = report.groepen[1:]
    other = TierGroup(second.school, "VO", "2", "", TierCounts(tier_1=40))
    rest = replace(second, tiers=replace(second.tiers, tier_1=second.tiers.tier_1 - 40))
    figures = make_figures(replace(report, groepen=(report.groepen[0], first, rest, other)))
    cells = {cell.id: cell for cell in figures.cellen}
    own = f"tiers/groep/school/{second.school}"
    assert {name for name in cells if name.startswith("tiers/groep/") and name.endswith("/tier_1")} == {
        f"{own}/2//tier_1", f"{own}/3//tier_1"
    }  # fmt: skip
    assert (cells[f"{own}/2//tier_1"].getal, cells[f"{own}/2//tier_1"].publiek) == (40, False)
    sums = {known.totaal: known.delen for known in figures.sommen if known.totaal.startswith("tiers/leerjaar/VO/2/")}
    assert sums["tiers/leerjaar/VO/2/tier_1"] == (f"tiers/school/{first.school}/tier_1", f"{own}/2//tier_1")
    assert any(
        (known.totaal, set(known.delen))
        == (f"tiers/school/{second.school}/tier_1", {f"{own}/2//tier_1", f"{own}/3//tier_1"})
        for known in figures.sommen
    )


def test_counts_that_lie_within_others_are_known_to() -> None:
    """All 9 with `ziekte` in the register have category 2, which has 12; of the 9, 5 are in the four-week group."""
    pairs = samples.pair_facts([*[("3", "ziekte", "2", "VO", "", ())] * 9, *[("3", "", "2", "VO", "", ())] * 3])
    report = _one_school(vierweken=FourWeekCounts(nul_procent=6), statussen=StatusCounts())
    report = replace(
        report,
        registerparen=pairs,
        register=(RegisterCount("typologie", "ziekte", 5), RegisterCount("typologie", "", 1)),
    )
    figures = make_figures(report)
    cells = {cell.id: cell.getal for cell in figures.cellen}
    sums = {(known.totaal, known.delen[0]): known.delen[1:] for known in figures.sommen}
    for whole, part, others in (
        ("geprobeerd/categorie/2", "geprobeerd/typologie/ziekte", 12 - 9),
        ("geprobeerd/categorie/2/tier_3", "geprobeerd/typologie/ziekte/tier_3", 12 - 9),
        ("geprobeerd/typologie/ziekte", "register/typologie/ziekte", 9 - 5),
        ("tiers/sector/VO/tier_3", "geprobeerd/sector/VO/tier_3", cells["tiers/sector/VO/tier_3"] - 12),
    ):
        [rest] = sums[whole, part]
        assert cells[rest] == others


def test_all_of_the_same_pupils_are_one_count() -> None:
    book = Book(frozenset(), frozenset())
    for name in ("a", "b", "c"):
        book.add(name, 9 if name == "c" else 4)
    book.add_within("a", "b")
    book.add_within("c", "b")
    assert book.sommen == [Sum("a", ("b",)), Sum("c", ("b", "c/buiten/b"))]
    assert book.cellen["c/buiten/b"] == Cell("c/buiten/b", 5, publiek=False)
    with pytest.raises(ValueError, match="is more than"):
        book.add_within("b", "c")


def test_parts_of_a_status_add_up() -> None:
    statuses = StatusCounts(lrv_langer_dan_3_maanden=2, thuiszitter=9, precies_vier_weken=3, dreigend=40,
                            dreigend_alleen_aanwezigheid=31, leeftijd_onbekend=4, rmc=12)  # fmt: skip
    report = _one_school(statussen=statuses, statussen_op_peildatum=StatusCounts(1, 5))
    cells = {cell.id: cell for cell in make_figures(report).cellen}
    key = "status/swv/thuiszitters"
    # 2 + 9 = 11, of whom 1 + 5 = 6 at the peildatum and 11 - 3 = 8 without exactly four weeks (D5).
    assert [cells[name].getal for name in (key, f"{key}/op_peildatum", f"{key}/zonder_precies")] == [11, 6, 8]
    assert (cells[f"{key}/niet_op_peildatum"].getal, cells[f"{key}/niet_op_peildatum"].publiek) == (5, False)
    assert cells["status/swv/dreigend/andere_grond"].getal == 40 - 31
    # Of the 11 the age of 4 is not known; 12 of 18 and older are none of them (contract 2.9).
    unknown = [cells[f"{key}/{part}leeftijd_onbekend"] for part in ("", "niet_")]
    assert [(cell.getal, cell.publiek) for cell in unknown] == [(4, True), (11 - 4, False)]
    assert cells["status/swv/rmc"].getal == 12


def test_thuiszitters_say_how_many_have_no_known_age_and_how_many_are_adults() -> None:
    # 16 thuiszitters; 9 without a known age; 12 of 18 and older. Rounded to tens.
    report = _one_school(statussen=StatusCounts(thuiszitter=16, leeftijd_onbekend=9, rmc=12))
    tiles = {tile.naam: tile.uitleg for tile in samples.release_report(report).tegels}
    assert {"leeftijd onbekend: 10", "apart, 18 jaar en ouder: 10"} <= set(tiles["Thuiszitters"])


@pytest.mark.parametrize(
    ("possible", "number", "told"),
    [
        # 12 thuiszitters are shown as 10; 12 more could be.
        (12, "10 tot 20", ["niet zeker, door onbekende lessen of gegevens: 10"]),
        # Too few to show: beside the number, not in it.
        (3, "10", ["niet zeker, door onbekende lessen of gegevens: minder dan 8"]),
        (0, "10", []),
    ],
)
def test_who_could_be_a_thuiszitter_makes_the_number_a_range(possible: int, number: str, told: list[str]) -> None:
    report = _one_school(statussen=StatusCounts(thuiszitter=12), mogelijk=PossibleCounts(thuiszitters=possible))
    assert _values(report)["status/swv/mogelijk/thuiszitters"] == possible
    [tile] = [tile for tile in samples.release_report(report).tegels if tile.naam == "Thuiszitters"]
    assert tile.cel.tekst == number
    assert [text.replace(NBSP, " ") for text in tile.uitleg if "niet zeker" in text] == told


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (Shown(85, 8), Shown(1000, 8), "1 op de 12"),  # 1000 / 85 = 11,8
        (Shown(95, 8), Shown(1000, 8), "1 op de 11"),  # 10,5
        (Shown(100, 8), Shown(200, 8), "1 op de 2"),
        (Shown(105, 8), Shown(200, 8), ""),
        (Shown(0, 8), Shown(200, 8), ""),
        (Shown(None, 8), Shown(200, 8), ""),
        (Shown(10, 8), None, ""),
    ],
)
def test_one_in_so_many(part: Shown, whole: Shown | None, words: str) -> None:
    assert write_one_in(part, whole) == words


def test_dreigend_and_present_too_little_are_two_groups() -> None:
    """40 of whom 31 for their attendance alone: 9 and 31, and their sum stands nowhere."""
    # Of the 31 are 12 in tier 2 and 17 in tier 3; of two the tier is open.
    statuses = StatusCounts(
        dreigend=40, dreigend_alleen_aanwezigheid=31, dreigend_alleen_tier_2=12, dreigend_alleen_tier_3=17
    )
    report = _one_school(statussen=statuses, statussen_op_peildatum=StatusCounts())
    cells = {cell.id: cell for cell in make_figures(report).cellen}
    assert not cells["status/swv/dreigend"].publiek
    page = samples.release_report(report)
    heads = {(row.tabel, row.maat): row.getoond for row in page.cijfers if row.eenheid == "Alle scholen"}
    assert heads["Leerlingen met een andere status in de periode of op de peildatum",
                 "Dreigend thuiszitter verzuim of te laat komen"] == "10"  # fmt: skip
    below = "Minder dan 95 procent aanwezig, en verder geen status"
    assert heads[below, "Leerlingen"] == "30"
    assert (heads[below, "Tier 2 · gericht"], heads[below, "Tier nog open"]) == ("10", "minder dan 8")
    values = _values(report)
    key = "status/swv/dreigend/alleen_aanwezigheid"
    assert [values[f"{key}/{tier}"] for tier in ("tier_2", "tier_3", "open")] == [12, 17, 31 - 12 - 17]
    assert "40" not in {value for (table, _), value in heads.items() if "status" in table}


def test_hidden_cells_stand_on_no_page() -> None:
    report = samples.make_report()
    hidden = {cell.id for cell in make_figures(report).cellen if not cell.publiek}
    page = samples.release_report(report)
    assert hidden
    assert not hidden & {row.sleutel for row in page.cijfers}


def test_four_week_groups_are_disjoint_and_have_a_plan_or_not() -> None:
    # 10 + 6 pupils; plans 4 + 2 yes, 1 + 3 unknown, so 16 - 6 - 4 = 6 without.
    values = _values(_one_school(vierweken=FourWeekCounts(10, 4, 1, 6, 2, 3)))
    assert values["vierweken/swv"] == 10 + 6
    parts = [values[f"vierweken/swv/{name}"] for name in ("met_plan", "zonder_plan", "plan_onbekend")]
    assert parts == [4 + 2, 6, 1 + 3]


def test_ledger_totals() -> None:
    values = _values(samples.make_report())
    # 16 hours: 19 not reported, 81 in time; LRV: 2 late.
    assert (values["meldingen/16uur"], values["meldingen/lrv"], values["meldingen/totaal"]) == (100, 2, 102)
    assert values["meldingen/totaal/te_laat"] == 2


def test_small_schools_of_a_sector_stand_together() -> None:
    report = samples.make_report(6)
    small = [replace(school, tiers=TierCounts(tier_1=10 + at)) for at, school in enumerate(report.scholen[1:4])]
    report = replace(report, scholen=(report.scholen[0], *small, *report.scholen[4:]))
    units = {unit.sleutel: unit for unit in list_schools(report)}
    # 10 + 11 + 12 pupils at three schools of VO; none of them has a row of its own.
    assert units["klein/VO"].cijfers.tiers.totaal == 33
    assert not {f"school/{school.school}" for school in small} & set(units)
    # One small school alone keeps its row: a pool of one would be the same.
    alone = replace(report, scholen=(report.scholen[0], small[0], *report.scholen[4:]))
    assert f"school/{small[0].school}" in {unit.sleutel for unit in list_schools(alone)}


def test_a_sector_with_one_leerjaar_has_no_table_of_its_own() -> None:
    values = _values(samples.make_report(4))
    # In the sample PO has no leerjaar at all: one row, the same as the sector.
    assert not [name for name in values if name.startswith("tiers/leerjaar/PO/")]


# --- movement --------------------------------------------------------------------------------------------------------


def _pupils(*rows: tuple[str, str, int | None, str]) -> pl.DataFrame:
    schema = {"school": pl.String, "leerling": pl.String, "tier": pl.Int8, "tier_status": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_movement_closes_to_both_head_counts() -> None:
    before = _pupils(("A", "a", 1, "zeker"), ("A", "b", 3, "zeker"), ("A", "c", None, "open"), ("B", "d", 2, "zeker"))
    now = _pupils(("A", "a", 2, "zeker"), ("A", "b", 3, "zeker"), ("A", "e", None, "te_weinig_gegevens"),
                  ("C", "f", 1, "zeker"))  # fmt: skip
    found = count_movement(date(2025, 9, 1), before, now, measured={"A"})
    assert found is not None
    assert dict(found.leerlingen) == {
        ("tier_1", "tier_2"): 1,
        ("tier_3", "tier_3"): 1,
        ("open", GONE): 1,
        (NEW, "te_weinig_gegevens"): 1,
        # School B was measured then and not now, school C the other way round: nobody came or went.
        ("tier_2", SCHOOL_OUT): 1,
        (SCHOOL_OUT, "tier_1"): 1,
    }
    assert sum(number for (_, end), number in found.leerlingen.items() if end not in (GONE, SCHOOL_OUT)) == now.height
    assert (
        sum(number for (start, _), number in found.leerlingen.items() if start not in (NEW, SCHOOL_OUT))
        == before.height
    )


def test_a_pupil_is_followed_within_a_school_only() -> None:
    """The same code at two schools is two pupils."""
    found = count_movement(date(2025, 9, 1), _pupils(("A", "a", 1, "zeker"), ("A", "x", 1, "zeker")),
                           _pupils(("B", "a", 1, "zeker"), ("A", "x", 1, "zeker")), measured={"A"})  # fmt: skip
    assert found is not None
    assert dict(found.leerlingen) == {("tier_1", "tier_1"): 1, ("tier_1", GONE): 1, (SCHOOL_OUT, "tier_1"): 1}


def test_codes_of_another_key_are_not_matched() -> None:
    """Not one pupil in common: the codes changed, and everybody would seem to have left."""
    before, now = _pupils(("A", "a", 1, "zeker")), _pupils(("A", "b", 1, "zeker"))
    assert count_movement(date(2025, 9, 1), before, now, measured={"A"}) is None


def test_nobody_moves_at_a_school_that_was_not_measured_both_times() -> None:
    """School B stands in both tables and was measured for a part of one period: of then and of now, apart."""
    rows = (("A", "a", 1, "zeker"), ("B", "b", 3, "zeker"), ("B", "c", None, "open"))
    later = (("A", "a", 1, "zeker"), ("B", "b", 1, "zeker"), ("B", "c", 1, "zeker"))
    found = count_movement(date(2025, 9, 1), _pupils(*rows), _pupils(*later), measured={"A"})
    assert found is not None
    assert dict(found.leerlingen) == {
        ("tier_1", "tier_1"): 1,
        ("tier_3", SCHOOL_OUT): 1,
        ("open", SCHOOL_OUT): 1,
        (SCHOOL_OUT, "tier_1"): 2,
    }
    # Measured at no school both times: there is nothing to follow.
    assert count_movement(date(2025, 9, 1), _pupils(*rows), _pupils(*later), measured=()) is None


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_the_page_holds_no_small_or_unrounded_count() -> None:
    page = samples.make_swv()
    counts = [row.getoond for row in page.cijfers if row.sleutel]
    assert len(counts) > 200
    numbers = {int(text) for text in counts if text.isdigit()}
    assert {number % 5 for number in numbers} == {0}
    assert not numbers & set(range(1, 8))
    assert {text for text in counts if not text.isdigit()} <= {"minder dan 8", "afgeschermd"}


@pytest.mark.parametrize(("pupils", "shown"), [(7, False), (8, True), (9, True)])
def test_attendance_needs_as_many_pupils_with_absence_as_the_threshold(pupils: int, shown: bool) -> None:
    """100 pupils of 1,000 minutes: all lessons of one are 1 %, so 93,4 % is told as 93 %."""
    minutes = Minutes(100_000, 93_400, 6_600)
    spread = {**samples.make_spread(minutes, 100), "verzuim": Contribution(6_600, pupils, 1_000, 1_000)}
    report = replace(
        _one_school(tiers=TierCounts(tier_1=100), minuten=minutes), bijdragen={("11AB00", "tier_1"): spread}
    )
    [cell] = [row.cellen[0] for row in samples.release_report(report).tabellen["verzuim"].rijen if row.kop == "VO"]
    assert cell.tekst.replace(NBSP, " ") == ("93 %" if shown else "niet getoond")


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(Shown(10, 8), Shown(40, 8), "25,0 %"), (Shown(10, 8), Shown(35, 8), ""), (Shown(0, 8), Shown(40, 8), ""),
     (Shown(None, 8), Shown(40, 8), ""), (Shown(10, 8), Shown(None, 8, afgeschermd=True), "")],
)  # fmt: skip
def test_a_share_needs_a_number_of_forty(part: Shown, whole: Shown, share: str) -> None:
    assert count_cell(part, "x", None, whole=whole).onder.replace(NBSP, " ") == share


def test_a_kind_of_few_pupils_hides_in_another() -> None:
    page = samples.make_swv()
    rows = _texts(page.tabellen["soorten"])
    # ga: ziek 4 500 000, verlof 450 000 and schorsing 45 000 (4 pupils) of 4 995 000; the last two together: 495 000.
    assert rows["Ziek"][0] == "90,0 %"
    assert rows["Samen: schorsing en verlof"][0] == "9,9 %"
    assert "Schorsing" not in rows
    assert "Verlof" not in rows


def test_kinds_that_are_all_rare_are_not_shown() -> None:
    report = replace(
        samples.make_report(),
        soorten=(
            KindMinutes("oa", "luxe", Contribution(100, 3, 40, 30)),
            KindMinutes("oa", "spijbelen", Contribution(56, 7, 8, 8)),
        ),
    )
    assert _texts(samples.release_report(report).tabellen["soorten"])["alle soorten"] == ["niet getoond"] * 2


def test_the_waterfall_adds_up_in_whole_hours() -> None:
    minutes = {"schoolvakantie": 89, "feestdag": 30, "lokaal_vrij": 29, "aanwezig": 90, "geoorloofd": 91,
               "ongeoorloofd": 29, "reden_onbekend": 60, "onbekend": 31}  # fmt: skip
    hours = round_waterfall(minutes, 1)
    # 89 -> 1, 30 -> 1, 29 -> 0; 90 -> 2, 91 -> 2, 29 -> 0, 60 -> 1, 31 -> 1: planned 6, from 6 + 2 = 8.
    assert list(hours.values()) == [8, 1, 1, 0, 6, 2, 2, 0, 1, 1]
    assert hours["rooster"] - 1 - 1 - 0 == hours["gepland"] == 2 + 2 + 0 + 1 + 1


def test_every_number_has_an_address_that_reads_back() -> None:
    page = samples.make_swv()
    assert page.tabellen["tiers"].rijen[0].cellen[3].adres == "leerling_periode;aantal;;tier=3"
    found = [cell.adres for table in page.tabellen.values() for row in table.rijen for cell in row.cellen if cell.adres]
    assert len(found) > 200
    assert {str(read_address(address)) for address in found} == set(found)
    printed = re.findall(r'data-adres="([^"]+)"', render_swv(page))
    assert set(found) <= set(printed)


def test_the_figures_for_a_spreadsheet_hold_plain_numbers() -> None:
    rows = samples.make_swv().cijfers
    assert not any(
        NBSP in cell for row in rows for cell in (row.tabel, row.eenheid, row.maat, row.getoond, row.toelichting)
    )
    found = {(row.tabel, row.eenheid, row.maat): row.getoond for row in rows}
    # Eight schools of 320, 450, … 1 230 pupils: 8 x (320 + 1 230) / 2 = 6 200, written without a point.
    assert found["Tiers per sector en school", "Alle scholen", "Leerlingen"] == "6200"
    share = found["Tiers per sector en school", "Alle scholen", "● Tier 1 universeel, aandeel in procenten"]
    assert re.fullmatch(r"\d\d,\d", share)


def test_every_table_says_where_it_comes_from() -> None:
    page = render_swv(samples.make_swv())
    for table in samples.make_swv().tabellen.values():
        assert f'id="bron-{table.id}"' in page
        assert f'href="#bron-{table.id}"' in page
        assert "{" not in table.herkomst.betekenis + table.herkomst.rijen


@pytest.mark.parametrize("value", [Shown(0, 8), Shown(35, 8), Shown(None, 8), Shown(None, 8, afgeschermd=True)])
def test_a_published_count_is_read_back_as_it_was(value: Shown) -> None:
    again = read_shown(write_shown(value))
    assert (again.getal, again.afgeschermd) == (value.getal, value.afgeschermd)


@pytest.mark.parametrize("cell", ["", "ongeveer 35", "minder dan acht", "1.235", "12,5"])
def test_another_text_is_no_count(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_shown(cell)


# --- compared with earlier -------------------------------------------------------------------------------------------


def test_earlier_counts_stand_as_they_were_published() -> None:
    report = samples.make_report()
    shown = release(make_figures(report), report.regels)
    then = {"vierweken/swv": Shown(None, 8), "tiers/swv": Shown(1000, 8)}
    then |= {f"tiers/swv/tier_{tier}": Shown(count, 8) for tier, count in ((1, 700), (2, 200), (3, 100))}
    page = release_swv(report, shown, {date(2025, 9, 1): then, date(2025, 1, 1): then})
    assert (page.vorige, page.jaar_eerder) == (date(2025, 9, 1), date(2025, 1, 1))
    told = {moved.naam: [told.tekst.replace(NBSP, " ") for told in moved.zinnen] for moved in page.veranderingen}
    # The same season a year ago first. 5 + 6 + … + 12 and 4 + 5 + … + 11 pupils are 128, rounded 130.
    assert told["Vierwekengroep"][0] == "1 jan 2025: minder dan 8, nu 130"
    assert told["Vierwekengroep"][1].startswith("1 sep 2025: geen vergelijking, want dit aantal gaat over een periode")
    # What it was stands in the figures of then, what it is in the store.
    [four_weeks] = [moved.zinnen[0].delen for moved in page.veranderingen if moved.naam == "Vierwekengroep"]
    assert [address for _, address in four_weeks if address] == [
        "cijfers@2025-01-01;waarde;getoond;sleutel=vierweken/swv", "swv_vierweken;aantal;",
    ]  # fmt: skip
    # 100 of 700 + 200 + 100.
    assert told["■ Tier 3"][0].startswith("1 jan 2025: 10,0 %, nu ")
    # Nothing was published of the thuiszitters: nothing is said.
    assert "Thuiszitters in de periode" not in told
    assert [tile.eerder for tile in page.tegels if tile.naam == "Thuiszitters"] == [()]


def test_the_weeks_say_of_how_many_schools_they_tell() -> None:
    report = samples.make_report()
    weeks = tuple(replace(week, scholen=5) for week in report.weken)
    page = samples.release_report(replace(report, weken=weeks))
    told = page.beelden["weken"].boodschap.replace(NBSP, " ")
    assert told.endswith("Het gaat over 5 van de 8 scholen: alleen daarvan zijn beide schooljaren gemeten.")
    assert "Het gaat over" not in samples.release_report(report).beelden["weken"].boodschap


def test_a_school_that_was_not_measured_is_named_and_in_no_figure() -> None:
    kreek = RefusedSchool(
        "98ZZ00", "De Kreek", "VO", "De absenties lopen t/m 3 jun 2025; van deze periode is niets gemeten."
    )
    page = samples.release_report(replace(samples.make_report(), niet_gemeten=(kreek,)))
    assert page.besluiten[-1].scholen == "Aanlevering niet te gebruiken: Westerhof; niets gemeten: De Kreek."
    text = re.sub("<[^>]+>", "", render_swv(page))
    assert "De Kreek (98ZZ00, VO): De absenties lopen t/m 3 jun 2025" in text.replace(NBSP, " ")
    assert "8 scholen meegeteld, 1 geweigerd, 1 niet gemeten" in text.replace(NBSP, " ")


def test_a_quarter_without_published_counts_is_not_compared_with() -> None:
    report = samples.make_report()
    page = release_swv(report, release(make_figures(report), report.regels), {})
    assert (page.vorige, page.wijzigingen) == (None, ())
    assert "Vergelijken kan vanaf de volgende keer" in render_swv(page)


def test_a_change_of_method_is_told() -> None:
    """Another program, another rule set, a school more: said of each quarter that the page compares with."""
    report = samples.make_report()
    fewer = tuple(replace(quarter, scholen=quarter.scholen[1:]) for quarter in report.eerder)
    page = samples.release_report(replace(report, eerder=fewer, gemeten=report.gemeten - {"12AB00"}))
    texts = [text.replace(NBSP, " ") for text in page.wijzigingen]
    assert texts[:4] == [
        "Op 1 jan 2025 telden nog niet mee: De Linde.",
        "Zuiderlicht is op 1 jan 2025 of nu niet over de hele periode gemeten, en telt in geen verschil mee.",
        "Het verslag van 1 jan 2025 is gemaakt met msa 0.0.9, dit met msa 0.1.0.",
        "Het Anker telt sinds 1 jan 2025 met een ander protocol of een andere versie."
        " Eerst twente, 2020; nu noord-kennemerland, 1 augustus 2024.",
    ]


def test_a_row_of_the_trend_counts_nobody_of_a_school_that_it_leaves_out() -> None:
    """Eight schools were measured on the last earlier peildatum, seven of them on each: rows are about the seven."""
    report = samples.make_report()
    whole = _texts(samples.release_report(report).tabellen["verloop"])
    assert [row[0] for row in whole.values()] == ["8"] * 4
    assert not any("andere scholen" in row for row in whole.values())
    first = replace(report.eerder[0], gemeten=report.eerder[0].gemeten - {"12AB00"})
    page = samples.release_report(replace(report, eerder=(first, *report.eerder[1:])))
    rows = _texts(page.tabellen["verloop"])
    assert [row[0] for row in rows.values()] == ["7"] * 4
    # Thuiszitters and the groups of four weeks are published for all schools together, so for none of these rows.
    assert [row[-3:] for row in rows.values()] == [["andere scholen"] * 3] * 4


@pytest.mark.parametrize(
    ("now", "then", "words"), [(934, 938, "0,4 punt lager"), (938, 934, "0,4 punt hoger"), (934, 934, "gelijk")]
)
def test_points_apart(now: int, then: int, words: str) -> None:
    assert wording.points_apart(now, then) == words


@pytest.mark.parametrize(("now", "then", "words"), [(40, 35, "5 meer"), (35, 40, "5 minder"), (0, 0, "gelijk")])
def test_counts_apart(now: int, then: int, words: str) -> None:
    assert wording.counts_apart(Shown(now, 8), Shown(then, 8)) == words


# --- sentences and decisions -----------------------------------------------------------------------------------------


def _sentences(page: PublicSwv) -> list[str]:
    return [f"{message.oordeel}: {message.tekst}".replace(NBSP, " ") for message in page.zinnen]


def _decisions(page: PublicSwv) -> list[str]:
    return [
        " ".join(part for part in (found.kop, found.reden, found.scholen, found.wie) if part).replace(NBSP, " ")
        for found in page.besluiten
    ]


def _compare_with(report: SwvReport, **then: Shown) -> PublicSwv:
    """The page beside one earlier peildatum, a year ago, of which these counts were published."""
    quarter = replace(report.eerder[0], aanwezigheid=samples.make_kept(report.met_tier))
    names = {"thuis": "status/swv/thuiszitters/op_peildatum"}
    names |= {f"tier_{tier}": f"tiers/swv/tier_{tier}" for tier in (1, 2, 3)}
    shown = release(make_figures(report), report.regels)
    counts = {names[name]: count for name, count in then.items()}
    return release_swv(replace(report, eerder=(quarter,)), shown, {quarter.peildatum: counts})


def test_three_sentences_say_better_or_worse_by_how_much_since_when() -> None:
    """In the sample 415 of 4,805 + 910 + 415 pupils are in tier 3, 6,7 %, and 40 are thuiszitter at the peildatum."""
    page = _compare_with(
        samples.make_report(),
        tier_1=Shown(4600, 8), tier_2=Shown(900, 8), tier_3=Shown(500, 8), thuis=Shown(30, 8),
    )  # fmt: skip
    attendance, tier_3, at_home = _sentences(page)
    assert attendance.startswith(
        "Niet duidelijk anders: leerlingen zijn ongeveer even vaak aanwezig als op 1 jan 2025."
    )
    # 500 of 6,000 is 8,3 %.
    assert tier_3 == (
        "Beter: een kleiner deel van de leerlingen zit in tier 3 dan op 1 jan 2025. Toen 8,3 %, nu 6,7 %:"
        " ongeveer 1,6 punt lager."
    )
    assert at_home == (
        "Slechter: er zijn op de peildatum meer thuiszitters dan op 1 jan 2025. Toen 30, nu 40: ongeveer 10 meer."
    )
    ids = set(re.findall(r'id="([^"]+)"', render_swv(page)))
    assert {message.anker for message in page.zinnen} | {found.anker for found in page.besluiten} <= ids


def test_another_season_is_said() -> None:
    report = samples.make_report()
    page = samples.release_report(replace(report, eerder=report.eerder[-1:]))
    assert all("op 1 sep 2025, een andere tijd van het jaar. Toen" in sentence for sentence in _sentences(page))
    assert len(_sentences(page)) == 3


def test_a_sentence_that_cannot_be_true_is_left_out() -> None:
    """A hidden count then; nothing known of what was measured then; no earlier peildatum; no school."""
    report = samples.make_report()
    hidden = _compare_with(
        report, tier_1=Shown(4600, 8), tier_2=Shown(900, 8), tier_3=Shown(None, 8), thuis=Shown(None, 8)
    )
    assert [sentence.split(":")[1].strip()[:22] for sentence in _sentences(hidden)] == ["leerlingen zijn ongeve"]
    unknown = tuple(replace(quarter, gemeten=None) for quarter in report.eerder)
    assert _sentences(samples.release_report(replace(report, eerder=unknown))) == []
    assert _sentences(samples.release_report(replace(report, eerder=(), beweging=None))) == []
    assert samples.make_empty_swv().zinnen == samples.make_empty_swv().besluiten == ()


def test_decisions_say_what_at_which_schools_by_whom() -> None:
    report = replace(samples.make_report(), zonder_register=("10AB00", "11AB00"), zonder_meldingen=("12AB00",))
    # Plans of 128: with 3 + 3 + 4 + 4 + 5 + 5 + 6 + 6 and 8 x 2, not known 8 + 8 = 16, so 128 - 52 - 16 = 60 without.
    assert _decisions(samples.release_report(report)) == [
        "Plannen van aanpak ophalen In de vierwekengroep zitten ongeveer 130 leerlingen. Van ongeveer 15 is niet bekend"
        " of er een plan is en van ongeveer 60 is er geen plan. Begin bij de 2 scholen zonder MSA-register: De Linde en"
        " Het Anker. consulent van het SWV, met de ondersteuningscoördinator (oco) van de school",
        "Meldingen aan DUO alsnog doen Ongeveer 20 verplichte meldingen zijn niet gedaan. Niet bekend wat er gemeld is:"
        " Zuiderlicht. administratie van de school",
        "Opnieuw laten aanleveren bij 1 school Wie daar thuiszit, staat niet of niet helemaal in deze cijfers."
        " Aanlevering niet te gebruiken: Westerhof. SWV, met de administratie van de school",
    ]


def test_who_is_in_no_figure_is_never_crowded_out() -> None:
    """Four decisions could be taken: that on the ages of 12 thuiszitters gives way to that on the missing school."""
    statuses = StatusCounts(thuiszitter=20, leeftijd_onbekend=12)
    report = _one_school(statussen=statuses, vierweken=FourWeekCounts(30, 0, 15))
    heads = [found.kop for found in samples.release_report(report).besluiten]
    assert [head.replace(NBSP, " ") for head in heads] == [
        "Plannen van aanpak ophalen", "Meldingen aan DUO alsnog doen", "Opnieuw laten aanleveren bij 1 school",
    ]  # fmt: skip
    complete = samples.release_report(replace(report, geweigerd=()))
    assert complete.besluiten[-1].kop == "Geboortedatums aanvullen"
    assert complete.besluiten[-1].reden.startswith("Van ongeveer 10 thuiszitters")


def test_a_hidden_count_gives_no_decision() -> None:
    quiet = _one_school(
        tiers=TierCounts(tier_1=50, tier_3=4),
        vierweken=FourWeekCounts(3, 0, 3),
        statussen=StatusCounts(),
        statussen_op_peildatum=StatusCounts(),
    )
    quiet = replace(quiet, geweigerd=(), meldingen=(LedgerCount("16uur", "niet_gemeld", 5),), bijdragen={})
    page = samples.release_report(quiet)
    assert (page.besluiten, page.boodschap_verzuim) == ((), "")


def test_many_schools_are_counted_not_named() -> None:
    report = samples.make_report(25)
    eight = tuple(school.school for school in report.scholen[:8])
    [plans, *_] = samples.release_report(replace(report, zonder_register=eight)).besluiten
    assert plans.scholen.replace(NBSP, " ").endswith("De Brug, Noorderpoort en nog 2 scholen.")


@pytest.mark.parametrize(
    ("authorised", "pupils", "told"), [(501, 8, True), (500, 8, False), (499, 8, False), (600, 7, False)]
)
def test_most_absence_is_authorised_only_when_it_is(authorised: int, pupils: int, told: bool) -> None:
    """Of 1 000 000 minutes, of which nobody has more than 1 000: a step is 1 tenth. 501 000 are 50,1 %."""
    parts = {"weg": 1_000, "geoorloofd": authorised, "rest": 1_000 - authorised}
    spread = samples.make_spread(Minutes(10_000_000, 9_000_000, 1_000_000), 1_000)
    spread |= {name: Contribution(1_000 * part, pupils, 1_000, 1_000) for name, part in parts.items()}
    report = replace(samples.make_report(), bijdragen={("11AB00", "tier_3"): spread})
    found = samples.release_report(report).boodschap_verzuim
    assert found.startswith("Het meeste verzuim") is told


# --- funnel and charts -----------------------------------------------------------------------------------------------


def test_a_funnel_needs_five_schools_and_a_share() -> None:
    points = [Point(str(at), 10, 100) for at in range(5)]
    assert make_funnel(points[:4]) is None
    assert make_funnel([Point(str(at), 0, 100) for at in range(5)]) is None
    found = make_funnel(points)
    assert found is not None
    # Five equal schools: no more spread than chance, so the factor is 1. 10 % of 100: sqrt(0.1 x 0.9 / 100) = 0.03.
    assert (found.gemiddelde, found.spreiding) == (0.1, 1.0)
    assert found.find_range(100) == pytest.approx((0.1 - 1.96 * 0.03, 0.1 + 1.96 * 0.03))


def test_schools_that_differ_widen_the_range() -> None:
    """Shares 5, 10, 10, 10 and 15 % of 900 pupils: standard error 0.01, scores -5, 0, 0, 0, 5: 50 / 4 = 12.5."""
    found = make_funnel([Point(str(at), part, 900) for at, part in enumerate((45, 90, 90, 90, 135))])
    assert found is not None
    assert found.spreiding == pytest.approx(12.5)
    assert all(found.is_expected(point) for point in found.punten)
    # Without the widening two schools would stand out: 1.96 x 0.01 is less than 0.05.
    assert not replace(found, spreiding=1.0).is_expected(found.punten[0])


def test_one_school_among_many_does_not_hide_itself() -> None:
    """Ten schools: the highest score is drawn in to the next, so the range stays narrow and the school stands out."""
    found = make_funnel([*(Point(str(at), 80, 900) for at in range(9)), Point("anders", 270, 900)])
    assert found is not None
    assert [point.naam for point in found.punten if not found.is_expected(point)] == ["anders"]


def test_the_week_chart_draws_the_numbers_of_its_table() -> None:
    page = samples.make_swv()
    rows = _texts(page.tabellen["weken"])
    drawn = str(page.beelden["weken"].tekening)
    seen = sum(text.endswith(" %") for row in rows.values() for text in row)
    points = sum(len(path.split("L")) for path in re.findall(r'class="lijn-(?:nu|toen)" d="M([^"]+)"', drawn))
    assert points + drawn.count("-punt") == seen == 15 + 15
    # In the sample this year lies 0,3 point below last year in each week.
    assert page.beelden["weken"].boodschap.replace(NBSP, " ").startswith("In 15 van de 15 weken")


@pytest.mark.parametrize(
    ("begin", "first_week", "drawn"),
    [
        # Friday 17 October still has lessons: the first week is that of Monday 13 October.
        ("10-17", "13 okt", ["herfst"]),
        ("10-18", "20 okt", ["herfst"]),
        # The holiday began in the school year before.
        ("10-19", "20 okt", []),
    ],
)
def test_a_holiday_from_the_first_day_of_the_school_year_on_is_drawn(
    tmp_path: Path, begin: str, first_week: str, drawn: list[str]
) -> None:
    """Autumn holiday 18 to 26 October 2025, in which this school has lessons: the chart reaches into it in each case.
    The next holiday begins on 20 December, after the last week."""
    lesson_days = LocalDays(date(2025, 10, 18), date(2025, 10, 26), "les")
    school = CaseSchool(
        "10AB00",
        {f"leerling {number}": pupil() for number in range(20)},
        fields={"rooster": weekly("1A", lessen=2), "kalender": (lesson_days,)},
    )
    answers = run_cases(tmp_path, date(2025, 11, 28), school, schooljaar_begin=begin)
    page = (answers.output.folder / "swv" / "index.html").read_text(encoding="utf-8").replace(NBSP, " ")
    assert f'text-anchor="middle">{first_week}</text>' in page
    assert re.findall(r'<rect class="vakantie"[^>]*/>\s*<text[^>]*>([^<]*)</text>', page) == drawn


def test_a_hidden_week_breaks_the_line() -> None:
    mondays = [date(2025, 9, 1)] * 5
    drawn = str(draw_weeks(mondays, [WeekLine("nu", (950, 940, None, 930, None))], [Band("<i>", 1, 2)]))
    assert len(re.findall('class="lijn-nu"', drawn)) == 1
    assert len(re.findall('class="lijn-nu-punt"', drawn)) == 1
    assert "<i>" not in drawn
    assert draw_weeks(mondays, [WeekLine("nu", (None,) * 5)], []) == ""


def test_the_funnel_table_agrees_with_its_chart() -> None:
    page = samples.make_swv(25)
    drawn = "".join(str(picture.tekening) for name, picture in page.beelden.items() if name != "weken")
    said = [row.cellen[4].tekst for row in page.tabellen["scholen"].rijen]
    assert said.count("nee") == drawn.count('class="punt"')
    assert said.count("ja") == drawn.count('class="punt-buiten"')
    assert said.count("nee") + said.count("ja") == 25


def test_a_list_that_was_not_delivered_says_so() -> None:
    page = samples.release_report(replace(samples.make_report(), lpa=LpaCounts(absoluut_verzuim=0)))
    rows = _texts(page.tabellen["lijst-leerplicht"])
    assert rows["Absoluut verzuim"] == ["0"]
    assert {text for kind, [text] in rows.items() if kind != "Absoluut verzuim"} == {"geen lijst ontvangen"}


def test_the_name_of_a_rare_intervention_is_not_printed() -> None:
    page = samples.make_swv()
    assert "zeldzaam" not in render_swv(page) + repr(page.cijfers)
    assert "huisbezoek" in _texts(page.tabellen["register"])


def test_the_page_is_small() -> None:
    assert len(render_swv(samples.make_swv(30)).encode()) < 300_000
