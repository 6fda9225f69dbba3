"""Whether a rerun may have new figures without pupils: hand-worked groups around the threshold, and what is kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.trend import EarlierPublication
from pipelines.publish import reruns
from pipelines.publish.reruns import Change, Rerun, compare, keep_edition, name_definition
from pipelines.vault.editions import Edition, Group, load_editions

PEILDATUM, FIRST_DAY, LATER_DAY = date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 9)
SCHOOL, OTHER, REGISTER = "12AB00", "34CD00", "12AB00/register"
PAGE = {"swv/index.html": b"<p>1</p>"}


def make_group(
    *, same: int = 0, changed: int = 0, mine: int = 0, value: str = "", erased: int = 0, rest: str = ""
) -> Group:
    """Pupils alike everywhere, pupils with this value, and pupils who stand in this group alone."""
    pupils = {
        **{f"s{place}": "same" for place in range(same)},
        **{f"c{place}": value for place in range(changed)},
        **{f"{value}{place}": "mine" for place in range(mine)},
    }
    return Group(pupils, rest, erased)


def make_edition(groups: Mapping[str, Group], **changed: object) -> Edition:
    edition = Edition(FIRST_DAY, "aaaa", "d1", 8, groups, PAGE)
    return replace(edition, **changed)


def lay_beside(before: Group, after: Group, **changed: object) -> Change:
    return compare(make_edition({SCHOOL: before}), make_edition({SCHOOL: after}, **changed))


@pytest.mark.parametrize(
    ("changed", "gone", "come", "erased", "number"),
    [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 1),
        (0, 1, 0, 0, 1),
        (0, 0, 1, 0, 1),
        (0, 0, 0, 1, 1),
        (2, 2, 2, 1, 7),
        (2, 2, 2, 2, 8),
        (3, 2, 2, 2, 9),
        (7, 0, 0, 0, 7),
        (8, 0, 0, 0, 8),
        (0, 7, 0, 0, 7),
        (0, 8, 0, 0, 8),
        (0, 0, 0, 7, 7),
        (0, 0, 0, 8, 8),
    ],
)
def test_who_differs_is_changed_gone_come_and_erased_together(
    changed: int, gone: int, come: int, erased: int, number: int
) -> None:
    before = make_group(same=5, changed=changed, mine=gone, value="then", erased=erased)
    after = make_group(same=5, changed=changed, mine=come, value="now")
    assert changed + gone + come + erased == number
    assert lay_beside(before, after) == Change((SCHOOL,) if 1 <= number <= 7 else (), number)
    assert lay_beside(before, after).must_carry is (1 <= number <= 7)


def test_each_group_counts_for_itself() -> None:
    """Nine with another register do not hide the one who is another; together ten pupils differ, or nine."""
    many, few = (make_group(changed=number, value="then") for number in (9, 1))
    before = make_edition({SCHOOL: few, REGISTER: many, OTHER: make_group(same=3)})
    after = {SCHOOL: replace(few, pupils={"c0": "now"}), REGISTER: make_group(changed=9, value="now")}
    both = {**after, OTHER: make_group(same=3)}
    assert compare(before, make_edition(both)) == Change((SCHOOL,), 9)
    assert compare(before, make_edition({**both, SCHOOL: few})) == Change((), 9)
    assert compare(before, make_edition({**both, SCHOOL: make_group(changed=1, mine=1, value="then")})).pupils == 10
    # A school of three that goes out, and one of nine that comes in.
    assert compare(before, make_edition({SCHOOL: few, REGISTER: many})) == Change((OTHER,), 3)
    assert compare(before, make_edition({**before.groups, "56EF00": make_group(same=9)})) == Change((), 9)


def test_what_causes_do_is_laid_beside_only_where_both_tell_it() -> None:
    """Three pupils who are the same; by a cause one went and another came, which makes two."""
    pupils, causes = make_group(same=3), f"{SCHOOL}/verschil"
    without = make_edition({SCHOOL: pupils})
    told = make_edition({SCHOOL: pupils, causes: make_group(same=3)})
    assert compare(without, told) == compare(told, without) == Change((), 0)
    other = make_edition({SCHOOL: pupils, causes: make_group(same=2, mine=1, value="now")})
    assert compare(told, other) == Change((SCHOOL,), 2)


def test_rows_of_nobody_who_is_known_may_be_of_one_pupil() -> None:
    """Beside seven it makes no eight."""
    assert lay_beside(make_group(same=9, rest="a"), make_group(same=9, rest="b")) == Change((SCHOOL,), 0)
    for number, few in ((7, (SCHOOL,)), (8, ())):
        before, after = (make_group(changed=number, value=value, rest=value) for value in ("then", "now"))
        assert lay_beside(before, after) == Change(few, number)


def test_the_higher_threshold_of_the_two_counts() -> None:
    before, after = (make_group(changed=8, value=value) for value in ("then", "now"))
    assert lay_beside(before, after, drempel=6) == Change((), 8)
    assert lay_beside(before, after, drempel=9) == Change((SCHOOL,), 8)
    assert compare(make_edition({SCHOOL: before}, drempel=9), make_edition({SCHOOL: after})) == Change((SCHOOL,), 8)


@pytest.mark.parametrize("changed", [{"key_id": "bbbb"}, {"definition": "d2"}])
def test_under_another_key_or_definition_nobody_knows(changed: dict[str, str]) -> None:
    group = make_group(same=9)
    assert lay_beside(group, group, **changed) == Change((), None)
    assert lay_beside(group, group, **changed).must_carry


def test_what_versions_lay_beside_each_other_does_not_change_by_accident() -> None:
    """With another text figures that stand are carried over where they are run again after an upgrade, whatever was
    corrected. Who changes it means that, as pupils are told otherwise, and says so in CHANGELOG.md.
    """
    assert name_definition() == "2c472982023fd5b2"


def test_of_earlier_peildata_the_rows_of_the_last_one_count() -> None:
    """The figures are compared with what came out of those before it; an empty cell is no other column."""

    def publish(day: int, *rows: tuple[str, str, int | None]) -> EarlierPublication:
        pupils = pl.DataFrame(rows, schema=["school", "leerling", "tier"], orient="row")
        return EarlierPublication(date(2025, day, 1), None, frozenset(), None, {}, "", {}, pupils=pupils)

    earlier = [publish(6, (SCHOOL, "la", 1), (SCHOOL, "lc", 1)), publish(9, (OTHER, "la", 2), (SCHOOL, "lb", None))]
    told = {(school, pupil): text for school, pupil, _, text in reruns._list_earlier(earlier)}
    assert told == {
        (SCHOOL, "lb"): f"2025-09-01|{SCHOOL}|lb|",
        (OTHER, "la"): f"2025-09-01|{OTHER}|la|2",
    }
    assert list(reruns._list_earlier([])) == []


def test_an_edition_is_kept_once_and_stands_since_its_files_are_so(tmp_path: Path) -> None:
    one, other = ({SCHOOL: make_group(changed=9, value=value)} for value in ("then", "now"))

    def keep(groups: Mapping[str, Group], files: Mapping[str, bytes]) -> list[tuple[date, Mapping[str, bytes]]]:
        editions = tuple(load_editions(tmp_path, PEILDATUM))
        now = make_edition(groups, since=LATER_DAY, files={})
        keep_edition(tmp_path, PEILDATUM, Rerun(editions, now, None), files=files)
        return [(edition.since, edition.files) for edition in load_editions(tmp_path, PEILDATUM)]

    keep_edition(tmp_path, PEILDATUM, Rerun((), make_edition(one, files={}), None), files=PAGE)
    assert keep(one, PAGE) == [(FIRST_DAY, PAGE)]
    assert keep(other, PAGE) == [(FIRST_DAY, PAGE), (LATER_DAY, PAGE)]
    # The first again: it came out last, and with other files it stands since now.
    new = {"swv/index.html": b"<p>2</p>"}
    assert keep(one, PAGE) == [(LATER_DAY, PAGE), (FIRST_DAY, PAGE)]
    assert keep(one, new) == [(LATER_DAY, PAGE), (LATER_DAY, new)]
