"""A change is told between like and like, or the page says why there is none. Expected values are worked out here."""

from dataclasses import replace
from datetime import date

import pytest

from reports.context.counts import Minutes, TierCounts
from reports.context.shown import Shown
from reports.swv.chapters.likeness import (
    AGAINST_LAST,
    Basis,
    Change,
    compare_attendance,
    compare_count,
    compare_tier,
    count_tiers,
    find_basis,
    find_obstacle,
    find_share,
    tell_together,
)
from reports.swv.quarter import EarlierQuarter, SchoolMinutes, SwvReport
from schemas.measures import MEASURES
from tests.lib import report_samples as samples

NBSP = "\u00a0"
A, B, C = "10AB00", "11AB00", "12AB00"
YEAR_AGO, LAST = samples.EARLIER_DAYS[0], samples.EARLIER_DAYS[-1]


def _with_tier(pupils: int, minutes: Minutes) -> SchoolMinutes:
    """Nobody has more than ten minutes: of three schools with 30,000 minutes that is less than one tenth of 1 %."""
    return SchoolMinutes(pupils, minutes, samples.make_spread(minutes, max(minutes.gepland // 10, 1)))


SCHOOL = _with_tier(100, Minutes(10_000, 9_300, 700))


def _report(*measured: str, with_tier: SchoolMinutes = SCHOOL) -> SwvReport:
    """Three schools of 100 pupils and 10,000 minutes each; `measured`: over the whole period."""
    plain = samples.make_report(3)
    schools = tuple(
        replace(school, tiers=TierCounts(70, 20, 10), minuten=Minutes(10_000, 9_300, 700)) for school in plain.scholen
    )
    return replace(plain, scholen=schools, gemeten=frozenset(measured), met_tier=dict.fromkeys((A, B, C), with_tier))


def _quarter(*measured: str, day: date = YEAR_AGO, with_tier: SchoolMinutes = SCHOOL) -> EarlierQuarter:
    start = {YEAR_AGO: date(2024, 9, 2), LAST: date(2025, 6, 2)}[day]
    kept = samples.make_kept(dict.fromkeys((A, B, C), with_tier))
    return EarlierQuarter(day, start, (A, B, C), frozenset(measured), "0.0.9", {}, kept)


def _basis(report: SwvReport, quarter: EarlierQuarter) -> Basis:
    return find_basis(report, quarter)


def _say(change: Change | None) -> str:
    return "" if change is None else change.zin.replace(NBSP, " ")


ALL = (A, B, C)


# --- which schools ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then", "compared"),
    [
        (ALL, ALL, ALL),
        # School C is out of date now, then, or both times; refused and not measured stand in no list either.
        ((A, B), ALL, (A, B)),
        (ALL, (A, B), (A, B)),
        ((A, B), (A, C), (A,)),
        ((A,), (B,), ()),
    ],
)
def test_the_schools_measured_over_the_whole_period_both_times(
    now: tuple[str, ...], then: tuple[str, ...], compared: tuple[str, ...]
) -> None:
    basis = _basis(_report(*now), _quarter(*then))
    assert basis.scholen == set(compared)
    assert basis.nu_niet == basis.toen_niet == set(ALL) - set(compared)
    assert basis.alle is (compared == ALL)


def test_no_difference_is_told_where_nothing_is_known_of_what_was_measured() -> None:
    report, quarter = _report(*ALL), replace(_quarter(*ALL), gemeten=None)
    basis = _basis(report, quarter)
    shown = {f"tiers/swv/tier_{tier}": Shown(100, 8) for tier in (1, 2, 3)}
    for change in (
        compare_attendance(report, basis),
        compare_tier(report, shown, shown, basis, "tier_3"),
        compare_count(report, Shown(50, 8), Shown(20, 8), basis, "thuiszitters"),
    ):
        assert _say(change) == (
            "1 jan 2025: geen vergelijking, want van toen is niet bekend welke scholen helemaal gemeten zijn"
        )
    # Negative control: with the table all three are told.
    assert not compare_attendance(report, _basis(report, _quarter(*ALL))).reden


def test_no_difference_is_told_without_a_school_measured_both_times() -> None:
    report = _report(A)
    found = compare_attendance(report, _basis(report, _quarter(B, C)))
    assert found.reden == "geen enkele school is beide keren helemaal gemeten"


def test_a_count_without_schools_is_compared_between_the_same_schools_alone() -> None:
    report = _report(A, B)
    found = compare_count(report, Shown(50, 8), Shown(20, 8), _basis(report, _quarter(*ALL)), "thuiszitters")
    assert found is not None
    # Of both schools 50 beside of one of them 45 would tell the 5 of the other.
    assert found.reden.startswith("toen en nu zijn niet dezelfde scholen helemaal gemeten. Alleen dezelfde scholen")
    assert found.reden.endswith("dan is een klein aantal uit te rekenen")
    # The lists of the attendance officer are about no school.
    listed = compare_count(report, Shown(50, 8), Shown(20, 8), _basis(report, _quarter(B)), "lijst")
    assert _say(listed) == "1 jan 2025: 20, nu 50: ongeveer 30 meer"


def test_a_reason_is_told_once_with_both_days_and_in_few_words_on_a_tile() -> None:
    report = _report(A, B)
    found = compare_count(report, Shown(50, 8), Shown(20, 8), _basis(report, _quarter(*ALL)), "thuiszitters")
    assert found is not None
    told = replace(found, dag=date(2025, 11, 1))
    (tile,) = tell_together([(found, ""), (told, "op de peildatum zelf, ")])
    assert tile.tekst.replace(NBSP, " ") == (
        "1 jan 2025 en op de peildatum zelf, 1 nov 2025: geen vergelijking, want toen zijn andere scholen gemeten"
    )
    (chapter,) = tell_together([(found, ""), (told, "")], briefly=())
    assert chapter.tekst.replace(NBSP, " ").startswith(
        "1 jan 2025 en 1 nov 2025: geen vergelijking, want toen en nu zijn niet dezelfde scholen helemaal gemeten."
    )
    # Another reason, or a number, is a sentence of its own.
    numbers = replace(found, reden="", toen="20", nu="50")
    apart = tell_together([(numbers, ""), (found, ""), (numbers, "")])
    assert [sentence.tekst.replace(NBSP, " ") for sentence in apart] == [
        "1 jan 2025: 20, nu 50",
        "1 jan 2025: geen vergelijking, want toen zijn andere scholen gemeten",
        "1 jan 2025: 20, nu 50",
    ]


def test_the_numbers_of_a_change_say_where_they_come_from() -> None:
    """Of the pupils with a tier at the schools measured both times: in the tables of now, and in what came out then."""
    report = _report(A, B)
    change = compare_attendance(report, _basis(report, _quarter(A, B, C)))
    rows = f"deel;aanwezig_min/gepland_min;school={A}|{B};tier=1|2|3"
    then = f"aanwezigheid@2025-01-01;deel;aanwezig/gepland;school=|{C}"
    assert (change.toen_adres, change.nu_adres) == (then, f"leerling_periode;{rows}")
    told = change.tell()
    assert [text for text, address in told.delen if address] == [change.toen, change.nu]
    assert told.tekst == change.zin


# --- which season ----------------------------------------------------------------------------------------------------


def test_every_measure_that_counts_the_school_year_is_in_the_table() -> None:
    counted = {name for name, measure in MEASURES.items() if "schooljaar" in measure.windows}
    assert counted and counted <= set(AGAINST_LAST)
    assert {AGAINST_LAST[name] for name in counted} == {"deze telling begint op 1 augustus opnieuw"}


@pytest.mark.parametrize("measure", sorted(AGAINST_LAST))
def test_against_the_last_peildatum_only_what_does_not_restart(measure: str) -> None:
    report = _report(*ALL)
    against_last = find_obstacle(_basis(report, _quarter(*ALL, day=LAST)), measure)
    assert against_last == AGAINST_LAST[measure]
    assert find_obstacle(_basis(report, _quarter(*ALL)), measure) == ""


def test_a_year_ago_the_period_was_as_long() -> None:
    report = _report(*ALL)
    longer = _basis(report, replace(_quarter(*ALL), periode_van=date(2024, 8, 1)))
    assert find_obstacle(longer, "vierweken") == "de periode was toen langer of korter"
    assert find_obstacle(longer, "aanwezigheid") == ""
    assert find_obstacle(_basis(report, replace(_quarter(*ALL), periode_van=None)), "vierweken") != ""


# --- attendance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "unknown", "words"),
    [
        # Then 93,0 % and nothing unknown.
        (9_300, 0, "93,0 %, nu 93,0 %: gelijk"),
        (9_340, 0, "93,0 %, nu 93,4 %: 0,4 punt hoger"),
        (9_260, 0, "93,0 %, nu 92,6 %: 0,4 punt lager"),
        # 92,6 to 93,0 %: it could be as much as then; 92,6 to 92,9 %: it could not.
        (9_260, 40, "93,0 %, nu tussen 92,6 en 93,0 %: geen duidelijk verschil"),
        (9_260, 30, "93,0 %, nu tussen 92,6 en 92,9 %: ten minste 0,1 punt lager"),
        (9_310, 40, "93,0 %, nu tussen 93,1 en 93,5 %: ten minste 0,1 punt hoger"),
    ],
)
def test_attendance_is_better_or_worse_only_where_unknown_time_cannot_change_it(
    present: int, unknown: int, words: str
) -> None:
    now = _with_tier(100, Minutes(10_000, present, 10_000 - present - unknown, 0, unknown))
    report = _report(*ALL, with_tier=now)
    assert _say(compare_attendance(report, _basis(report, _quarter(*ALL)))) == f"1 jan 2025: {words}"


def test_attendance_says_over_how_many_schools() -> None:
    """School C is out of date now; at the others it was 93,0 % then and is now.

    What came out then are shares rounded down: 93,0 up to 93,1 % of all 500 hours, and of the 167 of school C (half an
    hour less or more each). So the others had at least 93,0 - 0,1 x 167,5 / (499,5 - 167,5) = 92,949 %, and at most
    93,1 + 0,1 x 167,5 / 332 = 93,15 %. A step of 0,1 of all can be 0,1 x 500,5 / 331,5 of them, so their step is 0,2.
    """
    report = _report(A, B)
    report = replace(report, met_tier={**report.met_tier, C: _with_tier(100, Minutes(10_000, 1_000, 9_000))})
    assert _say(compare_attendance(report, _basis(report, _quarter(*ALL)))) == (
        "1 jan 2025: tussen 92,8 en 93,0 %, nu 93,0 %: geen duidelijk verschil (over 2 scholen)"
    )


@pytest.mark.parametrize(
    ("with_tier", "planned", "told"),
    [
        # Of 300 pupils 7 have no tier, with 700 of 30,000 minutes: their attendance could be worked out.
        (293, 29_300, False),
        (292, 29_200, True),
        (300, 30_000, True),
        # 30 of 30,000 minutes lie within one step of rounding; 31 do not.
        (299, 29_970, True),
        (299, 29_969, False),
    ],
)
def test_who_is_left_out_cannot_be_worked_out(with_tier: int, planned: int, told: bool) -> None:
    shared = _with_tier(with_tier - 200, Minutes(planned - 20_000, 9_000, planned - 29_000))
    report = _report(*ALL)
    report = replace(report, met_tier={A: SCHOOL, B: SCHOOL, C: shared})
    assert (compare_attendance(report, _basis(report, _quarter(*ALL))).reden == "") is told


@pytest.mark.parametrize(
    ("pupils", "planned", "told"),
    # Of the 30,000 minutes of all 30 are covered by one step of rounding; of a school of 7 pupils 31 are not.
    [(7, 700, False), (8, 700, True), (0, 0, True), (7, 30, True), (7, 31, False)],
)
def test_a_school_of_few_pupils_is_not_left_out(pupils: int, planned: int, told: bool) -> None:
    """Its attendance would be the difference of two others on the page. The other 92 or more pupils have no tier."""
    report = _report(A, B)
    small = _with_tier(pupils, Minutes(planned, planned))
    report = replace(report, met_tier={A: SCHOOL, B: SCHOOL, C: small})
    assert (compare_attendance(report, _basis(report, _quarter(*ALL))).reden == "") is told


# --- shares of tiers -------------------------------------------------------------------------------------------------


def _tiers(*counts: int, school: tuple[Shown, ...] = ()) -> dict[str, Shown]:
    found = {f"tiers/swv/tier_{at}": Shown(count, 8) for at, count in enumerate(counts, 1)}
    return found | {f"tiers/school/{C}/tier_{at}": count for at, count in enumerate(school, 1)}


def test_the_share_of_a_tier_is_of_the_pupils_who_have_one() -> None:
    """100 of 700 + 200 + 100 then and now; 400 more with too little data then change nothing."""
    report = _report(*ALL)
    then = {**_tiers(700, 200, 100), "tiers/swv": Shown(1_400, 8), "tiers/swv/te_weinig_gegevens": Shown(400, 8)}
    now = {**_tiers(700, 200, 100), "tiers/swv": Shown(1_000, 8)}
    assert _say(compare_tier(report, now, then, _basis(report, _quarter(*ALL)), "tier_1")) == (
        "1 jan 2025: 70,0 %, nu 70,0 %: gelijk"
    )


@pytest.mark.parametrize(
    ("tier_3", "words"),
    [
        # Then 100, which is 98 to 102 of 996 to 1,004: 98 / 1 002 = 9,7 % to 102 / 998 = 10,3 %.
        # 105 is 103 to 107: 103 / 1 007 = 10,2 %, no more than it can have been.
        (105, "10,4 %: geen duidelijk verschil"),
        # 110 is 108 to 112: 108 / 1 012 = 10,6 % or more; 110 of 1 010.
        (110, "10,8 %: ongeveer 0,8 punt hoger"),
        # 90 is 88 to 92: 92 / 988 = 9,4 % at most; 90 of 990.
        (90, "9,0 %: ongeveer 1,0 punt lager"),
    ],
)
def test_a_share_changes_only_by_more_than_rounding(tier_3: int, words: str) -> None:
    report = _report(*ALL)
    found = compare_tier(
        report, _tiers(700, 200, tier_3), _tiers(700, 200, 100), _basis(report, _quarter(*ALL)), "tier_3"
    )
    assert _say(found) == f"1 jan 2025: 10,0 %, nu {words}"


def test_a_school_that_is_left_out_is_taken_off_both() -> None:
    """School C: 70, 20 and fewer than 8 of 700, 200 and 100. 698 to 702 less 68 to 72 is 626 to 634."""
    shown = _tiers(700, 200, 100, school=(Shown(70, 8), Shown(20, 8), Shown(None, 8)))
    ranges = count_tiers(shown, [C], samples.make_report(3).regels)
    assert ranges == {"tier_1": (626, 634), "tier_2": (198 - 22, 202 - 18), "tier_3": (98 - 7, 102 - 1)}
    share = find_share(ranges, "tier_3")
    assert share is not None
    # Least 91 of 91 + 634 + 184, most 101 of 101 + 626 + 176; between: 96 of 96 + 810.
    assert (share.laagst, share.hoogst, share.midden) == (91_000 // 909, 101_000 // 903 + 1, 96_000 // 906)
    report = _report(A, B)
    found = compare_tier(report, shown, shown, _basis(report, _quarter(*ALL)), "tier_3")
    assert _say(found) == "1 jan 2025: 10,5 %, nu 10,5 %: gelijk (over 2 scholen)"


@pytest.mark.parametrize("hidden", [None, Shown(None, 8, afgeschermd=True)])
def test_a_school_of_which_nothing_is_shown_cannot_be_left_out(hidden: Shown | None) -> None:
    """It stands among the small schools, or its count is hidden for another one."""
    parts = (Shown(70, 8), Shown(20, 8)) + (() if hidden is None else (hidden,))
    report = _report(A, B)
    shown = _tiers(700, 200, 100, school=parts)
    found = compare_tier(report, shown, shown, _basis(report, _quarter(*ALL)), "tier_3")
    assert found.reden == "een van de aantallen is niet te tonen"


@pytest.mark.parametrize(("pupils", "told"), [(35, True), (30, False)])
def test_a_share_needs_forty_pupils(pupils: int, told: bool) -> None:
    """35 + 0 + 10 is 33 + 8 = 41 or more; 30 + 0 + 10 is 28 + 8 = 36 or more."""
    report = _report(*ALL)
    shown = _tiers(pupils, 0, 10)
    found = compare_tier(report, shown, shown, _basis(report, _quarter(*ALL)), "tier_3")
    assert (found.reden == "") is told


# --- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        # The two numbers and their difference add up: 570 - 340 = 230.
        (Shown(340, 8), Shown(570, 8), "570, nu 340: ongeveer 230 minder"),
        (Shown(340, 8), Shown(335, 8), "335, nu 340: ongeveer 5 meer"),
        (Shown(340, 8), Shown(340, 8), "340, nu 340: gelijk"),
        (Shown(None, 8), Shown(20, 8), "20, nu minder dan 8"),
        (Shown(20, 8), Shown(None, 8, afgeschermd=True), "afgeschermd, nu 20"),
        (Shown(0, 8), Shown(0, 8), "0, nu 0: gelijk"),
    ],
)
def test_a_count_says_both_numbers(now: Shown, then: Shown, words: str) -> None:
    report = _report(*ALL)
    assert (
        _say(compare_count(report, now, then, _basis(report, _quarter(*ALL)), "thuiszitters")) == f"1 jan 2025: {words}"
    )


def test_what_was_not_published_is_not_compared() -> None:
    report = _report(*ALL)
    assert compare_count(report, Shown(20, 8), None, _basis(report, _quarter(*ALL)), "thuiszitters") is None
