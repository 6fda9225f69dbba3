"""Schools that would be counted the same: their rows are taken over from the store of the last run.

What is counted of a school is made from what the store holds of it, from the references and from the lists of the LPA
and the SWV, by this program (`sql/` has no parameters). So beside the rows a mark of all of that stands in the store
itself, one a school and one of what is the same for all (`TABLE`): it lies where the rows lie, goes when they go, and a
store that is not as the log has it is not opened. A run counts the schools of which the mark is another one, and the
schools where a pupil of these was before or went to; where anything else differs it counts all.
"""

import hashlib
from collections.abc import Mapping

import polars as pl

from pipelines.intake.checked import describe, describe_program
from pipelines.run.recount import list_neighbours
from pipelines.run.standing_schools import ROOMS
from pipelines.settings import Settings
from pipelines.store.counting import Frames, Part
from pipelines.store.reference import SWV_NUMBER, number_schools

TABLE = "ref_afdruk"
_NUMBER, _MARK = "school_nr", "afdruk"
# Of so many schools at most: with more, taking over costs more than it saves.
_MOST_COUNTED = 2 / 3


def make_marks(
    settings: Settings,
    parts: Mapping[str, bytes],
    lists: Mapping[str, bytes],
    references: Mapping[str, pl.DataFrame],
    *,
    key_id: str,
) -> pl.DataFrame:
    """By what each school is recognised, by number; under that of the SWV what is the same for all schools.

    `parts`: what is counted of each school that takes part, as it is kept; `lists`: of the LPA and the SWV.
    """
    shared = {name: frame for name, frame in references.items() if _NUMBER not in frame.columns}
    schools = [school.id for _, school in number_schools(settings)]
    whole = _hash([describe_program(ROOMS), key_id, *describe(schools), *describe(shared), *_describe_parts(lists)])
    divided = {
        name: frame.partition_by(_NUMBER, as_dict=True) for name, frame in references.items() if name not in shared
    }
    own = [
        (number, _hash([*_describe_own(divided, number), *_describe_parts({"levering": parts.get(school.id)})]))
        for number, school in number_schools(settings)
    ]
    return pl.DataFrame([(SWV_NUMBER, whole), *own], schema={_NUMBER: pl.Int16, _MARK: pl.String}, orient="row")


def find_same(marks: pl.DataFrame, standing: pl.DataFrame | None) -> frozenset[int] | None:
    """The schools, by number, of which what is counted stands as it is now; None where what is of all differs.

    `standing`: the marks of the store that stands.
    """
    known = {} if standing is None else dict(standing.select(_NUMBER, _MARK).iter_rows())
    now = dict(marks.select(_NUMBER, _MARK).iter_rows())
    if known.get(SWV_NUMBER) != now[SWV_NUMBER] or known.keys() != now.keys():
        return None
    return frozenset(number for number in now if number != SWV_NUMBER and known[number] == now[number])


def find_part(settings: Settings, marks: pl.DataFrame, standing: pl.DataFrame | None, moves: Frames) -> Part | None:
    """The schools to count where the rows of the others stand; None where all are to be counted.

    `standing`: the marks of the store that stands. `moves`: the list of the SWV; where any row stands it is the same.
    """
    same = find_same(marks, standing)
    if same is None:
        return None
    beside = _list_beside(settings, moves)
    changed = beside.keys() - same
    # A child hangs on every school where it was: what one of these tells of it changes its rows at the others.
    counted = {each for number in changed for each in beside[number]}
    read = {each for number in counted for each in beside[number]}
    return None if len(read) > _MOST_COUNTED * len(beside) else Part(frozenset(counted), frozenset(read))


def _list_beside(settings: Settings, moves: Frames) -> dict[int, set[int]]:
    """By number of a school, those where a pupil of it was before or went to; itself among them."""
    numbers = {school.id: number for number, school in number_schools(settings)}
    found = list_neighbours(moves)
    return {
        number: {number, *(numbers[each] for each in found.get(school, ()) if each in numbers)}
        for school, number in numbers.items()
    }


def describe_rows(settings: Settings, marks: pl.DataFrame, moves: Frames) -> dict[str, str]:
    """By school, what its rows in tables that are kept per school are made from. `marks`: as of `make_marks`."""
    now, schools = dict(marks.select(_NUMBER, _MARK).iter_rows()), dict(number_schools(settings))
    return {
        schools[number].id: _hash([now[each] for each in (SWV_NUMBER, number, *sorted(beside))])
        for number, beside in _list_beside(settings, moves).items()
    }


def _describe_own(references: Mapping[str, Mapping[tuple[object, ...], pl.DataFrame]], number: int) -> list[str]:
    """`references`: by name, the rows of each school by its number."""
    return list(describe({name: schools.get((number,)) for name, schools in references.items()}))


def _describe_parts(parts: Mapping[str, bytes | None]) -> list[str]:
    """Of what takes no part that it does not."""
    return [f"{name} {body and hashlib.sha256(body).hexdigest()}" for name, body in sorted(parts.items())]


def _hash(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
