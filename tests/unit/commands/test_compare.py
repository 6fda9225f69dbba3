"""The definition bench: readings as changes of reference tables, numbers per definition, nothing small on the page.

The region is hand-made; expected groups are worked out beside each pupil. Kennemerland covers PO and VO.
Region noord, peildatum Sunday 1 February 2026, period from 2 January. Lesweken by Monday: 25 August, 1 … 29 September
(5), 6 and 13 October, 27 October, 3 … 24 November (4), 1, 8, 15 December, 5, 12, 19, 26 January: 1+5+2+1+4+3+4 = 20,
so 100 school days of 8 lessons in the school year, and 4 x 5 = 20 days, 160 lessons, in the period.
"""

import itertools
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines import cli
from pipelines.commands import compare
from pipelines.errors import RuleSetInvalid, WrongUse
from pipelines.settings import Settings, load_settings
from pipelines.vault.publications import VERGELIJKING, read_ledger, read_released
from reports.context.counts import RefusedSchool
from reports.context.shown import Shown
from reports.release import disclosure
from reports.release.attack import LinearAttack
from reports.release.disclosure import Figures, Rules
from reports.render_swv import render_comparison
from reports.swv.vergelijking import (
    GROUPS,
    MEASURES,
    REST,
    ComparedUnit,
    Comparison,
    LeftOut,
    PublicComparison,
    SectorCounts,
    VariantText,
    make_comparison_figures,
    release_comparison,
    write_text,
)
from tests.lib import report_samples as samples
from tests.lib.cases import CaseSchool, away, lessons, pupil, run_cases, weekly
from tests.lib.region import LessonsPerDay
from tests.lib.sum_reader import read_printed

PEILDATUM = date(2026, 2, 1)
MON, TUE, WED = date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)
ALL_DAY = range(1, 9)
PUPILS = {
    # 8 + 8 = 16 lessons. Period (160 - 16) / 160 = 90 %: tier 2. School year (800 - 16) / 800 = 98 %: tier 1.
    "precies 16": pupil(lessons("S", MON, TUE, hours=ALL_DAY)),
    # 8 + 8 + 1 = 17 lessons. Period 143 / 160 = 89,4 %: tier 3. School year 783 / 800 = 97,9 %: tier 1.
    "17": pupil(lessons("S", MON, TUE, hours=ALL_DAY), lessons("S", WED)),
    # Away from Monday 8 December up to Friday 9 January, back on Monday 12 January: 3 lesweken = 21 positions, but
    # 35 calendar days (8 December + 35 = 12 January). In 28 calendar days no lesson attended; in four lesweken the
    # week of 12 January is: 5 of 20 days = 25 %. Period 15 / 20 = 75 %, school year 85 / 100 = 85 %: tier 3 in both.
    "kerst": pupil(away("OO", date(2025, 12, 8), date(2026, 1, 9))),
    # Ill from 1 to 26 September: 4 x 5 = 20 days. Period 100 %: tier 1. School year 80 / 100: tier 3.
    "september ziek": pupil(away("Z", date(2025, 9, 1), date(2025, 9, 26))),
    "altijd": pupil(),
}
YOUNG = {"altijd in het PO": pupil(), "ook altijd": pupil()}
READING_NAME = "zestien uur: overschreden"
READINGS = ("zestien_uur=overschreden", "vier_weken=kalenderweken", "drie_maanden=horizon", "tierperiode=schooljaar")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("compare")
    run_cases(
        folder,
        PEILDATUM,
        CaseSchool("10AB00", PUPILS, fields={"rooster": weekly("1A", lessen=8)}),
        CaseSchool("20AB00", YOUNG, sector="PO", fields={"rooster": weekly("1A", lessen=4, minuten=75)}),
        protocol="kennemerland",
        peildata=("09-01", "01-01", "02-01"),
    )
    return load_settings(folder / "swv.toml")


@pytest.fixture(scope="module")
def by_reading(settings: Settings) -> Comparison:
    return compare.count_variants(settings, peildatum=PEILDATUM)


