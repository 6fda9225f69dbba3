"""When a share of lesson time may leave the pupil zone, and in which steps. Worked out by hand."""

import random
from dataclasses import replace

import pytest

from reports.context.counts import Contribution, Minutes
from reports.release.disclosure import Rules
from reports.release.time_share import (
    NOBODY,
    KeptShare,
    ReleasedTime,
    TimeShare,
    add_contributions,
    add_spreads,
    find_hours,
    find_share_step,
    find_step,
    is_covered,
    keep_share,
    leave_out,
    pick_spread,
    release_time,
)
from reports.swv.chapters.units import sum_fields
from reports.swv.chapters.waterfall import round_waterfall
from reports.words import wording
from tests.lib import report_samples as samples

NBSP = "\u00a0"
RULES = Rules()


@pytest.mark.parametrize(("pupils", "covered"), [(7, False), (8, True), (9, True)])
def test_a_sum_needs_as_many_pupils_as_the_threshold(pupils: int, covered: bool) -> None:
    assert is_covered(Contribution(pupils * 10, pupils, 10, 10), RULES) is covered


def test_nothing_at_all_is_told() -> None:
    assert is_covered(Contribution(), RULES)
    assert not is_covered(Contribution(1, 1, 1, 0), RULES)


@pytest.mark.parametrize(("largest", "covered"), [(449, True), (450, False), (451, False)])
def test_two_pupils_may_not_hold_nine_tenths(largest: int, covered: bool) -> None:
    """Of 1,000 minutes two pupils with 449 each have 898 (89,8 %), with 450 each 900: 90 %. The p % rule holds: of the
    others at least 98 are left, and 10 % of 451 is 45,1."""
    assert is_covered(Contribution(1_000, 20, largest, largest), RULES) is covered


@pytest.mark.parametrize(("others", "covered"), [(101, True), (100, False), (99, False)])
def test_the_second_may_not_estimate_the_first(others: int, covered: bool) -> None:
    """The largest has 900 and the second nothing to speak of (1): of 1,002 minutes 901 are 89,9 %, of 1,001 90,01 %.
    The p % rule asks 10 % of 900, 90 minutes of others, and is the milder one here."""
    assert is_covered(Contribution(901 + others, 20, 900, 1), RULES) is covered


@pytest.mark.parametrize(("setting", "covered"), [(10, True), (11, True), (12, False)])
def test_a_stricter_estimate_hides_more(setting: int, covered: bool) -> None:
    """101 minutes of others are 11,2 % of the largest, 900."""
    assert is_covered(Contribution(1_002, 20, 900, 1), Rules(schatting=setting)) is covered


@pytest.mark.parametrize(("setting", "covered"), [(61, True), (60, False), (59, False)])
def test_a_stricter_dominance_hides_more(setting: int, covered: bool) -> None:
    """Two pupils with 300 of 1,000 minutes each hold 60 %."""
    assert is_covered(Contribution(1_000, 20, 300, 300), Rules(overheersing=setting)) is covered


@pytest.mark.parametrize(
    ("whole", "step"),
    # All of one pupil (10 minutes) as a share: exactly one tenth of a per cent, a little more, exactly 5 %, more.
    [(10_000, 1), (9_999, 2), (5_000, 2), (4_999, 5), (1_000, 10), (999, 20), (200, 50), (199, None), (0, None)],
)
def test_a_step_holds_all_lessons_of_a_pupil(whole: int, step: int | None) -> None:
    assert find_step(Contribution(whole, 1_000, 10 if whole else 0, 0)) == step


@pytest.mark.parametrize(
    ("most", "hours"), [(0, 1), (60, 1), (61, 2), (120, 2), (121, 5), (300, 5), (301, 10), (22_200, 500)]
)
def test_hours_are_rounded_to_all_lessons_of_a_pupil(most: int, hours: int) -> None:
    """370 hours of lessons are 22,200 minutes: the next step is 500 hours."""
    assert find_hours(most) == hours


