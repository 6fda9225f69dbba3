"""Which schools a run counts: every member of a mark makes its school, or all schools, be counted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.run import counted_schools
from pipelines.run.counted_schools import describe_rows, find_part, make_marks
from pipelines.settings import Settings, load_settings
from pipelines.store.counting import Part
from schemas.tables import RAW_OVERSTAP
from tests.lib.region import Region, School, write_region

IDS = [f"{number}AB00" for number in range(10, 16)]
PARTS = dict.fromkeys(IDS, b"rijen")
LISTS = {"leerplicht": b"lijst", "swv": b"overstappen"}
REFERENCES = {
    "ref_run": pl.DataFrame({"peildatum": [date(2026, 1, 1)]}),
    "ref_school": pl.DataFrame({"school_nr": range(6), "protocol": ["dronten"] * 6}),
}
MOVES = ("school_van", "leerling_van", "school_naar", "leerling_naar")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Six schools, numbered from 0."""
    return load_settings(write_region(Region(tuple(School(school, "VO", ()) for school in IDS)), tmp_path))


def mark(settings: Settings, **changed: object) -> pl.DataFrame:
    given = {"parts": PARTS, "lists": LISTS, "references": REFERENCES, "key_id": "sleutel", **changed}
    return make_marks(settings, given["parts"], given["lists"], given["references"], key_id=given["key_id"])


def move(*pairs: tuple[int, int]) -> dict[str, pl.DataFrame]:
    """The list of moves: each time another pupil, from one school to another."""
    rows = [(IDS[old], f"van{place}", IDS[new], f"naar{place}") for place, (old, new) in enumerate(pairs)]
    return {RAW_OVERSTAP.name: pl.DataFrame(rows, schema=dict.fromkeys(MOVES, pl.String), orient="row")}


def find(settings: Settings, moves: dict[str, pl.DataFrame], **changed: object) -> Part | None:
    return find_part(settings, mark(settings, **changed), mark(settings), moves)


def test_nothing_is_counted_where_nothing_changed(settings: Settings) -> None:
    assert find(settings, move()) == Part(frozenset(), frozenset())


def test_a_school_that_delivers_otherwise_is_counted_alone(settings: Settings) -> None:
    alone = Part(frozenset({2}), frozenset({2}))
    assert find(settings, move(), parts={**PARTS, IDS[2]: b"andere rijen"}) == alone
    # Refused, or not there any more.
    assert find(settings, move(), parts={name: body for name, body in PARTS.items() if name != IDS[2]}) == alone
    # A setting of that school alone.
    other = REFERENCES["ref_school"].with_columns(
        protocol=pl.when(pl.col("school_nr") == 2).then(pl.lit("kennemerland")).otherwise("protocol")
    )
    assert find(settings, move(), references={**REFERENCES, "ref_school": other}) == alone


def test_schools_that_share_a_child_are_counted_with_it(settings: Settings) -> None:
    """0 to 1, and another child 1 to 2: what 0 says changes 1, and to count 1 what 2 says is read."""
    changed = {"parts": {**PARTS, IDS[0]: b"andere rijen"}}
    assert find(settings, move((0, 1), (1, 2)), **changed) == Part(frozenset({0, 1}), frozenset({0, 1, 2}))


def test_rows_of_a_school_are_made_from_it_and_from_those_that_share_a_child_with_it(settings: Settings) -> None:
    """0 to 1, and another child 1 to 2: the rows of 0 and 1 are made from what 0 says, those of 2 and 3 are not."""
    moves = move((0, 1), (1, 2))
    before = describe_rows(settings, mark(settings), moves)
    after = describe_rows(settings, mark(settings, parts={**PARTS, IDS[0]: b"andere rijen"}), moves)
    assert [school for school in IDS if before[school] != after[school]] == [IDS[0], IDS[1]]
    other = describe_rows(settings, mark(settings, key_id="andere sleutel"), moves)
    assert all(before[school] != other[school] for school in IDS)
    assert len(set(before.values())) == len(IDS)


@pytest.mark.parametrize(
    "changed",
    [
        {"key_id": "andere sleutel"},
        {"lists": {**LISTS, "leerplicht": b"andere lijst"}},
        {"lists": {**LISTS, "swv": b"andere overstappen"}},
        {"references": {**REFERENCES, "ref_run": pl.DataFrame({"peildatum": [date(2026, 3, 1)]})}},
        {"references": {**REFERENCES, "ref_feestdag": pl.DataFrame({"datum": [date(2026, 1, 1)]})}},
    ],
    ids=["key", "list of the LPA", "list of moves", "peildatum", "one reference more"],
)
def test_what_is_of_all_schools_makes_all_of_them_be_counted(settings: Settings, changed: dict[str, object]) -> None:
    assert find(settings, move(), **changed) is None


def test_another_program_counts_all_schools(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark(settings)
    monkeypatch.setattr(counted_schools, "describe_program", lambda _: "een ander programma")
    assert find_part(settings, mark(settings), before, move()) is None


def test_another_list_of_schools_counts_all_schools(settings: Settings) -> None:
    """A school less, or one by another name: the numbers may be of other schools."""
    before = mark(settings)
    fewer = replace(settings, scholen=settings.scholen[:-1])
    assert find_part(fewer, mark(fewer), before, move()) is None
    last = replace(settings.scholen[-1], id="99ZZ00")
    other = replace(settings, scholen=(*settings.scholen[:-1], last))
    assert find_part(other, mark(other), before, move()) is None


def test_without_a_store_that_stands_all_schools_are_counted(settings: Settings) -> None:
    assert find_part(settings, mark(settings), None, move()) is None


@pytest.mark.parametrize(("changed", "is_part"), [(4, True), (5, False)])
def test_where_most_schools_changed_all_are_counted(settings: Settings, changed: int, *, is_part: bool) -> None:
    """Of six schools two thirds is four."""
    parts = {**PARTS, **dict.fromkeys(IDS[:changed], b"andere rijen")}
    assert (find(settings, move(), parts=parts) is not None) == is_part
