"""Small counts: the primary rule and its range, what sums give away, and which cells are hidden for it.

Most tables are exact (`afronding = 1`), so that a range is a sum in whole numbers; with `drempel = 8` a hidden count is
1 to 7, seven values, of which `speling = 5` must stay.
"""

from collections.abc import Collection, Mapping
from datetime import date

import pytest

from reports.context.shown import Shown
from reports.release.attack import LinearAttack
from reports.release.disclosure import (
    MOST,
    Cell,
    Contradiction,
    Earlier,
    Figures,
    Knowledge,
    Link,
    Propagation,
    Range,
    Release,
    Rules,
    Sum,
    Verdict,
    check_figures,
    find_counts,
    follow_release,
    judge,
    propagate,
    release,
    shield,
    shield_total,
)
from tests.lib.tables import make_figures, make_table

EXACT = Rules(drempel=8, afronding=1, speling=5)
ROUNDED = Rules(drempel=8, afronding=5, speling=5)
ANY = (0, MOST)
THEN_DAY, NOW_DAY = date(2026, 1, 1), date(2026, 3, 1)


def show(text: str, drempel: int = 8) -> Shown:
    """ "<" is hidden, "x" is shielded, else the number."""
    if text in ("<", "x"):
        return Shown(None, drempel, afgeschermd=text == "x")
    return Shown(int(text), drempel)


def write(shown: Mapping[str, Shown]) -> dict[str, str]:
    """The reverse of `show`, by id."""
    return {
        name: "x" if value.afgeschermd else "<" if value.getal is None else str(value.getal)
        for name, value in shown.items()
    }


def make_release(rules: Rules, shown: Mapping[str, str], *sums: tuple[str, str], **known: int) -> Release:
    return Release(
        rules,
        {name: show(text, rules.drempel) for name, text in shown.items()},
        tuple(Sum(total, tuple(parts.split())) for total, parts in sums),
        known,
    )


def again(*olds: Release) -> Earlier:
    """These came out of the same peildatum, in this order."""
    return Earlier(tuple((NOW_DAY, old) for old in olds), NOW_DAY)


def since(*olds: Release) -> Earlier:
    """These came out of the peildatum before."""
    return Earlier(tuple((THEN_DAY, old) for old in olds), NOW_DAY)


# --- one count -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "threshold", "base", "expected"),
    [
        # Below, at and above the threshold; 0 is always shown.
        *(
            (0, 8, 5, 0),
            (1, 8, 5, None),
            (2, 8, 5, None),
            (6, 8, 5, None),
            (7, 8, 5, None),
            (8, 8, 5, 10),
            (9, 8, 5, 10),
        ),
        *((0, 5, 5, 0), (1, 5, 5, None), (4, 5, 5, None), (5, 5, 5, 5), (6, 5, 5, 5)),
        *((7, 9, 5, None), (8, 9, 5, None), (9, 9, 5, 10), (10, 9, 5, 10)),
        # 6 and 7 are nearest to 5, which lies below a threshold of 6: they are shown as 10.
        *((5, 6, 5, None), (6, 6, 5, 10), (7, 6, 5, 10), (8, 6, 5, 10)),
        # Half way between two multiples of 5: 12 | 13, 17 | 18, 1002 | 1003.
        *((12, 8, 5, 10), (13, 8, 5, 15), (17, 8, 5, 15), (18, 8, 5, 20), (1_002, 8, 5, 1_000), (1_003, 8, 5, 1_005)),
        # Base 1: the count itself.
        *((7, 8, 1, None), (8, 8, 1, 8), (9, 8, 1, 9), (1_003, 8, 1, 1_003)),
        # An even base has a middle, which goes up: 9 to 10, 15 to 20.
        *(
            (8, 8, 2, 8),
            (9, 8, 2, 10),
            (10, 8, 2, 10),
            (14, 8, 10, 10),
            (15, 8, 10, 20),
            (24, 8, 10, 20),
            (25, 8, 10, 30),
        ),
        # Base 4, threshold 9: 9 is nearest to 8, so shown as 12; 13 is nearest to 12; 14 goes up to 16.
        *((8, 9, 4, None), (9, 9, 4, 12), (13, 9, 4, 12), (14, 9, 4, 16)),
        # A base above the threshold: 5 is nearest to 0, so shown as 20; so is 29; 30 goes up to 40.
        *((4, 5, 20, None), (5, 5, 20, 20), (29, 5, 20, 20), (30, 5, 20, 40)),
        *((99, 100, 100, None), (100, 100, 100, 100), (149, 100, 100, 100), (150, 100, 100, 200)),
    ],
)
def test_a_count_by_itself(count: int, threshold: int, base: int, expected: int | None) -> None:
    assert shield(count, threshold, base) == Shown(expected, threshold)


def test_a_count_is_rounded_to_five_unless_told_otherwise() -> None:
    assert shield(13, 8) == Shown(15, 8)
    assert find_counts(Shown(15, 8)) == (13, 17)
    assert shield_total([Shown(10, 8), Shown(None, 8)], 8) == Shown(15, 8)  # 10 + 4 = 14


