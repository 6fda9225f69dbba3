"""The register behind the export for the Inspectie: numbers, matching, a new key, erasing, and the file itself."""

import json
import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.case_register import (
    EMPTY,
    Register,
    Seen,
    dump_register,
    forget,
    load_register,
    make_holder,
    make_rekeying,
    rekey,
    save_register,
    update_register,
)
from pipelines.vault.places import REGISTER_FILE
from schemas.inspectie import (
    ABSOLUUT,
    AFGESLOTEN,
    LOOPT,
    LRV_LANGER_DAN_3_MAANDEN,
    LRV_TOT_3_MAANDEN,
    NIET_BEVESTIGD,
    VERVALLEN,
    VERVOLG_ONBEKEND,
)

WINTER, SPRING, SUMMER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
KEY = bytes(range(32))
EVERYTHING = (date(2024, 8, 1), SUMMER)


def see(houder: str, begin: date, last: date, *, goes_on: bool = False, **fields) -> Seen:
    """A case of `houder` from `begin` to `last`; it goes on from there, or ended on that day."""
    kind = fields.pop("soort", LRV_TOT_3_MAANDEN)
    return Seen(houder, kind, begin, None if goes_on else last, last, **fields)


def update(register: Register, peildatum: date, *seen: Seen, reach=None) -> Register:
    return update_register(register, peildatum=peildatum, seen=seen, reach=reach or {})


def show(register: Register, peildatum: date) -> list[tuple]:
    return [(row.nummer, row.begin, row.eind, row.stand) for row in register.standen[peildatum]]


A1, A2 = date(2025, 11, 10), date(2025, 12, 21)
B1, B2 = date(2026, 1, 12), date(2026, 2, 13)


def test_new_cases_are_numbered_by_quarter_and_then_by_holder_not_by_day() -> None:
    """Within a quarter the order of the days would tell what coarse dates leave out."""
    seen = [see("a", date(2025, 12, 1), A2), see("b", date(2025, 10, 1), A2), see("c", date(2025, 9, 30), A2)]
    register = update(EMPTY, WINTER, *seen)
    assert register.houders == {1: "c", 2: "a", 3: "b"}
    assert update(EMPTY, WINTER, *reversed(seen)) == register


def test_a_case_keeps_its_number_when_its_kind_changes_and_when_it_ends() -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True))
    register = update(register, SPRING, see("a", A1, SPRING, goes_on=True, soort=LRV_LANGER_DAN_3_MAANDEN))
    register = update(register, SUMMER, see("a", A1, date(2026, 3, 27), soort=LRV_LANGER_DAN_3_MAANDEN))
    assert show(register, WINTER) == [(1, A1, None, LOOPT)]
    assert show(register, SPRING) == [(1, A1, None, LOOPT)]
    assert show(register, SUMMER) == [(1, A1, date(2026, 3, 27), AFGESLOTEN)]
    kinds = [register.standen[day][0].soort for day in (WINTER, SPRING, SUMMER)]
    assert kinds == [LRV_TOT_3_MAANDEN, LRV_LANGER_DAN_3_MAANDEN, LRV_LANGER_DAN_3_MAANDEN]


def test_the_end_of_a_case_that_ended_before_the_period_is_still_learned() -> None:
    """Open on 1 January, ended in December: outside the period that starts on 2 January, yet the row gets its end."""
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True))
    ended = see("a", A1, date(2025, 12, 19), in_periode=False, telt=False)
    never_seen = see("b", A1, date(2025, 12, 19), in_periode=False, telt=False)
    register = update(register, SPRING, ended, never_seen)
    assert show(register, SPRING) == [(1, A1, date(2025, 12, 19), AFGESLOTEN)]


def test_another_run_of_the_same_pupil_is_another_case() -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2))
    register = update(register, SPRING, see("a", B1, B2))
    assert show(register, SPRING) == [(1, A1, A2, AFGESLOTEN), (2, B1, B2, AFGESLOTEN)]


@pytest.mark.parametrize(
    ("begin", "number"),
    [
        (date(2025, 11, 3), 1),  # earlier: the days of A1 to A2 are in it
        (date(2025, 12, 21), 1),  # one day in common: A2 itself
        (date(2025, 12, 22), 2),  # no day in common: another case
    ],
)
def test_a_moved_begin_is_the_same_case_while_there_are_days_in_common(begin: date, number: int) -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True))
    register = update(register, SPRING, see("a", begin, SPRING, goes_on=True))
    assert [row.nummer for row in register.standen[SPRING] if row.begin == begin] == [number]