def sector(comparison: Comparison, name: str) -> SectorCounts:
    return next(found for found in comparison.sectoren if found.sector == name)


def changes(counts: SectorCounts, number: int) -> dict[str, dict[tuple[str, str], int]]:
    """Who changes group under one definition, by measure; measures in which nobody does are left out."""
    moves = counts.wissels[number]
    assert moves is not None
    moved = {
        measure: {move: count for move, count in found.items() if move[0] != move[1]}
        for measure, found in moves.items()
    }
    return {measure: found for measure, found in moved.items() if found}


def not_zero(counts: dict[str, int]) -> dict[str, int]:
    return {group: count for group, count in counts.items() if count}


# --- Counting --------------------------------------------------------------------------------------------------------
def test_groups_by_the_first_definition(by_reading: Comparison):
    counts = sector(by_reading, "VO")
    assert counts.leerlingen == len(PUPILS)
    assert {measure: not_zero(dict(found)) for measure, found in counts.groepen.items()} == {
        "tier": {"1": 2, "2": 1, "3": 2},
        # Sixteen hours: precies 16, 17 and kerst (40 lessons a week).
        "status": {"relatief_verzuim": 3, "geen": 2},
        "langdurig_geoorloofd": {"nee": 5},
        # The four weeks in September lie before the period.
        "vierweken": {"geen": 5},
        "zestien_uur": {"ja": 3, "nee": 2},
    }


def test_without_a_choice_every_reading_that_is_not_chosen_is_compared(by_reading: Comparison):
    assert [variant.naam for variant in by_reading.varianten] == [
        "zoals ingesteld",
        "zestien uur: overschreden",
        "vier weken: kalenderweken",
        "drie maanden: horizon",
        "tierperiode: schooljaar",
    ]


def test_sixteen_hours_exceeded_takes_out_exactly_sixteen_alone(by_reading: Comparison):
    assert changes(sector(by_reading, "VO"), 0) == {
        "status": {("relatief_verzuim", "geen"): 1},
        "zestien_uur": {("ja", "nee"): 1},
    }


def test_calendar_weeks_count_the_holiday_in_runs_and_windows(by_reading: Comparison):
    assert changes(sector(by_reading, "VO"), 1) == {
        "status": {("relatief_verzuim", "thuiszitter"): 1},
        "vierweken": {("geen", "vier_weken_afwezig"): 1},
    }


def test_months_to_the_horizon_stand_still_in_a_holiday(tmp_path: Path):
    """Away since 1 October: on 1 January three months, on the horizon, Sunday 21 December, not yet."""
    run_cases(
        tmp_path,
        date(2026, 1, 1),
        CaseSchool("10AB00", {"herfst": pupil(away("OO", date(2025, 10, 1), None)), "altijd": pupil()},
                   fields={"rooster": weekly("1A", lessen=8)}),
        protocol="kennemerland",
    )  # fmt: skip
    found = compare.count_variants(
        load_settings(tmp_path / "swv.toml"), peildatum=date(2026, 1, 1), readings=["drie_maanden=horizon"]
    )
    moved = {("lrv_langer_dan_3_maanden", "thuiszitter"): 1}
    assert changes(sector(found, "VO"), 0) == {"status": moved}


def test_the_tier_of_the_school_year_changes_nothing_but_the_tier(by_reading: Comparison):
    # precies 16: 2 -> 1, 17: 3 -> 1, september ziek: 1 -> 3.
    assert changes(sector(by_reading, "VO"), 3) == {"tier": {("2", "1"): 1, ("3", "1"): 1, ("1", "3"): 1}}


ESTIMATED = {
    # By the timetable 8 of 20 x 8 = 160 lessons: 152 / 160 = 95 %, tier 1. By the lessentabel of 4 lessons a day the
    # Monday has as many lessons as hours named: 19 x 4 + 8 = 84, of which 76 attended: 90,5 %, tier 2.
    "een hele dag": pupil(lessons("S", MON, hours=ALL_DAY)),
    # 6 of 160: 96,25 %. Of 84: 78 / 84 = 92,9 %, tier 2.
    "zes lessen": pupil(lessons("S", MON, hours=range(1, 7))),
    "altijd": pupil(),
    # Its class has no estimate: 152 / 160 as it was.
    "klas zonder schatting": pupil(lessons("S", MON, hours=ALL_DAY), klas="1B"),
}


