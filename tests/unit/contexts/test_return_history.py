"""What is new and what was solved: against the last other delivery, and the same however often it runs."""

import stat
from pathlib import Path

import pytest

from pipelines.contexts.return_history import (
    KnownCause,
    KnownDelivery,
    add_delivery,
    compare_with_last,
    mark_delivery,
    read_history,
)
from pipelines.vault.stored import replace_stored

DATE = KnownCause("datum_onleesbaar", "quarantaine", "absenties", "datum", "In kolom 'datum' staat geen datum.", 3)
CODE = KnownCause("code_onbekend", "let_op", "", "code", "Code 'X1' heeft geen betekenis: 12 lessen.", 12)
MORE = KnownCause("code_onbekend", "let_op", "", "code", "Code 'X1' heeft geen betekenis: 1.340 lessen.", 1340)
ONE = KnownCause("code_onbekend", "let_op", "", "code", "Code 'X1' heeft geen betekenis: 1 les.", 1)
OTHER = KnownCause("code_onbekend", "let_op", "", "code", "Code 'X2' heeft geen betekenis: 12 lessen.", 12)
REFUSED = KnownCause("geen_rooster", "geweigerd", "", "", "Er is geen rooster.", 1)
BSN = KnownCause("bsn_kolom", "geweigerd", "onbekend", "", "Het bestand heeft een kolom met BSN.", 1)


def deliver(mark: str, *causes: KnownCause) -> KnownDelivery:
    return KnownDelivery(mark, any(cause.ernst == "geweigerd" for cause in causes), causes)


def solved(now: KnownDelivery, *history: KnownDelivery, counted: bool = True) -> list[str]:
    return [cause.omschrijving for cause in compare_with_last(now, history, counted=counted).opgelost]


def new(now: KnownDelivery, *history: KnownDelivery) -> set[str]:
    return {key.omschrijving for key in compare_with_last(now, history).nieuw}


def test_the_first_delivery_has_nothing_to_compare_with() -> None:
    change = compare_with_last(deliver("a", DATE), ())
    assert not change.vergeleken
    assert (change.nieuw, change.opgelost) == (frozenset(), ())


def test_gone_is_solved_and_come_is_new() -> None:
    now, before = deliver("b", CODE), deliver("a", DATE)
    assert solved(now, before) == [DATE.omschrijving]
    assert new(now, before) == {CODE.omschrijving}


def test_another_count_is_the_same_cause_and_another_code_is_not() -> None:
    assert (solved(deliver("b", MORE), deliver("a", CODE)), new(deliver("b", MORE), deliver("a", CODE))) == ([], set())
    assert (solved(deliver("b", ONE), deliver("a", CODE)), new(deliver("b", ONE), deliver("a", CODE))) == ([], set())
    assert solved(deliver("b", OTHER), deliver("a", CODE)) == [CODE.omschrijving]


def test_the_same_files_again_are_compared_with_the_delivery_before_them() -> None:
    history = (deliver("a", DATE), deliver("b", CODE), deliver("c"))
    assert solved(deliver("b", CODE), *history) == [DATE.omschrijving]


def test_a_refused_delivery_solves_nothing_but_refusals() -> None:
    assert solved(deliver("b", REFUSED), deliver("a", DATE)) == []
    assert solved(deliver("b", DATE), deliver("a", REFUSED)) == [REFUSED.omschrijving]
    # A fault in a row could not be seen before: it is not new.
    assert new(deliver("b", DATE), deliver("a", REFUSED)) == set()


def test_after_a_column_with_bsn_nothing_else_was_read() -> None:
    assert solved(deliver("b", BSN), deliver("a", REFUSED)) == []


def test_a_check_says_nothing_about_what_only_a_run_counts() -> None:
    assert solved(deliver("b"), deliver("a", CODE, DATE), counted=False) == [DATE.omschrijving]
    assert solved(deliver("b"), deliver("a", CODE, DATE)) == [CODE.omschrijving, DATE.omschrijving]


def test_what_is_kept_is_read_back_in_order_and_private(tmp_path: Path) -> None:
    for known in (deliver("a", DATE), deliver("b", CODE), deliver("a", DATE, CODE)):
        replace_stored(tmp_path, add_delivery(tmp_path, "12AB00", known))
    # The third has the files of the first: it stands in its place.
    assert read_history(tmp_path, "12AB00") == (deliver("a", DATE, CODE), deliver("b", CODE))
    file = tmp_path / "retour" / "12AB00.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_more_than_twenty_deliveries_are_kept(tmp_path: Path) -> None:
    for number in range(23):
        replace_stored(tmp_path, add_delivery(tmp_path, "12AB00", deliver(str(number))))
    # 23 - 20 = 3 fell away, the oldest.
    assert [known.levering for known in read_history(tmp_path, "12AB00")] == [str(number) for number in range(3, 23)]


@pytest.mark.parametrize(
    "text", ["{", "[1]", '[{"levering": "a"}]', '[{"levering":"a","geweigerd":false,"oorzaken":[{}]}]']
)
def test_a_damaged_history_is_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "retour").mkdir()
    (tmp_path / "retour" / "12AB00.json").write_text(text, encoding="utf-8")
    assert read_history(tmp_path, "12AB00") == ()


def test_the_mark_is_of_the_bytes_alone() -> None:
    assert mark_delivery(["x", "y"]) == mark_delivery(["y", "x"])
    assert mark_delivery(["x"]) != mark_delivery(["x", "y"])