def test_a_run_that_is_split_keeps_its_number_on_the_part_with_its_begin() -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True))
    longer = see("a", date(2025, 11, 20), SPRING, goes_on=True)
    register = update(register, SPRING, see("a", A1, date(2025, 11, 18)), longer)
    assert show(register, SPRING) == [
        (1, A1, date(2025, 11, 18), AFGESLOTEN),
        (2, date(2025, 11, 20), None, LOOPT),
    ]


def test_of_two_runs_that_become_one_the_second_is_taken_back() -> None:
    register = update(EMPTY, WINTER, see("a", date(2025, 9, 8), date(2025, 10, 17)), see("a", A1, A2, goes_on=True))
    one = see("a", date(2025, 9, 8), SPRING, goes_on=True)
    register = update(register, SPRING, one, reach={"a": [EVERYTHING]})
    assert show(register, SPRING) == [(1, date(2025, 9, 8), None, LOOPT), (2, A1, None, VERVALLEN)]


@pytest.mark.parametrize(
    ("goes_on", "reach", "state"),
    [
        (True, {"a": [(A1, SPRING)]}, VERVALLEN),  # the deliveries tell of its first day, and it is not there
        (True, {"a": [(A1, A1)]}, VERVALLEN),
        (True, {"a": [(date(2025, 11, 11), SPRING)]}, VERVOLG_ONBEKEND),  # they start a day later
        (True, {"a": [(date(2025, 8, 1), date(2025, 11, 9))]}, VERVOLG_ONBEKEND),  # they end a day earlier
        # Two stretches with a gap between them: its first day lies in the gap, and in the second.
        (True, {"a": [(date(2025, 8, 1), date(2025, 11, 9)), (date(2025, 11, 11), SPRING)]}, VERVOLG_ONBEKEND),
        (True, {"a": [(date(2025, 8, 1), date(2025, 11, 8)), (A1, SPRING)]}, VERVALLEN),
        (True, {}, VERVOLG_ONBEKEND),
        (False, {"a": [(A1, SPRING)]}, VERVALLEN),
        (False, {}, AFGESLOTEN),
    ],
)
def test_a_case_that_is_not_told_any_more_stays(goes_on: bool, reach: dict, state: str) -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=goes_on))
    register = update(register, SPRING, reach=reach)
    assert [(row.nummer, row.stand, row.telt, row.in_periode) for row in register.standen[SPRING]] == [
        (1, state, False, False)
    ]
    # And it is the same case when it is told again.
    assert show(update(register, SUMMER, see("a", A1, A2)), SUMMER) == [(1, A1, A2, AFGESLOTEN)]


def test_a_case_that_is_not_confirmed_stays_open_and_is_confirmed_later() -> None:
    """Its end is kept, for the count of those that go on; the row is not closed. A closed one stays closed."""
    known = {"niet_bevestigd_sinds": A2}
    register = update(EMPTY, WINTER, see("a", A1, A2, **known), see("b", A1, A2, goes_on=True, **known))
    rows = register.standen[WINTER]
    assert [(row.eind, row.stand, row.sinds, row.is_open) for row in rows] == [
        (A2, NIET_BEVESTIGD, A2, False),
        (None, NIET_BEVESTIGD, A2, True),
    ]
    # Nothing is told any more: it is still not confirmed.
    assert [(row.stand, row.sinds) for row in update(register, SPRING).standen[SPRING]] == [(NIET_BEVESTIGD, A2)] * 2
    register = update(register, SPRING, see("a", A1, A2), see("b", A1, A2))
    assert [(row.stand, row.sinds) for row in register.standen[SPRING]] == [(AFGESLOTEN, None)] * 2
    register = update(register, SUMMER, see("a", A1, A2, **known), see("b", A1, B1, **known))
    # The same end once more; another end is not confirmed.
    assert [(row.stand, row.sinds) for row in register.standen[SUMMER]] == [(AFGESLOTEN, None), (NIET_BEVESTIGD, A2)]