@pytest.mark.parametrize(
    ("count", "threshold", "base", "message"),
    [
        (3, 1, 5, "^threshold 1 hides nothing$"),
        (3, 5, 0, "^counts are rounded to whole numbers, not to 0$"),
        (-1, 5, 5, "^a count cannot be negative$"),
    ],
)
def test_what_cannot_be_shielded_is_refused(count: int, threshold: int, base: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shield(count, threshold, base)


@pytest.mark.parametrize("threshold", [5, 6, 7, 8, 9, 10, 11, 25])
@pytest.mark.parametrize("base", [1, 2, 3, 4, 5, 6, 7, 10, 20])
def test_a_range_is_all_counts_that_are_shown_so(threshold: int, base: int) -> None:
    """The reverse of the rule, by trying every count up to 200 (of the last multiple only a part is tried)."""
    alike: dict[Shown, list[int]] = {}
    for count in range(201):
        alike.setdefault(shield(count, threshold, base), []).append(count)
    for shown, counts in list(alike.items())[:-1]:
        assert find_counts(shown, base) == (counts[0], counts[-1]), shown
        assert counts == list(range(counts[0], counts[-1] + 1))


@pytest.mark.parametrize(
    ("text", "threshold", "base", "expected"),
    [
        ("0", 8, 5, (0, 0)),
        ("<", 8, 5, (1, 7)),
        ("<", 5, 5, (1, 4)),
        ("x", 8, 5, (0, 1_000_000)),
        # 8 and 9 are shown as 10 too; 15 stands for 13 to 17.
        ("10", 8, 5, (8, 12)),
        ("15", 8, 5, (13, 17)),
        ("5", 5, 5, (5, 7)),
        ("10", 5, 5, (8, 12)),
        ("10", 6, 5, (6, 12)),
        ("8", 8, 1, (8, 8)),
        ("10", 8, 2, (9, 10)),
        ("20", 5, 20, (5, 29)),
    ],
)
def test_what_a_shown_count_tells(text: str, threshold: int, base: int, expected: Range) -> None:
    assert find_counts(show(text, threshold), base) == expected


@pytest.mark.parametrize(
    ("parts", "threshold", "base", "expected"),
    [
        ("", 8, 5, "0"),
        ("0 0", 8, 5, "0"),
        ("10 15", 8, 5, "25"),
        # One hidden part and nothing else stays hidden; a second one makes 4 + 4 = 8, nearest to 10.
        ("<", 8, 5, "<"),
        ("0 <", 8, 5, "<"),
        ("x", 8, 5, "<"),
        ("< <", 8, 5, "10"),
        ("< x", 8, 5, "10"),
        # Three: 3 x 8 / 2 = 12, nearest to 10; four: 16, nearest to 15; with 10: 10 + 4 = 14, nearest to 15.
        ("< < <", 8, 5, "10"),
        ("< < < <", 8, 5, "15"),
        ("10 <", 8, 5, "15"),
        ("10 <", 8, 1, "14"),
        # Threshold 5: half of it is 2 (whole numbers): 5 + 2 = 7, nearest to 5; two are 5.
        ("5 <", 5, 5, "5"),
        ("< <", 5, 1, "5"),
        ("< < <", 5, 1, "7"),
    ],
)
def test_a_total_of_shown_parts(parts: str, threshold: int, base: int, expected: str) -> None:
    shown = [show(part, threshold) for part in parts.split()]
    assert shield_total(shown, threshold, base) == show(expected, threshold)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (Rules(5, 5, 5), 4),  # only 1, 2, 3 and 4 are small
        (Rules(6, 5, 5), 5),
        (Rules(7, 5, 5), 5),
        (Rules(8, 5, 6), 6),
        (Rules(8, 5, 7), 7),
        (Rules(8, 5, 8), 7),
    ],
)
def test_no_more_values_are_asked_than_there_are_small_counts(rules: Rules, expected: int) -> None:
    assert rules.breedte == expected


def test_the_rules_when_the_settings_say_nothing() -> None:
    assert Rules() == Rules(drempel=8, afronding=5, speling=5)


# --- one sum at a time -----------------------------------------------------------------------------------------------


def know(ranges: Mapping[str, Range], *sums: tuple[str, str]) -> Knowledge:
    return Knowledge(ranges, tuple(Sum(total, tuple(parts.split())) for total, parts in sums))


@pytest.mark.parametrize(
    ("ranges", "sums", "expected"),
    [
        # The total from its parts: 1 + 3 up to 7 + 5.
        ({"n": ANY, "a": (1, 7), "b": (3, 5)}, [("n", "a b")], {"n": (4, 12), "a": (1, 7), "b": (3, 5)}),
        # A part from the total: 20 - 17 = 3.
        ({"n": (20, 20), "a": (1, 7), "b": (17, 17)}, [("n", "a b")], {"n": (20, 20), "a": (3, 3), "b": (17, 17)}),
        # Rounded: 18 - 17 = 1 up to 22 - 13 = 9, and 7 was the most.
        ({"n": (18, 22), "a": (1, 7), "b": (13, 17)}, [("n", "a b")], {"n": (18, 22), "a": (1, 7), "b": (13, 17)}),
        # Both ends: 12 - 7 = 5 at least.
        ({"n": (12, 12), "a": (1, 7), "b": (1, 7)}, [("n", "a b")], {"n": (12, 12), "a": (5, 7), "b": (5, 7)}),
        # From sum to sum: b = 9 - 4 = 5, so c = 8 - 5 = 3, found whatever the order of the sums.
        (
            {"n": (9, 9), "m": (8, 8), "a": (4, 4), "b": ANY, "c": ANY},
            [("m", "b c"), ("n", "a b")],
            {"n": (9, 9), "m": (8, 8), "a": (4, 4), "b": (5, 5), "c": (3, 3)},
        ),
        # A total that is itself a part.
        (
            {"n": (10, 10), "a": (6, 6), "t": ANY, "b": (1, 7), "c": (3, 3)},
            [("n", "a t"), ("t", "b c")],
            {"n": (10, 10), "a": (6, 6), "t": (4, 4), "b": (1, 1), "c": (3, 3)},
        ),
        # No sums: nothing follows.
        ({"a": (1, 7)}, [], {"a": (1, 7)}),
        # A sum without parts is 0.
        ({"n": ANY}, [("n", "")], {"n": (0, 0)}),
    ],
)
def test_what_sums_tell_one_at_a_time(ranges, sums, expected) -> None:
    assert propagate(know(ranges, *sums)) == expected
    assert Propagation().find_ranges(know(ranges, *sums), tuple(expected)) == expected
    assert Propagation().is_possible(know(ranges, *sums)) is True


@pytest.mark.parametrize(
    ("ranges", "sums"),
    [
        ({"a": (3, 2)}, []),
        ({"n": (2, 2), "a": (1, 7), "b": (2, 7)}, [("n", "a b")]),
        ({"n": (15, 15), "a": (1, 7), "b": (1, 7)}, [("n", "a b")]),
        # Only with both sums: b = 5 by the first, and at most 4 by the second.
        ({"n": (9, 9), "m": (4, 4), "a": (4, 4), "b": ANY, "c": ANY}, [("n", "a b"), ("m", "b c")]),
    ],
)
@pytest.mark.parametrize("attack", [Propagation(), LinearAttack()])
def test_what_cannot_be_is_a_contradiction(attack, ranges, sums) -> None:
    knowledge = know(ranges, *sums)
    assert attack.is_possible(knowledge) is False
    with pytest.raises(Contradiction):
        attack.find_ranges(knowledge, ["a"])


