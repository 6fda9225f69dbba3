"""The attack on all sums at once finds exactly what follows from them, in whole numbers; each range is worked out."""

import pytest
from scipy.optimize import milp

from reports.release.attack import LinearAttack
from reports.release.disclosure import MOST, Contradiction, Knowledge, Propagation, Sum

SMALL, ANY = (1, 7), (0, MOST)
ATTACK = LinearAttack()


def know(ranges, *sums: tuple[str, str]) -> Knowledge:
    return Knowledge(ranges, tuple(Sum(total, tuple(parts.split())) for total, parts in sums))


# name: (ranges, sums, what follows)
CASES = {
    "nothing linked": ({"a": SMALL, "b": ANY}, [], {"a": (1, 7), "b": (0, MOST)}),
    "a total less the other part: 20 - 17": (
        {"n": (20, 20), "a": SMALL, "b": (17, 17)},
        [("n", "a b")],
        {"a": (3, 3), "n": (20, 20), "b": (17, 17)},
    ),
    "a rounded total and part: 18 - 17 up to 22 - 13, within 1 to 7": (
        {"n": (18, 22), "a": SMALL, "b": (13, 17)},
        [("n", "a b")],
        # b and n keep their ends too: 18 = 1 + 17, 22 = 5 + 17, 13 + 5 = 18.
        {"a": (1, 7), "b": (13, 17), "n": (18, 22)},
    ),
    "two hidden with total 12: 12 - 7": (
        {"n": (12, 12), "a": SMALL, "b": SMALL},
        [("n", "a b")],
        {"a": (5, 7), "b": (5, 7)},
    ),
    "one total within another: 11 - 8": (
        {"n": (8, 8), "m": (11, 11), "a": SMALL, "b": SMALL, "c": SMALL},
        [("n", "a b"), ("m", "a b c")],
        {"c": (3, 3), "a": (1, 7), "b": (1, 7)},
    ),
    # a + b = 6, c + d = 6, a + c = 9, b + d = 3: b and d are 1 and 2, so a is 4 or 5 and c is 5 or 4.
    "a table of two by two": (
        {"a": SMALL, "b": SMALL, "c": SMALL, "d": SMALL, "r1": (6, 6), "r2": (6, 6), "k1": (9, 9), "k2": (3, 3)},
        [("r1", "a b"), ("r2", "c d"), ("k1", "a c"), ("k2", "b d")],
        {"a": (4, 5), "b": (1, 2), "c": (4, 5), "d": (1, 2)},
    ),
    # r1 + r2 = k1 + k2: 10 + r2 = 12 + 7, so r2 = 9.
    "rows and columns have one sum": (
        {"a": ANY, "b": ANY, "c": ANY, "d": ANY, "r1": (10, 10), "r2": ANY, "k1": (12, 12), "k2": (7, 7)},
        [("r1", "a b"), ("r2", "c d"), ("k1", "a c"), ("k2", "b d")],
        # a is at least 10 - 7 = 3 and at most 10; b = 10 - a; c = 12 - a; d = 7 - b.
        {"r2": (9, 9), "a": (3, 10), "b": (0, 7), "c": (2, 9), "d": (0, 7)},
    ),
    # All three pairs add up to twice the three: 5 + 5 + (5 or 6) is even, so 6, and x = z = 3, y = 2.
    "only whole pupils": (
        {"x": SMALL, "y": SMALL, "z": SMALL, "p": (5, 5), "q": (5, 5), "r": (5, 6)},
        [("p", "x y"), ("q", "y z"), ("r", "x z")],
        {"r": (6, 6), "x": (3, 3), "y": (2, 2), "z": (3, 3)},
    ),
    "a part of a part: 10 - 6 = 4, 4 - 3": (
        {"n": (10, 10), "a": (6, 6), "t": ANY, "b": SMALL, "c": (3, 3)},
        [("n", "a t"), ("t", "b c")],
        {"b": (1, 1), "t": (4, 4)},
    ),
    "two groups apart": (
        {"n": (3, 3), "a": SMALL, "b": SMALL, "m": (14, 14), "c": SMALL, "d": SMALL},
        [("n", "a b"), ("m", "c d")],
        {"a": (1, 2), "b": (1, 2), "c": (7, 7), "d": (7, 7)},
    ),
    "no end above": (
        {"n": ANY, "a": SMALL, "b": (900, 900)},
        [("n", "a b")],
        {"n": (901, 907), "a": (1, 7)},
    ),
    "a total without an end, and a part without one": (
        {"n": ANY, "a": SMALL, "b": ANY},
        [("n", "a b")],
        # The end stands for no end: n is at most MOST, so b is at most MOST - 1.
        {"n": (1, MOST), "a": (1, 7), "b": (0, MOST - 1)},
    ),
    # s = a + b + c = 9; each is 9 less the other two, and the whole of a and b is known to be 4: c = 5, a and b 1 to 3.
    "a difference of sums, many ends": (
        {"s": (9, 9), "t": (4, 4), "a": SMALL, "b": SMALL, "c": SMALL},
        [("s", "a b c"), ("t", "a b")],
        {"a": (1, 3), "b": (1, 3), "c": (5, 5)},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_follows(name: str) -> None:
    ranges, sums, expected = CASES[name]
    knowledge = know(ranges, *sums)
    assert ATTACK.find_ranges(knowledge, tuple(expected)) == expected
    assert ATTACK.is_possible(knowledge) is True


@pytest.mark.parametrize("name", CASES)
def test_each_count_by_itself_gives_the_same(name: str) -> None:
    ranges, sums, expected = CASES[name]
    for target, found in expected.items():
        assert ATTACK.find_ranges(know(ranges, *sums), [target]) == {target: found}


@pytest.mark.parametrize("name", CASES)
def test_one_sum_at_a_time_is_never_narrower(name: str) -> None:
    ranges, sums, expected = CASES[name]
    wide = Propagation().find_ranges(know(ranges, *sums), tuple(expected))
    assert all(wide[cell][0] <= low and high <= wide[cell][1] for cell, (low, high) in expected.items())


@pytest.mark.parametrize(
    "name", ["one total within another: 11 - 8", "rows and columns have one sum", "only whole pupils"]
)
def test_all_sums_at_once_is_sharper_here(name: str) -> None:
    ranges, sums, expected = CASES[name]
    assert Propagation().find_ranges(know(ranges, *sums), tuple(expected)) != expected


@pytest.mark.parametrize("total", range(2, 15))
def test_every_total_of_two_small_counts(total: int) -> None:
    """Each is at least total - 7 and at most total - 1."""
    knowledge = know({"n": (total, total), "a": SMALL, "b": SMALL}, ("n", "a b"))
    expected = (max(1, total - 7), min(7, total - 1))
    assert ATTACK.find_ranges(knowledge, ["a", "b"]) == {"a": expected, "b": expected}


@pytest.mark.parametrize("parts", [3, 4, 5, 6])
@pytest.mark.parametrize("above", [0, 1, 2, 6])
def test_every_number_of_small_counts_just_above_the_least(parts: int, above: int) -> None:
    """As many as there are parts is the least; what is above it can all lie with one of them."""
    names = [f"a{number}" for number in range(parts)]
    knowledge = know({"n": (parts + above,) * 2, **dict.fromkeys(names, SMALL)}, ("n", " ".join(names)))
    assert ATTACK.find_ranges(knowledge, names) == dict.fromkeys(names, (1, 1 + above))


@pytest.mark.parametrize(
    ("ranges", "sums"),
    [
        ({"n": (1, 1), "a": SMALL, "b": SMALL}, [("n", "a b")]),
        # 5 + 5 + 5 is odd, and twice the three is not; halves would fit.
        (
            {"x": SMALL, "y": SMALL, "z": SMALL, "p": (5, 5), "q": (5, 5), "r": (5, 5)},
            [("p", "x y"), ("q", "y z"), ("r", "x z")],
        ),
        # Rows are 10 + 8, columns 9 + 8; one sum at a time does not see it.
        (
            {"a": ANY, "b": ANY, "c": ANY, "d": ANY, "r1": (10, 10), "r2": (8, 8), "k1": (9, 9), "k2": (8, 8)},
            [("r1", "a b"), ("r2", "c d"), ("k1", "a c"), ("k2", "b d")],
        ),
    ],
)
def test_what_cannot_be(ranges, sums) -> None:
    knowledge = know(ranges, *sums)
    assert ATTACK.is_possible(knowledge) is False
    with pytest.raises(Contradiction):
        ATTACK.find_ranges(knowledge, list(ranges))


def test_without_targets_nothing_is_asked() -> None:
    ranges, sums, _ = CASES["a table of two by two"]
    assert ATTACK.find_ranges(know(ranges, *sums), []) == {}


def test_the_answer_is_in_the_order_of_the_question() -> None:
    ranges, sums, expected = CASES["two groups apart"]
    asked = list(reversed(expected))
    assert list(ATTACK.find_ranges(know(ranges, *sums), asked)) == asked


def test_a_chain_of_sums_is_followed_to_its_end() -> None:
    """n1 = a1 + a2 = 9, n2 = a2 + a3 = 9 …: all of a2, a4 … are 9 - a1. With a1 = 2 to 4 they are 5 to 7."""
    length = 30
    ranges = {f"a{number}": SMALL for number in range(length)} | {f"n{number}": (9, 9) for number in range(length - 1)}
    ranges["a0"] = (2, 4)
    sums = [(f"n{number}", f"a{number} a{number + 1}") for number in range(length - 1)]
    found = ATTACK.find_ranges(know(ranges, *sums), [f"a{number}" for number in range(length)])
    assert found == {f"a{number}": (5, 7) if number % 2 else (2, 4) for number in range(length)}


def test_a_search_that_finds_nothing_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that gives counts which do not fit is not believed: there is no answer, so nothing is published."""
    from scipy.optimize import OptimizeResult

    ranges, sums, _ = CASES["two hidden with total 12: 12 - 7"]
    wrong = (
        OptimizeResult(x=None),
        OptimizeResult(x=[5.5, 6.5]),
        OptimizeResult(x=[5.0, 6.0]),  # 11, not 12
        OptimizeResult(x=[4.0, 8.0]),  # outside 5 to 7
        OptimizeResult(x=[8.0, 4.0]),
    )
    for answer in wrong:
        monkeypatch.setattr("scipy.optimize.milp", lambda *_args, answer=answer, **_options: answer)
        with pytest.raises(Contradiction):
            LinearAttack().find_ranges(know(ranges, *sums), ["a"])


# --- how much is asked of the solver -------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each question to the solver whether it was for whole numbers."""
    found: list[bool] = []

    def ask(weights, *, integrality, **options):
        found.append(bool(integrality.any()))
        return milp(weights, integrality=integrality, **options)

    monkeypatch.setattr("scipy.optimize.milp", ask)
    return found


@pytest.mark.parametrize(
    ("targets", "ranges", "sums", "expected", "questions"),
    [
        # The lowest and the highest of a, each at its first try.
        (["a"], {"n": (12, 12), "a": SMALL, "b": SMALL, "c": SMALL}, [("n", "a b c")], {"a": (1, 7)}, 2),
        # Lowest: a = 1 leaves b = 7, or the other way round, and the highest of the other is found with it.
        (["a", "b"], {"n": (8, 8), "a": SMALL, "b": SMALL}, [("n", "a b")], {"a": (1, 7), "b": (1, 7)}, 2),
        # One sum at a time leaves c at 1 to 7; it is 3. Each way: together, once more without gain, and alone.
        (
            ["c"],
            {"n": (8, 8), "m": (11, 11), "a": SMALL, "b": SMALL, "c": SMALL},
            [("n", "a b"), ("m", "a b c")],
            {"c": (3, 3)},
            6,
        ),
    ],
)
def test_counts_are_asked_together_first(targets, ranges, sums, expected, questions: int, asked: list[bool]) -> None:
    attack = LinearAttack()
    assert attack.find_ranges(know(ranges, *sums), targets) == expected
    # Fractions were never in the way, so the slow search for whole numbers was not needed.
    assert asked == [False] * questions
    # What was found possible is looked at and not asked again: only the last narrow end is.
    assert attack.find_ranges(know(ranges, *sums), targets) == expected
    assert len(asked) - questions == (4 if questions == 6 else 0)


def test_nobody_asks_for_more_values_than_are_enough(asked: list[bool]) -> None:
    """Of forty counts 0 to 6 with total 120 a first table shows some; five values each do not need the ends of all."""
    names = [f"c{number}" for number in range(40)]
    knowledge = know({"n": (120, 120), **dict.fromkeys(names, (0, 6))}, ("n", " ".join(names)))
    found = LinearAttack(enough=5).find_ranges(knowledge, names)
    few = len(asked)
    assert all(low >= 0 and high <= 6 and high - low >= 4 for low, high in found.values())
    assert ATTACK.find_ranges(knowledge, names) == dict.fromkeys(names, (0, 6))
    assert few <= len(asked) - few


@pytest.mark.parametrize("enough", [1, 2, 5, 100])
def test_a_count_with_too_few_values_is_told_exactly(enough: int) -> None:
    """n = 8 = a + b and m = 12 = a + b + c: c is 4, and d = 12 - 1 to 7 of e has seven values."""
    sums = (("n", "a b"), ("m", "a b c"), ("l", "d e"))
    ranges = {"n": (8, 8), "m": (12, 12), "l": (12, 12), **dict.fromkeys("abce", SMALL), "d": (0, 50)}
    found = LinearAttack(enough).find_ranges(know(ranges, *sums), ["c", "d"])
    assert found["c"] == (4, 4)
    low, high = found["d"]
    assert 5 <= low <= high <= 11 and high - low + 1 >= min(enough, 7)


def test_a_table_of_before_counts_only_while_it_fits() -> None:
    """Of n = 9 = a + b, then n = 12: a was 2 to 7, and is 5 to 7."""
    attack = LinearAttack()
    for total, least in ((9, 2), (12, 5)):
        knowledge = know({"n": (total, total), "a": SMALL, "b": SMALL}, ("n", "a b"))
        assert attack.find_ranges(knowledge, ["a", "b"]) == {"a": (least, 7), "b": (least, 7)}


def test_only_fractions_need_the_search_for_whole_numbers(asked: list[bool]) -> None:
    # x = y = z = 2.5 fits 5, 5 and 5, and no whole numbers do: the sums of pairs add up to twice the three.
    ranges = {"x": SMALL, "y": SMALL, "z": SMALL, "p": (5, 5), "q": (5, 5), "r": (5, 5)}
    assert not ATTACK.is_possible(know(ranges, ("p", "x y"), ("q", "y z"), ("r", "x z")))
    assert asked == [False, True]


def test_more_counts_than_are_found_together() -> None:
    """Thirty with total 42: one is 7 when the others take 35 (29 at least), or 1 when they take 41."""
    names = [f"c{number}" for number in range(30)]
    knowledge = know({"n": (42, 42), **dict.fromkeys(names, SMALL)}, ("n", " ".join(names)))
    assert ATTACK.find_ranges(knowledge, names) == dict.fromkeys(names, SMALL)