def test_a_peildatum_that_is_run_again_keeps_what_it_may_have_published() -> None:
    register = update(EMPTY, WINTER, see("a", A1, A2), see("b", A1, A2, goes_on=True))
    again = update(register, WINTER, see("b", A1, A2, goes_on=True), reach={"a": [EVERYTHING]})
    assert show(again, WINTER) == [(1, A1, A2, VERVALLEN), (2, A1, None, LOOPT)]
    assert update(again, WINTER, see("a", A1, A2), see("b", A1, A2, goes_on=True)) == register


def test_what_a_peildatum_said_earlier_of_itself_is_no_knowledge_from_before() -> None:
    """First it ended in January, then nothing is delivered: what stays is that it went on in December."""
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True))
    register = update(register, SPRING, see("a", A1, B1))
    assert show(register, SPRING) == [(1, A1, B1, AFGESLOTEN)]
    assert show(update(register, SPRING), SPRING) == [(1, A1, None, VERVOLG_ONBEKEND)]


def test_a_case_that_only_a_later_peildatum_knows_is_in_no_earlier_view() -> None:
    register = update(EMPTY, SPRING, see("a", A1, A2))
    register = update(register, WINTER, see("a", A1, A2, in_periode=False, telt=False))
    assert show(register, WINTER) == []
    assert set(register.houders) == {1}


def test_of_two_known_cases_a_run_is_the_one_with_most_days_in_common() -> None:
    """5 October to 21 December has 6 days of the first (to 10 October) and 63 of the second (from 20 October)."""
    first, second = see("a", date(2025, 9, 1), date(2025, 10, 10)), see("a", date(2025, 10, 20), A2)
    register = update(EMPTY, WINTER, first, second)
    register = update(register, SPRING, see("a", date(2025, 10, 5), A2), reach={"a": [EVERYTHING]})
    assert show(register, SPRING) == [
        (1, date(2025, 9, 1), date(2025, 10, 10), VERVALLEN),
        (2, date(2025, 10, 5), A2, AFGESLOTEN),
    ]


def test_of_two_lines_with_one_begin_the_one_in_the_period_keeps_the_number() -> None:
    register = update(EMPTY, WINTER, see("lijst", A1, A2, goes_on=True))
    ended = see("lijst", A1, A2, in_periode=False, telt=False)
    register = update(register, SPRING, ended, see("lijst", A1, B1, goes_on=True))
    assert show(register, SPRING) == [(1, A1, None, LOOPT)]


def test_two_rows_of_a_list_that_are_the_same_are_two_cases_each_time() -> None:
    twice = [see("lijst", A1, A2, goes_on=True, soort=ABSOLUUT)] * 2
    register = update(EMPTY, WINTER, *twice)
    assert show(register, WINTER) == [(1, A1, None, LOOPT), (2, A1, None, LOOPT)]
    assert update(register, WINTER, *twice) == register
    assert set(update(register, SPRING, *twice).houders) == {1, 2}


def test_a_holder_depends_on_the_key_and_on_who_it_is_and_shows_neither() -> None:
    holder = make_holder(KEY, "12AB00", "laaaaaaaaaaa")
    assert holder == make_holder(KEY, "12AB00", "laaaaaaaaaaa")
    others = [
        make_holder(bytes(32), "12AB00", "laaaaaaaaaaa"),
        make_holder(KEY, "34CD00", "laaaaaaaaaaa"),
        make_holder(KEY, "12AB00", "lbbbbbbbbbbb"),
        make_holder(KEY, "12AB00l", "aaaaaaaaaaa"),
    ]
    assert len({holder, *others}) == 5
    assert len(holder) == 32
    assert "aaaa" not in holder