def test_an_estimate_beside_a_timetable_is_compared(tmp_path: Path):
    """Only of the groups of which there is one; asked for or not."""
    table = tuple(LessonsPerDay("1A", day, 4, 50) for day in range(1, 6))
    fields = {"rooster": (*weekly("1A", lessen=8), *weekly("1B", lessen=8)), "lessentabel": table}
    run_cases(
        tmp_path,
        PEILDATUM,
        CaseSchool("10AB00", ESTIMATED, fields=fields),
        protocol="kennemerland",
        peildata=("09-01", "01-01", "02-01"),
    )
    settings = load_settings(tmp_path / "swv.toml")
    found = compare.count_variants(settings, peildatum=PEILDATUM)
    assert [variant.naam for variant in found.varianten][-1] == "noemer: schatting"
    assert changes(sector(found, "VO"), len(READINGS))["tier"] == {("1", "2"): 2}
    for reading, moved in (("noemer=schatting", {("1", "2"): 2}), ("noemer=rooster", None)):
        asked = compare.count_variants(settings, peildatum=PEILDATUM, readings=[reading])
        assert changes(sector(asked, "VO"), 0).get("tier") == moved


def test_the_chosen_reading_changes_nothing(settings: Settings):
    chosen = ("zestien_uur=bereikt", "vier_weken=lesweken", "drie_maanden=meetdatum", "tierperiode=periode")
    found = compare.count_variants(settings, peildatum=PEILDATUM, readings=chosen)
    assert [changes(counts, number) for counts in found.sectoren for number in range(4)] == [{}] * 8


def test_a_rule_set_that_does_not_cover_a_sector_leaves_it_out(settings: Settings):
    found = compare.count_variants(settings, peildatum=PEILDATUM, rule_set_ids=["noord-kennemerland"])
    assert found.niet_gedekt == (LeftOut("noord-kennemerland", "PO", ("School 20AB00",)),)
    assert sector(found, "PO").wissels == (None,)
    # Noord-Kennemerland calls sixteen hours dreigend, and so below 95 % too: precies 16, 17 and kerst have both.
    assert changes(sector(found, "VO"), 0) == {"status": {("relatief_verzuim", "dreigend"): 3}}


def test_of_several_rule_sets_the_first_is_compared_with(settings: Settings):
    found = compare.count_variants(
        settings, peildatum=PEILDATUM, rule_set_ids=["noord-kennemerland", "twente"], readings=[READINGS[0]]
    )
    assert [variant.naam for variant in found.varianten] == ["noord-kennemerland", "twente", READING_NAME]
    assert [counts.sector for counts in found.sectoren] == ["VO"]
    # The reading is a change of noord-kennemerland: precies 16 stays dreigend, for its attendance of 90 %.
    assert changes(sector(found, "VO"), 1) == {"zestien_uur": {("ja", "nee"): 1}}


def test_nothing_of_a_pupil_is_left_in_the_store(settings: Settings, by_reading: Comparison):
    assert by_reading.sectoren
    assert not (settings.opslag / "werk").exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"readings": ["zestien_uur=ongeveer"]}, "De lezing 'zestien_uur=ongeveer' bestaat niet"),
        ({"readings": ["zestien_uur"]}, "Kies uit: zestien_uur=bereikt"),
        ({"readings": [READINGS[0], READINGS[0]]}, "staat er twee keer"),
        ({"rule_set_ids": ["gooi"]}, "Regelset 'gooi' bestaat niet"),
        ({"peildatum": date(1999, 1, 1)}, "Peildatum"),
    ],
)
def test_a_wrong_question_is_refused(settings: Settings, asked: dict, words: str):
    with pytest.raises(WrongUse, match=re.escape(words)):
        compare.count_variants(settings, **{"peildatum": PEILDATUM, **asked})


