"""What was counted between the quarter before and a run, kept per school for a run that corrects some of them.

The page of the SWV tells what leads to it from the peildatum before. For that every school is counted in each state
between the two (`pipelines.run.recount`), and what is told of a school hangs on that school and on those where a pupil
of it was before or went to. So the rows of each school stand in the store of the run (`ROWS`), with a mark of all that
they are made from (`MARKS`): a run takes over those of which the mark is the same, and counts the others. The store is
where they lie, so they go when it goes: when a pupil is erased, when there is a new key, when it is not as logged. What
is not the same any more is not taken along: nothing stays of what a school took back.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.contexts.outcome import Outcome
from pipelines.intake.checked import describe
from pipelines.publish.edition_list import PublishedEdition
from pipelines.run.edition_side import list_measured
from pipelines.run.last_edition import EditionsBefore
from pipelines.run.recount import NOTHING_STOOD, Stood
from pipelines.run.standing_schools import describe_bases, describe_run, hash_lines
from schemas.tables import SCHOOL_METING

ROWS, MARKS = "ref_tussenstand", "ref_tussenstand_afdruk"
_SCHOOL, _MARK = "school", "afdruk"
_MARK_SCHEMA = {_SCHOOL: pl.String, _MARK: pl.String}


def make_state_marks(
    outcome: Outcome, edition: PublishedEdition, parts: Mapping[str, bytes], *, key_id: str
) -> dict[str, str]:
    """By school, by what is recognised that it would be counted the same from this edition on.

    `parts`: what the run read, as it is kept, by school and of the list of moves. Schools that take no part any more
    have no mark: they are counted.
    """
    schools = [school.id for school in outcome.settings.scholen]
    bases = describe_bases(outcome, EditionsBefore(schools=dict.fromkeys(schools, edition)), parts)
    measured = list_measured(outcome.tables[SCHOOL_METING.name])
    whole = [*describe_run(outcome), *describe(schools), key_id]
    return {school: hash_lines([*whole, school, bases[school], *describe(measured.get(school))]) for school in schools}


def find_stood(marks: Mapping[str, str], kept: pl.DataFrame | None, rows: pl.DataFrame | None) -> Stood:
    """What stands of schools with the same mark now. `kept`, `rows`: of the store of the last run."""
    if kept is None or rows is None:
        return NOTHING_STOOD
    same = frozenset(school for school, mark in kept.select(_SCHOOL, _MARK).iter_rows() if marks.get(school) == mark)
    return Stood(same, rows.filter(pl.col(_SCHOOL).is_in(same))) if same else NOTHING_STOOD


def make_kept(marks: Mapping[str, str], states: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
    """What goes into the store, by table: the rows of each school that has a mark, and its mark."""
    if states is None:
        return {}
    rows = states.filter(pl.col(_SCHOOL).is_in(list(marks)))
    kept = [(school, marks[school]) for school in sorted(set(rows[_SCHOOL]))]
    return {ROWS: rows, MARKS: pl.DataFrame(kept, schema=_MARK_SCHEMA, orient="row")}