def test_under_a_new_key_the_same_pupil_has_the_same_case() -> None:
    new = bytes(reversed(range(32)))
    olds = [
        make_holder(KEY, "12AB00", "lold"),
        make_holder(KEY, "absoluut_verzuim", "7"),
        make_holder(KEY, "12AB00", "lgone"),
    ]
    register = update(EMPTY, WINTER, *(see(old, A1, A2, goes_on=True) for old in olds))
    numbers = {old: number for number, old in register.houders.items()}
    lookup = make_rekeying(KEY, new, pupils=[("12AB00", "lold", "lnew")], listed=[("absoluut_verzuim", "7")])

    changed = rekey(register, lookup)
    assert changed.standen == register.standen
    assert changed.houders == {
        numbers[olds[0]]: make_holder(new, "12AB00", "lnew"),
        numbers[olds[1]]: make_holder(new, "absoluut_verzuim", "7"),
        # Not delivered any more: nothing leads to the pupil now, and the row stays.
        numbers[olds[2]]: "",
    }
    later = update(changed, SPRING, see(make_holder(new, "12AB00", "lnew"), A1, SPRING, goes_on=True))
    assert len(later.houders) == 3
    assert [row.nummer for row in later.standen[SPRING] if row.stand == LOOPT] == [numbers[olds[0]]]


def test_a_forgotten_holder_is_in_no_file_and_its_row_stays(tmp_path: Path) -> None:
    register = update(EMPTY, WINTER, see("aaaa", A1, A2), see("bbbb", A1, A2))
    register = forget(register, {"aaaa"})
    save_register(register, tmp_path)
    text = (tmp_path / REGISTER_FILE).read_text(encoding="utf-8")
    assert "aaaa" not in text
    assert "bbbb" in text
    assert [row.nummer for row in load_register(tmp_path).standen[WINTER]] == [1, 2]
    # Nobody is not a holder: a delivery cannot match it.
    assert len(update(register, SPRING, see("", A1, A2)).houders) == 3


def test_what_is_saved_is_loaded_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    assert load_register(tmp_path) == EMPTY
    register = update(EMPTY, WINTER, see("a", A1, A2, goes_on=True), see("b", A1, A2))
    save_register(register, tmp_path)
    assert load_register(tmp_path) == register
    assert stat.S_IMODE((tmp_path / REGISTER_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [REGISTER_FILE]
    assert dump_register(load_register(tmp_path)) == dump_register(register)


def test_the_file_can_be_read_by_people() -> None:
    register = Register(
        {2: "é", 1: "a"}, {SPRING: (), WINTER: update(EMPTY, WINTER, see("a", A1, A2, goes_on=True)).standen[WINTER]}
    )
    text = dump_register(register)
    # By number and by day, a line each.
    assert text.splitlines()[:5] == ["{", ' "formaat": 1,', ' "houders": {', '  "1": "a",', '  "2": "é"']
    assert re.findall(r'"(\d{4}-\d\d-\d\d)": \[', text) == [WINTER.isoformat(), SPRING.isoformat()]
    assert text.endswith("\n")


def _break(document: dict, place: str, value: object) -> dict:
    row = document["standen"]["2026-01-01"][0]
    if place in row:
        row[place] = value
    else:
        document[place] = value
    return document


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("formaat", 2),
        ("houders", {}),
        ("houders", []),
        ("standen", {"gisteren": []}),
        ("soort", "anders"),
        ("stand", "anders"),
        ("begin", "2025-13-01"),
        ("begin", None),
        ("nummer", None),
    ],
)
def test_a_damaged_register_stops_the_run_and_is_never_made_anew(tmp_path: Path, place: str, value: object) -> None:
    document = json.loads(dump_register(update(EMPTY, WINTER, see("a", A1, A2))))
    (tmp_path / REGISTER_FILE).write_text(json.dumps(_break(document, place, value)), encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="reservekopie") as refusal:
        load_register(tmp_path)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"formaat": 1}'])
def test_a_file_that_is_no_register_stops_the_run(tmp_path: Path, content: bytes) -> None:
    (tmp_path / REGISTER_FILE).write_bytes(content)
    with pytest.raises(StoreUnavailable) as refusal:
        load_register(tmp_path)
    assert str(refusal.value) == (
        f"Het register voor de Inspectie ('inspectie.json' in {tmp_path.name}) is niet te lezen. Zet het terug uit een "
        "reservekopie. Zonder dat bestand krijgen gevallen andere volgnummers dan eerder."
    )


def test_a_register_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = update(EMPTY, WINTER, see("a", A1, A2))
    save_register(before, tmp_path)

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("pipelines.vault.private_file.os.replace", fail)
    with pytest.raises(OSError):
        save_register(replace(before, houders={1: "x"}), tmp_path)
    assert load_register(tmp_path) == before