def test_groups_are_added_up_with_their_largest_two() -> None:
    one, two = Contribution(100, 9, 40, 30), Contribution(50, 3, 35, 10)
    assert add_contributions([one, two]) == Contribution(150, 12, 40, 35)
    assert add_contributions([]) == Contribution()
    assert add_spreads([{"weg": one}, {"weg": two, "vast": two}]) == {"weg": Contribution(150, 12, 40, 35), "vast": two}


def test_a_unit_has_the_pupils_of_its_schools_and_tiers() -> None:
    spreads = {
        ("10AB00", "tier_1"): {"weg": Contribution(10, 1, 10, 0)},
        ("10AB00", "tier_3"): {"weg": Contribution(20, 1, 20, 0)},
        ("20AB00", "tier_3"): {"weg": Contribution(30, 1, 30, 0)},
    }
    assert pick_spread(spreads, ["10AB00"], ())["weg"].minuten == 10 + 20
    assert pick_spread(spreads, ["10AB00", "20AB00"], ("tier_3",))["weg"].minuten == 20 + 30
    assert pick_spread(spreads, ["30AB00"], ()) == {}


def test_a_share_tells_of_what_is_not_in_it_too() -> None:
    """200 pupils of 100 minutes, half of one per cent each. Of seven who missed something neither side is told."""
    minutes = Minutes(20_000, 19_000, 1_000)
    spread = samples.make_spread(minutes, 200)
    found = release_time(minutes, spread, RULES)
    assert found is not None
    assert found.stap == 5
    few = {**spread, "verzuim": replace(spread["verzuim"], leerlingen=7)}
    assert release_time(minutes, few, RULES) is None
    assert find_share_step(spread, "gepland", ("geoorloofd",), RULES) == 5
    assert find_share_step({}, "gepland", ("geoorloofd",), RULES) is None


def test_the_waterfall_adds_up_in_steps() -> None:
    """In steps of 50 hours: 1,024 hours are 1,000, 1,025 are 1,050, 24 are 0 and 25 are 50."""
    hours = round_waterfall({"aanwezig": 1_025 * 60, "geoorloofd": 25 * 60, "onbekend": 24 * 60}, 50)
    assert (hours["gepland"], hours["aanwezig"], hours["geoorloofd"], hours["onbekend"]) == (1_100, 1_050, 50, 0)
    assert round_waterfall({"aanwezig": 1_024 * 60}, 50)["aanwezig"] == 1_000


@pytest.mark.parametrize(("pupils", "told"), [(7, False), (8, True)])
def test_hours_of_few_pupils_are_not_left_over(pupils: int, told: bool) -> None:
    """Without the hours of unauthorised absence those of presence are not told: the total would leave the others."""
    report = samples.make_report()
    (key, spread), *others = report.bijdragen.items()
    rest = {name: {**one, "ongeoorloofd": Contribution()} for name, one in others}
    few = {**spread, "ongeoorloofd": Contribution(100 * pupils, pupils, 100, 100)}
    page = samples.release_report(replace(report, bijdragen={**rest, key: few}))
    texts = {row.kop: row.cellen[0].tekst for row in page.tabellen["waterval"].rijen}
    hidden = {name for name, text in texts.items() if text == "niet getoond"}
    assert hidden == (set() if told else {"aanwezig", "ongeoorloofd afwezig"})


def test_what_is_kept_of_attendance_has_no_minutes_of_a_pupil() -> None:
    """40 pupils of 90 hours: 3,600 hours in steps of 100, of which 3,240 to 3,420 were there."""
    minutes = Minutes(3_600 * 60, 3_240 * 60, 180 * 60, onbekend=180 * 60)
    found = keep_share(ReleasedTime(minutes, 50), 90 * 60)
    assert found == KeptShare(900, 950, 50, 3_600, 100)
    assert found.tekst.replace(NBSP, " ") == "tussen 90 en 95 %"
    # In hours 3,550 up to 3,650.
    assert found.planned == (2 * 3_550, 2 * 3_650)
    # Half a step up, and just below it.
    hours = [keep_share(ReleasedTime(Minutes(60 * each, 0), 50), 90 * 60).uren for each in (3_549, 3_550, 3_649, 3_650)]
    assert hours == [3_500, 3_600, 3_600, 3_700]


