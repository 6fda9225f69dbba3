"""The SQL mutator: which changes it makes, in a small model worked out by hand, and what it leaves alone."""

from pathlib import Path

import pytest

from tests.mutation.sql_mutants import find_mutants, list_models


def list_changes(sql: str, kind: str | None = None) -> list[str]:
    return [mutant.change for mutant in find_mutants("win_x", sql) if kind in (None, mutant.kind)]


@pytest.mark.parametrize(
    ("condition", "changes"),
    [
        ("a >= b", [">= -> >"]),
        ("a > b", ["> -> >="]),
        ("a <= b", ["<= -> <"]),
        ("a < b", ["< -> <="]),
        # An equality is changed next to a literal only; of two columns it is dropped as a condition.
        ("a = 'ja'", ["= -> !="]),
        ("a != true", ["!= -> ="]),
        ("a = b", []),
        ("a is null", ["is -> is not"]),
        ("a is not distinct from b", ["is not -> is"]),
    ],
)
def test_a_comparison_becomes_its_neighbour(condition: str, changes: list[str]) -> None:
    assert list_changes(f"select {condition} as waar from win_y", "comparison") == changes


@pytest.mark.parametrize(
    ("expression", "changes"),
    [
        ("7 * n", ["7 -> 8"]),
        ("0", ["0 -> 1"]),
        # A step of one is left out, in either direction; one that is no step is one more.
        ("tot - 1", ["1 -> 0"]),
        ("tot + 1", ["1 -> 0"]),
        ("tot - 2", ["2 -> 3"]),
        ("1 * n", ["1 -> 2"]),
        # Digits in a name, a text or a fraction are no bound.
        ("oa_16", []),
        ("'16'", []),
        ("0.5", []),
    ],
)
def test_a_bound_is_shifted_by_one(expression: str, changes: list[str]) -> None:
    assert list_changes(f"select {expression} as waarde from win_y", "bound") == changes


def test_each_condition_of_a_clause_is_dropped_by_itself() -> None:
    """A join with three, of which one is a `between`; a `where` with one that holds an `or`; and a `having`."""
    sql = """select y.a, count(*) as aantal
from win_y as y
inner join win_z as z
    on
        y.a = z.a
        and y.dag between z.van and z.tot
        and y.b = z.b
left join win_q as q on y.a = q.a
where (y.c or y.d)
group by y.a
having count(*) > 1
order by y.a"""
    assert list_changes(sql, "condition") == [
        "y.a = z.a -> true",
        "y.dag between z.van and z.tot -> true",
        "y.b = z.b -> true",
        "y.a = q.a -> true",
        "(y.c or y.d) -> true",
        "count(*) > 1 -> true",
    ]
    # The `and` of `between` and those that join whole conditions are not exchanged.
    assert list_changes(sql, "logic") == ["or -> and"]
    assert list_changes(sql, "join") == ["left -> inner"]


def test_conditions_that_or_joins_are_dropped_together() -> None:
    assert list_changes("select * from win_y where a or b and c", "condition") == ["a or b and c -> true"]
    assert list_changes("select * from win_y where a or b and c", "logic") == ["or -> and", "and -> or"]


def test_and_within_a_case_is_exchanged() -> None:
    sql = "select case when a and b then 'x' end as c from win_y where d and e"
    assert list_changes(sql, "logic") == ["and -> or"]
    assert list_changes(sql, "condition") == ["d -> true", "e -> true"]


def test_order_aggregates_and_negation() -> None:
    sql = """select distinct sum(a), min(b), least(c, d), count(distinct e), left(f, 2)
from win_y
where not g
qualify row_number() over (partition by a order by b desc nulls last) = 1"""
    assert list_changes(sql, "order") == ["desc -> ", "last -> first"]
    assert list_changes(sql, "aggregate") == [
        "distinct -> ",
        "sum -> max",
        "min -> max",
        "least -> greatest",
        "distinct -> ",
    ]
    assert list_changes(sql, "logic") == ["not -> "]
    # `left` is a function here.
    assert list_changes(sql, "join") == []
    assert list_changes(sql, "condition") == [
        "not g -> true",
        "row_number() over (partition by a order by b desc nulls last) = 1 -> true",
    ]


def test_a_change_leaves_all_other_bytes() -> None:
    sql = "-- materialized: view\n-- één >= twee\nselect *\nfrom win_y\nwhere a >= 'é >= b' -- >=\n"
    (mutant,) = (mutant for mutant in find_mutants("win_x", sql) if mutant.kind == "comparison")
    assert (
        mutant.apply(sql) == "-- materialized: view\n-- één >= twee\nselect *\nfrom win_y\nwhere a > 'é >= b' -- >=\n"
    )
    assert (mutant.line, mutant.text) == (5, "where a >= 'é >= b' -- >=")


def test_equal_changes_of_equal_lines_are_counted() -> None:
    mutants = find_mutants("win_x", "select a > b, c > d\nfrom win_y\nunion all\nselect a > b, c > d\nfrom win_z")
    assert [(mutant.line, mutant.turn) for mutant in mutants] == [(1, 1), (1, 2), (4, 3), (4, 4)]


def test_a_text_that_is_another_one_is_not_changed() -> None:
    """Negative control: a change belongs to the text in which it was found."""
    (mutant,) = find_mutants("win_x", "select a > b from win_y")
    with pytest.raises(AssertionError):
        mutant.apply("select a, b > c from win_y")


def test_every_model_has_changes_that_are_known_apart(repository: Path) -> None:
    """In the models that ship: no two changes of a model are called the same, and few models have none."""
    models = list_models(repository / "sql")
    assert {"win_reeks", "cls_regel", "mart_afstand", "chk_minuten_sluiten"} <= models.keys()
    bare = []
    for model, file in models.items():
        mutants = find_mutants(model, file.read_text(encoding="utf-8"))
        names = {(mutant.text, mutant.change, mutant.turn) for mutant in mutants}
        assert len(names) == len(mutants)
        bare += [] if mutants else [model]
    # Renaming, casting and plain selections.
    assert len(bare) < len(models) / 10, bare
