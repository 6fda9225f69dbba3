"""Two quarters that differ only in what is no change of the pupils: the page tells no change.

They differ in the season (counters that restart, longer periods), in pupils with too little data, or in a school that
was not measured over the whole period. `MSA_DEEP=1` draws ten times as many.
"""

import os
import random
from dataclasses import replace
from datetime import date

import pytest

from reports.context.counts import FourWeekCounts, Minutes, PossibleCounts, StatusCounts, TierCounts
from reports.context.shown import Shown
from reports.release.disclosure import release
from reports.swv.page import PublicSwv, release_swv
from reports.swv.quarter import EarlierQuarter, SchoolMinutes, SwvReport, TierGroup
from reports.swv.trimester import keep_attendance, make_figures
from tests.lib import report_samples as samples

SEEDS = range(300 if os.environ.get("MSA_DEEP") else 30)
YEAR_AGO, LAST = date(2025, 1, 1), date(2025, 9, 1)
STARTS = {YEAR_AGO: date(2024, 9, 2), LAST: date(2025, 6, 2)}
_CHANGED = ("hoger", "lager", " meer", "minder dan op", "groter", "kleiner", "Beter", "Slechter")


def draw_report(draw: random.Random) -> SwvReport:
    """Three to five schools with statuses, all measured over the whole period."""
    plain = samples.make_report(draw.randint(3, 5))
    # Of a few without a tier the attendance of the others could tell: then none is compared.
    open_tiers = draw.choice(((0,), (0, 5, 12)))
    schools = []
    for school in plain.scholen:
        tiers = TierCounts(draw.randint(60, 400), draw.randint(0, 90), draw.randint(0, 60), draw.choice(open_tiers))
        planned = tiers.totaal * 1_000
        away = planned * draw.randint(20, 90) // 1_000
        minutes = Minutes(planned, planned - away, away)
        schools.append(
            replace(
                school,
                tiers=tiers,
                minuten=minutes,
                statussen=StatusCounts(draw.randint(0, 9), draw.randint(0, 30), dreigend=draw.randint(0, 90)),
                statussen_op_peildatum=StatusCounts(),
                vierweken=FourWeekCounts(draw.randint(0, 40)),
                mogelijk=PossibleCounts(),
            )
        )
    return follow_schools(replace(plain, geweigerd=()), tuple(schools))


def follow_schools(report: SwvReport, schools: tuple) -> SwvReport:
    """The report of these schools, with all that must add up to them."""
    return replace(
        report,
        scholen=schools,
        groepen=tuple(TierGroup(school.school, school.sector, "", "", school.tiers) for school in schools),
        met_tier={school.school: add_up(school.tiers, school.minuten) for school in schools},
        gemeten=frozenset(school.school for school in schools),
        register=(),
        eerder=(),
        beweging=None,
        lpa=samples.LpaCounts(),
    )