def test_swv_toml_must_fit_before_anything_is_compared(settings: Settings):
    school = replace(settings.scholen[1], protocol="dronten")
    with pytest.raises(RuleSetInvalid, match="sector PO"):
        compare.count_variants(replace(settings, scholen=(school,)), peildatum=PEILDATUM)


# --- Readings as changes of references -------------------------------------------------------------------------------
def test_exceeded_is_exact_in_sixtieths():
    rows = {"maat": ["oa_uren_venster", "te_laat_schooljaar", "reeks"], "minimum": [16, 9, None]}
    status = pl.DataFrame(rows, schema={"maat": pl.String, "minimum": pl.Int32})
    hours, late, run = compare.exceed_sixteen_hours({"ref_status": status})["ref_status"]["minimum"].to_list()
    # 16 x 60 = 960 sixtieths do not count, 961 do; nothing lies between.
    assert 960 < 60 * hours < 961
    assert (late, run) == (9, None)


def test_a_reading_leaves_every_other_table_alone():
    run = pl.DataFrame({"tier_van": [date(2026, 1, 2)], "schooljaar_van": [date(2025, 8, 1)]})
    given = {"ref_run": run, "ref_definitie": pl.DataFrame({"weken_zonder_les": [0]}), "ref_soort": pl.DataFrame()}
    assert compare.take_school_year(given)["ref_run"]["tier_van"].to_list() == [date(2025, 8, 1)]
    assert compare.count_calendar_days(given)["ref_definitie"]["weken_zonder_les"].to_list() == [1]
    assert compare.take_school_year(given)["ref_definitie"] is given["ref_definitie"]
    assert run["tier_van"].to_list() == [date(2026, 1, 2)]


def test_who_moved_is_one_pupil_with_one_tier_and_what_the_old_school_knows():
    """Ten stay, one of them in tier 3; `weg` moved on within the sector, and its old school alone knows it at home."""
    rows = [("10AB00", f"l{number}", "VO", False, "1" if number else "3", "geen") for number in range(10)]
    rows += [("10AB00", "weg", "VO", True, None, "thuiszitter")]
    names = ["school", "leerling", "sector", "verhuisd", "tier", "status"]
    base = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        langdurig_geoorloofd=pl.lit("nee"), vierweken=pl.lit("geen"), zestien_uur=pl.lit("nee")
    )
    stricter = base.with_columns(tier=pl.col("tier").replace("1", "2"), status=pl.lit("geen"))
    found = compare.count_sector("VO", [stricter], base=base)
    assert (found.leerlingen, found.verhuisd) == (10, 1)
    assert {group: count for group, count in found.groepen["tier"].items() if count} == {"1": 9, "3": 1}
    assert {group: count for group, count in found.groepen["status"].items() if count} == {"geen": 10, "thuiszitter": 1}
    moves = found.wissels[0]
    assert moves is not None
    assert moves["tier"] == {("1", "2"): 9, ("3", "3"): 1}
    assert moves["status"] == {("geen", "geen"): 10, ("thuiszitter", "geen"): 1}
    # Every sum between the figures is checked as it is written down.
    figures = make_comparison_figures(make_comparison(found))
    counts = {cell.id: cell.getal for cell in figures.cellen}
    assert (counts["tiers/sector/VO"], counts["status/sector/VO/thuiszitter"]) == (10, 1)


# --- What is shown ---------------------------------------------------------------------------------------------------
def make_counts(measure: str, moves: dict[tuple[str, str], int], *, name: str = "VO") -> SectorCounts:
    """One sector and two definitions that differ in one measure; all other pupils stay in the rest."""
    total = sum(moves.values())
    groups = {other: {**dict.fromkeys(GROUPS[other], 0), REST[other]: total} for other in MEASURES}
    wissels = {other: {(REST[other], REST[other]): total} for other in MEASURES}
    groups[measure] = dict.fromkeys(GROUPS[measure], 0)
    for (start, _), count in moves.items():
        groups[measure][start] += count
    wissels[measure] = moves
    return SectorCounts(name, total, groups, (wissels,))


