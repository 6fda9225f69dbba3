"""The counts behind the report, the tables and the export for the Inspectie are equal, or nothing is published."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.errors import DataCheckFailed
from pipelines.publish.inspectorate import (
    check_counts,
    check_entries,
    count_entries,
    count_report,
    count_tables,
    list_outdated,
    list_reach,
    list_seen,
)
from pipelines.vault.case_register import Entry, Register
from reports.context.counts import LpaCounts, StatusCounts
from schemas.inspectie import (
    ABSOLUUT,
    AFGESLOTEN,
    LOOPT,
    LRV_LANGER_DAN_3_MAANDEN,
    LRV_TOT_3_MAANDEN,
    VERVALLEN,
    VRIJSTELLING_5_ONDER_A,
)
from tests.lib.report_samples import make_figures
from tests.lib.report_samples import make_report as make_sample

DAY = date(2025, 11, 10)
KEY = bytes(32)


def entry(nummer: int, soort: str, stand: str = LOOPT, *, in_periode: bool = True, telt: bool = True) -> Entry:
    return Entry(nummer, soort, DAY, None if stand == LOOPT else DAY, DAY, stand, in_periode, telt)


ENTRIES = (
    entry(1, LRV_TOT_3_MAANDEN),
    entry(2, LRV_TOT_3_MAANDEN, AFGESLOTEN),
    # The pupil of number 2 again, in the same period: a row of its own that table thuiszitter does not count.
    entry(3, LRV_TOT_3_MAANDEN, AFGESLOTEN, telt=False),
    entry(4, LRV_LANGER_DAN_3_MAANDEN),
    entry(5, ABSOLUUT),
    entry(6, ABSOLUUT, AFGESLOTEN),
    entry(7, VRIJSTELLING_5_ONDER_A),
    # From an earlier quarter.
    entry(8, LRV_TOT_3_MAANDEN, AFGESLOTEN, in_periode=False, telt=False),
    entry(9, LRV_TOT_3_MAANDEN, VERVALLEN, in_periode=False, telt=False),
)
HOLDERS = {1: "a", 2: "b", 3: "b", 4: "c", 5: "d", 6: "e", 7: "f", 8: "g", 9: "h"}
REGISTER = Register(HOLDERS, {DAY: ENTRIES})
SHOWN = pl.DataFrame({"volgnummer": [row.nummer for row in ENTRIES]})
COUNTED = {
    "lrv_tot_3_maanden/in_periode": 2,
    "lrv_tot_3_maanden/op_peildatum": 1,
    "lrv_langer_dan_3_maanden/in_periode": 1,
    "lrv_langer_dan_3_maanden/op_peildatum": 1,
    "absoluut/op_peildatum": 1,
    "vrijstelling_5_onder_a/op_peildatum": 1,
}
TABLE = pl.DataFrame(
    {
        "status": ["thuiszitter", "thuiszitter", "lrv_langer_dan_3_maanden", "dreigend", "thuiszitter"],
        "op_peildatum": [True, False, True, True, True],
        # Who is 18 or older is not on the list (contract 2.9).
        "plicht": ["verplicht", "niet_te_bepalen", "verplicht", "verplicht", "rmc"],
    }
)
LISTS = pl.DataFrame({"soort": ["absoluut_verzuim", "vrijstelling_5a", "vrijstelling_5b"], "aantal": [1, 1, 4]})


def make_report():
    """Two schools: one thuiszitter each, the second no longer on the peildatum; one of longer than three months."""
    first, second = make_figures(0, "Een"), make_figures(1, "Twee")
    return replace(
        make_sample(),
        scholen=(
            replace(
                first,
                statussen=StatusCounts(thuiszitter=1, lrv_langer_dan_3_maanden=1, dreigend=9, rmc=1),
                statussen_op_peildatum=StatusCounts(thuiszitter=1, lrv_langer_dan_3_maanden=1),
            ),
            replace(second, statussen=StatusCounts(thuiszitter=1), statussen_op_peildatum=StatusCounts()),
        ),
        lpa=LpaCounts(absoluut_verzuim=1, vrijstelling_5a=1, vrijstelling_5b=4, vrijstelling_5c=0),
    )


def make_sources() -> dict[str, dict[str, int]]:
    return {
        "het verslag": count_report(make_report()),
        "de tabellen": count_tables(TABLE, LISTS),
        "de registratie": count_entries(ENTRIES),
    }


def test_the_three_places_count_the_same() -> None:
    for counts in make_sources().values():
        assert {name: counts[name] for name in COUNTED} == COUNTED
    check_counts(make_sources())


@pytest.mark.parametrize("source", ["het verslag", "de tabellen", "de registratie"])
@pytest.mark.parametrize("name", COUNTED)
def test_one_difference_in_any_count_at_any_place_is_refused(source: str, name: str) -> None:
    sources = make_sources()
    sources[source][name] += 1
    with pytest.raises(DataCheckFailed) as refusal:
        check_counts(sources)
    assert refusal.value.exit_code == 13
    assert f": {name}. Er is niets gepubliceerd" in str(refusal.value)
    # No value: some counts are small.
    assert not any(sign.isdigit() for sign in str(refusal.value).replace(name, ""))


def test_a_list_that_was_not_delivered_counts_as_nothing() -> None:
    report = replace(make_report(), lpa=LpaCounts())
    assert count_report(report)["absoluut/op_peildatum"] == 0
    with pytest.raises(DataCheckFailed, match=r"absoluut/op_peildatum, vrijstelling_5_onder_a/op_peildatum"):
        check_counts({**make_sources(), "het verslag": count_report(report)})


def test_every_row_is_shown_and_accounted_for() -> None:
    check_entries(ENTRIES, register=REGISTER, shown=SHOWN)


def test_a_row_that_is_not_shown_or_made_up_is_refused() -> None:
    with pytest.raises(DataCheckFailed, match="bij volgnummer 9"):
        check_entries(ENTRIES, register=REGISTER, shown=SHOWN.head(8))
    with pytest.raises(DataCheckFailed, match="bij volgnummer 9"):
        check_entries(ENTRIES[:8], register=REGISTER, shown=SHOWN)


def test_a_row_in_the_period_that_no_counted_row_accounts_for_is_refused() -> None:
    with pytest.raises(DataCheckFailed, match="bij volgnummer 3"):
        check_entries(ENTRIES, register=Register({**HOLDERS, 3: "x"}, {}), shown=SHOWN)


def test_a_changed_view_makes_the_later_ones_outdated() -> None:
    later = date(2026, 3, 1)
    before = Register(HOLDERS, {DAY: ENTRIES, later: ENTRIES})
    changed = Register(HOLDERS, {DAY: ENTRIES[:1], later: ENTRIES})
    assert list_outdated(before, changed, peildatum=DAY) == [later]
    assert list_outdated(before, before, peildatum=DAY) == []
    assert list_outdated(Register({}, {}), REGISTER, peildatum=DAY) == []


def test_who_a_case_is_about_leaves_with_its_code() -> None:
    row = {
        **{"soort": LRV_TOT_3_MAANDEN, "bron": "12AB00", "houder": "laaaaaaaaaaa", "begin": DAY, "eind": None},
        **{"gezien_tot": DAY, "in_periode": True, "telt": False, "niet_bevestigd_sinds": None},
        "leeftijd_onbekend": True,
    }
    schema = {"eind": pl.Date}
    [seen] = list_seen(pl.DataFrame([row], schema_overrides=schema), key=KEY)
    assert (seen.soort, seen.begin, seen.eind, seen.in_periode, seen.telt, seen.leeftijd_onbekend) == (
        *(LRV_TOT_3_MAANDEN, DAY, None),
        *(True, False, True),
    )
    reach = list_reach(
        pl.DataFrame({"bron": ["12AB00"], "houder": ["laaaaaaaaaaa"], "van": [DAY], "tot_en_met": [DAY]}), key=KEY
    )
    assert reach == {seen.houder: [(DAY, DAY)]}
    assert "laaaaaaaaaaa" not in repr(seen)