def add_up(tiers: TierCounts, minutes: Minutes) -> SchoolMinutes:
    """Pupils with a tier: here each has as many minutes as the others, and is present as much."""
    count = tiers.tier_1 + tiers.tier_2 + tiers.tier_3
    parts = (minutes.gepland, minutes.aanwezig)
    planned, present = (part * count // max(tiers.totaal, 1) for part in parts)
    minutes = Minutes(planned, present, planned - present)
    return SchoolMinutes(count, minutes, samples.make_spread(minutes, max(count, 1)))


def make_earlier(then: SwvReport, day: date) -> tuple[EarlierQuarter, dict[str, Shown]]:
    """A report as the earlier publication that it would have been."""
    quarter = EarlierQuarter(
        day,
        STARTS[day],
        tuple(school.school for school in then.scholen),
        then.gemeten,
        "0.0.9",
        {},
    )
    shown = release(make_figures(then), then.regels)
    return replace(quarter, aanwezigheid=keep_attendance(then, shown)), shown


def make_page(now: SwvReport, then: SwvReport, day: date) -> PublicSwv:
    quarter, before = make_earlier(then, day)
    shown = release(make_figures(now), now.regels)
    return release_swv(replace(now, eerder=(quarter,)), shown, {day: before})


def list_told(page: PublicSwv) -> list[str]:
    """All that the page says of a change."""
    return [
        *(sentence.tekst for moved in page.veranderingen for sentence in moved.zinnen),
        *(sentence.tekst for tile in page.tegels for sentence in tile.eerder),
        *(f"{message.oordeel} {message.tekst}" for message in page.zinnen),
    ]


def find_changes(page: PublicSwv) -> list[str]:
    return [text for text in list_told(page) if any(word in text for word in _CHANGED)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("day", [YEAR_AGO, LAST])
def test_nothing_differs(day: date, seed: int) -> None:
    report = draw_report(random.Random(seed))
    page = make_page(report, report, day)
    assert list_told(page)
    assert find_changes(page) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_season_differs(seed: int) -> None:
    """Counters were nearly full, and the period was shorter: other numbers of whoever passed a limit in it."""
    draw = random.Random(seed)
    now = draw_report(draw)
    before = tuple(
        replace(
            school,
            statussen=replace(
                school.statussen,
                thuiszitter=draw.randint(0, 90),
                relatief_verzuim=draw.randint(0, 90),
                dreigend=draw.randint(0, 400),
            ),
            vierweken=FourWeekCounts(draw.randint(0, 90)),
        )
        for school in now.scholen
    )
    assert find_changes(make_page(now, follow_schools(now, before), LAST)) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("day", [YEAR_AGO, LAST])
def test_only_pupils_with_too_little_data_differ(day: date, seed: int) -> None:
    """Then there were up to 400 more of them at each school, who were present as they liked."""
    draw = random.Random(seed)
    now = draw_report(draw)
    before = []
    for school in now.scholen:
        extra = draw.randint(0, 400)
        minutes = school.minuten
        planned = minutes.gepland + extra * 100
        present = minutes.aanwezig + draw.randint(0, extra * 100)
        before.append(
            replace(
                school,
                tiers=replace(school.tiers, te_weinig_gegevens=extra),
                minuten=Minutes(planned, present, planned - present),
            )
        )
    then = replace(follow_schools(now, tuple(before)), met_tier=now.met_tier)
    assert find_changes(make_page(now, then, day)) == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("day", [YEAR_AGO, LAST])
@pytest.mark.parametrize("when", ["now", "then"])
def test_only_a_school_that_was_not_measured_differs(when: str, day: date, seed: int) -> None:
    """One school has any other numbers, and was measured for a part of this period, or of that one."""
    draw = random.Random(seed)
    now = draw_report(draw)
    chosen = draw.choice(now.scholen).school
    other = {school.school: school for school in draw_report(draw).scholen}
    changed = tuple(
        replace(other.get(chosen, now.scholen[0]), school=chosen, sector=school.sector)
        if school.school == chosen
        else school
        for school in now.scholen
    )
    then = follow_schools(now, changed)
    rest = now.gemeten - {chosen}
    page = make_page(
        replace(now, gemeten=rest) if when == "now" else now,
        replace(then, gemeten=rest) if when == "then" else then,
        day,
    )
    assert find_changes(page) == []


def test_a_real_change_is_told() -> None:
    """Negative control: at each school 20 pupils went from tier 1 to tier 3, and there are 20 thuiszitters more."""
    drawn = draw_report(random.Random(1))
    now = follow_schools(drawn, tuple(replace(school, tiers=replace(school.tiers, open=0)) for school in drawn.scholen))
    worse = tuple(
        replace(
            school,
            tiers=replace(school.tiers, tier_1=school.tiers.tier_1 - 20, tier_3=school.tiers.tier_3 + 20),
            minuten=Minutes(
                school.minuten.gepland,
                school.minuten.aanwezig * 9 // 10,
                school.minuten.gepland - school.minuten.aanwezig * 9 // 10,
            ),
            statussen=replace(school.statussen, thuiszitter=school.statussen.thuiszitter + 20),
        )
        for school in now.scholen
    )
    told = find_changes(make_page(follow_schools(now, worse), now, YEAR_AGO))
    # Attendance and tier 3; of the thuiszitters at the peildatum there are none.
    assert sum(text.startswith("Slechter") for text in told) == 2
    assert any("lager" in text for text in told)
    assert any(" meer" in text for text in told)