def make_comparison(*sectors: SectorCounts) -> Comparison:
    texts = (VariantText("zoals ingesteld", "Zo."), VariantText("anders", "Anders.", ("D1",)))
    return Comparison(samples.make_header(), texts, sectors, (), (), regels=Rules(drempel=5), synthetisch=False)


def make_public(comparison: Comparison) -> PublicComparison:
    shown = disclosure.release(make_comparison_figures(comparison), comparison.regels, attack=LinearAttack())
    return release_comparison(comparison, shown)


def release(*sectors: SectorCounts) -> tuple[ComparedUnit, ...]:
    return make_public(make_comparison(*sectors)).eenheden


def show(unit: ComparedUnit, measure: str) -> tuple[object, ...]:
    found = next(part for part in unit.maten if part.naam == MEASURES[measure])
    rows = {row.groep: tuple(number and number.getal for number in row.aantallen) for row in found.rijen}
    moves = {row.groep: tuple(number and number.getal for number in row.aantallen) for row in found.wissels}
    return rows, moves


def test_numbers_are_rounded_and_small_ones_hidden():
    # wel: 22 + 3 = 25; 22 is shown as 20, 3 is hidden. All pupils: 22 + 3 + 75 = 100.
    (unit,) = release(make_counts("zestien_uur", {("ja", "ja"): 22, ("ja", "nee"): 3, ("nee", "nee"): 75}))
    assert unit.leerlingen == Shown(100, 5)
    # 100 - 25 = 75 are not; under the other definition 100 - 20 = 80 as far as shown.
    assert show(unit, "zestien_uur") == ({"wel": (25, 20), "niet": (75, 80)}, {"van wel naar niet": (None,)})


def test_two_hidden_parts_do_not_follow_from_their_sum():
    # 4 + 4 = 8 would be shown as 10, which stands for 8 to 12: with two parts of at most 4 only 4 + 4 fits.
    moves = {("ja", "ja"): 4, ("ja", "nee"): 4, ("nee", "nee"): 100}
    (unit,) = release(make_counts("zestien_uur", moves))
    rows, _ = show(unit, "zestien_uur")
    assert rows["wel"] == (None, None)
    assert unit.maten[-1].rijen[0].aantallen[0] == Shown(None, 5, afgeschermd=True)
    # One fewer gives 5 to 7, and 3 + 4 or 4 + 3 or more; that may stand.
    (unit,) = release(make_counts("zestien_uur", {**moves, ("ja", "ja"): 3}))
    rows, _ = show(unit, "zestien_uur")
    assert rows["wel"] == (5, None)


def test_all_sectors_together_follow_from_the_sectors():
    # 3 + 3 = 6 by itself would be shown as 5; two hidden parts are 2 + 2 as far as shown, and at least 5.
    moves = {("ja", "nee"): 3, ("nee", "nee"): 50}
    counts = [make_counts("zestien_uur", moves, name=name) for name in ("PO", "VO")]
    whole, *sectors = release(*counts)
    assert [whole.naam, *(unit.naam for unit in sectors)] == ["PO en VO samen", "PO", "VO"]
    assert show(whole, "zestien_uur")[1] == {"van wel naar niet": (5,)}
    assert {show(unit, "zestien_uur")[1]["van wel naar niet"] for unit in sectors} == {(None,)}


def test_a_sector_of_which_only_groups_of_one_exist_is_not_shown():
    # Four pupils, each in its own tier: fewer than 5 pupils and four hidden groups can only be one each.
    moves = {("2", "2"): 1, ("3", "3"): 1, ("open", "open"): 1, ("te_weinig_gegevens", "te_weinig_gegevens"): 1}
    (unit,) = release(make_counts("tier", moves))
    assert [part.getoond for part in unit.maten] == [False, True, True, True, True]
    assert "niet getoond" in render_comparison(make_public(make_comparison(make_counts("tier", moves))))