@pytest.mark.parametrize(
    ("ranges", "sums", "target", "expected"),
    [
        # 10 - 6 up to 10 - 4: both of what stands in its sum. m says nothing of it.
        (
            {"n": (10, 10), "a": (1, 7), "b": (4, 6), "m": (20, 20), "c": ANY},
            [("n", "a b"), ("m", "c n")],
            "a",
            {"a", "n", "b"},
        ),
        # What is told of it is all that is known: 20 - 17 = 3 < 4, and 30 - 5 = 25 > 6.
        ({"n": (20, 30), "a": (4, 6), "b": (5, 17)}, [("n", "a b")], "a", {"a"}),
        # By way of t: 10 - 6 = 4 gives t, and 4 - 3 = 1 gives b.
        (
            {"n": (10, 10), "a": (6, 6), "t": ANY, "b": (0, 7), "c": (3, 3)},
            [("n", "a t"), ("t", "b c")],
            "b",
            {"b", "n", "a", "c"},
        ),
        # Its total is no more than 7 as one of p, and so is it; that the total is 2 or more leaves it 0.
        (
            {"p": (7, 7), "n": (2, 90), "q": ANY, "a": ANY, "b": ANY},
            [("p", "n q"), ("n", "a b")],
            "a",
            {"a", "p", "q", "b"},
        ),
        # In no sum.
        ({"a": (1, 7), "n": (1, 9), "b": (1, 9)}, [("n", "b")], "a", {"a"}),
    ],
)
def test_of_which_counts_what_is_told_decides(ranges, sums, target: str, expected: set[str]) -> None:
    assert set(Propagation().list_told(know(ranges, *sums), target)) == expected
    # What is told of another can be left out.
    free = {name: span if name in expected else ANY for name, span in ranges.items()}
    assert propagate(know(free, *sums))[target] == propagate(know(ranges, *sums))[target]


def test_of_the_solver_any_count_may_decide() -> None:
    knowledge = know({"n": (10, 10), "a": ANY, "b": ANY, "c": ANY}, ("n", "a b"))
    assert set(LinearAttack().list_told(knowledge, "a")) == {"n", "a", "b", "c"}


# --- figures that contradict themselves ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "sums", "message"),
    [
        ([Cell("a", 1), Cell("a", 1)], [], "^two cells have the same id$"),
        ([Cell("a", -1)], [], "^cell 'a': a count cannot be negative, and an id has no spaces$"),
        ([Cell("", 1)], [], "^cell '': a count cannot be negative"),
        ([Cell("a b", 1)], [], "^cell 'a b': a count cannot be negative"),
        ([Cell("a", 1)], [Sum("n", ("a",))], "^the sum of 'n' names an unknown cell 'n'$"),
        ([Cell("n", 1)], [Sum("n", ("a",))], "^the sum of 'n' names an unknown cell 'a'$"),
        ([Cell("n", 2), Cell("a", 1)], [Sum("n", ("a", "a"))], "^the sum of 'n' names a cell twice$"),
        ([Cell("n", 2), Cell("a", 0)], [Sum("n", ("n", "a"))], "^the sum of 'n' names a cell twice$"),
        ([Cell("n", 3), Cell("a", 2)], [Sum("n", ("a",))], "^the sum of 'n' does not add up$"),
        ([Cell("n", 1), Cell("a", 2)], [Sum("n", ("a",))], "^the sum of 'n' does not add up$"),
    ],
)
def test_figures_that_contradict_themselves_are_refused(cells, sums, message: str) -> None:
    figures = Figures(tuple(cells), tuple(sums))
    for use in (
        lambda: check_figures(figures),
        lambda: release(figures, EXACT),
        lambda: judge(figures, {}, EXACT),
    ):
        with pytest.raises(ValueError, match=message):
            use()


def test_figures_that_add_up_are_taken() -> None:
    check_figures(make_figures({"n": 0, "a": 0}, [("n", "a")]))
    check_figures(make_figures({"n": 5, "a": 2, "b": 3}, [("n", "a b")]))


# --- what is hidden for a small count --------------------------------------------------------------------------------


def test_without_sums_each_count_is_by_itself() -> None:
    figures = make_figures({"b": 0, "a": 3, "d": 7, "c": 8, "e": 13})
    # In the order of the figures.
    assert list(write(release(figures, ROUNDED)).items()) == [
        ("b", "0"),
        ("a", "<"),
        ("d", "<"),
        ("c", "10"),
        ("e", "15"),
    ]


def test_rounding_alone_can_be_enough() -> None:
    # a is at least 18 - 17 = 1 and at most 22 - 13 = 9: all seven small counts stay possible.
    figures = make_figures({"n": 20, "a": 3, "b": 17}, [("n", "a b")])
    assert write(release(figures, ROUNDED)) == {"n": "20", "a": "<", "b": "15"}
    # Exact: a = 20 - 17. The total goes, and with it all that was known.
    assert write(release(figures, EXACT)) == {"n": "x", "a": "<", "b": "17"}


def test_a_school_that_knows_its_own_count_knows_more_of_the_other_one() -> None:
    """What PRIVACY.md does not promise. 18 is shown as 20 (18 to 22), 13 as 15 (13 to 17): to who knows neither, the 5
    is 1 to 7. Who knows the 13 has 18 - 13 = 5 to 22 - 13 = 9, below eight 5, 6 and 7; with 17 for 13 it is 1 to 5."""
    figures = make_figures({"n": 18, "a": 5, "b": 13}, [("n", "a b")])
    released = release(figures, ROUNDED)
    assert write(released) == {"n": "20", "a": "<", "b": "15"}
    low, high = find_counts(released["n"])
    assert (low, high) == (18, 22)

    def know(own: int) -> list[int]:
        return [count for count in range(1, 8) if low <= count + own <= high]

    assert know(13) == [5, 6, 7]
    assert know(17) == [1, 2, 3, 4, 5]


# Two hidden counts with a known total: each is at least total - 7 and at most total - 1, within 1 to 7. By total:
ROOM_OF_TWO = {2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 6, 10: 5, 11: 4, 12: 3, 13: 2, 14: 1}


@pytest.mark.parametrize("room", [5, 6, 7])
@pytest.mark.parametrize("total", ROOM_OF_TWO)
def test_two_small_counts_with_their_total(total: int, room: int) -> None:
    """The total is hidden exactly when it leaves fewer values than asked."""
    one = max(1, total - 7)
    figures = make_figures({"n": total + 20, "a": one, "b": total - one, "c": 20}, [("n", "a b c")])
    expected = "x" if ROOM_OF_TWO[total] < room else str(total + 20)
    rules = Rules(8, 1, room)
    shown = release(figures, rules)
    assert write(shown) == {"n": expected, "a": "<", "b": "<", "c": "20"}
    left = 7 if expected == "x" else ROOM_OF_TWO[total]
    assert judge(figures, shown, rules) == Verdict(beschermd=2, speling=left, elders=0, te_krap=())