WHOLE = KeptShare(930, 940, 2, 10_000, 100)


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        # Nobody is left out: as it came out.
        ([], TimeShare(930, 940, 2)),
        ([NOBODY], TimeShare(930, 940, 2)),
        # A part as the whole: its own width is added. 2 x 1,950 to 2,050 of 10,000 hours are 0,4 and 0,5 of a tenth.
        ([KeptShare(930, 940, 2, 2_000, 100)], TimeShare(925, 940, 5)),
        # 80 % of 1,950 to 2,050 hours. At least 93,0 + (93,0 - 80,2) x 1,950 / (10,050 - 1,950) = 96,08 %; at most
        # 94,2 + (94,2 - 80,0) x 2,050 / (9,950 - 2,050) = 97,88 %.
        ([KeptShare(800, 800, 2, 2_000, 100)], TimeShare(960, 975, 5)),
        # 100 % of as many: at least 93,0 - 7,2 x 2,050 / 7,900 = 91,13 %; at most 94,2 - 5,8 x 1,950 / 8,100 = 92,80 %.
        ([KeptShare(1000, 1000, 2, 2_000, 100)], TimeShare(910, 925, 5)),
        # Both: at least 93,0 + (12,8 x 1,950 - 7,2 x 2,050) / (10,050 - 1,950 - 2,050) = 94,69 %, and at
        # most 94,2 + (14,2 x 2,050 - 5,8 x 1,950) / (9,950 - 2 x 2,050) = 97,24 %.
        ([KeptShare(800, 800, 2, 2_000, 100), KeptShare(1000, 1000, 2, 2_000, 100)], TimeShare(945, 970, 5)),
        # What is left is 9,950 - 9,550 = 400 hours: 2 x 10,050 / 400 is 50,25 tenths, more than the widest step.
        ([KeptShare(930, 940, 2, 9_500, 100)], None),
        ([KeptShare(930, 940, 2, 10_000, 100)], None),
    ],
)
def test_what_is_left_without_a_part_follows_from_what_came_out(parts: list[KeptShare], left: TimeShare | None) -> None:
    assert leave_out(WHOLE, parts) == left


@pytest.mark.parametrize("seed", range(200))
def test_the_attendance_of_the_others_lies_within_what_is_told(seed: int) -> None:
    """Schools of any size and presence; the sums that are kept are of all and of each, those told of some."""
    draw = random.Random(seed)
    schools = []
    for _ in range(draw.randint(2, 6)):
        pupils, lessons = draw.randint(20, 400), draw.randint(60, 400) * 60
        planned = pupils * lessons
        present = planned * draw.randint(50, 100) // 100 - draw.randint(0, 60)
        unknown = draw.choice((0, draw.randint(0, planned - present)))
        schools.append((Minutes(planned, present, planned - present - unknown, onbekend=unknown), lessons))
    kept = [keep_share(ReleasedTime(minutes, find_least_step(minutes, most)), most) for minutes, most in schools]
    every = sum_fields(Minutes, [minutes for minutes, _ in schools])
    largest = max(most for _, most in schools)
    whole = keep_share(ReleasedTime(every, find_least_step(every, largest)), largest)
    at = draw.randint(1, len(schools) - 1)
    told, rest = leave_out(whole, kept[at:]), sum_fields(Minutes, [minutes for minutes, _ in schools[:at]])
    if told is not None:
        assert told.laag * rest.gepland <= 1000 * rest.aanwezig
        assert 1000 * (rest.aanwezig + rest.onbekend) < (told.hoog + told.stap) * rest.gepland
        # All lessons of a pupil fit in the step.
        assert told.stap * rest.gepland >= 1000 * max(most for _, most in schools[:at])


def find_least_step(minutes: Minutes, most: int) -> int:
    step = find_step(Contribution(minutes.gepland, 8, most, most))
    assert step is not None
    return step


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "minder dan 100"), (99, "minder dan 100"), (100, "100"), (104, "100"), (105, "110"),
     (12_449, "12.000"), (12_500, "13.000")],
)  # fmt: skip
def test_delivered_rows_have_two_digits(count: int, text: str) -> None:
    assert wording.rounded_rows(count).replace(NBSP, " ") == text