def count_values(
    shown: Mapping[str, Shown], regions: Mapping[str, np.ndarray], small: Collection[str], rules: Rules
) -> list[int]:
    """How many values each small number has among all regions that fit what is shown of them."""
    fits = np.ones(len(regions["leerlingen"]), dtype=bool)
    for name, counts in regions.items():
        found = [value for key, value in shown.items() if key.endswith(f"/{name}") or key == name]
        for low, high in (read_printed(value, rules) for value in found):
            fits &= (low <= counts) & (counts <= high)
    return [len(set(regions[name][fits].tolist())) for name in small]


def find_given_away(protect: Callable[[Figures, Rules], Mapping[str, Shown]]) -> list[tuple[int, ...]]:
    """Regions of which a small number has fewer than four values left, of 1 to 4: every other region is tried."""
    names = ("ja/ja", "ja/nee", "nee/ja")
    stay, leave, come, pupils = np.array(list(itertools.product(*[range(14)] * 3, range(40, 51)))).T
    regions = dict(zip(names, (stay, leave, come), strict=True))
    regions |= {"leerlingen": pupils, "zestien_uur/ja": stay + leave, "wisselaars": leave + come}
    found = []
    for counts in itertools.product((0, 1, 3, 4, 5, 6), repeat=3):
        moves = dict(zip((("ja", "ja"), ("ja", "nee"), ("nee", "ja")), counts, strict=True))
        comparison = make_comparison(make_counts("zestien_uur", {**moves, ("nee", "nee"): 45 - sum(counts)}))
        figures, rules = make_comparison_figures(comparison), comparison.regels
        shown = {
            name.replace("tiers/sector/VO", "leerlingen"): value
            for name, value in protect(figures, rules).items()
            if "zestien_uur" in name or name == "tiers/sector/VO"
        }
        totals = {"zestien_uur/ja": counts[0] + counts[1], "wisselaars": counts[1] + counts[2]}
        small = [name for name, count in (*zip(names, counts, strict=True), *totals.items()) if 0 < count < 5]
        if any(values < 4 for values in count_values(shown, regions, small, rules)):
            found.append(counts)
    return found


def test_every_small_number_could_have_been_another():
    assert find_given_away(lambda figures, rules: disclosure.release(figures, rules, attack=LinearAttack(4))) == []


def test_without_the_search_for_what_follows_the_attack_works():
    def shield_alone(figures: Figures, rules: Rules) -> dict[str, Shown]:
        return {cell.id: disclosure.shield(cell.getal, rules.drempel) for cell in figures.cellen if cell.publiek}

    # Four stay and four leave: 8 is shown as 10, and 10 is 4 + 4 at least.
    assert (4, 4, 0) in find_given_away(shield_alone)


def test_a_comparison_counts_for_the_next_publication(settings: Settings):
    """Each is a line of its own in the ledger, once; trends are made of the reports alone."""
    before = read_released(settings.opslag, before=date(2027, 1, 1))
    for reading in (READINGS[0], READINGS[1], READINGS[0]):
        compare.compare(settings, peildatum=PEILDATUM, readings=[reading])
    found = [line for line in read_ledger(settings.opslag) if line.soort == VERGELIJKING]
    asked = [{name.split("/")[2] for name in line.getoond if name.endswith("/wisselaars")} for line in found]
    assert [len(names) for names in asked if len(names) == 1] == [1, 1]
    # All lines tell of the same pupils of a sector under the name that the report has for them.
    assert all("tiers/sector/VO" in line.getoond for line in found)
    assert read_released(settings.opslag, before=date(2027, 1, 1)) == before


def test_a_table_that_would_be_mostly_shielded_says_only_how_many_go():
    counts = make_counts("zestien_uur", {("ja", "ja"): 3, ("ja", "nee"): 30, ("nee", "ja"): 30, ("nee", "nee"): 75})
    comparison = make_comparison(counts)
    figures = make_comparison_figures(comparison)
    told = disclosure.release(figures, comparison.regels)
    hidden = Shown(None, 5, afgeschermd=True)
    # Three of the four numbers; then two of them, which is half.
    names = [name for name in told if "zestien_uur" in name and not name.endswith("wisselaars")]
    for few, is_shown in ((3, False), (2, True)):
        page = release_comparison(comparison, {**told, **dict.fromkeys(names[:few], hidden)})
        measure = page.eenheden[0].maten[-1]
        assert (measure.getoond, bool(measure.rijen)) == (is_shown, is_shown)
        # 30 + 30 go.
        assert measure.wisselaars == (Shown(60, 5),)
        assert "60" in render_comparison(page) and "wisselt van groep" in write_text(page)


