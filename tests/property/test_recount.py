"""A school is told the same of two editions whatever other schools are counted with it, and is not counted for nothing.

Regions of which pupils move between schools, before and after some schools were corrected: what is split with all
schools counted in each state is what is split of one school alone, with those beside it. One region of the twelve of
`MSA_DEEP=1`.
"""

import os
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random

import polars as pl
import pytest

from pipelines.errors import DataCheckFailed
from pipelines.publish.edition_list import list_published_editions
from pipelines.run.difference import Split, split_difference
from pipelines.run.edition_side import Side, open_side
from pipelines.run.recount import Counter, State, list_neighbours
from pipelines.settings import load_settings
from pipelines.store.reference import load_checked_rule_sets
from pipelines.vault.pseudonym import load_key
from schemas.tables import RAW_OVERSTAP
from tests.lib.comparison import run_program
from tests.lib.ledger_regions import OA_CODES, make_region, map_rows
from tests.lib.moved_pupils import add_moves
from tests.lib.region import Region, write_region

# In the last one a school that was not corrected shares a pupil with one that was, and another shares none.
SEEDS = range(40, 52) if os.environ.get("MSA_DEEP") else (51,)
SCHOOLS = 4


@dataclass(frozen=True)
class Pair:
    """Two editions of one peildatum. `corrected`: the schools that delivered something else for the second."""

    before: Side
    after: Side
    corrected: set[str]
    rule_sets: dict
    folder: Path

    def split(self, *, is_just_counted: bool, asked: set[str] | None = None) -> tuple[Split, list[str]]:
        """What is found, and what was counted again."""
        said: list[str] = []
        found = split_difference(
            self.before,
            self.after,
            rule_sets=self.rule_sets,
            folder=self.folder,
            is_just_counted=is_just_counted,
            asked=asked,
            report_progress=said.append,
        )
        return found, said

    @cached_property
    def together(self) -> Split:
        """What is found of all schools, where only what changed is counted; never changed."""
        return self.split(is_just_counted=True)[0]


@pytest.fixture(scope="module", params=SEEDS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The first school mixes up its unauthorised codes, in the second three of four of them were not so."""
    region, peildatum = make_region(request.param, pupils=4, schools=SCHOOLS)
    region = add_moves(region, peildatum, Random(request.param), codes=OA_CODES)
    folder = tmp_path_factory.mktemp(f"regio-{request.param}")
    later = correct(region, 0, 1.0, Random(request.param))
    later = correct(later, 1, 0.75, Random(request.param))
    for each in (region, later):
        output = run_program(write_region(each, folder), peildatum, toch=True)
        assert output.exit_code == 0
    return open_pair(folder, peildatum, {region.scholen[0].id, region.scholen[1].id})


def correct(region: Region, place: int, share: float, chance: Random) -> Region:
    """This share of the unauthorised absence of a school is of another code, of which many are authorised."""
    schools = list(region.scholen)
    codes = (*OA_CODES, "Z", "Z", "Z")
    schools[place] = map_rows(
        schools[place],
        lambda row: (
            replace(row, code=chance.choice(codes)) if row.code in OA_CODES and chance.random() < share else row
        ),
    )
    return replace(region, scholen=tuple(schools))


def open_pair(folder: Path, peildatum: date, corrected: set[str]) -> Pair:
    settings = load_settings(folder / "swv.toml").get_on(peildatum)
    rule_sets = load_checked_rule_sets(settings)
    key = load_key(settings.opslag)
    before, after = (
        open_side(settings, edition, key=key, rule_sets=rule_sets)
        for edition in list_published_editions(settings, peildatum)
    )
    return Pair(before, after, corrected, rule_sets, folder / "tussen")


def test_a_school_alone_is_told_what_it_is_told_among_all(pair: Pair) -> None:
    whole, _ = pair.split(is_just_counted=False)
    assert whole.school.filter(pl.col("van") != pl.col("naar")).height
    together = pair.together
    assert (together.school.equals(whole.school), together.swv.equals(whole.swv)) == (True, True)
    for school in sorted(pair.after.measured):
        alone, _ = pair.split(is_just_counted=True, asked={school})
        own = pl.col("school") == school
        assert alone.school.equals(whole.school.filter(own))
        assert alone.swv.equals(whole.swv.filter(own))


def test_a_school_of_which_nothing_changed_is_not_counted_again(pair: Pair) -> None:
    beside = list_neighbours(pair.after.parts["swv"].frames)
    for school in sorted(pair.after.measured):
        found, counted = pair.split(is_just_counted=True, asked={school})
        hangs_on = {school} | beside.get(school, set())
        assert bool(counted) == bool(hangs_on & pair.corrected)
        if not counted:
            assert found.school.filter(pl.col("van") != pl.col("naar")).is_empty()


def test_one_school_that_cannot_be_counted_takes_no_other_along(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = list_neighbours(pair.after.parts["swv"].frames)
    broken = min(pair.corrected, key=lambda school: len(beside.get(school, ())))
    along = {school for school in pair.after.measured if broken in beside.get(school, {school})}
    whole, count = pair.together, Counter.count

    def fail(counter: Counter, state: State, step: str) -> pl.DataFrame:
        if broken in state.frames:
            raise DataCheckFailed("chk_verzonnen", [])
        return count(counter, state, step)

    monkeypatch.setattr(Counter, "count", fail)
    found, _ = pair.split(is_just_counted=True)
    assert found.doubts == tuple(
        f"School {school}: een van de tussenstappen is niet te tellen. Wat daarop rust, staat bij niet te splitsen."
        for school in sorted(along)
    )
    others = ~pl.col("school").is_in(sorted(along))
    assert found.school.filter(others).equals(whole.school.filter(others))
    of_broken = found.school.filter(pl.col("school") == broken)
    assert of_broken["onverdeeld"].to_list() == (of_broken["naar"] - of_broken["van"]).to_list()


def test_beside_a_school_is_each_school_of_a_child_that_was_there() -> None:
    """One child went from 1 to 2 and on to 3; another from 3 to 4: of who was at 1 nothing hangs on 4."""
    rows = [("1", "a", "2", "b"), ("3", "x", "4", "y"), ("2", "b", "3", "c")]
    schema = ["school_van", "leerling_van", "school_naar", "leerling_naar"]
    first = {RAW_OVERSTAP.name: pl.DataFrame(rows[:2], schema=schema, orient="row")}
    second = {RAW_OVERSTAP.name: pl.DataFrame(rows[2:], schema=schema, orient="row")}
    assert list_neighbours(first, second) == {
        "1": {"1", "2", "3"},
        "2": {"1", "2", "3"},
        "3": {"1", "2", "3", "4"},
        "4": {"3", "4"},
    }