@pytest.mark.parametrize(("total", "expected"), [(3, "x"), (4, "x"), (5, "25"), (6, "x"), (7, "x")])
def test_two_small_counts_below_five(total: int, expected: str) -> None:
    """Threshold 5: four values, and all four must stay; only a total of 5 leaves 1 to 4."""
    one = max(1, total - 4)
    figures = make_figures({"n": total + 20, "a": one, "b": total - one, "c": 20}, [("n", "a b c")])
    assert write(release(figures, Rules(5, 1, 5)))["n"] == expected


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cells that are hidden alone to see whether that helps, in that order."""
    found: list[str] = []

    class Watching(Propagation):
        def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
            hidden = [name for name, known in knowledge.ranges.items() if known == ANY and name != "weg"]
            found.extend(name for name in hidden if len(hidden) == 1 and name not in found)
            return super().find_ranges(knowledge, targets)

        def list_told(self, knowledge: Knowledge, target: str) -> Collection[str]:
            """Also those that can decide nothing, so that the order of all is seen."""
            return knowledge.ranges.keys()

    monkeypatch.setattr("reports.release.disclosure.Propagation", Watching)
    return found


def test_a_total_goes_before_a_part_and_the_smallest_total_first(tried: list[str]) -> None:
    # a = 13 - 10 by n, and a = 23 - 9 - 11 by m. Neither alone helps, so both go: n first, having two parts.
    counts = {"a": 3, "b": 10, "c": 9, "d": 11, "m": 23, "n": 13}
    figures = make_figures(counts, [("m", "a c d"), ("n", "a b")])
    expected = {"a": "<", "b": "10", "c": "9", "d": "11", "m": "x", "n": "x"}
    assert write(release(figures, EXACT)) == expected
    assert tried[:2] == ["n", "m"]


def test_of_a_total_that_is_made_in_two_ways_the_most_parts_count(tried: list[str]) -> None:
    # k = a + b + c and weg + c, m = a + d: m has two parts, and k three, whichever sum comes last.
    counts = {"a": 3, "b": 10, "c": 11, "d": 9, "k": 24, "m": 12, "weg": 13}
    for sums in ([("k", "a b c"), ("k", "weg c")], [("k", "weg c"), ("k", "a b c")]):
        tried.clear()
        figures = make_figures(counts, [*sums, ("m", "a d")], latent=["weg"])
        assert write(release(figures, EXACT)) == {"a": "<", "b": "10", "c": "11", "d": "9", "k": "x", "m": "x"}
        assert tried[:2] == ["m", "k"]


def test_totals_of_one_size_go_in_order_of_their_names(tried: list[str]) -> None:
    # a = 12 - 9 by m and by n: m first, and n after it.
    figures = make_figures({"n": 12, "m": 12, "a": 3, "b": 9, "c": 9}, [("n", "a b"), ("m", "a c")])
    assert write(release(figures, EXACT)) == {"n": "x", "m": "x", "a": "<", "b": "9", "c": "9"}
    # Each is tried alone: of the first ring totals first, by name; the count itself last.
    assert tried == list("mnbca")


def test_a_part_goes_when_the_total_is_known_elsewhere() -> None:
    # n = 5 is known. Hidden parts add 1 to 4 for both: four values. Hiding b leaves 1 to 5 for a, and 0 to 4 for b.
    figures = make_figures({"n": 5, "a": 2, "b": 3}, [("n", "a b")], known=["n"])
    shown = release(figures, EXACT)
    assert write(shown) == {"n": "<", "a": "<", "b": "x"}
    assert judge(figures, shown, EXACT) == Verdict(beschermd=2, speling=5, elders=0, te_krap=())


@pytest.mark.parametrize(
    ("main", "known", "expected"),
    [
        # a = 12 - 9: one of n and b must go.
        ((), (), {"n": "x", "a": "<", "b": "9"}),
        (("n",), (), {"n": "12", "a": "<", "b": "x"}),
        (("n", "b"), (), {"n": "x", "a": "<", "b": "9"}),
        # Nothing else helps: readers have b already.
        (("n",), ("b",), {"n": "x", "a": "<", "b": "9"}),
        # The small count itself looks like any other once it is shielded: of no use here, b is nearer.
        (("n", "a"), (), {"n": "12", "a": "<", "b": "x"}),
    ],
    ids=str,
)
def test_what_the_reader_looks_for_first_goes_last(main, known, expected) -> None:
    figures = make_figures({"n": 12, "a": 3, "b": 9}, [("n", "a b")], main=main, known=known)
    assert write(release(figures, EXACT)) == expected


def test_a_count_known_elsewhere_is_not_made_narrower() -> None:
    # n = 2 is known, which leaves 0 to 2 for a: three values. The page may not leave fewer: b = 0 would give a = 2.
    figures = make_figures({"n": 2, "a": 2, "b": 0}, [("n", "a b")], known=["n"])
    shown = release(figures, EXACT)
    assert write(shown) == {"n": "<", "a": "x", "b": "x"}
    assert judge(figures, shown, EXACT) == Verdict(beschermd=1, speling=None, elders=1, te_krap=())


@pytest.mark.parametrize(
    ("known", "elders", "speling"),
    [
        (3, 1, None),  # 0 to 3: four values
        (4, 0, 5),  # 0 to 4: five
        (5, 0, 5),
    ],
)
def test_the_smallest_room_is_of_counts_that_must_keep_it(known: int, elders: int, speling: int | None) -> None:
    figures = make_figures({"n": known, "a": known, "b": 0}, [("n", "a b")], known=["n"])
    verdict = judge(figures, release(figures, EXACT), EXACT)
    assert (verdict.elders, verdict.speling, verdict.te_krap) == (elders, speling, ())


def test_a_known_count_needs_no_protection_itself() -> None:
    figures = make_figures({"n": 20, "a": 3, "b": 17}, [("n", "a b")], known=["a"])
    shown = release(figures, EXACT)
    assert write(shown) == {"n": "20", "a": "<", "b": "17"}
    assert judge(figures, shown, EXACT) == Verdict(beschermd=0, speling=None, elders=0, te_krap=())


def test_a_latent_count_is_on_no_page_and_links_tables() -> None:
    counts = {"t": 12, "p": 3, "q": 9, "u": 9, "r": 0}
    # q stands on no page: alone, n leaves p 1 to 7 (q is 12 - 7 up to 12 - 1).
    free = make_figures({"t": 12, "p": 3, "q": 9}, [("t", "p q")], latent=["q"])
    assert write(release(free, EXACT)) == {"t": "12", "p": "<"}
    # Another table tells q = 9 - 0, so p = 12 - 9: a total goes.
    linked = make_figures(counts, [("t", "p q"), ("u", "q r")], latent=["q"])
    assert write(release(linked, EXACT)) == {"t": "x", "p": "<", "u": "9", "r": "0"}


def test_a_small_latent_count_is_no_target() -> None:
    figures = make_figures({"t": 12, "p": 9, "q": 3}, [("t", "p q")], latent=["q"])
    assert write(release(figures, EXACT)) == {"t": "12", "p": "9"}


def test_a_table_with_all_its_totals() -> None:
    """[3 17] and [20 30], exact. The 3 follows from its row and from its column; those totals follow from the whole.

    The row's total goes (20), the column's (23), and the whole (70), since 70 - 50 = 20 and 70 - 47 = 23.
    """
    figures = make_table([[3, 17], [20, 30]])
    shown = release(figures, EXACT)
    hidden = {name for name, value in write(shown).items() if value == "x"}
    assert hidden == {"t/0/n", "t/n/0", "t/n/n"}
    assert judge(figures, shown, EXACT, attack=LinearAttack()) == Verdict(1, 7, 0, ())


def test_what_is_told_does_not_hang_on_the_counts() -> None:
    """Which cell goes is the same whatever the counts are, so the choice tells nothing of them."""
    patterns = {
        tuple(
            name
            for name, value in write(release(make_table([[small, 17], [large, 30]]), EXACT)).items()
            if value == "x"
        )
        for small in range(1, 8)
        for large in (9, 20, 400)
    }
    assert len(patterns) == 1


def test_the_order_of_the_cells_does_not_matter() -> None:
    figures = make_table([[3, 17, 2], [20, 30, 0], [5, 9, 40]])
    turned = Figures(tuple(reversed(figures.cellen)), figures.sommen)
    assert dict(release(turned, EXACT)) == dict(release(figures, EXACT))


def test_primary_suppression_alone_gives_small_counts_away() -> None:
    """The negative control of all of the above: with exact totals the hidden 3 is found."""
    figures = make_table([[3, 17], [20, 30]])
    primary = {cell.id: shield(cell.getal, 8, 1) for cell in figures.cellen}
    for attack in (Propagation(), LinearAttack()):
        assert judge(figures, primary, EXACT, attack=attack) == Verdict(1, 1, 0, ("t/0/0",))


def test_sums_combined_need_the_sharper_attack() -> None:
    """c = m - n = 11 - 8 = 3, and a, b are 1 to 7 each: one sum at a time leaves c 11 - 14 up to 11 - 2, so 1 to 7."""
    figures = make_figures({"n": 8, "m": 11, "a": 4, "b": 4, "c": 3}, [("n", "a b"), ("m", "a b c")])
    blind = release(figures, EXACT)
    assert write(blind) == {"n": "8", "m": "11", "a": "<", "b": "<", "c": "<"}
    assert judge(figures, blind, EXACT).te_krap == ()
    assert judge(figures, blind, EXACT, attack=LinearAttack()) == Verdict(3, 1, 0, ("c",))
    sharp = release(figures, EXACT, attack=LinearAttack())
    assert judge(figures, sharp, EXACT, attack=LinearAttack()).te_krap == ()
    # c stands in m alone, so m is nearest.
    assert write(sharp) == {"n": "8", "m": "x", "a": "<", "b": "<", "c": "<"}


def test_what_was_hidden_in_vain_is_shown_again() -> None:
    """Two sums tell t: 3 = 23 - 20 = 43 - 40. Their totals n and p can be worked out too: 23 = 53 - 30, 43 = 53 - 10.

    No single cell helps, so the nearest is hidden each time, totals first: n, then p, then a; with b as well t has
    all of 1 to 7. Neither total did anything for that, and t keeps these seven with both shown.
    """
    counts = {"t": 3, "a": 20, "n": 23, "c": 30, "m": 53, "b": 40, "p": 43, "d": 10, "q": 53}
    sums = [("n", "t a"), ("m", "n c"), ("p", "t b"), ("q", "p d")]
    shown = release(make_figures(counts, sums), EXACT)
    assert write(shown) == {
        **{name: str(count) for name, count in counts.items()},
        **{"t": "<", "a": "x", "b": "x"},
    }
    assert judge(make_figures(counts, sums), shown, EXACT) == Verdict(1, 7, 0, ())


class Claims(Propagation):
    """An attack that says a count is known, whatever is hidden (but not from the past alone)."""

    def __init__(self, target: str) -> None:
        self.target = target

    def find_ranges(self, knowledge: Knowledge, targets: Collection[str]) -> Mapping[str, Range]:
        found = dict(super().find_ranges(knowledge, targets))
        if self.target in found and any(span != ANY for span in knowledge.ranges.values()):
            found[self.target] = (3, 3)
        return found


def test_it_ends_when_nothing_helps_and_the_verdict_refuses() -> None:
    figures = make_figures({"z": 30, "n": 20, "a": 3, "b": 17}, [("n", "a b")])
    shown = release(figures, EXACT, attack=Claims("a"))
    # All that hangs together is hidden, the count itself too; what stands apart is not touched.
    assert write(shown) == {"z": "30", "n": "x", "a": "x", "b": "x"}
    assert judge(figures, shown, EXACT, attack=Claims("a")) == Verdict(1, 1, 0, ("a",))


# --- earlier publications of the same peildatum ----------------------------------------------------------------------


def test_what_an_earlier_release_tells() -> None:
    told = make_release(Rules(8, 5, 5), {"a": "<", "b": "x", "c": "10", "d": "0"}, e=4, a=6).get_ranges()
    assert told == {"a": (6, 6), "b": (0, 1_000_000), "c": (8, 12), "d": (0, 0), "e": (4, 4)}


def test_a_release_is_followed_to_another_number_of_a_school() -> None:
    """Only where an id names the school: in counts, sums, what is known elsewhere, and ties to other peildata."""
    old, new = "tiers/school/12AB00/tier_3", "tiers/school/22BB00/tier_3"
    sector, other = "tiers/sector/12AB00", "tiers/school/34CD00/tier_3"
    told = Release(
        Rules(),
        {old: show("10"), other: show("20"), sector: show("30")},
        (Sum(sector, (old, other)),),
        {old: 10},
        (Link(old, old, THEN_DAY), Link(other, "", THEN_DAY)),
    )
    assert follow_release(told, {"12AB00": "22BB00"}) == Release(
        Rules(),
        {new: show("10"), other: show("20"), sector: show("30")},
        (Sum(sector, (new, other)),),
        {new: 10},
        (Link(new, new, THEN_DAY), Link(other, "", THEN_DAY)),
    )
    assert follow_release(told, {}) is told


def test_an_earlier_release_of_the_same_counts_is_added_to_what_is_known() -> None:
    # With drempel 5 and base 10, 6 was shown as 10: 5 to 14. Hidden now as 1 to 7, it would be 5, 6 or 7.
    figures = make_figures({"a": 6})
    old = make_release(Rules(5, 10, 5), {"a": "10"})
    assert write(release(figures, EXACT)) == {"a": "<"}
    shown = release(figures, EXACT, earlier=again(old))
    # Nothing else is there to hide, so the count itself says no more than before.
    assert write(shown) == {"a": "x"}
    assert judge(figures, shown, EXACT, earlier=again(old)) == Verdict(1, 10, 0, ())
    primary = {"a": show("<")}
    assert judge(figures, primary, EXACT, earlier=again(old)) == Verdict(1, 3, 0, ("a",))


def test_what_readers_had_already_cannot_be_taken_back() -> None:
    # With drempel 5 and base 5, 6 was shown as 5: 5 to 7, three values. Hiding it changes nothing, so it stays.
    figures = make_figures({"a": 6})
    earlier = again(make_release(Rules(5, 5, 5), {"a": "5"}))
    shown = release(figures, EXACT, earlier=earlier)
    assert write(shown) == {"a": "<"}
    assert judge(figures, shown, EXACT, earlier=earlier) == Verdict(1, None, 1, ())


@pytest.mark.parametrize(
    ("before", "now", "used"),
    [
        # 10 was 8 to 12: 7 and 13 are not, so then the data were corrected.
        ("10", 7, False),
        ("10", 8, True),
        ("10", 12, True),
        ("10", 13, False),
        ("0", 0, True),
        ("0", 1, False),
        ("<", 0, False),
        ("<", 1, True),
        ("<", 7, True),
        ("<", 8, False),
        ("x", 0, True),
        ("x", 500, True),
    ],
)
def test_a_count_that_was_shown_otherwise_has_been_corrected(before: str, now: int, used: bool) -> None:
    """Beside it stands a hidden 3 with n = 3 + a. Where a still holds, n and a tell it; n itself is shielded now."""
    figures = make_figures({"n": now + 3, "s": 3, "a": now}, [("n", "s a")], latent=["a"])
    old = make_release(Rules(8, 5, 5), {"a": before})
    earlier = again(old)
    shown = {"n": Shown(now + 3, 8), "s": show("<")}
    if now + 3 < 8:
        shown["n"] = show("<")
    verdict = judge(figures, shown, EXACT, earlier=earlier)
    told = old.get_ranges()["a"] if used else ANY
    total = (1, 7) if now + 3 < 8 else (now + 3, now + 3)
    least, most = max(1, total[0] - told[1]), min(7, total[1] - told[0])
    room = most - least + 1
    assert verdict.te_krap == (("s",) if room < 5 else ())


def test_a_school_that_came_in_makes_another_total() -> None:
    """Then n = a + b = 12 was shown and b not. Now n = a + b + c = 22: old n and new b would give a = 12 - 9."""
    old = make_release(EXACT, {"n": "12", "a": "<", "b": "x"}, ("n", "a b"))
    figures = make_figures({"n": 22, "a": 3, "b": 9, "c": 10}, [("n", "a b c")])
    assert write(release(figures, EXACT)) == {"n": "x", "a": "<", "b": "9", "c": "10"}
    shown = release(figures, EXACT, earlier=again(old))
    # With b hidden, a = 22 - 10 - b and a = 12 - b: 1 to 7.
    assert write(shown) == {"n": "22", "a": "<", "b": "x", "c": "10"}


def test_a_total_of_such_a_total_is_another_one_too() -> None:
    """w = n + d, and n has got another part: the old w = 32 says nothing of the new w = 42, but it does of old n."""
    old = make_release(EXACT, {"w": "32", "n": "x", "a": "<", "b": "x", "d": "20"}, ("n", "a b"), ("w", "n d"))
    figures = make_figures({"w": 42, "n": 22, "a": 3, "b": 9, "c": 10, "d": 20}, [("n", "a b c"), ("w", "n d")])
    # Old n = 32 - 20 = 12, so with b = 9 shown a would be 3, whatever else is hidden.
    shown = release(figures, EXACT, earlier=again(old))
    assert write(shown)["b"] == "x"
    assert judge(figures, shown, EXACT, earlier=again(old)).te_krap == ()
    primary = {cell.id: shield(cell.getal, 8, 1) for cell in figures.cellen} | {"n": show("x"), "w": show("x")}
    assert judge(figures, primary, EXACT).te_krap == ()
    assert judge(figures, primary, EXACT, earlier=again(old)).te_krap == ("a",)


@pytest.mark.parametrize(("count", "narrow"), [(11, False), (12, True), (13, False)])
def test_the_most_that_was_told_still_holds(count: int, narrow: bool) -> None:
    """a is on no page now, and was told then."""
    figures = make_figures({"n": count + 3, "s": 3, "a": count}, [("n", "s a")], latent=["a"])
    # Exactly 12 was told: a reader of n = 15 has s = 3. Any other count has been corrected.
    earlier = again(make_release(EXACT, {"a": "12"}))
    shown = {"n": Shown(count + 3, 8), "s": show("<")}
    assert judge(figures, shown, EXACT, earlier=earlier).te_krap == (("s",) if narrow else ())


def test_a_hidden_link_of_an_old_page_that_is_gone_tells_nothing_by_itself() -> None:
    """Then n = a + b + r, with r on no page; now r is no cell any more. n = 12 and b = 4 leave a at 1 to 7."""
    old = make_release(EXACT, {"n": "12", "a": "<", "b": "<"}, ("n", "a b r"))
    figures = make_figures({"n": 12, "a": 3, "b": 4})
    earlier = again(old)
    shown = release(figures, EXACT, earlier=earlier)
    assert write(shown) == {"n": "12", "a": "<", "b": "<"}
    assert judge(figures, shown, EXACT, earlier=earlier) == Verdict(2, 7, 0, ())


def test_totals_of_two_earlier_releases_stay_apart() -> None:
    """A school came in twice: n was a + b = 12, then a + b + c = 22, and is a + b + c + d = 42 now. All are true."""
    first = make_release(EXACT, {"n": "12", "a": "<", "b": "x"}, ("n", "a b"))
    second = make_release(EXACT, {"n": "22", "a": "<", "b": "x", "c": "x"}, ("n", "a b c"))
    figures = make_figures({"n": 42, "a": 3, "b": 9, "c": 10, "d": 20}, [("n", "a b c d")])
    primary = {"n": show("42"), "a": show("<"), "b": show("x"), "c": show("x"), "d": show("20")}
    # c = 22 - 12 = 10 by the two of them; b = 12 - a. With c shown nothing is told that was not, with b shown a is.
    both = again(first, second)
    assert judge(figures, primary | {"c": show("10")}, EXACT, earlier=both).te_krap == ()
    assert judge(figures, primary | {"b": show("9")}, EXACT, earlier=both).te_krap == ("a",)
    # By the second alone: b + c = 22 - a, so b and c together give a.
    alone = again(second)
    assert judge(figures, primary | {"b": show("9")}, EXACT, earlier=alone).te_krap == ()
    told = {"b": show("9"), "n": show("x")}
    assert judge(figures, primary | told, EXACT, earlier=again(second, first)).te_krap == ("a",)


def test_a_cell_that_is_gone_still_tells() -> None:
    """The old page had b = 9 and n = a + b = 12 hidden; this one has n = 12 and no b. Together: a = 3."""
    old = make_release(EXACT, {"a": "<", "b": "9", "n": "x"}, ("n", "a b"))
    figures = make_figures({"n": 12, "a": 3})
    assert write(release(figures, EXACT)) == {"n": "12", "a": "<"}
    shown = release(figures, EXACT, earlier=again(old))
    assert write(shown) == {"n": "x", "a": "<"}
    # With n = 13 the old sum does not hold (3 + 9 = 12): then n is another count.
    other = make_figures({"n": 13, "a": 3})
    assert write(release(other, EXACT, earlier=again(old))) == {"n": "13", "a": "<"}


def test_an_old_total_that_cannot_be_with_the_new_counts_is_left_out() -> None:
    """Old n = a + b = 30 does not fit a = 3, b = 9, which the other cells allow: that part is not used, the rest is."""
    old = make_release(EXACT, {"n": "30", "a": "<", "b": "x", "c": "10"}, ("n", "a b"))
    figures = make_figures({"n": 22, "a": 3, "b": 9, "c": 10}, [("n", "a b c")])
    shown = release(figures, EXACT, earlier=again(old))
    # As without the old total; but c = 10 was told.
    assert write(shown) == {"n": "x", "a": "<", "b": "9", "c": "10"}


def test_two_earlier_releases_meet() -> None:
    """5 to 14 by the first (drempel 5, base 10), 4 to 9 by the second (drempel 5, base 5: 8 to 12 for 9)."""
    first, second = make_release(Rules(5, 10, 5), {"a": "10"}), make_release(Rules(5, 5, 5), {"a": "10"})
    figures = make_figures({"a": 9})
    # Drempel 12: hidden is 1 to 11. Past: 5 to 14 and 8 to 12, so 8 to 12, five values; hidden leaves 8 to 11, four.
    rules = Rules(12, 1, 5)
    shown = release(figures, rules, earlier=again(first, second))
    assert write(shown) == {"a": "x"}
    assert judge(figures, shown, rules, earlier=again(first, second)) == Verdict(1, 5, 0, ())


# --- growth since the peildatum before -------------------------------------------------------------------------------


def grow(now: int, before: str, rules: Rules = EXACT) -> tuple[Figures, Earlier]:
    figures = make_figures({"nu": now}, grown={"nu": "toen"})
    return figures, since(make_release(rules, {"toen": before}))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # Growth of nothing is told, and so is growth from the threshold on; 1 to 7 is not.
        (10, "10", "10"),
        (11, "10", "x"),
        (16, "10", "x"),
        (17, "10", "x"),
        (18, "10", "18"),
        (19, "10", "19"),
        # From 0 then: the count is its own growth.
        (8, "0", "8"),
        # From a hidden count then (1 to 7): 9 - 7 = 2 up to 9 - 1 = 8, seven values.
        (9, "<", "9"),
        (8, "<", "8"),
        # From a shielded one: 0 up to 9.
        (9, "x", "9"),
        # Fewer than then: corrected, so it is no growth.
        (9, "10", "9"),
    ],
)
def test_growth_is_protected_as_a_count_is(now: int, before: str, expected: str) -> None:
    figures, earlier = grow(now, before)
    shown = release(figures, EXACT, earlier=earlier)
    assert write(shown) == {"nu": expected}
    assert judge(figures, shown, EXACT, earlier=earlier).te_krap == ()


@pytest.mark.parametrize(
    ("now", "before", "base", "narrow"),
    [
        # Base 5: 10 is 8 to 12 in both, so growth is 0 to 4: five values.
        (12, "10", 5, False),
        # 15 is 13 to 17: growth is 1 to 9.
        (14, "10", 5, False),
        # Base 4: 12 is 10 to 13 in both (threshold 8, and 8 stands for 8 and 9): growth is 0 to 3, four values.
        (12, "12", 4, True),
        # 16 is 14 to 17: growth 1 to 7.
        (16, "12", 4, False),
    ],
)
def test_growth_between_rounded_counts(now: int, before: str, base: int, narrow: bool) -> None:
    rules = Rules(8, base, 5)
    figures, earlier = grow(now, before, rules)
    primary = {"nu": shield(now, 8, base)}
    assert judge(figures, primary, rules, earlier=earlier).te_krap == (("groei nu",) if narrow else ())
    shown = release(figures, rules, earlier=earlier)
    assert write(shown) == ({"nu": "x"} if narrow else write(primary))


def test_growth_of_parts_is_growth_of_their_total() -> None:
    """n grew from 30 to 33 and b not at all, both told: so a grew by 3. Hiding n now leaves all open."""
    old = make_release(EXACT, {"n0": "30", "a0": "10", "b0": "20"}, ("n0", "a0 b0"))
    figures = make_figures({"n": 33, "a": 13, "b": 20}, [("n", "a b")], grown={"n": "n0", "a": "a0", "b": "b0"})
    earlier = since(old)
    shown = release(figures, EXACT, earlier=earlier)
    assert judge(
        figures, {cell.id: shield(cell.getal, 8, 1) for cell in figures.cellen}, EXACT, earlier=earlier
    ).te_krap == (
        "groei n",
        "groei a",
    )
    # a and n both tell the 3: one of them would be enough for a reader.
    assert write(shown) == {"n": "x", "a": "x", "b": "20"}
    verdict = judge(figures, shown, EXACT, earlier=earlier)
    # Growth of n and of a is at least 0 and has no end; that of b is 20 - 20 = 0, which is no small count.
    assert (verdict.beschermd, verdict.te_krap) == (3, ())


def test_small_counts_of_then_that_go_on_are_protected_still() -> None:
    """Targets: the count now, its growth, and the count then. One that did not go on is no target."""
    old = make_release(EXACT, {"toen": "<", "weg": "<", "groot": "10"})
    figures = make_figures({"nu": 5, "meer": 20}, grown={"nu": "toen", "meer": "groot"})
    verdict = judge(figures, {"nu": show("<"), "meer": show("20")}, EXACT, earlier=since(old))
    # nu, groei nu, groei meer, vorige toen.
    assert verdict.beschermd == 4
    # toen is 1 to 7, nu 1 to 7, growth 0 to 6, the other growth 10.
    assert (verdict.speling, verdict.te_krap) == (7, ())


def test_a_hidden_link_of_the_page_before_leaves_growth_open() -> None:
    """Then n0 = a0 + r0 = 20, with r0 on no page, and a0 was shielded: a grew by 0 to 9, whatever n0 says."""
    old = make_release(EXACT, {"n0": "20", "a0": "x", "los": "8"}, ("n0", "a0 r0"))
    figures = make_figures({"a": 9, "b": 11}, grown={"a": "a0", "b": "los"})
    earlier = since(old)
    verdict = judge(figures, {"a": show("9"), "b": show("11")}, EXACT, earlier=earlier)
    # b = 8 + 3: growth of a count in no sum is told all the same.
    # Its growth, that of a, and a0.
    assert (verdict.beschermd, verdict.te_krap) == (3, ("groei b",))


def test_two_counts_that_grow_from_one() -> None:
    old = make_release(EXACT, {"toen": "<"})
    figures = make_figures({"a": 9, "b": 9}, grown={"a": "toen", "b": "toen"})
    verdict = judge(figures, {"a": show("9"), "b": show("9")}, EXACT, earlier=since(old))
    # The growth of each, and the one count then, once.
    assert verdict.beschermd == 3


def test_growth_of_a_count_that_was_not_there_is_unknown() -> None:
    figures, _ = grow(3, "10")
    earlier = since(make_release(EXACT, {"anders": "10"}))
    assert write(release(figures, EXACT, earlier=earlier)) == {"nu": "<"}
    assert judge(figures, {"nu": show("<")}, EXACT, earlier=earlier).beschermd == 1


def test_growth_that_cannot_be_is_no_growth() -> None:
    """Then a and b were hidden and n = 14, so both were 7. Now a = 6: corrected, and nothing is known of its growth."""
    old = make_release(EXACT, {"n0": "14", "a0": "<", "b0": "<"}, ("n0", "a0 b0"))
    figures = make_figures({"n": 17, "a": 6, "b": 11}, [("n", "a b")], grown={"n": "n0", "a": "a0", "b": "b0"})
    earlier = since(old)
    shown = release(figures, EXACT, earlier=earlier)
    # By itself n goes, since a = n - b; b = 11 would tell that it grew by 4.
    assert write(release(figures, EXACT)) == {"n": "x", "a": "<", "b": "11"}
    assert write(shown) == {"n": "x", "a": "<", "b": "x"}
    # a; growth of n and b; a0 and b0.
    assert judge(figures, shown, EXACT, earlier=earlier).beschermd == 5
    # With a = 7 it can be; then growth of a is 0 and that of n and b 3.
    fits = make_figures({"n": 17, "a": 7, "b": 10}, [("n", "a b")], grown={"n": "n0", "a": "a0", "b": "b0"})
    # a; growth of n, a and b; a0 and b0.
    assert judge(fits, release(fits, EXACT, earlier=earlier), EXACT, earlier=earlier).beschermd == 6


# --- a count of the peildatum before, told once more ------------------------------------------------------------------

# Then n = a + b = 15: a is told to be small, b to be 12, and n is shielded.
THEN = make_release(EXACT, {"n": "x", "a": "<", "b": "12"}, ("n", "a b"))


def test_a_shielded_count_is_not_told_once_more() -> None:
    earlier = since(THEN)
    figures = make_figures({"toen": 15}, again={"toen": "n"})
    # 15 - 12: a would be 3.
    told = judge(figures, {"toen": show("15")}, EXACT, earlier=earlier)
    # a, and n itself.
    assert (told.beschermd, told.te_krap) == (2, (f"{THEN_DAY} a",))
    shown = release(figures, EXACT, earlier=earlier)
    assert write(shown) == {"toen": "x"}
    kept = judge(figures, shown, EXACT, earlier=earlier)
    assert (kept.beschermd, kept.speling, kept.te_krap) == (2, 7, ())


def test_without_the_tie_it_would_be_told() -> None:
    """Negative control."""
    figures = make_figures({"toen": 15})
    assert write(release(figures, EXACT, earlier=since(THEN))) == {"toen": "15"}


def test_nor_do_its_parts_tell_it() -> None:
    """Of the 15, 9 stay and 6 leave. 9 and 1 to 7 is 10 to 16, so a would be 1 to 16 - 12 = 4: four values."""
    figures = make_figures({"toen": 15, "blijft": 9, "weg": 6}, [("toen", "blijft weg")], again={"toen": "n"})
    shown = release(figures, EXACT, earlier=since(THEN))
    assert write(shown) == {"toen": "x", "blijft": "x", "weg": "<"}


def test_small_counts_far_from_one_that_is_told_again_are_no_targets() -> None:
    """a is one sum away, c two, d three, g four, and h five."""
    sums = (("n", "a b"), ("b", "c e"), ("e", "d f"), ("f", "g i"), ("i", "h j"))
    shown = {"n": "20", "a": "<", "b": "15", "c": "<", "e": "12", "d": "<", "f": "10", "g": "<", "i": "9"}
    shown |= {"h": "<", "j": "8", "los": "<"}
    figures = make_figures({"toen": 20}, again={"toen": "n"})
    verdict = judge(figures, {"toen": show("20")}, EXACT, earlier=since(make_release(EXACT, shown, *sums)))
    assert verdict.beschermd == 4


def test_a_count_that_was_corrected_since_ties_nothing() -> None:
    """Then 12 + 1 to 7 is 13 to 19; now it was 20."""
    figures = make_figures({"toen": 20}, again={"toen": "n"})
    shown = release(figures, EXACT, earlier=since(THEN))
    assert write(shown) == {"toen": "20"}
    assert judge(figures, shown, EXACT, earlier=since(THEN)).beschermd == 0


def test_what_was_corrected_does_not_hide_what_grew() -> None:
    """The tie cannot be, growth can: 13 - 10 = 3."""
    old = make_release(EXACT, {"n": "x", "a": "<", "b": "12", "toen": "10"}, ("n", "a b"))
    figures = make_figures({"n": 20, "nu": 13}, again={"n": "n"}, grown={"nu": "toen"})
    verdict = judge(figures, {"n": show("20"), "nu": show("13")}, EXACT, earlier=since(old))
    assert verdict.te_krap == ("groei nu",)