def list_numbers(text: str) -> list[int]:
    """Counts in the columns of the text, which follow the first line with a number of pupils."""
    columns = text[text.index(" leerlingen\n") : text.index("Aantallen zijn afgerond")]
    return [int(found.replace(".", "")) for found in re.findall(r"(?<=\s\s)[\d.]+(?=\s|$)", columns)]


def test_text_and_page_hold_no_small_number(settings: Settings):
    result = compare.compare(settings, peildatum=PEILDATUM, readings=READINGS)
    assert result.exit_code == 0
    page = result.page.read_text(encoding="utf-8")
    assert result.page == settings.uitvoer / "vergelijking" / "2026-02-01.html"
    cells = [cell.replace("\u00a0", " ") for cell in re.findall(r'<td class="getal[^"]*">([^<]*)</td>', page)]
    # Five pupils in the VO, two in the PO: all fewer than 8. Two hidden parts together: 2 x 8 // 2 = 8, shown as 10.
    # What a sum of these would tell, with the report of the same peildatum beside it, is not shown.
    assert set(cells) <= {"0", "10", "minder dan 8", "afgeschermd"}
    assert "minder dan 8" in cells
    assert set(list_numbers(result.text)) <= {0, 10}
    assert "1 t/m 7 staat er als 'minder dan 8'" in result.text
    assert "S3-37" in result.text
    assert "S3-37" in page
    pupils = pl.read_parquet(settings.uitvoer / "2026-02-01" / "tabellen" / "leerling_periode.parquet")["leerling"]
    assert len(pupils) == len(PUPILS) + len(YOUNG)
    assert [code for code in pupils if code in page or code in result.text] == []


def test_the_page_is_the_same_again(settings: Settings):
    first = compare.compare(settings, peildatum=PEILDATUM, readings=READINGS[:1])
    before = first.page.read_bytes()
    second = compare.compare(settings, peildatum=PEILDATUM, readings=READINGS[:1])
    assert (second.page.read_bytes(), second.text) == (before, first.text)
    assert [file.name for file in first.page.parent.iterdir()] == ["2026-02-01.html"]


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_names_are_inert(text: str):
    counts = make_counts("zestien_uur", {("ja", "nee"): 30, ("nee", "nee"): 50})
    comparison = replace(
        make_comparison(counts),
        kop=replace(samples.make_header(), swv=f"{text}\x1b[2J"),
        niet_gedekt=(LeftOut("dronten", "PO", (f"{text}\x1b[2J",)),),
        geweigerd=(RefusedSchool(school="30AB00", naam=f"{text}\x1b[2J", sector="VO", reden="Leeg."),),
    )
    page = render_comparison(make_public(comparison))
    assert "<script" not in page
    assert "<img" not in page
    assert "href='https" not in page
    assert "\x1b" not in write_text(make_public(comparison))


def test_a_comparison_without_schools_says_so():
    public = make_public(make_comparison())
    assert "niets te vergelijken" in write_text(public)
    assert "Niets te vergelijken" in render_comparison(public)


def test_the_command(settings: Settings, capsys: pytest.CaptureFixture[str]):
    asked = ["compare", str(settings.file), "--peildatum", "01-02-2026", "--lezing", READINGS[0]]
    assert cli.main(asked) == 0
    told = capsys.readouterr().out
    assert "zestien uur: overschreden" in told
    assert f"Open: {settings.uitvoer / 'vergelijking' / '2026-02-01.html'}" in told
    assert cli.main([*asked, "--regelset", "gooi"]) == 2
